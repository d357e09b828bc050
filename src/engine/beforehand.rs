//! Questions to which cases add nothing as long as nothing is known: gone into case by case when a catalog is built, and read from it
//! by every session, so that a page's first answer does not go through the same cases on every visit.
//!
//! What cases tell hangs on what is known of the facts that a question reads. Unless it also asks for the day, or which policies are
//! chosen, it is the same for every company that says nothing of these facts, whatever else is known. What asks for the day is asked
//! of each day of a year and some, counted from the last day on which somebody checked a source, and known if it is the same on all
//! of them. Must never: be used where anything is known of one of these facts, or on any other day; differ from what the cases tell.

use super::calculator::at;
use super::cases;
use super::evaluate::View;
use super::possible::{Outcomes, Possible};
use super::session::Session;
use super::set::BitSet;
use crate::model::{ConditionId, Plain, Policy, PolicyId, Span};

impl Session {
    /// The truth of a condition whose parts have been refined, case by case.
    pub(super) fn truth_by_cases(&self, id: ConditionId) -> Possible {
        let calculator = self.calculator();
        let reads = calculator.condition_reads().get(id.index());
        match self.beforehand(&calculator.catalog().beforehand.truths, id.index() as u32, reads, self.budget) {
            Some(known) => as_beforehand(self.truth(id).clone(), known),
            None => cases::truth(calculator, self, id, self.budget),
        }
    }

    /// What a benefit comes to, at this place of its policy, whose conditions have been refined; case by case, up to a budget.
    pub(super) fn amount_by_cases(&self, policy: PolicyId, place: usize, budget: usize) -> Possible {
        let calculator = self.calculator();
        let Policy { eligible, benefits, .. } = &calculator.catalog().policies[policy];
        let Some(benefit) = benefits.get(place) else { return Possible::known(Outcomes::None) };
        let number = calculator.benefit_starts().get(policy.index()).map_or(0, |start| start + place as u32);
        let reads = calculator.policy_reads().get(policy.index());
        match self.beforehand(&calculator.catalog().beforehand.amounts, number, reads, budget) {
            Some(known) => as_beforehand(cases::amount_plainly(calculator, self, *eligible, benefit), known),
            None => cases::amount(calculator, self, *eligible, benefit, budget),
        }
    }

    /// What is known of a question beforehand, if it is and nothing is known of what it reads.
    fn beforehand(&self, known: &[Plain], question: u32, reads: Option<&BitSet>, budget: usize) -> Option<Plain> {
        let place = known.partition_point(|plain| plain.question < question);
        let found = *known.get(place).filter(|plain| plain.question == question && budget == cases::BUDGET)?;
        let is_day = |days: Span| (days.from..=days.until).contains(&self.as_of());
        if found.dated && !self.catalog().beforehand.days.is_some_and(is_day) {
            return None;
        }
        let unknown = self.calculator().unknown();
        reads?.iter().all(|fact| at(&self.facts, fact) == at(unknown, fact)).then_some(found)
    }
}

/// What plain evaluation says of a question of which that is all there is to say.
fn as_beforehand(plain: Possible, known: Plain) -> Possible {
    Possible { error: plain.error.filter(|_| !known.never_fails), ..plain }
}

#[cfg(feature = "lang")]
pub use build::with_beforehand;
#[cfg(test)]
pub(super) use build::with_beforehand_for;

/// Working it out, which the browser never does.
#[cfg(feature = "lang")]
mod build {
    use super::super::asking::Asking;
    use super::super::calculator::Calculator;
    use super::*;
    use crate::catalog::bytes::CatalogError;
    use crate::model::{Beforehand, Catalog, Date, Language};
    use std::sync::Arc;

    /// For so many days what asks for the day is worked out,
    const DAYS: usize = 400;
    /// or fewer, so that all that asks for it is not gone into more often than this,
    const TIMES: usize = 20_000;
    /// but not where it would be for so few days that nobody would gain by it.
    const FEW: usize = 30;

    /// The catalog with what is known beforehand, for its bytes to hold.
    ///
    /// # Errors
    ///
    /// A catalog whose parts do not fit together, which no compiler makes.
    pub fn with_beforehand(catalog: Catalog) -> Result<Catalog, CatalogError> {
        with_beforehand_for(catalog, DAYS)
    }

