//! Amounts at a glance: what a benefit comes to where the facts of its formula are known, in whole numbers.
//!
//! Most formulas are a share of one fact up to a cap, or a tariff. Such a formula becomes a few steps on numbers of a fixed count
//! of places, which is exact as long as nothing overflows; then, and for all other formulas, [`super::super::amount`] is asked.
//! Must never: round before the end; give an amount that a verdict does not give.

use super::super::possible::Possible;
use super::plan::{Node, Plan};
use crate::model::{
    Amount, Benefit, Catalog, Certainty, Expression, ExpressionId, FactId, Function, Operator, Policy, Value,
};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The places of a 分.
const CENT: u32 = 2;
/// The most places that a formula may come to on its way.
const MOST_PLACES: u32 = 12;
/// How many numbers a formula may have at hand at once, and how deep it may nest.
const HAND: usize = 8;

/// A step of a formula; takes its numbers from the hand and puts its result there.
#[derive(Clone, Copy, Debug)]
enum Step {
    Number(i64),
    /// A fact's number, by its place among the bases.
    Base(u32),
    /// The last number in smaller units.
    Finer(i64),
    Add,
    Subtract,
    Multiply,
    Min,
    Max,
    /// A tariff on the last number: so many slices, from that one on.
    Tiers(u32, u32),
}

/// A slice of a tariff: where it ends, and its rate.
#[derive(Clone, Copy, Debug)]
struct Slice {
    up_to: i64,
    rate: i64,
}

/// What becomes of a formula's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ends {
    Both,
    /// 最高不超过
    UpTo,
    /// 不低于
    From,
}

/// A benefit whose amount can be told at a glance.
#[derive(Clone, Copy, Debug)]
struct Formula {
    first: u32,
    count: u32,
    places: u32,
    ends: Ends,
    /// The benefit's own condition.
    when: Option<Node>,
}

/// How a benefit's amount is found.
#[derive(Clone, Copy, Debug)]
enum Way {
    /// It has none.
    None,
    Formula(Formula),
    /// By evaluation.
    Asked,
}

/// The formulas of a catalog's benefits.
#[derive(Debug, Default)]
pub(crate) struct Formulas {
    steps: Vec<Step>,
    slices: Vec<Slice>,
    /// The facts that formulas read, and how many places each has.
    bases: Vec<(FactId, u32)>,
    base_of: BTreeMap<FactId, u32>,
    ways: Vec<Way>,
    /// Where the benefits of each policy begin, and where the last ones end.
    starts: Vec<u32>,
}

/// What a benefit comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Glanced {
    /// It has no amount, or its condition does not hold.
    Nothing,
    /// In 分; no upper end where nobody gave one.
    Cents(i64, Option<i64>),
    /// Only evaluation can tell.
    Ask,
}

impl Formulas {
    pub(super) fn new(catalog: &Catalog, node_of: &[Node]) -> Formulas {
        let mut formulas = Formulas { starts: vec![0], ..Formulas::default() };
        for policy in catalog.policies.iter() {
            for benefit in &policy.benefits {
                let way = formulas.way(catalog, node_of, benefit);
                formulas.ways.push(way);
            }
            formulas.starts.push(formulas.ways.len() as u32);
        }
        formulas
    }

    /// How many benefits there are.
    pub(crate) fn len(&self) -> usize {
        self.ways.len()
    }

    /// Where a policy's benefits stand among all.
    pub(crate) fn benefits(&self, policy: usize) -> std::ops::Range<usize> {
        let at = |index: usize| self.starts.get(index).copied().unwrap_or_default() as usize;
        at(policy)..at(policy + 1)
    }

    fn way(&mut self, catalog: &Catalog, node_of: &[Node], benefit: &Benefit) -> Way {
        if benefit.certainty == Certainty::None || benefit.amount == Amount::None {
            return Way::None;
        }
        let Amount::Formula(formula) = benefit.amount else { return Way::Asked };
        let when = match benefit.when {
            Some(when) => match node_of.get(when.index()) {
                Some(node) => Some(*node),
                None => return Way::Asked,
            },
            None => None,
        };
        let mut steps = Vec::new();
        let Some(mut places) = self.steps(catalog, formula, &mut steps, 0) else { return Way::Asked };
        if benefit.step.is_some() {
            return Way::Asked;
        }
        for (limit, step) in [(benefit.cap, Step::Min), (benefit.at_least, Step::Max)] {
            let Some(limit) = limit else { continue };
            let mut other = Vec::new();
            let Some(its_places) = self.steps(catalog, limit, &mut other, 1) else { return Way::Asked };
            match joined(&mut steps, places, other, its_places, step) {
                Some(common) => places = common,
                None => return Way::Asked,
            }
        }
        let ends = match benefit.certainty {
            Certainty::Ceiling => Ends::UpTo,
            Certainty::Floor => Ends::From,
            Certainty::Fixed | Certainty::Formula | Certainty::None => Ends::Both,
        };
        let (first, count) = (self.steps.len() as u32, steps.len() as u32);
        self.steps.extend(steps);
        Way::Formula(Formula { first, count, places, ends, when })
    }

