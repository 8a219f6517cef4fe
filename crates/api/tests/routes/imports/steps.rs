//! One step after the other, and who may take it.

use chrono::{TimeDelta, Utc};
use flsdb_api::imports::{Importer, commit, forget_expired};
use flsdb_domain::wire::imports::{ImportPolicy, Progress};
use flsdb_store::{
    Author,
    imports::{self, NewImport},
};
use serde_json::json;

use super::{ask_commit, checked, counts, imported, sent, settled, text};
use crate::harness::{TODAY, on_each};

const FILE: &str = "1.01,1.02,1.09\n9434765919,1950-01-01,2024-01-01\n";

#[test]
fn a_commit_is_refused_when_the_counts_have_changed() {
    on_each(|api| async move {
        let record = sent(&api, "entry", "", FILE.as_bytes()).await;
        assert_eq!(counts(&record), "1 0 0 0");
        let episode = json!({
            "patient": {"nhs_number": "9434765919", "date_of_birth": "1950-01-01"},
            "fracture": {"diagnosed_on": "2024-01-01"}
        });
        api.post("entry", "/api/v1/fractures", episode).await.expect(201);
        let id = text(&record["id"]);
        let refused = ask_commit(&api, "entry", id, "refuse_file")
            .await
            .expect(409)
            .json();
        assert!(text(&refused["detail"]).contains("unchanged 1"), "{refused}");
        let record = settled(&api, "entry", id).await;
        assert_eq!(
            (text(&record["status"]), counts(&record).as_str()),
            ("checked", "0 0 1 0")
        );
        ask_commit(&api, "entry", id, "refuse_file").await.expect(202);
        assert_eq!(settled(&api, "entry", id).await["status"], "committed");
        ask_commit(&api, "entry", id, "refuse_file").await.expect(409);
    });
}

#[test]
fn progress_can_be_seen_and_ends_at_the_whole() {
    on_each(|api| async move {
        let record = imported(&api, "entry", "", &super::testdata("exports/BRD.csv")).await;
        assert_eq!(record["progress"], json!({"rows_read": 608, "rows_total": 608}));
        assert_eq!(record["columns"]["ignored"], json!(["Age Frac diagnosed"]));
        assert_eq!(record["filename"], "a file.csv");
        assert_eq!(record["created_by"], "entry");
    });
}

#[test]
fn a_commit_tells_how_many_rows_are_stored() {
    on_each(|api| async move {
        let store = api.shared.registry().store();
        let (importer, record) = checked(store, Some("BRD"), &super::testdata("exports/BRD.csv"));
        let mut told = Vec::new();
        let take = |progress: Progress| told.push((progress.rows_read, progress.rows_total));
        commit(store, &importer, &record.id, ImportPolicy::RefuseFile, take).expect("committed");
        assert!(told.is_sorted() && told.len() > 2, "{told:?}");
        assert_eq!(told.first(), Some(&(0, Some(608))));
        assert_eq!(told.last(), Some(&(608, Some(608))));
    });
}

#[test]
fn others_see_nothing_of_an_import() {
    on_each(|api| async move {
        let record = imported(&api, "entry", "?service=BRD", FILE.as_bytes()).await;
        let path = format!("/api/v1/imports/{}", text(&record["id"]));
        for who in ["stranger", "admin"] {
            for (method, rest) in [
                ("GET", ""),
                ("GET", "/findings"),
                ("GET", "/changes"),
                ("GET", "/rows"),
                ("GET", "/rejected"),
                ("POST", "/undo"),
                ("DELETE", ""),
            ] {
                let reply = api.call(who, method, &format!("{path}{rest}")).send().await;
                assert_eq!(reply.status, 404, "{who} {method} {rest}");
            }
            api.post(who, &format!("{path}/commit"), json!({}))
                .await
                .expect(404);
            let list = api.get(who, "/api/v1/imports").await.expect(200).json();
            assert_eq!(list["items"], json!([]), "{who}");
        }
        for who in ["manager", "regional", "analyst", "auditor"] {
            api.get(who, "/api/v1/imports").await.expect(403);
            // Analysts may have pseudonymised rows, once opt-outs have been checked.
            let status = if who == "analyst" { 409 } else { 403 };
            api.get(who, "/api/v1/exports/records").await.expect(status);
            api.call(who, "POST", "/api/v1/imports")
                .bytes("text/csv", FILE.into())
                .send()
                .await
                .expect(403);
        }
        api.get("nobody", "/api/v1/imports").await.expect(401);
        let list = api.get("lead", "/api/v1/imports").await.expect(200).json();
        assert_eq!(list["items"][0]["id"], record["id"]);
        api.call("lead", "DELETE", &path).send().await.expect(204);
        api.get("lead", &path).await.expect(404);
    });
}