    /// The same, with what asks for the day for at most so many days.
    pub(in super::super) fn with_beforehand_for(catalog: Catalog, days: usize) -> Result<Catalog, CatalogError> {
        let catalog = Arc::new(Catalog { beforehand: Beforehand::default(), ..catalog });
        let calculator = Arc::new(Calculator::new(catalog.clone())?);
        let beforehand = work_out(&calculator, days);
        drop(calculator);
        Ok(Catalog { beforehand, ..Arc::unwrap_or_clone(catalog) })
    }

    fn work_out(calculator: &Arc<Calculator>, days: usize) -> Beforehand {
        let checked = calculator.catalog().sources.iter().filter_map(|source| source.checked).max();
        let first = checked.unwrap_or(Date::ZERO);
        let mut session = Session::open(calculator.clone(), first, Language::Chinese);
        let Beforehand { mut truths, mut amounts, .. } = plain_on_a_day(&mut session, &|_| true);
        let dated = truths.iter().chain(&amounts).filter(|known| known.dated).count();
        let most = if dated * FEW > TIMES { 0 } else { TIMES / dated.max(1) };
        let until = checked.and_then(|_| first.plus_days(days.min(most).checked_sub(1)? as i32));
        let span = until.map(|until| Span { from: first, until });
        for day in span.iter().flat_map(|span| span.from.days() + 1..=span.until.days()).filter_map(Date::from_days) {
            let on_that_day = plain_on_a_day(&mut session.on(day), &|asks_for_the_day| asks_for_the_day);
            truths.retain(|known| !known.dated || on_that_day.truths.contains(known));
            amounts.retain(|known| !known.dated || on_that_day.amounts.contains(known));
        }
        let is_kept = |known: &Plain| span.is_some() || !known.dated;
        truths.retain(is_kept);
        amounts.retain(is_kept);
        Beforehand { days: span, truths, amounts }
    }

    /// The questions to which cases add nothing on the session's day; those that are `wanted`, by whether they ask for it.
    fn plain_on_a_day(session: &mut Session, wanted: &dyn Fn(bool) -> bool) -> Beforehand {
        let calculator = session.calculator_shared();
        let catalog = calculator.catalog();
        let (dated, choosing) = (calculator.dated(), &calculator.choosing);
        let (mut truths, mut amounts) = (Vec::new(), Vec::new());
        for (id, policy) in catalog.policies.entries() {
            session.refine_by(id, &mut |session, condition| {
                let plain = session.truth(condition);
                let Some(found) = cases::truth_gone_into(&calculator, session, condition) else { return plain.clone() };
                let asks_for_the_day = dated.condition(condition);
                if !choosing.condition(condition) && wanted(asks_for_the_day) {
                    truths.extend(if_plain(condition.index(), asks_for_the_day, plain, &found));
                }
                found
            });
            let first = calculator.benefit_starts().get(id.index()).copied().unwrap_or_default() as usize;
            for (place, benefit) in policy.benefits.iter().enumerate() {
                let asks = |asking: &Asking| asking.condition(policy.eligible) || asking.benefit(benefit);
                let asks_for_the_day = asks(dated);
                if !asks(choosing)
                    && wanted(asks_for_the_day)
                    && let Some(found) = cases::amount_gone_into(&calculator, session, policy.eligible, benefit)
                {
                    let plain = cases::amount_plainly(&calculator, session, policy.eligible, benefit);
                    amounts.extend(if_plain(first + place, asks_for_the_day, &plain, &found));
                }
            }
        }
        truths.sort_by_key(|known| known.question);
        Beforehand { days: None, truths, amounts }
    }

    /// A question of which cases have found what plain evaluation says, perhaps without its error.
    fn if_plain(question: usize, dated: bool, plain: &Possible, found: &Possible) -> Option<Plain> {
        let never_fails = plain.error.is_some() && found.error.is_none();
        let known = Plain { question: question as u32, dated, never_fails };
        (as_beforehand(plain.clone(), known) == *found).then_some(known)
    }
}
