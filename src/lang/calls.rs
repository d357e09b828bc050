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
use super::unary;
use crate::model::{Date, Expression, ExpressionId, Function, ListId, Operator, Quantifier, Text, Type};
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
    let known = functions::built_in(name).is_some() || functions::EXPANDED.contains(&name);
    if !known {
        let names = cx.names();
        let names = names.iter().map(String::as_str);
        let near = near(name, functions::names().map(|name| -> &str { name }).chain(names));
        let message = Text::new(format!("没有函数 `{name}`"), format!("there is no function `{name}`"));
        cx.report(Diagnostic::error("E0202", name_span, message).suggest(near).help(functions::elsewhere(name)));
        return None;
    }
    let nodes = in_order(cx, name, arguments)?;
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
            let typed = check(cx, subject, None)?;
            if let Type::List(element) = typed.value_type {
                let element = cx.elements()[element].clone();
                let value = check(cx, code, Some(&element))?;
                let id = unary::contains(cx, &typed, subject, &value, code)?;
                return Some(boolean(id));
            }
            let (list, subject) = choice(cx, subject, true)?;
            let (code, code_span) = code_of(cx, list, code)?;
            let position = position(cx, list, &code, code_span)?;
            let codes = cx.lists()[list].leaves_within(position);
            Some(boolean(cx.build().add(Expression::ContainsAny { subject, codes })))
        }
        "chosen" => {
            let [node] = exactly(cx, name, &nodes, span)?;
            let Kind::Text(policy) = &node.kind else {
                let message = Text::new("政策的 id 要写出来", "the policy's id is written out");
                let help = Text::new("写作 chosen(\"政策 id\")", "write chosen(\"policy-id\")");
                cx.report(Diagnostic::error("E0215", node.span, message).help(help));
                return None;
            };
            cx.chosen(policy, node.span).map(boolean)
        }
        "date" => date_function(cx, &nodes, span),
        "duration" => duration(cx, &nodes, span),
        "all" | "any" => {
            if nodes.is_empty() {
                return wrong_count(cx, name, "1…", 0, span);
            }
            let written;
            let nodes = match nodes.as_slice() {
                [Node { kind: Kind::List(items), .. }] => {
                    written = items.iter().collect::<Vec<_>>();
                    &written
                }
                [node] => {
                    let typed = check(cx, node, None)?;
                    return all_or_any(cx, name == "all", typed, node);
                }
                _ => &nodes,
            };
            let parts: Vec<_> = nodes.iter().map(|node| expect(cx, node, &Type::Boolean)).collect();
            let parts: Vec<_> = parts.into_iter().collect::<Option<_>>()?;
            Some(boolean(if name == "all" { cx.build().and(parts) } else { cx.build().or(parts) }))
        }
        _ => built_in(cx, functions::built_in(name)?, name, &nodes, span),
    }
}

/// The arguments in the order of the function's parameters; either all of them are named or none.
fn in_order<'n>(cx: &mut dyn Context, name: &str, arguments: &'n [Argument]) -> Option<Vec<&'n Node>> {
    let named = |argument: &'n Argument| argument.name.as_ref();
    if !arguments.iter().any(|argument| argument.name.is_some()) {
        return Some(arguments.iter().map(|argument| &argument.value).collect());
    }
    let parameters = functions::parameters(name);
    let stands_for = |parameter: &str| arguments.iter().find(|a| named(a).is_some_and(|(name, _)| name == parameter));
    for parameters in parameters {
        let found: Vec<&Node> =
            parameters.iter().map_while(|name| stands_for(name).map(|argument| &argument.value)).collect();
        if found.len() == arguments.len() {
            return Some(found);
        }
    }
    let wrong = arguments.iter().find(|argument| match named(argument) {
        Some((name, _)) => !parameters.iter().any(|names| names.contains(&name.as_str())),
        None => true,
    });
    let wrong = wrong.or(arguments.first())?;
    let ways: Vec<String> = parameters
        .iter()
        .map(|names| {
            format!("{name}({})", names.iter().map(|name| format!("{name}: …")).collect::<Vec<_>>().join(", "))
        })
        .collect();
    let (message, span) = match named(wrong) {
        Some((argument, span)) => (
            Text::new(
                format!("`{name}` 的参数不能这样写：`{argument}:`"),
                format!("`{name}` cannot be called with `{argument}:` like this"),
            ),
            *span,
        ),
        None => (Text::new("参数要么都写名称，要么都不写", "name all arguments or none of them"), wrong.value.span),
    };
    let help = Text::new(format!("写作 {}", ways.join(" 或 ")), format!("write {}", ways.join(" or ")));
    cx.report(Diagnostic::error("E0203", span, message).help(help));
    None
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

