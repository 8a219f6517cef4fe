//! The files of a submission, and its rejected rows.

use std::io::Write;

use actix_web::{
    HttpResponse, get,
    http::header::ContentDisposition,
    web::{Data, Json, Path, Query},
};
use flsdb_domain::wire::{
    Page,
    page::Paging,
    submissions::{RejectedRow, Submission},
};
use flsdb_files::Format;
use flsdb_store::{
    Reader, StoreError,
    audit::{Action, ReadEvent, Resource},
    submissions::{self, File, Whose},
};
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::{patients::paging, shared::event};
use crate::{
    auth::{Access, Require, permissions::SubmitRecords},
    problem::Answer,
    registry::Registry,
    streaming::streamed,
};

/// Adds the routes.
pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(records).service(deletions).service(rejects);
}

/// The file of records that are new or changed, as CSV in the layout: the very same bytes whenever it is asked for, whatever has
/// changed since. It is kept until a later submission of the service and layout is accepted.
#[utoipa::path(
    tag = "submissions",
    params(("id" = String, Path, description = "Id of the submission")),
    responses(
        (status = 200, description = "The file", content((String = "text/csv"))),
        (status = 409, description = "It was abandoned, or superseded by a later one: its rows are deleted"),
    )
)]
#[get("/submissions/{id}/records")]
async fn records(
    access: Require<SubmitRecords>,
    registry: Data<Registry>,
    id: Path<String>,
) -> Answer<HttpResponse> {
    send(&registry, &access, id.into_inner(), File::Records).await
}

/// The file of keys of records that the audit holds and is to delete, as CSV: withdrawn, removed or withheld since, or sent under
/// another key. Apply it before the file of records. It is kept as long as that.
#[utoipa::path(
    tag = "submissions",
    params(("id" = String, Path, description = "Id of the submission")),
    responses(
        (status = 200, description = "The file", content((String = "text/csv"))),
        (status = 409, description = "It was abandoned, or superseded by a later one: its rows are deleted"),
    )
)]
#[get("/submissions/{id}/deletions")]
async fn deletions(
    access: Require<SubmitRecords>,
    registry: Data<Registry>,
    id: Path<String>,
) -> Answer<HttpResponse> {
    send(&registry, &access, id.into_inner(), File::Deletions).await
}

async fn send(registry: &Registry, access: &Access, id: String, file: File) -> Answer<HttpResponse> {
    let (scope, asked) = (access.scope.clone(), id.clone());
    let check = move |r: &mut Reader<'_>| submissions::find_kept(r, &scope, &asked);
    let found = registry.read(check).await?;
    note(registry, access, Action::Export, &found);
    let mut response = HttpResponse::Ok();
    response.content_type(Format::Csv.media_type());
    response.insert_header(ContentDisposition::attachment(filename(&found, file)));
    let (store, scope) = (registry.store().clone(), access.scope.clone());
    streamed(response, move |mut out| {
        store.read(|r| {
            submissions::for_each_line(r, &scope, (&id, file), |line| {
                out.write_all(line.as_bytes()).map_err(StoreError::receiver)
            })
        })?;
        Ok::<_, StoreError>(out)
    })
    .await
}

/// Layout, service and day: `fls-db-BRD-2026-01-31.csv`.
fn filename(found: &Submission, file: File) -> String {
    let (day, ending) = (found.started_at.date_naive(), Format::Csv.extension());
    let kind = match file {
        File::Records => "",
        File::Deletions => "-deletions",
    };
    format!("{}-{}-{day}{kind}.{ending}", found.layout, found.service)
}

fn note(registry: &Registry, access: &Access, action: Action, found: &Submission) {
    registry.note_read(ReadEvent {
        service: Some(found.service),
        resource_id: Some(found.id.clone()),
        ..event(access, action, Resource::Submission)
    });
}

/// The rows that the audit rejected, in the order of the file: why, and which records they are of.
///
/// They are kept as long as the file.
#[utoipa::path(
    tag = "submissions",
    params(("id" = String, Path, description = "Id of the submission"), Paging),
    responses((status = 200, body = Page<RejectedRow>))
)]
#[get("/submissions/{id}/rejects")]
async fn rejects(
    access: Require<SubmitRecords>,
    registry: Data<Registry>,
    id: Path<String>,
    query: Query<Paging>,
) -> Answer<Json<Page<RejectedRow>>> {
    let (scope, paging) = (access.scope.clone(), paging(query)?);
    let (found, rejects) = registry
        .read(move |r| {
            let found = submissions::find(r, &scope, &id)?;
            let rejects = submissions::list_rejects(r, Whose::Run(&id), &paging)?;
            Ok((found, rejects))
        })
        .await?;
    note(&registry, &access, Action::List, &found);
    Ok(Json(rejects))
}
