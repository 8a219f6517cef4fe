//! What is said of a resource, and its document, as a form.

use flsdb_domain::{
    vocabulary::{Audience, Coded},
    wire::resources::{DOCUMENT_LIMIT, Resource, ResourceDetails},
};
use wasm_bindgen::JsCast;
use web_sys::{File, HtmlInputElement};
use yew::prelude::*;

use crate::{
    api::{Api, ApiError},
    components::{
        error_summary::Fault,
        short_form::{
            Sent, ShortForm,
            input::{Control, Input, input, options},
            reading::Texts,
            send,
        },
    },
    format,
    texts::administration as words,
};

const DOCUMENT_ID: &str = "document";

/// Properties of [`ResourceForm`].
#[derive(Properties, PartialEq)]
pub struct ResourceFormProps {
    /// The resource as it was seen; none for a new one.
    pub before: Option<Resource>,
    /// Told when the form is done with: whether something was stored.
    pub on_done: Callback<bool>,
}

/// The form.
#[component]
pub fn ResourceForm(props: &ResourceFormProps) -> Html {
    let api = use_context::<Api>();
    // Also what is stored already when only its document was refused.
    let stored = use_mut_ref(|| props.before.clone());
    let file = use_state(|| None::<File>);
    let on_send = {
        let (stored, file, on_done) = (stored.clone(), file.clone(), props.on_done.clone());
        Callback::from(move |(typed, told): Sent| {
            let Some(api) = api.clone() else { return };
            let (stored, file) = (stored.clone(), (*file).clone());
            let read = read(&typed).and_then(|details| match &file {
                Some(file) if file.size() > DOCUMENT_LIMIT as f64 => Err(vec![too_large()]),
                _ => Ok(details),
            });
            match read {
                Ok(details) => send(
                    async move {
                        let seen = stored.borrow().clone();
                        let saved = api.save_resource(seen.as_ref(), &details).await?;
                        stored.replace(Some(saved.clone()));
                        match file {
                            Some(file) => api.save_document(&saved, &file).await.map(|_| ()),
                            None => Ok::<(), ApiError>(()),
                        }
                    },
                    told,
                    on_done.reform(|()| true),
                ),
                Err(faults) => told.emit(faults),
            }
        })
    };
    let onchange = {
        let file = file.clone();
        Callback::from(move |event: Event| {
            let input = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok());
            let files = input.and_then(|input| input.files());
            file.set(files.and_then(|files| files.get(0)));
        })
    };
    // What was stored on the way to a refused document has to be seen.
    let on_cancel = {
        let (stored, before, on_done) = (stored, props.before.clone(), props.on_done.clone());
        Callback::from(move |()| on_done.emit(*stored.borrow() != before))
    };
    let (title, save) = match &props.before {
        None => (words::NEW_RESOURCE.to_owned(), words::ADD_RESOURCE),
        Some(before) => (
            format!("{}{}", words::EDIT_SERVICE, before.details.title),
            words::SAVE_RESOURCE,
        ),
    };
    html! {
        <section class="fls-plain">
            <h2 class="nhsuk-heading-m">{ title }</h2>
            <ShortForm inputs={inputs()} first={first(props.before.as_ref())} {save} {on_send} {on_cancel}>
                <div class="nhsuk-form-group fls-field">
                    <label class="nhsuk-label fls-field__label" for={DOCUMENT_ID}>{ words::DOCUMENT }</label>
                    <div class="nhsuk-hint fls-field__hint" id="document-hint">{ words::DOCUMENT_HINT }</div>
                    <input class="nhsuk-file-upload" id={DOCUMENT_ID} type="file" accept="application/pdf,.pdf"
                           aria-describedby="document-hint" {onchange} />
                </div>
            </ShortForm>
        </section>
    }
}

fn too_large() -> Fault {
    Fault {
        target: Some(DOCUMENT_ID.to_owned()),
        message: words::DOCUMENT_LARGE.to_owned(),
        follow: None,
    }
}

fn inputs() -> Vec<Input> {
    vec![
        input("title", words::RESOURCE_TITLE, Control::Line),
        input("description", words::DESCRIPTION, Control::Lines),
        input(
            "audiences",
            words::AUDIENCES,
            Control::Boxes(options(|_: Audience| true)),
        ),
        input("link", words::LINK_TO, Control::Line).hint(words::LINK_HINT),
        input("dated_on", words::DATED_ON, Control::Day).hint(words::DATED_HINT),
    ]
}

/// What stands in the inputs at first.
fn first(before: Option<&Resource>) -> Vec<String> {
    let Some(Resource { details, .. }) = before else {
        return vec![String::new(); 5];
    };
    let audiences: Vec<&str> = details
        .audiences
        .iter()
        .map(|audience| audience.token())
        .collect();
    vec![
        details.title.clone(),
        details.description.clone(),
        audiences.join(";"),
        details.link.clone().unwrap_or_default(),
        format::short_day(details.dated_on),
    ]
}

fn read(typed: &[String]) -> Result<ResourceDetails, Vec<Fault>> {
    let mut texts = Texts::of(typed);
    let (title, description) = (texts.text(), texts.text());
    let audiences = texts.options().into_iter().collect();
    let link = texts.text();
    let dated_on = texts.needed_day("dated_on");
    let details = ResourceDetails {
        title: title.unwrap_or_default(),
        description: description.unwrap_or_default(),
        audiences,
        link,
        // Stands in until one is given: without it nothing is sent.
        dated_on: dated_on.unwrap_or_default(),
    };
    texts.finish(details)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_read_and_written_back() {
        let typed = [
            "Falls",
            "How to keep\nsteady.",
            "patients;carers",
            "https://www.example.nhs.uk/falls",
            "01/06/2025",
        ]
        .map(str::to_owned);
        assert_eq!(inputs().len(), typed.len());
        let details = read(&typed).expect("a resource");
        let resource = Resource {
            id: "id".to_owned(),
            details,
            document_bytes: None,
            version: 1,
        };
        assert_eq!(first(Some(&resource)), typed);
    }

    #[test]
    fn faults_lead_to_their_inputs() {
        for (typed, expected) in [
            (
                ["", "", "", "", ""],
                "entry-audiences entry-dated_on entry-description entry-title",
            ),
            (
                ["Falls", "x", "carers", "javascript:alert(1)", "1/6/2025"],
                "entry-link",
            ),
            (["Falls", "x", "carers", "", "31/2/2025"], "entry-dated_on"),
            (["Falls", "x", "carers", "", "1/6/2025"], ""),
        ] {
            let faults = read(&typed.map(str::to_owned)).err().unwrap_or_default();
            let mut targets: Vec<_> = faults.into_iter().filter_map(|fault| fault.target).collect();
            targets.sort();
            assert_eq!(targets.join(" "), expected, "{typed:?}");
        }
    }
}
