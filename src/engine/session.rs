//! A catalog open on one company's facts.
//!
//! A [`Session`] keeps what every expression and condition can be. Setting a fact only marks what reads it; the next question
//! evaluates that part again, in ascending order, and rebuilds the verdicts it touches. Must never: ask for a date, a file or
//! the network; keep a verdict that a changed fact could have changed.

use super::amount;
use super::calculator::{Calculator, at};
use super::cases;
use super::choice::Choices;
use super::error::ValueError;
use super::evaluate::{self, View};
use super::glance::Glance;
use super::memo::Memo;
use super::possible::{Outcomes, Possible};
use super::profile::{self, Answer, FactProblem, Input};
use super::scope::{Bound, Scopes};
use super::set::BitSet;
use super::sort;
use super::verdict::*;
use super::{decimal, literal, window};
use crate::model::{
    Benefit, Catalog, Condition, ConditionId, ConditionKind, Date, DefinitionId, Expression, ExpressionId, FactId,
    Language, List, Policy, PolicyId, SourceId, State, TextId, Type, When,
};
use rust_decimal::Decimal;
use std::sync::Arc;

static NOTHING: Possible = Possible { outcomes: Outcomes::None, error: None, facts: BitSet::EMPTY, judged: false };

/// A catalog open on one company's facts, as of one date.
#[derive(Debug)]
pub struct Session {
    calculator: Arc<Calculator>,
    as_of: Date,
    language: Language,
    pub(super) answers: Vec<Answer>,
    pub(super) facts: Vec<Possible>,
    /// What each expression can be, and each condition; evaluated when somebody asks.
    pub(super) values: Memo,
    pub(super) truths: Memo,
    /// Whether each truth has been refined case by case since it was evaluated.
    pub(super) refined: Vec<bool>,
    /// How many cases a question may be split into.
    pub(crate) budget: usize,
    pub(super) verdicts: Vec<Option<Arc<Verdict>>>,
    /// The policies whose verdicts have been made; of some they may have been forgotten since.
    pub(super) made: Vec<u32>,
    /// The statuses at a glance, once they have been asked for.
    pub(super) glance: Option<Glance>,
}

impl View for Session {
    fn base(&self) -> &dyn View {
        self
    }
    fn catalog(&self) -> &Catalog {
        &self.calculator.catalog
    }
    fn scopes(&self) -> &Scopes {
        &self.calculator.scopes
    }
    fn as_of(&self) -> Date {
        self.as_of
    }
    fn chosen(&self, _: PolicyId) -> Option<bool> {
        None
    }
    fn variable(&self, _: u32) -> &Possible {
        &NOTHING
    }
    fn fact(&self, id: FactId) -> &Possible {
        at(&self.facts, id.index()).unwrap_or(&NOTHING)
    }
    fn value(&self, id: ExpressionId) -> &Possible {
        match self.values.get(id.index()) {
            Some(value) => value,
            None if self.calculator.scopes.is_open(id) => &NOTHING,
            None => {
                self.evaluate_parts(id);
                self.values.get(id.index()).unwrap_or(&NOTHING)
            }
        }
    }
    fn truth(&self, id: ConditionId) -> &Possible {
        match self.truths.get(id.index()) {
            Some(truth) => truth,
            None => self.truths.put(id.index(), evaluate::condition(self, id)).unwrap_or(&NOTHING),
        }
    }
}

impl Session {
    /// Opens a catalog on a company of which nothing is known yet.
    pub fn open(calculator: Arc<Calculator>, as_of: Date, language: Language) -> Session {
        let answers = vec![Answer::Unknown; calculator.catalog.facts.len()];
        Session::with(calculator, as_of, language, answers)
    }

