//! Parameters, decision tables and marginal tiers: what comes of rows some of which may apply.
//!
//! Under unknowns a table gives every result that some completion gives, and the error of no row, or of too many, where some
//! completion has it (language, section 4). Must never: leave out a row that can match.

use super::decimal::Fault;
use super::error::ErrorKind;
use super::evaluate::Evaluation;
use super::interval::{Computed, Interval, sure, then};
use super::lists::{Item, Items, extreme, summed};
use super::possible::{Outcomes, Possible};
use crate::model::{
    Catalog, Date, ExpressionId, Hit, Operator, Parameter, ParameterId, ParameterRow, Table, TableRow, Tier,
};
use rust_decimal::Decimal;

impl Evaluation<'_> {
    #[inline(never)]
    pub(super) fn parameter(mut self, id: ParameterId, place: Option<ExpressionId>) -> Possible {
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

    #[inline(never)]
    pub(super) fn table(mut self, table: &Table) -> Possible {
        match table.hit {
            Hit::First => self.first(table),
            Hit::Unique | Hit::Any => self.only(table),
            Hit::CollectSum | Hit::CollectCount | Hit::CollectMin | Hit::CollectMax | Hit::Collect => {
                let mut matching = Vec::new();
                for row in &table.rows {
                    let truths = self.take(row.when).truths();
                    if truths.yes {
                        // Where it fails so does the table: of what the table gives it is sure.
                        matching.push((!truths.no, row));
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
        // Rows that match wherever the table does not fail, and rows that match in some completions.
        let (mut sure, mut maybe): (Vec<&TableRow>, Vec<&TableRow>) = (Vec::new(), Vec::new());
        for row in &table.rows {
            let truths = self.take(row.when).truths();
            match (truths.yes, truths.no) {
                (true, false) => sure.push(row),
                (true, true) => maybe.push(row),
                (false, true) => {}
                (false, false) => return self.result,
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
            // What lists have in common cannot be told exactly; they are joined, so that a row that turns out to match never
            // adds to what was said before.
            let is_exact = view.value(first.then).outcomes.intersects_exactly();
            for (index, row) in others.iter().enumerate() {
                // All that match give the same, or the table fails.
                let other = view.value(row.then);
                self.result.depend_on(other);
                let common = self.result.outcomes.intersection(&other.outcomes);
                let mut before = sure.iter().take(index + 1).map(|before| &view.value(before.then).outcomes);
                let meets_all = is_exact || before.all(|one| one.intersection(&other.outcomes).is_some());
                let (Some(common), Hit::Any, true) = (common, table.hit, meets_all) else { return self.fail(clash) };
                self.result.outcomes = if is_exact { common } else { common.joined(&other.outcomes) };
            }
            for row in &maybe {
                let other = view.value(row.then);
                self.result.error = self.result.error.or(other.error);
                if !is_exact && table.hit == Hit::Any {
                    self.result.join(other);
                }
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
        if hit == Hit::CollectCount {
            let sure_rows = matching.iter().filter(|(sure, _)| *sure).count();
            return self
                .conclude(sure(Interval::between(Decimal::from(sure_rows), Decimal::from(matching.len())).whole()));
        }
        if hit == Hit::Collect {
            let mut items = Vec::with_capacity(matching.len());
            for (is_sure, row) in matching {
                match &self.take(row.then).outcomes {
                    Outcomes::None if *is_sure => return self.result,
                    Outcomes::None => {}
                    outcomes => items.push(Item { outcomes: outcomes.clone(), sure: *is_sure }),
                }
            }
            self.result.outcomes = Outcomes::List(Items { items, more: None });
            return self.result;
        }
        let mut values = Vec::with_capacity(matching.len());
        for (is_sure, row) in matching {
            match self.ordered(row.then) {
                Some(value) => values.push((*is_sure, value)),
                None if *is_sure => return self.result,
                None => {}
            }
        }
        if hit == Hit::CollectSum {
            return self.conclude(summed(&values));
        }
        if !matching.iter().any(|(is_sure, _)| *is_sure) {
            self.may_fail(ErrorKind::Empty);
        }
        self.conclude(Computed { interval: extreme(hit == Hit::CollectMin, &values), fault: None })
    }

    #[inline(never)]
    pub(super) fn tiers(mut self, of: ExpressionId, rows: &[Tier]) -> Possible {
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
        let rates = || tiers.iter().map(|(_, rate)| rate);
        let (mut can_vanish, mut can_round) = (false, false);
        for rate in rates() {
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
                    return in_slices(self.open_tiers(base, &tiers), limits(), rates()).loosened_if(can_round);
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
        if let Some((Some(last), _)) = singles.last().copied()
            && base.high.value > last
            && base.low.value <= last
        {
            self.join_computed(marginal(true, last, &singles));
        }
        in_slices(self.result, limits(), rates()).loosened_if(can_round)
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

/// What tiers come to, as fine as the slices that these limits make, each at one of these rates.
fn in_slices<'a>(
    result: Possible,
    limits: impl Iterator<Item = &'a Interval>,
    rates: impl Iterator<Item = &'a Interval>,
) -> Possible {
    let Outcomes::Ordered(interval) = result.outcomes else { return result };
    Possible { outcomes: Outcomes::Ordered(interval.made_of_slices(limits, rates)), ..result }
}

/// Tiers roughly: everything at the lowest, and at the highest, rate.
fn at_most_all(base: Interval, tiers: &[(Option<Interval>, Interval)]) -> Computed {
    let nothing = Interval::point(Decimal::ZERO);
    let rates = tiers.iter().fold(nothing, |rates, (_, rate)| rates.hull(rate));
    let all = Interval::apply(Operator::Multiply, &base.hull(&nothing), &rates);
    Computed { interval: all.interval.map(|all| all.hull(&nothing)), ..all }
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
