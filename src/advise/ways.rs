//! Ways to qualify: for a policy whose conditions are not met, the smallest changes of facts with which they would be.
//!
//! A *change* gives one fact that a company can change (`can_change` of the fact, in its direction) the value nearest to the
//! present one with which a failed condition no longer fails. A *way* is a set of changes after which the conditions of the
//! policy are no longer failed, found by turning as few conditions as possible and always checked by evaluating the policy anew.
//! Ways with fewer changes come first, then those with the least relative change. Of a yearly fact it is the last closed
//! year that changes: the text speaks of a year to come that closes like that.
//!
//! What this does not find: ways in which one condition needs two facts to change together, changes of lists of records, and
//! of several values as near as each other all but one. It says what would have to be true, never what to fill in. Must
//! never: tell of a way that the engine does not confirm, or change what a company cannot change.

use super::changes::{Standing, Worth};
use super::explain::shown;
use crate::engine::decimal;
use crate::engine::evaluate::View;
use crate::engine::interval::Interval;
use crate::engine::possible::{self, Outcomes, Possible};
use crate::engine::set::BitSet;
use crate::engine::sort;
use crate::engine::{Session, Status};
use crate::model::{CanChange, Catalog, ConditionId, ConditionKind, Fact, FactId, Measure, Policy, PolicyId, Type};
use rust_decimal::Decimal;
use serde::Serialize;

/// The most changes that a way has.
const CHANGES: usize = 3;
/// The most ways that are told for one policy.
const WAYS: usize = 5;

/// The most sets of changes that are tried for one policy.
const TRIES: usize = 200;

/// What would have to be true to qualify.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ways {
    /// The policy's id.
    pub policy: String,
    /// Its title.
    pub title: String,
    /// Where the company stands.
    pub status: Status,
    /// The ways, best first; none where it is not failed, or where it cannot be changed.
    pub ways: Vec<Way>,
    /// The failed conditions that no change of a single fact can turn, in plain words.
    pub fixed: Vec<String>,
}

/// One set of changes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Way {
    /// What changes, one entry a fact.
    pub changes: Vec<FactChange>,
    /// Where the company would stand.
    pub status: Status,
    /// What the policy would give.
    pub benefits: Vec<Worth>,
    /// Other policies that it would come to meet.
    pub gains: Vec<String>,
    /// Other policies that it would no longer meet.
    pub loses: Vec<String>,
    /// The day before which the change cannot come about, where the facts say so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub earliest: Option<String>,
}

/// A fact and the value it would have to have.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FactChange {
    /// Its name.
    pub fact: String,
    /// What it is called.
    pub label: String,
    /// What it is now, as people write it.
    pub from: Option<String>,
    /// What it would have to be.
    pub to: Option<String>,
    /// Whether that is a threshold that may be passed (`at_least`, `at_most`), or just that value (`exactly`).
    pub bound: Bound,
    /// Whether it is the last closed year of a yearly fact.
    pub last_year: bool,
    /// The distance in thousandths of the present value; 1,000 for what has no distance.
    pub relative: u32,
}

/// On which side of a new value a fact may lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Bound {
    AtLeast,
    AtMost,
    Exactly,
}

/// A way to a policy over the whole catalog.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NearMiss {
    /// The policy's id.
    pub policy: String,
    /// Its title.
    pub title: String,
    /// The way.
    pub way: Way,
    /// The most cash that it would bring, in 元, for each change; amounts for reference only do not count.
    pub per_change: String,
}

/// What would have to be true for a policy, if there is such a policy.
pub fn ways(session: &mut Session, policy: &str) -> Option<Ways> {
    let status = session.verdict(policy)?.status;
    let calculator = session.calculator_shared();
    let (id, found) = calculator.catalog().policies.find(|found| found.id == policy)?;
    let mut result = Ways {
        policy: policy.to_owned(),
        title: calculator.catalog().texts.say(found.title, session.language()).to_owned(),
        status,
        ways: Vec::new(),
        fixed: Vec::new(),
    };
    if status == Status::Ineligible {
        let before = standings(session);
        Search { session, policy: id, root: found.eligible, tries: TRIES }.run(&before, &mut result);
    }
    Some(result)
}

