//! Amounts at a glance: the formulas of a catalog's benefits as steps on whole numbers.
//!
//! Most formulas are a share of one fact up to a cap, or a tariff. For all others, and where whole numbers overflow,
//! [`super::super::amount`] is asked. Must never: give an amount that a verdict does not give.

use super::super::calculator::Calculator;
use super::super::interval::Interval;
use super::super::possible::Possible;
use super::super::set::BitSet;
use crate::model::{Amount, Benefit, Catalog, Certainty, Expression, ExpressionId, FactId, Function, Operator, Value};
use policy_kernel::{Benefits, Bounds, Ends, Formula, Formulas, HAND, Links, Node, Slice, Step, Way};
use rust_decimal::Decimal;

/// The places of a 分.
const CENT: u32 = 2;
/// The most places that a formula may come to on its way.
const MOST_PLACES: u32 = 12;

/// How the amounts of a catalog's benefits are found.
#[derive(Debug)]
pub(crate) struct AmountPlan {
    pub(crate) benefits: Benefits,
    /// The facts that formulas read, and how many places each has.
    bases: Vec<(FactId, u32)>,
    /// Benefits without a condition of their own of which nothing more than their bounds can be said, see [`AmountPlan::is_plain`].
    plain: BitSet,
    /// The policies whose amounts read each fact.
    readers: Links,
}

/// The same while it is made.
#[derive(Default)]
struct Draft {
    formulas: Formulas,
    bases: Vec<(FactId, u32)>,
}

impl AmountPlan {
    #[inline(never)]
    pub(super) fn new(calculator: &Calculator, node_of: &[Node]) -> AmountPlan {
        let catalog = calculator.catalog();
        let (mut draft, mut plain) = (Draft::default(), BitSet::EMPTY);
        let (mut ways, mut starts) = (Vec::new(), vec![0]);
        for policy in catalog.policies.iter() {
            for benefit in &policy.benefits {
                let is_plain = is_plain(calculator, benefit);
                if is_plain {
                    plain.insert(ways.len());
                }
                ways.push(match draft.way(catalog, node_of, benefit) {
                    Way::Formula(formula) => {
                        Way::Formula(Formula { rises: is_plain && draft.rises(&formula), ..formula })
                    }
                    way => way,
                });
            }
            starts.push(ways.len() as u32);
        }
        let readers = Links::new(catalog.facts.len(), &|tell| {
            for (policy, benefits) in catalog.policies.iter().map(|policy| &policy.benefits).enumerate() {
                let mut read = BitSet::EMPTY;
                for benefit in benefits {
                    let when = benefit.when.and_then(|when| calculator.condition_reads().get(when.index()));
                    let parts = benefit.expressions().filter_map(|id| calculator.expression_reads.get(id.index()));
                    parts.chain(when).for_each(|part| read.extend(part));
                }
                read.iter().for_each(|fact| tell(fact, policy as u32));
            }
        });
        let Draft { formulas, bases } = draft;
        AmountPlan { benefits: Benefits::new(formulas, ways, starts), bases, plain, readers }
    }

    /// The policies whose amounts read a fact.
    pub(crate) fn readers(&self, fact: usize) -> &[u32] {
        self.readers.of(fact)
    }

    /// Whether the bounds of what a benefit's parts can be tell its own: it has no condition of its own, and its parts together
    /// ask for each fact once, in steps that rise or fall steadily.
    pub(crate) fn is_plain(&self, benefit: usize) -> bool {
        self.plain.contains(benefit)
    }

    /// Brings the numbers of all facts that formulas read up to date.
    pub(super) fn refresh_all<'p>(&self, numbers: &mut Vec<Bounds>, fact: &dyn Fn(FactId) -> &'p Possible) {
        numbers.clear();
        numbers.extend(self.bases.iter().map(|(id, places)| bounds(fact(*id), *places)));
    }

    /// Brings the number of one fact up to date.
    pub(super) fn refresh(&self, numbers: &mut [Bounds], id: FactId, known: &Possible) {
        if let Some(base) = place_of(&self.bases, id)
            && let Some((_, places)) = self.bases.get(base)
            && let Some(slot) = numbers.get_mut(base)
        {
            *slot = bounds(known, *places);
        }
    }
}

/// Where a fact stands among those that formulas read.
fn place_of(bases: &[(FactId, u32)], fact: FactId) -> Option<usize> {
    bases.iter().position(|(id, _)| *id == fact)
}

