//! Tests whether what was chosen is among some codes, side by side: whatever can still be chosen settles all of them in one pass.

use super::Node;
use super::groups::Change;
use super::state::State;
use std::num::NonZeroUsize;

/// Leaves beside each other, each with a set of codes, one bit a code.
#[derive(Debug)]
pub struct Choice {
    /// The first leaf.
    first: Node,
    /// How many words each set has.
    words: NonZeroUsize,
    /// One set's words after the other's.
    sets: Vec<u64>,
}

impl Choice {
    /// Leaves from `first` on with these sets.
    pub fn new(first: Node, sets: &[&[u64]]) -> Choice {
        let longest = sets.iter().map(|set| set.len()).max().unwrap_or_default();
        let words = NonZeroUsize::new(longest).unwrap_or(NonZeroUsize::MIN);
        let mut all = vec![0; words.get() * sets.len()];
        for (room, set) in all.chunks_exact_mut(words.get()).zip(sets) {
            room.iter_mut().zip(*set).for_each(|(room, word)| *room = *word);
        }
        Choice { first, words, sets: all }
    }

    /// The set of a leaf.
    pub fn set(&self, node: Node) -> Option<&[u64]> {
        let place = node.checked_sub(self.first)? as usize * self.words.get();
        self.sets.get(place..place + self.words.get())
    }

    /// Writes the states of all leaves and appends those that are not what they were. Of the codes in `possible` one is chosen; `states_of`
    /// are those of a test of which none, only the first, only the second, or both are so: it can hold, it can fail.
    #[inline(never)]
    pub fn settle(
        &self,
        possible: &[u64],
        states_of: [State; 4],
        states: &mut [State],
        changes: Option<&mut Vec<Change>>,
    ) {
        let Some(slots) = states.get_mut(self.first as usize..) else { return };
        // A code behind the last one that any set has is in none of them.
        let is_beyond = possible.iter().enumerate().any(|(place, word)| place >= self.words.get() && *word != 0);
        let [none, holds, fails, both] = states_of;
        let found = self.sets.chunks_exact(self.words.get()).map(|set| {
            let (mut inside, mut outside) = (0, u64::from(is_beyond));
            for (set, possible) in set.iter().zip(possible) {
                inside |= possible & set;
                outside |= possible & !set;
            }
            match (inside != 0, outside != 0) {
                (true, true) => both,
                (true, false) => holds,
                (false, true) => fails,
                (false, false) => none,
            }
        });
        match changes {
            None => found.zip(slots).for_each(|(after, slot)| *slot = after),
            Some(changes) => {
                for ((node, after), slot) in (self.first..).zip(found).zip(slots) {
                    if *slot != after {
                        changes.push(Change { node, before: std::mem::replace(slot, after), after });
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_holds_and_fails_by_what_can_be_chosen() {
        let state = |yes, no| State::new(yes, no, false, yes && no, false);
        let states_of = [state(false, false), state(true, false), state(false, true), state(true, true)];
        let choice = Choice::new(1, &[&[0b0110], &[0, 1], &[]]);
        let settled = |possible: &[u64]| {
            let mut states = vec![State::OPEN_JUDGE; 4];
            choice.settle(possible, states_of, &mut states, None);
            states.split_off(1)
        };
        let [none, holds, fails, both] = states_of;
        assert_eq!(settled(&[0b0100]), [holds, fails, fails]);
        assert_eq!(settled(&[0b1100]), [both, fails, fails]);
        assert_eq!(settled(&[0b0100, 1]), [both, both, fails]);
        assert_eq!(settled(&[0, 0, 1]), [fails, fails, fails]);
        assert_eq!(settled(&[]), [none, none, none]);
        assert_eq!((choice.set(0), choice.set(2), choice.set(4)), (None, Some([0, 1].as_slice()), None));
    }

    #[test]
    fn only_what_changes_is_told() {
        let [holds, fails] =
            [State::new(true, false, false, false, false), State::new(false, true, false, false, false)];
        let choice = Choice::new(0, &[&[1], &[2]]);
        let (mut states, mut changes) = (vec![holds, fails], Vec::new());
        for (possible, expected) in [([1], vec![]), ([2], vec![(0, holds, fails), (1, fails, holds)])] {
            choice.settle(&possible, [fails, holds, fails, fails], &mut states, Some(&mut changes));
            let told: Vec<_> = changes.drain(..).map(|Change { node, before, after }| (node, before, after)).collect();
            assert_eq!(told, expected);
        }
    }
}
