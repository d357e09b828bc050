//! What an author reads when a rule is wrong: a folder with ten seeded faults, all of them named in one run.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "in a test a failed unwrap is a failed test"
)]

use std::process::{Command, Output};

fn policy(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_policy")).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn ten_seeded_faults_are_named_in_chinese() {
    let output = policy(&["check", "tests/seeded/rules"]);
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!("seeded_faults_zh", text(&output.stderr));
    assert!(text(&output.stdout).contains("10 个错误"), "{}", text(&output.stdout));
}

#[test]
fn ten_seeded_faults_are_named_in_english() {
    let output = policy(&["--lang", "en", "check", "tests/seeded/rules"]);
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!("seeded_faults_en", text(&output.stderr));
    assert!(text(&output.stdout).contains("10 errors"), "{}", text(&output.stdout));
}

#[test]
fn every_seeded_fault_stands_on_its_line_with_a_suggestion() {
    let output = policy(&["check", "--json", "tests/seeded/rules"]);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let found: Vec<(String, String, u64, bool)> = document["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|diagnostic| {
            let place = &diagnostic["place"];
            let file = place["file"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
            let code = diagnostic["code"].as_str().unwrap().to_owned();
            (file, code, place["line"].as_u64().unwrap(), diagnostic["help"].is_string())
        })
        .collect();
    let expected = [
        ("definitions.yaml", "E0210", 4, true),
        ("definitions.yaml", "E0012", 5, true),
        ("definitions.yaml", "E0209", 6, true),
        ("definitions.yaml", "E0207", 8, true),
        ("facts.yaml", "E0009", 4, true),
        ("facts.yaml", "E0004", 11, true),
        ("policies.yaml", "E0201", 11, true),
        ("policies.yaml", "E0205", 12, true),
        ("policies.yaml", "E0007", 15, true),
        ("policies.yaml", "E0307", 21, true),
    ];
    let expected: Vec<_> =
        expected.map(|(file, code, line, help)| (file.to_owned(), code.to_owned(), line, help)).into_iter().collect();
    assert_eq!(found, expected);
}

#[test]
fn a_missing_folder_is_a_wrong_call() {
    let output = policy(&["check", "tests/no-such-folder"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("不是规则文件夹"));
}

/// A warning is a finding, but rules that have one still make a catalog.
#[test]
fn warnings_fail_the_check_and_not_the_build() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("warnings");
    let rules = folder.join("rules");
    std::fs::create_dir_all(&rules).unwrap();
    let (rules, catalog) = (rules.to_str().unwrap(), folder.join("catalog.bin"));
    let catalog = catalog.to_str().unwrap();
    let write = |text: &str| std::fs::write(format!("{rules}/facts.yaml"), text).unwrap();

    write("facts:\n  收入: {type: money}\n");
    let output = policy(&["check", rules]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("W0401"), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("没有错误，1 个警告"), "{}", text(&output.stdout));
    let output = policy(&["check", "--json", rules]);
    assert_eq!(output.status.code(), Some(1));
    let output = policy(&["build", rules, "-o", catalog]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));

    write("facts:\n  收入: {type: money}\ndefinitions:\n  两倍: 收入 * 2\n");
    assert_eq!(policy(&["check", rules]).status.code(), Some(0));
}
