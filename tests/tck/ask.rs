//! Asks the language what a line asks: an expression as `policy feel` is asked, a decision table as a document.

use super::case::{Case, Table};
use super::names::Names;
use super::scan::mentions;
use super::shape::Shape;
use super::value::Value;
use policy_calculator::audit::feel::{self, Request};
use policy_calculator::catalog::compile;
use policy_calculator::catalog::examples::FactInput;
use policy_calculator::engine::{Calculator, Input, Session, ValueView};
use policy_calculator::lang::diagnostic::Severity;
use policy_calculator::model::{Date, Language};
use serde_json::{Map, Value as Json, json};
use std::fmt;
use std::sync::Arc;

/// The codes of refused facts, see docs/language.md. Every other code that is no diagnostic's is that of a value's error.
const OF_FACTS: [&str; 11] = [
    "unknown_fact",
    "wrong_type",
    "needs_percent",
    "not_in_list",
    "out_of_domain",
    "off_step",
    "empty_range",
    "unknown_key",
    "series_length",
    "wrong_year",
    "too_long",
];

/// What the language says.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// One value, as `policy feel` prints it.
    Known(Json),
    /// More than one value is possible; also as printed.
    Open(Json),
    /// The value is an error.
    Error { code: String, message: String },
    /// It does not compile. `placed` says whether the fault stands inside of what was written.
    Refused { code: String, message: String, placed: bool },
    /// A given value was refused.
    BadFact { code: String, message: String },
}

impl fmt::Display for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Answer::Known(value) => write!(formatter, "{value}"),
            Answer::Open(view) => write!(formatter, "{view}"),
            Answer::Error { code, message } => write!(formatter, "error {code}: {message}"),
            Answer::Refused { code, message, placed: true } => write!(formatter, "refused {code}: {message}"),
            Answer::Refused { code, message, placed: false } => {
                write!(formatter, "refused without a position {code}: {message}")
            }
            Answer::BadFact { code, message } => write!(formatter, "fact refused {code}: {message}"),
        }
    }
}

/// A fact with what is known of it.
#[derive(Clone, Debug)]
pub struct Fact {
    pub name: String,
    pub shape: Shape,
    pub value: Value,
}

/// The inputs of a line that its text mentions.
pub fn facts(case: &Case) -> Vec<Fact> {
    let written = case.written();
    let mut names: Vec<&String> = case.inputs.keys().chain(case.input_types.keys()).collect();
    names.sort();
    names.dedup();
    let fact = |name: &String| {
        let value = case.inputs.get(name).and_then(Value::read).unwrap_or(Value::Null);
        let declared = case.input_types.get(name).and_then(Json::as_str);
        let shape = declared.and_then(|declared| Shape::named(declared, &case.types)).or_else(|| Shape::of(&value))?;
        Some(Fact { name: name.clone(), shape: shape.needed_by(&written), value })
    };
    names.into_iter().filter(|name| mentions(&written, name)).filter_map(fact).collect()
}

/// Asks for the value of an expression.
///
/// No fact is a record by itself, so each field that the text reads is a fact of its own.
pub fn expression(text: &str, facts: &[Fact], expected: Option<&Shape>) -> Answer {
    let facts: Vec<Fact> = facts.iter().cloned().flat_map(flat).filter(|fact| mentions(text, &fact.name)).collect();
    let fields = facts.iter().flat_map(|fact| fact.shape.field_names());
    let names = Names::new(facts.iter().map(|fact| fact.name.as_str()).chain(fields));
    let text = names.text(text);
    let named = |of: &dyn Fn(&Fact) -> FactInput| {
        facts.iter().map(|fact| (names.identifier(&fact.name), of(fact))).collect::<Vec<_>>()
    };
    let request = Request {
        types: named(&|fact| fact.shape.declaration(&names)),
        facts: named(&|fact| fact.shape.fact(&fact.value, &names)),
        expect_type: expected.map(|shape| shape.declaration(&names)),
        as_of: today(),
        text,
    };
    match feel::evaluate(&request, Language::English) {
        Ok(view) => of_view(&view),
        Err(fault) if OF_FACTS.contains(&fault.code.as_str()) => {
            Answer::BadFact { code: fault.code, message: fault.message }
        }
        Err(fault) if is_diagnostic(&fault.code) => {
            let (start, end) = fault.span;
            let length = request.text.chars().count();
            let placed = start <= end && end <= length && (start < end || start == length);
            Answer::Refused { code: fault.code, message: fault.message, placed }
        }
        Err(fault) => Answer::Error { code: fault.code, message: fault.message },
    }
}

