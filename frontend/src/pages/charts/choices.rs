//! The choices above a chart.

use std::rc::Rc;

use chrono::{Datelike, NaiveDate};
use flsdb_domain::{
    ServiceCode,
    dates::{AUDIT_START, parse_iso},
    kpi::{Kpi, SetId, definition},
    vocabulary::Coded,
    wire::{
        charts::{Method, Month, Preset},
        kpis::{Dimension, Period},
        services::Service,
    },
};
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::query::{Asked, ChartsQuery, Kind, Sight, Whose, last_months, year};
use crate::texts::charts as words;

/// For whom the charts are.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// The day that counts as today.
    pub today: NaiveDate,
    /// What the user may see.
    pub sight: Sight,
    /// All services.
    pub services: Rc<Vec<Service>>,
    /// Whether the user may read records.
    pub may_open: bool,
}

impl Setting {
    /// The name of a service; its code, if it has none.
    pub fn name(&self, code: ServiceCode) -> String {
        let found = self.services.iter().find(|service| service.code == code);
        found.map_or_else(|| code.to_string(), |service| service.name.clone())
    }
}

/// Properties of [`Choices`].
#[derive(Properties, PartialEq)]
pub struct ChoicesProps {
    /// The chart on screen.
    pub asked: Asked,
    /// What the address says.
    pub query: ChartsQuery,
    /// The day that the chart on screen is of.
    pub as_of: Option<NaiveDate>,
    /// For whom.
    pub setting: Rc<Setting>,
    /// Told of another choice.
    pub on_change: Callback<ChartsQuery>,
}

/// One choice of a field: its value, what it says, whether it is chosen.
type Choice = (String, String, bool);

/// The break-downs to choose from; services and months have charts of their own.
const BREAK_DOWNS: [Dimension; 8] = [
    Dimension::AgeBand,
    Dimension::Sex,
    Dimension::CareHome,
    Dimension::Site,
    Dimension::Nation,
    Dimension::Region,
    Dimension::EthnicCategory,
    Dimension::DeprivationQuintile,
];

