//! What an example can expect of a subject: two mutants that agree in this for every profile are the same to any example.

use super::subject::Extract;
use crate::audit::closure::Closure;
use crate::audit::examples::{reason, status, truth, window};
use crate::audit::yaml::text;
use crate::catalog::examples::Subject;
use crate::engine::{PlainValue, Session, Truth, ValueView};
use crate::model::{Catalog, ConditionId, DefinitionId, Type};
use rust_decimal::Decimal;

/// What a session says of a subject, in the words of `expect`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Observation {
    told: Vec<(Key, String)>,
}

/// What is told.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Key {
    Status,
    Reason,
    Successor,
    Window,
    Amounts,
    /// Whether a benefit's own condition holds; it does where there is none.
    When(usize),
    Truth(ConditionId),
    Value(DefinitionId),
}

/// The conditions that both the rules and a mutant have.
pub(super) fn common_conditions(extract: &Extract, mutant: &Catalog) -> Vec<ConditionId> {
    let Subject::Policy(policy) = extract.own else { return Vec::new() };
    let (rules, mutated) = (Closure::of_policy(&extract.catalog, policy), Closure::of_policy(mutant, policy));
    rules.conditions().filter(|id| mutated.conditions.contains(id.index())).collect()
}

impl Observation {
    /// Looks at a session of the rules or of a mutant.
    pub(super) fn of(extract: &Extract, session: &mut Session, conditions: &[ConditionId]) -> Observation {
        let mut told = Vec::new();
        if let Subject::Policy(policy) = extract.own {
            if let Some(verdict) = session.verdict(&extract.catalog.policies[policy].id) {
                told.push((Key::Status, status(verdict.status).to_owned()));
                told.extend(verdict.reason.map(|it| (Key::Reason, reason(it).to_owned())));
                told.extend(verdict.successor.map(|it| (Key::Successor, text(&it))));
                told.push((Key::Window, window(verdict.window.state).to_owned()));
                let amounts: Vec<String> = verdict.benefits.iter().map(|it| amount(&it.min, &it.max)).collect();
                let whens = verdict.benefits.iter().map(|it| quoted(it.when.unwrap_or(Truth::True)));
                told.extend(whens.enumerate().map(|(position, when)| (Key::When(position), when)));
                let all = match amounts.as_slice() {
                    [only] => only.clone(),
                    several => format!("[{}]", several.join(", ")),
                };
                told.push((Key::Amounts, all));
            }
            for id in conditions {
                told.push((Key::Truth(*id), quoted(session.truth_at(*id).0)));
            }
        }
        for id in &extract.values {
            let definition = &extract.catalog.definitions[*id];
            let policy = definition.policy.map(|policy| extract.catalog.policies[policy].id.as_str());
            if let Some(view) = session.value_of(&definition.name, policy) {
                told.push((Key::Value(*id), shown(&view, &definition.value_type)));
            }
        }
        Observation { told }
    }

    /// What this one says that the other does not, as keys and values of `expect`.
    pub(super) fn against(&self, other: &Observation, extract: &Extract) -> Vec<(String, String)> {
        let catalog = &extract.catalog;
        let mut pairs = Vec::new();
        let (mut truths, mut values) = (Vec::new(), Vec::new());
        for (key, value) in self.told.iter().filter(|told| !other.told.contains(told)) {
            let mut add = |key: &str| pairs.push((key.to_owned(), value.clone()));
            match key {
                Key::Status => add("status"),
                Key::Reason => add("reason"),
                Key::Successor => add("successor"),
                Key::Window => add("window"),
                Key::Amounts if value.starts_with('[') => add("benefits"),
                Key::Amounts => add("amount"),
                Key::Truth(_) | Key::When(_) => {
                    let id = self.condition(*key, extract).and_then(|id| catalog.conditions[id].id);
                    let truth = id.map(|id| format!("{}: {value}", text(&catalog.texts[id])));
                    truths.extend(truth.filter(|truth| !truths.contains(truth)));
                }
                Key::Value(_) if matches!(extract.own, Subject::Definition(_)) => add("value"),
                Key::Value(id) => values.push(format!("{}: {value}", text(&catalog.definitions[*id].name))),
            }
        }
        for (key, parts) in [("truth", truths), ("values", values)] {
            if !parts.is_empty() {
                pairs.push((key.to_owned(), format!("{{{}}}", parts.join(", "))));
            }
        }
        pairs
    }

    /// The condition that a truth is of.
    fn condition(&self, key: Key, extract: &Extract) -> Option<ConditionId> {
        match (key, extract.own) {
            (Key::Truth(id), _) => Some(id),
            (Key::When(position), Subject::Policy(policy)) => {
                extract.catalog.policies[policy].benefits.get(position)?.when
            }
            _ => None,
        }
    }

    /// The conditions without an id of which this one says what the other does not, and what it says.
    pub(super) fn unnamed(&self, other: &Observation, extract: &Extract) -> Vec<(ConditionId, &str)> {
        let truths = self.told.iter().filter(|told| !other.told.contains(told)).filter_map(|(key, value)| match key {
            Key::Truth(_) | Key::When(_) => Some((self.condition(*key, extract)?, value.as_str())),
            _ => None,
        });
        truths.filter(|(id, _)| extract.catalog.conditions[*id].id.is_none()).collect()
    }
}

/// A truth as `expect` writes it.
fn quoted(of: Truth) -> String {
    format!("\"{}\"", truth(of))
}

/// An amount as `expect` writes it.
fn amount(min: &Option<String>, max: &Option<String>) -> String {
    match (min, max) {
        (None, None) => "none".to_owned(),
        (Some(min), Some(max)) if min == max => format!("{min}元"),
        (min, max) => {
            let end = |key: &str, value: &Option<String>| value.as_ref().map(|value| format!("{key}: {value}元"));
            between([end("min", min), end("max", max)])
        }
    }
}

fn between(ends: [Option<String>; 2]) -> String {
    format!("{{{}}}", ends.into_iter().flatten().collect::<Vec<_>>().join(", "))
}

/// A value as `expect` writes it.
fn shown(view: &ValueView, value_type: &Type) -> String {
    match view {
        ValueView::Known { value } => plain(value, value_type),
        ValueView::Bounded { min, max } => {
            let end = |key: &str, value: &Option<String>| {
                let value = value.as_ref().map(|value| plain(&PlainValue::Text(value.clone()), value_type));
                value.map(|value| format!("{key}: {value}"))
            };
            between([end("min", min), end("max", max)])
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
        (PlainValue::Text(word), Type::Choice(_)) => text(word),
        (PlainValue::Text(word), Type::Text) => format!("'\"{word}\"'"),
        (PlainValue::Text(word), Type::Date | Type::Period | Type::Days) => format!("'@\"{word}\"'"),
        (PlainValue::Text(number), _) => number.clone(),
        (PlainValue::List(items), _) => {
            format!("[{}]", items.iter().map(|item| plain(item, value_type)).collect::<Vec<_>>().join(", "))
        }
        (PlainValue::Record(fields), _) => {
            let fields = fields.iter().map(|(name, value)| format!("{name}: {}", plain(value, &Type::Number)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
    }
}
