//! Who a patient is: merges, replaced numbers, deaths.

use flsdb_domain::wire::identity::IdentityKind;

pub const TITLE: &str = "Who the patient is";
pub const LEAD: &str = "For what the hospital’s patient index tells. The last one can be undone, unless something of it was changed later.";
pub const MERGE: &str = "Merge with another patient";
pub const REPLACE: &str = "Replace the NHS number";
pub const DIED: &str = "Record a death";

pub const SEARCH: &str = "Who is the same person?";
pub const SEARCH_HINT: &str =
    "The beginning of an NHS number, a local record number or a name, or a date of birth";
pub const SEARCH_BUTTON: &str = "Search";
pub const GIVE_SEARCH: &str = "Type a number, a name or a date of birth";
pub const FOUND: &str = "Found";
pub const NOBODY: &str = "Nobody else in this service fits. Try another number or name.";
pub const BORN: &str = ", born ";
pub const COMPARE: &str = "Compare";

pub const COMPARISON: &str = "The two side by side";
pub const STAYS: &str = "Who stays";
pub const THIS_STAYS: &str = "This patient, ";
pub const OTHER_STAYS: &str = "The other patient, ";
pub const NO_NUMBER: &str = "no number";
pub const COLUMNS: &[(&str, bool)] = &[
    ("", false),
    ("This patient", false),
    ("The other patient", false),
    ("After the merge", false),
];
pub const NAME: &str = "Name";
pub const BLANK: &str = "blank";
pub const EPISODES: &str = "Episodes";
pub const MOVES: &str = "To the patient who stays go: ";
pub const NOTHING_MOVES: &str = "nothing";
pub const GOES: &str = ". The other one is withdrawn, and can be brought back by undoing the merge.";
/// What moves, for one and for several.
pub const MOVING: [(&str, &str); 5] = [
    ("episode", "episodes"),
    ("contact", "contacts"),
    ("treatment", "treatments"),
    ("note", "notes"),
    ("letter", "letters"),
];
pub const MERGE_NOW: &str = "Merge the two";

pub const NEW_NUMBER: &str = "New NHS number";
pub const NEW_NUMBER_HINT: &str =
    "10 digits, for example 943 476 5919. It takes the place of the present one.";
pub const GIVE_NUMBER: &str = "Give the new NHS number";
pub const TAKEN: &str =
    "Another patient of the service has this number. If the two are one person, merge them";
pub const REPLACE_NOW: &str = "Replace the number";
pub const DIED_ON: &str = "Date of death";
pub const DIED_HINT: &str =
    "For example, 27/3/2026. Nobody rings the patient any more, or asks for an injection.";
pub const DIED_NOW: &str = "Record the death";

pub const DONE: &str = "Done. The episodes were checked again: ";
pub const UNDONE: &str = "Undone. The episodes were checked again: ";
pub const NO_FINDING: &str = "nothing new was found.";
pub const NEW_FINDINGS: &str = "this was found.";

pub const HISTORY: &str = "What was told so far";
pub const HISTORY_COLUMNS: &[(&str, bool)] = &[("When", false), ("Who", false), ("What", false), ("", false)];
pub const OTHER_PATIENT: &str = "the other patient";
pub const UNDO: &str = "Undo";
pub const UNDO_OF: &str = " of ";
pub const UNDO_CONFIRM: &str = "Undo this? Everything that it changed is then as it was before.";
pub const UNDONE_BY: &str = "Undone by ";
pub const UNDONE_AT: &str = ", ";

/// What happened, in the eyes of the patient who stays or of the one who goes.
pub fn told(kind: IdentityKind, is_gone: bool) -> &'static str {
    match (kind, is_gone) {
        (IdentityKind::Merge, false) => "Took over what was kept of another patient",
        (IdentityKind::Merge, true) => "Merged into another patient",
        (IdentityKind::NhsNumberReplaced, _) => "NHS number replaced",
        (IdentityKind::Deceased, _) => "Death recorded",
    }
}
