//! What all verdicts come to, as far as it can simply be added: cash of eligible policies, after each group's own limits.
//!
//! Where a group allows only so many of its members, those with the highest possible payout are kept, group by group. That is
//! not yet the best combination over all groups at once, which is the bundle's task. Must never: add a reference figure, a
//! deduction or credit, or a policy that is not surely had.

use super::decimal;
use super::evaluate::View;
use super::glance::Amounts;
use super::interval::Interval;
use super::overview::{Plan, amounts::benefits_of};
use super::session::Session;
use super::verdict::{Excluded, Status, StatusCounts, TotalAmount, Totals};
use crate::model::{Benefit, BenefitKind, ExpressionId, Group, Measure, Per, PolicyId};
use rust_decimal::Decimal;

/// One benefit's share of a sum.
struct Share {
    policy: usize,
    kind: BenefitKind,
    per: Per,
    min: Decimal,
    max: Option<Decimal>,
}

/// The sum of one kind of benefit for one purpose.
struct Sum {
    kind: BenefitKind,
    per: Per,
    min: Decimal,
    max: Option<Decimal>,
    policies: Vec<usize>,
}

pub(crate) fn totals(session: &Session, statuses: &[Status], amounts: &Amounts, plan: &Plan) -> Totals {
    let catalog = session.catalog();
    let mut counts = StatusCounts::default();
    let mut shares = Vec::new();
    for (index, (policy, status)) in catalog.policies.iter().zip(statuses).enumerate() {
        match status {
            Status::Eligible => {
                counts.eligible += 1;
                let benefits = benefits_of(plan, policy, index);
                shares.extend(benefits.filter_map(|(place, benefit)| share(index, benefit, amounts.of(place))));
            }
            Status::Review => counts.review += 1,
            Status::Undetermined => counts.undetermined += 1,
            Status::Ineligible => counts.ineligible += 1,
            Status::NotInForce => counts.not_in_force += 1,
        }
    }
    let mut excluded = Vec::new();
    for group in catalog.groups.iter() {
        let left_out = limit(session, group, &mut shares);
        if !left_out.is_empty() {
            let ids = catalog.policies.entries().filter(|(id, _)| left_out.contains(&id.index()));
            let policies = ids.map(|(_, policy)| policy.id.clone()).collect();
            excluded.push(Excluded { group: group.name.clone(), policies });
        }
    }
    let mut sums: Vec<Sum> = Vec::new();
    for share in &shares {
        let same = |sum: &Sum| sum.kind == share.kind && sum.per == share.per;
        let mut sum = match sums.iter().position(same) {
            Some(position) => sums.remove(position),
            None => Sum {
                kind: share.kind,
                per: share.per,
                min: Decimal::ZERO,
                max: Some(Decimal::ZERO),
                policies: Vec::new(),
            },
        };
        sum.min = plus(sum.min, share.min).unwrap_or(sum.min);
        sum.max = sum.max.zip(share.max).and_then(|(sum, max)| plus(sum, max));
        // Shares of one policy stand together.
        if sum.policies.last() != Some(&share.policy) {
            sum.policies.push(share.policy);
        }
        let place = |sum: &Sum| (sum.kind as u8, sum.per as u8);
        let position = sums.partition_point(|other| place(other) < place(&sum));
        sums.insert(position, sum);
    }
    let id_of = |index: usize| catalog.policies[PolicyId::from_index(index)].id.clone();
    let amounts = sums.into_iter().map(|sum| TotalAmount {
        kind: sum.kind,
        per: sum.per,
        min: decimal::money_text(sum.min),
        max: sum.max.map(decimal::money_text),
        policies: sum.policies.into_iter().map(id_of).collect(),
    });
    Totals { statuses: counts, amounts: amounts.collect(), excluded }
}

/// What a benefit adds, if it is cash with an amount that may be relied on.
fn share(policy: usize, benefit: &Benefit, amount: Option<(Decimal, Option<Decimal>)>) -> Option<Share> {
    if benefit.measure != Measure::Cash || benefit.reference {
        return None;
    }
    let (min, max) = amount?;
    Some(Share { policy, kind: benefit.kind, per: benefit.per, min, max })
}

fn plus(a: Decimal, b: Decimal) -> Option<Decimal> {
    decimal::add(a, b).ok().map(|sum| sum.value)
}

/// Applies one group's limits and gives the policies it leaves out.
fn limit(session: &Session, group: &Group, shares: &mut Vec<Share>) -> Vec<usize> {
    let members: Vec<usize> = group.members.iter().map(|id| id.index()).collect();
    let concerned = |share: &Share| members.contains(&share.policy) && group.per.is_none_or(|per| per == share.per);
    let at_most = if group.highest_difference.is_some() { Some(1) } else { group.at_most };
    let mut left_out = Vec::new();
    if let Some(at_most) = at_most {
        // The most that each member can pay.
        let mut most: Vec<(usize, Option<Decimal>)> = Vec::new();
        for share in shares.iter().filter(|share| members.contains(&share.policy)) {
            match most.iter_mut().find(|(policy, _)| *policy == share.policy) {
                Some((_, sum)) => *sum = sum.zip(share.max).and_then(|(sum, max)| plus(sum, max)),
                None => most.push((share.policy, share.max)),
            }
        }
        // The best first, without an end before all others; at the same amount in the catalog's order.
        let mut best: Vec<(usize, Option<Decimal>)> = Vec::new();
        for (policy, amount) in most {
            let is_better =
                |other: &Option<Decimal>| other.is_none() || amount.is_some_and(|amount| *other >= Some(amount));
            let position = best.partition_point(|(_, other)| is_better(other));
            best.insert(position, (policy, amount));
        }
        left_out = best.iter().skip(at_most as usize).map(|(policy, _)| *policy).collect();
        shares.retain(|share| !left_out.contains(&share.policy));
    }
    let interval = |id: Option<ExpressionId>| id.and_then(|id| session.value(id).interval().copied());
    if let Some(cap) = interval(group.each_cap) {
        for member in &members {
            clamp(shares.iter_mut().filter(|share| share.policy == *member && concerned(share)), &cap);
        }
    }
    if let Some(received) = interval(group.highest_difference) {
        for share in shares.iter_mut().filter(|share| concerned(share)) {
            let least = |value: Decimal, taken: Decimal| {
                decimal::subtract(value, taken).map_or(Decimal::ZERO, |rest| rest.value.max(Decimal::ZERO))
            };
            share.min = least(share.min, received.high.value);
            share.max = share.max.map(|max| least(max, received.low.value));
        }
    }
    if let Some(cap) = interval(group.cap) {
        clamp(shares.iter_mut().filter(|share| concerned(share)), &cap);
    }
    left_out
}

/// Lowers shares, the last ones first to nothing, so that together they are not above the cap.
fn clamp<'a>(shares: impl Iterator<Item = &'a mut Share>, cap: &Interval) {
    let (mut low, mut high) = (cap.low.value.max(Decimal::ZERO), cap.high.value.max(Decimal::ZERO));
    for share in shares {
        share.min = share.min.min(low);
        low = decimal::subtract(low, share.min).map_or(Decimal::ZERO, |rest| rest.value);
        let max = share.max.map_or(high, |max| max.min(high));
        if share.max.is_some() || cap.high.given {
            share.max = Some(max);
        }
        high = decimal::subtract(high, max).map_or(Decimal::ZERO, |rest| rest.value);
    }
}
