//! Every form.

pub const IF_BLANK: &str = "If left blank: ";
pub const PROBLEM: &str = "There is a problem";
pub const ERROR: &str = "Error: ";
pub const WARNING: &str = "Warning: ";
pub const REQUIRED: &str = "required";
pub const NOT_ANSWERED: &str = "Not answered";
pub const CLEAR: &str = "Clear";
pub const YES: &str = "Yes";
pub const DATE_HINT: &str = "For example, 27/3/24, 270324 or today";
pub const SAVING: &str = "Saving…";
pub const SAVED: &str = "Saved";
pub const SAVE: &str = "Save";
pub const LEAVE: &str = "What you have entered is not saved yet. Leave the page all the same? Your entries wait here until you sign out.";
pub const ONE_WARNING: &str = "warning";
pub const WARNINGS: &str = "warnings";
pub const WARNINGS_DO_NOT_STOP: &str = ": they do not stop saving";
pub const CHOOSE: &str = "Choose";
pub const GIVE_DAY: &str = "Give the date";
pub const GIVE_NATION: &str = "Choose the nation";
pub const GIVE: &str = "Choose one of the list";
pub const TOO_LONG: &str = "This is too long";
pub const CHANGED_BY: &str = "This was changed by ";
pub const CHANGED_AT: &str = " on ";
pub const CHANGED_KEPT: &str = ". What you typed is kept: save again to put it in the place of theirs.";
pub const GIVE_UP: &str = "Give up what you typed here?";
pub const CANCEL: &str = "Cancel";
