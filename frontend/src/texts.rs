//! What the page says, page by page. Titles of questions and options, KPIs, findings and problems come from the domain
//! and the server.

pub mod administration;
pub mod capture;
pub mod charts;
pub mod clients;
pub mod data_quality;
pub mod findings;
pub mod form;
pub mod identity;
pub mod import;
pub mod imports;
pub mod letters;
pub mod messages;
pub mod opt_out;
pub mod patient;
pub mod public;
pub mod reports;
pub mod submissions;
pub mod withdrawal;

/// Name of the system.
pub const NAME: &str = "FLSDB";
/// Between the last two of several.
pub const OR: &str = " or ";

/// Header, navigation, banners, footer.
pub mod frame {
    pub const SUBTITLE: &str = "Fracture liaison registry";
    pub const MAIN_ID: &str = "maincontent";
    pub const SKIP: &str = "Skip to main content";
    pub const MENU: &str = "Menu";
    pub const ACCOUNT: &str = "Account";
    pub const SIGN_OUT: &str = "Sign out";
    pub const SERVICE: &str = "Service";
    pub const SEARCH_ID: &str = "search";
    pub const SEARCH: &str = "Search patients";
    pub const SEARCH_PLACEHOLDER: &str = "Search patients";
    pub const SEARCH_BUTTON: &str = "Search";
    pub const NOTICES: &str = "Notices";
    pub const DEMO: &str = "Demo data. ";
    pub const DEMO_DETAIL: &str = "Every patient here is invented.";
    pub const AWAY: &str = "The server is away. ";
    pub const AWAY_DETAIL: &str =
        "Your entries are kept on this page. It goes on as soon as the server answers.";
    pub const DATA_VERSION: &str = "Data version ";
    pub const API: &str = "API description";
}

/// Keys.
pub mod keys {
    pub const TITLE: &str = "Keyboard shortcuts";
    pub const USE: &str = "Use these keys";
    pub const CLOSE: &str = "Close";
    /// Keys in the order in which they are pressed, and what they do.
    pub const LIST: &[(&str, &str)] = &[
        ("/", "Search patients"),
        ("g w", "Worklist"),
        ("g p", "Patients"),
        ("g n", "New patient"),
        ("g b", "Benchmark"),
        ("g c", "Charts"),
        ("g i", "Import"),
        ("s", "Save; Ctrl S also while you type"),
        ("?", "This list"),
    ];
}

/// The way to the guide for users.
pub mod guide {
    pub const TITLE: &str = "Guide";
    pub const HELP: &str = "Help with this page";
    pub const MARK: &str = "?";
    pub const NEW_TAB: &str = "Opens in a new tab";
    pub const KEYS: &str = "More about these keys in the guide";
}

/// Pending, failed, empty.
pub mod states {
    pub const PENDING: &str = "Loading";
    pub const TRY_AGAIN: &str = "Try again";
    pub const REQUEST_ID: &str = "If it happens again, quote request ";
    pub const AWAY: &str = "The server cannot be reached";
    pub const AWAY_DETAIL: &str = "Check the network, or wait a moment.";
    pub const UNREADABLE: &str = "The answer of the server could not be read";
    pub const UNREADABLE_DETAIL: &str = "The page may be older than the server: load it again.";
}

/// Lists that come a page at a time.
pub mod pages {
    pub const PAGES: &str = "Pages";
    pub const PREVIOUS: &str = "Previous";
    pub const NEXT: &str = "Next";
}

