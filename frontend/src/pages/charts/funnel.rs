//! The funnel plot.

use flsdb_domain::{
    ServiceCode,
    wire::{
        charts::{Funnel, FunnelLimits, FunnelPoint},
        kpis::Interval,
    },
};

use super::{
    choices::Setting,
    plot::{Plot, with_unit},
    told::{Told, figure, head, of_service, range},
};
use crate::{
    components::chart::{
        drawing::{
            ACCENT, Anchor, Drawing, Look, Mark, Point, QUIET, Shape, TEXT, line, solid, stroke, through,
            words as text,
        },
        scale::{Linear, apart, text_width, ticks},
    },
    format,
    texts::charts::funnel as words,
};

const NEAR: Look = stroke(QUIET, "1", "5 3");
const FAR: Look = stroke(QUIET, "1", "");
const POOLED: Look = stroke(TEXT, "1.25", "");
const OTHER: Look = solid("#768692");

/// Everything about a funnel plot but its drawing.
pub fn tell(chart: &Funnel, setting: &Setting) -> Told {
    let mut told = head(&chart.head, words::NAME, Some(&chart.kpi));
    told.notes.push(words::LIVE.to_owned());
    let hidden: Vec<String> = chart
        .points
        .iter()
        .filter(|p| p.suppressed)
        .map(|p| setting.name(p.service))
        .collect();
    if !hidden.is_empty() {
        told.notes.push(format!(
            "{}{}{}.",
            hidden.len(),
            words::NOT_SHOWN,
            hidden.join(", ")
        ));
    }
    told.about = words::ABOUT;
    told.columns = words::COLUMNS;
    told.rows = chart
        .points
        .iter()
        .map(|point| row(chart, point, setting))
        .collect();
    let shown = chart.points.iter().filter(|point| is_drawn(point));
    told.behind = shown
        .map(|point| {
            of_service(
                &chart.head,
                chart.kpi.kpi,
                point.service,
                name(chart, point, setting),
                setting,
            )
        })
        .collect();
    told
}

fn is_drawn(point: &FunnelPoint) -> bool {
    point.value.is_some() && point.denominator.is_some()
}

/// The limits to go by.
fn limits(chart: &Funnel, limits: &FunnelLimits) -> Option<Interval> {
    limits
        .adjusted_limits
        .filter(|_| chart.adjusted)
        .or(limits.limits)
}

fn row(chart: &Funnel, point: &FunnelPoint, setting: &Setting) -> Vec<String> {
    let limits = limits(chart, &point.limits).filter(|_| is_drawn(point));
    vec![
        setting.name(point.service),
        figure(point.display.as_deref(), point.suppressed),
        point.numerator.map_or_else(String::new, format::count),
        point.denominator.map_or_else(String::new, format::count),
        limits.map_or_else(String::new, |limits| range(limits.p95)),
        limits.map_or_else(String::new, |limits| range(limits.p998)),
    ]
}

/// "Bradley Royal: 67.4 per cent, 205 of 304, between the limits".
fn name(chart: &Funnel, point: &FunnelPoint, setting: &Setting) -> String {
    let mut name = format!(
        "{}: {}",
        setting.name(point.service),
        with_unit(point.display.as_deref(), point.suppressed)
    );
    if let (Some(numerator), Some(denominator)) = (point.numerator, point.denominator) {
        name.push_str(&format!(
            ", {} of {}",
            format::count(numerator),
            format::count(denominator)
        ));
    }
    if let Some(where_) = point
        .value
        .zip(limits(chart, &point.limits))
        .map(|(value, limits)| place(value, limits))
    {
        name.push_str(", ");
        name.push_str(&where_);
    }
    name
}

/// Where a value lies.
fn place(value: f64, limits: Interval) -> String {
    let side = |[low, high]: [f64; 2]| match value {
        value if value < low => Some(words::BELOW),
        value if value > high => Some(words::ABOVE),
        _ => None,
    };
    match (side(limits.p998), side(limits.p95)) {
        (Some(side), _) => [side, "99.8 %", words::LIMIT].concat(),
        (None, Some(side)) => [side, "95 %", words::LIMIT].concat(),
        (None, None) => words::WITHIN.to_owned(),
    }
}

