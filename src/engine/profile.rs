//! Facts as JSON, read into what is known of each.
//!
//! [`Input`] is what native code and the browser both turn their JSON into, so that there is one reader. A fact that cannot be
//! read is refused by name with words that say what to write instead, and counts as unknown; everything else still counts.
//! Must never: take an unknown for a value, or a value outside its domain for one inside.

use super::decimal;
use super::interval::{End, Interval};
use super::lists::{Item, Items, equality};
use super::literal::{self, Problem, allowed, bare, ordered, shortened, wrong_type};
use super::possible::{self, Outcomes, Possible, Series};
use super::set::BitSet;
use crate::model::credit_code::{self, CreditCode, CreditCodeError};
use crate::model::{Catalog, Date, Fact, FactId, Format, LONGEST_LIST, LONGEST_TEXT, Language, List, Type, separated};
use rust_decimal::Decimal;
use serde::Serialize;
use std::sync::Arc;

/// One JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// `null`: not known.
    Null,
    /// `true` or `false`
    Boolean(bool),
    /// A number, in its shortest decimal text.
    Number(String),
    /// A text.
    Text(String),
    /// An array.
    Array(Vec<Input>),
    /// An object, in the order its members were written.
    Object(Vec<(String, Input)>),
    /// What JSON does not have, by what it calls itself (`NaN`, `function`): always refused.
    Other(String),
}

/// JSON as a native program reads it (`serde_json` with `arbitrary_precision`, so that numbers keep their digits).
#[cfg(any(feature = "cli", test))]
impl From<&serde_json::Value> for Input {
    fn from(value: &serde_json::Value) -> Self {
        match value {
            serde_json::Value::Null => Input::Null,
            serde_json::Value::Bool(truth) => Input::Boolean(*truth),
            serde_json::Value::Number(number) => Input::Number(number.to_string()),
            serde_json::Value::String(text) => Input::Text(text.clone()),
            serde_json::Value::Array(items) => Input::Array(items.iter().map(Input::from).collect()),
            serde_json::Value::Object(members) => {
                Input::Object(members.iter().map(|(name, value)| (name.clone(), Input::from(value))).collect())
            }
        }
    }
}

/// Why a fact was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FactProblem {
    /// The name that was given.
    pub fact: String,
    /// A stable name of what is wrong: `unknown_fact`, `wrong_type`, `needs_percent`, `not_in_list`, `out_of_domain`,
    /// `off_step`, `empty_range`, `unknown_key`, `series_length`, `wrong_year`, `too_long`, `duplicate_key`, `bad_credit_code`,
    /// `contradicts`.
    pub code: String,
    /// What is wrong and what to write instead, in the session's language.
    pub message: String,
    /// The entry of a list that it concerns, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<usize>,
    /// The field of that entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

impl FactProblem {
    pub(crate) fn new(fact: &str, problem: Problem, language: Language) -> FactProblem {
        let message = match language {
            Language::Chinese => format!("“{}”{}", shortened(fact), problem.zh),
            Language::English => format!("`{}`: {}", shortened(fact), problem.en),
        };
        let Problem { code, entry, field, .. } = problem;
        FactProblem { fact: fact.to_owned(), code: code.to_owned(), message, entry, field }
    }

    pub(crate) fn unknown_fact(name: &str, language: Language) -> FactProblem {
        let problem = Problem::new("unknown_fact", "不是本规则库的指标", "no fact of this catalog has that name");
        FactProblem::new(name, problem, language)
    }
}

/// What somebody answered for a fact.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Answer {
    /// Not known.
    Unknown,
    /// Known or bounded.
    Single(Outcomes),
    /// The last closed years, oldest first; `None` is a year of which nothing is known.
    Years(Vec<Option<Interval>>),
}

impl Answer {
    /// The same answer to a fact so many calendar years later, or earlier where that is negative. Of the years that close in
    /// between nothing is known; earlier, years that have not closed yet are taken away.
    pub(crate) fn after_years(&self, fact: &Fact, later: i32) -> Answer {
        let Answer::Years(years) = self else { return self.clone() };
        let asked = usize::from(fact.years);
        let shift = usize::try_from(later.unsigned_abs()).unwrap_or(usize::MAX).min(MOST_YEARS);
        let mut moved = years.clone();
        if later >= 0 {
            moved.extend(std::iter::repeat_n(None, shift));
            moved.drain(..moved.len().saturating_sub(asked));
        } else {
            moved.truncate(years.len().saturating_sub(shift));
            // A full array does not say that there were no earlier years.
            if years.len() >= asked {
                moved.splice(0..0, std::iter::repeat_n(None, asked - moved.len()));
            }
        }
        Answer::Years(moved)
    }
}

