//! Unary tests: what stands in a table's cell, behind `in` and in a fact's domain.

use super::check::{check, compare_typed};
use super::codes::{self, code_of, leaf, position};
use super::context::{Context, Typed};
use super::diagnostic::{Diagnostic, Fix};
use super::source::{Span, Written};
use super::syntax::{Kind, Node, Test};
use crate::model::{Bound, Bounds, Comparison, Expression, ExpressionId, ListId, Quantifier, Text, Type};

/// Whether the subject passes at least one of the tests.
pub fn tests(cx: &mut dyn Context, subject: &Typed, tests: &[Test]) -> Option<ExpressionId> {
    let parts: Vec<_> = tests.iter().map(|test| one(cx, subject, test)).collect();
    let parts: Vec<_> = parts.into_iter().collect::<Option<_>>()?;
    // Codes of one choice are one set.
    let mut codes = Vec::new();
    let mut others = Vec::new();
    for part in parts {
        match cx.build().expression(part) {
            Expression::OneOf { subject: of, codes: some } if *of == subject.id => codes.extend(some.iter().copied()),
            _ => others.push(part),
        }
    }
    if !codes.is_empty() {
        codes.sort_unstable();
        codes.dedup();
        others.push(cx.build().add(Expression::OneOf { subject: subject.id, codes }));
    }
    Some(cx.build().or(others))
}

fn one(cx: &mut dyn Context, subject: &Typed, test: &Test) -> Option<ExpressionId> {
    match test {
        Test::Any => Some(cx.build().boolean(true)),
        Test::Not(inner) => {
            let inner = tests(cx, subject, inner)?;
            Some(cx.build().not(inner))
        }
        Test::Compare(comparison, node) => compare(cx, subject, *comparison, node),
        Test::Range { low, low_inclusive, high, high_inclusive } => {
            let low_sign = if *low_inclusive { Comparison::GreaterOrEqual } else { Comparison::Greater };
            let high_sign = if *high_inclusive { Comparison::LessOrEqual } else { Comparison::Less };
            let (low, high) = (compare(cx, subject, low_sign, low), compare(cx, subject, high_sign, high));
            Some(cx.build().and([low?, high?]))
        }
        Test::Value(Node { kind: Kind::Range(range), .. }) => one(cx, subject, range),
        Test::Value(node) => value(cx, subject, node),
    }
}

fn compare(cx: &mut dyn Context, subject: &Typed, comparison: Comparison, node: &Node) -> Option<ExpressionId> {
    let right = check(cx, node, Some(&subject.value_type))?;
    compare_typed(cx, comparison, (subject, node), (&right, node), node.span)
}

fn value(cx: &mut dyn Context, subject: &Typed, node: &Node) -> Option<ExpressionId> {
    match (&node.kind, &subject.value_type) {
        // A list is the values to choose from, unless the subject is such a list itself.
        (Kind::List(items), subject_type)
            if !matches!(subject_type, Type::List(_))
                || items.iter().all(|item| matches!(item.kind, Kind::List(_) | Kind::Range(_))) =>
        {
            let items: Vec<Test> = items.iter().cloned().map(Test::Value).collect();
            tests(cx, subject, &items)
        }
        (Kind::Call { name, arguments, .. }, Type::Choice(list)) if name == "within" && arguments.len() == 1 => {
            let argument = arguments.first()?;
            let (code, span) = code_of(cx, *list, &argument.value)?;
            within(cx, subject, *list, &code, span)
        }
        (Kind::Text(_), Type::Choice(list)) => {
            let (code, span) = code_of(cx, *list, node)?;
            let code = leaf(cx, *list, &code, span)?;
            Some(cx.build().add(Expression::OneOf { subject: subject.id, codes: vec![code] }))
        }
        _ => {
            let right = check(cx, node, Some(&subject.value_type))?;
            match right.value_type {
                Type::List(_) if right.value_type != subject.value_type => contains(cx, &right, node, subject, node),
                _ => compare_typed(cx, Comparison::Equal, (subject, node), (&right, node), node.span),
            }
        }
    }
}

/// Whether a list has an element that is equal to a value.
pub(super) fn contains(
    cx: &mut dyn Context,
    list: &Typed,
    list_node: &Node,
    value: &Typed,
    value_node: &Node,
) -> Option<ExpressionId> {
    let Type::List(element) = list.value_type else { return None };
    let (variable, id) = cx.build().variable(list.id);
    let element = Typed { id, value_type: cx.elements()[element].clone() };
    let body = compare_typed(
        cx,
        Comparison::Equal,
        (&element, list_node),
        (value, value_node),
        list_node.span.to(value_node.span),
    )?;
    Some(cx.build().each(Quantifier::Some, list.id, variable, body))
}

fn within(cx: &mut dyn Context, subject: &Typed, list: ListId, code: &str, span: Span) -> Option<ExpressionId> {
    let position = position(cx, list, code, span)?;
    let codes = cx.lists()[list].leaves_within(position);
    Some(cx.build().add(Expression::OneOf { subject: subject.id, codes }))
}

