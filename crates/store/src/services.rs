//! Fracture liaison services and their hip counts.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDateTime};
use diesel::prelude::*;
use flsdb_domain::{
    Nation, ServiceCode,
    access::{Grant, Scope},
    wire::{
        auth::ServiceName,
        problem::Stamp,
        services::{HipFractures, Service, ServiceDetails},
    },
};

use crate::{
    Outcome, Reader, StoreError, Writer,
    audit::{self, Action, Resource},
    bulk,
    columns::{Code, Written, utc},
    connection::Conn,
    schema::{hip_fractures, services},
};

/// A row of `services`, its version apart.
#[derive(Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = services, treat_none_as_null = true)]
struct ServiceRow {
    code: Written<ServiceCode>,
    name: String,
    ods_code: Option<String>,
    nation: Code<Nation>,
    region: Option<String>,
}

/// Stores services: new ones are made, known ones take the new name, nation and so on; hip counts are added or replaced
/// year by year. A service that changes gets a new version.
///
/// # Errors
/// Those of the database.
pub fn load(w: &mut Writer<'_>, services: &[Service]) -> Outcome<()> {
    for service in services {
        match find(&mut w.reader(), &Scope::All, service.code) {
            Ok(stored) => replace(w, &stored, service)?,
            Err(StoreError::NotFound) => insert(w, service)?,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn insert(w: &mut Writer<'_>, service: &Service) -> Outcome<()> {
    diesel::insert_into(services::table)
        .values((ServiceRow::of(service), services::version.eq(0)))
        .execute(w.conn)?;
    save_hips(w, service, &[])?;
    note(w, service.code, Action::Create)
}

fn replace(w: &mut Writer<'_>, stored: &Service, service: &Service) -> Outcome<()> {
    let row = ServiceRow::of(service);
    let changes_hips = service
        .hip_fractures
        .iter()
        .any(|hips| !stored.hip_fractures.contains(hips));
    if row == ServiceRow::of(stored) && !changes_hips {
        return Ok(());
    }
    diesel::update(services::table.find(row.code))
        .set(&row)
        .execute(w.conn)?;
    save_hips(w, service, &stored.hip_fractures)?;
    note(w, service.code, Action::Update)
}

fn note(w: &mut Writer<'_>, service: ServiceCode, action: Action) -> Outcome<()> {
    w.mark(service)?;
    diesel::update(services::table.find(Written(service)))
        .set((
            services::details_version.eq(services::details_version + 1),
            services::details_changed_at.eq(Some(w.author.now_as_kept())),
            services::details_changed_by.eq(Some(&w.author.name)),
        ))
        .execute(w.conn)?;
    let event = audit::event_of_change(w, service, action, Resource::Service);
    Ok(bulk::insert_events(w.conn, &[event])?)
}

fn save_hips(w: &mut Writer<'_>, service: &Service, stored: &[HipFractures]) -> Outcome<()> {
    let code = Written(service.code);
    for hips in service.hip_fractures.iter().filter(|hips| !stored.contains(hips)) {
        let count = i32::try_from(hips.count).unwrap_or(i32::MAX);
        let values = (
            hip_fractures::service.eq(code),
            hip_fractures::year.eq(hips.year),
            hip_fractures::fractures.eq(count),
        );
        diesel::delete(hip_fractures::table.find((code, hips.year))).execute(w.conn)?;
        diesel::insert_into(hip_fractures::table)
            .values(values)
            .execute(w.conn)?;
    }
    Ok(())
}

/// Makes a service, and gives the version of what is said of it.
///
/// # Errors
/// `Exists` when a service has the code.
pub fn create(w: &mut Writer<'_>, code: ServiceCode, details: &ServiceDetails) -> Outcome<(i64, Service)> {
    if find(&mut w.reader(), &Scope::All, code).is_ok() {
        return Err(StoreError::Exists { id: code.to_string() });
    }
    insert(w, &described(code, details, Vec::new()))?;
    find_versioned(&mut w.reader(), code)
}

/// Changes what is said of a service.
///
/// # Errors
/// `NotFound`; `Stale`.
pub fn update(
    w: &mut Writer<'_>,
    code: ServiceCode,
    expected: i64,
    details: &ServiceDetails,
) -> Outcome<(i64, Service)> {
    let stored = load_expected(w, code, expected)?;
    let service = described(code, details, stored.hip_fractures.clone());
    replace(w, &stored, &service)?;
    find_versioned(&mut w.reader(), code)
}

/// Replaces the hip counts of a service: years that are not named have none.
///
/// # Errors
/// `NotFound`; `Stale`.
pub fn save_hip_counts(
    w: &mut Writer<'_>,
    code: ServiceCode,
    expected: i64,
    counts: &[HipFractures],
) -> Outcome<(i64, Service)> {
    let stored = load_expected(w, code, expected)?;
    let mut counts = counts.to_vec();
    counts.sort_by_key(|hips| hips.year);
    if stored.hip_fractures != counts {
        let of_service = hip_fractures::service.eq(Written(code));
        diesel::delete(hip_fractures::table.filter(of_service)).execute(w.conn)?;
        let service = Service {
            hip_fractures: counts,
            ..stored
        };
        save_hips(w, &service, &[])?;
        note(w, code, Action::Update)?;
    }
    find_versioned(&mut w.reader(), code)
}

/// A service and the version of what is said of it, hip counts included.
///
/// # Errors
/// `NotFound`.
pub fn find_versioned(r: &mut Reader<'_>, code: ServiceCode) -> Outcome<(i64, Service)> {
    let service = find(r, &Scope::All, code)?;
    let version = services::table
        .find(Written(code))
        .select(services::details_version)
        .first(r.conn)?;
    Ok((version, service))
}

fn described(code: ServiceCode, details: &ServiceDetails, hip_fractures: Vec<HipFractures>) -> Service {
    let ServiceDetails {
        name,
        ods_code,
        nation,
        region,
    } = details.clone();
    Service {
        code,
        name,
        ods_code,
        nation,
        region,
        hip_fractures,
    }
}

/// The service under its lock, if what is said of it has the version that the caller has seen.
fn load_expected(w: &mut Writer<'_>, code: ServiceCode, expected: i64) -> Outcome<Service> {
    w.lock(code)?;
    let (version, service) = find_versioned(&mut w.reader(), code)?;
    if version == expected {
        return Ok(service);
    }
    let (at, by): (Option<NaiveDateTime>, Option<String>) = services::table
        .find(Written(code))
        .select((services::details_changed_at, services::details_changed_by))
        .first(w.conn)?;
    let current = Stamp {
        version,
        changed_at: at.map_or(DateTime::UNIX_EPOCH, utc),
        changed_by: by.unwrap_or_default(),
    };
    Err(StoreError::Stale { current })
}

/// Services in the scope with their hip counts, by code.
///
/// # Errors
/// Those of the database.
pub fn list(r: &mut Reader<'_>, scope: &Scope) -> Outcome<Vec<Service>> {
    let rows: Vec<ServiceRow> = services::table
        .order(services::code)
        .select(ServiceRow::as_select())
        .load(r.conn)?;
    let rows = rows.into_iter().filter(|row| scope.contains(row.code.0));
    let mut hips = all_hips(r.conn)?;
    Ok(rows.map(|row| row.with_hips(&mut hips)).collect())
}

/// The services of some grants by code and name.
pub(crate) fn names(r: &mut Reader<'_>, grants: &[Grant]) -> Outcome<Vec<ServiceName>> {
    let held = grants.iter().flat_map(|grant| grant.services.iter().copied());
    let services = list(r, &Scope::Services(held.collect()))?.into_iter();
    let name = |service: Service| ServiceName {
        code: service.code,
        name: service.name,
    };
    Ok(services.map(name).collect())
}

/// One service.
///
/// # Errors
/// `NotFound`.
pub fn find(r: &mut Reader<'_>, scope: &Scope, code: ServiceCode) -> Outcome<Service> {
    let row = services::table
        .find(Written(code))
        .select(ServiceRow::as_select())
        .first(r.conn);
    let row: Option<ServiceRow> = row
        .optional()?
        .filter(|row: &ServiceRow| scope.contains(row.code.0));
    let row = row.ok_or(StoreError::NotFound)?;
    Ok(row.with_hips(&mut all_hips(r.conn)?))
}

/// A table of a few hundred rows.
fn all_hips(conn: &mut Conn) -> QueryResult<HashMap<ServiceCode, Vec<HipFractures>>> {
    let rows: Vec<(Written<ServiceCode>, i32, i32)> = hip_fractures::table
        .order((hip_fractures::service, hip_fractures::year))
        .load(conn)?;
    let mut hips: HashMap<ServiceCode, Vec<HipFractures>> = HashMap::new();
    for (service, year, count) in rows {
        let count = u32::try_from(count).unwrap_or_default();
        hips.entry(service.0)
            .or_default()
            .push(HipFractures { year, count });
    }
    Ok(hips)
}

impl ServiceRow {
    fn of(service: &Service) -> Self {
        ServiceRow {
            code: Written(service.code),
            name: service.name.clone(),
            ods_code: service.ods_code.clone(),
            nation: Code(service.nation),
            region: service.region.clone(),
        }
    }

    fn with_hips(self, hips: &mut HashMap<ServiceCode, Vec<HipFractures>>) -> Service {
        Service {
            code: self.code.0,
            name: self.name,
            ods_code: self.ods_code,
            nation: self.nation.0,
            region: self.region,
            hip_fractures: hips.remove(&self.code.0).unwrap_or_default(),
        }
    }
}

/// Takes the row lock of a service and reads its version.
pub(crate) fn lock(w: &mut Writer<'_>, service: ServiceCode) -> Outcome<i64> {
    let row = services::table.find(Written(service));
    let version = diesel::update(row)
        .set(services::version.eq(services::version))
        .returning(services::version)
        .get_result(w.conn)
        .optional()?;
    version.ok_or(StoreError::NotFound)
}

/// Gives a service its next version; the row stays locked until the transaction ends.
pub(crate) fn raise(w: &mut Writer<'_>, service: ServiceCode) -> Outcome<i64> {
    let row = services::table.find(Written(service));
    let version = diesel::update(row)
        .set(services::version.eq(services::version + 1))
        .returning(services::version)
        .get_result(w.conn)
        .optional()?;
    version.ok_or(StoreError::NotFound)
}