/// Reads one fact.
pub(crate) fn read(catalog: &Catalog, fact: &Fact, input: &Input, as_of: Date) -> Result<Answer, Problem> {
    if *input == Input::Null {
        return Ok(Answer::Unknown);
    }
    match &fact.value_type {
        Type::Series(each) => series(catalog, fact, each, input, as_of),
        Type::Boolean => boolean(input).map(Answer::Single).ok_or_else(|| refuse(catalog, fact, input)),
        Type::Text => match input {
            Input::Text(text) if text.chars().nth(LONGEST_TEXT).is_some() => Err(Problem::new(
                "too_long",
                format!("文字过长，最多 {LONGEST_TEXT} 字"),
                format!("is too long; at most {LONGEST_TEXT} characters"),
            )),
            Input::Text(text) => {
                let text = match fact.format {
                    Some(Format::CreditCode) => Arc::from(CreditCode::parse(text).map_err(bad_credit_code)?.as_str()),
                    None => Arc::from(text.as_str()),
                };
                Ok(Answer::Single(Outcomes::Text(Some(text))))
            }
            _ => Err(refuse(catalog, fact, input)),
        },
        Type::Choice(list) => choice(catalog, fact, &catalog.lists[*list], input),
        Type::Choices(list) => choices(catalog, fact, &catalog.lists[*list], input),
        Type::List(_) => records(catalog, fact, input, as_of),
        each => Ok(Answer::Single(Outcomes::Ordered(scalar(catalog, fact, each, input)?))),
    }
}

fn bad_credit_code(error: CreditCodeError) -> Problem {
    let (zh, en) = match error {
        CreditCodeError::Length { found } => (
            format!("应有 {} 位，这里有 {found} 位，请照营业执照填写", credit_code::LENGTH),
            format!("has {} characters, not {found}; see the business licence", credit_code::LENGTH),
        ),
        CreditCodeError::Character { position, found } => {
            let (zh, en) = match found.to_ascii_uppercase() {
                'O' => ("（是不是数字 0？）", " (is it the digit 0?)"),
                'I' => ("（是不是数字 1？）", " (is it the digit 1?)"),
                'Z' => ("（是不是数字 2？）", " (is it the digit 2?)"),
                'S' => ("（是不是数字 5？）", " (is it the digit 5?)"),
                _ => ("", ""),
            };
            (
                format!("第 {position} 位不能是“{found}”{zh}：只用数字和大写字母，不用 I、O、S、V、Z"),
                format!(
                    "character {position} cannot be `{found}`{en}: there are digits and capital letters, but never I, O, S, V, Z"
                ),
            )
        }
        CreditCodeError::Check { found, expected } => (
            format!("有一位写错了：照前 17 位，末位的校验码应是“{expected}”，这里是“{found}”，请逐位核对"),
            format!(
                "has a wrong character: after these 17 the last one must be `{expected}`, not `{found}`; compare each of them"
            ),
        ),
    };
    Problem::new("bad_credit_code", zh, en)
}

fn refuse(catalog: &Catalog, fact: &Fact, input: &Input) -> Problem {
    wrong_type(&fact.value_type, catalog, &given(input))
}

/// What was given, in a few words for a message.
fn given(input: &Input) -> String {
    match input {
        Input::Null => "null".to_owned(),
        Input::Boolean(truth) => truth.to_string(),
        Input::Number(text) | Input::Text(text) | Input::Other(text) => text.clone(),
        Input::Array(_) => "[…]".to_owned(),
        Input::Object(_) => "{…}".to_owned(),
    }
}

fn boolean(input: &Input) -> Option<Outcomes> {
    let truth = match input {
        Input::Boolean(truth) => *truth,
        Input::Text(text) => match text.trim() {
            "true" | "是" => true,
            "false" | "否" => false,
            _ => return None,
        },
        _ => return None,
    };
    Some(Outcomes::Boolean { yes: truth, no: !truth })
}

