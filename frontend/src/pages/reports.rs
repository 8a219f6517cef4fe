//! Reports: figures that were frozen, with digest and state; freezing, printing, publishing.

use std::rc::Rc;

use chrono::{Datelike, Days, NaiveDate};
use flsdb_domain::{
    access::Permission,
    wire::{
        About, Page,
        auth::Me,
        reports::{Report, ReportKind, ReportState},
    },
};
use yew::{platform::spawn_local, prelude::*};

use crate::{
    api::{Api, ApiError},
    components::{
        heading::Heading,
        pages::{Place, pages},
        plain::{button, refusal, send, table},
        states::{empty, show},
        tag::tag,
    },
    download, format,
    remote::use_remote,
    session::may,
    texts::reports as words,
};

mod flags;
mod freezing;
mod sheet;

use flags::Flags;
use freezing::Freezing;
use sheet::Sheet;

/// Days that services have to answer their outlier flags, if the administrator agrees.
const DAYS_TO_ANSWER: Days = Days::new(28);

/// What the buttons of a row do.
#[derive(Clone, PartialEq)]
struct Actions {
    /// Whether the user has a service, and so no document of the national reports.
    is_of_service: bool,
    flags: Callback<Rc<Report>>,
    print: Callback<(Rc<Report>, &'static str)>,
    csv: Callback<Rc<Report>>,
    publish: Option<Callback<Rc<Report>>>,
    share: Option<Callback<Rc<Report>>>,
}

/// The page.
#[component]
pub fn ReportsPage() -> Html {
    let api = use_context::<Api>();
    let me = use_context::<Rc<Me>>();
    let today = use_context::<Rc<About>>()
        .map(|about| about.today)
        .unwrap_or_default();
    let place = use_state_eq(Place::default);
    let failure = use_state(|| None::<ApiError>);
    let sheet = use_state(|| None::<AttrValue>);
    let flagged = use_state_eq(|| None::<Rc<Report>>);
    let remote = use_remote((*place).clone(), {
        let api = api.clone();
        move |place| {
            let api = api.clone();
            async move { api.ok_or(ApiError::Away)?.reports(place.cursor.as_deref()).await }
        }
    });
    let may_publish = me
        .as_deref()
        .is_some_and(|me| may(me, Permission::PublishReports));
    let answer_by = today.checked_add_days(DAYS_TO_ANSWER).filter(|_| may_publish);
    let actions = Actions {
        is_of_service: me.as_deref().is_some_and(|me| !me.services.is_empty()),
        flags: {
            let flagged = flagged.clone();
            Callback::from(move |report| flagged.set(Some(report)))
        },
        ..actions(api, &failure, &sheet, &remote.again, answer_by)
    };
    let on_close_flags = {
        let flagged = flagged.clone();
        Callback::from(move |()| flagged.set(None))
    };
    let go = {
        let place = place.clone();
        Callback::from(move |next: Place| place.set(next))
    };
    let on_close = {
        let sheet = sheet.clone();
        Callback::from(move |()| sheet.set(None))
    };
    html! {
        <>
            <Heading title={words::TITLE} />
            <p>{ words::LEAD }</p>
            if let Some(me) = &me {
                <Freezing me={Rc::clone(me)} year={today.year() - 1} on_done={remote.again.clone()} />
            }
            if let Some(error) = &*failure {
                { refusal(error) }
            }
            { show(&remote, |page: &Page<Report>| if page.items.is_empty() {
                empty(words::NONE, html! { <p>{ words::NONE_DETAIL }</p> })
            } else {
                html! {
                    <>
                        { table(words::TITLE, words::COLUMNS, page.items.iter().map(|report| row(report, &actions)).collect()) }
                        { pages(&place, page.next.as_deref(), &go) }
                    </>
                }
            }) }
            if let Some(report) = &*flagged {
                <Flags report={report.clone()} on_close={on_close_flags} />
            }
            <Sheet html={(*sheet).clone()} {on_close} />
        </>
    }
}

fn actions(
    api: Option<Api>,
    failure: &UseStateHandle<Option<ApiError>>,
    sheet: &UseStateHandle<Option<AttrValue>>,
    again: &Callback<()>,
    answer_by: Option<NaiveDate>,
) -> Actions {
    Actions {
        is_of_service: false,
        flags: Callback::noop(),
        share: answer_by.map(|answer_by| {
            let (api, failure, again) = (api.clone(), failure.clone(), again.clone());
            Callback::from(move |report: Rc<Report>| {
                let question = format!("{}{}?", words::SHARE_CONFIRM, format::long_day(answer_by));
                if let Some(api) = api.clone().filter(|_| gloo::dialogs::confirm(&question)) {
                    send(
                        async move { api.share(&report, answer_by).await },
                        &failure,
                        again.clone(),
                    );
                }
            })
        }),
        print: {
            let (api, failure, sheet) = (api.clone(), failure.clone(), sheet.clone());
            Callback::from(move |(report, readers): (Rc<Report>, &'static str)| {
                let Some(api) = api.clone() else { return };
                let (failure, sheet) = (failure.clone(), sheet.clone());
                spawn_local(async move {
                    match api.print(&report.id, readers).await {
                        Ok(html) => sheet.set(Some(html.into())),
                        Err(error) => failure.set(Some(error)),
                    }
                });
            })
        },
        csv: {
            let (api, failure) = (api.clone(), failure.clone());
            Callback::from(move |report: Rc<Report>| {
                let Some(api) = api.clone() else { return };
                let work = async move {
                    let bytes = api.report_csv(&report.id).await?;
                    let name = format!("flsdb-report-{}.csv", report.query.start.year());
                    download::save_as(&name, "text/csv", &bytes);
                    Ok(())
                };
                send(work, &failure, Callback::noop());
            })
        },
        publish: answer_by.map(|_| {
            let (failure, again) = (failure.clone(), again.clone());
            Callback::from(move |report: Rc<Report>| {
                let is_agreed =
                    report.publication.is_some() || gloo::dialogs::confirm(words::PUBLISH_CONFIRM);
                if let Some(api) = api.clone().filter(|_| is_agreed) {
                    send(async move { api.publish(&report).await }, &failure, again.clone());
                }
            })
        }),
    }
}

fn row(report: &Report, actions: &Actions) -> Html {
    let (state, colour) = match report.state {
        ReportState::Draft => (words::DRAFT, "grey"),
        ReportState::Shared => (words::SHARED, "blue"),
        ReportState::Published => (words::PUBLISHED, "green"),
    };
    let shared = Rc::new(report.clone());
    let print = |(readers, text): &(&'static str, &'static str)| {
        let (report, readers) = (Rc::clone(&shared), *readers);
        button(
            text,
            None,
            actions.print.reform(move |_| (Rc::clone(&report), readers)),
        )
    };
    let publishing = actions
        .publish
        .as_ref()
        .filter(|_| report.publishable || report.publication.is_some());
    let sharing = actions
        .share
        .as_ref()
        .filter(|_| report.kind == ReportKind::National && report.state == ReportState::Draft);
    let has_document = report.kind == ReportKind::Service || !actions.is_of_service;
    let has_flags = report.kind == ReportKind::National;
    let of_this = |callback: &Callback<Rc<Report>>| {
        let report = Rc::clone(&shared);
        callback.reform(move |_: MouseEvent| Rc::clone(&report))
    };
    html! {
        <tr key={report.id.clone()}>
            <th scope="row">
                { &report.title }
                <span class="fls-worklist__next">{ words::DIGEST }<code>{ short(&report.digest) }</code></span>
            </th>
            <td>
                { tag(state, colour) }
                if let Some(sharing) = &report.sharing {
                    <span class="fls-worklist__next">{ words::ANSWER_BY }{ format::short_day(sharing.answer_by) }</span>
                }
            </td>
            <td class="fls-figure">{ period(report.query.start, report.query.end) }</td>
            <td class="fls-figure">{ report.query.as_of.map(format::short_day) }</td>
            <td>
                <span class="fls-figure">{ format::moment(report.frozen_at) }</span>
                <span class="fls-worklist__next">{ words::BY }{ &report.frozen_by }{ words::DATA_VERSION }{ report.data_version }</span>
            </td>
            <td>
                if has_document {
                    { for words::PRINT_FOR.iter().map(print) }
                    { button(words::CSV, Some(format!("{}: {}", words::CSV, report.title)), of_this(&actions.csv)) }
                }
                if has_flags {
                    { button(words::FLAGS, Some([words::FLAGS_OF, &report.title].concat()), of_this(&actions.flags)) }
                }
                if let Some(share) = sharing {
                    { button(words::SHARE, None, of_this(share)) }
                }
                if let Some(publish) = publishing {
                    { button(if report.publication.is_some() { words::UNPUBLISH } else { words::PUBLISH }, None, of_this(publish)) }
                }
            </td>
        </tr>
    }
}

/// The beginning of a digest, enough to tell reports apart.
fn short(digest: &str) -> &str {
    let hash = digest.strip_prefix("sha256:").unwrap_or(digest);
    hash.get(..12).unwrap_or(hash)
}

/// `2024`, or from day to day.
pub fn period(start: NaiveDate, end: NaiveDate) -> String {
    let is_year = start.ordinal() == 1 && end.succ_opt().is_some_and(|day| day.ordinal() == 1);
    match is_year && start.year() == end.year() {
        true => start.year().to_string(),
        false => format!(
            "{}{}{}",
            format::short_day(start),
            words::TO,
            format::short_day(end)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_and_digests() {
        let day = |text: &str| text.parse().expect("a day");
        for (start, end, expected) in [
            ("2024-01-01", "2024-12-31", "2024"),
            ("2024-01-01", "2024-03-31", "01/01/2024 to 31/03/2024"),
            ("2023-01-01", "2024-12-31", "01/01/2023 to 31/12/2024"),
        ] {
            assert_eq!(period(day(start), day(end)), expected);
        }
        assert_eq!(short("sha256:0123456789abcdef"), "0123456789ab");
        assert_eq!(short("odd"), "odd");
    }
}
