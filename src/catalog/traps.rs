//! The traps that YAML sets for expressions, told from a file that YAML cannot read, or reads as something else.
//!
//! An author who writes `domain: >= 0` should hear that the expression needs quotes, not what a YAML parser expected. Works
//! on letters, because there is no tree yet; what it does not recognise stays with the parser's own words.

use super::fixes::quoted;
use crate::lang::diagnostic::{Diagnostic, Fix};
use crate::lang::source::Span;
use crate::model::Text;

/// What begins something else than a text in YAML.
const SPECIAL: [char; 8] = ['>', '|', '@', '`', '%', '&', '*', '!'];

/// Whether an expression that starts with this letter needs quotes.
pub(super) fn is_special(letter: char) -> bool {
    SPECIAL.contains(&letter)
}

/// The trap behind a syntax error at byte `at`, if it is a known one.
pub(super) fn known(file: u32, text: &str, at: usize) -> Option<Diagnostic> {
    let start = text.get(..at)?.rfind('\n').map_or(0, |index| index + 1);
    let line = text.get(start..)?.lines().next().unwrap_or("");
    let place = |from: usize, to: usize| Span { file, start: from, end: to };
    let indent = line.len() - line.trim_start().len();
    let above = text.get(..start.saturating_sub(1))?.rfind('\n').map_or(0, |index| index + 1);
    let tab = [(above, text.get(above..start)?), (start, line)].into_iter().find_map(|(from, line)| {
        let indent = line.len() - line.trim_start().len();
        line.get(..indent)?.find('\t').map(|tab| from + tab)
    });
    if let Some(tab) = tab {
        let message = Text::new("缩进里有制表符，YAML 只认空格", "a tab in the indentation: YAML knows spaces only");
        let help = Text::new("把制表符换成空格，与上下行对齐", "use spaces, in line with the lines around");
        return Some(Diagnostic::error("E0001", place(tab, tab + 1), message).help(help));
    }
    if let Some(colon) = full_width_colon(text, start, line) {
        let colon = place(colon, colon + '：'.len_utf8());
        let behind = text.get(colon.end..)?;
        return Some(wide_colon(colon, behind.starts_with(|letter: char| !letter.is_whitespace())));
    }
    if let Some(end) = missing_colon(text, start, indent) {
        let message = Text::new("这个键后面少了冒号", "a colon is missing behind this key");
        let key = text.get(..end)?.rfind(['\n', ' ']).map_or(0, |index| index + 1);
        let help = Text::new("键写作 `名称:`，内容另起一行缩进", "write `name:` and what belongs to it indented below");
        let fix = Fix::in_file(place(end, end), ":");
        return Some(Diagnostic::error("E0001", place(key, end), message).help(help).fix(fix));
    }
    let values = values(line);
    for value in values.iter().copied() {
        let rest = line.get(value..)?;
        let first = rest.chars().next()?;
        let from = start + value;
        if is_special(first) || first == '"' && goes_on_behind_quotes(rest) {
            let to =
                if in_brackets(line, value) { expression_end(text, from) } else { from + without_comment(rest).len() };
            return Some(starts_special(place(from, to), first, text));
        }
    }
    if let Some(value) = values.get(usize::from(line.trim_start().starts_with("- ")) + 1).copied()
        && !in_brackets(line, value)
        && let Some(rest) = line.get(value..).map(without_comment)
        && rest.contains('(')
        && rest.contains(": ")
    {
        return Some(colon_inside(place(start + value, start + value + rest.len()), text));
    }
    if text.get(at..)?.starts_with(['[', '{'])
        && let Some(value) = values.iter().copied().rfind(|value| start + value < at)
        && in_brackets(line, value)
    {
        let from = start + value;
        return Some(bracket(place(from, expression_end(text, from)), text));
    }
    let opener = unclosed(text, at).filter(|opener| *opener < start)?;
    let sign = text.get(opener..)?.chars().next()?;
    let message = Text::new(format!("这个 `{sign}` 没有关上"), format!("this `{sign}` is never closed"));
    let noticed = Text::new("读到这里才发现", "noticed here");
    let end = start + line.trim_end().len();
    let there = place(at.clamp(start + indent, end.max(start + indent)), end.max(start + indent));
    let closer = if sign == '{' { '}' } else { ']' };
    let help = Text::new(format!("补上 `{closer}`"), format!("add the `{closer}`"));
    Some(Diagnostic::error("E0001", place(opener, opener + 1), message).related(there, noticed).help(help))
}

