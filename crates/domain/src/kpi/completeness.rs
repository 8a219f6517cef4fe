//! KPI 1, data completeness: how many audited fields of a service are blank too often.

use chrono::NaiveDate;

use crate::{
    Episode, Field,
    vocabulary::{Dxa, FollowedUp},
};

use super::{
    Blanks, FOLLOW_UP_16_DAYS, FOLLOW_UP_52_DAYS, Facts, Parameters,
    definition::{Clause, Wording},
};

/// The seventeen audited fields†.
pub const AUDITED: [Field; 17] = [
    Field::Sex,
    Field::CareHome,
    Field::FirstContactOn,
    Field::AssessedOn,
    Field::Admitted,
    Field::FoundBy,
    Field::Site,
    Field::PreviousFracture,
    Field::TherapyAtFracture,
    Field::Dxa,
    Field::DxaOn,
    Field::BoneTherapy,
    Field::FallsAssessment,
    Field::FollowedUp16,
    Field::Therapy16,
    Field::ExerciseStarted,
    Field::FollowedUp52,
];

/// A service with so many bad fields, or more, is not good.
pub const BAD_FIELDS_TOO_MANY: usize = 5;
/// A field is bad when more than this share of its answers is blank, in per cent.
pub const BLANK_TOLERATED_PERCENT: u64 = 20;

/// The audited fields that are blank in a record, a bit each in the order of [`AUDITED`]. "Don't know" is not blank†.
pub fn blanks(episode: &Episode) -> u32 {
    bits(|field| field.question().is_some_and(|q| (q.answer)(episode).is_blank()))
}

/// The audited fields that count for a record on the day `as_of`, a bit each in the order of [`AUDITED`]†:
/// 3.03 if 3.01 is Ordered or Recommended; 6.01 and 7.01 once their window is over; 6.05 and 6.06 if 6.01 is Yes.
pub fn audited(facts: &Facts, as_of: NaiveDate) -> u32 {
    bits(|field| asked(field, facts) && audited_after(field).is_none_or(|days| facts.is_mature(days, as_of)))
}

/// Days after the diagnosis from which on an audited field counts; none: from the start†.
pub fn audited_after(field: Field) -> Option<u16> {
    match field {
        Field::FollowedUp16 => Some(FOLLOW_UP_16_DAYS),
        Field::FollowedUp52 => Some(FOLLOW_UP_52_DAYS),
        _ => None,
    }
}

/// The audited fields that count only after certain answers†.
pub const CONDITIONAL: [Field; 3] = [Field::DxaOn, Field::Therapy16, Field::ExerciseStarted];

/// Whether the answers of a record ask for the field; so of all but the [`CONDITIONAL`] ones.
fn asked(field: Field, facts: &Facts) -> bool {
    match field {
        Field::DxaOn => matches!(facts.dxa, Some(Dxa::Ordered | Dxa::Recommended)),
        Field::Therapy16 | Field::ExerciseStarted => facts.followed_up_16 == Some(FollowedUp::Yes),
        _ => true,
    }
}

/// The audited fields that count for a record and are blank: what the ledger of KPI 1 lists.
pub fn audited_blanks(facts: &Facts, as_of: NaiveDate) -> Blanks {
    let open = audited(facts, as_of) & facts.blank;
    (0..)
        .zip(AUDITED)
        .filter(|(i, _)| open >> i & 1 == 1)
        .map(|(_, field)| field)
        .collect()
}

fn bits(holds: impl Fn(Field) -> bool) -> u32 {
    (0..)
        .zip(AUDITED)
        .fold(0, |bits, (i, field)| bits | u32::from(holds(field)) << i)
}

/// How often one audited field is blank.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FieldCount {
    /// Records in which the field counts.
    pub audited: u64,
    /// Those of them in which it is blank.
    pub blank: u64,
}

impl FieldCount {
    /// More than 20 % blank.
    pub fn is_bad(self) -> bool {
        self.blank * 100 > self.audited * BLANK_TOLERATED_PERCENT
    }
}

/// The counts of a service, in the order of [`AUDITED`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Completeness {
    /// A count for each audited field.
    pub fields: [FieldCount; AUDITED.len()],
}

