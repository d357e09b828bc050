//! 分 and 元: whole numbers for the search, text for people.
//!
//! Must never: use a binary float; show more than there is.

use super::fraction::{Direction, Fraction};
use super::problem::LARGEST;
use rust_decimal::{Decimal, RoundingStrategy};

/// An amount of 元 in 分, rounded half up like every amount that is shown; below 0 counts as 0, and so much that no real figure
/// reaches it as [`LARGEST`].
pub(super) fn cents(yuan: Decimal) -> i128 {
    let rounded = yuan.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    let factor = 10i128.pow(2u32.saturating_sub(rounded.scale()));
    rounded.mantissa().saturating_mul(factor).clamp(0, LARGEST)
}

/// The same for an amount that may have no bound; what no real figure reaches counts as none.
pub(super) fn cents_if_bounded(yuan: Option<Decimal>) -> Option<i128> {
    yuan.map(cents).filter(|cents| *cents < LARGEST)
}

/// An amount of 分 in 元, as decimal text; a part of a 分 is left out.
pub(super) fn text(cents: Fraction) -> String {
    let cents = cents.rounded(Direction::Down);
    let (sign, size) = (if cents < 0 { "-" } else { "" }, cents.unsigned_abs());
    let (yuan, rest) = (size / 100, size % 100);
    match rest {
        0 => format!("{sign}{yuan}"),
        rest if rest.is_multiple_of(10) => format!("{sign}{yuan}.{}", rest / 10),
        rest => format!("{sign}{yuan}.{rest:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::from_str_exact(text).unwrap()
    }

    #[test]
    fn rounds_half_up_to_the_cent() {
        for (yuan, expected) in
            [("1", 100), ("0.005", 1), ("0.0049", 0), ("1.5", 150), ("-3", 0), ("420000.00", 42_000_000)]
        {
            assert_eq!(cents(decimal(yuan)), expected, "{yuan}");
        }
        assert_eq!(cents(Decimal::MAX), LARGEST);
        assert_eq!(cents_if_bounded(Some(Decimal::MAX)), None);
        assert_eq!(cents_if_bounded(None), None);
    }

    #[test]
    fn shows_no_more_than_there_is() {
        for (cents, expected) in [(100, "1"), (150, "1.5"), (105, "1.05"), (7, "0.07"), (-250, "-2.5"), (0, "0")] {
            assert_eq!(text(Fraction::whole(cents)), expected);
        }
        assert_eq!(text(Fraction::new(399, 2)), "1.99");
    }
}
