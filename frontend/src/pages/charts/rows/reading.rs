//! The rows, from what the server says.

use flsdb_domain::{
    Nation, ServiceCode,
    kpi::{Kpi, Level},
    vocabulary::{Coded, EthnicCategory, Sex, Site, YesNo},
    wire::{
        charts::Caterpillar,
        kpis::{Amount, Benchmark, Dimension, Figures, Interval, KpiResult, KpiResults},
    },
};

use super::super::choices::Setting;
use crate::texts::charts::rows as words;

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub(super) label: String,
    pub(super) service: Option<ServiceCode>,
    pub(super) is_own: bool,
    pub(super) numerator: Option<u64>,
    pub(super) denominator: Option<Amount>,
    pub(super) value: Option<f64>,
    pub(super) display: Option<String>,
    pub(super) level: Option<Level>,
    pub(super) interval: Option<Interval>,
    pub(super) is_hidden: bool,
}

/// Rows round a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows {
    pub(super) rows: Vec<Row>,
    pub(super) pooled: Option<f64>,
    pub(super) pooled_text: Option<String>,
}

impl Rows {
    /// Whether no row has a value.
    pub fn is_empty(&self) -> bool {
        self.rows.iter().all(|row| row.value.is_none())
    }
}

/// The rows of a caterpillar plot, the highest on top.
pub fn of_services(chart: &Caterpillar, setting: &Setting, chosen: Option<ServiceCode>) -> Rows {
    let rows = chart.points.iter().rev().map(|point| Row {
        label: setting.name(point.service),
        service: Some(point.service),
        is_own: setting.sight.owns(point.service) || chosen == Some(point.service),
        numerator: point.numerator,
        denominator: point.denominator,
        value: point.value,
        display: point.display.clone(),
        level: point.level,
        interval: point.interval,
        is_hidden: point.suppressed,
    });
    let mut rows: Vec<Row> = rows.collect();
    rows.sort_by_key(|row| row.value.is_none());
    Rows {
        rows,
        pooled: chart.pooled,
        pooled_text: chart.display.clone(),
    }
}

/// The rows of a KPI in a benchmark table, the highest on top: the very figures of the table.
pub fn of_benchmark(table: &Benchmark, kpi: Kpi) -> Rows {
    let figures = |results: &[KpiResult]| results.iter().find(|result| result.kpi == kpi).cloned();
    let services = table.services.iter().filter_map(|service| {
        let result = figures(&service.results)?;
        Some(Row {
            label: service.name.clone(),
            is_own: service.own,
            ..of_group(&result, Dimension::Service)
        })
    });
    let mut rows: Vec<Row> = services.collect();
    let height = |row: &Row| row.value.unwrap_or(f64::NEG_INFINITY);
    rows.sort_by(|a, b| height(b).total_cmp(&height(a)));
    let pooled = figures(&table.national).map(|result| of_group(&result, Dimension::Service));
    Rows {
        rows,
        pooled: pooled.as_ref().and_then(|row| row.value),
        pooled_text: pooled.and_then(|row| row.display),
    }
}

/// The rows of a break-down, in the order of the groups.
pub fn of_groups(results: &KpiResults, kpi: Kpi, by: Dimension) -> Rows {
    let mut rows = Vec::new();
    let (mut pooled, mut pooled_text) = (None, None);
    for result in results.results.iter().filter(|result| result.kpi == kpi) {
        let row = of_group(result, by);
        if result.group.is_empty() {
            (pooled, pooled_text) = (row.value, row.display.clone());
        } else {
            rows.push(row);
        }
    }
    Rows {
        rows,
        pooled,
        pooled_text,
    }
}

