//! Every operator, function and hit policy under known, bounded and unknown facts and under errors.

use super::*;
use crate::engine::evaluate::View;

/// Facts of every type, and constants.
struct Facts {
    rules: Rules,
    x: ExpressionId,
    y: ExpressionId,
    n: ExpressionId,
    p: ExpressionId,
    q: ExpressionId,
    c: ExpressionId,
    cs: ExpressionId,
    d: ExpressionId,
    t: ExpressionId,
    s: ExpressionId,
}

fn facts() -> Facts {
    let mut rules = Rules::default();
    let list = rules.list("地区", &["440300", "440300/440305", "440300/440306", "440600"]);
    Facts {
        x: rules.fact("x", Type::Money),
        y: rules.fact("y", Type::Money),
        n: rules.fact("n", Type::Number),
        p: rules.fact("p", Type::Boolean),
        q: rules.fact("q", Type::Boolean),
        c: rules.fact("c", Type::Choice(list)),
        cs: rules.fact("cs", Type::Choices(list)),
        d: rules.fact("d", Type::Date),
        t: rules.fact("t", Type::Text),
        s: rules.fact("s", Type::Series(Box::new(Type::Money))),
        rules,
    }
}

/// What an expression is for each profile.
fn check(rules: &Rules, expression: ExpressionId, value_type: Type, cases: &[(&str, &str)]) {
    for (facts, expected) in cases {
        assert_eq!(rules.value(expression, value_type.clone(), facts), *expected, "{facts}");
    }
}

const TRUE: &str = r#"{"value":true}"#;
const FALSE: &str = r#"{"value":false}"#;

