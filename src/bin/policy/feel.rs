//! `policy feel`: evaluates expressions that come as JSON, one a line, and answers each with one line.

use super::input::{Failure, today};
use super::output;
use policy_calculator::audit::feel::{self, Fault, Request};
use policy_calculator::catalog::examples::FactInput;
use policy_calculator::model::{Date, Language, Text};
use serde_json::{Map, Value, json};
use std::io::BufRead;
use std::process::ExitCode;

/// The code of a line that cannot be read.
const UNREADABLE: &str = "E0601";

pub fn run(language: Language) -> Result<ExitCode, Failure> {
    let today = today()?;
    // Lines are read as bytes, so that one that is not UTF-8 does not end the run.
    for line in std::io::stdin().lock().split(b'\n') {
        let line = line.map_err(|error| {
            Failure::usage(Text::new(format!("读不了标准输入：{error}"), format!("cannot read stdin: {error}")))
        })?;
        if line.trim_ascii().is_empty() {
            continue;
        }
        output::line(&answer(&line, today, language).to_string())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn answer(line: &[u8], today: Date, language: Language) -> Value {
    let answer = request(line, today).map_err(|why| Fault {
        code: UNREADABLE.to_owned(),
        message: why.in_language(language).to_owned(),
        span: (0, 0),
    });
    match answer.and_then(|request| feel::evaluate(&request, language)) {
        Ok(view) => json!(view),
        Err(Fault { code, message, span: (start, end) }) => {
            json!({"error": {"code": code, "message": message, "span": [start, end]}})
        }
    }
}

/// What a line asks, or why that cannot be read.
fn request(line: &[u8], today: Date) -> Result<Request, Text> {
    let wrong = |key: &str, zh: &str, en: &str| Text::new(format!("`{key}` 应为{zh}"), format!("`{key}` must be {en}"));
    let document: Value = serde_json::from_slice(line)
        .map_err(|error| Text::new(format!("这一行不是 JSON：{error}"), format!("this line is not JSON: {error}")))?;
    let Value::Object(mut document) = document else {
        return Err(Text::new("这一行不是 JSON 对象", "this line is not a JSON object"));
    };
    let known = ["text", "types", "facts", "expect_type", "as_of"];
    if let Some(key) = document.keys().find(|key| !known.contains(&key.as_str())) {
        return Err(Text::new(
            format!("没有键 `{key}`，可以写 {}", known.join("、")),
            format!("there is no key `{key}`; the keys are {}", known.join(", ")),
        ));
    }
    let Some(Value::String(text)) = document.remove("text") else {
        return Err(wrong("text", "表达式的文字", "the text of an expression"));
    };
    let mut named = |key: &str| match document.remove(key) {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Object(items)) => Ok(inputs(items)),
        Some(_) => Err(wrong(key, "一个 JSON 对象", "a JSON object")),
    };
    let (types, facts) = (named("types")?, named("facts")?);
    let expect_type = document.remove("expect_type").filter(|value| !value.is_null()).map(input);
    let as_of = match document.remove("as_of") {
        None | Some(Value::Null) => today,
        Some(Value::String(day)) => {
            Date::parse(&day).ok_or_else(|| wrong("as_of", "日期，如 2026-11-23", "a day such as 2026-11-23"))?
        }
        Some(_) => return Err(wrong("as_of", "日期，如 2026-11-23", "a day such as 2026-11-23")),
    };
    Ok(Request { text, types, facts, expect_type, as_of })
}

fn inputs(items: Map<String, Value>) -> Vec<(String, FactInput)> {
    items.into_iter().map(|(key, value)| (key, input(value))).collect()
}

fn input(value: Value) -> FactInput {
    match value {
        Value::Null => FactInput::Null,
        Value::Bool(value) => FactInput::Boolean(value),
        Value::Number(number) => FactInput::Number(number.to_string()),
        Value::String(text) => FactInput::Text(text),
        Value::Array(items) => FactInput::Array(items.into_iter().map(input).collect()),
        Value::Object(items) => FactInput::Object(inputs(items)),
    }
}
