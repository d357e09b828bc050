//! One company of the table: its cells to facts, its facts to lines and problems.
//!
//! Must never: leave a company out; let a cell that cannot be read count as anything but not known.

use super::columns::{Columns, FactColumns, Place, letters};
use super::lines::Lines;
use super::table::Row;
use policy_calculator::engine::{Batch, FactProblem, Input, KnownFact, Status};
use policy_calculator::model::{FactId, Language, Text};
use std::collections::HashMap;
use std::rc::Rc;

/// Goes through companies one after the other.
pub struct Judge<'t> {
    batch: Batch,
    columns: &'t Columns<'t>,
    lines: &'t Lines,
    language: Language,
    /// For each fact of the table what was read already, by the cell's text.
    read: Vec<HashMap<Box<str>, Said>>,
    statuses: Vec<Status>,
}

/// What a cell says of its fact, or what is wrong with it.
type Said = Result<Rc<KnownFact>, Rc<str>>;

/// What came of some companies, one after the other.
#[derive(Default)]
pub struct Judged {
    /// The lines to write.
    pub lines: Vec<u8>,
    /// How many these are.
    pub line_count: u64,
    /// How many companies.
    pub companies: u64,
    /// How many companies have problems.
    pub faulty: u64,
    /// What is wrong with cells.
    pub problems: Vec<Problem>,
}

/// What is wrong with a cell or a line.
pub struct Problem {
    /// The line of the file.
    pub line: u64,
    /// The cell's column.
    pub column: Option<usize>,
    /// The company.
    pub company: String,
    /// What is wrong and what to write.
    pub message: String,
}

/// So many different texts of a fact, none longer than so many bytes, are kept with what they say.
const MOST_KEPT: usize = 1_024;
const LONGEST_KEPT: usize = 64;

