//! Advice: what follows from verdicts for a company that wants to do something.
//!
//! [`bundle`] finds the set of benefits with the highest total.
//!
//! Takes sessions, gives plain data in the shape of the JSON that `docs/api.md` describes. Must never: decide what the engine
//! decides; read a clock, a file or the network; promise anything.

pub mod bundle;
