//! The two pages of a report.

use serde_json::json;

use super::{freeze, frozen, path};
use crate::harness::on_each;

#[test]
fn two_pages_for_each_reader() {
    on_each(|api| async move {
        for _ in 0..3 {
            api.stored().await;
        }
        let report = frozen(&api, "lead", "service").await;
        for (readers, contents) in [
            (
                "",
                &[
                    "For the board",
                    "Every KPI with its 95 % interval",
                    "indicators with a level",
                ][..],
            ),
            ("?for=board", &["For the board"]),
            (
                "?for=commissioner",
                &[
                    "From fracture to treatment",
                    "Missed opportunities",
                    "pooled national value",
                ],
            ),
            (
                "?for=team",
                &["What would turn it green", "Fields most often left blank", "1.05"],
            ),
        ] {
            let page = api
                .get("lead", &path(&report, &format!("/print{readers}")))
                .await
                .expect(200);
            assert!(page.header("content-type").starts_with("text/html"));
            let html = String::from_utf8_lossy(&page.bytes).into_owned();
            assert_eq!(html.matches("<section class=\"page\">").count(), 2, "{readers}");
            for forbidden in ["<script", "style=", "<style", "http://localhost", "onload"] {
                assert!(!html.contains(forbidden), "{readers}: {forbidden}");
            }
            let digest = report["digest"].as_str().expect("a digest");
            let hash = report["set"]["hash"].as_str().expect("a hash");
            let common = [
                "Service BRD (BRD)",
                "1 January to 31 December 2024",
                "†",
                digest,
                hash,
            ];
            for content in contents.iter().chain(&common) {
                assert!(html.contains(content), "{readers}: no {content}");
            }
        }
        api.get("lead", &path(&report, "/print?for=press"))
            .await
            .expect(400);
        api.get("stranger", &path(&report, "/print")).await.expect(404);
    });
}

/// What a title says is text, whatever it looks like; and the pages are made of frozen numbers alone.
#[test]
fn the_pages_are_those_of_the_frozen_document() {
    on_each(|api| async move {
        api.stored().await;
        let title = json!({"title": "<b>2024</b>", "kind": "service", "query": {"start": "2024-01-01", "end": "2024-03-31"}});
        let report = api
            .post("lead", "/api/v1/reports", title)
            .await
            .expect(201)
            .json();
        let then = api
            .get("lead", &path(&report, "/print?for=team"))
            .await
            .expect(200);
        assert!(String::from_utf8_lossy(&then.bytes).contains("<h1>&lt;b&gt;2024&lt;/b&gt;</h1>"));
        api.stored().await;
        let now = api
            .get("lead", &path(&report, "/print?for=team"))
            .await
            .expect(200);
        assert_eq!(now.bytes, then.bytes);
        let known = api.call("lead", "GET", &path(&report, "/print?for=team"));
        known
            .header("If-None-Match", then.header("etag"))
            .send()
            .await
            .expect(304);
    });
}

#[test]
fn published_pages_show_what_is_published() {
    on_each(|api| async move {
        api.stored().await;
        let report = freeze(&api, "admin", "national", json!({}))
            .await
            .expect(201)
            .json();
        let id = report["id"].as_str().expect("an id");
        let public = format!("/api/v1/public/reports/{id}/print");
        api.get("nobody", &public).await.expect(404);
        api.call("admin", "POST", &path(&report, "/publication"))
            .send()
            .await
            .expect(200);
        for readers in ["board", "commissioner", "team"] {
            let page = api
                .get("nobody", &format!("{public}?for={readers}"))
                .await
                .expect(200);
            let html = String::from_utf8_lossy(&page.bytes).into_owned();
            assert_eq!(html.matches("<section class=\"page\">").count(), 2, "{readers}");
            assert!(
                !html.contains(report["digest"].as_str().expect("a digest")),
                "{readers}"
            );
        }
        let style = api.get("nobody", "/api/print.css").await.expect(200);
        assert!(style.header("content-type").starts_with("text/css"));
        assert!(style.header("cache-control").contains("max-age"));
    });
}
