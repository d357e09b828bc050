//! What is known beforehand: the same verdicts with it and without it, and no use of it where something is known or on another day than
//! those for which it is known.

use super::soundness::{self, NAMES, Random};
use super::*;
use crate::catalog::compile;
use crate::engine::beforehand::with_beforehand_for;
use crate::engine::{Status, VerdictsJson, with_beforehand};
use crate::model::{Beforehand, Plain, Span};
use proptest::prelude::*;

fn prepared(catalog: Catalog) -> Arc<Calculator> {
    Arc::new(Calculator::new(Arc::new(catalog)).unwrap())
}

/// A catalog without anything known beforehand and the same with it, what asks for the day for three days.
fn pair(catalog: &Catalog) -> [Arc<Calculator>; 2] {
    [prepared(catalog.clone()), prepared(with_beforehand_for(catalog.clone(), 3).unwrap())]
}

/// What a company is told that has given these facts, in the given order, after each of them, on the day on which the sources were checked, two
/// and three days later, and much later.
fn told(calculator: &Arc<Calculator>, facts: &[(&str, Input)]) -> Vec<VerdictsJson> {
    let mut session = Session::open(Arc::clone(calculator), date("2026-11-23"), Language::Chinese);
    let mut told = vec![session.verdicts()];
    for (name, input) in facts {
        let _ = session.set(name, input);
        told.push(session.verdicts());
        for day in ["2026-11-25", "2026-11-26", "2029-02-28"] {
            let mut later = session.on(date(day));
            told.push(later.verdicts());
            // What was found out before says the same as what is found out anew.
            assert_eq!(told.last(), Some(&later.afresh().verdicts()));
        }
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
        rules.catalog.sources.push(Source { checked: Some(date("2026-11-23")), ..Source::default() });
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
const POLICIES: [(&str, &str, &str); 6] = [
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
    ("soon", "[{any: ['基准日 >= @\"2027-01-01\" and 收入 > 1万元', '收入 <= 1万元', '人数 < 10']}]", "[]"),
    // Of these cases tell more than plain evaluation: they always hold, and the amount has an upper end.
    (
        "sure",
        "[{any: ['收入 > 1万元', '收入 <= 1万元']}]",
        "[{kind: grant, amount: 'if 人数 < 10 then 人数 * 1元 else 10元', per: once}]",
    ),
    ("always", "[{any: ['基准日 < 成立日期 + 3年', '基准日 >= 成立日期 + 3年']}]", "[]"),
];

/// The rules, whose source was checked on that day, if ever.
fn rules_checked(checked: Option<&str>) -> Catalog {
    let checked = checked.map_or(String::new(), |day| format!(", checked: {day}"));
    let policies = POLICIES.map(|(id, all, benefits)| {
        format!("  {id}: {{title: {id}, level: 国家, source: {{title: 甲, grade: A{checked}}}, in_force: {{from: 2020-01-01}}, delivery: automatic, eligible: {{all: {all}}}, benefits: {benefits}}}\n")
    });
    let compiled = compile([("rules.yaml".to_owned(), format!("{RULES}policies:\n{}", policies.concat()))]);
    compiled.catalog.unwrap_or_else(|| panic!("{:?}", compiled.diagnostics))
}

fn rules() -> Catalog {
    rules_checked(None)
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

/// Of how many conditions of each policy something is known.
fn known(catalog: &Catalog) -> [usize; POLICIES.len()] {
    POLICIES.map(|(policy, ..)| {
        let conditions = conditions(catalog, policy);
        catalog.beforehand.truths.iter().filter(|known| conditions.contains(&(known.question as usize))).count()
    })
}

#[test]
fn what_asks_for_the_day_is_not_known_where_no_source_was_checked() {
    let catalog = with_beforehand(rules()).unwrap();
    let [small, others @ ..] = known(&catalog);
    assert_ne!(small, 0);
    assert_eq!(others, [0; 5]);
    assert_eq!((catalog.beforehand.amounts.len(), catalog.beforehand.days), (1, None));
    // Worked out again it is the same, whatever was there before.
    assert_eq!(with_beforehand(catalog.clone()), Ok(catalog));
}

#[test]
fn what_asks_for_the_day_is_known_while_it_is_the_same() {
    let span = |from, until| Some(Span { from: date(from), until: date(until) });
    let checked = |day, days| with_beforehand_for(rules_checked(Some(day)), days).unwrap();
    let catalog = with_beforehand(rules_checked(Some("2026-11-23"))).unwrap();
    assert_eq!(catalog.beforehand.days, span("2026-11-23", "2027-12-27"));
    let [small, young, above, others @ ..] = known(&catalog);
    assert!(small > 0 && young > 0 && above > 0, "{small} {young} {above}");
    // From 2027-01-01 on cases tell that `soon` always holds.
    assert_eq!(others, [0; 3]);
    let before = checked("2026-11-23", 39);
    assert_eq!(before.beforehand.days, span("2026-11-23", "2026-12-31"));
    assert_ne!(known(&before)[3], 0);
    assert_eq!(known(&checked("2026-11-23", 40))[3], 0);
    assert_ne!(known(&checked("2027-01-01", 40))[2], 0);
    assert_eq!(
        (known(&checked("2026-11-23", 0)), checked("2026-11-23", 0).beforehand.days),
        (known(&with_beforehand(rules()).unwrap()), None)
    );
}

/// The catalog, as if cases added nothing to any condition of some policies, nor to the only amount of `sure`.
fn said(mut catalog: Catalog, policies: &[&str], dated: bool) -> Arc<Calculator> {
    let mut questions: Vec<usize> = policies.iter().flat_map(|policy| conditions(&catalog, policy)).collect();
    questions.sort_unstable();
    let said = |question: usize| Plain { question: question as u32, dated, never_fails: false };
    catalog.beforehand.truths = questions.into_iter().map(said).collect();
    catalog.beforehand.amounts = vec![said(1)];
    prepared(catalog)
}

/// A catalog that says so wrongly is believed on the days for which it does.
#[test]
fn what_asks_for_the_day_is_used_on_those_days_only() {
    let catalog = with_beforehand_for(rules_checked(Some("2026-11-23")), 2).unwrap();
    let calculator = said(catalog, &["always"], true);
    let status = |day| {
        let mut session = Session::open(calculator.clone(), date(day), Language::Chinese);
        session.verdict("always").unwrap().status
    };
    assert_eq!(["2026-11-22", "2026-11-25"].map(status), [Status::Eligible; 2]);
    assert_eq!(["2026-11-23", "2026-11-24"].map(status), [Status::Undetermined; 2]);
}

/// Plainly a quotient may fail, but not where the condition asks for it.
#[test]
fn that_something_never_fails_is_known() {
    let policy = "{title: 甲, level: 国家, source: {title: 甲, grade: A}, in_force: {from: 2020-01-01}, delivery: automatic, eligible: {all: ['if 人数 = 0 then 收入 > 0元 else 收入 / 人数 > 1万元']}}";
    let compiled = compile([("rules.yaml".to_owned(), format!("{RULES}policies:\n  甲: {policy}\n"))]);
    let catalog = with_beforehand(compiled.catalog.unwrap_or_else(|| panic!("{:?}", compiled.diagnostics))).unwrap();
    assert!(catalog.beforehand.truths.iter().any(|known| known.never_fails), "{:?}", catalog.beforehand);
    let mut without = catalog.clone();
    without.beforehand = Beforehand::default();
    let verdicts =
        [catalog, without].map(|catalog| told(&prepared(catalog), &[("人数", json("0")), ("收入", json("5"))]));
    assert_eq!(verdicts[0], verdicts[1]);
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

/// A catalog that says so wrongly is believed as long as nothing is known of what the question reads, and no longer.
#[test]
fn is_used_until_something_is_known() {
    let calculator = said(rules(), &["sure"], false);
    let mut session = Session::open(calculator, date("2026-11-23"), Language::Chinese);
    let mut told = |name: &str, value: &str| {
        session.set(name, &json(value)).unwrap();
        let verdict = session.verdict("sure").unwrap();
        let most = verdict.benefits[0].max.clone();
        (verdict.status, most)
    };
    assert_eq!(told("成立日期", "\"2025-03-01\""), (Status::Undetermined, None), "nothing of it reads this");
    assert_eq!(told("人数", "{\"min\": 5}"), (Status::Undetermined, Some("10".to_owned())));
    assert_eq!(told("收入", "{\"min\": \"1元\"}"), (Status::Eligible, Some("10".to_owned())));
    assert_eq!(told("收入", "null"), (Status::Undetermined, Some("10".to_owned())));
    assert_eq!(told("人数", "null"), (Status::Undetermined, None));
}
