//! The door to JavaScript, where JavaScript is: the same tests run in Node and in Chromium, on the real catalog.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "in a test a failed unwrap is a failed test"
)]
#![cfg(target_arch = "wasm32")]

use js_sys::{Array, Float64Array, JSON, Object, Reflect, Uint8Array};
use policy_calculator::wasm::{Catalog, Session};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

/// What `npm run build` compiled from `rules/`.
const CATALOG: &[u8] = include_bytes!("../dist/catalog.bin");

fn catalog() -> Catalog {
    Catalog::new(CATALOG).ok().unwrap()
}

fn session() -> Session {
    catalog().open("2026-05-01", "zh").ok().unwrap()
}

fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(key)).unwrap()
}

fn text(object: &JsValue, key: &str) -> String {
    get(object, key).as_string().unwrap_or_default()
}

/// Facts as they cross: names and values by turns.
fn set_all(session: &mut Session, json: &str) -> JsValue {
    let facts = Object::from(JSON::parse(json).unwrap());
    let value = |value: JsValue| match (value.as_bool(), value.as_f64(), value.as_string()) {
        (Some(truth), ..) => if truth { "t" } else { "f" }.to_owned(),
        (_, Some(number), _) => format!("#{number}"),
        (.., Some(text)) => format!("\"{text}"),
        _ => panic!("only plain values"),
    };
    let fact =
        |name: JsValue| name.as_string().unwrap() + "\u{1f}" + &value(Reflect::get(&facts, &name).unwrap()) + "\u{1f}";
    session.set_all(&Object::keys(&facts).into_iter().map(|name| fact(name.into())).collect::<String>()).ok().unwrap()
}

fn problems(value: &JsValue) -> Vec<String> {
    Array::from(value).iter().map(|problem| text(&problem, "fact")).collect()
}

/// The profile of the page's first worked figure: exactly 300万元 of taxable income.
const SMALL: &str = r#"{
    "主体类型": "企业法人", "从事国家限制或禁止行业": false, "应纳税所得额": "300万元",
    "季度平均从业人数": 300, "季度平均资产总额": "5000万元"
}"#;

#[wasm_bindgen_test]
fn a_catalog_describes_itself() {
    let description = catalog().describe().ok().unwrap();
    let facts = Array::from(&get(&description, "facts"));
    assert!(facts.length() > 50);
    assert_eq!(Array::from(&get(&description, "policies")).length(), 81);
    let first = facts.get(0);
    assert!(!text(&get(&first, "label"), "zh").is_empty());
}

#[wasm_bindgen_test]
fn verdicts_follow_the_facts() {
    let mut session = session();
    let refused = set_all(&mut session, SMALL);
    assert_eq!(problems(&refused), Vec::<String>::new());
    let verdict = session.verdict("cn-cit-small-low-profit").ok().unwrap();
    assert_eq!(text(&verdict, "status"), "eligible");
    let benefit = Array::from(&get(&verdict, "benefits")).get(0);
    assert_eq!((text(&benefit, "min"), text(&benefit, "max")), ("600000".to_owned(), "600000".to_owned()));
    assert!(session.set("应纳税所得额", "\"300.01万元\u{1f}").ok().unwrap().is_undefined());
    let verdict = session.verdict("cn-cit-small-low-profit").ok().unwrap();
    assert_eq!(text(&verdict, "status"), "ineligible");
    session.clear("应纳税所得额");
    let verdict = session.verdict("cn-cit-small-low-profit").ok().unwrap();
    assert_eq!(text(&verdict, "status"), "undetermined");
}

