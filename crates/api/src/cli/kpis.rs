//! `flsdb kpis`.

use clap::{Args, ValueEnum};
use flsdb_domain::{
    vocabulary::Coded,
    wire::kpis::{Dimension, KpiResults},
};
use flsdb_kpi::{Asked, headings, row};

use super::{Fault, opening, print};
use crate::{
    figures::{Cohorts, Form, Sight, prepare},
    settings::Settings,
};

/// Options of `flsdb kpis`.
#[derive(Args)]
pub(super) struct Options {
    /// The KPI set: fls-db, fls-db-live or iof.
    #[arg(long, default_value = "fls-db")]
    set: String,
    /// First day of the diagnosis (1.09).
    #[arg(long, value_name = "DATE")]
    start: String,
    /// Last day of the diagnosis, included.
    #[arg(long, value_name = "DATE")]
    end: String,
    /// The day that decides maturity [default: today].
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// What to group by, two at most, joined by commas: service, nation, region, month, quarter, year, sex, age_band,
    /// site, care_home, ethnic_category, deprivation_quintile.
    #[arg(long)]
    by: Option<String>,
    /// Only these services, joined by commas.
    #[arg(long, value_name = "CODES")]
    service: Option<String>,
    /// The pooled value beside the groups.
    #[arg(long)]
    total: bool,
    /// How to print.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For reading.
    Table,
    /// The document of GET kpis/results.
    Json,
    /// A row for each group and KPI.
    Csv,
}

pub(super) fn run(settings: &Settings, options: &Options) -> Result<(), Fault> {
    let asked = read(settings, options)?;
    let (store, _) = opening::open(settings)?;
    let by = asked.query.by.clone();
    let found = store.read(|r| prepare(&Cohorts::default(), r, &Sight::All, asked))?;
    let text = match options.format {
        Format::Json => format!("{}\n", serde_json::to_string_pretty(&found.results())?),
        Format::Csv => {
            let mut bytes = Vec::new();
            found
                .write(Form::Csv, &mut bytes)
                .map_err(|error| Fault::Figures(error.into()))?;
            String::from_utf8_lossy(&bytes).into_owned()
        }
        Format::Table => as_text(&by, &found.results()),
    };
    print(&text);
    Ok(())
}

/// The very reading of the query string of `GET kpis/results`.
fn read(settings: &Settings, options: &Options) -> Result<Asked, Fault> {
    let total = options.total.then_some("true");
    let pairs = [
        ("set", Some(options.set.as_str())),
        ("start", Some(&options.start)),
        ("end", Some(&options.end)),
        ("as_of", options.as_of.as_deref()),
        ("by", options.by.as_deref()),
        ("service", options.service.as_deref()),
        ("total", total),
    ];
    let given = pairs
        .into_iter()
        .filter_map(|(name, value)| value.map(|value| (name, value)));
    Asked::read(given, settings.clock.today()).map_err(|faults| {
        let texts: Vec<_> = faults
            .iter()
            .map(|fault| format!("\n  --{}: {fault}", fault.parameter().replace('_', "-")))
            .collect();
        Fault::Content(format!("these options cannot be used{}", texts.concat()))
    })
}

/// Columns that people read; the rest is in the CSV.
const SHOWN: [&str; 7] = [
    "kpi",
    "numerator",
    "denominator",
    "missing",
    "display",
    "level",
    "bad_fields",
];

fn as_text(by: &[Dimension], found: &KpiResults) -> String {
    let heading = &headings(by);
    let rows: Vec<_> = found
        .results
        .iter()
        .map(|result| row(found, by, result))
        .collect();
    let is_shown = |name: &str| SHOWN.contains(&name) || by.iter().any(|dimension| dimension.token() == name);
    let shown: Vec<usize> = (0..heading.len()).filter(|at| is_shown(&heading[*at])).collect();
    let width = |at: usize| {
        rows.iter()
            .chain([heading])
            .map(|row| row[at].chars().count())
            .max()
            .unwrap_or_default()
    };
    let widths: Vec<usize> = shown.iter().map(|at| width(*at)).collect();
    let (set, period, as_of) = (found.set.id, found.period, found.as_of);
    let mut text = format!("{set} from {} to {} as of {as_of}\n", period.start, period.end);
    for row in [heading].into_iter().chain(&rows) {
        let cells: Vec<_> = shown
            .iter()
            .zip(&widths)
            .map(|(at, width)| format!("{:<width$}", row[*at]))
            .collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}
