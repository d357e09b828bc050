//! Nothing an author or a company writes makes the compiler or the engine panic: token soup for expressions, mutilated
//! documents, odd facts. A cargo-fuzz target would start from the same functions.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use policy_calculator::catalog::compile;
use policy_calculator::engine::{Calculator, Input, Session};
use policy_calculator::model::{Date, Language};
use proptest::prelude::*;
use std::sync::Arc;

const FACTS: &str = "units: [人]\nlists:\n  甲类: [一, 二]\nfacts:\n  收入: {type: money, yearly: 3, domain: \">= 0元\"}\n  \
     利润: {type: money}\n  人数: {type: integer, unit: 人}\n  类: {type: choice, of: 甲类}\n  多类: {type: choices, of: 甲类}\n  \
     日: {type: date}\n  占比: {type: percent}\n  名: {type: text}\n  是: {type: boolean}\n  \
     贷款: {type: list, of: {金额: money, 年利率: percent, 种: {type: choice, of: 甲类}, 抵押: boolean}, key: [金额]}\n  \
     奖金: {type: list, of: money}\n";

/// Pieces of expressions, right and wrong.
const PIECES: [&str; 85] = [
    "收入",
    "利润",
    "人数",
    "类",
    "多类",
    "日",
    "占比",
    "名",
    "是",
    "基准日",
    "没有",
    "1",
    "0",
    "3.5",
    "500万元",
    "5%",
    "3年",
    "6个月",
    "10日",
    "30人",
    "\"一\"",
    "\"",
    "@\"2024-02-29\"",
    "@",
    "true",
    "false",
    "null",
    "+",
    "-",
    "*",
    "/",
    "**",
    "=",
    "!=",
    "<",
    ">=",
    "(",
    ")",
    "[",
    "]",
    "..",
    ",",
    ".",
    "[-1]",
    ".year",
    " and ",
    " or ",
    "not(",
    " in ",
    " between ",
    "if ",
    " then ",
    " else ",
    "sum(",
    "round down(",
    "within(",
    "贷款",
    "奖金",
    "金额",
    ".金额",
    ".抵押",
    "[1]",
    "[抵押]",
    "[item > 1]",
    "[金额 > 1万元]",
    "[2023年度]",
    "item",
    "x",
    "for x in ",
    "some x in ",
    "every y in 奖金, x in ",
    " return ",
    " satisfies ",
    "{金额: ",
    "}",
    ": ",
    "list: ",
    "count(",
    "list contains(",
    "all(",
    "// ",
    "/* ",
    "*/",
    "1e3",
    "\"\\uD83D\\u0041\"",
];

fn expression() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..16).prop_map(|pieces| pieces.concat())
}

fn input() -> impl Strategy<Value = Input> {
    let scalar = prop_oneof![
        Just(Input::Null),
        any::<bool>().prop_map(Input::Boolean),
        "-?[0-9]{1,30}(\\.[0-9]{0,30})?(e-?[0-9]{1,3})?".prop_map(Input::Number),
        "(-?[0-9１２，,.]{0,12}(万|亿)?(元|%|人|年|个月|日)?|[0-9]{4}-[0-9]{2}-[0-9]{2}|一|二|\\PC{0,6})"
            .prop_map(Input::Text),
    ];
    scalar.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Input::Array),
            prop::collection::vec(("(min|max|below|in|2025|2024|x|金额|年利率|种|抵押)", inner), 0..4)
                .prop_map(Input::Object),
        ]
    })
}

