//! Findings of stored episodes: warnings that stay listed until resolved or accepted with a reason.

use flsdb_domain::{
    Finding, ServiceCode,
    access::Scope,
    wire::{Page, page::Paging},
};

use crate::{Outcome, Reader, Writer, error::later};

/// An open finding of a stored episode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenFinding {
    /// Id of the finding.
    pub id: String,
    /// Id of the episode.
    pub fracture_id: String,
    /// The service.
    pub service: ServiceCode,
    /// The finding.
    pub finding: Finding,
}

/// Open findings, newest first.
///
/// # Errors
/// `BadCursor`.
pub fn list(r: &mut Reader<'_>, scope: &Scope, paging: &Paging) -> Outcome<Page<OpenFinding>> {
    later()
}

/// Accepts a finding: it is listed no more as long as it recurs unchanged.
///
/// # Errors
/// `NotFound`.
pub fn accept(w: &mut Writer<'_>, scope: &Scope, id: &str, reason: &str) -> Outcome<()> {
    later()
}
