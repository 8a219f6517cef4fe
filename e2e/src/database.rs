//! A fresh database for each journey, on either system.

use std::env;
use std::fmt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::Outcome;

/// The variable that names a PostgreSQL superuser's URL.
const SERVER: &str = "TEST_DATABASE_URL";

/// Which database system a journey runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// A file of its own.
    Sqlite,
    /// A database of its own in the cluster that `TEST_DATABASE_URL` names.
    Postgres,
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        })
    }
}

/// An empty database, gone when dropped.
pub struct Database {
    url: String,
    cluster: Option<(String, String)>,
}

impl Database {
    /// Makes an empty database; files go into `folder`.
    ///
    /// # Errors
    ///
    /// On PostgreSQL without `TEST_DATABASE_URL`: a journey is never skipped silently.
    pub fn fresh(backend: Backend, folder: &Path) -> Outcome<Self> {
        match backend {
            Backend::Sqlite => {
                let url = format!("sqlite:{}", folder.join("flsdb.sqlite").display());
                Ok(Self { url, cluster: None })
            }
            Backend::Postgres => {
                let server = env::var(SERVER).map_err(|_| {
                    format!("{SERVER} is not set: run `cargo xtask e2e`, or name a PostgreSQL")
                })?;
                let name = unused_name();
                psql(&server, &format!("create database {name}"))?;
                Ok(Self {
                    url: in_cluster(&server, &name),
                    cluster: Some((server, name)),
                })
            }
        }
    }

    /// The URL that the server takes.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some((server, name)) = &self.cluster {
            let _ = psql(server, &format!("drop database {name} with (force)"));
        }
    }
}

/// A database name that no other test on this machine uses.
fn unused_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!(
        "flsdb_e2e_{}_{}",
        std::process::id(),
        NEXT.fetch_add(1, Ordering::Relaxed)
    )
}

/// The URL with another database's name, its parameters kept.
fn in_cluster(server: &str, name: &str) -> String {
    let (address, parameters) = server
        .split_once('?')
        .map_or((server, None), |(a, p)| (a, Some(p)));
    let start = address.find("://").map_or(0, |at| at + 3);
    let end = address[start..].find('/').map_or(address.len(), |at| start + at);
    let query = parameters.map_or_else(String::new, |parameters| format!("?{parameters}"));
    format!("{}/{name}{query}", &address[..end])
}

fn psql(server: &str, statement: &str) -> Outcome {
    let output = Command::new("psql")
        .args([
            "--no-psqlrc",
            "--quiet",
            "--set",
            "ON_ERROR_STOP=1",
            "--dbname",
            server,
            "--command",
            statement,
        ])
        .stdin(Stdio::null())
        .output()?;
    if output.status.success() {
        Ok(())
    } else {
        Err(format!("{statement}: {}", String::from_utf8_lossy(&output.stderr)).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_named_in_the_url_of_its_cluster() {
        for (server, url) in [
            (
                "postgres://postgres@127.0.0.1:5433/postgres",
                "postgres://postgres@127.0.0.1:5433/x",
            ),
            ("postgres://postgres@127.0.0.1", "postgres://postgres@127.0.0.1/x"),
            (
                "postgres://u:p@h/db?sslmode=require",
                "postgres://u:p@h/x?sslmode=require",
            ),
        ] {
            assert_eq!(in_cluster(server, "x"), url);
        }
    }
}
