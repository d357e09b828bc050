//! Why nothing better exists: a tree of decisions whose leaves are bounds.
//!
//! A proof is data that can be checked without knowing how it was found; `check.rs` does so in the tests. A full quota leaves
//! its other members, which goes without saying. Must never: decide anything.

/// A proof that a part of a problem comes to no more than its bound, for what has been decided on the way to it.
#[derive(Clone, Debug)]
pub(crate) enum Proof {
    /// The bound of these prices, in units of 1/`scale`: what limits earn at full use, and what items keep.
    Prices {
        /// What a price of 1 is.
        scale: i128,
        /// By quota, for each item chosen.
        quotas: Vec<(usize, i128)>,
        /// By cap, of each 分 paid.
        caps: Vec<(usize, i128)>,
    },
    /// The larger of both bounds: with the item, and without.
    Split {
        /// What is decided.
        item: usize,
        /// The bound with it.
        taken: Box<Proof>,
        /// The bound without it.
        left: Box<Proof>,
    },
    /// The largest of the rest's bound, where all of these items are decided so (`true` is taken), and of what the prices show for
    /// each of them decided the other way.
    Fixed {
        /// What is decided.
        items: Vec<(usize, bool)>,
        /// The prices.
        prices: Box<Proof>,
        /// The bound where all are decided so.
        rest: Box<Proof>,
    },
    /// The sum of the bounds of parts that have no item in common; each has its items.
    Parts(Vec<(Vec<usize>, Proof)>),
}
