//! Charts from results: provisional months, baselines, hidden cells, sentences.

#![cfg(test)]

use chrono::NaiveDate;
use flsdb_domain::{
    Nation,
    kpi::{Course, Facts, Kpi, SetId, Step, expectation::HipFractures},
    vocabulary::Site,
    wire::{
        charts::{Baseline, Meaning, Method, Preset, Provisional, RunChart, SpecialCause},
        kpis::{
            Amount, Dimension, Disclosure, Figures, KpiResult, KpiResults, Period, Proportion, Rate,
            SetVersion,
        },
    },
};
use flsdb_kpi::{
    Query, ServiceInfo, Source, cohorts_of,
    charts::{
        ChartFault, ENTRY_LAG_DAYS, RunPlan, cascade, cascade_table, caterpillar, caterpillar_table,
        count_steps, funnel, funnel_table, run_chart, run_table,
    },
};
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn proportion(numerator: u64, denominator: u64) -> Proportion {
    let value = (denominator > 0).then(|| numerator as f64 / denominator as f64);
    Proportion {
        initial_population: Some(denominator),
        excluded: None,
        denominator: Some(denominator),
        numerator: Some(numerator),
        missing: Some(0),
        value,
        display: value.map(|value| format!("{:.1}", 100.0 * value)),
        level: None,
        interval: None,
        bounds: None,
    }
}

fn hidden() -> Proportion {
    Proportion {
        initial_population: None,
        denominator: None,
        numerator: None,
        missing: None,
        ..proportion(0, 0)
    }
}

fn result(kpi: Kpi, group: &[(Dimension, &str)], figures: Proportion) -> KpiResult {
    KpiResult {
        group: group
            .iter()
            .map(|(by, name)| (*by, Some((*name).to_owned())))
            .collect(),
        kpi,
        official_number: kpi.to_string(),
        suppressed: figures.denominator.is_none(),
        figures: Figures::Proportion(figures),
    }
}

fn results(results: Vec<KpiResult>) -> KpiResults {
    let set = SetId::FlsDb;
    KpiResults {
        set: SetVersion {
            id: set,
            version: set.set().version.to_owned(),
            hash: set.set().hash(),
        },
        period: Period {
            start: day("2024-01-01"),
            end: day("2025-12-31"),
        },
        as_of: day("2026-01-31"),
        services: Vec::new(),
        data_version: 1,
        software: "test".to_owned(),
        disclosure: Disclosure {
            rule: "none".to_owned(),
            reason: "test".to_owned(),
        },
        results,
    }
}

/// Months from January 2024 on, each with a hundred records or hidden.
fn by_month(kpi: Kpi, numerators: &[Option<u64>]) -> KpiResults {
    let months = numerators.iter().enumerate().map(|(at, numerator)| {
        let month = format!("{}-{:02}", 2024 + at / 12, at % 12 + 1);
        let figures = numerator.map_or_else(hidden, |numerator| proportion(numerator, 100));
        result(kpi, &[(Dimension::Month, &month)], figures)
    });
    results(months.collect())
}

fn plan(method: Method) -> RunPlan {
    RunPlan {
        method,
        preset: Preset::Nhsr,
        fix_after: None,
        entry_lag_days: ENTRY_LAG_DAYS,
        baselines: Vec::new(),
    }
}

fn baseline(from: &str) -> Baseline {
    Baseline {
        id: from.to_owned(),
        service: None,
        set: SetId::FlsDb,
        kpi: Kpi::K7,
        from: from.parse().expect("a month"),
        reason: "second nurse".to_owned(),
        by: "Ann".to_owned(),
        at: "2026-01-01T00:00:00Z".parse().expect("a time"),
    }
}

fn provisional(chart: &RunChart) -> Vec<(String, Provisional)> {
    let months = chart.points.iter();
    months
        .filter_map(|point| Some((point.month.to_string(), point.provisional?)))
        .collect()
}

#[test]
fn young_months_enter_neither_limits_nor_rules() {
    let mut months = vec![Some(60); 24];
    months[23] = Some(0);
    for (kpi, first, reason) in [
        // 31 October 2025 + 90 days is 29 January 2026, before as_of; 30 November 2025 is not.
        (Kpi::K4, "2025-11", Provisional::Immature),
        (Kpi::K7, "2025-11", Provisional::EntryLag),
        (Kpi::K9, "2025-10", Provisional::Immature),
        // 31 December 2024 + 392 days is 27 January 2026.
        (Kpi::K11, "2025-01", Provisional::Immature),
    ] {
        for method in [Method::Xmr, Method::P] {
            let chart = run_chart(&by_month(kpi, &months), kpi, plan(method)).expect("a chart");
            let found = provisional(&chart);
            assert_eq!(found.first(), Some(&(first.to_owned(), reason)), "KPI {kpi}");
            assert_eq!(found.last().map(|(month, _)| month.as_str()), Some("2025-12"));
            assert_eq!(chart.median, Some(60.0));
            let last = &chart.points[23];
            assert_eq!(
                (last.value, last.mean, last.special_cause),
                (Some(0.0), None, None)
            );
        }
    }
}

