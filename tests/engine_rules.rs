//! The engine on the real rules: whatever companies answer, and in whatever order, nothing definite is ever taken back.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "in a test a failed unwrap is a failed test"
)]

use policy_calculator::catalog::compile;
use policy_calculator::engine::{Calculator, Input, Session, Status, Truth, Verdict};
use policy_calculator::model::{Catalog, Date, Fact, Language, Type};
use proptest::prelude::*;
use proptest::sample::Index;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

fn documents(folder: &Path, found: &mut Vec<(String, String)>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            documents(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            found.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
        }
    }
}

fn calculator() -> Arc<Calculator> {
    static CALCULATOR: OnceLock<Arc<Calculator>> = OnceLock::new();
    let make = || {
        let mut found = Vec::new();
        documents(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rules"), &mut found);
        let catalog = compile(found).catalog.expect("the rules compile");
        Arc::new(Calculator::new(Arc::new(catalog)).unwrap())
    };
    CALCULATOR.get_or_init(make).clone()
}

fn open() -> Session {
    Session::open(calculator(), Date::from_ymd(2026, 11, 23).unwrap(), Language::Chinese)
}

/// A value near one of the numbers that rules compare with, or any plain one.
fn number(each: &Type, choice: usize) -> Input {
    let plain = ["0", "1", "3", "10", "20", "100", "300", "1000", "5000", "40000"];
    let digits = plain[choice % plain.len()];
    let text = match each {
        Type::Money => format!("{digits}{}", ["元", "万元"][choice / plain.len() % 2]),
        Type::Percent => format!("{digits}%"),
        Type::Date => format!("{}-0{}-1{}", 2016 + choice % 10, 1 + choice % 9, choice % 8),
        Type::Period => format!("{digits}个月"),
        Type::Days => format!("{digits}日"),
        _ => return Input::Number(digits.to_owned()),
    };
    Input::Text(text)
}

/// First something vague about a fact, then something exact that fits it.
fn answers(catalog: &Catalog, fact: &Fact, choice: usize) -> [Input; 2] {
    match &fact.value_type {
        Type::Boolean => [Input::Null, Input::Boolean(choice % 2 == 0)],
        Type::Text => [Input::Null, Input::Text("某公司".to_owned())],
        Type::Choice(list) | Type::Choices(list) => {
            let list = &catalog.lists[*list];
            let leaves: Vec<u32> = list.leaves().collect();
            let leaf = leaves[choice % leaves.len()];
            let parent = list.items[leaf as usize].parent.unwrap_or(leaf);
            let code = |position: u32| Input::Text(list.items[position as usize].code.clone());
            let among =
                Input::Object(vec![("in".to_owned(), Input::Array(vec![code(parent), code(leaves[0]), code(leaf)]))]);
            match fact.value_type {
                Type::Choices(_) => [among, Input::Array(vec![code(leaf)])],
                _ => [among, code(leaf)],
            }
        }
        Type::Series(each) => {
            let year = |offset| number(each, choice + offset);
            let years = usize::from(fact.years);
            let mut vague: Vec<Input> = (0..years).map(year).collect();
            vague[choice % years] = Input::Null;
            [Input::Array(vague), Input::Array((0..years).map(year).collect())]
        }
        // Old enough for every year that a series may have: else its length would contradict the date.
        Type::Date if fact.name == "成立日期" => {
            let founded = |year: usize| Input::Text(format!("{year}-05-01"));
            [Input::Object(vec![("max".to_owned(), founded(2015))]), founded(2000 + choice % 16)]
        }
        each => {
            let value = number(each, choice);
            [Input::Object(vec![(["min", "max"][choice / 7 % 2].to_owned(), value.clone())]), value]
        }
    }
}

fn truths(verdict: &Verdict) -> Vec<Truth> {
    let mut open: Vec<_> = verdict.conditions.iter().collect();
    let mut truths = Vec::new();
    while let Some(condition) = open.pop() {
        truths.push(condition.truth);
        open.extend(&condition.children);
    }
    truths
}

/// What is wrong with `after`, given `before` with less known.
fn taken_back(before: &Verdict, after: &Verdict) -> Option<String> {
    let definite = |status| matches!(status, Status::Eligible | Status::Ineligible | Status::NotInForce);
    if definite(before.status) && after.status != before.status {
        return Some(format!("{:?} became {:?}", before.status, after.status));
    }
    for (was, is) in truths(before).into_iter().zip(truths(after)) {
        if matches!(was, Truth::True | Truth::False | Truth::Error) && was != is {
            return Some(format!("a condition was {was:?} and became {is:?}"));
        }
    }
    // Judged means that no fact is missing, so none can bring one back.
    if before.missing.is_empty() && !after.missing.is_empty() {
        return Some(format!("{:?} became missing", after.missing));
    }
    let yuan = |text: &Option<String>| text.as_ref().map(|text| text.parse::<rust_decimal::Decimal>().unwrap());
    for (was, is) in before.benefits.iter().zip(&after.benefits) {
        // An amount that is no more (the conditions do not hold, or it cannot be computed) contradicts nothing.
        if let (Some(is_min), Some(was_min)) = (yuan(&is.min), yuan(&was.min)) {
            let grew = match (yuan(&is.max), yuan(&was.max)) {
                (Some(is_max), Some(was_max)) => is_max > was_max,
                (None, Some(_)) => true,
                _ => false,
            };
            if is_min < was_min || grew {
                return Some(format!("an amount {:?}–{:?} became {:?}–{:?}", was.min, was.max, is.min, is.max));
            }
        }
    }
    None
}

#[test]
fn an_empty_profile_settles_no_policy_in_force() {
    for verdict in open().verdicts().verdicts {
        assert!(
            matches!(verdict.status, Status::Undetermined | Status::Review | Status::NotInForce),
            "{}",
            verdict.policy
        );
    }
}

/// How many cases are tried; `PROPTEST_CASES` asks for more.
fn cases() -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { cases: asked.unwrap_or(24), failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn nothing_definite_is_taken_back(choices in prop::collection::vec(any::<Index>(), 400), order in any::<u64>()) {
        let calculator = calculator();
        let catalog = calculator.catalog();
        let mut session = open();
        let mut before: BTreeMap<String, Verdict> =
            session.verdicts().verdicts.into_iter().map(|verdict| (verdict.policy.clone(), verdict)).collect();
        let mut facts: Vec<_> = catalog.facts.iter().zip(&choices).collect();
        facts.sort_by_key(|(fact, choice)| (choice.index(1 << 20) as u64 ^ order, &fact.name));
        for (fact, choice) in facts {
            let [vague, exact] = answers(catalog, fact, choice.index(1 << 30));
            // Only an exact answer that is itself allowed, and lies in the vague one, is more of the same knowledge.
            let mut alone = open();
            if alone.set(&fact.name, &exact).is_err() || session.set(&fact.name, &vague).is_err() {
                session.clear(&fact.name);
                continue;
            }
            for input in [vague.clone(), exact] {
                if session.set(&fact.name, &input).is_err() {
                    // Refused beside what is already answered: then only what was known before.
                    session.set(&fact.name, &vague).unwrap();
                }
                let after = session.verdicts();
                for after in &after.verdicts {
                    let wrong = taken_back(&before[&after.policy], after);
                    prop_assert!(wrong.is_none(), "{} after {} = {input:?}: {}", after.policy, fact.name, wrong.unwrap());
                }
                before = after.verdicts.into_iter().map(|verdict| (verdict.policy.clone(), verdict)).collect();
            }
        }
    }
}
