//! Fits what would mend a fault into the YAML around it: a code that an expression wants in quotes may need other quotes
//! around the whole expression.
//!
//! A fix that cannot be written without guessing is dropped: the help beside it stays.

use super::yaml::{Kind, Node, Scalar};
use crate::lang::diagnostic::{Diagnostic, Fix, Layer};
use crate::lang::source::{Sources, Span};

/// Turns every fix of an expression's letters into one of the file's.
pub(super) fn fit(diagnostics: &mut [Diagnostic], documents: &[Node], sources: &Sources) {
    for diagnostic in diagnostics {
        let Some(fix) = diagnostic.fix.take_if(|fix| fix.layer != Layer::File) else { continue };
        let Some(file) = sources.file(fix.span.file) else { continue };
        let document = documents.iter().find(|document| document.span.file == fix.span.file);
        let fix = if fix.layer == Layer::Word { within_quotes(fix, &file.text) } else { fix };
        let fix = Fix { layer: Layer::File, ..fix };
        diagnostic.fix = match document.and_then(|document| scalar_at(document, fix.span)) {
            Some(scalar) => fitted(fix, scalar, &file.text),
            None => Some(fix),
        };
    }
}

/// A word that takes the place of a quoted one stays in its quotes.
fn within_quotes(fix: Fix, text: &str) -> Fix {
    let raw = text.get(fix.span.start..fix.span.end).unwrap_or("");
    let quoted = ['"', '\''].into_iter().any(|quote| {
        raw.len() > 1 && raw.starts_with(quote) && raw.ends_with(quote) && !fix.replacement.starts_with(quote)
    });
    if quoted {
        Fix { span: Span { start: fix.span.start + 1, end: fix.span.end - 1, ..fix.span }, ..fix }
    } else {
        fix
    }
}

/// The scalar, key or value, that a place lies in.
fn scalar_at(node: &Node, place: Span) -> Option<&Scalar> {
    let inside = |span: Span| span.start <= place.start && place.end <= span.end;
    match &node.kind {
        Kind::Scalar(scalar) => inside(scalar.span()).then_some(scalar),
        // Parts stand in the order of the file.
        Kind::Sequence(items) => {
            let item = items.get(items.partition_point(|item| item.span.end < place.end))?;
            scalar_at(item, place)
        }
        Kind::Mapping(entries) => {
            let (key, value) = entries.get(entries.partition_point(|(_, value)| value.span.end < place.end))?;
            if inside(key.span()) { Some(key) } else { scalar_at(value, place) }
        }
    }
}

/// The fix in the letters of a scalar's quotes, or around the whole scalar where it needs quotes that it has not.
fn fitted(fix: Fix, scalar: &Scalar, text: &str) -> Option<Fix> {
    let whole = scalar.span();
    let raw = text.get(whole.start..whole.end)?;
    if !scalar.plain {
        let escaped = match raw.chars().next()? {
            '"' => fix.replacement.replace('\\', "\\\\").replace('"', "\\\""),
            '\'' => fix.replacement.replace('\'', "''"),
            // A block: its letters are those of the expression.
            _ => return Some(fix),
        };
        // Where the way back to the single letters is lost, the place is the whole scalar, quotes included.
        return (fix.span != whole).then_some(Fix { replacement: escaped, ..fix });
    }
    let before = text.get(whole.start..fix.span.start)?;
    let after = text.get(fix.span.end..whole.end)?;
    let mended = format!("{before}{}{after}", fix.replacement);
    if stays_plain(&mended, &fix.replacement) {
        return Some(fix);
    }
    (!mended.contains('\n')).then(|| Fix { span: whole, replacement: quoted(&mended), ..fix })
}

/// Whether YAML still takes the text for one scalar without quotes; `new` is the part of it that was not there before.
fn stays_plain(text: &str, new: &str) -> bool {
    const OPENERS: [char; 19] =
        ['"', '\'', '@', '`', '%', '&', '*', '!', '|', '>', '[', ']', '{', '}', ',', '#', '?', ':', '-'];
    !text.starts_with(OPENERS)
        && !text.contains(": ")
        && !text.contains(" #")
        && !new.contains([',', '[', ']', '{', '}'])
}

/// A text in YAML's single quotes.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
