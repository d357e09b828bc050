//! What a value can be, seen over all completions of what is known (language, section 4).
//!
//! A [`Possible`] holds every outcome that some completion gives, and perhaps more: it is *sound*, not always exact. It also
//! says which facts would have to be known to settle it, and whether a judge takes part. Must never: leave an outcome out.

use super::error::{ErrorKind, ValueError};
use super::interval::{Computed, End, Interval};
use super::lists::{self, Items};
use super::set::BitSet;
use crate::model::{Catalog, ExpressionId, Fact, List, ParameterValue, Type, Value};
use rust_decimal::Decimal;
use std::sync::Arc;

/// What a value can be when it is not an error.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Outcomes {
    /// Nothing: every completion fails.
    None,
    /// A truth.
    Boolean {
        /// Whether it can be true.
        yes: bool,
        /// Whether it can be false.
        no: bool,
    },
    /// An ordered value.
    Ordered(Interval),
    /// A text; `None` may be any.
    Text(Option<Arc<str>>),
    /// One of these leaves of a list.
    Choice(BitSet),
    /// A set of leaves of a list.
    Choices {
        /// Leaves that are surely in it.
        must: BitSet,
        /// Leaves that can be in it.
        may: BitSet,
    },
    /// One value a year.
    Series(Series),
    /// Values of one type in order.
    List(Items),
    /// Named values in the order of their record's type.
    Record(Vec<Outcomes>),
}

/// One value a year, oldest first.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Series {
    /// As many years as there can be.
    pub(crate) years: Vec<Interval>,
    /// How many years there are at least; the others would be the oldest ones.
    pub(crate) least: usize,
}

impl Series {
    /// Every length it can have, with the years it then has.
    pub(crate) fn lengths(&self) -> impl Iterator<Item = &[Interval]> {
        let most = self.years.len();
        (self.least.min(most)..=most).filter_map(move |length| self.years.get(most - length..))
    }
}

/// What a value can be over all completions.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Possible {
    /// What it can be.
    pub(crate) outcomes: Outcomes,
    /// How it can fail, if it can; one of the ways.
    pub(crate) error: Option<ValueError>,
    /// The facts that keep it open. INVARIANT: empty where it is settled.
    pub(crate) facts: BitSet,
    /// Whether a judge (or a figure not published) keeps it open. INVARIANT: false where it is settled.
    pub(crate) judged: bool,
}

impl Possible {
    /// A value that is not an error.
    pub(crate) fn known(outcomes: Outcomes) -> Possible {
        Possible { outcomes, error: None, facts: BitSet::EMPTY, judged: false }
    }

    pub(crate) fn number(value: Decimal) -> Possible {
        Possible::known(Outcomes::Ordered(Interval::point(value)))
    }

    /// A truth that can be these.
    pub(crate) fn truth(yes: bool, no: bool) -> Possible {
        Possible::known(if yes || no { Outcomes::Boolean { yes, no } } else { Outcomes::None })
    }

    /// An error in every completion.
    pub(crate) fn failed(kind: ErrorKind, origin: ExpressionId) -> Possible {
        Possible { error: Some(ValueError { kind, origin }), ..Possible::known(Outcomes::None) }
    }

    /// A literal.
    pub(crate) fn constant(value: &Value) -> Possible {
        let code = |code: &u32| *code as usize;
        Possible::known(match value {
            Value::Boolean(truth) => Outcomes::Boolean { yes: *truth, no: !truth },
            Value::Number(number) => Outcomes::Ordered(Interval::point(*number)),
            Value::Text(text) => Outcomes::Text(Some(Arc::from(text.as_str()))),
            Value::Code(position) => Outcomes::Choice(BitSet::one(code(position))),
            Value::Codes(positions) => {
                let set: BitSet = positions.iter().map(code).collect();
                Outcomes::Choices { must: set.clone(), may: set }
            }
            Value::Series(years) => Outcomes::Series(Series {
                years: years.iter().map(|year| Interval::point(*year)).collect(),
                least: years.len(),
            }),
        })
    }

