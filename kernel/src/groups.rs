//! Groups of conditions: what their parts make of them, all in one pass or only where something has changed.
//!
//! Each group keeps count of its parts, see [`Counts`]: a part that holds counts nothing in a group of which all must hold, and one that
//! fails nothing where any may. So everything is settled by going through the other parts alone, and a part that
//! changes is one addition for each of its groups.

use super::Node;
use super::links::Links;
use super::state::{Counted, Counts, State};
use std::ops::Range;

/// How a group's parts make up its truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// All of them hold.
    All,
    /// One of them holds.
    Any,
    /// Its only part does not hold.
    Not,
    /// So many of them hold.
    AtLeast(u32),
    /// Its only part answers a judge.
    Answered,
}

/// How a group counts its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counting {
    /// As they are.
    Plainly,
    /// By their opposites: not all of these hold where any of the parts does.
    Opposites,
    /// Not at all: it goes through them.
    None,
}

/// The groups of a catalog.
#[derive(Debug)]
pub struct Groups {
    leaves: usize,
    kinds: Vec<Kind>,
    /// The parts of each group.
    parts: Links,
    /// The groups that count each node plainly, that count its opposite, and that do not count.
    plainly: Links,
    opposites: Links,
    uncounted: Links,
    /// All groups, those that are alike and next to each other together.
    alike: Vec<Alike>,
}

/// Groups that are made the same way, none a part of another.
#[derive(Debug)]
struct Alike {
    kind: Kind,
    counting: Counting,
    groups: Range<usize>,
    /// Whether they are parts of others.
    are_parts: bool,
}

/// The counts of all groups, for one company.
#[derive(Clone, Debug)]
pub struct Sums {
    counts: Vec<Counts>,
    /// Groups that have to be looked at again, one bit each.
    dirty: Vec<u64>,
}

/// A node that is another one than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which one.
    pub node: Node,
    /// What was known of it.
    pub before: State,
    /// What is.
    pub after: State,
}

impl Groups {
    /// Groups that are numbered after so many leaves. `parts` must lead to smaller nodes than the group's own. Those of one kind are
    /// fastest next to each other, apart from those that are parts of others.
    pub fn new(leaves: usize, kinds: Vec<Kind>, parts: Links) -> Groups {
        let parents = |wanted: Counting| {
            Links::new(leaves + kinds.len(), &|tell| {
                for (group, kind) in kinds.iter().enumerate() {
                    let parts = parts.of(group);
                    if counting(*kind, parts) == wanted {
                        parts.iter().for_each(|part| tell(*part as usize, group as u32));
                    }
                }
            })
        };
        let [plainly, opposites, uncounted] = [Counting::Plainly, Counting::Opposites, Counting::None].map(parents);
        let mut groups = Groups { leaves, kinds, parts, plainly, opposites, uncounted, alike: Vec::new() };
        groups.alike = groups.found_alike();
        groups
    }

    fn found_alike(&self) -> Vec<Alike> {
        let mut found: Vec<Alike> = Vec::new();
        for (group, kind) in self.kinds.iter().enumerate() {
            let parts = self.parts.of(group);
            let counting = counting(*kind, parts);
            let node = self.leaves + group;
            let are_parts =
                [&self.plainly, &self.opposites, &self.uncounted].iter().any(|links| !links.of(node).is_empty());
            match found.last_mut() {
                Some(last)
                    if (last.kind, last.counting, last.are_parts) == (*kind, counting, are_parts)
                        && parts.iter().all(|part| (*part as usize) < self.leaves + last.groups.start) =>
                {
                    last.groups.end = group + 1;
                }
                _ => found.push(Alike { kind: *kind, counting, groups: group..group + 1, are_parts }),
            }
        }
        found
    }

    /// How many leaves and groups there are.
    pub fn node_count(&self) -> usize {
        self.leaves + self.kinds.len()
    }

    /// How a group combines its parts, and which these are; nothing for a leaf.
    pub fn group(&self, node: Node) -> Option<(Kind, &[Node])> {
        let group = (node as usize).checked_sub(self.leaves)?;
        Some((*self.kinds.get(group)?, self.parts.of(group)))
    }

    /// Nothing is counted yet.
    pub fn nothing(&self) -> Sums {
        Sums { counts: vec![Counts::NONE; self.kinds.len()], dirty: vec![0; self.kinds.len().div_ceil(64)] }
    }

