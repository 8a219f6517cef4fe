//! Letters filled from the record, and the templates that a service may write.

use serde_json::{Value, json};

use super::{patient, put};
use crate::harness::{Api, Reply, on_each};

const TEMPLATE: &str = "/api/v1/letter-templates/assessment_gp";

/// The address of a stored patient, and the id of their episode, which has an assessment.
async fn known(api: &Api) -> (String, String) {
    let record = api.stored().await;
    let text = |name: &str| record[name].as_str().expect("an id").to_owned();
    (format!("/api/v1/patients/{}", text("patient_id")), text("id"))
}

async fn write(api: &Api, patient: &str, episode: &str, template: &str) -> Reply {
    let body = json!({"template": template, "fracture_id": episode});
    api.post("entry", &format!("{patient}/letters"), body).await
}

/// Writes a template with whatever tag it has.
async fn set_template(api: &Api, content: &str) -> Reply {
    let now = api.get("lead", TEMPLATE).await.expect(200);
    let call = api.call("lead", "PUT", TEMPLATE).if_match(now.header("etag"));
    call.json(&json!({"content": content})).send().await
}

#[test]
fn a_letter_is_filled_changed_and_sent() {
    on_each(|api| async move {
        let (patient, episode) = known(&api).await;
        let details =
            json!({"family_name": "Nowak", "given_names": "Anna", "gp_practice": "The {{today}} Surgery"});
        let create = api.call("entry", "PUT", &format!("{patient}/contact-details"));
        create
            .header("If-None-Match", "*")
            .json(&details)
            .send()
            .await
            .expect(201);

        let made = write(&api, &patient, &episode, "assessment_gp").await.expect(201);
        assert_eq!(made.header("etag"), "\"1\"");
        let made = made.json();
        let content = made["entry"]["content"].as_str().expect("a text").to_owned();
        for line in [
            "31 January 2026",
            // Braces in a value are no placeholder.
            "To: The {{today}} Surgery",
            "Patient: Anna Nowak",
            "Date of birth: 1 May 1950",
            "Fracture: hip, 4 March 2024",
            "Assessment: 1 April 2024, done",
            "Bone scan (DXA): ordered",
            "Bone therapy recommended: alendronate",
            "Lowest T-score: not recorded",
        ] {
            assert!(content.lines().any(|found| found == line), "{line}\n{content}");
        }

        let path = format!("{patient}/letters/{}", made["id"].as_str().expect("an id"));
        let read = api.get("lead", &path).await.expect(200);
        assert_eq!(read.json(), made);
        api.call("lead", "GET", &path)
            .header("If-None-Match", "\"1\"")
            .send()
            .await
            .expect(304);

        let text = |content: &str| json!({"template": "assessment_gp", "content": content});
        api.call("entry", "PUT", &path)
            .json(&text("x"))
            .send()
            .await
            .expect(428);
        let changed = put(&api, &path, "\"1\"", &text("Dear Dr Who")).await.expect(200);
        assert_eq!(changed.header("etag"), "\"2\"");
        let stale = put(&api, &path, "\"1\"", &text("x")).await.expect(412).json();
        assert_eq!(stale["current"], changed.json()["stamp"]);
        let other = json!({"template": "assessment_patient", "content": "Dear Dr Who"});
        put(&api, &path, "\"2\"", &other).await.expect(409);

        let mut sent = text("Dear Dr Who");
        sent["sent_on"] = json!("2026-02-01");
        let ahead = put(&api, &path, "\"2\"", &sent).await.expect(422);
        assert_eq!(ahead.findings(), "/sent_on date.in_future");
        sent["sent_on"] = json!("2026-01-31");
        put(&api, &path, "\"2\"", &sent).await.expect(200);
        let list = api
            .get("lead", &format!("{patient}/letters"))
            .await
            .expect(200)
            .json();
        assert_eq!(list["items"][0]["entry"], sent);

        // What was sent stays, until the day is taken back.
        let delete = |tag| api.call("entry", "DELETE", &path).if_match(tag).send();
        put(&api, &path, "\"3\"", &text("x")).await.expect(409);
        delete("\"3\"").await.expect(409);
        put(&api, &path, "\"3\"", &text("Dear Dr Who")).await.expect(200);
        delete("\"3\"").await.expect(412);
        delete("\"4\"").await.expect(204);
        api.get("lead", &path).await.expect(404);
    });
}

