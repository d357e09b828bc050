//! Tokens to tree: precedence climbing over the operators of the language, lowest first: `if`, `or`, `and`, comparison,
//! `+ -`, `* /`, unary minus, `**`, then paths and indices. Nesting is limited, so that no text can exhaust the stack.

use super::diagnostic::{Diagnostic, Diagnostics, Fix};
use super::functions::{self, MULTI_WORD};
use super::source::{Span, Written};
use super::syntax::{Argument, ArithmeticSign, CompareSign, Kind, Node, Test};
use super::token::{Token, TokenKind, tokens};
use crate::model::{Quantifier, Text, limits};

/// The tree of an expression, or `None` after reporting why there is none.
pub fn expression(written: &Written, diagnostics: &mut Diagnostics) -> Option<Node> {
    let mut parser = Parser::new(written, diagnostics)?;
    let node = parser.expression()?;
    parser.expect_end()?;
    Some(node)
}

/// The unary tests of a table's cell or of a fact's domain, or `None` after reporting why there are none.
pub fn unary_tests(written: &Written, diagnostics: &mut Diagnostics) -> Option<Vec<Test>> {
    let mut parser = Parser::new(written, diagnostics)?;
    let tests = parser.tests()?;
    parser.expect_end()?;
    Some(tests)
}

/// What to do with an expression that is too long.
fn split_up() -> Text {
    Text::new("把其中的部分写成 definitions", "turn parts of it into definitions")
}

struct Parser<'a> {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    operators: usize,
    written: &'a Written,
    diagnostics: &'a mut Diagnostics,
}

impl<'a> Parser<'a> {
    fn new(written: &'a Written, diagnostics: &'a mut Diagnostics) -> Option<Self> {
        let most = limits::EXPRESSION_LENGTH;
        if written.text.chars().nth(most).is_some() {
            let message =
                Text::new(format!("表达式超过 {most} 个字"), format!("the expression has more than {most} characters"));
            diagnostics.push(Diagnostic::error("E0110", written.span, message).help(split_up()));
            return None;
        }
        let before = diagnostics.len();
        let tokens = tokens(written, diagnostics);
        if diagnostics.len() > before {
            return None;
        }
        if tokens.len() == 1 {
            let message = Text::new("这里需要一个表达式，却是空的", "an expression is missing here");
            diagnostics.push(Diagnostic::error("E0108", written.span, message));
            return None;
        }
        Some(Parser { tokens, at: 0, depth: 0, operators: 0, written, diagnostics })
    }

    fn token(&self, ahead: usize) -> &TokenKind {
        self.tokens.get(self.at + ahead).map_or(&TokenKind::End, |token| &token.kind)
    }

    fn span_of(&self, index: usize) -> Span {
        self.tokens.get(index).map_or(self.written.span, |token| {
            if token.start == token.end {
                let end = self.written.part(token.start.saturating_sub(1), token.end);
                Span { start: end.end, ..end }
            } else {
                self.written.part(token.start, token.end)
            }
        })
    }

    fn span(&self) -> Span {
        self.span_of(self.at)
    }

    fn since(&self, start: Span) -> Span {
        start.to(self.span_of(self.at.saturating_sub(1)))
    }

