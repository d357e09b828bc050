//! `policy test`: runs the examples; with `--dump`, writes each policy example and its verdicts to a file; with `--coverage`,
//! tells what the examples have not shown; with `--mutants`, which mistakes they would not notice.

mod coverage;
mod mutants;

use super::input::{Failure, compile_folder, today};
use super::{output, report};
use indicatif::{ProgressBar, ProgressStyle};
use policy_calculator::audit::examples;
use policy_calculator::catalog::Compilation;
use policy_calculator::catalog::examples::{Example, FactInput, Subject};
use policy_calculator::engine::Calculator;
use policy_calculator::lang::source::Span;
use policy_calculator::model::{Catalog, Date, Language, Text};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// What is asked of `policy test`.
#[derive(clap::Args)]
pub struct Options {
    /// The rules folder.
    rules: PathBuf,
    /// Only examples whose subject or name contains this.
    filter: Option<String>,
    /// Writes every policy example with its verdicts to a file, one JSON document a line.
    #[arg(long, value_name = "FILE")]
    dump: Option<PathBuf>,
    /// Tells what the examples have not shown of the policies and definitions whose name contains FILTER.
    #[arg(long)]
    coverage: bool,
    /// With `--coverage`: what need not be shown, one item a line as it is printed, then ` # ` and the reason.
    #[arg(long, value_name = "FILE", requires = "coverage")]
    except: Option<PathBuf>,
    /// Makes small mistakes in the policies and definitions whose name contains FILTER, and tells which of them no example notices.
    #[arg(long, conflicts_with = "coverage")]
    mutants: bool,
    /// With `--mutants`: how many percent of the mistakes that change a verdict the examples must notice.
    #[arg(long, value_name = "PERCENT", default_value = "98", value_parser = per_mille)]
    at_least: usize,
    /// With `--mutants`: makes only so many of them, evenly taken from all.
    #[arg(long, value_name = "N", requires = "mutants")]
    sample: Option<usize>,
    /// With `--mutants`: lists those too for which no difference was found.
    #[arg(long, requires = "mutants")]
    verbose: bool,
    /// One JSON document on stdout instead of text.
    #[arg(long)]
    json: bool,
}

/// Rules that have been compiled, and what is to be done with them.
struct Run<'r> {
    options: &'r Options,
    catalog: Catalog,
    compilation: Compilation,
    today: Date,
    language: Language,
}

