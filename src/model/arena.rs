//! Vectors that can only be indexed by the right kind of index.
//!
//! A catalog is a handful of flat vectors that point into each other by number. `Arena<T>` is such a vector and `Id<T>` such
//! a number, so that a fact's number can never be used to look up a list. Ids are made by [`Arena::push`], or come out of
//! catalog bytes and are then checked once by the decoder (`catalog::bytes`); therefore looking one up cannot fail.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::num::NonZeroU32;
use std::ops::{Index, IndexMut};

/// The number of a `T` in its arena. It is kept as one more, so that an id that may be missing is no larger.
pub struct Id<T: ?Sized>(NonZeroU32, PhantomData<fn(&T)>);

impl<T: ?Sized> Id<T> {
    /// The id of the element at `index`.
    pub fn from_index(index: usize) -> Self {
        let number = u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1);
        Id(NonZeroU32::new(number).unwrap_or(NonZeroU32::MAX), PhantomData)
    }

    /// The position in the arena.
    pub fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

impl<T: ?Sized> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T: ?Sized> Copy for Id<T> {}
impl<T: ?Sized> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T: ?Sized> Eq for Id<T> {}
impl<T: ?Sized> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<T: ?Sized> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}
impl<T: ?Sized> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<T: ?Sized> std::fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{}", self.index())
    }
}

/// A vector of `T`, indexed by [`Id<T>`].
#[derive(Clone, Debug, PartialEq)]
pub struct Arena<T>(Vec<T>);

impl<T> Default for Arena<T> {
    fn default() -> Self {
        Arena(Vec::new())
    }
}

impl<T> Arena<T> {
    /// Appends an element and gives its id.
    pub fn push(&mut self, item: T) -> Id<T> {
        self.0.push(item);
        Id::from_index(self.0.len() - 1)
    }

    /// How many elements there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `id` points at an element.
    pub fn contains(&self, id: Id<T>) -> bool {
        id.index() < self.0.len()
    }

    /// The elements in order.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.0.iter()
    }

    /// Ids and elements in order.
    pub fn entries(&self) -> impl Iterator<Item = (Id<T>, &T)> {
        self.0.iter().enumerate().map(|(index, item)| (Id::from_index(index), item))
    }

    /// All ids in order.
    pub fn ids(&self) -> impl Iterator<Item = Id<T>> + use<T> {
        (0..self.0.len()).map(Id::from_index)
    }

    /// The first element for which `test` holds, with its id.
    pub fn find(&self, mut test: impl FnMut(&T) -> bool) -> Option<(Id<T>, &T)> {
        self.entries().find(|(_, item)| test(item))
    }
}

impl<T> Index<Id<T>> for Arena<T> {
    type Output = T;
    #[expect(clippy::indexing_slicing, reason = "ids come from `push` or were checked by the catalog's decoder")]
    fn index(&self, id: Id<T>) -> &T {
        &self.0[id.index()]
    }
}

impl<T> IndexMut<Id<T>> for Arena<T> {
    #[expect(clippy::indexing_slicing, reason = "ids come from `push` or were checked by the catalog's decoder")]
    fn index_mut(&mut self, id: Id<T>) -> &mut T {
        &mut self.0[id.index()]
    }
}

impl<T> From<Vec<T>> for Arena<T> {
    fn from(items: Vec<T>) -> Self {
        Arena(items)
    }
}

impl<T> FromIterator<T> for Arena<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Arena(items.into_iter().collect())
    }
}
