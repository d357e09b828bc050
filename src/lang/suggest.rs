//! "Did you mean …?": the known name closest to what was written.

use crate::model::Text;

/// The candidate nearest to `written` by edit distance, if it is near enough to be meant: at most a third of the letters
/// differ, or the one contains the other.
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let length = written.chars().count();
    let limit = (length / 3).max(1);
    candidates
        .into_iter()
        .filter(|candidate| *candidate != written)
        .filter_map(|candidate| {
            let distance = strsim::damerau_levenshtein(written, candidate);
            let contains = length >= 2 && (candidate.contains(written) || written.contains(candidate));
            (distance <= limit || contains).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate.to_owned())
}

/// "是不是 …？"
pub fn did_you_mean(name: String) -> Text {
    Text::new(format!("是不是 `{name}`？"), format!("did you mean `{name}`?"))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_what_was_meant() {
        let names = ["营业收入", "从业人员", "资产总额"];
        assert_eq!(nearest("营业收人", names), Some("营业收入".to_owned()));
        assert_eq!(nearest("从业人员数", names), Some("从业人员".to_owned()));
        assert_eq!(nearest("注册资本", names), None);
    }
}
