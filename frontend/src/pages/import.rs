//! One import: progress, report, commit, undo.

use std::rc::Rc;

use flsdb_domain::{
    access::Permission,
    wire::{
        auth::Me,
        imports::{CommitImport, ImportCounts, ImportPolicy, ImportRecord, ImportStatus},
    },
};
use gloo::timers::callback::Timeout;
use yew::{platform::spawn_local, prelude::*};

use super::imports::status;
use crate::{
    api::{Api, ApiError},
    components::{
        bar::{Part, bar},
        heading::Heading,
        link::Go,
        states::{failed, show},
    },
    format,
    remote::{RemoteHandle, use_remote},
    routes::Route,
    session::may,
    texts::import as words,
};

mod changes;
mod columns;
mod findings;
mod mending;
mod progress;
mod recheck;
mod rejected;
mod rows;

use changes::{Sight, changes, lost};
use columns::columns;
use findings::kinds;
use mending::Mending;
use progress::ProgressBar;
use recheck::{Recheck, Rechecked};
use rejected::RejectedRows;

/// An import that is running is asked about every so many milliseconds.
const POLL: u32 = 700;

/// Properties of [`ImportPage`].
#[derive(Properties, PartialEq)]
pub struct ImportPageProps {
    /// Id of the import.
    pub id: String,
}

/// The page.
#[component]
pub fn ImportPage(props: &ImportPageProps) -> Html {
    let api = use_context::<Api>();
    let reads_records = use_context::<Rc<Me>>().is_some_and(|me| may(&me, Permission::ReadRecords));
    let remote = use_remote(props.id.clone(), move |id| {
        let api = api.clone();
        async move { api.ok_or(ApiError::Away)?.import(&id).await }
    });
    let is_running = remote
        .value
        .as_ref()
        .is_some_and(|import| is_running(import.status));
    use_effect_with((is_running, remote.pending), {
        let again = remote.again.clone();
        move |(is_running, pending)| {
            let timer = (*is_running && !pending).then(|| Timeout::new(POLL, move || again.emit(())));
            move || drop(timer)
        }
    });
    let recheck = use_state_eq(|| None::<Recheck>);
    let on_sent = |import: &ImportRecord| {
        let (remote, recheck) = (remote.clone(), recheck.clone());
        let before = import.counts.rejected;
        Callback::from(move |sent: ImportRecord| {
            let turn = recheck.map_or(1, |last| last.turn + 1);
            recheck.set(Some(Recheck { before, turn }));
            remote.know(sent);
        })
    };
    html! {
        <>
            <Go to={Route::Imports} class="nhsuk-back-link">{ words::BACK }</Go>
            { show(&remote, |import: &ImportRecord| html! {
                <>
                    <Heading title={import.filename.clone()} caption={AttrValue::from(caption(import))}>
                        { status(import.status) }
                    </Heading>
                    if let (Some(recheck), true) = (*recheck, is_open(import.status)) {
                        <Rechecked {recheck} import={Rc::new(import.clone())} />
                    }
                    { body(import, &remote, sight(import, reads_records), on_sent(import)) }
                </>
            }) }
        </>
    }
}

fn is_running(status: ImportStatus) -> bool {
    matches!(status, ImportStatus::Checking | ImportStatus::Committing)
}

/// Files of several services are sent by people who may read no records.
fn sight(import: &ImportRecord, reads_records: bool) -> Sight {
    match import.service {
        Some(_) if reads_records => Sight::Values,
        _ => Sight::Counts,
    }
}

/// `BRD · 58 kB · sent 05/03/2024 14:07 by Ann Example`
fn caption(import: &ImportRecord) -> String {
    let service = import
        .service
        .map_or(words::SEVERAL.to_owned(), |code| code.to_string());
    format!(
        "{service} · {} · {}{}{}{}",
        format::size(import.bytes),
        words::SENT,
        format::moment(import.created_at),
        words::BY,
        import.created_by
    )
}

