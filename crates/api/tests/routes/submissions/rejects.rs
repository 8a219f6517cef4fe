//! What the audit does not take: told to the nurse, and refused where the list itself is wrong.

use serde_json::{Value, json};

use super::{accept, change, changing, number, open, path, reject, sha256, withdraw};
use crate::harness::on_each;

#[test]
fn rejected_rows_are_shown_to_the_nurse_until_they_are_taken() {
    on_each(|api| async move {
        let record = api.stored().await;
        let run = open(&api).await;
        let shown = |who: &'static str, path: String| {
            let api = api.clone();
            async move { api.get(who, &path).await.expect(200).json()["items"].clone() }
        };
        let key = "1.01 NHSNumber,1.09 Date Index Frac Diagnosed,Reason\n";
        let list = format!("{key}{},04/03/2024,Postcode?\n", number(&record));
        let rejected = reject(&api, &run, &list).await.expect(200).json();
        assert_eq!(rejected["rejects"]["digest"], sha256(&list));
        let items = shown("lead", path(&run, "/rejects")).await;
        assert_eq!(items[0]["reason"], "Postcode?");
        assert_eq!(items[0]["fracture_id"], record["id"]);
        assert_eq!(items[0]["patient_id"], record["patient_id"]);
        assert_eq!(items[0]["nhs_number"], record["patient"]["nhs_number"]);
        assert_eq!(items[0]["changed"], false);
        let waiting = "/api/v1/data-quality/rejects".to_owned();
        assert_eq!(shown("entry", waiting.clone()).await, items);
        assert_eq!(
            shown("stranger", waiting.clone()).await,
            json!([]),
            "of the own service"
        );

        change(&api, &record).await;
        accept(&api, &rejected).await;
        let items = shown("entry", waiting.clone()).await;
        assert_eq!((&items[0]["changed"], &items[1]), (&json!(true), &Value::Null));
        withdraw(&api, &record).await;
        assert_eq!(shown("entry", waiting.clone()).await[0]["state"], "withdrawn");
        let next = open(&api).await;
        accept(&api, &next).await;
        assert_eq!(shown("entry", waiting).await, json!([]));
    });
}

#[test]
fn lists_that_are_wrong_are_not_taken() {
    on_each(|api| async move {
        let record = api.stored().await;
        let run = open(&api).await;
        for (list, expected) in [
            (
                "row,reason\n2,x\n9,x\n\n1,x\n",
                "/lines/3 reject.not_sent\n/lines/5 reject.not_sent",
            ),
            ("row,reason\ntwo,x\n", "/lines/2 reject.unreadable"),
            ("row,reason\n2,\n", "/lines/2 reject.unreadable"),
            ("row,why\n2,x\n", " reject.unreadable"),
            ("", " reject.unreadable"),
        ] {
            let reply = reject(&api, &run, list).await.expect(422);
            assert_eq!(reply.findings(), expected, "{list:?}");
        }
        let strange = format!(
            "1.01 NHSNumber,1.09 Date Index Frac Diagnosed,Reason\n{},2024-03-05,x\n",
            number(&record)
        );
        let reply = reject(&api, &run, &strange).await.expect(422);
        assert_eq!(reply.findings(), "/lines/2 reject.not_sent");
        assert!(!reply.text().contains(&number(&record)), "{}", reply.text());
        let sheet = changing(&api, &run, "POST", "/rejects").json(&json!({}));
        sheet.send().await.expect(415);
        // Nothing was taken.
        let found = api.get("lead", &path(&run, "")).await.expect(200).json();
        assert_eq!(found, run);
        let empty = reject(&api, &run, "row,reason\n").await.expect(200).json();
        assert_eq!(empty["rejects"]["rows"], 0);
    });
}
