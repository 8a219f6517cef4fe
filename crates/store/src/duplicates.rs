//! Findings about other episodes of the same NHS number: entered twice, or in another service too.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use diesel::prelude::*;
use flsdb_domain::{
    Finding, NhsNumber, ServiceCode,
    validation::{in_other_service, is_possible_duplicate, possible_duplicate},
};

use crate::{
    Outcome, Writer,
    bulk::CHUNK,
    columns::{Digits, Written},
    connection::Conn,
    episodes::Neighbour,
    findings::{About, Found, replace},
    schema::{fractures, patients},
};

/// Episodes of these NHS numbers in every service, withdrawn ones left out, by number, 1.09 and id.
pub fn neighbours(conn: &mut Conn, numbers: &[NhsNumber]) -> QueryResult<Vec<Neighbour>> {
    let mut found = Vec::new();
    for numbers in numbers.chunks(CHUNK) {
        let rows: Vec<(String, Written<ServiceCode>, Option<Digits>, NaiveDate)> = fractures::table
            .inner_join(patients::table)
            .filter(patients::nhs_number.eq_any(numbers.iter().map(|n| Digits::from(*n))))
            .filter(patients::withdrawn_at.is_null())
            .filter(fractures::withdrawn_at.is_null())
            .select((
                fractures::id,
                fractures::service,
                patients::nhs_number,
                fractures::diagnosed_on,
            ))
            .load(conn)?;
        found.extend(
            rows.into_iter()
                .filter_map(|(id, service, number, diagnosed_on)| {
                    let nhs_number = number?.into_inner();
                    Some(Neighbour {
                        service: service.0,
                        nhs_number,
                        diagnosed_on,
                        id,
                    })
                }),
        );
    }
    found.sort_by(|a, b| (a.nhs_number, a.diagnosed_on, &a.id).cmp(&(b.nhs_number, b.diagnosed_on, &b.id)));
    Ok(found)
}

/// Computes the findings about other episodes afresh for everything under these NHS numbers.
pub fn refresh(w: &mut Writer<'_>, numbers: BTreeSet<NhsNumber>) -> Outcome<()> {
    let numbers: Vec<NhsNumber> = numbers.into_iter().collect();
    let neighbours = neighbours(w.conn, &numbers)?;
    let found = neighbours
        .chunk_by(|a, b| a.nhs_number == b.nhs_number)
        .flat_map(|episodes| {
            episodes.iter().map(|episode| Found {
                fracture_id: episode.id.clone(),
                service: episode.service,
                findings: about_others(episode, episodes),
            })
        });
    let found = found.collect();
    replace(w, About::Others, found)
}

/// What is to be said of an episode in view of all those with its NHS number, which are in the order of 1.09.
fn about_others(episode: &Neighbour, all: &[Neighbour]) -> Vec<Finding> {
    let near = || {
        all.iter()
            .filter(|other| is_possible_duplicate(episode.diagnosed_on, other.diagnosed_on))
    };
    let earlier =
        near().rfind(|other| other.service == episode.service && other.diagnosed_on < episode.diagnosed_on);
    let elsewhere = near().any(|other| other.service != episode.service);
    earlier
        .map(|other| possible_duplicate(other.diagnosed_on))
        .into_iter()
        .chain(elsewhere.then(in_other_service))
        .collect()
}
