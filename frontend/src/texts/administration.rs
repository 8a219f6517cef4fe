//! Administration, and setting a password.

pub const TITLE: &str = "Administration";
pub const PARTS: &str = "Parts of administration";
pub const PERIODS: &str = "Years to lock";
pub const USERS: &str = "Users";
pub const SERVICES: &str = "Services and hips";
pub const AUDIT: &str = "Audit events";

pub const PERIODS_LEAD: &str = "Lock a year of diagnosis when its records are complete and signed off. Nobody can change its \
                                episodes until it is unlocked, with a reason.";
/// Columns: name, and whether it holds numbers.
pub const PERIOD_COLUMNS: &[(&str, bool)] = &[
    ("Year", false),
    ("State", false),
    ("Episodes", true),
    ("Open findings", true),
    ("Last change", false),
    ("Reason", false),
    ("", false),
];
pub const OPEN: &str = "Open";
pub const LOCKED: &str = "Locked";
pub const LOCK: &str = "Lock";
pub const LOCK_YEAR: &str = "Lock ";
pub const UNLOCK: &str = "Unlock";
pub const UNLOCK_YEAR: &str = "Unlock ";
pub const WHY: &str = "Why?";
pub const CANCEL: &str = "Cancel";
pub const BY: &str = " by ";
pub const NO_SERVICE: &str = "No service to look at";
pub const NO_SERVICE_DETAIL: &str = "Years are locked by the clinical lead of a service.";

pub const USER_COLUMNS: &[(&str, bool)] = &[
    ("Name", false),
    ("E-mail address", false),
    ("Grants", false),
    ("State", false),
    ("", false),
];
pub const NEW_USER: &str = "New user";
pub const NAME: &str = "Name";
pub const EMAIL: &str = "E-mail address";
pub const ROLE: &str = "Role";
pub const CODES: &str = "Service codes, none for national roles";
pub const CREATE: &str = "Create account";
pub const ACTIVE: &str = "Active";
pub const WAITING: &str = "No password yet";
pub const CHANGE: &str = "Change";
pub const CHANGE_USER: &str = "Change grants of ";
pub const SAVE: &str = "Save grants";
pub const RESET: &str = "New password link";
pub const RESET_CONFIRM: &str = "Take the password away, end all sessions, and make a link to set a new one?";
pub const LINK: &str = "Give this link to the owner of the account by a way that you trust. It is shown only now, works once, \
                        and until ";
pub const BEYOND: &str = "holds grants beyond your services";

pub const SERVICE_COLUMNS: &[(&str, bool)] = &[
    ("Code", false),
    ("Name", false),
    ("Nation", false),
    ("Region", false),
    ("Hip fractures by year", false),
    ("", false),
];
pub const HIPS: &str = "Hip fractures, like 2023: 400, 2024: 412";
pub const CHANGE_HIPS: &str = "Change hip fractures of ";
pub const SAVE_HIPS: &str = "Save counts";
pub const HIPS_UNREADABLE: &str = "Write each year with its count, like 2023: 400, 2024: 412";
pub const NONE: &str = "none";

pub const AUDIT_COLUMNS: &[(&str, bool)] = &[
    ("When", false),
    ("Who", false),
    ("Did", false),
    ("To", false),
    ("Service", false),
    ("Fields", false),
    ("Record", false),
];
pub const AUDIT_LEAD: &str = "Who read or changed what. Records are named by a reference that tells which events are about the \
                              same one, and not which it is.";
pub const DAY: &str = "Day";
pub const ACTION: &str = "What was done";
pub const RESOURCE: &str = "To what";
pub const ANY: &str = "Anything";
pub const ANYBODY: &str = "By anybody";
pub const NO_EVENTS: &str = "No events";
pub const NO_EVENTS_DETAIL: &str = "Choose another day or take a filter away.";
/// What an event may say, by token.
pub const ACTIONS: &[&str] = &[
    "create",
    "update",
    "delete",
    "withdraw",
    "restore",
    "accept",
    "reopen",
    "lock",
    "unlock",
    "read",
    "list",
    "export",
    "share",
    "answer",
    "publish",
    "unpublish",
    "sign_in",
    "sign_in_failed",
];
pub const RESOURCES: &[&str] = &[
    "patient",
    "episode",
    "contact_details",
    "contact",
    "treatment",
    "note",
    "letter",
    "letter_template",
    "service",
    "user",
    "import",
    "baseline",
    "report",
    "period",
];

pub const SET_PASSWORD: &str = "Set your password";
pub const PASSWORD: &str = "New password";
pub const PASSWORD_HINT: &str =
    "12 characters or more. Three words that have nothing to do with each other are good.";
pub const SET: &str = "Set password";
pub const IS_SET: &str = "Your password is set.";
pub const SIGN_IN: &str = "Sign in with it";
