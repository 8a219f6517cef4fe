//! Direct care stands apart: from withdrawn patients, from values in the audit, from exports and figures.

use flsdb_api::exports;
use flsdb_domain::{access::Scope, vocabulary::Coded, wire::page::Paging};
use flsdb_files::Format;
use flsdb_store::audit;
use serde_json::json;

use super::{entered, patient, put};
use crate::harness::on_each;

#[test]
fn a_withdrawn_patient_has_no_direct_care() {
    on_each(|api| async move {
        let patient = patient(&api).await;
        let notes = format!("{patient}/notes");
        let entry = entered(&api, &notes).await;
        let withdrawal = format!("{patient}/withdrawal");
        let withdrawn = api
            .post("lead", &withdrawal, json!({"reason": "entered twice"}))
            .await
            .expect(200);
        for list in ["contact-details", "contacts", "treatments", "notes"] {
            api.get("entry", &format!("{patient}/{list}")).await.expect(404);
        }
        api.post("entry", &notes, json!({"content": "x"}))
            .await
            .expect(404);
        put(
            &api,
            &format!("{notes}/{entry}"),
            "\"1\"",
            &json!({"content": "x"}),
        )
        .await
        .expect(404);
        let restore = api
            .call("lead", "DELETE", &withdrawal)
            .if_match(withdrawn.header("etag"));
        restore.send().await.expect(200);
        let page = api.get("entry", &notes).await.expect(200).json();
        assert_eq!(page["items"][0]["id"], entry);
    });
}

#[test]
fn the_audit_knows_names_of_fields_and_no_values() {
    on_each(|api| async move {
        let patient = patient(&api).await;
        let path = format!("{patient}/contact-details");
        let body = json!({"family_name": "Nowak", "telephone": "0113 496 0000"});
        let create = api
            .call("entry", "PUT", &path)
            .header("If-None-Match", "*")
            .json(&body);
        create.send().await.expect(201);
        put(&api, &path, "\"1\"", &json!({"family_name": "Nowak"}))
            .await
            .expect(200);
        let note = api
            .post("entry", &format!("{patient}/notes"), json!({"content": "Secret"}))
            .await
            .expect(201);
        let note = format!("{patient}/notes/{}", note.json()["id"].as_str().expect("an id"));
        api.call("entry", "DELETE", &note)
            .if_match("\"1\"")
            .send()
            .await
            .expect(204);
        api.get("entry", &path).await.expect(200);
        api.get("entry", &format!("{patient}/notes")).await.expect(200);
        let registry = api.shared.registry();
        registry.flush_reads().expect("written");
        let store = registry.store();
        let events = store
            .read(|r| audit::list(r, &Scope::All, &Paging::default()))
            .expect("events")
            .items;
        let mut lines: Vec<String> = events
            .iter()
            .take(6)
            .map(|event| {
                assert!(
                    event.patient_reference.is_some() && event.service.is_some(),
                    "{event:?}"
                );
                assert!(!format!("{event:?}").contains("Nowak") && !format!("{event:?}").contains("Secret"));
                format!(
                    "{} {} {}",
                    event.action.token(),
                    event.resource.token(),
                    event.fields.join("+")
                )
            })
            .collect();
        lines.reverse();
        assert_eq!(
            lines,
            [
                "create contact_details family_name+telephone",
                "update contact_details telephone",
                "create note content",
                "delete note content",
                "read contact_details ",
                "list note ",
            ]
        );
    });
}

#[test]
fn direct_care_is_in_no_export_no_figure_and_no_version() {
    on_each(|api| async move {
        let patient = patient(&api).await;
        let store = api.shared.registry().store().clone();
        let exported = |format| exports::write(&store, &Scope::All, format, Vec::new()).expect("exported");
        let results = || async {
            let path = "/api/v1/kpis/results?start=2024-01-01&end=2024-12-31";
            api.get("lead", path).await.expect(200).header("etag").to_owned()
        };
        let before = (exported(Format::Csv), exported(Format::Ndjson), results().await);
        let path = format!("{patient}/contact-details");
        let body = json!({"family_name": "Nowak", "telephone": "0113 496 0000"});
        let create = api
            .call("entry", "PUT", &path)
            .header("If-None-Match", "*")
            .json(&body);
        create.send().await.expect(201);
        for list in ["contacts", "treatments", "notes", "letters"] {
            entered(&api, &format!("{patient}/{list}")).await;
        }
        assert_eq!(
            before,
            (exported(Format::Csv), exported(Format::Ndjson), results().await)
        );
        let episode = api.get("entry", &patient).await.expect(200);
        assert!(!String::from_utf8_lossy(&episode.bytes).contains("Nowak"));
    });
}