#[test]
fn what_cannot_be_told_is_refused() {
    on_each(|api| async move {
        let (patient, episode) = known(&api).await;
        let (other, _) = known(&api).await;
        let early = write(&api, &patient, &episode, "follow_up_16_patient")
            .await
            .expect(422);
        assert_eq!(early.findings(), "/template letter.nothing_saved");
        write(&api, &other, &episode, "assessment_gp").await.expect(404);
        write(&api, &patient, "nobody", "assessment_gp").await.expect(404);
        let unknown = write(&api, &patient, &episode, "assessment_vet")
            .await
            .expect(422);
        assert_eq!(unknown.findings(), "/template value.invalid");
        let withdrawal = format!("/api/v1/fractures/{episode}/withdrawal");
        let reason = json!({"reason": "entered twice"});
        api.post("lead", &withdrawal, reason).await.expect(200);
        write(&api, &patient, &episode, "assessment_gp").await.expect(409);
    });
}

#[test]
fn a_withdrawn_patient_gets_no_letter() {
    on_each(|api| async move {
        let patient = patient(&api).await;
        let reason = json!({"reason": "entered twice"});
        api.post("lead", &format!("{patient}/withdrawal"), reason)
            .await
            .expect(200);
        write(&api, &patient, "any", "assessment_gp").await.expect(404);
        api.get("entry", &format!("{patient}/letters")).await.expect(404);
    });
}

#[test]
fn a_service_writes_its_own_templates_and_goes_back_to_the_standard() {
    on_each(|api| async move {
        let all = api
            .get("entry", "/api/v1/letter-templates")
            .await
            .expect(200)
            .json();
        let kinds: Vec<&str> = all
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|t| t["kind"].as_str())
            .collect();
        assert_eq!(
            kinds.join(" "),
            "assessment_gp assessment_patient follow_up_16_gp follow_up_16_patient follow_up_52_gp follow_up_52_patient"
        );
        let standard = api.get("entry", TEMPLATE).await.expect(200);
        assert_eq!((standard.header("etag"), &standard.json()), ("\"0\"", &all[0]));
        assert_eq!(
            (&all[0]["is_own"], &all[0]["recipient"]),
            (&json!(false), &json!("gp"))
        );

        let body = json!({"content": "Re {{patient_name}}, {{ fracture_site }}"});
        let save = || api.call("lead", "PUT", TEMPLATE).json(&body);
        save().send().await.expect(428);
        let saved = save().header("If-None-Match", "*").send().await.expect(200);
        assert_eq!(
            (saved.header("etag"), &saved.json()["is_own"]),
            ("\"1\"", &json!(true))
        );
        save().header("If-None-Match", "*").send().await.expect(412);
        let same = save().if_match("\"1\"").send().await.expect(200);
        assert_eq!(same.header("etag"), "\"1\"", "nothing has changed");
        set_template(&api, "Re: {{fracture_site}}").await.expect(200);
        let stale = save().if_match("\"1\"").send().await.expect(412).json();
        assert_eq!(stale["current"]["version"], 2);

        // The service's letters come from it; those of another do not.
        let (patient, episode) = known(&api).await;
        let letter = write(&api, &patient, &episode, "assessment_gp")
            .await
            .expect(201)
            .json();
        assert_eq!(letter["entry"]["content"], "Re: hip");
        let elsewhere = api.get("stranger", TEMPLATE).await.expect(200).json();
        assert_eq!(elsewhere["content"], standard.json()["content"]);

        let reset = |tag| api.call("lead", "DELETE", TEMPLATE).if_match(tag).send();
        reset("\"1\"").await.expect(412);
        let back = reset("\"2\"").await.expect(200);
        assert_eq!(back.header("etag"), "\"3\"", "versions never begin anew");
        assert_eq!(
            (&back.json()["content"], &back.json()["is_own"]),
            (&standard.json()["content"], &json!(false))
        );
        set_template(&api, "Re: {{fracture_date}}").await.expect(200);
        let again = api.get("lead", TEMPLATE).await.expect(200).json();
        assert_eq!(
            (&again["version"], &again["content"]),
            (&json!(4), &json!("Re: {{fracture_date}}"))
        );
    });
}

#[test]
fn what_is_no_placeholder_is_named() {
    on_each(|api| async move {
        let refused = set_template(&api, "{{patient_name}} {{pacient}} {{therapy_now}} {{open")
            .await
            .expect(422);
        assert_eq!(
            refused.findings(),
            "/content placeholder.unknown\n/content placeholder.unknown\n/content placeholder.unknown"
        );
        let said: Vec<Value> = refused.json()["findings"].as_array().cloned().unwrap_or_default();
        for (finding, name) in said.iter().zip(["“pacient”", "“therapy_now”", "“{{open”"]) {
            let message = finding["message"].as_str().unwrap_or_default();
            assert!(message.starts_with(name), "{message}");
        }
        for content in [" \n", "a\u{0}b"] {
            let refused = set_template(&api, content).await.expect(422);
            assert_eq!(refused.findings(), "/content value.invalid", "{content:?}");
        }
        let long = "x".repeat(10_001);
        set_template(&api, &long).await.expect(422);
        api.get("lead", "/api/v1/letter-templates/assessment_vet")
            .await
            .expect(404);
    });
}
