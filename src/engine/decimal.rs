//! Exact decimals: the only arithmetic that decides a verdict or an amount (language, section 3).
//!
//! A value is a `rust_decimal::Decimal`: 96 bits of digits (28 to 29 of them) and up to 28 places after the point. Here are
//! the operations on it, written so that what they do to the last digit is ours to say:
//!
//! - `+` and `-` are exact. A sum that has more digits than fit gives up places beyond the eighteenth, which only quotients
//!   have; if that is not enough it is an error, never a silent loss.
//! - `*`, `/` and `**` are rounded once, half-even, at the last digit that fits.
//! - What is not 0 and would become 0 is an error, as are division by 0 and overflow.
//!
//! Every operation also tells whether its result is exact, which is what lets intervals and comparisons stay sound.
//! Must never: use a binary float, round a sum silently, panic.

use super::natural::Natural;
use rust_decimal::Decimal;

/// The largest mantissa of a decimal.
const MOST: u128 = (1 << 96) - 1;
/// The most places after the point.
const PLACES: usize = 28;
/// Places that a sum keeps at least.
const KEPT_PLACES: usize = 18;
/// Powers that need more binary digits than this before they are rounded are refused.
const POWER_BITS: usize = 16_384;

/// Why an operation has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The result is too large.
    Overflow,
    /// The result needs more digits than can be kept.
    Digits,
    /// The divisor is 0.
    DivisionByZero,
    /// The result is not 0 but too small to tell from it.
    Vanished,
    /// An exponent, a number of months or of days that is not whole.
    NotWhole,
    /// A step that is not above 0.
    BadStep,
}

/// A result and whether it is exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rounded {
    /// The result.
    pub(crate) value: Decimal,
    /// Whether no digit was lost.
    pub(crate) exact: bool,
}

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

fn compose(negative: bool, mut digits: u128, mut places: usize) -> Result<Decimal, Fault> {
    while places > 0 && digits % 10 == 0 {
        digits /= 10;
        places -= 1;
    }
    let mantissa = i128::try_from(digits).map_err(|_| Fault::Overflow)?;
    let scale = u32::try_from(places).map_err(|_| Fault::Overflow)?;
    Decimal::try_from_i128_with_scale(if negative { -mantissa } else { mantissa }, scale).map_err(|_| Fault::Overflow)
}

/// The decimal nearest to ±digits / 10^places, ties to even, keeping as many places as fit and at least `kept` unless it is
/// exact with fewer; `sticky` says that a little more than `digits` is meant.
fn fit(negative: bool, digits: u128, places: usize, sticky: bool, kept: usize) -> Result<Rounded, Fault> {
    let mut drop = places.saturating_sub(PLACES);
    loop {
        let Some(unit) = ten(drop) else {
            // Every digit is dropped: what is left is below half a unit of the last place.
            return if digits == 0 && !sticky { Ok(zero()) } else { Err(Fault::Vanished) };
        };
        let (mut quotient, remainder) = (digits / unit, digits % unit);
        let (twice, unit_or_one) = (remainder.saturating_mul(2), unit);
        let exact = remainder == 0 && !sticky;
        if drop > 0 && (twice > unit_or_one || (twice == unit_or_one && (sticky || quotient % 2 == 1))) {
            quotient += 1;
        }
        if quotient <= MOST {
            let places = places - drop;
            if quotient == 0 && !exact {
                return Err(Fault::Vanished);
            }
            if !exact && places < kept {
                return Err(Fault::Digits);
            }
            return Ok(Rounded { value: compose(negative && quotient != 0, quotient, places)?, exact });
        }
        if drop == places {
            return Err(Fault::Overflow);
        }
        drop += 1;
    }
}

/// The same for digits that do not fit 128 bits.
fn fit_natural(negative: bool, digits: Natural, places: usize, sticky: bool, kept: usize) -> Result<Rounded, Fault> {
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
        Some(digits) => fit(negative, digits, places, sticky, kept),
        None => Err(Fault::Overflow),
    }
}

fn zero() -> Rounded {
    Rounded { value: Decimal::ZERO, exact: true }
}

