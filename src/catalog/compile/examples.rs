//! The authors' examples, read after everything they may name is compiled.

use super::super::examples::{Example, Expectation, ExpectedAmount, ExpectedValue, FactInput, Subject};
use super::super::fields::{Fields, entries, scalar, sequence, wrong_kind};
use super::super::yaml::{Kind, Node, Scalar};
use super::{Compiler, Symbol, normalized};
use crate::lang::codes;
use crate::lang::diagnostic::Diagnostic;
use crate::lang::suggest::near;
use crate::model::{DefinitionId, Text, Type, Value};

const STATUSES: [&str; 5] = ["eligible", "review", "undetermined", "ineligible", "not_in_force"];
const REASONS: [&str; 5] = ["draft", "repealed", "not_yet", "expired", "superseded"];
const TRUTHS: [&str; 5] = ["true", "false", "unknown", "judged", "error"];
const WINDOWS: [&str; 5] = ["not_yet", "open", "closed", "rolling", "unknown"];

impl<'d> Compiler<'d> {
    pub(super) fn compile_examples(&mut self) {
        for (subject, node) in std::mem::take(&mut self.pending_examples) {
            self.policy = match subject {
                Subject::Policy(policy) => Some(policy),
                Subject::Definition(id) => self.catalog.definitions[id].policy,
            };
            let Some(items) = sequence(node, &mut self.diagnostics) else { continue };
            let first = self.examples.len();
            for (index, item) in items.iter().enumerate() {
                if let Some(example) = self.example(subject, item, index, first) {
                    self.examples.push(example);
                }
            }
            self.policy = None;
        }
    }

    fn example(&mut self, of: Subject, node: &'d Node, index: usize, first: usize) -> Option<Example> {
        let mut fields = Fields::new(node, &mut self.diagnostics)?;
        let name = fields.text("name", &mut self.diagnostics).unwrap_or_else(|| (index + 1).to_string());
        let like = fields.get("like").and_then(|node| scalar(node, &mut self.diagnostics)).cloned();
        let as_of = fields.date("as_of", &mut self.diagnostics);
        let given = fields.entries("facts", &mut self.diagnostics);
        let parameters = fields.entries("parameters", &mut self.diagnostics);
        let expect = fields.required("expect");
        fields.get("note");
        fields.finish(&mut self.diagnostics);

        let siblings = self.examples.get(first..).unwrap_or(&[]).to_vec();
        if siblings.iter().any(|sibling| sibling.name == name) {
            self.error(
                "E0008",
                node.span,
                format!("例子 `{name}` 写了两次"),
                format!("there are two examples `{name}`"),
            );
        }
        let mut facts = Vec::new();
        let mut inherited = None;
        if let Some(like) = like {
            match siblings.iter().find(|sibling| sibling.name == like.text()) {
                Some(sibling) => {
                    facts.clone_from(&sibling.facts);
                    inherited = sibling.as_of;
                }
                None => {
                    let known = siblings.iter().map(|sibling| sibling.name.clone()).collect();
                    self.unknown("E0314", &like, "前面的例子", "earlier example", known);
                }
            }
        }
        for (name, node) in given {
            self.fact_named(name);
            let name = normalized(name.text());
            let input = input(node);
            match facts.iter_mut().find(|(known, _)| *known == name) {
                Some((_, value)) => *value = input,
                None => facts.push((name, input)),
            }
        }
        let mut figures = Vec::new();
        for (name, node) in parameters {
            let symbol = self.symbol(&normalized(name.text()));
            if let Some(Symbol::Faulty) = symbol {
                continue;
            }
            let Some(Symbol::Parameter(id)) = symbol else {
                let known = self.catalog.parameters.iter().map(|parameter| parameter.name.clone()).collect();
                self.unknown("E0314", name, "参数", "parameter", known);
                continue;
            };
            let mut value_type = Some(self.catalog.parameters[id].value_type.clone());
            if let Some(value) = self.parameter_value(node, &mut value_type) {
                figures.push((id, value));
            }
        }
        let expect = self.expectation(of, expect?)?;
        Some(Example { of, name, span: node.span, as_of: as_of.or(inherited), facts, parameters: figures, expect })
    }

