//! From the answer to a problem to what people read: which policies, what each pays, what was given up for what, and which limits
//! were reached.
//!
//! Must never: add what is paid once and what is paid yearly without the name that says so; show a payment that a limit forbids.

use super::alternatives::{Answer, Exchange, paid};
use super::candidates::{Candidate, Limits, Share, is_cash, times_a_year};
use super::fraction::{Direction, Fraction};
use super::money::text;
use super::problem::{Item, State};
use super::result::*;
use super::setup::{Case, Setup, worth};
use crate::engine::sort;
use crate::model::{Amount, Benefit, BenefitKind, Catalog, Certainty, Measure, Per, Policy, PolicyId};

/// What a report is made of.
pub(super) struct Report<'r> {
    pub(super) catalog: &'r Catalog,
    pub(super) candidates: &'r [Candidate],
    pub(super) limits: &'r [Limits],
    pub(super) case: Case,
    pub(super) setup: &'r Setup,
    pub(super) answer: &'r Answer,
}

/// What one benefit of a chosen policy pays over a year.
struct Payment<'r> {
    candidate: usize,
    benefit: &'r Benefit,
    share: &'r Share,
    paid: Fraction,
}

impl<'r> Report<'r> {
    /// The bundle; `sure` is the sure case's setup, which tells what the set comes to at least.
    pub(super) fn bundle(&self, sure: &Setup) -> Bundle {
        let payments = self.payments();
        let open = self.answer.choice.items.iter().chain(self.answer.given_up.iter().map(|given_up| &given_up.item));
        let mut open: Vec<usize> = open.copied().filter(|item| self.setup.open.get(*item) == Some(&true)).collect();
        sort::by(&mut open, Ord::cmp);
        Bundle {
            total: text(self.answer.choice.total),
            least: text(self.least(sure)),
            sums: self.sums(&payments),
            chosen: self.chosen(&payments),
            given_up: self
                .answer
                .given_up
                .iter()
                .filter_map(|other| self.given_up(other.item, other.with_it.as_ref()))
                .collect(),
            limits: self.limits_reached(),
            ties: self.ties(),
            open: open.into_iter().map(|item| self.id(item)).collect(),
            proof: self.proof(),
        }
    }

    fn proof(&self) -> ProofSummary {
        let Answer { choice, bound, splits, .. } = self.answer;
        let closed = bound.is_some_and(|bound| choice.total >= bound);
        let bound = bound.map(|bound| if closed { bound } else { Fraction::whole(bound.rounded(Direction::Up)) });
        ProofSummary { bound: bound.map(text), closed, splits: *splits }
    }

    fn candidate(&self, item: usize) -> Option<(usize, &'r Candidate, &'r Policy)> {
        let place = *self.setup.candidates.get(item)?;
        let candidate = self.candidates.get(place)?;
        Some((place, candidate, &self.catalog.policies[candidate.policy]))
    }

    fn id(&self, item: usize) -> String {
        self.candidate(item).map(|(_, _, policy)| policy.id.clone()).unwrap_or_default()
    }

    fn ids(&self, items: &[usize]) -> Vec<String> {
        items.iter().map(|item| self.id(*item)).collect()
    }

    fn is_chosen(&self, policy: PolicyId) -> bool {
        self.answer
            .choice
            .items
            .iter()
            .any(|item| self.candidate(*item).is_some_and(|(_, found, _)| found.policy == policy))
    }

    /// The cash benefits of a candidate, given what is chosen.
    fn shares(&self, candidate: &'r Candidate) -> &'r [Share] {
        let bits = candidate.depends_on.iter().enumerate();
        let position = bits.fold(0, |sum, (bit, policy)| sum | usize::from(self.is_chosen(*policy)) << bit);
        candidate.shares.get(position).map_or(&[], Vec::as_slice)
    }

    /// What is paid to each item, given to its benefits in their order.
    fn payments(&self) -> Vec<Payment<'r>> {
        let mut payments = Vec::new();
        for (item, paid) in self.answer.choice.items.iter().zip(&self.answer.payments) {
            let Some((place, candidate, policy)) = self.candidate(*item) else { continue };
            let mut rest = *paid;
            for share in self.shares(candidate) {
                let Some(benefit) = policy.benefits.get(share.benefit) else { continue };
                let worth = self.case.of_share(share);
                // What has no bound takes what the caps leave.
                let most = if worth.is_open { rest } else { Fraction::whole(worth.counted) };
                let paid = rest.min(most);
                rest = rest.minus(paid, Direction::Down);
                payments.push(Payment { candidate: place, benefit, share, paid });
            }
        }
        payments
    }

