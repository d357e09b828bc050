//! Tree to typed expression: every name resolved, every unit checked, every code looked up.
//!
//! The surroundings (facts, definitions, units, lists) come in through [`Context`]. A part that has a fault is reported once
//! and becomes `None`; whatever depends on it stays silent.

use super::calls::{call, duration_literal};
use super::codes::{self, code_of, leaf, list_with, unquoted};
use super::context::{Context, Resolution, Typed};
use super::diagnostic::{Diagnostic, Fix};
use super::number;
use super::source::Span;
use super::suggest::near;
use super::syntax::{Kind, Node, Test};
use super::typing::{cannot, common, compare_help, declared, fits, incompatible, missing_unit, type_en, type_zh};
use super::{lists, unary};
use crate::model::{Comparison, Date, Expression, ExpressionId, Function, Operator, Text, Type, Value};
use rust_decimal::Decimal;

/// Checks an expression that must have the type `expected`.
pub fn expect(cx: &mut dyn Context, node: &Node, expected: &Type) -> Option<ExpressionId> {
    let typed = check(cx, node, Some(expected))?;
    require(cx, typed, node, expected)
}

/// The id of a value that must have the type `expected`, or a report that it has not.
pub(super) fn require(cx: &mut dyn Context, typed: Typed, node: &Node, expected: &Type) -> Option<ExpressionId> {
    if fits(cx, &typed, expected) {
        return Some(typed.id);
    }
    let message = Text::new(
        format!("这里需要{}，却是{}", type_zh(cx, expected), type_zh(cx, &typed.value_type)),
        format!("expected {}, found {}", type_en(cx, expected), type_en(cx, &typed.value_type)),
    );
    let help = missing_unit(cx, node, &typed, expected).or_else(|| expected_help(expected, &typed.value_type));
    let fault = Diagnostic::error("E0204", node.span, message).help(help);
    let fault = declared(cx, fault, node, &typed);
    cx.report(fault);
    None
}

/// What to do with a value of another type than was expected.
fn expected_help(expected: &Type, found: &Type) -> Option<Text> {
    Some(match (expected, found) {
        (Type::Boolean, Type::Choice(_)) => {
            Text::new("与一个代码比较：… = \"代码\"", "compare it with a code: … = \"code\"")
        }
        (Type::Boolean, Type::Choices(_)) => {
            Text::new("写 list contains(…, \"代码\")", "write list contains(…, \"code\")")
        }
        (Type::Boolean, found) if found.is_ordered() => {
            Text::new("与一个值比较，例如 … > 0", "compare it with a value, such as … > 0")
        }
        (Type::Money, Type::Quantity(_)) => {
            Text::new("数量乘以单价才是金额：… * 1000元", "a quantity times a price is money: … * 1000元")
        }
        (Type::Money, Type::Percent) => {
            Text::new("比例乘以金额才是金额：营业收入[-1] * 5%", "a share of an amount is money: 营业收入[-1] * 5%")
        }
        (_, Type::Series(_)) => Text::new(
            "逐年的指标先取一年，例如 营业收入[-1]，或用 sum、mean",
            "pick a year first, such as 营业收入[-1], or use sum or mean",
        ),
        _ => return None,
    })
}

