//! What stands round the public pages and the way in.

use std::rc::Rc;

use flsdb_domain::wire::About;
use yew::prelude::*;

use crate::{
    api::{Api, Signal},
    components::{
        frame::{Notice, banners, skip_link},
        heading::{Visited, guide_link},
    },
    guide::Part,
    remote::use_remote,
    texts::{self, public as words},
};

/// The pages of the navigation, by address. The first is a document of its own.
pub const PAGES: [(&str, &str); 5] = [
    ("/", words::HOME),
    ("/public/kpis", words::KPIS),
    ("/public/reports", texts::reports::BACK),
    ("/public/take-part", words::TAKE_PART),
    ("/public/resources", words::RESOURCES),
];

/// What the server says of itself, once it has.
pub type Known = Option<Rc<About>>;

/// Properties of [`Framed`].
#[derive(Properties, PartialEq)]
pub struct FramedProps {
    /// The links of the navigation.
    pub links: Vec<Html>,
    /// The part of the guide that helps with the page.
    pub part: Part,
    /// The page.
    pub children: Html,
}

/// Header, banners and footer round a page, and the way to the server.
#[component]
pub fn Framed(props: &FramedProps) -> Html {
    let is_away = use_state_eq(|| false);
    let api = (*use_state(|| {
        let is_away = is_away.setter();
        Api::new(Callback::from(move |signal| match signal {
            Signal::Away => is_away.set(true),
            Signal::There => is_away.set(false),
            Signal::Renewed(_) | Signal::Lapsed | Signal::Changed => {}
        }))
    }))
    .clone();
    let about = use_remote((), {
        let api = api.clone();
        move |()| {
            let api = api.clone();
            async move { api.about().await }
        }
    });
    let visited = (*use_state(Visited::default)).clone();
    let about: Known = about.value.clone();
    let notice = Notice {
        is_demo: about.as_ref().is_some_and(|about| about.demo),
        is_away: *is_away,
    };
    html! {
        <ContextProvider<Api> context={api}>
        <ContextProvider<Known> context={about.clone()}>
        <ContextProvider<Visited> context={visited}>
        <ContextProvider<Part> context={props.part}>
            { skip_link() }
            { header(&props.links) }
            { banners(notice) }
            <div class="nhsuk-width-container fls-wide">
                <main class="nhsuk-main-wrapper fls-main" id={texts::frame::MAIN_ID} tabindex="-1">{ props.children.clone() }</main>
            </div>
            { footer(about.as_deref()) }
        </ContextProvider<Part>>
        </ContextProvider<Visited>>
        </ContextProvider<Known>>
        </ContextProvider<Api>>
    }
}

fn header(links: &[Html]) -> Html {
    html! {
        <header class="nhsuk-header fls-header">
            <div class="nhsuk-header__container nhsuk-width-container fls-wide fls-header__container--no-search">
                <div class="nhsuk-header__service">
                    <a href="/" class="nhsuk-header__service-name">
                        { texts::NAME }<span class="fls-header__subtitle">{ texts::frame::SUBTITLE }</span>
                    </a>
                </div>
            </div>
            <nav class="nhsuk-header__navigation" aria-label={texts::frame::MENU}>
                <div class="nhsuk-header__navigation-container nhsuk-width-container fls-wide">
                    <ul class="nhsuk-header__navigation-list">
                        { for links.iter().map(|link| html! { <li class="nhsuk-header__navigation-item">{ link.clone() }</li> }) }
                    </ul>
                </div>
            </nav>
        </header>
    }
}

/// A link of the navigation to another document.
pub fn elsewhere((address, title): (&'static str, &'static str)) -> Html {
    html! { <a href={address} class="nhsuk-header__navigation-link">{ title }</a> }
}

fn footer(about: Option<&About>) -> Html {
    html! {
        <footer class="nhsuk-footer fls-footer">
            <div class="nhsuk-width-container fls-wide fls-footer__line">
                if let Some(about) = about {
                    <p>{ &about.software }</p>
                }
                <p>
                    { guide_link(Part::CONTENTS, texts::guide::TITLE) }
                    <a href="/api/docs">{ texts::frame::API }</a>
                </p>
            </div>
        </footer>
    }
}
