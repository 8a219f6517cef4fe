//! Every kind of chart, told and drawn from an answer as the server gives it.

use std::rc::Rc;

use flsdb_domain::{
    Nation,
    kpi::Kpi,
    wire::{kpis::Dimension, services::Service},
};
use serde_json::{Value, json};

use super::{
    answer::{Answer, question},
    choices::Setting,
    query::{ChartsQuery, Kind, Sight, Whose},
};
use crate::components::chart::drawing::{Drawing, Shape};

fn setting() -> Setting {
    let service = |code: &str, name: &str| Service {
        code: code.parse().expect("a code"),
        name: name.to_owned(),
        ods_code: None,
        nation: Nation::England,
        region: None,
        hip_fractures: vec![],
    };
    Setting {
        today: "2026-01-31".parse().expect("a day"),
        sight: Sight::Own(vec!["BRD".parse().expect("a code")]),
        services: Rc::new(vec![
            service("BRD", "Bradley Royal"),
            service("CDF", "Cardington"),
        ]),
        may_open: true,
    }
}

/// A head of any chart, with more.
fn chart(services: &[&str], more: Value) -> Value {
    let mut whole = json!({
        "sentence": "What it shows.", "set": {"id": "fls-db", "version": "2026.1", "hash": "sha256:0"},
        "period": {"start": "2024-01-01", "end": "2024-12-31"}, "as_of": "2026-01-31", "services": services,
        "data_version": 7, "software": "flsdb 0.1.0", "disclosure": {"rule": "none", "reason": "own service"},
        "kpi": "4", "official_number": "4", "title": "Time to FLS assessment"
    });
    if let (Some(whole), Some(more)) = (whole.as_object_mut(), more.as_object()) {
        whole.extend(more.clone());
    }
    whole
}

fn month(month: &str, value: Option<f64>, more: Value) -> Value {
    let mut point = json!({
        "month": month, "value": value, "display": value.map(|value| format!("{value:.1}")),
        "numerator": value.map(|_| 190), "denominator": value.map(|_| 304), "provisional": null, "baseline": 0,
        "mean": 60.0, "lower": -3.0, "upper": 80.0, "special_cause": null, "meaning": null, "sentence": null
    });
    if let (Some(point), Some(more)) = (point.as_object_mut(), more.as_object()) {
        point.extend(more.clone());
    }
    point
}

fn run() -> Answer {
    let cause = json!({"special_cause": "above-limit", "meaning": "improvement", "sentence": "Above the upper limit."});
    let provisional = json!({"provisional": "immature", "mean": null, "lower": null, "upper": null});
    let more = json!({
        "method": "xmr", "preset": {"id": "nhsr", "screened": true, "trend_points": 7, "shift_points": 7},
        "fix_after": null, "entry_lag_days": 90, "median": 61.0,
        "baselines": [{"id": "1", "service": "BRD", "set": "fls-db", "kpi": "4", "from": "2024-02", "reason": "A new clinic",
                       "by": "Ann", "at": "2024-03-01T00:00:00Z"}],
        "runs": {"useful": 3, "longest_run": 2, "longest_run_max": 5, "crossings": 1, "crossings_min": 0, "signal": false,
                 "sentence": "Round the median the months vary as chance explains."},
        "points": [
            month("2024-01", Some(62.5), json!({})),
            month("2024-02", Some(88.0), cause),
            month("2024-03", None, json!({"suppressed": true, "baseline": 1})),
            month("2024-04", Some(50.0), provisional),
        ]
    });
    Answer::Run(serde_json::from_value(chart(&["BRD"], more)).expect("a run chart"))
}

/// The words in a drawing.
fn words(drawing: &Drawing) -> Vec<&str> {
    let points = drawing.points.iter().flat_map(|point| &point.shapes);
    let all = drawing.shapes.iter().chain(points);
    all.filter_map(|shape| match shape {
        Shape::Text { text, .. } => Some(text.as_str()),
        Shape::Path { .. } => None,
    })
    .collect()
}