fn body(
    import: &ImportRecord,
    remote: &RemoteHandle<ImportRecord>,
    sight: Sight,
    on_sent: Callback<ImportRecord>,
) -> Html {
    match import.status {
        ImportStatus::Checking | ImportStatus::Committing => html! {
            <ProgressBar progress={import.progress} status={import.status} />
        },
        ImportStatus::Failed => html! {
            <div class="fls-failed" role="alert">
                <p class="fls-failed__title">{ words::FAILED }</p>
                <p>{ import.failure.clone().unwrap_or_default() }</p>
                <Go to={Route::Imports}>{ words::SEND_ANOTHER }</Go>
            </div>
        },
        ImportStatus::Checked | ImportStatus::Committed | ImportStatus::Undone => html! {
            <>
                { bar(&parts(import.counts)) }
                <Decision import={Rc::new(import.clone())} remote={remote.clone()} />
                if is_mendable(import) {
                    <Mending import={Rc::new(import.clone())} {on_sent} />
                }
                { changes(import, sight) }
                { kinds(&import.id, &import.findings) }
                { columns(&import.columns) }
            </>
        },
    }
}

/// Whether nobody has decided yet what becomes of the rows.
fn is_open(status: ImportStatus) -> bool {
    matches!(status, ImportStatus::Checking | ImportStatus::Checked)
}

/// Whether there are rows to mend: a file without columns has no cells.
fn is_mendable(import: &ImportRecord) -> bool {
    import.status == ImportStatus::Checked && import.counts.rejected > 0 && !import.columns.found.is_empty()
}

fn parts(counts: ImportCounts) -> Vec<Part> {
    let part = |name, count, kind| Part { name, count, kind };
    vec![
        part(words::CREATE, counts.create, "create"),
        part(words::UPDATE, counts.update, "update"),
        part(words::UNCHANGED, counts.unchanged, "unchanged"),
        part(words::REJECTED, counts.rejected, "rejected"),
    ]
}

/// What can be decided about an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    /// Every row is stored already.
    Nothing,
    /// No row has an error.
    CommitAll,
    /// Some rows have errors.
    Choose,
    /// Every row that would say something new has an error.
    OnlyRejected,
}

fn choice(counts: ImportCounts) -> Choice {
    match (counts.create + counts.update, counts.rejected) {
        (0, 0) => Choice::Nothing,
        (0, _) => Choice::OnlyRejected,
        (_, 0) => Choice::CommitAll,
        _ => Choice::Choose,
    }
}

#[derive(Properties, PartialEq)]
struct DecisionProps {
    import: Rc<ImportRecord>,
    remote: RemoteHandle<ImportRecord>,
}