/// An ordered value or an interval of one.
fn scalar(catalog: &Catalog, fact: &Fact, each: &Type, input: &Input) -> Result<Interval, Problem> {
    match input {
        Input::Object(members) => interval(catalog, fact, each, members),
        Input::Null => Ok(possible::domain(fact).unwrap_or_else(|| possible::plausible(each))),
        single => {
            let value = number(catalog, each, single)?;
            allowed(value, fact, each, catalog)?;
            Ok(Interval::point(value))
        }
    }
}

fn number(catalog: &Catalog, each: &Type, input: &Input) -> Result<Decimal, Problem> {
    match input {
        Input::Number(text) => bare(text, each, catalog),
        Input::Text(text) => ordered(text, each, catalog),
        other => Err(wrong_type(each, catalog, &given(other))),
    }
}

/// `{"min": …, "max": …}`; `below` is an upper, `above` a lower limit that does not belong to it.
fn interval(catalog: &Catalog, fact: &Fact, each: &Type, members: &[(String, Input)]) -> Result<Interval, Problem> {
    let mut interval = possible::plausible(each);
    for (key, input) in members {
        if *input == Input::Null {
            continue;
        }
        let (is_low, inclusive) = match key.as_str() {
            "min" => (true, true),
            "above" => (true, false),
            "max" => (false, true),
            "below" => (false, false),
            _ => return Err(unknown_key(key, "min, max, below")),
        };
        let end = End { value: number(catalog, each, input)?, inclusive, given: true };
        let limit = if is_low {
            Interval { low: end, ..Interval::everything() }
        } else {
            Interval { high: end, ..Interval::everything() }
        };
        interval = interval.intersection(&limit).ok_or_else(|| empty_range(fact, each, catalog))?;
    }
    let inside = interval.limited(&fact.domain).and_then(|inside| inside.stepped(fact.step));
    inside.ok_or_else(|| empty_range(fact, each, catalog))
}

fn unknown_key(key: &str, known: &str) -> Problem {
    let key = shortened(key);
    Problem::new(
        "unknown_key",
        format!("中的“{key}”无法识别，可用：{known}"),
        format!("has an unknown member `{key}`; there are: {known}"),
    )
}

fn empty_range(fact: &Fact, each: &Type, catalog: &Catalog) -> Problem {
    let domain = possible::domain(fact).map_or(String::new(), |domain| {
        let end = |end: End| if end.given { literal::shown(end.value, each, catalog) } else { "…".to_owned() };
        format!(" ({} – {})", end(domain.low), end(domain.high))
    });
    Problem::new(
        "empty_range",
        format!("的范围内没有允许的值{domain}"),
        format!("no allowed value lies in that range{domain}"),
    )
}

fn code_position(list: &List, code: &str) -> Result<u32, Problem> {
    list.position(code).ok_or_else(|| {
        let (code, name) = (shortened(code), &list.name);
        let some = separated(&mut list.items.iter().take(5).map(|item| item.code.clone()), ", ");
        let more = if list.items.len() > 5 { "…" } else { "" };
        Problem::new(
            "not_in_list",
            format!("的“{code}”不在“{name}”的代码中（{some}{more}）"),
            format!("`{code}` is not a code of `{name}` ({some}{more})"),
        )
    })
}

/// All leaves at or below the codes of an array.
fn codes_of(catalog: &Catalog, fact: &Fact, list: &List, input: &Input) -> Result<BitSet, Problem> {
    let Input::Array(items) = input else { return Err(refuse(catalog, fact, input)) };
    let mut leaves = BitSet::EMPTY;
    for item in items {
        let Input::Text(code) = item else { return Err(refuse(catalog, fact, item)) };
        for leaf in list.leaves_within(code_position(list, code)?) {
            leaves.insert(leaf as usize);
        }
    }
    Ok(leaves)
}

/// The codes of `{"in": [codes]}`.
fn bounded_codes(catalog: &Catalog, fact: &Fact, list: &List, members: &[(String, Input)]) -> Result<Answer, Problem> {
    let [(key, codes)] = members else {
        return Err(unknown_key(members.first().map_or("", |(key, _)| key), "in"));
    };
    if key != "in" {
        return Err(unknown_key(key, "in"));
    }
    let leaves = codes_of(catalog, fact, list, codes)?;
    Ok(Answer::Single(match fact.value_type {
        Type::Choices(_) => Outcomes::Choices { must: BitSet::EMPTY, may: leaves },
        _ if leaves.is_empty() => {
            return Err(Problem::new("empty_range", "的可选代码为空", "no code is left to choose from"));
        }
        _ => Outcomes::Choice(leaves),
    }))
}

