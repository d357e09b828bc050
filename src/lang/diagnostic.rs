//! What is wrong with a text, said so that its author can mend it: what, where, and what to do.

use super::source::{Sources, Span};
use crate::model::{Language, Text};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The rules are refused.
    Error,
    /// The rules compile, but something is probably not meant.
    Warning,
}

/// One fault, its place and its cure.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// A stable code such as `E0201`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: Text,
    /// Where.
    pub span: Span,
    /// What stands under the caret.
    pub label: Option<Text>,
    /// Other places that matter, each with what it has to do with it.
    pub related: Vec<(Span, Text)>,
    /// What to do.
    pub help: Option<Text>,
}

impl Diagnostic {
    /// An error with its place.
    pub fn error(code: &'static str, span: Span, message: Text) -> Self {
        Diagnostic { code, severity: Severity::Error, message, span, label: None, related: Vec::new(), help: None }
    }

    /// A warning with its place.
    pub fn warning(code: &'static str, span: Span, message: Text) -> Self {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, span, message) }
    }

    /// Adds the words under the caret.
    pub fn label(mut self, label: Text) -> Self {
        self.label = Some(label);
        self
    }

    /// Adds another place.
    pub fn related(mut self, span: Span, what: Text) -> Self {
        self.related.push((span, what));
        self
    }

    /// Adds what to do, if there is something to suggest.
    pub fn help(mut self, help: impl Into<Option<Text>>) -> Self {
        if let Some(help) = help.into() {
            self.help = Some(help);
        }
        self
    }

    /// One line: `path:line:column: E0201 message`.
    pub fn line(&self, sources: &Sources, language: Language) -> String {
        let path = sources.file(self.span.file).map_or("", |file| file.path.as_str());
        format!("{path}:{}: {} {}", sources.position(self.span), self.code, self.message.in_language(language))
    }
}

/// The faults found so far.
#[derive(Default)]
pub struct Diagnostics {
    items: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds a fault, unless the same one has been found at the same place.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if !self.items.iter().any(|item| item.span == diagnostic.span && item.code == diagnostic.code) {
            self.items.push(diagnostic);
        }
    }

    /// Forgets all but the first `length`, to say the same fault better.
    pub fn truncate(&mut self, length: usize) {
        self.items.truncate(length);
    }

    /// Whether there is an error among them.
    pub fn has_errors(&self) -> bool {
        self.items.iter().any(|item| item.severity == Severity::Error)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// All, in the order of the files.
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.items.sort_by_key(|item| (item.span.file, item.span.start, item.span.end));
        self.items
    }
}
