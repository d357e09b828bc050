//! How many policies have each status, and what the benefits of eligible ones add up to, kept while these change.
//!
//! Only what surely adds up is in it: cash of policies that no group limits. [`super::totals`] adds the others. Must never:
//! look at a policy that has not changed.

use super::verdict::Status;
use crate::model::{Benefit, BenefitKind, Catalog, Measure, Per};
use policy_kernel::{Amounts, Benefits, Sum};

/// Which sums a catalog's benefits go into.
#[derive(Debug)]
pub(crate) struct SumPlan {
    /// What the sums are of, in the order of kinds and purposes.
    pub(super) kinds: Vec<(BenefitKind, Per)>,
    /// The sum of each benefit, counted over all policies; nothing for what is not added.
    pub(super) sum_of: Vec<Option<u32>>,
    /// Whether a group limits each policy, and the policies of which that is so.
    pub(super) limited: Vec<bool>,
    pub(super) grouped: Vec<usize>,
}

impl SumPlan {
    pub(crate) fn new(catalog: &Catalog) -> SumPlan {
        let mut limited = vec![false; catalog.policies.len()];
        for member in catalog.groups.iter().flat_map(|group| &group.members) {
            limited.get_mut(member.index()).into_iter().for_each(|limited| *limited = true);
        }
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
            .map(|benefit| kinds.iter().position(|kind| *kind == kind_of(benefit)).filter(|_| is_added(benefit)))
            .map(|sum| sum.map(|sum| sum as u32));
        let grouped = limited.iter().enumerate().filter(|(_, is_limited)| **is_limited).map(|(policy, _)| policy);
        SumPlan { sum_of: sum_of.collect(), kinds, grouped: grouped.collect(), limited }
    }
}

/// The counts and sums of one company.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    counts: [i32; 5],
    pub(super) sums: Vec<Sum>,
}

impl Tally {
    /// Counts policies, and adds up what those bring that can be had: `had` has these, and perhaps some that are ineligible. So many
    /// policies are not in force.
    pub(super) fn new(
        plan: &SumPlan,
        benefits: &Benefits,
        had: &[u32],
        statuses: &[Status],
        amounts: &Amounts,
        not_in_force: usize,
    ) -> Tally {
        let counts = Status::counts(had, statuses);
        let mut tally = Tally { counts, sums: vec![Sum::default(); plan.kinds.len()] };
        tally.count(Status::NotInForce, not_in_force as i32);
        tally.count(Status::Ineligible, statuses.len().saturating_sub(had.len() + not_in_force) as i32);
        benefits.add_all(had, statuses, &plan.limited, &plan.sum_of, amounts, &mut tally.sums);
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
    pub(super) fn add(&mut self, plan: &SumPlan, benefits: &Benefits, policy: usize, amounts: &Amounts, by: i32) {
        if plan.limited.get(policy) == Some(&false) {
            benefits.add(policy, &plan.sum_of, amounts, by, &mut self.sums);
        }
    }
}
