//! Lists and records in expressions: literals, paths, indices, filters, and `for`, `some`, `every`.

use super::check::{boolean, check, expect};
use super::context::{Context, Typed};
use super::diagnostic::Diagnostic;
use super::source::Span;
use super::suggest::near;
use super::syntax::{Kind, Node};
use super::typing::{common, fits, type_en, type_zh};
use crate::model::{Expression, ExpressionId, Quantifier, Record, Text, Type};
use rust_decimal::Decimal;

/// What a filter calls the element it looks at, where that is no record or has no such field.
const ITEM: &str = "item";

/// The expression, if neither its value nor the work for it can grow beyond all measure.
pub fn within_limits(cx: &mut dyn Context, id: ExpressionId, span: Span) -> Option<ExpressionId> {
    if cx.build().extent(id).is_within_limits() {
        return Some(id);
    }
    let message = Text::new("这个表达式可能算出过大的结果", "this expression can grow too large");
    let help = Text::new(
        "清单套清单会成倍增长：先把里面的一层汇总成一个数，或用 some、every 代替 for",
        "lists inside lists multiply: sum up the inner one first, or use `some` or `every` instead of `for`",
    );
    cx.report(Diagnostic::error("E0114", span, message).help(help));
    None
}

/// `[a, b]`
pub(super) fn literal(cx: &mut dyn Context, items: &[Node], expected: Option<&Type>, span: Span) -> Option<Typed> {
    let expected = match expected {
        Some(Type::List(element)) => Some(cx.elements()[*element].clone()),
        _ => None,
    };
    let typed: Vec<_> = items.iter().map(|item| check(cx, item, expected.as_ref())).collect();
    let typed: Vec<Typed> = typed.into_iter().collect::<Option<_>>()?;
    let mut element = expected;
    for (item, node) in typed.iter().zip(items) {
        let joined = match &element {
            None => Some(item.value_type.clone()),
            Some(known) if fits(cx, item, known) => Some(known.clone()),
            Some(known) => common(cx, &Typed { id: item.id, value_type: known.clone() }, item),
        };
        let Some(joined) = joined else {
            let known = element.unwrap_or(Type::Boolean);
            let message = Text::new(
                format!("清单里的值要是同一类：前面是{}，这里是{}", type_zh(cx, &known), type_zh(cx, &item.value_type)),
                format!(
                    "the values of a list have one type: {} above, {} here",
                    type_en(cx, &known),
                    type_en(cx, &item.value_type)
                ),
            );
            cx.report(Diagnostic::error("E0205", node.span, message));
            return None;
        };
        element = Some(joined);
    }
    let Some(element) = element else {
        let message = Text::new("看不出这个空清单里是什么", "it cannot be seen what this empty list is a list of");
        cx.report(Diagnostic::error("E0221", span, message));
        return None;
    };
    let id = cx.build().add(Expression::List(typed.iter().map(|item| item.id).collect()));
    Some(Typed { id: within_limits(cx, id, span)?, value_type: cx.list_of(element) })
}

/// `{金额: 10万元, 税额: 金额 * 13%}`: a field may use those before it.
pub(super) fn record(
    cx: &mut dyn Context,
    fields: &[(String, Span, Node)],
    expected: Option<&Type>,
    span: Span,
) -> Option<Typed> {
    let expected = match expected {
        Some(Type::Record(record)) => cx.records()[*record].fields.clone(),
        _ => Vec::new(),
    };
    let mut known: Vec<(String, Typed)> = Vec::new();
    let mut complete = true;
    for (name, name_span, node) in fields {
        if known.iter().any(|(other, _)| other == name) {
            let message = Text::new(format!("字段 `{name}` 写了两次"), format!("the field `{name}` is given twice"));
            cx.report(Diagnostic::error("E0222", *name_span, message));
            complete = false;
            continue;
        }
        let hint = expected.iter().find(|(other, _)| other == name).map(|(_, value_type)| value_type.clone());
        cx.bind(known.clone());
        let typed = check(cx, node, hint.as_ref());
        cx.unbind();
        match typed {
            Some(typed) => known.push((name.clone(), typed)),
            None => complete = false,
        }
    }
    if !complete {
        return None;
    }
    // The order in which fields are written makes no difference: a record with the same fields, such as that of a fact's list,
    // sets it; else their names do.
    let same = |record: &&Record| {
        let has = |(name, typed): &(String, Typed)| record.field(name).is_some_and(|(_, of)| *of == typed.value_type);
        record.fields.len() == known.len() && known.iter().all(has)
    };
    let order = cx.records().iter().find(same);
    known.sort_by_cached_key(|(name, _)| (order.and_then(|order| order.field(name)).map(|(at, _)| at), name.clone()));
    let ids = known.iter().map(|(_, typed)| typed.id).collect();
    let fields = known.into_iter().map(|(name, typed)| (name, typed.value_type)).collect();
    let id = cx.build().add(Expression::Record(ids));
    Some(Typed { id: within_limits(cx, id, span)?, value_type: cx.record_of(Record { fields }) })
}

