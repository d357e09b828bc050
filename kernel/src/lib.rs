//! Where one company stands with many policies at once, over flat arrays: the loops that run over thousands of conditions.
//!
//! It knows numbers only: *leaves* are tests, *groups* combine them, leaves and groups together are *nodes*, numbered so that
//! parts come before what they are parts of. What the tests test, and what to do where plain logic does not say everything,
//! is the engine's. What runs over many of them is never inlined: it would be compiled for size like its caller. Must never: know a catalog; allocate while it evaluates; compute with a binary float; panic.

#![forbid(unsafe_code)]

mod benefits;
mod choice;
mod formulas;
mod groups;
mod links;
mod policies;
mod run;
mod state;
mod status;
mod told;

pub use benefits::{Amounts, Benefits, Company, Sum, Way};
pub use choice::Choice;
pub use formulas::{Bounds, Ends, Formula, Formulas, Glanced, HAND, NO_AMOUNT, NOT_ASKED, Slice, Step};
pub use groups::{Change, Groups, Kind, Sums};
pub use links::{Links, Tell};
pub use policies::Policies;
pub use run::{Around, Position, Run, Settled};
pub use state::State;
pub use status::{Status, Truth};
pub use told::Told;

/// The number of a node.
pub type Node = u32;
