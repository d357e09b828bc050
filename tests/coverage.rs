//! What `check` says of gaps and overlaps of decision tables is exactly what trying every combination of inputs finds.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "in a test a failed unwrap is a failed test")]

use policy_calculator::catalog::compile;
use policy_calculator::model::Language;
use proptest::prelude::*;
use std::collections::BTreeSet;

const FACTS: &str = "lists:\n  类: [甲, 乙, 丙]\nfacts:\n  人数: {type: integer, domain: \"[0..5]\"}\n  别: {type: choice, of: 类}\n  \
     是: {type: boolean}\n  率: {type: percent, domain: \"[0..100%)\"}\n";

/// The values that stand for all others of each input: numbers, positions of codes, truths, percentages.
const VALUES: [&[i32]; 4] = [&[0, 1, 2, 3, 4, 5], &[0, 1, 2], &[0, 1], &[0, 1, 5, 6, 10, 11, 15, 16]];
/// Those that tests are written with.
const LIMITS: [&[i32]; 4] = [&[0, 1, 2, 3, 4, 5], &[0, 1, 2], &[0, 1], &[0, 5, 10, 15]];

/// A test of one input.
#[derive(Clone, Debug)]
enum Cell {
    Any,
    AtLeast(i32),
    Below(i32),
    Among(Vec<i32>),
    Between(i32, i32),
    Not(i32),
}

impl Cell {
    fn passes(&self, value: i32) -> bool {
        match self {
            Cell::Any => true,
            Cell::AtLeast(least) => value >= *least,
            Cell::Below(limit) => value < *limit,
            Cell::Among(values) => values.contains(&value),
            Cell::Between(low, high) => (*low..*high).contains(&value),
            Cell::Not(other) => value != *other,
        }
    }

    fn text(&self, column: usize) -> String {
        let value = |value: &i32| match column {
            1 => ["甲", "乙", "丙"][*value as usize].to_owned(),
            2 => (*value == 1).to_string(),
            3 => format!("{value}%"),
            _ => value.to_string(),
        };
        let text = match self {
            Cell::Any => "-".to_owned(),
            Cell::AtLeast(least) => format!(">= {}", value(least)),
            Cell::Below(limit) => format!("< {}", value(limit)),
            Cell::Among(values) => values.iter().map(value).collect::<Vec<_>>().join(", "),
            Cell::Between(low, high) => format!("[{}..{})", value(low), value(high)),
            Cell::Not(other) => format!("not({})", value(other)),
        };
        format!("'{text}'")
    }
}

fn cell(column: usize) -> BoxedStrategy<Cell> {
    let value = || prop::sample::select(LIMITS[column].to_vec());
    let among = prop::collection::vec(value(), 1..3).prop_map(Cell::Among);
    let plain = prop_oneof![2 => Just(Cell::Any), 2 => among, 1 => value().prop_map(Cell::Not)];
    match column {
        0 | 3 => prop_oneof![
            2 => plain,
            2 => value().prop_map(Cell::AtLeast),
            2 => value().prop_map(Cell::Below),
            1 => (value(), value()).prop_map(|(a, b)| Cell::Between(a.min(b), a.max(b))),
        ]
        .boxed(),
        _ => plain.boxed(),
    }
}

fn row() -> impl Strategy<Value = (Vec<Cell>, i32)> {
    ((cell(0), cell(1), cell(2), cell(3)).prop_map(|(a, b, c, d)| vec![a, b, c, d]), 0..3)
}

fn matches(row: &[Cell], inputs: &[i32]) -> bool {
    row.iter().zip(inputs).all(|(cell, value)| cell.passes(*value))
}

/// Every combination of inputs.
fn combinations() -> Vec<Vec<i32>> {
    VALUES.iter().fold(vec![Vec::new()], |known, values| {
        known.iter().flat_map(|start| values.iter().map(|value| [&start[..], &[*value]].concat())).collect()
    })
}