    /// Opens a catalog on a company that has given these answers, one for each fact.
    pub(super) fn with(calculator: Arc<Calculator>, as_of: Date, language: Language, answers: Vec<Answer>) -> Session {
        let catalog = calculator.catalog.clone();
        let facts = profile::possible(&catalog, &answers, as_of);
        let verdicts = vec![None; catalog.policies.len()];
        let (expressions, conditions) = (catalog.expressions.len(), catalog.conditions.len());
        Session {
            calculator,
            as_of,
            language,
            answers,
            facts,
            values: Memo::new(expressions),
            truths: Memo::new(conditions),
            refined: vec![false; conditions],
            budget: cases::BUDGET,
            verdicts,
            made: Vec::new(),
            glance: None,
        }
    }

    /// Evaluates an expression, and first what it is made of, by a stack: chains of definitions can be long.
    fn evaluate_parts(&self, id: ExpressionId) {
        let is_missing =
            |id: &ExpressionId| self.values.get(id.index()).is_none() && !self.calculator.scopes.is_open(*id);
        let mut open = vec![id];
        while let Some(top) = open.last().copied() {
            let before = open.len();
            self.calculator.catalog.for_each_part(top, &mut |part| open.extend(Some(part).filter(is_missing)));
            if open.len() == before {
                open.pop();
                self.values.put(top.index(), evaluate::expression(self, top));
            }
        }
    }

    /// The calculator it was opened with.
    pub fn calculator(&self) -> &Calculator {
        &self.calculator
    }

    /// The calculator it was opened with, to be kept.
    pub(crate) fn calculator_shared(&self) -> Arc<Calculator> {
        self.calculator.clone()
    }

    /// 基准日
    pub fn as_of(&self) -> Date {
        self.as_of
    }

    /// The language of its texts and messages.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Shows texts and messages in that language from now on.
    pub fn set_language(&mut self, language: Language) {
        if language != self.language {
            self.language = language;
            self.verdicts.iter_mut().for_each(|verdict| *verdict = None);
            self.made.clear();
        }
    }

    /// Answers one fact.
    ///
    /// # Errors
    ///
    /// A name that the catalog does not have, or a value the fact cannot have. The fact then counts as unknown; the others
    /// still count.
    pub fn set(&mut self, name: &str, input: &Input) -> Result<(), FactProblem> {
        let id = self.calculator.fact_named(name);
        let result = self.answer(id, name, input);
        self.settle_answers(&mut id.into_iter());
        result
    }

    /// Answers many facts in order: applies the good ones and gives back what is wrong with the others.
    pub fn set_all<Name: AsRef<str>>(&mut self, facts: &[(Name, Input)]) -> Vec<FactProblem> {
        // What is answered anew does not count against the lengths of series given together.
        let named = self.calculator.facts_named(&mut facts.iter().map(|(name, _)| name.as_ref()));
        for id in named.iter().flatten() {
            if let Some(answer) = self.answers.get_mut(id.index()) {
                *answer = Answer::Unknown;
            }
        }
        let given = named.iter().zip(facts);
        let problems = given.filter_map(|(id, (name, input))| self.answer(*id, name.as_ref(), input).err()).collect();
        self.settle_answers(&mut named.into_iter().flatten());
        problems
    }

    /// Makes a fact unknown again.
    pub fn clear(&mut self, name: &str) {
        let Some(id) = self.calculator.fact_named(name) else { return };
        if let Some(answer) = self.answers.get_mut(id.index()) {
            *answer = Answer::Unknown;
        }
        self.settle_answers(&mut std::iter::once(id));
    }

    fn answer(&mut self, id: Option<FactId>, name: &str, input: &Input) -> Result<(), FactProblem> {
        let Some(id) = id else { return Err(FactProblem::unknown_fact(name, self.language)) };
        let catalog = &self.calculator.catalog;
        let read = profile::read(catalog, &catalog.facts[id], input, self.as_of).and_then(|answer| {
            if self.calculator.is_tied(id) {
                profile::check_length(catalog, &self.answers, id, &answer, self.as_of)?;
                profile::check_told(catalog, &self.answers, id, &answer)?;
            }
            Ok(answer)
        });
        let (answer, result) = match read {
            Ok(answer) => (answer, Ok(())),
            Err(problem) => (Answer::Unknown, Err(FactProblem::new(name, problem, self.language))),
        };
        if let Some(slot) = self.answers.get_mut(id.index()) {
            *slot = answer;
        }
        result
    }

