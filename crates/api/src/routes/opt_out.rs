//! Checks of patients against the national data opt-out: the list of NHS numbers out, the cleaned list back in.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::{StatusCode, header::ContentDisposition},
    post,
    web::{Data, Json, Path, Payload, Query},
};
use flsdb_domain::{
    ServiceCode,
    access::Scope,
    opt_out::{self as rules, read_list, write_list},
    wire::{
        Page,
        opt_out::{NewOptOutCheck, OptOutCheck},
        page::Paging,
    },
};
use flsdb_store::{
    audit::{Action, ReadEvent, Resource},
    opt_out,
};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{
    lists::{List, at_lines, received},
    patients::paging,
    shared::{event, service_of},
};
use crate::{
    auth::{Access, Require, permissions::RunOptOut},
    body::{Document, finding},
    once::{Once, OnceHeader},
    problem::{Answer, Failure},
    registry::Registry,
};

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(list)
        .service(start)
        .service(find)
        .service(numbers)
        .service(take_back);
}

/// Where the caller may run checks.
fn scope(registry: &Registry, access: &Access) -> Answer<Scope> {
    let scope = rules::scope(registry.deployment(), &access.caller.rights);
    match scope.is_empty() {
        true => Err(Failure::Forbidden),
        false => Ok(scope),
    }
}

/// Checks against the national data opt-out, the last first: of one's services, or, in a national deployment, of all.
#[utoipa::path(tag = "opt-out", params(Paging), responses((status = 200, body = Page<OptOutCheck>)))]
#[get("/opt-out-checks")]
async fn list(
    access: Require<RunOptOut>,
    registry: Data<Registry>,
    query: Query<Paging>,
) -> Answer<Json<Page<OptOutCheck>>> {
    let (scope, paging) = (scope(&registry, &access)?, paging(query)?);
    let today = registry.clock().today();
    let found = registry.read(move |r| opt_out::list(r, &scope, &paging, today));
    Ok(Json(found.await?))
}

/// Starts a check: keeps the NHS numbers of the patients concerned, to be had as a list from `numbers`. Services of Wales and
/// Northern Ireland are out of its scope: their patients are never listed and, unless they object locally, never withheld.
#[utoipa::path(
    tag = "opt-out",
    params(OnceHeader),
    request_body = NewOptOutCheck,
    responses(
        (status = 201, body = OptOutCheck, description = "Started"),
        (status = 409, description = "The service is not in England, so that no check is needed"),
    )
)]
#[post("/opt-out-checks")]
async fn start(
    access: Require<RunOptOut>,
    registry: Data<Registry>,
    once: Once,
    body: Document,
) -> Answer<HttpResponse> {
    let scope = scope(&registry, &access)?;
    let service = concerned(body.read()?, &scope)?;
    let work = async {
        let started = registry.write(registry.author(&access), move |w| opt_out::start(w, service));
        Ok(HttpResponse::build(StatusCode::CREATED).json(started.await?))
    };
    once.answer(&registry, &access, &body, work).await
}

/// The service to check; none stands for all, which is how national deployments check.
fn concerned(new: NewOptOutCheck, scope: &Scope) -> Answer<Option<ServiceCode>> {
    match (new.service, scope) {
        (None, Scope::All) => Ok(None),
        (Some(_), Scope::All) => {
            let message = "This installation is national and checks all services at once: leave it out";
            Err(Failure::Invalid(vec![finding(
                "/service",
                "value.invalid",
                message,
            )]))
        }
        (named, own) => Ok(Some(service_of(named, own)?)),
    }
}

/// One check.
///
/// It tells how far it has come, and until when it is valid.
#[utoipa::path(
    tag = "opt-out",
    params(("id" = String, Path, description = "Id of the check")),
    responses((status = 200, body = OptOutCheck))
)]
#[get("/opt-out-checks/{id}")]
async fn find(
    access: Require<RunOptOut>,
    registry: Data<Registry>,
    id: Path<String>,
) -> Answer<Json<OptOutCheck>> {
    let (scope, today) = (scope(&registry, &access)?, registry.clock().today());
    let found = registry.read(move |r| opt_out::find(r, &scope, &id, today));
    Ok(Json(found.await?))
}

/// The list to be cleaned, as NHS England's service takes it by MESH: each line an NHS number, a comma and a line feed.
///
/// Send it to that service, and its answer to `POST opt-out-checks/{id}/cleaned`.
#[utoipa::path(
    tag = "opt-out",
    params(("id" = String, Path, description = "Id of the check")),
    responses(
        (status = 200, description = "The list", content((String = "text/csv"))),
        (status = 409, description = "The check has expired, and its list is deleted"),
    )
)]
#[get("/opt-out-checks/{id}/numbers")]
async fn numbers(
    access: Require<RunOptOut>,
    registry: Data<Registry>,
    id: Path<String>,
) -> Answer<HttpResponse> {
    let (scope, today) = (scope(&registry, &access)?, registry.clock().today());
    let found = registry.read(move |r| opt_out::list_sent(r, &scope, &id, today));
    let (check, sent) = found.await?;
    registry.note_read(ReadEvent {
        service: check.service,
        resource_id: Some(check.id),
        ..event(&access, Action::Export, Resource::OptOutCheck)
    });
    let service = check
        .service
        .map_or("all".to_owned(), |service| service.to_string());
    let name = format!("opt-out-{service}-{}.csv", check.started_at.date_naive());
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header(ContentDisposition::attachment(name))
        .body(write_list(sent)))
}

/// Takes the cleaned list back, in the same form: who is missing from it has opted out. The check is valid from then on, for 21
/// days. Returns before line feeds and blank lines do not matter.
#[utoipa::path(
    tag = "opt-out",
    params(("id" = String, Path, description = "Id of the check")),
    request_body(content = String, content_type = "text/csv", description = "The list as it came back, also as `text/plain`; at most 16 MB"),
    responses(
        (status = 200, body = OptOutCheck, description = "Taken"),
        (status = 409, description = "A list came back before, or the check has expired: start another one"),
        (status = 422, description = "A line is no NHS number (`opt_out.unreadable`) or one that was not sent (`opt_out.not_sent`): nothing is taken"),
    )
)]
#[post("/opt-out-checks/{id}/cleaned")]
async fn take_back(
    access: Require<RunOptOut>,
    registry: Data<Registry>,
    id: Path<String>,
    request: HttpRequest,
    body: Payload,
) -> Answer<Json<OptOutCheck>> {
    let scope = scope(&registry, &access)?;
    let List { bytes, digest } = received(&request, body).await?;
    let no_text = |_| Failure::Malformed("The list is no text in UTF-8.".to_owned());
    let text = String::from_utf8(bytes).map_err(no_text)?;
    let returned = read_list(&text)
        .map_err(|fault| at_lines("opt_out.unreadable", [(fault.line as u64, fault.to_string())]))?;
    let taken = registry.write(registry.author(&access), move |w| {
        opt_out::take_back(w, &scope, &id, &returned, &digest)
    });
    Ok(Json(taken.await?))
}
