//! Links between pages.

use yew::prelude::*;
use yew_router::Routable;

use crate::{routes::Route, unsaved::use_go};

/// Properties of [`Go`].
#[derive(Properties, PartialEq)]
pub struct GoProps {
    /// Where to.
    pub to: Route,
    /// Classes of the anchor.
    #[prop_or_default]
    pub class: Classes,
    /// Whether the link leads to the page on screen.
    #[prop_or_default]
    pub current: Option<AttrValue>,
    /// Id of the anchor.
    #[prop_or_default]
    pub id: Option<AttrValue>,
    /// What the link says.
    pub children: Html,
}

/// A link to another page; asks first when entries would be lost.
#[component]
pub fn Go(props: &GoProps) -> Html {
    let go = use_go();
    let to = props.to.clone();
    let onclick = Callback::from(move |event: MouseEvent| {
        let opens_elsewhere = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
        if !opens_elsewhere {
            event.prevent_default();
            go.emit(to.clone());
        }
    });
    html! {
        <a href={props.to.to_path()} id={props.id.clone()} class={props.class.clone()} aria-current={props.current.clone()} {onclick}>
            { props.children.clone() }
        </a>
    }
}
