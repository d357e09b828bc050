//! The first pass: what stands where. Units, lists, facts and parameters are taken whole, everything else by name.

use super::super::fields::{entries, full_width_colon};
use super::super::yaml::{Kind, Node, Scalar};
use super::{Compiler, Declaration, DeclarationState, SharedCondition, SharedState, Symbol, normalized};
use crate::lang::diagnostic::Diagnostic;
use crate::lang::source::Span;
use crate::lang::suggest::near;
use crate::model::{PolicyId, Text};
use std::collections::HashMap;

/// The top-level keys of a document.
const SECTIONS: [&str; 8] =
    ["units", "lists", "facts", "parameters", "definitions", "conditions", "policies", "groups"];

/// Words of the language that cannot be names.
const RESERVED: [&str; 18] = [
    "and",
    "or",
    "not",
    "if",
    "then",
    "else",
    "in",
    "between",
    "true",
    "false",
    "null",
    "for",
    "return",
    "some",
    "every",
    "satisfies",
    "item",
    "基准日",
];

impl<'d> Compiler<'d> {
    pub(super) fn declare(&mut self, documents: &'d [Node]) {
        let mut sections: HashMap<&str, Vec<(&'d Scalar, &'d Node)>> = HashMap::new();
        for document in documents {
            let Some(top) = entries(document, &mut self.diagnostics) else {
                self.incomplete = true;
                continue;
            };
            for (key, node) in top {
                if !SECTIONS.contains(&key.text()) {
                    self.incomplete = true;
                    if key.plain && node.is_empty() && key.text().contains('：') {
                        full_width_colon(key, &mut self.diagnostics);
                        continue;
                    }
                    let help = Text::new(
                        format!("最上层可以写 {}", SECTIONS.join("、")),
                        format!("the top-level keys are {}", SECTIONS.join(", ")),
                    );
                    let near = near(key.text(), SECTIONS);
                    let message = Text::new(
                        format!("最上层没有键 `{}`", key.text()),
                        format!("there is no top-level key `{}`", key.text()),
                    );
                    self.diagnostics.push(Diagnostic::error("E0004", key.span(), message).help(help).suggest(near));
                    continue;
                }
                if node.is_empty() {
                    continue;
                }
                if key.text() == "units" {
                    self.declare_units(node);
                    continue;
                }
                let Some(items) = entries(node, &mut self.diagnostics) else {
                    self.incomplete = true;
                    continue;
                };
                for (name, node) in items {
                    if name.plain && name.text().contains('：') {
                        self.incomplete = true;
                        full_width_colon(name, &mut self.diagnostics);
                    } else {
                        sections.entry(key.text()).or_default().push((name, node));
                    }
                }
            }
        }
        let mut section = |name: &str| sections.remove(name).unwrap_or_default();
        for (name, node) in section("lists") {
            self.declare_list(name, node);
        }
        for (name, node) in section("facts") {
            self.declare_fact(name, node);
        }
        for (name, node) in section("parameters") {
            self.declare_parameter(name, node);
        }
        for (name, node) in section("definitions") {
            self.declare_definition(name, node, None);
        }
        let (conditions, policies, groups) = (section("conditions"), section("policies"), section("groups"));
        for (name, node) in self.first_of_each(conditions) {
            self.shared.push(SharedCondition { name: name.clone(), node, state: SharedState::Waiting });
        }
        for (name, node) in self.first_of_each(policies) {
            self.policies.push((name.clone(), node));
        }
        for (name, node) in self.first_of_each(groups) {
            self.groups.push((name.clone(), node));
        }
        self.declare_locals();
        self.declare_tells();
        self.check_field_names();
    }

    /// What has a name of its own; reports the others.
    fn first_of_each(&mut self, items: Vec<(&'d Scalar, &'d Node)>) -> Vec<(&'d Scalar, &'d Node)> {
        let mut first: HashMap<&str, Span> = HashMap::new();
        let mut kept = Vec::new();
        for (name, node) in items {
            match first.get(name.text()) {
                Some(first) => self.duplicate(name, *first),
                None => {
                    first.insert(name.text(), name.span());
                    kept.push((name, node));
                }
            }
        }
        kept
    }

    pub(super) fn duplicate(&mut self, name: &Scalar, first: Span) {
        let message = Text::new(
            format!("名称 `{}` 已经用过", name.text()),
            format!("the name `{}` is already taken", name.text()),
        );
        let label = Text::new("第一次在这里", "first here");
        let help = Text::new("名称在整个规则库里唯一，换一个", "names are unique in the whole catalog; choose another");
        self.diagnostics.push(Diagnostic::error("E0008", name.span(), message).related(first, label).help(help));
    }

    /// Takes a name, or reports why it cannot be taken.
    pub(super) fn take_name(&mut self, name: &Scalar, symbol: Symbol) -> bool {
        let text = normalized(name.text());
        let mut letters = text.chars();
        let starts = letters.next().is_some_and(|letter| letter == '_' || unicode_ident::is_xid_start(letter));
        if !starts || !letters.all(unicode_ident::is_xid_continue) || RESERVED.contains(&text.as_str()) {
            let message = Text::new(format!("`{text}` 不能作名称"), format!("`{text}` cannot be a name"));
            let help = Text::new(
                "名称由文字、数字和下划线组成，不以数字开头，不是语言的关键词",
                "a name consists of letters, digits and underscores, does not start with a digit and is no keyword",
            );
            self.diagnostics.push(Diagnostic::error("E0016", name.span(), message).help(help));
            return false;
        }
        if let Some((_, first)) = self.symbols.get(&text) {
            let first = *first;
            self.duplicate(name, first);
            return false;
        }
        self.symbols.insert(text, (symbol, name.span()));
        true
    }

    pub(super) fn declare_definition(&mut self, name: &'d Scalar, node: &'d Node, policy: Option<PolicyId>) {
        let index = self.declarations.len();
        let text = normalized(name.text());
        match policy {
            None => {
                if !self.take_name(name, Symbol::Definition(index)) {
                    return;
                }
            }
            Some(policy) => {
                if let Some((_, first)) = self.symbols.get(&text) {
                    let first = *first;
                    self.duplicate(name, first);
                    return;
                }
                self.locals.insert((policy, text.clone()), index);
            }
        }
        self.declarations.push(Declaration {
            name: text,
            name_span: name.span(),
            node,
            policy,
            state: DeclarationState::Waiting,
            level: 0,
        });
    }

    /// The `let` of every policy.
    fn declare_locals(&mut self) {
        for index in 0..self.policies.len() {
            let Some((_, node)) = self.policies.get(index) else { continue };
            let node: &'d Node = node;
            let Kind::Mapping(fields) = &node.kind else { continue };
            let Some((_, locals)) = fields.iter().find(|(key, _)| key.text() == "let") else { continue };
            let Some(locals) = entries(locals, &mut self.diagnostics) else { continue };
            let policy = PolicyId::from_index(index);
            for (name, node) in locals {
                self.declare_definition(name, node, Some(policy));
            }
        }
    }
}