impl Completeness {
    /// Counts one record.
    pub fn add(&mut self, facts: &Facts, as_of: NaiveDate) {
        let audited = audited(facts, as_of);
        for (i, count) in self.fields.iter_mut().enumerate() {
            let counts = u64::from(audited >> i & 1);
            count.audited += counts;
            count.blank += counts & u64::from(facts.blank >> i & 1);
        }
    }

    /// Fields with more than 20 % blank.
    pub fn bad_fields(&self) -> usize {
        self.fields.iter().filter(|field| field.is_bad()).count()
    }

    /// A service is good when fewer than five fields are bad.
    pub fn is_good(&self) -> bool {
        self.bad_fields() < BAD_FIELDS_TOO_MANY
    }
}

/// The rule in plain words, and the standards measured against†.
pub(super) fn wording(_: &Parameters) -> Wording {
    Wording {
        title: "Data completeness",
        measures: "Whether the service fills in the fields that the audit needs.",
        denominator: Clause::read(
            "One service: its fields. Several: those with at least one record in the period",
        ),
        exclusions: vec![],
        met_when: vec![
            Clause::assumed(
                "Audited: 1.03, 1.05, 1.06, 1.07, 1.08, 1.10, 1.11, 2.03, 2.06, 3.01, 4.01 and 5.01 of every record; 3.03 if 3.01 is Ordered or Recommended; 6.01 from 112 days after the diagnosis; 6.05 and 6.06 if 6.01 is Yes; 7.01 from 392 days after the diagnosis",
            ),
            Clause::assumed(
                "A field is bad when more than 20 % of its answers are blank; Don't know is not blank",
            ),
            Clause::read("A service is good when fewer than five fields are bad"),
        ],
        standards: &["HQIP and audit data quality"],
    }
}

#[cfg(test)]
mod tests {
    use super::{super::table::facts, *};

    #[test]
    fn what_counts_depends_on_answers_and_maturity() {
        // 1.09 is 2024-01-01; 112 days later it is 2024-04-22, 392 days later 2025-01-27.
        for (cells, as_of, numbers) in [
            (
                "",
                "2024-04-21",
                "1.03 1.05 1.06 1.07 1.08 1.10 1.11 2.03 2.06 3.01 4.01 5.01",
            ),
            (
                "",
                "2024-04-22",
                "1.03 1.05 1.06 1.07 1.08 1.10 1.11 2.03 2.06 3.01 4.01 5.01 6.01",
            ),
            (
                "1.05=Don't know 1.03=Not known 1.06=0 1.07=3 1.08=No 1.10=Clinical 1.11=Hip 2.03=No 2.06=None",
                "2025-01-26",
                "3.01 4.01 5.01 6.01",
            ),
            (
                "1.05=No 1.03=Male 1.06=0 1.07=3 1.08=No 1.10=Clinical 1.11=Hip 2.03=No 2.06=None",
                "2025-01-27",
                "3.01 4.01 5.01 6.01 7.01",
            ),
            (
                "1.05=No 1.03=Male 1.06=0 1.07=3 1.08=No 1.10=Clinical 1.11=Hip 2.03=No 2.06=None 3.01=Ordered 4.01=None 6.01=Yes",
                "2024-02-01",
                "3.03 5.01 6.05 6.06",
            ),
        ] {
            let as_of = as_of.parse().expect("a date");
            let found: Vec<_> = audited_blanks(&facts(cells), as_of)
                .fields()
                .filter_map(|f| f.question().map(|q| q.number))
                .collect();
            assert_eq!(found.join(" "), numbers, "{cells} on {as_of}");
        }
    }

    #[test]
    fn a_field_is_bad_beyond_one_fifth_and_a_service_with_five_of_them() {
        for (blank, audited, bad) in [
            (0, 0, false),
            (1, 5, false),
            (2, 9, true),
            (20, 100, false),
            (21, 100, true),
        ] {
            assert_eq!(
                FieldCount { audited, blank }.is_bad(),
                bad,
                "{blank} of {audited}"
            );
        }
        for bad in 0..=AUDITED.len() {
            let mut completeness = Completeness::default();
            completeness.fields[..bad].fill(FieldCount { audited: 2, blank: 1 });
            assert_eq!(completeness.bad_fields(), bad);
            assert_eq!(completeness.is_good(), bad < 5, "{bad}");
        }
    }
}
