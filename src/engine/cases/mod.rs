//! Case by case: what a question comes to where plain evaluation leaves it open because one unknown stands in several places.
//!
//! Plain evaluation ([`super::evaluate`]) gives each operation every outcome of its operands, as if these did not hang together;
//! so `收入 >= 10 or 收入 < 10` stays open. It is exact where no two operands share an unknown. Where they do, the question is
//! asked anew for every part of the unknown that the constants it is compared with leave whole (its *cells*, found by a
//! [`Survey`]), one unknown after the other, until it is settled or nothing is left to split. What all these cases give
//! together is the answer. It is exact where every comparison is between one fact and constants, up to [`BUDGET`] cases;
//! beyond that the plain answer stands.
//!
//! `docs/unknowns.md` says why this is sound, and why whoever knows more never gets a vaguer answer. Must never: leave a
//! completion out; let what is known decide the order in which unknowns are split, or what a case counts.

mod case;
mod survey;
mod variable;

use super::amount;
use super::calculator::Calculator;
use super::evaluate::View;
use super::interval::Interval;
use super::possible::{Outcomes, Possible};
use super::set::BitSet;
use crate::model::{Benefit, ConditionId, ConditionKind, ExpressionId, FactId, Policy};
use case::Case;
use survey::Survey;
use variable::{Key, Variable};

/// How many cases a question may be split into.
pub(crate) const BUDGET: usize = 256;
/// How many cases are looked at in any case, to tell which facts are missing; beyond them a question that has shown every
/// outcome of the plain answer is left.
const PATIENCE: usize = 16;

/// What is asked.
#[derive(Clone, Copy)]
enum Question<'q> {
    /// A condition's truth.
    Truth(ConditionId),
    /// An expression's value.
    Value(ExpressionId),
    /// What a benefit comes to where this condition, the root of its policy, and its own hold.
    Amount(ConditionId, &'q Benefit),
}

impl Question<'_> {
    /// What the view says.
    fn plain(&self, calculator: &Calculator, view: &dyn View) -> Possible {
        match self {
            Question::Truth(id) => view.truth(*id).clone(),
            Question::Value(id) => view.value(*id).clone(),
            Question::Amount(root, benefit) => amount::range(view, *root, benefit, &calculator.expression_reads),
        }
    }

    /// Whether what the view says is all there is to say.
    fn is_settled(&self, view: &dyn View) -> bool {
        match self {
            Question::Truth(id) => view.truth(*id).is_settled(),
            Question::Value(id) => view.value(*id).is_settled(),
            Question::Amount(root, benefit) => {
                for condition in std::iter::once(*root).chain(benefit.when) {
                    let truth = view.truth(condition);
                    if !truth.is_true() {
                        return truth.is_settled();
                    }
                }
                benefit.expressions().all(|id| view.value(id).is_settled())
            }
        }
    }

    /// Whether the rules alone tell that no operand shares an unknown with another one, so that a survey would find nothing. Beside an
    /// error it may be the judge alone who decides.
    fn shares_nothing(&self, calculator: &Calculator, plain: &Possible) -> bool {
        let shares = match self {
            Question::Truth(id) => calculator.sharing().shares(*id),
            Question::Value(id) => calculator.sharing().repeats(*id),
            Question::Amount(..) => true,
        };
        !(shares || plain.judged && plain.error.is_some())
    }

    /// Whether a benefit's own condition can fail where the policy's hold.
    fn can_fail(&self, view: &dyn View) -> bool {
        match self {
            Question::Amount(root, Benefit { when: Some(when), .. }) => {
                view.truth(*root).truths().yes && !view.truth(*when).is_true()
            }
            _ => false,
        }
    }

    /// The facts that answer judges in it: they are split like these. Those of other questions are facts like any other here.
    fn answers(&self, calculator: &Calculator) -> BitSet {
        match self {
            Question::Truth(id) => answers(calculator, vec![*id]),
            Question::Value(_) => BitSet::EMPTY,
            Question::Amount(root, benefit) => {
                answers(calculator, std::iter::once(*root).chain(benefit.when).collect())
            }
        }
    }

    fn survey<'a>(
        &self,
        calculator: &'a Calculator,
        view: &'a dyn View,
        answers: &'a BitSet,
        everything: bool,
    ) -> Survey<'a> {
        let mut survey = Survey::new(calculator, view, answers, everything);
        match self {
            Question::Truth(id) => survey.root(*id),
            Question::Value(id) => survey.value(*id),
            Question::Amount(root, benefit) => {
                survey.part(*root);
                benefit.when.iter().for_each(|when| survey.part(*when));
                benefit.expressions().for_each(|id| survey.value(id));
            }
        }
        survey
    }
}