/// Checks an expression. `expected` only helps to read what could be several things, such as a code.
pub fn check(cx: &mut dyn Context, node: &Node, expected: Option<&Type>) -> Option<Typed> {
    let span = node.span;
    match &node.kind {
        Kind::Number { value, suffix } => {
            let (value, value_type) = number::literal(cx, *value, suffix, span)?;
            Some(Typed { id: cx.build().number(value), value_type })
        }
        Kind::Text(text) => match expected {
            Some(Type::Choice(list)) => {
                let code = leaf(cx, *list, text, span)?;
                Some(Typed { id: cx.build().constant(Value::Code(code)), value_type: Type::Choice(*list) })
            }
            Some(Type::Date) => date_literal(cx, text, span),
            _ => Some(Typed { id: cx.build().constant(Value::Text(text.clone())), value_type: Type::Text }),
        },
        Kind::Boolean(value) => Some(boolean(cx.build().boolean(*value))),
        Kind::Date(text) if text.trim_start_matches('-').starts_with('P') => duration_literal(cx, text, span),
        Kind::Date(text) => date_literal(cx, text, span),
        Kind::Name(name) => resolve(cx, name, span, expected),
        Kind::Path(base, name, name_span) => path(cx, base, name, *name_span, span),
        Kind::Index(base, index) => lists::index(cx, base, index, span),
        Kind::Negate(inner) => {
            let typed = check(cx, inner, expected)?;
            if !matches!(
                typed.value_type,
                Type::Number | Type::Percent | Type::Money | Type::Quantity(_) | Type::Period | Type::Days
            ) {
                return cannot(cx, "取负", "negate", &[&typed], span);
            }
            let zero = cx.build().number(Decimal::ZERO);
            let id = cx.build().arithmetic(Operator::Subtract, zero, typed.id);
            Some(Typed { id, ..typed })
        }
        Kind::Arithmetic(operator, left, right) => arithmetic(cx, *operator, left, right, span),
        Kind::Compare(comparison, left, right) => compare(cx, *comparison, left, right, span),
        Kind::And(left, right) => {
            let (left, right) = (expect(cx, left, &Type::Boolean), expect(cx, right, &Type::Boolean));
            Some(boolean(cx.build().and([left?, right?])))
        }
        Kind::Or(left, right) => {
            let (left, right) = (expect(cx, left, &Type::Boolean), expect(cx, right, &Type::Boolean));
            Some(boolean(cx.build().or([left?, right?])))
        }
        Kind::Not(inner) => {
            let inner = expect(cx, inner, &Type::Boolean)?;
            Some(boolean(cx.build().not(inner)))
        }
        Kind::Between(subject, low, high) => {
            let low = compare(cx, Comparison::GreaterOrEqual, subject, low, span);
            let high = compare(cx, Comparison::LessOrEqual, subject, high, span);
            Some(boolean(cx.build().and([low?.id, high?.id])))
        }
        Kind::In(subject, tests) => {
            let subject = check(cx, subject, None)?;
            unary::tests(cx, &subject, tests).map(boolean)
        }
        Kind::If(condition, then, otherwise) => {
            let condition = expect(cx, condition, &Type::Boolean);
            let then_typed = check(cx, then, expected);
            let Some(otherwise) = otherwise else {
                let message = Text::new("if 后面缺少 else", "this `if` has no `else`");
                let help = Text::new(
                    "每个 if 都要写明不成立时的结果：if … then … else …",
                    "say what holds otherwise: if … then … else …",
                );
                cx.report(Diagnostic::error("E0209", span, message).help(help));
                return None;
            };
            let otherwise_typed = check(cx, otherwise, expected);
            let (condition, then_typed, otherwise_typed) = (condition?, then_typed?, otherwise_typed?);
            let Some(value_type) = common(cx, &then_typed, &otherwise_typed) else {
                let message = Text::new(
                    format!(
                        "then 与 else 的结果不是一类：{}与{}",
                        type_zh(cx, &then_typed.value_type),
                        type_zh(cx, &otherwise_typed.value_type)
                    ),
                    format!(
                        "`then` gives {} but `else` gives {}",
                        type_en(cx, &then_typed.value_type),
                        type_en(cx, &otherwise_typed.value_type)
                    ),
                );
                let help = missing_unit(cx, otherwise, &otherwise_typed, &then_typed.value_type);
                let first = Text::new("then 的结果", "the result of `then`");
                cx.report(Diagnostic::error("E0205", otherwise.span, message).related(then.span, first).help(help));
                return None;
            };
            let expression = Expression::If { condition, then: then_typed.id, otherwise: otherwise_typed.id };
            Some(Typed { id: cx.build().add(expression), value_type })
        }
        Kind::Call { name, name_span, arguments } => call(cx, name, *name_span, arguments, span),
        Kind::List(items) => match expected {
            Some(Type::Choices(list)) => {
                let mut codes = Vec::new();
                for item in items {
                    codes.push(code_of(cx, *list, item).and_then(|(code, span)| leaf(cx, *list, &code, span)));
                }
                let mut codes = codes.into_iter().collect::<Option<Vec<u32>>>()?;
                codes.sort_unstable();
                codes.dedup();
                Some(Typed { id: cx.build().constant(Value::Codes(codes)), value_type: Type::Choices(*list) })
            }
            _ => lists::literal(cx, items, expected, span),
        },
        Kind::Record(fields) => lists::record(cx, fields, expected, span),
        Kind::Range(_) => {
            let message = Text::new("区间只能写在 in 的后面", "a range can only stand behind `in`");
            let help = Text::new("写作 x in [1..3]", "write x in [1..3]");
            cx.report(Diagnostic::error("E0107", span, message).help(help));
            None
        }
        Kind::Quantified { quantifier, bindings, body } => {
            lists::quantified(cx, *quantifier, bindings, body, expected, span)
        }
    }
}

