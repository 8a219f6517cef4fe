//! What the charts say beside the server's sentences.

pub const TITLE: &str = "Charts";
pub const CHART: &str = "Chart";
pub const KPI: &str = "KPI";
pub const SERVICE: &str = "Service";
pub const ALL_SERVICES: &str = "All services";
pub const OF_ALL: &str = "all services";
pub const BESIDE: &str = "Beside it";
pub const NOTHING_BESIDE: &str = "Nothing";
pub const PERIOD: &str = "Period";
pub const FROM: &str = "From";
pub const TO: &str = "To";
pub const BREAK_DOWN: &str = "Break down by";
pub const SET: &str = "KPI set";
pub const AS_OF: &str = "As of";
pub const LIMITS: &str = "Limits";
pub const RULES: &str = "Special causes as";
pub const LAST_MONTHS: &str = "Last ";
pub const MONTHS: &str = " months";
pub const OTHER_PERIOD: &str = "Other months";
pub const POINT_HINT: &str = "Point at the chart, or press Tab and then the arrow keys, to read the numbers.";
pub const CHART_TAB: &str = "Chart";
pub const TABLE_TAB: &str = "Table";
pub const TABLE_OF: &str = "Table: ";
pub const VIEWS: &str = "Chart or table";
pub const SVG: &str = "SVG";
pub const PNG: &str = "PNG";
pub const CSV: &str = "CSV";
pub const DOWNLOADS: &str = "Download";
pub const SHARE: &str = "Share link";
pub const SHARED: &str = "Link copied";
pub const SHARE_BY_HAND: &str = "Copy this link";
pub const SOURCE_COLUMN: &str = "Source";
pub const SOURCE: &str = "Source: FLSDB";
pub const SOURCE_DIAGNOSED: &str = "diagnosed ";
pub const SOURCE_TO: &str = " to ";
pub const SOURCE_AS_OF: &str = "as of ";
pub const SOURCE_DATA: &str = "data version ";
pub const HIDDEN: &str = "hidden, as it could point to persons";
pub const NO_VALUE: &str = "no value";
pub const EMPTY: &str = "Nothing to draw";
pub const EMPTY_DETAIL: &str = "No record of the period counts here. Choose another period or service, or ";
pub const EMPTY_IMPORT: &str = "import a file";
pub const PROVISIONAL: &str = "Provisional";

/// Re-basing a run chart.
pub mod rebasing {
    pub const TITLE: &str = "Re-base: begin mean and limits afresh";
    pub const ABOUT: &str = "Do this when the service works in another way since a month, and the change lasts. \
                             The months before keep their own mean and limits. Everybody who sees the chart sees the reason.";
    pub const FROM: &str = "From the month";
    pub const WHY: &str = "What was changed?";
    pub const SAVE: &str = "Re-base";
    pub const LIST: &str = "Re-basings of this chart";
    pub const COLUMNS: &[(&str, bool)] = &[("From", false), ("Why", false), ("By", false), ("", false)];
    pub const UNDO: &str = "Undo";
    pub const UNDO_WHY: &str = "Why is it undone?";
    pub const UNDO_FROM: &str = "Undo the re-basing from ";
    pub const DONE: &str = "Re-based from ";
    pub const UNDONE: &str = "Undone: the re-basing from ";
}

/// The run chart.
pub mod run {
    pub const NAME: &str = "Run chart";
    pub const ABOUT: &str =
        "The KPI month by month, by month of diagnosis. Months between the limits vary by chance.";
    pub const UPPER: &str = "Upper limit";
    pub const LOWER: &str = "Lower limit";
    pub const UPPER_SHORT: &str = "Upper";
    pub const LOWER_SHORT: &str = "Lower";
    pub const MEAN: &str = "Mean";
    pub const MEDIAN: &str = "Median";
    pub const BETTER: &str = "Special cause: improvement";
    pub const WORSE: &str = "Special cause: concern";
    pub const VALUE: &str = "Value of the month";
    pub const PROVISIONAL: &str = "Provisional: not in limits or rules";
    pub const REBASED: &str = "Re-based";
    pub const REBASED_NOTE: &str = "Re-based from ";
    pub const PROVISIONAL_NOTE: &str = "Provisional months are dashed: ";
    pub const IMMATURE: &str = "the window of the KPI is still open for some of their records.";
    pub const ENTRY_LAG: &str = "records of theirs may still be entered.";
    pub const BELOW_ZERO: &str = "The lower limit lies below 0 and is not drawn.";
    pub const ABOVE_ALL: &str = "The upper limit lies above 100 and is not drawn.";
    pub const CAUSE: &str = "special cause: ";
    pub const COLUMNS: &[&str] = &[
        "Month",
        "Per cent",
        "Met",
        "Counted",
        "Mean",
        "Lower limit",
        "Upper limit",
        "What shows",
    ];
}

