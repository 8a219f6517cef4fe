//! A report on two pages: the headline, and what its readers need. All numbers come from the frozen document.
//!
//! The page has no script and no style of its own: [`STYLE`] is a file of the server, as its policy wants it.

use chrono::NaiveDate;
use flsdb_domain::wire::{
    kpis::Period,
    reports::{Readers, ReportDocument},
};
use maud::{DOCTYPE, Markup, html};

mod board;
mod commissioner;
mod headline;
mod numbers;
mod picture;
mod team;

/// The stylesheet of the pages.
pub const STYLE: &str = include_str!("../../assets/print.css");

/// What stands above the numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// What the report is called.
    pub title: String,
    /// `sha256:` and the hash of the document.
    pub digest: String,
    /// The day on which it was frozen.
    pub frozen_on: NaiveDate,
}

/// The two pages, as HTML.
pub fn page(heading: &Heading, document: &ReportDocument, readers: Readers) -> String {
    let (name, second) = match readers {
        Readers::Board => ("For the board", board::page(document)),
        Readers::Commissioner => ("For the commissioner", commissioner::page(document)),
        Readers::Team => ("For the team", team::page(document)),
    };
    let pages = [headline::page(document), second];
    let page = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (heading.title) " – " (name) }
                link rel="stylesheet" href="/api/print.css";
            }
            body {
                @for (number, content) in (1..).zip(pages) {
                    section.page {
                        header {
                            p.readers { (name) }
                            h1 { (heading.title) }
                            p.about { (subject(document)) ". " (span(document.results.period)) ", as of "
                                (day(document.results.as_of)) "." }
                        }
                        main { (content) }
                        (footer(heading, document, number))
                    }
                }
            }
        }
    };
    page.into_string()
}

/// Whose figures they are.
fn subject(document: &ReportDocument) -> String {
    match document.services.as_slice() {
        [] => "No service".to_owned(),
        [one] => format!("{} ({})", one.name, one.code),
        few if few.len() <= 3 => {
            let names: Vec<_> = few.iter().map(|service| service.name.as_str()).collect();
            names.join(", ")
        }
        many => format!("{} services", many.len()),
    }
}

fn footer(heading: &Heading, document: &ReportDocument, number: usize) -> Markup {
    let results = &document.results;
    html! {
        footer {
            p { "† Could not be read in an official methodology document: our best reading. * Hidden by disclosure control." }
            p { "KPI set " (results.set.id) " " (results.set.version) ", definitions " span.hash { (results.set.hash) } }
            p { "Document " span.hash { (heading.digest) } }
            p.last {
                span { "Frozen on " (day(heading.frozen_on)) ". Data version " (results.data_version) ". " (results.software)
                    ". Disclosure control: " (results.disclosure.reason) "." }
                span { "Page " (number) " of 2" }
            }
        }
    }
}

/// `5 March 2024`.
fn day(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

/// `1 January to 31 December 2024`.
fn span(period: Period) -> String {
    let same_year = period.start.format("%Y").to_string() == period.end.format("%Y").to_string();
    let start = match same_year {
        true => period.start.format("%-d %B").to_string(),
        false => day(period.start),
    };
    format!("{start} to {}", day(period.end))
}
