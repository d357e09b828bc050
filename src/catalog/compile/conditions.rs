//! Condition trees: `all / any / not / at_least / judged / use / if`, nested freely.

use super::super::fields::{Fields, scalar, sequence};
use super::super::yaml::{Kind, Node};
use super::{Compiler, SharedState};
use crate::lang::diagnostic::Diagnostic;
use crate::lang::source::Span;
use crate::model::{Condition, ConditionId, ConditionKind, Expression, ExpressionId, SourceId, Text, Type, limits};
use std::collections::HashMap;

impl<'d> Compiler<'d> {
    /// A condition; `source` is the document it is from, unless it names its own.
    pub(super) fn condition(&mut self, node: &'d Node, source: Option<SourceId>) -> Option<ConditionId> {
        match &node.kind {
            Kind::Scalar(_) => {
                let test = self.expression(node, &Type::Boolean)?;
                let says = node.as_scalar().map(|scalar| self.texts.add_words(&Text::chinese(scalar.text())));
                Some(self.push_condition(Condition { says, ..plain(ConditionKind::Test(test)) }, node.span, node.span))
            }
            Kind::Sequence(_) => {
                let message = Text::new("条件的列表要说明怎样组合", "say how these conditions combine");
                let help = Text::new("写作 all: [ … ] 或 any: [ … ]", "write `all: [ … ]` or `any: [ … ]`");
                self.diagnostics.push(Diagnostic::error("E0006", node.span, message).help(help));
                None
            }
            Kind::Mapping(_) => self.condition_mapping(node, source),
        }
    }

    fn condition_mapping(&mut self, node: &'d Node, base: Option<SourceId>) -> Option<ConditionId> {
        let mut fields = Fields::new(node, &mut self.diagnostics)?;
        let (test, all, any) = (fields.get("if"), fields.get("all"), fields.get("any"));
        let (not, at_least) = (fields.get("not"), fields.get("at_least"));
        let (shared, judged) = (fields.get("use"), fields.get("judged"));
        let id = self.texts.maybe(fields.text("id", &mut self.diagnostics));
        let words = fields.get("says");
        let says = self.texts.maybe_words(fields.localized("says", &mut self.diagnostics));
        let clause = self.texts.maybe(fields.text("clause", &mut self.diagnostics));
        let fix = self.texts.maybe_words(fields.localized("fix", &mut self.diagnostics));
        let source = fields.get("source");
        fields.get("note");
        let forms = [test, all, any, not, at_least, shared, judged].into_iter().flatten().count();
        let (head, has_unknown) = (fields.head(), fields.has_unknown());
        fields.finish(&mut self.diagnostics);
        let own = source.and_then(|node| self.source(node, base));
        let base = own.or(base);
        let mut written = node.span;
        if forms == 0 && has_unknown {
            // The form is probably the misspelt key, which has been reported.
            return None;
        }
        if forms != 1 {
            let message = if forms == 0 {
                Text::new("这个条件没有写要满足什么", "this condition does not say what must hold")
            } else {
                Text::new("一个条件只能有一种写法", "a condition has one form only")
            };
            let help = Text::new(
                "写 if、all、any、not、at_least、judged、use 中的一个",
                "write one of `if`, `all`, `any`, `not`, `at_least`, `judged`, `use`",
            );
            self.diagnostics.push(Diagnostic::error("E0005", head, message).help(help));
            return None;
        }
        let mut condition = Condition { id, says, clause, source: own, fix, ..plain(ConditionKind::All(Vec::new())) };
        condition.kind = if let Some(test) = test {
            let id = self.expression(test, &Type::Boolean)?;
            match words {
                Some(words) => self.compare_words(words, test),
                None => {
                    condition.says = test.as_scalar().map(|scalar| self.texts.add_words(&Text::chinese(scalar.text())))
                }
            }
            ConditionKind::Test(id)
        } else if let Some(all) = all {
            ConditionKind::All(self.conditions(all, base)?)
        } else if let Some(any) = any {
            ConditionKind::Any(self.conditions(any, base)?)
        } else if let Some(not) = not {
            ConditionKind::Not(self.condition(not, base)?)
        } else if let Some(at_least) = at_least {
            self.at_least(at_least, base)?
        } else if let Some(judged) = judged {
            self.judged(judged, &mut condition)?
        } else {
            let name = scalar(shared?, &mut self.diagnostics)?;
            let position = self.shared.iter().position(|shared| shared.name.text() == name.text());
            let Some(position) = position else {
                let known = self.shared.iter().map(|shared| shared.name.text().to_owned()).collect();
                self.unknown("E0305", name, "共用条件", "shared condition", known);
                return None;
            };
            let id = self.shared_condition(position)?;
            if let (Some(words), Some(test)) = (words, self.shared_test(position)) {
                self.compare_words(words, test);
            }
            if condition == plain(ConditionKind::All(Vec::new())) {
                return Some(id);
            }
            // What this place says of the shared condition takes the place of what it says of itself.
            let shared = self.catalog.conditions[id].clone();
            condition.id = condition.id.or(shared.id);
            condition.says = condition.says.or(shared.says);
            condition.clause = condition.clause.or(shared.clause);
            condition.source = condition.source.or(shared.source);
            condition.fix = condition.fix.or(shared.fix);
            written = self.places.written(id).unwrap_or(written);
            shared.kind
        };
        if let (Some(words), Some(parts)) = (words, all.or(any).or(not).or(at_least)) {
            self.compare_words_of_all(words, parts, not.is_some());
        }
        let id = self.push_condition(condition, node.span, written);
        self.within_tree(id, head).then_some(id)
    }

