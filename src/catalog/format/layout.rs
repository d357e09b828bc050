//! Writes a document's tree and its comments in the canonical layout.
//!
//! The author's structure stays: what stands in brackets stays in brackets, lines stay where they were broken unless all fits on
//! one, and a blank line stays a blank line.

use super::super::yaml::{Kind, Node, Scalar};
use super::places::Place;
use super::quoting::{self, Quotes};
use super::trivia::{Comment, Leaf, Trivia, is_flow};
use crate::lang::canonical::{Form, canonical};

/// The longest line, in columns, that lines are joined into. Longer ones that an author wrote are left alone.
const WIDTH: usize = 120;
/// Spaces a level.
const INDENT: usize = 2;

/// The document in its canonical layout.
pub(super) fn layout(root: Option<&Node>, source: &str) -> String {
    let trivia = Trivia::of(root, source);
    let mut layout = Layout {
        source,
        trivia: &trivia,
        next_comment: 0,
        next_dash: 0,
        out: String::new(),
        last: 0,
        is_closed: false,
    };
    if let Some(root) = root {
        layout.line(layout.start_of(root).unwrap_or(layout.dash()), 0, true);
        if layout.is_block(root) {
            layout.block(root, Place::Document, 0, 0);
        } else {
            layout.inline(root, Place::Document, INDENT);
        }
    }
    while layout.pending(source.len()).is_some() {
        layout.comment(0, false);
    }
    if !layout.out.is_empty() {
        layout.out.push('\n');
    }
    layout.out
}

/// A scalar as it will be written.
enum Spelling {
    /// On one line.
    Line(String),
    /// On several lines; the first one stands behind the key.
    Lines(Vec<String>),
    /// As a block scalar: its header, and its lines.
    Block(String, Vec<String>),
}

struct Layout<'a> {
    source: &'a str,
    trivia: &'a Trivia,
    /// The first comment that has not been written.
    next_comment: usize,
    /// The first item of a list that has not been written.
    next_dash: usize,
    out: String,
    /// The byte of the source behind the last scalar, bracket or comment that has been written.
    last: usize,
    /// Whether nothing may follow on the line, because it ends in a comment.
    is_closed: bool,
}

