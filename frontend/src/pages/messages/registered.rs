//! What the registry holds already under the number of a message, and the way there.

use flsdb_domain::{
    NhsNumber,
    wire::records::{PatientPage, PatientSearch, PatientSummary},
};
use yew::prelude::*;

use crate::{
    api::{Api, ApiError},
    components::{link::Go, states::show},
    format,
    pages::patients::{episode, identifier},
    remote::use_remote,
    routes::Route,
    texts::messages as words,
};

/// Properties of [`Registered`].
#[derive(Properties, PartialEq)]
pub struct RegisteredProps {
    /// 1.01, if it could be read.
    pub nhs_number: Option<NhsNumber>,
    /// The hospital's number.
    pub local_record_number: Option<String>,
    /// Whether the user may enter patients.
    pub may_enter: bool,
}

/// The patients with the number, each with the way to them and their episodes.
#[component]
pub fn Registered(props: &RegisteredProps) -> Html {
    let api = use_context::<Api>();
    let question = (props.nhs_number, props.local_record_number.clone());
    let remote = use_remote(question, move |(nhs_number, local_record_number)| {
        let api = api.clone();
        async move {
            let api = api.ok_or(ApiError::Away)?;
            // A patient is known by the local number only where there is no other.
            let search = PatientSearch {
                nhs_number,
                local_record_number: local_record_number.filter(|_| nhs_number.is_none()),
                ..PatientSearch::default()
            };
            api.search(&search).await
        }
    });
    let enter = html! {
        if props.may_enter {
            <Go to={Route::NewPatient}>{ words::ENTER }</Go>
        }
    };
    if props.nhs_number.is_none() && props.local_record_number.is_none() {
        return html! { <p>{ words::UNREADABLE_NUMBER }{ enter }</p> };
    }
    show(&remote, |page: &PatientPage| match page.items.is_empty() {
        true => html! { <p>{ words::NOBODY }{ enter.clone() }</p> },
        false => html! { <ul class="nhsuk-list">{ for page.items.iter().map(patient) }</ul> },
    })
}

fn patient(patient: &PatientSummary) -> Html {
    html! {
        <li key={patient.id.clone()}>
            <Go to={Route::Patient { id: patient.id.clone() }}>{ identifier(patient) }</Go>
            { words::BORN }{ format::long_day(patient.date_of_birth) }
            if patient.episodes.is_empty() {
                <div class="fls-quiet">{ words::NO_EPISODE }</div>
            }
            { for patient.episodes.iter().map(episode) }
        </li>
    }
}
