//! Many companies, one after the other, on one session.
//!
//! What a company says is read apart from being answered, so that a value that thousands of companies share is read once. Must
//! never: let anything of one company be known of the next.

use super::calculator::Calculator;
use super::profile::{self, Answer, FactProblem, Input};
use super::session::Session;
use crate::model::{Date, FactId, Language, PolicyId};
use std::sync::Arc;

/// A session that goes from company to company.
#[derive(Debug)]
pub struct Batch {
    session: Session,
}

/// What a company says of a fact: read, and fit for that fact.
#[derive(Clone, Debug)]
pub struct KnownFact(Answer);

impl Batch {
    /// Opens a catalog; nothing is known yet.
    pub fn open(calculator: Arc<Calculator>, as_of: Date, language: Language) -> Batch {
        Batch { session: Session::open(calculator, as_of, language) }
    }

    /// Reads what is said of a fact.
    ///
    /// # Errors
    ///
    /// A value that the fact cannot have.
    pub fn read(&self, fact: FactId, input: &Input) -> Result<KnownFact, FactProblem> {
        let catalog = self.session.calculator().catalog();
        let declared = &catalog.facts[fact];
        let read = profile::read(catalog, declared, input, self.session.as_of());
        read.map(KnownFact).map_err(|problem| FactProblem::new(&declared.name, problem, self.session.language()))
    }

    /// Goes on to the next company, of which just these facts are known; a fact that contradicts those before it is refused and
    /// counts as unknown.
    pub fn turn_to<'f>(
        &mut self,
        facts: impl IntoIterator<Item = (FactId, &'f KnownFact)>,
    ) -> Vec<(FactId, FactProblem)> {
        self.session.answers.fill(Answer::Unknown);
        let mut problems = Vec::new();
        for (id, KnownFact(answer)) in facts {
            if self.session.calculator().is_tied(id)
                && let Err(problem) = self.check(id, answer)
            {
                problems.push((id, problem));
            } else if let Some(slot) = self.session.answers.get_mut(id.index()) {
                slot.clone_from(answer);
            }
        }
        self.session.settle_facts();
        problems
    }

    fn check(&self, id: FactId, answer: &Answer) -> Result<(), FactProblem> {
        let (session, catalog) = (&self.session, self.session.calculator().catalog());
        profile::check_length(catalog, &session.answers, id, answer, session.as_of())
            .and_then(|()| profile::check_told(catalog, &session.answers, id, answer))
            .map_err(|problem| FactProblem::new(&catalog.facts[id].name, problem, session.language()))
    }

    /// The policies in force, in the catalog's order.
    pub fn in_force(&self) -> impl Iterator<Item = PolicyId> + '_ {
        self.session.calculator().catalog().policies.ids().filter(|id| self.session.is_in_force(*id))
    }

    /// The company at hand, to be asked.
    pub fn session(&mut self) -> &mut Session {
        &mut self.session
    }
}
