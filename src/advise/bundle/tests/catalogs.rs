//! Bundles of small catalogs: what is safe, what is possible, what is given up for what.

use super::super::alternatives::Effort;
use super::super::best_bundle;
use super::super::result::*;
use crate::catalog::compile;
use crate::engine::{Calculator, Input, Session};
use crate::model::{Date, Language};
use proptest::prelude::*;
use std::sync::Arc;

/// A session on rules in which policies and groups are to be filled in.
fn session(policies: &str, groups: &str, facts: &str) -> Session {
    let facts_of = "facts:\n  甲: {type: money, domain: '>= 0元'}\n  乙: {type: money, domain: '>= 0元'}\n  丙: {type: boolean}\n  丁: {type: integer}\n";
    let groups = if groups.is_empty() { String::new() } else { format!("groups:\n{groups}") };
    let text = format!("{facts_of}policies:\n{policies}{groups}");
    let compiled = compile([("rules.yaml".to_owned(), text)]);
    let messages: Vec<_> =
        compiled.diagnostics.iter().map(|fault| fault.message.in_language(Language::Chinese)).collect();
    let catalog = compiled.catalog.unwrap_or_else(|| panic!("{messages:#?}"));
    let calculator = Arc::new(Calculator::new(Arc::new(catalog)).unwrap());
    let mut session = Session::open(calculator, Date::parse("2026-11-23").unwrap(), Language::Chinese);
    let facts: serde_json::Map<String, serde_json::Value> = serde_json::from_str(facts).unwrap();
    let facts: Vec<_> = facts.iter().map(|(name, value)| (name.clone(), Input::from(value))).collect();
    assert!(session.set_all(&facts).is_empty());
    session
}

/// A policy with one benefit, for whom this holds.
fn policy(id: &str, eligible: &str, benefit: &str) -> String {
    format!(
        "  {id}: {{title: {id}, level: 深圳市, source: {{grade: A}}, in_force: {{from: 2020-01-01}}, delivery: approval,\n    \
         eligible: {eligible}, benefits: [{{{benefit}}}]}}\n"
    )
}

fn yes(id: &str, benefit: &str) -> String {
    policy(id, "{if: true}", benefit)
}

fn bundle(policies: &[String], groups: &str, facts: &str) -> BestBundle {
    best_bundle(&mut session(&policies.concat(), groups, facts), Effort::THOROUGH)
}

fn ids(chosen: &[Chosen]) -> Vec<&str> {
    chosen.iter().map(|chosen| chosen.policy.as_str()).collect()
}

fn grants() -> [String; 3] {
    [
        yes("a", "kind: grant, amount: 60万元"),
        yes("b", "kind: grant, amount: 80万元"),
        yes("c", "kind: tax, amount: 5万元, per: year"),
    ]
}

#[test]
fn the_larger_of_two_that_exclude_each_other() {
    let found = bundle(&grants(), "  一项: {members: [a, b], at_most: 1}\n", "{}");
    let safe = &found.safe;
    assert_eq!((found.min.as_str(), found.max.as_deref()), ("850000", Some("850000")));
    assert_eq!(ids(&safe.chosen), ["b", "c"]);
    let [given_up] = &safe.given_up[..] else { panic!("{safe:#?}") };
    assert_eq!((given_up.policy.as_str(), given_up.counted.as_str()), ("a", "600000"));
    assert_eq!((given_up.groups.clone(), given_up.leaves.clone()), (vec!["一项".to_owned()], vec!["b".to_owned()]));
    assert_eq!((given_up.loss.as_deref(), given_up.exact), (Some("200000"), true));
    assert_eq!((safe.proof.closed, safe.proof.bound.as_deref()), (true, Some("850000")));
    assert!(safe.ties.is_empty());
}

