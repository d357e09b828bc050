//! What a policy is: plain data, no behaviour beyond keeping itself well formed.
//!
//! Everything a catalog holds is defined here and nothing else is: [`Catalog`] and what hangs below it, the typed
//! expressions its rules consist of, and the small value types (dates, bounds, localized text) they share. The compiler
//! (`lang`, `catalog`) makes these values, the engine reads them, and neither keeps private variants of them.
//!
//! Must never: read a clock, a file or a fact; know what an expression evaluates to.

mod arena;
mod bounds;
mod catalog;
pub mod credit_code;
mod date;
mod expression;
mod extent;
pub mod limits;
pub mod literal;
mod parts;
mod text;
mod types;

pub use arena::{Arena, Id};
pub use bounds::{Bound, Bounds};
pub use catalog::*;
pub use date::Date;
pub use expression::*;
pub use extent::{Extent, LONGEST_TEXT};
pub(crate) use text::separated;
pub use text::{Language, Text, TextId, Texts, Words};
pub use types::{ElementId, List, ListId, ListItem, Record, RecordId, Type, Unit, UnitId};
