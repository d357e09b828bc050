//! Lists and records against brute force: random rules as an author writes them, compiled, and evaluated by the engine and by
//! a small interpreter that follows the language page and knows neither the compiler nor intervals.

use super::soundness::{Dice, cases, within};
use super::{Rules, date, grant, json};
use crate::catalog::bytes::encode;
use crate::catalog::compile;
use crate::engine::evaluate::View;
use crate::engine::narrow::Narrowed;
use crate::engine::possible::{Outcomes, Possible};
use crate::engine::{Calculator, Input, Session};
use crate::model::{ConditionId, ConditionKind, ExpressionId, Language, Type};
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::cell::Cell;
use std::fmt;
use std::sync::Arc;

// --------------------------------------------------------------------------------------------------------------- expressions

/// An expression as an author writes it.
#[derive(Clone, Debug)]
enum Term {
    /// Halves: −1 is −0.5.
    Number(i64),
    Truth(bool),
    Name(String),
    Field(Box<Term>, &'static str),
    Call(&'static str, Vec<Term>),
    Binary(&'static str, Box<Term>, Box<Term>),
    Not(Box<Term>),
    If(Box<Term>, Box<Term>, Box<Term>),
    List(Vec<Term>),
    Record(Box<Term>, Box<Term>),
    Index(Box<Term>, i32),
    Filter(Box<Term>, Box<Term>),
    Each(&'static str, Vec<(String, Term)>, Box<Term>),
}

/// The fields of every record here, in the order in which the compiler keeps them.
const FIELDS: [&str; 2] = ["a", "b"];

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let separated = |f: &mut fmt::Formatter<'_>, terms: &[Term]| {
            terms
                .iter()
                .enumerate()
                .try_for_each(|(index, term)| write!(f, "{}{term}", if index == 0 { "" } else { ", " }))
        };
        match self {
            Term::Number(halves) => write!(f, "{}", *halves as f64 / 2.0),
            Term::Truth(truth) => write!(f, "{truth}"),
            Term::Name(name) => write!(f, "{name}"),
            Term::Field(record, field) => write!(f, "{record}.{field}"),
            Term::Call(name, arguments) => {
                write!(f, "{name}(")?;
                separated(f, arguments)?;
                write!(f, ")")
            }
            Term::Binary(sign, a, b) => write!(f, "({a} {sign} {b})"),
            Term::Not(inner) => write!(f, "not({inner})"),
            Term::If(condition, then, otherwise) => write!(f, "(if {condition} then {then} else {otherwise})"),
            Term::List(items) => {
                write!(f, "[")?;
                separated(f, items)?;
                write!(f, "]")
            }
            Term::Record(a, b) => write!(f, "{{b: {b}, a: {a}}}"),
            Term::Index(list, index) => write!(f, "{list}[{index}]"),
            Term::Filter(list, condition) => write!(f, "{list}[{condition}]"),
            Term::Each(word, bindings, body) => {
                write!(f, "({word} ")?;
                for (index, (name, over)) in bindings.iter().enumerate() {
                    write!(f, "{}{name} in {over}", if index == 0 { "" } else { ", " })?;
                }
                write!(f, " {} {body})", if *word == "for" { "return" } else { "satisfies" })
            }
        }
    }
}

/// A definition: an expression, or a decision table with one column for each row.
#[derive(Clone, Debug)]
enum Body {
    Value(Term),
    Table { hit: &'static str, rows: Vec<(Term, Term)>, otherwise: Option<Term> },
}

impl fmt::Display for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Body::Value(term) => write!(f, "{{value: '{term}'}}"),
            Body::Table { hit, rows, otherwise } => {
                write!(f, "{{table: {{hit: {hit}, in: [")?;
                rows.iter().try_for_each(|(when, _)| write!(f, "'{when}', "))?;
                write!(f, "], rows: [")?;
                for (row, (_, then)) in rows.iter().enumerate() {
                    write!(f, "[")?;
                    (0..rows.len())
                        .try_for_each(|column| write!(f, "{}, ", if column == row { "'true'" } else { "'-'" }))?;
                    write!(f, "'{then}'], ")?;
                }
                write!(f, "]")?;
                if let Some(otherwise) = otherwise {
                    write!(f, ", else: '{otherwise}'")?;
                }
                write!(f, "}}}}")
            }
        }
    }
}

// --------------------------------------------------------------------------------------------------------------- interpreter

/// A fraction, and whether the engine may have had to round on the way to it.
#[derive(Clone, Copy, Debug)]
struct Ratio {
    numerator: i128,
    denominator: i128,
    rounded: bool,
}

