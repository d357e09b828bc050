//! What an ordered value can be: an interval that surely holds it, and arithmetic on such intervals.
//!
//! Both ends are always numbers. A fact of which nothing is known lies between limits that no real figure reaches
//! ([`super::possible`] sets them); such an end is not *given*, and neither is what is computed from it, so that it is never
//! shown to anybody. This makes overflow an ordinary case: what would lie outside all decimals is an error of the value, and
//! an end that overflows is clamped to the largest decimal.
//!
//! Soundness: whatever the operands are inside their intervals, the result lies in the resulting interval or is the error that
//! is returned beside it. An end whose computation had to round is moved outwards by one last digit; so an interval holds the
//! exact result as well as the rounded one. Must never: lose a value that some completion has.

use super::decimal::{self, Fault, Rounded, Rounding};
use super::error::ErrorKind;
use crate::model::{Bound, Bounds, Comparison, Operator};
use rust_decimal::Decimal;

/// One end of an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct End {
    /// Where it ends.
    pub(crate) value: Decimal,
    /// Whether `value` itself belongs to the interval.
    pub(crate) inclusive: bool,
    /// Whether somebody or some rule gave this limit; false where it only comes from what no real figure reaches.
    pub(crate) given: bool,
}

impl End {
    /// An end that belongs to the interval and was given.
    pub(crate) fn at(value: Decimal) -> End {
        End { value, inclusive: true, given: true }
    }

    /// An end that belongs to the interval and was not given.
    pub(crate) fn assumed(value: Decimal) -> End {
        End { value, inclusive: true, given: false }
    }
}

/// All values between two ends; never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Interval {
    pub(crate) low: End,
    pub(crate) high: End,
    /// The single value, where it is a quotient or product that had to be rounded: the ends then enclose what it would be
    /// exactly, and comparisons look closer.
    pub(crate) rounded: Option<Decimal>,
    /// How fine its values can be; see [`Interval::grain`].
    pub(crate) grain: Grain,
}

/// How fine the values of an interval can be: what tells whether a product of them can vanish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Grain {
    /// No value has more places after the point.
    places: i16,
    /// Every value is 0 or at least 10^−least away from it.
    least: i16,
}

/// The most places a decimal has.
const FINEST: i16 = 28;

impl Grain {
    /// As fine as decimals are.
    const ANY: Grain = Grain { places: FINEST, least: FINEST };

    fn of(value: Decimal) -> Grain {
        Grain { places: value.normalize().scale() as i16, least: -magnitude(value) }
    }

    /// Values of either.
    fn joined(self, other: Grain) -> Grain {
        Grain { places: self.places.max(other.places), least: self.least.max(other.least) }
    }

    /// Values that both have.
    fn common(self, other: Grain) -> Grain {
        Grain { places: self.places.min(other.places), least: self.least.min(other.least) }
    }
}

/// The largest m with |value| ≥ 10^m; of 0 the largest there can be.
fn magnitude(value: Decimal) -> i16 {
    match value.mantissa().unsigned_abs().checked_ilog10() {
        Some(log) => log as i16 - value.scale() as i16,
        None => FINEST,
    }
}

/// The result of an operation on intervals: what the value can be, if it can be anything, and how it can fail, if it can.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Computed {
    pub(crate) interval: Option<Interval>,
    pub(crate) fault: Option<ErrorKind>,
}

impl Computed {
    fn failed(fault: impl Into<ErrorKind>) -> Computed {
        Computed { interval: None, fault: Some(fault.into()) }
    }

    fn or_fault(mut self, fault: Fault) -> Computed {
        self.fault = self.fault.or(Some(fault.into()));
        self
    }
}

/// One of the values among which the ends of a result are looked for.
#[derive(Clone, Copy)]
struct Candidate {
    low: End,
    high: End,
    /// Why it has no value; of an overflow the ends still tell the side.
    fault: Option<Fault>,
}

