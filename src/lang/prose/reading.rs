//! What a figure means, be it one of a sentence or one of a rule, and when the two are the same.

use crate::model::{Date, Language};
use rust_decimal::Decimal;

/// What a figure means, in the unit that the engine computes in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reading {
    /// An amount in 元.
    Money(Decimal),
    /// A share; 5% is 0.05.
    Share(Decimal),
    /// A period in months.
    Months(Decimal),
    /// A number of days.
    Days(Decimal),
    /// A number of something, or a bare number.
    Count(Decimal),
    /// A day.
    Day(Date),
    /// Month and day of any year; the day 0 is the month.
    DayOfYear(u8, u8),
    /// A calendar year.
    Year(i32),
}

/// How well a figure of the words fits one of the rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Agreement {
    /// The same number, of things that need not be the same.
    Loose,
    /// The same.
    Exact,
}

impl Reading {
    /// Whether a figure of the words can be that figure of a rule.
    pub fn agrees(self, rule: Reading) -> Option<Agreement> {
        use Reading::{Count, Day, DayOfYear, Days, Money, Months, Share, Year};
        let agreement = match (self, rule) {
            (Count(a), Count(b)) | (Money(a), Money(b)) | (Months(a), Months(b)) | (Days(a), Days(b)) if a == b => {
                Agreement::Exact
            }
            (Share(a), Share(b)) if a == b => Agreement::Exact,
            // A growth of 20% is a factor of 120%.
            (Share(a), Share(b) | Count(b)) if a == b || b.checked_sub(Decimal::ONE) == Some(a) => Agreement::Loose,
            (Count(a), Share(b) | Money(b) | Months(b) | Days(b)) if a == b => Agreement::Loose,
            (Money(a) | Months(a) | Days(a), Count(b)) if a == b => Agreement::Loose,
            (Months(months), Days(days)) | (Days(days), Months(months)) if spans(months, days) => Agreement::Loose,
            (Day(a), Day(b)) if a == b => Agreement::Exact,
            // After the last day of a year, and from the first day of the next one on, are the same.
            (Day(a), Day(b)) if a.days().abs_diff(b.days()) == 1 => Agreement::Loose,
            (Year(year), Day(day)) if around(day, |(of, _, _)| of == year) => Agreement::Loose,
            (DayOfYear(month, day), Day(rule))
                if around(rule, |(_, of, at)| of == month && (day == 0 || at == day)) =>
            {
                Agreement::Loose
            }
            (Year(a), Year(b)) if a == b => Agreement::Exact,
            (Year(year), Count(number)) | (Count(number), Year(year)) if number == Decimal::from(year) => {
                Agreement::Loose
            }
            (Day(day), Year(year)) if day.ymd().0 == year => Agreement::Loose,
            _ => return None,
        };
        Some(agreement)
    }

    /// Whether it is 0, of whatever.
    pub fn is_zero(self) -> bool {
        match self {
            Reading::Money(value)
            | Reading::Share(value)
            | Reading::Months(value)
            | Reading::Days(value)
            | Reading::Count(value) => value.is_zero(),
            Reading::Day(_) | Reading::DayOfYear(..) | Reading::Year(_) => false,
        }
    }

    /// As a sentence in that language would name it.
    pub fn spoken(self, language: Language) -> String {
        let chinese = language == Language::Chinese;
        let plain = |value: Decimal| value.normalize().to_string();
        match self {
            Reading::Money(value) if chinese => {
                let (value, scale) = scaled(value, &[(100_000_000, "亿"), (10_000, "万")]);
                format!("{}{scale}元", plain(value))
            }
            Reading::Money(value) => {
                let (value, scale) = scaled(value, &[(1_000_000_000, " billion"), (1_000_000, " million")]);
                format!("CNY {}{scale}", plain(value))
            }
            Reading::Share(value) => value
                .checked_mul(Decimal::ONE_HUNDRED)
                .map_or_else(|| plain(value), |value| format!("{}%", plain(value))),
            Reading::Months(value) => {
                let (number, is_years) =
                    match value.checked_div(Decimal::from(12)).filter(|years| years.fract().is_zero()) {
                        Some(years) if !years.is_zero() => (years, true),
                        _ => (value, false),
                    };
                let unit = match (chinese, is_years) {
                    (true, true) => "年",
                    (true, false) => "个月",
                    (false, true) => " year",
                    (false, false) => " month",
                };
                let plural = if chinese || number == Decimal::ONE { "" } else { "s" };
                format!("{}{unit}{plural}", plain(number))
            }
            Reading::Days(value) => format!("{}{}", plain(value), if chinese { "天" } else { " days" }),
            Reading::Count(value) => plain(value),
            Reading::Day(day) if chinese => {
                let (year, month, day) = day.ymd();
                format!("{year}年{month}月{day}日")
            }
            Reading::Day(day) => day.to_string(),
            Reading::DayOfYear(month, 0) => format!("{month}月"),
            Reading::DayOfYear(month, day) if chinese => format!("{month}月{day}日"),
            Reading::DayOfYear(month, day) => format!("{month:02}-{day:02}"),
            Reading::Year(year) if chinese => format!("{year}年"),
            Reading::Year(year) => year.to_string(),
        }
    }
}

