//! Values of facts at which a rule may turn.

use super::super::step;
use super::super::subject::Extract;
use super::surroundings::Surroundings;
use crate::advise::formula::{rule_money, type_of};
use crate::catalog::examples::{Example, FactInput};
use crate::engine::{Input, Session};
use crate::model::literal::measured;
use crate::model::{Date, Expression, ExpressionId, Fact, FactId, ListId, Type, Value};
use rust_decimal::Decimal;

/// How many values one fact is varied over.
const VALUES: usize = 40;

/// What to try of the facts that the mutated place reads, on one example.
pub(super) struct Candidates<'c> {
    extract: &'c Extract,
    around: &'c Surroundings,
    base: &'c Example,
    day: Date,
}

static NULL: FactInput = FactInput::Null;

/// What an example says of a fact.
pub(super) fn given<'e>(example: &'e Example, name: &str) -> &'e FactInput {
    example.facts.iter().find(|(known, _)| known == name).map_or(&NULL, |(_, value)| value)
}

impl<'c> Candidates<'c> {
    pub(super) fn new(
        extract: &'c Extract,
        around: &'c Surroundings,
        base: &'c Example,
        today: Date,
    ) -> Candidates<'c> {
        Candidates { extract, around, base, day: base.as_of.unwrap_or(today) }
    }

    /// The facts that the mutated place reads.
    pub(super) fn facts(&self) -> Vec<FactId> {
        self.around.closure.facts().collect()
    }

    /// Values at which something may turn where all other facts are what the session says; best ones first.
    pub(super) fn values(&self, id: FactId, session: &mut Session) -> Vec<FactInput> {
        let fact = &self.extract.catalog.facts[id];
        let mut values = Values { extract: self.extract, fact, id, base: self.base, found: Vec::new() };
        values.add_all(session, &self.around.turns, self.day);
        values.found
    }

    /// A number so large that shares of it come close to any limit.
    pub(super) fn large(&self, id: FactId) -> Option<FactInput> {
        let fact = &self.extract.catalog.facts[id];
        let is_counted = matches!(fact.value_type, Type::Number | Type::Quantity(_));
        is_counted.then(|| input(Decimal::from(10_000), &fact.value_type))
    }
}

/// The values of one fact.
struct Values<'v> {
    extract: &'v Extract,
    fact: &'v Fact,
    id: FactId,
    base: &'v Example,
    found: Vec<FactInput>,
}

