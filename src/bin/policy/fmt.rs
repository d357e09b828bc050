//! `policy fmt`: documents in their one canonical form, written back or only looked at.

use super::input::{Failure, documents, read};
use super::{output, report};
use policy_calculator::catalog::format::{Refusal, format};
use policy_calculator::lang::source::Sources;
use policy_calculator::model::{Language, Text};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// How many lines of a difference are shown on each side.
const SHOWN: usize = 3;

pub fn run(paths: &[PathBuf], check: bool, language: Language) -> Result<ExitCode, Failure> {
    let say = |zh: String, en: String| Text::new(zh, en).in_language(language).to_owned();
    let mut files = Vec::new();
    for path in paths {
        files.extend(documents(path)?);
    }
    let (mut different, mut refused) = (0usize, 0usize);
    for path in &files {
        let shown = path.display();
        let text = read(path)?;
        let mut sources = Sources::default();
        let number = sources.add(shown.to_string(), text.as_str());
        match format(number, &text) {
            Ok(formatted) if formatted == text => {}
            Ok(formatted) => {
                different += 1;
                if check {
                    output::write(&format!("{shown}\n{}", difference(&text, &formatted)))?;
                } else {
                    replace(path, &formatted)?;
                    output::line(&shown.to_string())?;
                }
            }
            Err(Refusal::Faults(diagnostics)) => {
                refused += 1;
                report::all(&diagnostics, &sources, language);
            }
            Err(Refusal::Changed) => {
                refused += 1;
                eprintln!(
                    "{}",
                    say(
                        format!("{shown}：整理后意思会变，所以没有改动；这是 policy fmt 的错，请把文件报告给我们"),
                        format!(
                            "{shown}: formatting would change its meaning, so it was left alone; this is a fault of policy fmt, please report it"
                        ),
                    )
                );
            }
        }
    }
    let count = files.len();
    let summary = match (check, refused) {
        (true, 0) => say(
            format!("{count} 个文件，{different} 个不合规范格式"),
            format!("{count} files, {different} not in canonical form"),
        ),
        (true, _) => say(
            format!("{count} 个文件，{different} 个不合规范格式，{refused} 个没有检查"),
            format!("{count} files, {different} not in canonical form, {refused} not checked"),
        ),
        (false, 0) => {
            say(format!("{count} 个文件，{different} 个已整理"), format!("{count} files, {different} formatted"))
        }
        (false, _) => say(
            format!("{count} 个文件，{different} 个已整理，{refused} 个没有改动"),
            format!("{count} files, {different} formatted, {refused} left alone"),
        ),
    };
    output::line(&summary)?;
    Ok(if refused > 0 || check && different > 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// The first lines in which two texts differ.
fn difference(text: &str, formatted: &str) -> String {
    // Split at `\n` alone, so that other line endings and a missing last one show as differences.
    let (old, new): (Vec<&str>, Vec<&str>) = (text.split('\n').collect(), formatted.split('\n').collect());
    let first = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let (old, new) = (old.get(first..).unwrap_or(&[]), new.get(first..).unwrap_or(&[]));
    let run = old.iter().zip(new).take_while(|(old, new)| old != new).count().clamp(1, SHOWN);
    let mut shown = format!("  {}:\n", first + 1);
    for (sign, lines) in [('-', old), ('+', new)] {
        for line in lines.iter().take(run) {
            let _ = writeln!(shown, "  {sign} {}", line.replace('\r', "␍"));
        }
    }
    shown
}

/// Replaces a file's text, so that a reader sees the old or the new one and never a part. Its permissions stay.
fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    let write = || -> std::io::Result<()> {
        // A link stays a link: what it points to is replaced.
        let target = path.canonicalize()?;
        let name = target.file_name().unwrap_or_default().to_string_lossy();
        let temporary = target.with_file_name(format!(".{name}.{}", std::process::id()));
        let written = (|| {
            let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(&temporary)?;
            file.write_all(text.as_bytes())?;
            file.set_permissions(std::fs::metadata(&target)?.permissions())?;
            file.sync_all()?;
            std::fs::rename(&temporary, &target)
        })();
        if written.is_err() {
            // What is left over is of no use; that it cannot be removed is no news beside the error itself.
            let _ = std::fs::remove_file(&temporary);
        }
        written
    };
    write().map_err(|error| {
        Failure::usage(Text::new(
            format!("写不了 {}：{error}", path.display()),
            format!("cannot write {}: {error}", path.display()),
        ))
    })
}
