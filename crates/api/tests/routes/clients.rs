//! Clients: the systems of hospitals, their secrets, and what they may do.

use serde_json::{Value, json};

use crate::harness::{Api, on_each};

mod assertions;
mod life;
mod tokens;

/// A new client of BRD that may do everything, without a secret.
pub async fn registered(api: &Api) -> Value {
    let body = json!({"service": "BRD", "name": "Radiology", "scopes": ["records:read", "records:write", "kpis:read"]});
    api.post("lead", "/api/v1/clients", body).await.expect(201).json()
}

/// A new secret of a client: its id and itself.
pub async fn secret(api: &Api, id: &str) -> (String, String) {
    let made = api
        .post("lead", &format!("/api/v1/clients/{id}/secrets"), json!({}))
        .await
        .expect(201)
        .json();
    let text = |name: &str| made[name].as_str().expect("text").to_owned();
    (text("secret_id"), text("client_secret"))
}

#[test]
fn a_client_is_seen_by_those_who_administer_its_service() {
    on_each(|api| async move {
        let client = registered(&api).await;
        let path = format!("/api/v1/clients/{}", client["id"].as_str().expect("an id"));
        for (who, status, listed) in [("lead", 200, 1), ("admin", 200, 1), ("stranger", 404, 0)] {
            api.get(who, &path).await.expect(status);
            let list = api
                .get(who, "/api/v1/clients?total=true")
                .await
                .expect(200)
                .json();
            assert_eq!(list["items"].as_array().map(Vec::len), Some(listed), "{who}");
            assert_eq!(list["total"], listed);
        }
        let elsewhere = json!({"service": "BRD", "name": "x", "scopes": ["kpis:read"]});
        let refused = api
            .post("stranger", "/api/v1/clients", elsewhere)
            .await
            .expect(422);
        assert_eq!(refused.findings(), "/service service.unknown");
    });
}
