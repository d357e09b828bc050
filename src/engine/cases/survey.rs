//! What a question hangs on: the facts and judges that keep it open, and the constants that these facts are compared with.
//!
//! A survey walks from the question down through everything that is not settled. What it is looking for when it reaches a fact
//! it carries along as a [`Probe`]: `收入 * 2 >= 100` looks for 收入 on either side of 50. A fact that it reaches with no
//! comparison in hand (its own value matters) is *raw*.
//!
//! Must never: look below a settled value, or let anything but what is settled decide what it finds, since less would then be
//! found by who knows less.

use super::super::calculator::Calculator;
use super::super::decimal::{self, Rounded, Rounding};
use super::super::evaluate::{View, day};
use super::super::interval::Interval;
use super::super::possible::{Outcomes, Possible};
use super::super::set::BitSet;
use super::variable::{Key, Mark, Part, Variable};
use crate::model::{
    Comparison, ConditionId, ConditionKind, Date, Expression, ExpressionId, FactId, Function, Hit, Operator, Table,
    Type,
};
use rust_decimal::Decimal;

/// How deep conditions and expressions are followed.
const DEEPEST: u32 = 160;
/// How many steps a survey may take.
const STEPS: usize = 20_000;

/// A place between ordered values: before this value, or (`after`) behind it.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Cut {
    pub(super) value: Decimal,
    pub(super) after: bool,
}

