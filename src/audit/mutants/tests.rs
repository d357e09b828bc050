//! Every mutation, made to rules that have something of everything; and what becomes of mutants under weak and strong examples.

use super::*;
use crate::catalog::{Compilation, bytes, compile};
use crate::model::Language;
use std::collections::BTreeSet;

const HEAD: &str = "
units: {人: {zh: 人}}
lists:
  规模: [大型, 小型, 微型]
  地区:
    \"4403\": {label: 深圳市}
    \"440305\": {label: 南山区, parent: \"4403\"}
    \"440306\": {label: 宝安区, parent: \"4403\"}
    \"4406\": {label: 佛山市}
facts:
  收入: {type: money, domain: '>= 0元'}
  利润: {type: money}
  营收: {type: money, yearly: 3}
  人数: {type: integer, unit: 人}
  占比: {type: percent}
  上市: {type: boolean}
  规模: {type: choice, of: 规模}
  注册地: {type: choice, of: 地区}
  成立日期: {type: date}
  贷款: {type: list, of: {金额: money, 年利率: percent}}
";

/// A document with one policy, whose further keys these are.
fn policy(keys: &str) -> String {
    format!(
        "{HEAD}policies:\n  甲:\n    title: {{zh: 甲}}\n    level: 国家\n    source: {{title: 办法, grade: A}}\n    \
         delivery: approval\n{keys}"
    )
}

fn compiled(document: &str) -> Compilation {
    let compilation = compile([("a.yaml".to_owned(), document.to_owned())]);
    let faults: Vec<_> = compilation.diagnostics.iter().map(|it| (it.code, it.message.en.clone())).collect();
    assert!(compilation.catalog.is_some(), "{faults:?}");
    compilation
}

fn judged(document: &str) -> Report {
    let compilation = compiled(document);
    let request = Request {
        catalog: compilation.catalog.as_ref().unwrap(),
        places: &compilation.places,
        examples: &compilation.examples,
        today: Date::parse("2026-11-23").unwrap(),
        filter: None,
        sample: None,
    };
    let report = run(&request, &|_| {}, &|| {}).unwrap();
    assert_eq!(report.refused().count(), 0);
    report
}

fn words(mutant: &Mutant) -> String {
    let language = Language::English;
    format!("{} → {}", mutant.before.in_language(language), mutant.after.in_language(language))
}

/// All mutants of a definition with this value, in words.
fn mutants_of(value: &str) -> Vec<String> {
    let report = judged(&format!(
        "{HEAD}definitions:\n  值:\n{value}    examples: [{{facts: {{}}, expect: {{value: unknown}}}}]\n"
    ));
    report.mutants.iter().map(words).collect()
}

/// The same of an expression.
fn mutants(expression: &str) -> Vec<String> {
    mutants_of(&format!("    value: '{expression}'\n"))
}

#[test]
fn comparisons_turn_and_their_thresholds_move() {
    assert_eq!(
        mutants("收入 >= 300万元"),
        [
            "收入 >= 300万元 → 收入 > 300万元",
            "收入 >= 300万元 → 收入 >= 3000000.01元",
            "收入 >= 300万元 → 收入 >= 2999999.99元"
        ],
    );
    assert_eq!(
        mutants("人数 < 20人"),
        ["人数 < 20人 → 人数 <= 20人", "人数 < 20人 → 人数 < 21人", "人数 < 20人 → 人数 < 19人"]
    );
    assert_eq!(
        mutants("占比 = 30%"),
        ["占比 = 30% → 占比 != 30%", "占比 = 30% → 占比 = 30.01%", "占比 = 30% → 占比 = 29.99%"]
    );
    assert_eq!(
        mutants("成立日期 + 3年 > 基准日"),
        [
            "成立日期 + 3年 → 成立日期 + 37个月",
            "成立日期 + 3年 → 成立日期 + 35个月",
            "成立日期 + 3年 > 基准日 → 成立日期 + 3年 >= 基准日",
        ],
    );
    assert_eq!(
        mutants("成立日期 <= @\"2024-02-29\""),
        [
            "成立日期 <= @\"2024-02-29\" → 成立日期 < @\"2024-02-29\"",
            "成立日期 <= @\"2024-02-29\" → 成立日期 <= @\"2024-03-01\"",
            "成立日期 <= @\"2024-02-29\" → 成立日期 <= @\"2024-02-28\"",
        ],
    );
}

