//! Advice: what follows from verdicts for a company that wants to do something.
//!
//! [`bundle`] finds the set of benefits with the highest total;
//! [`changes`] tells what differs between two sessions (two days, or two catalogs) and why; [`calendar`] when something
//! opens, closes, begins or ends for a company; [`questions`] what to answer next;
//! [`explain`] why a verdict is what it is and how an amount comes about; [`ways`] what would have to be true to
//! qualify; [`formula`] words expressions.
//!
//! Takes sessions, gives plain data in the shape of the JSON that `docs/api.md` describes. Must never: decide what the engine
//! decides; read a clock, a file or the network; promise anything.

pub mod bundle;
pub mod calendar;
pub mod changes;
pub mod explain;
pub mod formula;
pub mod questions;
pub mod ways;
