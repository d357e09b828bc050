//! Writes typed expressions into the catalog's arena: equal expressions once, constants folded where that is exact, like
//! terms collected (`x * 25% - x * 5%` is `x * 20%`), so that the engine's bounds are as narrow as the formula allows.

use crate::model::{
    Arena, Comparison, Expression, ExpressionId, Extent, Function, Operator, Quantifier, Table, TableId, Tier, Value,
};
use rust_decimal::Decimal;
use std::collections::HashMap;

/// The expressions and tables of a catalog in the making.
#[derive(Default)]
pub struct Builder {
    expressions: Arena<Expression>,
    tables: Arena<Table>,
    /// How large the value of each expression can be.
    extents: Vec<Extent>,
    /// The number that the next variable gets.
    variables: u32,
    known: HashMap<Expression, ExpressionId>,
    known_tables: HashMap<Table, TableId>,
}

impl Builder {
    /// The finished arenas.
    pub fn finish(self) -> (Arena<Expression>, Arena<Table>) {
        (self.expressions, self.tables)
    }

    /// The expression with that id.
    pub fn expression(&self, id: ExpressionId) -> &Expression {
        &self.expressions[id]
    }

    /// The table with that id.
    pub fn table_of(&self, id: TableId) -> &Table {
        &self.tables[id]
    }

    /// How many different expressions there are.
    pub fn len(&self) -> usize {
        self.expressions.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.expressions.is_empty()
    }

    /// Adds an expression as it is, or finds the equal one.
    pub fn add(&mut self, expression: Expression) -> ExpressionId {
        if let Some(id) = self.known.get(&expression) {
            return *id;
        }
        let extent = Extent::of(&expression, &|part| self.extent(part), &|table| {
            Extent::of_table(&self.tables[table], &|part| self.extent(part))
        });
        self.extents.push(extent);
        let id = self.expressions.push(expression.clone());
        self.known.insert(expression, id);
        id
    }

    /// Adds a fact, a parameter or a definition, whose value is known to be of that extent.
    pub fn add_with_extent(&mut self, expression: Expression, extent: Extent) -> ExpressionId {
        let id = self.add(expression);
        if let Some(slot) = self.extents.get_mut(id.index()) {
            *slot = extent;
        }
        id
    }

    /// How large the value of an expression can be.
    pub fn extent(&self, id: ExpressionId) -> Extent {
        self.extents.get(id.index()).copied().unwrap_or(Extent::SCALAR)
    }

    /// What an [`Expression::Each`] over a list, that is about to be written, reads its elements by: the number and the
    /// expression.
    pub fn variable(&mut self, over: ExpressionId) -> (u32, ExpressionId) {
        let variable = self.variables;
        self.variables = self.variables.saturating_add(1);
        let extent = self.extent(over).variable();
        (variable, self.add_with_extent(Expression::Variable(variable), extent))
    }

    /// Something made from each element of a list.
    pub fn each(
        &mut self,
        quantifier: Quantifier,
        over: ExpressionId,
        variable: u32,
        body: ExpressionId,
    ) -> ExpressionId {
        self.add(Expression::Each { quantifier, over, variable, body })
    }

    /// A field of a record. That of a literal is what is written there, unless another field can fail: then so does the record.
    pub fn field(&mut self, record: ExpressionId, position: u32) -> ExpressionId {
        let of_literal = match self.expression(record) {
            Expression::Record(fields) if fields.iter().all(|field| self.never_fails(*field)) => {
                fields.get(position as usize).copied()
            }
            _ => None,
        };
        of_literal.unwrap_or_else(|| self.add(Expression::Field { record, position }))
    }

    /// Whether an expression is one that plainly has a value whatever is known.
    fn never_fails(&self, id: ExpressionId) -> bool {
        match self.expression(id) {
            Expression::Constant(_)
            | Expression::Fact(_)
            | Expression::Variable(_)
            | Expression::EvaluationDate
            | Expression::Chosen(_) => true,
            Expression::Field { record, .. } => matches!(self.expression(*record), Expression::Variable(_)),
            _ => false,
        }
    }

    /// A literal.
    pub fn constant(&mut self, value: Value) -> ExpressionId {
        self.add(Expression::Constant(value))
    }

    /// A literal number.
    pub fn number(&mut self, value: Decimal) -> ExpressionId {
        self.constant(Value::Number(value.normalize()))
    }

    /// A literal truth.
    pub fn boolean(&mut self, value: bool) -> ExpressionId {
        self.constant(Value::Boolean(value))
    }

    /// The value of a literal.
    pub fn value_of(&self, id: ExpressionId) -> Option<&Value> {
        match self.expression(id) {
            Expression::Constant(value) => Some(value),
            _ => None,
        }
    }

