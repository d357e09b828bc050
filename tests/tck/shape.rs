//! Types of the kit as types of the language, and values of the kit as facts.

use super::names::Names;
use super::scan::mentions;
use super::value::{Value, whole_days};
use policy_calculator::catalog::examples::FactInput;
use serde_json::{Map, Value as Json};

/// The type of a fact.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// By its name in this language.
    Scalar(&'static str),
    /// A type that this language has not, by its name in the kit.
    Foreign(&'static str),
    List(Box<Shape>),
    Record(Vec<(String, Shape)>),
}

/// Types may refer to themselves; the language has no such types, and no line nests others deeper.
const DEEPEST: usize = 8;

impl Shape {
    /// The type of that name, built in or declared by the line; `None` for `Any`, for what the line does not declare, and for
    /// types that hold themselves.
    pub fn named(name: &str, types: &Map<String, Json>) -> Option<Shape> {
        Shape::named_within(name, types, DEEPEST)
    }

    fn named_within(name: &str, types: &Map<String, Json>, levels: usize) -> Option<Shape> {
        Some(match name {
            "number" => Shape::Scalar("number"),
            "string" => Shape::Scalar("text"),
            "boolean" => Shape::Scalar("boolean"),
            "date" => Shape::Scalar("date"),
            "years and months duration" => Shape::Scalar("period"),
            "days and time duration" => Shape::Scalar("days"),
            "time" => Shape::Foreign("time"),
            "date and time" => Shape::Foreign("date and time"),
            declared => Shape::declared(types.get(declared)?, types, levels.checked_sub(1)?)?,
        })
    }

    fn declared(declaration: &Json, types: &Map<String, Json>, levels: usize) -> Option<Shape> {
        let element = match (declaration.get("components"), declaration.get("type")) {
            (Some(Json::Object(fields)), _) => {
                let field = |(name, of): (&String, &Json)| Some((name.clone(), Shape::declared(of, types, levels)?));
                Shape::Record(fields.iter().map(field).collect::<Option<_>>()?)
            }
            (_, Some(Json::String(name))) => Shape::named_within(name, types, levels)?,
            _ => return None,
        };
        let collection = declaration.get("collection") == Some(&Json::Bool(true));
        Some(if collection { Shape::List(Box::new(element)) } else { element })
    }

    /// The type of a value; `None` where it does not tell.
    pub fn of(value: &Value) -> Option<Shape> {
        Some(match value {
            Value::Null => return None,
            Value::Truth(_) => Shape::Scalar("boolean"),
            Value::Text(_) => Shape::Scalar("text"),
            Value::Number(_) => Shape::Scalar("number"),
            Value::Date(_) => Shape::Scalar("date"),
            Value::Time(_) => Shape::Foreign("time"),
            Value::DateAndTime(_) => Shape::Foreign("date and time"),
            Value::Period(_) => Shape::Scalar("period"),
            Value::Duration(_) => Shape::Scalar("days"),
            Value::List(items) => Shape::List(Box::new(Shape::of(items.first()?)?)),
            Value::Record(fields) => {
                let field = |(name, value): &(String, Value)| Some((name.clone(), Shape::of(value)?));
                Shape::Record(fields.iter().map(field).collect::<Option<_>>()?)
            }
        })
    }

    /// Without the fields of foreign types that the text does not mention.
    pub fn needed_by(self, text: &str) -> Shape {
        match self {
            Shape::List(of) => Shape::List(Box::new(of.needed_by(text))),
            Shape::Record(fields) => Shape::Record(
                fields
                    .into_iter()
                    .filter(|(name, of)| !matches!(of, Shape::Foreign(_)) || mentions(text, name))
                    .map(|(name, of)| (name, of.needed_by(text)))
                    .collect(),
            ),
            other => other,
        }
    }

    /// Whether the language can say it: it has no lists of lists.
    pub fn can_be_said(&self) -> bool {
        match self {
            Shape::Scalar(_) | Shape::Foreign(_) => true,
            Shape::List(of) => !matches!(**of, Shape::List(_)) && of.can_be_said(),
            Shape::Record(fields) => fields.iter().all(|(_, of)| of.can_be_said()),
        }
    }

    /// As a request declares it.
    pub fn declaration(&self, names: &Names) -> FactInput {
        match self {
            Shape::Scalar(name) | Shape::Foreign(name) => FactInput::Text((*name).to_owned()),
            Shape::Record(fields) => keyed("record", Shape::fields(fields, names)),
            Shape::List(of) => keyed(
                "list",
                match &**of {
                    Shape::Record(fields) => Shape::fields(fields, names),
                    other => other.declaration(names),
                },
            ),
        }
    }

    fn fields(fields: &[(String, Shape)], names: &Names) -> FactInput {
        FactInput::Object(fields.iter().map(|(name, of)| (names.identifier(name), of.declaration(names))).collect())
    }

    /// The value as a profile gives it.
    pub fn fact(&self, value: &Value, names: &Names) -> FactInput {
        match (self, value) {
            (_, Value::Null) => FactInput::Null,
            (_, Value::Truth(truth)) => FactInput::Boolean(*truth),
            (_, Value::Number(text)) => FactInput::Number(text.clone()),
            (_, Value::Duration(text)) => match whole_days(text) {
                Some(days) => FactInput::Number(days.to_string()),
                None => FactInput::Text(text.clone()),
            },
            (
                _,
                Value::Text(text)
                | Value::Date(text)
                | Value::Time(text)
                | Value::DateAndTime(text)
                | Value::Period(text),
            ) => FactInput::Text(text.clone()),
            (Shape::List(of), Value::List(items)) => {
                FactInput::Array(items.iter().map(|item| of.fact(item, names)).collect())
            }
            (_, Value::List(items)) => FactInput::Array(items.iter().map(|item| self.fact(item, names)).collect()),
            (Shape::Record(shapes), Value::Record(fields)) => FactInput::Object(
                fields
                    .iter()
                    .filter_map(|(name, value)| {
                        let (_, of) = shapes.iter().find(|(known, _)| known == name)?;
                        Some((names.identifier(name), of.fact(value, names)))
                    })
                    .collect(),
            ),
            (_, Value::Record(_)) => FactInput::Null,
        }
    }

    /// The names of all fields.
    pub fn field_names(&self) -> Vec<&str> {
        match self {
            Shape::Scalar(_) | Shape::Foreign(_) => Vec::new(),
            Shape::List(of) => of.field_names(),
            Shape::Record(fields) => {
                fields.iter().flat_map(|(name, of)| std::iter::once(name.as_str()).chain(of.field_names())).collect()
            }
        }
    }
}

fn keyed(key: &str, of: FactInput) -> FactInput {
    FactInput::Object(vec![(key.to_owned(), of)])
}
