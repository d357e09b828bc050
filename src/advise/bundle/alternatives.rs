//! The whole answer to a problem: the best choice, among equals the one that stands first in the items' order, and for every item
//! given up the best choice that would have had it.
//!
//! Must never: call two totals the same, or a difference exact, where a bound is still open.

use super::check;
use super::fraction::{Direction, Fraction};
use super::prices::{Part, Prices, SCALE};
use super::problem::{Choice, Problem, State};
use super::search::{Search, Solved};
use crate::engine::sort;

/// How much work an answer is worth, in about as many numbers computed: the same on every platform, whatever the time is.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// For the best choice. Whoever needs more gets the best that was found, and a bound that may be higher.
    pub(crate) best: u64,
    /// For all items given up together.
    pub(crate) given_up: u64,
}

impl Effort {
    /// For a page that waits.
    pub const QUICK: Effort = Effort { best: 50_000_000, given_up: 600_000 };
    /// For whoever has time.
    pub const THOROUGH: Effort = Effort { best: 2_000_000_000, given_up: 1_000_000_000 };
}

/// The answer to a problem.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) choice: Choice,
    /// What each chosen item is paid, in their order.
    pub(crate) payments: Vec<Fraction>,
    /// No choice comes to more: that is what the checker reads from the proof. `None` where it has not been shown.
    pub(crate) bound: Option<Fraction>,
    /// How often an item had to be decided both ways.
    pub(crate) splits: usize,
    /// In the items' order.
    pub(crate) given_up: Vec<GivenUp>,
}

/// An item that is not chosen although it is worth something.
#[derive(Clone, Debug)]
pub(crate) struct GivenUp {
    pub(crate) item: usize,
    /// What the best choice with it would be; `None` where a quota allows none of its members.
    pub(crate) with_it: Option<Exchange>,
}

/// How the best choice with an item differs from the best choice.
#[derive(Clone, Debug)]
pub(crate) struct Exchange {
    /// What it has instead, the item itself included.
    pub(crate) takes: Vec<usize>,
    /// What it does not have.
    pub(crate) leaves: Vec<usize>,
    /// How much less it comes to.
    pub(crate) loss: Fraction,
    /// Whether it is proved that no choice with the item comes to more.
    pub(crate) is_exact: bool,
}

/// Solves a problem.
pub(crate) fn answer(problem: &Problem, effort: Effort) -> Answer {
    let mut search = Search::new(problem);
    search.limit = effort.best;
    let Solved { found, proof, .. } = search.solve();
    let bound = check::bound(problem, &proof);
    let splits = search.splits;
    let is_proved = found.as_ref().is_some_and(|found| bound.is_some_and(|bound| found.total >= bound));
    let everything: Vec<usize> = (0..problem.items.len()).collect();
    search.decisions.settle(&everything);
    search.limit = search.work.saturating_add(effort.given_up);
    let impossible = everything.iter().copied().filter(|item| search.decisions.state(*item) == State::Left);
    let mut given_up: Vec<GivenUp> = impossible.map(|item| GivenUp { item, with_it: None }).collect();
    let mut items: Vec<usize> = Vec::new();
    let found = found.map(|found| found.items).unwrap_or_default();
    for part in search.decisions.parts(&everything) {
        let chosen = found.iter().copied().filter(|item| part.items.binary_search(item).is_ok()).collect();
        let (chosen, mut others) = Comparison::new(&mut search, &part, chosen, is_proved).compare();
        items.extend(chosen.items);
        given_up.append(&mut others);
    }
    sort::by_key(&mut items, |item| *item);
    sort::by_key(&mut given_up, |given_up| given_up.item);
    let (payments, total) = paid(problem, &items);
    Answer { choice: Choice { items, total }, payments, bound, splits, given_up }
}

/// What each item of a choice is paid, and their sum.
pub(crate) fn paid(problem: &Problem, items: &[usize]) -> (Vec<Fraction>, Fraction) {
    let mut search = Search::new(problem);
    for item in 0..problem.items.len() {
        let is_chosen = items.binary_search(&item).is_ok();
        search.decisions.decide(item, if is_chosen { State::Taken } else { State::Left });
    }
    let caps: Vec<usize> = (0..problem.caps.len()).collect();
    let payments = search.pay(items, &caps, true);
    (payments.amounts, payments.total)
}

/// One part of a problem and its best choice, to be compared with others.
struct Comparison<'s, 'p> {
    search: &'s mut Search<'p>,
    /// The prices at which the part's bound is reached.
    prices: Prices,
    part: &'s Part,
    best: Choice,
    /// Whether nothing is better.
    is_proved: bool,
    /// The open items, those worth most first.
    order: Vec<usize>,
}

impl<'s, 'p> Comparison<'s, 'p> {
    fn new(search: &'s mut Search<'p>, part: &'s Part, chosen: Vec<usize>, is_proved: bool) -> Self {
        let open = part.items.iter().copied().filter(|item| search.decisions.state(*item) == State::Open);
        let mut order: Vec<usize> = open.collect();
        sort::by_key(&mut order, |item| std::cmp::Reverse(search.decisions.worth(*item)));
        let best = Choice { items: chosen, total: Fraction::ZERO };
        let mut comparison = Comparison { prices: search.prices.clone(), search, part, best, is_proved, order };
        comparison.best = comparison.exactly(&comparison.best.items.clone());
        comparison
    }