#[test]
fn a_run_above_the_mean_is_told_in_words() {
    let mut months: Vec<_> = [50, 52].into_iter().cycle().take(14).map(Some).collect();
    months.extend([53, 54, 53, 54, 53, 54, 53].map(Some));
    let chart = run_chart(&by_month(Kpi::K7, &months), Kpi::K7, plan(Method::Xmr)).expect("a chart");
    assert_eq!(
        chart.head.sentence,
        "Eight months in a row above the mean, up to September 2025: an improvement that is unlikely to be chance."
    );
    let last = &chart.points[20];
    assert_eq!(last.special_cause, Some(SpecialCause::AboveMean));
    assert_eq!(last.meaning, Some(Meaning::Improvement));
    assert!(chart.runs.signal, "{:?}", chart.runs);
}

#[test]
fn a_falling_trend_is_told_with_its_length() {
    let mut months: Vec<_> = [50, 58].into_iter().cycle().take(10).map(Some).collect();
    months.extend([57, 56, 55, 54, 53, 52, 51].map(Some));
    let chart = run_chart(&by_month(Kpi::K7, &months), Kpi::K7, plan(Method::Xmr)).expect("a chart");
    assert_eq!(
        chart.head.sentence,
        "Eight months falling one after the other, up to May 2025: a concern that is unlikely to be chance."
    );
}

#[test]
fn baselines_start_mean_and_limits_afresh() {
    let mut months: Vec<_> = [40, 42].into_iter().cycle().take(12).map(Some).collect();
    months.extend([70, 72].into_iter().cycle().take(9).map(Some));
    let shown = by_month(Kpi::K7, &months);
    let mut rebased = plan(Method::Xmr);
    rebased.baselines = vec![baseline("2027-01"), baseline("2025-01"), baseline("2019-05")];
    let chart = run_chart(&shown, Kpi::K7, rebased).expect("a chart");
    assert_eq!(chart.baselines, [baseline("2025-01")]);
    assert_eq!(
        (chart.points[11].mean, chart.points[11].baseline),
        (Some(41.0), 0)
    );
    assert_eq!(chart.points[12].mean.map(f64::round), Some(71.0));
    assert_eq!(chart.points[12].baseline, 1);
    assert!(chart.points.iter().all(|point| point.special_cause.is_none()));
    let plain = run_chart(&shown, Kpi::K7, plan(Method::Xmr)).expect("a chart");
    assert!(plain.points.iter().any(|point| point.special_cause.is_some()));
    let mut fixed = plan(Method::Xmr);
    fixed.fix_after = Some(12);
    let fixed = run_chart(&shown, Kpi::K7, fixed).expect("a chart");
    assert!(fixed.points.iter().take(21).all(|point| point.mean == Some(41.0)));
    assert_eq!(fixed.points[12].special_cause, Some(SpecialCause::AboveLimit));
}

#[test]
fn hidden_months_stay_hidden_and_break_runs() {
    let mut months: Vec<_> = [50, 52].into_iter().cycle().take(14).map(Some).collect();
    months.extend([Some(54), Some(55), Some(54), None, Some(54), Some(55), Some(54)]);
    let chart = run_chart(&by_month(Kpi::K7, &months), Kpi::K7, plan(Method::Xmr)).expect("a chart");
    let point = &chart.points[17];
    assert!(point.suppressed);
    assert_eq!(
        (point.value, point.numerator, point.denominator),
        (None, None, None)
    );
    assert!(
        chart
            .points
            .iter()
            .all(|point| point.special_cause != Some(SpecialCause::AboveMean))
    );
}

#[test]
fn charts_that_do_not_exist_are_refused() {
    let months = by_month(Kpi::K7, &[Some(1)]);
    let mut early = plan(Method::Xmr);
    early.fix_after = Some(11);
    assert_eq!(run_chart(&months, Kpi::K7, early), Err(ChartFault::FixedTooEarly));
    let total = results(vec![result(Kpi::K7, &[], proportion(1, 2))]);
    assert_eq!(
        run_chart(&total, Kpi::K7, plan(Method::Xmr)),
        Err(ChartFault::NotByMonth)
    );
    let mut live = total.clone();
    live.set.id = SetId::FlsDbLive;
    for kpi in [Kpi::K2, Kpi::K3] {
        assert_eq!(
            run_chart(&live, kpi, plan(Method::P)),
            Err(ChartFault::NotAProportion(kpi))
        );
        assert_eq!(funnel(&live, kpi), Err(ChartFault::NotAProportion(kpi)));
    }
    assert_eq!(funnel(&total, Kpi::K2), Err(ChartFault::NotAProportion(Kpi::K2)));
}

fn by_service(services: &[(&str, Option<(u64, u64)>)]) -> KpiResults {
    let service = |(code, counts): &(&str, Option<(u64, u64)>)| {
        let figures = counts.map_or_else(hidden, |(numerator, denominator)| {
            proportion(numerator, denominator)
        });
        result(Kpi::K7, &[(Dimension::Service, code)], figures)
    };
    let counts = || services.iter().filter_map(|(_, counts)| *counts);
    let total = proportion(counts().map(|c| c.0).sum(), counts().map(|c| c.1).sum());
    let of_services = services.iter().map(service);
    results(of_services.chain([result(Kpi::K7, &[], total)]).collect())
}

