//! The search against brute force, and its proofs against the checker, on random small problems.

use super::super::alternatives::{Answer, Effort, answer};
use super::super::check;
use super::super::fraction::{Direction, Fraction};
use super::super::problem::{Cap, Choice, Item, Problem, Quota};
use super::super::proof::Proof;
use super::brute;
use proptest::prelude::*;

/// An item: its worth, and perhaps others that change it.
fn item(count: usize) -> impl Strategy<Value = Item> {
    let alone = prop_oneof![Just(10i128), 0i128..40, 0i128..1_000_000_000];
    let alone = alone.prop_map(|worth| Item { depends_on: Vec::new(), worth: vec![worth] });
    let on = prop::collection::btree_set(0..count, 1..=2.min(count));
    let dependent = (on, prop::collection::vec(0i128..40, 4)).prop_map(|(on, mut worth)| {
        worth.truncate(1 << on.len());
        Item { depends_on: on.into_iter().collect(), worth }
    });
    prop_oneof![4 => alone, 1 => dependent]
}

fn members(count: usize) -> impl Strategy<Value = Vec<usize>> {
    prop::collection::btree_set(0..count, 1..=count.min(5)).prop_map(|items| items.into_iter().collect())
}

fn problem() -> impl Strategy<Value = Problem> {
    (1usize..9).prop_flat_map(|count| {
        let quota = (0usize..3, members(count)).prop_map(|(at_most, items)| Quota { at_most, items });
        let cap = (prop_oneof![0i128..80, 0i128..2_000_000_000], members(count));
        let cap = cap.prop_map(|(most, items)| Cap { most, items });
        let quotas = prop::collection::vec(quota, 0..5);
        let caps = prop::collection::vec(cap, 0..5);
        (prop::collection::vec(item(count), count), quotas, caps).prop_map(|(mut items, quotas, caps)| {
            // Nothing depends on itself.
            for (place, item) in items.iter_mut().enumerate() {
                if item.depends_on.contains(&place) {
                    *item = Item { depends_on: Vec::new(), worth: vec![item.worth[0]] };
                }
            }
            let mut problem = Problem { items, quotas, caps };
            problem.tighten();
            problem
        })
    })
}

/// Any tree at all, most of which prove nothing.
fn proof(count: usize) -> impl Strategy<Value = Proof> {
    let prices = |limits: usize| prop::collection::vec((0..limits, 0i128..30), 0..4);
    let leaf = (1i128..4, prices(5), prices(5)).prop_map(|(scale, quotas, caps)| Proof::Prices { scale, quotas, caps });
    leaf.prop_recursive(3, 12, 3, move |inner| {
        let part = (prop::collection::btree_set(0..count, 1..=count), inner.clone());
        let parts = prop::collection::vec(part, 1..3).prop_map(|parts| {
            Proof::Parts(parts.into_iter().map(|(items, proof)| (items.into_iter().collect(), proof)).collect())
        });
        let fixed = prop::collection::vec((0..count, any::<bool>()), 1..3);
        prop_oneof![
            (0..count, inner.clone(), inner.clone()).prop_map(|(item, taken, left)| Proof::Split {
                item,
                taken: Box::new(taken),
                left: Box::new(left)
            }),
            (fixed, inner.clone(), inner).prop_map(|(items, prices, rest)| Proof::Fixed {
                items,
                prices: Box::new(prices),
                rest: Box::new(rest)
            }),
            parts,
        ]
    })
}

/// Whether the first choice stands before the second: at the first item in which they differ it has that item.
fn first(a: &Choice, b: &Choice) -> std::cmp::Ordering {
    let differ = a.items.iter().zip(&b.items).find(|(x, y)| x != y);
    differ.map_or(b.items.len().cmp(&a.items.len()), |(x, y)| x.cmp(y))
}

