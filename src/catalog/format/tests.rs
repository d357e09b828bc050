//! One test for each rule of the canonical form. Every form is also formatted again, and must stay as it is.

use super::places::Place;
use super::{Refusal, format, same};
use crate::catalog::yaml;
use crate::lang::diagnostic::Diagnostics;

fn formatted(text: &str) -> String {
    format(0, text).unwrap_or_else(|refusal| panic!("{refusal:?} of\n{text}"))
}

#[track_caller]
fn becomes(text: &str, expected: &str) {
    let found = formatted(text);
    assert_eq!(found, expected, "of\n{text}");
    assert_eq!(formatted(&found), found, "not stable");
}

#[test]
fn levels_are_two_spaces_and_lists_stand_under_their_keys() {
    becomes(
        "a:\n     b:\n       - c\n       -   d: e\n           f: g\n",
        "a:\n  b:\n    - c\n    - d: e\n      f: g\n",
    );
    becomes("a:\n- b\n-\n  c: d\n-\n- - e\n  - f\n", "a:\n  - b\n  - c: d\n  -\n  - - e\n    - f\n");
    becomes("a:\n- [b]\n- {c: d}\ne:\n- {f: g}\n", "a:\n  - [b]\n  - {c: d}\ne:\n  - {f: g}\n");
    becomes("? a\n: b\n", "a: b\n");
}

#[test]
fn one_space_stands_where_a_space_belongs() {
    becomes("a :   b\nc: [ d,e ,f, ]\ng: { h : i,j: [ ] , k }\n", "a: b\nc: [d, e, f]\ng: {h: i, j: [], k}\n");
    becomes("a: {b: , c:}\nd: [e: f]\n", "a: {b:, c:}\nd: [e: f]\n");
}

#[test]
fn line_ends_are_clean() {
    becomes("a: b  \n\n\n\nc: d\t\n\n", "a: b\n\nc: d\n");
    becomes("\n\na:\n\n  b: c", "a:\n  b: c\n");
    becomes("a: b\r\nc:\r\n  - d\r\n\r\n  - e\r\n", "a: b\nc:\n  - d\n\n  - e\n");
    becomes("", "");
    becomes("\n \n", "");
}

#[test]
fn comments_stay_where_they_are() {
    becomes(
        "\n#   top\n\na:    # of a\n# of b\n      b: c     # of c\n\n\n      # of d\n      d: e\n   # end\n# last",
        "#   top\n\na:  # of a\n  # of b\n  b: c  # of c\n\n  # of d\n  d: e\n# end\n# last\n",
    );
    becomes("a:\n  - b\n  # end of a\n# of c\nc: d\n", "a:\n  - b\n  # end of a\n# of c\nc: d\n");
    becomes("a:\n- b\n# of c\nc: d\n", "a:\n  - b\n# of c\nc: d\n");
    becomes("a:\n  # of b\n  b\nc: # of d\n  d\n", "a:\n  # of b\n  b\nc:  # of d\n  d\n");
    becomes("- # of a\n  a: b\n-\n  # of c\n  c\n", "# of a\n- a: b\n# of c\n- c\n");
    becomes("a:\n- b  # of b\n-    # of nothing\n-\n# end\n", "a:\n  - b  # of b\n  -  # of nothing\n  -\n# end\n");
    becomes("a:\n  - b: c\n  - # of nothing\n  - d\n", "a:\n  - b: c\n  -  # of nothing\n  - d\n");
    becomes("# only\n\n\n# comments", "# only\n\n# comments\n");
    becomes("a: |  # of a\n   b # no comment\n", "a: |  # of a\n  b # no comment\n");
}

#[test]
fn brackets_stay_brackets_and_are_joined_where_all_fits_on_a_line() {
    becomes("a: [\n  b,\n  c\n]\n", "a: [b, c]\n");
    becomes("a: [b,  # of b\n c]\n", "a: [b,  # of b\n  c]\n");
    becomes("a: [b\n  # end\n ]\n", "a: [b\n  # end\n  ]\n");
    let long = "长".repeat(30);
    becomes(
        &format!("a:\n  b: {{c: {long},\n   d: [{long},\n   e]\n   }}\n"),
        &format!("a:\n  b: {{c: {long},\n    d: [{long},\n      e]}}\n"),
    );
    becomes(&format!("a: [{long}, {long}, {long}]\n"), &format!("a: [{long}, {long}, {long}]\n"));
}

