//! Every kind of item: seen, missing, and proved to be unreachable.

use super::*;
use crate::catalog::compile;

/// What a policy needs besides what a test is about.
const HEAD: &str = "
units: {人: {zh: 人}}
lists: {规模: [大型, 小型, 微型]}
facts:
  收入: {type: money, domain: '>= 0元'}
  利润: {type: money}
  人数: {type: integer, unit: 人}
  上市: {type: boolean}
  规模: {type: choice, of: 规模}
  成立日期: {type: date}
  各笔: {type: list, of: money}
";

/// A document with one policy, whose further keys these are.
fn policy(keys: &str) -> String {
    format!(
        "{HEAD}policies:\n  甲:\n    title: {{zh: 甲}}\n    level: 国家\n    source: {{title: 办法, grade: A}}\n    \
         in_force: {{from: 2024-01-01}}\n    delivery: approval\n{keys}"
    )
}

fn measured(document: &str) -> Coverage {
    let compilation = compile([("a.yaml".to_owned(), document.to_owned())]);
    let faults: Vec<_> = compilation.diagnostics.iter().map(|it| (it.code, it.message.en.clone())).collect();
    let catalog = compilation.catalog.unwrap_or_else(|| panic!("{faults:?}"));
    let today = Date::parse("2026-11-23").unwrap();
    measure(&catalog, &compilation.places, &compilation.examples, today).unwrap()
}

fn lines(coverage: &Coverage, state: &State) -> Vec<String> {
    let items = coverage.items.iter().filter(|item| item.state == *state);
    items.map(|item| item.line(Language::English)).collect()
}

fn missing(document: &str) -> Vec<String> {
    lines(&measured(document), &State::Missing)
}

fn unreachable(document: &str) -> Vec<String> {
    lines(&measured(document), &State::Unreachable)
}

#[test]
fn every_condition_is_to_be_seen_true_false_and_open() {
    let document = policy(
        "    eligible:
      all:
        - {id: 大, if: 收入 >= 100万元}
        - any: [上市, {not: 上市, says: {zh: 未上市, en: unlisted}}]
    benefits: [{kind: grant, amount: 1万元, when: 人数 > 5人}]
    examples:
      - {name: 符合, facts: {收入: 100万元, 上市: true, 人数: 6}, expect: {status: eligible}}
      - {name: 不大, facts: {收入: 1万元, 人数: 5}, expect: {status: ineligible}}
",
    );
    assert_eq!(
        missing(&document),
        [
            "甲 · eligible · unknown",
            "甲 · 大 · unknown",
            "甲 · 上市 [eligible.all[1].any[0]] · false",
            "甲 · unlisted · true",
            "甲 · 上市 [eligible.all[1].any[1].not[0]] · false",
            "甲 · 人数 > 5人 · unknown",
        ],
    );
    // Of two alternatives one always holds: the engine proves it case by case.
    assert_eq!(unreachable(&document), ["甲 · eligible.all[1] · false", "甲 · eligible.all[1] · unknown"]);
}

#[test]
fn judges_are_seen_judging() {
    let document = policy(
        "    eligible:
      all:
        - judged: {id: 评审, zh: 通过评审}
        - judged: {id: 规模, zh: 主管部门认定, fact: 人数 > 5人}
    examples:
      - {name: 空白, facts: {}, expect: {status: review}}
",
    );
    assert_eq!(missing(&document), ["甲 · eligible · false", "甲 · 规模 · true", "甲 · 规模 · false"]);
    assert_eq!(unreachable(&document), ["甲 · eligible · true"], "a judge is never true by a profile");
}

