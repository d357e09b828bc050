//! What a session offers a bundle: the policies that are not excluded, what their cash comes to over one year, and the limits of
//! groups as numbers.
//!
//! Takes a session, gives whole 分. Must never: take a policy that is not in force or excluded; take a reference figure, a
//! deduction or a credit for cash.

use super::money::{cents, cents_if_bounded};
use crate::engine::{BenefitVerdict, Session, Status, Verdict};
use crate::model::{Benefit, ExpressionId, Group, Measure, Per, PolicyId, limits};
use rust_decimal::Decimal;
use std::sync::Arc;

/// The months of the year over which benefits are compared.
const MONTHS: i128 = 12;

/// How often a year something is paid, for comparison; what is paid once or for a project counts as it is.
pub(super) fn times_a_year(per: Per) -> i128 {
    match per {
        Per::Once | Per::Project | Per::Year => 1,
        Per::Month => MONTHS,
    }
}

/// A policy that may belong to a bundle.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) policy: PolicyId,
    pub(super) verdict: Arc<Verdict>,
    /// The policies of other candidates whose choice changes its amounts.
    pub(super) depends_on: Vec<PolicyId>,
    /// Its cash benefits for each choice of these: bit `n` of the position says that the `n`th is chosen.
    pub(super) shares: Vec<Vec<Share>>,
}

/// What one cash benefit comes to over a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Share {
    /// Its place among the policy's benefits.
    pub(super) benefit: usize,
    pub(super) least: i128,
    /// `None` has no bound.
    pub(super) most: Option<i128>,
}

/// The limits of a group, over a year. A cap for each month is multiplied by the months; one that says nothing counts what is
/// paid in the year.
#[derive(Debug)]
pub(super) struct Limits {
    /// Those members that are candidates, by their places, ascending.
    pub(super) members: Vec<usize>,
    pub(super) at_most: Option<usize>,
    pub(super) each_cap: Option<Ends>,
    pub(super) cap: Option<Ends>,
    pub(super) received: Option<Ends>,
}

/// Between what a figure lies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ends {
    pub(super) low: i128,
    /// `None` has no bound.
    pub(super) high: Option<i128>,
}

impl Limits {
    /// The same group without its common cap.
    pub(super) fn without_cap(&self) -> Limits {
        Limits { members: self.members.clone(), cap: None, ..*self }
    }
}

impl Candidate {
    pub(super) fn is_eligible(&self) -> bool {
        self.verdict.status == Status::Eligible
    }
}

/// The policies that are not excluded, in the catalog's order.
pub(super) fn candidates(session: &mut Session) -> Vec<Candidate> {
    let verdicts = session.shared_verdicts();
    let catalog = session.calculator().catalog();
    let policies = catalog.policies.entries().zip(verdicts);
    let possible = policies
        .filter(|(_, verdict)| matches!(verdict.status, Status::Eligible | Status::Review | Status::Undetermined));
    let possible: Vec<_> = possible.collect();
    let ids: Vec<PolicyId> = possible.iter().map(|((id, _), _)| *id).collect();
    possible.into_iter().map(|((id, _), verdict)| candidate(session, id, verdict, &ids)).collect()
}

fn candidate(session: &Session, id: PolicyId, verdict: Arc<Verdict>, possible: &[PolicyId]) -> Candidate {
    let policy = &session.calculator().catalog().policies[id];
    let asked = session.depends_on(id);
    let depends_on: Vec<PolicyId> = asked.iter().copied().filter(|other| possible.contains(other)).collect();
    if asked.is_empty() || depends_on.len() > limits::CHOICES {
        // Beyond what can be tried the verdict's range over all choices stands.
        let amounts = policy.benefits.iter().zip(&verdict.benefits).enumerate();
        let shares = amounts.filter_map(|(place, (benefit, verdict))| share(place, benefit, ends(verdict)?)).collect();
        return Candidate { policy: id, verdict, depends_on: Vec::new(), shares: vec![shares] };
    }
    let shares = (0..1usize << depends_on.len()).map(|position| {
        let is_chosen = |other: &PolicyId| {
            // What is excluded cannot be chosen.
            let place = depends_on.iter().position(|known| known == other);
            (*other, place.is_some_and(|bit| position >> bit & 1 == 1))
        };
        let chosen: Vec<(PolicyId, bool)> = asked.iter().map(is_chosen).collect();
        let benefits = policy.benefits.iter().enumerate();
        benefits.filter_map(|(place, benefit)| share(place, benefit, session.ends_if(id, benefit, &chosen)?)).collect()
    });
    Candidate { policy: id, verdict, shares: shares.collect(), depends_on }
}

/// The ends of an amount in 元; the upper one is `None` where there is no bound.
fn ends(verdict: &BenefitVerdict) -> Option<(Decimal, Option<Decimal>)> {
    let read = |text: &String| Decimal::from_str_exact(text).ok();
    Some((read(verdict.min.as_ref()?)?, verdict.max.as_ref().and_then(read)))
}

/// Whether a benefit is money that may be added.
pub(super) fn is_cash(benefit: &Benefit) -> bool {
    benefit.measure == Measure::Cash && !benefit.reference
}

/// What a benefit comes to over a year, if it is cash.
fn share(place: usize, benefit: &Benefit, (min, max): (Decimal, Option<Decimal>)) -> Option<Share> {
    let times = times_a_year(benefit.per);
    let most = cents_if_bounded(max).map(|most| most * times);
    is_cash(benefit).then(|| Share { benefit: place, least: cents(min) * times, most })
}

/// The limits of every group, in the catalog's order.
pub(super) fn limits_of_groups(session: &mut Session, candidates: &[Candidate]) -> Vec<Limits> {
    let groups: Vec<Group> = session.calculator().catalog().groups.iter().cloned().collect();
    groups.iter().map(|group| limits_of(session, group, candidates)).collect()
}

fn limits_of(session: &mut Session, group: &Group, candidates: &[Candidate]) -> Limits {
    let times = group.per.map_or(1, times_a_year);
    let mut ends = |id: ExpressionId| match session.ends_of(id) {
        Some((low, high)) => Ends { low: cents(low) * times, high: cents_if_bounded(high).map(|high| high * times) },
        // What cannot be computed may be anything.
        None => Ends { low: 0, high: None },
    };
    let members = candidates.iter().enumerate().filter(|(_, candidate)| group.members.contains(&candidate.policy));
    let at_most = group.at_most.map(|at_most| at_most as usize);
    // Of 就高补差 only one is paid, the largest.
    let at_most = if group.highest_difference.is_some() { Some(at_most.unwrap_or(1).min(1)) } else { at_most };
    Limits {
        members: members.map(|(place, _)| place).collect(),
        at_most,
        each_cap: group.each_cap.map(&mut ends),
        cap: group.cap.map(&mut ends),
        received: group.highest_difference.map(&mut ends),
    }
}
