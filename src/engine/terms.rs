//! Collecting like terms, so that `x * 25% - x * 5%` is 20 % of `x` also where `x` is only known to lie somewhere.
//!
//! An expression is written as a sum of facts times constants plus a constant, and that sum gives an interval in which each
//! fact counts once. Must never: be used where the rule's own order of computation could round differently; therefore only
//! facts and constants are collected that together have few digits, anything else is left to ordinary interval arithmetic.

use super::decimal::{self, Fault, Rounded};
use super::evaluate::View;
use super::interval::Interval;
use crate::model::{DefinitionId, Expression, ExpressionId, Function, Hit, Operator, Type};
use rust_decimal::Decimal;

/// How deep sums and products may nest.
const DEEPEST: usize = 32;
/// How many parts may be visited.
const BUDGET: usize = 256;
/// Digits before the point of the largest fact.
const FACT_DIGITS: usize = 15;
/// All digits that a decimal surely has.
const DIGITS: usize = 28;

/// A sum of facts (or years of series) times constants, and a constant.
struct Terms<'a> {
    view: &'a dyn View,
    constant: Decimal,
    items: Vec<(ExpressionId, Decimal)>,
    /// The most digits before and behind the point that anything on the way to the sum can have.
    reached: Digits,
    budget: usize,
}

/// So many digits before and behind the point.
#[derive(Clone, Copy, Default)]
struct Digits {
    before: usize,
    behind: usize,
}

impl Digits {
    fn of(value: Decimal) -> Digits {
        let value = value.normalize();
        let all = value.mantissa().unsigned_abs().checked_ilog10().map_or(0, |log| log as usize + 1);
        let behind = value.scale() as usize;
        Digits { before: all.saturating_sub(behind), behind }
    }

    /// Those of a product of both.
    fn times(self, other: Digits) -> Digits {
        Digits { before: self.before + other.before, behind: self.behind + other.behind }
    }

    /// Those of a sum of both, but for a carry.
    fn plus(self, other: Digits) -> Digits {
        Digits { before: self.before.max(other.before), behind: self.behind.max(other.behind) }
    }
}

/// What the difference of two expressions can be, like terms collected; `None` where that cannot be said.
pub(crate) fn difference(view: &dyn View, left: ExpressionId, right: ExpressionId) -> Option<Interval> {
    collected(view, Operator::Subtract, left, right)
}

/// What a sum or a difference of two expressions can be, like terms collected; `None` where that cannot be said. Only its two
/// sides are looked at: what the view says of the sum itself may be what it was before the answers that are being taken in.
pub(crate) fn collected(
    view: &dyn View,
    operator: Operator,
    left: ExpressionId,
    right: ExpressionId,
) -> Option<Interval> {
    let mut terms =
        Terms { view, constant: Decimal::ZERO, items: Vec::new(), reached: Digits::default(), budget: BUDGET };
    let sign = if operator == Operator::Subtract { Decimal::NEGATIVE_ONE } else { Decimal::ONE };
    terms.collect(left, Decimal::ONE, Digits::default(), 1)?;
    terms.collect(right, sign, Digits::default(), 1)?;
    terms.interval()
}

fn exactly(result: Result<Rounded, Fault>) -> Option<Decimal> {
    result.ok().filter(|rounded| rounded.exact).map(|rounded| rounded.value)
}

