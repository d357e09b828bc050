//! What a part of a problem can come to at most: a price for each quota and each cap, and the bound that follows.
//!
//! Let each cap take its price of every 分 that its items pay, and each quota its price of every item chosen. Then every item
//! can be looked at by itself, and what the limits earn at full use is added. That is never less than the optimum, whatever the
//! prices are (Lagrangian duality); good prices bring it close. A first guess comes from [`super::relaxation`]; then each limit in
//! turn takes the price that makes the bound smallest. Must never: compute a bound inexactly.

use super::fraction::Fraction;
use super::problem::{Places, Problem, State};
use super::proof::Proof;
use super::relaxation::{self, Guess, ONE, Row};
use crate::engine::sort;

/// What a price of 1 is: prices of caps are whole numbers from 0 to this, prices of quotas are this often a 分.
pub(super) const SCALE: i128 = 1 << 32;
/// How often all prices are looked at anew, at most, and how often without gaining much.
const ROUNDS: usize = 40;
const PATIENCE: usize = 3;
/// What looking at all prices costs for each item, in numbers computed.
const WORK_OF_ROUND: u64 = 20;

/// Items that hang together, and the limits between them.
#[derive(Clone, Debug, Default)]
pub(super) struct Part {
    /// Those taken and those open, ascending.
    pub(super) items: Vec<usize>,
    pub(super) quotas: Vec<usize>,
    pub(super) caps: Vec<usize>,
}

/// A price for every quota and cap of a problem, in units of 1/[`SCALE`].
#[derive(Clone, Debug)]
pub(super) struct Prices {
    pub(super) quotas: Vec<i128>,
    pub(super) caps: Vec<i128>,
}

/// An item at the prices of its limits.
struct Member {
    item: usize,
    worth: i128,
    is_open: bool,
    /// What caps take of each 分.
    cut: i128,
    /// What quotas take for its being chosen.
    toll: i128,
}

/// A quota or a cap.
struct Limit {
    number: usize,
    /// How many more items, or how many 分.
    room: i128,
    /// Positions of members.
    members: Vec<usize>,
    price: i128,
}

/// A part with its prices.
pub(super) struct Market {
    members: Vec<Member>,
    quotas: Vec<Limit>,
    caps: Vec<Limit>,
    /// Which part of each member the relaxation chooses.
    shares: Vec<i64>,
    /// How many numbers have been computed for prices.
    pub(super) work: u64,
}

impl Member {
    /// What caps leave of its worth.
    fn gain(&self) -> i128 {
        self.worth * (SCALE - self.cut).max(0)
    }

    /// What it brings beside the limits' earnings if it is chosen.
    fn surplus(&self) -> i128 {
        if self.is_open { self.gain() - self.toll } else { self.gain() }
    }
}

impl Market {
    /// A part of a problem in which some items are decided, at the prices known so far.
    pub(super) fn new(problem: &Problem, states: &[State], part: &Part, prices: &Prices) -> Market {
        let state = |item: usize| states.get(item).copied().unwrap_or(State::Left);
        let member = |item: &usize| Member {
            item: *item,
            worth: problem.items.get(*item).map_or(0, |found| found.worth(states)),
            is_open: state(*item) == State::Open,
            cut: 0,
            toll: 0,
        };
        let places = Places::of(problem.items.len(), &part.items);
        let place = |item: &usize| places.get(*item);
        let quotas = part.quotas.iter().filter_map(|number| {
            let quota = problem.quotas.get(*number)?;
            let taken = quota.items.iter().filter(|item| state(**item) == State::Taken).count();
            let open = quota.items.iter().filter(|item| state(**item) == State::Open);
            Some(Limit {
                number: *number,
                room: quota.at_most.saturating_sub(taken) as i128,
                members: open.filter_map(place).collect(),
                price: prices.quotas.get(*number).copied().unwrap_or(0),
            })
        });
        let caps = part.caps.iter().filter_map(|number| {
            let cap = problem.caps.get(*number)?;
            Some(Limit {
                number: *number,
                room: cap.most,
                members: cap.items.iter().filter_map(place).collect(),
                price: prices.caps.get(*number).copied().unwrap_or(0),
            })
        });
        let mut market = Market {
            quotas: quotas.collect(),
            caps: caps.collect(),
            members: part.items.iter().map(member).collect(),
            shares: Vec::new(),
            work: 0,
        };
        market.charge();
        market
    }

