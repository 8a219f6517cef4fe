//! Settings of the installation that belong to its data.

use diesel::prelude::*;

use crate::{Outcome, Reader, Writer, connection::Conn, schema::settings};

/// A setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// `true` when the records are invented.
    Demo,
    /// The format of the stored facts; see [`flsdb_domain::kpi::Facts::FORMAT`].
    FactsFormat,
}

/// The value of a setting, if it was ever set.
///
/// # Errors
/// Those of the database.
pub fn find(r: &mut Reader<'_>, setting: Setting) -> Outcome<Option<String>> {
    Ok(value(r.conn, setting)?)
}

/// The value of a setting, outside of a transaction.
pub(crate) fn value(conn: &mut Conn, setting: Setting) -> QueryResult<Option<String>> {
    settings::table
        .find(setting.name())
        .select(settings::content)
        .first(conn)
        .optional()
}

/// Sets it.
///
/// # Errors
/// Those of the database.
pub fn save(w: &mut Writer<'_>, setting: Setting, value: &str) -> Outcome<()> {
    Ok(replace(w.conn, setting, value)?)
}

/// Puts a value in the place of the former one.
pub(crate) fn replace(conn: &mut Conn, setting: Setting, value: &str) -> QueryResult<()> {
    diesel::delete(settings::table.find(setting.name())).execute(conn)?;
    let row = (settings::name.eq(setting.name()), settings::content.eq(value));
    diesel::insert_into(settings::table).values(row).execute(conn)?;
    Ok(())
}

impl Setting {
    fn name(self) -> &'static str {
        match self {
            Setting::Demo => "demo",
            Setting::FactsFormat => "facts_format",
        }
    }
}
