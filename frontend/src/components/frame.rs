//! What stands round every page: header, navigation, banners, footer.

use std::rc::Rc;

use flsdb_domain::{
    ServiceCode,
    access::Permission,
    wire::{About, auth::Me},
};
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;
use yew_router::prelude::*;

use super::{error_summary::focus, heading::guide_link, link::Go, shortcuts::Shortcuts};
use crate::{
    format,
    guide::Part,
    kept::Keeper,
    pages::administration::parts_for,
    routes::Route,
    session::may,
    texts,
    unsaved::{Unsaved, use_go},
};

/// What the user looks for among the patients. It is handed from page to page in memory, never in an address.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchText {
    /// As typed.
    pub text: AttrValue,
    /// Changes it.
    pub set: Callback<AttrValue>,
}

/// The service for which the user works at the moment, and how to change it.
#[derive(Debug, Clone, PartialEq)]
pub struct CurrentService {
    /// Its code; none for users without a service of their own.
    pub code: Option<ServiceCode>,
    /// Chooses another.
    pub choose: Callback<ServiceCode>,
}

/// The pages that a user may open, in the order of the navigation.
pub fn pages_for(me: &Me) -> Vec<(Route, &'static str)> {
    let has_parts = !parts_for(me).is_empty();
    let administration = has_parts.then_some((Route::Administration, texts::administration::TITLE));
    [
        (Permission::ReadRecords, Route::Worklist, texts::worklist::TITLE),
        (Permission::ReadRecords, Route::Patients, texts::patients::TITLE),
        (
            Permission::ReadPooledFigures,
            Route::Benchmark,
            texts::benchmark::TITLE,
        ),
        (Permission::ReadPooledFigures, Route::Charts, texts::charts::TITLE),
        (Permission::Import, Route::Imports, texts::imports::TITLE),
        (
            Permission::ReadFigures,
            Route::DataQuality,
            texts::data_quality::TITLE,
        ),
        (Permission::Reports, Route::Reports, texts::reports::TITLE),
    ]
    .into_iter()
    .filter(|(permission, ..)| may(me, *permission))
    .map(|(_, route, title)| (route, title))
    .chain(administration)
    .collect()
}

/// The page that a route shows: at home, the first that the user may open.
pub fn page_of(route: Option<Route>, me: &Me) -> Option<Route> {
    match route {
        Some(Route::Home) => Some(
            pages_for(me)
                .into_iter()
                .next()
                .map_or(Route::Home, |(route, _)| route),
        )
        .and_then(|route| page_of_part(route, me)),
        Some(Route::Administration) => page_of_part(Route::Administration, me),
        other => other,
    }
}

/// Administration opens with its first part.
fn page_of_part(route: Route, me: &Me) -> Option<Route> {
    match route {
        Route::Administration => parts_for(me).into_iter().next().map(|(route, _)| route),
        other => Some(other),
    }
}

/// Properties of [`Header`].
#[derive(Properties, PartialEq)]
pub struct HeaderProps {
    /// The user, if one is signed in.
    pub me: Option<Rc<Me>>,
    /// Ends the session.
    pub on_sign_out: Callback<()>,
}

/// Name, service, search, account and navigation.
#[component]
pub fn Header(props: &HeaderProps) -> Html {
    let route = use_route::<Route>();
    // The page of patients has a box of its own, with the same id.
    let has_search = props.me.as_ref().is_some_and(|me| {
        may(me, Permission::ReadRecords) && page_of(route.clone(), me) != Some(Route::Patients)
    });
    html! {
        <header class="nhsuk-header fls-header">
            <div class={classes!("nhsuk-header__container", "nhsuk-width-container", "fls-wide",
                                 (!has_search).then_some("fls-header__container--no-search"))}>
                <div class="nhsuk-header__service">
                    <Go to={Route::Home} class="nhsuk-header__service-name">
                        { texts::NAME }<span class="fls-header__subtitle">{ texts::frame::SUBTITLE }</span>
                    </Go>
                </div>
                if let Some(me) = &props.me {
                    <ServiceChoice me={me.clone()} />
                    if has_search {
                        <SearchBox />
                    }
                    <Account me={me.clone()} on_sign_out={props.on_sign_out.clone()} />
                }
            </div>
            if let Some(me) = &props.me {
                { navigation(me, route) }
            }
        </header>
    }
}

