//! Which facts the expressions, conditions and policies of a catalog read. Equal sets are kept once: ten thousand policies read a
//! few thousand different sets.

use super::set::BitSet;
use crate::model::{Benefit, Catalog, Expression};
use policy_kernel::Links;

/// A set of facts for each number from 0.
#[derive(Debug, Default)]
pub(crate) struct Reads {
    of: Vec<u32>,
    sets: Vec<BitSet>,
}

impl Reads {
    /// The facts that each expression reads, directly or through definitions and tables.
    #[inline(never)]
    pub(crate) fn of_expressions(catalog: &Catalog) -> Reads {
        let mut reads = Builder::with(catalog.expressions.len(), &[]);
        for (id, expression) in catalog.expressions.entries() {
            match expression {
                Expression::Fact(fact) => reads.scratch.insert(fact.index()),
                _ => catalog.for_each_part(id, &mut |part| reads.add_own(part.index())),
            }
            reads.finish_set();
        }
        reads.finish()
    }

    /// The facts that each condition reads.
    #[inline(never)]
    pub(crate) fn of_conditions(catalog: &Catalog, expressions: &Reads) -> Reads {
        let mut reads = Builder::with(catalog.conditions.len(), &expressions.sets);
        for condition in catalog.conditions.iter() {
            // A place among the expressions' sets is the same here: ours begin with theirs.
            let own = condition.kind.expression().and_then(|own| expressions.of.get(own.index()));
            own.into_iter().for_each(|place| reads.add_place(*place));
            condition.kind.children().iter().for_each(|child| reads.add_own(child.index()));
            reads.finish_set();
        }
        reads.finish()
    }

    /// The facts that each policy's conditions and amounts read.
    #[inline(never)]
    pub(crate) fn of_policies(catalog: &Catalog, expressions: &Reads, conditions: &Reads) -> Reads {
        let mut reads = Builder::with(catalog.policies.len(), &[]);
        for policy in catalog.policies.iter() {
            let asked = policy.conditions().filter_map(|id| conditions.get(id.index()));
            let amounts = policy.benefits.iter().flat_map(Benefit::expressions);
            let computed = amounts.filter_map(|id| expressions.get(id.index()));
            asked.chain(computed).for_each(|set| reads.scratch.extend(set));
            reads.finish_set();
        }
        reads.finish()
    }