#[test]
fn connectives_turn_and_parts_are_dropped() {
    assert_eq!(
        mutants("上市 and not(规模 = \"大型\")"),
        [
            // The opposite of a test is not negated once more.
            "not(规模 = \"大型\") → 规模 = \"大型\"",
            "上市 and not(规模 = \"大型\") → 上市 or not(规模 = \"大型\")",
            "上市 → (dropped)",
            "not(规模 = \"大型\") → (dropped)",
        ],
    );
    assert_eq!(
        mutants("规模 in (\"小型\", \"微型\")"),
        ["规模 in (\"小型\", \"微型\") → 规模 = \"微型\"", "规模 in (\"小型\", \"微型\") → 规模 = \"小型\""],
    );
    // What stands below an inner code goes with it.
    assert_eq!(mutants("within(注册地, \"4403\")"), ["within(注册地, \"4403\") → not(within(注册地, \"4403\"))"]);
}

#[test]
fn amounts_change() {
    assert_eq!(
        mutants("收入 * 25% - 利润"),
        [
            "收入 * 25% → 收入 / 25%",
            "收入 * 25% → 收入 * 25.01%",
            "收入 * 25% → 收入 * 50%",
            "收入 * 25% - 利润 → 收入 * 25% + 利润",
        ],
    );
    assert_eq!(
        mutants("min(收入 / 12, 50万元)"),
        [
            "收入 / 12 → 收入 * 12",
            "收入 / 12 → 收入 / 13",
            "收入 / 12 → 收入 / 24",
            "min(收入 / 12, 50万元) → max(收入 / 12, 50万元)",
            "min(收入 / 12, 50万元) → min(收入 / 12, 500000.01元)",
            "min(收入 / 12, 50万元) → min(收入 / 12, 100万元)",
        ],
    );
    assert_eq!(
        mutants("floor(收入, 100元)"),
        ["floor(收入, 100元) → ceiling(收入, 100元)", "floor(收入, 100元) → floor(收入, 200元)"],
    );
    assert_eq!(
        mutants("if 上市 then 5万元 else 利润"),
        ["if 上市 … then 5万元 → then 50000.01元", "if 上市 … then 5万元 → then 10万元"],
    );
    assert_eq!(
        mutants("营收[-1] + 营收[-3]"),
        ["营收[-1] → 营收[-2]", "营收[-3] → 营收[-2]", "营收[-1] + 营收[-3] → 营收[-1] - 营收[-3]"],
    );
}

#[test]
fn lists_are_asked_otherwise() {
    assert_eq!(
        mutants("some 笔 in 贷款 satisfies 笔.年利率 > 3%"),
        [
            "item.年利率 > 3% → item.年利率 >= 3%",
            "item.年利率 > 3% → item.年利率 > 3.01%",
            "item.年利率 > 3% → item.年利率 > 2.99%",
            "(some item in 贷款 satisfies item.年利率 > 3%) → (every item in 贷款 satisfies item.年利率 > 3%)",
        ],
    );
}

#[test]
fn tables_lose_rows_and_change_results() {
    let table = "    type: money
    table:
      hit: first
      in: [人数]
      rows: [['>= 100人', 30万元], ['>= 20人', 10万元]]
      else: 0元
";
    assert_eq!(
        mutants_of(table),
        [
            "table row 1, 人数 >= 100人 → 30万元 → (dropped)",
            "table row 2, 人数 >= 20人 → 10万元 → (dropped)",
            "table row 1, 人数 >= 100人 → 30万元 → (swapped with the next)",
            "table row 1, 人数 >= 100人 → 30万元 → → 300000.01元",
            "table row 1, 人数 >= 100人 → 30万元 → → 60万元",
            "table row 2, 人数 >= 20人 → 10万元 → → 100000.01元",
            "table row 2, 人数 >= 20人 → 10万元 → → 20万元",
            "table else → 0元 → → 0.01元",
            "人数 >= 100人 → 人数 > 100人",
            "人数 >= 100人 → 人数 >= 101人",
            "人数 >= 100人 → 人数 >= 99人",
            "人数 >= 20人 → 人数 > 20人",
            "人数 >= 20人 → 人数 >= 21人",
            "人数 >= 20人 → 人数 >= 19人",
        ],
    );
    let tiers = "    tiers: {of: 收入, rows: [[3万元, 5%], ['-', 10%]]}\n";
    assert_eq!(
        mutants_of(tiers),
        [
            "limit of slice 1 3万元 → 30000.01元",
            "limit of slice 1 3万元 → 29999.99元",
            "rate of slice 1 5% → 5.01%",
            "rate of slice 1 5% → 10%",
            "rate of slice 2 10% → 10.01%",
            "rate of slice 2 10% → 20%",
        ],
    );
}

