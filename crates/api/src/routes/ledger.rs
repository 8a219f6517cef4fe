//! `GET kpis/{kpi}/records`: the ledger.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header::ContentDisposition,
    web::{Data, Path},
};
use chrono::NaiveDate;
use flsdb_domain::{
    ServiceCode,
    access::Scope,
    kpi::{Exclusion, Kpi, SetId, Shortfall},
    wire::{
        kpis::{Ledger, RecordState},
        page::Paging,
    },
};
use flsdb_store::audit::{Action, ReadEvent, Resource};
use serde::Deserialize;
use utoipa::{IntoParams, openapi::schema::Object};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{asking::Pairs, shared::event};
use crate::{
    auth::{Access, Require, permissions::ReadRecords},
    documentation::one_of,
    figures::Form,
    ledger::{self, LedgerQuestion},
    problem::{Answer, Failure},
    registry::Registry,
    streaming::streamed,
};

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list);
}

/// Which records of a number are wanted; `Pairs` reads them, this describes them.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the parameters")]
struct LedgerQuery {
    /// The KPI set; `fls-db` if not given.
    set: Option<SetId>,
    /// First day of 1.09.
    start: NaiveDate,
    /// Last day of 1.09, included.
    end: NaiveDate,
    /// The day that decides maturity; today if not given.
    as_of: Option<NaiveDate>,
    /// Services of the caller, joined by commas or repeated; all of them if not given.
    service: Option<Vec<ServiceCode>>,
    /// Only records with this outcome.
    outcome: Option<RecordState>,
    /// Only records with this reason, a token such as `late` or `decision-missing`.
    #[param(schema_with = reasons)]
    reason: Option<String>,
    /// Entries in a page, 1–500; 50 if not given. CSV holds all.
    limit: Option<u16>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// Whether to count all entries.
    total: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Filter {
    outcome: Option<RecordState>,
    reason: Option<String>,
}

/// Every record behind a number of one's own service, with outcome and reason, by 1.09 and then by id; as JSON in pages or,
/// by `Accept`, all of it as CSV. For KPI 1 the blank audited fields, for KPI 2 whether the record is counted.
#[utoipa::path(
    tag = "figures",
    params(("kpi" = Kpi, Path, description = "Number of the KPI"), LedgerQuery),
    responses(
        (status = 200, content((Ledger = "application/json"), (String = "text/csv"))),
        (status = 406, description = "Neither JSON nor CSV is accepted"),
    )
)]
#[get("/kpis/{kpi}/records")]
async fn list(
    access: Require<ReadRecords>,
    request: HttpRequest,
    registry: Data<Registry>,
    kpi: Path<String>,
) -> Answer<HttpResponse> {
    let form = Form::of(&request)?;
    let (question, paging) = read(&request, &kpi, &access.scope, &registry)?;
    let scope = &question.span.scope;
    if form == Form::Csv {
        note(&registry, &access, scope, Action::Export);
        return csv(&registry, question).await;
    }
    note(&registry, &access, scope, Action::List);
    let found = registry.read(move |r| ledger::find(r, &question, &paging));
    Ok(HttpResponse::Ok().json(found.await?))
}

fn read(
    request: &HttpRequest,
    kpi: &str,
    scope: &Scope,
    registry: &Registry,
) -> Answer<(LedgerQuestion, Paging)> {
    let kpi = kpi.parse().map_err(|_| Failure::NotFound)?;
    let mut pairs = Pairs::of(request)?;
    let asked = pairs.question(scope, registry.clock().today())?;
    let paging = pairs.paging()?;
    let Filter { outcome, reason } = pairs.rest()?;
    if let Some(reason) = reason.as_deref().filter(|reason| !is_reason(reason)) {
        return Err(Failure::Malformed(format!(
            "There is no reason {reason:?}. Give one as the records have it, such as late."
        )));
    }
    let question = LedgerQuestion {
        kpi,
        set: asked.set,
        period: asked.period,
        as_of: asked.as_of,
        span: asked.span(),
        outcome,
        reason,
    };
    Ok((question, paging))
}

fn is_reason(token: &str) -> bool {
    reason_tokens().any(|known| known == token)
}

fn reasons() -> Object {
    one_of(reason_tokens())
}

fn reason_tokens() -> impl Iterator<Item = &'static str> {
    let excluded = Exclusion::ALL.iter().map(|reason| reason.token());
    excluded.chain(Shortfall::ALL.iter().map(|reason| reason.token()))
}

async fn csv(registry: &Registry, question: LedgerQuestion) -> Answer<HttpResponse> {
    let mut response = HttpResponse::Ok();
    response.content_type("text/csv; charset=utf-8");
    let name = format!("kpi-{}-records.csv", question.kpi);
    response.insert_header(ContentDisposition::attachment(name));
    let store = registry.store().clone();
    streamed(response, move |out| ledger::write(&store, &question, out)).await
}

/// Notes the read for each service.
pub(super) fn note(registry: &Registry, access: &Access, scope: &Scope, action: Action) {
    let services: Vec<Option<ServiceCode>> = match scope {
        Scope::Services(services) => services.iter().copied().map(Some).collect(),
        Scope::All => vec![None],
    };
    for service in services {
        registry.note_read(ReadEvent {
            service,
            ..event(access, action, Resource::Episode)
        });
    }
}