    /// Brings what follows from the answers to some facts up to date.
    fn settle_answers(&mut self, facts: &mut dyn Iterator<Item = FactId>) {
        let calculator = self.calculator.clone();
        let mut changed = BitSet::EMPTY;
        let mut is_tied = false;
        for id in facts {
            is_tied |= calculator.is_tied(id);
            if let (Some(answer), Some(slot)) = (at(&self.answers, id.index()), self.facts.get_mut(id.index()))
                && !calculator.is_tied(id)
            {
                let possible = profile::possible_alone(&calculator.catalog, id, answer);
                if *slot != possible {
                    *slot = possible;
                    changed.insert(id.index());
                }
            }
        }
        self.forget(&changed);
        if is_tied {
            self.settle_facts();
        }
    }

    /// Brings `facts` up to date with `answers`, and forgets what follows from those that changed.
    pub(super) fn settle_facts(&mut self) {
        let new = profile::possible(&self.calculator.catalog, &self.answers, self.as_of);
        let mut changed = BitSet::EMPTY;
        for (index, (old, new)) in self.facts.iter_mut().zip(new).enumerate() {
            if *old != new {
                *old = new;
                changed.insert(index);
            }
        }
        self.forget(&changed);
    }

    /// Puts what is known of a fact in its place, and forgets what follows from what was known before.
    pub(super) fn put_fact(&mut self, id: FactId, possible: Possible) {
        if let Some(slot) = self.facts.get_mut(id.index())
            && *slot != possible
        {
            *slot = possible;
            self.forget(&BitSet::one(id.index()));
        }
    }

    /// Forgets what follows from these facts.
    fn forget(&mut self, changed: &BitSet) {
        if changed.is_empty() {
            return;
        }
        let calculator = self.calculator.clone();
        let (reads, readers) = (|| &calculator.expression_reads, || calculator.expression_readers());
        self.values.forget(changed, &reads, &readers, &mut |_| {});
        let (reads, readers) = (|| calculator.condition_reads(), || calculator.condition_readers());
        let refined = &mut self.refined;
        self.truths.forget(changed, &reads, &readers, &mut |condition| {
            if let Some(flag) = refined.get_mut(condition) {
                *flag = false;
            }
        });
        let verdicts = &mut self.verdicts;
        self.made.retain(|policy| {
            let reads = calculator.policy_reads().get(*policy as usize);
            let is_stale = reads.is_some_and(|reads| reads.intersects(changed));
            if let (true, Some(verdict)) = (is_stale, verdicts.get_mut(*policy as usize)) {
                *verdict = None;
            }
            !is_stale
        });
        for fact in changed.iter() {
            self.note_change(FactId::from_index(fact));
        }
    }

    /// Brings the truths of a policy's conditions to what its verdict says of them.
    #[cfg(feature = "lang")]
    pub(crate) fn settle(&mut self, policy: PolicyId) {
        self.refine(policy);
    }

    /// What is known of a condition, as of the last time the session was settled; and whether it can be true, and false.
    #[cfg(feature = "lang")]
    pub(crate) fn truth_at(&self, id: ConditionId) -> (Truth, bool, bool) {
        let possible = self.truth(id);
        let truths = possible.truths();
        (truth(possible), truths.yes, truths.no)
    }

    /// The number that an expression surely is.
    #[cfg(feature = "lang")]
    pub(crate) fn number_at(&mut self, id: ExpressionId) -> Option<Decimal> {
        self.value(id).single()
    }

    /// Refines the conditions of a policy, case by case where plain evaluation leaves them open.
    pub(super) fn refine(&mut self, policy: PolicyId) {
        self.refine_by(policy, &mut Session::truth_by_cases);
    }

