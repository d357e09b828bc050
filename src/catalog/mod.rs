//! (being written)
pub mod bytes;
