//! The benefits of the policies, one policy's after the other's: what they come to, and what that adds up to.

use super::formulas::{Bounds, Formula, Formulas, Glanced, NO_AMOUNT, NOT_ASKED, Share};
use super::policies::Policies;
use super::state::State;
use super::status::Status;
use super::told::Told;
use std::ops::Range;

/// How a benefit's amount is found.
#[derive(Clone, Copy, Debug)]
pub enum Way {
    /// It has none.
    None,
    /// By steps on whole numbers.
    Formula(Formula),
    /// By the engine.
    Asked,
}

/// The same, with what most formulas are told apart.
#[derive(Clone, Copy, Debug)]
enum Found {
    None,
    Share(Share),
    Formula(Formula),
    Asked,
}

/// The benefits of a catalog.
#[derive(Debug)]
pub struct Benefits {
    formulas: Formulas,
    ways: Vec<Found>,
    /// Where the benefits of each policy begin, and where the last ones end.
    starts: Vec<u32>,
}

/// Both ends of each benefit's amount, in 分; [`NO_AMOUNT`] where there is none, and for an upper end that nobody gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Amounts {
    least: Vec<i64>,
    most: Vec<i64>,
    /// The same as it is told.
    told: Told,
}

impl Amounts {
    /// So many benefits without amounts.
    pub fn nothing(count: usize) -> Amounts {
        Amounts { least: vec![NO_AMOUNT; count], most: vec![NO_AMOUNT; count], told: Told::nothing(count) }
    }

    /// Takes all amounts away.
    fn clear(&mut self) {
        self.least.fill(NO_AMOUNT);
        self.most.fill(NO_AMOUNT);
        self.told.clear();
    }

    /// The lower ends.
    pub fn least(&self) -> &[i64] {
        &self.least
    }

    /// The upper ends.
    pub fn most(&self) -> &[i64] {
        &self.most
    }

    /// Both, as JavaScript takes them.
    pub fn told(&self) -> &Told {
        &self.told
    }

    /// Both ends of one benefit's amount, the upper one if somebody gave one; nothing where there is no amount.
    #[inline(always)]
    pub fn of(&self, benefit: usize) -> Option<(i64, Option<i64>)> {
        let given = |cents: &i64| Some(*cents).filter(|cents| *cents >= 0);
        Some((given(self.least.get(benefit)?)?, given(self.most.get(benefit)?)))
    }

    /// Writes both ends of one benefit's amount; whether they were others before.
    #[inline(always)]
    pub fn put(&mut self, benefit: usize, ends: (i64, i64)) -> bool {
        let (Some(low), Some(high)) = (self.least.get_mut(benefit), self.most.get_mut(benefit)) else { return false };
        let is_new = (*low, *high) != ends;
        (*low, *high) = ends;
        self.told.put(benefit, ends);
        is_new
    }
}

/// What is known of a company.
#[derive(Clone, Copy, Debug)]
pub struct Company<'c> {
    /// Of each node.
    pub states: &'c [State],
    /// Of each fact that formulas read.
    pub numbers: &'c [Bounds],
    /// Where it stands with each policy.
    pub statuses: &'c [Status],
    /// Whether only the engine can tell of a policy.
    pub vague: &'c [bool],
}

/// What some benefits add up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// How many amounts are in it.
    pub shares: i32,
    /// How many of these have no upper end.
    pub unbounded: i32,
    /// What they come to at least, in 分.
    pub least: i128,
    /// What those that have an upper end come to at most, in 分.
    pub most: i128,
}

impl Benefits {
    /// Benefits whose amounts are found in these ways; `starts` says where those of each policy begin, and where the last ones end.
    pub fn new(formulas: Formulas, ways: Vec<Way>, starts: Vec<u32>) -> Benefits {
        let found = |way: Way| match way {
            Way::None => Found::None,
            Way::Asked => Found::Asked,
            Way::Formula(formula) => formulas.share(&formula).map_or(Found::Formula(formula), Found::Share),
        };
        let ways = ways.into_iter().map(found).collect();
        Benefits { formulas, ways, starts }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.ways.len()
    }

