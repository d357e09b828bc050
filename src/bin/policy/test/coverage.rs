//! `policy test --coverage`: what the examples have not shown.

use super::super::input::{Failure, read};
use super::super::output;
use super::{FailedExample, Run, percent};
use policy_calculator::audit::coverage::{self, Count, Coverage, Exception, Item, Kind, Stale, State, per_mille};
use policy_calculator::model::{Language, Text};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// Measures and tells; whether nothing is missing and every exception holds.
pub fn run(run: &Run, count: usize, failed: &[FailedExample]) -> Result<bool, Failure> {
    let examples = &run.compilation.examples;
    let mut coverage = coverage::measure(&run.catalog, &run.compilation.places, examples, run.today)?;
    let text = run.options.except.as_deref().map(read).transpose()?;
    let exceptions = Exception::read(text.as_deref().unwrap_or(""));
    let stale = coverage.except(&exceptions);
    if let Some(filter) = &run.options.filter {
        coverage.only(filter);
    }
    let fine = stale.is_empty() && coverage.missing().next().is_none();
    if run.options.json {
        let document = document(run, &coverage, &stale, run.examples_json(count, failed));
        output::line(&document.to_string())?;
    } else {
        output::write(&text_of(run, &coverage, &stale))?;
    }
    Ok(fine)
}

fn text_of(run: &Run, coverage: &Coverage, stale: &[(&Exception, Stale)]) -> String {
    let say = |zh: &'static str, en: &'static str| if run.language == Language::Chinese { zh } else { en };
    let mut text = String::from("\n");
    let (mut seen, mut missing) = (0, 0);
    for kind in Kind::ALL {
        let count = coverage.count(kind);
        seen += count.seen;
        missing += count.missing;
        if count == Count::default() {
            continue;
        }
        let share = percent(count.per_mille());
        let _ = write!(text, "{} {}/{} {share}", title(kind, run.language), count.seen, count.seen + count.missing);
        if count.unreachable > 0 {
            let _ = write!(text, "{} {}", say("，不可达", ", unreachable"), count.unreachable);
        }
        if count.excepted > 0 {
            let _ = write!(text, "{} {}", say("，例外", ", excepted"), count.excepted);
        }
        text.push('\n');
    }
    for kind in Kind::ALL {
        let items: Vec<&Item> = coverage.missing().filter(|item| item.kind == kind).collect();
        if !items.is_empty() {
            let _ = write!(
                text,
                "\n{}{}\n",
                say("没有例子看到的", "not shown by any example: "),
                title(kind, run.language)
            );
        }
        for item in items {
            let place = item.place.map_or_else(String::new, |span| format!("  ({})", run.place(span)));
            let _ = writeln!(text, "  {}{place}", item.line(run.language));
        }
    }
    if !stale.is_empty() {
        let _ = writeln!(text, "\n{}", say("不再成立的例外", "exceptions that do not hold"));
    }
    for (exception, fault) in stale {
        let _ =
            writeln!(text, "  {}: {}  ({})", exception.number, exception.item, why(*fault).in_language(run.language));
    }
    let _ = writeln!(text, "\n{seen} seen, {missing} missing ({})", percent(per_mille(seen, seen + missing)));
    text
}

fn title(kind: Kind, language: Language) -> &'static str {
    let (zh, en) = match kind {
        Kind::Condition => ("条件", "conditions"),
        Kind::Row => ("表的行", "table rows"),
        Kind::Branch => ("分支", "branches"),
        Kind::Limit => ("封顶、保底和进位", "caps, floors and steps"),
    };
    if language == Language::Chinese { zh } else { en }
}

fn why(fault: Stale) -> Text {
    match fault {
        Stale::NothingSuch => Text::new("没有这一项", "there is no such item"),
        Stale::Seen => Text::new("已经有例子看到", "an example shows it"),
        Stale::Unreachable => Text::new("本来就不可达，不必写", "it is unreachable anyway"),
        Stale::NoReason => Text::new("没有写理由", "it gives no reason"),
    }
}

fn document(run: &Run, coverage: &Coverage, stale: &[(&Exception, Stale)], examples: Value) -> Value {
    let item = |item: &Item| {
        let mut members = json!({
            "kind": item.kind.code(),
            "owner": item.owner,
            "what": {"zh": item.what.zh, "en": item.what.en},
            "sight": {"zh": item.sight.zh, "en": item.sight.en},
            "line": item.line(run.language),
            "place": run.place_json(item.place),
        });
        if let (State::Excepted(reason), Value::Object(members)) = (&item.state, &mut members) {
            members.insert("reason".to_owned(), json!(reason));
        }
        members
    };
    let items = |is_wanted: &dyn Fn(&State) -> bool| -> Vec<Value> {
        coverage.items.iter().filter(|it| is_wanted(&it.state)).map(item).collect()
    };
    let counts = Kind::ALL.iter().map(|kind| {
        let count = coverage.count(*kind);
        let counts = json!({
            "seen": count.seen,
            "missing": count.missing,
            "unreachable": count.unreachable,
            "excepted": count.excepted,
        });
        (kind.code().to_owned(), counts)
    });
    let stale = stale.iter().map(|(exception, fault)| {
        let why = why(*fault).in_language(run.language).to_owned();
        json!({"line": exception.number, "item": exception.item, "why": why})
    });
    json!({
        "examples": examples,
        "counts": counts.collect::<Map<_, _>>(),
        "missing": items(&|state| *state == State::Missing),
        "unreachable": items(&|state| *state == State::Unreachable),
        "excepted": items(&|state| matches!(state, State::Excepted(_))),
        "stale": stale.collect::<Vec<_>>(),
    })
}
