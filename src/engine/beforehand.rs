//! What questions come to of which nothing is known: gone into case by case when a catalog is built, and read from it by every
//! session, so that a page's first answer does not go through the same cases on every visit.
//!
//! An answer hangs on what is known of the facts that a question reads. Unless it also asks for the day, or which policies are
//! chosen, it is the same for every company that says nothing of these facts, whatever else is known. Must never: be used
//! where anything is known of one of them; differ from what the cases tell.

use super::calculator::at;
use super::cases;
use super::evaluate::View;
use super::possible::{Outcomes, Possible};
use super::session::Session;
use super::set::BitSet;
use crate::model::{ConditionId, OpenFor, Policy, PolicyId};

impl Session {
    /// The truth of a condition whose parts have been refined, case by case.
    pub(super) fn truth_by_cases(&self, id: ConditionId) -> Possible {
        let calculator = self.calculator();
        let reads = calculator.condition_reads().get(id.index());
        match self.beforehand(&calculator.catalog().beforehand.truths, id.index() as u32, reads, self.budget) {
            Some(open) => as_beforehand(self.truth(id).clone(), open),
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
            Some(open) => as_beforehand(cases::amount_plainly(calculator, self, *eligible, benefit), open),
            None => cases::amount(calculator, self, *eligible, benefit, budget),
        }
    }

    /// What is known of a question beforehand, if it is and nothing is known of what it reads.
    fn beforehand<'k>(
        &self,
        known: &'k [OpenFor],
        question: u32,
        reads: Option<&BitSet>,
        budget: usize,
    ) -> Option<&'k OpenFor> {
        let place = known.partition_point(|open| open.question < question);
        let found = known.get(place).filter(|open| open.question == question && budget == cases::BUDGET)?;
        let unknown = self.calculator().unknown();
        reads?.iter().all(|fact| at(&self.facts, fact) == at(unknown, fact)).then_some(found)
    }
}

/// What plain evaluation says, open for what it is known to be open for.
fn as_beforehand(plain: Possible, open: &OpenFor) -> Possible {
    let facts = open.facts.iter().map(|id| id.index()).collect();
    Possible { facts, judged: open.judged, ..plain }
}

#[cfg(feature = "lang")]
pub use build::with_beforehand;

/// Working it out, which the browser never does.
#[cfg(feature = "lang")]
mod build {
    use super::super::asking::Asking;
    use super::super::calculator::Calculator;
    use super::*;
    use crate::catalog::bytes::CatalogError;
    use crate::model::{Beforehand, Catalog, Date, FactId, Language};
    use std::sync::Arc;

    /// The catalog with what is known beforehand, for its bytes to hold.
    ///
    /// # Errors
    ///
    /// A catalog whose parts do not fit together, which no compiler makes.
    pub fn with_beforehand(catalog: Catalog) -> Result<Catalog, CatalogError> {
        let catalog = Arc::new(Catalog { beforehand: Beforehand::default(), ..catalog });
        let calculator = Calculator::new(catalog.clone())?;
        let beforehand = work_out(Arc::new(calculator));
        Ok(Catalog { beforehand, ..Arc::unwrap_or_clone(catalog) })
    }

    fn work_out(calculator: Arc<Calculator>) -> Beforehand {
        let catalog = calculator.catalog();
        let asking = [calculator.dated(), &calculator.choosing];
        let Beforehand { mut truths, mut amounts } = Beforehand::default();
        // What asks for the day is left out, so that any day will do.
        let mut session = Session::open(calculator.clone(), Date::ZERO, Language::Chinese);
        for (id, policy) in catalog.policies.entries() {
            session.refine_by(id, &mut |session, condition| {
                let plain = session.truth(condition);
                let Some(found) = cases::truth_gone_into(&calculator, session, condition) else { return plain.clone() };
                if !asking.iter().any(|asking| asking.condition(condition)) {
                    truths.extend(open_for(condition.index(), plain, &found));
                }
                found
            });
            let first = calculator.benefit_starts().get(id.index()).copied().unwrap_or_default() as usize;
            for (place, benefit) in policy.benefits.iter().enumerate() {
                let asks = |asking: &&Asking| asking.condition(policy.eligible) || asking.benefit(benefit);
                if !asking.iter().any(asks)
                    && let Some(found) = cases::amount_gone_into(&calculator, &session, policy.eligible, benefit)
                {
                    let plain = cases::amount_plainly(&calculator, &session, policy.eligible, benefit);
                    amounts.extend(open_for(first + place, &plain, &found));
                }
            }
        }
        truths.sort_by_key(|open| open.question);
        Beforehand { truths, amounts }
    }

    /// What cases have found, if it is nothing but what plain evaluation says, open for other facts or for fewer.
    fn open_for(question: usize, plain: &Possible, found: &Possible) -> Option<OpenFor> {
        let facts = found.facts.iter().map(FactId::from_index).collect();
        let open = OpenFor { question: question as u32, facts, judged: found.judged };
        (as_beforehand(plain.clone(), &open) == *found).then_some(open)
    }
}
