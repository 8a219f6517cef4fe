//! Records on their way out, as files: the server streams them, the command line writes them.

use std::io::Write;

use chrono::NaiveDate;
use flsdb_domain::{
    Patient,
    access::Scope,
    opt_out::{Standing, standing},
};
use flsdb_files::{Format, PseudonymWriter, ServiceColumn, Writer};
use flsdb_store::{Outcome, Reader, Store, StoreError, episodes, opt_out, services};

/// Writes all records in the scope, from one state of the data, and gives the receiver back. Memory does not grow with
/// their number. The column `service` comes first when the scope holds more than one service.
///
/// # Errors
/// Those of the database; `Receiver` when the receiver takes no more.
pub fn write<W: Write + Send>(store: &Store, scope: &Scope, format: Format, out: W) -> Outcome<W> {
    store.read(|r| {
        let column = match services::list(r, scope)?.len() {
            0 | 1 => ServiceColumn::Absent,
            _ => ServiceColumn::First,
        };
        let mut writer = Writer::new(format, column, out).map_err(StoreError::receiver)?;
        episodes::for_each(r, scope, |episode| {
            writer.write(&episode).map_err(StoreError::receiver)
        })?;
        writer.finish().map_err(StoreError::receiver)
    })
}

/// Refuses unless a valid opt-out check covers each service of England in the scope.
///
/// # Errors
/// `OptOut`, naming those without one.
pub fn require_check(r: &mut Reader<'_>, scope: &Scope, today: NaiveDate) -> Outcome<()> {
    let services = services::list(r, scope)?;
    opt_out::require(r, &services, today)
}

/// Writes the records in the scope as CSV for national roles: pseudonymised, without those of patients who opted out, object, or were
/// not checked. Memory holds the records of one service.
///
/// # Errors
/// `OptOut` without a valid check; those of the database; `Receiver` when the receiver takes no more.
pub fn write_pseudonymised<W: Write>(store: &Store, scope: &Scope, today: NaiveDate, out: W) -> Outcome<W> {
    store.read(|r| {
        require_check(r, scope, today)?;
        let mut writer = PseudonymWriter::new(out).map_err(StoreError::receiver)?;
        for service in services::list(r, scope)? {
            let checked = opt_out::checked(r, service.code, today)?;
            let may_leave = |patient: &Patient| {
                let checked = patient
                    .nhs_number
                    .and_then(|number| checked.get(&number).copied());
                standing(service.nation, patient.local_objection, checked) == Standing::Included
            };
            let own = Scope::Services([service.code].into());
            episodes::for_each(r, &own, |episode| {
                if may_leave(&episode.patient) {
                    let person = episode.patient.nhs_number.map(|number| store.pseudonym(number));
                    writer.take(&episode, &person.unwrap_or_default());
                }
                Ok(())
            })?;
            writer.end_service(service.code).map_err(StoreError::receiver)?;
        }
        writer.finish().map_err(StoreError::receiver)
    })
}