/// The facts that answer judges in some conditions or their parts.
fn answers(calculator: &Calculator, mut open: Vec<ConditionId>) -> BitSet {
    let mut answers = BitSet::EMPTY;
    while let Some(id) = open.pop() {
        let kind = &calculator.catalog().conditions[id].kind;
        if let ConditionKind::Judged(Some(answer)) = kind
            && let Some(reads) = calculator.expression_reads.get(answer.index())
        {
            answers.extend(reads);
        }
        open.extend(kind.children());
    }
    answers
}

/// What a condition can be, whose children have been refined: true, false or an error.
pub(crate) fn truth(calculator: &Calculator, view: &dyn View, id: ConditionId, budget: usize) -> Possible {
    answer(calculator, view, Question::Truth(id), budget).0
}

/// What an expression can be.
pub(crate) fn value(calculator: &Calculator, view: &dyn View, id: ExpressionId, budget: usize) -> Possible {
    answer(calculator, view, Question::Value(id), budget).0
}

/// What a benefit of a policy with this root comes to over the completions in which the conditions hold; the root and the
/// benefit's own condition have been refined. Nothing where they never hold.
pub(crate) fn amount(
    calculator: &Calculator,
    view: &dyn View,
    root: ConditionId,
    benefit: &Benefit,
    budget: usize,
) -> Possible {
    let (amount, can_fail) = answer(calculator, view, Question::Amount(root, benefit), budget);
    where_it_can_fail(amount, can_fail, view, benefit)
}

/// The same as plain evaluation has it.
pub(crate) fn amount_plainly(
    calculator: &Calculator,
    view: &dyn View,
    root: ConditionId,
    benefit: &Benefit,
) -> Possible {
    let question = Question::Amount(root, benefit);
    where_it_can_fail(question.plain(calculator, view), question.can_fail(view), view, benefit)
}

/// [`truth`], if it has to be asked what the question hangs on.
#[cfg(feature = "lang")]
pub(crate) fn truth_gone_into(calculator: &Calculator, view: &dyn View, id: ConditionId) -> Option<Possible> {
    gone_into(calculator, view, Question::Truth(id)).map(|(truth, _)| truth)
}

/// [`amount`], if it has to be asked what the question hangs on.
#[cfg(feature = "lang")]
pub(crate) fn amount_gone_into(
    calculator: &Calculator,
    view: &dyn View,
    root: ConditionId,
    benefit: &Benefit,
) -> Option<Possible> {
    let (amount, can_fail) = gone_into(calculator, view, Question::Amount(root, benefit))?;
    Some(where_it_can_fail(amount, can_fail, view, benefit))
}

/// [`answer`], up to the budget of all questions, if it has to be asked what the question hangs on.
#[cfg(feature = "lang")]
fn gone_into(calculator: &Calculator, view: &dyn View, question: Question) -> Option<(Possible, bool)> {
    let (plain, can_fail) = (question.plain(calculator, view), question.can_fail(view));
    let is_plain = is_plain(calculator, question, &plain, can_fail);
    (!is_plain).then(|| by_cases(calculator, view, question, &plain, can_fail, BUDGET).unwrap_or((plain, can_fail)))
}

/// Whether what plain evaluation says is all there is to say, as can be told without asking what the question hangs on.
fn is_plain(calculator: &Calculator, question: Question, plain: &Possible, can_fail: bool) -> bool {
    is_closed(plain) && !can_fail || question.shares_nothing(calculator, plain)
}

