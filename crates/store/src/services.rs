//! Fracture liaison services and their hip counts.

use flsdb_domain::{ServiceCode, access::Scope, wire::services::Service};

use crate::{Outcome, Reader, Writer, error::later};

/// Stores services: new ones are made, known ones take the new name, nation and so on; hip counts are added or replaced
/// year by year. A service that changes gets a new version.
///
/// # Errors
/// Those of the database.
pub fn load(w: &mut Writer<'_>, services: &[Service]) -> Outcome<()> {
    later()
}

/// Services in the scope with their hip counts, by code.
///
/// # Errors
/// Those of the database.
pub fn list(r: &mut Reader<'_>, scope: &Scope) -> Outcome<Vec<Service>> {
    later()
}

/// One service.
///
/// # Errors
/// `NotFound`.
pub fn find(r: &mut Reader<'_>, scope: &Scope, code: ServiceCode) -> Outcome<Service> {
    later()
}

pub(crate) fn lock(w: &mut Writer<'_>, service: ServiceCode) -> Outcome<i64> {
    later()
}
