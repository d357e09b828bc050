//! The engine against brute force: random rules over a few facts with small domains, every completion tried one by one.

use super::{Rules, between, date};
use crate::engine::evaluate::View;
use crate::engine::lists::Items;
use crate::engine::narrow::Narrowed;
use crate::engine::possible::{Outcomes, Possible};
use crate::engine::{Calculator, Input, Session};
use crate::model::*;
use proptest::prelude::*;
use std::sync::Arc;

/// Random choices, drawn from bytes that proptest can shrink.
pub(super) struct Dice<'a>(pub(super) std::slice::Iter<'a, u8>);

impl<'a> Dice<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Dice<'a> {
        Dice(bytes.iter())
    }

    pub(super) fn roll(&mut self, sides: usize) -> usize {
        usize::from(*self.0.next().unwrap_or(&0)) % sides
    }

    pub(super) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.roll(items.len())]
    }
}

/// A catalog of random expressions over x, y (0–3), z (−1–1 in halves), two truths, a choice and a series.
pub(super) struct Random {
    pub(super) rules: Rules,
    pub(super) truths: Vec<ExpressionId>,
    pub(super) numbers: Vec<ExpressionId>,
}

pub(super) fn random(bytes: &[u8]) -> Random {
    let mut dice = Dice::new(bytes);
    let mut rules = Rules::default();
    let list = rules.list("地区", &["甲", "甲/乙", "甲/丙", "丁"]);
    let x = rules.fact_of("x", Type::Money, Some("1"), between(0, 3));
    let y = rules.fact_of("y", Type::Money, Some("1"), between(0, 3));
    let z = rules.fact_of("z", Type::Number, Some("0.5"), between(-1, 1));
    let p = rules.fact("p", Type::Boolean);
    let q = rules.fact("q", Type::Boolean);
    let c = rules.fact("c", Type::Choice(list));
    let cs = rules.fact("cs", Type::Choices(list));
    let s = rules.fact_of("s", Type::Series(Box::new(Type::Number)), Some("1"), between(0, 1));
    let ids: Vec<_> = rules.catalog.facts.ids().collect();
    ids.into_iter().for_each(|id| rules.catalog.facts[id].years = rules.catalog.facts[id].years.min(2));
    let mut truths = vec![p, q, rules.truth(true)];
    let mut numbers = vec![x, y, z];
    for constant in ["0", "1", "2", "3", "-0.5", "7", "1e27"] {
        numbers.push(rules.number(constant));
    }
    for _ in 0..24 {
        let (a, b) = (dice.pick(&numbers), dice.pick(&numbers));
        let (t, u) = (dice.pick(&truths), dice.pick(&truths));
        let codes = [1u32, 2, 3].into_iter().filter(|_| dice.roll(2) == 0).collect::<Vec<_>>();
        match dice.roll(24) {
            0 => truths.push(rules.push(Expression::And(vec![t, u]))),
            1 => truths.push(rules.push(Expression::Or(vec![t, u]))),
            2 => truths.push(rules.push(Expression::Not(t))),
            3..=6 => {
                let sign = dice.pick(&["=", "!=", "<", "<=", ">", ">="]);
                truths.push(rules.compare(a, sign, b));
            }
            7 => truths.push(rules.push(Expression::Same { left: t, right: u })),
            8 => truths.push(rules.push(Expression::OneOf { subject: c, codes })),
            9 => truths.push(rules.push(Expression::ContainsAny { subject: cs, codes })),
            10..=15 => {
                let sign = dice.pick(&["+", "-", "*", "/", "+", "-", "*", "/", "**"]);
                numbers.push(rules.arithmetic(a, sign, b));
            }
            16 => numbers.push(rules.push(Expression::If { condition: t, then: a, otherwise: b })),
            17 => truths.push(rules.push(Expression::If { condition: t, then: u, otherwise: p })),
            18 => {
                let index = dice.pick(&[-1, -2, -3, 1, 2]);
                numbers.push(rules.push(Expression::Item { series: s, index }));
            }
            19 => {
                use Function::*;
                let function = dice.pick(&[Abs, Floor, Ceiling, Count, Sum, Mean, Min, Max]);
                let arguments = match function {
                    Abs | Floor | Ceiling => vec![a],
                    Count | Sum | Mean => vec![s],
                    _ => vec![a, b],
                };
                numbers.push(rules.call(function, &arguments));
            }
            20 => {
                use Function::*;
                let function = dice.pick(&[Modulo, RoundUp, RoundDown, RoundHalfUp, RoundHalfDown]);
                numbers.push(rules.call(function, &[a, b]));
            }
            21 | 22 => {
                use Hit::*;
                let hit = dice.pick(&[Unique, Any, First, First, CollectSum, CollectCount, CollectMin, CollectMax]);
                let rows = [(t, a), (u, b), (dice.pick(&truths), dice.pick(&numbers))];
                let otherwise = if dice.roll(2) == 0 { None } else { Some(dice.pick(&numbers)) };
                numbers.push(rules.table(hit, &rows, otherwise));
            }
            _ => {
                let (first, rate) = (dice.pick(&numbers), dice.pick(&numbers));
                let rows = vec![Tier { up_to: Some(first), rate }, Tier { up_to: None, rate: b }];
                numbers.push(rules.push(Expression::Tiers { of: a, rows }));
            }
        }
    }
    let condition = *truths.last().unwrap();
    let condition = rules.test(condition);
    rules.policy("p", condition, Vec::new());
    Random { rules, truths, numbers }
}

