//! Submissions to the national audit, and what it rejected.

pub const TITLE: &str = "Submissions";
pub const LEAD: &str = "A submission collects what is new or changed since the last one that the national audit took. Records of patients \
                        who opted out or object stay here. You send the files yourself, and tell here what came of it.";
pub const START: &str = "Start a submission";
pub const NAME: &str = "Name";
pub const NAME_HINT: &str = "To find it again, like January 2026.";
pub const LAYOUT: &str = "Layout";
pub const NEEDS_CHECK: &str = "Check opt-outs first";
pub const NEEDS_CHECK_DETAIL: &str =
    "No opt-out check of the last 21 days covers the patients of this service. Nothing was started.";
pub const TO_CHECKS: &str = "Go to opt-out checks";
pub const NONE_YET: &str = "No submissions yet";
pub const NONE_YET_DETAIL: &str =
    "Give the first one a name above and start it. It holds every record that may leave.";
pub const ALL: &str = "All submissions";
pub const COLUMNS: &[(&str, bool)] = &[
    ("Submission", false),
    ("Started", false),
    ("State", false),
    ("New", true),
    ("Changed", true),
    ("To delete", true),
    ("Withheld", true),
    ("Rejected", true),
    ("Files", false),
];
pub const OPEN: &str = "Open";
pub const ACCEPTED: &str = "Taken by the audit";
pub const ABANDONED: &str = "Abandoned";
pub const BY: &str = ", by ";
pub const STARTED: &str = "Started ";
pub const KEPT_NOTE: &str =
    "The files of a submission are kept until a later one is taken by the audit. The counts stay.";
/// Counts in words.
pub const RECORD: &str = "record";
pub const RECORDS: &str = "records";
pub const TO_SEND: &str = " to send: ";
pub const NEW: &str = " new, ";
pub const CHANGED: &str = " changed since the audit had them";
pub const TO_DELETE: &str =
    " for the audit to delete: withdrawn, withheld, or sent under another key since it had them";
pub const UNCHANGED: &str = " unchanged: the audit has them as they are";
pub const WITHHELD: &str = " withheld: ";
pub const OPTED_OUT: &str = " opted out, ";
pub const OBJECTING: &str = " object, ";
pub const UNCHECKED: &str = " not covered by the opt-out check";
pub const NOTHING: &str =
    "Nothing to send: the audit has all that may leave. You can abandon this submission.";
/// Steps.
pub const SEND_BY: &str = "Send it by ";
pub const SEND_BY_WHY: &str = ": the opt-out check is valid until then.";
pub const STEP_FILES: &str =
    "Download the files. They hold records of patients: keep them safe, and delete them afterwards.";
pub const DOWNLOAD: &str = "Download ";
pub const DELETION: &str = "deletion";
pub const DELETIONS: &str = "deletions";
pub const DIGEST: &str = "SHA-256 of ";
pub const STEP_SEND: &str = "Send them to the audit in the way it asks for: deletions first, then records.";
pub const STEP_REJECTS: &str = "If the audit rejects rows, hand its list in. Those records do not count as sent: put them right, and they go \
                                into the next submission by themselves.";
pub const REJECTS: &str = "The audit’s list of rejected rows";
pub const REJECTS_HINT: &str = "CSV with a column “reason” and a column “row” (the headings are row 1), or the rows as they were sent with a \
                                column “reason”. A later list takes the place of an earlier one.";
pub const HAND_IN: &str = "Hand in the list";
pub const CHOOSE_FILE: &str = "Choose the list that the audit gave you";
pub const STEP_CLOSE: &str = "Tell when the audit has taken it.";
pub const ACCEPT: &str = "The audit has taken it";
pub const ACCEPT_CONFIRM: &str = "Has the audit taken this submission? What it did not reject counts as sent from now on. This \
                                  cannot be undone.";
pub const ABANDON: &str = "Abandon";
pub const ABANDON_CONFIRM: &str = "Abandon this submission? Do so only if the audit has not taken it: it counts as never made, and its \
                                   files are deleted.";
/// Rejected rows.
pub const REJECTED: &str = "Rejected by the audit";
pub const REJECTED_LEAD: &str = "Put these records right. They go into the next submission by themselves, and leave this list when the audit takes it.";
pub const ROW: &str = "rejected row";
pub const ROWS: &str = "rejected rows";
pub const REJECTED_COLUMNS: &[(&str, bool)] = &[
    ("Patient", false),
    ("Why", false),
    ("Since then", false),
    ("Diagnosed", false),
    ("Submission", false),
    ("Row", true),
];
pub const SINCE_NOTHING: &str = "Not changed";
pub const SINCE_CHANGED: &str = "Changed";
pub const SINCE_WITHDRAWN: &str = "Withdrawn";
pub const SINCE_REMOVED: &str = "Removed";