impl Candidate {
    /// The result of an operation on two ends; where it overflows, on the side of `negative`.
    fn new(result: Result<Rounded, Fault>, inclusive: bool, given: bool, negative: bool) -> Candidate {
        let same = |end: End, fault| Candidate { low: end, high: end, fault: Some(fault) };
        match result {
            Ok(Rounded { low, high, exact, .. }) => {
                let end = |value| End { value, inclusive: inclusive || !exact, given };
                Candidate { low: end(low), high: end(high), fault: None }
            }
            Err(Fault::Vanished) => same(End { value: Decimal::ZERO, inclusive: true, given }, Fault::Vanished),
            // Beyond the largest decimal everything fails; of other faults nothing follows for the values between.
            Err(Fault::Overflow) => {
                same(End::assumed(if negative { Decimal::MIN } else { Decimal::MAX }), Fault::Overflow)
            }
            Err(fault) => {
                Candidate { low: End::assumed(Decimal::MIN), high: End::assumed(Decimal::MAX), fault: Some(fault) }
            }
        }
    }
}

/// The interval around all candidates.
fn around(candidates: &[Candidate]) -> Computed {
    let fault = candidates.iter().find_map(|candidate| candidate.fault);
    let all_beyond = |edge: Decimal| candidates.iter().all(|c| c.fault == Some(Fault::Overflow) && c.low.value == edge);
    if all_beyond(Decimal::MAX) || all_beyond(Decimal::MIN) {
        return Computed::failed(fault.unwrap_or(Fault::Overflow));
    }
    let low = candidates.iter().map(|c| c.low).reduce(lower);
    let high = candidates.iter().map(|c| c.high).reduce(higher);
    match (low, high) {
        (Some(low), Some(high)) => {
            let interval = Interval::of(low, high);
            Computed { interval: Some(interval), fault: fault.map(ErrorKind::from) }
        }
        _ => Computed::failed(ErrorKind::Malformed),
    }
}

/// Of two lower ends the one that leaves more; ends at the same place are joined.
fn lower(a: End, b: End) -> End {
    match a.value.cmp(&b.value) {
        std::cmp::Ordering::Less => a,
        std::cmp::Ordering::Greater => b,
        std::cmp::Ordering::Equal => joined(a, b),
    }
}

/// Of two upper ends the one that leaves more.
fn higher(a: End, b: End) -> End {
    match a.value.cmp(&b.value) {
        std::cmp::Ordering::Less => b,
        std::cmp::Ordering::Greater => a,
        std::cmp::Ordering::Equal => joined(a, b),
    }
}

fn joined(a: End, b: End) -> End {
    End { value: a.value, inclusive: a.inclusive || b.inclusive, given: a.given || b.given }
}

fn met(a: End, b: End) -> End {
    End { value: a.value, inclusive: a.inclusive && b.inclusive, given: a.given || b.given }
}

impl Interval {
    /// All values between two ends, the lower one first.
    pub(crate) fn of(low: End, high: End) -> Interval {
        Interval { low, high, rounded: None, grain: Grain::ANY }
    }

    /// The same, of which only multiples of `step` are meant.
    pub(crate) fn on_grid(self, step: Decimal) -> Interval {
        Interval { grain: self.grain.common(Grain::of(step)), ..self }
    }

    /// The same, of which only whole numbers are meant.
    pub(crate) fn whole(self) -> Interval {
        self.on_grid(Decimal::ONE)
    }

    /// How fine its values can be.
    fn grain(&self) -> Grain {
        if let Some(value) = self.single() {
            return Grain::of(value);
        }
        // The end that is nearest to 0, where 0 lies outside.
        let nearest = if self.low.value > Decimal::ZERO { self.low.value } else { self.high.value };
        if self.low.value <= Decimal::ZERO && self.high.value >= Decimal::ZERO {
            return self.grain;
        }
        Grain { least: self.grain.least.min(-magnitude(nearest)), ..self.grain }
    }

    /// The ends moved outwards by a part in 10^18, which is more than any rounding: for results of several operations that
    /// may each have rounded.
    pub(crate) fn loosened(&self) -> Interval {
        let out = |end: End, up: bool| {
            let part = Decimal::new(if end.value.is_sign_negative() == up { -1 } else { 1 }, 18);
            let slack = decimal::multiply(end.value, part).map_or(Decimal::ZERO, |slack| slack.value);
            let value = decimal::add(end.value, slack).map_or(end.value, |moved| moved.value);
            End { value, inclusive: true, ..end }
        };
        Interval::of(out(self.low, false), out(self.high, true))
    }

