//! What stands round the public pages.

use flsdb_domain::wire::About;
use yew::prelude::*;
use yew_router::prelude::*;

use super::PublicRoute;
use crate::{
    components::{
        frame::{Notice, banners, skip_link},
        heading::guide_link,
    },
    guide::Part,
    texts::{self, public as words},
};

/// The pages of the navigation.
const PAGES: [(PublicRoute, &str); 5] = [
    (PublicRoute::Home, words::HOME),
    (PublicRoute::Kpis, words::KPIS),
    (PublicRoute::Reports, texts::reports::BACK),
    (PublicRoute::TakePart, words::TAKE_PART),
    (PublicRoute::Resources, words::RESOURCES),
];

/// Header, banners and footer round a page.
pub fn framed(is_demo: bool, is_away: bool, about: Option<&About>, page: Html) -> Html {
    html! {
        <>
            { skip_link() }
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
                            { for PAGES.map(|(to, title)| html! {
                                <li class="nhsuk-header__navigation-item">
                                    <Link<PublicRoute> {to} classes="nhsuk-header__navigation-link">{ title }</Link<PublicRoute>>
                                </li>
                            }) }
                        </ul>
                    </div>
                </nav>
            </header>
            { banners(Notice { is_demo, is_away }) }
            <div class="nhsuk-width-container fls-wide">
                <main class="nhsuk-main-wrapper fls-main" id={texts::frame::MAIN_ID} tabindex="-1">{ page }</main>
            </div>
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
        </>
    }
}