    fn is_sign(&self, sign: &str) -> bool {
        matches!(self.token(0), TokenKind::Sign(found) if *found == sign)
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.token(0), TokenKind::Word(found) if found == word)
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let found = self.is_sign(sign);
        self.at += usize::from(found);
        found
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.at += usize::from(found);
        found
    }

    /// Reports what was expected where something else stands.
    fn unexpected<T>(&mut self, expected_zh: &str, expected_en: &str) -> Option<T> {
        let message = match self.token(0) {
            TokenKind::End => Text::new(
                format!("表达式没有写完，后面还需要{expected_zh}"),
                format!("the expression ends too early: expected {expected_en}"),
            ),
            _ => {
                let span = self.tokens.get(self.at).map_or(0..0, |token| token.start..token.end);
                let found = self.written.text.get(span).unwrap_or("");
                Text::new(
                    format!("这里需要{expected_zh}，却是 `{found}`"),
                    format!("expected {expected_en}, found `{found}`"),
                )
            }
        };
        let fault = self.bracket_help(Diagnostic::error("E0103", self.span(), message));
        self.diagnostics.push(fault);
        None
    }

    /// Points at brackets that do not match, where they are the likely reason.
    fn bracket_help(&self, fault: Diagnostic) -> Diagnostic {
        match self.token(0) {
            TokenKind::End => {
                let mut open = Vec::new();
                for (index, token) in self.tokens.iter().enumerate() {
                    match token.kind {
                        TokenKind::Sign("(" | "[") => open.push(index),
                        TokenKind::Sign(")" | "]") => drop(open.pop()),
                        _ => {}
                    }
                }
                let Some(index) = open.pop() else { return fault };
                let what = Text::new("这个括号没有关上", "this bracket is never closed");
                fault.related(self.span_of(index), what)
            }
            TokenKind::Sign(")" | "]") => fault.help(Text::new(
                "括号不成对：删去它，或补上前一半",
                "brackets do not match: remove it, or add the one that opens",
            )),
            _ => fault,
        }
    }

    /// Reports a sign that other languages have, and writes ours.
    fn foreign<T>(&mut self, from: usize, zh: &str, en: &str, ours: &str) -> Option<T> {
        let span = self.span_of(from).to(self.span());
        let found = self.tokens.get(from).zip(self.tokens.get(self.at));
        let found = found.and_then(|(first, last)| self.written.text.get(first.start..last.end)).unwrap_or("");
        let message = Text::new(format!("规则语言里没有 `{found}`"), format!("the rule language has no `{found}`"));
        let help = Text::new(format!("{zh}写作 {ours}"), format!("{en} is written {ours}"));
        self.diagnostics.push(Diagnostic::error("E0103", span, message).help(help).fix(Fix::in_expression(span, ours)));
        None
    }

    fn expect_sign(&mut self, sign: &str) -> Option<()> {
        if self.take_sign(sign) { Some(()) } else { self.unexpected(&format!(" `{sign}`"), &format!("`{sign}`")) }
    }

    fn expect_end(&mut self) -> Option<()> {
        match self.token(0) {
            TokenKind::End => Some(()),
            TokenKind::Word(word) => match word.as_str() {
                "且" | "并且" | "和" | "与" | "AND" | "And" => {
                    self.foreign(self.at, "并且", "a conjunction", "and")
                }
                "或" | "或者" | "OR" | "Or" => self.foreign(self.at, "或者", "a disjunction", "or"),
                "等于" => self.foreign(self.at, "等于", "equality", "="),
                "大于" => self.foreign(self.at, "大于", "greater than", ">"),
                "小于" => self.foreign(self.at, "小于", "less than", "<"),
                _ => self.unexpected("运算符或结尾", "an operator or the end"),
            },
            _ => self.unexpected("运算符或结尾", "an operator or the end"),
        }
    }

    /// Counts an operator: each puts a level more on the tree, although no bracket is open.
    fn operator(&mut self) -> Option<()> {
        const MOST: usize = limits::OPERATORS;
        self.operators += 1;
        if self.operators <= MOST {
            return Some(());
        }
        let message = Text::new(
            format!("表达式里超过 {MOST} 个运算符"),
            format!("the expression has more than {MOST} operators"),
        );
        self.diagnostics.push(Diagnostic::error("E0111", self.span(), message).help(split_up()));
        None
    }

    /// Refuses more items than a list may have.
    fn room(&mut self, items: usize) -> Option<()> {
        const MOST: usize = limits::ITEMS;
        if items < MOST {
            return Some(());
        }
        let message = Text::new(format!("这里超过 {MOST} 项"), format!("there are more than {MOST} items here"));
        let help =
            Text::new("写成列表的上级代码加 within，或拆成几个定义", "use `within` on a tree, or several definitions");
        self.diagnostics.push(Diagnostic::error("E0112", self.span(), message).help(help));
        None
    }

    /// Runs `parse` one level deeper.
    fn nested<T>(&mut self, parse: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        const MAX_DEPTH: usize = limits::EXPRESSION_DEPTH;
        if self.depth >= MAX_DEPTH {
            let message = Text::new(
                format!("表达式嵌套超过 {MAX_DEPTH} 层"),
                format!("the expression is nested more than {MAX_DEPTH} levels deep"),
            );
            let help = Text::new("把里面的部分写成一个指标定义", "give the inner part a name as a definition");
            self.diagnostics.push(Diagnostic::error("E0106", self.span(), message).help(help));
            return None;
        }
        self.depth += 1;
        let result = parse(self);
        self.depth -= 1;
        result
    }

    fn expression(&mut self) -> Option<Node> {
        self.nested(Self::conditional)
    }

    fn conditional(&mut self) -> Option<Node> {
        let start = self.span();
        if self.take_word("if") {
            let condition = self.expression()?;
            if !self.take_word("then") {
                return self.unexpected(" `then`", "`then`");
            }
            let then = self.expression()?;
            let otherwise = if self.take_word("else") { Some(Box::new(self.expression()?)) } else { None };
            return Some(Node { kind: Kind::If(condition.into(), then.into(), otherwise), span: self.since(start) });
        }
        let quantifiers = [("for", Quantifier::Map), ("some", Quantifier::Some), ("every", Quantifier::Every)];
        if let Some((word, quantifier)) = quantifiers.into_iter().find(|(word, _)| self.is_word(word)) {
            self.at += 1;
            return self.quantified(word, quantifier, start);
        }
        self.disjunction()
    }

    /// What follows `for`, `some` or `every`.
    fn quantified(&mut self, word: &str, quantifier: Quantifier, start: Span) -> Option<Node> {
        let mut bindings = Vec::new();
        loop {
            self.operator()?;
            let span = self.span();
            let TokenKind::Word(name) = self.token(0).clone() else { return self.unexpected("名称", "a name") };
            self.at += 1;
            if !self.take_word("in") {
                return self.unexpected(" `in`", "`in`");
            }
            bindings.push((name, span, self.expression()?));
            if self.is_sign("..") {
                let message =
                    Text::new("不能对一段数字或日期逐个计算", "a range of numbers or days cannot be run through");
                let help =
                    Text::new("写出要看的值：for x in [1, 2, 3] …", "write the values out: for x in [1, 2, 3] …");
                self.diagnostics.push(Diagnostic::error("E0107", self.span(), message).help(help));
                return None;
            }
            if !self.take_sign(",") {
                break;
            }
        }
        let separator = if word == "for" { "return" } else { "satisfies" };
        if !self.take_word(separator) {
            return self.unexpected(&format!(" `{separator}`"), &format!("`{separator}`"));
        }
        let body = self.expression()?.into();
        Some(Node { kind: Kind::Quantified { quantifier, bindings, body }, span: self.since(start) })
    }

    fn disjunction(&mut self) -> Option<Node> {
        let start = self.span();
        let mut left = self.conjunction()?;
        while self.take_word("or") {
            self.operator()?;
            let right = self.conjunction()?;
            left = Node { kind: Kind::Or(left.into(), right.into()), span: self.since(start) };
        }
        Some(left)
    }

    fn conjunction(&mut self) -> Option<Node> {
        let start = self.span();
        let mut left = self.comparison()?;
        while self.take_word("and") {
            self.operator()?;
            let right = self.comparison()?;
            left = Node { kind: Kind::And(left.into(), right.into()), span: self.since(start) };
        }
        Some(left)
    }

    fn compare_sign(&mut self) -> Option<CompareSign> {
        let TokenKind::Sign(sign) = self.token(0) else { return None };
        let sign = match *sign {
            "=" => CompareSign::Equal,
            "!=" => CompareSign::NotEqual,
            "<" => CompareSign::Less,
            "<=" => CompareSign::LessOrEqual,
            ">" => CompareSign::Greater,
            ">=" => CompareSign::GreaterOrEqual,
            _ => return None,
        };
        self.at += 1;
        Some(sign)
    }

    /// Refuses `==`, `<>`, `=>` and `=<`, of which `sign` has been read.
    fn foreign_comparison(&mut self, sign: CompareSign) -> Option<()> {
        let first = self.at.saturating_sub(1);
        let adjacent = self.tokens.get(first).zip(self.tokens.get(self.at)).is_some_and(|(a, b)| a.end == b.start);
        let TokenKind::Sign(next) = self.token(0) else { return Some(()) };
        match (sign, *next) {
            (CompareSign::Equal, "=") if adjacent => self.foreign(first, "等于", "equality", "="),
            (CompareSign::Equal, ">") if adjacent => self.foreign(first, "大于等于", "greater or equal", ">="),
            (CompareSign::Equal, "<") if adjacent => self.foreign(first, "小于等于", "less or equal", "<="),
            (CompareSign::Less, ">") if adjacent => self.foreign(first, "不等于", "inequality", "!="),
            _ => Some(()),
        }
    }

    fn comparison(&mut self) -> Option<Node> {
        let start = self.span();
        let left = self.sum()?;
        if let Some(sign) = self.compare_sign() {
            self.foreign_comparison(sign)?;
            let right = self.sum()?;
            let node = Node { kind: Kind::Compare(sign, left.into(), right.into()), span: self.since(start) };
            if matches!(self.token(0), TokenKind::Sign("=" | "!=" | "<" | "<=" | ">" | ">=")) {
                let message = Text::new("比较不能连写", "comparisons cannot be chained");
                let help =
                    Text::new("写作 a < b and b < c，或 b in (a..c)", "write `a < b and b < c`, or `b in (a..c)`");
                self.diagnostics.push(Diagnostic::error("E0109", self.span(), message).help(help));
                return None;
            }
            return Some(node);
        }
        if self.take_word("between") {
            let low = self.sum()?;
            if !self.take_word("and") {
                return self.unexpected(" `and`", "`and`");
            }
            let high = self.sum()?;
            return Some(Node { kind: Kind::Between(left.into(), low.into(), high.into()), span: self.since(start) });
        }
        if self.take_word("in") {
            let tests = if self.is_sign("(") && !self.is_range() {
                self.at += 1;
                let tests = self.nested(Self::tests)?;
                self.expect_sign(")")?;
                tests
            } else {
                vec![self.nested(Self::test)?]
            };
            return Some(Node { kind: Kind::In(left.into(), tests), span: self.since(start) });
        }
        Some(left)
    }

    fn sum(&mut self) -> Option<Node> {
        let start = self.span();
        let mut left = self.product()?;
        loop {
            let sign = match self.token(0) {
                TokenKind::Sign("+") => ArithmeticSign::Add,
                TokenKind::Sign("-") => ArithmeticSign::Subtract,
                _ => return Some(left),
            };
            self.operator()?;
            self.at += 1;
            let right = self.product()?;
            left = Node { kind: Kind::Arithmetic(sign, left.into(), right.into()), span: self.since(start) };
        }
    }

    fn product(&mut self) -> Option<Node> {
        let start = self.span();
        let mut left = self.power()?;
        loop {
            let sign = match self.token(0) {
                TokenKind::Sign("*") => ArithmeticSign::Multiply,
                TokenKind::Sign("/") => ArithmeticSign::Divide,
                _ => return Some(left),
            };
            self.operator()?;
            self.at += 1;
            let right = self.power()?;
            left = Node { kind: Kind::Arithmetic(sign, left.into(), right.into()), span: self.since(start) };
        }
    }

    fn power(&mut self) -> Option<Node> {
        let start = self.span();
        let mut left = self.negation()?;
        while self.take_sign("**") {
            self.operator()?;
            let right = self.negation()?;
            left = Node {
                kind: Kind::Arithmetic(ArithmeticSign::Power, left.into(), right.into()),
                span: self.since(start),
            };
        }
        Some(left)
    }

    fn negation(&mut self) -> Option<Node> {
        let start = self.span();
        if self.take_sign("-") {
            let inner = self.nested(Self::negation)?;
            return Some(Node { kind: Kind::Negate(inner.into()), span: self.since(start) });
        }
        self.postfix()
    }

    fn postfix(&mut self) -> Option<Node> {
        let start = self.span();
        let mut node = self.primary()?;
        loop {
            if self.take_sign(".") {
                self.operator()?;
                let span = self.span();
                let TokenKind::Word(name) = self.token(0).clone() else {
                    return self.unexpected("名称", "a name");
                };
                self.at += 1;
                node = Node { kind: Kind::Path(node.into(), name, span), span: self.since(start) };
            } else if self.is_sign("[") && !self.is_range() && takes_an_index(&node.kind) {
                self.operator()?;
                self.at += 1;
                let index = self.expression()?;
                self.expect_sign("]")?;
                node = Node { kind: Kind::Index(node.into(), index.into()), span: self.since(start) };
            } else {
                return Some(node);
            }
        }
    }

    fn primary(&mut self) -> Option<Node> {
        let start = self.span();
        let kind = match self.token(0).clone() {
            TokenKind::Number { value, suffix } => {
                self.at += 1;
                Kind::Number { value, suffix }
            }
            TokenKind::Text(text) => {
                self.at += 1;
                Kind::Text(text)
            }
            TokenKind::At(text) => {
                self.at += 1;
                Kind::Date(text)
            }
            TokenKind::Sign("(" | "[" | "]") if self.is_range() => {
                let range = self.nested(Self::range)?;
                return Some(Node { kind: Kind::Range(range.into()), span: self.since(start) });
            }
            TokenKind::Sign("(") if matches!(self.token(1), TokenKind::Sign("=" | "!=" | "<" | "<=" | ">" | ">=")) => {
                self.at += 1;
                let test = self.nested(Self::test)?;
                self.expect_sign(")")?;
                return Some(Node { kind: Kind::Range(test.into()), span: self.since(start) });
            }
            TokenKind::Sign("{") => {
                self.at += 1;
                let fields = self.nested(Self::fields)?;
                self.expect_sign("}")?;
                return Some(Node { kind: Kind::Record(fields), span: self.since(start) });
            }
            TokenKind::Sign("(") => {
                self.at += 1;
                let inner = self.expression()?;
                self.expect_sign(")")?;
                return Some(Node { span: self.since(start), ..inner });
            }
            TokenKind::Sign("[") => {
                self.at += 1;
                let mut items = Vec::new();
                while !self.is_sign("]") {
                    self.room(items.len())?;
                    items.push(self.expression()?);
                    if !self.take_sign(",") {
                        break;
                    }
                }
                self.expect_sign("]")?;
                return Some(Node { kind: Kind::List(items), span: self.since(start) });
            }
            TokenKind::Word(word) => return self.word(&word, start),
            _ => return self.unexpected("一个值", "a value"),
        };
        Some(Node { kind, span: start })
    }

    /// The fields of a record, up to its closing brace.
    fn fields(&mut self) -> Option<Vec<(String, Span, Node)>> {
        let mut fields = Vec::new();
        while !self.is_sign("}") {
            let span = self.span();
            let (TokenKind::Word(name) | TokenKind::Text(name)) = self.token(0).clone() else {
                return self.unexpected("字段名", "the name of a field");
            };
            self.at += 1;
            self.expect_sign(":")?;
            self.room(fields.len())?;
            fields.push((name, span, self.expression()?));
            if !self.take_sign(",") {
                break;
            }
        }
        Some(fields)
    }

    fn word(&mut self, word: &str, start: Span) -> Option<Node> {
        if let Some(boolean) = match word {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        } {
            self.at += 1;
            return Some(Node { kind: Kind::Boolean(boolean), span: start });
        }
        if let Some(words) = MULTI_WORD.iter().find(|words| self.looks_at_words(words)) {
            self.at += words.len();
            return self.call(words.join(" "), start);
        }
        if word == "not" {
            self.at += 1;
            self.expect_sign("(")?;
            let inner = self.expression()?;
            self.expect_sign(")")?;
            return Some(Node { kind: Kind::Not(inner.into()), span: self.since(start) });
        }
        let is_called = matches!(self.token(1), TokenKind::Sign("("));
        if functions::is_left_out(word) || (is_called && functions::is_left_out_function(word)) {
            return self.left_out(word, start);
        }
        if matches!(word, "and" | "or" | "then" | "else" | "in" | "between" | "satisfies" | "return") {
            return self.unexpected("一个值", "a value");
        }
        self.at += 1;
        if self.is_sign("(") {
            return self.call(word.to_owned(), start);
        }
        Some(Node { kind: Kind::Name(word.to_owned()), span: start })
    }

    /// Whether the next tokens are these words and then an opening parenthesis.
    fn looks_at_words(&self, words: &[&str]) -> bool {
        words
            .iter()
            .enumerate()
            .all(|(ahead, word)| matches!(self.token(ahead), TokenKind::Word(found) if found == word))
            && matches!(self.token(words.len()), TokenKind::Sign("("))
    }

    fn left_out<T>(&mut self, word: &str, span: Span) -> Option<T> {
        let message =
            Text::new(format!("规则语言里没有 `{word}`"), format!("`{word}` is not part of the rule language"));
        let called = matches!(
            (self.token(0), self.token(1), self.token(2)),
            (TokenKind::Word(_), TokenKind::Sign("("), TokenKind::Sign(")"))
        ) && word == "today";
        let fix = called.then(|| Fix::in_expression(span.to(self.span_of(self.at + 2)), "基准日"));
        self.diagnostics.push(Diagnostic::error("E0107", span, message).help(functions::instead_of(word)).fix(fix));
        None
    }

    fn call(&mut self, name: String, start: Span) -> Option<Node> {
        let name_span = self.since(start);
        if functions::is_left_out_function(&name) {
            return self.left_out(&name, name_span);
        }
        self.expect_sign("(")?;
        let mut arguments = Vec::new();
        while !self.is_sign(")") {
            self.room(arguments.len())?;
            let span = self.span();
            let name = match (self.token(0).clone(), self.token(1)) {
                (TokenKind::Word(word), TokenKind::Sign(":")) => {
                    self.at += 2;
                    Some((word, span))
                }
                _ => None,
            };
            arguments.push(Argument { name, value: self.expression()? });
            if !self.take_sign(",") {
                break;
            }
        }
        self.expect_sign(")")?;
        Some(Node { kind: Kind::Call { name, name_span, arguments }, span: self.since(start) })
    }

    fn tests(&mut self) -> Option<Vec<Test>> {
        let mut tests = vec![self.test()?];
        while self.take_sign(",") {
            self.room(tests.len())?;
            tests.push(self.test()?);
        }
        Some(tests)
    }

    fn test(&mut self) -> Option<Test> {
        if self.is_sign("-") && matches!(self.token(1), TokenKind::End | TokenKind::Sign("," | ")")) {
            self.at += 1;
            return Some(Test::Any);
        }
        if let Some(sign) = self.compare_sign() {
            return Some(Test::Compare(sign, self.sum()?));
        }
        if self.is_word("not") && matches!(self.token(1), TokenKind::Sign("(")) {
            self.at += 2;
            let tests = self.nested(Self::tests)?;
            self.expect_sign(")")?;
            return Some(Test::Not(tests));
        }
        if (self.is_sign("[") || self.is_sign("(") || self.is_sign("]")) && self.is_range() {
            return self.range();
        }
        Some(Test::Value(self.expression()?))
    }

    /// Whether the bracket here opens a range: `..` stands before its end.
    fn is_range(&self) -> bool {
        let mut depth = 0usize;
        for ahead in 0.. {
            match self.token(ahead) {
                TokenKind::End => return false,
                TokenKind::Sign("..") if depth == 1 => return true,
                TokenKind::Sign("(" | "[") => depth += 1,
                TokenKind::Sign("]") if ahead == 0 => depth += 1,
                TokenKind::Sign(")" | "]") if depth <= 1 => return false,
                TokenKind::Sign(")" | "]") => depth -= 1,
                _ => {}
            }
        }
        false
    }

    fn range(&mut self) -> Option<Test> {
        let low_inclusive = self.is_sign("[");
        self.at += 1;
        let low = self.sum()?;
        self.expect_sign("..")?;
        let high = self.sum()?;
        let high_inclusive = self.is_sign("]");
        if !high_inclusive && !self.is_sign(")") && !self.is_sign("[") {
            return self.unexpected("区间的右括号", "the closing bracket of the range");
        }
        self.at += 1;
        Some(Test::Range { low, low_inclusive, high, high_inclusive })
    }
}

/// Whether a bracket behind this opens an index or a filter.
fn takes_an_index(kind: &Kind) -> bool {
    !matches!(kind, Kind::Number { .. } | Kind::Text(_) | Kind::Boolean(_) | Kind::Date(_) | Kind::Range(_))
}