fn own() -> Whose {
    Whose::read("BRD").expect("a service")
}

#[test]
fn a_run_chart_names_its_points_lines_and_months() {
    let (answer, setting) = (run(), setting());
    for width in [320.0, 1200.0] {
        let drawing = answer.draw(&setting, (own(), false), width);
        let names: Vec<_> = drawing.points.iter().map(|point| point.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "January 2024: 62.5 per cent, 190 of 304",
                "February 2024: 88.0 per cent, 190 of 304, special cause: above the upper limit",
                "March 2024: hidden, as it could point to persons",
                "April 2024: 50.0 per cent, 190 of 304, provisional: window still open",
            ]
        );
        let words = words(&drawing);
        for wanted in [
            "Provisional",
            "Re-based",
            "Special cause: improvement",
            "Provisional: not in limits or rules",
        ] {
            assert!(words.contains(&wanted), "{wanted} is not in {words:?}");
        }
        // Limits outside the axis are told, not drawn.
        assert!(!words.iter().any(|word| word.starts_with("Lower")), "{words:?}");
        let within = |point: &crate::components::chart::drawing::Point| {
            point.area[0] >= 0.0 && point.area[0] + point.area[2] <= width
        };
        assert!(drawing.points.iter().all(within));
    }
    let told = answer.tell(&setting, own());
    assert_eq!(
        told.title,
        "Run chart: KPI 4, Time to FLS assessment, Bradley Royal"
    );
    assert!(
        told.notes
            .iter()
            .any(|note| note.contains("Re-based from February 2024: A new clinic (Ann)"))
    );
    assert!(told.notes.iter().any(|note| note.contains("below 0")));
    assert_eq!(told.rows[2][1], "*");
    let behind = told.behind[0].as_ref().expect("records behind it");
    assert_eq!(
        (behind.start.to_string(), behind.end.to_string()),
        ("2024-01-01".into(), "2024-01-31".into())
    );
}

#[test]
fn records_are_behind_points_of_the_own_service_only() {
    let mut setting = setting();
    setting.sight = Sight::All;
    assert!(run().tell(&setting, own()).behind.iter().all(Option::is_none));
    let mut without = self::setting();
    without.may_open = false;
    assert!(run().tell(&without, own()).behind.iter().all(Option::is_none));
}

#[test]
fn a_funnel_draws_whom_it_may() {
    let limits = json!({"95": [50.0, 70.0], "99.8": [45.0, 75.0]});
    let more = json!({
        "pooled": 60.0, "display": "60.0", "phi": 1.4, "tau2": 0.01, "adjusted": true, "suitable": true, "phi_max": 10.0,
        "points": [
            {"service": "BRD", "numerator": 190, "denominator": 304, "value": 62.5, "display": "62.5", "limits": limits,
             "adjusted_limits": limits},
            {"service": "CDF", "numerator": null, "denominator": null, "value": null, "display": null, "suppressed": true,
             "limits": null, "adjusted_limits": null}],
        "curve": [{"denominator": 1, "limits": limits, "adjusted_limits": limits},
                  {"denominator": 304, "limits": limits, "adjusted_limits": limits}]
    });
    let answer = Answer::Funnel(serde_json::from_value(chart(&["BRD", "CDF"], more)).expect("a funnel"));
    let drawing = answer.draw(&setting(), (Whose::All, false), 900.0);
    assert_eq!(drawing.points.len(), 1);
    assert_eq!(
        drawing.points[0].name,
        "Bradley Royal: 62.5 per cent, 190 of 304, between the limits"
    );
    for wanted in ["BRD", "95 %", "99.8 %", "Pooled 60.0 %", "Your service"] {
        assert!(words(&drawing).contains(&wanted), "{wanted}");
    }
    let told = answer.tell(&setting(), Whose::All);
    assert!(
        told.notes
            .iter()
            .any(|note| note == "1 not drawn, as hidden: Cardington."),
        "{:?}",
        told.notes
    );
    assert_eq!((told.rows.len(), told.rows[1][1].as_str()), (2, "*"));
}

