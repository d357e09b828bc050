//! Sorting in little code. The standard library's sorts are fast for millions of items and cost some four kilobytes for each
//! type that is sorted; here all types share one merge sort of positions.

use std::cmp::Ordering;

/// Sorts items by an order; what compares as equal stays in its order.
pub(crate) fn by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let order = order(items.len(), &|a, b| match (items.get(a), items.get(b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    });
    arrange(items, order);
}

/// Sorts items by a key; what has the same key stays in its order.
pub(crate) fn by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    by(items, |a, b| key(a).cmp(&key(b)));
}

/// The positions of so many items in ascending order.
fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<u32> {
    let mut order: Vec<u32> = (0..count as u32).collect();
    let mut merged: Vec<u32> = Vec::with_capacity(count);
    let mut width = 1;
    while width < count {
        merged.clear();
        for pair in order.chunks(2 * width) {
            let (mut left, mut right) = pair.split_at(width.min(pair.len()));
            while let (Some((a, more_left)), Some((b, more_right))) = (left.split_first(), right.split_first()) {
                if compare(*a as usize, *b as usize).is_le() {
                    merged.push(*a);
                    left = more_left;
                } else {
                    merged.push(*b);
                    right = more_right;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        std::mem::swap(&mut order, &mut merged);
        width *= 2;
    }
    order
}

/// Puts the item at each of these positions in its turn.
fn arrange<T>(items: &mut [T], mut from: Vec<u32>) {
    for place in 0..items.len() {
        // What was swapped away is followed to where it is now.
        let mut source = from.get(place).map_or(place, |source| *source as usize);
        while source < place {
            source = from.get(source).map_or(place, |source| *source as usize);
        }
        items.swap(place, source);
        if let Some(slot) = from.get_mut(place) {
            *slot = source as u32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sorts_like_the_standard_library(items in prop::collection::vec((0u8..9, any::<u16>()), 0..80)) {
            let (mut mine, mut expected) = (items.clone(), items);
            by_key(&mut mine, |(key, _)| *key);
            expected.sort_by_key(|(key, _)| *key);
            prop_assert_eq!(mine, expected);
        }
    }
}
