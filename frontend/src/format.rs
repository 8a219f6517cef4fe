//! How numbers and days are written on screen.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use flsdb_domain::{Episode, Field, Question, answer::Kind, dates::parse_iso, wire::kpis::Amount};

use crate::{refractures, texts};

/// A day in running text: 5 March 2024.
pub fn long_day(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

/// A day in a table: 05/03/2024.
pub fn short_day(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

/// A token of the API in words: `sign_in_failed` as `Sign in failed`.
pub fn spoken(token: &str) -> String {
    let mut text = token.replace('_', " ");
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

/// The question behind a heading; what has none goes by its own name.
pub fn title(heading: &str) -> String {
    let question = Field::from_heading(heading).and_then(Field::question);
    question.map_or_else(|| spoken(heading), |question| question.title.to_owned())
}

/// A moment in a table, by the clock on the wall: 05/03/2024 14:07.
pub fn moment(at: DateTime<Utc>) -> String {
    let here = at.naive_utc() + ahead_of_utc(at);
    here.format("%d/%m/%Y %H:%M").to_string()
}

/// How far the clocks of the browser's place were ahead of UTC at a moment.
fn ahead_of_utc(at: DateTime<Utc>) -> TimeDelta {
    let milliseconds = at.timestamp_millis() as f64;
    // Only a browser knows where it is.
    let behind = if cfg!(target_arch = "wasm32") {
        js_sys::Date::new(&milliseconds.into()).get_timezone_offset()
    } else {
        0.0
    };
    TimeDelta::minutes(-behind as i64)
}

/// A count with its thousands set apart: 50,000.
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.char_indices() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// An expectation, with one decimal when it is no whole number.
pub fn amount(amount: Amount) -> String {
    let value = amount.value();
    if value.fract() == 0.0 {
        count(value as u64)
    } else {
        format!("{value:.1}")
    }
}

/// A count and its noun: 1 row, 2 rows.
pub fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(n), if n == 1 { one } else { many })
}

/// The size of a file: 340 bytes, 12 kB, 3.4 MB.
pub fn size(bytes: i64) -> String {
    match bytes {
        ..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", (bytes + 500) / 1_000),
        _ => {
            let tenths = (bytes + 50_000) / 100_000;
            format!("{}.{} MB", tenths / 10, tenths % 10)
        }
    }
}

/// A share as per cent with one decimal: 0.674342 is 67.4.
pub fn percent(share: f64) -> String {
    format!("{:.1}", share * 100.0)
}

/// What a person has typed of an NHS number, in groups of 3, 3 and 4. Other texts stay as they are.
pub fn group_nhs_number(typed: &str) -> String {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let others = typed.chars().any(|c| !c.is_ascii_digit() && c != ' ' && c != '-');
    if others || digits.len() > 10 {
        return typed.to_owned();
    }
    let (first, rest) = digits.split_at(digits.len().min(3));
    let (second, third) = rest.split_at(rest.len().min(3));
    [first, second, third]
        .into_iter()
        .filter(|group| !group.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The same while it is being typed, with the place of the caret: it stays behind the digit behind which it was.
pub fn group_nhs_number_at(typed: &str, caret: usize) -> (String, usize) {
    let grouped = group_nhs_number(typed);
    if grouped == typed {
        return (grouped, caret);
    }
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
    let before: String = typed.chars().take(caret).collect();
    let caret = match digits(&before) {
        0 => 0,
        n => grouped
            .char_indices()
            .filter(|(_, c)| c.is_ascii_digit())
            .nth(n - 1)
            .map_or(grouped.len(), |(at, _)| at + 1),
    };
    (grouped, caret)
}

/// The answer to a question as a person would type it.
pub fn editable(question: &Question, episode: &Episode) -> String {
    let answer = (question.answer)(episode);
    let text = answer.text();
    match (question.field, answer.kind()) {
        (Field::NhsNumber, _) => group_nhs_number(&text),
        (_, Kind::Date) => parse_iso(&text).map_or(text, short_day),
        (_, Kind::Records) => refractures::with_days(&text, |day| parse_iso(day).ok().map(short_day)),
        _ => text,
    }
}

/// The answer to a question as people read it: days British, several options with commas, numbers with their unit.
pub fn readable(question: &Question, episode: &Episode) -> String {
    let answer = (question.answer)(episode);
    let text = editable(question, episode);
    match answer.kind() {
        Kind::Number { unit, .. } if !text.is_empty() => format!("{text} {unit}").trim_end().to_owned(),
        Kind::Flag if !text.is_empty() => texts::form::YES.to_owned(),
        Kind::Records => text.replace(';', "; "),
        _ if answer.takes_several() => text.replace(';', ", "),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_spoken() {
        for (token, expected) in [("sign_in_failed", "Sign in failed"), ("read", "Read"), ("", "")] {
            assert_eq!(spoken(token), expected);
        }
    }

    #[test]
    fn counts_and_sizes() {
        for (n, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (50_000, "50,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(count(n), text);
        }
        for (bytes, text) in [
            (340, "340 bytes"),
            (12_400, "12 kB"),
            (999_999, "1000 kB"),
            (3_440_000, "3.4 MB"),
        ] {
            assert_eq!(size(bytes), text);
        }
        assert_eq!(
            (counted(1, "row", "rows"), counted(0, "row", "rows")),
            ("1 row".into(), "0 rows".into())
        );
    }

    #[test]
    fn days() {
        let day: NaiveDate = "2024-03-05".parse().expect("a day");
        assert_eq!(
            (long_day(day).as_str(), short_day(day).as_str()),
            ("5 March 2024", "05/03/2024")
        );
    }

    #[test]
    fn nhs_numbers_group_as_they_are_typed() {
        for (typed, grouped) in [
            ("", ""),
            ("94", "94"),
            ("9434", "943 4"),
            ("943 476591", "943 476 591"),
            ("943-476-5919", "943 476 5919"),
            ("94347659191", "94347659191"),
            ("943x", "943x"),
        ] {
            assert_eq!(group_nhs_number(typed), grouped, "{typed}");
        }
    }

    #[test]
    fn the_caret_stays_behind_its_digit() {
        for (typed, grouped) in [
            ("9434|", "943 4|"),
            ("943|", "943|"),
            ("94|3 476 5919", "94|3 476 5919"),
            // A digit typed inside, one taken away, the blank taken away.
            ("9413| 476 591", "941 3|47 6591"),
            ("9434|6 5919", "943 4|65 919"),
            ("943|476 5919", "943| 476 5919"),
            ("|9434765919", "|943 476 5919"),
            ("943x|", "943x|"),
        ] {
            let caret = typed.find('|').expect("a caret");
            let (text, at) = group_nhs_number_at(&typed.replace('|', ""), caret);
            let shown = format!("{}|{}", &text[..at], &text[at..]);
            assert_eq!(shown, grouped, "{typed}");
        }
    }

    #[test]
    fn answers_as_people_read_them() {
        for (field, text, read) in [
            (Field::NhsNumber, "9434765919", "943 476 5919"),
            (Field::DiagnosedOn, "2024-03-05", "05/03/2024"),
            (Field::Height, "161.5", "161.5 cm"),
            (
                Field::BoneTherapy,
                "Alendronate;Denosumab",
                "Alendronate, Denosumab",
            ),
            (Field::LocalObjection, "true", "Yes"),
            (Field::Smoker, "Don't know", "Don't know"),
            (Field::Smoker, "", ""),
        ] {
            let episode = flsdb_domain::Reading::from_cells([(field, text)]).episode;
            let question = field.question().expect("has one");
            assert_eq!(readable(question, &episode), read, "{field:?}");
        }
    }

    #[test]
    fn shares() {
        assert_eq!(
            (percent(0.674_342).as_str(), percent(1.0).as_str()),
            ("67.4", "100.0")
        );
    }
}
