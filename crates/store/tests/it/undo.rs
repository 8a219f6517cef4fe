//! What an import wrote is undone from the history.

use flsdb_domain::{Episode, Field, access::Scope};
use flsdb_store::{
    Store, StoreError,
    episodes::{self, Basis, Key, PlannedEpisode},
    error::Changed,
    facts, fractures,
    testing::{author, code, episode, load_services, on_each, scope},
    undo::undo,
};

fn all(store: &Store) -> Vec<Episode> {
    let mut all = Vec::new();
    store
        .read(|r| {
            episodes::for_each(r, &Scope::All, |episode| {
                all.push(episode);
                Ok(())
            })
        })
        .unwrap();
    all
}

/// Stores rows as an import does, and gives the version that it wrote.
fn import(store: &Store, rows: &[Episode]) -> i64 {
    let versions = store.write(&author(), |w| {
        let key = |row: &Episode| Key {
            service: code("BRD"),
            nhs_number: row.patient.nhs_number,
            local_record_number: None,
            diagnosed_on: row.fracture.diagnosed_on,
            source: None,
        };
        let keys: Vec<Key> = rows.iter().map(key).collect();
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
        episodes::save_many(w, &Scope::All, plan.collect())?;
        Ok(w.versions().clone())
    });
    versions.unwrap()[&code("BRD")]
}

#[test]
fn what_was_created_goes_and_what_was_changed_comes_back() {
    on_each(|db| {
        let store = &db.store;
        load_services(store, &["BRD"]);
        let first = episode(
            "BRD",
            0,
            [(Field::FollowedUp16, "Yes"), (Field::AssessedOn, "2024-07-01")],
        );
        import(store, std::slice::from_ref(&first));
        let before = all(store);
        let version = import(
            store,
            &[
                episode(
                    "BRD",
                    0,
                    [
                        (Field::FollowedUp16, "No"),
                        (Field::Sex, "Male"),
                        (Field::FollowedUp52, "No"),
                    ],
                ),
                episode(
                    "BRD",
                    0,
                    [(Field::DiagnosedOn, "2025-01-01"), (Field::Sex, "Male")],
                ),
                episode("BRD", 1, []),
            ],
        );
        assert_eq!(all(store).len(), 3);
        let outside = store.write(&author(), |w| undo(w, &scope(&["CDF"]), code("BRD"), version));
        assert!(matches!(outside, Err(StoreError::NotFound)), "{outside:?}");
        store
            .write(&author(), |w| undo(w, &scope(&["BRD"]), code("BRD"), version))
            .unwrap();
        assert_eq!(all(store), before);
        // An undo is a change like any other: it has a version, and could be undone.
        assert_eq!(store.read(facts::data_version).unwrap(), version + 1);
        let again = store.write(&author(), |w| undo(w, &Scope::All, code("BRD"), version));
        assert!(matches!(again, Err(StoreError::ChangedSince(_))), "{again:?}");
    });
}

#[test]
fn what_was_changed_since_is_named() {
    on_each(|db| {
        let store = &db.store;
        load_services(store, &["BRD"]);
        let version = import(store, &[episode("BRD", 0, []), episode("BRD", 1, [])]);
        let page = store
            .read(|r| fractures::list(r, &Scope::All, &Default::default()))
            .unwrap();
        let record = &page.items[0];
        let mut fracture = record.fracture.clone();
        fracture.site = None;
        store
            .write(&author(), |w| {
                fractures::update(w, &Scope::All, &record.id, record.stamp.version, &fracture)
            })
            .unwrap();
        let before = all(store);
        match store.write(&author(), |w| undo(w, &Scope::All, code("BRD"), version)) {
            Err(StoreError::ChangedSince(changed)) => {
                assert_eq!(changed, [Changed::Episode(record.id.clone())])
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(all(store), before);
    });
}

#[test]
fn a_patient_with_another_episode_stays() {
    on_each(|db| {
        let store = &db.store;
        load_services(store, &["BRD"]);
        let version = import(store, &[episode("BRD", 0, [])]);
        let patient_id = store
            .read(|r| fractures::list(r, &Scope::All, &Default::default()))
            .unwrap()
            .items[0]
            .patient_id
            .clone();
        let other = episode("BRD", 0, [(Field::DiagnosedOn, "2025-01-01")]);
        store
            .write(&author(), |w| {
                fractures::create(w, &Scope::All, &patient_id, &other.fracture)
            })
            .unwrap();
        store
            .write(&author(), |w| undo(w, &Scope::All, code("BRD"), version))
            .unwrap();
        assert_eq!(all(store), [other]);
    });
}

#[test]
fn a_key_that_another_record_has_by_now_does_not_come_back() {
    on_each(|db| {
        let store = &db.store;
        load_services(store, &["BRD"]);
        let sourced = |cells: &[(Field, &'static str)]| {
            let source = [(Field::SourceSystem, "pas"), (Field::SourceId, "1")];
            episode("BRD", 0, source.into_iter().chain(cells.iter().copied()))
        };
        let first = store
            .write(&author(), |w| {
                fractures::create_episode(w, &Scope::All, &sourced(&[]))
            })
            .unwrap();
        let plan = PlannedEpisode {
            episode: sourced(&[(Field::DiagnosedOn, "2024-07-17")]),
            patient: Some(Basis {
                id: first.patient_id.clone(),
                version: first.stamps.patient.version,
            }),
            replaces: Some(Basis {
                id: first.id.clone(),
                version: first.stamps.episode.version,
            }),
            findings: Vec::new(),
        };
        let moved = store.write(&author(), |w| {
            episodes::save_many(w, &Scope::All, vec![plan])?;
            Ok(w.versions()[&code("BRD")])
        });
        let moved = moved.unwrap();
        store
            .write(&author(), |w| {
                fractures::create(w, &Scope::All, &first.patient_id, &episode("BRD", 0, []).fracture)
            })
            .unwrap();
        let undone = store.write(&author(), |w| undo(w, &Scope::All, code("BRD"), moved));
        assert!(matches!(undone, Err(StoreError::PlanOutdated)), "{undone:?}");
    });
}
