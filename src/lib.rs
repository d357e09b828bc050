//! policy-calculator: which enterprise-support policies a company qualifies for, how much, and why.
//!
//! The data's way through the house, left to right; each module may use those to its left, never those to its right:
//!
//! `rules/*.yaml` → [`lang`] (text to typed expressions) → [`catalog`] (documents to a compiled [`model::Catalog`], and its
//! bytes) → [`engine`] (catalog and profile to verdicts) → [`advise`] (what follows from verdicts) and [`audit`] (the authors' examples) →
//! `wasm` and `bin/policy` (the doors to JavaScript and to the shell). [`model`] is what they all speak about.
//!
//! The browser's engine is built without the features `lang` and `cli`: it holds no expression parser and no YAML.

pub mod advise;
#[cfg(feature = "lang")]
pub mod audit;
pub mod catalog;
pub mod crossing;
pub mod engine;
#[cfg(feature = "lang")]
pub mod lang;
pub mod model;
#[cfg(feature = "wasm")]
pub mod wasm;
