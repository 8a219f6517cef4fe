//! The one client of the server's API. Every shape that travels is one of [`flsdb_domain::wire`].

use std::{cell::RefCell, rc::Rc};

use flsdb_domain::wire::{
    About, Problem,
    auth::{Login, Me, Token},
};
use futures_util::{FutureExt, future::LocalBoxFuture, lock::Mutex};
use gloo::net::http::{Method, Request, RequestBuilder, Response};
use serde::{Serialize, de::DeserializeOwned};
use yew::Callback;

mod administration;
mod calls;
mod care;
mod charts;
mod identity;
mod ledger;
mod letters;
mod messages;
mod opt_out;
mod public;
mod reports;
mod submissions;
mod worklist;

pub use administration::AuditQuery;
pub use calls::BenchmarkQuery;
pub use care::{Entry, Stored, Subject, Whole};
pub use charts::ChartQuestion;
pub use ledger::LedgerQuery;
pub use messages::Extent;
pub use submissions::Rejects;
pub use worklist::{Shown, WorklistQuery};

/// Where every call begins.
const ROOT: &str = "/api/v1/";

/// Why a call gave no answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ApiError {
    /// Nothing came back: no network, or no server.
    #[error("The server cannot be reached")]
    Away,
    /// The server said no, and why.
    #[error("{}", .0.title)]
    Refused(Box<Problem>),
    /// Something came back that is no answer to the call.
    #[error("The answer could not be read: {0}")]
    Unreadable(String),
}

impl ApiError {
    /// The problem, if the server gave one.
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            ApiError::Refused(problem) => Some(problem),
            ApiError::Away | ApiError::Unreadable(_) => None,
        }
    }

    /// The HTTP status, if the server gave one.
    pub fn status(&self) -> Option<u16> {
        self.problem().map(|problem| problem.status)
    }
}

impl From<gloo::net::Error> for ApiError {
    fn from(error: gloo::net::Error) -> Self {
        match error {
            gloo::net::Error::JsError(_) => ApiError::Away,
            gloo::net::Error::SerdeError(error) => ApiError::Unreadable(error.to_string()),
            gloo::net::Error::GlooError(message) => ApiError::Unreadable(message),
        }
    }
}

/// What the client tells the page beside its answers.
#[derive(Debug, Clone, PartialEq)]
pub enum Signal {
    /// The session has a new access token, good for so many seconds.
    Renewed(u32),
    /// The server no longer takes the session.
    Lapsed,
    /// The server cannot be reached.
    Away,
    /// The server answers.
    There,
    /// Records were changed.
    Changed,
}

/// The client. Clones are the same client.
#[derive(Clone)]
pub struct Api(Rc<Inner>);

struct Inner {
    /// In memory only: a page that is closed forgets it.
    token: RefCell<Option<Rc<str>>>,
    /// A refresh cookie is good once: calls that find their token expired at the same time take turns.
    renewing: Mutex<()>,
    signal: Callback<Signal>,
}

impl PartialEq for Api {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// One call, which can be sent again with a new token.
struct Call<'a> {
    method: Method,
    path: &'a str,
    query: Vec<(&'static str, String)>,
    headers: Vec<(&'static str, String)>,
    body: Body<'a>,
}

enum Body<'a> {
    None,
    Json(String),
    File(&'a web_sys::File, &'static str),
}

impl<'a> Call<'a> {
    fn new(method: Method, path: &'a str) -> Self {
        Call {
            method,
            path,
            query: vec![],
            headers: vec![],
            body: Body::None,
        }
    }

    fn get(path: &'a str) -> Self {
        Call::new(Method::GET, path)
    }

    fn post(path: &'a str) -> Self {
        Call::new(Method::POST, path)
    }

    fn put(path: &'a str) -> Self {
        Call::new(Method::PUT, path)
    }

    fn patch(path: &'a str) -> Self {
        Call::new(Method::PATCH, path)
    }

    fn delete(path: &'a str) -> Self {
        Call::new(Method::DELETE, path)
    }

    fn query(mut self, name: &'static str, value: impl ToString) -> Self {
        self.query.push((name, value.to_string()));
        self
    }

    fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    fn json(mut self, body: &impl Serialize) -> Result<Self, ApiError> {
        let text = serde_json::to_string(body).map_err(|e| ApiError::Unreadable(e.to_string()))?;
        self.body = Body::Json(text);
        Ok(self)
    }

    fn file(mut self, file: &'a web_sys::File, kind: &'static str) -> Self {
        self.body = Body::File(file, kind);
        self
    }

    /// The request, with the token if there is one.
    fn request(&self, token: Option<&str>) -> Result<Request, ApiError> {
        let path = format!("{ROOT}{}", self.path);
        let mut builder = RequestBuilder::new(&path).method(self.method.clone());
        if !self.query.is_empty() {
            builder = builder.query(self.query.iter().map(|(name, value)| (*name, value)));
        }
        for (name, value) in &self.headers {
            builder = builder.header(name, value);
        }
        if let Some(token) = token {
            builder = builder.header("Authorization", &format!("Bearer {token}"));
        }
        Ok(match &self.body {
            Body::None => builder.build()?,
            Body::Json(text) => builder
                .header("Content-Type", "application/json")
                .body(text.as_str())?,
            Body::File(file, kind) => builder.header("Content-Type", kind).body(*file)?,
        })
    }
}

impl Api {
    /// A client that nobody has signed in to yet.
    pub fn new(signal: Callback<Signal>) -> Self {
        Api(Rc::new(Inner {
            token: RefCell::new(None),
            renewing: Mutex::new(()),
            signal,
        }))
    }