/// Compiles an expression; what is refused has its place in the text, and what is not can be evaluated.
fn check_total(text: &str) -> Result<(), TestCaseError> {
    let document = format!("definitions:\n  值:\n    value: |-\n      {text}\n");
    let compilation = compile([("facts.yaml".to_owned(), FACTS.to_owned()), ("rules.yaml".to_owned(), document)]);
    prop_assert_eq!(
        compilation.catalog.is_none(),
        compilation.diagnostics.iter().any(|found| found.code.starts_with('E'))
    );
    for diagnostic in &compilation.diagnostics {
        let file = compilation.sources.file(diagnostic.span.file).unwrap();
        prop_assert!(
            file.text.get(diagnostic.span.start..diagnostic.span.end).is_some(),
            "{} {:?}",
            diagnostic.code,
            diagnostic.span
        );
    }
    // What compiles can also be evaluated, knowing nothing.
    if let Some(catalog) = compilation.catalog {
        let calculator = Arc::new(Calculator::new(Arc::new(catalog)).unwrap());
        let mut session = Session::open(calculator, Date::parse("2026-05-01").unwrap(), Language::Chinese);
        prop_assert!(session.value_of("值", None).is_some());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn any_expression_compiles_or_is_refused(text in expression()) {
        check_total(&text)?;
    }

    /// Lists are made of pieces that fit more often than token soup does.
    #[test]
    fn any_list_expression_compiles_or_is_refused(
        list in prop::sample::select(vec!["贷款", "奖金", "收入", "贷款.金额", "[1元, 利润]", "[贷款, 贷款]", "多类", "[]", "利润"]),
        steps in prop::collection::vec(prop::sample::select(vec![
            "[金额 > 1万元]", "[item > 1元]", "[1]", "[-1]", "[抵押]", ".金额", ".种", "for x in @ return x", "for x in @, y in x return y",
            "for x in @ return {金额: 1元, 抵押: 是}", "for x in @ return @", "[@]", "[@, @]", "sum(@)", "count(@)", "max(@)", "mean(@)",
            "some x in @ satisfies x = x", "every x in @ satisfies true", "@ = @", "{金额: @}", "if 是 then @ else @", "@ + @", "利润 in @",
            "list contains(@, 1元)", "all(@)", "(@)", "-@", "@ / 2", "not(@)",
        ]), 0..7),
    ) {
        let text = steps.iter().fold(list.to_owned(), |text, step| match step.contains('@') {
            true => format!("({})", step.replace('@', &text)),
            false => format!("{text}{step}"),
        });
        let text: String = text.chars().take(4_000).collect();
        check_total(&text)?;
    }

    #[test]
    fn a_mutilated_document_is_read_or_refused(start in 0usize..600, length in 0usize..40, insert in "[\\PC\n ]{0,8}") {
        let mut text: Vec<char> = FACTS.chars().collect();
        let start = start.min(text.len());
        let end = (start + length).min(text.len());
        text.splice(start..end, insert.chars());
        let text: String = text.into_iter().collect();
        let compilation = compile([("facts.yaml".to_owned(), text)]);
        for diagnostic in &compilation.diagnostics {
            let file = compilation.sources.file(diagnostic.span.file).unwrap();
            prop_assert!(file.text.get(diagnostic.span.start..diagnostic.span.end).is_some(), "{} {:?}", diagnostic.code, diagnostic.span);
        }
    }

    #[test]
    fn any_fact_is_taken_or_refused_by_name(
        values in prop::collection::vec((prop::sample::select(vec!["收入", "利润", "人数", "类", "多类", "日", "占比", "名", "是", "贷款", "奖金", "没有"]), input()), 1..6),
    ) {
        let rules = "definitions:\n  合计: {value: 'sum(收入) + 利润'}\n  早: {value: 日 + 1年 > 基准日 and 占比 > 5%}\n  \
             贴息: {value: 'sum(for 笔 in 贷款[抵押 or 种 = \"一\"] return 笔.金额 * 笔.年利率) + max(奖金)'}\n";
        let compilation = compile([("facts.yaml".to_owned(), FACTS.to_owned()), ("rules.yaml".to_owned(), rules.to_owned())]);
        let calculator = Arc::new(Calculator::new(Arc::new(compilation.catalog.unwrap())).unwrap());
        let mut session = Session::open(calculator, Date::parse("2026-05-01").unwrap(), Language::English);
        for (name, value) in values {
            if let Err(problem) = session.set(name, &value) {
                prop_assert_eq!(problem.fact.as_str(), name);
                prop_assert!(!problem.message.is_empty());
            }
            session.value_of("合计", None);
            session.value_of("早", None);
            session.value_of("贴息", None);
        }
    }
}