#[test]
fn quotes_stand_only_where_they_are_needed() {
    becomes("note: 'a'\n'b': \"c\"\n", "note: a\nb: c\n");
    becomes("note: 'a: b'\n", "note: \"a: b\"\n");
    becomes("note: ['a, b', 'c (d)', \"e's\", 'f\"g']\n", "note: [\"a, b\", c (d), e's, f\"g]\n");
    becomes("note: \"\\\"a\\\": \\\\\"\n", "note: '\"a\": \\'\n");
    becomes("note: \"a\\nb\"\n", "note: \"a\\nb\"\n");
}

#[test]
fn quotes_that_matter_stay() {
    becomes(
        "note: ['1', \"true\", 'null', '', '2026-01-01', 'no']\n",
        "note: [\"1\", \"true\", \"null\", \"\", \"2026-01-01\", \"no\"]\n",
    );
    becomes("note: [1, true, null, ~, no]\n", "note: [1, true, null, ~, \"no\"]\n");
}

#[test]
fn codes_get_quotes_and_keep_them() {
    becomes(
        "lists: {甲: [1, no, 'A', B], 乙: {440300: {label: '深圳'}, 'C': {label: 丙, parent: 440300}}}\n",
        "lists: {甲: [\"1\", \"no\", \"A\", B], 乙: {\"440300\": {label: 深圳}, \"C\": {label: 丙, parent: \"440300\"}}}\n",
    );
}

#[test]
fn expressions_are_spelt_the_one_way() {
    becomes("definitions:\n  甲: 乙＋１\n", "definitions:\n  甲: 乙 + 1\n");
    becomes("definitions: {甲: {value: max（乙，１）}}\n", "definitions: {甲: {value: 'max(乙, 1)'}}\n");
    becomes("definitions: {甲: “乙”}\n", "definitions: {甲: '\"乙\"'}\n");
    becomes("definitions: {甲: 'ｔｒｕｅ'}\n", "definitions: {甲: 'true'}\n");
    becomes("definitions: {甲: ｎｏｎｅ}\n", "definitions: {甲: 'none'}\n");
    becomes(
        "facts: {甲: {domain: \">=０\", step: '1', brackets: [1 , ２]}}\n",
        "facts: {甲: {domain: '>= 0', step: '1', brackets: [1, 2]}}\n",
    );
    becomes(
        "parameters: {甲: [{value: １元, from: 2026-01-01}]}\n",
        "parameters: {甲: [{value: 1元, from: 2026-01-01}]}\n",
    );
    becomes("groups: {甲: {cap: １元, says: １元}}\n", "groups: {甲: {cap: 1元, says: １元}}\n");
}

#[test]
fn conditions_and_benefits_hold_expressions() {
    becomes(
        "policies:\n  p:\n    title: 甲＞1\n    eligible: {all: [甲＞1, {if: 乙＞1, says: 乙＞1}, {not: 丙＞1}, {at_least: {n: 1, of: [丁＞1]}}, \
         {judged: {id: 戊, fact: 己 or 庚}}]}\n    benefits: [{when: 甲＞1, amount: {min: １元}, cap: １元}]\n    let: {辛: １}\n",
        "policies:\n  p:\n    title: 甲＞1\n    eligible: {all: [甲 > 1, {if: 乙 > 1, says: 乙＞1}, {not: 丙 > 1}, {at_least: {n: 1, of: [丁 > 1]}}, \
         {judged: {id: 戊, fact: 己 or 庚}}]}\n    benefits: [{when: 甲 > 1, amount: {min: 1元}, cap: 1元}]\n    let: {辛: 1}\n",
    );
}

