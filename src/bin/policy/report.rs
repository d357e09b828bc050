//! Shows diagnostics as a compiler does: the line, a caret under the fault, and what to do.

use annotate_snippets::{AnnotationKind, Level, Patch, Renderer, Snippet};
use policy_calculator::catalog::Compilation;
use policy_calculator::lang::diagnostic::{Diagnostic, Severity};
use policy_calculator::lang::source::{Sources, Span};
use policy_calculator::model::Language;
use std::io::IsTerminal;

/// Shows all diagnostics of a compilation on stderr.
pub fn diagnostics(compilation: &Compilation, language: Language) {
    all(&compilation.diagnostics, &compilation.sources, language);
}

/// Shows diagnostics on stderr.
pub fn all(diagnostics: &[Diagnostic], sources: &Sources, language: Language) {
    let renderer = if std::io::stderr().is_terminal() { Renderer::styled() } else { Renderer::plain() };
    for diagnostic in diagnostics {
        eprintln!("{}\n", render(diagnostic, sources, language, &renderer));
    }
}

/// One diagnostic as text.
pub fn render(diagnostic: &Diagnostic, sources: &Sources, language: Language, renderer: &Renderer) -> String {
    let (error, warning, help) = match language {
        Language::Chinese => ("错误", "警告", "帮助"),
        Language::English => ("error", "warning", "help"),
    };
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR.with_name(error),
        Severity::Warning => Level::WARNING.with_name(warning),
    };
    let path = sources.file(diagnostic.span.file).map_or("", |file| file.path.as_str());
    let text = sources.file(diagnostic.span.file).map_or("", |file| file.text.as_str());
    let mut main = AnnotationKind::Primary.span(range(diagnostic.span, text));
    if let Some(label) = &diagnostic.label {
        main = main.label(label.in_language(language));
    }
    let mut snippet = Snippet::source(text).path(path).annotation(main);
    for (span, what) in diagnostic.related.iter().filter(|(span, _)| span.file == diagnostic.span.file) {
        snippet =
            snippet.annotation(AnnotationKind::Context.span(range(*span, text)).label(what.in_language(language)));
    }
    let mut group = level.primary_title(diagnostic.message.in_language(language)).id(diagnostic.code).element(snippet);
    for (span, what) in diagnostic.related.iter().filter(|(span, _)| span.file != diagnostic.span.file) {
        let path = sources.file(span.file).map_or("", |file| file.path.as_str());
        let text = sources.file(span.file).map_or("", |file| file.text.as_str());
        group = group.element(
            Snippet::source(text)
                .path(path)
                .annotation(AnnotationKind::Context.span(range(*span, text)).label(what.in_language(language))),
        );
    }
    let help = Level::HELP.with_name(help);
    let what = diagnostic.help.as_ref().map(|what| what.in_language(language));
    let Some(fix) = &diagnostic.fix else {
        if let Some(what) = what {
            group = group.element(help.message(what));
        }
        return renderer.render(&[group]);
    };
    let instead = match language {
        Language::Chinese => "改成",
        Language::English => "write instead",
    };
    let path = sources.file(fix.span.file).map_or("", |file| file.path.as_str());
    let text = sources.file(fix.span.file).map_or("", |file| file.text.as_str());
    let patched = Snippet::source(text).path(path).patch(Patch::new(range(fix.span, text), fix.replacement.as_str()));
    renderer.render(&[group, help.secondary_title(what.unwrap_or(instead)).element(patched)])
}

fn range(span: Span, text: &str) -> std::ops::Range<usize> {
    let start = span.start.min(text.len());
    start..span.end.clamp(start, text.len())
}
