//! The findings of an import by kind, worst first, each opening its rows.

use flsdb_domain::{
    FindingCode, Level,
    vocabulary::Coded,
    wire::{
        Page,
        imports::{FindingCount, RowFinding},
    },
};
use web_sys::HtmlDetailsElement;
use yew::prelude::*;

use crate::{
    api::{Api, ApiError, FindingsQuery},
    components::{states::show, tag::tag},
    format,
    remote::use_remote,
    texts::{findings, import as words},
};

/// All kinds of findings.
pub fn kinds(import: &str, counts: &[FindingCount]) -> Html {
    html! {
        <section aria-labelledby="findings">
            <h2 class="nhsuk-heading-m" id="findings">{ words::FINDINGS }</h2>
            if counts.is_empty() {
                <p>{ words::NO_FINDINGS }</p>
            }
            { for worst_first(counts).into_iter().map(|count| html! {
                <Kind key={count.code.clone()} import={import.to_owned()} count={count.clone()} />
            }) }
        </section>
    }
}

/// Errors before warnings, then the most frequent.
fn worst_first(counts: &[FindingCount]) -> Vec<&FindingCount> {
    let mut sorted: Vec<&FindingCount> = counts.iter().collect();
    sorted.sort_by(|a, b| {
        let rank = |count: &FindingCount| count.level != Level::Error;
        rank(a)
            .cmp(&rank(b))
            .then(b.count.cmp(&a.count))
            .then(a.code.cmp(&b.code))
    });
    sorted
}

#[derive(Properties, PartialEq)]
struct KindProps {
    import: String,
    count: FindingCount,
}

#[component]
fn Kind(props: &KindProps) -> Html {
    let is_open = use_state_eq(|| false);
    let ontoggle = {
        let is_open = is_open.clone();
        Callback::from(move |event: Event| {
            if let Some(details) = event.target_dyn_into::<HtmlDetailsElement>() {
                is_open.set(details.open());
            }
        })
    };
    let FindingCount { code, level, count } = &props.count;
    let (text, colour) = match level {
        Level::Error => (words::ERROR, "red"),
        Level::Warning => (words::WARNING, "yellow"),
    };
    let title =
        FindingCode::from_token(code).map_or_else(|| code.clone(), |code| findings::title(code).to_owned());
    html! {
        <details class="nhsuk-details fls-finding" {ontoggle}>
            <summary class="nhsuk-details__summary">
                <span class="nhsuk-details__summary-text">{ title }</span>
                <span class="fls-finding__count">
                    { tag(text, colour) }{ " " }{ format::counted(*count, words::ROW, words::ROWS) }
                </span>
            </summary>
            <div class="nhsuk-details__text">
                if *is_open {
                    <Rows import={props.import.clone()} code={code.clone()} />
                }
            </div>
        </details>
    }
}

#[derive(Properties, PartialEq)]
struct RowsProps {
    import: String,
    code: String,
}

/// The rows of one kind, page by page.
#[component]
fn Rows(props: &RowsProps) -> Html {
    let api = use_context::<Api>();
    let cursors = use_state(Vec::<String>::new);
    let query = FindingsQuery {
        import: props.import.clone(),
        code: props.code.clone(),
        cursor: cursors.last().cloned(),
    };
    let remote = use_remote(query, move |query| {
        let api = api.clone();
        async move { api.ok_or(ApiError::Away)?.import_findings(&query).await }
    });
    let turn = |next: Option<String>| {
        let cursors = cursors.clone();
        Callback::from(move |_: MouseEvent| {
            let mut pages = (*cursors).clone();
            match &next {
                Some(next) => pages.push(next.clone()),
                None => drop(pages.pop()),
            }
            cursors.set(pages);
        })
    };
    let back = (!cursors.is_empty()).then(|| turn(None));
    show(&remote, |page: &Page<RowFinding>| {
        html! {
            <>
                <div class="fls-scroll" tabindex="0" role="group" aria-label={props.code.clone()}>
                    <table class="nhsuk-table fls-table">
                        <caption class="nhsuk-u-visually-hidden">{ &props.code }</caption>
                        <thead>
                            <tr>{ for words::ROW_COLUMNS.iter().map(|(column, class)| html! { <th scope="col" class={*class}>{ *column }</th> }) }</tr>
                        </thead>
                        <tbody>
                            { for page.items.iter().map(|finding| html! {
                                <tr>
                                    <th scope="row" class="fls-right">{ format::count(finding.row) }</th>
                                    <td>{ &finding.column }</td>
                                    <td class="fls-value">
                                        if finding.value.is_empty() {
                                            <span class="fls-blank">{ words::BLANK }</span>
                                        } else {
                                            { &finding.value }
                                        }
                                    </td>
                                    <td>{ &finding.message }</td>
                                </tr>
                            }) }
                        </tbody>
                    </table>
                </div>
                <nav class="fls-pages" aria-label={words::PAGES}>
                    if let Some(back) = back {
                        <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onclick={back}>{ words::PREVIOUS }</button>
                    }
                    if let Some(next) = page.next.clone() {
                        <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onclick={turn(Some(next))}>
                            { words::NEXT }
                        </button>
                    }
                </nav>
            </>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_come_first() {
        let count = |code: &str, level, count| FindingCount {
            code: code.into(),
            level,
            count,
        };
        let counts = [
            count("w.many", Level::Warning, 90),
            count("e.few", Level::Error, 1),
            count("e.many", Level::Error, 5),
            count("w.few", Level::Warning, 2),
        ];
        let codes: Vec<_> = worst_first(&counts)
            .into_iter()
            .map(|c| c.code.as_str())
            .collect();
        assert_eq!(codes, ["e.many", "e.few", "w.many", "w.few"]);
    }

    #[test]
    fn every_code_has_a_title_of_its_own() {
        let titles: std::collections::BTreeSet<_> = FindingCode::choices()
            .iter()
            .map(|choice| findings::title(choice.value))
            .collect();
        assert_eq!(titles.len(), FindingCode::choices().len());
    }
}