impl Ratio {
    fn new(numerator: i128, denominator: i128, rounded: bool) -> Ratio {
        let (mut a, mut b) = (numerator.abs(), denominator.abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let sign = denominator.signum();
        let (numerator, denominator) = (sign * numerator / a.max(1), denominator.abs() / a.max(1));
        let mut rest = denominator;
        for factor in [2, 5] {
            while rest % factor == 0 {
                rest /= factor;
            }
        }
        Ratio { numerator, denominator, rounded: rounded || rest != 1 }
    }

    fn whole(value: i128) -> Ratio {
        Ratio::new(value, 1, false)
    }

    fn minus(self, other: Ratio) -> Ratio {
        let numerator = self.numerator * other.denominator - other.numerator * self.denominator;
        Ratio::new(numerator, self.denominator * other.denominator, self.rounded || other.rounded)
    }
}

#[derive(Clone, Debug)]
enum Value {
    Number(Ratio),
    Truth(bool),
    List(Vec<Value>),
    Record(Vec<Value>),
}

/// The value cannot be computed.
#[derive(Clone, Copy, Debug)]
struct Failed;

type Result<T> = std::result::Result<T, Failed>;

/// A profile in which everything is known, and the definitions.
struct Interpreter<'a> {
    facts: Vec<(&'static str, Value)>,
    definitions: &'a [Body],
    /// Whether a rounded value was compared with one that it may be equal to, which nothing here is said about; or the
    /// numbers grew too long to follow.
    unclear: Cell<bool>,
}

type Scope = Vec<(String, Value)>;

impl Interpreter<'_> {
    fn definition(&self, body: &Body) -> Result<Value> {
        let mut scope = Scope::new();
        let (hit, rows, otherwise) = match body {
            Body::Value(term) => return self.value(term, &mut scope),
            Body::Table { hit, rows, otherwise } => (*hit, rows, otherwise),
        };
        if hit == "first" {
            for (when, then) in rows {
                if self.truth(when, &mut scope)? {
                    return self.value(then, &mut scope);
                }
            }
        }
        let mut matching = Vec::new();
        for (when, then) in rows {
            if self.truth(when, &mut scope)? {
                matching.push(then);
            }
        }
        if hit == "collect count" {
            return Ok(Value::Number(Ratio::whole(matching.len() as i128)));
        }
        if hit == "unique" && matching.len() > 1 {
            return Err(Failed);
        }
        let results: Vec<Value> = matching.iter().map(|then| self.value(then, &mut scope)).collect::<Result<_>>()?;
        if let Some(function) = hit.strip_prefix("collect ") {
            return self.total(function, results);
        }
        if matches!(hit, "collect" | "rule order") {
            return Ok(Value::List(results));
        }
        match results.split_first() {
            Some((first, others)) => {
                let mut same = true;
                others.iter().for_each(|other| same &= self.equal(first, other));
                if same { Ok(first.clone()) } else { Err(Failed) }
            }
            None => otherwise.as_ref().map_or(Err(Failed), |otherwise| self.value(otherwise, &mut scope)),
        }
    }

