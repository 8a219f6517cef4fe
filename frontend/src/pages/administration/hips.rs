//! Hip counts as they are entered: `2023: 400, 2024: 412`.

use flsdb_domain::wire::services::HipFractures;

/// The counts as a text to change.
pub fn written(hips: &[HipFractures]) -> String {
    let each = hips.iter().map(|hips| format!("{}: {}", hips.year, hips.count));
    each.collect::<Vec<_>>().join(", ")
}

/// The counts that a text means; none if it cannot be read.
pub fn read(text: &str) -> Option<Vec<HipFractures>> {
    let parts = text
        .split([',', ';'])
        .map(str::trim)
        .filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (year, count) = part.split_once([':', ' '])?;
            Some(HipFractures {
                year: year.trim().parse().ok()?,
                count: count.trim().parse().ok()?,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_entered_is_read() {
        for (text, expected) in [
            ("2023: 400, 2024: 412", Some("2023: 400, 2024: 412")),
            (" 2023 400 ;2024:412,", Some("2023: 400, 2024: 412")),
            ("", Some("")),
            ("2023", None),
            ("2023: many", None),
            ("2023: -1", None),
        ] {
            assert_eq!(read(text).as_deref().map(written).as_deref(), expected, "{text}");
        }
    }
}