pub fn run(options: &Options, language: Language) -> Result<ExitCode, Failure> {
    if options.rules.is_file() {
        return Err(Failure::usage(Text::new(
            "规则库文件里没有例子；请给出规则文件夹",
            "a built catalog holds no examples; give the rules folder",
        )));
    }
    let mut compilation = compile_folder(&options.rules)?;
    let Some(catalog) = compilation.catalog.take() else {
        report::diagnostics(&compilation, language);
        return Err(Failure::finding(Text::new("规则有错，没有继续", "the rules have faults; stopped here")));
    };
    let run = Run { options, catalog, compilation, today: today()?, language };
    let chosen: Vec<Example> = run.compilation.examples.iter().filter(|it| run.is_chosen(it)).cloned().collect();
    if let Some(path) = &options.dump {
        write_dump(path, &run.catalog, &chosen, run.today)?;
    }
    let failed = run.examples(&chosen)?;
    if !options.json {
        output::line(&format!("{} passed, {} failed", chosen.len() - failed.len(), failed.len()))?;
    }
    let count = chosen.len();
    let fine = match (options.coverage, options.mutants) {
        (true, _) => coverage::run(&run, count, &failed)?,
        // Of rules whose examples fail anyway nothing can be told.
        (_, true) if failed.is_empty() => mutants::run(&run, count)?,
        _ if options.json => {
            output::line(&json!({"examples": run.examples_json(count, &failed)}).to_string())?;
            true
        }
        _ => true,
    };
    Ok(if fine && failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// `98` or `98.5` percent in tenths of a percent.
fn per_mille(text: &str) -> Result<usize, String> {
    let wrong = || format!("`{text}` is not a share; write 98 or 98.5");
    let share = rust_decimal::Decimal::from_str_exact(text).map_err(|_| wrong())?;
    let share = share.checked_mul(rust_decimal::Decimal::TEN).ok_or_else(wrong)?;
    usize::try_from(share).ok().filter(|share| *share <= 1_000).ok_or_else(wrong)
}

/// `99.5%`
fn percent(per_mille: usize) -> String {
    format!("{}.{}%", per_mille / 10, per_mille % 10)
}

/// An example that does not give what its author expects.
struct FailedExample {
    subject: String,
    name: String,
    span: Span,
    differences: Vec<String>,
}

impl Run<'_> {
    fn is_chosen(&self, example: &Example) -> bool {
        let filter = self.options.filter.as_deref();
        filter.is_none_or(|it| subject(&self.catalog, example).contains(it) || example.name.contains(it))
    }

    /// `rules/a.yaml:3:5`
    fn place(&self, span: Span) -> String {
        let sources = &self.compilation.sources;
        let file = sources.file(span.file).map_or("", |file| file.path.as_str());
        format!("{file}:{}", sources.position(span))
    }

    /// Runs the examples and shows those that fail.
    fn examples(&self, chosen: &[Example]) -> Result<Vec<FailedExample>, Failure> {
        let progress = progress(chosen.len());
        let mut failed = Vec::new();
        for batch in chosen.chunks(64) {
            for outcome in examples::run(&self.catalog, batch, self.today)? {
                if outcome.differences.is_empty() {
                    continue;
                }
                let (subject, name) = (subject(&self.catalog, outcome.example), outcome.example.name.clone());
                let span = outcome.example.span;
                let failure = FailedExample { subject, name, span, differences: outcome.differences };
                if !self.options.json {
                    let mut lines = format!("✗ {}：{}  ({})", failure.subject, failure.name, self.place(span));
                    for difference in &failure.differences {
                        let _ = write!(lines, "\n    {difference}");
                    }
                    progress.suspend(|| output::line(&lines))?;
                }
                failed.push(failure);
            }
            progress.inc(batch.len() as u64);
        }
        progress.finish_and_clear();
        Ok(failed)
    }

    /// How the examples went, as JSON.
    fn examples_json(&self, count: usize, failed: &[FailedExample]) -> Value {
        let failures = failed.iter().map(|it| {
            let place = self.place_json(Some(it.span));
            json!({"subject": it.subject, "name": it.name, "place": place, "differences": it.differences})
        });
        json!({"passed": count - failed.len(), "failed": failures.collect::<Vec<_>>()})
    }

    fn place_json(&self, span: Option<Span>) -> Value {
        let sources = &self.compilation.sources;
        let Some((span, file)) = span.and_then(|span| Some((span, sources.file(span.file)?))) else {
            return Value::Null;
        };
        let position = sources.position(span);
        json!({"file": file.path, "line": position.line, "column": position.column})
    }
}

/// A bar on stderr.
fn progress(length: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len}").unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(length as u64).with_style(style)
}

fn subject(catalog: &Catalog, example: &Example) -> String {
    match example.of {
        Subject::Policy(policy) => catalog.policies[policy].id.clone(),
        Subject::Definition(definition) => catalog.definitions[definition].name.clone(),
    }
}

/// Of every so many examples all verdicts are written.
const ALL_VERDICTS_EACH: usize = 25;

/// Writes examples that use the catalog as it is, so that other hosts of the engine can be compared with this one.
fn write_dump(path: &Path, catalog: &Catalog, chosen: &[Example], today: Date) -> Result<(), Failure> {
    let calculator = Calculator::new(Arc::new(catalog.clone()))?;
    let calculator = Arc::new(calculator);
    let mut lines = String::new();
    let plain = chosen.iter().filter(|example| example.parameters.is_empty());
    for (index, example) in plain.enumerate() {
        let (mut session, _) = examples::open(catalog, &calculator, example, today)?;
        let subject = subject(catalog, example);
        // All verdicts on every company would be tens of thousands: a sample of them, and else that of the example's policy.
        let verdicts = if index % ALL_VERDICTS_EACH == 0 {
            serde_json::to_string(&session.verdicts()).map(Some)
        } else {
            session.verdict(&subject).map(|verdict| serde_json::to_string(&verdict)).transpose()
        };
        let verdicts = verdicts.map_err(|error| Failure::finding(Text::chinese(error.to_string())))?;
        let Some(verdicts) = verdicts else { continue };
        let as_of = example.as_of.unwrap_or(today);
        let facts: Map<String, Value> =
            example.facts.iter().map(|(name, input)| (name.clone(), value(input))).collect();
        let line = json!({
            "policy": subject,
            "example": example.name,
            "as_of": as_of.to_string(),
            "facts": facts,
            "all": index % ALL_VERDICTS_EACH == 0,
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
