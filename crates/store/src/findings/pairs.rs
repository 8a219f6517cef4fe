//! Records that look like one: episodes by their finding, patients by what they share.

use std::collections::HashMap;

use diesel::prelude::*;
use flsdb_domain::{
    FindingCode, NhsNumber,
    access::Scope,
    validation::is_possible_duplicate,
    wire::{
        Page,
        findings::{DuplicateKind, DuplicatePair, DuplicateSide, FindingState, StoredFinding},
        page::Paging,
    },
};

use super::listing::{FindingFilter, list};
use crate::{
    Outcome, Reader, StoreError,
    columns::Written,
    cursor, duplicates,
    episodes::Neighbour,
    load,
    schema::patients,
    states::{EpisodeState, KeptEpisode, KeptPatient},
};

diesel::alias!(patients as others: Others);

/// Pairs of a kind, newest first.
///
/// # Errors
/// `BadCursor`.
pub fn duplicates(
    r: &mut Reader<'_>,
    scope: &Scope,
    kind: DuplicateKind,
    paging: &Paging,
) -> Outcome<Page<DuplicatePair>> {
    match kind {
        DuplicateKind::Episodes => of_episodes(r, scope, paging),
        DuplicateKind::Patients => of_patients(r, scope, paging),
    }
}

fn of_episodes(r: &mut Reader<'_>, scope: &Scope, paging: &Paging) -> Outcome<Page<DuplicatePair>> {
    let filter = FindingFilter {
        code: Some(FindingCode::EpisodePossibleDuplicate),
        state: FindingState::Open,
    };
    let Page { items, next, total } = list(r, scope, &filter, paging)?;
    let numbers: Vec<NhsNumber> = items.iter().filter_map(|finding| finding.nhs_number).collect();
    let neighbours = duplicates::neighbours(r.conn, &numbers)?;
    let pairs: Vec<(StoredFinding, String)> = items
        .into_iter()
        .filter_map(|finding| {
            let earlier = before(&finding, &neighbours)?;
            Some((finding, earlier))
        })
        .collect();
    let ids: Vec<String> = pairs
        .iter()
        .flat_map(|(finding, earlier)| [finding.fracture_id.clone(), earlier.clone()])
        .collect();
    let episodes = load::episodes(r.conn, &ids)?;
    let owners: Vec<String> = episodes
        .values()
        .map(|kept| kept.state.patient_id.clone())
        .collect();
    let persons = load::patients(r.conn, &owners)?;
    let side = |id: &str| {
        let episode = episodes.get(id)?;
        Some(side_of(persons.get(&episode.state.patient_id)?, Some(episode)))
    };
    let items = pairs.into_iter().filter_map(|(finding, earlier)| {
        Some(DuplicatePair {
            kind: DuplicateKind::Episodes,
            earlier: side(&earlier)?,
            later: side(&finding.fracture_id)?,
            finding_id: Some(finding.id),
        })
    });
    Ok(Page {
        items: items.collect(),
        next,
        total,
    })
}

/// The episode that the finding means: the last one before, of the same service and number, at most 14 days apart.
fn before(finding: &StoredFinding, neighbours: &[Neighbour]) -> Option<String> {
    let earlier = neighbours.iter().rfind(|other| {
        Some(other.nhs_number) == finding.nhs_number
            && other.service == finding.service
            && other.diagnosed_on < finding.diagnosed_on
            && is_possible_duplicate(finding.diagnosed_on, other.diagnosed_on)
    });
    earlier.map(|other| other.id.clone())
}

fn of_patients(r: &mut Reader<'_>, scope: &Scope, paging: &Paging) -> Outcome<Page<DuplicatePair>> {
    let pairs = || {
        let shares = patients::postcode
            .eq(others.field(patients::postcode))
            .or(patients::local_record_number.eq(others.field(patients::local_record_number)));
        let mut query = patients::table
            .inner_join(
                others.on(others
                    .field(patients::service)
                    .eq(patients::service)
                    .and(others.field(patients::date_of_birth).eq(patients::date_of_birth))
                    .and(others.field(patients::id).lt(patients::id))),
            )
            .filter(patients::withdrawn_at.is_null())
            .filter(others.field(patients::withdrawn_at).is_null())
            .filter(
                patients::nhs_number
                    .is_null()
                    .or(others.field(patients::nhs_number).is_null()),
            )
            .filter(shares.assume_not_null())
            .into_boxed();
        if let Scope::Services(services) = scope {
            query = query.filter(patients::service.eq_any(services.iter().map(|s| Written(*s))));
        }
        query
    };
    let total = if paging.total {
        Some(pairs().count().get_result(r.conn)?)
    } else {
        None
    };
    let mut query = pairs();
    if let Some((later, earlier)) = ids_of(paging)? {
        query = query.filter(
            patients::id
                .lt(later.clone())
                .or(patients::id.eq(later).and(others.field(patients::id).lt(earlier))),
        );
    }
    let found: Vec<(String, String)> = query
        .order((patients::id.desc(), others.field(patients::id).desc()))
        .limit(cursor::fetched(paging))
        .select((patients::id, others.field(patients::id)))
        .load(r.conn)?;
    let keys = found
        .into_iter()
        .map(|(later, earlier)| format!("{later}~{earlier}"));
    let Page { items, next, total } = cursor::page(keys.collect(), paging, total, |key: &String| key);
    let items = shown(r, &items)?;
    Ok(Page { items, next, total })
}

/// The pair before which the page begins.
fn ids_of(paging: &Paging) -> Outcome<Option<(String, String)>> {
    let Some(text) = &paging.cursor else {
        return Ok(None);
    };
    let parts = text.split_once('~').ok_or(StoreError::BadCursor)?;
    Ok(Some((parts.0.to_owned(), parts.1.to_owned())))
}

fn shown(r: &mut Reader<'_>, keys: &[String]) -> Outcome<Vec<DuplicatePair>> {
    let ids: Vec<String> = keys
        .iter()
        .flat_map(|key| key.split('~'))
        .map(str::to_owned)
        .collect();
    let persons = load::patients(r.conn, &ids)?;
    // By patient and day: the newest of each comes last.
    let newest: HashMap<String, KeptEpisode> = load::episodes_of(r.conn, &ids)?
        .into_iter()
        .filter(|kept| kept.state.withdrawn.is_none())
        .map(|kept| (kept.state.patient_id.clone(), kept))
        .collect();
    let side = |id: &str| Some(side_of(persons.get(id)?, newest.get(id)));
    let pair = |key: &String| {
        let (later, earlier) = key.split_once('~')?;
        Some(DuplicatePair {
            kind: DuplicateKind::Patients,
            finding_id: None,
            earlier: side(earlier)?,
            later: side(later)?,
        })
    };
    Ok(keys.iter().filter_map(pair).collect())
}

fn side_of(person: &KeptPatient, episode: Option<&KeptEpisode>) -> DuplicateSide {
    let blank = EpisodeState::new(person.id.clone(), Default::default());
    let state = episode.map_or(&blank, |kept| &kept.state);
    let whole = state.to_episode(person.service, person.state.patient());
    let mark = match episode {
        Some(_) => state.latest_mark(),
        None => &person.state.person.mark,
    };
    DuplicateSide {
        patient_id: person.id.clone(),
        fracture_id: episode.map(|kept| kept.id.clone()),
        service: person.service,
        patient: whole.patient,
        fracture: whole.fracture,
        assessment: whole.assessment,
        follow_up_16: whole.follow_up_16,
        follow_up_52: whole.follow_up_52,
        stamp: mark.to_stamp(),
    }
}
