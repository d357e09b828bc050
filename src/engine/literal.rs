//! One value as a person writes it: `1800万元`, `5%`, `30人`, `2018-05-01`, `1,800`, `１８００`.
//!
//! Takes a text and the fact it is meant for and gives the decimal the engine computes with, or tells the person what is wrong
//! and what to write instead. Must never: guess. A share without `%` or an amount in people is refused, not converted.

use super::decimal;
use super::possible::{LARGEST, MOST_PLACES, plausible_ends};
use crate::model::literal::{Counted, measured};
use crate::model::{Catalog, Date, Fact, Type, separated};
use rust_decimal::Decimal;
use std::borrow::Cow;

/// What is wrong with a value, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// A stable name for programs.
    pub(crate) code: &'static str,
    pub(crate) zh: String,
    pub(crate) en: String,
    /// The entry of a list that it concerns, counted from 1.
    pub(crate) entry: Option<usize>,
    /// The field of a record that it concerns.
    pub(crate) field: Option<String>,
}

impl Problem {
    pub(crate) fn new(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Problem {
        Problem { code, zh: zh.into(), en: en.into(), entry: None, field: None }
    }
}

impl Problem {
    /// The same, of an entry of a list.
    pub(crate) fn at_entry(self, number: usize) -> Problem {
        let (zh, en) = (format!("第{number}条{}", self.zh), format!("entry {number}: {}", self.en));
        Problem { zh, en, entry: Some(number), ..self }
    }

    /// The same, of a field of a record.
    pub(crate) fn of_field(self, name: &str) -> Problem {
        let (zh, en) = (format!("的“{name}”{}", self.zh), format!("`{name}`: {}", self.en));
        Problem { zh, en, field: Some(name.to_owned()), ..self }
    }
}

/// How a value of that type is written: in Chinese and in English.
pub(crate) fn example(value_type: &Type, catalog: &Catalog) -> (String, String) {
    let same = |text: &str| (text.to_owned(), text.to_owned());
    match value_type {
        Type::Boolean => ("是 / 否".to_owned(), "true / false".to_owned()),
        Type::Number => same("120"),
        Type::Percent => same("5%"),
        Type::Money => same("1800万元"),
        Type::Quantity(unit) => same(&format!("30{}", catalog.units[*unit].name)),
        Type::Date => same("2018-05-01"),
        Type::Period => same("3年, 6个月"),
        Type::Days => same("10日"),
        Type::Text => ("文字".to_owned(), "text".to_owned()),
        Type::Choice(list) | Type::Choices(list) => {
            let code = catalog.lists[*list].items.first().map_or("", |item| item.code.as_str());
            same(code)
        }
        Type::Series(each) => {
            let (zh, en) = example(each, catalog);
            (format!("[{zh}, …]"), format!("[{en}, …]"))
        }
        Type::List(element) => {
            let (zh, en) = example(&catalog.elements[*element], catalog);
            (format!("[{zh}, …]"), format!("[{en}, …]"))
        }
        Type::Record(record) => {
            let name = catalog.records[*record].fields.first().map_or("", |(name, _)| name.as_str());
            same(&format!("{{\"{name}\": …}}"))
        }
    }
}

pub(crate) fn wrong_type(value_type: &Type, catalog: &Catalog, given: &str) -> Problem {
    let (zh, en) = example(value_type, catalog);
    let given = shortened(given);
    Problem::new(
        "wrong_type",
        format!("不能填“{given}”，请按“{zh}”这样填写"),
        format!("cannot be `{given}`; write it like `{en}`"),
    )
}

/// The first characters of what somebody typed, for messages.
pub(crate) fn shortened(text: &str) -> String {
    const SHOWN: usize = 40;
    let mut short: String = text.chars().take(SHOWN).collect();
    if text.chars().nth(SHOWN).is_some() {
        short.push('…');
    }
    short
}

/// Full-width letters, digits and signs as their ASCII twins.
fn folded(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text.trim());
    }
    let twin = |character: char| match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        '\u{3000}' => ' ',
        '\u{2212}' => '-',
        other => other,
    };
    Cow::Owned(text.chars().map(twin).collect::<String>().trim().to_owned())
}

