//! What is answered is valid R4.

use serde_json::{Value, json};

use super::{YEAR, absent, count, evaluated, extensions, population, validator::assert_valid};
use crate::{
    harness::{Api, on_each},
    imports::reference::store_exports,
};

async fn resource(api: &Api, path: &str) -> Value {
    let reply = api.get("nobody", path).await.expect(200);
    assert_eq!(reply.header("content-type"), "application/fhir+json", "{path}");
    reply.json()
}

#[test]
fn measures_and_definitions_are_valid() {
    on_each(|api| async move {
        let metadata = resource(&api, "/fhir/R4/metadata").await;
        assert_eq!(metadata["fhirVersion"], "4.0.1");
        let operation = &metadata["rest"][0]["resource"][0]["operation"][0]["definition"];
        let operation = operation
            .as_str()
            .and_then(|url| url.strip_prefix("http://127.0.0.1:8080"));
        let operation = resource(&api, operation.expect("an address of this server")).await;
        let found = resource(&api, "/fhir/R4/Measure").await;
        let entries = found["entry"].as_array().cloned().unwrap_or_default();
        assert_eq!((entries.len(), &found["total"]), (33, &json!(33)));
        let mut all = vec![metadata, operation, found];
        for entry in entries {
            let id = entry["resource"]["id"].as_str().expect("an id");
            let measure = resource(&api, &format!("/fhir/R4/Measure/{id}")).await;
            assert_eq!(measure, entry["resource"]);
            all.push(measure);
        }
        assert_valid(&all);
    });
}

#[test]
fn a_measure_says_its_rule_in_the_words_of_the_definition() {
    on_each(|api| async move {
        let measure = resource(&api, "/fhir/R4/Measure/iof-8").await;
        let sets = api.get("nobody", "/api/v1/kpis").await.expect(200).json();
        let set = sets
            .as_array()
            .and_then(|sets| sets.iter().find(|set| set["id"] == "iof"));
        let set = set.expect("the set");
        let rule = &set["kpis"][7];
        assert_eq!(
            (&measure["title"], &measure["description"]),
            (&rule["title"], &rule["measures"])
        );
        assert_eq!(measure["version"], set["version"]);
        let identifiers: Vec<&Value> = [0, 1].map(|at| &measure["identifier"][at]["value"]).into();
        assert_eq!(identifiers, [&json!("7"), &set["hash"]]);
        assert_eq!(measure["extension"][0]["valueCode"], "EpisodeOfCare");
        assert_eq!(measure["scoring"]["coding"][0]["code"], "proportion");
        let text = |code| population(&measure["group"][0], code)["criteria"]["expression"].clone();
        assert_eq!(text("initial-population"), "All records of the period");
        assert_eq!(text("denominator"), rule["denominator"]["text"]);
        assert_eq!(
            text("denominator-exclusion"),
            "The first that applies of: hip-fracture: Any of 1.11, 1.12 and 1.13 is Hip; under-age: Younger on 1.09 than 65†; \
             died: Died by 112 days after 1.09, or 6.01 is Died; immature: The window of 112 days is still open on the day of \
             the question†"
        );
        for clause in rule["met_when"].as_array().into_iter().flatten() {
            let clause = clause["text"].as_str().expect("a text");
            assert!(
                text("numerator")
                    .as_str()
                    .is_some_and(|text| text.contains(clause)),
                "{clause}"
            );
        }
    });
}

#[test]
fn reports_are_valid() {
    on_each(|api| async move {
        store_exports(&api.shared.registry().store().clone());
        let mut all = Vec::new();
        for (who, measure, query) in [
            ("entry", "fls-db-4", ""),
            ("entry", "fls-db-11", "&service=BRD&asOf=2025-01-31"),
            ("entry", "iof-10", "&reportType=subject-list"),
            ("entry", "fls-db-2", "&reportType=subject-list"),
            ("entry", "iof-3", "&reportType=subject-list"),
            ("entry", "fls-db-1", "&service=BRD"),
            ("entry", "fls-db-5", "&service=CDF"),
            ("entry", "fls-db-1", "&service=CDF"),
            ("admin", "fls-db-1", ""),
            ("admin", "iof-2", "&periodStart=2024-02&periodEnd=2024-03-14"),
            ("analyst", "fls-db-8", ""),
            ("regional", "fls-db-2", "&service=CDF"),
        ] {
            let year = if query.contains("periodStart") { "" } else { YEAR };
            let reply = evaluated(&api, who, measure, &format!("{year}{query}"))
                .await
                .expect(200);
            assert_eq!(reply.header("content-type"), "application/fhir+json");
            all.push(reply.json());
        }
        assert_valid(&all);
    });
}

/// What is hidden in `kpis/results` is masked, and what it would follow from, too.
#[test]
fn what_is_hidden_is_masked() {
    on_each(|api| async move {
        api.stored().await;
        let mut all = Vec::new();
        for measure in ["fls-db-1", "fls-db-2", "fls-db-4", "iof-3", "fls-db-3"] {
            let report = evaluated(&api, "stranger", measure, &format!("{YEAR}&service=BRD")).await;
            let report = report.expect(200).json();
            let group = &report["group"][0];
            assert_eq!(absent(&group["measureScore"]), "masked", "{report:#}");
            for population in group["population"].as_array().into_iter().flatten() {
                assert!(population.get("count").is_none(), "{report:#}");
                assert_eq!(absent(&population["_count"]), "masked", "{report:#}");
            }
            assert!(
                group.get("stratifier").is_none() && group.get("extension").is_none(),
                "{report:#}"
            );
            all.push(report);
        }
        assert_valid(&all);
    });
}

/// Of other services' shown cells numerator and denominator are shown, not what was left out of them.
#[test]
fn what_is_shown_of_others_says_no_more_than_the_published_table() {
    on_each(|api| async move {
        store_exports(&api.shared.registry().store().clone());
        let report = evaluated(&api, "entry", "fls-db-5", &format!("{YEAR}&service=CDF"))
            .await
            .expect(200);
        let report = report.json();
        let path = "/api/v1/kpis/results?start=2024-01-01&end=2024-12-31&service=CDF&kpi=5";
        let shown = &api.get("entry", path).await.expect(200).json()["results"][0];
        let group = &report["group"][0];
        assert!(
            shown["numerator"].is_number() && shown["initial_population"].is_null(),
            "{shown}"
        );
        assert_eq!(count(group, "numerator"), shown["numerator"].as_i64());
        assert_eq!(
            extensions(group, "counted")[0]["valueUnsignedInt"],
            shown["denominator"]
        );
        assert_eq!(group["measureScore"]["value"], shown["value"]);
        for code in ["initial-population", "denominator", "denominator-exclusion"] {
            assert_eq!(absent(&population(group, code)["_count"]), "masked", "{report:#}");
        }
        assert!(group.get("stratifier").is_none(), "{report:#}");
        assert_valid(&[report]);
    });
}