    /// The same, by whoever goes into a condition whose parts have been refined.
    pub(super) fn refine_by(
        &mut self,
        policy: PolicyId,
        truth_by_cases: &mut dyn FnMut(&Session, ConditionId) -> Possible,
    ) {
        let calculator = self.calculator.clone();
        for id in self.conditions_of(policy) {
            if at(&self.refined, id.index()) != Some(&false) {
                continue;
            }
            // Many policies ask the same, such as whether the company is a small one: it is gone into once.
            let first = at(calculator.first_tests(), id.index()).copied().unwrap_or(id);
            if at(&self.refined, first.index()) != Some(&true) {
                self.put_truth(first, evaluate::condition(self, first), false);
                let truth = truth_by_cases(self, first);
                self.put_truth(first, truth, true);
            }
            if first != id {
                self.put_truth(id, self.truth(first).clone(), true);
            }
        }
    }

    /// Sets the truths of a policy's conditions to what plain evaluation says, whatever other policies share them.
    fn evaluate_plainly(&mut self, policy: PolicyId) {
        for id in self.conditions_of(policy) {
            self.put_truth(id, evaluate::condition(self, id), false);
        }
    }

    /// The conditions of a policy and their parts, ascending.
    fn conditions_of(&self, policy: PolicyId) -> Vec<ConditionId> {
        let catalog = &self.calculator.catalog;
        let mut conditions: Vec<ConditionId> = catalog.policies[policy].conditions().collect();
        let mut next = 0;
        while let Some(id) = at(&conditions, next) {
            let children = catalog.conditions[*id].kind.children();
            conditions.extend(children);
            next += 1;
        }
        sort::by(&mut conditions, Ord::cmp);
        conditions.dedup();
        conditions
    }

    fn put_truth(&mut self, id: ConditionId, truth: Possible, refined: bool) {
        self.truths.replace(id.index(), truth);
        if let Some(flag) = self.refined.get_mut(id.index()) {
            *flag = refined;
        }
    }

    /// The verdicts on all policies, in the catalog's order.
    pub fn verdicts(&mut self) -> VerdictsJson {
        let verdicts = self.shared_verdicts().iter().map(|verdict| Verdict::clone(verdict)).collect();
        VerdictsJson { as_of: self.as_of.to_string(), verdicts }
    }

    /// The verdict on one policy, if there is such a policy.
    pub fn verdict(&mut self, policy: &str) -> Option<Verdict> {
        let id = self.calculator.policy_with(policy)?;
        Some(Verdict::clone(&self.verdict_of(id)))
    }

    /// What a definition comes to: one that is local to a policy, or one of the catalog.
    pub fn value_of(&mut self, definition: &str, policy: Option<&str>) -> Option<ValueView> {
        let found = &self.calculator.catalog.definitions[self.definition_named(definition, policy)?];
        let value = cases::value(&self.calculator, self, found.body, self.budget);
        Some(self.view_of(&value, &found.value_type))
    }

    /// The policies whose choice changes what a policy's benefits come to, in the order of the benefits.
    pub(crate) fn depends_on(&self, policy: PolicyId) -> Vec<PolicyId> {
        let benefits = &self.calculator.catalog.policies[policy].benefits;
        let asking = benefits.iter().filter(|benefit| self.calculator.choosing.benefit(benefit));
        let mut policies: Vec<PolicyId> = Vec::new();
        for id in asking.flat_map(|benefit| &benefit.depends_on) {
            if !policies.contains(id) {
                policies.push(*id);
            }
        }
        policies
    }

    /// The ends of what a benefit comes to where it is said which other policies are chosen; nothing where there is no amount. The
    /// verdict on its policy has been asked for.
    pub(crate) fn ends_if(
        &self,
        policy: PolicyId,
        benefit: &Benefit,
        chosen: &[(PolicyId, bool)],
    ) -> Option<(Decimal, Option<Decimal>)> {
        let root = self.calculator.catalog.policies[policy].eligible;
        let view = Choices::new(&self.calculator, self, benefit, chosen, self.budget);
        amount::ends(&cases::amount(&self.calculator, &view, root, benefit, self.budget))
    }