    fn sums(&self, payments: &[Payment]) -> Vec<BundleSum> {
        let mut sums: Vec<(BenefitKind, Per, Fraction, Vec<String>)> = Vec::new();
        for Payment { candidate, benefit, paid, .. } in payments.iter().filter(|payment| payment.paid > Fraction::ZERO)
        {
            let found = self.candidates.get(*candidate).map(|found| &self.catalog.policies[found.policy]);
            let id = found.map(|policy| policy.id.clone()).unwrap_or_default();
            match sums.iter_mut().find(|(kind, per, ..)| (*kind, *per) == (benefit.kind, benefit.per)) {
                Some((_, _, sum, policies)) => {
                    *sum = sum.plus(*paid, Direction::Down);
                    if policies.last() != Some(&id) {
                        policies.push(id);
                    }
                }
                None => sums.push((benefit.kind, benefit.per, *paid, vec![id])),
            }
        }
        sort::by_key(&mut sums, |(kind, per, ..)| (*kind as u8, *per as u8));
        let sums = sums.into_iter().map(|(kind, per, sum, policies)| BundleSum {
            kind,
            per,
            amount: text(each_time(sum, per)),
            counted: text(sum),
            policies,
        });
        sums.collect()
    }

    fn chosen(&self, payments: &[Payment]) -> Vec<Chosen> {
        let items = self.answer.choice.items.iter().zip(&self.answer.payments);
        let chosen = items.filter_map(|(item, paid)| {
            let (place, candidate, policy) = self.candidate(*item)?;
            let own = payments.iter().filter(|payment| payment.candidate == place);
            let benefits = own.map(|Payment { benefit, share, paid, .. }| ChosenBenefit {
                benefit: share.benefit,
                kind: benefit.kind,
                per: benefit.per,
                certainty: benefit.certainty,
                amount: text(each_time(Fraction::whole(self.case.of_share(share).counted), benefit.per)),
                paid: text(each_time(*paid, benefit.per)),
            });
            let depends_on = candidate.depends_on.iter().map(|policy| Dependence {
                policy: self.catalog.policies[*policy].id.clone(),
                chosen: self.is_chosen(*policy),
            });
            Some(Chosen {
                policy: policy.id.clone(),
                status: candidate.verdict.status,
                window: candidate.verdict.window.state,
                counted: text(*paid),
                benefits: benefits.collect(),
                depends_on: depends_on.collect(),
            })
        });
        chosen.collect()
    }

    fn given_up(&self, item: usize, with_it: Option<&Exchange>) -> Option<GivenUp> {
        let (place, candidate, policy) = self.candidate(item)?;
        let worth = worth(self.case, self.shares(candidate), place, self.limits);
        let takes = with_it.map_or(&[][..], |exchange| exchange.takes.as_slice());
        let takes: Vec<usize> = takes.iter().copied().filter(|other| *other != item).collect();
        Some(GivenUp {
            policy: policy.id.clone(),
            status: candidate.verdict.status,
            counted: text(Fraction::whole(worth.counted)),
            groups: full_groups(self, item),
            takes: self.ids(&takes),
            leaves: with_it.map(|exchange| self.ids(&exchange.leaves)).unwrap_or_default(),
            affects: self.affected(candidate.policy),
            loss: with_it.map(|exchange| text(exchange.loss)),
            exact: with_it.is_none_or(|exchange| exchange.is_exact),
        })
    }

