//! What the kit asks for and the language leaves out or does not name.
//!
//! Each rule tells by what is written in a line that it needs such a thing, and the codes with which it may then be refused.

use super::ask;
use super::case::{Case, Class};
use super::scan::{is_word, mentions, quoted, stretches, unquoted};
use super::shape::Shape;
use super::value::{Value, duration, whole_days};

/// Why a line is excepted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exception {
    /// The kind of reason; those that are said first come first.
    pub reason: &'static str,
    /// What of that kind, such as the function's name.
    pub what: Option<String>,
}

/// Whether a line needs what a rule is about.
enum Need {
    No,
    Yes,
    /// It does, and this is what of that kind.
    This(String),
}

impl From<bool> for Need {
    fn from(needed: bool) -> Need {
        if needed { Need::Yes } else { Need::No }
    }
}

impl From<Option<String>> for Need {
    fn from(what: Option<String>) -> Need {
        what.map_or(Need::No, Need::This)
    }
}

struct Rule {
    reason: &'static str,
    need: fn(&Case) -> Need,
    /// The codes with which a line may be refused for that.
    codes: &'static [&'static str],
}

/// The rules, in the order in which they are tried.
const RULES: &[Rule] = &[
    Rule { reason: "time of day", need: time_of_day, codes: &["E0107", "E0317"] },
    Rule { reason: "a duration that is not whole days", need: part_of_a_day, codes: &["E0107", "wrong_type"] },
    Rule { reason: "several results in one table", need: several_results, codes: &["E0006"] },
    Rule { reason: "a hit policy outside the language", need: hit_policy, codes: &["E0007"] },
    // Patterns of such functions hold escapes that texts do not have.
    Rule { reason: "a function outside the language", need: function, codes: &["E0202", "E0107", "E0113"] },
    Rule { reason: "a property outside the language", need: property, codes: &["E0211"] },
    Rule { reason: "a range to go through", need: range_iteration, codes: &["E0107"] },
    Rule { reason: "an empty list of which nothing tells the type", need: empty_list, codes: &["E0221"] },
    Rule { reason: "a key that is no name", need: key, codes: &["E0101", "E0103"] },
    Rule { reason: "an exponent that is not a whole number written out", need: exponent, codes: &["E0214"] },
    Rule { reason: "a date outside the years 1 to 9999", need: distant_date, codes: &["E0010"] },
    Rule { reason: "a day or a duration read from a text", need: parsed_text, codes: &["E0105"] },
    Rule { reason: "an unknown operand that no type fits", need: no_type_fits, codes: &["E0205", "E0211"] },
];

/// The functions of the rule language.
const FUNCTIONS: [&str; 25] = [
    "abs",
    "floor",
    "ceiling",
    "modulo",
    "min",
    "max",
    "sum",
    "mean",
    "count",
    "all",
    "any",
    "not",
    "round up",
    "round down",
    "round half up",
    "round half down",
    "list contains",
    "contains",
    "starts with",
    "ends with",
    "string length",
    "date",
    "duration",
    "years and months duration",
    "within",
];

/// Words behind which a parenthesis opens no call.
const KEYWORDS: [&str; 12] =
    ["in", "and", "or", "if", "then", "else", "return", "satisfies", "between", "for", "some", "every"];

/// Properties of FEEL that the rule language does not name.
const PROPERTIES: [&str; 8] = ["weekday", "hour", "minute", "second", "hours", "minutes", "seconds", "timezone"];

/// The exception by which the line may be refused with this code.
pub fn find(case: &Case, code: &str) -> Option<Exception> {
    RULES.iter().filter(|rule| rule.codes.contains(&code)).find_map(|rule| match (rule.need)(case) {
        Need::No => None,
        Need::Yes => Some(Exception { reason: rule.reason, what: None }),
        Need::This(what) => Some(Exception { reason: rule.reason, what: Some(what) }),
    })
}

fn time_of_day(case: &Case) -> Need {
    let written = case.written();
    let is_literal =
        |text: &String| text.contains(':') && text.starts_with(|first: char| "-0123456789".contains(first));
    let called = calls(&written).iter().any(|name| name == "time" || name == "date and time");
    let given = ask::facts(case).iter().any(|fact| matches!(fact.shape, Shape::Foreign(_)));
    (called || given || (written.contains('@') && quoted(&written).iter().any(is_literal))).into()
}

fn part_of_a_day(case: &Case) -> Need {
    let is_partial = |text: &str| {
        duration(text).is_some_and(|(months, seconds)| months.is_zero() && !seconds.is_zero())
            && whole_days(text).is_none()
    };
    let written = case.written();
    let facts = ask::facts(case).into_iter().flat_map(ask::flat).filter(|fact| mentions(&written, &fact.name));
    let given = facts.map(|fact| fact.value).any(|value| matches!(value, Value::Duration(text) if is_partial(&text)));
    (given || quoted(&written).iter().any(|text| is_partial(text))).into()
}

fn several_results(case: &Case) -> Need {
    case.table.as_ref().is_some_and(|table| table.outputs.len() > 1).into()
}

fn hit_policy(case: &Case) -> Need {
    let policy = case.table.as_ref().map(|table| table.hit_policy.to_lowercase());
    policy.filter(|policy| ["priority", "output order"].contains(&policy.as_str())).into()
}

