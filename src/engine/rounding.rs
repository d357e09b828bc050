//! In which direction something is rounded, and what that means for a remainder.

use std::cmp::Ordering;

/// In which direction to round to a multiple.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rounding {
    /// Towards −∞.
    Floor,
    /// Towards +∞.
    Ceiling,
    /// Away from zero.
    Up,
    /// Towards zero.
    Down,
    /// To the nearest, ties away from zero: 四舍五入.
    HalfUp,
    /// To the nearest, ties towards zero.
    HalfDown,
}

impl Rounding {
    /// Whether a number is moved away from zero to its multiple: `is_over` says that there is a remainder, and `half` how that
    /// compares with what is missing to the next one.
    pub(super) fn is_away(self, negative: bool, is_over: bool, half: impl FnOnce() -> Ordering) -> bool {
        match self {
            Rounding::Floor => negative && is_over,
            Rounding::Ceiling => !negative && is_over,
            Rounding::Up => is_over,
            Rounding::Down => false,
            Rounding::HalfUp => half() != Ordering::Less,
            Rounding::HalfDown => half() == Ordering::Greater,
        }
    }
}
