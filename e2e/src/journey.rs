//! Running a journey on one database.

use crate::browser::Browser;
use crate::{Outcome, Registry, Visit};

/// Serves a registry, opens a browser, makes the journey, and judges what the browser saw.
///
/// `expected` names errors that the journey means to cause, by a part of their text in the console: a
/// refused request shows there, too.
pub async fn journey(
    name: &str,
    registry: Registry,
    expected: &[&str],
    body: impl AsyncFnOnce(&Visit<'_>) -> Outcome,
) -> Outcome {
    let server = registry.serve().await?;
    let name = format!("{name}-{}", registry.backend());
    let result = visit(&name, Some(&registry), &server.origin(), expected, body).await;
    result.map_err(|error| match server.log() {
        Ok(log) => format!("{error}\nThe server said:\n{log}").into(),
        Err(_) => error,
    })
}

/// Opens a browser at any site, makes the journey, and judges what the browser saw.
pub async fn visit(
    name: &str,
    registry: Option<&Registry>,
    origin: &str,
    expected: &[&str],
    body: impl AsyncFnOnce(&Visit<'_>) -> Outcome,
) -> Outcome {
    let browser = Browser::start().await?;
    let visit = Visit::new(&browser, registry, origin, name);
    let made = body(&visit).await;
    let judged = match made {
        Ok(()) => visit.judge(expected).await,
        Err(error) => {
            // A picture of where it ended; the journey's own error matters more than a picture that fails.
            let _ = visit.picture("failed").await;
            Err(error)
        }
    };
    browser.close().await?;
    judged
}
