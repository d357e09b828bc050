//! What the beginning of a text tells of choices: `tells: {主体类型: {"92": [个体工商户]}}` on a fact of format `credit_code`.

use super::super::fields::{entries, scalar};
use super::super::yaml::{Kind, Node, Scalar};
use super::{Compiler, Symbol, normalized};
use crate::lang::diagnostic::Diagnostic;
use crate::model::credit_code::can_begin;
use crate::model::{FactId, ListId, Tells, Text, Type};

/// What a fact's declaration says that it tells.
pub(super) fn of(fact: &Node) -> Option<&Node> {
    let Kind::Mapping(keys) = &fact.kind else { return None };
    keys.iter().find(|(key, node)| key.text() == "tells" && !node.is_empty()).map(|(_, node)| node)
}

impl<'d> Compiler<'d> {
    /// What facts tell of others, read when all of them are declared.
    pub(super) fn declare_tells(&mut self) {
        for (id, node) in self.facts.clone() {
            let Some(told) = of(node).and_then(|tells| entries(tells, &mut self.diagnostics)) else { continue };
            let told: Vec<_> = told.iter().filter_map(|(name, beginnings)| self.told(name, beginnings)).collect();
            self.catalog.facts[id].tells = told;
        }
    }

    /// What the beginnings of a text tell of the fact with that name.
    fn told(&mut self, name: &Scalar, beginnings: &'d Node) -> Option<Tells> {
        let (fact, list) = self.choice_named(name)?;
        let mut found = Vec::new();
        for (beginning, codes) in entries(beginnings, &mut self.diagnostics)? {
            self.check_quotes(beginning);
            if !can_begin(beginning.text()) {
                let text = beginning.text();
                let message = Text::new(
                    format!("没有统一社会信用代码以“{text}”开头"),
                    format!("no credit code begins with `{text}`"),
                );
                let help = Text::new(
                    "写开头的几位：数字和大写字母，没有 I、O、S、V、Z，最多 18 位",
                    "write its first characters: digits and capital letters, but not I, O, S, V, Z, and at most 18",
                );
                self.diagnostics.push(Diagnostic::error("E0333", beginning.span(), message).help(help));
                continue;
            }
            let leaves = self.told_leaves(codes, list);
            if let Some(leaves) = leaves {
                found.push((beginning.text().to_owned(), leaves));
            }
        }
        Some(Tells { fact, beginnings: found })
    }

    /// The choice that a fact with that name is, and its list.
    fn choice_named(&mut self, name: &Scalar) -> Option<(FactId, ListId)> {
        let Some(symbol) = self.symbol(&normalized(name.text())) else {
            let known = self.catalog.facts.iter().map(|fact| fact.name.clone()).collect();
            self.unknown("E0201", name, "指标", "fact", known);
            return None;
        };
        match symbol {
            Symbol::Fact(fact) => {
                if let Type::Choice(list) = self.catalog.facts[fact].value_type {
                    return Some((fact, list));
                }
            }
            Symbol::Faulty => return None,
            Symbol::Parameter(_) | Symbol::Definition(_) => {}
        }
        let message = Text::new(
            format!("`{}` 不是选一项的指标，没有代码可以说", name.text()),
            format!("`{}` is no choice, so that nothing can be told of its codes", name.text()),
        );
        self.diagnostics.push(Diagnostic::error("E0333", name.span(), message));
        None
    }

    /// The leaves of a list that some codes stand for, ascending.
    fn told_leaves(&mut self, node: &'d Node, list: ListId) -> Option<Vec<u32>> {
        let mut leaves = Vec::new();
        let codes = match &node.kind {
            Kind::Sequence(codes) => codes.as_slice(),
            _ => std::slice::from_ref(node),
        };
        for code in codes {
            let code = scalar(code, &mut self.diagnostics)?;
            let Some(position) = self.catalog.lists[list].position(code.text()) else {
                let known = self.catalog.lists[list].items.iter().map(|item| item.code.clone()).collect();
                self.unknown("E0207", code, "代码", "code", known);
                return None;
            };
            leaves.extend(self.catalog.lists[list].leaves_within(position));
        }
        if leaves.is_empty() {
            let message = Text::new("这里没有任何代码", "there is no code here");
            self.diagnostics.push(Diagnostic::error("E0333", node.span, message));
            return None;
        }
        leaves.sort_unstable();
        leaves.dedup();
        Some(leaves)
    }
}
