//! The page: the files that Trunk built, carried by the binary, and the policy under which browsers run them.

use std::borrow::Cow;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        Method, StatusCode,
        header::{self, AcceptEncoding, ContentEncoding, ETag, Encoding, EntityTag, Header, HeaderValue},
    },
    web::Data,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest, Sha256};

use crate::{
    problem::{Answer, Failure},
    server::Routes,
};

#[derive(RustEmbed)]
#[folder = "$FLSDB_PAGE"]
struct Files;

/// The document of the way in.
const ENTRANCE: &str = "index.html";
/// The document of what anybody may see.
const PUBLIC: &str = "public.html";
/// The document of the registry.
const APP: &str = "app.html";
/// The folder of the guide for users, and the document for those who ask for a part that is none.
const GUIDE: &str = "guide";
const GUIDE_MISSING: &str = "guide/404.html";

const NOT_BUILT: &str = "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>FLSDB</title></head>\n\
    <body>\n<h1>FLSDB</h1>\n<p>The server runs, but its page was not built into it.</p>\n\
    <p>Build page and server with <code>cargo xtask run</code>. The API is described at \
    <a href=\"/api/docs/\">/api/docs</a>.</p>\n</body>\n</html>\n";

/// The page as embedded.
#[derive(Debug, Clone)]
pub struct Page {
    policy: HeaderValue,
}

impl Default for Page {
    fn default() -> Self {
        let documents = [ENTRANCE, PUBLIC, APP].into_iter().filter_map(Files::get);
        let documents: String = documents
            .map(|file| String::from_utf8_lossy(&file.data).into_owned())
            .collect();
        let policy = policy(&documents);
        Page {
            policy: HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'")),
        }
    }
}

impl Page {
    /// The Content-Security-Policy: only what this server sends may run, and no inline script but those of the documents.
    pub fn policy(&self) -> &HeaderValue {
        &self.policy
    }
}