/// The type of what a list or series holds, or a report that it is neither.
pub fn element_of(cx: &mut dyn Context, over: &Typed, span: Span) -> Option<Type> {
    match &over.value_type {
        Type::List(element) => Some(cx.elements()[*element].clone()),
        Type::Series(each) => Some(each.as_ref().clone()),
        other => {
            let message = Text::new(
                format!("只能逐个看清单或逐年的指标，这里是{}", type_zh(cx, other)),
                format!("only a list or a yearly series has elements, this is {}", type_en(cx, other)),
            );
            cx.report(Diagnostic::error("E0223", span, message));
            None
        }
    }
}

/// Nothing, or a report that the name of an element stands for something else already.
pub fn free_name(cx: &mut dyn Context, name: &str, span: Span) -> Option<()> {
    if !cx.names().iter().any(|known| known == name) {
        return Some(());
    }
    let message =
        Text::new(format!("`{name}` 已经是别的东西的名称"), format!("`{name}` is the name of something else already"));
    let help = Text::new("换一个名称", "choose another name");
    cx.report(Diagnostic::error("E0224", span, message).help(help));
    None
}

/// `for x in xs, y in ys return body`, `some … satisfies body`, `every … satisfies body`
pub(super) fn quantified(
    cx: &mut dyn Context,
    quantifier: Quantifier,
    bindings: &[(String, Span, Node)],
    body: &Node,
    expected: Option<&Type>,
    span: Span,
) -> Option<Typed> {
    let ((name, name_span, over), rest) = bindings.split_first()?;
    let list = check(cx, over, None)?;
    let element = element_of(cx, &list, over.span)?;
    free_name(cx, name, *name_span)?;
    let (variable, id) = cx.build().variable(list.id);
    cx.bind(vec![(name.clone(), Typed { id, value_type: element })]);
    let inner = match (rest, quantifier) {
        ([], Quantifier::Map) => {
            let hint = match expected {
                Some(Type::List(element)) => Some(cx.elements()[*element].clone()),
                _ => None,
            };
            check(cx, body, hint.as_ref())
        }
        ([], _) => expect(cx, body, &Type::Boolean).map(boolean),
        _ => quantified(cx, quantifier, rest, body, expected, span),
    };
    cx.unbind();
    let inner = inner?;
    let (quantifier, value_type) = match (rest, quantifier) {
        ([], Quantifier::Map) => (Quantifier::Map, cx.list_of(inner.value_type)),
        (_, Quantifier::Map) => (Quantifier::Flatten, inner.value_type),
        (_, quantifier) => (quantifier, Type::Boolean),
    };
    let id = cx.build().each(quantifier, list.id, variable, inner.id);
    Some(Typed { id: within_limits(cx, id, span)?, value_type })
}

/// `贷款.金额`: the field of a record, or the list of that field of all records.
pub(super) fn field(cx: &mut dyn Context, base: &Typed, name: &str, name_span: Span, span: Span) -> Option<Typed> {
    let value_type = match &base.value_type {
        Type::List(element) => cx.elements()[*element].clone(),
        single => single.clone(),
    };
    let record = match value_type {
        Type::Record(record) => record,
        other => {
            let message = Text::new(
                format!("{}没有 `.{name}`", type_zh(cx, &other)),
                format!("{} has no `.{name}`", type_en(cx, &other)),
            );
            cx.report(Diagnostic::error("E0211", name_span, message));
            return None;
        }
    };
    let fields = &cx.records()[record];
    let Some((position, found)) = fields.field(name) else {
        let names: Vec<&str> = fields.fields.iter().map(|(name, _)| name.as_str()).collect();
        let known = Text::new(format!("它的字段：{}", names.join("、")), format!("its fields: {}", names.join(", ")));
        let near = near(name, names.iter().copied());
        let known = near.is_none().then_some(known);
        let message = Text::new(format!("记录没有字段 `{name}`"), format!("these records have no field `{name}`"));
        cx.report(Diagnostic::error("E0211", name_span, message).suggest(near).help(known));
        return None;
    };
    let found = found.clone();
    if !matches!(base.value_type, Type::List(_)) {
        return Some(Typed { id: cx.build().field(base.id, position), value_type: found });
    }
    let (variable, id) = cx.build().variable(base.id);
    let body = cx.build().field(id, position);
    let id = cx.build().each(Quantifier::Map, base.id, variable, body);
    Some(Typed { id: within_limits(cx, id, span)?, value_type: cx.list_of(found) })
}

