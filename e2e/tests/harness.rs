//! The harness itself, against a site of a few lines: what it must catch, it catches.

#![cfg(test)]

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use flsdb_e2e::journey::visit;
use flsdb_e2e::{Outcome, Visit, axe};

const HEAD: &str = "<!doctype html><html lang=en><head><meta charset=utf-8><title>Site</title>\
    <meta name=viewport content='width=device-width, initial-scale=1'><link rel=icon href='data:,'></head>";

/// Serves one page at every path, on a port of its own, until the test ends.
fn site(body: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let page = format!("{HEAD}<body><main>{body}</main></body></html>");
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n";
            let _ = write!(stream, "{head}Content-Length: {}\r\n\r\n{page}", page.len());
        }
    });
    format!("http://{address}")
}

async fn open(body: &str, expected: &[&str], journey: impl AsyncFnOnce(&Visit<'_>) -> Outcome) -> Outcome {
    visit(
        "harness",
        None,
        &site(body),
        expected,
        async |visit: &Visit<'_>| {
            visit.go("/").await?;
            journey(visit).await
        },
    )
    .await
}

const FORM: &str = "<h1>Patient's page</h1><label for=e>Email</label><input id=e>\
    <button type=button onclick=\"o.textContent = 'Hello ' + e.value\">Sign in</button><output id=o></output>";

#[tokio::test(flavor = "multi_thread")]
async fn a_form_is_filled_in_by_its_labels() {
    open(FORM, &[], async |visit| {
        visit.see("Patient's page").await?;
        visit.fill("Email", "nurse@example.org").await?;
        visit.press("Sign in").await?;
        visit.see("Hello nurse@example.org").await?;
        axe::check(visit).await
    })
    .await
    .unwrap();
}

/// Opens a page that is wrong in one way, and gives what the harness says.
async fn complaint(body: &str, expected: &[&str]) -> String {
    open(body, expected, async |visit| visit.see("Page").await.map(|_| ()))
        .await
        .unwrap_err()
        .to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_journey_may_cause_is_caught() {
    let cases: [(&str, &[&str], &str); 4] = [
        (
            "<h1>Page</h1><script>console.error('broken')</script>",
            &[],
            "broken",
        ),
        (
            "<h1>Page</h1><script>throw new Error('thrown')</script>",
            &[],
            "thrown",
        ),
        (
            "<h1>Page</h1><img alt='' src='http://127.0.0.2:9/pixel.png'>",
            &["pixel.png"],
            "127.0.0.2",
        ),
        ("<h1>Page</h1>", &["refused"], "did not come: [\"refused\"]"),
    ];
    for (body, expected, said) in cases {
        let complaint = complaint(body, expected).await;
        assert!(complaint.contains(said), "{said} is not in: {complaint}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn barriers_are_found_at_both_widths() {
    let body = "<h1>Page</h1><input><div style='width:900px'>wide</div>";
    open(body, &[], async |visit| {
        let found = axe::violations(visit).await?;
        let has = |start: &str| found.iter().any(|line| line.starts_with(start));
        assert!(has("375: label") && has("1280: label"), "{found:?}");
        assert!(has("375: reflow") && !has("1280: reflow"), "{found:?}");
        assert!(has("800: reflow") && !has("1100: reflow"), "{found:?}");
        Ok(())
    })
    .await
    .unwrap();
}