/// An amount of a benefit whose own condition may fail where the policy's hold.
fn where_it_can_fail(mut amount: Possible, can_fail: bool, view: &dyn View, benefit: &Benefit) -> Possible {
    if let Outcomes::Ordered(range) = &mut amount.outcomes {
        // Nothing is computed from an amount, so that only its ends are told, whichever way it was found.
        *range = Interval::of(range.low, range.high);
        if let (true, Some(when)) = (can_fail, benefit.when) {
            range.low = amount::nothing().low;
            amount.facts.extend(&view.truth(when).facts);
        }
    }
    amount
}

/// The answer, and whether the benefit asked for can fail where the policy's conditions hold.
fn answer(calculator: &Calculator, view: &dyn View, question: Question, budget: usize) -> (Possible, bool) {
    let (plain, can_fail) = (question.plain(calculator, view), question.can_fail(view));
    by_cases(calculator, view, question, &plain, can_fail, budget).unwrap_or((plain, can_fail))
}

/// The same, if there are cases to be gone through; else what plain evaluation says, which is given, is all there is to say.
fn by_cases(
    calculator: &Calculator,
    view: &dyn View,
    question: Question,
    plain: &Possible,
    can_fail: bool,
    budget: usize,
) -> Option<(Possible, bool)> {
    if budget == 0 || is_plain(calculator, question, plain, can_fail) {
        return None;
    }
    let answers = question.answers(calculator);
    let (survey, fixed) = surveyed(calculator, view, question, plain, &answers)?;
    let mut search = Search {
        calculator,
        question,
        answers: &answers,
        plain,
        can_fail,
        fixed,
        last: None,
        matters: false,
        case: Case::new(calculator, view, &survey),
        first: Some(survey),
        budget,
        cases: 1,
        seen: (NOTHING, false),
        is_over: false,
    };
    let split = search.split();
    if search.is_over {
        return Some((plain.clone(), can_fail));
    }
    let (can_fail, roughly) = (search.seen.1, search.cases > PATIENCE);
    Some((conclude(split, plain, roughly), can_fail))
}

/// What a question hangs on, and what divides facts whose own values matter, whatever is known; nothing where going through cases
/// could not tell more than plain evaluation, or where that would be too much.
fn surveyed<'a>(
    calculator: &'a Calculator,
    view: &'a dyn View,
    question: Question,
    plain: &Possible,
    answers: &'a BitSet,
) -> Option<(Survey<'a>, Vec<Variable>)> {
    let survey = question.survey(calculator, view, answers, false);
    let is_loose = survey.is_loose() && !survey.shared;
    let everything = (is_loose || !survey.raw.is_empty()).then(|| question.survey(calculator, view, answers, true));
    let any = |test: fn(&Survey) -> bool| everything.as_ref().is_some_and(test);
    let is_shared = survey.shared || (is_loose && any(|everything| everything.shared));
    // Beside an error it may be the judge alone who decides.
    let is_worth_it = is_shared || plain.judged && plain.error.is_some();
    let is_too_much = survey.gave_up || any(|everything| everything.gave_up);
    (is_worth_it && !is_too_much).then(|| (survey, everything.map(|all| all.variables).unwrap_or_default()))
}

/// Whether the rules alone tell that cases cannot tell more of a condition, and whether a survey says that they could.
#[cfg(test)]
pub(super) fn shares_nothing_and_is_surveyed(
    calculator: &Calculator,
    view: &dyn View,
    id: ConditionId,
) -> (bool, bool) {
    let (question, plain) = (Question::Truth(id), view.truth(id));
    let answers = question.answers(calculator);
    let surveyed = surveyed(calculator, view, question, plain, &answers);
    (question.shares_nothing(calculator, plain), !is_closed(plain) && surveyed.is_some())
}

