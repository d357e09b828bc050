//! A company's file, and a catalog opened on it: what every command about one company begins with.

use super::input::{Failure, catalog, read, today};
use policy_calculator::engine::{Calculator, Input, Session};
use policy_calculator::model::{Catalog, Date, Language, Text};
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;

/// A catalog open on a company.
pub struct Opened {
    /// The catalog.
    pub catalog: Arc<Catalog>,
    /// The session, with all facts that could be taken.
    pub session: Session,
    /// The company's name, in one language or in `{"zh": …, "en": …}`.
    pub name: Option<Value>,
    /// Whether facts were refused; they have been named on stderr.
    pub refused: bool,
}

/// Opens a catalog, from a rules folder or a built file, on a company's file as of a day, today in Shanghai if there is none.
pub fn open(rules: &Path, facts: &Path, as_of: Option<Date>, language: Language) -> Result<Opened, Failure> {
    let as_of = as_of.map_or_else(today, Ok)?;
    let catalog = Arc::new(catalog(rules, language)?);
    let calculator = Calculator::new(Arc::clone(&catalog))?;
    let Company { name, facts } = read_company(facts)?;
    let mut session = Session::open(Arc::new(calculator), as_of, language);
    let refused = answer(&mut session, &facts, language);
    Ok(Opened { catalog, session, name, refused })
}

/// Answers a session's facts and names on stderr those that are refused; whether there are any.
pub fn answer(session: &mut Session, facts: &[(String, Input)], language: Language) -> bool {
    let problems = session.set_all(facts);
    for problem in &problems {
        match language {
            Language::Chinese => eprintln!("指标“{}”没有采用：{}", problem.fact, problem.message),
            Language::English => eprintln!("the fact `{}` was not taken: {}", problem.fact, problem.message),
        }
    }
    !problems.is_empty()
}

/// A company as a file has it.
pub struct Company {
    /// Its name, in one language or in `{"zh": …, "en": …}`.
    pub name: Option<Value>,
    /// Its facts by name.
    pub facts: Vec<(String, Input)>,
}

/// Reads a company: facts by name, or `{"name": …, "facts": {…}}`.
pub fn read_company(path: &Path) -> Result<Company, Failure> {
    let text = read(path)?;
    let document: Value = serde_json::from_str(&text).map_err(|error| {
        Failure::finding(Text::new(
            format!("{} 不是 JSON：第 {} 行第 {} 列，{error}", path.display(), error.line(), error.column()),
            format!("{} is not JSON: line {}, column {}: {error}", path.display(), error.line(), error.column()),
        ))
    })?;
    let not_facts = || {
        Failure::finding(Text::new(
            format!("{} 里应是 {{\"指标\": 值, …}}", path.display()),
            format!("{} should hold {{\"fact\": value, …}}", path.display()),
        ))
    };
    let Value::Object(top) = document else { return Err(not_facts()) };
    let (name, facts) = match top.get("facts") {
        Some(Value::Object(facts)) => (top.get("name").cloned(), facts.clone()),
        Some(_) => return Err(not_facts()),
        None => (None, top),
    };
    Ok(Company { name, facts: facts.iter().map(|(name, value)| (name.clone(), Input::from(value))).collect() })
}
