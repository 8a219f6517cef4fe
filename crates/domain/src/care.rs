//! The rules of direct care: when the next injection is due, how late it is, and what cannot be true of an entry.

use std::cmp::Reverse;

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::{
    Level,
    dates::days_from,
    wire::{
        WireFinding,
        care::{Contact, ContactDetails, Note, Treatment},
        letters::Letter,
    },
};

/// An injection stands on the worklist from so many days before it is due: time to order it and to check the blood†.
pub const NOTICE_DAYS: i64 = 28;

/// How an injection stands in time, the most pressing first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// So late that the delay itself does harm: denosumab after more than 4 weeks.
    HarmfullyLate,
    /// The day has passed.
    Late,
    /// The day is today or within 28 days.
    Due,
}

impl Treatment {
    /// The day on which the next injection is due: the one given, else the one that follows from the last by the interval of
    /// the drug. None once the course is stopped.
    pub fn due_on(&self) -> Option<NaiveDate> {
        if self.stopped_on.is_some() {
            return None;
        }
        self.next_due_on.or_else(|| {
            let months = self.drug.entry().months_between?;
            self.last_given_on?.checked_add_months(Months::new(months))
        })
    }

    /// How the next injection stands on this day; none while nothing is due.
    pub fn urgency(&self, today: NaiveDate) -> Option<Urgency> {
        let late = days_from(self.due_on()?, today);
        let harmful = self.drug.entry().harmful_delay_days;
        match late {
            1.. if harmful.is_some_and(|days| late > i64::from(days)) => Some(Urgency::HarmfullyLate),
            1.. => Some(Urgency::Late),
            _ if -late <= NOTICE_DAYS => Some(Urgency::Due),
            _ => None,
        }
    }

    /// The order of injections that are due: late ones first, of these denosumab, whose delay does harm, then what is given once
    /// a year or so, then the others; each by the day.
    pub fn precedence(&self, today: NaiveDate) -> Option<Precedence> {
        let (due_on, drug) = (self.due_on()?, self.drug.entry());
        let is_late = self.urgency(today)? != Urgency::Due;
        let drug_first = (
            is_late && drug.harmful_delay_days.is_some(),
            is_late && drug.months_between.is_some(),
        );
        Some(Precedence {
            late: Reverse(is_late),
            drug: Reverse(drug_first),
            due_on,
        })
    }
}

/// See [`Treatment::precedence`]: what is smaller comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Precedence {
    late: Reverse<bool>,
    drug: Reverse<(bool, bool)>,
    due_on: NaiveDate,
}

/// An entry of direct care, checked before it is stored, by the page as one types and by the server.
pub trait Checked {
    /// What cannot be true of it on this day, place by place.
    fn faults(&self, today: NaiveDate) -> Vec<WireFinding>;
}

impl Checked for ContactDetails {
    fn faults(&self, _: NaiveDate) -> Vec<WireFinding> {
        Vec::new()
    }
}

impl Checked for Note {
    fn faults(&self, _: NaiveDate) -> Vec<WireFinding> {
        Vec::new()
    }
}

impl Checked for Letter {
    fn faults(&self, today: NaiveDate) -> Vec<WireFinding> {
        let is_ahead = self.sent_on.is_some_and(|day| day > today);
        let message = "This is in the future. Enter it when the letter is sent";
        is_ahead
            .then(|| fault("sent_on", FUTURE, message))
            .into_iter()
            .collect()
    }
}

impl Checked for Contact {
    fn faults(&self, today: NaiveDate) -> Vec<WireFinding> {
        let mut found = Vec::new();
        // The day in Europe/London is never before that of UTC.
        let tried_on = self.attempted_at.map_or(today, |at| at.date_naive());
        if tried_on > today {
            found.push(fault(
                "attempted_at",
                FUTURE,
                "This is in the future. Check the day",
            ));
        }
        if self.call_back_on.is_some_and(|day| day < tried_on) {
            let message = "This is before the contact. Check the day on which to try again";
            found.push(fault("call_back_on", ORDER, message));
        }
        found
    }
}

impl Checked for Treatment {
    fn faults(&self, today: NaiveDate) -> Vec<WireFinding> {
        let mut found = Vec::new();
        for (name, day) in [
            ("started_on", self.started_on),
            ("last_given_on", self.last_given_on),
            ("stopped_on", self.stopped_on),
        ] {
            if day.is_some_and(|day| day > today) {
                found.push(fault(name, FUTURE, "This is in the future. Check the day"));
            }
        }
        for (name, day, not_before) in [
            ("last_given_on", self.last_given_on, self.started_on),
            ("stopped_on", self.stopped_on, self.started_on),
            ("next_due_on", self.next_due_on, self.started_on),
            ("next_due_on", self.next_due_on, self.last_given_on),
        ] {
            if let (Some(day), Some(earlier)) = (day, not_before)
                && day < earlier
            {
                let message = if Some(earlier) == self.last_given_on && name == "next_due_on" {
                    "This is before the day on which it was last given. Check both"
                } else {
                    "This is before the first day of the course. Check both"
                };
                found.push(fault(name, ORDER, message));
            }
        }
        if self.stop_reason.is_some() && self.stopped_on.is_none() {
            let message = "Say on which day the course was stopped, or leave out the reason";
            found.push(fault("stopped_on", "field.required", message));
        }
        found.dedup_by(|a, b| a.pointer == b.pointer);
        found
    }
}

const FUTURE: &str = "date.in_future";
const ORDER: &str = "date.out_of_order";

