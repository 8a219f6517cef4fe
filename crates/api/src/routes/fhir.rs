//! `/fhir/R4`: the KPIs as FHIR R4 has them.

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    dev::Payload,
    get,
    http::{Method, header::ACCEPT},
    web::{Data, Path},
};
use flsdb_domain::wire::fhir::{Base, Bundle, CapabilityStatement, FHIR_JSON, Measure, OperationDefinition};
use futures_util::future::{Ready, ready};
use serde::Serialize;
use utoipa::openapi::schema::Object;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{about::SOFTWARE, asking::Pairs};
use crate::{
    auth::Public,
    conditions::{Conditions, IfNoneMatchHeader, Tag},
    documentation::one_of,
    problem::{Answer, Failure},
    registry::Registry,
};

mod asking;
mod evaluate;
mod search;

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(metadata)
        .service(search_measures)
        .service(read_measure)
        .service(read_definition)
        .configure(evaluate::configure);
}

/// A request for FHIR's JSON: the address of its resources, and its query.
struct Fhir {
    base: Base,
    query: Vec<(String, String)>,
    /// None where the answer is not kept: after a POST.
    conditions: Option<Conditions>,
}

impl FromRequest for Fhir {
    type Error = Failure;
    type Future = Ready<Answer<Self>>;
    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let conditions = Conditions::from_request(request, payload).into_inner();
        ready(conditions.and_then(|conditions| Fhir::read(request, conditions)))
    }
}

impl Fhir {
    fn read(request: &HttpRequest, conditions: Conditions) -> Answer<Self> {
        let mut pairs = Pairs::of(request)?;
        let format = pairs.take(&["_format"]);
        let accept = request
            .headers()
            .get(ACCEPT)
            .and_then(|kinds| kinds.to_str().ok());
        let kinds = match format.as_slice() {
            [] => accept.unwrap_or("*/*"),
            [(_, format)] => format,
            _ => {
                return Err(Failure::Malformed(
                    "The parameter \"_format\" is given twice.".to_owned(),
                ));
            }
        };
        if !kinds.split(',').any(is_json) {
            return Err(Failure::NotAcceptable);
        }
        let registry = request
            .app_data::<Data<Registry>>()
            .ok_or_else(|| Failure::internal("the server has no registry"))?;
        Ok(Fhir {
            base: Base::new(format!("{}/fhir/R4", registry.clients().public_url)),
            query: pairs.all(),
            conditions: (request.method() != Method::POST).then_some(conditions),
        })
    }

    /// Refuses a query: nothing can be asked here.
    fn without_query(&self) -> Answer<()> {
        match self.query.first() {
            Some((name, _)) => Err(unknown(name)),
            None => Ok(()),
        }
    }

    /// Answers with a resource, under its tag.
    fn answer<T: Serialize>(&self, resource: &T) -> Answer<HttpResponse> {
        let content = serde_json::to_vec(resource).map_err(Failure::internal)?;
        let Some(conditions) = &self.conditions else {
            return Ok(HttpResponse::Ok().content_type(FHIR_JSON).body(content));
        };
        let tag = Tag::hash(&content);
        Ok(conditions.answer_with(tag, |mut response| response.content_type(FHIR_JSON).body(content)))
    }
}

/// The names of FHIR's JSON.
const FORMS: [&str; 4] = [FHIR_JSON, "application/json", "text/json", "json"];

/// Describes `_format`.
fn forms() -> Object {
    one_of(FORMS)
}

/// Whether this form, as `Accept` and `_format` name it, is met by FHIR's JSON. In an address, + may have become a space.
fn is_json(kind: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let ranges = ["application/fhir json", "application/*", "*/*"];
    FORMS
        .iter()
        .chain(&ranges)
        .any(|form| form.eq_ignore_ascii_case(kind))
}

/// A parameter that there is not.
fn unknown(name: &str) -> Failure {
    let name: String = name.chars().take(100).collect();
    Failure::Malformed(format!("There is no parameter {name:?}. Leave it out."))
}

/// What the server can do.
#[utoipa::path(
    tag = "FHIR", security(()), params(IfNoneMatchHeader),
    responses(
        (status = 200, content((CapabilityStatement = "application/fhir+json"))),
        (status = 304, description = "The caller has it"),
    )
)]
#[get("/metadata")]
async fn metadata(_: Public, fhir: Fhir) -> Answer<HttpResponse> {
    // Clients ask for parts of it by `mode`; there is one.
    fhir.answer(&CapabilityStatement::of(&fhir.base, SOFTWARE))
}

/// The KPIs of all sets, by name, identifier or id.
#[utoipa::path(
    tag = "FHIR", security(()), params(search::MeasureQuery, IfNoneMatchHeader),
    responses(
        (status = 200, content((Bundle = "application/fhir+json"))),
        (status = 304, description = "The caller has it"),
    )
)]
#[get("/Measure")]
async fn search_measures(_: Public, fhir: Fhir) -> Answer<HttpResponse> {
    let found = search::find(&fhir.base, &fhir.query)?;
    fhir.answer(&found)
}

/// A KPI of a set, such as `fls-db-4`: who counts, who is left out, when the target is met.
#[utoipa::path(
    tag = "FHIR", security(()),
    params(("id" = String, Path, description = "Set and number of the KPI in FLS-DB", example = "fls-db-4"), IfNoneMatchHeader),
    responses(
        (status = 200, content((Measure = "application/fhir+json"))),
        (status = 304, description = "The caller has it"),
    )
)]
#[get("/Measure/{id}")]
async fn read_measure(_: Public, id: Path<String>, fhir: Fhir) -> Answer<HttpResponse> {
    fhir.without_query()?;
    let (set, kpi) = Measure::find(&id).ok_or(Failure::NotFound)?;
    fhir.answer(&Measure::of(&fhir.base, set, kpi))
}

/// What `$evaluate-measure` takes here.
#[utoipa::path(
    tag = "FHIR", security(()),
    params(("id" = String, Path, description = "Name of the operation", example = "evaluate-measure"), IfNoneMatchHeader),
    responses(
        (status = 200, content((OperationDefinition = "application/fhir+json"))),
        (status = 304, description = "The caller has it"),
    )
)]
#[get("/OperationDefinition/{id}")]
async fn read_definition(_: Public, id: Path<String>, fhir: Fhir) -> Answer<HttpResponse> {
    fhir.without_query()?;
    if *id != OperationDefinition::EVALUATE {
        return Err(Failure::NotFound);
    }
    fhir.answer(&OperationDefinition::evaluate(&fhir.base))
}
