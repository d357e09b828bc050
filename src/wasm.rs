//! The door to JavaScript.