    /// Where a policy's benefits stand among all.
    #[inline(always)]
    pub fn of(&self, policy: usize) -> Range<usize> {
        let at = |index: usize| self.starts.get(index).copied().unwrap_or_default() as usize;
        at(policy)..at(policy + 1)
    }

    /// What a benefit comes to, of a policy whose conditions can hold, or surely do.
    #[inline(always)]
    pub fn glance(&self, benefit: usize, numbers: &[Bounds], states: &[State], is_sure: bool) -> Glanced {
        match self.ways.get(benefit) {
            Some(Found::Share(share)) => share.glance(numbers, is_sure),
            Some(Found::Formula(formula)) => self.formulas.glance(formula, numbers, states, is_sure),
            Some(Found::Asked) => Glanced::Ask,
            Some(Found::None) | None => Glanced::Nothing,
        }
    }

    /// Writes what all benefits come to, where only some policies can be had, and appends those of which only the engine can tell some.
    /// Of an undetermined policy an amount that hangs on open facts is left to its verdict.
    #[inline(never)]
    pub fn settle(
        &self,
        policies: &Policies,
        had: &[u32],
        company: Company,
        amounts: &mut Amounts,
        asked: &mut Vec<u32>,
    ) {
        amounts.clear();
        for policy in had.iter().map(|policy| *policy as usize) {
            let status = company.statuses.get(policy);
            if status == Some(&Status::Ineligible) {
                continue;
            }
            if company.vague.get(policy) == Some(&true) {
                asked.push(policy as u32);
                continue;
            }
            if !policies.state(policy, company.states).can_be_true() {
                continue;
            }
            let is_sure = status == Some(&Status::Eligible);
            let mut is_asked = false;
            for benefit in self.of(policy) {
                match self.glance(benefit, company.numbers, company.states, is_sure) {
                    Glanced::Nothing => {}
                    Glanced::Cents(least, most) => {
                        amounts.put(benefit, (least, most));
                    }
                    Glanced::Ask if status == Some(&Status::Undetermined) => {
                        amounts.put(benefit, (NOT_ASKED, NOT_ASKED));
                    }
                    Glanced::Ask => is_asked = true,
                }
            }
            if is_asked {
                asked.push(policy as u32);
            }
        }
    }

    /// Adds the amounts of a policy's benefits to the sums that they go into (1), or takes them out (−1). `sum_of` names the sum of each
    /// benefit.
    #[inline(never)]
    pub fn add(&self, policy: usize, sum_of: &[Option<u32>], amounts: &Amounts, by: i32, sums: &mut [Sum]) {
        self.added(policy, sum_of, amounts, by, sums);
    }

    /// Adds the amounts of those policies that are eligible and that nothing limits; only some can be had.
    #[inline(never)]
    pub fn add_all(
        &self,
        had: &[u32],
        statuses: &[Status],
        limited: &[bool],
        sum_of: &[Option<u32>],
        amounts: &Amounts,
        sums: &mut [Sum],
    ) {
        for policy in had.iter().map(|policy| *policy as usize) {
            if statuses.get(policy) == Some(&Status::Eligible) && limited.get(policy) == Some(&false) {
                self.added(policy, sum_of, amounts, 1, sums);
            }
        }
    }

    #[inline(always)]
    fn added(&self, policy: usize, sum_of: &[Option<u32>], amounts: &Amounts, by: i32, sums: &mut [Sum]) {
        for benefit in self.of(policy) {
            if let Some((least, most)) = amounts.of(benefit)
                && let Some(Some(number)) = sum_of.get(benefit)
                && let Some(sum) = sums.get_mut(*number as usize)
            {
                sum.shares += by;
                sum.unbounded += if most.is_none() { by } else { 0 };
                let (least, most) = (i128::from(least), i128::from(most.unwrap_or(0)));
                // A product of so many bits would take longer than both branches.
                if by < 0 {
                    sum.least -= least;
                    sum.most -= most;
                } else {
                    sum.least += least;
                    sum.most += most;
                }
            }
        }
    }
}