fn of_group(result: &KpiResult, by: Dimension) -> Row {
    let group = result.group.get(&by).cloned().flatten();
    let (numerator, denominator, value, display, level, interval) = match result.figures.clone() {
        Figures::Proportion(f) => (
            f.numerator,
            f.denominator.map(Amount::from),
            f.value,
            f.display,
            f.level,
            f.interval,
        ),
        Figures::Rate(f) => (
            f.numerator,
            f.denominator,
            f.value,
            f.display,
            f.level,
            f.interval,
        ),
        Figures::Completeness(_) => (None, None, None, None, None, None),
    };
    let per_cent = |limits: [f64; 2]| limits.map(|limit| limit * 100.0);
    Row {
        label: group
            .as_deref()
            .map_or_else(|| words::BLANK.to_owned(), |token| group_name(by, token)),
        service: None,
        is_own: true,
        numerator,
        denominator,
        value: value.map(|value| value * 100.0),
        display,
        level,
        interval: interval.map(|i| Interval {
            p95: per_cent(i.p95),
            p998: per_cent(i.p998),
        }),
        is_hidden: result.suppressed,
    }
}

/// A group as people read it.
fn group_name(by: Dimension, token: &str) -> String {
    let label = match by {
        Dimension::Sex => label_of::<Sex>(token),
        Dimension::Site => label_of::<Site>(token),
        Dimension::CareHome => label_of::<YesNo>(token),
        Dimension::EthnicCategory => label_of::<EthnicCategory>(token),
        Dimension::Nation => label_of::<Nation>(token),
        _ => None,
    };
    if let Some(label) = label {
        return label.to_owned();
    }
    match (by, token.rsplit_once('-')) {
        (Dimension::DeprivationQuintile, Some((index, quintile))) => {
            format!("{} {quintile}", index.to_uppercase())
        }
        (Dimension::AgeBand, Some(("under", age))) => [words::UNDER, age].concat(),
        (Dimension::AgeBand, None) => token.replace('+', words::AND_OVER),
        _ => token.to_owned(),
    }
}

fn label_of<T: Coded>(token: &str) -> Option<&'static str> {
    T::from_token(token).map(Coded::label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_as_people_read_them() {
        for (by, token, text) in [
            (Dimension::Sex, "female", "Female"),
            (Dimension::CareHome, "yes", "Yes"),
            (Dimension::EthnicCategory, "white_irish", "White - Irish"),
            (Dimension::DeprivationQuintile, "imd-1", "IMD 1"),
            (Dimension::AgeBand, "50-59", "50-59"),
            (Dimension::AgeBand, "90+", "90 and over"),
            (Dimension::AgeBand, "under-50", "Under 50"),
            (Dimension::Region, "North West", "North West"),
        ] {
            assert_eq!(group_name(by, token), text);
        }
    }

    #[test]
    fn a_benchmark_table_is_put_in_order() {
        let result = |display: &str, value: Option<f64>| {
            serde_json::json!({
                "group": {}, "kpi": "7", "official_number": "7", "initial_population": 10, "excluded": {}, "denominator": 10,
                "numerator": 5, "missing": 0, "value": value, "display": display, "level": null,
                "interval": {"95": [0.25, 0.75], "99.8": [0.125, 0.875]}, "bounds": null,
            })
        };
        let service = |code: &str, value: Option<f64>| {
            serde_json::json!({
                "service": code, "name": code, "nation": "wales", "region": null, "own": false, "records": 10,
                "missed_opportunities": null, "results": [result(code, value)],
            })
        };
        let table = serde_json::json!({
            "set": {"id": "fls-db", "version": "1", "hash": "x"}, "year": 2024,
            "period": {"start": "2024-01-01", "end": "2024-12-31"}, "as_of": "2025-12-31", "data_version": 1,
            "software": "flsdb", "disclosure": {"rule": "none", "reason": "own"}, "records": 30,
            "national": [result("50.0", Some(0.5))],
            "services": [service("LOW", Some(0.25)), service("HID", None), service("TOP", Some(0.75))],
        });
        let table: Benchmark = serde_json::from_value(table).expect("a table");
        let rows = of_benchmark(&table, Kpi::K7);
        let told: Vec<_> = rows
            .rows
            .iter()
            .map(|row| (row.label.as_str(), row.value))
            .collect();
        assert_eq!(told, [("TOP", Some(75.0)), ("LOW", Some(25.0)), ("HID", None)]);
        assert_eq!(
            (rows.pooled, rows.pooled_text.as_deref()),
            (Some(50.0), Some("50.0"))
        );
        assert!(of_benchmark(&table, Kpi::K4).is_empty());
    }
}