impl Values<'_> {
    fn add(&mut self, value: FactInput) {
        if self.found.len() < VALUES && !self.found.contains(&value) && given(self.base, &self.fact.name) != &value {
            self.found.push(value);
        }
    }

    fn add_all(&mut self, session: &mut Session, comparisons: &[(ExpressionId, ExpressionId)], day: Date) {
        match &self.fact.value_type {
            Type::Boolean => {
                self.add(FactInput::Boolean(true));
                self.add(FactInput::Boolean(false));
            }
            Type::Choice(list) => {
                for code in self.codes(*list) {
                    self.add(FactInput::Text(code));
                }
            }
            Type::Choices(list) => {
                self.add(FactInput::Array(Vec::new()));
                for code in self.codes(*list) {
                    self.add(FactInput::Array(vec![FactInput::Text(code)]));
                }
            }
            Type::Series(each) => self.add_years(session, comparisons, each, day),
            Type::Text | Type::List(_) | Type::Record(_) => {}
            ordered => {
                for value in self.numbers(session, comparisons, ordered, day, None) {
                    self.add(input(value, ordered));
                }
            }
        }
        for example in &self.extract.examples {
            self.add(given(example, &self.fact.name).clone());
        }
        self.add(FactInput::Null);
    }

    /// The codes that some test names, one of each group of them, and one that none names.
    fn codes(&self, list: ListId) -> Vec<String> {
        let catalog = &self.extract.catalog;
        let list = &catalog.lists[list];
        let mut named: Vec<u32> = Vec::new();
        for expression in catalog.expressions.iter() {
            if let Expression::OneOf { subject, codes } | Expression::ContainsAny { subject, codes } = expression
                && catalog.expressions[*subject] == Expression::Fact(self.id)
            {
                let groups = list.covering(codes);
                named.extend(groups.iter().filter_map(|group| list.leaves_within(*group).first().copied()));
            }
        }
        named.extend(list.leaves().find(|leaf| !named.contains(leaf)));
        named.sort_unstable();
        named.dedup();
        named.iter().filter_map(|position| list.item(*position)).map(|item| item.code.clone()).collect()
    }

    /// Each of the last years changed on its own.
    fn add_years(
        &mut self,
        session: &mut Session,
        comparisons: &[(ExpressionId, ExpressionId)],
        each: &Type,
        day: Date,
    ) {
        let FactInput::Array(years) = given(self.base, &self.fact.name).clone() else { return };
        for position in (0..years.len()).rev().take(3) {
            for value in self.numbers(session, comparisons, each, day, Some((&years, position))) {
                let mut years = years.clone();
                if let Some(year) = years.get_mut(position) {
                    *year = input(value, each);
                }
                self.add(FactInput::Array(years));
            }
        }
        self.add(FactInput::Array(years.iter().skip(1).cloned().collect()));
    }

    /// Numbers at which a comparison turns, and their neighbours; of a series those of one year.
    fn numbers(
        &self,
        session: &mut Session,
        comparisons: &[(ExpressionId, ExpressionId)],
        value_type: &Type,
        day: Date,
        year: Option<(&[FactInput], usize)>,
    ) -> Vec<Decimal> {
        let step = self.fact.step.unwrap_or_else(|| step::of_type(value_type, Decimal::new(1, 2)));
        let mut turns = Vec::new();
        for (left, right) in comparisons {
            turns.extend(self.meeting(session, *left, *right, value_type, step, year));
        }
        turns.extend(self.thresholds(day));
        let mut numbers: Vec<Decimal> = Vec::new();
        for turn in turns {
            let Some(near) = on_grid(turn, step, Decimal::floor) else { continue };
            for count in [0, 1, -1, 2] {
                numbers.extend(step.checked_mul(Decimal::from(count)).and_then(|far| near.checked_add(far)));
            }
        }
        numbers.extend([self.fact.domain.min, self.fact.domain.max].into_iter().flatten().map(|bound| bound.value));
        numbers.push(Decimal::ZERO);
        numbers
    }

    /// What the rules compare the fact with directly, or a date with by way of the evaluation date.
    fn thresholds(&self, day: Date) -> Vec<Decimal> {
        let catalog = &self.extract.catalog;
        let literal = |id: ExpressionId| match &catalog.expressions[id] {
            Expression::Constant(Value::Number(value)) => Some(*value),
            _ => None,
        };
        let is_fact = |id: ExpressionId| match &catalog.expressions[id] {
            Expression::Fact(fact) => *fact == self.id,
            Expression::Item { series, .. } | Expression::YearOf { series, .. } => {
                catalog.expressions[*series] == Expression::Fact(self.id)
            }
            _ => false,
        };
        let mut found = Vec::new();
        for expression in catalog.expressions.iter() {
            match expression {
                Expression::Compare { left, right, .. } => {
                    let literals = [(*left, *right), (*right, *left)];
                    found.extend(
                        literals.into_iter().filter(|(one, _)| is_fact(*one)).filter_map(|(_, it)| literal(it)),
                    );
                }
                Expression::PlusMonths { date, months } if is_fact(*date) => {
                    let months = literal(*months).and_then(|months| i32::try_from(-months).ok());
                    let day = months.and_then(|months| day.plus_months(months));
                    found.extend(day.map(|day| Decimal::from(day.days())));
                }
                _ => {}
            }
        }
        found
    }

    /// The value of the fact at which two expressions are equal, found by following the line through two points.
    fn meeting(
        &self,
        session: &mut Session,
        left: ExpressionId,
        right: ExpressionId,
        value_type: &Type,
        step: Decimal,
        year: Option<(&[FactInput], usize)>,
    ) -> Option<Decimal> {
        /// How often the line is followed.
        const ROUNDS: usize = 6;
        type_of(&self.extract.catalog, left).filter(Type::is_ordered).or(Some(Type::Number))?;
        let own = given(self.base, &self.fact.name);
        let start = match year {
            Some((years, position)) => number(years.get(position)?, value_type),
            None => number(own, value_type),
        };
        let mut difference = |value: Decimal| {
            let value = input(value, value_type);
            let whole = match year {
                Some((years, position)) => {
                    let mut years = years.to_vec();
                    *years.get_mut(position)? = value;
                    FactInput::Array(years)
                }
                None => value,
            };
            session.set(&self.fact.name, &Input::from(&whole)).ok()?;
            session.number_at(left)?.checked_sub(session.number_at(right)?)
        };
        let mut found = None;
        let mut follow = || -> Option<()> {
            let mut before = start.unwrap_or(step);
            let mut value = before.checked_add(step.max(before.abs().checked_div(Decimal::from(64))?))?;
            value = on_grid(value, step, Decimal::ceil)?;
            let mut height_before = difference(before)?;
            for _ in 0..ROUNDS {
                let height = difference(value)?;
                let slope = height.checked_sub(height_before)?;
                let run = value.checked_sub(before)?;
                let next = value.checked_sub(height.checked_mul(run)?.checked_div(slope)?)?;
                found = Some(next);
                let next_on_grid = on_grid(next, step, Decimal::round)?;
                if next_on_grid == value {
                    break;
                }
                (before, height_before, value) = (value, height, next_on_grid);
            }
            Some(())
        };
        follow();
        session.set(&self.fact.name, &Input::from(own)).ok();
        found
    }
}

/// A number moved to a multiple of the step.
fn on_grid(value: Decimal, step: Decimal, moved: fn(&Decimal) -> Decimal) -> Option<Decimal> {
    moved(&value.checked_div(step)?).checked_mul(step)
}

/// The number that an example gives, in the fact's own unit.
fn number(given: &FactInput, value_type: &Type) -> Option<Decimal> {
    match given {
        FactInput::Number(text) => Decimal::from_str_exact(text).ok(),
        FactInput::Text(text) => match value_type {
            Type::Date => Date::parse(text).map(|day| Decimal::from(day.days())),
            _ => {
                let end = text.find(|letter: char| !matches!(letter, '0'..='9' | '.' | '-')).unwrap_or(text.len());
                let (digits, suffix) = text.split_at_checked(end)?;
                let (value, _) = measured(Decimal::from_str_exact(digits).ok()?, suffix)?;
                Some(value)
            }
        },
        _ => None,
    }
}

/// A number as an example gives it.
fn input(value: Decimal, value_type: &Type) -> FactInput {
    let plain = value.normalize();
    match value_type {
        Type::Money => FactInput::Text(rule_money(value)),
        Type::Percent => match plain.checked_mul(Decimal::ONE_HUNDRED) {
            Some(share) => FactInput::Text(format!("{}%", share.normalize())),
            None => FactInput::Null,
        },
        Type::Date => {
            let day = i32::try_from(plain).ok().and_then(Date::from_days);
            day.map_or(FactInput::Null, |day| FactInput::Text(day.to_string()))
        }
        Type::Period => FactInput::Text(format!("{plain}个月")),
        Type::Days => FactInput::Text(format!("{plain}天")),
        _ => FactInput::Number(plain.to_string()),
    }
}
