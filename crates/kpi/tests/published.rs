//! The public benchmark table: records built to a row's counts print the row's figures.

#![cfg(test)]

use flsdb_domain::{
    Field, Nation, Reading,
    kpi::{Facts, Ratio, expectation::HipFractures},
    wire::kpis::Figures,
};
use flsdb_kpi::{Asked, ServiceInfo, evaluate};

struct Row {
    year: String,
    name: String,
    code: String,
    records: u64,
    /// KPIs 2, 3, 4 and 7 as printed.
    printed: [f64; 4],
}

fn rows() -> Vec<Row> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../testdata/published-benchmarks.csv"
    );
    let mut file = csv::Reader::from_path(path).expect("the published table");
    let rows = file.records().map(|row| row.expect("a row"));
    rows.filter(|row| &row[1] != "National" && !row[4].is_empty())
        .map(|row| Row {
            year: row[0].to_owned(),
            name: row[1].to_owned(),
            code: row[2].to_owned(),
            records: row[3].parse().expect("records"),
            printed: [4, 5, 6, 9].map(|at| row[at].parse().expect("a figure")),
        })
        .collect()
}

fn prints(numerator: u64, denominator: u64, figure: f64) -> bool {
    let display = Ratio::of(numerator, denominator).display();
    display.and_then(|text| text.parse().ok()) == Some(figure)
}

/// The smallest numerator that prints the figure.
fn numerator(denominator: u64, figure: f64) -> Option<u64> {
    (0..=2 * denominator).find(|numerator| prints(*numerator, denominator, figure))
}

/// One record: the first so many are of the spine, assessed in time, recommended a drug.
fn record(year: &str, of_spine: bool, in_time: bool, recommended: bool) -> Facts {
    let (diagnosed, assessed) = (format!("{year}-03-01"), format!("{year}-04-01"));
    let reading = Reading::from_cells([
        (Field::DiagnosedOn, diagnosed.as_str()),
        (Field::Site, if of_spine { "Spine" } else { "Wrist" }),
        (Field::AssessedOn, if in_time { &assessed } else { "" }),
        (
            Field::BoneTherapy,
            if recommended { "Alendronate" } else { "None" },
        ),
    ]);
    Facts::of(&reading.episode).expect("a diagnosis")
}

#[test]
fn every_row_prints_its_figures() {
    let rows = rows();
    assert_eq!(rows.len(), 9);
    for Row {
        year,
        name,
        code,
        records,
        printed,
    } in rows
    {
        let [kpi2, kpi3, kpi4, kpi7] = printed;
        let (hips, spine) = (1..)
            .filter(|hips| prints(records, hips * 5, kpi2))
            .find_map(|hips| Some((hips, numerator(hips, kpi3)?)))
            .expect("hip fractures");
        let in_time = numerator(records, kpi4).expect("assessed");
        let recommended = numerator(records, kpi7).expect("recommended");
        let facts = (0..records).map(|i| (0, record(&year, i < spine, i < in_time, i < recommended)));
        let services = [ServiceInfo {
            code: code.parse().expect("a code"),
            name: name.clone(),
            nation: Nation::England,
            region: None,
            hip_fractures: HipFractures::new([(2016, u32::try_from(hips).expect("a count"))]),
        }];
        let (start, end) = (format!("{year}-01-01"), format!("{year}-12-31"));
        let pairs = [
            ("set", "fls-db-live"),
            ("start", &start),
            ("end", &end),
            ("kpi", "2,3,4,7"),
        ];
        let asked = Asked::read(pairs, "2026-01-31".parse().expect("a date")).expect("a request");
        let found: Vec<f64> = evaluate(&asked.query, &services, facts)
            .into_iter()
            .filter_map(|result| match result.figures {
                Figures::Rate(rate) => rate.display,
                Figures::Proportion(proportion) => proportion.display,
                Figures::Completeness(_) => None,
            })
            .map(|display| display.parse().expect("a number"))
            .collect();
        assert_eq!(found, printed, "{year} {name}");
    }
}
