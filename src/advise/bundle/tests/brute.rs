//! The plainly right way: every set that quotas allow, each paid exactly. For tests only.

use super::super::fraction::Fraction;
use super::super::payments;
use super::super::problem::{Choice, Problem, State};

/// Every allowed set with its total.
pub(super) fn all(problem: &Problem) -> Vec<Choice> {
    let count = problem.items.len();
    let sets = (0..1usize << count).map(|bits| (0..count).filter(|item| bits >> item & 1 == 1).collect::<Vec<_>>());
    let allowed = sets.filter(|set| {
        problem.quotas.iter().all(|quota| quota.items.iter().filter(|item| set.contains(item)).count() <= quota.at_most)
    });
    allowed.map(|set| Choice { total: total(problem, &set), items: set }).collect()
}

/// What a set pays.
pub(super) fn total(problem: &Problem, set: &[usize]) -> Fraction {
    let states: Vec<State> =
        (0..problem.items.len()).map(|item| if set.contains(&item) { State::Taken } else { State::Left }).collect();
    let worths: Vec<i128> = set.iter().map(|item| problem.items[*item].worth(&states)).collect();
    let members =
        |items: &[usize]| items.iter().filter_map(|item| set.iter().position(|other| other == item)).collect();
    let caps: Vec<(i128, Vec<usize>)> = problem.caps.iter().map(|cap| (cap.most, members(&cap.items))).collect();
    payments::most(&worths, &caps).total
}
