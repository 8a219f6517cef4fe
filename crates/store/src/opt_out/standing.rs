//! What valid checks say of services and patients.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use diesel::prelude::*;
use flsdb_domain::{Nation, NhsNumber, ServiceCode, opt_out::Checked, wire::services::Service};

use super::OptOutRefusal;
use crate::{
    Outcome, Reader, bulk,
    columns::{Digits, Written},
    connection::Conn,
    schema::{opt_out_checks as checks, opt_out_numbers as numbers, patients},
};

/// Refuses unless a valid check covers each of the services that is in England.
///
/// # Errors
/// `OptOut`, naming the services that none covers.
pub fn require(r: &mut Reader<'_>, services: &[Service], today: NaiveDate) -> Outcome<()> {
    let mut without = Vec::new();
    for service in services
        .iter()
        .filter(|service| service.nation == Nation::England)
    {
        if valid_of(r.conn, service.code, today)?.is_none() {
            without.push(service.code);
        }
    }
    match without.is_empty() {
        true => Ok(()),
        false => Err(OptOutRefusal::NoValidCheck(without).into()),
    }
}

/// What the last valid check says of the service's patients; nothing of those whom it does not cover.
///
/// # Errors
/// Those of the database.
pub fn checked(
    r: &mut Reader<'_>,
    service: ServiceCode,
    today: NaiveDate,
) -> Outcome<HashMap<NhsNumber, Checked>> {
    let Some(id) = valid_of(r.conn, service, today)? else {
        return Ok(HashMap::new());
    };
    let of_service = patients::table
        .filter(patients::service.eq(Written(service)))
        .filter(patients::nhs_number.is_not_null())
        .select(patients::nhs_number.assume_not_null());
    let found: Vec<(Digits, bool)> = numbers::table
        .filter(numbers::check_id.eq(id))
        .filter(numbers::nhs_number.eq_any(of_service))
        .select((numbers::nhs_number, numbers::taken_out))
        .load(r.conn)?;
    let told = found.into_iter();
    let told = told.map(|(number, taken_out)| (number.into_inner(), what(taken_out)));
    Ok(told.collect())
}

/// What the last valid check of each service says of these NHS numbers, whether they are in the registry or not; nothing of those
/// whom it does not cover.
///
/// # Errors
/// Those of the database.
pub fn checked_numbers(
    r: &mut Reader<'_>,
    asked: &BTreeSet<(ServiceCode, NhsNumber)>,
    today: NaiveDate,
) -> Outcome<HashMap<(ServiceCode, NhsNumber), Checked>> {
    let mut by_service: BTreeMap<ServiceCode, Vec<Digits>> = BTreeMap::new();
    for (service, number) in asked {
        by_service
            .entry(*service)
            .or_default()
            .push(Digits::from(*number));
    }
    let mut told = HashMap::new();
    for (service, asked) in by_service {
        let Some(id) = valid_of(r.conn, service, today)? else {
            continue;
        };
        for asked in asked.chunks(bulk::CHUNK) {
            let found: Vec<(Digits, bool)> = numbers::table
                .filter(numbers::check_id.eq(&id))
                .filter(numbers::nhs_number.eq_any(asked))
                .select((numbers::nhs_number, numbers::taken_out))
                .load(r.conn)?;
            told.extend(found.into_iter().map(|(number, taken_out)| {
                let number = number.into_inner();
                ((service, number), what(taken_out))
            }));
        }
    }
    Ok(told)
}

fn what(taken_out: bool) -> Checked {
    if taken_out {
        Checked::TakenOut
    } else {
        Checked::Returned
    }
}

/// The last day of the check on which a service relies; none if no valid check covers it.
pub(crate) fn valid_until(
    conn: &mut Conn,
    service: ServiceCode,
    today: NaiveDate,
) -> QueryResult<Option<NaiveDate>> {
    let Some(id) = valid_of(conn, service, today)? else {
        return Ok(None);
    };
    let check = checks::table.find(id).select(checks::expires_on);
    check.first(conn).optional()
}

/// The valid check of the service whose list was cleaned last.
fn valid_of(conn: &mut Conn, service: ServiceCode, today: NaiveDate) -> QueryResult<Option<String>> {
    let covers = checks::service.eq(Written(service)).or(checks::service.is_null());
    checks::table
        .filter(covers)
        .filter(checks::cleaned_at.is_not_null())
        .filter(checks::expires_on.ge(today))
        .order((checks::cleaned_at.desc(), checks::id.desc()))
        .select(checks::id)
        .first(conn)
        .optional()
}
