//! Rows of `reports`.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use flsdb_domain::wire::{
    kpis::{Period, SetVersion},
    problem::Stamp,
    reports::{Publication, PublishedReport, Report, ReportKind, ReportQuery, ReportState, Sharing},
};

use super::NewReport;
use crate::{Author, Outcome, columns::utc, schema::reports};

/// How the kinds are written.
pub const NATIONAL: &str = "national";
const SERVICE: &str = "service";

/// A row of `reports`, without the documents.
#[derive(Queryable, Selectable)]
#[diesel(table_name = reports)]
pub struct ReportRow {
    pub id: String,
    pub version: i64,
    kind: String,
    whole: bool,
    title: String,
    query: String,
    set_version: String,
    definition_hash: String,
    data_version: i64,
    software: String,
    disclosure: String,
    pub digest: String,
    public_digest: Option<String>,
    frozen_at: NaiveDateTime,
    frozen_by: String,
    shared_at: Option<NaiveDateTime>,
    shared_by: Option<String>,
    pub answer_by: Option<NaiveDate>,
    published_at: Option<NaiveDateTime>,
    published_by: Option<String>,
}

/// A row of `reports` to be written.
#[derive(Insertable)]
#[diesel(table_name = reports)]
pub struct NewReportRow<'a> {
    pub id: String,
    version: i64,
    kind: &'static str,
    whole: bool,
    title: &'a str,
    query: String,
    set_version: &'a str,
    definition_hash: &'a str,
    data_version: i64,
    software: &'a str,
    disclosure: String,
    digest: &'a str,
    public_digest: Option<&'a str>,
    frozen_at: NaiveDateTime,
    frozen_by: &'a str,
    frozen_by_id: &'a str,
    document: &'a [u8],
    public_document: Option<&'a [u8]>,
}

impl<'a> NewReportRow<'a> {
    /// A report that is frozen now.
    pub fn new(id: String, author: &'a Author, report: &'a NewReport) -> Outcome<Self> {
        let public = report.public_document.as_ref();
        Ok(NewReportRow {
            id,
            version: 1,
            kind: match report.kind {
                ReportKind::Service => SERVICE,
                ReportKind::National => NATIONAL,
            },
            whole: report.whole,
            title: &report.title,
            query: serde_json::to_string(&report.query)?,
            set_version: &report.set.version,
            definition_hash: &report.set.hash,
            data_version: report.data_version,
            software: &report.software,
            disclosure: serde_json::to_string(&report.disclosure)?,
            digest: &report.document.digest,
            public_digest: public.map(|frozen| frozen.digest.as_str()),
            frozen_at: author.now_as_kept(),
            frozen_by: &author.name,
            frozen_by_id: &author.id,
            document: &report.document.content,
            public_document: public.map(|frozen| frozen.content.as_slice()),
        })
    }
}

impl ReportRow {
    /// Whether it is a national one.
    pub fn is_national(&self) -> bool {
        self.kind == NATIONAL
    }

    /// Whether nothing was hidden when it was frozen.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// Whether it may be published.
    pub fn is_publishable(&self) -> bool {
        self.public_digest.is_some()
    }

    /// Who may see it.
    pub fn state(&self) -> ReportState {
        if self.published_at.is_some() {
            ReportState::Published
        } else if self.shared_at.is_some() {
            ReportState::Shared
        } else {
            ReportState::Draft
        }
    }

    /// The version of its state, when that was reached and by whom.
    pub fn stamp(&self) -> Stamp {
        let published = self.published_at.zip(self.published_by.as_ref());
        let shared = self.shared_at.zip(self.shared_by.as_ref());
        let (at, by) = published.or(shared).unwrap_or((self.frozen_at, &self.frozen_by));
        Stamp {
            version: self.version,
            changed_at: utc(at),
            changed_by: by.clone(),
        }
    }

    /// The report as told to those who may see it before it is published.
    pub fn into_report(self) -> Outcome<Report> {
        let query: ReportQuery = serde_json::from_str(&self.query)?;
        let sharing = self.shared_at.zip(self.shared_by.clone()).zip(self.answer_by);
        let published = self.published_at.zip(self.published_by.clone());
        Ok(Report {
            state: self.state(),
            kind: match self.is_national() {
                true => ReportKind::National,
                false => ReportKind::Service,
            },
            publishable: self.is_publishable(),
            sharing: sharing.map(|((at, by), answer_by)| Sharing {
                shared_at: utc(at),
                shared_by: by,
                answer_by,
            }),
            publication: published.zip(self.public_digest.as_deref().map(written)).map(
                |((at, by), digest)| Publication {
                    published_at: utc(at),
                    published_by: by,
                    digest,
                },
            ),
            set: SetVersion {
                id: query.set,
                version: self.set_version,
                hash: self.definition_hash,
            },
            query,
            id: self.id,
            title: self.title,
            data_version: self.data_version,
            software: self.software,
            disclosure: serde_json::from_str(&self.disclosure)?,
            digest: written(&self.digest),
            frozen_at: utc(self.frozen_at),
            frozen_by: self.frozen_by,
        })
    }

    /// The report as told to everybody; none while it is not published.
    pub fn into_published(self) -> Outcome<Option<PublishedReport>> {
        let Some((published_at, digest)) = self.published_at.zip(self.public_digest) else {
            return Ok(None);
        };
        let query: ReportQuery = serde_json::from_str(&self.query)?;
        Ok(Some(PublishedReport {
            id: self.id,
            title: self.title,
            set: SetVersion {
                id: query.set,
                version: self.set_version,
                hash: self.definition_hash,
            },
            period: Period {
                start: query.start,
                end: query.end,
            },
            // Filled in when the report was frozen.
            as_of: query.as_of.unwrap_or(query.end),
            data_version: self.data_version,
            software: self.software,
            digest: written(&digest),
            frozen_at: utc(self.frozen_at),
            published_at: utc(published_at),
        }))
    }
}

/// A digest as results carry it.
fn written(digest: &str) -> String {
    format!("sha256:{digest}")
}
