//! Amounts that depend on which other policies are chosen: `chosen("id")` in a benefit.
//!
//! Outside of bundles such an expression is open, and an amount is the range over all choices. A [`Choices`] view binds them
//! and evaluates anew what reads them. Must never: let a choice reach anything but the benefit in question.

use super::calculator::Calculator;
use super::cases;
use super::evaluate::{self, View};
use super::own::Own;
use super::possible::Possible;
use super::set::BitSet;
use crate::model::{Benefit, Catalog, ConditionId, ExpressionId, PolicyId};

/// The benefit's own conditions.
fn conditions_of(catalog: &Catalog, benefit: &Benefit) -> BitSet {
    let mut found = BitSet::EMPTY;
    let mut open: Vec<ConditionId> = benefit.when.into_iter().collect();
    while let Some(id) = open.pop() {
        if !found.contains(id.index()) {
            found.insert(id.index());
            open.extend(catalog.conditions[id].kind.children());
        }
    }
    found
}

/// A view in which it is said which policies are chosen.
pub(crate) struct Choices<'a> {
    base: &'a dyn View,
    chosen: &'a [(PolicyId, bool)],
    /// What reads a choice.
    values: Own,
    /// The benefit's own conditions.
    truths: Own,
}

impl<'a> Choices<'a> {
    /// The view for one benefit. Policies that are not named stay open.
    pub(crate) fn new(
        calculator: &Calculator,
        base: &'a dyn View,
        benefit: &Benefit,
        chosen: &'a [(PolicyId, bool)],
        budget: usize,
    ) -> Choices<'a> {
        let catalog = calculator.catalog();
        let conditions = conditions_of(catalog, benefit);
        let tests =
            conditions.iter().filter_map(|id| catalog.conditions[ConditionId::from_index(id)].kind.expression());
        let mut open: Vec<ExpressionId> = benefit.expressions().chain(tests).collect();
        let mut reading = BitSet::EMPTY;
        while let Some(id) = open.pop() {
            if calculator.choosing.expression(id) && !reading.contains(id.index()) {
                reading.insert(id.index());
                catalog.for_each_part(id, &mut |part| open.push(part));
            }
        }
        let mut choices = Choices { base, chosen, values: Own::NOTHING, truths: Own::NOTHING };
        // What reads a variable too has a value only in its list, and is evaluated there.
        for id in reading.iter().map(ExpressionId::from_index).filter(|id| !calculator.scopes.is_open(*id)) {
            let value = evaluate::expression(&choices, id);
            choices.values.put(id.index(), value);
        }
        for id in conditions.iter().map(ConditionId::from_index) {
            let plain = evaluate::condition(&choices, id);
            choices.truths.put(id.index(), plain);
            let refined = cases::truth(calculator, &choices, id, budget);
            choices.truths.put(id.index(), refined);
        }
        choices
    }
}

impl View for Choices<'_> {
    fn base(&self) -> &dyn View {
        self.base
    }
    fn chosen(&self, policy: PolicyId) -> Option<bool> {
        let said = self.chosen.iter().find(|(known, _)| *known == policy);
        said.map_or_else(|| self.base.chosen(policy), |(_, chosen)| Some(*chosen))
    }
    fn value(&self, id: ExpressionId) -> &Possible {
        self.values.get(id.index()).unwrap_or_else(|| self.base.value(id))
    }
    fn truth(&self, id: ConditionId) -> &Possible {
        self.truths.get(id.index()).unwrap_or_else(|| self.base.truth(id))
    }
}
