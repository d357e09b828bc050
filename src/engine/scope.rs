//! Which expressions have a value only inside a `for`, `some`, `every` or filter, and which of them to evaluate there.
//!
//! Takes a catalog and gives, once for all sessions, the expressions that read a variable from outside of themselves, and for
//! every [`Expression::Each`] those that change with its element, in the order of evaluation. A [`Bound`] view evaluates them for
//! one element. Must never: give an expression a value that another element left behind.

use super::evaluate::{self, View};
use super::possible::Possible;
use super::set::BitSet;
use crate::model::{Catalog, ConditionId, Expression, ExpressionId};

/// What the expressions of a catalog read from the lists around them.
#[derive(Debug, Default)]
pub(crate) struct Scopes {
    /// The expressions that read a variable, bound further out.
    open: BitSet,
    /// For every `Each`, ascending, the expressions to evaluate for each element, ascending.
    bodies: Vec<(ExpressionId, Vec<ExpressionId>)>,
}

impl Scopes {
    pub(crate) fn of(catalog: &Catalog) -> Scopes {
        let mut scopes = Scopes::default();
        let runs = |expression: &Expression| matches!(expression, Expression::Variable(_) | Expression::Each { .. });
        if !catalog.expressions.iter().any(runs) {
            return scopes;
        }
        let mut free: Vec<BitSet> = Vec::with_capacity(catalog.expressions.len());
        for (id, expression) in catalog.expressions.entries() {
            let mut reads = BitSet::EMPTY;
            catalog.for_each_part(id, &mut |part| {
                if let Some(part) = free.get(part.index()) {
                    reads.extend(part);
                }
            });
            match expression {
                Expression::Variable(variable) => reads.insert(*variable as usize),
                Expression::Each { variable, body, .. } => {
                    let selection = catalog.selections.iter().find(|selection| selection.filter == id);
                    let reasons = selection.map(|selection| selection.condition);
                    let body = changing(catalog, &free, *body, reasons, *variable as usize);
                    scopes.bodies.push((id, body));
                    reads = reads.without(&BitSet::one(*variable as usize));
                }
                _ => {}
            }
            if !reads.is_empty() {
                scopes.open.insert(id.index());
            }
            free.push(reads);
        }
        scopes
    }

    /// Whether an expression has a value only inside a list.
    pub(crate) fn is_open(&self, id: ExpressionId) -> bool {
        self.open.contains(id.index())
    }

    /// The expressions to evaluate for each element.
    pub(crate) fn body(&self, each: ExpressionId) -> &[ExpressionId] {
        let found = self.bodies.binary_search_by_key(&each, |(id, _)| *id).ok();
        found.and_then(|position| self.bodies.get(position)).map_or(&[], |(_, body)| body)
    }
}

/// The parts of a body, and of the conditions it was made from, that change with a variable and read no variable that is bound
/// inside the body, ascending.
fn changing(
    catalog: &Catalog,
    free: &[BitSet],
    body: ExpressionId,
    reasons: Option<ConditionId>,
    variable: usize,
) -> Vec<ExpressionId> {
    let nothing = BitSet::EMPTY;
    let reads = |id: ExpressionId| free.get(id.index()).unwrap_or(&nothing);
    let mut outside = reads(body).clone();
    outside.insert(variable);
    let (mut found, mut seen) = (BitSet::EMPTY, BitSet::EMPTY);
    let mut open = vec![body];
    let mut conditions: Vec<ConditionId> = reasons.into_iter().collect();
    while let Some(id) = conditions.pop() {
        let kind = &catalog.conditions[id].kind;
        open.extend(kind.expression());
        conditions.extend(kind.children());
    }
    while let Some(id) = open.pop() {
        if seen.contains(id.index()) || !reads(id).contains(variable) {
            continue;
        }
        seen.insert(id.index());
        if reads(id).is_subset(&outside) {
            found.insert(id.index());
        }
        catalog.for_each_part(id, &mut |part| open.push(part));
    }
    found.iter().map(ExpressionId::from_index).collect()
}

/// A view in which a variable stands for one element.
pub(crate) struct Bound<'a> {
    base: &'a dyn View,
    variable: u32,
    element: Possible,
    /// What changes with the element, ascending.
    values: Vec<(ExpressionId, Possible)>,
    /// The truths of conditions that were asked for, ascending.
    truths: Vec<(ConditionId, Possible)>,
}

