//! Statuses, amounts and totals at a glance, of a session: what its verdicts say, without making them.
//!
//! An [`Overview`] says most of it; where it cannot be sure to say what a verdict says, the evaluator is asked for that policy
//! alone. Must never: differ from a verdict.

use super::amount;
use super::calculator::{Calculator, at};
use super::evaluate::View;
use super::overview::{Overview, Plan, amounts::cents};
use super::possible::Possible;
use super::session::{Session, truth};
use super::set::BitSet;
use super::tally::{SumPlan, Tally};
use super::totals;
use super::verdict::{Status, Totals, Truth};
use crate::model::{BenefitKind, ConditionKind, FactId, Per, PolicyId};
use policy_kernel::Glanced;
pub use policy_kernel::{Amounts, Benefits, NO_AMOUNT, NOT_ASKED};

/// Where a company stands with all policies, without reasons.
#[derive(Clone, Debug)]
pub(super) struct Glance {
    overview: Overview,
    statuses: Vec<Status>,
    in_force: Vec<bool>,
    /// How many of them are not.
    not_in_force: usize,
    /// Whether each policy had to be gone into case by case.
    vague: Vec<bool>,
    amounts: Amounts,
    tally: Tally,
    /// The policies that could be had when everything was last looked at.
    had: Vec<u32>,
    /// Whether plain logic may leave some policy open.
    is_some_open: bool,
    /// Facts that have changed since it was looked at.
    stale: BitSet,
    /// Policies to be looked at again, and open ones among them: room for a change.
    touched: Marks,
    open: Vec<u32>,
    /// What has changed since somebody last asked for that.
    news: Marks,
    /// Whether all of it has.
    is_new: bool,
}

impl Glance {
    /// Counts a policy by its status (1), or takes it out of the count (−1).
    fn count(&mut self, policy: usize, by: i32) {
        if let Some(status) = self.statuses.get(policy) {
            self.tally.count(*status, by);
        }
    }

    /// Adds what an eligible policy brings to the sums (1), or takes it out (−1).
    fn count_in_sums(&mut self, plan: &Plan, policy: usize, by: i32) {
        if self.statuses.get(policy) == Some(&Status::Eligible) {
            self.tally.add(&plan.sums, &plan.amounts.benefits, policy, &self.amounts, by);
        }
    }
}

/// Policies, each once, in the order in which they were marked.
#[derive(Clone, Debug)]
struct Marks {
    list: Vec<u32>,
    is_marked: Vec<bool>,
}

impl Marks {
    fn none(count: usize) -> Marks {
        Marks { list: Vec::new(), is_marked: vec![false; count] }
    }

    fn mark(&mut self, policy: u32) {
        if let Some(mark) = self.is_marked.get_mut(policy as usize)
            && !std::mem::replace(mark, true)
        {
            self.list.push(policy);
        }
    }

    /// Unmarks them all.
    fn clear(&mut self) {
        for policy in self.list.drain(..) {
            if let Some(mark) = self.is_marked.get_mut(policy as usize) {
                *mark = false;
            }
        }
    }
}

/// What differs at a glance from the last time that somebody asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// Perhaps everything.
    Everything,
    /// At most the statuses and amounts of these policies, by their places in the catalog.
    Policies(Vec<u32>),
}

impl Calculator {
    /// The layout of overviews.
    pub(super) fn plan(&self) -> &Plan {
        self.plan.get_or_init(|| Plan::new(self))
    }

    /// Where the benefits of each policy begin among those of all, as in [`Amounts`]; and last, how many there are.
    pub fn benefit_starts(&self) -> &[u32] {
        self.benefit_starts.get_or_init(|| {
            let mut next = 0;
            let starts = self.catalog().policies.iter().map(|policy| {
                let start = next;
                next += policy.benefits.len() as u32;
                start
            });
            let mut starts: Vec<u32> = starts.collect();
            starts.push(next);
            starts
        })
    }

