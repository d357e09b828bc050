//! `policy fmt` keeps what documents mean: on the project's own rules, whole and damaged, on made-up documents, and on text
//! that is no document at all.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "in a test a failed unwrap is a failed test"
)]

use policy_calculator::catalog::bytes;
use policy_calculator::catalog::compile;
use policy_calculator::catalog::format::{Refusal, format};
use policy_calculator::model::Language;
use proptest::prelude::*;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

/// The project's rules: path and text.
static RULES: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/rules"))];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "yaml") {
                files.push((path.display().to_string(), std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    files.sort();
    files
});

static COMPILED: LazyLock<(Vec<u8>, Vec<String>)> = LazyLock::new(|| compiled(RULES.clone()));

/// The catalog's bytes and the examples of rules that compile.
fn compiled(files: Vec<(String, String)>) -> (Vec<u8>, Vec<String>) {
    let compilation = compile(files);
    let lines: Vec<_> = compilation
        .diagnostics
        .iter()
        .map(|diagnostic| diagnostic.line(&compilation.sources, Language::English))
        .collect();
    let catalog = compilation.catalog.unwrap_or_else(|| panic!("{lines:#?}"));
    let examples = compilation.examples.into_iter().map(|mut example| {
        example.span = policy_calculator::lang::source::Span { file: 0, start: 0, end: 0 };
        format!("{example:?}")
    });
    (bytes::encode(&catalog).unwrap(), examples.collect())
}

fn policy(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_policy")).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A folder of a test's own, empty when it begins.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("format").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn the_projects_rules_are_in_canonical_form() {
    let output = policy(&["fmt", "--check", "rules"]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "run `policy fmt rules`:\n{}{}",
        text(&output.stdout),
        text(&output.stderr)
    );
}

#[test]
fn an_ugly_document_becomes_canonical() {
    let ugly = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/format/ugly.yaml")).unwrap();
    insta::assert_snapshot!(format(0, &ugly).unwrap());
}

