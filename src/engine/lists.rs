//! Lists and records: what can be in them, and what is asked of, or made from, each element.
//!
//! A list is known element by element; an element may be there or not (a filter whose condition is open), and there may be any
//! number of further elements of which only their kind is known (a list nobody has filled in). Everything here gives each
//! outcome that some choice of elements gives. Must never: forget that an element may be missing, or that one may be there.

use super::error::ErrorKind;
use super::evaluate::{Evaluation, View};
use super::interval::{Computed, End, Interval, sure, then};
use super::kleene;
use super::possible::{Outcomes, Possible, Series};
use super::scope::Bound;
use crate::model::{Comparison, ExpressionId, Extent, Function, Operator, Quantifier};
use rust_decimal::Decimal;

/// What can be in a list.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Items {
    /// The elements there can be, in order.
    pub(crate) items: Vec<Item>,
    /// What further elements can be, if there can be any; they may stand anywhere.
    pub(crate) more: Option<Box<Outcomes>>,
}

/// An element of a list.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Item {
    pub(crate) outcomes: Outcomes,
    /// Whether it is there in every completion.
    pub(crate) sure: bool,
}

impl Items {
    pub(crate) const NONE: Items = Items { items: Vec::new(), more: None };

    /// Any number of such elements.
    pub(crate) fn any(outcomes: Outcomes) -> Items {
        Items { items: Vec::new(), more: Some(Box::new(outcomes)) }
    }

    /// The years of a series, the oldest of which may not exist.
    pub(crate) fn years(series: &Series) -> Items {
        let unsure = series.years.len().saturating_sub(series.least);
        let item =
            |(index, year): (usize, &Interval)| Item { outcomes: Outcomes::Ordered(*year), sure: index >= unsure };
        Items { items: series.years.iter().enumerate().map(item).collect(), more: None }
    }

    /// Whether it is the same list in every completion.
    pub(crate) fn is_settled(&self) -> bool {
        self.more.is_none() && self.items.iter().all(|item| item.sure && item.outcomes.is_settled())
    }

    /// How many elements there are at least.
    fn least(&self) -> usize {
        self.items.iter().filter(|item| item.sure).count()
    }

    /// Whether it has the same number of elements in every completion.
    fn is_fixed(&self) -> bool {
        self.more.is_none() && self.items.iter().all(|item| item.sure)
    }

    /// Everything that an element of it can be.
    fn any_element(&self) -> Outcomes {
        let further = self.more.as_deref();
        self.items.iter().map(|item| &item.outcomes).chain(further).fold(Outcomes::None, |all, one| all.joined(one))
    }

    /// The elements of either list. What is known better of either of them never widens the result, so it must not depend on
    /// whether they happen to be alike.
    pub(crate) fn joined(self, other: &Items) -> Items {
        let nothing = |list: &Items| list.items.is_empty() && list.more.is_none();
        if nothing(other) {
            return self.perhaps();
        }
        if nothing(&self) {
            return other.clone().perhaps();
        }
        let least = self.least().min(other.least());
        let more = (self.more.is_some() || other.more.is_some())
            .then(|| Box::new(self.any_element().joined(&other.any_element())));
        let count = if more.is_some() { least } else { self.items.len().max(other.items.len()) };
        let mut places = self.places(count).into_iter();
        let mut others = other.places(count).into_iter();
        let place = |index: usize| {
            let here = places.next().unwrap_or(Outcomes::None);
            Item { outcomes: here.joined(&others.next().unwrap_or(Outcomes::None)), sure: index < least }
        };
        Items { items: (0..count).map(place).collect(), more }
    }

    /// The same elements, none of which need be there.
    fn perhaps(mut self) -> Items {
        self.items.iter_mut().for_each(|item| item.sure = false);
        self
    }

    /// What can stand in each of the first `count` places.
    fn places(&self, count: usize) -> Vec<Outcomes> {
        if self.more.is_some() {
            return vec![self.any_element(); count];
        }
        if self.is_fixed() {
            return self.items.iter().take(count).map(|item| item.outcomes.clone()).collect();
        }
        // Where an element is missing, a later one takes its place.
        let mut places = Vec::with_capacity(self.items.len());
        let mut later = Outcomes::None;
        for item in self.items.iter().rev() {
            later = later.joined(&item.outcomes);
            places.push(later.clone());
        }
        places.reverse();
        places
    }
}

