//! Why: the fewest conditions that settle a verdict, what could still turn it, and how each amount comes about, step by step.
//!
//! A verdict's tree of conditions says everything; what settles it is less. A failed `all` is settled by one failed part, a met
//! one by all of them, and the other way round for `any`. Of several ways the one with the fewest conditions is taken, counted
//! over the whole tree (a condition that serves twice counts once); of ways alike, the first in the order of the text.
//!
//! Must never: name a condition that settles nothing; say of an amount what the engine does not.

use super::formula::{self, number, type_of};
use crate::engine::decimal::{self, Rounding};
use crate::engine::evaluate::View;
use crate::engine::possible::Possible;
use crate::engine::set::BitSet;
use crate::engine::sort;
use crate::engine::verdict;
use crate::engine::{Reason, Session, SourceDescription, Status, Truth, Verdict};
use crate::model::{
    Amount, Benefit, Catalog, Certainty, Condition, ConditionId, ConditionKind, DefinitionId, Expression, ExpressionId,
    FactId, Grade, Hit, Policy, PolicyId, SourceId, Table, TextId, Tier, Type, Words, separated,
};
use rust_decimal::Decimal;
use serde::Serialize;

/// How many ways to settle a condition are kept side by side; beyond them the shortest ones.
const WAYS: usize = 48;

/// Why a policy's verdict is what it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    /// The policy's id.
    pub policy: String,
    /// Its title.
    pub title: String,
    /// Where the company stands.
    pub status: Status,
    /// Why it is not in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// The policy that took its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub successor: Option<String>,
    /// The fewest conditions that settle the status; while it is open, the conditions that keep it so.
    pub because: Vec<Because>,
    /// What the facts that are still needed could do, each alone.
    pub open: Vec<OpenFact>,
    /// How the amounts come about, in the order of the benefits; those without an amount are left out.
    pub amounts: Vec<Computation>,
}

/// A condition that takes part in settling a verdict.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Because {
    /// In plain words.
    pub says: String,
    /// What it is.
    pub truth: Truth,
    /// Where the official text says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// Which text, and how well it was seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceDescription>,
    /// What the company could do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
    /// What it reads, with what is known of it.
    pub facts: Vec<Known>,
}

/// What is known of a fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Known {
    /// Its name.
    pub fact: String,
    /// What it is called.
    pub label: String,
    /// As people write it; `None` where nothing is known.
    pub value: Option<String>,
}

/// What one fact that is still needed could do by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OpenFact {
    /// Its name.
    pub fact: String,
    /// What it is called.
    pub label: String,
    /// Whether some answer would settle that the conditions hold.
    pub can_meet: bool,
    /// Whether some answer would settle that they do not.
    pub can_fail: bool,
}

/// How an amount comes about.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Computation {
    /// Which benefit of the policy, counted from 0.
    pub benefit: usize,
    /// In plain words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub says: Option<String>,
    /// One after the other; the last one gives the amount.
    pub steps: Vec<Step>,
    /// How sure it is.
    pub certainty: Certainty,
    /// For reference only.
    pub reference: bool,
}

/// One step of a computation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    /// What is computed.
    pub name: String,
    /// The formula with names.
    pub formula: String,
    /// The formula with figures, where it has some.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub figures: Option<String>,
    /// What it comes to; `None` where that is not known.
    pub value: Option<String>,
    /// Where the official text says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// How well that text was seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
}

/// Explains the verdict on a policy, if there is such a policy.
pub fn explain(session: &mut Session, policy: &str) -> Option<Explanation> {
    let verdict = session.verdict(policy)?;
    let calculator = session.calculator_shared();
    let catalog = calculator.catalog();
    let (id, found) = catalog.policies.find(|found| found.id == policy)?;
    let ways = ways(session, catalog, found.eligible);
    let shortest = ways.into_iter().next().unwrap_or_default();
    let because = shortest.iter().map(|index| because(session, found, ConditionId::from_index(index))).collect();
    let title = catalog.texts.say(found.title, session.language()).to_owned();
    let Verdict { status, reason, successor, .. } = verdict;
    let open = if status == Status::Undetermined { open_facts(session, id) } else { Vec::new() };
    let amounts = found.benefits.iter().enumerate();
    let amounts = amounts.filter_map(|(index, benefit)| computation(session, found, index, benefit)).collect();
    Some(Explanation { policy: policy.to_owned(), title, status, reason, successor, because, open, amounts })
}