    /// Writes the states of all groups behind those of the leaves.
    #[inline(never)]
    pub fn settle(&self, states: &mut [State], sums: &mut Sums) {
        sums.counts.fill(Counts::NONE);
        self.count(0..self.leaves, states, sums);
        for Alike { kind, counting, groups, are_parts } in &self.alike {
            let Some((before, here)) = states.split_at_mut_checked(self.leaves + groups.start) else { return };
            let counts = sums.counts.get(groups.clone()).unwrap_or_default();
            match (counting, kind) {
                (Counting::None, _) => {
                    for (group, slot) in groups.clone().zip(here) {
                        *slot = combined(*kind, self.parts.of(group), before);
                    }
                }
                (_, Kind::All) => counts.iter().zip(here).for_each(|(counts, slot)| *slot = counts.all()),
                (_, Kind::Any) => counts.iter().zip(here).for_each(|(counts, slot)| *slot = counts.not_all()),
                _ => counts.iter().zip(here).for_each(|(counts, slot)| *slot = made(*kind, *counts)),
            }
            if *are_parts {
                self.count(self.leaves + groups.start..self.leaves + groups.end, states, sums);
            }
        }
    }

    /// Counts some nodes where they are parts.
    #[inline(never)]
    fn count(&self, nodes: Range<usize>, states: &[State], sums: &mut Sums) {
        let mut from = nodes.start;
        // Tests of one fact stand in the order of their constants, so most have the state of the one before.
        while let Some((state, rest)) = states.get(from..nodes.end).and_then(<[State]>::split_first) {
            let to = from + 1 + rest.iter().position(|other| other != state).unwrap_or(rest.len());
            for (links, counts) in [(&self.plainly, Counts::of(*state)), (&self.opposites, Counts::of(state.negated()))]
            {
                if counts != Counts::NONE {
                    for group in links.of_all(from..to) {
                        if let Some(sum) = sums.counts.get_mut(*group as usize) {
                            sum.add(counts);
                        }
                    }
                }
            }
            from = to;
        }
    }

    /// Looks again at what hangs on nodes that have changed, and appends the groups that have.
    #[inline(never)]
    pub fn follow(&self, states: &mut [State], sums: &mut Sums, changes: &mut Vec<Change>) {
        changes.iter().for_each(|change| self.touch(*change, sums));
        // Parts have smaller numbers than what they are parts of, so one pass suffices.
        for word in 0..sums.dirty.len() {
            while let Some(bits) = sums.dirty.get_mut(word).filter(|bits| **bits != 0) {
                let group = word * 64 + bits.trailing_zeros() as usize;
                *bits &= *bits - 1;
                let (Some(kind), Some(counts)) = (self.kinds.get(group), sums.counts.get(group)) else { continue };
                let parts = self.parts.of(group);
                let after = match counting(*kind, parts) {
                    Counting::None => combined(*kind, parts, states),
                    _ => made(*kind, *counts),
                };
                let node = self.leaves + group;
                if let Some(slot) = states.get_mut(node)
                    && *slot != after
                {
                    let change = Change { node: node as Node, before: std::mem::replace(slot, after), after };
                    changes.push(change);
                    self.touch(change, sums);
                }
            }
        }
    }

    /// Counts a node anew, and marks the groups to which that can make a difference.
    #[inline(never)]
    fn touch(&self, Change { node, before, after }: Change, sums: &mut Sums) {
        let plainly = Counts::change(Counts::of(before), Counts::of(after));
        let opposites = Counts::change(Counts::of(before.negated()), Counts::of(after.negated()));
        for (links, change) in [(&self.plainly, plainly), (&self.opposites, opposites)] {
            for group in links.of(node as usize).iter().map(|group| *group as usize) {
                let Some(counts) = sums.counts.get_mut(group) else { continue };
                let old = *counts;
                counts.add(change);
                if counts.differs(old) {
                    mark(&mut sums.dirty, group);
                }
            }
        }
        self.uncounted.of(node as usize).iter().for_each(|group| mark(&mut sums.dirty, *group as usize));
    }
}

/// How the parts of a group are counted.
#[inline(always)]
fn counting(kind: Kind, parts: &[Node]) -> Counting {
    match kind {
        Kind::AtLeast(_) => Counting::None,
        _ if parts.len() > Counts::MOST => Counting::None,
        Kind::Any => Counting::Opposites,
        Kind::All | Kind::Not | Kind::Answered => Counting::Plainly,
    }
}

