//! The description of the API: a pure function of the code, without database or server.

use actix_web::App;
use flsdb_domain::{
    FindingCode, ServiceCode,
    access::ClientScope,
    kpi::{Kpi, SetId, worklist::Timing},
    vocabulary::{Audience, Coded, RegistrationState},
    wire::{
        Problem,
        fhir::{FHIR_JSON, OperationOutcome},
        findings::{DuplicateKind, FindingState},
        kpis::Dimension,
        messages::{LineReceipt, MessageState, ReceiptDay},
        reports::Readers,
    },
};
use utoipa::{
    Modify, OpenApi, PartialSchema, ToSchema,
    openapi::{
        self, Components, Content, ContentBuilder, Deprecated, Ref, RefOr, ResponseBuilder,
        path::{Operation, PathItem},
        schema::{Object, ObjectBuilder, Type},
        security::{ClientCredentials, Flow, Http, HttpAuthScheme, OAuth2, Scopes, SecurityScheme},
    },
};
use utoipa_actix_web::AppExt;

pub use examples::{Exchange, examples};

use crate::{
    problem::{Kind, is_fhir},
    retirement::{RETIRING, Retirements},
    routes,
};

mod conventions;
mod examples;
mod parameters;
mod scopes;
mod spread;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "FLSDB",
        description = "An open registry for fracture liaison services: patients, fractures, assessments, follow-ups, and the \
                       key performance indicators computed from them.\n\nEvery error is a problem document (RFC 9457), below /fhir an OperationOutcome. \
                       Stored resources have a strong `ETag`; changing one needs `If-Match`. Lists are paged by cursor.",
        license(name = "MIT", identifier = "MIT")
    ),
    components(schemas(Audience, Dimension, DuplicateKind, FindingCode, FindingState, Kpi, LineReceipt, MessageState, ReceiptDay, Readers, RegistrationState, ServiceCode, SetId, Timing)),
    modifiers(&Common),
    tags(
        (name = "sign-in", description = "Sessions of people, and tokens of hospital systems"),
        (name = "services", description = "Services and their yearly hip counts"),
        (name = "patients", description = "Patients; identifiers travel in bodies, never in addresses"),
        (name = "direct care", description = "What a service keeps to reach and treat its patients: never exported, counted or seen by a national role"),
        (name = "fractures", description = "Episodes: index fracture, assessment, follow-ups"),
        (name = "records", description = "For hospital systems: records by key, in batches, what has changed, and what was received"),
        (name = "data quality", description = "Findings of stored records, and records that look like one"),
        (name = "administration", description = "Years to lock, accounts, clients, services that ask to take part, audit events"),
        (name = "public pages", description = "Resources for professionals, patients and carers, and asking to take part"),
        (name = "opt-out", description = "Checks against the national data opt-out, where records leave a service's controllership"),
        (name = "submissions", description = "Runs of records for the national audit: what changed out, what was rejected back"),
        (name = "imports and exports", description = "Files of records, in and out"),
        (name = "figures", description = "Key performance indicators: definitions and values"),
        (name = "FHIR", description = "The indicators as FHIR R4 has them: Measures and MeasureReports"),
        (name = "charts", description = "Numbers ready to draw, and re-basing run charts"),
        (name = "reports", description = "Frozen results, outlier flags and the services' answers, publication, prints"),
        (name = "operation", description = "State of the installation"),
    )
)]
struct Base;

/// The whole description: what the handlers say of themselves, and what is common to all.
pub fn openapi() -> openapi::OpenApi {
    let (_, mut document) = App::new()
        .into_utoipa_app()
        .openapi(Base::openapi())
        .configure(routes::configure)
        .split_for_parts();
    let paths = document.paths.paths.iter_mut();
    for (path, (method, operation)) in
        paths.flat_map(|(path, item)| operations(item).map(move |one| (path, one)))
    {
        operation.operation_id = Some(id(method, path));
        for parameter in operation.parameters.iter_mut().flatten() {
            if let RefOr::T(parameter) = parameter {
                parameters::settle(parameter);
            }
        }
        conventions::tell(method, operation);
        examples::add(path, (method, operation));
        add_failures(path, (method, operation));
        scopes::tell(path, (method, operation));
        if Retirements(RETIRING).find(method, path).is_some() {
            operation.deprecated = Some(Deprecated::True);
        }
    }
    if let Some(components) = &mut document.components {
        spread::spread(&mut components.schemas);
    }
    document
}

/// The operations of a path, with their methods.
pub fn methods(item: &PathItem) -> impl Iterator<Item = (&'static str, &Operation)> {
    [
        ("GET", &item.get),
        ("PUT", &item.put),
        ("POST", &item.post),
        ("DELETE", &item.delete),
        ("PATCH", &item.patch),
    ]
    .into_iter()
    .filter_map(|(method, operation)| operation.as_ref().map(|one| (method, one)))
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    [
        ("GET", &mut item.get),
        ("PUT", &mut item.put),
        ("POST", &mut item.post),
        ("DELETE", &mut item.delete),
        ("PATCH", &mut item.patch),
    ]
    .into_iter()
    .filter_map(|(method, operation)| operation.as_mut().map(|one| (method, one)))
}

