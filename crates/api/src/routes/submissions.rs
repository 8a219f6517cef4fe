//! Submissions: runs of records for the national audit.

use actix_web::{
    HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Json, Path, Query},
};
use flsdb_domain::{
    opt_out::Deployment,
    wire::{
        Page,
        page::Paging,
        submissions::{Layout, NewSubmission, Submission},
    },
};
use flsdb_files::Sheet;
use flsdb_store::submissions;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{patients::paging, shared::service_of};
use crate::{
    auth::{Require, permissions::SubmitRecords},
    body::{Document, finding},
    conditions::{Conditions, IfNoneMatchHeader, Tag, written},
    once::{Once, OnceHeader},
    problem::{Answer, Failure},
    registry::Registry,
    submissions::start as start_run,
};

mod files;
mod steps;

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(layouts)
        .service(list)
        .service(start)
        .service(find)
        .configure(files::configure)
        .configure(steps::configure);
}

/// The layouts of the files of submissions: their columns in order, and how each is written. They are data of this program; a layout
/// whose columns change gets another version.
#[utoipa::path(tag = "submissions", responses((status = 200, body = [Layout])))]
#[get("/submissions/layouts")]
async fn layouts(_: Require<SubmitRecords>, registry: Data<Registry>) -> Json<Vec<Layout>> {
    Json(registry.layouts().iter().cloned().collect())
}

/// Submissions of one's services, the last first.
#[utoipa::path(tag = "submissions", params(Paging), responses((status = 200, body = Page<Submission>)))]
#[get("/submissions")]
async fn list(
    access: Require<SubmitRecords>,
    registry: Data<Registry>,
    query: Query<Paging>,
) -> Answer<Json<Page<Submission>>> {
    let (scope, paging) = (access.scope.clone(), paging(query)?);
    let found = registry.read(move |r| submissions::list(r, &scope, &paging));
    Ok(Json(found.await?))
}

/// Starts a submission: collects the records that are new or changed since the last accepted one of this service and layout, and
/// the keys of those that the audit is to delete. Records of patients who opted out, object, or were not checked are withheld; if
/// the audit holds them, it is to delete them. Both files are kept as they are now.
#[utoipa::path(
    tag = "submissions",
    params(OnceHeader),
    request_body = NewSubmission,
    responses(
        (status = 201, body = Submission, description = "Started"),
        (status = 409, description = "No valid opt-out check covers the service; another submission of this service and layout is \
            open, and is named; or the installation is the audit's own"),
    )
)]
#[post("/submissions")]
async fn start(
    access: Require<SubmitRecords>,
    registry: Data<Registry>,
    once: Once,
    body: Document,
) -> Answer<HttpResponse> {
    check_local(&registry)?;
    let new: NewSubmission = body.read()?;
    let service = service_of(new.service, &access.scope)?;
    let (scope, sheet) = (access.scope.clone(), sheet(&registry, &new.layout)?);
    let work = async {
        let started = registry.write(registry.author(&access), move |w| {
            start_run(w, &scope, (service, new.name.trim()), &sheet)
        });
        let started = started.await?;
        Ok(written(StatusCode::CREATED, started.stamp.version, &started))
    };
    once.answer(&registry, &access, &body, work).await
}

fn check_local(registry: &Registry) -> Answer<()> {
    match registry.deployment() {
        Deployment::Local => Ok(()),
        Deployment::National => Err(Failure::Conflict(
            "This installation is the national audit's own: it has the records, and nothing is submitted."
                .to_owned(),
        )),
    }
}

fn sheet(registry: &Registry, id: &str) -> Answer<Sheet> {
    let found = registry.layouts().find(id).cloned();
    found.ok_or_else(|| {
        let ids: Vec<&str> = registry
            .layouts()
            .iter()
            .map(|layout| layout.id.as_str())
            .collect();
        let message = format!("There is no such layout. Give one of: {}", ids.join(", "));
        Failure::Invalid(vec![finding("/layout", "layout.unknown", message)])
    })
}

/// One submission.
///
/// It tells how many records of which kind it holds, the digests of its files, and what became of it.
#[utoipa::path(
    tag = "submissions",
    params(("id" = String, Path, description = "Id of the submission"), IfNoneMatchHeader),
    responses((status = 200, body = Submission))
)]
#[get("/submissions/{id}")]
async fn find(
    access: Require<SubmitRecords>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let scope = access.scope.clone();
    let found = registry.read(move |r| submissions::find(r, &scope, &id)).await?;
    Ok(conditions.answer(tag(&found), &found))
}

/// Its rows may go without a new version.
fn tag(found: &Submission) -> Tag {
    let is_kept = [u8::from(found.records.is_some())];
    Tag::version_of(found.stamp.version, &is_kept)
}