    /// Adds a condition that stands at `used`; what it asks is at `written`.
    fn push_condition(&mut self, condition: Condition, used: Span, written: Span) -> ConditionId {
        self.places.add_condition(used, written);
        self.catalog.conditions.push(condition)
    }

    fn conditions(&mut self, node: &'d Node, source: Option<SourceId>) -> Option<Vec<ConditionId>> {
        let items = sequence(node, &mut self.diagnostics)?;
        if items.is_empty() {
            self.error("E0005", node.span, "这里没有任何条件", "there is no condition here");
            return None;
        }
        let conditions: Vec<_> = items.iter().map(|item| self.condition(item, source)).collect();
        conditions.into_iter().collect()
    }

    fn at_least(&mut self, node: &'d Node, source: Option<SourceId>) -> Option<ConditionKind> {
        let mut fields = Fields::new(node, &mut self.diagnostics)?;
        let count_node = fields.required("n");
        let count = fields.integer("n", &mut self.diagnostics);
        let of = fields.required("of");
        fields.finish(&mut self.diagnostics);
        let conditions = self.conditions(of?, source);
        let (count, conditions) = (count?, conditions?);
        if count == 0 || count as usize > conditions.len() {
            let message = Text::new(
                format!("至少 {count} 项，却列了 {} 项", conditions.len()),
                format!("at least {count} of {} conditions can never be meant", conditions.len()),
            );
            let span = count_node.map_or(node.span, |node| node.span);
            let help = Text::new(
                format!("写 1 到 {} 之间的数", conditions.len()),
                format!("write a number from 1 to {}", conditions.len()),
            );
            self.diagnostics.push(Diagnostic::error("E0320", span, message).help(help));
            return None;
        }
        Some(ConditionKind::AtLeast(count, conditions))
    }

