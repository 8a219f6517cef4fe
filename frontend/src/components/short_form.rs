//! A short form outside the data set: what was typed stays until it is stored, and faults stand at their inputs and in a
//! summary that leads to them.

use std::future::Future;

use yew::{platform::spawn_local, prelude::*};

use super::{
    error_summary::{ErrorSummary, Fault, focus},
    form::save_button,
};
use crate::{api::ApiError, texts::form as shared, unsaved::use_unsaved};

pub mod input;
pub mod reading;

use input::{Input, field, is_id};
use reading::refused;

/// What is handed over to be sent: the texts in the order of the inputs, and whom to tell what has to be mended.
pub type Sent = (Vec<String>, Callback<Vec<Fault>>);

/// Properties of [`ShortForm`].
#[derive(Properties, PartialEq)]
pub struct ShortFormProps {
    /// The inputs.
    pub inputs: Vec<Input>,
    /// What stands in them at first.
    pub first: Vec<String>,
    /// What the button says.
    pub save: &'static str,
    /// Reads and sends.
    pub on_send: Callback<Sent>,
    /// Told when the user gives up. A form that can be given up was opened by the user: it takes the focus.
    #[prop_or_default]
    pub on_cancel: Option<Callback<()>>,
    /// What stands between the inputs and the buttons.
    #[prop_or_default]
    pub children: Html,
}

/// How sending stands.
#[derive(Debug, Clone, Default, PartialEq)]
struct Sending {
    attempts: u32,
    is_busy: bool,
    faults: Vec<Fault>,
}

/// The form.
#[component]
pub fn ShortForm(props: &ShortFormProps) -> Html {
    let typed = use_state(|| props.first.clone());
    let sending = use_state(Sending::default);
    let is_touched = *typed != props.first;
    use_unsaved(is_touched);
    use_effect_with((), {
        let first = props.inputs.first().map(Input::id);
        let id = first.filter(|_| props.on_cancel.is_some());
        move |()| {
            if let Some(id) = id {
                focus(&id);
            }
        }
    });
    let onsubmit = {
        let (typed, sending, on_send) = (typed.clone(), sending.clone(), props.on_send.clone());
        let inputs = props.inputs.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if sending.is_busy {
                return;
            }
            let attempts = sending.attempts.wrapping_add(1);
            sending.set(Sending {
                attempts,
                is_busy: true,
                faults: vec![],
            });
            let (setter, inputs) = (sending.setter(), inputs.clone());
            let told = Callback::from(move |faults: Vec<Fault>| {
                setter.set(Sending {
                    attempts: attempts.wrapping_add(1),
                    is_busy: false,
                    faults: in_order(faults, &inputs),
                });
            });
            on_send.emit(((*typed).clone(), told));
        })
    };
    let on_cancel = props.on_cancel.clone().map(|on_cancel| {
        Callback::from(move |_: MouseEvent| {
            if !is_touched || gloo::dialogs::confirm(shared::GIVE_UP) {
                on_cancel.emit(());
            }
        })
    });
    let one = |(place, input): (usize, &Input)| {
        let fault = sending
            .faults
            .iter()
            .find(|fault| fault.target.as_ref() == Some(&input.id()));
        let told_of = {
            let typed = typed.clone();
            Callback::from(move |text: String| {
                let mut texts = (*typed).clone();
                texts[place] = text;
                typed.set(texts);
            })
        };
        field(
            input,
            &typed[place],
            fault.map(|fault| fault.message.as_str()),
            told_of,
        )
    };
    html! {
        <form class="fls-short" method="post" novalidate=true {onsubmit}>
            <ErrorSummary faults={sending.faults.clone()} attempt={sending.attempts} />
            { for props.inputs.iter().enumerate().map(one) }
            { props.children.clone() }
            <div class="nhsuk-button-group">
                { save_button(sending.is_busy, props.save) }
                if let Some(onclick) = on_cancel {
                    <button class="nhsuk-button nhsuk-button--secondary" type="button" {onclick}>{ shared::CANCEL }</button>
                }
            </div>
        </form>
    }
}

/// Faults in the order in which their inputs stand, those of the whole form first.
fn in_order(mut faults: Vec<Fault>, inputs: &[Input]) -> Vec<Fault> {
    let place = |fault: &Fault| {
        inputs
            .iter()
            .position(|input| fault.target.as_ref() == Some(&input.id()))
    };
    faults.sort_by_key(place);
    // What the server says of something that is no input cannot be followed there.
    let is_nowhere = |fault: &Fault| place(fault).is_none() && fault.target.as_deref().is_some_and(is_id);
    for fault in &mut faults {
        if is_nowhere(fault) {
            fault.target = None;
        }
    }
    faults
}

/// Sends what was read: what has to be mended is told, what went well is told to `done`.
pub fn send<T: 'static>(
    work: impl Future<Output = Result<T, ApiError>> + 'static,
    told: Callback<Vec<Fault>>,
    done: Callback<T>,
) {
    spawn_local(async move {
        match work.await {
            Ok(answer) => done.emit(answer),
            Err(error) => told.emit(refused(&error)),
        }
    });
}

#[cfg(test)]
mod tests {
    use super::{
        input::{Control, input},
        reading::fault,
        *,
    };

    #[test]
    fn faults_stand_in_the_order_of_the_inputs() {
        let inputs = ["name", "email"].map(|name| input(name, name, Control::Line));
        let faults = ["email", "name", "colour"].map(|name| fault(name, name)).to_vec();
        let ordered: Vec<_> = in_order(faults, &inputs)
            .into_iter()
            .map(|fault| (fault.message, fault.target))
            .collect();
        let target = |id: &str| Some(id.to_owned());
        assert_eq!(
            ordered,
            [
                ("colour".to_owned(), None),
                ("name".to_owned(), target("entry-name")),
                ("email".to_owned(), target("entry-email")),
            ]
        );
    }
}
