//! An open submission: its files, what the audit rejected, and its end.

use std::rc::Rc;

use flsdb_domain::wire::submissions::{Submission, SubmissionCounts, SubmissionFile};
use yew::{platform::spawn_local, prelude::*};

use crate::{
    api::{Api, ApiError, Rejects},
    components::{
        disclosure::Disclosure,
        file_form::{FileForm, FileSent},
        plain::{button, refusal, send},
        short_form::reading::refused,
    },
    download, format,
    pages::rejects::RejectedRows,
    texts::submissions as words,
};

/// Faults of a list that are told at most.
const MOST_FAULTS: usize = 5;

/// Properties of [`Run`].
#[derive(Properties, Clone, PartialEq)]
pub struct RunProps {
    /// The submission.
    pub run: Rc<Submission>,
    /// Told when it was changed.
    pub on_done: Callback<()>,
}

/// What is to be done, step by step.
#[component]
pub fn Run(props: &RunProps) -> Html {
    let run = &props.run;
    let heading = format!("run-{}", run.id);
    let started = [
        words::STARTED,
        &format::moment(run.started_at),
        words::BY,
        &run.started_by,
        ".",
    ];
    html! {
        <section class="fls-plain" aria-labelledby={heading.clone()}>
            <h2 class="nhsuk-heading-m" id={heading}>{ &run.name }</h2>
            <p class="fls-quiet">{ started.concat() }</p>
            <ul class="nhsuk-list nhsuk-list--bullet">
                { for told(&run.counts).into_iter().map(|line| html! { <li>{ line }</li> }) }
            </ul>
            if let Some(day) = run.send_by {
                <p><strong>{ words::SEND_BY }{ format::long_day(day) }</strong>{ words::SEND_BY_WHY }</p>
            }
            <ol class="nhsuk-list nhsuk-list--number fls-steps">
                <li>{ words::STEP_FILES }<Downloads run={run.clone()} /></li>
                <li>{ words::STEP_SEND }</li>
                <li>{ words::STEP_REJECTS }<HandIn ..props.clone() /></li>
                <li>{ words::STEP_CLOSE }<Closing ..props.clone() /></li>
            </ol>
        </section>
    }
}

/// The counts in words, a line each.
fn told(counts: &SubmissionCounts) -> Vec<String> {
    let records = |n: i64| format::counted(n.unsigned_abs(), words::RECORD, words::RECORDS);
    let count = |n: i64| format::count(n.unsigned_abs());
    let mut lines = Vec::new();
    if counts.in_file() > 0 {
        let (new, changed) = (count(counts.new), count(counts.changed));
        let all = records(counts.in_file());
        lines.push([&all, words::TO_SEND, &new, words::NEW, &changed, words::CHANGED].concat());
    }
    if counts.deletions > 0 {
        lines.push([&records(counts.deletions), words::TO_DELETE].concat());
    }
    if lines.is_empty() {
        lines.push(words::NOTHING.to_owned());
    }
    if counts.unchanged > 0 {
        lines.push([&records(counts.unchanged), words::UNCHANGED].concat());
    }
    if counts.withheld() > 0 {
        let [out, object, unchecked] = [counts.opted_out, counts.objecting, counts.unchecked].map(count);
        let why = [
            &out,
            words::OPTED_OUT,
            &object,
            words::OBJECTING,
            &unchecked,
            words::UNCHECKED,
        ];
        lines.push([&records(counts.withheld()), words::WITHHELD, &why.concat()].concat());
    }
    lines
}

/// Properties of [`Downloads`].
#[derive(Properties, PartialEq)]
pub struct DownloadsProps {
    /// The submission.
    pub run: Rc<Submission>,
}

/// A button a file, with its digest.
#[component]
pub fn Downloads(props: &DownloadsProps) -> Html {
    let api = use_context::<Api>();
    let failure = use_state(|| None::<ApiError>);
    let run = &props.run;
    let file = |part: &'static str, file: &Option<SubmissionFile>, (one, many): (&str, &str)| {
        let file = file.as_ref().filter(|file| file.rows > 0)?;
        let (api, run, failure) = (api.clone(), run.clone(), failure.clone());
        let save = Callback::from(move |_: MouseEvent| {
            let Some(api) = api.clone() else { return };
            let run = run.clone();
            let work = async move {
                let bytes = api.submission_file(&run.id, part).await?;
                download::save_as(&file_name(&run, part), "text/csv", &bytes);
                Ok(())
            };
            send(work, &failure, Callback::noop());
        });
        let rows = format::counted(file.rows.unsigned_abs(), one, many);
        let label = [words::DOWNLOAD, &rows, ": ", &props.run.name].concat();
        Some(html! {
            <div class="fls-file">
                { button(&[words::DOWNLOAD, &rows].concat(), Some(label), save) }
                <div class="fls-quiet">{ words::DIGEST }{ many }{ ": " }<code>{ &file.digest }</code></div>
            </div>
        })
    };
    html! {
        <>
            if let Some(error) = &*failure {
                { refusal(error) }
            }
            { file("deletions", &run.deletions, (words::DELETION, words::DELETIONS)) }
            { file("records", &run.records, (words::RECORD, words::RECORDS)) }
        </>
    }
}

