//! The fractures since the index fracture as a form has them: a text of rows, `17/06/2024, Hip;05/11/2024`.

/// One row of the form, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// The day.
    pub day: String,
    /// The site, by its label; empty if it is not known.
    pub site: String,
}

/// The rows of a text. A row that is still blank is one, too.
pub fn rows(text: &str) -> Vec<Row> {
    let row = |row: &str| {
        let (day, site) = row.split_once(',').unwrap_or((row, ""));
        Row {
            day: day.trim_start().to_owned(),
            site: site.trim().to_owned(),
        }
    };
    match text {
        "" => vec![],
        text => text.split(';').map(row).collect(),
    }
}

/// The text of rows. What parts rows and answers cannot stand in an answer.
pub fn text(rows: &[Row]) -> String {
    let plain = |answer: &str| answer.replace([';', ','], " ");
    let row = |row: &Row| match row.site.as_str() {
        // A single blank row is told apart from none.
        "" if row.day.is_empty() => ",".to_owned(),
        "" => plain(&row.day),
        site => format!("{}, {}", plain(&row.day), plain(site)),
    };
    rows.iter().map(row).collect::<Vec<_>>().join(";")
}

/// The text with each day as `written` writes it; what it cannot read stays.
pub fn with_days(text_of_rows: &str, written: impl Fn(&str) -> Option<String>) -> String {
    let settled = |row: Row| Row {
        day: written(&row.day).unwrap_or(row.day),
        ..row
    };
    text(&rows(text_of_rows).into_iter().map(settled).collect::<Vec<_>>())
}

/// The text without rows in which nothing stands.
pub fn filled(text_of_rows: &str) -> String {
    let mut found = rows(text_of_rows);
    found.retain(|row| !(row.day.trim().is_empty() && row.site.is_empty()));
    text(&found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_travel_through_a_text() {
        for (written, count) in [
            ("", 0),
            (",", 1),
            ("17/06/2024, Hip", 1),
            ("17/06/2024, Hip;,", 2),
            ("17/06/2024;5 june, Pelvis", 2),
        ] {
            assert_eq!(rows(written).len(), count, "{written}");
            assert_eq!(text(&rows(written)), written);
        }
        let sly = Row {
            day: "1;2,3".to_owned(),
            site: String::new(),
        };
        assert_eq!(text(&[sly]), "1 2 3");
    }

    #[test]
    fn days_are_written_out_and_blank_rows_left_out() {
        let day = |text: &str| (text == "today").then(|| "31/01/2026".to_owned());
        assert_eq!(with_days("today, Hip;soon;,", day), "31/01/2026, Hip;soon;,");
        assert_eq!(filled(",;31/01/2026, Hip;, Spine;,"), "31/01/2026, Hip;, Spine");
    }
}