#[test]
fn files_are_written_only_where_they_change() {
    let folder = folder("written");
    let (good, bad) = (folder.join("good.yaml"), folder.join("sub/bad.yml"));
    std::fs::create_dir_all(folder.join("sub")).unwrap();
    std::fs::write(&good, "units: [人]\n").unwrap();
    std::fs::write(&bad, "definitions:\n    甲:   人数＞１\n").unwrap();
    std::fs::write(folder.join("notes.txt"), "a:   b").unwrap();
    let before = std::fs::metadata(&good).unwrap().modified().unwrap();

    let output = policy(&["fmt", "--check", folder.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    let shown = text(&output.stdout);
    assert!(shown.contains("bad.yml") && !shown.contains("good.yaml"), "{shown}");
    assert!(shown.contains("-     甲:   人数＞１") && shown.contains("+   甲: 人数 > 1"), "{shown}");
    assert_eq!(std::fs::read_to_string(&bad).unwrap(), "definitions:\n    甲:   人数＞１\n", "--check changes nothing");

    let output = policy(&["--lang", "en", "fmt", folder.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stdout).ends_with("2 files, 1 formatted\n"), "{}", text(&output.stdout));
    assert_eq!(std::fs::read_to_string(&bad).unwrap(), "definitions:\n  甲: 人数 > 1\n");
    assert_eq!(std::fs::metadata(&good).unwrap().modified().unwrap(), before);
    assert_eq!(std::fs::read_to_string(folder.join("notes.txt")).unwrap(), "a:   b");
    assert_eq!(std::fs::read_dir(folder.join("sub")).unwrap().count(), 1, "something was left behind");

    let output = policy(&["fmt", "--check", folder.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
}

#[cfg(unix)]
#[test]
fn permissions_and_links_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = folder("permissions");
    let (file, link) = (folder.join("file.yaml"), folder.join("link.yaml"));
    std::fs::write(&file, "note:   a\n").unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
    symlink(&file, &link).unwrap();
    let output = policy(&["fmt", link.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "note: a\n");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
}

#[test]
fn a_file_that_is_no_yaml_is_left_alone_and_the_others_are_formatted() {
    let folder = folder("faulty");
    let (faulty, other) = (folder.join("a.yaml"), folder.join("b.yaml"));
    std::fs::write(&faulty, "a:   [b\n").unwrap();
    std::fs::write(&other, "note:   a\n").unwrap();
    let output = policy(&["fmt", folder.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("E0001"), "{}", text(&output.stderr));
    assert!(text(&output.stdout).ends_with("2 个文件，1 个已整理，1 个没有改动\n"), "{}", text(&output.stdout));
    assert_eq!(std::fs::read_to_string(&faulty).unwrap(), "a:   [b\n");
    assert_eq!(std::fs::read_to_string(&other).unwrap(), "note: a\n");
}

#[test]
fn wrong_calls_exit_with_2() {
    assert_eq!(policy(&["fmt"]).status.code(), Some(2));
    assert_eq!(policy(&["fmt", "tests/no-such-file.yaml"]).status.code(), Some(2));
    assert_eq!(policy(&["fmt", folder("empty").to_str().unwrap()]).status.code(), Some(2));
}

/// What may happen to a line of the rules without changing what it means.
#[derive(Clone, Copy, Debug)]
enum Damage {
    None,
    TrailingBlanks,
    BlankLines,
    WideColon,
    FullWidth,
    NoBlanks,
    SingleQuotes,
    DoubleQuotes,
    Comment,
}

const DAMAGES: [Damage; 9] = [
    Damage::None,
    Damage::TrailingBlanks,
    Damage::BlankLines,
    Damage::WideColon,
    Damage::FullWidth,
    Damage::NoBlanks,
    Damage::SingleQuotes,
    Damage::DoubleQuotes,
    Damage::Comment,
];

fn damaged(line: &str, damage: Damage) -> String {
    let trimmed = line.trim_start();
    // The value of an expression that stands behind its key alone, without any quotes.
    let keys = ["value: ", "if: ", "- if: ", "amount: ", "when: ", "cap: ", "step: "];
    let expression = keys.iter().find_map(|key| trimmed.strip_prefix(key)).filter(|value| {
        !value.contains(['\'', '"', '{', '#']) && !value.starts_with(['>', '|']) && !["none", "unknown"].contains(value)
    });
    let with = |value: &str| format!("{}{value}", line.strip_suffix(expression.unwrap_or("")).unwrap_or(""));
    match (damage, expression) {
        (Damage::TrailingBlanks, _) => format!("{line}  "),
        (Damage::BlankLines, _) => format!("{line}\n\n  \n"),
        (Damage::WideColon, _) if !trimmed.starts_with('#') => line.replacen(": ", " :    ", 1),
        (Damage::FullWidth, Some(value)) => with(
            &value
                .replace(">=", "≥")
                .replace("<=", "＜＝")
                .replace('*', "×")
                .replace(" + ", "＋")
                .replace('(', "（")
                .replace(',', "，")
                .replace('5', "５"),
        ),
        (Damage::NoBlanks, Some(value)) => {
            with(&value.replace(" > ", ">").replace(" * ", "*").replace(", ", ",").replace(" and ", "   and  "))
        }
        (Damage::SingleQuotes, Some(value)) => with(&format!("'{value}'")),
        (Damage::DoubleQuotes, Some(value)) => with(&format!("\"{value}\"")),
        (Damage::Comment, Some(_)) => format!("{line}      # of it"),
        _ => line.to_owned(),
    }
}

/// A file with some of its lines damaged, and all of it indented twice as deep or with other line ends.
fn damaged_file(text: &str, damages: &[u8], is_deep: bool, is_windows: bool) -> String {
    let mut out = String::new();
    for (index, line) in text.lines().enumerate() {
        let damage = DAMAGES[usize::from(damages[index % damages.len()]) % DAMAGES.len()];
        let mut line = damaged(line, damage);
        if is_deep {
            let blanks = line.len() - line.trim_start_matches(' ').len();
            line.insert_str(0, &" ".repeat(blanks));
            line = line.replacen("- ", "-   ", usize::from(line.trim_start().starts_with("- ")));
        }
        out.push_str(&line);
        out.push_str(if is_windows { "\r\n" } else { "\n" });
    }
    out
}

/// The comments that the made-up documents hold.
fn comments(text: &str) -> Vec<&str> {
    text.split_whitespace().filter(|word| word.starts_with("#:")).collect()
}

/// A made-up document: its lines, as the layout of each part is chosen.
fn document() -> impl Strategy<Value = String> {
    let scalar = || {
        prop::sample::select(vec![
            "甲",
            "甲＋１",
            "max（甲，乙）",
            "'甲 > 1'",
            "\">= 1\"",
            "'a, b: c'",
            "\"it's\"",
            "'say \"so\"'",
            "\"x\\ty\"",
            "1",
            "\"1\"",
            "no",
            "~",
            "null",
            "'null'",
            "a # b",
            "\"a # b\"",
            "-1",
            "甲 +",
            "x:y",
            "\"\"",
        ])
        .prop_map(str::to_owned)
    };
    let flow_scalar = scalar().prop_filter("a comment would cut it", |text| !text.starts_with("a #"));
    let flow = flow_scalar.prop_recursive(3, 12, 4, |inner| {
        let gap = || prop::sample::select(vec!["", " ", "\n                    ", "   ", " #:f\n                    "]);
        prop_oneof![
            (prop::collection::vec((inner.clone(), gap()), 0..4), gap()).prop_map(|(items, end)| {
                let items: Vec<_> = items.iter().map(|(item, gap)| format!("{gap}{item}")).collect();
                format!("[{}{end}]", items.join(","))
            }),
            prop::collection::vec((inner, gap()), 0..4).prop_map(|items| {
                let items: Vec<_> =
                    items.iter().enumerate().map(|(index, (item, gap))| format!("{gap}k{index}: {item}")).collect();
                format!("{{{}}}", items.join(" ,"))
            }),
        ]
    });
    let keys =
        vec!["value", "if", "all", "rows", "table", "definitions", "policies", "eligible", "note", "score", "'q'"];
    let between = prop::sample::select(vec!["", "", "\n", "\n\n\n", "#:o\n", "      #:i\n", "  #:j\n\n"]);
    let entry = (prop::sample::subsequence(keys, 1..4), flow, between, any::<[u8; 4]>());
    prop::collection::vec(entry, 1..6).prop_map(|entries| {
        let mut out = String::new();
        for (number, (keys, value, between, choices)) in entries.into_iter().enumerate() {
            out.push_str(between);
            let mut indent = 0;
            for (level, key) in keys.iter().enumerate() {
                let key = if level == 0 { format!("{key}{number}") } else { (*key).to_owned() };
                let key = if key.starts_with('\'') { format!("q{number}") } else { key };
                out.push_str(&format!("{}{key}:", " ".repeat(indent)));
                indent += 1 + usize::from(choices[level] % 4);
                if level + 1 < keys.len() {
                    out.push_str(if choices[level] % 3 == 0 { "   #:k\n" } else { "\n" });
                }
            }
            let blanks = " ".repeat(indent.max(7));
            match choices[3] % 6 {
                0 => out.push_str(&format!(" {value}\n")),
                1 => out.push_str(&format!("\n{blanks}- {value}\n{blanks}- 乙\n")),
                2 => out.push_str(&format!("  #:v\n{blanks}- {value}  #:w\n{blanks}  #:x\n{blanks}-\n")),
                3 => out.push_str(&format!(" >-\n{blanks}甲  ＋\n{blanks}乙\n\n")),
                4 => out.push_str(&format!(" |\n{blanks}甲\n{blanks}   乙 #:y\n{blanks}丙\n  #:z\n")),
                _ => out.push_str(&format!(
                    "\n{blanks}- a: {value}\n\n{blanks}  b: 乙\n{blanks}  #:e\n{blanks}- - c\n{blanks}  - d\n"
                )),
            }
        }
        out
    })
}

/// So many cases, or as many as `PROPTEST_CASES` says.
fn cases(usual: u32) -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig::with_cases(cases.unwrap_or(usual))
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn damaged_rules_mean_the_same_when_they_are_formatted(
        damages in prop::collection::vec(any::<u8>(), 97),
        is_deep in any::<bool>(),
        is_windows in any::<bool>(),
    ) {
        let mut files = Vec::new();
        for (path, original) in RULES.iter() {
            let damaged = damaged_file(original, &damages, is_deep, is_windows);
            let formatted = format(0, &damaged).unwrap_or_else(|refusal| panic!("{path}: {refusal:?}\n{damaged}"));
            prop_assert_eq!(format(0, &formatted).unwrap(), formatted.as_str());
            files.push((path.clone(), formatted));
        }
        let (bytes, examples) = compiled(files);
        prop_assert!(bytes == COMPILED.0, "the catalogs differ");
        prop_assert_eq!(&examples, &COMPILED.1);
    }
}

proptest! {
    #![proptest_config(cases(3000))]

    #[test]
    fn made_up_documents_keep_their_meaning_and_comments(text in document()) {
        match format(0, &text) {
            Ok(formatted) => {
                prop_assert_eq!(comments(&text), comments(&formatted), "{}\n{}", text, formatted);
                let again = format(0, &formatted);
                prop_assert_eq!(again.as_ref(), Ok(&formatted), "{}", text);
                prop_assert!(!formatted.lines().any(|line| line.ends_with(' ')), "{}", formatted);
            }
            Err(refusal) => prop_assert!(false, "{:?} of\n{}", refusal, text),
        }
    }

    #[test]
    fn any_text_is_formatted_or_refused(
        text in "([\\PC]|[ \n\t\r:#,\\-\\[\\]{}'\"|>&*!%@?~甲＞１]){0,60}|([ \n:#,\\-\\[\\]{}'\"|>+~?ab甲]|: |\n  |\n- |- | #){0,40}",
    ) {
        match format(0, &text) {
            Ok(formatted) => {
                let again = format(0, &formatted);
                prop_assert_eq!(again, Ok(formatted), "{}", text);
            }
            Err(Refusal::Faults(faults)) => prop_assert!(!faults.is_empty()),
            Err(Refusal::Changed) => prop_assert!(false, "changed"),
        }
    }
}