/// Whether an open fact that a condition's refined truth names can change it: whether in some case that settles all else its
/// parts differ. `true` where there are too many cases to tell.
pub(crate) fn matters(calculator: &Calculator, view: &dyn View, id: ConditionId, fact: FactId, budget: usize) -> bool {
    let question = Question::Truth(id);
    let plain = question.plain(calculator, view);
    let answers = question.answers(calculator);
    let mut survey = Survey::new(calculator, view, &answers, false);
    survey.part(id);
    // Where no operand shares an unknown with another one, plain evaluation has told already.
    if !survey.is_repeated() || survey.gave_up || survey.raw.contains(fact.index()) {
        return true;
    }
    let mut search = Search {
        calculator,
        question,
        answers: &answers,
        plain: &plain,
        can_fail: false,
        fixed: Vec::new(),
        last: Some(fact),
        matters: false,
        case: Case::new(calculator, view, &survey),
        first: None,
        budget,
        cases: 1,
        seen: (NOTHING, false),
        is_over: false,
    };
    search.split();
    search.matters || search.cases > budget
}

/// The parts into which the conditions and amounts of some policies divide what a fact can be: within a part no comparison
/// that is still open tells values apart. Of a fact with several aspects (its years, the leaves of a set) the one that is
/// divided most counts. None where its own value matters alone.
pub(crate) fn parts<'p>(
    calculator: &Calculator,
    view: &dyn View,
    policies: impl Iterator<Item = &'p Policy>,
    fact: FactId,
) -> Vec<Possible> {
    let mut variables: Vec<Variable> = Vec::new();
    for policy in policies {
        let whens = policy.benefits.iter().filter_map(|benefit| benefit.when);
        let answers = answers(calculator, std::iter::once(policy.eligible).chain(whens).collect());
        let mut survey = Survey::new(calculator, view, &answers, false);
        survey.part(policy.eligible);
        for benefit in &policy.benefits {
            benefit.when.iter().for_each(|when| survey.part(*when));
            benefit.expressions().for_each(|id| survey.value(id));
        }
        for found in survey.variables.into_iter().filter(|variable| variable.key.fact_id() == Some(fact)) {
            match variables.iter_mut().find(|variable| variable.key == found.key) {
                Some(variable) => {
                    let new = found.marks.into_iter().filter(|mark| !variable.marks.contains(mark)).collect::<Vec<_>>();
                    variable.marks.extend(new);
                }
                None => variables.push(found),
            }
        }
    }
    let most = variables.iter().max_by_key(|variable| variable.marks.len());
    most.map(|variable| variable.cells(view, false)).unwrap_or_default()
}

/// The items, from both ends inwards.
fn inwards<T>(items: Vec<T>) -> impl Iterator<Item = T> {
    let (mut items, mut is_front) = (items.into_iter(), false);
    std::iter::from_fn(move || {
        is_front = !is_front;
        if is_front { items.next() } else { items.next_back() }
    })
}

const NOTHING: Possible = Possible { outcomes: Outcomes::None, error: None, facts: BitSet::EMPTY, judged: false };

/// Whether nothing that could still become known would change it.
fn is_closed(answer: &Possible) -> bool {
    answer.facts.is_empty() && !answer.judged
}

/// Whether both are closed and the same.
fn agree(a: &Possible, b: &Possible) -> bool {
    let same = a.outcomes == b.outcomes && a.error.is_some() == b.error.is_some();
    is_closed(a) && is_closed(b) && (same || a.surely_equals(b))
}

/// The answer that follows from all cases, within the plain one; `roughly` where they were too many to tell the facts that
/// matter from the others.
fn conclude(split: Possible, plain: &Possible, roughly: bool) -> Possible {
    let mut facts = split.facts.intersection(&plain.facts);
    // A fact that does not keep the plain answer open answers a judge.
    let judged = plain.judged && (split.judged || split.facts != facts);
    let some = !split.facts.is_empty();
    if if facts.is_empty() { some && !judged } else { roughly } {
        facts = plain.facts.clone();
    }
    Possible { facts, judged, ..split.met(plain) }.settled()
}