#[derive(Properties, PartialEq)]
struct UserProps {
    me: Rc<Me>,
}

/// The service in the header: its name, or a choice if there are several.
#[component]
fn ServiceChoice(props: &UserProps) -> Html {
    let Some(current) = use_context::<CurrentService>() else {
        return html! {};
    };
    match props.me.services.as_slice() {
        [] => html! {},
        [service] => html! {
            <p class="fls-header__own">{ &service.name }<span class="fls-code">{ service.code.as_str() }</span></p>
        },
        services => {
            let onchange = Callback::from(move |event: Event| {
                let select = event
                    .target()
                    .and_then(|t| t.dyn_into::<HtmlSelectElement>().ok());
                if let Some(Ok(code)) = select.map(|select| select.value().parse()) {
                    current.choose.emit(code);
                }
            });
            html! {
                <label class="fls-header__own">
                    <span class="nhsuk-u-visually-hidden">{ texts::frame::SERVICE }</span>
                    <select id="service" class="nhsuk-select" {onchange}>
                        { for services.iter().map(|service| html! {
                            <option value={service.code.to_string()} selected={current.code == Some(service.code)}>
                                { format!("{} ({})", service.name, service.code) }
                            </option>
                        }) }
                    </select>
                </label>
            }
        }
    }
}

/// Looks for patients from any other page than theirs.
#[component]
fn SearchBox() -> Html {
    let go = use_go();
    let input = use_node_ref();
    let Some(search) = use_context::<SearchText>() else {
        return html! {};
    };
    let onsubmit = {
        let input = input.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(input) = input.cast::<HtmlInputElement>() {
                search.set.emit(input.value().into());
                go.emit(Route::Patients);
            }
        })
    };
    html! {
        <search class="nhsuk-header__search">
            <form class="nhsuk-header__search-form" method="post" {onsubmit}>
                <div class="nhsuk-form-group">
                    <label class="nhsuk-label nhsuk-u-visually-hidden" for={texts::frame::SEARCH_ID}>{ texts::frame::SEARCH }</label>
                    <div class="nhsuk-input-wrapper">
                        <input class="nhsuk-input" id={texts::frame::SEARCH_ID} type="search" autocomplete="off"
                               placeholder={texts::frame::SEARCH_PLACEHOLDER} ref={input} />
                        <button class="nhsuk-button nhsuk-button--small nhsuk-button--icon" aria-label={texts::frame::SEARCH_BUTTON}>
                            <svg class="nhsuk-icon nhsuk-icon--search" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"
                                 width="16" height="16" focusable="false" aria-hidden="true">
                                <path d="m20.7 19.3-4.1-4.1a7 7 0 1 0-1.4 1.4l4 4.1a1 1 0 0 0 1.5 0c.4-.4.4-1 0-1.4ZM6 11a5 5 0 1 1 10 0 5 5 0 0 1-10 0Z" />
                            </svg>
                        </button>
                    </div>
                </div>
            </form>
        </search>
    }
}

#[derive(Properties, PartialEq)]
struct AccountProps {
    me: Rc<Me>,
    on_sign_out: Callback<()>,
}

#[component]
fn Account(props: &AccountProps) -> Html {
    let unsaved = use_context::<Unsaved>().unwrap_or_default();
    let onsubmit = {
        let (on_sign_out, user) = (props.on_sign_out.clone(), props.me.id.clone());
        let keeper = use_context::<Keeper>().unwrap_or_default();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let has_entries = unsaved.is_set() || keeper.holds_any(&user);
            if !has_entries || gloo::dialogs::confirm(texts::capture::SIGN_OUT_LOSES) {
                unsaved.set(false);
                on_sign_out.emit(());
            }
        })
    };
    html! {
        <nav class="nhsuk-header__account" aria-label={texts::frame::ACCOUNT}>
            <ul class="nhsuk-header__account-list">
                <li class="nhsuk-header__account-item fls-account" title={props.me.email.clone()}>{ &props.me.name }</li>
                <li class="nhsuk-header__account-item">
                    <form class="nhsuk-header__account-form" method="post" {onsubmit}>
                        <button class="nhsuk-header__account-button">{ texts::frame::SIGN_OUT }</button>
                    </form>
                </li>
            </ul>
        </nav>
    }
}

