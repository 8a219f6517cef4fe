//! Years that a service has locked: what may no longer move.
//!
//! A clinical lead signs a year of diagnosis (1.09) off; from then on none of its episodes changes until the year is
//! unlocked. The answers about a person are not of one year: they may change as long as no figure of a locked year follows
//! them.

use chrono::{Days, NaiveDate};

use crate::{Patient, validation::WINDOW_52_WEEKS};

/// Whether another answer about the patient would change what an episode of that day counts as: the age, the sex, or a death
/// before the last day of its 12-month follow-up. Address, numbers, ethnic category and objections do not.
pub fn moves_figures(before: &Patient, after: &Patient, diagnosed_on: NaiveDate) -> bool {
    before.date_of_birth != after.date_of_birth
        || before.sex != after.sex
        || counted_death(before, diagnosed_on) != counted_death(after, diagnosed_on)
}

/// The death, if it came before the windows of the episode were over.
fn counted_death(patient: &Patient, diagnosed_on: NaiveDate) -> Option<NaiveDate> {
    let days = u64::try_from(*WINDOW_52_WEEKS.end()).unwrap_or_default();
    let last = diagnosed_on.checked_add_days(Days::new(days))?;
    patient.date_of_death.filter(|death| *death <= last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Postcode, dates::parse_iso, vocabulary::Sex};

    fn day(text: &str) -> NaiveDate {
        parse_iso(text).expect("a day")
    }

    #[test]
    fn what_moves_figures() {
        let before = Patient {
            date_of_birth: Some(day("1950-05-01")),
            sex: Some(Sex::Female),
            ..Patient::default()
        };
        let with = |change: &dyn Fn(&mut Patient)| {
            let mut after = before.clone();
            change(&mut after);
            moves_figures(&before, &after, day("2024-03-04"))
        };
        for (name, moves, expected) in [
            ("nothing", with(&|_| {}), false),
            (
                "birth",
                with(&|p| p.date_of_birth = Some(day("1951-05-01"))),
                true,
            ),
            ("sex", with(&|p| p.sex = None), true),
            (
                "address",
                with(&|p| p.postcode = Postcode::parse("BD9 6RJ").ok()),
                false,
            ),
            ("objection", with(&|p| p.local_objection = true), false),
            (
                "number",
                with(&|p| p.local_record_number = Some("A1".to_owned())),
                false,
            ),
            (
                "death on the last day",
                with(&|p| p.date_of_death = Some(day("2025-03-31"))),
                true,
            ),
            (
                "death a day later",
                with(&|p| p.date_of_death = Some(day("2025-04-01"))),
                false,
            ),
        ] {
            assert_eq!(moves, expected, "{name}");
        }
    }
}
