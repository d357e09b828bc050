//! How far a literal is moved: to the next value that anybody would write.

use crate::advise::formula::type_of;
use crate::model::{Catalog, Expression, ExpressionId, Type};
use rust_decimal::Decimal;

/// The distance from a literal to the next one where it is compared with, or added to, this expression.
pub(super) fn beside(catalog: &Catalog, other: ExpressionId, literal: Decimal) -> Decimal {
    let fact = match &catalog.expressions[other] {
        Expression::Fact(fact) => Some(*fact),
        Expression::Item { series, .. } | Expression::YearOf { series, .. } => match &catalog.expressions[*series] {
            Expression::Fact(fact) => Some(*fact),
            _ => None,
        },
        _ => None,
    };
    let own = fact.and_then(|fact| catalog.facts[fact].step);
    own.unwrap_or_else(|| of_type(type_of(catalog, other).as_ref().unwrap_or(&Type::Number), literal))
}

/// The distance between neighbouring values of a type: a 分, a hundredth of a percent, a day, a month; otherwise one in the last
/// place that the literal has.
pub(super) fn of_type(value_type: &Type, literal: Decimal) -> Decimal {
    match value_type {
        Type::Money => Decimal::new(1, 2),
        Type::Percent => Decimal::new(1, 4),
        Type::Date | Type::Period | Type::Days => Decimal::ONE,
        Type::Series(each) => of_type(each, literal),
        _ => Decimal::new(1, literal.normalize().scale()),
    }
}

/// The distance for a factor or a divisor: 1 for a whole number from 2 on, else a hundredth of a percent.
pub(super) fn of_factor(literal: Decimal) -> Decimal {
    let is_count = literal.is_integer() && literal.abs() > Decimal::ONE;
    if is_count { Decimal::ONE } else { Decimal::new(1, 4) }
}
