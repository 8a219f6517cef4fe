//! A chart as the server gives it, of any kind.

use flsdb_domain::{
    kpi::Kpi,
    vocabulary::Coded,
    wire::{
        charts::{Cascade, Caterpillar, Funnel, RunChart},
        kpis::{Dimension, KpiResults},
        quality::DataQuality,
    },
};

use super::{
    cascade,
    choices::Setting,
    completeness, funnel,
    query::{Asked, Kind, Sight, Whose},
    rows, run,
    told::Told,
};
use crate::{
    api::{Api, ApiError, ChartQuestion},
    components::chart::{drawing::Drawing, heat},
    texts::charts as words,
};

/// A chart.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// Month by month.
    Run(Box<RunChart>),
    /// Services by size.
    Funnel(Box<Funnel>),
    /// Services in order.
    Caterpillar(Box<Caterpillar>),
    /// How far the patients came.
    Cascade(Box<Cascade>),
    /// A KPI by group.
    Groups(Box<KpiResults>, Kpi, Dimension),
    /// Blanks by field and month.
    Completeness(Box<DataQuality>),
}

/// The question to the server.
pub fn question(asked: &Asked, setting: &Setting) -> ChartQuestion {
    let path = match asked.kind {
        Kind::Run => "charts/run",
        Kind::Funnel => "charts/funnel",
        Kind::Caterpillar => "charts/caterpillar",
        Kind::Cascade => "charts/cascade",
        Kind::Groups => "kpis/results",
        Kind::Completeness => "data-quality",
    };
    let mut question = ChartQuestion::new(path)
        .with("start", asked.period.start)
        .with("end", asked.period.end)
        .with_day("as_of", asked.as_of);
    if asked.kind.has_set() {
        question = question.with("set", asked.set);
    }
    if asked.kind.has_kpi() {
        question = question.with("kpi", asked.kpi);
    }
    match (asked.whose, &setting.sight) {
        // Side by side with others, the service chosen is marked.
        (Whose::One(code), _) if asked.kind.is_of_one() => question = question.with("service", code),
        // Who does not name services asks for their own.
        (_, Sight::Own(_)) if !asked.kind.is_of_one() => {
            let codes: Vec<String> = setting
                .services
                .iter()
                .map(|service| service.code.to_string())
                .collect();
            question = question.with("service", codes.join(","));
        }
        _ => {}
    }
    match asked.kind {
        Kind::Run => question
            .with("method", asked.method.token())
            .with("preset", asked.preset.token()),
        Kind::Groups => question.with("by", asked.by.token()).with("total", true),
        _ => question,
    }
}

/// Asks the server.
///
/// # Errors
/// As every call.
pub async fn ask(api: &Api, asked: &Asked, question: &ChartQuestion) -> Result<Answer, ApiError> {
    Ok(match asked.kind {
        Kind::Run => Answer::Run(api.chart(question).await?),
        Kind::Funnel => Answer::Funnel(api.chart(question).await?),
        Kind::Caterpillar => Answer::Caterpillar(api.chart(question).await?),
        Kind::Cascade => Answer::Cascade(api.chart(question).await?),
        Kind::Groups => Answer::Groups(api.chart(question).await?, asked.kpi, asked.by),
        Kind::Completeness => Answer::Completeness(api.chart(question).await?),
    })
}

impl Answer {
    /// The chart in words.
    pub fn tell(&self, setting: &Setting, whose: Whose) -> Told {
        let told = self.tell_itself(setting, whose);
        let is_of_one = !matches!(self, Answer::Funnel(_) | Answer::Caterpillar(_));
        let name = match whose {
            Whose::One(code) if is_of_one => setting.name(code),
            _ => words::OF_ALL.to_owned(),
        };
        Told {
            title: [&told.title, ", ", &name].concat(),
            ..told
        }
    }

    fn tell_itself(&self, setting: &Setting, whose: Whose) -> Told {
        match self {
            Answer::Run(chart) => run::tell(chart, setting),
            Answer::Funnel(chart) => funnel::tell(chart, setting),
            Answer::Caterpillar(chart) => {
                rows::tell_services(chart, &rows::of_services(chart, setting, whose.one()), setting)
            }
            Answer::Cascade(chart) => cascade::tell(chart, setting),
            Answer::Groups(results, kpi, by) => {
                rows::tell_groups(results, *kpi, *by, &rows::of_groups(results, *kpi, *by))
            }
            Answer::Completeness(found) => completeness::tell(found),
        }
    }

    /// The chart for a width; beside another one with the whole scale, so that the two can be compared.
    pub fn draw(&self, setting: &Setting, (whose, has_neighbour): (Whose, bool), width: f64) -> Drawing {
        match self {
            Answer::Run(chart) => run::draw(chart, has_neighbour, width),
            Answer::Funnel(chart) => funnel::draw(chart, setting, whose.one(), width),
            Answer::Caterpillar(chart) => rows::draw(&rows::of_services(chart, setting, whose.one()), width),
            Answer::Cascade(chart) => cascade::draw(chart, width),
            Answer::Groups(results, kpi, by) => rows::draw(&rows::of_groups(results, *kpi, *by), width),
            Answer::Completeness(found) => heat::draw(&found.completeness, width),
        }
    }

    /// The day that the chart is of.
    pub fn as_of(&self) -> chrono::NaiveDate {
        match self {
            Answer::Run(chart) => chart.head.as_of,
            Answer::Funnel(chart) => chart.head.as_of,
            Answer::Caterpillar(chart) => chart.head.as_of,
            Answer::Cascade(chart) => chart.head.as_of,
            Answer::Groups(results, ..) => results.as_of,
            Answer::Completeness(found) => found.as_of,
        }
    }

    /// Whether there is nothing to draw.
    pub fn is_empty(&self) -> bool {
        match self {
            Answer::Run(chart) => chart.points.iter().all(|point| point.value.is_none()),
            Answer::Funnel(chart) => chart.points.iter().all(|point| point.value.is_none()),
            Answer::Caterpillar(chart) => chart.points.iter().all(|point| point.value.is_none()),
            Answer::Cascade(chart) => chart.steps.first().is_some_and(|step| step.count == Some(0)),
            Answer::Groups(results, kpi, by) => rows::of_groups(results, *kpi, *by).is_empty(),
            Answer::Completeness(found) => found.completeness.records.iter().all(|records| *records == 0),
        }
    }
}
