//! Why did my number move? Two periods, or one period on two days, and the difference split by cause.

use chrono::{Months, NaiveDate};
use flsdb_domain::{
    ServiceCode,
    dates::parse_iso,
    wire::{
        charts::Month,
        kpis::{Cause, DifferencePart, DifferenceSide, KpiDifference, Period},
    },
};
use yew::prelude::*;

use super::{
    choices::{select, value_of},
    query::{Asked, year},
};
use crate::{
    api::{Api, ApiError, ChartQuestion},
    components::states::show,
    format,
    remote::use_remote,
    texts::charts::moved as words,
};

/// Properties of [`Moved`].
#[derive(Properties, PartialEq)]
pub struct MovedProps {
    /// The chart on screen.
    pub asked: Asked,
    /// Whose number.
    pub service: ServiceCode,
    /// The day of the chart.
    pub as_of: NaiveDate,
}

/// A result: its period and its day.
type Side = (Period, NaiveDate);

/// The form and its answer.
#[component]
pub fn Moved(props: &MovedProps) -> Html {
    let usual = usual(props.asked.period, props.as_of);
    let sides = use_state_eq(|| usual);
    let wanted = use_state_eq(|| None::<ChartQuestion>);
    let field = |n: usize, id: &'static str, label: &'static str| {
        let shown = sides[n].0;
        let choices = periods(props.asked.period)
            .into_iter()
            .map(|(period, text)| (key(period), text, period == shown));
        let sides = sides.clone();
        let onchange = Callback::from(move |event: Event| {
            let mut next = *sides;
            if let Some(period) = read(&value_of(&event)) {
                next[n].0 = period;
            }
            sides.set(next);
        });
        select(id, label, choices.collect(), onchange)
    };
    let day = |n: usize, id: &'static str, label: &'static str| {
        let value = sides[n].1.to_string();
        let sides = sides.clone();
        let onchange = Callback::from(move |event: Event| {
            let mut next = *sides;
            if let Ok(day) = parse_iso(&value_of(&event)) {
                next[n].1 = day;
            }
            sides.set(next);
        });
        html! {
            <div class="nhsuk-form-group">
                <label class="nhsuk-label" for={id}>{ label }</label>
                <input class="nhsuk-input" {id} type="date" {value} {onchange} />
            </div>
        }
    };
    let onsubmit = {
        let (wanted, sides, asked, service) = (wanted.clone(), *sides, props.asked, props.service);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            wanted.set(Some(question(&asked, service, sides)));
        })
    };
    html! {
        <details class="nhsuk-details fls-chart__moved">
            <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">{ words::TITLE }</span></summary>
            <div class="nhsuk-details__text">
                <p>{ words::ABOUT }</p>
                <form class="fls-choices" method="post" {onsubmit}>
                    { field(0, "moved-from", words::BEFORE) }
                    { day(0, "moved-from-day", words::BEFORE_DAY) }
                    { field(1, "moved-to", words::AFTER) }
                    { day(1, "moved-to-day", words::AFTER_DAY) }
                    <button class="nhsuk-button nhsuk-button--small">{ words::ASK }</button>
                </form>
                <div aria-live="polite">
                    if let Some(question) = &*wanted {
                        <Answer question={question.clone()} />
                    }
                </div>
            </div>
        </details>
    }
}

#[derive(Properties, PartialEq)]
struct AnswerProps {
    question: ChartQuestion,
}

#[component]
fn Answer(props: &AnswerProps) -> Html {
    let api = use_context::<Api>();
    let remote = use_remote(props.question.clone(), move |question| {
        let api = api.clone();
        async move { api.ok_or(ApiError::Away)?.difference(&question).await }
    });
    show(&remote, |found: &KpiDifference| {
        let parts: Vec<&DifferencePart> = found.parts.iter().filter(|part| part.records > 0).collect();
        html! {
            <>
                { for sentences(found).into_iter().map(|sentence| html! { <p>{ sentence }</p> }) }
                if !parts.is_empty() {
                    <div class="fls-scroll" tabindex="0" role="group" aria-label={words::TITLE}>
                        <table class="fls-table">
                            <caption class="nhsuk-u-visually-hidden">{ words::TITLE }</caption>
                            <thead>
                                <tr>{ for words::COLUMNS.iter().map(|column| html! { <th scope="col">{ *column }</th> }) }</tr>
                            </thead>
                            <tbody>
                                { for parts.into_iter().map(|part| html! {
                                    <tr>
                                        <th scope="row">{ cause(part.cause) }</th>
                                        <td class="fls-figure">{ format::count(part.records) }</td>
                                        <td class="fls-figure">{ signed(part.numerator) }</td>
                                        <td class="fls-figure">{ signed(part.denominator) }</td>
                                    </tr>
                                }) }
                            </tbody>
                        </table>
                    </div>
                }
            </>
        }
    })
}

/// At first: the period of the chart as it counted three months before, and as it counts.
fn usual(period: Period, as_of: NaiveDate) -> [Side; 2] {
    let before = as_of.checked_sub_months(Months::new(3)).unwrap_or(as_of);
    [(period, before), (period, as_of)]
}