    fn value(&self, term: &Term, scope: &mut Scope) -> Result<Value> {
        Ok(match term {
            Term::Number(halves) => Value::Number(Ratio::new(i128::from(*halves), 2, false)),
            Term::Truth(truth) => Value::Truth(*truth),
            Term::Name(name) => {
                let bound = scope.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.clone());
                let fact = || self.facts.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
                match bound.or_else(fact) {
                    Some(value) => value,
                    None => {
                        let number: usize = name.trim_start_matches('d').parse().unwrap();
                        return self.definition(&self.definitions[number]);
                    }
                }
            }
            Term::Field(record, name) => {
                let position = FIELDS.iter().position(|field| field == name).unwrap();
                match (record.as_ref(), self.value(record, scope)?) {
                    (_, Value::Record(fields)) => fields[position].clone(),
                    (_, Value::List(records)) => {
                        let field = |record| match record {
                            Value::Record(fields) => fields[position].clone(),
                            other => panic!("{other:?} has no fields"),
                        };
                        Value::List(records.into_iter().map(field).collect())
                    }
                    other => panic!("{other:?} has no fields"),
                }
            }
            Term::Call("list contains", arguments) => {
                let list = self.list(&arguments[0], scope)?;
                return self.contains(&list, &arguments[1], scope);
            }
            Term::Call(function, arguments) => match arguments.as_slice() {
                [only] => {
                    let list = self.list(only, scope)?;
                    return self.total(function, list);
                }
                _ => {
                    let values = arguments.iter().map(|argument| self.value(argument, scope));
                    let values = values.collect::<Result<_>>()?;
                    return self.total(function, values);
                }
            },
            Term::Binary("and", a, b) => {
                return kleene(false, [self.truth(a, scope), self.truth(b, scope)].into_iter());
            }
            Term::Binary("or", a, b) => {
                return kleene(true, [self.truth(a, scope), self.truth(b, scope)].into_iter());
            }
            // Behind `in` a list literal is a list of tests, of which one may hold while another fails.
            Term::Binary("in", value, list) if matches!(list.as_ref(), Term::List(_)) => {
                let Term::List(items) = list.as_ref() else { unreachable!() };
                let value = self.value(value, scope);
                let equal = |item| Ok(self.equal(&value.clone()?, &self.value(item, scope)?));
                return kleene(true, items.iter().map(equal));
            }
            Term::Binary("in", value, list) => {
                let list = self.list(list, scope)?;
                return self.contains(&list, value, scope);
            }
            Term::Binary(sign, a, b) => {
                let (a, b) = (self.value(a, scope)?, self.value(b, scope)?);
                match (a, b, *sign) {
                    (Value::Number(a), Value::Number(b), sign) => return self.arithmetic(sign, a, b),
                    (a, b, "=") => Value::Truth(self.equal(&a, &b)),
                    (a, b, _) => Value::Truth(!self.equal(&a, &b)),
                }
            }
            Term::Not(inner) => Value::Truth(!self.truth(inner, scope)?),
            Term::If(condition, then, otherwise) => {
                let chosen = if self.truth(condition, scope)? { then } else { otherwise };
                return self.value(chosen, scope);
            }
            Term::List(items) => Value::List(items.iter().map(|item| self.value(item, scope)).collect::<Result<_>>()?),
            Term::Record(a, b) => Value::Record(vec![self.value(a, scope)?, self.value(b, scope)?]),
            Term::Index(list, index) => {
                let list = self.list(list, scope)?;
                let from_start =
                    if *index > 0 { *index as usize } else { (list.len() + 1).wrapping_add_signed(*index as isize) };
                match from_start.checked_sub(1).and_then(|position| list.get(position)) {
                    Some(value) => value.clone(),
                    None => return Err(Failed),
                }
            }
            Term::Filter(list, condition) => {
                let mut kept = Vec::new();
                let mut result = Ok(());
                for element in self.list(list, scope)? {
                    let before = scope.len();
                    scope.push(("item".to_owned(), element.clone()));
                    if let Value::Record(fields) = &element {
                        scope.extend(FIELDS.iter().map(|field| (*field).to_owned()).zip(fields.clone()));
                    }
                    let holds = self.truth(condition, scope);
                    scope.truncate(before);
                    match holds {
                        Ok(true) => kept.push(element),
                        Ok(false) => {}
                        Err(failed) => result = Err(failed),
                    }
                }
                result?;
                Value::List(kept)
            }
            Term::Each(word, bindings, body) => {
                let results = self.each(bindings, body, *word == "for", scope)?;
                let truths =
                    || results.iter().map(|result| result.clone().map(|value| matches!(value, Value::Truth(true))));
                return match *word {
                    "for" => Ok(Value::List(results.into_iter().collect::<Result<_>>()?)),
                    "some" => kleene(true, truths()),
                    _ => kleene(false, truths()),
                };
            }
        })
    }

    /// The body for each combination of elements. A list that cannot be computed makes the whole fail for `for`; inside of
    /// `some` and `every` it counts as one element for which the body fails.
    fn each(
        &self,
        bindings: &[(String, Term)],
        body: &Term,
        strict: bool,
        scope: &mut Scope,
    ) -> Result<Vec<Result<Value>>> {
        let Some(((name, over), rest)) = bindings.split_first() else { return Ok(vec![self.value(body, scope)]) };
        let mut results = Vec::new();
        for element in self.list(over, scope)? {
            scope.push((name.clone(), element));
            let inner = self.each(rest, body, strict, scope);
            scope.pop();
            match inner {
                Ok(inner) => results.extend(inner),
                Err(failed) if strict => return Err(failed),
                Err(failed) => results.push(Err(failed)),
            }
        }
        Ok(results)
    }

    fn truth(&self, term: &Term, scope: &mut Scope) -> Result<bool> {
        match self.value(term, scope)? {
            Value::Truth(truth) => Ok(truth),
            other => panic!("{term} is no truth but {other:?}"),
        }
    }

    fn list(&self, term: &Term, scope: &mut Scope) -> Result<Vec<Value>> {
        match self.value(term, scope)? {
            Value::List(items) => Ok(items),
            other => panic!("{term} is no list but {other:?}"),
        }
    }

    /// Whether some element equals a value that is only looked at where there is an element.
    fn contains(&self, list: &[Value], value: &Term, scope: &mut Scope) -> Result<Value> {
        let looked: Vec<Result<bool>> =
            list.iter().map(|element| self.value(value, scope).map(|value| self.equal(element, &value))).collect();
        kleene(true, looked.into_iter())
    }

    fn total(&self, function: &str, values: Vec<Value>) -> Result<Value> {
        if function == "count" {
            return Ok(Value::Number(Ratio::whole(values.len() as i128)));
        }
        let numbers: Vec<Ratio> = values
            .into_iter()
            .map(|value| match value {
                Value::Number(ratio) => ratio,
                other => panic!("{other:?} is no number"),
            })
            .collect();
        let sum = || {
            numbers.iter().try_fold(Ratio::whole(0), |sum, number| match self.arithmetic("+", sum, *number)? {
                Value::Number(sum) => Ok(sum),
                other => panic!("{other:?}"),
            })
        };
        match function {
            "sum" => Ok(Value::Number(sum()?)),
            "mean" => self.arithmetic("/", sum()?, Ratio::whole(numbers.len() as i128)),
            _ => {
                let sign = if function == "min" { "<" } else { ">" };
                let better = |a: Ratio, b: Ratio| match self.arithmetic(sign, b, a) {
                    Ok(Value::Truth(true)) => b,
                    _ => a,
                };
                numbers.into_iter().reduce(better).map(Value::Number).ok_or(Failed)
            }
        }
    }

    fn equal(&self, a: &Value, b: &Value) -> bool {
        match (a, b) {
            (Value::Number(a), Value::Number(b)) => matches!(self.arithmetic("=", *a, *b), Ok(Value::Truth(true))),
            (Value::Truth(a), Value::Truth(b)) => a == b,
            (Value::List(a), Value::List(b)) | (Value::Record(a), Value::Record(b)) => {
                // All are compared, so that what is unclear about any of them is noticed.
                let mut same = a.len() == b.len();
                a.iter().zip(b).for_each(|(a, b)| same &= self.equal(a, b));
                same
            }
            other => panic!("{other:?} are of different types"),
        }
    }

    fn arithmetic(&self, sign: &str, a: Ratio, b: Ratio) -> Result<Value> {
        const LONGEST: i128 = 1 << 40;
        if [a, b].iter().any(|ratio| ratio.numerator.abs() > LONGEST || ratio.denominator > LONGEST) {
            self.unclear.set(true);
            return Ok(match sign {
                "+" | "-" | "*" | "/" => Value::Number(Ratio::whole(0)),
                _ => Value::Truth(false),
            });
        }
        let rounded = a.rounded || b.rounded;
        let negative = Ratio { numerator: -b.numerator, ..b };
        Ok(match sign {
            "+" => Value::Number(a.minus(negative)),
            "-" => Value::Number(a.minus(b)),
            "*" => Value::Number(Ratio::new(a.numerator * b.numerator, a.denominator * b.denominator, rounded)),
            "/" if b.numerator == 0 => return Err(Failed),
            "/" => Value::Number(Ratio::new(a.numerator * b.denominator, a.denominator * b.numerator, rounded)),
            _ => {
                let difference = a.minus(b);
                if rounded && difference.numerator.abs() * 1_000_000_000 < difference.denominator {
                    self.unclear.set(true);
                }
                let order = difference.numerator.cmp(&0);
                Value::Truth(match sign {
                    "=" => order.is_eq(),
                    "!=" => order.is_ne(),
                    "<" => order.is_lt(),
                    "<=" => order.is_le(),
                    ">" => order.is_gt(),
                    _ => order.is_ge(),
                })
            }
        })
    }
}

