//! Tree to typed expression: every name resolved, every unit checked, every code looked up.
//!
//! The surroundings (facts, definitions, units, lists) come in through [`Context`]. A part that has a fault is reported once
//! and becomes `None`; whatever depends on it stays silent.

use super::build::Builder;
use super::diagnostic::Diagnostic;
use super::functions;
use super::number;
use super::source::Span;
use super::suggest::nearest;
use super::syntax::{Argument, Kind, Node};
use super::unary;
use crate::model::{
    Arena, Comparison, Date, Expression, ExpressionId, Function, List, ListId, Operator, Text, Type, Unit, Value,
};
use rust_decimal::Decimal;

/// A checked expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Typed {
    /// Where it stands in the arena.
    pub id: ExpressionId,
    /// Its type.
    pub value_type: Type,
}

/// What a name stands for.
pub enum Resolution {
    /// A value.
    Found(Typed),
    /// A function of the author or a parameter by place, which needs arguments.
    NeedsArguments,
    /// Something that has a fault already reported.
    Faulty,
    /// Nothing.
    Unknown,
}

/// What an expression's surroundings provide.
pub trait Context {
    /// Where expressions are written.
    fn build(&mut self) -> &mut Builder;
    /// Takes a fault.
    fn report(&mut self, diagnostic: Diagnostic);
    /// Declared units.
    fn units(&self) -> &Arena<Unit>;
    /// Declared lists.
    fn lists(&self) -> &Arena<List>;
    /// What a name stands for. A definition is compiled when it is first asked for.
    fn resolve(&mut self, name: &str, span: Span) -> Resolution;
    /// Calls a function of the author, or reads a parameter by place; `None` if the name is neither. Arguments come
    /// unchecked, because their expected types are the callee's business.
    fn call(&mut self, name: &str, name_span: Span, arguments: &[Argument], span: Span) -> Option<Option<Typed>>;
    /// How many years a fact's series has, if the expression is one.
    fn years(&self, series: ExpressionId) -> Option<u8>;
    /// Names that could have been meant.
    fn names(&self) -> Vec<String>;
}

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
    let help = missing_unit(cx, node, &typed, expected);
    cx.report(Diagnostic::error("E0204", node.span, message).help(help));
    None
}

/// Whether a value may stand where `expected` is asked for: percent and number are both numbers, a bare literal may count
/// anything, a literal 0 fits any ordered type.
pub fn fits(cx: &mut dyn Context, typed: &Typed, expected: &Type) -> bool {
    typed.value_type == *expected
        || matches!((&typed.value_type, expected), (Type::Number, Type::Percent) | (Type::Percent, Type::Number))
        || (matches!((&typed.value_type, expected), (Type::Number, Type::Quantity(_)))
            && cx.build().number_of(typed.id).is_some())
        || (is_zero(cx, typed) && expected.is_ordered() && *expected != Type::Date)
}

fn is_zero(cx: &mut dyn Context, typed: &Typed) -> bool {
    typed.value_type == Type::Number && cx.build().number_of(typed.id).is_some_and(|value| value.is_zero())
}

/// The common type of two values that may stand for each other, if there is one.
pub fn common(cx: &mut dyn Context, a: &Typed, b: &Typed) -> Option<Type> {
    if a.value_type == b.value_type {
        return Some(a.value_type.clone());
    }
    match (&a.value_type, &b.value_type) {
        (Type::Number, Type::Percent) | (Type::Percent, Type::Number) => Some(Type::Number),
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
    }
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
    }
}

