//! Figures in Chinese sentences: digits with 万, 亿 and a unit, numerals in characters where a unit follows, dates; and the
//! words before and behind them that say how they are compared.

use super::letters::Letters;
use super::{CALENDAR, Figure, Found, Reading, Unit, Words, longest};
use crate::model::{Comparison, Date};
use rust_decimal::Decimal;
use std::ops::Range;

/// Words that stand before a figure.
const BEFORE: &[Words<Comparison>] = &[
    ("至少 最少 最低 起码 下限 达到 达 满 大于等于 大于或等于 高于等于 高于或等于 ≥ >=", Comparison::GreaterOrEqual),
    ("超过 超出 超 高于 大于 多于 逾 >", Comparison::Greater),
    ("至多 最多 最高 上限 小于等于 小于或等于 低于等于 低于或等于 ≤ <=", Comparison::LessOrEqual),
    ("低于 少于 小于 不足 不到 <", Comparison::Less),
];

/// Words that turn the one behind them: 不低于, 未满.
const NEGATIONS: &str = "不得 没有 未曾 不能 不可 不会 不应 不允许 从未 并未 尚未 未 不 没 无";

/// Words that stand behind a figure.
const BEHIND: &[Words<Comparison>] = &[
    ("以上", Comparison::GreaterOrEqual),
    ("以下 以内 之内 封顶 为限", Comparison::LessOrEqual),
    ("以外", Comparison::Greater),
];

/// What may stand between a comparison word and its figure, on either side.
const FILLERS: &str =
    "人民币 约 为 是 : ： 及 或 或者 和 企业 员工 职工 人员 产品 专利 知识产权 时间 左右 (含) 同期 总额";

/// What a number counts, by the word behind it. 千瓦时 is a unit of its own and not a thousand 瓦时: the longest is taken.
const UNITS: &[Words<Unit>] = &[
    ("元 元人民币 人民币", Unit::Money),
    ("% 百分点 个百分点", Unit::Parts(100)),
    ("‰", Unit::Parts(1000)),
    ("成 折", Unit::Parts(10)),
    ("倍", Unit::Times),
    ("年 周年 年度 个年度 个会计年度 个完整会计年度 个完整年度 个纳税年度 个自然年度 岁 周岁", Unit::Months(12)),
    ("个季度", Unit::Months(3)),
    ("个月", Unit::Months(1)),
    ("天 日 个自然日 个工作日", Unit::Days(1)),
    ("周 个星期", Unit::Days(7)),
    ("美元 欧元 港元 日元 英镑 分 小时 个小时 学时 课时", Unit::Count(1)),
    ("千瓦时 千瓦 kWh kW 平方米 平米 ㎡ m² 亩 公顷 公里 千米 米 千克 公斤 吨 吨标准煤", Unit::Count(1)),
    ("兆瓦时 兆瓦 MWh MW", Unit::Count(1000)),
];

/// Words that count things. Behind a numeral they are often only an article: 一项, 两家, 三个方面.
const CLASSIFIERS: &str = "人 人次 名 个 家 家次 件 项 项次 位 次 户 台 套 辆 种 批 场 处 间 所 篇 部 条 席 席位 工位 个工位 \
                           架 架次 艘 只 支 笔 班次 株";

/// What makes a number part of a name: 500强, 12号, 5级, 3类.
const NAMES: &str = "强 号 级 类 等 档 代 届 星 版 型 楼 层 区 线 期";

/// Marks across which no word says anything of a figure.
const MARKS: &str = "，。；、！？()“”《》〔〕\n";

/// Words before a period that make it a time to look back over: 近一年, 上一年度.
const LOOKING_BACK: [char; 10] = ['上', '前', '近', '下', '次', '后', '每', '当', '本', '头'];