#[test]
fn policies_change_in_every_part() {
    let document = policy(
        "    in_force: {from: 2024-01-01, to: 2026-12-31}
    window: [{opens: 2026-03-01, closes: 2026-03-31}, {yearly: {opens: 02-28, closes: 06-01}}]
    supersedes: [乙]
    eligible:
      any:
        - all: [上市, {judged: {id: 评审, zh: 评审}}]
        - at_least: {n: 2, of: [上市, 收入 > 1元, 利润 > 1元]}
        - not: 上市
    benefits:
      - {kind: grant, when: 上市, amount: {min: 1万元, max: 收入}, cap: 30万元, at_least: 2万元, step: 1000元, certainty: ceiling}
  乙:
    title: {zh: 乙}
    level: 国家
    source: {title: 办法, grade: A}
    delivery: approval
    eligible: {if: 人数 > 比例}
parameters:
  比例: [{from: 2024-01-01, value: 5人}, {from: 2025-01-01, value: {min: 5人, max: 7人}}]
",
    );
    let report = judged(&document);
    let all: BTreeSet<String> = report.mutants.iter().map(words).collect();
    let expected = [
        "any → all",
        "all → any",
        "at_least 2 → at_least 1",
        "at_least 2 → at_least 3",
        "not → (dropped)",
        "judged → true",
        "上市 → (dropped)",
        "when: 上市 → (dropped)",
        "cap: 30万元 → (dropped)",
        "30万元 → 300000.01元",
        "30万元 → 299999.99元",
        "at_least: 2万元 → (dropped)",
        "step: 1000元 → (dropped)",
        "1万元 → 2万元",
        "certainty: ceiling → certainty: formula",
        "from: 2024-01-01 → (a day later)",
        "from: 2024-01-01 → (a day earlier)",
        "to: 2026-12-31 → (a day later)",
        "opens: 2026-03-01 → (a day earlier)",
        "closes: 2026-03-31 → (a day later)",
        "opens: 02-28 → (a day later)",
        "closes: 06-01 → (a day earlier)",
        "supersedes: 乙 → (dropped)",
        "2024-01-01: 5人 → 6人",
        "from: 2025-01-01 → from: 2025-01-02",
        "2025-01-01: 5人 – 7人 → 6人 – 7人",
        "2025-01-01: 5人 – 7人 → 5人 – 8人",
    ];
    for text in expected {
        assert!(all.contains(text), "{text} is not among {all:#?}");
    }
}

/// The page's examples of rules, which use everything that the language has.
fn rules_of_the_language_page() -> Compilation {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/language.md")).unwrap();
    // Between two fences there is a block, and then what stands between the blocks.
    let blocks = page.split("\n```").skip(1).step_by(2).filter_map(|block| block.strip_prefix("yaml\n"));
    let documents = blocks.enumerate().map(|(index, text)| (format!("block {index}"), text.to_owned()));
    compile(documents.collect::<Vec<_>>())
}

#[test]
fn every_mutant_is_a_catalog() {
    let compilation = rules_of_the_language_page();
    let catalog = compilation.catalog.unwrap();
    let extracts = extracts(&catalog, &compilation.examples).unwrap();
    let found = enumerate::all(&catalog, &compilation.places);
    let mut count = 0;
    for found in &found {
        for extract in extracts.iter().filter(|extract| extract.reads(&found.mutation)) {
            let translated = extract.translated(&found.mutation);
            let cut = extract.mutated(&translated);
            assert_eq!(bytes::check(&cut.catalog), Ok(()), "{:?}", found.mutation);
            assert_ne!(cut.catalog, extract.mutated_by_nothing(), "{:?} changes nothing", found.mutation);
            count += 1;
        }
    }
    assert!(found.len() > 200 && count > 250, "{} mutations, made {count} times", found.len());
}

#[test]
fn what_is_cut_out_says_what_the_whole_says() {
    let compilation = rules_of_the_language_page();
    let catalog = compilation.catalog.unwrap();
    let today = Date::parse("2026-11-23").unwrap();
    let mut count = 0;
    for extract in extracts(&catalog, &compilation.examples).unwrap() {
        for example in &extract.examples {
            let found = crate::audit::examples::differences(&extract.catalog, &extract.calculator, example, today);
            assert_eq!(found.unwrap(), Vec::<String>::new(), "{}: {}", extract.name, example.name);
            count += 1;
        }
    }
    assert_eq!(count, compilation.examples.len());
}