/// The ways with at most so many changes to all policies that are not met, those with the most cash for each change first.
pub fn near_misses(session: &mut Session, changes: usize) -> Vec<NearMiss> {
    let calculator = session.calculator_shared();
    let catalog = calculator.catalog();
    let before = standings(session);
    let mut found: Vec<(Decimal, NearMiss)> = Vec::new();
    for (id, policy) in catalog.policies.entries() {
        if before.get(id.index()).is_none_or(|standing| standing.status != Status::Ineligible) {
            continue;
        }
        let title = catalog.texts.say(policy.title, session.language()).to_owned();
        let mut ways = Ways {
            policy: policy.id.clone(),
            title: title.clone(),
            status: Status::Ineligible,
            ways: Vec::new(),
            fixed: Vec::new(),
        };
        Search { session, policy: id, root: policy.eligible, tries: TRIES }.run(&before, &mut ways);
        let Some(way) = ways.ways.into_iter().find(|way| way.changes.len() <= changes) else { continue };
        let count = Decimal::from(way.changes.len().max(1));
        let money = way.benefits.iter().filter_map(cash).fold(Decimal::ZERO, |sum, one| sum.saturating_add(one));
        let each = money.checked_div(count).unwrap_or_default();
        let per_change = decimal::money_text(each);
        found.push((each, NearMiss { policy: policy.id.clone(), title, way, per_change }));
    }
    sort::by(&mut found, |(a, _), (b, _)| b.cmp(a));
    found.into_iter().map(|(_, miss)| miss).collect()
}

/// The most that a benefit pays, if that may be relied on.
fn cash(worth: &Worth) -> Option<Decimal> {
    if worth.reference || worth.measure != Measure::Cash {
        return None;
    }
    worth.max.as_deref().and_then(decimal::read)
}

fn standings(session: &mut Session) -> Vec<Standing> {
    session.shared_verdicts().iter().map(|verdict| Standing::of(verdict)).collect()
}

/// The search for ways to one policy.
struct Search<'s> {
    session: &'s mut Session,
    policy: PolicyId,
    root: ConditionId,
    /// How many more sets of changes are tried.
    tries: usize,
}

/// A fact and what it would be.
#[derive(Clone)]
struct Move {
    fact: FactId,
    to: Possible,
    bound: Bound,
    relative: u32,
}

