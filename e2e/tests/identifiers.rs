//! No identifier of a patient stands in a line of the log, in a metric, in a header, or in an address that the server gives.
//!
//! Every operation of the description is driven twice with marked identifiers: in bodies, where they belong, and in the
//! address, where nobody should put them. Then all that the server has written is searched.

#![cfg(test)]

use flsdb_e2e::registry::{LEAD, PASSWORD};
use flsdb_e2e::{Backend, Outcome, Registry};
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, Method};
use serde_json::{Value, json};

/// What would tell of a patient, wherever it stood.
const MARKS: [&str; 8] = [
    "9434765919",
    "943 476 5919",
    "MARKED-LOCAL-4711",
    "Markwellington",
    "01632960983",
    "ZE3 9JP",
    "words-of-a-note",
    "1931-03-17",
];

/// A server, and who asks it.
struct Caller {
    origin: String,
    http: Client,
    token: String,
}

impl Caller {
    async fn sign_in(origin: String) -> Outcome<Self> {
        let mut caller = Caller {
            origin,
            http: Client::new(),
            token: String::new(),
        };
        let who = json!({"email": LEAD.email, "password": PASSWORD});
        let (_, answer) = caller.ask("POST", "/api/v1/auth/login", &who).await?;
        caller.token = answer["access_token"].as_str().ok_or("no token")?.to_owned();
        Ok(caller)
    }

    /// Asks with a body; gives status and answer. No header of the answer may hold a mark.
    async fn ask(&self, method: &str, path: &str, body: &Value) -> Outcome<(u16, Value)> {
        let call = self
            .http
            .request(method.parse::<Method>()?, format!("{}{path}", self.origin))
            .bearer_auth(&self.token)
            .header("If-Match", "\"999999\"");
        let call = match (method, path) {
            ("GET" | "HEAD", _) => call,
            (_, "/api/v1/oauth/token") => call
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body("client_id=9434765919&client_secret=Markwellington&grant_type=client_credentials"),
            (_, path) if path.contains("/batch") => call
                .header(CONTENT_TYPE, "application/x-ndjson")
                .body(format!("{body}\n9434765919 is no JSON\n")),
            (_, path) if path.ends_with("/imports") => call.header(CONTENT_TYPE, "text/csv").body(file()),
            _ => call
                .header(CONTENT_TYPE, "application/json")
                .body(body.to_string()),
        };
        let reply = call.send().await?;
        for (name, value) in reply.headers() {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            assert_eq!(marks(&value), Vec::<&str>::new(), "{method} {path}: {name}");
        }
        let status = reply.status().as_u16();
        Ok((
            status,
            serde_json::from_slice(&reply.bytes().await?).unwrap_or(Value::Null),
        ))
    }
}

fn marks(text: &str) -> Vec<&'static str> {
    MARKS.into_iter().filter(|mark| text.contains(mark)).collect()
}

fn patient() -> Value {
    json!({
        "nhs_number": "9434765919", "local_record_number": "MARKED-LOCAL-4711", "date_of_birth": "1931-03-17",
        "postcode": "ZE3 9JP"
    })
}

fn episode() -> Value {
    json!({"patient": patient(), "fracture": {"diagnosed_on": "2025-06-04", "site": "hip"}})
}

/// A file with a good row and one that cannot be stored.
fn file() -> String {
    let headings =
        "1.01 NHSNumber,LocalRecordNumber,1.02 DateOfBirth,1.04 Post Code,1.09 Date Index Frac Diagnosed";
    let row = "9434765919,MARKED-LOCAL-4711,1931-03-17,ZE3 9JP";
    format!("{headings}\n{row},2025-06-04\n{row},Markwellington\n")
}

/// A body that holds marks and, where that is easily said, is one that the operation takes.
fn body(method: &str, path: &str) -> Value {
    match (method, path) {
        (_, "/api/v1/records" | "/api/v1/records/batch" | "/api/v1/fractures") => episode(),
        ("POST", "/api/v1/patients") => json!({"patient": patient()}),
        ("PUT", "/api/v1/patients/{id}") => patient(),
        ("POST", "/api/v1/patients/search") => json!({"text": "Markwellington"}),
        ("POST", "/api/v1/patients/identity-events") => {
            json!({"kind": "nhs_number_replaced", "patient": {"nhs_number": "9434765919"}, "nhs_number": "9434765919"})
        }
        ("POST", path) if path.ends_with("/notes") => json!({"content": "words-of-a-note"}),
        ("PUT", path) if path.ends_with("/contact-details") => {
            json!({"family_name": "Markwellington", "telephone": "01632960983"})
        }
        _ => json!({"reason": "words-of-a-note", "9434765919": MARKS}),
    }
}

