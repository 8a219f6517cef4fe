//! The cascade: bars that narrow from step to step, with what is lost between them.

use flsdb_domain::{
    kpi::{Kpi, Step},
    wire::charts::{Cascade, CascadeStep},
};

use super::{
    choices::Setting,
    told::{Behind, Told, figure, head, of_service},
};
use crate::{
    components::chart::{
        drawing::{ACCENT, Anchor, Drawing, Point, QUIET, Shape, TEXT, WORSE, area, block, words as text},
        scale::Linear,
    },
    format,
    texts::charts::{KPI, cascade as words},
};

/// Everything about a cascade but its drawing.
pub fn tell(chart: &Cascade, setting: &Setting) -> Told {
    Told {
        about: words::ABOUT,
        columns: words::COLUMNS,
        rows: chart.steps.iter().map(row).collect(),
        behind: chart
            .steps
            .iter()
            .map(|step| behind(chart, step, setting))
            .collect(),
        ..head(&chart.head, words::NAME, None)
    }
}

/// The KPI that is nearest to a step.
fn kpi_of(step: Step) -> Option<Kpi> {
    match step {
        Step::Identified => None,
        Step::Assessed => Some(Kpi::K4),
        Step::Recommended => Some(Kpi::K7),
        Step::Started => Some(Kpi::K10),
        Step::Adherent => Some(Kpi::K11),
    }
}

fn behind(chart: &Cascade, step: &CascadeStep, setting: &Setting) -> Option<Behind> {
    let kpi = kpi_of(step.step)?;
    let service = match chart.head.services.as_slice() {
        [one] => *one,
        _ => return None,
    };
    let title = format!("{}, {KPI} {kpi}", step.title);
    let behind = of_service(&chart.head, kpi, service, title, setting)?;
    Some(Behind {
        note: words::BEHIND,
        ..behind
    })
}

fn row(step: &CascadeStep) -> Vec<String> {
    let count = |count: Option<u64>| count.map_or_else(String::new, format::count);
    vec![
        step.title.clone(),
        count(step.count),
        figure(step.display.as_deref(), step.count.is_none()),
        count(step.lost),
        step.lost_display.clone().unwrap_or_default(),
        step.definition.clone(),
    ]
}

/// "Assessed: 540 records, 88.8 % of all, 68 lost, 11.2 per cent".
fn name(step: &CascadeStep) -> String {
    let Some(count) = step.count else {
        return format!("{}: {}", step.title, crate::texts::charts::HIDDEN);
    };
    let mut name = format!("{}: {}", step.title, format::counted(count, "record", "records"));
    if let Some(display) = &step.display {
        name.push_str(&format!(", {display}{}", words::OF_ALL));
    }
    if let (Some(lost), Some(display)) = (step.lost, &step.lost_display) {
        name.push_str(&format!(
            ", {}{}, {display} per cent",
            format::count(lost),
            words::LOST
        ));
    }
    name
}

const BAR: f64 = 40.0;
const STEP: f64 = 94.0;
/// From light to dark as the patients come further.
const BARS: [&str; 5] = ["#41b6e6", "#0072ce", ACCENT, "#003087", "#002060"];

/// The cascade for a width.
pub fn draw(chart: &Cascade, width: f64) -> Drawing {
    let mut drawing = Drawing {
        width,
        ..Drawing::default()
    };
    let all = chart.steps.first().and_then(|step| step.count).unwrap_or(0);
    let x = Linear {
        from: 0.0,
        to: all as f64,
        start: 0.0,
        end: width,
    };
    let mut before = None;
    for (n, step) in chart.steps.iter().enumerate() {
        let top = STEP * n as f64;
        let bar = top + 24.0;
        let mut shapes = vec![text((0.0, top + 16.0), Anchor::Start, TEXT, step.title.clone())];
        if let Some(count) = step.count {
            let end = x.at(count as f64).max(2.0);
            let colour = BARS.get(n).copied().unwrap_or(ACCENT);
            shapes.push(Shape::Path {
                d: block([0.0, bar, end, BAR]),
                look: area(colour),
            });
            let share = step.display.as_deref().unwrap_or("–");
            let told = format!("{}  ({share} %)", format::count(count));
            shapes.push(text((width, top + 16.0), Anchor::End, TEXT, told));
            if let Some(before) = before.filter(|before| *before > end) {
                shapes.push(Shape::Path {
                    d: block([end, bar, before - end, BAR]),
                    look: area("#fbe9e7"),
                });
            }
            if let (Some(lost), Some(display)) = (step.lost.filter(|lost| *lost > 0), &step.lost_display) {
                let told = format!("– {}{} ({display} %)", format::count(lost), words::LOST);
                let at = before.unwrap_or(width).max(150.0);
                shapes.push(text((at, bar + BAR + 16.0), Anchor::End, WORSE, told));
            }
            before = Some(end);
        } else {
            shapes.push(text((0.0, bar + 24.0), Anchor::Start, QUIET, "*".to_owned()));
        }
        drawing.points.push(Point {
            name: name(step),
            shapes,
            area: [0.0, top, width, STEP - 8.0],
        });
    }
    drawing.height = STEP * chart.steps.len() as f64;
    drawing
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_read_out() {
        let step = |count, lost: Option<u64>| CascadeStep {
            step: Step::Assessed,
            title: "Assessed".into(),
            definition: String::new(),
            count,
            display: Some("88.8".into()),
            lost,
            lost_display: lost.map(|_| "11.2".into()),
        };
        for (given, told) in [
            (
                step(Some(540), Some(68)),
                "Assessed: 540 records, 88.8 % of all, 68 lost, 11.2 per cent",
            ),
            (step(Some(1), None), "Assessed: 1 record, 88.8 % of all"),
            (step(None, None), "Assessed: hidden, as it could point to persons"),
        ] {
            assert_eq!(name(&given), told);
        }
    }
}