fn navigation(me: &Me, route: Option<Route>) -> Html {
    let pages = pages_for(me);
    let here = match page_of(route, me) {
        Some(Route::NewPatient | Route::Episode { .. }) => Some(Route::Patients),
        Some(Route::Import { .. }) => Some(Route::Imports),
        Some(Route::Messages) => Some(Route::DataQuality),
        Some(
            Route::Periods
            | Route::LetterTemplates
            | Route::Users
            | Route::Clients
            | Route::OptOutChecks
            | Route::Submissions
            | Route::Services
            | Route::Registrations
            | Route::Resources
            | Route::Audit,
        ) => Some(Route::Administration),
        other => other,
    };
    html! {
        <nav class="nhsuk-header__navigation" aria-label={texts::frame::MENU}>
            <div class="nhsuk-header__navigation-container nhsuk-width-container fls-wide">
                <ul class="nhsuk-header__navigation-list">
                    { for pages.into_iter().map(|(route, title)| {
                        let is_here = here.as_ref() == Some(&route);
                        html! {
                            <li class={classes!("nhsuk-header__navigation-item", is_here.then_some("nhsuk-header__navigation-item--current"))}>
                                <Go to={route} class="nhsuk-header__navigation-link" current={is_here.then_some(AttrValue::from("page"))}>
                                    { title }
                                </Go>
                            </li>
                        }
                    }) }
                </ul>
            </div>
        </nav>
    }
}

/// Leads keyboard users past header and navigation.
pub fn skip_link() -> Html {
    let onclick = Callback::from(|event: MouseEvent| {
        event.prevent_default();
        focus(texts::frame::MAIN_ID);
    });
    html! {
        <a class="nhsuk-skip-link" href={format!("#{}", texts::frame::MAIN_ID)} {onclick}>{ texts::frame::SKIP }</a>
    }
}

/// What every page must tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notice {
    /// Whether the records are invented.
    pub is_demo: bool,
    /// Whether the server cannot be reached.
    pub is_away: bool,
}

/// Demo data, and a server that is away.
pub fn banners(notice: Notice) -> Html {
    html! {
        <aside aria-label={texts::frame::NOTICES}>
            if notice.is_demo {
                <div class="fls-banner fls-banner--demo">
                    <p class="nhsuk-width-container fls-wide"><strong>{ texts::frame::DEMO }</strong>{ texts::frame::DEMO_DETAIL }</p>
                </div>
            }
            <div role="status">
                if notice.is_away {
                    <div class="fls-banner fls-banner--away">
                        <p class="nhsuk-width-container fls-wide">
                            <strong>{ texts::frame::AWAY }</strong>{ texts::frame::AWAY_DETAIL }
                        </p>
                    </div>
                }
            </div>
        </aside>
    }
}

/// Version, data version, the description of the API, the list of keys.
pub fn footer(about: Option<&About>) -> Html {
    html! {
        <footer class="nhsuk-footer fls-footer">
            <div class="nhsuk-width-container fls-wide fls-footer__line">
                if let Some(about) = about {
                    <p>
                        { &about.software }{ " · " }
                        { texts::frame::DATA_VERSION }<span class="fls-figure">{ about.data_version }</span>{ " · " }
                        { format::long_day(about.today) }
                    </p>
                }
                <p>
                    { guide_link(Part::CONTENTS, texts::guide::TITLE) }
                    <a href="/api/docs">{ texts::frame::API }</a>
                    <Shortcuts />
                </p>
            </div>
        </footer>
    }
}

#[cfg(test)]
mod tests {
    use flsdb_domain::access::{Grant, Role, permissions_of};

    use super::*;

    #[test]
    fn the_navigation_offers_what_the_role_may_use() {
        for (role, titles) in [
            (
                Role::DataEntry,
                "Worklist Patients Benchmark Charts Import Data quality",
            ),
            (Role::ServiceManager, "Benchmark Charts Data quality Reports"),
            (
                Role::NationalAdministrator,
                "Benchmark Charts Import Data quality Reports Administration",
            ),
            (Role::Auditor, "Administration"),
        ] {
            let grants = vec![Grant {
                role,
                services: Default::default(),
            }];
            let me = Me {
                id: String::new(),
                name: String::new(),
                email: None,
                permissions: permissions_of(&grants).into_iter().collect(),
                grants,
                services: vec![],
            };
            let offered: Vec<_> = pages_for(&me).into_iter().map(|(_, title)| title).collect();
            assert_eq!(offered.join(" "), titles, "{role:?}");
        }
    }
}
