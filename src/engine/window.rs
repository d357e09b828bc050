//! When a company can apply: the state of a policy's windows on the evaluation date. Days are inclusive; windows never change
//! a status. Must never: read a clock.

use super::verdict::{WindowState, WindowVerdict};
use crate::model::{Date, Window};

/// The one of several windows that counts: an open one, else the next one, else the last one.
pub(crate) fn verdict(windows: &[Window], as_of: Date) -> WindowVerdict {
    let mut best = WindowVerdict { state: WindowState::Unknown, opens: None, closes: None, days_left: None };
    let mut best_rank = (0, 0);
    for window in windows {
        let (state, opens, closes) = state(window, as_of);
        let near = |day: Option<Date>| day.map_or(i64::MIN, |day| -i64::from(day.days()));
        let rank = match state {
            WindowState::Unknown => (0, 0),
            WindowState::Closed => (1, closes.map_or(0, |day| i64::from(day.days()))),
            WindowState::NotYet => (2, near(opens)),
            WindowState::Rolling => (3, 0),
            WindowState::Open => (4, closes.map_or(0, |day| i64::from(day.days()))),
        };
        if rank > best_rank || best.state == WindowState::Unknown {
            best_rank = rank;
            let left = closes.filter(|_| matches!(state, WindowState::Open | WindowState::NotYet));
            best = WindowVerdict {
                state,
                opens: opens.map(|day| day.to_string()),
                closes: closes.map(|day| day.to_string()),
                days_left: left.map(|day| day.days() - as_of.days()),
            };
        }
    }
    best
}

fn state(window: &Window, as_of: Date) -> (WindowState, Option<Date>, Option<Date>) {
    let once = |opens: Date, closes: Date| {
        let state = if as_of < opens {
            WindowState::NotYet
        } else if as_of <= closes {
            WindowState::Open
        } else {
            WindowState::Closed
        };
        (state, Some(opens), Some(closes))
    };
    match window {
        Window::Once { opens, closes } => once(*opens, *closes),
        Window::Rolling => (WindowState::Rolling, None, None),
        Window::Unknown => (WindowState::Unknown, None, None),
        Window::Yearly { .. } => {
            let year = as_of.ymd().0;
            // This year's, or the one that began last year, or next year's: the first that has not closed.
            let mut years = (year - 1..=year + 1).filter_map(|year| window.in_year(year));
            let next = years.find(|(_, closes)| as_of <= *closes);
            next.map_or((WindowState::Unknown, None, None), |(opens, closes)| once(opens, closes))
        }
    }
}

impl Window {
    /// The first and the last day of a yearly window that opens in that year; the last may lie in the next year.
    pub(crate) fn in_year(&self, year: i32) -> Option<(Date, Date)> {
        let Window::Yearly { opens, closes } = self else { return None };
        Some((day(year, *opens)?, day(if closes < opens { year + 1 } else { year }, *closes)?))
    }
}

/// That day of a year; the month's last day where it has no such day.
fn day(year: i32, (month, day): (u8, u8)) -> Option<Date> {
    (1..=day).rev().find_map(|day| Date::from_ymd(year, month, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn shown(windows: &[Window], as_of: &str) -> String {
        let verdict = verdict(windows, date(as_of));
        serde_json::to_string(&verdict).unwrap()
    }

    #[test]
    fn days_are_inclusive() {
        let once = [Window::Once { opens: date("2026-05-19"), closes: date("2026-06-02") }];
        let fields = r#""opens":"2026-05-19","closes":"2026-06-02""#;
        assert_eq!(shown(&once, "2026-05-18"), format!(r#"{{"state":"not_yet",{fields},"days_left":15}}"#));
        assert_eq!(shown(&once, "2026-05-19"), format!(r#"{{"state":"open",{fields},"days_left":14}}"#));
        assert_eq!(shown(&once, "2026-06-02"), format!(r#"{{"state":"open",{fields},"days_left":0}}"#));
        assert_eq!(shown(&once, "2026-06-03"), format!(r#"{{"state":"closed",{fields}}}"#));
    }

    #[test]
    fn of_several_the_open_one_else_the_next_else_the_last() {
        let once = |opens, closes| Window::Once { opens: date(opens), closes: date(closes) };
        let windows =
            [once("2026-03-01", "2026-03-31"), once("2026-09-01", "2026-09-30"), once("2026-06-01", "2026-06-30")];
        assert!(shown(&windows, "2026-01-01").contains("2026-03-01"));
        assert!(shown(&windows, "2026-06-15").contains("2026-06-01"));
        assert!(shown(&windows, "2026-07-15").contains("2026-09-01"));
        assert!(shown(&windows, "2026-12-15").contains("2026-09-01"));
        assert_eq!(shown(&[], "2026-12-15"), r#"{"state":"unknown"}"#);
        assert_eq!(shown(&[Window::Unknown, Window::Rolling], "2026-12-15"), r#"{"state":"rolling"}"#);
    }

    #[test]
    fn yearly_windows_come_again() {
        let spring = [Window::Yearly { opens: (3, 1), closes: (5, 31) }];
        assert!(shown(&spring, "2026-11-23").contains(r#""not_yet","opens":"2027-03-01""#));
        assert!(
            shown(&spring, "2026-03-01")
                .contains(r#""open","opens":"2026-03-01","closes":"2026-05-31","days_left":91"#)
        );
        let winter = [Window::Yearly { opens: (11, 1), closes: (2, 29) }];
        assert!(shown(&winter, "2026-01-15").contains(r#""open","opens":"2025-11-01","closes":"2026-02-28""#));
        assert!(shown(&winter, "2023-12-15").contains(r#""closes":"2024-02-29""#));
        assert!(shown(&winter, "2026-03-01").contains(r#""not_yet","opens":"2026-11-01""#));
    }
}
