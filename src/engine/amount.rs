//! How much a benefit comes to: the range over the completions in which the policy's conditions and the benefit's own hold.
//!
//! The conditions are assumed to hold ([`super::narrow`]), the formula is evaluated under that assumption, then cap, floor and
//! step are applied and below 0 counts as 0. Must never: show a ceiling as if it were the payout, or an end that nobody gave.

use super::decimal::{self, Rounding};
use super::evaluate::View;
use super::interval::{Computed, End, Interval};
use super::narrow::Narrowed;
use super::possible::{Outcomes, Possible};
use super::reads::Reads;
use super::set::BitSet;
use crate::model::{Amount, Benefit, Certainty, ConditionId, ExpressionId};
use rust_decimal::Decimal;

/// The amount of a benefit where the policy's conditions, which have this root, and its own hold: an ordered value, its ends in
/// 元 and none of them below 0; nothing where they cannot hold or there is no amount. `reads` has the facts that each expression
/// reads.
pub(crate) fn range(view: &dyn View, root: ConditionId, benefit: &Benefit, reads: &Reads) -> Possible {
    let conditions: Vec<_> = std::iter::once(root).chain(benefit.when).collect();
    if benefit.certainty == Certainty::None
        || benefit.amount == Amount::None
        || conditions.iter().any(|id| !view.truth(*id).truths().yes)
    {
        return Possible::known(Outcomes::None);
    }
    let is_sure = conditions.iter().all(|id| view.truth(*id).is_true());
    if is_sure || benefit.expressions().all(|id| view.value(id).is_settled()) {
        return formula(view, benefit);
    }
    let Some(mut narrowed) = Narrowed::assuming(view, &conditions) else { return Possible::known(Outcomes::None) };
    narrowed.evaluate(benefit.expressions(), reads);
    formula(&narrowed, benefit)
}

/// The amount of a benefit that has no condition of its own, of a policy whose conditions surely hold.
pub(crate) fn sure(view: &dyn View, benefit: &Benefit) -> Possible {
    if benefit.certainty == Certainty::None || benefit.amount == Amount::None {
        return Possible::known(Outcomes::None);
    }
    formula(view, benefit)
}

/// The ends of an amount in 元; the upper one is `None` where nobody gave one.
pub(crate) fn ends(amount: &Possible) -> Option<(Decimal, Option<Decimal>)> {
    let range = amount.interval()?;
    Some((range.low.value, range.high.given.then_some(range.high.value)))
}

/// 0元
pub(crate) fn nothing() -> Interval {
    Interval::point(Decimal::ZERO)
}

/// Amount, cap, floor and step, in that order.
fn formula(view: &dyn View, benefit: &Benefit) -> Possible {
    let mut result = Possible::known(Outcomes::None);
    let mut interval_of = |id: ExpressionId| {
        let value = view.value(id);
        result.facts.extend(&value.facts);
        if value.interval().is_none() {
            result.error = result.error.or(value.error);
        }
        value.interval().copied()
    };
    let nothing = nothing();
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
    if amount.single().is_some() && benefit.expressions().all(|id| view.value(id).error.is_none()) {
        result.facts = BitSet::EMPTY;
    }
    let low = if benefit.certainty == Certainty::Ceiling { nothing.low } else { amount.low };
    result.error = None;
    result.outcomes = Outcomes::Ordered(Interval::of(low, amount.high));
    result
}
