//! What every fuzz target does with its bytes. The fuzzers call these functions with bytes of their own making, and
//! `tests/corpus.rs` with those that they kept. Nothing is asked of the results but that there are some: no panic, no hang.

#![allow(dead_code, reason = "each target uses one of the functions")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failed unwrap is a finding")]

use policy_calculator::audit::feel::{Request, evaluate};
use policy_calculator::catalog::compile;
use policy_calculator::catalog::examples::FactInput;
use policy_calculator::crossing::Crossing;
use policy_calculator::engine::{Calculator, Input, Session};
use policy_calculator::model::{Catalog, Date, Language};
use std::sync::{Arc, OnceLock};

/// A small rule set with a fact of every type.
const RULES: &str = include_str!("rules.yaml");

/// Facts of [`RULES`].
const PROFILE: &str = include_str!("profile.json");

fn day() -> Date {
    Date::from_ymd(2026, 11, 23).expect("2026-11-23 is a day")
}

fn sample() -> &'static Arc<Calculator> {
    static SAMPLE: OnceLock<Arc<Calculator>> = OnceLock::new();
    SAMPLE.get_or_init(|| {
        let compilation = compile([("rules.yaml".to_owned(), RULES.to_owned())]);
        let catalog = compilation.catalog.expect("the sample rules have no fault");
        Arc::new(Calculator::new(Arc::new(catalog)).expect("a compiled catalog fits together"))
    })
}

/// Asks everything there is to ask.
fn ask(calculator: Arc<Calculator>, facts: &[(String, Input)]) {
    for language in [Language::Chinese, Language::English] {
        let mut session = Session::open(calculator.clone(), day(), language);
        let _ = session.set_all(facts);
        let _ = serde_json::to_string(&session.verdicts());
        let _ = serde_json::to_string(&session.totals());
        let names: Vec<String> = calculator.catalog().definitions.iter().map(|d| d.name.clone()).collect();
        for name in names.iter().take(50) {
            let _ = serde_json::to_string(&session.value_of(name, None));
            let _ = serde_json::to_string(&session.records_of(name, None));
        }
    }
    let _ = serde_json::to_string(&calculator.describe());
}

fn profile() -> Vec<(String, Input)> {
    facts_of(PROFILE.as_bytes()).unwrap_or_default()
}

fn facts_of(json: &[u8]) -> Option<Vec<(String, Input)>> {
    match Input::from(&serde_json::from_slice::<serde_json::Value>(json).ok()?) {
        Input::Object(members) => Some(members),
        _ => None,
    }
}

fn given(input: &Input) -> FactInput {
    match input {
        Input::Null | Input::Other(_) => FactInput::Null,
        Input::Boolean(truth) => FactInput::Boolean(*truth),
        Input::Number(text) => FactInput::Number(text.clone()),
        Input::Text(text) => FactInput::Text(text.clone()),
        Input::Array(items) => FactInput::Array(items.iter().map(given).collect()),
        Input::Object(items) => {
            FactInput::Object(items.iter().map(|(name, item)| (name.clone(), given(item))).collect())
        }
    }
}

/// The types of the facts that expressions read.
const TYPES: &str = r#"{"收入": "money", "人数": {"type": "integer", "unit": "人"}, "占比": "percent", "n": "number", "日": "date",
 "期": "period", "天": "days", "名": "text", "是": "boolean", "规模": {"choice": ["大型", "小型"]},
 "地": {"choice": {"4403": "深圳", "440305": {"parent": "4403"}, "440304": {"parent": "4403"}}}, "奖": {"choices": ["甲", "乙"]},
 "营收": {"type": "money", "yearly": 3}, "数": {"list": "number"},
 "贷款": {"list": {"金额": "money", "利率": "percent", "放款日": "date", "用途": {"choice": ["研发", "生产"]}}}}"#;

/// What is known of them: of some everything, of some a part, of some nothing.
const FACTS: &str = r#"{"收入": {"min": "1万元", "max": "9万元"}, "人数": 30, "日": "2024-02-29", "名": "深圳", "规模": "大型", "奖": ["甲", null],
 "营收": ["1万元", null, {"max": "3万元"}], "数": [1, null, 3], "贷款": [{"金额": "5万元"}, {"用途": "研发", "利率": "3%"}, null]}"#;

/// An expression: as text, and once more with nothing known.
pub fn expression(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let inputs = |json: &str| -> Vec<(String, FactInput)> {
        let members = facts_of(json.as_bytes()).unwrap_or_default();
        members.iter().map(|(name, input)| (name.clone(), given(input))).collect()
    };
    let request =
        Request { text: text.to_owned(), types: inputs(TYPES), facts: inputs(FACTS), expect_type: None, as_of: day() };
    let _ = evaluate(&request, Language::Chinese);
    let _ = evaluate(&Request { facts: Vec::new(), ..request }, Language::English);
}

/// A rule document, beside the sample's facts where that compiles.
pub fn document(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let compilation = compile([("fuzzed.yaml".to_owned(), text.to_owned())]);
    for diagnostic in &compilation.diagnostics {
        let _ = diagnostic.line(&compilation.sources, Language::Chinese);
    }
    if let Some(catalog) = compilation.catalog {
        evaluated(catalog);
    }
    let together = [("rules.yaml".to_owned(), RULES.to_owned()), ("fuzzed.yaml".to_owned(), text.to_owned())];
    if let Some(catalog) = compile(together).catalog {
        evaluated(catalog);
    }
}

fn evaluated(catalog: Catalog) {
    let bytes = policy_calculator::catalog::bytes::encode(&catalog).expect("what compiles can be written");
    let again = policy_calculator::catalog::bytes::decode(&bytes).expect("what is written can be read");
    assert_eq!(again, catalog, "bytes and back");
    ask(Arc::new(Calculator::new(Arc::new(catalog)).expect("what compiles fits together")), &profile());
}

/// Catalog bytes: as they are, and as the payload of a catalog whose header and checksum fit.
pub fn catalog(data: &[u8]) {
    for bytes in [data.to_vec(), sealed(data)] {
        if let Ok(calculator) = Calculator::load(&bytes) {
            ask(Arc::new(calculator), &profile());
        }
    }
}

fn sealed(payload: &[u8]) -> Vec<u8> {
    let (version, length) =
        (policy_calculator::catalog::bytes::FORMAT.to_le_bytes(), (payload.len() as u32).to_le_bytes());
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&version);
    hasher.update(&length);
    hasher.update(payload);
    [b"POLICYC\n", &version[..], &length, &hasher.finalize().to_le_bytes(), payload].concat()
}

/// Facts as the text in which they cross from JavaScript.
pub fn crossing(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut crossing = Crossing::new(text);
    let facts = std::iter::from_fn(|| Some((crossing.name()?.into_owned(), crossing.value()?)));
    let facts: Vec<(String, Input)> = facts.collect();
    let _ = Session::open(sample().clone(), day(), Language::Chinese).set_all(&facts);
}

/// Facts as JSON.
pub fn facts(data: &[u8]) {
    let Some(facts) = facts_of(data) else { return };
    ask(sample().clone(), &facts);
    let mut session = Session::open(sample().clone(), day(), Language::Chinese);
    for (name, input) in &facts {
        let _ = session.set(name, input);
        let _ = session.verdicts();
    }
    for (name, _) in &facts {
        session.clear(name);
    }
    let _ = session.verdicts();
}
