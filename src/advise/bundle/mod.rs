//! The best bundle (最优组合): of the policies that a company can have, the set with the highest total that groups allow, exactly,
//! with what was given up for it and why.
//!
//! ```text
//! session → candidates → setup → alternatives → report → result
//!                        problem ← search ← prices ← relaxation
//!                                    ↑ decisions, payments ← simplex
//! ```
//!
//! [`best_bundle`] asks a session for what is possible ([`candidates`]), states it as a problem of whole 分 ([`setup`],
//! [`problem`]), solves that by branch and bound ([`search`]) and says what the solution means ([`report`], [`result`]). A solution comes
//! with a [`proof`], which [`check`] reads independently of how it was found. Must never: call a bundle the best that the checker
//! does not; add what is paid once and what is paid yearly without saying what the sum is.

mod alternatives;
mod candidates;
mod check;
mod decisions;
mod fraction;
mod money;
mod payments;
mod prices;
mod problem;
mod proof;
mod relaxation;
mod report;
pub mod result;
mod search;
mod setup;
mod simplex;
#[cfg(test)]
mod tests;

use crate::engine::Session;
use crate::model::Text;
use alternatives::{Answer, answer};
use candidates::{Candidate, Limits};
use report::Report;
use setup::{Case, Setup};

pub use alternatives::Effort;
pub use result::BestBundle;

/// The best set of benefits for a company: what is safe to claim now, and what is possible.
pub fn best_bundle(session: &mut Session, effort: Effort) -> BestBundle {
    let candidates = candidates::candidates(session);
    let limits = candidates::limits_of_groups(session, &candidates);
    let (sure, best) = (Setup::new(Case::Sure, &candidates, &limits), Setup::new(Case::Best, &candidates, &limits));
    let sure_answer = answer(&sure.problem, effort);
    // Where everything is known both cases are the same.
    let best_answer = if best.problem == sure.problem { sure_answer.clone() } else { answer(&best.problem, effort) };
    let catalog = session.calculator().catalog();
    let bundle = |case, setup: &Setup, answer: &Answer| {
        let (candidates, limits): (&[Candidate], &[Limits]) = (&candidates, &limits);
        Report { catalog, candidates, limits, case, setup, answer }.bundle(&sure)
    };
    let safe = bundle(Case::Sure, &sure, &sure_answer);
    let possible = bundle(Case::Best, &best, &best_answer);
    BestBundle {
        as_of: session.as_of().to_string(),
        counted: result::Counted { id: "one_year", says: counted().in_language(session.language()).to_owned() },
        min: safe.total.clone(),
        max: possible.proof.bound.clone().filter(|_| possible.open.is_empty()),
        apart: report::apart(catalog, &candidates, &limits, &safe),
        safe,
        best: possible,
    }
}

/// What totals count, in plain words.
fn counted() -> Text {
    Text::new(
        "一年内可比金额：一次性的和按项目的照算，按年的算一年，按月的算十二个月；只用来比较，不是一笔到手的钱",
        "Comparison value over one year: once and per project as they are, one year of yearly, twelve months of monthly \
         benefits; for comparison only, not one sum that is paid out",
    )
}
