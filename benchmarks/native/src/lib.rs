//! The workloads that are measured natively, each a name and something that can be done again and again with the same work every time.
//!
//! What they work on is made by benchmarks/scenes.mjs: catalogs as bytes, and companies as JSON. Must never: measure anything, or
//! draw lots, so that every run does the same.

use policy_calculator::advise::{bundle, explain, questions};
use policy_calculator::engine::{Calculator, Input, Session};
use policy_calculator::model::{Date, Language};
use serde_json::Value;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

/// A company's facts as a session takes them.
pub type Company = Vec<(String, Input)>;

/// A catalog and the companies that it is tried on.
#[derive(Clone, Debug)]
pub struct Scene {
    bytes: Vec<u8>,
    /// Two of which everything is known, and two of which half is known.
    known: [Company; 2],
    open: [Company; 2],
}

/// Does the work once.
pub type Work = Box<dyn FnMut()>;

/// Something to measure: what it is called, and how it is prepared on a scene.
#[derive(Clone, Copy, Debug)]
pub struct Workload {
    /// As the table of counts has it.
    pub name: &'static str,
    /// The scene it needs, see benchmarks/scenes.mjs.
    pub scene: &'static str,
    prepare: fn(Scene) -> Result<Work, Fault>,
}

/// What is wrong with a file or with what it holds.
pub type Fault = Box<dyn std::error::Error>;

impl Workload {
    /// Reads the scene from a folder that holds them all, and does everything that comes before the work.
    ///
    /// # Errors
    ///
    /// A scene that cannot be read, or does not fit the engine.
    pub fn prepared(&self, scenes: &Path) -> Result<Work, Fault> {
        let mut work = (self.prepare)(Scene::read(&scenes.join(self.scene))?)?;
        // What is made only the first time is no part of the work.
        work();
        Ok(work)
    }
}

/// All workloads: on 1,000 synthetic policies, on the real catalog, and the best bundle where groups overlap most.
pub const WORKLOADS: &[Workload] = &[
    Workload { name: "load", scene: "synthetic", prepare: load },
    Workload { name: "load-and-first-overview", scene: "synthetic", prepare: first_overview },
    Workload { name: "overview-all-known", scene: "synthetic", prepare: all_known },
    Workload { name: "overview-half-known", scene: "synthetic", prepare: half_known },
    Workload { name: "one-fact-changed", scene: "synthetic", prepare: one_changed },
    Workload { name: "verdicts-with-reasons", scene: "synthetic", prepare: verdicts },
    Workload { name: "next-questions", scene: "synthetic", prepare: next_questions },
    Workload { name: "load", scene: "real", prepare: load },
    Workload { name: "load-and-first-overview", scene: "real", prepare: first_overview },
    Workload { name: "overview-all-known", scene: "real", prepare: all_known },
    Workload { name: "overview-half-known", scene: "real", prepare: half_known },
    Workload { name: "one-fact-changed", scene: "real", prepare: one_changed },
    Workload { name: "verdicts-with-reasons", scene: "real", prepare: verdicts },
    Workload { name: "next-questions", scene: "real", prepare: next_questions },
    Workload { name: "best-bundle", scene: "real", prepare: best_bundle },
    Workload { name: "best-bundle", scene: "groups", prepare: best_bundle },
];

/// How many policies are asked for reasons: all of a larger catalog would only be more of the same.
const EXPLAINED: usize = 50;
/// Of so many facts one is changed.
const CHANGED: usize = 4;

/// From bytes to a catalog that can be opened.
fn load(scene: Scene) -> Result<Work, Fault> {
    Calculator::load(&scene.bytes)?;
    Ok(Box::new(move || {
        let _ = black_box(Calculator::load(&scene.bytes));
    }))
}

/// From bytes to where a company of which nothing is known stands with every policy.
fn first_overview(scene: Scene) -> Result<Work, Fault> {
    Calculator::load(&scene.bytes)?;
    Ok(Box::new(move || {
        if let Ok(calculator) = Calculator::load(&scene.bytes) {
            look(&mut opened(&Arc::new(calculator)));
        }
    }))
}

/// All facts of another company in; every status, amount and truth out. Two companies by turns.
fn all_known(scene: Scene) -> Result<Work, Fault> {
    let mut session = opened(&scene.calculator()?);
    Ok(by_turns(scene.known, move |company| {
        black_box(session.set_all(company));
        look(&mut session);
    }))
}

