//! Decimals of few digits, in 64 bits: what nearly all figures are, and several times faster in WebAssembly, which has no wider integers.
//!
//! Each operation gives what [`super::decimal`] gives, digit for digit, or nothing: then it has to be computed there. The tests compare
//! both. Must never: round; give a result that is not exact.

use super::rounding::Rounding;
use rust_decimal::Decimal;
use std::ops::{Add, Sub};

/// The powers of ten that fit.
const TENS: [u64; 19] = [
    1,
    10,
    100,
    1_000,
    10_000,
    100_000,
    1_000_000,
    10_000_000,
    100_000_000,
    1_000_000_000,
    10_000_000_000,
    100_000_000_000,
    1_000_000_000_000,
    10_000_000_000_000,
    100_000_000_000_000,
    1_000_000_000_000_000,
    10_000_000_000_000_000,
    100_000_000_000_000_000,
    1_000_000_000_000_000_000,
];

/// Sign, digits and places; sums of two of these do not overflow.
#[derive(Clone, Copy)]
struct Short {
    negative: bool,
    digits: u64,
    places: u32,
}

impl Short {
    /// The most digits that are taken.
    const MOST: u64 = u64::MAX >> 2;

    fn of(value: Decimal) -> Option<Short> {
        let parts = value.unpack();
        let digits = u64::from(parts.mid) << 32 | u64::from(parts.lo);
        (parts.hi == 0 && digits <= Short::MOST).then_some(Short {
            negative: parts.negative,
            digits,
            places: parts.scale,
        })
    }

    /// The digits with so many places, which are no fewer than it has.
    fn at(self, places: u32) -> Option<u64> {
        let ten = *TENS.get(places.checked_sub(self.places)? as usize)?;
        // A product of two numbers has no more binary digits than both together.
        let fits = self.digits.leading_zeros() + ten.leading_zeros() >= 64;
        Some(self.digits.wrapping_mul(ten)).filter(|digits| fits && *digits <= Short::MOST)
    }

    /// The decimal, without zeros at its end.
    fn decimal(mut self) -> Decimal {
        while self.places > 0 && self.digits.is_multiple_of(10) {
            self.digits /= 10;
            self.places -= 1;
        }
        let (lo, mid) = (self.digits as u32, (self.digits >> 32) as u32);
        Decimal::from_parts(lo, mid, 0, self.negative && self.digits != 0, self.places)
    }
}

/// The sum of two numbers by their signs (true for a minus) and digits, whose sum fits.
pub(super) fn signed_sum<T: Ord + Copy + Add<Output = T> + Sub<Output = T>>(a: (bool, T), b: (bool, T)) -> (bool, T) {
    if a.0 == b.0 {
        (a.0, a.1 + b.1)
    } else if a.1 >= b.1 {
        (a.0, a.1 - b.1)
    } else {
        (b.0, b.1 - a.1)
    }
}

/// `a + b`.
pub(super) fn add(a: Decimal, b: Decimal) -> Option<Decimal> {
    let (a, b) = (Short::of(a)?, Short::of(b)?);
    let places = a.places.max(b.places);
    let (x, y) = (a.at(places)?, b.at(places)?);
    let (negative, digits) = signed_sum((a.negative, x), (b.negative, y));
    Some(Short { negative, digits, places }.decimal())
}

/// `a · b`.
pub(super) fn multiply(a: Decimal, b: Decimal) -> Option<Decimal> {
    let (a, b) = (Short::of(a)?, Short::of(b)?);
    let fits = a.digits.leading_zeros() + b.digits.leading_zeros() >= 64 && a.places + b.places <= Decimal::MAX_SCALE;
    let product = Short {
        negative: a.negative != b.negative,
        digits: a.digits.wrapping_mul(b.digits),
        places: a.places + b.places,
    };
    fits.then(|| product.decimal())
}

/// The multiple of `step`, which is above 0, next to `x` in that direction.
pub(super) fn round(x: Decimal, step: Decimal, rounding: Rounding) -> Option<Decimal> {
    let (x, step) = (Short::of(x)?, Short::of(step)?);
    let places = x.places.max(step.places);
    let (digits, step) = (x.at(places)?, step.at(places)?);
    let remainder = digits.checked_rem(step)?;
    let is_away = rounding.is_away(x.negative, remainder != 0, || remainder.cmp(&(step - remainder)));
    let digits = digits - remainder + if is_away { step } else { 0 };
    Some(Short { negative: x.negative, digits, places }.decimal())
}

/// Whether `x` is a multiple of `step`, which is above 0.
pub(super) fn is_multiple(x: Decimal, step: Decimal) -> Option<bool> {
    let (x, step) = (Short::of(x)?, Short::of(step)?);
    let places = x.places.max(step.places);
    Some(x.at(places)?.checked_rem(step.at(places)?)? == 0)
}

/// Whether `x` is not below one whole number and not above another.
pub(super) fn is_between(x: Decimal, least: i64, most: i64) -> Option<bool> {
    let Short { negative, digits, places } = Short::of(x)?;
    let ten = *TENS.get(places as usize)?;
    let (whole, has_rest) = ((digits / ten) as i64, !digits.is_multiple_of(ten));
    Some(if negative {
        -whole <= most && (-whole > least || -whole == least && !has_rest)
    } else {
        whole >= least && (whole < most || whole == most && !has_rest)
    })
}

/// Reads digits, with a point among them or without, and a minus before them.
pub(super) fn read(text: &str) -> Option<Decimal> {
    let (negative, text) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        all => (false, all),
    };
    // So many digits fit, whatever they are, and the point.
    if text.len() > 18 {
        return None;
    }
    let (mut digits, mut point) = (0u64, None);
    for (place, byte) in text.iter().enumerate() {
        match byte {
            b'0'..=b'9' => digits = digits * 10 + u64::from(byte - b'0'),
            b'.' if point.is_none() && place > 0 => point = Some(place),
            _ => return None,
        }
    }
    let places = point.map_or(0, |point| text.len() - point - 1);
    let is_whole = !text.is_empty() && (point.is_none() || places > 0);
    is_whole.then(|| Short { negative, digits, places: places as u32 }.decimal())
}
