//! Where things lie on a timeline.

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn event(text: &str, kind: Kind) -> Event {
    Event {
        day: day(text),
        kind,
        detail: String::new(),
    }
}

fn episode(id: &str, diagnosed_on: &str, events: Vec<Event>) -> Episode {
    Episode {
        id: id.to_owned(),
        diagnosed_on: day(diagnosed_on),
        events,
    }
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-6
}

#[test]
fn days_lie_to_scale() {
    let events = vec![
        event("2025-01-01", Kind::Fracture),
        event("2025-04-11", Kind::Assessment),
    ];
    let line = timeline(
        vec![episode("a", "2025-01-01", events)],
        vec![],
        day("2025-07-20"),
    )
    .expect("a lane");
    let [lane] = &line.lanes[..] else {
        panic!("one lane")
    };
    let per_day = (WIDTH - 2.0 * MARGIN) / 392.0;
    let [fracture, assessment] = &lane.marks[..] else {
        panic!("two marks")
    };
    assert!(close(fracture.x, MARGIN) && close(assessment.x, MARGIN + 100.0 * per_day));
    assert!(close(line.today, MARGIN + 200.0 * per_day));
    assert_eq!((fracture.days, assessment.days), (0, 100));
    let edges = lane
        .windows
        .map(|w| ((w.x - MARGIN) / per_day, w.width / per_day));
    for (found, expected) in edges.iter().zip([(0.0, 91.0), (84.0, 29.0), (336.0, 57.0)]) {
        assert!(
            close(found.0, expected.0) && close(found.1, expected.1),
            "{found:?}"
        );
    }
    assert!(line.named);
}

#[test]
fn marks_of_one_day_stand_above_one_another() {
    let events = vec![
        event("2025-01-01", Kind::Fracture),
        event("2025-01-02", Kind::Assessment),
        event("2025-01-02", Kind::Dxa),
        event("2025-06-01", Kind::Contact),
    ];
    let line = timeline(
        vec![episode("a", "2025-01-01", events)],
        vec![],
        day("2025-07-20"),
    )
    .expect("a lane");
    let lane = &line.lanes[0];
    let rows: Vec<f64> = lane
        .marks
        .iter()
        .map(|mark| (mark.y - HEAD - ROW / 2.0) / ROW)
        .collect();
    assert_eq!(rows, [0.0, 1.0, 2.0, 0.0]);
    for (i, a) in lane.marks.iter().enumerate() {
        for b in &lane.marks[i + 1..] {
            let apart = ((a.x - b.x).powi(2) + (a.y - b.y).powi(2)).sqrt();
            assert!(apart >= 2.0 * RADIUS, "{a:?} {b:?}");
        }
        assert!(a.y + RADIUS <= lane.y + lane.height);
    }
}

#[test]
fn direct_care_joins_the_episode_that_had_begun() {
    let episodes = || {
        vec![
            episode("old", "2020-01-01", vec![]),
            episode("new", "2024-01-01", vec![]),
        ]
    };
    for (on, expected) in [
        ("2019-06-01", "old"),
        ("2020-01-01", "old"),
        ("2023-12-31", "old"),
        ("2024-01-01", "new"),
        ("2025-01-01", "new"),
    ] {
        let line = timeline(episodes(), vec![event(on, Kind::Contact)], day("2025-07-20")).expect("lanes");
        assert_eq!(line.lanes[0].id, "new", "the latest is on top");
        let holder = line
            .lanes
            .iter()
            .find(|lane| !lane.marks.is_empty())
            .expect("a mark");
        assert_eq!(holder.id, expected, "{on}");
    }
    assert_eq!(
        timeline(
            vec![],
            vec![event("2024-01-01", Kind::Contact)],
            day("2025-07-20")
        ),
        None
    );
}

#[test]
fn the_scale_has_room_for_its_labels() {
    for (from, today) in [
        ("2025-12-01", "2026-01-31"),
        ("2020-01-01", "2026-01-31"),
        ("2016-01-01", "2026-01-31"),
        ("1990-01-01", "2026-01-31"),
    ] {
        let line = timeline(vec![episode("a", from, vec![])], vec![], day(today)).expect("a lane");
        assert!(!line.ticks.is_empty(), "{from}");
        for pair in line.ticks.windows(2) {
            assert!(pair[1].x - pair[0].x >= LABEL * 0.95, "{from}: {pair:?}");
        }
        for tick in &line.ticks {
            assert!((MARGIN..=WIDTH - MARGIN).contains(&tick.x), "{tick:?}");
        }
    }
}