    /// The ends of an ordered value; the upper one is `None` where nobody gave one. Nothing where it cannot be computed.
    pub(crate) fn ends_of(&mut self, id: ExpressionId) -> Option<(Decimal, Option<Decimal>)> {
        let value = cases::value(&self.calculator, self, id, self.budget);
        amount::ends(&value)
    }

    fn definition_named(&self, name: &str, policy: Option<&str>) -> Option<DefinitionId> {
        let policy = policy.and_then(|policy| self.calculator.policy_with(policy));
        let definitions = &self.calculator.catalog.definitions;
        let local = policy.and_then(|policy| definitions.find(|d| d.policy == Some(policy) && d.name == name));
        local.or_else(|| definitions.find(|d| d.policy.is_none() && d.name == name)).map(|(id, _)| id)
    }

    /// The records that a definition with `select` chooses from, each with whether it is chosen and why: one of a policy, or
    /// one of the catalog. A list of which nothing is known has no records to tell of.
    pub fn records_of(&mut self, definition: &str, policy: Option<&str>) -> Option<Vec<RecordVerdict>> {
        let id = self.definition_named(definition, policy)?;
        let catalog = &self.calculator.catalog;
        let (_, selection) = catalog.selections.find(|selection| selection.definition == id)?;
        let Expression::Each { over, variable, .. } = &catalog.expressions[selection.filter] else { return None };
        let list = self.value(*over);
        let Outcomes::List(items) = &list.outcomes else { return Some(Vec::new()) };
        let element_type = match &catalog.definitions[id].value_type {
            Type::List(element) => &catalog.elements[*element],
            _ => return None,
        };
        let mut records = Vec::with_capacity(items.items.len());
        for item in &items.items {
            let facts = list.facts.clone();
            let element = Possible { facts, judged: list.judged, ..Possible::known(item.outcomes.clone()) }.settled();
            let record = self.fields_view(&element, element_type);
            let mut bound = Bound::new(self, selection.filter, *variable, element);
            bound.evaluate_condition(selection.condition);
            let mut errors = Vec::new();
            let condition = self.condition(&bound, selection.condition, None, &mut errors);
            records.push(RecordVerdict { record, condition, errors });
        }
        Some(records)
    }

    /// What is known of each field of a record.
    fn fields_view(&self, record: &Possible, record_type: &Type) -> Fields {
        let catalog = &self.calculator.catalog;
        let (Outcomes::Record(values), Type::Record(of)) = (&record.outcomes, record_type) else {
            return Fields(Vec::new());
        };
        let fields = catalog.records[*of].fields.iter().zip(values).map(|((name, value_type), outcomes)| {
            let value = Possible { outcomes: outcomes.clone(), ..record.clone() }.settled();
            (name.clone(), self.view_of(&value, value_type))
        });
        Fields(fields.collect())
    }

    /// The truth of a policy's condition by its id.
    pub fn truth_of(&mut self, policy: &str, condition: &str) -> Option<Truth> {
        let policy = self.calculator.policy_with(policy)?;
        self.refine(policy);
        let Catalog { conditions, texts, .. } = &*self.calculator.catalog;
        let ids = self.conditions_of(policy);
        let found = ids.into_iter().find(|id| conditions[*id].id.is_some_and(|id| &texts[id] == condition))?;
        Some(truth(self.truth(found)))
    }

    /// The verdicts on all policies, in the catalog's order, without copying them.
    pub(crate) fn shared_verdicts(&mut self) -> Vec<Arc<Verdict>> {
        let ids: Vec<_> = self.calculator.catalog.policies.ids().collect();
        ids.into_iter().map(|id| self.verdict_of(id)).collect()
    }