    /// The benefits of all policies.
    pub fn benefits(&self) -> &Benefits {
        &self.plan().amounts.benefits
    }

    /// What the sums at a glance are of, see [`Session::sums`].
    pub fn sums(&self) -> Vec<(BenefitKind, Per)> {
        // Opening a session asks for this, and must not pay for the layout of overviews.
        SumPlan::new(self.catalog()).kinds
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
        &self.look().statuses
    }

    /// What all benefits come to, policy by policy in the catalog's order: the same as their verdicts have. Policies that are
    /// ineligible or not in force have no amounts here; of an undetermined policy an amount that hangs on open facts is
    /// left to its verdict, unless `all` are wanted: [`NOT_ASKED`].
    pub fn amounts(&mut self, all: bool) -> &Amounts {
        let mut glance = self.looked();
        if all {
            self.ask_all_amounts(&mut glance);
        }
        &self.glance.insert(glance).amounts
    }

    /// Statuses and amounts, and what has changed in them since this was last asked; the first time, everything.
    pub fn glanced(&mut self, all: bool) -> (News, &[Status], &Amounts) {
        self.amounts(all);
        let glance = self.look();
        let news = match glance.is_new {
            true => News::Everything,
            false => News::Policies(glance.news.list.clone()),
        };
        glance.is_new = false;
        glance.news.clear();
        (news, &glance.statuses, &glance.amounts)
    }

    /// The truths of everything that conditions are made of, before anything is gone into case by case. A condition's own
    /// stands where [`Calculator::conditions`] says; conditions that ask the same share one.
    pub fn truths(&mut self) -> Vec<Truth> {
        const TRUTHS: [Truth; 5] = [Truth::True, Truth::False, Truth::Unknown, Truth::Judged, Truth::Error];
        let numbers = self.truth_numbers();
        numbers.into_iter().filter_map(|number| TRUTHS.get(number as usize).copied()).collect()
    }

    /// The same by their numbers.
    pub fn truth_numbers(&mut self) -> Vec<u8> {
        self.look().overview.truths()
    }

    /// What all verdicts come to, as far as it can be added.
    pub fn totals(&mut self) -> Totals {
        let glance = self.looked();
        let totals = totals::totals(self, &glance.statuses, &glance.amounts, &glance.tally);
        self.glance = Some(glance);
        totals
    }

    /// The sums of [`Session::totals`] at a glance: of each kind in [`Calculator::sums`] both ends in 分, the upper one if there
    /// is one; nothing where nothing is added.
    pub fn sums(&mut self) -> Vec<Option<(i64, Option<i64>)>> {
        let glance = self.looked();
        let sums = totals::sums(self, &glance.statuses, &glance.amounts, &glance.tally);
        self.glance = Some(glance);
        sums
    }

    /// How many policies have each status, in the order of [`Status`].
    pub fn counts(&mut self) -> [u32; 5] {
        self.look().tally.counts()
    }

    /// Everything at a glance, up to date.
    fn look(&mut self) -> &mut Glance {
        let glance = self.looked();
        self.glance.insert(glance)
    }

    /// The same, taken out of the session so that this can be asked meanwhile.
    fn looked(&mut self) -> Glance {
        let calculator = self.calculator_shared();
        let plan = calculator.plan();
        match self.glance.take() {
            Some(mut glance) => {
                let stale = std::mem::take(&mut glance.stale);
                // Beyond a few facts, following what hangs on them costs more than looking at everything.
                if stale.len() * 8 > calculator.catalog().facts.len() {
                    self.look_at_everything(&calculator, plan, &mut glance);
                } else if !stale.is_empty() {
                    self.look_at_changes(&calculator, plan, &mut glance, &stale);
                }
                glance
            }
            None => {
                let count = calculator.catalog().policies.len();
                let in_force: Vec<bool> = calculator.catalog().policies.ids().map(|id| self.is_in_force(id)).collect();
                let mut glance = Glance {
                    overview: Overview::new(plan),
                    statuses: vec![Status::NotInForce; count],
                    not_in_force: in_force.iter().filter(|in_force| !**in_force).count(),
                    in_force,
                    vague: vec![false; count],
                    amounts: Amounts::nothing(plan.amounts.benefits.count()),
                    tally: Tally::default(),
                    had: Vec::new(),
                    is_some_open: true,
                    stale: BitSet::EMPTY,
                    touched: Marks::none(count),
                    open: Vec::new(),
                    news: Marks::none(count),
                    is_new: true,
                };
                self.look_at_everything(&calculator, plan, &mut glance);
                glance
            }
        }
    }

