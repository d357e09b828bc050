//! Text to tokens. Full-width punctuation and digits are read as their ASCII twins; nothing full-width gets into a name
//! unseen, because names are normalised (NFKC) and punctuation is folded before a name can begin.

use super::diagnostic::{Diagnostic, Diagnostics, Fix};
use super::source::{Span, Written};
use crate::model::Text;
use rust_decimal::Decimal;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

/// A token and where it stands in the expression's text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub kind: TokenKind,
    pub start: usize,
    pub end: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum TokenKind {
    /// Digits and what stands directly behind them.
    Number {
        value: Decimal,
        suffix: String,
    },
    Text(String),
    /// `@"…"`
    At(String),
    Word(String),
    /// Punctuation, as its ASCII spelling.
    Sign(&'static str),
    End,
}

/// Signs, longest first.
const SIGNS: [&str; 21] =
    ["**", "<=", ">=", "!=", "..", "(", ")", "[", "]", "{", "}", "<", ">", "=", "+", "-", "*", "/", ",", ":", "."];

/// The ASCII twin of a full-width or typographic letter; other letters stay themselves.
pub(super) fn fold(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(letter as u32 - 0xfee0).unwrap_or(letter),
        '\u{3000}' => ' ',
        '“' | '”' | '„' | '«' | '»' => '"',
        '【' => '[',
        '】' => ']',
        '×' => '*',
        '÷' => '/',
        '−' | '–' | '—' => '-',
        other => other,
    }
}

/// The tokens of an expression, ended by [`TokenKind::End`]; what is no token is reported and left out.
pub(super) fn tokens(written: &Written, diagnostics: &mut Diagnostics) -> Vec<Token> {
    let mut lexer = Lexer {
        letters: written.text.char_indices().map(|(index, letter)| (index, fold(letter), letter)).collect(),
        at: 0,
        length: written.text.len(),
        written,
        diagnostics,
        tokens: Vec::new(),
    };
    lexer.run();
    lexer.tokens
}

struct Lexer<'a> {
    /// Byte index, folded letter, letter as written.
    letters: Vec<(usize, char, char)>,
    at: usize,
    length: usize,
    written: &'a Written,
    diagnostics: &'a mut Diagnostics,
    tokens: Vec<Token>,
}

