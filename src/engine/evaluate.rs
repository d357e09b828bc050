//! The evaluator: what one expression, or one condition, can be, given what its parts can be.
//!
//! Takes a [`View`] (a catalog, a date, what is known of each fact, and the values of all parts) and gives a [`Possible`].
//! There is no recursion: parts have smaller ids, so whoever evaluates in ascending order has every part at hand. Each
//! operation is sound by itself for any choice of outcomes of its parts; where parts share facts the result may hold outcomes
//! that no completion gives, never the other way round. Must never: read anything but the view; panic on any catalog whose
//! ids were checked.

use super::decimal::{self, Fault, Rounding};
use super::error::{ErrorKind, ValueError};
use super::interval::{Computed, End, Interval};
use super::possible::{Outcomes, Possible};
use super::scope::Scopes;
use super::set::BitSet;
use super::{exact, kleene, lists, terms};
use crate::model::{
    Catalog, Comparison, ConditionId, ConditionKind, Date, Expression, ExpressionId, FactId, Operator, PolicyId,
};
use rust_decimal::Decimal;
use std::cmp::Ordering;

/// What the evaluator sees. A view that knows some things more closely says only those itself; all else is its base's.
pub(crate) trait View {
    /// The view that this one is made from; itself, if it is made from none and answers everything.
    fn base(&self) -> &dyn View;
    /// The rules.
    fn catalog(&self) -> &Catalog {
        self.base().catalog()
    }
    /// Which of its expressions have a value only inside a list.
    fn scopes(&self) -> &Scopes {
        self.base().scopes()
    }
    /// 基准日
    fn as_of(&self) -> Date {
        self.base().as_of()
    }
    /// What is known of a fact.
    fn fact(&self, id: FactId) -> &Possible {
        self.base().fact(id)
    }
    /// Whether a policy belongs to the bundle in question, if that is said.
    fn chosen(&self, policy: PolicyId) -> Option<bool> {
        self.base().chosen(policy)
    }
    /// The element of a list that a variable stands for.
    fn variable(&self, variable: u32) -> &Possible {
        self.base().variable(variable)
    }
    /// The value of an expression that has been evaluated.
    fn value(&self, id: ExpressionId) -> &Possible {
        self.base().value(id)
    }
    /// The truth of a condition that has been evaluated.
    fn truth(&self, id: ConditionId) -> &Possible {
        self.base().truth(id)
    }
}

/// What a condition can be: true, false or an error.
pub(crate) fn condition(view: &dyn View, id: ConditionId) -> Possible {
    let truths = |children: &'_ [ConditionId]| children.iter().map(|child| view.truth(*child)).collect::<Vec<_>>();
    match &view.catalog().conditions[id].kind {
        ConditionKind::Test(test) => view.value(*test).clone(),
        ConditionKind::All(children) => kleene::all(truths(children).into_iter()),
        ConditionKind::Any(children) => kleene::any(truths(children).into_iter()),
        ConditionKind::Not(child) => kleene::not(view.truth(*child)),
        ConditionKind::AtLeast(needed, children) => kleene::at_least(*needed as usize, truths(children).into_iter()),
        ConditionKind::Judged(None) => Possible { judged: true, ..Possible::truth(true, true) },
        ConditionKind::Judged(Some(answer)) => {
            // The answer settles it where it is known; until then it is the judge who is asked, not the company.
            let mut truth = view.value(*answer).clone();
            if !truth.is_settled() {
                truth.facts = BitSet::EMPTY;
                truth.judged = true;
            }
            truth
        }
    }
}

/// What an expression can be.
pub(crate) fn expression(view: &dyn View, id: ExpressionId) -> Possible {
    Evaluation { view, id, result: Possible::known(Outcomes::None) }.run().settled()
}

/// The definition's body behind a name, if it is one.
pub(crate) fn resolved(catalog: &Catalog, mut id: ExpressionId) -> ExpressionId {
    while let Expression::Definition(definition) = &catalog.expressions[id] {
        id = catalog.definitions[*definition].body;
    }
    id
}

/// One expression being evaluated; `result` gathers what keeps its operands open and how they can fail.
pub(super) struct Evaluation<'a> {
    pub(super) view: &'a dyn View,
    pub(super) id: ExpressionId,
    pub(super) result: Possible,
}

