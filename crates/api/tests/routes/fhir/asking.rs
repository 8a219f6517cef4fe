//! What can be asked, by whom, and what is said to the rest.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{YEAR, count, evaluated, population, validator::assert_valid};
use crate::harness::{Api, on_each};

/// Caller, method, path below `/fhir`, `Accept`, status, code of the issue, and a part of what is said.
type Case = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    u16,
    &'static str,
    &'static str,
);

const OF_MEASURE: &str = "/R4/Measure/fls-db-4/$evaluate-measure";

#[rustfmt::skip]
const REFUSED: [Case; 26] = [
    ("nobody", "GET", "/R4/Patient", "", 404, "not-found", "nothing at this address"),
    ("nobody", "GET", "", "", 404, "not-found", "nothing at this address"),
    ("nobody", "GET", "/R4/Measure/fls-db-12", "", 404, "not-found", "nothing at this address"),
    ("nobody", "GET", "/R4/Measure/4", "", 404, "not-found", "nothing at this address"),
    ("nobody", "GET", "/R4/OperationDefinition/x", "", 404, "not-found", "nothing at this address"),
    ("nobody", "DELETE", "/R4/Measure/fls-db-4", "", 405, "not-supported", "Allow"),
    ("nobody", "GET", "/R4/metadata", "application/fhir+xml", 406, "not-supported", "Accept"),
    ("nobody", "GET", "/R4/metadata?_format=xml", "application/json", 406, "not-supported", "Accept"),
    ("nobody", "GET", "/R4/Measure?colour=red", "", 400, "invalid", "\"colour\""),
    ("nobody", "GET", "/R4/Measure?_count=few", "", 400, "invalid", "_count"),
    ("nobody", "GET", "/R4/Measure/fls-db-4/$evaluate-measure?periodStart=2024&periodEnd=2024", "", 401, "login", "Sign in"),
    ("auditor", "GET", "/R4/Measure/fls-db-4/$evaluate-measure?periodStart=2024&periodEnd=2024", "", 403, "forbidden", "roles"),
    ("entry", "GET", "/R4/Measure/fls-db-12/$evaluate-measure?periodStart=2024&periodEnd=2024", "", 404, "not-found", "nothing"),
    ("entry", "GET", "?periodEnd=2024", "", 400, "invalid", "periodStart is required"),
    ("entry", "GET", "?periodStart=24&periodEnd=2024", "", 400, "invalid", "periodStart: give a date"),
    ("entry", "GET", "?periodStart=2025&periodEnd=2024", "", 400, "invalid", "periodEnd: The period ends before it starts"),
    ("entry", "GET", "?periodStart=2024&periodEnd=2024&periodEnd=2025", "", 400, "invalid", "given twice"),
    ("entry", "GET", "?periodStart=2024&periodEnd=2024&subject=Patient/1", "", 400, "not-supported", "subject cannot be given"),
    ("entry", "GET", "?periodStart=2024&periodEnd=2024&practitioner=x", "", 400, "not-supported", "practitioner cannot"),
    ("entry", "GET", "?periodStart=2024&periodEnd=2024&reportType=subject", "", 400, "not-supported", "single subject"),
    ("entry", "GET", "?periodStart=2024&periodEnd=2024&reportType=summary", "", 400, "invalid", "population or subject-list"),
    ("entry", "GET", "?periodStart=2024&periodEnd=2024&service=brd", "", 400, "invalid", "service: "),
    ("entry", "GET", "?periodStart=2024&periodEnd=2024&service=XYZ", "", 404, "not-found", "nothing"),
    ("entry", "GET", "?periodStart=2024&periodEnd=2024&service=CDF&asOf=2025-12-31", "", 400, "invalid", "leave out asOf"),
    ("entry", "GET", "?periodStart=2024-02&periodEnd=2024-03&service=CDF", "", 400, "invalid", "calendar year"),
    ("entry", "GET", "?periodStart=2024&periodEnd=2024&reportType=subject-list&service=CDF", "", 404, "not-found", "nothing"),
];

#[test]
fn whatever_goes_wrong_is_an_operation_outcome() {
    on_each(|api| async move {
        let mut all = Vec::new();
        for (who, method, path, accept, status, code, said) in REFUSED {
            let path = match path.strip_prefix('?') {
                Some(query) => format!("/fhir{OF_MEASURE}?{query}"),
                None => format!("/fhir{path}"),
            };
            let mut call = api.call(who, method, &path);
            if !accept.is_empty() {
                call = call.header("Accept", accept);
            }
            let reply = call.send().await.expect(status);
            assert_eq!(reply.header("content-type"), "application/fhir+json", "{path}");
            let outcome = reply.json();
            let issue = &outcome["issue"][0];
            assert_eq!(
                (&issue["severity"], &issue["code"]),
                (&json!("error"), &json!(code)),
                "{path}"
            );
            let diagnostics = issue["diagnostics"].as_str().unwrap_or_default();
            assert!(diagnostics.contains(said), "{path}: {diagnostics}");
            all.push(outcome);
        }
        assert_valid(&all);
    });
}

