//! The whole page: session, contexts, and which page is on screen.

use std::rc::Rc;

use flsdb_domain::{
    ServiceCode,
    wire::{About, auth::Me},
};
use gloo::timers::callback::{Interval, Timeout};
use yew::{platform::spawn_local, prelude::*};
use yew_router::prelude::*;

use crate::{
    api::{Api, Signal},
    components::{
        frame::{CurrentService, Header, Notice, SearchText, banners, footer, page_of, skip_link},
        heading::Visited,
        states::{failed, pending},
        still_there::StillThere,
    },
    guide::Part,
    kept::Keeper,
    pages::{self, set_password::SetPassword, sign_in::SignIn},
    remote::use_remote,
    routes::Route,
    session::{Session, SessionEvent, may_be_resumed, remember},
    texts,
    unsaved::Unsaved,
};

/// The access token is renewed so many seconds before it expires.
const RENEW_EARLY: u32 = 60;
/// A server that is away is asked again after so many milliseconds.
const ASK_AGAIN: u32 = 5_000;

/// How page and server stand to each other.
#[derive(Debug, Clone, PartialEq)]
struct Standing {
    session: Session,
    is_away: bool,
    /// Grows with every change made here.
    changes: u32,
    /// Which access token it is, and for how many seconds it is good.
    renewal: (u32, u32),
}

enum Event {
    Signal(Signal),
    Session(SessionEvent),
}

impl Standing {
    fn start() -> Self {
        Standing {
            session: Session::Starting,
            is_away: false,
            changes: 0,
            renewal: (0, 0),
        }
    }

    fn after(&self, event: Event) -> Standing {
        let mut next = self.clone();
        match event {
            Event::Signal(Signal::Renewed(seconds)) => {
                next.renewal = (self.renewal.0.wrapping_add(1), seconds)
            }
            Event::Signal(Signal::Lapsed) => next.session = self.session.after(SessionEvent::Lapsed),
            Event::Signal(Signal::Away) => next.is_away = true,
            Event::Signal(Signal::There) => next.is_away = false,
            Event::Signal(Signal::Changed) => next.changes = self.changes.wrapping_add(1),
            Event::Session(event) => next.session = self.session.after(event),
        }
        next
    }
}

impl Reducible for Standing {
    type Action = Event;

    fn reduce(self: Rc<Self>, event: Event) -> Rc<Self> {
        Rc::new(self.after(event))
    }
}

/// The application.
#[component]
pub fn App() -> Html {
    let unsaved = (*use_state(Unsaved::guarding)).clone();
    html! {
        <ContextProvider<Unsaved> context={unsaved}>
            <BrowserRouter><Shell /></BrowserRouter>
        </ContextProvider<Unsaved>>
    }
}