    fn judged(&mut self, node: &'d Node, condition: &mut Condition) -> Option<ConditionKind> {
        let mut fields = Fields::new(node, &mut self.diagnostics)?;
        let id = self.texts.maybe(fields.text("id", &mut self.diagnostics));
        let (zh, en) = (fields.text("zh", &mut self.diagnostics), fields.text("en", &mut self.diagnostics));
        let says = zh.map(|zh| Text { zh, en }).or_else(|| fields.localized("says", &mut self.diagnostics));
        let says = self.texts.maybe_words(says);
        let clause = self.texts.maybe(fields.text("clause", &mut self.diagnostics));
        let fix = self.texts.maybe_words(fields.localized("fix", &mut self.diagnostics));
        let fact = fields.get("fact");
        let (head, has_unknown) = (fields.head(), fields.has_unknown());
        fields.finish(&mut self.diagnostics);
        condition.says = says.or(condition.says.take());
        if condition.says.is_none() && !has_unknown {
            self.error("E0005", head, "缺少 `zh`：由谁认定什么", "`zh` is missing: who decides what");
        }
        condition.id = id.or(condition.id.take());
        condition.clause = clause.or(condition.clause.take());
        condition.fix = fix.or(condition.fix.take());
        let fact = match fact {
            Some(node) => Some(self.expression(node, &Type::Boolean)?),
            None => None,
        };
        Some(ConditionKind::Judged(fact))
    }

    /// A shared condition, compiled when it is first used.
    pub(super) fn shared_condition(&mut self, index: usize) -> Option<ConditionId> {
        let shared = self.shared.get(index)?;
        let (node, name) = (shared.node, shared.name.clone());
        match shared.state {
            SharedState::Done(id) => return id,
            SharedState::Compiling => {
                let text = name.text();
                self.error(
                    "E0210",
                    name.span(),
                    format!("共用条件 `{text}` 用到了它自己"),
                    format!("the shared condition `{text}` uses itself"),
                );
                return None;
            }
            SharedState::Waiting => {}
        }
        if self.sizes.shared >= limits::NAMES {
            self.too_long_a_chain(name.span(), limits::NAMES, ("个共用条件", "shared conditions"));
            self.set_shared(index, SharedState::Done(None));
            return None;
        }
        self.set_shared(index, SharedState::Compiling);
        let outer = self.policy.take();
        // It is the same wherever it is used: the names around its first use are none of its business.
        self.arguments.push(HashMap::new());
        self.sizes.shared += 1;
        let id = self.condition(node, None);
        self.sizes.shared -= 1;
        self.arguments.pop();
        self.policy = outer;
        self.set_shared(index, SharedState::Done(id));
        id
    }

    fn set_shared(&mut self, index: usize, state: SharedState) {
        if let Some(shared) = self.shared.get_mut(index) {
            shared.state = state;
        }
    }

    /// A tree of conditions without judges as one boolean expression.
    pub(super) fn as_expression(&mut self, root: ConditionId) -> ExpressionId {
        match self.catalog.conditions[root].kind.clone() {
            ConditionKind::Test(test) | ConditionKind::Judged(Some(test)) => test,
            ConditionKind::Judged(None) => self.build.boolean(false),
            ConditionKind::Not(inner) => {
                let inner = self.as_expression(inner);
                self.build.not(inner)
            }
            ConditionKind::All(parts) => {
                let parts: Vec<_> = parts.iter().map(|part| self.as_expression(*part)).collect();
                self.build.and(parts)
            }
            ConditionKind::Any(parts) => {
                let parts: Vec<_> = parts.iter().map(|part| self.as_expression(*part)).collect();
                self.build.or(parts)
            }
            ConditionKind::AtLeast(needed, parts) => {
                let parts = parts.iter().map(|part| self.as_expression(*part)).collect();
                self.build.add(Expression::AtLeast(needed, parts))
            }
        }
    }

    /// Whether a judge decides something in this tree.
    pub(super) fn has_judge(&self, root: ConditionId) -> bool {
        match &self.catalog.conditions[root].kind {
            ConditionKind::Judged(_) => true,
            ConditionKind::Test(_) => false,
            ConditionKind::Not(inner) => self.has_judge(*inner),
            ConditionKind::All(inner) | ConditionKind::Any(inner) | ConditionKind::AtLeast(_, inner) => {
                inner.iter().any(|inner| self.has_judge(*inner))
            }
        }
    }
}

/// A condition that says nothing about itself.
fn plain(kind: ConditionKind) -> Condition {
    Condition { kind, id: None, says: None, clause: None, source: None, fix: None }
}
