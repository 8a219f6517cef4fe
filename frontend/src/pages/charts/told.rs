//! What every chart has besides its drawing: title, sentence, notes, table, source, and the records behind its points.

use chrono::NaiveDate;
use flsdb_domain::{
    ServiceCode,
    kpi::Kpi,
    wire::charts::{ChartHead, ChartKpi},
};

use super::choices::Setting;
use crate::{format, texts::charts as words};

/// A chart in words.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Told {
    /// Its title, with the KPI.
    pub title: String,
    /// What is drawn, in a sentence.
    pub about: &'static str,
    /// What it shows, in a sentence: the server's.
    pub sentence: String,
    /// What else must be known.
    pub notes: Vec<String>,
    /// Names of the table's columns.
    pub columns: &'static [&'static str],
    /// The table.
    pub rows: Vec<Vec<String>>,
    /// Period, set, day, version of the data.
    pub source: String,
    /// The records behind each point.
    pub behind: Vec<Option<Behind>>,
}

/// The records behind a point.
#[derive(Debug, Clone, PartialEq)]
pub struct Behind {
    /// Name and numbers of the point.
    pub title: String,
    /// The KPI whose ledger it is.
    pub kpi: Kpi,
    /// Whose records.
    pub service: ServiceCode,
    /// First day of 1.09.
    pub start: NaiveDate,
    /// Last day of 1.09.
    pub end: NaiveDate,
    /// What must be known of them.
    pub note: &'static str,
}

/// Title, sentence and source.
pub fn head(head: &ChartHead, name: &str, kpi: Option<&ChartKpi>) -> Told {
    let title = match kpi {
        Some(kpi) => format!("{name}: {} {}, {}", words::KPI, kpi.official_number, kpi.title),
        None => name.to_owned(),
    };
    let mut told = Told {
        title,
        sentence: head.sentence.clone(),
        source: [
            words::SOURCE,
            ", ",
            head.set.id.set().name,
            " ",
            &head.set.version,
            ", ",
            &source(head.period.start, head.period.end, head.as_of, head.data_version),
            ", ",
            &head.software,
        ]
        .concat(),
        ..Told::default()
    };
    if head.disclosure.rule != "none" {
        told.notes.push(format!("* {}", head.disclosure.reason));
    }
    told
}

/// Period, day and version of the data.
pub fn source(start: NaiveDate, end: NaiveDate, as_of: NaiveDate, data_version: i64) -> String {
    format!(
        "{}{}{}{}, {}{}, {}{data_version}",
        words::SOURCE_DIAGNOSED,
        format::long_day(start),
        words::SOURCE_TO,
        format::long_day(end),
        words::SOURCE_AS_OF,
        format::long_day(as_of),
        words::SOURCE_DATA,
    )
}

/// A figure in a table: an asterisk where it is hidden.
pub fn figure(display: Option<&str>, is_hidden: bool) -> String {
    match (display, is_hidden) {
        (_, true) => "*".to_owned(),
        (Some(display), false) => display.to_owned(),
        (None, false) => "–".to_owned(),
    }
}

/// The records of one service, if the user may open them.
pub fn of_service(
    head: &ChartHead,
    kpi: Kpi,
    service: ServiceCode,
    title: String,
    setting: &Setting,
) -> Option<Behind> {
    (setting.may_open && setting.sight.owns(service)).then_some(Behind {
        title,
        kpi,
        service,
        start: head.period.start,
        end: head.period.end,
        note: "",
    })
}

/// Two limits: 62.0 to 72.5.
pub fn range([low, high]: [f64; 2]) -> String {
    format!("{low:.1} to {high:.1}")
}
