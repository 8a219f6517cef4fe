//! Settings of the installation that belong to its data.

use crate::{Outcome, Reader, Writer, error::later};

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
    later()
}

/// Sets it.
///
/// # Errors
/// Those of the database.
pub fn save(w: &mut Writer<'_>, setting: Setting, value: &str) -> Outcome<()> {
    later()
}
