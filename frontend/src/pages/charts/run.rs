//! The run chart.

use flsdb_domain::{
    vocabulary::Coded,
    wire::charts::{Meaning, Provisional, RunChart, RunPoint},
};

use super::{
    choices::Setting,
    plot::{Plot, with_unit},
    told::{Behind, Told, figure, head, of_service},
};
use crate::{
    components::chart::{
        drawing::{
            ACCENT, Anchor, BETTER, Drawing, Look, Mark, Point, QUIET, Shape, WORSE, area, block, hollow,
            line, solid, stroke, through,
        },
        scale::{Linear, apart, month_labels, top},
    },
    format,
    texts::charts as words,
};

const VALUE: Look = stroke(ACCENT, "2", "");
const UNSURE: Look = stroke(ACCENT, "1.5", "5 4");
const LIMIT: Look = stroke(QUIET, "1", "");
const MIDDLE: Look = stroke("#212b32", "1.25", "");
const MEDIAN: Look = stroke(QUIET, "1.25", "2 3");
const REBASED: Look = stroke(QUIET, "1", "6 3");

/// Everything about a run chart but its drawing.
pub fn tell(chart: &RunChart, setting: &Setting) -> Told {
    let mut told = head(&chart.head, words::run::NAME, Some(&chart.kpi));
    let notes = &mut told.notes;
    notes.push(chart.runs.sentence.clone());
    if let Some(why) = chart.points.iter().rev().find_map(|point| point.provisional) {
        let why = match why {
            Provisional::Immature => words::run::IMMATURE,
            Provisional::EntryLag => words::run::ENTRY_LAG,
        };
        notes.push(format!("{}{why}", words::run::PROVISIONAL_NOTE));
    }
    notes.extend(chart.baselines.iter().map(|baseline| {
        let from = baseline.from.first_day().format("%B %Y");
        format!(
            "{}{from}: {} ({})",
            words::run::REBASED_NOTE,
            baseline.reason,
            baseline.by
        )
    }));
    let limits = |limit: fn(&RunPoint) -> Option<f64>| chart.points.iter().filter_map(limit);
    if limits(|point| point.lower).any(|limit| limit < 0.0) {
        notes.push(words::run::BELOW_ZERO.to_owned());
    }
    if !is_ratio(chart) && limits(|point| point.upper).any(|limit| limit > 100.0) {
        notes.push(words::run::ABOVE_ALL.to_owned());
    }
    Told {
        about: words::run::ABOUT,
        columns: words::run::COLUMNS,
        rows: chart.points.iter().map(row).collect(),
        behind: chart
            .points
            .iter()
            .map(|point| behind(chart, point, setting))
            .collect(),
        ..told
    }
}

fn is_ratio(chart: &RunChart) -> bool {
    chart.head.set.id.set().is_ratio(chart.kpi.kpi)
}

fn behind(chart: &RunChart, point: &RunPoint, setting: &Setting) -> Option<Behind> {
    let service = match chart.head.services.as_slice() {
        [one] => *one,
        _ => return None,
    };
    let period = chart.head.period;
    let behind = of_service(&chart.head, chart.kpi.kpi, service, name(point), setting)?;
    Some(Behind {
        start: point.month.first_day().max(period.start),
        end: point.month.last_day().min(period.end),
        ..behind
    })
}

fn row(point: &RunPoint) -> Vec<String> {
    let limit = |limit: Option<f64>| limit.map_or_else(String::new, |limit| format!("{limit:.1}"));
    let shows = match (point.provisional, &point.sentence) {
        (Some(why), _) => format!("{}: {}", words::PROVISIONAL, why.label().to_lowercase()),
        (None, Some(sentence)) => sentence.clone(),
        (None, None) => String::new(),
    };
    vec![
        point.month.first_day().format("%B %Y").to_string(),
        figure(point.display.as_deref(), point.suppressed),
        point.numerator.map_or_else(String::new, format::count),
        point.denominator.map_or_else(String::new, format::amount),
        limit(point.mean),
        limit(point.lower),
        limit(point.upper),
        shows,
    ]
}

