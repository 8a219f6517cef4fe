//! Whatever goes wrong is told as a problem document.

use crate::harness::{Api, on_each};

/// Caller, method, path, kind of body, body, and the status and kind of problem expected.
type Case<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str, u16, &'a str);

/// What must hold of every failure.
async fn check(api: &Api, (who, method, path, kind, text, status, name): Case<'_>) {
    let mut call = api.call(who, method, path);
    if !kind.is_empty() {
        call = call.text(kind, text);
    }
    let reply = call.send().await;
    let at = format!("{method} {path}");
    assert_eq!(
        reply.status,
        status,
        "{at}: {}",
        String::from_utf8_lossy(&reply.bytes)
    );
    assert_eq!(reply.header("content-type"), "application/problem+json", "{at}");
    assert_eq!(reply.header("cache-control"), "no-store", "{at}");
    let problem = reply.json();
    assert_eq!(problem["type"], format!("/problems/{name}"), "{at}");
    assert_eq!(problem["status"], status, "{at}");
    assert_eq!(
        problem["instance"],
        path.split('?').next().unwrap_or_default(),
        "{at}"
    );
    assert_eq!(problem["request_id"], reply.header("x-request-id"), "{at}");
    assert!(
        problem["detail"]
            .as_str()
            .is_some_and(|detail| !detail.is_empty()),
        "{at}"
    );
}

#[test]
fn every_failure_is_a_problem() {
    on_each(|api| async move {
        let large = format!("{{\"text\":\"{}\"}}", "x".repeat(1024 * 1024));
        let json = "application/json";
        let cases: [Case<'_>; 20] = [
            ("nobody", "GET", "/api/v1/nowhere", "", "", 404, "not-found"),
            ("nobody", "GET", "/api", "", "", 404, "not-found"),
            ("nobody", "GET", "/assets/missing.js", "", "", 404, "not-found"),
            ("nobody", "POST", "/", "", "", 405, "method-not-allowed"),
            (
                "nobody",
                "PATCH",
                "/api/v1/patients",
                "",
                "",
                405,
                "method-not-allowed",
            ),
            (
                "nobody",
                "GET",
                "/api/v1/patients/search/x/y",
                "",
                "",
                404,
                "not-found",
            ),
            (
                "nobody",
                "GET",
                "/api/v1/patients",
                "",
                "",
                401,
                "unauthenticated",
            ),
            ("auditor", "GET", "/api/v1/patients", "", "", 403, "forbidden"),
            (
                "entry",
                "GET",
                "/api/v1/patients/unknown",
                "",
                "",
                404,
                "not-found",
            ),
            ("entry", "GET", "/api/v1/services/brd", "", "", 404, "not-found"),
            (
                "entry",
                "GET",
                "/api/v1/patients?limit=x",
                "",
                "",
                400,
                "malformed",
            ),
            (
                "entry",
                "GET",
                "/api/v1/patients?limit=501",
                "",
                "",
                400,
                "malformed",
            ),
            (
                "entry",
                "GET",
                "/api/v1/patients?limits=1",
                "",
                "",
                400,
                "malformed",
            ),
            (
                "entry",
                "GET",
                "/api/v1/patients?cursor=x",
                "",
                "",
                400,
                "malformed",
            ),
            (
                "entry",
                "GET",
                "/api/v1/kpis/results?start=x",
                "",
                "",
                400,
                "malformed",
            ),
            (
                "entry",
                "POST",
                "/api/v1/patients/search",
                json,
                "{",
                400,
                "malformed",
            ),
            (
                "entry",
                "POST",
                "/api/v1/patients/search",
                json,
                "{\"nickname\":1}",
                422,
                "invalid",
            ),
            (
                "entry",
                "POST",
                "/api/v1/patients/search",
                "text/plain",
                "{}",
                415,
                "unsupported-media-type",
            ),
            (
                "entry",
                "POST",
                "/api/v1/patients/search",
                json,
                &large,
                413,
                "too-large",
            ),
            (
                "entry",
                "PUT",
                "/api/v1/patients/unknown",
                json,
                "{}",
                428,
                "precondition-required",
            ),
        ];
        for case in cases {
            check(&api, case).await;
        }
    });
}

#[test]
fn a_page_that_is_none_is_told_in_words() {
    on_each(|api| async move {
        for list in [
            "patients",
            "audit-events",
            "charts/run/baselines",
            "data-quality/findings",
        ] {
            let reply = api
                .get("lead", &format!("/api/v1/{list}?limit=0"))
                .await
                .expect(400);
            let detail = reply.json()["detail"].as_str().unwrap_or_default().to_owned();
            assert!(
                detail.contains("limit: give a number from 1 to 500"),
                "{list}: {detail}"
            );
        }
    });
}

#[test]
fn a_wrong_method_is_told_the_right_ones() {
    on_each(|api| async move {
        let reply = api.call("nobody", "PATCH", "/api/v1/patients").send().await;
        assert_eq!(reply.header("allow"), "GET, POST");
    });
}

#[test]
fn request_ids_are_taken_or_made() {
    on_each(|api| async move {
        for (given, taken) in [("0192f0a4-6b2e", true), ("bad id", false), ("short", false)] {
            let reply = api
                .call("nobody", "GET", "/health/live")
                .header("X-Request-Id", given)
                .send()
                .await;
            let id = reply.header("x-request-id");
            assert_eq!(id == given, taken, "{given}");
            assert!(id.len() >= 8, "{id}");
        }
    });
}