fn choice(catalog: &Catalog, fact: &Fact, list: &List, input: &Input) -> Result<Answer, Problem> {
    match input {
        Input::Text(code) => {
            let leaves = list.leaves_within(code_position(list, code)?).into_iter().map(|leaf| leaf as usize);
            Ok(Answer::Single(Outcomes::Choice(leaves.collect())))
        }
        Input::Number(number) => {
            let number = shortened(number);
            Err(Problem::new(
                "wrong_type",
                format!("是代码，请写成文字 \"{number}\"，不要写成数字"),
                format!("is a code; write it as text \"{number}\", not as a number"),
            ))
        }
        Input::Object(members) => bounded_codes(catalog, fact, list, members),
        other => Err(refuse(catalog, fact, other)),
    }
}

/// An array has exactly those codes; a `null` in it stands for codes not known, an inner code for some of its leaves.
fn choices(catalog: &Catalog, fact: &Fact, list: &List, input: &Input) -> Result<Answer, Problem> {
    let items = match input {
        Input::Array(items) => items,
        Input::Object(members) => return bounded_codes(catalog, fact, list, members),
        other => return Err(refuse(catalog, fact, other)),
    };
    let (mut must, mut may) = (BitSet::EMPTY, BitSet::EMPTY);
    for item in items {
        match item {
            Input::Null => may = list.leaves().map(|leaf| leaf as usize).collect(),
            Input::Text(code) => {
                let leaves: BitSet =
                    list.leaves_within(code_position(list, code)?).into_iter().map(|leaf| leaf as usize).collect();
                if let Some(only) = leaves.single() {
                    must.insert(only);
                }
                may.extend(&leaves);
            }
            other => return Err(refuse(catalog, fact, other)),
        }
    }
    may.extend(&must);
    Ok(Answer::Single(Outcomes::Choices { must, may }))
}

/// A list of records, or of plain values: each element known, bounded or not known, but all of them there.
fn records(catalog: &Catalog, fact: &Fact, input: &Input, as_of: Date) -> Result<Answer, Problem> {
    let Input::Array(elements) = input else { return Err(refuse(catalog, fact, input)) };
    if elements.len() > LONGEST_LIST {
        return Err(Problem::new(
            "too_long",
            format!("有{}条，最多{LONGEST_LIST}条", elements.len()),
            format!("has {} entries; at most {LONGEST_LIST} are taken", elements.len()),
        ));
    }
    let Type::List(element_type) = &fact.value_type else { return Err(refuse(catalog, fact, input)) };
    let are_records = matches!(catalog.elements[*element_type], Type::Record(_));
    let mut items: Vec<Item> = Vec::with_capacity(elements.len());
    for (index, element) in elements.iter().enumerate() {
        let outcomes = match element {
            Input::Null => possible::unanswered_element(fact, catalog),
            Input::Object(members) if are_records => {
                record(catalog, fact, members, as_of).map_err(|problem| problem.at_entry(index + 1))?
            }
            plain if !are_records => match fact.fields.first() {
                Some(id) => field(catalog, &catalog.fields[*id].0, plain, as_of)
                    .map_err(|problem| problem.at_entry(index + 1))?,
                None => return Err(refuse(catalog, fact, plain)),
            },
            other => {
                let problem = wrong_type(&catalog.elements[*element_type], catalog, &given(other));
                return Err(problem.at_entry(index + 1));
            }
        };
        let clash = items.iter().position(|item| same_key(fact, &item.outcomes, &outcomes));
        if let Some(first) = clash {
            let problem = Problem::new(
                "duplicate_key",
                format!("与第{}条重复", first + 1),
                format!("is entered twice: see entry {}", first + 1),
            );
            return Err(problem.at_entry(index + 1));
        }
        items.push(Item { outcomes, sure: true });
    }
    Ok(Answer::Single(Outcomes::List(Items { items, more: None })))
}

