//! What the rows of a decision table leave out, say twice or never reach.
//!
//! Every input is cut at the values that its column is compared with: between two cuts no test changes its mind, so one value
//! stands for the whole part, and the table becomes a small grid. A gap is a point of the grid that no row covers; it is
//! looked for input by input, following together the parts that leave the same rows, within a budget.
//!
//! Never a false alarm: a test that cannot be decided counts as met where a gap is looked for, and as not met where rows
//! overlap or cover each other. Gaps and overlaps are only looked for among inputs that are facts of their own, because
//! values of definitions may never occur together; beyond the budget nothing is said.

use super::super::yaml::{Kind, Node};
use super::Compiler;
use super::tables::{Column, Row};
use crate::lang::build::Builder;
use crate::lang::diagnostic::Diagnostic;
use crate::lang::source::Span;
use crate::model::{Bound, Bounds, Comparison, Date, Expression, ExpressionId, FactId, Hit, ListId, Text, Type, Value};
use rust_decimal::Decimal;
use std::collections::HashSet;

/// How many tests of a part against a row one table may cost.
const BUDGET: usize = 2_000_000;

/// The finest step of a fact that declares none.
const FINEST: Decimal = Decimal::from_parts(1, 0, 0, false, 10);

/// One input, cut into parts.
struct Axis {
    parts: Vec<Part>,
    /// Its name and type for examples; `None` where its values are not looked at.
    shown: Option<(String, Type)>,
}

/// A part of an input in which every test of its column has one result.
struct Part {
    /// One of its values.
    value: Value,
    /// For each row whether its tests of this input are met; `None` where that cannot be told.
    met: Vec<Option<bool>>,
}

/// What was found out about an area of the grid.
enum Covered {
    /// Every point of it is covered.
    Wholly,
    /// A point that is not, as one part of each input.
    Except(Vec<usize>),
    /// The budget ran out.
    Unknown,
}

/// Which values an input can have.
#[derive(Clone, Copy)]
struct Range {
    domain: Bounds,
    /// Values are multiples of it; `None` where that is not known.
    step: Option<Decimal>,
}