#[test]
fn a_file_of_several_services_is_its_senders() {
    on_each(|api| async move {
        let file = "service,1.01,1.02,1.09\nBRD,9434765919,1950-01-01,2024-01-01\nCDF,9559682482,1950-01-01,2024-01-01\n";
        let named = api
            .call("admin", "POST", "/api/v1/imports?service=BRD")
            .bytes("text/csv", file.into());
        named.send().await.expect(422);
        let record = imported(&api, "admin", "", file.as_bytes()).await;
        assert_eq!(counts(&record), "2 0 0 0");
        let path = format!("/api/v1/imports/{}", text(&record["id"]));
        api.get("lead", &path).await.expect(404);
        api.call("lead", "POST", &format!("{path}/undo"))
            .send()
            .await
            .expect(404);
        api.call("admin", "POST", &format!("{path}/undo"))
            .send()
            .await
            .expect(200);
        let without = sent(&api, "admin", "", FILE.as_bytes()).await;
        assert!(text(&without["failure"]).contains("service"), "{without}");
        let foreign = sent(&api, "entry", "", file.as_bytes()).await;
        assert_eq!(counts(&foreign), "1 0 0 1");
        assert_eq!(foreign["findings"][0]["code"], "service.mismatch");
        let call = api
            .call("entry", "POST", "/api/v1/imports?service=CDF")
            .bytes("text/csv", FILE.into());
        call.send().await.expect(422);
    });
}

#[test]
fn blank_cells_keep_or_clear() {
    on_each(|api| async move {
        let full =
            "1.01,1.02,1.09,1.04,1.11,DateOfDeath\n9434765919,1950-01-01,2024-01-01,LS1 4AP,Hip,2024-05-01\n";
        imported(&api, "entry", "", full.as_bytes()).await;
        let blank = "1.01,1.02,1.09,1.11,DateOfDeath\n9434765919,1950-01-01,2024-01-01,,\n";
        let kept = sent(&api, "entry", "?blank=keep", blank.as_bytes()).await;
        assert_eq!(counts(&kept), "0 0 1 0");
        imported(&api, "entry", "?blank=clear", blank.as_bytes()).await;
        let page = api.get("entry", "/api/v1/fractures").await.expect(200).json();
        assert_eq!(
            page["items"][0]["fracture"],
            json!({"diagnosed_on": "2024-01-01"})
        );
        let patient = api
            .get(
                "entry",
                &format!("/api/v1/patients/{}", text(&page["items"][0]["patient_id"])),
            )
            .await;
        let patient = patient.expect(200).json();
        assert_eq!(
            patient["patient"]["postcode"], "LS1 4AP",
            "the file has no column for it"
        );
        assert_eq!(patient["patient"]["date_of_death"], "2024-05-01", "never cleared");
    });
}

#[test]
fn what_cannot_be_taken_is_refused() {
    on_each(|api| async move {
        let form = api
            .call("entry", "POST", "/api/v1/imports")
            .bytes("multipart/form-data; boundary=x", FILE.into());
        form.send().await.expect(400);
        let unknown = api
            .call("entry", "POST", "/api/v1/imports?blanks=keep")
            .bytes("text/csv", FILE.into());
        unknown.send().await.expect(400);
        let large = api
            .call("entry", "POST", "/api/v1/imports")
            .header("Content-Length", "104857601");
        large.send().await.expect(413);
        let long = vec![b'x'; (100 << 20) + 1];
        api.call("entry", "POST", "/api/v1/imports")
            .bytes("text/csv", long)
            .send()
            .await
            .expect(413);
        let list = api.get("entry", "/api/v1/imports").await.expect(200).json();
        assert_eq!(list["items"], json!([]), "nothing of it stays");
    });
}

#[test]
fn an_import_is_forgotten_after_a_day() {
    on_each(|api| async move {
        let store = api.shared.registry().store().clone();
        let record = sent(&api, "entry", "", FILE.as_bytes()).await;
        let at = |hours| {
            Author::system(
                "upkeep",
                Utc::now() + TimeDelta::hours(hours),
                TODAY.parse().expect("a day"),
            )
        };
        assert_eq!(forget_expired(&store, &at(23)).expect("looked"), 0);
        assert_eq!(forget_expired(&store, &at(25)).expect("forgotten"), 1);
        api.get("entry", &format!("/api/v1/imports/{}", text(&record["id"])))
            .await
            .expect(404);
    });
}

#[test]
fn what_a_stop_broke_off_is_settled_at_the_start() {
    on_each(|api| async move {
        let store = api.shared.registry().store().clone();
        let importer = Importer::operator(super::author());
        let new = NewImport {
            service: None,
            filename: "x".to_owned(),
            blank: Default::default(),
        };
        let id = store
            .write(&importer.author, |w| imports::create(w, importer.viewer(), &new))
            .expect("made");
        assert_eq!(
            flsdb_api::imports::recover(&store, &importer.author).expect("settled"),
            1
        );
        let record = store
            .read(|r| imports::find(r, importer.viewer(), &id))
            .expect("found");
        assert!(
            record
                .failure
                .is_some_and(|failure| failure.contains("Send the file again"))
        );
        assert_eq!(
            flsdb_api::imports::recover(&store, &importer.author).expect("settled"),
            0
        );
    });
}