/// Worklist.
pub mod worklist {
    pub const TITLE: &str = "Worklist";
    pub const CAPTION: &str = "What is to be done, the most urgent first";
    pub const OPEN_NEXT: &str = "Open next";
    pub const COUNTS: &str = "How the tasks stand in time";
    pub const KPI: &str = "To be met";
    pub const ALL_KPIS: &str = "Any KPI";
    pub const COLUMNS: &[&str] = &[
        "Task",
        "Patient",
        "Time left",
        "Breaches",
        "Meets",
        "Diagnosed",
        "Last contact",
    ];
    pub const DAY: &str = "day";
    pub const DAYS: &str = "days";
    pub const LATE: &str = " overdue";
    pub const LEFT: &str = " left";
    pub const TODAY: &str = "today";
    pub const TASK: &str = "task";
    pub const TASKS: &str = "tasks";
    pub const OF: &str = " of ";
    pub const AS_OF: &str = ", as of ";
    pub const NONE: &str = "Nothing to do";
    pub const NONE_DETAIL: &str = "Every open episode has all that can be entered today. ";
    pub const ENTER: &str = "More comes with new records: ";
    pub const BORN: &str = "born ";
    pub const CARE: &str = "Call-backs, injections";
    pub const INJECTIONS: &str = "Injections due";
    pub const INJECTION_COLUMNS: &[&str] = &[
        "Patient",
        "Drug",
        "Last given",
        "Due",
        "Time left",
        "Last contact",
    ];
    pub const NO_INJECTIONS: &str = "No injection is due";
    pub const NO_INJECTIONS_DETAIL: &str = "Denosumab and zoledronate appear here 28 days ahead, once the treatment stands in the \
                                            patient's page.";
    pub const HARMFULLY_LATE: &str = "Harmful delay";
    pub const TOO_LATE: &str = "Late";
    pub const DUE: &str = "Due";
    pub const CALL_BACKS: &str = "Call-backs";
    pub const CALL_BACK_COLUMNS: &[&str] = &["Patient", "Call back on", "Time left", "Last contact"];
    pub const NO_CALL_BACKS: &str = "Nobody waits for a call";
    pub const NO_CALL_BACKS_DETAIL: &str = "Whom to call back stands in a contact of the patient's page.";
    pub const NONE_OF_THESE: &str = "No task stands so";
    pub const NONE_OF_THESE_DETAIL: &str = "Choose another count above, or any KPI.";
}

/// Sign in.
pub mod sign_in {
    pub const TITLE: &str = "Sign in";
    pub const EMAIL: &str = "E-mail address";
    pub const PASSWORD: &str = "Password";
    pub const SIGN_IN: &str = "Sign in";
    pub const SIGNING_IN: &str = "Signing in…";
    pub const LAPSED: &str = "Your session has ended. Sign in again: what you typed is kept.";
    pub const WHAT: &str = "What is this?";
    pub const WHAT_BODY: &[&str] = &[
        "A fracture liaison service finds people aged 50 and over who have broken a bone easily, assesses their bones and \
         their risk of falling, and sees that treatment is begun and kept up, so that the next fracture does not happen.",
        "FLSDB keeps the records of such services and shows, in eleven key performance indicators, how many of their \
         patients were found, assessed, treated and followed up in time.",
    ];
    pub const DEMO_USERS: &str = "This is a demo: its users were printed when the server was started.";
}

/// No such page.
pub mod not_found {
    pub const TITLE: &str = "Page not found";
    pub const BODY: &str = "There is no page at this address. Check it, or go to the ";
    pub const HOME: &str = "first page";
}

/// A page that the role may not use.
pub mod not_for_you {
    pub const TITLE: &str = "Nothing here for your role";
    pub const BODY: &str =
        "Your account has no access to this page. Ask the clinical lead of your service for a grant.";
}

/// Patients.
pub mod patients {
    pub const TITLE: &str = "Patients";
    pub const SEARCH: &str = "Search";
    pub const SEARCH_HINT: &str =
        "The beginning of an NHS number, a local record number or a name, or a date of birth";
    pub const COLUMNS: &[&str] = &["NHS number", "Born, age", "Sex", "Episodes", "Service"];
    pub const PATIENT: &str = "patient found";
    pub const PATIENTS: &str = "patients found";
    pub const AND_MORE: &str = ", and there are more";
    pub const NOBODY: &str = "Nobody found";
    pub const NOBODY_DETAIL: &str = "Check the number or the date, or enter a ";
    pub const NONE: &str = "No patients yet";
    pub const NONE_DETAIL: &str = "They come with the first records: ";
    pub const NONE_IMPORT: &str = "import a file";
    pub const NONE_ENTER: &str = "enter a patient";
    pub const NO_EPISODE: &str = "none";
    pub const NO_SITE: &str = "site not answered";
    pub const NO_NUMBER: &str = "no number";
    pub const DIED: &str = "died ";
    pub const FINDING: &str = "finding";
    pub const FINDINGS: &str = "findings";
}

/// New patient.
pub mod new_patient {
    pub const TITLE: &str = "New patient";
    pub const WHO: &str = "Who";
    pub const FRACTURE: &str = "Which fracture";
    pub const CONTACT: &str = "First contact";
    pub const NHS_NUMBER_HINT: &str = "10 digits, for example 943 476 5919";
    pub const BORN_HINT: &str = "For example, 15/3/1948 or 150348";
    pub const NO_NUMBER: &str = "The NHS number is not known";
    pub const LOCAL_HINT: &str = "The hospital's number for the patient";
    pub const DIAGNOSED_HINT: &str = "It starts every clock. For example, 27/3/24 or today";
    pub const MORE_SITES_HINT: &str = "If more bones broke in the same fall";
    pub const KNOWN: &str = "In the registry already?";
    pub const KNOWN_DETAIL: &str = "Open the episode if this is the same fracture. For another fracture of the same \
                                    patient, go on: it joins the patient's record.";
    pub const BORN: &str = ", born ";
}

