//! Values with their intervals, a row each: services in a caterpillar plot, or groups side by side.

use flsdb_domain::{
    kpi::{Kpi, definition},
    vocabulary::Coded,
    wire::{
        charts::{Caterpillar, ChartHead, ChartKpi},
        kpis::{Dimension, KpiResults},
    },
};

use super::{
    choices::Setting,
    plot::{Plot, with_unit},
    told::{Told, figure, head, of_service, range},
};
use crate::{
    components::chart::{
        drawing::{ACCENT, AXIS, Anchor, Drawing, GRID, Look, Mark, Point, Shape, TEXT, line, stroke},
        scale::{Linear, text_width, ticks, top},
    },
    format, kpis,
    texts::charts::rows as words,
};

mod reading;

use reading::Row;
pub use reading::{Rows, of_benchmark, of_groups, of_services};

/// Everything about a caterpillar plot but its drawing.
pub fn tell_services(chart: &Caterpillar, rows: &Rows, setting: &Setting) -> Told {
    let told = head(&chart.head, words::CATERPILLAR, Some(&chart.kpi));
    let behind = rows
        .rows
        .iter()
        .map(|row| of_service(&chart.head, chart.kpi.kpi, row.service?, name(row), setting));
    Told {
        about: words::CATERPILLAR_ABOUT,
        columns: words::CATERPILLAR_COLUMNS,
        rows: rows.rows.iter().map(cells).collect(),
        behind: behind.collect(),
        ..told
    }
}

/// Everything about a break-down but its drawing.
pub fn tell_groups(results: &KpiResults, kpi: Kpi, by: Dimension, rows: &Rows) -> Told {
    let set = results.set.id.set();
    let found = definition(set, kpi);
    let chart_kpi = ChartKpi {
        kpi,
        official_number: found.official_number,
        title: found.title,
    };
    let chart_head = ChartHead {
        sentence: words::GROUPS_SENTENCE.to_owned(),
        set: results.set.clone(),
        period: results.period,
        as_of: results.as_of,
        services: results.services.clone(),
        data_version: results.data_version,
        software: results.software.clone(),
        disclosure: results.disclosure.clone(),
    };
    let name = format!("{} by {}", words::GROUPS, by.label().to_lowercase());
    Told {
        about: words::GROUPS_ABOUT,
        columns: words::GROUP_COLUMNS,
        rows: rows.rows.iter().map(cells).collect(),
        ..head(&chart_head, &name, Some(&chart_kpi))
    }
}

fn cells(row: &Row) -> Vec<String> {
    vec![
        row.label.clone(),
        figure(row.display.as_deref(), row.is_hidden),
        row.numerator.map_or_else(String::new, format::count),
        row.denominator.map_or_else(String::new, format::amount),
        row.level
            .map_or_else(String::new, |level| kpis::name(level).to_owned()),
        row.interval
            .map_or_else(String::new, |interval| range(interval.p95)),
        row.interval
            .map_or_else(String::new, |interval| range(interval.p998)),
    ]
}

/// "Bradley Royal: 67.4 per cent, 205 of 304, 95 % interval 62.0 to 72.5, level amber".
fn name(row: &Row) -> String {
    let mut name = format!(
        "{}: {}",
        row.label,
        with_unit(row.display.as_deref(), row.is_hidden)
    );
    if let (Some(numerator), Some(denominator)) = (row.numerator, row.denominator) {
        name.push_str(&format!(
            ", {} of {}",
            format::count(numerator),
            format::amount(denominator)
        ));
    }
    if let Some(interval) = row.interval {
        name.push_str(&format!(", {}{}", words::INTERVAL, range(interval.p95)));
    }
    if let Some(level) = row.level {
        name.push_str(&format!(", {}{}", words::LEVEL, kpis::name(level)));
    }
    name
}

const ROW: f64 = 24.0;
/// Room for the level between a name and the axis.
const BESIDE: f64 = 34.0;
const OTHER: &str = "#4c6272";
const POOLED: Look = stroke(TEXT, "1.25", "");

