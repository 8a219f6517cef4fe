//! Why a number moved: the parts are the whole, and each has its cause.

use std::collections::{BTreeMap, HashMap};

use flsdb_domain::{
    kpi::{Facts, Kpi, SetId},
    wire::kpis::{Cause, Figures, KpiDifference, Period},
};
use flsdb_kpi::{DifferenceFold, DifferenceQuery, Query, ServiceInfo, evaluate};
use proptest::{collection::vec, option, prelude::*, sample::select, strategy::ValueTree};

use crate::records::{day, facts, services};

/// A record in the two states, of one of the services.
type History = (usize, Option<Facts>, Option<Facts>);

fn histories() -> impl Strategy<Value = Vec<History>> {
    // Boxed, as the tree of a record's many fields is too large for the stack when it is nested.
    let record = facts().boxed();
    let unchanged = record.clone().prop_map(|facts| (Some(facts), Some(facts)));
    let changed = (option::of(record.clone()), option::of(record));
    let pair = prop_oneof![unchanged, changed].boxed();
    vec(
        (0usize..3, pair).prop_map(|(service, (from, to))| (service, from, to)),
        0..40,
    )
}

fn queries() -> impl Strategy<Value = DifferenceQuery> {
    let periods = [
        ("2022-06-01", "2025-12-31"),
        ("2023-01-01", "2023-12-31"),
        ("2023-07-01", "2024-06-30"),
    ];
    let days = ["2023-11-01", "2024-06-01", "2026-01-31"];
    let services = [&[0usize, 1, 2][..], &[0, 1], &[2]];
    (
        select(SetId::ALL.to_vec()),
        select(periods.to_vec()),
        select(days.to_vec()),
        select(services.to_vec()),
    )
        .prop_map(|(set, (start, end), as_of, asked)| DifferenceQuery {
            set,
            period: Period {
                start: day(start),
                end: day(end),
            },
            as_of: day(as_of),
            versions: asked
                .iter()
                .map(|place| (crate::records::services()[*place].code, 1))
                .collect(),
        })
}

fn difference(
    kpi: Kpi,
    from: &DifferenceQuery,
    to: &DifferenceQuery,
    histories: &[History],
) -> KpiDifference {
    let mut fold = DifferenceFold::new(kpi, from.clone(), to.clone());
    for (place, service) in services().iter().enumerate() {
        let ours = (0u128..).zip(histories).filter(|(_, history)| history.0 == place);
        let (mut before, mut after) = (HashMap::new(), HashMap::new());
        for (id, (_, from, to)) in ours {
            before.extend(from.map(|facts| (id, facts)));
            after.extend(to.map(|facts| (id, facts)));
        }
        fold.add(service, &before, &after);
    }
    fold.finish()
}

/// Numerator and denominator as the engine has them; the expectation instead of the denominator where there is one.
fn result(kpi: Kpi, query: &DifferenceQuery, records: &[(usize, Facts)]) -> Option<(i64, f64)> {
    let services: Vec<ServiceInfo> = services();
    let (places, services): (Vec<usize>, Vec<ServiceInfo>) = services
        .into_iter()
        .enumerate()
        .filter(|(_, info)| query.versions.contains_key(&info.code))
        .unzip();
    let records = records
        .iter()
        .filter_map(|(service, facts)| Some((places.iter().position(|place| place == service)?, *facts)));
    let query = Query {
        set: query.set,
        period: query.period,
        as_of: query.as_of,
        by: Vec::new(),
        total: false,
        kpis: vec![kpi],
    };
    match &evaluate(&query, &services, records).first()?.figures {
        Figures::Proportion(p) => Some((p.numerator?.cast_signed(), p.denominator? as f64)),
        Figures::Rate(r) => Some((r.numerator?.cast_signed(), r.denominator?.value())),
        Figures::Completeness(_) => None,
    }
}

