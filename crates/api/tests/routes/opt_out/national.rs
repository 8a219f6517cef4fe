//! A national deployment stores no record of a patient who opted out, objects, or was not asked for.

use flsdb_domain::opt_out::Deployment;
use serde_json::{Value, json};

use super::{CHECKS, checked, listed, started};
use crate::{
    harness::{Api, Reply, on_each, on_each_deployed},
    imports::{ask_commit, sent, settled, text},
    records::{RECORDS, counts, send, waiting},
};

#[test]
fn in_a_national_deployment_all_are_checked_at_once() {
    on_each_deployed(Deployment::National, |api| async move {
        let about = api.get("nobody", "/api/v1/about").await.expect(200).json();
        assert_eq!(about["deployment"], "national");
        api.post("lead", CHECKS, json!({})).await.expect(403);
        api.get("lead", CHECKS).await.expect(403);
        let named = api.post("admin", CHECKS, json!({"service": "BRD"})).await;
        assert_eq!(named.expect(422).findings(), "/service value.invalid");
        let check = checked(&api, "admin", &[]).await;
        assert_eq!(check["service"], Value::Null);
        assert_eq!(check["state"], "valid");
        assert_eq!(check["sent"], 0);
    });
}

/// What became of a record: its outcome, or what was found.
fn told(reply: &Reply) -> String {
    match reply.status {
        422 => reply.findings(),
        _ => text(&reply.json()["outcome"]).to_owned(),
    }
}

fn number(record: &Value) -> &str {
    text(&record["patient"]["nhs_number"])
}

fn with(record: &Value, pointer: &str, value: Value) -> Value {
    let mut changed = record.clone();
    let (section, field) = pointer.split_once('/').expect("a section and a field");
    changed[section][field] = value;
    changed
}

#[test]
fn records_wait_for_a_check_and_stay_out_after_it() {
    on_each_deployed(Deployment::National, |api| async move {
        let (asked, gone) = (api.episode(), api.episode());
        let asked = with(&asked, "fracture/source_id", json!("A1"));
        let asked = with(&asked, "fracture/source_system", json!("EPR"));
        let nameless = json!({
            "patient": {"nhs_number_absent_reason": "overseas_visitor", "local_record_number": "L1", "date_of_birth": "1950-05-01"},
            "fracture": {"diagnosed_on": "2024-03-04"}
        });
        for record in [&asked, &gone, &nameless] {
            let reply = send(&api, "PUT", "", record).await;
            assert_eq!(told(&reply), "/patient/nhs_number opt_out.unchecked");
        }
        let kept = json!(waiting(&api).await).to_string();
        for told in [number(&asked), number(&gone), "L1", "1950-05-01"] {
            assert!(!kept.contains(told), "{told} is kept: {kept}");
        }
        assert_eq!(waiting(&api).await.len(), 3);

        let check = checked(&api, "admin", &[number(&gone)]).await;
        assert_eq!(
            (&check["sent"], &check["cleaned"]["opted_out"]),
            (&json!(2), &json!(1))
        );
        for (record, expected) in [
            (&asked, "created"),
            (&asked, "unchanged"),
            (&gone, "/patient/nhs_number patient.opted_out"),
            (&nameless, "/patient/nhs_number opt_out.unchecked"),
        ] {
            let reply = send(&api, "PUT", "", record).await;
            assert_eq!(told(&reply), expected, "{record}");
        }
        assert_eq!(waiting(&api).await.len(), 2, "what was taken waits no more");
        assert_eq!(counts(&api).await, [7, 2, 1, 0, 1, 5]);
        let next = started(&api, "admin").await;
        assert_eq!(
            listed(&api, "admin", &next).await,
            format!("{},\n", number(&asked))
        );
    });
}

#[test]
fn an_objection_is_heard_once_and_then_honoured() {
    on_each_deployed(Deployment::National, |api| async move {
        let (record, new) = (api.episode(), api.episode());
        let new = with(&new, "patient/local_objection", json!(true));
        for record in [&record, &new] {
            send(&api, "PUT", "", record).await.expect(422);
        }
        checked(&api, "admin", &[]).await;
        let objecting = with(&record, "patient/local_objection", json!(true));
        let other_day = |record| with(record, "fracture/diagnosed_on", json!("2024-03-25"));
        let refused = "/patient/local_objection patient.objects";
        for (record, expected) in [
            (record.clone(), "created"),
            (with(&objecting, "fracture/smoker", json!("no")), refused),
            (other_day(&objecting), refused),
            (objecting.clone(), "updated"),
            (objecting.clone(), "unchanged"),
            (with(&objecting, "fracture/smoker", json!("yes")), refused),
            (record, "updated"),
            (new, refused),
        ] {
            assert_eq!(told(&send(&api, "PUT", "", &record).await), expected, "{record}");
        }
    });
}

#[test]
fn new_patients_and_fractures_wait_for_a_check_as_well() {
    on_each_deployed(Deployment::National, |api| async move {
        let (episode, gone) = (api.episode(), api.episode());
        let patient = json!({"patient": api.episode()["patient"]});
        let status = |path: &'static str, body: &Value| {
            let (api, body) = (api.clone(), body.clone());
            async move { told(&api.post("entry", path, body).await) }
        };
        let unchecked = "/patient/nhs_number opt_out.unchecked";
        for (path, body) in [
            ("/api/v1/fractures", &episode),
            ("/api/v1/fractures", &gone),
            ("/api/v1/patients", &patient),
        ] {
            assert_eq!(status(path, body).await, unchecked, "{path}");
        }
        let check = checked(&api, "admin", &[number(&gone)]).await;
        assert_eq!(check["sent"], 3);
        api.post("entry", "/api/v1/patients", patient).await.expect(201);
        let made = api
            .post("entry", "/api/v1/fractures", episode.clone())
            .await
            .expect(201);
        let opted_out = "/patient/nhs_number patient.opted_out";
        assert_eq!(status("/api/v1/fractures", &gone).await, opted_out);

        checked(&api, "admin", &[number(&episode)]).await;
        let path = format!("/api/v1/patients/{}/fractures", text(&made.json()["patient_id"]));
        let reply = api
            .post("entry", &path, json!({"diagnosed_on": "2025-03-04"}))
            .await;
        assert_eq!(told(&reply), opted_out);
    });
}

