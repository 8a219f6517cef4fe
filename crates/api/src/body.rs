//! What callers send: JSON of at most 1 MB, read with every fault named at its place.

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header::CONTENT_TYPE, web::Bytes};
use flsdb_domain::{
    Level,
    wire::{WireFinding, fhir::FHIR_JSON},
};
use flsdb_files::Row;
use futures_util::future::LocalBoxFuture;
use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};
use serde_json::{Value, error::Category};
use serde_path_to_error::{Path, Segment};
use validator::{Validate, ValidationErrors, ValidationErrorsKind};

use crate::problem::{Answer, Failure, is_fhir};

mod strict;

use strict::{Strict, list_for_object};

/// A well-formed request: read strictly, then checked by its own rules of form.
pub struct Sent<T>(pub T);

/// Any JSON, for what the data set's own reading takes further.
pub struct Document(pub Value);

impl Document {
    /// Reads it as a well-formed request.
    ///
    /// # Errors
    /// Invalid, with every fault at its place.
    pub fn read<T: DeserializeOwned + Serialize + Validate>(&self) -> Answer<T> {
        let sent: T = read(&self.0)?;
        sent.validate()
            .map_err(|errors| Failure::Invalid(faults(&errors)))?;
        Ok(sent)
    }
}

impl<T: DeserializeOwned + Serialize + Validate + 'static> FromRequest for Sent<T> {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Answer<Self>>;
    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = bytes(request, payload);
        Box::pin(async move { Document(parse(&bytes.await?)?).read().map(Sent) })
    }
}

impl FromRequest for Document {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Answer<Self>>;
    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = bytes(request, payload);
        Box::pin(async move { Ok(Document(parse(&bytes.await?)?)) })
    }
}

/// One episode as a JSON document in which no name stands twice; what cannot be read in it are findings.
pub struct SentRecord(pub Row);

impl FromRequest for SentRecord {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Answer<Self>>;
    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = bytes(request, payload);
        Box::pin(async move {
            let bytes = bytes.await?;
            parse(&bytes)?;
            let row = Row::document(1, &bytes);
            row.map(SentRecord)
                .map_err(|fault| Failure::Malformed(format!("The body is no episode: {fault}.")))
        })
    }
}

fn bytes(request: &HttpRequest, payload: &mut Payload) -> LocalBoxFuture<'static, Answer<Bytes>> {
    let kind = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    let is_json = is_json(kind, request.path());
    let bytes = Bytes::from_request(request, payload);
    Box::pin(async move {
        if !is_json {
            return Err(Failure::UnsupportedMediaType);
        }
        bytes
            .await
            .map_err(|error| match error.as_response_error().status_code().as_u16() {
                413 => Failure::TooLarge,
                _ => Failure::Malformed("The body broke off. Send it again.".to_owned()),
            })
    })
}

fn is_json(kind: &str, path: &str) -> bool {
    // What RFC 7396 calls the changes of a document is JSON like any other.
    let known = ["application/json", "application/merge-patch+json"];
    let mut parts = kind.split(';').map(str::trim);
    let is_json = parts.next().is_some_and(|essence| {
        known.iter().any(|known| essence.eq_ignore_ascii_case(known))
            || is_fhir(path) && essence.eq_ignore_ascii_case(FHIR_JSON)
    });
    is_json && parts.all(|parameter| !is_other_charset(parameter))
}

/// JSON is UTF-8.
fn is_other_charset(parameter: &str) -> bool {
    parameter.split_once('=').is_some_and(|(name, value)| {
        let value = value.trim().trim_matches('"');
        name.trim().eq_ignore_ascii_case("charset") && !value.eq_ignore_ascii_case("utf-8")
    })
}

fn parse(bytes: &[u8]) -> Answer<Value> {
    let mut source = serde_json::Deserializer::from_slice(bytes);
    let Strict(value) = traced(&mut source)?;
    source.end().map_err(|error| fault(String::new(), error))?;
    Ok(value)
}

fn read<T: DeserializeOwned + Serialize>(sent: &Value) -> Answer<T> {
    let read: T = traced(sent)?;
    let again = serde_json::to_value(&read).map_err(Failure::internal)?;
    match list_for_object(sent, &again) {
        None => Ok(read),
        Some(pointer) => {
            let message = "a list stands where an object belongs";
            Err(Failure::Invalid(vec![finding(pointer, "value.invalid", message)]))
        }
    }
}

/// Reads, and names the place of the first fault.
fn traced<'de, T: Deserialize<'de>, D>(source: D) -> Answer<T>
where
    D: Deserializer<'de, Error = serde_json::Error>,
{
    serde_path_to_error::deserialize(source).map_err(|error| {
        let pointer = pointer(error.path());
        fault(pointer, error.into_inner())
    })
}