impl<'a> Bound<'a> {
    /// The view in which the variable of `each` is this element, with the body's parts evaluated.
    pub(crate) fn new(base: &'a dyn View, each: ExpressionId, variable: u32, element: Possible) -> Bound<'a> {
        let mut bound = Bound { base, variable, element, values: Vec::new(), truths: Vec::new() };
        for id in base.scopes().body(each) {
            let value = evaluate::expression(&bound, *id);
            bound.values.push((*id, value));
        }
        bound
    }

    /// Evaluates a condition of the selection and all that it is made of.
    pub(crate) fn evaluate_condition(&mut self, root: ConditionId) {
        let mut all = BitSet::EMPTY;
        let mut open = vec![root];
        while let Some(id) = open.pop() {
            if !all.contains(id.index()) {
                all.insert(id.index());
                open.extend(self.catalog().conditions[id].kind.children());
            }
        }
        for id in all.iter().map(ConditionId::from_index) {
            let truth = evaluate::condition(self, id);
            self.truths.push((id, truth));
        }
    }
}

impl View for Bound<'_> {
    fn base(&self) -> &dyn View {
        self.base
    }
    fn variable(&self, variable: u32) -> &Possible {
        if variable == self.variable { &self.element } else { self.base.variable(variable) }
    }
    fn value(&self, id: ExpressionId) -> &Possible {
        match self.values.binary_search_by_key(&id, |(known, _)| *known) {
            Ok(position) => self.values.get(position).map_or_else(|| self.base.value(id), |(_, value)| value),
            Err(_) => self.base.value(id),
        }
    }
    fn truth(&self, id: ConditionId) -> &Possible {
        match self.truths.binary_search_by_key(&id, |(known, _)| *known) {
            Ok(position) => self.truths.get(position).map_or_else(|| self.base.truth(id), |(_, truth)| truth),
            Err(_) => self.base.truth(id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::tests::Rules;
    use crate::model::{Quantifier, Type};

    /// `for y in s return for x in s return body(x, y)`, and the ids of both loops.
    fn nested(
        body: &dyn Fn(&mut Rules, ExpressionId, ExpressionId) -> ExpressionId,
    ) -> (Rules, ExpressionId, ExpressionId) {
        let mut rules = Rules::default();
        let over = rules.fact("s", Type::Series(Box::new(Type::Number)));
        let y = rules.push(Expression::Variable(0));
        let x = rules.push(Expression::Variable(1));
        let body = body(&mut rules, x, y);
        let inner = rules.push(Expression::Each { quantifier: Quantifier::Map, over, variable: 1, body });
        let outer = rules.push(Expression::Each { quantifier: Quantifier::Map, over, variable: 0, body: inner });
        (rules, inner, outer)
    }

    #[test]
    fn each_part_is_evaluated_in_the_outermost_list_it_needs() {
        let (rules, inner, outer) = nested(&|rules, x, y| {
            let of_y = rules.arithmetic(y, "+", y);
            let of_x = rules.arithmetic(x, "+", x);
            rules.arithmetic(of_x, "*", of_y)
        });
        let scopes = Scopes::of(&rules.catalog);
        let [_, y, x, of_y, of_x, product, ..] = rules.catalog.expressions.ids().collect::<Vec<_>>()[..] else {
            panic!("more expressions were written");
        };
        assert_eq!(scopes.body(inner), [x, of_x, product]);
        assert_eq!(scopes.body(outer), [y, of_y, inner]);
        assert!([x, y, of_x, of_y, product, inner].iter().all(|id| scopes.is_open(*id)));
        assert!(!scopes.is_open(outer));
    }

    #[test]
    fn a_body_may_read_neither_variable_or_only_the_other() {
        let (rules, inner, outer) = nested(&|rules, _, _| rules.number("7"));
        let scopes = Scopes::of(&rules.catalog);
        assert_eq!((scopes.body(inner), scopes.body(outer)), (&[][..], &[][..]));
        assert!(!scopes.is_open(inner));
        let (rules, inner, outer) = nested(&|_, _, y| y);
        let scopes = Scopes::of(&rules.catalog);
        assert_eq!((scopes.body(inner).len(), scopes.body(outer).len()), (0, 2));
    }

    /// Each part is looked at once, however often it is used.
    #[test]
    fn shared_parts_cost_no_more_than_others() {
        let (rules, inner, outer) = nested(&|rules, x, y| {
            let sum = rules.arithmetic(x, "+", y);
            (0..200).fold(sum, |last, _| rules.arithmetic(last, "*", last))
        });
        let scopes = Scopes::of(&rules.catalog);
        assert_eq!((scopes.body(inner).len(), scopes.body(outer).len()), (202, 2));
    }
}
