//! Expressions in their one canonical spelling, made from their tokens, so that nothing an author wrote is lost.
//!
//! Takes an expression as it stands in a file, gives its lines with one space where a space belongs and ASCII signs and digits
//! outside of texts. Must never: change what the expression says. Where it has a fault there is no canonical spelling.

use super::diagnostic::Diagnostics;
use super::parse;
use super::source::{Span, Written};
use super::token::{Token, TokenKind, fold, tokens};
use crate::model::literal::{Counted, measured};
use rust_decimal::Decimal;

/// What a scalar of a document holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// An expression.
    Expression,
    /// Unary tests: a fact's domain.
    Tests,
    /// A cell of a table: unary tests, or codes that stand there bare and are compared letter by letter.
    Cell,
}

/// An expression in its canonical spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Canonical {
    /// Its lines, broken where the author broke them.
    pub lines: Vec<String>,
    /// All of it on one line.
    pub joined: String,
}

/// The canonical spelling of what stands in `source` at the place that `written` names; `None` where it has a fault or holds
/// something besides tokens.
pub fn canonical(written: &Written, source: &str, form: Form) -> Option<Canonical> {
    let tokens = parsed(written, form)?;
    if form == Form::Cell && !is_test(&tokens) {
        return codes(written, &tokens);
    }
    let is_blank = |start: usize, end: usize| written.text.get(start..end).is_some_and(|gap| gap.trim().is_empty());
    let breaks = Breaks::new(written, source);
    let mut spacing = Spacing::default();
    let (mut lines, mut line, mut joined) = (Vec::new(), String::new(), String::new());
    let mut previous: Option<&Token> = None;
    for token in &tokens {
        if !is_blank(previous.map_or(0, |token| token.end), token.start) {
            return None;
        }
        let space = spacing.before(&token.kind);
        if let Some(previous) = previous {
            if space {
                joined.push(' ');
            }
            if breaks.between(previous, token)? {
                lines.push(std::mem::take(&mut line));
            } else if space {
                line.push(' ');
            }
        }
        let spelled = spelled(token, &written.text)?;
        line.push_str(&spelled);
        joined.push_str(&spelled);
        previous = Some(token);
    }
    if !is_blank(previous.map_or(0, |token| token.end), written.text.len()) {
        return None;
    }
    lines.push(line);
    let canonical = Canonical { lines, joined };
    same(&written.text, &canonical.joined).then_some(canonical)
}

/// Whether two texts have the same tokens.
pub fn same(one: &str, other: &str) -> bool {
    match (read(one), read(other)) {
        (Some(one), Some(other)) => {
            one.len() == other.len() && one.iter().zip(&other).all(|(one, other)| one.kind == other.kind)
        }
        _ => false,
    }
}

/// The tokens of a text that stands alone, or `None` where something is no token.
fn read(text: &str) -> Option<Vec<Token>> {
    let written = Written::new(text, Span { file: 0, start: 0, end: text.len() }, text);
    let mut diagnostics = Diagnostics::default();
    let tokens = tokens(&written, &mut diagnostics);
    diagnostics.is_empty().then_some(tokens)
}

/// The tokens of a text without faults.
fn parsed(written: &Written, form: Form) -> Option<Vec<Token>> {
    let mut diagnostics = Diagnostics::default();
    match form {
        Form::Expression => parse::expression(written, &mut diagnostics).map(|_| ()),
        Form::Tests | Form::Cell => parse::unary_tests(written, &mut diagnostics).map(|_| ()),
    }?;
    let mut tokens = tokens(written, &mut diagnostics);
    tokens.retain(|token| token.kind != TokenKind::End);
    (diagnostics.is_empty() && !tokens.is_empty()).then_some(tokens)
}

/// Whether a cell cannot be a bare code: it starts like a comparison, a range, a text or a date, or holds figures only.
fn is_test(tokens: &[Token]) -> bool {
    let kinds: Vec<&TokenKind> = tokens.iter().map(|token| &token.kind).collect();
    let kinds = match kinds.as_slice() {
        [TokenKind::Word(word), TokenKind::Sign("("), rest @ ..] if word == "not" => rest,
        kinds => kinds,
    };
    let is_figure = |kind: &TokenKind| match kind {
        TokenKind::Sign(",") => true,
        TokenKind::Number { suffix, .. } => {
            measured(Decimal::ONE, suffix).is_some_and(|(_, counted)| !matches!(counted, Counted::Unit(_)))
        }
        _ => false,
    };
    match kinds.first() {
        Some(TokenKind::Sign("<" | "<=" | ">" | ">=" | "=" | "!=") | TokenKind::Text(_) | TokenKind::At(_)) => true,
        Some(TokenKind::Sign("[" | "(" | "]")) => kinds.iter().any(|kind| matches!(kind, TokenKind::Sign(".."))),
        _ => kinds.iter().all(|kind| is_figure(kind)),
    }
}

