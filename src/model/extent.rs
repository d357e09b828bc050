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
    /// Plain values in it, nested ones included.
    pub scalars: u32,
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
    pub const LIMIT: Extent =
        Extent { elements: 250_000, scalars: 250_000, letters: 1_000_000, work: 10_000_000, loops: 16 };

    /// One plain value.
    pub const SCALAR: Extent = Extent { elements: 0, scalars: 1, letters: 0, work: 0, loops: 0 };

    /// A value of a fact or a parameter of that type, `fields` of each record if it is a list of records.
    pub fn of_type(value_type: &Type, years: u8, fields: usize) -> Extent {
        let letters = capped(LONGEST_TEXT);
        match value_type {
            Type::Text => Extent { letters, ..Extent::SCALAR },
            Type::Series(_) => Extent { elements: u32::from(years), scalars: u32::from(years), ..Extent::SCALAR },
            Type::List(_) => {
                let elements = capped(LONGEST_LIST);
                Extent { elements, scalars: elements.saturating_mul(capped(fields.max(1))), letters, ..Extent::SCALAR }
            }
            _ => Extent::SCALAR,
        }
    }

    /// Whether none of the bounds is beyond [`Extent::LIMIT`].
    pub fn is_within_limits(&self) -> bool {
        let Extent { elements, scalars, letters, work, loops } = Extent::LIMIT;
        self.elements <= elements
            && self.scalars <= scalars
            && self.letters <= letters
            && self.work <= work
            && self.loops <= loops
    }

    /// Either of two values.
    fn or(self, other: Extent) -> Extent {
        Extent {
            elements: self.elements.max(other.elements),
            scalars: self.scalars.max(other.scalars),
            letters: self.letters.max(other.letters),
            work: self.work.saturating_add(other.work),
            loops: self.loops.max(other.loops),
        }
    }

    /// Both values, beside each other.
    fn and(self, other: Extent) -> Extent {
        Extent { scalars: self.scalars.saturating_add(other.scalars), ..self.or(other) }
    }

    /// The extent of an expression whose parts have the given extents. Facts, parameters and definitions are not looked
    /// into: they count as one plain value each.
    pub fn of(
        expression: &Expression,
        part: &dyn Fn(ExpressionId) -> Extent,
        table: &dyn Fn(TableId) -> Extent,
    ) -> Extent {
        let nothing = Extent { elements: 0, scalars: 0, letters: 0, work: 0, loops: 0 };
        let all = |parts: &[ExpressionId]| parts.iter().fold(nothing, |sum, id| sum.and(part(*id)));
        let mut extent = match expression {
            Expression::Constant(Value::Text(text)) => {
                Extent { letters: capped(text.chars().count()), ..Extent::SCALAR }
            }
            Expression::List(parts) => Extent { elements: capped(parts.len()), ..all(parts) },
            Expression::Record(parts) => Extent { elements: 0, ..all(parts) },
            // The element of a list is at most as large as the list.
            Expression::Field { record, .. } | Expression::Item { series: record, .. } => part(*record),
            Expression::If { then, otherwise, .. } => part(*then).or(part(*otherwise)),
            Expression::Each { quantifier, over, body, .. } => {
                let (list, body) = (part(*over), part(*body));
                let times = |count: u32| list.elements.saturating_mul(count);
                let letters = list.letters.max(body.letters);
                match quantifier {
                    Quantifier::Some | Quantifier::Every => Extent::SCALAR,
                    Quantifier::Filter => list,
                    Quantifier::Map => {
                        let scalars = times(body.scalars.max(1));
                        Extent { elements: list.elements, scalars, letters, ..Extent::SCALAR }
                    }
                    Quantifier::Flatten => {
                        let scalars = times(body.scalars.max(body.elements));
                        Extent { elements: times(body.elements), scalars, letters, ..Extent::SCALAR }
                    }
                }
            }
            Expression::Call { function: Function::Concatenate, arguments } => {
                let letters = arguments.iter().fold(0, |sum: u32, id| sum.saturating_add(part(*id).letters));
                Extent { letters, ..Extent::SCALAR }
            }
            Expression::Table(id) => return table(*id),
            _ => Extent::SCALAR,
        };
        (extent.work, extent.loops) = match expression {
            Expression::Variable(_) => (1, 0),
            Expression::Each { over, body, .. } => {
                let (list, body) = (part(*over), part(*body));
                let work = list.elements.saturating_mul(body.work.saturating_add(1)).saturating_add(list.work);
                (work, list.loops.max(body.loops.saturating_add(1)))
            }
            _ => (0, 0),
        };
        if !matches!(expression, Expression::Each { .. }) {
            expression.for_each_operand(&mut |id| {
                let part = part(id);
                extent.work = extent.work.saturating_add(part.work);
                extent.loops = extent.loops.max(part.loops);
            });
        }
        extent.work = extent.work.saturating_add(u32::from(extent.work > 0));
        extent
    }

    /// The extent of a table's value.
    pub fn of_table(table: &Table, part: &dyn Fn(ExpressionId) -> Extent) -> Extent {
        let mut result = Extent { elements: 0, scalars: 0, letters: 0, work: 0, loops: 0 };
        for row in &table.rows {
            let (when, value) = (part(row.when), part(row.then));
            let value =
                Extent { work: when.work.saturating_add(value.work), loops: when.loops.max(value.loops), ..value };
            result = if table.hit == Hit::Collect { result.and(value) } else { result.or(value) };
        }
        match (table.hit, table.otherwise) {
            (Hit::Collect, _) => Extent { elements: capped(table.rows.len()), ..result },
            (_, Some(otherwise)) => result.or(part(otherwise)),
            (_, None) => result,
        }
    }
}
