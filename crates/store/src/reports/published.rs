//! Published reports, for everybody.

use diesel::prelude::*;
use flsdb_domain::wire::{Page, page::Paging, reports::PublishedReport};

use super::{Backend, Frozen, rows::ReportRow};
use crate::{Outcome, Reader, StoreError, cursor, schema::reports};

fn published() -> reports::BoxedQuery<'static, Backend> {
    reports::table
        .filter(reports::published_at.is_not_null())
        .into_boxed()
}

/// Published reports, newest first.
///
/// # Errors
/// `BadCursor`.
pub fn list_published(r: &mut Reader<'_>, paging: &Paging) -> Outcome<Page<PublishedReport>> {
    let before = cursor::before(paging)?;
    let total = match paging.total {
        true => Some(published().count().get_result(r.conn)?),
        false => None,
    };
    let mut query = published();
    if let Some(before) = before {
        query = query.filter(reports::id.lt(before));
    }
    let rows: Vec<ReportRow> = query
        .order(reports::id.desc())
        .limit(cursor::fetched(paging))
        .select(ReportRow::as_select())
        .load(r.conn)?;
    let page = cursor::page(rows, paging, total, |row: &ReportRow| &row.id);
    let items: Vec<Option<PublishedReport>> = page
        .items
        .into_iter()
        .map(ReportRow::into_published)
        .collect::<Outcome<_>>()?;
    Ok(Page {
        items: items.into_iter().flatten().collect(),
        next: page.next,
        total: page.total,
    })
}

/// A published report.
///
/// # Errors
/// `NotFound`.
pub fn find_published(r: &mut Reader<'_>, id: &str) -> Outcome<PublishedReport> {
    let row = published()
        .filter(reports::id.eq(id.to_owned()))
        .select(ReportRow::as_select())
        .first(r.conn)
        .optional()?;
    let report = row.map(ReportRow::into_published).transpose()?.flatten();
    report.ok_or(StoreError::NotFound)
}

/// The published document of a report.
///
/// # Errors
/// `NotFound`.
pub fn find_published_document(r: &mut Reader<'_>, id: &str) -> Outcome<Frozen> {
    let found: Option<(Option<String>, Option<Vec<u8>>)> = published()
        .filter(reports::id.eq(id.to_owned()))
        .select((reports::public_digest, reports::public_document))
        .first(r.conn)
        .optional()?;
    let (digest, content) = found.ok_or(StoreError::NotFound)?;
    let (digest, content) = digest.zip(content).ok_or(StoreError::NotFound)?;
    Ok(Frozen { digest, content })
}
