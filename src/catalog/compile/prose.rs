//! Whether the words of a condition say what its expression says: every figure, and how it is compared.
//!
//! A company reads `says`, the engine computes `if`. Each figure of the words must stand in the expression (or in what it
//! reads: definitions, parameters, the names and questions of facts), each figure that something is compared with must stand in
//! the words, and a comparison word beside a figure must be that of the expression. Must never: raise an alarm where only a
//! reader can tell.

use super::super::fields::{entries, scalar};
use super::super::yaml::{Kind, Node, Scalar};
use super::tables::Column;
use super::{Compiler, Symbol, normalized};
use crate::lang::diagnostic::{Diagnostic, Diagnostics};
use crate::lang::mentioned::{Constant, Mentioned};
use crate::lang::parse;
use crate::lang::prose::{self, Agreement, Figure, Reading};
use crate::lang::source::{Span, Written};
use crate::model::{Comparison, Fact, Field, Language, ParameterValue, Text, Type, Value};
use rust_decimal::Decimal;
use std::collections::HashSet;
use std::ops::Range;

/// How many definitions are looked through for one condition.
const LOOKED_THROUGH: usize = 200;

/// The keys of a definition that hold what it computes.
const COMPUTED: [&str; 10] = ["value", "table", "tiers", "score", "select", "pass", "veto", "where", "with", "from"];

/// What the words are compared with.
struct Rule {
    /// What the expression itself mentions.
    own: Mentioned,
    /// Where the expression stands.
    span: Span,
    /// Further sentences that belong to it: those of its parts.
    sentences: Vec<Written>,
    /// The shared conditions that have been looked at.
    shared: HashSet<usize>,
}

impl Rule {
    fn new(own: Mentioned, span: Span) -> Rule {
        Rule { own, span, sentences: Vec::new(), shared: HashSet::new() }
    }
}

impl<'d> Compiler<'d> {
    /// Compares the words of a condition with the expression under `test`.
    pub(super) fn compare_words(&mut self, says: &'d Node, test: &'d Node) {
        let Some(own) = test.as_scalar().and_then(condition_of) else { return };
        self.compare_with(says, &Rule::new(own, test.span));
    }

    /// Compares the words of a combination of conditions with all its parts: it must name no figure that none of them has.
    pub(super) fn compare_words_of_all(&mut self, says: &'d Node, parts: &'d Node, negated: bool) {
        let mut rule = Rule::new(Mentioned::default(), parts.span);
        self.parts_of(parts, negated, 0, &mut rule);
        rule.own = undecided(rule.own);
        self.compare_with(says, &rule);
    }

    /// Compares the words of a table's row with its tests; its result and the other rows may be named too.
    pub(super) fn compare_words_of_row(
        &mut self,
        says: &'d Node,
        columns: &[Column<'d>],
        when: &'d Node,
        rows: &'d Node,
    ) {
        let mut own = Mentioned::default();
        for cell in texts(when) {
            own.extend(tests_of(cell).unwrap_or_default());
        }
        let inputs = columns.iter().filter_map(|column| column.node.as_scalar()).filter_map(condition_of);
        inputs.for_each(|input| own.extend(undecided(input)));
        let mut others = undecided(all_of(rows));
        others.constants.retain(|other| !own.constants.iter().any(|test| test.reading == other.reading));
        own.extend(others);
        self.compare_with(says, &Rule::new(own, when.span));
    }

    /// The expression of a shared condition that is nothing but one.
    pub(super) fn shared_test(&self, position: usize) -> Option<&'d Node> {
        let node = self.shared.get(position)?.node;
        match &node.kind {
            Kind::Mapping(entries) => entries.iter().find(|(key, _)| key.text() == "if").map(|(_, test)| test),
            Kind::Scalar(_) => Some(node),
            Kind::Sequence(_) => None,
        }
    }

