//! Years of diagnosis that a service has locked: no episode of such a year changes, whatever way the change comes.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;
use flsdb_domain::{
    ServiceCode,
    access::Scope,
    dates::AUDIT_START,
    wire::{
        periods::{NewYearState, ServiceYear, YearState},
        problem::Stamp,
    },
};

use crate::{
    Outcome, Reader, StoreError, Writer,
    audit::{self, Action},
    columns::{Written, utc},
    connection::Conn,
    schema::{findings, fractures, patients, periods},
    sections::Expected,
    states::Mark,
};

/// A row of `periods`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = periods, treat_none_as_default_value = false)]
struct PeriodRow {
    service: Written<ServiceCode>,
    year: i32,
    version: i64,
    locked: bool,
    reason: Option<String>,
    changed_at: NaiveDateTime,
    changed_by: String,
    changed_by_id: String,
}

/// That a service has locked a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    /// The service.
    pub service: ServiceCode,
    /// Calendar year of 1.09.
    pub year: i32,
    /// Who locked it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Lock {
            service,
            year,
            by,
            at,
        } = self;
        let at = at.format("%-d %B %Y at %H:%M UTC");
        write!(
            f,
            "The year {year} of service {service} was locked by {by} on {at}, so its episodes cannot be changed. A clinical \
             lead of the service can unlock it, with a reason, under Administration, Periods"
        )
    }
}

/// The years that services have locked.
#[derive(Debug, Clone, Default)]
pub struct Locks(BTreeMap<(ServiceCode, i32), Lock>);

impl Locks {
    /// The lock that keeps an episode of this service and day from changing.
    pub fn on(&self, service: ServiceCode, diagnosed_on: NaiveDate) -> Option<&Lock> {
        self.0.get(&(service, diagnosed_on.year()))
    }

    /// Whether nothing is locked.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The years that these services have locked.
///
/// # Errors
/// Those of the database.
pub fn locks(r: &mut Reader<'_>, services: &BTreeSet<ServiceCode>) -> Outcome<Locks> {
    let mut locks = Locks::default();
    for service in services {
        let rows = latest(r.conn, *service)?.into_values();
        locks.0.extend(
            rows.filter(|row| row.locked)
                .map(|row| ((*service, row.year), Lock::from(row))),
        );
    }
    Ok(locks)
}

/// Refuses the change of an episode of one of these days, which have to be those before and after it. The one place where
/// a lock is enforced: everything that changes records comes by here with the service's row locked.
pub(crate) fn refuse_locked(
    w: &mut Writer<'_>,
    service: ServiceCode,
    days: impl IntoIterator<Item = NaiveDate>,
) -> Outcome<()> {
    let locks = of_writer(w, service)?;
    let lock = days.into_iter().find_map(|day| locks.on(service, day));
    lock.map_or(Ok(()), |lock| Err(StoreError::Locked(lock.clone())))
}

/// The locks of a service, asked for once a transaction: nobody else can change them before it ends.
pub(crate) fn of_writer<'w>(w: &'w mut Writer<'_>, service: ServiceCode) -> Outcome<&'w Locks> {
    if !w.locks.contains_key(&service) {
        let locks = locks(&mut w.reader(), &BTreeSet::from([service]))?;
        w.locks.insert(service, locks);
    }
    w.locks.get(&service).ok_or(StoreError::NotFound)
}

/// The years of a service from the start of the audit, or from its earliest lock, to this one, newest first.
///
/// # Errors
/// `NotFound` outside the scope.
pub fn list(
    r: &mut Reader<'_>,
    scope: &Scope,
    service: ServiceCode,
    today: NaiveDate,
) -> Outcome<Vec<ServiceYear>> {
    crate::services::find(r, scope, service)?;
    let mut rows = latest(r.conn, service)?;
    let counts = Counts::of(r.conn, service)?;
    let years = (AUDIT_START.year()..=today.year()).rev();
    Ok(years
        .map(|year| counts.told(service, year, rows.remove(&year)))
        .collect())
}

/// One year of a service, and its version: 0 if it was never locked.
///
/// # Errors
/// `NotFound` outside the scope.
pub fn find(
    r: &mut Reader<'_>,
    scope: &Scope,
    service: ServiceCode,
    year: i32,
) -> Outcome<(i64, ServiceYear)> {
    crate::services::find(r, scope, service)?;
    let row = latest(r.conn, service)?.remove(&year);
    let version = row.as_ref().map_or(0, |row| row.version);
    Ok((version, Counts::of(r.conn, service)?.told(service, year, row)))
}

/// Locks a year, or unlocks it. What is so already stays as it is.
///
/// # Errors
/// `NotFound` outside the scope; `Stale` when the year stands otherwise than expected.
pub fn save(
    w: &mut Writer<'_>,
    scope: &Scope,
    (service, year): (ServiceCode, i32),
    expected: Expected,
    new: &NewYearState,
) -> Outcome<(i64, ServiceYear)> {
    if !scope.contains(service) {
        return Err(StoreError::NotFound);
    }
    w.lock(service)?;
    let stored = latest(w.conn, service)?.remove(&year);
    let version = stored.as_ref().map_or(0, |row| row.version);
    let expected = match expected {
        Expected::Nothing => 0,
        Expected::Version(version) => version,
    };
    if version != expected {
        let current = stored.map_or_else(|| Mark::unwritten().to_stamp(), |row| row.stamp());
        return Err(StoreError::Stale { current });
    }
    let locked = new.state == YearState::Locked;
    if stored.is_some_and(|row| row.locked) != locked {
        insert(w, service, year, version + 1, new)?;
    }
    find(&mut w.reader(), scope, service, year)
}

fn insert(
    w: &mut Writer<'_>,
    service: ServiceCode,
    year: i32,
    version: i64,
    new: &NewYearState,
) -> Outcome<()> {
    let locked = new.state == YearState::Locked;
    // Figures carry the state of locks in their version, so it grows.
    w.mark(service)?;
    let row = PeriodRow {
        service: Written(service),
        year,
        version,
        locked,
        reason: new.reason.clone(),
        changed_at: w.author.now_as_kept(),
        changed_by: w.author.name.clone(),
        changed_by_id: w.author.id.clone(),
    };
    diesel::insert_into(periods::table).values(row).execute(w.conn)?;
    w.locks.remove(&service);
    let action = if locked { Action::Lock } else { Action::Unlock };
    audit::note_period(w, action, service, year)
}

/// The row that holds for each year.
fn latest(conn: &mut Conn, service: ServiceCode) -> QueryResult<BTreeMap<i32, PeriodRow>> {
    let rows: Vec<PeriodRow> = periods::table
        .filter(periods::service.eq(Written(service)))
        .order((periods::year, periods::version))
        .select(PeriodRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.year, row)).collect())
}

