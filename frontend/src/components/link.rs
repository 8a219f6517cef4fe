//! Links between pages.

use flsdb_domain::Part;
use yew::prelude::*;
use yew_router::Routable;

use crate::{
    routes::{Place, Route},
    unsaved::use_go_to,
};

/// Properties of [`Go`].
#[derive(Properties, PartialEq)]
pub struct GoProps {
    /// Where to.
    pub to: Route,
    /// The part of an episode that is to be shown.
    #[prop_or_default]
    pub part: Option<Part>,
    /// The section in the query of the address, if it is no part of an episode.
    #[prop_or_default]
    pub section: Option<AttrValue>,
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
    let go = use_go_to();
    let section = props.part.map(|part| part.key().into()).or(props.section.clone());
    let href = address(&props.to, section.as_ref());
    let to = props.to.clone();
    let onclick = Callback::from(move |event: MouseEvent| {
        let opens_elsewhere = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
        if !opens_elsewhere {
            event.prevent_default();
            go.emit((to.clone(), section.as_deref().map(Place::of)));
        }
    });
    html! {
        <a {href} id={props.id.clone()} class={props.class.clone()} aria-current={props.current.clone()} {onclick}>
            { props.children.clone() }
        </a>
    }
}

fn address(route: &Route, section: Option<&AttrValue>) -> String {
    let path = route.to_path();
    match section {
        Some(section) => format!("{path}?section={section}"),
        None => path,
    }
}
