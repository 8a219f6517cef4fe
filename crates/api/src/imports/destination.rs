//! To which service a row belongs.

use std::collections::BTreeSet;

use flsdb_domain::{Field, Finding, FindingCode, ServiceCode};
use flsdb_files::Row;

/// To which services the rows of a file may belong.
pub(super) struct Destination {
    /// The service whose file it is; each row names its own if absent.
    pub(super) service: Option<ServiceCode>,
    /// Every service of the registry.
    pub(super) known: BTreeSet<ServiceCode>,
}

impl Destination {
    /// The service of a row, or what is wrong with its cell. A cell that is no code at all has its finding from the
    /// reader already.
    pub(super) fn of(&self, row: &Row) -> Result<ServiceCode, Vec<Finding>> {
        if row.reading.faulty.contains(&Field::Service) {
            return Err(Vec::new());
        }
        let refuse = |code, message: String| Err(vec![Finding::new(Field::Service, code, message)]);
        let unknown = |message: String| refuse(FindingCode::ServiceUnknown, message);
        match (row.reading.episode.service, self.service) {
            (Some(named), _) if !self.known.contains(&named) => {
                unknown(format!("No service has the code {named}. Correct it"))
            }
            (Some(named), Some(own)) if named != own => {
                let message =
                    format!("The row names {named}, but the file was sent for {own}. Remove the row");
                refuse(FindingCode::ServiceMismatch, message)
            }
            (Some(service), _) | (None, Some(service)) => Ok(service),
            (None, None) => unknown("Give the code of the service in a column service".to_owned()),
        }
    }
}