    /// Charges every member with the prices of its limits.
    fn charge(&mut self) {
        for member in &mut self.members {
            (member.cut, member.toll) = (0, 0);
        }
        for quota in &self.quotas {
            for_each(&mut self.members, &quota.members, |member| member.toll += quota.price);
        }
        for cap in &self.caps {
            for_each(&mut self.members, &cap.members, |member| member.cut += cap.price);
        }
    }

    /// What the part comes to at most at these prices, in units of 1/[`SCALE`].
    pub(super) fn bound(&self) -> i128 {
        let limits: i128 = self.quotas.iter().chain(&self.caps).map(|limit| limit.room * limit.price).sum();
        // What is taken is never worth less than nothing, what is open need not be chosen.
        limits + self.members.iter().map(|member| member.surplus().max(0)).sum::<i128>()
    }

    /// Looks for better prices until the bound is not above `target` or nothing more is gained.
    pub(super) fn improve(&mut self, target: Option<Fraction>) {
        let is_enough = |bound: i128| target.is_some_and(|target| Fraction::new(bound, SCALE) <= target);
        let mut best = self.relax();
        let mut stalled = 0;
        for _ in 0..ROUNDS {
            if stalled > PATIENCE || is_enough(best) {
                break;
            }
            self.work += WORK_OF_ROUND * self.members.len() as u64;
            for number in 0..self.quotas.len() {
                self.price_quota(number, &|first_out, last_in| (first_out + last_in) / 2);
            }
            for number in 0..self.caps.len() {
                self.price_cap(number);
            }
            let bound = self.bound();
            stalled = if bound < best - (best >> 12) { 0 } else { stalled + 1 };
            best = best.min(bound);
        }
    }

    /// Takes the relaxation's prices where they are better; gives the bound.
    fn relax(&mut self) -> i128 {
        let before = self.bound();
        let most = self.members.iter().map(|member| member.worth).max().unwrap_or(1).max(1);
        let gains = self.members.iter().map(|member| relaxation::share(member.worth, most));
        let Some(Guess { prices, shares, work }) = relaxation::guess(gains.collect(), &self.rows()) else {
            return before;
        };
        let old: Vec<i128> = self.quotas.iter().chain(&self.caps).map(|limit| limit.price).collect();
        let (of_quotas, of_caps) = prices.split_at_checked(self.quotas.len()).unwrap_or_default();
        for (quota, price) in self.quotas.iter_mut().zip(of_quotas) {
            quota.price = relaxation::part_of(*price, SCALE * most);
        }
        for (cap, price) in self.caps.iter_mut().zip(of_caps) {
            cap.price = (relaxation::part_of(*price, SCALE * most) / cap.room.max(1)).min(SCALE);
        }
        self.charge();
        self.shares = shares;
        self.work += work;
        let after = self.bound();
        if after <= before {
            return after;
        }
        for (limit, price) in self.quotas.iter_mut().chain(&mut self.caps).zip(old) {
            limit.price = price;
        }
        self.charge();
        before
    }

    /// The limits as the relaxation takes them: quotas count items, caps are 1 each.
    fn rows(&self) -> Vec<Row> {
        let quotas = self.quotas.iter().map(|quota| Row {
            weights: quota.members.iter().map(|member| (*member, ONE)).collect(),
            room: i64::try_from(quota.room).unwrap_or(0).saturating_mul(ONE),
        });
        let weight = |member: usize, cap: &Limit| {
            let worth = self.members.get(member).map_or(0, |member| member.worth);
            relaxation::share(worth, cap.room)
        };
        let caps = self.caps.iter().map(|cap| Row {
            weights: cap.members.iter().map(|member| (*member, weight(*member, cap))).collect(),
            room: ONE,
        });
        quotas.chain(caps).collect()
    }

    /// Lets every quota ask as much as it can without raising the bound, so that what is left out shows how far it is from being
    /// chosen.
    pub(super) fn ask_most(&mut self) {
        for number in 0..self.quotas.len() {
            self.price_quota(number, &|_, last_in| last_in);
        }
    }

