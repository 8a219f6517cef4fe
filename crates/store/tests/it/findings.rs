//! Findings of stored records: computed with each change, accepted, about other episodes.

use flsdb_domain::{
    Episode, Field, FindingCode, Fracture,
    access::Scope,
    wire::{page::Paging, records::EpisodeRecord},
};
use flsdb_store::{
    Store, StoreError,
    episodes::{self, Basis, PlannedEpisode},
    findings::{self, FindingFilter},
    fractures, patients,
    sections::{self, Expected},
    testing::{author, day, episode, load_services, on_each, scope},
    undo::undo,
};

fn on_both(body: impl Fn(&Store)) {
    on_each(|db| {
        load_services(&db.store, &["BRD", "CDF"]);
        body(&db.store);
    });
}

fn create(store: &Store, episode: &Episode) -> EpisodeRecord {
    store
        .write(&author(), |w| fractures::create_episode(w, &Scope::All, episode))
        .unwrap()
}

fn codes(store: &Store, id: &str) -> Vec<String> {
    let record = store
        .read(|r| fractures::find_episode(r, &Scope::All, id))
        .unwrap();
    record.findings.into_iter().map(|f| f.code).collect()
}

#[test]
fn errors_are_refused_and_warnings_kept_until_resolved() {
    on_both(|store| {
        let bad = episode("BRD", 0, [(Field::DateOfBirth, "1990-01-01")]);
        match store.write(&author(), |w| fractures::create_episode(w, &Scope::All, &bad)) {
            Err(StoreError::Refused {
                findings,
                episode: None,
            }) => {
                assert_eq!(findings[0].code, FindingCode::AgeUnder50);
            }
            other => panic!("{other:?}"),
        }
        let odd = create(store, &episode("BRD", 0, [(Field::FirstContactOn, "2024-06-01")]));
        assert_eq!(codes(store, &odd.id), ["contact.before_diagnosis"]);
        let mut fracture = odd.fracture.clone();
        fracture.first_contact_on = Some(day(2024, 6, 18));
        let version = odd.stamps.fracture.version;
        store
            .write(&author(), |w| {
                fractures::update(w, &Scope::All, &odd.id, version, &fracture)
            })
            .unwrap();
        assert_eq!(codes(store, &odd.id), Vec::<String>::new());
    });
}

#[test]
fn an_accepted_finding_stays_accepted_while_it_recurs() {
    on_both(|store| {
        let own = scope(&["BRD"]);
        let odd = create(store, &episode("BRD", 0, [(Field::FirstContactOn, "2024-06-01")]));
        let open = store
            .read(|r| findings::list(r, &own, &FindingFilter::default(), &Paging::default()))
            .unwrap();
        let id = &open.items[0].id;
        let outside = store.write(&author(), |w| {
            findings::accept(w, &scope(&["CDF"]), id, "seen at the ward")
        });
        assert!(matches!(outside, Err(StoreError::NotFound)), "{outside:?}");
        store
            .write(&author(), |w| findings::accept(w, &own, id, "seen at the ward"))
            .unwrap();
        let mut fracture = odd.fracture.clone();
        fracture.site = None;
        let version = odd.stamps.fracture.version;
        store
            .write(&author(), |w| {
                fractures::update(w, &own, &odd.id, version, &fracture)
            })
            .unwrap();
        assert_eq!(codes(store, &odd.id), Vec::<String>::new());
        assert_eq!(
            store
                .read(|r| findings::list(r, &own, &FindingFilter::default(), &Paging::default()))
                .unwrap()
                .items,
            []
        );
    });
}

#[test]
fn a_change_of_a_patient_checks_all_their_episodes() {
    on_both(|store| {
        let stored = create(store, &episode("BRD", 0, []));
        let mut patient = stored.patient.clone();
        patient.date_of_death = Some(day(2024, 1, 1));
        let version = stored.stamps.patient.version;
        let update = |patient: &flsdb_domain::Patient| {
            store.write(&author(), |w| {
                patients::update(w, &Scope::All, &stored.patient_id, version, patient)
            })
        };
        match update(&patient) {
            Err(StoreError::Refused {
                findings,
                episode: Some(name),
            }) => {
                assert_eq!(findings[0].code, FindingCode::DateBeforeDiagnosis);
                assert_eq!(
                    (name.id, name.diagnosed_on),
                    (stored.id.clone(), day(2024, 6, 17))
                );
            }
            other => panic!("{other:?}"),
        }
        patient.date_of_death = None;
        patient.date_of_birth = Some(day(1910, 1, 1));
        update(&patient).unwrap();
        assert_eq!(codes(store, &stored.id), ["age.over_110"]);
    });
}

