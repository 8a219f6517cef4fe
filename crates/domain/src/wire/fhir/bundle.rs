//! `Bundle`: what a search has found.

use serde::Serialize;

use super::{Base, Measure, element::ResourceType};

/// A page of measures.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::Bundle))]
#[serde(rename_all = "camelCase")]
pub struct Bundle {
    resource_type: ResourceType,
    #[serde(rename = "type")]
    kind: String,
    total: usize,
    link: Vec<Link>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    entry: Vec<Entry>,
}

/// Where this page is, and the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::Link))]
pub struct Link {
    relation: String,
    url: String,
}

/// A measure that was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::Entry))]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    full_url: String,
    resource: Measure,
    search: Match,
}

/// Why it is in the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = fhir::Match))]
pub struct Match {
    mode: String,
}

/// Which page of the measures that were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundlePage {
    /// The query of the search, without the page.
    pub query: String,
    /// Measures in a page.
    pub count: usize,
    /// Measures before it.
    pub offset: usize,
}

impl Bundle {
    /// A page of what was found.
    pub fn of(base: &Base, found: Vec<Measure>, page: &BundlePage) -> Self {
        let total = found.len();
        let end = page.offset.saturating_add(page.count);
        let mut link = vec![page.link(base, "self", page.offset)];
        if page.count > 0 && end < total {
            link.push(page.link(base, "next", end));
        }
        let entries = found.into_iter().skip(page.offset).take(page.count);
        Bundle {
            resource_type: ResourceType::Bundle,
            kind: "searchset".to_owned(),
            total,
            link,
            entry: entries.map(Entry::of).collect(),
        }
    }
}

impl BundlePage {
    fn link(&self, base: &Base, relation: &str, offset: usize) -> Link {
        let BundlePage { query, count, .. } = self;
        let between = if query.is_empty() { "" } else { "&" };
        Link {
            relation: relation.to_owned(),
            url: base.url(&format!(
                "Measure?{query}{between}_count={count}&_offset={offset}"
            )),
        }
    }
}

impl Entry {
    fn of(measure: Measure) -> Self {
        Entry {
            full_url: measure.url().to_owned(),
            resource: measure,
            search: Match {
                mode: "match".to_owned(),
            },
        }
    }
}
