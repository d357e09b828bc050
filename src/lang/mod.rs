//! Expressions and what is said about them: text → tokens → tree → typed tree, with spans and diagnostics.
//!
//! [`source`] holds the texts, [`diagnostic`] what is wrong with them. `token` and [`parse`] turn an expression's text into
//! a [`syntax`] tree; [`check`] gives it a type ([`typing`], [`codes`], `calls`, [`unary`]) and writes it into the catalog through
//! [`build`]. Names are resolved through
//! the [`context::Context`] trait, so that this module knows nothing of documents.
//!
//! [`explained`] says of every diagnostic's code what it means; [`canonical`] spells expressions the one way.
//!
//! Takes: text and a scope. Gives: typed expressions in a catalog's arena, and diagnostics. Must never: read files, stop at
//! the first fault, or let one fault bring followers: what has a fault becomes `None` and is silent from there on.

pub mod build;
mod calls;
pub mod canonical;
pub mod check;
pub mod codes;
pub mod context;
pub mod diagnostic;
pub mod explained;
mod functions;
pub mod lists;
pub mod mentioned;
mod number;
pub mod parse;
pub mod prose;
pub mod source;
pub mod suggest;
pub mod syntax;
mod token;
pub mod typing;
pub mod unary;
