//! `policy match`: every company of a table against every policy, over all cores.
//!
//! The table is read in chunks, workers judge them, and what comes of them is written in the order of the table; at no time is more
//! than a few chunks held, however many companies there are. Must never: leave a company out, or let the number of threads
//! show in what is written.

mod cell;
mod columns;
mod judge;
mod lines;
mod sums;
mod table;
mod written;

use crate::input::{Failure, catalog, today};
use crate::words::Words;
use columns::{Columns, Rules};
use indicatif::{ProgressBar, ProgressStyle};
use judge::{Judge, Judged};
use lines::{Lines, STATUSES};
use policy_calculator::audit::examples::status as status_word;
use policy_calculator::engine::{Batch, Calculator, Status};
use policy_calculator::model::{Date, Language, Text};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use sums::{Size, Sums, figure};
use table::{Row, Table};
use written::Output;

/// What is asked of `policy match`.
#[derive(clap::Args)]
#[command(after_long_help = "\
The first line of the table holds the names (or labels) of facts, as `policy facts RULES` lists them; every further line is a company. \
A blank cell is not known. A yearly fact has a column for each year (营业收入2025), or one column whose cells tell the last years, oldest \
first (1200万元;1800万元). Codes may be written by their labels, and several in a cell with `;` between them; bounds as >=500万元 or \
500万元~1000万元; anything else as JSON.

