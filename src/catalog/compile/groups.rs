//! How benefits stack: members by id or by glob, limits, and what they must agree on.

use super::super::fields::{Fields, scalar};
use super::super::yaml::{Node, Scalar};
use super::Compiler;
use crate::lang::diagnostic::Diagnostic;
use crate::model::{Amount, Group, Per, PolicyId, Text, Type};

impl<'d> Compiler<'d> {
    pub(super) fn compile_groups(&mut self) {
        for index in 0..self.groups.len() {
            let Some((name, node)) = self.groups.get(index) else { continue };
            let (name, node): (Scalar, &'d Node) = (name.clone(), node);
            if let Some(group) = self.group(&name, node) {
                self.catalog.groups.push(group);
            }
        }
    }

    fn group(&mut self, name: &Scalar, node: &'d Node) -> Option<Group> {
        let mut fields = Fields::new(node, &mut self.diagnostics)?;
        let says = fields.localized("says", &mut self.diagnostics);
        let label = fields.localized("label", &mut self.diagnostics);
        fields.required("members");
        let members = self.members(fields.items("members"));
        let except = self.members(fields.items("except"));
        let at_most = fields.integer("at_most", &mut self.diagnostics);
        let (each_cap, cap) = (fields.get("each_cap"), fields.get("cap"));
        let pers = [
            ("once", Some(Per::Once)),
            ("month", Some(Per::Month)),
            ("year", Some(Per::Year)),
            ("project", Some(Per::Project)),
        ];
        let per_node = fields.get("per");
        let per = fields.one_of("per", &pers, None, &mut self.diagnostics);
        let pays = fields.one_of("pays", &[("highest_difference", true)], false, &mut self.diagnostics);
        let received = fields.get("received");
        let source = fields.get("source").and_then(|node| self.source(node, None));
        fields.get("clause");
        fields.get("note");
        let has_unknown = fields.has_unknown();
        fields.finish(&mut self.diagnostics);

        let mut money = |node: Option<&'d Node>| match node {
            Some(node) => self.expression(node, &Type::Money).map(Some),
            None => Some(None),
        };
        let (each_cap, cap, received_value) = (money(each_cap)?, money(cap)?, money(received)?);
        if pays && received_value.is_none() && !has_unknown {
            self.error(
                "E0005",
                name.span(),
                "就高补差要写 `received`：已经领了多少",
                "`highest_difference` needs `received`: what has been paid already",
            );
        }
        let mut members: Vec<PolicyId> = members.into_iter().filter(|member| !except.contains(member)).collect();
        members.sort_unstable();
        members.dedup();
        if let (Some(per), Some(node)) = (per, per_node) {
            for member in &members {
                let policy = &self.catalog.policies[*member];
                let other = policy.benefits.iter().find(|benefit| benefit.amount != Amount::None && benefit.per != per);
                if other.is_some() {
                    let id = policy.id.clone();
                    let message = Text::new(
                        format!("`per` 与成员 `{id}` 的不一致"),
                        format!("`per` does not agree with that of the member `{id}`"),
                    );
                    let help = Text::new(
                        "按年的上限只管按年的支持：改 `per`，或把这个成员放到 except 里",
                        "a cap per year holds benefits per year: change `per`, or put the member under `except`",
                    );
                    self.diagnostics.push(Diagnostic::error("E0309", node.span, message).help(help));
                }
            }
        }
        Some(Group {
            name: name.text().to_owned(),
            says: says.or(label),
            members,
            at_most,
            each_cap,
            cap,
            per,
            highest_difference: received_value.filter(|_| pays),
            source,
        })
    }

    /// The policies that ids and globs such as `ns-*` name.
    fn members(&mut self, nodes: &'d [Node]) -> Vec<PolicyId> {
        let mut members = Vec::new();
        for node in nodes {
            let Some(name) = scalar(node, &mut self.diagnostics).cloned() else { continue };
            if !name.text().contains('*') {
                members.extend(self.policy_named(&name));
                continue;
            }
            let before = members.len();
            let matching = self.policies.iter().enumerate().filter(|(_, (id, _))| glob(name.text(), id.text()));
            members.extend(matching.map(|(index, _)| PolicyId::from_index(index)));
            if members.len() == before {
                let text = name.text();
                let message = Text::new(format!("没有政策符合 `{text}`"), format!("no policy matches `{text}`"));
                let help =
                    Text::new("`*` 前面写政策 id 的开头部分", "write the beginning of the policies' ids before `*`");
                self.diagnostics.push(Diagnostic::error("E0306", name.span(), message).help(help));
            }
        }
        members
    }
}

/// Whether `text` has the shape of `pattern`, in which `*` stands for anything.
fn glob(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or("");
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut last = None;
    for part in parts {
        if let Some(previous) = last.replace(part) {
            match rest.split_once(previous) {
                Some((_, after)) => rest = after,
                None => return false,
            }
        }
    }
    last.map_or(rest.is_empty(), |last: &str| rest.ends_with(last))
}

#[cfg(test)]
mod tests {
    use super::glob;

    #[test]
    fn stars_stand_for_anything() {
        assert!(glob("ns-*", "ns-ipo-reward"));
        assert!(glob("ns-*-reward", "ns-ipo-reward"));
        assert!(glob("*", ""));
        assert!(glob("a*b*c", "a1b2c"));
        assert!(!glob("ns-*", "sz-ns-x"));
        assert!(!glob("ns-*-old", "ns-ipo-reward"));
        assert!(!glob("ns", "ns-x"));
    }
}
