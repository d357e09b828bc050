//! Which facts the expressions, conditions and policies of a catalog read. Equal sets are kept once: ten thousand policies read a
//! few thousand different sets.

use super::set::BitSet;
use crate::model::{Benefit, Catalog, Expression};
use policy_kernel::Links;
use std::collections::HashMap;

/// A set of facts for each number from 0.
#[derive(Debug, Default)]
pub(crate) struct Reads {
    of: Vec<u32>,
    sets: Vec<BitSet>,
}

impl Reads {
    /// The facts that each expression reads, directly or through definitions and tables.
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
    places: HashMap<BitSet, u32>,
    /// The union of the parts so far, but for `only`.
    scratch: BitSet,
    /// The place of the only part so far: most conditions read what their test reads.
    only: Option<u32>,
}

impl Builder {
    /// So many numbers. The sets begin with these, all different.
    fn with(count: usize, sets: &[BitSet]) -> Builder {
        let mut places = HashMap::new();
        places.extend((0..).zip(sets).map(|(place, set)| (set.clone(), place)));
        let reads = Reads { of: Vec::with_capacity(count), sets: sets.to_vec() };
        Builder { reads, places, scratch: BitSet::EMPTY, only: None }
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

    fn finish_set(&mut self) {
        let place = match self.only.take() {
            Some(only) => only,
            None => self.place_of_scratch(),
        };
        self.reads.of.push(place);
        self.scratch.clear();
    }

    fn place_of_scratch(&mut self) -> u32 {
        if let Some(place) = self.places.get(&self.scratch) {
            return *place;
        }
        let place = self.reads.sets.len() as u32;
        self.reads.sets.push(self.scratch.clone());
        self.places.insert(self.scratch.clone(), place);
        place
    }

    fn finish(mut self) -> Reads {
        self.reads.sets.shrink_to_fit();
        self.reads
    }
}

#[cfg(test)]
mod tests {
    use super::Reads;
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
}
