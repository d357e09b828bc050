//! Codes of closed lists: found, or refused with the code that was probably meant.

use super::context::Context;
use super::diagnostic::{Diagnostic, Fix};
use super::source::Span;
use super::suggest::{Near, near};
use super::syntax::{Kind, Node};
use crate::model::{ListId, Text, Type};

/// The position of a leaf of a list, or a report that the code is none.
pub fn leaf(cx: &mut dyn Context, list: ListId, code: &str, span: Span) -> Option<u32> {
    let position = position(cx, list, code, span)?;
    if cx.lists()[list].is_leaf(position) {
        return Some(position);
    }
    let fault = inner(cx, list, code, span);
    cx.report(fault);
    None
}

/// The fault of an inner code where a leaf is needed.
pub(super) fn inner(cx: &dyn Context, list: ListId, code: &str, span: Span) -> Diagnostic {
    let message = Text::new(
        format!("`{code}` 是“{}”里的上级代码，下面还有细分", cx.lists()[list].name),
        format!("`{code}` is an inner code of `{}`: there are codes below it", cx.lists()[list].name),
    );
    let help = Text::new(
        format!("要包括它下面的全部代码，写 within(…, \"{code}\")"),
        format!("for everything below it write within(…, \"{code}\")"),
    );
    Diagnostic::error("E0208", span, message).help(help)
}

/// The position of a code of a list, or a report that it has none.
pub fn position(cx: &mut dyn Context, list: ListId, code: &str, span: Span) -> Option<u32> {
    if let Some(position) = cx.lists()[list].position(code) {
        return Some(position);
    }
    let list = &cx.lists()[list];
    let items = list.items.iter();
    let known: Vec<&str> = items.clone().take(8).map(|item| item.code.as_str()).collect();
    let more = if list.items.len() > known.len() { "…" } else { "" };
    let help = Text::new(
        format!("可用的代码：{}{more}", known.join("、")),
        format!("its codes are {}{more}", known.join(", ")),
    );
    let labelled = items.clone().find(|item| item.label.zh == code || item.label.en.as_deref() == Some(code));
    let near = match labelled {
        Some(item) => Some(Near { name: item.code.clone(), certain: true }),
        None => near(code, items.map(|item| item.code.as_str())),
    };
    let message =
        Text::new(format!("“{}”里没有代码 `{code}`", list.name), format!("`{}` has no code `{code}`", list.name));
    cx.report(Diagnostic::error("E0207", span, message).help(help).suggest(near));
    None
}

/// The list of which a bare word is a code: the expected one, or else the only one that has it.
pub(super) fn list_with(cx: &dyn Context, code: &str, expected: Option<&Type>) -> Option<ListId> {
    if let Some(Type::Choice(list) | Type::Choices(list)) = expected {
        return cx.lists()[*list].position(code).map(|_| *list);
    }
    let mut lists = cx.lists().ids().filter(|list| cx.lists()[*list].position(code).is_some());
    lists.next().filter(|_| lists.next().is_none())
}

/// Reports a code without its quotes.
pub(super) fn unquoted(cx: &mut dyn Context, list: ListId, code: &str, span: Span) {
    let name = &cx.lists()[list].name;
    let message = Text::new(
        format!("`{code}` 是“{name}”里的代码，代码要加引号"),
        format!("`{code}` is a code of `{name}`, and codes stand in quotes"),
    );
    let help = Text::new(format!("写作 \"{code}\""), format!("write \"{code}\""));
    let fix = Fix::in_expression(span, format!("\"{code}\""));
    cx.report(Diagnostic::error("E0201", span, message).help(help).fix(fix));
}

/// The code that a literal text writes.
pub(super) fn code_of(cx: &mut dyn Context, list: ListId, node: &Node) -> Option<(String, Span)> {
    match &node.kind {
        Kind::Text(text) => Some((text.clone(), node.span)),
        Kind::Name(name) if cx.lists()[list].position(name).is_some() => {
            unquoted(cx, list, name, node.span);
            None
        }
        _ => {
            let message = Text::new(
                format!("这里需要“{}”里的一个代码", cx.lists()[list].name),
                format!("expected a code of `{}`", cx.lists()[list].name),
            );
            cx.report(Diagnostic::error("E0204", node.span, message));
            None
        }
    }
}
