//! Looks for a profile that tells a mutant from the rules.
//!
//! Begins with the profiles of the examples, as they are and on other days, and varies one fact and then two that the mutated place
//! reads: over the values that the rules compare them with and their neighbours, over the values at which two sides of a comparison
//! meet, over codes, truths and what other examples say. The same mutant is always searched in the same way, and never for long:
//! what is not found may still be there. Must never: say that there is a difference where there is none.

mod candidates;

use super::mutation::{Mutation, PolicyChange};
use super::observe::{Observation, common_conditions};
use super::report::{Sample, text};
use super::subject::Extract;
use crate::audit::examples::{self, open};
use crate::catalog::examples::{Example, FactInput, Subject};
use crate::engine::{Calculator, Input, PlainValue, Session, ValueView};
use crate::model::{ConditionId, Date, ParameterRow, Type, When, Window};
use candidates::Candidates;
use rust_decimal::Decimal;
use std::sync::Arc;

/// How many profiles are tried with one fact varied, and with two.
const SINGLES: usize = 400;
const PAIRS: usize = 300;
/// How many examples are varied, and how many in two facts at once.
const BASES: usize = 8;
const PAIR_BASES: usize = 2;
/// How many days are tried, on how many examples.
const DAYS: usize = 24;
const DAY_BASES: usize = 3;

/// A profile that tells the mutant from the rules, if one is found.
pub(super) fn difference(
    extract: &Extract,
    mutation: &Mutation,
    mutant: &Arc<Calculator>,
    today: Date,
) -> Option<Sample> {
    let conditions = common_conditions(extract, mutant.catalog());
    let mut search = Search { extract, mutant, today, conditions, tries: 0 };
    let bases = search.bases();
    for base in &bases {
        if let Some(sample) = search.on_another_day(base, base.as_of.unwrap_or(today)) {
            return Some(sample);
        }
    }
    let days = search.days(mutation);
    for base in bases.iter().take(DAY_BASES) {
        let own = base.as_of.unwrap_or(today);
        let beside = [own.plus_days(-1), own.plus_days(1)].into_iter().flatten();
        for day in days.iter().copied().chain(beside).take(DAYS) {
            if let Some(sample) = search.on_another_day(base, day) {
                return Some(sample);
            }
        }
    }
    search.tries = 0;
    let mut pools = Vec::new();
    for base in bases.iter().take(BASES) {
        let candidates = Candidates::of(extract, mutation, base, today)?;
        if let Some(sample) = search.vary_one(base, &candidates) {
            return Some(sample);
        }
        pools.push((base, candidates));
    }
    search.tries = 0;
    pools.iter().take(PAIR_BASES).find_map(|(base, candidates)| search.vary_two(base, candidates))
}

struct Search<'s> {
    extract: &'s Extract,
    mutant: &'s Arc<Calculator>,
    today: Date,
    conditions: Vec<ConditionId>,
    tries: usize,
}

/// The rules and the mutant, open on the same profile.
struct Both {
    rules: Session,
    mutant: Session,
}

impl Both {
    fn set(&mut self, name: &str, value: &FactInput) -> bool {
        let input = Input::from(value);
        self.rules.set(name, &input).is_ok() && self.mutant.set(name, &input).is_ok()
    }
}