/// "March 2024: 62.5 per cent, 190 of 304, special cause: above the upper limit".
pub fn name(point: &RunPoint) -> String {
    let month = point.month.first_day().format("%B %Y");
    let value = with_unit(point.display.as_deref(), point.suppressed);
    let mut name = format!("{month}: {value}");
    if let (Some(numerator), Some(denominator)) = (point.numerator, point.denominator) {
        name.push_str(&format!(
            ", {} of {}",
            format::count(numerator),
            format::amount(denominator)
        ));
    }
    if let Some(cause) = point.special_cause {
        name.push_str(&format!(
            ", {}{}",
            words::run::CAUSE,
            cause.label().to_lowercase()
        ));
    }
    if let Some(why) = point.provisional {
        name.push_str(&format!(
            ", {}: {}",
            words::PROVISIONAL.to_lowercase(),
            why.label().to_lowercase()
        ));
    }
    name
}

/// The run chart for a width, with a scale to the largest value or the whole of it.
pub fn draw(chart: &RunChart, has_whole_scale: bool, width: f64) -> Drawing {
    let points = &chart.points;
    let largest = points
        .iter()
        .flat_map(|point| [point.value, point.upper])
        .flatten()
        .fold(0.0, f64::max);
    let cap = (!is_ratio(chart)).then_some(100.0);
    let largest = cap.filter(|_| has_whole_scale).unwrap_or(largest);
    let mut plot = Plot::new(
        width,
        if width < 560.0 {
            [74.0, 300.0]
        } else {
            [128.0, 400.0]
        },
    );
    let y = plot.per_cent(top(largest, cap));
    let step = plot.width() / points.len().max(1) as f64;
    let left = plot.left;
    let x = |at: usize| left + step * (at as f64 + 0.5);

    provisional_months(&mut plot, points, x(0) - step / 2.0, step);
    plot.grid(y);
    let months: Vec<_> = points.iter().map(|point| point.month).collect();
    for (at, label) in month_labels(&months, step) {
        plot.below(x(at), label);
    }
    rebasing(&mut plot, chart, x(0) - step / 2.0, step);
    let ends = limits(&mut plot, chart, y, x(0), step);
    name_lines(&mut plot, ends);

    let place = |at: usize, point: &RunPoint| Some((x(at), y.at(point.value?)));
    let settled = points.iter().enumerate();
    let settled = settled.map(|(at, point)| place(at, point).filter(|_| point.provisional.is_none()));
    plot.drawing.path(through(settled), VALUE);
    // From the last settled month on, so that the two lines meet.
    let is_unsure = |at: usize| {
        let next = points.get(at + 1).is_some_and(|next| next.provisional.is_some());
        points[at].provisional.is_some() || next
    };
    let unsure = points.iter().enumerate();
    let unsure = unsure.map(|(at, point)| place(at, point).filter(|_| is_unsure(at)));
    plot.drawing.path(through(unsure), UNSURE);

    plot.drawing.points = points
        .iter()
        .enumerate()
        .map(|(at, point)| Point {
            name: name(point),
            shapes: place(at, point).map(|at| mark(point, at)).into_iter().collect(),
            area: [x(at) - step / 2.0, plot.top, step, plot.bottom - plot.top],
        })
        .collect();
    plot.finish(&legend(points))
}

fn kind(point: &RunPoint) -> (Mark, Look, f64) {
    match (point.provisional, point.meaning) {
        (Some(_), _) => (Mark::Disc, hollow(ACCENT), 4.0),
        (None, Some(Meaning::Improvement)) => (Mark::Up, solid(BETTER), 6.5),
        (None, Some(Meaning::Concern)) => (Mark::Down, solid(WORSE), 6.5),
        (None, None) => (Mark::Disc, solid(ACCENT), 4.0),
    }
}

fn mark(point: &RunPoint, (x, y): (f64, f64)) -> Shape {
    let (mark, look, radius) = kind(point);
    Shape::Path {
        d: mark.at(x, y, radius),
        look,
    }
}

