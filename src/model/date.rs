//! Calendar days. There is no clock here and no time of day: a date is always given by somebody.

use std::fmt;

/// The Julian day number of 1970-01-01, the day that counts as 0 here.
const EPOCH: i32 = 2_440_588;

/// A day of the Gregorian calendar, counted from 1970-01-01, in the years 1 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

impl Date {
    /// 1970-01-01.
    pub const ZERO: Date = Date(0);

    /// The day of that year, month (1–12) and day of the month, if there is one.
    pub fn from_ymd(year: i32, month: u8, day: u8) -> Option<Date> {
        if !(1..=9999).contains(&year) {
            return None;
        }
        let month = time::Month::try_from(month).ok()?;
        let date = time::Date::from_calendar_date(year, month, day).ok()?;
        Some(Date(date.to_julian_day() - EPOCH))
    }

    /// The day that many days after 1970-01-01, if its year has at most four digits.
    pub fn from_days(days: i32) -> Option<Date> {
        let date = Date(days);
        let (year, _, _) = date.to_civil()?;
        (1..=9999).contains(&year).then_some(date)
    }

    /// Days since 1970-01-01.
    pub fn days(self) -> i32 {
        self.0
    }

    fn to_civil(self) -> Option<(i32, u8, u8)> {
        let date = time::Date::from_julian_day(self.0.checked_add(EPOCH)?).ok()?;
        Some((date.year(), u8::from(date.month()), date.day()))
    }

    /// Year, month (1–12) and day of the month.
    pub fn ymd(self) -> (i32, u8, u8) {
        self.to_civil().unwrap_or((1, 1, 1))
    }

    /// The same day of the month that many months later (or earlier); the month's last day where it has no such day:
    /// 2024-02-29 and 12 months give 2025-02-28 (FEEL, DMN 1.5 section 10.3.2.3.8).
    pub fn plus_months(self, months: i32) -> Option<Date> {
        let (year, month, day) = self.ymd();
        let index = year.checked_mul(12)?.checked_add(i32::from(month) - 1)?.checked_add(months)?;
        let (year, month) = (index.div_euclid(12), u8::try_from(index.rem_euclid(12) + 1).ok()?);
        (1..=day).rev().find_map(|day| Date::from_ymd(year, month, day))
    }

    /// The day that many days later.
    pub fn plus_days(self, days: i32) -> Option<Date> {
        Date::from_days(self.0.checked_add(days)?)
    }

    /// Reads `2026-05-01`, four, two and two digits and nothing else.
    pub fn parse(text: &str) -> Option<Date> {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let digits = |part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
        if parts.next().is_some() || !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
            return None;
        }
        Date::from_ymd(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn reads_what_it_writes() {
        for text in ["0001-01-01", "1970-01-01", "2024-02-29", "9999-12-31"] {
            assert_eq!(date(text).to_string(), text);
        }
        assert_eq!(date("1970-01-01").days(), 0);
    }

    #[test]
    fn refuses_what_is_no_day() {
        for text in
            ["2023-02-29", "2026-13-01", "2026-1-1", "2026-01-01x", "0000-01-01", "", "2026-00-10", "+026-01-01"]
        {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }

    #[test]
    fn months_clamp_to_the_end_of_the_month() {
        assert_eq!(date("2024-01-31").plus_months(1), Some(date("2024-02-29")));
        assert_eq!(date("2024-02-29").plus_months(12), Some(date("2025-02-28")));
        assert_eq!(date("2024-03-31").plus_months(-13), Some(date("2023-02-28")));
        assert_eq!(date("9999-12-31").plus_months(1), None);
        assert_eq!(date("2024-03-31").plus_months(i32::MAX), None);
    }
}
