//! Typed expressions as the compiler leaves them: names resolved, units checked, functions of the author written out.
//!
//! Expressions form one arena per catalog and share equal parts. INVARIANT (made by the compiler, checked by the decoder):
//! an expression refers only to expressions with a smaller id; the bodies of the definitions and the parts of the tables it
//! names have smaller ids too. So evaluation needs no cycle check, and one result an id is all that a memo needs.

use super::{Date, DefinitionId, FactId, Id, ListId, ParameterId, PolicyId};
use rust_decimal::Decimal;

/// The number of an expression in the catalog.
pub type ExpressionId = Id<Expression>;

/// A value that is known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// true or false
    Boolean(bool),
    /// any ordered value: a number, a share, 元, days since 1970-01-01, months, days
    Number(Decimal),
    /// free text
    Text(String),
    /// the position of a leaf in its list
    Code(u32),
    /// positions of leaves in their list, ascending
    Codes(Vec<u32>),
    /// one value a year, oldest first
    Series(Vec<Decimal>),
}

impl From<Date> for Value {
    fn from(date: Date) -> Self {
        Value::Number(Decimal::from(date.days()))
    }
}

/// One operation. What it takes and gives is settled when it is compiled; the types named here are the compiler's promise.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Expression {
    /// A literal.
    Constant(Value),
    /// A fact of the profile.
    Fact(FactId),
    /// A definition's value; the same as the expression it is bound to, kept apart so that it can be named.
    Definition(DefinitionId),
    /// A dated parameter as of the evaluation date; for a parameter by place, at the place the code expression names.
    Parameter {
        /// Which one.
        parameter: ParameterId,
        /// A choice of the parameter's list.
        place: Option<ExpressionId>,
    },
    /// 基准日, a date.
    EvaluationDate,
    /// Kleene conjunction of booleans; error stands between true and false (`false and error` is false).
    And(Vec<ExpressionId>),
    /// Kleene disjunction of booleans.
    Or(Vec<ExpressionId>),
    /// Negation of a boolean.
    Not(ExpressionId),
    /// Comparison of two ordered values of one type, or of two texts by their characters' numbers.
    Compare {
        /// How.
        comparison: Comparison,
        /// Left operand.
        left: ExpressionId,
        /// Right operand.
        right: ExpressionId,
    },
    /// Equality of two booleans, texts, choices of one list, lists or records of one type.
    Same {
        /// Left operand.
        left: ExpressionId,
        /// Right operand.
        right: ExpressionId,
    },
    /// Whether a choice is one of these leaves (`in (…)`, `within(…)`), given as positions, ascending.
    OneOf {
        /// A choice.
        subject: ExpressionId,
        /// Positions of leaves.
        codes: Vec<u32>,
    },
    /// `list contains(choices, code)`: whether one of these leaves is among the choices.
    ContainsAny {
        /// A set of choices.
        subject: ExpressionId,
        /// Positions of leaves.
        codes: Vec<u32>,
    },
    /// `if … then … else …`; both results have the type of the whole.
    If {
        /// A boolean.
        condition: ExpressionId,
        /// The result where it is true.
        then: ExpressionId,
        /// The result where it is false.
        otherwise: ExpressionId,
    },
    /// Arithmetic on two decimals.
    Arithmetic {
        /// Which.
        operator: Operator,
        /// Left operand.
        left: ExpressionId,
        /// Right operand.
        right: ExpressionId,
    },
    /// A date and a period: the same day of the month so many months later, clamped to the month's end.
    PlusMonths {
        /// A date.
        date: ExpressionId,
        /// A period; may be negative.
        months: ExpressionId,
    },
    /// A built-in function.
    Call {
        /// Which.
        function: Function,
        /// Its arguments in order, as the function's description says.
        arguments: Vec<ExpressionId>,
    },
    /// One year of a series: −1 is the last year closed, −2 the one before; or one element of a list.
    Item {
        /// A series or a list.
        series: ExpressionId,
        /// Negative counts from the end; positive from the start, 1 the oldest.
        index: i32,
    },
    /// The year of a series that is called so: 2023.
    YearOf {
        /// A series.
        series: ExpressionId,
        /// A calendar year.
        year: i32,
    },
    /// What the enclosing [`Expression::Each`] with this number is looking at. An expression that reads a variable has a value
    /// only there.
    Variable(u32),
    /// A list of values of one type.
    List(Vec<ExpressionId>),
    /// A record, its fields in the order of its type.
    Record(Vec<ExpressionId>),
    /// A field of a record, by its position.
    Field {
        /// A record.
        record: ExpressionId,
        /// Which field.
        position: u32,
    },
    /// Something asked of, or made from, each element of a list or each year of a series.
    Each {
        /// What comes of it.
        quantifier: Quantifier,
        /// The list or series.
        over: ExpressionId,
        /// The number by which `body` reads the element; no other `Each` of the catalog has it.
        variable: u32,
        /// Evaluated for each element.
        body: ExpressionId,
    },
    /// At least so many of these booleans are true.
    AtLeast(u32, Vec<ExpressionId>),
    /// A decision table.
    Table(TableId),
    /// Marginal tiers 超额累进: each slice of `of` between two limits at its own rate.
    Tiers {
        /// What is sliced, an ordered value from 0; below 0 counts as 0.
        of: ExpressionId,
        /// Upper limits and rates, limits ascending; the last limit may be missing.
        rows: Vec<Tier>,
    },
    /// Whether a policy belongs to the bundle in question; open where no bundle is. It stands only in benefits that depend on
    /// that policy.
    Chosen(PolicyId),
}

