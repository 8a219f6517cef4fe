//! Checks of patients against the national data opt-out: what went out, what came back, until when it holds.

mod standing;
mod waiting;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use flsdb_domain::{
    Nation, NhsNumber, ServiceCode,
    access::Scope,
    opt_out::VALID_FOR,
    wire::{
        Page,
        opt_out::{CheckState, CleanedList, OptOutCheck},
        page::Paging,
    },
};
pub(crate) use standing::valid_until;
pub use standing::{checked, checked_numbers, require};
pub(crate) use waiting::WaitingRow;
pub use waiting::await_check;

use crate::{
    Outcome, Reader, StoreError, Writer,
    audit::{self, Action, Resource},
    bulk::{self, count},
    columns::{Code, Digits, Written, utc},
    connection::Conn,
    cursor,
    schema::{opt_out_checks as checks, opt_out_numbers as numbers, patients, services},
};

/// Why a check stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OptOutRefusal {
    /// The national data opt-out is England's.
    #[error(
        "Service {0} is not in England: the national data opt-out does not apply, and no check is needed"
    )]
    OutOfScope(ServiceCode),
    /// No valid check covers services whose records are to leave.
    #[error(
        "The national data opt-out has not been checked within 21 days for {}. Start an opt-out check (POST opt-out-checks), have its list cleaned and hand it in, or leave these services out",
        .0.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    )]
    NoValidCheck(Vec<ServiceCode>),
    /// The cleaned list came back before.
    #[error("The cleaned list of this check was handed in already. Start another check")]
    CleanedAlready,
    /// Its time is over.
    #[error("This check has expired and its list is deleted. Start another check")]
    Expired,
    /// A line holds a number that was not in the list.
    #[error("Line {line} holds an NHS number that was not sent with this check")]
    NotSent {
        /// The first line is 1.
        line: usize,
    },
}

/// A row of `opt_out_checks`.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = checks, treat_none_as_default_value = false)]
struct CheckRow {
    id: String,
    service: Option<Written<ServiceCode>>,
    started_at: NaiveDateTime,
    started_by: String,
    sent: i64,
    cleaned_at: Option<NaiveDateTime>,
    cleaned_by: Option<String>,
    digest: Option<String>,
    returned: Option<i64>,
    expires_on: NaiveDate,
}

/// A row of `opt_out_numbers`.
#[derive(Insertable)]
#[diesel(table_name = numbers)]
pub(crate) struct NumberRow {
    check_id: String,
    nhs_number: Digits,
    taken_out: bool,
}

/// Starts a check of a service, or without one of every service of England: keeps the NHS numbers of the patients who are not
/// withdrawn, and in the latter of those who wait for a check.
///
/// # Errors
/// `OptOut` when the service is not in England; `NotFound`.
pub fn start(w: &mut Writer<'_>, service: Option<ServiceCode>) -> Outcome<OptOutCheck> {
    let sent = numbers_of(w.conn, service)?;
    let row = CheckRow {
        id: w.new_id(),
        service: service.map(Written),
        started_at: w.author.now_as_kept(),
        started_by: w.author.name.clone(),
        sent: count(sent.len()),
        cleaned_at: None,
        cleaned_by: None,
        digest: None,
        returned: None,
        expires_on: w.author.today + VALID_FOR,
    };
    diesel::insert_into(checks::table).values(&row).execute(w.conn)?;
    let sent = sent.into_iter().map(|nhs_number| NumberRow {
        check_id: row.id.clone(),
        nhs_number,
        taken_out: false,
    });
    bulk::insert_opt_out_numbers(w.conn, &sent.collect::<Vec<_>>())?;
    audit::note_of(w, (Action::Create, Resource::OptOutCheck), service, &row.id)?;
    Ok(row.told(w.author.today))
}

fn numbers_of(conn: &mut Conn, service: Option<ServiceCode>) -> Outcome<Vec<Digits>> {
    let english: Vec<Written<ServiceCode>> = services::table
        .filter(services::nation.eq(Code(Nation::England)))
        .select(services::code)
        .load(conn)?;
    let concerned = match service {
        None => english,
        Some(service) if english.contains(&Written(service)) => vec![Written(service)],
        Some(service) => return Err(OptOutRefusal::OutOfScope(service).into()),
    };
    let found = patients::table
        .filter(patients::service.eq_any(concerned))
        .filter(patients::withdrawn_at.is_null())
        .filter(patients::nhs_number.is_not_null())
        .select(patients::nhs_number.assume_not_null())
        .distinct();
    let mut found: Vec<Digits> = found.load(conn)?;
    if service.is_none() {
        found.extend(waiting::all(conn)?);
    }
    let distinct: BTreeSet<NhsNumber> = found.into_iter().map(Digits::into_inner).collect();
    Ok(distinct.into_iter().map(Digits::from).collect())
}

/// Takes the cleaned list back: who is missing from it has opted out. From here on the check is valid.
///
/// # Errors
/// `NotFound`; `OptOut` when a list came back before, the check has expired, or a number was never sent.
pub fn take_back(
    w: &mut Writer<'_>,
    scope: &Scope,
    id: &str,
    returned: &BTreeMap<NhsNumber, usize>,
    digest: &str,
) -> Outcome<OptOutCheck> {
    let today = w.author.today;
    let row = row(w.conn, scope, id)?;
    if row.expires_on < today {
        return Err(OptOutRefusal::Expired.into());
    }
    let cleaned = diesel::update(checks::table.find(id).filter(checks::cleaned_at.is_null()))
        .set((
            checks::cleaned_at.eq(w.author.now_as_kept()),
            checks::cleaned_by.eq(&w.author.name),
            checks::digest.eq(digest),
            checks::returned.eq(count(returned.len())),
            checks::expires_on.eq(today + VALID_FOR),
        ))
        .execute(w.conn)?;
    if cleaned == 0 {
        return Err(OptOutRefusal::CleanedAlready.into());
    }
    take_out(w.conn, id, returned)?;
    waiting::forget_covered(w.conn, id)?;
    let service = row.service.map(|service| service.0);
    audit::note_of(w, (Action::Update, Resource::OptOutCheck), service, id)?;
    find(&mut w.reader(), scope, id, today)
}

