//! Runs the authors' examples: the facts go in, and what comes out is compared with what the author expects.

use crate::catalog::bytes::CatalogError;
use crate::catalog::examples::{Example, ExpectedAmount, ExpectedValue, FactInput, Subject};
use crate::engine::{
    BenefitVerdict, Calculator, ConditionVerdict, Input, PlainValue, Reason, Session, Status, Truth, ValueView,
    Verdict, WindowState,
};
use crate::model::{Catalog, Date, DefinitionId, Language, ParameterRow, Type, Value};
use rust_decimal::Decimal;
use std::sync::Arc;

/// What became of an example.
pub struct Outcome<'e> {
    /// The example.
    pub example: &'e Example,
    /// What differs, one line each; empty if nothing does.
    pub differences: Vec<String>,
}

/// Runs all examples; those that give no date are evaluated as of `today`.
///
/// # Errors
/// If the catalog itself is not one that the engine accepts.
pub fn run<'e>(catalog: &Catalog, examples: &'e [Example], today: Date) -> Result<Vec<Outcome<'e>>, CatalogError> {
    let calculator = Arc::new(Calculator::new(Arc::new(catalog.clone()))?);
    let outcome = |example| {
        let differences = differences(catalog, &calculator, example, today)?;
        Ok(Outcome { example, differences })
    };
    examples.iter().map(outcome).collect()
}

/// The session that an example describes, and the facts that were refused.
///
/// # Errors
/// If the catalog itself is not one that the engine accepts.
pub fn open(
    catalog: &Catalog,
    calculator: &Arc<Calculator>,
    example: &Example,
    today: Date,
) -> Result<(Session, Vec<String>), CatalogError> {
    let calculator = if example.parameters.is_empty() {
        Arc::clone(calculator)
    } else {
        let mut catalog = catalog.clone();
        for (id, value) in &example.parameters {
            let first = Date::from_days(-700_000).unwrap_or(today);
            let places: Vec<Option<u32>> = catalog.parameters[*id].rows.iter().map(|row| row.at).collect();
            let row = |at| ParameterRow { at, from: first, value: value.clone(), source: None };
            catalog.parameters[*id].rows =
                if places.is_empty() { vec![row(None)] } else { places.into_iter().map(row).collect() };
        }
        Arc::new(Calculator::new(Arc::new(catalog))?)
    };
    let mut session = Session::open(calculator, example.as_of.unwrap_or(today), Language::Chinese);
    let facts: Vec<(String, Input)> = example.facts.iter().map(|(name, input)| (name.clone(), input.into())).collect();
    let refused = session.set_all(&facts).into_iter().map(|problem| format!("{}: {}", problem.fact, problem.message));
    let refused = refused.collect();
    Ok((session, refused))
}

impl From<&FactInput> for Input {
    fn from(input: &FactInput) -> Self {
        match input {
            FactInput::Null => Input::Null,
            FactInput::Boolean(value) => Input::Boolean(*value),
            FactInput::Number(text) => Input::Number(text.clone()),
            FactInput::Text(text) => Input::Text(text.clone()),
            FactInput::Array(items) => Input::Array(items.iter().map(Input::from).collect()),
            FactInput::Object(items) => {
                Input::Object(items.iter().map(|(key, item)| (key.clone(), Input::from(item))).collect())
            }
        }
    }
}

/// What differs from what the author of one example expects, one line each.
pub(crate) fn differences(
    catalog: &Catalog,
    calculator: &Arc<Calculator>,
    example: &Example,
    today: Date,
) -> Result<Vec<String>, CatalogError> {
    let (mut session, mut differences) = open(catalog, calculator, example, today)?;
    let expect = &example.expect;
    for (definition, expected) in &expect.values {
        let name = &catalog.definitions[*definition].name;
        compare_value(catalog, &mut session, *definition, expected)
            .map_err(|found| differences.push(format!("{name}: {found}")))
            .ok();
    }
    if let (Subject::Definition(definition), Some(expected)) = (example.of, &expect.missing) {
        let mut found = missing_of(value(catalog, &mut session, definition));
        compare_names("missing", expected, &mut found, &mut differences);
    }
    if let Subject::Policy(policy) = example.of {
        let id = &catalog.policies[policy].id;
        match session.verdict(id) {
            Some(verdict) => {
                let mut truth_of = |condition: &str| session.truth_of(id, condition);
                compare_verdict(example, &verdict, &mut truth_of, &mut differences);
            }
            None => differences.push(format!("没有政策 {id}")),
        }
    }
    Ok(differences)
}

