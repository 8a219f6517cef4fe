//! Who changed what of a patient, for whoever wants to know: asked for when it is opened.

use std::rc::Rc;

use flsdb_domain::wire::{Page, audit::AuditEntry};
use web_sys::HtmlDetailsElement;
use yew::prelude::*;

use crate::{
    api::{Api, ApiError, Whole},
    components::{
        pages::{Place, pages},
        plain::table,
        states::show,
    },
    format::{self, spoken},
    remote::use_remote,
    texts::patient as words,
};

/// So many fields of a change are named; the others are counted.
const NAMED: usize = 6;

/// Properties of [`History`].
#[derive(Properties, PartialEq)]
pub struct HistoryProps {
    /// The patient, as it stands: what is changed on the page is told at once.
    pub whole: Rc<Whole>,
}

/// The section, closed at first.
#[component]
pub fn History(props: &HistoryProps) -> Html {
    let is_open = use_state_eq(|| false);
    let ontoggle = {
        let is_open = is_open.clone();
        Callback::from(move |event: Event| {
            if let Some(details) = event.target_dyn_into::<HtmlDetailsElement>() {
                is_open.set(details.open());
            }
        })
    };
    html! {
        <details class="nhsuk-details" {ontoggle}>
            <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">{ words::HISTORY }</span></summary>
            <div class="nhsuk-details__text">
                if *is_open {
                    <Changes whole={props.whole.clone()} />
                }
            </div>
        </details>
    }
}

#[component]
fn Changes(props: &HistoryProps) -> Html {
    let api = use_context::<Api>();
    let place = use_state_eq(Place::default);
    let remote = use_remote((props.whole.clone(), (*place).clone()), move |(whole, place)| {
        let api = api.clone();
        async move {
            let api = api.ok_or(ApiError::Away)?;
            api.history(&whole.patient.id, place.cursor.as_deref()).await
        }
    });
    let go = {
        let place = place.clone();
        Callback::from(move |next: Place| place.set(next))
    };
    show(&remote, |page: &Page<AuditEntry>| {
        html! {
            <>
                { table(words::HISTORY, words::HISTORY_COLUMNS, page.items.iter().map(row).collect()) }
                { pages(&place, page.next.as_deref(), &go) }
            </>
        }
    })
}

fn row(entry: &AuditEntry) -> Html {
    html! {
        <tr key={entry.id.clone()}>
            <th scope="row" class="fls-figure">{ format::moment(entry.at) }</th>
            <td>{ entry.author.as_ref().unwrap_or(&entry.author_id) }</td>
            <td>{ deed(&entry.action, &entry.resource) }</td>
            <td>{ fields(&entry.fields) }</td>
        </tr>
    }
}

/// `Episode: update` in words of the page.
fn deed(action: &str, resource: &str) -> String {
    let did = words::DEEDS.iter().find(|(token, _)| *token == action);
    let did = did.map_or_else(|| spoken(action), |(_, text)| (*text).to_owned());
    format!("{}: {did}", spoken(resource))
}

/// The first few fields by name.
fn fields(headings: &[String]) -> String {
    let named = headings.iter().take(NAMED).map(|heading| format::title(heading));
    let named = named.collect::<Vec<_>>().join(", ");
    match headings.len().checked_sub(NAMED).filter(|more| *more > 0) {
        Some(more) => format!("{named}{}{more}{}", words::AND, words::MORE),
        None => named,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_in_words() {
        for (action, resource, expected) in [
            ("update", "episode", "Episode: changed"),
            ("create", "contact_details", "Contact details: entered"),
            ("sign_in", "user", "User: Sign in"),
        ] {
            assert_eq!(deed(action, resource), expected);
        }
    }

    #[test]
    fn fields_in_words() {
        let headings = |n: usize| vec!["1.01 NHSNumber".to_owned(); n];
        assert_eq!(
            fields(&["telephone".to_owned(), "1.01 NHSNumber".to_owned()]),
            "Telephone, NHS number"
        );
        assert_eq!(fields(&headings(6)).matches("NHS number").count(), 6);
        assert!(fields(&headings(9)).ends_with("NHS number and 3 more"));
        assert_eq!(fields(&[]), "");
    }
}
