//! Refuses what is too large, each limit with a place: a catalog that compiles also passes the check of its bytes.

use super::super::yaml::Node;
use super::Compiler;
use crate::lang::diagnostic::{Diagnostic, Diagnostics};
use crate::lang::source::{Sources, Span};
use crate::model::{ConditionId, Expression, ExpressionId, Text, limits};

/// How large the catalog in the making is, as far as that is not the length of one of its parts.
#[derive(Default)]
pub(super) struct Sizes {
    /// For each expression how many stand behind it in a row.
    chains: Vec<u16>,
    /// For each condition the levels and the number of conditions of its tree.
    trees: Vec<(u16, u32)>,
    /// For each definition that is being compiled how many stand behind it in a row, innermost last.
    pub levels: Vec<usize>,
    /// How much nesting is open, as [`limits::NESTING`] counts it.
    nesting: usize,
    /// Shared conditions that are being compiled inside each other.
    pub shared: usize,
    /// Calls of the author's functions that have been written out.
    pub calls: usize,
}

/// Whether one more file can be read; says so where it cannot.
pub(super) fn room_for(sources: &Sources, number: usize, diagnostics: &mut Diagnostics) -> bool {
    let bytes: usize = sources.files().iter().take(number + 1).map(|file| file.text.len()).sum();
    let place = Span { file: u32::try_from(number).unwrap_or(u32::MAX), start: 0, end: 0 };
    if number >= limits::FILES {
        too_large(diagnostics, "E0019", place, limits::FILES, ("个文件", "files"));
    } else if bytes > limits::ALL_BYTES {
        too_large(diagnostics, "E0020", place, limits::ALL_BYTES >> 20, ("MiB 的文件", "MiB of files"));
    } else {
        return true;
    }
    false
}

fn too_large(diagnostics: &mut Diagnostics, code: &'static str, span: Span, most: usize, (zh, en): (&str, &str)) {
    let message = Text::new(format!("规则库最多有 {most} {zh}"), format!("a catalog has at most {most} {en}"));
    let help = Text::new("拆成几个规则库", "split it into several catalogs");
    diagnostics.push(Diagnostic::error(code, span, message).help(help));
}

/// How much stack an expression may take: 4 for itself, 2 for each bracket that is open at once, 1 for each operator.
fn weight(text: &str) -> usize {
    let (mut open, mut deepest, mut operators) = (0usize, 0usize, 0usize);
    for letter in text.chars() {
        match letter {
            '(' | '[' | '（' => {
                open += 1;
                deepest = deepest.max(open);
            }
            ')' | ']' | '）' => open = open.saturating_sub(1),
            '+' | '-' | '*' | '/' | '.' | '×' | '÷' | '＋' | '－' | '＊' | '／' => operators += 1,
            _ => {}
        }
    }
    operators += [" and", " or", "if "].iter().map(|word| text.matches(word).count()).sum::<usize>();
    4 + 2 * deepest + operators
}

