//! Sending frozen bytes.

use actix_web::{
    HttpResponse,
    http::header::{CONTENT_DISPOSITION, ContentEncoding, ContentType, VARY},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use flsdb_domain::wire::kpis::Dimension;
use flsdb_store::reports::Frozen;
use sha2::{Digest, Sha256};

use crate::{
    conditions::{Conditions, Tag},
    figures::Form,
    problem::{Answer, Failure},
    reports::{read_document, write_table},
};

/// Answers with a document as it was frozen, or with its results as CSV. Nothing on the way packs it: the digest in the
/// header is that of the bytes that arrive.
pub fn send(frozen: Frozen, form: Form, by: &[Dimension], conditions: &Conditions) -> Answer<HttpResponse> {
    let (tag, content) = match form {
        Form::Json => (Tag::digest(&frozen.digest), frozen.content),
        Form::Csv => {
            let tag = Tag::hash(format!("csv {}", frozen.digest).as_bytes());
            (tag, csv(&frozen, by).map_err(Failure::internal)?)
        }
    };
    let digest = BASE64_STANDARD.encode(Sha256::digest(&content));
    Ok(conditions.answer_with(tag, |mut response| {
        response
            .insert_header(("Content-Digest", format!("sha-256=:{digest}:")))
            .insert_header(ContentEncoding::Identity)
            .insert_header((VARY, "Accept"));
        match form {
            Form::Json => response.content_type(ContentType::json()),
            Form::Csv => response
                .content_type("text/csv; charset=utf-8")
                .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"report.csv\"")),
        };
        response.body(content)
    }))
}

fn csv(frozen: &Frozen, by: &[Dimension]) -> Result<Vec<u8>, std::io::Error> {
    let document = read_document(&frozen.content)?;
    let mut table = Vec::new();
    write_table(&document, by, &mut table)?;
    Ok(table)
}