    /// The value of a literal number.
    pub fn number_of(&self, id: ExpressionId) -> Option<Decimal> {
        match self.value_of(id) {
            Some(Value::Number(value)) => Some(*value),
            _ => None,
        }
    }

    fn boolean_of(&self, id: ExpressionId) -> Option<bool> {
        match self.value_of(id) {
            Some(Value::Boolean(value)) => Some(*value),
            _ => None,
        }
    }

    /// A conjunction; `true` parts and double ones are left out, nested ones opened.
    pub fn and(&mut self, parts: impl IntoIterator<Item = ExpressionId>) -> ExpressionId {
        let mut flat = Vec::new();
        for part in parts {
            match self.expression(part) {
                Expression::And(inner) => flat.extend(inner.iter().copied()),
                _ if self.boolean_of(part) == Some(true) => {}
                _ => flat.push(part),
            }
        }
        self.connect(flat, true)
    }

    /// A disjunction; `false` parts and double ones are left out, nested ones opened.
    pub fn or(&mut self, parts: impl IntoIterator<Item = ExpressionId>) -> ExpressionId {
        let mut flat = Vec::new();
        for part in parts {
            match self.expression(part) {
                Expression::Or(inner) => flat.extend(inner.iter().copied()),
                _ if self.boolean_of(part) == Some(false) => {}
                _ => flat.push(part),
            }
        }
        self.connect(flat, false)
    }

    /// `and` (neutral: true) or `or` (neutral: false) of parts that are neither constants that vanish nor of the same kind.
    fn connect(&mut self, mut parts: Vec<ExpressionId>, neutral: bool) -> ExpressionId {
        let mut seen = std::collections::HashSet::new();
        parts.retain(|part| seen.insert(*part));
        match parts.as_slice() {
            [] => self.boolean(neutral),
            [only] => *only,
            _ if neutral => self.add(Expression::And(parts)),
            _ => self.add(Expression::Or(parts)),
        }
    }

    /// A negation; two of them vanish.
    pub fn not(&mut self, inner: ExpressionId) -> ExpressionId {
        match self.expression(inner) {
            Expression::Not(inside) => *inside,
            Expression::Constant(Value::Boolean(value)) => {
                let negated = !*value;
                self.boolean(negated)
            }
            _ => self.add(Expression::Not(inner)),
        }
    }

    /// A comparison of ordered values.
    pub fn compare(&mut self, comparison: Comparison, left: ExpressionId, right: ExpressionId) -> ExpressionId {
        self.add(Expression::Compare { comparison, left, right })
    }

    /// A built-in function.
    pub fn call(&mut self, function: Function, arguments: Vec<ExpressionId>) -> ExpressionId {
        self.add(Expression::Call { function, arguments })
    }

    /// A decision table.
    pub fn table(&mut self, table: Table) -> ExpressionId {
        let id = match self.known_tables.get(&table) {
            Some(id) => *id,
            None => {
                let id = self.tables.push(table.clone());
                self.known_tables.insert(table, id);
                id
            }
        };
        self.add(Expression::Table(id))
    }

    /// Marginal tiers.
    pub fn tiers(&mut self, of: ExpressionId, rows: Vec<Tier>) -> ExpressionId {
        self.add(Expression::Tiers { of, rows })
    }

    /// Arithmetic, folded and with like terms collected.
    pub fn arithmetic(&mut self, operator: Operator, left: ExpressionId, right: ExpressionId) -> ExpressionId {
        if let (Some(a), Some(b)) = (self.number_of(left), self.number_of(right))
            && let Some(value) = fold(operator, a, b)
        {
            return self.number(value);
        }
        if matches!(operator, Operator::Add | Operator::Subtract)
            && let Some(collected) = self.collect(operator, left, right)
        {
            return collected;
        }
        self.add(Expression::Arithmetic { operator, left, right })
    }

    /// The sum or difference as one term an atom, if both sides share an atom.
    fn collect(&mut self, operator: Operator, left: ExpressionId, right: ExpressionId) -> Option<ExpressionId> {
        let mut terms = Vec::new();
        self.terms(left, Decimal::ONE, &mut terms)?;
        let shared = terms.len();
        let sign = if operator == Operator::Add { Decimal::ONE } else { Decimal::NEGATIVE_ONE };
        let mut right_terms = Vec::new();
        self.terms(right, sign, &mut right_terms)?;
        let (atoms_left, _) = terms.split_at_checked(shared)?;
        if !right_terms.iter().any(|(atom, _)| atom.is_some() && atoms_left.iter().any(|(known, _)| known == atom)) {
            return None;
        }
        for (atom, factor) in right_terms {
            match terms.iter_mut().find(|(known, _)| *known == atom) {
                Some((_, sum)) => *sum = exact_sum(*sum, factor)?,
                None => terms.push((atom, factor)),
            }
        }
        terms.retain(|(_, factor)| !factor.is_zero());
        let mut result = None;
        for (atom, factor) in terms {
            let term = match atom {
                None => self.number(factor),
                Some(atom) if factor == Decimal::ONE => atom,
                Some(atom) => {
                    let factor = self.number(factor);
                    self.add(Expression::Arithmetic { operator: Operator::Multiply, left: atom, right: factor })
                }
            };
            result = Some(match result {
                None => term,
                Some(sum) => self.add(Expression::Arithmetic { operator: Operator::Add, left: sum, right: term }),
            });
        }
        Some(result.unwrap_or_else(|| self.number(Decimal::ZERO)))
    }

