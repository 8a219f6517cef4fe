//! Inserting many rows at once, which the two databases' statements do each in their own way.

use diesel::prelude::*;

use crate::{
    connection::Conn,
    imports::ImportFindingRow,
    rows::{
        AssessmentRow, AuditRow, DeprivationRow, EpisodeFactsRow, FindingRow, FollowUpRow, FractureRow,
        PatientRow, RefractureRow, VersionRow,
    },
    schema::{
        assessments, audit_events, deprivations, episode_facts, findings, follow_ups, fractures,
        import_findings, patients, refractures, versions,
    },
};

/// Rows of a statement, and ids of a condition: 29 columns of so many rows stay below SQLite's 32,766 parameters.
pub const CHUNK: usize = 500;

/// Inserts patients.
pub fn insert_patients(conn: &mut Conn, rows: &[PatientRow]) -> QueryResult<()> {
    for rows in rows.chunks(CHUNK) {
        let insert = diesel::insert_into(patients::table).values(rows);
        match conn {
            Conn::Pg(conn) => insert.execute(conn)?,
            Conn::Sqlite(conn) => insert.execute(conn)?,
        };
    }
    Ok(())
}

/// Inserts fractures.
pub fn insert_fractures(conn: &mut Conn, rows: &[FractureRow]) -> QueryResult<()> {
    for rows in rows.chunks(CHUNK) {
        let insert = diesel::insert_into(fractures::table).values(rows);
        match conn {
            Conn::Pg(conn) => insert.execute(conn)?,
            Conn::Sqlite(conn) => insert.execute(conn)?,
        };
    }
    Ok(())
}

/// Inserts assessments.
pub fn insert_assessments(conn: &mut Conn, rows: &[AssessmentRow]) -> QueryResult<()> {
    for rows in rows.chunks(CHUNK) {
        let insert = diesel::insert_into(assessments::table).values(rows);
        match conn {
            Conn::Pg(conn) => insert.execute(conn)?,
            Conn::Sqlite(conn) => insert.execute(conn)?,
        };
    }
    Ok(())
}

/// Inserts follow-ups.
pub fn insert_follow_ups(conn: &mut Conn, rows: &[FollowUpRow]) -> QueryResult<()> {
    for rows in rows.chunks(CHUNK) {
        let insert = diesel::insert_into(follow_ups::table).values(rows);
        match conn {
            Conn::Pg(conn) => insert.execute(conn)?,
            Conn::Sqlite(conn) => insert.execute(conn)?,
        };
    }
    Ok(())
}

/// Inserts re-fractures.
pub fn insert_refractures(conn: &mut Conn, rows: &[RefractureRow]) -> QueryResult<()> {
    for rows in rows.chunks(CHUNK) {
        let insert = diesel::insert_into(refractures::table).values(rows);
        match conn {
            Conn::Pg(conn) => insert.execute(conn)?,
            Conn::Sqlite(conn) => insert.execute(conn)?,
        };
    }
    Ok(())
}

/// Inserts former states.
pub fn insert_versions(conn: &mut Conn, rows: &[VersionRow]) -> QueryResult<()> {
    for rows in rows.chunks(CHUNK) {
        let insert = diesel::insert_into(versions::table).values(rows);
        match conn {
            Conn::Pg(conn) => insert.execute(conn)?,
            Conn::Sqlite(conn) => insert.execute(conn)?,
        };
    }
    Ok(())
}

/// Inserts audit events.
pub fn insert_events(conn: &mut Conn, rows: &[AuditRow]) -> QueryResult<()> {
    for rows in rows.chunks(CHUNK) {
        let insert = diesel::insert_into(audit_events::table).values(rows);
        match conn {
            Conn::Pg(conn) => insert.execute(conn)?,
            Conn::Sqlite(conn) => insert.execute(conn)?,
        };
    }
    Ok(())
}

/// Inserts findings. One that another transaction has just made, for an episode of its own, is left as it is.
pub fn insert_findings(conn: &mut Conn, rows: &[FindingRow]) -> QueryResult<()> {
    for rows in rows.chunks(CHUNK) {
        let insert = diesel::insert_into(findings::table)
            .values(rows)
            .on_conflict_do_nothing();
        match conn {
            Conn::Pg(conn) => insert.execute(conn)?,
            Conn::Sqlite(conn) => insert.execute(conn)?,
        };
    }
    Ok(())
}

/// Inserts the findings of an import.
pub fn insert_import_findings(conn: &mut Conn, rows: &[ImportFindingRow]) -> QueryResult<()> {
    for rows in rows.chunks(CHUNK) {
        let insert = diesel::insert_into(import_findings::table).values(rows);
        match conn {
            Conn::Pg(conn) => insert.execute(conn)?,
            Conn::Sqlite(conn) => insert.execute(conn)?,
        };
    }
    Ok(())
}

/// Inserts facts of episodes.
pub fn insert_facts(conn: &mut Conn, rows: &[EpisodeFactsRow]) -> QueryResult<()> {
    for rows in rows.chunks(CHUNK) {
        let insert = diesel::insert_into(episode_facts::table).values(rows);
        match conn {
            Conn::Pg(conn) => insert.execute(conn)?,
            Conn::Sqlite(conn) => insert.execute(conn)?,
        };
    }
    Ok(())
}

/// Inserts deprivations of postcodes.
pub fn insert_deprivations(conn: &mut Conn, rows: &[DeprivationRow]) -> QueryResult<()> {
    for rows in rows.chunks(CHUNK) {
        let insert = diesel::insert_into(deprivations::table).values(rows);
        match conn {
            Conn::Pg(conn) => insert.execute(conn)?,
            Conn::Sqlite(conn) => insert.execute(conn)?,
        };
    }
    Ok(())
}