/// Whether two values of one type can be equal, and whether they can differ.
pub(crate) fn equality(a: &Outcomes, b: &Outcomes) -> Option<(bool, bool)> {
    Some(match (a, b) {
        (Outcomes::Boolean { yes: a, no: not_a }, Outcomes::Boolean { yes: b, no: not_b }) => {
            (*a && *b || *not_a && *not_b, *a && *not_b || *not_a && *b)
        }
        (Outcomes::Text(a), Outcomes::Text(b)) => match (a, b) {
            (Some(a), Some(b)) => (a == b, a != b),
            _ => (true, true),
        },
        (Outcomes::Choice(a), Outcomes::Choice(b)) => {
            (a.intersects(b), a.single().is_none() || a.single() != b.single())
        }
        (Outcomes::Choices { must, may }, Outcomes::Choices { must: other_must, may: other_may }) => {
            let settled = must == may && other_must == other_may;
            (must.is_subset(other_may) && other_must.is_subset(may), !settled || must != other_must)
        }
        (Outcomes::Ordered(a), Outcomes::Ordered(b)) => match (a.single(), b.single()) {
            // A rounded value is itself, although its ends enclose what it would be exactly.
            (Some(a), Some(b)) => (a == b, a != b),
            _ => a.compare(Comparison::Equal, b),
        },
        (Outcomes::Series(a), Outcomes::Series(b)) => {
            return equality(&Outcomes::List(Items::years(a)), &Outcomes::List(Items::years(b)));
        }
        (Outcomes::Record(a), Outcomes::Record(b)) if a.len() == b.len() => all_equal(&mut a.iter().zip(b.iter()))?,
        (Outcomes::List(a), Outcomes::List(b)) => {
            if !a.is_fixed() || !b.is_fixed() {
                return Some((true, true));
            }
            if a.items.len() != b.items.len() {
                return Some((false, true));
            }
            all_equal(&mut a.items.iter().zip(&b.items).map(|(a, b)| (&a.outcomes, &b.outcomes)))?
        }
        _ => return None,
    })
}

fn all_equal<'a>(pairs: &mut dyn Iterator<Item = (&'a Outcomes, &'a Outcomes)>) -> Option<(bool, bool)> {
    let (mut equal, mut differ) = (true, false);
    for (a, b) in pairs {
        let (can_equal, can_differ) = equality(a, b)?;
        equal &= can_equal;
        differ |= can_differ;
    }
    Some((equal, differ))
}

