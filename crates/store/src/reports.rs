//! Reports: frozen results, their outlier flags, and who may see them when. A document is written once and never changed.

use diesel::{Connection, dsl::exists, prelude::*};
use flsdb_domain::{
    ServiceCode,
    access::Scope,
    wire::{
        Page,
        kpis::{Disclosure, SetVersion},
        page::Paging,
        reports::{Report, ReportFlag, ReportKind, ReportQuery},
    },
};

mod flags;
mod published;
mod rows;
mod states;

pub use flags::{answer, find_answer, find_flags};
pub use published::{find_published, find_published_document, list_published};
pub use states::{ReportRefusal, publish, share, unpublish};

use crate::{
    Outcome, Reader, StoreError, Writer,
    audit::{Action, note_report},
    columns::Written,
    connection::Conn,
    cursor,
    schema::{report_flags, report_services, reports},
};
use rows::{NewReportRow, ReportRow};

type Backend = <Conn as Connection>::Backend;

/// A report to be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct NewReport {
    /// What it is called.
    pub title: String,
    /// Whose figures.
    pub kind: ReportKind,
    /// Whether nothing was hidden from who froze it.
    pub whole: bool,
    /// The question, with its day and services filled in.
    pub query: ReportQuery,
    /// The KPI set, exactly.
    pub set: SetVersion,
    /// Version of the data.
    pub data_version: i64,
    /// Name and version of the software.
    pub software: String,
    /// The rule of disclosure control in force.
    pub disclosure: Disclosure,
    /// The document.
    pub document: Frozen,
    /// What disclosure control leaves of it, if it may be published.
    pub public_document: Option<Frozen>,
    /// Its outlier flags.
    pub flags: Vec<ReportFlag>,
}

/// Bytes under their digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frozen {
    /// SHA-256 in hexadecimal.
    pub digest: String,
    /// The bytes.
    pub content: Vec<u8>,
}

/// Who reads reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readership {
    /// The services whose own reports, and whose flags, the reader sees.
    pub own: Scope,
    /// Which national reports the reader sees.
    pub national: NationalReports,
}

/// Which national reports somebody sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NationalReports {
    /// None; for one's own services' flags those that are shared, without their documents.
    Shared,
    /// Those frozen under disclosure control, too.
    Controlled,
    /// All.
    Whole,
}

/// Keeps a report and gives its id.
///
/// # Errors
/// Those of the database.
pub fn create(w: &mut Writer<'_>, report: &NewReport) -> Outcome<String> {
    let (author, id) = (w.author, w.new_id());
    let row = NewReportRow::new(id, author, report)?;
    diesel::insert_into(reports::table).values(&row).execute(w.conn)?;
    let own = match report.kind {
        ReportKind::Service => report.query.services.as_slice(),
        ReportKind::National => &[],
    };
    for service in own {
        let member = (
            report_services::report_id.eq(&row.id),
            report_services::service.eq(Written(*service)),
        );
        diesel::insert_into(report_services::table)
            .values(member)
            .execute(w.conn)?;
        note_report(w, Action::Create, Some(*service), &row.id)?;
    }
    for flag in &report.flags {
        insert_flag(w, &row.id, flag)?;
    }
    if own.is_empty() {
        note_report(w, Action::Create, None, &row.id)?;
    }
    Ok(row.id)
}

fn insert_flag(w: &mut Writer<'_>, report_id: &str, flag: &ReportFlag) -> Outcome<()> {
    let row = (
        report_flags::report_id.eq(report_id),
        report_flags::service.eq(Written(flag.service)),
        report_flags::kpi.eq(i16::from(flag.kpi.number())),
        report_flags::flag.eq(serde_json::to_string(flag)?),
    );
    diesel::insert_into(report_flags::table)
        .values(row)
        .execute(w.conn)?;
    Ok(())
}

/// Reports, newest first.
///
/// # Errors
/// `BadCursor`.
pub fn list(r: &mut Reader<'_>, reader: &Readership, paging: &Paging) -> Outcome<Page<Report>> {
    let before = cursor::before(paging)?;
    let total = match paging.total {
        true => Some(seen(reader).count().get_result(r.conn)?),
        false => None,
    };
    let mut query = seen(reader);
    if let Some(before) = before {
        query = query.filter(reports::id.lt(before));
    }
    let rows: Vec<ReportRow> = query
        .order(reports::id.desc())
        .limit(cursor::fetched(paging))
        .select(ReportRow::as_select())
        .load(r.conn)?;
    let page = cursor::page(rows, paging, total, |row: &ReportRow| &row.id);
    Ok(Page {
        items: page
            .items
            .into_iter()
            .map(ReportRow::into_report)
            .collect::<Outcome<_>>()?,
        next: page.next,
        total: page.total,
    })
}

/// A report with the version of its state.
///
/// # Errors
/// `NotFound`.
pub fn find(r: &mut Reader<'_>, reader: &Readership, id: &str) -> Outcome<(i64, Report)> {
    let row = load(r.conn, reader, id)?;
    Ok((row.version, row.into_report()?))
}

/// The document of a report. Who sees a national report only for the flags of a service does not see its document.
///
/// # Errors
/// `NotFound`.
pub fn find_document(r: &mut Reader<'_>, reader: &Readership, id: &str) -> Outcome<Frozen> {
    let row = load(r.conn, reader, id)?;
    let enough = match row.is_whole() {
        true => NationalReports::Whole,
        false => NationalReports::Controlled,
    };
    if row.is_national() && reader.national < enough {
        return Err(StoreError::NotFound);
    }
    let content = reports::table.find(id).select(reports::document);
    Ok(Frozen {
        content: content.first(r.conn)?,
        digest: row.digest,
    })
}

/// A report that the reader may see.
fn load(conn: &mut Conn, reader: &Readership, id: &str) -> Outcome<ReportRow> {
    let row = seen(reader)
        .filter(reports::id.eq(id.to_owned()))
        .select(ReportRow::as_select())
        .first(conn)
        .optional()?;
    row.ok_or(StoreError::NotFound)
}

/// The reports that a reader may see: of the services all of whose members are the reader's own; national ones as far as
/// the reader may.
fn seen(reader: &Readership) -> reports::BoxedQuery<'static, Backend> {
    let query = reports::table.into_boxed();
    let national = || reports::kind.eq(rows::NATIONAL);
    let shared = || national().and(reports::shared_at.is_not_null());
    let controlled = || national().and(reports::whole.eq(false));
    let own: Vec<Written<ServiceCode>> = match &reader.own {
        Scope::Services(services) => services.iter().copied().map(Written).collect(),
        Scope::All => Vec::new(),
    };
    if own.is_empty() {
        return match reader.national {
            NationalReports::Whole => query.filter(national()),
            NationalReports::Controlled => query.filter(controlled()),
            NationalReports::Shared => query.filter(reports::id.eq_any(Vec::<String>::new())),
        };
    }
    let stranger = report_services::table
        .filter(report_services::report_id.eq(reports::id))
        .filter(report_services::service.ne_all(own));
    let own = reports::kind
        .ne(rows::NATIONAL)
        .and(diesel::dsl::not(exists(stranger)));
    match reader.national {
        NationalReports::Whole => query.filter(own.or(national())),
        NationalReports::Controlled => query.filter(own.or(shared()).or(controlled())),
        NationalReports::Shared => query.filter(own.or(shared())),
    }
}
