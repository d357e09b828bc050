//! What an author reads after a mistake that real authors make: each document of `tests/mistakes` as the terminal shows it, in
//! Chinese and English; and what an editor may do about it.
//!
//! A document is checked beside `tests/mistakes/surroundings`, which declares facts, lists and units.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    clippy::indexing_slicing,
    reason = "in a test a failed unwrap is a failed test"
)]

use policy_calculator::catalog::{Compilation, compile};
use policy_calculator::lang::diagnostic::Layer;
use policy_calculator::model::Language;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mistakes");

/// Every mistake: its name and its document.
fn mistakes() -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = std::fs::read_dir(FOLDER)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(path).unwrap()))
        .collect();
    found.sort();
    found
}

fn surroundings() -> String {
    std::fs::read_to_string(Path::new(FOLDER).join("surroundings/facts.yaml")).unwrap()
}

fn compiled(document: &str) -> Compilation {
    compile([("facts.yaml".to_owned(), surroundings()), ("rules.yaml".to_owned(), document.to_owned())])
}

/// A folder of rules with this document in it.
fn folder(name: &str, document: &str) -> PathBuf {
    let parent = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mistakes").join(name);
    let rules = parent.join("rules");
    std::fs::create_dir_all(&rules).unwrap();
    std::fs::write(rules.join("facts.yaml"), surroundings()).unwrap();
    std::fs::write(rules.join("rules.yaml"), document).unwrap();
    parent
}

/// What the terminal shows.
fn shown(parent: &Path, language: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_policy"));
    let output = command.args(["--lang", language, "check", "rules"]).current_dir(parent).output().unwrap();
    String::from_utf8(output.stderr).unwrap().trim_end().to_owned()
}

#[test]
fn every_mistake_is_named_as_an_author_needs_it() {
    let mistakes = mistakes();
    assert!(mistakes.len() >= 80, "only {} mistakes", mistakes.len());
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots/mistakes");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for (name, document) in mistakes {
            let parent = folder(&name, &document);
            let both = format!("{}\n\n{}", shown(&parent, "zh"), shown(&parent, "en"));
            insta::assert_snapshot!(name, both);
        }
    });
}

#[test]
fn every_mistake_is_found() {
    for (name, document) in mistakes() {
        assert!(!compiled(&document).diagnostics.is_empty(), "{name}: nothing is reported");
    }
}

/// A fix mends the fault it belongs to and makes no new one.
#[test]
fn every_fix_mends_its_fault() {
    let mut fixed = 0;
    for (name, document) in mistakes() {
        let before = compiled(&document);
        let places = |compilation: &Compilation| -> BTreeSet<(String, String)> {
            let found = compilation.diagnostics.iter();
            found.map(|one| (one.code.to_owned(), one.message.in_language(Language::English).to_owned())).collect()
        };
        for diagnostic in &before.diagnostics {
            let Some(fix) = &diagnostic.fix else { continue };
            assert_eq!(fix.layer, Layer::File, "{name}");
            let mut text = document.clone();
            text.replace_range(fix.span.start..fix.span.end, &fix.replacement);
            let after = compiled(&text);
            let (before, after) = (places(&before), places(&after));
            let fault = (diagnostic.code.to_owned(), diagnostic.message.in_language(Language::English).to_owned());
            assert!(!after.contains(&fault), "{name}: {} is still there after\n{text}", diagnostic.code);
            let new: Vec<_> = after.difference(&before).filter(|(code, _)| code.starts_with('E')).collect();
            assert!(new.is_empty(), "{name}: {} brings {new:?} with\n{text}", diagnostic.code);
            fixed += 1;
        }
    }
    assert!(fixed >= 40, "only {fixed} fixes");
}

/// Positions of the JSON are those of the text: lines and columns in characters, start and end in bytes.
#[test]
fn editors_get_places_in_characters_and_in_bytes() {
    let document = "definitions:\n  小微:\n    value: 企业规模 = 小型\n";
    let parent = folder("json", document);
    let mut command = Command::new(env!("CARGO_BIN_EXE_policy"));
    let output = command.args(["--lang", "en", "check", "--json", "rules"]).current_dir(&parent).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let start = document.find("小型").unwrap();
    let place = serde_json::json!({
        "file": "rules/rules.yaml", "line": 3, "column": 19, "end_line": 3, "end_column": 21,
        "start": start, "end": start + "小型".len(),
    });
    assert_eq!(
        found["diagnostics"],
        serde_json::json!([{
            "code": "E0201",
            "severity": "error",
            "message": "`小型` is a code of `规模`, and codes stand in quotes",
            "place": place,
            "label": null,
            "related": [],
            "help": "write \"小型\"",
            "fix": {"place": place, "replacement": "\"小型\""},
        }])
    );
}
