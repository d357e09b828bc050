//! What the kit asks for and the language leaves out or does not name.
//!
//! Each rule tells by what is written in a line that it needs such a thing, and the codes with which it may then be refused.

use super::ask;
use super::case::{Case, Class};
use super::scan::{is_word, mentions, quoted, unquoted};
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

struct Rule {
    reason: &'static str,
    /// Whether the line needs it: `None` if not, else what of that kind, if there is more than one.
    needs: fn(&Case) -> Option<Option<String>>,
    /// The codes with which a line may be refused for that.
    codes: &'static [&'static str],
}

/// The functions of the rule language.
const FUNCTIONS: [&str; 27] = [
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
    "some",
    "every",
];

/// Words behind which a parenthesis opens no call.
const KEYWORDS: [&str; 12] =
    ["in", "and", "or", "if", "then", "else", "return", "satisfies", "between", "for", "some", "every"];

/// Properties of FEEL that the rule language does not name.
const PROPERTIES: [&str; 4] = ["weekday", "hours", "minutes", "seconds"];

/// The rules, in the order in which they are tried.
const RULES: &[Rule] = &[
    Rule { reason: "time of day", needs: time_of_day, codes: &["E0107", "E0010", "E0317", "E0105"] },
    Rule {
        reason: "a duration that is not whole days",
        needs: part_of_a_day,
        codes: &["E0107", "E0105", "wrong_type"],
    },
    Rule { reason: "several results in one table", needs: several_outputs, codes: &["E0006", "E0107"] },
    Rule { reason: "hit policy", needs: hit_policy, codes: &["E0007", "E0107"] },
    Rule { reason: "a function outside the language", needs: other_function, codes: &["E0202", "E0107"] },
    Rule { reason: "a property outside the language", needs: other_property, codes: &["E0211", "E0107"] },
    Rule { reason: "a key that is no name", needs: odd_key, codes: &["E0016", "E0101", "E0103", "E0107"] },
    Rule { reason: "an exponent that is not a whole number written out", needs: open_exponent, codes: &["E0214"] },
    Rule { reason: "a date outside the years 1 to 9999", needs: distant_date, codes: &["E0010"] },
    Rule { reason: "a day or a duration read from a text", needs: parsed_text, codes: &["E0215", "E0105", "E0010"] },
    Rule {
        reason: "no type fits the unknown operand",
        needs: no_type_fits,
        codes: &["E0201", "E0204", "E0205", "E0211", "E0214"],
    },
];

/// The exception by which the line may be refused with this code.
pub fn find(case: &Case, code: &str) -> Option<Exception> {
    RULES.iter().find_map(|rule| {
        let what = (rule.needs)(case)?;
        rule.codes.contains(&code).then_some(Exception { reason: rule.reason, what })
    })
}

fn when(needed: bool) -> Option<Option<String>> {
    needed.then_some(None)
}

fn time_of_day(case: &Case) -> Option<Option<String>> {
    let written = case.written();
    let calls = calls(&written);
    let literal = |text: &String| text.contains(':') && text.chars().filter(char::is_ascii_digit).count() >= 4;
    when(
        calls.iter().any(|name| name == "time" || name == "date and time")
            || ask::facts(case).iter().any(|fact| matches!(fact.shape, Shape::Foreign(_)))
            || (written.contains('@') && quoted(&written).iter().any(literal)),
    )
}

fn part_of_a_day(case: &Case) -> Option<Option<String>> {
    let partial = |text: &str| {
        duration(text).is_some_and(|(months, seconds)| months.is_zero() && !seconds.is_zero())
            && whole_days(text).is_none()
    };
    let written = case.written();
    when(
        quoted(&written).iter().any(|text| partial(text))
            || ask::facts(case).into_iter().flat_map(ask::flat).any(
                |fact| matches!(&fact.value, Value::Duration(text) if partial(text) && mentions(&written, &fact.name)),
            ),
    )
}

fn several_outputs(case: &Case) -> Option<Option<String>> {
    when(case.table.as_ref().is_some_and(|table| table.outputs.len() > 1))
}