/// `营业收入[-1]`, `研发费用[2023年度]`, `贷款[1]`, `贷款[用途 = "研发"]`
pub(super) fn index(cx: &mut dyn Context, base: &Node, index: &Node, span: Span) -> Option<Typed> {
    let list = check(cx, base, None)?;
    let element = match &list.value_type {
        Type::List(element) => cx.elements()[*element].clone(),
        Type::Series(each) => each.as_ref().clone(),
        other => {
            let message = Text::new(
                format!("只有清单和逐年的指标能用 [ ]，这里是{}", type_zh(cx, other)),
                format!("only a list or a yearly series can be indexed, this is {}", type_en(cx, other)),
            );
            let help = other
                .is_ordered()
                .then(|| Text::new("在 facts 里给它写 yearly: 3", "declare the fact with `yearly: 3`"));
            cx.report(Diagnostic::error("E0212", base.span, message).help(help));
            return None;
        }
    };
    if let Some(number) = written_number(index) {
        let id = position(cx, &list, number, index.span)?;
        return Some(Typed { id, value_type: element });
    }
    if let (Type::Series(_), Kind::Number { value, suffix }) = (&list.value_type, &index.kind)
        && matches!(suffix.as_str(), "年度" | "年")
        && let Some(year) = i32::try_from(*value).ok().filter(|year| (1..=9999).contains(year))
    {
        let id = cx.build().add(Expression::YearOf { series: list.id, year });
        return Some(Typed { id, value_type: element });
    }
    if let Kind::Number { suffix, .. } = &index.kind
        && suffix == "年度"
    {
        let message =
            Text::new("清单不能按年度取，只有逐年的指标可以", "a list has no years; only a yearly series has");
        let help = Text::new(
            "按日期筛选，例如 贷款[放款日.year = 2023]",
            "filter by a date, such as 贷款[放款日.year = 2023]",
        );
        cx.report(Diagnostic::error("E0212", index.span, message).help(help));
        return None;
    }
    filter(cx, list, element, index, span)
}

/// The number that is written out in a pair of brackets.
fn written_number(index: &Node) -> Option<Decimal> {
    match &index.kind {
        Kind::Number { value, suffix } if suffix.is_empty() => Some(*value),
        Kind::Negate(inner) => match &inner.kind {
            Kind::Number { value, suffix } if suffix.is_empty() => Some(-*value),
            _ => None,
        },
        _ => None,
    }
}

/// One year of a series, or one element of a list.
fn position(cx: &mut dyn Context, list: &Typed, number: Decimal, span: Span) -> Option<ExpressionId> {
    let years = cx.years(list.id);
    let whole = Some(number).filter(|number| number.fract().is_zero() && !number.is_zero());
    let position = whole.and_then(|number| i32::try_from(number).ok());
    let position = position.filter(|index| years.is_none_or(|years| index.unsigned_abs() <= u32::from(years)));
    if let Some(index) = position {
        return Some(cx.build().add(Expression::Item { series: list.id, index }));
    }
    let (message, help) = match years {
        Some(years) => (
            match whole {
                Some(_) => Text::new(
                    format!("这个指标只有最近 {years} 个年度"),
                    format!("this fact has the last {years} year(s) only"),
                ),
                None => {
                    Text::new("年份的序号要是 -1、-2 这样的整数", "a year's index is a whole number such as -1 or -2")
                }
            },
            Text::new(
                format!("[-1] 是最近一个已结束的年度，这个指标最远到 [-{years}]"),
                format!("[-1] is the last year closed; this fact goes back to [-{years}]"),
            ),
        ),
        None => (
            Text::new("序号要是不为 0 的整数", "an index is a whole number other than 0"),
            Text::new("[1] 是第一个，[-1] 是最后一个", "[1] is the first, [-1] the last element"),
        ),
    };
    cx.report(Diagnostic::error("E0212", span, message).help(help));
    None
}

/// The elements for which a condition holds; in it the fields of a record stand for themselves, and `item` for the element.
fn filter(cx: &mut dyn Context, list: Typed, element: Type, condition: &Node, span: Span) -> Option<Typed> {
    let (variable, id) = cx.build().variable(list.id);
    let mut names = vec![(ITEM.to_owned(), Typed { id, value_type: element.clone() })];
    if let Type::Record(record) = &element {
        for (position, (name, value_type)) in (0u32..).zip(cx.records()[*record].fields.clone()) {
            names.retain(|(known, _)| *known != name);
            names.push((name, Typed { id: cx.build().field(id, position), value_type }));
        }
    }
    cx.bind(names);
    let body = check(cx, condition, None);
    cx.unbind();
    let body = body?;
    if body.value_type != Type::Boolean {
        let message = Text::new(
            format!("[ ] 里要么是写明的序号，要么是一个条件，这里是{}", type_zh(cx, &body.value_type)),
            format!("in [ ] stands an index written out or a condition, this is {}", type_en(cx, &body.value_type)),
        );
        let help = Text::new("例如 xs[1]、xs[-1] 或 xs[item > 0]", "such as xs[1], xs[-1] or xs[item > 0]");
        cx.report(Diagnostic::error("E0212", condition.span, message).help(help));
        return None;
    }
    let id = cx.build().each(Quantifier::Filter, list.id, variable, body.id);
    let value_type = cx.list_of(element);
    Some(Typed { id: within_limits(cx, id, span)?, value_type })
}