/// A Parameters resource that asks about 2024, with some more.
fn parameters(more: Value) -> Value {
    let year =
        json!([{"name": "periodStart", "valueDate": "2024"}, {"name": "periodEnd", "valueDate": "2024"}]);
    let all = [year, more]
        .into_iter()
        .flat_map(|some| some.as_array().cloned().unwrap_or_default());
    json!({"resourceType": "Parameters", "parameter": all.collect::<Vec<_>>()})
}

async fn posted(api: &Api, kind: &str, body: &Value) -> crate::harness::Reply {
    let call = api.call("entry", "POST", &format!("/fhir{OF_MEASURE}"));
    call.text(kind, &body.to_string()).send().await
}

#[test]
fn a_body_asks_the_same() {
    on_each(|api| async move {
        api.stored().await;
        let body = parameters(json!([{"name": "service", "valueString": "BRD"}]));
        assert_valid(std::slice::from_ref(&body));
        let by_query = evaluated(&api, "entry", "fls-db-4", &format!("{YEAR}&service=BRD")).await;
        let by_query = by_query.expect(200);
        for kind in ["application/fhir+json", "application/json"] {
            let reply = posted(&api, kind, &body).await.expect(200);
            assert_eq!(reply.bytes, by_query.bytes, "{kind}");
        }
        let mut all = Vec::new();
        for (body, status, said) in [
            (
                json!({"resourceType": "Measure"}),
                400,
                "resourceType is Parameters",
            ),
            (
                json!({"resourceType": "Parameters", "colour": 1}),
                422,
                "unknown field `colour`",
            ),
            (
                parameters(json!([{"name": "colour", "valueString": "red"}])),
                400,
                "\"colour\"",
            ),
            (parameters(json!([{"name": "asOf"}])), 400, "give one valueDate"),
            (
                parameters(json!([{"name": "asOf", "valueDate": "x", "valueCode": "y"}])),
                400,
                "give one valueDate",
            ),
            (
                parameters(json!([{"name": "subject", "valueString": "Patient/1"}])),
                400,
                "subject cannot be given",
            ),
        ] {
            let outcome = posted(&api, "application/fhir+json", &body)
                .await
                .expect(status)
                .json();
            let diagnostics = outcome["issue"][0]["diagnostics"].as_str().unwrap_or_default();
            assert!(diagnostics.contains(said), "{body}: {diagnostics}");
            all.push(outcome);
        }
        all.push(
            posted(&api, "application/fhir+xml", &body)
                .await
                .expect(415)
                .json(),
        );
        assert_eq!(all[1]["issue"][0]["expression"][0], "Parameters.colour");
        assert_valid(&all);
    });
}

#[test]
fn measures_are_found() {
    on_each(|api| async move {
        for (query, total, first) in [
            ("", 33, "fls-db-1"),
            ("_format=json", 33, "fls-db-1"),
            ("_id=iof-4,fls-db-4", 2, "fls-db-4"),
            ("name=time%20to", 6, "fls-db-4"),
            ("name=FlsDbLive7", 1, "fls-db-live-7"),
            ("identifier=11", 3, "fls-db-11"),
            (
                "identifier=http://127.0.0.1:8080/fhir/R4/NamingSystem/iof|11",
                1,
                "iof-1",
            ),
            (
                "identifier=http://127.0.0.1:8080/fhir/R4/NamingSystem/iof|",
                11,
                "iof-1",
            ),
            ("name=time%20to&identifier=5", 2, "fls-db-5"),
            ("_count=5&_offset=30", 33, "iof-9"),
            ("name=nothing", 0, ""),
        ] {
            let found = api
                .get("nobody", &format!("/fhir/R4/Measure?{query}"))
                .await
                .expect(200)
                .json();
            let entry = found["entry"][0]["resource"]["id"].as_str().unwrap_or_default();
            assert_eq!((&found["total"], entry), (&json!(total), first), "{query}");
        }
    });
}

/// Following `next` gives every measure once.
#[test]
fn pages_follow_each_other() {
    on_each(|api| async move {
        let mut path = Some("/fhir/R4/Measure?name=Fls&_count=5".to_owned());
        let mut ids = Vec::new();
        let mut pages = Vec::new();
        while let Some(page) = path {
            let found = api.get("nobody", &page).await.expect(200).json();
            let entries = found["entry"].as_array().into_iter().flatten();
            ids.extend(entries.map(|entry| entry["resource"]["id"].to_string()));
            path = next(&found);
            pages.push(found);
        }
        assert_eq!((pages.len(), ids.len()), (5, 22));
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 22);
        assert_valid(&pages);
    });
}

