//! Conformance: the lines of the DMN Technology Compatibility Kit that the environment variable `TCK_FILE` names.
//!
//! `tck::judge` says what must come out of which class of lines, `tck::exceptions` which lines may be refused instead and why.
//! What comes out is compared with `docs/conformance.md`, or written there if `UPDATE_CONFORMANCE` is 1. Lines that fail are
//! printed and written to `tck-failures.txt` in Cargo's target folder.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a failed unwrap is a failed test")]

use std::io::Write;
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;
use tck::case::Case;
use tck::judge::{self, Outcome};
use tck::report::Report;

/// The modules of this test.
mod tck {
    pub mod ask;
    pub mod case;
    pub mod exceptions;
    pub mod judge;
    pub mod names;
    pub mod report;
    pub mod scan;
    pub mod shape;
    pub mod unknown;
    pub mod value;
}

/// No line takes a tenth of it, however busy the machine is.
const LIMIT: Duration = Duration::from_secs(60);

#[test]
fn lines_of_the_kit() {
    let Some(path) = std::env::var_os("TCK_FILE").filter(|path| !path.is_empty()) else {
        say("TCK_FILE is not set: no line of the compatibility kit was run");
        return;
    };
    let path = Path::new(&path);
    let data = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("TCK_FILE {}: {error}", path.display()));
    let cases: Vec<Case> = data.lines().enumerate().map(|(index, line)| read(index, line)).collect();
    assert!(!cases.is_empty(), "TCK_FILE {} holds no lines", path.display());

    let report = Report::new(run(cases), crc32fast::hash(data.as_bytes()));
    let failures = report.failures();
    let list = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("tck-failures.txt");
    std::fs::write(&list, failures.iter().map(|failure| format!("{failure}\n")).collect::<String>()).unwrap();
    for failure in &failures {
        println!("{failure}");
    }
    compare_page(&report);
    assert!(failures.is_empty(), "{} lines fail; they are listed in {}", failures.len(), list.display());
}

fn read(index: usize, line: &str) -> Case {
    serde_json::from_str(line).unwrap_or_else(|error| panic!("line {} of TCK_FILE: {error}", index + 1))
}

/// Runs the lines one by one, on a thread of their own so that one that hangs is named.
fn run(cases: Vec<Case>) -> Vec<(Case, Outcome)> {
    let (sender, receiver) = mpsc::channel();
    let asked = cases.clone();
    std::thread::spawn(move || {
        for case in asked {
            let outcome = std::panic::catch_unwind(|| judge::outcome(&case));
            if sender.send(outcome.unwrap_or_else(|_| Outcome::Failed("a panic".to_owned()))).is_err() {
                return;
            }
        }
    });
    let outcome = |case: Case| match receiver.recv_timeout(LIMIT) {
        Ok(outcome) => (case, outcome),
        Err(error) => panic!("{} has no end: {error}", case.id),
    };
    cases.into_iter().map(outcome).collect()
}

/// Writes the page, or compares it with what was found. A page made from other data cannot be compared.
fn compare_page(report: &Report) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/conformance.md");
    let page = report.page();
    if std::env::var("UPDATE_CONFORMANCE").is_ok_and(|value| value == "1") {
        std::fs::write(path, page).unwrap();
        return;
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    if !written.is_empty() && !written.contains(&report.provenance()) {
        say("docs/conformance.md was made from other data and is not compared");
        return;
    }
    assert!(
        written == page,
        "docs/conformance.md does not say what was found; TCK_FILE=… UPDATE_CONFORMANCE=1 cargo test --test tck writes \
         it anew. Found:\n{page}"
    );
}

/// Says something although the test passes: what it prints by `println!` would not be shown.
fn say(words: &str) {
    let mut stderr = std::io::stderr();
    writeln!(stderr, "{words}").unwrap();
}