#[test]
fn funnels_show_limits_and_no_verdict_on_a_service() {
    let found = by_service(&[
        ("AAA", Some((50, 100))),
        ("BBB", Some((150, 300))),
        ("CCC", None),
        ("DDD", Some((0, 0))),
    ]);
    let chart = funnel(&found, Kpi::K7).expect("a chart");
    assert_eq!(
        (chart.pooled, chart.display.as_deref()),
        (Some(50.0), Some("50.0"))
    );
    assert_eq!(
        (chart.phi, chart.adjusted, chart.suitable),
        (Some(0.0), false, true)
    );
    let limits = chart.points[0].limits.limits.expect("limits");
    assert!((limits.p95[0] - 40.200180).abs() < 1e-6, "{limits:?}");
    assert!(chart.points[2].suppressed && chart.points[2].limits.limits.is_none());
    assert!(chart.points[3].limits.limits.is_none());
    assert_eq!(chart.curve.last().map(|point| point.denominator), Some(300));
    let json = serde_json::to_string(&chart).expect("serialises");
    assert!(!json.contains("alert") && !json.contains("alarm") && !json.contains("outlier"));
    assert_eq!(
        serde_json::from_str::<flsdb_domain::wire::charts::Funnel>(&json).expect("reads"),
        chart
    );
    assert_eq!(funnel_table(&chart).len(), 5);
    let wild = by_service(&[
        ("AAA", Some((10, 1000))),
        ("BBB", Some((990, 1000))),
        ("CCC", Some((500, 1000))),
    ]);
    let chart = funnel(&wild, Kpi::K7).expect("a chart");
    assert!(!chart.suitable && chart.adjusted, "{:?}", chart.phi);
    assert!(
        chart.head.sentence.contains("cannot tell"),
        "{}",
        chart.head.sentence
    );
}

#[test]
fn caterpillars_stand_in_order() {
    let found = by_service(&[
        ("BBB", Some((2, 4))),
        ("CCC", None),
        ("AAA", Some((1, 2))),
        ("DDD", Some((1, 4))),
    ]);
    let chart = caterpillar(&found, Kpi::K7).expect("a chart");
    let order: Vec<_> = chart
        .points
        .iter()
        .map(|point| point.service.to_string())
        .collect();
    assert_eq!(order, ["DDD", "AAA", "BBB", "CCC"]);
    assert_eq!(
        chart.head.sentence,
        "Three services from 25.0 % to 50.0 %, where the pooled value is 40.0 %."
    );
    assert_eq!(caterpillar_table(&chart).len(), 5);
}

#[test]
fn ratios_have_run_charts_and_caterpillars() {
    let rate = |numerator, group: &[(Dimension, &str)]| KpiResult {
        figures: Figures::Rate(Rate {
            denominator: Some(Amount::of_parts(5, 2)),
            numerator: Some(numerator),
            value: Some(numerator as f64 / 2.5),
            display: Some("x".to_owned()),
            level: None,
            interval: None,
        }),
        ..result(Kpi::K2, group, hidden())
    };
    let shown = results(vec![rate(5, &[(Dimension::Month, "2024-01")])]);
    let chart = run_chart(&shown, Kpi::K2, plan(Method::Xmr)).expect("a chart");
    assert_eq!(chart.points[0].value, Some(200.0));
    let shown = results(vec![rate(5, &[(Dimension::Service, "AAA")]), rate(5, &[])]);
    assert_eq!(caterpillar(&shown, Kpi::K2).expect("a chart").pooled, Some(200.0));
}

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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn provisional_and_later_months_change_nothing_before_them(
        months in prop::collection::vec(prop::option::of(0u64..=100), 22..=22),
        last in [0u64..=100, 0u64..=100],
        p in any::<bool>(),
    ) {
        let method = if p { Method::P } else { Method::Xmr };
        let with = |last: [u64; 2]| {
            let all: Vec<_> = months.iter().copied().chain(last.map(Some)).collect();
            run_chart(&by_month(Kpi::K7, &all), Kpi::K7, plan(method)).expect("a chart")
        };
        let (found, other) = (with(last), with([50, 50]));
        prop_assert_eq!(&found.points[..22], &other.points[..22]);
        prop_assert_eq!(&found.head.sentence, &other.head.sentence);
        prop_assert_eq!(found.median, other.median);
        for point in &found.points {
            if let (Some(lower), Some(mean), Some(upper)) = (point.lower, point.mean, point.upper) {
                prop_assert!(lower <= mean && mean <= upper);
                prop_assert!(method == Method::Xmr || lower >= 0.0 && upper <= 100.0);
            }
            prop_assert!(point.special_cause.is_none() || point.value.is_some());
        }
        let json = serde_json::to_string(&found).expect("serialises");
        prop_assert_eq!(serde_json::from_str::<RunChart>(&json).expect("reads"), found.clone());
        prop_assert_eq!(run_table(&found).len(), 25);
    }
}
