//! Which expressions have a value only inside a `for`, `some`, `every` or filter, and which of them to evaluate there.
//!
//! Takes a catalog and gives, once for all sessions, the expressions that read a variable from outside of themselves, and for
//! every [`Expression::Each`] those that change with its element, in the order of evaluation. A [`Bound`] view evaluates them for
//! one element. Must never: give an expression a value that another element left behind.

use super::evaluate::{self, View};
use super::possible::Possible;
use super::set::BitSet;
use crate::model::{Catalog, ConditionId, Date, Expression, ExpressionId, FactId};

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
                    scopes.bodies.push((id, changing(catalog, &free, *body, *variable as usize)));
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
    fn body(&self, each: ExpressionId) -> &[ExpressionId] {
        let found = self.bodies.binary_search_by_key(&each, |(id, _)| *id).ok();
        found.and_then(|position| self.bodies.get(position)).map_or(&[], |(_, body)| body)
    }
}

/// The parts of a body that change with a variable and read no variable that is bound inside the body, ascending.
fn changing(catalog: &Catalog, free: &[BitSet], body: ExpressionId, variable: usize) -> Vec<ExpressionId> {
    let nothing = BitSet::EMPTY;
    let reads = |id: ExpressionId| free.get(id.index()).unwrap_or(&nothing);
    let outside = reads(body);
    let (mut found, mut seen) = (BitSet::EMPTY, BitSet::EMPTY);
    let mut open = vec![body];
    while let Some(id) = open.pop() {
        if seen.contains(id.index()) || !reads(id).contains(variable) {
            continue;
        }
        seen.insert(id.index());
        if reads(id).is_subset(outside) {
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
}

impl<'a> Bound<'a> {
    /// The view in which the variable of `each` is this element, with the body's parts evaluated.
    pub(crate) fn new(base: &'a dyn View, each: ExpressionId, variable: u32, element: Possible) -> Bound<'a> {
        let mut bound = Bound { base, variable, element, values: Vec::new() };
        for id in base.scopes().body(each) {
            let value = evaluate::expression(&bound, *id);
            bound.values.push((*id, value));
        }
        bound
    }
}

impl View for Bound<'_> {
    fn catalog(&self) -> &Catalog {
        self.base.catalog()
    }
    fn scopes(&self) -> &Scopes {
        self.base.scopes()
    }
    fn as_of(&self) -> Date {
        self.base.as_of()
    }
    fn fact(&self, id: FactId) -> &Possible {
        self.base.fact(id)
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
        self.base.truth(id)
    }
}
