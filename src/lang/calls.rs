//! Calls of built-in functions: how many arguments of which types, and what comes out.

use super::check::{boolean, check, date_literal, expect};
use super::codes::{code_of, position};
use super::context::{Context, Typed};
use super::diagnostic::Diagnostic;
use super::functions;
use super::source::Span;
use super::suggest::near;
use super::syntax::{Argument, Kind, Node};
use super::typing::{cannot, common, compare_help, type_en, type_zh};
use crate::model::{Date, Expression, ExpressionId, Function, ListId, Text, Type};
use rust_decimal::Decimal;

pub(super) fn call(
    cx: &mut dyn Context,
    name: &str,
    name_span: Span,
    arguments: &[Argument],
    span: Span,
) -> Option<Typed> {
    if let Some(result) = cx.call(name, name_span, arguments, span) {
        return result;
    }
    if let Some(Argument { name: Some((argument, span)), .. }) =
        arguments.iter().find(|argument| argument.name.is_some())
    {
        let message = Text::new(
            format!("内置函数的参数不写名称 `{argument}:`"),
            format!("arguments of built-in functions have no names, but here is `{argument}:`"),
        );
        cx.report(Diagnostic::error("E0203", *span, message));
        return None;
    }
    let nodes: Vec<&Node> = arguments.iter().map(|argument| &argument.value).collect();
    match name {
        "within" => {
            let [subject, code] = exactly(cx, name, &nodes, span)?;
            let (list, subject) = choice(cx, subject, false)?;
            let (code, code_span) = code_of(cx, list, code)?;
            let position = position(cx, list, &code, code_span)?;
            let codes = cx.lists()[list].leaves_within(position);
            Some(boolean(cx.build().add(Expression::OneOf { subject, codes })))
        }
        "list contains" => {
            let [subject, code] = exactly(cx, name, &nodes, span)?;
            let (list, subject) = choice(cx, subject, true)?;
            let (code, code_span) = code_of(cx, list, code)?;
            let position = position(cx, list, &code, code_span)?;
            let codes = cx.lists()[list].leaves_within(position);
            Some(boolean(cx.build().add(Expression::ContainsAny { subject, codes })))
        }
        "date" => date_function(cx, &nodes, span),
        "duration" => duration(cx, &nodes, span),
        "all" | "any" => {
            if nodes.is_empty() {
                return wrong_count(cx, name, "1…", 0, span);
            }
            let parts: Vec<_> = nodes.iter().map(|node| expect(cx, node, &Type::Boolean)).collect();
            let parts: Vec<_> = parts.into_iter().collect::<Option<_>>()?;
            Some(boolean(if name == "all" { cx.build().and(parts) } else { cx.build().or(parts) }))
        }
        _ => match functions::built_in(name) {
            Some(function) => built_in(cx, function, name, &nodes, span),
            None => {
                let known = cx.names();
                let known = known.iter().map(String::as_str);
                let near = near(name, functions::names().map(|name| -> &str { name }).chain(known));
                let message = Text::new(format!("没有函数 `{name}`"), format!("there is no function `{name}`"));
                cx.report(
                    Diagnostic::error("E0202", name_span, message).suggest(near).help(functions::elsewhere(name)),
                );
                None
            }
        },
    }
}

/// The arguments, if there are exactly `N`.
fn exactly<'n, const N: usize>(
    cx: &mut dyn Context,
    name: &str,
    nodes: &[&'n Node],
    span: Span,
) -> Option<[&'n Node; N]> {
    let found = nodes.len();
    if let Ok(nodes) = <[&Node; N]>::try_from(nodes) {
        return Some(nodes);
    }
    wrong_count(cx, name, &N.to_string(), found, span)
}

fn wrong_count<T>(cx: &mut dyn Context, name: &str, wanted: &str, found: usize, span: Span) -> Option<T> {
    let message = Text::new(
        format!("`{name}` 需要 {wanted} 个参数，这里有 {found} 个"),
        format!("`{name}` takes {wanted} argument(s), here are {found}"),
    );
    cx.report(Diagnostic::error("E0203", span, message));
    None
}

/// A choice (or choices) and its list.
fn choice(cx: &mut dyn Context, node: &Node, several: bool) -> Option<(ListId, ExpressionId)> {
    let typed = check(cx, node, None)?;
    match typed.value_type {
        Type::Choice(list) if !several => Some((list, typed.id)),
        Type::Choices(list) if several => Some((list, typed.id)),
        other => {
            let message = Text::new(
                format!("这里需要{}选的指标，却是{}", if several { "多" } else { "单" }, type_zh(cx, &other)),
                format!(
                    "expected a fact of `{}`, found {}",
                    if several { "choices" } else { "choice" },
                    type_en(cx, &other)
                ),
            );
            cx.report(Diagnostic::error("E0204", node.span, message));
            None
        }
    }
}

