//! Exact decimals: the only arithmetic that decides a verdict or an amount (language, section 3).
//!
//! A value is a `rust_decimal::Decimal`: 96 bits of digits (28 to 29 of them) and up to 28 places after the point. Here are
//! the operations on it, written so that what they do to the last digit is ours to say:
//!
//! - `+` and `-` are exact as long as the result has no more digits than fit. Sums of facts and figures never have; only a
//!   quotient that was itself rounded can fill all of them, and its sum is then rounded like the quotient was.
//! - `*`, `/` and `**` are rounded once, half-even, at the last digit that fits.
//! - What is not 0 and would become 0 is an error, as are division by 0 and overflow.
//!
//! Every operation also tells whether its result is exact, which is what lets intervals and comparisons stay sound.
//! Must never: use a binary float, lose a digit without saying so, panic.

use super::natural::Natural;
pub(crate) use super::rounding::Rounding;
use super::short;
use rust_decimal::Decimal;

/// The largest mantissa of a decimal.
const MOST: u128 = (1 << 96) - 1;
/// The most places after the point.
const PLACES: usize = 28;
/// Binary digits that a power is computed with before it is rounded: far more than are kept.
const POWER_BITS: usize = 320;

/// Why an operation has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The result is too large.
    Overflow,
    /// The divisor is 0.
    DivisionByZero,
    /// The result is not 0 but too small to tell from it.
    Vanished,
    /// An exponent, a number of months or of days that is not whole.
    NotWhole,
    /// A step that is not above 0.
    BadStep,
    /// A day outside the calendar.
    NoSuchDay,
}

/// A result and how far it may be from the exact one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rounded {
    /// The result.
    pub(crate) value: Decimal,
    /// The largest decimal of that length that is not above the exact result.
    pub(crate) low: Decimal,
    /// The smallest one that is not below it.
    pub(crate) high: Decimal,
    /// Whether no digit was lost: all three are the same.
    pub(crate) exact: bool,
}

impl Rounded {
    /// A result that lost nothing.
    pub(crate) fn exactly(value: Decimal) -> Rounded {
        Rounded { value, low: value, high: value, exact: true }
    }
}

/// Sign, digits and places.
#[derive(Clone, Copy)]
struct Parts {
    negative: bool,
    digits: u128,
    places: usize,
}

fn parts(value: Decimal) -> Parts {
    Parts {
        negative: value.is_sign_negative(),
        digits: value.mantissa().unsigned_abs(),
        places: value.scale() as usize,
    }
}

/// 10 to the power of `exponent`, where it fits.
fn ten(exponent: usize) -> Option<u128> {
    10u128.checked_pow(u32::try_from(exponent).ok()?)
}

/// The quotient and the remainder, in 64 bits where these suffice. The divisor is not 0.
fn divided(digits: u128, by: u128) -> (u128, u128) {
    match (u64::try_from(digits), u64::try_from(by)) {
        (Ok(digits), Ok(by)) => (u128::from(digits / by), u128::from(digits % by)),
        _ => (digits / by, digits % by),
    }
}

fn compose(negative: bool, mut digits: u128, mut places: usize) -> Result<Decimal, Fault> {
    while places > 0
        && let (tenth, 0) = divided(digits, 10)
    {
        digits = tenth;
        places -= 1;
    }
    let mantissa = i128::try_from(digits).map_err(|_| Fault::Overflow)?;
    let scale = u32::try_from(places).map_err(|_| Fault::Overflow)?;
    Decimal::try_from_i128_with_scale(if negative { -mantissa } else { mantissa }, scale).map_err(|_| Fault::Overflow)
}