    pub(super) fn verdict_of(&mut self, id: PolicyId) -> Arc<Verdict> {
        if let Some(Some(verdict)) = self.verdicts.get(id.index()) {
            return verdict.clone();
        }
        // What is not in force is not gone into: nothing hangs on it.
        if self.is_in_force(id) {
            self.refine(id);
        } else {
            self.evaluate_plainly(id);
        }
        let verdict = Arc::new(self.build_verdict(id));
        if let Some(slot) = self.verdicts.get_mut(id.index()) {
            *slot = Some(verdict.clone());
        }
        self.made.push(id.index() as u32);
        verdict
    }

    // --------------------------------------------------------------------------------------------------------- verdicts

    fn build_verdict(&self, id: PolicyId) -> Verdict {
        let catalog = &self.calculator.catalog;
        let policy = &catalog.policies[id];
        let root = self.truth(policy.eligible);
        let (reason, successor) = self.life(id, policy);
        let mut errors = Vec::new();
        let top = &catalog.conditions[policy.eligible];
        let own_source = policy.sources.first().copied();
        let conditions = match &top.kind {
            ConditionKind::All(children) if top.says.is_none() => {
                children.iter().map(|child| self.condition(self, *child, own_source, &mut errors)).collect()
            }
            _ => vec![self.condition(self, policy.eligible, own_source, &mut errors)],
        };
        let budget = if reason.is_some() { 0 } else { self.budget };
        let benefits = policy.benefits.iter().enumerate();
        let benefits = benefits.map(|(place, benefit)| {
            let amount = self.amount_by_cases(id, place, budget);
            self.benefit(benefit, &amount, &mut errors)
        });
        let benefits = benefits.collect();
        Verdict {
            policy: policy.id.clone(),
            status: if reason.is_some() { Status::NotInForce } else { Status::of(truth(root)) },
            reason,
            successor: successor.map(|successor| catalog.policies[successor].id.clone()),
            survives: successor.and_then(|successor| {
                let survives = &catalog.policies[successor].survives;
                let (_, words) = survives.iter().find(|(older, _)| *older == id)?;
                Some(words.in_language(self.language).to_owned())
            }),
            benefits,
            window: window::verdict(&policy.windows, self.as_of),
            conditions,
            source: own_source.map_or_else(SourceDescription::default, |source| SourceDescription::of(catalog, source)),
            missing: self.calculator.names(&root.facts),
            errors,
        }
    }

    /// Why a policy is not in force, if it is not, and what took its place.
    pub(super) fn life(&self, id: PolicyId, policy: &Policy) -> (Option<Reason>, Option<PolicyId>) {
        let policies = &self.calculator.catalog.policies;
        let has_come = |when: When| !matches!(when, When::Day(day) if day > self.as_of);
        let in_force = |id: &PolicyId| {
            let newer = &policies[*id];
            matches!(newer.state, State::InForce | State::Unverified) && has_come(newer.from)
        };
        let successors = self.calculator.successors.of(id.index()).iter().map(|id| PolicyId::from_index(*id as usize));
        let first_day = |id: &PolicyId| match policies[*id].from {
            When::Day(day) => Some(day),
            When::Open | When::Unknown => None,
        };
        let successor = successors.filter(in_force).min_by_key(first_day);
        let expired = match policy.to {
            When::Day(last) if last < self.as_of => Some(last),
            _ => None,
        };
        let reason = match policy.state {
            State::Draft => Some(Reason::Draft),
            State::Repealed => Some(Reason::Repealed),
            State::InForce | State::Unverified if !has_come(policy.from) => Some(Reason::NotYet),
            State::InForce | State::Unverified => match (successor, expired) {
                // It had ended of itself before the newer one began.
                (Some(newer), Some(last)) if first_day(&newer).is_some_and(|first| first > last) => {
                    Some(Reason::Expired)
                }
                (Some(_), _) => Some(Reason::Superseded),
                (None, Some(_)) => Some(Reason::Expired),
                (None, None) => None,
            },
        };
        (reason, successor.filter(|_| reason.is_some()))
    }

