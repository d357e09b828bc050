//! The real rules, whole: what an empty profile gets, that answers never turn, and that bytes keep everything.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "in a test a failed unwrap is a failed test"
)]

use policy_calculator::catalog::{bytes, compile};
use policy_calculator::engine::{Calculator, Input, Session, Status, Truth, Verdict};
use policy_calculator::model::{Catalog, Date, Language};
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

static CATALOG: LazyLock<Arc<Catalog>> = LazyLock::new(|| {
    let mut paths = Vec::new();
    collect(&root().join("rules"), &mut paths);
    let files = paths.iter().map(|path| (path.display().to_string(), std::fs::read_to_string(path).unwrap()));
    Arc::new(compile(files).catalog.unwrap())
});
static CALCULATOR: LazyLock<Arc<Calculator>> =
    LazyLock::new(|| Arc::new(Calculator::new(Arc::clone(&CATALOG)).unwrap()));
static COMPANIES: LazyLock<Vec<Vec<(String, Input)>>> = LazyLock::new(|| {
    ["software", "manufacturer", "shopkeeper"]
        .iter()
        .map(|name| {
            let text = std::fs::read_to_string(root().join(format!("rules/companies/{name}.json"))).unwrap();
            let document: serde_json::Value = serde_json::from_str(&text).unwrap();
            let facts = document["facts"].as_object().unwrap();
            facts.iter().map(|(name, value)| (name.clone(), Input::from(value))).collect()
        })
        .collect()
});

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            paths.push(path);
        }
    }
}

fn open(as_of: &str) -> Session {
    Session::open(Arc::clone(&CALCULATOR), Date::parse(as_of).unwrap(), Language::Chinese)
}

#[test]
fn an_empty_profile_is_neither_refused_nor_promised_anything() {
    for as_of in ["2025-12-31", "2026-01-01", "2026-05-01", "2026-11-23"] {
        for verdict in open(as_of).verdicts().verdicts {
            let open = matches!(verdict.status, Status::Undetermined | Status::Review | Status::NotInForce);
            assert!(open, "{as_of} {}: {:?}", verdict.policy, verdict.status);
        }
    }
}

#[test]
fn sample_companies_have_no_bad_fact_and_get_something() {
    for company in COMPANIES.iter() {
        let mut session = open("2026-11-23");
        assert_eq!(session.set_all(company), []);
        let verdicts = session.verdicts().verdicts;
        assert!(verdicts.iter().any(|verdict| verdict.status == Status::Eligible));
        assert!(verdicts.iter().any(|verdict| verdict.status == Status::Ineligible));
    }
}

#[test]
fn bytes_keep_the_catalog_and_are_the_same_every_time() {
    let encoded = bytes::encode(&CATALOG).unwrap();
    assert_eq!(bytes::encode(&CATALOG).unwrap(), encoded);
    assert_eq!(bytes::decode(&encoded).unwrap(), **CATALOG);
}

/// What may no longer change: the status, if it is definite, and bounds, which may only shrink.
fn assert_refines(before: &Verdict, after: &Verdict, added: &str) {
    let id = &before.policy;
    if matches!(before.status, Status::Eligible | Status::Ineligible | Status::NotInForce) {
        assert_eq!(before.status, after.status, "{id}, after {added}");
    }
    if before.status == Status::Review {
        assert_ne!(after.status, Status::Undetermined, "{id}, after {added}");
    }
    for (before, after) in before.conditions.iter().zip(&after.conditions) {
        if matches!(before.truth, Truth::True | Truth::False) {
            assert_eq!(before.truth, after.truth, "{id}: {}, after {added}", before.says);
        }
    }
    for (before, after) in before.benefits.iter().zip(&after.benefits) {
        let decimal = |text: &Option<String>| text.as_deref().map(|text| Decimal::from_str_exact(text).unwrap());
        // An amount may turn out not to exist; while it does, it stays inside what it could be.
        if let (Some(least), Some(now)) = (decimal(&before.min), decimal(&after.min)) {
            assert!(now >= least, "{id}: at least {least}, then {now}, after {added}");
        }
        if let (Some(most), Some(now)) = (decimal(&before.max), decimal(&after.max)) {
            assert!(now <= most, "{id}: at most {most}, then {now}, after {added}");
        }
        if before.max.is_some() {
            assert!(after.max.is_some() || after.min.is_none(), "{id}: a bound was lost after {added}");
        }
    }
}

/// How many random orders are tried; `SOUNDNESS_CASES` asks for a larger run.
fn cases() -> u32 {
    std::env::var("SOUNDNESS_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(64)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    /// Soundness on real rules: facts are answered one by one in random order, and nothing definite ever changes.
    #[test]
    fn answers_never_turn(
        company in 0usize..3,
        day in 0usize..3,
        order in Just((0usize..120).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let as_of = ["2025-12-31", "2026-05-01", "2026-11-23"][day];
        let facts = &COMPANIES[company];
        let mut session = open(as_of);
        let mut before = session.verdicts().verdicts;
        for index in order.into_iter().filter(|index| *index < facts.len()) {
            let (name, input) = &facts[index];
            prop_assert!(session.set(name, input).is_ok());
            let after = session.verdicts().verdicts;
            for (before, after) in before.iter().zip(&after) {
                assert_refines(before, after, name);
            }
            before = after;
        }
    }
}