/// The figures of a Chinese sentence.
pub(super) fn figures(sentence: &str) -> Vec<Figure> {
    let letters = Letters::of(sentence);
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        if let Some(behind) = skipped(&letters, at) {
            at = behind;
        } else if let Some(figure) = figure(&letters, at) {
            at = figure.end;
            found.push(figure);
        } else {
            at += 1;
        }
    }
    let place = |index: Option<usize>| index.and_then(|index| found.get(index));
    let finished = found.iter().enumerate().map(|(index, figure)| {
        let from = place(index.checked_sub(1)).map_or(0, |before| before.end);
        let to = place(index.checked_add(1)).map_or(letters.len(), |behind| behind.start);
        let mut readings = figure.readings();
        let mut shares_unit = false;
        if let Some(next) = place(index.checked_add(1)) {
            let between = letters.text(figure.end..next.start);
            let between = between.trim();
            if matches!(between, "至" | "到" | "-" | "~" | "、" | "或" | "和" | "及" | "与" | "/" | "," | "，")
            {
                readings.extend(figure.shared(next));
                shares_unit = next.is_measured() && matches!(between, "至" | "到" | "-" | "~");
            }
        }
        let senses: Vec<_> = [before(&letters, from, figure.start), behind(&letters, figure.end, to)]
            .into_iter()
            .flatten()
            .map(|(sense, range)| (sense, letters.bytes(range)))
            .collect();
        // A bare number is a figure only where something is said of it.
        let bare = figure.unit.is_none() && figure.scale.is_none() && figure.whole.is_none();
        let loose = (figure.loose || bare && !shares_unit) && (senses.is_empty() || is_article(figure));
        Figure { place: letters.bytes(figure.start..figure.end), readings, loose, senses }
    });
    finished.collect()
}

/// Whether a figure is the 一 that may stand before anything: 至少一项 says no more than that there is one.
fn is_article(figure: &Found) -> bool {
    figure.loose && figure.number == Decimal::ONE
}

/// Where something ends that begins here and holds no figure: a document's title or number, 第三条, a name in letters.
fn skipped(letters: &Letters, at: usize) -> Option<usize> {
    let closed_by = |mark: char| (at + 1..letters.len()).find(|at| letters.get(*at) == Some(mark)).map(|at| at + 1);
    match letters.get(at)? {
        '《' => closed_by('》'),
        '〔' => closed_by('〕'),
        '[' => closed_by(']'),
        '第' => Some(past_ordinal(letters, at + 1)).filter(|behind| *behind > at + 1),
        letter if letter.is_ascii_alphabetic() => {
            let mut end = at + 1;
            let joins = |end: usize| {
                let next = letters.get(end + 1).is_some_and(|letter| letter.is_ascii_alphanumeric());
                matches!(letters.get(end), Some('.' | '/' | '-')) && next
            };
            // The currency is no part of the number behind it.
            let is_currency = |end: usize| matches!(letters.text(at..end).as_str(), "CNY" | "RMB");
            while letters.get(end).is_some_and(|letter| letter.is_ascii_alphanumeric()) && !is_currency(end)
                || joins(end)
            {
                end += 1;
            }
            Some(end)
        }
        _ => None,
    }
}

/// Where an ordinal ends: 三, 三至五, 12.
fn past_ordinal(letters: &Letters, start: usize) -> usize {
    let number = |at: usize| {
        let digits = letters.digits(at).map(|(_, end)| end);
        digits.or_else(|| numeral(letters, at).map(|(_, end)| end))
    };
    let Some(mut end) = number(start) else { return start };
    while matches!(letters.get(end), Some('至' | '到' | '-' | '、')) {
        match number(end + 1) {
            Some(behind) => end = behind,
            None => break,
        }
    }
    end
}

/// The figure that begins here.
fn figure(letters: &Letters, at: usize) -> Option<Found> {
    date(letters, at).or_else(|| fraction(letters, at)).or_else(|| half(letters, at)).or_else(|| amount(letters, at))
}

