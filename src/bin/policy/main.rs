//! The `policy` command: the door to the shell.
//!
//! Reads the command line, files and the day; everything else is the library's. Results go to stdout, diagnostics and
//! progress to stderr. Exit code 0: fine; 1: something was found; 2: wrongly called.

mod ask;
mod build;
mod bundle;
mod calendar;
mod check;
mod company;
mod diff;
mod eval;
mod explain;
mod facts;
mod feel;
mod fmt;
mod input;
mod matching;
mod output;
mod report;
mod test;
mod ways;
mod why;
mod words;

use clap::{Parser, Subcommand, ValueEnum};
use policy_calculator::model::{Date, Language};
use std::path::PathBuf;
use std::process::ExitCode;

/// Checks, tests, builds and evaluates the rules of support policies.
#[derive(Parser)]
#[command(name = "policy", version, arg_required_else_help = true)]
struct Arguments {
    /// The language of messages and results.
    #[arg(long, global = true, value_enum, default_value = "zh")]
    lang: Lang,
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Copy, ValueEnum)]
enum Lang {
    Zh,
    En,
}

#[derive(Subcommand)]
enum Command {
    /// Checks a rules folder and names all its faults; a warning is one too.
    Check {
        /// The rules folder.
        rules: PathBuf,
        /// One JSON document on stdout instead of text.
        #[arg(long)]
        json: bool,
    },
    /// Runs the examples of policies and definitions.
    Test(test::Options),
    /// Puts rule documents into their one canonical form; comments, order and meaning stay.
    Fmt {
        /// Rules folders, or single files.
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// Changes nothing; names the files that are not in that form, and exits with 1 if there are any.
        #[arg(long)]
        check: bool,
    },
    /// Compiles a rules folder into one catalog file.
    Build {
        /// The rules folder.
        rules: PathBuf,
        /// The catalog to write.
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
    /// Evaluates one company against all policies.
    Eval {
        /// A rules folder or a built catalog.
        rules: PathBuf,
        /// The company's facts as JSON; `-` reads stdin.
        #[arg(long, value_name = "FILE")]
        facts: PathBuf,
        /// The evaluation date; today in Shanghai if left out.
        #[arg(long, value_name = "DATE", value_parser = day)]
        as_of: Option<Date>,
        /// One JSON document on stdout instead of a table.
        #[arg(long)]
        json: bool,
    },
    /// Judges every company of a table against all policies, over all cores.
    Match(matching::Options),
    /// Shows what a policy asks and gives, with its clauses; or what a diagnostic's code means.
    Explain {
        /// A rules folder or a built catalog; or a diagnostic's code, such as E0201.
        rules: PathBuf,
        /// The policy's id; left out after a code.
        policy: Option<String>,
        /// A company's facts as JSON: then why its verdict is what it is, and how its amounts come about.
        #[arg(long, value_name = "FILE", requires = "policy")]
        facts: Option<PathBuf>,
        /// The evaluation date; today in Shanghai if left out.
        #[arg(long, value_name = "DATE", value_parser = day, requires = "facts")]
        as_of: Option<Date>,
        /// One JSON document on stdout instead of text.
        #[arg(long, requires = "facts")]
        json: bool,
    },
    /// Interviews: asks the most useful question, takes an answer, and so on until all is settled.
    Ask {
        /// A rules folder or a built catalog.
        rules: PathBuf,
        /// Only until the policy with this id is settled.
        policy: Option<String>,
        /// What is known already, as JSON.
        #[arg(long, value_name = "FILE")]
        facts: Option<PathBuf>,
        /// The evaluation date; today in Shanghai if left out.
        #[arg(long, value_name = "DATE", value_parser = day)]
        as_of: Option<Date>,
        /// The next questions as one JSON document on stdout, and no interview.
        #[arg(long)]
        json: bool,
    },
    /// Says what would have to be true to qualify for a policy or, without one, which policies one change would meet.
    Ways {
        /// A rules folder or a built catalog.
        rules: PathBuf,
        /// The policy's id.
        policy: Option<String>,
        /// The company's facts as JSON; `-` reads stdin.
        #[arg(long, value_name = "FILE")]
        facts: PathBuf,
        /// The evaluation date; today in Shanghai if left out.
        #[arg(long, value_name = "DATE", value_parser = day)]
        as_of: Option<Date>,
        /// One JSON document on stdout instead of text.
        #[arg(long)]
        json: bool,
    },
    /// Finds the set of benefits with the highest total, what it gives up and why.
    Bundle {
        /// A rules folder or a built catalog.
        rules: PathBuf,
        /// The company's facts as JSON; `-` reads stdin.
        #[arg(long, value_name = "FILE")]
        facts: PathBuf,
        /// The evaluation date; today in Shanghai if left out.
        #[arg(long, value_name = "DATE", value_parser = day)]
        as_of: Option<Date>,
        /// One JSON document on stdout instead of text.
        #[arg(long)]
        json: bool,
    },
    /// Shows what opens, closes, begins, ends and turns for a company.
    Calendar {
        /// A rules folder or a built catalog.
        rules: PathBuf,
        /// Only the policy with this id.
        policy: Option<String>,
        /// The company's facts as JSON; `-` reads stdin.
        #[arg(long, value_name = "FILE")]
        facts: PathBuf,
        /// The evaluation date; today in Shanghai if left out.
        #[arg(long, value_name = "DATE", value_parser = day)]
        as_of: Option<Date>,
        /// The last day; a year later if left out.
        #[arg(long, value_name = "DATE", value_parser = day)]
        until: Option<Date>,
        /// Writes an iCalendar file too.
        #[arg(long, value_name = "FILE")]
        ics: Option<PathBuf>,
        /// Also what concerns policies for which the company does not qualify.
        #[arg(long)]
        all: bool,
        /// One JSON document on stdout instead of text.
        #[arg(long)]
        json: bool,
    },
    /// Shows which verdicts and amounts differ for a company, between two catalogs or two days.
    Diff {
        /// The older rules folder or built catalog.
        old: PathBuf,
        /// The newer one; the same one on another day if left out.
        new: Option<PathBuf>,
        /// The company's facts as JSON; `-` reads stdin; nothing is known if left out.
        #[arg(long, value_name = "FILE")]
        facts: Option<PathBuf>,
        /// The evaluation date; today in Shanghai if left out.
        #[arg(long, value_name = "DATE", value_parser = day)]
        as_of: Option<Date>,
        /// The evaluation date of the second side, if it is another one.
        #[arg(long, value_name = "DATE", value_parser = day)]
        to: Option<Date>,
        /// One JSON document on stdout instead of text.
        #[arg(long)]
        json: bool,
    },
    /// Prints what a company is asked, as a page in Markdown: every fact with its question and who reads it.
    Facts {
        /// A rules folder or a built catalog.
        rules: PathBuf,
    },
    /// Evaluates expressions: one JSON object a line on stdin, one answer a line on stdout.
    Feel,
}

fn day(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| format!("`{text}` is not a day; write 2026-11-23"))
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let language = match arguments.lang {
        Lang::Zh => Language::Chinese,
        Lang::En => Language::English,
    };
    let result = match arguments.command {
        Command::Check { rules, json } => check::run(&rules, json, language),
        Command::Test(options) => test::run(&options, language),
        Command::Fmt { paths, check } => fmt::run(&paths, check, language),
        Command::Build { rules, output } => build::run(&rules, &output, language),
        Command::Eval { rules, facts, as_of, json } => eval::run(&rules, &facts, as_of, json, language),
        Command::Match(options) => matching::run(&options, language),
        Command::Explain { rules, policy, facts, as_of, json } => match (policy, facts) {
            (Some(policy), Some(facts)) => why::run(&rules, &policy, &facts, as_of, json, language),
            (Some(policy), None) => explain::run(&rules, &policy, language),
            (None, _) => explain::code(&rules, language),
        },
        Command::Facts { rules } => facts::run(&rules, language),
        Command::Ask { rules, policy, facts, as_of, json } => {
            ask::run(&ask::Request { rules, policy, facts, as_of, json }, language)
        }
        Command::Ways { rules, policy, facts, as_of, json } => {
            ways::run(&rules, policy.as_deref(), &facts, as_of, json, language)
        }
        Command::Bundle { rules, facts, as_of, json } => bundle::run(&rules, &facts, as_of, json, language),
        Command::Calendar { rules, policy, facts, as_of, until, ics, all, json } => {
            calendar::run(&calendar::Request { rules, policy, facts, as_of, until, ics, all, json }, language)
        }
        Command::Diff { old, new, facts, as_of, to, json } => {
            diff::run(&diff::Request { old, new, facts, as_of, to, json }, language)
        }
        Command::Feel => feel::run(language),
    };
    match result {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("{}", failure.message.in_language(language));
            ExitCode::from(failure.code)
        }
    }
}
