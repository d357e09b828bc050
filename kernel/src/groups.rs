//! Groups of conditions: what their parts make of them, all in one pass or only where something has changed.

use super::Node;
use super::links::Links;
use super::state::{Counted, Gathered, State};
use std::num::NonZeroUsize;
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

/// The groups of a catalog.
#[derive(Debug)]
pub struct Groups {
    leaves: usize,
    kinds: Vec<Kind>,
    /// The parts of each group.
    parts: Links,
    /// The groups that each node is a part of.
    parents: Links,
    /// All groups, those that are alike and next to each other together.
    alike: Vec<Alike>,
}

/// Groups of one kind, each with as many parts as the others and none a part of another.
#[derive(Debug)]
struct Alike {
    kind: Kind,
    groups: Range<usize>,
    /// How many parts each has; nothing where they have none.
    width: Option<NonZeroUsize>,
}

/// Groups that have to be looked at again, one bit each.
#[derive(Clone, Debug)]
pub struct Dirty(Vec<u64>);

impl Groups {
    /// Groups that are numbered after so many leaves. `parts` must lead to smaller nodes than the group's own.
    pub fn new(leaves: usize, kinds: Vec<Kind>, parts: Links) -> Groups {
        let parents = Links::new(leaves + kinds.len(), &|tell| {
            for group in 0..kinds.len() {
                parts.of(group).iter().for_each(|part| tell(*part as usize, group as u32));
            }
        });
        let mut groups = Groups { leaves, kinds, parts, parents, alike: Vec::new() };
        groups.alike = groups.found_alike();
        groups
    }

    fn found_alike(&self) -> Vec<Alike> {
        let mut found: Vec<Alike> = Vec::new();
        for (group, kind) in self.kinds.iter().enumerate() {
            let parts = self.parts.of(group);
            let width = NonZeroUsize::new(parts.len());
            match found.last_mut() {
                Some(last)
                    if (last.kind, last.width) == (*kind, width)
                        && parts.iter().all(|part| (*part as usize) < self.leaves + last.groups.start) =>
                {
                    last.groups.end = group + 1;
                }
                _ => found.push(Alike { kind: *kind, groups: group..group + 1, width }),
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

    /// No group is to be looked at again.
    pub fn clean(&self) -> Dirty {
        Dirty(vec![0; self.kinds.len().div_ceil(64)])
    }

    /// Writes the states of all groups behind those of the leaves.
    #[inline(never)]
    pub fn settle(&self, states: &mut [State]) {
        for alike in &self.alike {
            match (alike.kind, alike.width) {
                (Kind::All, Some(width)) => self.settle_alike(alike, width, states, Gathered::all),
                (Kind::Any, Some(width)) => self.settle_alike(alike, width, states, Gathered::any),
                _ => {
                    for group in alike.groups.clone() {
                        let state = combined(alike.kind, self.parts.of(group), states);
                        if let Some(slot) = states.get_mut(self.leaves + group) {
                            *slot = state;
                        }
                    }
                }
            }
        }
    }

    /// Writes the states of groups with so many parts each.
    #[inline(always)]
    fn settle_alike(&self, alike: &Alike, width: NonZeroUsize, states: &mut [State], combine: fn(Gathered) -> State) {
        let Some((before, here)) = states.split_at_mut_checked(self.leaves + alike.groups.start) else { return };
        let parts = self.parts.of_all(alike.groups.clone());
        for (slot, parts) in here.iter_mut().zip(parts.chunks_exact(width.get())) {
            let mut gathered = Gathered::NONE;
            parts.iter().for_each(|part| gathered.add(state(before, *part)));
            *slot = combine(gathered);
        }
    }

    /// Marks the groups that nodes are a part of which have changed.
    #[inline(never)]
    pub fn touch_all(&self, nodes: &[Node], states: &[State], dirty: &mut Dirty) {
        nodes.iter().for_each(|node| self.touch(*node, states, dirty));
    }

    /// Marks the groups that a node is a part of which has changed, unless it now says by itself what they have said before: one of
    /// what must all hold has failed, or one of what may hold does.
    #[inline(always)]
    fn touch(&self, node: Node, states: &[State], dirty: &mut Dirty) {
        let now = state(states, node);
        for group in self.parents.of(node as usize).iter().map(|group| *group as usize) {
            let before = state(states, (self.leaves + group) as Node);
            let is_decided = match self.kinds.get(group) {
                Some(Kind::All) => now == State::FALSE && before == State::FALSE,
                Some(Kind::Any) => now == State::TRUE && before == State::TRUE,
                _ => false,
            };
            if let Some(word) = dirty.0.get_mut(group / 64) {
                *word |= u64::from(!is_decided) << (group % 64);
            }
        }
    }

    /// Looks again at what is marked, and marks what hangs on it where that has changed; appends the groups that have.
    #[inline(never)]
    pub fn follow(&self, states: &mut [State], dirty: &mut Dirty, changed: &mut Vec<Node>) {
        // Parts have smaller numbers than what they are parts of, so one pass suffices.
        for word in 0..dirty.0.len() {
            while let Some(bits) = dirty.0.get_mut(word).filter(|bits| **bits != 0) {
                let group = word * 64 + bits.trailing_zeros() as usize;
                *bits &= *bits - 1;
                let Some(kind) = self.kinds.get(group) else { continue };
                let state = combined(*kind, self.parts.of(group), states);
                let node = self.leaves + group;
                if let Some(slot) = states.get_mut(node)
                    && *slot != state
                {
                    *slot = state;
                    changed.push(node as Node);
                    self.touch(node as Node, states, dirty);
                }
            }
        }
    }
}

#[inline(always)]
fn state(states: &[State], node: Node) -> State {
    states.get(node as usize).copied().unwrap_or_default()
}

/// What a group's parts make of it.
#[inline(always)]
fn combined(kind: Kind, parts: &[Node], states: &[State]) -> State {
    let first = || parts.first().map(|part| state(states, *part)).unwrap_or_default();
    match kind {
        Kind::All | Kind::Any => {
            let mut gathered = Gathered::NONE;
            parts.iter().for_each(|part| gathered.add(state(states, *part)));
            if kind == Kind::All { gathered.all() } else { gathered.any() }
        }
        Kind::AtLeast(needed) => {
            let mut counted = Counted::default();
            parts.iter().for_each(|part| counted.add(state(states, *part)));
            counted.at_least(needed)
        }
        Kind::Not => first().negated(),
        Kind::Answered => first().answered(),
    }
}
