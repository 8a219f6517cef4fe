//! The heat map of completeness: audited fields down, months across, darker where more is blank.

use flsdb_domain::wire::{
    charts::Month,
    quality::{CompletenessMap, MonthShare},
};

use super::{
    drawing::{Anchor, Drawing, Look, Mark, Point, Shape, TEXT, block, words as text},
    scale::{month_labels, text_width},
};
use crate::{format, texts::charts::completeness as words};

/// The upper ends of the shades, in per cent of blanks, and their colours; the last is over the line.
const SHADES: [(f64, &str); 4] = [
    (0.0, "#ffffff"),
    (5.0, "#d9e8f6"),
    (10.0, "#a9cbea"),
    (20.0, "#6fa5d8"),
];
const BAD: &str = "#8a1538";
const NOTHING: &str = "#e8edee";
const RIM: &str = "#ffffff";

/// A shade of the map.
fn shade(share: f64, is_bad: bool) -> &'static str {
    let found = SHADES.iter().find(|(most, _)| share * 100.0 <= *most);
    match (is_bad, found) {
        (true, _) | (_, None) => BAD,
        (false, Some((_, colour))) => colour,
    }
}

const fn cell_look(fill: &'static str) -> Look {
    Look {
        fill,
        line: RIM,
        width: "1",
        dash: "",
    }
}

const HEAD: f64 = 26.0;
const ROW: f64 = 24.0;

/// "Sex, March 2024: 12.5 per cent blank, 3 of 24, too many".
pub fn cell_name(title: &str, month: &str, share: MonthShare) -> String {
    let Some(per_cent) = share.share else {
        return format!("{title}, {month}: {}", words::NOTHING);
    };
    let mut name = format!(
        "{title}, {month}: {}{}{}{}{}",
        format::percent(per_cent),
        words::BLANK,
        format::count(share.blank),
        words::OF,
        format::count(share.audited)
    );
    if share.bad {
        name.push_str(", ");
        name.push_str(words::BAD);
    }
    name
}

/// The map for a width. The first column is the whole period.
pub fn draw(map: &CompletenessMap, width: f64) -> Drawing {
    let months: Vec<Month> = map.months.iter().filter_map(|month| month.parse().ok()).collect();
    let columns = months.len() + 1;
    let longest = map
        .fields
        .iter()
        .map(|field| text_width(&field.title, 13.0))
        .fold(60.0, f64::max);
    let left = (longest + 10.0).min(width * 0.42);
    // Room between the whole and the months.
    let gap = 8.0;
    let cell = (width - left - gap) / columns as f64;
    let cell = cell.min(40.0);
    let x = |column: usize| left + cell * column as f64 + if column > 0 { gap } else { 0.0 };
    let mut drawing = Drawing {
        width,
        columns,
        ..Drawing::default()
    };
    drawing.text((x(0) + cell / 2.0, HEAD - 8.0), Anchor::Middle, words::WHOLE);
    for (at, label) in month_labels(&months, cell) {
        let half = text_width(&label, 13.0) / 2.0;
        let at = (x(at + 1) + cell / 2.0).min(width - half);
        // The whole's heading is there.
        if at - half > x(0) + cell + 6.0 {
            drawing.text((at, HEAD - 8.0), Anchor::Middle, label);
        }
    }
    let most = ((left - 18.0) / (13.0 * 0.56)) as usize;
    for (row, field) in map.fields.iter().enumerate() {
        let top = HEAD + ROW * row as f64;
        let title = match field.title.char_indices().nth(most) {
            Some((end, _)) => format!("{}…", field.title[..end].trim_end()),
            None => field.title.clone(),
        };
        drawing.coloured((0.0, top + 16.5), Anchor::Start, TEXT, title);
        let total = &field.total;
        let whole = MonthShare {
            audited: total.audited,
            blank: total.blank,
            share: total.share,
            bad: total.bad,
        };
        let named = months
            .iter()
            .map(|month| month.first_day().format("%B %Y").to_string());
        let cells = [(words::WHOLE.to_owned(), whole)]
            .into_iter()
            .chain(named.zip(field.months.iter().copied()));
        for (column, (name, share)) in cells.enumerate() {
            let area = [x(column), top, cell, ROW - 1.0];
            let fill = share.share.map_or(NOTHING, |found| shade(found, share.bad));
            let mut shapes = vec![Shape::Path {
                d: block(area),
                look: cell_look(fill),
            }];
            if share.bad && cell >= 9.0 {
                let at = (area[0] + cell / 2.0, top + 16.5);
                shapes.push(text(at, Anchor::Middle, "#ffffff", "!".to_owned()));
            }
            drawing.points.push(Point {
                name: cell_name(&field.title, &name, share),
                shapes,
                area,
            });
        }
    }
    let bottom = HEAD + ROW * map.fields.len() as f64;
    let rim = |fill| Look {
        fill,
        line: "#768692",
        width: "1",
        dash: "",
    };
    let shades = SHADES.iter().map(|(_, colour)| *colour).chain([BAD]);
    let legend: Vec<_> = shades
        .zip(words::SHARES)
        .map(|(colour, text)| (Mark::Square, rim(colour), *text))
        .collect();
    drawing.height = drawing.legend(&legend, 0.0, bottom + 10.0) + 4.0;
    drawing
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(audited: u64, blank: u64) -> MonthShare {
        let share = (audited > 0).then(|| blank as f64 / audited as f64);
        MonthShare {
            audited,
            blank,
            share,
            bad: share.is_some_and(|share| share > 0.2),
        }
    }

    #[test]
    fn shades_darken_and_the_line_is_theirs() {
        for (blank, colour) in [
            (0, "#ffffff"),
            (5, "#d9e8f6"),
            (6, "#a9cbea"),
            (20, "#6fa5d8"),
            (21, BAD),
            (100, BAD),
        ] {
            let found = share(100, blank);
            assert_eq!(
                shade(found.share.unwrap_or_default(), found.bad),
                colour,
                "{blank}"
            );
        }
    }

    #[test]
    fn cells_read_out() {
        for (given, told) in [
            (share(24, 3), "Sex, March 2024: 12.5 per cent blank, 3 of 24"),
            (
                share(4, 1),
                "Sex, March 2024: 25.0 per cent blank, 1 of 4, too many",
            ),
            (share(0, 0), "Sex, March 2024: nothing due"),
        ] {
            assert_eq!(cell_name("Sex", "March 2024", given), told);
        }
    }

    #[test]
    fn a_row_has_the_whole_and_each_month() {
        let map: CompletenessMap = serde_json::from_value(serde_json::json!({
            "tolerated_percent": 20, "months": ["2024-01", "2024-02"], "records": [4, 0],
            "fields": [{"field": "1.03 Gender", "audited": 4, "blank": 1, "share": 0.25, "bad": true, "title": "Sex", "months": [
                {"audited": 4, "blank": 1, "share": 0.25, "bad": true},
                {"audited": 0, "blank": 0, "share": null, "bad": false}]}]
        }))
        .expect("a map");
        let drawing = draw(&map, 340.0);
        assert_eq!((drawing.columns, drawing.points.len()), (3, 3));
        let names: Vec<_> = drawing.points.iter().map(|point| point.name.as_str()).collect();
        assert_eq!(names[2], "Sex, February 2024: nothing due");
        assert!(
            drawing
                .points
                .iter()
                .all(|point| point.area[0] + point.area[2] <= 340.5),
            "{names:?}"
        );
    }
}
