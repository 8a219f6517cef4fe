//! Answers that are written while they are sent: memory holds a few pieces, however long the answer is.

use std::{
    error::Error,
    io::{self, Write},
    mem,
};

use actix_web::{
    HttpResponse, HttpResponseBuilder, rt,
    web::{self, Bytes},
};
use futures_util::stream;
use tokio::sync::mpsc;

/// Bytes of a piece.
const PIECE: usize = 256 << 10;
/// Bytes by which a piece may pass its size without being moved.
const MARGIN: usize = 4 << 10;
/// Pieces that wait for a slow reader.
const WAITING: usize = 2;

/// Takes an answer and sends it piece by piece. Writing fails once the caller has gone.
pub struct Outlet {
    pieces: mpsc::Sender<io::Result<Bytes>>,
    buffer: Vec<u8>,
}

impl Write for Outlet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        // What is written passes the size of a piece by one write, which is small.
        let next = Vec::with_capacity(PIECE + MARGIN);
        let piece = Bytes::from(mem::replace(&mut self.buffer, next));
        self.pieces
            .blocking_send(Ok(piece))
            .map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

/// Answers with what `work` writes, in a thread of its own. If it fails midway, the connection breaks off, so that nobody
/// takes half a file for a whole one.
pub fn streamed<E: Into<Box<dyn Error + Send + Sync>>>(
    mut response: HttpResponseBuilder,
    work: impl FnOnce(Outlet) -> Result<Outlet, E> + Send + 'static,
) -> HttpResponse {
    let (pieces, mut sent) = mpsc::channel(WAITING);
    let outlet = Outlet {
        pieces: pieces.clone(),
        buffer: Vec::with_capacity(PIECE + MARGIN),
    };
    let written = web::block(move || {
        let done = work(outlet)
            .map_err(io::Error::other)
            .and_then(|mut outlet| outlet.flush());
        if let Err(error) = done {
            tracing::warn!(%error, "an answer broke off");
            // Whoever asked may have gone.
            let _ = pieces.blocking_send(Err(error));
        }
    });
    rt::spawn(written);
    response.streaming(stream::poll_fn(move |context| sent.poll_recv(context)))
}
