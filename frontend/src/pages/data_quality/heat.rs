//! The cells of the heat map: text, and class by share.

/// The class of a cell: four steps up to the line, one beyond it.
pub fn class(share: Option<f64>, bad: bool) -> &'static str {
    match share {
        None => "fls-heat__none",
        Some(_) if bad => "fls-heat__bad",
        Some(share) if share > 0.1 => "fls-heat__3",
        Some(share) if share > 0.05 => "fls-heat__2",
        Some(share) if share > 0.0 => "fls-heat__1",
        Some(_) => "fls-heat__0",
    }
}

/// Whole per cent, with a mark beyond the line; nothing where the field counts in no record.
pub fn text(share: Option<f64>, bad: bool) -> String {
    match share {
        None => String::new(),
        Some(share) => format!("{:.0}{}", share * 100.0, if bad { " !" } else { "" }),
    }
}

/// Days, to the half at most.
pub fn days(days: Option<f64>) -> String {
    days.map_or_else(|| "–".to_owned(), |days| format!("{days:.0}"))
}

/// `2024-03` as `Mar`.
pub fn month(text: &str) -> &'static str {
    const NAMES: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let number = text
        .split_once('-')
        .and_then(|(_, month)| month.parse::<usize>().ok());
    number
        .and_then(|number| NAMES.get(number.wrapping_sub(1)).copied())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells() {
        for (share, bad, expected) in [
            (None, false, "fls-heat__none "),
            (Some(0.0), false, "fls-heat__0 0"),
            (Some(0.01), false, "fls-heat__1 1"),
            (Some(0.06), false, "fls-heat__2 6"),
            (Some(0.2), false, "fls-heat__3 20"),
            (Some(0.21), true, "fls-heat__bad 21 !"),
        ] {
            assert_eq!(format!("{} {}", class(share, bad), text(share, bad)), expected);
        }
        for (text, expected) in [
            ("2024-01", "Jan"),
            ("2024-12", "Dec"),
            ("2024-13", ""),
            ("2024-00", ""),
            ("x", ""),
        ] {
            assert_eq!(month(text), expected, "{text}");
        }
        assert_eq!((days(None), days(Some(12.4))), ("–".to_owned(), "12".to_owned()));
    }
}
