//! Which facts the expressions, conditions and policies of a catalog read. Equal sets are kept once: ten thousand policies read a
//! few thousand different sets.

use super::set::BitSet;
use std::collections::HashMap;

/// A set of facts for each number from 0.
#[derive(Debug, Default)]
pub(crate) struct Reads {
    of: Vec<u32>,
    sets: Vec<BitSet>,
    places: HashMap<BitSet, u32>,
}

impl Reads {
    /// Adds the next number's set.
    pub(crate) fn push(&mut self, set: BitSet) {
        let place = match self.places.get(&set) {
            Some(place) => *place,
            None => {
                let place = self.sets.len() as u32;
                self.sets.push(set.clone());
                self.places.insert(set, place);
                place
            }
        };
        self.of.push(place);
    }

    /// Forgets what only helps to add.
    pub(crate) fn finished(mut self) -> Reads {
        self.places = HashMap::new();
        self.of.shrink_to_fit();
        self.sets.shrink_to_fit();
        self
    }

    /// The set of a number.
    pub(crate) fn get(&self, number: usize) -> Option<&BitSet> {
        self.sets.get(*self.of.get(number)? as usize)
    }

    /// All sets, in the order of the numbers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &BitSet> {
        self.of.iter().filter_map(|place| self.sets.get(*place as usize))
    }
}
