//! The document of a resource: a PDF, which browsers save and never open as a page of ours.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::{
        StatusCode,
        header::{CONTENT_TYPE, ContentDisposition},
    },
    put,
    web::{Bytes, Data, Path, Payload},
};
use flsdb_domain::{
    vocabulary::tidy,
    wire::resources::{DOCUMENT_LIMIT, Resource},
};
use flsdb_store::resources;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    auth::{Public, Require, permissions::KeepResources},
    body::finding,
    conditions::{Conditions, IfMatchHeader, IfNoneMatchHeader, Tag, written},
    problem::{Answer, Failure},
    registry::Registry,
};

const PDF: &str = "application/pdf";
/// How every PDF begins (ISO 32000-2, 7.5.2).
const START: &[u8] = b"%PDF-";

/// Adds the routes.
pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(find).service(save);
}

/// The document of a resource, to be saved.
#[utoipa::path(
    tag = "public pages",
    security(()),
    params(("id" = String, Path, description = "Id of the resource"), IfNoneMatchHeader),
    responses(
        (status = 200, content((Vec<u8> = "application/pdf"))),
        (status = 304, description = "The caller has the present version"),
    )
)]
#[get("/resources/{id}/document")]
async fn find(
    _: Public,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
) -> Answer<HttpResponse> {
    let found = registry.read(move |r| resources::find_document(r, &id));
    let (resource, document) = found.await?;
    Ok(
        conditions.answer_with(Tag::version(resource.version), |mut response| {
            response.content_type(PDF);
            response.insert_header(ContentDisposition::attachment(filename(&resource)));
            response.body(document)
        }),
    )
}

/// Puts a PDF of at most 5 MB in the place of the document before. The body is the file itself.
#[utoipa::path(
    tag = "public pages",
    params(("id" = String, Path, description = "Id of the resource"), IfMatchHeader),
    request_body(content = Vec<u8>, content_type = "application/pdf", description = "The file itself"),
    responses((status = 200, body = Resource))
)]
#[put("/resources/{id}/document")]
async fn save(
    access: Require<KeepResources>,
    request: HttpRequest,
    registry: Data<Registry>,
    id: Path<String>,
    conditions: Conditions,
    body: Payload,
) -> Answer<HttpResponse> {
    let version = conditions.version()?;
    let document = receive(&request, body).await?;
    let saved = registry.write(registry.author(&access), move |w| {
        resources::save_document(w, &id, version, &document)
    });
    let saved = saved.await?;
    Ok(written(StatusCode::OK, saved.version, &saved))
}

/// The file, if it is a PDF that is not too large.
async fn receive(request: &HttpRequest, body: Payload) -> Answer<Bytes> {
    let kind = request.headers().get(CONTENT_TYPE);
    if kind.is_none_or(|kind| kind != PDF) {
        return Err(Failure::UnsupportedMediaType);
    }
    let bytes = body.to_bytes_limited(DOCUMENT_LIMIT).await;
    let bytes = bytes.map_err(|_| Failure::TooLarge)?;
    let bytes = bytes.map_err(|_| Failure::Malformed("The file broke off. Send it again.".to_owned()))?;
    if !bytes.starts_with(START) {
        let message = "This is no PDF. Save the document as PDF and send that file";
        return Err(Failure::Invalid(vec![finding("", "document.no_pdf", message)]));
    }
    Ok(bytes)
}

/// A name that any system takes.
fn filename(resource: &Resource) -> String {
    let name: String = tidy(&resource.details.title)
        .chars()
        .filter(char::is_ascii)
        .take(80)
        .collect();
    match name.trim_matches('_') {
        "" => "document.pdf".to_owned(),
        name => format!("{name}.pdf"),
    }
}