/// Code and line of every warning of the table.
fn warnings(hit: &str, rows: &[(Vec<Cell>, i32)], has_else: bool) -> BTreeSet<(String, usize)> {
    let mut document =
        format!("definitions:\n  值:\n    table:\n      hit: {hit}\n      in: [人数, 别, 是, 率]\n      rows:\n");
    for (cells, result) in rows {
        let cells: Vec<String> = cells.iter().enumerate().map(|(column, cell)| cell.text(column)).collect();
        document.push_str(&format!("        - [{}, {result}]\n", cells.join(", ")));
    }
    if has_else {
        document.push_str("      else: 9\n");
    }
    let compilation =
        compile([("facts.yaml".to_owned(), FACTS.to_owned()), ("rules.yaml".to_owned(), document.clone())]);
    assert!(
        compilation.catalog.is_some(),
        "{document}\n{:?}",
        compilation
            .diagnostics
            .iter()
            .map(|found| found.line(&compilation.sources, Language::English))
            .collect::<Vec<_>>()
    );
    let found = compilation.diagnostics.iter().filter(|found| found.code != "W0401");
    found.map(|found| (found.code.to_owned(), compilation.sources.position(found.span).line)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(
        std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(400)
    ))]

    #[test]
    fn what_is_warned_of_is_what_brute_force_finds(
        hit in prop::sample::select(vec!["first", "unique", "any"]),
        rows in prop::collection::vec(row(), 1..6),
        has_else in any::<bool>(),
    ) {
        const FIRST_LINE: usize = 7;
        let combinations = combinations();
        let mut expected = BTreeSet::new();
        let covered = |inputs: &Vec<i32>| rows.iter().any(|(cells, _)| matches(cells, inputs));
        if !has_else && !combinations.iter().all(covered) {
            expected.insert(("W0402".to_owned(), 5));
        }
        for (index, (cells, result)) in rows.iter().enumerate() {
            let matching: Vec<_> = combinations.iter().filter(|inputs| matches(cells, inputs)).collect();
            let earlier = &rows[..index];
            let taken = |inputs: &&Vec<i32>| earlier.iter().any(|(cells, _)| matches(cells, inputs));
            if matching.is_empty() || hit == "first" && matching.iter().all(taken) {
                expected.insert(("W0405".to_owned(), FIRST_LINE + index));
            }
            let meets = |differs: bool| {
                earlier.iter().any(|(other, second)| {
                    (!differs || second != result) && matching.iter().any(|inputs| matches(other, inputs))
                })
            };
            if hit == "unique" && meets(false) {
                expected.insert(("W0403".to_owned(), FIRST_LINE + index));
            }
            if hit == "any" && meets(true) {
                expected.insert(("W0404".to_owned(), FIRST_LINE + index));
            }
        }
        prop_assert_eq!(warnings(hit, &rows, has_else), expected);
    }
}

/// The codes and labels that a document is warned of.
fn warned(document: &str) -> Vec<(&'static str, String)> {
    let files = [("facts.yaml".to_owned(), FACTS.to_owned()), ("rules.yaml".to_owned(), document.to_owned())];
    let compilation = compile(files);
    assert!(compilation.catalog.is_some(), "{document}");
    let found = compilation.diagnostics.into_iter().filter(|found| found.code != "W0401");
    found.map(|found| (found.code, found.label.map(|label| label.zh).unwrap_or_default())).collect()
}

#[test]
fn steps_close_gaps_between_whole_numbers() {
    let table = |above: &str| {
        format!("definitions:\n  值: {{table: {{hit: unique, in: [人数], rows: [['<= 2', 1], ['{above}', 2]]}}}}\n")
    };
    assert_eq!(warned(&table(">= 3")), []);
    assert_eq!(warned(&table(">= 4")), [("W0402", "人数 = 3".to_owned())]);
}

#[test]
fn nothing_is_said_where_inputs_depend_on_each_other() {
    // 甲 and 乙 look at the same fact, so what the rows leave out may not exist.
    let document = "definitions:\n  多: {value: 人数 >= 3}\n  值: {table: {hit: unique, in: [人数, 多], \
         rows: [['< 3', false, 1], ['>= 3', true, 2]]}}\n";
    assert_eq!(warned(document), []);
    let document = "facts:\n  收入: {type: money, yearly: 3}\ndefinitions:\n  值: {table: {hit: unique, in: ['收入[-1]', '收入[1]'], \
         rows: [['< 3元', '< 3元', 1], ['>= 3元', '>= 3元', 2]]}}\n";
    assert_eq!(warned(document), []);
}

#[test]
fn years_of_a_series_are_inputs_of_their_own() {
    let document = "facts:\n  收入: {type: money, yearly: 3, domain: '>= 0元'}\ndefinitions:\n  值: {table: {hit: unique, in: ['收入[-1]', '收入[-2]'], \
         rows: [['< 3万元', '-', 1], ['>= 3万元', '>= 3万元', 2]]}}\n";
    assert_eq!(warned(document), [("W0402", "收入[-1] = 3万元，收入[-2] = 0元".to_owned())]);
}

#[test]
fn a_test_against_a_computed_value_is_given_the_benefit_of_the_doubt() {
    let document = "facts:\n  限: {type: integer}\ndefinitions:\n  值: {table: {hit: unique, in: [人数], \
         rows: [['< 限', 1], ['>= 4', 2]]}}\n";
    assert_eq!(warned(document), []);
}

#[test]
fn a_row_beyond_the_domain_is_never_reached() {
    let document = "definitions:\n  值: {table: {hit: first, in: [人数], rows: [['> 5', 1]], else: 0}}\n";
    assert_eq!(warned(document), [("W0405", String::new())]);
}

#[test]
fn the_body_of_a_function_is_not_judged_by_one_call() {
    let document = "definitions:\n  函: {given: {数: number}, table: {hit: first, in: [数], rows: [['> 5', 1]], else: 0}}\n  \
         值: {value: 函(人数)}\n";
    assert_eq!(warned(document), []);
}
