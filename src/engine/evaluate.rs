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
use super::possible::{Outcomes, Possible, Series};
use super::set::BitSet;
use super::{exact, kleene, terms};
use crate::model::{
    Catalog, Comparison, ConditionId, ConditionKind, Date, Expression, ExpressionId, FactId, Function, Hit, Operator,
    Parameter, ParameterId, ParameterRow, Table, TableRow, Tier,
};
use rust_decimal::Decimal;
use std::cmp::Ordering;
use std::sync::Arc;

/// What the evaluator sees.
pub(crate) trait View {
    /// The rules.
    fn catalog(&self) -> &Catalog;
    /// 基准日
    fn as_of(&self) -> Date;
    /// What is known of a fact.
    fn fact(&self, id: FactId) -> &Possible;
    /// The value of an expression that has been evaluated.
    fn value(&self, id: ExpressionId) -> &Possible;
    /// The truth of a condition that has been evaluated.
    fn truth(&self, id: ConditionId) -> &Possible;
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
struct Evaluation<'a> {
    view: &'a dyn View,
    id: ExpressionId,
    result: Possible,
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
            Expression::Item { series, index } => {
                let series = self.take(*series);
                let Outcomes::Series(series) = &series.outcomes else { return self.nothing(series) };
                let back = index.unsigned_abs() as usize;
                self.over_lengths(series.lengths(), |years| {
                    let position = if *index < 0 { years.len().checked_sub(back) } else { back.checked_sub(1) };
                    match position.and_then(|position| years.get(position)) {
                        Some(year) => Computed { interval: Some(*year), fault: None },
                        None => Computed { interval: None, fault: Some(ErrorKind::IndexOutside(*index)) },
                    }
                })
            }
            Expression::Table(table) => self.table(&view.catalog().tables[*table]),
            Expression::Tiers { of, rows } => self.tiers(*of, rows),
        }
    }

    /// An operand: what keeps it open and how it can fail goes into the result.
    fn take(&mut self, id: ExpressionId) -> &'a Possible {
        let operand = self.view.value(id);
        self.result.depend_on(operand);
        operand
    }

    /// The interval of an operand; `None` where it has no value or is not ordered.
    fn ordered(&mut self, id: ExpressionId) -> Option<Interval> {
        let operand = self.take(id);
        if operand.interval().is_none() && operand.outcomes != Outcomes::None {
            self.may_fail(ErrorKind::Malformed);
        }
        operand.interval().copied()
    }

    fn may_fail(&mut self, kind: ErrorKind) {
        let origin = self.id;
        self.result.error.get_or_insert(ValueError { kind, origin });
    }

    fn truth(mut self, yes: bool, no: bool) -> Possible {
        self.result.outcomes = if yes || no { Outcomes::Boolean { yes, no } } else { Outcomes::None };
        self.result
    }

    /// No outcome: the operand fails in every completion, or is of a type the operation is not made for.
    fn nothing(mut self, operand: &Possible) -> Possible {
        if operand.outcomes != Outcomes::None {
            self.may_fail(ErrorKind::Malformed);
        }
        self.result.outcomes = Outcomes::None;
        self.result
    }

    fn fail(mut self, kind: ErrorKind) -> Possible {
        self.may_fail(kind);
        self.result.outcomes = Outcomes::None;
        self.result
    }

    /// The result is this, or one of the results joined before.
    fn join_computed(&mut self, computed: Computed) {
        let computed = Possible::computed(computed, self.id);
        self.result.join(&computed);
    }

    fn conclude(mut self, computed: Computed) -> Possible {
        self.join_computed(computed);
        self.result
    }

    fn over_lengths<'b>(
        mut self,
        lengths: impl Iterator<Item = &'b [Interval]>,
        function: impl Fn(&[Interval]) -> Computed,
    ) -> Possible {
        for years in lengths {
            self.join_computed(function(years));
        }
        self.result
    }

    // ------------------------------------------------------------------------------------------ comparison and arithmetic

    fn compare(mut self, comparison: Comparison, left: ExpressionId, right: ExpressionId) -> Possible {
        let view = self.view;
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
            let order = if a.rounded.is_some() || b.rounded.is_some() { exact::order(view, left, right) } else { None };
            let holds = holds(comparison, order.unwrap_or_else(|| x.cmp(&y)));
            return self.truth(holds, !holds);
        }
        let (mut yes, mut no) = a.compare(comparison, &b);
        if yes && no && view.value(left).facts.intersects(&view.value(right).facts) {
            if let Some(difference) = terms::difference(view, left, right) {
                (yes, no) = difference.compare(comparison, &zero);
            }
        }
        self.truth(yes, no)
    }

    fn same(mut self, left: ExpressionId, right: ExpressionId) -> Possible {
        let identical = resolved(self.view.catalog(), left) == resolved(self.view.catalog(), right);
        let (a, b) = (self.take(left), self.take(right));
        let (yes, no) = match (&a.outcomes, &b.outcomes) {
            (Outcomes::None, _) | (_, Outcomes::None) => (false, false),
            _ if identical => (true, false),
            (Outcomes::Boolean { yes: a, no: not_a }, Outcomes::Boolean { yes: b, no: not_b }) => {
                (*a && *b || *not_a && *not_b, *a && *not_b || *not_a && *b)
            }
            (Outcomes::Text(a), Outcomes::Text(b)) => match (a, b) {
                (Some(a), Some(b)) => (a == b, a != b),
                _ => (true, true),
            },
            (Outcomes::Choice(a), Outcomes::Choice(b)) => {
                (a.intersects(b), a.single().is_none() || a.single() != b.single())
            }
            (Outcomes::Choices { must, may }, Outcomes::Choices { must: other_must, may: other_may }) => {
                let settled = must == may && other_must == other_may;
                (must.is_subset(other_may) && other_must.is_subset(may), !settled || must != other_must)
            }
            _ => return self.fail(ErrorKind::Malformed),
        };
        self.truth(yes, no)
    }

    fn arithmetic(mut self, operator: Operator, left: ExpressionId, right: ExpressionId) -> Possible {
        let view = self.view;
        let (Some(a), Some(b)) = (self.ordered(left), self.ordered(right)) else { return self.result };
        let mut computed = Interval::apply(operator, &a, &b);
        let sum = matches!(operator, Operator::Add | Operator::Subtract);
        if let (true, Some(interval)) = (sum, computed.interval) {
            if interval.single().is_none() && view.value(left).facts.intersects(&view.value(right).facts) {
                let collected = terms::collected(view, self.id);
                let better = collected.and_then(|collected| interval.intersection(&collected));
                computed.interval = better.or(Some(interval));
            }
        }
        self.conclude(computed)
    }

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

    // ------------------------------------------------------------------------------------------------------------ functions

    fn call(self, function: Function, arguments: &[ExpressionId]) -> Possible {
        match function {
            Function::Abs => self.unary(arguments, |x| Computed { interval: Some(x.absolute()), fault: None }),
            Function::Floor => {
                self.unary(arguments, |x| x.rising(|x| decimal::round(x, Decimal::ONE, Rounding::Floor)))
            }
            Function::Ceiling => {
                self.unary(arguments, |x| rounded(x, Interval::point(Decimal::ONE), Rounding::Ceiling))
            }
            Function::Year => self.unary(arguments, |x| x.rising(|x| civil(x, |(year, _, _)| year))),
            Function::Years => self.unary(arguments, |x| x.rising(|x| whole_years(x))),
            Function::Month | Function::Day | Function::Months => self.unary(arguments, |x| part(function, x)),
            Function::Modulo => self.binary(arguments, modulo),
            Function::RoundUp => self.binary(arguments, |x, step| rounded(x, step, Rounding::Up)),
            Function::RoundDown => self.binary(arguments, |x, step| rounded(x, step, Rounding::Down)),
            Function::RoundHalfUp => self.binary(arguments, |x, step| rounded(x, step, Rounding::HalfUp)),
            Function::RoundHalfDown => self.binary(arguments, |x, step| rounded(x, step, Rounding::HalfDown)),
            Function::MonthsBetween => self.binary(arguments, months_between),
            Function::Min => self.aggregate(arguments, |xs| fold(xs, |a, b| sure(a.smaller(b)))),
            Function::Max => self.aggregate(arguments, |xs| fold(xs, |a, b| sure(a.greater(b)))),
            Function::Sum => self.aggregate(arguments, sum),
            Function::Mean => self.aggregate(arguments, |xs| {
                if xs.is_empty() {
                    return Computed { interval: None, fault: Some(ErrorKind::Empty) };
                }
                let (sum, count) = (sum(xs), Interval::point(Decimal::from(xs.len())));
                then(sum, |sum| Interval::apply(Operator::Divide, &sum, &count))
            }),
            Function::Count => self.count(arguments),
            Function::Contains => self.texts(arguments, |text, part| text.contains(part)),
            Function::StartsWith => self.texts(arguments, |text, part| text.starts_with(part)),
            Function::EndsWith => self.texts(arguments, |text, part| text.ends_with(part)),
            Function::StringLength => self.length(arguments),
        }
    }

    fn unary(mut self, arguments: &[ExpressionId], function: impl Fn(Interval) -> Computed) -> Possible {
        let Some(argument) = arguments.first() else { return self.fail(ErrorKind::Malformed) };
        match self.ordered(*argument) {
            Some(x) => self.conclude(function(x)),
            None => self.result,
        }
    }

    fn binary(mut self, arguments: &[ExpressionId], function: impl Fn(Interval, Interval) -> Computed) -> Possible {
        let [first, second] = arguments else { return self.fail(ErrorKind::Malformed) };
        match (self.ordered(*first), self.ordered(*second)) {
            (Some(x), Some(y)) => self.conclude(function(x, y)),
            _ => self.result,
        }
    }

    /// A function of one series or of any number of ordered values.
    fn aggregate(mut self, arguments: &[ExpressionId], function: impl Fn(&[Interval]) -> Computed) -> Possible {
        if let [only] = arguments {
            let only = self.view.value(*only);
            if let Outcomes::Series(series) = &only.outcomes {
                self.result.depend_on(only);
                return self.over_lengths(series.lengths(), function);
            }
        }
        let values: Vec<_> = arguments.iter().map(|argument| self.ordered(*argument)).collect();
        match values.into_iter().collect::<Option<Vec<_>>>() {
            Some(values) => self.conclude(function(&values)),
            None => self.result,
        }
    }

    fn count(mut self, arguments: &[ExpressionId]) -> Possible {
        let Some(argument) = arguments.first() else { return self.fail(ErrorKind::Malformed) };
        let argument = self.take(*argument);
        let (least, most) = match &argument.outcomes {
            Outcomes::Series(Series { years, least }) => (*least, years.len()),
            Outcomes::Choices { must, may } => (must.len(), may.len()),
            _ => return self.nothing(argument),
        };
        self.conclude(sure(Interval::between(Decimal::from(least), Decimal::from(most)).whole()))
    }

    fn texts(mut self, arguments: &[ExpressionId], test: impl Fn(&str, &str) -> bool) -> Possible {
        let [text, part] = arguments else { return self.fail(ErrorKind::Malformed) };
        let (text, part) = (self.take(*text), self.take(*part));
        match (&text.outcomes, &part.outcomes) {
            (Outcomes::Text(Some(text)), Outcomes::Text(Some(part))) => {
                let holds = test(text, part);
                self.truth(holds, !holds)
            }
            (Outcomes::Text(_), Outcomes::Text(part)) => {
                let always = part.as_deref().is_some_and(str::is_empty);
                self.truth(true, !always)
            }
            (Outcomes::Text(_), _) => self.nothing(part),
            _ => self.nothing(text),
        }
    }

    fn length(mut self, arguments: &[ExpressionId]) -> Possible {
        let Some(argument) = arguments.first() else { return self.fail(ErrorKind::Malformed) };
        let argument = self.take(*argument);
        let characters = |text: &Arc<str>| Interval::point(Decimal::from(text.chars().count()));
        match &argument.outcomes {
            Outcomes::Text(Some(text)) => self.conclude(sure(characters(text))),
            Outcomes::Text(None) => {
                let mut any = Interval::between(Decimal::ZERO, Decimal::from(super::possible::LONGEST_TEXT));
                any.high.given = false;
                self.conclude(sure(any))
            }
            _ => self.nothing(argument),
        }
    }

    // --------------------------------------------------------------------------------------------- parameters and tables

    fn parameter(mut self, id: ParameterId, place: Option<ExpressionId>) -> Possible {
        let catalog = self.view.catalog();
        let parameter = &catalog.parameters[id];
        let Some(place) = place else {
            let row = latest(parameter, None, self.view.as_of());
            return figure(catalog, id, row, self.id);
        };
        let place = self.take(place);
        let (Outcomes::Choice(places), Some(list)) = (&place.outcomes, parameter.by) else {
            return self.nothing(place);
        };
        for leaf in places.iter() {
            // The nearest level up the tree that has a figure in force.
            let mut here = u32::try_from(leaf).ok();
            let mut row = None;
            while let (Some(position), None) = (here, row) {
                row = latest(parameter, Some(position), self.view.as_of());
                here = catalog.lists[list].item(position).and_then(|item| item.parent);
            }
            self.result.join(&figure(catalog, id, row, self.id));
        }
        self.result
    }

    fn table(mut self, table: &Table) -> Possible {
        match table.hit {
            Hit::First => self.first(table),
            Hit::Unique | Hit::Any => self.only(table),
            Hit::CollectSum | Hit::CollectCount | Hit::CollectMin | Hit::CollectMax => {
                let mut matching = Vec::new();
                for row in &table.rows {
                    let truths = self.take(row.when).truths();
                    if truths.yes {
                        let sure = !truths.no && !truths.error;
                        matching.push((sure, row));
                    } else if !truths.no {
                        // It fails in every completion, and so does the table.
                        self.result.outcomes = Outcomes::None;
                        return self.result;
                    }
                }
                self.collect(table.hit, &matching)
            }
        }
    }

    /// What comes of no row matching.
    fn no_row(&mut self, table: &Table) {
        match table.otherwise {
            Some(otherwise) => self.result.join(self.view.value(otherwise)),
            None => self.may_fail(ErrorKind::NoRow),
        }
    }

    fn first(mut self, table: &Table) -> Possible {
        for row in &table.rows {
            let truths = self.take(row.when).truths();
            if truths.yes {
                self.result.join(self.view.value(row.then));
            }
            if !truths.no {
                return self.result;
            }
        }
        self.no_row(table);
        self.result
    }

    fn only(mut self, table: &Table) -> Possible {
        let view = self.view;
        // Rows that match in every completion, and rows that match in some.
        let (mut sure, mut maybe): (Vec<&TableRow>, Vec<&TableRow>) = (Vec::new(), Vec::new());
        for row in &table.rows {
            let truths = self.take(row.when).truths();
            match (truths.yes, truths.no, truths.error) {
                (true, false, false) => sure.push(row),
                (true, _, _) => maybe.push(row),
                (false, true, _) => {}
                (false, false, _) => return self.result,
            }
        }
        let results_differ = |a: &TableRow, b: &TableRow| {
            let (x, y) = (view.value(a.then), view.value(b.then));
            a.then != b.then && !x.surely_equals(y)
        };
        let clash = match table.hit {
            Hit::Unique => ErrorKind::SeveralRows,
            _ => ErrorKind::DifferingRows,
        };
        let clashes = |a: &TableRow, b: &TableRow| table.hit == Hit::Unique || results_differ(a, b);
        if let Some((first, others)) = sure.split_first() {
            if others.iter().chain(&maybe).any(|other| clashes(first, other)) {
                self.may_fail(clash);
            }
            self.result.join(view.value(first.then));
            for row in others {
                // All that match give the same, or the table fails.
                self.result.depend_on(view.value(row.then));
                let common = self.result.outcomes.intersection(&view.value(row.then).outcomes);
                if table.hit == Hit::Unique || common.is_none() {
                    return self.fail(clash);
                }
                self.result.outcomes = common.unwrap_or(Outcomes::None);
            }
            for row in &maybe {
                self.result.error = self.result.error.or(view.value(row.then).error);
            }
            return self.result;
        }
        for (index, row) in maybe.iter().enumerate() {
            if maybe.iter().skip(index + 1).any(|other| clashes(row, other)) {
                self.may_fail(clash);
            }
            self.result.join(view.value(row.then));
        }
        self.no_row(table);
        self.result
    }

    /// `matching` are the rows that can match, and whether they surely do.
    fn collect(mut self, hit: Hit, matching: &[(bool, &TableRow)]) -> Possible {
        let zero = Interval::point(Decimal::ZERO);
        if hit == Hit::CollectCount {
            let sure_rows = matching.iter().filter(|(sure, _)| *sure).count();
            return self
                .conclude(sure(Interval::between(Decimal::from(sure_rows), Decimal::from(matching.len())).whole()));
        }
        let any_sure = matching.iter().any(|(is_sure, _)| *is_sure);
        let (mut total, mut fault) = (None::<Interval>, None);
        // Rows that surely match come first, so that the others can only lower (or raise) what there is.
        let in_order =
            matching.iter().filter(|(is_sure, _)| *is_sure).chain(matching.iter().filter(|(is_sure, _)| !*is_sure));
        for (is_sure, row) in in_order {
            let Some(value) = self.ordered(row.then) else {
                if *is_sure {
                    self.result.outcomes = Outcomes::None;
                    return self.result;
                }
                continue;
            };
            let value = if hit == Hit::CollectSum && !is_sure { value.hull(&zero) } else { value };
            let next = match (total, hit) {
                (None, _) => sure(value),
                (Some(sum), Hit::CollectSum) => Interval::apply(Operator::Add, &sum, &value),
                (Some(least), Hit::CollectMin) if *is_sure => sure(least.smaller(&value)),
                (Some(greatest), _) if *is_sure => sure(greatest.greater(&value)),
                (Some(so_far), _) if !any_sure => sure(so_far.hull(&value)),
                (Some(least), Hit::CollectMin) => sure(least.hull(&least.smaller(&value))),
                (Some(greatest), _) => sure(greatest.hull(&greatest.greater(&value))),
            };
            fault = fault.or(next.fault);
            match next.interval {
                Some(next) => total = Some(next),
                None => return self.conclude(Computed { interval: None, fault }),
            }
        }
        match (total, hit) {
            (None, Hit::CollectSum) => self.conclude(sure(zero)),
            (None, _) => self.fail(ErrorKind::Empty),
            (Some(total), Hit::CollectSum) => self.conclude(Computed { interval: Some(total), fault }),
            (Some(total), _) => {
                if !any_sure {
                    self.may_fail(ErrorKind::Empty);
                }
                self.conclude(Computed { interval: Some(total), fault })
            }
        }
    }

    fn tiers(mut self, of: ExpressionId, rows: &[Tier]) -> Possible {
        let mut tiers = Vec::with_capacity(rows.len());
        let Some(base) = self.ordered(of) else { return self.result };
        for row in rows {
            let rate = self.ordered(row.rate);
            let limit = row.up_to.map(|limit| self.ordered(limit));
            match (rate, limit) {
                (Some(rate), None) => tiers.push((None, rate)),
                (Some(rate), Some(Some(limit))) => tiers.push((Some(limit), rate)),
                _ => return self.result,
            }
        }
        let base = base.greater(&Interval::point(Decimal::ZERO));
        let limits = || tiers.iter().filter_map(|(limit, _)| limit.as_ref()).chain([&base]);
        let (mut can_vanish, mut can_round) = (false, false);
        for (_, rate) in &tiers {
            let (vanish, round) = Interval::slices_can(limits(), rate);
            can_vanish |= vanish;
            can_round |= round;
        }
        let mut singles = Vec::with_capacity(tiers.len());
        for (limit, rate) in &tiers {
            match (limit.map(|limit| limit.single()), rate.single()) {
                (None, Some(rate)) => singles.push((None, rate)),
                (Some(Some(limit)), Some(rate)) => singles.push((Some(limit), rate)),
                _ => {
                    if can_vanish {
                        self.may_fail(Fault::Vanished.into());
                    }
                    return self.open_tiers(base, &tiers).loosened_if(can_round);
                }
            }
        }
        let mut previous = Decimal::ZERO;
        for limit in singles.iter().filter_map(|(limit, _)| *limit) {
            if limit < previous {
                return self.fail(ErrorKind::TiersOutOfOrder);
            }
            previous = limit;
        }
        if let Some(value) = base.single() {
            return self.conclude(marginal(base.low.given, value, &singles));
        }
        if can_vanish {
            self.may_fail(Fault::Vanished.into());
        }
        // Between limits the sum rises or falls evenly, so the ends and the limits inside hold the extremes.
        let inside = singles.iter().filter_map(|(limit, _)| *limit).filter(|limit| base.contains(*limit));
        let ends = [(base.low.given, base.low.value), (base.high.given, base.high.value)];
        for (given, value) in ends.into_iter().chain(inside.map(|limit| (true, limit))) {
            let mut sum = marginal(given, value, &singles);
            if sum.interval.is_none() && sum.fault != Some(ErrorKind::NoRow) {
                // It grows beyond all decimals on the way here.
                sum.interval = at_most_all(base, &tiers).interval;
            }
            self.join_computed(sum);
        }
        // Beyond the last limit there is no rate; up to it there is.
        if let Some((Some(last), _)) = singles.last().copied() {
            if base.high.value > last && base.low.value <= last {
                self.join_computed(marginal(true, last, &singles));
            }
        }
        self.result.loosened_if(can_round)
    }

    /// Tiers whose limits or rates are not known: at most everything at the highest, at least at the lowest rate.
    fn open_tiers(mut self, base: Interval, tiers: &[(Option<Interval>, Interval)]) -> Possible {
        let ordered = tiers
            .iter()
            .filter_map(|(limit, _)| *limit)
            .try_fold(Decimal::ZERO, |previous, limit| (limit.low.value >= previous).then_some(limit.high.value));
        if ordered.is_none() {
            self.may_fail(ErrorKind::TiersOutOfOrder);
        }
        if tiers.last().is_none_or(|(limit, _)| limit.is_some_and(|limit| base.high.value > limit.low.value)) {
            self.may_fail(ErrorKind::NoRow);
        }
        self.conclude(at_most_all(base, tiers))
    }
}

