//! Messages of other systems that were refused: kept until they are put right, settled, or old.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use flsdb_domain::{
    ServiceCode,
    access::Scope,
    wire::{
        Page, WireFinding,
        messages::{MessageState, RefusedMessage, Settlement},
        page::Paging,
    },
};
use sha2::{Digest, Sha256};

use crate::{
    Outcome, Reader, StoreError, Writer,
    audit::{self, Action, Resource},
    columns::{Digits, Written, utc},
    cursor,
    episodes::Key,
    schema::refused_messages as messages,
};

/// How long a message is kept after it came last.
const KEPT: TimeDelta = TimeDelta::days(90);

/// A row of `refused_messages`.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = messages, treat_none_as_default_value = false)]
struct MessageRow {
    id: String,
    service: Written<ServiceCode>,
    digest: String,
    first_at: NaiveDateTime,
    last_at: NaiveDateTime,
    attempts: i64,
    sender: String,
    request_id: String,
    document: String,
    findings: String,
    nhs_number: Option<Digits>,
    local_record_number: Option<String>,
    diagnosed_on: Option<NaiveDate>,
    source_system: Option<String>,
    source_id: Option<String>,
    settled_at: Option<NaiveDateTime>,
    settled_by: Option<String>,
    settled_reason: Option<String>,
}

/// A message that was refused.
pub struct Refused<'a> {
    /// What it is about.
    pub key: &'a Key,
    /// What was sent.
    pub document: &'a str,
    /// What was found.
    pub findings: &'a [WireFinding],
    /// Whether its patient may not be in this registry: then nothing that tells who it is is kept, only the sender's own number.
    pub is_withheld: bool,
}

/// Keeps a message that was refused. One that waits already counts one attempt more.
///
/// # Errors
/// Those of the database.
pub fn keep(w: &mut Writer<'_>, refused: &Refused<'_>) -> Outcome<()> {
    let Refused {
        key,
        document,
        findings,
        is_withheld,
    } = *refused;
    let now = w.author.now_as_kept();
    let digest = digest(document);
    let findings = serde_json::to_string(findings)?;
    let told = (!is_withheld).then_some(key);
    let document = told.map(|_| document.to_owned()).unwrap_or_default();
    let nhs_number = told.and_then(|key| key.nhs_number).map(Digits::from);
    let local_record_number = told.and_then(|key| key.local_record_number.clone());
    let diagnosed_on = told.and_then(|key| key.diagnosed_on);
    if is_withheld {
        forget_person(w, key)?;
    }
    let same = messages::table
        .filter(messages::service.eq(Written(key.service)))
        .filter(messages::digest.eq(&digest))
        .filter(messages::settled_at.is_null());
    let again = diesel::update(same)
        .set((
            messages::attempts.eq(messages::attempts + 1),
            messages::last_at.eq(now),
            messages::sender.eq(&w.author.name),
            messages::request_id.eq(&w.author.request_id),
            messages::findings.eq(&findings),
            messages::document.eq(&document),
            messages::nhs_number.eq(nhs_number),
            messages::local_record_number.eq(&local_record_number),
            messages::diagnosed_on.eq(diagnosed_on),
        ))
        .execute(w.conn)?;
    if again > 0 {
        return Ok(());
    }
    let (source_system, source_id) = key.source.clone().unzip();
    let row = MessageRow {
        id: w.new_id(),
        service: Written(key.service),
        digest,
        first_at: now,
        last_at: now,
        attempts: 1,
        sender: w.author.name.clone(),
        request_id: w.author.request_id.clone(),
        document,
        findings,
        nhs_number,
        local_record_number,
        diagnosed_on,
        source_system,
        source_id,
        settled_at: None,
        settled_by: None,
        settled_reason: None,
    };
    diesel::insert_into(messages::table)
        .values(&row)
        .execute(w.conn)?;
    Ok(())
}

/// Takes out of the messages that wait what tells of a person who may not be in this registry any more.
fn forget_person(w: &mut Writer<'_>, key: &Key) -> QueryResult<usize> {
    let Some(number) = key.nhs_number else {
        return Ok(0);
    };
    let of_person = messages::table
        .filter(messages::service.eq(Written(key.service)))
        .filter(messages::nhs_number.eq(Digits::from(number)));
    diesel::update(of_person)
        .set((
            messages::document.eq(""),
            messages::nhs_number.eq(None::<Digits>),
            messages::local_record_number.eq(None::<String>),
            messages::diagnosed_on.eq(None::<NaiveDate>),
        ))
        .execute(w.conn)
}

