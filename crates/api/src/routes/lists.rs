//! Lists of rows that others send back, as CSV: cleaned NHS numbers, rejected rows.

use actix_web::{HttpRequest, http::header::CONTENT_TYPE, web::Payload};
use futures_util::StreamExt;
use sha2::{Digest, Sha256};

use crate::{
    body::finding,
    problem::{Answer, Failure},
};

/// Bytes of a list at most: more than a million NHS numbers.
const LIST_LIMIT: usize = 16 << 20;

/// A list as it was sent.
pub(super) struct List {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// SHA-256 of them, in hexadecimal.
    pub digest: String,
}

/// The list in the body of a request: `text/csv` or `text/plain`, at most 16 MB.
///
/// # Errors
/// Unsupported media type; too large; malformed when it broke off.
pub(super) async fn received(request: &HttpRequest, mut body: Payload) -> Answer<List> {
    check_kind(request)?;
    let mut bytes = Vec::new();
    while let Some(part) = body.next().await {
        let part = part.map_err(|_| Failure::Malformed("The list broke off. Send it again.".to_owned()))?;
        if bytes.len() + part.len() > LIST_LIMIT {
            return Err(Failure::TooLarge);
        }
        bytes.extend_from_slice(&part);
    }
    let hash = Sha256::digest(&bytes);
    let digest = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(List { bytes, digest })
}

fn check_kind(request: &HttpRequest) -> Answer<()> {
    let kind = request.headers().get(CONTENT_TYPE);
    let essence = kind.and_then(|kind| kind.to_str().ok()?.split(';').next());
    match essence.unwrap_or_default().trim().to_lowercase().as_str() {
        "text/csv" | "text/plain" => Ok(()),
        _ => Err(Failure::UnsupportedMediaType),
    }
}

/// Faults of lines of a list. They name the lines, never what these held.
pub(crate) fn at_lines(code: &str, faults: impl IntoIterator<Item = (u64, String)>) -> Failure {
    let at = |(line, message): (u64, String)| finding(format!("/lines/{line}"), code, message);
    Failure::Invalid(faults.into_iter().map(at).collect())
}