/// A cell that may hold bare codes: only the commas between them are put in order.
fn codes(written: &Written, tokens: &[Token]) -> Option<Canonical> {
    let mut joined = String::new();
    let mut start = 0;
    for comma in tokens.iter().filter(|token| token.kind == TokenKind::Sign(",")) {
        joined.push_str(written.text.get(start..comma.start)?.trim());
        joined.push_str(", ");
        start = comma.end;
    }
    joined.push_str(written.text.get(start..)?.trim());
    if joined.contains('\n') {
        return None;
    }
    Some(Canonical { lines: vec![joined.clone()], joined })
}

/// A token with ASCII signs and digits; what stands inside a text's quotes is left as it is.
fn spelled(token: &Token, text: &str) -> Option<String> {
    let written = text.get(token.start..token.end)?;
    Some(match &token.kind {
        TokenKind::Sign(sign) => (*sign).to_owned(),
        TokenKind::Text(_) => quoted(written)?,
        TokenKind::At(_) => format!("@{}", quoted(written.get(written.chars().next()?.len_utf8()..)?)?),
        _ => written.chars().map(fold).collect(),
    })
}

/// A text in straight quotes.
fn quoted(written: &str) -> Option<String> {
    let mut letters = written.chars();
    letters.next()?;
    letters.next_back()?;
    Some(format!("\"{}\"", letters.as_str()))
}

/// Where the author broke lines.
struct Breaks<'a> {
    written: &'a Written,
    source: &'a str,
    several_lines: bool,
}

impl<'a> Breaks<'a> {
    fn new(written: &'a Written, source: &'a str) -> Self {
        let raw = source.get(written.span.start..written.span.end).unwrap_or("");
        Breaks { written, source, several_lines: raw.contains('\n') }
    }

    /// Whether a line ends between two tokens; `None` if it cannot be told where they stand in the file.
    fn between(&self, one: &Token, other: &Token) -> Option<bool> {
        if !self.several_lines {
            return Some(false);
        }
        let (one, other) = (self.written.part(one.start, one.end), self.written.part(other.start, other.end));
        self.source.get(one.end..other.start).map(|gap| gap.contains('\n'))
    }
}

/// Which tokens have a space before them.
#[derive(Default)]
struct Spacing {
    /// Whether a value has just ended, so that a sign now is an operator between two.
    after_value: bool,
    /// Whether the last token wants nothing between itself and the next.
    tight: bool,
    /// For every open bracket whether `..` has stood in it.
    open: Vec<bool>,
    /// Whether the last token was a dot.
    after_dot: bool,
    /// Whether the last token ended a value that can be indexed.
    indexable: bool,
    /// Whether the last token opened a bracket.
    after_open: bool,
}

impl Spacing {
    /// Whether a space stands before this token, which is the next one.
    fn before(&mut self, kind: &TokenKind) -> bool {
        let after_dot = std::mem::take(&mut self.after_dot);
        let indexable = std::mem::take(&mut self.indexable);
        let after_open = std::mem::take(&mut self.after_open);
        let was_tight = std::mem::take(&mut self.tight);
        let space = match kind {
            TokenKind::Sign("]") if !self.after_value && !after_open => self.opens(true),
            TokenKind::Sign("[") if self.after_value && !indexable && self.open.last() == Some(&true) => self.closes(),
            TokenKind::Sign("(" | "[" | "{") => {
                let space = !self.after_value;
                self.opens(space)
            }
            TokenKind::Sign(")" | "]" | "}") => self.closes(),
            TokenKind::Sign("," | ":") => {
                self.after_value = false;
                false
            }
            TokenKind::Sign(sign @ ("." | "..")) => {
                if let (&"..", Some(open)) = (sign, self.open.last_mut()) {
                    *open = true;
                }
                (self.after_value, self.tight, self.after_dot) = (false, true, *sign == ".");
                false
            }
            TokenKind::Sign("+" | "-") if !self.after_value => {
                self.tight = true;
                true
            }
            TokenKind::Sign(_) => {
                self.after_value = false;
                true
            }
            TokenKind::Word(word) => {
                self.after_value = after_dot || !is_keyword(word);
                self.indexable = self.after_value;
                true
            }
            _ => {
                self.after_value = true;
                true
            }
        };
        space && !was_tight
    }

    fn opens(&mut self, space: bool) -> bool {
        self.open.push(false);
        (self.after_value, self.tight, self.after_open) = (false, true, true);
        space
    }

    fn closes(&mut self) -> bool {
        self.open.pop();
        (self.after_value, self.indexable) = (true, true);
        false
    }
}