/// The decimal nearest to ±digits / 10^places, ties to even, with as many places as fit; `sticky` says that a little more than
/// `digits` is meant.
fn fit(negative: bool, digits: u128, places: usize, sticky: bool) -> Result<Rounded, Fault> {
    let mut drop = places.saturating_sub(PLACES);
    loop {
        let Some(unit) = ten(drop) else {
            // Every digit is dropped: what is left is below half a unit of the last place.
            return if digits == 0 && !sticky { Ok(zero()) } else { Err(Fault::Vanished) };
        };
        // Nothing is dropped most of the time, and dividing by 1 would take as long as by any other number.
        let (inner, remainder) = if drop == 0 { (digits, 0) } else { divided(digits, unit) };
        let twice = remainder.saturating_mul(2);
        let exact = remainder == 0 && !sticky;
        let away = drop > 0 && (twice > unit || (twice == unit && (sticky || inner % 2 == 1)));
        let quotient = inner + u128::from(away);
        if quotient <= MOST {
            let places = places - drop;
            if exact {
                return compose(negative && quotient != 0, quotient, places).map(Rounded::exactly);
            }
            if quotient == 0 {
                return Err(Fault::Vanished);
            }
            // Next to the exact result on either side, at the same place; where that is one digit too long, a place before.
            let outer = match inner + 1 {
                outer if outer <= MOST => compose(negative, outer, places)?,
                _ if places == 0 => compose(negative, MOST, 0)?,
                outer => compose(negative, outer / 10 + 1, places.saturating_sub(1))?,
            };
            let value = compose(negative, quotient, places)?;
            let inner = compose(negative && inner != 0, inner, places)?;
            let (low, high) = if negative { (outer, inner) } else { (inner, outer) };
            return Ok(Rounded { value, low, high, exact });
        }
        if drop == places {
            return Err(Fault::Overflow);
        }
        drop += 1;
    }
}

/// The same for digits that do not fit 128 bits.
fn fit_natural(negative: bool, digits: Natural, places: usize, sticky: bool) -> Result<Rounded, Fault> {
    let (mut digits, mut places, mut sticky) = (digits, places, sticky);
    // Drop digits, remembering whether any was not 0, until 37 are left: still more than fit, so that `fit` rounds once.
    while digits.bits() > 126 {
        if places == 0 {
            return Err(Fault::Overflow);
        }
        let count = if digits.bits() > 160 && places >= 9 { 9 } else { 1 };
        let (rest, remainder) = digits.divided_by_small(10u32.pow(count));
        sticky |= remainder != 0;
        digits = rest;
        places -= count as usize;
    }
    match digits.to_u128() {
        Some(digits) => fit(negative, digits, places, sticky),
        None => Err(Fault::Overflow),
    }
}

fn zero() -> Rounded {
    Rounded::exactly(Decimal::ZERO)
}

/// `a + b`.
pub(crate) fn add(a: Decimal, b: Decimal) -> Result<Rounded, Fault> {
    match short::add(a, b) {
        Some(sum) => Ok(Rounded::exactly(sum)),
        None => add_long(a, b),
    }
}

fn add_long(a: Decimal, b: Decimal) -> Result<Rounded, Fault> {
    let (a, b) = (parts(a), parts(b));
    let places = a.places.max(b.places);
    let scaled =
        |x: Parts| ten(places - x.places).and_then(|factor| x.digits.checked_mul(factor)).filter(|x| *x < 1 << 126);
    if let (Some(x), Some(y)) = (scaled(a), scaled(b)) {
        let (negative, digits) = short::signed_sum((a.negative, x), (b.negative, y));
        return fit(negative, digits, places, false);
    }
    let scaled = |x: Parts| Natural::from(x.digits).times(&Natural::power_of_ten(places - x.places));
    let (x, y) = (scaled(a), scaled(b));
    let (negative, digits) = if a.negative == b.negative {
        (a.negative, x.plus(&y))
    } else if x >= y {
        (a.negative, x.minus(&y))
    } else {
        (b.negative, y.minus(&x))
    };
    fit_natural(negative, digits, places, false)
}

/// `a − b`.
pub(crate) fn subtract(a: Decimal, b: Decimal) -> Result<Rounded, Fault> {
    add(a, negate(b))
}

