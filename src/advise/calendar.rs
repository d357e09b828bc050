//! The calendar: the days on which something opens, closes, begins, ends or turns for a company.
//!
//! Windows and lives of policies are read from the catalog. Whatever else depends on the day, such as a certificate that runs
//! out, is found by asking: the verdicts of the same company on the first of each month and on every day on which a policy
//! begins or ends are compared, and where two neighbours differ, the day between them is found by halving. So no form of
//! writing a condition has to be known here. What turns and turns back between two of these days is not seen.
//!
//! Must never: read a clock.

use super::changes::{self, Change, Standing};
use crate::engine::sort;
use crate::engine::{Session, Status, Verdict};
use crate::model::{Catalog, Date, Policy, When, Window};
use serde::Serialize;
use std::sync::Arc;

/// What lies ahead.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Calendar {
    /// 基准日
    pub from: String,
    /// The last day looked at.
    pub until: String,
    /// By day; on one day in the order of the catalog.
    pub events: Vec<Event>,
}

/// Something that happens on a day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Event {
    /// The day.
    pub date: String,
    /// The day less 基准日.
    pub days_left: i32,
    /// What happens.
    pub kind: EventKind,
    /// The policy's id.
    pub policy: String,
    /// Its title.
    pub title: String,
    /// Where the company stands with the policy on 基准日.
    pub status: Status,
    /// What differs from the day before, with the conditions that turn; not for windows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
}

/// What happens on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// The first day of a window.
    Opens,
    /// The last day of a window.
    Closes,
    /// The policy's first day.
    Begins,
    /// The first day after the policy's last one.
    Ends,
    /// Another policy takes its place.
    Superseded,
    /// The company comes to meet its conditions.
    Gained,
    /// The company no longer meets its conditions.
    Lost,
    /// It can no longer be told without new facts, such as the figures of the year that has closed.
    NeedsFacts,
    /// The amount is another one.
    AmountChanges,
    /// Another change.
    Changes,
}

/// What happens from the day after 基准日, or on it for windows, until that day, inclusive.
pub fn calendar(session: &mut Session, until: Date) -> Calendar {
    let from = session.as_of();
    let mut events = windows(session, until);
    for day in turning_days(session, until) {
        let Some(before) = day.plus_days(-1) else { continue };
        let changes = changes::between(&mut session.on(before), &mut session.on(day)).changes;
        events.extend(changes.into_iter().filter_map(|change| {
            let kind = kind(change.before.as_ref()?, change.after.as_ref()?);
            let mut event = event(session, day, kind, &change.policy)?;
            event.change = Some(change);
            Some(event)
        }));
    }
    sort::by(&mut events, |a, b| a.date.cmp(&b.date));
    Calendar { from: from.to_string(), until: until.to_string(), events }
}

fn event(session: &mut Session, day: Date, kind: EventKind, policy: &str) -> Option<Event> {
    let language = session.language();
    let days_left = day.days() - session.as_of().days();
    let catalog = session.calculator().catalog();
    let title = catalog.texts.say(catalog.policies.find(|found| found.id == policy)?.1.title, language).to_owned();
    let status = session.verdict(policy)?.status;
    Some(Event { date: day.to_string(), days_left, kind, policy: policy.to_owned(), title, status, change: None })
}

fn kind(before: &Standing, after: &Standing) -> EventKind {
    use Status::{Eligible, Ineligible, NotInForce, Undetermined};
    match (before.status, after.status) {
        (NotInForce, NotInForce) => EventKind::Changes,
        (NotInForce, _) => EventKind::Begins,
        (_, NotInForce) if after.successor.is_some() => EventKind::Superseded,
        (_, NotInForce) => EventKind::Ends,
        (old, new) if old == new => EventKind::AmountChanges,
        (_, Eligible) => EventKind::Gained,
        (_, Ineligible) => EventKind::Lost,
        (_, Undetermined) => EventKind::NeedsFacts,
        _ => EventKind::Changes,
    }
}

