//! The bare problem behind a bundle: items worth so many 分, of which quotas allow only some and caps pay only so much.
//!
//! Choose a set of items that meets every quota, and pay each chosen item from 0 to its worth so that every cap is met and the
//! sum is largest. An item's worth may depend on which other items are chosen. Nothing here knows of policies or facts.
//! Must never: hold an amount above [`LARGEST`], so that sums of all items, scaled, fit 128 bits.

use super::fraction::Fraction;

/// The largest worth, and the largest cap: 10^20 分 (一百亿亿元), far beyond any real figure.
pub(crate) const LARGEST: i128 = 100_000_000_000_000_000_000;

/// What there is to choose from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Problem {
    /// In the order that decides between equals: earlier ones come first.
    pub(crate) items: Vec<Item>,
    /// How many of some items can be chosen.
    pub(crate) quotas: Vec<Quota>,
    /// How much some items pay together.
    pub(crate) caps: Vec<Cap>,
}

/// Something that can be chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Item {
    /// The items whose choice changes its worth.
    pub(crate) depends_on: Vec<usize>,
    /// Its worth for each choice of these: bit `n` of the position says that the `n`th is chosen.
    pub(crate) worth: Vec<i128>,
}

/// At most so many of these items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Quota {
    pub(crate) at_most: usize,
    /// Ascending.
    pub(crate) items: Vec<usize>,
}

/// These items pay at most so much together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cap {
    pub(crate) most: i128,
    /// Ascending.
    pub(crate) items: Vec<usize>,
}

/// What has been decided about an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Open,
    Taken,
    Left,
}

/// A chosen set and what it pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    /// Ascending.
    pub(crate) items: Vec<usize>,
    /// The sum of what they pay.
    pub(crate) total: Fraction,
}

impl Item {
    /// The most it can be worth, given what has been decided.
    pub(crate) fn worth(&self, states: &[State]) -> i128 {
        if self.depends_on.is_empty() {
            return self.worth.first().copied().unwrap_or(0);
        }
        let fits = |position: usize| {
            self.depends_on.iter().enumerate().all(|(bit, item)| {
                let is_taken = position >> bit & 1 == 1;
                match states.get(*item) {
                    Some(State::Taken) => is_taken,
                    Some(State::Left) | None => !is_taken,
                    Some(State::Open) => true,
                }
            })
        };
        let possible = self.worth.iter().enumerate().filter(|(position, _)| fits(*position));
        possible.map(|(_, worth)| *worth).max().unwrap_or(0)
    }
}

impl Problem {
    /// Lowers every worth to the caps that hold the item by itself. The optimum stays, and bounds come closer to it.
    pub(crate) fn tighten(&mut self) {
        for cap in &self.caps {
            for item in &cap.items {
                let worths = self.items.get_mut(*item).into_iter().flat_map(|item| &mut item.worth);
                worths.for_each(|worth| *worth = (*worth).min(cap.most));
            }
        }
    }

    /// The state of every item where just these are chosen.
    pub(crate) fn states(&self, chosen: &[usize]) -> Vec<State> {
        let state = |item| if chosen.binary_search(&item).is_ok() { State::Taken } else { State::Left };
        (0..self.items.len()).map(state).collect()
    }
}

/// Where items stand in a list.
pub(crate) struct Places(Vec<u32>);

impl Places {
    /// The places of these items, of so many there are.
    pub(crate) fn of(count: usize, items: &[usize]) -> Places {
        let mut places = vec![u32::MAX; count];
        for (place, item) in (0u32..).zip(items) {
            places.get_mut(*item).into_iter().for_each(|known| *known = place);
        }
        Places(places)
    }

    /// The item's place, if it is in the list.
    pub(crate) fn get(&self, item: usize) -> Option<usize> {
        self.0.get(item).filter(|place| **place != u32::MAX).map(|place| *place as usize)
    }
}
