//! What is known beforehand: the same verdicts with it and without it, and no use of it where something is known or the day counts.

use super::soundness::{self, NAMES, Random};
use super::*;
use crate::catalog::compile;
use crate::engine::{Truth, VerdictsJson, with_beforehand};
use crate::model::{Beforehand, OpenFor};
use proptest::prelude::*;

fn prepared(catalog: Catalog) -> Arc<Calculator> {
    Arc::new(Calculator::new(Arc::new(catalog)).unwrap())
}

/// A catalog without anything known beforehand and the same with it.
fn pair(catalog: &Catalog) -> [Arc<Calculator>; 2] {
    [prepared(catalog.clone()), prepared(with_beforehand(catalog.clone()).unwrap())]
}

/// What a company is told that has given these facts, in the given order, after each of them and on two days.
fn told(calculator: &Arc<Calculator>, facts: &[(&str, Input)]) -> Vec<VerdictsJson> {
    let mut session = Session::open(Arc::clone(calculator), date("2026-11-23"), Language::Chinese);
    let mut told = vec![session.verdicts()];
    for (name, input) in facts {
        let _ = session.set(name, input);
        told.push(session.verdicts());
        let mut later = session.on(date("2029-02-28"));
        told.push(later.verdicts());
        // What was found out before says the same as what is found out anew.
        assert_eq!(told.last(), Some(&later.afresh().verdicts()));
    }
    for (name, _) in facts {
        session.clear(name);
        told.push(session.verdicts());
    }
    told
}

proptest! {
    #![proptest_config(soundness::cases())]

    #[test]
    fn changes_nothing(bytes in prop::collection::vec(any::<u8>(), 200), order in Just([0usize, 1, 2, 3, 4, 5, 6, 7]).prop_shuffle(), choices in prop::array::uniform8(0usize..4)) {
        let Random { mut rules, numbers, truths } = soundness::random(&bytes);
        let [root, when] = [truths[truths.len() - 1], truths[truths.len() - 2]].map(|truth| rules.test(truth));
        let any = rules.condition(ConditionKind::Any(vec![root, when]));
        let amounts = numbers.iter().rev().take(3).map(|number| Benefit { when: Some(when), ..grant(*number) });
        let amounts = amounts.chain(numbers.iter().rev().take(2).map(|number| grant(*number)));
        rules.policy("q", any, amounts.collect());
        let values = soundness::all_values();
        let facts: Vec<_> = order.iter().map(|fact| (NAMES[*fact], values[*fact][choices[*fact] % values[*fact].len()].clone())).collect();
        let [without, with] = pair(&rules.catalog).map(|calculator| told(&calculator, &facts));
        prop_assert_eq!(without, with, "{:?}", rules.catalog);
    }
}

const RULES: &str = "
facts:
  行业: {type: choice, of: 行业}
  人数: {type: integer, domain: '>= 0'}
  收入: {type: money, domain: '>= 0元'}
  成立日期: {type: date}
lists:
  行业: [工业, 零售, 农业]
parameters:
  起点: [{from: 2020-01-01, value: 1万元}, {from: 2028-01-01, value: 2万元}]
definitions:
  小: {value: 'if 行业 = \"工业\" then 人数 < 1000 and 收入 < 4亿元 else if 行业 = \"零售\" then 人数 < 300 and 收入 < 2亿元 else 收入 < 2亿元'}
";

/// The policies of the rules: their ids, conditions and benefits.
const POLICIES: [(&str, &str, &str); 3] = [
    (
        "small",
        "[小, '人数 >= 20 or 行业 = \"农业\"']",
        "[{kind: grant, amount: 'min(收入 * 1% + 人数 * 100元, 50万元)', per: once}]",
    ),
    (
        "young",
        "[{any: ['基准日 < 成立日期 + 3年', '人数 < 10']}, {any: ['成立日期 < @\"2020-01-01\"', '人数 < 20']}]",
        "[]",
    ),
    ("above", "[{any: ['收入 > 起点', '人数 < 10']}, {any: ['收入 < 起点 * 2', '人数 < 20']}]", "[]"),
];

