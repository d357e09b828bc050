//! Lists, records and what is asked of them, example by example: known, bounded, unknown, and with errors.

use super::{Rules, json};
use crate::catalog::compile;
use crate::engine::{Calculator, Input, Session};
use crate::model::{Date, Language};
use std::sync::Arc;

const FACTS: &str = "
lists:
  用途: [研发, 周转, 其他]
facts:
  贷款:
    type: list
    of:
      合同号: text
      金额: {type: money, domain: '>= 0元'}
      年利率: {type: percent, domain: '[0..100%]'}
      放款日: date
      用途: {type: choice, of: 用途}
      抵押: boolean
    key: [合同号]
  奖金: {type: list, of: money}
  营收: {type: money, yearly: 3, domain: '>= 0元'}
  额: {type: money}
  数: {type: number}
  位: {type: integer}
  日: {type: date}
  期: {type: period}
  名: {type: text}
  是: {type: boolean}
definitions:
  大额: {value: '贷款[金额 >= 100万元]'}
  有大额: {value: 'some 笔 in 大额 satisfies 笔.抵押'}
";

/// A session in which `值` is that expression.
fn session(body: &str, facts: &str) -> Session {
    let document = format!("{FACTS}  值: {body}\n");
    let compilation = compile([("rules.yaml".to_owned(), document)]);
    let faults: Vec<_> = compilation.diagnostics.iter().filter(|found| found.code.starts_with('E')).collect();
    assert!(faults.is_empty(), "{body}: {faults:?}");
    let calculator = Arc::new(Calculator::new(Arc::new(compilation.catalog.unwrap())).unwrap());
    let mut session = Session::open(calculator, Date::parse("2026-11-23").unwrap(), Language::Chinese);
    let Input::Object(facts) = json(facts) else { panic!("not an object") };
    assert_eq!(session.set_all(&facts), []);
    session
}

fn defined(body: &str, facts: &str) -> String {
    serde_json::to_string(&session(body, facts).value_of("值", None).unwrap()).unwrap()
}

fn value(expression: &str, facts: &str) -> String {
    defined(&format!("{{value: '{expression}'}}"), facts)
}

/// Each expression and what it is on these facts, in the words of `policy feel`; of an error only its code.
fn check(facts: &str, cases: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (expression, expected) in cases {
        let found = value(expression, facts);
        let code = found.strip_prefix(r#"{"error":{"code":""#).and_then(|rest| rest.split('"').next());
        if code.map_or(found.as_str(), |code| code) != *expected {
            wrong.push((*expression, found));
        }
    }
    assert!(wrong.is_empty(), "{facts}\n{wrong:#?}");
}

const LOANS: &str = r#"{"贷款": [
    {"合同号": "A1", "金额": "100万元", "年利率": "4%", "放款日": "2026-01-31", "用途": "研发", "抵押": true},
    {"合同号": "A2", "金额": "40万元", "年利率": "5%", "放款日": "2024-02-29", "用途": "周转", "抵押": false},
    {"合同号": "A3", "金额": "60万元", "年利率": "3%", "放款日": "2025-12-31", "用途": "研发", "抵押": false}
], "奖金": ["5万元", 3, "5万元"], "营收": [1, 2, 3]}"#;