/// Two rules share an expression: a mutation of the one leaves the other as it is.
#[test]
fn a_mutation_is_made_in_one_place() {
    let document = format!(
        "{HEAD}definitions:
  甲: {{value: 'if 收入 >= 5万元 then 1 else 2', examples: [{{facts: {{收入: 5万元}}, expect: {{value: 1}}}}]}}
  乙: {{value: 'if 收入 >= 5万元 then 3 else 4', examples: [{{facts: {{收入: 4万元}}, expect: {{value: 4}}}}]}}
"
    );
    let report = judged(&document);
    let survivors: Vec<_> = report.survivors().map(|(it, _)| format!("{}: {}", it.owners[0], words(it))).collect();
    assert_eq!(
        survivors,
        [
            "甲: 收入 >= 5万元 → 收入 >= 49999.99元",
            "甲: if 收入 >= 5万元 … else 2 → else 3",
            "甲: if 收入 >= 5万元 … else 2 → else 4",
            "乙: 收入 >= 5万元 → 收入 > 5万元",
            "乙: 收入 >= 5万元 → 收入 >= 50000.01元",
            "乙: 收入 >= 5万元 → 收入 >= 49999.99元",
            "乙: if 收入 >= 5万元 … then 3 → then 4",
            "乙: if 收入 >= 5万元 … then 3 → then 6",
        ],
    );
}

/// A condition that is written once and used under two names is one place, and any of its users may notice.
#[test]
fn a_shared_condition_is_one_place() {
    let document = policy(
        "    in_force: {from: 2020-01-01}
    eligible: {use: 大企业, says: {zh: 足够大, en: Is large}}
    examples:
      - {name: 够大, as_of: 2026-01-01, facts: {收入: 100元}, expect: {status: eligible}}
      - {name: 首日, as_of: 2020-01-01, facts: {收入: 100元}, expect: {status: eligible}}
      - {name: 前日, as_of: 2019-12-31, facts: {收入: 100元}, expect: {status: not_in_force}}
  乙:
    title: {zh: 乙}
    level: 国家
    source: {title: 办法, grade: A}
    delivery: approval
    eligible: {use: 大企业}
    examples:
      - {name: 不够大, facts: {收入: 99.99元}, expect: {status: ineligible}}
conditions:
  大企业: {if: 收入 >= 100元}
",
    );
    let report = judged(&document);
    let all: Vec<_> = report.mutants.iter().map(|it| (it.owners.join("、"), words(it))).collect();
    assert_eq!(all.iter().filter(|(owners, _)| owners == "乙、甲").count(), 3, "{all:?}");
    assert_eq!((report.killed(), report.survivors().count(), report.same().count()), (5, 0, 0));
}

#[test]
fn mutants_that_change_nothing_are_told_apart() {
    let document = format!(
        "{HEAD}definitions:
  档:
    type: number
    table: {{hit: first, in: [人数], rows: [['[10人..20人)', 1], ['>= 20人', 2]], else: 0}}
    examples:
      - {{name: 九, facts: {{人数: 9}}, expect: {{value: 0}}}}
      - {{name: 十, facts: {{人数: 10}}, expect: {{value: 1}}}}
      - {{name: 十九, facts: {{人数: 19}}, expect: {{value: 1}}}}
      - {{name: 二十, facts: {{人数: 20}}, expect: {{value: 2}}}}
      - {{name: 廿一, facts: {{人数: 21}}, expect: {{value: 2}}}}
"
    );
    let report = judged(&document);
    let same: Vec<_> = report.same().map(words).collect();
    // The rows do not overlap, so their order does not matter, and nothing is left for the second row but what it names.
    let expected =
        ["table row 1, 人数 >= 10人 and 人数 < 20人 → 1 → (swapped with the next)", "人数 >= 20人 → 人数 >= 19人"];
    assert_eq!(same, expected);
    assert_eq!(report.survivors().count(), 0);
}