impl<'t> Judge<'t> {
    /// Begins.
    pub fn new(batch: Batch, columns: &'t Columns<'t>, lines: &'t Lines, language: Language) -> Judge<'t> {
        let read = columns.facts.iter().map(|_| HashMap::new()).collect();
        Judge { batch, columns, lines, language, read, statuses: Vec::new() }
    }

    /// Judges the company of a row.
    pub fn company(&mut self, row: &Row, judged: &mut Judged) {
        let before = judged.problems.len();
        let company = self.name(row, judged);
        let mut known: Vec<(FactId, usize, Rc<KnownFact>)> = Vec::with_capacity(self.columns.facts.len());
        // A surplus cell is one too many even if it is blank: a comma within a number may have shifted the others.
        if row.cells.len() != self.columns.count {
            let (found, expected) = (row.cells.len(), self.columns.count);
            let message = Text::new(
                format!(
                    "这一行有 {found} 格，标题行有 {expected} 格，对不上列（写有逗号的格要加引号，如 \"1,200万元\"）；整行按“不知道”判断"
                ),
                format!(
                    "has {found} cells under {expected} titles, so columns cannot be told (a cell with a comma needs quotes: \"1,200万元\"); nothing of it was taken"
                ),
            );
            let message = message.in_language(self.language).to_owned();
            judged.problems.push(Problem { line: row.line, column: None, company: company.clone(), message });
        } else {
            for (index, fact) in self.columns.facts.iter().enumerate() {
                match self.fact(index, fact, row) {
                    None => {}
                    Some((column, Ok(answer))) => known.push((fact.fact, column, answer)),
                    Some((column, Err(message))) => {
                        let (line, column, company) = (row.line, Some(column), company.clone());
                        let message = message.to_string();
                        judged.problems.push(Problem { line, column, company, message });
                    }
                }
            }
        }
        let refused = self.batch.turn_to(known.iter().map(|(fact, _, answer)| (*fact, &**answer)));
        for (fact, problem) in refused {
            let column = known.iter().find(|(known, ..)| *known == fact).map(|(_, column, _)| *column);
            let (line, company) = (row.line, company.clone());
            judged.problems.push(Problem { line, column, company, message: problem.message });
        }
        judged.line_count += self.lines.write(self.batch.session(), &company, &mut self.statuses, &mut judged.lines);
        judged.companies += 1;
        judged.faulty += u64::from(judged.problems.len() > before);
    }

    /// What the company is called: its cell, or its number.
    fn name(&self, row: &Row, judged: &mut Judged) -> String {
        let Some(id) = self.columns.id else { return row.number.to_string() };
        let name = row.cells.get(id).map_or("", str::trim);
        if !name.is_empty() {
            return name.to_owned();
        }
        let number = row.number.to_string();
        let message = match self.language {
            Language::Chinese => format!("没有企业名称，记作第 {number} 家"),
            Language::English => format!("names no company; it is called {number}, which it is in order"),
        };
        judged.problems.push(Problem { line: row.line, column: Some(id), company: number.clone(), message });
        number
    }

    /// What a row says of a fact and in which column, or what is wrong there; nothing where it says nothing.
    fn fact(&mut self, index: usize, fact: &FactColumns<'_>, row: &Row) -> Option<(usize, Said)> {
        match &fact.place {
            Place::Whole(column) => {
                let cell = row.cells.get(*column).map_or("", str::trim);
                if cell.is_empty() {
                    return None;
                }
                if let Some(known) = self.read.get(index).and_then(|read| read.get(cell)) {
                    return Some((*column, known.clone()));
                }
                let known = fact.reader.read(cell).map_err(|problem| self.named(fact.fact, &problem));
                let known = known.and_then(|input| self.answer(fact.fact, &input));
                if let Some(read) = self.read.get_mut(index)
                    && read.len() < MOST_KEPT
                    && cell.len() <= LONGEST_KEPT
                {
                    read.insert(Box::from(cell), known.clone());
                }
                Some((*column, known))
            }
            Place::Years(years) => self.years(fact, years, row),
        }
    }

    /// A yearly fact from a column for each year; years without a column or a cell are not known.
    fn years(&mut self, fact: &FactColumns<'_>, years: &[(i32, usize)], row: &Row) -> Option<(usize, Said)> {
        let mut members = Vec::with_capacity(years.len());
        let mut any = None;
        for (year, column) in years {
            let cell = row.cells.get(*column).map_or("", str::trim);
            let input = match cell {
                "" => Input::Null,
                cell => match fact.reader.read_year(cell) {
                    Ok(input) => input,
                    Err(problem) => return Some((*column, Err(self.named(fact.fact, &problem)))),
                },
            };
            if input != Input::Null {
                any = any.or(Some(*column));
            }
            members.push((year.to_string(), input));
        }
        let column = any?;
        let last = self.batch.session().as_of().ymd().0 - 1;
        let asked = i32::from(self.batch.session().calculator().catalog().facts[fact.fact].years);
        let untold = (last - asked + 1..=last).map(|year| year.to_string());
        let untold: Vec<_> = untold.filter(|year| members.iter().all(|(told, _)| told != year)).collect();
        members.extend(untold.into_iter().map(|year| (year, Input::Null)));
        match self.answer(fact.fact, &Input::Object(members.clone())) {
            Ok(known) => Some((column, Ok(known))),
            // The column at fault is the one that is refused alone too.
            Err(message) => {
                let columns = years.iter().map(|(_, column)| *column).zip(members);
                let mut alone = columns.map(|(column, year)| (column, Input::Object(vec![year])));
                let faulty = alone.find(|(_, year)| self.answer(fact.fact, year).is_err());
                Some((faulty.map_or(column, |(column, _)| column), Err(message)))
            }
        }
    }

    fn answer(&self, fact: FactId, input: &Input) -> Said {
        self.batch.read(fact, input).map(Rc::new).map_err(|FactProblem { message, .. }| Rc::from(message))
    }

    fn named(&mut self, fact: FactId, problem: &Text) -> Rc<str> {
        let name = &self.batch.session().calculator().catalog().facts[fact].name;
        let problem = problem.in_language(self.language);
        Rc::from(match self.language {
            Language::Chinese => format!("“{name}”：{problem}"),
            Language::English => format!("`{name}`: {problem}"),
        })
    }
}

impl Problem {
    /// `companies.csv 第 3 行 E 列（甲公司）：…`
    pub fn text(&self, table: &str, language: Language) -> String {
        let Problem { line, column, company, message } = self;
        match (language, column.map(letters)) {
            (Language::Chinese, Some(column)) => format!("{table} 第 {line} 行 {column} 列（{company}）：{message}"),
            (Language::Chinese, None) => format!("{table} 第 {line} 行（{company}）：{message}"),
            (Language::English, Some(column)) => {
                format!("{table}: line {line}, column {column} ({company}): {message}")
            }
            (Language::English, None) => format!("{table}: line {line} ({company}): {message}"),
        }
    }
}