fn assert_right(problem: &Problem, Answer { choice, payments, bound, given_up, .. }: &Answer) {
    let all = brute::all(problem);
    let most = all.iter().map(|choice| choice.total).max().unwrap();
    assert_eq!((choice.total, *bound), (most, Some(most)));
    assert_eq!(Fraction::sum(payments.iter().copied(), Direction::Down), most);
    let equal = all.iter().filter(|other| other.total == most);
    assert_eq!(Some(choice), equal.min_by(|a, b| first(a, b)), "not the first of those that are equal");
    let left: Vec<usize> = (0..problem.items.len()).filter(|item| !choice.items.contains(item)).collect();
    assert_eq!(left, given_up.iter().map(|other| other.item).collect::<Vec<_>>());
    for other in given_up {
        let with_it = all.iter().filter(|choice| choice.items.contains(&other.item)).map(|choice| choice.total).max();
        let Some(exchange) = &other.with_it else {
            assert_eq!(with_it, None);
            continue;
        };
        let kept = choice.items.iter().filter(|item| !exchange.leaves.contains(item));
        let mut set: Vec<usize> = kept.chain(&exchange.takes).copied().collect();
        set.sort_unstable();
        assert!(exchange.is_exact && exchange.takes.contains(&other.item));
        assert_eq!(Some(brute::total(problem, &set)), with_it);
        assert_eq!(Some(most.minus(exchange.loss, Direction::Down)), with_it);
    }
}

/// 10,000 cases, or as many more as `PROPTEST_CASES` says.
fn enough() -> ProptestConfig {
    let config = ProptestConfig::default();
    ProptestConfig { cases: config.cases.max(10_000), ..config }
}

proptest! {
    #![proptest_config(enough())]

    #[test]
    fn equals_brute_force_and_proves_it(problem in problem()) {
        assert_right(&problem, &answer(&problem, Effort::THOROUGH));
    }

    /// With no patience at all bounds and sets still hold.
    #[test]
    fn gives_up_honestly(problem in problem()) {
        let effort = Effort { best: 0, given_up: 0 };
        let Answer { choice, bound, given_up, .. } = answer(&problem, effort);
        let most = brute::all(&problem).iter().map(|choice| choice.total).max().unwrap();
        prop_assert!(choice.total <= most && bound.is_some_and(|bound| most <= bound));
        prop_assert_eq!(brute::total(&problem, &choice.items), choice.total);
        for other in given_up.iter().filter_map(|other| other.with_it.as_ref()) {
            prop_assert!(choice.total.minus(other.loss, Direction::Down) <= most);
        }
    }

    /// Whatever is put before the checker, it never shows less than there is.
    #[test]
    fn no_proof_shows_too_little((problem, proof) in problem().prop_flat_map(|problem| {
        let proof = proof(problem.items.len());
        (Just(problem), proof)
    })) {
        let most = brute::all(&problem).iter().map(|choice| choice.total).max().unwrap();
        prop_assert!(check::bound(&problem, &proof).is_none_or(|shown| most <= shown));
    }

    #[test]
    fn is_the_same_every_time(problem in problem()) {
        let (a, b) = (answer(&problem, Effort::QUICK), answer(&problem, Effort::QUICK));
        prop_assert_eq!(format!("{a:?}"), format!("{b:?}"));
    }
}

#[test]
fn nothing_to_choose_from() {
    let answer = answer(&Problem::default(), Effort::QUICK);
    assert_eq!(
        (answer.choice.items.len(), answer.choice.total, answer.bound),
        (0, Fraction::ZERO, Some(Fraction::ZERO))
    );
}

/// Each of two items has to be taken if anything is to be better, and their quota has room for one.
#[test]
fn certainties_that_contradict_each_other() {
    let items = [10, 27, 21, 10].map(|worth| Item { depends_on: Vec::new(), worth: vec![worth] }).to_vec();
    let quota = |at_most, items: &[usize]| Quota { at_most, items: items.to_vec() };
    let quotas = vec![quota(1, &[0, 3]), quota(2, &[0, 1, 2]), quota(1, &[1, 2])];
    let problem = Problem { items, quotas, caps: Vec::new() };
    assert_right(&problem, &answer(&problem, Effort::THOROUGH));
}
