//! What somebody who misspelled a name may have meant.

/// Names longer than this are not compared.
const LONGEST: usize = 64;

/// Names that are looked at.
const MOST: usize = 500;

/// The known name that is nearest to what was written, if one is near: the same in another case, or a slip or
/// two away.
pub(crate) fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = written.to_lowercase();
    if lower.chars().count() > LONGEST {
        return None;
    }
    let allowed = (lower.chars().count() / 4).clamp(1, 2);
    known
        .into_iter()
        .filter(|name| name.len() <= LONGEST)
        .take(MOST)
        .map(|name| (distance(&lower, &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// How many letters must be added, left out, exchanged or swapped with their neighbour (optimal string
/// alignment).
fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let width = other.len() + 1;
    let mut rows: Vec<Vec<usize>> = vec![(0..width).collect()];
    for i in 1..=one.len() {
        let mut row = vec![i; width];
        for j in 1..width {
            let exchanged = rows[i - 1][j - 1] + usize::from(one[i - 1] != other[j - 1]);
            row[j] = exchanged.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                row[j] = row[j].min(rows[i - 2][j - 2] + 1);
            }
        }
        rows.push(row);
    }
    rows[one.len()][width - 1]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_is_recognised_and_another_word_is_not() {
        let known = ["transferToAcd", "transferToUser", "playAudio"];
        assert_eq!(nearest("transferToACD", known), Some("transferToAcd"));
        assert_eq!(nearest("transferToAdc", known), Some("transferToAcd"));
        assert_eq!(nearest("playAudi", known), Some("playAudio"));
        assert_eq!(nearest("sendResponse", known), None);
    }
}
