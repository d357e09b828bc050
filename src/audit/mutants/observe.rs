//! What an example can expect of a subject: two mutants that agree in this for every profile are the same to any example.

use super::subject::Extract;
use crate::audit::closure::Closure;
use crate::catalog::examples::Subject;
use crate::engine::{BenefitVerdict, Reason, Session, Status, Truth, ValueView, WindowState};
use crate::model::{Catalog, ConditionId, DefinitionId};

/// What a session says of a subject.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Observation {
    /// Of a policy.
    pub(super) status: Option<Status>,
    pub(super) reason: Option<Reason>,
    pub(super) successor: Option<String>,
    pub(super) window: Option<WindowState>,
    /// The truths of its conditions that both the rules and the mutant have.
    pub(super) truths: Vec<(ConditionId, Truth)>,
    /// The amounts of its benefits.
    pub(super) amounts: Vec<(Option<String>, Option<String>)>,
    /// The definition's value, or those that the policy's examples tell.
    pub(super) values: Vec<(DefinitionId, Option<ValueView>)>,
}

/// The conditions that both the rules and a mutant have.
pub(super) fn common_conditions(extract: &Extract, mutant: &Catalog) -> Vec<ConditionId> {
    let Subject::Policy(policy) = extract.own else { return Vec::new() };
    let (rules, mutated) = (Closure::of_policy(&extract.catalog, policy), Closure::of_policy(mutant, policy));
    rules.conditions().filter(|id| mutated.conditions.contains(id.index())).collect()
}

impl Observation {
    /// Looks at a session of the rules or of a mutant.
    pub(super) fn of(extract: &Extract, session: &mut Session, conditions: &[ConditionId]) -> Observation {
        let mut seen = Observation {
            status: None,
            reason: None,
            successor: None,
            window: None,
            truths: Vec::new(),
            amounts: Vec::new(),
            values: Vec::new(),
        };
        if let Subject::Policy(policy) = extract.own {
            let id = &extract.catalog.policies[policy].id;
            if let Some(verdict) = session.verdict(id) {
                seen.status = Some(verdict.status);
                seen.reason = verdict.reason;
                seen.successor = verdict.successor;
                seen.window = Some(verdict.window.state);
                seen.amounts = verdict.benefits.into_iter().map(|BenefitVerdict { min, max, .. }| (min, max)).collect();
            }
            seen.truths = conditions.iter().map(|id| (*id, session.truth_at(*id).0)).collect();
        }
        for id in &extract.values {
            let definition = &extract.catalog.definitions[*id];
            let policy = definition.policy.map(|policy| extract.catalog.policies[policy].id.as_str());
            seen.values.push((*id, session.value_of(&definition.name, policy)));
        }
        seen
    }
}
