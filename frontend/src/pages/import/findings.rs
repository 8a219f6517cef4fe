//! The findings of an import by kind, worst first, each opening its rows.

use flsdb_domain::{
    FindingCode, Level,
    vocabulary::Coded,
    wire::{
        Page,
        imports::{FindingCount, RowFinding},
    },
};
use yew::prelude::*;

use super::rows::{Listed, Rows, value};
use crate::{
    api::{Api, ApiError},
    components::{disclosure::Disclosure, tag::tag},
    format,
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
            { for worst_first(counts).into_iter().map(|count| kind(import, count)) }
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

fn kind(import: &str, FindingCount { code, level, count }: &FindingCount) -> Html {
    let (text, colour) = match level {
        Level::Error => (words::ERROR, "red"),
        Level::Warning => (words::WARNING, "yellow"),
    };
    let title = title(code);
    let count =
        html! { <>{ tag(text, colour) }{ " " }{ format::counted(*count, words::ROW, words::ROWS) }</> };
    html! {
        <Disclosure key={code.clone()} title={title.clone()} {count}>
            <Rows<RowFinding> import={import.to_owned()} of={code.clone()} {title} />
        </Disclosure>
    }
}

/// The kind in words; the code itself if the server knows kinds that this page does not.
fn title(code: &str) -> String {
    FindingCode::from_token(code).map_or_else(|| code.to_owned(), |code| findings::title(code).to_owned())
}

impl Listed for RowFinding {
    const COLUMNS: &'static [(&'static str, bool)] = words::ROW_COLUMNS;

    async fn ask(
        api: Api,
        import: String,
        code: String,
        cursor: Option<String>,
    ) -> Result<Page<Self>, ApiError> {
        api.import_findings(&import, &code, cursor.as_deref()).await
    }

    fn row(&self) -> Html {
        html! {
            <tr>
                <th scope="row" class="fls-right">{ format::count(self.row) }</th>
                <td>{ &self.column }</td>
                <td class="fls-value">{ value(&self.value) }</td>
                <td>{ &self.message }</td>
            </tr>
        }
    }
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
