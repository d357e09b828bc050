//! Expressions that a comma has split: inside brackets YAML takes `{value: min(a, b)}` for two entries. What belongs together is
//! put into quotes, so that it says what its author meant.

use super::super::yaml::{Kind, Node, Scalar};
use super::places::Place;
use super::quoting::{Quotes, quoted};
use super::trivia::{is_absent, is_flow};
use crate::lang::canonical::canonical;
use crate::lang::source::{Span, Written};
use std::ops::Range;

/// The text with every split expression in quotes; `None` if there is none.
pub(super) fn mended(root: &Node, source: &str) -> Option<String> {
    let mut finder = Finder { source, found: Vec::new() };
    finder.node(root, Place::Document);
    if finder.found.is_empty() {
        return None;
    }
    let mut text = source.to_owned();
    for range in finder.found.into_iter().rev() {
        let whole = quoted(source.get(range.clone())?, Quotes::Single)?;
        text.replace_range(range, &whole);
    }
    Some(text)
}

/// The most parts that one expression is put together from.
const MAX_PARTS: usize = 32;

struct Finder<'a> {
    source: &'a str,
    /// Where split expressions stand, in the order of the file.
    found: Vec<Range<usize>>,
}

impl Finder<'_> {
    fn node(&mut self, node: &Node, place: Place) {
        let source = self.source;
        let in_brackets = is_flow(node, source);
        // What stands before this byte belongs to an expression that has been found.
        let mut behind = 0;
        match &node.kind {
            Kind::Scalar(_) => {}
            Kind::Sequence(items) => {
                let place_of = |index| place.of_item(index, items.len());
                for (index, item) in items.iter().enumerate() {
                    if item.span.start < behind {
                        continue;
                    }
                    let rest = items.iter().enumerate().skip(index + 1);
                    let rest = rest.map_while(|(index, item)| Some((item.as_scalar()?, place_of(index))));
                    match item.as_scalar().filter(|_| in_brackets).and_then(|first| whole(first, rest, source)) {
                        Some(range) => behind = self.add(range),
                        None => self.node(item, place_of(index)),
                    }
                }
            }
            Kind::Mapping(entries) => {
                for (index, (key, value)) in entries.iter().enumerate() {
                    if key.span().start < behind {
                        continue;
                    }
                    let place = place.of_key(entries, key.text());
                    let rest = entries.iter().skip(index + 1).map_while(|(key, value)| {
                        let has_value = value.as_scalar().is_none_or(|value| !is_absent(value, source));
                        if has_value { None } else { Some((key, place)) }
                    });
                    match value.as_scalar().filter(|_| in_brackets).and_then(|first| whole(first, rest, source)) {
                        Some(range) => behind = self.add(range),
                        None => self.node(value, place),
                    }
                }
            }
        }
    }

    /// Keeps a place, and gives the byte behind it.
    fn add(&mut self, range: Range<usize>) -> usize {
        let end = range.end;
        self.found.push(range);
        end
    }
}

/// Where an expression stands that begins with `first` and ends with one of `rest`, its parts and their places.
fn whole<'n>(first: &Scalar, rest: impl Iterator<Item = (&'n Scalar, Place)>, source: &str) -> Option<Range<usize>> {
    let closed = |text: &str| text.matches([')', ']']).count();
    let mut open = first.text().matches(['(', '[']).count();
    if !first.plain || open <= closed(first.text()) {
        return None;
    }
    open -= closed(first.text());
    for (part, place) in rest.take(MAX_PARTS) {
        open = (open + part.text().matches(['(', '[']).count()).checked_sub(closed(part.text()))?;
        if !part.plain {
            return None;
        }
        if open == 0 {
            let range = first.span().start..part.span().end;
            let text = source.get(range.clone()).filter(|text| !text.contains(['\n', '#']))?;
            let written = Written::new(text, Span { file: 0, start: 0, end: text.len() }, text);
            return canonical(&written, text, place.form()?).map(|_| range);
        }
    }
    None
}