#[test]
fn cells_and_results_of_tables_know_codes() {
    becomes(
        "definitions: {甲: {type: choice, of: 类, table: {in: [乙+1], rows: [['＞=1', 大型（含）], {when: [甲，乙], then: 小-型}], else: 中（型）}}}\n",
        "definitions: {甲: {type: choice, of: 类, table: {in: [乙 + 1], rows: [['>= 1', 大型（含）], {when: ['甲, 乙'], then: 小-型}], else: 中（型）}}}\n",
    );
    becomes(
        "definitions: {甲: {table: {in: [乙], rows: [[A-1, 2*３]], else: 0＋1}}}\n",
        "definitions: {甲: {table: {in: [乙], rows: [[A-1, 2 * 3]], else: 0 + 1}}}\n",
    );
}

#[test]
fn scores_tiers_and_selections_hold_expressions() {
    becomes(
        "definitions:\n  甲: {score: {乙: 1＋1, 丙: {丁: １, 戊: {table: {in: [己], rows: [['-', １]]}}}}, veto: {乙: １}, pass: ６0}\n  \
         庚: {tiers: {of: 辛, rows: [[１元, ２%], ['-', 3%]]}}\n  \
         壬: {select: {each: 笔, from: 贷款, where: 笔.金额＞1元, with: {息: 笔.金额×1%}}}\n",
        "definitions:\n  甲: {score: {乙: 1 + 1, 丙: {丁: 1, 戊: {table: {in: [己], rows: [['-', 1]]}}}}, veto: {乙: 1}, pass: 60}\n  \
         庚: {tiers: {of: 辛, rows: [[1元, 2%], ['-', 3%]]}}\n  \
         壬: {select: {each: 笔, from: 贷款, where: 笔.金额 > 1元, with: {息: 笔.金额 * 1%}}}\n",
    );
}

#[test]
fn examples_are_data() {
    becomes(
        "definitions: {甲: {value: 1, examples: [{facts: {乙: １＋1}, parameters: {丙: １%}, expect: {value: ａ（b）}}]}}\n",
        "definitions: {甲: {value: 1, examples: [{facts: {乙: １＋1}, parameters: {丙: 1%}, expect: {value: ａ（b）}}]}}\n",
    );
}

#[test]
fn expressions_with_faults_stay_as_they_were() {
    becomes(
        "definitions:\n  甲: '１ +'\n  乙: １、2\n  丙: １+2\n",
        "definitions:\n  甲: '１ +'\n  乙: １、2\n  丙: 1 + 2\n",
    );
    becomes("definitions:\n  甲: >\n     １ +\n", "definitions:\n  甲: >\n    １ +\n");
}

#[test]
fn expressions_that_a_comma_split_get_quotes() {
    becomes(
        "definitions: {甲: {value: min(乙,丙), type: money}}\n",
        "definitions: {甲: {value: 'min(乙, 丙)', type: money}}\n",
    );
    becomes("definitions: {甲: max(乙, min(丙, 丁), 1)}\n", "definitions: {甲: 'max(乙, min(丙, 丁), 1)'}\n");
    becomes(
        "definitions: {甲: {table: {in: [乙, max(丙, 丁)], rows: [['-', '-', min(乙, 丙)], [not(1, 2), '-', 0]]}}}\n",
        "definitions: {甲: {table: {in: [乙, 'max(丙, 丁)'], rows: [['-', '-', 'min(乙, 丙)'], ['not(1, 2)', '-', 0]]}}}\n",
    );
    // Not an expression, not whole, or not to be understood.
    for text in ["note: {a: b (c, d)}\n", "definitions: {甲: 'min(乙', 丙: 丁)}\n", "definitions: {甲: min(乙, 丙}\n"]
    {
        becomes(text, text);
    }
}

