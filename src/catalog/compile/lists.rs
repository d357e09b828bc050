//! Units and closed lists, trees included.

use super::super::fields::{Fields, localized, scalar, wrong_kind};
use super::super::yaml::{Kind, Node, Scalar, stays_text};
use super::{Compiler, Symbol, normalized};
use crate::lang::diagnostic::{Diagnostic, Fix};
use crate::model::{List, ListId, ListItem, Text, Unit, limits};
use std::collections::HashMap;

impl<'d> Compiler<'d> {
    pub(super) fn declare_units(&mut self, node: &'d Node) {
        match &node.kind {
            Kind::Sequence(items) => {
                for item in items {
                    if let Some(name) = scalar(item, &mut self.diagnostics) {
                        self.declare_unit(name, None);
                    }
                }
            }
            Kind::Mapping(entries) => {
                for (name, node) in entries {
                    let label = match &node.kind {
                        Kind::Mapping(inner) if inner.iter().any(|(key, _)| key.text() == "label") => {
                            Fields::new(node, &mut self.diagnostics).and_then(|mut fields| {
                                let label = fields.localized("label", &mut self.diagnostics);
                                fields.finish(&mut self.diagnostics);
                                label
                            })
                        }
                        _ => localized(node, &mut self.diagnostics),
                    };
                    self.declare_unit(name, label);
                }
            }
            Kind::Scalar(_) => wrong_kind(node, "单位的列表", "a list of units", &mut self.diagnostics),
        }
    }

    fn declare_unit(&mut self, name: &Scalar, label: Option<Text>) {
        let text = normalized(name.text());
        if ["元", "%", "‰", "年", "个月", "日", "天"].contains(&text.as_str()) {
            self.error(
                "E0008",
                name.span(),
                format!("单位 `{text}` 是语言自带的"),
                format!("the unit `{text}` is built in"),
            );
            return;
        }
        if self.catalog.units.iter().any(|unit| unit.name == text) {
            return;
        }
        let label = label.unwrap_or_else(|| Text::chinese(name.text()));
        self.catalog.units.push(Unit { name: text, label });
    }

    pub(super) fn declare_list(&mut self, name: &'d Scalar, node: &'d Node) {
        if let Some((_, first)) = self.symbols.get(&format!("list {}", name.text())) {
            let first = *first;
            self.duplicate(name, first);
            return;
        }
        self.symbols.insert(format!("list {}", name.text()), (Symbol::Faulty, name.span()));
        let codes = match &node.kind {
            Kind::Sequence(codes) => codes.len(),
            Kind::Mapping(codes) => codes.len(),
            Kind::Scalar(_) => 0,
        };
        if !self.within("E0323", name.span(), codes, limits::CODES, ("个代码", "codes")) {
            self.incomplete = true;
            return;
        }
        let mut items: Vec<ListItem> = Vec::new();
        let mut parents: Vec<Option<Scalar>> = Vec::new();
        match &node.kind {
            Kind::Sequence(codes) => {
                for code in codes {
                    if let Some(code) = scalar(code, &mut self.diagnostics) {
                        self.list_code(code, &mut items, Text::chinese(code.text()));
                        parents.resize(items.len(), None);
                    }
                }
            }
            Kind::Mapping(codes) => {
                for (code, node) in codes {
                    let mut parent = None;
                    let is_item = matches!(&node.kind, Kind::Mapping(inner)
                        if inner.iter().any(|(key, _)| matches!(key.text(), "label" | "parent")));
                    let label = if is_item {
                        let Some(mut fields) = Fields::new(node, &mut self.diagnostics) else { continue };
                        let label = fields.localized("label", &mut self.diagnostics);
                        parent = fields.get("parent").and_then(|node| scalar(node, &mut self.diagnostics)).cloned();
                        fields.get("note");
                        fields.finish(&mut self.diagnostics);
                        label
                    } else {
                        localized(node, &mut self.diagnostics)
                    };
                    let label = label.unwrap_or_else(|| Text::chinese(code.text()));
                    self.list_code(code, &mut items, label);
                    if parents.len() < items.len() {
                        parents.push(parent);
                    }
                }
            }
            Kind::Scalar(_) => {
                wrong_kind(node, "代码的列表", "a list of codes", &mut self.diagnostics);
                return;
            }
        }
        let items = self.resolve_parents(items, &parents);
        if items.is_empty() {
            self.error("E0311", node.span, "列表是空的", "this list is empty");
        }
        self.catalog.lists.push(List { name: name.text().to_owned(), items });
    }