impl Compiler<'_> {
    /// Warns of what is missing from a table, and of rows that are one too many.
    pub(super) fn warn_of_coverage(
        &mut self,
        hit: Hit,
        columns: &[Column<'_>],
        inputs: &Node,
        rows: &[Row],
        has_else: bool,
    ) {
        if !matches!(hit, Hit::First | Hit::Unique | Hit::Any) || rows.is_empty() {
            return;
        }
        // In the body of a function the inputs are those of one call.
        let called = self.arguments.last().is_some_and(|arguments| !arguments.is_empty());
        let Some((free, wide)) = self.axes(columns, rows) else { return };
        let mut found = Vec::new();
        if !called {
            found.extend(unreachable_rows(hit, &wide, rows));
        }
        match hit {
            Hit::Unique | Hit::Any => found.extend(self.overlaps(hit, &free, rows)),
            _ => {}
        }
        if !has_else && let Covered::Except(point) = gap(&free, rows.len()) {
            let message =
                Text::new("这张表有漏：没有一行符合下面的情况", "this table has a gap: no row matches the case below");
            let help = Text::new("补上缺的行，或写 else", "add the missing row, or `else`");
            let fault = Diagnostic::warning("W0402", inputs.span, message).help(help);
            found.push(fault.label(self.case(&free, &point)));
        }
        found.into_iter().for_each(|fault| self.diagnostics.push(fault));
    }

    /// The inputs of a table for questions that need independent facts, and for those that do not.
    fn axes(&self, columns: &[Column<'_>], rows: &[Row]) -> Option<(Vec<Axis>, Vec<Axis>)> {
        let (mut free, mut wide) = (Vec::new(), Vec::new());
        let mut seen: Vec<ExpressionId> = Vec::new();
        let mut facts: Vec<(FactId, Option<i32>)> = Vec::new();
        let mut cost = 0usize;
        for column in columns {
            let typed = column.typed.as_ref()?;
            if seen.contains(&typed.id) {
                continue;
            }
            seen.push(typed.id);
            if matches!(self.build.expression(typed.id), Expression::Constant(_)) {
                return None;
            }
            // The same input twice is one axis, so that its tests are taken together.
            let same = columns
                .iter()
                .enumerate()
                .filter(|(_, other)| other.typed.as_ref().map(|typed| typed.id) == Some(typed.id));
            let same: Vec<usize> = same.map(|(index, _)| index).collect();
            let tests: Vec<Vec<ExpressionId>> = rows
                .iter()
                .map(|row| same.iter().filter_map(|index| row.tests.get(*index).copied()).collect())
                .collect();
            let fact = self.fact_behind(typed.id).filter(|fact| independent(&facts, *fact));
            facts.extend(fact);
            let range = match fact {
                Some((fact, _)) => {
                    let fact = &self.catalog.facts[fact];
                    Range { domain: fact.domain, step: Some(fact.step.unwrap_or(FINEST)) }
                }
                None => Range { domain: Bounds::ANY, step: None },
            };
            let values = self.values(typed.id, &typed.value_type, &tests, range);
            cost = cost.saturating_add(values.as_ref().map_or(1, Vec::len).saturating_mul(rows.len()));
            if cost > BUDGET {
                return None;
            }
            let name = column.node.as_scalar().map_or(String::new(), |scalar| scalar.text().to_owned());
            let shown = Some((name, typed.value_type.clone()));
            let cut = |values: &[Value]| Axis {
                parts: values.iter().map(|value| part(&self.build, typed.id, value, &tests)).collect(),
                shown: shown.clone(),
            };
            let whole = || Axis { parts: vec![opaque(&self.build, &tests)], shown: None };
            wide.push(values.as_deref().map_or_else(whole, cut));
            free.push(values.as_deref().filter(|_| fact.is_some()).map_or_else(whole, cut));
        }
        Some((free, wide))
    }

    /// The fact that an input is, and which year of it, through definitions that only give it another name.
    fn fact_behind(&self, mut subject: ExpressionId) -> Option<(FactId, Option<i32>)> {
        let mut year = None;
        loop {
            match self.build.expression(subject) {
                Expression::Fact(fact) => return Some((*fact, year)),
                Expression::Item { series, index } => (subject, year) = (*series, Some(*index)),
                Expression::Definition(definition) => subject = self.catalog.definitions[*definition].body,
                _ => return None,
            }
        }
    }

    /// A value of every part of an input; `None` where its type cannot be cut.
    fn values(
        &self,
        subject: ExpressionId,
        value_type: &Type,
        tests: &[Vec<ExpressionId>],
        range: Range,
    ) -> Option<Vec<Value>> {
        let mut constants = HashSet::new();
        for test in tests.iter().flatten() {
            constants_of(&self.build, *test, subject, &mut constants);
        }
        match value_type {
            Type::Boolean => Some(vec![Value::Boolean(true), Value::Boolean(false)]),
            Type::Choice(list) => Some(self.catalog.lists[*list].leaves().map(Value::Code).collect()),
            Type::Text => {
                let mut values: Vec<Value> = constants.into_iter().collect();
                let lengths =
                    values.iter().map(|value| if let Value::Text(text) = value { text.chars().count() } else { 0 });
                let other = "x".repeat(lengths.max().unwrap_or(0) + 1);
                values.push(Value::Text(other));
                values.sort_by_key(|value| if let Value::Text(text) = value { text.clone() } else { String::new() });
                Some(values)
            }
            ordered if ordered.is_ordered() => {
                let mut cuts: Vec<Decimal> = constants
                    .into_iter()
                    .filter_map(|value| if let Value::Number(value) = value { Some(value) } else { None })
                    .collect();
                cuts.sort_unstable();
                Some(range.values(&cuts))
            }
            _ => None,
        }
    }

    /// Rows that match together and must not.
    fn overlaps(&self, hit: Hit, axes: &[Axis], rows: &[Row]) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let parts: usize = axes.iter().map(|axis| axis.parts.len()).sum();
        if parts.saturating_mul(rows.len()).saturating_mul(rows.len()) > BUDGET {
            return found;
        }
        for (later, row) in rows.iter().enumerate() {
            let earlier = rows.iter().enumerate().take(later).find_map(|(earlier, other)| {
                if hit == Hit::Any && !self.differ(other.then, row.then) {
                    return None;
                }
                let both = |part: &Part| met(part, earlier) == Some(true) && met(part, later) == Some(true);
                let point: Option<Vec<usize>> = axes.iter().map(|axis| axis.parts.iter().position(both)).collect();
                point.map(|point| (other, point))
            });
            let Some((other, point)) = earlier else { continue };
            let (code, message, help) = match hit {
                Hit::Any => (
                    "W0404",
                    Text::new(
                        "两行会同时符合，结果却不同：那时 any 是错误",
                        "two rows match together with different results, an error under `any`",
                    ),
                    Text::new("让两行的结果相同，或改用 first", "make the results equal, or use `first`"),
                ),
                _ => (
                    "W0403",
                    Text::new("两行会同时符合：那时 unique 是错误", "two rows match together, an error under `unique`"),
                    Text::new("收窄其中一行，或改用 first", "narrow one of the rows, or use `first`"),
                ),
            };
            let fault = Diagnostic::warning(code, row.span, message).help(help).label(self.case(axes, &point));
            found.push(fault.related(other.span, Text::new("这一行也符合", "this row matches too")));
        }
        found
    }

    /// Whether two results are known to differ.
    fn differ(&self, a: ExpressionId, b: ExpressionId) -> bool {
        match (self.build.value_of(a), self.build.value_of(b)) {
            (Some(a), Some(b)) => a != b,
            _ => false,
        }
    }

    /// A point of the grid in the author's words: `企业规模 = 小型，从业人员 = 100人`.
    fn case(&self, axes: &[Axis], point: &[usize]) -> Text {
        let mut inputs = Vec::new();
        for (axis, part) in axes.iter().zip(point) {
            if let (Some((name, value_type)), Some(part)) = (&axis.shown, axis.parts.get(*part)) {
                inputs.push(format!("{name} = {}", self.shown(&part.value, value_type)));
            }
        }
        if inputs.is_empty() {
            return Text::new("任何情况", "any case");
        }
        Text::new(inputs.join("，"), inputs.join(", "))
    }

    /// A value as an author would write it.
    fn shown(&self, value: &Value, value_type: &Type) -> String {
        let list = |list: ListId, code: u32| {
            self.catalog.lists[list].item(code).map_or(String::new(), |item| item.code.clone())
        };
        match (value, value_type) {
            (Value::Boolean(value), _) => value.to_string(),
            (Value::Text(text), _) => format!("\"{text}\""),
            (Value::Code(code), Type::Choice(of)) => list(*of, *code),
            (Value::Number(number), Type::Money) => {
                let scaled = [(100_000_000, "亿元"), (10_000, "万元")].into_iter().find_map(|(factor, unit)| {
                    let scaled = number.checked_div(Decimal::from(factor))?;
                    (!number.is_zero() && scaled.fract().is_zero()).then(|| format!("{}{unit}", scaled.normalize()))
                });
                scaled.unwrap_or_else(|| format!("{}元", number.normalize()))
            }
            (Value::Number(number), Type::Percent) => number
                .checked_mul(Decimal::ONE_HUNDRED)
                .map_or_else(|| number.to_string(), |value| format!("{}%", value.normalize())),
            (Value::Number(number), Type::Quantity(unit)) => {
                format!("{}{}", number.normalize(), self.catalog.units[*unit].name)
            }
            (Value::Number(number), Type::Date) => i32::try_from(*number)
                .ok()
                .and_then(Date::from_days)
                .map_or_else(|| number.to_string(), |date| date.to_string()),
            (Value::Number(number), Type::Period) => format!("{}个月", number.normalize()),
            (Value::Number(number), Type::Days) => format!("{}日", number.normalize()),
            (Value::Number(number), _) => number.normalize().to_string(),
            _ => String::new(),
        }
    }
}