impl Lexer<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.letters.get(self.at + ahead).map(|(_, folded, _)| *folded)
    }

    fn byte(&self) -> usize {
        self.letters.get(self.at).map_or(self.length, |(index, _, _)| *index)
    }

    fn span(&self, start: usize) -> Span {
        self.written.part(start, self.byte())
    }

    fn push(&mut self, start: usize, kind: TokenKind) {
        let end = self.byte();
        self.tokens.push(Token { kind, start, end });
    }

    fn run(&mut self) {
        while let Some(letter) = self.peek(0) {
            let start = self.byte();
            match letter {
                letter if letter.is_whitespace() => self.at += 1,
                '/' if self.looks_at("//") => self.skip_to("\n", start),
                '/' if self.looks_at("/*") => self.skip_to("*/", start),
                '0'..='9' => self.number(start),
                '.' if self.peek(1).is_some_and(|letter| letter.is_ascii_digit()) && !self.follows_a_value() => {
                    self.number(start);
                }
                '"' => {
                    if let Some(text) = self.quoted(start) {
                        self.push(start, TokenKind::Text(text));
                    }
                }
                '@' => {
                    self.at += 1;
                    if self.peek(0) == Some('"') {
                        if let Some(text) = self.quoted(start) {
                            self.push(start, TokenKind::At(text));
                        }
                    } else {
                        self.stray(start, '@');
                    }
                }
                '≥' | '≤' | '≠' => {
                    self.at += 1;
                    self.push(
                        start,
                        TokenKind::Sign(match letter {
                            '≥' => ">=",
                            '≤' => "<=",
                            _ => "!=",
                        }),
                    );
                }
                letter if starts_name(letter) => {
                    let word = self.word();
                    self.push(start, TokenKind::Word(word));
                }
                '&' | '|' => self.doubled(start, letter),
                '\'' | '‘' | '’' => self.single_quoted(start),
                letter => match SIGNS.iter().find(|sign| self.looks_at(sign)) {
                    Some(sign) => {
                        self.at += sign.len();
                        self.push(start, TokenKind::Sign(sign));
                    }
                    None => {
                        self.at += 1;
                        self.stray(start, letter);
                    }
                },
            }
        }
        self.push(self.length, TokenKind::End);
    }

    /// Whether the token before this place ends a value, so that a dot here leads to a part of it.
    fn follows_a_value(&self) -> bool {
        self.tokens.last().is_some_and(|token| match token.kind {
            TokenKind::Number { .. } | TokenKind::Text(_) | TokenKind::At(_) | TokenKind::Word(_) => true,
            TokenKind::Sign(sign) => matches!(sign, ")" | "]" | "}" | "."),
            TokenKind::End => false,
        })
    }

    /// Leaves a comment out. One that ends with the line may also end with the text.
    fn skip_to(&mut self, end: &str, start: usize) {
        self.at += 2;
        while self.peek(0).is_some() && !self.looks_at(end) {
            self.at += 1;
        }
        if self.peek(0).is_some() {
            self.at += end.len();
        } else if end == "*/" {
            let message = Text::new("注释没有关上", "this comment is never closed");
            let help =
                Text::new("注释写作 /* … */，或 // 到行末", "a comment is /* … */, or // to the end of the line");
            self.diagnostics.push(Diagnostic::error("E0102", self.span(start), message).help(help));
        }
    }

    fn looks_at(&self, sign: &str) -> bool {
        sign.chars().enumerate().all(|(ahead, letter)| self.peek(ahead) == Some(letter))
    }

    fn stray(&mut self, start: usize, letter: char) {
        let span = self.span(start);
        let fix = match letter {
            '、' => Some(Fix::in_expression(span, ", ")),
            '。' | ';' if self.at >= self.letters.len() => Some(Fix::in_expression(span, "")),
            _ => None,
        };
        let help = match letter {
            '、' => Some(Text::new("并列的值用逗号隔开", "separate values by commas")),
            '@' => Some(Text::new("日期写作 @\"2026-01-01\"", "a date is written @\"2026-01-01\"")),
            '!' => Some(Text::new("不等于写作 !=，否定写作 not(…)", "write != or not(…)")),
            '。' | ';' => Some(Text::new("表达式末尾不要标点", "an expression ends without punctuation")),
            _ => None,
        };
        let message = Text::new(format!("这里不能有字符 `{letter}`"), format!("unexpected character `{letter}`"));
        self.diagnostics.push(Diagnostic::error("E0101", span, message).help(help).fix(fix));
    }

    /// `&`, `&&`, `|` and `||`, which other languages have for `and` and `or`.
    fn doubled(&mut self, start: usize, letter: char) {
        let spaced_before =
            self.at.checked_sub(1).and_then(|at| self.letters.get(at)).is_none_or(|(_, folded, _)| *folded == ' ');
        while self.peek(0) == Some(letter) {
            self.at += 1;
        }
        let spaced_behind = self.peek(0).is_none_or(char::is_whitespace);
        let (word, zh) = if letter == '&' { ("and", "并且") } else { ("or", "或者") };
        let sign = self.written.text.get(start..self.byte()).unwrap_or("");
        let message = Text::new(format!("这里不能有 `{sign}`"), format!("unexpected `{sign}`"));
        let help = Text::new(format!("{zh}写作 {word}"), format!("write `{word}`"));
        let space = |spaced: bool| if spaced { "" } else { " " };
        let span = self.span(start);
        let fix = Fix::in_expression(span, format!("{}{word}{}", space(spaced_before), space(spaced_behind)));
        self.diagnostics.push(Diagnostic::error("E0101", span, message).help(help).fix(fix));
    }

    /// A text in single quotes, which are YAML's.
    fn single_quoted(&mut self, start: usize) {
        let is_quote = |letter: char| matches!(letter, '\'' | '‘' | '’');
        self.at += 1;
        let from = self.byte();
        while self.peek(0).is_some_and(|letter| !is_quote(letter)) {
            self.at += 1;
        }
        let text = self.written.text.get(from..self.byte()).unwrap_or("");
        let closed = self.peek(0).is_some();
        self.at += usize::from(closed);
        let span = self.span(start);
        let message = Text::new("文字要用双引号，不用单引号", "text stands in double quotes, not in single ones");
        let help = Text::new(format!("写作 \"{text}\""), format!("write \"{text}\""));
        let fix = (closed && !text.contains('"')).then(|| Fix::in_expression(span, format!("\"{text}\"")));
        self.diagnostics.push(Diagnostic::error("E0101", span, message).help(help).fix(fix));
    }

    /// A text in double quotes, with the escapes `\"`, `\'`, `\\`, `\n`, `\r`, `\t`, `\uFFFF` and `\UFFFFFF`.
    fn quoted(&mut self, start: usize) -> Option<String> {
        let mut text = String::new();
        loop {
            self.at += 1;
            match self.letters.get(self.at).copied() {
                None => {
                    let message = Text::new("引号没有关上", "this quote is never closed");
                    self.diagnostics.push(Diagnostic::error("E0102", self.span(start), message));
                    return None;
                }
                Some((_, '"', _)) => {
                    self.at += 1;
                    return Some(text);
                }
                Some((_, '\\', _)) => match self.peek(1) {
                    Some('"' | '\'' | '\\') => {
                        self.at += 1;
                        text.extend(self.letters.get(self.at).map(|(_, _, letter)| *letter));
                    }
                    Some(letter @ ('n' | 'r' | 't')) => {
                        self.at += 1;
                        text.push(match letter {
                            'n' => '\n',
                            'r' => '\r',
                            _ => '\t',
                        });
                    }
                    Some('u' | 'U') => text.extend(self.escaped_letter()),
                    other => {
                        let sign = self.two_letters();
                        self.at += usize::from(other.is_some());
                        text.extend(self.no_letter(sign));
                    }
                },
                Some((_, _, letter)) => text.push(letter),
            }
        }
    }

    /// The letter that `\u` and four, or `\U` and six, hexadecimal digits stand for; two surrogates are one letter. Stops at
    /// the last digit.
    fn escaped_letter(&mut self) -> Option<char> {
        let sign = self.two_letters();
        let Some(first) = self.hexadecimal() else { return self.no_letter(sign) };
        if (0xd800..0xdc00).contains(&first) {
            let last_digit = self.at;
            self.at += 1;
            let second = if self.looks_at("\\u") { self.hexadecimal() } else { None };
            let second = second.filter(|second| (0xdc00..0xe000).contains(second));
            let letter = second.and_then(|second| char::from_u32(0x10000 + ((first - 0xd800) << 10) + second - 0xdc00));
            if letter.is_none() {
                self.at = last_digit;
                return self.no_letter(sign);
            }
            return letter;
        }
        char::from_u32(first).or_else(|| self.no_letter(sign))
    }

    /// The bytes of the letter here and of the next one.
    fn two_letters(&self) -> Range<usize> {
        self.byte()..self.letters.get(self.at + 2).map_or(self.length, |(index, _, _)| *index)
    }

    fn hexadecimal(&mut self) -> Option<u32> {
        let length = if self.peek(1) == Some('U') { 6 } else { 4 };
        let mut value = 0;
        for ahead in 2..2 + length {
            value = value * 16 + self.peek(ahead)?.to_digit(16)?;
        }
        self.at += length + 1;
        Some(value)
    }

    fn no_letter(&mut self, sign: Range<usize>) -> Option<char> {
        let message = Text::new("这个转义不是任何字符", "this escape is no character");
        let help = Text::new("写作 \\u4E2D 或 \\U01F40E", "write \\u4E2D or \\U01F40E");
        self.diagnostics.push(Diagnostic::error("E0113", self.written.part(sign.start, sign.end), message).help(help));
        None
    }

    fn word(&mut self) -> String {
        let mut word = String::new();
        while let Some(letter) = self.peek(0).filter(|letter| continues_name(*letter)) {
            word.push(letter);
            self.at += 1;
        }
        word.nfkc().collect()
    }

    fn number(&mut self, start: usize) {
        let mut digits = String::new();
        while let Some(digit) = self.peek(0).filter(char::is_ascii_digit) {
            digits.push(digit);
            self.at += 1;
        }
        if digits.is_empty() {
            digits.push('0');
        }
        if self.peek(0) == Some('.') && self.peek(1).is_some_and(|letter| letter.is_ascii_digit()) {
            digits.push('.');
            self.at += 1;
            while let Some(digit) = self.peek(0).filter(char::is_ascii_digit) {
                digits.push(digit);
                self.at += 1;
            }
        }
        let exponent = self.exponent();
        let mut suffix = String::new();
        match self.peek(0) {
            Some(sign @ ('%' | '‰')) => {
                suffix.push(sign);
                self.at += 1;
            }
            _ => {
                while let Some(letter) = self.peek(0).filter(|letter| continues_suffix(*letter)) {
                    suffix.push(letter);
                    self.at += 1;
                }
            }
        }
        let value = match &exponent {
            Some(exponent) => Decimal::from_scientific(&format!("{digits}e{exponent}")),
            None => Decimal::from_str_exact(&digits),
        };
        match value {
            Ok(value) => self.push(start, TokenKind::Number { value, suffix: suffix.nfkc().collect() }),
            Err(_) => {
                let message = match exponent {
                    Some(_) => Text::new("数字太大或太小", "this number is too large or too small"),
                    None => Text::new("数字太长，最多 28 位", "this number has more than 28 digits"),
                };
                self.diagnostics.push(Diagnostic::error("E0105", self.span(start), message));
            }
        }
    }
}

