//! How facts are read, and what is said about those that cannot be.

use super::*;

fn rules() -> Rules {
    let mut rules = Rules::default();
    let people = rules.catalog.units.push(Unit { name: "人".to_owned(), label: Text::chinese("人") });
    let list = rules.list("地区", &["440300", "440300/440305", "440600"]);
    rules.fact("收入", Type::Money);
    rules.fact_of("占比", Type::Percent, None, between(0, 1));
    rules.fact_of("人数", Type::Quantity(people), Some("1"), from_zero());
    rules.fact("注册地", Type::Choice(list));
    rules.fact("资质", Type::Choices(list));
    rules.fact("成立日期", Type::Date);
    rules.fact("期限", Type::Period);
    rules.fact("天数", Type::Days);
    rules.fact("高新", Type::Boolean);
    rules.fact("名称", Type::Text);
    rules.fact("比值", Type::Number);
    rules.fact("营收", Type::Series(Box::new(Type::Money)));
    rules.fact("研发", Type::Series(Box::new(Type::Money)));
    rules
}

fn value(rules: &Rules, fact: &str, input: &str) -> String {
    let (id, found) = rules.catalog.facts.find(|candidate| candidate.name == fact).unwrap();
    let expression = ExpressionId::from_index(id.index());
    assert_eq!(rules.catalog.expressions[expression], Expression::Fact(id));
    rules.value(expression, found.value_type.clone(), &format!("{{\"{fact}\": {input}}}"))
}

