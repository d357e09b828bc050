//! One line of the kit's file: what is asked and what must come out.

use serde::Deserialize;
use serde_json::{Map, Value as Json};
use std::fmt;

/// One result of the kit.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Case {
    /// Where it comes from in the kit, unique.
    pub id: String,
    /// The folder of the kit.
    pub feature: String,
    /// Where the typed profile puts it.
    #[serde(rename = "profile")]
    pub class: Class,
    /// Whether it needs no other decision.
    pub standalone: bool,
    /// The expression, if it is one.
    pub text: Option<String>,
    /// The decision table, if it is one.
    pub table: Option<Table>,
    /// What is given, by name.
    #[serde(default)]
    pub inputs: Map<String, Json>,
    /// The names of the inputs' types.
    #[serde(default)]
    pub input_types: Map<String, Json>,
    /// The name of the result's type.
    pub result_type: Option<String>,
    /// Types that the line declares, by name.
    #[serde(default)]
    pub types: Map<String, Json>,
    /// What must come out.
    pub expected: Json,
}

/// The classes of the typed profile.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    Value1,
    Kleene1,
    Rterr1,
    Reject,
    Value2,
    Kleene2,
    Rterr2,
    Untyped,
    Out,
    Diverge,
    Model,
}

impl Class {
    /// Every class, in the order of the report.
    pub const ALL: [Class; 11] = [
        Class::Value1,
        Class::Kleene1,
        Class::Rterr1,
        Class::Reject,
        Class::Value2,
        Class::Kleene2,
        Class::Rterr2,
        Class::Untyped,
        Class::Out,
        Class::Diverge,
        Class::Model,
    ];

    /// Whether the line lies outside the typed profile, so that nothing but good behaviour is asked.
    pub fn is_outside(self) -> bool {
        matches!(self, Class::Untyped | Class::Out | Class::Diverge | Class::Model)
    }

    /// What must come out.
    pub fn asks(self) -> &'static str {
        match self {
            Class::Value1 | Class::Value2 => "the expected value",
            Class::Kleene1 | Class::Kleene2 => "what holds for every value of the unknown operand",
            Class::Rterr1 | Class::Rterr2 => "an error of the value, or a refusal",
            Class::Reject => "a refusal with a position",
            Class::Untyped | Class::Out | Class::Diverge | Class::Model => "a value or a refusal",
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Class::Value1 => "value1",
            Class::Kleene1 => "kleene1",
            Class::Rterr1 => "rterr1",
            Class::Reject => "reject",
            Class::Value2 => "value2",
            Class::Kleene2 => "kleene2",
            Class::Rterr2 => "rterr2",
            Class::Untyped => "untyped",
            Class::Out => "out",
            Class::Diverge => "diverge",
            Class::Model => "model",
        })
    }
}

/// A decision table as the kit has it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Table {
    pub hit_policy: String,
    pub aggregation: Option<String>,
    pub inputs: Vec<Input>,
    pub outputs: Vec<Output>,
    pub rules: Vec<Rule>,
}

/// A column of conditions.
#[derive(Clone, Debug, Deserialize)]
pub struct Input {
    pub expr: String,
}

/// A column of results.
#[derive(Clone, Debug, Deserialize)]
pub struct Output {
    pub default: Option<String>,
}

/// A row.
#[derive(Clone, Debug, Deserialize)]
pub struct Rule {
    #[serde(rename = "in")]
    pub tests: Vec<String>,
    #[serde(rename = "out")]
    pub results: Vec<String>,
}

impl Case {
    /// All that is written in it, for those who look for words.
    pub fn written(&self) -> String {
        let mut written = self.text.clone().unwrap_or_default();
        if let Some(table) = &self.table {
            let tests = table.rules.iter().flat_map(|rule| rule.tests.iter().chain(&rule.results));
            for text in table.inputs.iter().map(|input| &input.expr).chain(tests) {
                written.push_str(text);
                written.push('\n');
            }
        }
        written
    }
}
