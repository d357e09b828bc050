//! The first line of a table: which column is which fact, and which one names the company.
//!
//! Must never: pass over a column that was meant as a fact without being told to.

use super::cell::Reader;
use policy_calculator::lang::suggest;
use policy_calculator::model::{Catalog, Date, FactId, Format, Language, Text, Type};
use std::collections::HashMap;

/// What the columns of a table are.
pub struct Columns<'c> {
    /// How many there are.
    pub count: usize,
    /// The column that names the company.
    pub id: Option<usize>,
    /// The facts, in the order of their first columns.
    pub facts: Vec<FactColumns<'c>>,
    /// The titles of all columns, for messages.
    pub titles: Vec<String>,
}

/// Where a fact stands.
pub struct FactColumns<'c> {
    /// The fact.
    pub fact: FactId,
    /// How its cells are read.
    pub reader: Reader<'c>,
    /// Its column, or a column for each year.
    pub place: Place,
}

/// The columns of a fact.
pub enum Place {
    /// One column.
    Whole(usize),
    /// Of a yearly fact, columns by year.
    Years(Vec<(i32, usize)>),
}

/// How the first line is read.
pub struct Rules<'a> {
    /// The column that names the company, if it was said.
    pub id: Option<&'a str>,
    /// Whether columns that are no fact are passed over.
    pub ignore_unknown: bool,
    /// The evaluation date.
    pub as_of: Date,
    /// The reader's language.
    pub language: Language,
}

/// Titles of a column that names the company, unless it was said which one does.
const NAMES: [&str; 14] = [
    "企业",
    "企业名称",
    "公司",
    "公司名称",
    "单位",
    "单位名称",
    "名称",
    "编号",
    "序号",
    "注册号",
    "id",
    "name",
    "company",
    "no",
];

enum Meaning {
    Fact(FactId),
    Year(FactId, i32),
    Passed,
}

impl<'c> Columns<'c> {
    /// Reads the titles.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with them.
    pub fn read(catalog: &'c Catalog, titles: Vec<String>, rules: &Rules<'_>) -> Result<Columns<'c>, Vec<Text>> {
        let (mut problems, mut has_unknown) = (Vec::new(), false);
        let names = Names::of(catalog);
        let id = match rules.id {
            Some(title) => {
                let found = titles.iter().position(|other| other == title.trim());
                if found.is_none() {
                    problems.push(Text::new(
                        format!("没有名叫“{title}”的列（--id）"),
                        format!("there is no column `{title}` (--id)"),
                    ));
                }
                found
            }
            None => titles.iter().position(|title| names.may_name_companies(catalog, title)),
        };
        let mut columns = Columns { count: titles.len(), id, facts: Vec::new(), titles };
        for (column, title) in columns.titles.iter().enumerate().filter(|(_, title)| !title.is_empty()) {
            let first = columns.titles.iter().position(|other| other == title).unwrap_or(column);
            if first < column {
                problems.push(Text::new(
                    format!("“{title}”有两列：{} 列和 {} 列；删去一列", letters(first), letters(column)),
                    format!(
                        "`{title}` stands twice: columns {} and {}; leave one out",
                        letters(first),
                        letters(column)
                    ),
                ));
                continue;
            }
            match names.meaning(catalog, title) {
                Some(Meaning::Passed) => {}
                Some(Meaning::Fact(fact)) => {
                    if let Some(other) = columns.facts.iter().find(|other| other.fact == fact) {
                        problems.push(twice(catalog, fact, other, column));
                    } else {
                        let reader = Reader::new(catalog, &catalog.facts[fact]);
                        columns.facts.push(FactColumns { fact, reader, place: Place::Whole(column) });
                    }
                }
                Some(Meaning::Year(fact, year)) => {
                    let last = rules.as_of.ymd().0 - 1;
                    if year > last {
                        problems.push(Text::new(
                            format!("{} 列“{title}”：{year} 年度在基准日 {} 尚未结束", letters(column), rules.as_of),
                            format!("column {} `{title}`: {year} has not closed on {}", letters(column), rules.as_of),
                        ));
                        continue;
                    }
                    match columns.facts.iter_mut().find(|other| other.fact == fact) {
                        Some(FactColumns { place: Place::Years(years), .. })
                            if years.iter().all(|(other, _)| *other != year) =>
                        {
                            years.push((year, column));
                        }
                        Some(other) => problems.push(twice(catalog, fact, other, column)),
                        None => {
                            let reader = Reader::new(catalog, &catalog.facts[fact]);
                            let place = Place::Years(vec![(year, column)]);
                            columns.facts.push(FactColumns { fact, reader, place });
                        }
                    }
                }
                None if Some(column) == id || rules.ignore_unknown => {}
                None => {
                    has_unknown = true;
                    problems.push(names.unknown(title, column, rules.language));
                }
            }
        }
        if columns.facts.is_empty() {
            problems.push(Text::new(
                "没有一列是指标；第一行应是列名，指标的名称见 `policy facts`",
                "no column is a fact; the first line should hold the names of facts, which `policy facts` lists",
            ));
        }
        if has_unknown {
            problems.push(Text::new(
                "不是指标的列可以删去，或加 --ignore-unknown 一律略过",
                "leave out columns that are no fact, or pass over all of them with --ignore-unknown",
            ));
        }
        if problems.is_empty() { Ok(columns) } else { Err(problems) }
    }
}

