//! Who may see a report: draft, shared with the services, published. Nothing publishes itself.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use flsdb_domain::{
    ServiceCode,
    access::Scope,
    wire::reports::{Report, ReportState},
};

use super::{NationalReports, Readership, flags::unanswered, load, rows::ReportRow};
use crate::{
    Outcome, StoreError, Writer,
    audit::{Action, note_report},
    schema::reports,
};

/// Why a report does not take a step. The messages say what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReportRefusal {
    /// It is shared already.
    #[error("The report is shared with the services already")]
    Shared,
    /// It is published already.
    #[error("The report is published already")]
    Published,
    /// It is not published.
    #[error("The report is not published")]
    NotPublished,
    /// Published reports take no answers.
    #[error("The report is published: flags can no longer be answered")]
    Closed,
    /// Only whole national reports are shared.
    #[error("Only a national report that hides nothing is shared: one that a national administrator froze")]
    NotWhole,
    /// Not one of the results that may be published.
    #[error(
        "Only a calendar year or a quarter of a closed year is published, over all services, by one break-down at most, \
         with as_of on the closing date and frozen on that day or later by a national administrator"
    )]
    NotPublishable,
    /// Flagged services have not been asked.
    #[error(
        "Services have outlier flags. Share the report with them first, and name a day for their answers"
    )]
    NotShared,
    /// Flagged services may still answer.
    #[error(
        "These services have outlier flags and have not answered; they may until {answer_by}: {}", listed(.services)
    )]
    Unanswered {
        /// The services.
        services: Vec<ServiceCode>,
        /// The last day for answers.
        answer_by: NaiveDate,
    },
}

fn listed(services: &[ServiceCode]) -> String {
    let codes: Vec<_> = services.iter().map(ServiceCode::as_str).collect();
    codes.join(", ")
}

/// Shares a report with the services, which may answer their flags until that day.
///
/// # Errors
/// `NotFound`; `Report` when it is shared already, or not whole.
pub fn share(w: &mut Writer<'_>, id: &str, answer_by: NaiveDate) -> Outcome<(i64, Report)> {
    let row = national(w, id)?;
    if !row.is_whole() {
        return Err(ReportRefusal::NotWhole.into());
    }
    match row.state() {
        ReportState::Draft => {}
        ReportState::Shared => return Err(ReportRefusal::Shared.into()),
        ReportState::Published => return Err(ReportRefusal::Published.into()),
    }
    let shared = (
        reports::version.eq(row.version + 1),
        reports::shared_at.eq(Some(w.author.now_as_kept())),
        reports::shared_by.eq(Some(w.author.name.clone())),
        reports::answer_by.eq(Some(answer_by)),
    );
    diesel::update(reports::table.find(id))
        .set(shared)
        .execute(w.conn)?;
    note_report(w, Action::Share, None, id)?;
    told(w, id)
}

/// Publishes a report: everybody sees what disclosure control left of it.
///
/// # Errors
/// `NotFound`; `Report` when it may not be published, or not yet.
pub fn publish(w: &mut Writer<'_>, id: &str) -> Outcome<(i64, Report)> {
    let row = national(w, id)?;
    if row.state() == ReportState::Published {
        return Err(ReportRefusal::Published.into());
    }
    if !row.is_publishable() {
        return Err(ReportRefusal::NotPublishable.into());
    }
    let waiting = unanswered(w.conn, id)?;
    match row.answer_by {
        _ if waiting.is_empty() => {}
        Some(answer_by) if answer_by < w.author.today => {}
        Some(answer_by) => {
            return Err(ReportRefusal::Unanswered {
                services: waiting,
                answer_by,
            }
            .into());
        }
        None => return Err(ReportRefusal::NotShared.into()),
    }
    let published = (
        reports::version.eq(row.version + 1),
        reports::published_at.eq(Some(w.author.now_as_kept())),
        reports::published_by.eq(Some(w.author.name.clone())),
    );
    diesel::update(reports::table.find(id))
        .set(published)
        .execute(w.conn)?;
    note_report(w, Action::Publish, None, id)?;
    told(w, id)
}

/// Takes a publication back.
///
/// # Errors
/// `NotFound`; `Report` when it is not published; `Stale` when the report is in another version than expected.
pub fn unpublish(w: &mut Writer<'_>, id: &str, expected: i64) -> Outcome<(i64, Report)> {
    let row = national(w, id)?;
    if row.version != expected {
        return Err(StoreError::Stale { current: row.stamp() });
    }
    if row.state() != ReportState::Published {
        return Err(ReportRefusal::NotPublished.into());
    }
    let taken_back = (
        reports::version.eq(row.version + 1),
        reports::published_at.eq(None::<NaiveDateTime>),
        reports::published_by.eq(None::<String>),
    );
    diesel::update(reports::table.find(id))
        .set(taken_back)
        .execute(w.conn)?;
    note_report(w, Action::Unpublish, None, id)?;
    told(w, id)
}

/// A national report, locked until the transaction ends: two steps at once wait for each other.
fn national(w: &mut Writer<'_>, id: &str) -> Outcome<ReportRow> {
    diesel::update(reports::table.find(id))
        .set(reports::version.eq(reports::version))
        .execute(w.conn)?;
    load(w.conn, &everything(), id)
}

fn told(w: &mut Writer<'_>, id: &str) -> Outcome<(i64, Report)> {
    let row = load(w.conn, &everything(), id)?;
    Ok((row.version, row.into_report()?))
}

/// Who takes these steps sees every national report.
fn everything() -> Readership {
    Readership {
        own: Scope::Services(Default::default()),
        national: NationalReports::Whole,
    }
}
