//! Batches of records.

use std::{
    fs::File,
    io::{self, Seek, SeekFrom, Write},
};

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::CONTENT_TYPE,
    post,
    web::{self, Data, Payload, Query},
};
use futures_util::StreamExt;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::{Taking, terms};
use crate::{
    auth::{Require, permissions::ChangeRecords},
    body::finding,
    conditions::Conditions,
    imports::{FILE_LIMIT, PIECE},
    problem::{Answer, Failure},
    records::{self, LINE_BYTES, LINES, Sender, write_receipts},
    registry::Registry,
    streaming::streamed,
};

/// How the records of a batch are taken.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Sending {
    /// `put` (if not given): each line is a whole episode; `patch`: each changes what it names.
    #[serde(default)]
    #[param(inline)]
    method: Method,
    /// Whether to say what would be done, and do nothing. Each line is then held against what is stored, not against the lines
    /// before it.
    #[serde(default)]
    dry_run: bool,
    /// Whether a machine may overwrite what a person wrote. People always may.
    #[serde(default)]
    overwrite: bool,
}

/// What a line does to the stored record.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Method {
    /// As `PUT records`.
    #[default]
    Put,
    /// As `PATCH records`.
    Patch,
}

/// Takes up to 10,000 records, a JSON object a line, in their order, and answers with a receipt a line: good lines are stored,
/// bad ones explained. The whole body comes first, then work begins; whatever a broken connection left untold, the same batch
/// sent again finds stored already (`unchanged`).
#[utoipa::path(
    tag = "records",
    params(Sending),
    request_body(content = String, content_type = "application/x-ndjson", description = "A document a line, as `PUT records` takes it, of at most 256 kB; 100 MB in all"),
    responses(
        (status = 200, description = "What became of each line, in their order: a `LineReceipt` a line", content((String = "application/x-ndjson"))),
        (status = 413, description = "More than 100 MB"),
        (status = 422, description = "More than 10,000 lines, or a line of more than 256 kB: nothing is stored"),
    )
)]
#[post("/records/batch")]
pub(super) async fn send(
    access: Require<ChangeRecords>,
    registry: Data<Registry>,
    query: Query<Sending>,
    conditions: Conditions,
    request: HttpRequest,
    body: Payload,
) -> Answer<HttpResponse> {
    check_kind(&request)?;
    let (method, taking) = query.into_inner().split();
    let terms = terms(&registry, &access, taking, method, &conditions)?;
    let file = spool(body).await?;
    let (store, author, scope) = (
        registry.store().clone(),
        registry.author(&access),
        access.scope.clone(),
    );
    let mut response = HttpResponse::Ok();
    response.content_type("application/x-ndjson");
    streamed(response, move |out| {
        let sender = Sender {
            store: &store,
            author: &author,
            scope: &scope,
        };
        write_receipts(&sender, &terms, file, out, |out| out.push())
    })
    .await
}

impl Sending {
    fn split(self) -> (records::Method, Taking) {
        let method = match self.method {
            Method::Put => records::Method::Put,
            Method::Patch => records::Method::Patch,
        };
        let taking = Taking {
            dry_run: self.dry_run,
            overwrite: self.overwrite,
        };
        (method, taking)
    }
}

fn check_kind(request: &HttpRequest) -> Answer<()> {
    let kind = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let essence = kind
        .and_then(|kind| kind.split(';').next())
        .unwrap_or_default()
        .trim();
    let known = ["application/x-ndjson", "application/ndjson", "application/jsonl"];
    if known.iter().any(|known| essence.eq_ignore_ascii_case(known)) {
        return Ok(());
    }
    Err(Failure::UnsupportedMediaType)
}

/// Takes the whole body into a temporary file without a name, and refuses one that has too much.
async fn spool(mut body: Payload) -> Answer<File> {
    let mut file = tempfile::tempfile().map_err(Failure::internal)?;
    let (mut piece, mut bytes, mut lines) = (Vec::with_capacity(PIECE), 0, Lines::default());
    while let Some(part) = body.next().await {
        let part = part.map_err(|_| Failure::Malformed("The batch broke off. Send it again.".to_owned()))?;
        bytes += part.len() as u64;
        if bytes > FILE_LIMIT {
            return Err(Failure::TooLarge);
        }
        lines.count(&part)?;
        piece.extend_from_slice(&part);
        if piece.len() >= PIECE {
            file = append(file, std::mem::take(&mut piece)).await?;
        }
    }
    lines.end()?;
    let mut file = append(file, piece).await?;
    file.seek(SeekFrom::Start(0)).map_err(Failure::internal)?;
    Ok(file)
}

async fn append(mut file: File, piece: Vec<u8>) -> Answer<File> {
    let written = web::block(move || -> io::Result<File> {
        file.write_all(&piece)?;
        Ok(file)
    });
    written
        .await
        .map_err(Failure::internal)?
        .map_err(Failure::internal)
}

/// Lines of a body, counted as it comes.
#[derive(Default)]
struct Lines {
    ended: usize,
    /// Bytes of the line that has not ended yet.
    bytes: usize,
}

impl Lines {
    fn count(&mut self, part: &[u8]) -> Answer<()> {
        for (at, run) in part.split(|byte| *byte == b'\n').enumerate() {
            if at > 0 {
                self.end()?;
            }
            self.bytes += run.len();
            if self.bytes > LINE_BYTES {
                let message = format!(
                    "Line {} has more than 256 kB. An episode has far less",
                    self.ended + 1
                );
                return Err(refused(message));
            }
        }
        Ok(())
    }

    fn end(&mut self) -> Answer<()> {
        self.ended += usize::from(self.bytes > 0);
        self.bytes = 0;
        if self.ended > LINES {
            let message = format!("The batch has more than {LINES} lines. Send it in parts");
            return Err(refused(message));
        }
        Ok(())
    }
}

fn refused(message: String) -> Failure {
    Failure::Invalid(vec![finding("", "batch.too_large", message)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_across_parts() {
        let many = |count: usize| vec!["{}\n".repeat(count)];
        let long = "x".repeat(LINE_BYTES);
        for (parts, is_good) in [
            (vec![], true),
            (vec!["{}".to_owned()], true),
            (many(LINES), true),
            (many(LINES + 1), false),
            (vec!["{}\n".repeat(LINES), "{}".to_owned()], false),
            (vec!["\n".repeat(LINES + 5)], true),
            (vec![long.clone(), "\n{}".to_owned()], true),
            (vec![long.clone(), "x".to_owned()], false),
        ] {
            let mut lines = Lines::default();
            let counted = parts.iter().try_for_each(|part| lines.count(part.as_bytes()));
            let counted = counted.and_then(|()| lines.end());
            let told: Vec<usize> = parts.iter().map(String::len).collect();
            assert_eq!(counted.is_ok(), is_good, "{told:?}");
        }
    }
}
