//! Expressions that are written from a tree are read as that tree: precedence, associativity and brackets, tests and lists.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use policy_calculator::lang::diagnostic::Diagnostics;
use policy_calculator::lang::parse;
use policy_calculator::lang::source::{Span, Written};
use policy_calculator::lang::syntax::{Kind, Node, Test};
use policy_calculator::model::{Comparison, Operator, Quantifier};
use proptest::prelude::*;

/// A tree to be written: an operator with the words around its operands and how tightly it binds.
#[derive(Clone, Debug)]
enum Tree {
    Leaf(&'static str),
    /// `a op b`, from left to right.
    Infix(&'static str, u8, Box<Tree>, Box<Tree>),
    Negate(Box<Tree>),
    Not(Box<Tree>),
    If(Box<Tree>, Box<Tree>, Box<Tree>),
    Between(Box<Tree>, Box<Tree>, Box<Tree>),
    InRange(Box<Tree>, Box<Tree>, Box<Tree>),
    Call(Vec<Tree>),
    List(Vec<Tree>),
    Record(Vec<Tree>),
    Filter(Box<Tree>, Box<Tree>),
    Path(Box<Tree>),
    Some(Box<Tree>, Box<Tree>),
}

const OPERATORS: [(&str, u8); 13] = [
    ("or", 1),
    ("and", 2),
    ("=", 3),
    ("!=", 3),
    ("<", 3),
    ("<=", 3),
    (">", 3),
    (">=", 3),
    ("+", 4),
    ("-", 4),
    ("*", 5),
    ("/", 5),
    ("**", 6),
];

/// How tightly a tree binds; 0 is what must be in brackets inside of anything.
fn binding(tree: &Tree) -> u8 {
    match tree {
        Tree::If(..) | Tree::Some(..) => 0,
        Tree::Infix(_, binding, ..) => *binding,
        Tree::Between(..) | Tree::InRange(..) => 3,
        Tree::Negate(_) => 7,
        _ => 8,
    }
}

/// The tree as text, with brackets only where they are needed.
fn text(tree: &Tree) -> String {
    let at_least = |tree: &Tree, least: u8| {
        if binding(tree) < least { format!("({})", text(tree)) } else { text(tree) }
    };
    let all = |trees: &[Tree]| trees.iter().map(text).collect::<Vec<_>>().join(", ");
    match tree {
        Tree::Leaf(leaf) => (*leaf).to_owned(),
        Tree::Infix(sign, level, left, right) => {
            // Comparisons cannot be chained, so that both sides need brackets there.
            let left_least = if *level == 3 { 4 } else { *level };
            format!("{} {sign} {}", at_least(left, left_least), at_least(right, level + 1))
        }
        Tree::Negate(inner) => format!("-{}", at_least(inner, 7)),
        Tree::Not(inner) => format!("not({})", text(inner)),
        Tree::If(condition, then, otherwise) => {
            format!("if {} then {} else {}", text(condition), text(then), text(otherwise))
        }
        Tree::Between(subject, low, high) => {
            format!("{} between {} and {}", at_least(subject, 4), at_least(low, 4), at_least(high, 4))
        }
        Tree::InRange(subject, low, high) => {
            format!("{} in [{}..{})", at_least(subject, 4), at_least(low, 4), at_least(high, 4))
        }
        Tree::Call(arguments) => format!("max({})", all(arguments)),
        Tree::List(items) => format!("[{}]", all(items)),
        Tree::Record(fields) => {
            let fields = fields.iter().enumerate().map(|(index, field)| format!("f{index}: {}", text(field)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
        Tree::Filter(list, condition) => format!("{}[{}]", at_least(list, 8), text(condition)),
        Tree::Path(base) => format!("{}.金额", at_least(base, 8)),
        Tree::Some(over, body) => format!("some x in {} satisfies {}", text(over), text(body)),
    }
}

/// The tree with every bracket written.
fn shape(tree: &Tree) -> String {
    let all = |trees: &[Tree]| trees.iter().map(shape).collect::<Vec<_>>().join(" ");
    match tree {
        Tree::Leaf(leaf) => (*leaf).to_owned(),
        Tree::Infix(sign, _, left, right) => format!("({sign} {} {})", shape(left), shape(right)),
        Tree::Negate(inner) => format!("(neg {})", shape(inner)),
        Tree::Not(inner) => format!("(not {})", shape(inner)),
        Tree::If(a, b, c) => format!("(if {} {} {})", shape(a), shape(b), shape(c)),
        Tree::Between(a, b, c) => format!("(between {} {} {})", shape(a), shape(b), shape(c)),
        Tree::InRange(a, b, c) => format!("(in {} [{} {}))", shape(a), shape(b), shape(c)),
        Tree::Call(arguments) => format!("(max {})", all(arguments)),
        Tree::List(items) => format!("(list {})", all(items)),
        Tree::Record(fields) => format!("(record {})", all(fields)),
        Tree::Filter(list, condition) => format!("(filter {} {})", shape(list), shape(condition)),
        Tree::Path(base) => format!("(path {})", shape(base)),
        Tree::Some(over, body) => format!("(some {} {})", shape(over), shape(body)),
    }
}

/// The same of what was read.
fn read_shape(node: &Node) -> String {
    let all = |nodes: &mut dyn Iterator<Item = &Node>| nodes.map(read_shape).collect::<Vec<_>>().join(" ");
    match &node.kind {
        Kind::Number { value, suffix } => format!("{value}{suffix}"),
        Kind::Text(text) => format!("\"{text}\""),
        Kind::Boolean(value) => value.to_string(),
        Kind::Date(text) => format!("@\"{text}\""),
        Kind::Name(name) => name.clone(),
        Kind::Path(base, ..) => format!("(path {})", read_shape(base)),
        Kind::Index(base, index) => format!("(filter {} {})", read_shape(base), read_shape(index)),
        Kind::Negate(inner) => format!("(neg {})", read_shape(inner)),
        Kind::Arithmetic(operator, left, right) => {
            let sign = match operator {
                Operator::Add => "+",
                Operator::Subtract => "-",
                Operator::Multiply => "*",
                Operator::Divide => "/",
                Operator::Power => "**",
            };
            format!("({sign} {} {})", read_shape(left), read_shape(right))
        }
        Kind::Compare(comparison, left, right) => {
            let sign = match comparison {
                Comparison::Equal => "=",
                Comparison::NotEqual => "!=",
                Comparison::Less => "<",
                Comparison::LessOrEqual => "<=",
                Comparison::Greater => ">",
                Comparison::GreaterOrEqual => ">=",
            };
            format!("({sign} {} {})", read_shape(left), read_shape(right))
        }
        Kind::And(left, right) => format!("(and {} {})", read_shape(left), read_shape(right)),
        Kind::Or(left, right) => format!("(or {} {})", read_shape(left), read_shape(right)),
        Kind::Not(inner) => format!("(not {})", read_shape(inner)),
        Kind::Between(a, b, c) => format!("(between {} {} {})", read_shape(a), read_shape(b), read_shape(c)),
        Kind::In(subject, tests) => match tests.as_slice() {
            [Test::Range { low, low_inclusive: true, high, high_inclusive: false }] => {
                format!("(in {} [{} {}))", read_shape(subject), read_shape(low), read_shape(high))
            }
            other => format!("{other:?}"),
        },
        Kind::If(a, b, Some(c)) => format!("(if {} {} {})", read_shape(a), read_shape(b), read_shape(c)),
        Kind::Call { name, arguments, .. } => {
            format!("({name} {})", all(&mut arguments.iter().map(|argument| &argument.value)))
        }
        Kind::List(items) => format!("(list {})", all(&mut items.iter())),
        Kind::Record(fields) => format!("(record {})", all(&mut fields.iter().map(|(_, _, value)| value))),
        Kind::Quantified { quantifier: Quantifier::Some, bindings, body } => {
            format!("(some {} {})", all(&mut bindings.iter().map(|(_, _, over)| over)), read_shape(body))
        }
        other => format!("{other:?}"),
    }
}

fn trees() -> impl Strategy<Value = Tree> {
    let leaf =
        prop::sample::select(vec!["收入", "x", "3", "5万元", "10%", "\"深圳\"", "true", "@\"2026-01-01\"", "利润_1"]);
    leaf.prop_map(Tree::Leaf).prop_recursive(5, 24, 3, |inner| {
        let one = || inner.clone().prop_map(Box::new);
        prop_oneof![
            6 => (prop::sample::select(OPERATORS.to_vec()), one(), one())
                .prop_map(|((sign, level), left, right)| Tree::Infix(sign, level, left, right)),
            1 => one().prop_map(Tree::Negate),
            1 => one().prop_map(Tree::Not),
            1 => (one(), one(), one()).prop_map(|(a, b, c)| Tree::If(a, b, c)),
            1 => (one(), one(), one()).prop_map(|(a, b, c)| Tree::Between(a, b, c)),
            1 => (one(), one(), one()).prop_map(|(a, b, c)| Tree::InRange(a, b, c)),
            1 => prop::collection::vec(inner.clone(), 1..3).prop_map(Tree::Call),
            1 => prop::collection::vec(inner.clone(), 0..3).prop_map(Tree::List),
            1 => prop::collection::vec(inner.clone(), 1..3).prop_map(Tree::Record),
            1 => (prop::collection::vec(inner.clone(), 0..3), one())
                .prop_map(|(list, condition)| Tree::Filter(Box::new(Tree::List(list)), condition)),
            1 => prop::collection::vec(inner.clone(), 1..3)
                .prop_map(|fields| Tree::Path(Box::new(Tree::Record(fields)))),
            1 => (one(), one()).prop_map(|(over, body)| Tree::Some(over, body)),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_from_a_tree_is_read_as_that_tree(tree in trees()) {
        let text = text(&tree);
        let written = Written::new(text.clone(), Span { file: 0, start: 0, end: text.len() }, &text);
        let mut diagnostics = Diagnostics::default();
        let node = parse::expression(&written, &mut diagnostics);
        prop_assert!(diagnostics.is_empty(), "{text}: {:?}", diagnostics.into_sorted());
        prop_assert_eq!(read_shape(&node.unwrap()), shape(&tree), "{}", text);
    }
}
