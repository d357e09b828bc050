//! Statuses, amounts and totals at a glance, of a session: what its verdicts say, without making them.
//!
//! An [`Overview`] says most of it; where it cannot be sure to say what a verdict says, the evaluator is asked for that policy
//! alone. Must never: differ from a verdict.

use super::amount;
use super::cases;
use super::evaluate::View;
use super::overview::{Glanced, Overview, Plan, amounts::cents};
use super::session::{Calculator, Session, at, status_of, truth};
use super::set::BitSet;
use super::totals;
use super::verdict::{Status, Totals, Truth};
use crate::model::{ConditionKind, FactId, PolicyId};
use rust_decimal::Decimal;

/// Where a company stands with all policies, without reasons.
#[derive(Clone, Debug)]
pub(super) struct Glance {
    overview: Overview,
    statuses: Vec<Status>,
    in_force: Vec<bool>,
    /// Whether each policy had to be gone into case by case.
    vague: Vec<bool>,
    amounts: Amounts,
    /// Facts that have changed since it was looked at, and policies whose amounts have not been looked at since.
    stale: BitSet,
    unpriced: BitSet,
}

/// Says of an amount that there is none, and of its upper end that nobody gave one.
pub const NO_AMOUNT: i64 = -1;

/// Says of both ends of an amount that the policy's verdict knows them.
pub const NOT_ASKED: i64 = -2;

/// What all benefits of a catalog come to, in 分: both ends of each, or [`NO_AMOUNT`], or [`NOT_ASKED`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amounts {
    least: Vec<i64>,
    most: Vec<i64>,
}

impl Amounts {
    fn nothing(count: usize) -> Amounts {
        Amounts { least: vec![NO_AMOUNT; count], most: vec![NO_AMOUNT; count] }
    }

    fn put(&mut self, place: usize, least: i64, most: i64) {
        if let (Some(low), Some(high)) = (self.least.get_mut(place), self.most.get_mut(place)) {
            (*low, *high) = (least, most);
        }
    }

    /// The lower ends.
    pub fn least(&self) -> &[i64] {
        &self.least
    }

    /// The upper ends.
    pub fn most(&self) -> &[i64] {
        &self.most
    }

    /// Both ends of one benefit's amount in 元, the upper one if somebody gave one; nothing where there is no amount.
    pub(crate) fn of(&self, place: usize) -> Option<(Decimal, Option<Decimal>)> {
        let yuan = |cents: i64| (cents >= 0).then(|| Decimal::new(cents, 2));
        Some((yuan(*self.least.get(place)?)?, yuan(*self.most.get(place)?)))
    }
}

impl Calculator {
    /// The layout of overviews.
    fn plan(&self) -> &Plan {
        self.plan.get_or_init(|| Plan::new(self))
    }

    /// Where the benefits of each policy begin among those of all, as in [`Amounts`]; and last, how many there are.
    pub fn benefit_starts(&self) -> Vec<u32> {
        let mut next = 0;
        let starts = self.catalog().policies.iter().map(|policy| {
            let start = next;
            next += policy.benefits.len() as u32;
            start
        });
        let mut starts: Vec<u32> = starts.collect();
        starts.push(next);
        starts
    }

    /// Where the truths of a policy's conditions stand in [`Session::truths`], in the order in which a verdict tells them,
    /// each before its parts. Nothing where there is no such policy.
    pub fn conditions(&self, policy: &str) -> Option<Vec<u32>> {
        let conditions = &self.catalog().conditions;
        let root = self.catalog().policies[self.policy_with(policy)?].eligible;
        let mut found = Vec::new();
        let mut open = match &conditions[root].kind {
            ConditionKind::All(children) if conditions[root].says.is_none() => children.iter().rev().copied().collect(),
            _ => vec![root],
        };
        while let Some(id) = open.pop() {
            found.extend(self.plan().node_of.get(id.index()));
            open.extend(conditions[id].kind.children().iter().rev());
        }
        Some(found)
    }

    /// Where the truth of each condition stands in [`Session::truths`].
    #[cfg(test)]
    pub(super) fn nodes(&self) -> &[u32] {
        &self.plan().node_of
    }
}

impl Session {
    /// The statuses of all policies, in the catalog's order: the same as their verdicts have, without the reasons.
    pub fn statuses(&mut self) -> &[Status] {
        let glance = self.look();
        &self.glance.insert(glance).statuses
    }

    /// What all benefits come to, policy by policy in the catalog's order: the same as their verdicts have. Policies that are
    /// ineligible or not in force have no amounts here; of an undetermined policy an amount that hangs on open facts is
    /// left to its verdict, unless `all` are wanted: [`NOT_ASKED`].
    pub fn amounts(&mut self, all: bool) -> &Amounts {
        let mut glance = self.look();
        self.look_at_amounts(&mut glance);
        if all {
            self.ask_all_amounts(&mut glance);
        }
        &self.glance.insert(glance).amounts
    }

    /// The truths of everything that conditions are made of, before anything is gone into case by case. A condition's own
    /// stands where [`Calculator::conditions`] says; conditions that ask the same share one.
    pub fn truths(&mut self) -> Vec<Truth> {
        let glance = self.look();
        self.glance.insert(glance).overview.truths()
    }