    fn look_at_everything(&mut self, calculator: &Calculator, plan: &Plan, glance: &mut Glance) {
        glance.overview.everything(plan, self);
        glance.vague.fill(false);
        let mut closer = Vec::new();
        glance.overview.statuses(plan, &glance.in_force, &mut glance.statuses, &mut glance.had, &mut closer);
        for policy in &closer {
            self.look_closer(calculator, plan, glance, PolicyId::from_index(*policy as usize));
        }
        let mut asked = Vec::new();
        glance.overview.amounts(plan, &glance.had, &glance.statuses, &glance.vague, &mut glance.amounts, &mut asked);
        for policy in asked {
            self.price(plan, glance, PolicyId::from_index(policy as usize));
        }
        let Glance { had, statuses, amounts, not_in_force, .. } = &*glance;
        glance.tally = Tally::new(&plan.sums, &plan.amounts.benefits, had, statuses, amounts, *not_in_force);
        let [_, review, undetermined, ..] = glance.tally.counts();
        glance.is_some_open = review + undetermined > 0 || !closer.is_empty();
        glance.is_new = true;
        glance.news.clear();
    }

    fn look_at_changes(&mut self, calculator: &Calculator, plan: &Plan, glance: &mut Glance, stale: &BitSet) {
        let Glance { overview, touched, statuses, open, is_some_open, .. } = glance;
        overview.update(plan, self, stale, &mut |policy| touched.mark(policy));
        for fact in stale.iter() {
            // What changes nothing plainly can change what cases tell, and amounts as far as they hang on open conditions.
            open.clear();
            if *is_some_open {
                overview.open_among(plan, calculator.policy_readers().of(fact), open);
            }
            let is_had = |policy: &&u32| at(statuses, **policy as usize) != Some(&Status::Ineligible);
            open.iter()
                .chain(plan.amounts.readers(fact).iter().filter(is_had))
                .for_each(|policy| touched.mark(*policy));
        }
        let mut touched = std::mem::replace(&mut glance.touched, Marks::none(0));
        for policy in &touched.list {
            if at(&glance.in_force, *policy as usize) == Some(&true) {
                self.look_at_policy(calculator, plan, glance, *policy);
            }
        }
        touched.clear();
        glance.touched = touched;
    }

    /// Looks again at one policy in force.
    fn look_at_policy(&mut self, calculator: &Calculator, plan: &Plan, glance: &mut Glance, policy: u32) {
        let (id, place) = (PolicyId::from_index(policy as usize), policy as usize);
        glance.count(place, -1);
        glance.count_in_sums(plan, place, -1);
        let state = glance.overview.root(plan, id);
        glance.is_some_open |= state.is_open();
        let before = at(&glance.statuses, place).copied();
        if let (Some(status), Some(vague)) = (glance.statuses.get_mut(place), glance.vague.get_mut(place)) {
            (*status, *vague) = (state.status(), false);
        }
        self.look_closer(calculator, plan, glance, id);
        let is_priced_anew = self.price(plan, glance, id);
        if is_priced_anew || at(&glance.statuses, place).copied() != before {
            glance.news.mark(policy);
        }
        glance.count(place, 1);
        glance.count_in_sums(plan, place, 1);
    }

