//! Words and rule: sentences that say what their expression says raise no alarm, others do.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use policy_calculator::catalog::compile;

const SURROUNDINGS: &str = r#"
units: {人: 人, 件: 件, 千瓦时: 千瓦时, 万美元: 万美元}
lists:
  奖项: {近五年国家级: 近五年国家级科技奖励, 省级: 省级}
facts:
  收入: {type: money, yearly: 3}
  研发: {type: money, yearly: 3}
  利润: {type: money}
  人数: {type: integer, unit: 人}
  得分: {type: number}
  占比: {type: percent}
  装机: {type: number, unit: 千瓦时}
  出口: {type: number, unit: 万美元}
  月数: {type: integer}
  专利: {type: integer, unit: 件}
  成立日期: {type: date}
  合同期限: {type: period}
  奖励: {type: choices, of: 奖项}
  合同满一年: {type: boolean}
  无违法: {type: boolean, ask: {zh: 近三年是否没有违法记录？, en: No offence in the last three years?}}
  认定: {type: boolean}
  贷款: {type: list, of: {金额: money}}
parameters:
  最低工资: [{from: 2025-03-01, value: 2520元}]
definitions:
  研发占比: 研发[-1] / 收入[-1]
  下限: {table: {hit: first, in: ['收入[-1]'], rows: [['<= 5000万元', 5%], ['<= 2亿元', 4%]], else: 3%}}
  满两年: 成立日期 + 2年 <= 基准日
  达标: {value: 利润 >= 100万元}
"#;

/// The codes that a condition with these words gets.
fn codes(test: &str, zh: &str, en: &str) -> Vec<String> {
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
    let english = if en.is_empty() { String::new() } else { format!(", en: {}", quoted(en)) };
    let rules = format!("conditions:\n  甲:\n    if: {}\n    says: {{zh: {}{english}}}\n", quoted(test), quoted(zh));
    let files = [("facts.yaml".to_owned(), SURROUNDINGS.to_owned()), ("rules.yaml".to_owned(), rules)];
    let found = compile(files).diagnostics;
    found.iter().filter(|one| one.code != "W0401").map(|one| one.code.to_owned()).collect()
}