The result has one line for each company and policy, and one for each benefit where the policy may be had. docs/match.md describes both \
tables.")]
pub struct Options {
    /// A rules folder or a built catalog.
    rules: PathBuf,
    /// The table of companies, CSV in UTF-8; `-` reads stdin.
    #[arg(long, value_name = "FILE.csv")]
    companies: PathBuf,
    /// The table to write; `-` writes stdout.
    #[arg(short, long, value_name = "FILE.csv")]
    output: PathBuf,
    /// The evaluation date; today in Shanghai if left out.
    #[arg(long, value_name = "DATE", value_parser = crate::day)]
    as_of: Option<Date>,
    /// The column that names the company; if left out the first one called 企业名称, 统一社会信用代码, id or the like, else companies are numbered.
    #[arg(long, value_name = "COLUMN")]
    id: Option<String>,
    /// Passes over columns that are no fact.
    #[arg(long)]
    ignore_unknown: bool,
    /// Writes only lines of these statuses: eligible, review, undetermined, ineligible, not_in_force.
    #[arg(long, value_name = "STATUS", value_delimiter = ',', value_parser = status)]
    status: Vec<Status>,
    /// Writes only lines of this policy; may be given several times.
    #[arg(long, value_name = "ID")]
    policy: Vec<String>,
    /// Also says which facts are missing, and every amount that is open; takes about twice the time.
    #[arg(long)]
    missing: bool,
    /// How many companies are judged at a time; one for each core if left out.
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

fn status(text: &str) -> Result<Status, String> {
    let known = |status: &&Status| status_word(**status) == text;
    STATUSES.iter().find(known).copied().ok_or_else(|| {
        let words = STATUSES.map(status_word).join(", ");
        format!("`{text}` is not a status; there are {words}")
    })
}

/// So many problems are shown.
const SHOWN: u64 = 20;
/// A chunk has so many companies, or fewer where their lines would be more than so many.
const MOST_ROWS: usize = 64;
const MOST_LINES: usize = 20_000;
/// So many chunks for each worker wait to be judged or written.
const WAITING: usize = 4;

pub fn run(options: &Options, language: Language) -> Result<ExitCode, Failure> {
    let as_of = options.as_of.map_or_else(today, Ok)?;
    let catalog = Arc::new(catalog(&options.rules, language)?);
    let words = Words { catalog: &catalog, language };
    options.policy.iter().try_for_each(|id| words.known_policy(id))?;
    let calculator = Arc::new(Calculator::new(Arc::clone(&catalog))?);
    let mut table = Table::open(&options.companies)?;
    let rules = Rules { id: options.id.as_deref(), ignore_unknown: options.ignore_unknown, as_of, language };
    let columns = Columns::read(&catalog, table.titles()?, &rules).map_err(|problems| {
        let lines = |language| {
            let lines = problems.iter().map(|problem| format!("{}: {}", table.name(), problem.in_language(language)));
            lines.collect::<Vec<_>>().join("\n")
        };
        Failure::finding(Text::new(lines(Language::Chinese), lines(Language::English)))
    })?;
    let lines =
        Lines::new(&catalog, calculator.benefit_starts(), &options.policy, &options.status, options.missing, language);
    let threads = options.threads.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
    let mut output = Output::open(&options.output, &options.companies)?;
    if table.marked {
        output.write("\u{feff}".as_bytes())?;
    }
    output.write(lines.head().as_bytes())?;
    let run = Run { calculator: &calculator, columns: &columns, lines: &lines, as_of, language, threads };
    let started = Instant::now();
    let sums = run.all(table, &mut output)?;
    let size = Size::of(&calculator, as_of, language);
    eprintln!("{}", sums.text(&size, started.elapsed(), threads, language));
    Ok(if sums.problems == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Everything that all workers share.
struct Run<'r> {
    calculator: &'r Arc<Calculator>,
    columns: &'r Columns<'r>,
    lines: &'r Lines,
    as_of: Date,
    language: Language,
    threads: usize,
}

/// Rows to be judged, and where to tell what came of them.
struct Chunk {
    rows: Vec<Row>,
    done: Sender<Judged>,
}

/// What comes next in the order of the table: a chunk that is being judged, with the place in the file behind it, or why there is no more.
type Next = Result<(Receiver<Judged>, u64), Failure>;

impl Run<'_> {
    /// Judges and writes everything.
    fn all(&self, table: Table, output: &mut Output) -> Result<Sums, Failure> {
        let name = table.name().to_owned();
        let progress = progress(table.length);
        let (work, waiting) = sync_channel::<Chunk>(self.threads);
        let waiting = Mutex::new(waiting);
        let (order, next) = sync_channel::<Next>(WAITING * self.threads);
        let mut sums = Sums::default();
        let result = std::thread::scope(|scope| {
            let rows = (MOST_LINES / self.calculator.catalog().policies.len().max(1)).clamp(1, MOST_ROWS);
            scope.spawn(move || read(table, rows, &work, &order));
            for _ in 0..self.threads {
                scope.spawn(|| self.work(&waiting));
            }
            self.write(next, &name, &progress, output, &mut sums)
        });
        progress.finish_and_clear();
        result.map(|()| sums)
    }

    /// Judges chunks until there are no more.
    fn work(&self, waiting: &Mutex<Receiver<Chunk>>) {
        let batch = Batch::open(Arc::clone(self.calculator), self.as_of, self.language);
        let mut judge = Judge::new(batch, self.columns, self.lines, self.language);
        loop {
            let chunk = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok(Chunk { rows, done }) = chunk else { return };
            let mut judged = Judged::default();
            rows.iter().for_each(|row| judge.company(row, &mut judged));
            // Nobody waits for it where writing has failed.
            let _ = done.send(judged);
        }
    }

    /// Writes what comes of the chunks, in their order.
    fn write(
        &self,
        next: Receiver<Next>,
        table: &str,
        progress: &ProgressBar,
        output: &mut Output,
        sums: &mut Sums,
    ) -> Result<(), Failure> {
        for chunk in next {
            let (judged, position) = chunk?;
            let judged = judged.recv().map_err(|_| {
                Failure::finding(Text::new(
                    "有一个线程中途停了，结果不全",
                    "a thread has stopped; the result is not whole",
                ))
            })?;
            output.write(&judged.lines)?;
            for problem in &judged.problems {
                sums.problems += 1;
                if sums.problems <= SHOWN {
                    progress.suspend(|| eprintln!("{}", problem.text(table, self.language)));
                }
            }
            sums.companies += judged.companies;
            sums.faulty += judged.faulty;
            sums.lines += judged.line_count;
            progress.set_position(position);
            progress.set_message(figure(sums.companies));
        }
        Ok(())
    }
}

/// Reads the table and hands it out in chunks.
fn read(mut table: Table, rows_each: usize, work: &SyncSender<Chunk>, order: &SyncSender<Next>) {
    let mut open = true;
    while open {
        let mut rows = Vec::with_capacity(rows_each);
        let mut fault = None;
        while open && rows.len() < rows_each {
            match table.next() {
                Ok(Some(row)) => rows.push(row),
                Ok(None) => open = false,
                Err(failure) => {
                    open = false;
                    fault = Some(failure);
                }
            }
        }
        let (done, judged) = channel();
        // If nobody takes it any more, writing has failed.
        if !rows.is_empty()
            && (order.send(Ok((judged, table.position()))).is_err() || work.send(Chunk { rows, done }).is_err())
        {
            return;
        }
        if let Some(failure) = fault {
            let _ = order.send(Err(failure));
        }
    }
}

/// A bar on stderr, if that is a terminal: how much of the file has been judged.
fn progress(length: Option<u64>) -> ProgressBar {
    let (bar, template) = match length {
        Some(length) => (ProgressBar::new(length), "{bar:40} {percent}% {msg}  {elapsed} / {duration}"),
        None => (ProgressBar::new_spinner(), "{spinner} {msg}  {elapsed}"),
    };
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    bar.with_style(style)
}
