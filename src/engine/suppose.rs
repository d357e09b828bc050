//! Supposing: what would follow if a fact were something that nobody has said.
//!
//! Advice asks the engine "what if": a session in which a fact is supposed to lie somewhere answers like one in which
//! somebody had said so, and takes it back without a trace. Must never: leave a supposition behind; count one as an answer.

use super::cases;
use super::evaluate::View;
use super::memo::Memo;
use super::possible::{self, Possible};
use super::session::Session;
use super::set::BitSet;
use super::verdict::Verdict;
use crate::model::{ConditionId, FactId, PolicyId};
use std::sync::Arc;

/// What a session had evaluated before something was supposed.
pub(crate) struct Kept {
    facts: Vec<Possible>,
    values: Memo,
    truths: Memo,
    refined: Vec<bool>,
    verdicts: Vec<Option<Arc<Verdict>>>,
}

impl Session {
    /// Supposes that a fact lies there, until what was kept is put back: [`Session::keep`], [`Session::put_back`].
    pub(crate) fn suppose(&mut self, fact: FactId, possible: Possible) {
        self.put_fact(fact, possible);
    }

    /// Supposes that nothing has been said of a fact.
    pub(crate) fn suppose_unanswered(&mut self, fact: FactId) {
        let catalog = self.calculator().catalog();
        let outcomes = possible::unanswered(&catalog.facts[fact], catalog);
        self.suppose(fact, Possible { facts: BitSet::one(fact.index()), ..Possible::known(outcomes) }.settled());
    }

    /// What the session has evaluated of what has been answered, to be put back after suppositions: so these cost nothing
    /// afterwards.
    pub(crate) fn keep(&mut self) -> Kept {
        Kept {
            facts: self.facts.clone(),
            values: self.values.clone(),
            truths: self.truths.clone(),
            refined: self.refined.clone(),
            verdicts: self.verdicts.clone(),
        }
    }

    /// Takes back whatever was supposed.
    pub(crate) fn put_back(&mut self, kept: Kept) {
        let Kept { facts, values, truths, refined, verdicts } = kept;
        for fact in self.calculator_shared().catalog().facts.ids() {
            if self.facts.get(fact.index()) != facts.get(fact.index()) {
                self.note_change(fact);
            }
        }
        (self.facts, self.values, self.truths) = (facts, values, truths);
        (self.refined, self.verdicts) = (refined, verdicts);
        let made = self.verdicts.iter().enumerate().filter(|(_, verdict)| verdict.is_some());
        self.made = made.map(|(policy, _)| policy as u32).collect();
    }

    /// The root of a policy's conditions.
    pub(crate) fn root(&mut self, policy: PolicyId) -> Possible {
        self.refine(policy);
        let eligible = self.calculator().catalog().policies[policy].eligible;
        self.truth(eligible).clone()
    }

    /// Whether a policy is in force on the evaluation date.
    pub(crate) fn is_in_force(&self, policy: PolicyId) -> bool {
        self.life(policy, &self.calculator().catalog().policies[policy]).0.is_none()
    }

    /// The facts that can still change a policy's status or, while it can be met, an amount, as its verdict names them; none
    /// where it is not in force.
    pub(crate) fn open_facts(&mut self, policy: PolicyId) -> BitSet {
        if !self.is_in_force(policy) {
            return BitSet::EMPTY;
        }
        let root = self.root(policy);
        let mut facts = root.facts.clone();
        if root.truths().yes {
            facts.extend(&self.open_amounts(policy));
        }
        facts
    }

    /// The facts that can still change an amount of a policy.
    fn open_amounts(&mut self, policy: PolicyId) -> BitSet {
        let verdict = self.verdict_of(policy);
        let names = verdict.benefits.iter().flat_map(|benefit| &benefit.missing);
        names.filter_map(|name| self.calculator().fact_named(name)).map(|fact| fact.index()).collect()
    }

    /// The same without going through cases, which names more facts perhaps: for what is only weighed.
    pub(crate) fn roughly_open_facts(&mut self, policy: PolicyId) -> BitSet {
        let calculator = self.calculator_shared();
        let policy = &calculator.catalog().policies[policy];
        let root = self.truth(policy.eligible);
        let mut facts = root.facts.clone();
        if root.truths().yes {
            for benefit in &policy.benefits {
                benefit.when.iter().for_each(|when| facts.extend(&self.truth(*when).facts));
                benefit.expressions().for_each(|id| facts.extend(&self.value(id).facts));
            }
        }
        facts
    }

    /// Whether a fact that is open for a policy can change its status or an amount; see [`cases::matters`].
    pub(crate) fn can_change(&mut self, policy: PolicyId, fact: FactId) -> bool {
        let root = self.root(policy);
        if root.truths().yes && self.open_amounts(policy).contains(fact.index()) {
            return true;
        }
        let calculator = self.calculator_shared();
        let eligible = calculator.catalog().policies[policy].eligible;
        root.facts.contains(fact.index()) && cases::matters(&calculator, self, eligible, fact, self.budget)
    }

    /// The parts into which the rules of some policies divide what a fact can be; see [`cases::parts`].
    pub(crate) fn parts(&mut self, fact: FactId, policies: &[PolicyId]) -> Vec<Possible> {
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
        self.calculator().condition_reads().get(condition.index()).cloned().unwrap_or_default()
    }
}
