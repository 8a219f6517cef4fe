//! Withdrawing a patient or an episode, and undoing it: what the pages of both say and offer.

use std::rc::Rc;

use flsdb_domain::{
    access::Permission,
    wire::{
        auth::Me,
        records::{NewWithdrawal, Withdrawal},
    },
};
use yew::prelude::*;

use crate::{
    api::{Api, ApiError, Subject},
    components::{
        error_summary::{Fault, focus},
        link::Go,
        plain::{button, refusal, send},
        short_form::{
            self, Sent, ShortForm,
            input::{Control, input},
            reading::Texts,
        },
    },
    format,
    remote::use_remote,
    routes::Route,
    session::may,
    texts::{frame::MAIN_ID, withdrawal as words},
};

const NOTICE: &str = "withdrawn";
const OFFER: &str = "withdraw";

/// The record of a page.
#[derive(Clone, PartialEq)]
pub struct Record {
    /// What it is.
    pub subject: Subject,
    /// Its id.
    pub id: String,
    /// The patient's id.
    pub patient: String,
    /// Set while it is withdrawn.
    pub withdrawn: Option<Withdrawal>,
}

/// What a page shows of withdrawing.
pub struct Withdrawing {
    /// Above the record: that it is withdrawn, or the form by which it gets so.
    pub above: Html,
    /// Below the record: the way to the form.
    pub below: Html,
    /// Whether the form is open, in the place of the record.
    pub is_open: bool,
}

/// Withdrawing the record, and undoing it, for who may. `again` asks for the record as it stands then.
#[hook]
pub fn use_withdrawal(record: Record, again: Callback<()>) -> Withdrawing {
    let may_withdraw = use_context::<Rc<Me>>().is_some_and(|me| may(&me, Permission::WithdrawRecords));
    let asked = use_state_eq(|| false);
    // Where the focus goes once what was asked for is on screen.
    let wanted = use_mut_ref(|| None::<&'static str>);
    let is_open = *asked && record.withdrawn.is_none();
    use_effect_with((is_open, record.withdrawn.is_some()), {
        let wanted = Rc::clone(&wanted);
        move |_| {
            if let Some(id) = wanted.take() {
                focus(id);
            }
        }
    });
    let open = {
        let asked = asked.clone();
        Callback::from(move |_: MouseEvent| asked.set(true))
    };
    let on_done = {
        let (asked, wanted, again) = (asked.clone(), Rc::clone(&wanted), again.clone());
        Callback::from(move |is_stored: bool| {
            wanted.replace(Some(if is_stored { NOTICE } else { OFFER }));
            if is_stored {
                again.emit(());
            } else {
                asked.set(false);
            }
        })
    };
    let on_undone = Callback::from(move |()| {
        wanted.replace(Some(MAIN_ID));
        asked.set(false);
        again.emit(());
    });
    let (title, meaning) = words::of(record.subject);
    let above = match &record.withdrawn {
        Some(withdrawn) => html! {
            <div class="nhsuk-inset-text" id={NOTICE} tabindex="-1">
                { told(&record, withdrawn) }
                if may_withdraw {
                    <Undoing record={record.clone()} {on_undone} />
                }
            </div>
        },
        None if is_open => html! {
            <section class="fls-section fls-section--editing" aria-labelledby={OFFER}>
                <h2 class="nhsuk-heading-m" id={OFFER}>{ title }</h2>
                <p>{ meaning }</p>
                <Form record={record.clone()} {on_done} />
            </section>
        },
        None => html! {},
    };
    let below = html! {
        if may_withdraw && !is_open && record.withdrawn.is_none() {
            <p><button type="button" class="fls-link-button" id={OFFER} onclick={open}>{ title }</button></p>
        }
    };
    Withdrawing {
        above,
        below,
        is_open,
    }
}

/// Why it is withdrawn, who did it and when.
fn told(record: &Record, withdrawn: &Withdrawal) -> Html {
    html! {
        <>
            <p><strong>{ words::withdrawn(record.subject) }</strong>{ &withdrawn.reason }</p>
            <p class="fls-quiet">{ &withdrawn.by }{ ", " }{ format::moment(withdrawn.at) }{ words::NOWHERE }</p>
        </>
    }
}

#[derive(Properties, PartialEq)]
struct FormProps {
    record: Record,
    /// Told when the form is done with: whether the record is withdrawn.
    on_done: Callback<bool>,
}

/// Why, and the button that withdraws.
#[component]
fn Form(props: &FormProps) -> Html {
    let api = use_context::<Api>();
    let on_send = {
        let (record, on_done) = (props.record.clone(), props.on_done.clone());
        Callback::from(move |(typed, told): Sent| {
            let Some(api) = api.clone() else { return };
            match read(&typed) {
                Ok(new) => {
                    let (subject, id) = (record.subject, record.id.clone());
                    let work = async move { api.withdraw(subject, &id, &new).await };
                    short_form::send(work, told, on_done.reform(|()| true));
                }
                Err(faults) => told.emit(faults),
            }
        })
    };
    html! {
        <ShortForm inputs={vec![input("reason", words::WHY, Control::Lines).hint(words::WHY_HINT)]}
                   first={vec![String::new()]} save={words::WITHDRAW} {on_send} on_cancel={props.on_done.reform(|()| false)} />
    }
}

fn read(typed: &[String]) -> Result<NewWithdrawal, Vec<Fault>> {
    let mut texts = Texts::of(typed);
    let reason = texts.text().unwrap_or_default();
    texts.finish(NewWithdrawal { reason })
}

#[derive(Properties, PartialEq)]
struct UndoingProps {
    record: Record,
    on_undone: Callback<()>,
}

/// The button that undoes a withdrawal. An episode that is withdrawn with its patient leads to the patient.
#[component]
fn Undoing(props: &UndoingProps) -> Html {
    let api = use_context::<Api>();
    let failure = use_state(|| None::<ApiError>);
    let (subject, id) = (props.record.subject, props.record.id.clone());
    let remote = use_remote((subject, id.clone()), {
        let api = api.clone();
        move |(subject, id)| {
            let api = api.clone();
            async move { api.ok_or(ApiError::Away)?.withdrawn_version(subject, &id).await }
        }
    });
    let onclick = |version: i64| {
        let (failure, on_undone) = (failure.clone(), props.on_undone.clone());
        let (api, id) = (api.clone(), id.clone());
        Callback::from(move |_: MouseEvent| {
            let (Some(api), id) = (api.clone(), id.clone()) else {
                return;
            };
            let work = async move { api.undo_withdrawal(subject, &id, version).await };
            send(work, &failure, on_undone.clone());
        })
    };
    html! {
        <>
            if let Some(error) = failure.as_ref().or(remote.error.as_ref()) {
                { refusal(error) }
            }
            {
                match remote.value.as_deref() {
                    Some(Some(version)) => button(words::UNDO, None, onclick(*version)),
                    Some(None) => html! {
                        <p>{ words::WITH_PATIENT }<Go to={Route::Patient { id: props.record.patient.clone() }}>{ words::TO_PATIENT }</Go></p>
                    },
                    None => html! {},
                }
            }
        </>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_read_or_asked_for() {
        for (typed, expected) in [
            (" Entered twice\n", Ok("Entered twice")),
            ("", Err("entry-reason")),
            ("no", Err("entry-reason")),
        ] {
            let read = read(&[typed.to_owned()]);
            let told = match &read {
                Ok(new) => Ok(new.reason.as_str()),
                Err(faults) => Err(faults[0].target.as_deref().unwrap_or_default()),
            };
            assert_eq!(told, expected, "{typed:?}");
        }
    }
}
