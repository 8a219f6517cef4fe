//! `/fhir/R4`: every resource is valid R4, and the reports tell the figures of `kpis/results`.

mod agreement;
mod asking;
mod validator;
mod validity;

use serde_json::Value;

use crate::harness::{Api, Reply};

const YEAR: &str = "periodStart=2024&periodEnd=2024";

/// The report of a measure.
async fn evaluated(api: &Api, who: &str, measure: &str, query: &str) -> Reply {
    let path = format!("/fhir/R4/Measure/{measure}/$evaluate-measure?{query}");
    api.get(who, &path).await
}

/// The population with this code in a group or a stratum.
fn population<'a>(group: &'a Value, code: &str) -> &'a Value {
    let all = group["population"].as_array().into_iter().flatten();
    let mut of_code = all.filter(|population| population["code"]["coding"][0]["code"] == code);
    of_code.next().unwrap_or(&Value::Null)
}

/// How many belong to a population.
fn count(group: &Value, code: &str) -> Option<i64> {
    population(group, code)["count"].as_i64()
}

/// Why there is no number.
fn absent(beside: &Value) -> &Value {
    let extension = &beside["extension"][0];
    assert_eq!(
        extension["url"],
        "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
    );
    &extension["valueCode"]
}

/// The values of the extensions of this name.
fn extensions<'a>(of: &'a Value, name: &str) -> Vec<&'a Value> {
    let url = format!("http://127.0.0.1:8080/fhir/R4/StructureDefinition/{name}");
    let all = of["extension"].as_array().into_iter().flatten();
    all.filter(|extension| extension["url"] == url).collect()
}