/// The condition that a cell puts on a choice, where bare words are codes: `工业`, `工业, 建筑业`, `not(工业)`,
/// `within("C")`, `-`.
pub fn choice_cell(cx: &mut dyn Context, subject: &Typed, list: ListId, cell: &Written) -> Option<ExpressionId> {
    let trimmed = trim(cell);
    if trimmed.text == "-" {
        return Some(cx.build().boolean(true));
    }
    if let Some(inner) = trimmed.text.strip_prefix("not(").and_then(|rest| rest.strip_suffix(')')) {
        let inner = trimmed.slice(4, 4 + inner.len());
        let inner = choice_cell(cx, subject, list, &inner)?;
        return Some(cx.build().not(inner));
    }
    let mut parts = Vec::new();
    let mut start = 0;
    for (index, separator) in trimmed.text.match_indices([',', '，']).chain([(trimmed.text.len(), "")]) {
        let part = trim(&trimmed.slice(start, index));
        start = index + separator.len();
        parts.push(code_cell(cx, list, &part));
    }
    let parts: Vec<Vec<u32>> = parts.into_iter().collect::<Option<_>>()?;
    let mut codes: Vec<u32> = parts.into_iter().flatten().collect();
    codes.sort_unstable();
    codes.dedup();
    Some(cx.build().add(Expression::OneOf { subject: subject.id, codes }))
}

fn code_cell(cx: &mut dyn Context, list: ListId, part: &Written) -> Option<Vec<u32>> {
    let inner = part.text.strip_prefix("within(").and_then(|rest| rest.strip_suffix(')'));
    if let Some(inner) = inner {
        let code = inner.trim().trim_matches('"');
        let position = position(cx, list, code, part.span)?;
        return Some(cx.lists()[list].leaves_within(position));
    }
    let code = part.text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(&part.text);
    if let Some(position) = cx.lists()[list].position(code)
        && !cx.lists()[list].is_leaf(position)
    {
        let fault =
            codes::inner(cx, list, code, part.span).fix(Fix::in_expression(part.span, format!("within({code})")));
        cx.report(fault);
        return None;
    }
    leaf(cx, list, code, part.span).map(|code| vec![code])
}

fn trim(written: &Written) -> Written {
    let text = &written.text;
    let start = text.len() - text.trim_start().len();
    written.slice(start, start + text.trim().len())
}

/// The interval that tests such as `>= 0元` or `[0..100]` describe, for a fact's domain.
pub fn bounds(cx: &mut dyn Context, value_type: &Type, tests: &[Test], span: Span) -> Option<Bounds> {
    let mut bounds = Bounds::ANY;
    for test in tests {
        let part = match test {
            Test::Any => Bounds::ANY,
            Test::Compare(comparison, node) => {
                let value = literal(cx, value_type, node)?;
                match comparison {
                    Comparison::Equal => Bounds::exactly(value),
                    Comparison::Less => Bounds { max: Some(Bound::exclusive(value)), ..Bounds::ANY },
                    Comparison::LessOrEqual => Bounds { max: Some(Bound::inclusive(value)), ..Bounds::ANY },
                    Comparison::Greater => Bounds { min: Some(Bound::exclusive(value)), ..Bounds::ANY },
                    Comparison::GreaterOrEqual => Bounds { min: Some(Bound::inclusive(value)), ..Bounds::ANY },
                    Comparison::NotEqual => return not_an_interval(cx, span),
                }
            }
            Test::Range { low, low_inclusive, high, high_inclusive } => Bounds {
                min: Some(Bound { value: literal(cx, value_type, low)?, inclusive: *low_inclusive }),
                max: Some(Bound { value: literal(cx, value_type, high)?, inclusive: *high_inclusive }),
            },
            Test::Not(_) | Test::Value(_) => return not_an_interval(cx, span),
        };
        // Tests of one domain are one interval, written as one test; several would be a union.
        if tests.len() > 1 {
            return not_an_interval(cx, span);
        }
        bounds = bounds.intersection(&part);
    }
    if bounds.is_empty() {
        let message = Text::new("这个范围里没有任何值", "no value lies in this range");
        let help = Text::new("下界要不大于上界", "the lower end must not lie above the upper one");
        cx.report(Diagnostic::error("E0312", span, message).help(help));
        return None;
    }
    Some(bounds)
}

fn not_an_interval<T>(cx: &mut dyn Context, span: Span) -> Option<T> {
    let message = Text::new("取值范围要是一个区间", "a domain is one interval");
    let help = Text::new("例如 `>= 0元` 或 `[0..100%]`", "such as `>= 0元` or `[0..100%]`");
    cx.report(Diagnostic::error("E0312", span, message).help(help));
    None
}

fn literal(cx: &mut dyn Context, value_type: &Type, node: &Node) -> Option<rust_decimal::Decimal> {
    let id = super::check::expect(cx, node, value_type)?;
    let value = cx.build().number_of(id);
    if value.is_none() {
        let message = Text::new("这里要写明数值", "a value must be written out here");
        cx.report(Diagnostic::error("E0312", node.span, message));
    }
    value
}