    /// Writes an expression as a sum of factors times atoms; the atom `None` is the number 1.
    fn terms(&self, id: ExpressionId, factor: Decimal, terms: &mut Vec<(Option<ExpressionId>, Decimal)>) -> Option<()> {
        match self.expression(id) {
            Expression::Constant(Value::Number(value)) => add_term(terms, None, exact_product(*value, factor)?),
            Expression::Arithmetic { operator: Operator::Add, left, right } => {
                self.terms(*left, factor, terms)?;
                self.terms(*right, factor, terms)
            }
            Expression::Arithmetic { operator: Operator::Subtract, left, right } => {
                self.terms(*left, factor, terms)?;
                self.terms(*right, -factor, terms)
            }
            Expression::Arithmetic { operator: Operator::Multiply, left, right } => {
                match (self.number_of(*left), self.number_of(*right)) {
                    (Some(value), _) => self.terms(*right, exact_product(factor, value)?, terms),
                    (_, Some(value)) => self.terms(*left, exact_product(factor, value)?, terms),
                    _ => add_term(terms, Some(id), factor),
                }
            }
            _ => add_term(terms, Some(id), factor),
        }
    }
}

fn add_term(
    terms: &mut Vec<(Option<ExpressionId>, Decimal)>,
    atom: Option<ExpressionId>,
    factor: Decimal,
) -> Option<()> {
    match terms.iter_mut().find(|(known, _)| *known == atom) {
        Some((_, sum)) => *sum = exact_sum(*sum, factor)?,
        None => terms.push((atom, factor)),
    }
    Some(())
}

/// The result of an operation on two literals, if it is exact.
fn fold(operator: Operator, a: Decimal, b: Decimal) -> Option<Decimal> {
    match operator {
        Operator::Add => exact_sum(a, b),
        Operator::Subtract => exact_sum(a, -b),
        Operator::Multiply => exact_product(a, b),
        Operator::Divide => {
            let quotient = a.checked_div(b)?.normalize();
            (exact_product(quotient, b)? == a).then_some(quotient)
        }
        Operator::Power => None,
    }
}

fn exact_sum(a: Decimal, b: Decimal) -> Option<Decimal> {
    let (a, b) = (a.normalize(), b.normalize());
    let sum = a.checked_add(b)?;
    (sum.scale() == a.scale().max(b.scale())).then(|| sum.normalize())
}

fn exact_product(a: Decimal, b: Decimal) -> Option<Decimal> {
    let (a, b) = (a.normalize(), b.normalize());
    let product = a.checked_mul(b)?;
    (product.is_zero() || product.scale() == a.scale() + b.scale()).then(|| product.normalize())
}

#[cfg(test)]
mod tests {
    use super::Builder;
    use crate::model::{Expression, Id, Operator};
    use rust_decimal::Decimal;

    fn decimal(text: &str) -> Decimal {
        Decimal::from_str_exact(text).unwrap()
    }

    #[test]
    fn like_terms_are_collected() {
        let mut build = Builder::default();
        let x = build.add(Expression::Fact(Id::from_index(0)));
        let (a, b) = (build.number(decimal("0.25")), build.number(decimal("0.05")));
        let left = build.arithmetic(Operator::Multiply, x, a);
        let right = build.arithmetic(Operator::Multiply, x, b);
        let tax = build.arithmetic(Operator::Subtract, left, right);
        let rate = build.number(decimal("0.2"));
        assert_eq!(
            build.expression(tax),
            &Expression::Arithmetic { operator: Operator::Multiply, left: x, right: rate }
        );
        let nothing = build.arithmetic(Operator::Subtract, x, x);
        assert_eq!(build.number_of(nothing), Some(Decimal::ZERO));
    }

    #[test]
    fn only_exact_results_are_folded() {
        let mut build = Builder::default();
        let (one, three, four) = (build.number(decimal("1")), build.number(decimal("3")), build.number(decimal("4")));
        let quarter = build.arithmetic(Operator::Divide, one, four);
        assert_eq!(build.number_of(quarter), Some(decimal("0.25")));
        let third = build.arithmetic(Operator::Divide, one, three);
        assert_eq!(build.number_of(third), None);
    }
}