fn digest(document: &str) -> String {
    let bytes = Sha256::digest(document);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Settles the messages that wait under the keys of these, as they were accepted, and those that are the very same.
///
/// # Errors
/// Those of the database.
pub fn settle_accepted(w: &mut Writer<'_>, service: ServiceCode, accepted: &[(&Key, String)]) -> Outcome<()> {
    let keys: Vec<&Key> = accepted.iter().map(|(key, _)| *key).collect();
    let numbers = keys.iter().map(|key| key.nhs_number.map(Digits::from));
    let locals = keys.iter().map(|key| key.local_record_number.clone());
    let sources = keys.iter().map(|key| Some(key.source.as_ref()?.1.clone()));
    let may_be = messages::nhs_number
        .eq_any(numbers.filter(Option::is_some))
        .or(messages::local_record_number.eq_any(locals.filter(Option::is_some)))
        .or(messages::source_id.eq_any(sources.filter(Option::is_some)));
    let digests: Vec<String> = accepted.iter().map(|(_, sent)| digest(sent)).collect();
    let is_same = messages::document.eq("").and(messages::digest.eq_any(&digests));
    let waiting = messages::table
        .filter(messages::service.eq(Written(service)))
        .filter(messages::settled_at.is_null())
        .filter(may_be.assume_not_null().or(is_same));
    let waiting: Vec<MessageRow> = waiting.select(MessageRow::as_select()).load(w.conn)?;
    let answered = waiting
        .iter()
        .filter(|row| keys.iter().any(|key| row.is_under(key)) || row.is_among(&digests));
    let ids: Vec<&String> = answered.map(|row| &row.id).collect();
    for ids in ids.chunks(crate::bulk::CHUNK) {
        diesel::update(messages::table.filter(messages::id.eq_any(ids)))
            .set((
                messages::settled_at.eq(w.author.now_as_kept()),
                messages::settled_by.eq(&w.author.name),
            ))
            .execute(w.conn)?;
    }
    Ok(())
}

/// Refused messages of one's services, those that came first last.
///
/// # Errors
/// `BadCursor`.
pub fn list(
    r: &mut Reader<'_>,
    scope: &Scope,
    state: MessageState,
    paging: &Paging,
) -> Outcome<Page<RefusedMessage>> {
    let before = cursor::before(paging)?;
    let chosen = || {
        let mut query = messages::table.into_boxed();
        if let Scope::Services(services) = scope {
            query = query.filter(messages::service.eq_any(services.iter().map(|s| Written(*s))));
        }
        match state {
            MessageState::Open => query.filter(messages::settled_at.is_null()),
            MessageState::Settled => query.filter(messages::settled_at.is_not_null()),
        }
    };
    let total = match paging.total {
        true => Some(chosen().count().get_result(r.conn)?),
        false => None,
    };
    let mut query = chosen();
    if let Some(before) = before {
        query = query.filter(messages::id.lt(before));
    }
    let rows: Vec<MessageRow> = query
        .order(messages::id.desc())
        .limit(cursor::fetched(paging))
        .select(MessageRow::as_select())
        .load(r.conn)?;
    let found: Result<Vec<RefusedMessage>, _> = rows.into_iter().map(MessageRow::told).collect();
    Ok(cursor::page(found?, paging, total, |message: &RefusedMessage| {
        &message.id
    }))
}

/// One refused message.
///
/// # Errors
/// `NotFound`.
pub fn find(r: &mut Reader<'_>, scope: &Scope, id: &str) -> Outcome<RefusedMessage> {
    let row: Option<MessageRow> = messages::table
        .find(id)
        .select(MessageRow::as_select())
        .first(r.conn)
        .optional()?;
    let row = row.filter(|row| scope.contains(row.service.0));
    row.ok_or(StoreError::NotFound)?.told()
}

/// Settles a message with a reason: it asks for nothing more. One that is settled already stays as it is.
///
/// # Errors
/// `NotFound`.
pub fn settle(w: &mut Writer<'_>, scope: &Scope, id: &str, reason: &str) -> Outcome<RefusedMessage> {
    let message = find(&mut w.reader(), scope, id)?;
    if message.settled.is_none() {
        let waiting = messages::table.find(id).filter(messages::settled_at.is_null());
        diesel::update(waiting)
            .set((
                messages::settled_at.eq(w.author.now_as_kept()),
                messages::settled_by.eq(&w.author.name),
                messages::settled_reason.eq(reason),
            ))
            .execute(w.conn)?;
        audit::note_of(w, (Action::Accept, Resource::Message), Some(message.service), id)?;
    }
    find(&mut w.reader(), scope, id)
}

/// Forgets messages that came last long ago; gives how many.
///
/// # Errors
/// Those of the database.
pub fn forget_old(w: &mut Writer<'_>) -> Outcome<usize> {
    let before = w.author.now_as_kept() - KEPT;
    let old = messages::table.filter(messages::last_at.lt(before));
    Ok(diesel::delete(old).execute(w.conn)?)
}

impl MessageRow {
    /// Whether it is about the episode with this key.
    fn is_under(&self, key: &Key) -> bool {
        let source = self.source_system.clone().zip(self.source_id.clone());
        if source.is_some() && source == key.source {
            return true;
        }
        let nhs_number = self.nhs_number.map(Digits::into_inner);
        let is_same_person = match (nhs_number, key.nhs_number) {
            (Some(a), Some(b)) => a == b,
            _ => self.local_record_number.is_some() && self.local_record_number == key.local_record_number,
        };
        is_same_person && self.diagnosed_on.is_some() && self.diagnosed_on == key.diagnosed_on
    }

    /// Whether it was withheld, and has been taken by now.
    fn is_among(&self, accepted: &[String]) -> bool {
        self.document.is_empty() && accepted.contains(&self.digest)
    }

    fn told(self) -> Outcome<RefusedMessage> {
        let settled = self.settled_at.map(|at| Settlement {
            at: utc(at),
            by: self.settled_by.unwrap_or_default(),
            reason: self.settled_reason,
        });
        Ok(RefusedMessage {
            id: self.id,
            service: self.service.0,
            first_at: utc(self.first_at),
            last_at: utc(self.last_at),
            attempts: self.attempts,
            sender: self.sender,
            request_id: self.request_id,
            nhs_number: self.nhs_number.map(Digits::into_inner),
            local_record_number: self.local_record_number,
            diagnosed_on: self.diagnosed_on,
            findings: serde_json::from_str::<Vec<WireFinding>>(&self.findings)?,
            document: self.document,
            settled,
        })
    }
}
