//! The table of companies, read record by record: CSV in UTF-8, with or without a byte order mark.
//!
//! Must never: hold more of the file than a record; take bytes for letters that they are not.

use crate::input::Failure;
use csv::{ErrorKind, ReaderBuilder, StringRecord};
use policy_calculator::model::Text;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;

/// A table that is being read.
pub struct Table {
    reader: csv::Reader<Guarded>,
    name: String,
    /// How many bytes the file has, if it is one.
    pub length: Option<u64>,
    /// Whether it began with a byte order mark, as spreadsheets write it.
    pub marked: bool,
    numbered: u64,
}

/// A line of the table.
pub struct Row {
    /// Its number among the companies, from 1.
    pub number: u64,
    /// The line of the file that it begins on, from 1.
    pub line: u64,
    /// Its cells.
    pub cells: StringRecord,
}

const MARK: [u8; 3] = [0xef, 0xbb, 0xbf];

/// A record with more bytes than this is taken for one whose quotes are never closed.
const LONGEST_RECORD: u64 = 16 << 20;

impl Table {
    /// Opens a file; `-` is stdin.
    ///
    /// # Errors
    ///
    /// A file that cannot be read.
    pub fn open(path: &Path) -> Result<Table, Failure> {
        let cannot_read = |error: io::Error| {
            Failure::usage(Text::new(
                format!("读不了 {}：{error}", path.display()),
                format!("cannot read {}: {error}", path.display()),
            ))
        };
        let mut name = path.display().to_string();
        let mut length = None;
        let mut source: Box<dyn Read + Send> = if path == Path::new("-") {
            name = "stdin".to_owned();
            Box::new(io::stdin())
        } else {
            let file = File::open(path).map_err(cannot_read)?;
            let about = file.metadata().map_err(cannot_read)?;
            length = about.is_file().then_some(about.len());
            Box::new(file)
        };
        let mut first = Vec::new();
        source.by_ref().take(MARK.len() as u64).read_to_end(&mut first).map_err(cannot_read)?;
        let marked = first == MARK;
        let rest = if marked { Vec::new() } else { first };
        let source = Guarded { source: Box::new(Cursor::new(rest).chain(source)), since: 0 };
        let reader =
            ReaderBuilder::new().has_headers(false).flexible(true).buffer_capacity(1 << 16).from_reader(source);
        Ok(Table { reader, name, length, marked, numbered: 0 })
    }

    /// The file's name, for messages.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many bytes have been read.
    pub fn position(&self) -> u64 {
        self.reader.position().byte()
    }

    /// The titles of the columns, without blanks around them.
    ///
    /// # Errors
    ///
    /// A file without any, or one that is no table in UTF-8.
    pub fn titles(&mut self) -> Result<Vec<String>, Failure> {
        match self.record()? {
            Some((_, cells)) => Ok(cells.iter().map(|title| title.trim().to_owned()).collect()),
            None => Err(Failure::finding(Text::new(
                format!("{} 是空的；第一行应是列名，每行一家企业", self.name),
                format!(
                    "{} is empty; its first line should hold the names of facts, every further one a company",
                    self.name
                ),
            ))),
        }
    }

    /// The next company; lines without any content are none.
    ///
    /// # Errors
    ///
    /// What ends the reading: bytes that are not UTF-8, quotes that are not closed, a fault of the file.
    pub fn next(&mut self) -> Result<Option<Row>, Failure> {
        while let Some((line, cells)) = self.record()? {
            if cells.iter().any(|cell| !cell.trim().is_empty()) {
                self.numbered += 1;
                return Ok(Some(Row { number: self.numbered, line, cells }));
            }
        }
        Ok(None)
    }

    fn record(&mut self) -> Result<Option<(u64, StringRecord)>, Failure> {
        let before = self.reader.position().line();
        let mut cells = StringRecord::new();
        let found = self.reader.read_record(&mut cells).map_err(|error| self.failure(&error, before))?;
        self.reader.get_mut().since = 0;
        let line = cells.position().map_or(before, csv::Position::line);
        Ok(found.then_some((line, cells)))
    }

    fn failure(&self, error: &csv::Error, before: u64) -> Failure {
        let name = &self.name;
        match error.kind() {
            ErrorKind::Utf8 { pos, .. } => {
                let line = pos.as_ref().map_or(before, csv::Position::line);
                Failure::finding(Text::new(
                    format!(
                        "{name} 第 {line} 行不是 UTF-8 文本，可能是 Excel 按 GBK 保存的；请另存为“CSV UTF-8（逗号分隔）”"
                    ),
                    format!(
                        "{name}: line {line} is not UTF-8 text; a spreadsheet may have saved it in another encoding: save it as \"CSV UTF-8 (Comma delimited)\""
                    ),
                ))
            }
            ErrorKind::Io(error) if error.kind() == io::ErrorKind::InvalidData => Failure::finding(Text::new(
                format!("{name} 从第 {before} 行起的一格没有完：多半是一个引号没有配对"),
                format!("{name}: a cell that begins about line {before} does not end; a quote is probably not closed"),
            )),
            _ => Failure::usage(Text::new(format!("读不了 {name}：{error}"), format!("cannot read {name}: {error}"))),
        }
    }
}

/// A source that gives up on a record without an end.
struct Guarded {
    source: Box<dyn Read + Send>,
    since: u64,
}

impl Read for Guarded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.since > LONGEST_RECORD {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let read = self.source.read(buffer)?;
        self.since += read as u64;
        Ok(read)
    }
}
