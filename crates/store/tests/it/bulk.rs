//! Episodes by the many.

use flsdb_domain::{Episode, Field, Patient, access::Scope};
use flsdb_store::{
    Outcome, Store, StoreError,
    episodes::{self, Basis, Key, PlannedEpisode, Saved},
    facts, fractures,
    testing::{author, code, day, episode, load_services, nhs_number, on_each, scope},
};

fn on_both(body: impl Fn(&Store)) {
    on_each(|db| {
        load_services(&db.store, &["BRD", "CDF"]);
        body(&db.store);
    });
}

fn key_of(episode: &Episode) -> Key {
    let fracture = &episode.fracture;
    Key {
        service: episode.service.unwrap(),
        nhs_number: episode.patient.nhs_number,
        local_record_number: episode.patient.local_record_number.clone(),
        diagnosed_on: fracture.diagnosed_on,
        source: fracture.source_system.clone().zip(fracture.source_id.clone()),
    }
}

/// Plans and stores as an import does.
fn import(store: &Store, rows: &[Episode]) -> Outcome<Saved> {
    store.write(&author(), |w| {
        let keys: Vec<Key> = rows.iter().map(key_of).collect();
        let found = episodes::find_by_keys(&mut w.reader(), &Scope::All, &keys)?;
        let plan = rows.iter().zip(found).map(|(row, found)| PlannedEpisode {
            episode: row.clone(),
            patient: found.patient.map(|p| Basis {
                id: p.id,
                version: p.version,
            }),
            replaces: found.episode.map(|e| Basis {
                id: e.id,
                version: e.version,
            }),
            findings: Vec::new(),
        });
        episodes::save_many(w, &Scope::All, plan.collect())
    })
}

fn all(store: &Store, scope: &Scope) -> Vec<Episode> {
    let mut all = Vec::new();
    store
        .read(|r| {
            episodes::for_each(r, scope, |episode| {
                all.push(episode);
                Ok(())
            })
        })
        .unwrap();
    all
}

fn unnumbered(local: &str) -> Episode {
    let mut episode = episode(
        "BRD",
        0,
        [
            (Field::NhsNumberAbsentReason, "Not yet known"),
            (Field::LocalRecordNumber, local),
        ],
    );
    episode.patient.nhs_number = None;
    episode
}

#[test]
fn the_same_rows_twice_change_nothing() {
    on_both(|store| {
        let mut rows: Vec<Episode> = (0..1_200)
            .map(|n| {
                episode(
                    ["BRD", "CDF"][n as usize % 2],
                    n,
                    [(Field::AssessedOn, "2024-07-01")],
                )
            })
            .collect();
        rows.push(episode("BRD", 0, [(Field::DiagnosedOn, "2025-01-01")]));
        let version = store.read(facts::data_version).unwrap();
        assert_eq!(
            import(store, &rows).unwrap(),
            Saved {
                created: 1_201,
                updated: 0,
                unchanged: 0
            }
        );
        // One version for each of the two services.
        assert_eq!(store.read(facts::data_version).unwrap(), version + 2);
        assert_eq!(
            import(store, &rows).unwrap(),
            Saved {
                created: 0,
                updated: 0,
                unchanged: 1_201
            }
        );
        assert_eq!(store.read(facts::data_version).unwrap(), version + 2);
        assert_eq!(
            store.read(|r| episodes::count(r, &Scope::All, None)).unwrap(),
            1_201
        );
        assert_eq!(all(store, &scope(&["CDF"])).len(), 600);
    });
}

#[test]
fn changed_rows_change_what_is_stored() {
    on_both(|store| {
        let first = episode("BRD", 0, []);
        let second = episode("BRD", 0, [(Field::DiagnosedOn, "2025-01-01")]);
        let third = episode("BRD", 1, []);
        import(store, &[first.clone(), second.clone(), third.clone()]).unwrap();
        let followed = episode("BRD", 0, [(Field::FollowedUp16, "Yes")]);
        let saved = import(store, &[followed.clone(), third.clone()]).unwrap();
        assert_eq!(
            saved,
            Saved {
                created: 0,
                updated: 1,
                unchanged: 1
            }
        );
        assert_eq!(all(store, &Scope::All), [followed, second, third]);
    });
}

#[test]
fn exports_are_in_order() {
    on_both(|store| {
        let rows = [
            unnumbered("b"),
            episode("CDF", 0, []),
            unnumbered("B"),
            episode("BRD", 1, [(Field::DiagnosedOn, "2024-12-01")]),
            unnumbered("a"),
            episode("BRD", 1, []),
            episode("BRD", 0, []),
        ];
        import(store, &rows).unwrap();
        let order = [6, 5, 3, 2, 4, 0, 1].map(|i| rows[i].clone());
        assert_eq!(all(store, &Scope::All), order);
    });
}