/// Funnel plot.
pub mod funnel {
    pub const NAME: &str = "Funnel plot";
    pub const ABOUT: &str =
        "Each service by its number of records. Between the limits a difference is explained by chance.";
    pub const COLUMNS: &[&str] = &[
        "Service",
        "Per cent",
        "Met",
        "Counted",
        "95 % limits",
        "99.8 % limits",
    ];
    pub const POOLED: &str = "Pooled ";
    pub const OWN: &str = "Your service";
    pub const CHOSEN: &str = "Service chosen";
    pub const OTHER: &str = "Other service";
    pub const COUNTED: &str = "Records counted";
    pub const LIVE: &str =
        "A funnel of live data judges no service: outliers are told in frozen reports only.";
    pub const NOT_SHOWN: &str = " not drawn, as hidden: ";
    pub const ABOVE: &str = "above the ";
    pub const BELOW: &str = "below the ";
    pub const LIMIT: &str = " limit";
    pub const WITHIN: &str = "between the limits";
}

/// Caterpillar plot, and groups side by side.
pub mod rows {
    pub const CATERPILLAR: &str = "Caterpillar plot";
    pub const CATERPILLAR_ABOUT: &str =
        "The services in order of their values: thick 95 % interval, thin 99.8 % interval.";
    pub const GROUPS: &str = "Break-down";
    pub const GROUPS_ABOUT: &str = "The KPI by group: thick 95 % interval, thin 99.8 % interval.";
    pub const CATERPILLAR_COLUMNS: &[&str] = &[
        "Service",
        "Per cent",
        "Met",
        "Counted",
        "Level",
        "95 % interval",
        "99.8 % interval",
    ];
    pub const GROUP_COLUMNS: &[&str] = &[
        "Group",
        "Per cent",
        "Met",
        "Counted",
        "Level",
        "95 % interval",
        "99.8 % interval",
    ];
    pub const INTERVAL: &str = "95 % interval ";
    pub const LEVEL: &str = "level ";
    pub const BLANK: &str = "Not answered";
    pub const UNDER: &str = "Under ";
    pub const AND_OVER: &str = " and over";
    pub const WHOLE: &str = "Together ";
    pub const GROUPS_SENTENCE: &str =
        "Where the intervals of two groups overlap, chance may explain the difference.";
}

/// The cascade.
pub mod cascade {
    pub const NAME: &str = "Cascade";
    pub const ABOUT: &str = "How far the patients of the period came: each bar holds those of the bar above who took the next step, too.";
    pub const COLUMNS: &[&str] = &[
        "Step",
        "Records",
        "Per cent of all",
        "Lost before it",
        "Per cent lost",
        "Who has taken it",
    ];
    pub const LOST: &str = " lost";
    pub const OF_ALL: &str = " % of all";
    pub const BEHIND: &str =
        "The KPI has its own rule and its own time limit, so it need not count the same records as the step.";
}

/// Completeness.
pub mod completeness {
    pub const NAME: &str = "Completeness";
    pub const ABOUT: &str = "How often each audited field is blank, by month of diagnosis.";
    pub const LINE: &str = "A field is bad when more than ";
    pub const LINE_END: &str =
        " % of its answers are blank: marked !. Fewer than five bad fields make a service good in KPI 1.";
    pub const COLUMNS: &[&str] = &["Field", "Month", "Blank", "Answers due", "Per cent blank", "Bad"];
    pub const BLANK: &str = " per cent blank, ";
    pub const OF: &str = " of ";
    pub const NOTHING: &str = "nothing due";
    pub const BAD: &str = "too many";
    pub const BAD_FIELDS: &str = " of the audited fields are bad in the period as a whole.";
    pub const WHOLE: &str = "All";
    pub const WHOLE_PERIOD: &str = "Whole period";
    pub const SHARES: &[&str] = &["0", "up to 5 %", "up to 10 %", "up to 20 %", "more: bad"];
}

/// The records behind a point.
pub mod records {
    pub const CLOSE: &str = "Close";
    pub const OUTCOME: &str = "Show";
    pub const ALL: &str = "All records";
    pub const COLUMNS: &[&str] = &["Diagnosed", "Age, sex", "Outcome", "Reason"];
    pub const NONE: &str = "No record here";
    pub const NONE_DETAIL: &str = "No record of the period has this outcome.";
    pub const PAGES: &str = "Pages";
    pub const PREVIOUS: &str = "Previous";
    pub const NEXT: &str = "Next";
}

/// Why did my number move?
pub mod moved {
    pub const TITLE: &str = "Why did my number move?";
    pub const BEFORE: &str = "From";
    pub const AFTER: &str = "To";
    pub const BEFORE_DAY: &str = "From, as of";
    pub const AFTER_DAY: &str = "To, as of";
    pub const ASK: &str = "Compare";
    pub const ABOUT: &str = "Compare two periods, or one period as it counted on two days.";
    pub const COLUMNS: &[&str] = &["Cause", "Records", "Met", "Counted"];
    pub const FROM: &str = " moved from ";
    pub const TO: &str = " to ";
    pub const STAYED: &str = " stayed at ";
    pub const OF: &str = " of ";
    pub const NONE: &str = "no value";
    pub const MOSTLY: &str = "Mostly: ";
    pub const NOTHING: &str = "No record counts otherwise.";
    pub const RECORD: &str = "record";
    pub const RECORDS: &str = "records";
}
