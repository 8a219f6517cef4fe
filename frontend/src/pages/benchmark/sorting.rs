//! The order of the rows, and what a cell shows. Nothing here draws.

use std::cmp::Ordering;

use flsdb_domain::{
    kpi::{Kpi, Level, completeness::AUDITED},
    wire::kpis::{BenchmarkRow, Figures, KpiResult},
};

use crate::format;

/// A column by which the table can be sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// Name of the service.
    Service,
    /// Number of records.
    Records,
    /// Value of a KPI.
    Kpi(Kpi),
}

/// Which end comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Names from A, values from the lowest.
    Ascending,
    /// Values from the highest.
    Descending,
}

/// By what the table is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sorting {
    /// The column.
    pub column: Column,
    /// Which end comes first.
    pub order: Order,
}

impl Sorting {
    /// The sorting after a press on a column's heading: the same column turns round, another starts with its best.
    pub fn pressed(self, column: Column) -> Sorting {
        let order = match (self.column == column, self.order, column) {
            (true, Order::Ascending, _) => Order::Descending,
            (true, Order::Descending, _) => Order::Ascending,
            (false, _, Column::Service) => Order::Ascending,
            (false, ..) => Order::Descending,
        };
        Sorting { column, order }
    }

    /// The rows in order: the caller's own first, those without a value last.
    pub fn sorted(self, rows: &[BenchmarkRow]) -> Vec<&BenchmarkRow> {
        let mut sorted: Vec<&BenchmarkRow> = rows.iter().collect();
        sorted.sort_by(|a, b| {
            b.own
                .cmp(&a.own)
                .then_with(|| self.compare(a, b))
                .then_with(|| a.name.cmp(&b.name))
        });
        sorted
    }

    fn compare(self, a: &BenchmarkRow, b: &BenchmarkRow) -> Ordering {
        match self.column {
            Column::Service => self.turned(a.name.cmp(&b.name)),
            Column::Records => self.by_value(a.records, b.records),
            Column::Kpi(kpi) => {
                let value =
                    |row: &BenchmarkRow| result_of(&row.results, kpi).and_then(|result| cell(result).value);
                self.by_value(value(a), value(b))
            }
        }
    }

    fn by_value<T: PartialOrd>(self, a: Option<T>, b: Option<T>) -> Ordering {
        match (a, b) {
            (Some(a), Some(b)) => self.turned(a.partial_cmp(&b).unwrap_or(Ordering::Equal)),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        }
    }

    fn turned(self, ordering: Ordering) -> Ordering {
        match self.order {
            Order::Ascending => ordering,
            Order::Descending => ordering.reverse(),
        }
    }
}

/// The result of a KPI in a row.
pub fn result_of(results: &[KpiResult], kpi: Kpi) -> Option<&KpiResult> {
    results.iter().find(|result| result.kpi == kpi)
}

/// What a cell shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// The figure: per cent with one decimal, or bad fields.
    pub figure: Option<String>,
    /// Its level.
    pub level: Option<Level>,
    /// What it is counted out of.
    pub out_of: Option<String>,
    /// By what it is sorted: the higher the better.
    pub value: Option<f64>,
}

/// The cell of a result.
pub fn cell(result: &KpiResult) -> Cell {
    match &result.figures {
        Figures::Proportion(figures) => Cell {
            figure: figures.display.clone(),
            level: figures.level,
            out_of: figures.denominator.map(format::count),
            value: figures.value,
        },
        Figures::Rate(figures) => Cell {
            figure: figures.display.clone(),
            level: figures.level,
            out_of: figures.denominator.map(format::amount),
            value: figures.value,
        },
        Figures::Completeness(figures) => Cell {
            figure: figures.bad_fields.map(|fields| fields.to_string()),
            level: None,
            out_of: figures.bad_fields.map(|_| AUDITED.len().to_string()),
            value: figures.bad_fields.map(|fields| -(fields as f64)),
        },
    }
}

#[cfg(test)]
mod tests {
    use flsdb_domain::Nation;
    use serde_json::json;

    use super::*;

    fn row(code: &str, own: bool, records: Option<u64>, kpi_4: Option<f64>) -> BenchmarkRow {
        let result = json!({
            "group": {}, "kpi": "4", "official_number": "4", "initial_population": 10, "excluded": {}, "denominator": 10,
            "numerator": 5, "missing": 0, "value": kpi_4, "display": kpi_4.map(format::percent), "level": null,
            "interval": null, "bounds": null
        });
        BenchmarkRow {
            service: code.parse().expect("a code"),
            name: format!("Service {code}"),
            nation: Nation::England,
            region: None,
            own,
            records,
            missed_opportunities: None,
            results: vec![serde_json::from_value(result).expect("a result")],
        }
    }

    #[test]
    fn own_rows_come_first_and_rows_without_a_value_last() {
        let rows = [
            row("AAA", false, Some(10), Some(0.5)),
            row("BBB", false, Some(0), None),
            row("CCC", true, Some(30), Some(0.1)),
            row("DDD", false, Some(20), Some(0.9)),
        ];
        use Column::{Kpi as ByKpi, Records, Service};
        use Order::{Ascending, Descending};
        for (column, order, codes) in [
            (Service, Ascending, "CCC AAA BBB DDD"),
            (Service, Descending, "CCC DDD BBB AAA"),
            (Records, Descending, "CCC DDD AAA BBB"),
            (ByKpi(Kpi::K4), Descending, "CCC DDD AAA BBB"),
            (ByKpi(Kpi::K4), Ascending, "CCC AAA DDD BBB"),
            (ByKpi(Kpi::K9), Ascending, "CCC AAA BBB DDD"),
        ] {
            let sorted = Sorting { column, order }.sorted(&rows);
            let found: Vec<_> = sorted.iter().map(|row| row.service.to_string()).collect();
            assert_eq!(found.join(" "), codes, "{column:?} {order:?}");
        }
    }

    #[test]
    fn a_heading_pressed_again_turns_the_order() {
        let start = Sorting {
            column: Column::Service,
            order: Order::Ascending,
        };
        let by_kpi = start.pressed(Column::Kpi(Kpi::K4));
        assert_eq!(by_kpi.order, Order::Descending);
        assert_eq!(by_kpi.pressed(Column::Kpi(Kpi::K4)).order, Order::Ascending);
        assert_eq!(by_kpi.pressed(Column::Service), start);
    }

    #[test]
    fn cells() {
        let shown = |json: serde_json::Value| {
            let cell = cell(&serde_json::from_value(json).expect("a result"));
            (cell.figure.unwrap_or_default(), cell.out_of.unwrap_or_default())
        };
        let rate = json!({"group": {}, "kpi": "2", "official_number": "2", "denominator": 1904.5, "numerator": 720,
                          "value": 0.378, "display": "37.8", "level": "red", "interval": null});
        assert_eq!(shown(rate), ("37.8".into(), "1904.5".into()));
        let fields = json!({"group": {}, "kpi": "1", "official_number": "1", "bad_fields": 3, "good": true, "fields": [
            {"field": "1.03 Gender", "audited": 10, "blank": 0, "share": 0.0, "bad": false}]});
        assert_eq!(shown(fields), ("3".into(), "17".into()));
    }
}
