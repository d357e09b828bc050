//! What it came to: companies, lines, problems, and how fast conditions were judged.

use super::SHOWN;
use policy_calculator::engine::{Batch, Calculator};
use policy_calculator::model::{Catalog, ConditionId, ConditionKind, Date, Language, PolicyId};
use std::sync::Arc;
use std::time::Duration;

/// How much a company is judged by.
pub struct Size {
    policies: u64,
    conditions: u64,
}

impl Size {
    /// The policies in force, and what they ask: conditions that are no combination of others, policy by policy.
    pub fn of(calculator: &Arc<Calculator>, as_of: Date, language: Language) -> Size {
        let mut size = Size { policies: 0, conditions: 0 };
        for policy in Batch::open(Arc::clone(calculator), as_of, language).in_force() {
            size.policies += 1;
            size.conditions += conditions(calculator.catalog(), policy);
        }
        size
    }
}

fn conditions(catalog: &Catalog, policy: PolicyId) -> u64 {
    let mut open: Vec<ConditionId> = catalog.policies[policy].conditions().collect();
    let mut count = 0;
    while let Some(id) = open.pop() {
        let kind = &catalog.conditions[id].kind;
        count += u64::from(matches!(kind, ConditionKind::Test(_) | ConditionKind::Judged(_)));
        open.extend(kind.children());
    }
    count
}

/// What it came to.
#[derive(Default)]
pub struct Sums {
    /// Companies.
    pub companies: u64,
    /// Lines that were written.
    pub lines: u64,
    /// Companies with problems.
    pub faulty: u64,
    /// Problems.
    pub problems: u64,
}

impl Sums {
    /// What is told at last: problems that were not shown, how many there are, and how much was judged how fast.
    pub fn text(&self, size: &Size, took: Duration, threads: usize, language: Language) -> String {
        let checks = self.companies.saturating_mul(size.conditions);
        let each = u128::from(checks) * 1_000_000_000 / took.as_nanos().max(1) / threads.max(1) as u128;
        let each = figure(u64::try_from(each / 10_000 * 10_000).unwrap_or(u64::MAX));
        let seconds = format!("{}.{:02}", took.as_secs(), took.subsec_millis() / 10);
        let [companies, policies, conditions, lines, faulty, problems] =
            [self.companies, size.policies, size.conditions, self.lines, self.faulty, self.problems].map(figure);
        let hidden = figure(self.problems.saturating_sub(SHOWN));
        let mut text = Vec::new();
        if self.problems > SHOWN {
            text.push(match language {
                Language::Chinese => format!("……另有 {hidden} 处没有列出"),
                Language::English => format!("… and {hidden} more"),
            });
        }
        if self.problems > 0 {
            text.push(match language {
                Language::Chinese => format!("{faulty} 家企业共有 {problems} 处问题，这些内容按“不知道”判断；请改正后重做"),
                Language::English => format!(
                    "{faulty} companies have {problems} problems, which counted as not known; mend them and run it again"
                ),
            });
        }
        text.push(match language {
            Language::Chinese => format!(
                "{companies} 家企业 × {policies} 项在执行的政策（{conditions} 个条件）：写出 {lines} 行，用时 {seconds} 秒，{threads} 个线程，每线程每秒判断 {each} 个条件"
            ),
            Language::English => format!(
                "{companies} companies × {policies} policies in force ({conditions} conditions): {lines} lines in {seconds} s, {threads} threads, {each} conditions a second each"
            ),
        });
        text.join("\n")
    }
}

/// A number with commas.
pub fn figure(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