/// Every operation of the description: method and path.
async fn operations(caller: &Caller) -> Outcome<Vec<(String, String)>> {
    let (_, document) = caller.ask("GET", "/api/openapi.json", &Value::Null).await?;
    let paths = document["paths"].as_object().ok_or("no paths")?.clone();
    let mut operations = Vec::new();
    for (path, item) in paths {
        for (method, operation) in item.as_object().ok_or("no operations")? {
            let known = ["get", "put", "post", "patch", "delete"];
            if known.contains(&method.as_str()) {
                refuse_identifiers(&path, operation);
                operations.push((method.to_uppercase(), path.clone()));
            }
        }
    }
    Ok(operations)
}

/// No address has a place for an identifier.
fn refuse_identifiers(path: &str, operation: &Value) {
    let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
    let in_address = parameters
        .iter()
        .filter(|p| p["in"] == "path" || p["in"] == "query");
    for parameter in in_address {
        let name = parameter["name"].as_str().unwrap_or_default();
        let telling = [
            "nhs",
            "local_record",
            "birth",
            "postcode",
            "family",
            "given",
            "telephone",
        ];
        assert!(!telling.iter().any(|word| name.contains(word)), "{path}: {name}");
    }
}

async fn nothing_tells_of_a_patient(backend: Backend) -> Outcome {
    let registry = Registry::of_exports(backend).await?;
    let server = registry.serve_with_log("debug").await?;
    let caller = Caller::sign_in(server.origin()).await?;
    let (status, record) = caller.ask("POST", "/api/v1/fractures", &episode()).await?;
    assert_eq!(status, 201, "{record}");
    let (patient_id, fracture_id) = (text(&record["patient_id"]), text(&record["id"]));
    let operations = operations(&caller).await?;
    for (method, path) in &operations {
        if path.ends_with("/auth/logout") {
            continue;
        }
        let id = if path.contains("/patients/{") {
            &patient_id
        } else {
            &fracture_id
        };
        let known = path
            .replace("{id}", id)
            .replace("{code}", "BRD")
            .replace("{kpi}", "4");
        let known = with_marks(&known);
        let marked = format!("{}?text=9434765919&name=Markwellington", with_marks(path));
        for address in [known, marked] {
            let (status, answer) = caller.ask(method, &address, &body(method, path)).await?;
            assert!(status < 500, "{method} {address}: {status} {answer}");
        }
    }
    let (status, _) = caller
        .ask("GET", "/api/v1/nowhere/9434765919/Markwellington", &Value::Null)
        .await?;
    assert_eq!(status, 404);
    assert!(operations.len() > 150, "the description has lost its operations");
    let metrics = caller
        .http
        .get(format!("{}/metrics", caller.origin))
        .send()
        .await?
        .text()
        .await?;
    assert!(
        metrics.contains("/api/v1/records"),
        "the metrics tell what was asked"
    );
    assert_eq!(marks(&metrics), Vec::<&str>::new(), "{metrics}");
    let log = server.log()?;
    assert!(log.contains("/api/v1/records"), "the log tells what was asked");
    let telling: Vec<&str> = log.lines().filter(|line| !marks(line).is_empty()).collect();
    assert!(telling.is_empty(), "{}", telling.join("\n"));
    Ok(())
}

/// The places that are still open, filled with identifiers.
fn with_marks(path: &str) -> String {
    let parts = path.split('/').map(|part| match part.starts_with('{') {
        true => "9434765919",
        false => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn sqlite() -> Outcome {
    nothing_tells_of_a_patient(Backend::Sqlite).await
}

#[tokio::test]
async fn postgres() -> Outcome {
    nothing_tells_of_a_patient(Backend::Postgres).await
}
