//! Exchanges of these tests become the examples of the API's description: what stands there has been sent and answered.
//!
//! `RECORD_EXAMPLES=1 cargo test -p flsdb-api --test routes` adds to `openapi/examples.json`, of each operation the richest exchange
//! that can still be read at a glance. What stands there already stays unless the new one is better; delete it to have it made anew.

use std::{
    collections::BTreeMap,
    env, fs,
    path::PathBuf,
    sync::{Mutex, OnceLock},
};

use chrono::DateTime;
use flsdb_api::documentation::{Exchange, examples, methods, openapi};
use serde_json::Value;
use uuid::Uuid;

use super::Reply;

/// Characters of an exchange that can be read at a glance.
const GLANCE: usize = 1_800;
const MOMENT: &str = "2026-01-31T09:30:00Z";
const DIGEST: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
/// Members whose values are secrets, or look like some.
const SECRETS: [(&str, &str); 5] = [
    (
        "access_token",
        "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl",
    ),
    (
        "client_assertion",
        "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl",
    ),
    ("client_secret", "the-secret-shown-once"),
    ("secret", "the-secret-shown-once"),
    ("token", "the-token-of-the-link"),
];

/// What is sent, as far as it can be shown.
#[derive(Debug, Clone, Default)]
pub struct Sent {
    pub method: String,
    pub path: String,
    pub body: Option<Value>,
}

/// The exchanges kept so far, and the operations that they may belong to.
struct Book {
    operations: Vec<String>,
    kept: BTreeMap<String, Exchange>,
}

/// Notes an exchange that went well, if somebody records.
pub fn note(sent: &Sent, reply: &Reply) {
    static BOOK: OnceLock<Option<Mutex<Book>>> = OnceLock::new();
    let book = BOOK.get_or_init(|| env::var_os("RECORD_EXAMPLES").map(|_| Mutex::new(Book::open())));
    if let (Some(book), 200..=299) = (book, reply.status) {
        book.lock().expect("nobody failed here").take(sent, reply);
    }
}

impl Book {
    fn open() -> Self {
        let document = openapi();
        let of_path = |(path, item)| methods(item).map(move |(method, _)| format!("{method} {path}"));
        Book {
            operations: document.paths.paths.iter().flat_map(of_path).collect(),
            kept: examples().clone(),
        }
    }

    fn take(&mut self, sent: &Sent, reply: &Reply) {
        let address = sent.path.split('?').next().unwrap_or_default();
        let asked = format!("{} {address}", sent.method);
        // An operation without a place in its path goes before one with.
        let mut known = self
            .operations
            .iter()
            .filter(|operation| is_of(operation, &asked));
        let Some(operation) = known.clone().find(|one| !one.contains('{')).or(known.next()) else {
            return;
        };
        let text = String::from_utf8(reply.bytes.to_vec()).ok();
        let answer = serde_json::from_slice(&reply.bytes).ok();
        let form = reply.header("content-type");
        let is_told = form.starts_with("text/csv") || form.contains("ndjson");
        let text = text.filter(|text| is_told && !text.is_empty());
        let answer = answer.or(text.map(Value::String));
        let mut ids = Vec::new();
        let new = abridged(Exchange {
            status: reply.status,
            body: sent.body.clone().map(|body| tidy("", body, &mut ids)),
            answer: answer.map(|answer| tidy("", answer, &mut ids)),
        });
        let is_better = self.kept.get(operation).is_none_or(|old| rank(&new) < rank(old));
        if is_better {
            self.kept.insert(operation.clone(), new);
            self.write();
        }
    }

    fn write(&self) {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../openapi/examples.json");
        let known = self
            .kept
            .iter()
            .filter(|(operation, _)| self.operations.contains(operation));
        let all: BTreeMap<_, _> = known.collect();
        let text = serde_json::to_string_pretty(&all).expect("JSON");
        fs::write(path, text + "\n").expect("written");
    }
}

/// Whether an operation answers at this method and address.
fn is_of(operation: &str, asked: &str) -> bool {
    let (expected, found) = (operation.split('/'), asked.split('/'));
    let is_same = |(expected, found): (&str, &str)| expected.starts_with('{') || expected == found;
    operation.split('/').count() == asked.split('/').count() && expected.zip(found).all(is_same)
}

/// The first is the best: JSON before text, then the longest that can be read at a glance, else the shortest.
fn rank(exchange: &Exchange) -> (bool, bool, usize, String) {
    let text = serde_json::to_string(exchange).expect("JSON");
    let is_text = exchange.answer.as_ref().is_some_and(Value::is_string);
    match GLANCE.checked_sub(text.len()) {
        Some(left) => (is_text, false, left, text),
        None => (is_text, true, text.len(), text),
    }
}

/// The same with lists cut short, until it can be read at a glance or lists have no more than one item.
fn abridged(exchange: Exchange) -> Exchange {
    let shorter = [3, 2, 1].map(|items| Exchange {
        status: exchange.status,
        body: exchange.body.as_ref().map(|body| cut(body, items)),
        answer: exchange.answer.as_ref().map(|answer| cut(answer, items)),
    });
    let mut all = [exchange].into_iter().chain(shorter);
    let mut last = all.next().unwrap_or_default();
    for shorter in all {
        if !rank(&last).1 {
            break;
        }
        last = shorter;
    }
    last
}

fn cut(value: &Value, items: usize) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.iter();
            members
                .map(|(name, value)| (name.clone(), cut(value, items)))
                .collect()
        }
        Value::Array(all) => all.iter().take(items).map(|item| cut(item, items)).collect(),
        Value::String(text) if text.chars().count() > GLANCE => text
            .lines()
            .take(items + 1)
            .map(|line| format!("{line}\n"))
            .collect::<String>()
            .into(),
        other => other.clone(),
    }
}

/// The same without what differs from run to run.
fn tidy(name: &str, value: Value, ids: &mut Vec<Uuid>) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .map(|(name, value)| (name.clone(), tidy(&name, value, ids)))
            .collect(),
        Value::Array(items) => items.into_iter().map(|item| tidy(name, item, ids)).collect(),
        Value::String(text) => Value::String(tidy_text(name, text, ids)),
        other => other,
    }
}

fn tidy_text(name: &str, text: String, ids: &mut Vec<Uuid>) -> String {
    if let Some((_, shown)) = SECRETS.iter().find(|(secret, _)| *secret == name) {
        return (*shown).to_owned();
    }
    if DateTime::parse_from_rfc3339(&text).is_ok() {
        return MOMENT.to_owned();
    }
    if text.len() == DIGEST.len() && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return DIGEST.to_owned();
    }
    let mut tidied = text.clone();
    let places = text.char_indices().filter_map(|(at, _)| text.get(at..at + 36));
    for (id, written) in places.filter_map(|part| Some((Uuid::try_parse(part).ok()?, part))) {
        let place = ids.iter().position(|known| *known == id).unwrap_or_else(|| {
            ids.push(id);
            ids.len() - 1
        });
        tidied = tidied.replace(written, &format!("019c13f2-7a00-7000-8000-{:012}", place + 1));
    }
    tidied
}