    /// The chosen policies whose amounts depend on whether this one is chosen.
    fn affected(&self, policy: PolicyId) -> Vec<String> {
        let chosen = self.answer.choice.items.iter().filter_map(|item| self.candidate(*item));
        let affected = chosen.filter(|(_, candidate, _)| candidate.depends_on.contains(&policy));
        affected.map(|(.., policy)| policy.id.clone()).collect()
    }

    fn ties(&self) -> Vec<Tie> {
        let mut ties: Vec<Tie> = Vec::new();
        for exchange in self.answer.given_up.iter().filter_map(|given_up| given_up.with_it.as_ref()) {
            let tie = Tie { takes: self.ids(&exchange.takes), leaves: self.ids(&exchange.leaves) };
            if exchange.loss == Fraction::ZERO && !ties.contains(&tie) {
                ties.push(tie);
            }
        }
        ties
    }

    /// The limits of groups that lower what the set pays.
    fn limits_reached(&self) -> Vec<LimitReached> {
        let mut reached = Vec::new();
        for (group, limits) in self.catalog.groups.iter().zip(self.limits) {
            let items = self.answer.choice.items.iter().zip(&self.answer.payments);
            let members: Vec<(usize, usize, &Candidate, Fraction)> = items
                .filter_map(|(item, paid)| self.candidate(*item).map(|(place, found, _)| (*item, place, found, *paid)))
                .filter(|(_, place, ..)| limits.members.binary_search(place).is_ok())
                .collect();
            for (item, _, candidate, _) in &members {
                let wanted = self.shares(candidate).iter().map(|share| self.case.of_share(share));
                let is_open = wanted.clone().any(|worth| worth.is_open);
                let wanted: i128 = wanted.map(|worth| worth.counted).sum();
                let each_cap =
                    limits.each_cap.and_then(|cap| self.case.limit(cap)).filter(|cap| *cap < wanted || is_open);
                let each_cap = each_cap.map(|cap| (LimitKind::EachCap, Some(cap)));
                let received = limits.received.map(|ends| match self.case {
                    Case::Sure => ends.high,
                    Case::Best => Some(ends.low),
                });
                let received = received.filter(|received| *received != Some(0));
                let difference = received.map(|received| (LimitKind::HighestDifference, received));
                for (kind, limit) in each_cap.into_iter().chain(difference) {
                    reached.push(LimitReached {
                        group: group.name.clone(),
                        kind,
                        policies: vec![self.id(*item)],
                        limit: limit.map(|limit| text(Fraction::whole(limit))),
                        wanted: text(Fraction::whole(wanted)),
                    });
                }
            }
            let Some(most) = limits.cap.and_then(|cap| self.case.limit(cap)) else { continue };
            let paid = Fraction::sum(members.iter().map(|(.., paid)| *paid), Direction::Down);
            let wanted: i128 = members.iter().map(|(_, place, found, _)| self.wanted(*place, found)).sum();
            if wanted > most && paid >= Fraction::whole(most) {
                reached.push(LimitReached {
                    group: group.name.clone(),
                    kind: LimitKind::Cap,
                    policies: members.iter().map(|(item, ..)| self.id(*item)).collect(),
                    limit: Some(text(Fraction::whole(most))),
                    wanted: text(Fraction::whole(wanted)),
                });
            }
        }
        reached
    }

    /// What a chosen candidate would pay without common caps.
    fn wanted(&self, place: usize, candidate: &'r Candidate) -> i128 {
        let without_caps: Vec<Limits> = self.limits.iter().map(Limits::without_cap).collect();
        worth(self.case, self.shares(candidate), place, &without_caps).counted
    }

    /// What the set comes to at least: those members that are eligible, with the least there can be. A policy that an amount depends
    /// on and that is still open may turn out either way.
    fn least(&self, sure: &Setup) -> Fraction {
        let mut problem = sure.problem.clone();
        for (item, place) in problem.items.iter_mut().zip(&sure.candidates) {
            let worth = self.candidates.get(*place).map_or(0, |candidate| self.least_worth(*place, candidate));
            *item = Item { depends_on: Vec::new(), worth: vec![worth] };
        }
        let chosen = self.answer.choice.items.iter().filter_map(|item| self.candidate(*item));
        let items = chosen.filter_map(|(place, ..)| sure.candidates.binary_search(&place).ok());
        let items: Vec<usize> = items.collect();
        paid(&problem, &items).1
    }