/// `2025年12月31日`, `2025年度`, `12月31日`, `2025-12-31`, `二〇二五年`
fn date(letters: &Letters, start: usize) -> Option<Found> {
    if letters.before(start).is_some_and(|letter| letter.is_ascii_digit() || letter == '.') {
        return None;
    }
    let short = |at: usize| {
        let length = (at..at + 3).take_while(|at| letters.is_digit(*at)).count();
        let number = letters.text(at..at + length).parse::<u8>().ok().filter(|_| length <= 2);
        number.map(|number| (number, at + length))
    };
    if let Some((year, end)) = calendar_year(letters, start) {
        let sign = letters.get(end)?;
        if matches!(sign, '-' | '.' | '/') {
            let (month, end) = short(end + 1)?;
            let (day, end) = short(end + 1).filter(|_| letters.get(end) == Some(sign))?;
            return Some(Found::whole(start, end, Reading::Day(Date::from_ymd(year, month, day)?)));
        }
        if sign != '年' {
            return None;
        }
        let year_end = if letters.starts(end, "年度") { end + 2 } else { end + 1 };
        let Some((month, month_end)) = short(end + 1).filter(|(_, end)| letters.get(*end) == Some('月')) else {
            return Some(Found { loose: true, ..Found::whole(start, year_end, Reading::Year(year)) });
        };
        return match short(month_end + 1).filter(|(_, end)| matches!(letters.get(*end), Some('日' | '号'))) {
            Some((day, day_end)) => {
                let day = Reading::Day(Date::from_ymd(year, month, day)?);
                Some(Found::whole(start, day_end + 1, day))
            }
            None => Some(Found { loose: true, ..Found::whole(start, month_end + 1, Reading::Year(year)) }),
        };
    }
    let (month, end) =
        short(start).filter(|(month, end)| (1..=12).contains(month) && letters.get(*end) == Some('月'))?;
    let day = short(end + 1).filter(|(_, end)| matches!(letters.get(*end), Some('日' | '号')));
    // 3月 alone is a month's name.
    let (reading, end) =
        day.map_or((Reading::DayOfYear(month, 0), end + 1), |(day, end)| (Reading::DayOfYear(month, day), end + 1));
    Some(Found { loose: day.is_none(), ..Found::whole(start, end, reading) })
}

/// Four digits, or four numerals, that a calendar year is written with.
fn calendar_year(letters: &Letters, start: usize) -> Option<(i32, usize)> {
    let mut year = 0;
    for at in start..start + 4 {
        let letter = letters.get(at)?;
        let digit = letter
            .to_digit(10)
            .or_else(|| "〇一二三四五六七八九".chars().position(|one| one == letter)?.try_into().ok());
        year = year * 10 + i32::try_from(digit?).ok()?;
    }
    (CALENDAR.contains(&year) && !letters.is_digit(start + 4)).then_some((year, start + 4))
}

/// `百分之五`, `三分之一`
fn fraction(letters: &Letters, start: usize) -> Option<Found> {
    let (parts, end) = match letters.get(start)? {
        '百' => (Decimal::ONE_HUNDRED, start + 1),
        '千' => (Decimal::ONE_THOUSAND, start + 1),
        _ => numeral(letters, start)?,
    };
    if !letters.starts(end, "分之") {
        return None;
    }
    let (of, end) = letters.digits(end + 2).or_else(|| numeral(letters, end + 2))?;
    Some(Found::whole(start, end, Reading::Share(of.checked_div(parts)?)))
}

/// `半年`, `一半`, `过半数`
fn half(letters: &Letters, at: usize) -> Option<Found> {
    if letters.starts(at, "半年") && !matches!(letters.before(at), Some('上' | '下' | '前' | '后')) {
        return Some(Found::whole(at, at + 2, Reading::Months(Decimal::from(6))));
    }
    let half = Reading::Share(Decimal::new(5, 1));
    let length = ["一半", "半数"].iter().find(|word| letters.starts(at, word)).map(|word| word.chars().count())?;
    Some(Found { loose: true, ..Found::whole(at, at + length, half) })
}

