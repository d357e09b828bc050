//! What a rule author must know about a catalog beyond that it compiles.
//!
//! [`examples`] runs the authors' own tests. Takes a catalog and examples, gives what differs. [`coverage`] tells what these have
//! shown of the rules. [`feel`] evaluates a single expression. Must never: read files.

mod closure;
pub mod coverage;
pub mod examples;
pub mod feel;
pub mod mutants;
mod yaml;