/// The choices.
#[component]
pub fn Choices(props: &ChoicesProps) -> Html {
    let asked = &props.asked;
    let setting = &props.setting;
    let has_other_months = use_state_eq(|| false);
    let field =
        |id: &'static str, label: &'static str, choices: Vec<Choice>, change: fn(&mut ChartsQuery, &str)| {
            let (query, on_change) = (props.query, props.on_change.clone());
            let onchange = Callback::from(move |event: Event| {
                let mut next = query;
                change(&mut next, &value_of(&event));
                on_change.emit(next);
            });
            select(id, label, choices, onchange)
        };
    let kinds = setting.sight.kinds().iter();
    let kinds = kinds.map(|kind| {
        (
            kind.token().to_owned(),
            kind.label().to_owned(),
            *kind == asked.kind,
        )
    });
    let set = asked.set.set();
    let kpis = Kpi::ALL
        .into_iter()
        .filter(|kpi| *kpi == asked.kpi || asked.draws(*kpi));
    let kpis = kpis.map(|kpi| {
        let title = format!("{} {}", set.official_number(kpi), definition(set, kpi).title);
        (kpi.to_string(), title, kpi == asked.kpi)
    });
    let sets = SetId::ALL.into_iter();
    let sets = sets.map(|set| {
        (
            set.token().to_owned(),
            set.set().name.to_owned(),
            set == asked.set,
        )
    });
    let methods = Method::choices();
    let methods = methods
        .iter()
        .map(|m| (m.token.to_owned(), m.label.to_owned(), m.value == asked.method));
    let presets = Preset::choices();
    let presets = presets
        .iter()
        .map(|p| (p.token.to_owned(), p.label.to_owned(), p.value == asked.preset));
    let by = BREAK_DOWNS.iter();
    let by = by.map(|by| (by.token().to_owned(), by.label().to_owned(), *by == asked.by));
    let beside = beside(asked, setting);
    let periods = periods(setting.today, asked.period);
    let is_other = *has_other_months || periods.iter().all(|(.., is_chosen)| !is_chosen);
    let on_period = {
        let (query, on_change, other) = (props.query, props.on_change.clone(), has_other_months.clone());
        Callback::from(move |event: Event| {
            let value = value_of(&event);
            other.set(value.is_empty());
            if let Some(period) = read_period(&value) {
                on_change.emit(ChartsQuery {
                    start: Some(period.start),
                    end: Some(period.end),
                    ..query
                });
            }
        })
    };
    let periods: Vec<Choice> = periods
        .into_iter()
        .map(|(period, text, is_chosen)| {
            (
                format!("{}/{}", period.start, period.end),
                text,
                is_chosen && !is_other,
            )
        })
        .chain([(String::new(), words::OTHER_PERIOD.to_owned(), is_other)])
        .collect();
    html! {
        <div class="fls-choices fls-chart__choices">
            { field("chart", words::CHART, kinds.collect(), choose_kind) }
            if asked.kind.has_kpi() {
                { field("kpi", words::KPI, kpis.collect(), |query, text| query.kpi = text.parse().ok()) }
            }
            { field("whose", words::SERVICE, services(asked, setting), |query, text| query.service = Whose::read(text)) }
            if asked.kind.is_of_one() && beside.len() > 1 {
                { field("beside", words::BESIDE, beside, |query, text| query.beside = text.parse().ok()) }
            }
            { select("period", words::PERIOD, periods, on_period) }
            if is_other {
                { month("from", words::FROM, asked.period.start, props, |query, month| query.start = Some(month.first_day())) }
                { month("to", words::TO, asked.period.end, props, |query, month| query.end = Some(month.last_day())) }
            }
            if asked.kind == Kind::Groups {
                { field("by", words::BREAK_DOWN, by.collect(), |query, text| query.by = Dimension::from_token(text)) }
            }
            if asked.kind.has_set() {
                { field("set", words::SET, sets.collect(), |query, text| query.set = text.parse().ok()) }
            }
            if asked.kind == Kind::Run {
                { field("method", words::LIMITS, methods.collect(), |query, text| query.method = Method::from_token(text)) }
                { field("preset", words::RULES, presets.collect(), |query, text| query.preset = Preset::from_token(text)) }
            }
            { as_of(props) }
        </div>
    }
}

/// Another chart has its own usual period, which need not be that of the chart before.
fn choose_kind(query: &mut ChartsQuery, token: &str) {
    *query = ChartsQuery {
        chart: Kind::from_token(token),
        start: None,
        end: None,
        service: None,
        beside: None,
        ..*query
    };
}

/// Nothing, and the services whose chart may stand beside the one on screen.
fn beside(asked: &Asked, setting: &Setting) -> Vec<Choice> {
    let others = setting.services.iter();
    let others =
        others.filter(|other| setting.sight.sees_live(other.code) && asked.whose != Whose::One(other.code));
    let choice = |other: &Service| {
        let is_chosen = asked.beside == Some(other.code);
        (other.code.to_string(), other.name.clone(), is_chosen)
    };
    let nothing = (
        String::new(),
        words::NOTHING_BESIDE.to_owned(),
        asked.beside.is_none(),
    );
    [nothing].into_iter().chain(others.map(choice)).collect()
}

/// The services that the user may choose.
fn services(asked: &Asked, setting: &Setting) -> Vec<Choice> {
    let choice = |whose: Whose, text: String| (whose.token().to_owned(), text, whose == asked.whose);
    let is_offered = |code: ServiceCode| setting.sight.sees_live(code);
    let has_all = !matches!(setting.sight, Sight::Own(_)) || !asked.kind.is_of_one();
    let all = has_all.then(|| choice(Whose::All, words::ALL_SERVICES.to_owned()));
    let named = setting.services.iter().filter(|service| is_offered(service.code));
    all.into_iter()
        .chain(named.map(|service| choice(Whose::One(service.code), service.name.clone())))
        .collect()
}

