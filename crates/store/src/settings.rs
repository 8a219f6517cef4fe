//! Settings of the installation that belong to its data.

use diesel::prelude::*;

use crate::{Outcome, Reader, Writer, schema::settings};

/// A setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// `true` when the records are invented.
    Demo,
}

/// The value of a setting, if it was ever set.
///
/// # Errors
/// Those of the database.
pub fn find(r: &mut Reader<'_>, setting: Setting) -> Outcome<Option<String>> {
    Ok(settings::table
        .find(setting.name())
        .select(settings::content)
        .first(r.conn)
        .optional()?)
}

/// Sets it.
///
/// # Errors
/// Those of the database.
pub fn save(w: &mut Writer<'_>, setting: Setting, value: &str) -> Outcome<()> {
    diesel::delete(settings::table.find(setting.name())).execute(w.conn)?;
    let row = (settings::name.eq(setting.name()), settings::content.eq(value));
    diesel::insert_into(settings::table).values(row).execute(w.conn)?;
    Ok(())
}

impl Setting {
    fn name(self) -> &'static str {
        match self {
            Setting::Demo => "demo",
        }
    }
}
