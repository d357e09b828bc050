//! Tests that compare one value with constants, side by side in the order of their constants: whatever is known of the value
//! settles all of them by two searches.

use super::Node;
use super::groups::Change;
use super::state::State;

/// A place among ordered values; the engine says which.
pub type Position = i64;

/// The two places that a value lies between.
pub type Around = (Position, Position);

/// Leaves beside each other, in the order of their cuts.
#[derive(Debug, Default)]
pub struct Run {
    /// The first leaf.
    pub first: Node,
    /// Where each leaf turns.
    pub cuts: Vec<Position>,
}

/// What is known of a run: leaves before `open` are settled one way, from `settled` on the other. Nothing is known of one that
/// has no states.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// The first leaf that is not settled.
    pub open: usize,
    /// The first leaf that is settled the other way.
    pub settled: usize,
    /// The states before, between and behind these.
    pub states: Option<[State; 3]>,
}

impl Run {
    /// What is known of the leaves if the value lies between two places; `states` are those before, between and behind.
    /// Without places all of them have the first state.
    #[inline(never)]
    pub fn find(&self, around: Option<Around>, states: [State; 3]) -> Settled {
        let (open, settled) = match around {
            Some((low, high)) => {
                (self.cuts.partition_point(|cut| *cut <= low), self.cuts.partition_point(|cut| *cut < high))
            }
            None => (self.cuts.len(), self.cuts.len()),
        };
        // Bounds that cross would leave nothing between.
        Settled { open, settled: settled.max(open), states: Some(states) }
    }

    /// Writes the states of all leaves.
    #[inline(never)]
    pub fn fill(&self, new: Settled, states: &mut [State]) {
        let Some([before, between, behind]) = new.states else { return };
        let first = self.first as usize;
        let mut write = |from: usize, to: usize, state: State| {
            if let Some(slots) = states.get_mut(first + from..first + to) {
                slots.fill(state);
            }
        };
        write(0, new.open, before);
        write(new.open, new.settled, between);
        write(new.settled, self.cuts.len(), behind);
    }

    /// Writes the states of the leaves where they are not what they were, and appends those.
    #[inline(never)]
    pub fn refill(&self, old: Settled, new: Settled, states: &mut [State], changes: &mut Vec<Change>) {
        let Some([before, between, behind]) = new.states else { return };
        // Outside of the places between which one of the ends has moved, nothing changes.
        let (from, to) = if old == new {
            return;
        } else if old.states == new.states {
            (old.open.min(new.open), old.settled.max(new.settled))
        } else {
            (0, self.cuts.len())
        };
        let first = self.first as usize;
        let moved = states.get_mut(first + from..first + to).unwrap_or_default();
        for (place, slot) in (from..to).zip(moved) {
            let state = match place {
                place if place < new.open => before,
                place if place < new.settled => between,
                _ => behind,
            };
            if *slot != state {
                let before = std::mem::replace(slot, state);
                changes.push(Change { node: (first + place) as Node, before, after: state });
            }
        }
    }
}
