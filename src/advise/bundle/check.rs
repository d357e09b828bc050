//! The checker of proofs: what a proof shows, whoever made it.
//!
//! It reads nothing but the problem and the proof, and shares no code with the search. Every answer passes it before it is called
//! the best. Must never: believe a proof that leaves an item out, counts one twice, or has a price below 0.

use super::fraction::{Direction, Fraction};
use super::problem::{Problem, State};
use super::proof::Proof;

/// What no choice of the problem surpasses, if the proof shows it.
pub(crate) fn bound(problem: &Problem, proof: &Proof) -> Option<Fraction> {
    let everything: Vec<usize> = (0..problem.items.len()).collect();
    let states = with_excluded(problem, vec![State::Open; problem.items.len()])?;
    bound_of(problem, &everything, &states, proof)
}

/// How many members of a quota are taken.
fn taken(items: &[usize], states: &[State]) -> usize {
    items.iter().filter(|item| states.get(**item) == Some(&State::Taken)).count()
}

/// Leaves what full quotas exclude; nothing where more is taken than a quota allows.
fn with_excluded(problem: &Problem, mut states: Vec<State>) -> Option<Vec<State>> {
    for quota in &problem.quotas {
        let room = quota.at_most.checked_sub(taken(&quota.items, &states))?;
        for item in quota.items.iter().filter(|_| room == 0) {
            let open = states.get_mut(*item).filter(|state| **state == State::Open);
            open.into_iter().for_each(|state| *state = State::Left);
        }
    }
    Some(states)
}

/// The states with some open items decided; nothing where one is decided already.
fn with(states: &[State], items: &[(usize, bool)]) -> Option<Vec<State>> {
    let mut states = states.to_vec();
    for (item, is_taken) in items {
        let open = states.get_mut(*item).filter(|state| **state == State::Open)?;
        *open = if *is_taken { State::Taken } else { State::Left };
    }
    Some(states)
}

fn bound_of(problem: &Problem, items: &[usize], states: &[State], proof: &Proof) -> Option<Fraction> {
    match proof {
        Proof::Prices { scale, quotas, caps } => priced(problem, items, states, *scale, quotas, caps),
        Proof::Split { item, taken, left } => {
            let side = |is_taken, proof| {
                let states = with_excluded(problem, with(states, &[(*item, is_taken)])?)?;
                bound_of(problem, items, &states, proof)
            };
            Some(side(true, taken)?.max(side(false, left)?))
        }
        Proof::Fixed { items: fixed, prices, rest } => {
            let decided = with_excluded(problem, with(states, fixed)?)?;
            let mut bound = bound_of(problem, items, &decided, rest)?;
            for (item, is_taken) in fixed {
                let otherwise = with(states, &[(*item, !is_taken)])?;
                bound = bound.max(bound_of(problem, items, &otherwise, prices)?);
            }
            Some(bound)
        }
        Proof::Parts(parts) => {
            let mut covered = vec![false; problem.items.len()];
            for item in parts.iter().flat_map(|(part, _)| part) {
                if std::mem::replace(covered.get_mut(*item)?, true) {
                    return None;
                }
            }
            let is_there = |item: &usize| states.get(*item).is_some_and(|state| *state != State::Left);
            let is_missing = |item: &&usize| is_there(item) && covered.get(**item) == Some(&false);
            if items.iter().any(|item| is_missing(&item)) {
                return None;
            }
            let mut sum = Fraction::ZERO;
            for (part, proof) in parts {
                sum = sum.plus(bound_of(problem, part, states, proof)?, Direction::Up);
            }
            Some(sum)
        }
    }
}

/// What limits earn at full use, and what items keep at these prices.
fn priced(
    problem: &Problem,
    items: &[usize],
    states: &[State],
    scale: i128,
    quotas: &[(usize, i128)],
    caps: &[(usize, i128)],
) -> Option<Fraction> {
    if scale <= 0 || quotas.iter().chain(caps).any(|(_, price)| *price < 0) {
        return None;
    }
    let mut sum = 0i128;
    let (mut cuts, mut tolls) = (vec![0i128; problem.items.len()], vec![0i128; problem.items.len()]);
    for (quota, price) in quotas {
        let quota = problem.quotas.get(*quota)?;
        let room = i128::try_from(quota.at_most.checked_sub(taken(&quota.items, states))?).ok()?;
        sum = sum.checked_add(price.checked_mul(room)?)?;
        charge(&mut tolls, &quota.items, *price)?;
    }
    for (cap, price) in caps {
        let cap = problem.caps.get(*cap)?;
        sum = sum.checked_add(price.checked_mul(cap.most)?)?;
        charge(&mut cuts, &cap.items, *price)?;
    }
    for item in items {
        let kept = scale.checked_sub(*cuts.get(*item)?)?.max(0);
        let gain = problem.items.get(*item)?.worth(states).checked_mul(kept)?;
        let surplus = match states.get(*item)? {
            State::Left => 0,
            State::Taken => gain,
            State::Open => gain.checked_sub(*tolls.get(*item)?)?.max(0),
        };
        sum = sum.checked_add(surplus)?;
    }
    Some(Fraction::new(sum, scale))
}

fn charge(charges: &mut [i128], items: &[usize], price: i128) -> Option<()> {
    for item in items {
        let charge = charges.get_mut(*item)?;
        *charge = charge.checked_add(price)?;
    }
    Some(())
}