fn policy(documents: &str) -> String {
    let hashes: String = inline_scripts(documents)
        .map(|script| format!(" 'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(script))))
        .collect();
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{hashes}; style-src 'self'; img-src 'self' data:; \
         connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// The contents of the `<script>` elements without `src`.
fn inline_scripts(html: &str) -> impl Iterator<Item = &str> {
    html.split("<script").skip(1).filter_map(|rest| {
        let (tag, rest) = rest.split_once('>')?;
        let (content, _) = rest.split_once("</script")?;
        (!tag.contains("src=")).then_some(content)
    })
}

/// Answers whatever no other route does: a file of the page, one of its documents for other addresses, else a failure.
///
/// # Errors
/// Not found; method not allowed.
pub async fn serve(request: HttpRequest) -> Answer<HttpResponse> {
    let path = request.path().trim_start_matches('/');
    if is_reserved(path) {
        return Err(missing(&request));
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Err(Failure::MethodNotAllowed {
            allow: "GET, HEAD".to_owned(),
        });
    }
    let name = if has_extension(path) {
        Cow::from(path)
    } else {
        document(path)
    };
    match Files::get(&name) {
        Some(file) => Ok(send(&request, StatusCode::OK, &name, file)),
        None if name == path => Err(Failure::NotFound),
        None => Ok(instead(&request, path)),
    }
}

/// The document of an address: the way in, what lies below `public` for anybody, each part of the guide, else the registry.
fn document(path: &str) -> Cow<'static, str> {
    let (first, rest) = path.split_once('/').unwrap_or((path, ""));
    match (first, rest) {
        ("", _) => ENTRANCE.into(),
        ("public", _) => PUBLIC.into(),
        (GUIDE, "") => format!("{GUIDE}/index.html").into(),
        (GUIDE, part) => format!("{GUIDE}/{part}.html").into(),
        _ => APP.into(),
    }
}

/// What stands in for a document that is not there.
fn instead(request: &HttpRequest, path: &str) -> HttpResponse {
    let is_guide = path.split('/').next() == Some(GUIDE);
    match is_guide.then(|| Files::get(GUIDE_MISSING)).flatten() {
        Some(file) => send(request, StatusCode::NOT_FOUND, GUIDE_MISSING, file),
        None => HttpResponse::Ok()
            .content_type("text/html; charset=utf-8")
            .body(NOT_BUILT),
    }
}

/// Addresses that belong to the server and never to the app.
fn is_reserved(path: &str) -> bool {
    let first = path.split('/').next().unwrap_or_default();
    matches!(first, "api" | "fhir" | "health" | "metrics")
}

fn has_extension(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| name.contains('.'))
}

/// Not found, or found with other methods only.
fn missing(request: &HttpRequest) -> Failure {
    let routes = request.app_data::<Data<Routes>>();
    let allow = routes
        .map(|routes| routes.allow(request.path()))
        .unwrap_or_default();
    if allow.is_empty() || allow.contains(&request.method().as_str()) {
        Failure::NotFound
    } else {
        Failure::MethodNotAllowed {
            allow: allow.join(", "),
        }
    }
}

/// Sends a file, as it was packed when the page was built if the browser takes that.
fn send(request: &HttpRequest, status: StatusCode, name: &str, file: EmbeddedFile) -> HttpResponse {
    let kind = content_type(file.metadata.mimetype());
    let packed = takes_brotli(request)
        .then(|| Files::get(&format!("{name}.br")))
        .flatten();
    let mut response = HttpResponse::build(status);
    if packed.is_some() {
        response.insert_header(ContentEncoding::Brotli);
    }
    let file = packed.unwrap_or(file);
    let tag: String = file
        .metadata
        .sha256_hash()
        .iter()
        .take(16)
        .map(|b| format!("{b:02x}"))
        .collect();
    response
        .content_type(kind)
        .insert_header((header::CACHE_CONTROL, keeping(name)))
        .insert_header((header::VARY, "Accept-Encoding"))
        .insert_header(ETag(EntityTag::new_strong(tag)))
        .body(file.data.into_owned())
}

fn takes_brotli(request: &HttpRequest) -> bool {
    let offered = [Encoding::brotli(), Encoding::identity()];
    let accepted = AcceptEncoding::parse(request).ok();
    accepted.is_some_and(|accepted| accepted.negotiate(offered.iter()) == Some(Encoding::brotli()))
}

fn content_type(kind: &str) -> String {
    if kind.starts_with("text/") {
        format!("{kind}; charset=utf-8")
    } else {
        kind.to_owned()
    }
}

/// Files with their content's hash in the name are kept for a year, all others asked for each time.
fn keeping(name: &str) -> &'static str {
    let is_hash = |part: &str| part.len() >= 16 && part.bytes().all(|b| b.is_ascii_hexdigit());
    if name.split(['-', '_', '.']).any(is_hash) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_names_the_inline_scripts_only() {
        let html = "<script src=\"/a.js\"></script><script type=\"module\">run()</script>";
        let hash = BASE64_STANDARD.encode(Sha256::digest("run()"));
        let policy = policy(html);
        assert!(
            policy.contains(&format!("script-src 'self' 'wasm-unsafe-eval' 'sha256-{hash}';")),
            "{policy}"
        );
        assert!(!policy.contains("unsafe-inline"));
    }

    #[test]
    fn hashed_names_are_kept() {
        for (name, kept) in [
            ("flsdb-frontend-943225390fdbaa41.js", true),
            ("flsdb-frontend-943225390fdbaa41_bg.wasm", true),
            ("index.html", false),
            ("favicon.ico", false),
        ] {
            assert_eq!(keeping(name).contains("immutable"), kept, "{name}");
        }
    }

    #[test]
    fn documents() {
        for (path, expected) in [
            ("", ENTRANCE),
            ("public", PUBLIC),
            ("public/kpis", PUBLIC),
            ("home", APP),
            ("patients/1", APP),
            ("publications", APP),
            ("guide", "guide/index.html"),
            ("guide/", "guide/index.html"),
            ("guide/worklist", "guide/worklist.html"),
            ("guidelines", APP),
        ] {
            assert_eq!(document(path), expected, "{path}");
        }
    }

    #[test]
    fn addresses_of_the_server_are_reserved() {
        for (path, reserved) in [
            ("api/v1/x", true),
            ("api", true),
            ("fhir/R4/x", true),
            ("health/x", true),
            ("patients/1", false),
            ("", false),
        ] {
            assert_eq!(is_reserved(path), reserved, "{path}");
        }
    }
}
