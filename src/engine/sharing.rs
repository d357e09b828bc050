//! Where one unknown may stand in several places: only there can going case by case tell more than plain evaluation.
//!
//! It is told from the rules alone, of every expression and condition; a [`super::cases`] survey tells it more closely of what is open. Must
//! never: say that nothing is shared where a survey could find that something is.

use super::reads::Reads;
use super::set::BitSet;
use crate::model::{Catalog, Comparison, ConditionId, ConditionKind, Expression, ExpressionId, Operator, Type, Value};
use rust_decimal::Decimal;

/// The expressions and conditions of a catalog in which something may be shared.
#[derive(Debug)]
pub(super) struct Sharing {
    expressions: BitSet,
    conditions: BitSet,
}

impl Sharing {
    /// Of a catalog, by the facts that its expressions and conditions read.
    pub(super) fn of(catalog: &Catalog, expression_reads: &Reads, condition_reads: &Reads) -> Sharing {
        let expressions = repeating(catalog, expression_reads);
        let conditions = sharing(catalog, condition_reads, &expressions);
        Sharing { expressions, conditions }
    }

    /// Whether the parts of an expression may ask for a fact more than once: they read it together, or an operation asks one part
    /// several things.
    pub(super) fn repeats(&self, id: ExpressionId) -> bool {
        self.expressions.contains(id.index())
    }

    /// Whether a test may ask for a fact more than once, or whether the conditions that a condition is made of may share a fact or a
    /// judge.
    pub(super) fn shares(&self, id: ConditionId) -> bool {
        self.conditions.contains(id.index())
    }
}

#[inline(never)]
fn repeating(catalog: &Catalog, reads: &Reads) -> BitSet {
    let count_of = |id: ExpressionId| reads.get(id.index()).map_or(0, BitSet::len);
    let mut repeating = BitSet::EMPTY;
    for (id, expression) in catalog.expressions.entries() {
        let (mut is_repeated, mut count) = (!asks_once(catalog, reads, expression), 0);
        catalog.for_each_part(id, &mut |part| {
            is_repeated |= repeating.contains(part.index());
            count += count_of(part);
        });
        if !matches!(expression, Expression::Fact(_)) {
            is_repeated |= count > count_of(id);
        }
        if is_repeated {
            repeating.insert(id.index());
        }
    }
    repeating
}

#[inline(never)]
fn sharing(catalog: &Catalog, reads: &Reads, repeating: &BitSet) -> BitSet {
    let count_of = |id: ConditionId| reads.get(id.index()).map_or(0, BitSet::len);
    let (mut sharing, mut judged) = (BitSet::EMPTY, BitSet::EMPTY);
    for (id, condition) in catalog.conditions.entries() {
        let children = condition.kind.children();
        let judges = children.iter().filter(|child| judged.contains(child.index())).count();
        if judges > 0 || matches!(condition.kind, ConditionKind::Judged(_)) {
            judged.insert(id.index());
        }
        let count: usize = children.iter().map(|child| count_of(*child)).sum();
        let is_repeating = condition.kind.expression().is_some_and(|own| repeating.contains(own.index()));
        if is_repeating || count > count_of(id) || judges > 1 {
            sharing.insert(id.index());
        }
    }
    sharing
}

/// Whether an operation asks each of its parts one thing only.
fn asks_once(catalog: &Catalog, reads: &Reads, expression: &Expression) -> bool {
    match expression {
        Expression::Constant(_)
        | Expression::Definition(_)
        | Expression::EvaluationDate
        | Expression::Parameter { place: None, .. }
        | Expression::And(_)
        | Expression::Or(_)
        | Expression::Not(_)
        | Expression::AtLeast(..)
        | Expression::OneOf { .. }
        | Expression::If { .. }
        | Expression::PlusMonths { .. } => true,
        Expression::Fact(fact) => {
            let value_type = &catalog.facts[*fact].value_type;
            value_type.is_ordered() || matches!(value_type, Type::Boolean | Type::Choice(_))
        }
        // Where a product with a constant lies on one side of a limit need not be a decimal, and then the product itself is asked for too.
        Expression::Arithmetic { operator: Operator::Multiply, left, right } => {
            [left, right].iter().all(|side| match &catalog.expressions[**side] {
                Expression::Constant(Value::Number(factor)) => divides_all(*factor),
                _ => reads.get(side.index()).is_some_and(|reads| !reads.is_empty()),
            })
        }
        Expression::Arithmetic { .. } => true,
        Expression::Compare { comparison, .. } => !matches!(comparison, Comparison::Equal | Comparison::NotEqual),
        // Of two choices or truths; texts and sets are compared in other ways.
        Expression::Same { left, right } => [left, right].iter().all(|side| match &catalog.expressions[**side] {
            Expression::Fact(_) => true,
            Expression::Constant(value) => matches!(value, Value::Code(_) | Value::Boolean(_)),
            _ => false,
        }),
        _ => false,
    }
}

/// Whether every decimal divided by this one is a decimal: one over it has no other factors than two and five.
fn divides_all(factor: Decimal) -> bool {
    let mut rest = factor.mantissa().unsigned_abs();
    for prime in [2, 5] {
        while rest != 0 && rest.is_multiple_of(prime) {
            rest /= prime;
        }
    }
    rest == 1
}