/// Reports a plain scalar that begins with a sign that YAML keeps for itself.
pub(super) fn starts_special(span: Span, sign: char, text: &str) -> Diagnostic {
    let message = Text::new(
        format!("以 `{sign}` 开头的表达式要加引号：YAML 另有用处"),
        format!("an expression that starts with `{sign}` needs quotes: YAML means something else by it"),
    );
    let fault = Diagnostic::error("E0011", span, message);
    if matches!(sign, '>' | '@' | '"') {
        let help = Text::new("把整个表达式放进单引号", "put the whole expression in single quotes");
        return fault.help(help).fix(quoting(span, text));
    }
    fault.help(Text::new(
        "文字放进单引号；表达式不会这样开头，看看前面是不是少写了什么",
        "put text in single quotes; an expression never starts like this: see whether something is missing before it",
    ))
}

fn bracket(span: Span, text: &str) -> Diagnostic {
    let message = Text::new(
        "花括号、方括号里的表达式带有括号，要加引号：YAML 会把 `[` 和 `{` 当成自己的",
        "an expression with brackets needs quotes inside {…} and […]: YAML takes `[` and `{` for its own",
    );
    let help = Text::new("把整个表达式放进单引号", "put the whole expression in single quotes");
    Diagnostic::error("E0017", span, message).help(help).fix(quoting(span, text))
}

fn colon_inside(span: Span, text: &str) -> Diagnostic {
    let message = Text::new(
        "表达式里有冒号加空格，要加引号：YAML 把它当成键和值",
        "an expression with a colon and a space needs quotes: YAML takes it for a key and its value",
    );
    let help = Text::new("把整个表达式放进单引号", "put the whole expression in single quotes");
    Diagnostic::error("E0018", span, message).help(help).fix(quoting(span, text))
}

/// Reports a full-width colon behind a key; `tight` where the value follows without a space.
pub(super) fn wide_colon(colon: Span, tight: bool) -> Diagnostic {
    let message = Text::new(
        "键后面用了全角冒号 `：`，YAML 认不出来",
        "YAML does not know the full-width colon `：` behind a key",
    );
    let help = Text::new("键后面要用半角冒号和一个空格 `: `", "a key ends in an ASCII colon and a space `: `");
    let fix = Fix::in_file(colon, if tight { ": " } else { ":" });
    Diagnostic::error("E0013", colon, message).help(help).fix(fix)
}

/// The fix that puts an expression in single quotes, if it ends on its line with its brackets closed.
pub(super) fn quoting(span: Span, text: &str) -> Option<Fix> {
    let raw = text.get(span.start..span.end)?;
    let balanced = raw.matches(['(', '[', '（']).count() == raw.matches([')', ']', '）']).count();
    (balanced && !raw.is_empty() && !raw.contains('\n')).then(|| Fix::in_file(span, quoted(raw)))
}

/// Where an expression that begins at byte `from` inside `{…}` or `[…]` ends: at the first comma or bracket that is not its own.
pub(super) fn expression_end(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or("");
    let mut depth = 0usize;
    let mut in_text = false;
    let mut end = rest.len();
    for (index, letter) in rest.char_indices() {
        match letter {
            '\n' | '\r' => {
                end = index;
                break;
            }
            '"' => in_text = !in_text,
            _ if in_text => {}
            '(' | '[' | '{' | '（' => depth += 1,
            ',' if depth == 0 => {
                end = index;
                break;
            }
            ')' | ']' | '}' | '）' => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => {
                    end = index;
                    break;
                }
            },
            _ => {}
        }
    }
    from + rest.get(..end).unwrap_or("").trim_end().len()
}