#[test]
fn long_expressions_keep_their_lines() {
    let (a, b) = ("很".repeat(30), "长".repeat(30));
    becomes(
        &format!("definitions:\n  甲:\n    {a}\n    ＋{b}\n"),
        &format!("definitions:\n  甲: >-\n    {a}\n    + {b}\n"),
    );
    becomes(
        &format!("definitions:\n  甲: |\n    {a}\n\n    +{b}\n\n"),
        &format!("definitions:\n  甲: >-\n    {a}\n    + {b}\n"),
    );
    becomes(&format!("definitions:\n  甲: {a}＋{b}\n"), &format!("definitions:\n  甲: {a} + {b}\n"));
    becomes("definitions:\n  甲: >-\n    很\n    +长\n", "definitions:\n  甲: 很 + 长\n");
    becomes("definitions:\n  甲: '很\n    +max(\"a: b\", 长)'\n", "definitions:\n  甲: '很 + max(\"a: b\", 长)'\n");
}

#[test]
fn texts_on_several_lines_keep_their_lines() {
    becomes("note:\n   a\n     b\n\n   c\n", "note: a\n  b\n\n  c\n");
    becomes("note: \"a\n   b\\\n   c\\ \n   d\"\n", "note: \"a\n  b\\\n  c\\ \n  d\"\n");
    becomes(
        "a:\n      note: |\n           b\n             c\n\n           d\n      e: f\n",
        "a:\n  note: |\n    b\n      c\n\n    d\n  e: f\n",
    );
    becomes("a: |\n    b  \n    c  \nd: e\u{a0}\n", "a: |\n  b  \n  c  \nd: e\u{a0}\n");
    becomes("a: |\n    b\n      \n\nc: d\n", "a: |\n  b\n    \n\nc: d\n");
    becomes("a: |+\n    b\n\n\nc: d\n", "a: |+\n  b\n\n\nc: d\n");
    becomes("a: |+\n    b\n\n", "a: |+\n  b\n\n");
    becomes("a:\n    b: |4\n          c\n        d\n", "a:\n  b: |2\n      c\n    d\n");
}

#[test]
fn document_markers_stay() {
    becomes("%YAML 1.2\n---   # start\na:   b\n...\n# end\n", "%YAML 1.2\n---  # start\na: b\n...\n# end\n");
}

#[test]
fn what_is_no_document_of_rules_is_refused_with_its_faults() {
    for (text, code) in [
        ("a: [b\n", "E0001"),
        ("a: 1\na: 2\n", "E0002"),
        ("a: &b c\n", "E0003"),
        ("a: 1\n---\nb: 2\n", "E0003"),
        ("[a]: b\n", "E0006"),
        ("a: {: b}\n", "E0005"),
    ] {
        match format(0, text) {
            Err(Refusal::Faults(faults)) => assert_eq!(faults.first().map(|fault| fault.code), Some(code), "{text}"),
            other => panic!("{other:?} of {text}"),
        }
    }
}

#[test]
fn a_changed_document_is_not_the_same() {
    let read = |text: &str| yaml::read(0, text, &mut Diagnostics::default()).unwrap();
    let is_same = |one: &str, other: &str| same(&read(one), &read(other), Place::Document);
    assert!(is_same("definitions: {甲: 乙＋1}", "definitions:\n  甲: '乙 + 1'"));
    assert!(is_same("lists: {甲: [1]}", "lists: {甲: [\"1\"]}"));
    for (one, other) in [
        ("definitions: {甲: 乙 + 1}", "definitions: {甲: 乙 - 1}"),
        ("definitions: {甲: 乙, 丙: 丁}", "definitions: {丙: 丁, 甲: 乙}"),
        ("definitions: {甲: 乙, 丙: 丁}", "definitions: {甲: 乙}"),
        ("definitions: {甲: 乙}", "definitions: [甲]"),
        ("note: 甲＋乙", "note: 甲+乙"),
        ("note: [a, b]", "note: [a]"),
        ("definitions: {甲: ｕｎｋｎｏｗｎ}", "definitions: {甲: unknown}"),
        ("note: null", "note: \"null\""),
        ("note: \"1\"", "note: 1"),
        ("lists: {甲: [\"1\"]}", "lists: {甲: [1]}"),
    ] {
        assert!(!is_same(one, other), "{one} and {other}");
    }
}
