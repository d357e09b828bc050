//! What can be split, and into which cells: parts of what is possible that no comparison tells apart within.
//!
//! Must never: lose a value between two cells.

use super::super::evaluate::View;
use super::super::interval::{End, Interval};
use super::super::possible::{Outcomes, Possible, Series};
use super::super::set::BitSet;
use super::survey::Cut;
use crate::model::{Catalog, ConditionId, FactId, Type};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// The order in which variables are split. Judges come first, so that what is left open below them is open for want of facts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Judge,
    /// A fact that answers a judge.
    Answer,
    Fact,
}

/// What a fact is divided by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// Its value.
    Whole,
    /// How many years there are.
    Length,
    /// The year so far from the end.
    Year(usize),
    /// Whether this leaf is among the choices.
    Leaf(usize),
}

/// Which variable it is; the order of keys depends on the rules alone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    rank: Rank,
    /// What is not comes first: which industry it is says which of many thresholds matter.
    is_ordered: bool,
    number: usize,
    part: Part,
}

impl Key {
    pub(super) fn judge(id: ConditionId) -> Key {
        Key { rank: Rank::Judge, is_ordered: false, number: id.index(), part: Part::Whole }
    }

    /// A part of a fact; `answers` are the facts that answer judges in the question.
    pub(super) fn fact(catalog: &Catalog, answers: &BitSet, id: FactId, part: Part) -> Key {
        let rank = if answers.contains(id.index()) { Rank::Answer } else { Rank::Fact };
        let value_type = &catalog.facts[id].value_type;
        let is_ordered = !matches!(value_type, Type::Boolean | Type::Choice(_) | Type::Choices(_) | Type::Text);
        Key { rank, is_ordered, number: id.index(), part }
    }

    /// The fact, if it is not a judge.
    pub(super) fn fact_id(&self) -> Option<FactId> {
        (self.rank != Rank::Judge).then(|| FactId::from_index(self.number))
    }

    /// Whether it is the judge of that condition.
    pub(super) fn is_judge(&self, id: ConditionId) -> bool {
        *self == Key::judge(id)
    }
}

/// A question that divides what a variable can be in two.
#[derive(Clone, PartialEq)]
pub(super) enum Mark {
    /// Is it true, or is the leaf among the choices?
    True,
    /// Does it lie on the lower side?
    Cut(Cut),
    /// Is it one of these leaves?
    Codes(BitSet),
    /// Is it this text?
    Text(String),
}

/// A judge, a fact, or a part of a fact, and what divides it.
#[derive(Clone)]
pub(super) struct Variable {
    pub(super) key: Key,
    pub(super) marks: Vec<Mark>,
}

impl Variable {
    /// Everything that the variable can be, divided by its marks. `raw` says that its own value matters too.
    pub(super) fn cells(&self, view: &dyn View, raw: bool) -> Vec<Possible> {
        let Some(id) = self.key.fact_id() else {
            return vec![Possible::truth(true, false), Possible::truth(false, true)];
        };
        let known = view.fact(id);
        if known.is_settled() {
            return Vec::new();
        }
        let mut cells = vec![known.outcomes.clone()];
        for mark in &self.marks {
            let mut halves = Vec::with_capacity(2 * cells.len());
            cells.into_iter().for_each(|cell| self.divide(mark, cell, view.catalog().facts[id].step, &mut halves));
            cells = halves;
        }
        if !raw {
            self.name_the_rest(&mut cells);
        }
        cells.into_iter().map(|outcomes| Possible { outcomes, ..known.clone() }.settled()).collect()
    }

    /// Pushes the halves of a cell that are not empty.
    fn divide(&self, mark: &Mark, cell: Outcomes, step: Option<Decimal>, halves: &mut Vec<Outcomes>) {
        match (mark, &cell) {
            (Mark::True, Outcomes::Boolean { yes: true, no: true }) => {
                halves.extend([true, false].map(|yes| Outcomes::Boolean { yes, no: !yes }));
            }
            (Mark::True, Outcomes::Choices { must, may }) => match self.key.part {
                Part::Leaf(leaf) if may.contains(leaf) && !must.contains(leaf) => {
                    let one = BitSet::one(leaf);
                    let mut with = must.clone();
                    with.insert(leaf);
                    halves.push(Outcomes::Choices { must: with, may: may.clone() });
                    halves.push(Outcomes::Choices { must: must.clone(), may: may.without(&one) });
                }
                _ => halves.push(cell),
            },
            (Mark::Codes(codes), Outcomes::Choice(leaves)) => {
                let both = [leaves.intersection(codes), leaves.without(codes)];
                halves.extend(both.into_iter().filter(|half| !half.is_empty()).map(Outcomes::Choice));
            }
            (Mark::Cut(cut), Outcomes::Ordered(interval)) => {
                halves.extend(sides(interval, *cut, step).into_iter().flatten().map(Outcomes::Ordered));
            }
            (Mark::Cut(cut), Outcomes::Series(series)) => self.divide_series(*cut, series, step, halves),
            (Mark::Text(text), Outcomes::Text(None)) => {
                halves.push(Outcomes::Text(Some(text.as_str().into())));
                halves.push(cell);
            }
            _ => halves.push(cell),
        }
    }

    fn divide_series(&self, cut: Cut, series: &Series, step: Option<Decimal>, halves: &mut Vec<Outcomes>) {
        let Series { years, least } = series;
        let position = match self.key.part {
            Part::Year(back) => years.len().checked_sub(back),
            _ => {
                let lengths = Interval::between(Decimal::from(*least), Decimal::from(years.len()));
                for side in sides(&lengths, cut, Some(Decimal::ONE)).into_iter().flatten() {
                    let (least, most) = (side.low.value.to_usize(), side.high.value.to_usize());
                    let shorter = years.iter().skip(years.len() - most.unwrap_or(0).min(years.len()));
                    halves.push(Outcomes::Series(Series {
                        years: shorter.copied().collect(),
                        least: least.unwrap_or(0),
                    }));
                }
                return;
            }
        };
        match position.and_then(|position| Some((position, years.get(position)?))) {
            Some((position, year)) => {
                for side in sides(year, cut, step).into_iter().flatten() {
                    let mut years = years.clone();
                    if let Some(year) = years.get_mut(position) {
                        *year = side;
                    }
                    halves.push(Outcomes::Series(Series { years, least: *least }));
                }
            }
            None => halves.push(Outcomes::Series(series.clone())),
        }
    }

    /// Of a text that is only compared with others: a text that none of them is stands for all that are left.
    fn name_the_rest(&self, cells: &mut [Outcomes]) {
        if let Some(Outcomes::Text(rest @ None)) = cells.last_mut() {
            let texts = self.marks.iter().map(|mark| if let Mark::Text(text) = mark { text } else { "" });
            *rest = Some(texts.chain(["…"]).collect::<String>().into());
        }
    }
}

/// The two parts of an interval beside a cut; `None` for one without a value of that step.
fn sides(interval: &Interval, cut: Cut, step: Option<Decimal>) -> [Option<Interval>; 2] {
    let end = |inclusive| End { value: cut.value, inclusive, given: true };
    let lower = Interval { high: end(cut.after), ..Interval::everything() };
    let upper = Interval { low: end(!cut.after), ..Interval::everything() };
    [lower, upper].map(|side| interval.intersection(&side).and_then(|part| part.stepped(step)))
}