impl<'a> Evaluation<'a> {
    fn run(mut self) -> Possible {
        let view = self.view;
        match &view.catalog().expressions[self.id] {
            Expression::Constant(value) => Possible::constant(value),
            Expression::Fact(fact) => view.fact(*fact).clone(),
            Expression::Definition(definition) => view.value(view.catalog().definitions[*definition].body).clone(),
            Expression::Parameter { parameter, place } => self.parameter(*parameter, *place),
            Expression::EvaluationDate => Possible::number(Decimal::from(view.as_of().days())),
            Expression::And(parts) => kleene::all(parts.iter().map(|part| view.value(*part))),
            Expression::Or(parts) => kleene::any(parts.iter().map(|part| view.value(*part))),
            Expression::Not(part) => kleene::not(view.value(*part)),
            Expression::Compare { comparison, left, right } => self.compare(*comparison, *left, *right),
            Expression::Same { left, right } => self.same(*left, *right),
            Expression::OneOf { subject, codes } => {
                let subject = self.take(*subject);
                let Outcomes::Choice(possible) = &subject.outcomes else { return self.nothing(subject) };
                let codes: BitSet = codes.iter().map(|code| *code as usize).collect();
                self.truth(possible.intersects(&codes), !possible.is_subset(&codes))
            }
            Expression::ContainsAny { subject, codes } => {
                let subject = self.take(*subject);
                let Outcomes::Choices { must, may } = &subject.outcomes else { return self.nothing(subject) };
                let codes: BitSet = codes.iter().map(|code| *code as usize).collect();
                self.truth(may.intersects(&codes), !must.intersects(&codes))
            }
            Expression::If { condition, then, otherwise } => {
                let truths = self.take(*condition).truths();
                if truths.yes {
                    self.result.join(view.value(*then));
                }
                if truths.no {
                    self.result.join(view.value(*otherwise));
                }
                self.result
            }
            Expression::Arithmetic { operator, left, right } => self.arithmetic(*operator, *left, *right),
            Expression::PlusMonths { date, months } => self.plus_months(*date, *months),
            Expression::Call { function, arguments } => self.call(*function, arguments),
            Expression::AtLeast(needed, parts) => {
                kleene::at_least(*needed as usize, parts.iter().map(|part| view.value(*part)))
            }
            Expression::Item { series, index } => self.item(*series, *index),
            Expression::YearOf { series, year } => {
                // −1 is the last year closed.
                let index = *year - view.as_of().ymd().0;
                if index < 0 { self.item(*series, index) } else { self.fail(ErrorKind::NotClosed(*year)) }
            }
            Expression::Variable(variable) => view.variable(*variable).clone(),
            Expression::List(parts) => self.list(parts),
            Expression::Record(parts) => self.record(parts),
            Expression::Field { record, position } => self.field(*record, *position),
            Expression::Each { quantifier, over, variable, body } => self.each(*quantifier, *over, *variable, *body),
            Expression::Table(table) => self.table(&view.catalog().tables[*table]),
            Expression::Tiers { of, rows } => self.tiers(*of, rows),
            Expression::Chosen(policy) => match view.chosen(*policy) {
                Some(chosen) => Possible::truth(chosen, !chosen),
                // Nobody can be asked: whoever puts benefits together decides.
                None => Possible { judged: true, ..Possible::truth(true, true) },
            },
        }
    }

    /// One year of a series, or one element of a list.
    #[inline(never)]
    fn item(mut self, series: ExpressionId, index: i32) -> Possible {
        let series = self.take(series);
        let series = match &series.outcomes {
            Outcomes::Series(series) => series,
            Outcomes::List(list) => return self.element(list, index),
            _ => return self.nothing(series),
        };
        let back = index.unsigned_abs() as usize;
        self.over_lengths(series.lengths(), &|years| {
            let position = if index < 0 { years.len().checked_sub(back) } else { back.checked_sub(1) };
            match position.and_then(|position| years.get(position)) {
                Some(year) => Computed { interval: Some(*year), fault: None },
                None => Computed { interval: None, fault: Some(ErrorKind::IndexOutside(index)) },
            }
        })
    }