pub(super) fn boolean(id: ExpressionId) -> Typed {
    Typed { id, value_type: Type::Boolean }
}

pub(super) fn date_literal(cx: &mut dyn Context, text: &str, span: Span) -> Option<Typed> {
    match Date::parse(text) {
        Some(date) => Some(Typed { id: cx.build().constant(date.into()), value_type: Type::Date }),
        None if text.contains(':') => {
            let message = Text::new("规则只有日期，没有时刻", "rules know days, no time of day");
            let help = Text::new("日期写作 @\"2026-01-01\"", "a date is written @\"2026-01-01\"");
            cx.report(Diagnostic::error("E0107", span, message).help(help));
            None
        }
        None => {
            let message = Text::new(format!("没有 `{text}` 这一天"), format!("`{text}` is not a day"));
            let help = Text::new(
                "日期写作 @\"2026-01-01\"，年份是 1 到 9999",
                "a date is written @\"2026-01-01\", with a year from 1 to 9999",
            );
            cx.report(Diagnostic::error("E0010", span, message).help(help));
            None
        }
    }
}

fn resolve(cx: &mut dyn Context, name: &str, span: Span, expected: Option<&Type>) -> Option<Typed> {
    match cx.resolve(name, span) {
        Resolution::Found(typed) => Some(typed),
        Resolution::Faulty => None,
        Resolution::NeedsArguments => {
            let message = Text::new(format!("`{name}` 需要参数"), format!("`{name}` needs arguments"));
            let help = Text::new(format!("写作 `{name}(…)`"), format!("write `{name}(…)`"));
            cx.report(Diagnostic::error("E0213", span, message).help(help));
            None
        }
        Resolution::Unknown => {
            if let Some(list) = list_with(cx, name, expected) {
                unquoted(cx, list, name, span);
                return None;
            }
            let names = cx.names();
            let near = near(name, names.iter().map(String::as_str));
            let message =
                Text::new(format!("没有叫 `{name}` 的指标、参数或定义"), format!("nothing is called `{name}`"));
            let help = Text::new(
                "先在 facts、parameters 或 definitions 里声明它；文字和代码要加双引号",
                "declare it under `facts`, `parameters` or `definitions`; text and codes stand in double quotes",
            );
            cx.report(Diagnostic::error("E0201", span, message).help(help).suggest(near));
            None
        }
    }
}

fn path(cx: &mut dyn Context, base: &Node, name: &str, name_span: Span, span: Span) -> Option<Typed> {
    if let Some(full) = full_name(base).map(|base| format!("{base}.{name}")) {
        match cx.resolve(&full, span) {
            Resolution::Found(typed) => return Some(typed),
            Resolution::Faulty => return None,
            Resolution::NeedsArguments | Resolution::Unknown => {}
        }
    }
    let base = check(cx, base, None)?;
    let function = match (&base.value_type, name) {
        (Type::Date, "year") => Function::Year,
        (Type::Date, "month") => Function::Month,
        (Type::Date, "day") => Function::Day,
        (Type::Period, "years") => Function::Years,
        (Type::Period, "months") => Function::Months,
        (Type::Days, "days") => return Some(Typed { id: base.id, value_type: Type::Number }),
        (Type::Record(_) | Type::List(_), _) => return lists::field(cx, &base, name, name_span, span),
        _ => {
            let message = Text::new(
                format!("{}没有 `.{name}`", type_zh(cx, &base.value_type)),
                format!("{} has no `.{name}`", type_en(cx, &base.value_type)),
            );
            let help = match base.value_type {
                Type::Date => Some(Text::new("日期有 .year .month .day", "a date has .year .month .day")),
                Type::Period => Some(Text::new("期间有 .years .months", "a period has .years .months")),
                _ => None,
            };
            cx.report(Diagnostic::error("E0211", name_span, message).help(help));
            return None;
        }
    };
    Some(Typed { id: cx.build().call(function, vec![base.id]), value_type: Type::Number })
}