    /// Of products of a rate with the difference between two of these values: whether one can vanish, and whether one can
    /// have to be rounded.
    pub(crate) fn slices_can<'a>(values: impl Iterator<Item = &'a Interval>, rate: &Interval) -> (bool, bool) {
        let (mut places, mut magnitude) = (0, -FINEST);
        for value in values {
            places = places.max(value.grain().places);
            magnitude = magnitude.max(value.magnitude());
        }
        let rate_grain = rate.grain();
        (places + rate_grain.least > FINEST, magnitude + rate.magnitude() + 1 + places + rate_grain.places > FINEST)
    }

    /// The same, all of whose values are sums of products of one of these values, or of the difference between two of them, with one of
    /// these rates. The ends do not tell how fine what lies between is.
    pub(crate) fn made_of_slices<'a>(
        self,
        values: impl Iterator<Item = &'a Interval>,
        rates: impl Iterator<Item = &'a Interval>,
    ) -> Interval {
        let places = values.map(|value| value.grain().places).max().unwrap_or(0);
        let places = (places + rates.map(|rate| rate.grain().places).max().unwrap_or(0)).min(FINEST);
        Interval { grain: Grain { places, least: places }, ..self }
    }

    /// The least m with |x| < 10^m for every value.
    fn magnitude(&self) -> i16 {
        let bound = |end: End| if end.value.is_zero() { -FINEST } else { magnitude(end.value) + 1 };
        bound(self.low).max(bound(self.high))
    }

    /// Whether its values can have more digits than a decimal, so that its ends may have been rounded outwards.
    pub(crate) fn may_be_rounded(&self) -> bool {
        self.magnitude() + self.grain().places > FINEST
    }

    /// Exactly one value.
    pub(crate) fn point(value: Decimal) -> Interval {
        Interval::of(End::at(value), End::at(value))
    }

    /// All values from one to the other.
    pub(crate) fn between(low: Decimal, high: Decimal) -> Interval {
        Interval::of(End::at(low), End::at(high))
    }

    /// What no value lies outside of.
    pub(crate) fn everything() -> Interval {
        Interval::of(End::assumed(Decimal::MIN), End::assumed(Decimal::MAX))
    }

    /// The part of `self` that lies in `bounds`; `None` if there is none.
    pub(crate) fn limited(self, bounds: &Bounds) -> Option<Interval> {
        let end = |bound: Bound| End { value: bound.value, inclusive: bound.inclusive, given: true };
        let low = bounds.min.map_or(self.low, end);
        let high = bounds.max.map_or(self.high, end);
        self.intersection(&Interval::of(low, high))
    }

    /// The only value, if there is only one.
    pub(crate) fn single(&self) -> Option<Decimal> {
        self.rounded.or(decimal::same(self.low.value, self.high.value).then_some(self.low.value))
    }

    /// Whether `value` lies in it.
    pub(crate) fn contains(&self, value: Decimal) -> bool {
        (value > self.low.value || (value == self.low.value && self.low.inclusive))
            && (value < self.high.value || (value == self.high.value && self.high.inclusive))
    }

    /// What lies in both; `None` if nothing does.
    pub(crate) fn intersection(&self, other: &Interval) -> Option<Interval> {
        use std::cmp::Ordering::*;
        let low = match self.low.value.cmp(&other.low.value) {
            Less => other.low,
            Greater => self.low,
            Equal => met(self.low, other.low),
        };
        let high = match self.high.value.cmp(&other.high.value) {
            Less => self.high,
            Greater => other.high,
            Equal => met(self.high, other.high),
        };
        let empty = low.value > high.value || (low.value == high.value && !(low.inclusive && high.inclusive));
        let differ = self.rounded.is_some() && other.single().is_some() && self.rounded != other.single();
        let grain = self.grain.common(other.grain);
        (!empty && !differ).then_some(Interval { low, high, rounded: self.rounded, grain })
    }

    /// The smallest interval around both.
    pub(crate) fn hull(&self, other: &Interval) -> Interval {
        let single = self.single().filter(|_| self.single() == other.single());
        let rounded = single.filter(|_| self.rounded.is_some() || other.rounded.is_some());
        let around = Interval::of(lower(self.low, other.low), higher(self.high, other.high));
        Interval { rounded, grain: self.grain().joined(other.grain()), ..around }
    }

    /// The single value as it is, without what it would be exactly.
    pub(crate) fn as_rounded(self) -> Interval {
        match self.rounded {
            Some(value) => Interval::of(End { value, ..self.low }, End { value, ..self.high }),
            None => self,
        }
    }

    /// The ends moved inwards to multiples of `step`; `None` if no multiple lies in it.
    pub(crate) fn stepped(self, step: Option<Decimal>) -> Option<Interval> {
        let Some(step) = step else { return Some(self) };
        let inward = |end: End, rounding, next: fn(Decimal, Decimal) -> Result<Rounded, Fault>| {
            let Ok(mut value) = decimal::round(end.value, step, rounding) else { return end };
            if value == end.value && !end.inclusive {
                value = next(value, step).map_or(value, |next| next.value);
            }
            End { value, inclusive: true, given: end.given }
        };
        let low = inward(self.low, Rounding::Ceiling, decimal::add);
        let high = inward(self.high, Rounding::Floor, decimal::subtract);
        (low.value <= high.value).then_some(Interval { low, high, ..self }.on_grid(step))
    }

    /// Arithmetic on two intervals.
    pub(crate) fn apply(operator: Operator, left: &Interval, right: &Interval) -> Computed {
        if let (Some(a), Some(b)) = (left.single(), right.single()) {
            let result = match operator {
                Operator::Add => decimal::add(a, b),
                Operator::Subtract => decimal::subtract(a, b),
                Operator::Multiply => decimal::multiply(a, b),
                Operator::Divide => decimal::divide(a, b),
                Operator::Power => decimal::power(a, b),
            };
            return match result {
                Ok(Rounded { value, low, high, exact }) => {
                    let given = left.low.given && right.low.given;
                    let end = |value| End { value, inclusive: true, given };
                    let mut around = Interval::of(end(low), end(high));
                    if left.rounded.is_some() || right.rounded.is_some() {
                        let enclosed = Interval::enclosed(operator, left, right).interval;
                        around = enclosed.map_or(around, |enclosed| enclosed.hull(&Interval::point(value)));
                        around.rounded = Some(value);
                    } else if !exact {
                        around.rounded = Some(value);
                    }
                    sure(around)
                }
                Err(fault) => Computed::failed(fault),
            };
        }
        Interval::enclosed(operator, left, right)
    }

    /// The same of all values between the ends.
    fn enclosed(operator: Operator, left: &Interval, right: &Interval) -> Computed {
        let (a, b) = (left.grain(), right.grain());
        // How fine the result can be, and whether it can be finer than a decimal: then what is not 0 could become 0.
        let grain = match operator {
            Operator::Add | Operator::Subtract => {
                let places = a.places.max(b.places);
                Grain { places, least: places }
            }
            Operator::Multiply => Grain { places: a.places + b.places, least: a.least + b.least },
            Operator::Divide => Grain { places: FINEST, least: a.least + right.magnitude() },
            Operator::Power => match right.single().and_then(|times| decimal::whole(times).ok()) {
                Some(times @ 0..=28) => Grain { places: a.places * times as i16, least: a.least * times as i16 },
                _ => Grain { places: FINEST, least: if a.least > 0 { FINEST + 1 } else { FINEST } },
            },
        };
        let mut result = match operator {
            Operator::Add => left.plus(right),
            Operator::Subtract => left.plus(&right.negated()),
            Operator::Multiply => left.times(right),
            Operator::Divide => left.over(right),
            Operator::Power => left.raised(right),
        };
        if grain.least > FINEST && result.interval.is_some() {
            result = result.or_fault(Fault::Vanished);
        }
        if let Some(interval) = &mut result.interval {
            interval.grain = Grain::ANY.common(grain);
        }
        result
    }

    fn plus(&self, other: &Interval) -> Computed {
        let sum = |a: End, b: End| {
            let negative = a.value.is_sign_negative();
            Candidate::new(decimal::add(a.value, b.value), a.inclusive && b.inclusive, a.given && b.given, negative)
        };
        around(&[sum(self.low, other.low), sum(self.high, other.high)])
    }

    /// All values with the other sign.
    pub(crate) fn negated(&self) -> Interval {
        let end = |end: End| End { value: decimal::negate(end.value), ..end };
        Interval { low: end(self.high), high: end(self.low), rounded: self.rounded.map(decimal::negate), ..*self }
    }

    fn times(&self, other: &Interval) -> Computed {
        let product = |a: End, b: End| {
            let negative = a.value.is_sign_negative() != b.value.is_sign_negative();
            // 0 times anything is 0, whether or not the other end belongs to its interval or was given.
            let zero = |end: End| end.value.is_zero() && end.inclusive;
            let given = |end: End| end.value.is_zero() && end.given;
            Candidate::new(
                decimal::multiply(a.value, b.value),
                (a.inclusive && b.inclusive) || zero(a) || zero(b),
                (a.given && b.given) || given(a) || given(b),
                negative,
            )
        };
        around(&[
            product(self.low, other.low),
            product(self.low, other.high),
            product(self.high, other.low),
            product(self.high, other.high),
        ])
    }

    fn over(&self, other: &Interval) -> Computed {
        let zero = Decimal::ZERO;
        if other.low.value.is_zero() && other.high.value.is_zero() {
            return Computed::failed(Fault::DivisionByZero);
        }
        let quotient = |a: End, b: End| {
            let negative = a.value.is_sign_negative() != b.value.is_sign_negative();
            let nothing = a.value.is_zero() && a.inclusive;
            Candidate::new(
                decimal::divide(a.value, b.value),
                (a.inclusive && b.inclusive) || nothing,
                a.given && (b.given || a.value.is_zero()),
                negative,
            )
        };
        if other.low.value > zero || other.high.value < zero {
            return around(&[
                quotient(self.low, other.low),
                quotient(self.low, other.high),
                quotient(self.high, other.low),
                quotient(self.high, other.high),
            ]);
        }
        // The divisor comes arbitrarily close to 0, or is 0.
        let fault = if other.contains(zero) { Fault::DivisionByZero } else { Fault::Overflow };
        if self.single() == Some(zero) {
            return sure(Interval::point(zero)).or_fault(fault);
        }
        if other.high.value.is_zero() {
            return self.negated().over(&other.negated());
        }
        if !other.low.value.is_zero() {
            return sure(Interval::everything()).or_fault(fault);
        }
        let (low, high) = (quotient(self.low, other.high), quotient(self.high, other.high));
        let everything = Interval::everything();
        let interval = Interval {
            low: if self.low.value >= zero { low.low } else { everything.low },
            high: if self.high.value <= zero { high.high } else { everything.high },
            ..everything
        };
        sure(interval).or_fault(fault)
    }

    fn raised(&self, exponent: &Interval) -> Computed {
        let Some(exponent) = exponent.single() else {
            return sure(Interval::everything()).or_fault(Fault::Overflow);
        };
        let whole = match decimal::whole(exponent) {
            Ok(whole) => whole,
            Err(fault) => return Computed::failed(fault),
        };
        if whole < 0 {
            let positive = self.raised(&Interval::point(decimal::negate(exponent)));
            return match positive.interval {
                Some(positive_power) => {
                    let result = Interval::point(Decimal::ONE).over(&positive_power);
                    Computed { fault: positive.fault.or(result.fault), ..result }
                }
                None => positive,
            };
        }
        let even = whole % 2 == 0;
        let base = if even { self.absolute() } else { *self };
        let power = |end: End| {
            Candidate::new(decimal::power(end.value, exponent), end.inclusive, end.given, end.value.is_sign_negative())
        };
        around(&[power(base.low), power(base.high)])
    }

    /// `abs`
    pub(crate) fn absolute(&self) -> Interval {
        let this = self.as_rounded();
        if this.low.value >= Decimal::ZERO {
            return this;
        }
        let turned = this.negated();
        if this.high.value <= Decimal::ZERO {
            return turned;
        }
        let low = End { value: Decimal::ZERO, inclusive: true, given: true };
        Interval { low, high: higher(this.high, turned.high), ..this }
    }

    /// The smaller of two values.
    pub(crate) fn smaller(&self, other: &Interval) -> Interval {
        let (a, b) = (self.as_rounded(), other.as_rounded());
        let interval = Interval::of(lower(a.low, b.low), flipped(a.high, b.high, lower));
        Interval { grain: self.grain().joined(other.grain()), ..interval }
    }

    /// The greater of two values.
    pub(crate) fn greater(&self, other: &Interval) -> Interval {
        let (a, b) = (self.as_rounded(), other.as_rounded());
        let interval = Interval::of(flipped(a.low, b.low, higher), higher(a.high, b.high));
        Interval { grain: self.grain().joined(other.grain()), ..interval }
    }

    /// A function that never falls when its argument grows, applied to both ends.
    pub(crate) fn rising(&self, function: &dyn Fn(Decimal) -> Result<Decimal, Fault>) -> Computed {
        let end = |end: End| {
            let result = function(end.value).map(Rounded::exactly);
            Candidate::new(result, true, end.given, end.value.is_sign_negative())
        };
        if let Some(value) = self.single() {
            return match function(value) {
                Ok(value) => {
                    let end = End { value, inclusive: true, given: self.low.given };
                    sure(Interval::of(end, end))
                }
                Err(fault) => Computed::failed(fault),
            };
        }
        around(&[end(self.low), end(self.high)])
    }

    /// Whether `self < other` can be true.
    fn can_be_less(&self, other: &Interval) -> bool {
        self.low.value < other.high.value
    }

    /// Whether `self <= other` can be true.
    fn can_be_at_most(&self, other: &Interval) -> bool {
        self.can_be_less(other) || (self.low.value == other.high.value && self.low.inclusive && other.high.inclusive)
    }

    /// Whether the comparison can be true, and whether it can be false.
    pub(crate) fn compare(&self, comparison: Comparison, other: &Interval) -> (bool, bool) {
        let equal = (self.intersection(other).is_some(), self.single().is_none() || self.single() != other.single());
        match comparison {
            Comparison::Equal => equal,
            Comparison::NotEqual => (equal.1, equal.0),
            Comparison::Less => (self.can_be_less(other), other.can_be_at_most(self)),
            Comparison::LessOrEqual => (self.can_be_at_most(other), other.can_be_less(self)),
            Comparison::Greater => (other.can_be_less(self), self.can_be_at_most(other)),
            Comparison::GreaterOrEqual => (other.can_be_at_most(self), self.can_be_less(other)),
        }
    }
}