/// Tiers roughly: everything at the lowest, and at the highest, rate.
fn at_most_all(base: Interval, tiers: &[(Option<Interval>, Interval)]) -> Computed {
    let nothing = Interval::point(Decimal::ZERO);
    let rates = tiers.iter().fold(nothing, |rates, (_, rate)| rates.hull(rate));
    let all = Interval::apply(Operator::Multiply, &base.hull(&nothing), &rates);
    Computed { interval: all.interval.map(|all| all.hull(&nothing)), ..all }
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

fn sure(interval: Interval) -> Computed {
    Computed { interval: Some(interval), fault: None }
}

/// The second operation on what the first one gave; faults of both remain.
fn then(first: Computed, second: impl FnOnce(Interval) -> Computed) -> Computed {
    match first.interval {
        Some(interval) => {
            let result = second(interval);
            Computed { fault: first.fault.or(result.fault), ..result }
        }
        None => first,
    }
}

fn fold(xs: &[Interval], function: impl Fn(&Interval, &Interval) -> Computed) -> Computed {
    let Some((first, others)) = xs.split_first() else {
        return Computed { interval: None, fault: Some(ErrorKind::Empty) };
    };
    others.iter().fold(sure(*first), |sum, x| then(sum, |sum| function(&sum, x)))
}

/// The sum, 0 of nothing.
fn sum(xs: &[Interval]) -> Computed {
    if xs.is_empty() {
        return sure(Interval::point(Decimal::ZERO));
    }
    fold(xs, |a, b| Interval::apply(Operator::Add, a, b))
}

/// 超额累进: each slice of the value at its own rate.
fn marginal(given: bool, value: Decimal, tiers: &[(Option<Decimal>, Decimal)]) -> Computed {
    let (mut total, mut from) = (Interval::point(Decimal::ZERO), Decimal::ZERO);
    let mut fault = None;
    for (limit, rate) in tiers {
        let to = limit.map_or(value, |limit| limit.min(value));
        let slice = Interval::apply(Operator::Subtract, &Interval::point(to), &Interval::point(from));
        let part = then(slice, |slice| Interval::apply(Operator::Multiply, &slice, &Interval::point(*rate)));
        let sum = then(part, |part| Interval::apply(Operator::Add, &total, &part));
        fault = fault.or(sum.fault);
        match sum.interval {
            Some(sum) => total = sum,
            None => return sum,
        }
        from = to;
        if limit.is_none_or(|limit| value <= limit) {
            total.low.given = given;
            total.high.given = given;
            return Computed { interval: Some(total.as_rounded()), fault };
        }
    }
    Computed { interval: None, fault: Some(ErrorKind::NoRow) }
}

/// The day that an ordered value of type date stands for.
pub(crate) fn day(value: Decimal) -> Result<Date, ErrorKind> {
    let days = i32::try_from(decimal::whole(value)?).map_err(|_| ErrorKind::Arithmetic(Fault::NoSuchDay))?;
    Date::from_days(days).ok_or(ErrorKind::Arithmetic(Fault::NoSuchDay))
}

/// A part of a date; outside the calendar the nearest day of it, since that only happens at assumed ends.
fn civil(value: Decimal, part: impl Fn((i32, u8, u8)) -> i32) -> Result<Decimal, Fault> {
    let day = day(decimal::round(value, Decimal::ONE, Rounding::Floor)?).map_err(|_| Fault::NoSuchDay)?;
    Ok(Decimal::from(part(day.ymd())))
}

fn whole_years(months: Decimal) -> Result<Decimal, Fault> {
    let years = decimal::divide(decimal::round(months, Decimal::from(12), Rounding::Down)?, Decimal::from(12))?;
    Ok(years.value)
}

/// `.month` and `.day` of a date, `.months` of a period: exact for one value, else all there are.
fn part(function: Function, value: Interval) -> Computed {
    let exactly = |value: Decimal| match function {
        Function::Month => civil(value, |(_, month, _)| i32::from(month)),
        Function::Day => civil(value, |(_, _, day)| i32::from(day)),
        _ => {
            let rest = decimal::modulo(value.abs(), Decimal::from(12))?;
            Ok(if value.is_sign_negative() { decimal::negate(rest) } else { rest })
        }
    };
    if value.single().is_some() {
        return value.rising(exactly);
    }
    sure(match function {
        Function::Month => Interval::between(Decimal::ONE, Decimal::from(12)),
        Function::Day => Interval::between(Decimal::ONE, Decimal::from(31)),
        _ => {
            let (low, high) = (Decimal::from(-11), Decimal::from(11));
            Interval::between(
                if value.low.value >= Decimal::ZERO { Decimal::ZERO } else { low },
                if value.high.value <= Decimal::ZERO { Decimal::ZERO } else { high },
            )
        }
    })
}

fn modulo(x: Interval, y: Interval) -> Computed {
    let zero = Decimal::ZERO;
    if let (Some(x), Some(y)) = (x.single(), y.single()) {
        return match decimal::modulo(x, y) {
            Ok(value) => sure(Interval::point(value)),
            Err(fault) => Computed { interval: None, fault: Some(fault.into()) },
        };
    }
    if y.single() == Some(zero) {
        return Computed { interval: None, fault: Some(Fault::DivisionByZero.into()) };
    }
    // Between 0 and the divisor.
    let low = if y.low.value < zero { y.low } else { End::at(zero) };
    let high = if y.high.value > zero { y.high } else { End::at(zero) };
    let fault = y.contains(zero).then_some(ErrorKind::from(Fault::DivisionByZero));
    Computed { interval: Some(Interval::of(low, high)), fault }
}

fn rounded(x: Interval, step: Interval, rounding: Rounding) -> Computed {
    if let Some(step) = step.single() {
        if step <= Decimal::ZERO {
            return Computed { interval: None, fault: Some(Fault::BadStep.into()) };
        }
        let result = x.rising(|x| decimal::round(x, step, rounding));
        return Computed { interval: result.interval.map(|interval| interval.on_grid(step)), ..result };
    }
    if step.high.value <= Decimal::ZERO {
        return Computed { interval: None, fault: Some(Fault::BadStep.into()) };
    }
    // Not further than one step away.
    let fault = (step.low.value <= Decimal::ZERO).then_some(ErrorKind::from(Fault::BadStep));
    let away = Interval::of(step.negated().low, step.high);
    let result = Interval::apply(Operator::Add, &x, &away);
    Computed { interval: result.interval, fault: fault.or(result.fault) }
}

/// Whole months from one day to another, negative if it lies before.
fn months_between(from: Interval, to: Interval) -> Computed {
    let months = |from: Decimal, to: Decimal| -> Result<Decimal, ErrorKind> {
        let (from, to) = (day(from)?, day(to)?);
        let (early, late, sign) = if from <= to { (from, to, 1) } else { (to, from, -1) };
        let ((y1, m1, d1), (y2, m2, d2)) = (early.ymd(), late.ymd());
        let months = (y2 - y1) * 12 + i32::from(m2) - i32::from(m1) - i32::from(d2 < d1);
        Ok(Decimal::from(sign * months))
    };
    if let (Some(from), Some(to)) = (from.single(), to.single()) {
        return match months(from, to) {
            Ok(months) => sure(Interval::point(months)),
            Err(kind) => Computed { interval: None, fault: Some(kind) },
        };
    }
    let mut fault = None;
    let mut end = |from: End, to: End, from_rounding, to_rounding, beyond| {
        let whole = |value, rounding| decimal::round(value, Decimal::ONE, rounding).unwrap_or(value);
        match months(whole(from.value, from_rounding), whole(to.value, to_rounding)) {
            Ok(value) => End { value, inclusive: true, given: from.given && to.given },
            Err(kind) => {
                fault = Some(kind);
                End::assumed(beyond)
            }
        }
    };
    let low = end(from.high, to.low, Rounding::Ceiling, Rounding::Floor, Decimal::MIN);
    let high = end(from.low, to.high, Rounding::Floor, Rounding::Ceiling, Decimal::MAX);
    Computed { interval: Some(Interval::of(low, high).whole()), fault }
}

/// The row for exactly that place with the latest start that has come.
fn latest(parameter: &Parameter, at: Option<u32>, as_of: Date) -> Option<&ParameterRow> {
    parameter.rows.iter().filter(|row| row.at == at && row.from <= as_of).max_by_key(|row| row.from)
}

fn figure(catalog: &Catalog, id: ParameterId, row: Option<&ParameterRow>, origin: ExpressionId) -> Possible {
    match row {
        Some(row) => Possible::figure(&row.value, &catalog.parameters[id].value_type, catalog),
        None => Possible::failed(ErrorKind::NoFigure(id), origin),
    }
}