/// `−a`.
pub(crate) fn negate(a: Decimal) -> Decimal {
    if a.is_zero() { a } else { -a }
}

/// `a · b`.
pub(crate) fn multiply(a: Decimal, b: Decimal) -> Result<Rounded, Fault> {
    match short::multiply(a, b) {
        Some(product) => Ok(Rounded::exactly(product)),
        None => multiply_long(a, b),
    }
}

fn multiply_long(a: Decimal, b: Decimal) -> Result<Rounded, Fault> {
    let (a, b) = (parts(a), parts(b));
    let (negative, places) = (a.negative != b.negative, a.places + b.places);
    if a.digits == 0 || b.digits == 0 {
        return Ok(zero());
    }
    match a.digits.checked_mul(b.digits).filter(|digits| *digits < 1 << 126) {
        Some(digits) => fit(negative, digits, places, false),
        None => fit_natural(negative, Natural::from(a.digits).times(&Natural::from(b.digits)), places, false),
    }
}

/// `a / b`.
pub(crate) fn divide(a: Decimal, b: Decimal) -> Result<Rounded, Fault> {
    let (a, b) = (parts(a), parts(b));
    if b.digits == 0 {
        return Err(Fault::DivisionByZero);
    }
    // Long division, as many digits a step as fit: a/b = quotient / 10^(taken + a.places − b.places) and a little more.
    let ((mut quotient, mut remainder), mut taken) = (divided(a.digits, b.digits), 0usize);
    while (remainder != 0 || taken + a.places < b.places)
        && quotient < 1 << 99
        && taken + a.places < b.places + PLACES + 2
    {
        let step = if quotient < 1 << 90 && taken + 9 + a.places <= b.places + PLACES + 2 { 1_000_000_000 } else { 10 };
        let more;
        (more, remainder) = divided(remainder * step, b.digits);
        quotient = quotient * step + more;
        taken += if step == 10 { 1 } else { 9 };
    }
    if taken + a.places < b.places {
        return Err(Fault::Overflow);
    }
    fit(a.negative != b.negative, quotient, taken + a.places - b.places, remainder != 0)
}

/// `base ** exponent`, for a whole exponent.
pub(crate) fn power(base: Decimal, exponent: Decimal) -> Result<Rounded, Fault> {
    let exponent = whole(exponent)?;
    let base = parts(base.normalize());
    let times = usize::try_from(exponent.unsigned_abs()).map_err(|_| Fault::Overflow)?;
    let negative = base.negative && times % 2 == 1;
    match (base.digits, exponent) {
        (_, 0) => return Ok(Rounded::exactly(Decimal::ONE)),
        (0, 1..) => return Ok(zero()),
        (0, _) => return Err(Fault::DivisionByZero),
        (1, _) if base.places == 0 => return fit(negative, 1, 0, false),
        _ => {}
    }
    // Squares of the base, and their product, each with more digits than are kept; beyond those what is cut off is remembered.
    let (mut result, mut square) = (Long::from(1, 0), Long::from(base.digits, base.places));
    let mut rest = times;
    while rest > 0 {
        if rest & 1 == 1 {
            result = result.times(&square)?;
        }
        rest >>= 1;
        if rest > 0 {
            square = square.times(&square)?;
        }
    }
    if exponent > 0 {
        return result.fit(negative);
    }
    // Enough digits of the quotient that it, too, is rounded only once.
    let places = usize::try_from(result.places + 1 + PLACES as i64).unwrap_or(0);
    let (quotient, more) = Natural::power_of_ten(places).divided_by(&result.digits);
    fit_natural(negative, quotient, PLACES + 1, !more.is_zero() || result.sticky)
}

/// A number of more digits than a decimal has: digits / 10^places, and a little more if `sticky`.
struct Long {
    digits: Natural,
    places: i64,
    sticky: bool,
}