pub(super) const NAMES: [&str; 8] = ["x", "y", "z", "p", "q", "c", "cs", "s"];

pub(super) fn inputs(values: &[&str]) -> Vec<Input> {
    values.iter().map(|value| super::json(value)).collect()
}

/// Every value each fact can have.
pub(super) fn all_values() -> [Vec<Input>; 8] {
    let truths = ["true", "false"];
    [
        inputs(&["0", "1", "2", "3"]),
        inputs(&["0", "1", "2", "3"]),
        inputs(&["-1", "-0.5", "0", "0.5", "1"]),
        inputs(&truths),
        inputs(&truths),
        inputs(&[r#""乙""#, r#""丙""#, r#""丁""#]),
        inputs(&["[]", r#"["乙"]"#, r#"["乙", "丁"]"#, r#"["丙", "丁", "乙"]"#]),
        inputs(&["[]", "[0]", "[1]", "[0, 0]", "[0, 1]", "[1, 0]", "[1, 1]"]),
    ]
}

/// Ways to know something of a fact, and which of its values remain.
pub(super) fn knowledge(fact: usize, way: usize) -> Option<(Input, Vec<usize>)> {
    let json = super::json;
    let ways: &[(&str, &[usize])] = match fact {
        0 | 1 => &[(r#"{"min": 1}"#, &[1, 2, 3]), (r#"{"min": 1, "below": 3}"#, &[1, 2]), ("2", &[2]), ("0", &[0])],
        2 => &[(r#"{"min": 0}"#, &[2, 3, 4]), (r#"{"max": 0}"#, &[0, 1, 2]), ("0", &[2]), ("-0.5", &[1])],
        3 | 4 => &[("true", &[0]), ("false", &[1])],
        5 => &[(r#""甲""#, &[0, 1]), (r#""丁""#, &[2]), (r#"{"in": ["丙", "丁"]}"#, &[1, 2])],
        6 => &[(r#"["乙"]"#, &[1]), (r#"{"in": ["甲"]}"#, &[0, 1]), ("[]", &[0])],
        _ => &[("[null]", &[1, 2]), ("[0, null]", &[3, 4]), ("[1, 1]", &[6]), ("[]", &[0])],
    };
    ways.get(way).map(|(input, rest)| (json(input), rest.to_vec()))
}

/// Whether every outcome of `part` is one of `whole`.
pub(super) fn within(part: &Possible, whole: &Possible) -> bool {
    if part.error.is_some() && whole.error.is_none() {
        return false;
    }
    outcomes_within(&part.outcomes, &whole.outcomes)
}

fn outcomes_within(part: &Outcomes, whole: &Outcomes) -> bool {
    match (part, whole) {
        (Outcomes::None, _) => true,
        (_, Outcomes::Text(None)) => true,
        (Outcomes::Boolean { yes, no }, Outcomes::Boolean { yes: whole_yes, no: whole_no }) => {
            yes <= whole_yes && no <= whole_no
        }
        (Outcomes::Ordered(part), Outcomes::Ordered(whole)) => {
            let low = whole.contains(part.low.value) || (!part.low.inclusive && part.low.value == whole.low.value);
            let high = whole.contains(part.high.value) || (!part.high.inclusive && part.high.value == whole.high.value);
            low && high
        }
        (Outcomes::Choice(part), Outcomes::Choice(whole)) => part.is_subset(whole),
        (Outcomes::Choices { must, may }, Outcomes::Choices { must: whole_must, may: whole_may }) => {
            whole_must.is_subset(must) && may.is_subset(whole_may)
        }
        (Outcomes::Series(part), Outcomes::Series(whole)) => {
            part.least >= whole.least && part.years.len() <= whole.years.len()
        }
        (Outcomes::Record(part), Outcomes::Record(whole)) => {
            part.len() == whole.len() && part.iter().zip(whole).all(|(part, whole)| outcomes_within(part, whole))
        }
        (Outcomes::List(part), Outcomes::List(whole)) => items_within(part, whole),
        (part, whole) => part == whole,
    }
}

/// Whether a settled list is one of those that can be; of a list that is still open, whether it is no longer, no shorter and
/// made of no other elements than could be.
fn items_within(part: &Items, whole: &Items) -> bool {
    if part.is_settled() {
        // How many elements of `whole` can have been passed when so many of `part` are accounted for.
        let mut reached = vec![false; whole.items.len() + 1];
        reached[0] = true;
        let skip = |reached: &mut Vec<bool>| {
            for (index, item) in whole.items.iter().enumerate() {
                reached[index + 1] |= reached[index] && !item.sure;
            }
        };
        skip(&mut reached);
        for element in &part.items {
            let mut next = vec![false; reached.len()];
            for index in (0..reached.len()).filter(|index| reached[*index]) {
                next[index] |= whole.more.as_ref().is_some_and(|more| outcomes_within(&element.outcomes, more));
                if let Some(item) = whole.items.get(index) {
                    next[index + 1] |= outcomes_within(&element.outcomes, &item.outcomes);
                }
            }
            skip(&mut next);
            reached = next;
        }
        return reached[whole.items.len()];
    }
    let least = |list: &Items| list.items.iter().filter(|item| item.sure).count();
    let elements = |list: &Items| {
        let all = list.items.iter().map(|item| item.outcomes.clone()).chain(list.more.iter().map(|more| *more.clone()));
        all.reduce(|all, one| all.joined(&one)).unwrap_or(Outcomes::None)
    };
    let longest = whole.more.is_some() || (part.more.is_none() && part.items.len() <= whole.items.len());
    least(part) >= least(whole) && longest && outcomes_within(&elements(part), &elements(whole))
}

pub(super) fn open(calculator: &Arc<Calculator>) -> Session {
    Session::open(calculator.clone(), date("2026-11-23"), Language::Chinese)
}

/// How many cases are tried; `PROPTEST_CASES` asks for more.
pub(super) fn cases() -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { cases: asked.unwrap_or(300), failure_persistence: None, ..ProptestConfig::default() }
}

/// What an expression is made of, and what each part can be, one a line.
fn parts(session: &Session, id: ExpressionId) -> String {
    let mut lines = String::new();
    session.catalog().for_each_part(id, &mut |part| {
        lines += &format!("{part:?} {:?}: {:?}\n", session.catalog().expressions[part], session.value(part));
    });
    lines
}

proptest! {
    #![proptest_config(cases())]

    /// Every completion's outcome lies in what the engine says can be, of every expression; and with all facts known
    /// everything is settled.
    #[test]
    fn holds_every_completion(bytes in prop::collection::vec(any::<u8>(), 200), ways in [0usize..7, 0usize..7, 0usize..7, 0usize..4, 0usize..4, 0usize..5, 0usize..5, 0usize..6]) {
        let Random { rules, truths, numbers } = random(&bytes);
        let calculator = rules.calculator();
        let mut partial = open(&calculator);
        let values = all_values();
        let mut rest: Vec<Vec<usize>> = values.iter().map(|values| (0..values.len()).collect()).collect();
        for (fact, name) in NAMES.iter().enumerate() {
            if let Some((input, left)) = knowledge(fact, ways[fact]) {
                partial.set(name, &input).unwrap();
                rest[fact] = left;
            }
        }
        partial.verdicts();
        let mut narrowed = Narrowed::assuming(&partial, &[ConditionId::from_index(0)]);
        if let Some(narrowed) = &mut narrowed {
            narrowed.evaluate(calculator.catalog().expressions.ids(), &calculator.expression_reads);
        }
        let mut complete = open(&calculator);
        // Completions in an order that spreads over the domains; enough of them to find what is wrong, soon.
        let total: usize = rest.iter().map(Vec::len).product();
        let stride = [1, 7, 11, 13, 101, 211].into_iter().rev().find(|stride| total / stride >= 60 || *stride == 1).unwrap();
        for number in (0..total).step_by(stride) {
            let mut choice = number;
            for (fact, name) in NAMES.iter().enumerate() {
                let index = rest[fact][choice % rest[fact].len()];
                choice /= rest[fact].len();
                complete.set(name, &values[fact][index]).unwrap();
            }
            complete.verdicts();
            for id in truths.iter().chain(&numbers) {
                let (concrete, possible) = (complete.value(*id), partial.value(*id));
                prop_assert!(concrete.is_settled(), "{id:?} {:?} {concrete:?}", rules.catalog.expressions[*id]);
                prop_assert!(within(concrete, possible), "{id:?} {:?}\n{concrete:?}\n{possible:?}", rules.catalog.expressions[*id]);
            }
            if complete.truth(ConditionId::from_index(0)).is_true() {
                let narrowed = narrowed.as_ref();
                prop_assert!(narrowed.is_some(), "conditions hold that were said to be impossible");
                for id in truths.iter().chain(&numbers) {
                    let (concrete, possible) = (complete.value(*id), narrowed.unwrap().value(*id));
                    prop_assert!(within(concrete, possible), "narrowed {id:?} {:?}\n{concrete:?}\n{possible:?}", rules.catalog.expressions[*id]);
                }
            }
        }
    }

    /// Answering facts one by one, nothing definite changes and bounds only shrink; and a session that was answered step by
    /// step, or had some answers taken back, is the same as one that was answered at once.
    #[test]
    fn only_learns(bytes in prop::collection::vec(any::<u8>(), 200), order in Just([0usize, 1, 2, 3, 4, 5, 6, 7]).prop_shuffle(), choices in prop::array::uniform8(0usize..4), bounds in prop::array::uniform8(0usize..6)) {
        let Random { rules, truths, numbers } = random(&bytes);
        let calculator = rules.calculator();
        let values = all_values();
        let mut session = open(&calculator);
        let mut before: Vec<Possible> = truths.iter().chain(&numbers).map(|id| session.value(*id).clone()).collect();
        let mut given = Vec::new();
        for fact in order {
            let value = &values[fact][choices[fact] % values[fact].len()];
            let bounded = knowledge(fact, bounds[fact]).filter(|(_, rest)| rest.contains(&(choices[fact] % values[fact].len())));
            for input in bounded.iter().map(|(input, _)| input).chain([value]) {
                session.set(NAMES[fact], input).unwrap();
                session.verdicts();
                let after: Vec<Possible> = truths.iter().chain(&numbers).map(|id| session.value(*id).clone()).collect();
                for ((id, before), after) in truths.iter().chain(&numbers).zip(&before).zip(&after) {
                    prop_assert!(within(after, before), "{id:?} {:?}\n{before:?}\n{after:?}\n{}", rules.catalog.expressions[*id], parts(&session, *id));
                }
                before = after;
            }
            given.push((NAMES[fact].to_owned(), value.clone()));
        }
        let mut at_once = open(&calculator);
        prop_assert_eq!(at_once.set_all(&given), []);
        prop_assert_eq!(at_once.verdicts(), session.verdicts());
        for (id, value) in truths.iter().chain(&numbers).zip(&before) {
            prop_assert_eq!(at_once.value(*id), value);
        }
        // And one whose answers were taken back is the same as one that never had them.
        for fact in order.iter().take(4) {
            session.clear(NAMES[*fact]);
        }
        let mut rest = open(&calculator);
        given.drain(..4);
        prop_assert_eq!(rest.set_all(&given), []);
        prop_assert_eq!(rest.verdicts(), session.verdicts());
        for id in truths.iter().chain(&numbers) {
            prop_assert_eq!(rest.value(*id), session.value(*id), "{:?} {:?}", id, &rules.catalog.expressions[*id]);
        }
    }
}

#[test]
fn a_random_catalog_is_not_trivial() {
    let bytes: Vec<u8> = (0..200).map(|n| (n * 37 % 251) as u8).collect();
    let random = random(&bytes);
    assert!(random.truths.len() + random.numbers.len() > 30);
}
