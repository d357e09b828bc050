//! Documents in their one canonical form: `policy fmt`.
//!
//! [`format`] takes a file's text and gives the same document with its expressions in their canonical spelling
//! ([`crate::lang::canonical`]) and everything in the canonical layout: two spaces a level, lists indented under their keys,
//! one space where a space belongs, quotes only where they are needed, no blanks at the ends of lines, at most one blank line in
//! a row. `places` knows which scalars are expressions, `quoting` how a text is quoted, `split` puts quotes around expressions that a comma
//! has split, `trivia` finds the comments, `layout` writes it all.
//!
//! Must never: change what a document says, or lose a comment. What was written is read again and compared before it is given out.

mod layout;
mod places;
mod quoting;
mod split;
#[cfg(test)]
mod tests;
mod trivia;

use super::yaml::{self, Kind, Node, Scalar};
use crate::lang::canonical;
use crate::lang::diagnostic::{Diagnostic, Diagnostics};
use crate::lang::source::Span;
use crate::model::Text;
use places::Place;
use trivia::Trivia;

/// Why a document was not formatted.
#[derive(Debug, PartialEq)]
pub enum Refusal {
    /// It cannot be read; these are the reasons.
    Faults(Vec<Diagnostic>),
    /// It would have said something else afterwards: a fault of the formatter, not of the document.
    Changed,
}

/// The document in its canonical form. `number` is the file's, for the places of diagnostics.
///
/// An expression with a fault stays as it is; a document that is no YAML of rules is refused as a whole.
pub fn format(number: u32, text: &str) -> Result<String, Refusal> {
    let read = |text: &str| {
        let mut diagnostics = Diagnostics::default();
        let root = yaml::read(number, text, &mut diagnostics);
        if diagnostics.is_empty() { Ok(root) } else { Err(Refusal::Faults(diagnostics.into_sorted())) }
    };
    if let Some(span) = read(text)?.as_ref().and_then(|root| missing_key(root, text)) {
        let message = Text::new("冒号前面没有键", "there is no key before this colon");
        return Err(Refusal::Faults(vec![Diagnostic::error("E0005", span, message)]));
    }
    // The places of a text's parts are easier told where every line ends the same way.
    let mut text = text.replace("\r\n", "\n").replace('\r', "\n");
    // Blanks behind the last line end are none of any text, though readers count them to a block scalar.
    if let Some((before, "")) = text.rsplit_once('\n').map(|(before, last)| (before, last.trim_matches([' ', '\t']))) {
        text.truncate(before.len() + 1);
    }
    let mut root = read(&text)?;
    if let Some(mended) = root.as_ref().and_then(|root| split::mended(root, &text))
        && let Ok(again) = read(&mended)
    {
        (text, root) = (mended, again);
    }
    let formatted = layout::layout(root.as_ref(), &text);
    let again = read(&formatted).map_err(|_| Refusal::Changed)?;
    let is_kept = match (&root, &again) {
        (None, None) => true,
        (Some(root), Some(again)) => same(root, again, Place::Document),
        _ => false,
    };
    if is_kept && comments(root.as_ref(), &text) == comments(again.as_ref(), &formatted) {
        Ok(formatted)
    } else {
        Err(Refusal::Changed)
    }
}

/// Where a key should stand and nothing does. Its place, and that of what stands around it, cannot be told.
fn missing_key(node: &Node, text: &str) -> Option<Span> {
    match &node.kind {
        Kind::Scalar(_) => None,
        Kind::Sequence(items) => items.iter().find_map(|item| missing_key(item, text)),
        Kind::Mapping(entries) => entries.iter().find_map(|(key, value)| {
            let is_missing = trivia::is_absent(key, text);
            if is_missing { Some(key.span()) } else { missing_key(value, text) }
        }),
    }
}

/// The comments and document markers of a text, in order.
fn comments<'t>(root: Option<&Node>, text: &'t str) -> Vec<&'t str> {
    let trivia = Trivia::of(root, text);
    trivia.comments.iter().filter_map(|comment| text.get(comment.start..comment.end)).collect()
}

/// Whether two documents say the same: the same keys and items in the same order, the same texts, and expressions of the same
/// tokens.
fn same(one: &Node, other: &Node, place: Place) -> bool {
    match (&one.kind, &other.kind) {
        (Kind::Scalar(one), Kind::Scalar(other)) => same_scalar(one, other, place),
        (Kind::Sequence(one), Kind::Sequence(other)) => {
            let mut pairs = one.iter().zip(other).enumerate();
            one.len() == other.len()
                && pairs.all(|(index, (item, other))| same(item, other, place.of_item(index, one.len())))
        }
        (Kind::Mapping(one), Kind::Mapping(other)) => {
            let mut pairs = one.iter().zip(other);
            one.len() == other.len()
                && pairs.all(|((key, value), (other_key, other_value))| {
                    let place = place.of_key(one, key.text());
                    key.text() == other_key.text() && same(value, other_value, place)
                })
        }
        _ => false,
    }
}

fn same_scalar(one: &Scalar, other: &Scalar, place: Place) -> bool {
    if one.text() != other.text() {
        let is_spelling = place.form().is_some() && canonical::same(one.text(), other.text());
        return is_spelling && !(other.plain && quoting::has_own_meaning(other.text()));
    }
    // Only of some words does it matter whether they stand in quotes; codes that should have had them get them.
    one.plain == other.plain
        || !quoting::is_special(other.text())
        || one.plain && (place == Place::Code || quoting::is_truth_elsewhere(other.text()))
}
