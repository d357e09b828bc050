//! How many policies have each status, and what the benefits of eligible ones add up to, kept while these change.
//!
//! Only what surely adds up is in it: cash of policies that no group limits. [`super::totals`] adds the others. Must never:
//! look at a policy that has not changed.

use super::glance::Amounts;
use super::set::BitSet;
use super::verdict::Status;
use crate::model::{Benefit, BenefitKind, Catalog, Measure, Per};
use std::ops::Range;

/// Which sums a catalog's benefits go into.
#[derive(Debug)]
pub(crate) struct SumPlan {
    /// What the sums are of, in the order of kinds and purposes.
    pub(super) kinds: Vec<(BenefitKind, Per)>,
    /// The sum of each benefit, counted over all policies; nothing for what is not added.
    pub(super) sum_of: Vec<Option<usize>>,
    /// The policies that groups limit, ascending.
    pub(super) grouped: Vec<usize>,
    is_grouped: BitSet,
}

impl SumPlan {
    pub(crate) fn new(catalog: &Catalog) -> SumPlan {
        let members = catalog.groups.iter().flat_map(|group| &group.members);
        let is_grouped: BitSet = members.map(|member| member.index()).collect();
        let benefits = || catalog.policies.iter().flat_map(|policy| &policy.benefits);
        let is_added = |benefit: &Benefit| benefit.measure == Measure::Cash && !benefit.reference;
        let kind_of = |benefit: &Benefit| (benefit.kind, benefit.per);
        let place = |(kind, per): (BenefitKind, Per)| (kind as u8, per as u8);
        let mut kinds: Vec<(BenefitKind, Per)> = Vec::new();
        for benefit in benefits().filter(|benefit| is_added(benefit)) {
            let kind = kind_of(benefit);
            if !kinds.contains(&kind) {
                kinds.insert(kinds.partition_point(|other| place(*other) < place(kind)), kind);
            }
        }
        let sum_of = benefits()
            .map(|benefit| kinds.iter().position(|kind| *kind == kind_of(benefit)).filter(|_| is_added(benefit)));
        SumPlan { sum_of: sum_of.collect(), kinds, grouped: is_grouped.iter().collect(), is_grouped }
    }

    /// The sums that benefits go into of policies that nothing limits, by their places.
    pub(super) fn free(&self, policy: usize, benefits: Range<usize>) -> impl Iterator<Item = (usize, usize)> {
        let is_free = !self.is_grouped.contains(policy);
        let sum_of = |place: usize| self.sum_of.get(place).copied().flatten();
        benefits.filter(move |_| is_free).filter_map(move |place| Some((place, sum_of(place)?)))
    }
}

/// One sum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sum {
    /// How many amounts are in it, and how many of these have no upper end.
    pub(super) shares: i32,
    pub(super) unbounded: i32,
    /// In 分.
    pub(super) least: i128,
    pub(super) most: i128,
}

/// The counts and sums of one company.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    counts: [i32; 5],
    pub(super) sums: Vec<Sum>,
}

impl Tally {
    /// Counts policies; no benefit is added yet.
    pub(super) fn new(plan: &SumPlan, statuses: &[Status]) -> Tally {
        let mut tally = Tally { counts: [0; 5], sums: vec![Sum::default(); plan.kinds.len()] };
        statuses.iter().for_each(|status| tally.count(*status, 1));
        tally
    }

    /// How many policies have each status.
    pub(super) fn counts(&self) -> [u32; 5] {
        self.counts.map(i32::unsigned_abs)
    }

    /// Counts a policy (1), or takes it out of the count (−1).
    pub(super) fn count(&mut self, status: Status, by: i32) {
        if let Some(count) = self.counts.get_mut(status as usize) {
            *count += by;
        }
    }

    /// Adds the benefits of an eligible policy, if nothing limits it (1), or takes them out of the sums (−1).
    pub(super) fn add(&mut self, plan: &SumPlan, policy: usize, benefits: Range<usize>, amounts: &Amounts, by: i32) {
        for (place, number) in plan.free(policy, benefits) {
            if let (Some((least, most)), Some(sum)) = (amounts.of(place), self.sums.get_mut(number)) {
                sum.shares += by;
                sum.unbounded += if most.is_none() { by } else { 0 };
                sum.least += i128::from(least) * i128::from(by);
                sum.most += i128::from(most.unwrap_or(0)) * i128::from(by);
            }
        }
    }
}
