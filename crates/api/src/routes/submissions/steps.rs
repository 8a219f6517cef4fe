//! What happens to a submission once its files were sent: rows rejected, accepted, or abandoned.

use actix_web::{
    HttpRequest, HttpResponse, delete,
    http::StatusCode,
    post,
    web::{self, Data, Path, Payload},
};
use flsdb_domain::wire::submissions::Submission;
use flsdb_files::{RejectsFault, read_rejects};
use flsdb_store::{Outcome, Writer, submissions};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{
    super::lists::{List, at_lines, received},
    sheet,
};
use crate::{
    auth::{Access, Require, permissions::SubmitRecords},
    body::finding,
    conditions::{Conditions, IfMatchHeader, written},
    problem::{Answer, Failure},
    registry::Registry,
};

/// Adds the routes.
pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(take_rejects).service(accept).service(abandon);
}

/// Takes the audit's list of rejected rows: their records do not count as sent, and go into the next submission. A later list
/// stands in the place of an earlier one.
///
/// The list is CSV with headings: `reason`, and `row` with the number of the row in the file (the headings are row 1) or the
/// columns of the first of the layout's keys that has no blank in the record. Other columns do not matter, so that rejected rows may come back whole.
#[utoipa::path(
    tag = "submissions",
    params(("id" = String, Path, description = "Id of the submission"), IfMatchHeader),
    request_body(content = String, content_type = "text/csv", description = "The list, also as `text/plain`; at most 16 MB"),
    responses(
        (status = 200, body = Submission, description = "Taken"),
        (status = 409, description = "The submission is accepted or abandoned"),
        (status = 422, description = "The list cannot be read (`reject.unreadable`), or means rows that were not sent \
            (`reject.not_sent`): nothing is taken"),
    )
)]
#[post("/submissions/{id}/rejects")]
async fn take_rejects(
    access: Require<SubmitRecords>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
    (request, body): (HttpRequest, Payload),
) -> Answer<HttpResponse> {
    let (scope, expected) = (access.scope.clone(), conditions.version()?);
    let List { bytes, digest } = received(&request, body).await?;
    let found = registry.read({
        let (scope, id) = (scope.clone(), id.clone());
        move |r| submissions::find(r, &scope, &id)
    });
    let sheet = sheet(&registry, &found.await?.layout)?;
    let reading = web::block(move || read_rejects(&bytes, &sheet)).await;
    let list = reading.map_err(Failure::internal)?.map_err(unreadable)?;
    changed(&registry, &access, move |w| {
        submissions::take_rejects(w, &scope, (&id, expected), &list, &digest)
    })
    .await
}

fn unreadable(fault: RejectsFault) -> Failure {
    let (code, message) = ("reject.unreadable", fault.to_string());
    match fault {
        RejectsFault::Row { line, .. } => at_lines(code, [(line, message)]),
        RejectsFault::Headings | RejectsFault::File(_) => Failure::Invalid(vec![finding("", code, message)]),
        RejectsFault::Write(fault) => Failure::internal(fault),
    }
}

/// Notes that the audit has the submission: what it did not reject counts as sent from now on. It cannot be undone.
#[utoipa::path(
    tag = "submissions",
    params(("id" = String, Path, description = "Id of the submission"), IfMatchHeader),
    responses((status = 200, body = Submission), (status = 409, description = "It is accepted or abandoned already"))
)]
#[post("/submissions/{id}/acceptance")]
async fn accept(
    access: Require<SubmitRecords>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let (scope, expected) = (access.scope.clone(), conditions.version()?);
    changed(&registry, &access, move |w| {
        submissions::accept(w, &scope, &id, expected)
    })
    .await
}

/// Abandons a submission, as if it had never been made: its rows are deleted, and the next one holds what it held. It stays in the
/// list, and cannot be taken up again. Do so only if the audit has not taken it: of records that it holds by an abandoned submission
/// nothing is known here, and no deletion is ever sent.
#[utoipa::path(
    tag = "submissions",
    params(("id" = String, Path, description = "Id of the submission"), IfMatchHeader),
    responses((status = 200, body = Submission), (status = 409, description = "It is accepted or abandoned already"))
)]
#[delete("/submissions/{id}")]
async fn abandon(
    access: Require<SubmitRecords>,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let (scope, expected) = (access.scope.clone(), conditions.version()?);
    changed(&registry, &access, move |w| {
        submissions::abandon(w, &scope, &id, expected)
    })
    .await
}

/// Carries a step out, and answers with the submission as it is then.
async fn changed(
    registry: &Registry,
    access: &Access,
    step: impl FnOnce(&mut Writer<'_>) -> Outcome<Submission> + Send + 'static,
) -> Answer<HttpResponse> {
    let changed = registry.write(registry.author(access), step).await?;
    Ok(written(StatusCode::OK, changed.stamp.version, &changed))
}
