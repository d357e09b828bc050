//! `policy feel`: a line in, a line out, exactly.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use std::io::Write;
use std::process::{Command, Stdio};

/// What the command answers to these lines.
fn feel(language: &str, lines: &str) -> Vec<String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_policy"));
    let command = command.args(["feel", "--lang", language]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let lines = lines.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert_eq!(output.status.code(), Some(0));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

fn answers(cases: &[(&str, &str)]) {
    let lines: Vec<&str> = cases.iter().map(|(line, _)| *line).collect();
    let found = feel("zh", &lines.join("\n"));
    assert_eq!(found.len(), cases.len());
    for ((line, expected), found) in cases.iter().zip(&found) {
        assert_eq!(found, expected, "{line}");
    }
}

#[test]
fn values() {
    answers(&[
        (
            r#"{"text": "收入 * 50%", "types": {"收入": "money"}, "facts": {"收入": "10万元"}, "expect_type": "money", "as_of": "2026-11-23"}"#,
            r#"{"value":"50000"}"#,
        ),
        (r#"{"text": "0.1 + 0.2 = 0.3"}"#, r#"{"value":true}"#),
        (
            r#"{"text": "(if p then n / 3 else n / 3 + 0) * 3 = 1", "types": {"p": "boolean", "n": "number"}, "facts": {"n": 1}}"#,
            r#"{"value":true}"#,
        ),
        (
            r#"{"text": "(if p then n / 3 else 0.3333333333333333333333333333) * 3 = 1", "types": {"p": "boolean", "n": "number"}, "facts": {"n": 1}}"#,
            r#"{"unknown":true,"missing":["p"]}"#,
        ),
        (r#"{"text": "1.50 * 2"}"#, r#"{"value":"3"}"#),
        (r#"{"text": "基准日 + 1个月", "as_of": "2026-01-31"}"#, r#"{"value":"2026-02-28"}"#),
        (r#"{"text": "3年 + 6个月"}"#, r#"{"value":"P3Y6M"}"#),
        (r#"{"text": "@\"2026-03-01\" - @\"2026-02-27\""}"#, r#"{"value":"P2D"}"#),
        (
            r#"{"text": "if 上市\n  then \"是 # '\"\n  else \"否\"", "types": {"上市": "boolean"}, "facts": {"上市": true}}"#,
            r#"{"value":"是 # '"}"#,
        ),
        (
            r#"{"text": "人数 ＞ １８人 and（人数 ＜ ２０）", "types": {"人数": {"type": "integer", "unit": "人"}}, "facts": {"人数": 19}}"#,
            r#"{"value":true}"#,
        ),
        (
            r#"{"text": "within(地, \"4403\")", "types": {"地": {"choice": {"4403": "深圳", "440305": {"parent": "4403"}}}}, "facts": {"地": "440305"}}"#,
            r#"{"value":true}"#,
        ),
        (
            r#"{"text": "甲 = 乙", "types": {"甲": {"choice": ["a", "b"]}, "乙": {"type": "choice", "of": ["a", "b"]}}, "facts": {"甲": "a", "乙": "b"}}"#,
            r#"{"value":false}"#,
        ),
        (r#"{"text": "\"大型\"", "expect_type": {"choice": ["大型", "小型"]}}"#, r#"{"value":"大型"}"#),
        (
            r#"{"text": "奖", "types": {"奖": {"choices": ["甲", "乙", "丙"]}}, "facts": {"奖": ["丙", "甲"]}}"#,
            r#"{"value":["甲","丙"]}"#,
        ),
        (
            r#"{"text": "营收[-1] - 营收[-2]", "types": {"营收": {"series": "money"}}, "facts": {"营收": ["1万元", "3万元"]}}"#,
            r#"{"value":"20000"}"#,
        ),
    ]);
}

#[test]
fn what_is_not_known() {
    answers(&[
        (
            r#"{"text": "收入 * 50%", "types": {"收入": "money"}, "facts": {"收入": {"min": "10万元", "max": "20万元"}}}"#,
            r#"{"min":"50000","max":"100000"}"#,
        ),
        (
            r#"{"text": "收入 * 50%", "types": {"收入": "money"}, "facts": {"收入": {"max": "10万元"}}}"#,
            r#"{"max":"50000"}"#,
        ),
        (
            r#"{"text": "规模", "types": {"规模": {"choice": ["大型", "中型", "小型"]}}, "facts": {"规模": {"in": ["小型", "大型"]}}}"#,
            r#"{"in":["大型","小型"]}"#,
        ),
        (
            r#"{"text": "收入 > 1万元 and 上市", "types": {"收入": "money", "上市": "boolean", "别的": "text"}, "facts": {"收入": null}}"#,
            r#"{"unknown":true,"missing":["收入","上市"]}"#,
        ),
        (r#"{"text": "上市 or true", "types": {"上市": "boolean"}}"#, r#"{"value":true}"#),
        (
            r#"{"text": "营收[-1]", "types": {"营收": {"type": "money", "yearly": 3}}, "facts": {"营收": ["1元", "3元", null]}}"#,
            r#"{"unknown":true,"missing":["营收"]}"#,
        ),
    ]);
}

const LOANS: &str = r#""types": {"贷款": {"list": {"金额": "money", "用途": {"choice": ["研发", "周转"]}}}, "奖金": {"list": "money"}}"#;

#[test]
fn lists_and_records() {
    let facts =
        r#""facts": {"贷款": [{"金额": "10万元", "用途": "研发"}, {"金额": {"max": "5万元"}}], "奖金": [1, "2万元"]}"#;
    let line = |text: &str| format!(r#"{{"text": {}, {LOANS}, {facts}}}"#, serde_json::Value::from(text));
    let cases = [
        ("贷款[1]", r#"{"value":{"金额":"100000","用途":"研发"}}"#),
        ("贷款.金额", r#"{"unknown":true,"missing":["贷款"]}"#),
        ("sum(贷款.金额)", r#"{"max":"150000"}"#),
        ("贷款[用途 = \"研发\"][1].金额", r#"{"value":"100000"}"#),
        ("count(贷款[用途 = \"研发\"])", r#"{"min":"1","max":"2"}"#),
        (
            "for 奖 in 奖金 return {奖: 奖, 税: 奖 * 20%}",
            r#"{"value":[{"奖":"1","税":"0.2"},{"奖":"20000","税":"4000"}]}"#,
        ),
        ("{乙: [true, false], 甲: @\"2024-02-29\"}", r#"{"value":{"乙":[true,false],"甲":"2024-02-29"}}"#),
        ("some 笔 in 贷款 satisfies 笔.金额 > 9万元", r#"{"value":true}"#),
        ("奖金[item > 1万元] // 大的", r#"{"value":["20000"]}"#),
        ("[1年, 6个月][2]", r#"{"value":"P6M"}"#),
        ("奖金[3]", r#"{"error":{"code":"no_element","message":"清单里没有这一条 [3]","span":[0,5]}}"#),
        (
            "贷款[金额]",
            r#"{"error":{"code":"E0212","message":"[ ] 里要么是写明的序号，要么是一个条件，这里是金额；例如 xs[1]、xs[-1] 或 xs[item > 0]","span":[3,5]}}"#,
        ),
        ("贷款[1].金而", r#"{"error":{"code":"E0211","message":"记录没有字段 `金而`；是不是 `金额`？","span":[6,8]}}"#),
    ];
    let lines: Vec<String> = cases.iter().map(|(text, _)| line(text)).collect();
    let cases: Vec<(&str, &str)> =
        lines.iter().map(String::as_str).zip(cases.iter().map(|(_, expected)| *expected)).collect();
    answers(&cases);
    // Whatever order fields are declared and written in, records with the same fields are of one type.
    let pairs = r#""types": {"对": {"list": {"乙": "number", "丙": "text", "甲": "number"}}}, "facts": {"对": [{"乙": 1, "丙": "a", "甲": 2}]}"#;
    let line = |text: &str| format!(r#"{{"text": {}, {pairs}}}"#, serde_json::Value::from(text));
    answers(&[
        (&line("对 = [{甲: 2, 乙: 1, 丙: \"a\"}]"), r#"{"value":true}"#),
        (&line("list contains(对, {丙: \"a\", 甲: 1, 乙: 2})"), r#"{"value":false}"#),
        (&line("(if count(对) > 1 then 对 else [{甲: 3, 丙: \"b\", 乙: 4}])[1].甲"), r#"{"value":"3"}"#),
        (&line("{甲: 1, 乙: 2} = {乙: 2, 甲: 1}"), r#"{"value":true}"#),
    ]);
    answers(&[
        (
            r#"{"text": "count(贷款)", "types": {"贷款": {"list": {"金额": "money"}}}, "facts": {"贷款": [{"金额": 1}, {"金额": "一"}]}}"#,
            r#"{"error":{"code":"wrong_type","message":"“贷款”第2条的“金额”不能填“一”，请按“1800万元”这样填写","span":[0,9]}}"#,
        ),
        (
            r#"{"text": "xs", "types": {"xs": {"list": "boolean"}}, "facts": {"xs": [true, false]}, "expect_type": {"list": "boolean"}}"#,
            r#"{"value":[true,false]}"#,
        ),
    ]);
}

#[test]
fn errors_with_their_places() {
    answers(&[
        (
            r#"{"text": "1元 + 收人", "types": {"收入": "money"}}"#,
            r#"{"error":{"code":"E0201","message":"没有叫 `收人` 的指标、参数或定义；是不是 `收入`？","span":[5,7]}}"#,
        ),
        (
            r#"{"text": "5%", "expect_type": "money"}"#,
            r#"{"error":{"code":"E0204","message":"这里需要金额，却是百分比；比例乘以金额才是金额：营业收入[-1] * 5%","span":[0,2]}}"#,
        ),
        (r#"{"text": "1 / 0"}"#, r#"{"error":{"code":"division_by_zero","message":"除数为零","span":[0,5]}}"#),
        (r#"{"text": ""}"#, r#"{"error":{"code":"E0108","message":"这里需要一个表达式，却是空的","span":[0,0]}}"#),
        (
            r#"{"text": "true", "types": {"贷款": {"list": {"明细": {"list": "money"}}}}}"#,
            r#"{"error":{"code":"E0318","message":"`贷款`：清单的字段不能又是清单或逐年的指标","span":[0,4]}}"#,
        ),
        (
            r#"{"text": "x", "types": {"x": "mony"}}"#,
            r#"{"error":{"code":"E0317","message":"`x`：没有类型 `mony`；是不是 `money`？","span":[0,1]}}"#,
        ),
        (
            r#"{"text": "x", "types": {"x": "integer"}, "facts": {"x": 1.5}}"#,
            r#"{"error":{"code":"off_step","message":"“x”“1.5”过于精细，应为 1 的整数倍","span":[0,1]}}"#,
        ),
    ]);
}

#[test]
fn a_line_that_cannot_be_read_does_not_end_the_run() {
    let found = feel(
        "en",
        "nonsense\n[]\n{\"text\": 1}\n{\"txt\": \"1\"}\n{\"text\": \"1\", \"as_of\": \"x\"}\n\n{\"text\": \"1\"}",
    );
    assert_eq!(found.len(), 6);
    for line in found.iter().take(5) {
        assert!(line.starts_with(r#"{"error":{"code":"E0601","message":""#), "{line}");
    }
    assert_eq!(found.last().unwrap(), r#"{"value":"1"}"#);
}

#[test]
fn messages_in_english() {
    let found = feel("en", r#"{"text": "1 / 0"}"#);
    assert_eq!(found, [r#"{"error":{"code":"division_by_zero","message":"division by zero","span":[0,5]}}"#]);
}

#[test]
fn thousands_of_lines() {
    let line = r#"{"text": "收入 * 50%", "types": {"收入": "money"}, "facts": {"收入": "10万元"}}"#;
    let found = feel("zh", &format!("{line}\n").repeat(3000));
    assert_eq!(found.len(), 3000);
    assert!(found.iter().all(|line| line == r#"{"value":"50000"}"#));
}
