//! `policy bundle` as a reader of the terminal and as a program sees it, on the small rules of `tests/bundle`: what is safe to
//! claim, what is possible, what is given up and why, and what is as good.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "in a test a failed unwrap is a failed test"
)]

use serde_json::Value;
use std::process::{Command, Output};

fn policy(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_policy")).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap()
}

/// What the command says of a company of `tests/bundle`.
fn bundle(company: &str, more: &[&str]) -> String {
    let facts = format!("tests/bundle/{company}.json");
    let arguments = ["bundle", "tests/bundle/rules", "--facts", &facts, "--as-of", "2026-11-23"];
    let output = policy(&[&arguments, more].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn json(company: &str) -> Value {
    serde_json::from_str(&bundle(company, &["--json"])).unwrap()
}

fn policies(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|each| each["policy"].as_str().unwrap()).collect()
}

#[test]
fn everything_known_but_what_judges_decide() {
    insta::assert_snapshot!("known_zh", bundle("known", &[]));
    insta::assert_snapshot!("known_en", bundle("known", &["--lang", "en"]));
}

#[test]
fn facts_missing_and_facts_known_in_part() {
    insta::assert_snapshot!("partly_zh", bundle("partly", &[]));
    insta::assert_snapshot!("nothing_known_zh", bundle("nothing", &[]));
}

#[test]
fn json_is_one_document_with_the_same_answer() {
    let found = json("known");
    insta::assert_snapshot!("known_json", serde_json::to_string_pretty(&found).unwrap());
    assert_eq!((&found["min"], &found["max"]), (&"790000".into(), &"1090000".into()));
}

#[test]
fn what_is_safe_to_claim_is_never_more_than_what_is_possible() {
    let number = |value: &Value| value.as_str().unwrap().parse::<i64>().unwrap();
    let [nothing, partly, known] = ["nothing", "partly", "known"].map(json);
    for found in [&nothing, &partly, &known] {
        assert!(found["max"].is_null() || number(&found["min"]) <= number(&found["max"]));
        assert_eq!(found["min"], found["safe"]["total"]);
        assert!(number(&found["best"]["least"]) <= number(&found["min"]));
        assert_eq!(
            (&found["safe"]["proof"]["closed"], &found["best"]["proof"]["closed"]),
            (&true.into(), &true.into())
        );
    }
    assert!(nothing["max"].is_null(), "a tax base without a bound saves without a bound");
}

#[test]
fn the_regime_that_costs_more_than_it_brings_is_given_up_and_the_reason_is_named() {
    let found = json("known");
    let safe = &found["safe"];
    assert_eq!(policies(&safe["chosen"]), ["deduction", "grant-a", "rent"]);
    let small = safe["given_up"].as_array().unwrap().iter().find(|other| other["policy"] == "small").unwrap();
    assert_eq!((&small["counted"], &small["loss"], &small["exact"]), (&"180000".into(), &"20000".into(), &true.into()));
    assert_eq!(small["affects"], serde_json::json!(["deduction"]));
    let regimes = &safe["chosen"][0]["depends_on"];
    let expected = serde_json::json!([{"policy": "small", "chosen": false}, {"policy": "high-tech", "chosen": false}]);
    assert_eq!(*regimes, expected);
    assert_eq!(safe["ties"], serde_json::json!([{"takes": ["grant-b"], "leaves": ["grant-a"]}]));
}

#[test]
fn facts_that_cannot_be_are_told_and_the_rest_is_answered() {
    let arguments = ["bundle", "tests/bundle/rules", "--facts", "tests/bundle/wrong.json", "--as-of", "2026-11-23"];
    let output = policy(&arguments);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("应纳税所得额"));
    assert!(String::from_utf8_lossy(&output.stdout).contains("现在就能算数的"));
}
