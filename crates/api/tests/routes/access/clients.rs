//! Every operation for clients, a scope each: what the table does not name is refused.

use std::collections::{BTreeMap, BTreeSet};

use flsdb_api::documentation::as_committed;
use serde_json::{Value, json};

use super::{Row, rows, status};
use crate::harness::on_each;

/// What clients of BRD may do, and the status for each scope. Whatever is missing is forbidden, unless it is the same for
/// everybody.
const TABLE: &str = "
                                                                            records:read records:write kpis:read
GET    /api/v1/me                                                           200          200           200
GET    /api/v1/services                                                     200          200           200
GET    /api/v1/services/{code}                                              200          200           200
GET    /api/v1/services/{code}/hip-fractures                                200          200           200
GET    /fhir/R4/Measure/{id}/$evaluate-measure?periodStart=2024&periodEnd=2024 403         403           200
GET    /fhir/R4/Measure/{id}/$evaluate-measure?periodStart=2024&periodEnd=2024&service=BRD 403         403           200
POST   /fhir/R4/Measure/{id}/$evaluate-measure                              403          403           200
GET    /api/v1/kpis/results?start=2024-01-01&end=2024-12-31                 403          403           200
GET    /api/v1/kpis/results?start=2024-01-01&end=2024-12-31&service=BRD     403          403           200
GET    /api/v1/kpis/results?start=2024-01-01&end=2024-12-31&by=month        403          403           200
GET    /api/v1/kpis/results?start=2024-01-01&end=2024-12-31&by=sex&service=CDF 403          403           400
GET    /api/v1/kpis/results?start=2024-03-04&end=2024-03-04                 403          403           200
GET    /api/v1/kpis/{kpi}/records?start=2024-01-01&end=2024-12-31           200          403           403
GET    /api/v1/kpis/{kpi}/records?start=2024-01-01&end=2024-12-31&service=BRD 200          403           403
GET    /api/v1/kpis/{kpi}/outlook?start=2024-01-01&end=2024-12-31           200          403           403
GET    /api/v1/kpis/{kpi}/outlook?start=2024-01-01&end=2024-12-31&service=BRD 200          403           403
GET    /api/v1/kpis/differences?kpi=4&start=2024-01-01&end=2024-12-31       403          403           200
GET    /api/v1/kpis/differences?kpi=4&start=2024-01-01&end=2024-12-31&service=BRD 403          403           200
GET    /api/v1/worklist                                                     200          403           403
GET    /api/v1/worklist?service=BRD                                         200          403           403
GET    /api/v1/data-quality?start=2024-01-01&end=2024-12-31                 403          403           200
GET    /api/v1/data-quality?start=2024-01-01&end=2024-12-31&service=BRD     403          403           200
GET    /api/v1/data-quality/missed-opportunities                            403          403           200
GET    /api/v1/data-quality/findings                                        200          403           403
GET    /api/v1/data-quality/findings?service=BRD                            200          403           403
GET    /api/v1/data-quality/findings/{id}                                   200          403           403
GET    /api/v1/data-quality/messages                                        200          403           403
GET    /api/v1/data-quality/messages?service=BRD                            200          403           403
GET    /api/v1/data-quality/messages/{id}                                   200          403           403
GET    /api/v1/data-quality/rejects                                         200          403           403
GET    /api/v1/data-quality/rejects?service=BRD                             200          403           403
GET    /api/v1/data-quality/duplicates                                      200          403           403
GET    /api/v1/charts/run?start=2024-01-01&end=2024-12-31&kpi=7             403          403           200
GET    /api/v1/charts/run?start=2024-01-01&end=2024-12-31&kpi=7&service=BRD 403          403           200
GET    /api/v1/charts/funnel?start=2024-01-01&end=2024-12-31&kpi=7          403          403           200
GET    /api/v1/charts/funnel?start=2024-03-04&end=2024-03-04&kpi=7          403          403           200
GET    /api/v1/charts/caterpillar?start=2024-01-01&end=2024-12-31&kpi=7     403          403           200
GET    /api/v1/charts/caterpillar?start=2024-03-04&end=2024-03-04&kpi=7     403          403           200
GET    /api/v1/charts/cascade?start=2024-01-01&end=2024-12-31               403          403           200
GET    /api/v1/charts/cascade?start=2024-03-04&end=2024-03-04               403          403           200
GET    /api/v1/charts/cascade?start=2024-01-01&end=2024-12-31&service=BRD   403          403           200
GET    /api/v1/charts/run/baselines                                         403          403           200
GET    /api/v1/charts/run/baselines/{id}                                    403          403           200
GET    /api/v1/benchmarks                                                   403          403           200
GET    /api/v1/patients                                                     200          403           403
POST   /api/v1/patients                                                     403          422           403
POST   /api/v1/patients/search                                              200          403           403
GET    /api/v1/patients/identity-events                                     200          403           403
POST   /api/v1/patients/identity-events                                     403          422           403
GET    /api/v1/patients/identity-events/{id}                                200          403           403
POST   /api/v1/patients/identity-events/{id}/undo                           403          200           403
GET    /api/v1/patients/{id}                                                200          403           403
PUT    /api/v1/patients/{id}                                                403          412           403
GET    /api/v1/patients/{id}/fractures                                      200          403           403
POST   /api/v1/patients/{id}/fractures                                      403          201           403
GET    /api/v1/patients/{id}/history                                        200          403           403
PUT    /api/v1/records                                                      403          412           403
PATCH  /api/v1/records                                                      403          422           403
POST   /api/v1/records/batch                                                403          415           403
GET    /api/v1/records/changes                                              200          403           403
GET    /api/v1/records/changes?service=BRD                                  200          403           403
GET    /api/v1/records/summary                                              200          403           403
GET    /api/v1/records/summary?service=BRD                                  200          403           403
GET    /api/v1/fractures                                                    200          403           403
POST   /api/v1/fractures                                                    403          422           403
GET    /api/v1/fractures/{id}                                               200          403           403
GET    /api/v1/fractures/{id}?expand=all                                    200          403           403
PUT    /api/v1/fractures/{id}                                               403          412           403
GET    /api/v1/fractures/{id}/kpis                                          200          403           403
GET    /api/v1/fractures/{id}/assessment                                    200          403           403
PUT    /api/v1/fractures/{id}/assessment                                    403          412           403
DELETE /api/v1/fractures/{id}/assessment                                    403          412           403
GET    /api/v1/fractures/{id}/follow-ups/16                                 404          403           403
PUT    /api/v1/fractures/{id}/follow-ups/16                                 403          412           403
DELETE /api/v1/fractures/{id}/follow-ups/16                                 403          404           403
GET    /api/v1/fractures/{id}/follow-ups/52                                 404          403           403
PUT    /api/v1/fractures/{id}/follow-ups/52                                 403          412           403
DELETE /api/v1/fractures/{id}/follow-ups/52                                 403          404           403
GET    /api/v1/periods                                                      403          403           200
GET    /api/v1/periods?service=BRD                                          403          403           200
GET    /api/v1/periods/{year}?service=BRD                                   403          403           200
GET    /api/v1/imports                                                      403          200           403
POST   /api/v1/imports?service=BRD                                          403          202           403
GET    /api/v1/imports/{id}                                                 403          200           403
GET    /api/v1/imports/{id}/findings                                        403          200           403
GET    /api/v1/imports/{id}/rows                                            403          200           403
PATCH  /api/v1/imports/{id}/rows                                            403          202           403
GET    /api/v1/imports/{id}/rejected                                        403          200           403
POST   /api/v1/imports/{id}/commit                                          403          409           403
DELETE /api/v1/imports/{id}                                                 403          204           403
GET    /api/v1/exports/records                                              200          403           403
";

