//! Charts as plain tables, a row a point: for CSV. What is hidden or absent is empty. Each row stands by itself: it says
//! which set, period and data it comes from.

use flsdb_domain::{
    vocabulary::Coded,
    wire::{
        charts::{Cascade, Caterpillar, ChartHead, Funnel, RunChart},
        kpis::Interval,
    },
};

use crate::table::{ORIGIN, origin};

/// The headings, then a row for each month.
pub fn run_table(chart: &RunChart) -> Vec<Vec<String>> {
    let headings = [
        "month",
        "kpi",
        "numerator",
        "denominator",
        "value",
        "display",
        "provisional",
        "baseline",
        "median",
        "mean",
        "lower",
        "upper",
        "special_cause",
        "meaning",
        "suppressed",
    ];
    let rows = chart.points.iter().map(|point| {
        [
            point.month.to_string(),
            chart.kpi.kpi.to_string(),
            text(point.numerator),
            text(point.denominator),
            text(point.value),
            text(point.display.as_ref()),
            text(point.provisional.map(Coded::token)),
            point.baseline.to_string(),
            text(chart.median),
            text(point.mean),
            text(point.lower),
            text(point.upper),
            text(point.special_cause.map(Coded::token)),
            text(point.meaning.map(Coded::token)),
            point.suppressed.to_string(),
        ]
    });
    table(&chart.head, headings, rows)
}

/// The headings, then a row for each service.
pub fn funnel_table(chart: &Funnel) -> Vec<Vec<String>> {
    let headings = [
        "service",
        "kpi",
        "numerator",
        "denominator",
        "value",
        "display",
        "pooled",
        "lower_95",
        "upper_95",
        "lower_99.8",
        "upper_99.8",
        "adjusted_lower_95",
        "adjusted_upper_95",
        "adjusted_lower_99.8",
        "adjusted_upper_99.8",
        "suppressed",
    ];
    let rows = chart.points.iter().map(|point| {
        let [lower_95, upper_95, lower_998, upper_998] = limits(point.limits.limits);
        let [adjusted_1, adjusted_2, adjusted_3, adjusted_4] = limits(point.limits.adjusted_limits);
        [
            point.service.to_string(),
            chart.kpi.kpi.to_string(),
            text(point.numerator),
            text(point.denominator),
            text(point.value),
            text(point.display.as_ref()),
            text(chart.pooled),
            lower_95,
            upper_95,
            lower_998,
            upper_998,
            adjusted_1,
            adjusted_2,
            adjusted_3,
            adjusted_4,
            point.suppressed.to_string(),
        ]
    });
    table(&chart.head, headings, rows)
}

/// The headings, then a row for each service.
pub fn caterpillar_table(chart: &Caterpillar) -> Vec<Vec<String>> {
    let headings = [
        "service",
        "kpi",
        "numerator",
        "denominator",
        "value",
        "display",
        "level",
        "lower_95",
        "upper_95",
        "lower_99.8",
        "upper_99.8",
        "pooled",
        "suppressed",
    ];
    let rows = chart.points.iter().map(|point| {
        let [lower_95, upper_95, lower_998, upper_998] = limits(point.interval);
        [
            point.service.to_string(),
            chart.kpi.kpi.to_string(),
            text(point.numerator),
            text(point.denominator),
            text(point.value),
            text(point.display.as_ref()),
            text(point.level.map(Coded::token)),
            lower_95,
            upper_95,
            lower_998,
            upper_998,
            text(chart.pooled),
            point.suppressed.to_string(),
        ]
    });
    table(&chart.head, headings, rows)
}

/// The headings, then a row for each step.
pub fn cascade_table(chart: &Cascade) -> Vec<Vec<String>> {
    let headings = ["step", "title", "count", "display", "lost", "lost_display"];
    let rows = chart.steps.iter().map(|step| {
        [
            step.step.token().to_owned(),
            step.title.clone(),
            text(step.count),
            text(step.display.as_ref()),
            text(step.lost),
            text(step.lost_display.as_ref()),
        ]
    });
    table(&chart.head, headings, rows)
}

fn table<const N: usize>(
    head: &ChartHead,
    headings: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
) -> Vec<Vec<String>> {
    let names = ORIGIN.into_iter().chain(headings).map(str::to_owned).collect();
    let origin = origin(&head.set, head.period, head.as_of, head.data_version);
    let rows = rows.map(|row| origin.iter().cloned().chain(row).collect());
    [names].into_iter().chain(rows).collect()
}

fn text(figure: Option<impl ToString>) -> String {
    figure.map(|figure| figure.to_string()).unwrap_or_default()
}

fn limits(interval: Option<Interval>) -> [String; 4] {
    let limits = interval.map(|i| [i.p95[0], i.p95[1], i.p998[0], i.p998[1]]);
    limits.map_or_else(Default::default, |limits| limits.map(|limit| limit.to_string()))
}
