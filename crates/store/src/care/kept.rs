//! Of whom anything is kept.

use diesel::prelude::*;

use crate::{
    bulk::CHUNK,
    connection::Conn,
    schema::{contact_attempts, contact_details, letters, notes, treatment_courses},
};

/// Of these patients, those of whom something is kept: they cannot be taken away with an import.
pub(crate) fn kept_of(conn: &mut Conn, patient_ids: &[String]) -> QueryResult<Vec<String>> {
    let mut found = Vec::new();
    for ids in patient_ids.chunks(CHUNK) {
        let details = contact_details::table.filter(contact_details::patient_id.eq_any(ids));
        found.extend(details.select(contact_details::patient_id).load::<String>(conn)?);
        let contacts = contact_attempts::table.filter(contact_attempts::patient_id.eq_any(ids));
        found.extend(
            contacts
                .select(contact_attempts::patient_id)
                .load::<String>(conn)?,
        );
        let treatments = treatment_courses::table.filter(treatment_courses::patient_id.eq_any(ids));
        found.extend(
            treatments
                .select(treatment_courses::patient_id)
                .load::<String>(conn)?,
        );
        let notes = notes::table.filter(notes::patient_id.eq_any(ids));
        found.extend(notes.select(notes::patient_id).load::<String>(conn)?);
        let letters = letters::table.filter(letters::patient_id.eq_any(ids));
        found.extend(letters.select(letters::patient_id).load::<String>(conn)?);
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}
