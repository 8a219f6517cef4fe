//! Open findings by kind, each accepted in place or mended in its episode.

use flsdb_domain::{
    FindingCode, ServiceCode,
    wire::{Page, findings::StoredFinding, quality::OpenFindings},
};
use yew::prelude::*;

use crate::{
    api::{Api, ApiError},
    components::{
        disclosure::Disclosure,
        link::Go,
        pages::{pages, use_place},
        plain::{button, input, refusal, send, table},
        states::{empty, show},
    },
    format,
    remote::use_remote,
    routes::Route,
    texts::{data_quality as words, findings},
};

/// All kinds of open findings; they open for who may read records.
pub fn kinds(
    open: &[OpenFindings],
    service: Option<ServiceCode>,
    reads_records: bool,
    on_change: &Callback<()>,
) -> Html {
    html! {
        <section aria-labelledby="findings">
            <h2 class="nhsuk-heading-m" id="findings">{ words::FINDINGS }</h2>
            if open.is_empty() {
                { empty(words::NO_FINDINGS, html! { <p>{ words::NO_FINDINGS_DETAIL }</p> }) }
            } else if reads_records {
                { for open.iter().map(|kind| html! {
                    <Disclosure key={findings::title(kind.code)} title={findings::title(kind.code)}
                                count={format::counted(kind.open, words::FINDING, words::FINDINGS_COUNTED)}>
                        <Findings code={kind.code} {service} on_change={on_change.clone()} />
                    </Disclosure>
                }) }
            } else {
                <ul class="nhsuk-list nhsuk-list--bullet">
                    { for open.iter().map(|kind| html! {
                        <li>{ findings::title(kind.code) }{ ": " }{ format::count(kind.open) }</li>
                    }) }
                </ul>
            }
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct FindingsProps {
    code: FindingCode,
    service: Option<ServiceCode>,
    on_change: Callback<()>,
}

/// What is being accepted, and why.
type Asked = Option<(String, String)>;

#[component]
fn Findings(props: &FindingsProps) -> Html {
    let api = use_context::<Api>();
    let (place, go) = use_place();
    let asked = use_state(|| None::<(String, String)>);
    let failure = use_state(|| None::<ApiError>);
    let remote = use_remote((props.code, props.service, (*place).clone()), {
        let api = api.clone();
        move |(code, service, place)| {
            let api = api.clone();
            async move {
                let api = api.ok_or(ApiError::Away)?;
                api.stored_findings(code, service, place.cursor.as_deref()).await
            }
        }
    });
    let accept = {
        let (asked, failure, again) = (asked.clone(), failure.clone(), remote.again.clone());
        let on_change = props.on_change.clone();
        Callback::from(move |(id, reason): (String, String)| {
            let Some(api) = api.clone() else { return };
            let (asked, again, on_change) = (asked.clone(), again.clone(), on_change.clone());
            let done = Callback::from(move |()| {
                asked.set(None);
                again.emit(());
                on_change.emit(());
            });
            send(
                async move { api.accept_finding(&id, reason).await },
                &failure,
                done,
            );
        })
    };
    html! {
        <>
            if let Some(error) = &*failure {
                { refusal(error) }
            }
            { show(&remote, |page: &Page<StoredFinding>| html! {
                <>
                    { table(findings::title(props.code), words::FINDING_COLUMNS, html! {
                        { for page.items.iter().map(|finding| row(finding, &asked, &accept)) }
                    }) }
                    { pages(&place, page.next.as_deref(), &go) }
                </>
            }) }
        </>
    }
}

fn row(finding: &StoredFinding, asked: &UseStateHandle<Asked>, accept: &Callback<(String, String)>) -> Html {
    let number = finding
        .nhs_number
        .map(|number| format::group_nhs_number(&number.to_string()));
    let patient = number.or_else(|| finding.local_record_number.clone());
    let patient = patient.unwrap_or_else(|| words::NO_NUMBER.to_owned());
    let label = Some(format!("{}{patient}", words::ACCEPT_FINDING));
    let id = finding.id.clone();
    let reason = asked
        .as_ref()
        .filter(|(asked, _)| *asked == id)
        .map(|(_, reason)| reason.clone());
    let ask = {
        let (asked, id) = (asked.clone(), id.clone());
        move |reason: String| asked.set(Some((id.clone(), reason)))
    };
    let cancel = {
        let asked = asked.clone();
        Callback::from(move |_: MouseEvent| asked.set(None))
    };
    html! {
        <tr key={finding.id.clone()}>
            <th scope="row" class="fls-figure">
                <Go to={Route::Episode { id: finding.fracture_id.clone() }}>{ patient }</Go>
            </th>
            <td class="fls-figure">{ format::short_day(finding.diagnosed_on) }</td>
            <td>{ &finding.message }</td>
            <td>
                if let Some(reason) = reason {
                    <div class="fls-inline">
                        { input(("reason", words::WHY, "text"), &reason, ask) }
                        { button(words::ACCEPT, label, accept.reform(move |_: MouseEvent| (id.clone(), reason.trim().to_owned()))) }
                        { button(words::CANCEL, None, cancel) }
                    </div>
                } else {
                    { button(words::ACCEPT, label, Callback::from(move |_: MouseEvent| ask(String::new()))) }
                }
            </td>
        </tr>
    }
}
