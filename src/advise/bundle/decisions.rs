//! What has been decided about the items of a problem, what follows from it, and into which parts the rest falls.
//!
//! Decisions stand in a row and are taken back from its end. Must never: let a quota be exceeded by what follows; leave out a
//! limit that can still bind.

use super::prices::Part;
use super::problem::{Cap, Places, Problem, State};
use crate::engine::sort;

/// The decisions on a problem.
#[derive(Clone, Debug)]
pub(super) struct Decisions<'p> {
    pub(super) problem: &'p Problem,
    states: Vec<State>,
    /// What has been decided, in order.
    trail: Vec<usize>,
    quotas_of: Vec<Vec<usize>>,
    caps_of: Vec<Vec<usize>>,
    /// The items whose worth each item changes.
    dependents: Vec<Vec<usize>>,
    /// How many members of each quota are taken, and open.
    counts: Vec<(usize, usize)>,
}

/// How full a quota is.
#[derive(Clone, Copy)]
struct Fill {
    taken: usize,
    open: usize,
    at_most: usize,
}

impl Fill {
    fn is_full(self) -> bool {
        self.taken >= self.at_most
    }

    /// Whether all open members can be taken.
    fn is_slack(self) -> bool {
        self.taken + self.open <= self.at_most
    }
}

impl<'p> Decisions<'p> {
    /// Nothing decided yet.
    pub(super) fn new(problem: &'p Problem) -> Decisions<'p> {
        let count = problem.items.len();
        Decisions {
            states: vec![State::Open; count],
            trail: Vec::new(),
            quotas_of: turned(count, problem.quotas.iter().map(|quota| &quota.items)),
            caps_of: turned(count, problem.caps.iter().map(|cap| &cap.items)),
            dependents: turned(count, problem.items.iter().map(|item| &item.depends_on)),
            counts: problem.quotas.iter().map(|quota| (0, quota.items.len())).collect(),
            problem,
        }
    }

    pub(super) fn states(&self) -> &[State] {
        &self.states
    }

    pub(super) fn state(&self, item: usize) -> State {
        self.states.get(item).copied().unwrap_or(State::Left)
    }

    /// How many decisions there are.
    pub(super) fn len(&self) -> usize {
        self.trail.len()
    }

    /// Decides an item that is open.
    pub(super) fn decide(&mut self, item: usize, state: State) {
        if self.state(item) == State::Open && state != State::Open {
            self.put(item, state);
            self.trail.push(item);
        }
    }

    /// Takes back all decisions beyond the first so many.
    pub(super) fn undo_to(&mut self, length: usize) {
        while self.trail.len() > length
            && let Some(item) = self.trail.pop()
        {
            self.put(item, State::Open);
        }
    }

    /// Changes a state, and the counts with it.
    fn put(&mut self, item: usize, state: State) {
        let Some(place) = self.states.get_mut(item) else { return };
        let before = std::mem::replace(place, state);
        for quota in self.quotas_of.get(item).into_iter().flatten() {
            if let Some((taken, open)) = self.counts.get_mut(*quota) {
                *taken = *taken + usize::from(state == State::Taken) - usize::from(before == State::Taken);
                *open = *open + usize::from(state == State::Open) - usize::from(before == State::Open);
            }
        }
    }

    fn fill(&self, quota: usize) -> Fill {
        let (taken, open) = self.counts.get(quota).copied().unwrap_or((0, 0));
        Fill { taken, open, at_most: self.problem.quotas.get(quota).map_or(usize::MAX, |quota| quota.at_most) }
    }

    fn quotas_of(&self, item: usize) -> &[usize] {
        self.quotas_of.get(item).map_or(&[], Vec::as_slice)
    }

    /// The most an item can be worth.
    pub(super) fn worth(&self, item: usize) -> i128 {
        self.problem.items.get(item).map_or(0, |found| found.worth(&self.states))
    }

    /// Whether the choice of this item can change what another one is worth.
    pub(super) fn matters(&self, item: usize) -> bool {
        self.dependents.get(item).is_some_and(|items| items.iter().any(|other| self.state(*other) != State::Left))
    }

    /// The quotas that have no room for this item.
    pub(super) fn full_quotas(&self, item: usize) -> impl Iterator<Item = usize> {
        self.quotas_of(item).iter().copied().filter(|quota| self.fill(*quota).is_full())
    }

    /// Leaves what a full quota excludes, and takes what nothing can speak against.
    pub(super) fn settle(&mut self, items: &[usize]) {
        loop {
            let before = self.trail.len();
            for item in items.iter().copied() {
                if self.state(item) != State::Open {
                    continue;
                }
                if self.full_quotas(item).next().is_some() {
                    self.decide(item, State::Left);
                } else if !self.matters(item) && self.quotas_of(item).iter().all(|quota| self.fill(*quota).is_slack()) {
                    self.decide(item, State::Taken);
                }
            }
            if self.trail.len() == before {
                return;
            }
        }
    }

    /// Takes open items in this order, as far as quotas allow, and leaves the others.
    pub(super) fn take_in_order(&mut self, items: &[usize]) {
        for item in items {
            let is_full = self.full_quotas(*item).next().is_some();
            self.decide(*item, if is_full { State::Left } else { State::Taken });
        }
    }

    /// The parts into which items fall that hang together by no limit that can bind.
    pub(super) fn parts(&self, items: &[usize]) -> Vec<Part> {
        let here: Vec<usize> = items.iter().copied().filter(|item| self.state(*item) != State::Left).collect();
        let mut sets = Sets { heads: (0..here.len()).collect() };
        let places = Places::of(self.states.len(), &here);
        let place_of = |item: &usize| places.get(*item);
        let quotas = self.binding(&here, &self.quotas_of, &|quota| !self.fill(quota).is_slack());
        let caps =
            self.binding(&here, &self.caps_of, &|cap| self.problem.caps.get(cap).is_some_and(|cap| self.can_bind(cap)));
        for (quota, _) in &quotas {
            let members = self.problem.quotas.get(*quota).into_iter().flat_map(|quota| &quota.items);
            sets.join_all(members.filter(|item| self.state(**item) == State::Open).filter_map(place_of));
        }
        for (cap, _) in &caps {
            sets.join_all(self.problem.caps.get(*cap).into_iter().flat_map(|cap| &cap.items).filter_map(place_of));
        }
        for item in &here {
            let on = self.problem.items.get(*item).into_iter().flat_map(|found| &found.depends_on);
            let open = on.filter(|on| self.state(**on) == State::Open);
            sets.join_all(open.chain(std::iter::once(item)).filter_map(place_of));
        }
        let mut parts: Vec<Part> = Vec::new();
        let mut part_of: Vec<Option<usize>> = vec![None; here.len()];
        for (place, item) in here.iter().enumerate() {
            let Some(part) = part_of.get_mut(sets.head_of(place)) else { continue };
            let number = *part.get_or_insert(parts.len());
            if number == parts.len() {
                parts.push(Part::default());
            }
            parts.get_mut(number).into_iter().for_each(|part| part.items.push(*item));
        }
        let mut number_of = |place: usize| part_of.get(sets.head_of(place)).copied().flatten();
        for (quota, place) in quotas {
            let part = number_of(place).and_then(|number| parts.get_mut(number));
            part.into_iter().for_each(|part| part.quotas.push(quota));
        }
        for (cap, place) in caps {
            let part = number_of(place).and_then(|number| parts.get_mut(number));
            part.into_iter().for_each(|part| part.caps.push(cap));
        }
        parts
    }

    /// The limits of these items that can bind, ascending, each with the place of one of its members; of a quota, of an open one.
    fn binding(&self, items: &[usize], limits_of: &[Vec<usize>], binds: &dyn Fn(usize) -> bool) -> Vec<(usize, usize)> {
        let is_quota = std::ptr::eq(limits_of, self.quotas_of.as_slice());
        let mut found: Vec<(usize, usize)> = Vec::new();
        for (place, item) in items.iter().enumerate() {
            if !is_quota || self.state(*item) == State::Open {
                found.extend(limits_of.get(*item).into_iter().flatten().map(|limit| (*limit, place)));
            }
        }
        sort::by(&mut found, Ord::cmp);
        found.dedup_by_key(|(limit, _)| *limit);
        found.retain(|(limit, _)| binds(*limit));
        found
    }

    /// Whether the members of a cap can be worth more than it pays.
    fn can_bind(&self, cap: &Cap) -> bool {
        let there = || cap.items.iter().copied().filter(|item| self.state(*item) != State::Left);
        let wanted: i128 = there().map(|item| self.worth(item)).sum();
        if wanted <= cap.most {
            return false;
        }
        // Of the open members that share a quota only the best fit into it.
        let mut free = 0;
        let mut crowded: Vec<(usize, i128)> = Vec::new();
        for item in there() {
            match self.tightest_quota(item, cap) {
                Some(quota) => crowded.push((quota, self.worth(item))),
                None => free += self.worth(item),
            }
        }
        sort::by(&mut crowded, |(a, x), (b, y)| a.cmp(b).then(y.cmp(x)));
        let (mut last, mut count) = (None, 0);
        for (quota, worth) in crowded {
            count = if last == Some(quota) { count + 1 } else { 1 };
            last = Some(quota);
            let fill = self.fill(quota);
            if count <= fill.at_most.saturating_sub(fill.taken) {
                free += worth;
            }
        }
        free > cap.most
    }

    /// The quota of an open item that leaves out most of the cap's members.
    fn tightest_quota(&self, item: usize, cap: &Cap) -> Option<usize> {
        let quotas = if self.state(item) == State::Open { self.quotas_of(item) } else { &[] };
        let excess = |quota: &usize| {
            let fill = self.fill(*quota);
            let members = self.problem.quotas.get(*quota).into_iter().flat_map(|quota| &quota.items);
            let open =
                members.filter(|item| self.state(**item) == State::Open && cap.items.binary_search(item).is_ok());
            open.count().saturating_sub(fill.at_most.saturating_sub(fill.taken))
        };
        let best = quotas.iter().map(|quota| (excess(quota), *quota)).max_by_key(|(excess, _)| *excess);
        best.filter(|(excess, _)| *excess > 0).map(|(_, quota)| quota)
    }
}

/// For each of so many items the sets it is in.
fn turned<'s>(count: usize, sets: impl Iterator<Item = &'s Vec<usize>>) -> Vec<Vec<usize>> {
    let mut sets_of = vec![Vec::new(); count];
    for (number, set) in sets.enumerate() {
        for item in set {
            sets_of.get_mut(*item).into_iter().for_each(|sets: &mut Vec<usize>| sets.push(number));
        }
    }
    sets_of
}

/// Places that belong together.
struct Sets {
    heads: Vec<usize>,
}

impl Sets {
    fn head_of(&mut self, mut place: usize) -> usize {
        while let Some(head) = self.heads.get(place).copied()
            && head != place
        {
            let above = self.heads.get(head).copied().unwrap_or(head);
            self.heads.get_mut(place).into_iter().for_each(|head| *head = above);
            place = above;
        }
        place
    }

    fn join_all(&mut self, places: impl Iterator<Item = usize>) {
        let mut first = None;
        for place in places {
            let head = self.head_of(place);
            let joined = first.map_or(head, |first| self.head_of(first)).min(head);
            let other = first.map_or(head, |first| self.head_of(first)).max(head);
            self.heads.get_mut(other).into_iter().for_each(|head| *head = joined);
            first = Some(joined);
        }
    }
}
