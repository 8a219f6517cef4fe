//! A check that waits: its list to be downloaded, and the cleaned list to be handed in.

use std::rc::Rc;

use flsdb_domain::{opt_out::read_list, wire::opt_out::OptOutCheck};
use gloo::file::{Blob, futures::read_as_text};
use web_sys::File;
use yew::{platform::spawn_local, prelude::*};

use crate::{
    api::{Api, ApiError},
    components::{
        error_summary::focus,
        file_form::{FileForm, FileSent},
        plain::{button, refusal},
        short_form::reading::refused,
    },
    download, format,
    texts::opt_out as words,
};

/// Properties of [`Cleaning`].
#[derive(Properties, Clone, PartialEq)]
pub struct CleaningProps {
    /// The check.
    pub check: Rc<OptOutCheck>,
    /// Whether the user has just started it: then its heading takes the focus.
    pub is_new: bool,
    /// Told when its cleaned list is taken.
    pub on_done: Callback<()>,
}

/// What is to be done, step by step.
#[component]
pub fn Cleaning(props: &CleaningProps) -> Html {
    let api = use_context::<Api>();
    let failure = use_state(|| None::<ApiError>);
    let check = &props.check;
    use_effect_with((), {
        let heading = props.is_new.then(|| heading(check));
        move |()| {
            if let Some(heading) = heading {
                focus(&heading);
            }
        }
    });
    let save = {
        let (api, failure, check) = (api.clone(), failure.clone(), check.clone());
        Callback::from(move |_: MouseEvent| {
            let (Some(api), failure, check) = (api.clone(), failure.clone(), check.clone()) else {
                return;
            };
            spawn_local(async move {
                match api.opt_out_numbers(&check.id).await {
                    Ok(list) => {
                        download::save_as(&file_name(&check), "text/csv", &list);
                        failure.set(None);
                    }
                    Err(error) => failure.set(Some(error)),
                }
            });
        })
    };
    let started = format::moment(check.started_at);
    let numbers = format::counted(check.sent.unsigned_abs(), words::NUMBER, words::NUMBERS);
    let by = format::long_day(check.expires_on);
    html! {
        <section class="fls-plain" aria-labelledby={heading(check)}>
            <h2 class="nhsuk-heading-m" id={heading(check)} tabindex="-1">{ words::WAITING }{ &started }</h2>
            <p>{ [&numbers, words::TO_SEND, &by, "."].concat() }</p>
            if let Some(error) = &*failure {
                { refusal(error) }
            }
            <ol class="nhsuk-list nhsuk-list--number">
                <li>{ words::STEPS_DOWNLOAD }<p>{ button(words::DOWNLOAD, None, save) }</p></li>
                <li>{ words::STEPS_SEND }</li>
                <li>{ words::STEPS_HAND_IN }<HandIn ..props.clone() /></li>
            </ol>
        </section>
    }
}

fn heading(check: &OptOutCheck) -> String {
    format!("check-{}", check.id)
}

/// As the server would name it.
fn file_name(check: &OptOutCheck) -> String {
    let service = check.service.map_or("all".to_owned(), |code| code.to_string());
    format!("opt-out-{service}-{}.csv", check.started_at.date_naive())
}

/// The file that came back. What it would come to is asked before it is sent, as a check takes one list only.
#[component]
fn HandIn(props: &CleaningProps) -> Html {
    let api = use_context::<Api>();
    let on_file = {
        let (check, on_done) = (props.check.clone(), props.on_done.clone());
        Callback::from(move |(file, told): FileSent| {
            let (Some(api), check, on_done) = (api.clone(), check.clone(), on_done.clone()) else {
                return;
            };
            spawn_local(async move {
                match hand_in(&api, &check, file).await {
                    Ok(true) => on_done.emit(()),
                    Ok(false) => told.emit(None),
                    Err(message) => told.emit(Some(message)),
                }
            });
        })
    };
    html! {
        <FileForm id={format!("cleaned-{}", props.check.id)} label={words::CLEANED} hint={words::CLEANED_HINT}
                  missing={words::CHOOSE_FILE} save={words::HAND_IN} {on_file} />
    }
}

/// Reads the list, asks, and sends it. Says whether it was taken.
///
/// # Errors
/// What is wrong with it.
async fn hand_in(api: &Api, check: &OptOutCheck, file: File) -> Result<bool, String> {
    let text = read_as_text(&Blob::from(file.clone())).await;
    let text = text.map_err(|_| words::UNREADABLE_FILE)?;
    let returned = read_list(&text).map_err(|fault| fault.to_string())?;
    if !gloo::dialogs::confirm(&question(check.sent.unsigned_abs(), returned.len() as u64)) {
        return Ok(false);
    }
    let taken = api.hand_in_cleaned(&check.id, &file).await;
    taken.map(|()| true).map_err(|error| {
        let faults = refused(&error).into_iter().map(|fault| fault.message);
        faults.collect::<Vec<_>>().join(" ")
    })
}

/// What the list would come to.
fn question(sent: u64, returned: u64) -> String {
    let numbers = format::counted(sent, words::NUMBER, words::NUMBERS);
    let opted_out = format::counted(
        sent.saturating_sub(returned),
        words::OPTED_OUT_ONE,
        words::OPTED_OUT_MANY,
    );
    [
        &format::count(returned),
        words::OF,
        &numbers,
        words::CAME_BACK,
        &opted_out,
        words::TAKE,
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_list_comes_to() {
        for (sent, returned, expected) in [
            (
                608,
                598,
                "598 of 608 NHS numbers came back: 10 patients have opted out.",
            ),
            (1, 0, "0 of 1 NHS number came back: 1 patient has opted out."),
            (2, 3, "3 of 2 NHS numbers came back: 0 patients have opted out."),
        ] {
            let question = question(sent, returned);
            assert!(question.starts_with(expected), "{question}");
        }
    }
}