    /// Gathers what the conditions below a node mention, and their words.
    fn parts_of(&self, node: &'d Node, negated: bool, depth: usize, rule: &mut Rule) {
        if depth > usize::from(crate::model::limits::CONDITION_DEPTH) {
            return;
        }
        match &node.kind {
            Kind::Scalar(scalar) => {
                let mentioned = condition_of(scalar).unwrap_or_default();
                rule.own.extend(if negated { mentioned.senseless() } else { mentioned });
            }
            Kind::Sequence(items) => items.iter().for_each(|item| self.parts_of(item, negated, depth + 1, rule)),
            Kind::Mapping(entries) => {
                for (key, value) in entries {
                    match key.text() {
                        "not" => self.parts_of(value, true, depth + 1, rule),
                        "if" | "all" | "any" | "at_least" | "of" | "n" | "judged" | "fact" => {
                            self.parts_of(value, negated, depth + 1, rule);
                        }
                        "use" => {
                            let name = value.as_scalar().map(Scalar::text);
                            let position = self.shared.iter().position(|shared| Some(shared.name.text()) == name);
                            if let Some(position) = position.filter(|position| rule.shared.insert(*position))
                                && let Some(shared) = self.shared.get(position)
                            {
                                self.parts_of(shared.node, negated, depth + 1, rule);
                            }
                        }
                        "says" | "zh" | "en" => {
                            rule.sentences.extend(texts(value).into_iter().map(|text| text.written.clone()))
                        }
                        _ => {}
                    }
                }
            }
        }
    }

    fn compare_with(&mut self, says: &'d Node, rule: &Rule) {
        let Some((chinese, english)) = sentences(says) else { return };
        let mut around = None;
        for (sentence, language) in [(Some(chinese), Language::Chinese), (english, Language::English)] {
            if let Some(sentence) = sentence {
                self.compare_sentence(&sentence.written, language, rule, &mut around);
            }
        }
    }

    /// Compares one sentence. `around` holds what the expression reads, once it has been asked for.
    fn compare_sentence(&mut self, sentence: &Written, language: Language, rule: &Rule, around: &mut Option<Around>) {
        let figures = prose::figures(&sentence.text, language);
        let mut unknown: Vec<&Figure> = Vec::new();
        for figure in &figures {
            let own = best(figure, &rule.own.constants);
            if !own.is_empty() {
                self.compare_senses(sentence, language, figure, &own);
                continue;
            }
            let around = around.get_or_insert_with(|| self.around(rule));
            let behind = best(figure, &around.constants);
            if !behind.is_empty() && rule.own.constants.is_empty() {
                self.compare_senses(sentence, language, figure, &behind);
            }
            if behind.is_empty() && !figure.loose && !around.knows(figure) {
                unknown.push(figure);
            }
        }
        self.compare_unsaid_senses(sentence, language, &figures, &rule.own.constants);
        let said = |constant: &Constant| {
            figures
                .iter()
                .any(|figure| figure.readings.iter().any(|reading| reading.agrees(constant.reading).is_some()))
        };
        let mut unsaid: Vec<&Constant> = Vec::new();
        for constant in rule.own.constants.iter().filter(|constant| constant.decides) {
            let again = unsaid.iter().any(|known| known.reading == constant.reading);
            if !said(constant) && !again && !goes_without_saying(constant, &sentence.text) {
                unsaid.push(constant);
            }
        }
        self.report_figures(sentence, language, rule, &unknown, &unsaid);
    }

