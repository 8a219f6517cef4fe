//! Filling in an episode, section by section, and what becomes of entries that are not saved.

pub const PATIENT: &str = "Patient";
pub const INDEX_FRACTURE: &str = "Index fracture";
pub const PATIENT_AND_FRACTURE: &str = "Patient and fracture";
pub const HISTORY: &str = "History and risk factors";
pub const DXA: &str = "Assessment and DXA";
pub const TREATMENT: &str = "Bone therapy";
pub const FALLS: &str = "Falls";
pub const FOLLOW_UP_16: &str = "Follow-up at 12–16 weeks";
pub const FOLLOW_UP_52: &str = "Follow-up at 48–56 weeks";
pub const WHOLE: &str = "Whole record";
pub const NOT_SAVED: &str = "Not saved";
pub const OF: &str = " of ";
pub const SECTIONS_DONE: &str = " sections done";
pub const PICK: &str = "Calendar: ";
pub const SAVE_AND_GO_ON: &str = "Save and go on";
pub const DISCARD: &str = "Discard changes";
pub const DISCARD_CONFIRM: &str = "Throw away everything that you have typed on this page and not saved?";
pub const BACK: &str = "Your entries from before are back. They are not saved yet.";
pub const ON: &str = " on ";
pub const OVERTAKEN: &str = "Somebody else has changed this record";
pub const OVERTAKEN_BY: &str = " was changed by ";
pub const OVERTAKEN_DETAIL: &str = "What you typed is kept. Look at the differences, then save: yours takes the place of theirs where both have written.";
pub const OVERTAKEN_REFUSAL: &str = "Somebody else has changed the record in the meantime. What you typed is kept: look at the differences below.";
pub const OVERTAKEN_TABLE: &str = "Differences";
pub const OVERTAKEN_COLUMNS: [&str; 3] = ["Question", "Stored now", "You typed"];
pub const TAKEN_OVER: &str = "taken over";
pub const TAKE_THEIRS: &str = "Take theirs";
pub const APPLY_MINE: &str = "Save mine";
pub const SIGN_OUT_LOSES: &str =
    "You have entries that are not saved. They are thrown away when you sign out. Sign out all the same?";
pub const IDLE_TITLE: &str = "Are you still there?";
pub const IDLE_DETAIL: &str =
    "Nothing has been touched for a while. To keep patients' data safe you will be signed out in ";
pub const IDLE_KEPT: &str = "What you have typed and not saved is kept, encrypted, until you sign in again.";
pub const SECONDS: &str = " seconds.";
pub const STAY: &str = "Stay signed in";
pub const TIMED_OUT: &str =
    "You were signed out because nothing was touched for 20 minutes. Sign in again: what you typed is kept.";
pub const ADD_FRACTURE: &str = "Add a fracture";
pub const FRACTURE_DAY: &str = "Day of fracture";
pub const FRACTURE_SITE: &str = "Site of fracture";
pub const REMOVE_FRACTURE: &str = "Remove fracture";
