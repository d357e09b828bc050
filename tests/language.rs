//! The language's faults: each case is a mistake that a real author makes, the code it gets, and the text that is underlined.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "in a test a failed unwrap is a failed test"
)]

use policy_calculator::catalog::{Compilation, compile};
use policy_calculator::lang::diagnostic::Severity;
use policy_calculator::model::TextId;

/// Facts, lists and units that the cases use.
const SURROUNDINGS: &str = r#"
units: {人: {zh: 人, en: people}, 件: {zh: 件}}
lists:
  规模: [大型, 中型, 小型, 微型]
  地区:
    "440300": {label: 深圳市}
    "440305": {label: 南山区, parent: "440300"}
    "440306": {label: 宝安区, parent: "440300"}
facts:
  营业收入: {type: money, yearly: 3, domain: ">= 0元"}
  利润: {type: money}
  从业人员: {type: integer, unit: 人, domain: ">= 0"}
  专利: {type: integer, unit: 件}
  占比: {type: percent}
  成立日期: {type: date}
  企业规模: {type: choice, of: 规模}
  注册地: {type: choice, of: 地区}
  资质: {type: choices, of: 规模}
  名称: {type: text}
  上市: {type: boolean}
  贷款:
    type: list
    of:
      合同号: text
      金额: {type: money, domain: ">= 0元"}
      年利率: {type: percent, domain: "[0..100%]"}
      用途: {type: choice, of: 规模}
      抵押: boolean
    key: [合同号]
  奖金: {type: list, of: money}
parameters:
  最低工资: [{from: 2025-03-01, value: 2520元}]
  征收比例: {by: 地区, rows: [{at: "440300", from: 2017-01-01, value: 0.5%}]}
"#;

fn compiled(document: &str) -> Compilation {
    compile([("surroundings.yaml".to_owned(), SURROUNDINGS.to_owned()), ("rules.yaml".to_owned(), document.to_owned())])
}

/// Code and underlined text of every error.
fn faults(document: &str) -> Vec<(String, String)> {
    let compilation = compiled(document);
    let errors = compilation.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    errors
        .map(|diagnostic| (diagnostic.code.to_owned(), compilation.sources.text(diagnostic.span).to_owned()))
        .collect()
}

/// The faults of a definition whose value is this expression.
fn expression_faults(expression: &str) -> Vec<(String, String)> {
    faults(&format!("definitions:\n  值:\n    value: |-\n      {expression}\n"))
}