#[test]
fn sums_are_kept_apart_by_kind_and_by_what_they_are_for() {
    let mut policies = grants().to_vec();
    policies.push(yes("d", "kind: rent, amount: 1000元, per: month"));
    let found = bundle(&policies, "", "{}");
    let sums: Vec<_> = found.safe.sums.iter().map(|sum| (sum.amount.as_str(), sum.counted.as_str())).collect();
    assert_eq!(sums, [("1400000", "1400000"), ("50000", "50000"), ("1000", "12000")]);
    assert_eq!((found.safe.total.as_str(), found.counted.id), ("1462000", "one_year"));
    assert!(found.counted.says.contains("一年内可比金额"));
}

#[test]
fn a_cap_that_depends_on_a_fact() {
    let cap = "  合计: {members: [a, b], cap: 甲}\n";
    let known = bundle(&grants(), cap, r#"{"甲": "100万元"}"#);
    assert_eq!(known.min, "1050000");
    let limits: Vec<_> = known.safe.limits.iter().map(|limit| (limit.kind, limit.limit.as_deref())).collect();
    assert_eq!(limits, [(LimitKind::Cap, Some("1000000"))]);
    assert_eq!(known.safe.limits[0].wanted, "1400000");
    let paid: Vec<_> = known.safe.chosen.iter().map(|chosen| chosen.counted.as_str()).collect();
    assert_eq!(paid, ["600000", "400000", "50000"]);
    let unknown = bundle(&grants(), cap, "{}");
    assert_eq!((unknown.min.as_str(), unknown.max.as_deref()), ("50000", Some("1450000")));
    let between = bundle(&grants(), cap, r#"{"甲": {"min": "10万元", "max": "70万元"}}"#);
    assert_eq!((between.min.as_str(), between.max.as_deref()), ("150000", Some("750000")));
    assert_eq!(between.best.least, "150000");
}

#[test]
fn a_cap_for_each_and_the_difference_to_the_highest() {
    let found = bundle(&grants(), "  单项: {members: [a, b], each_cap: 70万元}\n", "{}");
    assert_eq!((found.min.as_str(), found.safe.limits.len()), ("1350000", 1));
    let pays = "  补差: {members: [a, b], pays: highest_difference, received: 甲}\n";
    let found = bundle(&grants(), pays, r#"{"甲": "30万元"}"#);
    assert_eq!((found.min.as_str(), ids(&found.safe.chosen)), ("550000", vec!["b", "c"]));
    assert_eq!(found.safe.limits[0].kind, LimitKind::HighestDifference);
    let found = bundle(&grants(), pays, "{}");
    assert_eq!((found.min.as_str(), found.max.as_deref()), ("50000", Some("850000")));
}

#[test]
fn a_group_for_each_month_counts_twelve() {
    let policies =
        [yes("a", "kind: rent, amount: 1000元, per: month"), yes("b", "kind: rent, amount: 1000元, per: month")];
    let found = bundle(&policies, "  月: {members: [a, b], cap: 1500元, per: month}\n", "{}");
    assert_eq!(found.min, "18000");
    assert_eq!(found.safe.chosen[1].benefits[0].paid, "500");
    let found = bundle(&policies, "  总: {members: [a, b], cap: 1500元}\n", "{}");
    assert_eq!((found.min.as_str(), found.safe.chosen[0].benefits[0].paid.as_str()), ("1500", "125"));
}

#[test]
fn what_is_open_belongs_to_the_best_case_only() {
    let policies = [
        yes("a", "kind: grant, amount: 10万元"),
        policy("b", "{if: 丙}", "kind: grant, amount: 50万元"),
        policy("c", "{judged: {zh: 评审}}", "kind: grant, amount: 30万元"),
        policy("d", "{if: 丁 > 3}", "kind: grant, amount: 甲"),
    ];
    let group = "  一项: {members: [a, b, c, d], at_most: 2}\n";
    let found = bundle(&policies, group, r#"{"甲": {"max": "20万元"}}"#);
    assert_eq!((ids(&found.safe.chosen), found.min.as_str()), (vec!["a"], "100000"));
    assert_eq!((ids(&found.best.chosen), found.max.as_deref()), (vec!["b", "c"], Some("800000")));
    assert_eq!(found.best.least, "0");
    let given_up: Vec<_> =
        found.best.given_up.iter().map(|other| (other.policy.as_str(), other.loss.as_deref())).collect();
    assert_eq!(given_up, [("a", Some("200000")), ("d", Some("100000"))]);
    let known = bundle(&policies, group, r#"{"甲": "20万元", "丙": false, "丁": 5}"#);
    assert_eq!((ids(&known.safe.chosen), ids(&known.best.chosen)), (vec!["a", "d"], vec!["c", "d"]));
}

#[test]
fn what_has_no_bound_is_told_and_not_added() {
    let policies = [yes("a", "kind: grant, amount: 10万元, certainty: floor"), yes("b", "kind: grant, amount: 20万元")];
    let found = bundle(&policies, "", "{}");
    assert_eq!((found.min.as_str(), found.max.as_deref(), found.best.total.as_str()), ("300000", None, "300000"));
    assert_eq!(found.best.open, ["a"]);
    let capped = bundle(&policies, "  合计: {members: [a, b], cap: 50万元}\n", "{}");
    assert_eq!((capped.max.as_deref(), capped.best.open.len()), (Some("500000"), 0));
    assert_eq!(capped.best.chosen[0].counted, "500000");
    let one = bundle(&policies, "  一项: {members: [a, b], at_most: 1}\n", "{}");
    assert_eq!((ids(&one.best.chosen), one.max.as_deref(), one.best.open.len()), (vec!["b"], None, 1));
}

#[test]
fn of_equal_sets_the_one_that_comes_first() {
    let policies = [
        yes("a", "kind: grant, amount: 10万元"),
        yes("b", "kind: grant, amount: 10万元"),
        yes("c", "kind: grant, amount: 5万元"),
    ];
    let found = bundle(&policies, "  一项: {members: [a, b, c], at_most: 1}\n", "{}");
    assert_eq!(ids(&found.safe.chosen), ["a"]);
    assert_eq!(found.safe.ties, [Tie { takes: vec!["b".to_owned()], leaves: vec!["a".to_owned()] }]);
    let losses: Vec<_> = found.safe.given_up.iter().map(|other| other.loss.as_deref().unwrap()).collect();
    assert_eq!(losses, ["0", "50000"]);
}

#[test]
fn what_is_not_cash_stands_apart() {
    let policies = [
        yes("a", "kind: grant, amount: 10万元"),
        yes("b", "kind: tax, amount: 20万元, measure: deduction, per: year"),
        yes("c", "kind: loan, amount: 300万元"),
        yes("d", "kind: grant, amount: 40万元, source: {grade: C}"),
        yes("e", "kind: service, says: 辅导"),
    ];
    let found = bundle(&policies, "  一项: {members: [a, b], at_most: 1}\n", "{}");
    assert_eq!((found.min.as_str(), found.max.as_deref()), ("100000", Some("100000")));
    let apart: Vec<_> =
        found.apart.iter().map(|apart| (apart.policy.as_str(), apart.why, apart.excluded_by.len())).collect();
    let expected = [("b", Why::Deduction, 1), ("c", Why::Credit, 0), ("d", Why::Reference, 0), ("e", Why::NoAmount, 0)];
    assert_eq!(apart, expected);
}

#[test]
fn what_is_not_in_force_never_enters() {
    let old = yes("a", "kind: grant, amount: 10万元").replace("2020-01-01", "2020-01-01, to: 2021-01-01");
    let found = bundle(&[old, yes("b", "kind: grant, amount: 1元")], "", "{}");
    assert_eq!((found.max.as_deref(), ids(&found.best.chosen)), (Some("1"), vec!["b"]));
}

#[test]
fn what_is_too_large_to_be_real_has_no_bound() {
    let huge = "kind: grant, amount: 甲 * 10000000000000000000";
    let found = bundle(&[yes("a", huge)], "", r#"{"甲": "100万元"}"#);
    assert_eq!((found.max, found.best.open.len()), (None, 1));
}

/// Groups whose limits depend on facts, and policies whose amounts and conditions do.
fn entangled(amounts: &[u32], facts: &str) -> Session {
    let amount = |number: usize| amounts.get(number).copied().unwrap_or(1);
    let policies = [
        yes("a", &format!("kind: grant, amount: 'min(甲, {}元)'", amount(0))),
        policy("b", "{if: 丁 >= 3}", &format!("kind: grant, amount: {}元", amount(1))),
        policy(
            "c",
            "{any: [{if: 丙}, {judged: {zh: 评审}}]}",
            &format!("kind: tax, per: year, amount: {}元", amount(2)),
        ),
        policy("d", "{if: 甲 <= 50元}", &format!("kind: rent, per: month, amount: {}元", amount(3) / 12)),
        policy(
            "e",
            "{if: 丁 < 5}",
            &format!("kind: grant, amount: {{min: {}元, max: {}元}}", amount(4) / 2, amount(4)),
        ),
        yes(
            "f",
            &format!(
                "kind: grant, depends_on: [b, c], when: 'not(chosen(\"c\")) or 丁 > 2', \
                 amount: 'min(甲, if chosen(\"b\") then {}元 else {}元)'",
                amount(0),
                amount(3)
            ),
        ),
    ];
    let groups = "  一: {members: [a, b, c], at_most: 2}\n  二: {members: [c, d, e], at_most: 1}\n  三: {members: [a, b, e], cap: 乙}\n  \
                  四: {members: [b, e], pays: highest_difference, received: 甲 / 2}\n";
    session(&policies.concat(), groups, facts)
}

fn number(text: &str) -> rust_decimal::Decimal {
    rust_decimal::Decimal::from_str_exact(text).unwrap()
}

proptest! {
    /// Whoever knows more has no less that is sure, and no more that is possible.
    #[test]
    fn more_facts_bring_the_ends_together(
        amounts in prop::collection::vec(1u32..200, 5),
        values in (0u32..100, 0u32..200, any::<bool>(), 0u32..8),
        order in Just(vec![0usize, 1, 2, 3]).prop_shuffle(),
    ) {
        let mut session = entangled(&amounts, "{}");
        let (mut low, mut high) = (number("0"), None);
        for step in 0..=order.len() {
            let found = best_bundle(&mut session, Effort::QUICK);
            let min = number(&found.min);
            let max = found.max.as_deref().map(number);
            prop_assert!(min >= low && max.is_none_or(|max| min <= max));
            prop_assert!(high.is_none_or(|high| max.is_some_and(|max| max <= high)), "{high:?} became {max:?}");
            prop_assert!(number(&found.best.least) <= min);
            (low, high) = (min, max);
            let text = |number: u32| Input::Text(format!("{number}元"));
            let (name, value) = match order.get(step) {
                Some(0) => ("甲", text(values.0)),
                Some(1) => ("乙", text(values.1)),
                Some(2) => ("丙", Input::Boolean(values.2)),
                Some(_) => ("丁", Input::Number(values.3.to_string())),
                None => break,
            };
            session.set(name, &value).unwrap();
        }
    }
}

/// Three regimes of a tax: 25 % unless one of two others is chosen; what a deduction of 100 saves depends on it.
fn regimes(small: &str, high_tech: &str) -> [String; 3] {
    let saved = "kind: tax, per: year, depends_on: [small, high], \
                 amount: '甲 * (if chosen(\"small\") then 5% else if chosen(\"high\") then 15% else 25%)'";
    [
        policy("small", small, "kind: tax, per: year, amount: 乙 * 20%"),
        policy("high", high_tech, "kind: tax, per: year, amount: 乙 * 10%"),
        yes("deduction", saved),
    ]
}

const ONE_REGIME: &str = "  税率择一: {members: [small, high], at_most: 1}\n";

#[test]
fn amounts_that_depend_on_the_regime_that_is_chosen() {
    // A deduction of 100万元 and a base of 乙: 5 % saves 20 % of 乙 and 5 % of the deduction, and so on.
    for (base, expected, chosen) in [
        ("200万元", "450000", &["small", "deduction"][..]),
        ("90万元", "250000", &["deduction"]),
        ("100万元", "250000", &["small", "deduction"]),
    ] {
        let facts = format!(r#"{{"甲": "100万元", "乙": "{base}"}}"#);
        let found = bundle(&regimes("{if: true}", "{if: true}"), ONE_REGIME, &facts);
        assert_eq!((found.min.as_str(), found.max.as_deref()), (expected, Some(expected)), "{base}");
        assert_eq!(ids(&found.safe.chosen), chosen, "{base}");
        assert!(found.safe.proof.closed);
    }
}

#[test]
fn what_an_amount_depended_on_is_told() {
    let found = bundle(&regimes("{if: true}", "{if: true}"), ONE_REGIME, r#"{"甲": "100万元", "乙": "90万元"}"#);
    let on: Vec<_> = found.safe.chosen[0].depends_on.iter().map(|on| (on.policy.as_str(), on.chosen)).collect();
    assert_eq!(on, [("small", false), ("high", false)]);
    let given_up: Vec<_> =
        found.safe.given_up.iter().map(|other| (other.policy.as_str(), other.loss.as_deref())).collect();
    assert_eq!(given_up, [("small", Some("20000")), ("high", Some("10000"))]);
}

#[test]
fn a_regime_that_is_excluded_cannot_be_chosen_and_one_that_is_open_may_be() {
    let facts = r#"{"甲": "100万元", "乙": "200万元"}"#;
    let found = bundle(&regimes("{if: false}", "{if: true}"), ONE_REGIME, facts);
    assert_eq!((found.min.as_str(), ids(&found.safe.chosen)), ("350000", vec!["high", "deduction"]));
    let found = bundle(&regimes("{if: 丙}", "{if: false}"), ONE_REGIME, facts);
    assert_eq!((found.min.as_str(), found.max.as_deref()), ("250000", Some("450000")));
    // If the regime fails, the deduction saves 25 %; if it holds and is taken, 5 % beside the 40万元.
    assert_eq!((ids(&found.best.chosen), found.best.least.as_str()), (vec!["small", "deduction"], "50000"));
}

#[test]
fn outside_of_bundles_the_amount_is_the_range_over_the_choices() {
    let mut session = session(&regimes("{if: true}", "{if: true}").concat(), ONE_REGIME, r#"{"甲": "100万元"}"#);
    let verdict = session.verdict("deduction").unwrap();
    let benefit = &verdict.benefits[0];
    assert_eq!((benefit.min.as_deref(), benefit.max.as_deref()), (Some("50000"), Some("250000")));
    assert!(benefit.missing.is_empty() && verdict.errors.is_empty());
}

#[test]
fn a_choice_can_open_and_cap_a_benefit() {
    let benefit = "kind: grant, depends_on: [a], amount: 10万元, when: 'not(chosen(\"a\"))'";
    let found = bundle(&[yes("a", "kind: grant, amount: 4万元"), yes("b", benefit)], "", "{}");
    assert_eq!((ids(&found.safe.chosen), found.min.as_str()), (vec!["b"], "100000"));
    let benefit = "kind: grant, depends_on: [a], amount: 10万元, cap: 'if chosen(\"a\") then 7万元 else 10万元'";
    let found = bundle(&[yes("a", "kind: grant, amount: 4万元"), yes("b", benefit)], "", "{}");
    assert_eq!((ids(&found.safe.chosen), found.min.as_str()), (vec!["a", "b"], "110000"));
}

/// The codes of what is wrong with a policy `b` of this benefit or condition, beside a policy `a`.
fn faults(b: &str) -> Vec<String> {
    let text = format!("policies:\n{}{b}", yes("a", "kind: grant, amount: 4万元"));
    compile([("rules.yaml".to_owned(), text)]).diagnostics.iter().map(|fault| fault.code.to_owned()).collect()
}

#[test]
fn chosen_stands_only_where_it_means_something() {
    let asks = "kind: grant, amount: 'if chosen(\"a\") then 1元 else 2元'";
    assert_eq!(faults(&yes("b", &format!("{asks}, depends_on: [a]"))), [""; 0]);
    assert_eq!(faults(&yes("b", asks)), ["E0225"]);
    assert_eq!(faults(&policy("b", "{if: 'chosen(\"a\")'}", "kind: grant, amount: 1元, depends_on: [a]")), ["E0225"]);
    assert_eq!(faults(&yes("b", "kind: grant, amount: 1元, depends_on: [b]")), ["E0334"]);
    let computed = "kind: grant, amount: 'if chosen(a) then 1元 else 2元', depends_on: [a]";
    assert_eq!(faults(&yes("b", computed)), ["E0215"]);
    let defined =
        format!("{}definitions:\n  值: 'chosen(\"a\")'\n", yes("b", "kind: grant, amount: 1元, depends_on: [a]"));
    assert_eq!(faults(&defined), ["E0225"]);
}

proptest! {
    /// Outside of bundles an amount is a range that holds what it comes to under whichever choice a bundle makes.
    #[test]
    fn the_range_holds_what_every_choice_gives(
        amounts in prop::collection::vec(1u32..200, 5),
        base in prop::option::of(0u32..100),
        number_of_people in prop::option::of(0u32..8),
    ) {
        let base = base.map(|base| format!(r#""甲": "{base}元""#));
        let people = number_of_people.map(|people| format!(r#""丁": {people}"#));
        let facts: Vec<String> = base.into_iter().chain(people).collect();
        let mut session = entangled(&amounts, &format!("{{{}}}", facts.join(", ")));
        let verdict = session.verdict("f").unwrap();
        let (min, max) = (verdict.benefits[0].min.clone(), verdict.benefits[0].max.clone());
        let found = best_bundle(&mut session, Effort::QUICK);
        for bundle in [&found.safe, &found.best] {
            for chosen in bundle.chosen.iter().filter(|chosen| chosen.policy == "f") {
                for benefit in &chosen.benefits {
                    prop_assert!(min.as_deref().is_none_or(|min| number(min) <= number(&benefit.amount)));
                    prop_assert!(max.as_deref().is_none_or(|max| number(&benefit.amount) <= number(max)));
                }
            }
        }
    }

    /// Whatever a regime does to an amount, the bundle is the best over all regimes.
    #[test]
    fn regimes_are_tried_one_by_one(base in 0u32..100, deduction in 0u32..100, small in any::<bool>(), high in any::<bool>()) {
        let word = |truth: bool| if truth { "{if: true}" } else { "{if: false}" };
        let facts = format!(r#"{{"甲": "{deduction}元", "乙": "{base}元"}}"#);
        let found = bundle(&regimes(word(small), word(high)), ONE_REGIME, &facts);
        let (base, deduction) = (i64::from(base), i64::from(deduction));
        let cents = [(true, 0, 25), (small, 20, 5), (high, 10, 15)];
        let cents = cents.iter().filter(|(possible, ..)| *possible);
        let most = cents.map(|(_, of_base, of_deduction)| base * of_base + deduction * of_deduction).max().unwrap();
        prop_assert_eq!(number(&found.min), rust_decimal::Decimal::new(most, 2));
        prop_assert_eq!(found.max.as_deref(), Some(found.min.as_str()));
    }
}
