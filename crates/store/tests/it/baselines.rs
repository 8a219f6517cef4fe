//! Re-basings of run charts.

use flsdb_domain::{
    ServiceCode,
    access::Scope,
    kpi::{Kpi, SetId},
    wire::{charts::NewBaseline, page::Paging},
};
use flsdb_store::{
    Store, StoreError,
    audit::{self, Action, Resource},
    baselines::{self, Chart, VERSION},
    testing::{author, load_services, on_each, scope},
};

fn on_both(body: impl Fn(&Store)) {
    on_each(|db| {
        load_services(&db.store, &["BRD", "CDF"]);
        body(&db.store);
    });
}

fn code(text: &str) -> ServiceCode {
    text.parse().unwrap()
}

fn new(service: Option<&str>, from: &str) -> NewBaseline {
    NewBaseline {
        service: service.map(code),
        set: SetId::FlsDb,
        kpi: Kpi::K11,
        from: from.parse().unwrap(),
        reason: "second nurse".to_owned(),
    }
}

fn chart(service: Option<&str>) -> Chart {
    Chart {
        service: service.map(code),
        set: SetId::FlsDb,
        kpi: Kpi::K11,
    }
}

#[test]
fn charts_have_their_own_in_order() {
    on_both(|store| {
        let create = |scope: &Scope, service, from| {
            store.write(&author(), |w| baselines::create(w, scope, &new(service, from)))
        };
        let later = create(&scope(&["BRD"]), Some("BRD"), "2025-03").unwrap();
        let earlier = create(&scope(&["BRD"]), Some("BRD"), "2024-10").unwrap();
        let national = create(&Scope::All, None, "2024-10").unwrap();
        for (within, service) in [(scope(&["BRD"]), Some("CDF")), (scope(&["BRD"]), None)] {
            let refused = create(&within, service, "2024-10");
            assert!(matches!(refused, Err(StoreError::NotFound)), "{refused:?}");
        }
        match create(&scope(&["BRD"]), Some("BRD"), "2025-03") {
            Err(StoreError::Exists { id }) => assert_eq!(id, later.id),
            other => panic!("{other:?}"),
        }
        for (service, expected) in [
            (Some("BRD"), vec![earlier.clone(), later.clone()]),
            (Some("CDF"), vec![]),
            (None, vec![national.clone()]),
        ] {
            let found = store.read(|r| baselines::of_chart(r, chart(service))).unwrap();
            assert_eq!(found, expected);
        }
        let listed = |within: &Scope| {
            let paging = Paging {
                total: true,
                ..Paging::default()
            };
            let page = store.read(|r| baselines::list(r, within, &paging)).unwrap();
            (
                page.items.into_iter().map(|found| found.id).collect::<Vec<_>>(),
                page.total,
            )
        };
        assert_eq!(
            listed(&Scope::All),
            (
                vec![national.id.clone(), earlier.id.clone(), later.id.clone()],
                Some(3)
            )
        );
        assert_eq!(listed(&scope(&["CDF"])), (vec![national.id.clone()], Some(1)));
        let hidden = store.read(|r| baselines::find(r, &scope(&["CDF"]), &later.id));
        assert!(matches!(hidden, Err(StoreError::NotFound)));
    });
}

#[test]
fn undoing_one_leaves_audit_events_of_both() {
    on_both(|store| {
        let made = store
            .write(&author(), |w| {
                baselines::create(w, &scope(&["BRD"]), &new(Some("BRD"), "2025-03"))
            })
            .unwrap();
        let remove = |within: &Scope, version| {
            store.write(&author(), |w| {
                baselines::remove(w, within, &made.id, version, "it was the holidays")
            })
        };
        assert!(matches!(
            remove(&scope(&["CDF"]), VERSION),
            Err(StoreError::NotFound)
        ));
        match remove(&scope(&["BRD"]), VERSION + 1) {
            Err(StoreError::Stale { current }) => assert_eq!(current.changed_by, author().name),
            other => panic!("{other:?}"),
        }
        remove(&scope(&["BRD"]), VERSION).unwrap();
        assert!(matches!(
            remove(&scope(&["BRD"]), VERSION),
            Err(StoreError::NotFound)
        ));
        let found = store
            .read(|r| baselines::of_chart(r, chart(Some("BRD"))))
            .unwrap();
        assert!(found.is_empty());
        let events = store
            .read(|r| audit::list(r, &scope(&["BRD"]), &Paging::default()))
            .unwrap()
            .items;
        let of_baseline: Vec<_> = events
            .iter()
            .filter(|event| event.resource == Resource::Baseline)
            .map(|event| (event.action, event.reference.clone()))
            .collect();
        let reference = Some(store.reference(&made.id));
        assert_eq!(
            of_baseline,
            [(Action::Delete, reference.clone()), (Action::Create, reference)]
        );
    });
}