/// Commit or undo, and what stands against it.
#[component]
fn Decision(props: &DecisionProps) -> Html {
    let api = use_context::<Api>();
    let may_undo = use_context::<Rc<Me>>().is_some_and(|me| may(&me, Permission::UndoImport));
    let policy = use_state_eq(|| None::<ImportPolicy>);
    let is_busy = use_state_eq(|| false);
    let failure = use_state(|| None::<ApiError>);
    let import = &props.import;
    let act = |step: Step| {
        let (api, id, remote) = (api.clone(), import.id.clone(), props.remote.clone());
        let (is_busy, failure) = (is_busy.clone(), failure.clone());
        Callback::from(move |_: MouseEvent| {
            let Some(api) = api.clone().filter(|_| !*is_busy) else {
                return;
            };
            if step == Step::Undo && !gloo::dialogs::confirm(words::UNDO_CONFIRM) {
                return;
            }
            is_busy.set(true);
            failure.set(None);
            let (id, remote) = (id.clone(), remote.clone());
            let (is_busy, failure) = (is_busy.clone(), failure.clone());
            spawn_local(async move {
                let outcome = match step {
                    Step::Commit(policy) => api.commit_import(&id, CommitImport { policy }).await,
                    Step::Undo => api.undo_import(&id).await,
                };
                match outcome {
                    Ok(import) => remote.know(import),
                    Err(error) => {
                        // After a 409 the import has a new report.
                        if error.status() == Some(409) {
                            remote.again.emit(());
                        }
                        failure.set(Some(error));
                    }
                }
                is_busy.set(false);
            });
        })
    };
    let commit = |policy: ImportPolicy| {
        let rows = import.counts.create + import.counts.update;
        let text = match *is_busy {
            true => words::COMMITTING.to_owned(),
            false => format!(
                "{}{}",
                words::COMMIT,
                format::counted(rows, words::ROW, words::ROWS)
            ),
        };
        html! {
            <button type="button" id="commit" class="nhsuk-button" aria-disabled={is_busy.to_string()} onclick={act(Step::Commit(policy))}>{ text }</button>
        }
    };
    let decision = match (import.status, choice(import.counts)) {
        (ImportStatus::Undone, _) => html! { <p>{ words::UNDONE }</p> },
        (ImportStatus::Committed, _) => html! {
            <>
                <p class="fls-saved">{ words::COMMITTED }</p>
                <p><Go to={Route::Benchmark}>{ words::SEE_BENCHMARK }</Go></p>
                if may_undo {
                    <button type="button" id="undo" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onclick={act(Step::Undo)}>
                        { words::UNDO }
                    </button>
                }
            </>
        },
        (_, Choice::Nothing) => html! { <p>{ words::NOTHING_NEW }</p> },
        (_, Choice::OnlyRejected) => html! { <p>{ words::ONLY_REJECTED }</p> },
        (_, Choice::CommitAll) => {
            html! { <><p>{ words::NOT_STORED_YET }</p>{ commit(ImportPolicy::RefuseFile) }</> }
        }
        (_, Choice::Choose) => html! {
            <>
                <p>{ words::NOT_STORED_YET }</p>
                { policies(&policy, import.counts) }
                { match *policy {
                    Some(ImportPolicy::AcceptValidRows) => commit(ImportPolicy::AcceptValidRows),
                    Some(ImportPolicy::RefuseFile) => html! { <p>{ words::MEND_FIRST }</p> },
                    None => html! {},
                } }
            </>
        },
    };
    html! {
        <div class="fls-decision" role="status">
            if let Some(error) = &*failure {
                { failed(error, None) }
            }
            if let (Some(failure), None, ImportStatus::Checked) = (&import.failure, &*failure, import.status) {
                <p class="fls-warning">{ failure }</p>
            }
            if import.status == ImportStatus::Checked && lost(&import.changes) > 0 {
                <p class="fls-warning">
                    { words::LOSES }
                    <a href="#changes">{ format::counted(lost(&import.changes), words::CHANGED_VALUE, words::CHANGED_VALUES) }</a>
                </p>
            }
            { decision }
            if import.counts.rejected > 0 {
                <RejectedRows id={import.id.clone()} filename={import.filename.clone()} />
            }
        </div>
    }
}

/// A step that changes what is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Commit(ImportPolicy),
    Undo,
}

fn policies(policy: &UseStateHandle<Option<ImportPolicy>>, counts: ImportCounts) -> Html {
    let good = format::counted(counts.create + counts.update, words::GOOD_ROW, words::GOOD_ROWS);
    let options = [
        (
            "accept_valid_rows",
            ImportPolicy::AcceptValidRows,
            format!("{}{good}{}", words::STORE, words::MEND_OTHERS),
        ),
        ("refuse_file", ImportPolicy::RefuseFile, words::REFUSE.to_owned()),
    ];
    html! {
        <fieldset class="nhsuk-fieldset nhsuk-form-group">
            <legend class="nhsuk-fieldset__legend fls-field__label">
                { words::WHAT_WITH }{ format::counted(counts.rejected, words::REJECTED_ROW, words::REJECTED_ROWS) }{ "?" }
            </legend>
            <div class="nhsuk-radios nhsuk-radios--small">
                { for options.into_iter().map(|(id, value, text)| {
                    let state = policy.clone();
                    html! {
                        <div class="nhsuk-radios__item">
                            <input class="nhsuk-radios__input" {id} name="policy" type="radio" value={id}
                                   checked={**policy == Some(value)} onchange={Callback::from(move |_: Event| state.set(Some(value)))} />
                            <label class="nhsuk-label nhsuk-radios__label" for={id}>{ text }</label>
                        </div>
                    }
                }) }
            </div>
        </fieldset>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_decided() {
        for (create, update, unchanged, rejected, expected) in [
            (0, 0, 9, 0, Choice::Nothing),
            (3, 0, 0, 0, Choice::CommitAll),
            (0, 3, 1, 2, Choice::Choose),
            (0, 0, 1, 2, Choice::OnlyRejected),
        ] {
            let counts = ImportCounts {
                create,
                update,
                unchanged,
                rejected,
            };
            assert_eq!(choice(counts), expected, "{counts:?}");
        }
    }
}
