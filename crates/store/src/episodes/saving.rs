//! Storing planned episodes in bulk.

use std::collections::{BTreeSet, HashMap, HashSet};

use flsdb_domain::{Fracture, NhsNumber, Patient, ServiceCode, access::Scope};

use super::{
    Basis, Deed, PlannedEpisode, Saved, SavedEpisode,
    matching::{ByNumber, number_of, persons},
};
use crate::{
    Outcome, StoreError, Writer,
    audit::Action,
    changes::{
        Change,
        episodes::{self, EpisodeChange},
        patients::{self, PatientChange},
    },
    duplicates,
    findings::{About, Found, replace},
    load,
    saving::{check_episodes_of, numbers_of},
    states::{EpisodeState, KeptEpisode, KeptPatient, PatientState},
};

/// Stores planned episodes in bulk, each with version, history, audit event and findings. New episodes with the same
/// patient key share one new patient; of several states of a patient the last one is stored, so lay each row over the
/// one before. Give about 500 at a time; later batches of the same transaction build on the earlier ones.
///
/// # Errors
/// `PlanOutdated` when something stored has another version than the plan says, or a planned key exists by now;
/// `NotFound` outside the scope; `Withdrawn` when the plan replaces what is withdrawn; `Refused` when a plan holds an
/// error, when a patient's change puts an error into another of their episodes, or when 1.02 or 1.09 are blank.
pub fn save_many(w: &mut Writer<'_>, scope: &Scope, plan: Vec<PlannedEpisode>) -> Outcome<Saved> {
    let mut saved = Saved::default();
    for episode in save_each(w, scope, plan)? {
        match episode.deed {
            Deed::Created => saved.created += 1,
            Deed::Updated => saved.updated += 1,
            Deed::Unchanged => saved.unchanged += 1,
        }
    }
    Ok(saved)
}

/// The same, telling what became of each, in the order of the plan.
///
/// # Errors
/// As [`save_many`].
pub fn save_each(w: &mut Writer<'_>, scope: &Scope, plan: Vec<PlannedEpisode>) -> Outcome<Vec<SavedEpisode>> {
    let services: Option<BTreeSet<ServiceCode>> =
        plan.iter().map(|planned| planned.episode.service).collect();
    for service in services.ok_or(StoreError::NotFound)? {
        if !scope.contains(service) {
            return Err(StoreError::NotFound);
        }
        w.lock(service)?;
    }
    let batch = Batch::of(w, plan)?;
    batch.write(w).map_err(StoreError::outdated_if_taken)
}

/// The changes of a batch.
#[derive(Default)]
struct Batch {
    /// In the order of the plan; of a patient the first state and the last.
    persons: Vec<PatientChange>,
    places: HashMap<String, usize>,
    episodes: Vec<EpisodeChange>,
    found: Vec<Found>,
}

impl Batch {
    fn of(w: &mut Writer<'_>, plan: Vec<PlannedEpisode>) -> Outcome<Self> {
        let mut stored = Stored::load(w, &plan)?;
        let mut batch = Batch::default();
        for planned in plan {
            let Some(service) = planned.episode.service else {
                continue;
            };
            let errors: Vec<_> = planned
                .findings
                .iter()
                .filter(|f| f.is_error())
                .cloned()
                .collect();
            if !errors.is_empty() {
                return Err(StoreError::Refused {
                    findings: errors,
                    episode: None,
                });
            }
            let patient = planned.episode.patient.clone();
            let patient_id = batch.take_person(w, &mut stored, service, planned.patient.as_ref(), patient)?;
            let before = planned
                .replaces
                .as_ref()
                .map(|basis| stored.episode(w, service, basis))
                .transpose()?;
            let (id, before) = match before {
                Some(kept) => (kept.id, Some(kept.state)),
                None => (w.new_id(), None),
            };
            let blank = || EpisodeState::new(String::new(), Fracture::default());
            let mut after = before.clone().unwrap_or_else(blank).with_answers(planned.episode);
            after.patient_id = patient_id;
            let action = if before.is_some() {
                Action::Update
            } else {
                Action::Create
            };
            batch.found.push(Found {
                fracture_id: id.clone(),
                service,
                findings: planned.findings,
            });
            batch.episodes.push(Change {
                id,
                service,
                before,
                after: Some(after),
                action,
            });
        }
        Ok(batch)
    }