impl Evaluation<'_> {
    /// `[a, b]`
    #[inline(never)]
    pub(super) fn list(mut self, parts: &[ExpressionId]) -> Possible {
        let mut items = Vec::with_capacity(parts.len());
        for part in parts {
            match &self.take(*part).outcomes {
                Outcomes::None => return self.result,
                outcomes => items.push(Item { outcomes: outcomes.clone(), sure: true }),
            }
        }
        self.result.outcomes = Outcomes::List(Items { items, more: None });
        self.result
    }

    /// `{a: …, b: …}`
    #[inline(never)]
    pub(super) fn record(mut self, parts: &[ExpressionId]) -> Possible {
        let mut fields = Vec::with_capacity(parts.len());
        for part in parts {
            match &self.take(*part).outcomes {
                Outcomes::None => return self.result,
                outcomes => fields.push(outcomes.clone()),
            }
        }
        self.result.outcomes = Outcomes::Record(fields);
        self.result
    }

    #[inline(never)]
    pub(super) fn field(mut self, record: ExpressionId, position: u32) -> Possible {
        let record = self.take(record);
        let Outcomes::Record(fields) = &record.outcomes else { return self.nothing(record) };
        match fields.get(position as usize) {
            Some(field) => self.result.outcomes = field.clone(),
            None => return self.fail(ErrorKind::Malformed),
        }
        self.result
    }

    /// The elements of an operand that is a list or a series.
    fn items(&mut self, over: ExpressionId) -> Option<Items> {
        let list = self.take(over);
        match &list.outcomes {
            Outcomes::List(items) => Some(items.clone()),
            Outcomes::Series(series) => Some(Items::years(series)),
            Outcomes::None => None,
            _ => {
                self.may_fail(ErrorKind::Malformed);
                None
            }
        }
    }

    #[inline(never)]
    pub(super) fn each(
        mut self,
        quantifier: Quantifier,
        over: ExpressionId,
        variable: u32,
        body: ExpressionId,
    ) -> Possible {
        let view = self.view;
        let Some(list) = self.items(over) else { return self.result };
        let (facts, judged) = (view.value(over).facts.clone(), view.value(over).judged);
        let look = |outcomes: &Outcomes| {
            let element = Possible { facts: facts.clone(), judged, ..Possible::known(outcomes.clone()) }.settled();
            let bound = Bound::new(view, self.id, variable, element);
            bound.value(body).clone()
        };
        let more = list.more.as_ref().map(|more| look(more));
        let looked = list.items.iter().map(|item| (item, look(&item.outcomes)));
        if matches!(quantifier, Quantifier::Some | Quantifier::Every) {
            let neutral = Possible::truth(quantifier == Quantifier::Every, quantifier == Quantifier::Some);
            let mut truths = Vec::with_capacity(list.items.len() + 1);
            let optional = more.map(|truth| (false, truth));
            for (sure, mut truth) in looked.map(|(item, truth)| (item.sure, truth)).chain(optional) {
                if !sure {
                    truth.join(&neutral);
                }
                truths.push(truth);
            }
            let truth = match quantifier {
                Quantifier::Every => kleene::all(truths.iter()),
                _ => kleene::any(truths.iter()),
            };
            self.result.join(&truth);
            return self.result;
        }
        let mut made = Items::NONE;
        for (item, result) in looked {
            self.result.depend_on(&result);
            match (quantifier, result.outcomes) {
                // It fails in every completion in which the element is there.
                (_, Outcomes::None) if item.sure => return self.result,
                (_, Outcomes::None) => {}
                (Quantifier::Filter, Outcomes::Boolean { yes, no }) => {
                    if yes {
                        made.items.push(Item { sure: item.sure && !no, outcomes: item.outcomes.clone() });
                    }
                }
                (Quantifier::Flatten, Outcomes::List(inner)) => {
                    made.items.extend(inner.items.into_iter().map(|i| Item { sure: i.sure && item.sure, ..i }));
                    made.add_more(inner.more.map(|more| *more));
                }
                (Quantifier::Map, outcomes) => made.items.push(Item { outcomes, sure: item.sure }),
                _ => return self.fail(ErrorKind::Malformed),
            }
        }
        if let (Some(result), Some(further)) = (more, list.more) {
            self.result.depend_on(&result);
            match (quantifier, result.outcomes) {
                (_, Outcomes::None) => {}
                (Quantifier::Filter, Outcomes::Boolean { yes, .. }) => made.add_more(yes.then_some(*further)),
                (Quantifier::Flatten, Outcomes::List(inner)) => {
                    inner.items.into_iter().for_each(|item| made.add_more(Some(item.outcomes)));
                    made.add_more(inner.more.map(|more| *more));
                }
                (Quantifier::Map, outcomes) => made.add_more(Some(outcomes)),
                _ => return self.fail(ErrorKind::Malformed),
            }
        }
        self.result.outcomes = Outcomes::List(made);
        self.result
    }

    /// The element at a place counted from 1, or from the end if it is negative.
    pub(super) fn element(mut self, list: &Items, index: i32) -> Possible {
        let place = index.unsigned_abs() as usize;
        let (mut surely_before, mut at_most_before) = (0, 0);
        let mut visit = |item: &Item| {
            if surely_before < place && (list.more.is_some() || place <= at_most_before + 1) {
                self.result.join(&Possible::known(item.outcomes.clone()));
            }
            surely_before += usize::from(item.sure);
            at_most_before += 1;
        };
        if index > 0 {
            list.items.iter().for_each(&mut visit);
        } else {
            list.items.iter().rev().for_each(&mut visit);
        }
        if let Some(more) = &list.more {
            self.result.join(&Possible::known(more.as_ref().clone()));
        }
        if list.least() < place {
            self.may_fail(ErrorKind::NoElement(index));
        }
        self.result
    }

    /// `count`, `sum`, `min`, `max` or `mean` of a list.
    pub(super) fn total(mut self, function: Function, list: &Items) -> Possible {
        let most = Decimal::from(Extent::LIMIT.elements);
        if function == Function::Count {
            let mut count = Interval::between(Decimal::from(list.least()), Decimal::from(list.items.len())).whole();
            if list.more.is_some() {
                count.high = End::assumed(most);
            }
            return self.conclude(sure(count));
        }
        let mut values = Vec::with_capacity(list.items.len());
        for item in &list.items {
            let Outcomes::Ordered(interval) = item.outcomes else { return self.fail(ErrorKind::Malformed) };
            values.push((item.sure, interval));
        }
        let more = match list.more.as_deref() {
            None => None,
            Some(Outcomes::Ordered(interval)) => Some(*interval),
            Some(_) => return self.fail(ErrorKind::Malformed),
        };
        if matches!(function, Function::Sum | Function::Mean) {
            let mut parts = Vec::with_capacity(values.len() + 1);
            if let Some(more) = more {
                let times = Interval::of(End::at(Decimal::ZERO), End::assumed(most)).whole();
                let all = Interval::apply(Operator::Multiply, &more, &times);
                let Some(sum) = all.interval else { return self.conclude(all) };
                // First, so that every sum on the way to the last element is looked at with and without it.
                parts.push((false, sum));
                if let Some(fault) = all.fault {
                    self.may_fail(fault);
                }
            }
            parts.extend(values.iter().copied());
            let sum = summed(&parts);
            if function == Function::Sum {
                return self.conclude(sum);
            }
            return self.mean(sum, values, more);
        }
        values.extend(more.map(|more| (false, more)));
        if !values.iter().any(|(is_sure, _)| *is_sure) {
            self.may_fail(ErrorKind::Empty);
        }
        let interval = extreme(function == Function::Min, &values);
        self.conclude(Computed { interval, fault: None })
    }

    /// The mean of values, and perhaps further ones, with that sum.
    fn mean(mut self, sum: Computed, values: Vec<(bool, Interval)>, more: Option<Interval>) -> Possible {
        let least = values.iter().filter(|(is_sure, _)| *is_sure).count();
        if least == 0 {
            self.may_fail(ErrorKind::Empty);
        }
        let mut count = Interval::between(Decimal::from(least.max(1)), Decimal::from(values.len().max(1))).whole();
        if more.is_some() {
            count.high = End::assumed(Decimal::from(Extent::LIMIT.elements));
        }
        let mean = then(sum, |sum| Interval::apply(Operator::Divide, &sum, &count));
        if least == values.len() && least > 0 && more.is_none() {
            return self.conclude(mean);
        }
        if let Some(fault) = mean.fault {
            self.may_fail(fault);
        }
        // It lies between the least and the greatest there can be, give or take a rounding.
        let hull = values.into_iter().map(|(_, value)| value).chain(more).reduce(|all, one| all.hull(&one));
        self.conclude(Computed { interval: hull.map(|hull| hull.loosened()), fault: None })
    }
}