/// Whether two records surely agree in all fields of the list's key.
fn same_key(fact: &Fact, a: &Outcomes, b: &Outcomes) -> bool {
    let (Outcomes::Record(a), Outcomes::Record(b)) = (a, b) else { return false };
    !fact.key.is_empty()
        && fact.key.iter().all(|position| match (a.get(*position as usize), b.get(*position as usize)) {
            (Some(a), Some(b)) => equality(a, b).is_some_and(|(_, can_differ)| !can_differ),
            _ => false,
        })
}

/// One record: fields left out are not known.
fn record(catalog: &Catalog, fact: &Fact, members: &[(String, Input)], as_of: Date) -> Result<Outcomes, Problem> {
    let fields: Vec<&Fact> = fact.fields.iter().map(|id| &catalog.fields[*id].0).collect();
    if let Some((key, _)) = members.iter().find(|(name, _)| !fields.iter().any(|field| field.name == *name)) {
        return Err(unknown_key(key, &separated(&mut fields.iter().map(|field| field.name.clone()), ", ")));
    }
    let mut values = Vec::with_capacity(fields.len());
    for declared in fields {
        let given = members.iter().rev().find(|(name, _)| *name == declared.name).map(|(_, input)| input);
        let value = field(catalog, declared, given.unwrap_or(&Input::Null), as_of);
        values.push(value.map_err(|problem| problem.of_field(&declared.name))?);
    }
    Ok(Outcomes::Record(values))
}

/// The value of a field, or of an element that is no record.
fn field(catalog: &Catalog, declared: &Fact, input: &Input, as_of: Date) -> Result<Outcomes, Problem> {
    match read(catalog, declared, input, as_of)? {
        Answer::Single(outcomes) => Ok(outcomes),
        Answer::Unknown | Answer::Years(_) => Ok(possible::unanswered(declared, catalog)),
    }
}

/// More years than this are refused before they are looked at.
const MOST_YEARS: usize = 200;

fn series(catalog: &Catalog, fact: &Fact, each: &Type, input: &Input, as_of: Date) -> Result<Answer, Problem> {
    let mut years = match input {
        Input::Array(items) if items.len() <= MOST_YEARS => {
            items.iter().map(|item| year(catalog, fact, each, item)).collect::<Result<Vec<_>, _>>()?
        }
        Input::Object(members) => by_year(catalog, fact, each, members, as_of)?,
        other => return Err(refuse(catalog, fact, other)),
    };
    // Only the last closed years count that the fact asks for.
    let asked = usize::from(fact.years);
    if years.len() > asked {
        years.drain(..years.len() - asked);
    }
    Ok(Answer::Years(years))
}

/// One year of a series; `None` for `null`.
fn year(catalog: &Catalog, fact: &Fact, each: &Type, input: &Input) -> Result<Option<Interval>, Problem> {
    if *input == Input::Null { Ok(None) } else { scalar(catalog, fact, each, input).map(Some) }
}

/// Members keyed by year: from the first one to the last closed year; years left out between are not known.
fn by_year(
    catalog: &Catalog,
    fact: &Fact,
    each: &Type,
    members: &[(String, Input)],
    as_of: Date,
) -> Result<Vec<Option<Interval>>, Problem> {
    let last = as_of.ymd().0 - 1;
    let mut given: Vec<(i32, Option<Interval>)> = Vec::new();
    for (key, input) in members {
        let mut year = key.as_str();
        while let Some(shorter) = year.strip_suffix("年度") {
            year = shorter;
        }
        let year = year.trim_end_matches('年');
        let year = Some(year).filter(|year| year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()));
        let Some(year) = year.and_then(|year| year.parse::<i32>().ok()) else {
            return Err(unknown_key(key, "\"2025\", \"2024\" …"));
        };
        if year > last {
            return Err(Problem::new(
                "wrong_year",
                format!("的{year}年度在基准日尚未结束，最近的完整年度是{last}年"),
                format!("the year {year} has not closed on the evaluation date; the last closed year is {last}"),
            ));
        }
        if year > last - 256 {
            given.push((year, self::year(catalog, fact, each, input)?));
        }
    }
    let Some(first) = given.iter().map(|(year, _)| *year).min() else { return Ok(Vec::new()) };
    let known = |year| given.iter().rev().find(|(given, _)| *given == year).and_then(|(_, value)| *value);
    Ok((first..=last).map(known).collect())
}