impl Long {
    fn from(digits: u128, places: usize) -> Long {
        Long { digits: Natural::from(digits), places: places as i64, sticky: false }
    }

    fn times(&self, other: &Long) -> Result<Long, Fault> {
        let digits = self.digits.times(&other.digits);
        let mut product = Long { digits, places: self.places + other.places, sticky: self.sticky || other.sticky };
        while product.digits.bits() > POWER_BITS {
            let (rest, remainder) = product.digits.divided_by_small(1_000_000_000);
            product.sticky |= remainder != 0;
            product.digits = rest;
            product.places -= 9;
        }
        // Far beyond the largest and the smallest decimal, wherever the digits are.
        match product.places {
            ..-200 => Err(Fault::Overflow),
            400.. => Err(Fault::Vanished),
            _ => Ok(product),
        }
    }

    fn fit(self, negative: bool) -> Result<Rounded, Fault> {
        match usize::try_from(self.places) {
            Ok(places) => fit_natural(negative, self.digits, places, self.sticky),
            Err(_) => Err(Fault::Overflow),
        }
    }
}

/// The same number as an integer, if it is whole and fits.
pub(crate) fn whole(value: Decimal) -> Result<i64, Fault> {
    let value = value.normalize();
    if value.scale() != 0 {
        return Err(Fault::NotWhole);
    }
    i64::try_from(value.mantissa()).map_err(|_| Fault::Overflow)
}

/// |x| as a multiple of |step|: the quotient, the remainder, the step itself, and the places that the last two have.
struct Steps {
    quotient: Natural,
    remainder: Natural,
    step: Natural,
    places: usize,
}

fn steps(x: Parts, step: Parts) -> Steps {
    let places = x.places.max(step.places);
    let scaled = |x: Parts| ten(places - x.places).and_then(|factor| x.digits.checked_mul(factor));
    if let (Some(value), Some(step)) = (scaled(x), scaled(step)) {
        let (quotient, remainder) = (Natural::from(value / step), Natural::from(value % step));
        return Steps { quotient, remainder, step: Natural::from(step), places };
    }
    let scaled = |x: Parts| Natural::from(x.digits).times(&Natural::power_of_ten(places - x.places));
    let step = scaled(step);
    let (quotient, remainder) = scaled(x).divided_by(&step);
    Steps { quotient, remainder, step, places }
}

/// The multiple of `step` next to `x` in that direction.
pub(crate) fn round(x: Decimal, step: Decimal, rounding: Rounding) -> Result<Decimal, Fault> {
    if step <= Decimal::ZERO {
        return Err(Fault::BadStep);
    }
    // Most figures are whole numbers of a 分, of a 元 or of a tenth of a percent, and so are most steps.
    if step.mantissa() == 1 && x.scale() <= step.scale() {
        return Ok(x);
    }
    match short::round(x, step, rounding) {
        Some(multiple) => Ok(multiple),
        None => round_long(x, step, rounding),
    }
}

fn round_long(x: Decimal, step: Decimal, rounding: Rounding) -> Result<Decimal, Fault> {
    let negative = parts(x).negative;
    let Steps { mut quotient, remainder, step, places } = steps(parts(x), parts(step));
    let over = !remainder.is_zero();
    let away = rounding.is_away(negative, over, || remainder.cmp(&step.minus(&remainder)));
    if away {
        quotient = quotient.plus(&Natural::from(1));
    }
    Ok(fit_natural(negative, quotient.times(&step), places, false)?.value)
}

/// `x − y·floor(x/y)`: it has the sign of `y`.
pub(crate) fn modulo(x: Decimal, y: Decimal) -> Result<Decimal, Fault> {
    if y.is_zero() {
        return Err(Fault::DivisionByZero);
    }
    let (x, y) = (parts(x), parts(y));
    let Steps { remainder, step, places, .. } = steps(x, y);
    let turned = !remainder.is_zero() && x.negative != y.negative;
    let digits = if turned { step.minus(&remainder) } else { remainder };
    Ok(fit_natural(y.negative, digits, places, false)?.value)
}

