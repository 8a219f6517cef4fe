//! Records as files.

use serde_json::{Value, json};

use crate::{
    harness::{Api, on_each},
    imports::text,
    opt_out::checked,
};

#[test]
fn records_go_out_in_three_formats() {
    on_each(|api| async move {
        api.stored().await;
        api.post("stranger", "/api/v1/fractures", api.episode())
            .await
            .expect(201);
        for (format, kind, begin) in [
            ("csv", "text/csv; charset=utf-8", "1.01 NHSNumber,"),
            ("ndjson", "application/x-ndjson", "{\"service\":\"BRD\","),
            (
                "xlsx",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "PK",
            ),
        ] {
            let path = format!("/api/v1/exports/records?format={format}");
            let reply = api.get("lead", &path).await.expect(200);
            assert_eq!(reply.header("content-type"), kind);
            let name = format!("attachment; filename=\"BRD-2026-01-31.{format}\"");
            assert_eq!(reply.header("content-disposition"), name);
            assert!(reply.bytes.starts_with(begin.as_bytes()), "{format}");
            if format != "xlsx" {
                let lines = reply.bytes.iter().filter(|byte| **byte == b'\n').count();
                assert_eq!(lines, if format == "csv" { 2 } else { 1 }, "own records alone");
            }
        }
        api.get("lead", "/api/v1/exports/records?service=BRD")
            .await
            .expect(200);
        api.get("lead", "/api/v1/exports/records?service=CDF")
            .await
            .expect(404);
        api.get("lead", "/api/v1/exports/records?format=pdf")
            .await
            .expect(400);
    });
}

/// An episode of BRD whose patient has, besides, these answers.
async fn stored_with(api: &Api, answers: Value) -> Value {
    let mut episode = api.episode();
    for (name, answer) in answers.as_object().expect("answers") {
        episode["patient"][name] = answer.clone();
    }
    let reply = api.post("entry", "/api/v1/fractures", episode).await;
    reply.expect(201).json()["patient"]["nhs_number"].clone()
}

const OF_BRD: &str = "/api/v1/exports/records?service=BRD";

#[test]
fn analysts_get_pseudonymised_records_of_those_who_may_be_told_of() {
    on_each(|api| async move {
        let kept = stored_with(
            &api,
            json!({"postcode": "NE19 2BX", "local_record_number": "H77"}),
        )
        .await;
        let opted_out = stored_with(&api, json!({})).await;
        let objects = stored_with(&api, json!({"local_objection": true})).await;
        let problem = api.get("analyst", OF_BRD).await.expect(409).json();
        assert!(
            text(&problem["detail"]).contains("for BRD. Start an opt-out check"),
            "{problem}"
        );

        checked(&api, "lead", &[text(&opted_out)]).await;
        let later = stored_with(&api, json!({})).await;
        let reply = api.get("analyst", OF_BRD).await.expect(200);
        let file = String::from_utf8(reply.bytes.to_vec()).expect("text");
        let lines: Vec<Vec<&str>> = file.lines().map(|line| line.split(',').collect()).collect();
        let [headings, row] = &lines[..] else {
            panic!("{file}");
        };
        for (heading, expected) in [
            ("service", "BRD"),
            ("1.02 DateOfBirth", "73"),
            ("1.03 Gender", "Female"),
            ("1.04 Post Code", "NE19"),
            ("1.07 DateFLSAssess", "28"),
            ("1.09 Date Index Frac Diagnosed", "2024-03"),
        ] {
            let column = headings.iter().position(|found| *found == heading);
            assert_eq!(row[column.expect(heading)], expected, "{heading}");
        }
        assert_eq!(row[1].len(), 64, "a keyed hash");
        assert!(!headings.contains(&"LocalRecordNumber"));
        for hidden in [&kept, &opted_out, &objects, &later] {
            assert!(!file.contains(text(hidden)), "{file}");
        }
        let again = api.get("analyst", OF_BRD).await.expect(200);
        assert_eq!(again.bytes, reply.bytes, "the same pseudonym each time");
        let own = api.get("lead", OF_BRD).await.expect(200);
        assert_eq!(
            own.bytes.iter().filter(|byte| **byte == b'\n').count(),
            5,
            "a service's own export is whole"
        );

        // The other service has no check.
        api.get("analyst", "/api/v1/exports/records").await.expect(409);
        checked(&api, "stranger", &[]).await;
        api.get("analyst", "/api/v1/exports/records").await.expect(200);
        api.get("analyst", &format!("{OF_BRD}&format=xlsx"))
            .await
            .expect(400);
    });
}
