//! Completeness: what all completions agree on is definite, and bounds are as close as brute force finds them.

use super::soundness::{self, Dice, NAMES, Random};
use super::*;
use crate::engine::cases;
use crate::engine::evaluate::View;
use crate::engine::possible::Possible;
use crate::engine::{Status, Truth};
use proptest::prelude::*;

// ---------------------------------------------------------------------------------------------------------- by example

/// The truth of a single condition, by what is known.
fn truth_of(rules: &Rules, test: ExpressionId, facts: &str) -> Truth {
    let mut rules = Rules { catalog: rules.catalog.clone() };
    let condition = rules.test(test);
    rules.policy("它", condition, Vec::new());
    rules.with(facts).verdict("它").unwrap().conditions[0].truth
}

/// `subject` lies in a range; every sign with its limit.
fn all_of(rules: &mut Rules, subject: ExpressionId, tests: &[(&str, &str)]) -> Vec<ExpressionId> {
    tests
        .iter()
        .map(|(sign, limit)| {
            let limit = rules.number(limit);
            rules.compare(subject, sign, limit)
        })
        .collect()
}

#[test]
fn two_halves_are_everything() {
    let mut rules = Rules::default();
    let income = rules.fact("收入", Type::Money);
    let halves = all_of(&mut rules, income, &[(">=", "100000"), ("<", "100000")]);
    let either = rules.push(Expression::Or(halves.clone()));
    let both = rules.push(Expression::And(halves));
    let gap = all_of(&mut rules, income, &[(">", "100000"), ("<", "100000")]);
    let gap = rules.push(Expression::Or(gap));
    assert_eq!(truth_of(&rules, either, "{}"), Truth::True);
    assert_eq!(truth_of(&rules, both, "{}"), Truth::False);
    assert_eq!(truth_of(&rules, gap, "{}"), Truth::Unknown);
    assert_eq!(truth_of(&rules, gap, r#"{"收入": 100000}"#), Truth::False);
    assert_eq!(truth_of(&rules, gap, r#"{"收入": {"min": "100000.01元"}}"#), Truth::True);
    assert_eq!(truth_of(&rules, gap, r#"{"收入": {"min": "10万元"}}"#), Truth::Unknown);
}

#[test]
fn between_two_steps_there_is_nothing() {
    let mut rules = Rules::default();
    let people = rules.fact_of("人数", Type::Number, Some("1"), from_zero());
    let share = rules.fact_of("占比", Type::Percent, None, between(0, 1));
    for (subject, tests, expected) in [
        (people, [(">", "9"), ("<", "10")], Truth::False),
        (people, [(">=", "9"), ("<", "10")], Truth::Unknown),
        (people, [(">", "9"), ("<=", "10")], Truth::Unknown),
        (people, [("=", "9.5"), ("<=", "10")], Truth::False),
        (share, [(">", "0.1"), ("<", "0.2")], Truth::Unknown),
        (share, [(">", "0.1"), ("<=", "0.1")], Truth::False),
    ] {
        let parts = all_of(&mut rules, subject, &tests);
        let both = rules.push(Expression::And(parts));
        assert_eq!(truth_of(&rules, both, "{}"), expected, "{tests:?}");
    }
}

#[test]
fn tiers_with_the_same_amount_need_no_answer() {
    let mut rules = Rules::default();
    let income = rules.fact("收入", Type::Money);
    let [low, high] = all_of(&mut rules, income, &[("<", "1000000"), (">=", "1000000")])[..] else { panic!() };
    let [middle] = all_of(&mut rules, income, &[("<", "5000000")])[..] else { panic!() };
    let (small, large) = (rules.number("200000"), rules.number("500000"));
    let unique = rules.push(Expression::And(vec![high, middle]));
    let table = rules.table(Hit::Unique, &[(low, small), (unique, small)], Some(large));
    let value = |facts: &str| rules.value(table, Type::Money, facts);
    assert_eq!(value("{}"), r#"{"min":"200000","max":"500000"}"#);
    assert_eq!(value(r#"{"收入": {"below": "500万元"}}"#), r#"{"value":"200000"}"#);
    assert_eq!(value(r#"{"收入": {"max": "500万元"}}"#), r#"{"min":"200000","max":"500000"}"#);
    assert_eq!(value(r#"{"收入": {"min": "500万元"}}"#), r#"{"value":"500000"}"#);
}

#[test]
fn rows_that_agree_need_no_code() {
    let mut rules = Rules::default();
    let list = rules.list("行业", &["工业", "建筑业", "零售业"]);
    let industry = rules.fact("行业", Type::Choice(list));
    let people = rules.fact_of("人数", Type::Number, Some("1"), from_zero());
    let limits: Vec<_> = ["1000", "80", "300"].into_iter().map(|limit| rules.number(limit)).collect();
    let rows: Vec<_> = (0..3u32)
        .map(|code| {
            let here = rules.push(Expression::OneOf { subject: industry, codes: vec![code] });
            let large = rules.compare(people, ">=", limits[code as usize]);
            let both = rules.push(Expression::And(vec![here, large]));
            (both, rules.number("1"))
        })
        .collect();
    let zero = rules.number("0");
    let size = rules.table(Hit::Unique, &rows, Some(zero));
    let [is_large] = all_of(&mut rules, size, &[("=", "1")])[..] else { panic!() };
    for (people, expected) in
        [("79", Truth::False), ("80", Truth::Unknown), ("999", Truth::Unknown), ("1000", Truth::True)]
    {
        assert_eq!(truth_of(&rules, is_large, &format!(r#"{{"人数": {people}}}"#)), expected, "{people}");
    }
    assert_eq!(truth_of(&rules, is_large, r#"{"人数": 300, "行业": {"in": ["建筑业", "零售业"]}}"#), Truth::True);
}

#[test]
fn dates_and_years_have_thresholds_too() {
    let mut rules = Rules::default();
    let issued = rules.fact("发证日期", Type::Date);
    let (today, months) = (rules.push(Expression::EvaluationDate), rules.number("36"));
    let expires = rules.push(Expression::PlusMonths { date: issued, months });
    let valid = rules.compare(expires, ">", today);
    let recent = rules.push(Expression::Constant(Value::from(date("2023-11-23"))));
    let old = rules.compare(issued, "<=", recent);
    let either = rules.push(Expression::Or(vec![valid, old]));
    assert_eq!(truth_of(&rules, either, "{}"), Truth::True);
    let before = rules.push(Expression::Constant(Value::from(date("2023-11-22"))));
    let older = rules.compare(issued, "<=", before);
    let gap = rules.push(Expression::Or(vec![valid, older]));
    assert_eq!(truth_of(&rules, gap, "{}"), Truth::Unknown);
    assert_eq!(truth_of(&rules, gap, r#"{"发证日期": "2023-11-23"}"#), Truth::False);

    let series = rules.fact("营收", Type::Series(Box::new(Type::Money)));
    let last = rules.push(Expression::Item { series, index: -1 });
    let halves = all_of(&mut rules, last, &[(">=", "100"), ("<", "100")]);
    let either = rules.push(Expression::Or(halves));
    assert_eq!(truth_of(&rules, either, r#"{"营收": [null]}"#), Truth::True);
    // There may be no such year.
    assert_eq!(truth_of(&rules, either, "{}"), Truth::Unknown);
    assert_eq!(truth_of(&rules, either, r#"{"营收": []}"#), Truth::Error);
}

#[test]
fn the_last_days_of_months_are_not_lost() {
    let mut rules = Rules::default();
    let day = rules.fact_of("日", Type::Date, Some("1"), between(19_000, 21_000));
    for (months, target) in [("1", "2023-02-28"), ("1", "2023-03-01"), ("-1", "2024-02-29"), ("12", "2025-02-28")] {
        let (months, target) = (rules.number(months), rules.push(Expression::Constant(Value::from(date(target)))));
        let shifted = rules.push(Expression::PlusMonths { date: day, months });
        let (reached, missed) = (rules.compare(shifted, ">=", target), rules.compare(shifted, "<", target));
        let either = rules.push(Expression::Or(vec![reached, missed]));
        assert_eq!(truth_of(&rules, either, "{}"), Truth::True);
    }
}

#[test]
fn arithmetic_with_constants_moves_the_threshold() {
    let mut rules = Rules::default();
    let income = rules.fact("收入", Type::Money);
    let [three, seven] = ["3", "-7"].map(|text| rules.number(text));
    let shifted = rules.arithmetic(income, "+", three);
    let tripled = rules.arithmetic(shifted, "*", three);
    let turned = rules.arithmetic(seven, "-", tripled);
    let divided = rules.arithmetic(turned, "/", seven);
    for subject in [shifted, tripled, turned, divided] {
        for limit in ["10", "12.5", "-30", "4"] {
            for (sign, other) in [(">=", "<"), (">", "<="), ("=", "!=")] {
                let parts = all_of(&mut rules, subject, &[(sign, limit), (other, limit)]);
                let either = rules.push(Expression::Or(parts));
                assert_eq!(truth_of(&rules, either, "{}"), Truth::True, "{subject:?} {sign} {limit}");
            }
        }
    }
}

#[test]
fn texts_are_the_same_or_not() {
    let mut rules = Rules::default();
    let name = rules.fact("名称", Type::Text);
    let [a, b] = ["甲", "乙"].map(|text| rules.push(Expression::Constant(Value::Text(text.to_owned()))));
    let (is_a, is_b) =
        (rules.push(Expression::Same { left: name, right: a }), rules.push(Expression::Same { left: b, right: name }));
    let not_a = rules.push(Expression::Not(is_a));
    let either = rules.push(Expression::Or(vec![is_a, not_a]));
    let both = rules.push(Expression::And(vec![is_a, is_b]));
    let one = rules.push(Expression::Or(vec![is_a, is_b]));
    assert_eq!(truth_of(&rules, either, "{}"), Truth::True);
    assert_eq!(truth_of(&rules, both, "{}"), Truth::False);
    assert_eq!(truth_of(&rules, one, "{}"), Truth::Unknown);
    assert_eq!(truth_of(&rules, one, r#"{"名称": "丙"}"#), Truth::False);
}

#[test]
fn one_judge_gives_one_answer() {
    let mut rules = Rules::default();
    let income = rules.fact("收入", Type::Money);
    let halves = all_of(&mut rules, income, &[(">=", "10"), ("<", "10")]);
    let [low, high] = [halves[0], halves[1]].map(|half| rules.test(half));
    let judge = rules.condition(ConditionKind::Judged(None));
    let other = rules.condition(ConditionKind::Judged(None));
    let not = rules.condition(ConditionKind::Not(judge));
    let split = rules.condition(ConditionKind::Any(vec![low, high]));
    for (name, kind, status) in [
        ("同一评审", ConditionKind::Any(vec![judge, not]), Status::Eligible),
        ("不同评审", ConditionKind::Any(vec![other, not]), Status::Review),
        ("又是又否", ConditionKind::All(vec![judge, not]), Status::Ineligible),
        // The income does not matter: only the judge is left.
        ("只剩评审", ConditionKind::All(vec![judge, split]), Status::Review),
        ("收入与评审", ConditionKind::All(vec![judge, low]), Status::Undetermined),
        ("各半评审", ConditionKind::AtLeast(2, vec![judge, low, high]), Status::Review),
    ] {
        let root = rules.condition(kind);
        rules.policy(name, root, Vec::new());
        let verdict = rules.open().verdict(name).unwrap();
        assert_eq!(verdict.status, status, "{name}");
        assert_eq!(verdict.missing.is_empty(), status != Status::Undetermined, "{name}: {:?}", verdict.missing);
    }
}

#[test]
fn amounts_are_exact_between_thresholds() {
    let mut rules = Rules::default();
    let income = rules.fact("收入", Type::Money);
    let [tenth, fifth] = ["0.1", "0.2"].map(|text| rules.number(text));
    let [million, large] = ["1000000", "5000000"].map(|text| rules.number(text));
    let [below] = all_of(&mut rules, income, &[("<", "1000000")])[..] else { panic!() };
    let (little, much) = (rules.arithmetic(income, "*", tenth), rules.arithmetic(income, "*", fifth));
    // 10 % below 100万元, 20 % from there on, for those with 50万元 to 200万元 or more than 500万元, at most 150万元.
    let formula = rules.push(Expression::If { condition: below, then: little, otherwise: much });
    let between = all_of(&mut rules, income, &[(">=", "500000"), ("<=", "2000000")]);
    let middle = rules.push(Expression::And(between));
    let above = rules.compare(income, ">", large);
    let either = rules.push(Expression::Or(vec![middle, above]));
    let root = rules.test(either);
    let cap = rules.number("1500000");
    rules.policy("分档", root, vec![Benefit { cap: Some(cap), ..grant(formula) }]);
    // The part of the income above 100万元, by itself: the formula is one line on each side of the threshold.
    let smaller = rules.call(Function::Min, &[income, million]);
    let rest = rules.arithmetic(income, "-", smaller);
    let few = rules.test(middle);
    rules.policy("超出部分", few, vec![grant(rest)]);
    let amount = |policy: &str, facts: &str| {
        let verdict = rules.with(facts).verdict(policy).unwrap();
        (verdict.benefits[0].min.clone().unwrap_or_default(), verdict.benefits[0].max.clone().unwrap_or_default())
    };
    let is = |min: &str, max: &str| (min.to_owned(), max.to_owned());
    assert_eq!(amount("分档", "{}"), is("50000", "1500000"));
    assert_eq!(amount("分档", r#"{"收入": {"max": "500万元"}}"#), is("50000", "400000"));
    assert_eq!(amount("分档", r#"{"收入": {"min": "100万元", "max": "300万元"}}"#), is("200000", "400000"));
    assert_eq!(amount("分档", r#"{"收入": {"min": "300万元"}}"#), is("1000000", "1500000"));
    assert_eq!(amount("分档", r#"{"收入": {"min": "300万元", "max": "500万元"}}"#), is("", ""));
    assert_eq!(amount("超出部分", "{}"), is("0", "1000000"));
    assert_eq!(amount("超出部分", r#"{"收入": {"max": "100万元"}}"#), is("0", "0"));
    assert_eq!(amount("超出部分", r#"{"收入": {"min": "150万元"}}"#), is("500000", "1000000"));
}

#[test]
fn a_benefit_comes_to_nothing_only_where_its_own_condition_can_fail() {
    let mut rules = Rules::default();
    let income = rules.fact("收入", Type::Money);
    let tests = all_of(&mut rules, income, &[(">=", "200"), (">=", "100"), (">=", "300"), ("<", "200")]);
    let [root, implied, further, against] = tests[..] else { panic!() };
    let [root, implied, further, against] = [root, implied, further, against].map(|test| rules.test(test));
    let fixed = rules.number("7");
    for (name, when) in [("必然", implied), ("另需", further), ("相反", against)] {
        rules.policy(name, root, vec![Benefit { when: Some(when), ..grant(fixed) }]);
    }
    let amount = |policy: &str| {
        let benefit = &rules.open().verdict(policy).unwrap().benefits[0];
        (benefit.min.clone().unwrap_or_default(), benefit.max.clone().unwrap_or_default())
    };
    assert_eq!(amount("必然"), ("7".to_owned(), "7".to_owned()));
    assert_eq!(amount("另需"), ("0".to_owned(), "7".to_owned()));
    assert_eq!(amount("相反"), (String::new(), String::new()));
}

#[test]
fn only_facts_that_matter_are_missing() {
    let mut rules = Rules::default();
    let list = rules.list("地区", &["南山", "福田"]);
    let place = rules.fact("注册地", Type::Choice(list));
    let income = rules.fact("收入", Type::Money);
    let here = rules.push(Expression::OneOf { subject: place, codes: vec![0] });
    let halves = all_of(&mut rules, income, &[(">=", "10"), ("<", "10")]);
    let ways: Vec<_> = halves.iter().map(|half| rules.push(Expression::And(vec![here, *half]))).collect();
    let either = rules.push(Expression::Or(ways));
    let root = rules.test(either);
    rules.policy("南山", root, Vec::new());
    assert_eq!(rules.open().verdict("南山").unwrap().missing, ["注册地"]);
    assert_eq!(rules.with(r#"{"注册地": "南山"}"#).verdict("南山").unwrap().status, Status::Eligible);
    assert_eq!(rules.with(r#"{"收入": 10}"#).verdict("南山").unwrap().missing, ["注册地"]);
}

#[test]
fn beyond_the_budget_the_plain_answer_stands() {
    let mut rules = Rules::default();
    let facts: Vec<_> = (0..3).map(|n| rules.fact(&format!("p{n}"), Type::Boolean)).collect();
    let ways: Vec<_> = facts
        .iter()
        .map(|fact| {
            let not = rules.push(Expression::Not(*fact));
            rules.push(Expression::Or(vec![*fact, not]))
        })
        .collect();
    let all = rules.push(Expression::And(ways));
    let root = rules.test(all);
    rules.policy("八种", root, Vec::new());
    let status = |budget| {
        let mut session = rules.open();
        session.budget = budget;
        session.verdict("八种").unwrap().status
    };
    assert_eq!((status(7), status(8)), (Status::Undetermined, Status::Eligible));
    let mut known = rules.with(r#"{"p1": true}"#);
    known.budget = 4;
    assert_eq!(known.verdict("八种").unwrap().status, Status::Eligible);
}

// ------------------------------------------------------------------------------------------------------ by brute force

/// Rules in which every comparison is between one fact and constants, over at most four facts.
pub(super) struct Fragment {
    pub(super) rules: Rules,
    /// The facts, and every value each can have.
    pub(super) facts: Vec<(&'static str, Vec<Input>)>,
    truths: Vec<ExpressionId>,
    numbers: Vec<ExpressionId>,
    judges: Vec<ConditionId>,
    conditions: Vec<ConditionId>,
}

/// Sources of ordered values, each of one fact, and truths that are facts.
pub(super) fn fragment(bytes: &[u8]) -> Fragment {
    let mut dice = Dice(bytes.iter());
    let mut rules = Rules::default();
    let list = rules.list("地区", &["甲", "甲/乙", "甲/丙", "丁"]);
    let (mut facts, mut sources, mut truths) = (Vec::new(), Vec::new(), Vec::new());
    let (mut choice, mut choices) = (None, None);
    let all = soundness::all_values();
    for _ in 0..3 + dice.roll(2) {
        let which = dice.roll(9);
        let name = if which == 8 { "d" } else { NAMES[which] };
        if facts.iter().any(|(known, _)| *known == name) {
            continue;
        }
        let values = match name {
            "d" => {
                ["2026-01-30", "2026-01-31", "2026-02-01", "2026-02-02"].map(|day| json(&format!("{day:?}"))).to_vec()
            }
            "cs" => (0..8usize)
                .map(|set| {
                    let codes = ["乙", "丙", "丁"].into_iter().enumerate().filter(|(bit, _)| set >> bit & 1 == 1);
                    Input::Array(codes.map(|(_, code)| Input::Text(code.to_owned())).collect())
                })
                .collect(),
            _ => all[which].clone(),
        };
        facts.push((name, values));
        match name {
            "x" | "y" => sources.push(rules.fact_of(name, Type::Money, Some("1"), between(0, 3))),
            "z" => sources.push(rules.fact_of(name, Type::Number, Some("0.5"), between(-1, 1))),
            "p" | "q" => truths.push(rules.fact(name, Type::Boolean)),
            "c" => choice = Some(rules.fact(name, Type::Choice(list))),
            "cs" => choices = Some(rules.fact(name, Type::Choices(list))),
            "d" => {
                let (first, last) = (date("2026-01-30").days().into(), date("2026-02-02").days().into());
                let day = rules.fact_of(name, Type::Date, Some("1"), between(first, last));
                let months = rules.number("1");
                let later = rules.push(Expression::PlusMonths { date: day, months });
                let origin = rules.push(Expression::Constant(Value::from(date("2026-02-28"))));
                sources.push(rules.arithmetic(later, "-", origin));
            }
            _ => {
                let series = rules.fact_of(name, Type::Series(Box::new(Type::Number)), Some("1"), between(0, 1));
                let id = rules.catalog.facts.find(|fact| fact.name == "s").unwrap().0;
                rules.catalog.facts[id].years = 2;
                let index = dice.pick(&[-1, -2, 1, 2]);
                sources.push(rules.push(Expression::Item { series, index: -1 }));
                sources.push(rules.push(Expression::Item { series, index }));
                sources.push(rules.call(Function::Count, &[series]));
            }
        }
    }
    let constants: Vec<_> = ["0", "1", "2", "0.5", "-2", "3"].into_iter().map(|text| rules.number(text)).collect();
    if let Some(code) = choice {
        for codes in [vec![1], vec![1, 2], vec![3]] {
            truths.push(rules.push(Expression::OneOf { subject: code, codes }));
        }
    }
    if let Some(codes) = choices {
        for any in [vec![1], vec![3], vec![1, 2]] {
            truths.push(rules.push(Expression::ContainsAny { subject: codes, codes: any }));
        }
    }
    let (mut numbers, mut amounts) = (constants.clone(), constants.clone());
    for _ in 0..20 {
        let constant = dice.pick(&constants);
        let (a, b) = (dice.pick(&numbers), dice.pick(&numbers));
        let pick = |dice: &mut Dice, truths: &[ExpressionId]| (!truths.is_empty()).then(|| dice.pick(truths));
        let (t, u, v) = (pick(&mut dice, &truths), pick(&mut dice, &truths), pick(&mut dice, &truths));
        let (Some(t), Some(u), Some(v)) = (t, u, v) else {
            // A first truth.
            let subject = sources.first().copied().unwrap_or(constant);
            truths.push(rules.compare(subject, ">=", constants[1]));
            continue;
        };
        match dice.roll(14) {
            0 => truths.push(rules.push(Expression::And(vec![t, u]))),
            1 => truths.push(rules.push(Expression::Or(vec![t, u]))),
            2 => truths.push(rules.push(Expression::Not(t))),
            3 => truths.push(rules.push(Expression::If { condition: t, then: u, otherwise: v })),
            4 => truths.push(rules.push(Expression::Same { left: t, right: u })),
            5..=8 => {
                let sign = dice.pick(&["=", "!=", "<", "<=", ">", ">="]);
                let mut subject = if sources.is_empty() || dice.roll(3) == 0 { a } else { dice.pick(&sources) };
                match dice.roll(6) {
                    0 => subject = rules.arithmetic(subject, "+", constant),
                    1 => subject = rules.arithmetic(constant, "-", subject),
                    2 => subject = rules.arithmetic(subject, "*", constants[4]),
                    3 => subject = rules.call(Function::Max, &[subject, constants[1]]),
                    _ => {}
                }
                truths.push(if dice.roll(4) == 0 {
                    rules.compare(constant, sign, subject)
                } else {
                    rules.compare(subject, sign, constant)
                });
            }
            9 => {
                let value = rules.push(Expression::If { condition: t, then: a, otherwise: b });
                numbers.push(rules.define(&format!("值{}", value.index()), Type::Number, value));
            }
            10 if !sources.is_empty() => {
                // Between thresholds one line: the source itself, moved.
                let subject = dice.pick(&sources);
                numbers.push(rules.push(Expression::If { condition: t, then: subject, otherwise: constant }));
            }
            11 if !sources.is_empty() => {
                let of = dice.pick(&sources);
                let (one, two) = (constants[1], constants[2]);
                let rows = vec![Tier { up_to: Some(one), rate: two }, Tier { up_to: None, rate: one }];
                amounts.push(rules.push(Expression::Tiers { of, rows }));
            }
            _ => {
                use Hit::*;
                let hit = dice.pick(&[Unique, Any, First, First, CollectCount]);
                let otherwise = if dice.roll(2) == 0 { None } else { Some(b) };
                // Rows of an `any` table are compared with each other.
                let (a, b) = if hit == Any { (constants[1], constants[2]) } else { (a, b) };
                numbers.push(rules.table(hit, &[(t, a), (u, constant), (v, b)], otherwise));
            }
        }
    }
    amounts.extend(&numbers);
    let judges: Vec<_> = (0..2).map(|_| rules.condition(ConditionKind::Judged(None))).collect();
    let mut conditions: Vec<_> = (0..4).map(|_| dice.pick(&truths)).map(|truth| rules.test(truth)).collect();
    if dice.roll(2) == 0 {
        conditions.extend(&judges);
    }
    for _ in 0..4 {
        let [a, b, c] = [0; 3].map(|_| dice.pick(&conditions));
        conditions.push(rules.condition(match dice.roll(4) {
            0 => ConditionKind::All(vec![a, b]),
            1 => ConditionKind::Any(vec![a, b, c]),
            2 => ConditionKind::Not(a),
            _ => ConditionKind::AtLeast(2, vec![a, b, c]),
        }));
    }
    for number in 0..4 {
        let root = dice.pick(&conditions);
        let when = if dice.roll(3) == 0 { Some(dice.pick(&conditions)) } else { None };
        let cap = if dice.roll(3) == 0 { Some(constants[2]) } else { None };
        let benefit = Benefit { when, cap, ..grant(dice.pick(&amounts)) };
        rules.policy(&format!("p{number}"), root, vec![benefit]);
    }
    // Every condition belongs to a policy: only those are refined.
    for (number, condition) in conditions.iter().enumerate() {
        rules.policy(&format!("c{number}"), *condition, Vec::new());
    }
    Fragment { rules, facts, truths, numbers, judges, conditions }
}

/// Every outcome that some completion gives.
#[derive(Clone, Debug, Default, PartialEq)]
struct Found {
    yes: bool,
    no: bool,
    error: bool,
    ends: Option<(Decimal, Decimal)>,
}

impl Found {
    fn number(&mut self, value: Decimal) {
        let (low, high) = self.ends.unwrap_or((value, value));
        self.ends = Some((low.min(value), high.max(value)));
    }

    fn add(&mut self, value: &Possible) {
        self.yes |= value.truths().yes;
        self.no |= value.truths().no;
        self.error |= value.error.is_some();
        if let Some(interval) = value.interval() {
            self.number(interval.low.value);
            self.number(interval.high.value);
        }
    }

    fn of(value: &Possible) -> Found {
        let mut found = Found::default();
        found.add(value);
        found
    }
}

/// What one policy can come to: per assignment of the judges the outcomes of its root, and the ends of its amount.
#[derive(Clone, Debug, Default)]
struct Outlook {
    roots: Vec<Found>,
    amount: Found,
    can_fail: bool,
}

fn cases_of_fragment() -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { cases: asked.unwrap_or(120), ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(soundness::cases())]

    /// Where the rules tell that nothing is shared, no survey finds that something is, whatever is known.
    #[test]
    fn what_shares_nothing_needs_no_survey(bytes in prop::collection::vec(any::<u8>(), 200), ways in prop::array::uniform8(0usize..7)) {
        let Random { mut rules, truths, .. } = soundness::random(&bytes);
        let tests: Vec<ConditionId> = truths.iter().map(|truth| rules.test(*truth)).collect();
        let judge = rules.condition(ConditionKind::Judged(None));
        let mut groups = Vec::new();
        for pair in tests.windows(2) {
            groups.push(rules.condition(ConditionKind::All(pair.to_vec())));
            groups.push(rules.condition(ConditionKind::Any(vec![pair[0], judge])));
        }
        let above: Vec<ConditionId> =
            groups.windows(2).map(|pair| rules.condition(ConditionKind::AtLeast(1, pair.to_vec()))).collect();
        let conditions = [tests, groups, above].concat();
        let root = rules.condition(ConditionKind::All(conditions.clone()));
        rules.policy("q", root, Vec::new());
        let calculator = rules.calculator();
        let mut session = soundness::open(&calculator);
        for (fact, name) in NAMES.iter().enumerate() {
            if let Some((input, _)) = soundness::knowledge(fact, ways[fact]) {
                session.set(name, &input).unwrap();
            }
        }
        session.verdicts();
        for id in conditions {
            let (shares_nothing, is_surveyed) = cases::shares_nothing_and_is_surveyed(&calculator, &session, id);
            prop_assert!(!(shares_nothing && is_surveyed), "{id:?} {:?}", rules.catalog);
        }
    }
}

#[test]
fn what_shares_nothing_is_told_from_the_rules() {
    let mut rules = Rules::default();
    let (income, costs) = (rules.fact("收入", Type::Money), rules.fact("成本", Type::Money));
    let [high, low] = [(income, ">="), (income, "<")].map(|(fact, sign)| {
        let limit = rules.number("100000");
        rules.compare(fact, sign, limit)
    });
    let limit = rules.number("50000");
    let other = rules.compare(costs, ">", limit);
    let either = rules.push(Expression::Or(vec![high, low]));
    let [high, low, other, either] = [high, low, other, either].map(|test| rules.test(test));
    let apart = rules.condition(ConditionKind::All(vec![high, other]));
    let together = rules.condition(ConditionKind::Any(vec![high, low]));
    let root = rules.condition(ConditionKind::All(vec![high, low, other, either, apart, together]));
    rules.policy("它", root, Vec::new());
    let mut session = rules.open();
    session.verdicts();
    let told = |id| cases::shares_nothing_and_is_surveyed(session.calculator(), &session, id);
    for id in [high, other, apart] {
        assert_eq!(told(id), (true, false));
    }
    assert!(!told(either).0);
    assert!(!told(together).0);
}

proptest! {
    #![proptest_config(cases_of_fragment())]

    /// Statuses, truths, values and amounts are what all completions together give, no more and no less.
    #[test]
    fn equals_brute_force(bytes in prop::collection::vec(any::<u8>(), 200), known in prop::array::uniform4(0usize..4), ways in prop::array::uniform4(0usize..12)) {
        let Fragment { rules, facts, truths, numbers, judges, conditions } = fragment(&bytes);
        let mut session = rules.open();
        session.budget = usize::MAX;
        let mut rest: Vec<Vec<usize>> = facts.iter().map(|(_, values)| (0..values.len()).collect()).collect();
        for (position, (name, values)) in facts.iter().enumerate() {
            let fact = NAMES.iter().position(|known| known == name && *name != "cs");
            let bounded = fact.and_then(|fact| soundness::knowledge(fact, ways[position]));
            if let Some((input, left)) = bounded {
                session.set(name, &input).unwrap();
                rest[position] = left;
            } else if known[position] == 0 {
                let one = ways[position] % values.len();
                session.set(name, &values[one]).unwrap();
                rest[position] = vec![one];
            }
        }
        let verdicts = session.verdicts().verdicts;
        // One catalog for each assignment of the judges.
        let mut decided: Vec<Session> = (0..4usize).map(|answers| {
            let mut rules = Rules { catalog: rules.catalog.clone() };
            for (bit, judge) in judges.iter().enumerate() {
                let answer = rules.truth(answers >> bit & 1 == 1);
                rules.catalog.conditions[*judge].kind = ConditionKind::Test(answer);
            }
            rules.open()
        }).collect();
        let catalog = &rules.catalog;
        let mut found_expressions = vec![Found::default(); catalog.expressions.len()];
        let mut found_conditions = vec![Found::default(); catalog.conditions.len()];
        let mut outlooks = vec![Outlook { roots: vec![Found::default(); 4], ..Outlook::default() }; catalog.policies.len()];
        let total: usize = rest.iter().map(Vec::len).product();
        for number in 0..total {
            let mut choice = number;
            let answers: Vec<_> = facts.iter().zip(&rest).map(|((name, values), rest)| {
                let index = rest[choice % rest.len()];
                choice /= rest.len();
                ((*name).to_owned(), values[index].clone())
            }).collect();
            for (assignment, complete) in decided.iter_mut().enumerate() {
                prop_assert_eq!(complete.set_all(&answers), []);
                complete.verdicts();
                for id in truths.iter().chain(&numbers) {
                    found_expressions[id.index()].add(complete.value(*id));
                }
                for id in &conditions {
                    found_conditions[id.index()].add(complete.truth(*id));
                }
                for (id, policy) in catalog.policies.entries() {
                    let outlook = &mut outlooks[id.index()];
                    outlook.roots[assignment].add(complete.truth(policy.eligible));
                    if let (true, Some(benefit)) = (complete.truth(policy.eligible).is_true(), policy.benefits.first()) {
                        if benefit.when.is_some_and(|when| !complete.truth(when).is_true()) {
                            outlook.can_fail = true;
                        } else {
                            let Amount::Formula(formula) = benefit.amount else { panic!() };
                            outlook.amount.add(complete.value(formula));
                        }
                    }
                }
            }
        }
        for id in truths.iter().chain(&numbers) {
            let value = cases::value(session.calculator(), &session, *id, usize::MAX);
            prop_assert_eq!(Found::of(&value), found_expressions[id.index()].clone(), "{:?} {:?}", id, catalog);
            prop_assert!(value.is_settled() || !value.facts.is_empty());
        }
        for id in &conditions {
            let truth = session.truth(*id);
            prop_assert_eq!(Found::of(truth), found_conditions[id.index()].clone(), "{:?} {:?}", id, catalog);
        }
        for ((id, policy), verdict) in catalog.policies.entries().zip(&verdicts) {
            let Outlook { roots, amount, can_fail } = &outlooks[id.index()];
            // Facts do not matter where, whatever the judges say, all completions agree.
            let agreed = roots.iter().all(|root| u8::from(root.yes) + u8::from(root.no) + u8::from(root.error) == 1);
            let same = roots.iter().all(|root| root == &roots[0]);
            let status = match (agreed, same) {
                (true, true) if roots[0].yes => Status::Eligible,
                (true, true) if roots[0].no => Status::Ineligible,
                (true, false) => Status::Review,
                _ => Status::Undetermined,
            };
            prop_assert_eq!(verdict.status, status, "{:?}", catalog.conditions[policy.eligible]);
            prop_assert_eq!(verdict.missing.is_empty(), agreed);
            let Some(benefit) = verdict.benefits.first() else { continue };
            let number = |text: &Option<String>| text.as_ref().map(|text| text.parse::<Decimal>().unwrap());
            let least = |value: Decimal| if policy.benefits[0].cap.is_some() { value.min(Decimal::TWO) } else { value };
            let expected = amount.ends.map(|(low, high)| {
                let low = if *can_fail { Decimal::ZERO } else { low };
                (least(low).max(Decimal::ZERO), least(high).max(Decimal::ZERO))
            });
            let shown = number(&benefit.min).zip(number(&benefit.max));
            prop_assert_eq!(shown, expected, "{:?} {:?}", policy, catalog);
        }
    }

    /// With any budget, of any rules: every completion's outcome is possible, what is definite never changes, and what is
    /// possible only shrinks.
    #[test]
    fn only_learns_with_any_budget(bytes in prop::collection::vec(any::<u8>(), 200), order in Just([0usize, 1, 2, 3, 4, 5, 6, 7]).prop_shuffle(), choices in prop::array::uniform8(0usize..4), bounds in prop::array::uniform8(0usize..6), budget in prop::sample::select(vec![0, 1, 4, 16, cases::BUDGET])) {
        let Random { rules, truths, numbers } = soundness::random(&bytes);
        let calculator = rules.calculator();
        let values = soundness::all_values();
        let mut session = soundness::open(&calculator);
        session.budget = budget;
        let refined = |session: &mut Session| -> Vec<Possible> {
            session.verdicts();
            let of = |id: &ExpressionId| cases::value(session.calculator(), session, *id, budget);
            truths.iter().chain(&numbers).map(of).collect()
        };
        let mut before = refined(&mut session);
        for fact in order {
            let value = &values[fact][choices[fact] % values[fact].len()];
            let bounded = soundness::knowledge(fact, bounds[fact]).filter(|(_, rest)| rest.contains(&(choices[fact] % values[fact].len())));
            for input in bounded.iter().map(|(input, _)| input).chain([value]) {
                session.set(NAMES[fact], input).unwrap();
                let after = refined(&mut session);
                for ((id, before), after) in truths.iter().chain(&numbers).zip(&before).zip(&after) {
                    prop_assert!(soundness::within(after, before), "{id:?} budget {budget} {:?}\n{before:?}\n{after:?}", rules.catalog);
                }
                before = after;
            }
        }
        prop_assert!(before.iter().all(Possible::is_settled));
    }

    /// The same of conditions, statuses and amounts, where all comparisons are with constants.
    #[test]
    fn verdicts_only_learn_with_any_budget(bytes in prop::collection::vec(any::<u8>(), 200), order in Just([0usize, 1, 2, 3]).prop_shuffle(), choices in prop::array::uniform4(0usize..8), budget in prop::sample::select(vec![0, 1, 4, 16, cases::BUDGET])) {
        let Fragment { rules, facts, conditions, .. } = fragment(&bytes);
        let mut session = rules.open();
        session.budget = budget;
        let mut before = session.verdicts().verdicts;
        let mut truths: Vec<Possible> = conditions.iter().map(|id| session.truth(*id).clone()).collect();
        for position in order.into_iter().filter(|position| *position < facts.len()) {
            let (name, values) = &facts[position];
            session.set(name, &values[choices[position] % values.len()]).unwrap();
            let after = session.verdicts().verdicts;
            for (was, is) in before.iter().zip(&after) {
                prop_assert!(was.status == is.status || matches!(was.status, Status::Undetermined | Status::Review));
                prop_assert!(!was.missing.is_empty() || is.missing.is_empty(), "{:?} became missing", is.missing);
                let ends = |verdict: &crate::engine::Verdict| {
                    let number = |text: &Option<String>| text.as_ref().map(|text| text.parse::<Decimal>().unwrap());
                    verdict.benefits.first().and_then(|benefit| number(&benefit.min).zip(number(&benefit.max)))
                };
                if let (Some((was_min, was_max)), Some((min, max))) = (ends(was), ends(is)) {
                    prop_assert!(was_min <= min && max <= was_max, "{was_min}–{was_max} became {min}–{max}");
                }
            }
            for (id, was) in conditions.iter().zip(&mut truths) {
                let is = session.truth(*id).clone();
                prop_assert!(soundness::within(&is, was), "{id:?} {was:?} {is:?}");
                *was = is;
            }
            before = after;
        }
    }
}

#[test]
fn a_random_fragment_is_not_trivial() {
    let bytes: Vec<u8> = (0..200).map(|n| (n * 37 % 251) as u8).collect();
    let Fragment { rules, facts, .. } = fragment(&bytes);
    assert!(facts.len() >= 2 && rules.catalog.tables.len() + rules.catalog.expressions.len() > 30);
}
