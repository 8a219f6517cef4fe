//! The kinds of problems: a stable `type` each.

use actix_web::http::StatusCode;
use flsdb_domain::wire::{Problem, fhir::IssueType};

/// Kind of a problem: what its `type` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The body is no JSON, or the address is malformed.
    Malformed,
    /// Nobody is signed in.
    Unauthenticated,
    /// The caller's roles do not allow it.
    Forbidden,
    /// There is nothing here that the caller may see.
    NotFound,
    /// The path exists, not with this method.
    MethodNotAllowed,
    /// The answer cannot be given in a form that the caller accepts.
    NotAcceptable,
    /// The state does not allow it.
    Conflict,
    /// The stored version is another one.
    PreconditionFailed,
    /// The body is too large.
    TooLarge,
    /// The body is in a form that is not understood.
    UnsupportedMediaType,
    /// The content has errors.
    Invalid,
    /// The header `If-Match` is missing.
    PreconditionRequired,
    /// Too many attempts.
    TooManyRequests,
    /// Something broke.
    Internal,
    /// The database does not answer.
    Unavailable,
}

/// What belongs to a kind: status, last part of the `type`, title, and what to do when nothing more is known.
type Row = (Kind, u16, &'static str, &'static str, &'static str);

#[rustfmt::skip]
const ROWS: [Row; 15] = [
    (Kind::Malformed, 400, "malformed", "The request is malformed",
        "The request could not be read. Compare it with the description at /api/docs."),
    (Kind::Unauthenticated, 401, "unauthenticated", "Not signed in",
        "Sign in, and send the token in the header Authorization: Bearer."),
    (Kind::Forbidden, 403, "forbidden", "Not allowed",
        "None of your roles allows this. Ask the administrator of your service."),
    (Kind::NotFound, 404, "not-found", "Not found",
        "There is nothing at this address that you may see. Check the address."),
    (Kind::MethodNotAllowed, 405, "method-not-allowed", "Method not allowed",
        "This address does not take the method. The header Allow names those it takes."),
    (Kind::NotAcceptable, 406, "not-acceptable", "Not to be had in that form",
        "Accept application/json, or what the description at /api/docs names."),
    (Kind::Conflict, 409, "conflict", "Conflict",
        "The present state does not allow this. Load it again and decide anew."),
    (Kind::PreconditionFailed, 412, "precondition-failed", "Changed by somebody else",
        "Load the present version, compare, and send again with its ETag in If-Match."),
    (Kind::TooLarge, 413, "too-large", "Too large",
        "Send less: JSON may have at most 1 MB, a file to import 100 MB."),
    (Kind::UnsupportedMediaType, 415, "unsupported-media-type", "Form not understood",
        "Send JSON, with the header Content-Type: application/json."),
    (Kind::Invalid, 422, "invalid", "The content has errors",
        "Mend what the findings name and send it again."),
    (Kind::PreconditionRequired, 428, "precondition-required", "Version missing",
        "Send the ETag of the version you changed in If-Match, or If-None-Match: * to create."),
    (Kind::TooManyRequests, 429, "too-many-requests", "Too many attempts",
        "Wait as long as the header Retry-After says."),
    (Kind::Internal, 500, "internal", "Something broke",
        "Try again. If it happens again, tell the operator the request_id."),
    (Kind::Unavailable, 503, "unavailable", "Not available now",
        "Try again in a minute."),
];

impl Kind {
    fn row(self) -> &'static Row {
        // The rows stand in the order of the variants; a test holds them to it.
        &ROWS[self as usize]
    }

    /// Every kind, by status.
    pub fn all() -> impl Iterator<Item = Kind> {
        ROWS.iter().map(|row| row.0)
    }

    /// The kind for a status that actix itself gave.
    pub fn of_status(status: StatusCode) -> Kind {
        let same = Kind::all().find(|kind| kind.status() == status);
        let fallback = if status.is_client_error() {
            Kind::Malformed
        } else {
            Kind::Internal
        };
        same.unwrap_or(fallback)
    }

    /// Its HTTP status.
    pub fn status(self) -> StatusCode {
        StatusCode::from_u16(self.row().1).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// The kind in a few words.
    pub fn title(self) -> &'static str {
        self.row().3
    }

    /// The kind of issue that it is in FHIR.
    pub(super) fn issue(self) -> IssueType {
        match self {
            Kind::Malformed | Kind::Invalid | Kind::PreconditionRequired => IssueType::Invalid,
            Kind::Unauthenticated => IssueType::Login,
            Kind::Forbidden => IssueType::Forbidden,
            Kind::NotFound => IssueType::NotFound,
            Kind::MethodNotAllowed | Kind::NotAcceptable => IssueType::NotSupported,
            Kind::UnsupportedMediaType => IssueType::Structure,
            Kind::Conflict | Kind::PreconditionFailed => IssueType::Conflict,
            Kind::TooLarge => IssueType::TooLong,
            Kind::TooManyRequests => IssueType::Throttled,
            Kind::Internal => IssueType::Exception,
            Kind::Unavailable => IssueType::Transient,
        }
    }

    /// The problem document without anything particular.
    pub fn problem(self) -> Problem {
        let (_, status, name, title, advice) = *self.row();
        Problem {
            kind: format!("/problems/{name}"),
            title: title.to_owned(),
            status,
            detail: Some(advice.to_owned()),
            ..Problem::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_in_the_order_of_the_variants() {
        for kind in Kind::all() {
            assert_eq!(kind.row().0, kind);
            assert_eq!(Kind::of_status(kind.status()), kind);
        }
    }
}
