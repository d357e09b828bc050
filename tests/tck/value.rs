//! Values as the kit tags them, and whether an answer is that value.

use rust_decimal::Decimal;
use serde_json::Value as Json;

/// The kit takes numbers to be equal that differ by less.
const TOLERANCE: Decimal = Decimal::from_parts(1, 0, 0, false, 8);

/// A value of the kit. What is not a truth keeps its text.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// FEEL's `null`.
    Null,
    Truth(bool),
    Text(String),
    Number(String),
    Date(String),
    Time(String),
    DateAndTime(String),
    /// Years and months.
    Period(String),
    /// Days and time.
    Duration(String),
    List(Vec<Value>),
    Record(Vec<(String, Value)>),
}

impl Value {
    /// Reads a tagged value; `None` if the tag is not one of the kit's.
    pub fn read(json: &Json) -> Option<Value> {
        Some(match json {
            Json::Null => Value::Null,
            Json::Bool(truth) => Value::Truth(*truth),
            Json::String(text) => Value::Text(text.clone()),
            Json::Array(items) => Value::List(items.iter().map(Value::read).collect::<Option<_>>()?),
            Json::Number(_) => return None,
            Json::Object(members) => {
                let (tag, value) = members.iter().next()?;
                match (tag.as_str(), value) {
                    ("number", Json::String(text)) => Value::Number(text.clone()),
                    ("date", Json::String(text)) => Value::Date(text.clone()),
                    ("time", Json::String(text)) => Value::Time(text.clone()),
                    ("dateTime", Json::String(text)) => Value::DateAndTime(text.clone()),
                    ("ymd", Json::String(text)) => Value::Period(text.clone()),
                    ("dtd", Json::String(text)) => Value::Duration(text.clone()),
                    ("context", Json::Object(fields)) => {
                        let field = |(name, value): (&String, &Json)| Some((name.clone(), Value::read(value)?));
                        Value::Record(fields.iter().map(field).collect::<Option<_>>()?)
                    }
                    _ => return None,
                }
            }
        })
    }

    /// Whether the language's answer, as `policy feel` prints it, is this value.
    pub fn is(&self, answer: &Json) -> bool {
        match (self, answer) {
            (Value::Truth(truth), Json::Bool(found)) => truth == found,
            (Value::Text(text) | Value::Date(text), Json::String(found)) => text == found,
            (Value::Number(text), Json::String(found)) => match (number(text), number(found)) {
                (Some(expected), Some(found)) => {
                    expected.checked_sub(found).is_some_and(|difference| difference.abs() < TOLERANCE)
                }
                _ => false,
            },
            (Value::Period(text) | Value::Duration(text), Json::String(found)) => {
                duration(text).is_some_and(|expected| duration(found) == Some(expected))
            }
            (Value::List(items), Json::Array(found)) => {
                items.len() == found.len() && items.iter().zip(found).all(|(item, found)| item.is(found))
            }
            (Value::Record(fields), Json::Object(found)) => {
                fields.len() == found.len()
                    && fields.iter().all(|(name, value)| found.get(name).is_some_and(|found| value.is(found)))
            }
            _ => false,
        }
    }
}

fn number(text: &str) -> Option<Decimal> {
    text.parse().or_else(|_| Decimal::from_scientific(text)).ok()
}

/// An ISO 8601 duration as months and seconds.
pub fn duration(text: &str) -> Option<(Decimal, Decimal)> {
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let mut months = Decimal::ZERO;
    let mut seconds = Decimal::ZERO;
    let mut digits = String::new();
    let mut in_time = false;
    for letter in text.strip_prefix('P')?.chars() {
        if letter.is_ascii_digit() || letter == '.' {
            digits.push(letter);
            continue;
        }
        if letter == 'T' {
            in_time = true;
            continue;
        }
        let count: Decimal = std::mem::take(&mut digits).trim_end_matches('.').parse().ok()?;
        let (total, unit) = match (letter, in_time) {
            ('Y', false) => (&mut months, 12),
            ('M', false) => (&mut months, 1),
            ('D', false) => (&mut seconds, 86_400),
            ('H', true) => (&mut seconds, 3_600),
            ('M', true) => (&mut seconds, 60),
            ('S', true) => (&mut seconds, 1),
            _ => return None,
        };
        *total = total.checked_add(count.checked_mul(Decimal::from(unit))?)?;
    }
    let signed = |value: Decimal| if negative { -value } else { value };
    digits.is_empty().then(|| (signed(months).normalize(), signed(seconds).normalize()))
}

/// The whole days of a duration, if it is nothing but whole days.
pub fn whole_days(text: &str) -> Option<Decimal> {
    let (months, seconds) = duration(text)?;
    let days = seconds.checked_div(Decimal::from(86_400))?;
    (months.is_zero() && days.is_integer()).then(|| days.normalize())
}

#[test]
fn answers_are_compared_as_the_kit_compares() {
    let is = |expected: &str, answer: &str| {
        let value = Value::read(&serde_json::from_str(expected).unwrap()).unwrap();
        value.is(&serde_json::from_str(answer).unwrap())
    };
    assert!(is(r#"{"number": "5.66666666666667"}"#, r#""5.6666666666666666667""#));
    assert!(!is(r#"{"number": "1"}"#, r#""1.00000001""#));
    assert!(!is(r#"{"number": "1"}"#, "true"));
    assert!(is(r#"{"ymd": "P1Y"}"#, r#""P12M""#) && !is(r#"{"ymd": "-P1Y"}"#, r#""P1Y""#));
    assert!(is(r#"{"dtd": "P1DT12H"}"#, r#""P1.5D""#));
    assert!(is(r#"{"dtd": "P0D"}"#, r#""P0D""#) && !is(r#"{"dtd": "P1D"}"#, r#""P1M""#));
    assert!(is(r#"[{"context": {"a": "x"}}]"#, r#"[{"a": "x"}]"#));
    assert!(!is(r#"[{"context": {"a": "x"}}]"#, r#"[{"a": "x", "b": "y"}]"#));
    assert!(!is("null", "null"), "`null` is no value that could come out");
}

#[test]
fn durations_are_read_as_months_and_seconds() {
    let read = |text: &str| duration(text).map(|(months, seconds)| (months.to_string(), seconds.to_string()));
    let expected = |months: &str, seconds: &str| Some((months.to_owned(), seconds.to_owned()));
    assert_eq!(read("-P1Y2M"), expected("-14", "0"));
    assert_eq!(read("P1DT2H3M4.5S"), expected("0", "93784.5"));
    assert_eq!(read("PT0.S"), expected("0", "0"));
    for wrong in ["", "1D", "P1", "P1S", "P1X"] {
        assert_eq!(read(wrong), None, "{wrong}");
    }
    assert_eq!(whole_days("PT48H").map(|days| days.to_string()).as_deref(), Some("2"));
    assert_eq!(whole_days("PT47H"), None);
}