const SCOPES: [&str; 3] = ["records:read", "records:write", "kpis:read"];

fn expected(row: &Row) -> Vec<u16> {
    let mut lines = TABLE
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>());
    let found = lines.find(|words| words.starts_with(&[row.method.as_str(), row.path.as_str()]));
    let for_all = row.expected.iter().all(|status| *status == row.expected[0]);
    match found {
        Some(words) => words[2..]
            .iter()
            .map(|status| status.parse().expect("a status"))
            .collect(),
        None => SCOPES
            .map(|_| if for_all { row.expected[0] } else { 403 })
            .to_vec(),
    }
}

#[test]
fn each_scope_allows_what_the_table_says() {
    on_each(|api| async move {
        let mut wrong = Vec::new();
        let mut callers = Vec::new();
        for scope in SCOPES {
            callers.push(api.client("BRD", &[scope]).await);
        }
        for row in rows() {
            for (caller, expected) in callers.iter().zip(expected(&row)) {
                let status = status(&api, caller, &row).await;
                if status != expected {
                    wrong.push(format!(
                        "{} {} as {caller}: {status}, not {expected}",
                        row.method, row.path
                    ));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    });
}

#[test]
fn the_table_names_operations_only() {
    let rows = rows();
    for line in TABLE.lines().filter(|line| line.contains('/')) {
        let words: Vec<_> = line.split_whitespace().collect();
        assert!(
            rows.iter()
                .any(|row| words.starts_with(&[&row.method, &row.path])),
            "{line}"
        );
    }
}

/// The scopes that the description names for an operation; nothing if anybody may call it.
fn described(operation: &Value) -> Option<BTreeSet<&str>> {
    let demands = operation["security"].as_array()?;
    if demands.iter().any(|demand| *demand == json!({})) {
        return None;
    }
    let scopes = demands
        .iter()
        .find_map(|demand| demand["clientCredentials"].as_array());
    Some(match scopes {
        Some(any) if any.is_empty() => SCOPES.into(),
        named => named.into_iter().flatten().filter_map(Value::as_str).collect(),
    })
}

/// The scopes that let clients do something with an operation, whatever its parameters.
fn allowed() -> BTreeMap<(String, String), BTreeSet<&'static str>> {
    let mut allowed: BTreeMap<_, BTreeSet<&str>> = BTreeMap::new();
    for row in rows() {
        let path = row.path.split('?').next().unwrap_or_default();
        let scopes = SCOPES.into_iter().zip(expected(&row));
        let scopes = scopes.filter(|(_, status)| *status != 403);
        let of_operation = allowed.entry((row.method.clone(), path.to_owned())).or_default();
        of_operation.extend(scopes.map(|(scope, _)| scope));
    }
    allowed
}

#[test]
fn the_description_names_the_scopes() {
    let document: Value = serde_json::from_str(&as_committed().expect("JSON")).expect("JSON");
    let mut wrong = Vec::new();
    for ((method, path), allowed) in allowed() {
        let operation = &document["paths"][&path][method.to_lowercase()];
        match described(operation) {
            Some(scopes) if scopes != allowed => {
                wrong.push(format!("{method} {path}: {scopes:?}, not {allowed:?}"));
            }
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