/// `all(xs)` or `any(xs)` of a list of truths, or of a single truth.
fn all_or_any(cx: &mut dyn Context, all: bool, typed: Typed, node: &Node) -> Option<Typed> {
    let of_truths = matches!(typed.value_type, Type::List(element) if cx.elements()[element] == Type::Boolean);
    if of_truths {
        let (variable, body) = cx.build().variable(typed.id);
        let quantifier = if all { Quantifier::Every } else { Quantifier::Some };
        return Some(boolean(cx.build().each(quantifier, typed.id, variable, body)));
    }
    super::check::require(cx, typed, node, &Type::Boolean).map(boolean)
}

/// `date("2026-01-01")`, `date(2026, 1, 1)`, and both of what is not written out.
fn date_function(cx: &mut dyn Context, nodes: &[&Node], span: Span) -> Option<Typed> {
    if let [Node { kind: Kind::Text(text), span }] = nodes {
        return date_literal(cx, text, *span);
    }
    if let [node] = nodes {
        let typed = check(cx, node, None)?;
        return match typed.value_type {
            Type::Date => Some(typed),
            Type::Text => {
                Some(Typed { id: cx.build().call(Function::DateOfText, vec![typed.id]), value_type: Type::Date })
            }
            _ => cannot(cx, "成为日期", "turn into a date", &[&typed], node.span),
        };
    }
    let [year, month, day] = exactly(cx, "date", nodes, span)?;
    let parts: Vec<_> = [year, month, day].iter().map(|node| expect(cx, node, &Type::Number)).collect();
    let parts: Vec<_> = parts.into_iter().collect::<Option<_>>()?;
    let written: Vec<_> = parts.iter().filter_map(|id| cx.build().number_of(*id)).collect();
    let [year, month, day] = written.as_slice() else {
        return Some(Typed { id: cx.build().call(Function::CivilDate, parts), value_type: Type::Date });
    };
    let whole = |value: &Decimal| i32::try_from(*value).ok().filter(|_| value.fract().is_zero());
    let date = match (whole(year), whole(month), whole(day)) {
        (Some(year), Some(month), Some(day)) => match (u8::try_from(month), u8::try_from(day)) {
            (Ok(month), Ok(day)) => Date::from_ymd(year, month, day),
            _ => None,
        },
        _ => None,
    };
    match date {
        Some(date) => Some(Typed { id: cx.build().constant(date.into()), value_type: Type::Date }),
        None => {
            let message = Text::new("没有这一天", "there is no such day");
            let help = Text::new("年份是 1 到 9999", "years run from 1 to 9999");
            cx.report(Diagnostic::error("E0010", span, message).help(help));
            None
        }
    }
}

/// `duration("P3Y6M")`, `duration("P10D")`.
fn duration(cx: &mut dyn Context, nodes: &[&Node], span: Span) -> Option<Typed> {
    let [node] = exactly(cx, "duration", nodes, span)?;
    match &node.kind {
        Kind::Text(text) => duration_literal(cx, text, node.span),
        _ => {
            let message = Text::new("期间要写明", "a duration is written out");
            let help = Text::new("写作 3年、6个月、10日", "write 3年, 6个月 or 10日");
            cx.report(Diagnostic::error("E0105", node.span, message).help(help));
            None
        }
    }
}

/// `P3Y6M`, `-P10D`
pub(super) fn duration_literal(cx: &mut dyn Context, text: &str, span: Span) -> Option<Typed> {
    if let Some((value, value_type)) = iso_duration(text) {
        return Some(Typed { id: cx.build().number(value), value_type });
    }
    let fault = if time_of_day(text).is_some() {
        let message =
            Text::new("规则语言只计整日，没有时、分、秒", "rules count whole days, no hours, minutes or seconds");
        Diagnostic::error("E0107", span, message)
    } else {
        Diagnostic::error("E0105", span, Text::new("这不是期间", "this is not a duration"))
    };
    let help = Text::new(
        "写作 \"P3Y\"、\"P6M\"、\"P10D\"，或直接 3年、6个月、10日",
        "write \"P3Y\", \"P6M\", \"P10D\", or 3年",
    );
    cx.report(fault.help(help));
    None
}

