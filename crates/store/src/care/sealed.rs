//! Where the entries of a kind are kept.

use diesel::QueryResult;
use flsdb_domain::wire::care::CareRecord;
use serde::Serialize;

use crate::{Outcome, connection::Conn, states::Mark};

/// The statements about entries of a kind. Places are the entry's id and its patient's.
pub trait Sealed: Sized + PartialEq + Serialize {
    /// Refuses what may not be put in the place of this entry (nothing: taking it away).
    fn allow(&self, _next: Option<&Self>) -> Outcome<()> {
        Ok(())
    }
    fn count(conn: &mut Conn, patient_id: &str) -> QueryResult<i64>;
    fn load(
        conn: &mut Conn,
        patient_id: &str,
        before: Option<&str>,
        limit: i64,
    ) -> QueryResult<Vec<CareRecord<Self>>>;
    fn find(conn: &mut Conn, patient_id: &str, id: &str) -> QueryResult<Option<CareRecord<Self>>>;
    fn insert(conn: &mut Conn, place: (&str, &str), entry: &Self, mark: &Mark) -> QueryResult<()>;
    fn update(conn: &mut Conn, place: (&str, &str), entry: &Self, mark: &Mark) -> QueryResult<()>;
    fn delete(conn: &mut Conn, id: &str) -> QueryResult<()>;
}

/// The statements of [`Sealed`] on a table, by its row: `Row::of(place, entry, mark)`, and a `CareRecord` from it.
macro_rules! statements {
    ($table:ident, $row:ident) => {
        fn count(conn: &mut Conn, patient_id: &str) -> QueryResult<i64> {
            let of_patient = $table::table.filter($table::patient_id.eq(patient_id));
            of_patient.count().get_result(conn)
        }

        fn load(
            conn: &mut Conn,
            patient_id: &str,
            before: Option<&str>,
            limit: i64,
        ) -> QueryResult<Vec<CareRecord<Self>>> {
            let mut of_patient = $table::table
                .filter($table::patient_id.eq(patient_id))
                .into_boxed();
            if let Some(before) = before {
                of_patient = of_patient.filter($table::id.lt(before));
            }
            let latest = of_patient.order($table::id.desc()).limit(limit);
            let rows: Vec<$row> = latest.select($row::as_select()).load(conn)?;
            Ok(rows.into_iter().map(CareRecord::from).collect())
        }

        fn find(conn: &mut Conn, patient_id: &str, id: &str) -> QueryResult<Option<CareRecord<Self>>> {
            let row: Option<$row> = $table::table
                .find(id)
                .filter($table::patient_id.eq(patient_id))
                .select($row::as_select())
                .first(conn)
                .optional()?;
            Ok(row.map(CareRecord::from))
        }

        fn insert(conn: &mut Conn, place: (&str, &str), entry: &Self, mark: &Mark) -> QueryResult<()> {
            let row = $row::of(place, entry, mark);
            diesel::insert_into($table::table)
                .values(&row)
                .execute(conn)
                .map(|_| ())
        }

        fn update(conn: &mut Conn, place: (&str, &str), entry: &Self, mark: &Mark) -> QueryResult<()> {
            let row = $row::of(place, entry, mark);
            diesel::update($table::table.find(place.0))
                .set(&row)
                .execute(conn)
                .map(|_| ())
        }

        fn delete(conn: &mut Conn, id: &str) -> QueryResult<()> {
            diesel::delete($table::table.find(id))
                .execute(conn)
                .map(|_| ())
        }
    };
}

pub(super) use statements;