#[test]
fn expressions_that_are_right() {
    for expression in [
        "1 + 2 * 3 ** 2",
        "利润 * 25% - 利润 * 5%",
        "营业收入[-1] / 营业收入[-2] - 1 >= 20%",
        "if 上市 then 1万元 else 0",
        "从业人员 >= 10",
        "从业人员 > 10人 and 专利 >= 4件",
        "企业规模 in (\"小型\", \"微型\")",
        "企业规模 = \"小型\" or not(企业规模 != \"微型\")",
        "within(注册地, \"440300\")",
        "list contains(资质, \"小型\")",
        "成立日期 + 3年 > 基准日",
        "基准日 - 成立日期 >= 365日",
        "成立日期.year < 2020",
        "利润 between 1万元 and 2万元",
        "利润 in [1万元..2万元)",
        "利润 in (< 0元, >= 5亿元)",
        "占比 >= 5% and 占比 < 0.5",
        "round down(利润, 1万元)",
        "round half up(占比, 4) > 0.05",
        "sum(营业收入) / count(营业收入) > mean(营业收入)",
        "max(利润, 0元, 最低工资 * 12)",
        "利润 * 征收比例(注册地)",
        "starts with(名称, \"深圳\")",
        "string length(名称) <= 20",
        "duration(\"P3Y\") = 36个月",
        "成立日期 >= @\"2020-02-29\"",
        "（从业人员 ＞ １０） and （利润 ≥ ３万元）",
        "all(上市, 利润 > 0) or any(上市)",
        "years and months duration(成立日期, 基准日) >= 1年",
        "最低工资 * 12 * 1.5% * (从业人员 - 2人)",
        "sum(贷款.金额) > 1万元",
        "sum(贷款[用途 = \"小型\"].金额) / sum(贷款.金额)",
        "sum(for 笔 in 贷款 return 笔.金额 * 笔.年利率 * 50%)",
        "count(贷款[金额 > 1万元 and not(抵押)])",
        "贷款[1].金额 + 贷款[-1].金额 + 奖金[1]",
        "some 笔 in 贷款, 奖 in 奖金 satisfies 笔.金额 > 奖",
        "every 奖 in 奖金[item > 1元] satisfies 奖 < 1万元",
        "for 年 in 营业收入 return 年 * 2",
        "营业收入[2023年度] > 营业收入[2022年]",
        "count(营业收入[item > 1万元]) = 3",
        "{金额: 1万元, 税: 金额 * 13%}.税",
        "{\"金额\": 1万元,}.金额",
        "[1, 2, 3,][2] = 2",
        "[{甲: 1}, {甲: 2}][甲 = 2][1].甲",
        "list contains(奖金, 1万元) and 利润 in 奖金",
        "[1, 2] = [1, 2] and {甲: 1, 乙: 2} = {乙: 2, 甲: 1}",
        "sum(list: 奖金) > min(list: [1元, 2元])",
        "date(year: 2024, month: 2, day: 29) > 成立日期",
        "利润 in (=1万元) or 利润 in ]1万元..3万元[",
        "1.5e3 > .5 and 1E-3 < 1",
        "名称 = \"\\u6df1\\u5733\\U01F40E\\uD83D\\uDC0E\\n\\\"\" // 说明",
        "利润 /* 税前 */ > 0元",
        "all([上市, 利润 > 0元]) and any(for 笔 in 贷款 return 笔.抵押)",
        "名称 + \"公司\" = \"甲公司\"",
        "(for 笔 in 贷款 return 笔.金额)[1]",
        "min(贷款[抵押].年利率) < 5%",
    ] {
        let found = expression_faults(expression);
        assert!(found.is_empty(), "{expression}: {found:?}");
    }
}

