//! The keys of a mapping, read one by one: what is missing, misspelt or of the wrong kind is reported where it stands.

use super::traps;
use super::yaml::{Kind, Node, Scalar};
use crate::lang::diagnostic::{Diagnostic, Diagnostics, Fix};
use crate::lang::source::Span;
use crate::lang::suggest::near;
use crate::model::{Date, Text};

/// A mapping that is being read. Keys that nobody asked for are faults, reported by [`Fields::finish`].
pub(super) struct Fields<'n> {
    entries: &'n [(Scalar, Node)],
    asked: Vec<&'static str>,
    missing: Vec<&'static str>,
    /// Where the mapping stands.
    pub span: Span,
}

impl<'n> Fields<'n> {
    /// The keys of `node`, or `None` after reporting that it is no mapping.
    pub fn new(node: &'n Node, diagnostics: &mut Diagnostics) -> Option<Self> {
        match &node.kind {
            Kind::Mapping(entries) => Some(Fields { entries, asked: Vec::new(), missing: Vec::new(), span: node.span }),
            _ => {
                wrong_kind(node, "若干 `键: 值`", "a mapping (`key: value`)", diagnostics);
                None
            }
        }
    }

    /// The value of a key, if it is there and not empty.
    pub fn get(&mut self, key: &'static str) -> Option<&'n Node> {
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
        let (_, node) = self.entries.iter().find(|(found, _)| found.text() == key)?;
        (!node.is_empty()).then_some(node)
    }

    /// Whether there is a key that nobody has asked for so far.
    pub fn has_unknown(&self) -> bool {
        self.entries.iter().any(|(key, _)| !self.asked.contains(&key.text()))
    }

    /// Whether a key that nobody has asked for so far was probably meant to be this one.
    pub fn misspelt(&self, key: &str) -> bool {
        let mut unknown = self.entries.iter().filter(|(found, _)| !self.asked.contains(&found.text()));
        unknown.any(|(found, _)| near(found.text(), [key]).is_some())
    }

    /// The value of a key that must be there; that it is not is reported by [`Fields::finish`], unless a misspelt key
    /// explains it.
    pub fn required(&mut self, key: &'static str) -> Option<&'n Node> {
        let node = self.get(key);
        if node.is_none() {
            self.missing.push(key);
        }
        node
    }

    /// Where the mapping begins: its first key.
    pub fn head(&self) -> Span {
        self.entries.first().map_or(self.span, |(key, _)| key.span())
    }

    /// The text of a key.
    pub fn text(&mut self, key: &'static str, diagnostics: &mut Diagnostics) -> Option<String> {
        let node = self.get(key)?;
        scalar(node, diagnostics).map(|scalar| scalar.text().to_owned())
    }

    /// The text of a key, in one language or in `{zh: …, en: …}`.
    pub fn localized(&mut self, key: &'static str, diagnostics: &mut Diagnostics) -> Option<Text> {
        let node = self.get(key)?;
        localized(node, diagnostics)
    }

    /// `true` or `false`; false where the key is missing.
    pub fn flag(&mut self, key: &'static str, diagnostics: &mut Diagnostics) -> bool {
        let Some(node) = self.get(key) else { return false };
        match node.as_scalar().map(Scalar::text) {
            Some("true") => true,
            Some("false") => false,
            _ => {
                wrong_kind(node, " true 或 false", "true or false", diagnostics);
                false
            }
        }
    }

    /// A whole number.
    pub fn integer(&mut self, key: &'static str, diagnostics: &mut Diagnostics) -> Option<u32> {
        let node = self.get(key)?;
        let number = node.as_scalar().and_then(|scalar| scalar.text().parse().ok());
        if number.is_none() {
            wrong_kind(node, "一个整数", "a whole number", diagnostics);
        }
        number
    }

    /// A day.
    pub fn date(&mut self, key: &'static str, diagnostics: &mut Diagnostics) -> Option<Date> {
        let node = self.get(key)?;
        date(node, diagnostics)
    }

    /// One of some words; `default` where the key is missing.
    pub fn one_of<T: Copy>(
        &mut self,
        key: &'static str,
        words: &[(&'static str, T)],
        default: T,
        diagnostics: &mut Diagnostics,
    ) -> T {
        let Some(node) = self.get(key) else { return default };
        let Some(scalar) = scalar(node, diagnostics) else { return default };
        match words.iter().find(|(word, _)| *word == scalar.text()) {
            Some((_, value)) => *value,
            None => {
                let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
                let help = Text::new(format!("可以写 {}", known.join("、")), format!("it can be {}", known.join(", ")));
                let message = Text::new(
                    format!("`{key}` 不能是 `{}`", scalar.text()),
                    format!("`{key}` cannot be `{}`", scalar.text()),
                );
                let near = near(scalar.text(), known.iter().copied());
                diagnostics.push(Diagnostic::error("E0007", scalar.span(), message).help(help).suggest(near));
                default
            }
        }
    }

    /// The items of a list; a single value counts as a list of one.
    pub fn items(&mut self, key: &'static str) -> &'n [Node] {
        match self.get(key) {
            None => &[],
            Some(Node { kind: Kind::Sequence(items), .. }) => items,
            Some(node) => std::slice::from_ref(node),
        }
    }

    /// The names and values of a mapping.
    pub fn entries(&mut self, key: &'static str, diagnostics: &mut Diagnostics) -> &'n [(Scalar, Node)] {
        self.get(key).and_then(|node| entries(node, diagnostics)).unwrap_or(&[])
    }

    /// Reports keys that nobody asked for; if there are none, those that are missing.
    pub fn finish(self, diagnostics: &mut Diagnostics) {
        let mut unknown = false;
        for (key, node) in self.entries {
            if self.asked.contains(&key.text()) {
                continue;
            }
            unknown = true;
            let text = key.text();
            let split = self.entries.iter().find_map(|(_, node)| node.as_scalar().filter(|_| opens_a_bracket(node)));
            if key.plain && node.is_empty() && (split.is_some() || text.contains([')', ']'])) {
                split_by_comma(split.unwrap_or(key), diagnostics);
                continue;
            }
            if key.plain && text.contains('：') {
                full_width_colon(key, diagnostics);
                continue;
            }
            let help = Text::new(
                format!("这里可以写 {}", self.asked.join("、")),
                format!("the keys here are {}", self.asked.join(", ")),
            );
            let message = Text::new(format!("这里没有键 `{text}`"), format!("there is no key `{text}` here"));
            let absent =
                self.asked.iter().copied().filter(|key| !self.entries.iter().any(|(known, _)| known.text() == *key));
            let near = near(text, absent);
            diagnostics.push(Diagnostic::error("E0004", key.span(), message).help(help).suggest(near));
        }
        if unknown {
            return;
        }
        for key in &self.missing {
            let message = Text::new(format!("缺少 `{key}`"), format!("`{key}` is missing"));
            diagnostics.push(Diagnostic::error("E0005", self.head(), message));
        }
    }
}

/// Reports `key：value`, which YAML takes for one word.
pub(super) fn full_width_colon(written: &Scalar, diagnostics: &mut Diagnostics) {
    let text = written.text();
    let Some((key, rest)) = text.split_once('：') else { return };
    let colon = written.written.part(key.len(), key.len() + '：'.len_utf8());
    diagnostics.push(traps::wide_colon(colon, rest.starts_with(|letter: char| !letter.is_whitespace())));
}

/// Reports `key:value`, which YAML takes for one word, if that is what was written.
fn missing_space(written: &Scalar, diagnostics: &mut Diagnostics) -> bool {
    let Some((key, value)) = written.text().split_once(':') else { return false };
    if !written.plain || key.is_empty() || value.is_empty() || value.starts_with([' ', '/']) || key.contains(' ') {
        return false;
    }
    let colon = written.written.part(key.len(), key.len() + 1);
    let message = Text::new(
        format!("`{key}` 的冒号后面要有一个空格，否则 YAML 把整个当成一个词"),
        format!("a space belongs behind the colon of `{key}`, or YAML takes the whole for one word"),
    );
    let help = Text::new(format!("写作 `{key}: {value}`"), format!("write `{key}: {value}`"));
    diagnostics.push(Diagnostic::error("E0006", colon, message).help(help).fix(Fix::in_file(colon, ": ")));
    true
}

/// Whether a bracket is opened and not closed, as in the first part of an expression that a comma split.
pub(super) fn opens_a_bracket(node: &Node) -> bool {
    node.as_scalar().is_some_and(|scalar| {
        let text = scalar.text();
        scalar.plain
            && !text.contains("..")
            && text.matches(['(', '[', '（']).count() > text.matches([')', ']', '）']).count()
    })
}

/// Reports the trap of commas in flow collections: `{value: min(a, b)}` is two entries.
pub(super) fn split_by_comma(part: &Scalar, diagnostics: &mut Diagnostics) {
    let message = Text::new(
        "表达式被逗号拆开了：花括号、方括号里的逗号会分隔 YAML 的各项",
        "a comma split this expression: inside {…} and […] YAML takes it for a separator",
    );
    let help = Text::new("给整个表达式加单引号，例如 'min(a, b)'", "quote the whole expression: 'min(a, b)'");
    diagnostics.push(Diagnostic::error("E0012", part.span(), message).help(help).fix(part.unsplit.clone()));
}

impl Node {
    /// Whether nothing was written.
    pub fn is_empty(&self) -> bool {
        matches!(&self.kind, Kind::Scalar(scalar) if scalar.is_empty())
    }

    /// The text, if it is one.
    pub fn as_scalar(&self) -> Option<&Scalar> {
        match &self.kind {
            Kind::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }
}

/// Reports that something else was expected here.
pub(super) fn wrong_kind(node: &Node, zh: &str, en: &str, diagnostics: &mut Diagnostics) {
    if let Some(scalar) = node.as_scalar()
        && scalar.plain
        && scalar.text().contains('：')
    {
        full_width_colon(scalar, diagnostics);
        return;
    }
    if node.as_scalar().is_some_and(|scalar| missing_space(scalar, diagnostics)) {
        return;
    }
    let (found_zh, found_en) = match &node.kind {
        Kind::Scalar(scalar) if scalar.is_empty() => ("空的", "nothing"),
        Kind::Scalar(_) => ("一个值", "a single value"),
        Kind::Sequence(_) => ("一个列表", "a list"),
        Kind::Mapping(_) => ("若干 `键: 值`", "a mapping"),
    };
    let message = Text::new(format!("这里需要{zh}，却是{found_zh}"), format!("expected {en}, found {found_en}"));
    diagnostics.push(Diagnostic::error("E0006", node.span, message));
}

/// The text of a node, or a report that it is none.
pub(super) fn scalar<'n>(node: &'n Node, diagnostics: &mut Diagnostics) -> Option<&'n Scalar> {
    let scalar = node.as_scalar().filter(|scalar| !scalar.is_empty());
    if scalar.is_none() {
        wrong_kind(node, "一个值", "a single value", diagnostics);
    }
    scalar
}

/// The items of a list, or a report that it is none.
pub(super) fn sequence<'n>(node: &'n Node, diagnostics: &mut Diagnostics) -> Option<&'n [Node]> {
    match &node.kind {
        Kind::Sequence(items) => Some(items),
        _ => {
            wrong_kind(node, "一个列表", "a list", diagnostics);
            None
        }
    }
}

/// The keys and values of a mapping, or a report that it is none.
pub(super) fn entries<'n>(node: &'n Node, diagnostics: &mut Diagnostics) -> Option<&'n [(Scalar, Node)]> {
    match &node.kind {
        Kind::Mapping(entries) => Some(entries),
        _ => {
            wrong_kind(node, "若干 `键: 值`", "a mapping (`key: value`)", diagnostics);
            None
        }
    }
}

/// A day, or a report that it is none.
pub(super) fn date(node: &Node, diagnostics: &mut Diagnostics) -> Option<Date> {
    let scalar = scalar(node, diagnostics)?;
    let date = Date::parse(scalar.text());
    if date.is_none() {
        let message =
            Text::new(format!("没有 `{}` 这一天", scalar.text()), format!("`{}` is not a day", scalar.text()));
        let help = Text::new("日期写作 2026-01-01", "a date is written 2026-01-01");
        diagnostics.push(Diagnostic::error("E0010", node.span, message).help(help));
    }
    date
}

/// A text in one language, or in `{zh: …, en: …}`.
pub(super) fn localized(node: &Node, diagnostics: &mut Diagnostics) -> Option<Text> {
    if let Some(scalar) = node.as_scalar() {
        return (!scalar.is_empty()).then(|| Text::chinese(scalar.text()));
    }
    let mut fields = Fields::new(node, diagnostics)?;
    let zh = fields.required("zh").and_then(|node| scalar(node, diagnostics));
    let zh = zh.map(|scalar| scalar.text().to_owned());
    let en = fields.text("en", diagnostics);
    fields.finish(diagnostics);
    Some(Text { zh: zh?, en })
}
