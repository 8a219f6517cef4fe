use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use flsdb_domain::{
    FollowUp16, FollowUp52, Refracture,
    vocabulary::{FollowUpMethod, FollowUpTherapy, FollowedUp, Site, YesNo},
};

use super::{mark, section_mark};
use crate::{
    AuthorKind,
    columns::{Code, Count, Fields},
    schema::{follow_ups, refractures},
    states::Section,
};

/// `kind` of the follow-up at 12–16 weeks.
pub const WEEK_16: i16 = 16;
/// `kind` of the follow-up at 48–56 weeks.
pub const WEEK_52: i16 = 52;

/// A row of `follow_ups`, of either kind.
#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = follow_ups, treat_none_as_default_value = false)]
pub struct FollowUpRow {
    pub fracture_id: String,
    pub kind: i16,
    followed_up: Option<Code<FollowedUp>>,
    followed_up_on: Option<NaiveDate>,
    method: Option<Code<FollowUpMethod>>,
    calcium_vitamin_d: Option<Code<YesNo>>,
    therapy: Option<Code<FollowUpTherapy>>,
    exercise_started: Option<Code<YesNo>>,
    refracture_count: Option<Count>,
    version: i64,
    changed_at: NaiveDateTime,
    changed_by: String,
    changed_by_kind: Code<AuthorKind>,
    machine_fields: Fields,
}

/// A row of `refractures`: one fracture since the index fracture.
#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = refractures, treat_none_as_default_value = false)]
pub struct RefractureRow {
    pub fracture_id: String,
    position: i16,
    fractured_on: NaiveDate,
    site: Option<Code<Site>>,
}

impl FollowUpRow {
    /// The row of section 6.
    pub fn of_week_16(fracture_id: &str, section: &Section<FollowUp16>) -> Self {
        let Section { answers, mark } = section;
        FollowUpRow {
            fracture_id: fracture_id.to_owned(),
            kind: WEEK_16,
            followed_up: answers.followed_up.map(Code),
            followed_up_on: answers.followed_up_on,
            method: answers.method.map(Code),
            calcium_vitamin_d: answers.calcium_vitamin_d_started.map(Code),
            therapy: answers.therapy.map(Code),
            exercise_started: answers.exercise_started.map(Code),
            refracture_count: None,
            version: mark.version,
            changed_at: mark.at.naive_utc(),
            changed_by: mark.by.clone(),
            changed_by_kind: Code(mark.kind),
            machine_fields: mark.machine_fields.clone().into(),
        }
    }

    /// The row of section 7, re-fractures apart.
    pub fn of_week_52(fracture_id: &str, section: &Section<FollowUp52>) -> Self {
        let Section { answers, mark } = section;
        FollowUpRow {
            fracture_id: fracture_id.to_owned(),
            kind: WEEK_52,
            followed_up: answers.followed_up.map(Code),
            followed_up_on: answers.followed_up_on,
            method: answers.method.map(Code),
            calcium_vitamin_d: answers.calcium_vitamin_d_taken.map(Code),
            therapy: answers.therapy.map(Code),
            exercise_started: None,
            refracture_count: answers.refracture_count.map(Count::from),
            version: mark.version,
            changed_at: mark.at.naive_utc(),
            changed_by: mark.by.clone(),
            changed_by_kind: Code(mark.kind),
            machine_fields: mark.machine_fields.clone().into(),
        }
    }
}

impl From<FollowUpRow> for Section<FollowUp16> {
    fn from(row: FollowUpRow) -> Self {
        let answers = FollowUp16 {
            followed_up: row.followed_up.map(|c| c.0),
            followed_up_on: row.followed_up_on,
            method: row.method.map(|c| c.0),
            calcium_vitamin_d_started: row.calcium_vitamin_d.map(|c| c.0),
            therapy: row.therapy.map(|c| c.0),
            exercise_started: row.exercise_started.map(|c| c.0),
        };
        Section {
            answers,
            mark: section_mark(
                mark(row.version, row.changed_at, row.changed_by, row.changed_by_kind),
                row.machine_fields,
            ),
        }
    }
}

impl From<FollowUpRow> for Section<FollowUp52> {
    fn from(row: FollowUpRow) -> Self {
        let answers = FollowUp52 {
            followed_up: row.followed_up.map(|c| c.0),
            followed_up_on: row.followed_up_on,
            method: row.method.map(|c| c.0),
            calcium_vitamin_d_taken: row.calcium_vitamin_d.map(|c| c.0),
            therapy: row.therapy.map(|c| c.0),
            refracture_count: row.refracture_count.map(Count::into_inner),
            refractures: Vec::new(),
        };
        Section {
            answers,
            mark: section_mark(
                mark(row.version, row.changed_at, row.changed_by, row.changed_by_kind),
                row.machine_fields,
            ),
        }
    }
}

impl RefractureRow {
    /// The rows of an episode's re-fractures, in their order.
    pub fn of<'a>(fracture_id: &'a str, refractures: &'a [Refracture]) -> impl Iterator<Item = Self> + 'a {
        (0..)
            .zip(refractures)
            .map(move |(position, refracture)| RefractureRow {
                fracture_id: fracture_id.to_owned(),
                position,
                fractured_on: refracture.fractured_on,
                site: refracture.site.map(Code),
            })
    }
}

impl From<RefractureRow> for Refracture {
    fn from(row: RefractureRow) -> Self {
        Refracture {
            fractured_on: row.fractured_on,
            site: row.site.map(|c| c.0),
        }
    }
}