    /// A set with its exact total; open items that it does not name are left.
    fn exactly(&mut self, items: &[usize]) -> Choice {
        let before = self.search.decisions.len();
        for item in &self.order {
            let is_chosen = items.binary_search(item).is_ok();
            self.search.decisions.decide(*item, if is_chosen { State::Taken } else { State::Left });
        }
        let total = self.search.pay(items, &self.part.caps, true).total;
        self.search.decisions.undo_to(before);
        Choice { items: items.to_vec(), total }
    }

    /// The best choice that comes first, and what it gives up.
    fn compare(mut self) -> (Choice, Vec<GivenUp>) {
        let mut others = self.others();
        let is_equal = |other: &Other| other.choice.total >= self.best.total;
        let equal: Vec<usize> = others.iter().filter(|other| is_equal(other)).map(|other| other.item).collect();
        if !equal.is_empty() {
            let before = self.best.clone();
            self.take_first(&[equal, before.items.clone()].concat());
            others.retain(|other| !contains(&self.best, other.item));
            let dropped = before.items.iter().filter(|item| !contains(&self.best, **item));
            others.extend(dropped.map(|item| Other { item: *item, choice: before.clone(), most: before.total }));
            others.iter_mut().for_each(|other| self.come_nearer(other));
        }
        let given_up = others.into_iter().map(|other| self.exchange(other)).collect();
        (self.best, given_up)
    }

    /// For every open item that is not chosen, the best choice with it.
    fn others(&mut self) -> Vec<Other> {
        if self.order.is_empty() {
            return Vec::new();
        }
        let (bound, leanings) = self.search.outlook(self.part);
        self.prices = self.search.prices.clone();
        let mut others = Vec::new();
        for (item, is_taken, loss) in leanings {
            if !contains(&self.best, item) {
                let loss = if is_taken { Fraction::ZERO } else { Fraction::new(loss, SCALE) };
                let most = bound.minus(loss, Direction::Up);
                let most = if self.is_proved { most.min(self.best.total) } else { most };
                let choice = self.search.with(self.part, item, &self.best, &self.order);
                others.push(Other { item, choice, most });
            }
        }
        // First whether any is as good, then how good they are, those worth most first.
        for other in &mut others {
            if other.most >= self.best.total {
                self.look_closer(other, self.just_below());
            }
        }
        sort::by_key(&mut others, |other| std::cmp::Reverse(self.search.decisions.worth(other.item)));
        for other in &mut others {
            self.look_closer(other, other.choice.total);
        }
        others
    }

    /// Looks for a better choice with an item, if there is one that comes to more than `floor`.
    fn look_closer(&mut self, other: &mut Other, floor: Fraction) {
        if other.is_exact() || self.search.work >= self.search.limit {
            return;
        }
        let solved = self.solve_with(other.item, floor);
        other.most = other.most.min(solved.bound.max(floor)).max(other.choice.total);
        if let Some(better) = solved.found.filter(|found| found.total > other.choice.total) {
            other.choice = better;
        }
    }

    /// The best choice with an item, for what has been decided, if it comes to more than `floor`.
    fn solve_with(&mut self, item: usize, floor: Fraction) -> Solved {
        let before = self.search.decisions.len();
        self.search.prices = self.prices.clone();
        self.search.decisions.decide(item, State::Taken);
        let solved = self.search.best_of(&self.part.items, Some(floor));
        self.search.decisions.undo_to(before);
        solved
    }

    /// What an equally good choice comes to more than.
    fn just_below(&self) -> Fraction {
        self.best.total.minus(Fraction::whole(1), Direction::Down)
    }

    /// Goes through the items in their order and keeps each that an equally good choice has, together with those kept before.
    /// `equal` are the items that some equally good choice has.
    fn take_first(&mut self, equal: &[usize]) {
        let before = self.search.decisions.len();
        let mut items = self.order.clone();
        sort::by_key(&mut items, |item| *item);
        for item in items {
            let is_full = self.search.decisions.full_quotas(item).next().is_some();
            if !contains(&self.best, item) && equal.contains(&item) && !is_full {
                let found = self.solve_with(item, self.just_below()).found;
                if let Some(found) = found.filter(|found| found.total >= self.best.total) {
                    self.best = found;
                }
            }
            let is_chosen = contains(&self.best, item);
            self.search.decisions.decide(item, if is_chosen { State::Taken } else { State::Left });
        }
        self.search.decisions.undo_to(before);
    }

    /// Of equally good choices with an item takes the one that differs least from the best, if it is easily found.
    fn come_nearer(&mut self, other: &mut Other) {
        let near = self.search.with(self.part, other.item, &self.best, &self.order);
        if near.total >= other.choice.total {
            other.choice = near;
        }
    }

    /// How a choice with an item differs from the best.
    fn exchange(&self, other: Other) -> GivenUp {
        let is_exact = other.is_exact();
        let choice = other.choice;
        let without = |these: &Choice, those: &Choice| {
            these.items.iter().copied().filter(|item| !contains(those, *item)).collect()
        };
        let with_it = Exchange {
            takes: without(&choice, &self.best),
            leaves: without(&self.best, &choice),
            loss: self.best.total.minus(choice.total, Direction::Up).max(Fraction::ZERO),
            is_exact,
        };
        GivenUp { item: other.item, with_it: Some(with_it) }
    }
}

/// The best choice found with an item, and what no choice with it surpasses.
struct Other {
    item: usize,
    choice: Choice,
    most: Fraction,
}

impl Other {
    fn is_exact(&self) -> bool {
        self.choice.total >= self.most
    }
}

fn contains(choice: &Choice, item: usize) -> bool {
    choice.items.binary_search(&item).is_ok()
}
