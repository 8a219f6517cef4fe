//! Inserting many rows at once, which the two databases' statements do each in their own way.

use diesel::prelude::*;

use crate::{
    connection::Conn,
    imports::{ImportChangeRow, ImportFindingRow, ImportRejectedRow},
    opt_out::{NumberRow, WaitingRow},
    rows::{
        AssessmentRow, AuditRow, DeprivationRow, EpisodeFactsRow, FindingRow, FollowUpRow, FractureRow,
        PatientRow, RefractureRow, VersionRow,
    },
    schema::{
        assessments, audit_events, deprivations, episode_facts, findings, follow_ups, fractures,
        import_changes, import_findings, import_rows, opt_out_numbers, opt_out_waiting, patients,
        refractures, submission_deletions, submission_holdings, submission_rows, versions,
    },
    submissions::{DeletionRow, HoldingRow, LineRow},
};

/// Rows of a statement, and ids of a condition: 29 columns of so many rows stay below SQLite's 32,766 parameters.
pub const CHUNK: usize = 500;

/// A number of things, as the databases count.
pub fn count(len: usize) -> i64 {
    i64::try_from(len).unwrap_or(i64::MAX)
}

/// Functions that insert rows into a table, with what else belongs to the statement.
macro_rules! inserts {
    ($($(#[$doc:meta])* $name:ident: $row:ty => $table:ident $(.$clause:ident())?;)*) => {
        $(
            $(#[$doc])*
            pub fn $name(conn: &mut Conn, rows: &[$row]) -> QueryResult<()> {
                for rows in rows.chunks(CHUNK) {
                    let insert = diesel::insert_into($table::table).values(rows)$(.$clause())?;
                    match conn {
                        Conn::Pg(conn) => insert.execute(conn)?,
                        Conn::Sqlite(conn) => insert.execute(conn)?,
                    };
                }
                Ok(())
            }
        )*
    };
}

inserts! {
    /// Inserts patients.
    insert_patients: PatientRow => patients;
    /// Inserts fractures.
    insert_fractures: FractureRow => fractures;
    /// Inserts assessments.
    insert_assessments: AssessmentRow => assessments;
    /// Inserts follow-ups.
    insert_follow_ups: FollowUpRow => follow_ups;
    /// Inserts re-fractures.
    insert_refractures: RefractureRow => refractures;
    /// Inserts former states.
    insert_versions: VersionRow => versions;
    /// Inserts audit events.
    insert_events: AuditRow => audit_events;
    /// Inserts findings. One that another transaction has just made, for an episode of its own, is left as it is.
    insert_findings: FindingRow => findings.on_conflict_do_nothing();
    /// Inserts the findings of an import.
    insert_import_findings: ImportFindingRow => import_findings;
    /// Inserts the stored values that an import changes.
    insert_import_changes: ImportChangeRow => import_changes;
    /// Inserts the rejected rows of an import.
    insert_import_rows: ImportRejectedRow => import_rows;
    /// Inserts facts of episodes.
    insert_facts: EpisodeFactsRow => episode_facts;
    /// Inserts the NHS numbers of a check against the national data opt-out.
    insert_opt_out_numbers: NumberRow => opt_out_numbers;
    /// Inserts people who wait for a check; one who waits already goes on waiting.
    insert_waiting: WaitingRow => opt_out_waiting.on_conflict_do_nothing();
    /// Inserts lines of the records of a submission.
    insert_submission_rows: LineRow => submission_rows;
    /// Inserts lines of what the audit is to delete.
    insert_submission_deletions: DeletionRow => submission_deletions;
    /// Inserts what the audit holds.
    insert_submission_holdings: HoldingRow => submission_holdings;
    /// Inserts deprivations of postcodes.
    insert_deprivations: DeprivationRow => deprivations;
}
