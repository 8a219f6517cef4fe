//! The files of a run, line by line as they were made: the very same bytes whenever they are asked for.

use diesel::prelude::*;
use flsdb_domain::access::Scope;

use super::{FIRST_ROW, load_kept};
use crate::{
    Outcome, Reader,
    bulk::CHUNK,
    connection::Conn,
    schema::{submission_deletions as deletions, submission_rows as rows},
};

/// Which of the files of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum File {
    /// The records that are new or changed.
    Records,
    /// The keys of those that the audit is to delete.
    Deletions,
}

/// Hands over a file line by line, headings first. Memory holds a page of lines.
///
/// # Errors
/// `NotFound`; `Submission` when its rows are deleted; those of `take`.
pub fn for_each_line(
    r: &mut Reader<'_>,
    scope: &Scope,
    (id, file): (&str, File),
    mut take: impl FnMut(&str) -> Outcome<()>,
) -> Outcome<()> {
    let run = load_kept(r.conn, scope, id)?;
    take(match file {
        File::Records => &run.headings,
        File::Deletions => &run.key_headings,
    })?;
    let mut next = FIRST_ROW;
    loop {
        let lines = page(r.conn, id, file, next)?;
        for line in &lines {
            take(line)?;
        }
        match i32::try_from(lines.len()) {
            Ok(count) if count > 0 => next += count,
            _ => return Ok(()),
        }
    }
}

/// Lines follow each other without a gap.
fn page(conn: &mut Conn, id: &str, file: File, next: i32) -> QueryResult<Vec<String>> {
    let limit = CHUNK as i64;
    match file {
        File::Records => rows::table
            .filter(rows::submission_id.eq(id))
            .filter(rows::position.ge(next))
            .order(rows::position)
            .limit(limit)
            .select(rows::content)
            .load(conn),
        File::Deletions => deletions::table
            .filter(deletions::submission_id.eq(id))
            .filter(deletions::position.ge(next))
            .order(deletions::position)
            .limit(limit)
            .select(deletions::row_key)
            .load(conn),
    }
}
