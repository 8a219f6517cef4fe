//! Reports.

pub const TITLE: &str = "Reports";
pub const LEAD: &str = "A report keeps figures as they are now, for ever, with a digest that shows that nobody has changed them.";
pub const FREEZE: &str = "Freeze a year";
pub const NAME: &str = "Title";
pub const YEAR: &str = "Year of diagnosis";
pub const FREEZE_BUTTON: &str = "Freeze";
pub const FROZEN: &str = "The report is frozen.";
pub const NONE: &str = "No reports yet";
pub const NONE_DETAIL: &str = "Freeze a year above: its figures stay as they are while records change.";
pub const COLUMNS: &[(&str, bool)] = &[
    ("Report", false),
    ("State", false),
    ("Period", false),
    ("As of", false),
    ("Frozen", false),
    ("", false),
];
pub const DRAFT: &str = "Draft";
pub const SHARED: &str = "Shared with services";
pub const PUBLISHED: &str = "Published";
pub const ANSWER_BY: &str = "answers by ";
pub const BY: &str = " by ";
pub const TO: &str = " to ";
pub const DATA_VERSION: &str = ", data version ";
pub const DIGEST: &str = "Digest ";
pub const PRINT: &str = "Print view";
pub const PRINT_FOR: &[(&str, &str)] = &[
    ("board", "For the board"),
    ("commissioner", "For the commissioner"),
    ("team", "For the team"),
];
pub const CSV: &str = "CSV";
pub const SHARE: &str = "Share with services";
pub const SHARE_CONFIRM: &str =
    "Share this report with the services, which may answer their outlier flags until ";
pub const PUBLISH: &str = "Publish";
pub const UNPUBLISH: &str = "Withdraw from the public";
pub const PUBLISH_CONFIRM: &str = "Show this report to everybody, under disclosure control?";
pub const SHEET: &str = "The report as it is printed";
pub const PRINT_NOW: &str = "Print, or save as PDF";
pub const CLOSE: &str = "Close";
pub const OWN: &str = "Figures of ";
pub const NATIONAL: &str = "National figures of ";

pub const FLAGS: &str = "Outlier flags";
pub const FLAGS_OF: &str = "Outlier flags: ";
pub const FLAGS_LEAD: &str = "A service is flagged where it lies below the limits of the funnel, adjusted for how much services differ. \
                              An alert is below the 95 % limit, an alarm below the 99.8 % limit.";
pub const NO_FLAGS: &str = "No service is flagged that you may see here.";
pub const FLAG_COLUMNS: &[(&str, bool)] = &[
    ("KPI", false),
    ("Flag", false),
    ("Per cent", true),
    ("Met", true),
    ("Pooled", true),
    ("95 % limit", true),
    ("99.8 % limit", true),
];
pub const ALERT: &str = "Alert";
pub const ALARM: &str = "Alarm";
pub const KPI: &str = "KPI ";
pub const OF: &str = " of ";
pub const NO_ANSWER: &str = "Not answered yet.";
pub const ANSWER: &str = "Answer of the service";
pub const ANSWER_HINT: &str = "Are the records complete and right? What explains the value? What will you do? It is read by the national administrator.";
pub const SAVE_ANSWER: &str = "Save the answer";

/// The public list.
pub const PUBLIC_LEAD: &str = "Results that services and the registry have published. Small numbers that could point to a person are hidden.";
pub const PUBLIC_NONE: &str = "Nothing is published yet";
pub const PUBLIC_NONE_DETAIL: &str = "Published reports appear here as soon as there are any.";
pub const PUBLISHED_ON: &str = "Published ";
pub const TABLE: &str = "Benchmark table";
pub const CHART: &str = "The services in order";
pub const CHART_KPI: &str = "Indicator";
pub const CHART_EMPTY: &str = "No values for this indicator";
pub const CHART_EMPTY_DETAIL: &str =
    "Nobody was counted, or the numbers are too small to be shown. Choose another one.";
pub const NO_TABLE: &str = "This report has no benchmark table: its print view shows what it holds.";
pub const BACK: &str = "Published results";
