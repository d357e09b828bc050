//! How large a value can become and how much work it can take, before anything is known of a company.
//!
//! Lists make it possible to write little that grows without bound: a list of the same list twice, and that again; a loop
//! within a loop. Every expression therefore has an [`Extent`] that holds for whatever a profile says, the compiler refuses
//! expressions beyond [`Extent::LIMIT`], and so does the decoder of catalogs; the engine needs no limit of its own, which an
//! answer could reach only after another answer had been given.

use super::{Expression, ExpressionId, Function, Hit, LONGEST_LIST, Quantifier, Table, TableId, Type, Value};

/// Upper bounds on a value and on the work of evaluating it. Sums and products stop at the largest number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// Elements of the list, if it is one.
    pub elements: u32,
    /// Plain values in it, nested ones included; what is empty counts as one.
    pub scalars: u32,
    /// Plain values in the largest of its elements.
    pub each: u32,
    /// Plain values in the largest field of a record in it.
    pub field: u32,
    /// Characters of the longest text in it.
    pub letters: u32,
    /// Operations for each element of the enclosing list; 0 where the value does not depend on an element.
    pub work: u32,
    /// How deep lists are run through inside each other.
    pub loops: u32,
}

/// The most characters of a text that a fact can be.
pub const LONGEST_TEXT: usize = 10_000;

