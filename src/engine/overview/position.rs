//! Places among ordered values, as whole numbers that compare at once.
//!
//! Values are counted in ten-thousandths, which is what money, shares and dates in rules need; each has a place just before it
//! and one just behind it: a [`Position`] is twice a number of ten-thousandths, and one more for the place behind it. A value that is finer lies between two of these places, which tells it apart from every constant
//! that has a place. Must never: put a value on the wrong side of a constant.

use super::super::decimal;
use super::super::interval::{End, Interval};
use policy_kernel::{Around, Position};
use rust_decimal::Decimal;

/// How many places after the point have positions.
const PLACES: u32 = 4;
/// Beyond this, in ten-thousandths, no constant has a position.
const FAR: i128 = 1 << 61;

/// Powers of ten that fit.
#[expect(clippy::indexing_slicing, reason = "a table that is made while compiling")]
const POWERS: [i64; 19] = {
    let mut powers = [1; 19];
    let mut power = 1;
    while power < powers.len() {
        powers[power] = powers[power - 1] * 10;
        power += 1;
    }
    powers
};

/// The ten-thousandths at or below a value, and whether that is the value itself.
fn parts(value: Decimal) -> (i128, bool) {
    let (mantissa, scale) = (value.mantissa(), value.scale());
    let power = |places: u32| POWERS.get(places as usize).copied();
    // Almost all figures are short, and short numbers are fast.
    if let (Ok(short), Some(finer)) = (i64::try_from(mantissa), PLACES.checked_sub(scale).and_then(power))
        && let Some(number) = short.checked_mul(finer)
    {
        return (i128::from(number), true);
    }
    if scale <= PLACES {
        (mantissa.saturating_mul(power(PLACES - scale).map_or(i128::MAX, i128::from)), true)
    } else {
        let one = 10_i128.checked_pow(scale - PLACES).unwrap_or(i128::MAX);
        let number = mantissa.div_euclid(one);
        (number, number * one == mantissa)
    }
}

/// The place just before a constant, or just behind it; none for one that is too fine or too far out.
pub(super) fn of_cut(constant: Decimal, after: bool) -> Option<Position> {
    match parts(constant) {
        (number, true) if number.abs() < FAR => Some(number as Position * 2 + Position::from(after)),
        _ => None,
    }
}

/// A position beyond which no constant lies, for what is too far out.
fn clamped(number: i128, after: bool) -> Position {
    number.clamp(-FAR, FAR) as Position * 2 + Position::from(after)
}

/// The places that an interval lies between: a test is settled if its cut is not above the first, or not below the second.
pub(super) fn around(interval: &Interval) -> Around {
    let End { value, inclusive, .. } = interval.low;
    let low_parts = parts(value);
    let low = match low_parts {
        (number, true) => clamped(number, !inclusive),
        (number, false) => clamped(number, true),
    };
    let End { value, inclusive, .. } = interval.high;
    let is_same = decimal::same(value, interval.low.value);
    let high = match if is_same { low_parts } else { parts(value) } {
        (number, true) => clamped(number, inclusive),
        (number, false) => clamped(number.saturating_add(1), false),
    };
    (low, high)
}

/// The values between two places.
pub(super) fn between(low: Position, high: Position) -> Interval {
    let value = |position: Position| Decimal::new(position.div_euclid(2), PLACES);
    let everything = Interval::everything();
    let is_after = |position: Position| position.rem_euclid(2) == 1;
    Interval {
        low: if low == Position::MIN {
            everything.low
        } else {
            End { inclusive: !is_after(low), ..End::at(value(low)) }
        },
        high: if high == Position::MAX {
            everything.high
        } else {
            End { inclusive: is_after(high), ..End::at(value(high)) }
        },
        ..everything
    }
}

/// A step in ten-thousandths; nothing for one that is finer.
pub(super) fn of_step(step: Option<Decimal>) -> Option<Position> {
    match step.map(parts) {
        Some((step @ 1.., true)) => Position::try_from(step).ok(),
        Some(_) => None,
        None => Some(1),
    }
}

/// The least and the most ten-thousandths that lie between two places.
fn numbers((low, high): Around) -> (Position, Position) {
    (low.saturating_add(1).div_euclid(2), high.saturating_sub(1).div_euclid(2))
}

/// Whether the quotient of two values, each anywhere between two places, surely can lie between two places; both values have to be
/// above 0 for that.
pub(super) fn quotient_fits(over: Around, under: Around, quotient: Around) -> bool {
    const ONE: Position = 10_i64.pow(PLACES);
    let [over, under, quotient] = [over, under, quotient].map(numbers);
    let least = quotient.0.max(0);
    if over.0 < 0 || under.0 <= 0 || [over, under, (least, quotient.1)].iter().any(|(least, most)| least > most) {
        return false;
    }
    // The quotients from the least over the most up to the most over the least; a product that does not fit is larger than one that does.
    over.0.checked_mul(ONE).is_some_and(|over| over <= quotient.1.saturating_mul(under.1))
        && least.checked_mul(under.0).is_some_and(|least| least <= over.1.saturating_mul(ONE))
}

