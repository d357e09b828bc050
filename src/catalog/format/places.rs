//! Which scalars of a document hold expressions: told by the keys above them.
//!
//! A key that is not named here leads to plain text, which is never rewritten.

use super::super::yaml::{Kind, Node, Scalar};
use crate::lang::canonical::Form;

/// The part of a document that a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A file.
    Document,
    /// Names and values; every value is one of these.
    Each(Part),
    /// A list, or a single one without a list around it.
    Items(Part),
    /// A part with keys of its own.
    Part(Part),
    /// An expression, or a list of them.
    Expression,
    /// Unary tests.
    Tests,
    /// Cells of a table.
    Cells,
    /// People's words, names, days, data.
    Text,
    /// A code of a closed list.
    Code,
    /// Closed lists.
    Lists,
    /// The codes of a closed list: items, or keys.
    Codes,
    /// What is said of a code.
    OfCode,
}

/// A part of a document with keys of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Fact,
    Parameter,
    ParameterRow,
    /// An expression, or `{min: …, max: …}`.
    Figure,
    Definition,
    /// Whether its results may be bare codes.
    Table(Results),
    /// A row of a table, written short or long.
    Row(Results),
    Tiers,
    /// The parts of a score, which may nest.
    Score,
    Selection,
    Condition,
    AtLeast,
    Judged,
    Policy,
    Benefit,
    Example,
    Group,
}

/// What the results of a table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Results {
    /// Codes of a list, which stand bare.
    Codes,
    /// Expressions.
    Expressions,
}

impl Results {
    fn place(self) -> Place {
        match self {
            Results::Codes => Place::Text,
            Results::Expressions => Place::Expression,
        }
    }
}

impl Place {
    /// What a scalar at this place holds, or `None` for plain text.
    pub fn form(self) -> Option<Form> {
        match self {
            Place::Expression | Place::Part(Part::Figure | Part::Definition | Part::Condition | Part::Score) => {
                Some(Form::Expression)
            }
            Place::Items(Part::Condition) => Some(Form::Expression),
            Place::Tests => Some(Form::Tests),
            Place::Cells => Some(Form::Cell),
            _ => None,
        }
    }

    /// The place of the value under a key.
    pub fn of_key(self, entries: &[(Scalar, Node)], key: &str) -> Place {
        match self {
            Place::Document => match key {
                "lists" => Place::Lists,
                "facts" => Place::Each(Part::Fact),
                "parameters" => Place::Each(Part::Parameter),
                "definitions" => Place::Each(Part::Definition),
                "conditions" => Place::Each(Part::Condition),
                "policies" => Place::Each(Part::Policy),
                "groups" => Place::Each(Part::Group),
                _ => Place::Text,
            },
            Place::Lists => Place::Codes,
            Place::Codes => Place::OfCode,
            Place::OfCode if key == "parent" => Place::Code,
            Place::Each(part) => Place::Part(part),
            Place::Part(part) | Place::Items(part) => part.of_key(entries, key),
            Place::Expression | Place::Tests | Place::Cells | Place::Text | Place::Code | Place::OfCode => Place::Text,
        }
    }

    /// The place of an item of a list: the `index`th of `length`.
    pub fn of_item(self, index: usize, length: usize) -> Place {
        match self {
            Place::Items(Part::Row(results)) => Place::Part(Part::Row(results)),
            Place::Part(Part::Row(results)) if index + 1 == length => results.place(),
            Place::Part(Part::Row(_)) => Place::Cells,
            Place::Part(Part::Parameter) => Place::Part(Part::ParameterRow),
            Place::Items(part) => Place::Part(part),
            Place::Codes | Place::OfCode => Place::Code,
            Place::Expression | Place::Cells => self,
            _ => Place::Text,
        }
    }
}

impl Part {
    fn of_key(self, entries: &[(Scalar, Node)], key: &str) -> Place {
        match (self, key) {
            (Part::Fact, "domain") => Place::Tests,
            (Part::Fact, "step" | "earliest" | "brackets") => Place::Expression,
            // The fields of a record are declared like facts.
            (Part::Fact, "of") => Place::Each(Part::Fact),
            // The beginnings of codes, and codes, under the names of facts.
            (Part::Fact, "tells") => Place::Lists,
            (Part::Parameter, "rows") => Place::Items(Part::ParameterRow),
            (Part::ParameterRow, "at") => Place::Code,
            (Part::ParameterRow, "value") => Place::Part(Part::Figure),
            (Part::Figure, "min" | "max") => Place::Expression,
            (Part::Definition, "value" | "pass") => Place::Expression,
            (Part::Definition, "table") => Place::Part(Part::Table(results(entries))),
            (Part::Definition, "tiers") => Place::Part(Part::Tiers),
            (Part::Definition, "score") => Place::Part(Part::Score),
            (Part::Definition, "veto") => Place::Part(Part::Score),
            (Part::Definition, "select") => Place::Part(Part::Selection),
            (Part::Definition, "examples") => Place::Items(Part::Example),
            (Part::Table(_), "in") => Place::Expression,
            (Part::Table(results), "rows") => Place::Items(Part::Row(results)),
            (Part::Table(results), "else") => results.place(),
            (Part::Row(_), "when") => Place::Cells,
            (Part::Row(results), "then") => results.place(),
            (Part::Tiers, "of" | "rows") => Place::Expression,
            // A part of a score is an expression, a form of a definition, or parts again.
            (Part::Score, "label" | "note") => Place::Text,
            (Part::Score, "value" | "table" | "tiers" | "select") => Part::Definition.of_key(entries, key),
            (Part::Score, _) => Place::Part(Part::Score),
            (Part::Selection, "from") => Place::Expression,
            (Part::Selection, "where") => Place::Part(Part::Condition),
            (Part::Selection, "with") => Place::Each(Part::Definition),
            (Part::Condition, "if") => Place::Expression,
            (Part::Condition, "all" | "any") => Place::Items(Part::Condition),
            (Part::Condition, "not") => Place::Part(Part::Condition),
            (Part::Condition, "at_least") => Place::Part(Part::AtLeast),
            (Part::Condition, "judged") => Place::Part(Part::Judged),
            (Part::AtLeast, "of") => Place::Items(Part::Condition),
            (Part::Judged, "fact") => Place::Expression,
            (Part::Policy, "let") => Place::Each(Part::Definition),
            (Part::Policy, "eligible") => Place::Part(Part::Condition),
            (Part::Policy, "benefits") => Place::Items(Part::Benefit),
            (Part::Policy, "examples") => Place::Items(Part::Example),
            (Part::Benefit, "when") => Place::Part(Part::Condition),
            (Part::Benefit, "amount") => Place::Part(Part::Figure),
            (Part::Benefit, "cap" | "at_least" | "step") => Place::Expression,
            (Part::Example, "parameters") => Place::Each(Part::Figure),
            (Part::Group, "each_cap" | "cap" | "received") => Place::Expression,
            _ => Place::Text,
        }
    }
}

/// What the results of a definition's table are: codes stand bare only where the definition says that it is a choice.
fn results(entries: &[(Scalar, Node)]) -> Results {
    let is_choice = entries.iter().any(|(key, node)| {
        key.text() == "type" && matches!(&node.kind, Kind::Scalar(scalar) if scalar.text() == "choice")
    });
    if is_choice { Results::Codes } else { Results::Expressions }
}
