//! One refused message: why it was refused, what the registry holds, and settling it.

use std::rc::Rc;

use flsdb_domain::{
    Level,
    vocabulary::Coded,
    wire::{
        WireFinding,
        messages::{NewSettlement, Receipt, RefusedMessage},
    },
};
use serde_json::Value;
use yew::prelude::*;

use super::{Asked, mend::Mend, mended::raw, registered::Registered, title};
use crate::{
    api::Api,
    components::{
        disclosure::Disclosure,
        error_summary::Fault,
        plain::button,
        short_form::{
            self, Sent, ShortForm,
            input::{Control, input},
            reading::Texts,
        },
        tag::tag,
    },
    format,
    texts::{findings, messages as words},
};

/// Properties of [`Message`].
#[derive(Properties, PartialEq)]
pub struct MessageProps {
    /// The message.
    pub message: Rc<RefusedMessage>,
    /// Whether the user may settle it.
    pub may_settle: bool,
    /// What the user is asked about it.
    pub asked: Option<Asked>,
    /// Asks something about a message, or nothing.
    pub ask: Callback<Option<(String, Asked)>>,
    /// Told when it is settled, with what became of the record if it was mended.
    pub on_settled: Callback<Option<Receipt>>,
}

/// All about it.
#[component]
pub fn Message(props: &MessageProps) -> Html {
    let message = &*props.message;
    let document = use_memo(message.document.clone(), |document| {
        serde_json::from_str(document).unwrap_or(Value::Null)
    });
    let may_settle = props.may_settle && message.settled.is_none();
    let on_cancel = props.ask.reform(|()| None);
    html! {
        <>
            { facts(message) }
            <h2 class="nhsuk-heading-s">{ words::WHY_REFUSED }</h2>
            <ul class="nhsuk-list fls-faults">{ for message.findings.iter().map(|finding| fault(finding, &document)) }</ul>
            <h2 class="nhsuk-heading-s">{ words::IN_REGISTRY }</h2>
            <Registered nhs_number={message.nhs_number} local_record_number={message.local_record_number.clone()}
                        may_enter={props.may_settle} />
            if message.document.is_empty() {
                <p class="fls-quiet">{ words::NOT_KEPT }</p>
            } else {
                <Disclosure title={words::WHOLE} count={html! {}}>
                    <pre class="fls-document" tabindex="0">{ written(&message.document, &document) }</pre>
                </Disclosure>
            }
            {
                match props.asked.filter(|_| may_settle) {
                    None if may_settle => offers(props, document.is_object()),
                    None => html! {},
                    Some(Asked::Record) => html! {
                        <Mend message={props.message.clone()} {document} on_stored={props.on_settled.reform(Some)} {on_cancel} />
                    },
                    Some(Asked::Reason) => html! {
                        <Settling id={message.id.clone()} on_settled={props.on_settled.reform(|()| None)} {on_cancel} />
                    },
                }
            }
        </>
    }
}

/// The ways to settle it.
fn offers(props: &MessageProps, is_record: bool) -> Html {
    let offer = |text: &'static str, asked: Asked| {
        let id = props.message.id.clone();
        let onclick = props.ask.reform(move |_: MouseEvent| Some((id.clone(), asked)));
        button(text, Some([text, ": ", &title(&props.message)].concat()), onclick)
    };
    html! {
        <p>
            if is_record {
                { offer(words::MEND, Asked::Record) }
            }
            { offer(words::SETTLE, Asked::Reason) }
        </p>
    }
}

/// Who sent it, when, how often, and what has become of it.
fn facts(message: &RefusedMessage) -> Html {
    let last = format::moment(message.last_at);
    let came = match message.attempts {
        1 => last,
        n => [
            &n.to_string(),
            words::TIMES,
            &format::moment(message.first_at),
            words::LAST,
            &last,
        ]
        .concat(),
    };
    let settled = message.settled.as_ref().map(|settled| {
        let reason = settled.reason.as_deref().unwrap_or(words::ACCEPTED);
        [&format::moment(settled.at), words::BY, &settled.by, ": ", reason].concat()
    });
    let rows = [
        (words::SENT_BY, Some(message.sender.clone())),
        (words::CAME, Some(came)),
        (words::SERVICE, Some(message.service.to_string())),
        (words::REQUEST, Some(message.request_id.clone())),
        (words::SETTLED, settled),
    ];
    html! {
        <dl class="fls-details fls-columns">
            { for rows.into_iter().filter_map(|(title, text)| Some(html! { <div><dt>{ title }</dt><dd>{ text? }</dd></div> })) }
        </dl>
    }
}