/// Kleene's logic with an error in the middle: decided by one `decisive` truth, else an error if there is one.
fn kleene(decisive: bool, truths: impl Iterator<Item = Result<bool>>) -> Result<Value> {
    let truths: Vec<_> = truths.collect();
    if truths.iter().any(|truth| matches!(truth, Ok(truth) if *truth == decisive)) {
        return Ok(Value::Truth(decisive));
    }
    truths.into_iter().collect::<Result<Vec<_>>>().map(|_| Value::Truth(!decisive))
}

// ----------------------------------------------------------------------------------------------------------------- generator

#[derive(Clone, Copy, Debug, PartialEq)]
enum Sort {
    Number,
    Truth,
    Numbers,
    Record,
    Records,
}

/// Writes random expressions.
struct Author<'a> {
    dice: Dice<'a>,
    /// What can be named: facts and definitions first, then what the expression itself binds.
    names: Vec<(String, Sort)>,
    variables: usize,
}

fn boxed(term: Term) -> Box<Term> {
    Box::new(term)
}

fn call(name: &'static str, argument: Term) -> Term {
    Term::Call(name, vec![argument])
}

impl Author<'_> {
    /// Something of that sort that has a name here.
    fn named(&mut self, sort: Sort) -> Option<Term> {
        let visible = |index: usize, name: &str| !self.names.iter().skip(index + 1).any(|(later, _)| later == name);
        let found = self.names.iter().enumerate().filter(|(index, (name, of))| *of == sort && visible(*index, name));
        let found: Vec<String> = found.map(|(_, (name, _))| name.clone()).collect();
        if found.is_empty() {
            return None;
        }
        // What was bound last is what makes a body interesting.
        let position = found.len() - 1 - self.dice.roll(found.len()).min(self.dice.roll(found.len()));
        Some(Term::Name(found[position].clone()))
    }

    fn term(&mut self, sort: Sort, depth: usize) -> Term {
        if (depth == 0 || self.dice.roll(4) == 0)
            && let Some(named) = self.named(sort)
        {
            return named;
        }
        let deeper = depth.saturating_sub(1);
        match sort {
            Sort::Number => self.number(deeper),
            Sort::Truth => self.truth(deeper),
            Sort::Numbers => self.numbers(deeper),
            Sort::Record => self.record(deeper),
            Sort::Records => self.records(deeper),
        }
    }

    fn constant(&mut self) -> Term {
        Term::Number(self.dice.pick(&[0, 2, 4, 6, 1, -2]))
    }

    fn number(&mut self, depth: usize) -> Term {
        if depth == 0 {
            return self.constant();
        }
        match self.dice.roll(12) {
            0 | 1 => self.constant(),
            2..=4 => {
                let function = self.dice.pick(&["sum", "min", "max", "mean", "count"]);
                let source = self.numbers_or_series(depth);
                call(function, source)
            }
            5 => call("count", self.term(Sort::Records, depth)),
            6 => {
                let index = self.dice.pick(&[1, -1, 2, -2]);
                Term::Index(boxed(self.numbers_or_series(depth)), index)
            }
            7 | 8 => Term::Field(boxed(self.term(Sort::Record, depth)), "a"),
            9 => {
                let sign = self.dice.pick(&["+", "*", "/"]);
                Term::Binary(sign, boxed(self.term(Sort::Number, depth)), boxed(self.term(Sort::Number, depth)))
            }
            10 => Term::Binary("-", boxed(self.term(Sort::Number, depth)), boxed(self.constant())),
            _ => self.choice(Sort::Number, depth),
        }
    }

    fn choice(&mut self, sort: Sort, depth: usize) -> Term {
        let condition = self.term(Sort::Truth, depth);
        Term::If(boxed(condition), boxed(self.term(sort, depth)), boxed(self.term(sort, depth)))
    }

    fn truth(&mut self, depth: usize) -> Term {
        if depth == 0 {
            return Term::Truth(self.dice.roll(2) == 0);
        }
        let compared = |author: &mut Self, signs: &[&'static str], sort| {
            let sign = author.dice.pick(signs);
            Term::Binary(sign, boxed(author.term(sort, depth)), boxed(author.term(sort, depth)))
        };
        match self.dice.roll(14) {
            0..=2 => compared(self, &["=", "!=", "<", "<=", ">", ">="], Sort::Number),
            3 => compared(self, &["and", "or"], Sort::Truth),
            4 => Term::Not(boxed(self.term(Sort::Truth, depth))),
            5 => compared(self, &["=", "!="], Sort::Numbers),
            6 => compared(self, &["=", "!="], Sort::Record),
            7 => compared(self, &["=", "!="], Sort::Records),
            8 | 9 => {
                let word = self.dice.pick(&["some", "every"]);
                self.each(word, Sort::Truth, depth)
            }
            10 => Term::Field(boxed(self.term(Sort::Record, depth)), "b"),
            11 => {
                let (list, value) = (self.term(Sort::Numbers, depth), self.term(Sort::Number, depth));
                Term::Call("list contains", vec![list, value])
            }
            12 => {
                let (value, list) = (self.term(Sort::Number, depth), self.term(Sort::Numbers, depth));
                Term::Binary("in", boxed(value), boxed(list))
            }
            _ => self.choice(Sort::Truth, depth),
        }
    }

    fn numbers_or_series(&mut self, depth: usize) -> Term {
        if self.dice.roll(4) == 0 { Term::Name("s".to_owned()) } else { self.term(Sort::Numbers, depth) }
    }

    /// `for`, `some` or `every`, with one list or two.
    fn each(&mut self, word: &'static str, body: Sort, depth: usize) -> Term {
        let before = self.names.len();
        let mut bindings = Vec::new();
        for level in 0..1 + usize::from(self.dice.roll(3) == 0) {
            let (over, element) = match self.dice.roll(2) {
                // Two whole lists within each other can be beyond the limits; a short one inside is not.
                _ if level > 0 => {
                    let items = (0..self.dice.roll(3) + 1).map(|_| self.term(Sort::Number, depth.min(1))).collect();
                    (Term::List(items), Sort::Number)
                }
                0 => (self.numbers_or_series(depth), Sort::Number),
                _ => (self.term(Sort::Records, depth), Sort::Record),
            };
            let name = format!("v{}", self.variables);
            self.variables += 1;
            self.names.push((name.clone(), element));
            bindings.push((name, over));
        }
        let body = self.term(body, depth);
        self.names.truncate(before);
        Term::Each(word, bindings, boxed(body))
    }

    fn filter(&mut self, list: Term, records: bool, depth: usize) -> Term {
        let before = self.names.len();
        if records {
            let fields = [("item", Sort::Record), ("a", Sort::Number), ("b", Sort::Truth)];
            self.names.extend(fields.map(|(name, sort)| (name.to_owned(), sort)));
        } else {
            self.names.push(("item".to_owned(), Sort::Number));
        }
        let condition = self.term(Sort::Truth, depth);
        self.names.truncate(before);
        Term::Filter(boxed(list), boxed(condition))
    }

    fn numbers(&mut self, depth: usize) -> Term {
        match self.dice.roll(7) {
            0 | 1 if depth > 0 => self.each("for", Sort::Number, depth),
            2 | 3 if depth > 0 => {
                let list = self.numbers_or_series(depth);
                self.filter(list, false, depth)
            }
            4 if depth > 0 => Term::Field(boxed(self.term(Sort::Records, depth)), "a"),
            5 if depth > 0 => self.choice(Sort::Numbers, depth),
            _ => {
                let items = (0..1 + self.dice.roll(3)).map(|_| self.term(Sort::Number, depth)).collect();
                Term::List(items)
            }
        }
    }

    fn record(&mut self, depth: usize) -> Term {
        match self.dice.roll(4) {
            0 if depth > 0 => {
                let index = self.dice.pick(&[1, -1, 2, -2]);
                Term::Index(boxed(self.term(Sort::Records, depth)), index)
            }
            1 if depth > 0 => self.choice(Sort::Record, depth),
            _ => Term::Record(boxed(self.term(Sort::Number, depth)), boxed(self.term(Sort::Truth, depth))),
        }
    }

    fn records(&mut self, depth: usize) -> Term {
        match self.dice.roll(6) {
            0 if depth > 0 => self.each("for", Sort::Record, depth),
            1 | 2 if depth > 0 => {
                let list = self.term(Sort::Records, depth);
                self.filter(list, true, depth)
            }
            3 if depth > 0 => self.choice(Sort::Records, depth),
            4 => Term::List((0..1 + self.dice.roll(2)).map(|_| self.term(Sort::Record, depth)).collect()),
            _ => Term::Name("rs".to_owned()),
        }
    }

    fn body(&mut self, sort: Sort) -> Body {
        const DEPTH: usize = 3;
        if self.dice.roll(4) != 0 {
            return Body::Value(self.term(sort, DEPTH));
        }
        let hits: &[&'static str] = match sort {
            Sort::Number => &["unique", "any", "first", "collect sum", "collect count", "collect min", "collect max"],
            Sort::Numbers => &["unique", "any", "first", "collect", "rule order"],
            Sort::Records => &["any", "first", "collect"],
            _ => &["unique", "any", "first"],
        };
        let hit = self.dice.pick(hits);
        let result = match (hit, sort) {
            ("collect" | "rule order", Sort::Numbers) => Sort::Number,
            ("collect", _) => Sort::Record,
            (_, sort) => sort,
        };
        let row = |author: &mut Self| (author.term(Sort::Truth, DEPTH - 1), author.term(result, DEPTH - 1));
        let rows = (0..2 + self.dice.roll(2)).map(|_| row(self)).collect();
        let otherwise = if !hit.contains("collect") && hit != "rule order" && self.dice.roll(2) == 0 {
            Some(self.term(result, DEPTH - 1))
        } else {
            None
        };
        Body::Table { hit, rows, otherwise }
    }
}

