//! The authors' own tests: facts that go in, and what must come out. Plain data; running them is `audit`'s.

use crate::lang::source::Span;
use crate::model::{Date, DefinitionId, ParameterId, ParameterValue, PolicyId, Type, Value};
use rust_decimal::Decimal;

/// An example of a policy or of a definition.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// What it is an example of.
    pub of: Subject,
    /// Its name, unique within its subject.
    pub name: String,
    /// Where it stands.
    pub span: Span,
    /// The evaluation date; the day of the run where the author gives none.
    pub as_of: Option<Date>,
    /// Facts by name, as a profile would give them.
    pub facts: Vec<(String, FactInput)>,
    /// Figures that differ from the catalog's.
    pub parameters: Vec<(ParameterId, ParameterValue)>,
    /// What must come out.
    pub expect: Expectation,
}

/// What an example is an example of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Subject {
    /// A policy's verdict.
    Policy(PolicyId),
    /// A definition's value.
    Definition(DefinitionId),
}

/// A fact's value as written, neutral between YAML and JSON.
#[derive(Clone, Debug, PartialEq)]
pub enum FactInput {
    /// Not known.
    Null,
    /// `true`, `false`
    Boolean(bool),
    /// A bare number, as its text.
    Number(String),
    /// Anything else that is one word.
    Text(String),
    /// A list.
    Array(Vec<FactInput>),
    /// Keys and values in order.
    Object(Vec<(String, FactInput)>),
}

/// What must come out; what is `None` or empty is not looked at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Expectation {
    /// The verdict's status.
    pub status: Option<String>,
    /// Why it is not in force.
    pub reason: Option<String>,
    /// The policy that took its place.
    pub successor: Option<String>,
    /// The sum over the policy's benefits, in 元.
    pub amount: Option<ExpectedAmount>,
    /// Each benefit's amount, in order.
    pub benefits: Option<Vec<ExpectedAmount>>,
    /// Whether the amounts are for reference only.
    pub reference: Option<bool>,
    /// Values of definitions.
    pub values: Vec<(DefinitionId, ExpectedValue)>,
    /// Truths of conditions by id.
    pub truth: Vec<(String, String)>,
    /// Exactly the facts still needed.
    pub missing: Option<Vec<String>>,
    /// The window's state.
    pub window: Option<String>,
    /// Whether there are errors.
    pub errors: Option<bool>,
}

/// An amount in 元.
#[derive(Clone, Debug, PartialEq)]
pub enum ExpectedAmount {
    /// There is none.
    None,
    /// From and to; a side that is `None` is not looked at.
    Between(Option<Decimal>, Option<Decimal>),
}

/// A definition's value.
#[derive(Clone, Debug, PartialEq)]
pub enum ExpectedValue {
    /// Exactly this, of this type.
    Exactly(Value, Type),
    /// Somewhere between; a side that is `None` is not looked at.
    Between(Option<Decimal>, Option<Decimal>),
    /// Not known.
    Unknown,
    /// No value: an error.
    Error,
}
