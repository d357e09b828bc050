//! What stands between the scalars of a document and is not in its tree: comments, document markers, headers of block scalars.

use super::super::yaml::{Kind, Node, Scalar};

/// A comment, or a document marker, which is kept like one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Comment {
    /// Its first byte.
    pub start: usize,
    /// The byte behind it.
    pub end: usize,
    /// Whether it is `---`, `...` or a directive: it stands at the very left, and something may follow on its line.
    pub is_marker: bool,
}

/// A scalar that was written, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Leaf {
    /// Where its text starts: a quote, or the first letter.
    pub start: usize,
    /// The byte behind it. Readers of YAML count a comment behind a quoted text to it; this does not.
    pub end: usize,
    /// The header of a block scalar (`>-`) and where it stands.
    pub header: Option<(usize, String)>,
}

impl Leaf {
    /// Where it starts, with its header.
    pub fn first(&self) -> usize {
        self.header.as_ref().map_or(self.start, |(start, _)| *start)
    }

    /// Whether blank lines behind it belong to its text.
    pub fn keeps_blank_lines(&self) -> bool {
        self.header.as_ref().is_some_and(|(_, header)| header.contains('+'))
    }
}

/// All of a document that its tree does not hold.
#[derive(Debug, Default)]
pub(super) struct Trivia {
    /// In the order of the file.
    pub comments: Vec<Comment>,
    /// In the order of the file; scalars for which nothing was written are not among them.
    pub leaves: Vec<Leaf>,
    /// Where scalars, collections in brackets and items of lists (at their dash) start, in the order of the file.
    pub starts: Vec<usize>,
    /// The dashes before items of lists, in the order of the file.
    pub dashes: Vec<usize>,
}

impl Trivia {
    /// What stands in a text besides the tree that was read from it.
    pub fn of(root: Option<&Node>, source: &str) -> Trivia {
        let mut trivia = Trivia::default();
        let mut at = 0;
        if let Some(root) = root {
            trivia.node(root, source, &mut at);
        }
        trivia.gap(source, at, source.len());
        trivia.starts.sort_unstable();
        trivia
    }

    /// The scalar's place in the file, or `None` if nothing was written for it.
    pub fn leaf(&self, scalar: &Scalar) -> Option<&Leaf> {
        let index = self.leaves.binary_search_by_key(&scalar.span().start, |leaf| leaf.start).ok()?;
        // Another one may start where nothing was written.
        self.leaves.get(index).filter(|leaf| !scalar.is_empty() || scalar.span().end == leaf.end)
    }

    /// Where the next of them behind a place starts.
    pub fn next_start(&self, behind: usize) -> usize {
        let index = self.starts.partition_point(|start| *start < behind);
        self.starts.get(index).copied().unwrap_or(usize::MAX)
    }

    fn node(&mut self, node: &Node, source: &str, at: &mut usize) {
        match &node.kind {
            Kind::Scalar(scalar) => self.scalar(scalar, source, at),
            Kind::Sequence(items) => {
                self.bracket(node, source);
                items.iter().for_each(|item| self.node(item, source, at));
            }
            Kind::Mapping(entries) => {
                self.bracket(node, source);
                for (key, value) in entries {
                    self.scalar(key, source, at);
                    self.node(value, source, at);
                }
            }
        }
    }

    fn bracket(&mut self, node: &Node, source: &str) {
        if is_flow(node, source) {
            self.starts.push(node.span.start);
        }
    }

    fn scalar(&mut self, scalar: &Scalar, source: &str, at: &mut usize) {
        let span = scalar.span();
        let raw = source.get(span.start..span.end).unwrap_or("");
        if is_absent(scalar, source) || span.start < *at {
            return;
        }
        let header = self.gap(source, *at, span.start);
        let rest = source.get(span.end..).unwrap_or("");
        let end = match (&header, raw.chars().next()) {
            (None, Some(quote @ ('"' | '\''))) if !scalar.plain => span.start + quoted_length(raw, quote),
            (None, _) => span.end + blanks_of_text(scalar.text(), rest),
            // Nothing stands behind the header.
            (Some((start, header)), None) => start + header.len(),
            (Some(_), Some(_)) => span.end + rest.find('\n').unwrap_or(rest.len()),
        };
        self.starts.push(header.as_ref().map_or(span.start, |(start, _)| *start));
        self.leaves.push(Leaf { start: span.start, end, header });
        *at = end.max(span.start);
    }

    /// Collects the comments of a part of the text that holds no scalar; gives the header of the block scalar behind it.
    fn gap(&mut self, source: &str, start: usize, end: usize) -> Option<(usize, String)> {
        let mut header = None;
        let mut at = start;
        while let Some(rest) = source.get(at..end).filter(|rest| !rest.is_empty()) {
            let line = rest.lines().next().unwrap_or("");
            let at_line_start = at == 0 || source.get(..at).is_some_and(|before| before.ends_with('\n'));
            let length = if rest.starts_with('#') {
                self.comments.push(Comment { start: at, end: at + line.trim_end().len(), is_marker: false });
                line.len()
            } else if at_line_start && (line.starts_with("---") || line.starts_with("...")) {
                self.comments.push(Comment { start: at, end: at + 3, is_marker: true });
                3
            } else if at_line_start && line.starts_with('%') {
                let directive = line.split(" #").next().unwrap_or(line);
                self.comments.push(Comment { start: at, end: at + directive.trim_end().len(), is_marker: true });
                directive.len()
            } else if rest.starts_with(['|', '>']) {
                let word = line.split_whitespace().next().unwrap_or("");
                header = Some((at, word.to_owned()));
                word.len()
            } else {
                if rest.starts_with('-') {
                    self.starts.push(at);
                    self.dashes.push(at);
                }
                rest.chars().next().map_or(1, char::len_utf8)
            };
            at += length;
        }
        header
    }
}

/// Whether a collection stands in brackets.
pub(super) fn is_flow(node: &Node, source: &str) -> bool {
    let first = source.as_bytes().get(node.span.start);
    match node.kind {
        Kind::Scalar(_) => false,
        // A list right below its key is said to start where its first item does, which may have brackets of its own.
        Kind::Sequence(ref items) => {
            first == Some(&b'[') && items.first().is_none_or(|item| item.span.start != node.span.start)
        }
        Kind::Mapping(_) => first == Some(&b'{'),
    }
}

/// Whether nothing was written for a scalar, which is then read as `~`.
pub(super) fn is_absent(scalar: &Scalar, source: &str) -> bool {
    let raw = source.get(scalar.span().start..scalar.span().end);
    scalar.plain && matches!(scalar.text(), "" | "~") && raw != Some("~")
}

/// The length of a quoted text with its quotes.
fn quoted_length(raw: &str, quote: char) -> usize {
    let mut letters = raw.char_indices().skip(1).peekable();
    while let Some((index, letter)) = letters.next() {
        if letter == '\\' && quote == '"' {
            letters.next();
        } else if letter == quote {
            if quote == '\'' && letters.peek().is_some_and(|(_, next)| *next == quote) {
                letters.next();
                continue;
            }
            return index + 1;
        }
    }
    raw.len()
}

/// How much of `rest` are blanks that end a plain text: its place ends before them, but only YAML's own are no part of it.
fn blanks_of_text(text: &str, rest: &str) -> usize {
    let blanks = text.get(text.trim_end().len()..).unwrap_or("");
    let mut length = 0;
    for blank in blanks.chars().filter(|blank| !blank.is_ascii()) {
        let behind = rest.get(length..).unwrap_or("");
        let Some(found) = behind.find(blank) else { break };
        length += found + blank.len_utf8();
    }
    length
}
