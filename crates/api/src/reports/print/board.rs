//! The second page for a board: a picture and three plain sentences.

use flsdb_domain::{
    kpi::{Kpi, Level, SetId, definition},
    wire::{
        charts::{Funnel, Method, Preset, RunChart},
        kpis::{Benchmark, KpiResults},
        reports::ReportDocument,
    },
};
use flsdb_kpi::charts::{ENTRY_LAG_DAYS, RunPlan, funnel, run_chart};
use maud::{Markup, html};

use super::{
    numbers::{Line, title},
    picture,
};

/// Services that a funnel needs to say anything.
const FUNNEL_MIN: usize = 3;

/// The picture that says most, and three sentences.
pub fn page(document: &ReportDocument) -> Markup {
    let lines: Vec<Line<'_>> = document.headline.iter().filter_map(Line::of).collect();
    let set = document.results.set.id;
    let weakest = weakest(set, &lines);
    let (heading, picture, says) = picture_of(document, &lines, &weakest);
    html! {
        h2 { (heading) }
        figure { (picture) }
        ol.sentences {
            li { (levels(&lines)) }
            li { (extremes(set, &lines, weakest.first().copied())) }
            li { (says) }
        }
    }
}

/// A funnel of the services, if one is fit to compare them, else the trend, else every KPI as a bar.
fn picture_of(document: &ReportDocument, lines: &[Line<'_>], weakest: &[Kpi]) -> (String, Markup, String) {
    let flagged = document
        .flags
        .iter()
        .max_by_key(|flag| flag.flag)
        .map(|flag| flag.kpi);
    let candidates = flagged.into_iter().chain(weakest.iter().copied());
    let table = document.benchmark.as_ref();
    let funnels = table.into_iter().flat_map(|table| {
        let candidates = candidates.clone();
        candidates.filter_map(move |kpi| funnel_of(document, table, kpi))
    });
    if let Some(found) = funnels.into_iter().find(|found| found.suitable) {
        let heading = format!("KPI {}: {} by service", found.kpi.kpi, found.kpi.title);
        return (heading, picture::funnel(&found), found.head.sentence);
    }
    if let Some(found) = weakest.first().and_then(|kpi| trend_of(document, *kpi)) {
        let heading = format!("KPI {}: {} by month", found.kpi.kpi, found.kpi.title);
        return (heading, picture::trend(&found), found.head.sentence);
    }
    let says = "The lines are 95 % intervals: a difference within them may be chance.".to_owned();
    let heading = "Every KPI with its 95 % interval".to_owned();
    (heading, picture::bars(document.results.set.id, lines), says)
}

fn funnel_of(document: &ReportDocument, table: &Benchmark, kpi: Kpi) -> Option<Funnel> {
    if table.services.len() < FUNNEL_MIN {
        return None;
    }
    let services = table.services.iter().flat_map(|row| row.results.iter().cloned());
    let results = KpiResults {
        results: services.chain(table.national.iter().cloned()).collect(),
        ..heading_of(&document.results)
    };
    let found = funnel(&results, kpi).ok()?;
    (found.points.iter().filter(|point| point.value.is_some()).count() >= FUNNEL_MIN).then_some(found)
}

fn trend_of(document: &ReportDocument, kpi: Kpi) -> Option<RunChart> {
    let results = KpiResults {
        results: document.months.clone(),
        ..heading_of(&document.results)
    };
    let plan = RunPlan {
        method: Method::Xmr,
        preset: Preset::Nhsr,
        fix_after: None,
        entry_lag_days: ENTRY_LAG_DAYS,
        baselines: Vec::new(),
    };
    let found = run_chart(&results, kpi, plan).ok()?;
    (found.points.iter().filter(|point| point.value.is_some()).count() > 1).then_some(found)
}

/// What stands beside the results, without them.
fn heading_of(results: &KpiResults) -> KpiResults {
    KpiResults {
        set: results.set.clone(),
        software: results.software.clone(),
        disclosure: results.disclosure.clone(),
        services: results.services.clone(),
        results: Vec::new(),
        ..*results
    }
}

/// The KPIs counted by record, the furthest below green first.
fn weakest(set: SetId, lines: &[Line<'_>]) -> Vec<Kpi> {
    let proportions = lines
        .iter()
        .filter(|line| Kpi::BY_RECORD.contains(&line.kpi) && !set.set().is_ratio(line.kpi));
    let mut found: Vec<(Kpi, f64)> = proportions
        .filter_map(|line| Some((line.kpi, margin(set, line)?)))
        .collect();
    found.sort_by(|a, b| a.1.total_cmp(&b.1));
    found.into_iter().map(|(kpi, _)| kpi).collect()
}

/// Per cent above the border of green.
fn margin(set: SetId, line: &Line<'_>) -> Option<f64> {
    let green = definition(set.set(), line.kpi).levels.green_from;
    Some(100.0 * line.value? - f64::from(green))
}

fn levels(lines: &[Line<'_>]) -> String {
    let of = |level: Level| lines.iter().filter(|line| line.level == Some(level)).count();
    let (green, amber, red) = (of(Level::Green), of(Level::Amber), of(Level::Red));
    match green + amber + red {
        0 => "No indicator has a level yet.".to_owned(),
        all => format!("Of {all} indicators with a level {green} are green, {amber} amber and {red} red."),
    }
}

fn extremes(set: SetId, lines: &[Line<'_>], weakest: Option<Kpi>) -> String {
    let line = weakest.and_then(|kpi| lines.iter().find(|line| line.kpi == kpi));
    let Some((line, margin)) = line.and_then(|line| Some((line, margin(set, line)?))) else {
        return "No indicator counted by record has a value yet.".to_owned();
    };
    let (name, value) = (title(set, line.kpi), line.percent());
    let green = definition(set.set(), line.kpi).levels.green_from;
    if margin < 0.0 {
        format!(
            "Furthest from green is KPI {}, {name}: {value} ({}), where green begins at {green} %.",
            line.kpi,
            line.counts()
        )
    } else {
        format!(
            "All indicators counted by record are green; the lowest above its border is KPI {}, {name}: {value}.",
            line.kpi
        )
    }
}