/// The periods to choose from, and which of them is on screen.
fn periods(today: NaiveDate, shown: Period) -> Vec<(Period, String, bool)> {
    let months = [12, 24, 36, 60].map(|count| {
        let text = [words::LAST_MONTHS, &count.to_string(), words::MONTHS].concat();
        (last_months(today, count), text)
    });
    let years = (AUDIT_START.year()..=today.year())
        .rev()
        .map(|n| (year(n), n.to_string()));
    let mut is_found = false;
    let all = years.chain(months).map(|(period, text)| {
        let is_chosen = period == shown && !is_found;
        is_found |= is_chosen;
        (period, text, is_chosen)
    });
    all.collect()
}

fn read_period(value: &str) -> Option<Period> {
    let (start, end) = value.split_once('/')?;
    Some(Period {
        start: parse_iso(start).ok()?,
        end: parse_iso(end).ok()?,
    })
}

/// A field with a list of choices.
pub fn select(
    id: &'static str,
    label: &'static str,
    choices: Vec<Choice>,
    onchange: Callback<Event>,
) -> Html {
    html! {
        <div class="nhsuk-form-group">
            <label class="nhsuk-label" for={id}>{ label }</label>
            <select class="nhsuk-select" {id} {onchange}>
                { for choices.into_iter().map(|(value, text, selected)| html! { <option {value} {selected}>{ text }</option> }) }
            </select>
        </div>
    }
}

fn month(
    id: &'static str,
    label: &'static str,
    day: NaiveDate,
    props: &ChoicesProps,
    change: fn(&mut ChartsQuery, Month),
) -> Html {
    let shown = ChartsQuery {
        start: Some(props.asked.period.start),
        end: Some(props.asked.period.end),
        ..props.query
    };
    let on_change = props.on_change.clone();
    let onchange = Callback::from(move |event: Event| {
        if let Ok(month) = value_of(&event).parse() {
            let mut next = shown;
            change(&mut next, month);
            on_change.emit(next);
        }
    });
    html! {
        <div class="nhsuk-form-group">
            <label class="nhsuk-label" for={id}>{ label }</label>
            <input class="nhsuk-input" {id} type="month" value={Month::of(day).to_string()} {onchange} />
        </div>
    }
}

fn as_of(props: &ChoicesProps) -> Html {
    let (query, on_change) = (props.query, props.on_change.clone());
    let onchange = Callback::from(move |event: Event| {
        on_change.emit(ChartsQuery {
            as_of: parse_iso(&value_of(&event)).ok(),
            ..query
        });
    });
    html! {
        <div class="nhsuk-form-group">
            <label class="nhsuk-label" for="as_of">{ words::AS_OF }</label>
            <input class="nhsuk-input" id="as_of" type="date" max={props.setting.today.to_string()}
                   value={props.asked.as_of.or(props.as_of).map(|day| day.to_string())} {onchange} />
        </div>
    }
}

/// What a field holds.
pub fn value_of(event: &Event) -> String {
    let target = event.target();
    let select = target
        .clone()
        .and_then(|t| t.dyn_into::<HtmlSelectElement>().ok());
    let input = target.and_then(|t| t.dyn_into::<HtmlInputElement>().ok());
    let value = select.map(|select| select.value());
    value
        .or_else(|| input.map(|input| input.value()))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_period_is_chosen_at_most() {
        let today: NaiveDate = "2026-01-15".parse().expect("a day");
        // The last twelve months are the year 2025, too.
        for (shown, chosen) in [(year(2025), "2025"), (last_months(today, 24), "Last 24 months")] {
            let found: Vec<_> = periods(today, shown)
                .into_iter()
                .filter(|(.., chosen)| *chosen)
                .collect();
            assert_eq!(found.len(), 1, "{found:?}");
            assert_eq!(found[0].1, chosen);
        }
        let odd = Period {
            start: today,
            end: today,
        };
        assert!(periods(today, odd).iter().all(|(.., chosen)| !chosen));
    }

    #[test]
    fn periods_travel_through_the_field() {
        let period = year(2024);
        assert_eq!(
            read_period(&format!("{}/{}", period.start, period.end)),
            Some(period)
        );
        assert_eq!(read_period(""), None);
    }
}
