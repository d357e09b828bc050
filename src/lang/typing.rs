//! What may stand for what, and what types are called in the author's words.

use super::context::{Context, Typed};
use super::diagnostic::{Diagnostic, Fix};
use super::source::Span;
use super::syntax::{Kind, Node};
use crate::model::{RecordId, Text, Type};

/// Whether a value may stand where `expected` is asked for: percent and number are both numbers, a bare literal may count
/// anything, a literal 0 fits any ordered type.
pub fn fits(cx: &mut dyn Context, typed: &Typed, expected: &Type) -> bool {
    typed.value_type == *expected
        || matches!((&typed.value_type, expected), (Type::Number, Type::Percent) | (Type::Percent, Type::Number))
        || (matches!((&typed.value_type, expected), (Type::Number, Type::Quantity(_)))
            && cx.build().number_of(typed.id).is_some())
        || (is_zero(cx, typed) && expected.is_ordered() && *expected != Type::Date)
}

pub(super) fn is_zero(cx: &mut dyn Context, typed: &Typed) -> bool {
    typed.value_type == Type::Number && cx.build().number_of(typed.id).is_some_and(|value| value.is_zero())
}

/// The common type of two values that may stand for each other, if there is one.
pub fn common(cx: &mut dyn Context, a: &Typed, b: &Typed) -> Option<Type> {
    if a.value_type == b.value_type {
        return Some(a.value_type.clone());
    }
    match (&a.value_type, &b.value_type) {
        (Type::Number, Type::Percent) | (Type::Percent, Type::Number) => Some(Type::Number),
        (Type::List(x), Type::List(y)) => {
            let (x, y) = (cx.elements()[*x].clone(), cx.elements()[*y].clone());
            let numbers = |value_type: &Type| matches!(value_type, Type::Number | Type::Percent);
            (numbers(&x) && numbers(&y)).then(|| cx.list_of(Type::Number))
        }
        _ if is_zero(cx, a) && b.value_type.is_ordered() && b.value_type != Type::Date => Some(b.value_type.clone()),
        _ if is_zero(cx, b) && a.value_type.is_ordered() && a.value_type != Type::Date => Some(a.value_type.clone()),
        _ => None,
    }
}

/// The type in the author's words, in Chinese.
pub fn type_zh(cx: &dyn Context, value_type: &Type) -> String {
    match value_type {
        Type::Boolean => "是非".into(),
        Type::Number => "数".into(),
        Type::Percent => "百分比".into(),
        Type::Money => "金额".into(),
        Type::Quantity(unit) => format!("数量（{}）", cx.units()[*unit].name),
        Type::Date => "日期".into(),
        Type::Period => "期间（年、月）".into(),
        Type::Days => "天数".into(),
        Type::Text => "文字".into(),
        Type::Choice(list) => format!("“{}”中的一项", cx.lists()[*list].name),
        Type::Choices(list) => format!("“{}”中的若干项", cx.lists()[*list].name),
        Type::Series(item) => format!("逐年的{}", type_zh(cx, item)),
        Type::List(element) => match &cx.elements()[*element] {
            Type::Record(_) => "记录的清单".into(),
            element => format!("{}的清单", type_zh(cx, element)),
        },
        Type::Record(record) => format!("记录（{}）", field_names(cx, *record)),
    }
}

/// The names of a record's first fields.
fn field_names(cx: &dyn Context, record: RecordId) -> String {
    let fields = &cx.records()[record].fields;
    let names: Vec<&str> = fields.iter().take(4).map(|(name, _)| name.as_str()).collect();
    let more = if fields.len() > names.len() { ", …" } else { "" };
    format!("{}{more}", names.join(", "))
}

/// The type in the author's words, in English.
pub fn type_en(cx: &dyn Context, value_type: &Type) -> String {
    match value_type {
        Type::Boolean => "a truth value".into(),
        Type::Number => "a number".into(),
        Type::Percent => "a percentage".into(),
        Type::Money => "money".into(),
        Type::Quantity(unit) => format!("a quantity ({})", cx.units()[*unit].name),
        Type::Date => "a date".into(),
        Type::Period => "a period (years, months)".into(),
        Type::Days => "a number of days".into(),
        Type::Text => "text".into(),
        Type::Choice(list) => format!("one of `{}`", cx.lists()[*list].name),
        Type::Choices(list) => format!("some of `{}`", cx.lists()[*list].name),
        Type::Series(item) => format!("a yearly series of {}", type_en(cx, item)),
        Type::List(element) => match &cx.elements()[*element] {
            Type::Record(_) => "a list of records".into(),
            element => format!("a list, each {}", type_en(cx, element)),
        },
        Type::Record(record) => format!("a record ({})", field_names(cx, *record)),
    }
}

