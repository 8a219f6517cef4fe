//! Health, metrics, the page, the description, and the headers of every answer.

use crate::harness::on_each;

#[test]
fn metrics_count_by_route_and_hold_no_identifier() {
    on_each(|api| async move {
        let record = api.stored().await;
        let id = record["id"].as_str().expect("an id").to_owned();
        api.get("entry", &format!("/api/v1/fractures/{id}?expand=all"))
            .await
            .expect(200);
        let text = String::from_utf8(api.get("nobody", "/metrics").await.bytes.to_vec()).expect("text");
        let line =
            "flsdb_http_requests_total{method=\"GET\",route=\"/api/v1/fractures/{id}\",status=\"200\"} 1";
        assert!(text.lines().any(|found| found == line), "{text}");
        assert!(!text.contains(&id));
    });
}

#[test]
fn every_answer_has_the_headers_that_bind_browsers() {
    on_each(|api| async move {
        for path in [
            "/",
            "/patients",
            "/api/v1/about",
            "/api/v1/nowhere",
            "/api/docs/",
            "/health/live",
        ] {
            let reply = api.get("nobody", path).await;
            let policy = reply.header("content-security-policy");
            assert!(
                policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'"),
                "{path}: {policy}"
            );
            assert!(!policy.contains("unsafe-inline"), "{path}");
            assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
            assert_eq!(reply.header("referrer-policy"), "no-referrer", "{path}");
            assert!(
                reply.header("strict-transport-security").contains("max-age"),
                "{path}"
            );
            assert!(!reply.header("permissions-policy").is_empty(), "{path}");
        }
        assert_eq!(
            api.get("nobody", "/api/v1/about").await.header("cache-control"),
            "no-store"
        );
    });
}

#[test]
fn the_page_answers_for_every_address_of_the_app() {
    on_each(|api| async move {
        for path in [
            "/",
            "/patients",
            "/fractures/0192f0a4-6b2e-7c3d-8e4f-5a6b7c8d9e0f",
        ] {
            let reply = api.get("nobody", path).await.expect(200);
            assert!(reply.header("content-type").starts_with("text/html"), "{path}");
        }
    });
}

#[test]
fn the_interactive_description_needs_nothing_from_elsewhere() {
    on_each(|api| async move {
        let reply = api.get("nobody", "/api/docs/").await.expect(200);
        let html = String::from_utf8(reply.bytes.to_vec()).expect("text");
        assert!(!html.contains("http://") && !html.contains("https://"), "{html}");
        assert!(
            html.split("<script")
                .skip(1)
                .all(|script| script.contains("src=")),
            "{html}"
        );
        let script = api
            .get("nobody", "/api/docs/swagger-initializer.js")
            .await
            .expect(200);
        assert!(String::from_utf8_lossy(&script.bytes).contains("/api/openapi.json"));
        assert_eq!(api.get("nobody", "/api/docs").await.status, 308);
        assert_eq!(
            api.get("nobody", "/api/openapi.json").await.expect(200).json()["openapi"],
            "3.1.0"
        );
    });
}

#[test]
fn answers_are_compressed_if_the_caller_takes_it() {
    on_each(|api| async move {
        for (accepted, used) in [("br", "br"), ("gzip", "gzip"), ("identity", "")] {
            let call = api
                .call("nobody", "GET", "/api/openapi.json")
                .header("Accept-Encoding", accepted);
            assert_eq!(call.send().await.header("content-encoding"), used, "{accepted}");
        }
    });
}

#[test]
fn the_installation_tells_its_day() {
    on_each(|api| async move {
        let about = api.get("nobody", "/api/v1/about").await.expect(200).json();
        assert_eq!(about["today"], crate::harness::TODAY);
        assert_eq!(about["demo"], false);
    });
}
