//! Whether an answer is what a line's class asks for.
//!
//! A line passes
//!
//! - in `value`: if the answer is the expected value, numbers to 1e-8 as the kit has it;
//! - in `kleene`: if there is a type for the unknown operand with which the text compiles, and with every such type the answer
//!   agrees: where the kit expects a value, that value; where it expects `null`, no value, since then no value holds for every
//!   completion. A text for whose operand no type fits must be refused; which those are is a rule of [`super::exceptions`];
//! - in `rterr`: if the answer is an error of the value, or the text is refused with a position;
//! - in `reject`: if the text is refused with a position, an operand `null` being tried as an unknown fact of every type;
//! - elsewhere: if there is an answer, with words and a position where it is a refusal.

use super::ask::{self, Answer};
use super::case::{Case, Class};
use super::exceptions::{self, Exception};
use super::scan::mentions;
use super::shape::Shape;
use super::unknown;
use super::value::Value;

/// What became of a line.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// What was asked for came out.
    Passed,
    /// It needs what the language leaves out or does not name, and is refused for that.
    Excepted(Exception),
    /// What came out instead.
    Failed(String),
    /// Outside the profile: how it was answered.
    Behaved(Behaviour),
}

/// How a line outside the profile was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Behaviour {
    SameValue,
    OtherValue,
    Unknown,
    Error,
    Refused,
    /// It needs other decisions, or is no expression and no table.
    NotRunnable,
}

/// Asks what the line asks and judges the answer.
pub fn outcome(case: &Case) -> Outcome {
    let Some(expected) = Value::read(&case.expected) else {
        return Outcome::Failed(format!("the expected value is not one of the kit's: {}", case.expected));
    };
    if case.class.is_outside() {
        return behaviour(case, &expected);
    }
    let answers = answers(case);
    if answers.is_empty() {
        return Outcome::Failed("neither an expression nor a decision table".to_owned());
    }
    let wrong = answers.iter().find(|answer| !passes(case.class, answer, &expected));
    let Some(wrong) = wrong else { return Outcome::Passed };
    if case.class != Class::Reject
        && let Answer::Refused { code, placed: true, .. } | Answer::BadFact { code, .. } = wrong
        && let Some(exception) = exceptions::find(case, code)
    {
        return Outcome::Excepted(exception);
    }
    Outcome::Failed(wrong.to_string())
}

fn answers(case: &Case) -> Vec<Answer> {
    let facts = ask::facts(case);
    if let Some(table) = &case.table {
        return vec![ask::table(table, &case.written(), facts)];
    }
    let Some(text) = &case.text else { return Vec::new() };
    let result = case.result_type.as_deref().and_then(|name| Shape::named(name, &case.types));
    let result = result.filter(Shape::can_be_said);
    let with_unknowns = matches!(case.class, Class::Kleene1 | Class::Kleene2 | Class::Reject);
    if with_unknowns && mentions(text, "null") {
        unknown::answers(text, &facts, result.as_ref())
    } else {
        vec![ask::expression(text, &facts, result.as_ref())]
    }
}

fn passes(class: Class, answer: &Answer, expected: &Value) -> bool {
    match class {
        Class::Value1 | Class::Value2 => matches!(answer, Answer::Known(value) if expected.is(value)),
        Class::Kleene1 | Class::Kleene2 if *expected == Value::Null => {
            matches!(answer, Answer::Open(_) | Answer::Error { .. })
        }
        Class::Kleene1 | Class::Kleene2 => matches!(answer, Answer::Known(value) if expected.is(value)),
        Class::Rterr1 | Class::Rterr2 => {
            matches!(answer, Answer::Error { message, .. } if !message.is_empty()) || is_clear_refusal(answer)
        }
        Class::Reject => is_clear_refusal(answer),
        Class::Untyped | Class::Out | Class::Diverge | Class::Model => true,
    }
}

fn is_clear_refusal(answer: &Answer) -> bool {
    matches!(answer, Answer::Refused { message, placed: true, .. } if !message.is_empty())
}

fn behaviour(case: &Case, expected: &Value) -> Outcome {
    let Some(answer) = answers(case).into_iter().next() else { return Outcome::Behaved(Behaviour::NotRunnable) };
    Outcome::Behaved(match &answer {
        Answer::Known(value) if expected.is(value) => Behaviour::SameValue,
        Answer::Known(_) => Behaviour::OtherValue,
        Answer::Open(_) => Behaviour::Unknown,
        Answer::Error { message, .. } | Answer::BadFact { message, .. } if !message.is_empty() => Behaviour::Error,
        refusal if is_clear_refusal(refusal) && !case.standalone => Behaviour::NotRunnable,
        refusal if is_clear_refusal(refusal) => Behaviour::Refused,
        unclear => return Outcome::Failed(unclear.to_string()),
    })
}
