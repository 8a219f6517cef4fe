//! Files on their way in: dry run, commit, undo, and who sees what.

use actix_web::rt::task::yield_now;
use flsdb_api::imports::{Importer, check, commit, send};
use flsdb_domain::{
    ServiceCode,
    access::Scope,
    wire::imports::{BlankCells, ImportPolicy, ImportRecord},
};
use flsdb_store::{Author, Store, episodes, facts, imports::NewImport};
use serde_json::{Value, json};

use crate::harness::{Api, Reply, TODAY};

mod changes;
mod faults;
mod findings;
mod interrupted;
mod mending;
pub mod reference;
mod round;
mod steps;
mod undo;

/// A file of `testdata`.
pub fn testdata(name: &str) -> Vec<u8> {
    let path = format!("{}/../../testdata/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

pub fn code(text: &str) -> ServiceCode {
    text.parse().expect("a code")
}

pub fn author() -> Author {
    Author::system("test", chrono::Utc::now(), TODAY.parse().expect("a day"))
}

/// How much is stored: episodes, patients of the first page, data version.
pub fn state(store: &Store) -> (i64, i64) {
    let state = store.read(|r| Ok((episodes::count(r, &Scope::All, None)?, facts::data_version(r)?)));
    state.expect("counted")
}

/// Sends and checks a file by the very functions of the command line.
pub fn checked(store: &Store, service: Option<&str>, file: &[u8]) -> (Importer, ImportRecord) {
    let importer = Importer::operator(author());
    let new = NewImport {
        service: service.map(code),
        filename: "file".to_owned(),
        blank: BlankCells::Keep,
    };
    let id = send(store, &importer, &new, file).expect("sent");
    let record = check(store, &importer, &id).expect("checked");
    (importer, record)
}

/// The same, and commits it.
pub fn stored(store: &Store, service: Option<&str>, file: &[u8]) -> ImportRecord {
    let (importer, record) = checked(store, service, file);
    commit(store, &importer, &record.id, ImportPolicy::RefuseFile, |_| {}).expect("committed")
}

/// Sends a file over HTTP and waits for its report.
pub async fn sent(api: &Api, who: &str, query: &str, file: &[u8]) -> Value {
    let call = api.call(who, "POST", &format!("/api/v1/imports{query}"));
    let reply = call
        .header("X-Filename", "a%20file.csv")
        .bytes("text/csv", file.to_vec())
        .send()
        .await
        .expect(202);
    let record = reply.json();
    assert_eq!(
        reply.header("location"),
        format!("/api/v1/imports/{}", text(&record["id"]))
    );
    settled(api, who, text(&record["id"])).await
}

/// The import, once nothing works on it any more.
pub async fn settled(api: &Api, who: &str, id: &str) -> Value {
    loop {
        let record = api
            .get(who, &format!("/api/v1/imports/{id}"))
            .await
            .expect(200)
            .json();
        if !matches!(text(&record["status"]), "checking" | "committing") {
            return record;
        }
        yield_now().await;
    }
}

/// Asks for the commit.
pub async fn ask_commit(api: &Api, who: &str, id: &str, policy: &str) -> Reply {
    api.post(
        who,
        &format!("/api/v1/imports/{id}/commit"),
        json!({ "policy": policy }),
    )
    .await
}

/// Sends, checks and commits over HTTP.
pub async fn imported(api: &Api, who: &str, query: &str, file: &[u8]) -> Value {
    let record = sent(api, who, query, file).await;
    let id = text(&record["id"]);
    ask_commit(api, who, id, "refuse_file").await.expect(202);
    let record = settled(api, who, id).await;
    assert_eq!(record["status"], "committed", "{record}");
    record
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// `create update unchanged rejected`.
pub fn counts(record: &Value) -> String {
    let count = |name: &str| record["counts"][name].to_string();
    ["create", "update", "unchanged", "rejected"].map(count).join(" ")
}