#[test]
fn what_no_profile_reaches_is_proved() {
    let document = policy(
        "    eligible:
      all:
        - {id: 非负, if: 收入 >= 0元}
        - {id: 到期, if: '基准日 <= @\"2027-12-31\"'}
        - {id: 年限, if: 成立日期 + 3年 <= 基准日}
    benefits: [{kind: grant, amount: 'min(收入, 5万元)', cap: 10万元}]
",
    );
    let unreachable = unreachable(&document);
    assert_eq!(
        unreachable,
        [
            "甲 · 非负 · false",
            "甲 · 非负 · unknown",
            // Read from the day alone, it is never open; but there are days on which it is false.
            "甲 · 到期 · unknown",
            "甲 · benefits[0].cap: 10万元 · binding",
        ],
    );
    assert!(missing(&document).contains(&"甲 · 到期 · false".to_owned()));
}

#[test]
fn rows_are_chosen_by_known_inputs() {
    let table = "definitions:
  奖励:
    type: money
    table:
      hit: first
      in: [人数]
      rows: [['>= 100人', 30万元], ['>= 20人', 10万元], ['>= 200人', 50万元]]
      else: 0元
";
    let with = |examples: &str| format!("{HEAD}{table}    examples:\n{examples}");
    let bounded =
        with("      - {name: 不确定, facts: {人数: {min: 10, max: 30}}, expect: {value: {min: 0元, max: 10万元}}}\n");
    assert_eq!(
        missing(&bounded),
        [
            "奖励 · table row 1, 人数 >= 100人 · chosen",
            "奖励 · table row 2, 人数 >= 20人 · chosen",
            "奖励 · table row 3, 人数 >= 200人 · chosen",
            "奖励 · table else · chosen",
        ],
    );
    let known = with(
        "      - {name: 大, facts: {人数: 100}, expect: {value: 30万元}}
      - {name: 中, facts: {人数: 99}, expect: {value: 10万元}}
      - {name: 小, facts: {人数: 19}, expect: {value: 0元}}
",
    );
    assert_eq!(missing(&known), ["奖励 · table row 3, 人数 >= 200人 · chosen"]);
}

#[test]
fn a_shared_table_counts_the_examples_of_all_that_read_it() {
    let document = policy(
        "    eligible: {if: 奖励 > 0元}
    benefits: [{kind: grant, amount: 奖励}]
    examples:
      - {name: 大型, facts: {规模: 大型}, expect: {amount: 3万元}}
      - {name: 其他, facts: {规模: 微型}, expect: {status: ineligible}}
      - {name: 空白, facts: {}, expect: {status: undetermined}}
definitions:
  奖励: {type: money, table: {hit: unique, in: [规模], rows: [['大型', 3万元], ['小型', 1万元], ['微型', 0元]]}}
",
    );
    assert_eq!(missing(&document), ["奖励 · table row 2, 规模 = \"小型\" · chosen"]);
}

#[test]
fn each_branch_of_a_value_is_to_decide() {
    let document = format!(
        "{HEAD}definitions:
  额:
    value: 'if 上市 then max(min(收入, 利润), 0元) else 0元'
    examples:
      - {{name: 一, facts: {{上市: true, 收入: 5元, 利润: 5元}}, expect: {{value: 5元}}}}
      - {{name: 二, facts: {{上市: true, 收入: 5元, 利润: -5元}}, expect: {{value: 0元}}}}
  税:
    tiers: {{of: 收入, rows: [[3万元, 5%], [9万元, 10%], ['-', 20%]]}}
    examples:
      - {{name: 三, facts: {{收入: 3万元}}, expect: {{value: 1500元}}}}
"
    );
    assert_eq!(
        missing(&document),
        [
            // Where both arguments are equal neither decides.
            "额 · min(收入, 利润) · decided by 收入",
            "额 · if 上市 · else",
            "税 · tiers(收入) · slice 2",
            "税 · tiers(收入) · slice 3",
        ],
    );
}

#[test]
fn branches_inside_lists_are_seen_element_by_element() {
    let document = format!(
        "{HEAD}definitions:
  合计:
    value: 'sum(for 笔 in 各笔 return if 笔 > 100元 then 笔 else 0元)'
    examples:
      - {{name: 一, facts: {{各笔: [101元, 200元]}}, expect: {{value: 301元}}}}
"
    );
    assert_eq!(missing(&document), ["合计 · if item > 100元 · else"]);
    assert_eq!(missing(&document.replace("200元]", "100元]").replace("301", "101")), Vec::<String>::new());
}

