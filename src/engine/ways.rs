//! Which way an evaluation goes where it forks: the branch of an `if`, the row of a table, the argument that decides a `min`, the
//! slices of tiers that are reached, and whether a benefit's cap, floor and step change anything. For whoever must know what the
//! authors' examples have shown.
//!
//! Takes a view that has been evaluated and tells every way that it surely goes, and every one that it can go. Must never:
//! call a way sure that some completion does not take, or leave out one that some completion takes.

use super::evaluate::View;
use super::interval::Interval;
use super::lists::Items;
use super::narrow::Narrowed;
use super::possible::{Outcomes, Possible};
use super::scope::Bound;
use super::session::Session;
use super::set::BitSet;
use crate::model::{
    Amount, Benefit, Comparison, ConditionId, Expression, ExpressionId, Function, Hit, PolicyId, Table, TableId, Tier,
};
use rust_decimal::Decimal;

/// A way that an evaluation can go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Way {
    /// A row of a table counts; the one behind the last is its `else`.
    Row(TableId, usize),
    /// A part of an expression decides: `then` and `else` of an `if`, an argument of `min` and `max`, a slice of tiers.
    Part(ExpressionId, usize),
    /// A limit of a policy's benefit changes its amount, or does not.
    Limit(PolicyId, usize, Limit, bool),
}

/// What limits a benefit's amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Limit {
    /// The most that is paid.
    Cap,
    /// The least that is paid.
    AtLeast,
    /// Amounts are multiples of it.
    Step,
}

/// Is told a way, and whether it is surely taken.
pub(crate) type See<'s> = &'s mut dyn FnMut(Way, bool);

impl Session {
    /// Tells the ways of these expressions; inside lists those of every element.
    pub(crate) fn ways(&mut self, of: &BitSet, see: See) {
        self.refresh();
        let closed = of.iter().map(ExpressionId::from_index).filter(|id| !self.scopes().is_open(*id));
        for id in closed {
            ways(self, id, see);
        }
    }

    /// Tells the ways of a benefit's limits where its conditions hold; those that it has whatever holds, if `anyway`.
    pub(crate) fn limits(&mut self, policy: PolicyId, position: usize, anyway: bool, see: See) {
        self.settle(policy);
        let calculator = self.calculator_shared();
        let Some(benefit) = calculator.catalog().policies[policy].benefits.get(position) else { return };
        let see = &mut |limit, binds, sure| see(Way::Limit(policy, position, limit, binds), sure);
        if anyway {
            return limits(self, benefit, see);
        }
        let conditions: Vec<ConditionId> =
            std::iter::once(calculator.catalog().policies[policy].eligible).chain(benefit.when).collect();
        if conditions.iter().any(|id| !self.truth(*id).truths().yes) {
            return;
        }
        let Some(mut narrowed) = Narrowed::assuming(self, &conditions) else { return };
        narrowed.evaluate(benefit.expressions(), &calculator.expression_reads);
        limits(&narrowed, benefit, see);
    }
}

/// The ways of one expression.
fn ways(view: &dyn View, id: ExpressionId, see: See) {
    match &view.catalog().expressions[id] {
        Expression::If { condition, .. } => {
            let condition = view.value(*condition);
            let truths = condition.truths();
            for (way, can, sure) in [(0, truths.yes, condition.is_true()), (1, truths.no, condition.is_false())] {
                if can {
                    see(Way::Part(id, way), sure);
                }
            }
        }
        Expression::Call { function: function @ (Function::Min | Function::Max), arguments } => {
            deciding(view, *function, arguments, &mut |argument, sure| see(Way::Part(id, argument), sure));
        }
        Expression::Table(table) => rows(view, *table, see),
        Expression::Tiers { of, rows } => slices(view, *of, rows, &mut |slice, sure| see(Way::Part(id, slice), sure)),
        Expression::Each { over, variable, .. } => {
            let list = view.value(*over);
            let elements = match &list.outcomes {
                Outcomes::List(items) => items.clone(),
                Outcomes::Series(series) => Items::years(series),
                _ => return,
            };
            let further = elements.more.as_deref().map(|outcomes| (outcomes, false));
            for (outcomes, sure) in elements.items.iter().map(|item| (&item.outcomes, item.sure)).chain(further) {
                let facts = list.facts.clone();
                let element = Possible { facts, judged: list.judged, ..Possible::known(outcomes.clone()) }.settled();
                let bound = Bound::new(view, id, *variable, element);
                for part in view.scopes().body(id) {
                    ways(&bound, *part, &mut |way, surely| see(way, sure && surely));
                }
            }
        }
        _ => {}
    }
}