/// A question being split into cases.
struct Search<'s> {
    calculator: &'s Calculator,
    question: Question<'s>,
    /// The facts that answer judges in it.
    answers: &'s BitSet,
    plain: &'s Possible,
    can_fail: bool,
    /// Of facts whose own values matter: what divides them, whatever is known.
    fixed: Vec<Variable>,
    /// The fact that is asked about and split when nothing else is left; see [`matters`].
    last: Option<FactId>,
    /// Whether it has been found to matter, which ends the search.
    matters: bool,
    case: Case<'s>,
    /// What the question hangs on before anything is split, if that is known: it is the longest of all walks.
    first: Option<Survey<'s>>,
    budget: usize,
    /// How many cases there are, as far as splits have shown.
    cases: usize,
    /// What the cases so far have shown, and whether the benefit could fail in one.
    seen: (Possible, bool),
    /// Whether it ended early: the budget does not suffice, or nothing can come of more cases.
    is_over: bool,
}

impl Search<'_> {
    /// The first variable that can be split in this case, and its cells.
    fn next(&mut self) -> Option<(Key, Vec<Possible>)> {
        if self.question.is_settled(&self.case) {
            return None;
        }
        let first = self.first.take();
        let survey = first.unwrap_or_else(|| self.question.survey(self.calculator, &self.case, self.answers, false));
        let first = |variables: &[Variable], raw: bool| {
            variables.iter().find_map(|variable| {
                let is_raw = variable.key.fact_id().is_some_and(|fact| survey.raw.contains(fact.index()));
                let cells = if is_raw == raw { variable.cells(&self.case, raw) } else { Vec::new() };
                (cells.len() > 1).then_some((variable.key, cells))
            })
        };
        if let Some(last) = self.last {
            let (mine, others): (Vec<Variable>, Vec<Variable>) =
                survey.variables.iter().cloned().partition(|variable| variable.key.fact_id() == Some(last));
            return first(&others, false).or_else(|| first(&mine, false));
        }
        match (first(&survey.variables, false), first(&self.fixed, true)) {
            (Some(a), Some(b)) => Some(if a.0 < b.0 { a } else { b }),
            (a, b) => a.or(b),
        }
    }

    /// What the question comes to in this case.
    fn split(&mut self) -> Possible {
        let Some((key, cells)) = self.next() else { return self.end() };
        self.cases += cells.len() - 1;
        if self.cases > self.budget {
            self.is_over = true;
            return NOTHING;
        }
        // Below different answers of a judge, different outcomes do not show that a fact matters.
        let is_judge = matches!(self.question, Question::Truth(_))
            && key.fact_id().is_none_or(|fact| !self.plain.facts.contains(fact.index()));
        let (mut result, mut is_first, mut is_same) = (NOTHING, true, true);
        // From both ends: what differs most shows soonest that nothing can be excluded.
        for cell in inwards(cells) {
            if is_judge {
                self.seen.0 = NOTHING;
            }
            let before = self.case.assume(key, cell);
            let part = self.split();
            self.case.restore(key, before);
            if self.is_over {
                return NOTHING;
            }
            // Where conditions fail there is no amount, which says nothing about it.
            if part.outcomes != Outcomes::None || part.error.is_some() {
                is_same &= if is_first { is_closed(&part) } else { agree(&part, &result) };
                is_first = false;
                result.join(&part);
            }
        }
        if !is_same && self.last.is_some() && key.fact_id() == self.last {
            (self.matters, self.is_over) = (true, true);
            return NOTHING;
        }
        if !is_same {
            match key.fact_id() {
                Some(fact) => result.facts.insert(fact.index()),
                None => result.judged = true,
            }
        }
        result
    }

    /// The answer in a case that is not split further.
    fn end(&mut self) -> Possible {
        let answer = self.question.plain(self.calculator, &self.case);
        self.seen.0.join(&answer);
        self.seen.1 |= self.question.can_fail(&self.case);
        let (shown, plain) = (&self.seen.0, self.plain);
        let all = match (&shown.outcomes, &plain.outcomes) {
            (Outcomes::Ordered(shown), Outcomes::Ordered(plain)) => (shown.low, shown.high) == (plain.low, plain.high),
            (shown, plain) => shown == plain,
        };
        self.is_over = self.last.is_none()
            && self.cases > PATIENCE
            && all
            && shown.error.is_some() == plain.error.is_some()
            && self.seen.1 == self.can_fail;
        answer
    }
}