/// The largest scale that makes a short number of it.
fn scaled(value: Decimal, scales: &[(i64, &'static str)]) -> (Decimal, &'static str) {
    let short = scales.iter().find_map(|(factor, name)| {
        let scaled = value.checked_div(Decimal::from(*factor))?.normalize();
        (scaled.abs() >= Decimal::ONE && scaled.scale() <= 2).then_some((scaled, *name))
    });
    short.unwrap_or((value, ""))
}

/// Whether so many days can be so many months: 365 days are a year.
fn spans(months: Decimal, days: Decimal) -> bool {
    let least = months.checked_mul(Decimal::from(30));
    let most = months.checked_mul(Decimal::new(306, 1));
    months > Decimal::ZERO && least.is_some_and(|least| least <= days) && most.is_some_and(|most| days <= most)
}

/// Whether it holds of a day or of one of its neighbours.
fn around(day: Date, holds: impl Fn((i32, u8, u8)) -> bool) -> bool {
    [0, -1, 1].into_iter().filter_map(|days| day.plus_days(days)).any(|day| holds(day.ymd()))
}

#[cfg(test)]
mod tests {
    use super::{Agreement, Reading};
    use crate::model::{Date, Language};
    use rust_decimal::Decimal;

    fn number(text: &str) -> Decimal {
        Decimal::from_str_exact(text).unwrap()
    }

    #[test]
    fn the_same_figure_in_other_words() {
        let (count, share) = (|text| Reading::Count(number(text)), |text| Reading::Share(number(text)));
        let (months, days) = (|text| Reading::Months(number(text)), |text| Reading::Days(number(text)));
        assert_eq!(months("36").agrees(months("36.0")), Some(Agreement::Exact));
        assert_eq!(share("0.05").agrees(count("1.05")), Some(Agreement::Loose));
        assert_eq!(months("12").agrees(days("365")), Some(Agreement::Loose));
        assert_eq!(days("180").agrees(months("6")), Some(Agreement::Loose));
        assert_eq!(months("12").agrees(days("350")), None);
        assert_eq!(Reading::Money(number("3000000")).agrees(Reading::Money(number("5000000"))), None);
        let day = |text| Reading::Day(Date::parse(text).unwrap());
        assert_eq!(day("2023-12-31").agrees(day("2024-01-01")), Some(Agreement::Loose));
        assert_eq!(Reading::Year(2024).agrees(day("2023-12-31")), Some(Agreement::Loose));
        assert_eq!(Reading::Year(2022).agrees(day("2023-12-31")), None);
    }

    #[test]
    fn figures_are_named_as_people_name_them() {
        for (reading, zh, en) in [
            (Reading::Money(number("3000000")), "300万元", "CNY 3 million"),
            (Reading::Money(number("120000000")), "1.2亿元", "CNY 120 million"),
            (Reading::Money(number("9999.99")), "9999.99元", "CNY 9999.99"),
            (Reading::Share(number("0.055")), "5.5%", "5.5%"),
            (Reading::Months(number("36")), "3年", "3 years"),
            (Reading::Months(number("18")), "18个月", "18 months"),
        ] {
            assert_eq!(reading.spoken(Language::Chinese), zh);
            assert_eq!(reading.spoken(Language::English), en);
        }
    }
}