    /// Reports figures that only the words or only the expression have.
    fn report_figures(
        &mut self,
        sentence: &Written,
        language: Language,
        rule: &Rule,
        unknown: &[&Figure],
        unsaid: &[&Constant],
    ) {
        let text = |figure: &Figure| sentence.text.get(figure.place.clone()).unwrap_or("").to_owned();
        let place = |figure: &Figure| sentence.part(figure.place.start, figure.place.end);
        if let ([figure], [constant]) = (unknown, unsaid) {
            let (said, meant) = (text(figure), spoken(constant, language));
            let message = Text::new(
                format!("文字说的是“{said}”，算式里是 {}", constant.written),
                format!("the words say `{said}`, the expression says {}", constant.written),
            );
            let what = Text::new(format!("算式里是 {}", constant.written), format!("here it is {}", constant.written));
            let help = Text::new(
                format!("以原文为准：改文字，写“{meant}”，或改算式"),
                format!("go by the official text: write `{meant}`, or mend the expression"),
            );
            let fault = Diagnostic::warning("W0406", place(figure), message);
            self.diagnostics.push(fault.related(constant.span, what).help(help));
            return;
        }
        for figure in unknown {
            let said = text(figure);
            let message = Text::new(
                format!("算式里没有文字说的“{said}”"),
                format!("the expression does not have the `{said}` of the words"),
            );
            let what = Text::new("算式在这里", "the expression is here");
            let help = Text::new(
                "把它写进算式；如果是让企业自己判断的，写进指标的问题；否则从文字里删去",
                "put it into the expression, or into the question of the fact where the company is to judge; else leave it out",
            );
            let fault = Diagnostic::warning("W0406", place(figure), message);
            self.diagnostics.push(fault.related(rule.span, what).help(help));
        }
        if unsaid.is_empty() {
            return;
        }
        let figures: Vec<&str> = unsaid.iter().map(|constant| constant.written.as_str()).collect();
        let spoken: Vec<String> = unsaid.iter().map(|constant| spoken(constant, language)).collect();
        let message = Text::new(
            format!("文字没有说到算式里的 {}", figures.join("、")),
            format!("the words do not say the {} of the expression", figures.join(", ")),
        );
        let help = Text::new(
            format!("把“{}”写进文字，企业才知道差在哪里", spoken.join("”“")),
            format!("say `{}`, so that a company knows what it lacks", spoken.join("`, `")),
        );
        let mut fault = Diagnostic::warning("W0406", sentence.span, message).help(help);
        for constant in unsaid {
            fault = fault.related(constant.span, Text::new("没有说到", "not said"));
        }
        self.diagnostics.push(fault);
    }

    /// Compares the words beside a figure with how the expression compares with it.
    fn compare_senses(&mut self, sentence: &Written, language: Language, figure: &Figure, constants: &[&Constant]) {
        if constants.iter().any(|constant| constant.senses.is_empty()) {
            return;
        }
        let Some(constant) = constants.first() else { return };
        let fits = |sense: Comparison| constants.iter().any(|constant| fits(sense, constant));
        // 满3年以上 says the same twice; 满3年以下 says two things, of which one is wrong.
        let direction = |sense: Comparison| matches!(sense, Comparison::Less | Comparison::LessOrEqual);
        let fitting = figure.senses.iter().find(|(sense, _)| fits(*sense)).map(|(sense, _)| direction(*sense));
        let wrong = figure.senses.iter().find(|(sense, _)| match fitting {
            Some(fitting) => !fits(*sense) && direction(*sense) != fitting,
            None => true,
        });
        if let Some((_, place)) = wrong {
            self.report_sense(sentence, language, place, constant);
        }
    }

    /// Looks for comparisons that no words say, though there are words for others with the same figure:
    /// `上年占比 >= 3% and 前年占比 > 3%`, each of them "at least 3%".
    fn compare_unsaid_senses(&mut self, sentence: &Written, language: Language, figures: &[Figure], own: &[Constant]) {
        for constant in own.iter().filter(|constant| constant.decides && !constant.senses.is_empty()) {
            let same = |other: &&Constant| other.reading == constant.reading;
            let about = figures.iter().filter(|figure| best(figure, own).contains(&constant));
            let said: Vec<_> = about.flat_map(|figure| &figure.senses).collect();
            let is_said = said.iter().any(|(sense, _)| fits(*sense, constant));
            // Where one comparison is said, its opposite may go without saying: up to 5%, otherwise …
            let is_rest = own.iter().filter(same).any(|other| {
                let opposite = |sense: &Comparison| constant.senses.contains(&sense.opposite());
                other.senses.is_empty() || other.senses.iter().any(opposite)
            });
            if let (false, false, Some((_, place))) = (is_said, is_rest, said.first()) {
                self.report_sense(sentence, language, place, constant);
            }
        }
    }

