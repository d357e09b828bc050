//! The pages are true: the language page's YAML blocks are one set of rules that compiles without a warning and passes its
//! examples, the authoring pages quote the rules, and the page of facts is what the rules ask.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use policy_calculator::audit::examples;
use policy_calculator::catalog::compile;
use policy_calculator::model::{Date, Language};

#[test]
fn the_language_page_compiles_and_passes() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/language.md");
    let page = std::fs::read_to_string(path).unwrap();
    let blocks = page.split("\n```").skip(1).step_by(2);
    let documents = blocks.filter_map(|block| block.strip_prefix("yaml\n")).enumerate();
    let documents: Vec<_> = documents.map(|(index, text)| (format!("block {}", index + 1), text.to_owned())).collect();
    assert!(documents.len() >= 10, "only {} YAML blocks found", documents.len());
    let compilation = compile(documents);
    let lines: Vec<_> = compilation
        .diagnostics
        .iter()
        .map(|diagnostic| diagnostic.line(&compilation.sources, Language::English))
        .collect();
    assert_eq!(lines, Vec::<String>::new());
    let catalog = compilation.catalog.unwrap();
    let outcomes = examples::run(&catalog, &compilation.examples, Date::parse("2026-11-23").unwrap()).unwrap();
    assert!(outcomes.len() >= 10);
    for outcome in outcomes {
        assert_eq!(outcome.differences, Vec::<String>::new(), "{}", outcome.example.name);
    }
}

/// The lines of a block or a file without their common indentation.
fn dedented(lines: &[&str]) -> Vec<String> {
    let indentation = |line: &&str| line.len() - line.trim_start().len();
    let common = lines.iter().filter(|line| !line.trim().is_empty()).map(indentation).min().unwrap_or(0);
    lines.iter().map(|line| line.get(common..).unwrap_or("").to_owned()).collect()
}

fn rule_files(folder: &std::path::Path, texts: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rule_files(&path, texts);
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            texts.push(std::fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn the_authoring_pages_quote_the_rules() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut rules = Vec::new();
    rule_files(&root.join("rules"), &mut rules);
    for page in ["docs/authoring.md", "docs/authoring.zh-CN.md"] {
        let text = std::fs::read_to_string(root.join(page)).unwrap();
        let blocks: Vec<&str> =
            text.split("\n```").skip(1).step_by(2).filter_map(|block| block.strip_prefix("yaml\n")).collect();
        assert!(blocks.len() >= 8, "{page} has {} YAML blocks", blocks.len());
        for block in blocks {
            let quoted = dedented(&block.lines().collect::<Vec<_>>());
            let found = rules.iter().any(|file| {
                let lines: Vec<&str> = file.lines().collect();
                lines.windows(quoted.len()).any(|window| dedented(window) == quoted)
            });
            assert!(found, "{page} quotes what no file of rules/ says:\n{block}");
        }
    }
}

#[test]
fn the_page_of_facts_is_up_to_date() {
    let root = env!("CARGO_MANIFEST_DIR");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_policy"));
    let output = command.args(["facts", "rules"]).current_dir(root).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let printed = String::from_utf8(output.stdout).unwrap();
    let kept = std::fs::read_to_string(format!("{root}/docs/facts.md")).unwrap();
    let first = printed.lines().zip(kept.lines()).find(|(printed, kept)| printed != kept);
    assert!(
        printed == kept,
        "docs/facts.md is not what the rules ask ({first:?}): target/debug/policy facts rules > docs/facts.md"
    );
}

#[test]
fn the_catalog_page_lists_every_policy_and_no_other() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("docs/catalog.md")).unwrap();
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let mut listed: Vec<&str> = rows.collect();
    let mut files = Vec::new();
    rule_files(&root.join("rules/policies"), &mut files);
    let mut policies: Vec<String> = files
        .iter()
        .flat_map(|text| text.lines())
        .filter_map(|line| line.strip_prefix("  ")?.strip_suffix(':'))
        .filter(|name| name.contains('-') && name.chars().all(|letter| letter.is_ascii_graphic()))
        .map(str::to_owned)
        .collect();
    listed.sort_unstable();
    policies.sort();
    assert_eq!(listed, policies);
}
