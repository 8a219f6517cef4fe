//! Groups: which one a record belongs to, and what it is called.

use chrono::{Datelike, NaiveDate};

use flsdb_domain::{
    deprivation::Deprivation,
    kpi::Facts,
    vocabulary::{Coded, EthnicCategory, Sex, Site, YesNo},
    wire::kpis::{Dimension, Group},
};

use crate::{cohort::Axes, source::ServiceInfo};

/// A group as small numbers, which sort as the group's names should; unused ones are 0. One more than can be asked for
/// over HTTP.
pub(crate) type Key = [u32; 3];

/// The code of a blank; sorts last.
pub(crate) const BLANK: u32 = u32::MAX;

/// Upper ends of the age bands, and their names.
pub(crate) const AGE_BANDS: [(u8, &str); 6] = [
    (49, "under-50"),
    (59, "50-59"),
    (69, "60-69"),
    (79, "70-79"),
    (89, "80-89"),
    (u8::MAX, "90+"),
];

/// Names and numbers of groups for a list of services.
pub(crate) struct Grouping<'a> {
    by: &'a [Dimension],
    services: &'a [ServiceInfo],
    regions: Vec<&'a str>,
}

impl<'a> Grouping<'a> {
    pub(crate) fn new(by: &'a [Dimension], services: &'a [ServiceInfo]) -> Self {
        let mut regions: Vec<&str> = services.iter().filter_map(|s| s.region.as_deref()).collect();
        regions.sort_unstable();
        regions.dedup();
        Grouping {
            by,
            services,
            regions,
        }
    }

    /// Whether every dimension is one of place or calendar: only then have groups an expected caseload.
    pub(crate) fn has_expectation(&self) -> bool {
        !self.by.iter().copied().any(is_trait)
    }

    /// Whether all records are one group.
    pub(crate) fn is_pooled(&self) -> bool {
        self.by.is_empty()
    }

    /// Whether each group is of one service.
    pub(crate) fn is_by_service(&self) -> bool {
        self.by.contains(&Dimension::Service)
    }

    /// Whether the groups of different months differ.
    pub(crate) fn is_by_month(&self) -> bool {
        self.by.contains(&Dimension::Month)
    }

    /// What groups have in common that differ in day and traits alone.
    pub(crate) fn place(&self, service: usize, day: NaiveDate) -> Key {
        self.key(service, day, &Axes::default(), 0)
    }

    /// The group of the records of a service that were diagnosed on this day (of its month any) and are in this cell of
    /// the traits.
    pub(crate) fn key(&self, service: usize, day: NaiveDate, axes: &Axes, cell: usize) -> Key {
        let mut key = Key::default();
        for (slot, dimension) in key.iter_mut().zip(self.by) {
            *slot = match is_trait(*dimension) {
                true => axes.code(cell, *dimension),
                false => self.place_or_time(*dimension, service, day),
            };
        }
        key
    }

    /// The group of a service and a day, where [`Grouping::has_expectation`].
    pub(crate) fn key_of_day(&self, service: usize, day: NaiveDate) -> Key {
        self.key(service, day, &Axes::default(), 0)
    }

    fn place_or_time(&self, dimension: Dimension, service: usize, day: NaiveDate) -> u32 {
        let info = self.services.get(service);
        let year = u32::try_from(day.year()).unwrap_or_default();
        match dimension {
            Dimension::Service => u32::try_from(service).unwrap_or(BLANK),
            Dimension::Nation => coded(info.map(|info| info.nation)),
            Dimension::Region => info
                .and_then(|info| info.region.as_deref())
                .and_then(|region| self.regions.binary_search(&region).ok())
                .map_or(BLANK, index),
            Dimension::Month => year * 12 + day.month0(),
            Dimension::Quarter => year * 4 + day.month0() / 3,
            Dimension::Year => year,
            Dimension::Sex
            | Dimension::AgeBand
            | Dimension::Site
            | Dimension::CareHome
            | Dimension::EthnicCategory
            | Dimension::DeprivationQuintile => BLANK,
        }
    }

    /// The group as results show it.
    pub(crate) fn group(&self, key: Key) -> Group {
        let name = |(dimension, code): (&Dimension, u32)| (*dimension, self.name(*dimension, code));
        self.by.iter().zip(key).map(name).collect()
    }