#[inline(always)]
fn mark(dirty: &mut [u64], group: usize) {
    if let Some(word) = dirty.get_mut(group / 64) {
        *word |= 1 << (group % 64);
    }
}

/// What the counts of a group's parts make of it.
#[inline(always)]
fn made(kind: Kind, counts: Counts) -> State {
    match kind {
        Kind::Any | Kind::Not => counts.not_all(),
        Kind::Answered => counts.all().answered(),
        Kind::All | Kind::AtLeast(_) => counts.all(),
    }
}

/// What a group's parts make of it.
#[inline(never)]
fn combined(kind: Kind, parts: &[Node], states: &[State]) -> State {
    let states = parts.iter().map(|part| states.get(*part as usize).copied().unwrap_or_default());
    if let Kind::AtLeast(needed) = kind {
        let mut counted = Counted::default();
        states.for_each(|state| counted.add(state));
        return counted.at_least(needed);
    }
    let mut counts = Counts::NONE;
    states.for_each(|state| counts.join(Counts::of(if kind == Kind::Any { state.negated() } else { state })));
    made(kind, counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers below a bound that look like chance, the same every time.
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, bound: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) as usize % bound
        }

        /// Whatever a truth can be.
        fn state(&mut self) -> State {
            let mut bit = || self.below(2) == 1;
            let [yes, no, error, facts, judged] = [bit(), bit(), bit(), bit(), bit()];
            State::new(yes || !error, no, error, facts, judged)
        }
    }

    /// Groups of every kind over so many leaves, some of them above others, one with more parts than can be counted.
    fn some_groups(leaves: usize, dice: &mut Dice) -> Groups {
        let (mut kinds, mut parts): (Vec<Kind>, Vec<Vec<Node>>) = (Vec::new(), Vec::new());
        for group in 0..200 {
            let nodes = leaves + group;
            let (kind, count) = match dice.below(6) {
                0 | 1 => (Kind::All, dice.below(5)),
                2 | 3 => (Kind::Any, dice.below(5)),
                4 if group % 2 == 0 => (Kind::Not, 1),
                4 => (Kind::Answered, 1),
                _ => (Kind::AtLeast(dice.below(4) as u32), dice.below(5)),
            };
            kinds.push(kind);
            parts.push((0..count).map(|_| dice.below(nodes) as Node).collect());
        }
        for kind in [Kind::All, Kind::Any] {
            kinds.push(kind);
            parts.push((0..Counts::MOST + 500).map(|part| (part % leaves) as Node).collect());
        }
        let links = Links::new(kinds.len(), &|tell| {
            for (group, parts) in parts.iter().enumerate() {
                parts.iter().for_each(|part| tell(group, *part));
            }
        });
        Groups::new(leaves, kinds, links)
    }

    /// What each group comes to by going through its parts.
    fn plainly(groups: &Groups, mut states: Vec<State>) -> Vec<State> {
        for node in groups.leaves..groups.node_count() {
            if let Some((kind, parts)) = groups.group(node as Node) {
                states[node] = combined(kind, parts, &states);
            }
        }
        states
    }

    #[test]
    fn counting_comes_to_what_going_through_the_parts_does() {
        const LEAVES: usize = 40;
        let mut dice = Dice(7);
        for _ in 0..50 {
            let groups = some_groups(LEAVES, &mut dice);
            let mut states = vec![State::default(); groups.node_count()];
            states.iter_mut().take(LEAVES).for_each(|state| *state = dice.state());
            let mut sums = groups.nothing();
            groups.settle(&mut states, &mut sums);
            assert_eq!(states, plainly(&groups, states.clone()));
            for _ in 0..20 {
                let before = states.clone();
                // A node may change more than once.
                let mut changes = Vec::new();
                for _ in 0..dice.below(4) {
                    let (node, after) = (dice.below(LEAVES), dice.state());
                    changes.push(Change { node: node as Node, before: states[node], after });
                    states[node] = after;
                }
                groups.follow(&mut states, &mut sums, &mut changes);
                assert_eq!(states, plainly(&groups, states.clone()));
                let is_told = |node: &usize| changes.iter().any(|change| change.node as usize == *node);
                let differ: Vec<usize> = (0..states.len()).filter(|node| states[*node] != before[*node]).collect();
                assert!(differ.iter().all(is_told), "{differ:?} in {changes:?}");
            }
        }
    }
}