/// What is asked of the expression that is walked to.
#[derive(Clone, Copy)]
enum Probe<'p> {
    /// Its value.
    Value,
    /// On which side of a cut it lies.
    Side(Cut),
    /// Whether it is one of these leaves.
    OneOf(&'p [u32]),
    /// Whether it contains one of these leaves.
    Contains(&'p [u32]),
    /// Whether it is this text.
    Is(&'p str),
    /// Of a series, on which side of a cut a year lies, or its value.
    Year(i32, Option<Cut>),
    /// Of a series, on which side of a cut its length lies.
    Length(Cut),
}

/// A walk through what a question is made of.
pub(super) struct Survey<'a> {
    calculator: &'a Calculator,
    view: &'a dyn View,
    /// The facts that answer judges.
    answers: &'a BitSet,
    /// Whether settled parts are walked through too; then it finds the same whatever is known.
    everything: bool,
    /// What can be split, in the order in which it is.
    pub(super) variables: Vec<Variable>,
    /// The facts whose own values matter.
    pub(super) raw: BitSet,
    /// The expressions that were reached.
    pub(super) expressions: BitSet,
    /// The conditions that were reached.
    pub(super) conditions: BitSet,
    /// Whether a fact or judge was reached by two of the parts that the question is made of.
    pub(super) shared: bool,
    /// Whether an operation was reached whose plain answer can be more than its operands allow.
    vague: bool,
    /// Whether a fact or judge was reached twice, be it by one part.
    repeated: bool,
    /// Whether it was too much to walk through.
    pub(super) gave_up: bool,
    /// The expressions whose own values matter.
    valued: BitSet,
    /// The facts (and, behind them, judges) that were reached, and those that were reached by earlier parts.
    reached: BitSet,
    earlier: BitSet,
    /// Whether one part may reach a fact only once.
    strict: bool,
    steps: usize,
}

impl<'a> Survey<'a> {
    /// A walk on which nothing has been reached; `answers` are the facts that answer judges in the question.
    pub(super) fn new(
        calculator: &'a Calculator,
        view: &'a dyn View,
        answers: &'a BitSet,
        everything: bool,
    ) -> Survey<'a> {
        Survey {
            calculator,
            view,
            answers,
            everything,
            variables: Vec::new(),
            raw: BitSet::EMPTY,
            expressions: BitSet::EMPTY,
            conditions: BitSet::EMPTY,
            shared: false,
            vague: false,
            repeated: false,
            gave_up: false,
            valued: BitSet::EMPTY,
            reached: BitSet::EMPTY,
            earlier: BitSet::EMPTY,
            strict: false,
            steps: STEPS,
        }
    }

    /// Walks through a condition whose children have been refined: only what two of them share counts as shared.
    pub(super) fn root(&mut self, id: ConditionId) {
        if self.everything || !self.view.truth(id).is_settled() {
            self.conditions.insert(id.index());
            let kind = &self.view.catalog().conditions[id].kind;
            for child in kind.children() {
                self.part(*child);
            }
            self.strict = true;
            if kind.children().is_empty() {
                self.own(id, 0);
            }
        }
    }

    /// Walks through a condition that is refined itself.
    pub(super) fn part(&mut self, id: ConditionId) {
        self.strict = false;
        self.earlier = self.reached.clone();
        self.condition(id, 0);
    }

    /// Walks through an expression that nothing has refined.
    pub(super) fn value(&mut self, id: ExpressionId) {
        self.strict = true;
        self.expression(id, Probe::Value, 0);
    }

    /// Whether splitting can help beyond what is shared, since the refined parts are not exact themselves.
    pub(super) fn is_loose(&self) -> bool {
        self.vague || (self.repeated && !self.raw.is_empty())
    }

    /// Whether a fact, a judge or a part was reached more than once.
    pub(super) fn is_repeated(&self) -> bool {
        self.repeated || self.shared
    }

    fn may_go_on(&mut self, depth: u32) -> bool {
        self.steps = self.steps.saturating_sub(1);
        self.gave_up |= self.steps == 0 || depth > DEEPEST;
        !self.gave_up
    }

    fn condition(&mut self, id: ConditionId, depth: u32) {
        let truth = self.view.truth(id);
        if !self.may_go_on(depth) || (truth.is_settled() && !self.everything) {
            return;
        }
        if self.conditions.contains(id.index()) {
            self.repeated = true;
            self.shared |= truth.judged || truth.facts.intersects(&self.earlier);
            return;
        }
        self.conditions.insert(id.index());
        for child in self.view.catalog().conditions[id].kind.children() {
            self.condition(*child, depth + 1);
        }
        self.own(id, depth);
    }

    /// What a condition reads itself.
    fn own(&mut self, id: ConditionId, depth: u32) {
        match &self.view.catalog().conditions[id].kind {
            ConditionKind::Judged(None) => {
                self.reach(self.view.catalog().facts.len() + id.index());
                self.find(Key::judge(id), None);
            }
            kind => kind.expression().iter().for_each(|own| self.expression(*own, Probe::Value, depth + 1)),
        }
    }

    fn values(&mut self, parts: &[ExpressionId], depth: u32) {
        parts.iter().for_each(|part| self.expression(*part, Probe::Value, depth));
    }

    fn expression(&mut self, id: ExpressionId, probe: Probe, depth: u32) {
        let (view, catalog) = (self.view, self.view.catalog());
        let value = view.value(id);
        let passed = if self.everything { self.reads_nothing(id) } else { value.is_settled() };
        if passed || !self.may_go_on(depth) {
            return;
        }
        self.expressions.insert(id.index());
        if matches!(probe, Probe::Value) {
            if self.valued.contains(id.index()) {
                self.repeated = true;
                self.shared |= self.strict || value.facts.intersects(&self.earlier);
                return;
            }
            self.valued.insert(id.index());
        }
        let depth = depth + 1;
        self.vague |= self.is_vague(&catalog.expressions[id], value);
        match &catalog.expressions[id] {
            Expression::Constant(_) | Expression::EvaluationDate | Expression::Chosen(_) => {}
            Expression::Fact(fact) => self.fact(*fact, probe),
            Expression::Definition(definition) => {
                self.expression(catalog.definitions[*definition].body, probe, depth);
            }
            Expression::And(parts) | Expression::Or(parts) => self.values(parts, depth),
            Expression::Not(part) => self.expression(*part, Probe::Value, depth),
            Expression::Compare { comparison, left, right } => self.compare(*comparison, *left, *right, depth),
            Expression::Same { left, right } => self.same(*left, *right, depth),
            Expression::OneOf { subject, codes } => self.expression(*subject, Probe::OneOf(codes), depth),
            Expression::ContainsAny { subject, codes } => self.expression(*subject, Probe::Contains(codes), depth),
            Expression::Parameter { parameter, place } => {
                let parameter = &catalog.parameters[*parameter];
                if let (Some(place), Some(list)) = (place, parameter.by) {
                    for at in parameter.rows.iter().filter_map(|row| row.at) {
                        let codes = catalog.lists[list].leaves_within(at);
                        self.expression(*place, Probe::OneOf(&codes), depth);
                    }
                }
            }
            Expression::If { condition, then, otherwise } => {
                self.expression(*condition, Probe::Value, depth);
                let truths = view.value(*condition).truths();
                if self.everything || truths.yes {
                    self.expression(*then, probe, depth);
                }
                if self.everything || truths.no {
                    self.expression(*otherwise, probe, depth);
                }
            }
            Expression::Table(table) => self.table(&catalog.tables[*table], probe, depth),
            Expression::Arithmetic { operator, left, right } => {
                if !self.undo(*operator, *left, *right, probe, depth) {
                    self.values(&[*left, *right], depth);
                }
            }
            Expression::PlusMonths { date, months } => {
                let first = if let Probe::Side(cut) = probe { first_day(cut, self.constant(*months)) } else { None };
                match first {
                    Some(day) => {
                        let before = Cut { value: Decimal::from(day.days()), after: false };
                        self.expression(*date, Probe::Side(before), depth);
                    }
                    None => self.values(&[*date, *months], depth),
                }
            }
            Expression::Call { function: Function::Min | Function::Max, arguments } => match probe {
                Probe::Side(_) if arguments.len() > 1 => {
                    arguments.iter().for_each(|argument| self.expression(*argument, probe, depth));
                }
                _ => {
                    // Where it changes from one argument to the other.
                    for value in arguments.iter().filter_map(|limit| self.constant(*limit)).collect::<Vec<_>>() {
                        let side = Probe::Side(Cut { value, after: true });
                        arguments.iter().for_each(|argument| self.expression(*argument, side, depth));
                    }
                    self.values(arguments, depth);
                }
            },
            Expression::Call { function: Function::Count, arguments } => match (probe, arguments.first()) {
                (Probe::Side(cut), Some(series)) => self.expression(*series, Probe::Length(cut), depth),
                _ => self.values(arguments, depth),
            },
            Expression::Call { arguments, .. } => self.values(arguments, depth),
            Expression::Item { series, index } => {
                let cut = if let Probe::Side(cut) = probe { Some(cut) } else { None };
                self.expression(*series, Probe::Year(*index, cut), depth);
            }
            Expression::YearOf { series, year } => {
                let index = *year - view.as_of().ymd().0;
                let cut = if let Probe::Side(cut) = probe { Some(cut) } else { None };
                if index < 0 {
                    self.expression(*series, Probe::Year(index, cut), depth);
                }
            }
            Expression::AtLeast(_, parts) | Expression::List(parts) | Expression::Record(parts) => {
                self.values(parts, depth);
            }
            Expression::Field { record, .. } => self.expression(*record, Probe::Value, depth),
            Expression::Variable(_) => {}
            Expression::Each { over, body, .. } => {
                self.expression(*over, Probe::Value, depth);
                self.body(*body, &mut BitSet::default(), depth);
            }
            Expression::Tiers { of, rows } => {
                for row in rows {
                    match row.up_to.and_then(|limit| self.constant(limit)) {
                        Some(value) => self.expression(*of, Probe::Side(Cut { value, after: true }), depth),
                        None => row.up_to.iter().for_each(|limit| self.expression(*limit, Probe::Value, depth)),
                    }
                    self.expression(row.rate, Probe::Value, depth);
                }
                self.expression(*of, Probe::Value, depth);
            }
        }
    }

    /// Walks to the parts of a body that are the same for each element: only they read facts.
    fn body(&mut self, id: ExpressionId, seen: &mut BitSet, depth: u32) {
        if !self.view.scopes().is_open(id) {
            return self.expression(id, Probe::Value, depth);
        }
        if seen.contains(id.index()) || !self.may_go_on(depth) {
            return;
        }
        seen.insert(id.index());
        let mut parts = Vec::new();
        self.view.catalog().for_each_part(id, &mut |part| parts.push(part));
        for part in parts {
            self.body(part, seen, depth + 1);
        }
    }

    /// Whether the plain answer of an operation can hold more than its operands, were they independent, would give.
    fn is_vague(&self, expression: &Expression, value: &Possible) -> bool {
        let rounded = value.interval().is_some_and(Interval::may_be_rounded);
        rounded
            || match expression {
                Expression::Compare { comparison: Comparison::Equal | Comparison::NotEqual, left, right } => {
                    self.constant(*left).is_none() && self.constant(*right).is_none()
                }
                Expression::Same { left, .. } => {
                    matches!(
                        self.view.value(*left).outcomes,
                        Outcomes::Text(_) | Outcomes::Choices { .. } | Outcomes::List(_) | Outcomes::Record(_)
                    )
                }
                Expression::ContainsAny { codes, .. } => codes.len() > 1,
                // An element that may be missing counts as if nothing else told whether it is.
                Expression::Each { .. } => true,
                Expression::Arithmetic { .. } | Expression::PlusMonths { .. } => value.error.is_some(),
                Expression::Call { function, arguments } => match function {
                    Function::Modulo | Function::Month | Function::Day | Function::Months => true,
                    Function::CivilDate | Function::Concatenate => true,
                    Function::RoundUp | Function::RoundDown | Function::RoundHalfUp | Function::RoundHalfDown => {
                        arguments.get(1).is_none_or(|step| self.constant(*step).is_none())
                    }
                    _ => value.error.is_some(),
                },
                Expression::Table(table) => matches!(
                    self.view.catalog().tables[*table].hit,
                    Hit::Any | Hit::Collect | Hit::CollectSum | Hit::CollectMin | Hit::CollectMax
                ),
                Expression::Tiers { rows, .. } => rows.iter().any(|row| {
                    let unknown = |id: ExpressionId| self.constant(id).is_none();
                    unknown(row.rate) || row.up_to.is_some_and(unknown)
                }),
                _ => false,
            }
    }

    fn table(&mut self, table: &Table, probe: Probe, depth: u32) {
        // Of sums, and of rows that are compared with each other, a result's own value matters.
        let probe = if matches!(table.hit, Hit::CollectSum | Hit::Collect | Hit::Any) { Probe::Value } else { probe };
        if table.hit == Hit::Any {
            let results = || table.rows.iter().map(|row| row.then);
            for open in results().filter(|then| self.constant(*then).is_none()).collect::<Vec<_>>() {
                results().for_each(|other| self.compare(Comparison::Equal, open, other, depth));
            }
        }
        for row in &table.rows {
            self.expression(row.when, Probe::Value, depth);
            let truths = self.view.value(row.when).truths();
            if (self.everything || truths.yes) && table.hit != Hit::CollectCount {
                self.expression(row.then, probe, depth);
            }
            if table.hit == Hit::First && !truths.no && !self.everything {
                return;
            }
        }
        table.otherwise.iter().for_each(|otherwise| self.expression(*otherwise, probe, depth));
    }

    fn compare(&mut self, comparison: Comparison, left: ExpressionId, right: ExpressionId, depth: u32) {
        let (subject, value, turned) = match (self.constant(left), self.constant(right)) {
            (_, Some(value)) => (left, value, false),
            (Some(value), _) => (right, value, true),
            _ => return self.values(&[left, right], depth),
        };
        let before = Probe::Side(Cut { value, after: false });
        let after = Probe::Side(Cut { value, after: true });
        match (comparison, turned) {
            (Comparison::Equal | Comparison::NotEqual, _) => {
                self.expression(subject, before, depth);
                self.expression(subject, after, depth);
            }
            (Comparison::Less | Comparison::GreaterOrEqual, false)
            | (Comparison::Greater | Comparison::LessOrEqual, true) => self.expression(subject, before, depth),
            _ => self.expression(subject, after, depth),
        }
    }

    fn same(&mut self, left: ExpressionId, right: ExpressionId, depth: u32) {
        for (subject, other) in [(left, right), (right, left)] {
            if self.reads_nothing(other) {
                match &self.view.value(other).outcomes {
                    Outcomes::Choice(codes) => {
                        let codes: Vec<u32> = codes.iter().filter_map(|code| u32::try_from(code).ok()).collect();
                        return self.expression(subject, Probe::OneOf(&codes), depth);
                    }
                    Outcomes::Text(Some(text)) => {
                        // Of several texts only "any" remains.
                        self.shared |= self.strict;
                        return self.expression(subject, Probe::Is(text), depth);
                    }
                    _ => {}
                }
            }
        }
        self.values(&[left, right], depth);
    }

    /// Asks an operand on which side of a cut it lies, the other one being a constant; `false` where that does not follow.
    fn undo(&mut self, operator: Operator, left: ExpressionId, right: ExpressionId, probe: Probe, depth: u32) -> bool {
        let Probe::Side(Cut { value, after }) = probe else { return false };
        let (operand, undone, turned) = match (operator, self.constant(left), self.constant(right)) {
            (Operator::Add, Some(a), _) => (right, decimal::subtract(value, a), false),
            (Operator::Add, _, Some(b)) => (left, decimal::subtract(value, b), false),
            (Operator::Subtract, Some(a), _) => (right, decimal::subtract(a, value), true),
            (Operator::Subtract, _, Some(b)) => (left, decimal::add(value, b), false),
            (Operator::Multiply, Some(a), _) => (right, decimal::divide(value, a), a.is_sign_negative()),
            (Operator::Multiply, _, Some(b)) => (left, decimal::divide(value, b), b.is_sign_negative()),
            (Operator::Divide, _, Some(b)) => (left, decimal::multiply(value, b), b.is_sign_negative()),
            _ => return false,
        };
        match undone {
            Ok(Rounded { value, exact: true, .. }) => {
                self.expression(operand, Probe::Side(Cut { value, after: after != turned }), depth);
                true
            }
            Ok(Rounded { low, .. }) => {
                // No decimal lies between this one and the exact place; how the rule rounds beside it is another matter.
                self.expression(operand, Probe::Side(Cut { value: low, after: true }), depth);
                false
            }
            Err(_) => false,
        }
    }

    fn reads_nothing(&self, id: ExpressionId) -> bool {
        self.calculator.expression_reads.get(id.index()).is_some_and(BitSet::is_empty)
    }

    /// The value of an expression that reads no fact, if it is known and was not rounded.
    fn constant(&self, id: ExpressionId) -> Option<Decimal> {
        if !self.reads_nothing(id) {
            return None;
        }
        let value = self.view.value(id);
        value.single().filter(|_| value.interval().is_some_and(|x| x.rounded.is_none()))
    }

    fn fact(&mut self, id: FactId, probe: Probe) {
        self.reach(id.index());
        let fact = &self.view.catalog().facts[id];
        let (catalog, answers) = (self.calculator.catalog(), self.answers);
        let variable = |part| Key::fact(catalog, answers, id, part);
        match (probe, &fact.value_type) {
            (_, Type::Boolean) => self.find(variable(Part::Whole), Some(Mark::True)),
            (Probe::OneOf(codes), Type::Choice(_)) => {
                let codes = codes.iter().map(|code| *code as usize).collect();
                self.find(variable(Part::Whole), Some(Mark::Codes(codes)));
            }
            (Probe::Is(text), Type::Text) => self.find(variable(Part::Whole), Some(Mark::Text(text.to_owned()))),
            (Probe::Contains(codes), Type::Choices(_)) => {
                for code in codes {
                    self.find(variable(Part::Leaf(*code as usize)), Some(Mark::True));
                }
            }
            (Probe::Length(cut), Type::Series(_)) => self.find(variable(Part::Length), Some(Mark::Cut(cut))),
            (Probe::Year(index, cut), Type::Series(_)) => {
                let far = index.unsigned_abs() as usize;
                let exists = Cut { value: Decimal::from(far), after: false };
                self.find(variable(Part::Length), Some(Mark::Cut(exists)));
                let Some(cut) = cut else { return self.raw.insert(id.index()) };
                let lengths = match &self.view.fact(id).outcomes {
                    Outcomes::Series(series) if !self.everything => series.least..=series.years.len(),
                    _ => 0..=usize::from(fact.years),
                };
                for length in lengths {
                    let back = if index < 0 { Some(far) } else { (length + 1).checked_sub(far) };
                    let Some(back @ 1..) = back else { continue };
                    if index > 0 {
                        // Which year it is depends on how many there are.
                        let longer = Cut { value: Decimal::from(length), after: true };
                        self.find(variable(Part::Length), Some(Mark::Cut(longer)));
                    }
                    self.find(variable(Part::Year(back)), Some(Mark::Cut(cut)));
                }
            }
            (Probe::Side(cut), each) if each.is_ordered() => {
                self.find(variable(Part::Whole), Some(Mark::Cut(cut)));
            }
            _ => self.raw.insert(id.index()),
        }
    }

    /// Takes note of a mark that divides a variable.
    fn find(&mut self, key: Key, mark: Option<Mark>) {
        let position = match self.variables.binary_search_by(|variable| variable.key.cmp(&key)) {
            Ok(position) => position,
            Err(position) => {
                self.variables.insert(position, Variable { key, marks: Vec::new() });
                position
            }
        };
        if let Some(variable) = self.variables.get_mut(position) {
            variable.marks.extend(mark.filter(|mark| !variable.marks.contains(mark)));
        }
    }

    fn reach(&mut self, number: usize) {
        self.repeated |= self.reached.contains(number);
        self.shared |= if self.strict { &self.reached } else { &self.earlier }.contains(number);
        self.reached.insert(number);
    }
}

/// The first day that lies, so many months later, behind a cut.
fn first_day(cut: Cut, months: Option<Decimal>) -> Option<Date> {
    let months = i32::try_from(decimal::whole(months?).ok()?).ok()?;
    let whole = decimal::round(cut.value, Decimal::ONE, Rounding::Ceiling).ok()?;
    let target = day(whole).ok()?.plus_days(i32::from(cut.after && whole == cut.value))?;
    let mut first = target.plus_months(months.checked_neg()?)?;
    while first.plus_months(months)? < target {
        first = first.plus_days(1)?;
    }
    while first.plus_days(-1)?.plus_months(months)? >= target {
        first = first.plus_days(-1)?;
    }
    Some(first)
}