fn twice(catalog: &Catalog, fact: FactId, other: &FactColumns<'_>, column: usize) -> Text {
    let name = &catalog.facts[fact].name;
    let first = match &other.place {
        Place::Whole(column) => *column,
        Place::Years(years) => years.first().map_or(0, |(_, column)| *column),
    };
    Text::new(
        format!("{} 列和 {} 列说的是同一个“{name}”；删去一列", letters(first), letters(column)),
        format!("columns {} and {} both hold `{name}`; leave one out", letters(first), letters(column)),
    )
}

/// What facts can be called: by their names, and by labels that no other fact has.
struct Names<'c>(HashMap<&'c str, Option<FactId>>);

impl<'c> Names<'c> {
    fn of(catalog: &'c Catalog) -> Names<'c> {
        let mut names: HashMap<&str, Option<FactId>> = HashMap::new();
        for (id, fact) in catalog.facts.entries() {
            for label in std::iter::once(fact.label.zh.as_str()).chain(fact.label.en.as_deref()) {
                let known = names.entry(label).or_insert(Some(id));
                if *known != Some(id) {
                    *known = None;
                }
            }
        }
        names.extend(catalog.facts.entries().map(|(id, fact)| (fact.name.as_str(), Some(id))));
        Names(names)
    }

    fn fact(&self, title: &str) -> Option<FactId> {
        self.0.get(title).copied().flatten()
    }

    fn may_name_companies(&self, catalog: &Catalog, title: &str) -> bool {
        match self.fact(title) {
            Some(fact) => catalog.facts[fact].format == Some(Format::CreditCode),
            None => NAMES.contains(&title.to_lowercase().as_str()),
        }
    }

    /// What a title means; nothing where it is no fact and no usual name of companies.
    fn meaning(&self, catalog: &Catalog, title: &str) -> Option<Meaning> {
        if let Some(fact) = self.fact(title) {
            return Some(Meaning::Fact(fact));
        }
        if let Some((fact, year)) = with_year(title).and_then(|(name, year)| Some((self.fact(&name)?, year)))
            && matches!(catalog.facts[fact].value_type, Type::Series(_))
        {
            return Some(Meaning::Year(fact, year));
        }
        self.may_name_companies(catalog, title).then_some(Meaning::Passed)
    }

    fn unknown(&self, title: &str, column: usize, language: Language) -> Text {
        let is_ascii = title.is_ascii();
        let known = self.0.iter().filter(|(name, fact)| fact.is_some() && name.is_ascii() == is_ascii);
        let mut known: Vec<&str> = known.map(|(name, _)| *name).collect();
        known.sort_unstable();
        let name = with_year(title).map_or_else(|| title.to_owned(), |(name, _)| name);
        let near = suggest::nearest(&name, known);
        let near = near.map(|near| suggest::did_you_mean(near).in_language(language).to_owned());
        let (zh, en) = match near {
            Some(near) => (format!("；{near}"), format!("; {near}")),
            None => (String::new(), String::new()),
        };
        Text::new(
            format!("{} 列“{title}”不是指标{zh}", letters(column)),
            format!("column {} `{title}` is no fact{en}", letters(column)),
        )
    }
}

/// `营业收入2025`, `营业收入（2025年）`, `2025年度营业收入`: the name and the year.
fn with_year(title: &str) -> Option<(String, i32)> {
    let (start, _) = title.match_indices(|letter: char| letter.is_ascii_digit()).next()?;
    let (before, rest) = title.split_at_checked(start)?;
    let (digits, after) = rest.split_at_checked(4)?;
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) || after.contains(|letter: char| letter.is_ascii_digit()) {
        return None;
    }
    let after = after.strip_prefix("年度").or_else(|| after.strip_prefix('年')).unwrap_or(after);
    const AROUND: [char; 12] = [' ', '_', '-', '.', ':', '：', '(', ')', '（', '）', '[', ']'];
    let (before, after) = (before.trim_end_matches(AROUND), after.trim_matches(AROUND));
    Some((format!("{before}{after}"), digits.parse().ok()?))
}

/// A column as spreadsheets call it: A, B, … Z, AA, AB …
pub fn letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(b'A' + ((rest - 1) % 26) as u8);
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().map(|letter| char::from(*letter)).collect()
}
