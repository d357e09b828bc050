//! The sample companies: how each stands with every policy, as reviewed snapshots.
//!
//! A change of a rule that changes what a company gets shows here, one line a policy.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use policy_calculator::catalog::compile;
use policy_calculator::engine::{
    BenefitVerdict, Calculator, Input, NO_AMOUNT, Session, Status, Verdict, with_beforehand,
};
use policy_calculator::model::{Date, Language};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn files(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, extension, found);
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
}

#[test]
fn sample_companies_stand_as_reviewed() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let (mut documents, mut companies) = (Vec::new(), Vec::new());
    files(&rules, "yaml", &mut documents);
    files(&rules.join("companies"), "json", &mut companies);
    assert_eq!(companies.len(), 12);
    let read = |path: &PathBuf| (path.display().to_string(), std::fs::read_to_string(path).unwrap());
    let catalog = compile(documents.iter().map(read)).catalog.unwrap();
    // As it is shipped: nothing else may be said for that.
    let shipped = with_beforehand(catalog.clone()).unwrap();
    assert!(shipped.beforehand.truths.len() > 20 && shipped.beforehand.amounts.len() > 20);
    let calculator = Arc::new(Calculator::new(Arc::new(shipped)).unwrap());
    let plain = Arc::new(Calculator::new(Arc::new(catalog)).unwrap());
    for path in companies {
        let document: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let facts = document.get("facts").and_then(serde_json::Value::as_object).unwrap();
        let facts: Vec<_> = facts.iter().map(|(name, value)| (name.clone(), Input::from(value))).collect();
        let day = Date::parse("2026-11-23").unwrap();
        let mut session = Session::open(Arc::clone(&calculator), day, Language::Chinese);
        assert_eq!(session.set_all(&facts), [], "{}", path.display());
        let mut text = String::new();
        for status in [Status::Eligible, Status::Review, Status::Undetermined, Status::Ineligible] {
            let _ = writeln!(text, "{status:?}");
            for verdict in session.verdicts().verdicts.iter().filter(|verdict| verdict.status == status) {
                let _ = writeln!(text, "  {}{}", verdict.policy, rest(verdict));
            }
        }
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        insta::assert_snapshot!(format!("companies_{name}"), text);
        // What is told at a glance is what verdicts tell, while the company takes back one answer after the other.
        for (fact, _) in &facts {
            assert_eq!(at_a_glance(&mut session), in_verdicts(&mut session), "{name} without {fact}");
            session.clear(fact);
        }
        assert_eq!(at_a_glance(&mut session), in_verdicts(&mut session), "{name} with nothing answered");
        // Another day of the same year is as if one had opened on it.
        for other in ["2026-01-01", "2026-12-31"].map(|day| Date::parse(day).unwrap()) {
            session.set_all(&facts);
            session.verdicts();
            let mut afresh = Session::open(Arc::clone(&plain), other, Language::Chinese);
            afresh.set_all(&facts);
            assert_eq!(session.on(other).verdicts(), afresh.verdicts(), "{name} on {other}");
            facts.iter().for_each(|(fact, _)| session.clear(fact));
        }
        // What is known beforehand says nothing else than the cases, while one answer after the other comes in.
        let mut other = Session::open(Arc::clone(&plain), day, Language::Chinese);
        for (fact, input) in &facts {
            assert_eq!(session.verdicts(), other.verdicts(), "{name} before {fact}");
            session.set(fact, input).unwrap();
            other.set(fact, input).unwrap();
        }
    }
}

/// Each policy's status, and each benefit's amount in 分.
type Overview = (Vec<Status>, Vec<(i64, i64)>);

fn at_a_glance(session: &mut Session) -> Overview {
    let amounts = session.amounts(true).clone();
    (session.statuses().to_vec(), amounts.least().iter().copied().zip(amounts.most().iter().copied()).collect())
}

fn in_verdicts(session: &mut Session) -> Overview {
    let verdicts = session.verdicts().verdicts;
    let cents = |amount: &Option<String>| {
        let Some(amount) = amount else { return NO_AMOUNT };
        let (whole, part) = amount.split_once('.').unwrap_or((amount, ""));
        format!("{whole}{part:0<2}").parse().unwrap()
    };
    let amounts = verdicts.iter().flat_map(|verdict| {
        let is_had = !matches!(verdict.status, Status::Ineligible | Status::NotInForce);
        let ends = move |benefit: &BenefitVerdict| match is_had {
            true => (cents(&benefit.min), cents(&benefit.max)),
            false => (NO_AMOUNT, NO_AMOUNT),
        };
        verdict.benefits.iter().map(ends).collect::<Vec<_>>()
    });
    (verdicts.iter().map(|verdict| verdict.status).collect(), amounts.collect())
}

/// Amounts of what may be had, and what is missing or in error.
fn rest(verdict: &Verdict) -> String {
    let mut text = String::new();
    if verdict.status != Status::Ineligible {
        verdict.benefits.iter().for_each(|benefit| text.push_str(&amount(benefit)));
    }
    if !verdict.missing.is_empty() {
        let _ = write!(text, "  missing {}", verdict.missing.join(", "));
    }
    verdict.errors.iter().for_each(|error| text.push_str(&format!("  error {}", error.code)));
    text
}

fn amount(benefit: &BenefitVerdict) -> String {
    let (Some(min), max) = (&benefit.min, &benefit.max) else { return String::new() };
    let range = match max {
        Some(max) if max == min => min.clone(),
        Some(max) => format!("{min}–{max}"),
        None => format!("{min}–"),
    };
    format!("  {range}{}", if benefit.reference { " (reference)" } else { "" })
}
