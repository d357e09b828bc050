//! The tests of bundles: the search alone, and bundles of small catalogs.

mod brute;
#[cfg(feature = "lang")]
mod catalogs;
mod search;
