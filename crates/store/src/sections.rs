//! Assessments and follow-ups: the sections of an episode after its fracture.

use flsdb_domain::{Assessment, FollowUp16, FollowUp52, access::Scope, wire::records::SectionRecord};

use crate::{Outcome, Reader, Writer, error::later};

/// A section that may be written, replaced and taken away by itself.
pub trait Answers: Clone + Default + PartialEq + sealed::Sealed {}

impl Answers for Assessment {}
impl Answers for FollowUp16 {}
impl Answers for FollowUp52 {}

/// What the caller expects to be stored already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Nothing: `If-None-Match: *`.
    Nothing,
    /// This version of the section: `If-Match`.
    Version(i64),
}

/// One section of an episode.
///
/// # Errors
/// `NotFound` when the episode is, or when the section was never written.
pub fn find<S: Answers>(r: &mut Reader<'_>, scope: &Scope, fracture_id: &str) -> Outcome<SectionRecord<S>> {
    later()
}

/// Writes a section whole. Unchanged answers make no new version; blank answers take the section away.
///
/// # Errors
/// `NotFound` when the episode is; `Stale` when something else is stored than expected (with the version stored now, or
/// that of the fracture when the section is absent); `Refused` when the episode would have errors; `Withdrawn`.
pub fn save<S: Answers>(
    w: &mut Writer<'_>,
    scope: &Scope,
    fracture_id: &str,
    expected: Expected,
    answers: &S,
) -> Outcome<SectionRecord<S>> {
    later()
}

/// Takes a section away.
///
/// # Errors
/// As [`save`]; `NotFound` too when the section is absent.
pub fn delete<S: Answers>(w: &mut Writer<'_>, scope: &Scope, fracture_id: &str, expected: i64) -> Outcome<()> {
    later()
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Assessment {}
    impl Sealed for super::FollowUp16 {}
    impl Sealed for super::FollowUp52 {}
}
