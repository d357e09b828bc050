//! Comparing quotients without ever rounding them: 12亿 / 7亿 − 1 against a percentage is decided by cross-multiplication.
//!
//! Only asked where both sides are single values and one of them had to be rounded. Must never: give an order that the exact
//! values do not have; where the exact values grow too long it gives none.

use super::evaluate::View;
use super::natural::Natural;
use crate::model::{Expression, ExpressionId, Operator};
use rust_decimal::Decimal;
use std::cmp::Ordering;

/// Fractions longer than this, in binary digits, are given up.
const LONGEST: usize = 4_096;
/// How deep the arithmetic may nest.
const DEEPEST: usize = 32;

/// An exact fraction; the denominator is not 0.
struct Ratio {
    negative: bool,
    numerator: Natural,
    denominator: Natural,
}

impl Ratio {
    fn of(value: Decimal) -> Ratio {
        Ratio {
            negative: value.is_sign_negative(),
            numerator: Natural::from(value.mantissa().unsigned_abs()),
            denominator: Natural::power_of_ten(value.scale() as usize),
        }
    }

    fn times(&self, other: &Ratio) -> Ratio {
        Ratio {
            negative: self.negative != other.negative,
            numerator: self.numerator.times(&other.numerator),
            denominator: self.denominator.times(&other.denominator),
        }
    }

    fn inverse(self) -> Option<Ratio> {
        (!self.numerator.is_zero()).then_some(Ratio {
            negative: self.negative,
            numerator: self.denominator,
            denominator: self.numerator,
        })
    }

    fn plus(&self, other: &Ratio) -> Ratio {
        let (a, b) = (self.numerator.times(&other.denominator), other.numerator.times(&self.denominator));
        let denominator = self.denominator.times(&other.denominator);
        if self.negative == other.negative {
            return Ratio { negative: self.negative, numerator: a.plus(&b), denominator };
        }
        if a >= b {
            Ratio { negative: self.negative, numerator: a.minus(&b), denominator }
        } else {
            Ratio { negative: other.negative, numerator: b.minus(&a), denominator }
        }
    }

    fn sign(&self) -> Ordering {
        match (self.numerator.is_zero(), self.negative) {
            (true, _) => Ordering::Equal,
            (false, true) => Ordering::Less,
            (false, false) => Ordering::Greater,
        }
    }
}

/// The order of the exact values of two expressions that both have a single value.
pub(crate) fn order(view: &dyn View, left: ExpressionId, right: ExpressionId) -> Option<Ordering> {
    difference(ratio(view, left, 0)?, ratio(view, right, 0)?)
}

fn difference(left: Ratio, mut right: Ratio) -> Option<Ordering> {
    right.negative = !right.negative;
    Some(left.plus(&right).sign())
}

/// A condition that is not settled and decides which of two results an expression takes its value from; both have been rounded
/// to the same.
pub(crate) fn open_condition(view: &dyn View, id: ExpressionId, depth: usize) -> Option<ExpressionId> {
    if depth > DEEPEST {
        return None;
    }
    let inside = |id: ExpressionId| open_condition(view, id, depth + 1);
    match &view.catalog().expressions[id] {
        Expression::Definition(definition) => inside(view.catalog().definitions[*definition].body),
        Expression::If { condition, .. } if !view.value(*condition).is_settled() => Some(*condition),
        Expression::If { then, otherwise, .. } => inside(*then).or_else(|| inside(*otherwise)),
        Expression::Arithmetic { left, right, .. } => inside(*left).or_else(|| inside(*right)),
        _ => None,
    }
}

fn ratio(view: &dyn View, id: ExpressionId, depth: usize) -> Option<Ratio> {
    let value = view.value(id).interval()?;
    let leaf = || value.single().map(Ratio::of);
    if value.rounded.is_none() || depth > DEEPEST {
        return leaf();
    }
    let result = match &view.catalog().expressions[id] {
        Expression::Definition(definition) => ratio(view, view.catalog().definitions[*definition].body, depth + 1)?,
        Expression::If { condition, then, .. } if view.value(*condition).is_true() => ratio(view, *then, depth + 1)?,
        Expression::If { condition, otherwise, .. } if view.value(*condition).is_false() => {
            ratio(view, *otherwise, depth + 1)?
        }
        Expression::If { then, otherwise, .. } => {
            // Which of the two it is does not matter where they are exactly equal.
            let order = difference(ratio(view, *then, depth + 1)?, ratio(view, *otherwise, depth + 1)?)?;
            return if order.is_eq() { ratio(view, *then, depth + 1) } else { None };
        }
        Expression::Arithmetic { operator, left, right } => {
            let (left, mut right) = (ratio(view, *left, depth + 1)?, ratio(view, *right, depth + 1)?);
            match operator {
                Operator::Add => left.plus(&right),
                Operator::Subtract => {
                    right.negative = !right.negative;
                    left.plus(&right)
                }
                Operator::Multiply => left.times(&right),
                Operator::Divide => left.times(&right.inverse()?),
                Operator::Power => leaf()?,
            }
        }
        _ => leaf()?,
    };
    (result.numerator.bits().max(result.denominator.bits()) <= LONGEST).then_some(result)
}