impl Search<'_> {
    fn run(mut self, before: &[Standing], result: &mut Ways) {
        let calculator = self.session.calculator_shared();
        let catalog = calculator.catalog();
        let mut ways: Vec<Vec<Move>> = Vec::new();
        let kept = self.session.keep();
        self.extend(catalog, &[], &mut ways);
        self.session.root(self.policy);
        for leaf in failed(self.session, catalog, self.root) {
            if self.moves(leaf, &[]).is_empty()
                && let Some(says) = catalog.conditions[leaf].says
            {
                result.fixed.push(catalog.texts.say(says, self.session.language()).to_owned());
            }
        }
        self.session.put_back(kept);
        let cost = |way: &Vec<Move>| (way.len(), way.iter().map(|one| u64::from(one.relative)).sum::<u64>());
        sort::by_key(&mut ways, cost);
        let mut told: Vec<BitSet> = Vec::new();
        for way in ways {
            let facts: BitSet = way.iter().map(|one| one.fact.index()).collect();
            // A way that changes more than another one does is none of the smallest.
            if told.len() < WAYS && !told.iter().any(|smaller| smaller.is_subset(&facts)) {
                told.push(facts);
                result.ways.push(self.tell(&way, before));
            }
        }
    }

    /// Gathers the ways that begin with these changes, which are supposed already: turning a condition may fail another one,
    /// which then has to be turned too.
    fn extend(&mut self, catalog: &Catalog, way: &[Move], found: &mut Vec<Vec<Move>>) {
        if self.session.root(self.policy).truths().yes {
            found.push(way.to_vec());
            return;
        }
        if way.len() >= CHANGES || self.tries == 0 {
            return;
        }
        let repairs = repairs(self.session, catalog, self.root);
        let failed = failed(self.session, catalog, self.root);
        let mut moves: Vec<(ConditionId, Vec<Move>)> = Vec::new();
        for leaf in failed {
            moves.push((leaf, self.moves(leaf, way)));
        }
        for set in repairs {
            let choices = set.iter().map(ConditionId::from_index);
            let choices = choices.map(|leaf| moves.iter().find(|(id, _)| *id == leaf).map(|(_, moves)| moves));
            let Some(choices) = choices.collect::<Option<Vec<_>>>() else { continue };
            for more in combined(&choices) {
                if more.is_empty() || way.len() + more.len() > CHANGES || self.tries == 0 {
                    continue;
                }
                self.tries -= 1;
                let before: Vec<Possible> = more.iter().map(|one| self.session.fact(one.fact).clone()).collect();
                more.iter().for_each(|one| self.session.suppose(one.fact, one.to.clone()));
                self.extend(catalog, &[way, more.as_slice()].concat(), found);
                more.iter().zip(before).for_each(|(one, before)| self.session.suppose(one.fact, before));
            }
        }
    }

    fn tell(&mut self, way: &[Move], before: &[Standing]) -> Way {
        let calculator = self.session.calculator_shared();
        let catalog = calculator.catalog();
        let changes = way.iter().map(|one| self.change(catalog, one)).collect();
        let kept = self.session.keep();
        way.iter().for_each(|one| self.session.suppose(one.fact, one.to.clone()));
        let after = standings(self.session);
        self.session.put_back(kept);
        let own = after.get(self.policy.index());
        let turned = |status: Status, from: &[Standing], to: &[Standing]| {
            let others = catalog.policies.entries().zip(from.iter().zip(to));
            let others = others
                .filter(|((id, _), (old, new))| *id != self.policy && old.status != status && new.status == status);
            others.map(|((_, policy), _): ((_, &Policy), _)| policy.id.clone()).collect::<Vec<_>>()
        };
        let earliest = way.iter().filter_map(|one| catalog.facts[one.fact].earliest).max();
        Way {
            changes,
            status: own.map_or(Status::Undetermined, |standing| standing.status),
            benefits: own.map(|standing| standing.benefits.clone()).unwrap_or_default(),
            gains: turned(Status::Eligible, before, &after),
            loses: turned(Status::Eligible, &after, before),
            earliest: earliest.and_then(|months| self.session.as_of().plus_months(months)).map(|day| day.to_string()),
        }
    }

    fn change(&self, catalog: &Catalog, one: &Move) -> FactChange {
        let fact = &catalog.facts[one.fact];
        let (of, last_year) = match &fact.value_type {
            Type::Series(each) => (&**each, true),
            single => (single, false),
        };
        let value = |possible: &Possible| match last(&possible.outcomes) {
            Some(year) if last_year => shown(catalog, &Possible::known(Outcomes::Ordered(year)), of, self.session),
            _ => shown(catalog, possible, of, self.session),
        };
        FactChange {
            fact: fact.name.clone(),
            label: fact.label.in_language(self.session.language()).to_owned(),
            from: value(self.session.fact(one.fact)),
            to: value(&one.to),
            bound: one.bound,
            last_year,
            relative: one.relative,
        }
    }

    // ------------------------------------------------------------------------------------------------------------ moves

    /// The changes of a single fact, other than those changed already, with which a failed condition no longer fails.
    fn moves(&mut self, leaf: ConditionId, way: &[Move]) -> Vec<Move> {
        let calculator = self.session.calculator_shared();
        let catalog = calculator.catalog();
        let facts = self.session.reads(leaf);
        let facts = facts.iter().filter(|index| !way.iter().any(|one| one.fact.index() == *index));
        let facts: Vec<usize> = facts.collect();
        facts.into_iter().map(FactId::from_index).flat_map(|fact| self.moves_of(catalog, leaf, fact)).collect()
    }

    fn moves_of(&mut self, catalog: &Catalog, leaf: ConditionId, id: FactId) -> Vec<Move> {
        let fact = &catalog.facts[id];
        if fact.can_change == CanChange::No {
            return Vec::new();
        }
        let now = self.session.fact(id).outcomes.clone();
        match (&now, &fact.value_type) {
            (Outcomes::Boolean { yes, no }, _) if yes != no => {
                let allowed = match fact.can_change {
                    CanChange::Up => *no,
                    CanChange::Down => *yes,
                    _ => true,
                };
                let to = Possible::truth(!*yes, !*no);
                self.confirmed(leaf, Move { fact: id, to, bound: Bound::Exactly, relative: 1_000 }, allowed)
            }
            (Outcomes::Choice(_), _) => {
                let before = self.session.fact(id).clone();
                self.session.suppose_unanswered(id);
                let parts = self.session.parts(id, &[self.policy]);
                self.session.suppose(id, before);
                let moves = parts.into_iter().map(|to| Move { fact: id, to, bound: Bound::Exactly, relative: 1_000 });
                moves.collect::<Vec<_>>().into_iter().flat_map(|one| self.confirmed(leaf, one, true)).collect()
            }
            (Outcomes::Choices { must, may }, Type::Choices(list)) if must == may => {
                let leaves: Vec<u32> = catalog.lists[*list].leaves().collect();
                let added = leaves.into_iter().map(|leaf| leaf as usize).filter(|leaf| !must.contains(*leaf));
                let added = added.map(|leaf| {
                    let mut codes = must.clone();
                    codes.insert(leaf);
                    let to = Possible::known(Outcomes::Choices { must: codes.clone(), may: codes });
                    Move { fact: id, to, bound: Bound::Exactly, relative: 1_000 }
                });
                let added: Vec<Move> = added.collect();
                let allowed = fact.can_change != CanChange::Down;
                added.into_iter().flat_map(|one| self.confirmed(leaf, one, allowed)).collect()
            }
            _ => {
                let up = matches!(fact.can_change, CanChange::Up | CanChange::Any);
                let down = matches!(fact.can_change, CanChange::Down | CanChange::Any);
                let mut moves = Vec::new();
                for (allowed, rising) in [(up, true), (down, false)] {
                    if allowed {
                        moves.extend(self.nearest(leaf, id, fact, &now, rising));
                    }
                }
                moves
            }
        }
    }

    fn confirmed(&mut self, leaf: ConditionId, one: Move, allowed: bool) -> Vec<Move> {
        let helps = allowed && self.helps(leaf, one.fact, one.to.clone());
        helps.then_some(one).into_iter().collect()
    }

    /// Whether a condition can be true where a fact lies there.
    fn helps(&mut self, leaf: ConditionId, fact: FactId, to: Possible) -> bool {
        let before = self.session.fact(fact).clone();
        self.session.suppose(fact, to);
        self.session.root(self.policy);
        let helps = self.session.truth(leaf).truths().yes;
        self.session.suppose(fact, before);
        helps
    }

    /// The nearest value above or below the present one with which a condition no longer fails: first a value far enough is
    /// looked for in ever larger strides, then the stretch in between is halved until its two ends are neighbours.
    fn nearest(&mut self, leaf: ConditionId, id: FactId, fact: &Fact, now: &Outcomes, rising: bool) -> Option<Move> {
        let present = last(now)?.single()?;
        let domain = possible::domain(fact)?;
        let end = if rising { domain.high.value } else { domain.low.value };
        let step = fact.step.unwrap_or(Decimal::new(1, 6));
        let mut helps =
            |value: Decimal| domain.contains(value) && with_last(now, value).is_some_and(|to| self.helps(leaf, id, to));
        let mut stride = present.abs().checked_div(Decimal::from(8)).unwrap_or(step).max(step);
        let (mut fails, mut works) = (present, None);
        while works.is_none() {
            let reached =
                if rising { fails.checked_add(stride)?.min(end) } else { fails.checked_sub(stride)?.max(end) };
            let reached = on_step(reached, step, rising).filter(|value| domain.contains(*value)).unwrap_or(end);
            if helps(reached) {
                works = Some(reached);
            } else if reached == end || reached == fails {
                return None;
            } else {
                fails = reached;
                stride = stride.checked_mul(Decimal::TWO)?;
            }
        }
        let mut works = works?;
        while works.checked_sub(fails)?.abs() > step {
            let middle = fails.checked_add(works.checked_sub(fails)?.checked_div(Decimal::TWO)?)?;
            let middle = on_step(middle, step, rising)?;
            if middle == works || middle == fails {
                break;
            }
            if helps(middle) { works = middle } else { fails = middle }
        }
        let distance = works.checked_sub(present)?.abs();
        let relative = distance.checked_mul(Decimal::ONE_THOUSAND).and_then(|much| {
            much.checked_div(present.abs().max(step)).and_then(|share| decimal::whole(share.trunc()).ok())
        });
        let relative = relative.and_then(|share| u32::try_from(share).ok()).unwrap_or(u32::MAX);
        let bound = if rising { Bound::AtLeast } else { Bound::AtMost };
        Some(Move { fact: id, to: with_last(now, works)?, bound, relative })
    }
}