#[test]
fn a_message_sent_again_is_kept_as_it_stands_now() {
    on_each_deployed(Deployment::National, |api| async move {
        let faulty = with(&api.episode(), "fracture/site", json!("elbow"));
        let kept = || async { json!(waiting(&api).await).to_string() };
        send(&api, "PUT", "", &faulty).await.expect(422);
        assert!(
            !kept().await.contains(number(&faulty)),
            "nobody has asked for the patient"
        );
        checked(&api, "admin", &[]).await;
        send(&api, "PUT", "", &faulty).await.expect(422);
        assert!(
            kept().await.contains(number(&faulty)),
            "there is something to mend"
        );
        // A record of the patient that is stored, so that the next check asks for them.
        send(&api, "PUT", "", &with(&faulty, "fracture/site", json!("hip")))
            .await
            .expect(201);
        send(&api, "PUT", "", &faulty).await.expect(422);
        checked(&api, "admin", &[number(&faulty)]).await;
        let other = with(&faulty, "fracture/smoker", json!("perhaps"));
        send(&api, "PUT", "", &other).await.expect(422);
        assert!(!kept().await.contains(number(&faulty)), "opted out by now");
    });
}

#[test]
fn messages_that_cannot_be_read_are_not_kept_as_nobody_knows_whose_they_are() {
    for (deployment, is_kept) in [(Deployment::Local, true), (Deployment::National, false)] {
        on_each_deployed(deployment, |api| async move {
            let lines = "{\"patient\": {\"nhs_number\": \"9434765919\"\n";
            let call = api.call("entry", "POST", &format!("{RECORDS}/batch"));
            call.text("application/x-ndjson", lines).send().await.expect(200);
            let kept = json!(waiting(&api).await).to_string();
            assert_eq!(kept.contains("9434765919"), is_kept, "{kept}");
        });
    }
}

#[test]
fn services_outside_england_send_without_a_check() {
    on_each_deployed(Deployment::National, |api| async move {
        let path = "/api/v1/services/BRD";
        let tag = api.get("admin", path).await.expect(200).header("etag").to_owned();
        let details = json!({"name": "Cardiff", "nation": "wales"});
        let put = api.call("admin", "PUT", path).if_match(&tag).json(&details);
        put.send().await.expect(200);
        let record = api.episode();
        assert_eq!(told(&send(&api, "PUT", "", &record).await), "created");
        let objecting = with(&api.episode(), "patient/local_objection", json!(true));
        assert_eq!(
            told(&send(&api, "PUT", "", &objecting).await),
            "/patient/local_objection patient.objects"
        );
    });
}

#[test]
fn local_deployments_ask_nothing() {
    on_each(|api| async move {
        let objecting = with(&api.episode(), "patient/local_objection", json!(true));
        assert_eq!(told(&send(&api, "PUT", "", &objecting).await), "created");
    });
}

fn file(api: &Api) -> (String, [String; 2]) {
    let numbers = [api.nhs_number(), api.nhs_number()];
    let rows = numbers
        .iter()
        .map(|number| format!("{number},1950-05-01,2024-03-04\n"));
    let file = format!(
        "1.01 NHS number,1.02 DOB,1.09 Diagnosis date\n{}",
        rows.collect::<String>()
    );
    (file, numbers)
}

#[test]
fn files_wait_for_a_check_and_are_sent_again_after_it() {
    on_each_deployed(Deployment::National, |api| async move {
        let (file, numbers) = file(&api);
        let report = |record: &Value| (record["counts"].clone(), record["findings"].clone());
        let first = sent(&api, "entry", "", file.as_bytes()).await;
        let (counts, findings) = report(&first);
        assert_eq!((&counts["create"], &counts["rejected"]), (&json!(0), &json!(2)));
        assert_eq!(
            findings,
            json!([{"code": "opt_out.unchecked", "level": "error", "count": 2}])
        );
        checked(&api, "admin", &[numbers[1].as_str()]).await;
        let second = sent(&api, "entry", "", file.as_bytes()).await;
        let (counts, findings) = report(&second);
        assert_eq!((&counts["create"], &counts["rejected"]), (&json!(1), &json!(1)));
        assert_eq!(
            findings,
            json!([{"code": "patient.opted_out", "level": "error", "count": 1}])
        );
        let id = text(&second["id"]);
        ask_commit(&api, "entry", id, "accept_valid_rows")
            .await
            .expect(202);
        assert_eq!(settled(&api, "entry", id).await["status"], "committed");
    });
}

#[test]
fn checks_are_offered_to_those_who_run_them() {
    for (deployment, runs, does_not) in [
        (Deployment::Local, "lead", "admin"),
        (Deployment::National, "admin", "lead"),
    ] {
        on_each_deployed(deployment, |api| async move {
            for (who, expected) in [(runs, true), (does_not, false)] {
                let me = api.get(who, "/api/v1/me").await.expect(200).json();
                let permissions = me["permissions"].as_array().expect("permissions");
                let is_offered = permissions.contains(&json!("run_opt_out"));
                assert_eq!(is_offered, expected, "{deployment:?} {who}");
                assert!(permissions.len() > 1, "{me}");
            }
        });
    }
}
