//! Senders that lie, flood or never end: the real server refuses them, goes on serving, and stays small.

#![cfg(test)]

use std::net::SocketAddr;

use flsdb_e2e::{Backend, Outcome, Registry};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// Megabytes that the server may have held at most.
const MEMORY: f64 = 150.0;

/// A large body.
const LARGE: usize = 100 * 1024 * 1024;

/// Large bodies under way at the same time.
const AT_ONCE: usize = 8;

/// What is sent: the name, the head, the body, and the statuses that answer it; none where the server just hangs up.
const LIES: [(&str, &str, &str, &[&str]); 9] = [
    (
        "too short a length",
        "Content-Length: 3\r\nContent-Type: application/json\r\n",
        r#"{"email":"a@b.uk"}"#,
        &["400"],
    ),
    (
        "too long a length",
        "Content-Length: 500\r\nContent-Type: application/json\r\n",
        r#"{"email":"a@b.uk"}"#,
        &["400", ""],
    ),
    (
        "a length that is none",
        "Content-Length: many\r\n",
        "{}",
        &["400"],
    ),
    ("a length below zero", "Content-Length: -1\r\n", "{}", &["400"]),
    (
        "a length beyond all",
        "Content-Length: 99999999999999999999999\r\n",
        "{}",
        &["400"],
    ),
    (
        "two lengths",
        "Content-Length: 2\r\nContent-Length: 3\r\n",
        "{}",
        &["400"],
    ),
    (
        "a length and pieces",
        "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
        "0\r\n\r\n",
        &["400"],
    ),
    (
        "pieces that are none",
        "Transfer-Encoding: chunked\r\nContent-Type: application/json\r\n",
        "zz\r\n{}\r\n",
        &["400", ""],
    ),
    ("a header that is none", "Bad Header\r\n", "", &["400"]),
];

/// Sends bytes, closes its side, and gives the status of the answer; "" when there was none.
async fn status(server: SocketAddr, request: &[u8]) -> Outcome<String> {
    let mut stream = TcpStream::connect(server).await?;
    // The server may have hung up before all is sent, which is what it should do.
    let _ = stream.write_all(request).await;
    let _ = stream.shutdown().await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let answer = String::from_utf8_lossy(&answer);
    Ok(answer.split(' ').nth(1).unwrap_or_default().to_owned())
}

fn request(head: &str, body: &str) -> Vec<u8> {
    format!("POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{head}\r\n{body}")
        .into_bytes()
}

/// Sends a body of 100 MB, under a length or in pieces, and gives the status.
async fn send_large(server: SocketAddr, in_pieces: bool) -> Outcome<String> {
    let length = if in_pieces {
        "Transfer-Encoding: chunked".to_owned()
    } else {
        format!("Content-Length: {LARGE}")
    };
    let head = request(&format!("Content-Type: application/json\r\n{length}\r\n"), "");
    let stream = TcpStream::connect(server).await?;
    let (mut reader, mut writer) = stream.into_split();
    let sending = async move {
        let piece = vec![b' '; 64 * 1024];
        let frame = format!("{:x}\r\n", piece.len());
        writer.write_all(&head).await?;
        for _ in 0..LARGE / piece.len() {
            if in_pieces {
                writer.write_all(frame.as_bytes()).await?;
            }
            writer.write_all(&piece).await?;
            if in_pieces {
                writer.write_all(b"\r\n").await?;
            }
        }
        std::io::Result::Ok(())
    };
    let mut begin = [0; 12];
    // What is refused before its end cannot be sent to its end.
    let (_, answered) = tokio::join!(sending, reader.read_exact(&mut begin));
    let answer = answered
        .map(|_| String::from_utf8_lossy(&begin).into_owned())
        .unwrap_or_default();
    Ok(answer.split(' ').nth(1).unwrap_or_default().to_owned())
}

async fn run(backend: Backend) -> Outcome {
    let registry = Registry::of_exports(backend).await?;
    let server = registry.serve().await?;
    let address = server.address();
    for (what, head, body, statuses) in LIES {
        let status = status(address, &request(head, body)).await?;
        assert!(statuses.contains(&status.as_str()), "{what}: {status:?}");
    }
    let flood: String = (0..10_000)
        .map(|number| format!("X-{number}: {}\r\n", "x".repeat(100)))
        .collect();
    let one = format!("X-Long: {}\r\n", "x".repeat(1024 * 1024));
    for (what, head) in [("many headers", flood), ("a long header", one)] {
        let status = status(address, &request(&head, "")).await?;
        assert!(
            ["400", "413", "431", ""].contains(&status.as_str()),
            "{what}: {status:?}"
        );
    }
    let long = format!(
        "GET /api/v1/{} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "x".repeat(1024 * 1024)
    );
    let told = status(address, long.as_bytes()).await?;
    assert!(
        ["400", "404", "414", "431", ""].contains(&told.as_str()),
        "a long address: {told:?}"
    );
    for in_pieces in [false, true] {
        let all: JoinSet<_> = (0..AT_ONCE).map(|_| send_large(address, in_pieces)).collect();
        for status in all.join_all().await {
            assert!(
                ["413", ""].contains(&status?.as_str()),
                "100 MB, in pieces: {in_pieces}"
            );
        }
    }
    let good = status(
        address,
        b"GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    )
    .await?;
    assert_eq!(good, "200", "the server goes on serving");
    let peak = server.peak_memory()?;
    assert!(peak < MEMORY, "the server has held {peak:.0} MB");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn senders_that_lie_are_refused_on_sqlite() {
    run(Backend::Sqlite).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn senders_that_lie_are_refused_on_postgres() {
    run(Backend::Postgres).await.unwrap();
}