    /// Reports a comparison word that is not that of the expression.
    fn report_sense(&mut self, sentence: &Written, language: Language, place: &Range<usize>, constant: &Constant) {
        let Some(meant) = constant.senses.first() else { return };
        let word = sentence.text.get(place.clone()).unwrap_or("");
        let sign = sign(*meant);
        let message = Text::new(
            format!("文字说“{word}”，算式里是 {sign} {}", constant.written),
            format!("the words say `{word}`, the expression says {sign} {}", constant.written),
        );
        let what = Text::new(format!("算式里是 {sign}"), format!("here it is {sign}"));
        let words = right_words(*meant, language);
        let help = if words.is_empty() {
            Text::new(
                format!("{sign} 不分大小；如果原文确是“{word}”，改算式"),
                format!("{sign} has no more or less; if the official text does say `{word}`, mend the expression"),
            )
        } else {
            Text::new(
                format!("{sign} 要说“{}”；如果原文确是“{word}”，改算式", words.join("”“")),
                format!(
                    "{sign} is `{}`; if the official text does say `{word}`, mend the expression",
                    words.join("`, `")
                ),
            )
        };
        let fault = Diagnostic::warning("W0407", sentence.part(place.start, place.end), message);
        self.diagnostics.push(fault.related(constant.span, what).help(help));
    }

    /// What an expression reads, through definitions, parameters and the texts of facts.
    fn around(&self, rule: &Rule) -> Around {
        let mut around = Around::default();
        let mut seen: HashSet<String> = HashSet::new();
        let mut waiting = vec![rule.own.clone()];
        while let Some(mentioned) = waiting.pop() {
            around.years_back.extend(mentioned.years_back);
            around.texts(&mentioned.texts, self);
            around.constants.extend(mentioned.constants);
            let whole = mentioned.names.into_iter().map(|name| (name, true));
            let names = whole.chain(mentioned.indexed.into_iter().map(|name| (name, false)));
            for (name, is_whole) in names {
                if seen.len() < LOOKED_THROUGH && seen.insert(name.clone()) {
                    around.sentence(&name, Language::Chinese);
                    waiting.extend(self.read_by(&name, is_whole, &mut around));
                }
            }
        }
        for sentence in &rule.sentences {
            around.sentence(&sentence.text, Language::Chinese);
            around.sentence(&sentence.text, Language::English);
        }
        around
    }

    /// What stands behind a name, of which all years are read or single ones; its own words are added to `around`.
    fn read_by(&self, name: &str, is_whole: bool, around: &mut Around) -> Option<Mentioned> {
        match self.symbol(&normalized(name)) {
            Some(Symbol::Fact(fact)) => {
                let fact = &self.catalog.facts[fact];
                around.fact(fact);
                around.years_back.extend((is_whole && fact.years > 0).then(|| u32::from(fact.years)));
                None
            }
            Some(Symbol::Parameter(parameter)) => {
                let parameter = &self.catalog.parameters[parameter];
                for row in &parameter.rows {
                    if let ParameterValue::Known(Value::Number(value)) = &row.value {
                        around.readings.extend(reading_of(*value, &parameter.value_type));
                    }
                }
                None
            }
            Some(Symbol::Definition(index)) => {
                let node = self.declarations.get(index)?.node;
                if let Kind::Mapping(keys) = &node.kind
                    && let Some((_, label)) = keys.iter().find(|(key, _)| key.text() == "label")
                {
                    texts(label).iter().for_each(|text| around.sentence(text.text(), Language::Chinese));
                }
                Some(undecided(computed(node)))
            }
            Some(Symbol::Faulty) => None,
            None => {
                // Perhaps a field of records.
                let field = self.catalog.fields.iter().find(|Field(field)| field.name == name)?;
                around.fact(&field.0);
                None
            }
        }
    }
}

/// What is known around an expression.
#[derive(Default)]
struct Around {
    constants: Vec<Constant>,
    readings: Vec<Reading>,
    years_back: Vec<u32>,
}

impl Around {
    fn sentence(&mut self, sentence: &str, language: Language) {
        self.readings.extend(prose::figures(sentence, language).into_iter().flat_map(|figure| figure.readings));
    }

    fn text(&mut self, text: &Text) {
        self.sentence(&text.zh, Language::Chinese);
        text.en.iter().for_each(|en| self.sentence(en, Language::English));
    }