/// The full-width colon that stands for the one behind a key, on this line or on the one before.
fn full_width_colon(text: &str, start: usize, line: &str) -> Option<usize> {
    let is_key = |before: &str| {
        let key = before.trim_start().trim_start_matches("- ");
        !key.is_empty() && !key.contains([' ', '"', '\'', ':', '{', '['])
    };
    if let Some((before, _)) = line.split_once('：')
        && is_key(before)
    {
        return Some(start + before.len());
    }
    let above = text.get(..start)?.trim_end();
    let above_start = above.rfind('\n').map_or(0, |index| index + 1);
    let (key, _) = above.get(above_start..)?.split_once('：')?;
    is_key(key).then_some(above_start + key.len())
}

/// The end of the line before, if it is a single word and what follows is indented below it.
fn missing_colon(text: &str, start: usize, indent: usize) -> Option<usize> {
    let above = text.get(..start)?.trim_end();
    let line = above.get(above.rfind('\n').map_or(0, |index| index + 1)..)?;
    let word = line.trim_start();
    let is_word = word.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-'));
    (is_word && !word.is_empty() && word != "---" && line.len() - word.len() < indent).then_some(above.len())
}

/// Where values begin on a line: behind `: `, `- `, `{`, `[` and `, `.
fn values(line: &str) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut expected = true;
    let mut before = ' ';
    let mut quote = None;
    for (index, letter) in line.char_indices() {
        if quote.is_some() {
            quote = quote.filter(|open| *open != letter);
        } else if letter == ' ' {
            expected |= matches!(before, ':' | '-');
        } else if matches!(letter, '{' | '[' | ',') {
            expected = true;
        } else if expected {
            expected = false;
            starts.push(index);
            quote = Some(letter).filter(|letter| matches!(letter, '"' | '\''));
        }
        before = letter;
    }
    starts
}

/// Whether a bracket of YAML is open before this byte of the line.
fn in_brackets(line: &str, at: usize) -> bool {
    let before = line.get(..at).unwrap_or("");
    before.matches(['{', '[']).count() > before.matches(['}', ']']).count()
}

/// Whether something follows the text in double quotes that is neither the end nor YAML's own.
fn goes_on_behind_quotes(rest: &str) -> bool {
    let behind = rest.get(1..).and_then(|rest| rest.split_once('"')).map_or("", |(_, behind)| behind.trim_start());
    !behind.is_empty() && !behind.starts_with([',', '}', ']', ':', '#'])
}

fn without_comment(rest: &str) -> &str {
    rest.split_once(" #").map_or(rest, |(value, _)| value).trim_end()
}

/// The last bracket of YAML before byte `at` that is not closed.
fn unclosed(text: &str, at: usize) -> Option<usize> {
    let mut open: Vec<usize> = Vec::new();
    let mut start = 0;
    for line in text.get(..at)?.split_inclusive('\n') {
        let mut quote = None;
        let mut before = ' ';
        for (index, letter) in line.char_indices() {
            match (quote, letter) {
                (Some(open), _) if open == letter => quote = None,
                (Some(_), _) => {}
                (None, '"') => quote = Some('"'),
                (None, '\'') if before == ' ' || matches!(before, '[' | '{' | ',') => quote = Some('\''),
                (None, '#') if before == ' ' => break,
                (None, '{' | '[') => open.push(start + index),
                (None, '}' | ']') => {
                    open.pop();
                }
                _ => {}
            }
            before = letter;
        }
        start += line.len();
    }
    open.pop()
}
