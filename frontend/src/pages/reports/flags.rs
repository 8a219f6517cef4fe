//! The outlier flags of a report, and what the services say to them.

use std::rc::Rc;

use flsdb_domain::{
    ServiceCode,
    access::Permission,
    wire::{
        auth::Me,
        reports::{FlagAnswer, NewFlagAnswer, OutlierFlag, Report, ReportFlag, ReportFlags, ServiceFlags},
    },
};
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::{
    api::{Api, ApiError},
    components::{
        error_summary::focus,
        plain::{button, refusal, send, table},
        states::show,
        tag::tag,
    },
    format,
    remote::use_remote,
    session::may,
    texts::{form, reports as words},
    unsaved::use_unsaved,
};

const HEADING: &str = "report-flags";

/// Properties of [`Flags`].
#[derive(Properties, PartialEq)]
pub struct FlagsProps {
    /// The report.
    pub report: Rc<Report>,
    /// Told when the user is done.
    pub on_close: Callback<()>,
}

/// The flags, service by service.
#[component]
pub fn Flags(props: &FlagsProps) -> Html {
    let api = use_context::<Api>();
    let me = use_context::<Rc<Me>>();
    let remote = use_remote(props.report.id.clone(), move |id| {
        let api = api.clone();
        async move { api.ok_or(ApiError::Away)?.flags(&id).await }
    });
    use_effect_with(props.report.id.clone(), |_| focus(HEADING));
    let answers = |service: ServiceCode| {
        let me = me.as_deref()?;
        let is_own = me.services.iter().any(|own| own.code == service);
        (is_own && may(me, Permission::AnswerFlags) && props.report.publication.is_none()).then_some(())
    };
    let onclick = props.on_close.reform(|_: MouseEvent| ());
    html! {
        <section class="fls-section fls-section--editing" aria-labelledby={HEADING}>
            <div class="fls-section__head">
                <h2 class="nhsuk-heading-m" id={HEADING} tabindex="-1">{ words::FLAGS_OF }{ &props.report.title }</h2>
                <div class="fls-section__beside">{ button(words::CLOSE, None, onclick) }</div>
            </div>
            <p>{ words::FLAGS_LEAD }</p>
            { show(&remote, |flags: &ReportFlags| html! {
                <>
                if flags.services.is_empty() {
                    <p>{ words::NO_FLAGS }</p>
                }
                { for flags.services.iter().map(|of| html! {
                    <>
                        <h3 class="nhsuk-heading-s">{ of.service.as_str() }</h3>
                        { flagged(of) }
                        if answers(of.service).is_some() {
                            <AnswerForm key={of.service.to_string()} report={props.report.id.clone()} of={Rc::new(of.clone())}
                                        on_done={remote.again.clone()} />
                        } else {
                            { answered(of.answer.as_ref()) }
                        }
                    </>
                }) }
                </>
            }) }
        </section>
    }
}

fn flagged(of: &ServiceFlags) -> Html {
    let row = |flag: &ReportFlag| {
        let (text, colour) = match flag.flag {
            OutlierFlag::Alert => (words::ALERT, "yellow"),
            OutlierFlag::Alarm => (words::ALARM, "red"),
        };
        html! {
            <tr>
                <th scope="row">{ words::KPI }{ flag.kpi.to_string() }</th>
                <td>{ tag(text, colour) }</td>
                <td class="fls-right">{ flag.display.clone() }</td>
                <td class="fls-right">{ count_of(flag) }</td>
                <td class="fls-right">{ format!("{:.1}", flag.pooled) }</td>
                <td class="fls-right">{ format!("{:.1}", flag.lower_95) }</td>
                <td class="fls-right">{ format!("{:.1}", flag.lower_998) }</td>
            </tr>
        }
    };
    let name = [words::FLAGS_OF, of.service.as_str()].concat();
    table(&name, words::FLAG_COLUMNS, of.flags.iter().map(row).collect())
}

/// `190 of 304`.
fn count_of(flag: &ReportFlag) -> String {
    [
        &format::count(flag.numerator),
        words::OF,
        &format::count(flag.denominator),
    ]
    .concat()
}

/// What was answered, as it is read.
fn answered(answer: Option<&FlagAnswer>) -> Html {
    let Some(answer) = answer else {
        return html! { <p class="fls-quiet">{ words::NO_ANSWER }</p> };
    };
    html! {
        <div class="nhsuk-inset-text">
            if let Some(text) = &answer.text {
                <p class="fls-lines">{ text }</p>
            }
            { for answer.kpis.iter().map(|(kpi, text)| html! {
                <p class="fls-lines"><strong>{ words::KPI }{ kpi.to_string() }{ ": " }</strong>{ text }</p>
            }) }
            <p class="fls-quiet">{ &answer.answered_by }{ ", " }{ format::moment(answer.answered_at) }</p>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct AnswerFormProps {
    report: String,
    of: Rc<ServiceFlags>,
    on_done: Callback<()>,
}

#[component]
fn AnswerForm(props: &AnswerFormProps) -> Html {
    let api = use_context::<Api>();
    let stored = props.of.answer.as_ref();
    let stored_text = stored.and_then(|answer| answer.text.clone()).unwrap_or_default();
    let text = use_state_eq(|| stored_text.clone());
    let failure = use_state(|| None::<ApiError>);
    let is_saved = use_state_eq(|| false);
    let is_touched = *text != stored_text;
    use_unsaved(is_touched);
    let oninput = {
        let (text, is_saved) = (text.clone(), is_saved.clone());
        Callback::from(move |event: InputEvent| {
            let area = event
                .target()
                .and_then(|t| t.dyn_into::<HtmlTextAreaElement>().ok());
            is_saved.set(false);
            text.set(area.map(|area| area.value()).unwrap_or_default());
        })
    };
    let onsubmit = {
        let (text, failure, of) = (text.clone(), failure.clone(), props.of.clone());
        let (report, is_saved, on_done) = (props.report.clone(), is_saved.clone(), props.on_done.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(api) = api.clone() else { return };
            let new = NewFlagAnswer {
                text: Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
                kpis: of
                    .answer
                    .as_ref()
                    .map(|answer| answer.kpis.clone())
                    .unwrap_or_default(),
            };
            let (report, of, is_saved) = (report.clone(), of.clone(), is_saved.clone());
            let done = on_done.reform(move |()| is_saved.set(true));
            send(
                async move { api.answer_flags(&report, &of, &new).await },
                &failure,
                done,
            );
        })
    };
    let id = ["answer-", props.of.service.as_str()].concat();
    html! {
        <form method="post" {onsubmit}>
            if let Some(error) = &*failure {
                { refusal(error) }
            }
            <div class="nhsuk-form-group">
                <label class="nhsuk-label fls-field__label" for={id.clone()}>{ words::ANSWER }</label>
                <div class="nhsuk-hint fls-field__hint" id={[&id, "-hint"].concat()}>{ words::ANSWER_HINT }</div>
                <textarea class="nhsuk-textarea" {id} rows="5" aria-describedby={format!("answer-{}-hint", props.of.service)}
                          value={(*text).clone()} {oninput} />
            </div>
            <div class="fls-actions">
                <button class="nhsuk-button nhsuk-button--small">{ words::SAVE_ANSWER }</button>
                <span role="status">
                    if *is_saved && !is_touched { <span class="fls-saved">{ form::SAVED }</span> }
                </span>
            </div>
        </form>
    }
}
