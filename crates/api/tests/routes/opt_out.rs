//! Checks against the national data opt-out.

mod national;

use serde_json::{Value, json};

use crate::{
    harness::{Api, Reply, TODAY, on_each, on_each_on},
    imports::text,
};

const CHECKS: &str = "/api/v1/opt-out-checks";

/// A check that waits for its cleaned list.
pub async fn started(api: &Api, who: &str) -> Value {
    api.post(who, CHECKS, json!({})).await.expect(201).json()
}

/// The list of a check.
async fn listed(api: &Api, who: &str, check: &Value) -> String {
    let path = format!("{CHECKS}/{}/numbers", text(&check["id"]));
    let reply = api.get(who, &path).await.expect(200);
    assert_eq!(reply.header("content-type"), "text/csv; charset=utf-8");
    String::from_utf8(reply.bytes.to_vec()).expect("text")
}

async fn hand_in(api: &Api, who: &str, check: &Value, list: &str) -> Reply {
    let path = format!("{CHECKS}/{}/cleaned", text(&check["id"]));
    api.call(who, "POST", &path).text("text/csv", list).send().await
}

/// A valid check, in which the patients with these numbers have opted out.
pub async fn checked(api: &Api, who: &str, opted_out: &[&str]) -> Value {
    let check = started(api, who).await;
    let list = listed(api, who, &check).await;
    let kept: String = list
        .split_inclusive('\n')
        .filter(|line| !opted_out.iter().any(|number| line.starts_with(number)))
        .collect();
    hand_in(api, who, &check, &kept).await.expect(200).json()
}

/// NHS numbers of as many stored episodes of BRD, in their order.
pub async fn numbers(api: &Api, count: usize) -> Vec<String> {
    let mut numbers = Vec::new();
    for _ in 0..count {
        let record = api.stored().await;
        numbers.push(text(&record["patient"]["nhs_number"]).to_owned());
    }
    numbers.sort();
    numbers
}

#[test]
fn a_list_goes_out_and_comes_back_cleaned() {
    on_each(|api| async move {
        let numbers = numbers(&api, 3).await;
        api.post("stranger", "/api/v1/fractures", api.episode())
            .await
            .expect(201);
        let check = started(&api, "lead").await;
        assert_eq!(check["service"], "BRD");
        assert_eq!(check["state"], "waiting");
        assert_eq!(check["sent"], 3);
        assert_eq!(check["expires_on"], "2026-02-21");
        let expected: String = numbers.iter().map(|number| format!("{number},\n")).collect();
        assert_eq!(listed(&api, "lead", &check).await, expected);

        let list = format!("\r\n{},\r\n\r\n{},\r\n", numbers[2], numbers[0]);
        let done = hand_in(&api, "lead", &check, &list).await.expect(200).json();
        assert_eq!(done["state"], "valid");
        assert_eq!(done["cleaned"]["returned"], 2);
        assert_eq!(done["cleaned"]["opted_out"], 1);
        assert_eq!(done["cleaned"]["by"], "lead");
        assert_eq!(text(&done["cleaned"]["digest"]).len(), 64);
        let again = hand_in(&api, "lead", &check, &list).await.expect(409).json();
        assert!(text(&again["detail"]).contains("Start another check"), "{again}");

        let page = api.get("lead", CHECKS).await.expect(200).json();
        assert_eq!(page["items"], json!([done]));
        let page = api.get("stranger", CHECKS).await.expect(200).json();
        assert_eq!(page["items"], json!([]), "of the own service alone");
        hand_in(&api, "stranger", &check, &list).await.expect(404);
    });
}

#[test]
fn a_list_that_is_wrong_is_not_taken() {
    on_each(|api| async move {
        let sent = numbers(&api, 1).await.remove(0);
        let stranger = api.nhs_number();
        let check = started(&api, "lead").await;
        for (list, expected) in [
            (format!("{sent},\n{stranger},\n"), "/lines/2 opt_out.not_sent"),
            (format!("{sent},\n\n12345,\n"), "/lines/3 opt_out.unreadable"),
            (format!("number\n{sent},\n"), "/lines/1 opt_out.unreadable"),
        ] {
            let reply = hand_in(&api, "lead", &check, &list).await.expect(422);
            assert_eq!(reply.findings(), expected);
            let told = String::from_utf8_lossy(&reply.bytes).into_owned();
            assert!(!told.contains(&sent) && !told.contains(&stranger), "{told}");
        }
        let path = format!("{CHECKS}/{}/cleaned", text(&check["id"]));
        let binary = api.call("lead", "POST", &path).bytes("text/plain", vec![0xff]);
        binary.send().await.expect(400);
        let long = "\n".repeat((16 << 20) + 1);
        hand_in(&api, "lead", &check, &long).await.expect(413);
        // Nothing was taken.
        hand_in(&api, "lead", &check, &sent).await.expect(200);
    });
}

#[test]
fn services_outside_england_need_no_check() {
    on_each(|api| async move {
        let details = json!({"name": "Cardiff", "nation": "wales"});
        let path = "/api/v1/services/CDF";
        let tag = api.get("admin", path).await.expect(200).header("etag").to_owned();
        let put = api.call("admin", "PUT", path).if_match(&tag).json(&details);
        put.send().await.expect(200);
        let reply = api.post("stranger", CHECKS, json!({})).await.expect(409);
        let problem = reply.json();
        assert!(text(&problem["detail"]).contains("not in England"), "{problem}");
    });
}

#[test]
fn numbers_are_deleted_when_the_check_has_expired() {
    on_each_on(["2026-02-21", "2026-02-22"], |last, after| async move {
        numbers(&last, 1).await;
        let registry = last.shared.registry();
        let early = flsdb_store::Author {
            today: TODAY.parse().expect("a day"),
            ..registry.system("test", "")
        };
        let started = move |w: &mut flsdb_store::Writer<'_>| {
            flsdb_store::opt_out::start(w, Some("BRD".parse().expect("a code")))
        };
        let check = registry.write(early, started).await.expect("started");
        let check = json!({"id": check.id});
        listed(&last, "lead", &check).await;
        let path = format!("{CHECKS}/{}", text(&check["id"]));
        for (api, state, deleted) in [(&last, "waiting", 0), (&after, "expired", 1)] {
            let registry = api.shared.registry();
            let forgotten = registry.store().write(
                &registry.system("upkeep", ""),
                flsdb_store::opt_out::forget_expired,
            );
            assert_eq!(forgotten.expect("deleted"), deleted, "{state}");
            assert_eq!(api.get("lead", &path).await.expect(200).json()["state"], state);
        }
        after.get("lead", &format!("{path}/numbers")).await.expect(409);
        hand_in(&after, "lead", &check, "").await.expect(409);
    });
}
