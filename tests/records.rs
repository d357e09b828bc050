//! Facts that are lists at the door of the engine: what a form is told of them, and where in them a refusal lies.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "in a test a failed unwrap is a failed test")]

use policy_calculator::catalog::compile;
use policy_calculator::engine::{Calculator, Input, Session};
use policy_calculator::model::{Date, Language};
use serde_json::json;
use std::sync::Arc;

const RULES: &str = "
lists:
  贷款用途: [研发, 扩产]
facts:
  贷款:
    type: list
    of: {合同号: text, 金额: {type: money, ask_unit: 万元, domain: '>= 0元', label: {zh: 贷款金额, en: Loan}}, 用途: 贷款用途}
    key: [合同号]
  出口额: {type: list, of: money, label: {zh: 各笔出口额, en: Export orders}}
";

fn session(language: Language) -> Session {
    let compilation = compile([("facts.yaml".to_owned(), RULES.to_owned())]);
    let calculator = Calculator::new(Arc::new(compilation.catalog.unwrap())).unwrap();
    Session::open(Arc::new(calculator), Date::parse("2026-11-23").unwrap(), language)
}

#[test]
fn a_list_of_records_is_described_with_its_fields_and_its_key() {
    let description = serde_json::to_value(session(Language::Chinese).calculator().describe()).unwrap();
    let loans = &description["facts"][0];
    assert_eq!((&loans["type"], &loans["key"]), (&json!("list"), &json!(["合同号"])));
    let fields = loans["fields"].as_array().unwrap();
    let names: Vec<_> = fields.iter().map(|field| (&field["name"], &field["type"])).collect();
    let (contract, amount, purpose) = (json!("合同号"), json!("金额"), json!("用途"));
    assert_eq!(names, [(&contract, &json!("text")), (&amount, &json!("money")), (&purpose, &json!("choice"))]);
    assert_eq!(fields[1]["label"], json!({"zh": "贷款金额", "en": "Loan"}));
    assert_eq!(fields[1]["ask_unit"], json!({"name": "万元", "factor": "10000"}));
    assert_eq!((&fields[1]["domain"], &fields[2]["list"]), (&json!({"min": "0"}), &json!("贷款用途")));
}

#[test]
fn a_list_of_plain_values_is_described_with_one_field_without_a_name() {
    let description = serde_json::to_value(session(Language::Chinese).calculator().describe()).unwrap();
    let orders = &description["facts"][1];
    assert_eq!(orders["type"], "list");
    assert_eq!(orders["fields"].as_array().unwrap().len(), 1);
    let element = &orders["fields"][0];
    assert_eq!((&element["name"], &element["type"]), (&json!(""), &json!("money")));
    assert_eq!(element["label"], orders["label"]);
    assert_eq!(orders.get("key"), None);
}

#[test]
fn a_refusal_names_the_entry_and_the_field() {
    let cases = [
        ("贷款", json!([{"合同号": "甲"}, {"金额": "很多"}]), "wrong_type", Some(2), Some("金额")),
        ("贷款", json!([{"金额": "-1元"}]), "out_of_domain", Some(1), Some("金额")),
        ("贷款", json!([null, {"用途": "炒股"}]), "not_in_list", Some(2), Some("用途")),
        ("贷款", json!([{"合同号": "甲"}, {"合同号": "乙"}, {"合同号": "甲"}]), "duplicate_key", Some(3), None),
        ("贷款", json!([{"利率": "5%"}]), "unknown_key", Some(1), None),
        ("贷款", json!([5]), "wrong_type", Some(1), None),
        ("贷款", json!(5), "wrong_type", None, None),
        ("出口额", json!(["1元", "x"]), "wrong_type", Some(2), None),
    ];
    for (fact, value, code, entry, field) in cases {
        for language in [Language::Chinese, Language::English] {
            let problem = session(language).set(fact, &Input::from(&value)).unwrap_err();
            let told = (problem.code.as_str(), problem.entry, problem.field.as_deref());
            assert_eq!(told, (code, entry, field), "{value}: {}", problem.message);
        }
    }
    let problem = session(Language::English).set("出口额", &Input::from(&json!(["x"]))).unwrap_err();
    let told = serde_json::to_value(&problem).unwrap();
    assert_eq!((&told["entry"], told.get("field")), (&json!(1), None));
}
