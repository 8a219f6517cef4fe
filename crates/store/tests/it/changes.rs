//! A change, its version, its history and its audit event are one transaction.

use std::panic::{AssertUnwindSafe, catch_unwind};

use flsdb_domain::{
    Assessment, Episode, Field,
    access::Scope,
    wire::{page::Paging, records::EpisodeRecord},
};
use flsdb_store::{
    Outcome, Store, StoreError,
    audit::{self, Action, AuditEvent, Resource},
    episodes, facts, fractures, patients,
    sections::{self, Expected},
    testing::{TestDatabase, author, code, episode, load_services, on_each, scope},
};

fn with_service() -> impl Fn(&dyn Fn(&TestDatabase)) {
    |body| {
        on_each(|db| {
            load_services(&db.store, &["BRD", "CDF"]);
            body(db);
        });
    }
}

fn create(store: &Store, episode: &Episode) -> EpisodeRecord {
    store
        .write(&author(), |w| {
            fractures::create_episode(w, &scope(&["BRD"]), episode)
        })
        .unwrap()
}

fn version(store: &Store) -> i64 {
    store.read(facts::data_version).unwrap()
}

fn events(store: &Store) -> Vec<AuditEvent> {
    store
        .read(|r| {
            audit::list(
                r,
                &Scope::All,
                &Paging {
                    limit: 500,
                    ..Paging::default()
                },
            )
        })
        .unwrap()
        .items
}

/// Everything that a change could leave: data version, audit events, episodes.
fn state(store: &Store) -> (i64, usize, Vec<Episode>) {
    let mut all = Vec::new();
    store
        .read(|r| {
            episodes::for_each(r, &Scope::All, |e| {
                all.push(e);
                Ok(())
            })
        })
        .unwrap();
    (version(store), events(store).len(), all)
}

#[test]
fn a_change_raises_the_version_and_leaves_an_event() {
    with_service()(&|db| {
        let store = &db.store;
        let before = store.read(facts::service_versions).unwrap();
        let stored = create(store, &episode("BRD", 0, []));
        let after = store.read(facts::service_versions).unwrap();
        // Patient and episode in one transaction: one version.
        assert_eq!(after[&code("BRD")], before[&code("BRD")] + 1);
        assert_eq!(after[&code("CDF")], before[&code("CDF")]);
        assert_eq!(stored.stamps.episode.version, after[&code("BRD")]);
        assert_eq!(stored.stamps.patient.changed_by, "Nora Nurse");
        assert_eq!(stored.stamps.fracture.changed_at, author().now);
        assert_eq!(stored.stamps.assessment, None);

        let assessment = Assessment {
            assessed_on: Some(author().today),
            ..Assessment::default()
        };
        let section = store
            .write(&author(), |w| {
                sections::save(w, &scope(&["BRD"]), &stored.id, Expected::Nothing, &assessment)
            })
            .unwrap();
        assert_eq!(section.stamp.version, after[&code("BRD")] + 1);
        let whole = store
            .read(|r| fractures::find_episode(r, &scope(&["BRD"]), &stored.id))
            .unwrap();
        assert_eq!(whole.stamps.episode.version, section.stamp.version);
        assert_eq!(whole.stamps.fracture, stored.stamps.fracture);

        let events = events(store);
        let latest = &events[0];
        assert_eq!(
            (latest.action, latest.resource),
            (Action::Create, Resource::Episode)
        );
        assert_eq!(latest.fields, ["1.07 DateFLSAssess"]);
        assert_eq!(
            latest.reference.as_deref(),
            Some(store.reference(&stored.id).as_str())
        );
        assert_eq!(
            latest.patient_reference.as_deref(),
            Some(store.reference(&stored.patient_id).as_str())
        );
        assert_eq!(latest.request_id, "request");
        let text = format!("{events:?}");
        assert!(!text.contains(&stored.id) && !text.contains("9000000"), "{text}");
    });
}

#[test]
fn what_fails_leaves_nothing() {
    with_service()(&|db| {
        let store = &db.store;
        create(store, &episode("BRD", 0, []));
        let before = state(store);
        let failed: Outcome<()> = store.write(&author(), |w| {
            fractures::create_episode(w, &scope(&["BRD"]), &episode("BRD", 1, []))?;
            fractures::create_episode(w, &scope(&["BRD"]), &episode("BRD", 0, []))?;
            Ok(())
        });
        assert!(matches!(failed, Err(StoreError::Exists { .. })), "{failed:?}");
        assert_eq!(state(store), before);
    });
}

fn break_off() -> Outcome<()> {
    panic!("broken off")
}

#[test]
fn what_is_broken_off_leaves_nothing() {
    with_service()(&|db| {
        let store = &db.store;
        let before = state(store);
        let broken = catch_unwind(AssertUnwindSafe(|| {
            store.write(&author(), |w| {
                fractures::create_episode(w, &scope(&["BRD"]), &episode("BRD", 1, []))?;
                break_off()
            })
        }));
        assert!(broken.is_err());
        assert_eq!(state(store), before);
        // The connection with the open transaction is not used again.
        create(store, &episode("BRD", 1, []));
    });
}

#[test]
fn a_stale_version_changes_nothing() {
    with_service()(&|db| {
        let store = &db.store;
        let own = scope(&["BRD"]);
        let stored = create(store, &episode("BRD", 0, []));
        let mut fracture = stored.fracture.clone();
        fracture.site = None;
        let version = stored.stamps.fracture.version;
        let changed = store
            .write(&author(), |w| {
                fractures::update(w, &own, &stored.id, version, &fracture)
            })
            .unwrap();
        assert_eq!(changed.stamp.version, version + 1);
        let before = state(store);
        let stale = store.write(&author(), |w| {
            fractures::update(w, &own, &stored.id, version, &stored.fracture)
        });
        match stale {
            Err(StoreError::Stale { current }) => assert_eq!(current, changed.stamp),
            other => panic!("{other:?}"),
        }
        let mut patient = stored.patient.clone();
        patient.sex = None;
        let stale = store.write(&author(), |w| {
            patients::update(w, &own, &stored.patient_id, 0, &patient)
        });
        assert!(matches!(stale, Err(StoreError::Stale { .. })), "{stale:?}");
        assert_eq!(state(store), before);
    });
}

#[test]
fn the_same_answers_make_no_version() {
    with_service()(&|db| {
        let store = &db.store;
        let own = scope(&["BRD"]);
        let stored = create(store, &episode("BRD", 0, [(Field::AssessedOn, "2024-07-01")]));
        let before = state(store);
        let stamps = &stored.stamps;
        let id = &stored.id;
        store
            .write(&author(), |w| {
                fractures::update(w, &own, id, stamps.fracture.version, &stored.fracture)
            })
            .unwrap();
        store
            .write(&author(), |w| {
                patients::update(
                    w,
                    &own,
                    &stored.patient_id,
                    stamps.patient.version,
                    &stored.patient,
                )
            })
            .unwrap();
        let expected = Expected::Version(stamps.assessment.as_ref().unwrap().version);
        store
            .write(&author(), |w| {
                sections::save(w, &own, id, expected, &stored.assessment)
            })
            .unwrap();
        assert_eq!(state(store), before);
    });
}

#[test]
fn writers_of_one_service_wait_for_each_other() {
    with_service()(&|db| {
        let before = version(&db.store);
        std::thread::scope(|threads| {
            for n in 0..8 {
                threads.spawn(move || create(&db.store, &episode("BRD", n, [])));
            }
        });
        let (after, _, all) = state(&db.store);
        assert_eq!((after, all.len()), (before + 8, 8));
    });
}
