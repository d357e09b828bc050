//! The tree of an expression as it was written.

use super::source::Span;
use crate::model::Quantifier;
use rust_decimal::Decimal;

/// A part of an expression and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub span: Span,
}

/// What a part of an expression is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A number with what stands directly behind it: `300`, `500万元`, `5%`, `30人`.
    Number {
        /// The digits.
        value: Decimal,
        /// The unit as written; empty for a bare number.
        suffix: String,
    },
    /// `"text"`
    Text(String),
    /// `true`, `false`
    Boolean(bool),
    /// `@"2026-01-01"`
    Date(String),
    /// A name.
    Name(String),
    /// `评价得分.创新`, `成立日期.year`
    Path(Box<Node>, String, Span),
    /// `营业收入[-1]`, `贷款[金额 > 100万元]`
    Index(Box<Node>, Box<Node>),
    /// `-x`
    Negate(Box<Node>),
    /// `x + y`
    Arithmetic(ArithmeticSign, Box<Node>, Box<Node>),
    /// `x >= y`
    Compare(CompareSign, Box<Node>, Box<Node>),
    /// `x and y`
    And(Box<Node>, Box<Node>),
    /// `x or y`
    Or(Box<Node>, Box<Node>),
    /// `not(x)`
    Not(Box<Node>),
    /// `x between a and b`
    Between(Box<Node>, Box<Node>, Box<Node>),
    /// `x in (a, [b..c], > d)`
    In(Box<Node>, Vec<Test>),
    /// `if a then b else c`; the `else` may have been forgotten
    If(Box<Node>, Box<Node>, Option<Box<Node>>),
    /// `f(x, y)`
    Call {
        /// The function's name, its words separated by one space.
        name: String,
        /// Where the name stands.
        name_span: Span,
        /// The arguments, some of them named.
        arguments: Vec<Argument>,
    },
    /// `[a, b]`
    List(Vec<Node>),
    /// `{金额: 10万元, 期限: 1年}`
    Record(Vec<(String, Span, Node)>),
    /// `[a..b)`, `(>= a)`: values to lie among, which can only be looked at with `in` and `=`
    Range(Box<Test>),
    /// `for x in xs return y`, `some x in xs satisfies y`, `every x in xs satisfies y`
    Quantified {
        /// What comes of it; `Map` for `for`, also with several names.
        quantifier: Quantifier,
        /// Names, where they stand, and the lists they run through; later ones change fastest.
        bindings: Vec<(String, Span, Node)>,
        /// What is looked at for each.
        body: Box<Node>,
    },
}

/// An argument of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    /// Its name in `f(name: value)`.
    pub name: Option<(String, Span)>,
    /// Its value.
    pub value: Node,
}

/// A unary test: what stands in a table's cell or behind `in`.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// `-`: anything
    Any,
    /// `>= 5`
    Compare(CompareSign, Node),
    /// `[a..b)`
    Range {
        /// The lower end.
        low: Node,
        /// Whether it belongs to the range.
        low_inclusive: bool,
        /// The upper end.
        high: Node,
        /// Whether it belongs to the range.
        high_inclusive: bool,
    },
    /// `not(…)`
    Not(Vec<Test>),
    /// A value to be equal to, or a list of them.
    Value(Node),
}

/// `+`, `-`, `*`, `/`, `**`
pub type ArithmeticSign = crate::model::Operator;

/// `=`, `!=`, `<`, `<=`, `>`, `>=`
pub type CompareSign = crate::model::Comparison;
