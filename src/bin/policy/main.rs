//! The `policy` command: the door to the shell.
//!
//! Reads the command line, files and the day; everything else is the library's. Results go to stdout, diagnostics and
//! progress to stderr. Exit code 0: fine; 1: something was found; 2: wrongly called.

mod build;
mod check;
mod eval;
mod explain;
mod facts;
mod feel;
mod fmt;
mod input;
mod output;
mod report;
mod test;

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
    /// Shows what a policy asks and gives, with its clauses; or what a diagnostic's code means.
    Explain {
        /// A rules folder or a built catalog; or a diagnostic's code, such as E0201.
        rules: PathBuf,
        /// The policy's id; left out after a code.
        policy: Option<String>,
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
        Command::Explain { rules, policy } => match policy {
            Some(policy) => explain::run(&rules, &policy, language),
            None => explain::code(&rules, language),
        },
        Command::Facts { rules } => facts::run(&rules, language),
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
