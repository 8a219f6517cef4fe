//! Submissions to the national audit: starting one, and all so far.

use std::rc::Rc;

use flsdb_domain::{
    ServiceCode,
    vocabulary::SubmissionState,
    wire::{
        Page,
        auth::Me,
        submissions::{Layout, Submission},
    },
};
use yew::prelude::*;

use super::{
    heading,
    submission::{Downloads, Run},
    submission_form::Start,
};
use crate::{
    api::{Api, ApiError},
    components::{
        error_summary::focus,
        frame::CurrentService,
        pages::{pages, use_place},
        plain::table,
        states::{empty, show},
        tag::tag,
    },
    format,
    remote::use_remote,
    routes::Route,
    texts::submissions as words,
};

/// Takes the focus when something has come of what had it.
const LIST: &str = "submissions";

/// The page.
#[component]
pub fn SubmissionsPage() -> Html {
    let api = use_context::<Api>();
    let me = use_context::<Rc<Me>>();
    let service = use_context::<CurrentService>().and_then(|current| current.code);
    let (place, go) = use_place();
    let remote = use_remote((*place).clone(), move |place| {
        let api = api.clone();
        async move {
            let api = api.ok_or(ApiError::Away)?;
            let layouts = api.layouts().await?;
            Ok((layouts, api.submissions(place.cursor.as_deref()).await?))
        }
    });
    let on_done = {
        let again = remote.again.clone();
        Callback::from(move |()| {
            again.emit(());
            focus(LIST);
        })
    };
    html! {
        <>
            { heading(me.as_deref(), &Route::Submissions, words::TITLE) }
            <p>{ words::LEAD }</p>
            { show(&remote, |(layouts, page): &(Vec<Layout>, Page<Submission>)| html! {
                <>
                    { start(free(layouts, &page.items, service), service, &on_done) }
                    <div id={LIST} tabindex="-1">
                        { for page.items.iter().filter(|run| run.state == SubmissionState::Open).map(|run| html! {
                            <Run key={run.id.clone()} run={Rc::new(run.clone())} on_done={on_done.clone()} />
                        }) }
                    </div>
                    if page.items.is_empty() {
                        { empty(words::NONE_YET, html! { <p>{ words::NONE_YET_DETAIL }</p> }) }
                    } else {
                        <h2 class="nhsuk-heading-m">{ words::ALL }</h2>
                        { table(words::ALL, words::COLUMNS, html! { { for page.items.iter().map(row) } }) }
                        <p class="fls-quiet">{ words::KEPT_NOTE }</p>
                        { pages(&place, page.next.as_deref(), &go) }
                    }
                </>
            }) }
        </>
    }
}

fn start(layouts: Vec<Layout>, service: Option<ServiceCode>, on_done: &Callback<()>) -> Html {
    html! {
        if !layouts.is_empty() {
            <Start {layouts} {service} on_done={on_done.clone()} />
        }
    }
}

/// The layouts in which a submission may be started: those without an open one of the service.
fn free(layouts: &[Layout], runs: &[Submission], service: Option<ServiceCode>) -> Vec<Layout> {
    let is_open = |layout: &Layout| {
        runs.iter().any(|run| {
            let is_own = service.is_none_or(|service| service == run.service);
            is_own && run.state == SubmissionState::Open && run.layout == layout.id
        })
    };
    let free = layouts.iter().filter(|layout| !is_open(layout));
    free.cloned().collect()
}

fn row(run: &Submission) -> Html {
    let (state, colour) = match run.state {
        SubmissionState::Open => (words::OPEN, "yellow"),
        SubmissionState::Accepted => (words::ACCEPTED, "green"),
        SubmissionState::Abandoned => (words::ABANDONED, "grey"),
    };
    let counts = &run.counts;
    let rejected = run.rejects.as_ref().map(|list| list.rows);
    let figures = [
        Some(counts.new),
        Some(counts.changed),
        Some(counts.deletions),
        Some(counts.withheld()),
        rejected,
    ];
    html! {
        <tr key={run.id.clone()}>
            <th scope="row">
                { &run.name }
                <div class="fls-quiet">{ run.service.as_str() }{ ", " }{ &run.layout }{ " " }{ &run.layout_version }</div>
            </th>
            <td>
                <span class="fls-figure">{ format::moment(run.started_at) }</span>
                <div class="fls-quiet">{ &run.started_by }</div>
            </td>
            <td>{ tag(state, colour) }</td>
            { for figures.iter().map(|n| html! { <td class="fls-right">{ n.map(|n| format::count(n.unsigned_abs())) }</td> }) }
            <td>
                if run.state == SubmissionState::Accepted {
                    <Downloads run={Rc::new(run.clone())} />
                }
            </td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn layout(id: &str) -> Layout {
        let layout = json!({"id": id, "version": "1", "title": id, "keys": [], "columns": []});
        serde_json::from_value(layout).expect("a layout")
    }

    fn run(service: &str, layout: &str, state: &str) -> Submission {
        let run = json!({
            "id": "1", "service": service, "layout": layout, "layout_version": "1", "name": "x", "state": state,
            "started_at": "2026-01-31T12:00:00Z", "started_by": "x",
            "counts": {"new": 0, "changed": 0, "deletions": 0, "unchanged": 0, "opted_out": 0, "objecting": 0, "unchecked": 0},
            "stamp": {"version": 1, "changed_at": "2026-01-31T12:00:00Z", "changed_by": "x"},
        });
        serde_json::from_value(run).expect("a submission")
    }

    #[test]
    fn one_submission_of_a_layout_is_open_at_a_time() {
        let layouts = [layout("a"), layout("b")];
        let own = "BRD".parse().ok();
        for (runs, service, expected) in [
            (vec![], own, "a b"),
            (vec![run("BRD", "a", "open")], own, "b"),
            (
                vec![run("BRD", "a", "accepted"), run("BRD", "b", "abandoned")],
                own,
                "a b",
            ),
            (vec![run("CDF", "a", "open")], own, "a b"),
            (vec![run("CDF", "a", "open")], None, "b"),
            (vec![run("BRD", "a", "open"), run("BRD", "b", "open")], own, ""),
        ] {
            let free: Vec<String> = free(&layouts, &runs, service).into_iter().map(|l| l.id).collect();
            assert_eq!(free.join(" "), expected);
        }
    }
}