/// Episode.
pub mod episode {
    pub const MISSING: &str = "Episode not found";
    pub const MISSING_DETAIL: &str =
        "There is no such episode in your services. It may have been withdrawn. Look among the ";
    pub const A_FRACTURE: &str = "Fracture";
    pub const FRACTURE: &str = " fracture";
    pub const OF: &str = " of ";
    pub const BORN: &str = "born ";
    pub const YEARS: &str = " years";
    pub const DIED: &str = "died ";
    pub const KPI: &str = "KPI ";
    pub const KPIS: &str = "What the KPIs make of it";
    pub const AS_OF: &str = ", as of ";
    pub const COUNTS_FROM: &str = "It counts from ";
    pub const SECTIONS: &str = "Sections";
    pub const DONE: &str = "Done";
    pub const OPEN: &str = "Open";
    pub const NOT_YET_DUE: &str = "Not yet due";
    pub const NOT_NEEDED: &str = "Not needed";
    pub const NOT_ANSWERED: &str = "not answered";
    pub const ASSESSMENT: &str = "Assessment";
    pub const CHANGE: &str = "Change";
    pub const PREVIEW: &str = ", as it would be after saving";
}

/// Benchmark.
pub mod benchmark {
    pub const TITLE: &str = "Benchmark";
    pub const YEAR: &str = "Year of diagnosis";
    pub const SET: &str = "KPI set";
    pub const AS_OF: &str = "As of";
    pub const DOWNLOAD: &str = "Download CSV";
    pub const CAPTION: &str = "Services by key performance indicator";
    pub const SERVICE: &str = "Service";
    pub const RECORDS_HEADING: &str = "Records";
    pub const POOLED: &str = "All services, pooled";
    pub const OWN: &str = "your service";
    pub const NO_RECORDS: &str = "no records";
    pub const KPI: &str = "KPI ";
    pub const N: &str = "n ";
    pub const BAD_OF: &str = "blank of ";
    pub const HIDDEN: &str = "Hidden, as it could point to persons";
    pub const NO_DENOMINATOR: &str = "No record counts";
    pub const LEGEND: &str = "What the marks mean";
    pub const N_LEGEND: &str = "Per cent, with n, the records counted; for KPI 2 the fractures expected";
    pub const BLANK_LEGEND: &str =
        "KPI 1: fields that are more than 20 % blank; pooled: per cent of services with fewer than five";
    pub const DAGGER: &str = "Rule in part our reading";
    pub const DAGGER_LEGEND: &str = "† our best reading: the rule could not be read in an official document";
    pub const RECORD: &str = "record";
    pub const RECORDS: &str = "records";
    pub const DIAGNOSED: &str = "diagnosed ";
    pub const SOURCE_AS_OF: &str = "as of ";
    pub const DATA_VERSION: &str = "data version ";
    pub const NO_RECORDS_IN: &str = "No records in ";
    pub const NO_RECORDS_DETAIL: &str = "Choose another year, or ";
    pub const NO_RECORDS_IMPORT: &str = "import a file";
    pub const CLOSE: &str = "Close";
    pub const MET: &str = "Target met";
    pub const COUNTED: &str = "Records counted";
    pub const MISSING: &str = "Blank, so counted as not met";
    pub const INTERVAL_95: &str = "95 % interval";
    pub const INTERVAL_998: &str = "99.8 % interval";
    pub const BOUNDS: &str = "Worst and best that the blanks allow";
    pub const INITIAL: &str = "Records in the year";
    pub const LEFT_OUT: &str = "Left out: ";
    pub const NUMERATOR: &str = "Counted";
    pub const DENOMINATOR: &str = "Out of";
    pub const GOOD: &str = "Good: fewer than five fields are more than 20 % blank.";
    pub const NOT_GOOD: &str = "Not good: five fields or more are more than 20 % blank.";
    pub const BLANKS: &str = "Blank answers by field";
    pub const BLANK_COLUMNS: &[&str] = &["Field", "Blank", "Share"];
    pub const OF: &str = " of ";
    pub const BAD: &str = " too many";
    pub const RULE: &str = "The rule";
    pub const RULE_COUNTED: &str = "Measured against";
    pub const RULE_LEFT_OUT: &str = "Left out";
    pub const RULE_MET: &str = "Met when";
    pub const STANDARDS: &str = "Standards: ";
}
