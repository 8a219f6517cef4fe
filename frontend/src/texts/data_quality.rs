//! Data quality.

pub const TITLE: &str = "Data quality";
pub const YEAR: &str = "Year of diagnosis";
pub const FINDINGS: &str = "Open findings";
pub const NO_FINDINGS: &str = "No open findings";
pub const NO_FINDINGS_DETAIL: &str = "Everything that was odd is mended or accepted.";
pub const FINDING: &str = "open";
pub const FINDINGS_COUNTED: &str = "open";
pub const FINDING_COLUMNS: &[(&str, bool)] = &[
    ("Patient", false),
    ("Diagnosed", false),
    ("What to do", false),
    ("", false),
];
pub const NO_NUMBER: &str = "no number";
pub const ACCEPT: &str = "Accept";
pub const ACCEPT_FINDING: &str = "Accept the finding of ";
pub const WHY: &str = "Why is it as it should be?";
pub const CANCEL: &str = "Cancel";
pub const MAP: &str = "Blank answers by field and month, in per cent";
pub const MAP_LEAD: &str =
    "More than 20 % blank is too much: marked ! and dark. Months without records are empty.";
pub const FIELD: &str = "Field";
pub const WHOLE: &str = "Year";
pub const NO_RECORDS: &str = "No records in ";
pub const NO_RECORDS_DETAIL: &str = "Choose another year.";
pub const LAG: &str = "Days from diagnosis to entry";
pub const LAG_COLUMNS: &[(&str, bool)] = &[
    ("Month", false),
    ("Records", true),
    ("A quarter within", true),
    ("Half within", true),
    ("Three quarters within", true),
    ("Nine tenths within", true),
];
pub const DUPLICATES: &str = "Possible duplicates";
pub const DUPLICATE_KIND: &str = "Look for";
pub const EPISODES: &str = "One fracture entered twice";
pub const PATIENTS: &str = "One person entered twice";
pub const NO_DUPLICATES: &str = "No possible duplicates";
pub const NO_DUPLICATES_DETAIL: &str = "No two records look like one.";
pub const PAIR: &str = "Pair";
pub const PAIR_COLUMNS: &[(&str, bool)] = &[("", false), ("Earlier", false), ("Later", false)];
pub const OPEN: &str = "Open the episode";
pub const BLANK: &str = "blank";
pub const DIFFERS: &str = "differs";
