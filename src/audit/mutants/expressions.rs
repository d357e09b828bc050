//! The small mistakes that can be made in one expression, or in one table.

use super::mutation::Rewrite;
use super::step;
use crate::advise::formula::{type_of, type_of_any};
use crate::model::{
    Catalog, Comparison, Expression, ExpressionId, Function, Hit, List, Operator, Quantifier, Table, Tier, Type, Value,
};
use rust_decimal::Decimal;

/// The changes that can be made to an expression itself, its literals included; what its other operands are made of is not
/// looked at. `value_type` is the type of the value that it is a part of.
pub(super) fn rewrites(catalog: &Catalog, id: ExpressionId, value_type: &Type) -> Vec<Rewrite> {
    let mut found = Vec::new();
    match &catalog.expressions[id] {
        Expression::Compare { comparison, left, right } => {
            found.push(Rewrite::Comparison(neighbour(*comparison)));
            for (position, literal, other) in [(0, *left, *right), (1, *right, *left)] {
                if let Some(literal) = number(catalog, literal) {
                    found.extend(moved(position, literal, step::beside(catalog, other, literal)));
                }
            }
        }
        Expression::Same { .. } => found.push(Rewrite::Negated),
        Expression::OneOf { subject, codes } | Expression::ContainsAny { subject, codes } => {
            found.extend(fewer_codes(catalog, *subject, codes));
        }
        Expression::And(parts) | Expression::Or(parts) => {
            found.push(Rewrite::Connected);
            found.extend((0..parts.len()).map(Rewrite::Without));
        }
        Expression::Not(_) => found.push(Rewrite::Plain),
        Expression::AtLeast(needed, parts) => found.extend(needs(*needed, parts.len()).map(Rewrite::Needed)),
        Expression::If { then, otherwise, .. } => {
            for (position, literal) in [(1, *then), (2, *otherwise)] {
                found.extend(results(catalog, literal, value_type).map(|value| Rewrite::Operand(position, value)));
            }
        }
        Expression::Arithmetic { operator, left, right } => {
            found.extend(opposite(*operator).map(Rewrite::Operator));
            for (position, literal, other) in [(0, *left, *right), (1, *right, *left)] {
                let Some(literal) = number(catalog, literal) else { continue };
                let step = match operator {
                    Operator::Add | Operator::Subtract => step::beside(catalog, other, literal),
                    _ => step::of_factor(literal),
                };
                found.extend(grown(literal, step).map(|value| Rewrite::Operand(position, Value::Number(value))));
            }
        }
        Expression::PlusMonths { months, .. } => {
            if let Some(literal) = number(catalog, *months) {
                found.extend(moved(1, literal, Decimal::ONE));
            }
        }
        Expression::Call { function, arguments } => found.extend(calls(catalog, *function, arguments, value_type)),
        Expression::Item { series, index } => found.extend(years(catalog, *series, *index)),
        Expression::YearOf { year, .. } => found.push(Rewrite::Year(year - 1)),
        Expression::Each { quantifier: Quantifier::Some, .. } => {
            found.push(Rewrite::Quantifier(Quantifier::Every));
        }
        Expression::Each { quantifier: Quantifier::Every, .. } => {
            found.push(Rewrite::Quantifier(Quantifier::Some));
        }
        Expression::Table(table) => found.extend(of_table(catalog, &catalog.tables[*table], value_type)),
        Expression::Tiers { of, rows } => found.extend(of_tiers(catalog, *of, rows)),
        _ => {}
    }
    found
}

/// The literals that can stand in the place of a value that is one literal.
pub(super) fn literals(catalog: &Catalog, id: ExpressionId, value_type: &Type) -> Vec<Rewrite> {
    results(catalog, id, value_type).map(Rewrite::Constant).collect()
}

/// The literals that can stand in the place of a limit that is one literal: a step up and a step down.
pub(super) fn limits(catalog: &Catalog, id: ExpressionId) -> Vec<Rewrite> {
    let Some(literal) = number(catalog, id) else { return Vec::new() };
    let step = step::of_type(&Type::Money, literal);
    let moved = [literal.checked_add(step), literal.checked_sub(step)];
    moved.into_iter().flatten().map(|value| Rewrite::Constant(Value::Number(value))).collect()
}

fn number(catalog: &Catalog, id: ExpressionId) -> Option<Decimal> {
    match &catalog.expressions[id] {
        Expression::Constant(Value::Number(value)) => Some(*value),
        _ => None,
    }
}

/// The comparison that is most easily written instead.
fn neighbour(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Equal => Comparison::NotEqual,
        Comparison::NotEqual => Comparison::Equal,
        Comparison::Less => Comparison::LessOrEqual,
        Comparison::LessOrEqual => Comparison::Less,
        Comparison::Greater => Comparison::GreaterOrEqual,
        Comparison::GreaterOrEqual => Comparison::Greater,
    }
}

fn opposite(operator: Operator) -> Option<Operator> {
    match operator {
        Operator::Add => Some(Operator::Subtract),
        Operator::Subtract => Some(Operator::Add),
        Operator::Multiply => Some(Operator::Divide),
        Operator::Divide => Some(Operator::Multiply),
        Operator::Power => None,
    }
}

/// A threshold one step up and one step down.
fn moved(position: usize, literal: Decimal, step: Decimal) -> impl Iterator<Item = Rewrite> {
    let both = [literal.checked_add(step), literal.checked_sub(step)];
    both.into_iter().flatten().map(move |value| Rewrite::Operand(position, Value::Number(value)))
}

