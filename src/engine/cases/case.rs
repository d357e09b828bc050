//! A view in which some unknowns are assumed to be known more closely.
//!
//! It holds its own values of what a survey has reached and nothing else; an assumption evaluates anew what reads it, and can
//! be taken back. What is settled is never evaluated again.

use super::super::calculator::Calculator;
use super::super::evaluate::{self, View};
use super::super::possible::Possible;
use super::survey::Survey;
use super::variable::Key;
use crate::model::{ConditionId, ExpressionId, FactId};

/// How many numbers there may be for each value if their places are to be looked up by number.
const FAR_APART: usize = 100;

/// A view of a part of the completions.
pub(super) struct Case<'a> {
    calculator: &'a Calculator,
    base: &'a dyn View,
    /// What is assumed; of one fact the last holds.
    facts: Vec<(FactId, Possible)>,
    /// Ascending.
    values: Vec<Slot<ExpressionId>>,
    /// Where the value of each expression stands, one more than its position and 0 where there is none: from that of the first on, unless
    /// they lie too far apart.
    places: Vec<u32>,
    /// Ascending.
    truths: Vec<Slot<ConditionId>>,
}

/// Something that a survey has reached, and what it can be in this case; nothing as long as that is what the base says.
struct Slot<Id> {
    id: Id,
    own: Option<Possible>,
}

/// What an assumption has changed: places in `values` and `truths`, and what stood there.
#[derive(Default)]
pub(super) struct Before {
    values: Vec<(usize, Option<Possible>)>,
    truths: Vec<(usize, Option<Possible>)>,
}

impl View for Case<'_> {
    fn base(&self) -> &dyn View {
        self.base
    }
    fn fact(&self, id: FactId) -> &Possible {
        let assumed = self.facts.iter().rev().find(|(fact, _)| *fact == id);
        assumed.map_or_else(|| self.base.fact(id), |(_, possible)| possible)
    }
    fn value(&self, id: ExpressionId) -> &Possible {
        let slot = self.position(id).and_then(|position| self.values.get(position));
        slot.and_then(|slot| slot.own.as_ref()).unwrap_or_else(|| self.base.value(id))
    }
    fn truth(&self, id: ConditionId) -> &Possible {
        let slot = self.truths.iter().find(|slot| slot.id == id);
        slot.and_then(|slot| slot.own.as_ref()).unwrap_or_else(|| self.base.truth(id))
    }
}

impl<'a> Case<'a> {
    /// All completions; to be divided by what the survey has reached.
    pub(super) fn new(calculator: &'a Calculator, base: &'a dyn View, survey: &Survey) -> Case<'a> {
        let values = survey.expressions.iter().map(|id| Slot { id: ExpressionId::from_index(id), own: None });
        let values: Vec<_> = values.collect();
        let mut places = Vec::new();
        if let (Some(first), Some(last)) = (values.first(), values.last()) {
            let span = last.id.index() - first.id.index() + 1;
            if span < FAR_APART * values.len() {
                places.resize(span, 0);
                for (number, slot) in (1..).zip(&values) {
                    if let Some(place) = places.get_mut(slot.id.index() - first.id.index()) {
                        *place = number;
                    }
                }
            }
        }
        let truths = survey.conditions.iter().map(|id| Slot { id: ConditionId::from_index(id), own: None });
        Case { calculator, base, facts: Vec::new(), values, places, truths: truths.collect() }
    }

    /// Where the value of an expression stands, if it has one here.
    fn position(&self, id: ExpressionId) -> Option<usize> {
        if self.places.is_empty() {
            return self.values.binary_search_by_key(&id, |slot| slot.id).ok();
        }
        let first = self.values.first()?.id;
        let place = self.places.get(id.index().checked_sub(first.index())?)?;
        (*place as usize).checked_sub(1)
    }

    /// Assumes that a variable lies in one of its cells.
    pub(super) fn assume(&mut self, key: Key, cell: Possible) -> Before {
        let mut before = Before::default();
        match key.fact_id() {
            Some(fact) => {
                self.facts.push((fact, cell));
                self.evaluate(fact, &mut before);
            }
            None => {
                if let Some(position) = self.truths.iter().position(|slot| key.is_judge(slot.id)) {
                    before.truths.extend(replace(&mut self.truths, position, Some(cell)));
                }
            }
        }
        for position in 0..self.truths.len() {
            if let Some(Slot { id, own }) = self.truths.get(position) {
                let known = own.as_ref().unwrap_or_else(|| self.base.truth(*id));
                if !known.is_settled() {
                    let truth = evaluate::condition(self, *id).met(known);
                    before.truths.extend(replace(&mut self.truths, position, Some(truth)));
                }
            }
        }
        before
    }

    /// Evaluates the expressions that a fact keeps open.
    fn evaluate(&mut self, fact: FactId, before: &mut Before) {
        let reads = |id: ExpressionId| self.calculator.expression_reads.get(id.index());
        for position in 0..self.values.len() {
            if let Some(Slot { id, own }) = self.values.get(position)
                && reads(*id).is_some_and(|reads| reads.contains(fact.index()))
                && !own.as_ref().unwrap_or_else(|| self.base.value(*id)).is_settled()
            {
                let value = evaluate::expression(self, *id);
                before.values.extend(replace(&mut self.values, position, Some(value)));
            }
        }
    }

    /// Takes back the last assumption.
    pub(super) fn restore(&mut self, key: Key, before: Before) {
        if key.fact_id().is_some() {
            self.facts.pop();
        }
        for (position, value) in before.values {
            replace(&mut self.values, position, value);
        }
        // The first place may be a judge's own, which was decided before anything was evaluated.
        for (position, truth) in before.truths.into_iter().rev() {
            replace(&mut self.truths, position, truth);
        }
    }
}

/// Puts what something can be in its place and gives back what stood there.
fn replace<Id>(slots: &mut [Slot<Id>], position: usize, own: Option<Possible>) -> Option<(usize, Option<Possible>)> {
    let slot = slots.get_mut(position)?;
    Some((position, std::mem::replace(&mut slot.own, own)))
}
