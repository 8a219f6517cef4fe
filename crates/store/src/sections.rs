//! Assessments and follow-ups: the sections of an episode after its fracture.

use flsdb_domain::{
    Assessment, FollowUp16, FollowUp52,
    access::Scope,
    wire::{problem::Stamp, records::SectionRecord},
};

use crate::{
    Outcome, Reader, StoreError, Writer,
    audit::Action,
    fractures, load,
    states::{EpisodeState, Section},
};

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
    let kept = load::episode(r.conn, scope, fracture_id)?;
    let section = S::of(&kept.state).ok_or(StoreError::NotFound)?;
    Ok(SectionRecord {
        fracture_id: kept.id.clone(),
        answers: section.answers.clone(),
        stamp: section.mark.to_stamp(),
    })
}

/// Writes a section whole. Unchanged answers make no new version; blank answers are kept: the section was written.
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
    let stored = fractures::load_locked(w, scope, fracture_id)?;
    let action = match (S::of(&stored.state), expected) {
        (None, Expected::Nothing) => Action::Create,
        (Some(section), Expected::Version(version)) if section.mark.version == version => Action::Update,
        (section, _) => return Err(stale(&stored.state, section)),
    };
    let mut after = stored.state.clone();
    S::put(&mut after, Some(Section::unwritten(answers.clone())));
    fractures::save(w, stored, after, action)?;
    find(&mut w.reader(), scope, fracture_id)
}

/// Takes a section away.
///
/// # Errors
/// As [`save`]; `NotFound` too when the section is absent.
pub fn delete<S: Answers>(
    w: &mut Writer<'_>,
    scope: &Scope,
    fracture_id: &str,
    expected: i64,
) -> Outcome<()> {
    let stored = fractures::load_locked(w, scope, fracture_id)?;
    let section = S::of(&stored.state).ok_or(StoreError::NotFound)?;
    if section.mark.version != expected {
        return Err(stale(&stored.state, Some(section)));
    }
    let mut after = stored.state.clone();
    S::put(&mut after, None);
    fractures::save(w, stored, after, Action::Delete)
}

fn stale<T>(state: &EpisodeState, section: Option<&Section<T>>) -> StoreError {
    let current: Stamp = section.map_or(&state.fracture.mark, |s| &s.mark).to_stamp();
    StoreError::Stale { current }
}

mod sealed {
    use super::{Assessment, FollowUp16, FollowUp52};
    use crate::states::{EpisodeState, Section};

    /// Where the section stands in an episode.
    pub trait Sealed: Sized {
        fn of(state: &EpisodeState) -> Option<&Section<Self>>;
        fn put(state: &mut EpisodeState, section: Option<Section<Self>>);
    }

    impl Sealed for Assessment {
        fn of(state: &EpisodeState) -> Option<&Section<Self>> {
            state.assessment.as_ref()
        }
        fn put(state: &mut EpisodeState, section: Option<Section<Self>>) {
            state.assessment = section;
        }
    }

    impl Sealed for FollowUp16 {
        fn of(state: &EpisodeState) -> Option<&Section<Self>> {
            state.follow_up_16.as_ref()
        }
        fn put(state: &mut EpisodeState, section: Option<Section<Self>>) {
            state.follow_up_16 = section;
        }
    }

    impl Sealed for FollowUp52 {
        fn of(state: &EpisodeState) -> Option<&Section<Self>> {
            state.follow_up_52.as_ref()
        }
        fn put(state: &mut EpisodeState, section: Option<Section<Self>>) {
            state.follow_up_52 = section;
        }
    }
}
