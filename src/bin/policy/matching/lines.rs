//! The lines of the result: one for each company and policy, and one for each benefit where the policy may be had.
//!
//! All that does not depend on the company is written once beforehand. Must never: write an amount that no verdict has.

use policy_calculator::audit::examples::status as status_word;
use policy_calculator::engine::{NO_AMOUNT, NOT_ASKED, Session, Status};
use policy_calculator::model::{Benefit, Catalog, Language, Policy, Words};
use serde::Serialize;

/// What is written of each company.
pub struct Lines {
    policies: Vec<PolicyLines>,
    /// By number of the status.
    wanted: [bool; STATUSES.len()],
    missing: bool,
}

/// All statuses, in the order of their numbers.
pub const STATUSES: [Status; 5] =
    [Status::Eligible, Status::Review, Status::Undetermined, Status::Ineligible, Status::NotInForce];

struct PolicyLines {
    /// Its place in the catalog, and its id.
    index: usize,
    id: String,
    /// `,policy,title,`
    head: String,
    benefits: Vec<BenefitLine>,
}

struct BenefitLine {
    /// Its place among the amounts of all benefits.
    place: usize,
    /// `,1,says,grant,once,fixed,cash,false,`
    middle: String,
}

impl Lines {
    /// Those of the chosen policies and statuses; all of them if none is named.
    pub fn new(
        catalog: &Catalog,
        starts: &[u32],
        policies: &[String],
        statuses: &[Status],
        missing: bool,
        language: Language,
    ) -> Lines {
        let say = |words: Words| catalog.texts.say(words, language);
        let chosen = catalog.policies.iter().enumerate().filter(|(_, policy)| is_named(policies, &policy.id));
        let of_policy = |(index, policy): (usize, &Policy)| {
            let mut head = String::from(",");
            push(&mut head, &policy.id);
            push(&mut head, say(policy.title));
            let start = starts.get(index).map_or(0, |start| *start as usize);
            let benefits = policy.benefits.iter().enumerate();
            let benefits = benefits.map(|(number, benefit)| benefit_line(start, number, benefit, &say)).collect();
            PolicyLines { index, id: policy.id.clone(), head, benefits }
        };
        Lines {
            policies: chosen.map(of_policy).collect(),
            wanted: STATUSES.map(|status| statuses.is_empty() || statuses.contains(&status)),
            missing,
        }
    }

    /// The first line.
    pub fn head(&self) -> String {
        let missing = if self.missing { ",missing" } else { "" };
        format!("company,policy,title,status,benefit,says,kind,per,certainty,measure,reference,min,max{missing}\n")
    }

    /// Writes what a session says of its company; how many lines these are. `statuses` is room to work in.
    pub fn write(&self, session: &mut Session, company: &str, statuses: &mut Vec<Status>, lines: &mut Vec<u8>) -> u64 {
        statuses.clear();
        statuses.extend_from_slice(session.statuses());
        let mut count = 0;
        if self.missing {
            self.write_with_missing(session, company, statuses, lines, &mut count);
            return count;
        }
        let amounts = session.amounts(false);
        let ends = |place: usize| Some((*amounts.least().get(place)?, *amounts.most().get(place)?));
        let mut company_field = String::new();
        quote(&mut company_field, company);
        for policy in &self.policies {
            let Some(status) = self.wanted_status(statuses, policy) else { continue };
            if !may_be_had(status) || policy.benefits.is_empty() {
                start(lines, &company_field, policy, status);
                lines.extend_from_slice(WITHOUT_BENEFIT);
                lines.push(b'\n');
                count += 1;
                continue;
            }
            for benefit in &policy.benefits {
                let (least, most) = ends(benefit.place).unwrap_or((NO_AMOUNT, NO_AMOUNT));
                start(lines, &company_field, policy, status);
                lines.extend_from_slice(benefit.middle.as_bytes());
                yuan(lines, least);
                lines.push(b',');
                yuan(lines, most);
                lines.push(b'\n');
                count += 1;
            }
        }
        count
    }

