//! A server that follows the changes knows what a server that has just started reads: whatever was done, in any order.

use flsdb_api::figures::{Cohorts, Sight, prepare};
use flsdb_kpi::Asked;
use serde_json::{Value, json};

use crate::{
    harness::{Api, on_each},
    imports::{imported, text},
};

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

const QUESTIONS: [&str; 3] = [
    "start=2024-01-01&end=2024-12-31&by=month&total=true",
    "start=2024-02-10&end=2025-01-05&by=site",
    "start=2024-01-01&end=2024-12-31&set=iof&as_of=2024-06-30&by=service",
];

/// What the server answers, and what is read from the database anew.
async fn compare(api: &Api, step: &str) {
    for question in QUESTIONS {
        let path = format!("/api/v1/kpis/results?{question}");
        let found = api.get("admin", &path).await.expect(200).json();
        let pairs: Vec<_> = question
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .collect();
        let asked = Asked::read(pairs, "2026-01-31".parse().expect("a day")).expect("a question");
        let registry = api.shared.registry();
        let anew = registry
            .store()
            .read(|r| prepare(&Cohorts::default(), r, &Sight::All, asked));
        let anew = serde_json::to_value(anew.expect("read").results()).expect("serialises");
        assert_eq!(found, anew, "{step}: {question}");
    }
}

/// Does one of the things that change records, to one of these.
async fn act(api: &Api, dice: &mut Dice, records: &mut Vec<Value>) -> &'static str {
    let chosen = usize::try_from(dice.roll(records.len().max(1) as u64)).expect("small");
    let Some(record) = records.get(chosen).cloned() else {
        records.push(api.stored().await);
        return "create";
    };
    let fracture = format!("/api/v1/fractures/{}", text(&record["id"]));
    let patient = format!("/api/v1/patients/{}", text(&record["patient_id"]));
    let day = |dice: &mut Dice| format!("2024-{:02}-{:02}", 4 + dice.roll(6), 1 + dice.roll(28));
    match dice.roll(7) {
        0 | 1 => {
            records.push(api.stored().await);
            "create"
        }
        2 => {
            let body = json!({"assessed_on": day(dice), "dxa": "ordered", "dxa_on": day(dice), "bone_therapy": ["none"]});
            put(api, &format!("{fracture}/assessment"), &body).await;
            "assess"
        }
        3 => {
            let mut person = record["patient"].clone();
            person["sex"] = json!(if dice.roll(2) == 0 { "male" } else { "female" });
            person["date_of_death"] = json!(format!("2025-{:02}-01", 1 + dice.roll(12)));
            put(api, &patient, &person).await;
            "change the patient"
        }
        4 => {
            let path = format!(
                "{}/withdrawal",
                if dice.roll(2) == 0 { &fracture } else { &patient }
            );
            api.post("lead", &path, json!({"reason": "entered twice"})).await;
            "withdraw"
        }
        5 => {
            for path in [&patient, &fracture] {
                let current = api.get("lead", path).await;
                let call = api.call("lead", "DELETE", &format!("{path}/withdrawal"));
                call.if_match(current.header("etag")).send().await;
            }
            "restore"
        }
        _ => {
            let born = 1930 + dice.roll(30);
            let (number, day) = (api.nhs_number(), day(dice));
            let file = format!("1.01,1.02,1.09,1.11\n{number},{born}-01-01,{day},Spine\n");
            let import = imported(api, "entry", "", file.as_bytes()).await;
            if dice.roll(2) == 0 {
                let undo = format!("/api/v1/imports/{}/undo", text(&import["id"]));
                api.call("lead", "POST", &undo).send().await.expect(200);
            }
            "import"
        }
    }
}

/// Puts a body where the resource is not withdrawn.
async fn put(api: &Api, path: &str, body: &Value) {
    let current = api.get("lead", path).await;
    let call = api.call("lead", "PUT", path).if_match(current.header("etag"));
    call.json(body).send().await;
}

#[test]
fn a_server_that_follows_knows_what_one_that_starts_reads() {
    on_each(|api| async move {
        for seed in [3, 14, 159] {
            let mut dice = Dice(seed);
            let mut records = Vec::new();
            let mut done = std::collections::BTreeSet::new();
            for _ in 0..24 {
                let step = act(&api, &mut dice, &mut records).await;
                done.insert(step);
                compare(&api, step).await;
            }
            assert!(done.len() >= 5, "{done:?}");
        }
    });
}