/// A rate or an amount that is a little more, and twice as much.
fn grown(literal: Decimal, step: Decimal) -> impl Iterator<Item = Decimal> {
    let double = literal.checked_mul(Decimal::TWO).filter(|_| !literal.is_zero());
    let mut both = vec![literal.checked_add(step), double];
    both.dedup();
    both.into_iter().flatten()
}

/// Other results than this literal.
fn results(catalog: &Catalog, literal: ExpressionId, value_type: &Type) -> impl Iterator<Item = Value> {
    let found: Vec<Value> = match &catalog.expressions[literal] {
        Expression::Constant(Value::Boolean(value)) => vec![Value::Boolean(!value)],
        Expression::Constant(Value::Number(value)) => {
            grown(*value, step::of_type(value_type, *value)).map(Value::Number).collect()
        }
        Expression::Constant(Value::Code(code)) => match value_type {
            Type::Choice(list) => {
                let leaves: Vec<u32> = catalog.lists[*list].leaves().collect();
                let next = leaves.iter().find(|leaf| *leaf > code).or(leaves.first());
                next.filter(|next| *next != code).map(|next| Value::Code(*next)).into_iter().collect()
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
    };
    found.into_iter()
}

/// Other numbers of things to be asked for.
pub(super) fn needs(needed: u32, count: usize) -> impl Iterator<Item = u32> {
    let possible = 1..=u32::try_from(count).unwrap_or(u32::MAX);
    [needed.checked_sub(1), needed.checked_add(1)].into_iter().flatten().filter(move |it| possible.contains(it))
}

/// A test of codes without one of those that its author wrote; a test of one code becomes its opposite.
fn fewer_codes(catalog: &Catalog, subject: ExpressionId, codes: &[u32]) -> Vec<Rewrite> {
    let list: Option<&List> = type_of(catalog, subject).and_then(|found| match found {
        Type::Choice(list) | Type::Choices(list) => Some(&catalog.lists[list]),
        _ => None,
    });
    let groups = list.map(|list| list.covering(codes)).unwrap_or_default();
    let Some(list) = list.filter(|_| groups.len() > 1) else { return vec![Rewrite::Negated] };
    let without = |group: &u32| codes.iter().copied().filter(|code| !list.is_within(*code, *group)).collect();
    groups.iter().map(|group| Rewrite::Codes(without(group))).collect()
}

fn calls(catalog: &Catalog, function: Function, arguments: &[ExpressionId], value_type: &Type) -> Vec<Rewrite> {
    let mut found = Vec::new();
    let other = match function {
        Function::Min => Some(Function::Max),
        Function::Max => Some(Function::Min),
        Function::Floor => Some(Function::Ceiling),
        Function::Ceiling => Some(Function::Floor),
        Function::RoundUp | Function::RoundHalfUp => Some(Function::RoundDown),
        Function::RoundDown | Function::RoundHalfDown => Some(Function::RoundUp),
        _ => None,
    };
    found.extend(other.map(Rewrite::Function));
    for (position, argument) in arguments.iter().enumerate() {
        let Some(literal) = number(catalog, *argument) else { continue };
        let values: Vec<Decimal> = match function {
            Function::Min | Function::Max | Function::Sum | Function::Mean => {
                let value_type = type_of_any(catalog, arguments).unwrap_or_else(|| value_type.clone());
                grown(literal, step::of_type(&value_type, literal)).collect()
            }
            Function::Floor
            | Function::Ceiling
            | Function::RoundUp
            | Function::RoundDown
            | Function::RoundHalfUp
            | Function::RoundHalfDown => literal.checked_mul(Decimal::TWO).into_iter().collect(),
            _ => Vec::new(),
        };
        found.extend(values.into_iter().map(|value| Rewrite::Operand(position, Value::Number(value))));
    }
    found
}

/// The year before for the last year closed, and the other way round.
fn years(catalog: &Catalog, series: ExpressionId, index: i32) -> Option<Rewrite> {
    let years = match &catalog.expressions[series] {
        Expression::Fact(fact) => i32::from(catalog.facts[*fact].years),
        _ => 0,
    };
    let other = match index {
        -1 => -2,
        1 => 2,
        index if index < 0 => index + 1,
        index => index - 1,
    };
    (other.abs() <= years).then_some(Rewrite::Index(other))
}

fn of_table(catalog: &Catalog, table: &Table, value_type: &Type) -> Vec<Rewrite> {
    let mut found: Vec<Rewrite> = (0..table.rows.len()).map(Rewrite::RowDropped).collect();
    if table.hit == Hit::First {
        found.extend((1..table.rows.len()).map(|second| Rewrite::RowsSwapped(second - 1)));
    }
    let value_type = match value_type {
        Type::List(element) => &catalog.elements[*element],
        single => single,
    };
    let all = table.rows.iter().map(|row| row.then).chain(table.otherwise);
    for (position, result) in all.enumerate().filter(|_| table.hit != Hit::CollectCount) {
        found.extend(results(catalog, result, value_type).map(|value| Rewrite::RowResult(position, value)));
    }
    found
}

fn of_tiers(catalog: &Catalog, of: ExpressionId, rows: &[Tier]) -> Vec<Rewrite> {
    let mut found = Vec::new();
    // Operand 0 is what is sliced.
    let mut position = 1;
    for row in rows {
        if let Some(limit) = row.up_to {
            if let Some(literal) = number(catalog, limit) {
                found.extend(moved(position, literal, step::beside(catalog, of, literal)));
            }
            position += 1;
        }
        if let Some(rate) = number(catalog, row.rate) {
            found.extend(
                grown(rate, step::of_factor(rate)).map(|value| Rewrite::Operand(position, Value::Number(value))),
            );
        }
        position += 1;
    }
    found
}
