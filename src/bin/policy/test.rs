//! `policy test`: runs the examples; with `--dump`, writes each policy example and its verdicts to a file.

use super::input::{Failure, compile_folder, today};
use super::{output, report};
use indicatif::{ProgressBar, ProgressStyle};
use policy_calculator::audit::examples;
use policy_calculator::catalog::examples::{Example, FactInput, Subject};
use policy_calculator::engine::Calculator;
use policy_calculator::model::{Catalog, Date, Language, Text};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

pub fn run(rules: &Path, filter: Option<&str>, dump: Option<&Path>, language: Language) -> Result<ExitCode, Failure> {
    if rules.is_file() {
        return Err(Failure::usage(Text::new(
            "规则库文件里没有例子；请给出规则文件夹",
            "a built catalog holds no examples; give the rules folder",
        )));
    }
    let mut compilation = compile_folder(rules)?;
    let Some(catalog) = compilation.catalog.take() else {
        report::diagnostics(&compilation, language);
        return Err(Failure::finding(Text::new("规则有错，没有继续", "the rules have faults; stopped here")));
    };
    let today = today()?;
    let chosen: Vec<Example> = compilation
        .examples
        .iter()
        .filter(|example| {
            filter.is_none_or(|filter| subject(&catalog, example).contains(filter) || example.name.contains(filter))
        })
        .cloned()
        .collect();
    if let Some(path) = dump {
        write_dump(path, &catalog, &chosen, today)?;
    }
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len}").unwrap_or_else(|_| ProgressStyle::default_bar());
    let progress = ProgressBar::new(chosen.len() as u64).with_style(style);
    let (mut passed, mut failed) = (0usize, 0usize);
    for batch in chosen.chunks(64) {
        let outcomes = examples::run(&catalog, batch, today)?;
        for outcome in outcomes {
            if outcome.differences.is_empty() {
                passed += 1;
                continue;
            }
            failed += 1;
            let file = compilation.sources.file(outcome.example.span.file).map_or("", |file| file.path.as_str());
            let position = compilation.sources.position(outcome.example.span);
            let mut lines =
                format!("✗ {}：{}  ({file}:{position})", subject(&catalog, outcome.example), outcome.example.name);
            for difference in &outcome.differences {
                let _ = write!(lines, "\n    {difference}");
            }
            progress.suspend(|| output::line(&lines))?;
        }
        progress.inc(batch.len() as u64);
    }
    progress.finish_and_clear();
    output::line(&format!("{passed} passed, {failed} failed"))?;
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn subject(catalog: &Catalog, example: &Example) -> String {
    match example.of {
        Subject::Policy(policy) => catalog.policies[policy].id.clone(),
        Subject::Definition(definition) => catalog.definitions[definition].name.clone(),
    }
}

/// Writes examples that use the catalog as it is, so that other hosts of the engine can be compared with this one.
fn write_dump(path: &Path, catalog: &Catalog, chosen: &[Example], today: Date) -> Result<(), Failure> {
    let calculator = Calculator::new(Arc::new(catalog.clone()))?;
    let calculator = Arc::new(calculator);
    let mut lines = String::new();
    for example in chosen.iter().filter(|example| example.parameters.is_empty()) {
        let (mut session, _) = examples::open(catalog, &calculator, example, today)?;
        let as_of = example.as_of.unwrap_or(today);
        let verdicts = serde_json::to_string(&session.verdicts())
            .map_err(|error| Failure::finding(Text::chinese(error.to_string())))?;
        let facts: Map<String, Value> =
            example.facts.iter().map(|(name, input)| (name.clone(), value(input))).collect();
        let line = json!({
            "policy": subject(catalog, example),
            "example": example.name,
            "as_of": as_of.to_string(),
            "facts": facts,
            "verdicts": verdicts,
        });
        let _ = writeln!(lines, "{line}");
    }
    std::fs::write(path, lines).map_err(|error| {
        Failure::usage(Text::new(
            format!("写不了 {}：{error}", path.display()),
            format!("cannot write {}: {error}", path.display()),
        ))
    })
}

fn value(input: &FactInput) -> Value {
    match input {
        FactInput::Null => Value::Null,
        FactInput::Boolean(value) => Value::Bool(*value),
        FactInput::Number(text) => serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.clone())),
        FactInput::Text(text) => Value::String(text.clone()),
        FactInput::Array(items) => Value::Array(items.iter().map(value).collect()),
        FactInput::Object(items) => Value::Object(items.iter().map(|(key, item)| (key.clone(), value(item))).collect()),
    }
}
