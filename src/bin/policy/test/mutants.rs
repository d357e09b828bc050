//! `policy test --mutants`: which small mistakes in the rules no example would notice.

use super::super::input::Failure;
use super::super::output;
use super::{Run, percent, progress};
use indicatif::ProgressBar;
use policy_calculator::audit::coverage::per_mille;
use policy_calculator::audit::mutants::{self, Fate, Mutant, Report, Request, Sample};
use policy_calculator::model::Language;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::sync::OnceLock;

/// Makes the mistakes and tells; whether enough of them are noticed.
pub fn run(run: &Run, count: usize) -> Result<bool, Failure> {
    let request = Request {
        catalog: &run.catalog,
        places: &run.compilation.places,
        examples: &run.compilation.examples,
        today: run.today,
        filter: run.options.filter.as_deref(),
        sample: run.options.sample,
    };
    let bar: OnceLock<ProgressBar> = OnceLock::new();
    let starts = |length: usize| {
        bar.get_or_init(|| progress(length));
    };
    let ends = || bar.get().into_iter().for_each(|bar| bar.inc(1));
    let report = mutants::run(&request, &starts, &ends)?;
    bar.get().into_iter().for_each(ProgressBar::finish_and_clear);
    if run.options.json {
        output::line(&document(run, &report, count).to_string())?;
    } else {
        output::write(&text_of(run, &report))?;
    }
    Ok(score(&report) >= run.options.at_least)
}

/// The share of the mistakes that some profile shows which an example shows, in tenths of a percent.
fn score(report: &Report) -> usize {
    let (killed, survived) = (report.killed(), report.survivors().count());
    per_mille(killed, killed + survived)
}

fn text_of(run: &Run, report: &Report) -> String {
    let say = |zh: &'static str, en: &'static str| if run.language == Language::Chinese { zh } else { en };
    let mut text = String::new();
    for (mutant, sample) in report.survivors() {
        let _ = writeln!(text, "\n✗ {}", headline(run, mutant));
        let _ = writeln!(text, "    {}: {} → {}", sample.subject, told(&sample.expect), sample.instead());
        for line in sample.yaml() {
            let _ = writeln!(text, "    {line}");
        }
        for condition in &sample.unnamed {
            let name = condition.in_language(run.language);
            let _ = match run.language {
                Language::Chinese => writeln!(text, "    # 只有这个条件的真假不同，给它一个 id 才能写进 truth：{name}"),
                Language::English => {
                    writeln!(text, "    # only the truth of this condition differs; give it an id: {name}")
                }
            };
        }
    }
    if run.options.verbose {
        for (title, mutants) in [
            (say("没有找到区别的", "no difference found"), report.same().collect::<Vec<_>>()),
            (say("引擎不接受的", "not accepted by the engine"), report.refused().collect()),
        ] {
            if !mutants.is_empty() {
                let _ = writeln!(text, "\n{title}");
            }
            for mutant in mutants {
                let _ = writeln!(text, "  {}", headline(run, mutant));
            }
        }
    }
    let (killed, survived) = (report.killed(), report.survivors().count());
    let share = percent(score(report));
    let (same, refused) = (report.same().count(), report.refused().count());
    let _ = match run.language {
        Language::Chinese => writeln!(
            text,
            "\n改动 {} 处：例子发现 {killed}，漏过 {survived}，没有找到区别 {same}",
            report.mutants.len()
        ),
        Language::English => writeln!(
            text,
            "\n{} mutants: {killed} noticed by the examples, {survived} not, {same} without a difference",
            report.mutants.len()
        ),
    };
    if refused > 0 {
        let _ = writeln!(text, "{} {refused}", say("引擎不接受的", "not accepted by the engine:"));
    }
    let _ = writeln!(text, "{killed} killed, {survived} survived ({share})");
    text
}

fn told(pairs: &[(String, String)]) -> String {
    pairs.iter().map(|(key, value)| format!("{key}: {value}")).collect::<Vec<_>>().join(", ")
}

/// `cn-x · 从业人数 · `季度平均从业人数 <= 300` → `季度平均从业人数 < 300`  (rules/a.yaml:3:5)`
fn headline(run: &Run, mutant: &Mutant) -> String {
    let owner = match (mutant.owners.as_slice(), run.language) {
        ([], _) => String::new(),
        ([only], _) => only.clone(),
        ([first, rest @ ..], Language::Chinese) => format!("{first}（及另外 {} 项政策）", rest.len()),
        ([first, rest @ ..], Language::English) => format!("{first} (and {} more policies)", rest.len()),
    };
    let what = mutant.what.in_language(run.language);
    let what = if what.is_empty() { String::new() } else { format!(" · {what}") };
    let (before, after) = (mutant.before.in_language(run.language), mutant.after.in_language(run.language));
    let place = mutant.place.map_or_else(String::new, |span| format!("  ({})", run.place(span)));
    format!("{owner}{what} · `{before}` → `{after}`{place}")
}

fn document(run: &Run, report: &Report, count: usize) -> Value {
    let mutant = |mutant: &Mutant| {
        json!({
            "owners": mutant.owners,
            "what": {"zh": mutant.what.zh, "en": mutant.what.en},
            "before": {"zh": mutant.before.zh, "en": mutant.before.en},
            "after": {"zh": mutant.after.zh, "en": mutant.after.en},
            "line": headline(run, mutant),
            "place": run.place_json(mutant.place),
        })
    };
    let survivor = |(it, sample): (&Mutant, &Sample)| {
        let mut members = mutant(it);
        if let Value::Object(members) = &mut members {
            members.insert("subject".to_owned(), json!(sample.subject));
            members.insert("example".to_owned(), json!(sample.yaml().join("\n")));
            members.insert("instead".to_owned(), json!(sample.instead()));
        }
        members
    };
    let killed = report.mutants.iter().filter_map(|it| match &it.fate {
        Fate::Killed { subject, example } => {
            let mut members = mutant(it);
            if let Value::Object(members) = &mut members {
                members.insert("subject".to_owned(), json!(subject));
                members.insert("example".to_owned(), json!(example));
            }
            Some(members)
        }
        _ => None,
    });
    json!({
        "examples": run.examples_json(count, &[]),
        "killed": killed.collect::<Vec<_>>(),
        "survived": report.survivors().map(survivor).collect::<Vec<_>>(),
        "same": report.same().map(mutant).collect::<Vec<_>>(),
        "refused": report.refused().map(mutant).collect::<Vec<_>>(),
        "per_mille": score(report),
    })
}
