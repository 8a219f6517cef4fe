//! A replaced NHS number, and a death: a short form each.

use std::rc::Rc;

use flsdb_domain::{
    NhsNumber,
    wire::{
        identity::{IdentityEvent, IdentityKind, NewIdentityEvent},
        records::{PatientRecord, PatientSearch},
    },
};
use yew::{platform::spawn_local, prelude::*};

use super::about;
use crate::{
    api::Api,
    components::{
        error_summary::Fault,
        short_form::{
            self, Sent, ShortForm,
            input::{Control, Input, input},
            reading::{Texts, fault},
        },
    },
    texts::identity as words,
};

/// Properties of [`Short`].
#[derive(Properties, PartialEq)]
pub struct ShortProps {
    /// What has happened; merges have a form of their own.
    pub kind: IdentityKind,
    /// The patient.
    pub patient: Rc<PatientRecord>,
    /// Told when it is carried out.
    pub on_event: Callback<IdentityEvent>,
    /// Told when the user gives up.
    pub on_cancel: Callback<()>,
}

/// The form.
#[component]
pub fn Short(props: &ShortProps) -> Html {
    let api = use_context::<Api>();
    let (input, save) = asked(props.kind);
    let on_send = {
        let (kind, patient, on_event) = (props.kind, props.patient.clone(), props.on_event.clone());
        Callback::from(move |(typed, told): Sent| {
            let Some(api) = api.clone() else { return };
            match read(kind, &patient, &typed) {
                Ok(event) => {
                    let on_event = on_event.clone();
                    spawn_local(async move {
                        if is_taken(&api, &event).await {
                            return told.emit(vec![fault("nhs_number", words::TAKEN)]);
                        }
                        short_form::send(async move { api.tell_identity(&event).await }, told, on_event);
                    });
                }
                Err(faults) => told.emit(faults),
            }
        })
    };
    html! {
        <ShortForm inputs={vec![input]} first={vec![String::new()]} {save} {on_send} on_cancel={props.on_cancel.clone()} />
    }
}

/// Whether a patient of the service has the new number, as far as a search tells.
async fn is_taken(api: &Api, event: &NewIdentityEvent) -> bool {
    let Some(number) = event.nhs_number else {
        return false;
    };
    let search = PatientSearch {
        nhs_number: Some(number),
        ..PatientSearch::default()
    };
    let found = api.search(&search).await;
    found.is_ok_and(|page| {
        page.items
            .iter()
            .any(|patient| Some(patient.service) == event.service)
    })
}

/// What is asked, and what the button says.
fn asked(kind: IdentityKind) -> (Input, &'static str) {
    match kind {
        IdentityKind::Deceased => (
            input("date_of_death", words::DIED_ON, Control::Day).hint(words::DIED_HINT),
            words::DIED_NOW,
        ),
        IdentityKind::NhsNumberReplaced | IdentityKind::Merge => (
            input("nhs_number", words::NEW_NUMBER, Control::Line).hint(words::NEW_NUMBER_HINT),
            words::REPLACE_NOW,
        ),
    }
}

fn read(
    kind: IdentityKind,
    patient: &PatientRecord,
    typed: &[String],
) -> Result<NewIdentityEvent, Vec<Fault>> {
    let mut texts = Texts::of(typed);
    let mut event = about(kind, patient);
    match kind {
        IdentityKind::Deceased => event.date_of_death = texts.needed_day("date_of_death"),
        IdentityKind::NhsNumberReplaced | IdentityKind::Merge => {
            match texts.text().map(|text| NhsNumber::parse(&text)) {
                Some(Ok(number)) => event.nhs_number = Some(number),
                Some(Err(fault)) => texts.fault("nhs_number", &fault.to_string()),
                None => texts.fault("nhs_number", words::GIVE_NUMBER),
            }
        }
    }
    texts.finish(event)
}

#[cfg(test)]
pub fn sample(cells: &[(flsdb_domain::Field, &str)]) -> PatientRecord {
    let reading = flsdb_domain::Reading::from_cells(cells.iter().copied());
    PatientRecord {
        id: "1".to_owned(),
        service: "BRD".parse().expect("a code"),
        patient: reading.episode.patient,
        stamp: flsdb_domain::wire::problem::Stamp {
            version: 1,
            changed_at: Default::default(),
            changed_by: String::new(),
        },
        withdrawn: None,
    }
}

#[cfg(test)]
mod tests {
    use flsdb_domain::Field;
    use serde_json::json;

    use super::*;

    #[test]
    fn events_are_read_or_asked_for() {
        use IdentityKind::{Deceased, NhsNumberReplaced};
        let patient = sample(&[(Field::NhsNumber, "9434765919"), (Field::LocalRecordNumber, "A1")]);
        let who = json!({"nhs_number": "9434765919"});
        for (kind, typed, expected) in [
            (
                NhsNumberReplaced,
                "943 476 5870",
                json!({"service": "BRD", "kind": "nhs_number_replaced", "patient": who, "nhs_number": "9434765870"}),
            ),
            (NhsNumberReplaced, "943 476 5871", json!("entry-nhs_number")),
            (NhsNumberReplaced, " ", json!("entry-nhs_number")),
            (
                Deceased,
                "24/12/2025",
                json!({"service": "BRD", "kind": "deceased", "patient": who, "date_of_death": "2025-12-24"}),
            ),
            (Deceased, "31/2/2025", json!("entry-date_of_death")),
            (Deceased, "", json!("entry-date_of_death")),
        ] {
            let told = match read(kind, &patient, &[typed.to_owned()]) {
                Ok(event) => json!(event),
                Err(faults) => json!(faults[0].target),
            };
            assert_eq!(told, expected, "{typed:?}");
        }
    }
}
