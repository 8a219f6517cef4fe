//! Records as files.

use std::collections::BTreeSet;

use actix_web::{
    HttpResponse, get,
    http::header::ContentDisposition,
    web::{Data, Query},
};
use flsdb_domain::{ServiceCode, access::Scope};
use flsdb_files::Format;
use flsdb_store::audit::{Action, ReadEvent, Resource};
use utoipa_actix_web::service_config::ServiceConfig;

use super::shared::event;
use crate::{
    auth::{Access, Require, permissions::ExportRecords},
    exports,
    problem::{Answer, Failure},
    registry::Registry,
    streaming::streamed,
};

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(records);
}

/// All records of one's services as a file, in the headings and labels of the data set. The import of it changes nothing.
#[utoipa::path(
    tag = "imports and exports",
    params(
        ("service" = Option<Vec<ServiceCode>>, Query, explode,
            description = "Only these services; all of the caller's if not given. Several: the first column is `service`"),
        ("format" = Option<String>, Query, description = "`csv` (if not given), `xlsx` or `ndjson`", example = "csv"),
    ),
    responses((status = 200, description = "The file", content((String = "text/csv"), (String = "application/x-ndjson"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))))
)]
#[get("/exports/records")]
async fn records(
    access: Require<ExportRecords>,
    registry: Data<Registry>,
    query: Query<Vec<(String, String)>>,
) -> Answer<HttpResponse> {
    let Asked { scope, format } = read(&query, &access.scope)?;
    note(&registry, &access, &scope);
    let mut response = HttpResponse::Ok();
    response.content_type(format.media_type());
    response.insert_header(ContentDisposition::attachment(filename(
        &scope, format, &registry,
    )));
    let store = registry.store().clone();
    streamed(response, move |out| exports::write(&store, &scope, format, out)).await
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
    let found = [Format::Csv, Format::Xlsx, Format::Ndjson]
        .into_iter()
        .find(|format| format.extension() == name);
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