/// The hint for a bare number where a unit belongs.
pub(super) fn missing_unit(cx: &mut dyn Context, node: &Node, typed: &Typed, expected: &Type) -> Option<Text> {
    let Kind::Number { value, suffix } = &node.kind else { return None };
    if typed.value_type != Type::Number || !suffix.is_empty() {
        return None;
    }
    Some(match expected {
        Type::Money => Text::new(
            format!("金额要带单位，例如 `{value}万元` 或 `{value}元`"),
            format!("money carries its unit, such as `{value}万元` or `{value}元`"),
        ),
        Type::Period => Text::new(
            format!("期间要带单位，例如 `{value}年` 或 `{value}个月`"),
            format!("a period carries its unit, such as `{value}年` or `{value}个月`"),
        ),
        Type::Days => Text::new(format!("天数写作 `{value}日`"), format!("write `{value}日`")),
        Type::Quantity(unit) => {
            let unit = &cx.units()[*unit].name;
            Text::new(format!("写作 `{value}{unit}`"), format!("write `{value}{unit}`"))
        }
        _ => return None,
    })
}

pub(super) fn compare_help(a: &Type, b: &Type, equality: bool) -> Option<Text> {
    Some(match (a, b) {
        (Type::Series(_), _) | (_, Type::Series(_)) => Text::new(
            "逐年的指标先取一年，例如 营业收入[-1]，或用 sum、mean",
            "pick a year first, such as 营业收入[-1], or use sum or mean",
        ),
        (Type::Choices(_), _) => Text::new("多选的指标用 list contains(…, \"代码\")", "use list contains(…, \"code\")"),
        (Type::Choice(_), Type::Choice(_)) if !equality => {
            Text::new("代码没有大小，用 in (\"甲\", \"乙\")", "codes have no order; use in (\"a\", \"b\")")
        }
        (Type::Date, Type::Number) | (Type::Number, Type::Date) => Text::new(
            "日期写作 @\"2026-01-01\"；只比年份用 .year",
            "a date is written @\"2026-01-01\"; for the year alone use .year",
        ),
        (Type::Date, Type::Text) | (Type::Text, Type::Date) => {
            Text::new("日期写作 @\"2026-01-01\"", "a date is written @\"2026-01-01\"")
        }
        _ => return None,
    })
}

pub(super) fn cannot<T>(cx: &mut dyn Context, zh: &str, en: &str, operands: &[&Typed], span: Span) -> Option<T> {
    let types_zh: Vec<String> = operands.iter().map(|operand| type_zh(cx, &operand.value_type)).collect();
    let types_en: Vec<String> = operands.iter().map(|operand| type_en(cx, &operand.value_type)).collect();
    let message =
        Text::new(format!("{}不能{zh}", types_zh.join("与")), format!("cannot {en} {}", types_en.join(" and ")));
    cx.report(Diagnostic::error("E0205", span, message));
    None
}

/// The fix that takes a number out of its quotes, where a number is what the other side is.
fn quoted_number(typed: &Typed, node: &Node, other: &Typed) -> Option<Fix> {
    let Kind::Text(text) = &node.kind else { return None };
    let counts = matches!(other.value_type, Type::Number | Type::Percent | Type::Money | Type::Quantity(_));
    let number = text.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    let is_number = number.parse::<f64>().is_ok() && number.starts_with(|letter: char| letter.is_ascii_digit());
    (typed.value_type == Type::Text && counts && is_number).then(|| Fix::in_expression(node.span, text.clone()))
}

/// Adds where the name was declared whose type is the reason for the fault, if a name stands at this place.
pub(super) fn declared(cx: &mut dyn Context, fault: Diagnostic, node: &Node, typed: &Typed) -> Diagnostic {
    let Kind::Name(name) = &node.kind else { return fault };
    let Some(span) = cx.declaration(name) else { return fault };
    let what = Text::new(
        format!("`{name}` 是{}", type_zh(cx, &typed.value_type)),
        format!("`{name}` is {}", type_en(cx, &typed.value_type)),
    );
    fault.related(span, what)
}

/// Reports two operands that an operation does not take together, each underlined with its type; `help` stands where no
/// missing unit explains it.
pub(super) fn incompatible(
    cx: &mut dyn Context,
    (a, left): (&Typed, &Node),
    (b, right): (&Typed, &Node),
    span: Span,
    (zh, en): (&str, &str),
    help: Option<Text>,
) {
    let what =
        |cx: &dyn Context, typed: &Typed| Text::new(type_zh(cx, &typed.value_type), type_en(cx, &typed.value_type));
    let (first, second) = (what(cx, a), what(cx, b));
    let message = Text::new(
        format!("{}与{}不能{zh}", first.zh, second.zh),
        format!("cannot {en} {} and {}", type_en(cx, &a.value_type), type_en(cx, &b.value_type)),
    );
    let unit = missing_unit(cx, right, b, &a.value_type).or_else(|| missing_unit(cx, left, a, &b.value_type));
    let fault = Diagnostic::error("E0205", span, message);
    let fault = if left.span == right.span {
        // A unary test: what it is put to stands elsewhere.
        fault.label(second)
    } else {
        fault.related(left.span, first).related(right.span, second)
    };
    let fault = fault.help(unit.or(help)).fix(quoted_number(b, right, a).or_else(|| quoted_number(a, left, b)));
    let fault = declared(cx, fault, left, a);
    let fault = declared(cx, fault, right, b);
    cx.report(fault);
}
