//! Where everything lies on a patient's timeline: a picture to scale, one lane an episode. Pure geometry, in the units of
//! the picture.

use chrono::{Datelike, Days, Months, NaiveDate};
use flsdb_domain::{
    dates::days_from,
    vocabulary::Coded,
    wire::{
        care::{CareRecord, Contact, Treatment},
        records::EpisodeRecord,
    },
};

use crate::texts::patient as words;

/// Width of the picture.
pub const WIDTH: f64 = 1000.0;
/// Height of the scale below the lanes.
pub const SCALE: f64 = 28.0;
/// Radius of a mark.
pub const RADIUS: f64 = 11.0;
/// Left and right of the first and last day.
const MARGIN: f64 = 24.0;
/// Room above the marks of a lane for the names of its windows.
const HEAD: f64 = 24.0;
/// Height of a row of marks.
const ROW: f64 = 26.0;
/// Two labels of the scale need so much room.
const LABEL: f64 = 84.0;
/// The windows of an episode, in days from the diagnosis, first and last: KPIs 4 and 5, KPIs 8 to 10, KPI 11.
const WINDOWS: [(u64, u64); 3] = [(0, 90), (84, 112), (336, 392)];
/// Windows have names when a day is so wide, else the names would run into one another.
const NAMED_FROM: f64 = 1.0;

/// What a mark stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The index fracture.
    Fracture,
    /// A contact: the first one of the record, or an attempt.
    Contact,
    /// The assessment.
    Assessment,
    /// The DXA.
    Dxa,
    /// A drug begun, given or stopped.
    Treatment,
    /// The follow-up at 12–16 weeks.
    FollowUp16,
    /// The follow-up at 48–56 weeks.
    FollowUp52,
    /// Another fracture after the index fracture.
    Refracture,
}

/// Something that happened on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The day.
    pub day: NaiveDate,
    /// What.
    pub kind: Kind,
    /// More about it, for instance the drug.
    pub detail: String,
}

/// An event in the picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// What happened.
    pub event: Event,
    /// Days since the fracture of the lane.
    pub days: i64,
    /// Centre.
    pub x: f64,
    /// Centre.
    pub y: f64,
}

/// A window of days, shaded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    /// Left edge.
    pub x: f64,
    /// Width.
    pub width: f64,
}

/// An episode.
#[derive(Debug, Clone, PartialEq)]
pub struct Lane {
    /// Id of the episode.
    pub id: String,
    /// Upper edge.
    pub y: f64,
    /// Height.
    pub height: f64,
    /// 0–90 days, 12–16 weeks, 48–56 weeks.
    pub windows: [Window; 3],
    /// What happened, in the order of the days.
    pub marks: Vec<Mark>,
}

/// A day of the scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// The first of a month.
    pub day: NaiveDate,
    /// Place.
    pub x: f64,
}

/// The picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// Height of all lanes, the scale apart.
    pub height: f64,
    /// The lanes, latest episode first.
    pub lanes: Vec<Lane>,
    /// The scale.
    pub ticks: Vec<Tick>,
    /// Today's line.
    pub today: f64,
    /// Whether there is room for the names of the windows.
    pub named: bool,
}

/// The events of an episode that its record tells.
pub fn of_episode(record: &EpisodeRecord) -> Vec<Event> {
    let event = |day: Option<NaiveDate>, kind| {
        day.map(|day| Event {
            day,
            kind,
            detail: String::new(),
        })
    };
    let again = record.follow_up_52.refractures.iter().map(|again| Event {
        day: again.fractured_on,
        kind: Kind::Refracture,
        detail: again.site.map_or("", Coded::label).to_owned(),
    });
    [
        event(record.fracture.diagnosed_on, Kind::Fracture),
        event(record.fracture.first_contact_on, Kind::Contact),
        event(record.assessment.assessed_on, Kind::Assessment),
        event(record.assessment.dxa_on, Kind::Dxa),
        event(record.follow_up_16.followed_up_on, Kind::FollowUp16),
        event(record.follow_up_52.followed_up_on, Kind::FollowUp52),
    ]
    .into_iter()
    .flatten()
    .chain(again)
    .collect()
}

/// The events of direct care, which belong to the patient.
pub fn of_care(contacts: &[CareRecord<Contact>], treatments: &[CareRecord<Treatment>]) -> Vec<Event> {
    let contacts = contacts.iter().filter_map(|record| {
        let Contact { method, outcome, .. } = record.entry;
        Some(Event {
            day: record.entry.attempted_at?.date_naive(),
            kind: Kind::Contact,
            detail: [method.label(), ", ", outcome.label()].concat(),
        })
    });
    let treatments = treatments.iter().flat_map(|record| {
        let Treatment {
            drug,
            started_on,
            last_given_on,
            stopped_on,
            ..
        } = record.entry;
        // What was begun by an injection is one event.
        let given = last_given_on.filter(|day| Some(*day) != started_on);
        [
            (started_on, words::BEGUN),
            (given, words::GIVEN),
            (stopped_on, words::STOPPED),
        ]
        .into_iter()
        .filter_map(move |(day, what)| {
            Some(Event {
                day: day?,
                kind: Kind::Treatment,
                detail: [drug.label(), what].concat(),
            })
        })
    });
    contacts.chain(treatments).collect()
}

