//! Figures in English sentences: digits and numerals with a currency, a scale and a unit, dates; and the words before and
//! behind them that say how they are compared.

use super::letters::Letters;
use super::{CALENDAR, Figure, Found, Reading, Unit, Words, longest};
use crate::model::{Comparison, Date};
use rust_decimal::Decimal;
use std::ops::Range;

/// Phrases that stand before a figure, separated by commas.
const BEFORE: [(&str, Comparison); 4] = [
    ("at least,minimum of,minimum,reaches,reach,reached,reaching,≥", Comparison::GreaterOrEqual),
    ("at most,up to,maximum of,maximum,capped at,limited to,within,≤", Comparison::LessOrEqual),
    (
        "more than,greater than,higher than,larger than,longer than,older than,in excess of,above,over,exceeds,exceed,\
         exceeded,exceeding,beyond,>",
        Comparison::Greater,
    ),
    ("less than,fewer than,lower than,smaller than,shorter than,younger than,short of,below,under,<", Comparison::Less),
];

/// Words that turn the phrase behind them: no less than, does not exceed.
const NEGATIONS: [&str; 6] = ["no", "not", "never", "cannot", "without", "nor"];

/// What stands behind a figure and `or` or `and`: 5 or more.
const BEHIND: &[Words<Comparison>] = &[
    ("more above over higher greater longer older up upwards", Comparison::GreaterOrEqual),
    ("less fewer below under lower smaller shorter younger", Comparison::LessOrEqual),
];

/// What may stand between a comparison word and its figure.
const FILLERS: &str = "the a an about some around approximately only just its cny rmb ¥ yuan total statutory";

/// What may stand between a number and its years: three consecutive years, a three-year contract.
const KINDS_OF_YEARS: &str =
    "- consecutive successive full calendar financial fiscal accounting complete whole natural tax working";

/// What makes a period one to look back over and no comparison: over two years, within three years.
const SPANNING: [&str; 2] = ["over", "within"];

/// What makes one year no figure: the last year.
const LOOKING_BACK: [&str; 6] = ["last", "past", "previous", "each", "every", "next"];

/// What a number counts, by the word behind it.
const UNITS: &[Words<Unit>] = &[
    ("% percent", Unit::Parts(100)),
    ("‰", Unit::Parts(1000)),
    ("yuan cny rmb", Unit::Money),
    ("year years year's years'", Unit::Months(12)),
    ("month months month's months'", Unit::Months(1)),
    ("week weeks", Unit::Days(7)),
    ("day days days'", Unit::Days(1)),
    ("times", Unit::Times),
    ("mwh mw", Unit::Count(1000)),
    ("people persons person employees employee staff workers jobs points hours", Unit::Count(1)),
    ("kwh kw m² m2 km tonnes tons usd dollars euros", Unit::Count(1)),
];

/// Scales behind a number.
const SCALES: &[Words<i64>] = &[
    ("hundred", 100),
    ("thousand", 1_000),
    ("million mn", 1_000_000),
    ("billion bn", 1_000_000_000),
    ("trillion tn", 1_000_000_000_000),
];

/// Numbers in letters, from 0 on.
const NUMERALS: &str = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen \
                        sixteen seventeen eighteen nineteen";
/// Tens in letters, from 20 on.
const TENS: &str = "twenty thirty forty fifty sixty seventy eighty ninety";
/// Parts of a whole, and how many of them there are.
const PARTS: &[Words<i64>] = &[("third thirds", 3), ("quarter quarters", 4), ("fifth fifths", 5), ("tenth tenths", 10)];
const MONTHS: &str = "january february march april may june july august september october november december";

/// Words before a number that make it part of a name: Article 3, class 1.
const NAMES: &str = "article articles section clause no class category phase stage tier level grade type chapter table form top fortune";

/// Currencies that are counted and not computed with.
const CURRENCIES: &str = "usd us$ $ € eur hkd gbp";

/// The position of a word in a list.
fn position(words: &str, word: &str) -> Option<usize> {
    words.split(' ').position(|known| known == word)
}

/// A word, a number or a sign.
struct Token {
    start: usize,
    end: usize,
    kind: Kind,
}

enum Kind {
    /// In small letters; a sign is a word of one letter.
    Word(String),
    Number(Decimal),
    Day(Date),
}