// ---------------------------------------------------------------------------------------------------------- conditions

/// The ways to settle a condition, each a set of conditions without parts, fewest first. Where it is open: the one way that
/// has all open parts that matter.
fn ways(session: &Session, catalog: &Catalog, id: ConditionId) -> Vec<BitSet> {
    let truth = session.truth(id);
    let own = || vec![BitSet::one(id.index())];
    let parts = catalog.conditions[id].kind.children();
    let of = |wanted: fn(&Possible) -> bool| {
        let chosen = parts.iter().filter(move |part| wanted(session.truth(**part)));
        chosen.map(|part| ways(session, catalog, *part)).collect::<Vec<_>>()
    };
    let found = match (&catalog.conditions[id].kind, truth.is_true(), truth.is_false()) {
        (ConditionKind::Test(_) | ConditionKind::Judged(_), ..) => own(),
        (ConditionKind::Not(part), ..) => ways(session, catalog, *part),
        (ConditionKind::All(_), true, _) | (ConditionKind::Any(_), _, true) => together(of(|_| true)),
        (ConditionKind::Any(_), true, _) => either(of(Possible::is_true)),
        (ConditionKind::All(_), _, true) => either(of(Possible::is_false)),
        (ConditionKind::AtLeast(needed, _), true, _) => some(of(Possible::is_true), *needed as usize),
        (ConditionKind::AtLeast(needed, all), _, true) => {
            some(of(Possible::is_false), (all.len() + 1).saturating_sub(*needed as usize))
        }
        _ => together(of(|truth| !truth.is_true() && !truth.is_false())),
    };
    // Parts that settle it only together, each of them open: `x >= 10 or x < 10`.
    if found.is_empty() { together(of(|_| true)) } else { found }
}

/// Any of these ways.
pub(super) fn either(parts: Vec<Vec<BitSet>>) -> Vec<BitSet> {
    fewest(parts.into_iter().flatten().collect())
}

/// One way of each of these parts.
pub(super) fn together(parts: Vec<Vec<BitSet>>) -> Vec<BitSet> {
    parts.into_iter().fold(vec![BitSet::EMPTY], |sets, part| joined(&sets, &part))
}

/// One way each of so many of these parts.
pub(super) fn some(parts: Vec<Vec<BitSet>>, needed: usize) -> Vec<BitSet> {
    // `chosen[n]` has the ways in which n of the parts so far are settled.
    let mut chosen = vec![Vec::new(); needed + 1];
    if let Some(none) = chosen.first_mut() {
        none.push(BitSet::EMPTY);
    }
    for part in &parts {
        for count in (1..=needed).rev() {
            let more = chosen.get(count - 1).map(|sets| joined(sets, part)).unwrap_or_default();
            if let Some(sets) = chosen.get_mut(count) {
                sets.extend(more);
                *sets = fewest(std::mem::take(sets));
            }
        }
    }
    chosen.pop().unwrap_or_default()
}

fn joined(sets: &[BitSet], part: &[BitSet]) -> Vec<BitSet> {
    let pairs = sets.iter().flat_map(|set| part.iter().map(move |other| (set, other)));
    fewest(
        pairs
            .map(|(set, other)| {
                let mut both = set.clone();
                both.extend(other);
                both
            })
            .collect(),
    )
}

/// The shortest of these, those that hold another one left out; in their order where they are alike.
fn fewest(mut sets: Vec<BitSet>) -> Vec<BitSet> {
    sort::by_key(&mut sets, BitSet::len);
    let mut kept: Vec<BitSet> = Vec::new();
    for set in sets {
        if kept.len() < WAYS && !kept.iter().any(|shorter| shorter.is_subset(&set)) {
            kept.push(set);
        }
    }
    kept
}