    fn condition(
        &self,
        view: &dyn View,
        id: ConditionId,
        own: Option<SourceId>,
        errors: &mut Vec<ValueProblem>,
    ) -> ConditionVerdict {
        let catalog = &self.calculator.catalog;
        let Condition { kind, id: name, says, clause, source, fix } = &catalog.conditions[id];
        let possible = view.truth(id);
        let truth = truth(possible);
        let children = kind.children().iter().map(|child| self.condition(view, *child, own, errors)).collect();
        if let (Truth::Error, Some(error), true) = (truth, possible.error, kind.children().is_empty()) {
            self.problem(error, *clause, errors);
        }
        let (shape, n) = match kind {
            ConditionKind::Test(_) => (ConditionShape::Test, None),
            ConditionKind::All(_) => (ConditionShape::All, None),
            ConditionKind::Any(_) => (ConditionShape::Any, None),
            ConditionKind::Not(_) => (ConditionShape::Not, None),
            ConditionKind::AtLeast(n, _) => (ConditionShape::AtLeast, Some(*n)),
            ConditionKind::Judged(_) => (ConditionShape::Judged, None),
        };
        let reads = self.calculator.condition_reads().get(id.index());
        ConditionVerdict {
            id: self.text(*name),
            kind: shape,
            n,
            says: words(catalog, *says, self.language).unwrap_or_default(),
            clause: self.text(*clause),
            source: source.filter(|id| Some(*id) != own).map(|id| SourceDescription::of(catalog, id)),
            fix: words(catalog, *fix, self.language),
            truth,
            facts: reads.map(|reads| self.calculator.names(reads)).unwrap_or_default(),
            missing: self.calculator.names(&possible.facts),
            children,
        }
    }

    fn benefit(&self, benefit: &Benefit, amount: &Possible, errors: &mut Vec<ValueProblem>) -> BenefitVerdict {
        let range = amount::ends(amount);
        if let (Some(error), None) = (amount.error, range) {
            self.problem(error, benefit.clause, errors);
        }
        let when = benefit.when.map(|when| self.truth(when));
        if let Some((error, Truth::Error)) = when.and_then(|when| Some((when.error?, truth(when)))) {
            self.problem(error, benefit.clause, errors);
        }
        BenefitVerdict {
            kind: benefit.kind,
            says: words(&self.calculator.catalog, benefit.says, self.language),
            when: when.map(truth),
            min: range.map(|(min, _)| decimal::money_text(min)),
            max: range.and_then(|(_, max)| max).map(decimal::money_text),
            unit: "元",
            certainty: benefit.certainty,
            measure: benefit.measure,
            per: benefit.per,
            clause: self.text(benefit.clause),
            reference: benefit.reference,
            missing: self.calculator.names(&amount.facts),
        }
    }

    fn text(&self, id: Option<TextId>) -> Option<String> {
        id.map(|id| self.calculator.catalog.texts[id].to_owned())
    }

    fn problem(&self, error: ValueError, clause: Option<TextId>, errors: &mut Vec<ValueProblem>) {
        let clause = self.text(clause);
        let message = error.message(&self.calculator.catalog, self.language);
        let problem = ValueProblem { code: error.code().to_owned(), message, clause };
        if !errors.contains(&problem) {
            errors.push(problem);
        }
    }

    // ----------------------------------------------------------------------------------------------------------- values

