//! What is wrong with a text, said so that its author can mend it: what, where, and what to do.

use super::source::{Sources, Span};
use super::suggest::{Near, did_you_mean};
use crate::model::{Language, Text, limits};
use std::collections::HashSet;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The rules are refused.
    Error,
    /// The rules compile, but something is probably not meant.
    Warning,
}

/// The one change that mends a fault, where there is exactly one: what an editor may apply unseen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What is replaced; empty where something is put in.
    pub span: Span,
    /// What stands there afterwards.
    pub replacement: String,
    /// Whose letters those of the replacement are.
    pub layer: Layer,
}

/// A text and the text it is written in: an expression stands in YAML, which may want its letters in quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// The letters of the file.
    File,
    /// The letters of an expression. Before anyone sees such a fix, it is fitted into the YAML around it.
    Expression,
    /// A word for a word: what stood in quotes stays in them.
    Word,
}

impl Fix {
    /// A change of the file's letters.
    pub fn in_file(span: Span, replacement: impl Into<String>) -> Self {
        Fix { span, replacement: replacement.into(), layer: Layer::File }
    }

    /// A change of an expression's letters.
    pub fn in_expression(span: Span, replacement: impl Into<String>) -> Self {
        Fix { span, replacement: replacement.into(), layer: Layer::Expression }
    }
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
    /// What to write instead, where only one thing can be meant.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// An error with its place.
    pub fn error(code: &'static str, span: Span, message: Text) -> Self {
        Diagnostic {
            code,
            severity: Severity::Error,
            message,
            span,
            label: None,
            related: Vec::new(),
            help: None,
            fix: None,
        }
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

    /// Adds what to write instead, if only one thing can be meant.
    pub fn fix(mut self, fix: impl Into<Option<Fix>>) -> Self {
        if let Some(fix) = fix.into() {
            self.fix = Some(fix);
        }
        self
    }

    /// Asks whether the nearest name was meant instead of the one that is underlined, and writes it where no other is near.
    pub fn suggest(self, near: Option<Near>) -> Self {
        let Some(near) = near else { return self };
        let fix = near.certain.then(|| Fix { span: self.span, replacement: near.name.clone(), layer: Layer::Word });
        self.help(did_you_mean(near.name)).fix(fix)
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
    /// Where there is which fault already.
    known: HashSet<(Span, &'static str)>,
}

impl Diagnostics {
    /// Adds a fault, unless the same one has been found at the same place.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let same = |item: &&Diagnostic| item.severity == diagnostic.severity;
        if self.items.len() >= limits::FAULTS {
            let before = self.items.iter().filter(same).count();
            if before > limits::FAULTS || before == limits::FAULTS && diagnostic.severity == Severity::Warning {
                return;
            }
            if before == limits::FAULTS {
                let most = limits::FAULTS;
                let message = Text::new(
                    format!("已有 {most} 处错误，其余的没有列出"),
                    format!("there are {most} errors already; the rest is not listed"),
                );
                let help = Text::new("先改前面的，再检查一遍", "mend those first, then check again");
                self.items.push(Diagnostic::error("E0021", diagnostic.span, message).help(help));
                return;
            }
        }
        if self.known.insert((diagnostic.span, diagnostic.code)) {
            self.items.push(diagnostic);
        }
    }

    /// Adds another place to all but the first `length`.
    pub fn relate(&mut self, length: usize, span: Span, what: &Text) {
        for item in self.items.iter_mut().skip(length) {
            item.related.push((span, what.clone()));
        }
    }

    /// Forgets those that `keep` does not hold for.
    pub fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.items.retain(keep);
    }

    /// Forgets all but the first `length`, to say the same fault better.
    pub fn truncate(&mut self, length: usize) {
        for item in self.items.drain(length.min(self.items.len())..) {
            self.known.remove(&(item.span, item.code));
        }
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