struct Sentence {
    letters: Letters,
    tokens: Vec<Token>,
}

/// The figures of an English sentence.
pub(super) fn figures(sentence: &str) -> Vec<Figure> {
    let sentence = Sentence::of(sentence);
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;
    while at < sentence.tokens.len() {
        match sentence.figure(at) {
            Some(figure) => {
                at = figure.end;
                found.push(figure);
            }
            None => at += 1,
        }
    }
    let place = |index: Option<usize>| index.and_then(|index| found.get(index));
    let finished = found.iter().enumerate().map(|(index, figure)| {
        let from = place(index.checked_sub(1)).map_or(0, |before| before.end);
        let to = place(index.checked_add(1)).map_or(sentence.tokens.len(), |behind| behind.start);
        let mut readings = figure.readings();
        let mut shares_unit = false;
        if let Some(next) = place(index.checked_add(1)) {
            let between: Vec<&str> = (figure.end..next.start).filter_map(|at| sentence.word(at)).collect();
            let joined = !between.is_empty()
                && between.len() == next.start - figure.end
                && between.iter().all(|word| matches!(*word, "," | "or" | "and" | "to" | "-" | "/"));
            if joined {
                readings.extend(figure.shared(next));
                shares_unit = next.is_measured() && matches!(between.as_slice(), ["to" | "-"]);
            }
        }
        let is_period = matches!(figure.unit, Some(Unit::Months(_) | Unit::Days(_)));
        let senses: Vec<_> = [sentence.before(from, figure.start, is_period), sentence.behind(figure.end, to)]
            .into_iter()
            .flatten()
            .map(|(sense, range)| (sense, sentence.bytes(range)))
            .collect();
        let bare = figure.unit.is_none() && figure.scale.is_none() && figure.whole.is_none();
        let is_article = figure.loose && figure.number == Decimal::ONE;
        let loose = (figure.loose || bare && !shares_unit) && (senses.is_empty() || is_article);
        Figure { place: sentence.bytes(figure.start..figure.end), readings, loose, senses }
    });
    finished.collect()
}

impl Sentence {
    fn of(sentence: &str) -> Sentence {
        let letters = Letters::of(sentence);
        let mut tokens = Vec::new();
        let mut at = 0;
        while let Some(letter) = letters.get(at) {
            let start = at;
            let kind = if letter.is_whitespace() {
                at += 1;
                continue;
            } else if let Some((day, end)) = written_day(&letters, at) {
                at = end;
                Kind::Day(day)
            } else if letter.is_ascii_digit() {
                match letters.digits(at) {
                    // 5G, 1st: a name.
                    Some((number, end)) if !letters.get(end).is_some_and(char::is_alphabetic) => {
                        at = end;
                        Kind::Number(number)
                    }
                    _ => {
                        at = past_word(&letters, at);
                        Kind::Word(letters.text(start..at).to_lowercase())
                    }
                }
            } else if letter.is_alphabetic() {
                at = past_word(&letters, at);
                Kind::Word(letters.text(start..at).to_lowercase())
            } else {
                at += 1;
                Kind::Word(letter.to_string())
            };
            tokens.push(Token { start, end: at, kind });
        }
        Sentence { letters, tokens }
    }

    fn word(&self, at: usize) -> Option<&str> {
        match &self.tokens.get(at)?.kind {
            Kind::Word(word) => Some(word),
            _ => None,
        }
    }

    fn word_before(&self, at: usize) -> Option<&str> {
        at.checked_sub(1).and_then(|at| self.word(at))
    }

