//! The texts from which a service's letters are filled: its own, or the standard ones.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use flsdb_domain::{
    ServiceCode,
    access::Scope,
    letters::{LetterKind, standard},
    vocabulary::Coded,
    wire::letters::{KnownPlaceholder, LetterTemplate},
};

use crate::{
    AuthorKind, Outcome, Reader, StoreError, Writer,
    audit::{self, Action},
    columns::{Code, Written},
    connection::Conn,
    rows,
    schema::letter_templates,
    sections::Expected,
    states::Mark,
};

/// A row of `letter_templates`.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = letter_templates, primary_key(service, kind), treat_none_as_null = true, treat_none_as_default_value = false)]
struct TemplateRow {
    service: Written<ServiceCode>,
    kind: Code<LetterKind>,
    /// None: the standard text holds again.
    content: Option<String>,
    version: i64,
    changed_at: NaiveDateTime,
    changed_by: String,
    changed_by_kind: Code<AuthorKind>,
}

/// Every template of a service, in the order of their kinds.
///
/// # Errors
/// `NotFound` outside the scope.
pub fn list(r: &mut Reader<'_>, scope: &Scope, service: ServiceCode) -> Outcome<Vec<LetterTemplate>> {
    crate::services::find(r, scope, service)?;
    let kinds = LetterKind::choices().into_owned().into_iter();
    kinds
        .map(|choice| {
            Ok(told(
                service,
                choice.value,
                stored(r.conn, service, choice.value)?,
            ))
        })
        .collect()
}

/// One template of a service.
///
/// # Errors
/// `NotFound` outside the scope.
pub fn find(
    r: &mut Reader<'_>,
    scope: &Scope,
    service: ServiceCode,
    kind: LetterKind,
) -> Outcome<LetterTemplate> {
    crate::services::find(r, scope, service)?;
    Ok(told(service, kind, stored(r.conn, service, kind)?))
}

/// Writes the service's own text, or, without one, lets the standard text hold again. What is so already makes no new version.
///
/// # Errors
/// `NotFound` outside the scope; `Stale` when the template stands otherwise than expected.
pub fn save(
    w: &mut Writer<'_>,
    scope: &Scope,
    (service, kind): (ServiceCode, LetterKind),
    expected: Expected,
    content: Option<String>,
) -> Outcome<LetterTemplate> {
    if !scope.contains(service) {
        return Err(StoreError::NotFound);
    }
    w.lock(service)?;
    let before = stored(w.conn, service, kind)?;
    let version = before.as_ref().map_or(0, |row| row.version);
    let expected = match expected {
        Expected::Nothing => 0,
        Expected::Version(version) => version,
    };
    if version != expected {
        let current = before.map_or_else(Mark::unwritten, |row| row.mark()).to_stamp();
        return Err(StoreError::Stale { current });
    }
    if before.as_ref().and_then(|row| row.content.as_ref()) != content.as_ref() {
        write(w, (service, kind), version + 1, content)?;
    }
    find(&mut w.reader(), scope, service, kind)
}

fn write(
    w: &mut Writer<'_>,
    (service, kind): (ServiceCode, LetterKind),
    version: i64,
    content: Option<String>,
) -> Outcome<()> {
    let action = match (&content, version) {
        (None, _) => Action::Delete,
        (Some(_), 1) => Action::Create,
        (Some(_), _) => Action::Update,
    };
    let row = TemplateRow {
        service: Written(service),
        kind: Code(kind),
        content,
        version,
        changed_at: w.author.now_as_kept(),
        changed_by: w.author.name.clone(),
        changed_by_kind: Code(w.author.kind),
    };
    match version {
        1 => diesel::insert_into(letter_templates::table)
            .values(&row)
            .execute(w.conn)?,
        _ => diesel::update(letter_templates::table.find((Written(service), Code(kind))))
            .set(&row)
            .execute(w.conn)?,
    };
    audit::note_letter_template(w, action, service, kind)
}

fn stored(conn: &mut Conn, service: ServiceCode, kind: LetterKind) -> QueryResult<Option<TemplateRow>> {
    letter_templates::table
        .find((Written(service), Code(kind)))
        .select(TemplateRow::as_select())
        .first(conn)
        .optional()
}

fn told(service: ServiceCode, kind: LetterKind, row: Option<TemplateRow>) -> LetterTemplate {
    let stamp = row.as_ref().map(|row| row.mark().to_stamp());
    let own = row.and_then(|row| row.content);
    let placeholders = kind.placeholders().map(|placeholder| KnownPlaceholder {
        name: placeholder.token().to_owned(),
        title: placeholder.label().to_owned(),
    });
    LetterTemplate {
        kind,
        title: kind.label().to_owned(),
        recipient: kind.recipient(),
        service,
        is_own: own.is_some(),
        content: own.unwrap_or_else(|| standard(kind).to_owned()),
        version: stamp.as_ref().map_or(0, |stamp| stamp.version),
        stamp,
        placeholders: placeholders.collect(),
    }
}

impl TemplateRow {
    fn mark(&self) -> Mark {
        rows::mark(
            self.version,
            self.changed_at,
            self.changed_by.clone(),
            self.changed_by_kind,
        )
    }
}