    /// Looks at what has changed since the last time.
    fn look(&mut self) -> Glance {
        let calculator = self.calculator_shared();
        let plan = calculator.plan();
        let mut glance = match self.glance.take() {
            Some(mut glance) => {
                let stale = std::mem::take(&mut glance.stale);
                // Beyond a few facts, following what hangs on them costs more than looking at everything.
                if stale.len() * 8 > calculator.catalog().facts.len() {
                    glance.overview.everything(plan, self);
                } else {
                    glance.overview.update(plan, self, &stale);
                    for fact in stale.iter() {
                        let readers = calculator.readers().policies.of(fact);
                        glance.overview.look_closer_at(plan, readers);
                        let statuses = &glance.statuses;
                        let is_met = |policy: &&u32| at(statuses, **policy as usize) != Some(&Status::Ineligible);
                        readers.iter().filter(is_met).for_each(|policy| glance.unpriced.insert(*policy as usize));
                    }
                }
                glance
            }
            None => Glance {
                overview: Overview::new(plan, self),
                statuses: vec![Status::NotInForce; calculator.catalog().policies.len()],
                in_force: calculator.catalog().policies.ids().map(|id| self.is_in_force(id)).collect(),
                vague: vec![false; calculator.catalog().policies.len()],
                amounts: Amounts::nothing(plan.formulas.len()),
                stale: BitSet::EMPTY,
                unpriced: BitSet::EMPTY,
            },
        };
        let changed = glance.overview.changed();
        for policy in changed {
            let id = PolicyId::from_index(policy as usize);
            glance.unpriced.insert(id.index());
            if at(&glance.in_force, id.index()) != Some(&true) {
                continue;
            }
            let is_vague = glance.overview.may_be_vague(plan, &calculator, self, id);
            if let Some(vague) = glance.vague.get_mut(id.index()) {
                *vague = is_vague;
            }
            let truth = if is_vague {
                self.refine(id);
                truth(self.truth(calculator.catalog().policies[id].eligible))
            } else {
                glance.overview.root(plan, id)
            };
            if let Some(status) = glance.statuses.get_mut(id.index()) {
                *status = status_of(truth);
            }
        }
        glance
    }

    /// Brings amounts up to date.
    fn look_at_amounts(&mut self, glance: &mut Glance) {
        let calculator = self.calculator_shared();
        let plan = calculator.plan();
        for policy in std::mem::take(&mut glance.unpriced).iter() {
            let id = PolicyId::from_index(policy);
            let can_be_had =
                !matches!(at(&glance.statuses, id.index()), None | Some(Status::Ineligible | Status::NotInForce));
            for place in plan.formulas.benefits(id.index()) {
                let glanced = match can_be_had {
                    false => Glanced::Nothing,
                    true if at(&glance.vague, id.index()) == Some(&true) => Glanced::Ask,
                    true if glance.overview.can_hold(plan, id) => glance.overview.amount(plan, place),
                    true => Glanced::Nothing,
                };
                let (least, most) = match glanced {
                    Glanced::Nothing => (NO_AMOUNT, NO_AMOUNT),
                    Glanced::Cents(least, most) => (least, most.unwrap_or(NO_AMOUNT)),
                    Glanced::Ask if at(&glance.statuses, id.index()) == Some(&Status::Undetermined) => {
                        (NOT_ASKED, NOT_ASKED)
                    }
                    Glanced::Ask => self.ask_amount(id, place - plan.formulas.benefits(id.index()).start),
                };
                glance.amounts.put(place, least, most);
            }
        }
    }

    /// Looks at the amounts that were left to verdicts.
    fn ask_all_amounts(&mut self, glance: &mut Glance) {
        let calculator = self.calculator_shared();
        for id in calculator.catalog().policies.ids() {
            let places = calculator.plan().formulas.benefits(id.index());
            for (position, place) in places.enumerate() {
                if at(&glance.amounts.least, place) == Some(&NOT_ASKED) {
                    let (least, most) = self.ask_amount(id, position);
                    glance.amounts.put(place, least, most);
                }
            }
        }
    }

    /// The ends of a benefit's amount in 分, by evaluation.
    fn ask_amount(&mut self, id: PolicyId, benefit: usize) -> (i64, i64) {
        self.refine(id);
        let calculator = self.calculator_shared();
        let policy = &calculator.catalog().policies[id];
        let Some(benefit) = policy.benefits.get(benefit) else { return (NO_AMOUNT, NO_AMOUNT) };
        let amount = cases::amount(&calculator, self, policy.eligible, benefit, self.budget);
        match amount::ends(&amount) {
            // What is beyond all money there is has no upper end.
            Some((least, most)) => (cents(least).unwrap_or(i64::MAX), most.and_then(cents).unwrap_or(NO_AMOUNT)),
            None => (NO_AMOUNT, NO_AMOUNT),
        }
    }

    /// What all verdicts come to, as far as it can be added.
    pub fn totals(&mut self) -> Totals {
        let mut glance = self.look();
        self.look_at_amounts(&mut glance);
        let totals = totals::totals(self, &glance.statuses, &glance.amounts, self.calculator().plan());
        self.glance = Some(glance);
        totals
    }

    /// Takes note that the statuses at a glance have to be looked at again for a fact.
    pub(super) fn note_change(&mut self, id: FactId) {
        if let Some(glance) = &mut self.glance {
            glance.stale.insert(id.index());
        }
    }
}
