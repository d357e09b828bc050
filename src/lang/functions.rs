//! The names of functions: those the language has, and those that authors bring from elsewhere and it leaves out.

use crate::model::{Function, Text};

/// Functions whose names have several words, longest first.
pub(super) const MULTI_WORD: [&[&str]; 14] = [
    &["years", "and", "months", "duration"],
    &["round", "half", "down"],
    &["round", "half", "up"],
    &["date", "and", "time"],
    &["round", "down"],
    &["round", "up"],
    &["list", "contains"],
    &["starts", "with"],
    &["ends", "with"],
    &["string", "length"],
    &["upper", "case"],
    &["lower", "case"],
    &["distinct", "values"],
    &["index", "of"],
];

/// Built-in functions that map to one operation of the engine.
pub(super) const BUILT_IN: [(&str, Function); 18] = [
    ("abs", Function::Abs),
    ("floor", Function::Floor),
    ("ceiling", Function::Ceiling),
    ("modulo", Function::Modulo),
    ("min", Function::Min),
    ("max", Function::Max),
    ("sum", Function::Sum),
    ("mean", Function::Mean),
    ("count", Function::Count),
    ("round up", Function::RoundUp),
    ("round down", Function::RoundDown),
    ("round half up", Function::RoundHalfUp),
    ("round half down", Function::RoundHalfDown),
    ("contains", Function::Contains),
    ("starts with", Function::StartsWith),
    ("ends with", Function::EndsWith),
    ("string length", Function::StringLength),
    ("years and months duration", Function::MonthsBetween),
];

/// Functions that the checker expands itself.
pub(super) const EXPANDED: [&str; 6] = ["within", "list contains", "date", "duration", "all", "any"];

/// Every name a call may have.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    BUILT_IN.iter().map(|(name, _)| *name).chain(EXPANDED)
}

/// The built-in function of that name.
pub(super) fn built_in(name: &str) -> Option<Function> {
    BUILT_IN.iter().find(|(known, _)| *known == name).map(|(_, function)| *function)
}

/// Whether the word belongs to FEEL or to a neighbour of it, but not to this language.
pub(super) fn is_left_out(word: &str) -> bool {
    matches!(
        word,
        "null"
            | "instance"
            | "today"
            | "now"
            | "function"
            | "external"
            | "some"
            | "every"
            | "for"
            | "time"
            | "date and time"
            | "decimal"
            | "matches"
            | "replace"
            | "split"
            | "substring"
            | "concatenate"
            | "append"
            | "sort"
            | "is"
            | "upper case"
            | "lower case"
            | "distinct values"
            | "index of"
            | "random"
    )
}

/// What a function of a spreadsheet is here.
pub(super) fn elsewhere(name: &str) -> Option<Text> {
    Some(match name.to_ascii_uppercase().as_str() {
        "IF" => Text::new("写作 if … then … else …", "write if … then … else …"),
        "IFS" | "SWITCH" | "VLOOKUP" | "LOOKUP" => Text::new("写成一张 table", "make it a table"),
        "AND" => Text::new("写作 a and b", "write a and b"),
        "OR" => Text::new("写作 a or b", "write a or b"),
        "ROUND" => Text::new("四舍五入写作 round half up(x, n)", "write round half up(x, n)"),
        "ROUNDUP" => Text::new("写作 round up(x, n)", "write round up(x, n)"),
        "ROUNDDOWN" | "TRUNC" => Text::new("写作 round down(x, n)", "write round down(x, n)"),
        "INT" => Text::new("写作 floor(x)", "write floor(x)"),
        "AVERAGE" | "AVG" => Text::new("写作 mean(x)", "write mean(x)"),
        "YEAR" => Text::new("写作 日期.year", "write date.year"),
        "DATEDIF" => Text::new(
            "写作 years and months duration(起, 止)，或两个日期相减",
            "write years and months duration(from, to), or subtract two dates",
        ),
        _ => return None,
    })
}

/// What to write instead.
pub(super) fn instead_of(word: &str) -> Option<Text> {
    Some(match word {
        "null" => Text::new(
            "规则不能判断“未知”；不知道的指标由引擎处理",
            "a rule cannot test for unknown; the engine takes care of what is not known",
        ),
        "today" | "now" => Text::new("用 基准日", "use 基准日, the evaluation date"),
        "decimal" => Text::new("用 round half up(x, n)", "use round half up(x, n)"),
        "some" | "every" | "for" => Text::new(
            "这一版还没有对清单逐条计算；先用汇总后的指标",
            "records of lists are not part of this version; use a fact that holds the total",
        ),
        _ => return None,
    })
}
