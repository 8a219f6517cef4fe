//! Resources for professionals, patients and carers.

use flsdb_domain::{
    vocabulary::{Audience, Coded},
    wire::{Page, resources::Resource},
};
use yew::prelude::*;

use crate::{
    api::{Api, ApiError},
    components::{
        heading::Heading,
        states::{empty, show},
    },
    format,
    remote::use_remote,
    texts::public as words,
};

/// All of them, by audience.
#[component]
pub fn Resources() -> Html {
    let api = use_context::<Api>();
    let remote = use_remote((), move |()| {
        let api = api.clone();
        async move { api.ok_or(ApiError::Away)?.resources().await }
    });
    html! {
        <>
            <Heading title={words::RESOURCES} />
            <p>{ words::RESOURCES_LEAD }</p>
            { show(&remote, |page: &Page<Resource>| if page.items.is_empty() {
                empty(words::NO_RESOURCES, html! { <p>{ words::NO_RESOURCES_DETAIL }</p> })
            } else {
                by_audience(&page.items)
            }) }
        </>
    }
}

/// A resource for two audiences stands under both.
fn by_audience(resources: &[Resource]) -> Html {
    let choices = Audience::choices();
    let sections = choices.iter().zip(words::FOR).map(|(choice, heading)| {
        let meant = |resource: &&Resource| resource.details.audiences.contains(&choice.value);
        let mut meant = resources.iter().filter(meant).peekable();
        html! {
            if meant.peek().is_some() {
                <section class="fls-step">
                    <h2 class="nhsuk-heading-m">{ heading }</h2>
                    <ul class="nhsuk-list fls-resources">{ for meant.map(entry) }</ul>
                </section>
            }
        }
    });
    sections.collect()
}

fn entry(resource: &Resource) -> Html {
    let details = &resource.details;
    html! {
        <li key={resource.id.clone()}>
            <h3 class="nhsuk-heading-s">
                if let Some(link) = &details.link {
                    <a href={link.clone()} rel="noreferrer">{ &details.title }</a>
                } else {
                    { &details.title }
                }
            </h3>
            <p class="fls-lines">{ &details.description }</p>
            <p class="fls-quiet">
                { words::DATED }{ format::long_day(details.dated_on) }
                if let Some(host) = details.link.as_deref().and_then(host) {
                    { words::ON }{ host }
                }
                if let Some(bytes) = resource.document_bytes {
                    { " · " }{ document(resource, bytes) }
                }
            </p>
        </li>
    }
}

fn document(resource: &Resource, bytes: i64) -> Html {
    html! {
        <a href={format!("/api/v1/resources/{}/document", resource.id)} download="">
            { words::DOWNLOAD }
            <span class="nhsuk-u-visually-hidden">{ ": " }{ &resource.details.title }</span>
            { " (" }{ format::size(bytes) }{ ")" }
        </a>
    }
}

/// Where a link leads.
fn host(link: &str) -> Option<&str> {
    let (_, rest) = link.split_once("://")?;
    rest.split(['/', '?', '#']).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resource(title: &str, audiences: &[Audience]) -> Resource {
        let json = serde_json::json!({
            "id": title, "version": 1,
            "details": {"title": title, "description": "x", "audiences": audiences, "dated_on": "2025-06-01"},
        });
        serde_json::from_value(json).expect("a resource")
    }

    #[derive(Properties, PartialEq)]
    struct ListProps {
        resources: Vec<Resource>,
    }

    #[component]
    fn List(props: &ListProps) -> Html {
        by_audience(&props.resources)
    }

    #[test]
    fn resources_stand_under_each_audience_and_nobody_else() {
        let resources = vec![
            resource("Guide", &[Audience::Professionals]),
            resource("Leaflet", &[Audience::Professionals, Audience::Carers]),
        ];
        let html = futures::executor::block_on(
            yew::ServerRenderer::<List>::with_props(move || ListProps { resources })
                .hydratable(false)
                .render(),
        );
        for (text, count) in [
            ("Guide", 1),
            ("Leaflet", 2),
            ("For professionals", 1),
            ("For patients", 0),
        ] {
            assert_eq!(html.matches(text).count(), count, "{text} in {html}");
        }
    }

    #[test]
    fn hosts() {
        for (link, expected) in [
            ("https://www.nhs.uk/conditions/falls", Some("www.nhs.uk")),
            ("http://example.org?x", Some("example.org")),
            ("nowhere", None),
        ] {
            assert_eq!(host(link), expected, "{link}");
        }
    }
}