/// Whether a fact's value says nothing about the values of the others.
fn independent(facts: &[(FactId, Option<i32>)], (fact, year): (FactId, Option<i32>)) -> bool {
    facts.iter().filter(|(known, _)| *known == fact).all(|(_, other)| match (other, year) {
        // Counted from different ends of the series, two years may be the same one.
        (Some(other), Some(year)) => *other != year && (*other < 0) == (year < 0),
        _ => false,
    })
}

fn met(part: &Part, row: usize) -> Option<bool> {
    part.met.get(row).copied().flatten()
}

fn part(build: &Builder, subject: ExpressionId, value: &Value, tests: &[Vec<ExpressionId>]) -> Part {
    let met = tests.iter().map(|tests| all(tests.iter().map(|test| truth(build, *test, subject, value)))).collect();
    Part { value: value.clone(), met }
}

/// A whole input, of which only tests that always or never pass can be told.
fn opaque(build: &Builder, tests: &[Vec<ExpressionId>]) -> Part {
    let always = |test: &ExpressionId| match build.value_of(*test) {
        Some(Value::Boolean(value)) => Some(*value),
        _ => None,
    };
    Part { value: Value::Boolean(true), met: tests.iter().map(|tests| all(tests.iter().map(always))).collect() }
}

/// Kleene's conjunction.
fn all(truths: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut whole = Some(true);
    for truth in truths {
        match truth {
            Some(false) => return Some(false),
            None => whole = None,
            Some(true) => {}
        }
    }
    whole
}

