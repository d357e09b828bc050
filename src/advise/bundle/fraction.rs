//! Exact fractions of 分, for sums that overlapping caps divide.
//!
//! Takes and gives whole numbers of 128 bits. A sum that does not fit is rounded to a whole 分, in the direction that the caller
//! names, so that a bound stays a bound. Must never: panic; round without being told in which direction.

use std::cmp::Ordering;

/// A fraction in lowest terms; the denominator is above 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fraction {
    numerator: i128,
    denominator: i128,
}

/// In which direction to give way where digits do not suffice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// Towards −∞: for what has been found.
    Down,
    /// Towards +∞: for what cannot be surpassed.
    Up,
}

impl Fraction {
    /// 0
    pub(crate) const ZERO: Fraction = Fraction { numerator: 0, denominator: 1 };

    /// A whole number.
    pub(crate) fn whole(numerator: i128) -> Fraction {
        Fraction { numerator, denominator: 1 }
    }

    /// `numerator / denominator`; a denominator that is not above 0 counts as 1.
    pub(crate) fn new(numerator: i128, denominator: i128) -> Fraction {
        let denominator = denominator.max(1);
        if denominator.count_ones() == 1 {
            // Prices are such fractions: shifting is many times faster than dividing 128 bits.
            let shift = numerator.trailing_zeros().min(denominator.trailing_zeros());
            return Fraction { numerator: numerator >> shift, denominator: denominator >> shift };
        }
        let common = common_divisor(numerator, denominator);
        Fraction { numerator: numerator / common, denominator: denominator / common }
    }

    /// The whole number next to it in that direction.
    pub(crate) fn rounded(self, direction: Direction) -> i128 {
        let floor = self.numerator.div_euclid(self.denominator);
        match direction {
            Direction::Down => floor,
            Direction::Up => floor + i128::from(self.numerator.rem_euclid(self.denominator) != 0),
        }
    }

    /// `self + other`.
    pub(crate) fn plus(self, other: Fraction, direction: Direction) -> Fraction {
        if self.denominator == other.denominator
            && let Some(sum) = self.numerator.checked_add(other.numerator)
        {
            return Fraction::new(sum, self.denominator);
        }
        let exactly = || {
            let common = common_divisor(self.denominator, other.denominator);
            let (mine, theirs) = (other.denominator / common, self.denominator / common);
            let left = self.numerator.checked_mul(mine)?;
            let right = other.numerator.checked_mul(theirs)?;
            Some(Fraction::new(left.checked_add(right)?, self.denominator.checked_mul(mine)?))
        };
        exactly().unwrap_or_else(|| {
            let sum = self.rounded(direction).saturating_add(other.rounded(direction));
            Fraction::whole(sum)
        })
    }

    /// `self − other`.
    pub(crate) fn minus(self, other: Fraction, direction: Direction) -> Fraction {
        self.plus(Fraction { numerator: other.numerator.saturating_neg(), ..other }, direction)
    }

    /// `self / parts`; fewer than one part count as one.
    pub(crate) fn over(self, parts: i128) -> Fraction {
        let parts = parts.max(1);
        let common = common_divisor(self.numerator, parts);
        match self.denominator.checked_mul(parts / common) {
            Some(denominator) => Fraction { numerator: self.numerator / common, denominator },
            None => Fraction::whole(self.rounded(Direction::Down) / parts),
        }
    }

    /// The sum of many.
    pub(crate) fn sum(parts: impl Iterator<Item = Fraction>, direction: Direction) -> Fraction {
        parts.fold(Fraction::ZERO, |sum, part| sum.plus(part, direction))
    }
}

impl Ord for Fraction {
    /// By the products across, where they fit.
    fn cmp(&self, other: &Self) -> Ordering {
        if self.denominator == other.denominator {
            return self.numerator.cmp(&other.numerator);
        }
        let products = self.numerator.checked_mul(other.denominator).zip(other.numerator.checked_mul(self.denominator));
        products.map_or_else(|| by_parts(*self, *other), |(left, right)| left.cmp(&right))
    }
}

/// By whole parts, then by the reciprocals of what is left, so that nothing can overflow.
fn by_parts(mut a: Fraction, mut b: Fraction) -> Ordering {
    let mut turned = false;
    loop {
        let whole = (a.numerator.div_euclid(a.denominator)).cmp(&b.numerator.div_euclid(b.denominator));
        let (left, right) = (a.numerator.rem_euclid(a.denominator), b.numerator.rem_euclid(b.denominator));
        let order = match (whole, left, right) {
            (Ordering::Equal, 0, _) | (Ordering::Equal, _, 0) => left.cmp(&right),
            (Ordering::Equal, ..) => {
                a = Fraction { numerator: a.denominator, denominator: left };
                b = Fraction { numerator: b.denominator, denominator: right };
                turned = !turned;
                continue;
            }
            (whole, ..) => whole,
        };
        return if turned { order.reverse() } else { order };
    }
}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The greatest common divisor, at least 1.
pub(crate) fn common_divisor(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    i128::try_from(a).unwrap_or(1).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn adds_exactly_and_rounds_only_where_it_must() {
        let third = Fraction::new(1, 3);
        let sum = third.plus(Fraction::new(1, 6), Direction::Down);
        assert_eq!(sum, Fraction::new(1, 2));
        assert_eq!((sum.rounded(Direction::Down), sum.rounded(Direction::Up)), (0, 1));
        let huge = Fraction::new(i128::MAX - 1, 3);
        let tiny = Fraction::new(1, i128::MAX / 2);
        assert!(huge.plus(tiny, Direction::Down) <= huge);
        assert!(huge.plus(tiny, Direction::Up) > huge);
        assert_eq!(Fraction::new(-7, 2).rounded(Direction::Down), -4);
        assert_eq!(third.minus(third, Direction::Up), Fraction::ZERO);
    }

    proptest! {
        #[test]
        fn is_ordered_like_products(a in -1000i128..1000, b in 1i128..50, c in -1000i128..1000, d in 1i128..50) {
            let order = Fraction::new(a, b).cmp(&Fraction::new(c, d));
            prop_assert_eq!(order, (a * d).cmp(&(c * b)));
            prop_assert_eq!(order, by_parts(Fraction::new(a, b), Fraction::new(c, d)));
        }

        #[test]
        fn shifts_are_divisions(a in any::<i128>(), shift in 0u32..120, b in any::<i64>()) {
            let denominator = 1i128 << shift;
            let common = common_divisor(a, denominator);
            let divided = Fraction { numerator: a / common, denominator: denominator / common };
            prop_assert_eq!(Fraction::new(a, denominator), divided);
            let other = Fraction::new(i128::from(b), 7);
            prop_assert_eq!(divided.cmp(&other), by_parts(divided, other));
        }
    }
}
