//! A line that opens what is behind it.

use web_sys::HtmlDetailsElement;
use yew::prelude::*;

/// Properties of [`Disclosure`].
#[derive(Properties, PartialEq)]
pub struct DisclosureProps {
    /// What it is about.
    pub title: AttrValue,
    /// How much is behind it.
    pub count: Html,
    /// What is behind it; made when it is opened.
    pub children: Html,
}

/// A line with a title and a count that opens what is behind it.
#[component]
pub fn Disclosure(props: &DisclosureProps) -> Html {
    let is_open = use_state_eq(|| false);
    let ontoggle = {
        let is_open = is_open.clone();
        Callback::from(move |event: Event| {
            if let Some(details) = event.target_dyn_into::<HtmlDetailsElement>() {
                is_open.set(details.open());
            }
        })
    };
    html! {
        <details class="nhsuk-details fls-finding" {ontoggle}>
            <summary class="nhsuk-details__summary">
                <span class="nhsuk-details__summary-text">{ &props.title }</span>
                { " " }
                <span class="fls-finding__count">{ props.count.clone() }</span>
            </summary>
            <div class="nhsuk-details__text">
                if *is_open {
                    { props.children.clone() }
                }
            </div>
        </details>
    }
}