/// `a + b`.
pub(crate) fn add(a: Decimal, b: Decimal) -> Result<Rounded, Fault> {
    let (a, b) = (parts(a), parts(b));
    let places = a.places.max(b.places);
    let scaled =
        |x: Parts| ten(places - x.places).and_then(|factor| x.digits.checked_mul(factor)).filter(|x| *x < 1 << 126);
    if let (Some(x), Some(y)) = (scaled(a), scaled(b)) {
        let (negative, digits) = if a.negative == b.negative {
            (a.negative, x + y)
        } else if x >= y {
            (a.negative, x - y)
        } else {
            (b.negative, y - x)
        };
        return fit(negative, digits, places, false, KEPT_PLACES);
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
    fit_natural(negative, digits, places, false, KEPT_PLACES)
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
    let (a, b) = (parts(a), parts(b));
    let (negative, places) = (a.negative != b.negative, a.places + b.places);
    if a.digits == 0 || b.digits == 0 {
        return Ok(zero());
    }
    match a.digits.checked_mul(b.digits).filter(|digits| *digits < 1 << 126) {
        Some(digits) => fit(negative, digits, places, false, 0),
        None => fit_natural(negative, Natural::from(a.digits).times(&Natural::from(b.digits)), places, false, 0),
    }
}

/// `a / b`.
pub(crate) fn divide(a: Decimal, b: Decimal) -> Result<Rounded, Fault> {
    let (a, b) = (parts(a), parts(b));
    if b.digits == 0 {
        return Err(Fault::DivisionByZero);
    }
    // Long division, as many digits a step as fit: a/b = quotient / 10^(taken + a.places − b.places) and a little more.
    let (mut quotient, mut remainder, mut taken) = (a.digits / b.digits, a.digits % b.digits, 0usize);
    while (remainder != 0 || taken + a.places < b.places)
        && quotient < 1 << 99
        && taken + a.places < b.places + PLACES + 2
    {
        let step = if quotient < 1 << 90 && taken + 9 + a.places <= b.places + PLACES + 2 { 1_000_000_000 } else { 10 };
        let part = remainder * step;
        quotient = quotient * step + part / b.digits;
        remainder = part % b.digits;
        taken += if step == 10 { 1 } else { 9 };
    }
    if taken + a.places < b.places {
        return Err(Fault::Overflow);
    }
    fit(a.negative != b.negative, quotient, taken + a.places - b.places, remainder != 0, 0)
}

/// `base ** exponent`, for a whole exponent.
pub(crate) fn power(base: Decimal, exponent: Decimal) -> Result<Rounded, Fault> {
    let exponent = whole(exponent)?;
    let base = parts(base.normalize());
    let times = usize::try_from(exponent.unsigned_abs()).map_err(|_| Fault::Overflow)?;
    let negative = base.negative && times % 2 == 1;
    match (base.digits, exponent) {
        (_, 0) => return Ok(Rounded { value: Decimal::ONE, exact: true }),
        (0, 1..) => return Ok(zero()),
        (0, _) => return Err(Fault::DivisionByZero),
        (1, _) if base.places == 0 => return fit(negative, 1, 0, false, 0),
        _ => {}
    }
    let digits = Natural::from(base.digits);
    let (bits, places) = (digits.bits().saturating_mul(times), base.places.saturating_mul(times));
    if bits > POWER_BITS || places > POWER_BITS / 3 {
        return Err(Fault::Digits);
    }
    let digits = digits.power(times);
    if exponent > 0 {
        return fit_natural(negative, digits, places, false, 0);
    }
    let (quotient, sticky) = Natural::power_of_ten(places + PLACES + 1).divided_by(&digits);
    fit_natural(negative, quotient, PLACES + 1, sticky, 0)
}

/// The same number as an integer, if it is whole and fits.
pub(crate) fn whole(value: Decimal) -> Result<i64, Fault> {
    let value = value.normalize();
    if value.scale() != 0 {
        return Err(Fault::NotWhole);
    }
    i64::try_from(value.mantissa()).map_err(|_| Fault::Overflow)
}

/// Quotient and remainder of |x| / |step|, and the places that `step · quotient` and the remainder have.
fn steps(x: Parts, step: Parts) -> Result<(u128, u128, u128, usize), Fault> {
    let places = x.places.max(step.places);
    let scaled = |x: Parts| ten(places - x.places).and_then(|factor| x.digits.checked_mul(factor)).ok_or(Fault::Digits);
    let (value, unit) = (scaled(x)?, scaled(step)?);
    Ok((value / unit, value % unit, unit, places))
}

/// The multiple of `step` next to `x` in that direction.
pub(crate) fn round(x: Decimal, step: Decimal, rounding: Rounding) -> Result<Decimal, Fault> {
    if step <= Decimal::ZERO {
        return Err(Fault::BadStep);
    }
    let (x, step) = (parts(x), parts(step));
    let (mut quotient, remainder, unit, places) = steps(x, step)?;
    let away = match rounding {
        Rounding::Floor => x.negative && remainder != 0,
        Rounding::Ceiling => !x.negative && remainder != 0,
        Rounding::Up => remainder != 0,
        Rounding::Down => false,
        Rounding::HalfUp => remainder >= unit - remainder,
        Rounding::HalfDown => remainder > unit - remainder,
    };
    quotient += u128::from(away);
    let digits = quotient.checked_mul(unit).ok_or(Fault::Overflow)?;
    Ok(fit(x.negative, digits, places, false, PLACES)?.value)
}

/// `x − y·floor(x/y)`: it has the sign of `y`.
pub(crate) fn modulo(x: Decimal, y: Decimal) -> Result<Decimal, Fault> {
    if y.is_zero() {
        return Err(Fault::DivisionByZero);
    }
    let (x, y) = (parts(x), parts(y));
    let (_, remainder, unit, places) = steps(x, y)?;
    let digits = if remainder != 0 && x.negative != y.negative { unit - remainder } else { remainder };
    Ok(fit(y.negative, digits, places, false, PLACES)?.value)
}

/// Whether `x` is a multiple of `step`.
pub(crate) fn is_multiple(x: Decimal, step: Decimal) -> bool {
    round(x, step, Rounding::Floor) == Ok(x)
}

/// The distance between neighbouring decimals of that many places: what an inexact result may be off by, at most.
pub(crate) fn last_digit(value: Decimal) -> Decimal {
    // Rounding kept all digits that fit, so the last place is the one that leaves no room for another.
    let Parts { mut digits, mut places, .. } = parts(value);
    while places < PLACES && digits <= MOST / 10 {
        digits *= 10;
        places += 1;
    }
    compose(false, 1, places).unwrap_or(Decimal::ONE)
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
    while places > 0 && digits % 10 == 0 && digits != 0 {
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
    fn sums_are_exact_or_refused() {
        assert_eq!(shown(add(d("0.1"), d("0.2"))), "0.3");
        assert_eq!(shown(subtract(d("0.3"), d("0.3"))), "0");
        assert_eq!(shown(add(d("-1.5"), d("0.25"))), "-1.25");
        assert_eq!(shown(add(Decimal::MAX, d("1"))), "Overflow");
        assert_eq!(shown(add(d("1e20"), d("1e-20"))), "Digits");
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
        assert_eq!(shown(power(d("10"), d("999999999"))), "Digits");
        assert_eq!(shown(power(d("0.1"), d("29"))), "Vanished");
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
        for (given, expected) in
            [("1e21", "1000000000000000000000"), ("1.50", "1.5"), ("-0", "0"), ("1E-7", "0.0000001"), ("007", "7")]
        {
            assert_eq!(text(read(given).unwrap()), expected);
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
            if let Ok(Rounded { value, exact }) = divide(a, b) {
                // |a/b − value| ≤ half of the last digit, i.e. 2·|a − value·b| ≤ |last·b|, over a common denominator.
                let (x, y, v, u) = (parts(a), parts(b), parts(value), parts(last_digit(value)));
                let scaled = |digits: Natural, places: usize| digits.times(&Natural::power_of_ten(84 - places));
                let exactly = scaled(Natural::from(x.digits), x.places);
                let product = scaled(Natural::from(v.digits).times(&Natural::from(y.digits)), v.places + y.places);
                let off = if exactly >= product { exactly.minus(&product) } else { product.minus(&exactly) };
                let unit = scaled(Natural::from(u.digits).times(&Natural::from(y.digits)), u.places + y.places);
                prop_assert!(off.plus(&off) <= unit);
                prop_assert_eq!(off.is_zero(), exact);
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
            let _ = (add(a, b), subtract(a, b), multiply(a, b), divide(a, b), power(a, b), modulo(a, b), last_digit(a));
            for rounding in [Rounding::Floor, Rounding::Ceiling, Rounding::Up, Rounding::Down, Rounding::HalfUp, Rounding::HalfDown] {
                let _ = round(a, b, rounding);
            }
            prop_assert_eq!(read(&text(a)), Some(a));
        }
    }
}