fn effective(found: &KpiDifference) -> BTreeMap<Cause, u64> {
    let parts = found.parts.iter().filter(|part| part.records > 0);
    parts.map(|part| (part.cause, part.records)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_parts_are_the_whole(
        histories in histories(), from in queries(), to in queries(), kpi in select(Kpi::ALL.to_vec()),
    ) {
        let found = difference(kpi, &from, &to, &histories);
        let sum = |part: fn(&flsdb_domain::wire::kpis::DifferencePart) -> i64| found.parts.iter().map(part).sum::<i64>();
        prop_assert_eq!(sum(|part| part.numerator), found.numerator);
        prop_assert_eq!(sum(|part| part.denominator), found.denominator);
        prop_assert_eq!(found.to.numerator - found.from.numerator, found.numerator);
        prop_assert_eq!(found.to.denominator - found.from.denominator, found.denominator);
        if kpi != Kpi::K1 {
            let before: Vec<_> = histories.iter().filter_map(|(service, from, _)| Some((*service, (*from)?))).collect();
            let after: Vec<_> = histories.iter().filter_map(|(service, _, to)| Some((*service, (*to)?))).collect();
            for (side, query, records) in [(&found.from, &from, before), (&found.to, &to, after)] {
                let (numerator, denominator) = result(kpi, query, &records).expect("a result");
                prop_assert_eq!(side.numerator, numerator, "KPI {}", kpi);
                let ours = side.expected.map_or(side.denominator as f64, |expected| expected.value());
                prop_assert_eq!(ours, denominator, "KPI {}", kpi);
            }
        }
    }

    #[test]
    fn each_part_has_its_cause(histories in histories(), from in queries(), to in queries(), kpi in select(Kpi::ALL.to_vec())) {
        let same: Vec<History> = histories.iter().map(|(service, from, _)| (*service, *from, *from)).collect();
        prop_assert!(effective(&difference(kpi, &from, &from, &same)).is_empty());

        let later = DifferenceQuery { as_of: to.as_of, ..from.clone() };
        let found = effective(&difference(kpi, &from, &later, &same));
        prop_assert!(found.keys().all(|cause| *cause == Cause::Matured), "{:?}", found);

        let redefined = DifferenceQuery { set: to.set, ..from.clone() };
        let found = effective(&difference(kpi, &from, &redefined, &same));
        prop_assert!(found.keys().all(|cause| *cause == Cause::Definition), "{:?}", found);

        let elsewhere = DifferenceQuery { period: to.period, versions: to.versions.clone(), ..from.clone() };
        let found = effective(&difference(kpi, &from, &elsewhere, &same));
        prop_assert!(found.keys().all(|cause| *cause == Cause::Question), "{:?}", found);

        let arriving: Vec<History> = histories.iter().map(|(service, from, _)| (*service, None, *from)).collect();
        let found = effective(&difference(kpi, &from, &from, &arriving));
        prop_assert!(found.keys().all(|cause| *cause == Cause::New), "{:?}", found);

        let leaving: Vec<History> = histories.iter().map(|(service, from, _)| (*service, *from, None)).collect();
        let found = effective(&difference(kpi, &from, &from, &leaving));
        prop_assert!(found.keys().all(|cause| *cause == Cause::Withdrawn), "{:?}", found);

        let dying: Vec<History> = histories
            .iter()
            .map(|(service, from, _)| (*service, *from, from.map(|facts| Facts { died: Some(facts.died.unwrap_or(30)), ..facts })))
            .collect();
        let found = effective(&difference(kpi, &from, &from, &dying));
        prop_assert!(found.keys().all(|cause| *cause == Cause::Died), "{:?}", found);
    }
}

#[test]
fn deaths_and_corrections_are_told_apart() {
    let query = DifferenceQuery {
        set: SetId::FlsDb,
        period: Period {
            start: day("2022-06-01"),
            end: day("2025-12-31"),
        },
        as_of: day("2026-01-31"),
        versions: services().iter().map(|info| (info.code, 1)).collect(),
    };
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let any = facts().new_tree(&mut runner).expect("facts").current();
    let open = Facts {
        recommended: Some(true),
        followed_up_16: None,
        followed_up_16_at: None,
        died: None,
        ..any
    };
    let died = Facts {
        died: Some(20),
        ..open
    };
    let reached = Facts {
        followed_up_16: Some(flsdb_domain::vocabulary::FollowedUp::Yes),
        followed_up_16_at: Some(100),
        ..open
    };
    let moved = Facts {
        diagnosed_on: day("2026-01-01"),
        ..reached
    };
    let of = |from, to| {
        let found = difference(Kpi::K9, &query, &query, &[(0, Some(from), Some(to))]);
        let parts = found.parts.into_iter().filter(|part| part.records > 0);
        parts
            .map(|part| (part.cause, part.numerator, part.denominator))
            .collect::<Vec<_>>()
    };
    assert_eq!(of(open, died), [(Cause::Died, 0, -1)]);
    assert_eq!(of(open, reached), [(Cause::Changed, 1, 0)]);
    assert_eq!(of(died, reached), [(Cause::Changed, 1, 1)]);
    assert_eq!(of(reached, moved), [(Cause::Changed, -1, -1)]);
    assert_eq!(of(moved, reached), [(Cause::Changed, 1, 1)]);
}