/// Whether `x` is a multiple of `step`.
pub(crate) fn is_multiple(x: Decimal, step: Decimal) -> bool {
    let is_short = if step > Decimal::ZERO { short::is_multiple(x, step) } else { None };
    is_short.unwrap_or_else(|| round(x, step, Rounding::Floor) == Ok(x))
}

/// Whether two numbers are equal; with as many places they are if their digits are, which takes less time to see.
pub(crate) fn same(a: Decimal, b: Decimal) -> bool {
    if a.scale() == b.scale() { a.mantissa() == b.mantissa() } else { a == b }
}

/// Whether `x` is not below one whole number and not above another.
pub(crate) fn is_between(x: Decimal, least: i64, most: i64) -> bool {
    short::is_between(x, least, most).unwrap_or_else(|| Decimal::from(least) <= x && x <= Decimal::from(most))
}

/// Plain text without trailing zeros: `0.25`, `-3`, `1200000`.
pub(crate) fn text(value: Decimal) -> String {
    let value = value.normalize();
    if value.is_zero() { String::from("0") } else { value.to_string() }
}

/// An amount of money as it is shown: rounded half up to the 分, in plain text.
pub(crate) fn money_text(value: Decimal) -> String {
    text(round(value, Decimal::new(1, 2), Rounding::HalfUp).unwrap_or(value))
}

/// Reads plain decimal text, with an exponent or without (`1e21`); digits beyond what fits are refused.
pub(crate) fn read(text: &str) -> Option<Decimal> {
    short::read(text).or_else(|| read_long(text))
}

