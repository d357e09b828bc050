//! A cell of a table, turned into what JSON would say of the fact.
//!
//! Tables have words where JSON has shapes: several values stand in one cell, a code may be written by its label, bounds as
//! `>=500万元`. Must never: decide whether a fact can have a value, which is the engine's; guess.

use policy_calculator::engine::Input;
use policy_calculator::model::{Catalog, Fact, List, Text, Type};
use serde_json::Value;
use std::collections::HashMap;

/// What is needed to read the cells of one fact.
pub struct Reader<'c> {
    kind: Kind,
    fact: &'c Fact,
}

/// How the cells of a fact are read.
enum Kind {
    Single(Single),
    /// A yearly fact, oldest year first.
    Years(Single),
    /// A list of plain values; of codes, those of `Some`.
    Values(Single),
    /// Records: JSON alone.
    Records,
}

enum Single {
    Boolean,
    Text,
    Choice(Codes),
    Choices(Codes),
    /// Whether its bare numbers may be in another unit than those beside them: `5~10万元`.
    Ordered {
        scaled: bool,
    },
}

/// The codes of a list by themselves and by their labels; `None` where a label has several.
struct Codes(HashMap<String, Option<String>>);

/// What separates values in one cell: never what numbers or dates have in them.
const SEPARATORS: [char; 5] = [';', '；', '|', '、', '\n'];
/// What separates codes that, as they stand, are none.
const FINE_SEPARATORS: [char; 3] = ['、', ',', '，'];
/// Stands for no code, no entry, where it is not a code itself.
const NOTHING: [&str; 2] = ["无", "none"];

impl<'c> Reader<'c> {
    /// How the cells of a fact are read.
    pub fn new(catalog: &'c Catalog, fact: &'c Fact) -> Reader<'c> {
        let kind = match &fact.value_type {
            Type::Series(each) => Kind::Years(Single::new(catalog, each)),
            Type::List(element) => match &catalog.elements[*element] {
                Type::Record(_) => Kind::Records,
                plain => Kind::Values(Single::new(catalog, plain)),
            },
            single => Kind::Single(Single::new(catalog, single)),
        };
        Reader { kind, fact }
    }

    /// What a cell says of the fact; the cell is not blank.
    ///
    /// # Errors
    ///
    /// What is not the engine's to refuse: JSON that is none, bounds that leave their unit open.
    pub fn read(&self, cell: &str) -> Result<Input, Text> {
        if cell.starts_with(['{', '[']) && !matches!(self.kind, Kind::Single(Single::Text)) {
            return json(cell);
        }
        match &self.kind {
            Kind::Single(single) => single.read(cell),
            Kind::Years(each) => {
                let years = cell.split(SEPARATORS).map(|year| each.read_or_unknown(year.trim()));
                let mut years = years.collect::<Result<Vec<_>, _>>()?;
                // A cell tells the last years and says nothing of those before.
                let untold = usize::from(self.fact.years).saturating_sub(years.len());
                years.splice(0..0, std::iter::repeat_n(Input::Null, untold));
                Ok(Input::Array(years))
            }
            Kind::Values(_) if NOTHING.contains(&cell) => Ok(Input::Array(Vec::new())),
            Kind::Values(each) => {
                let values = cell.split(SEPARATORS).map(str::trim).filter(|value| !value.is_empty());
                Ok(Input::Array(values.map(|value| each.read(value)).collect::<Result<_, _>>()?))
            }
            Kind::Records => Ok(Input::Text(cell.to_owned())),
        }
    }

    /// What the cell of a single year of a yearly fact says; it is not blank.
    ///
    /// # Errors
    ///
    /// As for [`Reader::read`].
    pub fn read_year(&self, cell: &str) -> Result<Input, Text> {
        match &self.kind {
            Kind::Years(_) if cell.starts_with('{') => json(cell),
            Kind::Years(each) => each.read(cell),
            _ => self.read(cell),
        }
    }
}

impl Single {
    fn new(catalog: &Catalog, value_type: &Type) -> Single {
        match value_type {
            Type::Boolean => Single::Boolean,
            Type::Choice(list) => Single::Choice(Codes::of(&catalog.lists[*list])),
            Type::Choices(list) => Single::Choices(Codes::of(&catalog.lists[*list])),
            Type::Money | Type::Number => Single::Ordered { scaled: true },
            Type::Percent | Type::Quantity(_) | Type::Date | Type::Period | Type::Days => {
                Single::Ordered { scaled: false }
            }
            Type::Text | Type::Series(_) | Type::List(_) | Type::Record(_) => Single::Text,
        }
    }

    fn read_or_unknown(&self, text: &str) -> Result<Input, Text> {
        if text.is_empty() { Ok(Input::Null) } else { self.read(text) }
    }

