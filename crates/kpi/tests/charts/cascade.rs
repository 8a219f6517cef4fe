//! Cascades.

use flsdb_domain::{
    Nation,
    kpi::{Course, Facts, SetId, Step, expectation::HipFractures},
    vocabulary::Site,
    wire::kpis::Period,
};
use flsdb_kpi::{
    Query, ServiceInfo, Source,
    charts::{cascade, cascade_table},
    cohorts_of,
};

use crate::{day, results};

fn record(assessed: Option<i16>, recommended: Option<bool>, started: bool, adherent: bool) -> Facts {
    let reading = flsdb_domain::Reading::from_cells([(flsdb_domain::Field::DiagnosedOn, "2024-06-01")]);
    let course = |on: bool| on.then_some(Course::OnDrug);
    Facts {
        assessed,
        recommended,
        therapy_16: course(started),
        therapy_52: course(adherent),
        sites: [Some(Site::Hip), None, None],
        ..Facts::of(&reading.episode).expect("a diagnosis")
    }
}

#[test]
fn cascades_count_each_step_within_the_one_before() {
    let records = [
        record(None, Some(true), true, true),
        record(Some(5), None, true, true),
        record(Some(5), Some(true), false, true),
        record(Some(5), Some(true), true, true),
    ];
    let later = Facts {
        diagnosed_on: day("2025-04-01"),
        ..record(Some(5), Some(true), true, true)
    };
    let cohorts = cohorts_of(1, records.into_iter().chain([later]).map(|facts| (0, facts)));
    let query = Query {
        set: SetId::FlsDb,
        period: Period {
            start: day("2024-01-01"),
            end: day("2025-03-31"),
        },
        as_of: day("2026-01-31"),
        by: Vec::new(),
        total: false,
        kpis: Vec::new(),
    };
    let services = [ServiceInfo {
        code: "AAA".parse().expect("a code"),
        name: "A".to_owned(),
        nation: Nation::Wales,
        region: None,
        hip_fractures: HipFractures::new([]),
    }];
    let source = Source {
        data_version: 3,
        software: "test".to_owned(),
        disclosure: results(Vec::new()).disclosure,
    };
    let chart = cascade(&query, &services, &cohorts, source);
    let counts: Vec<_> = chart.steps.iter().map(|step| step.count).collect();
    assert_eq!(counts, [4, 3, 2, 1, 1].map(Some));
    // 4 January 2025 + 392 days is 31 January 2026.
    assert_eq!(chart.open_from, Some(day("2025-01-05")));
    let lost: Vec<_> = chart.steps.iter().map(|step| step.lost).collect();
    assert_eq!(lost, [None, Some(1), Some(1), Some(1), Some(0)]);
    assert_eq!(chart.steps[3].lost_display.as_deref(), Some("50.0"));
    assert_eq!(chart.steps[3].display.as_deref(), Some("25.0"));
    assert_eq!(
        chart.steps.iter().map(|step| step.step).collect::<Vec<_>>(),
        Step::ALL
    );
    assert_eq!(cascade_table(&chart).len(), 6);
}
