//! YAML as the rule language allows it: mappings, sequences and scalars with their places, and nothing else.
//!
//! Takes a file's text, gives a tree of [`Node`]s. Anchors, aliases, tags, duplicate keys and several documents in a file are
//! faults. Places are bytes of the file, so that a fault inside a scalar can be shown under its letters.

use crate::lang::diagnostic::{Diagnostic, Diagnostics};
use crate::lang::source::{Span, Written};
use crate::model::Text;
use saphyr_parser::{Event, Parser, ScalarStyle, Span as Marks};

/// The largest file that is read, in bytes.
pub const MAX_FILE: usize = 4 << 20;
/// How deep mappings and sequences may nest.
pub const MAX_DEPTH: usize = 64;

/// A part of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub span: Span,
}

/// What a part of a document is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A text.
    Scalar(Scalar),
    /// A list in order.
    Sequence(Vec<Node>),
    /// Keys and values in order; no key twice.
    Mapping(Vec<(Scalar, Node)>),
}

/// A text and how it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Scalar {
    /// The text and the way back to its letters.
    pub written: Written,
    /// Whether it stood without quotes.
    pub plain: bool,
    /// Whether a comment follows on the same line: perhaps it was meant to be part of the text.
    pub comment_follows: bool,
}

impl Scalar {
    /// The text.
    pub fn text(&self) -> &str {
        &self.written.text
    }

    /// Where it stands.
    pub fn span(&self) -> Span {
        self.written.span
    }

    /// Whether nothing was written, or `null` or `~` without quotes.
    pub fn is_empty(&self) -> bool {
        self.plain && matches!(self.text(), "" | "~" | "null")
    }
}

/// The tree of a file, or `None` after reporting why there is none. An empty file has no tree and no fault.
pub fn read(number: u32, text: &str, diagnostics: &mut Diagnostics) -> Option<Node> {
    if text.len() > MAX_FILE {
        let span = Span { file: number, start: 0, end: 0 };
        let message = Text::new("文件超过 4 MiB", "the file is larger than 4 MiB");
        diagnostics.push(Diagnostic::error("E0015", span, message));
        return None;
    }
    let offsets = text.char_indices().map(|(index, _)| index).chain([text.len()]).collect();
    let mut reader = Reader { parser: Parser::new_from_str(text), file: number, text, offsets, diagnostics };
    reader.document()
}

struct Reader<'a> {
    parser: Parser<'a, saphyr_parser::StrInput<'a>>,
    file: u32,
    text: &'a str,
    /// The byte at which each letter starts.
    offsets: Vec<usize>,
    diagnostics: &'a mut Diagnostics,
}

impl<'a> Reader<'a> {
    fn byte(&self, letter: usize) -> usize {
        self.offsets.get(letter).copied().unwrap_or(self.text.len())
    }

    fn span(&self, marks: &Marks) -> Span {
        let start = self.byte(marks.start.index());
        Span { file: self.file, start, end: self.byte(marks.end.index()).max(start) }
    }

    fn next(&mut self) -> Option<(Event<'a>, Span)> {
        match self.parser.next_event()? {
            Ok((event, marks)) => Some((event, self.span(&marks))),
            Err(error) => {
                let at = self.byte(error.marker().index()).min(self.text.len());
                self.syntax_error(at, error.info());
                None
            }
        }
    }

