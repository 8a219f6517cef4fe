//! Messages of hospital systems that were refused: what was sent, what is wrong with it, and settling it.

use std::rc::Rc;

use flsdb_domain::{
    access::Permission,
    wire::{
        Page,
        auth::Me,
        messages::{MessageState, Receipt, RefusedMessage},
    },
};
use yew::prelude::*;

use crate::{
    api::{Api, ApiError},
    components::{
        disclosure::Disclosure,
        error_summary::focus,
        frame::CurrentService,
        heading::Heading,
        link::Go,
        pages::{Place, pages, use_place},
        plain::choice,
        states::{empty, show},
    },
    format,
    remote::use_remote,
    routes::Route,
    session::may,
    texts::{data_quality, messages as words},
};

mod mend;
mod mended;
mod message;
mod registered;
mod waiting;

use message::Message;
pub use waiting::Waiting;

/// Takes the focus when the message that had it is gone.
const LIST: &str = "messages";

/// What the user is asked about a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// The record as it should be.
    Record,
    /// The reason why it asks for nothing more.
    Reason,
}

/// The page.
#[component]
pub fn MessagesPage() -> Html {
    let api = use_context::<Api>();
    let service = use_context::<CurrentService>().and_then(|current| current.code);
    let may_settle = use_context::<Rc<Me>>().is_some_and(|me| may(&me, Permission::JudgeFindings));
    let state = use_state_eq(MessageState::default);
    let (place, go) = use_place();
    let question = (*state, service, (*place).clone());
    let remote = use_remote(question, move |(state, service, place)| {
        let api = api.clone();
        async move {
            let api = api.ok_or(ApiError::Away)?;
            api.messages(state, service, place.cursor.as_deref()).await
        }
    });
    // One form is open at a time.
    let asked = use_state_eq(|| None::<(String, Asked)>);
    let stored = use_state_eq(|| None::<String>);
    let ask = {
        let (asked, stored) = (asked.clone(), stored.clone());
        Callback::from(move |next: Option<(String, Asked)>| {
            stored.set(None);
            asked.set(next);
        })
    };
    let on_settled = {
        let (asked, stored, again) = (asked.clone(), stored.clone(), remote.again.clone());
        Callback::from(move |receipt: Option<Receipt>| {
            asked.set(None);
            stored.set(receipt.and_then(|receipt| receipt.id));
            again.emit(());
            focus(LIST);
        })
    };
    let choose = {
        let (state, go) = (state.clone(), go.clone());
        move |token: String| {
            go.emit(Place::default());
            state.set(state_of(&token));
        }
    };
    let options: Vec<(String, String)> = words::STATES
        .iter()
        .map(|(token, text)| ((*token).to_owned(), (*text).to_owned()))
        .collect();
    let chosen = words::STATES.iter().find(|(token, _)| state_of(token) == *state);
    html! {
        <>
            <Go to={Route::DataQuality} class="nhsuk-back-link">{ data_quality::TITLE }</Go>
            <Heading title={words::TITLE} />
            <p>{ words::LEAD }</p>
            <div class="fls-choices">
                { choice(("state", words::STATE), &options, chosen.map_or("", |(token, _)| token), choose) }
            </div>
            <div role="status">
                if let Some(id) = &*stored {
                    <p class="nhsuk-inset-text fls-told">{ words::STORED }<Go to={Route::Episode { id: id.clone() }}>{ words::OPEN_EPISODE }</Go></p>
                }
            </div>
            <div id={LIST} tabindex="-1">{ show(&remote, |page: &Page<RefusedMessage>| if page.items.is_empty() {
                none(*state)
            } else {
                html! {
                    <>
                        { for page.items.iter().map(|message| {
                            let of_it = asked.as_ref().filter(|(id, _)| *id == message.id);
                            let asked = of_it.map(|(_, asked)| *asked);
                            html! {
                                <Disclosure key={message.id.clone()} title={title(message)} count={gist(message)}>
                                    <Message message={Rc::new(message.clone())} {may_settle} {asked} ask={ask.clone()}
                                             on_settled={on_settled.clone()} />
                                </Disclosure>
                            }
                        }) }
                        { pages(&place, page.next.as_deref(), &go) }
                    </>
                }
            }) }</div>
        </>
    }
}

fn state_of(token: &str) -> MessageState {
    match token {
        "settled" => MessageState::Settled,
        _ => MessageState::Open,
    }
}

fn none(state: MessageState) -> Html {
    let (title, detail) = match state {
        MessageState::Open => (words::NONE_OPEN, words::NONE_OPEN_DETAIL),
        MessageState::Settled => (words::NONE_SETTLED, words::NONE_SETTLED_DETAIL),
    };
    empty(title, html! { <p>{ detail }</p> })
}

/// `943 476 5919, diagnosed 05/11/2025`
fn title(message: &RefusedMessage) -> String {
    let number = message.nhs_number.map(|number| number.grouped());
    let number = number.or_else(|| message.local_record_number.clone());
    let number = number.unwrap_or_else(|| words::NO_NUMBER.to_owned());
    let day = message.diagnosed_on.map(format::short_day);
    let day = day.map(|day| [words::DIAGNOSED, &day].concat());
    number + &day.unwrap_or_default()
}

/// Who sent it, and when it came last.
fn gist(message: &RefusedMessage) -> Html {
    html! { <>{ &message.sender }{ ", " }<span class="fls-figure">{ format::moment(message.last_at) }</span></> }
}

#[cfg(test)]
mod tests {
    use flsdb_domain::NhsNumber;

    use super::*;

    #[test]
    fn a_message_goes_by_what_could_be_read_of_it() {
        let blank = message::sample();
        for (nhs_number, local, day, expected) in [
            (
                Some("9434765919"),
                Some("A1"),
                Some("2025-11-05"),
                "943 476 5919, diagnosed 05/11/2025",
            ),
            (None, Some("A1"), None, "A1"),
            (None, None, Some("2025-11-05"), "No number, diagnosed 05/11/2025"),
        ] {
            let message = RefusedMessage {
                nhs_number: nhs_number.and_then(|number| NhsNumber::parse(number).ok()),
                local_record_number: local.map(str::to_owned),
                diagnosed_on: day.and_then(|day| day.parse().ok()),
                ..blank.clone()
            };
            assert_eq!(title(&message), expected);
        }
    }
}