/// An ordered value of that type from text.
pub(crate) fn ordered(text: &str, value_type: &Type, catalog: &Catalog) -> Result<Decimal, Problem> {
    let wrong = || wrong_type(value_type, catalog, text);
    let folded = folded(text);
    match value_type {
        Type::Date => date(&folded).map(|date| Decimal::from(date.days())).ok_or_else(wrong),
        Type::Period => period(&folded).ok_or_else(wrong),
        _ => {
            let (number, suffix) = split(&folded).ok_or_else(wrong)?;
            counted(number, suffix, value_type, catalog, text)
        }
    }
}

/// An ordered value of that type from a bare number in plain decimal text.
pub(crate) fn bare(number: &str, value_type: &Type, catalog: &Catalog) -> Result<Decimal, Problem> {
    let wrong = || wrong_type(value_type, catalog, number);
    match value_type {
        Type::Date | Type::Period => Err(wrong()),
        _ => counted(decimal::read(number).ok_or_else(wrong)?, "", value_type, catalog, number),
    }
}

fn counted(
    number: Decimal,
    suffix: &str,
    value_type: &Type,
    catalog: &Catalog,
    given: &str,
) -> Result<Decimal, Problem> {
    if let Type::Quantity(unit) = value_type
        && catalog.units[*unit].name == suffix
    {
        return Ok(number);
    }
    let Some((value, counted)) = measured(number, suffix) else {
        return Err(Problem::new("out_of_domain", "数值过大", "the number is too large"));
    };
    let fits = match (value_type, &counted) {
        (Type::Money, Counted::Money | Counted::Number)
        | (Type::Percent, Counted::Percent)
        | (Type::Number, Counted::Number | Counted::Percent)
        | (Type::Days, Counted::Days | Counted::Number)
        | (Type::Quantity(_), Counted::Number) => true,
        (Type::Quantity(unit), Counted::Unit(name)) => catalog.units[*unit].name == *name,
        (Type::Percent, Counted::Number) => {
            let (given, share) = (shortened(given), decimal::text(number));
            return Err(Problem::new(
                "needs_percent",
                format!("是百分比，不能只填数字“{given}”，请带上百分号，例如 \"{share}%\""),
                format!(
                    "is a share; `{given}` alone may be a number or per cent: write it as text with a sign, like \"{share}%\""
                ),
            ));
        }
        _ => false,
    };
    if fits { Ok(value) } else { Err(wrong_type(value_type, catalog, given)) }
}

/// A number with or without thousands separators, and what stands behind it.
fn split(text: &str) -> Option<(Decimal, &str)> {
    let length = text.find(|c: char| !matches!(c, '0'..='9' | ',' | '.' | '+' | '-')).unwrap_or(text.len());
    let (number, suffix) = text.split_at_checked(length)?;
    let digits = number.trim_start_matches(['+', '-']);
    let whole = digits.split('.').next()?;
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let grouped = whole.contains(',');
    if grouped && (first.is_empty() || first.len() > 3 || groups.any(|group| group.len() != 3)) {
        return None;
    }
    if digits.split_once('.').is_some_and(|(_, places)| places.contains(',')) {
        return None;
    }
    let number = if grouped { decimal::read(&number.replace(',', "")) } else { decimal::read(number) };
    Some((number?, suffix.trim()))
}

/// `2018-05-01`, `2018/5/1` or `2018年5月1日`.
fn date(text: &str) -> Option<Date> {
    if let Some(date) = Date::parse(text) {
        return Some(date);
    }
    let text = text.strip_suffix('日').unwrap_or(text);
    let mut parts = text.split(['/', '年', '月']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let number = |part: &str, longest: usize| {
        let digits = !part.is_empty() && part.len() <= longest && part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| part.parse::<u16>().ok())?
    };
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    let (month, day) = (u8::try_from(number(month, 2)?).ok()?, u8::try_from(number(day, 2)?).ok()?);
    Date::from_ymd(i32::from(number(year, 4)?), month, day)
}

/// `3年`, `6个月`, `1年6个月`, `P1Y6M` in months.
fn period(text: &str) -> Option<Decimal> {
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (years, months) = match text.strip_prefix(['P', 'p']) {
        Some(iso) => (['Y', 'y'], (iso, ['M', 'm'].as_slice())),
        None => (['年', '年'], (text, ['月'].as_slice())),
    };
    let (rest, month_signs) = months;
    let (year_part, month_part) = rest.split_once(years).map_or(("", rest), |(years, months)| (years, months));
    if (year_part.is_empty() && month_part.is_empty()) || (year_part.is_empty() && rest.contains(years)) {
        return None;
    }
    let number = |part: &str| {
        let digits = part.bytes().all(|byte| byte.is_ascii_digit()) && part.len() <= 6;
        if part.is_empty() { Some(0) } else { digits.then(|| part.parse::<i64>().ok())? }
    };
    let month_part = match month_part {
        "" => "",
        part => {
            let part = part.strip_suffix(month_signs)?;
            let part = part.strip_suffix('个').unwrap_or(part).trim();
            if part.is_empty() {
                return None;
            }
            part
        }
    };
    let total = number(year_part.trim())? * 12 + number(month_part.trim())?;
    Some(Decimal::from(if negative { -total } else { total }))
}