/// A number with its scale and unit, in digits or in characters.
fn amount(letters: &Letters, start: usize) -> Option<Found> {
    let in_digits = letters.is_digit(start);
    let (number, end) = if in_digits { letters.digits(start)? } else { numeral(letters, start)? };
    let mut found = Found::number(start, end, number);
    // 1:3 is a ratio, 2.0 a version, 同一 no number.
    if letters.get(end) == Some(':') && letters.is_digit(end + 1) {
        return Some(Found { end: letters.digits(end + 1)?.1, loose: true, ..found });
    }
    if !in_digits && letters.before(start).is_some_and(|letter| "同统唯之某任单逐另专合划".contains(letter))
    {
        return None;
    }
    let mut unit = unit(letters, end, in_digits);
    if unit.is_none() {
        let (total, behind) = scaled(letters, number, end);
        if behind > end {
            (found.number, found.scale, found.end) = (total, Some(Decimal::ONE), behind);
            if let Some(factor) = single_scale(letters, end, behind) {
                (found.number, found.scale) = (number, Some(factor));
            }
        }
        unit = self::unit(letters, found.end, in_digits);
    }
    let Some((unit, behind, is_classifier)) = unit else {
        if in_digits && NAMES.split(' ').any(|name| letters.starts(found.end, name))
            || letters.get(found.end).is_some_and(|letter| letter.is_ascii_alphabetic())
        {
            // Part of a name, which ends where its letters end.
            let end = skipped(letters, found.end).unwrap_or(found.end);
            return Some(Found { end, loose: true, ..found });
        }
        return in_digits.then_some(found);
    };
    (found.unit, found.end) = (Some(unit), behind);
    found.loose = is_classifier && !in_digits;
    match unit {
        Unit::Months(12) => {
            if letters.get(behind) == Some('半') && !letters.starts(behind, "半年") {
                (found.number, found.end) = (number.checked_add(Decimal::new(5, 1))?, behind + 1);
            } else if let Some(rest) = amount(letters, behind).filter(|rest| rest.unit == Some(Unit::Months(1))) {
                let months = number.checked_mul(Decimal::from(12))?.checked_add(rest.number)?;
                return Some(Found::whole(start, rest.end, Reading::Months(months)));
            }
            let looks_back = letters.before(start).is_some_and(|letter| LOOKING_BACK.contains(&letter));
            found.loose |= number == Decimal::ONE && looks_back;
        }
        // 每月15日 is a day, not a number of days; 十分 is no score.
        Unit::Days(1) => found.loose |= letters.before(start) == Some('月'),
        Unit::Count(_) => found.loose |= !in_digits && number <= Decimal::TEN && !is_classifier,
        _ => {}
    }
    Some(found)
}

/// The unit that stands there, where it ends, and whether it only counts things.
fn unit(letters: &Letters, at: usize, in_digits: bool) -> Option<(Unit, usize, bool)> {
    let at = if in_digits { letters.past_space(at) } else { at };
    let measure = longest(UNITS, |word| letters.starts(at, word));
    let classifier = longest(&[(CLASSIFIERS, Unit::Count(1))], |word| letters.starts(at, word));
    let length = |found: Option<(&str, Unit)>| found.map_or(0, |(word, _)| word.chars().count());
    // 三季度, 三年级: the name of a quarter, of a class.
    let is_name = !in_digits && letters.starts(at, "年级");
    if length(classifier) > length(measure) {
        return classifier.map(|(word, unit)| (unit, at + word.chars().count(), true));
    }
    measure.filter(|_| !is_name).map(|(word, unit)| (unit, at + word.chars().count(), false))
}

/// 千, 百万, 亿 …
const SCALES: [(&str, i64); 8] = [
    ("万亿", 1_000_000_000_000),
    ("亿", 100_000_000),
    ("千万", 10_000_000),
    ("百万", 1_000_000),
    ("十万", 100_000),
    ("万", 10_000),
    ("千", 1_000),
    ("百", 100),
];

