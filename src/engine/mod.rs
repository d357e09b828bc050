//! The engine: a compiled catalog and what one company knows about itself go in, verdicts come out.
//!
//! ```text
//! Calculator::new(catalog: Arc<Catalog>) -> Result<Calculator, CatalogError>      Calculator::load(bytes: &[u8]) likewise
//! calculator.catalog() -> &Catalog        calculator.describe() -> CatalogDescription
//! Session::open(calculator: Arc<Calculator>, as_of: Date, language: Language) -> Session
//! session.set(name, &Input) -> Result<(), FactProblem>          session.set_all(&[(String, Input)]) -> Vec<FactProblem>
//! session.clear(name)      session.set_language(language)
//! session.verdicts() -> VerdictsJson      session.verdict(id) -> Option<Verdict>      session.totals() -> Totals
//! session.value_of(definition, policy: Option<&str>) -> Option<ValueView>     (JSON as `policy feel` prints it)
//! session.truth_of(policy, condition id) -> Option<Truth>
//! Input::from(&serde_json::Value), with the feature `cli` and in tests
//! ```
//!
//! All outputs implement `serde::Serialize` in the shape that `docs/api.md` describes.
