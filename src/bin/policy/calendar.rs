//! `policy calendar`: what opens, closes, begins, ends and turns for a company, as text, as JSON or as an iCalendar file.

use super::company::{Opened, open};
use super::input::Failure;
use super::output;
use super::words::Words;
use icalendar::{Component, Property};
use policy_calculator::advise::calendar::{self, Event, EventKind};
use policy_calculator::engine::{Status, Truth};
use policy_calculator::model::{Date, Language, Text};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What `policy calendar` was asked.
pub struct Request {
    /// A rules folder or a built catalog.
    pub rules: PathBuf,
    /// Only this policy.
    pub policy: Option<String>,
    /// The company's file.
    pub facts: PathBuf,
    /// 基准日, today if left out.
    pub as_of: Option<Date>,
    /// The last day; a year after 基准日 if left out.
    pub until: Option<Date>,
    /// Where to write an iCalendar file.
    pub ics: Option<PathBuf>,
    /// Whether policies that the company does not qualify for are shown too.
    pub all: bool,
    /// Whether JSON is wanted.
    pub json: bool,
}

pub fn run(request: &Request, language: Language) -> Result<ExitCode, Failure> {
    let Opened { catalog, mut session, refused, .. } = open(&request.rules, &request.facts, request.as_of, language)?;
    let words = Words { catalog: &catalog, language };
    if let Some(id) = &request.policy {
        words.known_policy(id)?;
    }
    let from = session.as_of();
    let until = request.until.or_else(|| from.plus_months(12)).unwrap_or(from);
    if until < from {
        return Err(Failure::usage(Text::new(
            format!("--until {until} 早于基准日 {from}"),
            format!("--until {until} is before {from}"),
        )));
    }
    let mut calendar = calendar::calendar(&mut session, until);
    let wanted = |event: &Event| {
        request.policy.as_ref().is_none_or(|id| *id == event.policy) && (request.all || concerns(event))
    };
    calendar.events.retain(wanted);
    if let Some(path) = &request.ics {
        write(path, &words.icalendar(&calendar.events))?;
    }
    if request.json {
        let document = serde_json::to_string(&calendar);
        output::line(&document.map_err(|error| Failure::finding(Text::chinese(error.to_string())))?)?;
    } else {
        output::write(&words.calendar(&calendar.events, from, until))?;
    }
    Ok(if refused { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// Whether an event matters to the company: a policy that it does not qualify for matters only when that changes.
fn concerns(event: &Event) -> bool {
    let turns = event.change.as_ref().and_then(|change| change.after.as_ref());
    event.status != Status::Ineligible || turns.is_some_and(|after| after.status == Status::Eligible)
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    std::fs::write(path, text).map_err(|error| {
        Failure::usage(Text::new(
            format!("写不了 {}：{error}", path.display()),
            format!("cannot write {}: {error}", path.display()),
        ))
    })
}

impl Words<'_> {
    /// Days as paragraphs, with a line an event.
    fn calendar(&self, events: &[Event], from: Date, until: Date) -> String {
        let mut text = match self.language {
            Language::Chinese => format!("{from} 至 {until}\n"),
            Language::English => format!("{from} to {until}\n"),
        };
        if events.is_empty() {
            text.push_str(self.say("这段时间没有要留意的日子。\n", "Nothing to note in this time.\n"));
        }
        let mut day = "";
        for event in events {
            if event.date != day {
                day = &event.date;
                let left = match self.language {
                    Language::Chinese => format!("\n{day}（还有 {} 天）\n", event.days_left),
                    Language::English => format!("\n{day} ({} days left)\n", event.days_left),
                };
                text.push_str(&left);
            }
            text.push_str(&format!("  {}  {}  [{}]\n", self.event(event.kind), event.title, event.policy));
            for line in self.reasons(event) {
                text.push_str(&format!("      {line}\n"));
            }
        }
        text
    }

    fn event(&self, kind: EventKind) -> &'static str {
        match kind {
            EventKind::Opens => self.say("开始受理", "opens"),
            EventKind::Closes => self.say("受理截止", "closes"),
            EventKind::Begins => self.say("开始施行", "begins"),
            EventKind::Ends => self.say("不再有效", "ends"),
            EventKind::Superseded => self.say("被新政策取代", "is superseded"),
            EventKind::Gained => self.say("开始符合条件", "conditions come to be met"),
            EventKind::Lost => self.say("不再符合条件", "conditions are no longer met"),
            EventKind::NeedsFacts => self.say("要用新的数据", "needs new figures"),
            EventKind::AmountChanges => self.say("金额改变", "the amount changes"),
            EventKind::Changes => self.say("有变化", "changes"),
        }
    }

    /// Why, and what it is about in money.
    fn reasons(&self, event: &Event) -> Vec<String> {
        let Some(change) = &event.change else { return Vec::new() };
        let (Some(before), Some(after)) = (&change.before, &change.after) else { return Vec::new() };
        let mut lines = Vec::new();
        if let Some(successor) = &after.successor {
            lines.push(format!("→ {}", self.title(successor)));
        }
        match event.kind {
            EventKind::NeedsFacts => {
                let labels: Vec<&str> = after.missing.iter().map(|name| self.label(name)).collect();
                lines.push(labels.join(self.say("、", ", ")));
            }
            EventKind::Gained | EventKind::Lost | EventKind::Changes => {
                let counts = |truth| match event.kind {
                    EventKind::Gained => truth == Truth::True,
                    EventKind::Lost => truth == Truth::False,
                    _ => true,
                };
                let turned = change.turned.iter().filter(|turned| turned.after.is_some_and(counts));
                lines.extend(turned.map(|turned| turned.says.clone()));
            }
            _ => {}
        }
        if matches!(event.kind, EventKind::Lost | EventKind::AmountChanges | EventKind::Ends)
            && before.status != Status::Ineligible
        {
            let (old, new) = (self.worth(&before.benefits), self.worth(&after.benefits));
            let (old, new) = if event.kind == EventKind::AmountChanges { (old, new) } else { (old, Vec::new()) };
            if !old.is_empty() {
                let until = self.say("在此之前：", "until then: ");
                lines.push(format!("{until}{}", old.join(self.say("、", ", "))));
            }
            if !new.is_empty() {
                lines.push(format!("{}{}", self.say("此后：", "from then on: "), new.join(self.say("、", ", "))));
            }
        }
        lines
    }

    /// One all-day event for each of them (RFC 5545).
    fn icalendar(&self, events: &[Event]) -> String {
        let mut calendar = icalendar::Calendar::empty();
        calendar
            .append_property(("VERSION", "2.0"))
            .append_property(("PRODID", "-//policy-calculator//policy calendar//ZH"));
        calendar.name(self.say("政策日程", "Policy calendar"));
        for event in events {
            let mut entry = icalendar::Event::new();
            entry.uid(&format!("{}-{:?}-{}@policy-calculator", event.date, event.kind, event.policy));
            entry.summary(&format!("{} {}", self.event(event.kind), event.title));
            let mut lines = self.reasons(event);
            lines.push(self.say("以主管部门公布的为准。", "What the authority publishes counts.").to_owned());
            entry.description(&lines.join("\n"));
            // A day without an end lasts that day (RFC 5545, section 3.6.1); the library's own all-day event ends on its first.
            let mut start = Property::new("DTSTART", event.date.replace('-', ""));
            entry.append_property(start.add_parameter("VALUE", "DATE").done());
            calendar.push(entry.done());
        }
        calendar.done().to_string()
    }
}