fn scale(letters: &Letters, at: usize) -> Option<(Decimal, usize)> {
    let (word, factor) = SCALES.iter().find(|(word, _)| letters.starts(at, word))?;
    Some((Decimal::from(*factor), at + word.chars().count()))
}

/// The only scale between two places, if there is one.
fn single_scale(letters: &Letters, start: usize, end: usize) -> Option<Decimal> {
    scale(letters, letters.past_space(start)).filter(|(_, behind)| *behind == end).map(|(factor, _)| factor)
}

/// A number with the scales behind it: `2亿`, `1亿5000万`.
fn scaled(letters: &Letters, number: Decimal, end: usize) -> (Decimal, usize) {
    let Some((factor, mut end)) = scale(letters, letters.past_space(end)) else { return (number, end) };
    let mut total = number.checked_mul(factor).unwrap_or(number);
    let mut last = factor;
    while let Some((next, behind)) = letters.digits(end) {
        let Some((factor, behind)) = scale(letters, behind).filter(|(factor, _)| *factor < last) else { break };
        let Some(sum) = next.checked_mul(factor).and_then(|next| total.checked_add(next)) else { break };
        (total, last, end) = (sum, factor, behind);
    }
    (total, end)
}

/// A number in characters, from 一 on: `十五`, `两百`, `三千万`. Two numerals in a row (五六十) are no number but a guess.
fn numeral(letters: &Letters, start: usize) -> Option<(Decimal, usize)> {
    let digit = |letter: char| match letter {
        '两' => Some(2),
        letter => "零一二三四五六七八九".chars().position(|one| one == letter),
    };
    if !letters.get(start).is_some_and(|letter| letter == '十' || digit(letter).is_some_and(|digit| digit > 0)) {
        return None;
    }
    let (mut total, mut section, mut pending) = (0u64, 0u64, None::<u64>);
    let mut at = start;
    while let Some(letter) = letters.get(at) {
        if let Some(digit) = digit(letter) {
            if pending.is_some_and(|pending| pending > 0) {
                return None;
            }
            pending = u64::try_from(digit).ok();
        } else {
            let factor: u64 = match letter {
                '十' => 10,
                '百' => 100,
                '千' if !letters.starts(at, "千瓦") && !letters.starts(at, "千米") => 1_000,
                '万' => 10_000,
                '亿' => 100_000_000,
                _ => break,
            };
            if factor < 10_000 {
                section = section.checked_add(pending.take().unwrap_or(1).checked_mul(factor)?)?;
            } else {
                let whole = total.checked_add(section)?.checked_add(pending.take().unwrap_or(0))?;
                (total, section) = (whole.checked_mul(factor)?, 0);
            }
        }
        at += 1;
    }
    let value = total.checked_add(section)?.checked_add(pending.unwrap_or(0))?;
    Some((Decimal::from(value), at))
}

/// What the words before a figure say of it.
fn before(letters: &Letters, from: usize, to: usize) -> Option<(Comparison, Range<usize>)> {
    let start = sentence_start(letters, from, to);
    let mut end = to;
    loop {
        let filler = FILLERS.split(' ').filter_map(|filler| letters.ends(start, end, filler)).min();
        let space = end.checked_sub(1).filter(|at| *at >= start && letters.get(*at).is_some_and(char::is_whitespace));
        match filler.or(space) {
            Some(before) => end = before,
            None => break,
        }
    }
    if let Some(found) = word_before(letters, start, end) {
        return Some(found);
    }
    // 不低于上年同期的5%: the word stands before what the figure is a part of.
    let end = letters.ends(start, end, "的").or_else(|| letters.ends(start, end, "之"))?;
    let (sense, range) = (start + 2..end).rev().find_map(|end| {
        word_before(letters, start, end).filter(|(_, range)| letters.text(range.clone()).chars().count() > 1)
    })?;
    let gap = letters.text(range.end..end);
    let is_clause = ["部分", "按", "给予", "奖", "补", "且", "并"].iter().any(|word| gap.contains(word));
    (!is_clause).then_some((sense, range))
}