#[test]
fn episodes_of_one_person_close_together_are_noted() {
    on_both(|store| {
        let first = create(store, &episode("BRD", 0, []));
        let later = |on| flsdb_domain::Fracture {
            diagnosed_on: Some(on),
            ..first.fracture.clone()
        };
        let add = |on| {
            store
                .write(&author(), |w| {
                    fractures::create(w, &Scope::All, &first.patient_id, &later(on))
                })
                .unwrap()
        };
        let near = add(day(2024, 7, 1));
        let far = add(day(2024, 7, 16));
        assert_eq!(codes(store, &first.id), Vec::<String>::new());
        assert_eq!(codes(store, &near.id), ["episode.possible_duplicate"]);
        assert_eq!(codes(store, &far.id), Vec::<String>::new());

        let elsewhere = create(store, &episode("CDF", 0, [(Field::DiagnosedOn, "2024-06-10")]));
        for (id, expected) in [
            (&elsewhere.id, vec!["patient.in_other_service"]),
            (&first.id, vec!["patient.in_other_service"]),
            (&near.id, vec!["episode.possible_duplicate"]),
        ] {
            assert_eq!(codes(store, id), expected);
        }
        store
            .write(&author(), |w| {
                fractures::withdraw(w, &Scope::All, &first.id, "entered twice")
            })
            .unwrap();
        assert_eq!(codes(store, &near.id), Vec::<String>::new());
        assert_eq!(codes(store, &elsewhere.id), Vec::<String>::new());
    });
}

#[test]
fn an_accepted_finding_that_says_something_else_is_open_again() {
    on_both(|store| {
        let late = episode(
            "BRD",
            0,
            [
                (Field::FollowedUp16, "Yes"),
                (Field::FollowedUp16On, "2024-10-10"),
            ],
        );
        let late = create(store, &late);
        let accepted = store.write(&author(), |w| {
            let open = findings::list(
                &mut w.reader(),
                &Scope::All,
                &FindingFilter::default(),
                &Paging::default(),
            )?;
            findings::accept(w, &Scope::All, &open.items[0].id, "on holiday")
        });
        accepted.unwrap();
        assert_eq!(codes(store, &late.id), Vec::<String>::new());
        let mut answers = late.follow_up_16.clone();
        answers.followed_up_on = Some(day(2025, 3, 1));
        let expected = Expected::Version(late.stamps.follow_up_16.unwrap().version);
        store
            .write(&author(), |w| {
                sections::save(w, &Scope::All, &late.id, expected, &answers)
            })
            .unwrap();
        assert_eq!(codes(store, &late.id), ["follow_up_16.outside_window"]);
    });
}

#[test]
fn an_episode_that_moves_leaves_no_duplicate_behind() {
    on_both(|store| {
        let first = create(store, &episode("BRD", 0, []));
        let second = fractures_of(store, &first, "2024-06-25");
        let other = create(store, &episode("BRD", 1, [(Field::DiagnosedOn, "2025-01-01")]));
        assert_eq!(codes(store, &second), ["episode.possible_duplicate"]);
        let plan = PlannedEpisode {
            episode: episode("BRD", 1, []),
            patient: Some(Basis {
                id: other.patient_id.clone(),
                version: other.stamps.patient.version,
            }),
            replaces: Some(Basis {
                id: first.id.clone(),
                version: first.stamps.episode.version,
            }),
            findings: Vec::new(),
        };
        let versions = store
            .write(&author(), |w| {
                episodes::save_many(w, &Scope::All, vec![plan])?;
                Ok(w.versions().clone())
            })
            .unwrap();
        assert_eq!(codes(store, &second), Vec::<String>::new());
        for (service, version) in versions {
            store
                .write(&author(), |w| undo(w, &Scope::All, service, version))
                .unwrap();
        }
        assert_eq!(codes(store, &second), ["episode.possible_duplicate"]);
    });
}

/// Another episode of the same patient; its id.
fn fractures_of(store: &Store, first: &EpisodeRecord, diagnosed_on: &str) -> String {
    let fracture = Fracture {
        diagnosed_on: diagnosed_on.parse().ok(),
        ..Fracture::default()
    };
    let created = store.write(&author(), |w| {
        fractures::create(w, &Scope::All, &first.patient_id, &fracture)
    });
    created.unwrap().id
}
