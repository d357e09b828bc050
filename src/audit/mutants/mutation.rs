//! One small change of a rule, such as an author may make by mistake: where it is made, and what becomes of that place.
//!
//! A mutation names places of the catalog that it was found in. Changes themselves name nothing, so that they can be made to a part
//! that has been cut out of that catalog.

use crate::model::{
    Comparison, ConditionId, Date, DefinitionId, ExpressionId, Function, Operator, ParameterId, ParameterValue,
    PolicyId, Quantifier, TableId, Value,
};

/// A change and where it is made.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Mutation {
    /// Of an expression.
    Expression(Site, Rewrite),
    /// Of how conditions are combined. Several conditions stand for one that is written once and used under several names.
    Condition(Vec<ConditionId>, ConditionChange),
    /// Of a policy's benefit.
    Benefit(PolicyId, usize, BenefitChange),
    /// Of a policy's dates.
    Policy(PolicyId, PolicyChange),
    /// Of a row of a parameter.
    Figure(ParameterId, usize, FigureChange),
}

/// An expression as it is written in one place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Site {
    /// What it is a part of.
    pub(super) root: Root,
    /// The row of a table that it stands in; the one behind the last is the table's `else`.
    pub(super) row: Option<(TableId, usize)>,
    /// The expression.
    pub(super) node: ExpressionId,
}

/// What an expression is a part of. What lies behind the name of a definition is no part.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Root {
    /// A definition's value; of a score also whether it is passed, which is made of the same sum.
    Definition(Vec<DefinitionId>),
    /// What a condition asks. Several conditions stand for one that is written once.
    Test(Vec<ConditionId>),
    /// An amount of a policy's benefit.
    Amount(PolicyId, usize, Slot),
}

/// The amounts of a benefit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    Formula,
    Min,
    Max,
    Cap,
    AtLeast,
    Step,
}

/// What becomes of an expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Rewrite {
    /// This literal stands in its place.
    Constant(Value),
    /// This literal stands in the place of an operand.
    Operand(usize, Value),
    /// It compares otherwise.
    Comparison(Comparison),
    /// It calculates otherwise.
    Operator(Operator),
    /// It is another function of the same operands.
    Function(Function),
    /// It tests for these codes.
    Codes(Vec<u32>),
    /// It takes another year or element.
    Index(i32),
    /// It takes another year.
    Year(i32),
    /// It asks for so many.
    Needed(u32),
    /// It asks `some` for `every`, and the other way round.
    Quantifier(Quantifier),
    /// `and` for `or`, and the other way round.
    Connected,
    /// It lacks one of its parts.
    Without(usize),
    /// Its opposite.
    Negated,
    /// What it is the opposite of.
    Plain,
    /// A table without one of its rows.
    RowDropped(usize),
    /// A table in which a row and the next have changed places.
    RowsSwapped(usize),
    /// A table one of whose rows gives another literal; the one behind the last is its `else`.
    RowResult(usize, Value),
}

/// What becomes of a combination of conditions.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum ConditionChange {
    /// `all` for `any`, and the other way round.
    Connected,
    /// It lacks one of its conditions.
    Without(usize),
    /// It asks for so many.
    Needed(u32),
    /// What it is the opposite of.
    Plain,
    /// Nobody judges: it holds.
    Holds,
}

/// What becomes of a benefit.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum BenefitChange {
    /// It has no condition of its own.
    Unconditional,
    /// It has no such limit.
    Without(Slot),
    /// What was said to be the most is paid.
    Certain,
}

/// What becomes of a policy's dates.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum PolicyChange {
    /// It begins so many days later.
    From(i32),
    /// It ends so many days later.
    To(i32),
    /// A window opens so many days later.
    Opens(usize, i32),
    /// A window closes so many days later.
    Closes(usize, i32),
    /// It does not end that policy.
    NotEnding(PolicyId),
}

/// What becomes of a figure.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum FigureChange {
    /// It is this.
    Value(ParameterValue),
    /// It holds from this day.
    From(Date),
}