    /// Goes into a policy case by case where plain logic may not say everything.
    fn look_closer(&mut self, calculator: &Calculator, plan: &Plan, glance: &mut Glance, id: PolicyId) {
        if !glance.overview.is_vague(plan, calculator, self, id) {
            return;
        }
        self.refine(id);
        let status = Status::of(truth(self.truth(calculator.catalog().policies[id].eligible)));
        if let (Some(slot), Some(vague)) = (glance.statuses.get_mut(id.index()), glance.vague.get_mut(id.index())) {
            (*slot, *vague) = (status, true);
        }
    }

    /// Brings the amounts of a policy up to date; whether any is another one.
    fn price(&mut self, plan: &Plan, glance: &mut Glance, id: PolicyId) -> bool {
        let status = at(&glance.statuses, id.index()).copied().unwrap_or(Status::NotInForce);
        let can_hold = glance.overview.root(plan, id).can_be_true();
        let is_vague = at(&glance.vague, id.index()) == Some(&true);
        let benefits = plan.amounts.benefits.of(id.index());
        let mut is_changed = false;
        for place in benefits.clone() {
            let glanced = match status.can_be_had() {
                true if is_vague => Glanced::Ask,
                true if can_hold => glance.overview.amount(plan, place, status == Status::Eligible),
                _ => Glanced::Nothing,
            };
            let ends = match glanced {
                Glanced::Nothing => (NO_AMOUNT, NO_AMOUNT),
                Glanced::Cents(least, most) => (least, most),
                Glanced::Ask if status == Status::Undetermined => (NOT_ASKED, NOT_ASKED),
                Glanced::Ask if status == Status::Eligible && !is_vague && plan.amounts.is_plain(place) => {
                    self.sure_amount(id, place - benefits.start)
                }
                Glanced::Ask => self.ask_amount(id, place - benefits.start),
            };
            is_changed |= glance.amounts.put(place, ends);
        }
        is_changed
    }

    /// Looks at the amounts that were left to verdicts.
    fn ask_all_amounts(&mut self, glance: &mut Glance) {
        let calculator = self.calculator_shared();
        for id in calculator.catalog().policies.ids() {
            let places = calculator.plan().amounts.benefits.of(id.index());
            for (position, place) in places.enumerate() {
                if at(glance.amounts.least(), place) == Some(&NOT_ASKED) {
                    let ends = self.ask_amount(id, position);
                    glance.amounts.put(place, ends);
                    glance.news.mark(id.index() as u32);
                }
            }
        }
    }

    /// The same for a benefit whose bounds are plain, of a policy whose conditions plainly hold: cases could not say more, unless an
    /// error or a judge is in play.
    fn sure_amount(&mut self, id: PolicyId, benefit: usize) -> (i64, i64) {
        let amount = self.catalog().policies[id].benefits.get(benefit).map(|benefit| amount::sure(self, benefit));
        match amount {
            Some(amount) if amount.error.is_none() && !amount.judged => ends(&amount),
            _ => self.ask_amount(id, benefit),
        }
    }

    /// The ends of a benefit's amount in 分, by evaluation.
    fn ask_amount(&mut self, id: PolicyId, benefit: usize) -> (i64, i64) {
        self.refine(id);
        let amount = self.amount_by_cases(id, benefit, self.budget);
        ends(&amount)
    }

    /// Takes note that the statuses at a glance have to be looked at again for a fact.
    pub(super) fn note_change(&mut self, id: FactId) {
        if let Some(glance) = &mut self.glance {
            glance.stale.insert(id.index());
        }
    }
}

/// The ends of an amount in 分.
fn ends(amount: &Possible) -> (i64, i64) {
    match amount::ends(amount) {
        // What is beyond all money there is has no upper end.
        Some((least, most)) => (cents(least).unwrap_or(i64::MAX), most.and_then(cents).unwrap_or(NO_AMOUNT)),
        None => (NO_AMOUNT, NO_AMOUNT),
    }
}