/// The fact whose date bounds the number of closed years (language, section 4).
const FOUNDED: &str = "成立日期";

/// How many years can have closed since the company was founded, the year of its founding counted; many if that is not known.
fn years_since_founding(catalog: &Catalog, answers: &[Answer], as_of: Date) -> usize {
    let founded = catalog.facts.find(|fact| fact.name == FOUNDED && fact.value_type == Type::Date);
    let answer = founded.and_then(|(id, _)| answers.get(id.index()));
    let Some(Answer::Single(Outcomes::Ordered(Interval { low: earliest, .. }))) = answer else { return usize::MAX };
    let day = decimal::whole(earliest.value).ok().and_then(|days| i32::try_from(days).ok()).and_then(Date::from_days);
    match day {
        Some(day) if earliest.given => usize::try_from(as_of.ymd().0 - day.ymd().0).unwrap_or(0),
        _ => usize::MAX,
    }
}

/// The years of a series without the oldest ones, as far as nothing is known of them and the company did not yet exist: a
/// form that always asks for three years sends `null` for those.
fn existing(years: &[Option<Interval>], oldest: usize) -> &[Option<Interval>] {
    let unknown = years.iter().take_while(|year| year.is_none()).count();
    let before = years.len().saturating_sub(oldest).min(unknown);
    years.get(before..).unwrap_or(years)
}

/// How many closed years the company has, as its series tell: an array shorter than the fact asks for says it exactly, a full
/// one says that there are at least so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Age {
    least: usize,
    most: usize,
}

fn age(catalog: &Catalog, answers: &[Answer], oldest: usize, except: Option<FactId>) -> Age {
    let mut age = Age { least: 0, most: usize::MAX };
    for ((id, fact), answer) in catalog.facts.entries().zip(answers) {
        if let (Answer::Years(years), false) = (answer, Some(id) == except) {
            let years = existing(years, oldest);
            age.least = age.least.max(years.len());
            if years.len() < usize::from(fact.years) {
                age.most = age.most.min(years.len());
            }
        }
    }
    age
}

/// Refuses a series whose length contradicts the others'. One that is longer than the date of founding allows is taken as it
/// is: figures of a predecessor are figures.
pub(crate) fn check_length(
    catalog: &Catalog,
    answers: &[Answer],
    id: FactId,
    answer: &Answer,
    as_of: Date,
) -> Result<(), Problem> {
    let Answer::Years(years) = answer else { return Ok(()) };
    let oldest = years_since_founding(catalog, answers, as_of);
    let (given, asked) = (existing(years, oldest).len(), usize::from(catalog.facts[id].years));
    let age = age(catalog, answers, oldest, Some(id));
    let longest = age.most.min(asked);
    let expected = if given > longest {
        longest
    } else if given < asked && given < age.least {
        age.least.min(asked)
    } else {
        return Ok(());
    };
    Err(Problem::new(
        "series_length",
        format!("有{given}个年度，与其他逐年指标（{expected}个年度）不一致；不知道的年度请填 null"),
        format!(
            "has {given} years, but the other yearly facts say {expected}; write null for a year that is not known"
        ),
    ))
}

/// The leaves that an answer to a text leaves open of a choice, for each choice that it tells of.
fn told<'c>(fact: &'c Fact, answer: &'c Answer) -> impl Iterator<Item = (FactId, BitSet)> + use<'c> {
    let text = match answer {
        Answer::Single(Outcomes::Text(Some(text))) => Some(text),
        _ => None,
    };
    fact.tells.iter().filter_map(move |tells| {
        let leaves = tells.leaves(text?)?;
        Some((tells.fact, leaves.iter().map(|leaf| *leaf as usize).collect()))
    })
}

/// Refuses an answer that leaves nothing of a choice, together with what has been answered before: the code of a company
/// that is said to be a household business, or the other way round. What came first stands, so that nothing that was definite
/// turns.
pub(crate) fn check_told(catalog: &Catalog, answers: &[Answer], id: FactId, answer: &Answer) -> Result<(), Problem> {
    let mut choices: Vec<(FactId, BitSet)> = told(&catalog.facts[id], answer).collect();
    if let Answer::Single(Outcomes::Choice(codes)) = answer {
        choices.push((id, codes.clone()));
    }
    for (choice, mut left) in choices {
        for ((other, fact), answer) in catalog.facts.entries().zip(answers).filter(|((other, _), _)| *other != id) {
            let own = match answer {
                Answer::Single(Outcomes::Choice(codes)) if other == choice => Some(codes.clone()),
                _ => None,
            };
            let said = told(fact, answer).filter(|(told, _)| *told == choice).map(|(_, leaves)| leaves);
            for leaves in own.into_iter().chain(said) {
                left = left.intersection(&leaves);
            }
            if left.is_empty() {
                return Err(contradiction(catalog, choice, id, fact));
            }
        }
    }
    Ok(())
}