/// The period of the chart, its years and its months.
fn periods(shown: Period) -> Vec<(Period, String)> {
    use chrono::Datelike;
    let whole = format!(
        "{}{}{}",
        format::long_day(shown.start),
        words::TO,
        format::long_day(shown.end)
    );
    let years = (shown.start.year() - 1..=shown.end.year())
        .rev()
        .map(|n| (year(n), n.to_string()));
    let mut months = Vec::new();
    let mut next = Some(shown.start);
    while let Some(day) = next.filter(|day| *day <= shown.end && months.len() < 120) {
        let month = Month::of(day);
        let period = Period {
            start: month.first_day(),
            end: month.last_day(),
        };
        months.push((period, day.format("%B %Y").to_string()));
        next = month.first_day().checked_add_months(Months::new(1));
    }
    months.reverse();
    let is_year = years.clone().any(|(period, _)| period == shown);
    let whole = (!is_year).then_some((shown, whole));
    whole.into_iter().chain(years).chain(months).collect()
}

fn key(period: Period) -> String {
    format!("{}/{}", period.start, period.end)
}

fn read(key: &str) -> Option<Period> {
    let (start, end) = key.split_once('/')?;
    Some(Period {
        start: parse_iso(start).ok()?,
        end: parse_iso(end).ok()?,
    })
}

fn question(asked: &Asked, service: ServiceCode, [from, to]: [Side; 2]) -> ChartQuestion {
    ChartQuestion::new("kpis/differences")
        .with("kpi", asked.kpi)
        .with("set", asked.set)
        .with("service", service)
        .with("from.start", from.0.start)
        .with("from.end", from.0.end)
        .with("from.as_of", from.1)
        .with("to.start", to.0.start)
        .with("to.end", to.0.end)
        .with("to.as_of", to.1)
}

/// What moved the number, in words: "KPI 4 moved from 62.5 % (190 of 304) to 65.1 % (198 of 304)."
fn sentences(found: &KpiDifference) -> Vec<String> {
    let (from, to) = (side(&found.from), side(&found.to));
    let first = if from == to {
        format!("KPI {}{}{to}.", found.kpi, words::STAYED)
    } else {
        format!("KPI {}{}{from}{}{to}.", found.kpi, words::FROM, words::TO)
    };
    // The cause with the most records says most.
    let most = found
        .parts
        .iter()
        .filter(|part| part.records > 0)
        .max_by_key(|part| part.records);
    let second = match most {
        Some(part) => format!(
            "{}{} ({}).",
            words::MOSTLY,
            cause(part.cause).to_lowercase(),
            format::counted(part.records, words::RECORD, words::RECORDS)
        ),
        None => words::NOTHING.to_owned(),
    };
    vec![first, second]
}

fn side(side: &DifferenceSide) -> String {
    let Some(display) = &side.display else {
        return words::NONE.to_owned();
    };
    let whole = match side.expected {
        Some(expected) => format::amount(expected),
        None => side.denominator.to_string(),
    };
    format!("{display} % ({}{}{whole})", side.numerator, words::OF)
}

fn cause(cause: Cause) -> &'static str {
    match cause {
        Cause::New => "Records entered since",
        Cause::Matured => "Windows closed meanwhile",
        Cause::Changed => "Answers were changed",
        Cause::Died => "A death became known",
        Cause::Withdrawn => "Records withdrawn",
        Cause::Definition => "Another KPI set",
        Cause::Question => "Only in one of the two periods",
    }
}

/// With its sign: +3, −2, 0.
fn signed(n: i64) -> String {
    match n {
        1.. => format!("+{n}"),
        0 => "0".to_owned(),
        _ => format!("−{}", n.unsigned_abs()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(parts: &[(Cause, u64)]) -> KpiDifference {
        let side = |numerator: i64, display: &str| {
            serde_json::json!({
                "set": {"id": "fls-db", "version": "1", "hash": "h"},
                "period": {"start": "2024-01-01", "end": "2024-12-31"},
                "as_of": "2025-01-01", "versions": {}, "numerator": numerator, "denominator": 304, "expected": null,
                "display": display
            })
        };
        let parts: Vec<_> = parts
            .iter()
            .map(|(cause, records)| DifferencePart {
                cause: *cause,
                records: *records,
                numerator: 8,
                denominator: 0,
            })
            .collect();
        serde_json::from_value(serde_json::json!({
            "kpi": "4", "from": side(190, "62.5"), "to": side(198, "65.1"), "numerator": 8, "denominator": 0, "parts": parts
        }))
        .expect("a difference")
    }

    #[test]
    fn a_difference_in_words() {
        assert_eq!(
            sentences(&found(&[(Cause::New, 2), (Cause::Changed, 9), (Cause::Died, 0)])),
            [
                "KPI 4 moved from 62.5 % (190 of 304) to 65.1 % (198 of 304).",
                "Mostly: answers were changed (9 records)."
            ]
        );
        assert_eq!(sentences(&found(&[]))[1], words::NOTHING);
    }

    #[test]
    fn periods_to_compare() {
        let texts = |start: &str, end: &str| {
            let day = |text: &str| text.parse().expect("a day");
            let found = periods(Period {
                start: day(start),
                end: day(end),
            });
            found
                .into_iter()
                .map(|(_, text)| text)
                .collect::<Vec<_>>()
                .join(", ")
        };
        assert_eq!(
            texts("2024-11-01", "2025-01-31"),
            "1 November 2024 to 31 January 2025, 2025, 2024, 2023, January 2025, December 2024, November 2024"
        );
        assert!(texts("2024-01-01", "2024-12-31").starts_with("2024, 2023, December 2024"));
    }

    #[test]
    fn signs() {
        for (n, text) in [(3, "+3"), (0, "0"), (-2, "−2")] {
            assert_eq!(signed(n), text);
        }
    }
}
