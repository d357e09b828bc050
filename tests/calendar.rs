//! The calendar and the changes between two days or two catalogs: each kind of event on its very day, and none besides.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a failed unwrap is a failed test")]

use policy_calculator::advise::calendar::{Calendar, EventKind, calendar};
use policy_calculator::advise::changes;
use policy_calculator::catalog::compile;
use policy_calculator::engine::{Calculator, Input, Session, Status, Truth};
use policy_calculator::model::{Date, Language};
use proptest::prelude::*;
use std::sync::Arc;

const RULES: &str = r#"
lists:
  地区: [甲, 乙]
facts:
  发证日期: {type: date}
  成立日期: {type: date}
  收入: {type: money, yearly: 2, domain: ">= 0元"}
  在: {type: choice, of: 地区}
policies:
  certificate:
    title: {zh: 证书, en: Certificate}
    level: 国家
    source: {title: 甲, grade: A}
    in_force: {from: 2020-01-01}
    delivery: automatic
    eligible: {id: 有效, if: 发证日期 + 3年 > 基准日, says: 证书有效}
    benefits: {kind: grant, amount: 1万元, per: year}
  window:
    title: 窗口
    level: 国家
    source: {title: 乙, grade: A}
    in_force: {from: 2020-01-01, to: 2027-06-30}
    delivery: application
    window: [{opens: 2026-05-19, closes: 2026-06-02}, {yearly: {opens: 03-01, closes: 04-30}}]
    eligible: '在 = "甲"'
  older:
    title: 旧版
    level: 国家
    source: {title: 丙, grade: A}
    in_force: {from: 2020-01-01}
    delivery: automatic
    eligible: '在 = "甲"'
    benefits: {kind: grant, amount: 10万元}
  newer:
    title: 新版
    level: 国家
    source: {title: 丁, grade: A}
    in_force: {from: 2026-09-01}
    supersedes: [older]
    delivery: automatic
    eligible: '在 = "甲"'
    benefits: {kind: grant, amount: 20万元}
  revenue:
    title: 收入
    level: 国家
    source: {title: 戊, grade: A}
    in_force: {from: 2020-01-01}
    delivery: automatic
    eligible: 收入[-1] >= 100万元
"#;

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn session(rules: &str, as_of: &str, facts: &str) -> Session {
    let catalog = compile([("rules.yaml".to_owned(), rules.to_owned())]).catalog.unwrap();
    let calculator = Calculator::new(Arc::new(catalog)).unwrap();
    let mut session = Session::open(Arc::new(calculator), date(as_of), Language::Chinese);
    let facts: serde_json::Value = serde_json::from_str(facts).unwrap();
    let facts: Vec<_> = facts.as_object().unwrap().iter().map(|(n, v)| (n.clone(), Input::from(v))).collect();
    assert_eq!(session.set_all(&facts), []);
    session
}

fn lines(calendar: &Calendar) -> Vec<String> {
    let line = |event: &policy_calculator::advise::calendar::Event| {
        format!("{} {} {:?} {}", event.date, event.days_left, event.kind, event.policy)
    };
    calendar.events.iter().map(line).collect()
}

const COMPANY: &str = r#"{"发证日期": "2023-11-15", "在": "甲", "收入": ["90万元", "100万元"]}"#;

#[test]
fn every_kind_of_event_stands_on_its_day() {
    let mut session = session(RULES, "2026-04-15", COMPANY);
    assert_eq!(
        lines(&calendar(&mut session, date("2027-12-31"))),
        [
            "2026-04-30 15 Closes window",
            "2026-05-19 34 Opens window",
            "2026-06-02 48 Closes window",
            "2026-09-01 139 Superseded older",
            "2026-09-01 139 Begins newer",
            "2026-11-15 214 Lost certificate",
            "2027-01-01 261 NeedsFacts revenue",
            "2027-03-01 320 Opens window",
            "2027-04-30 380 Closes window",
            "2027-07-01 442 Ends window",
        ]
    );
}