fn compare_names(what: &str, expected: &[String], found: &mut [String], differences: &mut Vec<String>) {
    let mut expected = expected.to_vec();
    expected.sort();
    found.sort();
    if expected != found {
        differences.push(format!("{what}: 应为 [{}]，实为 [{}]", expected.join(", "), found.join(", ")));
    }
}

/// `truth_of` tells the truth of any of the policy's conditions, those of benefits included.
fn compare_verdict(
    example: &Example,
    verdict: &Verdict,
    truth_of: &mut dyn FnMut(&str) -> Option<Truth>,
    differences: &mut Vec<String>,
) {
    let expect = &example.expect;
    let mut word = |what: &str, expected: Option<&str>, found: &str| {
        if let Some(expected) = expected
            && expected != found
        {
            differences.push(format!("{what}: 应为 {expected}，实为 {found}"));
        }
    };
    word("status", expect.status.as_deref(), status(verdict.status));
    word("reason", expect.reason.as_deref(), verdict.reason.map_or("无", reason));
    word("successor", expect.successor.as_deref(), verdict.successor.as_deref().unwrap_or("无"));
    word("window", expect.window.as_deref(), window(verdict.window.state));
    for (id, expected) in &expect.truth {
        let found = find(&verdict.conditions, id).map(|condition| condition.truth).or_else(|| truth_of(id));
        let found = found.map_or("没有这个条件", truth);
        word(id, Some(expected), found);
    }
    if let Some(expected) = &expect.missing {
        compare_names("missing", expected, &mut verdict.missing.clone(), differences);
    }
    if let Some(expected) = expect.errors
        && expected == verdict.errors.is_empty()
    {
        let found: Vec<&str> = verdict.errors.iter().map(|error| error.message.as_str()).collect();
        differences.push(format!("errors: 应{}，实为 [{}]", if expected { "有" } else { "没有" }, found.join("; ")));
    }
    if let Some(expected) = expect.reference
        && verdict.benefits.iter().any(|benefit| benefit.reference != expected)
    {
        differences.push(format!("reference: 应为 {expected}"));
    }
    if let Some(expected) = &expect.benefits {
        if expected.len() != verdict.benefits.len() {
            differences.push(format!("benefits: 应有 {} 项，实有 {} 项", expected.len(), verdict.benefits.len()));
        }
        for (index, (expected, found)) in expected.iter().zip(&verdict.benefits).enumerate() {
            compare_amount(&format!("benefits[{index}]"), expected, &Sum::of(std::slice::from_ref(found)), differences);
        }
    }
    if let Some(expected) = &expect.amount {
        compare_amount("amount", expected, &Sum::of(&verdict.benefits), differences);
    }
}

/// What several benefits come to: those without an amount count for nothing.
struct Sum {
    any: bool,
    min: Option<Decimal>,
    max: Option<Decimal>,
}

impl Sum {
    fn of(benefits: &[BenefitVerdict]) -> Sum {
        let mut sum = Sum { any: false, min: Some(Decimal::ZERO), max: Some(Decimal::ZERO) };
        for benefit in benefits {
            if benefit.min.is_none() && benefit.max.is_none() {
                continue;
            }
            sum.any = true;
            sum.min = add(sum.min, &benefit.min);
            sum.max = add(sum.max, &benefit.max);
        }
        sum
    }
}

fn add(sum: Option<Decimal>, amount: &Option<String>) -> Option<Decimal> {
    let amount = Decimal::from_str_exact(amount.as_deref()?).ok()?;
    sum?.checked_add(amount)
}

