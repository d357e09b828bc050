//! Statuses, amounts, what is missing, what is not in force, and sums.

use super::*;
use crate::engine::{Reason, Status, Truth, Verdict};

/// 小型微利: 应纳税所得额 <= 300万元 and 人数 <= 300; 20 % of the income is saved.
fn small_company() -> Rules {
    let mut rules = Rules::default();
    let income = rules.fact_of("应纳税所得额", Type::Money, Some("0.01"), Bounds::ANY);
    let people = rules.fact_of("人数", Type::Number, Some("1"), from_zero());
    let (limit, most) = (rules.number("3000000"), rules.number("300"));
    let (full, reduced) = (rules.number("0.25"), rules.number("0.05"));
    let small = rules.compare(income, "<=", limit);
    let few = rules.compare(people, "<=", most);
    let (full, reduced) = (rules.arithmetic(income, "*", full), rules.arithmetic(income, "*", reduced));
    let saved = rules.arithmetic(full, "-", reduced);
    let (small, few) = (rules.test(small), rules.test(few));
    let root = rules.condition(ConditionKind::All(vec![small, few]));
    rules.policy("小微", root, vec![grant(saved)]);
    rules
}

fn verdict(rules: &Rules, policy: &str, facts: &str) -> Verdict {
    rules.with(facts).verdict(policy).unwrap()
}

fn amount(verdict: &Verdict) -> (Option<&str>, Option<&str>) {
    (verdict.benefits[0].min.as_deref(), verdict.benefits[0].max.as_deref())
}

#[test]
fn an_empty_profile_settles_nothing() {
    let rules = small_company();
    let empty = verdict(&rules, "小微", "{}");
    assert_eq!(empty.status, Status::Undetermined);
    assert_eq!(empty.missing, ["应纳税所得额", "人数"]);
    // The amount over the completions in which the conditions hold.
    assert_eq!(amount(&empty), (Some("0"), Some("600000")));
    assert_eq!(empty.benefits[0].missing, ["应纳税所得额"]);
    assert_eq!(empty.conditions.len(), 2);
    assert_eq!(empty.conditions[0].facts, ["应纳税所得额"]);
}

