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
    "Nothing can be stored yet: every row with something new has an error. Mend the rows first.";
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
pub const MEND_FIRST: &str = "Nothing is stored. Mend the rejected rows, then commit.";
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
pub const LOSES: &str = "Stored values that this import overwrites or clears: ";
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
pub const MEND: &str = "Mend rejected rows";
pub const MEND_HINT: &str = "Correct the cells, then check again. Nothing is stored before you commit.";
pub const ROW_NUMBER: &str = "Row ";
pub const OTHER_CELLS: &str = "Other cells of row ";
pub const AS_SENT: &str = " (as in the file)";
pub const CHECK_AGAIN: &str = "Check again";
pub const CHECKING_AGAIN: &str = "Checking…";
pub const CELL_CHANGED: &str = "cell changed";
pub const CELLS_CHANGED: &str = "cells changed";
pub const MENDED: &str = " mended, ";
pub const STILL_REJECTED: &str = " still rejected.";
pub const ALL_GOOD: &str = "No row is rejected any more. Nothing is stored before you commit.";
pub const NONE_MENDED: &str = "No row fewer is rejected. What is still wrong stands at each cell.";