/// Whether a test is met where its subject has this value; `None` where the test looks at something else too.
fn truth(build: &Builder, test: ExpressionId, subject: ExpressionId, value: &Value) -> Option<bool> {
    let operand = |id: ExpressionId| if id == subject { Some(value) } else { build.value_of(id) };
    if let Some(Value::Boolean(value)) = operand(test) {
        return Some(*value);
    }
    match build.expression(test) {
        Expression::And(parts) => all(parts.iter().map(|part| truth(build, *part, subject, value))),
        Expression::Or(parts) => {
            all(parts.iter().map(|part| truth(build, *part, subject, value).map(|truth| !truth))).map(|none| !none)
        }
        Expression::Not(inner) => truth(build, *inner, subject, value).map(|truth| !truth),
        Expression::Compare { comparison, left, right } => {
            let (Value::Number(left), Value::Number(right)) = (operand(*left)?, operand(*right)?) else { return None };
            Some(match comparison {
                Comparison::Equal => left == right,
                Comparison::NotEqual => left != right,
                Comparison::Less => left < right,
                Comparison::LessOrEqual => left <= right,
                Comparison::Greater => left > right,
                Comparison::GreaterOrEqual => left >= right,
            })
        }
        Expression::Same { left, right } => Some(operand(*left)? == operand(*right)?),
        Expression::OneOf { subject: of, codes } => match operand(*of)? {
            Value::Code(code) => Some(codes.contains(code)),
            _ => None,
        },
        _ => None,
    }
}

/// The constants that a test compares its subject with.
fn constants_of(build: &Builder, test: ExpressionId, subject: ExpressionId, constants: &mut HashSet<Value>) {
    match build.expression(test) {
        Expression::And(parts) | Expression::Or(parts) => {
            parts.iter().for_each(|part| constants_of(build, *part, subject, constants));
        }
        Expression::Not(inner) => constants_of(build, *inner, subject, constants),
        Expression::Compare { left, right, .. } | Expression::Same { left, right } => {
            for (one, other) in [(*left, *right), (*right, *left)] {
                if one == subject {
                    constants.extend(build.value_of(other).cloned());
                }
            }
        }
        _ => {}
    }
}

impl Range {
    /// A value at every cut and between every two, as far as there are any; `cuts` ascend.
    fn values(self, cuts: &[Decimal]) -> Vec<Value> {
        let mut values = Vec::new();
        let mut below = None;
        for cut in cuts {
            values.extend(self.between(below, Some(Bound::exclusive(*cut))));
            values.extend(self.between(Some(Bound::inclusive(*cut)), Some(Bound::inclusive(*cut))));
            below = Some(Bound::exclusive(*cut));
        }
        values.extend(self.between(below, None));
        values.into_iter().map(|value| Value::Number(value.normalize())).collect()
    }

    /// A value between two ends: a whole one inside the domain, as round as can be had.
    fn between(self, min: Option<Bound>, max: Option<Bound>) -> Option<Decimal> {
        let bounds = Bounds { min, max }.intersection(&self.domain);
        if bounds.is_empty() {
            return None;
        }
        let fits = |value: Decimal| {
            let is_multiple = |step: Decimal| value.checked_rem(step).is_none_or(|rest| rest.is_zero());
            self.step.is_none_or(is_multiple) && bounds.contains(value)
        };
        let step = self.step.map_or(Decimal::ONE, |step| step.max(Decimal::ONE));
        let (low, high) = (bounds.min.map(|end| end.value), bounds.max.map(|end| end.value));
        let middle = low.zip(high).and_then(|(low, high)| low.checked_add(high)?.checked_div(Decimal::TWO));
        let ends = [
            low,
            high,
            low.and_then(|low| low.checked_add(step)),
            high.and_then(|high| high.checked_sub(step)),
            middle,
            low.and_then(|low| self.next(low, Decimal::floor, Decimal::ONE)),
            high.and_then(|high| self.next(high, Decimal::ceil, Decimal::NEGATIVE_ONE)),
            Some(Decimal::ZERO),
        ];
        ends.into_iter().flatten().find(|value| fits(*value))
    }

