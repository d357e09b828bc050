//! What each type of a catalog is made of, in the order in which it is written. A change here is a new format version.

use super::{Coded, Reader};
use crate::model::*;

/// A record is written as its parts in this order.
macro_rules! record {
    ($($type:ident { $($part:ident),* })*) => { $(
        impl Coded for $type {
            fn write(&self, out: &mut Vec<u8>) {
                let Self { $($part),* } = self;
                $( $part.write(out); )*
            }
            fn read(from: &mut Reader<'_>) -> Option<Self> {
                $( let $part = Coded::read(from)?; )*
                Some(Self { $($part),* })
            }
        }
    )* };
}

/// A choice is written as its number, and its parts in this order.
macro_rules! choice {
    ($($type:ident { $( $number:literal $variant:ident $(($($item:ident),*))? $({ $($part:ident),* })? ),* })*) => { $(
        impl Coded for $type {
            fn write(&self, out: &mut Vec<u8>) {
                match self {
                    $( Self::$variant $(($($item),*))? $({ $($part),* })? => {
                        out.push($number);
                        $( $( $item.write(out); )* )?
                        $( $( $part.write(out); )* )?
                    } )*
                }
            }
            fn read(from: &mut Reader<'_>) -> Option<Self> {
                Some(match from.byte()? {
                    $( $number => {
                        $( $( let $item = Coded::read(from)?; )* )?
                        $( $( let $part = Coded::read(from)?; )* )?
                        Self::$variant $(($($item),*))? $({ $($part),* })?
                    } )*
                    _ => return None,
                })
            }
        }
    )* };
}

record! {
    Catalog {
        texts, units, lists, elements, records, fields, facts, parameters, expressions, tables, definitions, selections,
        conditions, sources, policies, groups, beforehand
    }
    Beforehand { days, truths, amounts }
    Span { from, until }
    Plain { question, dated, never_fails }
    Words { zh, en }
    Text { zh, en }
    Unit { name, label }
    List { name, items }
    ListItem { code, label, parent }
    Record { fields }
    Fact {
        name, value_type, years, step, domain, label, ask, find, section, ask_unit, brackets, can_change, earliest, fields,
        key, format, tells
    }
    Bounds { min, max }
    Bound { value, inclusive }
    AskUnit { name, factor }
    Tells { fact, beginnings }
    Parameter { name, value_type, by, rows }
    ParameterRow { at, from, value, source }
    Tier { up_to, rate }
    Table { hit, rows, otherwise, list }
    TableRow { when, then, clause }
    Definition { name, policy, value_type, body, label, source }
    Selection { definition, filter, condition }
    Source { title, number, clause, url, checked, grade, confidence }
    Policy {
        id, title, summary, kind, level, authority, sources, state, from, to, supersedes, survives, delivery, windows, eligible,
        benefits, materials, apply
    }
    Benefit {
        kind, says, when, amount, cap, at_least, step, certainty, measure, per, clause, source, reference, depends_on
    }
    Material { name, may_follow, shared }
    Apply { url, office, phone }
    Group { name, says, members, at_most, each_cap, cap, per, highest_difference, source }
}

choice! {
    CanChange { 0 No, 1 Up, 2 Down, 3 Any }
    Format { 0 CreditCode }
    ParameterValue { 0 Known(value), 1 Bounded(bounds), 2 Unknown }
    Value { 0 Boolean(truth), 1 Number(number), 2 Text(text), 3 Code(code), 4 Codes(codes), 5 Series(years) }
    Expression {
        0 Constant(value),
        1 Fact(fact),
        2 Definition(definition),
        3 Parameter { parameter, place },
        4 EvaluationDate,
        5 And(parts),
        6 Or(parts),
        7 Not(part),
        8 Compare { comparison, left, right },
        9 Same { left, right },
        10 OneOf { subject, codes },
        11 ContainsAny { subject, codes },
        12 If { condition, then, otherwise },
        13 Arithmetic { operator, left, right },
        14 PlusMonths { date, months },
        15 Call { function, arguments },
        16 Item { series, index },
        17 YearOf { series, year },
        18 Variable(variable),
        19 List(parts),
        20 Record(parts),
        21 Field { record, position },
        22 Each { quantifier, over, variable, body },
        23 AtLeast(needed, parts),
        24 Table(table),
        25 Tiers { of, rows },
        26 Chosen(policy)
    }
    Quantifier { 0 Map, 1 Flatten, 2 Filter, 3 Some, 4 Every }
    Comparison { 0 Equal, 1 NotEqual, 2 Less, 3 LessOrEqual, 4 Greater, 5 GreaterOrEqual }
    Operator { 0 Add, 1 Subtract, 2 Multiply, 3 Divide, 4 Power }
    Function {
        0 Abs, 1 Floor, 2 Ceiling, 3 Modulo, 4 Min, 5 Max, 6 Sum, 7 Mean, 8 Count, 9 RoundUp, 10 RoundDown, 11 RoundHalfUp,
        12 RoundHalfDown, 13 Year, 14 Month, 15 Day, 16 Years, 17 Months, 18 Contains, 19 StartsWith, 20 EndsWith,
        21 StringLength, 22 MonthsBetween, 23 CivilDate, 24 DateOfText, 25 Concatenate
    }
    Hit { 0 Unique, 1 Any, 2 First, 3 CollectSum, 4 CollectCount, 5 CollectMin, 6 CollectMax, 7 Collect }
    Grade { 0 A, 1 G, 2 B, 3 C }
    Confidence { 0 Verbatim, 1 Recalled }
    PolicyKind { 0 Policy, 1 Space, 2 Service, 3 Market, 4 Talent, 5 Fund }
    State { 0 InForce, 1 Draft, 2 Repealed, 3 Unverified }
    When { 0 Day(day), 1 Open, 2 Unknown }
    Delivery { 0 Automatic, 1 Instant, 2 Approval, 3 Filing, 4 Application, 5 Review, 6 List }
    Window { 0 Once { opens, closes }, 1 Yearly { opens, closes }, 2 Rolling, 3 Unknown }
    Amount { 0 None, 1 Formula(formula), 2 Range { min, max } }
    BenefitKind {
        0 Grant, 1 Tax, 2 Fee, 3 Charge, 4 Loan, 5 Interest, 6 Rent, 7 Voucher, 8 Insurance, 9 Qualification, 10 Service
    }
    Certainty { 0 Fixed, 1 Formula, 2 Ceiling, 3 Floor, 4 None }
    Measure { 0 Cash, 1 Deduction, 2 Credit }
    Per { 0 Once, 1 Month, 2 Year, 3 Project }
}