impl Items {
    fn add_more(&mut self, outcomes: Option<Outcomes>) {
        let Some(outcomes) = outcomes else { return };
        self.more = Some(Box::new(match self.more.take() {
            Some(more) => more.joined(&outcomes),
            None => outcomes,
        }));
    }
}

/// The sum of values each of which may be missing; 0 of nothing.
pub(super) fn summed(values: &[(bool, Interval)]) -> Computed {
    let zero = Interval::point(Decimal::ZERO);
    let part = |(is_sure, value): &(bool, Interval)| if *is_sure { *value } else { value.hull(&zero) };
    let Some((first, others)) = values.split_first() else { return sure(zero) };
    others
        .iter()
        .fold(sure(part(first)), |sum, value| then(sum, |sum| Interval::apply(Operator::Add, &sum, &part(value))))
}

/// The least or the greatest of values each of which may be missing, where at least one is there; `None` of nothing.
pub(super) fn extreme(least: bool, values: &[(bool, Interval)]) -> Option<Interval> {
    let better = |a: &Interval, b: &Interval| if least { a.smaller(b) } else { a.greater(b) };
    let surely = values.iter().filter(|(is_sure, _)| *is_sure).map(|(_, value)| *value);
    let maybe = values.iter().filter(|(is_sure, _)| !*is_sure).map(|(_, value)| *value);
    match surely.reduce(|all, one| better(&all, &one)) {
        // Those that may be missing can only make it better.
        Some(found) => Some(maybe.fold(found, |found, one| found.hull(&better(&found, &one)))),
        None => maybe.reduce(|all, one| all.hull(&one)),
    }
}