    /// A value as `policy feel` prints it.
    fn view_of(&self, possible: &Possible, value_type: &Type) -> ValueView {
        let catalog = &*self.calculator.catalog;
        let each = match value_type {
            Type::Series(each) => each,
            single => single,
        };
        let shown = |value: Decimal| plain_text(value, each);
        let list = match value_type {
            Type::Choice(list) | Type::Choices(list) => Some(&catalog.lists[*list]),
            _ => None,
        };
        let codes = |set: &BitSet| set.iter().filter_map(|position| Some(code(list?, position))).collect();
        if possible.is_settled() {
            if let Outcomes::None = possible.outcomes {
                let error = possible.error.map(|error| ErrorView {
                    code: error.code().to_owned(),
                    message: error.message(catalog, self.language),
                });
                let error = error.unwrap_or(ErrorView { code: "malformed".to_owned(), message: String::new() });
                return ValueView::Error { error };
            }
            return ValueView::Known { value: plain(catalog, &possible.outcomes, value_type) };
        }
        match &possible.outcomes {
            Outcomes::Ordered(interval) if interval.low.given || interval.high.given => ValueView::Bounded {
                min: interval.low.given.then(|| shown(interval.low.value)),
                max: interval.high.given.then(|| shown(interval.high.value)),
            },
            Outcomes::Choice(set) if list.is_some_and(|list| set.len() < list.leaves().count()) => {
                ValueView::OneOf { codes: codes(set) }
            }
            _ => ValueView::Unknown { unknown: true, missing: self.calculator.names(&possible.facts) },
        }
    }
}

fn code(list: &List, position: usize) -> String {
    let item = u32::try_from(position).ok().and_then(|position| list.item(position));
    item.map(|item| item.code.clone()).unwrap_or_default()
}

/// A settled value in JSON.
fn plain(catalog: &Catalog, outcomes: &Outcomes, value_type: &Type) -> PlainValue {
    match (outcomes, value_type) {
        (Outcomes::Boolean { yes, .. }, _) => PlainValue::Boolean(*yes),
        (Outcomes::Ordered(interval), _) => {
            PlainValue::Text(plain_text(interval.single().unwrap_or(interval.low.value), value_type))
        }
        (Outcomes::Text(text), _) => PlainValue::Text(text.as_deref().unwrap_or_default().to_owned()),
        (Outcomes::Choice(set), Type::Choice(list)) => {
            PlainValue::Text(set.single().map(|position| code(&catalog.lists[*list], position)).unwrap_or_default())
        }
        (Outcomes::Choices { must, .. }, Type::Choices(list)) => {
            let codes = must.iter().map(|position| PlainValue::Text(code(&catalog.lists[*list], position)));
            PlainValue::List(codes.collect())
        }
        (Outcomes::Series(series), Type::Series(each)) => {
            let years = series.years.iter().map(|year| PlainValue::Text(plain_text(year.low.value, each)));
            PlainValue::List(years.collect())
        }
        (Outcomes::List(list), Type::List(element)) => {
            let element = &catalog.elements[*element];
            PlainValue::List(list.items.iter().map(|item| plain(catalog, &item.outcomes, element)).collect())
        }
        (Outcomes::Record(fields), Type::Record(record)) => {
            let types = &catalog.records[*record].fields;
            let field = |((name, of), value): (&(String, Type), &Outcomes)| (name.clone(), plain(catalog, value, of));
            PlainValue::Record(types.iter().zip(fields).map(field).collect())
        }
        _ => PlainValue::Text(String::new()),
    }
}

/// A value in JSON: money rounded to the 分, dates and periods in ISO 8601, anything else as plain decimal text.
fn plain_text(value: Decimal, value_type: &Type) -> String {
    match value_type {
        Type::Money => decimal::money_text(value),
        Type::Date => evaluate::day(value).map_or_else(|_| decimal::text(value), |day| day.to_string()),
        Type::Period => literal::period_text(value),
        Type::Days => {
            let days = decimal::text(value);
            days.strip_prefix('-').map_or_else(|| format!("P{days}D"), |days| format!("-P{days}D"))
        }
        _ => decimal::text(value),
    }
}

/// How a condition's truth is told.
pub(crate) fn truth(possible: &Possible) -> Truth {
    if possible.is_true() {
        Truth::True
    } else if possible.is_false() {
        Truth::False
    } else if possible.is_settled() {
        Truth::Error
    } else if possible.judged && possible.facts.is_empty() {
        Truth::Judged
    } else {
        Truth::Unknown
    }
}