    /// The id of the patient of a planned episode, whose answers shall be these.
    fn take_person(
        &mut self,
        w: &mut Writer<'_>,
        stored: &mut Stored,
        service: ServiceCode,
        basis: Option<&Basis>,
        answers: Patient,
    ) -> Outcome<String> {
        let number = number_of(answers.nhs_number, answers.local_record_number.as_deref());
        let number = number.map(|number| (service, number));
        let known = number
            .as_ref()
            .and_then(|number| stored.by_number.get(number))
            .cloned();
        let id = match (basis, known) {
            (Some(basis), _) => basis.id.clone(),
            (None, Some(id)) => id,
            (None, None) => {
                let id = w.new_id();
                stored.by_number.extend(number.map(|number| (number, id.clone())));
                id
            }
        };
        if let Some(place) = self.places.get(&id) {
            if let Some(after) = &mut self.persons[*place].after {
                after.person.answers = answers;
            }
            return Ok(id);
        }
        let before = stored.persons.remove(&id);
        if let Some(basis) = basis {
            check_person(w, service, basis, before.as_ref())?;
        }
        let before = before.map(|kept| kept.state);
        let mut after = before
            .clone()
            .unwrap_or_else(|| PatientState::new(Patient::default()));
        after.person.answers = answers;
        let action = if before.is_some() {
            Action::Update
        } else {
            Action::Create
        };
        self.places.insert(id.clone(), self.persons.len());
        self.persons.push(Change {
            id: id.clone(),
            service,
            before,
            after: Some(after),
            action,
        });
        Ok(id)
    }

    fn write(self, w: &mut Writer<'_>) -> Outcome<Vec<SavedEpisode>> {
        let Batch {
            persons,
            places,
            episodes,
            found,
        } = self;
        let changed: HashSet<&str> = persons
            .iter()
            .filter(|c| !c.is_void())
            .map(|c| c.id.as_str())
            .collect();
        let mut saved = Vec::with_capacity(episodes.len());
        let mut written = HashSet::new();
        let mut numbers = numbers_left(w, &episodes)?;
        for change in &episodes {
            let patient_id = change
                .after
                .as_ref()
                .map_or("", |after| after.patient_id.as_str());
            let changes = !change.is_void() || changed.contains(patient_id);
            let deed = match (&change.before, changes) {
                (None, _) => Deed::Created,
                (Some(_), true) => Deed::Updated,
                (Some(_), false) => Deed::Unchanged,
            };
            saved.push(SavedEpisode {
                id: change.id.clone(),
                patient_id: patient_id.to_owned(),
                deed,
            });
            if changes {
                written.insert(change.id.clone());
                let person = places.get(patient_id).map(|place| &persons[*place]);
                numbers.extend(
                    person
                        .into_iter()
                        .flat_map(|p| numbers_of(p.before.as_ref(), p.after.as_ref())),
                );
            }
        }
        let mut found: Vec<Found> = found
            .into_iter()
            .filter(|f| written.contains(&f.fracture_id))
            .collect();
        found.extend(check_others(w, &persons, &places, &episodes)?);
        patients::apply(w, persons)?;
        episodes::apply(w, episodes)?;
        replace(w, About::Itself, found)?;
        duplicates::refresh(w, numbers)?;
        Ok(saved)
    }
}

/// The NHS numbers of patients from whom an episode moves to another patient.
fn numbers_left(w: &mut Writer<'_>, episodes: &[EpisodeChange]) -> Outcome<BTreeSet<NhsNumber>> {
    let left = |change: &EpisodeChange| {
        let (before, after) = (change.before.as_ref()?, change.after.as_ref()?);
        (before.patient_id != after.patient_id).then(|| before.patient_id.clone())
    };
    let ids: Vec<String> = episodes.iter().filter_map(left).collect();
    let persons = load::patients(w.conn, &ids)?;
    Ok(persons
        .values()
        .filter_map(|person| person.state.patient().nhs_number)
        .collect())
}

