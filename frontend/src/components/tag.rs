//! Tags: never by colour alone.

use yew::prelude::*;

/// A coloured word. The colour is one of nhsuk-frontend's: green, yellow, orange, red, grey, blue, white…
pub fn tag(text: impl Into<AttrValue>, colour: &str) -> Html {
    html! { <strong class={classes!("nhsuk-tag", "fls-tag", format!("nhsuk-tag--{colour}"))}>{ text.into() }</strong> }
}
