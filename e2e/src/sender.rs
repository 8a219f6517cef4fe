//! A system that sends records by itself, beside the person at the page.

use reqwest::{Client, Method, header::CONTENT_TYPE};
use serde_json::{Value, json};

use crate::registry::{PASSWORD, Person};
use crate::{Outcome, Visit};

/// Whoever calls the interface for a person.
pub struct Sender {
    origin: String,
    http: Client,
    token: String,
}

impl Sender {
    /// Signs in for a person at the site of a visit.
    pub async fn of(visit: &Visit<'_>, person: &Person) -> Outcome<Self> {
        let mut sender = Sender {
            origin: visit.origin().to_owned(),
            http: Client::new(),
            token: String::new(),
        };
        let who = json!({"email": person.email, "password": PASSWORD});
        let (_, answer) = sender.send(Method::POST, "auth/login", &who).await?;
        sender.token = answer["access_token"].as_str().ok_or("no token")?.to_owned();
        Ok(sender)
    }

    /// Sends a body to a resource; gives status and answer.
    pub async fn send(&self, method: Method, path: &str, body: &Value) -> Outcome<(u16, Value)> {
        let address = format!("{}/api/v1/{path}", self.origin);
        let call = self.http.request(method, address).bearer_auth(&self.token);
        let call = call
            .header(CONTENT_TYPE, "application/json")
            .body(body.to_string());
        let reply = call.send().await?;
        let status = reply.status().as_u16();
        let answer = serde_json::from_slice(&reply.bytes().await?).unwrap_or(Value::Null);
        Ok((status, answer))
    }

    /// Sends a whole record; gives the status.
    pub async fn record(&self, record: &Value) -> Outcome<u16> {
        let (status, _) = self.send(Method::PUT, "records", record).await?;
        Ok(status)
    }
}