impl Draft {
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
        let (first, count) = (self.formulas.steps.len() as u32, steps.len() as u32);
        self.formulas.steps.extend(steps);
        Way::Formula(Formula { first, count, places, ends, when, rises: false })
    }

    /// Whether a formula never falls while its first number, which is a fact's and the only one, rises.
    fn rises(&self, formula: &Formula) -> bool {
        let Some((Step::Base(_), rest)) = self.formulas.of(formula).split_first() else { return false };
        let rises = |step: &Step| match *step {
            Step::Times(number) => number >= 0,
            Step::Plus(_) | Step::AtMost(_) | Step::AtLeast(_) => true,
            Step::Tiers(first, count) => {
                let slices = self.formulas.slices.get(first as usize..(first + count) as usize).unwrap_or_default();
                slices.iter().all(|slice| slice.rate >= 0)
            }
            _ => false,
        };
        formula.ends != Ends::From && rest.iter().all(rises)
    }

    /// Appends the steps of an expression; gives the places of its value, or nothing where there are no such steps.
    fn steps(&mut self, catalog: &Catalog, id: ExpressionId, steps: &mut Vec<Step>, depth: usize) -> Option<u32> {
        if depth + 1 >= HAND {
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
                let base = place_of(&self.bases, *fact).unwrap_or(self.bases.len());
                if base == self.bases.len() {
                    self.bases.push((*fact, places));
                }
                steps.push(Step::Base(base as u32));
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
                        match (steps.as_slice(), other.as_slice()) {
                            (_, [Step::Number(number)]) => steps.push(Step::Times(*number)),
                            ([Step::Number(number)], _) => {
                                other.push(Step::Times(*number));
                                *steps = other;
                            }
                            _ => {
                                steps.extend(other);
                                steps.push(Step::Multiply);
                            }
                        }
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
                let first = self.formulas.slices.len() as u32;
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
                    self.formulas.slices.push(Slice { up_to, rate: scaled(rate, rate_places)? });
                }
                steps.push(Step::Tiers(first, rows.len() as u32));
                Some(places + rate_places).filter(|places| *places <= MOST_PLACES)
            }
            _ => None,
        }
    }
}

fn is_plain(calculator: &Calculator, benefit: &Benefit) -> bool {
    let mut seen = BitSet::EMPTY;
    benefit.when.is_none()
        && benefit.step.is_none()
        && benefit.expressions().all(|expression| is_steady(calculator.catalog(), expression, &mut seen, 0))
}

/// Whether an expression asks for facts that have not been seen, each once, in steps that rise or fall steadily.
fn is_steady(catalog: &Catalog, id: ExpressionId, seen: &mut BitSet, depth: usize) -> bool {
    if depth >= HAND {
        return false;
    }
    let mut is_steady = |id: &ExpressionId| is_steady(catalog, *id, seen, depth + 1);
    match &catalog.expressions[id] {
        Expression::Constant(Value::Number(_)) => true,
        Expression::Fact(fact) => {
            let is_new = !seen.contains(fact.index());
            seen.insert(fact.index());
            is_new && catalog.facts[*fact].value_type.is_ordered()
        }
        Expression::Definition(definition) => is_steady(&catalog.definitions[*definition].body),
        Expression::Arithmetic { operator, left, right } => {
            matches!(operator, Operator::Add | Operator::Subtract | Operator::Multiply)
                && is_steady(left)
                && is_steady(right)
        }
        Expression::Call { function: Function::Min | Function::Max, arguments } => arguments.iter().all(is_steady),
        Expression::Tiers { of, rows } => is_steady(of) && rows.iter().all(|row| is_steady(&row.rate)),
        _ => false,
    }
}

/// Appends the steps of a second operand and what joins both, in the finer one's places.
fn joined(steps: &mut Vec<Step>, left: u32, mut other: Vec<Step>, right: u32, step: Step) -> Option<u32> {
    let places = left.max(right);
    let finer = |by: u32| 10_i64.checked_pow(by);
    if places > left {
        steps.push(Step::Times(finer(places - left)?));
    }
    if let [Step::Number(number)] = other.as_slice() {
        let number = number.checked_mul(finer(places - right)?)?;
        steps.push(match step {
            Step::Add => Step::Plus(number),
            Step::Subtract => Step::Plus(number.checked_neg()?),
            Step::Min => Step::AtMost(number),
            _ => Step::AtLeast(number),
        });
    } else {
        if places > right {
            other.push(Step::Times(finer(places - right)?));
        }
        steps.extend(other);
        steps.push(step);
    }
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

/// What a fact's number can be, if somebody gave the most.
fn bounds(known: &Possible, places: u32) -> Bounds {
    let Interval { low, high, .. } = known.interval().filter(|interval| interval.high.given)?;
    Some((scaled(low.value, places)?, scaled(high.value, places)?))
}

/// An amount in 元 as it is told, in 分; nothing where it is too large.
pub(crate) fn cents(amount: Decimal) -> Option<i64> {
    let rounded = super::super::decimal::round(amount, Decimal::new(1, CENT), super::super::decimal::Rounding::HalfUp);
    scaled(rounded.ok()?, CENT)
}