/// As the server would name it.
fn file_name(run: &Submission, part: &str) -> String {
    let kind = if part == "records" { "" } else { "-deletions" };
    let day = run.started_at.date_naive();
    format!("{}-{}-{day}{kind}.csv", run.layout, run.service)
}

/// The audit's list of rejected rows, and what it said so far.
#[component]
fn HandIn(props: &RunProps) -> Html {
    let api = use_context::<Api>();
    let run = &props.run;
    let on_file = {
        let (run, on_done) = (run.clone(), props.on_done.clone());
        Callback::from(move |(file, told): FileSent| {
            let (Some(api), run, on_done) = (api.clone(), run.clone(), on_done.clone()) else {
                return;
            };
            spawn_local(async move {
                match api.hand_in_rejects(&run, &file).await {
                    Ok(()) => {
                        told.emit(None);
                        on_done.emit(());
                    }
                    Err(error) => {
                        let faults = refused(&error).into_iter().take(MOST_FAULTS);
                        let messages: Vec<String> = faults.map(|fault| fault.message).collect();
                        told.emit(Some(messages.join(". ")));
                    }
                }
            });
        })
    };
    let rejected = run.rejects.as_ref().map_or(0, |list| list.rows.unsigned_abs());
    html! {
        <>
            if rejected > 0 {
                <Disclosure key={run.stamp.version.to_string()} title={words::REJECTED}
                            count={html! { { format::counted(rejected, words::ROW, words::ROWS) } }}>
                    <RejectedRows whose={Rejects::Of(run.id.clone())} />
                </Disclosure>
            }
            <FileForm id={format!("rejects-{}", run.id)} label={words::REJECTS} hint={words::REJECTS_HINT}
                      missing={words::CHOOSE_FILE} save={words::HAND_IN} {on_file} />
        </>
    }
}

/// The end of a submission, asked for twice.
#[component]
fn Closing(props: &RunProps) -> Html {
    let api = use_context::<Api>();
    let failure = use_state(|| None::<ApiError>);
    let close = |question: &'static str, is_taken: bool| {
        let (api, run, failure) = (api.clone(), props.run.clone(), failure.clone());
        let on_done = props.on_done.clone();
        Callback::from(move |_: MouseEvent| {
            let agreed = api.clone().filter(|_| gloo::dialogs::confirm(question));
            let (Some(api), run) = (agreed, run.clone()) else {
                return;
            };
            let work = async move {
                match is_taken {
                    true => api.accept_submission(&run).await,
                    false => api.abandon_submission(&run).await,
                }
            };
            send(work, &failure, on_done.clone());
        })
    };
    html! {
        <>
            if let Some(error) = &*failure {
                { refusal(error) }
            }
            <div class="nhsuk-button-group">
                <button type="button" class="nhsuk-button nhsuk-button--small" onclick={close(words::ACCEPT_CONFIRM, true)}>
                    { words::ACCEPT }
                </button>
                <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
                        aria-label={format!("{} {}", words::ABANDON, props.run.name)} onclick={close(words::ABANDON_CONFIRM, false)}>
                    { words::ABANDON }
                </button>
            </div>
        </>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_in_words() {
        let all = SubmissionCounts {
            new: 10,
            changed: 2,
            deletions: 1,
            unchanged: 1595,
            opted_out: 3,
            objecting: 1,
            unchecked: 0,
        };
        assert_eq!(
            told(&all),
            [
                "12 records to send: 10 new, 2 changed since the audit had them",
                "1 record for the audit to delete: withdrawn, withheld, or sent under another key since it had them",
                "1,595 records unchanged: the audit has them as they are",
                "4 records withheld: 3 opted out, 1 object, 0 not covered by the opt-out check",
            ]
        );
        assert_eq!(told(&SubmissionCounts::default()), [words::NOTHING]);
    }
}
