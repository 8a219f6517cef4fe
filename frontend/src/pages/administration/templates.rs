//! The texts from which the service's letters are filled.

use std::rc::Rc;

use flsdb_domain::{
    vocabulary::Coded,
    wire::{auth::Me, letters::LetterTemplate},
};
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::heading;
use crate::{
    api::{Api, ApiError},
    components::{
        error_summary::focus,
        frame::CurrentService,
        plain::{button, refusal, send},
        states::{empty, show},
        tag::tag,
    },
    format,
    remote::use_remote,
    routes::Route,
    texts::{administration, form as shared, letters as words},
    unsaved::{Unsaved, use_unsaved},
};

const TEXT: &str = "template-text";

/// The page.
#[component]
pub fn TemplatesPage() -> Html {
    let api = use_context::<Api>();
    let me = use_context::<Rc<Me>>();
    let service = use_context::<CurrentService>().and_then(|current| current.code);
    let chosen = use_state_eq(|| 0_usize);
    let unsaved = use_context::<Unsaved>();
    let remote = use_remote(service, {
        move |service| {
            let api = api.clone();
            async move { api.ok_or(ApiError::Away)?.letter_templates(service).await }
        }
    });
    let again = remote.again.clone();
    html! {
        <>
            { heading(me.as_deref(), &Route::LetterTemplates, words::TEMPLATES) }
            <p>{ words::TEMPLATES_LEAD }</p>
            if service.is_none() {
                { empty(administration::NO_SERVICE, html! { <p>{ words::TEMPLATES_NO_SERVICE }</p> }) }
            } else {
                { show(&remote, |templates: &Vec<LetterTemplate>| html! {
                    <>
                        { choose(templates, &chosen, unsaved.as_ref()) }
                        if let Some(template) = templates.get(*chosen) {
                            <Editor key={template.title.clone()} template={Rc::new(template.clone())} {again} />
                        }
                    </>
                }) }
            }
        </>
    }
}

/// A button each; who has typed something is asked first.
fn choose(templates: &[LetterTemplate], chosen: &UseStateHandle<usize>, unsaved: Option<&Unsaved>) -> Html {
    let one = |(place, template): (usize, &LetterTemplate)| {
        let (chosen, unsaved) = (chosen.clone(), unsaved.cloned());
        let pressed = (*chosen == place).to_string();
        let onclick = Callback::from(move |_: MouseEvent| {
            if unsaved.as_ref().is_none_or(Unsaved::may_leave) {
                chosen.set(place);
            }
        });
        html! {
            <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" aria-pressed={pressed} {onclick}>
                { &template.title }
            </button>
        }
    };
    html! {
        <div class="fls-outcomes fls-templates" role="group" aria-label={words::TEMPLATE}>
            { for templates.iter().enumerate().map(one) }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct EditorProps {
    template: Rc<LetterTemplate>,
    again: Callback<()>,
}

#[component]
fn Editor(props: &EditorProps) -> Html {
    let api = use_context::<Api>();
    let template = &props.template;
    let text = use_state_eq(|| template.content.clone());
    let failure = use_state_eq(|| None::<ApiError>);
    let saved = use_state_eq(|| false);
    use_unsaved(*text != template.content);
    // What is stored after a save, or a reset, is what stands in the form.
    use_effect_with(template.clone(), {
        let text = text.clone();
        move |template| text.set(template.content.clone())
    });
    let save = {
        let (template, again) = (template.clone(), props.again.clone());
        let (failure, saved) = (failure.clone(), saved.clone());
        Callback::from(move |content: Option<String>| {
            let Some(api) = api.clone() else { return };
            let (template, again, saved) = (template.clone(), again.clone(), saved.clone());
            let done = Callback::from(move |()| {
                saved.set(true);
                again.emit(());
            });
            send(
                async move { api.save_letter_template(&template, content).await },
                &failure,
                done,
            );
        })
    };
    let set = {
        let (text, saved) = (text.clone(), saved.clone());
        Callback::from(move |typed: String| {
            saved.set(false);
            text.set(typed);
        })
    };
    let oninput =
        set.reform(|event: InputEvent| event.target_unchecked_into::<HtmlTextAreaElement>().value());
    let onclick = {
        let (save, text) = (save.clone(), text.clone());
        Callback::from(move |_: MouseEvent| save.emit(Some((*text).clone())))
    };
    let reset = Callback::from(move |_: MouseEvent| {
        if gloo::dialogs::confirm(words::RESET_CONFIRM) {
            save.emit(None);
        }
    });
    html! {
        <div class="fls-section">
            <p>
                if template.is_own { { tag(words::OWN, "blue") } } else { { tag(words::STANDARD, "grey") } }
                if let Some(stamp) = &template.stamp {
                    { " " }<span class="fls-quiet">{ format::moment(stamp.changed_at) }{ administration::BY }{ &stamp.changed_by }</span>
                }
            </p>
            if let Some(error) = &*failure {
                { refusal(error) }
            }
            <div class="nhsuk-form-group">
                <label class="nhsuk-label fls-field__label" for={TEXT}>{ words::TEMPLATE_TEXT }</label>
                <textarea class="nhsuk-textarea fls-letter" id={TEXT} rows="24" value={(*text).clone()} {oninput} />
            </div>
            <div class="nhsuk-button-group">
                <button type="button" class="nhsuk-button nhsuk-button--small" {onclick}>{ words::SAVE }</button>
                if template.is_own {
                    <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onclick={reset}>{ words::RESET }</button>
                }
                <span role="status">if *saved { <span class="fls-saved">{ shared::SAVED }</span> }</span>
            </div>
            <h2 class="nhsuk-heading-s">{ words::PLACEHOLDERS }</h2>
            <ul class="nhsuk-list fls-placeholders" aria-label={template.kind.label()}>
                { for template.placeholders.iter().map(|known| {
                    let name = ["{{", &known.name, "}}"].concat();
                    let set = set.clone();
                    let onclick = Callback::from(move |_: MouseEvent| insert(&name, &set));
                    html! { <li>{ button(&known.title, None, onclick) }</li> }
                }) }
            </ul>
        </div>
    }
}

/// Puts a placeholder where the cursor is in the text.
fn insert(name: &str, set: &Callback<String>) {
    let area = gloo::utils::document()
        .get_element_by_id(TEXT)
        .and_then(|element| element.dyn_into::<HtmlTextAreaElement>().ok());
    let Some(area) = area else { return };
    let end = area.value().encode_utf16().count() as u32;
    let start = area.selection_start().ok().flatten().unwrap_or(end);
    let end = area.selection_end().ok().flatten().unwrap_or(end);
    // Fails only for a place beyond the text, where the browser has just told it is.
    let _ = area.set_range_text_with_start_and_end(name, start, end);
    set.emit(area.value());
    focus(TEXT);
}