/// The same where half of the facts is unknown or bounded.
fn half_known(scene: Scene) -> Result<Work, Fault> {
    let mut session = opened(&scene.calculator()?);
    Ok(by_turns(scene.open, move |company| {
        black_box(session.set_all(company));
        look(&mut session);
    }))
}

/// One fact after the other is changed to what the other company has, and each time everything is brought up to date; then back.
fn one_changed(scene: Scene) -> Result<Work, Fault> {
    let mut session = opened(&scene.calculator()?);
    session.set_all(&scene.known[1]);
    Ok(by_turns(scene.known, move |company| {
        for (name, value) in company.iter().step_by(CHANGED) {
            let _ = black_box(session.set(name, value));
            black_box(session.statuses());
            black_box(session.amounts(false));
            black_box(session.sums());
        }
    }))
}

/// A company opened, and the verdicts on some policies with all their reasons, the first of them explained.
fn verdicts(scene: Scene) -> Result<Work, Fault> {
    let calculator = scene.calculator()?;
    let policies: Vec<String> =
        calculator.describe().policies.into_iter().map(|policy| policy.id).take(EXPLAINED).collect();
    Ok(by_turns(scene.known, move |company| {
        let mut session = opened(&calculator);
        session.set_all(company);
        for policy in &policies {
            black_box(session.verdict(policy));
        }
        for policy in policies.iter().take(1) {
            black_box(explain::explain(&mut session, policy));
        }
    }))
}

/// A company opened of which half is known, and what to ask it next.
fn next_questions(scene: Scene) -> Result<Work, Fault> {
    let calculator = scene.calculator()?;
    Ok(by_turns(scene.open, move |company| {
        let mut session = opened(&calculator);
        session.set_all(company);
        black_box(questions::next(&mut session, 5, None));
    }))
}

/// A company opened, and the best set of policies for it.
fn best_bundle(scene: Scene) -> Result<Work, Fault> {
    let calculator = scene.calculator()?;
    Ok(by_turns(scene.known, move |company| {
        let mut session = opened(&calculator);
        session.set_all(company);
        black_box(bundle::best_bundle(&mut session, bundle::Effort::QUICK));
    }))
}

/// Work on one company and then on the other, so that it ends where it began.
fn by_turns(companies: [Company; 2], mut work: impl FnMut(&Company) + 'static) -> Work {
    Box::new(move || companies.iter().for_each(&mut work))
}

/// Opened as of a day that no measurement changes: the 基准日 of the other benchmarks.
fn opened(calculator: &Arc<Calculator>) -> Session {
    let as_of = Date::from_ymd(2026, 11, 23).expect("a day");
    Session::open(Arc::clone(calculator), as_of, Language::Chinese)
}

fn look(session: &mut Session) {
    black_box(session.statuses());
    black_box(session.amounts(false));
    black_box(session.truths());
}

impl Scene {
    /// Reads `catalog.bin` and `companies.json` of a folder: an array of four companies, two known and two half known.
    ///
    /// # Errors
    ///
    /// Files that are missing or hold something else.
    pub fn read(folder: &Path) -> Result<Scene, Fault> {
        let bytes = std::fs::read(folder.join("catalog.bin"))?;
        let text = std::fs::read_to_string(folder.join("companies.json"))?;
        let companies: Vec<Value> = serde_json::from_str(&text)?;
        let companies: Vec<Company> = companies.iter().map(company).collect();
        let [first, second, third, fourth] =
            <[Company; 4]>::try_from(companies).map_err(|_| "companies.json must have four companies")?;
        Ok(Scene { bytes, known: [first, second], open: [third, fourth] })
    }

    /// The catalog, ready to be opened. A company that it refuses would be less work than it should be, and is a fault.
    fn calculator(&self) -> Result<Arc<Calculator>, Fault> {
        let calculator = Arc::new(Calculator::load(&self.bytes)?);
        for company in self.known.iter().chain(&self.open) {
            if let Some(problem) = opened(&calculator).set_all(company).first() {
                return Err(problem.message.clone().into());
            }
        }
        Ok(calculator)
    }
}

fn company(facts: &Value) -> Company {
    let members = facts.as_object().into_iter().flatten();
    members.map(|(name, value)| (name.clone(), input(value))).collect()
}

fn input(value: &Value) -> Input {
    match value {
        Value::Null => Input::Null,
        Value::Bool(truth) => Input::Boolean(*truth),
        Value::Number(number) => Input::Number(number.to_string()),
        Value::String(text) => Input::Text(text.clone()),
        Value::Array(items) => Input::Array(items.iter().map(input).collect()),
        Value::Object(_) => Input::Object(company(value)),
    }
}