impl Search<'_> {
    /// The examples to begin with: those that get something first, since only they show amounts; or nothing at all.
    fn bases(&self) -> Vec<Example> {
        let plain = self.extract.examples.iter().filter(|example| example.parameters.is_empty());
        let mut bases: Vec<Example> = plain.cloned().collect();
        bases.sort_by_key(|example| match example.expect.status.as_deref() {
            Some("eligible") => 0,
            Some("review") => 1,
            _ => 2,
        });
        if bases.is_empty() {
            bases.extend(self.extract.blank());
        }
        bases
    }

    /// The days on which something that the mutation touches begins or ends, and their neighbours.
    fn days(&self, mutation: &Mutation) -> Vec<Date> {
        let catalog = &self.extract.catalog;
        let figures = |rows: &[ParameterRow]| rows.iter().map(|row| row.from).collect::<Vec<_>>();
        let days = match mutation {
            Mutation::Policy(id, change) => {
                let policy = &catalog.policies[*id];
                match change {
                    PolicyChange::Opens(position, _) | PolicyChange::Closes(position, _) => {
                        let base =
                            self.extract.examples.first().and_then(|example| example.as_of).unwrap_or(self.today);
                        policy.windows.get(*position).map_or_else(Vec::new, |window| ends(window, base.ymd().0))
                    }
                    _ => [policy.from, policy.to].into_iter().filter_map(day).collect(),
                }
            }
            Mutation::Figure(parameter, ..) => figures(&catalog.parameters[*parameter].rows),
            _ => self
                .extract
                .closure_of(mutation)
                .parameters()
                .flat_map(|id| figures(&catalog.parameters[id].rows))
                .collect(),
        };
        days.into_iter().flat_map(|day| [day.plus_days(-1), Some(day), day.plus_days(1)]).flatten().collect()
    }

    fn open(&self, base: &Example) -> Option<Both> {
        let open = |calculator: &Arc<Calculator>| open(&self.extract.catalog, calculator, base, self.today).ok();
        let (rules, refused) = open(&self.extract.calculator)?;
        let (mutant, _) = open(self.mutant)?;
        refused.is_empty().then_some(Both { rules, mutant })
    }

    fn on_another_day(&mut self, base: &Example, day: Date) -> Option<Sample> {
        let moved = Example { as_of: Some(day), ..base.clone() };
        let mut both = self.open(&moved)?;
        let is_other = (base.as_of != Some(day)).then_some(day);
        self.compare(&mut both, base, is_other, &[])
    }

    fn vary_one(&mut self, base: &Example, candidates: &Candidates) -> Option<Sample> {
        let mut both = self.open(base)?;
        for (name, values) in &candidates.facts {
            for value in values {
                if self.tries >= SINGLES {
                    return None;
                }
                self.tries += 1;
                if both.set(name, value)
                    && let Some(sample) = self.compare(&mut both, base, None, &[(name, value)])
                {
                    return Some(sample);
                }
            }
            both.set(name, candidates::given(base, name));
        }
        None
    }

    fn vary_two(&mut self, base: &Example, candidates: &Candidates) -> Option<Sample> {
        /// Of each of two facts the first so many values.
        const FEW: usize = 6;
        let mut both = self.open(base)?;
        for (position, (first, first_values)) in candidates.facts.iter().enumerate() {
            for (second, second_values) in candidates.facts.iter().skip(position + 1) {
                for one in first_values.iter().take(FEW) {
                    if !both.set(first, one) {
                        continue;
                    }
                    for other in second_values.iter().take(FEW) {
                        if self.tries >= PAIRS {
                            return None;
                        }
                        self.tries += 1;
                        if both.set(second, other)
                            && let Some(sample) = self.compare(&mut both, base, None, &[(first, one), (second, other)])
                        {
                            return Some(sample);
                        }
                    }
                    both.set(second, candidates::given(base, second));
                }
                both.set(first, candidates::given(base, first));
            }
        }
        None
    }

    /// The profile as an example, if the rules and the mutant differ on it.
    fn compare(
        &self,
        both: &mut Both,
        base: &Example,
        as_of: Option<Date>,
        varied: &[(&String, &FactInput)],
    ) -> Option<Sample> {
        let rules = Observation::of(self.extract, &mut both.rules, &self.conditions);
        let mutant = Observation::of(self.extract, &mut both.mutant, &self.conditions);
        if rules == mutant {
            return None;
        }
        let is_blank = !self.extract.examples.iter().any(|example| example.name == base.name);
        let changed = varied.iter().filter(|(name, value)| candidates::given(base, name) != *value);
        Some(Sample {
            subject: self.extract.name.clone(),
            like: (!is_blank).then(|| base.name.clone()),
            as_of,
            facts: changed.map(|(name, value)| ((*name).clone(), (*value).clone())).collect(),
            expect: self.told(&rules, &mutant),
            instead: self.told(&mutant, &rules),
        })
    }

    /// What one says that the other does not, as keys and values of `expect`.
    fn told(&self, one: &Observation, other: &Observation) -> Vec<(String, String)> {
        let catalog = &self.extract.catalog;
        let mut told = Vec::new();
        let mut add = |key: &str, value: String| told.push((key.to_owned(), value));
        if let Some(status) = one.status.filter(|_| one.status != other.status) {
            add("status", examples::status(status).to_owned());
        }
        if let Some(reason) = one.reason.filter(|_| one.reason != other.reason) {
            add("reason", examples::reason(reason).to_owned());
        }
        if let Some(successor) = one.successor.as_ref().filter(|_| one.successor != other.successor) {
            add("successor", text(successor));
        }
        if one.amounts != other.amounts {
            let amounts: Vec<String> = one.amounts.iter().map(amount).collect();
            match amounts.as_slice() {
                [only] => add("amount", only.clone()),
                several => add("benefits", format!("[{}]", several.join(", "))),
            }
        }
        if let Some(window) = one.window.filter(|_| one.window != other.window) {
            add("window", examples::window(window).to_owned());
        }
        let truths = one.truths.iter().filter(|truth| !other.truths.contains(truth));
        let truths: Vec<String> = truths
            .filter_map(|(id, truth)| {
                let name = catalog.conditions[*id].id.as_deref()?;
                Some(format!("{}: \"{}\"", text(name), examples::truth(*truth)))
            })
            .collect();
        if !truths.is_empty() {
            add("truth", format!("{{{}}}", truths.join(", ")));
        }
        let values = one.values.iter().filter(|value| !other.values.contains(value));
        let values: Vec<(String, String)> = values
            .map(|(id, view)| {
                let definition = &catalog.definitions[*id];
                (
                    definition.name.clone(),
                    view.as_ref().map_or_else(String::new, |it| shown(it, &definition.value_type)),
                )
            })
            .collect();
        match (&self.extract.own, values.as_slice()) {
            (_, []) => {}
            (Subject::Definition(_), [(_, only), ..]) => add("value", only.clone()),
            (Subject::Policy(_), several) => {
                let several = several.iter().map(|(name, value)| format!("{}: {value}", text(name)));
                add("values", format!("{{{}}}", several.collect::<Vec<_>>().join(", ")));
            }
        }
        if told.is_empty() {
            // Only the truths of conditions without a name differ.
            told.push(("status".to_owned(), one.status.map_or("", examples::status).to_owned()));
        }
        told
    }
}