fn because(session: &Session, policy: &Policy, id: ConditionId) -> Because {
    let catalog = session.catalog();
    let Condition { says, clause, source, fix, .. } = &catalog.conditions[id];
    let words = |words: &Option<Words>| verdict::words(catalog, *words, session.language());
    let truth = crate::engine::truth(session.truth(id));
    let source = source.or(policy.sources.first().copied());
    let facts = session.reads(id).iter().map(|index| known(session, FactId::from_index(index))).collect();
    Because {
        says: words(says).unwrap_or_default(),
        truth,
        clause: clause.map(|clause| catalog.texts[clause].to_owned()),
        source: source.map(|source| SourceDescription::of(catalog, source)),
        fix: words(fix).filter(|_| truth == Truth::False),
        facts,
    }
}

fn known(session: &Session, id: FactId) -> Known {
    let catalog = session.catalog();
    let fact = &catalog.facts[id];
    Known {
        fact: fact.name.clone(),
        label: fact.label.in_language(session.language()).to_owned(),
        value: session.is_answered(id).then(|| shown(catalog, session.fact(id), &fact.value_type, session)).flatten(),
    }
}

/// What each missing fact could do alone.
fn open_facts(session: &mut Session, policy: PolicyId) -> Vec<OpenFact> {
    let calculator = session.calculator_shared();
    let catalog = calculator.catalog();
    let missing = session.root(policy).facts;
    let mut open = Vec::new();
    let kept = session.keep();
    for id in missing.iter().map(FactId::from_index) {
        let (mut can_meet, mut can_fail) = (false, false);
        let before = session.fact(id).clone();
        for part in session.parts(id, &[policy]) {
            session.suppose(id, part);
            let root = session.root(policy);
            can_meet |= root.is_true() || (root.judged && root.facts.is_empty());
            can_fail |= root.is_false();
        }
        session.suppose(id, before);
        let fact = &catalog.facts[id];
        let label = fact.label.in_language(session.language()).to_owned();
        open.push(OpenFact { fact: fact.name.clone(), label, can_meet, can_fail });
    }
    session.put_back(kept);
    open
}

// ------------------------------------------------------------------------------------------------------------- amounts

/// The steps to a benefit's amount; nothing where it has none.
fn computation(session: &mut Session, policy: &Policy, index: usize, benefit: &Benefit) -> Option<Computation> {
    let main = benefit.source.or(policy.sources.first().copied());
    let mut steps = Steps { session, main, clause: benefit.clause, done: Vec::new(), steps: Vec::new() };
    let money = &Type::Money;
    let last = match benefit.amount {
        Amount::None => return None,
        Amount::Formula(formula) => {
            steps.parts(formula);
            steps.push("", formula, money)
        }
        Amount::Range { min, max } => {
            for (name, end) in [("least", min), ("most", max)] {
                if let Some(end) = end {
                    steps.parts(end);
                    steps.push(name, end, money);
                }
            }
            None
        }
    };
    let mut amount = last;
    for (name, limit) in [("cap", benefit.cap), ("at_least", benefit.at_least), ("step", benefit.step)] {
        if let Some(limit) = limit {
            steps.parts(limit);
            amount = steps.limit(name, limit, amount);
        }
    }
    let says = verdict::words(steps.session.catalog(), benefit.says, steps.session.language());
    let (certainty, reference) = (benefit.certainty, benefit.reference);
    Some(Computation { benefit: index, says, steps: steps.steps, certainty, reference })
}

/// Gathers steps; definitions come before what uses them.
struct Steps<'s> {
    session: &'s Session,
    /// The benefit's own document and clause, for steps that name no other.
    main: Option<SourceId>,
    clause: Option<TextId>,
    done: Vec<DefinitionId>,
    steps: Vec<Step>,
}

