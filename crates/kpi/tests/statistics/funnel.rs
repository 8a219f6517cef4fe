//! Funnel limits and significance, as PHEindicatormethods.

use flsdb_kpi::{
    funnel::{Observed, Significance, limits, pooled, significance},
    interval::Confidence,
};

use crate::vectors::{Row, assert_none, close, grouped, rows};

pub fn observed(row: &Row) -> Observed {
    Observed {
        numerator: row.count("numerator"),
        denominator: row.count("denominator"),
    }
}

fn name(significance: Significance) -> &'static str {
    match significance {
        Significance::Low998 => "Low (0.001)",
        Significance::Low95 => "Low (0.025)",
        Significance::None => "Not significant",
        Significance::High95 => "High (0.025)",
        Significance::High998 => "High (0.001)",
    }
}

/// Limits in per cent against the four columns.
fn limits_differ(row: &Row, pooled: f64, denominator: u64) -> bool {
    let [low_95, high_95] = limits(pooled, denominator, Confidence::P95);
    let [low_998, high_998] = limits(pooled, denominator, Confidence::P998);
    [
        ("baseline", pooled),
        ("lower2s", low_95),
        ("upper2s", high_95),
        ("lower3s", low_998),
        ("upper3s", high_998),
    ]
    .into_iter()
    .any(|(column, found)| !close(Some(100.0 * found), row.number(column)))
}

#[test]
fn funnels_as_published() {
    let mut wrong = Vec::new();
    let sets = grouped(rows("funnel.csv"), &["set_id"]);
    for (id, set) in &sets {
        let services: Vec<_> = set.iter().map(observed).collect();
        let pooled = pooled(&services).expect("a denominator");
        for (row, service) in set.iter().zip(&services) {
            let value = service.value().expect("a denominator");
            let found = name(significance(value, pooled, service.denominator));
            let same = close(Some(100.0 * value), row.number("proportion"))
                && !limits_differ(row, pooled, service.denominator)
                && found == row.text("significance");
            if !same {
                wrong.push(format!("{id:?} {}: {found}", row.text("service_id")));
            }
        }
    }
    assert_none(&wrong);
    let mut wrong = Vec::new();
    for row in rows("funnel_limits.csv") {
        let set = sets.get(&vec![row.text("set_id").to_owned()]).expect("a set");
        let services: Vec<_> = set.iter().map(observed).collect();
        let pooled = pooled(&services).expect("a denominator");
        if limits_differ(&row, pooled, row.count("population")) {
            wrong.push(format!("{} at {}", row.text("set_id"), row.text("population")));
        }
    }
    assert_none(&wrong);
}