/// `choose` of two ends where the interval is cut off, not extended: at the same place it ends inclusively only if both do.
fn flipped(a: End, b: End, choose: fn(End, End) -> End) -> End {
    if a.value == b.value { met(a, b) } else { choose(a, b) }
}

/// A result that cannot fail.
pub(crate) fn sure(interval: Interval) -> Computed {
    Computed { interval: Some(interval), fault: None }
}

/// The second operation on what the first one gave; faults of both remain.
pub(crate) fn then(first: Computed, second: impl FnOnce(Interval) -> Computed) -> Computed {
    match first.interval {
        Some(interval) => {
            let result = second(interval);
            Computed { fault: first.fault.or(result.fault), ..result }
        }
        None => first,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(value: i64, inclusive: bool) -> End {
        End { inclusive, ..End::at(Decimal::from(value)) }
    }

    /// `[low..high]`, its brackets as given.
    fn interval(low: (i64, bool), high: (i64, bool)) -> Interval {
        Interval::of(end(low.0, low.1), end(high.0, high.1))
    }

    #[test]
    fn an_end_belongs_to_it_only_if_it_says_so() {
        let open = interval((1, false), (3, false));
        let closed = interval((1, true), (3, true));
        for (value, in_open, in_closed) in
            [(0, false, false), (1, false, true), (2, true, true), (3, false, true), (4, false, false)]
        {
            let value = Decimal::from(value);
            assert_eq!((open.contains(value), closed.contains(value)), (in_open, in_closed), "{value}");
        }
    }

    #[test]
    fn an_end_of_a_product_belongs_to_it_if_both_ends_do_or_one_is_nothing() {
        let product = |a: Interval, b: Interval| {
            let Some(product) = Interval::apply(Operator::Multiply, &a, &b).interval else { panic!("no product") };
            let end = |end: End| (end.value.to_string(), end.inclusive);
            (end(product.low), end(product.high))
        };
        let text = |value: &str, inclusive| (value.to_owned(), inclusive);
        let half_open = interval((1, true), (2, false));
        assert_eq!(product(half_open, interval((3, true), (4, true))), (text("3", true), text("8", false)));
        assert_eq!(product(half_open, interval((3, false), (4, true))), (text("3", false), text("8", false)));
        assert_eq!(product(half_open, interval((0, true), (4, true))), (text("0", true), text("8", false)));
        assert_eq!(product(half_open, interval((0, false), (4, true))), (text("0", false), text("8", false)));
        assert_eq!(product(half_open, interval((-4, true), (3, true))), (text("-8", false), text("6", false)));
    }
}
