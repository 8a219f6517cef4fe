//! Who changed what of a patient.

use serde_json::{Value, json};

use super::patient;
use crate::harness::{Api, on_each};

/// What was done, to what, by whom and to which fields, newest first.
async fn told(api: &Api, path: &str) -> Vec<String> {
    let page = api.get("entry", path).await.expect(200).json();
    let text = |entry: &Value, key: &str| entry[key].as_str().unwrap_or_default().to_owned();
    let items = page["items"].as_array().expect("a list");
    let line = |entry: &Value| {
        let fields = entry["fields"].as_array().map_or(0, Vec::len);
        let (action, resource) = (text(entry, "action"), text(entry, "resource"));
        format!("{} {action} {resource} {fields}", text(entry, "author"))
    };
    items.iter().map(line).collect()
}

#[test]
fn each_change_of_a_patient_is_told_and_no_reading() {
    on_each(|api| async move {
        let patient = patient(&api).await;
        let history = format!("{patient}/history");
        let note = json!({"content": "Deaf"});
        api.post("lead", &format!("{patient}/notes"), note)
            .await
            .expect(201);
        api.get("lead", &patient).await.expect(200);
        api.get("lead", &format!("{patient}/notes")).await.expect(200);
        api.shared.registry().flush_reads().expect("written");
        let lines = told(&api, &history).await;
        assert_eq!(lines[0], "lead create note 1");
        let records: Vec<_> = lines[1..]
            .iter()
            .map(|line| line.split(' ').collect::<Vec<_>>())
            .collect();
        assert!(
            records
                .iter()
                .all(|words| words[..2] == ["entry", "create"] && words[3] != "0"),
            "{lines:?}"
        );
        assert_eq!(told(&api, &format!("{history}?limit=1")).await, lines[..1]);
        let withdrawal = json!({"reason": "entered twice"});
        api.post("lead", &format!("{patient}/withdrawal"), withdrawal)
            .await
            .expect(200);
        assert!(
            told(&api, &history).await[0].starts_with("lead withdraw "),
            "still to be seen"
        );
        for (who, path, status) in [
            ("stranger", history.as_str(), 404),
            ("admin", history.as_str(), 403),
            ("entry", "/api/v1/patients/none/history", 404),
        ] {
            api.get(who, path).await.expect(status);
        }
    });
}
