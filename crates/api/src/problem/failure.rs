//! Why a request cannot be answered.

use std::error::Error as StdError;

use actix_web::http::header;
use flsdb_domain::{
    Finding, Section,
    wire::{Problem, WireFinding, fhir::IssueType, problem::Stamp},
};
use flsdb_store::EpisodeName;

use super::{Kind, NamedValue, Quota};

/// Why a request cannot be answered. `Display` is for the log.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// What is asked for does not exist, or lies outside the caller's scope: the two look alike.
    #[error("not found")]
    NotFound,
    /// The path exists, not with this method.
    #[error("method not allowed")]
    MethodNotAllowed {
        /// The methods that it takes, for the header `Allow`.
        allow: String,
    },
    /// Nobody is signed in, or no longer; says what to do.
    #[error("not authenticated: {0}")]
    Unauthenticated(&'static str),
    /// The caller's roles do not allow it.
    #[error("forbidden")]
    Forbidden,
    /// The body is no JSON or a part of the address cannot be read; says what and where.
    #[error("malformed: {0}")]
    Malformed(String),
    /// A part of a standard that is not done here; says what to ask for instead.
    #[error("not supported: {0}")]
    NotSupported(String),
    /// The body is too large.
    #[error("body too large")]
    TooLarge,
    /// The body is in a form that is not understood.
    #[error("unsupported media type")]
    UnsupportedMediaType,
    /// The answer cannot be given in a form that the caller accepts.
    #[error("not acceptable")]
    NotAcceptable,
    /// The content has errors.
    #[error("invalid content")]
    Invalid(Vec<WireFinding>),
    /// The header `If-Match` is missing.
    #[error("precondition required")]
    PreconditionRequired,
    /// The stored version is another one.
    #[error("precondition failed")]
    PreconditionFailed {
        /// The version that is stored now, if any.
        current: Option<Stamp>,
    },
    /// The state does not allow it; says why.
    #[error("conflict: {0}")]
    Conflict(String),
    /// Too many attempts.
    #[error("too many requests")]
    TooManyRequests {
        /// Seconds to wait.
        retry_after: u64,
        /// How many are allowed, where that is a fixed number.
        quota: Option<Quota>,
    },
    /// The database does not answer.
    #[error("unavailable")]
    Unavailable(#[source] Box<dyn StdError + Send + Sync>),
    /// Anything else; the cause is for the log alone.
    #[error("internal")]
    Internal(#[source] Box<dyn StdError + Send + Sync>),
}

impl Failure {
    /// A failure that callers cannot help.
    pub fn internal(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Failure::Internal(cause.into())
    }

    /// A record with errors; `episode` names the stored one that a change of its patient would spoil.
    pub fn refused(findings: &[Finding], episode: Option<&EpisodeName>) -> Self {
        let mut findings: Vec<WireFinding> = findings.iter().map(WireFinding::from).collect();
        if let Some(episode) = episode {
            let day = episode.diagnosed_on.format("%-d %B %Y");
            for finding in &mut findings {
                finding.message = format!("In the episode diagnosed on {day}: {}", finding.message);
            }
        }
        Failure::Invalid(findings)
    }

    /// The same, with pointers into the section that was sent instead of the whole episode.
    pub fn within(self, section: Section) -> Self {
        let Failure::Invalid(mut findings) = self else {
            return self;
        };
        let prefix = format!("/{}/", section.key());
        for finding in &mut findings {
            if let Some(rest) = finding.pointer.strip_prefix(&prefix) {
                finding.pointer = format!("/{rest}");
            }
        }
        Failure::Invalid(findings)
    }

    /// Its kind.
    pub fn kind(&self) -> Kind {
        match self {
            Failure::NotFound => Kind::NotFound,
            Failure::MethodNotAllowed { .. } => Kind::MethodNotAllowed,
            Failure::Unauthenticated(_) => Kind::Unauthenticated,
            Failure::Forbidden => Kind::Forbidden,
            Failure::Malformed(_) | Failure::NotSupported(_) => Kind::Malformed,
            Failure::TooLarge => Kind::TooLarge,
            Failure::UnsupportedMediaType => Kind::UnsupportedMediaType,
            Failure::NotAcceptable => Kind::NotAcceptable,
            Failure::Invalid(_) => Kind::Invalid,
            Failure::PreconditionRequired => Kind::PreconditionRequired,
            Failure::PreconditionFailed { .. } => Kind::PreconditionFailed,
            Failure::Conflict(_) => Kind::Conflict,
            Failure::TooManyRequests { .. } => Kind::TooManyRequests,
            Failure::Unavailable(_) => Kind::Unavailable,
            Failure::Internal(_) => Kind::Internal,
        }
    }

    /// The problem document, but for what only the request knows.
    pub fn problem(&self) -> Problem {
        let mut problem = self.kind().problem();
        match self {
            Failure::Malformed(detail) | Failure::NotSupported(detail) | Failure::Conflict(detail) => {
                problem.detail = Some(detail.clone());
            }
            Failure::Unauthenticated(detail) => problem.detail = Some((*detail).to_owned()),
            Failure::Invalid(findings) => problem.findings.clone_from(findings),
            Failure::PreconditionFailed { current } => problem.current.clone_from(current),
            _ => {}
        }
        problem
    }

    /// The kind of issue that it is in FHIR.
    pub(super) fn issue(&self) -> IssueType {
        match self {
            Failure::NotSupported(_) => IssueType::NotSupported,
            other => other.kind().issue(),
        }
    }

    /// The headers that belong to it.
    pub(super) fn headers(&self) -> Vec<NamedValue> {
        match self {
            Failure::Unauthenticated(_) => vec![(header::WWW_AUTHENTICATE, "Bearer".to_owned())],
            Failure::MethodNotAllowed { allow } => vec![(header::ALLOW, allow.clone())],
            Failure::TooManyRequests { retry_after, quota } => {
                let mut headers = vec![(header::RETRY_AFTER, retry_after.to_string())];
                headers.extend(quota.iter().flat_map(|quota| quota.headers(*retry_after)));
                headers
            }
            _ => Vec::new(),
        }
    }

    /// Writes the causes to the log, if the caller cannot help it.
    pub(super) fn log(&self) {
        if !self.kind().status().is_server_error() {
            return;
        }
        let mut causes = Vec::new();
        let mut cause = self.source();
        while let Some(error) = cause {
            causes.push(error.to_string());
            cause = error.source();
        }
        tracing::error!(causes = causes.join(": "), "{self}");
    }
}