/// Where the words begin that can belong to what stands at `to`: behind the last mark, not counting brackets on the way.
fn sentence_start(letters: &Letters, from: usize, to: usize) -> usize {
    let mut brackets = 0usize;
    for at in (from..to).rev() {
        match letters.get(at) {
            Some(')') => brackets += 1,
            Some('(') if brackets > 0 => brackets -= 1,
            Some(letter) if brackets == 0 && MARKS.contains(letter) => return at + 1,
            _ => {}
        }
    }
    from
}

/// The comparison word that ends there, with the negation before it.
fn word_before(letters: &Letters, start: usize, end: usize) -> Option<(Comparison, Range<usize>)> {
    let (word, sense) = longest(BEFORE, |word| letters.ends(start, end, word).is_some())?;
    let from = letters.ends(start, end, word)?;
    let negation = NEGATIONS.split(' ').filter_map(|negation| letters.ends(start, from, negation)).min();
    match negation {
        Some(negation) => Some((sense.opposite(), negation..end)),
        None => Some((sense, from..end)),
    }
}

/// What the words behind a figure say of it; a note that the figure is not included belongs to them.
fn behind(letters: &Letters, from: usize, to: usize) -> Option<(Comparison, Range<usize>)> {
    let mut excluded = None;
    let mut at = from;
    loop {
        at = letters.past_space(at);
        if let Some((is_excluding, behind)) = note(letters, at) {
            excluded = excluded.or(is_excluding.then_some(at));
            at = behind;
            continue;
        }
        match FILLERS.split(' ').filter(|filler| letters.starts(at, filler)).map(|filler| filler.chars().count()).max()
        {
            Some(length) => at += length,
            None => break,
        }
    }
    // A note may hold the figure again, which then is the next one: 5%（含5%）以上.
    let (word, sense) = longest(BEHIND, |word| letters.starts(at, word))?;
    if at >= to && note(letters, letters.past_space(from)).is_none() {
        return None;
    }
    let (mut start, mut end) = (at, at + word.chars().count());
    match (excluded, note(letters, letters.past_space(end))) {
        (Some(before), _) => start = before,
        (None, Some((true, behind))) => end = behind,
        (None, _) => return Some((sense, start..end)),
    }
    let strict = match sense {
        Comparison::GreaterOrEqual => Comparison::Greater,
        Comparison::LessOrEqual => Comparison::Less,
        sense => sense,
    };
    Some((strict, start..end))
}

/// Whether the brackets that stand there say that a figure is not included, and where they end.
fn note(letters: &Letters, at: usize) -> Option<(bool, usize)> {
    const LONGEST: usize = 12;
    if letters.get(at) != Some('(') {
        return None;
    }
    let end = (at + 1..at + LONGEST).find(|at| letters.get(*at) == Some(')'))?;
    let text = letters.text(at + 1..end);
    Some((["不含", "不包括", "不包含", "除外"].iter().any(|word| text.contains(word)), end + 1))
}

#[cfg(test)]
mod tests {
    use super::figures;
    use crate::lang::prose::Reading;
    use crate::model::{Comparison, Language};