fn contradiction(catalog: &Catalog, choice: FactId, refused: FactId, other: &Fact) -> Problem {
    let choice = &catalog.facts[choice];
    // Two texts contradict each other about a third fact; else the fact is one of the two.
    let is_third = catalog.facts[refused].name != choice.name && other.name != choice.name;
    let (zh, en) = match is_third {
        true => (format!("所说的“{}”", choice.name), format!(" about `{}`", choice.name)),
        false => (String::new(), String::new()),
    };
    Problem::new(
        "contradicts",
        format!("{zh}与已填的“{}”矛盾，请改正其中一个", other.name),
        format!("contradicts{en} what was answered to `{}`; mend one of them", other.name),
    )
}

/// The facts whose answers say something of other facts, or others' of them: series, which are as long as the company is old, the
/// date that tells how old it is, texts that tell of choices, and these choices.
pub(crate) fn tied(catalog: &Catalog) -> BitSet {
    let mut tied: BitSet = catalog.facts.iter().flat_map(|fact| &fact.tells).map(|tells| tells.fact.index()).collect();
    for (id, fact) in catalog.facts.entries() {
        let is_founding = fact.name == FOUNDED && fact.value_type == Type::Date;
        if is_founding || !fact.tells.is_empty() || matches!(fact.value_type, Type::Series(_)) {
            tied.insert(id.index());
        }
    }
    tied
}

/// What a fact can be that is not [`tied`] to others.
pub(crate) fn possible_alone(catalog: &Catalog, id: FactId, answer: &Answer) -> Possible {
    let outcomes = match answer {
        Answer::Single(outcomes) => outcomes.clone(),
        Answer::Unknown | Answer::Years(_) => possible::unanswered(&catalog.facts[id], catalog),
    };
    open_for(id, outcomes)
}

/// What is known of a fact, kept open by itself.
fn open_for(id: FactId, outcomes: Outcomes) -> Possible {
    let known = Possible::known(outcomes);
    if known.is_settled() { known } else { Possible { facts: BitSet::one(id.index()), ..known } }
}

/// What every fact can be, given all answers.
pub(crate) fn possible(catalog: &Catalog, answers: &[Answer], as_of: Date) -> Vec<Possible> {
    let oldest = years_since_founding(catalog, answers, as_of);
    let age = age(catalog, answers, oldest, None);
    let one = |(id, fact): (FactId, &Fact), answer: &Answer| {
        let outcomes = match answer {
            Answer::Single(outcomes) => outcomes.clone(),
            Answer::Years(years) => {
                let any = possible::domain(fact).unwrap_or_else(Interval::everything);
                let years: Vec<_> = existing(years, oldest).iter().map(|year| year.unwrap_or(any)).collect();
                Outcomes::Series(Series { least: years.len(), years })
            }
            Answer::Unknown => match possible::unanswered(fact, catalog) {
                Outcomes::Series(mut series) => {
                    let least = age.least.min(series.years.len());
                    let most = age.most.min(oldest.max(age.least)).min(series.years.len());
                    series.years.drain(..series.years.len() - most);
                    Outcomes::Series(Series { least, ..series })
                }
                outcomes => outcomes,
            },
        };
        open_for(id, outcomes)
    };
    let mut facts: Vec<Possible> =
        catalog.facts.entries().zip(answers).map(|(entry, answer)| one(entry, answer)).collect();
    for (choice, leaves) in catalog.facts.iter().zip(answers).flat_map(|(fact, answer)| told(fact, answer)) {
        if let Some(possible) = facts.get_mut(choice.index())
            && let Some(left) = possible.outcomes.intersection(&Outcomes::Choice(leaves))
        {
            *possible = Possible { outcomes: left, ..possible.clone() }.settled();
        }
    }
    facts
}
