//! "Did you mean …?": the known name closest to what was written.

use crate::model::Text;

/// A known name that was probably meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    /// The name.
    pub name: String,
    /// Whether a slip of the pen explains what was written, and no other name does.
    pub certain: bool,
}

/// The candidate nearest to `written` by edit distance, if it is near enough to be meant: at most a third of the letters
/// differ, or the one contains the other.
pub fn near<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<Near> {
    let length = written.chars().count();
    let limit = (length / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    let mut slips = 0;
    for candidate in candidates {
        if candidate == written {
            continue;
        }
        let distance = strsim::damerau_levenshtein(written, candidate);
        let is_slip = distance <= limit && distance < length;
        let contains =
            length.min(candidate.chars().count()) >= 2 && (candidate.contains(written) || written.contains(candidate));
        if !is_slip && !contains {
            continue;
        }
        slips += usize::from(is_slip);
        if best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    let (distance, name) = best?;
    Some(Near { name: name.to_owned(), certain: slips == 1 && distance <= limit })
}

/// The name of the nearest candidate.
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    near(written, candidates).map(|near| near.name)
}

/// "是不是 …？"
pub fn did_you_mean(name: String) -> Text {
    Text::new(format!("是不是 `{name}`？"), format!("did you mean `{name}`?"))
}

#[cfg(test)]
mod tests {
    use super::{near, nearest};

    #[test]
    fn finds_what_was_meant() {
        let names = ["营业收入", "从业人员", "资产总额"];
        assert_eq!(nearest("营业收人", names), Some("营业收入".to_owned()));
        assert_eq!(nearest("从业人员数", names), Some("从业人员".to_owned()));
        assert_eq!(nearest("注册资本", names), None);
    }

    #[test]
    fn only_a_slip_that_one_name_explains_is_certain() {
        let certain = |written: &str, names: &[&str]| near(written, names.iter().copied()).map(|near| near.certain);
        assert_eq!(certain("营业收人", &["营业收入", "从业人员"]), Some(true));
        assert_eq!(certain("营业收人", &["营业收入", "营业收益"]), Some(false));
        assert_eq!(certain("从业人员数", &["从业人员", "从业人员总数"]), Some(false));
        assert_eq!(certain("收入", &["营业收入"]), Some(false));
        assert_eq!(certain("甲", &["乙"]), None);
    }
}
