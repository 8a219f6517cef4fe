//! Days as people type them into a form: shorter than files have them, and relative to today.

use chrono::{Datelike, Months, NaiveDate};

use super::parse_date;
use crate::Field;

/// The youngest patients of the registry are so many months old: 50 years.
const YOUNGEST_MONTHS: u32 = 50 * 12;

/// The latest day that an answer to a question names as a rule: by it the century of a year of two digits is chosen. People
/// of the registry are 50 or over; whatever else is dated has happened.
pub fn latest_day(field: Field, today: NaiveDate) -> NaiveDate {
    match field {
        Field::DateOfBirth => today
            .checked_sub_months(Months::new(YOUNGEST_MONTHS))
            .unwrap_or(today),
        _ => today,
    }
}

/// Reads a day as typed into a form: everything that [`parse_date`] reads, and besides `today` and `yesterday`, years of two
/// digits (`5/3/24`, `5 Mar 24`) and digits without separators (`050324`, `05032024`). A year of two digits is the last one
/// in which the day is not after `latest`, if there is one since 1900. None when the text names no day.
pub fn typed_day(text: &str, today: NaiveDate, latest: NaiveDate) -> Option<NaiveDate> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("today") {
        return Some(today);
    }
    if text.eq_ignore_ascii_case("yesterday") {
        return today.pred_opt();
    }
    let set_apart = match text.len() {
        6 | 8 if text.bytes().all(|b| b.is_ascii_digit()) => {
            format!("{}/{}/{}", &text[..2], &text[2..4], &text[4..])
        }
        _ => text.to_owned(),
    };
    if let Ok(day) = parse_date(&set_apart) {
        return Some(day);
    }
    let (start, short) = set_apart.rsplit_once(['/', '-', '.', ' '])?;
    if short.len() != 2 || !short.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let century = latest.year().div_euclid(100);
    let in_century = |century: i32| parse_date(&format!("{start}/{century}{short}")).ok();
    let here = in_century(century);
    let last = here.filter(|day| *day <= latest);
    last.or_else(|| in_century(century - 1)).or(here)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("an ISO date")
    }

    #[test]
    fn days_as_people_type_them() {
        let today = day("2026-01-31");
        for (field, text, expected) in [
            (Field::DiagnosedOn, "5/3/24", Some("2024-03-05")),
            (Field::DiagnosedOn, "5 Mar 2024", Some("2024-03-05")),
            (Field::DiagnosedOn, "5 mar 24", Some("2024-03-05")),
            (Field::DiagnosedOn, "5-3-24", Some("2024-03-05")),
            (Field::DiagnosedOn, "5.3.24", Some("2024-03-05")),
            (Field::DiagnosedOn, "050324", Some("2024-03-05")),
            (Field::DiagnosedOn, "05032024", Some("2024-03-05")),
            (Field::DiagnosedOn, "2024-03-05", Some("2024-03-05")),
            (Field::DiagnosedOn, " Today ", Some("2026-01-31")),
            (Field::DiagnosedOn, "yesterday", Some("2026-01-30")),
            (Field::DiagnosedOn, "31/1/26", Some("2026-01-31")),
            // No answer lies in the future: the same day a century ago.
            (Field::DiagnosedOn, "1/2/26", Some("1926-02-01")),
            (Field::DateOfBirth, "5/3/48", Some("1948-03-05")),
            (Field::DateOfBirth, "5/3/24", Some("1924-03-05")),
            (Field::DateOfBirth, "310176", Some("1976-01-31")),
            // Under 50, or a slip: the rules of the record tell.
            (Field::DateOfBirth, "010276", Some("1976-02-01")),
            // In 2000, but not in 1900, February had 29 days.
            (Field::DiagnosedOn, "29/2/00", Some("2000-02-29")),
            (Field::DiagnosedOn, "30/2/24", None),
            (Field::DiagnosedOn, "5/3/4", None),
            (Field::DiagnosedOn, "tomorrow", None),
            (Field::DiagnosedOn, "", None),
        ] {
            let read = typed_day(text, today, latest_day(field, today));
            assert_eq!(read, expected.map(day), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_short_day_is_read_back_within_a_hundred_years(n in 0u64..36_500) {
            let today = day("2026-01-31");
            let date = today - chrono::Days::new(n);
            for format in ["%d/%m/%y", "%d%m%y", "%-d %b %y", "%d%m%Y", "%d/%m/%Y"] {
                prop_assert_eq!(typed_day(&date.format(format).to_string(), today, today), Some(date));
            }
        }
        #[test]
        fn no_text_panics(text in ".{0,12}") {
            let _ = typed_day(&text, NaiveDate::MIN, NaiveDate::MIN);
        }
    }
}
