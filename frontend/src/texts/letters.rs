//! Letters and their templates.

pub const TITLE: &str = "Letters";
/// The table has a name of its own, apart from its section.
pub const LIST: &str = "Letters written so far";
pub const NEW: &str = "Write a letter";
pub const NONE: &str = "No letter yet.";
pub const COLUMNS: &[(&str, bool)] = &[
    ("Letter", false),
    ("To", false),
    ("State", false),
    ("Sent on", false),
    ("Written by", false),
    ("", false),
];
pub const DRAFT: &str = "Not sent";
pub const SENT: &str = "Sent";
pub const OPEN: &str = "Open";
pub const REMOVE: &str = "Remove";
pub const REMOVE_CONFIRM: &str = "Remove this letter?";
pub const KIND: &str = "Which letter";
pub const EPISODE: &str = "About which fracture";
pub const NOTHING: &str = "A letter tells of an assessment or a follow-up. Save one first.";
pub const FILL: &str = "Fill from the record";
pub const CANCEL: &str = "Cancel";
pub const TEXT: &str = "Text of the letter";
pub const TEXT_HINT: &str = "Filled from the record. Read it, and change what should read otherwise.";
pub const SAVE: &str = "Save";
pub const PRINT: &str = "Print";
pub const COPY: &str = "Copy";
pub const COPIED: &str = "Copied";
pub const MARK_SENT: &str = "Mark as sent today";
pub const NOT_SENT: &str = "Not sent after all";
pub const SENT_ON: &str = "Sent on ";
pub const CLOSE: &str = "Close";
pub const SAVE_FIRST: &str = "Save what you changed before you print, copy or send it.";
pub const GIVE_UP: &str = "Give up what you typed here?";

pub const TEMPLATES: &str = "Letter templates";
pub const TEMPLATES_LEAD: &str =
    "Letters are filled from these texts. What stands in double braces is replaced by what the record says.";
pub const TEMPLATE: &str = "Template";
pub const TEMPLATE_TEXT: &str = "Text of the template";
pub const OWN: &str = "Own text of the service";
pub const STANDARD: &str = "Standard text";
pub const PLACEHOLDERS: &str = "Press to insert where the cursor is";
pub const RESET: &str = "Go back to the standard text";
pub const RESET_CONFIRM: &str = "Put the standard text in the place of the service's own?";
pub const TEMPLATES_NO_SERVICE: &str = "Templates are written by the clinical lead of a service.";
