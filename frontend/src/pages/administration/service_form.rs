//! What is said of a service, as a form: for a new one, or for one that is there.

use flsdb_domain::{
    Nation, ServiceCode,
    vocabulary::Coded,
    wire::{
        registrations::Registration,
        services::{NewService, Service, ServiceDetails},
    },
};
use yew::prelude::*;

use crate::{
    api::Api,
    components::{
        error_summary::Fault,
        short_form::{
            Sent, ShortForm,
            input::{Control, Input, input, options},
            reading::Texts,
            send,
        },
    },
    texts::{administration as words, form as shared},
};

/// Whose form it is.
#[derive(Debug, Clone, PartialEq)]
pub enum Subject {
    /// A new service, perhaps that of a request to take part.
    New(Option<Registration>),
    /// A service as it was seen under this tag.
    Stored(Service, String),
}

/// Properties of [`ServiceForm`].
#[derive(Properties, PartialEq)]
pub struct ServiceFormProps {
    /// Whose form it is.
    pub subject: Subject,
    /// Told when the form is done with: whether something was stored.
    pub on_done: Callback<bool>,
}

/// The form.
#[component]
pub fn ServiceForm(props: &ServiceFormProps) -> Html {
    let api = use_context::<Api>();
    let on_send = {
        let (subject, on_done) = (props.subject.clone(), props.on_done.clone());
        Callback::from(move |(typed, told): Sent| {
            let Some(api) = api.clone() else { return };
            let done = on_done.reform(|()| true);
            match (&subject, read(&subject, &typed)) {
                (Subject::New(_), Ok(new)) => {
                    send(async move { api.create_service(&new).await }, told, done);
                }
                (Subject::Stored(_, tag), Ok(new)) => {
                    let tag = tag.clone();
                    let work = async move { api.save_service(new.code, &tag, &new.details).await };
                    send(work, told, done);
                }
                (_, Err(faults)) => told.emit(faults),
            }
        })
    };
    let (title, save) = match &props.subject {
        Subject::New(_) => (words::NEW_SERVICE.to_owned(), words::CREATE_SERVICE),
        Subject::Stored(service, _) => (
            format!("{}{}", words::EDIT_SERVICE, service.name),
            words::SAVE_SERVICE,
        ),
    };
    html! {
        <section class="fls-plain">
            <h2 class="nhsuk-heading-m">{ title }</h2>
            <ShortForm inputs={inputs(&props.subject)} first={first(&props.subject)} {save} {on_send}
                       on_cancel={props.on_done.reform(|()| false)} />
        </section>
    }
}

fn inputs(subject: &Subject) -> Vec<Input> {
    let code = match subject {
        Subject::New(_) => Some(input("code", words::CODE, Control::Line).hint(words::CODE_HINT)),
        Subject::Stored(..) => None,
    };
    let details = [
        input("name", words::NAME, Control::Line),
        input(
            "nation",
            words::NATION,
            Control::Options(options(|_: Nation| true)),
        ),
        input("region", words::REGION, Control::Line).hint(words::REGION_HINT),
        input("ods_code", words::ODS_CODE, Control::Line).hint(words::ODS_HINT),
    ];
    code.into_iter().chain(details).collect()
}

/// What stands in the inputs at first.
fn first(subject: &Subject) -> Vec<String> {
    let texts = |name: &str, nation: &str, region: &Option<String>, ods_code: &Option<String>| {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        vec![name.to_owned(), nation.to_owned(), text(region), text(ods_code)]
    };
    match subject {
        Subject::New(None) => vec![String::new(); 5],
        Subject::New(Some(asked)) => {
            let request = &asked.request;
            let mut texts = texts(&request.service_name, request.nation.token(), &None, &None);
            texts.insert(0, String::new());
            texts
        }
        Subject::Stored(service, _) => texts(
            &service.name,
            service.nation.token(),
            &service.region,
            &service.ods_code,
        ),
    }
}

/// The service that the texts make; one that is there keeps its code.
fn read(subject: &Subject, typed: &[String]) -> Result<NewService, Vec<Fault>> {
    let mut texts = Texts::of(typed);
    let code = match subject {
        Subject::New(_) => texts.text().and_then(|code| code.to_uppercase().parse().ok()),
        Subject::Stored(service, _) => Some(service.code),
    };
    if code.is_none() {
        texts.fault("code", words::CODE_WRONG);
    }
    let name = texts.text().unwrap_or_default();
    let nation = texts.option_or("nation", shared::GIVE_NATION);
    let details = ServiceDetails {
        name,
        // Stands in until one is chosen: without it nothing is sent.
        nation: nation.unwrap_or(Nation::England),
        region: texts.text(),
        ods_code: texts.text(),
    };
    let details = texts.finish(details)?;
    let code: Option<ServiceCode> = code;
    code.map(|code| NewService { code, details }).ok_or_else(Vec::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored() -> Subject {
        let json =
            serde_json::json!({"code": "BRD", "name": "Bradley Royal", "nation": "wales", "region": "Powys"});
        Subject::Stored(
            serde_json::from_value(json).expect("a service"),
            "\"1\"".to_owned(),
        )
    }

    #[test]
    fn a_service_is_read_as_it_was_shown() {
        let subject = stored();
        assert_eq!(inputs(&subject).len(), first(&subject).len());
        let read = read(&subject, &first(&subject)).expect("a service");
        assert_eq!(read.code.as_str(), "BRD");
        assert_eq!(
            (read.details.region.as_deref(), read.details.ods_code),
            (Some("Powys"), None)
        );
    }

    #[test]
    fn what_is_missing_is_told() {
        let new = Subject::New(None);
        for (typed, expected) in [
            (["", "", "", "", ""], "entry-code entry-name entry-nation"),
            (["TOOLONG", "New", "wales", "", ""], "entry-code"),
            (["new", "New", "wales", "", ""], ""),
            (
                ["NEW", "New", "wales", "", "123456789012345678901"],
                "entry-ods_code",
            ),
        ] {
            let faults = read(&new, &typed.map(str::to_owned)).err().unwrap_or_default();
            let mut targets: Vec<_> = faults.into_iter().filter_map(|fault| fault.target).collect();
            targets.sort();
            assert_eq!(targets.join(" "), expected, "{typed:?}");
        }
    }
}