    fn number(&self, at: usize) -> Option<Decimal> {
        match self.tokens.get(at)?.kind {
            Kind::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The bytes of the sentence that these tokens are.
    fn bytes(&self, range: Range<usize>) -> Range<usize> {
        let tokens = self.tokens.get(range).unwrap_or(&[]);
        let (first, last) = (tokens.first().map_or(0, |token| token.start), tokens.last().map_or(0, |token| token.end));
        self.letters.bytes(first..last)
    }

    /// The figure that begins at that token.
    fn figure(&self, at: usize) -> Option<Found> {
        if let Kind::Day(day) = self.tokens.get(at)?.kind {
            return Some(Found::whole(at, at + 1, Reading::Day(day)));
        }
        self.date(at).or_else(|| self.fraction(at)).or_else(|| self.amount(at))
    }

    fn month(&self, at: usize) -> Option<u8> {
        let word = self.word(at)?;
        let month = position(MONTHS, word)?;
        u8::try_from(month + 1).ok()
    }

    fn day_of_month(&self, at: usize) -> Option<u8> {
        let number = self.number(at)?;
        u8::try_from(number).ok().filter(|day| (1..=31).contains(day) && number.fract().is_zero())
    }

    fn year(&self, at: usize) -> Option<i32> {
        let number = self.number(at)?;
        i32::try_from(number).ok().filter(|year| CALENDAR.contains(year) && number.fract().is_zero())
    }

    /// `31 March 2025`, `March 31, 2025`, `March 2025`, `31 March`
    fn date(&self, at: usize) -> Option<Found> {
        let (month, day, mut end) = match (self.month(at), self.day_of_month(at)) {
            (Some(month), _) => match self.day_of_month(at + 1) {
                Some(day) => (month, day, at + 2),
                None => {
                    let year = self.year(at + 1)?;
                    return Some(Found { loose: true, ..Found::whole(at, at + 2, Reading::Year(year)) });
                }
            },
            (None, Some(day)) => (self.month(at + 1)?, day, at + 2),
            (None, None) => return None,
        };
        if self.word(end) == Some(",") && self.year(end + 1).is_some() {
            end += 1;
        }
        match self.year(end) {
            Some(year) => Some(Found::whole(at, end + 1, Reading::Day(Date::from_ymd(year, month, day)?))),
            None => Some(Found::whole(at, end, Reading::DayOfYear(month, day))),
        }
    }

    /// `half`, `one third`, `two thirds`, `half a year`
    fn fraction(&self, at: usize) -> Option<Found> {
        let word = self.word(at)?;
        if word == "half" {
            let behind = if matches!(self.word(at + 1), Some("a" | "-")) { at + 2 } else { at + 1 };
            if self.word(behind) == Some("year") {
                return Some(Found::whole(at, behind + 1, Reading::Months(Decimal::from(6))));
            }
            return Some(Found { loose: true, ..Found::whole(at, at + 1, Reading::Share(Decimal::new(5, 1))) });
        }
        let (number, end) = if word == "a" { (Decimal::ONE, at + 1) } else { self.numeral(at)? };
        let end = if self.word(end) == Some("-") { end + 1 } else { end };
        let word = self.word(end)?;
        let (_, parts) = longest(PARTS, |part| part == word)?;
        let share = number.checked_div(Decimal::from(parts))?;
        Some(Found { loose: true, ..Found::whole(at, end + 1, Reading::Share(share)) })
    }

    /// A number in letters, and where it ends: `three`, `twenty-four`.
    fn numeral(&self, at: usize) -> Option<(Decimal, usize)> {
        let word = self.word(at)?;
        let small = |word: &str| position(NUMERALS, word);
        let Some(tens) = position(TENS, word).map(|tens| (tens + 2) * 10) else {
            return Some((Decimal::from(small(word)?), at + 1));
        };
        let behind = if self.word(at + 1) == Some("-") { at + 2 } else { at + 1 };
        match self.word(behind).and_then(small).filter(|ones| (1..10).contains(ones)) {
            Some(ones) => Some((Decimal::from(tens + ones), behind + 1)),
            None => Some((Decimal::from(tens), at + 1)),
        }
    }

    /// A number with its currency, scale and unit.
    fn amount(&self, at: usize) -> Option<Found> {
        let in_digits = self.number(at).is_some();
        let (number, end) = match self.number(at) {
            Some(number) => (number, at + 1),
            None => self.numeral(at)?,
        };
        let mut found = Found { loose: !in_digits, ..Found::number(at, end, number) };
        if let Some((_, factor)) = self.word(end).and_then(|word| longest(SCALES, |scale| scale == word)) {
            (found.scale, found.end, found.loose) = (Some(Decimal::from(factor)), end + 1, false);
        }
        match self.word_before(at) {
            Some("cny" | "rmb" | "yuan" | "¥" | "￥") => {
                (found.unit, found.start, found.loose) = (Some(Unit::Money), at - 1, false);
                return Some(found);
            }
            Some(word) if position(CURRENCIES, word).is_some() => {
                (found.unit, found.start) = (Some(Unit::Count(1)), at - 1);
                return Some(found);
            }
            Some(word) if position(NAMES, word).is_some() => return Some(Found { loose: true, ..found }),
            _ => {}
        }
        if let Some((unit, behind)) = self.unit(found.end) {
            let is_one_thing = !in_digits && matches!(unit, Unit::Count(_));
            (found.unit, found.end, found.loose) = (Some(unit), behind, is_one_thing);
            let looks_back = self.word_before(at).is_some_and(|word| LOOKING_BACK.contains(&word));
            found.loose |= unit == Unit::Months(12) && number == Decimal::ONE && looks_back;
        } else if in_digits
            && found.scale.is_none()
            && let Some(year) = self.year(at)
        {
            return Some(Found { loose: true, ..Found::whole(at, found.end, Reading::Year(year)) });
        }
        Some(found)
    }

    /// The unit that begins at that token, and where it ends.
    fn unit(&self, at: usize) -> Option<(Unit, usize)> {
        if self.word(at) == Some("per") && self.word(at + 1) == Some("cent") {
            return Some((Unit::Parts(100), at + 2));
        }
        if matches!(self.word(at), Some("percentage")) && matches!(self.word(at + 1), Some("point" | "points")) {
            return Some((Unit::Parts(100), at + 2));
        }
        let mut behind = at;
        while self.word(behind).is_some_and(|word| position(KINDS_OF_YEARS, word).is_some()) {
            behind += 1;
        }
        let word = self.word(behind)?;
        let (_, unit) = longest(UNITS, |known| known == word)?;
        // Only periods have adjectives, and only they may hang on a hyphen: three-year, 5-10.
        let fits = behind == at || matches!(unit, Unit::Months(_) | Unit::Days(_));
        fits.then_some((unit, behind + 1))
    }

    fn is_mark(&self, at: usize) -> bool {
        self.word(at).is_some_and(|word| matches!(word, "," | ";" | ":" | "." | "(" | ")" | "\"" | "!" | "?"))
    }

    /// What the words before a figure say of it.
    fn before(&self, from: usize, to: usize, is_period: bool) -> Option<(Comparison, Range<usize>)> {
        let start = (from..to).rev().find(|at| self.is_mark(*at)).map_or(from, |at| at + 1);
        let mut end = to;
        while end > start && self.word_before(end).is_some_and(|word| position(FILLERS, word).is_some()) {
            end -= 1;
        }
        let begin = |phrase: &str| {
            let begin = end.checked_sub(phrase.split(' ').count()).filter(|begin| *begin >= start)?;
            phrase.split(' ').enumerate().all(|(offset, word)| self.word(begin + offset) == Some(word)).then_some(begin)
        };
        let phrases = BEFORE.iter().flat_map(|(phrases, sense)| phrases.split(',').map(|phrase| (phrase, *sense)));
        let fitting = phrases.filter_map(|(phrase, sense)| begin(phrase).map(|begin| (begin, phrase, sense)));
        let (begin, phrase, sense) = fitting.min_by_key(|(begin, ..)| *begin)?;
        if is_period && SPANNING.contains(&phrase) {
            return None;
        }
        let is_negated = begin > start && self.word_before(begin).is_some_and(|word| NEGATIONS.contains(&word));
        if is_negated { Some((sense.opposite(), begin - 1..end)) } else { Some((sense, begin..end)) }
    }

    /// What the words behind a figure say of it: `or more`, `employees and above`.
    fn behind(&self, from: usize, to: usize) -> Option<(Comparison, Range<usize>)> {
        /// How many words may name what is counted.
        const NAMED: usize = 3;
        let end = to.min(from + NAMED);
        let joint = (from..=end).find(|at| matches!(self.word(*at), Some("or" | "and")))?;
        if (from..joint).any(|at| self.is_mark(at)) {
            return None;
        }
        let word = self.word(joint + 1)?;
        let (_, sense) = longest(BEHIND, |known| known == word)?;
        // Of `20% and more than 5 people` the words belong to what follows.
        let belongs_behind =
            matches!(self.word(joint + 2), Some("than" | "the" | "a")) || joint + 2 == to && to < self.tokens.len();
        (!belongs_behind).then_some((sense, joint..joint + 2))
    }
}

/// `2025-03-31`
fn written_day(letters: &Letters, at: usize) -> Option<(Date, usize)> {
    const LENGTH: usize = 10;
    if letters.before(at).is_some_and(|letter| letter.is_alphanumeric()) || letters.is_digit(at + LENGTH) {
        return None;
    }
    Date::parse(&letters.text(at..at + LENGTH)).map(|day| (day, at + LENGTH))
}

/// Where a word ends that begins there: letters, digits and apostrophes.
fn past_word(letters: &Letters, mut at: usize) -> usize {
    while letters.get(at).is_some_and(|letter| letter.is_alphanumeric() || matches!(letter, '\'' | '’')) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::figures;
    use crate::lang::prose::Reading;
    use crate::model::{Comparison, Language};

    fn shown(sentence: &str) -> String {
        let figure = |figure: super::Figure| {
            let senses: Vec<_> = figure
                .senses
                .iter()
                .map(|(sense, place)| {
                    let sign = match sense {
                        Comparison::Less => "<",
                        Comparison::LessOrEqual => "<=",
                        Comparison::Greater => ">",
                        Comparison::GreaterOrEqual => ">=",
                        _ => "?",
                    };
                    format!(" {sign} {}", sentence.get(place.clone()).unwrap())
                })
                .collect();
            let reading = figure.readings.first().copied().unwrap_or(Reading::Year(0)).spoken(Language::English);
            let text = format!("{}={reading}{}", sentence.get(figure.place.clone()).unwrap(), senses.concat());
            if figure.loose { format!("[{text}]") } else { text }
        };
        figures(sentence).into_iter().map(figure).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn figures_and_their_words() {
        for (sentence, expected) in [
            ("Taxable income is at most CNY 3 million", "CNY 3 million=CNY 3 million <= at most"),
            ("Revenue of at least CNY 300 000", "CNY 300 000=CNY 300000 >= at least"),
            ("300,000 yuan or more", "300,000 yuan=CNY 300000 >= or more"),
            ("At most 300 employees", "300 employees=300 <= At most"),
            ("300 or fewer", "300=300 <= or fewer"),
            ("No less than 20% of revenue", "20%=20% >= No less than"),
            ("R&D does not exceed 5 per cent", "5 per cent=5% <= not exceed"),
            ("More than half of the sales", "half=50% > More than"),
            ("at least one quarter", "one quarter=25% >= at least"),
            ("At least three years in the market", "three years=3 years >= At least"),
            ("CNY 12 million over two years", "CNY 12 million=CNY 12 million; two years=2 years"),
            ("three consecutive years", "three consecutive years=3 years"),
            ("a three-year contract of 24 months", "three-year=3 years; 24 months=2 years"),
            ("no incident within three years", "three years=3 years"),
            ("fewer than 30 people and above 5%", "30 people=30 < fewer than; 5%=5% > above"),
            ("growth of 20% and more than 5 people", "20%=20%; 5 people=5 > more than"),
            ("caps of CNY 5, 3 or 1 million", "CNY 5=CNY 5; [3=3]; 1 million=1000000"),
            ("from 5 to 10 million", "5=5; 10 million=10000000"),
            ("twenty-four months or more", "twenty-four months=2 years >= or more"),
            ("at least one patent", "[one=1 >= at least]"),
        ] {
            assert_eq!(shown(sentence), expected, "{sentence}");
        }
    }

    #[test]
    fn dates_and_names() {
        for (sentence, expected) in [
            ("before 31 March 2025", "31 March 2025=2025-03-31"),
            ("March 31, 2025", "March 31, 2025=2025-03-31"),
            ("until 31 March of the next year", "31 March=03-31"),
            ("in 2018-2022", "[2018=2018]; [2022=2022]"),
            ("since 2024-01-01", "2024-01-01=2024-01-01"),
            ("Article 3, class 1, Top 500, 5G, ISO9001", "[3=3]; [1=1]; [500=500]"),
            ("the last one year", "[one year=1 year]"),
        ] {
            assert_eq!(shown(sentence), expected, "{sentence}");
        }
    }
}
