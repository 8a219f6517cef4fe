//! Pictures as plain SVG: attributes only, as the policy allows no style in the page.

use std::fmt::Write as _;

use flsdb_domain::{
    kpi::SetId,
    wire::{
        charts::{Funnel, FunnelLimits, Meaning, RunChart, RunPoint},
        kpis::Interval,
    },
};
use maud::{Markup, html};

use super::numbers::{Line, title};

const WIDTH: f64 = 680.0;
const HEIGHT: f64 = 400.0;
/// Room for the labels of the axes.
const LEFT: f64 = 46.0;
const RIGHT: f64 = 64.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 44.0;

const INK: &str = "#212b32";
const GREY: &str = "#768692";
const FAINT: &str = "#d8dde0";
const ACCENT: &str = "#005eb8";
const ALARM: &str = "#b10e1e";
const GOOD: &str = "#007f3b";

fn y(percent: f64) -> f64 {
    TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - percent.clamp(0.0, 100.0) / 100.0)
}

fn x(part: f64) -> f64 {
    LEFT + (WIDTH - LEFT - RIGHT) * part.clamp(0.0, 1.0)
}

/// A frame with per cent from 0 to 100 upwards.
fn frame(label: &str, below: &str, content: Markup) -> Markup {
    html! {
        svg.picture viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-label=(label) xmlns="http://www.w3.org/2000/svg" {
            @for percent in [0.0, 20.0, 40.0, 60.0, 80.0, 100.0] {
                line x1=(LEFT) x2=(WIDTH - RIGHT) y1=(y(percent)) y2=(y(percent)) stroke=(FAINT) stroke-width="1" {}
                text x=(LEFT - 6.0) y=(y(percent) + 4.0) text-anchor="end" fill=(INK) font-size="12" { (percent) " %" }
            }
            (content)
            text x=(x(0.5)) y=(HEIGHT - 6.0) text-anchor="middle" fill=(INK) font-size="12" { (below) }
        }
    }
}

/// A line through points; gaps where there is no value.
fn path(points: impl Iterator<Item = Option<(f64, f64)>>) -> String {
    let mut text = String::new();
    let mut step = 'M';
    for point in points {
        match point {
            Some((x, y)) => {
                // Writing to a string never fails.
                let _ = write!(text, "{step}{x:.1} {y:.1} ");
                step = 'L';
            }
            None => step = 'M',
        }
    }
    text
}

/// The services against the pooled value, with the limits that count.
pub fn funnel(found: &Funnel) -> Markup {
    let largest = found.curve.last().map_or(1, |point| point.denominator).max(1) as f64;
    let across = |denominator: u64| x(denominator as f64 / largest);
    let deciding = |limits: &FunnelLimits| match found.adjusted {
        true => limits.adjusted_limits.or(limits.limits),
        false => limits.limits,
    };
    let curve = |limit: fn(&Interval) -> f64| {
        path(found.curve.iter().map(|point| {
            let limits = deciding(&point.limits)?;
            Some((across(point.denominator), y(limit(&limits))))
        }))
    };
    let curves = [
        (curve(|limits| limits.p95[0]), "5 3"),
        (curve(|limits| limits.p95[1]), "5 3"),
        (curve(|limits| limits.p998[0]), "none"),
        (curve(|limits| limits.p998[1]), "none"),
    ];
    let last = found.curve.last().and_then(|point| deciding(&point.limits));
    let names = last.map(|limits| [(limits.p95[1], "95 %"), (limits.p998[1], "99.8 %")]);
    let below = match found.adjusted {
        true => "Records counted. Limits adjusted for over-dispersion",
        false => "Records counted",
    };
    frame(
        "Funnel plot of the services",
        below,
        html! {
            @for (curve, dash) in &curves {
                path d=(curve) fill="none" stroke=(GREY) stroke-width="1.2" stroke-dasharray=(dash) {}
            }
            @if let Some(pooled) = found.pooled {
                line x1=(x(0.0)) x2=(x(1.0)) y1=(y(pooled)) y2=(y(pooled)) stroke=(INK) stroke-width="1.2" {}
                text x=(x(1.0) + 4.0) y=(y(pooled) + 4.0) fill=(INK) font-size="12" { (format!("{pooled:.1} %")) }
            }
            @for (place, name) in apart(names.into_iter().flatten()) {
                text x=(x(1.0) + 4.0) y=(place) fill=(GREY) font-size="11" { (name) }
            }
            @for point in &found.points {
                @if let Some((value, denominator)) = point.value.zip(point.denominator) {
                    @let is_low = deciding(&point.limits).is_some_and(|limits| value < limits.p95[0]);
                    @let (fill, radius) = if is_low && found.suitable { (ALARM, 4.5) } else { (ACCENT, 3.5) };
                    circle cx=(format!("{:.1}", across(denominator))) cy=(format!("{:.1}", y(value))) r=(radius) fill=(fill) {}
                    @if is_low && found.suitable {
                        text x=(format!("{:.1}", across(denominator) - 7.0)) y=(format!("{:.1}", y(value) + 4.0)) text-anchor="end" fill=(ALARM) font-size="11" { (point.service) }
                    }
                }
            }
            (across_axis(largest))
        },
    )
}

