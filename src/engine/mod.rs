//! The engine: a compiled catalog and what one company knows about itself go in, verdicts come out.
//!
//! ```text
//! Calculator::new(catalog: Arc<Catalog>) -> Result<Calculator, CatalogError>      Calculator::load(bytes: &[u8]) likewise
//! calculator.catalog() -> &Catalog        calculator.describe() -> CatalogDescription
//! Session::open(calculator: Arc<Calculator>, as_of: Date, language: Language) -> Session
//! session.set(name, &Input) -> Result<(), FactProblem>          session.set_all(&[(String, Input)]) -> Vec<FactProblem>
//! session.clear(name)      session.set_language(language)
//! session.statuses() -> &[Status]      session.amounts(all) -> &Amounts      session.truths() -> Vec<Truth>      (all at a glance)
//! Batch::open(calculator, as_of, language)      batch.read(fact, &Input) -> Result<KnownFact, FactProblem>
//! batch.turn_to(facts) -> Vec<FactProblem>      batch.session() -> &mut Session      (many companies, one after the other)
//! session.verdicts() -> VerdictsJson      session.verdict(id) -> Option<Verdict>      session.totals() -> Totals
//! session.value_of(definition, policy: Option<&str>) -> Option<ValueView>     (JSON as `policy feel` prints it)
//! session.truth_of(policy, condition id) -> Option<Truth>
//! Input::from(&serde_json::Value), with the feature `cli` and in tests
//! ```
//!
//! Facts come as [`Input`] ([`profile`] and `literal` read them), are turned into what each of them can be (`possible`,
//! `interval`), expressions and conditions are evaluated from the bottom up over all completions at once
//! (`evaluate`, `kleene`, `terms`, `exact`), amounts over the completions in which the conditions hold (`narrow`, `amount`);
//! what stays open because parts share an unknown is asked case by case (`cases`), and what comes out is plain data
//! ([`verdict`]). Arithmetic is exact (`decimal`, `natural`).
//!
//! Must never: read YAML or an expression's text, a clock, a file or the network; use a binary float; panic.

mod amount;
mod asking;
mod batch;
mod beforehand;
mod calculator;
mod cases;
mod choice;
mod days;
pub(crate) mod decimal;
pub mod describe;
mod error;
pub(crate) mod evaluate;
mod exact;
mod functions;
mod glance;
pub(crate) mod interval;
mod kleene;
mod lists;
mod literal;
mod memo;
mod narrow;
mod natural;
mod overview;
mod own;
pub(crate) mod possible;
pub mod profile;
mod reads;
mod rounding;
mod scope;
mod session;
pub(crate) mod set;
mod sharing;
mod short;
pub(crate) mod sort;
mod suppose;
mod tables;
mod tally;
mod terms;
#[cfg(test)]
pub(crate) mod tests;
mod totals;
pub mod verdict;
#[cfg(feature = "lang")]
mod ways;
mod window;

pub use batch::{Batch, KnownFact};
#[cfg(feature = "lang")]
pub use beforehand::with_beforehand;
pub use calculator::Calculator;
pub use describe::CatalogDescription;
pub use glance::{Amounts, NO_AMOUNT, NOT_ASKED, News};
pub use profile::{FactProblem, Input};
pub use session::Session;
pub(crate) use session::truth;
#[cfg(feature = "lang")]
pub(crate) use set::BitSet;
pub use verdict::*;
#[cfg(feature = "lang")]
pub(crate) use ways::{Limit, Way};
