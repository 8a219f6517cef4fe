//! What KPIs are computed from is what is stored.

use std::collections::BTreeSet;

use flsdb_domain::{Episode, Field, Finding, access::Scope, kpi::Facts, validation::check};
use flsdb_store::{
    Store, episodes, facts, fractures, patients,
    testing::{author, code, day, episode, load_services, on_each, scope},
};

/// Episodes with everything answered, with nothing but what is required, and in between.
fn rows() -> Vec<Episode> {
    let whole = [
        (Field::LocalRecordNumber, "H1"),
        (Field::Postcode, "NE19 2BX"),
        (Field::DateOfDeath, "2025-08-01"),
        (Field::CareHome, "No"),
        (Field::FirstContactOn, "2024-06-20"),
        (Field::AssessedOn, "2024-07-01"),
        (Field::AssessmentOutcome, "Done"),
        (Field::Admitted, "Yes"),
        (Field::FoundBy, "Clinical"),
        (Field::SecondSite, "Spine"),
        (Field::ThirdSite, "Hip"),
        (Field::Height, "162.5"),
        (Field::PreviousFracture, "Don't know"),
        (Field::TherapyAtFracture, "None"),
        (Field::Dxa, "Ordered"),
        (Field::DxaOn, "2024-07-10"),
        (Field::TScore, "-2.5"),
        (Field::BoneTherapy, "Alendronate;Informed decline"),
        (Field::FallsAssessment, "Referred"),
        (Field::FollowedUp16, "Yes"),
        (Field::FollowedUp16On, "2024-10-01"),
        (Field::Method16, "Clinic"),
        (Field::Therapy16, "Denosumab"),
        (Field::ExerciseStarted, "No"),
        (Field::FollowedUp52, "Yes"),
        (Field::FollowedUp52On, "2025-06-17"),
        (Field::Therapy52, "Informed decline"),
        (Field::RefractureCount, "1"),
        (Field::Refractures, "2025-01-01, wrist;2025-02-01"),
    ];
    let mut rows = vec![episode("BRD", 0, whole), episode("CDF", 1, [])];
    // Each answer alone, and all others without it.
    for (n, cell) in (2..).zip(whole) {
        let others = whole.into_iter().filter(|other| *other != cell);
        rows.push(episode("BRD", n * 2, [cell]));
        rows.push(episode("BRD", n * 2 + 1, others));
    }
    let has_error = |row: &Episode| {
        let findings = check(row, &BTreeSet::new(), author().today);
        findings.iter().any(Finding::is_error)
    };
    rows.retain(|row| !has_error(row));
    rows
}

/// The facts of a store in an order of their own.
fn sorted(mut facts: Vec<Facts>) -> Vec<String> {
    let mut texts: Vec<String> = facts.drain(..).map(|facts| format!("{facts:?}")).collect();
    texts.sort();
    texts
}

fn handed_over(store: &Store, scope: &Scope, year: Option<i32>) -> Vec<Episode> {
    let mut found = Vec::new();
    let period = year.map(|year| day(year, 1, 1)..=day(year, 12, 31));
    let take = |episode| {
        found.push(episode);
        Ok(())
    };
    store
        .read(|r| facts::for_each_episode(r, scope, period, take))
        .unwrap();
    found
}

#[test]
fn facts_are_those_of_the_whole_record() {
    on_each(|db| {
        let store = &db.store;
        load_services(store, &["BRD", "CDF"]);
        let rows = rows();
        let plan = rows.iter().map(|row| episodes::PlannedEpisode {
            episode: row.clone(),
            patient: None,
            replaces: None,
            findings: Vec::new(),
        });
        let plan: Vec<_> = plan.collect();
        store
            .write(&author(), |w| episodes::save_many(w, &Scope::All, plan))
            .unwrap();
        let expected = rows.iter().filter_map(Facts::of).collect();
        let found = handed_over(store, &Scope::All, None);
        assert_eq!(
            sorted(found.iter().filter_map(Facts::of).collect()),
            sorted(expected)
        );
        let mut services: Vec<_> = found.iter().filter_map(|episode| episode.service).collect();
        services.sort();
        services.dedup();
        assert_eq!(services, [code("BRD"), code("CDF")]);
    });
}

#[test]
fn facts_keep_to_scope_period_and_what_is_not_withdrawn() {
    on_each(|db| {
        let store = &db.store;
        load_services(store, &["BRD", "CDF"]);
        let create = |episode: &Episode| {
            store
                .write(&author(), |w| fractures::create_episode(w, &Scope::All, episode))
                .unwrap()
        };
        create(&episode("BRD", 0, []));
        create(&episode("BRD", 1, [(Field::DiagnosedOn, "2023-12-31")]));
        create(&episode("CDF", 2, []));
        let gone = create(&episode("CDF", 3, []));
        let left = create(&episode("CDF", 4, []));
        store
            .write(&author(), |w| {
                fractures::withdraw(w, &Scope::All, &gone.id, "wrong patient")?;
                patients::withdraw(w, &Scope::All, &left.patient_id, "objects")
            })
            .unwrap();
        for (scope, year, count) in [
            (Scope::All, None, 3),
            (Scope::All, Some(2023), 1),
            (Scope::All, Some(2024), 2),
            (scope(&["CDF"]), None, 1),
            (scope(&[]), None, 0),
        ] {
            let found = handed_over(store, &scope, year);
            assert_eq!(found.len(), count, "{scope:?} {year:?}");
        }
    });
}
