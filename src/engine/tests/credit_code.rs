//! Credit codes as facts: how they are read, what they tell of a choice, and that nothing definite turns whichever comes first.

use super::*;
use crate::engine::Truth;
use crate::model::credit_code::CreditCode;

/// 91 is a company or a partnership, 911 a company, 92 a household business; of 93 nothing is told.
fn rules() -> Rules {
    let mut rules = Rules::default();
    let list = rules.list("类别", &["公司", "合伙", "个体", "其他"]);
    rules.fact("代码", Type::Text);
    rules.fact("类型", Type::Choice(list));
    let told = rules.catalog.facts.ids().last().unwrap();
    let code = rules.catalog.facts.ids().next().unwrap();
    let beginning = |text: &str, leaves: &[u32]| (text.to_owned(), leaves.to_vec());
    let beginnings = vec![beginning("91", &[0, 1]), beginning("911", &[0]), beginning("92", &[2])];
    rules.catalog.facts[code].format = Some(Format::CreditCode);
    rules.catalog.facts[code].tells = vec![Tells { fact: told, beginnings }];
    rules
}

/// The beginning of a code, completed by zeros and the check character.
fn code(beginning: &str) -> String {
    let candidates = "0123456789ABCDEFGHJKLMNPQRTUWXY".chars().map(|last| format!("{beginning:0<17}{last}"));
    candidates.into_iter().find(|code| CreditCode::parse(code).is_ok()).unwrap()
}

fn text(text: &str) -> Input {
    Input::Text(text.to_owned())
}