    /// Appends the steps of an expression; gives the places of its value, or nothing where there are no such steps.
    fn steps(&mut self, catalog: &Catalog, id: ExpressionId, steps: &mut Vec<Step>, depth: usize) -> Option<u32> {
        if depth >= HAND {
            return None;
        }
        match &catalog.expressions[id] {
            Expression::Definition(definition) => {
                self.steps(catalog, catalog.definitions[*definition].body, steps, depth)
            }
            Expression::Constant(Value::Number(number)) => {
                let number = number.normalize();
                steps.push(Step::Number(i64::try_from(number.mantissa()).ok()?));
                Some(number.scale())
            }
            Expression::Fact(fact) => {
                let places = catalog.facts[*fact].step?.normalize().scale();
                let next = self.bases.len() as u32;
                let base = *self.base_of.entry(*fact).or_insert(next);
                if base == next {
                    self.bases.push((*fact, places));
                }
                steps.push(Step::Base(base));
                Some(places)
            }
            Expression::Arithmetic { operator, left, right } => {
                let left = self.steps(catalog, *left, steps, depth + 1)?;
                let mut other = Vec::new();
                let right = self.steps(catalog, *right, &mut other, depth + 1)?;
                match operator {
                    Operator::Add => joined(steps, left, other, right, Step::Add),
                    Operator::Subtract => joined(steps, left, other, right, Step::Subtract),
                    Operator::Multiply => {
                        steps.extend(other);
                        steps.push(Step::Multiply);
                        Some(left + right).filter(|places| *places <= MOST_PLACES)
                    }
                    Operator::Divide | Operator::Power => None,
                }
            }
            Expression::Call { function: function @ (Function::Min | Function::Max), arguments } => {
                let (first, rest) = arguments.split_first().filter(|(_, rest)| !rest.is_empty())?;
                let step = if *function == Function::Min { Step::Min } else { Step::Max };
                let mut places = self.steps(catalog, *first, steps, depth + 1)?;
                for argument in rest {
                    let mut other = Vec::new();
                    let its_places = self.steps(catalog, *argument, &mut other, depth + 1)?;
                    places = joined(steps, places, other, its_places, step)?;
                }
                Some(places)
            }
            Expression::Tiers { of, rows } => {
                let number = |id: ExpressionId| match &catalog.expressions[id] {
                    Expression::Constant(Value::Number(number)) => Some(number.normalize()),
                    _ => None,
                };
                let places = self.steps(catalog, *of, steps, depth + 1)?;
                let rates: Option<Vec<Decimal>> = rows.iter().map(|row| number(row.rate)).collect();
                let rates = rates?;
                let rate_places = rates.iter().map(Decimal::scale).max()?;
                let first = self.slices.len() as u32;
                let mut below = 0;
                for (row, rate) in rows.iter().zip(rates) {
                    let up_to = match row.up_to {
                        Some(limit) => scaled(number(limit)?, places)?,
                        None => i64::MAX,
                    };
                    if up_to < below {
                        return None;
                    }
                    below = up_to;
                    self.slices.push(Slice { up_to, rate: scaled(rate, rate_places)? });
                }
                steps.push(Step::Tiers(first, rows.len() as u32));
                Some(places + rate_places).filter(|places| *places <= MOST_PLACES)
            }
            _ => None,
        }
    }

