//! What is kept of a patient for direct care goes with them when two are merged, and back again.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::{
    Outcome,
    bulk::CHUNK,
    connection::Conn,
    schema::{contact_attempts, contact_details, letters, notes, treatment_courses},
};

/// The ids of what went over, by table.
type Moved = BTreeMap<String, Vec<String>>;

/// Gives one patient the entries of the other; tells which, for [`give_back`]. Names and telephone numbers go only to one who
/// has none.
pub fn take(conn: &mut Conn, from: &str, to: &str) -> Outcome<String> {
    let mut moved = Moved::new();
    macro_rules! take {
        ($($table:ident),*) => {$(
            let theirs = || $table::table.filter($table::patient_id.eq(from));
            let ids: Vec<String> = theirs().select($table::id).load(conn)?;
            diesel::update(theirs()).set($table::patient_id.eq(to)).execute(conn)?;
            moved.insert(stringify!($table).to_owned(), ids);
        )*};
    }
    take!(contact_attempts, treatment_courses, notes, letters);
    let known: i64 = contact_details::table.find(to).count().get_result(conn)?;
    if known == 0 {
        let details = contact_details::table.find(from);
        let count = diesel::update(details)
            .set(contact_details::patient_id.eq(to))
            .execute(conn)?;
        moved.insert("contact_details".to_owned(), vec![to.to_owned(); count]);
    }
    Ok(serde_json::to_string(&moved)?)
}

/// Gives back what went over and is still there.
pub fn give_back(conn: &mut Conn, moved: &str, to: &str) -> Outcome<()> {
    let moved: Moved = serde_json::from_str(moved)?;
    let ids = |table: &str| moved.get(table).map_or(&[][..], Vec::as_slice);
    macro_rules! give {
        ($($table:ident by $key:ident),*) => {$(
            for ids in ids(stringify!($table)).chunks(CHUNK) {
                let theirs = $table::table.filter($table::$key.eq_any(ids));
                diesel::update(theirs).set($table::patient_id.eq(to)).execute(conn)?;
            }
        )*};
    }
    give!(contact_attempts by id, treatment_courses by id, notes by id, letters by id, contact_details by patient_id);
    Ok(())
}