/// The marks that occur.
fn legend(points: &[RunPoint]) -> Vec<(Mark, Look, &'static str)> {
    let mut entries = Vec::new();
    for (provisional, meaning, text) in [
        (false, None, words::run::VALUE),
        (false, Some(Meaning::Improvement), words::run::BETTER),
        (false, Some(Meaning::Concern), words::run::WORSE),
        (true, None, words::run::PROVISIONAL),
    ] {
        let found = points.iter().find(|point| {
            point.value.is_some() && point.provisional.is_some() == provisional && point.meaning == meaning
        });
        if let Some(point) = found {
            let (mark, look, _) = kind(point);
            entries.push((mark, look, text));
        }
    }
    entries
}

fn provisional_months(plot: &mut Plot, points: &[RunPoint], left: f64, step: f64) {
    let count = points
        .iter()
        .rev()
        .take_while(|point| point.provisional.is_some())
        .count();
    if count == 0 {
        return;
    }
    let from = left + step * (points.len() - count) as f64;
    let (top, bottom) = (plot.top, plot.bottom);
    plot.drawing.path(
        block([from, top, plot.right - from, bottom - top]),
        area("#f0f4f5"),
    );
    plot.drawing
        .text((plot.right - 4.0, top + 14.0), Anchor::End, words::PROVISIONAL);
}

fn rebasing(plot: &mut Plot, chart: &RunChart, left: f64, step: f64) {
    for baseline in &chart.baselines {
        let Some(at) = chart.points.iter().position(|point| point.month >= baseline.from) else {
            continue;
        };
        let x = left + step * at as f64;
        let (top, bottom) = (plot.top, plot.bottom);
        plot.drawing.path(line((x, top), (x, bottom)), REBASED);
        plot.drawing
            .text((x + 4.0, bottom - 6.0), Anchor::Start, words::run::REBASED);
    }
}

/// A line by its end: where it is wanted, its name for wide and narrow pictures, and its last value.
type End = (f64, [&'static str; 2], f64);

/// The height of one of the lines at a month.
type Level = fn(&RunPoint) -> Option<f64>;

/// Mean, limits and median; gives their ends.
fn limits(plot: &mut Plot, chart: &RunChart, y: Linear, first: f64, step: f64) -> Vec<End> {
    let mut ends = Vec::new();
    let lines: [(Level, Look, [&str; 2]); 3] = [
        (
            |point| point.upper,
            LIMIT,
            [words::run::UPPER, words::run::UPPER_SHORT],
        ),
        (|point| point.mean, MIDDLE, [words::run::MEAN; 2]),
        (
            |point| point.lower,
            LIMIT,
            [words::run::LOWER, words::run::LOWER_SHORT],
        ),
    ];
    for (of, look, names) in lines {
        let mut before = None;
        let mut places = Vec::new();
        for (at, point) in chart.points.iter().enumerate() {
            let value = of(point).filter(|value| y.holds(*value));
            if before != Some(point.baseline) {
                places.push(None);
            }
            before = Some(point.baseline);
            let middle = first + step * at as f64;
            places.extend(value.map(|value| Some((middle - step / 2.0, y.at(value)))));
            places.push(value.map(|value| (middle + step / 2.0, y.at(value))));
        }
        if let Some(value) = chart
            .points
            .iter()
            .rev()
            .find_map(of)
            .filter(|value| y.holds(*value))
        {
            ends.push((y.at(value), names, value));
        }
        plot.drawing.path(through(places), look);
    }
    if let Some(median) = chart.median {
        let at = y.at(median);
        plot.drawing.path(line((plot.left, at), (plot.right, at)), MEDIAN);
        ends.push((at, [words::run::MEDIAN; 2], median));
    }
    ends
}

fn name_lines(plot: &mut Plot, ends: Vec<End>) {
    let wanted: Vec<f64> = ends.iter().map(|(at, ..)| *at).collect();
    let places = apart(&wanted, 16.0, plot.top + 4.0, plot.bottom - 4.0);
    for (place, (_, [long, short], value)) in places.into_iter().zip(ends) {
        let text = if plot.is_narrow {
            format!("{short} {value:.0}")
        } else {
            format!("{long} {value:.1}")
        };
        plot.drawing
            .text((plot.right + 6.0, place + 4.0), Anchor::Start, text);
    }
}
