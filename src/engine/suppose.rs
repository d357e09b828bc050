//! Supposing: what would follow if a fact were something that nobody has said.
//!
//! Advice asks the engine "what if": a session in which a fact is supposed to lie somewhere answers like one in which
//! somebody had said so, and takes it back without a trace. Must never: leave a supposition behind; count one as an answer.

use super::cases;
use super::possible::{self, Possible};
use super::session::Session;
use super::set::BitSet;
use crate::model::{ConditionId, FactId, PolicyId};

impl Session {
    /// Supposes that a fact lies there, until [`Session::resume`].
    pub(crate) fn suppose(&mut self, fact: FactId, possible: Possible) {
        if let Some(slot) = self.facts.get_mut(fact.index())
            && *slot != possible
        {
            *slot = possible;
            self.stale.insert(fact.index());
        }
    }

    /// Supposes that nothing has been said of a fact.
    pub(crate) fn suppose_unanswered(&mut self, fact: FactId) {
        let catalog = self.calculator().catalog();
        let outcomes = possible::unanswered(&catalog.facts[fact], catalog);
        self.suppose(fact, Possible { facts: BitSet::one(fact.index()), ..Possible::known(outcomes) }.settled());
    }

    /// Takes back whatever was supposed.
    pub(crate) fn resume(&mut self) {
        self.settle_facts();
    }

    /// The root of a policy's conditions.
    pub(crate) fn root(&mut self, policy: PolicyId) -> Possible {
        self.refresh();
        self.refine(policy);
        let eligible = self.calculator().catalog().policies[policy].eligible;
        super::evaluate::View::truth(self, eligible).clone()
    }

    /// Whether a policy is in force on the evaluation date.
    pub(crate) fn is_in_force(&self, policy: PolicyId) -> bool {
        self.life(policy, &self.calculator().catalog().policies[policy]).0.is_none()
    }

    /// The facts that can still change a policy's status or, while it can be met, an amount; none where it is not in force.
    pub(crate) fn open_facts(&mut self, policy: PolicyId) -> BitSet {
        if !self.is_in_force(policy) {
            return BitSet::EMPTY;
        }
        let root = self.root(policy);
        let mut facts = root.facts.clone();
        if root.truths().yes {
            let calculator = self.calculator_shared();
            let policy = &calculator.catalog().policies[policy];
            for benefit in &policy.benefits {
                facts.extend(&cases::amount(&calculator, self, policy.eligible, benefit, self.budget).facts);
            }
        }
        facts
    }

    /// Whether a fact that is open for a policy can change its status or an amount; see [`cases::matters`].
    pub(crate) fn can_change(&mut self, policy: PolicyId, fact: FactId) -> bool {
        let root = self.root(policy);
        let calculator = self.calculator_shared();
        let policy = &calculator.catalog().policies[policy];
        let of_amounts = root.truths().yes
            && policy.benefits.iter().any(|benefit| {
                let amount = cases::amount(&calculator, self, policy.eligible, benefit, self.budget);
                amount.facts.contains(fact.index())
            });
        let of_status = root.facts.contains(fact.index());
        of_amounts || of_status && cases::matters(&calculator, self, policy.eligible, fact, self.budget)
    }

    /// The parts into which the rules of some policies divide what a fact can be; see [`cases::parts`].
    pub(crate) fn parts(&mut self, fact: FactId, policies: &[PolicyId]) -> Vec<Possible> {
        self.refresh();
        let calculator = self.calculator_shared();
        let policies = policies.iter().map(|id| &calculator.catalog().policies[*id]);
        cases::parts(&calculator, self, policies, fact)
    }

    /// Whether something is known of a fact, but not all.
    pub(crate) fn is_bounded(&self, fact: FactId) -> bool {
        let catalog = self.calculator().catalog();
        let known = self.facts.get(fact.index()).map(|possible| &possible.outcomes);
        known.is_some_and(|known| !known.is_settled() && *known != possible::unanswered(&catalog.facts[fact], catalog))
    }

    /// Whether anything is known of a fact.
    pub(crate) fn is_answered(&self, fact: FactId) -> bool {
        let catalog = self.calculator().catalog();
        let known = self.facts.get(fact.index()).map(|possible| &possible.outcomes);
        known.is_some_and(|known| *known != possible::unanswered(&catalog.facts[fact], catalog))
    }

    /// The facts that a condition reads.
    pub(crate) fn reads(&self, condition: ConditionId) -> BitSet {
        self.calculator().condition_reads.get(condition.index()).cloned().unwrap_or_default()
    }
}
