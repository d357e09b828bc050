//! What the authors' examples have shown of the rules, and what they have not.
//!
//! Takes a catalog and its examples; gives every truth of every condition, every row of every table, every branch of every value and
//! every limit of every amount as an [`Item`] that has been seen, is missing, can never be seen, or is excepted. Must
//! never: decide what the engine decides; call an item unreachable that some profile reaches.

mod exceptions;
mod goals;
mod reach;
mod seen;
#[cfg(test)]
mod tests;

pub use exceptions::{Exception, Stale};

use crate::catalog::bytes::CatalogError;
use crate::catalog::examples::Example;
use crate::catalog::places::Places;
use crate::engine::{Calculator, Way};
use crate::lang::source::Span;
use crate::model::{Catalog, ConditionId, Date, Language, PolicyId, Text};
use std::sync::Arc;

/// What sort of thing an example can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A truth of a condition.
    Condition,
    /// A row of a table that counts.
    Row,
    /// A branch of a value.
    Branch,
    /// A limit of an amount, that changes it or does not.
    Limit,
}

impl Kind {
    /// All of them, in the order in which they are told.
    pub const ALL: [Kind; 4] = [Kind::Condition, Kind::Row, Kind::Branch, Kind::Limit];

    /// A stable name for programs.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Condition => "conditions",
            Kind::Row => "rows",
            Kind::Branch => "branches",
            Kind::Limit => "limits",
        }
    }
}

/// What became of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// An example shows it.
    Seen,
    /// No example shows it.
    Missing,
    /// No profile can show it: proved.
    Unreachable,
    /// No example shows it, and somebody has said why that is right.
    Excepted(String),
}

/// One thing that an example can show.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// What sort of thing it is.
    pub kind: Kind,
    /// The policy or the definition that it belongs to.
    pub owner: String,
    /// What of it: a condition, a row.
    pub what: Text,
    /// What is to be seen of that: a truth, a branch.
    pub sight: Text,
    /// Where it is written.
    pub place: Option<Span>,
    /// What became of it.
    pub state: State,
}

impl Item {
    /// The item on one line, as it is printed and as a file of exceptions names it.
    pub fn line(&self, language: Language) -> String {
        format!("{} · {} · {}", self.owner, self.what.in_language(language), self.sight.in_language(language))
    }
}

/// What the examples have shown.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// All items, those of one owner together.
    pub items: Vec<Item>,
}

/// How many items of a kind there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Shown by an example.
    pub seen: usize,
    /// Not shown.
    pub missing: usize,
    /// Proved to be unreachable.
    pub unreachable: usize,
    /// Excepted.
    pub excepted: usize,
}

impl Count {
    /// The share that has been seen of what can be and is not excepted, in tenths of a percent, rounded down.
    pub fn per_mille(&self) -> usize {
        per_mille(self.seen, self.seen + self.missing)
    }
}

/// A share in tenths of a percent, rounded down; of nothing, all.
pub fn per_mille(part: usize, whole: usize) -> usize {
    (part * 1_000).checked_div(whole).unwrap_or(1_000)
}

/// One thing to be shown, as the machine knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Goal {
    Truth(PolicyId, ConditionId, Sight),
    Way(Way),
}

/// What can be seen of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Sight {
    True,
    False,
    /// Unknown, or left to a judge.
    Open,
}

/// Measures what the examples show; those that give no date are evaluated as of `today`.
///
/// # Errors
///
/// If the catalog itself is not one that the engine accepts.
pub fn measure(
    catalog: &Catalog,
    places: &Places,
    examples: &[Example],
    today: Date,
) -> Result<Coverage, CatalogError> {
    let calculator = Arc::new(Calculator::new(Arc::new(catalog.clone()))?);
    let goals = goals::of(catalog, places);
    let seen = seen::by(catalog, &calculator, examples, today)?;
    let reach = reach::Reach::of(catalog, &calculator, today);
    let items = goals.into_iter().map(|(goal, mut item)| {
        item.state = if seen.contains(&goal) {
            State::Seen
        } else if reach.contains(&goal) {
            State::Missing
        } else {
            State::Unreachable
        };
        item
    });
    Ok(Coverage { items: items.collect() })
}

impl Coverage {
    /// How many items of that kind there are.
    pub fn count(&self, kind: Kind) -> Count {
        let mut count = Count::default();
        for item in self.items.iter().filter(|item| item.kind == kind) {
            match item.state {
                State::Seen => count.seen += 1,
                State::Missing => count.missing += 1,
                State::Unreachable => count.unreachable += 1,
                State::Excepted(_) => count.excepted += 1,
            }
        }
        count
    }

    /// The items that no example shows although one could.
    pub fn missing(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| item.state == State::Missing)
    }

    /// Keeps only the items of owners whose name contains this.
    pub fn only(&mut self, filter: &str) {
        self.items.retain(|item| item.owner.contains(filter));
    }
}