    /// A figure of a parameter: what is open in it is for a judge.
    pub(crate) fn figure(value: &ParameterValue, value_type: &Type, catalog: &Catalog) -> Possible {
        let open = |outcomes| Possible { judged: true, ..Possible::known(outcomes) }.settled();
        match value {
            ParameterValue::Known(value) => Possible::constant(value),
            ParameterValue::Unknown => open(anything(value_type, 0, catalog)),
            ParameterValue::Bounded(bounds) => match anything(value_type, 0, catalog) {
                Outcomes::Ordered(all) => open(all.limited(bounds).map_or(Outcomes::None, Outcomes::Ordered)),
                outcomes => open(outcomes),
            },
        }
    }

    /// Whether it is the same in every completion, be it a value or an error.
    pub(crate) fn is_settled(&self) -> bool {
        match &self.outcomes {
            Outcomes::None => true,
            outcomes => self.error.is_none() && outcomes.is_settled(),
        }
    }

    /// Upholds the invariant on what keeps it open.
    pub(crate) fn settled(mut self) -> Possible {
        if self.is_settled() {
            self.facts = BitSet::EMPTY;
            self.judged = false;
        }
        self
    }

    /// Whether both are the same in every completion.
    pub(crate) fn surely_equals(&self, other: &Possible) -> bool {
        let same = match (&self.outcomes, &other.outcomes) {
            (Outcomes::Ordered(a), Outcomes::Ordered(b)) => a.single() == b.single(),
            (a, b) => lists::equality(a, b) == Some((true, false)),
        };
        self.error.is_none() && other.error.is_none() && self.is_settled() && other.is_settled() && same
    }

    /// Whether it is true in every completion.
    pub(crate) fn is_true(&self) -> bool {
        self.error.is_none() && self.outcomes == Outcomes::Boolean { yes: true, no: false }
    }

    /// Whether it is false in every completion.
    pub(crate) fn is_false(&self) -> bool {
        self.error.is_none() && self.outcomes == Outcomes::Boolean { yes: false, no: true }
    }

    /// Whether it can be true, be an error, be false; all are no where it is not a truth.
    pub(crate) fn truths(&self) -> Truths {
        let (yes, no) = match self.outcomes {
            Outcomes::Boolean { yes, no } => (yes, no),
            _ => (false, false),
        };
        Truths { yes, error: self.error.is_some(), no }
    }

    /// The interval of an ordered value.
    pub(crate) fn interval(&self) -> Option<&Interval> {
        match &self.outcomes {
            Outcomes::Ordered(interval) => Some(interval),
            _ => None,
        }
    }

    /// The only ordered value it can have.
    pub(crate) fn single(&self) -> Option<Decimal> {
        self.interval().filter(|_| self.error.is_none()).and_then(Interval::single)
    }

    /// Takes over what keeps another value open and how it can fail.
    pub(crate) fn depend_on(&mut self, other: &Possible) {
        self.error = self.error.or(other.error);
        self.facts.extend(&other.facts);
        self.judged |= other.judged;
    }

    /// Adds the outcomes of another value: in some completions it is this one, in some the other.
    pub(crate) fn join(&mut self, other: &Possible) {
        self.depend_on(other);
        let mine = std::mem::replace(&mut self.outcomes, Outcomes::None);
        self.outcomes = mine.joined(&other.outcomes);
    }

    /// What holds of both: two sound accounts of the same value.
    pub(crate) fn met(mut self, other: &Possible) -> Possible {
        if let Some(common) = self.outcomes.intersection(&other.outcomes) {
            self.outcomes = common;
        }
        self.error = self.error.filter(|_| other.error.is_some());
        self.facts = self.facts.intersection(&other.facts);
        self.judged &= other.judged;
        self.settled()
    }

    /// The same, with ends that allow for several roundings if there were some.
    pub(crate) fn loosened_if(mut self, rounded: bool) -> Possible {
        if let (Outcomes::Ordered(interval), true) = (&mut self.outcomes, rounded) {
            *interval = interval.loosened();
        }
        self
    }

    /// What came of an operation on intervals.
    pub(crate) fn computed(computed: Computed, origin: ExpressionId) -> Possible {
        Possible {
            error: computed.fault.map(|kind| ValueError { kind, origin }),
            ..Possible::known(computed.interval.map_or(Outcomes::None, Outcomes::Ordered))
        }
    }
}

/// What a truth can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Truths {
    pub(crate) yes: bool,
    pub(crate) error: bool,
    pub(crate) no: bool,
}

