//! What a chosen set pays: the most that caps allow, exactly, with the prices of the caps that prove it.
//!
//! Paying in order, each item as much as is left, is best where no two caps overlap in part; prices of 0 and 1 then prove it.
//! Where that proof fails, [`super::simplex`] decides. Must never: pay more than a cap allows.

use super::fraction::Fraction;
use super::simplex;

/// Payments and the proof that they are the most.
#[derive(Debug)]
pub(super) struct Payments {
    /// What each item is paid.
    pub(super) amounts: Vec<Fraction>,
    /// Their sum.
    pub(super) total: Fraction,
    /// Each cap's price, in units of 1/`scale`; `None` where numbers outgrew 128 bits and nothing is proved.
    pub(super) prices: Option<Vec<i128>>,
    /// What a price of 1 is.
    pub(super) scale: i128,
}

/// The most that items of these worths can be paid under caps, each with its members' positions. Of equal payments, those that
/// pay earlier items first, wherever no two caps overlap in part.
pub(super) fn most(worths: &[i128], caps: &[(i128, Vec<usize>)]) -> Payments {
    let in_order = in_order(worths, caps);
    if in_order.prices.is_some() {
        return in_order;
    }
    match simplex::most(worths, caps) {
        Some(optimum) => Payments {
            amounts: optimum.payments,
            total: optimum.total,
            prices: Some(optimum.prices),
            scale: optimum.scale,
        },
        None => in_order,
    }
}

/// Pays in order, each item as much as its caps have left.
pub(super) fn in_order(worths: &[i128], caps: &[(i128, Vec<usize>)]) -> Payments {
    let mut caps_of: Vec<Vec<usize>> = vec![Vec::new(); worths.len()];
    for (number, (_, members)) in caps.iter().enumerate() {
        for member in members {
            if let Some(caps) = caps_of.get_mut(*member) {
                caps.push(number);
            }
        }
    }
    let mut left: Vec<i128> = caps.iter().map(|(most, _)| *most).collect();
    let mut paid = Vec::with_capacity(worths.len());
    for (worth, caps) in worths.iter().zip(&caps_of) {
        let room = caps.iter().filter_map(|cap| left.get(*cap)).min();
        let amount = room.map_or(*worth, |room| *room.min(worth));
        for cap in caps {
            if let Some(left) = left.get_mut(*cap) {
                *left -= amount;
            }
        }
        paid.push(amount);
    }
    let total: i128 = paid.iter().sum();
    let prices = exhausted(worths, caps, &caps_of, &left, &paid);
    let bound: i128 = caps.iter().zip(&prices).map(|((most, _), price)| most * price).sum::<i128>()
        + worths
            .iter()
            .zip(&caps_of)
            .map(|(worth, caps)| if is_priced(&prices, caps) { 0 } else { *worth })
            .sum::<i128>();
    Payments {
        amounts: paid.into_iter().map(Fraction::whole).collect(),
        total: Fraction::whole(total),
        prices: (bound == total).then_some(prices),
        scale: 1,
    }
}

/// A price of 1 for the largest exhausted cap of every item that is not paid in full.
fn exhausted(
    worths: &[i128],
    caps: &[(i128, Vec<usize>)],
    caps_of: &[Vec<usize>],
    left: &[i128],
    paid: &[i128],
) -> Vec<i128> {
    let mut prices = vec![0; caps.len()];
    for ((worth, paid), own) in worths.iter().zip(paid).zip(caps_of) {
        if paid < worth && !is_priced(&prices, own) {
            let exhausted = own.iter().filter(|cap| left.get(**cap) == Some(&0));
            let size = |cap: &&usize| caps.get(**cap).map_or(0, |(_, members)| members.len());
            if let Some(price) = exhausted.max_by_key(size).and_then(|cap| prices.get_mut(*cap)) {
                *price = 1;
            }
        }
    }
    prices
}

fn is_priced(prices: &[i128], caps: &[usize]) -> bool {
    caps.iter().any(|cap| prices.get(*cap) == Some(&1))
}

#[cfg(test)]
mod tests {
    use super::super::fraction::Direction;
    use super::*;
    use proptest::prelude::*;

    fn total(worths: &[i128], caps: &[(i128, Vec<usize>)]) -> Fraction {
        most(worths, caps).total
    }

    #[test]
    fn pays_earlier_items_first() {
        let paid = most(&[60, 50, 40], &[(100, vec![0, 1, 2])]);
        assert_eq!(paid.amounts, [60, 40, 0].map(Fraction::whole));
        let nested = most(&[60, 50, 40], &[(100, vec![0, 1, 2]), (50, vec![0, 1])]);
        assert_eq!(nested.amounts, [50, 0, 40].map(Fraction::whole));
        assert_eq!((nested.prices, nested.scale), (Some(vec![0, 1]), 1));
    }

    #[test]
    fn overlapping_caps_are_shared_out_exactly() {
        // Paying in order would give the middle item all of both caps.
        assert_eq!(total(&[10, 10, 10], &[(10, vec![0, 1]), (10, vec![0, 2])]), Fraction::whole(20));
        assert_eq!(total(&[1, 1, 1], &[(1, vec![0, 1]), (1, vec![1, 2]), (1, vec![0, 2])]), Fraction::new(3, 2));
    }

    proptest! {
        /// Feasible payments and prices that bound them by the same sum: nothing better exists.
        #[test]
        fn proves_itself(
            worths in prop::collection::vec(0i128..100, 1..9),
            caps in prop::collection::vec((0i128..200, prop::collection::btree_set(0usize..9, 1..6)), 0..8),
        ) {
            let within = |set: std::collections::BTreeSet<usize>| set.into_iter().filter(|item| *item < worths.len()).collect();
            let caps: Vec<(i128, Vec<usize>)> = caps.into_iter().map(|(most, items)| (most, within(items))).collect();
            let Payments { amounts, total, prices, scale } = most(&worths, &caps);
            let sum = |items: &mut dyn Iterator<Item = Fraction>| items.fold(Fraction::ZERO, |sum, part| sum.plus(part, Direction::Down));
            prop_assert_eq!(sum(&mut amounts.iter().copied()), total);
            for (amount, worth) in amounts.iter().zip(&worths) {
                prop_assert!(Fraction::ZERO <= *amount && *amount <= Fraction::whole(*worth));
            }
            for (most, members) in &caps {
                prop_assert!(sum(&mut members.iter().map(|member| amounts[*member])) <= Fraction::whole(*most));
            }
            let prices = prices.unwrap();
            prop_assert!(prices.iter().all(|price| *price >= 0));
            let limits: i128 = caps.iter().zip(&prices).map(|((most, _), price)| most * price).sum();
            let rests = worths.iter().enumerate().map(|(item, worth)| {
                let price: i128 = caps.iter().zip(&prices).filter(|((_, members), _)| members.contains(&item)).map(|(_, price)| price).sum();
                worth * (scale - price).max(0)
            });
            prop_assert_eq!(Fraction::new(limits + rests.sum::<i128>(), scale), total);
        }
    }
}