/// Episodes and open findings by year.
struct Counts {
    episodes: BTreeMap<i32, u64>,
    findings: BTreeMap<i32, u64>,
}

impl Counts {
    fn of(conn: &mut Conn, service: ServiceCode) -> QueryResult<Self> {
        let episodes: Vec<(NaiveDate, i64)> = fractures::table
            .inner_join(patients::table)
            .filter(fractures::service.eq(Written(service)))
            .filter(fractures::withdrawn_at.is_null())
            .filter(patients::withdrawn_at.is_null())
            .group_by(fractures::diagnosed_on)
            .select((fractures::diagnosed_on, diesel::dsl::count_star()))
            .load(conn)?;
        let findings: Vec<(NaiveDate, i64)> = findings::table
            .inner_join(fractures::table.inner_join(patients::table))
            .filter(findings::service.eq(Written(service)))
            .filter(findings::accepted_at.is_null())
            .filter(fractures::withdrawn_at.is_null())
            .filter(patients::withdrawn_at.is_null())
            .group_by(fractures::diagnosed_on)
            .select((fractures::diagnosed_on, diesel::dsl::count_star()))
            .load(conn)?;
        Ok(Counts {
            episodes: by_year(episodes),
            findings: by_year(findings),
        })
    }

    fn told(&self, service: ServiceCode, year: i32, row: Option<PeriodRow>) -> ServiceYear {
        let locked = row.as_ref().is_some_and(|row| row.locked);
        ServiceYear {
            service,
            year,
            state: if locked {
                YearState::Locked
            } else {
                YearState::Open
            },
            episodes: self.episodes.get(&year).copied().unwrap_or_default(),
            open_findings: self.findings.get(&year).copied().unwrap_or_default(),
            stamp: row.as_ref().map(PeriodRow::stamp),
            reason: row.and_then(|row| row.reason),
        }
    }
}

fn by_year(days: Vec<(NaiveDate, i64)>) -> BTreeMap<i32, u64> {
    let mut years = BTreeMap::new();
    for (day, count) in days {
        *years.entry(day.year()).or_default() += u64::try_from(count).unwrap_or_default();
    }
    years
}

impl PeriodRow {
    fn stamp(&self) -> Stamp {
        Stamp {
            version: self.version,
            changed_at: utc(self.changed_at),
            changed_by: self.changed_by.clone(),
        }
    }
}

impl From<PeriodRow> for Lock {
    fn from(row: PeriodRow) -> Self {
        Lock {
            service: row.service.0,
            year: row.year,
            by: row.changed_by,
            at: utc(row.changed_at),
        }
    }
}