impl Outcomes {
    /// Whether there is only one of them.
    pub(crate) fn is_settled(&self) -> bool {
        match self {
            Outcomes::None => false,
            Outcomes::Boolean { yes, no } => yes != no,
            Outcomes::Ordered(interval) => interval.single().is_some(),
            Outcomes::Text(text) => text.is_some(),
            Outcomes::Choice(codes) => codes.single().is_some(),
            Outcomes::Choices { must, may } => must == may,
            Outcomes::Series(series) => {
                series.least == series.years.len() && series.years.iter().all(|year| year.single().is_some())
            }
            Outcomes::List(items) => items.is_settled(),
            Outcomes::Record(fields) => fields.iter().all(Outcomes::is_settled),
        }
    }

    /// The outcomes of either. Of two different types, which no catalog of the compiler has, nothing remains.
    pub(crate) fn joined(self, other: &Outcomes) -> Outcomes {
        match (self, other) {
            (Outcomes::None, other) => other.clone(),
            (mine, Outcomes::None) => mine,
            (Outcomes::Boolean { yes, no }, Outcomes::Boolean { yes: other_yes, no: other_no }) => {
                Outcomes::Boolean { yes: yes || *other_yes, no: no || *other_no }
            }
            (Outcomes::Ordered(a), Outcomes::Ordered(b)) => Outcomes::Ordered(a.hull(b)),
            (Outcomes::Text(a), Outcomes::Text(b)) => Outcomes::Text(if a == *b { a } else { None }),
            (Outcomes::Choice(mut a), Outcomes::Choice(b)) => {
                a.extend(b);
                Outcomes::Choice(a)
            }
            (Outcomes::Choices { must, mut may }, Outcomes::Choices { must: other_must, may: other_may }) => {
                may.extend(other_may);
                Outcomes::Choices { must: must.intersection(other_must), may }
            }
            (Outcomes::Series(a), Outcomes::Series(b)) => {
                let (longer, shorter) = if a.years.len() >= b.years.len() { (&a, b) } else { (b, &a) };
                let extra = longer.years.len() - shorter.years.len();
                let years = longer.years.iter().enumerate().map(|(index, year)| {
                    index
                        .checked_sub(extra)
                        .and_then(|index| shorter.years.get(index))
                        .map_or(*year, |other| year.hull(other))
                });
                Outcomes::Series(Series { years: years.collect(), least: a.least.min(b.least) })
            }
            (Outcomes::List(a), Outcomes::List(b)) => Outcomes::List(a.joined(b)),
            (Outcomes::Record(a), Outcomes::Record(b)) => {
                Outcomes::Record(a.into_iter().zip(b).map(|(a, b)| a.joined(b)).collect())
            }
            _ => Outcomes::None,
        }
    }

    /// The outcomes that both have, or more; `None` if surely there is none.
    pub(crate) fn intersection(&self, other: &Outcomes) -> Option<Outcomes> {
        match (self, other) {
            (Outcomes::None, _) | (_, Outcomes::None) => None,
            (Outcomes::Boolean { yes, no }, Outcomes::Boolean { yes: other_yes, no: other_no }) => {
                let (yes, no) = (*yes && *other_yes, *no && *other_no);
                (yes || no).then_some(Outcomes::Boolean { yes, no })
            }
            (Outcomes::Ordered(a), Outcomes::Ordered(b)) => a.intersection(b).map(Outcomes::Ordered),
            (Outcomes::Text(None), known) | (known @ Outcomes::Text(_), Outcomes::Text(None)) => Some(known.clone()),
            (Outcomes::Text(a), Outcomes::Text(b)) => (a == b).then(|| self.clone()),
            (Outcomes::Choice(a), Outcomes::Choice(b)) => {
                let common = a.intersection(b);
                (!common.is_empty()).then_some(Outcomes::Choice(common))
            }
            (Outcomes::Choices { must, may }, Outcomes::Choices { must: other_must, may: other_may }) => {
                let (mut must, may) = (must.clone(), may.intersection(other_may));
                must.extend(other_must);
                must.is_subset(&may).then_some(Outcomes::Choices { must, may })
            }
            (Outcomes::Record(a), Outcomes::Record(b)) => {
                let fields: Option<Vec<_>> = a.iter().zip(b).map(|(a, b)| a.intersection(b)).collect();
                fields.map(Outcomes::Record)
            }
            (mine, other) => match lists::equality(mine, other) {
                Some((false, _)) => None,
                _ => Some(mine.clone()),
            },
        }
    }

