//! Explanations, questions and ways against brute force on random rules, and in words on small ones.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "in a test a failed unwrap is a failed test"
)]

use policy_calculator::advise::explain::{Explanation, explain};
use policy_calculator::advise::ways::{Bound, near_misses, ways};
use policy_calculator::advise::{changes, questions};
use policy_calculator::catalog::compile;
use policy_calculator::engine::{Calculator, Input, Session, Status, Truth};
use policy_calculator::model::{Date, Language};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

fn calculator(rules: &str) -> Arc<Calculator> {
    let compilation = compile([("rules.yaml".to_owned(), rules.to_owned())]);
    let lines: Vec<_> = compilation
        .diagnostics
        .iter()
        .map(|diagnostic| diagnostic.line(&compilation.sources, Language::English))
        .collect();
    let catalog = compilation.catalog.unwrap_or_else(|| panic!("{lines:#?}\n{rules}"));
    Arc::new(Calculator::new(Arc::new(catalog)).unwrap())
}

fn open(calculator: &Arc<Calculator>, facts: &[(String, Input)]) -> Session {
    let mut session = Session::open(Arc::clone(calculator), Date::parse("2026-11-23").unwrap(), Language::Chinese);
    assert_eq!(session.set_all(facts), []);
    session
}

fn facts(json: &str) -> Vec<(String, Input)> {
    let value: serde_json::Value = serde_json::from_str(json).unwrap();
    value.as_object().unwrap().iter().map(|(name, value)| (name.clone(), Input::from(value))).collect()
}

// -------------------------------------------------------------------------------------------------------- small rules

const RULES: &str = r#"
units: {人: {label: 人}}
lists:
  类: [甲, 乙, 丙]
facts:
  收入: {type: money, yearly: 2, domain: ">= 0元", can_change: up, earliest: 1年, brackets: [100万元, 1000万元], ask: {zh: 收入多少？}}
  利润: {type: money, domain: ">= 0元", can_change: any}
  人数: {type: integer, unit: 人, domain: ">= 0", can_change: down}
  类别: {type: choice, of: 类, can_change: any}
  失信: {type: boolean, can_change: down}
  年限: {type: integer, domain: ">= 0"}
definitions:
  利润率: {type: percent, value: '利润 / 收入[-1]', label: {zh: 利润率}}
  档位: {table: {hit: first, in: [利润率], rows: [[">= 20%", 40万元], [">= 10%", 20万元]], else: 0元}, label: {zh: 查表额}}
  税额: {tiers: {of: 利润, rows: [[100万元, 10%], ['-', 20%]]}, label: {zh: 税额}}
policies:
  growth:
    title: 成长奖励
    level: 国家
    source: {title: 办法, number: 一号, grade: A}
    in_force: {from: 2020-01-01}
    delivery: automatic
    eligible:
      all:
        - {id: 收入, if: '收入[-1] >= 1000万元', says: 上年收入1000万元以上, clause: 第一条}
        - {id: 诚信, if: not(失信), says: 未失信, fix: 履行义务}
        - any:
            - {id: 小, if: 人数 <= 300, says: 人数不超过300人}
            - {id: 乙类, if: '类别 = "乙"', says: 属于乙类}
    benefits:
      - {kind: grant, amount: 档位, cap: 30万元, per: year, clause: 第二条}
  tax:
    title: 减税
    level: 国家
    source: {title: 办法, number: 二号, grade: B}
    in_force: {from: 2020-01-01}
    delivery: automatic
    eligible: {if: 年限 >= 3, says: 满三年}
    benefits: {kind: tax, amount: 税额, per: year}
"#;

const COMPANY: &str =
    r#"{"收入": ["900万元", "1000万元"], "利润": "200万元", "人数": 301, "类别": "甲", "失信": false, "年限": 3}"#;

fn says(explanation: &Explanation) -> Vec<&str> {
    explanation.because.iter().map(|because| because.says.as_str()).collect()
}