fn date_function(cx: &mut dyn Context, nodes: &[&Node], span: Span) -> Option<Typed> {
    if let [Node { kind: Kind::Text(text), span }] = nodes {
        return date_literal(cx, text, *span);
    }
    let [year, month, day] = exactly(cx, "date", nodes, span)?;
    let mut parts = Vec::new();
    for node in [year, month, day] {
        let id = expect(cx, node, &Type::Number)?;
        parts.push(cx.build().number_of(id).and_then(|value| i32::try_from(value).ok()));
    }
    let date = match parts.as_slice() {
        [Some(year), Some(month), Some(day)] => match (u8::try_from(*month), u8::try_from(*day)) {
            (Ok(month), Ok(day)) => Date::from_ymd(*year, month, day),
            _ => None,
        },
        _ => None,
    };
    match date {
        Some(date) => Some(Typed { id: cx.build().constant(date.into()), value_type: Type::Date }),
        None => {
            let message = Text::new("这不是写明的日期", "this is not a day written out");
            cx.report(Diagnostic::error("E0010", span, message));
            None
        }
    }
}

/// `duration("P3Y6M")`, `duration("P10D")`.
fn duration(cx: &mut dyn Context, nodes: &[&Node], span: Span) -> Option<Typed> {
    let [node] = exactly(cx, "duration", nodes, span)?;
    let parsed = match &node.kind {
        Kind::Text(text) => iso_duration(text),
        _ => None,
    };
    match parsed {
        Some((value, value_type)) => Some(Typed { id: cx.build().number(value), value_type }),
        None => {
            let message = Text::new("这不是期间", "this is not a duration");
            let help = Text::new(
                "写作 \"P3Y\"、\"P6M\"、\"P10D\"，或直接 3年、6个月、10日",
                "write \"P3Y\", \"P6M\", \"P10D\", or 3年",
            );
            cx.report(Diagnostic::error("E0105", node.span, message).help(help));
            None
        }
    }
}

/// Years and months, or days, of an ISO 8601 duration.
fn iso_duration(text: &str) -> Option<(Decimal, Type)> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let mut rest = rest.strip_prefix('P')?;
    let (mut months, mut days, mut parts) = (0i64, None, 0);
    while !rest.is_empty() {
        let end = rest.find(|letter: char| !letter.is_ascii_digit())?;
        let number: i64 = rest.get(..end)?.parse().ok()?;
        let unit = rest.get(end..)?.chars().next()?;
        match unit {
            'Y' => months = months.checked_add(number.checked_mul(12)?)?,
            'M' => months = months.checked_add(number)?,
            'D' if parts == 0 => days = Some(number),
            _ => return None,
        }
        parts += 1;
        rest = rest.get(end + 1..)?;
    }
    let (value, value_type) = match days {
        Some(days) if parts == 1 => (days, Type::Days),
        None if parts > 0 => (months, Type::Period),
        _ => return None,
    };
    Some((Decimal::from(if negative { -value } else { value }), value_type))
}

fn built_in(cx: &mut dyn Context, function: Function, name: &str, nodes: &[&Node], span: Span) -> Option<Typed> {
    match function {
        Function::Abs | Function::Floor | Function::Ceiling => {
            let [node] = exactly(cx, name, nodes, span)?;
            let typed = measure(cx, node)?;
            Some(Typed { id: cx.build().call(function, vec![typed.id]), ..typed })
        }
        Function::Modulo => {
            let [a, b] = exactly(cx, name, nodes, span)?;
            let (a, b) = (measure(cx, a), measure(cx, b));
            let (a, b) = (a?, b?);
            let Some(value_type) = common(cx, &a, &b) else {
                return cannot(cx, "取余", "take the remainder of", &[&a, &b], span);
            };
            Some(Typed { id: cx.build().call(function, vec![a.id, b.id]), value_type })
        }
        Function::RoundUp | Function::RoundDown | Function::RoundHalfUp | Function::RoundHalfDown => {
            rounding(cx, function, name, nodes, span)
        }
        Function::Min | Function::Max | Function::Sum | Function::Mean => aggregate(cx, function, name, nodes, span),
        Function::Count => {
            let [node] = exactly(cx, name, nodes, span)?;
            let typed = check(cx, node, None)?;
            if !matches!(typed.value_type, Type::Series(_) | Type::Choices(_)) {
                return cannot(cx, "计数", "count", &[&typed], node.span);
            }
            Some(Typed { id: cx.build().call(function, vec![typed.id]), value_type: Type::Number })
        }
        Function::Contains | Function::StartsWith | Function::EndsWith => {
            let [a, b] = exactly(cx, name, nodes, span)?;
            let (a, b) = (expect(cx, a, &Type::Text), expect(cx, b, &Type::Text));
            Some(boolean(cx.build().call(function, vec![a?, b?])))
        }
        Function::StringLength => {
            let [node] = exactly(cx, name, nodes, span)?;
            let id = expect(cx, node, &Type::Text)?;
            Some(Typed { id: cx.build().call(function, vec![id]), value_type: Type::Number })
        }
        Function::MonthsBetween => {
            let [a, b] = exactly(cx, name, nodes, span)?;
            let (a, b) = (expect(cx, a, &Type::Date), expect(cx, b, &Type::Date));
            Some(Typed { id: cx.build().call(function, vec![a?, b?]), value_type: Type::Period })
        }
        Function::Year | Function::Month | Function::Day | Function::Years | Function::Months => None,
    }
}

