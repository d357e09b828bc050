//! What became of mutants, for whoever shows it.

use crate::audit::yaml::{text, value};
use crate::catalog::examples::FactInput;
use crate::lang::source::Span;
use crate::model::{Date, Text};

/// A small change of the rules and what became of it.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// Its number among all, from 0.
    pub number: usize,
    /// The policies that use the place, or the definition or parameter that it is in.
    pub owners: Vec<String>,
    /// The condition or benefit; empty for a definition.
    pub what: Text,
    /// Where it is written.
    pub place: Option<Span>,
    /// What the rules say.
    pub before: Text,
    /// What the mutant says.
    pub after: Text,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a mutant.
#[derive(Clone, Debug)]
pub enum Fate {
    /// An example fails.
    Killed {
        /// The policy or definition it is an example of.
        subject: String,
        /// Its name.
        example: String,
    },
    /// No example fails, although this profile would tell it from the rules.
    Survived(Box<Sample>),
    /// No example fails, and no profile was found that would.
    Same,
    /// The engine does not accept it.
    Refused,
}

/// A profile that tells a mutant from the rules, as an example that could be added.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The policy or definition that it would be an example of.
    pub subject: String,
    /// The example that it differs from.
    pub like: Option<String>,
    /// The evaluation date, if it is another one.
    pub as_of: Option<Date>,
    /// Facts that are other ones.
    pub facts: Vec<(String, FactInput)>,
    /// What the rules say, as keys and values of `expect`.
    pub expect: Vec<(String, String)>,
    /// What the mutant says.
    pub instead: Vec<(String, String)>,
    /// The conditions that must be given an id before an example can name their truth: nothing else differs.
    pub unnamed: Vec<Text>,
}

impl Sample {
    /// As an example in YAML that the rules pass and the mutant fails, one line each; the name is for the author to find.
    pub fn yaml(&self) -> Vec<String> {
        let mut lines = vec!["- name: …".to_owned()];
        if let Some(day) = self.as_of {
            lines.push(format!("  as_of: {day}"));
        }
        if let Some(like) = &self.like {
            lines.push(format!("  like: {}", text(like)));
        }
        let facts = self.facts.iter().map(|(name, input)| format!("{name}: {}", value(input)));
        let facts = facts.collect::<Vec<_>>();
        if !facts.is_empty() || self.like.is_none() {
            lines.push(format!("  facts: {{{}}}", facts.join(", ")));
        }
        lines.push(format!("  expect: {{{}}}", pairs(&self.expect)));
        lines
    }

    /// What the mutant says instead, as keys and values.
    pub fn instead(&self) -> String {
        pairs(&self.instead)
    }
}

fn pairs(pairs: &[(String, String)]) -> String {
    pairs.iter().map(|(key, value)| format!("{key}: {value}")).collect::<Vec<_>>().join(", ")
}

/// What became of all mutants.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// All of them, in the order of the rules.
    pub mutants: Vec<Mutant>,
}

impl Report {
    /// How many an example kills.
    pub fn killed(&self) -> usize {
        self.mutants.iter().filter(|mutant| matches!(mutant.fate, Fate::Killed { .. })).count()
    }

    /// Those that no example kills although one could, each with the profile that would.
    pub fn survivors(&self) -> impl Iterator<Item = (&Mutant, &Sample)> {
        self.mutants.iter().filter_map(|mutant| match &mutant.fate {
            Fate::Survived(sample) => Some((mutant, &**sample)),
            _ => None,
        })
    }

    /// Those of which no difference was found.
    pub fn same(&self) -> impl Iterator<Item = &Mutant> {
        self.mutants.iter().filter(|mutant| matches!(mutant.fate, Fate::Same))
    }

    /// Those that the engine does not accept.
    pub fn refused(&self) -> impl Iterator<Item = &Mutant> {
        self.mutants.iter().filter(|mutant| matches!(mutant.fate, Fate::Refused))
    }
}
