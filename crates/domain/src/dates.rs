//! Days, ages and the many ways in which people and programs write a date.

use chrono::{Datelike, Days, NaiveDate};

mod typed;

pub use typed::{latest_day, typed_day};

/// The text names no day, or is in no known format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DateFault {
    /// 31/02/1950.
    #[error("There is no such day. Check day and month")]
    NoSuchDay,
    /// Anything else.
    #[error("This is not a date. Write it like 17/06/2024 or 2024-06-17")]
    UnknownFormat,
    /// Before 1900 or after 2199.
    #[error("The year is out of range. Check the year: four digits, from 1900")]
    OutOfRange,
}

/// The first day on which a fracture may have been diagnosed (1.09): the audit began with 2016.
pub const AUDIT_START: NaiveDate = match NaiveDate::from_ymd_opt(2016, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// Whole years from birth to `on`, counted by birthday; a 29 February birthday falls on 1 March in other years.
/// Negative when `on` lies before the birth.
pub fn age_on(birth: NaiveDate, on: NaiveDate) -> i32 {
    let had_birthday = (on.month(), on.day()) >= (birth.month(), birth.day());
    on.year() - birth.year() - i32::from(!had_birthday)
}

/// Whole days from `start` to `day`; negative before `start`.
pub fn days_from(start: NaiveDate, day: NaiveDate) -> i64 {
    day.signed_duration_since(start).num_days()
}

/// Reads a date: ISO, ISO date-time, dd/mm/yyyy, dd-mm-yyyy, dd.mm.yyyy, dd MMM yyyy, or an Excel serial number.
///
/// # Errors
/// Tells a day that does not exist from a text that is no date.
pub fn parse_date(text: &str) -> Result<NaiveDate, DateFault> {
    let text = text.trim();
    if let Some(day) = excel_serial(text) {
        return Ok(day);
    }
    let parts = day_part(text)
        .split(['/', '-', '.', ' '])
        .filter(|p| !p.is_empty())
        .collect::<Vec<_>>();
    let [a, b, c] = parts[..] else {
        return Err(DateFault::UnknownFormat);
    };
    let (year, month, day) = if a.len() == 4 { (a, b, c) } else { (c, b, a) };
    if year.len() != 4 || day.len() > 2 {
        return Err(DateFault::UnknownFormat);
    }
    let (Some(year), Some(month), Some(day)) = (digits(year), month_number(month), digits(day)) else {
        return Err(DateFault::UnknownFormat);
    };
    let date = i32::try_from(year)
        .ok()
        .and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
    within_range(date.ok_or(DateFault::NoSuchDay)?)
}

/// Reads an ISO date (`2024-06-17`) and nothing else: what JSON carries.
///
/// # Errors
/// As [`parse_date`].
pub fn parse_iso(text: &str) -> Result<NaiveDate, DateFault> {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(i, b)| {
            if i == 4 || i == 7 {
                b == b'-'
            } else {
                b.is_ascii_digit()
            }
        });
    if shape {
        parse_date(text)
    } else {
        Err(DateFault::UnknownFormat)
    }
}

fn within_range(date: NaiveDate) -> Result<NaiveDate, DateFault> {
    if (1900..2200).contains(&date.year()) {
        Ok(date)
    } else {
        Err(DateFault::OutOfRange)
    }
}

/// The text without a time of day, which follows an ISO or a British date after `T` or a space.
fn day_part(text: &str) -> &str {
    let end = text.find(':').and_then(|colon| text[..colon].rfind(['T', ' ']));
    end.map_or(text, |end| text[..end].trim_end())
}

fn digits(text: &str) -> Option<u32> {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        text.parse().ok()
    } else {
        None
    }
}

/// `06`, `6`, `Jun` and `June` are all the sixth month.
fn month_number(text: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    if text.len() <= 2 {
        return digits(text);
    }
    let text = text.to_ascii_lowercase();
    let found = (1..)
        .zip(MONTHS)
        .find(|(_, month)| month.starts_with(&text) || text == "sept" && *month == "september");
    found.filter(|_| text.len() >= 3).map(|(number, _)| number)
}

/// Excel counts days from 30 December 1899. Four-digit numbers that look like a year are no serial numbers: their days
/// lie in 1905, before anybody in the registry was born.
fn excel_serial(text: &str) -> Option<NaiveDate> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if whole.len() > 5 || fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let serial = digits(whole).filter(|n| (367..=109_574).contains(n) && !(1900..=2199).contains(n))?;
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(u64::from(serial)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("an ISO date")
    }

    #[test]
    fn formats() {
        use DateFault::{NoSuchDay, OutOfRange, UnknownFormat};
        for (text, expected) in [
            ("2024-06-17", Ok("2024-06-17")),
            ("2024-06-17 00:00:00", Ok("2024-06-17")),
            ("2024-06-17T09:30:00Z", Ok("2024-06-17")),
            ("2024-06-17T09:30:00.000+01:00", Ok("2024-06-17")),
            (" 17/06/2024 ", Ok("2024-06-17")),
            ("7/6/2024", Ok("2024-06-07")),
            ("17/06/2024 09:30", Ok("2024-06-17")),
            ("17-06-2024", Ok("2024-06-17")),
            ("17 Jun 2024", Ok("2024-06-17")),
            ("17-Jun-2024", Ok("2024-06-17")),
            ("17 june 2024", Ok("2024-06-17")),
            ("7 Sept 2024", Ok("2024-09-07")),
            ("45460", Ok("2024-06-17")),
            ("45460.5", Ok("2024-06-17")),
            ("29/02/2023", Err(NoSuchDay)),
            ("31/02/1950", Err(NoSuchDay)),
            ("06/17/2024", Err(NoSuchDay)),
            ("2024", Err(UnknownFormat)),
            ("17/06/24", Err(UnknownFormat)),
            ("17 Foo 2024", Err(UnknownFormat)),
            ("soon", Err(UnknownFormat)),
            ("1066-10-14", Err(OutOfRange)),
            ("17/06/9999", Err(OutOfRange)),
        ] {
            assert_eq!(parse_date(text), expected.map(day), "{text}");
        }
    }

    #[test]
    fn ages() {
        for (birth, on, age) in [
            ("1974-06-17", "2024-06-16", 49),
            ("1974-06-17", "2024-06-17", 50),
            ("1972-02-29", "2023-02-28", 50),
            ("1972-02-29", "2023-03-01", 51),
            ("1972-02-29", "2024-02-29", 52),
            ("2024-06-17", "2024-06-16", -1),
        ] {
            assert_eq!(age_on(day(birth), day(on)), age, "{birth} on {on}");
        }
    }

    proptest! {
        #[test]
        fn every_day_is_read_back(n in 0u64..100_000) {
            let date = day("1900-01-01") + Days::new(n);
            for format in ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d %b %Y", "%Y-%m-%d %H:%M:%S"] {
                let text = date.and_hms_opt(0, 0, 0).expect("midnight").format(format).to_string();
                prop_assert_eq!(parse_date(&text), Ok(date));
            }
        }
        #[test]
        fn no_text_panics(text in ".{0,24}") { let _ = parse_date(&text); }
    }
}
