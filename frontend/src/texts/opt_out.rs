//! Checks against the national data opt-out.

pub const TITLE: &str = "Opt-out checks";
pub const LEAD: &str = "People in England can say that their confidential patient information must not be used for research and \
                        planning: the national data opt-out. Before records leave for the national audit, NHS England takes the NHS \
                        numbers of those people out of a list, which you send to its “Check for National Data Opt-outs” service through \
                        MESH, the NHS’s mailbox for files; if you do not know how, ask your information governance team.";
pub const VALID_UNTIL: &str = "A check is valid until ";
pub const VALID_DETAIL: &str =
    "Patients who came later are not covered: start another check before the next submission.";
pub const NONE_VALID: &str = "No check is valid";
pub const NONE_VALID_DETAIL: &str =
    "Start a check, have its list cleaned, and hand it in. It is then valid for 21 days.";
pub const START: &str = "Start a check";
pub const WAITING: &str = "Waiting for its cleaned list: check of ";
pub const NUMBER: &str = "NHS number";
pub const NUMBERS: &str = "NHS numbers";
pub const TO_SEND: &str = " to be checked. Hand the cleaned list in by ";
pub const STEPS_DOWNLOAD: &str =
    "Download the list. It holds NHS numbers: keep it safe, and delete it afterwards.";
pub const DOWNLOAD: &str = "Download the list";
pub const STEPS_SEND: &str =
    "Send it to NHS England’s service through MESH. The answer comes back as a file of the same form.";
pub const STEPS_HAND_IN: &str = "Hand the file that came back in, just as it is.";
pub const CLEANED: &str = "The cleaned list";
pub const CLEANED_HINT: &str = "Each line an NHS number and a comma";
pub const HAND_IN: &str = "Hand in the cleaned list";
pub const CHOOSE_FILE: &str = "Choose the file that came back";
pub const UNREADABLE_FILE: &str = "The file cannot be read. Choose it again";
pub const OF: &str = " of ";
pub const CAME_BACK: &str = " came back: ";
pub const OPTED_OUT_ONE: &str = "patient has opted out";
pub const OPTED_OUT_MANY: &str = "patients have opted out";
pub const TAKE: &str = ". Take this list? A check takes one list only.";
pub const ALL: &str = "All checks";
pub const COLUMNS: &[(&str, bool)] = &[
    ("Started", false),
    ("By", false),
    ("Services", false),
    ("State", false),
    ("Sent", true),
    ("Came back", true),
    ("Opted out", true),
    ("Handed in", false),
];
pub const EVERY_SERVICE: &str = "All of England";
pub const STATE_WAITING: &str = "Waiting until ";
pub const STATE_VALID: &str = "Valid until ";
pub const STATE_EXPIRED: &str = "Expired on ";
pub const EXPIRED_NOTE: &str = "The NHS numbers of a check are deleted when it has expired; its counts stay.";
pub const BY: &str = ", ";
