//! What a mutated place reads, and where something turns around it.

use super::super::mutation::{Mutation, Root, Slot};
use super::super::subject::Extract;
use crate::audit::closure::Closure;
use crate::catalog::examples::Subject;
use crate::engine::BitSet;
use crate::model::{Amount, Benefit, Catalog, Expression, ExpressionId, Function, PolicyId};

/// How many comparisons are looked at for one mutation.
const TURNS: usize = 14;

/// What a mutated place reads, and where something turns around it.
pub(super) struct Surroundings {
    /// What the place is made of.
    pub(super) closure: Closure,
    /// Pairs of expressions: where they are equal something turns.
    pub(super) turns: Vec<(ExpressionId, ExpressionId)>,
}

impl Surroundings {
    pub(super) fn of(extract: &Extract, mutation: &Mutation) -> Surroundings {
        let catalog = &extract.catalog;
        let mut closure = Closure::default();
        let mut turns = Vec::new();
        let mut place = BitSet::EMPTY;
        match mutation {
            Mutation::Expression(site, _) => {
                closure.add(catalog, site.node);
                place.insert(site.node.index());
                if let Root::Amount(policy, position, Slot::Cap | Slot::AtLeast | Slot::Step) = site.root {
                    benefit(catalog, policy, position, &mut closure, &mut turns);
                }
            }
            Mutation::Condition(ids, _) => {
                ids.iter().take(1).for_each(|id| closure.add_condition(catalog, *id));
            }
            Mutation::Benefit(policy, position, _) => {
                benefit(catalog, *policy, *position, &mut closure, &mut turns);
            }
            Mutation::Figure(parameter, ..) => {
                for (id, expression) in catalog.expressions.entries() {
                    let reads = |part: ExpressionId| matches!(&catalog.expressions[part], Expression::Parameter { parameter: of, .. } if of == parameter);
                    let mut is_beside = false;
                    expression.for_each_operand(&mut |operand| is_beside |= reads(operand));
                    if is_beside {
                        closure.add(catalog, id);
                        place.insert(id.index());
                    }
                }
            }
            Mutation::Policy(..) => {}
        }
        if closure.facts.is_empty() && !matches!(mutation, Mutation::Policy(..)) {
            // A literal by itself: only what is around it tells what it is good for.
            closure.extend(&match extract.own {
                Subject::Policy(policy) => Closure::of_policy(catalog, policy),
                Subject::Definition(definition) => Closure::of_definition(catalog, definition),
            });
        }
        // What stands closest to the mutated place is looked at first: its own parts, then what it is a part of.
        let own: Vec<ExpressionId> = closure.expressions().collect();
        own.into_iter().rev().for_each(|id| turn(catalog, id, &mut turns));
        above(catalog, &place).into_iter().for_each(|id| turn(catalog, id, &mut turns));
        turns.truncate(TURNS);
        Surroundings { closure, turns }
    }
}

/// A benefit's amount, its limits and its condition.
fn benefit(
    catalog: &Catalog,
    policy: PolicyId,
    position: usize,
    closure: &mut Closure,
    turns: &mut Vec<(ExpressionId, ExpressionId)>,
) {
    let Some(benefit) = catalog.policies[policy].benefits.get(position) else { return };
    benefit.expressions().for_each(|id| closure.add(catalog, id));
    benefit.when.iter().for_each(|when| closure.add_condition(catalog, *when));
    let Benefit { amount, cap, at_least, .. } = benefit;
    let amount = match amount {
        Amount::None => None,
        Amount::Formula(formula) => Some(*formula),
        Amount::Range { min, max } => max.or(*min),
    };
    let limits = [*cap, *at_least].into_iter().flatten();
    turns.extend(amount.into_iter().flat_map(|amount| limits.clone().map(move |limit| (amount, limit))));
}

/// Where something turns at an expression itself.
fn turn(catalog: &Catalog, id: ExpressionId, turns: &mut Vec<(ExpressionId, ExpressionId)>) {
    match &catalog.expressions[id] {
        Expression::Compare { left, right, .. } => turns.push((*left, *right)),
        Expression::Call { function: Function::Min | Function::Max, arguments } => {
            for pair in arguments.windows(2) {
                if let [left, right] = pair {
                    turns.push((*left, *right));
                }
            }
        }
        Expression::Tiers { of, rows } => {
            turns.extend(rows.iter().filter_map(|row| row.up_to).map(|limit| (*of, limit)));
        }
        _ => {}
    }
}

/// The expressions that are made of one of these, closest ones first.
fn above(catalog: &Catalog, place: &BitSet) -> Vec<ExpressionId> {
    let mut all = place.clone();
    let mut found = Vec::new();
    for id in catalog.expressions.ids() {
        let mut is_above = false;
        catalog.for_each_part(id, &mut |part| is_above |= all.contains(part.index()));
        if is_above && !place.contains(id.index()) {
            all.insert(id.index());
            found.push(id);
        }
    }
    found
}