    /// An operand: what keeps it open and how it can fail goes into the result.
    pub(super) fn take(&mut self, id: ExpressionId) -> &'a Possible {
        let operand = self.view.value(id);
        self.result.depend_on(operand);
        operand
    }

    /// The interval of an operand; `None` where it has no value or is not ordered.
    pub(super) fn ordered(&mut self, id: ExpressionId) -> Option<Interval> {
        let operand = self.take(id);
        if operand.interval().is_none() && operand.outcomes != Outcomes::None {
            self.may_fail(ErrorKind::Malformed);
        }
        operand.interval().copied()
    }

    pub(super) fn may_fail(&mut self, kind: ErrorKind) {
        let origin = self.id;
        self.result.error.get_or_insert(ValueError { kind, origin });
    }

    pub(super) fn truth(mut self, yes: bool, no: bool) -> Possible {
        self.result.outcomes = if yes || no { Outcomes::Boolean { yes, no } } else { Outcomes::None };
        self.result
    }

    /// No outcome: the operand fails in every completion, or is of a type the operation is not made for.
    pub(super) fn nothing(mut self, operand: &Possible) -> Possible {
        if operand.outcomes != Outcomes::None {
            self.may_fail(ErrorKind::Malformed);
        }
        self.result.outcomes = Outcomes::None;
        self.result
    }

    pub(super) fn fail(mut self, kind: ErrorKind) -> Possible {
        self.may_fail(kind);
        self.result.outcomes = Outcomes::None;
        self.result
    }

    /// The result is this, or one of the results joined before.
    pub(super) fn join_computed(&mut self, computed: Computed) {
        let computed = Possible::computed(computed, self.id);
        self.result.join(&computed);
    }

    pub(super) fn conclude(mut self, computed: Computed) -> Possible {
        self.join_computed(computed);
        self.result
    }

    pub(super) fn over_lengths<'b>(
        mut self,
        lengths: impl Iterator<Item = &'b [Interval]>,
        function: &dyn Fn(&[Interval]) -> Computed,
    ) -> Possible {
        for years in lengths {
            self.join_computed(function(years));
        }
        self.result
    }

    // ------------------------------------------------------------------------------------------ comparison and arithmetic

    #[inline(never)]
    fn compare(mut self, comparison: Comparison, left: ExpressionId, right: ExpressionId) -> Possible {
        let view = self.view;
        if matches!(view.value(left).outcomes, Outcomes::Text(_)) {
            return self.compare_texts(comparison, left, right);
        }
        let (Some(a), Some(b)) = (self.ordered(left), self.ordered(right)) else {
            self.result.outcomes = Outcomes::None;
            return self.result;
        };
        let zero = Interval::point(Decimal::ZERO);
        if resolved(view.catalog(), left) == resolved(view.catalog(), right) {
            let (yes, no) = zero.compare(comparison, &zero);
            return self.truth(yes, no);
        }
        if let (Some(x), Some(y)) = (a.single(), b.single()) {
            let is_rounded = a.rounded.is_some() || b.rounded.is_some();
            let order = if is_rounded { exact::order(view, left, right) } else { None };
            let open = |id| exact::open_condition(view, id, 0);
            if is_rounded
                && order.is_none()
                && let Some(condition) = open(left).or_else(|| open(right))
            {
                self.take(condition);
                // Somewhere between the ends, whichever of the two it is.
                let enclosing = |x: Interval| Interval { rounded: None, ..x };
                let (yes, no) = enclosing(a).compare(comparison, &enclosing(b));
                return self.truth(yes, no);
            }
            let holds = holds(comparison, order.unwrap_or_else(|| x.cmp(&y)));
            return self.truth(holds, !holds);
        }
        let (mut yes, mut no) = a.compare(comparison, &b);
        if yes
            && no
            && view.value(left).facts.intersects(&view.value(right).facts)
            && let Some(difference) = terms::difference(view, left, right)
        {
            (yes, no) = difference.compare(comparison, &zero);
        }
        self.truth(yes, no)
    }

    #[inline(never)]
    fn compare_texts(mut self, comparison: Comparison, left: ExpressionId, right: ExpressionId) -> Possible {
        let (a, b) = (self.take(left), self.take(right));
        match (&a.outcomes, &b.outcomes) {
            (Outcomes::Text(Some(a)), Outcomes::Text(Some(b))) => {
                let holds = holds(comparison, a.cmp(b));
                self.truth(holds, !holds)
            }
            (Outcomes::Text(_), Outcomes::Text(_)) => {
                let identical = resolved(self.view.catalog(), left) == resolved(self.view.catalog(), right);
                let equal = holds(comparison, Ordering::Equal);
                self.truth(!identical || equal, !identical || !equal)
            }
            _ => self.nothing(b),
        }
    }

    #[inline(never)]
    fn same(mut self, left: ExpressionId, right: ExpressionId) -> Possible {
        let identical = resolved(self.view.catalog(), left) == resolved(self.view.catalog(), right);
        let (a, b) = (self.take(left), self.take(right));
        let (yes, no) = match (&a.outcomes, &b.outcomes) {
            (Outcomes::None, _) | (_, Outcomes::None) => (false, false),
            _ if identical => (true, false),
            (a, b) => match lists::equality(a, b) {
                Some(truths) => truths,
                None => return self.fail(ErrorKind::Malformed),
            },
        };
        self.truth(yes, no)
    }

    #[inline(never)]
    fn arithmetic(mut self, operator: Operator, left: ExpressionId, right: ExpressionId) -> Possible {
        let view = self.view;
        let (Some(a), Some(b)) = (self.ordered(left), self.ordered(right)) else { return self.result };
        let mut computed = Interval::apply(operator, &a, &b);
        let sum = matches!(operator, Operator::Add | Operator::Subtract);
        if let (true, Some(interval)) = (sum, computed.interval)
            && interval.single().is_none()
            && view.value(left).facts.intersects(&view.value(right).facts)
        {
            let collected = terms::collected(view, operator, left, right);
            let better = collected.and_then(|collected| interval.intersection(&collected));
            computed.interval = better.or(Some(interval));
        }
        self.conclude(computed)
    }

    #[inline(never)]
    fn plus_months(mut self, date: ExpressionId, months: ExpressionId) -> Possible {
        let (Some(date), Some(months)) = (self.ordered(date), self.ordered(months)) else { return self.result };
        let shifted = |date: Decimal, months: Decimal| -> Result<Decimal, ErrorKind> {
            let day = day(date)?;
            let months = i32::try_from(decimal::whole(months)?).map_err(|_| ErrorKind::Arithmetic(Fault::NoSuchDay))?;
            Ok(Decimal::from(day.plus_months(months).ok_or(ErrorKind::Arithmetic(Fault::NoSuchDay))?.days()))
        };
        if let (Some(date), Some(months)) = (date.single(), months.single()) {
            return match shifted(date, months) {
                Ok(date) => self.conclude(Computed { interval: Some(Interval::point(date)), fault: None }),
                Err(kind) => self.fail(kind),
            };
        }
        // The day grows with both; parts of a day or month are errors, so whole ends suffice.
        let mut end = |date: End, months: End, rounding, beyond| {
            let whole = |value| decimal::round(value, Decimal::ONE, rounding).unwrap_or(value);
            match shifted(whole(date.value), whole(months.value)) {
                Ok(value) => End { value, inclusive: true, given: date.given && months.given },
                Err(kind) => {
                    self.may_fail(kind);
                    End::assumed(beyond)
                }
            }
        };
        let low = end(date.low, months.low, Rounding::Floor, Decimal::MIN);
        let high = end(date.high, months.high, Rounding::Ceiling, Decimal::MAX);
        self.conclude(Computed { interval: Some(Interval::of(low, high).whole()), fault: None })
    }
}

/// Whether a comparison holds between two values in that order.
pub(crate) fn holds(comparison: Comparison, order: Ordering) -> bool {
    match comparison {
        Comparison::Equal => order.is_eq(),
        Comparison::NotEqual => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::LessOrEqual => order.is_le(),
        Comparison::Greater => order.is_gt(),
        Comparison::GreaterOrEqual => order.is_ge(),
    }
}

/// The day that an ordered value of type date stands for.
pub(crate) fn day(value: Decimal) -> Result<Date, ErrorKind> {
    let days = i32::try_from(decimal::whole(value)?).map_err(|_| ErrorKind::Arithmetic(Fault::NoSuchDay))?;
    Date::from_days(days).ok_or(ErrorKind::Arithmetic(Fault::NoSuchDay))
}
