//! `If-Match` and `If-None-Match`: nobody overwrites what they have not seen.

use std::ops::ControlFlow;

use actix_web::{
    FromRequest, HttpRequest, HttpResponse, HttpResponseBuilder,
    dev::Payload,
    http::{
        StatusCode,
        header::{ETag, EntityTag, Header, IF_MATCH, IF_NONE_MATCH, IfMatch, IfNoneMatch},
    },
};
use flsdb_store::sections::Expected;
use futures_util::future::{Ready, ready};
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::IntoParams;

use crate::problem::{Answer, Failure};

/// No stored record has this version, so the store answers with the one it has.
const NO_VERSION: i64 = -1;

/// The conditions under which the caller wants an answer.
pub struct Conditions {
    if_match: Option<IfMatch>,
    if_none_match: Option<IfNoneMatch>,
}

impl FromRequest for Conditions {
    type Error = Failure;
    type Future = Ready<Answer<Self>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let has = |name| request.headers().contains_key(name);
        ready(Ok(Conditions {
            if_match: has(IF_MATCH).then(|| IfMatch::parse(request).unwrap_or(IfMatch::Items(Vec::new()))),
            if_none_match: has(IF_NONE_MATCH)
                .then(|| IfNoneMatch::parse(request).unwrap_or(IfNoneMatch::Items(Vec::new()))),
        }))
    }
}

impl Conditions {
    /// The version that the caller has seen and changes.
    ///
    /// # Errors
    /// Precondition required when the caller names none.
    pub fn version(&self) -> Answer<i64> {
        match &self.if_match {
            Some(IfMatch::Items(tags)) => Ok(tags.first().and_then(version_of).unwrap_or(NO_VERSION)),
            Some(IfMatch::Any) | None => Err(Failure::PreconditionRequired),
        }
    }

    /// What the caller expects to be stored: a version, or nothing yet.
    ///
    /// # Errors
    /// Precondition required when the caller says neither.
    pub fn expected(&self) -> Answer<Expected> {
        match (&self.if_match, &self.if_none_match) {
            (None, Some(IfNoneMatch::Any)) => Ok(Expected::Nothing),
            _ => self.version().map(Expected::Version),
        }
    }

    /// The same of a caller who need not expect anything.
    ///
    /// # Errors
    /// Precondition required for `If-Match: *`.
    pub fn expected_if_any(&self) -> Answer<Option<Expected>> {
        match (&self.if_match, &self.if_none_match) {
            (None, None) => Ok(None),
            _ => self.expected().map(Some),
        }
    }

    /// Answers with a body under its tag; without the body if the caller has it already.
    pub fn answer<T: Serialize>(&self, tag: Tag, body: &T) -> HttpResponse {
        self.answer_with(tag, |mut response| response.json(body))
    }

    /// The same with a body that is made only if the caller wants it.
    pub fn answer_with(
        &self,
        tag: Tag,
        fill: impl FnOnce(HttpResponseBuilder) -> HttpResponse,
    ) -> HttpResponse {
        match self.begin(tag) {
            ControlFlow::Continue(response) => fill(response),
            ControlFlow::Break(known) => known,
        }
    }

    /// Begins an answer under its tag; breaks off with the whole answer if the caller has the body already.
    pub fn begin(&self, tag: Tag) -> ControlFlow<HttpResponse, HttpResponseBuilder> {
        let tag = tag.0;
        let is_known = match &self.if_none_match {
            Some(IfNoneMatch::Any) => true,
            Some(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(&tag)),
            None => false,
        };
        let mut response = if is_known {
            HttpResponse::NotModified()
        } else {
            HttpResponse::Ok()
        };
        response.insert_header(ETag(tag));
        if is_known {
            return ControlFlow::Break(response.finish());
        }
        ControlFlow::Continue(response)
    }
}

/// The version of a record, or of an episode that was put together.
fn version_of(tag: &EntityTag) -> Option<i64> {
    let version = tag.tag().split('-').next()?;
    if tag.weak { None } else { version.parse().ok() }
}