/// What comes of looking at each element of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quantifier {
    /// `for x in xs return body`: a list of the bodies.
    Map,
    /// `for x in xs, y in ys return body`: the bodies are lists, which are put together.
    Flatten,
    /// `xs[body]`: the elements for which the body is true.
    Filter,
    /// `some x in xs satisfies body`
    Some,
    /// `every x in xs satisfies body`
    Every,
}

/// One slice of marginal tiers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tier {
    /// Where the slice ends; `None` has no end.
    pub up_to: Option<ExpressionId>,
    /// A number or percent.
    pub rate: ExpressionId,
}

/// How two ordered values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Comparison {
    /// The comparison that holds where this one does not.
    pub fn opposite(self) -> Comparison {
        match self {
            Comparison::Equal => Comparison::NotEqual,
            Comparison::NotEqual => Comparison::Equal,
            Comparison::Less => Comparison::GreaterOrEqual,
            Comparison::LessOrEqual => Comparison::Greater,
            Comparison::Greater => Comparison::LessOrEqual,
            Comparison::GreaterOrEqual => Comparison::Less,
        }
    }

    /// The comparison with its sides exchanged.
    pub fn turned(self) -> Comparison {
        match self {
            Comparison::Less => Comparison::Greater,
            Comparison::LessOrEqual => Comparison::GreaterOrEqual,
            Comparison::Greater => Comparison::Less,
            Comparison::GreaterOrEqual => Comparison::LessOrEqual,
            same => same,
        }
    }
}

/// Arithmetic. `+` and `-` are exact; `*`, `/` and `**` are rounded once, half-even, at the last digit that fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `**`, a whole exponent
    Power,
}

/// Built-in functions. `xs` is one series, one list of ordered values, or any number of ordered values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    /// `abs(x)`
    Abs,
    /// `floor(x)`, `floor(x, step)`: down to a multiple of step
    Floor,
    /// `ceiling(x)`, `ceiling(x, step)`: up to a multiple of step
    Ceiling,
    /// `modulo(x, y)`: x − y·floor(x/y)
    Modulo,
    /// `min(xs)`
    Min,
    /// `max(xs)`
    Max,
    /// `sum(xs)`
    Sum,
    /// `mean(xs)`
    Mean,
    /// `count(xs)` of a list or a series or, of choices, how many
    Count,
    /// `round up(x, step)`: away from zero to a multiple of step. The compiler turns a scale into a step.
    RoundUp,
    /// `round down(x, step)`: towards zero
    RoundDown,
    /// `round half up(x, step)`: 四舍五入, ties away from zero
    RoundHalfUp,
    /// `round half down(x, step)`: ties towards zero
    RoundHalfDown,
    /// `.year` of a date
    Year,
    /// `.month` of a date, 1–12
    Month,
    /// `.day` of a date, 1–31
    Day,
    /// `.years` of a period: whole years
    Years,
    /// `.months` of a period: what is left below a year
    Months,
    /// `contains(text, text)`
    Contains,
    /// `starts with(text, text)`
    StartsWith,
    /// `ends with(text, text)`
    EndsWith,
    /// `string length(text)`, in characters
    StringLength,
    /// `years and months duration(from, to)`: whole months between two dates
    MonthsBetween,
    /// `date(year, month, day)`
    CivilDate,
    /// `date(text)`: a day written as 2026-01-01
    DateOfText,
    /// `text + text`
    Concatenate,
}

/// The number of a decision table in the catalog.
pub type TableId = Id<Table>;

/// A decision table: what it gives is settled by its hit policy.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Table {
    /// Which rows count where several match.
    pub hit: Hit,
    /// Rows in the author's order.
    pub rows: Vec<TableRow>,
    /// The result where no row matches; without it that is an error.
    pub otherwise: Option<ExpressionId>,
    /// The list of the result, where it is a choice.
    pub list: Option<ListId>,
}

/// A row of a decision table.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TableRow {
    /// Whether it matches, a boolean.
    pub when: ExpressionId,
    /// What it gives.
    pub then: ExpressionId,
    /// Where the official text says so.
    pub clause: Option<String>,
}

/// A table's hit policy (DMN 1.5 section 8.2.11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hit {
    /// At most one row may match.
    Unique,
    /// Several may match if they give the same.
    Any,
    /// The first row that matches.
    First,
    /// The sum over the matching rows, 0 if there is none.
    CollectSum,
    /// How many rows match.
    CollectCount,
    /// The least result.
    CollectMin,
    /// The greatest result.
    CollectMax,
    /// The results of the matching rows as a list, in the order of the rows: `collect` and `rule order`.
    Collect,
}