fn unknown(names: &str) -> String {
    let names: Vec<_> = names.split_whitespace().map(|name| format!("\"{name}\"")).collect();
    format!(r#"{{"unknown":true,"missing":[{}]}}"#, names.join(","))
}

#[test]
fn comparisons() {
    let Facts { mut rules, x, y, n, .. } = facts();
    let limit = rules.number("3000000");
    let at_most = rules.compare(x, "<=", limit);
    check(
        &rules,
        at_most,
        Type::Boolean,
        &[
            (r#"{"x": "300万元"}"#, TRUE),
            (r#"{"x": "3000000.01元"}"#, FALSE),
            (r#"{"x": {"max": "300万元"}}"#, TRUE),
            (r#"{"x": {"min": "300万元"}}"#, &unknown("x")),
            (r#"{"x": {"min": "3000000.01元"}}"#, FALSE),
            (r#"{"x": {"below": "3000000.01元"}}"#, TRUE),
            (r#"{}"#, &unknown("x")),
        ],
    );
    let zero = rules.number("0");
    let from_zero = rules.compare(x, ">=", zero);
    check(&rules, from_zero, Type::Boolean, &[("{}", TRUE)]);
    let same = rules.compare(x, "=", x);
    check(&rules, same, Type::Boolean, &[("{}", TRUE)]);
    let equal = rules.compare(x, "=", y);
    let different = rules.compare(x, "!=", y);
    let apart = r#"{"x": {"max": 1}, "y": {"min": 2}}"#;
    check(&rules, equal, Type::Boolean, &[("{}", &unknown("x y")), (apart, FALSE), (r#"{"x": 2, "y": 2.0}"#, TRUE)]);
    check(&rules, different, Type::Boolean, &[(apart, TRUE), (r#"{"x": 2, "y": "2元"}"#, FALSE)]);
    // An error on one side is an error, and only that.
    let by_zero = rules.arithmetic(x, "/", n);
    let fails = rules.compare(by_zero, ">", limit);
    let error = r#"{"error":{"code":"division_by_zero","message":"除数为零"}}"#;
    check(
        &rules,
        fails,
        Type::Boolean,
        &[(r#"{"x": 1, "n": 0}"#, error), (r#"{"n": 0}"#, error), ("{}", &unknown("x n"))],
    );
}

#[test]
fn quotients_are_compared_exactly() {
    let Facts { mut rules, x, y, .. } = facts();
    let (one, fifth) = (rules.number("1"), rules.number("0.2"));
    let quotient = rules.arithmetic(x, "/", y);
    let growth = rules.arithmetic(quotient, "-", one);
    let enough = rules.compare(growth, ">=", fifth);
    check(
        &rules,
        enough,
        Type::Boolean,
        &[(r#"{"x": "12亿元", "y": "10亿元"}"#, TRUE), (r#"{"x": "11.9999亿元", "y": "10亿元"}"#, FALSE)],
    );
    check(&rules, growth, Type::Percent, &[(r#"{"x": "12亿元", "y": "10亿元"}"#, r#"{"value":"0.2"}"#)]);
    // A third is not the decimal that it is rounded to.
    let third = rules.number("0.3333333333333333333333333333");
    let equal = rules.compare(quotient, "=", third);
    let above = rules.compare(quotient, ">", third);
    check(&rules, equal, Type::Boolean, &[(r#"{"x": 1, "y": 3}"#, FALSE)]);
    check(&rules, above, Type::Boolean, &[(r#"{"x": 1, "y": 3}"#, TRUE)]);
    let back = rules.arithmetic(quotient, "*", y);
    let whole = rules.compare(back, "=", x);
    check(&rules, whole, Type::Boolean, &[(r#"{"x": 1, "y": 3}"#, TRUE), (r#"{"x": 1, "y": 0.07}"#, TRUE)]);
}

#[test]
fn arithmetic() {
    let Facts { mut rules, x, y, n, .. } = facts();
    let half = rules.number("0.5");
    let cases: [(ExpressionId, &[(&str, &str)]); 8] = [
        (
            rules.arithmetic(x, "+", y),
            &[
                (r#"{"x": 1, "y": 2.5}"#, r#"{"value":"3.5"}"#),
                (r#"{"x": {"min": 1, "max": 2}, "y": 2.5}"#, r#"{"min":"3.5","max":"4.5"}"#),
                ("{}", r#"{"min":"0"}"#),
            ],
        ),
        (
            rules.arithmetic(x, "-", y),
            &[
                (r#"{"x": {"min": 1, "max": 2}, "y": {"max": 5}}"#, r#"{"min":"-4","max":"2"}"#),
                ("{}", r#"{"unknown":true,"missing":["x","y"]}"#),
            ],
        ),
        (
            rules.arithmetic(x, "*", half),
            &[(r#"{"x": {"min": 1, "max": 2}}"#, r#"{"min":"0.5","max":"1"}"#), ("{}", r#"{"min":"0"}"#)],
        ),
        (rules.arithmetic(n, "*", n), &[(r#"{"n": {"min": -2, "max": 3}}"#, r#"{"min":"-6","max":"9"}"#)]),
        (
            rules.arithmetic(x, "/", y),
            &[
                (r#"{"x": 1, "y": {"min": 2, "max": 4}}"#, r#"{"min":"0.25","max":"0.5"}"#),
                (r#"{"x": 1, "y": {"max": 4}}"#, r#"{"min":"0.25"}"#),
                (r#"{"x": 0, "y": {"min": 1}}"#, r#"{"value":"0"}"#),
                (r#"{"x": 1, "y": 0}"#, r#"{"error":{"code":"division_by_zero","message":"除数为零"}}"#),
            ],
        ),
        (rules.arithmetic(n, "/", n), &[(r#"{"n": {"min": -2, "max": -1}}"#, r#"{"min":"0.5","max":"2"}"#)]),
        (rules.arithmetic(x, "/", n), &[(r#"{"x": 4, "n": {"min": -2, "below": 0}}"#, r#"{"max":"-2"}"#)]),
        {
            let two = rules.number("2");
            (
                rules.arithmetic(n, "**", two),
                &[
                    (r#"{"n": {"min": -2, "max": 3}}"#, r#"{"min":"0","max":"9"}"#),
                    (r#"{"n": {"min": 1, "max": 3}}"#, r#"{"min":"1","max":"9"}"#),
                    (r#"{"n": -3}"#, r#"{"value":"9"}"#),
                ],
            )
        },
    ];
    for (expression, cases) in cases {
        check(&rules, expression, Type::Number, cases);
    }
}

#[test]
fn like_terms_are_collected() {
    let Facts { mut rules, x, y, .. } = facts();
    let (quarter, twentieth) = (rules.number("0.25"), rules.number("0.05"));
    let (full, reduced) = (rules.arithmetic(x, "*", quarter), rules.arithmetic(x, "*", twentieth));
    let saved = rules.arithmetic(full, "-", reduced);
    check(&rules, saved, Type::Money, &[(r#"{"x": {"max": "300万元"}}"#, r#"{"min":"0","max":"600000"}"#)]);
    let not_less = rules.compare(full, ">=", reduced);
    check(&rules, not_less, Type::Boolean, &[("{}", TRUE)]);
    let both = rules.arithmetic(x, "+", y);
    let rest = rules.arithmetic(both, "-", x);
    check(
        &rules,
        rest,
        Type::Money,
        &[(r#"{"y": 7}"#, r#"{"value":"7"}"#), (r#"{"x": {"max": 10}}"#, r#"{"min":"0"}"#)],
    );
}

#[test]
fn logic() {
    let Facts { mut rules, x, p, q, .. } = facts();
    let (zero, one) = (rules.number("0"), rules.number("1"));
    let nothing = rules.arithmetic(one, "/", zero);
    let error = rules.compare(x, "<", nothing);
    let and = rules.push(Expression::And(vec![p, q]));
    let or = rules.push(Expression::Or(vec![p, q]));
    let not = rules.push(Expression::Not(p));
    check(
        &rules,
        and,
        Type::Boolean,
        &[
            (r#"{"p": false}"#, FALSE),
            (r#"{"p": true}"#, &unknown("q")),
            ("{}", &unknown("p q")),
            (r#"{"p": true, "q": true}"#, TRUE),
        ],
    );
    check(&rules, or, Type::Boolean, &[(r#"{"p": true}"#, TRUE), (r#"{"p": false}"#, &unknown("q"))]);
    check(&rules, not, Type::Boolean, &[(r#"{"p": true}"#, FALSE), ("{}", &unknown("p"))]);
    let failed = r#"{"error":{"code":"division_by_zero","message":"除数为零"}}"#;
    let and = rules.push(Expression::And(vec![p, error]));
    let or = rules.push(Expression::Or(vec![p, error]));
    check(&rules, and, Type::Boolean, &[(r#"{"p": false}"#, FALSE), (r#"{"p": true}"#, failed), ("{}", &unknown("p"))]);
    check(&rules, or, Type::Boolean, &[(r#"{"p": true}"#, TRUE), (r#"{"p": false}"#, failed)]);
    let choice = rules.push(Expression::If { condition: p, then: one, otherwise: zero });
    check(&rules, choice, Type::Number, &[(r#"{"p": true}"#, r#"{"value":"1"}"#), ("{}", r#"{"min":"0","max":"1"}"#)]);
    let same = rules.push(Expression::If { condition: p, then: one, otherwise: one });
    check(&rules, same, Type::Number, &[("{}", r#"{"value":"1"}"#)]);
    let branch = rules.push(Expression::If { condition: p, then: one, otherwise: nothing });
    check(&rules, branch, Type::Number, &[(r#"{"p": true}"#, r#"{"value":"1"}"#), (r#"{"p": false}"#, failed)]);
    let same = rules.push(Expression::Same { left: p, right: q });
    check(&rules, same, Type::Boolean, &[(r#"{"p": true, "q": true}"#, TRUE), (r#"{"p": true}"#, &unknown("q"))]);
}

#[test]
fn choices_and_texts() {
    let Facts { mut rules, c, cs, t, .. } = facts();
    let within = rules.push(Expression::OneOf { subject: c, codes: vec![1, 2] });
    check(
        &rules,
        within,
        Type::Boolean,
        &[
            (r#"{"c": "440305"}"#, TRUE),
            (r#"{"c": "440600"}"#, FALSE),
            (r#"{"c": "440300"}"#, TRUE),
            (r#"{"c": {"in": ["440305", "440600"]}}"#, &unknown("c")),
            ("{}", &unknown("c")),
        ],
    );
    let Type::Choice(list) = rules.catalog.facts[FactId::from_index(5)].value_type else { panic!() };
    check(
        &rules,
        c,
        Type::Choice(list),
        &[
            (r#"{"c": {"in": ["440300"]}}"#, r#"{"in":["440305","440306"]}"#),
            (r#"{"c": "440305"}"#, r#"{"value":"440305"}"#),
            ("{}", &unknown("c")),
        ],
    );
    let contains = rules.push(Expression::ContainsAny { subject: cs, codes: vec![3] });
    check(
        &rules,
        contains,
        Type::Boolean,
        &[
            (r#"{"cs": ["440305", "440600"]}"#, TRUE),
            (r#"{"cs": []}"#, FALSE),
            (r#"{"cs": ["440600", null]}"#, TRUE),
            (r#"{"cs": ["440305", null]}"#, &unknown("cs")),
            (r#"{"cs": {"in": ["440300"]}}"#, FALSE),
        ],
    );
    let count = rules.call(Function::Count, &[cs]);
    check(
        &rules,
        count,
        Type::Number,
        &[(r#"{"cs": ["440305", "440600"]}"#, r#"{"value":"2"}"#), ("{}", r#"{"min":"0","max":"3"}"#)],
    );
    let other = rules.push(Expression::Constant(Value::Code(3)));
    let same = rules.push(Expression::Same { left: c, right: other });
    check(
        &rules,
        same,
        Type::Boolean,
        &[(r#"{"c": "440600"}"#, TRUE), (r#"{"c": "440300"}"#, FALSE), ("{}", &unknown("c"))],
    );
    let part = rules.push(Expression::Constant(Value::Text("科技".to_owned())));
    let contains = rules.call(Function::Contains, &[t, part]);
    let starts = rules.call(Function::StartsWith, &[t, part]);
    let ends = rules.call(Function::EndsWith, &[t, part]);
    let length = rules.call(Function::StringLength, &[t]);
    let name = r#"{"t": "科技公司"}"#;
    check(&rules, contains, Type::Boolean, &[(name, TRUE), ("{}", &unknown("t"))]);
    check(&rules, starts, Type::Boolean, &[(name, TRUE)]);
    check(&rules, ends, Type::Boolean, &[(name, FALSE)]);
    check(&rules, length, Type::Number, &[(name, r#"{"value":"4"}"#), ("{}", r#"{"min":"0"}"#)]);
}

#[test]
fn functions_of_numbers() {
    let Facts { mut rules, x, y, n, .. } = facts();
    let step = rules.number("10000");
    let one = rules.number("1");
    let cases = [
        (rules.call(Function::Abs, &[n]), r#"{"n": {"min": -2, "max": 1}}"#, r#"{"min":"0","max":"2"}"#),
        (rules.call(Function::Floor, &[n]), r#"{"n": -0.5}"#, r#"{"value":"-1"}"#),
        (rules.call(Function::Ceiling, &[n]), r#"{"n": {"min": 0.2, "max": 1.2}}"#, r#"{"min":"1","max":"2"}"#),
        (rules.call(Function::Modulo, &[n, one]), r#"{"n": -0.25}"#, r#"{"value":"0.75"}"#),
        (rules.call(Function::Min, &[x, y]), r#"{"x": {"min": 1, "max": 5}, "y": 3}"#, r#"{"min":"1","max":"3"}"#),
        (rules.call(Function::Max, &[x, y]), r#"{"x": {"min": 1, "max": 5}, "y": 3}"#, r#"{"min":"3","max":"5"}"#),
        (rules.call(Function::Max, &[x, y]), r#"{"y": 3}"#, r#"{"min":"3"}"#),
        (rules.call(Function::Sum, &[x, y]), r#"{"x": 1, "y": 3}"#, r#"{"value":"4"}"#),
        (rules.call(Function::Mean, &[x, y]), r#"{"x": 1, "y": {"max": 3}}"#, r#"{"min":"0.5","max":"2"}"#),
        (rules.call(Function::RoundDown, &[x, step]), r#"{"x": "12.9万元"}"#, r#"{"value":"120000"}"#),
        (
            rules.call(Function::RoundUp, &[x, step]),
            r#"{"x": {"min": "12.1万元", "max": "13万元"}}"#,
            r#"{"value":"130000"}"#,
        ),
        (rules.call(Function::RoundHalfUp, &[x, step]), r#"{"x": "12.5万元"}"#, r#"{"value":"130000"}"#),
        (rules.call(Function::RoundHalfDown, &[x, step]), r#"{"x": "12.5万元"}"#, r#"{"value":"120000"}"#),
        (
            rules.call(Function::RoundDown, &[x, n]),
            r#"{"x": 1, "n": 0}"#,
            r#"{"error":{"code":"bad_step","message":"取整的单位必须大于零"}}"#,
        ),
    ];
    for (expression, facts, expected) in cases {
        check(&rules, expression, Type::Number, &[(facts, expected)]);
    }
}

#[test]
fn dates_and_periods() {
    let Facts { mut rules, d, .. } = facts();
    let months = rules.number("36");
    let later = rules.push(Expression::PlusMonths { date: d, months });
    check(
        &rules,
        later,
        Type::Date,
        &[
            (r#"{"d": "2024-02-29"}"#, r#"{"value":"2027-02-28"}"#),
            (r#"{"d": {"min": "2024-01-31", "max": "2024-02-29"}}"#, r#"{"min":"2027-01-31","max":"2027-02-28"}"#),
            ("{}", &unknown("d")),
        ],
    );
    let today = rules.push(Expression::EvaluationDate);
    let valid = rules.compare(later, ">", today);
    check(
        &rules,
        valid,
        Type::Boolean,
        &[
            (r#"{"d": "2023-11-23"}"#, FALSE),
            (r#"{"d": "2023-11-24"}"#, TRUE),
            (r#"{"d": {"max": "2023-01-01"}}"#, FALSE),
            ("{}", &unknown("d")),
        ],
    );
    let cases = [
        (
            rules.call(Function::Year, &[d]),
            r#"{"d": {"min": "2023-05-01", "max": "2024-02-29"}}"#,
            r#"{"min":"2023","max":"2024"}"#,
        ),
        (rules.call(Function::Month, &[d]), r#"{"d": "2023-05-01"}"#, r#"{"value":"5"}"#),
        (rules.call(Function::Day, &[d]), "{}", r#"{"min":"1","max":"31"}"#),
        (rules.call(Function::MonthsBetween, &[d, today]), r#"{"d": "2025-11-24"}"#, r#"{"value":"11"}"#),
        (rules.call(Function::MonthsBetween, &[today, d]), r#"{"d": "2025-11-24"}"#, r#"{"value":"-11"}"#),
        (
            rules.call(Function::MonthsBetween, &[d, today]),
            r#"{"d": {"min": "2025-11-01", "max": "2025-11-30"}}"#,
            r#"{"min":"11","max":"12"}"#,
        ),
    ];
    for (expression, facts, expected) in cases {
        check(&rules, expression, Type::Number, &[(facts, expected)]);
    }
    let age = rules.arithmetic(today, "-", d);
    check(
        &rules,
        age,
        Type::Days,
        &[(r#"{"d": "2026-11-13"}"#, r#"{"value":"P10D"}"#), (r#"{"d": "2026-11-24"}"#, r#"{"value":"-P1D"}"#)],
    );
    let period = rules.fact("期", Type::Period);
    let (years, rest) = (rules.call(Function::Years, &[period]), rules.call(Function::Months, &[period]));
    check(
        &rules,
        period,
        Type::Period,
        &[
            (r#"{"期": "1年6个月"}"#, r#"{"value":"P1Y6M"}"#),
            (r#"{"期": "P3Y"}"#, r#"{"value":"P3Y"}"#),
            (r#"{"期": "-P1Y6M"}"#, r#"{"value":"-P1Y6M"}"#),
        ],
    );
    check(
        &rules,
        years,
        Type::Number,
        &[(r#"{"期": "P1Y6M"}"#, r#"{"value":"1"}"#), (r#"{"期": "-P1Y6M"}"#, r#"{"value":"-1"}"#)],
    );
    check(
        &rules,
        rest,
        Type::Number,
        &[(r#"{"期": "P1Y6M"}"#, r#"{"value":"6"}"#), (r#"{"期": {"min": "P0M"}}"#, r#"{"min":"0","max":"11"}"#)],
    );
}

#[test]
fn series() {
    let Facts { mut rules, s, .. } = facts();
    let item = |rules: &mut Rules, index| rules.push(Expression::Item { series: s, index });
    let (last, third) = (item(&mut rules, -1), item(&mut rules, -3));
    let absent = r#"{"error":{"code":"index_outside","message":"企业没有该年度的数据 [-3]"}}"#;
    check(
        &rules,
        last,
        Type::Money,
        &[
            (r#"{"s": [1, 2, 3]}"#, r#"{"value":"3"}"#),
            (r#"{"s": [1, null, {"min": 3, "max": 4}]}"#, r#"{"min":"3","max":"4"}"#),
            (r#"{"s": {"2025": 3, "2023": 1}}"#, r#"{"value":"3"}"#),
            ("{}", r#"{"min":"0"}"#),
        ],
    );
    check(
        &rules,
        third,
        Type::Money,
        &[
            (r#"{"s": [1, 2, 3]}"#, r#"{"value":"1"}"#),
            (r#"{"s": [2, 3]}"#, absent),
            (r#"{"s": {"2023": 1}}"#, r#"{"value":"1"}"#),
        ],
    );
    let functions = [
        (Function::Sum, r#"{"value":"6"}"#, r#"{"min":"1","max":"6"}"#),
        (Function::Mean, r#"{"value":"2"}"#, r#"{"min":"0.5","max":"3"}"#),
        (Function::Min, r#"{"value":"1"}"#, r#"{"min":"0","max":"1"}"#),
        (Function::Max, r#"{"value":"3"}"#, r#"{"min":"1","max":"5"}"#),
        (Function::Count, r#"{"value":"3"}"#, r#"{"value":"2"}"#),
    ];
    for (function, known, bounded) in functions {
        let expression = rules.call(function, &[s]);
        check(
            &rules,
            expression,
            Type::Number,
            &[(r#"{"s": [3, 1, 2]}"#, known), (r#"{"s": [{"max": 5}, 1]}"#, bounded)],
        );
    }
    let sum = rules.call(Function::Sum, &[s]);
    let mean = rules.call(Function::Mean, &[s]);
    check(&rules, sum, Type::Number, &[(r#"{"s": []}"#, r#"{"value":"0"}"#)]);
    check(
        &rules,
        mean,
        Type::Number,
        &[(r#"{"s": []}"#, r#"{"error":{"code":"empty","message":"没有可供计算的数据"}}"#)],
    );
}

#[test]
fn hit_policies() {
    let Facts { mut rules, x, .. } = facts();
    let numbers: Vec<_> = ["100", "200", "1", "2", "3"].into_iter().map(|text| rules.number(text)).collect();
    let [low, high, one, two, three] = numbers[..] else { panic!() };
    let (above_low, above_high) = (rules.compare(x, ">=", low), rules.compare(x, ">=", high));
    let below_low = rules.push(Expression::Not(above_low));
    let rows = [(above_high, three), (above_low, two)];
    let first = rules.table(Hit::First, &rows, Some(one));
    check(
        &rules,
        first,
        Type::Number,
        &[
            (r#"{"x": 250}"#, r#"{"value":"3"}"#),
            (r#"{"x": {"min": 150}}"#, r#"{"min":"2","max":"3"}"#),
            (r#"{"x": {"max": 150}}"#, r#"{"min":"1","max":"2"}"#),
            ("{}", r#"{"min":"1","max":"3"}"#),
        ],
    );
    let no_row = r#"{"error":{"code":"no_row","message":"表中没有适用的行"}}"#;
    let open = rules.table(Hit::First, &rows, None);
    check(&rules, open, Type::Number, &[(r#"{"x": 50}"#, no_row), (r#"{"x": 200}"#, r#"{"value":"3"}"#)]);
    let unique = rules.table(Hit::Unique, &[(below_low, one), (above_low, two), (above_high, three)], None);
    check(
        &rules,
        unique,
        Type::Number,
        &[
            (r#"{"x": 50}"#, r#"{"value":"1"}"#),
            (r#"{"x": 250}"#, r#"{"error":{"code":"several_rows","message":"表中有多行同时适用"}}"#),
        ],
    );
    let any = rules.table(Hit::Any, &[(above_low, two), (above_high, two), (below_low, one)], None);
    check(
        &rules,
        any,
        Type::Number,
        &[(r#"{"x": {"min": 100}}"#, r#"{"value":"2"}"#), (r#"{"x": 250}"#, r#"{"value":"2"}"#)],
    );
    let differing = rules.table(Hit::Any, &[(above_low, two), (above_high, three)], None);
    check(
        &rules,
        differing,
        Type::Number,
        &[(r#"{"x": 250}"#, r#"{"error":{"code":"differing_rows","message":"表中适用的各行结果不一致"}}"#)],
    );
    let collected = [
        (Hit::CollectSum, r#"{"value":"5"}"#, r#"{"min":"2","max":"5"}"#, r#"{"value":"0"}"#),
        (Hit::CollectCount, r#"{"value":"2"}"#, r#"{"min":"1","max":"2"}"#, r#"{"value":"0"}"#),
        (
            Hit::CollectMin,
            r#"{"value":"2"}"#,
            r#"{"value":"2"}"#,
            r#"{"error":{"code":"empty","message":"没有可供计算的数据"}}"#,
        ),
        (
            Hit::CollectMax,
            r#"{"value":"3"}"#,
            r#"{"min":"2","max":"3"}"#,
            r#"{"error":{"code":"empty","message":"没有可供计算的数据"}}"#,
        ),
    ];
    for (hit, both, one_or_both, none) in collected {
        let table = rules.table(hit, &[(above_high, three), (above_low, two)], None);
        check(
            &rules,
            table,
            Type::Number,
            &[(r#"{"x": 250}"#, both), (r#"{"x": {"min": 150}}"#, one_or_both), (r#"{"x": 0}"#, none)],
        );
    }
}

#[test]
fn marginal_tiers() {
    let Facts { mut rules, x, n, .. } = facts();
    let (first, second) = (rules.number("1000000"), rules.number("3000000"));
    let rates: Vec<_> = ["0.025", "0.05", "0.25"].into_iter().map(|rate| rules.number(rate)).collect();
    let limits = [Some(first), Some(second), None];
    let rows: Vec<_> = limits.iter().zip(&rates).map(|(up_to, rate)| Tier { up_to: *up_to, rate: *rate }).collect();
    let tax = rules.push(Expression::Tiers { of: x, rows: rows.clone() });
    check(
        &rules,
        tax,
        Type::Money,
        &[
            (r#"{"x": 0}"#, r#"{"value":"0"}"#),
            (r#"{"x": "100万元"}"#, r#"{"value":"25000"}"#),
            (r#"{"x": "300万元"}"#, r#"{"value":"125000"}"#),
            (r#"{"x": "400万元"}"#, r#"{"value":"375000"}"#),
            (r#"{"x": {"min": "50万元", "max": "200万元"}}"#, r#"{"min":"12500","max":"75000"}"#),
            ("{}", r#"{"min":"0"}"#),
        ],
    );
    let ended = rules.push(Expression::Tiers { of: x, rows: rows[..2].to_vec() });
    check(
        &rules,
        ended,
        Type::Money,
        &[
            (r#"{"x": "300万元"}"#, r#"{"value":"125000"}"#),
            (r#"{"x": "300.01万元"}"#, r#"{"error":{"code":"no_row","message":"表中没有适用的行"}}"#),
        ],
    );
    let open = rules.push(Expression::Tiers { of: x, rows: vec![Tier { up_to: None, rate: n }] });
    check(&rules, open, Type::Money, &[(r#"{"x": 100, "n": {"min": 0.1, "max": 0.2}}"#, r#"{"min":"0","max":"20"}"#)]);
}

/// Slices of a whole number at half a rate come to halves, although all of them together come to whole numbers.
#[test]
fn what_tiers_come_to_is_as_fine_as_their_slices() {
    let mut rules = Rules::default();
    let x = rules.fact_of("x", Type::Number, Some("1"), between(0, 2));
    let (half, tiny) = (rules.number("0.5"), rules.number("0.0000000000000000000000000001"));
    let tiers = rules.push(Expression::Tiers { of: x, rows: vec![Tier { up_to: None, rate: half }] });
    let (product, whole) = (rules.arithmetic(tiers, "*", tiny), rules.arithmetic(x, "*", tiny));
    let session = rules.open();
    let can_fail = |id| session.value(id).error.is_some();
    assert!(can_fail(product), "half of the smallest number is none");
    assert!(!can_fail(whole));
}

#[test]
fn a_floor_is_a_whole_number() {
    let mut rules = Rules::default();
    let x = rules.fact_of("x", Type::Number, Some("0.5"), between(0, 3));
    let tiny = rules.number("0.0000000000000000000000000001");
    let floor = rules.call(Function::Floor, &[x]);
    let product = rules.arithmetic(floor, "*", tiny);
    assert_eq!(rules.open().value(product).error, None);
}

/// `(10²⁷ − y) + y` is 10²⁷ only if nothing has to be rounded on the way.
#[test]
fn like_terms_are_collected_only_where_nothing_is_rounded() {
    for (number, is_collected) in [("1000000000000000000000000000", false), ("10000000000", true)] {
        let mut rules = Rules::default();
        let y = rules.fact_of("y", Type::Money, Some("0.01"), between(0, 1));
        let large = rules.number(number);
        let rest = rules.arithmetic(large, "-", y);
        let sum = rules.arithmetic(rest, "+", y);
        let session = rules.open();
        assert_eq!(session.value(sum).interval().unwrap().single().is_some(), is_collected, "{number}");
    }
}

#[test]
fn parameters_by_date_and_place() {
    let Facts { mut rules, c, .. } = facts();
    let Type::Choice(list) = rules.catalog.facts[FactId::from_index(5)].value_type else { panic!() };
    let row = |at, from, value| ParameterRow { at, from: date(from), value, source: None };
    let known = |text| ParameterValue::Known(Value::Number(number(text)));
    let wage = rules.catalog.parameters.push(Parameter {
        name: "工资".to_owned(),
        value_type: Type::Money,
        by: None,
        rows: vec![
            row(None, "2025-03-01", known("2520")),
            row(None, "2020-03-01", known("2200")),
            row(None, "2027-01-01", known("9999")),
        ],
    });
    let wage = rules.push(Expression::Parameter { parameter: wage, place: None });
    check(&rules, wage, Type::Money, &[("{}", r#"{"value":"2520"}"#)]);
    let rate = rules.catalog.parameters.push(Parameter {
        name: "比例".to_owned(),
        value_type: Type::Percent,
        by: Some(list),
        rows: vec![
            row(Some(0), "2017-01-01", known("0.015")),
            row(Some(1), "2017-01-01", known("0.005")),
            row(Some(2), "2027-01-01", known("0.9")),
        ],
    });
    let rate = rules.push(Expression::Parameter { parameter: rate, place: Some(c) });
    check(
        &rules,
        rate,
        Type::Percent,
        &[
            (r#"{"c": "440305"}"#, r#"{"value":"0.005"}"#),
            (r#"{"c": "440306"}"#, r#"{"value":"0.015"}"#),
            (r#"{"c": "440300"}"#, r#"{"min":"0.005","max":"0.015"}"#),
            (r#"{"c": "440600"}"#, r#"{"error":{"code":"no_figure","message":"参数“比例”在基准日没有生效的数值"}}"#),
        ],
    );
    let open = rules.catalog.parameters.push(Parameter {
        name: "未公布".to_owned(),
        value_type: Type::Money,
        by: None,
        rows: vec![row(None, "2020-01-01", ParameterValue::Bounded(between(100, 200)))],
    });
    let open = rules.push(Expression::Parameter { parameter: open, place: None });
    check(&rules, open, Type::Money, &[("{}", r#"{"min":"100","max":"200"}"#)]);
    let enough = rules.compare(wage, ">=", open);
    check(&rules, enough, Type::Boolean, &[("{}", TRUE)]);
}

/// A sum whose sides share a fact is collected anew, not taken from what it was before.
#[test]
fn what_is_unknown_again_leaves_nothing_behind() {
    let Facts { mut rules, x, y, .. } = facts();
    let least = rules.call(Function::Min, &[y, x]);
    let sum = rules.arithmetic(x, "+", least);
    rules.define("和", Type::Money, sum);
    let mut session = rules.with(r#"{"x": 3, "y": 5}"#);
    assert_eq!(serde_json::to_string(&session.value_of("和", None)).unwrap(), r#"{"value":"6"}"#);
    session.clear("x");
    assert_eq!(session.value_of("和", None), rules.with(r#"{"y": 5}"#).value_of("和", None));
}