    /// Whether [`Outcomes::intersection`] gives no more than both have.
    pub(crate) fn intersects_exactly(&self) -> bool {
        match self {
            Outcomes::Series(_) | Outcomes::List(_) => false,
            Outcomes::Record(fields) => fields.iter().all(Outcomes::intersects_exactly),
            _ => true,
        }
    }
}

/// The largest amount, count or share that a fact can be: 100 万亿.
pub(crate) const LARGEST: i64 = 100_000_000_000_000;
/// The most places after the point that a fact without a step can have.
pub(crate) const MOST_PLACES: u32 = 10;
/// The first and last day that a date fact can be: 1000-01-01 and 8999-12-31.
const DAYS: (i64, i64) = (-354_285, 2_567_654);
/// The longest period that a fact can be, in months.
const MONTHS: i64 = 12_000;
/// The longest time in days that a fact can be.
const LONGEST_DAYS: i64 = 366_000;

/// The values that no real figure of that type lies outside of.
pub(crate) fn plausible(value_type: &Type) -> Interval {
    let (low, high) = plausible_ends(value_type);
    let interval = Interval::of(End::assumed(Decimal::from(low)), End::assumed(Decimal::from(high)));
    match value_type {
        Type::Date | Type::Period | Type::Days => interval.whole(),
        _ => interval.on_grid(Decimal::new(1, MOST_PLACES)),
    }
}

/// The ends of what is plausible, both of them included.
pub(crate) fn plausible_ends(value_type: &Type) -> (i64, i64) {
    match value_type {
        Type::Date => DAYS,
        Type::Period => (-MONTHS, MONTHS),
        Type::Days => (-LONGEST_DAYS, LONGEST_DAYS),
        _ => (-LARGEST, LARGEST),
    }
}

fn leaves(list: &List) -> BitSet {
    list.leaves().map(|leaf| leaf as usize).collect()
}

/// Everything that a value of that type can be; a series has from no year to `years`.
fn anything(value_type: &Type, years: usize, catalog: &Catalog) -> Outcomes {
    match value_type {
        Type::Boolean => Outcomes::Boolean { yes: true, no: true },
        Type::Text => Outcomes::Text(None),
        Type::Choice(list) => Outcomes::Choice(leaves(&catalog.lists[*list])),
        Type::Choices(list) => Outcomes::Choices { must: BitSet::EMPTY, may: leaves(&catalog.lists[*list]) },
        Type::Series(each) => Outcomes::Series(Series { years: vec![plausible(each); years], least: 0 }),
        Type::List(element) => Outcomes::List(Items::any(anything(&catalog.elements[*element], 0, catalog))),
        Type::Record(record) => {
            let fields = catalog.records[*record].fields.iter();
            Outcomes::Record(fields.map(|(_, value_type)| anything(value_type, 0, catalog)).collect())
        }
        ordered => Outcomes::Ordered(plausible(ordered)),
    }
}

/// Every value in a fact's domain, of each year for a series; `None` where the domain is empty.
pub(crate) fn domain(fact: &Fact) -> Option<Interval> {
    let each = match &fact.value_type {
        Type::Series(each) => each,
        single => single,
    };
    plausible(each).limited(&fact.domain)?.stepped(fact.step)
}

/// Everything that an unanswered fact can be.
pub(crate) fn unanswered(fact: &Fact, catalog: &Catalog) -> Outcomes {
    let years = usize::from(fact.years);
    match (anything(&fact.value_type, years, catalog), domain(fact)) {
        (Outcomes::Ordered(_), Some(domain)) => Outcomes::Ordered(domain),
        (Outcomes::List(_), _) => Outcomes::List(Items::any(unanswered_element(fact, catalog))),
        (Outcomes::Series(_), Some(domain)) => Outcomes::Series(Series { years: vec![domain; years], least: 0 }),
        (outcomes, _) => outcomes,
    }
}

/// Everything that an element of a list can be of which nothing is said.
pub(crate) fn unanswered_element(list: &Fact, catalog: &Catalog) -> Outcomes {
    let mut fields = list.fields.iter().map(|id| unanswered(&catalog.fields[*id].0, catalog));
    match &list.value_type {
        Type::List(element) if !matches!(catalog.elements[*element], Type::Record(_)) => {
            fields.next().unwrap_or(Outcomes::None)
        }
        _ => Outcomes::Record(fields.collect()),
    }
}
