//! Sending a file.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderMap, HeaderValue},
    post,
    web::{Data, Payload, Query},
};
use flsdb_domain::{
    ServiceCode,
    access::Scope,
    wire::imports::{BlankCells, ImportRecord},
};
use flsdb_store::imports::{self, NewImport};
use futures_util::StreamExt;
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use utoipa::IntoParams;

use super::importer;
use crate::{
    auth::{Require, permissions::Import},
    body::finding,
    imports::{FILE_LIMIT, Importer, PIECE, filename},
    problem::{Answer, Failure},
    registry::Registry,
    routes::shared::service_of,
};

/// Characters of a file's name as it is sent.
const LONGEST_NAME: usize = 1000;

/// How a file is to be read.
#[derive(Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[derive(Default)]
pub(super) struct Sending {
    /// The service whose file it is. Who has one service may leave it out; who imports for all leaves it out and sends a
    /// file with a column `service`.
    service: Option<ServiceCode>,
    /// What a blank cell does to a stored answer.
    blank: BlankCells,
}

/// The header that names the file.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes the header")]
pub(super) struct FilenameHeader {
    /// Name of the file, percent-encoded.
    #[param(rename = "X-Filename", required = false, example = "BRD.csv")]
    filename: Option<String>,
}

/// Sends a file (CSV, XLSX or NDJSON, at most 100 MB) as the body itself. Its rows are checked in the background; nothing
/// of a patient is stored before the commit.
#[utoipa::path(
    tag = "imports and exports",
    params(Sending, FilenameHeader),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file itself"),
    responses((status = 202, description = "The file is being checked", body = ImportRecord,
        headers(("Location" = String, description = "Address of the import"))))
)]
#[post("/imports")]
pub(super) async fn send(
    access: Require<Import>,
    registry: Data<Registry>,
    query: Query<Sending>,
    request: HttpRequest,
    body: Payload,
) -> Answer<HttpResponse> {
    check_headers(request.headers())?;
    let importer = importer(&registry, &access);
    let new = NewImport {
        service: service(query.service, &access.scope)?,
        filename: name(request.headers()),
        blank: query.blank,
    };
    let record = receive(&registry, &importer, new, body).await?;
    registry
        .imports()
        .check(registry.store().clone(), importer, record.id.clone());
    let address = format!("/api/v1/imports/{}", record.id);
    Ok(HttpResponse::Accepted()
        .insert_header((header::LOCATION, address))
        .json(record))
}

/// The service of the file; none for those who import for all.
fn service(named: Option<ServiceCode>, scope: &Scope) -> Answer<Option<ServiceCode>> {
    match (named, scope) {
        (None, Scope::All) => Ok(None),
        (Some(_), Scope::All) => {
            let message = "You import for all services: leave it out, and name the service of each row in a column service";
            Err(Failure::Invalid(vec![finding(
                "/service",
                "value.invalid",
                message,
            )]))
        }
        (named, scope) => service_of(named, scope).map(Some),
    }
}

/// Refuses early what would be refused anyway.
fn check_headers(headers: &HeaderMap) -> Answer<()> {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    };
    if text(header::CONTENT_TYPE)
        .to_ascii_lowercase()
        .starts_with("multipart/")
    {
        return Err(Failure::Malformed(
            "Send the file itself as the body, not as a part of a form.".to_owned(),
        ));
    }
    let is_good = |name: &HeaderValue| name.to_str().is_ok_and(|name| name.len() <= LONGEST_NAME);
    if !headers.get("X-Filename").is_none_or(is_good) {
        return Err(Failure::Malformed(format!(
            "Write the header X-Filename percent-encoded, in {LONGEST_NAME} characters at most."
        )));
    }
    if text(header::CONTENT_LENGTH)
        .parse::<u64>()
        .is_ok_and(|bytes| bytes > FILE_LIMIT)
    {
        return Err(Failure::TooLarge);
    }
    Ok(())
}

fn name(headers: &HeaderMap) -> String {
    let sent = headers
        .get("X-Filename")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    filename(&percent_decode_str(sent).decode_utf8_lossy())
}

/// Stores the file as it comes. If it does not come whole, nothing of it stays.
async fn receive(
    registry: &Registry,
    importer: &Importer,
    new: NewImport,
    body: Payload,
) -> Answer<ImportRecord> {
    let creator = importer.clone();
    let author = importer.author.clone();
    let id = registry
        .write(author.clone(), move |w| {
            imports::create(w, creator.viewer(), &new)
        })
        .await?;
    let stored = append(registry, importer, &id, body).await;
    let viewer = importer.clone();
    match stored {
        Ok(()) => {
            registry
                .read(move |r| imports::find(r, viewer.viewer(), &id))
                .await
        }
        Err(failure) => {
            registry
                .write(author, move |w| imports::delete(w, viewer.viewer(), &id))
                .await?;
            Err(failure)
        }
    }
}

async fn append(registry: &Registry, importer: &Importer, id: &str, mut body: Payload) -> Answer<()> {
    let mut piece = Vec::with_capacity(PIECE);
    let mut bytes = 0;
    while let Some(part) = body.next().await {
        let part = part.map_err(|_| Failure::Malformed("The file broke off. Send it again.".to_owned()))?;
        bytes += part.len() as u64;
        if bytes > FILE_LIMIT {
            return Err(Failure::TooLarge);
        }
        piece.extend_from_slice(&part);
        if piece.len() >= PIECE {
            append_piece(registry, importer, id, std::mem::take(&mut piece)).await?;
        }
    }
    if piece.is_empty() {
        Ok(())
    } else {
        append_piece(registry, importer, id, piece).await
    }
}

async fn append_piece(registry: &Registry, importer: &Importer, id: &str, piece: Vec<u8>) -> Answer<()> {
    let id = id.to_owned();
    registry
        .write(importer.author.clone(), move |w| {
            imports::append_file(w, &id, &piece)
        })
        .await
}