    /// The numbers that read each of so many facts.
    pub(crate) fn readers(&self, facts: usize) -> Links {
        Links::new(facts, &|tell| {
            for (number, reads) in self.iter().enumerate() {
                reads.iter().for_each(|fact| tell(fact, number as u32));
            }
        })
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

/// Adds the sets of one number after the other, each from its parts.
struct Builder {
    reads: Reads,
    places: Places,
    /// The union of the parts so far, but for `only`.
    scratch: BitSet,
    /// The place of the only part so far: most conditions read what their test reads.
    only: Option<u32>,
}

impl Builder {
    /// So many numbers. The sets begin with these, all different.
    fn with(count: usize, sets: &[BitSet]) -> Builder {
        let reads = Reads { of: Vec::with_capacity(count), sets: sets.to_vec() };
        Builder { places: Places::of(&reads.sets), reads, scratch: BitSet::EMPTY, only: None }
    }

    /// Adds a number that stands before this one as a part.
    fn add_own(&mut self, number: usize) {
        if let Some(place) = self.reads.of.get(number) {
            self.add_place(*place);
        }
    }

    fn add_place(&mut self, place: u32) {
        let sets = &self.reads.sets;
        let set = sets.get(place as usize).filter(|set| !set.is_empty() && self.only != Some(place));
        let Some(set) = set else { return };
        match self.only.take().and_then(|only| sets.get(only as usize)) {
            None if self.scratch.is_empty() => self.only = Some(place),
            None => self.scratch.extend(set),
            Some(only) => {
                self.scratch.extend(only);
                self.scratch.extend(set);
            }
        }
    }

    #[inline(never)]
    fn finish_set(&mut self) {
        let place = match self.only.take() {
            Some(only) => only,
            None => self.place_of_scratch(),
        };
        self.reads.of.push(place);
        self.scratch.clear();
    }

    fn place_of_scratch(&mut self) -> u32 {
        if let Some(place) = self.places.find(&self.scratch, &self.reads.sets) {
            return place;
        }
        let place = self.reads.sets.len() as u32;
        self.reads.sets.push(self.scratch.clone());
        self.places.add(place, &self.reads.sets);
        place
    }

    fn finish(mut self) -> Reads {
        self.reads.sets.shrink_to_fit();
        self.reads
    }
}

/// Where each of some different sets stands, found by its elements. The library's maps would be a hundredth of the browser's engine for this
/// one use.
struct Places {
    /// A power of two of them, at least twice as many as there are sets: places, or [`EMPTY`].
    slots: Vec<u32>,
}

/// A slot without a place.
const EMPTY: u32 = u32::MAX;

impl Places {
    fn of(sets: &[BitSet]) -> Places {
        let mut places = Places { slots: vec![EMPTY; (2 * sets.len() + 2).next_power_of_two()] };
        (0..).zip(sets).for_each(|(place, set)| places.put(place, set));
        places
    }

    /// The place of a set among these, if it is there.
    fn find(&self, set: &BitSet, sets: &[BitSet]) -> Option<u32> {
        let is_same = |place: &u32| *place == EMPTY || sets.get(*place as usize) == Some(set);
        self.slots_of(set)
            .filter_map(|slot| self.slots.get(slot).copied())
            .find(is_same)
            .filter(|place| *place != EMPTY)
    }

    /// Adds the place of a set that is not there yet, the last of these.
    fn add(&mut self, place: u32, sets: &[BitSet]) {
        if 2 * sets.len() > self.slots.len() {
            *self = Places::of(sets);
        } else if let Some(set) = sets.get(place as usize) {
            self.put(place, set);
        }
    }

    fn put(&mut self, place: u32, set: &BitSet) {
        let free = self.slots_of(set).find(|slot| self.slots.get(*slot) == Some(&EMPTY));
        if let Some(slot) = free.and_then(|slot| self.slots.get_mut(slot)) {
            *slot = place;
        }
    }

    /// The slots that a set may stand in, one after the other.
    fn slots_of(&self, set: &BitSet) -> impl Iterator<Item = usize> + use<> {
        /// 2⁶⁴ divided by the golden ratio: spreads what is near each other (Knuth, The Art of Computer Programming, 6.4).
        const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
        let mix = |hash: u64, word: &u64| (hash.rotate_left(32) ^ word).wrapping_mul(SPREAD);
        let first = (set.words().iter().fold(0, mix) >> 32) as usize;
        let count = self.slots.len();
        (0..count).map(move |step| (first + step) & (count - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::{BitSet, Places, Reads};
    use crate::engine::tests::sample;
    use std::collections::BTreeSet;

    /// The sets are those that following every part gives, and each is kept once.
    #[test]
    fn sets_are_what_the_parts_read() {
        let catalog = sample().catalog;
        let expressions = Reads::of_expressions(&catalog);
        let conditions = Reads::of_conditions(&catalog, &expressions);
        let policies = Reads::of_policies(&catalog, &expressions, &conditions);
        let all = |roots: Vec<crate::model::ExpressionId>| {
            let (mut open, mut facts) = (roots, BTreeSet::new());
            while let Some(id) = open.pop() {
                if let crate::model::Expression::Fact(fact) = &catalog.expressions[id] {
                    facts.insert(fact.index());
                }
                catalog.for_each_part(id, &mut |part| open.push(part));
            }
            facts
        };
        for id in catalog.expressions.ids() {
            let set: BTreeSet<_> = expressions.get(id.index()).unwrap().iter().collect();
            assert_eq!(set, all(vec![id]), "{id:?}");
        }
        let tests = |root| {
            let (mut open, mut tests) = (vec![root], Vec::new());
            while let Some(id) = open.pop() {
                let kind = &catalog.conditions[id].kind;
                tests.extend(kind.expression());
                open.extend(kind.children());
            }
            tests
        };
        for id in catalog.conditions.ids() {
            let set: BTreeSet<_> = conditions.get(id.index()).unwrap().iter().collect();
            assert_eq!(set, all(tests(id)), "{id:?}");
        }
        for (id, policy) in catalog.policies.entries() {
            let mut roots: Vec<_> = policy.conditions().flat_map(tests).collect();
            roots.extend(policy.benefits.iter().flat_map(|benefit| benefit.expressions()));
            let set: BTreeSet<_> = policies.get(id.index()).unwrap().iter().collect();
            assert_eq!(set, all(roots), "{id:?}");
        }
        let readers = policies.readers(catalog.facts.len());
        for id in catalog.facts.ids() {
            let reading = |number: &u32| policies.get(*number as usize).unwrap().contains(id.index());
            let expected: Vec<u32> = (0..catalog.policies.len() as u32).filter(reading).collect();
            assert_eq!(readers.of(id.index()), expected, "{id:?}");
        }
        for reads in [expressions, conditions, policies] {
            let different: std::collections::HashSet<_> = reads.sets.iter().collect();
            assert_eq!(different.len(), reads.sets.len());
        }
    }

    #[test]
    fn each_set_has_its_place_however_many_there_are() {
        let set = |number: usize| BitSet::from_iter([number % 7, 64 + number / 7, 3 * number]);
        let sets: Vec<BitSet> = (0..3_000).map(set).collect();
        let mut places = Places::of(&sets[..1]);
        for count in 2..=sets.len() {
            assert_eq!(places.find(&sets[count - 1], &sets[..count - 1]), None);
            places.add(count as u32 - 1, &sets[..count]);
        }
        for (place, set) in (0..).zip(&sets) {
            assert_eq!(places.find(set, &sets), Some(place));
        }
        assert_eq!(places.find(&BitSet::EMPTY, &sets), None);
        assert_eq!(Places::of(&[]).find(&BitSet::EMPTY, &[]), None);
    }
}