#[test]
fn words_that_agree_are_silent() {
    for (test, zh, en) in [
        ("利润 <= 300万元", "利润不超过300万元", "Profit of at most CNY 3 million"),
        ("利润 <= 300万元", "利润３００万元以下（含本数）", "Profit of CNY 3 000 000 or less"),
        ("利润 >= 5000元", "利润五千元以上", "Profit of at least 5,000 yuan"),
        ("5% < 占比", "占比高于百分之五", "A share above 5 per cent"),
        ("占比 in [5%..20%)", "占比5%以上不足20%", "A share of at least 5% and less than 20%"),
        ("占比 between 5% and 20%", "占比不低于5%、不高于20%", "A share of 5% to 20%"),
        ("not(占比 > 25%)", "占比没有超过25%", "A share that does not exceed 25%"),
        ("not(占比 > 25%)", "没有出现占比超过25%的情况", "Never a share of more than 25%"),
        ("占比 >= 50%", "占比不低于一半", "At least half"),
        ("占比 = 100%", "全部为实缴", "All of it is paid in"),
        ("占比 > 1/3", "占比超过三分之一", "More than one third"),
        ("收入[-1] / 收入[-2] - 1 >= 20%", "收入比上年增长20%以上", "Revenue grew by 20% or more"),
        ("收入[-1] / 收入[-2] >= 120%", "收入比上年增长不低于20%", "Revenue grew by at least 20%"),
        (
            "收入[-1] >= 收入[-3] * 1.05 * 1.05",
            "近两年复合增长率不低于5%",
            "Compound growth of at least 5% over two years",
        ),
        (
            "研发[-1] + 研发[-2] >= 1200万元",
            "近两年研发费用合计不低于1200万元",
            "R&D of at least CNY 12 million over two years",
        ),
        ("sum(研发) >= 1200万元", "近三年研发费用合计1200万元以上", "R&D of CNY 12 million or more in three years"),
        ("研发[-1] >= 收入[-1] * 5%", "研发费用不低于收入的5%", "R&D of at least 5% of revenue"),
        ("成立日期 + 3年 > 基准日", "成立未满三年", "Founded less than three years ago"),
        ("成立日期 + 3年 <= 基准日", "成立满36个月", "Founded at least 36 months ago"),
        ("基准日 - 成立日期 >= 365日", "成立一年（365天）以上", "Founded at least a year (365 days) ago"),
        ("成立日期 >= @\"2024-01-01\"", "2024年以后成立", "Founded in 2024 or later"),
        ("成立日期 > @\"2023-12-31\"", "2024年1月1日起成立", "Founded from 1 January 2024 on"),
        ("合同期限 >= 1年", "合同期限12个月以上", "A contract of at least one year"),
        ("月数 >= 12", "连续缴纳满一年", "Paid for at least 12 months"),
        ("月数 >= 6", "满半年", "At least six months"),
        ("装机 >= 5000千瓦时", "装机不低于5兆瓦时", "At least 5 MWh"),
        ("装机 >= 5000千瓦时", "装机不低于5000千瓦时", "At least 5000 kWh"),
        ("出口 >= 500万美元", "出口500万美元以上", "Exports of at least USD 5 million"),
        ("得分 >= 60", "得分不低于60分", "At least 60 points"),
        ("人数 < 1000", "不足1,000人", "Fewer than 1 000 people"),
        ("人数 >= 1", "有职工", "Has employees"),
        ("专利 >= 1件", "至少一项专利", "At least one patent"),
        (
            "count(贷款[金额 >= 100万元]) >= 2",
            "有两笔以上不低于100万元的贷款",
            "At least two loans of at least CNY 1 million",
        ),
        ("利润 > 0元", "有盈利", "Is profitable"),
        ("list contains(奖励, \"近五年国家级\")", "近五年获国家级奖励", "A national award within five years"),
        ("合同满一年", "签订一年以上（含一年）合同", "A contract of at least one year"),
        ("无违法", "近三年没有违法记录", "No offence in the last three years"),
        ("研发占比 >= 下限", "最近一年收入5000万元以下的不低于5%，2亿元以上的不低于3%，其他不低于4%", ""),
        ("满两年", "成立两年以上", "Founded at least two years ago"),
        ("利润 >= 最低工资", "不低于最低工资（2520元）", ""),
        (
            "认定",
            "按国科发火〔2016〕32号第十一条认定的500强企业（2025年度）",
            "Recognised under Article 11 in 2025, Top 500",
        ),
        ("认定", "一类企业，一次性认定，同一项目只认定一次", "Class 1, recognised once"),
        ("not(利润 < 100万元)", "利润不低于100万元", "Profit of no less than CNY 1 million"),
        ("利润 > (if 认定 then 100万元 else 200万元)", "利润超过100万元（未认定的200万元）", ""),
    ] {
        assert_eq!(codes(test, zh, en), Vec::<String>::new(), "{test}: {zh} {en}");
    }
}

#[test]
fn words_that_differ_are_named() {
    for (test, zh, en, expected) in [
        ("利润 <= 300万元", "利润不超过300元", "", "W0406"),
        ("利润 <= 300万元", "利润不超过30万元", "", "W0406"),
        ("利润 <= 300万元", "利润不多", "", "W0406"),
        ("利润 <= 300万元", "利润不超过300万元", "A small profit", "W0406"),
        ("利润 <= 300万元", "利润低于300万元", "", "W0407"),
        ("利润 <= 300万元", "利润不超过300万元", "Profit of less than CNY 3 million", "W0407"),
        ("not(利润 < 300万元)", "利润超过300万元", "", "W0407"),
        ("占比 > 50%", "占比一半以上", "", "W0407"),
        ("占比 >= 50%", "占比50%以上（不含50%）", "", "W0407"),
        ("占比 in [5%..20%)", "占比5%以上20%以下", "", "W0407"),
        ("人数 >= 30", "30人以上", "Up to 30 people", "W0407"),
        ("人数 >= 30", "满30人以下", "", "W0407"),
        ("成立日期 + 3年 > 基准日", "成立未满两年", "", "W0406"),
        ("成立日期 >= @\"2024-01-01\"", "2022年以后成立", "", "W0406"),
        ("认定", "近三年内认定", "", "W0406"),
        ("达标", "利润超过100万元", "", "W0407"),
        ("研发[-1] >= 收入[-1] * 5%", "研发费用超过收入的5%", "", "W0407"),
        ("研发[-1] + 研发[-2] >= 1200万元", "近三年研发费用合计不低于1200万元", "", "W0406"),
    ] {
        assert_eq!(codes(test, zh, en), [expected], "{test}: {zh} {en}");
    }
}
