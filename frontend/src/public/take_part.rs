//! How a service takes part, and asking to.

use flsdb_domain::{
    Nation,
    wire::registrations::{NewRegistration, RegistrationReceipt},
};
use yew::prelude::*;

use crate::{
    api::Api,
    components::{
        error_summary::{Fault, focus},
        heading::Heading,
        short_form::{
            Sent, ShortForm,
            input::{Control, Input, input, options},
            reading::Texts,
            send,
        },
    },
    texts::{form as shared, public as words},
};

const SENT_ID: &str = "sent";

/// What taking part means, and the form.
#[component]
pub fn TakePart() -> Html {
    html! {
        <>
            <Heading title={words::TAKE_PART_TITLE} />
            <p>{ words::TAKE_PART_LEAD }</p>
            { for words::TAKE_PART_SECTIONS.iter().map(|(title, lines)| html! {
                <section class="fls-step">
                    <h2 class="nhsuk-heading-m">{ *title }</h2>
                    <ul class="nhsuk-list nhsuk-list--bullet">{ for lines.iter().map(|line| html! { <li>{ *line }</li> }) }</ul>
                </section>
            }) }
            <section class="fls-step">
                <h2 class="nhsuk-heading-m">{ words::STEPS }</h2>
                <ol class="nhsuk-list nhsuk-list--number">
                    { for words::STEPS_LIST.iter().map(|step| html! { <li>{ *step }</li> }) }
                </ol>
            </section>
            <section class="fls-step">
                <h2 class="nhsuk-heading-m">{ words::ASK }</h2>
                <Asking />
            </section>
        </>
    }
}

/// The form, and what is told once it is sent.
#[component]
fn Asking() -> Html {
    let api = use_context::<Api>();
    let receipt = use_state(|| None::<RegistrationReceipt>);
    let on_send = {
        let receipt = receipt.clone();
        Callback::from(move |(typed, told): Sent| {
            let Some(api) = api.clone() else { return };
            let receipt = receipt.clone();
            match read(&typed) {
                Ok(new) => send(
                    async move { api.register(&new).await },
                    told,
                    Callback::from(move |sent| receipt.set(Some(sent))),
                ),
                Err(faults) => told.emit(faults),
            }
        })
    };
    match &*receipt {
        Some(receipt) => html! { <Thanks id={receipt.id.clone()} /> },
        None => html! {
            <>
                <p>{ words::ASK_DETAIL }</p>
                <ShortForm inputs={inputs()} first={vec![String::new(); 5]} save={words::SEND} {on_send} />
            </>
        },
    }
}

#[derive(Properties, PartialEq)]
struct ThanksProps {
    id: String,
}

/// Stands in the place of the form, and takes the focus that the form had.
#[component]
fn Thanks(props: &ThanksProps) -> Html {
    use_effect_with((), |()| focus(SENT_ID));
    html! {
        <div id={SENT_ID} tabindex="-1">
            <p><strong>{ words::SENT }{ "." }</strong></p>
            <p>{ words::SENT_DETAIL }<code class="fls-link">{ &props.id }</code>{ "." }</p>
        </div>
    }
}

fn inputs() -> Vec<Input> {
    vec![
        input("service_name", words::SERVICE_NAME, Control::Line).filled_with("organization"),
        input(
            "nation",
            words::NATION,
            Control::Options(options(|_: Nation| true)),
        ),
        input("contact_name", words::CONTACT_NAME, Control::Line).filled_with("name"),
        input("email", words::EMAIL, Control::Line).filled_with("email"),
        input("message", words::MESSAGE, Control::Lines).hint(words::MESSAGE_HINT),
    ]
}

fn read(typed: &[String]) -> Result<NewRegistration, Vec<Fault>> {
    let mut texts = Texts::of(typed);
    let service_name = texts.text().unwrap_or_default();
    let nation = texts.option_or("nation", shared::GIVE_NATION);
    let new = NewRegistration {
        service_name,
        // Stands in until one is chosen: without it nothing is sent.
        nation: nation.unwrap_or(Nation::England),
        contact_name: texts.text().unwrap_or_default(),
        email: texts.text().unwrap_or_default(),
        message: texts.text(),
    };
    texts.finish(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_missing_is_told_at_once() {
        for (typed, expected) in [
            (
                ["", "", "", "", ""],
                "entry-contact_name entry-email entry-nation entry-service_name",
            ),
            (["St Elsewhere's", "wales", "Ann", "ann", ""], "entry-email"),
            (["St Elsewhere's", "wales", " Ann ", "ann@example.nhs.uk", ""], ""),
        ] {
            let typed = typed.map(str::to_owned);
            let faults = read(&typed).err().unwrap_or_default();
            let mut targets: Vec<_> = faults.into_iter().filter_map(|fault| fault.target).collect();
            targets.sort();
            assert_eq!(targets.join(" "), expected, "{typed:?}");
        }
    }
}
