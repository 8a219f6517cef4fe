//! The bytes of an import, in pieces: the file as sent, and the file of rejected rows.

use diesel::prelude::*;

use super::{Viewer, load, touched};
use crate::{
    Outcome, Reader, StoreError, Writer,
    connection::Conn,
    schema::{import_pieces, imports},
};

/// Which of the two files.
const SENT: &str = "sent";
const REJECTED: &str = "rejected";

/// Adds a piece to the file; about a megabyte at a time.
///
/// # Errors
/// `NotFound`.
pub fn append_file(w: &mut Writer<'_>, id: &str, piece: &[u8]) -> Outcome<()> {
    let bytes = i64::try_from(piece.len()).unwrap_or(i64::MAX);
    let import = diesel::update(imports::table.find(id));
    touched(
        import
            .set(imports::bytes.eq(imports::bytes + bytes))
            .execute(w.conn)?,
    )?;
    append(w, id, SENT, piece)
}

/// Hands over the file piece by piece.
///
/// # Errors
/// `NotFound`, and those of `take`.
pub fn for_each_piece(
    r: &mut Reader<'_>,
    id: &str,
    mut take: impl FnMut(&[u8]) -> Outcome<()>,
) -> Outcome<()> {
    let known: Option<String> = imports::table
        .find(id)
        .select(imports::id)
        .first(r.conn)
        .optional()?;
    each(r.conn, &known.ok_or(StoreError::NotFound)?, SENT, &mut take)
}

/// Adds a piece to the file of rejected rows.
///
/// # Errors
/// `NotFound`.
pub fn append_rejected(w: &mut Writer<'_>, id: &str, piece: &[u8]) -> Outcome<()> {
    append(w, id, REJECTED, piece)
}

/// Hands over the file of rejected rows piece by piece.
///
/// # Errors
/// `NotFound`, and those of `take`.
pub fn for_each_rejected_piece(
    r: &mut Reader<'_>,
    viewer: Viewer<'_>,
    id: &str,
    mut take: impl FnMut(&[u8]) -> Outcome<()>,
) -> Outcome<()> {
    load(r.conn, viewer, id)?;
    each(r.conn, id, REJECTED, &mut take)
}

fn append(w: &mut Writer<'_>, id: &str, file: &str, piece: &[u8]) -> Outcome<()> {
    let of_file = import_pieces::table
        .filter(import_pieces::import_id.eq(id))
        .filter(import_pieces::file.eq(file));
    let last: Option<i32> = of_file
        .select(diesel::dsl::max(import_pieces::position))
        .first(w.conn)?;
    let row = (
        import_pieces::import_id.eq(id),
        import_pieces::file.eq(file),
        import_pieces::position.eq(last.map_or(0, |last| last + 1)),
        import_pieces::content.eq(piece),
    );
    diesel::insert_into(import_pieces::table)
        .values(row)
        .execute(w.conn)?;
    Ok(())
}

/// One piece at a time, so that memory holds no more than one.
fn each(conn: &mut Conn, id: &str, file: &str, take: &mut impl FnMut(&[u8]) -> Outcome<()>) -> Outcome<()> {
    for position in 0.. {
        let piece = import_pieces::table
            .find((id, file, position))
            .select(import_pieces::content);
        match piece.first::<Vec<u8>>(conn).optional()? {
            Some(piece) => take(&piece)?,
            None => break,
        }
    }
    Ok(())
}
