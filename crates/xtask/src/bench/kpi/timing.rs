//! Times over HTTP, on one connection that stays open: from the request to the last byte; and the time that the server says
//! it took until an answer was ready.

use std::collections::BTreeMap;
use std::time::Instant;

use serde_json::{Value, json};

use super::GRID;
use crate::bench::figures::Figures;
use crate::bench::served::{Person, Served};
use crate::failure::Failure;

/// How often each request is timed; the median counts.
const TIMES: usize = 25;

/// The times of the administrator's requests; the writer adds records to one service in between.
pub fn over_http(server: &Served, writer: &Person) -> Result<Figures, Failure> {
    let asker = &server.person;
    let columns = format!("{GRID}&shape=columns");
    let mut figures = BTreeMap::new();
    let full = asker.drain(GRID)?;
    figures.insert("megabytes".to_owned(), full.len() as f64 / 1e6);
    let full: Value = serde_json::from_slice(&full)
        .map_err(|error| Failure::Other(format!("the results are no JSON: {error}")))?;
    let results = full["results"].as_array().map_or(0, Vec::len);
    figures.insert("results".to_owned(), results as f64);
    figures.insert("grid as columns".to_owned(), median(|_| time(asker, &columns))?);
    let ready = median(|_| asker.server_time(&columns))?;
    figures.insert("columns ready".to_owned(), ready);
    figures.insert("grid in full".to_owned(), median(|_| time(asker, GRID))?);
    let after_a_change = |turn| {
        writer.post("fractures", record(turn).to_string().as_bytes())?;
        time(asker, &columns)
    };
    figures.insert("after a change".to_owned(), median(after_a_change)?);
    Ok(Figures(figures))
}

/// The code of a service.
pub fn first_service(server: &Served) -> Result<String, Failure> {
    let services = server.person.get("services")?;
    let code = services[0]["code"].as_str().map(str::to_owned);
    code.ok_or_else(|| Failure::Other("there is no service".to_owned()))
}

fn time(asker: &Person, path: &str) -> Result<f64, Failure> {
    let start = Instant::now();
    asker.drain(path)?;
    Ok(start.elapsed().as_secs_f64() * 1e3)
}

/// A record that is not stored yet.
fn record(turn: usize) -> Value {
    json!({
        "patient": {
            "nhs_number_absent_reason": "overseas_visitor",
            "local_record_number": format!("BENCH{turn}"),
            "date_of_birth": "1950-05-01",
            "sex": "female",
        },
        "fracture": {"diagnosed_on": "2025-03-04", "site": "hip", "found_by": "clinical"},
    })
}

/// The median of several runs, after one that does not count.
fn median(mut run: impl FnMut(usize) -> Result<f64, Failure>) -> Result<f64, Failure> {
    run(TIMES)?;
    let taken: Result<Vec<f64>, Failure> = (0..TIMES).map(run).collect();
    let mut taken = taken?;
    taken.sort_by(f64::total_cmp);
    Ok(taken[TIMES / 2])
}