    /// A price at which just as many members want to be chosen as the quota has room for: it lies between what the first one left
    /// out and the last one chosen would pay.
    fn price_quota(&mut self, number: usize, between: &dyn Fn(i128, i128) -> i128) {
        let Some(quota) = self.quotas.get_mut(number) else { return };
        let members = quota.members.iter().filter_map(|member| self.members.get(*member));
        let mut wishes: Vec<i128> = members.map(|member| member.surplus() + quota.price).collect();
        sort::by(&mut wishes, |a, b| b.cmp(a));
        let room = usize::try_from(quota.room).unwrap_or(usize::MAX);
        let wish = |position: usize| wishes.get(position).copied().unwrap_or(0).max(0);
        let first_out = wish(room);
        let last_in = room.checked_sub(1).map_or(first_out, wish);
        let price = between(first_out, last_in);
        for_each(&mut self.members, &quota.members, |member| member.toll += price - quota.price);
        quota.price = price;
    }

    /// The price at which the members want to pay just as much as the cap has room for.
    fn price_cap(&mut self, number: usize) {
        let Some(cap) = self.caps.get_mut(number) else { return };
        // Up to which price each member still pays, and how much.
        let mut wishes: Vec<(i128, i128)> = Vec::with_capacity(cap.members.len());
        let mut wanted = 0;
        for member in cap.members.iter().filter_map(|member| self.members.get(*member)) {
            let toll = if member.is_open { member.toll } else { 0 };
            let until = SCALE - (member.cut - cap.price) - (toll + member.worth - 1) / member.worth.max(1);
            if until > 0 && member.worth > 0 {
                wishes.push((until, member.worth));
                wanted += member.worth;
            }
        }
        sort::by(&mut wishes, Ord::cmp);
        let mut price = 0;
        for (until, worth) in wishes {
            if wanted <= cap.room {
                break;
            }
            price = until;
            wanted -= worth;
        }
        for_each(&mut self.members, &cap.members, |member| member.cut += price - cap.price);
        cap.price = price;
    }

    /// The open items in the order in which to take them for a good choice: first those that the relaxation chooses.
    pub(super) fn preferred(&self) -> Vec<usize> {
        let rank = |place: usize, member: &Member| (-self.share(place) >> 16, -member.surplus(), -member.gain());
        self.ordered(&rank)
    }

    /// The open items in the order in which to decide them: first those of which the relaxation chooses a part, by what is at stake.
    pub(super) fn doubtful(&self) -> Vec<usize> {
        let rank = |place: usize, member: &Member| {
            let share = self.share(place);
            let doubt = share.min(ONE - share);
            let stake = if doubt < ONE >> 16 { 0 } else { member.worth * i128::from(doubt) };
            (-stake, -member.worth)
        };
        self.ordered(&rank)
    }

    fn share(&self, place: usize) -> i64 {
        self.shares.get(place).copied().unwrap_or(0)
    }

    fn ordered<K: Ord>(&self, rank: &dyn Fn(usize, &Member) -> K) -> Vec<usize> {
        let open = self.members.iter().enumerate().filter(|(_, member)| member.is_open);
        let mut order: Vec<(K, usize)> = open.map(|(place, member)| (rank(place, member), member.item)).collect();
        sort::by(&mut order, Ord::cmp);
        order.into_iter().map(|(_, item)| item).collect()
    }

    /// For each open item whether it is chosen where the bound is reached, and by how much less the bound is otherwise, in
    /// units of 1/[`SCALE`].
    pub(super) fn leanings(&self) -> Vec<(usize, bool, i128)> {
        let open = self.members.iter().filter(|member| member.is_open);
        open.map(|member| (member.item, member.surplus() > 0, member.surplus().abs())).collect()
    }

    /// The proof of the bound: the prices that are not 0.
    pub(super) fn proof(&self) -> Proof {
        let of = |limits: &[Limit]| {
            let priced = limits.iter().filter(|limit| limit.price != 0);
            priced.map(|limit| (limit.number, limit.price)).collect()
        };
        Proof::Prices { scale: SCALE, quotas: of(&self.quotas), caps: of(&self.caps) }
    }

    /// Keeps the prices for parts of this part.
    pub(super) fn keep(&self, prices: &mut Prices) {
        for (limits, kept) in [(&self.quotas, &mut prices.quotas), (&self.caps, &mut prices.caps)] {
            for limit in limits {
                kept.get_mut(limit.number).into_iter().for_each(|kept| *kept = limit.price);
            }
        }
    }
}

fn for_each(members: &mut [Member], places: &[usize], mut change: impl FnMut(&mut Member)) {
    for place in places {
        members.get_mut(*place).into_iter().for_each(&mut change);
    }
}
