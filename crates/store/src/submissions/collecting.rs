//! Sorting the records of a service into what is sent, deleted, left as it is, and withheld.

use std::collections::HashMap;

use diesel::prelude::*;
use flsdb_domain::{
    Nation, NhsNumber,
    opt_out::{Checked, Standing, standing},
};
use sha2::{Digest, Sha256};

use super::{
    FIRST_ROW, Line, Sheet,
    row::{Counts, DeletionRow, HoldingRow, LineRow, SubmissionRow},
};
use crate::{
    Outcome,
    bulk::{self, CHUNK},
    connection::Conn,
    schema::submission_holdings as holdings,
    states::{KeptEpisode, KeptPatient},
};

/// Takes the records of a service one by one. Memory holds what the audit has of the service: a key and a digest a record.
pub(super) struct Collector<'a> {
    submission_id: String,
    sheet: &'a Sheet<'a>,
    nation: Nation,
    checked: HashMap<NhsNumber, Checked>,
    /// What the audit holds of records that have not been taken yet, by episode.
    held: HashMap<String, Held>,
    counts: Counts,
    /// Lines that are not written yet.
    lines: Vec<LineRow>,
    next: i32,
    digest: Sha256,
    /// Keys that the audit is to delete, each with its episode.
    obsolete: Vec<(String, String)>,
}

/// What the audit holds of a record.
struct Held {
    key: String,
    digest: String,
}

/// What was collected.
pub(super) struct Collected {
    pub counts: Counts,
    pub records_digest: String,
    pub deletions_digest: String,
}

impl<'a> Collector<'a> {
    /// For a run, with what the opt-out check says of the patients.
    pub fn new(
        conn: &mut Conn,
        run: &SubmissionRow,
        sheet: &'a Sheet<'a>,
        (nation, checked): (Nation, HashMap<NhsNumber, Checked>),
    ) -> Outcome<Self> {
        let rows: Vec<HoldingRow> = holdings::table
            .filter(holdings::service.eq(run.service))
            .filter(holdings::layout.eq(&run.layout))
            .select(HoldingRow::as_select())
            .load(conn)?;
        let held = rows.into_iter().map(|row| {
            let (key, digest) = (row.row_key, row.digest);
            (row.fracture_id, Held { key, digest })
        });
        Ok(Collector {
            submission_id: run.id.clone(),
            sheet,
            nation,
            checked,
            held: held.collect(),
            counts: Counts::default(),
            lines: Vec::new(),
            next: FIRST_ROW,
            digest: Sha256::new_with_prefix(&sheet.headings),
            obsolete: Vec::new(),
        })
    }

    /// Takes a record. What may not leave stays among what the audit holds, and is to be deleted if it does.
    pub fn take(&mut self, conn: &mut Conn, person: &KeptPatient, episode: KeptEpisode) -> Outcome<()> {
        let patient = person.state.patient();
        let checked = patient
            .nhs_number
            .and_then(|number| self.checked.get(&number).copied());
        match standing(self.nation, patient.local_objection, checked) {
            Standing::OptedOut => self.counts.opted_out += 1,
            Standing::Objects => self.counts.objecting += 1,
            Standing::Unchecked => self.counts.unchecked += 1,
            Standing::Included => {
                let (id, version) = (
                    episode.id,
                    episode.state.version.max(person.state.person.mark.version),
                );
                let episode = episode.state.into_episode(episode.service, patient.clone());
                self.sort(id, version, (self.sheet.write)(&episode)?);
            }
        }
        if self.lines.len() >= CHUNK {
            self.write_lines(conn)?;
        }
        Ok(())
    }

    fn sort(&mut self, id: String, record_version: i64, line: Line) {
        match self.held.remove(&id) {
            Some(held) if held.digest == digest(&line.content) => {
                self.counts.unchanged += 1;
                return;
            }
            Some(held) => {
                self.counts.changed_records += 1;
                if held.key != line.key {
                    self.obsolete.push((held.key, id.clone()));
                }
            }
            None => self.counts.new_records += 1,
        }
        self.digest.update(&line.content);
        self.lines.push(LineRow {
            submission_id: self.submission_id.clone(),
            position: self.next,
            fracture_id: id,
            row_key: line.key,
            content: line.content,
            record_version,
            reason: None,
        });
        self.next += 1;
    }

    fn write_lines(&mut self, conn: &mut Conn) -> Outcome<()> {
        bulk::insert_submission_rows(conn, &self.lines)?;
        self.lines.clear();
        Ok(())
    }

    /// Writes the rest. What the audit holds and was not taken is to be deleted.
    pub fn finish(mut self, conn: &mut Conn) -> Outcome<Collected> {
        self.write_lines(conn)?;
        let mut obsolete = self.obsolete;
        obsolete.extend(self.held.into_iter().map(|(id, held)| (held.key, id)));
        obsolete.sort_unstable();
        let mut deletions_digest = Sha256::new_with_prefix(&self.sheet.key_headings);
        let mut rows = Vec::with_capacity(obsolete.len());
        for ((row_key, fracture_id), position) in obsolete.into_iter().zip(FIRST_ROW..) {
            deletions_digest.update(&row_key);
            rows.push(DeletionRow {
                submission_id: self.submission_id.clone(),
                position,
                fracture_id,
                row_key,
            });
        }
        bulk::insert_submission_deletions(conn, &rows)?;
        Ok(Collected {
            counts: Counts {
                deletions: bulk::count(rows.len()),
                ..self.counts
            },
            records_digest: hex(&self.digest.finalize()),
            deletions_digest: hex(&deletions_digest.finalize()),
        })
    }
}

/// SHA-256 of a text, in hexadecimal.
pub(super) fn digest(text: &str) -> String {
    hex(&Sha256::digest(text))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
