//! Findings of stored records: listed, accepted, opened again; records that look like one.

use serde_json::{Value, json};

use crate::{
    harness::{Api, Reply, on_each},
    imports::text,
};

const LIST: &str = "/api/v1/data-quality/findings";

/// An episode of BRD with a warning: contact before diagnosis.
async fn odd(api: &Api) -> Value {
    let mut episode = api.episode();
    episode["fracture"]["first_contact_on"] = json!("2024-03-01");
    api.post("entry", "/api/v1/fractures", episode)
        .await
        .expect(201)
        .json()
}

/// An open finding of BRD, made for the call.
pub async fn found(api: &Api) -> Value {
    odd(api).await;
    let list = api
        .get("entry", &format!("{LIST}?limit=1"))
        .await
        .expect(200)
        .json();
    list["items"][0].clone()
}

/// Accepts it.
pub async fn accepted(api: &Api, id: &str) -> Reply {
    let path = format!("{LIST}/{id}/acceptance");
    api.post("entry", &path, json!({"reason": "seen at the ward"}))
        .await
}

async fn listed(api: &Api, query: &str) -> Vec<Value> {
    let list = api
        .get("lead", &format!("{LIST}{query}"))
        .await
        .expect(200)
        .json();
    list["items"].as_array().cloned().unwrap_or_default()
}

#[test]
fn a_finding_is_listed_accepted_and_opened_again() {
    on_each(|api| async move {
        let record = odd(&api).await;
        let open = listed(&api, "").await;
        assert_eq!(open.len(), 1, "{open:?}");
        let finding = &open[0];
        for (name, expected) in [
            ("code", json!("contact.before_diagnosis")),
            ("level", json!("warning")),
            ("fracture_id", record["id"].clone()),
            ("patient_id", record["patient_id"].clone()),
            ("nhs_number", record["patient"]["nhs_number"].clone()),
            ("diagnosed_on", json!("2024-03-04")),
        ] {
            assert_eq!(finding[name], expected, "{name}");
        }
        assert!(text(&finding["field"]).starts_with("1.06 "), "{finding}");
        let id = text(&finding["id"]);
        let short = api
            .post("entry", &format!("{LIST}/{id}/acceptance"), json!({"reason": ""}))
            .await;
        assert_eq!(short.expect(422).findings(), "/reason value.invalid");
        let reply = accepted(&api, id).await.expect(200);
        assert_eq!(reply.json()["accepted"]["reason"], "seen at the ward");
        assert_eq!(reply.json()["accepted"]["stamp"]["changed_by"], "entry");
        let again = accepted(&api, id).await.expect(412).json();
        assert_eq!(again["current"]["changed_by"], "entry");

        assert_eq!(listed(&api, "").await, Vec::<Value>::new());
        assert_eq!(listed(&api, "?state=accepted").await.len(), 1);
        let path = format!("/api/v1/fractures/{}?expand=all", text(&record["id"]));
        assert_eq!(api.get("entry", &path).await.json()["findings"], json!([]));

        let undo = |tag: String| {
            api.call("lead", "DELETE", &format!("{LIST}/{id}/acceptance"))
                .if_match(&tag)
                .send()
        };
        undo("\"1\"".to_owned()).await.expect(412);
        undo(reply.header("etag").to_owned()).await.expect(204);
        undo(reply.header("etag").to_owned()).await.expect(404);
        assert_eq!(listed(&api, "").await.len(), 1);
    });
}

#[test]
fn an_accepted_finding_is_open_again_when_what_it_is_about_changes() {
    on_each(|api| async move {
        for (part, answers, is_open) in [
            (
                "",
                json!({"diagnosed_on": "2024-03-04", "first_contact_on": "2024-03-01", "site": "wrist"}),
                false,
            ),
            (
                "",
                json!({"diagnosed_on": "2024-03-04", "first_contact_on": "2024-03-02", "site": "hip"}),
                true,
            ),
            (
                "",
                json!({"diagnosed_on": "2024-03-05", "first_contact_on": "2024-03-01", "site": "hip"}),
                true,
            ),
            ("/assessment", json!({"assessed_on": "2024-04-02"}), false),
        ] {
            let finding = found(&api).await;
            accepted(&api, text(&finding["id"])).await.expect(200);
            let path = format!("/api/v1/fractures/{}{part}", text(&finding["fracture_id"]));
            let tag = api.get("entry", &path).await;
            let put = api
                .call("entry", "PUT", &path)
                .if_match(tag.header("etag"))
                .json(&answers);
            put.send().await.expect(200);
            let now = api
                .get("entry", &format!("{LIST}/{}", text(&finding["id"])))
                .await
                .expect(200)
                .json();
            assert_eq!(now["accepted"].is_null(), is_open, "{answers}");
        }
    });
}