fn fault(name: &str, code: &str, message: &str) -> WireFinding {
    WireFinding {
        pointer: format!("/{name}"),
        field: None,
        code: code.to_owned(),
        level: Level::Error,
        message: message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use chrono::Days;

    use super::*;
    use crate::vocabulary::Coded;

    fn treatment(cells: &str) -> Treatment {
        let mut json = serde_json::Map::new();
        for cell in cells.split_whitespace() {
            let (name, value) = cell.split_once('=').expect("name=value");
            json.insert(name.to_owned(), value.into());
        }
        serde_json::from_value(json.into()).expect("a treatment")
    }

    #[test]
    fn when_the_next_injection_is_due() {
        for (cells, expected) in [
            ("drug=denosumab last_given_on=2025-08-31", Some("2026-02-28")),
            ("drug=denosumab last_given_on=2025-07-31", Some("2026-01-31")),
            ("drug=zoledronate last_given_on=2024-02-29", Some("2025-02-28")),
            (
                "drug=denosumab last_given_on=2025-07-31 next_due_on=2026-02-10",
                Some("2026-02-10"),
            ),
            ("drug=alendronate last_given_on=2025-07-31", None),
            ("drug=alendronate next_due_on=2026-02-10", Some("2026-02-10")),
            ("drug=denosumab", None),
            (
                "drug=denosumab last_given_on=2025-07-31 stopped_on=2025-10-01",
                None,
            ),
        ] {
            let due = treatment(cells).due_on().map(|day| day.to_string());
            assert_eq!(due.as_deref(), expected, "{cells}");
        }
    }

    #[test]
    fn how_it_stands_in_time() {
        use Urgency::{Due, HarmfullyLate, Late};
        let due_on: NaiveDate = "2026-01-31".parse().expect("a day");
        for (drug, offset, expected) in [
            ("denosumab", -29_i64, None),
            ("denosumab", -28, Some(Due)),
            ("denosumab", 0, Some(Due)),
            ("denosumab", 1, Some(Late)),
            ("denosumab", 28, Some(Late)),
            ("denosumab", 29, Some(HarmfullyLate)),
            ("zoledronate", 29, Some(Late)),
            ("zoledronate", 400, Some(Late)),
        ] {
            let course = treatment(&format!("drug={drug} next_due_on={due_on}"));
            let today = if offset < 0 {
                due_on - Days::new(offset.unsigned_abs())
            } else {
                due_on + Days::new(offset.unsigned_abs())
            };
            assert_eq!(course.urgency(today), expected, "{drug} {offset}");
            assert_eq!(course.precedence(today).is_some(), expected.is_some());
        }
    }

    #[test]
    fn late_denosumab_comes_first() {
        let today: NaiveDate = "2026-01-31".parse().expect("a day");
        let mut courses = [
            "drug=alendronate next_due_on=2025-01-01",
            "drug=denosumab next_due_on=2026-02-01",
            "drug=zoledronate next_due_on=2025-06-01",
            "drug=denosumab next_due_on=2026-01-30",
            "drug=zoledronate next_due_on=2026-01-31",
            "drug=denosumab next_due_on=2025-12-01",
        ]
        .map(treatment);
        courses.sort_by_key(|course| course.precedence(today));
        let order: Vec<String> = courses
            .iter()
            .map(|c| format!("{} {}", c.drug.token(), c.due_on().expect("due")))
            .collect();
        assert_eq!(
            order,
            [
                "denosumab 2025-12-01",
                "denosumab 2026-01-30",
                "zoledronate 2025-06-01",
                "alendronate 2025-01-01",
                "zoledronate 2026-01-31",
                "denosumab 2026-02-01",
            ]
        );
    }

    fn places(found: &[WireFinding]) -> String {
        let text = |found: &WireFinding| format!("{} {}", found.pointer, found.code);
        found.iter().map(text).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn what_cannot_be_true_of_a_course() {
        let today = "2026-01-31".parse().expect("a day");
        for (cells, expected) in [
            (
                "drug=denosumab started_on=2025-01-01 last_given_on=2026-01-31 next_due_on=2026-07-31",
                "",
            ),
            (
                "drug=denosumab started_on=2026-02-01",
                "/started_on date.in_future",
            ),
            (
                "drug=denosumab last_given_on=2026-02-01",
                "/last_given_on date.in_future",
            ),
            (
                "drug=denosumab started_on=2025-02-01 last_given_on=2025-01-31",
                "/last_given_on date.out_of_order",
            ),
            (
                "drug=denosumab last_given_on=2026-01-01 next_due_on=2025-12-31",
                "/next_due_on date.out_of_order",
            ),
            (
                "drug=denosumab started_on=2026-01-01 last_given_on=2026-01-01 next_due_on=2025-12-31",
                "/next_due_on date.out_of_order",
            ),
            ("drug=denosumab stop_reason=rash", "/stopped_on field.required"),
            ("drug=denosumab stop_reason=rash stopped_on=2026-01-31", ""),
        ] {
            assert_eq!(places(&treatment(cells).faults(today)), expected, "{cells}");
        }
    }

    #[test]
    fn what_cannot_be_true_of_a_contact() {
        let today = "2026-01-31".parse().expect("a day");
        for (at, call_back_on, expected) in [
            (None, None, ""),
            (None, Some("2026-01-31"), ""),
            (None, Some("2026-01-30"), "/call_back_on date.out_of_order"),
            (Some("2026-01-30T09:00:00Z"), Some("2026-01-30"), ""),
            (Some("2026-02-01T00:00:00Z"), None, "/attempted_at date.in_future"),
        ] {
            let json = serde_json::json!({
                "attempted_at": at, "method": "telephone", "outcome": "no_answer", "call_back_on": call_back_on
            });
            let contact: Contact = serde_json::from_value(json).expect("a contact");
            assert_eq!(
                places(&contact.faults(today)),
                expected,
                "{at:?} {call_back_on:?}"
            );
        }
    }
}
