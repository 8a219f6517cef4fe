//! `Idempotency-Key`: a request that is sent again, as the network lost the answer, is carried out once.

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    body::MessageBody,
    dev::Payload,
    http::{
        StatusCode,
        header::{ContentType, ETAG},
    },
};
use flsdb_store::idempotency::{KeyState, abandon, begin, finish};
use futures_util::future::{Ready, ready};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::IntoParams;

use crate::{
    auth::Access,
    body::{Document, finding},
    problem::{Answer, Failure},
    registry::Registry,
};

/// Longest key, in characters.
const LONGEST: usize = 100;

/// The key under which the caller wants the request carried out once, if any, and what it is a request for.
pub struct Once {
    key: Option<String>,
    request: String,
}

/// The header, as the description has it.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes the header")]
pub struct OnceHeader {
    /// Chosen by the caller: the same key and body within 24 hours gives the first answer again.
    #[param(rename = "Idempotency-Key", required = false, max_length = 100)]
    idempotency_key: Option<String>,
}

/// An answer as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    etag: Option<String>,
    body: String,
}

impl FromRequest for Once {
    type Error = Failure;
    type Future = Ready<Answer<Self>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let header = request.headers().get("Idempotency-Key");
        let key = header.map(|value| {
            value
                .to_str()
                .ok()
                .filter(|text| is_good(text))
                .map(str::to_owned)
        });
        ready(match key {
            Some(None) => Err(Failure::Malformed(
                "The header Idempotency-Key must be 1 to 100 visible characters.".to_owned(),
            )),
            key => Ok(Once {
                key: key.flatten(),
                request: format!("{} {}", request.method(), request.path()),
            }),
        })
    }
}

fn is_good(key: &str) -> bool {
    (1..=LONGEST).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
}

impl Once {
    /// Carries the work out, or gives the answer that it had the first time. Without a key it is simply carried out.
    ///
    /// # Errors
    /// Those of the work; conflict while the first request still runs; invalid when the key belongs to another request.
    pub async fn answer(
        self,
        registry: &Registry,
        access: &Access,
        body: &Document,
        work: impl Future<Output = Answer<HttpResponse>>,
    ) -> Answer<HttpResponse> {
        let Some(key) = self.key else {
            return work.await;
        };
        let hash = hash(&self.request, body);
        let claimed = key.clone();
        let state = registry
            .write(registry.author(access), move |w| begin(w, &claimed, &hash))
            .await?;
        match state {
            KeyState::New => keep(registry, access, key, work.await).await,
            KeyState::Answered { status, body } => again(status, &body),
            KeyState::Running => Err(Failure::Conflict(
                "The request with this key is still being carried out. Wait.".to_owned(),
            )),
            KeyState::Mismatch => {
                let message = "The header Idempotency-Key was used for another request. Choose another key";
                Err(Failure::Invalid(vec![finding(
                    "",
                    "idempotency_key.reused",
                    message,
                )]))
            }
        }
    }
}

fn hash(request: &str, body: &Document) -> String {
    let digest = Sha256::digest(format!("{request}\n{}", body.0));
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Keeps a good answer, and gives the key up after a failure.
async fn keep(
    registry: &Registry,
    access: &Access,
    key: String,
    outcome: Answer<HttpResponse>,
) -> Answer<HttpResponse> {
    let author = registry.author(access);
    let response = match outcome {
        Ok(response) => response,
        Err(failure) => {
            registry.write(author, move |w| abandon(w, &key)).await?;
            return Err(failure);
        }
    };
    let status = response.status().as_u16();
    let etag = response
        .headers()
        .get(ETAG)
        .and_then(|tag| tag.to_str().ok())
        .map(str::to_owned);
    let bytes = response
        .into_body()
        .try_into_bytes()
        .map_err(|_| Failure::internal("a body without a size"))?;
    let body = String::from_utf8(bytes.to_vec()).map_err(Failure::internal)?;
    let kept = serde_json::to_string(&Kept { etag, body }).map_err(Failure::internal)?;
    let answer = again(status, &kept)?;
    registry
        .write(author, move |w| finish(w, &key, status, &kept))
        .await?;
    Ok(answer)
}

fn again(status: u16, kept: &str) -> Answer<HttpResponse> {
    let kept: Kept = serde_json::from_str(kept).map_err(Failure::internal)?;
    let mut response = HttpResponse::build(StatusCode::from_u16(status).map_err(Failure::internal)?);
    if let Some(tag) = kept.etag {
        response.insert_header((ETAG, tag));
    }
    Ok(response.insert_header(ContentType::json()).body(kept.body))
}
