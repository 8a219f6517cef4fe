//! Lists in pages.

use serde::{Deserialize, Serialize};
use validator::Validate;

/// One page of a list, in a stable order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// The entries.
    pub items: Vec<T>,
    /// Give this as `cursor` to get the next page; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// Entries in all pages; only if asked for with `total=true`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<i64>,
}

/// Which page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(default, deny_unknown_fields)]
pub struct Paging {
    /// Entries in a page, 1–500; 50 if not given.
    #[validate(range(min = 1, max = 500, message = "give a number from 1 to 500"))]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 500))]
    pub limit: u16,
    /// `next` of the page before.
    #[validate(length(max = 500, message = "give the next of the page before as it was"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 500))]
    pub cursor: Option<String>,
    /// Whether to count all entries.
    pub total: bool,
}

impl Default for Paging {
    fn default() -> Self {
        Paging {
            limit: 50,
            cursor: None,
            total: false,
        }
    }
}
