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

/// A view of a part of the completions.
pub(super) struct Case<'a> {
    calculator: &'a Calculator,
    base: &'a dyn View,
    /// What is assumed; of one fact the last holds.
    facts: Vec<(FactId, Possible)>,
    /// Ascending.
    values: Vec<(ExpressionId, Possible)>,
    /// Where the value of each expression stands, one more than its position and 0 where there is none: from that of the first on.
    places: Vec<u32>,
    /// Ascending.
    truths: Vec<(ConditionId, Possible)>,
}

/// What an assumption has changed: places in `values` and `truths`, and what stood there.
#[derive(Default)]
pub(super) struct Before {
    values: Vec<(usize, Possible)>,
    truths: Vec<(usize, Possible)>,
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
        let own = self.position(id).and_then(|position| self.values.get(position));
        own.map_or_else(|| self.base.value(id), |(_, value)| value)
    }
    fn truth(&self, id: ConditionId) -> &Possible {
        let own = self.truths.iter().find(|(condition, _)| *condition == id);
        own.map_or_else(|| self.base.truth(id), |(_, truth)| truth)
    }
}

impl<'a> Case<'a> {
    /// All completions; to be divided by what the survey has reached.
    pub(super) fn new(calculator: &'a Calculator, base: &'a dyn View, survey: &Survey) -> Case<'a> {
        let values = survey.expressions.iter().map(ExpressionId::from_index).map(|id| (id, base.value(id).clone()));
        let values: Vec<_> = values.collect();
        let mut places = Vec::new();
        if let (Some((first, _)), Some((last, _))) = (values.first(), values.last()) {
            places.resize(last.index() - first.index() + 1, 0);
            for (number, (id, _)) in (1..).zip(&values) {
                if let Some(place) = places.get_mut(id.index() - first.index()) {
                    *place = number;
                }
            }
        }
        let truths = survey.conditions.iter().map(ConditionId::from_index).map(|id| (id, base.truth(id).clone()));
        Case { calculator, base, facts: Vec::new(), values, places, truths: truths.collect() }
    }

    /// Where the value of an expression stands, if it has one here.
    fn position(&self, id: ExpressionId) -> Option<usize> {
        let (first, _) = self.values.first()?;
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
                let judge = self.truths.iter_mut().enumerate().find(|(_, (id, _))| key.is_judge(*id));
                if let Some((position, (_, truth))) = judge {
                    before.truths.push((position, std::mem::replace(truth, cell)));
                }
            }
        }
        for position in 0..self.truths.len() {
            if let Some((id, truth)) = self.truths.get(position)
                && !truth.is_settled()
            {
                let truth = evaluate::condition(self, *id).met(truth);
                before.truths.extend(replace(&mut self.truths, position, truth));
            }
        }
        before
    }

    /// Evaluates the expressions that a fact keeps open.
    fn evaluate(&mut self, fact: FactId, before: &mut Before) {
        for position in 0..self.values.len() {
            if let Some((id, value)) = self.values.get(position)
                && !value.is_settled()
                && self.calculator.expression_reads.get(id.index()).is_some_and(|reads| reads.contains(fact.index()))
            {
                let value = evaluate::expression(self, *id);
                before.values.extend(replace(&mut self.values, position, value));
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

/// Puts a value in its place and gives back what stood there.
fn replace<T>(items: &mut [(T, Possible)], position: usize, value: Possible) -> Option<(usize, Possible)> {
    let (_, place) = items.get_mut(position)?;
    Some((position, std::mem::replace(place, value)))
}
