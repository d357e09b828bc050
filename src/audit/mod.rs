//! What a rule author must know about a catalog beyond that it compiles.
//!
//! [`examples`] runs the authors' own tests. Takes a catalog and examples, gives what differs. [`feel`] evaluates a single
//! expression. Must never: read files.

pub mod examples;
pub mod feel;
