//! The built-in functions, over everything their arguments can be: at both ends where a function never falls, else an interval
//! that surely holds all results. Must never: apply a function to an end where it is not monotone.

use super::decimal::{self, Fault, Rounding};
use super::error::ErrorKind;
use super::evaluate::{Evaluation, day};
use super::interval::{Computed, End, Interval, sure, then};
use super::possible::{Outcomes, Possible, Series, plausible};
use crate::model::{Date, ExpressionId, Extent, Function, Operator, Type};
use rust_decimal::Decimal;
use std::sync::Arc;

impl Evaluation<'_> {
    #[inline(never)]
    pub(super) fn call(self, function: Function, arguments: &[ExpressionId]) -> Possible {
        match function {
            Function::Abs => self.unary(arguments, &|x| Computed { interval: Some(x.absolute()), fault: None }),
            Function::Floor if arguments.len() > 1 => {
                self.binary(arguments, &|x, step| rounded(x, step, Rounding::Floor))
            }
            Function::Ceiling if arguments.len() > 1 => {
                self.binary(arguments, &|x, step| rounded(x, step, Rounding::Ceiling))
            }
            Function::Floor => self.unary(arguments, &|x| rounded(x, Interval::point(Decimal::ONE), Rounding::Floor)),
            Function::Ceiling => {
                self.unary(arguments, &|x| rounded(x, Interval::point(Decimal::ONE), Rounding::Ceiling))
            }
            Function::Year => self.unary(arguments, &|x| x.rising(&|x| civil(x, &|(year, _, _)| year))),
            Function::Years => self.unary(arguments, &|x| x.rising(&whole_years)),
            Function::Month | Function::Day | Function::Months => self.unary(arguments, &|x| part(function, x)),
            Function::Modulo => self.binary(arguments, &modulo),
            Function::RoundUp => self.binary(arguments, &|x, step| rounded(x, step, Rounding::Up)),
            Function::RoundDown => self.binary(arguments, &|x, step| rounded(x, step, Rounding::Down)),
            Function::RoundHalfUp => self.binary(arguments, &|x, step| rounded(x, step, Rounding::HalfUp)),
            Function::RoundHalfDown => self.binary(arguments, &|x, step| rounded(x, step, Rounding::HalfDown)),
            Function::MonthsBetween => self.binary(arguments, &months_between),
            Function::Min => self.aggregate(function, arguments, &|xs| fold(xs, &|a, b| sure(a.smaller(b)))),
            Function::Max => self.aggregate(function, arguments, &|xs| fold(xs, &|a, b| sure(a.greater(b)))),
            Function::Sum => self.aggregate(function, arguments, &sum),
            Function::Mean => self.aggregate(function, arguments, &|xs| {
                if xs.is_empty() {
                    return Computed { interval: None, fault: Some(ErrorKind::Empty) };
                }
                let (sum, count) = (sum(xs), Interval::point(Decimal::from(xs.len())));
                then(sum, |sum| Interval::apply(Operator::Divide, &sum, &count))
            }),
            Function::Count => self.count(arguments),
            Function::CivilDate => self.civil_date(arguments),
            Function::DateOfText => self.date_of_text(arguments),
            Function::Concatenate => self.concatenate(arguments),
            Function::Contains => self.texts(arguments, &is_in),
            Function::StartsWith => self.texts(arguments, &|text, part| text.starts_with(part)),
            Function::EndsWith => self.texts(arguments, &|text, part| text.ends_with(part)),
            Function::StringLength => self.length(arguments),
        }
    }

    fn unary(mut self, arguments: &[ExpressionId], function: &dyn Fn(Interval) -> Computed) -> Possible {
        let Some(argument) = arguments.first() else { return self.fail(ErrorKind::Malformed) };
        match self.ordered(*argument) {
            Some(x) => self.conclude(function(x)),
            None => self.result,
        }
    }

    fn binary(mut self, arguments: &[ExpressionId], function: &dyn Fn(Interval, Interval) -> Computed) -> Possible {
        let [first, second] = arguments else { return self.fail(ErrorKind::Malformed) };
        match (self.ordered(*first), self.ordered(*second)) {
            (Some(x), Some(y)) => self.conclude(function(x, y)),
            _ => self.result,
        }
    }

    /// A function of one list, of one series, or of any number of ordered values.
    fn aggregate(
        mut self,
        name: Function,
        arguments: &[ExpressionId],
        function: &dyn Fn(&[Interval]) -> Computed,
    ) -> Possible {
        if let [only] = arguments {
            let only = self.view.value(*only);
            match &only.outcomes {
                Outcomes::Series(series) => {
                    self.result.depend_on(only);
                    return self.over_lengths(series.lengths(), function);
                }
                Outcomes::List(list) => {
                    self.result.depend_on(only);
                    return self.total(name, list);
                }
                _ => {}
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
            Outcomes::List(list) => return self.total(Function::Count, list),
            _ => return self.nothing(argument),
        };
        self.conclude(sure(Interval::between(Decimal::from(least), Decimal::from(most)).whole()))
    }

    fn texts(mut self, arguments: &[ExpressionId], test: &dyn Fn(&str, &str) -> bool) -> Possible {
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

    /// `date(year, month, day)`
    fn civil_date(mut self, arguments: &[ExpressionId]) -> Possible {
        let [year, month, day] = arguments else { return self.fail(ErrorKind::Malformed) };
        let (Some(year), Some(month), Some(day)) = (self.ordered(*year), self.ordered(*month), self.ordered(*day))
        else {
            return self.result;
        };
        if let (Some(year), Some(month), Some(day)) = (year.single(), month.single(), day.single()) {
            let number = |value| decimal::whole(value).ok();
            let date = number(year).zip(number(month)).zip(number(day)).and_then(|((year, month), day)| {
                let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
                Date::from_ymd(i32::try_from(year).ok()?, month, day)
            });
            return match date {
                Some(date) => self.conclude(sure(Interval::point(Decimal::from(date.days())))),
                None => self.fail(Fault::NoSuchDay.into()),
            };
        }
        self.may_fail(Fault::NoSuchDay.into());
        self.conclude(sure(plausible(&Type::Date)))
    }

    /// `date(text)`
    fn date_of_text(mut self, arguments: &[ExpressionId]) -> Possible {
        let Some(argument) = arguments.first() else { return self.fail(ErrorKind::Malformed) };
        let argument = self.take(*argument);
        match &argument.outcomes {
            Outcomes::Text(Some(text)) => match Date::parse(text) {
                Some(date) => self.conclude(sure(Interval::point(Decimal::from(date.days())))),
                None => self.fail(Fault::NoSuchDay.into()),
            },
            Outcomes::Text(None) => {
                self.may_fail(Fault::NoSuchDay.into());
                self.conclude(sure(plausible(&Type::Date)))
            }
            _ => self.nothing(argument),
        }
    }

    /// `text + text`
    fn concatenate(mut self, arguments: &[ExpressionId]) -> Possible {
        let [first, second] = arguments else { return self.fail(ErrorKind::Malformed) };
        let (first, second) = (self.take(*first), self.take(*second));
        self.result.outcomes = match (&first.outcomes, &second.outcomes) {
            (Outcomes::Text(Some(first)), Outcomes::Text(Some(second))) => {
                Outcomes::Text(Some(Arc::from(format!("{first}{second}").as_str())))
            }
            (Outcomes::Text(_), Outcomes::Text(_)) => Outcomes::Text(None),
            (Outcomes::Text(_), _) => return self.nothing(second),
            _ => return self.nothing(first),
        };
        self.result
    }

    fn length(mut self, arguments: &[ExpressionId]) -> Possible {
        let Some(argument) = arguments.first() else { return self.fail(ErrorKind::Malformed) };
        let argument = self.take(*argument);
        let characters = |text: &Arc<str>| Interval::point(Decimal::from(text.chars().count()));
        match &argument.outcomes {
            Outcomes::Text(Some(text)) => self.conclude(sure(characters(text))),
            Outcomes::Text(None) => {
                let mut any = Interval::between(Decimal::ZERO, Decimal::from(Extent::LIMIT.letters));
                any.high.given = false;
                self.conclude(sure(any))
            }
            _ => self.nothing(argument),
        }
    }
}

/// Whether a text has another one in it. Bytes tell as well, and need none of the standard library's search in texts, which
/// brings some kilobytes of code.
fn is_in(text: &str, part: &str) -> bool {
    part.is_empty() || text.as_bytes().windows(part.len()).any(|place| place == part.as_bytes())
}

fn fold(xs: &[Interval], function: &dyn Fn(&Interval, &Interval) -> Computed) -> Computed {
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
    fold(xs, &|a, b| Interval::apply(Operator::Add, a, b))
}

/// A part of a date; outside the calendar the nearest day of it, since that only happens at assumed ends.
fn civil(value: Decimal, part: &dyn Fn((i32, u8, u8)) -> i32) -> Result<Decimal, Fault> {
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
        Function::Month => civil(value, &|(_, month, _)| i32::from(month)),
        Function::Day => civil(value, &|(_, _, day)| i32::from(day)),
        _ => {
            let rest = decimal::modulo(value.abs(), Decimal::from(12))?;
            Ok(if value.is_sign_negative() { decimal::negate(rest) } else { rest })
        }
    };
    if value.single().is_some() {
        return value.rising(&exactly);
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
        let result = x.rising(&|x| decimal::round(x, step, rounding));
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
