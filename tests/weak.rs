//! What an author reads when examples are too few: a small folder whose examples leave gaps, told by `policy test`.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "in a test a failed unwrap is a failed test")]

use std::process::{Command, Output};

fn policy(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_policy"));
    command.args(["test", "tests/weak/rules"]).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR"));
    command.output().unwrap()
}

/// The text on stdout, once the exit code is this.
fn told(code: i32, arguments: &[&str]) -> String {
    let output = policy(arguments);
    assert_eq!(output.status.code(), Some(code), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn coverage_is_told_in_chinese() {
    insta::assert_snapshot!("coverage_zh", told(1, &["--coverage"]));
}

#[test]
fn coverage_is_told_in_english_with_exceptions() {
    let arguments = ["--coverage", "--lang", "en", "--except", "tests/weak/except.txt"];
    insta::assert_snapshot!("coverage_en", told(1, &arguments));
}

#[test]
fn mutants_are_told_in_chinese() {
    insta::assert_snapshot!("mutants_zh", told(1, &["--mutants"]));
}

#[test]
fn mutants_are_told_in_english_with_those_that_are_the_same() {
    insta::assert_snapshot!("mutants_en", told(1, &["--mutants", "--lang", "en", "--verbose"]));
}

#[test]
fn programs_read_the_same_as_json() {
    let document: serde_json::Value = serde_json::from_str(&told(1, &["--coverage", "--json"])).unwrap();
    assert_eq!(document["examples"], serde_json::json!({"passed": 3, "failed": []}));
    let text = told(1, &["--coverage"]);
    for kind in ["missing", "unreachable", "excepted", "stale"] {
        assert!(document[kind].is_array(), "{kind}");
    }
    for item in document["missing"].as_array().unwrap() {
        assert!(text.contains(item["line"].as_str().unwrap()));
        assert!(item["place"]["line"].as_u64().unwrap() > 0);
    }
    let document: serde_json::Value = serde_json::from_str(&told(1, &["--mutants", "--json"])).unwrap();
    let counts = ["killed", "survived", "same", "refused"].map(|fate| document[fate].as_array().unwrap().len());
    assert!(counts[0] > 0 && counts[1] > 0 && counts[3] == 0, "{counts:?}");
    let per_mille = 1_000 * counts[0] / (counts[0] + counts[1]);
    assert_eq!(document["per_mille"].as_u64().unwrap() as usize, per_mille);
    let examples: serde_json::Value = serde_json::from_str(&told(0, &["--json"])).unwrap();
    assert_eq!(examples, serde_json::json!({"examples": {"passed": 3, "failed": []}}));
}

#[test]
fn the_share_that_is_asked_for_decides() {
    told(0, &["--mutants", "--at-least", "20"]);
    told(1, &["--mutants", "--at-least", "99.9"]);
    told(2, &["--mutants", "--at-least", "120"]);
    told(2, &["--mutants", "--coverage"]);
    told(2, &["--except", "tests/weak/except.txt"]);
}
