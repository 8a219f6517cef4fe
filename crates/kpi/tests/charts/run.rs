//! Run charts.

use flsdb_domain::{
    kpi::{Kpi, SetId},
    wire::{
        charts::{Baseline, Meaning, Method, Provisional, RunChart, SpecialCause},
        kpis::{Dimension, KpiResults},
    },
};
use flsdb_kpi::charts::{ChartFault, funnel, run_chart, run_table};
use proptest::prelude::*;

use crate::{hidden, plan, proportion, result, results};

/// Months from January 2024 on, each with a hundred records or hidden.
fn by_month(kpi: Kpi, numerators: &[Option<u64>]) -> KpiResults {
    let months = numerators.iter().enumerate().map(|(at, numerator)| {
        let month = format!("{}-{:02}", 2024 + at / 12, at % 12 + 1);
        let figures = numerator.map_or_else(hidden, |numerator| proportion(numerator, 100));
        result(kpi, &[(Dimension::Month, &month)], figures)
    });
    results(months.collect())
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
