//! Records as files.

use std::collections::BTreeSet;

use actix_web::{
    HttpResponse, get,
    http::header::ContentDisposition,
    web::{Data, Query},
};
use flsdb_domain::{
    ServiceCode,
    access::{Permission, Scope},
};
use flsdb_files::Format;
use flsdb_store::{
    Reader,
    audit::{Action, ReadEvent, Resource},
};
use utoipa::{IntoParams, openapi::schema::Object};
use utoipa_actix_web::service_config::ServiceConfig;

use super::shared::event;
use crate::{
    auth::{Access, SignedIn},
    documentation::one_of,
    exports,
    problem::{Answer, Failure},
    registry::Registry,
    streaming::streamed,
};

const FORMATS: [Format; 3] = [Format::Csv, Format::Xlsx, Format::Ndjson];

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(records);
}

/// All records of one's services as a file, in the headings and labels of the data set. The import of it changes nothing.
///
/// National analysts get those of all services, or of the ones they name, as CSV, pseudonymised: a keyed hash for the NHS number, the age
/// on 1.09 for the date of birth, the outward postcode, the month for 1.09, days from 1.09 for other dates, no local record number.
/// Patients who opted out, object, or came after the last opt-out check are withheld.
#[utoipa::path(
    tag = "imports and exports",
    params(ExportQuery),
    responses((status = 200, description = "The file", content((String = "text/csv"), (String = "application/x-ndjson"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
        (status = 404, description = "A service that the caller may not see"),
        (status = 409, description = "National analysts: no valid opt-out check covers a service of England that is asked for"))
)]
#[get("/exports/records")]
async fn records(
    caller: SignedIn,
    registry: Data<Registry>,
    query: Query<Vec<(String, String)>>,
) -> Answer<HttpResponse> {
    let (access, form) = access(caller)?;
    let asked = read(&query, &access.scope)?;
    let (today, scope) = (registry.clock().today(), asked.scope.clone());
    if form == Form::Pseudonymised {
        check_format(asked.format)?;
        let check = move |r: &mut Reader<'_>| exports::require_check(r, &scope, today);
        registry.read(check).await?;
    }
    note(&registry, &access, &asked.scope);
    send(&registry, asked, form).await
}

/// How records go out.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Form {
    /// As they are: a service's own.
    Whole,
    /// Without what says who somebody is: to national roles.
    Pseudonymised,
}

/// What the caller may export: whole records before pseudonymised ones.
fn access(caller: SignedIn) -> Answer<(Access, Form)> {
    let forms = [
        (Permission::ExportRecords, Form::Whole),
        (Permission::ExportPseudonyms, Form::Pseudonymised),
    ];
    let held = forms
        .into_iter()
        .find(|(permission, _)| caller.caller.rights.has(*permission));
    let (permission, form) = held.ok_or(Failure::Forbidden)?;
    let access = Access {
        scope: caller.scope(permission),
        caller: caller.caller,
        request_id: caller.request_id,
    };
    Ok((access, form))
}

fn check_format(format: Format) -> Answer<()> {
    match format {
        Format::Csv => Ok(()),
        Format::Xlsx | Format::Ndjson => Err(Failure::Malformed(
            "Pseudonymised records come as csv only.".to_owned(),
        )),
    }
}

async fn send(registry: &Registry, Asked { scope, format }: Asked, form: Form) -> Answer<HttpResponse> {
    let mut response = HttpResponse::Ok();
    response.content_type(format.media_type());
    response.insert_header(ContentDisposition::attachment(filename(&scope, format, registry)));
    let (store, today) = (registry.store().clone(), registry.clock().today());
    streamed(response, move |out| match form {
        Form::Whole => exports::write(&store, &scope, format, out),
        Form::Pseudonymised => exports::write_pseudonymised(&store, &scope, today, out),
    })
    .await
}

/// Which file is wanted: [`read`] reads it; this describes it.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the parameters")]
struct ExportQuery {
    /// Only these services; all of the caller's if not given. Several: the first column is `service`.
    #[param(explode)]
    service: Option<Vec<ServiceCode>>,
    /// `csv` (if not given), `xlsx` or `ndjson`.
    #[param(schema_with = formats)]
    format: Option<String>,
}

fn formats() -> Object {
    one_of(FORMATS.map(Format::extension))
}

/// What is asked for.
#[derive(Debug, PartialEq)]
struct Asked {
    scope: Scope,
    format: Format,
}

fn read(query: &[(String, String)], scope: &Scope) -> Answer<Asked> {
    let mut services: BTreeSet<ServiceCode> = BTreeSet::new();
    let mut format = Format::Csv;
    for (name, value) in query {
        match name.as_str() {
            "service" => services.extend(
                value
                    .parse::<ServiceCode>()
                    .ok()
                    .into_iter()
                    .filter(|s| scope.contains(*s)),
            ),
            "format" => format = format_of(value)?,
            _ => {
                return Err(Failure::Malformed(format!(
                    "There is no parameter {name:?}. Leave it out."
                )));
            }
        }
    }
    let asked = query
        .iter()
        .filter(|(name, _)| name == "service")
        .map(|(_, value)| value);
    if asked.collect::<BTreeSet<_>>().len() > services.len() {
        return Err(Failure::NotFound);
    }
    let scope = if services.is_empty() {
        scope.clone()
    } else {
        Scope::Services(services)
    };
    Ok(Asked { scope, format })
}

fn format_of(name: &str) -> Answer<Format> {
    let found = FORMATS.into_iter().find(|format| format.extension() == name);
    found.ok_or_else(|| Failure::Malformed("The format is csv, xlsx or ndjson.".to_owned()))
}

/// Service and day: `BRD-2026-01-31.csv`.
fn filename(scope: &Scope, format: Format, registry: &Registry) -> String {
    let service = match scope {
        Scope::Services(services) if services.len() == 1 => services.first().map(ToString::to_string),
        _ => None,
    };
    let service = service.unwrap_or_else(|| "records".to_owned());
    format!("{service}-{}.{}", registry.clock().today(), format.extension())
}

/// Notes the export for each service.
fn note(registry: &Registry, access: &Access, scope: &Scope) {
    let services: Vec<Option<ServiceCode>> = match scope {
        Scope::Services(services) => services.iter().copied().map(Some).collect(),
        Scope::All => vec![None],
    };
    for service in services {
        registry.note_read(ReadEvent {
            service,
            ..event(access, Action::Export, Resource::Episode)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries() {
        let codes = |text: &str| {
            text.split_whitespace()
                .map(|code| code.parse().expect("a code"))
                .collect()
        };
        let scope = Scope::Services(codes("BRD CDF"));
        for (query, expected) in [
            ("", Ok(("BRD CDF", Format::Csv))),
            ("service=BRD&format=xlsx", Ok(("BRD", Format::Xlsx))),
            (
                "service=BRD&service=CDF&service=BRD",
                Ok(("BRD CDF", Format::Csv)),
            ),
            ("service=STN", Err(404)),
            ("service=BRD&service=x", Err(404)),
            ("format=pdf", Err(400)),
            ("patient=1", Err(400)),
        ] {
            let pairs = Query::<Vec<(String, String)>>::from_query(query).expect("pairs");
            let read = read(&pairs, &scope).map_err(|failure| failure.kind().status().as_u16());
            let expected = expected.map(|(services, format)| Asked {
                scope: Scope::Services(codes(services)),
                format,
            });
            assert_eq!(read, expected, "{query}");
        }
    }
}