/// Labels at the right, moved apart until each can be read.
fn apart<'a>(names: impl Iterator<Item = (f64, &'a str)>) -> Vec<(f64, &'a str)> {
    let mut places: Vec<(f64, &str)> = names.map(|(percent, name)| (y(percent) + 4.0, name)).collect();
    places.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut lowest = f64::INFINITY;
    for (place, _) in &mut places {
        *place = place.min(lowest - 13.0);
        lowest = *place;
    }
    places
}

fn across_axis(largest: f64) -> Markup {
    html! {
        @for part in [0.0, 0.25, 0.5, 0.75, 1.0] {
            text x=(x(part)) y=(y(0.0) + 18.0) text-anchor="middle" fill=(INK) font-size="12" { (format!("{:.0}", largest * part)) }
        }
    }
}

/// Month by month, with mean, limits and median.
pub fn trend(found: &RunChart) -> Markup {
    let last = found.points.len().saturating_sub(1).max(1) as f64;
    let places = || (0..found.points.len()).map(|place| x(place as f64 / last));
    let line = |figure: fn(&RunPoint) -> Option<f64>| {
        path(
            places()
                .zip(&found.points)
                .map(|(x, point)| Some((x, y(figure(point)?)))),
        )
    };
    let each = found.points.len().div_ceil(8).max(1);
    let end = found.points.iter().rev().find(|point| point.mean.is_some());
    let names = end.map(|point| {
        let name =
            |figure: Option<f64>, name: &'static str| figure.map(|figure| (figure.clamp(0.0, 100.0), name));
        [
            name(point.upper, "upper limit"),
            name(point.mean, "mean"),
            name(point.lower, "lower limit"),
        ]
    });
    let names = names.into_iter().flatten().flatten();
    frame(
        "Trend by month",
        "Square: a concern that is unlikely to be chance; diamond: an improvement; hollow: provisional",
        html! {
            path d=(line(|point| point.upper)) fill="none" stroke=(GREY) stroke-width="1.2" stroke-dasharray="5 3" {}
            path d=(line(|point| point.lower)) fill="none" stroke=(GREY) stroke-width="1.2" stroke-dasharray="5 3" {}
            path d=(line(|point| point.mean)) fill="none" stroke=(INK) stroke-width="1.2" {}
            path d=(line(|point| point.value)) fill="none" stroke=(ACCENT) stroke-width="1.6" {}
            @for (place, point) in places().zip(&found.points) {
                @if let Some(value) = point.value {
                    (mark(place, y(value), point))
                }
            }
            @for (index, (place, point)) in places().zip(&found.points).enumerate() {
                @if index.is_multiple_of(each) {
                    text x=(format!("{place:.1}")) y=(y(0.0) + 18.0) text-anchor="middle" fill=(INK) font-size="12" { (point.month.first_day().format("%b %Y")) }
                }
            }
            @for (place, name) in apart(names) {
                text x=(x(1.0) + 6.0) y=(format!("{place:.1}")) fill=(GREY) font-size="11" { (name) }
            }
        },
    )
}