/// Marks what was sent and did not come back.
fn take_out(conn: &mut Conn, id: &str, returned: &BTreeMap<NhsNumber, usize>) -> Outcome<()> {
    let sent = sent(conn, id)?;
    let mut strange = returned.clone();
    let mut missing = Vec::new();
    for number in sent {
        if strange.remove(&number).is_none() {
            missing.push(Digits::from(number));
        }
    }
    if let Some(line) = strange.into_values().min() {
        return Err(OptOutRefusal::NotSent { line }.into());
    }
    for missing in missing.chunks(bulk::CHUNK) {
        let of_check = numbers::table.filter(numbers::check_id.eq(id));
        diesel::update(of_check.filter(numbers::nhs_number.eq_any(missing)))
            .set(numbers::taken_out.eq(true))
            .execute(conn)?;
    }
    Ok(())
}

fn sent(conn: &mut Conn, id: &str) -> QueryResult<Vec<NhsNumber>> {
    let sent: Vec<Digits> = numbers::table
        .filter(numbers::check_id.eq(id))
        .order(numbers::nhs_number)
        .select(numbers::nhs_number)
        .load(conn)?;
    Ok(sent.into_iter().map(Digits::into_inner).collect())
}

/// A check, and the NHS numbers that went out with it, in their order.
///
/// # Errors
/// `NotFound`; `OptOut` when it has expired.
pub fn list_sent(
    r: &mut Reader<'_>,
    scope: &Scope,
    id: &str,
    today: NaiveDate,
) -> Outcome<(OptOutCheck, Vec<NhsNumber>)> {
    let check = find(r, scope, id, today)?;
    match check.state {
        CheckState::Expired => Err(OptOutRefusal::Expired.into()),
        CheckState::Waiting | CheckState::Valid => Ok((check, sent(r.conn, id)?)),
    }
}

/// Checks of the services in the scope, the last first; those of every service belong to who has all of them.
///
/// # Errors
/// `BadCursor`.
pub fn list(
    r: &mut Reader<'_>,
    scope: &Scope,
    paging: &Paging,
    today: NaiveDate,
) -> Outcome<Page<OptOutCheck>> {
    let seen = || match scope {
        Scope::All => checks::table.into_boxed(),
        Scope::Services(services) => {
            let own = services.iter().map(|service| Some(Written(*service)));
            checks::table.filter(checks::service.eq_any(own)).into_boxed()
        }
    };
    let total = paging.total.then(|| seen().count().get_result(r.conn));
    let page = match cursor::before(paging)? {
        Some(before) => seen().filter(checks::id.lt(before)),
        None => seen(),
    };
    let rows: Vec<CheckRow> = page
        .order(checks::id.desc())
        .limit(cursor::fetched(paging))
        .select(CheckRow::as_select())
        .load(r.conn)?;
    let found = rows.into_iter().map(|row| row.told(today)).collect();
    Ok(cursor::page(
        found,
        paging,
        total.transpose()?,
        |check: &OptOutCheck| &check.id,
    ))
}

/// One check.
///
/// # Errors
/// `NotFound`.
pub fn find(r: &mut Reader<'_>, scope: &Scope, id: &str, today: NaiveDate) -> Outcome<OptOutCheck> {
    Ok(row(r.conn, scope, id)?.told(today))
}

fn row(conn: &mut Conn, scope: &Scope, id: &str) -> Outcome<CheckRow> {
    let row = checks::table.find(id).select(CheckRow::as_select());
    let row: Option<CheckRow> = row.first(conn).optional()?;
    let is_seen = |row: &CheckRow| match row.service {
        Some(service) => scope.contains(service.0),
        None => *scope == Scope::All,
    };
    row.filter(is_seen).ok_or(StoreError::NotFound)
}

/// Deletes the NHS numbers of the checks that have expired, and those that waited too long for one; gives how many. The counts of
/// the checks stay.
///
/// # Errors
/// Those of the database.
pub fn forget_expired(w: &mut Writer<'_>) -> Outcome<usize> {
    let expired = checks::table
        .filter(checks::expires_on.lt(w.author.today))
        .select(checks::id);
    let old = numbers::table.filter(numbers::check_id.eq_any(expired));
    Ok(diesel::delete(old).execute(w.conn)? + waiting::forget_old(w)?)
}

impl CheckRow {
    fn told(self, today: NaiveDate) -> OptOutCheck {
        let cleaned = self.cleaned_at.zip(self.returned);
        let state = match &cleaned {
            _ if self.expires_on < today => CheckState::Expired,
            None => CheckState::Waiting,
            Some(_) => CheckState::Valid,
        };
        let cleaned = cleaned.map(|(at, returned)| CleanedList {
            at: utc(at),
            by: self.cleaned_by.unwrap_or_default(),
            digest: self.digest.unwrap_or_default(),
            returned,
            opted_out: self.sent - returned,
        });
        OptOutCheck {
            id: self.id,
            service: self.service.map(|service| service.0),
            state,
            started_at: utc(self.started_at),
            started_by: self.started_by,
            sent: self.sent,
            cleaned,
            expires_on: self.expires_on,
        }
    }
}
