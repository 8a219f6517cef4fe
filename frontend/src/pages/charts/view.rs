//! A chart on the page: sentence, drawing or table, source, downloads.

use std::rc::Rc;

use chrono::NaiveDate;
use yew::prelude::*;

use super::{
    answer::{self, Answer},
    choices::Setting,
    downloads::Downloads,
    moved::Moved,
    query::Asked,
    rebasing::Rebasing,
    records::Records,
    told::{Behind, Told},
};
use crate::{
    api::{Api, ApiError, ChartQuestion},
    components::{
        chart::picture::{Picture, use_width},
        link::Go,
        states::{empty, show},
    },
    remote::use_remote,
    routes::Route,
    texts::charts as words,
};

/// Properties of [`ChartView`].
#[derive(Properties, PartialEq)]
pub struct ChartViewProps {
    /// Id of the drawing; others of the chart begin with it.
    pub id: &'static str,
    /// Which chart.
    pub asked: Asked,
    /// For whom.
    pub setting: Rc<Setting>,
    /// Told the day of the chart that is shown.
    #[prop_or_default]
    pub on_shown: Callback<NaiveDate>,
}

/// The chart.
#[component]
pub fn ChartView(props: &ChartViewProps) -> Html {
    let api = use_context::<Api>();
    let (node, width) = use_width();
    let question = answer::question(&props.asked, &props.setting);
    let remote = use_remote((props.asked, question.clone()), move |(asked, question)| {
        let api = api.clone();
        async move { answer::ask(&api.ok_or(ApiError::Away)?, &asked, &question).await }
    });
    html! {
        <div class="fls-chart" ref={node}>
            { show(&remote, |answer: &Answer| html! {
                if answer.is_empty() {
                    { empty(words::EMPTY, html! {
                        <p>{ words::EMPTY_DETAIL }<Go to={Route::Imports}>{ words::EMPTY_IMPORT }</Go>{ "." }</p>
                    }) }
                } else {
                    <Shown id={props.id} answer={Rc::new(answer.clone())} setting={props.setting.clone()} {width} asked={props.asked}
                           on_shown={props.on_shown.clone()} again={remote.again.clone()}
                           question={question.clone()} />
                }
            }) }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct ShownProps {
    id: &'static str,
    answer: Rc<Answer>,
    setting: Rc<Setting>,
    width: f64,
    asked: Asked,
    question: ChartQuestion,
    on_shown: Callback<NaiveDate>,
    /// Asks for the chart again.
    again: Callback<()>,
}

#[component]
fn Shown(props: &ShownProps) -> Html {
    let is_table = use_state_eq(|| false);
    let whose = props.asked.whose;
    let told = use_memo(
        (props.answer.clone(), props.setting.clone(), whose),
        |(answer, setting, whose)| answer.tell(setting, *whose),
    );
    // Padding and border of the card.
    let width = props.width - if props.width < 560.0 { 26.0 } else { 42.0 };
    let whose_and_beside = (whose, props.asked.beside.is_some());
    let of = (
        props.answer.clone(),
        props.setting.clone(),
        whose_and_beside,
        width,
    );
    let drawing = use_memo(of, |(answer, setting, whose, width)| {
        answer.draw(setting, *whose, *width)
    });
    let opened = use_state_eq(|| None::<Rc<Behind>>);
    let on_open = told.behind.iter().any(Option::is_some).then(|| {
        let (told, opened) = (told.clone(), opened.clone());
        Callback::from(move |at: usize| {
            if let Some(Some(behind)) = told.behind.get(at) {
                opened.set(Some(Rc::new(behind.clone())));
            }
        })
    });
    let as_of = props.answer.as_of();
    use_effect_with((as_of, props.on_shown.clone()), |(as_of, on_shown)| {
        on_shown.emit(*as_of)
    });
    // Whose number the difference is of: the one whose records one may see.
    let own = whose.one().filter(|code| props.setting.sight.sees_live(*code));
    let moves = own.filter(|_| {
        props.asked.kind.has_kpi() && props.asked.kind.is_of_one() && props.asked.beside.is_none()
    });
    let (about, title) = ([props.id, "-about"].concat(), [props.id, "-title"].concat());
    let tab = |shows_table: bool, text: &'static str| {
        let is_table = is_table.clone();
        let is_on = *is_table == shows_table;
        let onclick = Callback::from(move |_: MouseEvent| is_table.set(shows_table));
        html! {
            <button type="button" class={classes!("fls-tab", is_on.then_some("fls-tab--on"))} aria-pressed={is_on.to_string()} {onclick}>
                { text }
            </button>
        }
    };
    html! {
        <section class="fls-card" aria-labelledby={title.clone()}>
            <div class="fls-chart__head">
                <h2 class="nhsuk-heading-m" id={title}>{ &told.title }</h2>
                <div class="fls-tabs" role="group" aria-label={words::VIEWS}>
                    { tab(false, words::CHART_TAB) }
                    { tab(true, words::TABLE_TAB) }
                </div>
            </div>
            <p class="fls-chart__about" id={about.clone()}>{ told.about }</p>
            if *is_table {
                { table(&told) }
            } else {
                <Picture id={props.id} title={told.title.clone()} described_by={about} {drawing} {on_open} />
            }
            <p class="fls-chart__sentence">{ &told.sentence }</p>
            <ul class="fls-chart__notes">
                { for told.notes.iter().map(|note| html! { <li>{ note }</li> }) }
            </ul>
            <p class="fls-source">{ &told.source }</p>
            <Downloads id={props.id} {told} asked={props.asked} {as_of} question={props.question.clone()} has_picture={!*is_table} />
            if let Answer::Run(chart) = &*props.answer && props.asked.beside.is_none() {
                <Rebasing chart={Rc::new((**chart).clone())} asked={props.asked} setting={props.setting.clone()} again={props.again.clone()} />
            }
            if let Some(service) = moves {
                <Moved asked={props.asked} {service} {as_of} />
            }
            <Records behind={(*opened).clone()} set={props.asked.set} {as_of} on_close={Callback::from(move |()| opened.set(None))} />
        </section>
    }
}

fn table(told: &Told) -> Html {
    html! {
        <div class="fls-scroll" tabindex="0" role="group" aria-label={[words::TABLE_OF, &told.title].concat()}>
            <table class="fls-table fls-chart__table">
                <caption class="nhsuk-u-visually-hidden">{ &told.title }</caption>
                <thead>
                    <tr>{ for told.columns.iter().map(|column| html! { <th scope="col">{ *column }</th> }) }</tr>
                </thead>
                <tbody>
                    { for told.rows.iter().map(|row| html! {
                        <tr>
                            { for row.iter().enumerate().map(|(n, cell)| match n {
                                0 => html! { <th scope="row">{ cell }</th> },
                                _ => html! { <td>{ cell }</td> },
                            }) }
                        </tr>
                    }) }
                </tbody>
            </table>
        </div>
    }
}
