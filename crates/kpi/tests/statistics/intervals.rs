//! Wilson and Byar, as PHEindicatormethods.

use flsdb_kpi::interval::{Confidence, byar, wilson};

use crate::vectors::{Row, assert_none, close, rows};

fn confidence(row: &Row) -> Confidence {
    match row.text("confidence") {
        "0.95" => Confidence::P95,
        "0.998" => Confidence::P998,
        other => panic!("confidence {other}"),
    }
}

#[test]
fn wilson_as_published() {
    let mut wrong = Vec::new();
    for row in rows("wilson.csv") {
        let [low, high] = wilson(row.count("n"), row.count("d"), confidence(&row));
        if !close(Some(low), row.number("lower")) || !close(Some(high), row.number("upper")) {
            wrong.push(format!("{} of {}: {low} {high}", row.text("n"), row.text("d")));
        }
    }
    assert_none(&wrong);
}

#[test]
fn byar_as_published() {
    let mut wrong = Vec::new();
    for row in rows("byar.csv") {
        let expected = row.number("expected").expect("an expectation");
        let [low, high] = byar(row.count("observed"), confidence(&row)).map(|count| count / expected);
        // Undefined for no events, and negative for very few: the package gives none.
        let low = (low >= 0.0).then_some(low);
        if !close(low, row.number("lower")) || !close(Some(high), row.number("upper")) {
            wrong.push(format!(
                "{} over {expected}: {low:?} {high}",
                row.text("observed")
            ));
        }
    }
    assert_none(&wrong);
}
