//! Patients, fractures and sections: keys, scope, what comes back.

use flsdb_domain::{
    Assessment, Episode, Field, FollowUp16, FollowUp52, Fracture, Patient,
    access::Scope,
    wire::{page::Paging, records::EpisodeRecord},
};
use flsdb_store::{
    Outcome, Store, StoreError, episodes, fractures, patients,
    sections::{self, Expected},
    testing::{TestDatabase, author, code, day, episode, load_services, on_each, scope},
};

pub fn on_both(body: impl Fn(&Store)) {
    on_each(|db: &TestDatabase| {
        load_services(&db.store, &["BRD", "CDF"]);
        body(&db.store);
    });
}

pub fn create(store: &Store, episode: &Episode) -> EpisodeRecord {
    store
        .write(&author(), |w| fractures::create_episode(w, &Scope::All, episode))
        .unwrap()
}

fn without_nhs_number(local: &str) -> Patient {
    let mut patient = episode("BRD", 0, [(Field::NhsNumberAbsentReason, "Not yet known")]).patient;
    patient.nhs_number = None;
    patient.local_record_number = Some(local.to_owned());
    patient
}

/// Every answer that a record can have.
pub fn full(n: u32) -> Episode {
    let mut episode = episode(
        "BRD",
        n,
        [
            (Field::LocalRecordNumber, "H1"),
            (Field::Postcode, "NE19 2BX"),
            (Field::DateOfDeath, "2025-12-01"),
            (Field::FoundBy, "Clinical"),
            (Field::SecondSite, "Spine"),
            (Field::ThirdSite, "Non hip/non spine"),
            (Field::CareHome, "Don't know"),
            (Field::FirstContactOn, "2024-06-20"),
            (Field::Admitted, "No"),
            (Field::Height, "162.5"),
            (Field::Weight, "61.25"),
            (Field::TherapyAtFracture, "Alendronate"),
            (Field::SourceSystem, "theatre"),
            (Field::SourceId, "4711"),
            (Field::AssessedOn, "2024-07-01"),
            (Field::AssessmentOutcome, "Done"),
            (Field::Dxa, "Ordered"),
            (Field::TScore, "-2.5"),
            (Field::RiskMajorPercent, "20.5"),
            (
                Field::BoneTherapy,
                "Zoledronate;Referred to GP to decide prescription",
            ),
            (Field::FallsReferrals, "Strength and balance;Other"),
            (Field::Mobility, "Some indoor mobility"),
            (Field::FollowedUp16, "Yes"),
            (Field::FollowedUp16On, "2024-10-01"),
            (Field::Therapy16, "Not started"),
            (Field::ExerciseStarted, "Yes"),
            (Field::FollowedUp52, "Yes"),
            (Field::FollowedUp52On, "2025-06-10"),
            (Field::Therapy52, "Zoledronate"),
            (Field::RefractureCount, "2"),
        ],
    );
    let refracture = |on, site| flsdb_domain::Refracture {
        fractured_on: on,
        site,
    };
    episode.follow_up_52.refractures = vec![
        refracture(day(2025, 3, 1), episode.fracture.site),
        refracture(day(2025, 1, 1), None),
    ];
    episode
}

#[test]
fn a_record_comes_back_as_it_was_stored() {
    on_both(|store| {
        let sent = full(0);
        let stored = create(store, &sent);
        let found = store
            .read(|r| fractures::find_episode(r, &scope(&["BRD"]), &stored.id))
            .unwrap();
        assert_eq!(found, stored);
        assert_eq!(
            (
                found.patient,
                found.fracture,
                found.assessment,
                found.follow_up_16,
                found.follow_up_52
            ),
            (
                sent.patient,
                sent.fracture,
                sent.assessment,
                sent.follow_up_16,
                sent.follow_up_52
            )
        );
        assert_eq!(found.stamps.assessment, Some(found.stamps.episode.clone()));
    });
}

#[test]
fn natural_keys() {
    on_both(|store| {
        let with = |n: u32, local: &str| Patient {
            local_record_number: Some(local.to_owned()),
            ..episode("BRD", n, []).patient
        };
        let add = |service: &str, patient: &Patient| {
            store.write(&author(), |w| {
                patients::create(w, &Scope::All, code(service), patient)
            })
        };
        let first = add("BRD", &with(0, "H1")).unwrap();
        let second = add("BRD", &without_nhs_number("H2")).unwrap();
        for (case, service, patient, taken) in [
            ("same NHS number", "BRD", with(0, "H9"), Some(&first.id)),
            ("same NHS number in another service", "CDF", with(0, "H1"), None),
            (
                "same local number, another NHS number",
                "BRD",
                with(1, "H1"),
                None,
            ),
            (
                "same local number, none with an NHS number",
                "BRD",
                without_nhs_number("H1"),
                None,
            ),
            (
                "local number of one without NHS number",
                "BRD",
                without_nhs_number("H2"),
                Some(&second.id),
            ),
            (
                "NHS number for one who had none",
                "BRD",
                with(2, "H2"),
                Some(&second.id),
            ),
        ] {
            match (add(service, &patient), taken) {
                (Ok(_), None) => {}
                (Err(StoreError::Exists { id }), Some(taken)) => assert_eq!(id, *taken, "{case}"),
                (other, _) => panic!("{case}: {other:?}"),
            }
        }
    });
}