fn full_name(node: &Node) -> Option<String> {
    match &node.kind {
        Kind::Name(name) => Some(name.clone()),
        Kind::Path(base, name, _) => Some(format!("{}.{name}", full_name(base)?)),
        _ => None,
    }
}

fn arithmetic(cx: &mut dyn Context, operator: Operator, left: &Node, right: &Node, span: Span) -> Option<Typed> {
    let (a, b) = (check(cx, left, None), check(cx, right, None));
    let (a, b) = (a?, b?);
    let is_scalar = |value_type: &Type| matches!(value_type, Type::Number | Type::Percent);
    let is_measure = |value_type: &Type| {
        matches!(value_type, Type::Number | Type::Percent | Type::Money | Type::Quantity(_) | Type::Period | Type::Days)
    };
    let result = match operator {
        Operator::Add | Operator::Subtract => match (&a.value_type, &b.value_type) {
            (Type::Date, Type::Period) => return Some(plus_months(cx, &a, &b, operator)),
            (Type::Period, Type::Date) if operator == Operator::Add => return Some(plus_months(cx, &b, &a, operator)),
            (Type::Date, Type::Days) => return Some(plus_days(cx, &a, &b, operator)),
            (Type::Days, Type::Date) if operator == Operator::Add => return Some(plus_days(cx, &b, &a, operator)),
            (Type::Date, Type::Date) if operator == Operator::Subtract => Some(Type::Days),
            (Type::Text, Type::Text) if operator == Operator::Add => {
                let id = cx.build().call(Function::Concatenate, vec![a.id, b.id]);
                return Some(Typed { id: lists::within_limits(cx, id, span)?, value_type: Type::Text });
            }
            (x, y) if is_measure(x) && is_measure(y) => common(cx, &a, &b),
            _ => None,
        },
        Operator::Multiply => match (&a.value_type, &b.value_type) {
            (Type::Percent, Type::Percent) => Some(Type::Percent),
            (x, y) if is_scalar(x) && is_scalar(y) => Some(Type::Number),
            (x, y) if is_scalar(x) && is_measure(y) => Some(y.clone()),
            (x, y) if is_measure(x) && is_scalar(y) => Some(x.clone()),
            (Type::Quantity(_), Type::Money) | (Type::Money, Type::Quantity(_)) => Some(Type::Money),
            _ => None,
        },
        Operator::Divide => match (&a.value_type, &b.value_type) {
            (x, y) if is_scalar(x) && is_scalar(y) => Some(Type::Number),
            (x, y) if is_measure(x) && x == y => Some(Type::Number),
            (x, y) if is_measure(x) && is_scalar(y) => Some(x.clone()),
            (Type::Money, Type::Quantity(_)) => Some(Type::Money),
            _ => None,
        },
        Operator::Power => {
            if !is_scalar(&a.value_type) || b.value_type != Type::Number {
                None
            } else if cx.build().number_of(b.id).is_some_and(|value| !value.fract().is_zero()) {
                let message = Text::new("指数要是整数", "an exponent is a whole number");
                let help = Text::new(
                    "两年平均增长 5% 写作 a >= b * 105% ** 2",
                    "write a two-year mean growth of 5% as a >= b * 105% ** 2",
                );
                cx.report(Diagnostic::error("E0214", right.span, message).help(help));
                return None;
            } else {
                Some(Type::Number)
            }
        }
    };
    let in_months = matches!(operator, Operator::Multiply | Operator::Divide) && result == Some(Type::Period);
    if in_months {
        // FEEL keeps whole months, towards zero.
        let (exact, month) = (cx.build().arithmetic(operator, a.id, b.id), cx.build().number(Decimal::ONE));
        let id = match cx.build().number_of(exact) {
            Some(value) if value.fract().is_zero() => exact,
            _ => cx.build().call(Function::RoundDown, vec![exact, month]),
        };
        return Some(Typed { id, value_type: Type::Period });
    }
    let Some(value_type) = result else {
        let (zh, en) = match operator {
            Operator::Add => ("相加", "add"),
            Operator::Subtract => ("相减", "subtract"),
            Operator::Multiply => ("相乘", "multiply"),
            Operator::Divide => ("相除", "divide"),
            Operator::Power => ("乘方", "raise to a power"),
        };
        let counts_days =
            matches!((&a.value_type, &b.value_type), (Type::Date, Type::Number) | (Type::Number, Type::Date));
        let help = counts_days.then(|| {
            Text::new(
                "加减天数写作 30日，加减年月写作 3年、6个月",
                "write days as 30日, years and months as 3年 and 6个月",
            )
        });
        incompatible(cx, (&a, left), (&b, right), span, (zh, en), help);
        return None;
    };
    Some(Typed { id: cx.build().arithmetic(operator, a.id, b.id), value_type })
}