/// Facts with small domains: two single ones, a yearly one, a list of numbers and one of records.
const FACTS: &str = "facts:
  x: {type: integer, domain: '[0..2]'}
  p: {type: boolean}
  s: {type: integer, yearly: 2, domain: '[0..1]'}
  xs: {type: list, of: {n: {type: integer, domain: '[0..2]'}}}
  rs: {type: list, of: {a: {type: integer, domain: '[0..2]'}, b: boolean}}
definitions:
  ns: {value: xs.n}
";

/// A random rule set with the names of its definitions.
struct Random {
    rules: Rules,
    definitions: Vec<Body>,
    ids: Vec<ExpressionId>,
}

/// `None` where an expression could grow too large, which the compiler refuses.
fn random(bytes: &[u8]) -> Option<Random> {
    let names = [("x", Sort::Number), ("p", Sort::Truth), ("ns", Sort::Numbers), ("rs", Sort::Records)];
    let names = names.map(|(name, sort)| (name.to_owned(), sort)).to_vec();
    let mut author = Author { dice: Dice::new(bytes), names, variables: 0 };
    let mut definitions = Vec::new();
    let sorts = [Sort::Numbers, Sort::Records, Sort::Truth, Sort::Number, Sort::Record, Sort::Numbers];
    let mut document = FACTS.to_owned();
    for number in 0..10 {
        let sort = if number < sorts.len() { sorts[number] } else { author.dice.pick(&sorts) };
        let body = author.body(sort);
        document += &format!("  d{number}: {body}\n");
        author.names.push((format!("d{number}"), sort));
        definitions.push(body);
    }
    let compilation = compile([("rules.yaml".to_owned(), document.clone())]);
    let errors: Vec<_> = compilation.diagnostics.iter().filter(|found| found.code.starts_with('E')).collect();
    let Some(catalog) = compilation.catalog else {
        let message = || {
            errors
                .iter()
                .map(|found| {
                    format!(
                        "{} {} {}",
                        found.code,
                        found.message.in_language(Language::English),
                        compilation.sources.text(found.span)
                    )
                })
                .collect::<Vec<_>>()
        };
        assert!(errors.iter().all(|found| found.code == "E0114"), "{document}\n{:#?}", message());
        return None;
    };
    let body = |number: usize| {
        let name = format!("d{number}");
        catalog.definitions.find(|definition| definition.name == name).map(|(_, definition)| definition.body).unwrap()
    };
    let ids: Vec<_> = (0..definitions.len()).map(body).collect();
    let mut rules = Rules { catalog };
    let condition = rules.test(ids[2]);
    rules.policy("p", condition, Vec::new());
    Some(Random { rules, definitions, ids })
}