// ------------------------------------------------------------------------------------------------------------ windows

/// The first and last days of the windows of policies in force.
fn windows(session: &mut Session, until: Date) -> Vec<Event> {
    let from = session.as_of();
    let mut days = Vec::new();
    for policy in session.calculator().catalog().policies.iter() {
        for (opens, closes) in policy.windows.iter().flat_map(|window| occurrences(window, from, until)) {
            let inside = |day: &Date| *day >= from && *day <= until && lives(policy, *day);
            days.extend(Some(opens).filter(inside).map(|day| (day, EventKind::Opens, policy.id.clone())));
            days.extend(Some(closes).filter(inside).map(|day| (day, EventKind::Closes, policy.id.clone())));
        }
    }
    days.into_iter().filter_map(|(day, kind, policy)| event(session, day, kind, &policy)).collect()
}

/// Whether a policy's own dates include that day.
fn lives(policy: &Policy, day: Date) -> bool {
    let begun = !matches!(policy.from, When::Day(first) if first > day);
    let over = matches!(policy.to, When::Day(last) if last < day);
    begun && !over
}

/// The times of a window that touch a stretch of days.
fn occurrences(window: &Window, from: Date, until: Date) -> Vec<(Date, Date)> {
    let touches = |(opens, closes): &(Date, Date)| *closes >= from && *opens <= until;
    match window {
        Window::Once { opens, closes } => Some((*opens, *closes)).filter(touches).into_iter().collect(),
        Window::Yearly { .. } => {
            let years = from.ymd().0 - 1..=until.ymd().0 + 1;
            years.filter_map(|year| window.in_year(year)).filter(touches).collect()
        }
        Window::Rolling | Window::Unknown => Vec::new(),
    }
}

// -------------------------------------------------------------------------------------------------------- turning days

/// The days on which a verdict or an amount differs from the day before.
fn turning_days(session: &mut Session, until: Date) -> Vec<Date> {
    let from = session.as_of();
    let mut days = life_days(session.calculator().catalog());
    days.extend((1..).map_while(|months| first_of_month(from, months).filter(|day| *day < until)));
    days.push(until);
    days.retain(|day| *day > from && *day <= until);
    sort::by(&mut days, Ord::cmp);
    days.dedup();
    let mut turning = Vec::new();
    let mut last = (from, session.shared_verdicts());
    for day in days {
        let next = (day, session.on(day).shared_verdicts());
        halve(session, &last, &next, &mut turning);
        last = next;
    }
    turning
}

/// The verdicts of a day.
type Verdicts = (Date, Vec<Arc<Verdict>>);

/// Finds the days between two days on which something turns.
fn halve(session: &Session, a: &Verdicts, b: &Verdicts, turning: &mut Vec<Date>) {
    if a.1.iter().zip(&b.1).all(|(a, b)| changes::is_same(a, b)) {
        return;
    }
    let distance = b.0.days() - a.0.days();
    let middle = if distance > 1 { a.0.plus_days(distance / 2) } else { None };
    let Some(middle) = middle else {
        turning.push(b.0);
        return;
    };
    let middle = (middle, session.on(middle).shared_verdicts());
    halve(session, a, &middle, turning);
    halve(session, &middle, b, turning);
}

/// The days on which policies begin, and those after their last.
fn life_days(catalog: &Catalog) -> Vec<Date> {
    let day = |when: When| match when {
        When::Day(day) => Some(day),
        When::Open | When::Unknown => None,
    };
    let ends = |policy: &Policy| day(policy.to).and_then(|last| last.plus_days(1));
    catalog.policies.iter().flat_map(|policy| [day(policy.from), ends(policy)]).flatten().collect()
}

fn first_of_month(from: Date, months: i32) -> Option<Date> {
    let (year, month, _) = from.ymd();
    Date::from_ymd(year, month, 1)?.plus_months(months)
}