    fn read(&self, text: &str) -> Result<Input, Text> {
        Ok(match self {
            Single::Boolean => match text {
                "1" => Input::Boolean(true),
                "0" => Input::Boolean(false),
                // Spreadsheets write TRUE and FALSE.
                other => Input::Text(other.to_ascii_lowercase()),
            },
            Single::Text => Input::Text(text.to_owned()),
            Single::Choice(codes) => match codes.read(text).as_slice() {
                [code] => Input::Text(code.clone()),
                several => Input::Object(vec![("in".to_owned(), texts(several))]),
            },
            Single::Choices(codes) if NOTHING.contains(&text) && !codes.0.contains_key(text) => {
                Input::Array(Vec::new())
            }
            Single::Choices(codes) => texts(&codes.read(text)),
            Single::Ordered { scaled } => return ordered(text, *scaled),
        })
    }
}

fn texts(codes: &[String]) -> Input {
    Input::Array(codes.iter().cloned().map(Input::Text).collect())
}

impl Codes {
    fn of(list: &List) -> Codes {
        let mut codes: HashMap<String, Option<String>> = HashMap::new();
        let labels = list.items.iter().flat_map(|item| {
            let labels = std::iter::once(&item.label.zh).chain(&item.label.en);
            labels.map(|label| (label.trim().to_owned(), &item.code))
        });
        for (label, code) in labels {
            let known = codes.entry(label).or_insert_with(|| Some(code.clone()));
            if known.as_ref() != Some(code) {
                *known = None;
            }
        }
        // A code is always itself, whatever is called like it.
        codes.extend(list.items.iter().map(|item| (item.code.clone(), Some(item.code.clone()))));
        Codes(codes)
    }

    /// The codes that a text names; what is none stays as it is, to be refused by its name.
    fn read(&self, text: &str) -> Vec<String> {
        let one = |text: &str| self.0.get(text).cloned().flatten();
        if let Some(code) = one(text) {
            return vec![code];
        }
        let mut codes = Vec::new();
        for piece in text.split([';', '；', '|', '\n']).map(str::trim).filter(|piece| !piece.is_empty()) {
            match one(piece) {
                Some(code) => codes.push(code),
                None => {
                    let finer = piece.split(FINE_SEPARATORS).map(str::trim).filter(|piece| !piece.is_empty());
                    codes.extend(finer.map(|piece| one(piece).unwrap_or_else(|| piece.to_owned())));
                }
            }
        }
        codes
    }
}

fn json(cell: &str) -> Result<Input, Text> {
    let value: Value = serde_json::from_str(cell).map_err(|error| {
        Text::new(
            format!("以 {{ 或 [ 开头的格应是 JSON，这里第 {} 个字节处不是", error.column()),
            format!("begins like JSON and is none at byte {}", error.column()),
        )
    })?;
    Ok(Input::from(&value))
}

/// The signs of bounds with the member of JSON that says the same.
const BOUNDS: [(&str, &str); 8] = [
    (">=", "min"),
    ("≥", "min"),
    ("<=", "max"),
    ("≤", "max"),
    (">", "above"),
    ("＞", "above"),
    ("<", "below"),
    ("＜", "below"),
];
/// Stands between both ends of a range; both belong to it.
const RANGES: [&str; 4] = ["..", "~", "～", "至"];

/// A value, bounds (`>=500万元`, `>=500万元 <1000万元`), or a range (`500万元~1000万元`).
fn ordered(text: &str, scaled: bool) -> Result<Input, Text> {
    let bound = |text: &str| BOUNDS.iter().find(|(sign, _)| text.starts_with(sign)).copied();
    if bound(text).is_some() {
        let mut members = Vec::new();
        let mut rest = text;
        while let Some((sign, member)) = bound(rest) {
            let after = rest.strip_prefix(sign).unwrap_or_default();
            let end = after.find(['>', '<', '≥', '≤', '＞', '＜']).unwrap_or(after.len());
            let (value, next) = after.split_at_checked(end).unwrap_or((after, ""));
            let value = value.trim().trim_end_matches([',', '，', ';', '；', '且']).trim();
            members.push((member.to_owned(), Input::Text(value.to_owned())));
            rest = next;
        }
        return Ok(Input::Object(members));
    }
    let Some((low, high)) = RANGES.iter().find_map(|sign| text.split_once(sign)) else {
        return Ok(Input::Text(text.to_owned()));
    };
    let (low, high) = (low.trim(), high.trim());
    let is_bare = |text: &str| text.ends_with(|last: char| last.is_numeric());
    if scaled && !low.is_empty() && !high.is_empty() && is_bare(low) && !is_bare(high) {
        return Err(Text::new(
            format!("范围两头都要写单位：“{text}”里看不出“{low}”的单位"),
            format!("`{text}` leaves open what `{low}` is counted in; write the unit at both ends"),
        ));
    }
    let ends = [("min", low), ("max", high)].into_iter().filter(|(_, value)| !value.is_empty());
    Ok(Input::Object(ends.map(|(key, value)| (key.to_owned(), Input::Text(value.to_owned()))).collect()))
}
