//! `policy diff`: which verdicts and amounts differ for a company between two catalogs, or between two days.

use super::company::{Company, answer, read_company};
use super::input::{Failure, catalog, today};
use super::output;
use super::words::Words;
use policy_calculator::advise::changes::{self, Change, Changes, Standing};
use policy_calculator::engine::{Calculator, Reason, Session, Status, Truth};
use policy_calculator::model::{Date, Language, Text};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// What `policy diff` was asked.
pub struct Request {
    /// The older rules folder or built catalog.
    pub old: PathBuf,
    /// The newer one; the older one again if left out.
    pub new: Option<PathBuf>,
    /// The company's file; a company of which nothing is known if left out.
    pub facts: Option<PathBuf>,
    /// 基准日, today if left out.
    pub as_of: Option<Date>,
    /// 基准日 of the second side, if it is another one.
    pub to: Option<Date>,
    /// Whether JSON is wanted.
    pub json: bool,
}

pub fn run(request: &Request, language: Language) -> Result<ExitCode, Failure> {
    if request.new.is_none() && request.to.is_none() {
        return Err(Failure::usage(Text::new(
            "要比较什么？给出第二个规则库，或用 --to 给出第二个日期",
            "compare with what? Give a second catalog, or a second day with --to",
        )));
    }
    let as_of = request.as_of.map_or_else(today, Ok)?;
    let company = match &request.facts {
        Some(path) => read_company(path)?,
        None => Company { name: None, facts: Vec::new() },
    };
    let (mut before, refused) = open(&request.old, &company, as_of, language)?;
    let (on, known) = (request.to.unwrap_or(as_of), before.as_of());
    let (mut after, also_refused) = match &request.new {
        Some(path) => {
            let (session, refused) = open(path, &company, known, language)?;
            (if on == known { session } else { session.on(on) }, refused)
        }
        None => (before.on(on), false),
    };
    let changes = changes::between(&mut before, &mut after);
    if request.json {
        let document = serde_json::to_string(&changes);
        output::line(&document.map_err(|error| Failure::finding(Text::chinese(error.to_string())))?)?;
    } else {
        let calculators = (before.calculator(), after.calculator());
        let old = Words { catalog: calculators.0.catalog(), language };
        let new = Words { catalog: calculators.1.catalog(), language };
        output::write(&text(&changes, &old, &new))?;
    }
    Ok(if refused || also_refused { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn open(rules: &Path, company: &Company, as_of: Date, language: Language) -> Result<(Session, bool), Failure> {
    let calculator = Calculator::new(Arc::new(catalog(rules, language)?))?;
    let mut session = Session::open(Arc::new(calculator), as_of, language);
    let refused = answer(&mut session, &company.facts, language);
    Ok((session, refused))
}

fn text(changes: &Changes, old: &Words, new: &Words) -> String {
    let mut text = format!("{} → {}\n", changes.from, changes.to);
    if changes.changes.is_empty() {
        text.push_str(new.say("没有变化。\n", "Nothing differs.\n"));
    }
    for change in &changes.changes {
        text.push_str(&format!("\n{}  [{}]\n", change.title, change.policy));
        text.push_str(&format!("  {} → {}\n", side(change.before.as_ref(), old), side(change.after.as_ref(), new)));
        for line in reasons(change, new) {
            text.push_str(&format!("    {line}\n"));
        }
    }
    text
}

/// A standing on one line.
fn side(standing: Option<&Standing>, words: &Words) -> String {
    let Some(standing) = standing else { return words.say("没有这项政策", "no such policy").to_owned() };
    let mut parts = vec![words.status(standing.status).to_owned()];
    let reason = standing.reason.map(|reason| match reason {
        Reason::Draft => words.say("征求意见稿", "a draft"),
        Reason::Repealed => words.say("已失效", "repealed"),
        Reason::NotYet => words.say("尚未施行", "not yet in force"),
        Reason::Expired => words.say("已到期", "expired"),
        Reason::Superseded => words.say("已被取代", "superseded"),
    });
    parts.extend(reason.map(str::to_owned));
    if !matches!(standing.status, Status::Ineligible | Status::NotInForce) {
        parts.extend(words.worth(&standing.benefits));
    }
    parts.join(words.say("，", ", "))
}

/// The conditions that turned, and what took a policy's place.
fn reasons(change: &Change, words: &Words) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(successor) = change.after.as_ref().and_then(|after| after.successor.as_ref()) {
        lines.push(format!("→ {}", words.title(successor)));
    }
    let sign = |truth: Option<Truth>| match truth {
        Some(Truth::True) => "✓",
        Some(Truth::False) => "✗",
        Some(Truth::Unknown) => "?",
        Some(Truth::Judged) => "◐",
        Some(Truth::Error) => "!",
        None => "–",
    };
    lines.extend(change.turned.iter().map(|turned| {
        let clause = turned.clause.as_ref().map(|clause| format!("（{clause}）")).unwrap_or_default();
        format!("{} → {}  {}{clause}", sign(turned.before), sign(turned.after), turned.says)
    }));
    lines
}
