//! The page of a patient.

pub const MISSING: &str = "Patient not found";
pub const MISSING_DETAIL: &str =
    "There is no such patient in your services. They may have been withdrawn. Look among the ";
pub const NAMELESS: &str = "Patient";
pub const OPEN_EPISODE: &str = "Open episode";

pub const DETAILS: &str = "How to reach the patient";
pub const NO_DETAILS: &str = "Not known yet";
pub const CHANGE: &str = "Change";
pub const REMOVE: &str = "Remove";
pub const REMOVE_CONFIRM: &str = "Remove this entry?";
pub const NOT_ANSWERED: &str = "not known";

pub const TIMELINE: &str = "Timeline";
pub const TIMELINE_ALT: &str = "Timeline: a lane for each episode, with what happened and the windows of the KPIs. \
                                The table below says the same.";
pub const AS_TABLE: &str = "The timeline as a table";
pub const EVENT_COLUMNS: &[&str] = &["Day", "What", "After the fracture"];
pub const WINDOWS: [&str; 3] = ["90 days", "16 weeks", "52 weeks"];
pub const TODAY: &str = "today";
pub const DAY: &str = "day";
pub const DAYS: &str = "days";
pub const BEFORE: &str = " before";
pub const FRACTURE: &str = "Fracture";
pub const FIRST_CONTACT: &str = "Contact";
pub const ASSESSMENT: &str = "Assessment";
pub const DXA: &str = "DXA";
pub const TREATMENT: &str = "Treatment";
pub const FOLLOW_UP_16: &str = "Follow-up at 12–16 weeks";
pub const FOLLOW_UP_52: &str = "Follow-up at 48–56 weeks";
pub const REFRACTURE: &str = "Another fracture";
pub const BEGUN: &str = " begun";
pub const GIVEN: &str = " given";
pub const STOPPED: &str = " stopped";
pub const POINT_AT: &str = "Point at a mark, or go to it with Tab, to read it.";

pub const EPISODES: &str = "Episodes";
pub const NO_EPISODES: &str = "None";

pub const CONTACTS: &str = "Contacts";
pub const RECORD_CONTACT: &str = "Record a contact";
pub const NO_CONTACTS: &str = "No contact recorded yet.";
pub const CONTACT_COLUMNS: &[&str] = &["When", "How", "Outcome", "Call back on", "By", ""];

pub const TREATMENTS: &str = "Treatments";
pub const ADD_TREATMENT: &str = "Add a treatment";
pub const NO_TREATMENTS: &str = "No course of treatment recorded yet.";
pub const TREATMENT_COLUMNS: &[&str] = &["Drug", "Started", "Last given", "Next due", "Stopped", ""];
pub const LATE: &str = " late";
pub const IN: &str = "in ";
pub const DUE_TODAY: &str = "due today";
pub const HARMFUL: &str = "The delay raises the risk of vertebral fractures";

pub const HISTORY: &str = "History: who changed what";
pub const HISTORY_COLUMNS: &[(&str, bool)] = &[
    ("When", false),
    ("Who", false),
    ("What", false),
    ("Which answers", false),
];
pub const DEEDS: &[(&str, &str)] = &[
    ("create", "entered"),
    ("update", "changed"),
    ("delete", "removed"),
    ("withdraw", "withdrawn"),
    ("restore", "withdrawal undone"),
    ("accept", "finding accepted"),
    ("reopen", "acceptance undone"),
];
pub const AND: &str = " and ";
pub const MORE: &str = " more";

pub const NOTES: &str = "Notes";
pub const ADD_NOTE: &str = "Write a note";
pub const NO_NOTES: &str = "No notes yet.";

pub const FAMILY_NAME: &str = "Family name";
pub const GIVEN_NAMES: &str = "Given names";
pub const TELEPHONE: &str = "Telephone";
pub const GP_PRACTICE: &str = "GP practice";
pub const COMMUNICATION_NEEDS: &str = "Communication needs";
pub const COMMUNICATION_HINT: &str = "Language, hearing, sight, who speaks for the patient";
pub const METHOD: &str = "How";
pub const OUTCOME: &str = "Outcome";
pub const CALL_BACK_ON: &str = "Call back on";
pub const CALL_BACK_HINT: &str = "If you are to try again. For example, 27/3/2026";
pub const DRUG: &str = "Drug";
pub const STARTED_ON: &str = "Started on";
pub const LAST_GIVEN_ON: &str = "Last given on";
pub const NEXT_DUE_ON: &str = "Next due on";
pub const NEXT_DUE_HINT: &str = "Leave blank for the usual: denosumab after 6 months, zoledronate after 12";
pub const STOPPED_ON: &str = "Stopped on";
pub const STOP_REASON: &str = "Why it was stopped";
pub const NOTE: &str = "Note";
pub const WRITE: &str = "Write something";
pub const ATTEMPTED_ON: &str = "On which day";
pub const ATTEMPTED_HINT: &str = "Leave blank for now";
pub const AFTER_IT: &str = " after the fracture";
pub const THE_FRACTURE: &str = " the fracture";
pub const ADD_DETAILS: &str = "Enter details";