impl Steps<'_> {
    /// The definitions that an expression uses, as far as they take part with what is known.
    fn parts(&mut self, id: ExpressionId) {
        let catalog = self.session.catalog();
        match &catalog.expressions[id] {
            Expression::Definition(definition) => {
                if !self.done.contains(definition) {
                    self.done.push(*definition);
                    let found = &catalog.definitions[*definition];
                    self.parts(found.body);
                    let label = found.label.as_ref().map(|label| label.in_language(self.session.language()));
                    let (name, of) = (label.unwrap_or(&found.name).to_owned(), found.value_type.clone());
                    self.push(&name, found.body, &of);
                    if let (Some(step), Some(source)) = (self.steps.last_mut(), found.source) {
                        step.clause = catalog.sources[source].clause.map(|clause| catalog.texts[clause].to_owned());
                        step.grade = catalog.sources[source].grade;
                    }
                }
            }
            Expression::If { condition, then, otherwise } => {
                self.parts(*condition);
                let truths = self.session.value(*condition).truths();
                if truths.yes {
                    self.parts(*then);
                }
                if truths.no {
                    self.parts(*otherwise);
                }
            }
            Expression::Table(table) => {
                let rows = self.rows(&catalog.tables[*table]);
                rows.into_iter().for_each(|(when, then)| {
                    when.into_iter().for_each(|when| self.parts(when));
                    self.parts(then);
                });
            }
            _ => {
                let mut parts = Vec::new();
                catalog.for_each_part(id, &mut |part| parts.push(part));
                parts.into_iter().for_each(|part| self.parts(part));
            }
        }
    }

    /// The rows of a table that can apply: what they ask, nothing for `else`, and what they give.
    fn rows(&self, table: &Table) -> Vec<(Option<ExpressionId>, ExpressionId)> {
        let mut rows = Vec::new();
        for row in &table.rows {
            let truth = self.session.value(row.when);
            if !truth.is_false() {
                rows.push((Some(row.when), row.then));
            }
            if truth.is_true() && matches!(table.hit, Hit::First | Hit::Unique | Hit::Any) {
                return rows;
            }
        }
        rows.extend(table.otherwise.map(|otherwise| (None, otherwise)));
        rows
    }

    fn push(&mut self, name: &str, id: ExpressionId, of: &Type) -> Option<Decimal> {
        let catalog = self.session.catalog();
        let (formula, figures) = self.formulas(id, of);
        let value = self.session.value(id);
        let grade = self.main.and_then(|source| catalog.sources[source].grade);
        let step = Step {
            name: name.to_owned(),
            figures: figures.filter(|figures| *figures != formula),
            formula,
            value: shown(catalog, value, of, self.session),
            clause: self.clause.map(|clause| catalog.texts[clause].to_owned()),
            grade,
        };
        self.steps.push(step);
        value.single()
    }

    /// A cap, floor or rounding of the amount so far.
    fn limit(&mut self, name: &str, id: ExpressionId, amount: Option<Decimal>) -> Option<Decimal> {
        let limit = self.push(name, id, &Type::Money)?;
        let amount = amount?;
        let limited = match name {
            "cap" => amount.min(limit),
            "at_least" => amount.max(limit),
            _ => decimal::round(amount, limit, Rounding::Down).ok()?,
        };
        if let Some(step) = self.steps.last_mut() {
            let text = |value| number(self.session.catalog(), value, &Type::Money);
            step.figures = Some(match name {
                "cap" => format!("min({}, {})", text(amount), text(limit)),
                "at_least" => format!("max({}, {})", text(amount), text(limit)),
                _ => format!("⌊{} ÷ {}⌋ × {}", text(amount), text(limit), text(limit)),
            });
            step.value = Some(text(limited));
        }
        Some(limited)
    }

    /// The formula with names, and with figures.
    fn formulas(&self, id: ExpressionId, of: &Type) -> (String, Option<String>) {
        let catalog = self.session.catalog();
        let figures = |id: ExpressionId| {
            let is_name = matches!(
                catalog.expressions[id],
                Expression::Fact(_)
                    | Expression::Definition(_)
                    | Expression::Parameter { .. }
                    | Expression::Item { .. }
                    | Expression::YearOf { .. }
                    | Expression::EvaluationDate
            );
            let of = if is_name { type_of(catalog, id)? } else { return None };
            shown(catalog, self.session.value(id), &of, self.session)
        };
        match &catalog.expressions[id] {
            Expression::Table(table) => {
                let rows = self.rows(&catalog.tables[*table]);
                let row = |with: formula::Figures| {
                    let mut texts = rows.iter().map(|(when, then)| {
                        let then = formula::with_figures(catalog, with, *then, of);
                        match when {
                            Some(when) => {
                                format!("{} → {then}", formula::with_figures(catalog, with, *when, &Type::Boolean))
                            }
                            None => format!("… → {then}"),
                        }
                    });
                    separated(&mut texts, "; ")
                };
                (row(&|_| None), Some(row(&figures)))
            }
            Expression::Tiers { of: whole, rows } => {
                let names = formula::text(catalog, id, of);
                (names, self.slices(*whole, rows, of))
            }
            _ => (formula::text(catalog, id, of), Some(formula::with_figures(catalog, &figures, id, of))),
        }
    }

    /// Each slice with its rate, where the whole is known.
    fn slices(&self, whole: ExpressionId, rows: &[Tier], of: &Type) -> Option<String> {
        let catalog = self.session.catalog();
        let whole = self.session.value(whole).single()?;
        let mut from = Decimal::ZERO;
        let mut slices = Vec::new();
        for row in rows {
            let to = match row.up_to {
                Some(limit) => self.session.value(limit).single()?.min(whole),
                None => whole,
            };
            let slice = to.checked_sub(from)?;
            if slice <= Decimal::ZERO {
                break;
            }
            let rate = number(catalog, self.session.value(row.rate).single()?, &Type::Percent);
            slices.push(format!("{} × {rate}", number(catalog, slice, of)));
            from = to;
        }
        Some(if slices.is_empty() { "0".to_owned() } else { separated(&mut slices.into_iter(), " + ") })
    }
}

