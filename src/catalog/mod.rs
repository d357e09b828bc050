//! Documents → names resolved → checked → compiled → bytes, and back.
//!
//! [`bytes`] is the compiled catalog as one file and is always there. With the feature `lang` comes the side that authors
//! see: `yaml` and `fields` read documents, [`format`] puts them into their canonical form, [`compile`] turns them into a [`crate::model::Catalog`] and the authors'
//! [`examples`].
//!
//! Must never: read files or the clock, evaluate anything, or stop at the first fault.

pub mod bytes;
mod coding;
#[cfg(feature = "lang")]
mod compile;
#[cfg(feature = "lang")]
pub mod examples;
#[cfg(feature = "lang")]
mod fields;
#[cfg(feature = "lang")]
mod fixes;
#[cfg(feature = "lang")]
pub mod format;
#[cfg(feature = "lang")]
pub mod places;
#[cfg(feature = "lang")]
mod traps;
#[cfg(feature = "lang")]
mod yaml;

#[cfg(feature = "lang")]
pub use compile::{Compilation, EXPRESSION, compile, compile_expression};
