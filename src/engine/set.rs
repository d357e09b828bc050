//! Small sets of numbers from 0 (facts of a catalog, codes of a list), one bit each.

/// A set of small numbers. Equal sets compare equal: there are no empty words at the top.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct BitSet(Vec<u64>);

impl BitSet {
    /// The empty set; takes no memory.
    pub(crate) const EMPTY: BitSet = BitSet(Vec::new());

    pub(crate) fn one(item: usize) -> BitSet {
        let mut set = BitSet::EMPTY;
        set.insert(item);
        set
    }

    pub(crate) fn insert(&mut self, item: usize) {
        let word = item / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        if let Some(word) = self.0.get_mut(word) {
            *word |= 1 << (item % 64);
        }
    }

    /// The elements as bits.
    pub(crate) fn words(&self) -> &[u64] {
        &self.0
    }

    pub(crate) fn of_words(words: &[u64]) -> BitSet {
        let mut set = BitSet(words.to_vec());
        set.trim();
        set
    }

    /// Takes everything out and keeps the room.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    fn trim(&mut self) {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }

    pub(crate) fn contains(&self, item: usize) -> bool {
        self.0.get(item / 64).is_some_and(|word| word >> (item % 64) & 1 == 1)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// The only element, if there is only one.
    pub(crate) fn single(&self) -> Option<usize> {
        let mut items = self.iter();
        items.next().filter(|_| items.next().is_none())
    }

    /// The elements, ascending.
    pub(crate) fn iter(&self) -> Items<'_> {
        Items { words: &self.0, next: 0, rest: 0 }
    }

    /// Adds what the other holds.
    pub(crate) fn extend(&mut self, other: &BitSet) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (word, other) in self.0.iter_mut().zip(&other.0) {
            *word |= other;
        }
    }

    pub(crate) fn intersects(&self, other: &BitSet) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }

    pub(crate) fn intersection(&self, other: &BitSet) -> BitSet {
        let mut set = BitSet(self.0.iter().zip(&other.0).map(|(a, b)| a & b).collect());
        set.trim();
        set
    }

    pub(crate) fn without(&self, other: &BitSet) -> BitSet {
        let others = other.0.iter().copied().chain(std::iter::repeat(0));
        let mut set = BitSet(self.0.iter().zip(others).map(|(a, b)| a & !b).collect());
        set.trim();
        set
    }

    pub(crate) fn is_subset(&self, other: &BitSet) -> bool {
        let others = other.0.iter().copied().chain(std::iter::repeat(0));
        self.0.iter().zip(others).all(|(a, b)| a & !b == 0)
    }
}

/// The elements of a set, ascending.
#[derive(Clone, Debug)]
pub(crate) struct Items<'s> {
    words: &'s [u64],
    /// The word after the one that `rest` is of.
    next: usize,
    rest: u64,
}

impl Iterator for Items<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while self.rest == 0 {
            self.rest = *self.words.get(self.next)?;
            self.next += 1;
        }
        let bit = self.rest.trailing_zeros() as usize;
        self.rest &= self.rest - 1;
        Some((self.next - 1) * 64 + bit)
    }
}

impl FromIterator<usize> for BitSet {
    fn from_iter<I: IntoIterator<Item = usize>>(items: I) -> Self {
        let mut set = BitSet::EMPTY;
        items.into_iter().for_each(|item| set.insert(item));
        set
    }
}

#[cfg(test)]
mod tests {
    use super::BitSet;

    #[test]
    fn is_a_set() {
        let a: BitSet = [0, 3, 64, 200].into_iter().collect();
        let b: BitSet = [3, 65, 200].into_iter().collect();
        assert_eq!(a.iter().collect::<Vec<_>>(), [0, 3, 64, 200]);
        assert_eq!(a.intersection(&b), [3, 200].into_iter().collect());
        assert_eq!(a.without(&b), [0, 64].into_iter().collect());
        assert!(a.intersects(&b) && !a.is_subset(&b) && a.intersection(&b).is_subset(&b));
        let one = BitSet::one(130);
        assert_eq!(one.single(), Some(130));
        assert_eq!(one.without(&one), BitSet::EMPTY);
        let mut all = a.clone();
        all.extend(&b);
        assert_eq!((all.len(), all.single()), (5, None));
    }
}
