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
use futures_util::{StreamExt, stream};
use tokio::sync::mpsc;

use crate::problem::{Answer, Failure};

/// Bytes of a piece: most answers are one, and go out whole with their length.
const PIECE: usize = 1 << 20;
/// Bytes by which a piece may pass its size without being moved.
const MARGIN: usize = 4 << 10;
/// Pieces that wait for a slow reader.
const WAITING: usize = 2;

/// A part of an answer.
struct Piece {
    bytes: Bytes,
    is_last: bool,
}

/// Takes an answer and sends it piece by piece. Writing fails once the caller has gone. Pieces go when they are full, so
/// flushing does nothing.
pub struct Outlet {
    pieces: mpsc::Sender<io::Result<Piece>>,
    buffer: Vec<u8>,
}

impl Write for Outlet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    // Answers are written in bits of a few bytes.
    #[inline]
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= PIECE {
            self.send_full()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Outlet {
    /// Sends what has been written so far, for a caller who waits for it.
    ///
    /// # Errors
    /// When the caller has gone.
    pub fn push(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            Ok(())
        } else {
            self.send_full()
        }
    }

    #[cold]
    fn send_full(&mut self) -> io::Result<()> {
        // What is written passes the size of a piece by one write, which is small.
        let next = Vec::with_capacity(PIECE + MARGIN);
        let bytes = mem::replace(&mut self.buffer, next).into();
        let is_last = false;
        self.send(Piece { bytes, is_last })
    }

    fn send(&self, piece: Piece) -> io::Result<()> {
        let sent = self.pieces.blocking_send(Ok(piece));
        sent.map_err(|_| io::ErrorKind::BrokenPipe.into())
    }

    fn finish(mut self) -> io::Result<()> {
        let bytes = mem::take(&mut self.buffer).into();
        let is_last = true;
        self.send(Piece { bytes, is_last })
    }
}

/// Answers with what `work` writes, in a thread of its own.
///
/// # Errors
/// Those of `work` before its first piece is full. If it fails later, the connection breaks off, so that nobody takes half a
/// file for a whole one.
pub async fn streamed<E: Into<Box<dyn Error + Send + Sync>>>(
    mut response: HttpResponseBuilder,
    work: impl FnOnce(Outlet) -> Result<Outlet, E> + Send + 'static,
) -> Answer<HttpResponse> {
    let (pieces, mut sent) = mpsc::channel(WAITING);
    let outlet = Outlet {
        pieces: pieces.clone(),
        buffer: Vec::new(),
    };
    let written = web::block(move || {
        let done = work(outlet).map_err(io::Error::other).and_then(Outlet::finish);
        if let Err(error) = done {
            tracing::warn!(%error, "an answer broke off");
            // Whoever asked may have gone.
            let _ = pieces.blocking_send(Err(error));
        }
    });
    rt::spawn(written);
    let first = match sent.recv().await {
        Some(first) => first.map_err(Failure::internal)?,
        None => return Err(Failure::internal(io::Error::from(io::ErrorKind::BrokenPipe))),
    };
    if first.is_last {
        return Ok(response.body(first.bytes));
    }
    let rest = stream::poll_fn(move |context| sent.poll_recv(context));
    let pieces = stream::iter([Ok(first)]).chain(rest);
    Ok(response.streaming(pieces.map(|piece| piece.map(|piece| piece.bytes))))
}
