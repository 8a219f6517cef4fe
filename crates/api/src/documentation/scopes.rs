//! Which scope a hospital's system needs for an operation, if one lets it in.

use flsdb_domain::{access::ClientScope, vocabulary::Coded};
use utoipa::openapi::{path::Operation, security::SecurityRequirement};

use crate::problem::is_fhir;

/// Who may call, besides people.
enum Systems {
    /// None.
    None,
    /// Each, whatever its scopes.
    Any,
    /// Those with this scope.
    With(ClientScope),
}

/// Says of an operation that is not for everybody who may call it.
pub(super) fn tell(path: &str, (method, operation): (&str, &mut Operation)) {
    if operation.security.is_some() {
        return;
    }
    let scope = match systems(method, path) {
        Systems::None => None,
        Systems::Any => Some(None),
        Systems::With(scope) => Some(Some(scope.token())),
    };
    let person = SecurityRequirement::new("bearer", [] as [&str; 0]);
    let system = scope.map(|scope| SecurityRequirement::new("clientCredentials", scope));
    operation.security = Some([person].into_iter().chain(system).collect());
}

fn systems(method: &str, path: &str) -> Systems {
    use ClientScope::{KpisRead, RecordsRead, RecordsWrite};
    let below = path.trim_start_matches("/api/v1/");
    let parts: Vec<&str> = below.split('/').collect();
    let reads = method == "GET";
    match parts[..] {
        ["me"] => Systems::Any,
        ["services", ..] if reads => Systems::Any,
        ["patients", "search"] => Systems::With(RecordsRead),
        ["records", ..]
        | ["fractures"]
        | ["fractures", _]
        | ["fractures", _, "assessment" | "follow-ups" | "kpis", ..]
        | ["patients"]
        | ["patients", "identity-events", ..]
        | ["patients", _]
        | ["patients", _, "fractures" | "history"] => {
            Systems::With(if reads { RecordsRead } else { RecordsWrite })
        }
        ["imports", _, "changes" | "undo"] => Systems::None,
        ["imports", ..] => Systems::With(RecordsWrite),
        ["worklist"] | ["exports", "records"] => Systems::With(RecordsRead),
        [
            "data-quality",
            "findings" | "messages" | "duplicates" | "rejects",
            ..,
        ]
        | ["kpis", "{kpi}", ..]
            if reads =>
        {
            Systems::With(RecordsRead)
        }
        ["data-quality" | "kpis" | "charts" | "benchmarks" | "periods", ..] if reads => {
            Systems::With(KpisRead)
        }
        _ if is_fhir(path) => Systems::With(KpisRead),
        _ => Systems::None,
    }
}