#[test]
fn a_failed_policy_is_explained_by_what_fails_it() {
    let mut session = open(&calculator(RULES), &facts(COMPANY));
    let explanation = explain(&mut session, "growth").unwrap();
    assert_eq!(explanation.status, Status::Ineligible);
    assert_eq!(says(&explanation), ["人数不超过300人", "属于乙类"]);
    assert!(explanation.because.iter().all(|because| because.truth == Truth::False));
    assert_eq!(explanation.because[0].facts[0].value.as_deref(), Some("301人"));
    session.set("失信", &Input::Boolean(true)).unwrap();
    let explanation = explain(&mut session, "growth").unwrap();
    // One failed condition is fewer than two.
    assert_eq!(says(&explanation), ["未失信"]);
    assert_eq!(explanation.because[0].fix.as_deref(), Some("履行义务"));
}

#[test]
fn an_amount_is_computed_step_by_step_with_figures() {
    let mut session = open(&calculator(RULES), &facts(COMPANY));
    session.set("人数", &Input::Number("300".to_owned())).unwrap();
    let explanation = explain(&mut session, "growth").unwrap();
    let steps: Vec<_> = explanation.amounts[0]
        .steps
        .iter()
        .map(|step| (step.name.as_str(), step.figures.as_deref().unwrap_or(""), step.value.as_deref().unwrap_or("")))
        .collect();
    assert_eq!(
        steps,
        [
            ("利润率", "200万元 ÷ 1,000万元", "20%"),
            ("查表额", "20% ≥ 20% → 40万元", "40万元"),
            ("", "40万元", "40万元"),
            ("cap", "min(40万元, 30万元)", "30万元"),
        ]
    );
    assert_eq!(explanation.amounts[0].steps[3].clause.as_deref(), Some("第二条"));
    let tiers = explain(&mut session, "tax").unwrap();
    assert_eq!(tiers.amounts[0].steps[0].figures.as_deref(), Some("100万元 × 10% + 100万元 × 20%"));
    assert_eq!(tiers.amounts[0].steps[0].value.as_deref(), Some("30万元"));
}

