//! Resources of the public page: what they are, where they lead, and their documents.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use flsdb_domain::{
    vocabulary::{Audience, Coded},
    wire::{
        Page,
        page::Paging,
        problem::Stamp,
        resources::{Resource, ResourceDetails},
    },
};

use crate::{
    Outcome, Reader, StoreError, Writer,
    audit::{self, Action},
    columns::{Codes, utc},
    connection::Conn,
    cursor,
    schema::resources,
};

/// A row of `resources`, its document apart.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = resources, treat_none_as_null = true, treat_none_as_default_value = false)]
struct ResourceRow {
    id: String,
    title: String,
    description: String,
    audiences: Codes<Audience>,
    link: Option<String>,
    dated_on: NaiveDate,
    version: i64,
    changed_at: NaiveDateTime,
    changed_by: String,
}

/// Resources, those added last first; for one audience or all.
///
/// # Errors
/// `BadCursor`.
pub fn list(r: &mut Reader<'_>, audience: Option<Audience>, paging: &Paging) -> Outcome<Page<Resource>> {
    let before = cursor::before(paging)?;
    let meant = || {
        let mut query = resources::table.into_boxed();
        if let Some(audience) = audience {
            // No token is a part of another.
            query = query.filter(resources::audiences.like(format!("%{}%", audience.token())));
        }
        query
    };
    let total = match paging.total {
        true => Some(meant().count().get_result(r.conn)?),
        false => None,
    };
    let mut query = meant();
    if let Some(before) = before {
        query = query.filter(resources::id.lt(before));
    }
    let rows: Vec<(ResourceRow, Option<i64>)> = query
        .order(resources::id.desc())
        .limit(cursor::fetched(paging))
        .select((ResourceRow::as_select(), resources::document_bytes))
        .load(r.conn)?;
    let found = rows.into_iter().map(told).collect();
    Ok(cursor::page(found, paging, total, |found: &Resource| &found.id))
}

/// One resource.
///
/// # Errors
/// `NotFound`.
pub fn find(r: &mut Reader<'_>, id: &str) -> Outcome<Resource> {
    Ok(told(load(r.conn, id)?))
}

/// The document of a resource, and its title.
///
/// # Errors
/// `NotFound`, also for a resource without one.
pub fn find_document(r: &mut Reader<'_>, id: &str) -> Outcome<(Resource, Vec<u8>)> {
    let resource = find(r, id)?;
    let document: Option<Vec<u8>> = resources::table
        .find(id)
        .select(resources::document)
        .first(r.conn)?;
    Ok((resource, document.ok_or(StoreError::NotFound)?))
}

/// Adds a resource.
///
/// # Errors
/// Those of the database.
pub fn create(w: &mut Writer<'_>, details: ResourceDetails) -> Outcome<Resource> {
    let row = row(w, &w.new_id(), 1, details);
    diesel::insert_into(resources::table)
        .values(&row)
        .execute(w.conn)?;
    noted(w, Action::Create, &row.id)
}

/// Changes what is said of a resource.
///
/// # Errors
/// `NotFound`; `Stale`.
pub fn update(w: &mut Writer<'_>, id: &str, expected: i64, details: ResourceDetails) -> Outcome<Resource> {
    expect(w, id, expected)?;
    let row = row(w, id, expected + 1, details);
    diesel::update(resources::table.find(id))
        .set(&row)
        .execute(w.conn)?;
    noted(w, Action::Update, id)
}

/// Puts a document in the place of the one before.
///
/// # Errors
/// `NotFound`; `Stale`.
pub fn save_document(w: &mut Writer<'_>, id: &str, expected: i64, document: &[u8]) -> Outcome<Resource> {
    expect(w, id, expected)?;
    let size = i64::try_from(document.len()).unwrap_or(i64::MAX);
    diesel::update(resources::table.find(id))
        .set((
            resources::document.eq(Some(document)),
            resources::document_bytes.eq(Some(size)),
            resources::version.eq(expected + 1),
            resources::changed_at.eq(w.author.now_as_kept()),
            resources::changed_by.eq(&w.author.name),
        ))
        .execute(w.conn)?;
    noted(w, Action::Update, id)
}

/// Takes a resource and its document away.
///
/// # Errors
/// `NotFound`; `Stale`.
pub fn delete(w: &mut Writer<'_>, id: &str, expected: i64) -> Outcome<()> {
    expect(w, id, expected)?;
    diesel::delete(resources::table.find(id)).execute(w.conn)?;
    audit::note_national(w, Action::Delete, audit::Resource::PublicResource, id)
}

/// Locks the resource until the transaction ends, if it has the version that the caller has seen.
fn expect(w: &mut Writer<'_>, id: &str, expected: i64) -> Outcome<()> {
    diesel::update(resources::table.find(id))
        .set(resources::version.eq(resources::version))
        .execute(w.conn)?;
    let (row, _) = load(w.conn, id)?;
    if row.version == expected {
        return Ok(());
    }
    let current = Stamp {
        version: row.version,
        changed_at: utc(row.changed_at),
        changed_by: row.changed_by,
    };
    Err(StoreError::Stale { current })
}

fn noted(w: &mut Writer<'_>, action: Action, id: &str) -> Outcome<Resource> {
    audit::note_national(w, action, audit::Resource::PublicResource, id)?;
    find(&mut w.reader(), id)
}

fn load(conn: &mut Conn, id: &str) -> Outcome<(ResourceRow, Option<i64>)> {
    let row = resources::table
        .find(id)
        .select((ResourceRow::as_select(), resources::document_bytes))
        .first(conn);
    row.optional()?.ok_or(StoreError::NotFound)
}

fn row(w: &Writer<'_>, id: &str, version: i64, details: ResourceDetails) -> ResourceRow {
    ResourceRow {
        id: id.to_owned(),
        title: details.title,
        description: details.description,
        audiences: details.audiences.into_iter().collect::<Vec<_>>().into(),
        link: details.link,
        dated_on: details.dated_on,
        version,
        changed_at: w.author.now_as_kept(),
        changed_by: w.author.name.clone(),
    }
}

fn told((row, document_bytes): (ResourceRow, Option<i64>)) -> Resource {
    Resource {
        id: row.id,
        details: ResourceDetails {
            title: row.title,
            description: row.description,
            audiences: row.audiences.into_vec().into_iter().collect(),
            link: row.link,
            dated_on: row.dated_on,
        },
        document_bytes,
        version: row.version,
    }
}
