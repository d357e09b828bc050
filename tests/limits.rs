//! Every limit holds at its number and one beyond: what is within compiles and can be written as bytes, what is beyond is
//! refused with a code of its own, and nothing exhausts the stack or the memory.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use policy_calculator::catalog::{bytes, compile};
use policy_calculator::lang::diagnostic::Severity;
use policy_calculator::model::limits;
use std::collections::BTreeSet;

/// The codes of all errors of a document; a catalog without any can be written as bytes.
fn codes(document: &str) -> BTreeSet<&'static str> {
    codes_of(vec![document.to_owned()])
}

fn codes_of(documents: Vec<String>) -> BTreeSet<&'static str> {
    let files = documents.into_iter().enumerate().map(|(index, text)| (format!("{index}.yaml"), text));
    let compilation = compile(files);
    if let Some(catalog) = &compilation.catalog {
        bytes::encode(catalog).unwrap();
    }
    let errors = compilation.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    errors.map(|found| found.code).collect()
}

/// Checks that `document(most)` is fine and `document(most + 1)` gets the code.
fn limited(most: usize, code: &'static str, document: impl Fn(usize) -> String) {
    assert_eq!(codes(&document(most)), BTreeSet::new(), "at the limit of {most}, {code}");
    assert_eq!(codes(&document(most + 1)), BTreeSet::from([code]), "one beyond {most}");
}

fn value(expression: &str) -> String {
    format!(
        "facts:\n  名: {{type: text}}\n  数: {{type: number}}\ndefinitions:\n  值:\n    value: |-\n      {expression}\n"
    )
}

fn repeated(count: usize, part: impl Fn(usize) -> String) -> String {
    (0..count).map(part).collect()
}

#[test]
fn expressions() {
    let text = "名 = \"\"".chars().count();
    limited(limits::EXPRESSION_LENGTH, "E0110", |length| value(&format!("名 = \"{}\"", "x".repeat(length - text))));
    limited(limits::OPERATORS, "E0111", |operators| value(&format!("数{}", "+1".repeat(operators))));
    limited(limits::OPERATORS, "E0111", |operators| value(&format!("数 > 0{}", " or 数 < 0".repeat(operators))));
    // The expression itself is the first level.
    limited(limits::EXPRESSION_DEPTH - 1, "E0106", |depth| {
        value(&format!("{}数{}", "(".repeat(depth), ")".repeat(depth)))
    });
    limited(limits::ITEMS, "E0112", |items| value(&format!("数 in ({})", vec!["1"; items].join(","))));
    limited(limits::ITEMS, "E0112", |items| value(&format!("max({})", vec!["数"; items].join(","))));
}

#[test]
fn files() {
    limited(limits::FILE_BYTES, "E0015", |bytes| format!("# {}", "x".repeat(bytes - 2)));
    // Four levels lie above the remark.
    limited(limits::DOCUMENT_DEPTH, "E0015", |depth| {
        let (open, close) = ("[".repeat(depth - 4), "]".repeat(depth - 4));
        format!("lists:\n  甲:\n    乙: {{label: 乙, note: {open}x{close}}}\n")
    });
    let documents = |count: usize| (0..count).map(|_| String::new()).collect();
    assert_eq!(codes_of(documents(limits::FILES)), BTreeSet::new());
    assert_eq!(codes_of(documents(limits::FILES + 1)), BTreeSet::from(["E0019"]));
}

#[test]
fn tables_and_lists() {
    let table = |columns: usize, rows: usize| {
        let inputs = vec!["数"; columns].join(", ");
        let row = vec!["'-'"; columns].join(", ");
        let rows = repeated(rows, |index| format!("        - [{row}, {index}]\n"));
        format!(
            "facts:\n  数: {{type: number}}\ndefinitions:\n  值:\n    table:\n      hit: collect sum\n      in: [{inputs}]\n      rows:\n{rows}"
        )
    };
    limited(limits::ROWS, "E0322", |rows| table(1, rows));
    limited(limits::COLUMNS, "E0322", |columns| table(columns, 1));
    limited(limits::ROWS, "E0322", |rows| {
        let rows = repeated(rows, |index| format!("        - [{}, 1%]\n", index + 1));
        format!("facts:\n  数: {{type: number}}\ndefinitions:\n  值:\n    tiers:\n      of: 数\n      rows:\n{rows}")
    });
    limited(limits::CODES, "E0323", |codes| {
        format!("lists:\n  甲:\n{}", repeated(codes, |index| format!("    - c{index}\n")))
    });
}

#[test]
fn definitions_in_a_row_in_any_order() {
    let chain = |count: usize, backwards: bool| {
        let mut lines: Vec<String> =
            (1..=count).map(|index| format!("  d{index}: {{value: d{} + 1}}\n", index - 1)).collect();
        if backwards {
            lines.reverse();
        }
        format!("facts:\n  数: {{type: number}}\ndefinitions:\n  d0: {{value: 数}}\n{}", lines.concat())
    };
    limited(limits::NAMES, "E0218", |count| chain(count, false));
    limited(limits::NAMES, "E0218", |count| chain(count, true));
    assert_eq!(codes(&chain(5_000, true)), BTreeSet::from(["E0218"]));
    assert_eq!(codes(&chain(5_000, false)), BTreeSet::from(["E0218"]));
}