#[test]
fn expressions_that_are_wrong() {
    let mut wrong = Vec::new();
    for (expression, code, underlined) in [
        ("利润 & 1万元", "E0101", "&"),
        ("名称 = \"深圳", "E0102", "\"深圳"),
        ("利润 +", "E0103", ""),
        ("利润 >= 3万元)", "E0103", ")"),
        ("从业人员 >= 10名", "E0104", "10名"),
        ("利润 > 5万圆", "E0104", "5万圆"),
        ("利润 > 0.00000000000000000000000000001元", "E0105", "0.00000000000000000000000000001元"),
        ("利润 = null", "E0107", "null"),
        ("today() > 成立日期", "E0107", "today"),
        ("decimal(占比, 2) > 1", "E0107", "decimal"),
        ("1万元 < 利润 < 3万元", "E0109", "<"),
        ("营业收人[-1] > 0元", "E0201", "营业收人"),
        ("企业规模 = 小型", "E0201", "小型"),
        ("rond(占比)", "E0202", "rond"),
        ("modulo(专利)", "E0203", "modulo(专利)"),
        ("any() or 上市", "E0203", "any()"),
        ("not(利润)", "E0204", "利润"),
        ("上市 and 利润", "E0204", "利润"),
        ("利润 > 300", "E0205", "利润 > 300"),
        ("利润 + 从业人员", "E0205", "利润 + 从业人员"),
        ("从业人员 + 专利", "E0205", "从业人员 + 专利"),
        ("利润 * 利润", "E0205", "利润 * 利润"),
        ("专利 - 3", "E0205", "专利 - 3"),
        ("营业收入 > 1万元", "E0205", "营业收入 > 1万元"),
        ("成立日期 > 2020", "E0205", "成立日期 > 2020"),
        ("成立日期 + 365", "E0205", "成立日期 + 365"),
        ("企业规模 > \"小型\"", "E0205", "企业规模 > \"小型\""),
        ("if 上市 then 1万元 else 2", "E0205", "2"),
        ("企业规模 = \"微形\"", "E0207", "\"微形\""),
        ("within(注册地, \"440399\")", "E0207", "\"440399\""),
        ("注册地 = \"440300\"", "E0208", "\"440300\""),
        ("注册地 in (\"440305\", \"440300\")", "E0208", "\"440300\""),
        ("if 上市 then 1万元", "E0209", "if 上市 then 1万元"),
        ("成立日期.weekday", "E0211", "weekday"),
        ("营业收入[-4] > 0元", "E0212", "-4"),
        ("营业收入[0] > 0元", "E0212", "0"),
        ("利润[-1] > 0元", "E0212", "利润"),
        ("利润(1)", "E0213", "利润"),
        ("征收比例 * 利润", "E0213", "征收比例"),
        ("1.05 ** 0.5", "E0214", "0.5"),
        ("成立日期 > @\"2023-02-29\"", "E0010", "@\"2023-02-29\""),
        ("duration(\"3 years\") > 1年", "E0105", "\"3 years\""),
        ("round down(利润, 4)", "E0203", "4"),
        ("1 /* 没有关上", "E0102", "/* 没有关上"),
        ("// 只有说明", "E0108", "// 只有说明"),
        ("名称 = \"a // b", "E0102", "\"a // b"),
        ("名称 = \"\\u12\"", "E0113", "\\u"),
        ("名称 = \"\\uD83D\"", "E0113", "\\u"),
        ("名称 = \"\\uDC0E\"", "E0113", "\\u"),
        ("名称 = \"\\uD83D\\u0041\"", "E0113", "\\u"),
        ("名称 = \"\\UD83DDC\"", "E0113", "\\U"),
        ("名称 = \"\\U110000\"", "E0113", "\\U"),
        ("名称 = \"＼u12\"", "E0113", "＼u"),
        ("1e400 > 1", "E0105", "1e400"),
        ("1e-29 > 1", "E0105", "1e-29"),
        ("1e3元 > 1元", "E0104", "1e3元"),
        ("1..3", "E0103", ".."),
        ("[1..3]", "E0107", "[1..3]"),
        ("(=10)", "E0107", "(=10)"),
        ("利润 in ]1万元..3万元", "E0103", ""),
        ("[1, 2", "E0103", ""),
        ("[,]", "E0103", ","),
        ("{甲 1}", "E0103", "1"),
        ("{甲: 1", "E0103", ""),
        ("{1: 1}", "E0103", "1"),
        ("for 笔 in 贷款", "E0103", ""),
        ("for 笔 贷款 return 笔", "E0103", "贷款"),
        ("for 笔 in 贷款 satisfies 笔", "E0103", "satisfies"),
        ("some 笔 in 贷款 return 笔.抵押", "E0103", "return"),
        ("for in 贷款 return 1", "E0103", "贷款"),
        ("for x in 1..3 return x", "E0107", ".."),
        ("[]", "E0221", "[]"),
        ("[1, 2元]", "E0205", "2元"),
        ("[1, \"a\"]", "E0205", "\"a\""),
        ("{甲: 1, 甲: 2}", "E0222", "甲"),
        ("for x in 利润 return x", "E0223", "利润"),
        ("for 利润 in 贷款 return 1", "E0224", "利润"),
        ("for x in 贷款, x in 贷款 return 1", "E0224", "x"),
        ("for x in 奖金 return (for x in 奖金 return x)", "E0224", "x"),
        ("some 笔 in 贷款 satisfies 笔.金额", "E0204", "笔.金额"),
        ("贷款.金而", "E0211", "金而"),
        ("奖金.金额", "E0211", "金额"),
        ("贷款[金额]", "E0212", "金额"),
        ("贷款[0]", "E0212", "0"),
        ("贷款[1.5]", "E0212", "1.5"),
        ("贷款[99999999999]", "E0212", "99999999999"),
        ("贷款[利闰 > 0元]", "E0201", "利闰"),
        ("利润[item > 1元]", "E0212", "利润"),
        ("贷款[2023年度]", "E0212", "2023年度"),
        ("sum(贷款)", "E0205", "sum(贷款)"),
        ("sum(贷款.用途)", "E0205", "sum(贷款.用途)"),
        ("贷款 = 奖金", "E0205", "贷款 = 奖金"),
        ("贷款 > 1", "E0205", "贷款 > 1"),
        ("list contains(奖金, 1)", "E0205", "奖金, 1"),
        ("利润 in 贷款", "E0205", "贷款"),
        ("金额 > 1万元", "E0201", "金额"),
        ("sum(lst: 奖金)", "E0203", "lst"),
        ("modulo(dividend: 3, 2)", "E0203", "2"),
        ("date(year: 2024, month: 2)", "E0203", "date(year: 2024, month: 2)"),
        ("for x in 贷款, y in 贷款 return 1", "E0114", "for x in 贷款, y in 贷款 return 1"),
        (
            "count(for x in [奖金, 奖金], a in x, b in x return 1)",
            "E0114",
            "for x in [奖金, 奖金], a in x, b in x return 1",
        ),
        (
            "some x in [奖金], a in x, b in x, c in x satisfies a + b > c",
            "E0114",
            "some x in [奖金], a in x, b in x, c in x satisfies a + b > c",
        ),
        (
            "for a in [奖金, 奖金][1], b in [奖金, 奖金][2] return a + b",
            "E0114",
            "for a in [奖金, 奖金][1], b in [奖金, 奖金][2] return a + b",
        ),
        ("名称 + 名称 + append(1)", "E0107", "append"),
    ] {
        let found = expression_faults(expression);
        if found != [(code.to_owned(), underlined.to_owned())] {
            wrong.push((expression, found));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn deep_nesting_is_refused_and_does_not_crash() {
    let deep = format!("{}1{}", "(".repeat(4000), ")".repeat(4000));
    let found = expression_faults(&deep);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, "E0106");
    let minus = "-".repeat(5000) + "1";
    assert_eq!(expression_faults(&minus)[0].0, "E0106");
    for (open, inner, close) in [
        ("[", "1", "]"),
        ("{甲: ", "1", "}"),
        ("(=", "1", ")"),
        ("(", "1..2", "..2)"),
        ("贷款[", "抵押", "]"),
        ("for x in 奖金 return ", "1", ""),
        ("some x in 奖金 satisfies ", "抵押", ""),
        ("for x in ", "奖金", " return 1元"),
        ("sum([", "1", "])"),
        ("not(", "上市", ")"),
        ("1 in (", "1", ")"),
        ("1 in not(", "1", ")"),
        ("if 上市 then 1 else ", "1", ""),
    ] {
        let nested = |depth: usize| format!("{}{inner}{}", open.repeat(depth), close.repeat(depth));
        let found = expression_faults(&nested(300));
        assert_eq!(found.iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>(), ["E0106"], "{}", nested(3));
        let shallow = expression_faults(&nested(20));
        assert!(shallow.iter().all(|(code, _)| code != "E0106"), "{}: {shallow:?}", nested(20));
    }
    for (first, link) in [
        ("利润", " + 利润"),
        ("占比", " * 占比"),
        ("2", " ** 1"),
        ("上市", " and 上市"),
        ("上市", " or 上市"),
        ("奖金", "[item > 0元]"),
        ("贷款", ".金额"),
    ] {
        let chain = |links: usize| format!("{first}{}", link.repeat(links));
        let found = expression_faults(&chain(501));
        assert_eq!(found.iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>(), ["E0111"], "{}", chain(3));
        assert!(expression_faults(&chain(400)).iter().all(|(code, _)| code != "E0111"), "{}", chain(3));
    }
    let bindings = |count: usize| {
        format!("for {} return 1", (0..count).map(|n| format!("x{n} in [1]")).collect::<Vec<_>>().join(", "))
    };
    for (count, codes) in [(600, &["E0111"][..]), (17, &["E0114"]), (16, &[])] {
        let found = expression_faults(&bindings(count));
        assert_eq!(found.iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>(), codes, "{count} names");
    }
    let document = |depth: usize| format!("facts: {}1{}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(faults(&document(100))[0].0, "E0015");
    // The YAML reader has a limit of its own far above ours.
    assert_eq!(faults(&document(5000))[0].0, "E0001");
}

#[test]
fn documents_that_are_wrong() {
    for (document, code, underlined) in [
        ("facts:\n  甲: {type: money\n  乙: {type: money}\n", "E0001", None),
        ("facts:\n  甲: {type: money}\n  甲: {type: date}\n", "E0002", Some("甲")),
        ("facts:\n  甲: &a {type: money}\n", "E0003", None),
        ("facts:\n  甲: !!str money\n", "E0003", None),
        ("fact:\n  甲: {type: money}\n", "E0004", Some("fact")),
        ("facts:\n  甲: {tpye: money}\n", "E0004", Some("tpye")),
        ("facts:\n  甲: {label: 甲}\n", "E0005", Some("label")),
        ("facts:\n  甲: money\n", "E0006", Some("money")),
        ("facts:\n  甲: {type: money, can_change: upp}\n", "E0007", Some("upp")),
        ("definitions:\n  利润: {value: 1万元}\n", "E0008", Some("利润")),
        ("lists:\n  甲: [大, no]\n", "E0009", Some("no")),
        ("parameters:\n  甲: [{from: 2025-02-30, value: 1元}]\n", "E0010", Some("2025-02-30")),
        ("definitions:\n  甲: {value: max(利润, 1万元)}\n", "E0012", Some("max(利润")),
        ("definitions:\n  甲:\n    value: 名称 = \"第 #1 号\"\n", "E0014", Some("名称 = \"第")),
        ("facts:\n  1甲: {type: money}\n", "E0016", Some("1甲")),
        ("facts:\n  甲: {type: mony}\n", "E0317", Some("mony")),
        ("facts:\n  甲: {type: choice, of: 规摸}\n", "E0317", Some("规摸")),
        ("facts:\n  甲: {type: integer, unit: 名}\n", "E0104", Some("名")),
        ("facts:\n  甲: {type: money, domain: \"> 5元, < 3元\"}\n", "E0312", Some("\"> 5元, < 3元\"")),
        ("facts:\n  甲: {type: money, brackets: [3万元, 2万元]}\n", "E0313", Some("2万元")),
        ("lists:\n  甲: {乙: {label: 乙, parent: 丙}}\n", "E0311", Some("丙")),
        ("definitions:\n  甲: {value: 乙}\n  乙: {value: 甲}\n", "E0210", Some("甲")),
        ("definitions:\n  甲: {label: 甲}\n", "E0005", Some("label")),
        (
            "definitions:\n  甲:\n    table: {hit: first, in: [利润, 占比], rows: [['> 0元', 1]], else: 0}\n",
            "E0301",
            Some("['> 0元', 1]"),
        ),
        (
            "definitions:\n  甲:\n    table: {hit: first, in: [利润], rows: [['> 0元', 1万元], ['-', 大型]]}\n",
            "E0201",
            Some("大型"),
        ),
        (
            "definitions:\n  甲:\n    type: choice\n    of: 规模\n    table: {hit: first, in: [利润], rows: [['> 0元', 大形]], else: 小型}\n",
            "E0207",
            Some("大形"),
        ),
        ("definitions:\n  甲: {tiers: {of: 利润, rows: [[3万元, 1%], [1万元, 2%]]}}\n", "E0304", Some("1万元")),
        ("definitions:\n  甲: {given: {x: money}, value: x * 2}\n  乙: {value: 甲(3)}\n", "E0204", Some("3")),
        (
            "definitions:\n  甲: {given: {x: money}, value: x * 2}\n  乙: {value: '甲(1元, 2元)'}\n",
            "E0203",
            Some("甲(1元, 2元)"),
        ),
        ("definitions:\n  甲: {given: {x: money}, value: 甲(x)}\n", "E0210", Some("甲")),
        ("definitions:\n  甲: {score: {乙: 10}, veto: {丙: 1}}\n", "E0201", Some("丙")),
        (
            "definitions:\n  倍: {given: {文: text}, value: 文 + 文}\n  乙: {value: 'for 笔 in 贷款 return 倍(倍(倍(倍(倍(倍(倍(笔.合同号)))))))'}\n",
            "E0114",
            None,
        ),
        ("definitions:\n  甲: {table: {hit: collect, in: [上市], rows: [['true', 1]], else: 2}}\n", "E0303", Some("2")),
        ("facts:\n  甲: {type: list}\n", "E0005", None),
        ("facts:\n  甲: {type: list, of: {}}\n", "E0005", Some("{}")),
        ("facts:\n  甲: {type: list, of: {乙: {type: money, yearly: 3}}}\n", "E0318", Some("乙")),
        ("facts:\n  甲: {type: list, of: {利润: money}}\n", "E0331", Some("利润")),
        ("facts:\n  甲: {type: list, of: {乙: mony}}\n", "E0317", Some("mony")),
    ] {
        let found = faults(document);
        assert_eq!(found.len(), 1, "{document}: {found:?}");
        assert_eq!(found[0].0, code, "{document}: {found:?}");
        if let Some(underlined) = underlined {
            assert_eq!(found[0].1, underlined, "{document}");
        }
    }
}

/// A policy with these lines instead of the ordinary ones.
fn policy(lines: &str) -> String {
    let mut document = String::from("policies:\n  sample:\n");
    for (key, value) in [
        ("title", "{zh: 样例}"),
        ("level", "南山区"),
        ("source", "{title: 办法, number: 一号}"),
        ("in_force", "{from: 2024-01-01}"),
        ("delivery", "approval"),
        ("eligible", "{if: 上市}"),
        ("benefits", "[{kind: grant, amount: 1万元}]"),
    ] {
        if !lines.lines().any(|line| line.starts_with(&format!("{key}:"))) {
            document.push_str(&format!("    {key}: {value}\n"));
        }
    }
    for line in lines.lines() {
        document.push_str(&format!("    {line}\n"));
    }
    document
}

#[test]
fn policies_that_are_wrong() {
    for (lines, code, underlined) in [
        ("delivery: review", "E0307", "review"),
        ("delivery: aproval", "E0007", "aproval"),
        ("in_force: {from: 2025-01-01, to: 2024-01-01}", "E0308", "2024-01-01"),
        ("window: {opens: 2025-05-01, closes: 2025-04-01}", "E0308", "2025-04-01"),
        ("window: {yearly: {opens: 02-30, closes: 03-31}}", "E0010", "02-30"),
        ("supersedes: [samplo]", "E0305", "samplo"),
        ("supersedes: [sample]", "E0305", "sample"),
        ("eligible: {all: []}", "E0005", "[]"),
        ("eligible: {any: [{if: 上市}], all: [{if: 上市}]}", "E0005", "any"),
        ("eligible: {use: 通则}", "E0305", "通则"),
        ("eligible: {at_least: {n: 3, of: [{if: 上市}, {if: 利润 > 0}]}}", "E0320", "3"),
        ("eligible: {if: 利润}", "E0204", "利润"),
        ("eligible: {judged: {id: 甲}}", "E0005", "id"),
        ("benefits: [{kind: grant, amount: 5}]", "E0204", "5"),
        ("benefits: [{kind: grant, amount: 5万元, certainty: none}]", "E0310", "none"),
        ("benefits: [{kind: grant, amount: 利润 * 5%, cap: 3}]", "E0204", "3"),
        ("examples: [{facts: {利闰: 1元}, expect: {status: eligible}}]", "E0314", "利闰"),
        ("examples: [{facts: {利润: 1元}, expect: {}}]", "E0314", "{}"),
        ("examples: [{facts: {利润: 1元}, expect: {status: eligable}}]", "E0007", "eligable"),
        ("examples: [{like: 没有, expect: {status: eligible}}]", "E0314", "没有"),
        ("let: {利润: {value: 1元}}", "E0008", "利润"),
    ] {
        let found = faults(&policy(lines));
        assert_eq!(found, [(code.to_owned(), underlined.to_owned())], "{lines}");
    }
}

#[test]
fn groups_that_are_wrong() {
    for (group, code, underlined) in [
        ("{members: [smaple], at_most: 1}", "E0305", "smaple"),
        ("{members: [gd-*], at_most: 1}", "E0306", "gd-*"),
        ("{members: [sample], cap: 1万元, per: year}", "E0309", "year"),
        ("{members: [sample], pays: highest_difference}", "E0005", "甲"),
        ("{members: [sample], each_cap: 1000}", "E0204", "1000"),
    ] {
        let found = faults(&format!("{}groups:\n  甲: {group}\n", policy("")));
        assert_eq!(found, [(code.to_owned(), underlined.to_owned())], "{group}");
    }
}

#[test]
fn a_fault_brings_no_followers() {
    let found = faults("definitions:\n  甲: {value: 没有的 * 2}\n  乙: {value: 甲 + 1}\n  丙: {value: 乙 > 甲}\n");
    assert_eq!(found, [("E0201".to_owned(), "没有的".to_owned())]);
}

#[test]
fn an_unused_fact_is_a_warning() {
    let compilation = compile([("rules.yaml".to_owned(), "facts:\n  甲: {type: money}\n".to_owned())]);
    assert!(compilation.catalog.is_some());
    assert_eq!(compilation.diagnostics.iter().map(|diagnostic| diagnostic.code).collect::<Vec<_>>(), ["W0401"]);
}

#[test]
fn a_use_may_name_its_own_clause_and_words() {
    let shared = "conditions:\n  通则: {if: 上市, says: 已上市, clause: 第一条, fix: 先上市}\n".to_owned();
    let eligible = "eligible: {all: [{use: 通则}, {use: 通则, clause: 第四条, says: 须已上市, id: 上市}]}";
    let document = shared + &policy(eligible);
    let compilation = compiled(&document);
    let catalog = compilation.catalog.as_ref().unwrap();
    let text = |id: Option<TextId>| id.map(|id| &catalog.texts[id]);
    let own = catalog.conditions.iter().find(|condition| text(condition.id) == Some("上市")).unwrap();
    assert_eq!(text(own.clause), Some("第四条"));
    assert_eq!(text(own.says.map(|says| says.zh)), Some("须已上市"));
    let fix = text(own.fix.map(|fix| fix.zh));
    assert_eq!(fix, Some("先上市"), "what the place does not say is the shared condition's");
    let shared = catalog.conditions.iter().find(|condition| text(condition.clause) == Some("第一条")).unwrap();
    assert_eq!(text(shared.says.map(|says| says.zh)), Some("已上市"));
    assert_eq!(own.kind, shared.kind, "it stays one condition and does not become a list of one");
}
