//! Measures the KPI engine over a database of records: loading, passes, memory. Prints JSON, a figure a line; writes the
//! records as typed columns and the counts of the grid for other programs to be held against.
//!
//! `cargo xtask bench kpi` runs it.

use std::{
    collections::BTreeMap,
    error::Error,
    fs::File,
    hint::black_box,
    io::{BufWriter, Write},
    path::PathBuf,
    sync::Arc,
    time::Instant,
};

use chrono::{Datelike, Days, NaiveDate};
use clap::Parser;
use flsdb_api::figures::Cohorts;
use flsdb_domain::{
    kpi::{Course, Facts, Kpi, SetId},
    vocabulary::Coded,
    wire::kpis::{Dimension, KpiResults, Period},
};
use flsdb_kpi::{Cohort, Grid, Query, ServiceInfo, Source, heading};
use flsdb_store::{Store, StoreOptions, facts};
use serde_json::json;

/// How often a pass is timed; the median counts.
const TIMES: u64 = 15;

#[derive(Parser)]
struct Options {
    /// The database.
    #[arg(long)]
    database: String,
    /// First day of the period.
    #[arg(long)]
    start: NaiveDate,
    /// Last day of the period.
    #[arg(long)]
    end: NaiveDate,
    /// The day that decides maturity.
    #[arg(long)]
    as_of: NaiveDate,
    /// Where the records go as typed columns.
    #[arg(long)]
    columns: PathBuf,
    /// Where the counts of the grid go.
    #[arg(long)]
    grid: PathBuf,
}

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::parse();
    let store = Store::open(&options.database, StoreOptions::with_key([0; 32]))?;

    let cohorts = Cohorts::default();
    let start = Instant::now();
    let loaded = store.read(|r| cohorts.load(r))?;
    tell("reload", milliseconds(start));
    tell("records", loaded.records() as f64);
    tell("services", loaded.services.len() as f64);

    let query = Query {
        set: SetId::FlsDb,
        period: Period {
            start: options.start,
            end: options.end,
        },
        as_of: options.as_of,
        by: vec![Dimension::Service, Dimension::Month],
        total: false,
        kpis: Kpi::ALL.into(),
    };
    passes("", &query, &loaded.services, &loaded.cohorts)?;
    tell("memory", loaded.bytes() as f64 / 1e6);
    write_grid(&options, &query, &loaded.services, &loaded.cohorts)?;

    let mut rows = BTreeMap::new();
    store.read(|r| {
        facts::for_each(r, |row| {
            rows.extend(row.facts.map(|facts| (row.id, (row.service, facts))))
        })
    })?;
    write_columns(&options, &loaded.services, &rows)?;

    // The same records ten times over, under other ids.
    let tenfold: Vec<Arc<Cohort>> = loaded
        .services
        .iter()
        .map(|info| {
            let own: Vec<_> = rows
                .iter()
                .filter(|(_, (service, _))| *service == info.code)
                .collect();
            let copies = (0..10u128).flat_map(|copy| {
                own.iter()
                    .map(move |(id, (_, facts))| (**id ^ copy << 60, *facts))
            });
            Arc::new(Cohort::new(copies))
        })
        .collect();
    drop(rows);
    passes("tenfold ", &query, &loaded.services, &tenfold)
}

fn passes(
    name: &str,
    query: &Query,
    services: &[ServiceInfo],
    cohorts: &[Arc<Cohort>],
) -> Result<(), Box<dyn Error>> {
    // Another day is another question: nothing that was counted before helps.
    let cold = |times: u64| Query {
        as_of: query.as_of - Days::new(times),
        ..query.clone()
    };
    tell(
        &format!("{name}cold grid"),
        median(|time| {
            black_box(Grid::new(&cold(time + 1), services, cohorts));
        }),
    );
    let traits = Query {
        by: vec![Dimension::AgeBand, Dimension::Sex, Dimension::Site],
        ..query.clone()
    };
    tell(
        &format!("{name}age, sex and site"),
        median(|_| {
            black_box(Grid::new(&traits, services, cohorts));
        }),
    );
    let source = Source {
        data_version: 1,
        software: String::new(),
        disclosure: flsdb_domain::wire::kpis::Disclosure {
            rule: String::new(),
            reason: String::new(),
        },
    };
    let heading: KpiResults = heading(query, services, source);
    let mut bytes = 0;
    tell(
        &format!("{name}warm grid"),
        median(|_| {
            black_box(Grid::new(query, services, cohorts));
        }),
    );
    tell(
        &format!("{name}warm grid, written"),
        median(|_| {
            let mut text = Vec::new();
            let written = Grid::new(query, services, cohorts).write_columns(heading.clone(), &mut text);
            bytes = written.map_or(0, |()| text.len());
        }),
    );
    tell(&format!("{name}bytes"), bytes as f64);
    Ok(())
}

