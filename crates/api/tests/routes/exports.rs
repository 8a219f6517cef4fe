//! Records as files.

use crate::harness::on_each;

#[test]
fn records_go_out_in_three_formats() {
    on_each(|api| async move {
        api.stored().await;
        api.post("stranger", "/api/v1/fractures", api.episode())
            .await
            .expect(201);
        for (format, kind, begin) in [
            ("csv", "text/csv; charset=utf-8", "1.01 NHSNumber,"),
            ("ndjson", "application/x-ndjson", "{\"service\":\"BRD\","),
            (
                "xlsx",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "PK",
            ),
        ] {
            let path = format!("/api/v1/exports/records?format={format}");
            let reply = api.get("lead", &path).await.expect(200);
            assert_eq!(reply.header("content-type"), kind);
            let name = format!("attachment; filename=\"BRD-2026-01-31.{format}\"");
            assert_eq!(reply.header("content-disposition"), name);
            assert!(reply.bytes.starts_with(begin.as_bytes()), "{format}");
            if format != "xlsx" {
                let lines = reply.bytes.iter().filter(|byte| **byte == b'\n').count();
                assert_eq!(lines, if format == "csv" { 2 } else { 1 }, "own records alone");
            }
        }
        api.get("lead", "/api/v1/exports/records?service=BRD")
            .await
            .expect(200);
        api.get("lead", "/api/v1/exports/records?service=CDF")
            .await
            .expect(404);
        api.get("lead", "/api/v1/exports/records?format=pdf")
            .await
            .expect(400);
    });
}