/// The arguments that are the least, or the greatest: surely, if no other is as good and at least one is worse.
fn deciding(view: &dyn View, function: Function, arguments: &[ExpressionId], see: &mut dyn FnMut(usize, bool)) {
    let intervals: Option<Vec<&Interval>> = arguments.iter().map(|id| view.value(*id).interval()).collect();
    let Some(intervals) = intervals.filter(|intervals| intervals.len() > 1) else { return };
    let (better, as_good) = match function {
        Function::Min => (Comparison::Less, Comparison::LessOrEqual),
        _ => (Comparison::Greater, Comparison::GreaterOrEqual),
    };
    for (position, one) in intervals.iter().enumerate() {
        let mut others = intervals.iter().enumerate().filter(|(other, _)| *other != position).map(|(_, other)| *other);
        if others.clone().all(|other| one.compare(as_good, other).0) {
            let sure = others.clone().all(|other| !one.compare(as_good, other).1)
                && others.any(|other| !one.compare(better, other).1);
            see(position, sure);
        }
    }
}

/// The rows of a table that count.
fn rows(view: &dyn View, id: TableId, see: See) {
    let table: &Table = &view.catalog().tables[id];
    // Whether all rows so far can fail to match, and whether they surely do.
    let (mut can_pass, mut passes) = (true, true);
    for (position, row) in table.rows.iter().enumerate() {
        let when = view.value(row.when);
        let is_first = table.hit == Hit::First;
        if when.truths().yes && (can_pass || !is_first) {
            see(Way::Row(id, position), when.is_true() && (passes || !is_first));
        }
        can_pass &= when.truths().no;
        passes &= when.is_false();
    }
    if table.otherwise.is_some() && can_pass {
        see(Way::Row(id, table.rows.len()), passes);
    }
}

/// The slices of tiers that a value reaches into.
fn slices(view: &dyn View, of: ExpressionId, rows: &[Tier], see: &mut dyn FnMut(usize, bool)) {
    let Some(value) = view.value(of).interval() else { return };
    let mut from = Some(Interval::point(Decimal::ZERO));
    for (position, row) in rows.iter().enumerate() {
        if let Some(from) = &from {
            let (can, can_not) = value.compare(Comparison::Greater, from);
            if can {
                see(position, !can_not);
            }
        }
        from = row.up_to.and_then(|limit| view.value(limit).interval().copied());
    }
}

/// Whether cap, floor and step change a benefit's amount, in that order.
fn limits(view: &dyn View, benefit: &Benefit, see: &mut dyn FnMut(Limit, bool, bool)) {
    let amount = match benefit.amount {
        Amount::None => None,
        Amount::Formula(formula) => Some(formula),
        Amount::Range { min, max } => max.or(min),
    };
    let interval = |id: ExpressionId| view.value(id).interval().copied();
    let Some(mut amount) = amount.and_then(interval) else { return };
    let mut compared = |limit: Limit, comparison: Comparison, amount: &Interval, with: &Interval| {
        let (binds, does_not) = amount.compare(comparison, with);
        if binds {
            see(limit, true, !does_not);
        }
        if does_not {
            see(limit, false, !binds);
        }
    };
    if let Some(cap) = benefit.cap.and_then(interval) {
        compared(Limit::Cap, Comparison::Greater, &amount, &cap);
        amount = amount.smaller(&cap);
    }
    if let Some(floor) = benefit.at_least.and_then(interval) {
        compared(Limit::AtLeast, Comparison::Less, &amount, &floor);
        amount = amount.greater(&floor);
    }
    if let Some(step) = benefit.step.and_then(interval) {
        let rest = amount.single().zip(step.single().filter(|step| !step.is_zero()));
        match rest.and_then(|(amount, step)| amount.checked_rem(step)) {
            Some(rest) => see(Limit::Step, !rest.is_zero(), true),
            None => {
                see(Limit::Step, true, false);
                see(Limit::Step, false, false);
            }
        }
    }
}