fn function(case: &Case) -> Need {
    let unknown = calls(&case.written()).into_iter().find(|name| !FUNCTIONS.contains(&name.as_str()));
    unknown.map(|name| format!("`{name}`")).into()
}

/// The functions that a text calls.
fn calls(text: &str) -> Vec<String> {
    let mut called = Vec::new();
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for letter in unquoted(text).chars() {
        if is_word(letter) {
            word.push(letter);
            continue;
        }
        if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if letter == '(' {
            called.extend(called_by(&words));
        }
        if !letter.is_whitespace() {
            words.clear();
        }
    }
    called
}

/// The function that the words before a parenthesis name: the longest known one at their end, or else all that stands behind
/// the last keyword.
fn called_by(words: &[String]) -> Option<String> {
    let mut endings = (0..words.len()).filter_map(|start| words.get(start..)).map(|words| words.join(" "));
    if let Some(name) = endings.find(|name| FUNCTIONS.contains(&name.as_str()) || name == "date and time") {
        return Some(name);
    }
    let start = words.iter().rposition(|word| KEYWORDS.contains(&word.as_str())).map_or(0, |index| index + 1);
    let name = words.get(start..)?.join(" ");
    (!name.is_empty()).then_some(name)
}

fn property(case: &Case) -> Need {
    let text = unquoted(&case.written());
    let behind_points = text.split('.').skip(1);
    let mut names = behind_points.map(|rest| rest.chars().take_while(|letter| is_word(*letter)).collect::<String>());
    names.find(|name| PROPERTIES.contains(&name.as_str())).map(|name| format!("`{name}`")).into()
}

fn range_iteration(case: &Case) -> Need {
    let text = unquoted(&case.written());
    let mut sources =
        text.split("for ").skip(1).filter_map(|rest| rest.split_once(" return ")).map(|(source, _)| source);
    sources.any(|source| source.contains("..")).into()
}

fn empty_list(case: &Case) -> Need {
    unquoted(&case.written()).contains("[]").into()
}

fn key(case: &Case) -> Need {
    let written = case.written();
    let is_odd = |key: &str| key.is_empty() || !key.chars().all(is_word);
    let stretches = stretches(&written);
    let quoted_key = stretches.windows(3).any(|parts| match parts {
        [before, key, after] => {
            key.quoted
                && before.text.trim_end().ends_with(['{', ','])
                && after.text.trim_start().starts_with(':')
                && is_odd(key.text.trim_matches('"'))
        }
        _ => false,
    });
    let unquoted = unquoted(&written);
    let items = unquoted.split(['{', ',']).skip(1);
    let mut keys = items.filter_map(|item| item.split_once(':')).map(|(key, _)| key.trim());
    (quoted_key || (unquoted.contains('{') && keys.any(|key| !key.ends_with('"') && is_odd(key)))).into()
}

fn exponent(case: &Case) -> Need {
    let is_open = |exponent: &str| {
        let exponent = exponent.trim_start();
        let exponent = exponent.strip_prefix('-').unwrap_or(exponent);
        let number: String = exponent.chars().take_while(|letter| letter.is_ascii_digit() || *letter == '.').collect();
        number.is_empty() || number.contains('.')
    };
    unquoted(&case.written()).split("**").skip(1).any(is_open).into()
}

fn distant_date(case: &Case) -> Need {
    let is_distant = |year: &str| {
        year.strip_prefix('-').unwrap_or(year).chars().all(|letter| letter.is_ascii_digit())
            && (year.starts_with('-') || year.len() > 4 || year == "0000")
    };
    let written = case.written();
    let literal = quoted(&written).iter().any(|text| {
        let mut parts = text.rsplitn(3, '-').collect::<Vec<_>>().into_iter().rev();
        let is_date = parts.len() == 3 && parts.clone().skip(1).all(|part| part.parse::<u8>().is_ok());
        is_date && parts.next().is_some_and(is_distant)
    });
    let unquoted = unquoted(&written);
    let mut years =
        unquoted.split("date(").skip(1).filter_map(|rest| rest.split_once(',')).map(|(year, _)| year.trim());
    (literal || years.any(is_distant)).into()
}

fn parsed_text(case: &Case) -> Need {
    let text = unquoted(&case.written());
    let is_read = |name: &str| ["date", "duration"].iter().any(|read| text.contains(&format!("{read}({name})")));
    let mut texts = ask::facts(case).into_iter().filter(|fact| fact.shape == Shape::Scalar("text"));
    texts.any(|fact| is_read(&fact.name)).into()
}

fn no_type_fits(case: &Case) -> Need {
    let text = case.written();
    let is_power = text.contains("**") && quoted(&text).iter().any(|text| duration(text).is_some());
    let is_kleene = matches!(case.class, Class::Kleene1 | Class::Kleene2);
    (is_kleene && (is_power || text.trim().starts_with("null."))).into()
}

#[test]
fn functions_are_found_where_they_are_called() {
    let cases = [
        ("sqrt(4)", vec!["sqrt"]),
        ("day of year(@\"1970-01-01\") in (1, 2)", vec!["day of year"]),
        ("x and string length(\"f(\") > 1", vec!["string length"]),
        ("a and date and time(b)", vec!["date and time"]),
        ("if (a) then f(b) else (c)", vec!["f"]),
    ];
    for (text, expected) in cases {
        assert_eq!(calls(text), expected, "{text}");
    }
}