/// Whatever survives comes with an example that the rules pass and that kills it.
#[test]
fn samples_kill_their_mutants() {
    let document = |examples: &str| {
        policy(&format!(
            "    in_force: {{from: 2024-01-01, to: 2026-12-31}}
    window: {{yearly: {{opens: 03-01, closes: 05-31}}}}
    let: {{占收入: 利润 / 收入, 税: {{tiers: {{of: 利润, rows: [[3万元, 5%], ['-', 10%]]}}}}}}
    eligible:
      all:
        - {{id: 盈利, if: 占收入 >= 12.5%}}
        - {{id: 规模, if: 'within(注册地, \"4403\") and 规模 in (\"小型\", \"微型\")'}}
        - {{id: 年限, if: 成立日期 + 3年 <= 基准日 or 上市}}
        - {{id: 增长, if: '营收[-1] >= 营收[-2] * 1.05'}}
    benefits: [{{kind: grant, amount: 利润 * 10% - 税, cap: 30万元, at_least: 1000元, step: 100元}}]
    examples:
      - name: 符合
        as_of: 2026-04-01
        facts: {{收入: 100万元, 利润: 20万元, 注册地: \"440305\", 规模: 小型, 成立日期: 2020-01-01, 上市: false, 营收: [100元, 200元]}}
        expect: {{status: eligible}}
{examples}"
        ))
    };
    let first = judged(&document(""));
    assert!(first.survivors().count() > 30, "{}", first.survivors().count());
    let mut examples = String::new();
    for (index, (_, sample)) in first.survivors().enumerate() {
        assert_eq!(sample.unnamed, [], "{sample:?}");
        for line in sample.yaml() {
            examples.push_str(&format!("      {}\n", line.replace("name: …", &format!("name: 第{index}个"))));
        }
    }
    let whole = document(&examples);
    let compilation = compiled(&whole);
    let today = Date::parse("2026-11-23").unwrap();
    let outcomes = crate::audit::examples::run(compilation.catalog.as_ref().unwrap(), &compilation.examples, today);
    for outcome in outcomes.unwrap() {
        assert_eq!(outcome.differences, Vec::<String>::new(), "{}\n{whole}", outcome.example.name);
    }
    let second = judged(&whole);
    let survivors: Vec<_> = second.survivors().map(|(mutant, sample)| (words(mutant), sample.yaml())).collect();
    assert_eq!(survivors, []);
}

#[test]
fn a_sample_is_taken_evenly_and_a_filter_by_name() {
    let document = format!(
        "{HEAD}definitions:
  甲: {{value: 收入 >= 5万元, examples: [{{facts: {{收入: 5万元}}, expect: {{value: true}}}}]}}
  乙: {{value: 收入 >= 6万元, examples: [{{facts: {{收入: 6万元}}, expect: {{value: true}}}}]}}
  无人读: {{value: 收入 >= 7万元}}
"
    );
    let compilation = compiled(&document);
    let count = |filter, sample| {
        let request = Request {
            catalog: compilation.catalog.as_ref().unwrap(),
            places: &compilation.places,
            examples: &compilation.examples,
            today: Date::parse("2026-11-23").unwrap(),
            filter,
            sample,
        };
        let owners = run(&request, &|_| {}, &|| {}).unwrap().mutants.into_iter().flat_map(|mutant| mutant.owners);
        owners.collect::<Vec<_>>().concat()
    };
    assert_eq!(count(None, None), "甲甲甲乙乙乙", "what nobody reads changes no verdict");
    assert_eq!((count(Some("乙"), None).as_str(), count(None, Some(2)).as_str()), ("乙乙乙", "甲乙"));
    assert_eq!(count(None, Some(100)), "甲甲甲乙乙乙");
}

/// A benefit without an amount is given or not: its condition decides, and an example can name that only by an id.
#[test]
fn conditions_of_benefits_without_amounts_are_told_by_their_ids() {
    let document = |id: &str, truth: &str| {
        policy(&format!(
            "    eligible: {{if: 收入 >= 0元}}
    benefits: [{{kind: service, when: {{{id}if: 上市}}}}]
    examples:
      - {{name: 未上市, facts: {{上市: false}}, expect: {{status: eligible{truth}}}}}
"
        ))
    };
    let dropped = |report: &Report| {
        let found = report.mutants.iter().find(|mutant| words(mutant).starts_with("when:")).unwrap();
        found.fate.clone()
    };
    let Fate::Survived(sample) = dropped(&judged(&document("", ""))) else { panic!("not noticed") };
    assert_eq!(sample.unnamed.len(), 1);
    let Fate::Survived(sample) = dropped(&judged(&document("id: 市, ", ""))) else { panic!("not noticed") };
    assert_eq!(sample.expect, [("truth".to_owned(), "{市: \"false\"}".to_owned())]);
    assert!(matches!(dropped(&judged(&document("id: 市, ", ", truth: {市: \"false\"}"))), Fate::Killed { .. }));
}
