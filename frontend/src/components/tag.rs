//! Tags: never by colour alone.

use yew::prelude::*;

/// Properties of [`Tag`].
#[derive(Properties, PartialEq)]
pub struct TagProps {
    /// What it says.
    pub text: AttrValue,
    /// One of nhsuk-frontend's colours: green, yellow, orange, red, grey, blue, white…
    pub colour: AttrValue,
}

/// A coloured word.
#[component]
pub fn Tag(props: &TagProps) -> Html {
    html! {
        <strong class={classes!("nhsuk-tag", "fls-tag", format!("nhsuk-tag--{}", props.colour))}>{ &props.text }</strong>
    }
}
