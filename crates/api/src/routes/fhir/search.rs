//! Searching the measures.

use flsdb_domain::wire::fhir::{Base, Bundle, BundlePage, Measure};
use utoipa::IntoParams;

use super::{super::asking::written, unknown};
use crate::problem::{Answer, Failure};

/// Measures in a page, unless fewer are asked for.
const PAGE: usize = 100;

/// What is searched for; [`find`] reads it, this describes it.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the parameters")]
pub struct MeasureQuery {
    /// Ids, joined by commas.
    #[param(example = "fls-db-4,iof-4")]
    _id: Option<String>,
    /// The beginning of a title or name.
    #[param(example = "Time to")]
    name: Option<String>,
    /// An identifier: the number of the KPI in the set's own publication, or `system|value`.
    identifier: Option<String>,
    /// Measures in a page, 0–100.
    _count: Option<u16>,
    /// Measures before the page.
    _offset: Option<u16>,
    /// `json`, if anything.
    #[param(schema_with = super::forms)]
    _format: Option<String>,
}

/// The measures for which everything asked holds.
pub fn find(base: &Base, query: &[(String, String)]) -> Answer<Bundle> {
    let mut found = Measure::all(base);
    let mut page = BundlePage {
        query: String::new(),
        count: PAGE,
        offset: 0,
    };
    let mut kept = Vec::new();
    for (name, value) in query {
        match name.as_str() {
            "_count" => page.count = number(name, value)?.min(PAGE),
            "_offset" => page.offset = number(name, value)?,
            _ => {
                let holds = condition(name)?;
                found.retain(|measure| value.split(',').any(|value| holds(measure, value)));
                kept.push((name.clone(), value.clone()));
            }
        }
    }
    page.query = written(&kept);
    Ok(Bundle::of(base, found, &page))
}

fn condition(name: &str) -> Answer<fn(&Measure, &str) -> bool> {
    match name {
        "_id" => Ok(Measure::has_id),
        "name" => Ok(Measure::is_named),
        "identifier" => Ok(Measure::is_identified),
        _ => Err(unknown(name)),
    }
}

fn number(name: &str, value: &str) -> Answer<usize> {
    let number = value.parse::<u16>().map(usize::from);
    number.map_err(|_| Failure::Malformed(format!("{name}: give a whole number, such as 20.")))
}
