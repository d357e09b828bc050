//! What a catalog tells about itself, whole: a fact of every type, a policy with everything, lists, groups.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use policy_calculator::catalog::compile;
use policy_calculator::engine::Calculator;
use std::sync::Arc;

#[test]
fn describes_a_fact_of_every_type() {
    let rules = include_str!("../fuzz/rules.yaml").to_owned();
    let catalog = compile([("rules.yaml".to_owned(), rules)]).catalog.unwrap();
    let description = Calculator::new(Arc::new(catalog)).unwrap().describe();
    insta::assert_snapshot!("description", serde_json::to_string_pretty(&description).unwrap());
}