    /// The facts' numbers, as far as they are known.
    pub(super) fn numbers<'p>(&self, fact: &dyn Fn(FactId) -> &'p Possible) -> Vec<Option<i64>> {
        self.bases.iter().map(|(id, places)| number(fact(*id), *places)).collect()
    }

    /// Brings the number of one fact up to date.
    pub(super) fn refresh(&self, numbers: &mut [Option<i64>], id: FactId, known: &Possible) {
        if let Some(base) = self.base_of.get(&id)
            && let Some((_, places)) = self.bases.get(*base as usize)
            && let Some(slot) = numbers.get_mut(*base as usize)
        {
            *slot = number(known, *places);
        }
    }

    /// What a benefit comes to, of a policy whose conditions can hold. `truth` tells whether a node is true, false, or open.
    pub(super) fn glance(
        &self,
        benefit: usize,
        numbers: &[Option<i64>],
        truth: &dyn Fn(Node) -> Option<bool>,
    ) -> Glanced {
        let formula = match self.ways.get(benefit) {
            Some(Way::Formula(formula)) => formula,
            Some(Way::Asked) => return Glanced::Ask,
            Some(Way::None) | None => return Glanced::Nothing,
        };
        match formula.when.map(truth) {
            None | Some(Some(true)) => {}
            Some(Some(false)) => return Glanced::Nothing,
            Some(None) => return Glanced::Ask,
        }
        let Some(cents) = self.value(formula, numbers) else { return Glanced::Ask };
        match formula.ends {
            Ends::Both => Glanced::Cents(cents, Some(cents)),
            Ends::UpTo => Glanced::Cents(0, Some(cents)),
            Ends::From => Glanced::Cents(cents, None),
        }
    }

    /// A formula's value in 分, below 0 counting as 0.
    fn value(&self, formula: &Formula, numbers: &[Option<i64>]) -> Option<i64> {
        let mut hand = [0i64; HAND + 1];
        let mut held = 0;
        let first = formula.first as usize;
        for step in self.steps.get(first..first + formula.count as usize)? {
            match *step {
                Step::Number(number) => {
                    *hand.get_mut(held)? = number;
                    held += 1;
                }
                Step::Base(base) => {
                    *hand.get_mut(held)? = (*numbers.get(base as usize)?)?;
                    held += 1;
                }
                Step::Finer(by) => {
                    let last = hand.get_mut(held.checked_sub(1)?)?;
                    *last = last.checked_mul(by)?;
                }
                Step::Tiers(first, count) => {
                    let last = hand.get_mut(held.checked_sub(1)?)?;
                    let slices = self.slices.get(first as usize..(first + count) as usize)?;
                    let (base, mut below, mut sum) = ((*last).max(0), 0i64, 0i64);
                    for slice in slices {
                        let part = base.min(slice.up_to) - below;
                        if part <= 0 {
                            break;
                        }
                        sum = sum.checked_add(part.checked_mul(slice.rate)?)?;
                        below = slice.up_to;
                    }
                    *last = sum;
                }
                Step::Add | Step::Subtract | Step::Multiply | Step::Min | Step::Max => {
                    held = held.checked_sub(1)?;
                    let right = *hand.get(held)?;
                    let left = hand.get_mut(held.checked_sub(1)?)?;
                    *left = match step {
                        Step::Add => left.checked_add(right)?,
                        Step::Subtract => left.checked_sub(right)?,
                        Step::Multiply => left.checked_mul(right)?,
                        Step::Min => right.min(*left),
                        _ => right.max(*left),
                    };
                }
            }
        }
        let value = (*hand.first()?).max(0);
        match formula.places.checked_sub(CENT) {
            None => value.checked_mul(10_i64.checked_pow(CENT - formula.places)?),
            Some(0) => Some(value),
            Some(finer) => {
                let one = 10_i64.checked_pow(finer)?;
                Some(value / one + i64::from(value % one >= one / 2))
            }
        }
    }
}

/// Appends the steps of a second operand and what joins both, in the finer one's places.
fn joined(steps: &mut Vec<Step>, left: u32, mut other: Vec<Step>, right: u32, step: Step) -> Option<u32> {
    let places = left.max(right);
    let finer = |by: u32| 10_i64.checked_pow(by).map(Step::Finer);
    if places > left {
        steps.push(finer(places - left)?);
    }
    if places > right {
        other.push(finer(places - right)?);
    }
    steps.extend(other);
    steps.push(step);
    Some(places).filter(|places| *places <= MOST_PLACES)
}

/// A number in units of so many places; nothing where it is finer, or too large.
fn scaled(number: Decimal, places: u32) -> Option<i64> {
    let number = if number.scale() > places { number.normalize() } else { number };
    let finer = places.checked_sub(number.scale())?;
    if let Ok(short) = i64::try_from(number.mantissa()) {
        return short.checked_mul(10_i64.checked_pow(finer)?);
    }
    i64::try_from(number.mantissa().checked_mul(10_i128.checked_pow(finer)?)?).ok()
}

/// A known fact's number.
fn number(known: &Possible, places: u32) -> Option<i64> {
    scaled(known.single()?, places)
}

/// An amount in 元 as it is told, in 分; nothing where it is too large.
pub(crate) fn cents(amount: Decimal) -> Option<i64> {
    let rounded = super::super::decimal::round(amount, Decimal::new(1, CENT), super::super::decimal::Rounding::HalfUp);
    scaled(rounded.ok()?, CENT)
}

/// The benefits of a policy, each with its place among all.
pub(crate) fn benefits_of<'p>(
    plan: &Plan,
    policy: &'p Policy,
    index: usize,
) -> impl Iterator<Item = (usize, &'p Benefit)> + use<'p> {
    plan.formulas.benefits(index).zip(&policy.benefits)
}