    /// The next multiple of the step above or below a value.
    fn next(self, value: Decimal, rounded: fn(&Decimal) -> Decimal, direction: Decimal) -> Option<Decimal> {
        rounded(&value.checked_div(self.step?)?).checked_add(direction)?.checked_mul(self.step?)
    }
}

/// A point that no row can match.
fn gap(axes: &[Axis], rows: usize) -> Covered {
    let mut budget = BUDGET;
    uncovered(axes, (0..rows).collect(), None, |met| met != Some(false), &mut budget)
}

/// Rows that never match: nothing fits them, or rows before them take it all.
fn unreachable_rows(hit: Hit, axes: &[Axis], rows: &[Row]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut budget = BUDGET;
    for (index, row) in rows.iter().enumerate() {
        let possible = |axis: &Axis| axis.parts.iter().any(|part| met(part, index) != Some(false));
        let message = Text::new("这一行永远用不到", "this row can never match");
        let fault = Diagnostic::warning("W0405", row.span, message);
        if !axes.iter().all(possible) {
            let help = Text::new(
                "没有一个取值符合它：检查界限和指标的取值范围",
                "no value fits it: check the limits and the domains of the facts",
            );
            found.push(fault.help(help));
            continue;
        }
        if hit != Hit::First {
            continue;
        }
        let mut covers = |earlier: Vec<usize>| {
            let sure = |met: Option<bool>| met == Some(true);
            matches!(uncovered(axes, earlier, Some(index), sure, &mut budget), Covered::Wholly)
        };
        if covers((0..index).collect()) {
            let help = Text::new(
                "前面的行已经包括了它：调换次序，或删去它",
                "the rows before it cover it: change their order, or remove it",
            );
            let alone = (0..index).find(|earlier| covers(vec![*earlier]));
            let alone = alone.and_then(|earlier| rows.get(earlier)).map(|row| row.span);
            found.push(match alone {
                Some(span) => fault.help(help).related(span, Text::new("这一行已经包括了它", "this row covers it")),
                None => fault.help(help),
            });
        }
    }
    found
}

/// Looks for a point that none of the rows covers, inside the area of the row `within` if there is one.
fn uncovered(
    axes: &[Axis],
    rows: Vec<usize>,
    within: Option<usize>,
    covers: fn(Option<bool>) -> bool,
    budget: &mut usize,
) -> Covered {
    let Some((axis, rest)) = axes.split_first() else {
        return if rows.is_empty() { Covered::Except(Vec::new()) } else { Covered::Wholly };
    };
    let mut tried: HashSet<Vec<usize>> = HashSet::new();
    for (index, part) in axis.parts.iter().enumerate() {
        if within.is_some_and(|row| met(part, row) == Some(false)) {
            continue;
        }
        let Some(left) = budget.checked_sub(rows.len() + 1) else { return Covered::Unknown };
        *budget = left;
        let remaining: Vec<usize> = rows.iter().copied().filter(|row| covers(met(part, *row))).collect();
        if !tried.insert(remaining.clone()) {
            continue;
        }
        match uncovered(rest, remaining, within, covers, budget) {
            Covered::Wholly => {}
            Covered::Except(mut point) => {
                point.insert(0, index);
                return Covered::Except(point);
            }
            Covered::Unknown => return Covered::Unknown,
        }
    }
    Covered::Wholly
}

/// Where a row is underlined: its tests, if it is written in the long form.
pub(super) fn place(node: &Node) -> Span {
    match &node.kind {
        Kind::Mapping(entries) => {
            entries.iter().find(|(key, _)| key.text() == "when").map_or(node.span, |(_, tests)| tests.span)
        }
        _ => node.span,
    }
}