    fn fact_named(&mut self, name: &Scalar) {
        if !matches!(self.symbol(&normalized(name.text())), Some(Symbol::Fact(_) | Symbol::Faulty)) {
            let known: Vec<&str> = self.catalog.facts.iter().map(|fact| fact.name.as_str()).collect();
            let near = near(name.text(), known);
            let text = name.text();
            let message = Text::new(format!("没有指标 `{text}`"), format!("there is no fact `{text}`"));
            self.diagnostics.push(Diagnostic::error("E0314", name.span(), message).suggest(near));
        }
    }

    fn expectation(&mut self, of: Subject, node: &'d Node) -> Option<Expectation> {
        let mut fields = Fields::new(node, &mut self.diagnostics)?;
        let faults = self.diagnostics.len();
        let mut expect = Expectation::default();
        if let Subject::Definition(id) = of {
            let fails = fields.get("errors").and_then(|node| self.truth(node)) == Some(true);
            let value = if fails { fields.get("value") } else { fields.required("value") };
            if let Some(value) = value {
                let value = self.expected_value(id, value)?;
                expect.values.push((id, value));
            }
            if fails {
                expect.values.push((id, ExpectedValue::Error));
            }
            expect.missing = self.names(fields.get("missing"));
            fields.finish(&mut self.diagnostics);
            return Some(expect);
        }
        expect.status = self.word(fields.get("status"), &STATUSES);
        expect.reason = self.word(fields.get("reason"), &REASONS);
        expect.successor = fields.text("successor", &mut self.diagnostics);
        let (amount, bounds) = (fields.get("amount"), fields.get("bounds"));
        if let (Some(_), Some(bounds)) = (amount, bounds) {
            self.error("E0004", bounds.span, "amount 与 bounds 只写一个", "write `amount` or `bounds`, not both");
        }
        expect.amount = amount.or(bounds).and_then(|node| self.expected_amount(node));
        if let Some(node) = fields.get("benefits") {
            let items = sequence(node, &mut self.diagnostics)?;
            let amounts: Vec<_> = items.iter().map(|item| self.expected_amount(item)).collect();
            expect.benefits = amounts.into_iter().collect();
        }
        expect.reference = fields.get("reference").and_then(|node| self.truth(node));
        for (name, node) in fields.entries("values", &mut self.diagnostics) {
            let Some(id) = self.definition_named(name) else { continue };
            let Some(value) = self.expected_value(id, node) else { continue };
            expect.values.push((id, value));
        }
        for (id, node) in fields.entries("truth", &mut self.diagnostics) {
            if let Some(truth) = self.word(Some(node), &TRUTHS) {
                expect.truth.push((id.text().to_owned(), truth));
            }
        }
        expect.missing = self.names(fields.get("missing"));
        expect.window = self.word(fields.get("window"), &WINDOWS);
        expect.errors = fields.get("errors").and_then(|node| match &node.kind {
            Kind::Sequence(items) => Some(!items.is_empty()),
            _ => self.truth(node),
        });
        fields.finish(&mut self.diagnostics);
        if expect == Expectation::default() && self.diagnostics.len() == faults {
            let message = Text::new("这个例子什么都没有检查", "this example checks nothing");
            let help =
                Text::new("写上 status、amount、truth 等至少一项", "add at least one of `status`, `amount`, `truth` …");
            self.diagnostics.push(Diagnostic::error("E0314", node.span, message).help(help));
        }
        Some(expect)
    }

    fn truth(&mut self, node: &Node) -> Option<bool> {
        match node.as_scalar().map(Scalar::text) {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => {
                wrong_kind(node, " true 或 false", "true or false", &mut self.diagnostics);
                None
            }
        }
    }

    fn word(&mut self, node: Option<&'d Node>, known: &[&str]) -> Option<String> {
        let word = scalar(node?, &mut self.diagnostics)?;
        if known.contains(&word.text()) {
            return Some(word.text().to_owned());
        }
        let help = Text::new(format!("可以写 {}", known.join("、")), format!("it can be {}", known.join(", ")));
        let near = near(word.text(), known.iter().copied());
        let text = word.text();
        let message = Text::new(format!("这里不能是 `{text}`"), format!("this cannot be `{text}`"));
        self.diagnostics.push(Diagnostic::error("E0007", word.span(), message).help(help).suggest(near));
        None
    }

    fn names(&mut self, node: Option<&'d Node>) -> Option<Vec<String>> {
        let items = sequence(node?, &mut self.diagnostics)?;
        let mut names = Vec::new();
        for item in items {
            let name = scalar(item, &mut self.diagnostics)?.clone();
            self.fact_named(&name);
            names.push(normalized(name.text()));
        }
        Some(names)
    }

