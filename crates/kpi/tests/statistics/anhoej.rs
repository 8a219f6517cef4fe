//! Anhøj's rules, as qicharts2.

use flsdb_kpi::spc::anhoej;

use crate::vectors::{assert_none, close, grouped, rows};

#[test]
fn anhoej_as_published() {
    let series = grouped(rows("anhoej_series.csv"), &["series_id"]);
    let mut wrong = Vec::new();
    for row in rows("anhoej.csv") {
        let id = row.text("series_id");
        let values = series.get(&vec![id.to_owned()]).expect("a series");
        let values: Vec<_> = values.iter().map(|row| row.number("value")).collect();
        let found = anhoej(&values);
        let runs = found.runs;
        let measures = [
            ("n_obs", Some(values.len())),
            ("n_useful", Some(found.useful)),
            ("longest_run", runs.map(|r| r.longest)),
            ("longest_run_max", runs.map(|r| r.longest_max)),
            ("n_crossings", runs.map(|r| r.crossings)),
            ("n_crossings_min", runs.map(|r| r.crossings_min)),
        ];
        for (column, measure) in measures {
            if measure.map(|measure| measure as f64) != row.number(column) {
                wrong.push(format!("{id} {column}: {measure:?}, not {}", row.text(column)));
            }
        }
        if !close(found.median, row.number("centre_line")) {
            wrong.push(format!("{id} median {:?}", found.median));
        }
        if Some(found.is_signal()) != row.flag("runs_signal") {
            wrong.push(format!("{id} signal {}", found.is_signal()));
        }
    }
    assert_none(&wrong);
}
