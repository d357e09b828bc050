//! The texts that are compiled, and places in them.

use std::fmt;

/// A range of bytes in one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// Which file, as [`Sources::add`] numbered it.
    pub file: u32,
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Span {
    /// From the start of this one to the end of the other, in the same file.
    pub fn to(self, other: Span) -> Span {
        Span { end: other.end.max(self.start), ..self }
    }

    /// The part from `start` to `end`, counted from this span's start.
    pub fn part(self, start: usize, end: usize) -> Span {
        Span { start: self.start + start, end: self.start + end, ..self }
    }
}

/// One file.
pub struct SourceFile {
    /// Its path as it is shown to the author.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// All files of one compilation.
#[derive(Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

/// A position for people: line and column count from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

impl Sources {
    /// Adds a file and gives its number.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> u32 {
        self.files.push(SourceFile { path: path.into(), text: text.into() });
        u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX)
    }

    /// The file with that number.
    pub fn file(&self, number: u32) -> Option<&SourceFile> {
        self.files.get(number as usize)
    }

    /// All files in the order they were added.
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// The text that a span covers.
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).and_then(|file| file.text.get(span.start..span.end)).unwrap_or("")
    }

    /// Where a span starts.
    pub fn position(&self, span: Span) -> Position {
        self.position_of(span.file, span.start)
    }

    /// Where a span ends: the position behind its last character.
    pub fn end_position(&self, span: Span) -> Position {
        self.position_of(span.file, span.end)
    }

    fn position_of(&self, file: u32, byte: usize) -> Position {
        let before = self.file(file).and_then(|file| file.text.get(..byte)).unwrap_or("");
        let line_start = before.rfind('\n').map_or(0, |index| index + 1);
        let line = before.matches('\n').count() + 1;
        let column = before.get(line_start..).unwrap_or("").chars().count() + 1;
        Position { line, column }
    }
}

/// A text as an author wrote it, with the way back from its bytes to those of the file.
///
/// YAML may have folded lines or stripped quotes; wherever the letters still stand in the same order, a part of the text
/// leads back to exactly its letters, elsewhere to the whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// The text.
    pub text: String,
    /// Where it stands, quotes included.
    pub span: Span,
    /// For every byte of `text` where its letter starts in the file; empty where that is not known.
    origins: Vec<usize>,
}

impl Written {
    /// A text that a YAML reader took out of `span` of `file`.
    pub fn new(text: impl Into<String>, span: Span, file: &str) -> Self {
        let text = text.into();
        let raw = file.get(span.start..span.end).unwrap_or("");
        let origins = align(&text, raw, span.start).unwrap_or_default();
        Written { text, span, origins }
    }

    /// Where the bytes `start..end` of the text stand in the file.
    pub fn part(&self, start: usize, end: usize) -> Span {
        let first = self.origins.get(start).copied();
        let last = end.checked_sub(1).and_then(|last| self.origins.get(last)).copied();
        match (first, last) {
            (Some(first), Some(last)) if start < end => {
                let length = self.text.get(..end).and_then(|text| text.chars().next_back()).map_or(1, char::len_utf8);
                Span { start: first, end: last + length, ..self.span }
            }
            (None, Some(last)) if start == end => Span { start: last + 1, end: last + 1, ..self.span },
            _ => self.span,
        }
    }

    /// The part of the text between two bytes, as a text of its own.
    pub fn slice(&self, start: usize, end: usize) -> Written {
        Written {
            text: self.text.get(start..end).unwrap_or("").to_owned(),
            span: self.part(start, end),
            origins: self.origins.get(start..end).map(<[usize]>::to_vec).unwrap_or_default(),
        }
    }
}

/// For every byte of `text` the place of its letter in `raw`, which starts at `base`; `None` if the letters differ.
fn align(text: &str, raw: &str, base: usize) -> Option<Vec<usize>> {
    let mut origins = Vec::with_capacity(text.len());
    let mut letters = raw.char_indices().filter(|(_, letter)| !letter.is_whitespace()).peekable();
    let quoted =
        letters.peek().is_some_and(|(_, letter)| matches!(letter, '"' | '\'')) && !text.starts_with(['"', '\'']);
    if quoted || letters.peek().is_some_and(|(_, letter)| matches!(letter, '|' | '>')) && !text.starts_with(['|', '>'])
    {
        letters.next();
        while !quoted && letters.peek().is_some_and(|(_, letter)| matches!(letter, '-' | '+' | '0'..='9')) {
            letters.next();
        }
    }
    let mut last = base;
    for letter in text.chars() {
        if !letter.is_whitespace() {
            let (index, found) = letters.next()?;
            if found != letter {
                return None;
            }
            last = base + index;
        }
        // Every byte of a letter leads to the letter's first byte; white space to the letter before it.
        origins.extend(std::iter::repeat_n(last, letter.len_utf8()));
    }
    Some(origins)
}