#[test]
fn limits_are_to_bind_and_not_to_bind() {
    let with = |examples: &str| {
        policy(&format!(
            "    eligible: {{if: 上市}}
    benefits: [{{kind: grant, amount: 收入 * 10%, cap: 30万元, at_least: 1万元, step: 100元}}]
    examples:
{examples}"
        ))
    };
    let one = with("      - {name: 一, facts: {上市: true, 收入: 1000.5万元}, expect: {amount: 30万元}}\n");
    let limits =
        |document: &str| missing(document).into_iter().filter(|it| it.contains("benefits")).collect::<Vec<_>>();
    assert_eq!(
        limits(&one),
        [
            "甲 · benefits[0].cap: 30万元 · not binding",
            "甲 · benefits[0].at_least: 1万元 · binding",
            "甲 · benefits[0].step: 100元 · binding",
        ],
    );
    // Where the conditions fail there is no amount, which shows nothing.
    let failing = with("      - {name: 一, facts: {上市: false, 收入: 1000.5万元}, expect: {amount: none}}\n");
    assert_eq!(limits(&failing).len(), 6);
}

#[test]
fn exceptions_hold_as_long_as_they_are_needed() {
    let document = policy(
        "    eligible: {id: 条件, if: 收入 >= 1元 or 上市}
    examples:
      - {name: 一, facts: {收入: 1元}, expect: {status: eligible}}
",
    );
    let text = "# 说明\n\n甲 · 条件 · false  (a.yaml:3:4) # 无此情形\n甲 · 条件 · unknown\n甲 · 条件 · true # 看到了\n乙 · 条件 · true # 没有\n";
    let exceptions = Exception::read(text);
    let mut coverage = measured(&document);
    let stale: Vec<_> = coverage.except(&exceptions).iter().map(|(it, fault)| (it.number, *fault)).collect();
    assert_eq!(stale, [(4, Stale::NoReason), (5, Stale::Seen), (6, Stale::NothingSuch)]);
    assert_eq!(lines(&coverage, &State::Excepted("无此情形".to_owned())), ["甲 · 条件 · false"]);
    assert_eq!(lines(&coverage, &State::Missing), ["甲 · 条件 · unknown"]);
    let count = coverage.count(Kind::Condition);
    assert_eq!(count, Count { seen: 1, missing: 1, unreachable: 0, excepted: 1 });
    assert_eq!((count.per_mille(), per_mille(999, 1_001), per_mille(0, 0)), (500, 998, 1_000));
    let proved = policy("    eligible: {id: 条件, if: 收入 >= 0元}\n");
    let exceptions = Exception::read("甲 · 条件 · false # 不可能");
    assert_eq!(measured(&proved).except(&exceptions)[0].1, Stale::Unreachable);
}

#[test]
fn items_have_places_and_owners() {
    let document = policy(
        "    let: {半: 收入 / 2}
    eligible: {id: 条件, if: 半 > 0元}
    benefits: [{kind: grant, amount: 'if 上市 then 半 else 0元'}]
",
    );
    let mut coverage = measured(&document);
    let lines: Vec<_> = document.lines().collect();
    let line_of = |span: Span| document.bytes().take(span.start).filter(|byte| *byte == b'\n').count();
    let place = coverage.items.iter().find(|item| item.line(Language::Chinese) == "甲 · 条件 · true").unwrap().place;
    assert!(lines[line_of(place.unwrap())].contains("eligible"));
    let branch = coverage.items.iter().find(|item| item.kind == Kind::Branch).unwrap();
    assert!(lines[line_of(branch.place.unwrap())].contains("benefits"));
    coverage.only("乙");
    assert_eq!(coverage.items, []);
}