/// Whether a multiple of a step surely lies between two places.
pub(super) fn fits(low: Position, high: Position, step: Option<Position>) -> bool {
    let Some(step) = step else { return false };
    let first = low.div_euclid(2) + low.rem_euclid(2);
    let on_grid = match first.rem_euclid(step) {
        0 => first,
        over => first.saturating_add(step - over),
    };
    on_grid.saturating_mul(2) < high
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Operator;
    use proptest::prelude::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn interval(low: &str, low_inclusive: bool, high: &str, high_inclusive: bool) -> Interval {
        let end = |text, inclusive| End { inclusive, ..End::at(decimal(text)) };
        Interval::of(end(low, low_inclusive), end(high, high_inclusive))
    }

    /// Whether values below a constant, and values not below it, lie in an interval: 2 if either may.
    fn below(interval: &Interval, constant: &str, after: bool) -> (bool, bool) {
        let cut = of_cut(decimal(constant), after).unwrap();
        let (low, high) = around(interval);
        (cut > low, cut < high)
    }

    #[test]
    fn a_cut_is_settled_exactly_where_no_value_is_on_the_other_side() {
        let closed = interval("1", true, "3", true);
        assert_eq!(below(&closed, "1", false), (false, true));
        assert_eq!(below(&closed, "1", true), (true, true));
        assert_eq!(below(&closed, "3", false), (true, true));
        assert_eq!(below(&closed, "3", true), (true, false));
        let open = interval("1", false, "3", false);
        assert_eq!(below(&open, "1", true), (false, true));
        assert_eq!(below(&open, "3", false), (true, false));
        let fine = interval("0.33333333", true, "0.33333333", true);
        assert_eq!(below(&fine, "0.3333", true), (false, true));
        assert_eq!(below(&fine, "0.3334", false), (true, false));
        let negative = interval("-0.33333333", true, "-0.33333333", true);
        assert_eq!(below(&negative, "-0.3333", false), (true, false));
        assert_eq!(below(&negative, "-0.3334", true), (false, true));
    }

    #[test]
    fn what_is_too_fine_or_too_far_has_no_place() {
        assert_eq!(of_cut(decimal("0.00001"), false), None);
        assert_eq!(of_cut(Decimal::MAX, false), None);
        assert_eq!(of_cut(decimal("1.5"), true), Some(30_001));
        let far = Interval::of(End::at(Decimal::MIN), End::at(Decimal::MAX));
        let (low, high) = around(&far);
        assert!(low < of_cut(decimal("-100000000000000"), false).unwrap());
        assert!(high > of_cut(decimal("100000000000000"), true).unwrap());
    }

    #[test]
    fn a_value_fits_only_where_a_multiple_of_the_step_does() {
        let cut = |text: &str, after| of_cut(decimal(text), after).unwrap();
        let one = of_step(Some(Decimal::ONE));
        assert!(fits(cut("1", false), cut("1", true), one));
        assert!(!fits(cut("1", true), cut("2", false), one));
        assert!(fits(cut("1", true), cut("2", true), one));
        assert!(fits(cut("1", true), cut("1.01", true), of_step(Some(decimal("0.01")))));
        assert!(!fits(cut("1", true), cut("1.01", false), of_step(Some(decimal("0.01")))));
        assert!(fits(cut("-1.5", true), cut("-1", true), one));
        assert!(!fits(cut("-1", true), cut("0", false), one));
    }

    #[test]
    fn a_quotient_fits_where_two_values_have_one_between_the_places() {
        let place = |text: &str, after| of_cut(decimal(text), after).unwrap();
        let closed = |low, high| (place(low, false), place(high, true));
        let (over, under) = (closed("100", "200"), closed("50", "80"));
        // From 1.25 to 4.
        for (quotient, fits) in [
            (closed("0", "1.25"), true),
            (closed("0", "1.2499"), false),
            ((place("0", false), place("1.25", false)), false),
            (closed("4", "9"), true),
            ((place("4", true), place("9", true)), false),
            (closed("2", "2"), true),
            ((Position::MIN, Position::MAX), true),
            ((Position::MIN, place("1", true)), false),
            ((place("5", false), Position::MAX), false),
        ] {
            assert_eq!(quotient_fits(over, under, quotient), fits, "{quotient:?}");
        }
        assert!(!quotient_fits(over, closed("0", "80"), closed("2", "2")), "nothing is divided by 0");
        assert!(!quotient_fits(closed("-1", "80"), under, closed("2", "2")), "below 0 it is computed");
        let (_, far) = around(&Interval::of(End::at(Decimal::MIN), End::at(Decimal::MAX)));
        assert!(quotient_fits((place("1", false), far), under, (place("1000", false), Position::MAX)));
    }

    proptest! {
        #[test]
        fn a_quotient_that_fits_lies_where_plain_evaluation_has_it(
            over in (0..60i64, 0..60i64, any::<(bool, bool)>()),
            under in (1..60i64, 0..60i64, any::<(bool, bool)>()),
            quotient in (-20_000..200_000i64, 0..90_000i64),
        ) {
            let interval = |(least, more, (low, high)): (i64, i64, (bool, bool))| {
                let end = |number, inclusive| End { inclusive, ..End::at(Decimal::new(number, 1)) };
                Interval::of(end(least, low || more == 0), end(least + more, high || more == 0))
            };
            let (over, under) = (interval(over), interval(under));
            let quotient = (quotient.0, quotient.0 + quotient.1);
            if quotient_fits(around(&over), around(&under), quotient) {
                let computed = Interval::apply(Operator::Divide, &over, &under).interval.unwrap();
                let (low, high) = around(&computed);
                prop_assert!(low.max(quotient.0) < high.min(quotient.1), "{:?} in {:?}", computed, quotient);
            }
        }
    }
}
