//! Fracture liaison services and their hip counts.

use std::collections::HashMap;

use diesel::prelude::*;
use flsdb_domain::{
    Nation, ServiceCode,
    access::Scope,
    wire::services::{HipFractures, Service},
};

use crate::{
    Outcome, Reader, StoreError, Writer,
    audit::{self, Action, Resource},
    bulk,
    columns::{Code, Written},
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
            Ok(stored) => update(w, &stored, service)?,
            Err(StoreError::NotFound) => create(w, service)?,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn create(w: &mut Writer<'_>, service: &Service) -> Outcome<()> {
    diesel::insert_into(services::table)
        .values((ServiceRow::of(service), services::version.eq(0)))
        .execute(w.conn)?;
    save_hips(w, service, &[])?;
    note(w, service.code, Action::Create)
}

fn update(w: &mut Writer<'_>, stored: &Service, service: &Service) -> Outcome<()> {
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
