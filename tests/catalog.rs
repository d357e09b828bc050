//! The real rules, whole: what an empty profile gets, that answers never turn, and that bytes keep everything.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "in a test a failed unwrap is a failed test"
)]

use policy_calculator::catalog::{bytes, compile};
use policy_calculator::engine::{Calculator, Input, Session, Status, Truth, Verdict};
use policy_calculator::model::{Bounds, Catalog, Date, Fact, Format, Language, Text, Type};
use proptest::prelude::*;
use proptest::sample::Index;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
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

/// What a form cannot do without: names and questions in both languages, and for figures what they can be and where they are found.
#[test]
fn every_fact_can_be_asked() {
    let missing: Vec<String> = CATALOG
        .facts
        .iter()
        .filter_map(|fact| {
            let each = match &fact.value_type {
                Type::Series(each) => each,
                single => single,
            };
            let in_both = |text: &Text| text.en.is_some();
            let is_money = *each == Type::Money;
            // Wages and prices are asked in 元.
            let is_small = fact.brackets.last().is_some_and(|most| *most < Decimal::from(100_000));
            let lacking = [
                ("label", !in_both(&fact.label)),
                ("ask", !fact.ask.as_ref().is_some_and(in_both)),
                ("where", is_money && !fact.find.as_ref().is_some_and(in_both)),
                ("ask_unit", is_money && fact.ask_unit.is_none() && !is_small),
                ("brackets", is_money && fact.brackets.is_empty()),
                ("domain", each.is_ordered() && fact.domain == Bounds::ANY),
            ];
            let keys: Vec<&str> = lacking.iter().filter(|(_, lacks)| *lacks).map(|(key, _)| *key).collect();
            (!keys.is_empty()).then(|| format!("{}: {}", fact.name, keys.join(", ")))
        })
        .collect();
    assert!(missing.is_empty(), "{} facts lack something:\n{}", missing.len(), missing.join("\n"));
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
        Type::Boolean => [Input::Null, Input::Boolean(choice.is_multiple_of(2))],
        Type::Text if fact.format == Some(Format::CreditCode) => {
            // Of a company, of a household business, and of a cooperative.
            let codes = ["9144030071526726XG", "92440300MA5EXAMP1C", "93440300MA5EXAMP19"];
            [Input::Null, Input::Text(codes[choice % codes.len()].to_owned())]
        }
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
    let yuan = |text: &Option<String>| text.as_ref().map(|text| text.parse::<Decimal>().unwrap());
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

/// How many cases are tried; `PROPTEST_CASES` asks for more.
fn cases() -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { cases: asked.unwrap_or(24), failure_persistence: None, ..ProptestConfig::default() }
}

fn by_policy(session: &mut Session) -> BTreeMap<String, Verdict> {
    session.verdicts().verdicts.into_iter().map(|verdict| (verdict.policy.clone(), verdict)).collect()
}

proptest! {
    #![proptest_config(cases())]

    /// The sample companies, whose facts make many policies definite, answered one by one in random order.
    #[test]
    fn sample_companies_answers_never_turn(
        company in 0usize..3,
        day in 0usize..3,
        order in Just((0usize..120).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let facts = &COMPANIES[company];
        let mut session = open(["2025-12-31", "2026-05-01", "2026-11-23"][day]);
        let mut before = by_policy(&mut session);
        for index in order.into_iter().filter(|index| *index < facts.len()) {
            let (name, input) = &facts[index];
            prop_assert!(session.set(name, input).is_ok());
            let after = by_policy(&mut session);
            for (policy, after) in &after {
                let wrong = taken_back(&before[policy], after);
                prop_assert!(wrong.is_none(), "{policy} after {name}: {}", wrong.unwrap());
            }
            before = after;
        }
    }

    /// Any company: every fact first vaguely, then exactly.
    #[test]
    fn nothing_definite_is_taken_back(choices in prop::collection::vec(any::<Index>(), 400), order in any::<u64>()) {
        let mut session = open("2026-11-23");
        let mut before = by_policy(&mut session);
        let mut facts: Vec<_> = CATALOG.facts.iter().zip(&choices).collect();
        facts.sort_by_key(|(fact, choice)| (choice.index(1 << 20) as u64 ^ order, &fact.name));
        for (fact, choice) in facts {
            let [vague, exact] = answers(&CATALOG, fact, choice.index(1 << 30));
            // Only an exact answer that is itself allowed, and lies in the vague one, is more of the same knowledge.
            let mut alone = open("2026-11-23");
            if alone.set(&fact.name, &exact).is_err() || session.set(&fact.name, &vague).is_err() {
                session.clear(&fact.name);
                continue;
            }
            for input in [vague.clone(), exact] {
                if session.set(&fact.name, &input).is_err() {
                    // Refused beside what is already answered: then only what was known before.
                    session.set(&fact.name, &vague).unwrap();
                }
                let after = by_policy(&mut session);
                for (policy, after) in &after {
                    let wrong = taken_back(&before[policy], after);
                    prop_assert!(wrong.is_none(), "{policy} after {} = {input:?}: {}", fact.name, wrong.unwrap());
                }
                before = after;
            }
        }
    }
}
