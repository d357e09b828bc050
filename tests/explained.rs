//! The table behind `policy explain E0201` is whole and true: every code of the sources stands in it and in the language
//! page, and every example of a mistake gets its code while its mend does not.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use policy_calculator::catalog::compile;
use policy_calculator::lang::explained::{CODES, Form};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// Facts, lists and units that the examples use, all of them read by a definition.
const SURROUNDINGS: &str = r#"
units: {人: {zh: 人}, 件: {zh: 件}}
lists:
  规模: [大型, 中型, 小型, 微型]
  地区:
    "440300": {label: 深圳市}
    "440305": {label: 南山区, parent: "440300"}
facts:
  营业收入: {type: money, yearly: 3}
  利润: {type: money}
  专利: {type: integer, unit: 件}
  占比: {type: percent}
  成立日期: {type: date}
  企业规模: {type: choice, of: 规模}
  注册地: {type: choice, of: 地区}
  名称: {type: text}
  上市: {type: boolean}
  贷款: {type: list, of: {金额: money, 年利率: percent}}
parameters:
  征收比例: {by: 地区, rows: [{at: "440300", from: 2017-01-01, value: 0.5%}]}
definitions:
  用到:
    value: >-
      营业收入[-1] + 利润 > 0元 and 专利 > 1 and 占比 > 1% and 成立日期 < 基准日 and 企业规模 = "大型"
      and 注册地 = "440305" and 名称 = "" and 上市
      and count(贷款) > 1
"#;

/// The keys of a policy that has no fault.
const POLICY: [&str; 7] = [
    "title: {zh: 甲}",
    "level: 南山区",
    "source: {title: 办法, number: 一号, grade: A}",
    "in_force: {from: 2024-01-01}",
    "delivery: approval",
    "eligible: {if: 上市}",
    "benefits: [{kind: grant, amount: 5万元}]",
];

fn codes_of(form: Form, text: &str) -> Vec<String> {
    let document = match form {
        Form::Expression => format!("definitions:\n  值:\n    value: |-\n      {text}\n"),
        Form::Document => text.to_owned(),
        Form::Policy => {
            let key = text.split(':').next().unwrap();
            let kept = POLICY.iter().filter(|line| line.split(':').next().unwrap() != key);
            let lines: Vec<String> = kept.copied().chain([text]).map(|line| format!("    {line}\n")).collect();
            format!("policies:\n  sample:\n{}", lines.concat())
        }
    };
    let files = [("surroundings.yaml".to_owned(), SURROUNDINGS.to_owned()), ("rules.yaml".to_owned(), document)];
    compile(files).diagnostics.iter().map(|diagnostic| diagnostic.code.to_owned()).collect()
}

#[test]
fn every_mistake_gets_its_code_and_no_mend_does() {
    let mut wrong = Vec::new();
    for explained in CODES {
        let Some(example) = explained.example else { continue };
        let found = codes_of(example.form, example.mistake);
        if !found.iter().any(|code| code == explained.code) {
            wrong.push(format!("{}: the mistake gives {found:?}", explained.code));
        }
        let found = codes_of(example.form, example.mend);
        if found.iter().any(|code| code == explained.code || code.starts_with('E')) {
            wrong.push(format!("{}: the mend gives {found:?}", explained.code));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// Every `"E0…"` and `"W0…"` of the files below a folder.
fn emitted(folder: &Path, codes: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            emitted(&path, codes);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("explained.rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let quoted = text.split('"').filter(|part| {
                part.len() == 5 && part.starts_with(['E', 'W']) && part.chars().skip(1).all(|c| c.is_ascii_digit())
            });
            codes.extend(quoted.map(str::to_owned));
        }
    }
}

#[test]
fn every_code_of_the_sources_is_explained_and_no_other() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = BTreeSet::new();
    emitted(&root.join("src"), &mut found);
    let explained: Vec<String> = CODES.iter().map(|known| known.code.to_owned()).collect();
    assert_eq!(explained, found.into_iter().collect::<Vec<_>>());
    let page = std::fs::read_to_string(root.join("docs/language.md")).unwrap();
    for code in &explained {
        assert!(page.contains(&format!("| `{code}` |")), "docs/language.md does not list {code}");
    }
}

#[test]
fn the_command_explains_a_code() {
    let policy = |arguments: &[&str]| Command::new(env!("CARGO_BIN_EXE_policy")).args(arguments).output().unwrap();
    let output = policy(&["explain", "E0209", "--lang", "en"]);
    assert_eq!(output.status.code(), Some(0));
    let expected = "E0209  `if` without `else`\n\nSay what the value is otherwise.\n\nmistake\n    if 上市 then 1万元\n\nmend\n    if 上市 then 1万元 else 0元\n";
    assert_eq!(String::from_utf8(output.stdout).unwrap(), expected);
    let output = policy(&["explain", "E0299"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().starts_with("没有诊断代码 E0299"));
}
