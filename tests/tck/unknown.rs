//! What a `null` of the kit is here: an unknown fact of the type that its place asks for.
//!
//! Each `null` in a text becomes a fact of its own. Every type for it is tried; those with which the text compiles fit its place.

use super::ask::{self, Answer, Fact};
use super::scan::{outside_quotes, replace_words};
use super::shape::Shape;
use super::value::Value;

/// Beyond so many operands, lists are not tried.
const FEW: usize = 2;

/// Beyond so many operands, the others have the type of the last of these.
const MANY: usize = 4;

/// The types that an operand may have, likely ones first.
fn types() -> Vec<Shape> {
    let scalars = ["number", "boolean", "text", "date", "period", "days"].map(Shape::Scalar);
    let lists = scalars.clone().map(|of| Shape::List(Box::new(of)));
    scalars.into_iter().chain(lists).collect()
}

/// The text with a name for each `null`, and the names.
fn named(text: &str) -> (String, Vec<String>) {
    let mut names = Vec::new();
    let text = outside_quotes(text, |part| {
        replace_words(part, "null", || {
            let name = format!("unknown_{}", names.len() + 1);
            names.push(name.clone());
            name
        })
    });
    (text, names)
}

/// What the language answers for each choice of types with which the text compiles. Where it compiles with none, the one answer is
/// the first refusal.
pub fn answers(text: &str, facts: &[Fact], expected: Option<&Shape>) -> Vec<Answer> {
    let (text, names) = named(text);
    let types = types();
    let tried = if names.len() > FEW { types.len() / 2 } else { types.len() };
    let mut choice = vec![0; names.len().min(MANY)];
    let mut refusal = None;
    let mut fitting = Vec::new();
    loop {
        let unknown = names.iter().enumerate().filter_map(|(position, name)| {
            let index = choice.get(position).or(choice.last())?;
            let shape = types.get(*index)?.clone();
            Some(Fact { name: name.clone(), shape, value: Value::Null })
        });
        let facts: Vec<Fact> = facts.iter().cloned().chain(unknown).collect();
        match ask::expression(&text, &facts, expected) {
            answer @ Answer::Refused { .. } => {
                refusal.get_or_insert(answer);
            }
            answer => fitting.push(answer),
        }
        if !next(&mut choice, tried) {
            break;
        }
    }
    if fitting.is_empty() { refusal.into_iter().collect() } else { fitting }
}

/// The next choice, counting up; `false` after the last.
fn next(choice: &mut [usize], tried: usize) -> bool {
    for index in choice {
        *index += 1;
        if *index < tried {
            return true;
        }
        *index = 0;
    }
    false
}