#[test]
fn what_is_open_is_explained_by_what_keeps_it_open() {
    let mut session = open(&calculator(RULES), &facts(r#"{"失信": false, "类别": "甲", "收入": ["1元", "1000万元"]}"#));
    let explanation = explain(&mut session, "growth").unwrap();
    assert_eq!(explanation.status, Status::Undetermined);
    assert_eq!(says(&explanation), ["人数不超过300人"]);
    let open: Vec<_> = explanation.open.iter().map(|open| (open.fact.as_str(), open.can_meet, open.can_fail)).collect();
    assert_eq!(open, [("人数", true, true)]);
    // Nothing is known of the profit: the amount is open.
    assert_eq!(explanation.amounts[0].steps[2].value.as_deref(), Some("0元–40万元"));
}

#[test]
fn ways_say_the_nearest_threshold_in_the_allowed_direction() {
    let mut session = open(&calculator(RULES), &facts(COMPANY));
    let found = ways(&mut session, "growth").unwrap();
    let changes: Vec<Vec<_>> = found
        .ways
        .iter()
        .map(|way| {
            way.changes.iter().map(|change| (change.fact.as_str(), change.to.as_deref().unwrap_or(""))).collect()
        })
        .collect();
    assert_eq!(changes, [vec![("人数", "300人")], vec![("类别", "乙")]]);
    assert_eq!(found.ways[0].changes[0].bound, Bound::AtMost);
    assert_eq!(found.ways[0].status, Status::Eligible);
    assert_eq!(found.ways[0].benefits[0].max.as_deref(), Some("300000"));
}

#[test]
fn a_way_may_need_two_changes_and_time() {
    let company = COMPANY.replace("1000万元", "999万元");
    let mut session = open(&calculator(RULES), &facts(&company));
    let found = ways(&mut session, "growth").unwrap();
    assert_eq!(found.ways[0].changes.len(), 2);
    let revenue = found.ways[0].changes.iter().find(|change| change.fact == "收入").unwrap();
    assert_eq!((revenue.to.as_deref(), revenue.bound, revenue.last_year), (Some("1,000万元"), Bound::AtLeast, true));
    assert_eq!(found.ways[0].earliest.as_deref(), Some("2027-11-23"));
    assert_eq!(near_misses(&mut session, 1), []);
    assert_eq!(near_misses(&mut session, 2).len(), 1);
}

#[test]
fn what_a_company_cannot_change_is_no_way() {
    let company = COMPANY.replace("\"年限\": 3", "\"年限\": 2");
    let mut session = open(&calculator(RULES), &facts(&company));
    let found = ways(&mut session, "tax").unwrap();
    assert_eq!((found.ways.len(), found.fixed.as_slice()), (0, ["满三年".to_owned()].as_slice()));
}

#[test]
fn questions_ask_a_range_first_and_then_the_figure() {
    let mut session = open(&calculator(RULES), &facts(r#"{"失信": false, "类别": "乙", "年限": 1}"#));
    let first = questions::next(&mut session, 5, None);
    let revenue = first.questions.iter().find(|question| question.fact == "收入").unwrap();
    assert_eq!(revenue.answer, questions::AnswerKind::Range);
    session.set_all(&facts(r#"{"收入": [null, {"min": "1000万元"}]}"#));
    let then = questions::next(&mut session, 5, None);
    let revenue = then.questions.iter().find(|question| question.fact == "收入").unwrap();
    assert_eq!(revenue.answer, questions::AnswerKind::Value);
    assert!(then.questions.iter().all(|question| question.fact != "年限" && question.fact != "人数"));
}

// ------------------------------------------------------------------------------------------------------- random rules

/// A condition over truths numbered from 0.
#[derive(Clone, Debug)]
enum Tree {
    Leaf(usize),
    Not(usize),
    All(Vec<Tree>),
    Any(Vec<Tree>),
    AtLeast(usize, Vec<Tree>),
}

const TRUTHS: usize = 5;

impl Tree {
    fn yaml(&self) -> String {
        let list = |parts: &[Tree]| parts.iter().map(Tree::yaml).collect::<Vec<_>>().join(", ");
        match self {
            Tree::Leaf(number) => format!("{{id: y{number}, if: f{number}}}"),
            Tree::Not(number) => format!("{{id: n{number}, if: not(f{number})}}"),
            Tree::All(parts) => format!("{{all: [{}]}}", list(parts)),
            Tree::Any(parts) => format!("{{any: [{}]}}", list(parts)),
            Tree::AtLeast(needed, parts) => {
                format!("{{at_least: {{n: {}, of: [{}]}}}}", needed % parts.len() + 1, list(parts))
            }
        }
    }

    fn holds(&self, truths: usize) -> bool {
        let bit = |number: &usize| truths >> number & 1 == 1;
        match self {
            Tree::Leaf(number) => bit(number),
            Tree::Not(number) => !bit(number),
            Tree::All(parts) => parts.iter().all(|part| part.holds(truths)),
            Tree::Any(parts) => parts.iter().any(|part| part.holds(truths)),
            Tree::AtLeast(needed, parts) => {
                parts.iter().filter(|part| part.holds(truths)).count() > needed % parts.len()
            }
        }
    }
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![(0..TRUTHS).prop_map(Tree::Leaf), (0..TRUTHS).prop_map(Tree::Not)];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let parts = prop::collection::vec(inner, 1..4);
        prop_oneof![
            parts.clone().prop_map(Tree::All),
            parts.clone().prop_map(Tree::Any),
            (0..3usize, parts).prop_map(|(needed, parts)| Tree::AtLeast(needed, parts)),
        ]
    })
}

fn rules(trees: &[Tree], can_change: &[&str]) -> String {
    let mut text = "facts:\n".to_owned();
    for (number, can_change) in can_change.iter().enumerate() {
        let _ = writeln!(text, "  f{number}: {{type: boolean, can_change: \"{can_change}\"}}");
    }
    text.push_str("policies:\n");
    for (number, tree) in trees.iter().enumerate() {
        let _ = writeln!(
            text,
            "  p{number}: {{title: P, level: 国家, source: {{title: T, grade: A}}, in_force: {{from: 2020-01-01}}, delivery: automatic, eligible: {}}}",
            tree.yaml()
        );
    }
    text
}

/// Truths as facts; those of which nothing is said are left out.
fn profile(truths: usize, known: usize) -> Vec<(String, Input)> {
    let said = (0..TRUTHS).filter(|number| known >> number & 1 == 1);
    said.map(|number| (format!("f{number}"), Input::Boolean(truths >> number & 1 == 1))).collect()
}

/// All truths that agree with what is known.
fn completions(truths: usize, known: usize) -> impl Iterator<Item = usize> {
    (0..1 << TRUTHS).filter(move |other| other & known == truths & known)
}

const ANY: [&str; TRUTHS] = ["any"; TRUTHS];

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// What an explanation names does settle the verdict, and no fewer facts would.
    #[test]
    fn an_explanation_settles_with_the_fewest(tree in tree(), truths in 0usize..1 << TRUTHS) {
        let mut session = open(&calculator(&rules(std::slice::from_ref(&tree), &ANY)), &profile(truths, usize::MAX));
        let explanation = explain(&mut session, "p0").unwrap();
        let named: BTreeSet<usize> = explanation
            .because
            .iter()
            .flat_map(|because| &because.facts)
            .map(|known| known.fact.trim_start_matches('f').parse().unwrap())
            .collect();
        let settles = |mask: usize| completions(truths, mask).all(|other| tree.holds(other) == tree.holds(truths));
        let mask = named.iter().fold(0, |mask, number| mask | 1 << number);
        prop_assert!(settles(mask), "{named:?} do not settle it");
        let fewest = (0usize..1 << TRUTHS).filter(|mask| settles(*mask)).map(usize::count_ones).min().unwrap();
        // A tree may say the same in two ways (`f0 or not(f0)`), which no single set of its conditions shows.
        let tautology = fewest == 0;
        prop_assert!(tautology || explanation.because.len() >= fewest as usize);
    }

    /// Only facts are asked of which some completion of the others makes them change a verdict, and all of these are.
    #[test]
    fn questions_are_exactly_the_relevant_facts(
        trees in prop::collection::vec(tree(), 1..4),
        truths in 0usize..1 << TRUTHS,
        known in 0usize..1 << TRUTHS,
    ) {
        let mut session = open(&calculator(&rules(&trees, &ANY)), &profile(truths, known));
        let asked: BTreeSet<String> =
            questions::next(&mut session, usize::MAX, None).questions.into_iter().map(|question| question.fact).collect();
        let relevant: BTreeSet<String> = (0..TRUTHS)
            .filter(|number| known >> number & 1 == 0)
            .filter(|number| {
                completions(truths, known)
                    .any(|other| trees.iter().any(|tree| tree.holds(other) != tree.holds(other ^ 1 << number)))
            })
            .map(|number| format!("f{number}"))
            .collect();
        prop_assert_eq!(asked, relevant);
    }

    /// Every way is confirmed by the engine, and there is none with fewer changes.
    #[test]
    fn ways_are_the_smallest_that_brute_force_finds(
        tree in tree(),
        truths in 0usize..1 << TRUTHS,
        allowed in prop::collection::vec(prop::sample::select(vec!["no", "up", "down", "any"]), TRUTHS),
    ) {
        let calculator = calculator(&rules(std::slice::from_ref(&tree), &allowed));
        let mut session = open(&calculator, &profile(truths, usize::MAX));
        let found = ways(&mut session, "p0").unwrap();
        let may = |number: usize| match allowed[number] {
            "up" => truths >> number & 1 == 0,
            "down" => truths >> number & 1 == 1,
            "any" => true,
            _ => false,
        };
        let reachable = |other: &usize| (0..TRUTHS).all(|number| (other ^ truths) >> number & 1 == 0 || may(number));
        let smallest = (0usize..1 << TRUTHS)
            .filter(|other| reachable(other) && tree.holds(*other))
            .map(|other| (other ^ truths).count_ones() as usize)
            .min();
        if tree.holds(truths) {
            prop_assert!(found.ways.is_empty());
        } else {
            prop_assert_eq!(found.ways.first().map(|way| way.changes.len()), smallest.filter(|changes| *changes <= 3));
            for way in &found.ways {
                let mut changed = open(&calculator, &profile(truths, usize::MAX));
                for change in &way.changes {
                    changed.set(&change.fact, &Input::Text(change.to.clone().unwrap())).unwrap();
                }
                prop_assert_eq!(changed.verdict("p0").unwrap().status, Status::Eligible);
            }
        }
    }
}

#[test]
fn nothing_is_left_behind_by_supposing() {
    let calculator = calculator(RULES);
    let mut session = open(&calculator, &facts(COMPANY));
    let before = session.verdicts();
    questions::next(&mut session, 9, None);
    ways(&mut session, "growth");
    near_misses(&mut session, 3);
    explain(&mut session, "growth");
    assert_eq!(session.verdicts(), before);
    let mut fresh = open(&calculator, &facts(COMPANY));
    assert_eq!(changes::between(&mut fresh, &mut session).changes, []);
}
