//! What all verdicts come to, as far as it can simply be added: cash of eligible policies, after each group's own limits.
//!
//! Where a group allows only so many of its members, those with the highest possible payout are kept, group by group. That is
//! not yet the best combination over all groups at once, which is the bundle's task. Must never: add a reference figure, a
//! deduction or credit, or a policy that is not surely had.

use super::decimal;
use super::evaluate::View;
use super::interval::Interval;
use super::session::Session;
use super::set::BitSet;
use super::tally::Tally;
use super::verdict::{Excluded, Status, StatusCounts, TotalAmount, Totals};
use crate::model::{ExpressionId, Group, Per, PolicyId};
use policy_kernel::Amounts;
use rust_decimal::Decimal;

/// One benefit's share of a sum, of a policy that a group limits.
struct Share {
    policy: usize,
    /// The sum.
    sum: usize,
    per: Per,
    min: Decimal,
    max: Option<Decimal>,
}

/// The sums of all kinds at a glance: both ends in 分.
pub(super) fn sums(
    session: &Session,
    statuses: &[Status],
    amounts: &Amounts,
    tally: &Tally,
) -> Vec<Option<(i64, Option<i64>)>> {
    let (shares, _) = limited(session, statuses, amounts);
    let cents = |yuan: Decimal| super::overview::amounts::cents(yuan);
    let ends = |(min, max): (Decimal, Option<Decimal>)| {
        // What is beyond all money there is has no upper end.
        (cents(min).unwrap_or(i64::MAX), max.and_then(cents))
    };
    (0..tally.sums.len()).map(|sum| added(tally, &shares, sum).map(ends)).collect()
}

/// What all verdicts come to, with the policies that it comes from.
pub(super) fn totals(session: &Session, statuses: &[Status], amounts: &Amounts, tally: &Tally) -> Totals {
    let catalog = session.catalog();
    let plan = session.calculator().plan();
    let (shares, left_out) = limited(session, statuses, amounts);
    let id_of = |policy: usize| catalog.policies[PolicyId::from_index(policy)].id.clone();
    let excluded = left_out.into_iter().map(|(group, policies)| Excluded {
        group: group.name.clone(),
        policies: policies.iter().map(id_of).collect(),
    });
    let mut policies: Vec<Vec<String>> = vec![Vec::new(); plan.sums.kinds.len()];
    let mut rest = shares.as_slice();
    for (policy, _) in statuses.iter().enumerate().filter(|(_, status)| **status == Status::Eligible) {
        let (mine, others) = rest.split_at(rest.iter().take_while(|share| share.policy == policy).count());
        rest = others;
        let is_free = plan.sums.limited.get(policy) == Some(&false);
        let benefits = plan.amounts.benefits.of(policy).filter(|place| is_free && amounts.of(*place).is_some());
        let free = benefits.filter_map(|place| plan.sums.sum_of.get(place).copied().flatten());
        let given: BitSet = free.map(|sum| sum as usize).chain(mine.iter().map(|share| share.sum)).collect();
        for sum in given.iter() {
            policies.get_mut(sum).into_iter().for_each(|policies| policies.push(id_of(policy)));
        }
    }
    let amounts = plan.sums.kinds.iter().zip(policies).enumerate().filter_map(|(sum, ((kind, per), policies))| {
        let (min, max) = added(tally, &shares, sum)?;
        let (min, max) = (decimal::money_text(min), max.map(decimal::money_text));
        Some(TotalAmount { kind: *kind, per: *per, min, max, policies })
    });
    let [eligible, review, undetermined, ineligible, not_in_force] = tally.counts().map(|count| count as usize);
    let statuses = StatusCounts { eligible, review, undetermined, ineligible, not_in_force };
    Totals { statuses, amounts: amounts.collect(), excluded: excluded.collect() }
}

/// One sum in 元; nothing where nothing is in it.
fn added(tally: &Tally, shares: &[Share], sum: usize) -> Option<(Decimal, Option<Decimal>)> {
    let free = tally.sums.get(sum)?;
    let mut limited = shares.iter().filter(|share| share.sum == sum).peekable();
    if free.shares == 0 && limited.peek().is_none() {
        return None;
    }
    let yuan = |cents: i128| Decimal::try_from_i128_with_scale(cents, 2).unwrap_or(Decimal::MAX);
    let mut min = yuan(free.least);
    let mut max = (free.unbounded == 0).then(|| yuan(free.most));
    for share in limited {
        min = plus(min, share.min).unwrap_or(min);
        max = max.zip(share.max).and_then(|(sum, max)| plus(sum, max));
    }
    Some((min, max))
}

/// The shares of eligible policies that groups limit, in the catalog's order, after their limits; and what each leaves out.
fn limited<'s>(session: &'s Session, statuses: &[Status], amounts: &Amounts) -> (Vec<Share>, Vec<(&'s Group, BitSet)>) {
    let catalog = session.catalog();
    let plan = session.calculator().plan();
    let mut shares = Vec::new();
    for policy in plan.sums.grouped.iter().filter(|policy| statuses.get(**policy) == Some(&Status::Eligible)) {
        for place in plan.amounts.benefits.of(*policy) {
            if let Some(sum) = plan.sums.sum_of.get(place).copied().flatten().map(|sum| sum as usize)
                && let Some((least, most)) = amounts.of(place)
                && let Some((_, per)) = plan.sums.kinds.get(sum)
            {
                let (min, max) = (Decimal::new(least, 2), most.map(|most| Decimal::new(most, 2)));
                shares.push(Share { policy: *policy, sum, per: *per, min, max });
            }
        }
    }
    let mut excluded = Vec::new();
    for group in catalog.groups.iter() {
        let left_out = limit(session, group, &mut shares);
        if !left_out.is_empty() {
            excluded.push((group, left_out.into_iter().collect()));
        }
    }
    (shares, excluded)
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
