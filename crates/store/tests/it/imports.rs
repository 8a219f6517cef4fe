//! Imports: who sees them, their file, their report, their end.

use chrono::TimeDelta;
use flsdb_domain::{
    Level,
    access::Scope,
    wire::{
        imports::{BlankCells, ImportCounts, ImportPolicy, ImportStatus, RowFinding},
        page::Paging,
    },
};
use flsdb_store::{
    Author, Store, StoreError,
    imports::{self, FindingFilter, NewImport, Viewer},
    testing::{author, code, load_services, on_each, scope},
};

fn new(service: Option<&str>) -> NewImport {
    NewImport {
        service: service.map(code),
        filename: "BRD.csv".to_owned(),
        blank: BlankCells::Keep,
    }
}

fn create(store: &Store, scope: &Scope, import: &NewImport) -> String {
    let viewer = Viewer {
        scope,
        author_id: "nurse",
    };
    store
        .write(&author(), |w| imports::create(w, viewer, import))
        .unwrap()
}

#[test]
fn a_file_comes_back_byte_by_byte() {
    on_each(|db| {
        load_services(&db.store, &["BRD"]);
        let store = &db.store;
        let own = scope(&["BRD"]);
        let viewer = Viewer {
            scope: &own,
            author_id: "nurse",
        };
        let id = create(store, &own, &new(Some("BRD")));
        for piece in [&b"a\0\xff"[..], b"", b"b"] {
            store
                .write(&author(), |w| imports::append_file(w, &id, piece))
                .unwrap();
        }
        store
            .write(&author(), |w| imports::append_rejected(w, &id, b"bad"))
            .unwrap();
        let mut file = Vec::new();
        let take = |piece: &[u8]| {
            file.extend_from_slice(piece);
            Ok(())
        };
        store.read(|r| imports::for_each_piece(r, &id, take)).unwrap();
        assert_eq!(file, b"a\0\xffb");
        let mut rejected = Vec::new();
        let take = |piece: &[u8]| {
            rejected.extend_from_slice(piece);
            Ok(())
        };
        store
            .read(|r| imports::for_each_rejected_piece(r, viewer, &id, take))
            .unwrap();
        assert_eq!(rejected, b"bad");
        assert_eq!(store.read(|r| imports::find(r, viewer, &id)).unwrap().bytes, 4);
    });
}

#[test]
fn the_users_of_its_service_see_it() {
    on_each(|db| {
        load_services(&db.store, &["BRD", "CDF"]);
        let store = &db.store;
        let of_service = create(store, &Scope::All, &new(Some("BRD")));
        let of_all = create(store, &Scope::All, &new(None));
        for (case, scope, author_id, seen) in [
            ("a colleague", scope(&["BRD"]), "other", vec![&of_service]),
            ("the sender", scope(&[]), "nurse", vec![&of_all]),
            ("a stranger", scope(&["CDF"]), "other", vec![]),
            (
                "another national administrator",
                Scope::All,
                "other",
                vec![&of_service],
            ),
        ] {
            let viewer = Viewer {
                scope: &scope,
                author_id,
            };
            let page = store
                .read(|r| imports::list(r, viewer, &Paging::default()))
                .unwrap();
            assert_eq!(
                page.items.iter().map(|i| &i.id).collect::<Vec<_>>(),
                seen,
                "{case}"
            );
            for id in [&of_service, &of_all] {
                let found = store.read(|r| imports::find(r, viewer, id));
                assert_eq!(found.is_ok(), seen.contains(&id), "{case}");
            }
        }
        let outside = scope(&["CDF"]);
        let viewer = Viewer {
            scope: &outside,
            author_id: "nurse",
        };
        let refused = store.write(&author(), |w| imports::create(w, viewer, &new(Some("BRD"))));
        assert!(matches!(refused, Err(StoreError::NotFound)), "{refused:?}");
    });
}

#[test]
fn the_report_is_kept_and_read_in_pages() {
    on_each(|db| {
        load_services(&db.store, &["BRD"]);
        let store = &db.store;
        let own = scope(&["BRD"]);
        let viewer = Viewer {
            scope: &own,
            author_id: "nurse",
        };
        let id = create(store, &own, &new(Some("BRD")));
        let finding = |row: u64| RowFinding {
            row,
            column: "1.01 NHSNumber".to_owned(),
            value: "123".to_owned(),
            code: "nhs_number.invalid".to_owned(),
            level: if row.is_multiple_of(2) {
                Level::Error
            } else {
                Level::Warning
            },
            message: "Count the digits".to_owned(),
        };
        let findings: Vec<RowFinding> = (2..=1_201).map(finding).collect();
        store
            .write(&author(), |w| imports::append_findings(w, &id, &findings[..700]))
            .unwrap();
        store
            .write(&author(), |w| imports::append_findings(w, &id, &findings[700..]))
            .unwrap();
        let all = FindingFilter::default();
        let mut paging = Paging {
            limit: 500,
            cursor: None,
            total: true,
        };
        let mut read = Vec::new();
        loop {
            let page = store
                .read(|r| imports::list_findings(r, viewer, &id, &all, &paging))
                .unwrap();
            assert_eq!(page.total, Some(1_200));
            read.extend(page.items);
            match page.next {
                Some(next) => paging.cursor = Some(next),
                None => break,
            }
        }
        assert_eq!(read, findings);
        let errors = FindingFilter {
            level: Some(Level::Error),
            ..FindingFilter::default()
        };
        let page = store.read(|r| {
            imports::list_findings(
                r,
                viewer,
                &id,
                &errors,
                &Paging {
                    total: true,
                    ..Paging::default()
                },
            )
        });
        assert_eq!(page.unwrap().total, Some(600));

        let mut record = store.read(|r| imports::find(r, viewer, &id)).unwrap();
        record.status = ImportStatus::Committed;
        record.counts = ImportCounts {
            create: 3,
            update: 2,
            unchanged: 1,
            rejected: 4,
        };
        record.policy = Some(ImportPolicy::AcceptValidRows);
        record.committed_at = Some(author().now);
        store.write(&author(), |w| imports::save(w, &record)).unwrap();
        assert_eq!(store.read(|r| imports::find(r, viewer, &id)).unwrap(), record);
        store.write(&author(), |w| imports::clear_report(w, &id)).unwrap();
        let page = store
            .read(|r| imports::list_findings(r, viewer, &id, &all, &Paging::default()))
            .unwrap();
        assert_eq!(page.items, []);
    });
}

#[test]
fn an_import_is_forgotten_a_day_after_its_last_step() {
    on_each(|db| {
        load_services(&db.store, &["BRD"]);
        let store = &db.store;
        let own = scope(&["BRD"]);
        let id = create(store, &own, &new(Some("BRD")));
        store
            .write(&author(), |w| imports::append_file(w, &id, b"a"))
            .unwrap();
        store
            .write(&author(), |w| {
                imports::save_versions(w, &id, &[(code("BRD"), 7)].into())
            })
            .unwrap();
        let viewer = Viewer {
            scope: &own,
            author_id: "nurse",
        };
        assert_eq!(
            store.read(|r| imports::find_versions(r, viewer, &id)).unwrap(),
            [(code("BRD"), 7)].into()
        );
        for (hours, forgotten) in [(23, 0), (24, 1), (25, 0)] {
            let at = Author {
                now: author().now + TimeDelta::hours(hours),
                ..author()
            };
            assert_eq!(
                store.write(&at, imports::forget_expired).unwrap(),
                forgotten,
                "{hours}"
            );
        }
    });
}