fn capped(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl Extent {
    /// What an expression of a catalog may come to at most.
    pub const LIMIT: Extent = Extent {
        elements: 250_000,
        scalars: 250_000,
        each: 250_000,
        field: 250_000,
        letters: 1_000_000,
        work: 10_000_000,
        loops: 16,
    };

    /// One plain value.
    pub const SCALAR: Extent = Extent { elements: 0, scalars: 1, each: 1, field: 1, letters: 0, work: 0, loops: 0 };

    /// A value of a fact or a parameter of that type, `fields` of each record if it is a list of records.
    pub fn of_type(value_type: &Type, years: u8, fields: usize) -> Extent {
        let letters = capped(LONGEST_TEXT);
        match value_type {
            Type::Text => Extent { letters, ..Extent::SCALAR },
            Type::Series(_) => Extent { elements: u32::from(years), scalars: u32::from(years), ..Extent::SCALAR },
            Type::List(_) => {
                let (elements, each) = (capped(LONGEST_LIST), capped(fields.max(1)));
                Extent { elements, scalars: elements.saturating_mul(each), each, letters, ..Extent::SCALAR }
            }
            _ => Extent::SCALAR,
        }
    }

    /// Whether none of the bounds is beyond [`Extent::LIMIT`].
    pub fn is_within_limits(&self) -> bool {
        // No element or field is larger than the whole.
        let Extent { elements, scalars, letters, work, loops, .. } = Extent::LIMIT;
        self.elements <= elements
            && self.scalars <= scalars
            && self.letters <= letters
            && self.work <= work
            && self.loops <= loops
    }

    /// An element of a list of this extent; one that is a list or a record itself holds no more than the largest element.
    pub fn element(self) -> Extent {
        Extent { elements: self.each, scalars: self.each, ..self }
    }

    /// What a variable stands for that runs through a list of this extent.
    pub fn variable(self) -> Extent {
        Extent { work: 1, loops: 0, ..self.element() }
    }

    /// A field of a record of this extent.
    fn field(self) -> Extent {
        Extent { elements: self.field, scalars: self.field, each: self.field, ..self }
    }

    /// Either of two values.
    fn or(self, other: Extent) -> Extent {
        Extent {
            elements: self.elements.max(other.elements),
            scalars: self.scalars.max(other.scalars),
            each: self.each.max(other.each),
            field: self.field.max(other.field),
            letters: self.letters.max(other.letters),
            work: self.work.saturating_add(other.work),
            loops: self.loops.max(other.loops),
        }
    }

    /// Both values, beside each other.
    fn and(self, other: Extent) -> Extent {
        Extent { scalars: self.scalars.saturating_add(other.scalars), ..self.or(other) }
    }

    /// Whether an expression is one plain value whatever its parts are, as most are, so that only their work counts.
    pub fn is_scalar(expression: &Expression) -> bool {
        matches!(
            expression,
            Expression::Compare { .. }
                | Expression::OneOf { .. }
                | Expression::Arithmetic { .. }
                | Expression::And(_)
                | Expression::Or(_)
                | Expression::Not(_)
                | Expression::Constant(Value::Boolean(_) | Value::Number(_) | Value::Code(_) | Value::Codes(_))
        )
    }

    /// The extent of an expression whose parts have the given extents. Facts, parameters, definitions and variables are not
    /// looked into: they count as one plain value each.
    pub fn of(
        expression: &Expression,
        part: &dyn Fn(ExpressionId) -> Extent,
        table: &dyn Fn(TableId) -> Extent,
    ) -> Extent {
        let nothing = Extent { scalars: 0, ..Extent::SCALAR };
        let all = |parts: &[ExpressionId]| {
            let sum = parts.iter().fold(nothing, |sum, id| sum.and(part(*id)));
            Extent { scalars: sum.scalars.max(1), ..sum }
        };
        let largest = |parts: &[ExpressionId]| parts.iter().map(|id| part(*id).scalars).max().unwrap_or(1);
        let mut extent = match expression {
            Expression::Variable(_) => Extent { work: 1, ..Extent::SCALAR },
            Expression::Constant(Value::Text(text)) => {
                Extent { letters: capped(text.chars().count()), ..Extent::SCALAR }
            }
            Expression::List(parts) => Extent { elements: capped(parts.len()), each: largest(parts), ..all(parts) },
            Expression::Record(parts) => Extent { elements: 0, field: largest(parts), ..all(parts) },
            Expression::Field { record, .. } => part(*record).field(),
            Expression::Item { series, .. } => part(*series).element(),
            Expression::If { condition, then, otherwise } => {
                Extent { work: part(*condition).work, ..Extent::SCALAR }.or(part(*then)).or(part(*otherwise))
            }
            Expression::Each { quantifier, over, body, .. } => {
                let (list, body) = (part(*over), part(*body));
                let work = list.elements.saturating_mul(body.work.saturating_add(1)).saturating_add(list.work);
                let times = |count: u32| list.elements.saturating_mul(count);
                let letters = list.letters.max(body.letters);
                match quantifier {
                    Quantifier::Some | Quantifier::Every => Extent { work, ..Extent::SCALAR },
                    Quantifier::Filter => Extent { work, ..list },
                    Quantifier::Map => Extent {
                        elements: list.elements,
                        scalars: times(body.scalars).max(1),
                        each: body.scalars,
                        letters,
                        work,
                        ..body
                    },
                    Quantifier::Flatten => Extent {
                        elements: times(body.elements),
                        scalars: times(body.scalars).max(1),
                        letters,
                        work,
                        ..body
                    },
                }
            }
            Expression::Call { function: Function::Concatenate, arguments } => {
                let letters = arguments.iter().fold(0, |sum: u32, id| sum.saturating_add(part(*id).letters));
                Extent { letters, work: all(arguments).work, ..Extent::SCALAR }
            }
            Expression::Table(id) => table(*id),
            other => {
                let mut work = 0u32;
                other.for_each_operand(&mut |id| work = work.saturating_add(part(id).work));
                Extent { work, ..Extent::SCALAR }
            }
        };
        let mut loops = 0u32;
        expression.for_each_operand(&mut |id| loops = loops.max(part(id).loops));
        extent.loops = match expression {
            Expression::Each { over, body, .. } => part(*over).loops.max(part(*body).loops.saturating_add(1)),
            _ => extent.loops.max(loops),
        };
        if extent.work > 0 {
            extent.work = extent.work.saturating_add(1);
        }
        extent
    }

    /// The extent of a table's value.
    pub fn of_table(table: &Table, part: &dyn Fn(ExpressionId) -> Extent) -> Extent {
        let mut result = Extent { scalars: 0, ..Extent::SCALAR };
        let mut each = 1;
        for row in &table.rows {
            let value = part(row.then);
            let when = part(row.when);
            let work = when.work.saturating_add(value.work);
            let value = Extent { work, loops: when.loops.max(value.loops), ..value };
            each = each.max(value.scalars);
            result = if table.hit == Hit::Collect { result.and(value) } else { result.or(value) };
        }
        let result = Extent { scalars: result.scalars.max(1), ..result };
        match (table.hit, table.otherwise) {
            (Hit::Collect, _) => Extent { elements: capped(table.rows.len()), each, ..result },
            (_, Some(otherwise)) => result.or(part(otherwise)),
            (_, None) => result,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Id, TableRow};

    /// An expression's extent, where part `n` has the `n`th of these.
    fn of(expression: &Expression, parts: &[Extent]) -> Extent {
        Extent::of(expression, &|id| parts[id.index()], &|_| unreachable!())
    }

    fn id(index: usize) -> ExpressionId {
        Id::from_index(index)
    }

    fn each(quantifier: Quantifier) -> Expression {
        Expression::Each { quantifier, over: id(0), variable: 0, body: id(1) }
    }

    /// A list of so many plain values.
    fn list(elements: u32) -> Extent {
        Extent { elements, scalars: elements.max(1), ..Extent::SCALAR }
    }

    fn facts(fields: usize) -> Extent {
        Extent::of_type(&Type::List(Id::from_index(0)), 0, fields)
    }

    #[test]
    fn a_fact_is_as_large_as_a_profile_may_make_it() {
        let loans = facts(7);
        assert_eq!((loans.elements, loans.scalars, loans.each, loans.field), (1_000, 7_000, 7, 1));
        assert_eq!(loans.letters, 10_000);
        assert_eq!(Extent::of_type(&Type::Text, 0, 0).letters, 10_000);
        assert_eq!(Extent::of_type(&Type::Series(Box::new(Type::Money)), 3, 0).elements, 3);
        assert_eq!(Extent::of_type(&Type::Money, 0, 0), Extent::SCALAR);
    }

    #[test]
    fn what_is_just_within_the_limits_and_what_is_just_beyond() {
        for (outer, inner, within) in [(500, 500, true), (500, 501, false), (1, 250_000, true), (1, 250_001, false)] {
            let pairs = of(&each(Quantifier::Flatten), &[list(outer), list(inner)]);
            assert_eq!((pairs.elements, pairs.is_within_limits()), (outer * inner, within), "{outer} × {inner}");
            let nested = of(&each(Quantifier::Map), &[list(outer), list(inner)]);
            assert_eq!((nested.scalars, nested.is_within_limits()), (outer * inner, within), "{outer} of {inner}");
        }
        let body = |work| Extent { work, ..Extent::SCALAR };
        let some = |elements, work| of(&each(Quantifier::Some), &[list(elements), body(work)]);
        assert!(some(1_000, 9_998).is_within_limits());
        assert!(!some(1_000, 10_000).is_within_limits());
        let text = |letters| Extent { letters, ..Extent::SCALAR };
        let concatenate = Expression::Call { function: Function::Concatenate, arguments: vec![id(0), id(1)] };
        assert!(of(&concatenate, &[text(500_000), text(500_000)]).is_within_limits());
        assert!(!of(&concatenate, &[text(500_000), text(500_001)]).is_within_limits());
    }

    /// What is said of an expression without its parts is what its parts lead to, as long as they bring no work.
    #[test]
    fn scalars_are_told_without_their_parts() {
        let parts = [list(3), facts(7), Extent { letters: 9, ..Extent::SCALAR }];
        let scalars = [
            Expression::Compare { comparison: crate::model::Comparison::Less, left: id(0), right: id(1) },
            Expression::OneOf { subject: id(0), codes: vec![1] },
            Expression::Arithmetic { operator: crate::model::Operator::Add, left: id(1), right: id(2) },
            Expression::And(vec![id(0), id(1), id(2)]),
            Expression::Or(Vec::new()),
            Expression::Not(id(1)),
            Expression::Constant(Value::Boolean(true)),
            Expression::Constant(Value::Codes(vec![0, 1])),
        ];
        for expression in scalars {
            assert!(Extent::is_scalar(&expression), "{expression:?}");
            assert_eq!(of(&expression, &parts), Extent::SCALAR, "{expression:?}");
        }
        for other in
            [Expression::List(vec![id(0)]), Expression::Constant(Value::Text("好".into())), Expression::Variable(0)]
        {
            assert!(!Extent::is_scalar(&other), "{other:?}");
        }
    }

    #[test]
    fn nothing_overflows() {
        let largest = list(u32::MAX);
        let body = Extent { work: u32::MAX, letters: u32::MAX, ..largest };
        for quantifier in
            [Quantifier::Map, Quantifier::Flatten, Quantifier::Filter, Quantifier::Some, Quantifier::Every]
        {
            assert_eq!(of(&each(quantifier), &[largest, body]).work, u32::MAX, "{quantifier:?}");
        }
        assert_eq!(of(&Expression::List(vec![id(0), id(1)]), &[largest, body]).scalars, u32::MAX);
    }

    #[test]
    fn elements_and_fields_are_as_large_as_the_largest() {
        let inner = [list(3), list(1_000)];
        let lists = of(&Expression::List(vec![id(0), id(1)]), &inner);
        assert_eq!((lists.elements, lists.scalars, lists.each), (2, 1_003, 1_000));
        let second = of(&Expression::Item { series: id(0), index: 2 }, &[lists]);
        assert_eq!((second.elements, second.scalars), (1_000, 1_000));
        assert_eq!(lists.variable().elements, 1_000, "a variable over lists is a list");
        let record = of(&Expression::Record(vec![id(0), id(1)]), &inner);
        assert_eq!((record.elements, record.scalars, record.field), (0, 1_003, 1_000));
        let field = of(&Expression::Field { record: id(0), position: 0 }, &[record]);
        assert_eq!((field.elements, field.scalars), (1_000, 1_000));
        // The fields of a fact's records are plain values, so records made of them do not grow.
        let loan = facts(20).variable();
        let amount = of(&Expression::Field { record: id(0), position: 3 }, &[loan]);
        assert_eq!((loan.scalars, amount.scalars, amount.work), (20, 1, 2));
        let columns = of(&Expression::Record(vec![id(0); 20]), &[amount]);
        assert_eq!((columns.scalars, columns.field), (20, 1));
    }

    #[test]
    fn what_is_empty_counts_as_one() {
        let empty = of(&Expression::List(Vec::new()), &[]);
        assert_eq!((empty.elements, empty.scalars), (0, 1));
        let of_empty = of(&Expression::List(vec![id(0); 3]), &[empty]);
        assert_eq!((of_empty.elements, of_empty.scalars), (3, 3));
        assert_eq!(of(&Expression::Record(Vec::new()), &[]).scalars, 1);
    }

    #[test]
    fn a_table_that_collects_adds_its_rows() {
        let row = |then| TableRow { when: id(0), then: id(then), clause: None };
        let parts = [Extent::SCALAR, list(4), list(6)];
        let table = |hit, otherwise| {
            let table = Table { hit, rows: vec![row(1), row(2)], otherwise, list: None };
            Extent::of_table(&table, &|id| parts[id.index()])
        };
        let collected = table(Hit::Collect, None);
        assert_eq!((collected.elements, collected.scalars, collected.each), (2, 10, 6));
        let first = table(Hit::First, Some(id(0)));
        assert_eq!((first.elements, first.scalars), (6, 6));
    }
}