/// A value on the grid of a fact's steps, not nearer than it was.
fn on_step(value: Decimal, step: Decimal, rising: bool) -> Option<Decimal> {
    let rounding = if rising { decimal::Rounding::Ceiling } else { decimal::Rounding::Floor };
    decimal::round(value, step, rounding).ok()
}

/// An ordered value, or the last year of a series.
fn last(outcomes: &Outcomes) -> Option<Interval> {
    match outcomes {
        Outcomes::Ordered(interval) => Some(*interval),
        Outcomes::Series(series) => series.years.last().copied(),
        _ => None,
    }
}

/// The same with another value, of a series in its last year.
fn with_last(outcomes: &Outcomes, value: Decimal) -> Option<Possible> {
    let point = Interval::point(value);
    let outcomes = match outcomes {
        Outcomes::Ordered(_) => Outcomes::Ordered(point),
        Outcomes::Series(series) => {
            let mut series = series.clone();
            *series.years.last_mut()? = point;
            Outcomes::Series(series)
        }
        _ => return None,
    };
    Some(Possible::known(outcomes))
}

// ----------------------------------------------------------------------------------------------------------- conditions

/// The failed conditions without parts below a failed one.
fn failed(session: &Session, catalog: &Catalog, id: ConditionId) -> Vec<ConditionId> {
    let mut found = BitSet::EMPTY;
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        let parts = catalog.conditions[id].kind.children();
        let counts = !session.truth(id).truths().yes || matches!(catalog.conditions[id].kind, ConditionKind::Not(_));
        if parts.is_empty() && counts {
            found.insert(id.index());
        }
        open.extend(parts);
    }
    found.iter().map(ConditionId::from_index).collect()
}

