//! Rows of an import's report, page by page.

use std::{future::Future, marker::PhantomData};

use flsdb_domain::wire::Page;
use yew::prelude::*;

use crate::{
    api::{Api, ApiError},
    components::{
        pages::{pages, use_place},
        plain::table,
        states::show,
    },
    remote::use_remote,
};

/// What a report lists under a key: under the code of a finding, or under a column.
pub trait Listed: Sized + 'static {
    /// Names of the columns, and whether they hold numbers.
    const COLUMNS: &'static [(&'static str, bool)];

    /// A page of what is listed.
    fn ask(
        api: Api,
        import: String,
        key: String,
        cursor: Option<String>,
    ) -> impl Future<Output = Result<Page<Self>, ApiError>>;

    /// The row of the table.
    fn row(&self) -> Html;
}

/// Properties of [`Rows`].
#[derive(Properties, PartialEq)]
pub struct RowsProps<T: PartialEq> {
    /// Id of the import.
    pub import: String,
    /// The key.
    pub of: String,
    /// The name of the table.
    pub title: String,
    /// What is listed.
    #[prop_or_default]
    pub listed: PhantomData<T>,
}

/// A table of rows, page by page.
#[component]
pub fn Rows<T: Listed + PartialEq>(props: &RowsProps<T>) -> Html {
    let api = use_context::<Api>();
    let (place, go) = use_place();
    let question = (props.import.clone(), props.of.clone(), place.cursor.clone());
    let remote = use_remote(question, move |(import, of, cursor)| {
        let api = api.clone();
        async move { T::ask(api.ok_or(ApiError::Away)?, import, of, cursor).await }
    });
    show(&remote, |page: &Page<T>| {
        html! {
            <>
                { table(&props.title, T::COLUMNS, page.items.iter().map(T::row).collect()) }
                { pages(&place, page.next.as_deref(), &go) }
            </>
        }
    })
}

/// A value, or the word for none.
pub fn value(text: &str) -> Html {
    if text.is_empty() {
        html! { <span class="fls-blank">{ crate::texts::import::BLANK }</span> }
    } else {
        html! { text }
    }
}
