//! Lists of findings.

use diesel::prelude::*;
use flsdb_domain::{
    Field, FindingCode,
    access::Scope,
    wire::{
        Page,
        findings::{Acceptance, FindingState, StoredFinding},
        page::Paging,
        problem::Stamp,
    },
};

use crate::{
    Outcome, Reader, StoreError,
    columns::{Code, Written, utc},
    connection::{Conn, MultiBackend},
    cursor,
    rows::{FindingRow, FractureRow, PatientRow},
    schema::{findings, fractures, patients},
    states::{KeptEpisode, KeptPatient},
};

/// Which findings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FindingFilter {
    /// Only of this kind.
    pub code: Option<FindingCode>,
    /// Open ones, or accepted ones.
    pub state: FindingState,
}

type Joined =
    diesel::dsl::InnerJoin<findings::table, diesel::dsl::InnerJoin<fractures::table, patients::table>>;

/// Findings of records that are not withdrawn, newest first.
///
/// # Errors
/// `BadCursor`.
pub fn list(
    r: &mut Reader<'_>,
    scope: &Scope,
    filter: &FindingFilter,
    paging: &Paging,
) -> Outcome<Page<StoredFinding>> {
    let before = cursor::before(paging)?;
    let total = if paging.total {
        Some(meant(scope, filter).count().get_result(r.conn)?)
    } else {
        None
    };
    let mut query = meant(scope, filter);
    if let Some(before) = before {
        query = query.filter(findings::id.lt(before));
    }
    let rows: Vec<(FindingRow, FractureRow, PatientRow)> = query
        .order(findings::id.desc())
        .limit(cursor::fetched(paging))
        .select((
            FindingRow::as_select(),
            FractureRow::as_select(),
            PatientRow::as_select(),
        ))
        .load(r.conn)?;
    let found = rows.into_iter().filter_map(told).collect();
    Ok(cursor::page(found, paging, total, |f: &StoredFinding| &f.id))
}

/// One finding.
///
/// # Errors
/// `NotFound`.
pub fn find(r: &mut Reader<'_>, scope: &Scope, id: &str) -> Outcome<StoredFinding> {
    load(r.conn, scope, id)
}

pub(super) fn load(conn: &mut Conn, scope: &Scope, id: &str) -> Outcome<StoredFinding> {
    let row = findings::table
        .inner_join(fractures::table.inner_join(patients::table))
        .filter(findings::id.eq(id))
        .select((
            FindingRow::as_select(),
            FractureRow::as_select(),
            PatientRow::as_select(),
        ))
        .first(conn)
        .optional()?;
    row.and_then(told)
        .filter(|finding| scope.contains(finding.service))
        .ok_or(StoreError::NotFound)
}

fn meant<'a>(
    scope: &Scope,
    filter: &FindingFilter,
) -> diesel::helper_types::IntoBoxed<'a, Joined, MultiBackend> {
    let mut query = findings::table
        .inner_join(fractures::table.inner_join(patients::table))
        .filter(fractures::withdrawn_at.is_null())
        .filter(patients::withdrawn_at.is_null())
        .into_boxed();
    if let Scope::Services(services) = scope {
        query =
            query.filter(findings::service.eq_any(services.iter().map(|s| Written(*s)).collect::<Vec<_>>()));
    }
    if let Some(code) = filter.code {
        query = query.filter(findings::code.eq(Code(code)));
    }
    match filter.state {
        FindingState::Open => query.filter(findings::accepted_at.is_null()),
        FindingState::Accepted => query.filter(findings::accepted_at.is_not_null()),
    }
}

fn told((row, fracture, patient): (FindingRow, FractureRow, PatientRow)) -> Option<StoredFinding> {
    let (fracture, patient) = (KeptEpisode::from(fracture), KeptPatient::from(patient));
    let answers = patient.state.person.answers;
    let accepted = accepted(&row);
    Some(StoredFinding {
        id: row.id,
        fracture_id: row.fracture_id,
        patient_id: patient.id,
        service: row.service.0,
        nhs_number: answers.nhs_number,
        local_record_number: answers.local_record_number,
        diagnosed_on: fracture.state.fracture.answers.diagnosed_on?,
        field: Field::from_heading(&row.field)?,
        code: row.code.0,
        level: row.code.0.level(),
        message: row.message,
        accepted,
    })
}

/// The acceptance of a finding. Its version is the time of it, in microseconds: a later one is another.
fn accepted(row: &FindingRow) -> Option<Acceptance> {
    let at = row.accepted_at?;
    Some(Acceptance {
        reason: row.accepted_reason.clone()?,
        stamp: Stamp {
            version: at.and_utc().timestamp_micros(),
            changed_at: utc(at),
            changed_by: row.accepted_by.clone().unwrap_or_default(),
        },
    })
}