    /// Reports a code that looks like something else and stands without quotes.
    pub(super) fn check_quotes(&mut self, code: &Scalar) {
        let text = code.text();
        if code.plain && !stays_text(text) {
            let message =
                Text::new(format!("代码 `{text}` 要加引号"), format!("the code `{text}` must stand in quotes"));
            let help = Text::new(
                format!("写作 \"{text}\"，否则别的工具会把它读成数字或是非"),
                format!("write \"{text}\", or other tools read it as a number or a truth value"),
            );
            let fix = Fix::in_file(code.span(), format!("\"{text}\""));
            self.diagnostics.push(Diagnostic::error("E0009", code.span(), message).help(help).fix(fix));
        }
    }

    fn list_code(&mut self, code: &Scalar, items: &mut Vec<ListItem>, label: Text) {
        self.check_quotes(code);
        let text = code.text();
        if items.iter().any(|item| item.code == text) {
            self.error(
                "E0008",
                code.span(),
                format!("代码 `{text}` 写了两次"),
                format!("the code `{text}` stands here twice"),
            );
            return;
        }
        items.push(ListItem { code: text.to_owned(), label, parent: None });
    }

    /// Fills in the parents and puts every parent before its children.
    fn resolve_parents(&mut self, items: Vec<ListItem>, parents: &[Option<Scalar>]) -> Vec<ListItem> {
        let codes: Vec<String> = items.iter().map(|item| item.code.clone()).collect();
        let mut above: Vec<Option<usize>> = Vec::new();
        for parent in parents {
            above.push(parent.as_ref().and_then(|parent| {
                let position = codes.iter().position(|code| code == parent.text());
                if position.is_none() {
                    self.unknown("E0311", parent, "上级代码", "parent code", codes.clone());
                }
                position
            }));
        }
        let mut order: Vec<usize> = Vec::new();
        let mut placed = vec![false; items.len()];
        while order.len() < items.len() {
            let before = order.len();
            for index in 0..items.len() {
                let ready = above.get(index).copied().flatten().is_none_or(|parent| placed.get(parent) == Some(&true));
                if placed.get(index) == Some(&false) && ready {
                    order.push(index);
                    if let Some(flag) = placed.get_mut(index) {
                        *flag = true;
                    }
                }
            }
            if order.len() == before {
                let stuck = placed.iter().position(|placed| !placed).and_then(|index| parents.get(index)?.as_ref());
                if let Some(parent) = stuck {
                    let span = parent.span();
                    self.error("E0311", span, "上级代码绕成了圈", "the parents form a circle");
                }
                return items;
            }
        }
        let place: HashMap<usize, usize> = order.iter().enumerate().map(|(new, old)| (*old, new)).collect();
        let mut slots: Vec<Option<ListItem>> = items.into_iter().map(Some).collect();
        let mut sorted = Vec::new();
        for old in order {
            if let Some(mut item) = slots.get_mut(old).and_then(Option::take) {
                let parent = above.get(old).copied().flatten().and_then(|parent| place.get(&parent).copied());
                item.parent = parent.and_then(|parent| u32::try_from(parent).ok());
                sorted.push(item);
            }
        }
        sorted
    }

    /// The list that a field names.
    pub(super) fn list_named(&mut self, name: &Scalar) -> Option<ListId> {
        let found = self.catalog.lists.find(|list| list.name == name.text()).map(|(id, _)| id);
        if found.is_none() {
            let known = self.catalog.lists.iter().map(|list| list.name.clone()).collect();
            self.unknown("E0317", name, "列表", "list", known);
        }
        found
    }
}