/// Asks for the result of a decision table: a document with the facts and one definition.
///
/// A document has no record among its facts, so each field that the table reads is a fact of its own.
pub fn table(table: &Table, written: &str, facts: Vec<Fact>) -> Answer {
    let facts: Vec<Fact> = facts.into_iter().flat_map(flat).filter(|fact| mentions(written, &fact.name)).collect();
    let names = Names::new(facts.iter().map(|fact| fact.name.as_str()));
    let declared: Map<String, Json> = facts
        .iter()
        .map(|fact| {
            let declaration = match fact.shape.declaration(&names) {
                FactInput::Object(items) if items.iter().any(|(key, _)| key == "list") => {
                    let of = items.iter().map(|(_, of)| as_json(of)).next();
                    json!({"type": "list", "of": of})
                }
                other => json!({"type": as_json(&other)}),
            };
            (names.identifier(&fact.name), declaration)
        })
        .collect();
    let rows: Vec<Json> = table
        .rules
        .iter()
        .map(|rule| {
            let tests: Vec<String> = rule.tests.iter().map(|test| names.text(test)).collect();
            let results: Vec<String> = rule.results.iter().map(|result| names.text(result)).collect();
            let then = match results.as_slice() {
                [result] => json!(result),
                several => json!(several),
            };
            json!({"when": tests, "then": then})
        })
        .collect();
    let columns: Vec<String> = table.inputs.iter().map(|input| names.text(&input.expr)).collect();
    let mut body = json!({"hit": hit(table), "in": columns, "rows": rows});
    if let ([output], Some(body)) = (table.outputs.as_slice(), body.as_object_mut())
        && let Some(default) = &output.default
    {
        body.insert("else".to_owned(), json!(names.text(default)));
    }
    let document = json!({"facts": declared, "definitions": {"result": {"table": body}}});
    let known: Vec<(String, Input)> = facts
        .iter()
        .map(|fact| (names.identifier(&fact.name), Input::from(&fact.shape.fact(&fact.value, &names))))
        .collect();
    evaluate(&document.to_string(), &known)
}

/// The hit policy in this language's words; those it does not have keep the kit's.
fn hit(table: &Table) -> String {
    match (table.hit_policy.as_str(), table.aggregation.as_deref()) {
        ("COLLECT", None) => "rule order".to_owned(),
        ("COLLECT", Some(aggregation)) => format!("collect {}", aggregation.to_lowercase()),
        (policy, _) => policy.to_lowercase(),
    }
}

/// A record as one fact for each field, named by its path.
pub fn flat(fact: Fact) -> Vec<Fact> {
    let (Shape::Record(shapes), Value::Record(values)) = (&fact.shape, &fact.value) else { return vec![fact] };
    shapes
        .iter()
        .flat_map(|(field, shape)| {
            let value = values.iter().find(|(name, _)| name == field).map_or(Value::Null, |(_, value)| value.clone());
            flat(Fact { name: format!("{}.{field}", fact.name), shape: shape.clone(), value })
        })
        .collect()
}

fn evaluate(document: &str, facts: &[(String, Input)]) -> Answer {
    let compilation = compile([("table.yaml".to_owned(), document.to_owned())]);
    let faults = compilation.diagnostics.iter();
    if let Some(fault) = faults.clone().find(|fault| fault.severity == Severity::Error) {
        return Answer::Refused {
            code: fault.code.to_owned(),
            message: fault.message.in_language(Language::English).to_owned(),
            placed: document.get(fault.span.start..fault.span.end).is_some(),
        };
    }
    let Some(Ok(calculator)) = compilation.catalog.map(|catalog| Calculator::new(Arc::new(catalog))) else {
        return Answer::Error { code: "malformed".to_owned(), message: "no catalog".to_owned() };
    };
    let mut session = Session::open(Arc::new(calculator), today(), Language::English);
    if let Some(problem) = session.set_all(facts).into_iter().next() {
        return Answer::BadFact { code: problem.code, message: problem.message };
    }
    match session.value_of("result", None) {
        Some(view) => of_view(&view),
        None => Answer::Error { code: "malformed".to_owned(), message: "no definition".to_owned() },
    }
}

fn of_view(view: &ValueView) -> Answer {
    if let ValueView::Error { error } = view {
        return Answer::Error { code: error.code.clone(), message: error.message.clone() };
    }
    let json = json!(view);
    match json.get("value") {
        Some(value) => Answer::Known(value.clone()),
        None => Answer::Open(json),
    }
}

fn is_diagnostic(code: &str) -> bool {
    code.strip_prefix('E')
        .is_some_and(|digits| !digits.is_empty() && digits.chars().all(|digit| digit.is_ascii_digit()))
}

fn as_json(input: &FactInput) -> Json {
    match input {
        FactInput::Null => Json::Null,
        FactInput::Boolean(truth) => json!(truth),
        FactInput::Number(text) | FactInput::Text(text) => json!(text),
        FactInput::Array(items) => items.iter().map(as_json).collect(),
        FactInput::Object(items) => items.iter().map(|(key, item)| (key.clone(), as_json(item))).collect(),
    }
}

/// No line of the kit asks what day it is.
fn today() -> Date {
    Date::parse("2026-01-01").unwrap()
}
