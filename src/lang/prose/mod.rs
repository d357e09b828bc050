//! Figures in plain words: `不超过300万元`, `满两年`, `at least CNY 3 million`, `one third`.
//!
//! Takes a sentence and gives the figures that it names, each with what it may mean and with the comparison words beside it.
//! It is made for sentences that say of a condition what its expression says, so that the two can be compared. Where a
//! number may be part of a name, the figure is *loose*: it counts where the expression has it, and raises no alarm where not.
//! Must never: decide whether words and expression agree.

mod chinese;
mod english;
mod letters;
mod reading;

pub use reading::{Agreement, Reading};

use crate::model::{Comparison, Language};
use rust_decimal::Decimal;
use std::ops::Range;

/// A figure that a sentence names.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Where it stands in the sentence, its unit included, in bytes.
    pub place: Range<usize>,
    /// What it may mean: 3年 is 36 months, and also the number 3.
    pub readings: Vec<Reading>,
    /// Whether it may be no figure at all but part of a name or an article.
    pub loose: bool,
    /// What the words beside it say of it, and where they stand; empty where they say nothing. More than one where they
    /// stand on both sides.
    pub senses: Vec<(Comparison, Range<usize>)>,
}

/// The figures of a sentence in that language, in their order.
pub fn figures(sentence: &str, language: Language) -> Vec<Figure> {
    match language {
        Language::Chinese => chinese::figures(sentence),
        Language::English => english::figures(sentence),
    }
}

/// A figure while it is being read, in places of the reader's own.
#[derive(Clone, Debug)]
struct Found {
    start: usize,
    end: usize,
    /// The number as it is written, without scale and unit.
    number: Decimal,
    /// 万, million …
    scale: Option<Decimal>,
    unit: Option<Unit>,
    /// Set where the figure is a date, or a share that is written as a fraction: then it needs no unit.
    whole: Option<Reading>,
    loose: bool,
}

/// What stands behind a number.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Unit {
    /// 元, CNY
    Money,
    /// %, ‰, 成: how many of them are one whole
    Parts(i64),
    /// 倍
    Times,
    /// 年, 季度, 个月: of how many months
    Months(i64),
    /// 周, 日: of how many days
    Days(i64),
    /// 人, 件, 兆瓦时: of how many of the smaller unit that the rule may count in
    Count(i64),
}

impl Found {
    fn number(start: usize, end: usize, number: Decimal) -> Found {
        Found { start, end, number, scale: None, unit: None, whole: None, loose: false }
    }

    fn whole(start: usize, end: usize, reading: Reading) -> Found {
        Found { whole: Some(reading), ..Found::number(start, end, Decimal::ZERO) }
    }

    /// Whether a scale or a unit tells that it is a figure.
    fn is_measured(&self) -> bool {
        self.unit.is_some() || self.scale.is_some()
    }

    /// What the number means with that scale and unit.
    fn read(&self, scale: Option<Decimal>, unit: Option<Unit>) -> Vec<Reading> {
        let of = |factor: i64, value: Decimal| value.checked_mul(Decimal::from(factor));
        let Some(value) = self.number.checked_mul(scale.unwrap_or(Decimal::ONE)) else { return Vec::new() };
        let plain = Some(Reading::Count(value));
        let readings = match unit {
            None => vec![plain],
            Some(Unit::Money) => vec![Some(Reading::Money(value))],
            Some(Unit::Parts(parts)) => vec![value.checked_div(Decimal::from(parts)).map(Reading::Share)],
            Some(Unit::Times) => vec![plain, Some(Reading::Share(value))],
            Some(Unit::Months(months)) => vec![of(months, value).map(Reading::Months), plain],
            Some(Unit::Days(days)) => vec![of(days, value).map(Reading::Days), plain],
            Some(Unit::Count(factor)) => vec![plain, of(factor, value).map(Reading::Count)],
        };
        readings.into_iter().flatten().collect()
    }

    fn readings(&self) -> Vec<Reading> {
        match self.whole {
            Some(reading) => vec![reading],
            None => self.read(self.scale, self.unit),
        }
    }

    /// What it means if it shares the unit of the figure behind it: the 3 of `3至5年`, the 5 of `5 to 10 million`.
    fn shared(&self, next: &Found) -> Vec<Reading> {
        if self.unit.is_some() || self.whole.is_some() {
            return Vec::new();
        }
        if let Some(Reading::Year(_) | Reading::Day(_)) = next.whole {
            return self.year().into_iter().collect();
        }
        let mut readings = self.read(self.scale, next.unit);
        if self.scale.is_none() {
            readings.extend(self.read(next.scale, next.unit));
        }
        readings
    }

    /// The calendar year that a bare number can be.
    fn year(&self) -> Option<Reading> {
        let year = i32::try_from(self.number).ok().filter(|_| self.number.fract().is_zero())?;
        CALENDAR.contains(&year).then_some(Reading::Year(year))
    }
}

/// The years that four digits are taken for.
const CALENDAR: std::ops::RangeInclusive<i32> = 1900..=2100;

/// Words that all mean the same, separated by blanks, and what they mean.
type Words<T> = (&'static str, T);

/// The longest word that fits, and what it means.
fn longest<T: Copy>(groups: &[Words<T>], fits: impl Fn(&str) -> bool) -> Option<(&'static str, T)> {
    let words = groups.iter().flat_map(|(words, meaning)| words.split(' ').map(|word| (word, *meaning)));
    words.filter(|(word, _)| fits(word)).max_by_key(|(word, _)| word.chars().count())
}
