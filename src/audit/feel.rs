//! One expression, evaluated on its own: what `policy feel` answers.
//!
//! Takes a text, the types of the facts it reads and what is known of them; gives what the value can be, or why there is none.
//!
//! Every fault has a place in the text, counted in characters: its letters where the text itself is wrong, the whole text
//! where a type, a fact or the value is.

use crate::catalog::examples::FactInput;
use crate::catalog::{EXPRESSION, compile_expression};
use crate::engine::{Calculator, Input, Session, ValueView};
use crate::lang::diagnostic::{Diagnostic, Severity};
use crate::lang::source::Sources;
use crate::model::{Date, Language};
use std::sync::Arc;

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The expression.
    pub text: String,
    /// What each fact is, see [`compile_expression`].
    pub types: Vec<(String, FactInput)>,
    /// What is known of them, as a profile gives it.
    pub facts: Vec<(String, FactInput)>,
    /// The type that the value must have.
    pub expect_type: Option<FactInput>,
    /// 基准日
    pub as_of: Date,
}

/// Why there is no value.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// A diagnostic's code, the code of a refused fact, or that of a value which cannot be computed.
    pub code: String,
    /// What is wrong and, where that can be said, what to do.
    pub message: String,
    /// From which character of the text to which; the end is not included.
    pub span: (usize, usize),
}

/// Evaluates one expression.
///
/// # Errors
///
/// The first fault of the text or of the types, a fact that is refused, or an error of the value itself.
pub fn evaluate(request: &Request, language: Language) -> Result<ValueView, Fault> {
    let compilation = compile_expression(&request.text, &request.types, request.expect_type.as_ref());
    let whole = (0, request.text.chars().count());
    let first = compilation.diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Error);
    if let Some(diagnostic) = first {
        return Err(refused(diagnostic, &compilation.sources, &request.text, language));
    }
    let malformed = |message: String| Fault { code: "malformed".to_owned(), message, span: whole };
    let catalog = compilation.catalog.ok_or_else(|| malformed(String::new()))?;
    let calculator =
        Calculator::new(Arc::new(catalog)).map_err(|error| malformed(error.message(language).to_owned()))?;
    let mut session = Session::open(Arc::new(calculator), request.as_of, language);
    let facts: Vec<(String, Input)> = request.facts.iter().map(|(name, input)| (name.clone(), input.into())).collect();
    if let Some(problem) = session.set_all(&facts).into_iter().next() {
        return Err(Fault { code: problem.code, message: problem.message, span: whole });
    }
    match session.value_of(EXPRESSION, None) {
        Some(ValueView::Error { error }) => Err(Fault { code: error.code, message: error.message, span: whole }),
        Some(view) => Ok(view),
        None => Err(malformed(String::new())),
    }
}

fn refused(diagnostic: &Diagnostic, sources: &Sources, text: &str, language: Language) -> Fault {
    let characters = |byte: usize| text.char_indices().take_while(|(index, _)| *index < byte).count();
    let span = diagnostic.span;
    let mut message = diagnostic.message.in_language(language).to_owned();
    let of_a_type = sources.file(span.file).filter(|_| span.file != 0);
    let (colon, between) = match language {
        Language::Chinese => ("：", "；"),
        Language::English => (": ", "; "),
    };
    if let Some(file) = of_a_type {
        message = format!("`{}`{colon}{message}", file.path);
    }
    if let Some(help) = &diagnostic.help {
        message = format!("{message}{between}{}", help.in_language(language));
    }
    let (start, end) = if of_a_type.is_some() { (0, text.len()) } else { (span.start, span.end) };
    Fault { code: diagnostic.code.to_owned(), message, span: (characters(start), characters(end)) }
}
