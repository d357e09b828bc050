//! Branch and bound: the best choice of a problem, with the proof that it is.
//!
//! A problem falls into parts that share no limit; each is solved by itself. A part whose bound ([`super::prices`]) no choice has
//! reached yet loses the items that cannot be otherwise, and is then split by one item: with it, and without it, after which it
//! often falls apart again. Must never: give a choice that a quota forbids; call a choice the best while its bound is higher.

use super::decisions::Decisions;
use super::fraction::{Direction, Fraction};
use super::payments::{self, Payments};
use super::prices::{Market, Part, Prices, SCALE};
use super::problem::{Cap, Choice, Places, Problem, State};
use super::proof::Proof;
use crate::engine::sort;

/// How many decisions may stand behind each other; they cost stack.
const DEEPEST: usize = 250;
/// What a part costs besides for each item, in numbers computed.
const WORK_OF_PART: u64 = 100;

/// What a search has found.
#[derive(Clone, Debug)]
pub(super) struct Solved {
    /// The best choice found; `None` where none is better than what was asked for.
    pub(super) found: Option<Choice>,
    /// No choice comes to more, or to more than what was asked for.
    pub(super) bound: Fraction,
    /// Why.
    pub(super) proof: Proof,
}

/// A problem being searched.
pub(super) struct Search<'p> {
    pub(super) decisions: Decisions<'p>,
    pub(super) prices: Prices,
    /// How many parts have been split.
    pub(super) splits: usize,
    /// How much work has been done: about how many numbers have been computed.
    pub(super) work: u64,
    /// How much may be; a search that needs more gives the best it has found, and a bound that may be higher.
    pub(super) limit: u64,
    depth: usize,
}

/// A part while it is being solved. INVARIANT: where `found` is `None` nothing has been tried yet.
struct Progress {
    part: Part,
    found: Option<Choice>,
    bound: Fraction,
    proof: Proof,
    /// Open items in the order in which to decide them.
    doubtful: Vec<usize>,
    /// See [`Market::leanings`].
    leanings: Vec<(usize, bool, i128)>,
}

impl Progress {
    fn is_solved(&self) -> bool {
        self.found.as_ref().is_some_and(|found| found.total >= self.bound)
    }
}