impl Terms<'_> {
    /// Adds `factor · expression`; `used` are the digits of the constants on the way here.
    fn collect(&mut self, id: ExpressionId, factor: Decimal, used: Digits, depth: usize) -> Option<()> {
        self.budget = self.budget.checked_sub(1)?;
        if depth > DEEPEST {
            return None;
        }
        if let Some(value) = self.exact_constant(id) {
            self.reach(Digits::of(value).times(used))?;
            self.constant = exactly(decimal::add(self.constant, exactly(decimal::multiply(factor, value))?))?;
            return Some(());
        }
        let catalog = self.view.catalog();
        match &catalog.expressions[id] {
            Expression::Definition(definition) => self.collect(body(self.view, *definition), factor, used, depth + 1),
            Expression::If { condition, then, otherwise } => {
                let rows = [(*condition, *then)];
                self.collect(self.only_match(&mut rows.into_iter(), Some(*otherwise))?, factor, used, depth + 1)
            }
            Expression::Table(table) => {
                let table = &catalog.tables[*table];
                if !matches!(table.hit, Hit::First | Hit::Unique | Hit::Any) {
                    return None;
                }
                let mut rows = table.rows.iter().map(|row| (row.when, row.then));
                self.collect(self.only_match(&mut rows, table.otherwise)?, factor, used, depth + 1)
            }
            Expression::Call { function: Function::Min, arguments } => {
                self.collect(self.extreme(arguments, &|x, y| x.high.value <= y.low.value)?, factor, used, depth + 1)
            }
            Expression::Call { function: Function::Max, arguments } => {
                self.collect(self.extreme(arguments, &|x, y| x.low.value >= y.high.value)?, factor, used, depth + 1)
            }
            Expression::Arithmetic { operator: Operator::Add, left, right } => {
                self.collect(*left, factor, used, depth + 1)?;
                self.collect(*right, factor, used, depth + 1)
            }
            Expression::Arithmetic { operator: Operator::Subtract, left, right } => {
                self.collect(*left, factor, used, depth + 1)?;
                self.collect(*right, decimal::negate(factor), used, depth + 1)
            }
            Expression::Arithmetic { operator: Operator::Multiply, left, right } => {
                let (constant, rest) = match (self.exact_constant(*left), self.exact_constant(*right)) {
                    (Some(constant), _) => (constant, *right),
                    (_, Some(constant)) => (constant, *left),
                    _ => return None,
                };
                let factor = exactly(decimal::multiply(factor, constant))?;
                self.collect(rest, factor, used.times(Digits::of(constant)), depth + 1)
            }
            Expression::Arithmetic { operator: Operator::Divide, left, right } => {
                let constant = exactly(decimal::divide(Decimal::ONE, self.exact_constant(*right)?))?;
                let factor = exactly(decimal::multiply(factor, constant))?;
                self.collect(*left, factor, used.times(Digits::of(constant)), depth + 1)
            }
            Expression::Fact(_) | Expression::Item { .. } => self.add_fact(id, factor, used),
            _ => None,
        }
    }

    /// What comes of rows of which all are settled and at most one matches.
    fn only_match(
        &self,
        rows: &mut dyn Iterator<Item = (ExpressionId, ExpressionId)>,
        otherwise: Option<ExpressionId>,
    ) -> Option<ExpressionId> {
        let mut result = None;
        for (when, then) in rows {
            let when = self.view.value(when);
            if when.is_true() && result.is_none() {
                result = Some(then);
            } else if !when.is_false() {
                return None;
            }
        }
        result.or(otherwise)
    }

    /// The argument that stands before every other one.
    fn extreme(
        &self,
        arguments: &[ExpressionId],
        before: &dyn Fn(&Interval, &Interval) -> bool,
    ) -> Option<ExpressionId> {
        let interval = |id: &ExpressionId| self.view.value(*id).interval();
        let is_first = |id: &&ExpressionId| {
            interval(id)
                .is_some_and(|x| arguments.iter().all(|y| y == *id || interval(y).is_some_and(|y| before(x, y))))
        };
        arguments.iter().find(is_first).copied()
    }

    fn exact_constant(&self, id: ExpressionId) -> Option<Decimal> {
        let value = self.view.value(id);
        value.single().filter(|_| value.interval().is_some_and(|interval| interval.rounded.is_none()))
    }

    fn add_fact(&mut self, id: ExpressionId, factor: Decimal, used: Digits) -> Option<()> {
        let catalog = self.view.catalog();
        let mut source = id;
        while let Expression::Item { series, .. } = &catalog.expressions[source] {
            source = *series;
        }
        let Expression::Fact(fact) = &catalog.expressions[source] else { return None };
        let fact = &catalog.facts[*fact];
        let places = fact.step.map_or(super::possible::MOST_PLACES, |step| step.normalize().scale());
        if matches!(fact.value_type, Type::Text) {
            return None;
        }
        self.reach(Digits { before: FACT_DIGITS, behind: places as usize }.times(used))?;
        match self.items.iter_mut().find(|(item, _)| *item == id) {
            Some((_, sum)) => *sum = exactly(decimal::add(*sum, factor))?,
            None => self.items.push((id, factor)),
        }
        Some(())
    }

    /// Takes note of the digits of a part; nothing where a sum of all parts could have more than a decimal has.
    fn reach(&mut self, part: Digits) -> Option<()> {
        self.reached = self.reached.plus(part);
        (self.reached.before + self.reached.behind <= DIGITS).then_some(())
    }

    fn interval(&self) -> Option<Interval> {
        let mut sum = Interval::point(self.constant);
        for (id, factor) in &self.items {
            let part = Interval::apply(Operator::Multiply, self.view.value(*id).interval()?, &Interval::point(*factor));
            sum = Interval::apply(Operator::Add, &sum, &part.interval?).interval?;
        }
        Some(sum)
    }
}

fn body(view: &dyn View, definition: DefinitionId) -> ExpressionId {
    view.catalog().definitions[definition].body
}