#[wasm_bindgen_test]
fn verdicts_are_plain_objects_that_survive_json() {
    let mut session = session();
    let verdicts = session.new_verdicts().ok().unwrap();
    let first = verdicts.get(1);
    assert!(first.is_instance_of::<Object>() && !first.is_instance_of::<js_sys::Map>());
    let json = String::from(JSON::stringify(&verdicts).unwrap());
    assert!(json.starts_with(r#"[0,{"policy":"#), "{json}");
}

#[wasm_bindgen_test]
fn only_new_verdicts_cross() {
    let mut session = session();
    let mut new = || session.new_verdicts().ok().unwrap().length() / 2;
    let all = new();
    assert!(all > 60, "{all} verdicts");
    assert_eq!(new(), 0);
}

#[wasm_bindgen_test]
fn a_bad_fact_is_named_and_the_others_count() {
    let mut session = session();
    let refused = set_all(&mut session, r#"{"应纳税所得额": "很多", "没有的指标": 1, "季度平均从业人数": 10}"#);
    assert_eq!(problems(&refused), ["应纳税所得额", "没有的指标"]);
    let problem = session.set("季度平均从业人数", "!NaN\u{1f}").ok().unwrap();
    assert_eq!(text(&problem, "fact"), "季度平均从业人数");
    assert!(!text(&problem, "message").is_empty());
}

#[wasm_bindgen_test]
fn numbers_keep_their_decimal_text() {
    let mut session = session();
    set_all(&mut session, SMALL);
    assert!(session.set("应纳税所得额", "#0.7999999999999999\u{1f}").ok().unwrap().is_object());
    assert!(session.set("应纳税所得额", "#1000000\u{1f}").ok().unwrap().is_undefined());
    let verdict = session.verdict("cn-cit-small-low-profit").ok().unwrap();
    assert_eq!(text(&Array::from(&get(&verdict, "benefits")).get(0), "max"), "200000");
}

#[wasm_bindgen_test]
fn facts_cross_as_one_text() {
    let mut session = session();
    let facts = "主体类型\u{1f}\"企业法人\u{1f}从事国家限制或禁止行业\u{1f}f\u{1f}应纳税所得额\u{1f}#3000000\u{1f}季度平均从业人数\u{1f}n\u{1f}";
    let refused = session.set_all(facts).ok().unwrap();
    assert_eq!(problems(&refused), Vec::<String>::new());
    let verdict = session.verdict("cn-cit-small-low-profit").ok().unwrap();
    let missing = Array::from(&get(&verdict, "missing")).into_iter().filter_map(|name| name.as_string());
    assert_eq!(missing.collect::<Vec<_>>(), ["季度平均资产总额", "季度平均从业人数"]);
    assert!(problems(&session.set_all("没有的指标").ok().unwrap()).is_empty(), "half a pair is none");
}

#[wasm_bindgen_test]
fn overviews_are_typed_arrays() {
    let catalog = catalog();
    let mut session = catalog.open("2026-05-01", "zh").ok().unwrap();
    set_all(&mut session, SMALL);
    let starts = catalog.benefit_starts();
    assert_eq!(starts.len(), 82);
    let benefits = starts[81];
    let statuses = Uint8Array::new_with_length(81);
    let [least, most] = [0, 1].map(|_| Float64Array::new_with_length(benefits));
    assert_eq!(session.overview(false, &statuses, &least, &most), None);
    let numbers = statuses.to_vec();
    assert!(numbers.contains(&0) && numbers.iter().all(|status| *status <= 4));
    assert!(least.to_vec().iter().zip(most.to_vec()).any(|(least, most)| *least > 0.0 && *least == most));
    let sums = session.sums();
    assert_eq!(sums.iter().take(5).sum::<i64>(), 81);
    let conditions = catalog.conditions("cn-cit-small-low-profit").unwrap();
    let truths = session.truths();
    assert!(conditions.iter().all(|condition| truths[*condition as usize] == 0));
    // What has changed is told, and nothing else.
    set_all(&mut session, r#"{"应纳税所得额": "300.01万元"}"#);
    let news = session.overview(false, &statuses, &least, &most).unwrap();
    assert!(news.len() < 100, "{news:?}");
    let mut news = news.into_iter();
    while let Some(policy) = news.next() {
        statuses.set_index(policy as u32, news.next().unwrap() as u8);
        for benefit in starts[policy as usize]..starts[policy as usize + 1] {
            least.set_index(benefit, news.next().unwrap());
            most.set_index(benefit, news.next().unwrap());
        }
    }
    let fresh = Uint8Array::new_with_length(81);
    let [low, high] = [0, 1].map(|_| Float64Array::new_with_length(benefits));
    let mut other = catalog.open("2026-05-01", "zh").ok().unwrap();
    set_all(&mut other, SMALL);
    set_all(&mut other, r#"{"应纳税所得额": "300.01万元"}"#);
    assert_eq!(other.overview(false, &fresh, &low, &high), None);
    assert_eq!(statuses.to_vec(), fresh.to_vec());
    assert_eq!((least.to_vec(), most.to_vec()), (low.to_vec(), high.to_vec()));
    assert_ne!(statuses.to_vec(), numbers);
}

#[wasm_bindgen_test]
fn damaged_bytes_are_refused_with_a_message() {
    assert!(Catalog::new(b"").is_err());
    for position in (0..CATALOG.len()).step_by(997) {
        let mut bytes = CATALOG.to_vec();
        bytes[position] ^= 0x10;
        let error = Catalog::new(&bytes).err().map(JsValue::from).unwrap();
        assert!(!text(&error, "message").is_empty(), "byte {position}");
    }
}

#[wasm_bindgen_test]
fn wrong_dates_and_languages_are_refused() {
    assert!(catalog().open("2026-02-30", "zh").is_err());
    assert!(catalog().open("2026-05-01", "fr").is_err());
}

#[wasm_bindgen_test]
fn odd_texts_do_no_harm() {
    let mut session = session();
    let problem = session.set("应纳税所得额", "{1\u{1f}min\u{1f}{0\u{1f}").ok().unwrap();
    assert_eq!(text(&problem, "fact"), "应纳税所得额");
    assert!(session.set("应纳税所得额", "{9\u{1f}min").ok().unwrap().is_undefined(), "half a value is none");
    assert!(session.verdict("没有的政策").ok().unwrap().is_undefined());
}