/// The hint for a bare number where a unit belongs.
fn missing_unit(cx: &mut dyn Context, node: &Node, typed: &Typed, expected: &Type) -> Option<Text> {
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

fn boolean(id: ExpressionId) -> Typed {
    Typed { id, value_type: Type::Boolean }
}

fn date_literal(cx: &mut dyn Context, text: &str, span: Span) -> Option<Typed> {
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
            let code = match expected {
                Some(Type::Choice(list)) => cx.lists()[*list].position(name),
                _ => None,
            };
            let help = if code.is_some() {
                Some(Text::new(format!("代码要加引号：\"{name}\""), format!("a code stands in quotes: \"{name}\"")))
            } else {
                let names = cx.names();
                nearest(name, names.iter().map(String::as_str)).map(did_you_mean)
            };
            let message =
                Text::new(format!("没有叫 `{name}` 的指标、参数或定义"), format!("nothing is called `{name}`"));
            cx.report(Diagnostic::error("E0201", span, message).help(help));
            None
        }
    }
}

/// "是不是 …？"
pub fn did_you_mean(name: String) -> Text {
    Text::new(format!("是不是 `{name}`？"), format!("did you mean `{name}`?"))
}

/// The position of a leaf of a list, or a report that the code is none.
pub fn leaf(cx: &mut dyn Context, list: ListId, code: &str, span: Span) -> Option<u32> {
    let position = position(cx, list, code, span)?;
    if cx.lists()[list].is_leaf(position) {
        return Some(position);
    }
    let message = Text::new(
        format!("`{code}` 是“{}”里的上级代码，下面还有细分", cx.lists()[list].name),
        format!("`{code}` is an inner code of `{}`: there are codes below it", cx.lists()[list].name),
    );
    let help = Text::new(
        format!("要包括它下面的全部代码，写 within(…, \"{code}\")"),
        format!("for everything below it write within(…, \"{code}\")"),
    );
    cx.report(Diagnostic::error("E0208", span, message).help(help));
    None
}

/// The position of a code of a list, or a report that it has none.
pub fn position(cx: &mut dyn Context, list: ListId, code: &str, span: Span) -> Option<u32> {
    if let Some(position) = cx.lists()[list].position(code) {
        return Some(position);
    }
    let list = &cx.lists()[list];
    let items = list.items.iter();
    let help = match nearest(code, items.clone().map(|item| item.code.as_str())) {
        Some(name) => Some(did_you_mean(name)),
        None => {
            items.clone().find(|item| item.label.zh == code).map(|item| did_you_mean(item.code.clone())).or_else(|| {
                let known: Vec<&str> = items.take(8).map(|item| item.code.as_str()).collect();
                let more = if list.items.len() > known.len() { "…" } else { "" };
                Some(Text::new(
                    format!("可用的代码：{}{more}", known.join("、")),
                    format!("its codes are {}{more}", known.join(", ")),
                ))
            })
        }
    };
    let message =
        Text::new(format!("“{}”里没有代码 `{code}`", list.name), format!("`{}` has no code `{code}`", list.name));
    cx.report(Diagnostic::error("E0207", span, message).help(help));
    None
}

