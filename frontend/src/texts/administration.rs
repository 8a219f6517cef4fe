//! Administration, and setting a password.

pub const TITLE: &str = "Administration";
pub const PARTS: &str = "Parts of administration";
pub const PERIODS: &str = "Years to lock";
pub const USERS: &str = "Users";
pub const SERVICES: &str = "Services and hips";
pub const REGISTRATIONS: &str = "Asking to take part";
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
pub const NEW_SERVICE: &str = "New service";
pub const CREATE_SERVICE: &str = "Create service";
pub const SAVE_SERVICE: &str = "Save service";
pub const EDIT: &str = "Edit";
pub const EDIT_SERVICE: &str = "Edit ";
pub const CODE: &str = "Code";
pub const CODE_HINT: &str = "Three letters or digits. It never changes.";
pub const CODE_WRONG: &str = "Give a code of three letters or digits, like BRD";
pub const ODS_CODE: &str = "ODS code";
pub const ODS_HINT: &str = "Of the hospital or trust, if you know it.";
pub const NATION: &str = "Nation";
pub const REGION: &str = "Region";
pub const REGION_HINT: &str = "Integrated care board or health board.";
pub const NO_SERVICES: &str = "No services yet";
pub const NO_SERVICES_DETAIL: &str = "Press “New service” above, or accept one that asks to take part.";
pub const HIPS: &str = "Hip fractures, like 2023: 400, 2024: 412";
pub const CHANGE_COUNTS: &str = "Change hip fractures";
pub const CHANGE_HIPS: &str = "Change hip fractures of ";
pub const SAVE_HIPS: &str = "Save counts";
pub const HIPS_UNREADABLE: &str = "Write each year with its count, like 2023: 400, 2024: 412";
pub const NONE: &str = "none";

/// Services that ask to take part.
pub const REGISTRATIONS_LEAD: &str =
    "Services that asked on the public page. Answer them by e-mail: nothing is sent from here.";
pub const REGISTRATION_COLUMNS: &[(&str, bool)] = &[
    ("Service", false),
    ("Who asks", false),
    ("Message", false),
    ("Sent", false),
    ("State", false),
    ("", false),
];
pub const NO_REGISTRATIONS: &str = "No requests yet";
pub const NO_REGISTRATIONS_DETAIL: &str =
    "They appear here as soon as a service sends the form on the public page “Take part”.";
pub const ACCEPT: &str = "Accept";
pub const REFUSE: &str = "Refuse";
pub const WHY_REFUSE: &str = "Why is it refused?";
pub const REOPEN: &str = "Take back";
pub const FORGET: &str = "Forget";
pub const FORGET_CONFIRM: &str = "Delete this request with the name and address of who asked?";
pub const MAKE_SERVICE: &str = "Make the service";

/// Resources of the public page.
pub const RESOURCES_LEAD: &str = "What everybody sees on the public page “Resources”.";
pub const RESOURCE_COLUMNS: &[(&str, bool)] = &[
    ("Title", false),
    ("For", false),
    ("Date", false),
    ("Leads to", false),
    ("", false),
];
pub const NEW_RESOURCE: &str = "New resource";
pub const ADD_RESOURCE: &str = "Add resource";
pub const SAVE_RESOURCE: &str = "Save resource";
pub const RESOURCE_TITLE: &str = "Title";
pub const DESCRIPTION: &str = "What it is about";
pub const AUDIENCES: &str = "For whom";
pub const LINK_TO: &str = "Link";
pub const LINK_HINT: &str = "Begins with https:// or http://. Leave it out if you add a document only.";
pub const DATED_ON: &str = "Date";
pub const DATED_HINT: &str = "When it was written or last reviewed.";
pub const DOCUMENT: &str = "Document";
pub const DOCUMENT_HINT: &str = "A PDF of at most 5 MB. It takes the place of the one before.";
pub const DOCUMENT_LARGE: &str = "The document is larger than 5 MB. Make it smaller, or give a link";
pub const PDF: &str = "PDF, ";
pub const REMOVE: &str = "Remove";
pub const REMOVE_CONFIRM: &str = "Take this off the public page, with its document?";
pub const NO_RESOURCES_DETAIL: &str = "Press “New resource” above to add the first.";

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
    "refuse",
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
    "client",
    "client_secret",
    "import",
    "baseline",
    "report",
    "period",
    "registration",
    "public_resource",
];

pub const SET_PASSWORD: &str = "Set your password";
pub const PASSWORD: &str = "New password";
pub const PASSWORD_HINT: &str =
    "12 characters or more. Three words that have nothing to do with each other are good.";
pub const SET: &str = "Set password";
pub const IS_SET: &str = "Your password is set.";
pub const SIGN_IN: &str = "Sign in with it";