/// Days and seconds of an ISO 8601 duration with a time in it: `P1DT2H30M`, `PT0.5S`.
fn time_of_day(text: &str) -> Option<(i64, Decimal)> {
    let (days, time) = text.trim_start_matches('-').strip_prefix('P')?.split_once('T')?;
    let days: i64 = if days.is_empty() { 0 } else { days.strip_suffix('D')?.parse().ok()? };
    let (mut rest, mut seconds) = (time, Decimal::ZERO);
    let mut units = [('H', 3_600), ('M', 60), ('S', 1)].into_iter();
    while !rest.is_empty() {
        let end = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.')?;
        let number = rest.get(..end)?;
        let unit = rest.get(end..)?.chars().next()?;
        let (_, length) = units.find(|(known, _)| *known == unit)?;
        let number = Decimal::from_str_exact(number.trim_end_matches('.')).ok()?;
        seconds = seconds.checked_add(number.checked_mul(Decimal::from(length))?)?;
        rest = rest.get(end + 1..)?;
    }
    (!time.is_empty()).then_some((days, seconds))
}

/// Years and months, or days, of an ISO 8601 duration.
fn iso_duration(text: &str) -> Option<(Decimal, Type)> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    if let Some((days, seconds)) = time_of_day(rest) {
        let whole = seconds.checked_div(Decimal::from(86_400))?;
        let total = Decimal::from(days).checked_add(whole)?;
        return total.fract().is_zero().then(|| (if negative { -total } else { total }.normalize(), Type::Days));
    }
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
        Function::Floor | Function::Ceiling if nodes.len() == 2 => rounding(cx, function, name, nodes, span),
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
            let numbers = cx.list_of(Type::Number);
            let typed = check(cx, node, empty_list(node).then_some(&numbers))?;
            if !matches!(typed.value_type, Type::Series(_) | Type::Choices(_) | Type::List(_)) {
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
        Function::Year
        | Function::Month
        | Function::Day
        | Function::Years
        | Function::Months
        | Function::CivilDate
        | Function::DateOfText
        | Function::Concatenate => None,
    }
}

fn empty_list(node: &Node) -> bool {
    matches!(&node.kind, Kind::List(items) if items.is_empty())
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
                None if step.value_type == Type::Number && typed.value_type != Type::Money => {
                    let (zero, ten) = (cx.build().number(Decimal::ZERO), cx.build().number(Decimal::TEN));
                    let places = cx.build().arithmetic(Operator::Subtract, zero, step.id);
                    cx.build().arithmetic(Operator::Power, ten, places)
                }
                Some(value) if step.value_type == Type::Number && typed.value_type != Type::Money => {
                    match step_of(value) {
                        Some(Some(value)) => cx.build().number(value),
                        // No decimal has so many places.
                        Some(None) => return Some(typed),
                        None => {
                            let message = Text::new(
                                "小数位数是 -20 到 6176 的整数",
                                "a scale is a whole number from -20 to 6176",
                            );
                            cx.report(Diagnostic::error("E0203", node.span, message));
                            return None;
                        }
                    }
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

/// 10 to the power of −scale, or `None` inside where that is finer than any decimal. FEEL's largest scale is 6176.
fn step_of(scale: Decimal) -> Option<Option<Decimal>> {
    let places = i32::try_from(scale).ok().filter(|places| (-20..=6176).contains(places) && scale.fract().is_zero())?;
    match u32::try_from(places) {
        Ok(places) => Some(Decimal::try_from_i128_with_scale(1, places).ok()),
        Err(_) => (0..-places).try_fold(Decimal::ONE, |power, _| power.checked_mul(Decimal::TEN)).map(Some),
    }
}

fn aggregate(cx: &mut dyn Context, function: Function, name: &str, nodes: &[&Node], span: Span) -> Option<Typed> {
    if nodes.is_empty() {
        return wrong_count(cx, name, "1…", 0, span);
    }
    let numbers = cx.list_of(Type::Number);
    let typed: Vec<_> = nodes.iter().map(|node| check(cx, node, empty_list(node).then_some(&numbers))).collect();
    let typed: Vec<Typed> = typed.into_iter().collect::<Option<_>>()?;
    if let [Typed { id, value_type }] = typed.as_slice() {
        let each = match value_type {
            Type::Series(each) => Some(each.as_ref().clone()),
            Type::List(element) => Some(cx.elements()[*element].clone()),
            _ => None,
        };
        if let Some(value_type) = each {
            let needs_sum = matches!(function, Function::Sum | Function::Mean);
            if !value_type.is_ordered() || (needs_sum && value_type == Type::Date) {
                let of = Typed { id: *id, value_type };
                let (zh, en) = if needs_sum { ("相加", "add up") } else { ("比大小", "put in order") };
                return cannot(cx, zh, en, &[&of], span);
            }
            return Some(Typed { id: cx.build().call(function, vec![*id]), value_type });
        }
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
