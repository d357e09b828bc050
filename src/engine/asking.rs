//! What asks for something that is no fact: the day, or which policies are chosen.

use super::set::BitSet;
use crate::model::{Benefit, Catalog, ConditionId, Expression, ExpressionId, PolicyId};

/// The expressions of a kind, and all that is made of them.
#[derive(Debug, Default)]
pub(crate) struct Asking {
    expressions: BitSet,
    conditions: BitSet,
    policies: BitSet,
}

impl Asking {
    /// What asks by an expression of this kind.
    pub(super) fn by(catalog: &Catalog, is_of_kind: fn(&Expression) -> bool) -> Asking {
        let mut asking = Asking::default();
        if !catalog.expressions.iter().any(is_of_kind) {
            return asking;
        }
        for (id, expression) in catalog.expressions.entries() {
            let mut asks = is_of_kind(expression);
            catalog.for_each_part(id, &mut |part| asks |= asking.expression(part));
            if asks {
                asking.expressions.insert(id.index());
            }
        }
        for (id, condition) in catalog.conditions.entries() {
            let mut children = condition.kind.children().iter();
            let own = condition.kind.expression();
            if own.is_some_and(|own| asking.expression(own)) || children.any(|child| asking.condition(*child)) {
                asking.conditions.insert(id.index());
            }
        }
        for (id, policy) in catalog.policies.entries() {
            if asking.condition(policy.eligible) || policy.benefits.iter().any(|benefit| asking.benefit(benefit)) {
                asking.policies.insert(id.index());
            }
        }
        asking
    }

    /// What asks for the day: 基准日, a dated parameter, a year by its number.
    pub(super) fn for_the_day(catalog: &Catalog) -> Asking {
        Asking::by(catalog, |expression| {
            matches!(expression, Expression::EvaluationDate | Expression::Parameter { .. } | Expression::YearOf { .. })
        })
    }

    /// What asks which policies are chosen.
    pub(super) fn for_choices(catalog: &Catalog) -> Asking {
        Asking::by(catalog, |expression| matches!(expression, Expression::Chosen(_)))
    }

    /// Whether an expression asks, itself or through its parts.
    pub(crate) fn expression(&self, id: ExpressionId) -> bool {
        self.expressions.contains(id.index())
    }

    /// Whether a condition does.
    pub(crate) fn condition(&self, id: ConditionId) -> bool {
        self.conditions.contains(id.index())
    }

    /// Whether a benefit's own condition or its amount does.
    pub(crate) fn benefit(&self, benefit: &Benefit) -> bool {
        benefit.when.is_some_and(|when| self.condition(when)) || benefit.expressions().any(|id| self.expression(id))
    }

    /// Whether a policy's conditions or benefits do.
    pub(crate) fn policy(&self, id: PolicyId) -> bool {
        self.policies.contains(id.index())
    }
}