#[test]
fn one_episode_a_day_and_a_source_number() {
    on_both(|store| {
        let first = create(store, &full(0));
        let add = |fracture: &Fracture| {
            store.write(&author(), |w| {
                fractures::create(w, &scope(&["BRD"]), &first.patient_id, fracture)
            })
        };
        let other_day = Fracture {
            diagnosed_on: Some(day(2025, 1, 1)),
            ..Fracture::default()
        };
        for (case, fracture) in [
            (
                "same day",
                Fracture {
                    diagnosed_on: first.fracture.diagnosed_on,
                    ..Fracture::default()
                },
            ),
            (
                "same source",
                Fracture {
                    diagnosed_on: other_day.diagnosed_on,
                    ..first.fracture.clone()
                },
            ),
        ] {
            match add(&fracture) {
                Err(StoreError::Exists { id }) => assert_eq!(id, first.id, "{case}"),
                other => panic!("{case}: {other:?}"),
            }
        }
        add(&other_day).unwrap();
        let all = store
            .read(|r| fractures::list_of_patient(r, &scope(&["BRD"]), &first.patient_id, false))
            .unwrap();
        let days: Vec<_> = all.iter().map(|f| f.fracture.diagnosed_on).collect();
        assert_eq!(days, [other_day.diagnosed_on, first.fracture.diagnosed_on]);
    });
}

fn hides<T: std::fmt::Debug>(case: &str, outcome: Outcome<T>) {
    assert!(
        matches!(outcome, Err(StoreError::NotFound)),
        "{case}: {outcome:?}"
    );
}

#[test]
fn what_lies_outside_the_scope_is_not_found() {
    on_both(|store| {
        let stored = create(store, &full(0));
        let (id, patient) = (stored.id.as_str(), stored.patient_id.as_str());
        for scope in [scope(&["CDF"]), scope(&[])] {
            hides("patient", store.read(|r| patients::find(r, &scope, patient)));
            hides("fracture", store.read(|r| fractures::find(r, &scope, id)));
            hides("episode", store.read(|r| fractures::find_episode(r, &scope, id)));
            hides(
                "fractures",
                store.read(|r| fractures::list_of_patient(r, &scope, patient, true)),
            );
            hides(
                "assessment",
                store.read(|r| sections::find::<Assessment>(r, &scope, id)),
            );
            hides(
                "week 16",
                store.read(|r| sections::find::<FollowUp16>(r, &scope, id)),
            );
            hides(
                "week 52",
                store.read(|r| sections::find::<FollowUp52>(r, &scope, id)),
            );
            let write = author();
            hides(
                "create",
                store.write(&write, |w| {
                    fractures::create_episode(w, &scope, &episode("BRD", 1, []))
                }),
            );
            hides(
                "add",
                store.write(&write, |w| {
                    fractures::create(w, &scope, patient, &stored.fracture)
                }),
            );
            hides(
                "update",
                store.write(&write, |w| {
                    patients::update(w, &scope, patient, 1, &stored.patient)
                }),
            );
            hides(
                "change",
                store.write(&write, |w| fractures::update(w, &scope, id, 1, &stored.fracture)),
            );
            hides(
                "withdraw",
                store.write(&write, |w| fractures::withdraw(w, &scope, id, "a mistake")),
            );
            hides(
                "restore",
                store.write(&write, |w| patients::restore(w, &scope, patient)),
            );
            let expected = Expected::Nothing;
            hides(
                "save",
                store.write(&write, |w| {
                    sections::save(w, &scope, id, expected, &stored.follow_up_16)
                }),
            );
            hides(
                "delete",
                store.write(&write, |w| sections::delete::<FollowUp16>(w, &scope, id, 1)),
            );
            let paging = Paging {
                total: true,
                ..Paging::default()
            };
            let list = store
                .read(|r| patients::list(r, &patients::Sight::nameless(scope.clone()), &paging))
                .unwrap();
            assert_eq!((list.items.len(), list.total), (0, Some(0)));
            assert_eq!(
                store.read(|r| fractures::list(r, &scope, &paging)).unwrap().items,
                []
            );
            assert_eq!(store.read(|r| episodes::count(r, &scope, None)).unwrap(), 0);
        }
    });
}

#[test]
fn sections_are_written_replaced_and_taken_away() {
    on_both(|store| {
        let own = scope(&["BRD"]);
        let id = create(store, &episode("BRD", 0, [])).id;
        let answers = full(0).follow_up_52;
        let save = |expected, answers: &FollowUp52| {
            store.write(&author(), |w| sections::save(w, &own, &id, expected, answers))
        };
        let missing = save(Expected::Version(1), &answers);
        assert!(matches!(missing, Err(StoreError::Stale { .. })), "{missing:?}");
        let first = save(Expected::Nothing, &answers).unwrap();
        let there = save(Expected::Nothing, &answers);
        assert!(matches!(there, Err(StoreError::Stale { .. })), "{there:?}");
        let fewer = FollowUp52 {
            refractures: answers.refractures[..1].to_vec(),
            ..answers.clone()
        };
        let second = save(Expected::Version(first.stamp.version), &fewer).unwrap();
        assert_eq!(second.answers, fewer);
        store
            .write(&author(), |w| {
                sections::delete::<FollowUp52>(w, &own, &id, second.stamp.version)
            })
            .unwrap();
        hides(
            "deleted",
            store.read(|r| sections::find::<FollowUp52>(r, &own, &id)),
        );
    });
}
