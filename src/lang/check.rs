//! Tree to typed expression: every name resolved, every unit checked, every code looked up.
//!
//! The surroundings (facts, definitions, units, lists) come in through [`Context`]. A part that has a fault is reported once
//! and becomes `None`; whatever depends on it stays silent.

use super::calls::call;
use super::codes::{self, code_of, leaf, list_with, unquoted};
use super::context::{Context, Resolution, Typed};
use super::diagnostic::{Diagnostic, Fix};
use super::number;
use super::source::Span;
use super::suggest::near;
use super::syntax::{Kind, Node};
use super::typing::{cannot, common, compare_help, declared, fits, incompatible, missing_unit, type_en, type_zh};
use super::unary;
use crate::model::{Comparison, Date, Expression, ExpressionId, Function, Operator, Text, Type, Value};
use rust_decimal::Decimal;

/// Checks an expression that must have the type `expected`.
pub fn expect(cx: &mut dyn Context, node: &Node, expected: &Type) -> Option<ExpressionId> {
    let typed = check(cx, node, Some(expected))?;
    require(cx, typed, node, expected)
}

/// The id of a value that must have the type `expected`, or a report that it has not.
fn require(cx: &mut dyn Context, typed: Typed, node: &Node, expected: &Type) -> Option<ExpressionId> {
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
        Kind::Date(text) => date_literal(cx, text, span),
        Kind::Name(name) => resolve(cx, name, span, expected),
        Kind::Path(base, name, name_span) => path(cx, base, name, *name_span, span),
        Kind::Index(base, index) => item(cx, base, index),
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
            _ => {
                let message = Text::new("清单只能写在 in 的后面", "a list can only stand behind `in`");
                cx.report(Diagnostic::error("E0107", span, message));
                None
            }
        },
    }
}

pub(super) fn boolean(id: ExpressionId) -> Typed {
    Typed { id, value_type: Type::Boolean }
}

pub(super) fn date_literal(cx: &mut dyn Context, text: &str, span: Span) -> Option<Typed> {
    match Date::parse(text) {
        Some(date) => Some(Typed { id: cx.build().constant(date.into()), value_type: Type::Date }),
        None => {
            let message = Text::new(format!("没有 `{text}` 这一天"), format!("`{text}` is not a day"));
            let help = Text::new("日期写作 @\"2026-01-01\"", "a date is written @\"2026-01-01\"");
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

fn item(cx: &mut dyn Context, base: &Node, index: &Node) -> Option<Typed> {
    let series = check(cx, base, None)?;
    let Type::Series(value_type) = series.value_type else {
        let message = Text::new(
            format!("只有逐年的指标能用 [ ]，这里是{}", type_zh(cx, &series.value_type)),
            format!("only a yearly series can be indexed, this is {}", type_en(cx, &series.value_type)),
        );
        let help = Text::new("在 facts 里给它写 yearly: 3", "declare the fact with `yearly: 3`");
        cx.report(Diagnostic::error("E0212", base.span, message).help(help));
        return None;
    };
    let years = cx.years(series.id);
    let number = match &index.kind {
        Kind::Number { value, suffix } if suffix.is_empty() => Some(*value),
        Kind::Negate(inner) => match &inner.kind {
            Kind::Number { value, suffix } if suffix.is_empty() => Some(-*value),
            _ => None,
        },
        _ => None,
    };
    let position = number.filter(|number| number.fract().is_zero() && !number.is_zero());
    let position = position.and_then(|number| i32::try_from(number).ok());
    let position = position.filter(|index| years.is_none_or(|years| index.unsigned_abs() <= u32::from(years)));
    let Some(index_value) = position else {
        let years = years.unwrap_or(1);
        let message = match number.filter(|number| number.fract().is_zero() && !number.is_zero()) {
            Some(_) => Text::new(
                format!("这个指标只有最近 {years} 个年度"),
                format!("this fact has the last {years} year(s) only"),
            ),
            None => Text::new("年份的序号要是 -1、-2 这样的整数", "a year's index is a whole number such as -1 or -2"),
        };
        let help = Text::new(
            format!("[-1] 是最近一个已结束的年度，这个指标最远到 [-{years}]"),
            format!("[-1] is the last year closed; this fact goes back to [-{years}]"),
        );
        cx.report(Diagnostic::error("E0212", index.span, message).help(help));
        return None;
    };
    let id = cx.build().add(Expression::Item { series: series.id, index: index_value });
    Some(Typed { id, value_type: *value_type })
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
            (Type::Date, Type::Days) => Some(Type::Date),
            (Type::Days, Type::Date) if operator == Operator::Add => Some(Type::Date),
            (Type::Date, Type::Date) if operator == Operator::Subtract => Some(Type::Days),
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
            if !is_scalar(&a.value_type) {
                None
            } else if cx.build().number_of(b.id).is_none_or(|value| !value.fract().is_zero()) {
                let message = Text::new("指数要是写明的整数", "an exponent is a whole number written out");
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
    let comparable = match (&a.value_type, &b.value_type) {
        (Type::Quantity(_), Type::Number) | (Type::Number, Type::Quantity(_)) => true,
        (x, _) if x.is_ordered() => common(cx, a, b).is_some(),
        (x, y) if equality => x == y && matches!(x, Type::Boolean | Type::Text | Type::Choice(_)),
        _ => false,
    };
    if !comparable {
        let help = compare_help(&a.value_type, &b.value_type, equality);
        incompatible(cx, (a, left), (b, right), span, ("比较", "compare"), help);
        return None;
    }
    if a.value_type.is_ordered() {
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
