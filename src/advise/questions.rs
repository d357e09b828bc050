//! What to answer next: the few questions that matter most now, over all policies at once.
//!
//! A fact is *relevant* if some completion of the others makes it change a verdict or an amount of a policy in force; nothing
//! else is ever asked. The engine tells relevance: a fact that no completion of which changes anything is not among a verdict's
//! `missing` (exact where the language is complete under unknowns, see `docs/unknowns.md`; elsewhere it may name a fact too many).
//!
//! Relevant facts are ordered by how much an answer is expected to settle against how hard it is to give. The parts into which
//! the rules divide what a fact can be are supposed one after the other, all of them being equally likely; what each settles is
//! the number of pairs of a policy and a fact it is still open for that fall away, without going through cases. Only the facts
//! that look best at first are looked at so closely ([`CLOSELY`]). Must never: ask for what cannot change anything; decide anything.

use crate::engine::Session;
use crate::engine::evaluate::View;
use crate::engine::set::BitSet;
use crate::engine::sort;
use crate::model::{Catalog, Fact, FactId, PolicyId, Type};
use serde::Serialize;
use std::cmp::Ordering;

/// How many facts are looked at closely.
const CLOSELY: usize = 24;
/// Into how many parts a fact is divided at most when it is looked at closely; further ones are left out evenly.
const PARTS: usize = 6;

/// What to ask.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Questions {
    /// How many facts the open verdicts name.
    pub open: usize,
    /// How many policies are still open.
    pub policies: usize,
    /// The most useful questions, best first.
    pub questions: Vec<Question>,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Question {
    /// The fact's name.
    pub fact: String,
    /// What it is called.
    pub label: String,
    /// The question in words.
    pub ask: String,
    /// What answer suffices for now.
    pub answer: AnswerKind,
    /// The policies whose verdict or amount it can change.
    pub policies: Vec<String>,
}

/// What answer suffices for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerKind {
    /// One of the fact's brackets; the figure is asked for only if that leaves something open.
    Range,
    /// The value itself.
    Value,
}

/// The most useful questions, at most so many; for one policy alone where one is named.
pub fn next(session: &mut Session, most: usize, policy: Option<&str>) -> Questions {
    let open = Open::of(session, policy);
    let calculator = session.calculator_shared();
    let catalog = calculator.catalog();
    let mut candidates: Vec<Candidate> =
        open.facts().iter().map(|index| Candidate::new(catalog, &open, FactId::from_index(index), session)).collect();
    sort::by(&mut candidates, Candidate::better);
    let close = CLOSELY.min(candidates.len());
    let (first, _) = candidates.split_at_mut(close);
    if first.len() > 1 {
        let kept = session.keep();
        first.iter_mut().for_each(|candidate| candidate.look_closely(session, &open));
        session.put_back(kept);
        sort::by(first, Candidate::better);
    }
    let mut questions = Vec::new();
    for candidate in &mut candidates {
        if questions.len() >= most {
            break;
        }
        candidate.policies.retain(|policy| session.can_change(*policy, candidate.fact));
        if !candidate.policies.is_empty() {
            questions.push(candidate.question(catalog, session));
        }
    }
    Questions { open: open.facts().len(), policies: open.policies.len(), questions }
}

/// What is still open.
struct Open {
    /// Each open policy with the facts that can still change it.
    policies: Vec<(PolicyId, BitSet)>,
}

impl Open {
    fn of(session: &mut Session, only: Option<&str>) -> Open {
        let policies = session.calculator().catalog().policies.entries();
        let wanted = policies.filter(|(_, policy)| only.is_none_or(|only| policy.id == only));
        let ids: Vec<PolicyId> = wanted.map(|(id, _)| id).collect();
        let policies = ids.into_iter().map(|id| (id, session.open_facts(id)));
        Open { policies: policies.filter(|(_, facts)| !facts.is_empty()).collect() }
    }

