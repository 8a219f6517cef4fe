//! Lists and searches, and what is withdrawn from them.

use flsdb_domain::{
    Field, FindingCode, Fracture,
    access::Scope,
    wire::{page::Paging, records::PatientSearch},
};
use flsdb_store::{
    Author, StoreError, episodes, fractures,
    patients::{self, Sight},
    testing::{author, day, episode, nhs_number, scope},
};

use crate::records::{create, full, on_both};

#[test]
fn searches() {
    on_both(|store| {
        let mut first = full(0);
        first.patient.local_record_number = Some("AbC_1".to_owned());
        create(store, &first);
        create(store, &episode("BRD", 1, [(Field::DateOfBirth, "1950-02-28")]));
        create(store, &episode("CDF", 2, []));
        let number = nhs_number(0).to_string();
        for (text, found) in [
            (number.as_str(), 1),
            (nhs_number(0).grouped().as_str(), 1),
            (&number[..7], 2),
            ("999", 0),
            ("abc_", 1),
            ("ABC", 1),
            ("abcd", 0),
            ("a%", 0),
            ("28/02/1950", 1),
            ("8 May 1945", 1),
            ("", 2),
        ] {
            let wanted = PatientSearch {
                text: Some(text.to_owned()),
                ..PatientSearch::default()
            };
            let page = store
                .read(|r| patients::search(r, &Sight::nameless(scope(&["BRD"])), &wanted))
                .unwrap();
            // An empty text means a local record number of any kind.
            let found = if text.is_empty() { 1 } else { found };
            assert_eq!(page.items.len(), found, "{text}");
        }
        let exact = PatientSearch {
            nhs_number: Some(nhs_number(0)),
            ..PatientSearch::default()
        };
        let page = store
            .read(|r| patients::search(r, &Sight::nameless(scope(&["BRD"])), &exact))
            .unwrap();
        assert_eq!(page.items[0].episodes[0].diagnosed_on, day(2024, 6, 17));
    });
}

#[test]
fn pages_follow_each_other() {
    on_both(|store| {
        for n in 0..7 {
            create(store, &episode("BRD", n, []));
        }
        let mut seen = Vec::new();
        let mut paging = Paging {
            limit: 3,
            cursor: None,
            total: true,
        };
        loop {
            let page = store
                .read(|r| patients::list(r, &Sight::nameless(scope(&["BRD"])), &paging))
                .unwrap();
            assert_eq!(page.total, Some(7));
            seen.extend(page.items.into_iter().map(|p| p.nhs_number.unwrap()));
            match page.next {
                Some(next) => paging.cursor = Some(next),
                None => break,
            }
        }
        // Newest first.
        assert_eq!(seen, (0..7).rev().map(nhs_number).collect::<Vec<_>>());
        paging.cursor = Some("1 OR 1=1".to_owned());
        let bad = store.read(|r| patients::list(r, &Sight::nameless(Scope::All), &paging));
        assert!(matches!(bad, Err(StoreError::BadCursor)), "{bad:?}");
    });
}

#[test]
fn what_is_withdrawn_is_out_of_lists_and_keeps_its_key() {
    on_both(|store| {
        let own = scope(&["BRD"]);
        let stored = create(store, &episode("BRD", 0, []));
        let gone = store
            .write(&author(), |w| {
                fractures::withdraw(w, &own, &stored.id, "entered twice")
            })
            .unwrap();
        assert_eq!(gone.withdrawn.unwrap().reason, "entered twice");
        assert_eq!(
            store
                .read(|r| fractures::list(r, &own, &Paging::default()))
                .unwrap()
                .items,
            []
        );
        assert_eq!(store.read(|r| episodes::count(r, &own, None)).unwrap(), 0);
        let again = store.write(&author(), |w| {
            fractures::create(w, &own, &stored.patient_id, &stored.fracture)
        });
        match again {
            Err(StoreError::Refused { findings, .. }) => {
                assert_eq!(findings[0].code, FindingCode::EpisodeWithdrawn);
            }
            other => panic!("{other:?}"),
        }
        let refused = store.write(&author(), |w| {
            fractures::update(
                w,
                &own,
                &stored.id,
                stored.stamps.fracture.version,
                &Fracture::default(),
            )
        });
        assert!(
            matches!(refused, Err(StoreError::Withdrawn | StoreError::Refused { .. })),
            "{refused:?}"
        );
        store
            .write(&author(), |w| fractures::restore(w, &own, &stored.id))
            .unwrap();
        assert_eq!(
            store
                .read(|r| fractures::list(r, &own, &Paging::default()))
                .unwrap()
                .items
                .len(),
            1
        );

        store
            .write(&author(), |w| {
                patients::withdraw(w, &own, &stored.patient_id, "wrong person")
            })
            .unwrap();
        assert_eq!(
            store
                .read(|r| patients::list(r, &Sight::nameless(own.clone()), &Paging::default()))
                .unwrap()
                .items,
            []
        );
        assert_eq!(
            store
                .read(|r| fractures::list(r, &own, &Paging::default()))
                .unwrap()
                .items,
            []
        );
        assert!(
            store
                .read(|r| fractures::find_episode(r, &own, &stored.id))
                .unwrap()
                .withdrawn
                .is_some()
        );
        store
            .write(&author(), |w| patients::restore(w, &own, &stored.patient_id))
            .unwrap();
        assert_eq!(
            store
                .read(|r| patients::list(r, &Sight::nameless(own.clone()), &Paging::default()))
                .unwrap()
                .items
                .len(),
            1
        );
    });
}

#[test]
fn an_episode_with_errors_can_be_withdrawn_and_not_restored() {
    on_both(|store| {
        let stored = create(store, &episode("BRD", 0, []));
        // In 2020 the fracture of 2024 lies in the future.
        let early = Author {
            today: day(2020, 1, 1),
            ..author()
        };
        let own = scope(&["BRD"]);
        store
            .write(&early, |w| {
                fractures::withdraw(w, &own, &stored.id, "entered twice")
            })
            .unwrap();
        let refused = store.write(&early, |w| fractures::restore(w, &own, &stored.id));
        assert!(matches!(refused, Err(StoreError::Refused { .. })), "{refused:?}");
        store
            .write(&author(), |w| fractures::restore(w, &own, &stored.id))
            .unwrap();
    });
}