/// An episode to be drawn: its id, the day of its fracture, and what its record tells.
#[derive(Debug, Clone, PartialEq)]
pub struct Episode {
    /// Id.
    pub id: String,
    /// The day of the diagnosis.
    pub diagnosed_on: NaiveDate,
    /// Its events.
    pub events: Vec<Event>,
}

/// Lays out the picture; nothing without an episode. Each event of direct care joins the latest episode that had begun by then, or
/// the first.
pub fn timeline(mut episodes: Vec<Episode>, care: Vec<Event>, today: NaiveDate) -> Option<Timeline> {
    episodes.sort_by_key(|episode| std::cmp::Reverse(episode.diagnosed_on));
    for event in care {
        let begun = episodes
            .iter()
            .position(|episode| episode.diagnosed_on <= event.day);
        let place = begun.unwrap_or(episodes.len().saturating_sub(1));
        episodes.get_mut(place)?.events.push(event);
    }
    let scale = Scale::of(&episodes, today)?;
    let mut y = 0.0;
    let lanes = episodes
        .into_iter()
        .map(|episode| {
            let lane = lane(episode, &scale, y);
            y += lane.height;
            lane
        })
        .collect();
    Some(Timeline {
        height: y,
        lanes,
        ticks: scale.ticks(),
        today: scale.x(today),
        named: scale.day >= NAMED_FROM,
    })
}

/// From days to places.
struct Scale {
    first: NaiveDate,
    last: NaiveDate,
    /// Width of a day.
    day: f64,
}

impl Scale {
    /// From the first event to the last, today and the end of the latest episode's windows.
    fn of(episodes: &[Episode], today: NaiveDate) -> Option<Self> {
        let latest = episodes.first()?.diagnosed_on;
        let end = latest.checked_add_days(Days::new(WINDOWS[2].1))?;
        let events = || {
            episodes
                .iter()
                .flat_map(|episode| &episode.events)
                .map(|event| event.day)
        };
        let diagnoses = episodes.iter().map(|episode| episode.diagnosed_on);
        let first = events().chain(diagnoses).min()?;
        let last = events().chain([today, end]).max()?;
        let days = days_from(first, last).max(1) as f64;
        Some(Scale {
            first,
            last,
            day: (WIDTH - 2.0 * MARGIN) / days,
        })
    }

    fn x(&self, day: NaiveDate) -> f64 {
        MARGIN + days_from(self.first, day) as f64 * self.day
    }

    /// The firsts of months, as many as there is room for.
    fn ticks(&self) -> Vec<Tick> {
        let month = self.day * 365.25 / 12.0;
        let steps = [1, 3, 6, 12, 24, 60, 120, 240];
        let step = steps
            .into_iter()
            .find(|step| f64::from(*step) * month >= LABEL)
            .unwrap_or(480);
        let mut ticks = Vec::new();
        let mut day = NaiveDate::from_ymd_opt(self.first.year(), 1, 1);
        while let Some(first) = day.filter(|day| *day <= self.last) {
            if first >= self.first {
                ticks.push(Tick {
                    day: first,
                    x: self.x(first),
                });
            }
            day = first.checked_add_months(Months::new(step));
        }
        ticks
    }
}

fn lane(episode: Episode, scale: &Scale, y: f64) -> Lane {
    let window = |(from, to): (u64, u64)| {
        let begin = scale.x(episode.diagnosed_on) + from as f64 * scale.day;
        Window {
            x: begin,
            // The last day belongs to it.
            width: (to + 1 - from) as f64 * scale.day,
        }
    };
    let windows = WINDOWS.map(window);
    let mut events = episode.events;
    events.sort_by_key(|event| (event.day, event.kind));
    // The right edge of the last mark of each row.
    let mut rows: Vec<f64> = Vec::new();
    let mut marks = Vec::with_capacity(events.len());
    for event in events {
        let x = scale.x(event.day);
        let free = rows.iter().position(|edge| *edge <= x - RADIUS);
        let row = free.unwrap_or(rows.len());
        match rows.get_mut(row) {
            Some(edge) => *edge = x + RADIUS,
            None => rows.push(x + RADIUS),
        }
        marks.push(Mark {
            days: days_from(episode.diagnosed_on, event.day),
            event,
            x,
            y: y + HEAD + (row as f64 + 0.5) * ROW,
        });
    }
    Lane {
        id: episode.id,
        y,
        height: HEAD + rows.len().max(1) as f64 * ROW + 18.0,
        windows,
        marks,
    }
}

#[cfg(test)]
mod tests;
