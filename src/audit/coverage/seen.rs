//! What the examples show.

use super::{Goal, Sight};
use crate::audit::closure::Closure;
use crate::audit::examples::open;
use crate::catalog::bytes::CatalogError;
use crate::catalog::examples::{Example, Subject};
use crate::engine::{Calculator, Truth};
use crate::model::{Catalog, Date, PolicyId};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Every goal that at least one example surely shows.
pub(super) fn by(
    catalog: &Catalog,
    calculator: &Arc<Calculator>,
    examples: &[Example],
    today: Date,
) -> Result<HashSet<Goal>, CatalogError> {
    let mut seen = HashSet::new();
    let mut conditions: HashMap<PolicyId, Closure> = HashMap::new();
    for example in examples {
        let (mut session, _) = open(catalog, calculator, example, today)?;
        if let Subject::Policy(policy) = example.of {
            session.settle(policy);
            let closure = conditions.entry(policy).or_insert_with(|| Closure::of_policy(catalog, policy));
            for id in closure.conditions() {
                if let Some(sight) = sight(session.truth_at(id).0) {
                    seen.insert(Goal::Truth(policy, id, sight));
                }
            }
            for position in 0..catalog.policies[policy].benefits.len() {
                session.limits(policy, position, false, &mut |way, sure| {
                    if sure {
                        seen.insert(Goal::Way(way));
                    }
                });
            }
        }
        session.ways(&Closure::of_example(catalog, example).expressions, &mut |way, sure| {
            if sure {
                seen.insert(Goal::Way(way));
            }
        });
    }
    Ok(seen)
}

fn sight(truth: Truth) -> Option<Sight> {
    match truth {
        Truth::True => Some(Sight::True),
        Truth::False => Some(Sight::False),
        Truth::Unknown | Truth::Judged => Some(Sight::Open),
        Truth::Error => None,
    }
}