fn fault(pointer: String, error: serde_json::Error) -> Failure {
    if error.classify() != Category::Data {
        return Failure::Malformed(format!("The body is no JSON: {error}."));
    }
    let message = error.to_string();
    let code = if message.starts_with("unknown field") {
        "field.unknown"
    } else if message.starts_with("duplicate field") {
        "field.duplicate"
    } else if message.starts_with("missing field") {
        "field.required"
    } else {
        "value.invalid"
    };
    Failure::Invalid(vec![finding(pointer, code, message)])
}

fn pointer(path: &Path) -> String {
    let parts = path.iter().filter_map(|segment| match segment {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key } => Some(escaped(key)),
        Segment::Enum { variant } => Some(escaped(variant)),
        Segment::Unknown => None,
    });
    parts.map(|part| format!("/{part}")).collect()
}

/// As RFC 6901 has it.
fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// An error at a place of a request that is no record of the data set.
pub fn finding(pointer: impl Into<String>, code: &str, message: impl Into<String>) -> WireFinding {
    WireFinding {
        pointer: pointer.into(),
        field: None,
        code: code.to_owned(),
        level: Level::Error,
        message: message.into(),
    }
}

/// What the rules of form found, place by place.
fn faults(errors: &ValidationErrors) -> Vec<WireFinding> {
    let mut found = Vec::new();
    collect("", errors, &mut found);
    found.sort_by(|a, b| a.pointer.cmp(&b.pointer));
    found
}

/// What a rule about a whole object is filed under.
const WHOLE: &str = "__all__";

fn collect(at: &str, errors: &ValidationErrors, found: &mut Vec<WireFinding>) {
    for (name, kind) in errors.errors() {
        let at = match name.as_ref() {
            WHOLE => at.to_owned(),
            name => format!("{at}/{}", escaped(name)),
        };
        match kind {
            ValidationErrorsKind::Struct(inner) => collect(&at, inner, found),
            ValidationErrorsKind::List(items) => {
                for (index, inner) in items {
                    collect(&format!("{at}/{index}"), inner, found);
                }
            }
            ValidationErrorsKind::Field(faults) => found.extend(faults.iter().map(|fault| {
                let message = fault
                    .message
                    .as_deref()
                    .unwrap_or("The value is too long, too short or out of range");
                finding(at.clone(), "value.invalid", message)
            })),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flsdb_domain::wire::{auth::Login, records::PatientSearch};

    fn outcome<T: DeserializeOwned + Serialize + Validate>(body: &str) -> String {
        let read = parse(body.as_bytes()).and_then(|sent| Document(sent).read::<T>());
        match read.err() {
            None => "good".to_owned(),
            Some(Failure::Invalid(findings)) => findings
                .iter()
                .map(|f| format!("{} {}", f.pointer, f.code))
                .collect::<Vec<_>>()
                .join(", "),
            Some(other) => other.kind().status().as_str().to_owned(),
        }
    }

    #[test]
    fn faults_are_named_at_their_place() {
        for (body, expected) in [
            (r#"{"email":"a@b.uk","password":"x"}"#, "good"),
            (r#"{"email":"a@b.uk","password":"x"} x"#, "400"),
            (r#"{"email":"a@b.uk""#, "400"),
            ("", "400"),
            (r#"{"email":"a@b.uk"}"#, " field.required"),
            (r#"{"email":"a@b.uk","password":1}"#, "/password value.invalid"),
            (
                r#"{"email":"a@b.uk","password":"x","admin":true}"#,
                "/admin field.unknown",
            ),
            (
                r#"{"email":"a","password":""}"#,
                "/email value.invalid, /password value.invalid",
            ),
            ("[]", " value.invalid"),
            (r#"["a@b.uk","x",null]"#, " value.invalid"),
            (
                r#"{"email":"a@b.uk","email":"a@b.uk","password":"x"}"#,
                "/email field.duplicate",
            ),
        ] {
            assert_eq!(outcome::<Login>(body), expected, "{body}");
        }
        for (body, expected) in [
            (r#"{"paging":{"limit":501}}"#, "/paging/limit value.invalid"),
            (r#"{"paging":[50,null,true]}"#, "/paging value.invalid"),
            (
                r#"{"paging":{"limit":1,"limit":2}}"#,
                "/paging/limit field.duplicate",
            ),
        ] {
            assert_eq!(outcome::<PatientSearch>(body), expected, "{body}");
        }
    }

    #[test]
    fn kinds_of_bodies() {
        let (api, fhir) = ("/api/v1/patients", "/fhir/R4/Measure");
        for (path, kind, json) in [
            (api, "application/json", true),
            (api, "Application/JSON; charset=utf-8", true),
            (api, "application/json; charset=\"UTF-8\"; q=1", true),
            (api, "application/json;charset=utf-16", false),
            (api, "application/json; Charset = \"iso-8859-1\"", false),
            (api, "application/fhir+json", false),
            (api, "text/plain", false),
            (api, "", false),
            (fhir, "application/json", true),
            (fhir, "application/fhir+json; charset=utf-8", true),
            (fhir, "application/fhir+xml", false),
        ] {
            assert_eq!(is_json(kind, path), json, "{path} {kind}");
        }
    }
}
