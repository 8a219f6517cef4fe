//! What can stop a command.

use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error as ThisError;

/// Why a command of `cargo xtask` could not go on.
#[derive(Debug, ThisError)]
pub enum Failure {
    /// A program could not be started at all.
    #[error("could not start `{program}`")]
    Start {
        /// The program's name or path.
        program: String,
        /// What the system said.
        source: io::Error,
    },
    /// A program ended with an error.
    #[error("`{call}` failed ({status}){output}")]
    Status {
        /// The program and its arguments.
        call: String,
        /// How it ended.
        status: String,
        /// What it had printed, if that was not shown already.
        output: String,
    },
    /// A file or folder could not be read or written.
    #[error("could not {act} {}", path.display())]
    File {
        /// "read", "write", "create" and the like.
        act: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Something this machine lacks and this command cannot install.
    #[error("{what} is missing and cannot be installed from here.\n{advice}")]
    Missing {
        /// The program or component.
        what: String,
        /// What the reader can do.
        advice: String,
    },
    /// Anything else worth a sentence of its own.
    #[error("{0}")]
    Other(String),
}

impl Failure {
    /// The failure of an act on a file.
    pub fn file(act: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::File {
            act,
            path: path.to_owned(),
            source,
        }
    }

    /// The failure and its causes, one a line.
    pub fn explain(&self) -> String {
        let mut text = format!("error: {self}");
        let mut cause = self.source();
        while let Some(error) = cause {
            text.push_str(&format!("\n  because: {error}"));
            cause = error.source();
        }
        text
    }
}