#[test]
fn statuses_follow_the_root() {
    let rules = small_company();
    let at_the_limit = verdict(&rules, "小微", r#"{"应纳税所得额": "300万元", "人数": 300}"#);
    assert_eq!((at_the_limit.status, amount(&at_the_limit)), (Status::Eligible, (Some("600000"), Some("600000"))));
    assert!(at_the_limit.missing.is_empty() && at_the_limit.benefits[0].missing.is_empty());
    let too_large = verdict(&rules, "小微", r#"{"应纳税所得额": "3000000.01元"}"#);
    assert_eq!((too_large.status, amount(&too_large)), (Status::Ineligible, (None, None)));
    assert_eq!(too_large.missing, Vec::<String>::new());
    assert_eq!(too_large.conditions[1].truth, Truth::Unknown);
    let half = verdict(&rules, "小微", r#"{"应纳税所得额": "100万元"}"#);
    assert_eq!((half.status, amount(&half)), (Status::Undetermined, (Some("200000"), Some("200000"))));
    assert_eq!(half.missing, ["人数"]);
    let loss = verdict(&rules, "小微", r#"{"应纳税所得额": "-5万元", "人数": 1}"#);
    assert_eq!(amount(&loss), (Some("0"), Some("0")));
}

#[test]
fn judges_leave_a_review() {
    let mut rules = small_company();
    let opinion = rules.fact("评审结论", Type::Boolean);
    let judged = rules.named("领先", ConditionKind::Judged(Some(opinion)));
    let plain = rules.condition(ConditionKind::Judged(None));
    let few = rules.catalog.conditions.find(|_| true).unwrap().0;
    let root = rules.condition(ConditionKind::All(vec![few, judged]));
    let other = rules.condition(ConditionKind::Any(vec![plain, few]));
    rules.policy("评", root, Vec::new());
    rules.policy("或", other, Vec::new());
    let income = r#"{"应纳税所得额": 1}"#;
    assert_eq!(verdict(&rules, "评", "{}").status, Status::Undetermined);
    let review = verdict(&rules, "评", income);
    assert_eq!((review.status, review.missing.len()), (Status::Review, 0));
    assert_eq!(review.conditions[1].truth, Truth::Judged);
    assert_eq!(rules.with(income).truth_of("评", "领先"), Some(Truth::Judged));
    assert_eq!(rules.with(income).truth_of("评", "无"), None);
    let answered = |answer| verdict(&rules, "评", &format!(r#"{{"应纳税所得额": 1, "评审结论": {answer}}}"#)).status;
    assert_eq!((answered("true"), answered("false")), (Status::Eligible, Status::Ineligible));
    assert_eq!(verdict(&rules, "或", income).status, Status::Eligible);
    assert_eq!(verdict(&rules, "或", r#"{"应纳税所得额": "1亿元"}"#).status, Status::Review);
}

#[test]
fn errors_are_named_with_their_clause() {
    let mut rules = small_company();
    let (income, people) = (ExpressionId::from_index(0), ExpressionId::from_index(1));
    let one = rules.number("1");
    let each = rules.arithmetic(income, "/", people);
    let enough = rules.compare(each, ">", one);
    let condition = rules.test(enough);
    let clause = rules.catalog.conditions[condition].clause.map(|clause| rules.catalog.texts[clause].to_owned());
    rules.policy("人均", condition, vec![grant(each)]);
    let failed = verdict(&rules, "人均", r#"{"应纳税所得额": 1, "人数": 0}"#);
    assert_eq!((failed.status, failed.conditions[0].truth), (Status::Undetermined, Truth::Error));
    assert_eq!(failed.errors.len(), 1);
    assert_eq!((failed.errors[0].code.as_str(), &failed.errors[0].clause), ("division_by_zero", &clause));
    assert!(failed.missing.is_empty());
    // Below a settled root it is listed and changes nothing.
    let never = rules.truth(false);
    let never = rules.test(never);
    let root = rules.condition(ConditionKind::All(vec![condition, never]));
    rules.policy("不", root, Vec::new());
    let settled = verdict(&rules, "不", r#"{"应纳税所得额": 1, "人数": 0}"#);
    assert_eq!((settled.status, settled.errors.len()), (Status::Ineligible, 1));
    // An amount that cannot be computed is none.
    let always = rules.truth(true);
    let always = rules.test(always);
    rules.policy("额", always, vec![grant(each)]);
    let amountless = verdict(&rules, "额", r#"{"应纳税所得额": 1, "人数": 0}"#);
    assert_eq!((amountless.status, amount(&amountless)), (Status::Eligible, (None, None)));
    assert_eq!(amountless.errors[0].code, "division_by_zero");
}

#[test]
fn certainty_decides_what_is_shown() {
    let mut rules = small_company();
    let income = ExpressionId::from_index(0);
    let always = rules.truth(true);
    let always = rules.test(always);
    let (cap, floor, step) = (rules.number("1000000"), rules.number("10000"), rules.number("1000"));
    let benefits = |change: &dyn Fn(&mut Benefit)| {
        let mut benefit = grant(income);
        change(&mut benefit);
        vec![benefit]
    };
    let few = rules.catalog.conditions.find(|_| true).unwrap().0;
    let cases: Vec<(&str, Vec<Benefit>)> = vec![
        ("上限", benefits(&|b| b.certainty = Certainty::Ceiling)),
        ("下限", benefits(&|b| b.certainty = Certainty::Floor)),
        ("封顶下限", benefits(&|b| (b.certainty, b.cap) = (Certainty::Floor, Some(cap)))),
        ("无", benefits(&|b| b.certainty = Certainty::None)),
        ("封顶", benefits(&|b| b.cap = Some(cap))),
        ("保底", benefits(&|b| b.at_least = Some(floor))),
        ("取整", benefits(&|b| b.step = Some(step))),
        ("区间", benefits(&|b| b.amount = Amount::Range { min: Some(floor), max: Some(cap) })),
        ("另有条件", benefits(&|b| b.when = Some(few))),
    ];
    let names: Vec<_> = cases.iter().map(|(name, _)| *name).collect();
    for (name, benefits) in cases {
        rules.policy(name, always, benefits);
    }
    let shown = |facts: &str| {
        let mut session = rules.with(facts);
        let shown = |name: &&str| {
            let verdict = session.verdict(name).unwrap();
            let (min, max) = amount(&verdict);
            format!("{}–{}", min.unwrap_or("?"), max.unwrap_or("?"))
        };
        names.iter().map(shown).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        shown(r#"{"应纳税所得额": "200.55万元"}"#),
        "0–2005500 2005500–? 1000000–1000000 ?–? 1000000–1000000 2005500–2005500 2005000–2005000 10000–1000000 2005500–2005500"
    );
    assert_eq!(shown("{}"), "0–? 0–? 0–1000000 ?–? 0–1000000 10000–? 0–? 10000–1000000 0–3000000");
    let refused = verdict(&rules, "另有条件", r#"{"应纳税所得额": "1亿元"}"#);
    assert_eq!(
        (refused.status, amount(&refused), refused.benefits[0].when),
        (Status::Eligible, (None, None), Some(Truth::False))
    );
}

#[test]
fn what_is_not_in_force_says_why() {
    let mut rules = small_company();
    let root = rules.catalog.policies.find(|_| true).unwrap().1.eligible;
    let mut policy = |id: &str, state, from: When, to: When| {
        let id = rules.policy(id, root, Vec::new());
        let policy = &mut rules.catalog.policies[id];
        (policy.state, policy.from, policy.to) = (state, from, to);
        id
    };
    let day = |text| When::Day(date(text));
    policy("征求意见", State::Draft, When::Open, When::Open);
    policy("废止", State::Repealed, When::Open, When::Open);
    policy("未到", State::InForce, day("2026-11-24"), When::Open);
    policy("已过", State::InForce, When::Open, day("2026-11-22"));
    policy("首日", State::InForce, day("2026-11-23"), day("2026-11-23"));
    policy("待核", State::Unverified, When::Unknown, When::Unknown);
    let old = policy("旧", State::InForce, When::Open, day("2030-12-31"));
    let next = policy("新", State::InForce, day("2026-01-01"), When::Open);
    let kept = policy("仍旧", State::InForce, When::Open, When::Open);
    let coming = policy("将来", State::InForce, day("2027-01-01"), When::Open);
    let draft = policy("草案", State::Draft, day("2026-01-01"), When::Open);
    rules.catalog.policies[next].supersedes.push(old);
    rules.catalog.policies[coming].supersedes.push(kept);
    rules.catalog.policies[draft].supersedes.push(kept);
    let mut session = rules.with(r#"{"应纳税所得额": 1, "人数": 1}"#);
    let mut life = |id: &str| {
        let verdict = session.verdict(id).unwrap();
        (verdict.status == Status::NotInForce, verdict.reason, verdict.successor)
    };
    assert_eq!(life("征求意见"), (true, Some(Reason::Draft), None));
    assert_eq!(life("废止"), (true, Some(Reason::Repealed), None));
    assert_eq!(life("未到"), (true, Some(Reason::NotYet), None));
    assert_eq!(life("已过"), (true, Some(Reason::Expired), None));
    assert_eq!(life("旧"), (true, Some(Reason::Superseded), Some("新".to_owned())));
    for id in ["首日", "待核", "仍旧", "新"] {
        assert_eq!(life(id), (false, None, None), "{id}");
    }
    let totals = session.totals();
    assert_eq!((totals.statuses.not_in_force, totals.statuses.eligible), (7, 5));
}

#[test]
fn sums_keep_to_the_groups() {
    let mut rules = Rules::default();
    let always = rules.truth(true);
    let always = rules.test(always);
    let amounts: Vec<_> = ["100", "300", "200", "50"].into_iter().map(|text| rules.number(text)).collect();
    let mut ids: Vec<_> = amounts
        .iter()
        .map(|amount| rules.policy(&format!("p{}", amount.index()), always, vec![grant(*amount)]))
        .collect();
    let mut reference = grant(amounts[0]);
    reference.reference = true;
    let mut deduction = grant(amounts[0]);
    deduction.measure = Measure::Deduction;
    ids.push(rules.policy("参考", always, vec![reference, deduction]));
    let totals = |rules: &Rules| serde_json::to_value(rules.open().totals()).unwrap();
    assert_eq!(totals(&rules)["amounts"][0]["max"], "650");
    let group = |name: &str, members: &[PolicyId]| Group {
        name: name.to_owned(),
        says: None,
        members: members.to_vec(),
        at_most: None,
        each_cap: None,
        cap: None,
        per: None,
        highest_difference: None,
        source: None,
    };
    rules.catalog.groups.push(Group { at_most: Some(1), ..group("择优", &ids[..3]) });
    let best = totals(&rules);
    assert_eq!(
        (&best["amounts"][0]["max"], &best["amounts"][0]["policies"]),
        (&"350".into(), &serde_json::json!(["p2", "p4"]))
    );
    assert_eq!(best["excluded"], serde_json::json!([{"group": "择优", "policies": ["p1", "p3"]}]));
    rules.catalog.groups.push(Group { each_cap: Some(amounts[2]), ..group("单项", &ids[..4]) });
    assert_eq!(totals(&rules)["amounts"][0]["max"], "250");
    rules.catalog.groups.push(Group { cap: Some(amounts[0]), ..group("总额", &ids) });
    assert_eq!(totals(&rules)["amounts"][0]["max"], "100");
    let mut difference = Rules { catalog: rules.catalog.clone() };
    difference.catalog.groups = Arena::default();
    difference.catalog.groups.push(Group { highest_difference: Some(amounts[3]), ..group("补差", &ids[..3]) });
    assert_eq!(totals(&difference)["amounts"][0]["max"], "300");
}

#[test]
fn the_json_is_the_contract() {
    let rules = small_company();
    let mut session = rules.with(r#"{"应纳税所得额": "300万元", "人数": 300}"#);
    let expected = r#"{"as_of":"2026-11-23","verdicts":[{"policy":"小微","status":"eligible","benefits":[{"kind":"grant","min":"600000","max":"600000","unit":"元","certainty":"formula","measure":"cash","per":"once","reference":false,"missing":[]}],"window":{"state":"unknown"},"conditions":[{"kind":"test","says":"","clause":"第1条","truth":"true","facts":["应纳税所得额"],"missing":[],"children":[]},{"kind":"test","says":"","clause":"第2条","truth":"true","facts":["人数"],"missing":[],"children":[]}],"source":{"number":"小微号"},"missing":[],"errors":[]}]}"#;
    assert_eq!(serde_json::to_string(&session.verdicts()).unwrap(), expected);
    let description = serde_json::to_value(session.calculator().describe()).unwrap();
    assert_eq!(description["facts"][1]["type"], "integer");
    assert_eq!(description["facts"][0]["readers"], serde_json::json!(["小微"]));
    assert_eq!(description["facts"][1]["domain"], serde_json::json!({"min": "0"}));
    assert_eq!(description["policies"][0]["facts"], serde_json::json!(["应纳税所得额", "人数"]));
}
