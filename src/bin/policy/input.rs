//! What comes in from outside: rules folders, catalogs, profiles, and the day.

use policy_calculator::catalog::bytes::{self, CatalogError};
use policy_calculator::catalog::{Compilation, compile};
use policy_calculator::lang::diagnostic::Severity;
use policy_calculator::model::{Catalog, Date, Language, Text};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// Why the command could not do what it was asked.
pub struct Failure {
    /// What is wrong and what to do.
    pub message: Text,
    /// The exit code: 1 something was found, 2 wrongly called.
    pub code: u8,
}

impl Failure {
    /// The command was wrongly called.
    pub fn usage(message: Text) -> Self {
        Failure { message, code: 2 }
    }

    /// Something was found.
    pub fn finding(message: Text) -> Self {
        Failure { message, code: 1 }
    }
}

impl From<CatalogError> for Failure {
    fn from(error: CatalogError) -> Self {
        Failure::finding(Text::new(error.message(Language::Chinese), error.message(Language::English)))
    }
}

/// A file's text, or why it cannot be had.
pub fn read(path: &Path) -> Result<String, Failure> {
    let bytes = read_bytes(path)?;
    String::from_utf8(bytes).map_err(|_| {
        Failure::finding(Text::new(
            format!("{} 不是 UTF-8 文本", path.display()),
            format!("{} is not UTF-8 text", path.display()),
        ))
    })
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let result = if path == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(path)
    };
    result.map_err(|error| {
        Failure::usage(Text::new(
            format!("读不了 {}：{error}", path.display()),
            format!("cannot read {}: {error}", path.display()),
        ))
    })
}

/// Compiles a rules folder.
pub fn compile_folder(folder: &Path) -> Result<Compilation, Failure> {
    if !folder.is_dir() {
        return Err(Failure::usage(Text::new(
            format!("{} 不是规则文件夹", folder.display()),
            format!("{} is not a rules folder", folder.display()),
        )));
    }
    let mut files = Vec::new();
    for path in documents(folder)? {
        let text = read(&path)?;
        files.push((path.display().to_string(), text));
    }
    Ok(compile(files))
}

/// The rule documents below a folder, in the order of their paths; of a file, itself. There is at least one.
pub fn documents(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut paths = Vec::new();
    collect(path, &mut paths)?;
    if paths.is_empty() {
        return Err(Failure::usage(Text::new(
            format!("{} 里没有 .yaml 文件", path.display()),
            format!("there is no .yaml file in {}", path.display()),
        )));
    }
    Ok(paths)
}

/// All `.yaml` files below a folder, in the order of their paths.
fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let entries = std::fs::read_dir(folder).and_then(|entries| entries.collect::<Result<Vec<_>, _>>());
    let mut entries = entries.map_err(|error| {
        Failure::usage(Text::new(
            format!("读不了 {}：{error}", folder.display()),
            format!("cannot read {}: {error}", folder.display()),
        ))
    })?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, paths)?;
        } else if path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml") {
            paths.push(path);
        }
    }
    Ok(())
}

/// A catalog, from a rules folder or from a built file. Faults of the rules are shown.
pub fn catalog(path: &Path, language: Language) -> Result<Catalog, Failure> {
    if path.is_dir() {
        let compilation = compile_folder(path)?;
        let errors = compilation.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
        if errors {
            super::report::diagnostics(&compilation, language);
        }
        return compilation
            .catalog
            .ok_or_else(|| Failure::finding(Text::new("规则有错，没有继续", "the rules have faults; stopped here")));
    }
    let bytes = read_bytes(path)?;
    Ok(bytes::decode(&bytes)?)
}

/// Today in Shanghai (UTC+8 all year).
pub fn today() -> Result<Date, Failure> {
    const SHANGHAI: u64 = 8 * 3600;
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs());
    let days = i32::try_from((seconds + SHANGHAI) / 86_400).ok();
    days.and_then(Date::from_days).ok_or_else(|| {
        Failure::usage(Text::new(
            "这台机器的时钟不对，请用 --as-of 给出日期",
            "this machine's clock is wrong; give the date with --as-of",
        ))
    })
}