    fn fact(&mut self, fact: &Fact) {
        self.text(&fact.label);
        // A yearly fact's question names years of which a rule may read some only.
        fact.ask.iter().filter(|_| fact.years == 0).for_each(|ask| self.text(ask));
    }

    /// Codes may have figures in their labels.
    fn texts(&mut self, codes: &[String], compiler: &Compiler<'_>) {
        for code in codes {
            self.sentence(code, Language::Chinese);
            let labels = compiler.catalog.lists.iter().filter_map(|list| list.item(list.position(code)?));
            labels.for_each(|item| self.text(&item.label));
        }
    }

    /// Whether a figure is that of a name or of a question, or tells how many years are looked back over.
    fn knows(&self, figure: &Figure) -> bool {
        let years: HashSet<u32> = self.years_back.iter().copied().collect();
        let spans = |count: u32| {
            let (most, least) = (years.iter().max(), years.iter().min());
            // 近两年 are two years of a series, or the growth from the third last to the last.
            let grown = most.zip(least).is_some_and(|(most, least)| most - least == count);
            years.contains(&count) || u32::try_from(years.len()) == Ok(count) || grown
        };
        figure.readings.iter().any(|reading| {
            let is_period = |months: &Decimal| {
                let years = months.checked_div(Decimal::from(12)).filter(|years| years.fract().is_zero());
                years.and_then(|years| u32::try_from(years).ok()).is_some_and(|count| count > 0 && spans(count))
            };
            matches!(reading, Reading::Months(months) if is_period(months))
                || self
                    .readings
                    .iter()
                    .any(|known| reading.agrees(*known).is_some() || known.agrees(*reading).is_some())
        })
    }
}

/// The constants that a figure of the words can be: the exact ones, if there are any.
fn best<'c>(figure: &Figure, constants: &'c [Constant]) -> Vec<&'c Constant> {
    let agreement =
        |constant: &Constant| figure.readings.iter().filter_map(|reading| reading.agrees(constant.reading)).max();
    let fitting: Vec<_> = constants.iter().filter_map(|one| agreement(one).map(|agreement| (agreement, one))).collect();
    let exact = fitting.iter().any(|(agreement, _)| *agreement == Agreement::Exact);
    fitting.into_iter().filter(|(agreement, _)| !exact || *agreement == Agreement::Exact).map(|(_, one)| one).collect()
}

/// Whether a word beside a figure is that of a comparison with it.
fn fits(said: Comparison, constant: &Constant) -> bool {
    let is_whole = constant.reading == Reading::Share(Decimal::ONE);
    constant.senses.iter().any(|meant| match (said, meant) {
        // All of it cannot be exceeded, and nothing undercuts 0.
        (Comparison::GreaterOrEqual, Comparison::Equal) => is_whole,
        (Comparison::Greater, Comparison::NotEqual) | (Comparison::LessOrEqual, Comparison::Equal) => {
            constant.reading.is_zero()
        }
        (said, meant) => said == *meant,
    })
}

/// Whether a figure needs no words of its own: that there is one of something, that it is all of it.
fn goes_without_saying(constant: &Constant, sentence: &str) -> bool {
    let is_one = matches!(constant.reading, Reading::Count(value) if value == Decimal::ONE);
    let is_all = matches!(constant.reading, Reading::Share(value) if value == Decimal::ONE);
    let says_all = ["全", "均", "都", "每", "All", "all", "very", "ach", "ntire", "holly", "ully", "nly"];
    is_one
        && constant
            .senses
            .iter()
            .any(|sense| matches!(sense, Comparison::GreaterOrEqual | Comparison::Less | Comparison::Equal))
        || is_all && says_all.iter().any(|word| sentence.contains(word))
}

fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "=",
        Comparison::NotEqual => "!=",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => ">=",
    }
}

/// A figure of an expression as a sentence would name it.
fn spoken(constant: &Constant, language: Language) -> String {
    match (constant.reading, language) {
        // With the unit that the author chose.
        (Reading::Count(_), Language::Chinese) => constant.written.clone(),
        (reading, language) => reading.spoken(language),
    }
}