/// A name that no other operation has, for instance `get_patients_id`.
fn id(method: &str, path: &str) -> String {
    let path = path
        .trim_start_matches("/api/v1")
        .replace(['/', '-', '.'], "_")
        .replace(['{', '}', '$'], "");
    format!("{}{path}", method.to_lowercase())
}

/// The failures that an operation may end with follow from its method, body, path and security.
fn add_failures(path: &str, (method, operation): (&'static str, &mut Operation)) {
    let mut kinds = vec![Kind::Internal];
    let is_public = operation.security.is_some();
    if path.starts_with("/api/v1") || is_fhir(path) {
        kinds.push(Kind::Unavailable);
    }
    if is_fhir(path) {
        kinds.push(Kind::NotAcceptable);
    }
    if !is_public {
        kinds.extend([Kind::Unauthenticated, Kind::Forbidden]);
    }
    if operation.parameters.as_ref().is_some_and(|all| !all.is_empty()) {
        kinds.push(Kind::Malformed);
    }
    // A service that is none of the caller's is not found.
    if path.contains('{') || conventions::takes(operation, "service") {
        kinds.push(Kind::NotFound);
    }
    if operation.request_body.is_some() {
        kinds.extend([
            Kind::Malformed,
            Kind::TooLarge,
            Kind::UnsupportedMediaType,
            Kind::Invalid,
        ]);
    }
    if matches!(method, "PUT" | "DELETE" | "PATCH") || conventions::takes(operation, "If-Match") {
        kinds.extend([Kind::PreconditionFailed, Kind::PreconditionRequired]);
    }
    for kind in kinds {
        let status = kind.status().as_u16().to_string();
        operation
            .responses
            .responses
            .entry(status)
            .or_insert_with(|| failure(path, kind));
    }
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response
            && status.as_str() >= "400"
            && response.content.is_empty()
        {
            response.content.extend([problem(path)]);
        }
    }
}

/// In which form a failure is told.
fn problem(path: &str) -> (String, RefOr<Content>) {
    let (form, schema) = match is_fhir(path) {
        true => (FHIR_JSON, OperationOutcome::name()),
        false => ("application/problem+json", Problem::name()),
    };
    let schema = Ref::from_schema_name(schema);
    let content = ContentBuilder::new().schema(Some(schema)).build();
    (form.to_owned(), content.into())
}

fn failure(path: &str, kind: Kind) -> RefOr<openapi::Response> {
    let mut response = ResponseBuilder::new().description(kind.title()).build();
    response.content.extend([problem(path)]);
    response.into()
}

/// What all operations share: how one signs in, and the problem document.
struct Common;

impl Modify for Common {
    fn modify(&self, document: &mut openapi::OpenApi) {
        let components = document.components.get_or_insert_with(Components::new);
        let bearer = Http::builder()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .description(Some("The `access_token` of `POST /api/v1/auth/login`"))
            .build();
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
        let basic = Http::builder()
            .scheme(HttpAuthScheme::Basic)
            .description(Some("`client_id` and `client_secret` of a client"))
            .build();
        components.add_security_scheme("clientBasic", SecurityScheme::Http(basic));
        components.add_security_scheme("clientCredentials", SecurityScheme::OAuth2(client_credentials()));
        let mut schemas = vec![
            (Problem::name().into_owned(), Problem::schema()),
            (OperationOutcome::name().into_owned(), OperationOutcome::schema()),
        ];
        Problem::schemas(&mut schemas);
        OperationOutcome::schemas(&mut schemas);
        components.schemas.extend(schemas);
    }
}

/// How the systems of hospitals sign in.
fn client_credentials() -> OAuth2 {
    let scopes = ClientScope::choices();
    let scopes = Scopes::from_iter(scopes.iter().map(|scope| (scope.token, scope.label)));
    let flow = Flow::ClientCredentials(ClientCredentials::new("/api/v1/oauth/token", scopes));
    OAuth2::with_description(
        [flow],
        "The `access_token` of `POST /api/v1/oauth/token`, for systems of hospitals",
    )
}

/// The schema of a text that is one of a few.
pub(crate) fn one_of(tokens: impl IntoIterator<Item = &'static str>) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(tokens))
        .build()
}

/// The schema of an option's token.
pub(crate) fn token<T: Coded>() -> Object {
    one_of(T::choices().iter().map(|choice| choice.token))
}

/// The description as `openapi/openapi.json` holds it.
///
/// # Errors
/// Only if it cannot be written as JSON.
pub fn as_committed() -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(&openapi())
}