fn next(page: &Value) -> Option<String> {
    let links = page["link"].as_array()?;
    let next = links.iter().find(|link| link["relation"] == "next")?;
    let url = next["url"].as_str()?.strip_prefix("http://127.0.0.1:8080")?;
    Some(url.to_owned())
}

#[test]
fn who_has_a_report_gets_it_again_only_when_it_changed() {
    on_each(|api| async move {
        api.stored().await;
        for path in [
            format!("/fhir{OF_MEASURE}?{YEAR}"),
            "/fhir/R4/Measure/fls-db-4".to_owned(),
            "/fhir/R4/metadata?_format=application/fhir%2Bjson".to_owned(),
        ] {
            let ask = async |tag: &str| {
                let call = api.call("entry", "GET", &path).header("If-None-Match", tag);
                call.send().await
            };
            let tag = api
                .get("entry", &path)
                .await
                .expect(200)
                .header("etag")
                .to_owned();
            assert!(ask(&tag).await.expect(304).bytes.is_empty());
            api.stored().await;
            let expected = if path.contains('$') { 200 } else { 304 };
            ask(&tag).await.expect(expected);
        }
    });
}

/// The lists hold the episodes that the ledger tells, as many as are counted; reading them is on record.
#[test]
fn a_subject_list_names_the_episodes_of_each_population() {
    on_each(|api| async move {
        let store = api.shared.registry().store().clone();
        crate::imports::reference::store_exports(&store);
        for (measure, kpi) in [
            ("fls-db-5", "5"),
            ("fls-db-9", "9"),
            ("fls-db-2", "2"),
            ("fls-db-live-3", "3"),
        ] {
            let report = evaluated(&api, "entry", measure, &format!("{YEAR}&reportType=subject-list")).await;
            let report = report.expect(200).json();
            assert_eq!(report["type"], "subject-list");
            let group = &report["group"][0];
            for code in ["initial-population", "denominator-exclusion", "numerator"] {
                let told = listed(&report, population(group, code));
                assert_eq!(
                    told.len() as i64,
                    count(group, code).unwrap_or_default(),
                    "{measure} {code}"
                );
                assert_eq!(told, ledger(&api, measure, kpi, code).await, "{measure} {code}");
            }
            let denominator = &population(group, "denominator")["subjectResults"]["reference"];
            let is_ratio = population(group, "denominator").get("extension").is_some();
            let expected = if is_ratio {
                Value::Null
            } else {
                json!("#initial-population")
            };
            assert_eq!(*denominator, expected, "{measure}");
        }
        api.shared.registry().flush_reads().expect("written");
        let events = api
            .get("lead", "/api/v1/audit-events?resource=episode&limit=500")
            .await
            .expect(200)
            .json();
        let events = events["items"].as_array().cloned().unwrap_or_default();
        assert!(events.iter().any(|event| event["action"] == "list"), "{events:?}");
        for (who, measure, status) in [
            ("manager", "fls-db-4", 403),
            ("analyst", "fls-db-4", 403),
            ("entry", "fls-db-1", 400),
        ] {
            evaluated(&api, who, measure, &format!("{YEAR}&reportType=subject-list"))
                .await
                .expect(status);
        }
    });
}

fn listed(report: &Value, population: &Value) -> BTreeSet<String> {
    let Some(list) = population["subjectResults"]["reference"].as_str() else {
        return BTreeSet::new();
    };
    let lists = report["contained"].as_array().into_iter().flatten();
    let list = lists
        .into_iter()
        .find(|one| one["id"].as_str() == list.strip_prefix('#'));
    let entries = list.expect("the list")["entry"].as_array().into_iter().flatten();
    let id = |entry: &Value| {
        entry["item"]["reference"]
            .as_str()?
            .strip_prefix("EpisodeOfCare/")
            .map(str::to_owned)
    };
    entries.map(|entry| id(entry).expect("an episode")).collect()
}

/// The episodes of a population as the ledger has them.
async fn ledger(api: &Api, measure: &str, kpi: &str, code: &str) -> BTreeSet<String> {
    let set = measure.rsplit_once('-').expect("a set").0;
    let path = format!("/api/v1/kpis/{kpi}/records?set={set}&start=2024-01-01&end=2024-12-31&limit=500");
    let found = api.get("entry", &path).await.expect(200).json();
    assert!(found.get("next").is_none(), "one page is enough");
    let rows = found["items"].as_array().into_iter().flatten();
    let belongs = |row: &&Value| match code {
        "denominator-exclusion" => row["outcome"] == "excluded",
        "numerator" => row["outcome"] == "met" || row["outcome"] == "counted",
        _ => true,
    };
    let rows = rows.filter(belongs);
    rows.map(|row| row["fracture_id"].as_str().expect("an id").to_owned())
        .collect()
}