impl<'p> Search<'p> {
    pub(super) fn new(problem: &'p Problem) -> Search<'p> {
        let prices = Prices { quotas: vec![0; problem.quotas.len()], caps: vec![0; problem.caps.len()] };
        Search { decisions: Decisions::new(problem), prices, splits: 0, work: 0, limit: u64::MAX, depth: 0 }
    }

    /// The best choice of all.
    pub(super) fn solve(&mut self) -> Solved {
        let everything: Vec<usize> = (0..self.decisions.problem.items.len()).collect();
        self.best_of(&everything, None)
    }

    /// The best choice among these items, for what has been decided, if it comes to more than `floor`.
    pub(super) fn best_of(&mut self, items: &[usize], floor: Option<Fraction>) -> Solved {
        let before = self.decisions.len();
        self.decisions.settle(items);
        let mut parts: Vec<Progress> = Vec::new();
        for part in self.decisions.parts(items) {
            parts.push(self.begin(part));
        }
        for round in [Search::improve, Search::finish] {
            for number in 0..parts.len() {
                let rest = Fraction::sum(parts.iter().map(|part| part.bound), Direction::Up);
                if floor.is_some_and(|floor| rest <= floor) {
                    break;
                }
                let Some(part) = parts.get_mut(number).filter(|part| !part.is_solved()) else { continue };
                let others = rest.minus(part.bound, Direction::Up);
                round(self, part, floor.map(|floor| floor.minus(others, Direction::Down)));
            }
        }
        self.decisions.undo_to(before);
        conclude(parts, floor)
    }

    /// A first bound for a part; if everything in it is decided, what it pays.
    fn begin(&mut self, part: Part) -> Progress {
        let is_decided = part.items.iter().all(|item| self.decisions.state(*item) == State::Taken);
        let market = Market::new(self.decisions.problem, self.decisions.states(), &part, &self.prices);
        let mut progress = Progress {
            found: None,
            bound: Fraction::new(market.bound(), SCALE),
            proof: market.proof(),
            doubtful: Vec::new(),
            leanings: Vec::new(),
            part,
        };
        if is_decided {
            let Payments { total, prices, scale, .. } = self.pay(&progress.part.items, &progress.part.caps, true);
            if let Some(prices) = prices {
                let caps = progress.part.caps.iter().copied().zip(prices).filter(|(_, price)| *price != 0);
                progress.proof = Proof::Prices { scale, quotas: Vec::new(), caps: caps.collect() };
                progress.bound = total;
            }
            progress.found = Some(Choice { items: progress.part.items.clone(), total });
        }
        progress
    }

    /// The bound of a part, and for each open item how it leans there.
    pub(super) fn outlook(&mut self, part: &Part) -> (Fraction, Vec<(usize, bool, i128)>) {
        let mut market = Market::new(self.decisions.problem, self.decisions.states(), part, &self.prices);
        market.improve(None);
        market.keep(&mut self.prices);
        self.work += market.work;
        market.ask_most();
        (Fraction::new(market.bound(), SCALE), market.leanings())
    }

    /// A better bound and a first choice for a part that has to come to more than `needed`.
    fn improve(&mut self, progress: &mut Progress, needed: Option<Fraction>) {
        if progress.found.is_some() {
            return;
        }
        let mut market = Market::new(self.decisions.problem, self.decisions.states(), &progress.part, &self.prices);
        market.improve(needed);
        market.keep(&mut self.prices);
        self.work += market.work + WORK_OF_PART * progress.part.items.len() as u64;
        progress.bound = Fraction::new(market.bound(), SCALE);
        progress.proof = market.proof();
        progress.doubtful = market.doubtful();
        progress.leanings = market.leanings();
        if needed.is_some_and(|needed| progress.bound <= needed) {
            return;
        }
        let mut found = self.choice_in_order(&progress.part, &market.preferred());
        if needed.is_none() {
            found = self.exchanged(&progress.part, found);
        }
        progress.found = Some(found);
    }

    /// Solves a part that has to come to more than `needed`.
    fn finish(&mut self, progress: &mut Progress, needed: Option<Fraction>) {
        let value = progress.found.as_ref().map(|found| found.total);
        let Some(floor) = value.max(needed).filter(|_| self.work < self.limit && self.depth < DEEPEST) else { return };
        self.depth += 1;
        let solved = self.fix(progress, floor);
        self.depth -= 1;
        if let Some(solved) = solved {
            if solved.bound < progress.bound {
                (progress.bound, progress.proof) = (solved.bound, solved.proof);
            }
            if let Some(better) = solved.found {
                progress.found = Some(better);
            }
        }
    }

    /// Decides the items that cannot be otherwise if anything is to come to more than the floor, then the others.
    fn fix(&mut self, progress: &Progress, floor: Fraction) -> Option<Solved> {
        let spare = progress.bound.minus(floor, Direction::Up);
        let leanings = progress.leanings.iter();
        let fixed = leanings
            .filter(|(_, _, loss)| Fraction::new(*loss, SCALE) >= spare)
            .map(|(item, taken, _)| (*item, *taken));
        let mut fixed: Vec<(usize, bool)> = fixed.collect();
        if fixed.is_empty() {
            return self.split(progress, floor);
        }
        let before = self.decisions.len();
        let decided = self.decide_all(&fixed);
        let rest = if decided < fixed.len() {
            // One that has to be taken finds its quota full: left, it makes the prices' bound too low, too.
            fixed.truncate(decided);
            Solved { found: None, bound: floor, proof: progress.proof.clone() }
        } else {
            self.best_of(&progress.part.items, Some(floor))
        };
        self.decisions.undo_to(before);
        let proof = Proof::Fixed { items: fixed, prices: Box::new(progress.proof.clone()), rest: Box::new(rest.proof) };
        Some(Solved { found: rest.found, bound: rest.bound.max(floor), proof })
    }

    /// Decides items as long as quotas have room for those that are taken; gives how many were decided.
    fn decide_all(&mut self, items: &[(usize, bool)]) -> usize {
        for (number, (item, is_taken)) in items.iter().enumerate() {
            if *is_taken && self.decisions.full_quotas(*item).next().is_some() {
                return number;
            }
            self.decisions.decide(*item, if *is_taken { State::Taken } else { State::Left });
        }
        items.len()
    }

    /// Decides one item both ways: first one that changes what others are worth.
    fn split(&mut self, progress: &Progress, floor: Fraction) -> Option<Solved> {
        let open = || progress.doubtful.iter().copied();
        let item = open().find(|item| self.decisions.matters(*item)).or_else(|| open().next())?;
        self.splits += 1;
        let mut solve = |state, floor| {
            let before = self.decisions.len();
            self.decisions.decide(item, state);
            let solved = self.best_of(&progress.part.items, Some(floor));
            self.decisions.undo_to(before);
            solved
        };
        let taken = solve(State::Taken, floor);
        let left = solve(State::Left, taken.found.as_ref().map_or(floor, |found| found.total));
        Some(Solved {
            found: left.found.or(taken.found),
            bound: taken.bound.max(left.bound),
            proof: Proof::Split { item, taken: Box::new(taken.proof), left: Box::new(left.proof) },
        })
    }

    /// The choice that takes open items in this order, as far as quotas allow, paid in order.
    pub(super) fn choice_in_order(&mut self, part: &Part, order: &[usize]) -> Choice {
        let before = self.decisions.len();
        self.decisions.take_in_order(order);
        let taken = part.items.iter().copied().filter(|item| self.decisions.state(*item) == State::Taken);
        let items: Vec<usize> = taken.collect();
        let total = self.pay(&items, &part.caps, false).total;
        self.decisions.undo_to(before);
        Choice { items, total }
    }

    /// A choice that no longer gets better by taking one more item in exchange for what it excludes, tried once for each.
    fn exchanged(&mut self, part: &Part, mut best: Choice) -> Choice {
        let open = part.items.iter().copied().filter(|item| self.decisions.state(*item) == State::Open);
        let mut order: Vec<usize> = open.collect();
        sort::by_key(&mut order, |item| std::cmp::Reverse(self.decisions.worth(*item)));
        for item in order.clone() {
            if best.items.binary_search(&item).is_err() {
                let next = self.with(part, item, &best, &order);
                if next.total > best.total {
                    best = next;
                }
            }
        }
        best
    }

    /// The choice with this item and with as much of another choice as still fits; then others in this order.
    pub(super) fn with(&mut self, part: &Part, item: usize, choice: &Choice, order: &[usize]) -> Choice {
        let places = Places::of(self.decisions.states().len(), &choice.items);
        let is_chosen = |other: &&usize| places.get(**other).is_some();
        let chosen = order.iter().filter(is_chosen);
        let others = order.iter().filter(|other| !is_chosen(other));
        let order: Vec<usize> = std::iter::once(&item).chain(chosen).chain(others).copied().collect();
        self.choice_in_order(part, &order)
    }

    /// What chosen items are paid under these caps: the most there is, or what paying in order gives.
    pub(super) fn pay(&self, items: &[usize], caps: &[usize], exactly: bool) -> Payments {
        let worths: Vec<i128> = items.iter().map(|item| self.decisions.worth(*item)).collect();
        let places = Places::of(self.decisions.states().len(), items);
        let worth = |place: usize| worths.get(place).copied().unwrap_or(0);
        let members = |cap: &Cap| {
            let members = || cap.items.iter().filter_map(|item| places.get(*item));
            // A cap that these items cannot fill holds none of them: most caps are such.
            if members().map(worth).sum::<i128>() <= cap.most { Vec::new() } else { members().collect() }
        };
        let caps = caps.iter().filter_map(|cap| self.decisions.problem.caps.get(*cap));
        let caps: Vec<(i128, Vec<usize>)> = caps.map(|cap| (cap.most, members(cap))).collect();
        if exactly { payments::most(&worths, &caps) } else { payments::in_order(&worths, &caps) }
    }
}

/// What the parts come to together.
fn conclude(parts: Vec<Progress>, floor: Option<Fraction>) -> Solved {
    let bound = Fraction::sum(parts.iter().map(|part| part.bound), Direction::Up);
    let found: Option<Vec<&Choice>> = parts.iter().map(|part| part.found.as_ref()).collect();
    let found = found.map(|choices| {
        let mut items: Vec<usize> = choices.iter().flat_map(|choice| choice.items.iter().copied()).collect();
        sort::by_key(&mut items, |item| *item);
        Choice { items, total: Fraction::sum(choices.iter().map(|choice| choice.total), Direction::Down) }
    });
    let found = found.filter(|found| floor.is_none_or(|floor| found.total > floor));
    let proof = Proof::Parts(parts.into_iter().map(|part| (part.part.items, part.proof)).collect());
    Solved { found, bound, proof }
}
