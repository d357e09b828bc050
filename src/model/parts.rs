//! Which expressions an expression is made of, for whoever walks a catalog.

use super::{Amount, Benefit, Catalog, ConditionKind, Expression, ExpressionId, Policy};
use super::{ConditionId, Table};

impl Expression {
    /// Visits the expressions it names itself; what lies behind a definition or a table is not visited.
    pub fn for_each_operand(&self, visit: &mut dyn FnMut(ExpressionId)) {
        match self {
            Expression::Constant(_)
            | Expression::Fact(_)
            | Expression::Definition(_)
            | Expression::EvaluationDate
            | Expression::Variable(_)
            | Expression::Chosen(_)
            | Expression::Table(_) => {}
            Expression::Parameter { place, .. } => place.iter().for_each(|place| visit(*place)),
            Expression::And(parts)
            | Expression::Or(parts)
            | Expression::AtLeast(_, parts)
            | Expression::List(parts)
            | Expression::Record(parts) => parts.iter().for_each(|part| visit(*part)),
            Expression::Not(part) => visit(*part),
            Expression::Compare { left, right, .. }
            | Expression::Same { left, right }
            | Expression::Arithmetic { left, right, .. } => {
                visit(*left);
                visit(*right);
            }
            Expression::OneOf { subject, .. } | Expression::ContainsAny { subject, .. } => visit(*subject),
            Expression::If { condition, then, otherwise } => {
                visit(*condition);
                visit(*then);
                visit(*otherwise);
            }
            Expression::PlusMonths { date, months } => {
                visit(*date);
                visit(*months);
            }
            Expression::Call { arguments, .. } => arguments.iter().for_each(|argument| visit(*argument)),
            Expression::Item { series, .. } | Expression::YearOf { series, .. } => visit(*series),
            Expression::Field { record, .. } => visit(*record),
            Expression::Each { over, body, .. } => {
                visit(*over);
                visit(*body);
            }
            Expression::Tiers { of, rows } => {
                visit(*of);
                for row in rows {
                    row.up_to.iter().for_each(|limit| visit(*limit));
                    visit(row.rate);
                }
            }
        }
    }
}

impl Expression {
    /// The same operation on other operands, which are asked for in the order of [`Expression::for_each_operand`].
    pub fn with_operands(&self, other: &mut dyn FnMut(ExpressionId) -> ExpressionId) -> Expression {
        let mut result = self.clone();
        let mut all = |parts: &mut Vec<ExpressionId>| parts.iter_mut().for_each(|part| *part = other(*part));
        match &mut result {
            Expression::Constant(_)
            | Expression::Fact(_)
            | Expression::Definition(_)
            | Expression::EvaluationDate
            | Expression::Variable(_)
            | Expression::Chosen(_)
            | Expression::Table(_) => {}
            Expression::Parameter { place, .. } => place.iter_mut().for_each(|place| *place = other(*place)),
            Expression::And(parts)
            | Expression::Or(parts)
            | Expression::AtLeast(_, parts)
            | Expression::List(parts)
            | Expression::Record(parts)
            | Expression::Call { arguments: parts, .. } => all(parts),
            Expression::Not(part)
            | Expression::OneOf { subject: part, .. }
            | Expression::ContainsAny { subject: part, .. }
            | Expression::Item { series: part, .. }
            | Expression::YearOf { series: part, .. }
            | Expression::Field { record: part, .. } => *part = other(*part),
            Expression::Compare { left, right, .. }
            | Expression::Same { left, right }
            | Expression::Arithmetic { left, right, .. }
            | Expression::PlusMonths { date: left, months: right }
            | Expression::Each { over: left, body: right, .. } => {
                *left = other(*left);
                *right = other(*right);
            }
            Expression::If { condition, then, otherwise } => {
                *condition = other(*condition);
                *then = other(*then);
                *otherwise = other(*otherwise);
            }
            Expression::Tiers { of, rows } => {
                *of = other(*of);
                for row in rows {
                    row.up_to.iter_mut().for_each(|limit| *limit = other(*limit));
                    row.rate = other(row.rate);
                }
            }
        }
        result
    }
}

impl Table {
    /// Visits the expressions of its rows and what it gives where none matches.
    pub fn for_each_part(&self, visit: &mut dyn FnMut(ExpressionId)) {
        for row in &self.rows {
            visit(row.when);
            visit(row.then);
        }
        self.otherwise.iter().for_each(|otherwise| visit(*otherwise));
    }
}

impl ConditionKind {
    /// Its conditions.
    pub fn children(&self) -> &[ConditionId] {
        match self {
            ConditionKind::Test(_) | ConditionKind::Judged(_) => &[],
            ConditionKind::All(children) | ConditionKind::Any(children) | ConditionKind::AtLeast(_, children) => {
                children
            }
            ConditionKind::Not(child) => std::slice::from_ref(child),
        }
    }

    /// Its own expression.
    pub fn expression(&self) -> Option<ExpressionId> {
        match self {
            ConditionKind::Test(test) => Some(*test),
            ConditionKind::Judged(answer) => *answer,
            _ => None,
        }
    }
}

impl Benefit {
    /// The expressions of its amount, its cap, floor and step; not those of its condition.
    pub fn expressions(&self) -> impl Iterator<Item = ExpressionId> + use<> {
        let (first, second) = match self.amount {
            Amount::None => (None, None),
            Amount::Formula(formula) => (Some(formula), None),
            Amount::Range { min, max } => (min, max),
        };
        [first, second, self.cap, self.at_least, self.step].into_iter().flatten()
    }
}

impl Policy {
    /// The roots of all its conditions.
    pub fn conditions(&self) -> impl Iterator<Item = ConditionId> + '_ {
        std::iter::once(self.eligible).chain(self.benefits.iter().filter_map(|benefit| benefit.when))
    }
}

impl Catalog {
    /// Visits the expressions that one expression is made of, through definitions and tables too.
    pub fn for_each_part(&self, id: ExpressionId, visit: &mut dyn FnMut(ExpressionId)) {
        match &self.expressions[id] {
            Expression::Definition(definition) => visit(self.definitions[*definition].body),
            Expression::Table(table) => self.tables[*table].for_each_part(visit),
            expression => expression.for_each_operand(visit),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Function, Id, Operator, Tier};

    #[test]
    fn operands_are_asked_for_in_the_order_in_which_they_are_visited() {
        let id = |index| Id::from_index(index);
        let rows = vec![Tier { up_to: Some(id(1)), rate: id(2) }, Tier { up_to: None, rate: id(3) }];
        for expression in [
            Expression::Tiers { of: id(0), rows },
            Expression::If { condition: id(3), then: id(2), otherwise: id(1) },
            Expression::Call { function: Function::Max, arguments: vec![id(1), id(0), id(1)] },
            Expression::Arithmetic { operator: Operator::Divide, left: id(1), right: id(0) },
            Expression::And(vec![id(2), id(0)]),
            Expression::EvaluationDate,
        ] {
            let (mut visited, mut asked) = (Vec::new(), Vec::new());
            expression.for_each_operand(&mut |id| visited.push(id));
            let moved = expression.with_operands(&mut |id| {
                asked.push(id);
                Id::from_index(id.index() + 10)
            });
            assert_eq!(asked, visited);
            let back = moved.with_operands(&mut |id| Id::from_index(id.index() - 10));
            assert_eq!(back, expression);
        }
    }
}