/// Whether a fact may have that value; each year's, for a series.
pub(crate) fn allowed(value: Decimal, fact: &Fact, each: &Type, catalog: &Catalog) -> Result<(), Problem> {
    let shown = || shown(value, each, catalog);
    let (least, most) = plausible_ends(each);
    if !decimal::is_between(value, least, most) {
        let most = shown_plain(Decimal::from(LARGEST), each);
        let shown = shown();
        return Err(Problem::new(
            "out_of_domain",
            format!("“{shown}”超出合理范围（绝对值不超过{most}）"),
            format!("`{shown}` is beyond anything plausible (at most {most} either way)"),
        ));
    }
    if !fact.domain.contains(value) {
        let (shown, domain) = (shown(), domain_text(fact, each, catalog));
        return Err(Problem::new(
            "out_of_domain",
            format!("“{shown}”不在允许的范围内（{domain}）"),
            format!("`{shown}` is outside what it can be ({domain})"),
        ));
    }
    match fact.step {
        Some(step) if step > Decimal::ZERO && !decimal::is_multiple(value, step) => {
            let (shown, step) = (shown(), decimal::text(step));
            return Err(Problem::new(
                "off_step",
                format!("“{shown}”过于精细，应为 {step} 的整数倍"),
                format!("`{shown}` is too fine; it must be a multiple of {step}"),
            ));
        }
        None if value.normalize().scale() > MOST_PLACES => {
            let shown = shown();
            return Err(Problem::new(
                "off_step",
                format!("“{shown}”小数位数过多，最多 {MOST_PLACES} 位"),
                format!("`{shown}` has too many places; at most {MOST_PLACES}"),
            ));
        }
        _ => {}
    }
    Ok(())
}

fn shown_plain(largest: Decimal, each: &Type) -> String {
    match each {
        Type::Date => "1000-01-01 – 8999-12-31".to_owned(),
        Type::Period => "1000年".to_owned(),
        Type::Days => "366000日".to_owned(),
        _ => decimal::text(largest),
    }
}

fn domain_text(fact: &Fact, each: &Type, catalog: &Catalog) -> String {
    let bound = |sign: &str, bound: crate::model::Bound| {
        let equal = if bound.inclusive { "=" } else { "" };
        format!("{sign}{equal} {}", shown(bound.value, each, catalog))
    };
    let ends = [fact.domain.min.map(|min| bound(">", min)), fact.domain.max.map(|max| bound("<", max))];
    separated(&mut ends.into_iter().flatten(), ", ")
}

/// A value as a person would write it.
pub(crate) fn shown(value: Decimal, each: &Type, catalog: &Catalog) -> String {
    let number = decimal::text(value);
    match each {
        Type::Money => format!("{number}元"),
        Type::Percent => match decimal::multiply(value, Decimal::ONE_HUNDRED) {
            Ok(share) => format!("{}%", decimal::text(share.value)),
            Err(_) => number,
        },
        Type::Quantity(unit) => format!("{number}{}", catalog.units[*unit].name),
        Type::Days => format!("{number}日"),
        Type::Date => super::evaluate::day(value).map_or(number, |day| day.to_string()),
        Type::Period => period_text(value),
        _ => number,
    }
}

/// A period in ISO 8601: `P1Y6M`.
pub(crate) fn period_text(months: Decimal) -> String {
    let Ok(whole) = decimal::whole(months) else { return decimal::text(months) };
    let (sign, whole) = if whole < 0 { ("-", whole.unsigned_abs()) } else { ("", whole.unsigned_abs()) };
    match (whole / 12, whole % 12) {
        (0, months) => format!("{sign}P{months}M"),
        (years, 0) => format!("{sign}P{years}Y"),
        (years, months) => format!("{sign}P{years}Y{months}M"),
    }
}
