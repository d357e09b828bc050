//! Replays what the fuzzers kept: every input that once led somewhere new is read again, and none may panic. The targets
//! themselves are in `fuzz/`; a finding is kept as a file in the corpus of its target, so that it stays found.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "in a test a failed unwrap is a failed test")]

#[path = "../fuzz/targets.rs"]
mod targets;

use std::path::Path;

/// Runs one target over its corpus and says which file it panicked on.
fn replay(name: &str, target: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut paths: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "there is no corpus in {}", folder.display());
    for path in paths {
        let bytes = std::fs::read(&path).unwrap();
        let result = std::panic::catch_unwind(|| target(&bytes));
        assert!(result.is_ok(), "{} panicked", path.display());
    }
}

#[test]
fn expressions() {
    replay("expression", targets::expression);
}

#[test]
fn documents() {
    replay("document", targets::document);
}

#[test]
fn catalogs() {
    replay("catalog", targets::catalog);
}

#[test]
fn crossings() {
    replay("crossing", targets::crossing);
}

#[test]
fn facts() {
    replay("facts", targets::facts);
}