fn hit_policy(case: &Case) -> Option<Option<String>> {
    let policy = case.table.as_ref()?.hit_policy.to_lowercase();
    ["priority", "output order"].contains(&policy.as_str()).then_some(Some(policy))
}

fn other_function(case: &Case) -> Option<Option<String>> {
    let name = calls(&case.written()).into_iter().find(|name| !FUNCTIONS.contains(&name.as_str()))?;
    Some(Some(format!("`{name}`")))
}

/// The names before a parenthesis that opens a call.
fn calls(text: &str) -> Vec<String> {
    let text = unquoted(text);
    let mut called = Vec::new();
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for letter in text.chars() {
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

/// The function that the words before a parenthesis name: the longest known one at their end, or what stands behind the last
/// keyword.
fn called_by(words: &[String]) -> Option<String> {
    let names = (0..words.len()).filter_map(|start| words.get(start..)).map(|words| words.join(" "));
    let known = |name: &String| FUNCTIONS.contains(&name.as_str()) || name == "date and time";
    if let Some(name) = names.clone().find(known) {
        return Some(name);
    }
    let start = words.iter().rposition(|word| KEYWORDS.contains(&word.as_str())).map_or(0, |index| index + 1);
    let name = words.get(start..)?.join(" ");
    (!name.is_empty()).then_some(name)
}

fn other_property(case: &Case) -> Option<Option<String>> {
    let text = unquoted(&case.written());
    let behind_points = text.split('.').skip(1);
    let names = behind_points.map(|rest| rest.chars().take_while(|letter| is_word(*letter)).collect::<String>());
    let name = names.into_iter().find(|name| PROPERTIES.contains(&name.as_str()))?;
    Some(Some(format!("`{name}`")))
}

fn odd_key(case: &Case) -> Option<Option<String>> {
    let text = unquoted(&case.written());
    let inside = text.split_once('{').map(|(_, inside)| inside)?;
    let key = inside.split_once(':').map(|(key, _)| key.trim())?;
    let quoted_key =
        key == "\"\"" && quoted(&case.written()).first().is_some_and(|key| !key.chars().all(is_word) || key.is_empty());
    when(quoted_key || (key != "\"\"" && !key.chars().all(is_word)))
}

fn open_exponent(case: &Case) -> Option<Option<String>> {
    let text = unquoted(&case.written());
    let open = |exponent: &str| {
        let exponent = exponent.trim_start();
        let exponent = exponent.strip_prefix('-').unwrap_or(exponent);
        let number: String = exponent.chars().take_while(|letter| letter.is_ascii_digit() || *letter == '.').collect();
        number.is_empty() || number.contains('.')
    };
    when(text.split("**").skip(1).any(open))
}

fn distant_date(case: &Case) -> Option<Option<String>> {
    let text = case.written();
    let literal = |text: &String| {
        let (before, text) = text.strip_prefix('-').map_or((false, text.as_str()), |rest| (true, rest));
        let mut parts = text.split('-');
        let year = parts.next().unwrap_or_default();
        let is_date = parts.clone().count() == 2 && text.chars().all(|letter| letter.is_ascii_digit() || letter == '-');
        is_date && (before || year.len() > 4 || year == "0000")
    };
    when(quoted(&text).iter().any(literal) || unquoted(&text).contains("date(-"))
}

fn parsed_text(case: &Case) -> Option<Option<String>> {
    let texts = ask::facts(case).into_iter().filter(|fact| fact.shape == Shape::Scalar("text"));
    let text = unquoted(&case.written());
    when(
        texts
            .map(|fact| fact.name)
            .any(|name| ["date", "duration"].iter().any(|function| text.contains(&format!("{function}({name})")))),
    )
}

fn no_type_fits(case: &Case) -> Option<Option<String>> {
    if !matches!(case.class, Class::Kleene1 | Class::Kleene2) {
        return None;
    }
    let text = case.written();
    let of_durations = text.contains("**") && quoted(&text).iter().any(|text| duration(text).is_some());
    when(of_durations || text.trim().starts_with("null."))
}