/// Checks the episodes of changed patients that the plan does not name.
fn check_others(
    w: &mut Writer<'_>,
    persons: &[PatientChange],
    places: &HashMap<String, usize>,
    episodes: &[EpisodeChange],
) -> Outcome<Vec<Found>> {
    let changed = persons.iter().filter(|c| c.before.is_some() && !c.is_void());
    let ids: Vec<String> = changed.map(|c| c.id.clone()).collect();
    let planned: HashSet<&str> = episodes.iter().map(|c| c.id.as_str()).collect();
    check_episodes_of(w, &ids, |kept| {
        let person = &persons[*places.get(&kept.state.patient_id)?];
        let answers = person.after.as_ref().map(|after| after.patient().clone());
        answers.filter(|_| !planned.contains(kept.id.as_str()))
    })
}

/// What is stored of what the plan names.
struct Stored {
    persons: HashMap<String, KeptPatient>,
    episodes: HashMap<String, KeptEpisode>,
    /// Patients that earlier batches of this transaction have made, and those that this batch makes.
    by_number: ByNumber,
}

impl Stored {
    fn load(w: &mut Writer<'_>, plan: &[PlannedEpisode]) -> Outcome<Self> {
        let ids = |basis: fn(&PlannedEpisode) -> Option<&Basis>| -> Vec<String> {
            plan.iter()
                .filter_map(basis)
                .map(|basis| basis.id.clone())
                .collect()
        };
        let mut stored = Stored {
            persons: load::patients(w.conn, &ids(|planned| planned.patient.as_ref()))?,
            episodes: load::episodes(w.conn, &ids(|planned| planned.replaces.as_ref()))?,
            by_number: ByNumber::new(),
        };
        let mut new: HashMap<ServiceCode, (Vec<NhsNumber>, Vec<&str>)> = HashMap::new();
        for planned in plan.iter().filter(|planned| planned.patient.is_none()) {
            let Some(service) = planned.episode.service else {
                continue;
            };
            let (numbers, locals) = new.entry(service).or_default();
            let patient = &planned.episode.patient;
            match patient.nhs_number {
                Some(number) => numbers.push(number),
                None => locals.extend(patient.local_record_number.as_deref()),
            }
        }
        for (service, (numbers, locals)) in new {
            for person in persons(w.conn, service, &numbers, &locals)? {
                if w.versions.get(&service) != Some(&person.state.created_version) {
                    return Err(StoreError::PlanOutdated);
                }
                let patient = person.state.patient();
                let number = number_of(patient.nhs_number, patient.local_record_number.as_deref());
                stored
                    .by_number
                    .extend(number.map(|number| ((service, number), person.id.clone())));
                stored.persons.insert(person.id.clone(), person);
            }
        }
        Ok(stored)
    }

    fn episode(&mut self, w: &Writer<'_>, service: ServiceCode, basis: &Basis) -> Outcome<KeptEpisode> {
        let kept = self.episodes.remove(&basis.id).ok_or(StoreError::PlanOutdated)?;
        if kept.state.withdrawn.is_some() {
            return Err(StoreError::Withdrawn);
        }
        holds(w, service, kept.service, basis, kept.state.version)?;
        Ok(kept)
    }
}

fn check_person(
    w: &Writer<'_>,
    service: ServiceCode,
    basis: &Basis,
    stored: Option<&KeptPatient>,
) -> Outcome<()> {
    let person = stored.ok_or(StoreError::PlanOutdated)?;
    if person.state.withdrawn.is_some() {
        return Err(StoreError::Withdrawn);
    }
    holds(
        w,
        service,
        person.service,
        basis,
        person.state.person.mark.version,
    )
}

/// A plan holds on the version that it was made on, and on what this transaction itself has written since.
fn holds(
    w: &Writer<'_>,
    service: ServiceCode,
    stored_in: ServiceCode,
    basis: &Basis,
    version: i64,
) -> Outcome<()> {
    let is_own = w.versions.get(&service) == Some(&version);
    if service == stored_in && (version == basis.version || is_own) {
        Ok(())
    } else {
        Err(StoreError::PlanOutdated)
    }
}