#[test]
fn keys_are_matched_in_their_order() {
    on_both(|store| {
        let sourced = episode("BRD", 0, [(Field::SourceSystem, "pas"), (Field::SourceId, "1")]);
        import(store, &[sourced.clone(), unnumbered("H1"), episode("BRD", 1, [])]).unwrap();
        let key = key_of(&sourced);
        let none = Key {
            nhs_number: None,
            local_record_number: None,
            source: None,
            ..key.clone()
        };
        for (case, key, patient, found) in [
            (
                "source, though date and number are others",
                Key {
                    nhs_number: Some(nhs_number(1)),
                    diagnosed_on: None,
                    ..key.clone()
                },
                Some(nhs_number(0)),
                true,
            ),
            (
                "unknown source: NHS number and day",
                Key {
                    source: Some(("pas".into(), "2".into())),
                    ..key.clone()
                },
                Some(nhs_number(0)),
                true,
            ),
            (
                "another day",
                Key {
                    diagnosed_on: Some(day(2025, 1, 1)),
                    source: None,
                    ..key.clone()
                },
                Some(nhs_number(0)),
                false,
            ),
            (
                "unknown number, known local number",
                Key {
                    nhs_number: Some(nhs_number(9)),
                    local_record_number: Some("H1".into()),
                    ..none.clone()
                },
                None,
                true,
            ),
            (
                "local number alone",
                Key {
                    local_record_number: Some("H1".into()),
                    ..none.clone()
                },
                None,
                true,
            ),
        ] {
            let found_now = store
                .read(|r| episodes::find_by_keys(r, &Scope::All, &[key]))
                .unwrap()
                .remove(0);
            assert_eq!(
                found_now.patient.map(|p| p.patient.nhs_number),
                Some(patient),
                "{case}"
            );
            assert_eq!(found_now.episode.is_some(), found, "{case}");
        }
        let other = Key {
            service: code("CDF"),
            ..key
        };
        let nothing = store
            .read(|r| episodes::find_by_keys(r, &Scope::All, std::slice::from_ref(&other)))
            .unwrap();
        assert_eq!(nothing, [episodes::Match::default()]);
        let outside = store.read(|r| episodes::find_by_keys(r, &scope(&["BRD"]), &[other]));
        assert!(matches!(outside, Err(StoreError::NotFound)));
    });
}

#[test]
fn an_outdated_plan_is_refused() {
    on_both(|store| {
        let row = episode("BRD", 0, []);
        import(store, std::slice::from_ref(&row)).unwrap();
        let known = store
            .read(|r| episodes::find_by_keys(r, &Scope::All, &[key_of(&row)]))
            .unwrap()
            .remove(0);
        let (patient, stored) = (known.patient.unwrap(), known.episode.unwrap());
        let basis = Some(Basis {
            id: patient.id,
            version: patient.version,
        });
        let plan = |patient: Option<Basis>, replaces: Option<Basis>| PlannedEpisode {
            episode: episode("BRD", 0, [(Field::Smoker, "Yes")]),
            patient,
            replaces,
            findings: Vec::new(),
        };
        let stale = Some(Basis {
            id: stored.id.clone(),
            version: stored.version - 1,
        });
        let strange = Some(Basis {
            id: "nobody".to_owned(),
            version: 1,
        });
        for (case, plan) in [
            ("another version", plan(basis.clone(), stale)),
            ("the patient exists by now", plan(None, None)),
            ("the episode exists by now", plan(basis.clone(), None)),
            ("no such patient", plan(strange.clone(), None)),
            ("no such episode", plan(basis.clone(), strange)),
        ] {
            let outcome = store.write(&author(), |w| episodes::save_many(w, &Scope::All, vec![plan]));
            assert!(
                matches!(outcome, Err(StoreError::PlanOutdated)),
                "{case}: {outcome:?}"
            );
        }
        assert_eq!(all(store, &Scope::All), [row]);
    });
}

#[test]
fn later_batches_build_on_earlier_ones() {
    on_both(|store| {
        let plan = |episode: Episode| PlannedEpisode {
            episode,
            patient: None,
            replaces: None,
            findings: Vec::new(),
        };
        let saved = store.write(&author(), |w| {
            episodes::save_many(w, &Scope::All, vec![plan(episode("BRD", 0, []))])?;
            let second = episode(
                "BRD",
                0,
                [(Field::DiagnosedOn, "2025-01-01"), (Field::Sex, "Male")],
            );
            episodes::save_many(w, &Scope::All, vec![plan(second)])
        });
        assert_eq!(saved.unwrap().created, 1);
        let patients: Vec<Patient> = all(store, &Scope::All).into_iter().map(|e| e.patient).collect();
        assert_eq!(patients.len(), 2);
        assert_eq!(patients[0], patients[1]);
    });
}

#[test]
fn a_patients_change_may_not_harm_their_other_episodes() {
    on_both(|store| {
        let early = episode("BRD", 0, [(Field::DiagnosedOn, "2020-01-01")]);
        import(store, &[early, episode("BRD", 0, [])]).unwrap();
        let younger = episode("BRD", 0, [(Field::DateOfBirth, "1972-01-01")]);
        match import(store, &[younger]) {
            Err(StoreError::Refused {
                episode: Some(name), ..
            }) => assert_eq!(name.diagnosed_on, day(2020, 1, 1)),
            other => panic!("{other:?}"),
        }
        let one = store
            .read(|r| fractures::list(r, &Scope::All, &Default::default()))
            .unwrap();
        assert_eq!(one.items.len(), 2);
    });
}
