//! What follows for the facts if conditions hold: `应纳税所得额 <= 300万元` being true bounds 应纳税所得额, so that an amount can be
//! computed over the completions in which a company gets it.
//!
//! Takes a view and conditions that are assumed true; gives a second view of the same catalog in which some facts are known
//! more closely and what depends on them can be evaluated anew. Sound, not complete: what it does not understand narrows
//! nothing. Must never: narrow away a value with which the conditions can hold.

use super::evaluate::{self, View, resolved};
use super::interval::{End, Interval};
use super::own::Own;
use super::possible::{Outcomes, Possible, Series};
use super::reads::Reads;
use super::set::BitSet;
use crate::model::{Comparison, ConditionId, ConditionKind, Expression, ExpressionId, FactId, Function, Operator};
use rust_decimal::Decimal;

/// How deep conditions and expressions are followed.
const DEEPEST: usize = 64;

/// A view in which some conditions are known to hold.
pub(crate) struct Narrowed<'a> {
    base: &'a dyn View,
    facts: Own,
    values: Own,
    impossible: bool,
}

impl View for Narrowed<'_> {
    fn base(&self) -> &dyn View {
        self.base
    }
    fn fact(&self, id: FactId) -> &Possible {
        self.facts.get(id.index()).unwrap_or_else(|| self.base.fact(id))
    }
    fn value(&self, id: ExpressionId) -> &Possible {
        self.values.get(id.index()).unwrap_or_else(|| self.base.value(id))
    }
}

