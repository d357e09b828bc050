//! The door to JavaScript: converts what comes in, forwards it to the engine, converts what goes out. Nothing is decided here.
//!
//! Facts cross as text, so that numbers are JavaScript's own shortest decimals and never floats; results become plain objects. Must never: panic, decide anything, or let a number through the float formatting of Rust.

use crate::advise::{bundle, calendar, changes, explain, questions, ways};
use crate::crossing::Crossing;
use crate::engine::{Calculator, FactProblem, Input, NO_AMOUNT, News, Status, Verdict};
use crate::model::{Date, Language};
use js_sys::{Array, Error, Float64Array, Reflect, Uint8Array};
use serde::Serialize;
use std::borrow::Cow;
use std::sync::Arc;
use wasm_bindgen::prelude::*;

/// A compiled rule set.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Catalog {
    calculator: Arc<Calculator>,
}

#[wasm_bindgen]
impl Catalog {
    /// Reads a catalog from its bytes; throws an `Error` with a `code` if they are not one.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: &[u8]) -> Result<Catalog, JsValue> {
        match Calculator::load(bytes) {
            Ok(calculator) => Ok(Catalog { calculator: Arc::new(calculator) }),
            Err(error) => Err(thrown(error.code(), &error.message(Language::English))),
        }
    }

    /// What a page needs to draw a form and to introduce policies: a `CatalogDescription`.
    pub fn describe(&self) -> Result<JsValue, JsValue> {
        converted(&self.calculator.describe())
    }

    /// Where the benefits of each policy begin among those of all, and last how many there are.
    pub fn benefit_starts(&self) -> Vec<u32> {
        self.calculator.benefit_starts().to_vec()
    }

    /// What the sums of an overview are of: an array of `[kind, per]`.
    pub fn sums(&self) -> Result<JsValue, JsValue> {
        converted(&self.calculator.sums())
    }

    /// Where the truths of a policy's conditions stand among all, in the order in which its verdict tells them.
    pub fn conditions(&self, policy: &str) -> Option<Vec<u32>> {
        self.calculator.conditions(policy)
    }

    /// Opens the catalog on a company of which nothing is known yet, as of a day such as `2026-11-23`; `lang` is `zh` or `en`.
    pub fn open(&self, as_of: &str, lang: &str) -> Result<Session, JsValue> {
        let as_of = Date::parse(as_of).ok_or_else(|| thrown("bad_date", "`asOf` must be a day such as 2026-11-23"))?;
        let session = crate::engine::Session::open(self.calculator.clone(), as_of, language(lang)?);
        Ok(Session { session, crossed: Vec::new() })
    }
}

/// A catalog open on one company's facts.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Session {
    session: crate::engine::Session,
    /// The verdicts that JavaScript holds.
    crossed: Vec<Arc<Verdict>>,
}

#[wasm_bindgen]
impl Session {
    /// Answers one fact with a value as `crossing.rs` reads it; gives a `FactProblem` if it cannot have that value, else nothing.
    pub fn set(&mut self, name: &str, value: &str) -> Result<JsValue, JsValue> {
        let value = Crossing::new(value).value().unwrap_or(Input::Null);
        match self.session.set(name, &value) {
            Ok(()) => Ok(JsValue::UNDEFINED),
            Err(problem) => converted(&problem),
        }
    }