/// The rows for a width.
pub fn draw(rows: &Rows, width: f64) -> Drawing {
    let mut plot = Plot::new(
        width,
        [
            if width < 560.0 { 20.0 } else { 60.0 },
            ROW * rows.rows.len() as f64 + 8.0,
        ],
    );
    plot.top = 26.0;
    plot.bottom = plot.top + ROW * rows.rows.len() as f64 + 8.0;
    let longest = rows
        .rows
        .iter()
        .map(|row| text_width(&row.label, 13.0))
        .fold(40.0, f64::max);
    plot.left = (longest + BESIDE).min(width * 0.45);
    let largest = rows
        .rows
        .iter()
        .filter_map(|row| row.interval.map(|i| i.p95[1]).or(row.value))
        .fold(0.0, f64::max);
    let end = if largest > 100.0 {
        top(largest, None)
    } else {
        100.0
    };
    let x = Linear {
        from: 0.0,
        to: end,
        start: plot.left,
        end: plot.right,
    };
    for tick in ticks(end, if plot.is_narrow { 3 } else { 5 }) {
        let at = x.at(tick);
        let look = if tick == 0.0 { AXIS } else { GRID };
        plot.drawing.path(line((at, plot.top), (at, plot.bottom)), look);
        plot.below(at, format!("{tick} %"));
    }
    if let (Some(pooled), Some(text)) = (rows.pooled, &rows.pooled_text) {
        let at = x.at(pooled);
        plot.drawing.path(line((at, plot.top), (at, plot.bottom)), POOLED);
        let text = format!("{}{text} %", words::WHOLE);
        let half = text_width(&text, 13.0) / 2.0;
        let at = at.clamp(half, (width - half).max(half));
        plot.drawing
            .coloured((at, plot.top - 8.0), Anchor::Middle, TEXT, text);
    }
    let most = ((plot.left - BESIDE) / (13.0 * 0.56)).round() as usize;
    for (n, row) in rows.rows.iter().enumerate() {
        let y = plot.top + ROW * (n as f64 + 0.5) + 4.0;
        let colour = if row.is_own && row.service.is_some() {
            ACCENT
        } else {
            TEXT
        };
        plot.drawing
            .coloured((0.0, y + 4.5), Anchor::Start, colour, shortened(&row.label, most));
        plot.drawing.points.push(point(row, x, y, width));
    }
    plot.finish(&[])
}

fn point(row: &Row, x: Linear, y: f64, width: f64) -> Point {
    let colour = if row.is_own { ACCENT } else { OTHER };
    let bar = |[low, high]: [f64; 2], width| Shape::Path {
        d: line((x.at(low), y), (x.at(high), y)),
        look: stroke(colour, width, ""),
    };
    let mut shapes = Vec::new();
    if let Some(interval) = row.interval {
        shapes.extend([bar(interval.p998, "1"), bar(interval.p95, "4")]);
    }
    if let Some(value) = row.value {
        let look = Look {
            fill: "#ffffff",
            line: colour,
            width: "2.5",
            dash: "",
        };
        shapes.push(Shape::Path {
            d: Mark::Disc.at(x.at(value), y, 5.0),
            look,
        });
    } else {
        let text = figure(None, row.is_hidden);
        shapes.push(crate::components::chart::drawing::words(
            (x.start + 8.0, y + 5.0),
            Anchor::Start,
            OTHER,
            text,
        ));
    }
    if let Some(level) = row.level {
        let at = (x.start - 10.0, y + 4.5);
        shapes.push(crate::components::chart::drawing::words(
            at,
            Anchor::End,
            OTHER,
            kpis::letter(level).to_owned(),
        ));
    }
    Point {
        name: name(row),
        shapes,
        area: [0.0, y - ROW / 2.0, width, ROW],
    }
}

/// A text of so many characters at most.
fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most.max(4)) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut() {
        assert_eq!(shortened("Bradley Royal Hospital", 10), "Bradley Ro…");
        assert_eq!(shortened("BRD", 10), "BRD");
    }
}