    fn facts(&self) -> BitSet {
        let mut all = BitSet::EMPTY;
        self.policies.iter().for_each(|(_, facts)| all.extend(facts));
        all
    }

    /// The policies that a fact can change.
    fn readers(&self, fact: FactId) -> impl Iterator<Item = &(PolicyId, BitSet)> {
        self.policies.iter().filter(move |(_, facts)| facts.contains(fact.index()))
    }
}

/// A fact that may be asked.
struct Candidate {
    fact: FactId,
    policies: Vec<PolicyId>,
    answer: AnswerKind,
    /// What an answer is expected to settle, in thousandths of a pair of policy and fact.
    settles: u64,
    /// How hard it is to answer.
    effort: u64,
}

impl Candidate {
    /// The one that settles more for its effort comes first.
    fn better(a: &Candidate, b: &Candidate) -> Ordering {
        (b.settles * a.effort).cmp(&(a.settles * b.effort)).then(a.fact.cmp(&b.fact))
    }

    /// A first guess: a policy of which few facts are open is nearly settled by one of them.
    fn new(catalog: &Catalog, open: &Open, fact: FactId, session: &Session) -> Candidate {
        let settles = open.readers(fact).map(|(_, facts)| 1_000 / facts.len().max(1) as u64).sum();
        let declared = &catalog.facts[fact];
        let answer = if declared.brackets.is_empty() || session.is_bounded(fact) {
            AnswerKind::Value
        } else {
            AnswerKind::Range
        };
        let policies = open.readers(fact).map(|(policy, _)| *policy).collect();
        Candidate { fact, policies, answer, settles, effort: effort(declared, answer) }
    }

    /// Supposes one part after the other and counts what falls away.
    fn look_closely(&mut self, session: &mut Session, open: &Open) {
        let parts = session.parts(self.fact, &self.policies);
        let count = parts.len().min(PARTS);
        // A value of which no comparison knows a threshold settles nothing but itself.
        let mut settled = self.policies.len() as u64 * count.max(1) as u64;
        let own = BitSet::one(self.fact.index());
        let before = session.fact(self.fact).clone();
        let open: Vec<(PolicyId, BitSet)> =
            open.readers(self.fact).map(|(policy, _)| (*policy, session.roughly_open_facts(*policy))).collect();
        for index in 0..count {
            let Some(part) = parts.get(index * parts.len() / count) else { continue };
            session.suppose(self.fact, part.clone());
            for (policy, before) in &open {
                let after = session.roughly_open_facts(*policy).without(&own);
                settled += (before.len() as u64).saturating_sub(after.len() as u64 + 1);
            }
        }
        session.suppose(self.fact, before);
        self.settles = settled * 1_000 / count.max(1) as u64;
    }

    fn question(&self, catalog: &Catalog, session: &Session) -> Question {
        let fact = &catalog.facts[self.fact];
        let language = session.language();
        let label = fact.label.in_language(language).to_owned();
        Question {
            fact: fact.name.clone(),
            ask: fact.ask.as_ref().map_or_else(|| label.clone(), |ask| ask.in_language(language).to_owned()),
            label,
            answer: self.answer,
            policies: self.policies.iter().map(|id| catalog.policies[*id].id.clone()).collect(),
        }
    }
}

/// How hard a fact is to answer, a truth or a choice being 4: one knows one's own kind at once, a figure has to be looked up,
/// a figure for several years more than once.
fn effort(fact: &Fact, answer: AnswerKind) -> u64 {
    let (each, years) = match &fact.value_type {
        Type::Series(each) => (&**each, u64::from(fact.years)),
        single => (single, 1),
    };
    let once = match (each, answer) {
        (Type::Boolean | Type::Choice(_), _) => 4,
        (Type::Choices(_) | Type::Date, _) | (_, AnswerKind::Range) => 5,
        (Type::List(_), _) => 16,
        _ => 7,
    };
    once + years - 1
}
