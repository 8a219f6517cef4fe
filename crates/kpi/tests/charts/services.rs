//! Funnels and caterpillars.

use flsdb_domain::{
    kpi::Kpi,
    wire::{
        charts::{Funnel, Method},
        kpis::{Amount, Dimension, Figures, KpiResult, KpiResults, Rate},
    },
};
use flsdb_kpi::charts::{caterpillar, caterpillar_table, funnel, funnel_table, run_chart};

use crate::{hidden, plan, proportion, result, results};

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
    assert_eq!(serde_json::from_str::<Funnel>(&json).expect("reads"), chart);
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