impl Coded for Field {
    fn write(&self, out: &mut Vec<u8>) {
        self.0.write(out);
    }
    fn read(from: &mut Reader<'_>) -> Option<Field> {
        Fact::read(from).map(Field)
    }
}

/// A series is written as its number and the type of each year, which is ordered, so that no bytes can make reading recurse.
impl Coded for Type {
    fn write(&self, out: &mut Vec<u8>) {
        let number = match self {
            Type::Boolean => 0,
            Type::Number => 1,
            Type::Percent => 2,
            Type::Money => 3,
            Type::Quantity(_) => 4,
            Type::Date => 5,
            Type::Period => 6,
            Type::Days => 7,
            Type::Text => 8,
            Type::Choice(_) => 9,
            Type::Choices(_) => 10,
            Type::Series(_) => 11,
            Type::List(_) => 12,
            Type::Record(_) => 13,
        };
        out.push(number);
        match self {
            Type::Quantity(unit) => unit.write(out),
            Type::Choice(list) | Type::Choices(list) => list.write(out),
            Type::Series(each) => each.write(out),
            Type::List(element) => element.write(out),
            Type::Record(record) => record.write(out),
            _ => {}
        }
    }
    fn read(from: &mut Reader<'_>) -> Option<Type> {
        match from.byte()? {
            11 => {
                let number = from.byte()?;
                let each = plain_type(number, from)?;
                each.is_ordered().then(|| Type::Series(Box::new(each)))
            }
            number => plain_type(number, from),
        }
    }
}

/// The type with this number, unless it is a series.
fn plain_type(number: u8, from: &mut Reader<'_>) -> Option<Type> {
    Some(match number {
        0 => Type::Boolean,
        1 => Type::Number,
        2 => Type::Percent,
        3 => Type::Money,
        4 => Type::Quantity(Coded::read(from)?),
        5 => Type::Date,
        6 => Type::Period,
        7 => Type::Days,
        8 => Type::Text,
        9 => Type::Choice(Coded::read(from)?),
        10 => Type::Choices(Coded::read(from)?),
        12 => Type::List(Coded::read(from)?),
        13 => Type::Record(Coded::read(from)?),
        _ => return None,
    })
}

/// Conditions are by far the most: the number of the kind and five bits for what is not missing share one byte.
impl Coded for Condition {
    fn write(&self, out: &mut Vec<u8>) {
        let Condition { kind, id, says, clause, source, fix } = self;
        let number = match kind {
            ConditionKind::Test(_) => 0,
            ConditionKind::All(_) => 1,
            ConditionKind::Any(_) => 2,
            ConditionKind::Not(_) => 3,
            ConditionKind::AtLeast(..) => 4,
            ConditionKind::Judged(_) => 5,
        };
        let is_there = [id.is_some(), says.is_some(), clause.is_some(), source.is_some(), fix.is_some()];
        let bits = (3..).zip(is_there).map(|(bit, is_there)| u8::from(is_there) << bit);
        out.push(number + bits.sum::<u8>());
        match kind {
            ConditionKind::Test(test) => test.write(out),
            ConditionKind::All(parts) | ConditionKind::Any(parts) => parts.write(out),
            ConditionKind::Not(part) => part.write(out),
            ConditionKind::AtLeast(needed, parts) => {
                needed.write(out);
                parts.write(out);
            }
            ConditionKind::Judged(answer) => answer.write(out),
        }
        id.iter().for_each(|id| id.write(out));
        says.iter().for_each(|says| says.write(out));
        clause.iter().for_each(|clause| clause.write(out));
        source.iter().for_each(|source| source.write(out));
        fix.iter().for_each(|fix| fix.write(out));
    }
    fn read(from: &mut Reader<'_>) -> Option<Condition> {
        fn maybe<T: Coded>(head: u8, bit: u8, from: &mut Reader<'_>) -> Option<Option<T>> {
            if head >> bit & 1 == 0 { Some(None) } else { T::read(from).map(Some) }
        }
        let head = from.byte()?;
        let kind = match head & 7 {
            0 => ConditionKind::Test(Coded::read(from)?),
            1 => ConditionKind::All(Coded::read(from)?),
            2 => ConditionKind::Any(Coded::read(from)?),
            3 => ConditionKind::Not(Coded::read(from)?),
            4 => ConditionKind::AtLeast(Coded::read(from)?, Coded::read(from)?),
            5 => ConditionKind::Judged(Coded::read(from)?),
            _ => return None,
        };
        let (id, says, clause) = (maybe(head, 3, from)?, maybe(head, 4, from)?, maybe(head, 5, from)?);
        let (source, fix) = (maybe(head, 6, from)?, maybe(head, 7, from)?);
        Some(Condition { kind, id, says, clause, source, fix })
    }
}
