//! Records that other systems send, what has changed since, and the proof that nothing was lost.

use actix_web::{
    HttpResponse, get,
    http::{StatusCode, header},
    patch, put,
    web::{Data, Json, Query},
};
use chrono::NaiveDate;
use flsdb_domain::{
    Episode, ServiceCode,
    access::Scope,
    ownership::Claim,
    wire::messages::{ChangeFeed, Receipt, ReceiptDay, ReceiptOutcome, ReceiptSummary},
};
use flsdb_store::{
    AuthorKind,
    audit::{Action, ReadEvent, Resource},
    feed::{self, FeedQuery},
    receipts::{self, ReceiptQuery},
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::shared::event;
use crate::{
    auth::{
        Access, Require,
        permissions::{ChangeRecords, ReadRecords},
    },
    body::SentRecord,
    conditions::{Conditions, WriteHeaders},
    problem::{Answer, Failure},
    records::{Message, Method, Sender, Terms, receive},
    registry::Registry,
};

mod batch;

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(put_record)
        .service(patch_record)
        .service(batch::send)
        .service(changes)
        .service(summary);
}

/// How a record is taken.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Taking {
    /// Whether to say what would be done, and do nothing.
    #[serde(default)]
    dry_run: bool,
    /// Whether a machine may overwrite what a person wrote. People always may.
    #[serde(default)]
    overwrite: bool,
}

/// Stores a whole episode under its key: creates it, or replaces what is stored, and says which. What the document does not
/// name is cleared; a machine leaves what a person wrote, and is told so. Matched by `source_system` and `source_id`, else by
/// 1.01 (without it the local record number) and 1.09. The same document again changes nothing.
#[utoipa::path(
    tag = "records",
    params(Taking, WriteHeaders),
    request_body = Episode,
    responses(
        (status = 200, body = Receipt, description = "It was stored already, and is changed if it differs", headers(("ETag" = String, description = "Version of the episode"))),
        (status = 201, body = Receipt, description = "A new episode is stored", headers(("ETag" = String, description = "Version of the episode"))),
        (status = 412, description = "Something else is stored than If-Match or If-None-Match says"),
        (status = 422, description = "The record has errors. It is not stored, and waits for the service under data quality"),
    )
)]
#[put("/records")]
async fn put_record(
    access: Require<ChangeRecords>,
    registry: Data<Registry>,
    query: Query<Taking>,
    conditions: Conditions,
    body: SentRecord,
) -> Answer<HttpResponse> {
    let terms = terms(&registry, &access, *query, Method::Put, &conditions)?;
    take(&registry, &access, terms, body).await
}

/// Changes of a stored episode only what the document names (RFC 7396: null clears), for systems that know a part of it. The
/// document names the key, too. A machine leaves what a person wrote, and is told so.
#[utoipa::path(
    tag = "records",
    params(Taking, WriteHeaders),
    request_body(content((Episode = "application/json"), (Episode = "application/merge-patch+json"))),
    responses(
        (status = 200, body = Receipt, description = "It is changed, if it differs", headers(("ETag" = String, description = "Version of the episode"))),
        (status = 412, description = "Something else is stored than If-Match says"),
        (status = 422, description = "The record has errors, or none has this key (`episode.unknown`). It waits for the service under data quality"),
    )
)]
#[patch("/records")]
async fn patch_record(
    access: Require<ChangeRecords>,
    registry: Data<Registry>,
    query: Query<Taking>,
    conditions: Conditions,
    body: SentRecord,
) -> Answer<HttpResponse> {
    let terms = terms(&registry, &access, *query, Method::Patch, &conditions)?;
    take(&registry, &access, terms, body).await
}

/// Which records of a service have changed since `next` of the answer before: each once, at its last change, in the order of
/// versions, read from one state of the data. Nothing is missing: ask on while `complete` is false.
#[utoipa::path(
    tag = "records",
    params(Following),
    responses((status = 200, body = ChangeFeed), (status = 404, description = "A service that the caller may not see"))
)]
#[get("/records/changes")]
async fn changes(
    access: Require<ReadRecords>,
    registry: Data<Registry>,
    query: Query<Following>,
) -> Answer<Json<ChangeFeed>> {
    let Following {
        service,
        since,
        limit,
        expand,
    } = query.into_inner();
    let wanted = FeedQuery {
        service: one(service, &access.scope)?,
        since,
        limit: check_limit(limit)?,
        with_records: expand.is_some(),
    };
    note(&registry, &access, wanted.service);
    let scope = access.scope.clone();
    let found = registry.read(move |r| feed::changes(r, &scope, &wanted));
    Ok(Json(found.await?))
}