#[test]
fn lists_that_are_known() {
    check(
        LOANS,
        &[
            ("sum(贷款.金额)", r#"{"value":"2000000"}"#),
            ("sum(贷款[用途 = \"研发\"].金额)", r#"{"value":"1600000"}"#),
            ("count(贷款[item.金额 > 50万元 and not(抵押)])", r#"{"value":"1"}"#),
            ("贷款[用途 = \"研发\"].合同号", r#"{"value":["A1","A3"]}"#),
            ("贷款[2].放款日 + 1年", r#"{"value":"2025-02-28"}"#),
            ("贷款[-1].合同号", r#"{"value":"A3"}"#),
            ("贷款[4].金额", "no_element"),
            ("贷款[-4].金额", "no_element"),
            ("sum(for 笔 in 贷款 return 笔.金额 * 笔.年利率 * 50%)", r#"{"value":"39000"}"#),
            (
                "for 笔 in 贷款, 奖 in [1元, 2元] return 笔.年利率 * 奖",
                r#"{"value":["0.04","0.08","0.05","0.1","0.03","0.06"]}"#,
            ),
            ("some 笔 in 贷款 satisfies 笔.金额 > 99万元", r#"{"value":true}"#),
            ("every 笔 in 贷款 satisfies 笔.金额 > 99万元", r#"{"value":false}"#),
            ("list contains(奖金, 3元)", r#"{"value":true}"#),
            ("4元 in 奖金", r#"{"value":false}"#),
            ("[min(奖金), max(奖金), mean(奖金)]", r#"{"value":["3","50000","33334.33"]}"#),
            ("奖金[item = 5万元]", r#"{"value":["50000","50000"]}"#),
            ("奖金 = [5万元, 3元, 5万元]", r#"{"value":true}"#),
            ("奖金 = [5万元, 5万元, 3元]", r#"{"value":false}"#),
            ("奖金 != [5万元]", r#"{"value":true}"#),
            ("{甲: 1, 乙: 奖金} = {乙: 奖金, 甲: 1}", r#"{"value":true}"#),
            ("{乙: 1, 甲: 2元}", r#"{"value":{"乙":"1","甲":"2"}}"#),
            ("营收[item > 1元]", r#"{"value":["2","3"]}"#),
            ("for 年 in 营收 return 年 * 2", r#"{"value":["2","4","6"]}"#),
            ("[营收[2025年度], 营收[2023年度]]", r#"{"value":["3","1"]}"#),
            ("营收[2022年度]", "index_outside"),
            ("营收[2026年度]", "not_closed"),
            ("有大额", r#"{"value":true}"#),
            ("all(贷款.抵押)", r#"{"value":false}"#),
            ("any(贷款.抵押)", r#"{"value":true}"#),
        ],
    );
}

#[test]
fn empty_lists() {
    check(
        r#"{"贷款": [], "奖金": [], "营收": []}"#,
        &[
            ("sum(奖金)", r#"{"value":"0"}"#),
            ("count(贷款)", r#"{"value":"0"}"#),
            ("min(奖金)", "empty"),
            ("max(奖金)", "empty"),
            ("mean(奖金)", "empty"),
            ("奖金[1]", "no_element"),
            ("some 奖 in 奖金 satisfies 奖 / 0 > 0元", r#"{"value":false}"#),
            ("every 奖 in 奖金 satisfies 奖 / 0 > 0元", r#"{"value":true}"#),
            ("for 奖 in 奖金 return 奖 / 0", r#"{"value":[]}"#),
            ("贷款[抵押]", r#"{"value":[]}"#),
            ("sum(for 年 in 营收 return 年)", r#"{"value":"0"}"#),
            ("list contains(奖金, 1元)", r#"{"value":false}"#),
            ("all(贷款.抵押)", r#"{"value":true}"#),
            ("any(贷款.抵押)", r#"{"value":false}"#),
            ("奖金 = 奖金[item > 0元]", r#"{"value":true}"#),
        ],
    );
}

#[test]
fn a_list_nobody_has_filled_in() {
    let open = |fact: &str| format!(r#"{{"unknown":true,"missing":["{fact}"]}}"#);
    let (loans, bonuses) = (open("贷款"), open("奖金"));
    let (loans, bonuses) = (loans.as_str(), bonuses.as_str());
    check(
        "{}",
        &[
            ("贷款", loans),
            ("贷款.金额", loans),
            ("贷款[抵押]", loans),
            ("贷款[1].金额", r#"{"min":"0"}"#),
            ("贷款[-1].抵押", loans),
            ("for 笔 in 贷款 return 1", loans),
            ("count(贷款)", r#"{"min":"0"}"#),
            ("count(贷款) >= 0", r#"{"value":true}"#),
            ("count(贷款) < 0", r#"{"value":false}"#),
            ("sum(贷款.金额)", r#"{"min":"0"}"#),
            ("sum(贷款.金额) >= 0元", r#"{"value":true}"#),
            ("sum(奖金)", bonuses),
            ("min(贷款.金额)", r#"{"min":"0"}"#),
            ("max(贷款.年利率)", r#"{"min":"0","max":"1"}"#),
            ("mean(贷款.年利率) <= 100%", loans),
            ("some 笔 in 贷款 satisfies 笔.金额 < 0元", r#"{"value":false}"#),
            ("every 笔 in 贷款 satisfies 笔.金额 >= 0元", r#"{"value":true}"#),
            ("some 笔 in 贷款 satisfies true", loans),
            ("every 笔 in 贷款 satisfies 笔.抵押", loans),
            ("list contains(奖金, 1元)", bonuses),
            ("1元 in 奖金", bonuses),
            ("奖金 = [1元]", bonuses),
            ("奖金 = 奖金", r#"{"value":true}"#),
            ("贷款[1] = 贷款[1]", loans),
            ("all(贷款.抵押) and false", r#"{"value":false}"#),
            ("any(贷款.抵押)", loans),
            ("有大额", loans),
            ("count(贷款[false])", r#"{"value":"0"}"#),
            ("sum(贷款[金额 < 0元].金额)", r#"{"value":"0"}"#),
            ("{甲: 1, 乙: 奖金}.甲", r#"{"value":"1"}"#),
            ("[1元, 额]", &open("额")),
            ("count([1元, 额])", r#"{"value":"2"}"#),
            ("max([1元, 额]) >= 1元", r#"{"value":true}"#),
        ],
    );
}

#[test]
fn records_known_in_part() {
    let facts = r#"{"贷款": [
        {"合同号": "A1", "金额": {"min": "10万元", "max": "20万元"}, "用途": "研发", "抵押": true},
        {"合同号": "A2", "金额": "30万元", "用途": {"in": ["研发", "周转"]}},
        null
    ], "奖金": [1, null, {"max": 5}]}"#;
    let loans = r#"{"unknown":true,"missing":["贷款"]}"#;
    check(
        facts,
        &[
            ("count(贷款)", r#"{"value":"3"}"#),
            ("sum(贷款.金额)", r#"{"min":"400000"}"#),
            ("贷款[1].金额 * 2", r#"{"min":"200000","max":"400000"}"#),
            ("贷款[2].用途", r#"{"in":["研发","周转"]}"#),
            ("贷款[2].金额", r#"{"value":"300000"}"#),
            ("count(贷款[用途 = \"其他\"])", r#"{"min":"0","max":"1"}"#),
            ("count(贷款[用途 = \"研发\"])", r#"{"min":"1","max":"3"}"#),
            ("贷款[用途 = \"研发\"][1].金额", r#"{"min":"100000","max":"200000"}"#),
            ("min(贷款.金额)", r#"{"min":"0","max":"200000"}"#),
            ("max(贷款.金额) >= 30万元", r#"{"value":true}"#),
            ("max(贷款[用途 = \"研发\"].金额)", r#"{"min":"100000"}"#),
            ("some 笔 in 贷款 satisfies 笔.抵押", r#"{"value":true}"#),
            ("every 笔 in 贷款 satisfies 笔.抵押", loans),
            ("every 笔 in 贷款 satisfies 笔.金额 >= 10万元", loans),
            ("贷款[4]", "no_element"),
            ("贷款[1] = 贷款[2]", r#"{"value":false}"#),
            ("list contains(奖金, 1元)", r#"{"value":true}"#),
            ("奖金 = [1元]", r#"{"value":false}"#),
            ("奖金[1] + 奖金[3]", r#"{"max":"6"}"#),
            ("count(奖金[item >= 1元])", r#"{"min":"1","max":"3"}"#),
        ],
    );
}

#[test]
fn errors_of_elements_are_errors_of_the_list() {
    check(
        r#"{"奖金": [1, 2], "数": 0, "是": true}"#,
        &[
            ("for 奖 in 奖金 return 奖 / 数", "division_by_zero"),
            ("count(for 奖 in 奖金 return 奖 / 数)", "division_by_zero"),
            ("奖金[item / 数 > 0元]", "division_by_zero"),
            ("some 奖 in 奖金 satisfies 奖 / 数 > 0元", "division_by_zero"),
            // Kleene: one that is true decides.
            ("some 奖 in 奖金 satisfies 奖 = 2元 or 奖 / 数 > 0元", r#"{"value":true}"#),
            ("every 奖 in 奖金 satisfies 奖 = 2元 and 奖 / 数 > 0元", r#"{"value":false}"#),
            ("[1 / 数, 2][2]", "division_by_zero"),
            ("{甲: 1 / 数, 乙: 2}.乙", "division_by_zero"),
            ("if 是 then [1] else [1 / 数]", r#"{"value":["1"]}"#),
            ("奖金[3] > 0元 or 是", r#"{"value":true}"#),
        ],
    );
    // What overflows if more elements are there is an error as long as they may be.
    let mean = format!("mean([8e27{}][item = 8e27 or 是])", ", 9e27".repeat(9));
    let unknown = r#"{"unknown":true,"missing":["是"]}"#;
    check(r#"{"是": true}"#, &[(&mean, "overflow")]);
    check(r#"{"是": false}"#, &[(&mean, r#"{"value":"8000000000000000000000000000"}"#)]);
    check("{}", &[(&format!("{mean} > 0"), unknown), (&mean.replace("mean", "sum").replace("])", "]) > 0"), unknown)]);
    // An error that only some completions have leaves it open.
    check(r#"{"奖金": [1, 2]}"#, &[("for 奖 in 奖金 return 奖 / 数", r#"{"unknown":true,"missing":["数"]}"#)]);
}

#[test]
fn quantifiers_within_quantifiers() {
    check(
        r#"{"奖金": [1, 2, 3], "营收": [1, 2, 3]}"#,
        &[
            // A name may be used again beside its first use, and in another definition.
            ("sum(for x in 奖金 return x) + sum(for x in 营收 return x)", r#"{"value":"12"}"#),
            ("(some x in 奖金 satisfies x > 2元) and (every x in 奖金 satisfies x > 0元)", r#"{"value":true}"#),
            // A body that does not read its variable, at either level.
            ("for x in 奖金 return 7", r#"{"value":["7","7","7"]}"#),
            ("for x in 奖金 return sum(for y in 奖金 return x)", r#"{"value":["3","6","9"]}"#),
            ("for x in 奖金 return sum(for y in 奖金 return y)", r#"{"value":["6","6","6"]}"#),
            ("for x in 奖金, y in [1元, 2元][item < x] return x - y", r#"{"value":["1","2","1"]}"#),
            ("for x in 奖金 return count(奖金[item > x])", r#"{"value":["2","1","0"]}"#),
            ("some x in 奖金 satisfies every y in 奖金 satisfies x >= y", r#"{"value":true}"#),
            ("some x in 奖金 satisfies every y in 奖金 satisfies x > y", r#"{"value":false}"#),
            ("count(for x in [[1, 2], [3]] return sum(x))", r#"{"value":"2"}"#),
            ("for x in [[1, 2], [3]], y in x return y * 2", r#"{"value":["2","4","6"]}"#),
            ("[[1, 2], [3]][2]", r#"{"value":["3"]}"#),
            ("for r in [{甲: 奖金}, {甲: [9元]}] return sum(r.甲)", r#"{"value":["6","9"]}"#),
        ],
    );
    // A definition with a quantifier inside another quantifier, and one with `given` called for each element.
    let document = "
  超过: {given: {线: money}, value: 'count(奖金[item > 线])'}
  合计: {value: 'sum(for x in 奖金 return x)'}
  甲: {value: 'for x in 奖金 return 超过(x) + 超过(合计 - 5元)'}
";
    let compilation = compile([("rules.yaml".to_owned(), format!("{FACTS}{document}"))]);
    let rules = Rules { catalog: compilation.catalog.unwrap() };
    let mut session = rules.with(r#"{"奖金": [1, 2, 3]}"#);
    assert_eq!(serde_json::to_string(&session.value_of("甲", None)).unwrap(), r#"{"value":["4","3","2"]}"#);
}

/// Every hit policy with rows that match surely, perhaps and not.
#[test]
fn tables_over_lists() {
    let table = |hit: &str, facts: &str| {
        let body = format!(
            "{{table: {{hit: {hit}, in: ['count(贷款)', 是], rows: [['>= 1', '-', '[1元]'], ['-', 'true', '奖金']]}}}}"
        );
        defined(&body, facts)
    };
    let known = r#"{"贷款": [null], "是": false, "奖金": [1]}"#;
    let both = r#"{"贷款": [null], "是": true, "奖金": [1]}"#;
    let different = r#"{"贷款": [null], "是": true, "奖金": [2]}"#;
    let perhaps = r#"{"贷款": [null], "奖金": [2]}"#;
    let error = |found: String| found.split('"').nth(5).unwrap_or_default().to_owned();
    for hit in ["unique", "any", "first"] {
        assert_eq!(table(hit, known), r#"{"value":["1"]}"#, "{hit}");
        assert_eq!(error(table(hit, r#"{"贷款": [], "是": false}"#)), "no_row", "{hit}");
    }
    assert_eq!(error(table("unique", both)), "several_rows");
    assert_eq!(table("any", both), r#"{"value":["1"]}"#);
    assert_eq!(error(table("any", different)), "differing_rows");
    assert_eq!(table("first", different), r#"{"value":["1"]}"#);
    assert_eq!(table("first", perhaps), r#"{"value":["1"]}"#);
    for hit in ["unique", "any"] {
        assert_eq!(table(hit, perhaps), r#"{"unknown":true,"missing":["是"]}"#, "{hit}");
        assert_eq!(table(hit, "{}"), r#"{"unknown":true,"missing":["贷款","奖金","是"]}"#, "{hit}");
    }
    for hit in ["collect", "rule order"] {
        assert_eq!(table(hit, different), r#"{"value":[["1"],["2"]]}"#, "{hit}");
        assert_eq!(table(hit, r#"{"贷款": [], "是": false}"#), r#"{"value":[]}"#, "{hit}");
        assert_eq!(table(hit, perhaps), r#"{"unknown":true,"missing":["是"]}"#, "{hit}");
    }
    let collected = |hit: &str, facts: &str| {
        let body = format!(
            "{{table: {{hit: {hit}, in: ['count(贷款)', 是], rows: [['>= 1', '-', '5元'], ['-', 'true', '3元']]}}}}"
        );
        defined(&body, facts)
    };
    for (hit, all, some, none) in [
        ("collect sum", r#"{"value":"8"}"#, r#"{"min":"5","max":"8"}"#, r#"{"value":"0"}"#),
        ("collect count", r#"{"value":"2"}"#, r#"{"min":"1","max":"2"}"#, r#"{"value":"0"}"#),
        ("collect min", r#"{"value":"3"}"#, r#"{"min":"3","max":"5"}"#, "empty"),
        ("collect max", r#"{"value":"5"}"#, r#"{"value":"5"}"#, "empty"),
    ] {
        assert_eq!(collected(hit, both), all, "{hit}");
        assert_eq!(collected(hit, perhaps), some, "{hit}");
        let found = collected(hit, r#"{"贷款": [], "是": false}"#);
        assert!(found == none || error(found.clone()) == none, "{hit}: {found}");
    }
}

/// What one branch gives must not depend on whether the other happens to look alike.
#[test]
fn either_of_two_lists() {
    let bounded = r#"{"额": {"min": 0, "max": 3}, "数": {"min": 0, "max": 3}}"#;
    check(
        bounded,
        &[
            ("count(if 是 then [额] else [数 * 1元])", r#"{"value":"1"}"#),
            ("count(if 是 then [1, 2] else [3])", r#"{"min":"1","max":"2"}"#),
            ("sum(if 是 then [1, 2] else [3])", r#"{"min":"1","max":"5"}"#),
            ("(if 是 then [1, 2] else [3])[1]", r#"{"min":"1","max":"3"}"#),
            ("sum(if 是 then [2, 5] else [1][false])", r#"{"min":"0","max":"7"}"#),
            ("(if 是 then [1, 2] else [3])[3]", "no_element"),
            ("(if 是 then {甲: 1} else {甲: 2}).甲", r#"{"min":"1","max":"2"}"#),
        ],
    );
    // The same facts, one of them known better: nothing is wider than before.
    check(
        r#"{"额": {"min": 1, "max": 3}, "数": {"min": 0, "max": 3}}"#,
        &[("count(if 是 then [额] else [数 * 1元])", r#"{"value":"1"}"#)],
    );
}

#[test]
fn months_end_and_days_leap() {
    check(
        r#"{"日": "2024-02-29", "期": "1个月"}"#,
        &[
            ("日 + 1年", r#"{"value":"2025-02-28"}"#),
            ("日 + 4年", r#"{"value":"2028-02-29"}"#),
            ("日 - 1年", r#"{"value":"2023-02-28"}"#),
            ("日 + 期", r#"{"value":"2024-03-29"}"#),
            ("@\"2024-01-31\" + 期", r#"{"value":"2024-02-29"}"#),
            ("@\"2023-01-31\" + 期", r#"{"value":"2023-02-28"}"#),
            ("@\"2024-03-31\" - 期", r#"{"value":"2024-02-29"}"#),
            ("@\"2024-03-31\" + 1日", r#"{"value":"2024-04-01"}"#),
            ("@\"2100-02-28\" + 1日", r#"{"value":"2100-03-01"}"#),
            ("@\"2000-02-28\" + 1日", r#"{"value":"2000-02-29"}"#),
            ("years and months duration(日, @\"2025-02-28\")", r#"{"value":"P11M"}"#),
            ("years and months duration(日, @\"2025-03-01\")", r#"{"value":"P1Y"}"#),
            ("years and months duration(@\"2025-02-28\", 日)", r#"{"value":"-P11M"}"#),
            ("date(2024, 2, 29)", r#"{"value":"2024-02-29"}"#),
            ("[日.year, 日.month, 日.day]", r#"{"value":["2024","2","29"]}"#),
            ("date(日.year + 1, 日.month, 日.day)", "no_such_day"),
            ("max([日, @\"2024-03-01\"])", r#"{"value":"2024-03-01"}"#),
        ],
    );
    check(
        r#"{"日": {"min": "2024-01-29", "max": "2024-01-31"}}"#,
        &[
            ("日 + 1个月", r#"{"value":"2024-02-29"}"#),
            ("日 + 1年", r#"{"min":"2025-01-29","max":"2025-01-31"}"#),
            ("for d in [日] return d.month", r#"{"unknown":true,"missing":["日"]}"#),
        ],
    );
}

#[test]
fn rounding_to_a_scale_that_is_a_fact() {
    let rounded = |function: &str| format!("{function}(数, 位)");
    for (function, scale, number, expected) in [
        ("round half up", 1, "2.25", r#"{"value":"2.3"}"#),
        ("round half up", 1, "-2.25", r#"{"value":"-2.3"}"#),
        ("round half down", 1, "2.25", r#"{"value":"2.2"}"#),
        ("round half up", 0, "2.5", r#"{"value":"3"}"#),
        ("round up", -2, "101", r#"{"value":"200"}"#),
        ("round up", -2, "-101", r#"{"value":"-200"}"#),
        ("round down", -2, "199", r#"{"value":"100"}"#),
        ("floor", 1, "-2.25", r#"{"value":"-2.3"}"#),
        ("ceiling", 1, "-2.25", r#"{"value":"-2.2"}"#),
        ("round half up", 10, "0.1234567891", r#"{"value":"0.1234567891"}"#),
    ] {
        let facts = format!(r#"{{"数": {number}, "位": {scale}}}"#);
        assert_eq!(value(&rounded(function), &facts), expected, "{function} {facts}");
    }
    let open = value(&rounded("round half up"), r#"{"数": 2.25}"#);
    assert_eq!(open, r#"{"unknown":true,"missing":["位"]}"#);
    let list = value("for x in [1.25, 2.35] return round half up(x, 位)", r#"{"位": 1}"#);
    assert_eq!(list, r#"{"value":["1.3","2.4"]}"#);
}

#[test]
fn texts_and_arguments_with_names() {
    check(
        r#"{"名": "深圳甲公司", "奖金": [3, 1]}"#,
        &[
            ("名 + \"（\" + \"南山\" + \"）\"", r#"{"value":"深圳甲公司（南山）"}"#),
            ("名 < \"深圳乙\"", r#"{"value":false}"#),
            ("\"a\" < \"b\"", r#"{"value":true}"#),
            ("名 in [\"深圳甲公司\", \"乙\"]", r#"{"value":true}"#),
            ("list contains(list: [\"甲\", 名], element: \"深圳甲公司\")", r#"{"value":true}"#),
            ("min(list: 奖金)", r#"{"value":"1"}"#),
            ("round half up(scale: 1, n: 2.25)", r#"{"value":"2.3"}"#),
            ("modulo(divisor: 3, dividend: 7)", r#"{"value":"1"}"#),
            ("string length(string: 名)", r#"{"value":"5"}"#),
            ("contains(match: \"甲\", string: 名)", r#"{"value":true}"#),
        ],
    );
    let open = r#"{"unknown":true,"missing":["名"]}"#;
    check(
        "{}",
        &[
            ("名 + \"甲\"", open),
            ("名 < \"甲\"", open),
            ("名 = 名", r#"{"value":true}"#),
            ("string length(名 + \"甲\") >= 0", r#"{"value":true}"#),
            ("contains(名, \"\")", r#"{"value":true}"#),
            ("名 in [\"甲\"]", open),
            ("date(名) > @\"2020-01-01\"", open),
        ],
    );
}

/// The refusal of a list fact: its code and what is said in both languages.
fn refusal(fact: &str, input: &str) -> (String, String, String) {
    let mut session = session("{value: true}", "{}");
    let chinese = session.set(fact, &json(input)).unwrap_err();
    session.set_language(Language::English);
    let english = session.set(fact, &json(input)).unwrap_err();
    assert_eq!((chinese.fact.as_str(), &chinese.code), (fact, &english.code));
    (chinese.code, chinese.message, english.message)
}

#[test]
fn lists_that_cannot_be_read_are_refused() {
    for (fact, input, code, zh, en) in [
        (
            "贷款",
            "5",
            "wrong_type",
            r#"不能填“5”，请按“[{"合同号": …}, …]”这样填写"#,
            r#"cannot be `5`; write it like `[{"合同号": …}, …]`"#,
        ),
        (
            "贷款",
            "{}",
            "wrong_type",
            r#"不能填“{…}”，请按“[{"合同号": …}, …]”这样填写"#,
            r#"cannot be `{…}`; write it like `[{"合同号": …}, …]`"#,
        ),
        (
            "贷款",
            "[5]",
            "wrong_type",
            r#"第1条不能填“5”，请按“{"合同号": …}”这样填写"#,
            r#"entry 1: cannot be `5`; write it like `{"合同号": …}`"#,
        ),
        (
            "贷款",
            r#"[{}, "x"]"#,
            "wrong_type",
            r#"第2条不能填“x”，请按“{"合同号": …}”这样填写"#,
            r#"entry 2: cannot be `x`; write it like `{"合同号": …}`"#,
        ),
        (
            "贷款",
            "[[]]",
            "wrong_type",
            r#"第1条不能填“[…]”，请按“{"合同号": …}”这样填写"#,
            r#"entry 1: cannot be `[…]`; write it like `{"合同号": …}`"#,
        ),
        (
            "贷款",
            r#"[{"金而": 1}]"#,
            "unknown_key",
            "第1条中的“金而”无法识别，可用：合同号, 金额, 年利率, 放款日, 用途, 抵押",
            "entry 1: has an unknown member `金而`; there are: 合同号, 金额, 年利率, 放款日, 用途, 抵押",
        ),
        (
            "贷款",
            r#"[{}, {"金额": -1}]"#,
            "out_of_domain",
            "第2条的“金额”“-1元”不在允许的范围内（>= 0元）",
            "entry 2: `金额`: `-1元` is outside what it can be (>= 0元)",
        ),
        (
            "贷款",
            r#"[{"金额": 0.001}]"#,
            "off_step",
            "第1条的“金额”“0.001元”过于精细，应为 0.01 的整数倍",
            "entry 1: `金额`: `0.001元` is too fine; it must be a multiple of 0.01",
        ),
        (
            "贷款",
            r#"[{"金额": {"min": 2, "max": 1}}]"#,
            "empty_range",
            "第1条的“金额”的范围内没有允许的值 (0元 – …)",
            "entry 1: `金额`: no allowed value lies in that range (0元 – …)",
        ),
        (
            "贷款",
            r#"[{"金额": {"most": 1}}]"#,
            "unknown_key",
            "第1条的“金额”中的“most”无法识别，可用：min, max, below",
            "entry 1: `金额`: has an unknown member `most`; there are: min, max, below",
        ),
        (
            "贷款",
            r#"[{"年利率": 5}]"#,
            "needs_percent",
            r#"第1条的“年利率”是百分比，不能只填数字“5”，请带上百分号，例如 "5%""#,
            r#"entry 1: `年利率`: is a share; `5` alone may be a number or per cent: write it as text with a sign, like "5%""#,
        ),
        (
            "贷款",
            r#"[{"用途": "炒股"}]"#,
            "not_in_list",
            "第1条的“用途”的“炒股”不在“用途”的代码中（研发, 周转, 其他）",
            "entry 1: `用途`: `炒股` is not a code of `用途` (研发, 周转, 其他)",
        ),
        (
            "贷款",
            r#"[{"用途": {"in": []}}]"#,
            "empty_range",
            "第1条的“用途”的可选代码为空",
            "entry 1: `用途`: no code is left to choose from",
        ),
        (
            "贷款",
            r#"[{"放款日": "2025-02-29"}]"#,
            "wrong_type",
            "第1条的“放款日”不能填“2025-02-29”，请按“2018-05-01”这样填写",
            "entry 1: `放款日`: cannot be `2025-02-29`; write it like `2018-05-01`",
        ),
        (
            "贷款",
            r#"[{"抵押": 1}]"#,
            "wrong_type",
            "第1条的“抵押”不能填“1”，请按“是 / 否”这样填写",
            "entry 1: `抵押`: cannot be `1`; write it like `true / false`",
        ),
        (
            "贷款",
            r#"[{"合同号": "A1"}, {"合同号": "A2"}, {"合同号": "A1"}]"#,
            "duplicate_key",
            "第3条与第1条重复",
            "entry 3: is entered twice: see entry 1",
        ),
        (
            "奖金",
            r#"[1, "二"]"#,
            "wrong_type",
            "第2条不能填“二”，请按“1800万元”这样填写",
            "entry 2: cannot be `二`; write it like `1800万元`",
        ),
        (
            "奖金",
            r#"[{"金额": 1}]"#,
            "unknown_key",
            "第1条中的“金额”无法识别，可用：min, max, below",
            "entry 1: has an unknown member `金额`; there are: min, max, below",
        ),
        (
            "奖金",
            "[[1]]",
            "wrong_type",
            "第1条不能填“[…]”，请按“1800万元”这样填写",
            "entry 1: cannot be `[…]`; write it like `1800万元`",
        ),
    ] {
        let expected = (code.to_owned(), format!("“{fact}”{zh}"), format!("`{fact}`: {en}"));
        assert_eq!(refusal(fact, input), expected, "{fact} {input}");
    }
}

#[test]
fn keys_are_compared_only_where_they_are_known() {
    for (loans, count) in [
        (r#"[{"合同号": "A1"}, {"合同号": "A2"}]"#, 2),
        ("[null, null]", 2),
        (r#"[{"合同号": null}, {"合同号": "A1"}, {}]"#, 3),
    ] {
        let facts = format!(r#"{{"贷款": {loans}}}"#);
        assert_eq!(value("count(贷款)", &facts), format!(r#"{{"value":"{count}"}}"#), "{loans}");
    }
}

#[test]
fn a_refused_list_counts_as_unknown() {
    let mut session = session("{value: count(贷款)}", r#"{"贷款": [null]}"#);
    let shown = |session: &mut Session| serde_json::to_string(&session.value_of("值", None)).unwrap();
    assert_eq!(shown(&mut session), r#"{"value":"1"}"#);
    assert!(session.set("贷款", &json("[7]")).is_err());
    assert_eq!(shown(&mut session), r#"{"min":"0"}"#);
    session.set("贷款", &json("[]")).unwrap();
    assert_eq!(shown(&mut session), r#"{"value":"0"}"#);
    session.set("贷款", &Input::Null).unwrap();
    assert_eq!(shown(&mut session), r#"{"min":"0"}"#);
}

/// So many loans of 1万元 at 5 %, every other one for research.
fn loans(count: usize) -> Input {
    let record = |index: usize| {
        Input::Object(vec![
            ("合同号".to_owned(), Input::Text(format!("A{index}"))),
            ("金额".to_owned(), Input::Text("1万元".to_owned())),
            ("年利率".to_owned(), Input::Text("5%".to_owned())),
            ("用途".to_owned(), Input::Text(if index.is_multiple_of(2) { "研发" } else { "周转" }.to_owned())),
        ])
    };
    Input::Array((0..count).map(record).collect())
}

#[test]
fn a_thousand_entries_are_read_and_no_more() {
    let mut session = session("{value: count(贷款)}", "{}");
    session.set("贷款", &loans(1_000)).unwrap();
    assert_eq!(serde_json::to_string(&session.value_of("值", None)).unwrap(), r#"{"value":"1000"}"#);
    let problem = session.set("贷款", &loans(1_001)).unwrap_err();
    assert_eq!((problem.code.as_str(), problem.message.as_str()), ("too_long", "“贷款”有1001条，最多1000条"));
    session.set_language(Language::English);
    let problem = session.set("贷款", &loans(1_001)).unwrap_err();
    assert_eq!(problem.message, "`贷款`: has 1001 entries; at most 1000 are taken");
}

/// A page evaluates again with every letter typed: this takes some 10 ms without optimisation.
#[test]
fn a_thousand_entries_take_no_time_to_speak_of() {
    let filtered = "sum(for 笔 in 贷款[用途 = \"研发\"] return 笔.金额 * 笔.年利率 * 50%)";
    let mut session = session(&format!("{{value: '{filtered}'}}"), "{}");
    let loans = loans(1_000);
    let start = std::time::Instant::now();
    session.set("贷款", &loans).unwrap();
    assert_eq!(serde_json::to_string(&session.value_of("值", None)).unwrap(), r#"{"value":"125000"}"#);
    let taken = start.elapsed();
    assert!(taken.as_millis() < 500, "{taken:?}");
}