#[component]
fn Shell() -> Html {
    let standing = use_reducer_eq(Standing::start);
    let api = (*use_state(|| {
        let dispatcher = standing.dispatcher();
        Api::new(Callback::from(move |signal| {
            dispatcher.dispatch(Event::Signal(signal))
        }))
    }))
    .clone();
    let about = use_remote((standing.changes, standing.renewal.0), {
        let api = api.clone();
        move |_| {
            let api = api.clone();
            async move { api.about().await }
        }
    });
    let is_starting = standing.session == Session::Starting;
    use_effect_with((standing.is_away, is_starting), {
        let (api, dispatcher) = (api.clone(), standing.dispatcher());
        move |(is_away, is_starting)| {
            if *is_starting && !may_be_resumed() {
                dispatcher.dispatch(Event::Session(SessionEvent::Closed));
            } else if *is_starting && !is_away {
                spawn_local(async move {
                    // What fails here has been told by a signal.
                    if let Ok(me) = api.resume().await {
                        dispatcher.dispatch(Event::Session(SessionEvent::Opened(Rc::new(me))));
                    }
                });
            }
        }
    });
    use_effect_with(standing.session.clone(), |session| match session {
        Session::Starting => {}
        Session::SignedIn(_) | Session::Lapsed(_) => remember(true),
        Session::SignedOut | Session::TimedOut => remember(false),
    });
    use_effect_with(standing.renewal, {
        let api = api.clone();
        move |(_, seconds)| {
            let wait = seconds.saturating_sub(RENEW_EARLY).max(RENEW_EARLY / 2);
            let timer = (*seconds > 0).then(|| {
                Timeout::new(wait * 1_000, move || {
                    spawn_local(async move {
                        // A call that finds the token expired tries once more.
                        let _ = api.keep_alive().await;
                    });
                })
            });
            move || drop(timer)
        }
    });
    use_effect_with(standing.is_away, {
        let again = about.again.clone();
        move |is_away| {
            let timer = is_away.then(|| Interval::new(ASK_AGAIN, move || again.emit(())));
            move || drop(timer)
        }
    });
    let search = use_state(AttrValue::default);
    let search = SearchText {
        text: (*search).clone(),
        set: use_callback((), {
            let setter = search.setter();
            move |text, ()| setter.set(text)
        }),
    };
    let keeper = (*use_state(Keeper::default)).clone();
    let visited = (*use_state(Visited::default)).clone();
    let navigator = use_navigator();
    let on_signed_in = {
        let (dispatcher, search, session) = (standing.dispatcher(), search.clone(), standing.session.clone());
        Callback::from(move |me: Rc<Me>| {
            // What was searched for stays only with the person who typed it.
            if !matches!(&session, Session::Lapsed(before) if before.id == me.id) {
                search.set.emit(AttrValue::default());
            }
            dispatcher.dispatch(Event::Session(SessionEvent::Opened(me)));
        })
    };
    let user_id = standing
        .session
        .user()
        .map(|me| me.id.clone())
        .unwrap_or_default();
    use_effect_with(user_id.clone(), {
        let keeper = keeper.clone();
        move |user| {
            if !user.is_empty() {
                keeper.begin(user);
            }
        }
    });
    let on_sign_out = {
        let (api, dispatcher, search) = (api.clone(), standing.dispatcher(), search.clone());
        let keeper = keeper.clone();
        Callback::from(move |()| {
            keeper.end(&user_id);
            if let Some(navigator) = &navigator {
                navigator.push(&Route::Home);
            }
            search.set.emit(AttrValue::default());
            dispatcher.dispatch(Event::Session(SessionEvent::Closed));
            let api = api.clone();
            spawn_local(async move {
                // The page has forgotten the session; if the server is away, the cookie expires by itself.
                let _ = api.sign_out().await;
            });
        })
    };
    let on_gone = use_callback((), {
        let (api, dispatcher) = (api.clone(), standing.dispatcher());
        move |(), ()| {
            dispatcher.dispatch(Event::Session(SessionEvent::TimedOut));
            let api = api.clone();
            spawn_local(async move {
                // As when the user signs out.
                let _ = api.sign_out().await;
            });
        }
    });
    let (user, present) = match &standing.session {
        Session::Starting | Session::SignedOut | Session::TimedOut => (None, None),
        Session::SignedIn(me) => (Some(me.clone()), Some(me.clone())),
        Session::Lapsed(me) => (Some(me.clone()), None),
    };
    let sets_password = use_route::<Route>() == Some(Route::SetPassword);
    let again = about.again.reform(|_: MouseEvent| ());
    let body = match (&about.value, &about.error) {
        (None, Some(error)) => failed(error, Some(again)),
        (None, None) => pending(),
        (Some(about), _) => html! {
            <>
                if present.is_some() {
                    <StillThere {on_gone} />
                }
                if let Some(me) = user {
                    <div hidden={present.is_none()} key={me.id.clone()}>
                        <SignedIn {about} {me} />
                    </div>
                }
                if is_starting {
                    { pending() }
                } else if present.is_none() && sets_password {
                    <ContextProvider<Part> context={Part::of(&Route::SetPassword)}><SetPassword /></ContextProvider<Part>>
                } else if present.is_none() {
                    <ContextProvider<Part> context={Part::SIGN_IN}>
                        <SignIn notice={standing.session.notice()} is_demo={about.demo} on_done={on_signed_in} />
                    </ContextProvider<Part>>
                }
            </>
        },
    };
    html! {
        <ContextProvider<Api> context={api}>
        <ContextProvider<SearchText> context={search}>
        <ContextProvider<Visited> context={visited}>
        <ContextProvider<Keeper> context={keeper}>
            <Services me={present.clone()}>
                { skip_link() }
                <Header me={present} {on_sign_out} />
                { banners(Notice {
                    is_demo: about.value.as_ref().is_some_and(|about| about.demo),
                    is_away: standing.is_away,
                }) }
                <div class="nhsuk-width-container fls-wide">
                    <main class="nhsuk-main-wrapper fls-main" id={texts::frame::MAIN_ID} tabindex="-1">{ body }</main>
                </div>
                { footer(about.value.as_deref()) }
            </Services>
        </ContextProvider<Keeper>>
        </ContextProvider<Visited>>
        </ContextProvider<SearchText>>
        </ContextProvider<Api>>
    }
}

#[derive(Properties, PartialEq)]
struct ServicesProps {
    me: Option<Rc<Me>>,
    children: Html,
}

/// Keeps the service for which the user works: at first the first of theirs.
#[component]
fn Services(props: &ServicesProps) -> Html {
    let chosen = use_state_eq(|| None::<ServiceCode>);
    let own: Vec<ServiceCode> = props
        .me
        .iter()
        .flat_map(|me| &me.services)
        .map(|s| s.code)
        .collect();
    let current = CurrentService {
        code: chosen.filter(|code| own.contains(code)).or(own.first().copied()),
        choose: use_callback((), {
            let setter = chosen.setter();
            move |code, ()| setter.set(Some(code))
        }),
    };
    html! { <ContextProvider<CurrentService> context={current}>{ props.children.clone() }</ContextProvider<CurrentService>> }
}

#[derive(Properties, PartialEq)]
struct SignedInProps {
    me: Rc<Me>,
    about: Rc<About>,
}

/// The pages behind the sign-in.
#[component]
fn SignedIn(props: &SignedInProps) -> Html {
    let me = props.me.clone();
    let page = page_of(use_route(), &me).unwrap_or(Route::NotFound);
    let render = Callback::from(move |route| pages::page(route, &me));
    html! {
        <ContextProvider<Rc<Me>> context={props.me.clone()}>
        <ContextProvider<Rc<About>> context={props.about.clone()}>
        <ContextProvider<Part> context={Part::of(&page)}>
            <Switch<Route> {render} />
        </ContextProvider<Part>>
        </ContextProvider<Rc<About>>>
        </ContextProvider<Rc<Me>>>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signals() {
        let renewed = Standing::start().after(Event::Signal(Signal::Renewed(900)));
        assert_eq!(renewed.renewal, (1, 900));
        let away = renewed.after(Event::Signal(Signal::Away));
        assert!(away.is_away && !away.after(Event::Signal(Signal::There)).is_away);
        let lapsed = away.after(Event::Signal(Signal::Lapsed));
        assert_eq!(lapsed.session, Session::SignedOut);
        assert_eq!(lapsed.after(Event::Signal(Signal::Changed)).changes, 1);
    }
}
