//! A form that hands one file in.

use wasm_bindgen::JsCast;
use web_sys::{File, HtmlInputElement};
use yew::prelude::*;

use super::{
    error_summary::Fault,
    short_form::{Sent, ShortForm},
};
use crate::texts::form;

/// The file that was chosen, and whom to tell what is wrong with it, or that nothing is.
pub type FileSent = (File, Callback<Option<String>>);

/// Properties of [`FileForm`].
#[derive(Properties, PartialEq)]
pub struct FileFormProps {
    /// Id of the file field.
    pub id: String,
    /// What the file is.
    pub label: &'static str,
    /// A line below the label.
    pub hint: &'static str,
    /// What is told when none is chosen.
    pub missing: &'static str,
    /// What the button says.
    pub save: &'static str,
    /// Takes the file.
    pub on_file: Callback<FileSent>,
}

/// The form.
#[component]
pub fn FileForm(props: &FileFormProps) -> Html {
    let file = use_state(|| None::<File>);
    let wrong = use_state_eq(|| None::<String>);
    let id = props.id.clone();
    let on_send = {
        let (id, missing, on_file) = (id.clone(), props.missing, props.on_file.clone());
        let (file, wrong) = (file.clone(), wrong.clone());
        Callback::from(move |(_, told): Sent| {
            let (id, wrong) = (id.clone(), wrong.clone());
            let answer = Callback::from(move |message: Option<String>| {
                wrong.set(message.clone());
                let fault = message.map(|message| Fault {
                    target: Some(id.clone()),
                    message,
                    follow: None,
                });
                told.emit(fault.into_iter().collect());
            });
            match (*file).clone() {
                Some(file) => on_file.emit((file, answer)),
                None => answer.emit(Some(missing.to_owned())),
            }
        })
    };
    let onchange = Callback::from(move |event: Event| {
        let input = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok());
        let files = input.and_then(|input| input.files());
        file.set(files.and_then(|files| files.get(0)));
    });
    let (hint, error) = (format!("{id}-hint"), format!("{id}-error"));
    let described_by = if wrong.is_some() {
        format!("{hint} {error}")
    } else {
        hint.clone()
    };
    html! {
        <ShortForm inputs={vec![]} first={vec![]} save={props.save} {on_send}>
            <div class={classes!("nhsuk-form-group", "fls-field", wrong.as_ref().map(|_| "nhsuk-form-group--error"))}>
                <label class="nhsuk-label fls-field__label" for={id.clone()}>{ props.label }</label>
                <div class="nhsuk-hint fls-field__hint" id={hint}>{ props.hint }</div>
                if let Some(message) = &*wrong {
                    <p class="nhsuk-error-message" id={error}>
                        <span class="nhsuk-u-visually-hidden">{ form::ERROR }</span>{ message.clone() }
                    </p>
                }
                <input class="nhsuk-file-upload" {id} type="file" aria-describedby={described_by} {onchange} />
            </div>
        </ShortForm>
    }
}