    /// What the installation says of itself.
    ///
    /// # Errors
    /// As every call: [`ApiError`].
    pub async fn about(&self) -> Result<About, ApiError> {
        answer(self.send_openly(Call::get("about")).await?).await
    }

    /// Signs in and tells who it is.
    ///
    /// # Errors
    /// 401 when e-mail and password do not belong together; 429 after too many tries.
    pub async fn sign_in(&self, login: &Login) -> Result<Me, ApiError> {
        let token: Token = answer(self.send_openly(Call::post("auth/login").json(login)?).await?).await?;
        self.take(token);
        self.me().await
    }

    /// Opens the session that the refresh cookie belongs to, if there is one.
    ///
    /// # Errors
    /// 401 when there is none.
    pub async fn resume(&self) -> Result<Me, ApiError> {
        self.renew(None).await?;
        self.me().await
    }

    /// Gets the next access token before the present one expires.
    ///
    /// # Errors
    /// 401 when the session has ended.
    pub async fn keep_alive(&self) -> Result<(), ApiError> {
        let token = self.token();
        self.renew(token).await
    }

    /// Ends the session, on the server too if it can be reached.
    ///
    /// # Errors
    /// As every call; the page has forgotten the session in any case.
    pub async fn sign_out(&self) -> Result<(), ApiError> {
        let outcome = self.send(Call::post("auth/logout")).await;
        self.0.token.replace(None);
        outcome.map(|_| ())
    }

    async fn me(&self) -> Result<Me, ApiError> {
        self.get("me").await
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ApiError> {
        self.call(Call::get(path)).await
    }

    async fn call<T: DeserializeOwned>(&self, call: Call<'_>) -> Result<T, ApiError> {
        read(&self.text(call).await?)
    }

    /// The text of an answer. Boxed, so that this machinery is in the page once and not once for each kind of answer.
    fn text<'a>(&'a self, call: Call<'a>) -> LocalBoxFuture<'a, Result<String, ApiError>> {
        async { Ok(self.send(call).await?.text().await?) }.boxed_local()
    }

    /// Sends a call of the signed-in user; when the token has expired, once more with a new one.
    async fn send(&self, call: Call<'_>) -> Result<Response, ApiError> {
        let token = self.token();
        let response = self.attempt(&call, token.as_deref()).await?;
        if response.status() != 401 {
            return checked(response).await;
        }
        self.renew(token).await?;
        checked(self.attempt(&call, self.token().as_deref()).await?).await
    }

    /// Sends a call that needs no session.
    async fn send_openly(&self, call: Call<'_>) -> Result<Response, ApiError> {
        checked(self.attempt(&call, None).await?).await
    }

    async fn attempt(&self, call: &Call<'_>, token: Option<&str>) -> Result<Response, ApiError> {
        let outcome = call.request(token)?.send().await.map_err(ApiError::from);
        // A proxy answers 502 to 504 in place of a server that is away.
        let away = match &outcome {
            Ok(response) => matches!(response.status(), 502..=504),
            Err(error) => *error == ApiError::Away,
        };
        self.0
            .signal
            .emit(if away { Signal::Away } else { Signal::There });
        if away { Err(ApiError::Away) } else { outcome }
    }

    /// Replaces the token that was found stale, unless another call has done so in the meantime.
    async fn renew(&self, stale: Option<Rc<str>>) -> Result<(), ApiError> {
        let _turn = self.0.renewing.lock().await;
        if self.token() != stale {
            return Ok(());
        }
        let outcome = self.send_openly(Call::post("auth/refresh")).await;
        if matches!(&outcome, Err(ApiError::Refused(_))) {
            self.0.token.replace(None);
            self.0.signal.emit(Signal::Lapsed);
        }
        self.take(answer(outcome?).await?);
        Ok(())
    }

    fn token(&self) -> Option<Rc<str>> {
        self.0.token.borrow().clone()
    }

    fn take(&self, token: Token) {
        self.0.token.replace(Some(token.access_token.into()));
        self.0.signal.emit(Signal::Renewed(token.expires_in));
    }

    fn changed<T>(&self, outcome: Result<T, ApiError>) -> Result<T, ApiError> {
        if outcome.is_ok() {
            self.0.signal.emit(Signal::Changed);
        }
        outcome
    }
}

/// The response, if it is a good one; else the problem in it.
async fn checked(response: Response) -> Result<Response, ApiError> {
    if response.ok() {
        return Ok(response);
    }
    let request_id = response.headers().get("x-request-id");
    let text = response.text().await?;
    Err(ApiError::Refused(Box::new(problem_in(
        &text,
        response.status(),
        request_id,
    ))))
}

/// The problem that a body holds, or one made of the status alone.
fn problem_in(body: &str, status: u16, request_id: Option<String>) -> Problem {
    let mut problem: Problem = serde_json::from_str(body).unwrap_or_else(|_| Problem {
        title: format!("The server answered with status {status}"),
        status,
        ..Problem::default()
    });
    problem.request_id = problem.request_id.or(request_id);
    problem
}

async fn answer<T: DeserializeOwned>(response: Response) -> Result<T, ApiError> {
    read(&response.text().await?)
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, ApiError> {
    serde_json::from_str(text).map_err(|error| ApiError::Unreadable(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_read_or_made() {
        let read = problem_in(
            r#"{"type":"/problems/not-found","title":"Not found","status":404,"request_id":"a"}"#,
            404,
            Some("b".into()),
        );
        assert_eq!(
            (read.title.as_str(), read.request_id.as_deref()),
            ("Not found", Some("a"))
        );
        let made = problem_in("<html>", 500, Some("b".into()));
        assert_eq!(made.title, "The server answered with status 500");
        assert_eq!((made.status, made.request_id.as_deref()), (500, Some("b")));
    }
}