/// What is wrong with one answer, what was sent, and what to do.
fn fault(finding: &WireFinding, document: &Value) -> Html {
    let field = finding.field.as_deref().map(format::title);
    let kind = Coded::from_token(&finding.code).map(findings::title);
    html! {
        <li>
            <strong>{ field.unwrap_or_else(|| finding.pointer.clone()) }</strong>
            { ": " }{ kind.unwrap_or(&finding.code) }
            if finding.level == Level::Warning {
                { " " }{ tag(words::WARNING, "yellow") }
            }
            <div>{ words::WAS_SENT }{ sent(document, &finding.pointer) }</div>
            <div>{ &finding.message }</div>
        </li>
    }
}

/// What a message says at a place.
fn sent(document: &Value, pointer: &str) -> Html {
    match document.pointer(pointer) {
        None | Some(Value::Null) => html! { <span class="fls-blank">{ words::BLANK }</span> },
        Some(sent) => html! { <span class="fls-value">{ raw(sent) }</span> },
    }
}

/// The message, line by line if it can be read.
fn written(text: &str, document: &Value) -> String {
    let lines = Some(document).filter(|document| !document.is_null());
    let lines = lines.and_then(|document| serde_json::to_string_pretty(document).ok());
    lines.unwrap_or_else(|| text.to_owned())
}

#[derive(Properties, PartialEq)]
struct SettlingProps {
    id: String,
    on_settled: Callback<()>,
    on_cancel: Callback<()>,
}

/// Why it asks for nothing more.
#[component]
fn Settling(props: &SettlingProps) -> Html {
    let api = use_context::<Api>();
    let on_send = {
        let (id, on_settled) = (props.id.clone(), props.on_settled.clone());
        Callback::from(move |(typed, told): Sent| {
            let (Some(api), id) = (api.clone(), id.clone()) else {
                return;
            };
            match read(&typed) {
                Ok(new) => {
                    let work = async move { api.settle_message(&id, &new).await };
                    short_form::send(work, told, on_settled.clone());
                }
                Err(faults) => told.emit(faults),
            }
        })
    };
    html! {
        <ShortForm inputs={vec![input("reason", words::REASON, Control::Lines).hint(words::REASON_HINT)]}
                   first={vec![String::new()]} save={words::SETTLE} {on_send} on_cancel={props.on_cancel.clone()} />
    }
}

fn read(typed: &[String]) -> Result<NewSettlement, Vec<Fault>> {
    let mut texts = Texts::of(typed);
    let reason = texts.text().unwrap_or_default();
    texts.finish(NewSettlement { reason })
}

/// A message of which nothing could be read.
#[cfg(test)]
pub fn sample() -> RefusedMessage {
    RefusedMessage {
        id: "1".to_owned(),
        service: "BRD".parse().expect("a code"),
        first_at: Default::default(),
        last_at: Default::default(),
        attempts: 1,
        sender: "Radiology system".to_owned(),
        request_id: String::new(),
        nhs_number: None,
        local_record_number: None,
        diagnosed_on: None,
        findings: vec![],
        document: String::new(),
        settled: None,
    }
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;
    use serde_json::json;
    use yew::ServerRenderer;

    use super::*;

    #[component]
    fn Shown() -> Html {
        let finding = |pointer: &str, field: &str, code: &str| WireFinding {
            pointer: pointer.to_owned(),
            field: Some(field.to_owned()),
            code: code.to_owned(),
            level: Level::Error,
            message: "Look again".to_owned(),
        };
        let document = json!({"patient": {"postcode": "nowhere"}, "fracture": {"admitted": 7}});
        html! {
            <>
                { fault(&finding("/patient/postcode", "1.04 Post Code", "postcode.invalid"), &document) }
                { fault(&finding("/fracture/site", "1.11", "a.new_code"), &document) }
                { fault(&finding("/fracture/admitted", "1.08", "option.unknown"), &document) }
            </>
        }
    }

    #[test]
    fn findings_stand_beside_what_was_sent() {
        let html = block_on(ServerRenderer::<Shown>::new().hydratable(false).render());
        for part in [
            "Postcode is wrong",
            "nowhere",
            "blank",
            "a.new_code",
            ">7<",
            "Look again",
        ] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
    }

    #[test]
    fn a_message_is_shown_as_it_can_be_read() {
        for (text, expected) in [("{\"a\":1}", "{\n  \"a\": 1\n}"), ("{no JSON", "{no JSON")] {
            let document = serde_json::from_str(text).unwrap_or(Value::Null);
            assert_eq!(written(text, &document), expected);
        }
    }
}