fn compare_amount(what: &str, expected: &ExpectedAmount, found: &Sum, differences: &mut Vec<String>) {
    let show = |value: Option<Decimal>| value.map_or_else(|| "不限".to_owned(), |value| value.normalize().to_string());
    let found_text =
        || if found.any { format!("{} – {}", show(found.min), show(found.max)) } else { "无".to_owned() };
    match expected {
        ExpectedAmount::None if found.any => differences.push(format!("{what}: 应无金额，实为 {}", found_text())),
        ExpectedAmount::None => {}
        ExpectedAmount::Between(min, max) => {
            let agrees =
                |expected: &Option<Decimal>, found: Option<Decimal>| expected.is_none_or(|value| found == Some(value));
            if !found.any || !agrees(min, found.min) || !agrees(max, found.max) {
                let side = |value: &Option<Decimal>| {
                    value.map_or_else(|| "…".to_owned(), |value| value.normalize().to_string())
                };
                differences.push(format!("{what}: 应为 {} – {}，实为 {}", side(min), side(max), found_text()));
            }
        }
    }
}

fn find<'v>(conditions: &'v [ConditionVerdict], id: &str) -> Option<&'v ConditionVerdict> {
    conditions.iter().find_map(|condition| {
        if condition.id.as_deref() == Some(id) { Some(condition) } else { find(&condition.children, id) }
    })
}

fn value(catalog: &Catalog, session: &mut Session, definition: DefinitionId) -> Option<ValueView> {
    let definition = &catalog.definitions[definition];
    let policy = definition.policy.map(|policy| catalog.policies[policy].id.as_str());
    session.value_of(&definition.name, policy)
}

fn missing_of(view: Option<ValueView>) -> Vec<String> {
    match view {
        Some(ValueView::Unknown { missing, .. }) => missing,
        _ => Vec::new(),
    }
}

fn compare_value(
    catalog: &Catalog,
    session: &mut Session,
    definition: DefinitionId,
    expected: &ExpectedValue,
) -> Result<(), String> {
    let value_type = &catalog.definitions[definition].value_type;
    let view = value(catalog, session, definition).ok_or("没有这个定义")?;
    let agrees = match (expected, &view) {
        (ExpectedValue::Exactly(value, _), ValueView::Known { value: found }) => {
            is_same(catalog, value_type, value, found)
        }
        (ExpectedValue::Between(min, max), ValueView::Bounded { min: found_min, max: found_max }) => {
            let agrees = |expected: &Option<Decimal>, found: &Option<String>| {
                let found = found.as_deref().and_then(|found| Decimal::from_str_exact(found).ok());
                expected.is_none_or(|value| found == Some(value))
            };
            agrees(min, found_min) && agrees(max, found_max)
        }
        (ExpectedValue::Unknown, ValueView::Known { .. } | ValueView::Error { .. }) => false,
        (ExpectedValue::Unknown, _) | (ExpectedValue::Error, ValueView::Error { .. }) => true,
        _ => false,
    };
    if agrees {
        return Ok(());
    }
    let expected = match expected {
        ExpectedValue::Exactly(value, _) => show(catalog, value_type, value),
        ExpectedValue::Between(min, max) => {
            let side =
                |value: &Option<Decimal>| value.map_or_else(|| "…".to_owned(), |value| value.normalize().to_string());
            format!("{} – {}", side(min), side(max))
        }
        ExpectedValue::Unknown => "未知".to_owned(),
        ExpectedValue::Error => "错误".to_owned(),
    };
    Err(format!("应为 {expected}，实为 {}", show_view(&view)))
}

fn is_same(catalog: &Catalog, value_type: &Type, expected: &Value, found: &PlainValue) -> bool {
    match (expected, found, value_type) {
        (Value::Boolean(expected), PlainValue::Boolean(found), _) => expected == found,
        (Value::Number(expected), PlainValue::Text(found), Type::Date) => {
            let day = i32::try_from(*expected).ok().and_then(Date::from_days);
            day.is_some_and(|day| day.to_string() == *found)
        }
        (Value::Number(expected), PlainValue::Text(found), Type::Period | Type::Days) => {
            duration(found) == Some(*expected)
        }
        (Value::Number(expected), PlainValue::Text(found), _) => {
            Decimal::from_str_exact(found).is_ok_and(|found| found == *expected)
        }
        (Value::Text(expected), PlainValue::Text(found), _) => expected == found,
        (Value::Code(code), PlainValue::Text(found), Type::Choice(list)) => {
            catalog.lists[*list].item(*code).is_some_and(|item| item.code == *found)
        }
        (Value::Codes(codes), PlainValue::List(found), Type::Choices(list)) => {
            let codes: Vec<&str> = codes
                .iter()
                .filter_map(|code| catalog.lists[*list].item(*code))
                .map(|item| item.code.as_str())
                .collect();
            let is_code =
                |(code, found): (&&str, &PlainValue)| matches!(found, PlainValue::Text(found) if found == code);
            codes.len() == found.len() && codes.iter().zip(found).all(is_code)
        }
        _ => false,
    }
}

