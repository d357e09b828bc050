//! `policy build`: a rules folder to one catalog file.

use super::input::{Failure, catalog};
use super::output::cannot_write;
use policy_calculator::catalog::bytes;
use policy_calculator::engine::with_beforehand;
use policy_calculator::model::Language;
use std::path::Path;
use std::process::ExitCode;

pub fn run(rules: &Path, output: &Path, language: Language) -> Result<ExitCode, Failure> {
    let catalog = with_beforehand(catalog(rules, language)?)?;
    let bytes = bytes::encode(&catalog)?;
    if let Some(folder) = output.parent() {
        std::fs::create_dir_all(folder).map_err(|error| cannot_write(output, &error))?;
    }
    std::fs::write(output, &bytes).map_err(|error| cannot_write(output, &error))?;
    let (path, length, policies) = (output.display(), bytes.len(), catalog.policies.len());
    match language {
        Language::Chinese => eprintln!("{path}：{policies} 项政策，{length} 字节"),
        Language::English => eprintln!("{path}: {policies} policies, {length} bytes"),
    }
    Ok(ExitCode::SUCCESS)
}