#[test]
fn lists_are_filtered_and_paged() {
    on_each(|api| async move {
        for _ in 0..3 {
            odd(&api).await;
        }
        assert_eq!(listed(&api, "?code=contact.before_diagnosis").await.len(), 3);
        assert_eq!(listed(&api, "?code=age.over_110").await.len(), 0);
        let page = api
            .get("lead", &format!("{LIST}?limit=2&total=true"))
            .await
            .expect(200)
            .json();
        assert_eq!(
            (page["items"].as_array().map(Vec::len), &page["total"]),
            (Some(2), &json!(3))
        );
        let rest = listed(&api, &format!("?limit=2&cursor={}", text(&page["next"]))).await;
        assert_eq!(rest.len(), 1);
        for query in ["?code=none", "?state=shut", "?color=red", "?cursor=x"] {
            api.get("lead", &format!("{LIST}{query}")).await.expect(400);
        }
        api.get("lead", &format!("{LIST}?service=CDF")).await.expect(404);
        let other = api.get("stranger", LIST).await.expect(200).json();
        assert_eq!(other["items"], json!([]));
    });
}

#[test]
fn episodes_that_look_like_one_stand_side_by_side() {
    on_each(|api| async move {
        let first = api.stored().await;
        let path = format!("/api/v1/patients/{}/fractures", text(&first["patient_id"]));
        let second = api
            .post(
                "entry",
                &path,
                json!({"diagnosed_on": "2024-03-09", "site": "wrist"}),
            )
            .await;
        let second = second.expect(201).json();
        let pairs = api
            .get("entry", "/api/v1/data-quality/duplicates")
            .await
            .expect(200)
            .json();
        assert_eq!(pairs["items"].as_array().map(Vec::len), Some(1), "{pairs}");
        let pair = &pairs["items"][0];
        assert_eq!(
            (&pair["earlier"]["fracture_id"], &pair["later"]["fracture_id"]),
            (&first["id"], &second["id"])
        );
        assert_eq!(pair["earlier"]["assessment"]["dxa"], "ordered");
        assert_eq!(pair["later"]["fracture"]["site"], "wrist");
        accepted(&api, text(&pair["finding_id"])).await.expect(200);
        let pairs = api
            .get("entry", "/api/v1/data-quality/duplicates")
            .await
            .expect(200)
            .json();
        assert_eq!(pairs["items"], json!([]), "they are two");
    });
}

#[test]
fn patients_that_look_like_one_stand_side_by_side() {
    on_each(|api| async move {
        let with = |number: Option<String>, local: &str, postcode: &str, birth: &str| {
            let mut patient =
                json!({"date_of_birth": birth, "local_record_number": local, "postcode": postcode});
            match number {
                Some(number) => patient["nhs_number"] = json!(number),
                None => patient["nhs_number_absent_reason"] = json!("overseas_visitor"),
            }
            json!({ "patient": patient })
        };
        for (number, local, postcode, birth) in [
            (Some(api.nhs_number()), "A1", "LS1 4AP", "1950-05-01"),
            (Some(api.nhs_number()), "A2", "LS1 4AP", "1950-05-01"),
            (None, "A3", "LS1 4AP", "1950-05-01"),
            (None, "A4", "LS1 4AP", "1950-05-02"),
            (None, "A5", "LS1 4AQ", "1950-05-01"),
        ] {
            let body = with(number, local, postcode, birth);
            api.post("entry", "/api/v1/patients", body).await.expect(201);
        }
        let mut found = Vec::new();
        let mut cursor = String::new();
        loop {
            let path = format!("/api/v1/data-quality/duplicates?kind=patients&limit=1{cursor}");
            let page = api.get("entry", &path).await.expect(200).json();
            for pair in page["items"].as_array().expect("a list") {
                let local = |side: &str| text(&pair[side]["patient"]["local_record_number"]).to_owned();
                found.push(format!("{} {}", local("earlier"), local("later")));
            }
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(found, ["A2 A3", "A1 A3"]);
        api.get("entry", "/api/v1/data-quality/duplicates?kind=patients&cursor=x")
            .await
            .expect(400);
        let other = api
            .get("stranger", "/api/v1/data-quality/duplicates?kind=patients")
            .await
            .expect(200);
        assert_eq!(other.json()["items"], json!([]));
    });
}
