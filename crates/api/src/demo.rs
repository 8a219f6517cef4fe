//! A plausible registry of any size from a seed, shaped like the published benchmark table. Nobody in it exists: NHS
//! numbers begin with 9, which is not issued.
//!
//! Pure: the same options give the same registry, and nothing is stored here.

mod assessment;
mod chance;
mod follow_ups;
mod fracture;
mod people;
mod places;
mod profile;

#[cfg(test)]
mod tests;

use chrono::{Datelike, Days, Months, NaiveDate};
use flsdb_domain::{
    Episode, Patient, Postcode, dates::AUDIT_START, deprivation::Deprivation, wire::services::Service,
};

use chance::Chance;
use profile::Profile;

/// What registry is wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct DemoOptions {
    /// The same seed gives the same registry.
    pub seed: u64,
    /// Number of services.
    pub services: usize,
    /// Calendar years, the last being this one so far.
    pub years: u32,
    /// Multiplies the size of every service; 1 is about 380 hip fractures a year.
    pub scale: f64,
    /// The last day of the registry.
    pub today: NaiveDate,
}

/// A registry: services, and their episodes as they are asked for.
#[derive(Debug, Clone)]
pub struct Demo {
    options: DemoOptions,
    services: Vec<Service>,
    profiles: Vec<Profile>,
}

/// Makes the services of a registry; their episodes follow from [`Demo::episodes`].
pub fn registry(options: &DemoOptions) -> Demo {
    let mut chance = Chance::new(options.seed, 0);
    let profiles = profile::profiles(options.services, &mut chance);
    let years = options.first_day().year()..=options.today.year();
    let services = places::services(&profiles, years, options.scale, &mut chance);
    Demo {
        options: options.clone(),
        services,
        profiles,
    }
}

impl DemoOptions {
    /// 1 January of the first year; never before the audit began.
    fn first_day(&self) -> NaiveDate {
        let years_back = i32::try_from(self.years.saturating_sub(1)).unwrap_or(i32::MAX);
        let year = self.today.year().saturating_sub(years_back);
        NaiveDate::from_ymd_opt(year, 1, 1).map_or(AUDIT_START, |day| day.max(AUDIT_START))
    }
}

impl Demo {
    /// The services with their hip counts, by code.
    pub fn services(&self) -> &[Service] {
        &self.services
    }

    /// The episodes of one service, by its place in [`Demo::services`]; the episodes of a patient follow each other.
    /// One at a time: nothing is kept.
    pub fn episodes(&self, service: usize) -> impl Iterator<Item = Episode> + '_ {
        let known = self.services.get(service).zip(self.profiles.get(service));
        known
            .into_iter()
            .flat_map(move |(info, profile)| self.episodes_of(service, info, profile))
    }

    /// The deprivation of the postcodes where patients live, of almost all. One at a time; a postcode comes as often as
    /// episodes have it.
    pub fn deprivations(&self) -> impl Iterator<Item = (Postcode, Deprivation)> + '_ {
        let episodes = (0..self.services.len()).flat_map(|at| self.episodes(at));
        let postcodes = episodes.filter_map(|episode| episode.patient.postcode);
        postcodes.filter_map(|postcode| Some((postcode.clone(), places::deprivation(&postcode)?)))
    }

    fn episodes_of<'a>(
        &'a self,
        at: usize,
        service: &'a Service,
        profile: &'a Profile,
    ) -> impl Iterator<Item = Episode> + 'a {
        let stream = u64::try_from(at).unwrap_or_default() + 1;
        let mut chance = Chance::new(self.options.seed, stream);
        let mut people = people::People::new(at, self.services.len(), service);
        let years = service.hip_fractures.iter();
        years
            .flat_map(move |hips| {
                self.days_of_year(hips.year, f64::from(hips.count) * 5.0 * profile.identified)
            })
            .flat_map(move |(first, last)| {
                let diagnosed_on = chance.day_between(first, last);
                self.episodes_of_patient(service, profile, diagnosed_on, &mut people, &mut chance)
            })
    }

    /// The span of days from which each record of a year draws its diagnosis.
    fn days_of_year(&self, year: i32, records: f64) -> impl Iterator<Item = (NaiveDate, NaiveDate)> + use<> {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(self.options.today);
        let whole = NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(self.options.today);
        let last = whole.min(self.options.today);
        let share = f64::from(last.ordinal()) / f64::from(whole.ordinal());
        // Not negative and far below the largest count, so the cast neither wraps nor cuts.
        let count = (records * share).round() as usize;
        std::iter::repeat_n((first, last), count)
    }

    /// One episode, or now and then two of the same patient.
    fn episodes_of_patient(
        &self,
        service: &Service,
        profile: &Profile,
        diagnosed_on: NaiveDate,
        people: &mut people::People,
        chance: &mut Chance,
    ) -> Vec<Episode> {
        let mut patient = people.patient(diagnosed_on, chance);
        let later = Days::new(chance.number(200..=700));
        let again = diagnosed_on
            .checked_add_days(later)
            .filter(|day| *day <= self.options.today);
        let again = again.filter(|_| chance.happens(0.05));
        let diagnoses: Vec<NaiveDate> = [Some(diagnosed_on), again].into_iter().flatten().collect();
        let fractures: Vec<_> = diagnoses
            .into_iter()
            .map(|day| fracture::fracture(day, &patient, profile, chance))
            .collect();
        patient.date_of_death = fractures
            .last()
            .and_then(|last| people::death(last, chance))
            .filter(|died| *died <= self.options.today);
        let course = |fracture| self.episode(service, &patient, fracture, profile, chance);
        fractures.into_iter().map(course).collect()
    }

    fn episode(
        &self,
        service: &Service,
        patient: &Patient,
        fracture: flsdb_domain::Fracture,
        profile: &Profile,
        chance: &mut Chance,
    ) -> Episode {
        let mut episode = Episode {
            service: Some(service.code),
            patient: patient.clone(),
            fracture,
            ..Episode::default()
        };
        let clock = Clock {
            diagnosed_on: episode.fracture.diagnosed_on.unwrap_or(self.options.today),
            died_on: patient.date_of_death,
            today: self.options.today,
        };
        episode.fracture.first_contact_on = fracture::first_contact(&clock, profile, chance);
        assessment::fill(&mut episode, &clock, profile, chance);
        follow_ups::fill(&mut episode, &clock, profile, chance);
        episode
    }
}

/// What can have happened: nothing after today or after the death.
#[derive(Debug, Clone, Copy)]
struct Clock {
    diagnosed_on: NaiveDate,
    died_on: Option<NaiveDate>,
    today: NaiveDate,
}

/// Whether a day was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reached {
    /// It was, and the patient lived.
    On(NaiveDate),
    /// The patient died before.
    Died,
    /// It lies ahead.
    NotYet,
}

impl Clock {
    /// The day so many days after the diagnosis.
    fn day(&self, days: u64) -> Reached {
        let day = self.diagnosed_on.checked_add_days(Days::new(days));
        match (day, self.died_on) {
            (Some(day), Some(died)) if died < day => Reached::Died,
            (Some(day), _) if day <= self.today => Reached::On(day),
            _ => Reached::NotYet,
        }
    }
}

/// So many years before a day.
fn years_before(day: NaiveDate, years: u32) -> NaiveDate {
    day.checked_sub_months(Months::new(12 * years)).unwrap_or(day)
}