    fn least_worth(&self, place: usize, candidate: &Candidate) -> i128 {
        let is_sure =
            |policy: &PolicyId| self.candidates.iter().any(|other| other.policy == *policy && other.is_eligible());
        let fits = |position: usize| {
            candidate.depends_on.iter().enumerate().all(|(bit, policy)| {
                let is_taken = position >> bit & 1 == 1;
                if self.is_chosen(*policy) { is_taken || !is_sure(policy) } else { !is_taken }
            })
        };
        let possible = candidate.shares.iter().enumerate().filter(|(position, _)| fits(*position));
        possible.map(|(_, shares)| worth(Case::Sure, shares, place, self.limits).counted).min().unwrap_or(0)
    }
}

/// The groups whose quota has no room for an item beside the choice.
fn full_groups(report: &Report, item: usize) -> Vec<String> {
    let states = report.setup.problem.states(&report.answer.choice.items);
    let quotas = report.setup.problem.quotas.iter().zip(&report.setup.quotas);
    let full = quotas.filter(|(quota, _)| {
        let taken = quota.items.iter().filter(|other| states.get(**other) == Some(&State::Taken)).count();
        quota.items.binary_search(&item).is_ok() && taken >= quota.at_most
    });
    full.filter_map(|(_, group)| report.catalog.groups.iter().nth(*group)).map(|group| group.name.clone()).collect()
}

/// What is paid each time of what is paid in a year.
fn each_time(in_a_year: Fraction, per: Per) -> Fraction {
    in_a_year.over(times_a_year(per))
}

/// The benefits that are not counted, of policies that are not excluded.
pub(super) fn apart(catalog: &Catalog, candidates: &[Candidate], limits: &[Limits], safe: &Bundle) -> Vec<Apart> {
    let mut apart = Vec::new();
    for (place, candidate) in candidates.iter().enumerate() {
        let policy = &catalog.policies[candidate.policy];
        let benefits = policy.benefits.iter().zip(&candidate.verdict.benefits).enumerate();
        for (benefit, (rule, verdict)) in benefits {
            let Some(why) = why(rule, verdict.min.is_none()) else { continue };
            apart.push(Apart {
                policy: policy.id.clone(),
                status: candidate.verdict.status,
                benefit,
                kind: rule.kind,
                measure: rule.measure,
                per: rule.per,
                min: verdict.min.clone(),
                max: verdict.max.clone(),
                why,
                excluded_by: excluded_by(catalog, candidates, limits, safe, place),
            });
        }
    }
    apart
}

/// Why a benefit is not counted, if it is not.
fn why(benefit: &Benefit, is_without_amount: bool) -> Option<Why> {
    if benefit.amount == Amount::None || benefit.certainty == Certainty::None || is_without_amount {
        return Some(Why::NoAmount);
    }
    match benefit.measure {
        _ if is_cash(benefit) => None,
        Measure::Deduction => Some(Why::Deduction),
        Measure::Credit => Some(Why::Credit),
        Measure::Cash => Some(Why::Reference),
    }
}

/// The groups that the safe bundle fills, so that it has no room for a candidate.
fn excluded_by(
    catalog: &Catalog,
    candidates: &[Candidate],
    limits: &[Limits],
    safe: &Bundle,
    place: usize,
) -> Vec<String> {
    let is_chosen = |place: &usize| {
        let id = candidates.get(*place).map(|candidate| &catalog.policies[candidate.policy].id);
        safe.chosen.iter().any(|chosen| Some(&chosen.policy) == id)
    };
    if is_chosen(&place) {
        return Vec::new();
    }
    let full = catalog.groups.iter().zip(limits).filter(|(_, limits)| {
        let taken = limits.members.iter().filter(|member| is_chosen(member)).count();
        limits.members.binary_search(&place).is_ok() && limits.at_most.is_some_and(|at_most| taken >= at_most)
    });
    full.map(|(group, _)| group.name.clone()).collect()
}