#[test]
fn literals_are_read_as_people_write_them() {
    let rules = rules();
    for (fact, input, expected) in [
        ("收入", r#""1800万元""#, "18000000"),
        ("收入", r#""2亿元""#, "200000000"),
        ("收入", r#""3.5元""#, "3.5"),
        ("收入", r#""1,800万元""#, "18000000"),
        ("收入", r#""１，８００．５ 万元""#, "18005000"),
        ("收入", r#""1800万""#, "18000000"),
        ("收入", "1800.05", "1800.05"),
        ("收入", "1.8e7", "18000000"),
        ("占比", r#""5%""#, "0.05"),
        ("占比", r#""５．５％""#, "0.055"),
        ("占比", r#""0.5‰""#, "0.0005"),
        ("人数", r#""30人""#, "30"),
        ("人数", "30", "30"),
        ("人数", r#""1.2万人""#, "12000"),
        ("成立日期", r#""2018-05-01""#, "2018-05-01"),
        ("成立日期", r#""2018/5/1""#, "2018-05-01"),
        ("成立日期", r#""2018年5月1日""#, "2018-05-01"),
        ("期限", r#""3年""#, "P3Y"),
        ("期限", r#""6个月""#, "P6M"),
        ("期限", r#""P1Y6M""#, "P1Y6M"),
        ("天数", r#""10日""#, "P10D"),
        ("注册地", r#""440305""#, "440305"),
        ("名称", r#""深圳 A 公司""#, "深圳 A 公司"),
        ("比值", "-0.125", "-0.125"),
    ] {
        assert_eq!(value(&rules, fact, input), format!(r#"{{"value":"{expected}"}}"#), "{fact} {input}");
    }
    assert_eq!(value(&rules, "高新", r#""是""#), r#"{"value":true}"#);
    assert_eq!(value(&rules, "营收", r#"["1万元", 2, 3.5]"#), r#"{"value":["10000","2","3.5"]}"#);
    assert_eq!(value(&rules, "资质", r#"["440600", "440305"]"#), r#"{"value":["440305","440600"]}"#);
    assert_eq!(value(&rules, "收入", r#"{"min": "1万元", "below": "2万元"}"#), r#"{"min":"10000","max":"19999.99"}"#);
    assert_eq!(value(&rules, "人数", r#"{"above": 3, "below": 5}"#), r#"{"value":"4"}"#);
    assert_eq!(value(&rules, "人数", r#"{"min": -5, "max": "7人"}"#), r#"{"min":"0","max":"7"}"#);
    assert_eq!(value(&rules, "收入", "null"), r#"{"min":"0"}"#);
}

#[test]
fn bad_facts_are_refused_by_name() {
    let rules = rules();
    let cases = [
        ("没有", "1", "unknown_fact", "“没有”不是本规则库的指标"),
        ("收入", "-1", "out_of_domain", "“收入”“-1元”不在允许的范围内（>= 0元）"),
        ("收入", "0.001", "off_step", "“收入”“0.001元”过于精细，应为 0.01 的整数倍"),
        ("收入", "1e15", "out_of_domain", "“收入”“1000000000000000元”超出合理范围（绝对值不超过100000000000000）"),
        ("收入", r#""30人""#, "wrong_type", "“收入”不能填“30人”，请按“1800万元”这样填写"),
        ("收入", r#""5%""#, "wrong_type", "“收入”不能填“5%”，请按“1800万元”这样填写"),
        ("收入", r#""""#, "wrong_type", "“收入”不能填“”，请按“1800万元”这样填写"),
        ("收入", r#""18,00万元""#, "wrong_type", "“收入”不能填“18,00万元”，请按“1800万元”这样填写"),
        ("收入", "true", "wrong_type", "“收入”不能填“true”，请按“1800万元”这样填写"),
        ("收入", "[1]", "wrong_type", "“收入”不能填“[…]”，请按“1800万元”这样填写"),
        ("收入", r#"{"min": 2, "max": 1}"#, "empty_range", "“收入”的范围内没有允许的值 (0元 – …)"),
        ("收入", r#"{"least": 2}"#, "unknown_key", "“收入”中的“least”无法识别，可用：min, max, below"),
        ("占比", "5", "needs_percent", "“占比”是百分比，不能只填数字“5”，请带上百分号，例如 \"5%\""),
        ("占比", r#""120%""#, "out_of_domain", "“占比”“120%”不在允许的范围内（>= 0%, <= 100%）"),
        ("人数", "1.5", "off_step", "“人数”“1.5人”过于精细，应为 1 的整数倍"),
        ("人数", r#""3元""#, "wrong_type", "“人数”不能填“3元”，请按“30人”这样填写"),
        ("注册地", r#""南山""#, "not_in_list", "“注册地”的“南山”不在“地区”的代码中（440300, 440305, 440600）"),
        ("注册地", "440305", "wrong_type", "“注册地”是代码，请写成文字 \"440305\"，不要写成数字"),
        ("注册地", r#"{"in": []}"#, "empty_range", "“注册地”的可选代码为空"),
        ("成立日期", r#""2018-02-30""#, "wrong_type", "“成立日期”不能填“2018-02-30”，请按“2018-05-01”这样填写"),
        ("成立日期", "20180501", "wrong_type", "“成立日期”不能填“20180501”，请按“2018-05-01”这样填写"),
        ("期限", "3", "wrong_type", "“期限”不能填“3”，请按“3年, 6个月”这样填写"),
        ("高新", "1", "wrong_type", "“高新”不能填“1”，请按“是 / 否”这样填写"),
        ("营收", "[1, -2]", "out_of_domain", "“营收”“-2元”不在允许的范围内（>= 0元）"),
        ("营收", r#"{"2026": 1}"#, "wrong_year", "“营收”的2026年度在基准日尚未结束，最近的完整年度是2025年"),
        ("比值", "0.00000000001", "off_step", "“比值”“0.00000000001”小数位数过多，最多 10 位"),
    ];
    for (fact, input, code, message) in cases {
        let problem = rules.open().set(fact, &json(input)).unwrap_err();
        assert_eq!((problem.code.as_str(), problem.message.as_str()), (code, message), "{fact} {input}");
        let mut english = Session::open(rules.calculator(), date("2026-11-23"), Language::English);
        assert!(english.set(fact, &json(input)).unwrap_err().message.starts_with(&format!("`{fact}`: ")));
    }
    let problem = rules.open().set("收入", &Input::Other("NaN".to_owned())).unwrap_err();
    assert_eq!(problem.code, "wrong_type");
}

#[test]
fn a_bad_fact_counts_as_unknown_and_the_others_still_count() {
    let mut rules = rules();
    let (income, people) = (ExpressionId::from_index(0), ExpressionId::from_index(2));
    rules.define("收", Type::Money, income);
    rules.define("人", Type::Number, people);
    let mut session = rules.open();
    let facts = [("收入".to_owned(), json("5")), ("人数".to_owned(), json("-1")), ("x".to_owned(), json("1"))];
    let problems = session.set_all(&facts);
    assert_eq!(
        problems.iter().map(|problem| problem.code.as_str()).collect::<Vec<_>>(),
        ["out_of_domain", "unknown_fact"]
    );
    let shown = |session: &mut Session, name| serde_json::to_string(&session.value_of(name, None)).unwrap();
    assert_eq!(shown(&mut session, "收"), r#"{"value":"5"}"#);
    assert_eq!(shown(&mut session, "人"), r#"{"min":"0"}"#);
    assert!(session.set("收入", &json("\"abc\"")).is_err());
    assert_eq!(shown(&mut session, "收"), r#"{"min":"0"}"#);
    session.set("收入", &json("7")).unwrap();
    session.clear("收入");
    session.clear("没有");
    assert_eq!(shown(&mut session, "收"), r#"{"min":"0"}"#);
}

#[test]
fn all_series_have_one_length() {
    let mut rules = rules();
    let count = rules.call(Function::Count, &[ExpressionId::from_index(12)]);
    rules.define("年数", Type::Number, count);
    let years = |session: &mut Session| serde_json::to_string(&session.value_of("年数", None)).unwrap();
    let mut session = rules.open();
    assert_eq!(years(&mut session), r#"{"min":"0","max":"3"}"#);
    session.set("成立日期", &json("\"2024-03-01\"")).unwrap();
    assert_eq!(years(&mut session), r#"{"min":"0","max":"2"}"#);
    session.set("营收", &json("[1, null]")).unwrap();
    assert_eq!(years(&mut session), r#"{"value":"2"}"#);
    session.clear("成立日期");
    let problem = session.set("研发", &json("[1, 2, 3]")).unwrap_err();
    assert_eq!(problem.code, "series_length");
    assert_eq!(problem.message, "“研发”有3个年度，与其他逐年指标（2个年度）不一致；不知道的年度请填 null");
    session.set("研发", &json("[1, 2]")).unwrap();
    // Given together, only what is given together must agree.
    let both = [("研发".to_owned(), json("[1, 2, 3]")), ("营收".to_owned(), json("[1, 2, 3, 4]"))];
    assert_eq!(session.set_all(&both), []);
    assert_eq!(years(&mut session), r#"{"value":"3"}"#);
    session.clear("研发");
    session.clear("营收");
    session.set("成立日期", &json("\"2024-03-01\"")).unwrap();
    // Before it was founded a company had no years: nulls for them are no years, but figures for them count.
    assert_eq!(session.set_all(&[("研发".to_owned(), json("[null, null, 3]")), ("营收".to_owned(), Input::Null)]), []);
    assert_eq!(years(&mut session), r#"{"value":"2"}"#);
    session.clear("研发");
    assert_eq!(years(&mut session), r#"{"min":"0","max":"2"}"#);
    session.set("研发", &json("[1, 2, 3]")).unwrap();
    assert_eq!(years(&mut session), r#"{"value":"3"}"#);
}
