//! Rows that the national audit rejected, each with the way to its record.

use flsdb_domain::{
    ServiceCode,
    wire::{Page, messages::RecordState, submissions::RejectedRow},
};
use yew::prelude::*;

use crate::{
    api::{Api, ApiError, Rejects},
    components::{
        link::Go,
        pages::{pages, use_place},
        plain::table,
        states::show,
        tag::tag,
    },
    format,
    remote::use_remote,
    routes::Route,
    texts::{data_quality, submissions as words},
};

/// Properties of [`RejectedRows`].
#[derive(Properties, PartialEq)]
pub struct RejectedRowsProps {
    /// Whose.
    pub whose: Rejects,
}

/// The rows, a page at a time.
#[component]
pub fn RejectedRows(props: &RejectedRowsProps) -> Html {
    let api = use_context::<Api>();
    let (place, go) = use_place();
    let remote = use_remote((props.whose.clone(), (*place).clone()), move |(whose, place)| {
        let api = api.clone();
        async move {
            let api = api.ok_or(ApiError::Away)?;
            api.rejects(&whose, place.cursor.as_deref()).await
        }
    });
    show(&remote, |page: &Page<RejectedRow>| {
        html! {
            <>
                { table(words::REJECTED, words::REJECTED_COLUMNS, html! { { for page.items.iter().map(row) } }) }
                { pages(&place, page.next.as_deref(), &go) }
            </>
        }
    })
}

/// Properties of [`Rejected`].
#[derive(Properties, PartialEq)]
pub struct RejectedProps {
    /// The service whose records were rejected.
    pub service: Option<ServiceCode>,
}

/// What waits to be put right, where data quality is told; nothing, if nothing waits.
#[component]
pub fn Rejected(props: &RejectedProps) -> Html {
    let api = use_context::<Api>();
    let remote = use_remote(props.service, move |service| {
        let api = api.clone();
        async move {
            let api = api.ok_or(ApiError::Away)?;
            api.rejects(&Rejects::Waiting(service), None).await
        }
    });
    show(&remote, |page: &Page<RejectedRow>| {
        if page.items.is_empty() {
            return html! {};
        }
        html! {
            <section class="fls-rejected" aria-labelledby="rejected">
                <h2 class="nhsuk-heading-m" id="rejected">{ words::REJECTED }</h2>
                <p>{ words::REJECTED_LEAD }</p>
                <RejectedRows whose={Rejects::Waiting(props.service)} />
            </section>
        }
    })
}

fn row(row: &RejectedRow) -> Html {
    let number = row
        .nhs_number
        .map(|number| format::group_nhs_number(&number.to_string()));
    let patient = number.or_else(|| row.local_record_number.clone());
    let patient = patient.unwrap_or_else(|| data_quality::NO_NUMBER.to_owned());
    let (since, colour) = since(row);
    html! {
        <tr key={format!("{}-{}", row.submission_id, row.row)}>
            <th scope="row" class="fls-figure">
                if row.state == RecordState::Removed {
                    { patient }
                } else {
                    <Go to={Route::Episode { id: row.fracture_id.clone() }}>{ patient }</Go>
                }
            </th>
            <td>{ &row.reason }</td>
            <td>{ tag(since, colour) }</td>
            <td class="fls-figure">{ row.diagnosed_on.map(format::short_day) }</td>
            <td>{ &row.submission }</td>
            <td class="fls-right">{ row.row }</td>
        </tr>
    }
}

/// What has become of the record since the submission was started.
fn since(row: &RejectedRow) -> (&'static str, &'static str) {
    match (row.state, row.changed) {
        (RecordState::Removed, _) => (words::SINCE_REMOVED, "grey"),
        (RecordState::Withdrawn, _) => (words::SINCE_WITHDRAWN, "grey"),
        (RecordState::Present, true) => (words::SINCE_CHANGED, "green"),
        (RecordState::Present, false) => (words::SINCE_NOTHING, "yellow"),
    }
}