/// Months of `P3Y6M`, days of `P10D`.
fn duration(text: &str) -> Option<Decimal> {
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1i64, rest.strip_prefix('P')?),
        None => (1, text.strip_prefix('P')?),
    };
    let mut total = 0i64;
    while !rest.is_empty() {
        let end = rest.find(|letter: char| !letter.is_ascii_digit())?;
        let number: i64 = rest.get(..end)?.parse().ok()?;
        let factor = if rest.get(end..)?.starts_with('Y') { 12 } else { 1 };
        total = total.checked_add(number.checked_mul(factor)?)?;
        rest = rest.get(end + 1..)?;
    }
    Some(Decimal::from(sign * total))
}

fn show(catalog: &Catalog, value_type: &Type, value: &Value) -> String {
    match (value, value_type) {
        (Value::Boolean(value), _) => value.to_string(),
        (Value::Number(value), Type::Date) => {
            i32::try_from(*value).ok().and_then(Date::from_days).map_or_else(String::new, |day| day.to_string())
        }
        (Value::Number(value), _) => value.normalize().to_string(),
        (Value::Text(text), _) => text.clone(),
        (Value::Code(code), Type::Choice(list)) => {
            catalog.lists[*list].item(*code).map_or_else(String::new, |item| item.code.clone())
        }
        _ => "…".to_owned(),
    }
}

fn show_plain(value: &PlainValue) -> String {
    match value {
        PlainValue::Boolean(value) => value.to_string(),
        PlainValue::Text(text) => text.clone(),
        PlainValue::List(items) => format!("[{}]", items.iter().map(show_plain).collect::<Vec<_>>().join(", ")),
        PlainValue::Record(fields) => {
            let fields = fields.iter().map(|(name, value)| format!("{name}: {}", show_plain(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
    }
}

fn show_view(view: &ValueView) -> String {
    match view {
        ValueView::Known { value } => show_plain(value),
        ValueView::Bounded { min, max } => {
            format!("{} – {}", min.as_deref().unwrap_or("…"), max.as_deref().unwrap_or("…"))
        }
        ValueView::OneOf { codes } => format!("其中之一 [{}]", codes.join(", ")),
        ValueView::Unknown { missing, .. } => format!("未知（缺 {}）", missing.join("、")),
        ValueView::Error { error } => format!("错误：{}", error.message),
    }
}

/// The status as JSON has it.
pub fn status(status: Status) -> &'static str {
    match status {
        Status::Eligible => "eligible",
        Status::Review => "review",
        Status::Undetermined => "undetermined",
        Status::Ineligible => "ineligible",
        Status::NotInForce => "not_in_force",
    }
}

pub(crate) fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::Draft => "draft",
        Reason::Repealed => "repealed",
        Reason::NotYet => "not_yet",
        Reason::Expired => "expired",
        Reason::Superseded => "superseded",
    }
}

pub(crate) fn truth(truth: Truth) -> &'static str {
    match truth {
        Truth::True => "true",
        Truth::False => "false",
        Truth::Unknown => "unknown",
        Truth::Judged => "judged",
        Truth::Error => "error",
    }
}

pub(crate) fn window(state: WindowState) -> &'static str {
    match state {
        WindowState::NotYet => "not_yet",
        WindowState::Open => "open",
        WindowState::Closed => "closed",
        WindowState::Rolling => "rolling",
        WindowState::Unknown => "unknown",
    }
}