    fn definition_named(&mut self, name: &Scalar) -> Option<DefinitionId> {
        let text = normalized(name.text());
        let found = match self.symbol(&text) {
            Some(Symbol::Definition(index)) => self.definition_at(index, name.span()),
            Some(_) => None,
            None => {
                let local = self.parts.get(&(self.policy, text.clone()));
                local.or_else(|| self.parts.get(&(None, text.clone()))).copied()
            }
        };
        if found.is_none() && !self.diagnostics.has_errors() {
            let policy = self.policy;
            let visible = self.catalog.definitions.iter();
            let known = visible.filter(|known| known.policy.is_none() || known.policy == policy);
            let known = known.map(|known| known.name.clone()).collect();
            self.unknown("E0315", name, "定义", "definition", known);
        }
        found
    }

    fn expected_amount(&mut self, node: &'d Node) -> Option<ExpectedAmount> {
        match &node.kind {
            Kind::Scalar(scalar) if scalar.text() == "none" => Some(ExpectedAmount::None),
            Kind::Mapping(_) => {
                let mut fields = Fields::new(node, &mut self.diagnostics)?;
                let (min, max) = (fields.get("min"), fields.get("max"));
                fields.finish(&mut self.diagnostics);
                let min = match min {
                    Some(node) => Some(self.literal(node, &Type::Money)?),
                    None => None,
                };
                let max = match max {
                    Some(node) => Some(self.literal(node, &Type::Money)?),
                    None => None,
                };
                Some(ExpectedAmount::Between(min, max))
            }
            _ => {
                let amount = self.literal(node, &Type::Money)?;
                Some(ExpectedAmount::Between(Some(amount), Some(amount)))
            }
        }
    }

    fn expected_value(&mut self, of: DefinitionId, node: &'d Node) -> Option<ExpectedValue> {
        let value_type = self.catalog.definitions[of].value_type.clone();
        if let Some(scalar) = node.as_scalar() {
            match scalar.text() {
                "unknown" => return Some(ExpectedValue::Unknown),
                "error" => return Some(ExpectedValue::Error),
                _ => {}
            }
            if let Type::Choice(list) = &value_type {
                let code = scalar.text().trim_matches('"').to_owned();
                let code = codes::leaf(self, *list, &code, scalar.span())?;
                return Some(ExpectedValue::Exactly(Value::Code(code), value_type));
            }
        }
        if let Kind::Mapping(_) = &node.kind {
            let mut fields = Fields::new(node, &mut self.diagnostics)?;
            let (min, max) = (fields.get("min"), fields.get("max"));
            fields.finish(&mut self.diagnostics);
            let min = match min {
                Some(node) => Some(self.literal(node, &value_type)?),
                None => None,
            };
            let max = match max {
                Some(node) => Some(self.literal(node, &value_type)?),
                None => None,
            };
            return Some(ExpectedValue::Between(min, max));
        }
        let id = self.expression(node, &value_type)?;
        match self.build.value_of(id).cloned() {
            Some(value) => Some(ExpectedValue::Exactly(value, value_type)),
            None => {
                self.error("E0215", node.span, "这里要写明数值，不能是算式", "a value must be written out here");
                None
            }
        }
    }
}

/// A fact's value as it stands in YAML.
fn input(node: &Node) -> FactInput {
    match &node.kind {
        Kind::Scalar(scalar) if scalar.is_empty() => FactInput::Null,
        Kind::Scalar(scalar) if !scalar.plain => FactInput::Text(scalar.text().to_owned()),
        Kind::Scalar(scalar) => match scalar.text() {
            "true" => FactInput::Boolean(true),
            "false" => FactInput::Boolean(false),
            text if is_number(text) => FactInput::Number(text.to_owned()),
            text => FactInput::Text(text.to_owned()),
        },
        Kind::Sequence(items) => FactInput::Array(items.iter().map(input).collect()),
        Kind::Mapping(_) => {
            let mut nothing = Default::default();
            let items = entries(node, &mut nothing).unwrap_or(&[]);
            FactInput::Object(items.iter().map(|(key, node)| (key.text().to_owned(), input(node))).collect())
        }
    }
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.starts_with(|letter: char| letter.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && digits.matches('.').count() <= 1
        && !digits.ends_with('.')
}