    /// With what is missing and every amount there is, as the verdicts have them.
    fn write_with_missing(
        &self,
        session: &mut Session,
        company: &str,
        statuses: &[Status],
        lines: &mut Vec<u8>,
        count: &mut u64,
    ) {
        let mut company_field = String::new();
        quote(&mut company_field, company);
        for policy in &self.policies {
            let Some(status) = self.wanted_status(statuses, policy) else { continue };
            let verdict = if may_be_had(status) { session.verdict(&policy.id) } else { None };
            let missing = verdict.as_ref().map_or(&[][..], |verdict| &verdict.missing);
            let benefits = verdict.as_ref().map_or(&[][..], |verdict| &verdict.benefits);
            if benefits.is_empty() {
                start(lines, &company_field, policy, status);
                lines.extend_from_slice(WITHOUT_BENEFIT);
                end_with_missing(lines, missing);
                *count += 1;
            }
            for (benefit, said) in policy.benefits.iter().zip(benefits) {
                start(lines, &company_field, policy, status);
                lines.extend_from_slice(benefit.middle.as_bytes());
                lines.extend_from_slice(said.min.as_deref().unwrap_or_default().as_bytes());
                lines.push(b',');
                lines.extend_from_slice(said.max.as_deref().unwrap_or_default().as_bytes());
                end_with_missing(lines, if missing.is_empty() { &said.missing } else { missing });
                *count += 1;
            }
        }
    }

    fn wanted_status(&self, statuses: &[Status], policy: &PolicyLines) -> Option<Status> {
        let status = *statuses.get(policy.index)?;
        self.wanted.get(status as usize).copied().filter(|wanted| *wanted).map(|_| status)
    }
}

fn is_named(names: &[String], id: &str) -> bool {
    names.is_empty() || names.iter().any(|name| name == id)
}

fn may_be_had(status: Status) -> bool {
    matches!(status, Status::Eligible | Status::Review | Status::Undetermined)
}

/// Empty fields from `benefit` to `max`.
const WITHOUT_BENEFIT: &[u8] = b",,,,,,,,,";

fn benefit_line<'c>(start: usize, number: usize, benefit: &Benefit, say: &dyn Fn(Words) -> &'c str) -> BenefitLine {
    let mut middle = format!(",{},", number + 1);
    push(&mut middle, benefit.says.map_or("", say));
    push(&mut middle, &word(benefit.kind));
    push(&mut middle, &word(benefit.per));
    push(&mut middle, &word(benefit.certainty));
    push(&mut middle, &word(benefit.measure));
    push(&mut middle, if benefit.reference { "true" } else { "false" });
    BenefitLine { place: start + number, middle }
}

/// Company, policy, title and status.
fn start(lines: &mut Vec<u8>, company: &str, policy: &PolicyLines, status: Status) {
    lines.extend_from_slice(company.as_bytes());
    lines.extend_from_slice(policy.head.as_bytes());
    lines.extend_from_slice(status_word(status).as_bytes());
}

/// The last field of a line: names of facts.
fn end_with_missing(lines: &mut Vec<u8>, missing: &[String]) {
    let mut field = String::from(",");
    quote(&mut field, &missing.join(";"));
    field.push('\n');
    lines.extend_from_slice(field.as_bytes());
}

/// An amount in 元 of one in 分, as verdicts write it; nothing where there is none.
fn yuan(lines: &mut Vec<u8>, cents: i64) {
    if cents == NO_AMOUNT || cents == NOT_ASKED {
        return;
    }
    let (whole, part) = (cents / 100, cents % 100);
    lines.extend_from_slice(itoa::Buffer::new().format(whole).as_bytes());
    if part != 0 {
        lines.push(b'.');
        let digits = [part / 10, part % 10].map(|digit| b'0' + digit.unsigned_abs() as u8);
        lines.extend_from_slice(if part % 10 == 0 { digits.split_at(1).0 } else { &digits });
    }
}

/// The word that JSON has for it.
fn word(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// A field and the comma behind it.
fn push(line: &mut String, field: &str) {
    quote(line, field);
    line.push(',');
}

/// A field, in quotes where it needs them.
fn quote(line: &mut String, field: &str) {
    if field.contains([',', '"', '\n', '\r']) {
        line.push('"');
        line.push_str(&field.replace('"', "\"\""));
        line.push('"');
    } else {
        line.push_str(field);
    }
}
