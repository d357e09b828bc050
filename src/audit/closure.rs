//! What a policy or a definition is made of: every expression, condition, definition and figure that its value depends on.

use crate::catalog::examples::{Example, Subject};
use crate::engine::BitSet;
use crate::model::{
    Catalog, ConditionId, ConditionKind, DefinitionId, Expression, ExpressionId, FactId, ParameterId, PolicyId,
};

/// Everything that some roots of a catalog depend on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Closure {
    /// Expressions, by number.
    pub(crate) expressions: BitSet,
    /// Conditions, by number.
    pub(crate) conditions: BitSet,
    /// Definitions, by number.
    pub(crate) definitions: BitSet,
    /// Tables, by number.
    pub(crate) tables: BitSet,
    /// Facts, by number.
    pub(crate) facts: BitSet,
    /// Parameters, by number.
    pub(crate) parameters: BitSet,
    /// Whether the evaluation date itself is read, not only figures as of that date.
    pub(crate) date: bool,
}

impl Closure {
    /// What a policy's verdict depends on.
    pub(crate) fn of_policy(catalog: &Catalog, policy: PolicyId) -> Closure {
        let mut closure = Closure::default();
        let policy = &catalog.policies[policy];
        policy.conditions().for_each(|condition| closure.add_condition(catalog, condition));
        for id in policy.benefits.iter().flat_map(crate::model::Benefit::expressions) {
            closure.add(catalog, id);
        }
        closure
    }

    /// What a definition's value depends on.
    pub(crate) fn of_definition(catalog: &Catalog, definition: DefinitionId) -> Closure {
        let mut closure = Closure::default();
        closure.add_definition(catalog, definition);
        closure
    }

    /// What one condition depends on.
    pub(crate) fn of_condition(catalog: &Catalog, id: ConditionId) -> Closure {
        let mut closure = Closure::default();
        closure.add_condition(catalog, id);
        closure
    }

    /// What an example can tell of.
    pub(crate) fn of_example(catalog: &Catalog, example: &Example) -> Closure {
        let mut closure = match example.of {
            Subject::Policy(policy) => Closure::of_policy(catalog, policy),
            Subject::Definition(definition) => Closure::of_definition(catalog, definition),
        };
        for (definition, _) in &example.expect.values {
            closure.add_definition(catalog, *definition);
        }
        closure
    }

    /// Adds all that another one holds.
    pub(crate) fn extend(&mut self, other: &Closure) {
        self.expressions.extend(&other.expressions);
        self.conditions.extend(&other.conditions);
        self.definitions.extend(&other.definitions);
        self.tables.extend(&other.tables);
        self.facts.extend(&other.facts);
        self.parameters.extend(&other.parameters);
        self.date |= other.date;
    }

    /// Adds a definition and what its value depends on.
    pub(crate) fn add_definition(&mut self, catalog: &Catalog, definition: DefinitionId) {
        self.definitions.insert(definition.index());
        self.add(catalog, catalog.definitions[definition].body);
    }

    /// Adds an expression and what its value depends on.
    pub(crate) fn add(&mut self, catalog: &Catalog, id: ExpressionId) {
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            if self.expressions.contains(id.index()) {
                continue;
            }
            self.expressions.insert(id.index());
            match &catalog.expressions[id] {
                Expression::Fact(fact) => self.facts.insert(fact.index()),
                Expression::Definition(definition) => self.definitions.insert(definition.index()),
                Expression::Parameter { parameter, .. } => self.parameters.insert(parameter.index()),
                Expression::Table(table) => self.tables.insert(table.index()),
                Expression::EvaluationDate | Expression::YearOf { .. } => self.date = true,
                _ => {}
            }
            catalog.for_each_part(id, &mut |part| open.push(part));
        }
    }

    /// Adds a condition and what its truth depends on.
    pub(crate) fn add_condition(&mut self, catalog: &Catalog, id: ConditionId) {
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            if self.conditions.contains(id.index()) {
                continue;
            }
            self.conditions.insert(id.index());
            let kind = &catalog.conditions[id].kind;
            if let Some(expression) = kind.expression() {
                self.add(catalog, expression);
            }
            open.extend(kind.children());
        }
    }

    /// Whether a judge has a say in it.
    pub(crate) fn is_judged(&self, catalog: &Catalog) -> bool {
        self.conditions().any(|id| matches!(catalog.conditions[id].kind, ConditionKind::Judged(_)))
    }

    /// The facts, in the catalog's order.
    pub(crate) fn facts(&self) -> impl Iterator<Item = FactId> + '_ {
        self.facts.iter().map(FactId::from_index)
    }

    /// The parameters, in the catalog's order.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = ParameterId> + '_ {
        self.parameters.iter().map(ParameterId::from_index)
    }

    /// The expressions, those that others are made of first.
    pub(crate) fn expressions(&self) -> impl Iterator<Item = ExpressionId> + '_ {
        self.expressions.iter().map(ExpressionId::from_index)
    }

    /// The conditions, those that others are made of first.
    pub(crate) fn conditions(&self) -> impl Iterator<Item = ConditionId> + '_ {
        self.conditions.iter().map(ConditionId::from_index)
    }
}
