//! Getting a token, and what it is good for.

use serde_json::{Value, json};

use super::{registered, secret};
use crate::harness::{Api, Reply, on_each};

pub async fn ask(api: &Api, form: &str) -> Reply {
    let call = api.call("nobody", "POST", "/api/v1/oauth/token");
    call.text("application/x-www-form-urlencoded", form).send().await
}

pub async fn get(api: &Api, token: &str, path: &str) -> Reply {
    let call = api.call("nobody", "GET", path);
    call.header("Authorization", &format!("Bearer {token}"))
        .send()
        .await
}

#[test]
fn a_secret_gives_a_token_of_the_client() {
    on_each(|api| async move {
        let client = registered(&api).await;
        let id = client["id"].as_str().expect("an id");
        let (_, secret) = secret(&api, id).await;
        let form =
            format!("grant_type=client_credentials&client_id={id}&client_secret={secret}&scope=kpis:read");
        let reply = ask(&api, &form).await.expect(200);
        assert_eq!(reply.header("cache-control"), "no-store");
        let token = reply.json();
        assert_eq!(
            (&token["token_type"], &token["expires_in"], &token["scope"]),
            (&json!("Bearer"), &json!(900), &json!("kpis:read"))
        );
        let token = token["access_token"].as_str().expect("a token");
        let me = get(&api, token, "/api/v1/me").await.expect(200).json();
        assert_eq!((&me["name"], &me["email"]), (&json!("Radiology"), &Value::Null));
        assert_eq!(me["services"], json!([{"code": "BRD", "name": "Service BRD"}]));
        assert_eq!(me["permissions"], json!(["read_pooled_figures", "read_figures"]));
    });
}
