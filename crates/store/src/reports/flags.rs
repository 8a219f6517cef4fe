//! Outlier flags of reports, and what the services answer.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDateTime;
use diesel::prelude::*;
use flsdb_domain::{
    ServiceCode,
    access::Scope,
    wire::{
        problem::Stamp,
        reports::{FlagAnswer, NewFlagAnswer, ReportFlag, ReportFlags, ReportState, ServiceFlags},
    },
};

use super::{NationalReports, Readership, ReportRefusal, load};
use crate::{
    Outcome, Reader, StoreError, Writer,
    audit::{Action, note_report},
    columns::{Written, utc},
    connection::Conn,
    schema::{report_answers, report_flags, reports},
    sections::Expected,
};

/// A row of `report_answers`.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = report_answers)]
struct AnswerRow {
    report_id: String,
    service: Written<ServiceCode>,
    version: i64,
    answer: String,
    answered_at: NaiveDateTime,
    answered_by: String,
}

impl AnswerRow {
    fn stamp(&self) -> Stamp {
        Stamp {
            version: self.version,
            changed_at: utc(self.answered_at),
            changed_by: self.answered_by.clone(),
        }
    }

    fn into_answer(self) -> Outcome<FlagAnswer> {
        let NewFlagAnswer { text, kpis } = serde_json::from_str(&self.answer)?;
        Ok(FlagAnswer {
            version: self.version,
            text,
            kpis,
            answered_at: utc(self.answered_at),
            answered_by: self.answered_by,
        })
    }
}

/// The outlier flags that a reader may see: who sees whole national reports sees all; others, once the report is shared,
/// those of their own services.
///
/// # Errors
/// `NotFound`.
pub fn find_flags(r: &mut Reader<'_>, reader: &Readership, id: &str) -> Outcome<ReportFlags> {
    let report = load(r.conn, reader, id)?;
    let sees_all = reader.national == NationalReports::Whole;
    let sees = |service: ServiceCode| sees_all || reader.own.contains(service);
    let mut answers = answers(r.conn, id)?;
    let mut services = Vec::new();
    for (service, flags) in flags(r.conn, id)?.into_iter().filter(|(code, _)| sees(*code)) {
        let answer = answers.remove(&service);
        services.push(ServiceFlags {
            service,
            flags,
            answer: answer.map(AnswerRow::into_answer).transpose()?,
        });
    }
    Ok(ReportFlags {
        answer_by: report.answer_by,
        services,
    })
}

/// What a service answered.
///
/// # Errors
/// `NotFound` when it has not, or has no flag, or is none that the reader may see.
pub fn find_answer(
    r: &mut Reader<'_>,
    reader: &Readership,
    id: &str,
    service: ServiceCode,
) -> Outcome<FlagAnswer> {
    let found = find_flags(r, reader, id)?.services.into_iter();
    let of_service = found.filter(|flags| flags.service == service);
    of_service
        .filter_map(|flags| flags.answer)
        .next()
        .ok_or(StoreError::NotFound)
}

/// Keeps what a service of the scope answers to its flags.
///
/// # Errors
/// `NotFound` when the report is not shared or flags no such service; `Stale` when something else is stored than
/// expected; `Report` when the report is published.
pub fn answer(
    w: &mut Writer<'_>,
    scope: &Scope,
    (id, service): (&str, ServiceCode),
    expected: Expected,
    answer: &NewFlagAnswer,
) -> Outcome<FlagAnswer> {
    let reader = Readership {
        own: scope.clone(),
        national: NationalReports::Shared,
    };
    // Waits for a publication that is on its way, so that no answer comes after it.
    diesel::update(reports::table.find(id))
        .set(reports::version.eq(reports::version))
        .execute(w.conn)?;
    let report = load(w.conn, &reader, id)?;
    if !scope.contains(service) || !flags(w.conn, id)?.contains_key(&service) {
        return Err(StoreError::NotFound);
    }
    if report.state() == ReportState::Published {
        return Err(ReportRefusal::Closed.into());
    }
    let stored = answers(w.conn, id)?.remove(&service);
    let version = match (&stored, expected) {
        (None, Expected::Nothing) => 1,
        (Some(row), Expected::Version(version)) if row.version == version => version + 1,
        (Some(row), _) => return Err(StoreError::Stale { current: row.stamp() }),
        (None, Expected::Version(_)) => {
            return Err(StoreError::Stale {
                current: report.stamp(),
            });
        }
    };
    let row = AnswerRow {
        report_id: id.to_owned(),
        service: Written(service),
        version,
        answer: serde_json::to_string(answer)?,
        answered_at: w.author.now_as_kept(),
        answered_by: w.author.name.clone(),
    };
    diesel::delete(report_answers::table.find((id, Written(service)))).execute(w.conn)?;
    diesel::insert_into(report_answers::table)
        .values(&row)
        .execute(w.conn)?;
    note_report(w, Action::Answer, Some(service), id)?;
    row.into_answer()
}

/// The flagged services that have not answered.
pub(super) fn unanswered(conn: &mut Conn, id: &str) -> Outcome<Vec<ServiceCode>> {
    let answered: BTreeSet<ServiceCode> = answers(conn, id)?.into_keys().collect();
    let flagged = flags(conn, id)?.into_keys();
    Ok(flagged.filter(|service| !answered.contains(service)).collect())
}

fn flags(conn: &mut Conn, id: &str) -> Outcome<BTreeMap<ServiceCode, Vec<ReportFlag>>> {
    let rows: Vec<String> = report_flags::table
        .filter(report_flags::report_id.eq(id))
        .order((report_flags::service, report_flags::kpi))
        .select(report_flags::flag)
        .load(conn)?;
    let mut found: BTreeMap<ServiceCode, Vec<ReportFlag>> = BTreeMap::new();
    for row in rows {
        let flag: ReportFlag = serde_json::from_str(&row)?;
        found.entry(flag.service).or_default().push(flag);
    }
    Ok(found)
}

fn answers(conn: &mut Conn, id: &str) -> Outcome<BTreeMap<ServiceCode, AnswerRow>> {
    let rows: Vec<AnswerRow> = report_answers::table
        .filter(report_answers::report_id.eq(id))
        .select(AnswerRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.service.0, row)).collect())
}
