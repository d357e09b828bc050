//! The language page is true: its YAML blocks are one set of rules that compiles without a warning and passes its examples.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use policy_calculator::audit::examples;
use policy_calculator::catalog::compile;
use policy_calculator::model::{Date, Language};

#[test]
fn the_language_page_compiles_and_passes() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/language.md");
    let page = std::fs::read_to_string(path).unwrap();
    let blocks = page.split("\n```").skip(1).step_by(2);
    let documents = blocks.filter_map(|block| block.strip_prefix("yaml\n")).enumerate();
    let documents: Vec<_> = documents.map(|(index, text)| (format!("block {}", index + 1), text.to_owned())).collect();
    assert!(documents.len() >= 10, "only {} YAML blocks found", documents.len());
    let compilation = compile(documents);
    let lines: Vec<_> = compilation
        .diagnostics
        .iter()
        .map(|diagnostic| diagnostic.line(&compilation.sources, Language::English))
        .collect();
    assert_eq!(lines, Vec::<String>::new());
    let catalog = compilation.catalog.unwrap();
    let outcomes = examples::run(&catalog, &compilation.examples, Date::parse("2026-11-23").unwrap()).unwrap();
    assert!(outcomes.len() >= 10);
    for outcome in outcomes {
        assert_eq!(outcome.differences, Vec::<String>::new(), "{}", outcome.example.name);
    }
}