fn tell(name: &str, figure: f64) {
    println!("{}", json!({"name": name, "figure": figure}));
}

fn milliseconds(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e3
}

/// Median time in milliseconds, after one run that does not count.
fn median(mut work: impl FnMut(u64)) -> f64 {
    work(TIMES);
    let mut times: Vec<f64> = (0..TIMES)
        .map(|time| {
            let start = Instant::now();
            work(time);
            milliseconds(start)
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Service, month and KPI with numerator, denominator and blanks, a line each; KPI 1 with blank and audited fields.
fn write_grid(
    options: &Options,
    query: &Query,
    services: &[ServiceInfo],
    cohorts: &[Arc<Cohort>],
) -> Result<(), Box<dyn Error>> {
    let mut out = BufWriter::new(File::create(&options.grid)?);
    writeln!(out, "service,month,kpi,numerator,denominator,missing")?;
    for result in Grid::new(query, services, cohorts).results() {
        let json = serde_json::to_value(&result)?;
        let place = |name: &str| json["group"][name].as_str().unwrap_or_default().to_owned();
        let (service, month, kpi) = (place("service"), place("month"), result.kpi);
        if let Some(fields) = json["fields"].as_array() {
            let sum = |name: &str| {
                fields
                    .iter()
                    .filter_map(|field| field[name].as_u64())
                    .sum::<u64>()
            };
            writeln!(
                out,
                "{service},{month},{kpi},{},{},0",
                sum("blank"),
                sum("audited")
            )?;
        } else {
            // What a month without records lacks is 0; the caseload of KPI 2 is nothing that was counted.
            let count = |name: &str| json[name].as_u64().unwrap_or_default();
            let denominator = if kpi == Kpi::K2 { 0 } else { count("denominator") };
            let (numerator, missing) = (count("numerator"), count("missing"));
            writeln!(out, "{service},{month},{kpi},{numerator},{denominator},{missing}")?;
        }
    }
    Ok(())
}

/// A line a record, all of it small whole numbers: what is blank is empty.
fn write_columns(
    options: &Options,
    services: &[ServiceInfo],
    rows: &BTreeMap<u128, (flsdb_domain::ServiceCode, Facts)>,
) -> Result<(), Box<dyn Error>> {
    fn code<T: Coded>(answer: Option<T>) -> String {
        let place = answer.and_then(|answer| T::choices().iter().position(|choice| choice.value == answer));
        place.map(|place| place.to_string()).unwrap_or_default()
    }
    fn number(figure: Option<impl ToString>) -> String {
        figure.map(|figure| figure.to_string()).unwrap_or_default()
    }
    let course = |course: Option<Course>| number(course.map(|course| course as u8));
    let mut out = BufWriter::new(File::create(&options.columns)?);
    writeln!(
        out,
        "service,month,day,assessed,scanned,followed_up_at,died,age,site,any_hip,assessment,dxa,recommended,falls,\
         followed_up_16,therapy_16,exercise,followed_up_52,therapy_52,blank,sex"
    )?;
    for (service, facts) in rows.values() {
        let place = services
            .iter()
            .position(|info| info.code == *service)
            .unwrap_or_default();
        let day = facts.diagnosed_on;
        let month = day.year() * 12 + i32::try_from(day.month0())?;
        let any_hip = facts.sites.contains(&Some(flsdb_domain::vocabulary::Site::Hip));
        let cells = [
            place.to_string(),
            month.to_string(),
            day.to_epoch_days().to_string(),
            number(facts.assessed),
            number(facts.scanned),
            number(facts.followed_up_16_at),
            number(facts.died),
            number(facts.age),
            code(facts.sites[0]),
            u8::from(any_hip).to_string(),
            code(facts.assessment),
            code(facts.dxa),
            number(facts.recommended.map(u8::from)),
            code(facts.falls),
            code(facts.followed_up_16),
            course(facts.therapy_16),
            code(facts.exercise),
            code(facts.followed_up_52),
            course(facts.therapy_52),
            facts.blank.to_string(),
            code(facts.sex),
        ];
        writeln!(out, "{}", cells.join(","))?;
    }
    Ok(())
}