fn read_long(text: &str) -> Option<Decimal> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok().filter(|e| e.abs() <= 60)?),
        None => (text, 0),
    };
    let (negative, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, mantissa.strip_prefix('+').unwrap_or(mantissa)),
    };
    let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if before.is_empty() || (mantissa.contains('.') && after.is_empty()) {
        return None;
    }
    let mut digits = 0u128;
    for byte in before.bytes().chain(after.bytes()) {
        let digit = char::from(byte).to_digit(10)?;
        digits = digits.checked_mul(10)?.checked_add(u128::from(digit))?;
    }
    let mut places = i32::try_from(after.len()).ok()?.checked_sub(exponent)?;
    while places > 0 && digits.is_multiple_of(10) && digits != 0 {
        digits /= 10;
        places -= 1;
    }
    if digits == 0 {
        return Some(Decimal::ZERO);
    }
    if places < 0 {
        digits = digits.checked_mul(ten(places.unsigned_abs() as usize)?)?;
        places = 0;
    }
    let places = usize::try_from(places).ok()?;
    (places <= PLACES && digits <= MOST).then(|| compose(negative, digits, places).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Decimals of all lengths, short ones more often.
    fn any_length() -> impl Strategy<Value = Decimal> {
        let short = (-1_000_000_000_000i64..1_000_000_000_000, 0..12u32)
            .prop_map(|(digits, places)| Decimal::new(digits, places));
        let edge = (any::<i64>(), 0..=28u32).prop_map(|(digits, places)| Decimal::new(digits, places));
        let long = (any::<u32>(), any::<u32>(), any::<u32>(), any::<bool>(), 0..=28u32)
            .prop_map(|(lo, mid, hi, negative, scale)| Decimal::from_parts(lo, mid, hi, negative, scale));
        prop_oneof![4 => short, 2 => edge, 1 => long]
    }

    /// Digit for digit: `1.0` is not `1.00`.
    fn digits(value: Option<Decimal>) -> Option<(i128, u32, bool)> {
        value.map(|value| (value.mantissa(), value.scale(), value.is_sign_negative()))
    }

    proptest! {
        #[test]
        fn short_numbers_come_to_what_long_ones_do(a in any_length(), b in any_length()) {
            if let Some(sum) = short::add(a, b) {
                let long = add_long(a, b).unwrap();
                prop_assert!(long.exact, "{a} + {b}");
                prop_assert_eq!(digits(Some(sum)), digits(Some(long.value)), "{} + {}", a, b);
            }
            if let Some(product) = short::multiply(a, b) {
                let long = multiply_long(a, b).unwrap();
                prop_assert!(long.exact, "{a} * {b}");
                prop_assert_eq!(digits(Some(product)), digits(Some(long.value)), "{} * {}", a, b);
            }
            use Rounding::*;
            let step = b.abs();
            for rounding in [Floor, Ceiling, Up, Down, HalfUp, HalfDown] {
                if let Some(multiple) = short::round(a, step, rounding) {
                    prop_assert_eq!(digits(Some(multiple)), digits(round_long(a, step, rounding).ok()), "{} {:?} {}", a, rounding, step);
                }
            }
            if let Some(is_multiple) = short::is_multiple(a, step) {
                prop_assert_eq!(is_multiple, round_long(a, step, Floor) == Ok(a), "{} of {}", a, step);
            }
            let whole = |x: Decimal| i64::try_from(x.trunc().mantissa()).ok();
            for (least, most) in [(whole(a), whole(b)), (whole(b), whole(a)), (whole(a), whole(a)), (Some(-7), Some(7))] {
                if let (Some(least), Some(most)) = (least, most)
                    && let Some(is_between) = short::is_between(a, least, most)
                {
                    let expected = Decimal::from(least) <= a && a <= Decimal::from(most);
                    prop_assert_eq!(is_between, expected, "{} from {} to {}", a, least, most);
                }
            }
        }

        #[test]
        fn short_texts_are_read_as_long_ones(text in "-?[0-9]{0,12}[.]?[0-9]{0,9}|[-+.0-9eE]{0,8}") {
            if let Some(short) = short::read(&text) {
                prop_assert_eq!(digits(Some(short)), digits(read_long(&text)), "{}", text);
            }
        }
    }

    #[test]
    fn short_numbers_are_those_that_people_write() {
        assert!(short::add(d("123456789012.34"), d("-0.005")).is_some());
        assert!(short::multiply(d("50000000"), d("0.0375")).is_some());
        assert!(short::round(d("123456.789"), d("0.01"), Rounding::HalfUp).is_some());
        assert!(["0", "-1.5", "50000000", "0.05"].iter().all(|text| short::read(text).is_some()));
    }

    fn d(text: &str) -> Decimal {
        read(text).unwrap()
    }

    fn shown(result: Result<Rounded, Fault>) -> String {
        match result {
            Ok(rounded) => format!("{}{}", text(rounded.value), if rounded.exact { "" } else { "…" }),
            Err(fault) => format!("{fault:?}"),
        }
    }

    #[test]
    fn sums_are_exact_where_they_fit() {
        assert_eq!(shown(add(d("0.1"), d("0.2"))), "0.3");
        assert_eq!(shown(subtract(d("0.3"), d("0.3"))), "0");
        assert_eq!(shown(add(d("-1.5"), d("0.25"))), "-1.25");
        assert_eq!(shown(add(Decimal::MAX, d("1"))), "Overflow");
        assert_eq!(shown(add(d("1e20"), d("1e-20"))), "100000000000000000000…");
        let third = divide(d("1"), d("3")).unwrap().value;
        assert_eq!(shown(add(d("10000"), third)), "10000.333333333333333333333333…");
    }

    #[test]
    fn products_and_quotients_are_rounded_once() {
        assert_eq!(shown(multiply(d("12.5"), d("0.08"))), "1");
        assert_eq!(shown(divide(d("1"), d("3"))), "0.3333333333333333333333333333…");
        assert_eq!(shown(divide(d("2"), d("3"))), "0.6666666666666666666666666667…");
        assert_eq!(shown(divide(d("-1200000000"), d("1000000000"))), "-1.2");
        assert_eq!(shown(divide(d("1"), d("0"))), "DivisionByZero");
        assert_eq!(shown(divide(d("1e-28"), d("3"))), "Vanished");
        assert_eq!(shown(divide(d("1e-28"), d("2"))), "Vanished");
        assert_eq!(shown(divide(d("3e-28"), d("2"))), "0.0000000000000000000000000002…");
        assert_eq!(shown(divide(Decimal::MAX, d("0.1"))), "Overflow");
        assert_eq!(shown(divide(d("1"), d("1e-28"))), "10000000000000000000000000000");
        assert_eq!(shown(divide(d("7"), d("1e-28"))), "70000000000000000000000000000");
        assert_eq!(shown(divide(d("8"), d("1e-28"))), "Overflow");
        assert_eq!(shown(multiply(Decimal::MAX, Decimal::MAX)), "Overflow");
        assert_eq!(shown(multiply(d("1e-20"), d("1e-20"))), "Vanished");
        assert_eq!(
            shown(multiply(d("3.333333333333333333333333333"), d("3.333333333333333333333333333"))),
            "11.111111111111111111111111109…"
        );
    }

    #[test]
    fn powers_take_whole_exponents() {
        assert_eq!(shown(power(d("1.1"), d("3"))), "1.331");
        assert_eq!(shown(power(d("-2"), d("3"))), "-8");
        assert_eq!(shown(power(d("2"), d("-2"))), "0.25");
        assert_eq!(shown(power(d("3"), d("-1"))), "0.3333333333333333333333333333…");
        assert_eq!(shown(power(d("0"), d("0"))), "1");
        assert_eq!(shown(power(d("0"), d("-1"))), "DivisionByZero");
        assert_eq!(shown(power(d("2"), d("0.5"))), "NotWhole");
        assert_eq!(shown(power(d("10"), d("29"))), "Overflow");
        assert_eq!(shown(power(d("10"), d("999999999"))), "Overflow");
        assert_eq!(shown(power(d("0.1"), d("29"))), "Vanished");
        assert_eq!(shown(power(d("0.9"), d("999999999999"))), "Vanished");
        assert_eq!(shown(power(d("1.0000001"), d("1000000"))), "1.1051709125497934166383827093…");
        assert_eq!(shown(power(d("0.5"), d("-90"))), "1237940039285380274899124224");
        assert_eq!(shown(power(d("-1"), d("1000001"))), "-1");
        assert_eq!(shown(power(d("1.05"), d("30"))), "4.3219423751506620091572881989…");
    }

    #[test]
    fn rounds_by_name() {
        let cases = [
            ("2.5", "1", ["2", "3", "3", "2", "3", "2"]),
            ("-2.5", "1", ["-3", "-2", "-3", "-2", "-3", "-2"]),
            ("1234567", "10000", ["1230000", "1240000", "1240000", "1230000", "1230000", "1230000"]),
            ("0.005", "0.01", ["0", "0.01", "0.01", "0", "0.01", "0"]),
            ("6", "3", ["6", "6", "6", "6", "6", "6"]),
        ];
        use Rounding::*;
        for (x, step, expected) in cases {
            for (rounding, expected) in [Floor, Ceiling, Up, Down, HalfUp, HalfDown].into_iter().zip(expected) {
                assert_eq!(text(round(d(x), d(step), rounding).unwrap()), expected, "{x} {rounding:?}");
            }
        }
        assert_eq!(round(d("1"), d("0"), Floor), Err(Fault::BadStep));
        assert_eq!(money_text(d("0.005")), "0.01");
        assert_eq!(money_text(d("600000.00")), "600000");
    }

    #[test]
    fn modulo_has_the_sign_of_the_divisor() {
        for (x, y, expected) in [
            ("12", "5", "2"),
            ("-12", "5", "3"),
            ("12", "-5", "-3"),
            ("-12", "-5", "-2"),
            ("10.1", "4.5", "1.1"),
            ("6", "3", "0"),
        ] {
            assert_eq!(text(modulo(d(x), d(y)).unwrap()), expected);
        }
    }

    #[test]
    fn reads_plain_text_only() {
        for (given, expected) in [
            ("1e21", "1000000000000000000000"),
            ("1.50", "1.5"),
            ("-0", "0"),
            ("1E-7", "0.0000001"),
            ("007", "7"),
            // More places than a decimal has, but nothing in them.
            ("1.200000000000000000000000000000", "1.2"),
            ("0.000000000000000000000000000000", "0"),
            ("10.0", "10"),
        ] {
            assert_eq!(text(read(given).unwrap()), expected, "{given}");
        }
        for refused in [
            "",
            ".",
            "1.",
            ".5",
            "1e",
            "NaN",
            "Infinity",
            "1_000",
            "0x10",
            "1 ",
            "--1",
            "1e99",
            "79228162514264337593543950336",
            "1e-29",
            "1.2.3",
        ] {
            assert_eq!(read(refused), None, "{refused}");
        }
    }

    fn decimals() -> impl Strategy<Value = Decimal> {
        (prop_oneof![-1000i128..1000, any::<i64>().prop_map(i128::from), -(1i128 << 96) + 1..1i128 << 96], 0u32..=28)
            .prop_map(|(mantissa, scale)| Decimal::from_i128_with_scale(mantissa, scale))
    }

    proptest! {
        /// A second way to the same result: whole-number arithmetic without any limit.
        #[test]
        fn quotients_are_the_nearest(a in decimals(), b in decimals()) {
            if let Ok(Rounded { value, low, high, exact }) = divide(a, b) {
                // The exact quotient lies between `low` and `high`, and `value` is the nearer of them: over a common
                // denominator, low·|b| ≤ a ≤ high·|b| and so on.
                let scaled = |x: Parts, y: Parts| {
                    Natural::from(x.digits).times(&Natural::from(y.digits)).times(&Natural::power_of_ten(84 - x.places - y.places))
                };
                let one = parts(Decimal::ONE);
                let (exactly, inner, outer) = (scaled(parts(a), one), low.abs().min(high.abs()), low.abs().max(high.abs()));
                let (inner, outer) = (scaled(parts(inner), parts(b)), scaled(parts(outer), parts(b)));
                prop_assert!(inner <= exactly && exactly <= outer);
                prop_assert_eq!(exact, inner == outer);
                let (below, above) = (exactly.minus(&inner), outer.minus(&exactly));
                let nearest = if value.abs() == low.abs().min(high.abs()) { below <= above } else { above <= below };
                prop_assert!(nearest);
            }
        }

        #[test]
        fn agrees_with_rust_decimal_on_exact_results(a in any::<i32>(), b in any::<i32>(), s in 0u32..8, t in 0u32..8) {
            let (a, b) = (Decimal::new(i64::from(a), s), Decimal::new(i64::from(b), t));
            prop_assert_eq!(add(a, b).unwrap().value, a + b);
            prop_assert_eq!(subtract(a, b).unwrap().value, a - b);
            prop_assert_eq!(multiply(a, b).unwrap().value, a * b);
            if !b.is_zero() {
                prop_assert_eq!(divide(a, b).unwrap().value, (a / b).normalize());
            }
        }

        #[test]
        fn nothing_panics(a in decimals(), b in decimals()) {
            let _ = (add(a, b), subtract(a, b), multiply(a, b), divide(a, b), power(a, b), modulo(a, b));
            for rounding in [Rounding::Floor, Rounding::Ceiling, Rounding::Up, Rounding::Down, Rounding::HalfUp, Rounding::HalfDown] {
                let _ = round(a, b, rounding);
            }
            prop_assert_eq!(read(&text(a)), Some(a));
        }
    }
}
