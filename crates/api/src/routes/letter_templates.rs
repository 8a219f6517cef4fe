//! The texts from which a service's letters are filled: standard ones, or its own, written by its clinical lead.

use actix_web::{
    HttpResponse, delete, get,
    http::StatusCode,
    put,
    web::{Data, Json, Path, Query},
};
use flsdb_domain::{
    letters::{LetterKind, check},
    wire::{
        WireFinding,
        letters::{LetterTemplate, NewLetterTemplate},
    },
};
use flsdb_store::{letter_templates, sections::Expected};
use utoipa_actix_web::service_config::ServiceConfig;

use super::periods::Whose;
use crate::{
    auth::{
        Access, Require,
        permissions::{DirectCare, EditTemplates},
    },
    body::{Sent, finding},
    conditions::{Conditions, IfMatchHeader, IfNoneMatchHeader, Tag, WriteHeaders, written},
    problem::{Answer, Failure},
    registry::Registry,
};

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list).service(find).service(save).service(reset);
}

/// The template of each kind of letter: the service's own text, or the standard one.
///
/// Who has several services names the one that is meant.
#[utoipa::path(tag = "direct care", params(Whose), responses((status = 200, body = [LetterTemplate]),
    (status = 404, description = "A service that the caller may not see"), (status = 422, description = "No service is named")))]
#[get("/letter-templates")]
async fn list(
    access: Require<DirectCare>,
    registry: Data<Registry>,
    query: Query<Whose>,
) -> Answer<Json<Vec<LetterTemplate>>> {
    let scope = access.scope.clone();
    let service = query.service(&scope)?;
    let found = registry.read(move |r| letter_templates::list(r, &scope, service));
    Ok(Json(found.await?))
}

/// The template of one kind of letter. The ETag counts the service's changes: `"0"` if there was none.
#[utoipa::path(
    tag = "direct care",
    params(("kind" = LetterKind, Path, description = "Kind of letter"), Whose, IfNoneMatchHeader),
    responses((status = 200, body = LetterTemplate))
)]
#[get("/letter-templates/{kind}")]
async fn find(
    access: Require<DirectCare>,
    registry: Data<Registry>,
    kind: Path<LetterKind>,
    query: Query<Whose>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let (scope, kind) = (access.scope.clone(), kind.into_inner());
    let service = query.service(&scope)?;
    let found = registry.read(move |r| letter_templates::find(r, &scope, service, kind));
    let found = found.await?;
    Ok(conditions.answer(Tag::version(found.version), &found))
}

/// Writes the service's own text. What stands in double braces has to be one of the template's placeholders.
#[utoipa::path(
    tag = "direct care",
    params(("kind" = LetterKind, Path, description = "Kind of letter"), Whose, WriteHeaders),
    request_body = NewLetterTemplate,
    responses((status = 200, body = LetterTemplate))
)]
#[put("/letter-templates/{kind}")]
async fn save(
    access: Require<EditTemplates>,
    registry: Data<Registry>,
    kind: Path<LetterKind>,
    query: Query<Whose>,
    conditions: Conditions,
    body: Sent<NewLetterTemplate>,
) -> Answer<HttpResponse> {
    let kind = kind.into_inner();
    check_placeholders(kind, &body.0.content)?;
    let expected = conditions.expected()?;
    write(&access, registry, (kind, &query), expected, Some(body.0.content)).await
}

/// Lets the standard text hold again.
#[utoipa::path(
    tag = "direct care",
    params(("kind" = LetterKind, Path, description = "Kind of letter"), Whose, IfMatchHeader),
    responses((status = 200, body = LetterTemplate))
)]
#[delete("/letter-templates/{kind}")]
async fn reset(
    access: Require<EditTemplates>,
    registry: Data<Registry>,
    kind: Path<LetterKind>,
    query: Query<Whose>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let expected = Expected::Version(conditions.version()?);
    write(&access, registry, (kind.into_inner(), &query), expected, None).await
}

async fn write(
    access: &Access,
    registry: Data<Registry>,
    (kind, whose): (LetterKind, &Whose),
    expected: Expected,
    content: Option<String>,
) -> Answer<HttpResponse> {
    let scope = access.scope.clone();
    let service = whose.service(&scope)?;
    let saved = registry.write(registry.author(access), move |w| {
        letter_templates::save(w, &scope, (service, kind), expected, content)
    });
    let saved = saved.await?;
    Ok(written(StatusCode::OK, saved.version, &saved))
}

fn check_placeholders(kind: LetterKind, content: &str) -> Answer<()> {
    let unknown = check(kind, content);
    if unknown.is_empty() {
        return Ok(());
    }
    let named = unknown.into_iter().take(20).map(|name| {
        let name: String = name.chars().take(60).collect();
        let message = format!("“{name}” is no placeholder of this letter. Take one of the list");
        finding("/content", "placeholder.unknown", message)
    });
    Err(Failure::Invalid(named.collect::<Vec<WireFinding>>()))
}