/// A point: what is unlikely to be chance by shape and colour, what is provisional hollow.
fn mark(x: f64, y: f64, point: &RunPoint) -> Markup {
    let (colour, size) = match point.meaning {
        Some(Meaning::Concern) => (ALARM, 4.0),
        Some(Meaning::Improvement) => (GOOD, 5.5),
        None => (ACCENT, 4.0),
    };
    let fill = if point.provisional.is_some() {
        "#ffffff"
    } else {
        colour
    };
    let shape = match point.meaning {
        Some(Meaning::Concern) => format!("M{:.1} {:.1}h8v8h-8z", x - size, y - size),
        Some(Meaning::Improvement) => format!("M{x:.1} {:.1}l5.5 5.5l-5.5 5.5l-5.5 -5.5z", y - size),
        None => format!("M{:.1} {y:.1}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z", x - size),
    };
    html! { path d=(shape) fill=(fill) stroke=(colour) stroke-width="1.5" {} }
}

/// Every KPI as a bar with its 95 % interval. Ratios may exceed 100 % and are cut there.
pub fn bars(set: SetId, lines: &[Line<'_>]) -> Markup {
    const LABELS: f64 = 310.0;
    let across = |percent: f64| LABELS + (WIDTH - LABELS - RIGHT) * percent.clamp(0.0, 100.0) / 100.0;
    let row = |index: usize| TOP + 32.0 * index as f64;
    html! {
        svg.picture viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-label="Every KPI" xmlns="http://www.w3.org/2000/svg" {
            @for percent in [0.0, 50.0, 80.0, 100.0] {
                line x1=(across(percent)) x2=(across(percent)) y1=(TOP) y2=(row(lines.len())) stroke=(FAINT) stroke-width="1" {}
                text x=(across(percent)) y=(row(lines.len()) + 16.0) text-anchor="middle" fill=(INK) font-size="12" { (percent) " %" }
            }
            @for (index, line) in lines.iter().enumerate() {
                @let middle = row(index) + 14.0;
                text x=(LABELS - 8.0) y=(middle + 4.0) text-anchor="end" fill=(INK) font-size="12" { (line.kpi) " " (title(set, line.kpi)) }
                @if let Some(value) = line.value {
                    rect x=(across(0.0)) y=(middle - 8.0) width=(format!("{:.1}", across(100.0 * value) - across(0.0))) height="16" fill=(ACCENT) fill-opacity="0.35" {}
                    @if let Some(interval) = line.interval {
                        line x1=(format!("{:.1}", across(100.0 * interval.p95[0]))) x2=(format!("{:.1}", across(100.0 * interval.p95[1]))) y1=(middle) y2=(middle) stroke=(INK) stroke-width="2" {}
                    }
                }
                text x=(WIDTH - RIGHT + 6.0) y=(middle + 4.0) fill=(INK) font-size="12" { (line.percent()) }
            }
        }
    }
}

/// A share of 100 % as a bar.
pub fn share(percent: Option<f64>) -> Markup {
    let width = percent.unwrap_or_default().clamp(0.0, 100.0) * 2.0;
    html! {
        svg.share viewBox="0 0 200 12" preserveAspectRatio="none" aria-hidden="true" xmlns="http://www.w3.org/2000/svg" {
            rect x="0" y="0" width="200" height="12" fill="#eef1f3" {}
            rect x="0" y="0" width=(format!("{width:.1}")) height="12" fill=(ACCENT) {}
        }
    }
}