/// The words that say such a comparison.
fn right_words(comparison: Comparison, language: Language) -> &'static [&'static str] {
    match (comparison, language) {
        (Comparison::GreaterOrEqual, Language::Chinese) => &["不低于", "至少", "以上"],
        (Comparison::Greater, Language::Chinese) => &["超过", "高于"],
        (Comparison::LessOrEqual, Language::Chinese) => &["不超过", "至多", "以下"],
        (Comparison::Less, Language::Chinese) => &["低于", "不足", "不满"],
        (Comparison::GreaterOrEqual, Language::English) => &["at least", "or more"],
        (Comparison::Greater, Language::English) => &["more than", "above"],
        (Comparison::LessOrEqual, Language::English) => &["at most", "up to"],
        (Comparison::Less, Language::English) => &["less than", "below"],
        (Comparison::Equal | Comparison::NotEqual, _) => &[],
    }
}

/// The Chinese and the English sentence of `says`.
fn sentences(says: &Node) -> Option<(&Scalar, Option<&Scalar>)> {
    let scratch = &mut Diagnostics::default();
    if says.as_scalar().is_some() {
        return Some((scalar(says, scratch)?, None));
    }
    let keys = entries(says, scratch)?;
    let text = |key: &str| keys.iter().find(|(found, _)| found.text() == key).and_then(|(_, node)| node.as_scalar());
    Some((text("zh")?, text("en")))
}

/// All texts below a node.
fn texts(node: &Node) -> Vec<&Scalar> {
    match &node.kind {
        Kind::Scalar(scalar) => vec![scalar],
        Kind::Sequence(items) => items.iter().flat_map(texts).collect(),
        Kind::Mapping(entries) => entries.iter().flat_map(|(_, value)| texts(value)).collect(),
    }
}

fn condition_of(scalar: &Scalar) -> Option<Mentioned> {
    let tree = parse::expression(&scalar.written, &mut Diagnostics::default())?;
    Some(Mentioned::by_condition(&tree))
}

fn tests_of(scalar: &Scalar) -> Option<Mentioned> {
    let tests = parse::unary_tests(&scalar.written, &mut Diagnostics::default())?;
    Some(Mentioned::by_tests(&tests))
}

/// What all expressions below a node mention, without how it is compared: rows of a table depend on each other.
fn all_of(node: &Node) -> Mentioned {
    let mut mentioned = Mentioned::default();
    for scalar in texts(node) {
        let found = condition_of(scalar).or_else(|| tests_of(scalar));
        mentioned.extend(found.unwrap_or_default().senseless());
    }
    mentioned
}

/// What a definition computes with.
fn computed(node: &Node) -> Mentioned {
    let Kind::Mapping(keys) = &node.kind else {
        return node.as_scalar().and_then(condition_of).unwrap_or_default();
    };
    let mut mentioned = Mentioned::default();
    for (key, value) in keys.iter().filter(|(key, _)| COMPUTED.contains(&key.text())) {
        let found = match (key.text(), value.as_scalar()) {
            ("value", Some(scalar)) => condition_of(scalar).unwrap_or_default(),
            ("pass", Some(scalar)) => {
                let mut least = condition_of(scalar).unwrap_or_default();
                least.constants.iter_mut().for_each(|one| one.senses = vec![Comparison::GreaterOrEqual]);
                least
            }
            _ => all_of(value),
        };
        mentioned.extend(found);
    }
    mentioned
}

/// The same, if none of its figures must be said.
fn undecided(mut mentioned: Mentioned) -> Mentioned {
    mentioned.constants.iter_mut().for_each(|constant| constant.decides = false);
    mentioned
}

/// What a figure of that type means.
fn reading_of(value: Decimal, value_type: &Type) -> Option<Reading> {
    Some(match value_type {
        Type::Money => Reading::Money(value),
        Type::Percent => Reading::Share(value),
        Type::Period => Reading::Months(value),
        Type::Days => Reading::Days(value),
        Type::Number | Type::Quantity(_) => Reading::Count(value),
        _ => return None,
    })
}