#[test]
fn a_lost_certificate_says_what_it_costs_and_why() {
    let mut session = session(RULES, "2026-11-01", COMPANY);
    let calendar = calendar(&mut session, date("2026-11-30"));
    let [event] = calendar.events.as_slice() else { panic!("{calendar:?}") };
    let change = event.change.as_ref().unwrap();
    let before = change.before.as_ref().unwrap();
    assert_eq!((event.kind, event.status), (EventKind::Lost, Status::Eligible));
    assert_eq!(before.benefits.first().unwrap().max.as_deref(), Some("10000"));
    assert_eq!(change.turned.first().map(|turned| turned.says.as_str()), Some("证书有效"));
    assert_eq!(change.turned.first().and_then(|turned| turned.after), Some(Truth::False));
}

#[test]
fn an_ended_stretch_has_only_its_windows() {
    let mut session = session(RULES, "2026-05-19", COMPANY);
    assert_eq!(lines(&calendar(&mut session, date("2026-05-19"))), ["2026-05-19 0 Opens window"]);
}

#[test]
fn years_stay_with_their_years_on_another_day() {
    let session = session(RULES, "2026-06-01", COMPANY);
    let status = |day: &str| session.on(date(day)).verdict("revenue").unwrap().status;
    assert_eq!(status("2026-06-01"), Status::Eligible);
    assert_eq!(status("2026-12-31"), Status::Eligible);
    // 2026 has closed by then, and nothing is known of it.
    assert_eq!(status("2027-01-01"), Status::Undetermined);
    // In 2025 the last closed year was 2024, with 90万元.
    assert_eq!(status("2025-06-01"), Status::Ineligible);
    // Of 2023 nothing is known: a full array does not say that there was no earlier year.
    assert_eq!(status("2024-06-01"), Status::Undetermined);
}

#[test]
fn two_catalogs_differ_where_their_rules_do() {
    let stricter = RULES.replace("收入[-1] >= 100万元", "{id: 收入, if: '收入[-1] > 100万元', says: 收入超过}");
    let stricter = stricter.replace("  certificate:", "  renamed:");
    let mut before = session(RULES, "2026-06-01", COMPANY);
    let mut after = session(&stricter, "2026-06-01", COMPANY);
    let changes = changes::between(&mut before, &mut after).changes;
    let sides: Vec<_> = changes
        .iter()
        .map(|change| {
            let status = |standing: &Option<changes::Standing>| standing.as_ref().map(|standing| standing.status);
            (change.policy.as_str(), status(&change.before), status(&change.after))
        })
        .collect();
    assert_eq!(
        sides,
        [
            ("renamed", None, Some(Status::Eligible)),
            ("revenue", Some(Status::Eligible), Some(Status::Ineligible)),
            ("certificate", Some(Status::Eligible), None),
        ]
    );
}

#[test]
fn nothing_differs_from_itself() {
    let mut one = session(RULES, "2026-06-01", COMPANY);
    let mut same = one.on(date("2026-06-01"));
    assert_eq!(changes::between(&mut one, &mut same).changes, []);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// The days found by halving are those found by looking at every single day.
    #[test]
    fn halving_finds_what_every_day_shows(issued in 19_000..20_600i32, start in 20_400..20_700i32, length in 1..200i32) {
        let issued = Date::from_days(issued).unwrap();
        let facts = format!(r#"{{"发证日期": "{issued}", "在": "甲", "收入": ["90万元", "100万元"]}}"#);
        let first = Date::from_days(start).unwrap();
        let until = first.plus_days(length).unwrap();
        let mut session = session(RULES, &first.to_string(), &facts);
        let found = calendar(&mut session, until);
        let mut expected = Vec::new();
        for day in (1..=length).map(|days| first.plus_days(days).unwrap()) {
            let mut before = session.on(day.plus_days(-1).unwrap());
            let changes = changes::between(&mut before, &mut session.on(day)).changes;
            expected.extend(changes.into_iter().map(|change| (day.to_string(), change.policy)));
        }
        let found: Vec<_> = found
            .events
            .into_iter()
            .filter(|event| event.change.is_some())
            .map(|event| (event.date, event.policy))
            .collect();
        prop_assert_eq!(found, expected);
    }
}