// ------------------------------------------------------------------------------------------------------------------ profiles

/// What is known of a number: nothing, an interval, or all.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Known {
    low: i64,
    high: i64,
}

impl Known {
    fn json(self, most: i64) -> String {
        match self {
            Known { low, high } if low == high => low.to_string(),
            Known { low: 0, high } if high == most => "null".to_owned(),
            Known { low: 0, high } => format!(r#"{{"max": {high}}}"#),
            Known { low, high } if high == most => format!(r#"{{"min": {low}}}"#),
            Known { low, high } => format!(r#"{{"min": {low}, "max": {high}}}"#),
        }
    }
}

/// What is known of a company. A truth is a number from 0 to 1.
#[derive(Clone, Debug)]
struct Profile {
    x: Known,
    p: Known,
    s: Option<Vec<Known>>,
    xs: Option<Vec<Known>>,
    rs: Option<Vec<[Known; 2]>>,
}

fn truth_json(known: Known) -> &'static str {
    match known {
        Known { low: 1, .. } => "true",
        Known { high: 0, .. } => "false",
        _ => "null",
    }
}

fn known(dice: &mut Dice, most: i64) -> Known {
    let (a, b) = (dice.roll(most as usize + 1) as i64, dice.roll(most as usize + 1) as i64);
    match dice.roll(3) {
        0 => Known { low: 0, high: most },
        1 => Known { low: a, high: a },
        _ => Known { low: a.min(b), high: a.max(b) },
    }
}

/// A number drawn from what is known of it.
fn drawn(dice: &mut Dice, known: Known) -> Known {
    let value = known.low + dice.roll((known.high - known.low) as usize + 1) as i64;
    Known { low: value, high: value }
}

impl Profile {
    fn random(dice: &mut Dice) -> Profile {
        let list = |dice: &mut Dice, most: usize| if dice.roll(3) == 0 { None } else { Some(dice.roll(most + 1)) };
        let (s, xs, rs) = (list(dice, 2), list(dice, 3), list(dice, 3));
        Profile {
            x: known(dice, 2),
            p: known(dice, 1),
            s: s.map(|length| (0..length).map(|_| known(dice, 1)).collect()),
            xs: xs.map(|length| (0..length).map(|_| known(dice, 2)).collect()),
            rs: rs.map(|length| (0..length).map(|_| [known(dice, 2), known(dice, 1)]).collect()),
        }
    }

    /// A completion: everything known. A list nobody has filled in has up to two entries.
    fn completed(&self, dice: &mut Dice) -> Profile {
        let any = |most| Known { low: 0, high: most };
        let length = |dice: &mut Dice| dice.roll(3);
        let s = self.s.clone().unwrap_or_else(|| vec![any(1); length(dice)]);
        let xs = self.xs.clone().unwrap_or_else(|| vec![any(2); length(dice)]);
        let rs = self.rs.clone().unwrap_or_else(|| vec![[any(2), any(1)]; length(dice)]);
        Profile {
            x: drawn(dice, self.x),
            p: drawn(dice, self.p),
            s: Some(s.into_iter().map(|year| drawn(dice, year)).collect()),
            xs: Some(xs.into_iter().map(|number| drawn(dice, number)).collect()),
            rs: Some(rs.into_iter().map(|record| record.map(|field| drawn(dice, field))).collect()),
        }
    }

    /// All facts as JSON, by name.
    fn facts(&self) -> Vec<(&'static str, String)> {
        let list = |items: Vec<String>| format!("[{}]", items.join(", "));
        let number = |known: &Known| known.json(2);
        let record = |[a, b]: &[Known; 2]| {
            if *a == (Known { low: 0, high: 2 }) && *b == (Known { low: 0, high: 1 }) {
                "null".to_owned()
            } else {
                format!(r#"{{"a": {}, "b": {}}}"#, a.json(2), truth_json(*b))
            }
        };
        let entry = |known: &Known| format!(r#"{{"n": {}}}"#, number(known));
        let or_null = |list: Option<String>| list.unwrap_or_else(|| "null".to_owned());
        vec![
            ("x", number(&self.x)),
            ("p", truth_json(self.p).to_owned()),
            ("s", or_null(self.s.as_ref().map(|years| list(years.iter().map(|year| year.json(1)).collect())))),
            ("xs", or_null(self.xs.as_ref().map(|numbers| list(numbers.iter().map(entry).collect())))),
            ("rs", or_null(self.rs.as_ref().map(|records| list(records.iter().map(record).collect())))),
        ]
    }

    fn set(&self, session: &mut Session) {
        for (name, value) in self.facts() {
            session.set(name, &json(&value)).unwrap();
        }
        session.verdicts();
    }

    /// A profile in which everything is known, for the interpreter.
    fn values(&self) -> Vec<(&'static str, Value)> {
        let number = |known: &Known| Value::Number(Ratio::whole(i128::from(known.low)));
        let list = |numbers: &Option<Vec<Known>>| Value::List(numbers.iter().flatten().map(number).collect());
        let record = |[a, b]: &[Known; 2]| Value::Record(vec![number(a), Value::Truth(b.low == 1)]);
        vec![
            ("x", number(&self.x)),
            ("p", Value::Truth(self.p.low == 1)),
            ("s", list(&self.s)),
            ("ns", list(&self.xs)),
            ("rs", Value::List(self.rs.iter().flatten().map(record).collect())),
        ]
    }
}

fn open(calculator: &Arc<Calculator>) -> Session {
    Session::open(calculator.clone(), date("2026-11-23"), Language::Chinese)
}

/// Whether the engine says the same as the interpreter, up to what it may have had to round.
fn agrees(found: &Outcomes, value: &Value) -> bool {
    match (found, value) {
        (Outcomes::Boolean { yes, no }, Value::Truth(truth)) => yes == truth && no != truth,
        (Outcomes::Ordered(interval), Value::Number(ratio)) => interval.single().is_some_and(|single| {
            let exact =
                Decimal::from_i128_with_scale(ratio.numerator, 0) / Decimal::from_i128_with_scale(ratio.denominator, 0);
            if ratio.rounded { (single - exact).abs() < Decimal::new(1, 15) } else { single == exact }
        }),
        (Outcomes::List(items), Value::List(values)) => {
            items.is_settled()
                && items.items.len() == values.len()
                && items.items.iter().zip(values).all(|(item, value)| agrees(&item.outcomes, value))
        }
        (Outcomes::Record(fields), Value::Record(values)) => {
            fields.len() == values.len() && fields.iter().zip(values).all(|(field, value)| agrees(field, value))
        }
        _ => false,
    }
}

/// More random bytes from a seed, for what need not shrink.
fn spread(seed: u64, count: usize) -> Vec<u8> {
    let mut state = seed | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 24) as u8
    };
    (0..count).map(|_| next()).collect()
}

fn sources(random: &Random) -> String {
    random.definitions.iter().enumerate().map(|(number, body)| format!("d{number}: {body}\n")).collect()
}

/// Rules on which verdicts have something to say: the truths as conditions, the numbers as amounts.
fn with_policy(random: &Random) -> Rules {
    let mut rules = Rules { catalog: random.rules.catalog.clone() };
    let found: Vec<_> = random
        .ids
        .iter()
        .map(|id| (*id, rules.catalog.definitions.find(|d| d.body == *id).unwrap().1.value_type.clone()))
        .collect();
    let of = |wanted: Type| found.iter().filter(move |(_, value_type)| *value_type == wanted).map(|(id, _)| *id);
    let tests: Vec<_> = of(Type::Boolean).map(|id| rules.test(id)).collect();
    let root = rules.condition(ConditionKind::Any(tests));
    rules.policy("q", root, of(Type::Number).map(grant).collect());
    rules
}

/// Writes random rules, profiles and what this engine makes of them into the file that `RANDOM_RULES_FILE` names, a line each,
/// so that the engine in WebAssembly can be compared with this one; `RANDOM_RULES` says how many.
#[test]
fn random_rules_for_other_hosts() {
    let asked = std::env::var("RANDOM_RULES").ok().and_then(|count| count.parse().ok()).unwrap_or(20);
    let mut lines = String::new();
    for (seed, random) in (1u64..).filter_map(|seed| Some((seed, random(&spread(seed * 104_729, 700))?))).take(asked) {
        let rules = with_policy(&random);
        let profile = Profile::random(&mut Dice::new(&spread(seed, 60)));
        let mut facts = profile.facts();
        // Some that are refused: both hosts must say the same of them.
        match seed % 4 {
            0 => facts.push(("x", r#""1 元""#.to_owned())),
            1 => facts.push(("rs", r#"[{"a": 9}, {"c": true}]"#.to_owned())),
            _ => {}
        }
        let facts = facts.iter().map(|(name, value)| format!("\"{name}\": {value}")).collect::<Vec<_>>().join(", ");
        let facts: serde_json::Value = serde_json::from_str(&format!("{{{facts}}}")).unwrap();
        let mut session = rules.open();
        let Input::Object(members) = Input::from(&facts) else { panic!("{facts} is no object") };
        let refused = session.set_all(&members);
        assert_eq!(refused.len(), usize::from(seed % 4 < 2), "{refused:?}");
        let bytes = encode(&rules.catalog).unwrap();
        let line = serde_json::json!({
            "seed": seed,
            "catalog": bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>(),
            "as_of": "2026-11-23",
            "facts": facts,
            "refused": serde_json::to_string(&refused).unwrap(),
            "verdicts": serde_json::to_string(&session.verdicts()).unwrap(),
            "totals": serde_json::to_string(&session.totals()).unwrap(),
        });
        lines += &format!("{line}\n");
    }
    assert_eq!(lines.lines().count(), asked);
    if let Ok(path) = std::env::var("RANDOM_RULES_FILE") {
        std::fs::write(path, lines).unwrap();
    }
}

const COMPLETIONS: u64 = 40;

proptest! {
    #![proptest_config(cases())]

    /// Every completion's outcome is what the interpreter says, and lies in what the engine says can be.
    #[test]
    fn lists_hold_every_completion(bytes in prop::collection::vec(any::<u8>(), 700), profile in prop::collection::vec(any::<u8>(), 60), seed in any::<u32>()) {
        let Some(random) = random(&bytes) else { return Ok(()) };
        let calculator = random.rules.calculator();
        let profile = Profile::random(&mut Dice::new(&profile));
        let mut partial = open(&calculator);
        profile.set(&mut partial);
        let mut narrowed = Narrowed::assuming(&partial, &[ConditionId::from_index(0)]);
        if let Some(narrowed) = &mut narrowed {
            narrowed.evaluate(calculator.catalog().expressions.ids(), &calculator.expression_reads);
        }
        let mut complete = open(&calculator);
        for number in 0..COMPLETIONS {
            let completion = profile.completed(&mut Dice::new(&spread(u64::from(seed) * COMPLETIONS + number, 60)));
            completion.set(&mut complete);
            for (body, id) in random.definitions.iter().zip(&random.ids) {
                let (concrete, possible) = (complete.value(*id), partial.value(*id));
                let case = || format!("{body}\n{profile:?}\n{completion:?}\n{concrete:?}\n{possible:?}\n{}", sources(&random));
                prop_assert!(concrete.is_settled(), "not settled: {}", case());
                let interpreter = Interpreter { facts: completion.values(), definitions: &random.definitions, unclear: Cell::new(false) };
                let value = interpreter.definition(body);
                if !interpreter.unclear.get() {
                    let same = match &value {
                        Ok(value) => concrete.error.is_none() && agrees(&concrete.outcomes, value),
                        Err(Failed) => concrete.outcomes == Outcomes::None && concrete.error.is_some(),
                    };
                    prop_assert!(same, "the interpreter says {value:?}: {}", case());
                }
                prop_assert!(within(concrete, possible), "not among what can be: {}", case());
            }
            if complete.truth(ConditionId::from_index(0)).is_true() {
                prop_assert!(narrowed.is_some(), "conditions hold that were said to be impossible\n{}", sources(&random));
                for (body, id) in random.definitions.iter().zip(&random.ids) {
                    let (concrete, possible) = (complete.value(*id), narrowed.as_ref().unwrap().value(*id));
                    prop_assert!(within(concrete, possible), "narrowed {body}\n{concrete:?}\n{possible:?}\n{}", sources(&random));
                }
            }
        }
    }

    /// As facts, elements and fields become known one by one, nothing definite changes and bounds only shrink.
    #[test]
    fn lists_only_learn(bytes in prop::collection::vec(any::<u8>(), 700), steps in prop::collection::vec(any::<u8>(), 120)) {
        let Some(random) = random(&bytes) else { return Ok(()) };
        let calculator = random.rules.calculator();
        let mut dice = Dice::new(&steps);
        let any = |most| Known { low: 0, high: most };
        let mut profile = Profile { x: any(2), p: any(1), s: None, xs: None, rs: None };
        let goal = profile.completed(&mut dice);
        let mut session = open(&calculator);
        let mut before: Vec<Possible> = random.ids.iter().map(|id| session.value(*id).clone()).collect();
        let lengths = |list: &Option<Vec<Known>>| list.as_ref().map_or(0, Vec::len);
        for _ in 0..24 {
            let earlier = profile.clone();
            match dice.roll(5) {
                0 => learn(&mut dice, &mut profile.x, goal.x),
                1 => learn(&mut dice, &mut profile.p, goal.p),
                2 => match (&mut profile.s, &goal.s) {
                    (Some(years), Some(goal)) if !goal.is_empty() => {
                        let at = dice.roll(goal.len());
                        learn(&mut dice, &mut years[at], goal[at]);
                    }
                    (years, goal) => *years = Some(vec![any(1); lengths(goal)]),
                },
                3 => match (&mut profile.xs, &goal.xs) {
                    (Some(numbers), Some(goal)) if !goal.is_empty() => {
                        let at = dice.roll(goal.len());
                        learn(&mut dice, &mut numbers[at], goal[at]);
                    }
                    (numbers, goal) => *numbers = Some(vec![any(2); lengths(goal)]),
                },
                _ => match (&mut profile.rs, &goal.rs) {
                    (Some(records), Some(goal)) if !goal.is_empty() => {
                        let (at, field) = (dice.roll(goal.len()), dice.roll(2));
                        learn(&mut dice, &mut records[at][field], goal[at][field]);
                    }
                    (records, goal) => {
                        *records = Some(vec![[any(2), any(1)]; goal.as_ref().map_or(0, Vec::len)]);
                    }
                },
            }
            profile.set(&mut session);
            let after: Vec<Possible> = random.ids.iter().map(|id| session.value(*id).clone()).collect();
            for (number, (before, after)) in before.iter().zip(&after).enumerate() {
                prop_assert!(within(after, before), "d{number}: {}\n{earlier:?}\n{before:?}\n{profile:?}\n{after:?}\n{}", random.definitions[number], sources(&random));
                let failed = |value: &Possible| value.outcomes == Outcomes::None && value.error.is_some();
                let unchanged = before.surely_equals(after) || (failed(before) && failed(after));
                prop_assert!(!before.is_settled() || unchanged, "d{number} changed\n{before:?}\n{after:?}\n{}", sources(&random));
            }
            before = after;
        }
        goal.set(&mut session);
        let mut at_once = open(&calculator);
        goal.set(&mut at_once);
        for id in &random.ids {
            prop_assert_eq!(at_once.value(*id), session.value(*id));
        }
    }
}

/// Comes closer to what is so.
fn learn(dice: &mut Dice, known: &mut Known, goal: Known) {
    match dice.roll(3) {
        0 => known.low = (known.low + 1).min(goal.low),
        1 => known.high = (known.high - 1).max(goal.high),
        _ => *known = goal,
    }
}

#[test]
fn random_rules_are_not_trivial() {
    let (mut kept, mut open_values, mut settled_values, mut failing) = (0, 0, 0, 0);
    for seed in 1..200 {
        let Some(random) = random(&spread(seed * 7919, 700)) else { continue };
        kept += 1;
        let session = open(&random.rules.calculator());
        let mut complete = open(&random.rules.calculator());
        Profile::random(&mut Dice::new(&spread(seed, 60)))
            .completed(&mut Dice::new(&spread(seed + 1, 60)))
            .set(&mut complete);
        for id in &random.ids {
            open_values += usize::from(!session.value(*id).is_settled());
            settled_values += usize::from(complete.value(*id).error.is_none());
            failing += usize::from(complete.value(*id).error.is_some());
        }
    }
    assert!(kept > 100, "{kept} rule sets compile");
    assert!(open_values > kept * 3, "{open_values} values are open");
    assert!(settled_values > kept * 3, "{settled_values} values are values");
    assert!(failing > kept / 2, "{failing} values are errors");
}