/// A date and a number of days. A part of a day counts as the day in which it ends (FEEL, DMN 1.5 table 57).
fn plus_days(cx: &mut dyn Context, date: &Typed, days: &Typed, operator: Operator) -> Typed {
    let id = cx.build().arithmetic(operator, date.id, days.id);
    let id = if is_whole(cx, days.id) { id } else { cx.build().call(Function::Floor, vec![id]) };
    Typed { id, value_type: Type::Date }
}

/// Whether a number of days surely has no fraction.
fn is_whole(cx: &mut dyn Context, id: ExpressionId) -> bool {
    match cx.build().expression(id).clone() {
        Expression::Constant(Value::Number(value)) => value.fract().is_zero(),
        Expression::Fact(_) | Expression::EvaluationDate => true,
        Expression::Arithmetic { operator: Operator::Subtract, left, right } => {
            is_whole(cx, left) && is_whole(cx, right)
        }
        _ => false,
    }
}

fn plus_months(cx: &mut dyn Context, date: &Typed, period: &Typed, operator: Operator) -> Typed {
    let months = match operator {
        Operator::Subtract => {
            let zero = cx.build().number(Decimal::ZERO);
            cx.build().arithmetic(Operator::Subtract, zero, period.id)
        }
        _ => period.id,
    };
    Typed { id: cx.build().add(Expression::PlusMonths { date: date.id, months }), value_type: Type::Date }
}

fn compare(cx: &mut dyn Context, comparison: Comparison, left: &Node, right: &Node, span: Span) -> Option<Typed> {
    if let (Kind::Range(a), Kind::Range(b), Comparison::Equal | Comparison::NotEqual) =
        (&left.kind, &right.kind, comparison)
    {
        let same = same_range(cx, a, b, span)?;
        return Some(boolean(if comparison == Comparison::NotEqual { cx.build().not(same) } else { same }));
    }
    // A literal text is read as what the other side is: a code of its list, a date.
    let (a, b) = if matches!(left.kind, Kind::Text(_)) {
        let b = check(cx, right, None)?;
        (check(cx, left, Some(&b.value_type)), Some(b))
    } else {
        let a = check(cx, left, None);
        if let Some(a) = &a
            && inner_code(cx, comparison, a, left, right, span).is_some()
        {
            return None;
        }
        let expected = a.as_ref().map(|a| a.value_type.clone());
        (a, check(cx, right, expected.as_ref()))
    };
    compare_typed(cx, comparison, (&a?, left), (&b?, right), span).map(boolean)
}

/// Whether a value is written out.
fn is_literal(node: &Node) -> bool {
    match &node.kind {
        Kind::Number { .. } | Kind::Date(_) => true,
        Kind::Negate(inner) => is_literal(inner),
        Kind::Call { name, arguments, .. } => {
            matches!(name.as_str(), "date" | "duration")
                && arguments.iter().all(|argument| matches!(argument.value.kind, Kind::Text(_) | Kind::Number { .. }))
        }
        _ => false,
    }
}