#[test]
fn expressions_in_a_row() {
    // Each definition puts its operators on top of those before.
    let document = |count: usize| {
        let lines = repeated(count, |index| {
            let before = if index == 0 { "数".to_owned() } else { format!("d{}", index - 1) };
            format!("  d{index}: {{value: {before}{}}}\n", " * 数".repeat(99))
        });
        format!("facts:\n  数: {{type: number}}\ndefinitions:\n{lines}")
    };
    assert_eq!(codes(&document(10)), BTreeSet::new());
    assert_eq!(codes(&document(11)), BTreeSet::from(["E0218"]));
}

#[test]
fn functions() {
    let chain = |depth: usize, calls: &str| {
        let lines = repeated(depth, |index| match index {
            0 => "  f0: {given: {x: number}, value: x + 1}\n".to_owned(),
            _ => format!(
                "  f{index}: {{given: {{x: number}}, value: {}}}\n",
                calls.replace('F', &format!("f{}", index - 1))
            ),
        });
        format!("facts:\n  数: {{type: number}}\ndefinitions:\n{lines}  值: {{value: f{}(数)}}\n", depth - 1)
    };
    limited(limits::CALL_DEPTH, "E0216", |depth| chain(depth, "F(x)"));
    // Doubling with every level, and with an argument that differs, so that nothing is shared.
    assert_eq!(codes(&chain(10, "F(x) + F(x + 1)")), BTreeSet::new());
    assert_eq!(codes(&chain(30, "F(x) + F(x * 2)")), BTreeSet::from(["E0217"]));
    // Arguments in arguments put the bodies on top of each other.
    let body = " * x".repeat(400);
    let nested = format!("{}数{}", "f(".repeat(3), ")".repeat(3));
    let document = format!(
        "facts:\n  数: {{type: number}}\ndefinitions:\n  f: {{given: {{x: number}}, value: x{body}}}\n  值: {{value: {nested}}}\n"
    );
    assert_eq!(codes(&document), BTreeSet::from(["E0218"]));
}

#[test]
fn conditions() {
    let policy = |conditions: &str, last: usize| {
        format!(
            "facts:\n  是: {{type: boolean}}\nconditions:\n  c0: {{if: 是}}\n{conditions}policies:\n  p:\n    title: 甲\n    level: 国家\n    source: {{title: 办法}}\n    delivery: approval\n    eligible: {{use: c{last}}}\n"
        )
    };
    let chain = |count: usize, condition: &dyn Fn(usize) -> String| {
        policy(&(1..=count).map(|index| format!("  c{index}: {}\n", condition(index - 1))).collect::<String>(), count)
    };
    let deeper = |before: usize| format!("{{not: {{not: {{not: {{not: {{use: c{before}}}}}}}}}}}");
    assert_eq!(codes(&chain(49, &deeper)), BTreeSet::new());
    assert_eq!(codes(&chain(50, &deeper)), BTreeSet::from(["E0324"]));
    let doubled = |before: usize| format!("{{any: [{{use: c{before}}}, {{use: c{before}}}]}}");
    assert_eq!(codes(&chain(13, &doubled)), BTreeSet::new());
    assert_eq!(codes(&chain(14, &doubled)), BTreeSet::from(["E0325"]));
    let renamed = |before: usize| format!("{{use: c{before}}}");
    assert_eq!(codes(&chain(5_000, &renamed)), BTreeSet::new());
    let backwards = |count: usize| {
        let lines: String = (1..=count).rev().map(|index| format!("  c{index}: {{use: c{}}}\n", index - 1)).collect();
        policy(&lines, count)
    };
    assert_eq!(codes(&backwards(5_000)), BTreeSet::from(["E0218"]));
}

#[test]
fn catalogs() {
    limited(limits::FACTS, "E0326", |facts| {
        format!("facts:\n{}", repeated(facts, |index| format!("  f{index}: {{type: number}}\n")))
    });
}

#[test]
fn many_faults_end_somewhere() {
    let document = |faults: usize| format!("definitions:\n{}", repeated(faults, |index| format!("  d{index}: 没有\n")));
    assert_eq!(codes(&document(limits::FAULTS)), BTreeSet::from(["E0201"]));
    assert_eq!(codes(&document(limits::FAULTS + 1)), BTreeSet::from(["E0201", "E0021"]));
}

/// Nesting inside of nesting: a hundred definitions in a row, each as deep as an expression may be.
#[test]
fn the_deepest_of_everything_fits_the_stack() {
    let lines = repeated(limits::NAMES, |index| {
        let before = if index == limits::NAMES - 1 { "是".to_owned() } else { format!("d{}", index + 1) };
        let deep = limits::EXPRESSION_DEPTH - 2;
        format!("  d{index}: {{value: '{}{before}{}'}}\n", "any(上, ".repeat(deep), ")".repeat(deep))
    });
    let document = format!("facts:\n  是: {{type: boolean}}\n  上: {{type: boolean}}\ndefinitions:\n{lines}");
    let found = codes(&document);
    assert!(found.is_empty() || found == BTreeSet::from(["E0218"]), "{found:?}");
}
