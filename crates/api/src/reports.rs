//! Reports: results frozen with their digest, the outlier flags of national ones, and what may be published of them.

use std::io;

use chrono::NaiveDate;
use flsdb_domain::{
    vocabulary::Coded,
    wire::reports::{NewReport as Wanted, ReportKind, ReportQuery},
};
use flsdb_kpi::{Asked, QueryFault, disclosure::ControlFault};
use flsdb_store::{
    Reader, StoreError,
    reports::{Frozen, NewReport},
};
use sha2::{Digest, Sha256};

use crate::figures::{Cohorts, Viewer};

mod flags;
mod parts;
pub mod print;
mod publication;
mod reading;

pub use parts::DOCUMENT_MAX;
pub use reading::{grouping, read_document, write_table};

/// How often the parts of a report are read again when the data changed between them.
const TRIES: usize = 5;

/// A result to be frozen.
pub struct Freezing {
    wanted: Wanted,
    asked: Asked,
    viewer: Viewer,
    today: NaiveDate,
}

/// Why a result is not frozen.
#[derive(Debug, thiserror::Error)]
pub enum FreezingFault {
    /// The document would be longer than [`DOCUMENT_MAX`].
    #[error("The report would be longer than {} MB. Ask for fewer groups or KPIs", DOCUMENT_MAX >> 20)]
    TooLong,
    /// Not one of the published tables, and its freezer sees no others.
    #[error(transparent)]
    Control(#[from] ControlFault),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What was written cannot be read again, or not be written.
    #[error("the document of a report cannot be written")]
    Document(#[from] serde_json::Error),
}

impl From<io::Error> for FreezingFault {
    /// Writing to memory fails at its limit alone.
    fn from(_: io::Error) -> Self {
        FreezingFault::TooLong
    }
}

impl Freezing {
    /// Reads what is wanted; `viewer` is who freezes it.
    ///
    /// # Errors
    /// Everything that is wrong with its question.
    pub fn new(wanted: Wanted, viewer: Viewer, today: NaiveDate) -> Result<Self, Vec<QueryFault>> {
        let pairs = pairs(&wanted.query);
        let pairs = pairs.iter().map(|(name, value)| (*name, value.as_str()));
        Ok(Freezing {
            asked: Asked::read(pairs, today)?,
            wanted,
            viewer,
            today,
        })
    }

    /// The report, its parts all from one state of the data.
    ///
    /// # Errors
    /// Too long; those of the store.
    pub fn freeze(mut self, cohorts: &Cohorts, r: &mut Reader<'_>) -> Result<NewReport, FreezingFault> {
        let (content, document) = self.parts_of_one_state(cohorts, r)?;
        let results = &document.results;
        let whole = results.disclosure.rule == "none";
        self.wanted.query.as_of = Some(results.as_of);
        if self.wanted.kind == ReportKind::Service {
            self.wanted.query.services.clone_from(&results.services);
        }
        let is_publishable = whole && publication::is_publishable(&self.wanted, self.today);
        let public_document = match is_publishable {
            true => self.public(cohorts, r, &document)?.map(frozen),
            false => None,
        };
        Ok(NewReport {
            title: self.wanted.title,
            kind: self.wanted.kind,
            whole,
            query: self.wanted.query,
            document: frozen(content),
            public_document,
            set: document.results.set,
            data_version: document.results.data_version,
            software: document.results.software,
            disclosure: document.results.disclosure,
            flags: document.flags,
        })
    }
}

/// The question as the pairs of a query string.
fn pairs(query: &ReportQuery) -> Vec<(&'static str, String)> {
    let services = query.services.iter().map(|code| ("service", code.to_string()));
    let by = query.by.iter().map(|by| ("by", by.token().to_owned()));
    let kpis = query.kpi.iter().map(|kpi| ("kpi", kpi.to_string()));
    [
        ("set", query.set.to_string()),
        ("start", query.start.to_string()),
        ("end", query.end.to_string()),
        ("total", query.total.to_string()),
    ]
    .into_iter()
    .chain(query.as_of.map(|day| ("as_of", day.to_string())))
    .chain(services)
    .chain(by)
    .chain(kpis)
    .collect()
}

fn frozen(content: Vec<u8>) -> Frozen {
    let hash = Sha256::digest(&content);
    Frozen {
        digest: hash.iter().map(|byte| format!("{byte:02x}")).collect(),
        content,
    }
}