impl Lexer<'_> {
    /// The exponent in `1.2e-4`, if there is one.
    fn exponent(&mut self) -> Option<String> {
        if !matches!(self.peek(0), Some('e' | 'E')) {
            return None;
        }
        let sign = self.peek(1).filter(|sign| matches!(sign, '+' | '-'));
        let first = 1 + usize::from(sign.is_some());
        let digits: String = (first..).map_while(|ahead| self.peek(ahead).filter(char::is_ascii_digit)).collect();
        let next = self.peek(first + digits.len());
        if digits.is_empty() || next.is_some_and(continues_name) {
            return None;
        }
        self.at += first + digits.len();
        Some(sign.into_iter().collect::<String>() + &digits)
    }
}

fn starts_name(letter: char) -> bool {
    letter == '_' || unicode_ident::is_xid_start(letter)
}

fn continues_name(letter: char) -> bool {
    unicode_ident::is_xid_continue(letter) && !letter.nfkc().any(|letter| !unicode_ident::is_xid_continue(letter))
}

/// Units may be signs that no name may hold, such as ㎡ and ℃.
fn continues_suffix(letter: char) -> bool {
    continues_name(letter) || matches!(letter, '\u{2100}'..='\u{214f}' | '\u{3380}'..='\u{33df}' | '²' | '³')
}
