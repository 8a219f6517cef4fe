//! Which part of the guide for users tells of which page. The guide itself is `docs/guide`.

use crate::{public::PublicRoute, routes::Route};

/// A part of the guide, perhaps with one of its headings. The page on screen gives it to what stands round it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part(&'static str);

impl Part {
    /// How to sign in.
    pub const SIGN_IN: Part = Part("sign-in");
    /// The keys.
    pub const KEYS: Part = Part("keys");
    /// The list of all parts.
    pub const CONTENTS: Part = Part("");

    /// The part about a page of the registry.
    pub fn of(route: &Route) -> Part {
        Part(match route {
            Route::Home | Route::NotFound => "",
            Route::Worklist => "worklist",
            Route::Patients => "find-a-patient",
            Route::NewPatient => "new-patient",
            Route::Patient { .. } => "patient",
            Route::Episode { .. } => "episode",
            Route::Benchmark => "benchmark",
            Route::Charts => "charts",
            Route::Imports | Route::Import { .. } => "import",
            Route::Reports => "reports",
            Route::DataQuality => "data-quality",
            Route::Messages => "data-quality#refused-messages",
            Route::Administration => "administration",
            Route::Periods => "administration#years-to-lock",
            Route::Users => "administration#users",
            Route::Clients => "administration#clients",
            Route::Submissions => "administration#submissions",
            Route::OptOutChecks => "administration#opt-out-checks",
            Route::Services => "administration#services-and-hip-fractures",
            Route::Registrations => "administration#requests-to-take-part",
            Route::Resources => "administration#resources",
            Route::Audit => "administration#audit-events",
            Route::LetterTemplates => "letters#templates",
            Route::SetPassword => "sign-in#set-a-password",
        })
    }

    /// The part about a page that anybody may see.
    pub fn of_public(route: &PublicRoute) -> Part {
        match route {
            PublicRoute::Kpis => Part("benchmark#the-indicators"),
            PublicRoute::Reports | PublicRoute::Report { .. } => Part("reports#published-results"),
            PublicRoute::TakePart | PublicRoute::Resources | PublicRoute::NotFound => Part::CONTENTS,
        }
    }

    /// Its address. It is a document of its own, outside this program.
    pub fn address(self) -> String {
        format!("/guide/{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use yew_router::Routable;

    use super::*;

    /// Every route of a kind, with some id.
    fn all<R: Routable>() -> Vec<R> {
        R::routes()
            .into_iter()
            .map(|path| R::recognize(&path.replace(":id", "1")).expect("a route"))
            .collect()
    }

    #[test]
    fn each_page_has_a_part_that_is_written() {
        let registry = all::<Route>();
        let public = all::<PublicRoute>();
        let parts = registry
            .iter()
            .map(Part::of)
            .chain(public.iter().map(Part::of_public));
        for Part(part) in parts.chain([Part::SIGN_IN, Part::KEYS, Part::CONTENTS]) {
            let (name, heading) = part.split_once('#').unwrap_or((part, ""));
            let file = if name.is_empty() { "index" } else { name };
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/guide/en");
            let text = fs::read_to_string(folder.join(format!("{file}.md"))).expect(part);
            let has = |wanted: &str| {
                text.lines()
                    .filter_map(|line| line.strip_prefix("## "))
                    .any(|title| title.to_lowercase().replace(' ', "-") == wanted)
            };
            assert!(
                heading.is_empty() || has(heading),
                "{part} is no heading of {file}.md"
            );
        }
    }
}