/// Whether two ranges are written with the same brackets around equal ends.
fn same_range(cx: &mut dyn Context, a: &Test, b: &Test, span: Span) -> Option<ExpressionId> {
    match (a, b) {
        (
            Test::Range { low, low_inclusive, high, high_inclusive },
            Test::Range {
                low: other_low,
                low_inclusive: other_low_inclusive,
                high: other_high,
                high_inclusive: other_high_inclusive,
            },
        ) => {
            let low = compare(cx, Comparison::Equal, low, other_low, span);
            let high = compare(cx, Comparison::Equal, high, other_high, span);
            let brackets = low_inclusive == other_low_inclusive && high_inclusive == other_high_inclusive;
            let brackets = cx.build().boolean(brackets);
            Some(cx.build().and([brackets, low?.id, high?.id]))
        }
        (Test::Compare(sign, value), Test::Compare(other_sign, other)) => {
            let equal = compare(cx, Comparison::Equal, value, other, span)?;
            let signs = cx.build().boolean(sign == other_sign);
            Some(cx.build().and([signs, equal.id]))
        }
        _ => Some(cx.build().boolean(false)),
    }
}

/// Reports that a choice is compared with an inner code of its tree, which none ever equals, and writes `within`; `None` if
/// that is not so.
fn inner_code(
    cx: &mut dyn Context,
    comparison: Comparison,
    a: &Typed,
    left: &Node,
    right: &Node,
    span: Span,
) -> Option<()> {
    let (Type::Choice(list), Kind::Text(code), Kind::Name(name)) = (&a.value_type, &right.kind, &left.kind) else {
        return None;
    };
    let position = cx.lists()[*list].position(code)?;
    if cx.lists()[*list].is_leaf(position) {
        return None;
    }
    let within = format!("within({name}, \"{code}\")");
    let instead = match comparison {
        Comparison::Equal => within,
        Comparison::NotEqual => format!("not({within})"),
        _ => return None,
    };
    let fault = codes::inner(cx, *list, code, right.span).fix(Fix::in_expression(span, instead));
    cx.report(fault);
    Some(())
}

/// A comparison of two checked values; the nodes are for messages.
pub(super) fn compare_typed(
    cx: &mut dyn Context,
    comparison: Comparison,
    (a, left): (&Typed, &Node),
    (b, right): (&Typed, &Node),
    span: Span,
) -> Option<ExpressionId> {
    let equality = matches!(comparison, Comparison::Equal | Comparison::NotEqual);
    // A literal 0 takes its unit from a fact or a definition, not from another literal.
    let written_out = is_literal(left) && is_literal(right);
    let comparable = match (&a.value_type, &b.value_type) {
        (Type::Quantity(_), Type::Number) | (Type::Number, Type::Quantity(_)) => true,
        (x, y) if x.is_ordered() => {
            let unit = |value_type: &Type| !matches!(value_type, Type::Number | Type::Percent);
            common(cx, a, b).is_some() && !(written_out && x != y && (unit(x) || unit(y)))
        }
        (Type::Text, Type::Text) => true,
        (Type::List(_), Type::List(_)) if equality => common(cx, a, b).is_some(),
        (x, y) if equality => x == y && matches!(x, Type::Boolean | Type::Choice(_) | Type::Record(_)),
        _ => false,
    };
    if !comparable {
        let help = compare_help(&a.value_type, &b.value_type, equality);
        incompatible(cx, (a, left), (b, right), span, ("比较", "compare"), help);
        return None;
    }
    if a.value_type.is_ordered() || (!equality && a.value_type == Type::Text) {
        return Some(cx.build().compare(comparison, a.id, b.id));
    }
    let same = match (cx.build().value_of(a.id).cloned(), cx.build().value_of(b.id).cloned()) {
        (_, Some(Value::Boolean(true))) => a.id,
        (Some(Value::Boolean(true)), _) => b.id,
        (_, Some(Value::Boolean(false))) => cx.build().not(a.id),
        (Some(Value::Boolean(false)), _) => cx.build().not(b.id),
        (_, Some(Value::Code(code))) => cx.build().add(Expression::OneOf { subject: a.id, codes: vec![code] }),
        (Some(Value::Code(code)), _) => cx.build().add(Expression::OneOf { subject: b.id, codes: vec![code] }),
        _ => cx.build().add(Expression::Same { left: a.id, right: b.id }),
    };
    Some(if comparison == Comparison::NotEqual { cx.build().not(same) } else { same })
}
