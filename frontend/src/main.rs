//! The page of the registry.

use yew::prelude::*;

#[component]
fn App() -> Html {
    html! { <h1>{ "FLSDB" }</h1> }
}

fn main() {
    yew::Renderer::<App>::new().render();
}