/// Whether a word stands between values and is none itself.
fn is_keyword(word: &str) -> bool {
    let keywords = ["and", "or", "in", "between", "if", "then", "else", "for", "some", "every", "return", "satisfies"];
    keywords.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::{Canonical, Form, Span, Written, canonical};

    fn spelling(text: &str, form: Form) -> Option<Canonical> {
        canonical(&Written::new(text, Span { file: 0, start: 0, end: text.len() }, text), text, form)
    }

    fn joined(text: &str, form: Form) -> String {
        spelling(text, form).map_or_else(|| format!("no spelling of {text}"), |canonical| canonical.joined)
    }

    #[test]
    fn expressions_have_one_space_where_a_space_belongs() {
        for (written, expected) in [
            ("a+b*  c/d**2", "a + b * c / d ** 2"),
            ("-a - -b", "-a - -b"),
            ("a*-1", "a * -1"),
            ("( a+b )*c", "(a + b) * c"),
            ("max( a ,b,c )", "max(a, b, c)"),
            ("round   half up (a,1万元)", "round half up(a, 1万元)"),
            ("营业收入 [ - 1 ]/从业人员", "营业收入[-1] / 从业人员"),
            ("成立日期 . year", "成立日期.year"),
            ("not ( a )and(b or c)", "not(a) and (b or c)"),
            ("if(a)then(b)else-c", "if (a) then (b) else -c"),
            ("a in[1..2)", "a in [1..2)"),
            ("a in ]1 .. 2[ or b", "a in ]1..2[ or b"),
            ("a in(1,2,>5)", "a in (1, 2, > 5)"),
            ("a in [ \"甲\",\"乙\" ]", "a in [\"甲\", \"乙\"]"),
            ("a between-1 and 2", "a between -1 and 2"),
            ("within(行业,\"C\")", "within(行业, \"C\")"),
            ("years  and months duration(a,b)>=3年", "years and months duration(a, b) >= 3年"),
            ("f( x : 1 )", "f(x: 1)"),
            ("a=\"x  y\"", "a = \"x  y\""),
        ] {
            assert_eq!(joined(written, Form::Expression), expected);
            assert_eq!(joined(expected, Form::Expression), expected, "not stable");
        }
    }

    #[test]
    fn full_width_letters_become_ascii_outside_of_texts() {
        for (written, expected) in [
            ("人数＞＝１８", "人数 >= 18"),
            ("ｍａｘ（甲，乙）×２", "max(甲, 乙) * 2"),
            ("甲≥5％ and 乙≤3．5 and 丙≠1", "甲 >= 5% and 乙 <= 3.5 and 丙 != 1"),
            ("甲÷乙−丙", "甲 / 乙 - 丙"),
            ("类 = “甲（一），２”", "类 = \"甲（一），２\""),
            ("日 > ＠“2026-01-01”", "日 > @\"2026-01-01\""),
        ] {
            assert_eq!(joined(written, Form::Expression), expected);
        }
    }

    #[test]
    fn tests_are_spelt_like_expressions() {
        for (written, expected) in
            [(">=0元", ">= 0元"), ("[0 .. 100％]", "[0..100%]"), ("not( >5 ,<1 )", "not(> 5, < 1)"), ("-", "-")]
        {
            assert_eq!(joined(written, Form::Tests), expected);
        }
    }

    #[test]
    fn bare_codes_of_cells_keep_their_letters() {
        for (written, expected) in [
            ("大型（含）", "大型（含）"),
            ("A-1", "A-1"),
            ("大型，中型,小型", "大型, 中型, 小型"),
            ("not(微型)", "not(微型)"),
            ("１类", "１类"),
            ("＞＝３００人", ">= 300人"),
            ("（10%..20％]", "(10%..20%]"),
            ("“大型”,\"小型\"", "\"大型\", \"小型\""),
            ("５％", "5%"),
            ("-", "-"),
        ] {
            assert_eq!(joined(written, Form::Cell), expected);
        }
    }

    #[test]
    fn what_has_a_fault_has_no_spelling() {
        for text in ["", "a +", "a、b", "“a", "min(a, b", "a b", "1 < 2 < 3"] {
            assert_eq!(spelling(text, Form::Expression), None, "{text}");
        }
    }

    #[test]
    fn lines_are_those_of_the_author() {
        let text = "甲>1\n  and max(\n乙,丙)>2";
        let expected = ["甲 > 1", "and max(", "乙, 丙) > 2"];
        let canonical = spelling(text, Form::Expression).unwrap();
        assert_eq!(canonical.lines, expected);
        assert_eq!(canonical.joined, "甲 > 1 and max(乙, 丙) > 2");
    }
}
