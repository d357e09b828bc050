//! `policy check`: all faults of a folder in one run. A warning is a finding too: rules that have one are not fine.

use super::input::{self, Failure, compile_folder};
use super::output;
use super::report;
use policy_calculator::catalog::Compilation;
use policy_calculator::lang::diagnostic::Severity;
use policy_calculator::model::Language;
use serde_json::{Value, json};
use std::path::Path;
use std::process::ExitCode;

pub fn run(rules: &Path, as_json: bool, language: Language) -> Result<ExitCode, Failure> {
    if rules.is_file() {
        return built(rules, as_json, language);
    }
    let compilation = compile_folder(rules)?;
    let errors = count(&compilation, Severity::Error);
    let warnings = count(&compilation, Severity::Warning);
    if as_json {
        output::line(&document(&compilation, language).to_string())?;
    } else {
        report::diagnostics(&compilation, language);
        let files = compilation.sources.files().len();
        let summary = match (&compilation.catalog, language) {
            (Some(catalog), Language::Chinese) => format!(
                "{files} 个文件，{} 项政策，{} 个指标，{} 个例子：没有错误，{warnings} 个警告",
                catalog.policies.len(),
                catalog.facts.len(),
                compilation.examples.len()
            ),
            (Some(catalog), Language::English) => format!(
                "{files} files, {} policies, {} facts, {} examples: no errors, {warnings} warnings",
                catalog.policies.len(),
                catalog.facts.len(),
                compilation.examples.len()
            ),
            (None, Language::Chinese) => format!("{files} 个文件：{errors} 个错误，{warnings} 个警告"),
            (None, Language::English) => format!("{files} files: {errors} errors, {warnings} warnings"),
        };
        output::line(&summary)?;
    }
    Ok(if errors + warnings == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// A built catalog: its faults were found when it was built, so that it only has to be whole.
fn built(path: &Path, as_json: bool, language: Language) -> Result<ExitCode, Failure> {
    let catalog = input::catalog(path, language)?;
    let (policies, facts) = (catalog.policies.len(), catalog.facts.len());
    output::line(&match (as_json, language) {
        (true, _) => json!({"diagnostics": []}).to_string(),
        (false, Language::Chinese) => format!("规则库文件完好：{policies} 项政策，{facts} 个指标"),
        (false, Language::English) => format!("the catalog is whole: {policies} policies, {facts} facts"),
    })?;
    Ok(ExitCode::SUCCESS)
}

fn count(compilation: &Compilation, severity: Severity) -> usize {
    compilation.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
}

/// The diagnostics as data, for editors.
fn document(compilation: &Compilation, language: Language) -> Value {
    let sources = &compilation.sources;
    let place = |span: policy_calculator::lang::source::Span| {
        let position = sources.position(span);
        let path = sources.file(span.file).map_or("", |file| file.path.as_str());
        let end = sources.end_position(span);
        json!({
            "file": path,
            "line": position.line,
            "column": position.column,
            "end_line": end.line,
            "end_column": end.column,
            "start": span.start,
            "end": span.end,
        })
    };
    let diagnostics: Vec<Value> = compilation
        .diagnostics
        .iter()
        .map(|diagnostic| {
            let related: Vec<Value> = diagnostic
                .related
                .iter()
                .map(|(span, what)| json!({"place": place(*span), "message": what.in_language(language)}))
                .collect();
            json!({
                "code": diagnostic.code,
                "severity": if diagnostic.severity == Severity::Error { "error" } else { "warning" },
                "message": diagnostic.message.in_language(language),
                "place": place(diagnostic.span),
                "label": diagnostic.label.as_ref().map(|label| label.in_language(language)),
                "related": related,
                "help": diagnostic.help.as_ref().map(|help| help.in_language(language)),
                "fix": diagnostic.fix.as_ref().map(|fix| json!({"place": place(fix.span), "replacement": fix.replacement})),
            })
        })
        .collect();
    json!({ "diagnostics": diagnostics })
}