/// The sets of failed conditions without parts that would have to turn for a failed condition not to fail, fewest first.
/// What stands below a `not` is left out: that something must fail is not looked for.
fn repairs(session: &Session, catalog: &Catalog, id: ConditionId) -> Vec<BitSet> {
    if session.truth(id).truths().yes {
        return vec![BitSet::EMPTY];
    }
    let of = |parts: &[ConditionId]| parts.iter().map(|part| repairs(session, catalog, *part)).collect::<Vec<_>>();
    match &catalog.conditions[id].kind {
        ConditionKind::Test(_) | ConditionKind::Judged(_) => vec![BitSet::one(id.index())],
        ConditionKind::All(parts) => super::explain::together(of(parts)),
        ConditionKind::Any(parts) => super::explain::either(of(parts)),
        ConditionKind::AtLeast(needed, parts) => super::explain::some(of(parts), *needed as usize),
        ConditionKind::Not(_) => Vec::new(),
    }
}

/// One move for each of some conditions; where two change the same fact, the farther one counts for both.
fn combined(choices: &[&Vec<Move>]) -> Vec<Vec<Move>> {
    const MOST: usize = 64;
    let mut ways: Vec<Vec<Move>> = vec![Vec::new()];
    for moves in choices {
        let longer = ways.iter().flat_map(|way| moves.iter().map(move |one| with(way, one)));
        ways = longer.take(MOST).collect();
    }
    ways
}

fn with(way: &[Move], one: &Move) -> Vec<Move> {
    let mut longer = way.to_vec();
    match longer.iter_mut().find(|other| other.fact == one.fact) {
        Some(other) if other.relative < one.relative => *other = one.clone(),
        Some(_) => {}
        None => longer.push(one.clone()),
    }
    longer
}