    /// Every figure as `text=first reading sense`, loose ones in brackets.
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
                    format!("{sign}{}", sentence.get(place.clone()).unwrap())
                })
                .collect();
            let reading = figure.readings.first().copied().unwrap_or(Reading::Year(0)).spoken(Language::Chinese);
            let place = sentence.get(figure.place.clone()).unwrap();
            let text = format!("{place}={reading}{}", senses.concat());
            if figure.loose { format!("[{text}]") } else { text }
        };
        figures(sentence).into_iter().map(figure).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn figures_and_their_words() {
        for (sentence, expected) in [
            ("年度应纳税所得额不超过300万元", "300万元=300万元<=不超过"),
            ("不超过３００万元", "３００万元=300万元<=不超过"),
            ("销售收入不低于人民币2亿元", "2亿元=2亿元>=不低于"),
            ("投资额1亿5000万元以上", "1亿5000万元=1.5亿元>=以上"),
            ("注册成立一年（365天）以上", "一年=1年>=以上 365天=365天"),
            ("占比超过50%（不含50%）", "50%=50%>超过 50%=50%"),
            ("占比50%以上（不含50%）", "50%=50%>以上（不含50%） 50%=50%"),
            ("占比5%（含）以上", "5%=5%>=以上"),
            ("占比不低于上年同期的百分之五", "百分之五=5%>=不低于"),
            ("不超过收入总额（减不征税收入）的50%", "50%=50%<=不超过"),
            ("得分不为零（占比不低于10%）", "10%=10%>=不低于"),
            ("从业人员不少于1,000人", "1,000人=1000>=不少于"),
            ("少于20 000人", "20 000人=20000<少于"),
            ("成立未满三年", "三年=3年<未满"),
            ("经营满两年半", "两年半=30个月>=满"),
            ("持股一年六个月以上", "一年六个月=18个月>=以上"),
            ("登记失业半年以上", "半年=6个月>=以上"),
            ("持股比例超过四分之一", "四分之一=25%>超过"),
            ("逾期不足30日", "30日=30天<不足"),
            ("一类知识产权4项以上", "4项=4>=以上"),
            ("至少一个阶段", "[一个=1>=至少]"),
            ("两项以上专利", "两项=2>=以上"),
            ("未超过5%", "5%=5%<=未超过"),
            ("不得低于60分", "60分=60>=不得低于"),
            ("装机不低于5兆瓦时", "5兆瓦时=5>=不低于"),
            ("收入5000万至2亿元的", "5000万=50000000 2亿元=2亿元"),
            ("工龄3至5年", "3=3 5年=5年"),
            ("毕业5年以内", "5年=5年<=以内"),
            ("≥60", "60=60>=≥"),
            ("增长1.5倍", "1.5倍=1.5"),
            ("按三成计", "三成=30%"),
        ] {
            assert_eq!(shown(sentence), expected, "{sentence}");
        }
    }

    #[test]
    fn what_belongs_to_a_name_is_loose_or_no_figure() {
        for (sentence, expected) in [
            ("《办法》（财税〔2023〕12号）第三条、第五至七条", "[12=12]"),
            ("《2024年规定》", ""),
            ("2025年度已认定", "[2025年度=2025年]"),
            ("中国500强、GB/T 4754-2017、5G、ISO9001、F51", "[500=500] [4754=4754] [2017=2017] [5G=5]"),
            ("一类知识产权、一次性、同一年度、统一、前三名、十分重要", "[一次=1] [三名=3] [十分=10]"),
            ("上一年度和近一年", "[一年度=1年] [一年=1年]"),
            ("三个方面，两法取一", "[三个=3]"),
            ("三季度、上半年、3月、三年级", "[3月=3月]"),
            ("每月15日前", "[15日=15天]"),
        ] {
            assert_eq!(shown(sentence), expected, "{sentence}");
        }
    }

    #[test]
    fn dates() {
        for (sentence, expected) in [
            ("2024年3月31日前登记", "2024年3月31日=2024年3月31日"),
            ("2018至2022年间", "[2018=2018] [2022年=2022年]"),
            ("截至次年3月31日", "3月31日=3月31日"),
            ("自2024-01-01起", "2024-01-01=2024年1月1日"),
            ("二〇二四年", "[二〇二四年=2024年]"),
        ] {
            assert_eq!(shown(sentence), expected, "{sentence}");
        }
    }
}