    /// Says what is wrong with the file as YAML, and which trap it probably is.
    fn syntax_error(&mut self, at: usize, info: &str) {
        let line_start = self.text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |index| index + 1);
        let line = self.text.get(line_start..).unwrap_or("").lines().next().unwrap_or("");
        let trimmed = line.trim_start();
        let value = trimmed.split_once(": ").map_or(trimmed, |(_, value)| value.trim_start());
        let help = if trimmed.contains('：') {
            Some(Text::new("键后面要用半角冒号和一个空格 `: `", "a key ends in an ASCII colon and a space `: `"))
        } else if value.starts_with(['@', '"', '>', '*', '%', '&', '!', '|']) || value.starts_with("- >") {
            Some(Text::new(
                "以 > @ * \" % 开头的表达式要整个放进单引号：'>= 5'",
                "an expression that starts with > @ * \" or % goes into single quotes as a whole: '>= 5'",
            ))
        } else if line.contains('\t') {
            Some(Text::new("缩进只能用空格", "indent with spaces only"))
        } else {
            Some(Text::new(
                "检查缩进、冒号后的空格，含有 `: ` 或 ` #` 的文字要加引号",
                "check the indentation and the space after each colon; quote text that holds `: ` or ` #`",
            ))
        };
        let start = line_start + (line.len() - trimmed.len());
        let end = line_start + line.trim_end().len();
        let span = Span { file: self.file, start: at.clamp(start, end.max(start)), end: end.max(start) };
        let message = Text::new("YAML 写错了，读不下去", format!("this is not valid YAML: {info}"));
        self.diagnostics.push(Diagnostic::error("E0001", span, message).help(help));
    }

    fn fault<T>(&mut self, code: &'static str, span: Span, zh: &str, en: &str) -> Option<T> {
        self.diagnostics.push(Diagnostic::error(code, span, Text::new(zh, en)));
        None
    }

    fn document(&mut self) -> Option<Node> {
        let mut root = None;
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamEnd => return root,
                Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd | Event::Nothing => {}
                _ if root.is_some() => {
                    return self.fault("E0003", span, "一个文件只能有一份文档", "a file holds one document only");
                }
                event => root = Some(self.node(event, span, 0)?),
            }
        }
    }

    fn node(&mut self, event: Event<'a>, span: Span, depth: usize) -> Option<Node> {
        if depth > MAX_DEPTH {
            return self.fault("E0015", span, "文档嵌套超过 64 层", "the document is nested more than 64 levels deep");
        }
        match event {
            Event::Alias(_) => self.fault("E0003", span, "规则里不用 YAML 别名", "aliases are not used in rules"),
            Event::Scalar(_, _, anchor, _) | Event::SequenceStart(anchor, _) | Event::MappingStart(anchor, _)
                if anchor != 0 =>
            {
                self.fault("E0003", span, "规则里不用 YAML 锚点", "anchors are not used in rules")
            }
            Event::Scalar(_, _, _, Some(_)) | Event::SequenceStart(_, Some(_)) | Event::MappingStart(_, Some(_)) => {
                self.fault("E0003", span, "规则里不用 YAML 标签", "tags are not used in rules")
            }
            Event::Scalar(text, style, _, _) => {
                let scalar = self.scalar(&text, style, span);
                Some(Node { span: scalar.span(), kind: Kind::Scalar(scalar) })
            }
            Event::SequenceStart(..) => {
                let mut items = Vec::new();
                loop {
                    let (event, end) = self.next()?;
                    if event == Event::SequenceEnd {
                        return Some(Node { kind: Kind::Sequence(items), span: self.trimmed(span.to(end)) });
                    }
                    items.push(self.node(event, end, depth + 1)?);
                }
            }
            Event::MappingStart(..) => self.mapping(span, depth),
            _ => self.fault("E0001", span, "YAML 写错了，读不下去", "this is not valid YAML"),
        }
    }

    fn mapping(&mut self, span: Span, depth: usize) -> Option<Node> {
        let mut entries: Vec<(Scalar, Node)> = Vec::new();
        loop {
            let (event, key_span) = self.next()?;
            let key = match event {
                Event::MappingEnd => {
                    return Some(Node { kind: Kind::Mapping(entries), span: self.trimmed(span.to(key_span)) });
                }
                event => match self.node(event, key_span, depth + 1)? {
                    Node { kind: Kind::Scalar(scalar), .. } => scalar,
                    node => return self.fault("E0006", node.span, "键只能是一个词", "a key is one word"),
                },
            };
            let (event, value_span) = self.next()?;
            let value = self.node(event, value_span, depth + 1)?;
            match entries.iter().find(|(known, _)| known.text() == key.text()) {
                Some((first, _)) => {
                    let message = Text::new(
                        format!("键 `{}` 写了两次", key.text()),
                        format!("the key `{}` stands here twice", key.text()),
                    );
                    let first_use = Text::new("第一次在这里", "first here");
                    let fault = Diagnostic::error("E0002", key.span(), message).related(first.span(), first_use);
                    self.diagnostics.push(fault);
                }
                None => entries.push((key, value)),
            }
        }
    }

    fn scalar(&self, text: &str, style: ScalarStyle, span: Span) -> Scalar {
        let span = self.trimmed(span);
        let plain = style == ScalarStyle::Plain;
        let rest = self.text.get(span.end..).unwrap_or("");
        let comment_follows = plain && rest.trim_start_matches([' ', '\t']).starts_with('#');
        Scalar { written: Written::new(text, span, self.text), plain, comment_follows }
    }

    /// The span without white space at its end.
    fn trimmed(&self, span: Span) -> Span {
        let raw = self.text.get(span.start..span.end).unwrap_or("");
        Span { end: span.start + raw.trim_end().len(), ..span }
    }
}