    /// Writes the group as JSON, followed by a comma: dimensions in the order in which groups have them.
    pub(crate) fn write_group(&self, key: Key, text: &mut Vec<u8>) {
        let mut named: [(Dimension, u32); 3] = [(Dimension::Service, 0); 3];
        for (place, named_code) in named.iter_mut().zip(self.by.iter().copied().zip(key)) {
            *place = named_code;
        }
        let named = &mut named[..self.by.len()];
        named.sort_unstable_by_key(|(dimension, _)| *dimension);
        text.push(b'{');
        for (at, (dimension, code)) in named.iter().enumerate() {
            if at > 0 {
                text.push(b',');
            }
            text.push(b'"');
            text.extend_from_slice(dimension.token().as_bytes());
            text.extend_from_slice(b"\":");
            match self.name(*dimension, *code) {
                // Only the name of a region can hold what must be escaped.
                Some(name) if *dimension == Dimension::Region => {
                    text.extend_from_slice(serde_json::Value::from(name).to_string().as_bytes());
                }
                Some(name) => {
                    text.push(b'"');
                    text.extend_from_slice(name.as_bytes());
                    text.push(b'"');
                }
                None => text.extend_from_slice(b"null"),
            }
        }
        text.extend_from_slice(b"},");
    }

    fn name(&self, dimension: Dimension, code: u32) -> Option<String> {
        let at = usize::try_from(code).ok().filter(|_| code != BLANK)?;
        match dimension {
            Dimension::Service => self.services.get(at).map(|info| info.code.to_string()),
            Dimension::Nation => token::<flsdb_domain::Nation>(at),
            Dimension::Region => self.regions.get(at).map(ToString::to_string),
            Dimension::Month => Some(format!("{:04}-{:02}", code / 12, code % 12 + 1)),
            Dimension::Quarter => Some(format!("{:04}-Q{}", code / 4, code % 4 + 1)),
            Dimension::Year => Some(format!("{code:04}")),
            Dimension::Sex => token::<Sex>(at),
            Dimension::AgeBand => AGE_BANDS.get(at).map(|(_, name)| (*name).to_owned()),
            Dimension::Site => token::<Site>(at),
            Dimension::CareHome => token::<YesNo>(at),
            Dimension::EthnicCategory => token::<EthnicCategory>(at),
            Dimension::DeprivationQuintile => u8::try_from(at)
                .ok()
                .and_then(Deprivation::from_code)
                .map(|deprivation| deprivation.to_string()),
        }
    }
}

/// Whether a dimension is one of the record itself, rather than of its service or its day.
pub(crate) fn is_trait(dimension: Dimension) -> bool {
    match dimension {
        Dimension::Sex
        | Dimension::AgeBand
        | Dimension::Site
        | Dimension::CareHome
        | Dimension::EthnicCategory
        | Dimension::DeprivationQuintile => true,
        Dimension::Service
        | Dimension::Nation
        | Dimension::Region
        | Dimension::Month
        | Dimension::Quarter
        | Dimension::Year => false,
    }
}

/// The code of a record in a dimension of the record itself; [`BLANK`] in any other.
pub(crate) fn trait_code(dimension: Dimension, facts: &Facts) -> u32 {
    match dimension {
        Dimension::Sex => coded(facts.sex),
        Dimension::AgeBand => facts.age.map_or(BLANK, age_band),
        Dimension::Site => coded(facts.sites[0]),
        Dimension::CareHome => coded(facts.care_home),
        Dimension::EthnicCategory => coded(facts.ethnic_category),
        Dimension::DeprivationQuintile => facts.deprivation.map_or(BLANK, |d| u32::from(d.code())),
        _ => BLANK,
    }
}

fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(BLANK)
}

/// The place of an option in its list.
fn coded<T: Coded>(answer: Option<T>) -> u32 {
    answer
        .and_then(|answer| T::choices().iter().position(|choice| choice.value == answer))
        .map_or(BLANK, index)
}

fn token<T: Coded>(at: usize) -> Option<String> {
    T::choices().get(at).map(|choice| choice.token.to_owned())
}

fn age_band(age: u8) -> u32 {
    AGE_BANDS
        .iter()
        .position(|(last, _)| age <= *last)
        .map_or(BLANK, index)
}