fn rules() -> Catalog {
    let policies = POLICIES.map(|(id, all, benefits)| {
        format!("  {id}: {{title: {id}, level: 国家, source: {{title: 甲, grade: A}}, in_force: {{from: 2020-01-01}}, delivery: automatic, eligible: {{all: {all}}}, benefits: {benefits}}}\n")
    });
    let compiled = compile([("rules.yaml".to_owned(), format!("{RULES}policies:\n{}", policies.concat()))]);
    compiled.catalog.unwrap_or_else(|| panic!("{:?}", compiled.diagnostics))
}

/// The conditions of a policy and below.
fn conditions(catalog: &Catalog, policy: &str) -> Vec<usize> {
    let (_, policy) = catalog.policies.find(|found| found.id == policy).unwrap();
    let mut conditions: Vec<ConditionId> = policy.conditions().collect();
    let mut next = 0;
    while let Some(id) = conditions.get(next) {
        conditions.extend(catalog.conditions[*id].kind.children().to_vec());
        next += 1;
    }
    conditions.iter().map(|id| id.index()).collect()
}

#[test]
fn what_the_day_decides_is_not_known_beforehand() {
    let catalog = with_beforehand(rules()).unwrap();
    let known = |policy| {
        let conditions = conditions(&catalog, policy);
        catalog.beforehand.truths.iter().filter(|open| conditions.contains(&(open.question as usize))).count()
    };
    assert_ne!(known("small"), 0);
    assert_eq!((known("young"), known("above")), (0, 0));
    assert_eq!(catalog.beforehand.amounts.len(), 1);
    // Worked out again it is the same, whatever was there before.
    assert_eq!(with_beforehand(catalog.clone()), Ok(catalog));
}

#[test]
fn whatever_is_known_and_whichever_day_it_is_verdicts_are_the_same() {
    let facts =
        [("人数", "25"), ("成立日期", "\"2025-03-01\""), ("行业", "\"零售\""), ("收入", "{\"min\": \"1亿元\"}")];
    let facts = facts.map(|(name, value)| (name, json(value)));
    for start in 0..facts.len() {
        let mut facts = facts.clone();
        facts.rotate_left(start);
        let [without, with] = pair(&rules()).map(|calculator| told(&calculator, &facts));
        assert_eq!(without, with);
    }
}

/// A catalog that says otherwise is believed as long as nothing is known of what the question reads, and no longer.
#[test]
fn is_used_until_something_is_known() {
    let mut catalog = with_beforehand(rules()).unwrap();
    let said = OpenFor { facts: vec![Id::from_index(3)], ..OpenFor::default() };
    let (_, policy) = catalog.policies.find(|policy| policy.id == "small").unwrap();
    let root = policy.eligible.index() as u32;
    let Beforehand { truths, amounts } = &mut catalog.beforehand;
    *truths = vec![OpenFor { question: root, ..said.clone() }];
    *amounts = vec![said];
    let calculator = prepared(catalog);
    let mut session = Session::open(calculator, date("2026-11-23"), Language::Chinese);
    let verdict = session.verdict("small").unwrap();
    assert_eq!(
        (&verdict.missing, &verdict.benefits[0].missing),
        (&vec!["成立日期".to_owned()], &vec!["成立日期".to_owned()])
    );
    session.set("成立日期", &json("\"2025-03-01\"")).unwrap();
    assert_eq!(session.verdict("small").unwrap().missing, ["成立日期"], "it reads no such fact");
    session.set("人数", &json("25")).unwrap();
    let verdict = session.verdict("small").unwrap();
    assert_eq!(
        (verdict.missing, &verdict.benefits[0].missing),
        (vec!["行业".to_owned(), "收入".to_owned()], &vec!["收入".to_owned()])
    );
    assert_eq!(verdict.conditions[0].truth, Truth::Unknown);
    session.clear("人数");
    assert_eq!(session.verdict("small").unwrap().missing, ["成立日期"]);
}