#[test]
fn a_caterpillar_has_a_row_for_each_service() {
    let interval = json!({"95": [57.0, 67.8], "99.8": [53.7, 70.6]});
    let more = json!({
        "pooled": 60.0, "display": "60.0",
        "points": [
            {"service": "BRD", "numerator": 190, "denominator": 304, "value": 62.5, "display": "62.5", "level": "amber",
             "interval": interval},
            {"service": "CDF", "numerator": null, "denominator": null, "value": null, "display": null, "level": null,
             "interval": null, "suppressed": true}]
    });
    let answer =
        Answer::Caterpillar(serde_json::from_value(chart(&["BRD", "CDF"], more)).expect("a caterpillar"));
    let drawing = answer.draw(&setting(), (Whose::All, false), 340.0);
    let names: Vec<_> = drawing.points.iter().map(|point| point.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "Bradley Royal: 62.5 per cent, 190 of 304, 95 % interval 57.0 to 67.8, level amber",
            "Cardington: hidden, as it could point to persons"
        ]
    );
    assert!(words(&drawing).contains(&"*"));
}

#[test]
fn a_cascade_tells_what_is_lost() {
    let step = |step: &str, title: &str, count: u64, lost: Option<u64>| {
        json!({"step": step, "title": title, "definition": "", "count": count, "display": "50.0", "lost": lost,
               "lost_display": lost.map(|_| "10.0")})
    };
    let more = json!({"open_from": null, "steps": [
        step("identified", "Identified", 100, None), step("assessed", "Assessed", 90, Some(10))]});
    let answer = Answer::Cascade(serde_json::from_value(chart(&["BRD"], more)).expect("a cascade"));
    let drawing = answer.draw(&setting(), (own(), false), 340.0);
    assert!(
        words(&drawing).contains(&"– 10 lost (10.0 %)"),
        "{:?}",
        words(&drawing)
    );
    let behind = answer.tell(&setting(), own()).behind;
    assert!(behind[0].is_none());
    assert_eq!(behind[1].as_ref().map(|behind| behind.kpi), Some(Kpi::K4));
}

#[test]
fn a_break_down_has_a_row_for_each_group() {
    let result = |group: Value, value: f64| {
        json!({"group": group, "kpi": "4", "official_number": "4", "initial_population": 10, "excluded": {},
               "denominator": 10, "numerator": 5, "missing": 0, "value": value, "display": "50.0", "level": "amber",
               "interval": {"95": [0.2, 0.8], "99.8": [0.1, 0.9]}, "bounds": null})
    };
    let more = json!({"results": [
        result(json!({"sex": "female"}), 0.5), result(json!({"sex": null}), 0.4), result(json!({}), 0.45)]});
    let results = serde_json::from_value(chart(&["BRD"], more)).expect("results");
    let answer = Answer::Groups(results, Kpi::K4, Dimension::Sex);
    let drawing = answer.draw(&setting(), (own(), false), 340.0);
    let names: Vec<_> = drawing.points.iter().map(|point| point.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "Female: 50.0 per cent, 5 of 10, 95 % interval 20.0 to 80.0, level amber",
            "Not answered: 50.0 per cent, 5 of 10, 95 % interval 20.0 to 80.0, level amber"
        ]
    );
    assert!(words(&drawing).contains(&"Together 50.0 %"));
}

#[test]
fn own_users_name_every_service_to_see_others() {
    let setting = setting();
    let asked = |kind| {
        let query = ChartsQuery {
            chart: Some(kind),
            ..ChartsQuery::default()
        };
        question(
            &query.asked(
                setting.today,
                &setting.sight,
                Some("BRD".parse().expect("a code")),
            ),
            &setting,
        )
    };
    let service = |kind| {
        let found = asked(kind).query.into_iter().find(|(name, _)| *name == "service");
        found.map(|(_, value)| value).unwrap_or_default()
    };
    assert_eq!(
        (service(Kind::Run), service(Kind::Funnel)),
        ("BRD".into(), "BRD,CDF".into())
    );
}
