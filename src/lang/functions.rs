//! The names of functions: those the language has, and those that authors bring from elsewhere and it leaves out.

use crate::model::{Function, Text};

/// Functions whose names have several words, those with more words first.
pub(super) const MULTI_WORD: [&[&str]; 34] = [
    &["years", "and", "months", "duration"],
    &["round", "half", "down"],
    &["round", "half", "up"],
    &["date", "and", "time"],
    &["day", "of", "year"],
    &["day", "of", "week"],
    &["month", "of", "year"],
    &["week", "of", "year"],
    &["round", "down"],
    &["round", "up"],
    &["list", "contains"],
    &["starts", "with"],
    &["ends", "with"],
    &["string", "length"],
    &["string", "join"],
    &["substring", "before"],
    &["substring", "after"],
    &["upper", "case"],
    &["lower", "case"],
    &["distinct", "values"],
    &["index", "of"],
    &["insert", "before"],
    &["list", "replace"],
    &["get", "value"],
    &["get", "entries"],
    &["context", "put"],
    &["context", "merge"],
    &["met", "by"],
    &["overlaps", "before"],
    &["overlaps", "after"],
    &["finished", "by"],
    &["started", "by"],
    &["random", "number"],
    &["replace", "all"],
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
pub(super) const EXPANDED: [&str; 7] = ["within", "list contains", "date", "duration", "all", "any", "chosen"];

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
    matches!(word, "null" | "instance" | "today" | "now" | "function" | "external")
}

/// Functions that FEEL or a neighbour of it has and this language leaves out.
const LEFT_OUT: &[&str] = &[
    "after",
    "append",
    "before",
    "ceil",
    "coincides",
    "concatenate",
    "context",
    "context merge",
    "context put",
    "date and time",
    "day of week",
    "day of year",
    "decimal",
    "distinct values",
    "during",
    "even",
    "exp",
    "finished by",
    "finishes",
    "flatten",
    "function",
    "get entries",
    "get value",
    "get or else",
    "includes",
    "index of",
    "insert before",
    "is",
    "is defined",
    "iso date",
    "join",
    "list replace",
    "log",
    "lower case",
    "matches",
    "median",
    "meets",
    "met by",
    "mode",
    "month of year",
    "now",
    "null",
    "number",
    "odd",
    "overlaps",
    "overlaps after",
    "overlaps before",
    "partition",
    "pow",
    "power",
    "product",
    "random",
    "random number",
    "range",
    "remove",
    "replace",
    "replace all",
    "reverse",
    "round",
    "sort",
    "split",
    "sqrt",
    "started by",
    "starts",
    "stddev",
    "string",
    "string join",
    "sublist",
    "substring",
    "substring after",
    "substring before",
    "time",
    "today",
    "trim",
    "union",
    "upper case",
    "uuid",
    "week of year",
];

/// Whether a function of that name is known elsewhere, but left out here.
pub(super) fn is_left_out_function(name: &str) -> bool {
    LEFT_OUT.contains(&name)
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
        "decimal" | "round" => Text::new("用 round half up(x, n)", "use round half up(x, n)"),
        "ceil" => Text::new("用 ceiling(x)", "use ceiling(x)"),
        "power" | "pow" => Text::new("用 x ** n", "use x ** n"),
        "sqrt" => Text::new("两边平方后再比较", "square both sides before comparing"),
        "is" => Text::new("用 =", "use ="),
        "append" | "concatenate" | "flatten" | "union" => {
            Text::new("用 for 和筛选得到需要的清单", "use `for` and filters to get the list you need")
        }
        "time" | "date and time" => Text::new("规则只有日期，没有时刻", "rules know days, no time of day"),
        _ => return None,
    })
}

/// The names of a function's parameters in order, for calls that name their arguments (DMN 1.5, section 10.3.4). Some functions
/// can be called in several ways; the names must be those of one of them.
pub(super) fn parameters(name: &str) -> &'static [&'static [&'static str]] {
    match name {
        "abs" => &[&["n"]],
        "floor" | "ceiling" | "round up" | "round down" | "round half up" | "round half down" => &[&["n", "scale"]],
        "modulo" => &[&["dividend", "divisor"]],
        "min" | "max" | "sum" | "mean" | "count" | "all" | "any" => &[&["list"]],
        "list contains" => &[&["list", "element"]],
        "contains" | "starts with" | "ends with" => &[&["string", "match"]],
        "string length" => &[&["string"]],
        "date" => &[&["from"], &["year", "month", "day"]],
        "duration" => &[&["from"]],
        "years and months duration" => &[&["from", "to"]],
        "within" => &[&["code", "group"]],
        "chosen" => &[&["policy"]],
        _ => &[],
    }
}
