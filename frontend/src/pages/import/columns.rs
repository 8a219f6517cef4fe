//! How the columns of a file were understood.

use flsdb_domain::wire::imports::ImportColumns;
use yew::prelude::*;

use crate::texts::import as words;

/// Found, ignored, missing.
pub fn columns(columns: &ImportColumns) -> Html {
    let (found, ignored, missing) = (columns.found.len(), columns.ignored.len(), columns.missing.len());
    let list = |names: &[String]| -> Html { names.iter().map(|name| html! { <li>{ name }</li> }).collect() };
    html! {
        <section aria-labelledby="columns">
            <h2 class="nhsuk-heading-m" id="columns">{ words::COLUMNS }</h2>
            <p>{ format!("{found}{}{ignored}{}{missing}{}", words::FOUND, words::IGNORED, words::MISSING) }</p>
            <div class="fls-columns">
                if !columns.ignored.is_empty() {
                    <div><h3 class="nhsuk-heading-xs">{ words::IGNORED_TITLE }</h3><ul class="nhsuk-list">{ list(&columns.ignored) }</ul></div>
                }
                if !columns.missing.is_empty() {
                    <div><h3 class="nhsuk-heading-xs">{ words::MISSING_TITLE }</h3><ul class="nhsuk-list">{ list(&columns.missing) }</ul></div>
                }
            </div>
            <details class="nhsuk-details">
                <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">{ words::FOUND_TITLE }</span></summary>
                <div class="nhsuk-details__text">
                    <table class="fls-table">
                        <thead><tr><th scope="col">{ words::IN_FILE }</th><th scope="col">{ words::IN_DATA_SET }</th></tr></thead>
                        <tbody>
                            { for columns.found.iter().map(|column| html! {
                                <tr><td>{ &column.heading }</td><td>{ &column.field }</td></tr>
                            }) }
                        </tbody>
                    </table>
                </div>
            </details>
        </section>
    }
}
