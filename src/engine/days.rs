//! The same company as of another day.
//!
//! Little hangs on the day: what asks for it ([`super::asking`]), what is known of calendar years, which policies are in force, and windows. All
//! else that one session has found out is kept for the other, so that a calendar of a year does not go through the same cases on
//! every day that it looks at. Must never: keep what the day, or a fact that is another one then, could change.

use super::calculator::at;
use super::evaluate::View;
use super::session::Session;
use super::set::BitSet;
use super::window;
use crate::model::{ConditionId, Date, ExpressionId, PolicyId};

impl Session {
    /// The same company as of another day: what is known of a calendar year stays with that year, and years that only close
    /// in between are not known.
    pub fn on(&self, day: Date) -> Session {
        let later = day.ymd().0 - self.as_of().ymd().0;
        let facts = self.catalog().facts.iter();
        let answers = facts.zip(&self.answers).map(|(fact, answer)| answer.after_years(fact, later)).collect();
        let mut other = Session::with(self.calculator_shared(), day, self.language(), answers);
        other.take_over(self);
        other
    }

    /// The same that has looked at nothing yet.
    #[cfg(test)]
    pub(super) fn afresh(&self) -> Session {
        Session::with(self.calculator_shared(), self.as_of(), self.language(), self.answers.clone())
    }

    /// Takes over what another session has found out of the same company, as far as the other day makes no difference.
    fn take_over(&mut self, other: &Session) {
        if self.budget != other.budget {
            return;
        }
        let calculator = self.calculator_shared();
        let facts = self.facts.iter().zip(&other.facts).enumerate();
        let changed: BitSet = facts.filter(|(_, (new, old))| new != old).map(|(fact, _)| fact).collect();
        let is_same = |reads: Option<&BitSet>| reads.is_some_and(|reads| !reads.intersects(&changed));
        let dated = calculator.dated();
        self.values.take_over(&other.values, &mut |id| {
            !dated.expression(ExpressionId::from_index(id)) && is_same(calculator.expression_reads.get(id))
        });
        let refined = &mut self.refined;
        self.truths.take_over(&other.truths, &mut |id| {
            let is_kept =
                !dated.condition(ConditionId::from_index(id)) && is_same(calculator.condition_reads().get(id));
            if let (true, Some(new), Some(old)) = (is_kept, refined.get_mut(id), at(&other.refined, id)) {
                *new = *old;
            }
            is_kept
        });
        for place in other.made.iter().map(|policy| *policy as usize) {
            let id = PolicyId::from_index(place);
            let policy = &calculator.catalog().policies[id];
            if let Some(Some(verdict)) = at(&other.verdicts, place)
                && !dated.policy(id)
                && is_same(calculator.policy_reads().get(place))
                && self.life(id, policy) == other.life(id, policy)
                && window::verdict(&policy.windows, self.as_of()) == verdict.window
                && let Some(slot) = self.verdicts.get_mut(place)
            {
                *slot = Some(verdict.clone());
                self.made.push(place as u32);
            }
        }
    }
}
