//! The door to the shell.
fn main() {}
