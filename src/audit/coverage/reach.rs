//! What some profile could show, or more.
//!
//! The engine is opened with no facts on every day on which a figure changes: what it then holds for possible is a superset of
//! all that any profile gives. What reads the evaluation date itself is reachable whatever that says, since there are more days than
//! can be tried. A judge without a fact is never true or false by any profile, which the conditions around it inherit.

use super::{Goal, Sight};
use crate::audit::closure::Closure;
use crate::engine::{BitSet, Calculator, Limit, Session, Truth, Way};
use crate::model::{Catalog, ConditionId, ConditionKind, Date, Expression, ExpressionId, Language, PolicyId, TableId};
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

/// The goals that can be reached.
pub(super) struct Reach {
    goals: HashSet<Goal>,
}

impl Reach {
    pub(super) fn of(catalog: &Catalog, calculator: &Arc<Calculator>, today: Date) -> Reach {
        let figures = catalog.parameters.iter().flat_map(|parameter| &parameter.rows);
        let days: BTreeSet<Date> = std::iter::once(today).chain(figures.map(|row| row.from)).collect();
        let mut reach = Finder { catalog, dated: dated(catalog), goals: HashSet::new() };
        for day in days {
            let mut session = Session::open(calculator.clone(), day, Language::Chinese);
            reach.look(&mut session);
        }
        reach.add_dated();
        Reach { goals: reach.goals }
    }

    /// Whether some profile may show it.
    pub(super) fn contains(&self, goal: &Goal) -> bool {
        self.goals.contains(goal)
    }
}

struct Finder<'c> {
    catalog: &'c Catalog,
    /// The expressions that read the evaluation date itself.
    dated: BitSet,
    goals: HashSet<Goal>,
}

impl Finder<'_> {
    fn look(&mut self, session: &mut Session) {
        let goals = &mut self.goals;
        let all: BitSet = (0..self.catalog.expressions.len()).collect();
        session.ways(&all, &mut |way, _| {
            goals.insert(Goal::Way(way));
        });
        for (id, policy) in self.catalog.policies.entries() {
            // What conditions say of facts is not to be relied on where they read the evaluation date.
            let anyway = policy.conditions().any(|condition| dated_below(self.catalog, &self.dated, condition));
            for position in 0..policy.benefits.len() {
                session.limits(id, position, anyway, &mut |way, _| {
                    goals.insert(Goal::Way(way));
                });
            }
        }
        for id in self.catalog.policies.ids() {
            session.settle(id);
            self.truths(id, session);
        }
    }

    /// The truths that a policy's conditions can have.
    fn truths(&mut self, policy: PolicyId, session: &Session) {
        // Whether each condition can be true, and false, by what a profile says.
        let mut can: Vec<(ConditionId, (bool, bool))> = Vec::new();
        for id in Closure::of_policy(self.catalog, policy).conditions() {
            let kind = &self.catalog.conditions[id].kind;
            let children = kind.children().iter();
            let children: Vec<(bool, bool)> = children
                .map(|child| {
                    let found = can.binary_search_by_key(child, |(known, _)| *known).ok();
                    found.and_then(|position| can.get(position)).map_or((true, true), |(_, can)| *can)
                })
                .collect();
            let (truth, yes, no) = session.truth_at(id);
            let (by_children, by_children_not) = combined(kind, &children);
            // The date can make more possible than the engine says on the days that are tried.
            let is_dated = dated_below(self.catalog, &self.dated, id);
            let reached = ((yes || is_dated) && by_children, (no || is_dated) && by_children_not);
            can.push((id, reached));
            let closure = Closure::of_condition(self.catalog, id);
            let is_open = matches!(truth, Truth::Unknown | Truth::Judged)
                || is_dated && (!closure.facts.is_empty() || closure.is_judged(self.catalog));
            for (sight, holds) in [(Sight::True, reached.0), (Sight::False, reached.1), (Sight::Open, is_open)] {
                if holds {
                    self.goals.insert(Goal::Truth(policy, id, sight));
                }
            }
        }
    }

    /// Adds the ways of what reads the evaluation date.
    fn add_dated(&mut self) {
        let dated: Vec<_> = self.dated.iter().map(ExpressionId::from_index).collect();
        for id in dated {
            match &self.catalog.expressions[id] {
                Expression::If { .. } => self.parts(id, 2),
                Expression::Call { arguments, .. } => self.parts(id, arguments.len()),
                Expression::Tiers { rows, .. } => self.parts(id, rows.len()),
                Expression::Table(table) => self.rows(*table),
                _ => {}
            }
        }
        for (id, policy) in self.catalog.policies.entries() {
            for (position, benefit) in policy.benefits.iter().enumerate() {
                if benefit.expressions().any(|part| self.dated.contains(part.index())) {
                    for limit in [Limit::Cap, Limit::AtLeast, Limit::Step] {
                        for binds in [true, false] {
                            self.goals.insert(Goal::Way(Way::Limit(id, position, limit, binds)));
                        }
                    }
                }
            }
        }
    }

    fn parts(&mut self, id: ExpressionId, count: usize) {
        self.goals.extend((0..count).map(|position| Goal::Way(Way::Part(id, position))));
    }

    fn rows(&mut self, id: TableId) {
        let count = self.catalog.tables[id].rows.len() + 1;
        self.goals.extend((0..count).map(|position| Goal::Way(Way::Row(id, position))));
    }
}

/// Whether a condition can be true, and false, by what can become of its children.
fn combined(kind: &ConditionKind, children: &[(bool, bool)]) -> (bool, bool) {
    let can_be_true = children.iter().filter(|(yes, _)| *yes).count();
    let can_be_false = children.iter().filter(|(_, no)| *no).count();
    let at_least = |needed: usize| (can_be_true >= needed, can_be_false + needed > children.len());
    match kind {
        ConditionKind::Test(_) | ConditionKind::Judged(Some(_)) => (true, true),
        ConditionKind::Judged(None) => (false, false),
        ConditionKind::All(_) => at_least(children.len()),
        ConditionKind::Any(_) => at_least(1),
        ConditionKind::AtLeast(needed, _) => at_least(*needed as usize),
        ConditionKind::Not(_) => (can_be_false > 0, can_be_true > 0),
    }
}

/// The expressions that read the evaluation date, apart from figures as of that date.
fn dated(catalog: &Catalog) -> BitSet {
    let mut dated = BitSet::EMPTY;
    for (id, expression) in catalog.expressions.entries() {
        let mut reads = matches!(expression, Expression::EvaluationDate | Expression::YearOf { .. });
        catalog.for_each_part(id, &mut |part| reads |= dated.contains(part.index()));
        if reads {
            dated.insert(id.index());
        }
    }
    dated
}

/// Whether a condition or one below it reads the evaluation date.
fn dated_below(catalog: &Catalog, dated: &BitSet, id: ConditionId) -> bool {
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        let kind = &catalog.conditions[id].kind;
        if kind.expression().is_some_and(|test| dated.contains(test.index())) {
            return true;
        }
        open.extend(kind.children());
    }
    false
}