/// How many records were received, accepted and rejected, by the day of their receipt or of diagnosis: to be compared with
/// what was sent. Counted are records that came by `PUT`, `PATCH` or in batches, dry runs apart.
#[utoipa::path(
    tag = "records",
    params(Counting),
    responses((status = 200, body = ReceiptSummary), (status = 404, description = "A service that the caller may not see"))
)]
#[get("/records/summary")]
async fn summary(
    access: Require<ReadRecords>,
    registry: Data<Registry>,
    query: Query<Counting>,
) -> Answer<Json<ReceiptSummary>> {
    let asked = query.into_inner();
    let query = ReceiptQuery {
        service: one(asked.service, &access.scope)?,
        by: asked.by,
        from: asked.from,
        to: asked.to,
        sender_id: asked.own.then(|| access.caller.id.clone()),
    };
    let scope = access.scope.clone();
    let found = registry.read(move |r| receipts::summary(r, &scope, &query));
    Ok(Json(found.await?))
}

/// Which changes are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Following {
    /// The service; not needed by who has one alone.
    service: Option<ServiceCode>,
    /// `next` of the answer before, or a version; from the beginning if not given.
    since: Option<String>,
    /// Entries at most, 1–500; 100 if not given.
    #[serde(default = "usual_limit")]
    #[param(minimum = 1, maximum = 500)]
    limit: u16,
    /// `record`: the present records, too.
    #[param(inline)]
    expand: Option<Expand>,
}

/// What comes with a change.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
enum Expand {
    /// The record as it is now.
    Record,
}

/// What is to be counted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Counting {
    /// The service; not needed by who has one alone.
    service: Option<ServiceCode>,
    /// `received`: the day of receipt (if not given); `diagnosed`: 1.09.
    #[serde(default)]
    by: ReceiptDay,
    /// First day.
    from: Option<NaiveDate>,
    /// Last day.
    to: Option<NaiveDate>,
    /// Only what the caller has sent.
    #[serde(default)]
    own: bool,
}

/// The service that is asked about: the one named, or the caller's only one.
fn one(named: Option<ServiceCode>, scope: &Scope) -> Answer<ServiceCode> {
    match (named, scope) {
        (Some(service), scope) if scope.contains(service) => Ok(service),
        (None, Scope::Services(services)) if services.len() == 1 => {
            services.first().copied().ok_or(Failure::NotFound)
        }
        (Some(_), _) => Err(Failure::NotFound),
        (None, _) => Err(Failure::Malformed(
            "service: you have several. Name one.".to_owned(),
        )),
    }
}

fn usual_limit() -> u16 {
    100
}

fn check_limit(limit: u16) -> Answer<u16> {
    if (1..=500).contains(&limit) {
        return Ok(limit);
    }
    Err(Failure::Malformed(
        "limit: give a number from 1 to 500.".to_owned(),
    ))
}

fn terms(
    registry: &Registry,
    access: &Access,
    taking: Taking,
    method: Method,
    conditions: &Conditions,
) -> Answer<Terms> {
    let is_machine = registry.author(access).kind == AuthorKind::Machine;
    Ok(Terms {
        method,
        claim: if is_machine && !taking.overwrite {
            Claim::Machines
        } else {
            Claim::All
        },
        dry_run: taking.dry_run,
        expected: conditions.expected_if_any()?,
        deployment: registry.deployment(),
    })
}

async fn take(registry: &Registry, access: &Access, terms: Terms, body: SentRecord) -> Answer<HttpResponse> {
    let (store, author, scope) = (
        registry.store().clone(),
        registry.author(access),
        access.scope.clone(),
    );
    let taken = registry.block(move || {
        let sender = Sender {
            store: &store,
            author: &author,
            scope: &scope,
        };
        receive(&sender, &terms, &[Message::of(body.0, &scope)])
    });
    let receipt = taken.await?.pop();
    answer(receipt.ok_or_else(|| Failure::internal("a record without a receipt"))?)
}

fn answer(receipt: Receipt) -> Answer<HttpResponse> {
    let status = match receipt.outcome {
        ReceiptOutcome::Refused => return Err(Failure::Invalid(receipt.findings)),
        ReceiptOutcome::Created if !receipt.dry_run => StatusCode::CREATED,
        _ => StatusCode::OK,
    };
    let mut response = HttpResponse::build(status);
    if let Some(version) = receipt.version {
        response.insert_header((header::ETAG, format!("\"{version}\"")));
    }
    Ok(response.json(receipt))
}

fn note(registry: &Registry, access: &Access, service: ServiceCode) {
    registry.note_read(ReadEvent {
        service: Some(service),
        ..event(access, Action::List, Resource::Episode)
    });
}