/// The tag of a representation.
pub struct Tag(EntityTag);

impl Tag {
    /// Of a stored resource: its version.
    pub fn version(version: i64) -> Self {
        Tag(EntityTag::new_strong(version.to_string()))
    }

    /// Of a stored resource told with more than its version knows of: its version, and a hash of all that is told.
    pub fn version_of(version: i64, content: &[u8]) -> Self {
        let Tag(hash) = Tag::hash(content);
        Tag(EntityTag::new_strong(format!("{version}-{}", hash.tag())))
    }

    /// Of a document that never changes: its digest.
    pub fn digest(digest: &str) -> Self {
        Tag(EntityTag::new_strong(digest.to_owned()))
    }

    /// Of a document put together from several: a hash of what it depends on.
    pub fn hash(content: &[u8]) -> Self {
        let hash = Sha256::digest(content);
        Tag(EntityTag::new_strong(
            hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect(),
        ))
    }
}

/// Answers to a write: the new state under its version.
pub fn written<T: Serialize>(status: StatusCode, version: i64, body: &T) -> HttpResponse {
    HttpResponseBuilder::new(status)
        .insert_header(ETag(Tag::version(version).0))
        .json(body)
}

/// The header that every change of what exists must bring.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes the header")]
pub struct IfMatchHeader {
    /// The `ETag` of the version that was changed.
    #[param(rename = "If-Match", required = true, example = "\"3\"")]
    if_match: String,
}

/// The headers of a PUT that may create.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes the headers")]
pub struct WriteHeaders {
    /// The `ETag` of the version that was changed; to create, leave it out and send `If-None-Match: *`.
    #[param(rename = "If-Match", required = false, example = "\"3\"")]
    if_match: Option<String>,
    /// `*` to create what does not exist yet.
    #[param(rename = "If-None-Match", required = false, example = "*")]
    if_none_match: Option<String>,
}

/// The header of a GET that may be answered with 304.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes the header")]
pub struct IfNoneMatchHeader {
    /// The `ETag` of the version that the caller holds: 304 if it is still the present one.
    #[param(rename = "If-None-Match", required = false, example = "\"3\"")]
    if_none_match: Option<String>,
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn conditions(headers: &[(&str, &str)]) -> Conditions {
        let mut request = TestRequest::default();
        for header in headers {
            request = request.insert_header(*header);
        }
        Conditions::from_request(&request.to_http_request(), &mut Payload::None)
            .into_inner()
            .expect("never fails")
    }

    #[test]
    fn versions() {
        for (headers, expected) in [
            (&[("If-Match", "\"3\"")][..], Some(3)),
            (&[("If-Match", "\"3-0a1b\"")], Some(3)),
            (&[("If-Match", "W/\"3\"")], Some(NO_VERSION)),
            (&[("If-Match", "3")], Some(NO_VERSION)),
            (&[("If-Match", "*")], None),
            (&[], None),
        ] {
            assert_eq!(conditions(headers).version().ok(), expected, "{headers:?}");
        }
    }

    #[test]
    fn what_is_expected() {
        for (headers, expected) in [
            (&[("If-Match", "\"3\"")][..], Some(Expected::Version(3))),
            (&[("If-None-Match", "*")], Some(Expected::Nothing)),
            (&[("If-None-Match", "\"3\"")], None),
            (
                &[("If-Match", "\"3\""), ("If-None-Match", "*")],
                Some(Expected::Version(3)),
            ),
            (&[], None),
        ] {
            assert_eq!(conditions(headers).expected().ok(), expected, "{headers:?}");
        }
    }

    #[test]
    fn known_states_are_not_sent_again() {
        for (header, status) in [
            ("\"3\"", 304),
            ("W/\"3\"", 304),
            ("\"2\", \"3\"", 304),
            ("\"2\"", 200),
            ("*", 304),
        ] {
            let answer = conditions(&[("If-None-Match", header)]).answer(Tag::version(3), &());
            assert_eq!(answer.status().as_u16(), status, "{header}");
        }
    }
}
