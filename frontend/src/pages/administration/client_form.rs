//! What a client may do, as a form: for a new one, or for one that is there.

use flsdb_domain::{
    ServiceCode,
    access::ClientScope,
    vocabulary::Coded,
    wire::clients::{Client, ClientChange, ClientWithSecret, KeySet, NewClient},
};
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
    texts::{administration as shared, clients as words},
};

/// Whose form it is.
#[derive(Debug, Clone, PartialEq)]
pub enum Subject {
    /// A new client, of this service if there is but one.
    New(Option<ServiceCode>),
    /// A client as it was seen.
    Stored(Box<Client>),
}

/// Properties of [`ClientForm`].
#[derive(Properties, PartialEq)]
pub struct ClientFormProps {
    /// Whose form it is.
    pub subject: Subject,
    /// Told of the first secret of a new client.
    pub on_secret: Callback<ClientWithSecret>,
    /// Told when the form is done with: whether something was stored.
    pub on_done: Callback<bool>,
}

/// The form.
#[component]
pub fn ClientForm(props: &ClientFormProps) -> Html {
    let api = use_context::<Api>();
    let on_send = {
        let (subject, on_secret) = (props.subject.clone(), props.on_secret.clone());
        let done = props.on_done.reform(|()| true);
        Callback::from(move |(typed, told): Sent| {
            let Some(api) = api.clone() else { return };
            match read(&subject, &typed) {
                Ok(new) => {
                    let work = store(api, subject.clone(), new, on_secret.clone());
                    send(work, told, done.clone());
                }
                Err(faults) => told.emit(faults),
            }
        })
    };
    let (title, save) = match &props.subject {
        Subject::New(_) => (words::NEW.to_owned(), words::CREATE),
        Subject::Stored(client) => (format!("{}{}", words::EDIT, client.name), words::SAVE),
    };
    html! {
        <section class="fls-plain">
            <h2 class="nhsuk-heading-m">{ title }</h2>
            <ShortForm inputs={inputs(&props.subject)} first={first(&props.subject)} {save} {on_send}
                       on_cancel={props.on_done.reform(|()| false)} />
        </section>
    }
}

/// Stores what was entered. A new client without keys gets its first secret.
async fn store(
    api: Api,
    subject: Subject,
    new: NewClient,
    on_secret: Callback<ClientWithSecret>,
) -> Result<(), ApiError> {
    match subject {
        Subject::Stored(client) => {
            let change = ClientChange {
                name: new.name,
                scopes: new.scopes,
                keys: new.keys,
                locked: client.locked,
            };
            api.save_client(&client, &change).await
        }
        Subject::New(_) => {
            let client = api.create_client(&new).await?;
            if client.keys.is_none() {
                on_secret.emit(api.create_secret(&client.id).await?);
            }
            Ok(())
        }
    }
}

fn inputs(subject: &Subject) -> Vec<Input> {
    let service = match subject {
        Subject::New(_) => Some(input("service", words::SERVICE, Control::Line).hint(words::SERVICE_HINT)),
        Subject::Stored(_) => None,
    };
    let scopes = Control::Boxes(options(|_: ClientScope| true));
    let others = [
        input("name", words::NAME, Control::Line).hint(words::NAME_HINT),
        input("scopes", words::SCOPES, scopes),
        input("keys", words::KEYS, Control::Lines).hint(words::KEYS_HINT),
    ];
    service.into_iter().chain(others).collect()
}

/// What stands in the inputs at first.
fn first(subject: &Subject) -> Vec<String> {
    match subject {
        Subject::New(service) => {
            let service = service.map(|code| code.to_string()).unwrap_or_default();
            vec![service, String::new(), String::new(), String::new()]
        }
        Subject::Stored(client) => {
            let scopes: Vec<&str> = client.scopes.iter().map(|scope| scope.token()).collect();
            let keys = client.keys.as_ref().map(serde_json::to_string_pretty);
            let keys = keys.and_then(Result::ok).unwrap_or_default();
            vec![client.name.clone(), scopes.join(";"), keys]
        }
    }
}

/// The client that the texts make; one that is there keeps its service.
fn read(subject: &Subject, typed: &[String]) -> Result<NewClient, Vec<Fault>> {
    let mut texts = Texts::of(typed);
    let code = match subject {
        Subject::New(_) => texts.text().and_then(|code| code.to_uppercase().parse().ok()),
        Subject::Stored(client) => Some(client.service),
    };
    let name = texts.text().unwrap_or_default();
    let scopes = texts.options().into_iter().collect();
    let keys = match texts.text().map(|text| keys(&text)).transpose() {
        Ok(keys) => keys,
        Err(message) => {
            texts.fault("keys", message);
            None
        }
    };
    if code.is_none() {
        texts.fault("service", shared::CODE_WRONG);
    }
    let ClientChange {
        name, scopes, keys, ..
    } = texts.finish(ClientChange {
        name,
        scopes,
        keys,
        locked: false,
    })?;
    let new = |service| NewClient {
        service,
        name,
        scopes,
        keys,
    };
    code.map(new).ok_or_else(Vec::new)
}

fn keys(text: &str) -> Result<KeySet, &'static str> {
    let set: KeySet = serde_json::from_str(text).map_err(|_| words::KEYS_UNREADABLE)?;
    match set.fault() {
        Some(fault) => Err(fault),
        None => Ok(set),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets(subject: &Subject, typed: &[&str]) -> String {
        let typed: Vec<String> = typed.iter().map(|text| (*text).to_owned()).collect();
        let faults = read(subject, &typed).err().unwrap_or_default();
        let mut targets: Vec<_> = faults.into_iter().filter_map(|fault| fault.target).collect();
        targets.sort();
        targets.join(" ")
    }

    #[test]
    fn what_is_missing_is_told() {
        let new = Subject::New(None);
        assert_eq!(inputs(&new).len(), first(&new).len());
        let private = r#"{"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "a", "d": "b"}]}"#;
        for (typed, expected) in [
            (["brd", "Radiology", "records:write;kpis:read", ""], ""),
            (["", "", "records:write", ""], "entry-name entry-service"),
            (["BRD", "", "", ""], "entry-name entry-scopes"),
            (["BRD", "Radiology", "records:write", "x"], "entry-keys"),
            (["BRD", "Radiology", "records:write", private], "entry-keys"),
        ] {
            assert_eq!(targets(&new, &typed), expected, "{typed:?}");
        }
    }

    #[test]
    fn a_client_is_read_as_it_was_shown() {
        let json = serde_json::json!({
            "id": "c", "service": "BRD", "name": "Radiology", "scopes": ["records:write"], "locked": false, "secrets": [],
            "keys": {"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]},
            "stamp": {"version": 1, "changed_at": "2026-01-01T00:00:00Z", "changed_by": "x"},
        });
        let client: Client = serde_json::from_value(json).expect("a client");
        let subject = Subject::Stored(Box::new(client.clone()));
        assert_eq!(inputs(&subject).len(), first(&subject).len());
        let read = read(&subject, &first(&subject)).expect("a client");
        assert_eq!(
            (read.name, read.scopes, read.keys),
            (client.name, client.scopes, client.keys)
        );
    }
}
