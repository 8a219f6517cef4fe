//! What a client sends to get a token: a form, and by what it shows who it is.

use std::{borrow::Cow, collections::BTreeMap};

use actix_web::{
    HttpRequest,
    http::header::{AUTHORIZATION, CONTENT_TYPE},
    web::Query,
};
use base64::{Engine, prelude::BASE64_STANDARD};

use super::fault::Fault;

const FORM: &str = "application/x-www-form-urlencoded";
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const UNNAMED: Fault = Fault::Client(Cow::Borrowed(
    "Show who you are: by Authorization: Basic, by client_id and client_secret, or by client_assertion",
));

/// A request for a token.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TokenRequest {
    /// By what the client shows who it is.
    pub proof: Proof,
    /// The scopes asked for, as text.
    pub scope: Option<String>,
}

/// By what a client shows who it is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Proof {
    /// Id and secret.
    Secret(String, String),
    /// A signed assertion, and the id if the form has it, too.
    Assertion(String, Option<String>),
}

/// The parameters of a form, each at most once.
struct Form(BTreeMap<String, String>);

impl Form {
    /// A parameter without a value counts as absent, as RFC 6749, 3.2, has it.
    fn read(body: &[u8]) -> Result<Self, Fault> {
        let pairs = str::from_utf8(body).ok().and_then(pairs);
        let mut form = BTreeMap::new();
        for (name, value) in pairs.ok_or(Fault::Request("The form cannot be read"))? {
            if form.insert(name, value).is_some() {
                return Err(Fault::Request("A parameter stands in the form twice"));
            }
        }
        form.retain(|_, value| !value.is_empty());
        Ok(Form(form))
    }

    fn take(&mut self, name: &str) -> Option<String> {
        self.0.remove(name)
    }
}

fn pairs(text: &str) -> Option<Vec<(String, String)>> {
    Query::from_query(text).ok().map(Query::into_inner)
}

/// Reads a request.
///
/// # Errors
/// What keeps it from being understood.
pub(super) fn read(request: &HttpRequest, body: &[u8]) -> Result<TokenRequest, Fault> {
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let kind = header(CONTENT_TYPE).and_then(|kind| kind.split(';').next());
    if !kind.is_some_and(|kind| kind.trim().eq_ignore_ascii_case(FORM)) {
        return Err(Fault::Request(
            "Send a form, with the header Content-Type: application/x-www-form-urlencoded",
        ));
    }
    let mut form = Form::read(body)?;
    match form.take("grant_type").as_deref() {
        Some("client_credentials") => {}
        Some(_) => return Err(Fault::GrantType),
        None => return Err(Fault::Request("The parameter grant_type is missing")),
    }
    Ok(TokenRequest {
        scope: form.take("scope"),
        proof: proof(header(AUTHORIZATION).filter(|text| !text.is_empty()), form)?,
    })
}

/// A client shows who it is in one way, not in two.
fn proof(header: Option<&str>, mut form: Form) -> Result<Proof, Fault> {
    let (id, secret) = (form.take("client_id"), form.take("client_secret"));
    let kind = form.take("client_assertion_type");
    let assertion = form.take("client_assertion");
    match (header, secret, assertion) {
        (Some(header), None, None) => {
            let (named, secret) = basic(header).ok_or(UNNAMED)?;
            if id.is_some_and(|id| id != named) {
                return Err(Fault::Request("The form and the header name different clients"));
            }
            Ok(Proof::Secret(named, secret))
        }
        (None, Some(secret), None) => Ok(Proof::Secret(id.ok_or(UNNAMED)?, secret)),
        (None, None, Some(_)) if kind.as_deref() != Some(ASSERTION_TYPE) => Err(Fault::Request(
            "Give client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        )),
        (None, None, Some(assertion)) => Ok(Proof::Assertion(assertion, id)),
        (None, None, None) => Err(UNNAMED),
        _ => Err(Fault::Request("Show who you are in one way, not in several")),
    }
}

/// Id and secret of the header `Authorization: Basic`, each encoded as in a form (RFC 6749, 2.3.1).
fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, text) = header.split_once(' ')?;
    let text = Some(text).filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let text = String::from_utf8(BASE64_STANDARD.decode(text.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    let decode = |text: &str| Some(pairs(&format!("x={text}"))?.pop()?.1);
    Some((decode(id)?, decode(secret)?))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn outcome(authorization: &str, kind: &str, body: &str) -> String {
        let request = TestRequest::default()
            .insert_header((CONTENT_TYPE, kind))
            .insert_header((AUTHORIZATION, authorization))
            .to_http_request();
        match read(&request, body.as_bytes()) {
            Ok(TokenRequest {
                proof: Proof::Secret(id, secret),
                scope,
            }) => {
                format!("{id} {secret} {}", scope.unwrap_or_default())
            }
            Ok(TokenRequest {
                proof: Proof::Assertion(text, id),
                ..
            }) => {
                format!("signed {text} {}", id.unwrap_or_default())
            }
            Err(Fault::Request(told)) => told.to_owned(),
            Err(fault) => format!("{fault:?}"),
        }
    }

    #[test]
    fn requests() {
        let basic = |text: &str| format!("Basic {}", BASE64_STANDARD.encode(text));
        const GRANT: &str = "grant_type=client_credentials";
        for (authorization, body, expected) in [
            (basic("a:b%2Fc+d"), GRANT.to_owned(), "a b/c d "),
            (
                basic("a:b"),
                format!("{GRANT}&scope=records%3Aread+kpis:read"),
                "a b records:read kpis:read",
            ),
            (basic("a:b"), format!("{GRANT}&client_id=a"), "a b "),
            (basic("a:b"), format!("{GRANT}&client_id=c"), "different clients"),
            (basic("a:b"), format!("{GRANT}&client_secret=c"), "in one way"),
            (basic("ab"), GRANT.to_owned(), "Client"),
            ("Bearer x".to_owned(), GRANT.to_owned(), "Client"),
            (
                String::new(),
                format!("{GRANT}&client_id=a&client_secret=b&scope="),
                "a b ",
            ),
            (String::new(), format!("{GRANT}&client_secret=b"), "Client"),
            (String::new(), format!("{GRANT}&client_id=a"), "Client"),
            (String::new(), format!("{GRANT}&{GRANT}"), "twice"),
            (
                String::new(),
                "client_id=a&client_secret=b".to_owned(),
                "grant_type is missing",
            ),
            (String::new(), "grant_type=password".to_owned(), "GrantType"),
            (
                String::new(),
                format!("{GRANT}&client_assertion=x.y.z"),
                "client_assertion_type",
            ),
            (
                String::new(),
                format!("{GRANT}&client_assertion=x.y.z&client_id=a&client_assertion_type={ASSERTION_TYPE}"),
                "signed x.y.z a",
            ),
        ] {
            let told = outcome(&authorization, FORM, &body);
            assert!(told.contains(expected), "{authorization} {body}: {told}");
        }
        assert!(outcome("", "application/json", "{}").contains("Send a form"));
    }
}
