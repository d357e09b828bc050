//! From candidates to the bare problem, for the sure case and for the best case.
//!
//! The sure case takes the policies that a company is eligible for now, with the least that amounts and caps can be; the best
//! case takes all that are not excluded, with the most. What each member of a group may pay alone (`each_cap`, 就高补差) lowers its
//! worth here; quotas and common caps remain. Must never: let the sure case hold more than is sure, or the best case less than
//! is possible.

use super::candidates::{Candidate, Ends, Limits, Share};
use super::problem::{Cap, Item, LARGEST, Problem, Quota};
use crate::model::PolicyId;

/// Which case is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    /// What is safe to claim now.
    Sure,
    /// What is possible if all that is open turns out well.
    Best,
}

/// A problem, and what its numbers stand for.
#[derive(Debug)]
pub(super) struct Setup {
    pub(super) problem: Problem,
    /// The candidate that each item is, by its place.
    pub(super) candidates: Vec<usize>,
    /// The group that each quota comes from.
    pub(super) quotas: Vec<usize>,
    /// The group that each cap comes from.
    pub(super) caps: Vec<usize>,
    /// Whether each item may be worth more than is counted, without a bound.
    pub(super) open: Vec<bool>,
}

/// What a candidate is worth in one case: the number, and whether there is no bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Worth {
    pub(super) counted: i128,
    pub(super) is_open: bool,
}

impl Case {
    /// The end of a limit that counts: the low one of caps in the sure case. `None` limits nothing.
    pub(super) fn limit(self, ends: Ends) -> Option<i128> {
        match self {
            Case::Sure => Some(ends.low),
            Case::Best => ends.high,
        }
    }

    /// What has been received already: the more, the less is paid.
    pub(super) fn received(self, ends: Ends) -> i128 {
        match self {
            Case::Sure => ends.high.unwrap_or(LARGEST),
            Case::Best => ends.low,
        }
    }

    /// What one benefit counts, and whether there is no bound.
    pub(super) fn of_share(self, share: &Share) -> Worth {
        match self {
            Case::Sure => Worth { counted: share.least, is_open: false },
            Case::Best => Worth { counted: share.most.unwrap_or(share.least), is_open: share.most.is_none() },
        }
    }
}

/// What a candidate's benefits are worth together where each member of its groups pays by itself. `place` is the candidate's.
pub(super) fn worth(case: Case, shares: &[Share], place: usize, limits: &[Limits]) -> Worth {
    let own = || limits.iter().filter(move |limits| limits.members.binary_search(&place).is_ok());
    let mut worth = Worth::default();
    for part in shares.iter().map(|share| case.of_share(share)) {
        worth.counted = (worth.counted + part.counted).min(LARGEST);
        worth.is_open |= part.is_open;
    }
    for most in own().filter_map(|limits| case.limit(limits.each_cap?)) {
        worth = Worth { counted: if worth.is_open { most } else { worth.counted.min(most) }, is_open: false };
    }
    for received in own().filter_map(|limits| limits.received) {
        worth.counted = (worth.counted - case.received(received)).max(0);
    }
    let bounded = own().filter_map(|limits| case.limit(limits.cap?)).min();
    match bounded {
        Some(most) if worth.is_open => Worth { counted: most.min(LARGEST), is_open: false },
        Some(most) => Worth { counted: worth.counted.min(most), ..worth },
        None => worth,
    }
}

impl Setup {
    pub(super) fn new(case: Case, candidates: &[Candidate], limits: &[Limits]) -> Setup {
        let mut setup = Setup {
            problem: Problem::default(),
            candidates: Vec::new(),
            quotas: Vec::new(),
            caps: Vec::new(),
            open: Vec::new(),
        };
        let there = |candidate: &Candidate| case == Case::Best || candidate.is_eligible();
        let is_asked =
            |policy: PolicyId| candidates.iter().any(|other| there(other) && other.depends_on.contains(&policy));
        let mut items = Vec::new();
        for (place, candidate) in candidates.iter().enumerate().filter(|(_, candidate)| there(candidate)) {
            let worths = candidate.shares.iter().map(|shares| worth(case, shares, place, limits));
            let worths: Vec<Worth> = worths.collect();
            let is_open = worths.iter().any(|worth| worth.is_open);
            if is_open || worths.iter().any(|worth| worth.counted > 0) || is_asked(candidate.policy) {
                setup.candidates.push(place);
                setup.open.push(is_open);
                items.push(worths);
            }
        }
        setup.problem.items = setup
            .candidates
            .iter()
            .zip(&items)
            .filter_map(|(place, worths)| {
                let worths = worths.iter().map(|worth| worth.counted).collect();
                Some(setup.item(candidates.get(*place)?, worths, candidates))
            })
            .collect();
        setup.add_limits(case, limits);
        setup.problem.tighten();
        setup
    }

    /// An item whose worth is told for each choice of the items that its candidate depends on; what is no item is not chosen.
    fn item(&self, candidate: &Candidate, worths: Vec<i128>, candidates: &[Candidate]) -> Item {
        let item_of = |policy: &PolicyId| {
            self.candidates.iter().position(|place| candidates.get(*place).is_some_and(|other| other.policy == *policy))
        };
        let items: Vec<Option<usize>> = candidate.depends_on.iter().map(item_of).collect();
        let is_possible =
            |position: usize| items.iter().enumerate().all(|(bit, item)| item.is_some() || position >> bit & 1 == 0);
        let worth = worths.into_iter().enumerate().filter(|(position, _)| is_possible(*position));
        Item { worth: worth.map(|(_, worth)| worth).collect(), depends_on: items.into_iter().flatten().collect() }
    }

    fn add_limits(&mut self, case: Case, limits: &[Limits]) {
        for (group, limits) in limits.iter().enumerate() {
            let items = limits.members.iter().filter_map(|member| self.candidates.binary_search(member).ok());
            let items: Vec<usize> = items.collect();
            if let Some(at_most) = limits.at_most.filter(|at_most| *at_most < items.len()) {
                self.problem.quotas.push(Quota { at_most, items: items.clone() });
                self.quotas.push(group);
            }
            if let Some(most) = limits.cap.and_then(|cap| case.limit(cap)).filter(|_| items.len() > 1) {
                self.problem.caps.push(Cap { most: most.min(LARGEST), items });
                self.caps.push(group);
            }
        }
    }
}
