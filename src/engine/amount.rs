//! How much a benefit comes to: the range over the completions in which the policy's conditions and the benefit's own hold.
//!
//! The conditions are assumed to hold ([`super::narrow`]), the formula is evaluated under that assumption, then cap, floor and
//! step are applied and below 0 counts as 0. Must never: show a ceiling as if it were the payout, or an end that nobody gave.

use super::decimal::{self, Rounding};
use super::error::ValueError;
use super::evaluate::View;
use super::interval::{Computed, End, Interval};
use super::narrow::Narrowed;
use super::possible::Possible;
use super::set::BitSet;
use crate::model::{Amount, Benefit, Certainty, ConditionId, ExpressionId};
use rust_decimal::Decimal;

/// What is known of a benefit's amount.
#[derive(Debug, Default)]
pub(crate) struct AmountRange {
    /// The ends in 元, none of them below 0; `None` where there is no amount.
    pub(crate) range: Option<(Decimal, Option<Decimal>)>,
    /// The facts that would settle it.
    pub(crate) facts: BitSet,
    /// Why there is no amount, if it is an error.
    pub(crate) error: Option<ValueError>,
}

/// The amount of a benefit of a policy whose conditions have this root; `reads` has the facts that each expression reads.
pub(crate) fn range(view: &dyn View, root: ConditionId, benefit: &Benefit, reads: &[BitSet]) -> AmountRange {
    let when = benefit.when.map(|when| view.truth(when));
    let impossible = |truth: &Possible| !truth.truths().yes;
    if impossible(view.truth(root)) || when.is_some_and(impossible) {
        return AmountRange::default();
    }
    if benefit.certainty == Certainty::None || benefit.amount == Amount::None {
        return AmountRange::default();
    }
    let mut result = if benefit.expressions().all(|id| view.value(id).is_settled()) {
        formula(view, benefit)
    } else {
        let conditions: Vec<_> = std::iter::once(root).chain(benefit.when).collect();
        let Some(mut narrowed) = Narrowed::assuming(view, &conditions) else { return AmountRange::default() };
        narrowed.evaluate(benefit.expressions(), reads);
        formula(&narrowed, benefit)
    };
    if let (Some(when), Some((min, _))) = (when, &mut result.range)
        && !when.is_true()
    {
        *min = Decimal::ZERO;
        result.facts.extend(&when.facts);
    }
    result
}

/// Amount, cap, floor and step, in that order.
fn formula(view: &dyn View, benefit: &Benefit) -> AmountRange {
    let mut result = AmountRange::default();
    let mut interval_of = |id: ExpressionId| {
        let value = view.value(id);
        result.facts.extend(&value.facts);
        if value.interval().is_none() {
            result.error = result.error.or(value.error);
        }
        value.interval().copied()
    };
    let nothing = Interval::point(Decimal::ZERO);
    let unlimited = End::assumed(Decimal::MAX);
    let is_floor = benefit.certainty == Certainty::Floor;
    let amount = match benefit.amount {
        Amount::None => None,
        Amount::Formula(formula) => interval_of(formula).map(|amount| {
            let high = if is_floor { unlimited } else { amount.high };
            Interval { high, ..amount.as_rounded() }
        }),
        Amount::Range { min, max } => {
            let low = min.map(&mut interval_of);
            let high = max.map(&mut interval_of);
            match (low, high) {
                (Some(None), _) | (_, Some(None)) => None,
                (low, high) => {
                    let low = low.flatten().map_or(nothing.low, |low| low.low);
                    let high = high.flatten().map_or(unlimited, |high| high.high);
                    Some(Interval::of(if low.value <= high.value { low } else { high }, high))
                }
            }
        }
    };
    let cap = benefit.cap.map(&mut interval_of);
    let at_least = benefit.at_least.map(&mut interval_of);
    let step = benefit.step.map(&mut interval_of);
    let (Some(mut amount), true) = (amount, [cap, at_least, step].iter().all(|part| *part != Some(None))) else {
        return result;
    };
    if let Some(Some(cap)) = cap {
        amount = amount.smaller(&cap);
    }
    if let Some(Some(at_least)) = at_least {
        amount = amount.greater(&at_least);
    }
    amount = amount.greater(&nothing);
    if let Some(Some(step)) = step {
        let down = |step: Decimal| move |value| decimal::round(value, step, Rounding::Down);
        amount = match step.single().filter(|step| *step > Decimal::ZERO) {
            Some(step) => match amount.rising(&down(step)) {
                Computed { interval: Some(amount), .. } => amount,
                Computed { interval: None, .. } => amount,
            },
            // A step that is not known takes off less than itself.
            None => Interval { low: nothing.low, ..amount },
        };
    }
    if amount.single().is_some() {
        result.facts = BitSet::EMPTY;
    }
    let min = if benefit.certainty == Certainty::Ceiling { Decimal::ZERO } else { amount.low.value };
    result.error = None;
    result.range = Some((min, amount.high.given.then_some(amount.high.value)));
    result
}