impl<'a> Narrowed<'a> {
    /// The view in which these conditions hold; `None` where they cannot.
    pub(crate) fn assuming(base: &'a dyn View, conditions: &[ConditionId]) -> Option<Narrowed<'a>> {
        let mut narrowed = Narrowed { base, facts: Own::NOTHING, values: Own::NOTHING, impossible: false };
        for condition in conditions {
            narrowed.condition(*condition, true, 0);
        }
        (!narrowed.impossible).then_some(narrowed)
    }

    /// The view in which these facts are known more closely.
    pub(crate) fn to(base: &'a dyn View, facts: Vec<(FactId, Possible)>) -> Narrowed<'a> {
        let mut narrowed = Narrowed { base, facts: Own::NOTHING, values: Own::NOTHING, impossible: false };
        for (fact, possible) in facts {
            narrowed.facts.put(fact.index(), possible);
        }
        narrowed
    }

    /// Evaluates these expressions anew as far as they read narrowed facts; `reads` has the facts that each expression reads.
    pub(crate) fn evaluate(&mut self, roots: impl Iterator<Item = ExpressionId>, reads: &Reads) {
        let changed: BitSet = self.facts.numbers().collect();
        let base = self.base;
        let concerned = |id: &ExpressionId| {
            reads.get(id.index()).is_some_and(|reads| reads.intersects(&changed)) && !base.scopes().is_open(*id)
        };
        let mut open: Vec<_> = roots.filter(concerned).collect();
        let mut all = BitSet::EMPTY;
        while let Some(id) = open.pop() {
            if !all.contains(id.index()) {
                all.insert(id.index());
                self.catalog().for_each_part(id, &mut |part| {
                    if concerned(&part) {
                        open.push(part);
                    }
                });
            }
        }
        for id in all.iter() {
            let value = evaluate::expression(self, ExpressionId::from_index(id));
            self.values.put(id, value);
        }
    }

    fn condition(&mut self, id: ConditionId, truth: bool, depth: usize) {
        let base = self.base;
        let known = base.truth(id);
        if depth > DEEPEST || known.is_settled() {
            self.impossible |= if truth { known.is_false() } else { known.is_true() };
            return;
        }
        match &base.catalog().conditions[id].kind {
            ConditionKind::Test(test) | ConditionKind::Judged(Some(test)) => self.expression(*test, truth, depth + 1),
            ConditionKind::Judged(None) => {}
            ConditionKind::Not(child) => self.condition(*child, !truth, depth + 1),
            ConditionKind::All(children) if truth => self.conditions(children.iter(), true, depth),
            ConditionKind::Any(children) if !truth => self.conditions(children.iter(), false, depth),
            ConditionKind::All(children) | ConditionKind::Any(children) => {
                // One of them decides; if only one still can, it does.
                let can = |child: &&ConditionId| {
                    let truths = base.truth(**child).truths();
                    if truth { truths.yes } else { truths.no }
                };
                let mut able = children.iter().filter(can);
                if let (Some(only), None) = (able.next(), able.next()) {
                    self.condition(*only, truth, depth + 1);
                }
            }
            ConditionKind::AtLeast(needed, children) => {
                let able = || children.iter().filter(|child| base.truth(**child).truths().yes);
                if truth && able().count() <= *needed as usize {
                    self.conditions(able(), true, depth);
                }
            }
        }
    }

    fn conditions<'b>(&mut self, children: impl Iterator<Item = &'b ConditionId>, truth: bool, depth: usize) {
        for child in children {
            self.condition(*child, truth, depth + 1);
        }
    }

    fn expression(&mut self, id: ExpressionId, truth: bool, depth: usize) {
        let base = self.base;
        let known = base.value(id);
        if depth > DEEPEST || known.is_settled() {
            self.impossible |= if truth { known.is_false() } else { known.is_true() };
            return;
        }
        match &base.catalog().expressions[resolved(base.catalog(), id)] {
            Expression::Fact(fact) => {
                if matches!(self.fact(*fact).outcomes, Outcomes::Boolean { .. }) {
                    self.settle(*fact, Outcomes::Boolean { yes: truth, no: !truth });
                }
            }
            Expression::Not(part) => self.expression(*part, !truth, depth + 1),
            Expression::And(parts) if truth => parts.iter().for_each(|part| self.expression(*part, true, depth + 1)),
            Expression::Or(parts) if !truth => parts.iter().for_each(|part| self.expression(*part, false, depth + 1)),
            Expression::And(parts) | Expression::Or(parts) => {
                let can = |part: &&ExpressionId| {
                    let truths = base.value(**part).truths();
                    if truth { truths.yes } else { truths.no }
                };
                let mut able = parts.iter().filter(can);
                if let (Some(only), None) = (able.next(), able.next()) {
                    self.expression(*only, truth, depth + 1);
                }
            }
            Expression::Compare { comparison, left, right } => {
                let comparison = if truth { *comparison } else { comparison.opposite() };
                if let Some(limits) = base.value(*right).interval().and_then(|right| beside(comparison, right)) {
                    self.limit(*left, &limits, depth + 1);
                }
                if let Some(limits) = base.value(*left).interval().and_then(|left| beside(comparison.turned(), left)) {
                    self.limit(*right, &limits, depth + 1);
                }
            }
            Expression::Same { left, right } => {
                for (side, other) in [(*left, *right), (*right, *left)] {
                    self.same(side, other, truth);
                }
            }
            Expression::OneOf { subject, codes } => {
                let codes: BitSet = codes.iter().map(|code| *code as usize).collect();
                if let Some(fact) = self.fact_behind(*subject) {
                    self.choose(fact, &codes, truth);
                }
            }
            Expression::ContainsAny { subject, codes } => {
                let Some(fact) = self.fact_behind(*subject) else { return };
                let Outcomes::Choices { must, may } = self.fact(fact).outcomes.clone() else { return };
                let codes: BitSet = codes.iter().map(|code| *code as usize).collect();
                let outcomes = if truth {
                    let mut must = must;
                    if let Some(only) = may.intersection(&codes).single() {
                        must.insert(only);
                    }
                    Outcomes::Choices { must, may }
                } else {
                    Outcomes::Choices { must, may: may.without(&codes) }
                };
                self.settle(fact, outcomes);
            }
            _ => {}
        }
    }

    fn fact_behind(&self, id: ExpressionId) -> Option<FactId> {
        match &self.catalog().expressions[resolved(self.catalog(), id)] {
            Expression::Fact(fact) => Some(*fact),
            _ => None,
        }
    }

    /// `side = other` is true, or is false.
    fn same(&mut self, side: ExpressionId, other: ExpressionId, truth: bool) {
        let base = self.base;
        match &base.value(other).outcomes {
            Outcomes::Boolean { yes, no } if yes != no => self.expression(side, *yes == truth, DEEPEST / 2),
            Outcomes::Choice(codes) if truth || codes.single().is_some() => {
                if let Some(fact) = self.fact_behind(side) {
                    self.choose(fact, codes, truth);
                }
            }
            Outcomes::Text(Some(text)) if truth => {
                if let Some(fact) = self.fact_behind(side) {
                    self.settle(fact, Outcomes::Text(Some(text.clone())));
                }
            }
            _ => {}
        }
    }

    fn choose(&mut self, fact: FactId, codes: &BitSet, inside: bool) {
        let Outcomes::Choice(possible) = &self.fact(fact).outcomes else { return };
        let rest = if inside { possible.intersection(codes) } else { possible.without(codes) };
        self.impossible |= rest.is_empty();
        self.settle(fact, Outcomes::Choice(rest));
    }

    /// The expression lies within these limits.
    fn limit(&mut self, id: ExpressionId, limits: &Interval, depth: usize) {
        let base = self.base;
        if depth > DEEPEST {
            return;
        }
        match &base.catalog().expressions[resolved(base.catalog(), id)] {
            Expression::Fact(fact) => {
                let Outcomes::Ordered(known) = self.fact(*fact).outcomes else { return };
                let step = base.catalog().facts[*fact].step;
                match known.intersection(limits).and_then(|rest| rest.stepped(step)) {
                    Some(rest) => self.settle(*fact, Outcomes::Ordered(rest)),
                    None => self.impossible = true,
                }
            }
            Expression::Item { series, index } if *index < 0 => {
                let Some(fact) = self.fact_behind(*series) else { return };
                self.limit_year(fact, index.unsigned_abs() as usize, limits);
            }
            Expression::Arithmetic { operator, left, right } => {
                let (a, b) = (base.value(*left), base.value(*right));
                let undone = |operator, operand: Decimal| {
                    Interval::apply(operator, &limits.loosened(), &Interval::point(operand)).interval
                };
                let (rest, limits) = match (operator, a.single(), b.single()) {
                    (Operator::Add, Some(a), _) => (*right, undone(Operator::Subtract, a)),
                    (Operator::Add, _, Some(b)) => (*left, undone(Operator::Subtract, b)),
                    (Operator::Subtract, _, Some(b)) => (*left, undone(Operator::Add, b)),
                    (Operator::Subtract, Some(a), _) => {
                        (*right, undone(Operator::Subtract, a).map(|limits| limits.negated()))
                    }
                    (Operator::Multiply, Some(a), _) if !a.is_zero() => (*right, undone(Operator::Divide, a)),
                    (Operator::Multiply, _, Some(b)) if !b.is_zero() => (*left, undone(Operator::Divide, b)),
                    (Operator::Divide, _, Some(b)) if !b.is_zero() => (*left, undone(Operator::Multiply, b)),
                    _ => return,
                };
                if let Some(limits) = limits {
                    self.limit(rest, &limits, depth + 1);
                }
            }
            Expression::Call { function: Function::Min, arguments } => {
                let above = Interval { low: limits.low, ..Interval::everything() };
                arguments.iter().for_each(|argument| self.limit(*argument, &above, depth + 1));
            }
            Expression::Call { function: Function::Max, arguments } => {
                let below = Interval { high: limits.high, ..Interval::everything() };
                arguments.iter().for_each(|argument| self.limit(*argument, &below, depth + 1));
            }
            _ => {}
        }
    }

    /// The year `back` from the end of a series exists and lies within these limits.
    fn limit_year(&mut self, fact: FactId, back: usize, limits: &Interval) {
        let Outcomes::Series(Series { mut years, least }) = self.fact(fact).outcomes.clone() else { return };
        let step = self.catalog().facts[fact].step;
        let year = years.len().checked_sub(back).and_then(|position| years.get_mut(position));
        match year.and_then(|year| Some((year.intersection(limits)?.stepped(step)?, year))) {
            Some((rest, year)) => *year = rest,
            None => {
                self.impossible = true;
                return;
            }
        }
        self.settle(fact, Outcomes::Series(Series { years, least: least.max(back) }));
    }

    fn settle(&mut self, fact: FactId, outcomes: Outcomes) {
        let value = self.fact(fact);
        if value.is_settled() {
            return;
        }
        let narrowed = Possible { outcomes, ..value.clone() }.settled();
        self.facts.put(fact.index(), narrowed);
    }
}

/// Where `x` lies if `x comparison other` is true.
fn beside(comparison: Comparison, other: &Interval) -> Option<Interval> {
    let all = Interval::everything();
    let below = |inclusive| End { inclusive: inclusive && other.high.inclusive, ..other.high };
    let above = |inclusive| End { inclusive: inclusive && other.low.inclusive, ..other.low };
    match comparison {
        Comparison::Equal => Some(Interval::of(other.low, other.high)),
        Comparison::NotEqual => None,
        Comparison::Less => Some(Interval { high: below(false), ..all }),
        Comparison::LessOrEqual => Some(Interval { high: below(true), ..all }),
        Comparison::Greater => Some(Interval { low: above(false), ..all }),
        Comparison::GreaterOrEqual => Some(Interval { low: above(true), ..all }),
    }
}
