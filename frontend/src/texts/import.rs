//! One import.

pub const BACK: &str = "All imports";
pub const SEVERAL: &str = "several services";
pub const SENT: &str = "sent ";
pub const BY: &str = " by ";
pub const READING: &str = "Reading and checking the file";
pub const STORING: &str = "Storing the rows";
pub const OF: &str = " of ";
pub const SECOND: &str = "second";
pub const SECONDS: &str = "seconds";
pub const LEFT: &str = " left";
pub const FAILED: &str = "The file could not be read";
pub const SEND_ANOTHER: &str = "Send another file";
pub const CREATE: &str = "New";
pub const UPDATE: &str = "Changed";
pub const UNCHANGED: &str = "Unchanged";
pub const REJECTED: &str = "Rejected";
pub const ROW: &str = "row";
pub const ROWS: &str = "rows";
pub const NOT_STORED_YET: &str = "This was a dry run: nothing is stored yet.";
pub const NOTHING_NEW: &str = "Nothing to store: every row says what is stored already.";
pub const ONLY_REJECTED: &str =
    "Nothing can be stored: every row with something new has an error. Mend the file and send it again.";
pub const COMMIT: &str = "Commit ";
pub const COMMITTING: &str = "Storing…";
pub const WHAT_WITH: &str = "What to do with ";
pub const REJECTED_ROW: &str = "rejected row";
pub const REJECTED_ROWS: &str = "rejected rows";
pub const GOOD_ROW: &str = "good row";
pub const GOOD_ROWS: &str = "good rows";
pub const STORE: &str = "Store the ";
pub const MEND_OTHERS: &str = ", mend the others later";
pub const REFUSE: &str = "Store nothing until the whole file is mended";
pub const MEND_FIRST: &str = "Nothing is stored. Mend the file, then: ";
pub const DOWNLOAD_REJECTED: &str = "Download the rejected rows with their reasons";
pub const COMMITTED: &str = "Stored";
pub const SEE_BENCHMARK: &str = "See the benchmark table";
pub const UNDO: &str = "Undo this import";
pub const UNDO_CONFIRM: &str = "Take back everything that this import stored?";
pub const UNDONE: &str = "This import was undone: what it stored has been taken back.";
pub const FINDINGS: &str = "Findings";
pub const NO_FINDINGS: &str = "None. Every row is fine.";
pub const ERROR: &str = "Error";
pub const WARNING: &str = "Warning";
/// Names of the columns, and whether they hold numbers.
pub const ROW_COLUMNS: &[(&str, bool)] = &[
    ("Row", true),
    ("Column", false),
    ("Value", false),
    ("What to do", false),
];
pub const BLANK: &str = "blank";
pub const COLUMNS: &str = "Columns";
pub const FOUND: &str = " found, ";
pub const IGNORED: &str = " ignored, ";
pub const MISSING: &str = " of the data set not in the file.";
pub const IGNORED_TITLE: &str = "Ignored";
pub const MISSING_TITLE: &str = "Not in the file";
pub const FOUND_TITLE: &str = "How the columns were understood";
pub const IN_FILE: &str = "In the file";
pub const IN_DATA_SET: &str = "In the data set";
pub const CHANGES: &str = "Difference to what is stored";
pub const NEW_EPISODE: &str = "row makes a new episode.";
pub const NEW_EPISODES: &str = "rows make new episodes.";
pub const NO_CHANGES: &str = "No stored value changes.";
pub const CLEARED: &str = " cleared";
pub const OVERWRITTEN: &str = " overwritten";
pub const FILLED: &str = " filled in";
pub const LOSES: &str = "This import replaces or clears stored values: ";
pub const CHANGED_VALUE: &str = "value";
pub const CHANGED_VALUES: &str = "values";
/// Names of the columns, and whether they hold numbers.
pub const CHANGE_COLUMNS: &[(&str, bool)] = &[
    ("Row", true),
    ("Stored", false),
    ("In the file", false),
    ("Record", false),
];
pub const EPISODE: &str = "Episode";
pub const PATIENT: &str = "Patient";
pub const OF_ROW: &str = " of row ";