/// A number of a few digits; what had to be cut is marked as near that.
fn brief(catalog: &Catalog, value: Decimal, of: &Type) -> String {
    let places = match of {
        Type::Money => 2,
        Type::Percent => 4,
        Type::Number => 6,
        _ => return number(catalog, value, of),
    };
    let short = decimal::round(value, Decimal::new(1, places), Rounding::HalfUp).unwrap_or(value);
    let sign = if short == value { "" } else { "≈" };
    format!("{sign}{}", number(catalog, short, of))
}

/// What is known of a value, as people write it; `None` where nothing is.
pub(super) fn shown(catalog: &Catalog, possible: &Possible, of: &Type, session: &Session) -> Option<String> {
    use crate::engine::possible::Outcomes;
    let language = session.language();
    let label = |list: crate::model::ListId, position: usize| {
        let item = u32::try_from(position).ok().and_then(|position| catalog.lists[list].item(position));
        item.map(|item| item.label.in_language(language).to_owned())
    };
    let listed =
        |labels: &mut dyn Iterator<Item = String>| Some(separated(labels, "、")).filter(|list| !list.is_empty());
    match (&possible.outcomes, of) {
        (Outcomes::Boolean { yes, no }, _) if yes != no => Some(if *yes { "是" } else { "否" }.to_owned()),
        (Outcomes::Ordered(interval), of) => {
            let of = if let Type::Series(each) = of { each } else { of };
            let end = |end: crate::engine::interval::End| end.given.then(|| number(catalog, end.value, of));
            match (interval.single(), end(interval.low), end(interval.high)) {
                (Some(value), ..) => Some(brief(catalog, value, of)),
                (None, Some(low), Some(high)) => Some(format!("{low}–{high}")),
                (None, Some(low), None) => Some(format!("≥ {low}")),
                (None, None, Some(high)) => Some(format!("≤ {high}")),
                (None, None, None) => None,
            }
        }
        (Outcomes::Text(Some(text)), _) => Some(text.to_string()),
        (Outcomes::Choice(codes), Type::Choice(list)) => {
            let few = codes.len() <= 3;
            listed(&mut codes.iter().filter(|_| few).filter_map(|position| label(*list, position)))
        }
        (Outcomes::Choices { must, may }, Type::Choices(list)) if must == may => {
            listed(&mut must.iter().filter_map(|position| label(*list, position)))
        }
        (Outcomes::Series(series), Type::Series(each)) => {
            let year = |interval: &crate::engine::interval::Interval| {
                interval.single().map_or_else(|| "?".to_owned(), |value| number(catalog, value, each))
            };
            Some(separated(&mut series.years.iter().map(year), ", "))
        }
        _ => None,
    }
}