    /// Answers many facts, names and values by turns as `crossing.rs` reads them: applies the good ones and gives an array of what is
    /// wrong with the others.
    pub fn set_all(&mut self, facts: &str) -> Result<JsValue, JsValue> {
        let mut crossing = Crossing::new(facts);
        let members = std::iter::from_fn(|| Some((crossing.name()?, crossing.value()?)));
        let members: Vec<(Cow<'_, str>, Input)> = members.collect();
        let problems: Vec<FactProblem> = self.session.set_all(&members);
        converted(&problems)
    }

    /// Makes a fact unknown again.
    pub fn clear(&mut self, name: &str) {
        self.session.clear(name);
    }

    /// The verdicts that are not what they were when this was last asked, each behind its place among those of all policies: an array
    /// of numbers and `Verdict`s by turns. Making objects of verdicts takes longer than coming to them.
    pub fn new_verdicts(&mut self) -> Result<Array, JsValue> {
        let verdicts = self.session.shared_verdicts();
        let new = Array::new();
        for (place, verdict) in verdicts.iter().enumerate() {
            let is_known = |crossed: &Arc<Verdict>| Arc::ptr_eq(crossed, verdict) || crossed == verdict;
            if !self.crossed.get(place).is_some_and(is_known) {
                new.push(&JsValue::from(place as u32));
                new.push(&converted(&**verdict)?);
            }
        }
        self.crossed = verdicts;
        Ok(new)
    }

    /// The verdict on one policy, if there is such a policy.
    pub fn verdict(&mut self, id: &str) -> Result<JsValue, JsValue> {
        self.session.verdict(id).map_or(Ok(JsValue::UNDEFINED), |verdict| converted(&verdict))
    }

    /// The records that a definition with `select` chooses from, each with the reasons: an array of `RecordVerdict`, or nothing
    /// where there is no such definition.
    pub fn records(&mut self, definition: &str, policy: Option<String>) -> Result<JsValue, JsValue> {
        let records = self.session.records_of(definition, policy.as_deref());
        records.map_or(Ok(JsValue::UNDEFINED), |records| converted(&records))
    }

    /// Brings the arrays of an overview up to date, which are as long as there are policies, and twice as long as there are
    /// benefits, or gives what they have to be brought up to date with: of each policy with news its place, its status, and both ends
    /// of each of its benefits' amounts by turns. A status: eligible 0, review 1, undetermined 2, ineligible 3, not in force 4. An
    /// end is in 分: −1 where there is none, −2 where only a verdict tells, unless `all` are wanted.
    pub fn overview(
        &mut self,
        all: bool,
        statuses: &Uint8Array,
        least: &Float64Array,
        most: &Float64Array,
    ) -> Option<Vec<f64>> {
        let calculator = self.session.calculator_shared();
        let (news, stands, amounts) = self.session.glanced(all);
        match news {
            News::Policies(policies) => Some(calculator.benefits().told(&policies, stands, amounts)),
            News::Everything => {
                statuses.copy_from(&Status::numbers(stands));
                least.copy_from(amounts.told().least());
                most.copy_from(amounts.told().most());
                None
            }
        }
    }

    /// How many policies have each status, then of each of the catalog's sums: whether there is one, its lower end in 分 and its
    /// upper one, −1 where nobody gave one.
    pub fn sums(&mut self) -> Vec<i64> {
        let mut numbers: Vec<i64> = self.session.counts().into_iter().map(i64::from).collect();
        for sum in self.session.sums() {
            numbers.extend(match sum {
                Some((least, most)) => [1, least, most.unwrap_or(NO_AMOUNT)],
                None => [0, NO_AMOUNT, NO_AMOUNT],
            });
        }
        numbers
    }

    /// The truths of everything that conditions are made of, one byte each: true 0, false 1, unknown 2, judged 3, error 4.
    pub fn truths(&mut self) -> Vec<u8> {
        self.session.truth_numbers()
    }

    /// What all verdicts come to: `Totals`.
    pub fn totals(&mut self) -> Result<JsValue, JsValue> {
        converted(&self.session.totals())
    }

    /// Why the verdict on a policy is what it is: an `Explanation`, if there is such a policy.
    pub fn explain(&mut self, id: &str) -> Result<JsValue, JsValue> {
        let explanation = explain::explain(&mut self.session, id);
        explanation.map_or(Ok(JsValue::UNDEFINED), |explanation| converted(&explanation))
    }

    /// The most useful questions, at most so many, for one policy alone where one is named: `Questions`.
    pub fn next_questions(&mut self, most: usize, policy: Option<String>) -> Result<JsValue, JsValue> {
        converted(&questions::next(&mut self.session, most, policy.as_deref()))
    }

    /// What would have to be true to qualify for a policy: `Ways`, if there is such a policy.
    pub fn ways_to_qualify(&mut self, id: &str) -> Result<JsValue, JsValue> {
        ways::ways(&mut self.session, id).map_or(Ok(JsValue::UNDEFINED), |ways| converted(&ways))
    }

    /// The policies that at most so many changes would meet: an array of `NearMiss`.
    pub fn near_misses(&mut self, changes: usize) -> Result<JsValue, JsValue> {
        converted(&ways::near_misses(&mut self.session, changes))
    }

    /// The set of benefits with the highest total: a `BestBundle`. A `thorough` search takes its time.
    pub fn best_bundle(&mut self, thorough: bool) -> Result<JsValue, JsValue> {
        let effort = if thorough { bundle::Effort::THOROUGH } else { bundle::Effort::QUICK };
        converted(&bundle::best_bundle(&mut self.session, effort))
    }

    /// What lies ahead until a day, inclusive: a `Calendar`.
    pub fn calendar(&mut self, until: &str) -> Result<JsValue, JsValue> {
        let until = Date::parse(until).ok_or_else(|| thrown("bad_date", "`until` must be a day such as 2026-11-23"))?;
        converted(&calendar::calendar(&mut self.session, until))
    }

    /// What differs on another day for the same company: `Changes`.
    pub fn changes(&mut self, day: &str) -> Result<JsValue, JsValue> {
        let day = Date::parse(day).ok_or_else(|| thrown("bad_date", "`day` must be a day such as 2026-11-23"))?;
        let mut other = self.session.on(day);
        converted(&changes::between(&mut self.session, &mut other))
    }

    /// What differs between this session and another one, such as of a newer catalog: `Changes`.
    pub fn changes_to(&mut self, other: &mut Session) -> Result<JsValue, JsValue> {
        converted(&changes::between(&mut self.session, &mut other.session))
    }

    /// Shows texts and messages in `zh` or `en` from now on.
    pub fn set_language(&mut self, lang: &str) -> Result<(), JsValue> {
        self.session.set_language(language(lang)?);
        Ok(())
    }
}

fn language(lang: &str) -> Result<Language, JsValue> {
    match lang.split(['-', '_']).next() {
        Some("zh") => Ok(Language::Chinese),
        Some("en") => Ok(Language::English),
        _ => Err(thrown("bad_language", "the language must be `zh` or `en`")),
    }
}

/// An `Error` with a `code`.
fn thrown(code: &str, message: &str) -> JsValue {
    let error = JsValue::from(Error::new(message));
    // An error object that was just made takes a property; if it did not, the message would still tell.
    let _ = Reflect::set(&error, &JsValue::from_str("code"), &JsValue::from_str(code));
    error
}

/// Plain objects, `null` where a value is there but empty, and nothing where it is absent.
fn converted(value: &impl Serialize) -> Result<JsValue, JsValue> {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&serializer).map_err(|_| thrown("internal", "a result cannot be converted"))
}
