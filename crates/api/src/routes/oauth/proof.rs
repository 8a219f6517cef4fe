//! Whether a client is who it says.

use chrono::{DateTime, Utc};
use flsdb_store::clients::{self, Credential, Machine};

use super::{fault::Fault, request::Proof};
use crate::{
    auth::assertion::{self, AssertionFault},
    problem::Answer,
    registry::Registry,
};

/// What is told of an id that no client has, and of a secret that is not the client's: the two look alike.
const WRONG: &str = "The client does not exist, or the secret is wrong, revoked or expired";

/// A client that has shown who it is.
pub(super) struct Shown {
    /// The client.
    pub client: Machine,
    /// By what.
    pub credential: Credential,
    /// Id and end of the assertion, which is good once.
    pub assertion: Option<(String, DateTime<Utc>)>,
}

/// The client, or what is wrong, with the client in whose name it was tried.
type Checked = Result<Shown, (Option<Machine>, Fault)>;

/// Checks what a client shows.
///
/// # Errors
/// Those of the store.
pub(super) async fn check(registry: &Registry, proof: Proof) -> Answer<Checked> {
    let checked = match proof {
        Proof::Secret(id, secret) => check_secret(registry, id, secret).await?,
        Proof::Assertion(text, id) => check_assertion(registry, &text, id).await?,
    };
    Ok(match checked {
        Ok(shown) if shown.client.is_locked => {
            let fault = Fault::Client("The client is locked. Ask the clinical lead of the service".into());
            Err((Some(shown.client), fault))
        }
        checked => checked,
    })
}

async fn check_secret(registry: &Registry, id: String, secret: String) -> Answer<Checked> {
    let client = find(registry, id).await?;
    let secrets = client
        .as_ref()
        .map(|client| client.secrets.clone())
        .unwrap_or_default();
    let hashes = secrets.iter().map(|secret| secret.hash.clone()).collect();
    let found = registry.passwords().find(secret, hashes).await?;
    let fitting = found.and_then(|place| secrets.into_iter().nth(place));
    Ok(match (client, fitting) {
        (Some(client), Some(secret)) => Ok(Shown {
            client,
            credential: Credential::Secret(secret.id),
            assertion: None,
        }),
        (client, _) => Err((client, Fault::Client(WRONG.into()))),
    })
}

async fn check_assertion(registry: &Registry, text: &str, id: Option<String>) -> Answer<Checked> {
    let Some(named) = assertion::named(text) else {
        return Ok(Err((None, of(AssertionFault::Claims))));
    };
    if id.is_some_and(|id| id != named) {
        return Ok(Err((None, of(AssertionFault::Subject))));
    }
    let Some(client) = find(registry, named).await? else {
        return Ok(Err((None, of(AssertionFault::Signature))));
    };
    let endpoint = format!("{}/api/v1/oauth/token", registry.clients().public_url);
    Ok(match assertion::check(text, &client, &endpoint, Utc::now()) {
        Ok(good) => Ok(Shown {
            client,
            credential: good.credential,
            assertion: Some((good.jti, good.until)),
        }),
        Err(fault) => Err((Some(client), of(fault))),
    })
}

async fn find(registry: &Registry, id: String) -> Answer<Option<Machine>> {
    let now = Utc::now();
    registry.read(move |r| clients::find_machine(r, &id, now)).await
}

fn of(fault: AssertionFault) -> Fault {
    Fault::Client(fault.to_string().into())
}