/// A value that can be added and scaled.
fn measure(cx: &mut dyn Context, node: &Node) -> Option<Typed> {
    let typed = check(cx, node, None)?;
    if typed.value_type.is_ordered() && typed.value_type != Type::Date {
        return Some(typed);
    }
    let message = Text::new(
        format!("这里需要一个数，却是{}", type_zh(cx, &typed.value_type)),
        format!("expected a number, found {}", type_en(cx, &typed.value_type)),
    );
    let help = compare_help(&typed.value_type, &typed.value_type, false);
    cx.report(Diagnostic::error("E0204", node.span, message).help(help));
    None
}

fn rounding(cx: &mut dyn Context, function: Function, name: &str, nodes: &[&Node], span: Span) -> Option<Typed> {
    let (subject, step) = match nodes {
        [subject] => (*subject, None),
        [subject, step] => (*subject, Some(*step)),
        _ => return wrong_count(cx, name, "1–2", nodes.len(), span),
    };
    let typed = measure(cx, subject)?;
    let step = match step {
        None => cx.build().number(Decimal::ONE),
        Some(node) => {
            let step = check(cx, node, None)?;
            match cx.build().number_of(step.id) {
                Some(value) if step.value_type == Type::Number && typed.value_type != Type::Money => {
                    let Some(value) = power_of_ten(value) else {
                        let message =
                            Text::new("小数位数是 -20 到 20 的整数", "a scale is a whole number from -20 to 20");
                        cx.report(Diagnostic::error("E0203", node.span, message));
                        return None;
                    };
                    cx.build().number(value)
                }
                Some(value) if step.value_type == typed.value_type && value > Decimal::ZERO => step.id,
                _ => {
                    let message = Text::new(
                        format!("取整的单位要是写明的{}", type_zh(cx, &typed.value_type)),
                        format!("the step of rounding is {} written out", type_en(cx, &typed.value_type)),
                    );
                    let help = Text::new(
                        "数写小数位数，金额写步长：round down(x, 1万元)",
                        "a number takes a scale, money a step: round down(x, 1万元)",
                    );
                    cx.report(Diagnostic::error("E0203", node.span, message).help(help));
                    return None;
                }
            }
        }
    };
    Some(Typed { id: cx.build().call(function, vec![typed.id, step]), ..typed })
}

/// 10 to the power of −scale.
fn power_of_ten(scale: Decimal) -> Option<Decimal> {
    let scale = i32::try_from(scale).ok().filter(|places| (-20..=20).contains(places) && scale.fract().is_zero())?;
    match u32::try_from(scale) {
        Ok(places) => Decimal::try_from_i128_with_scale(1, places).ok(),
        Err(_) => (0..-scale).try_fold(Decimal::ONE, |power, _| power.checked_mul(Decimal::TEN)),
    }
}

fn aggregate(cx: &mut dyn Context, function: Function, name: &str, nodes: &[&Node], span: Span) -> Option<Typed> {
    if nodes.is_empty() {
        return wrong_count(cx, name, "1…", 0, span);
    }
    let typed: Vec<_> = nodes.iter().map(|node| check(cx, node, None)).collect();
    let typed: Vec<Typed> = typed.into_iter().collect::<Option<_>>()?;
    if let [Typed { id, value_type: Type::Series(item) }] = typed.as_slice() {
        let value_type = item.as_ref().clone();
        return Some(Typed { id: cx.build().call(function, vec![*id]), value_type });
    }
    let needs_sum = matches!(function, Function::Sum | Function::Mean);
    let mut result: Option<Typed> = None;
    for (typed, node) in typed.iter().zip(nodes) {
        let allowed = typed.value_type.is_ordered() && !(needs_sum && typed.value_type == Type::Date);
        let joined = match &result {
            _ if !allowed => None,
            None => Some(typed.value_type.clone()),
            Some(result) => common(cx, result, typed),
        };
        let Some(value_type) = joined else {
            let others: Vec<&Typed> = result.iter().chain([typed]).collect();
            return cannot(cx, "一起计算", "take together", &others, node.span);
        };
        result = Some(Typed { id: typed.id, value_type });
    }
    let value_type = result?.value_type;
    let ids = typed.iter().map(|typed| typed.id).collect();
    Some(Typed { id: cx.build().call(function, ids), value_type })
}
