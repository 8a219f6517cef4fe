//! Signing in, staying in, signing out.

use serde_json::{Value, json};

use crate::harness::{Api, PASSWORD, Reply, on_each};

async fn login(api: &Api, email: &str, password: &str) -> Reply {
    api.post(
        "nobody",
        "/api/v1/auth/login",
        json!({"email": email, "password": password}),
    )
    .await
}

fn cookie(reply: &Reply) -> String {
    reply
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap_or_default()
        .to_owned()
}

async fn refresh(api: &Api, cookie: &str) -> Reply {
    api.call("nobody", "POST", "/api/v1/auth/refresh")
        .header("Cookie", cookie)
        .send()
        .await
}

#[test]
fn a_session_from_sign_in_to_sign_out() {
    on_each(|api| async move {
        let reply = login(&api, "Lead@Example.org", PASSWORD).await.expect(200);
        for part in ["HttpOnly", "SameSite=Strict", "Path=/api/v1/auth", "Secure"] {
            assert!(
                reply.header("set-cookie").contains(part),
                "{part}: {}",
                reply.header("set-cookie")
            );
        }
        let token = reply.json();
        assert_eq!(
            (&token["token_type"], &token["expires_in"]),
            (&json!("Bearer"), &json!(900))
        );
        let bearer = format!("Bearer {}", token["access_token"].as_str().expect("a token"));
        let me = api
            .call("nobody", "GET", "/api/v1/me")
            .header("Authorization", &bearer)
            .send()
            .await
            .expect(200);
        assert_eq!(
            me.json()["services"],
            json!([{"code": "BRD", "name": "Service BRD"}])
        );
        let first = cookie(&reply);
        let second = cookie(&refresh(&api, &first).await.expect(200));
        assert_ne!(first, second);
        let out = api
            .call("nobody", "POST", "/api/v1/auth/logout")
            .header("Cookie", &second)
            .send()
            .await
            .expect(204);
        assert!(
            out.header("set-cookie").contains("Max-Age=0"),
            "{}",
            out.header("set-cookie")
        );
        refresh(&api, &second).await.expect(401);
    });
}

#[test]
fn a_refresh_token_used_twice_ends_the_session() {
    on_each(|api| async move {
        let first = cookie(&login(&api, "lead@example.org", PASSWORD).await.expect(200));
        let second = cookie(&refresh(&api, &first).await.expect(200));
        refresh(&api, &first).await.expect(401);
        refresh(&api, &second).await.expect(401);
    });
}

#[test]
fn on_the_same_machine_the_cookie_goes_without_tls() {
    on_each(|api| async move {
        let body = json!({"email": "lead@example.org", "password": PASSWORD});
        let call = api
            .call("nobody", "POST", "/api/v1/auth/login")
            .header("Host", "127.0.0.1:8080")
            .json(&body);
        assert!(
            !call
                .send()
                .await
                .expect(200)
                .header("set-cookie")
                .contains("Secure")
        );
    });
}

#[test]
fn nobody_learns_which_accounts_exist() {
    on_each(|api| async move {
        let without_id = |reply: Reply| {
            let mut problem = reply.expect(401).json();
            problem["request_id"] = Value::Null;
            problem
        };
        let wrong = without_id(login(&api, "lead@example.org", "wrong").await);
        let unknown = without_id(login(&api, "nobody@example.org", "wrong").await);
        assert_eq!(wrong, unknown);
    });
}

#[test]
fn an_account_is_locked_after_five_failures() {
    on_each(|api| async move {
        for _ in 0..5 {
            login(&api, "lead@example.org", "wrong").await.expect(401);
        }
        let locked = login(&api, "lead@example.org", PASSWORD).await.expect(429);
        let seconds: u64 = locked.header("retry-after").parse().expect("seconds");
        assert!((1..=61).contains(&seconds), "{seconds}");
        login(&api, "entry@example.org", PASSWORD).await.expect(200);
    });
}

#[test]
fn tokens_of_others_are_refused() {
    on_each(|api| async move {
        for header in [
            "Bearer x",
            "Basic x",
            "Bearer",
            "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.",
        ] {
            api.call("nobody", "GET", "/api/v1/me")
                .header("Authorization", header)
                .send()
                .await
                .expect(401);
        }
    });
}