/// The code that a literal text writes.
pub(super) fn code_of(cx: &mut dyn Context, list: ListId, node: &Node) -> Option<(String, Span)> {
    match &node.kind {
        Kind::Text(text) => Some((text.clone(), node.span)),
        Kind::Name(name) if cx.lists()[list].position(name).is_some() => {
            let message = Text::new(format!("代码 `{name}` 要加引号"), format!("the code `{name}` needs quotes"));
            let help = Text::new(format!("写作 \"{name}\""), format!("write \"{name}\""));
            cx.report(Diagnostic::error("E0201", node.span, message).help(help));
            None
        }
        _ => {
            let message = Text::new(
                format!("这里需要“{}”里的一个代码", cx.lists()[list].name),
                format!("expected a code of `{}`", cx.lists()[list].name),
            );
            cx.report(Diagnostic::error("E0204", node.span, message));
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
        let message =
            Text::new("年份的序号要是 -1、-2 这样的整数", "a year's index is a whole number such as -1 or -2");
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

fn cannot<T>(cx: &mut dyn Context, zh: &str, en: &str, operands: &[&Typed], span: Span) -> Option<T> {
    let types_zh: Vec<String> = operands.iter().map(|operand| type_zh(cx, &operand.value_type)).collect();
    let types_en: Vec<String> = operands.iter().map(|operand| type_en(cx, &operand.value_type)).collect();
    let message =
        Text::new(format!("{}不能{zh}", types_zh.join("与")), format!("cannot {en} {}", types_en.join(" and ")));
    cx.report(Diagnostic::error("E0205", span, message));
    None
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
        let help = missing_unit(cx, right, &b, &a.value_type).or_else(|| missing_unit(cx, left, &a, &b.value_type));
        let message = Text::new(
            format!("{}与{}不能{zh}", type_zh(cx, &a.value_type), type_zh(cx, &b.value_type)),
            format!("cannot {en} {} and {}", type_en(cx, &a.value_type), type_en(cx, &b.value_type)),
        );
        let what =
            |cx: &dyn Context, typed: &Typed| Text::new(type_zh(cx, &typed.value_type), type_en(cx, &typed.value_type));
        let (left_type, right_type) = (what(cx, &a), what(cx, &b));
        cx.report(
            Diagnostic::error("E0205", span, message)
                .related(left.span, left_type)
                .related(right.span, right_type)
                .help(help),
        );
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
        let expected = a.as_ref().map(|a| a.value_type.clone());
        (a, check(cx, right, expected.as_ref()))
    };
    compare_typed(cx, comparison, (&a?, left), (&b?, right), span).map(boolean)
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
        let help = missing_unit(cx, right, b, &a.value_type)
            .or_else(|| missing_unit(cx, left, a, &b.value_type))
            .or_else(|| compare_help(&a.value_type, &b.value_type, equality));
        let message = Text::new(
            format!("{}与{}不能比较", type_zh(cx, &a.value_type), type_zh(cx, &b.value_type)),
            format!("cannot compare {} with {}", type_en(cx, &a.value_type), type_en(cx, &b.value_type)),
        );
        let label =
            |cx: &dyn Context, typed: &Typed| Text::new(type_zh(cx, &typed.value_type), type_en(cx, &typed.value_type));
        let (left_type, right_type) = (label(cx, a), label(cx, b));
        cx.report(
            Diagnostic::error("E0205", span, message)
                .related(left.span, left_type)
                .related(right.span, right_type)
                .help(help),
        );
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

fn compare_help(a: &Type, b: &Type, equality: bool) -> Option<Text> {
    Some(match (a, b) {
        (Type::Series(_), _) | (_, Type::Series(_)) => Text::new(
            "逐年的指标先取一年，例如 营业收入[-1]，或用 sum、mean",
            "pick a year first, such as 营业收入[-1], or use sum or mean",
        ),
        (Type::Choices(_), _) => Text::new("多选的指标用 list contains(…, \"代码\")", "use list contains(…, \"code\")"),
        (Type::Choice(_), Type::Choice(_)) if !equality => {
            Text::new("代码没有大小，用 in (\"甲\", \"乙\")", "codes have no order; use in (\"a\", \"b\")")
        }
        (Type::Date, Type::Text) | (Type::Text, Type::Date) => {
            Text::new("日期写作 @\"2026-01-01\"", "a date is written @\"2026-01-01\"")
        }
        _ => return None,
    })
}

fn call(cx: &mut dyn Context, name: &str, name_span: Span, arguments: &[Argument], span: Span) -> Option<Typed> {
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
            let parts: Vec<_> = nodes.iter().map(|node| expect(cx, node, &Type::Boolean)).collect();
            let parts: Vec<_> = parts.into_iter().collect::<Option<_>>()?;
            Some(boolean(if name == "all" { cx.build().and(parts) } else { cx.build().or(parts) }))
        }
        _ => match functions::built_in(name) {
            Some(function) => built_in(cx, function, name, &nodes, span),
            None => {
                let known = cx.names();
                let known = known.iter().map(String::as_str);
                let help =
                    nearest(name, functions::names().map(|name| -> &str { name }).chain(known)).map(did_you_mean);
                let message = Text::new(format!("没有函数 `{name}`"), format!("there is no function `{name}`"));
                cx.report(Diagnostic::error("E0202", name_span, message).help(help));
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
