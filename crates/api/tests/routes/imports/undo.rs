//! Taking an import back.

use flsdb_api::exports;
use flsdb_domain::access::Scope;
use flsdb_files::Format;
use flsdb_store::Store;
use serde_json::json;

use super::{counts, imported, state, testdata, text};
use crate::harness::{Api, on_each};

fn records(store: &Store) -> Vec<u8> {
    exports::write(store, &Scope::All, Format::Ndjson, Vec::new()).expect("exported")
}

async fn undo(api: &Api, who: &str, id: &str) -> crate::harness::Reply {
    api.call(who, "POST", &format!("/api/v1/imports/{id}/undo"))
        .send()
        .await
}

#[test]
fn an_undo_removes_and_restores_and_is_a_change_itself() {
    on_each(|api| async move {
        let store = api.shared.registry().store().clone();
        let first = "1.01,1.02,1.09,1.04\n9434765919,1950-01-01,2024-01-01,LS1 4AP\n";
        imported(&api, "entry", "", first.as_bytes()).await;
        let before = records(&store);
        let second = "1.01,1.02,1.09,1.04,1.11\n9434765919,1950-01-01,2024-01-01,LS1 4AQ,Hip\n9559682482,1950-01-01,2024-01-01,,\n";
        let record = imported(&api, "entry", "", second.as_bytes()).await;
        assert_eq!(counts(&record), "1 1 0 0");
        let (episodes, version) = state(&store);
        assert_eq!(episodes, 2);

        let id = text(&record["id"]);
        undo(&api, "entry", id).await.expect(403);
        undo(&api, "stranger", id).await.expect(404);
        let undone = undo(&api, "lead", id).await.expect(200).json();
        assert_eq!(undone["status"], "undone");
        assert_eq!(
            String::from_utf8_lossy(&records(&store)),
            String::from_utf8_lossy(&before)
        );
        assert_eq!(state(&store), (1, version + 1));
        undo(&api, "lead", id).await.expect(409);
    });
}

#[test]
fn an_undo_is_refused_by_name_after_a_later_change() {
    on_each(|api| async move {
        let store = api.shared.registry().store().clone();
        let record = imported(&api, "entry", "", &testdata("exports/BRD.csv")).await;
        let page = api
            .get("entry", "/api/v1/fractures?limit=1")
            .await
            .expect(200)
            .json();
        let fracture = &page["items"][0];
        let path = format!("/api/v1/fractures/{}/follow-ups/52", text(&fracture["id"]));
        let current = api.get("entry", &path).await;
        let call = api
            .call("entry", "PUT", &path)
            .json(&json!({"followed_up": "lost_to_follow_up"}));
        let call = match current.status {
            404 => call.header("If-None-Match", "*"),
            _ => call.if_match(current.header("etag")),
        };
        let status = call.send().await.status;
        assert!(status == 200 || status == 201, "{status}");

        let before = state(&store);
        let refused = undo(&api, "lead", text(&record["id"])).await.expect(409).json();
        let name = format!("episode {}", text(&fracture["id"]));
        assert!(text(&refused["detail"]).contains(&name), "{refused}");
        assert_eq!(state(&store), before);
    });
}

#[test]
fn an_undo_takes_nobody_away_of_whom_something_is_kept() {
    on_each(|api| async move {
        let rows = "1.01,1.02,1.09\n9434765919,1950-01-01,2024-01-01\n";
        let record = imported(&api, "entry", "", rows.as_bytes()).await;
        let page = api.get("entry", "/api/v1/patients").await.expect(200).json();
        let patient = text(&page["items"][0]["id"]);
        let notes = format!("/api/v1/patients/{patient}/notes");
        let note = api
            .post("entry", &notes, json!({"content": "Deaf"}))
            .await
            .expect(201)
            .json();
        let refused = undo(&api, "lead", text(&record["id"])).await.expect(409).json();
        assert!(text(&refused["detail"]).contains(patient), "{refused}");
        let path = format!("{notes}/{}", text(&note["id"]));
        api.call("entry", "DELETE", &path)
            .if_match("\"1\"")
            .send()
            .await
            .expect(204);
        undo(&api, "lead", text(&record["id"])).await.expect(200);
    });
}