/// The funnel plot for a width.
pub fn draw(chart: &Funnel, setting: &Setting, chosen: Option<ServiceCode>, width: f64) -> Drawing {
    let mut plot = Plot::new(
        width,
        if width < 560.0 {
            [66.0, 320.0]
        } else {
            [104.0, 420.0]
        },
    );
    let most = chart.curve.last().map_or(1, |point| point.denominator);
    let x_end = most as f64 * 1.03;
    let x = Linear {
        from: 0.0,
        to: x_end,
        start: plot.left,
        end: plot.right,
    };
    let y = plot.per_cent(100.0);
    plot.grid(y);
    for tick in ticks(x_end, if plot.is_narrow { 3 } else { 6 }) {
        plot.below(x.at(tick), format::count(tick as u64));
    }
    curves(&mut plot, chart, x, y);

    let is_own = |code: ServiceCode| setting.sight.owns(code) || chosen == Some(code);
    let shown: Vec<&FunnelPoint> = chart.points.iter().filter(|point| is_drawn(point)).collect();
    let at = |point: &FunnelPoint| {
        (
            x.at(point.denominator.unwrap_or(0) as f64),
            y.at(point.value.unwrap_or(0.0)),
        )
    };
    let mut taken: Vec<[f64; 2]> = Vec::new();
    // One's own service is named whatever happens, others where there is room.
    let mut labels: Vec<Option<Shape>> = vec![None; shown.len()];
    let order = (0..shown.len()).filter(|n| is_own(shown[*n].service));
    let order: Vec<usize> = order
        .chain((0..shown.len()).filter(|n| !is_own(shown[*n].service)))
        .collect();
    for n in order {
        let (place_x, place_y) = at(shown[n]);
        let code = shown[n].service.to_string();
        let is_free = taken
            .iter()
            .all(|[x, y]| (x - place_x).abs() > 44.0 || (y - place_y).abs() > 15.0);
        if is_free || is_own(shown[n].service) {
            taken.push([place_x, place_y]);
            let ends_outside = place_x + 10.0 + text_width(&code, 13.0) > plot.right;
            let (shift, anchor) = if ends_outside {
                (-9.0, Anchor::End)
            } else {
                (9.0, Anchor::Start)
            };
            let colour = if is_own(shown[n].service) { ACCENT } else { QUIET };
            labels[n] = Some(text((place_x + shift, place_y + 4.5), anchor, colour, code));
        }
    }
    plot.drawing.points = shown
        .iter()
        .zip(labels)
        .map(|(point, label)| {
            let (px, py) = at(point);
            let (look, radius) = if is_own(point.service) {
                (solid(ACCENT), 7.0)
            } else {
                (OTHER, 5.0)
            };
            let mark = Shape::Path {
                d: Mark::Disc.at(px, py, radius),
                look,
            };
            Point {
                name: name(chart, point, setting),
                shapes: [mark].into_iter().chain(label).collect(),
                area: [px - 12.0, py - 12.0, 24.0, 24.0],
            }
        })
        .collect();
    let middle = (plot.left + plot.right) / 2.0;
    let below = plot.bottom + 38.0;
    plot.drawing.text((middle, below), Anchor::Middle, words::COUNTED);
    plot.bottom += 18.0;
    let mut legend = Vec::new();
    if shown.iter().any(|point| is_own(point.service)) {
        let name = if chosen.is_some_and(|code| !setting.sight.owns(code)) {
            words::CHOSEN
        } else {
            words::OWN
        };
        legend.push((Mark::Disc, solid(ACCENT), name));
        legend.push((Mark::Disc, OTHER, words::OTHER));
    }
    plot.finish(&legend)
}

/// One of the four limits.
type Limit = fn(&Interval) -> f64;

fn curves(plot: &mut Plot, chart: &Funnel, x: Linear, y: Linear) {
    let limits: Vec<(f64, Interval)> = chart
        .curve
        .iter()
        .filter_map(|point| Some((x.at(point.denominator as f64), limits(chart, &point.limits)?)))
        .collect();
    let mut ends = Vec::new();
    let lines: [(Limit, Look, &str); 4] = [
        (|limits| limits.p998[1], FAR, "99.8 %"),
        (|limits| limits.p95[1], NEAR, "95 %"),
        (|limits| limits.p95[0], NEAR, "95 %"),
        (|limits| limits.p998[0], FAR, "99.8 %"),
    ];
    for (of, look, name) in lines {
        let places = limits.iter().map(|(at, limits)| Some((*at, y.at(of(limits)))));
        plot.drawing.path(through(places), look);
        if let Some((_, last)) = limits.last() {
            ends.push((y.at(of(last)), name.to_owned()));
        }
    }
    if let Some(pooled) = chart.pooled {
        let at = y.at(pooled);
        plot.drawing.path(line((plot.left, at), (plot.right, at)), POOLED);
        let name = if plot.is_narrow { "" } else { words::POOLED };
        ends.push((at, format!("{name}{pooled:.1} %")));
    }
    let wanted: Vec<f64> = ends.iter().map(|(at, _)| *at).collect();
    for (place, (_, name)) in apart(&wanted, 16.0, plot.top + 4.0, plot.bottom - 4.0)
        .into_iter()
        .zip(ends)
    {
        plot.drawing
            .text((plot.right + 6.0, place + 4.0), Anchor::Start, name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_value_lies() {
        let limits = Interval {
            p95: [50.0, 70.0],
            p998: [40.0, 80.0],
        };
        for (value, told) in [
            (60.0, "between the limits"),
            (49.9, "below the 95 % limit"),
            (39.0, "below the 99.8 % limit"),
            (75.0, "above the 95 % limit"),
            (99.0, "above the 99.8 % limit"),
        ] {
            assert_eq!(place(value, limits), told);
        }
    }
}
