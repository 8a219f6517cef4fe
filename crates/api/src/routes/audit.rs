//! Audit events: who read or changed what.

use actix_web::{
    get,
    web::{Data, Json, Query},
};
use chrono::NaiveDate;
use flsdb_domain::{
    vocabulary::Coded,
    wire::{Page, audit::AuditEntry, page::Paging},
};
use flsdb_store::audit::{self, Action, AuditFilter, Resource};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::asking::checked;
use crate::{
    auth::{Require, permissions::ReadAudit},
    documentation::token,
    problem::{Answer, Failure},
    registry::Registry,
};

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list);
}

/// Which events are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct AuditQuery {
    /// First day (UTC).
    start: Option<NaiveDate>,
    /// Last day (UTC), included.
    end: Option<NaiveDate>,
    /// What was done, for instance `update`.
    #[param(schema_with = token::<Action>)]
    action: Option<String>,
    /// What it was done to, for instance `episode`.
    #[param(schema_with = token::<Resource>)]
    resource: Option<String>,
    /// Id of the account.
    author: Option<String>,
    /// Entries in a page, 1–500; 50 if not given.
    limit: Option<u16>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// Whether to count all entries.
    #[serde(default)]
    total: bool,
}

impl AuditQuery {
    fn read(self) -> Answer<(AuditFilter, Paging)> {
        let paging = Paging {
            limit: self.limit.unwrap_or(Paging::default().limit),
            cursor: self.cursor,
            total: self.total,
        };
        let filter = AuditFilter {
            start: self.start,
            end: self.end,
            action: coded::<Action>("action", self.action)?,
            resource: coded::<Resource>("resource", self.resource)?,
            author_id: self.author,
            changes_of: None,
        };
        Ok((filter, checked(paging)?))
    }
}

fn coded<T: Coded>(name: &str, token: Option<String>) -> Answer<Option<T>> {
    let read = |token: String| {
        T::from_token(&token).ok_or_else(|| {
            let known: Vec<_> = T::choices().iter().map(|choice| choice.token).collect();
            Failure::Malformed(format!(
                "There is no {name} {token:?}. Give one of {}.",
                known.join(", ")
            ))
        })
    };
    token.map(read).transpose()
}

/// Audit events of one's own services, newest first; auditors see all. References are keyed: they tell which events are about
/// the same record, and not which record it is.
#[utoipa::path(tag = "administration", params(AuditQuery), responses((status = 200, body = Page<AuditEntry>)))]
#[get("/audit-events")]
async fn list(
    access: Require<ReadAudit>,
    registry: Data<Registry>,
    query: Query<AuditQuery>,
) -> Answer<Json<Page<AuditEntry>>> {
    let (scope, (filter, paging)) = (access.scope.clone(), query.into_inner().read()?);
    let found = registry.read(move |r| audit::list_entries(r, &scope, &filter, &paging));
    Ok(Json(found.await?))
}
