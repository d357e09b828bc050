//! Makes a change to an expression, or to a table.

use super::mutation::Rewrite;
use crate::model::{Expression, ExpressionId, Table, Value};

/// Makes the change to an expression whose operands have been written already; `add` writes what else it takes. A change that
/// does not fit leaves the expression as it is.
pub(super) fn expression(
    rewrite: &Rewrite,
    mut expression: Expression,
    add: &mut dyn FnMut(Expression) -> ExpressionId,
) -> ExpressionId {
    match (rewrite, &mut expression) {
        (Rewrite::Constant(value), _) => return add(Expression::Constant(value.clone())),
        (Rewrite::Operand(position, value), _) => {
            let literal = add(Expression::Constant(value.clone()));
            let mut at = 0..;
            expression = expression.with_operands(&mut |operand| {
                if at.next() == Some(*position) { literal } else { operand }
            });
        }
        (Rewrite::Comparison(other), Expression::Compare { comparison, .. }) => *comparison = *other,
        (Rewrite::Operator(other), Expression::Arithmetic { operator, .. }) => *operator = *other,
        (Rewrite::Function(other), Expression::Call { function, .. }) => *function = *other,
        (Rewrite::Codes(other), Expression::OneOf { codes, .. } | Expression::ContainsAny { codes, .. }) => {
            codes.clone_from(other);
        }
        (Rewrite::Index(other), Expression::Item { index, .. }) => *index = *other,
        (Rewrite::Year(other), Expression::YearOf { year, .. }) => *year = *other,
        (Rewrite::Needed(other), Expression::AtLeast(needed, _)) => *needed = *other,
        (Rewrite::Quantifier(other), Expression::Each { quantifier, .. }) => *quantifier = *other,
        (Rewrite::Connected, Expression::And(parts)) => expression = Expression::Or(std::mem::take(parts)),
        (Rewrite::Connected, Expression::Or(parts)) => expression = Expression::And(std::mem::take(parts)),
        (Rewrite::Without(position), Expression::And(parts) | Expression::Or(parts)) if *position < parts.len() => {
            parts.remove(*position);
            if let [only] = parts.as_slice() {
                return *only;
            }
        }
        (Rewrite::Negated, _) => {
            let inner = add(expression);
            return add(Expression::Not(inner));
        }
        (Rewrite::Plain, Expression::Not(inner)) => return *inner,
        _ => {}
    }
    add(expression)
}

/// Makes the change to a table; `add` writes a literal.
pub(super) fn table(rewrite: &Rewrite, table: &mut Table, add: &mut dyn FnMut(Expression) -> ExpressionId) {
    match rewrite {
        Rewrite::RowDropped(row) if *row < table.rows.len() => {
            table.rows.remove(*row);
        }
        Rewrite::RowDropped(_) => table.otherwise = None,
        Rewrite::RowsSwapped(row) if row + 1 < table.rows.len() => table.rows.swap(*row, row + 1),
        Rewrite::RowResult(row, value) => {
            let literal = literal(value, add);
            match table.rows.get_mut(*row) {
                Some(row) => row.then = literal,
                None => table.otherwise = table.otherwise.map(|_| literal),
            }
        }
        _ => {}
    }
}

fn literal(value: &Value, add: &mut dyn FnMut(Expression) -> ExpressionId) -> ExpressionId {
    add(Expression::Constant(value.clone()))
}