fn day(when: When) -> Option<Date> {
    match when {
        When::Day(day) => Some(day),
        When::Open | When::Unknown => None,
    }
}

fn ends(window: &Window, year: i32) -> Vec<Date> {
    match window {
        Window::Once { opens, closes } => vec![*opens, *closes],
        Window::Yearly { opens, closes } => {
            let days = [opens, closes].into_iter().filter_map(|(month, day)| Date::from_ymd(year, *month, *day));
            days.collect()
        }
        Window::Rolling | Window::Unknown => Vec::new(),
    }
}

/// An amount as `expect` writes it.
fn amount((min, max): &(Option<String>, Option<String>)) -> String {
    match (min, max) {
        (None, None) => "none".to_owned(),
        (Some(min), Some(max)) if min == max => format!("{min}元"),
        (min, max) => {
            let end = |key: &str, value: &Option<String>| value.as_ref().map(|value| format!("{key}: {value}元"));
            let ends: Vec<String> = [end("min", min), end("max", max)].into_iter().flatten().collect();
            format!("{{{}}}", ends.join(", "))
        }
    }
}

/// A value as `expect` writes it.
fn shown(view: &ValueView, value_type: &Type) -> String {
    match view {
        ValueView::Known { value } => plain(value, value_type),
        ValueView::Bounded { min, max } => {
            let end = |key: &str, value: &Option<String>| {
                value.as_ref().map(|value| format!("{key}: {}", plain(&PlainValue::Text(value.clone()), value_type)))
            };
            let ends: Vec<String> = [end("min", min), end("max", max)].into_iter().flatten().collect();
            format!("{{{}}}", ends.join(", "))
        }
        ValueView::OneOf { .. } | ValueView::Unknown { .. } => "unknown".to_owned(),
        ValueView::Error { .. } => "error".to_owned(),
    }
}

fn plain(value: &PlainValue, value_type: &Type) -> String {
    match (value, value_type) {
        (PlainValue::Boolean(value), _) => value.to_string(),
        (PlainValue::Text(number), Type::Money) => format!("{number}元"),
        (PlainValue::Text(number), Type::Percent) => {
            let share = Decimal::from_str_exact(number).ok();
            let share = share.and_then(|share| share.checked_mul(Decimal::ONE_HUNDRED));
            share.map_or_else(|| number.clone(), |share| format!("{}%", share.normalize()))
        }
        (PlainValue::Text(word), Type::Choice(_) | Type::Text) => text(word),
        (PlainValue::Text(word), Type::Date) => format!("'@\"{word}\"'"),
        (PlainValue::Text(word), Type::Period | Type::Days) => format!("'@\"{word}\"'"),
        (PlainValue::Text(number), _) => number.clone(),
        (PlainValue::List(items), _) => {
            format!("[{}]", items.iter().map(|item| plain(item, value_type)).collect::<Vec<_>>().join(", "))
        }
        (PlainValue::Record(_), _) => "…".to_owned(),
    }
}
