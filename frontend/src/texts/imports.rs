//! Imports.

pub const TITLE: &str = "Import";
pub const DROP: &str = "Drop a file here, or choose one";
pub const SENDING: &str = "Sending ";
pub const RULES: &str = "CSV, XLSX or NDJSON with the headings of FLS-DB exports, columns in any order. The file is \
                         checked first: nothing is stored before you commit.";
pub const FOR_SERVICE: &str = "Rows go to service ";
pub const NEEDS_COLUMN: &str =
    "The file needs a column “service”: each row goes to the service that it names.";
pub const RECENT: &str = "Recent imports";
pub const RECENT_TABLE: &str = "Table of recent imports";
pub const NONE: &str = "No imports yet";
pub const NONE_DETAIL: &str = "Files that you send appear here for 24 hours after their last step.";
/// Names of the columns, and their classes.
pub const COLUMNS: &[(&str, Option<&str>)] = &[
    ("File", None),
    ("State", None),
    ("New", Some("fls-right")),
    ("Changed", Some("fls-right")),
    ("Unchanged", Some("fls-right")),
    ("Rejected", Some("fls-right")),
    ("Sent", None),
    ("By", None),
];
pub const CHECKING: &str = "Checking";
pub const CHECKED: &str = "Checked, not stored";
pub const FAILED: &str = "Not readable";
pub const COMMITTING: &str = "Storing";
pub const COMMITTED: &str = "Stored";
pub const UNDONE: &str = "Undone";