impl Layout<'_> {
    fn pending(&self, before: usize) -> Option<&Comment> {
        self.trivia.comments.get(self.next_comment).filter(|comment| comment.start < before)
    }

    /// Whether a comment stands on the line of what has been written last.
    fn is_trailing(&self, comment: &Comment) -> bool {
        let gap = self.source.get(self.last..comment.start);
        !comment.is_marker && !self.is_closed && !self.out.is_empty() && gap.is_some_and(|gap| !gap.contains('\n'))
    }

    fn comment(&mut self, indent: usize, is_first: bool) {
        let Some(comment) = self.trivia.comments.get(self.next_comment) else { return };
        self.next_comment += 1;
        if self.is_trailing(comment) {
            self.out.push_str("  ");
        } else {
            self.new_line(comment.start, if comment.is_marker { 0 } else { indent }, is_first);
        }
        let text = self.source.get(comment.start..comment.end).unwrap_or("");
        self.out.push_str(text);
        self.last = comment.end;
        self.is_closed = !comment.is_marker;
    }

    /// Writes the comments before a place, and begins a line for what stands there. Before what is first in something, a
    /// blank line is left out.
    fn line(&mut self, start: usize, indent: usize, is_first: bool) {
        let mut is_first = is_first;
        while let Some(comment) = self.pending(start) {
            let is_trailing = self.is_trailing(comment);
            self.comment(indent, is_first);
            is_first &= is_trailing;
        }
        self.new_line(start, indent, is_first);
    }

    fn new_line(&mut self, start: usize, indent: usize, is_first: bool) {
        if !self.out.is_empty() {
            self.out.push('\n');
            if !is_first && !self.ends_in_kept_lines() && self.has_blank_line_above(start) {
                self.out.push('\n');
            }
        }
        self.out.extend(std::iter::repeat_n(' ', indent));
        self.is_closed = false;
    }

    /// Whether the last scalar is one whose trailing blank lines belong to its text.
    fn ends_in_kept_lines(&self) -> bool {
        let index = self.trivia.leaves.partition_point(|leaf| leaf.end < self.last);
        self.trivia.leaves.get(index).is_some_and(|leaf| leaf.end == self.last && leaf.keeps_blank_lines())
    }

    /// Whether what starts here is the first on its line and stands below a blank line.
    fn has_blank_line_above(&self, start: usize) -> bool {
        let Some(before) = self.source.get(..start) else { return false };
        let Some((above, line)) = before.rsplit_once('\n') else { return false };
        let is_alone = line.chars().all(|letter| letter.is_whitespace() || matches!(letter, '-' | '?'));
        is_alone && above.rsplit('\n').next().is_some_and(|line| line.trim().is_empty())
    }

    /// How many letters stand before a place on its line.
    fn column_of(&self, start: usize) -> usize {
        let before = self.source.get(..start).unwrap_or("");
        before.rsplit('\n').next().map_or(0, |line| line.chars().count())
    }

    /// How many columns the line that is being written takes.
    fn column(&self) -> usize {
        self.out.rsplit('\n').next().map_or(0, columns)
    }

    fn is_block(&self, node: &Node) -> bool {
        !matches!(node.kind, Kind::Scalar(_)) && !is_flow(node, self.source)
    }

    /// Where the first thing that was written for a node stands, if there is one.
    fn start_of(&self, node: &Node) -> Option<usize> {
        match &node.kind {
            Kind::Scalar(scalar) => self.trivia.leaf(scalar).map(Leaf::first),
            Kind::Sequence(items) if self.is_block(node) => items.first().and_then(|item| self.start_of(item)),
            _ => Some(node.span.start),
        }
    }

    /// Where the next item of a list has its dash.
    fn dash(&self) -> usize {
        self.trivia.dashes.get(self.next_dash).copied().unwrap_or(self.last)
    }

    /// A mapping or a list that is not in brackets. Its first line has been begun. Comments at its end belong to it if at
    /// least `least` letters stand before them.
    fn block(&mut self, node: &Node, place: Place, indent: usize, least: usize) {
        match &node.kind {
            Kind::Scalar(_) => self.inline(node, place, indent),
            Kind::Sequence(items) => {
                for (index, item) in items.iter().enumerate() {
                    let dash = self.dash();
                    self.next_dash += 1;
                    if index > 0 {
                        self.line(self.start_of(item).unwrap_or(dash), indent, false);
                    }
                    self.out.push('-');
                    self.last = self.last.max(dash + 1);
                    let place = place.of_item(index, items.len());
                    if self.is_block(item) {
                        self.out.push(' ');
                        self.block(item, place, indent + INDENT, self.column_of(item.span.start));
                    } else {
                        self.value(item, place, indent);
                    }
                }
            }
            Kind::Mapping(entries) => {
                for (index, (key, value)) in entries.iter().enumerate() {
                    if index > 0 {
                        self.line(self.trivia.leaf(key).map_or(self.last, Leaf::first), indent, false);
                    }
                    self.key(key, place, false);
                    self.out.push(':');
                    let place = place.of_key(entries, key.text());
                    if self.is_block(value) {
                        self.line(self.start_of(value).unwrap_or(self.dash()), indent + INDENT, true);
                        // A list may stand right below its key; what stands there too is not in the list.
                        let least = self.column_of(value.span.start).max(self.column_of(key.span().start) + 1);
                        self.block(value, place, indent + INDENT, least);
                    } else {
                        self.value(value, place, indent);
                    }
                }
            }
        }
        self.tail(least, indent);
    }

    /// Writes the comments behind a collection that belong to it: those that stand at least `least` letters to the right.
    fn tail(&mut self, least: usize, indent: usize) {
        let end = self.trivia.next_start(self.last);
        while let Some(comment) = self.pending(end) {
            let is_inside = !comment.is_marker && self.column_of(comment.start) >= least;
            if !is_inside && !self.is_trailing(comment) {
                return;
            }
            self.comment(indent, false);
        }
    }

    fn key(&mut self, key: &Scalar, place: Place, in_flow: bool) {
        let Some(leaf) = self.trivia.leaf(key) else { return };
        let is_code = place == Place::Codes;
        match self.text(key, leaf, is_code, in_flow) {
            Spelling::Line(line) => self.out.push_str(&line),
            Spelling::Lines(lines) | Spelling::Block(_, lines) => self.out.push_str(&lines.join(" ")),
        }
        self.last = leaf.end;
    }

    /// What stands behind `key:` or `-` on the same line; on the next, if a comment stands between.
    fn value(&mut self, node: &Node, place: Place, indent: usize) {
        let Some(start) = self.start_of(node) else { return };
        if self.pending(start).is_some() {
            self.line(start, indent + INDENT, true);
        } else {
            self.out.push(' ');
        }
        self.inline(node, place, indent + INDENT);
    }

    /// A scalar or a collection in brackets. `indent` is that of further lines.
    fn inline(&mut self, node: &Node, place: Place, indent: usize) {
        if let Kind::Scalar(scalar) = &node.kind {
            return self.scalar(scalar, place, false, indent);
        }
        let end = self.end_of(node);
        let raw = self.source.get(node.span.start..end).unwrap_or("");
        if !raw.contains('\n') {
            return self.flow(node, place, indent, false);
        }
        let (written, last, next_comment) = (self.out.len(), self.last, self.next_comment);
        if self.pending(end).is_none() {
            self.flow(node, place, indent, false);
            let has_one_line = self.out.get(written..).is_some_and(|text| !text.contains('\n'));
            if has_one_line && self.column() <= WIDTH {
                return;
            }
            self.out.truncate(written);
            (self.last, self.next_comment) = (last, next_comment);
        }
        self.flow(node, place, indent, true);
    }

    /// A collection in brackets, or what stands in one; `is_broken` says that lines end where the author ended them.
    fn flow(&mut self, node: &Node, place: Place, indent: usize, is_broken: bool) {
        let (open, close) = match &node.kind {
            Kind::Scalar(scalar) => return self.scalar(scalar, place, true, indent),
            Kind::Sequence(_) => ("[", "]"),
            Kind::Mapping(_) if is_flow(node, self.source) => ("{", "}"),
            // `[a: b]`, which YAML allows, has no braces.
            Kind::Mapping(_) => ("", ""),
        };
        self.out.push_str(open);
        self.last = self.last.max(node.span.start + open.len());
        match &node.kind {
            Kind::Scalar(_) => {}
            Kind::Sequence(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.flow_gap(self.start_of(item).unwrap_or(self.last), indent, index == 0, is_broken);
                    self.flow(item, place.of_item(index, items.len()), indent + INDENT, is_broken);
                }
            }
            Kind::Mapping(entries) => {
                for (index, (key, value)) in entries.iter().enumerate() {
                    let start = self.trivia.leaf(key).map_or(self.last, Leaf::first);
                    self.flow_gap(start, indent, index == 0, is_broken);
                    self.key(key, place, true);
                    self.flow_value(value, place.of_key(entries, key.text()), indent, is_broken);
                }
            }
        }
        let end = self.end_of(node);
        if !close.is_empty() {
            if self.pending(end).is_some() {
                self.line(end.saturating_sub(close.len()), indent, true);
            }
            self.out.push_str(close);
            self.last = end;
        }
    }

    /// What stands behind a key in brackets.
    fn flow_value(&mut self, value: &Node, place: Place, indent: usize, is_broken: bool) {
        let Some(start) = self.start_of(value) else {
            let rest = self.source.get(self.last..).unwrap_or("");
            if rest.trim_start().starts_with(':') {
                self.out.push(':');
            }
            return;
        };
        self.out.push(':');
        if self.pending(start).is_some() {
            self.line(start, indent, true);
        } else {
            self.out.push(' ');
        }
        self.flow(value, place, indent + INDENT, is_broken);
    }

    /// What stands between two items in brackets.
    fn flow_gap(&mut self, start: usize, indent: usize, is_first: bool, is_broken: bool) {
        if !is_first {
            self.out.push(',');
        }
        let gap = self.source.get(self.last..start).unwrap_or("");
        if is_broken && gap.contains('\n') {
            self.line(start, indent, true);
        } else if !is_first {
            self.out.push(' ');
        }
    }

    /// The byte behind a collection in brackets.
    fn end_of(&self, node: &Node) -> usize {
        let mut at = match &node.kind {
            Kind::Scalar(scalar) => return self.trivia.leaf(scalar).map_or(0, |leaf| leaf.end),
            Kind::Sequence(items) => items.iter().map(|item| self.end_of(item)).max().unwrap_or(0),
            Kind::Mapping(entries) => {
                let keys = entries.iter().filter_map(|(key, _)| self.trivia.leaf(key)).map(|leaf| leaf.end);
                keys.chain(entries.iter().map(|(_, value)| self.end_of(value))).max().unwrap_or(0)
            }
        };
        if !is_flow(node, self.source) {
            return at;
        }
        at = at.max(node.span.start + 1);
        while let Some(letter) = self.source.get(at..).and_then(|rest| rest.chars().next()) {
            match letter {
                ']' | '}' => return at + 1,
                '#' => at += self.source.get(at..).and_then(|rest| rest.lines().next()).map_or(1, str::len),
                _ => at += letter.len_utf8(),
            }
        }
        at
    }

    fn scalar(&mut self, scalar: &Scalar, place: Place, in_flow: bool, indent: usize) {
        let Some(leaf) = self.trivia.leaf(scalar) else { return };
        let spelling = match place.form() {
            Some(form) => self.expression(scalar, leaf, form, in_flow),
            None => {
                let is_code = place == Place::Code || scalar.plain && quoting::is_truth_elsewhere(scalar.text());
                self.text(scalar, leaf, is_code, in_flow)
            }
        };
        match spelling {
            Spelling::Line(line) => self.out.push_str(&line),
            Spelling::Lines(lines) => self.lines(&lines, indent),
            Spelling::Block(header, lines) => {
                self.out.push_str(&header);
                if self.pending(leaf.start).is_some() {
                    self.last = leaf.first();
                    self.comment(indent, true);
                }
                self.out.push('\n');
                if lines.first().is_some_and(|line| !line.is_empty()) {
                    self.out.extend(std::iter::repeat_n(' ', indent));
                }
                self.lines(&lines, indent);
                self.is_closed = false;
            }
        }
        self.last = leaf.end;
    }

    fn lines(&mut self, lines: &[String], indent: usize) {
        for (index, line) in lines.iter().enumerate() {
            if index > 0 {
                self.out.push('\n');
                if !line.is_empty() {
                    self.out.extend(std::iter::repeat_n(' ', indent));
                }
            }
            self.out.push_str(line);
        }
    }

    /// An expression in its canonical spelling. One that has a fault stays as it was.
    fn expression(&self, scalar: &Scalar, leaf: &Leaf, form: Form, in_flow: bool) -> Spelling {
        let raw = self.raw(leaf);
        let as_it_was = || match &leaf.header {
            None if !raw.contains('\n') => Spelling::Line(raw.to_owned()),
            _ => self.several_lines(scalar.text(), leaf, raw),
        };
        let Some(canonical) = canonical(&scalar.written, self.source, form) else {
            return as_it_was();
        };
        let text = canonical.joined.as_str();
        // Tests that start with a sign stand in quotes whether YAML needs them or not: they look alike in a column.
        let is_test = form != Form::Expression && text.starts_with(['<', '>', '=', '!', '[', ']', '(']);
        let is_other_word = text != scalar.text() && quoting::has_own_meaning(text);
        let line = if is_test || is_other_word || !scalar.plain && quoting::is_special(text) {
            quoting::quoted(text, Quotes::Single)
        } else {
            quoting::written(text, in_flow, Quotes::Single)
        };
        let Some(line) = line else { return as_it_was() };
        let had_one_line = leaf.header.is_none() && !raw.contains('\n');
        if had_one_line || self.column() + columns(&line) <= WIDTH {
            Spelling::Line(line)
        } else if in_flow {
            as_it_was()
        } else {
            Spelling::Block(">-".to_owned(), canonical.lines)
        }
    }

    /// A text as it is, with quotes only where they are needed. Around codes they stay, so that the codes of a list look alike.
    fn text(&self, scalar: &Scalar, leaf: &Leaf, is_code: bool, in_flow: bool) -> Spelling {
        let (raw, text) = (self.raw(leaf), scalar.text());
        if leaf.header.is_some() || raw.contains('\n') {
            return self.several_lines(scalar.text(), leaf, raw);
        }
        let line = if scalar.plain {
            if is_code && quoting::is_mistakable(text) { quoting::quoted(text, Quotes::Double) } else { None }
        } else if is_code || quoting::is_special(text) {
            quoting::quoted(text, Quotes::Double)
        } else {
            quoting::written(text, in_flow, Quotes::Double)
        };
        Spelling::Line(line.unwrap_or_else(|| raw.to_owned()))
    }

    fn raw(&self, leaf: &Leaf) -> &str {
        self.source.get(leaf.start..leaf.end).unwrap_or("")
    }

    /// A scalar on several lines: the same lines, moved to where they now belong.
    fn several_lines(&self, text: &str, leaf: &Leaf, raw: &str) -> Spelling {
        let Some((header_start, header)) = &leaf.header else {
            let lines: Vec<&str> = raw.split('\n').collect();
            let count = lines.len();
            let lines = lines.iter().enumerate().map(|(index, line)| {
                let line = if index == 0 { line } else { line.trim_start_matches([' ', '\t']) };
                if index + 1 == count { line } else { without_trailing_blanks(line) }.to_owned()
            });
            return Spelling::Lines(lines.collect());
        };
        if raw.is_empty() {
            // A block scalar of blank lines, or of nothing.
            return match text.matches('\n').count() {
                0 => Spelling::Line(header.clone()),
                count => Spelling::Block(header.clone(), vec![String::new(); count]),
            };
        }
        let behind = self.source.get(*header_start..).unwrap_or("");
        let start = header_start + behind.find('\n').map_or(behind.len(), |index| index + 1);
        let own = self.column_of(leaf.start);
        let end = leaf.end + self.blank_lines_of(leaf, own);
        let content = self.source.get(start..end).unwrap_or("");
        let lines = content.strip_suffix('\n').unwrap_or(content).split('\n').map(|line| {
            let blanks = line.len() - line.trim_start_matches(' ').len();
            line.get(blanks.min(own)..).unwrap_or("").to_owned()
        });
        // An indentation that the header names is ours now.
        let header = header.replace(|letter: char| letter.is_ascii_digit(), &INDENT.to_string());
        Spelling::Block(header, lines.collect())
    }

    /// The length of the blank lines behind a block scalar that belong to its text: all if it keeps them, else those with
    /// blanks beyond its indentation.
    fn blank_lines_of(&self, leaf: &Leaf, indentation: usize) -> usize {
        let rest = self.source.get(leaf.end..).unwrap_or("");
        let (mut at, mut length) = (0, 0);
        for line in rest.split_inclusive('\n').take_while(|line| line.trim().is_empty()) {
            at += line.len();
            if leaf.keeps_blank_lines() || line.trim_end_matches('\n').len() > indentation {
                length = at;
            }
        }
        length
    }
}

/// A line of a quoted text without blanks at its end, except one that a backslash escapes.
fn without_trailing_blanks(line: &str) -> &str {
    let trimmed = line.trim_end_matches([' ', '\t']);
    let backslashes = trimmed.len() - trimmed.trim_end_matches('\\').len();
    if backslashes % 2 == 1 && trimmed.len() < line.len() {
        line.get(..trimmed.len() + 1).unwrap_or(line)
    } else {
        trimmed
    }
}

/// How many columns a text takes on a screen: Chinese letters and full-width signs take two.
fn columns(text: &str) -> usize {
    let width = |letter| match letter {
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' => 2,
        '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}' | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    };
    text.chars().map(width).sum()
}