#[test]
fn a_code_is_stored_in_its_one_form() {
    let mut rules = rules();
    rules.define("码", Type::Text, ExpressionId::from_index(0));
    let mut session = rules.open();
    session.set("代码", &text(" 9144 0300 7152 6726 ｘg ")).unwrap();
    let shown = serde_json::to_string(&session.value_of("码", None)).unwrap();
    assert_eq!(shown, r#"{"value":"9144030071526726XG"}"#);
}

#[test]
fn a_bad_code_is_refused_and_told_where() {
    let rules = rules();
    for (typed, chinese, english) in [
        (
            "440301103097413",
            "“代码”应有 18 位，这里有 15 位，请照营业执照填写",
            "`代码`: has 18 characters, not 15; see the business licence",
        ),
        (
            "914403OO71526726XG",
            "“代码”第 7 位不能是“O”（是不是数字 0？）：只用数字和大写字母，不用 I、O、S、V、Z",
            "`代码`: character 7 cannot be `O` (is it the digit 0?): there are digits and capital letters, but never I, O, S, V, Z",
        ),
        (
            "9144030071526726X6",
            "“代码”有一位写错了：照前 17 位，末位的校验码应是“G”，这里是“6”，请逐位核对",
            "`代码`: has a wrong character: after these 17 the last one must be `G`, not `6`; compare each of them",
        ),
    ] {
        for (language, message) in [(Language::Chinese, chinese), (Language::English, english)] {
            let mut session = Session::open(rules.calculator(), date("2026-11-23"), language);
            let problem = session.set("代码", &text(typed)).unwrap_err();
            assert_eq!((problem.code.as_str(), problem.message.as_str()), ("bad_credit_code", message));
        }
    }
    assert_eq!(rules.open().set("代码", &json("914403001922038216")).unwrap_err().code, "wrong_type");
}

#[test]
fn a_code_tells_of_a_choice() {
    let mut rules = rules();
    rules.define("类", rules.catalog.facts.iter().last().unwrap().value_type.clone(), ExpressionId::from_index(1));
    for (beginning, shown) in [
        ("914", r#"{"in":["公司","合伙"]}"#),
        ("911", r#"{"value":"公司"}"#),
        ("92", r#"{"value":"个体"}"#),
        ("93", r#"{"unknown":true,"missing":["类型"]}"#),
    ] {
        let mut session = rules.open();
        session.set("代码", &text(&code(beginning))).unwrap();
        assert_eq!(serde_json::to_string(&session.value_of("类", None)).unwrap(), shown, "{beginning}");
        session.clear("代码");
        let unknown = r#"{"unknown":true,"missing":["类型"]}"#;
        assert_eq!(serde_json::to_string(&session.value_of("类", None)).unwrap(), unknown);
    }
}

#[test]
fn the_later_of_two_contradicting_answers_is_refused() {
    let rules = rules();
    let mut session = rules.open();
    session.set("代码", &text(&code("92"))).unwrap();
    let problem = session.set("类型", &text("公司")).unwrap_err();
    assert_eq!(problem.code, "contradicts");
    assert_eq!(problem.message, "“类型”与已填的“代码”矛盾，请改正其中一个");
    session.set("类型", &json(r#"{"in": ["公司", "个体"]}"#)).unwrap();
    assert!(session.set("类型", &json(r#"{"in": ["公司", "其他"]}"#)).is_err());

    let mut session = Session::open(rules.calculator(), date("2026-11-23"), Language::English);
    session.set("类型", &text("公司")).unwrap();
    let problem = session.set("代码", &text(&code("92"))).unwrap_err();
    assert_eq!(problem.message, "`代码`: contradicts what was answered to `类型`; mend one of them");
    // Neither counts against itself: both may be mended, one after the other or together.
    session.set("代码", &text(&code("914"))).unwrap();
    session.set("代码", &text(&code("911"))).unwrap();
    session.set("类型", &text("公司")).unwrap();
    let both = [("代码".to_owned(), text(&code("92"))), ("类型".to_owned(), text("个体"))];
    assert_eq!(session.set_all(&both), []);
}

#[test]
fn two_codes_contradict_each_other() {
    let mut rules = rules();
    let mut second = rules.catalog.facts.iter().next().unwrap().clone();
    second.name = "又一代码".to_owned();
    rules.catalog.facts.push(second);
    let mut session = rules.open();
    session.set("代码", &text(&code("92"))).unwrap();
    let problem = session.set("又一代码", &text(&code("914"))).unwrap_err();
    assert_eq!(problem.message, "“又一代码”所说的“类型”与已填的“代码”矛盾，请改正其中一个");
}

/// Every code, every vague and then exact answer to the choice, in every order, against every condition on the choice: what can be
/// is exactly what all answers together leave, and what was definite stays.
#[test]
fn nothing_definite_turns_in_whatever_order_answers_come() {
    const CHOICES: [&str; 4] = ["公司", "合伙", "个体", "其他"];
    let members = |set: u32| (0..4u32).filter(move |choice| set & (1 << choice) != 0);
    let codes_of = |set: u32| members(set).map(|choice| text(CHOICES[choice as usize])).collect::<Vec<_>>();
    let mut rules = rules();
    let conditions: Vec<ConditionId> = (0..16)
        .map(|set| {
            let codes = members(set).collect();
            let test = rules.push(Expression::OneOf { subject: ExpressionId::from_index(1), codes });
            rules.test(test)
        })
        .collect();
    let root = rules.condition(ConditionKind::Any(conditions));
    rules.policy("全部", root, Vec::new());
    let calculator = rules.calculator();
    let told = [("914", 0b0011), ("911", 0b0001), ("92", 0b0100), ("93", 0b1111)];
    for ((beginning, told), vague) in told.iter().flat_map(|told| (1..16u32).map(move |vague| (*told, vague))) {
        for (exact, first) in members(vague).flat_map(|exact| [0, 1, 2].map(|first| (exact, first))) {
            let mut session = Session::open(calculator.clone(), date("2026-11-23"), Language::Chinese);
            let among = Input::Object(vec![("in".to_owned(), Input::Array(codes_of(vague)))]);
            let mut steps = vec![("类型", among.clone(), vague), ("类型", text(CHOICES[exact as usize]), 1 << exact)];
            steps.insert(first, ("代码", text(&code(beginning)), told));
            let mut left = 0b1111u32;
            for (fact, input, leaves) in steps {
                let accepted = session.set(fact, &input).is_ok();
                assert_eq!(accepted, left & leaves != 0, "{fact} {input:?} with {left:b} left");
                if accepted {
                    left &= leaves;
                } else if fact == "类型" && vague & left != 0 {
                    // A refused answer counts as none: the vague one before it is given again.
                    session.set("类型", &among).unwrap();
                }
                let verdict = session.verdict("全部").unwrap();
                for (set, condition) in (0u32..).zip(&verdict.conditions[0].children) {
                    let expected = match (left & set, left & !set) {
                        (_, 0) => Truth::True,
                        (0, _) => Truth::False,
                        _ => Truth::Unknown,
                    };
                    assert_eq!(condition.truth, expected, "{beginning} {vague:b} {exact} {first}: {set:b} of {left:b}");
                }
            }
        }
    }
}

#[test]
fn the_description_says_what_is_told() {
    let mut rules = rules();
    let test = rules.push(Expression::OneOf { subject: ExpressionId::from_index(1), codes: vec![2] });
    let condition = rules.test(test);
    rules.policy("个体户", condition, Vec::new());
    let description = serde_json::to_value(rules.calculator().describe()).unwrap();
    let fact = &description["facts"][0];
    assert_eq!(fact["format"], "credit_code");
    assert_eq!(fact["tells"], serde_json::json!({"类型": {"91": ["公司", "合伙"], "911": ["公司"], "92": ["个体"]}}));
    // Whoever asks for the choice asks for the code too.
    assert_eq!(fact["readers"], serde_json::json!(["个体户"]));
    assert_eq!(description["policies"][0]["facts"], serde_json::json!(["代码", "类型"]));
    assert_eq!(description["facts"][1].get("tells"), None);
}

#[test]
fn a_catalog_whose_texts_tell_nonsense_is_refused() {
    let bad = |change: &dyn Fn(&mut Fact)| {
        let mut rules = rules();
        let code = rules.catalog.facts.ids().next().unwrap();
        change(&mut rules.catalog.facts[code]);
        Calculator::new(Arc::new(rules.catalog)).err().map(|error| error.to_string()).unwrap()
    };
    let own = rules().catalog.facts.ids().next().unwrap();
    for (change, what) in [
        (&(|fact: &mut Fact| fact.format = None) as &dyn Fn(&mut Fact), "any text tells of a fact"),
        (&|fact| fact.value_type = Type::Boolean, "a format of no text"),
        (&|fact| fact.tells[0].fact = own, "a text tells of no choice"),
        (&|fact| fact.tells[0].fact = FactId::from_index(9), "a text tells of no choice"),
        (&|fact| fact.tells[0].beginnings[0].0 = "9I".to_owned(), "a beginning of no credit code"),
        (&|fact| fact.tells[0].beginnings[0].1.clear(), "a text that leaves nothing"),
        (&|fact| fact.tells[0].beginnings[0].1.reverse(), "leaves that do not ascend"),
        (&|fact| fact.tells[0].beginnings[0].1 = vec![4], "a text tells of no leaf"),
    ] {
        assert_eq!(bad(change), format!("the catalog is not consistent: {what}"));
    }
}