impl Compiler<'_> {
    /// Checks an expression, if it and those that wait for it are not nested too deeply together.
    pub(super) fn nested<T>(&mut self, node: &Node, check: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let weight = node.as_scalar().map_or(0, |scalar| weight(scalar.text()));
        if self.sizes.nesting + weight > limits::NESTING && self.sizes.nesting > 0 {
            let message = Text::new(
                "一个接一个用到的定义里，算式嵌套太深",
                "the expressions of definitions that need each other are nested too deeply",
            );
            let help = Text::new(
                "把先用到的定义写在前面，或把算式拆短",
                "put the definitions that are needed first, or shorten the expressions",
            );
            self.diagnostics.push(Diagnostic::error("E0218", node.span, message).help(help));
            return None;
        }
        self.sizes.nesting += weight;
        let result = check(self);
        self.sizes.nesting -= weight;
        result
    }

    /// Whether no more expressions stand behind each other than may; says so where they do.
    pub(super) fn within_chain(&mut self, id: ExpressionId, span: Span) -> bool {
        for known in self.sizes.chains.len()..=id.index() {
            let mut deepest = 0;
            let chains = &self.sizes.chains;
            let mut visit =
                |part: ExpressionId| deepest = deepest.max(chains.get(part.index()).map_or(0, |chain| *chain + 1));
            match self.build.expression(ExpressionId::from_index(known)) {
                Expression::Definition(definition) => visit(self.catalog.definitions[*definition].body),
                Expression::Table(table) => self.build.table_of(*table).for_each_part(&mut visit),
                expression => expression.for_each_operand(&mut visit),
            }
            self.sizes.chains.push(deepest);
        }
        let fits = self.sizes.chains.get(id.index()).is_none_or(|chain| *chain < limits::CHAIN);
        if !fits {
            self.too_long_a_chain(span, usize::from(limits::CHAIN), ("层算式", "levels of expressions"));
        }
        fits
    }

    /// Reports that too many things need each other in a row.
    pub(super) fn too_long_a_chain(&mut self, span: Span, most: usize, (zh, en): (&str, &str)) {
        let message =
            Text::new(format!("一个接一个地用到了超过 {most} {zh}"), format!("more than {most} {en} in a row"));
        let help = Text::new("让定义直接用到指标，少绕几层", "let the definitions use facts more directly");
        self.diagnostics.push(Diagnostic::error("E0218", span, message).help(help));
    }

    /// Whether the tree of a condition is not too deep and not too large; says so where it is.
    pub(super) fn within_tree(&mut self, id: ConditionId, span: Span) -> bool {
        for condition in self.catalog.conditions.iter().skip(self.sizes.trees.len()) {
            let (mut depth, mut size) = (0u16, 1u32);
            for child in condition.kind.children() {
                let (below, count) = self.sizes.trees.get(child.index()).copied().unwrap_or((0, 1));
                depth = depth.max(below.saturating_add(1));
                size = size.saturating_add(count);
            }
            self.sizes.trees.push((depth, size));
        }
        let (depth, size) = self.sizes.trees.get(id.index()).copied().unwrap_or((0, 1));
        if depth >= limits::CONDITION_DEPTH {
            let most = limits::CONDITION_DEPTH;
            let message = Text::new(
                format!("条件嵌套超过 {most} 层"),
                format!("conditions are nested more than {most} levels deep"),
            );
            let help =
                Text::new("all 里的 all、any 里的 any 可以合成一层", "an `all` inside an `all` can be one with it");
            self.diagnostics.push(Diagnostic::error("E0324", span, message).help(help));
            return false;
        }
        if size > limits::POLICY_CONDITIONS {
            let most = limits::POLICY_CONDITIONS;
            let message = Text::new(
                format!("这里共有超过 {most} 个条件（共用条件每用一次算一次）"),
                format!("more than {most} conditions in all (shared ones count each time they are used)"),
            );
            let help = Text::new(
                "把共用条件写成一个是非的定义",
                "turn the shared condition into a definition that is true or false",
            );
            self.diagnostics.push(Diagnostic::error("E0325", span, message).help(help));
            return false;
        }
        true
    }

    /// Refuses a catalog with too many parts, at the first that is too many.
    pub(super) fn check_sizes(&mut self) {
        let declared = |index: usize| self.declarations.get(index).map(|declaration| declaration.name_span);
        let fact = |index: usize| self.facts.get(index).map(|(_, node)| node.span);
        let policy = |index: usize| self.policies.get(index).map(|(name, _)| name.span());
        let group = |index: usize| self.groups.get(index).map(|(name, _)| name.span());
        let shared = |index: usize| self.shared.get(index).map(|shared| shared.name.span());
        let last =
            self.policies.last().map(|(name, _)| name.span()).or(declared(self.declarations.len().wrapping_sub(1)));
        let beyond = |count: usize, most: usize| if count > most { last } else { None };
        let found = [
            (fact(limits::FACTS), limits::FACTS, ("个指标", "facts")),
            (beyond(self.catalog.parameters.len(), limits::FACTS), limits::FACTS, ("个参数", "parameters")),
            (declared(limits::DEFINITIONS), limits::DEFINITIONS, ("个定义", "definitions")),
            (
                beyond(self.catalog.definitions.len(), limits::DEFINITIONS),
                limits::DEFINITIONS,
                ("个定义", "definitions"),
            ),
            (policy(limits::POLICIES), limits::POLICIES, ("项政策", "policies")),
            (group(limits::POLICIES), limits::POLICIES, ("个组", "groups")),
            (shared(limits::POLICIES), limits::POLICIES, ("个共用条件", "shared conditions")),
            (beyond(self.catalog.conditions.len(), limits::CONDITIONS), limits::CONDITIONS, ("个条件", "conditions")),
            (
                beyond(self.build.len(), limits::EXPRESSIONS),
                limits::EXPRESSIONS,
                ("个不同的算式", "different expressions"),
            ),
        ];
        for (span, most, what) in found {
            if let Some(span) = span {
                too_large(&mut self.diagnostics, "E0326", span, most, what);
                return;
            }
        }
    }

    /// Refuses too many rows, columns or codes.
    pub(super) fn within(
        &mut self,
        code: &'static str,
        span: Span,
        count: usize,
        most: usize,
        (zh, en): (&str, &str),
    ) -> bool {
        if count <= most {
            return true;
        }
        let message = Text::new(
            format!("最多 {most} {zh}，这里有 {count} {zh}"),
            format!("at most {most} {en}, here are {count}"),
        );
        self.diagnostics.push(Diagnostic::error(code, span, message));
        false
    }

    /// Whether one more call of an author's function may be written out; says so, once, where it may not.
    pub(super) fn room_for_call(&mut self, span: Span) -> bool {
        self.sizes.calls += 1;
        if self.sizes.calls == limits::CALLS + 1 {
            let most = limits::CALLS;
            let message = Text::new(
                format!("带参数的定义一共展开了超过 {most} 次"),
                format!("definitions with parameters have been written out more than {most} times"),
            );
            let help = Text::new(
                "每次调用都会展开里面的调用：不要一层层成倍地调用",
                "every call writes out the calls inside it: do not let them double level by level",
            );
            self.diagnostics.push(Diagnostic::error("E0217", span, message).help(help));
        }
        self.sizes.calls <= limits::CALLS
    }
}
