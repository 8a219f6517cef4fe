//! Facts as they were at a former version, whatever happened since.

use std::collections::BTreeMap;

use chrono::Days;
use flsdb_domain::{
    Assessment, Field,
    access::Scope,
    kpi::Facts,
    vocabulary::{Dxa, Site},
};
use flsdb_store::{
    Store, StoreError, Writer, episodes, facts, fractures, patients,
    sections::{self, Expected},
    testing::{author, check_facts, code, day, episode, load_services, on_each},
    undo::undo,
};
use proptest::{collection::vec, prelude::*, test_runner::TestRunner};

/// What may happen to a record: which one, and what.
#[derive(Debug, Clone, Copy)]
enum Step {
    Create,
    Move(usize),
    Assess(usize),
    TakeAway(usize),
    Die(usize),
    Withdraw(usize),
    Restore(usize),
    WithdrawPatient(usize),
    RestorePatient(usize),
    Import,
    Undo,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = (0..16u8, 0..6usize).prop_map(|(kind, at)| match kind {
        0..=2 => Step::Create,
        3 | 4 => Step::Move(at),
        5 | 6 => Step::Assess(at),
        7 => Step::TakeAway(at),
        8 | 9 => Step::Die(at),
        10 => Step::Withdraw(at),
        11 => Step::Restore(at),
        12 => Step::WithdrawPatient(at),
        13 => Step::RestorePatient(at),
        14 => Step::Import,
        _ => Step::Undo,
    });
    vec(step, 1..24)
}

/// The service of a test and what is known of it.
struct Service<'s> {
    store: &'s Store,
    episodes: Vec<(String, String)>,
    patients: u32,
    import: Option<i64>,
}

impl Service<'_> {
    fn version(&self) -> i64 {
        self.store.read(facts::service_versions).unwrap()[&code("BRD")]
    }

    fn write<T>(&self, write: impl FnOnce(&mut Writer<'_>) -> Result<T, StoreError>) -> Option<T> {
        // What the rules refuse did not happen.
        self.store.write(&author(), write).ok()
    }

    fn new_episode(&mut self) -> flsdb_domain::Episode {
        self.patients += 1;
        episode("BRD", self.patients, [(Field::CareHome, "No")])
    }

    fn take(&mut self, step: Step) {
        let all = &Scope::All;
        let at = |n: usize| self.episodes.get(n % self.episodes.len().max(1)).cloned();
        match step {
            Step::Create => {
                let episode = self.new_episode();
                let made = self.write(|w| fractures::create_episode(w, all, &episode));
                self.episodes
                    .extend(made.map(|record| (record.id, record.patient_id)));
            }
            Step::Move(n) => at(n).into_iter().for_each(|(id, _)| {
                self.write(|w| {
                    let record = fractures::find(&mut w.reader(), all, &id)?;
                    let mut fracture = record.fracture;
                    fracture.site = Some(Site::Spine);
                    fracture.diagnosed_on = fracture.diagnosed_on.map(|day| day + Days::new(40));
                    fractures::update(w, all, &id, record.stamp.version, &fracture)
                });
            }),
            Step::Assess(n) => at(n).into_iter().for_each(|(id, _)| {
                self.write(|w| {
                    let stored = sections::find::<Assessment>(&mut w.reader(), all, &id);
                    let (mut answers, expected) = match stored {
                        Ok(record) => (record.answers, Expected::Version(record.stamp.version)),
                        Err(_) => (Assessment::default(), Expected::Nothing),
                    };
                    let later = answers
                        .assessed_on
                        .map_or(day(2025, 1, 1), |day| day + Days::new(1));
                    answers.assessed_on = Some(later);
                    answers.dxa = Some(Dxa::Ordered);
                    sections::save(w, all, &id, expected, &answers)
                });
            }),
            Step::TakeAway(n) => at(n).into_iter().for_each(|(id, _)| {
                self.write(|w| {
                    let record = sections::find::<Assessment>(&mut w.reader(), all, &id)?;
                    sections::delete::<Assessment>(w, all, &id, record.stamp.version)
                });
            }),
            Step::Die(n) => at(n).into_iter().for_each(|(_, patient)| {
                self.write(|w| {
                    let record = patients::find(&mut w.reader(), all, &patient)?;
                    let mut person = record.patient;
                    let died = person
                        .date_of_death
                        .map_or(day(2025, 9, 1), |day| day + Days::new(1));
                    person.date_of_death = Some(died);
                    patients::update(w, all, &patient, record.stamp.version, &person)
                });
            }),
            Step::Withdraw(n) => at(n).into_iter().for_each(|(id, _)| {
                self.write(|w| fractures::withdraw(w, all, &id, "wrong patient"));
            }),
            Step::Restore(n) => at(n).into_iter().for_each(|(id, _)| {
                self.write(|w| fractures::restore(w, all, &id));
            }),
            Step::WithdrawPatient(n) => at(n).into_iter().for_each(|(_, patient)| {
                self.write(|w| patients::withdraw(w, all, &patient, "objects"));
            }),
            Step::RestorePatient(n) => at(n).into_iter().for_each(|(_, patient)| {
                self.write(|w| patients::restore(w, all, &patient));
            }),
            Step::Import => {
                let rows = [self.new_episode(), self.new_episode()];
                let plan = rows.map(|episode| episodes::PlannedEpisode {
                    episode,
                    patient: None,
                    replaces: None,
                    findings: Vec::new(),
                });
                let versions = self.write(|w| {
                    episodes::save_many(w, all, plan.into())?;
                    Ok(w.versions().clone())
                });
                self.import = versions.map(|versions| versions[&code("BRD")]);
            }
            Step::Undo => self.import.take().into_iter().for_each(|version| {
                self.write(|w| undo(w, all, code("BRD"), version));
            }),
        }
    }
}

type Kept = BTreeMap<u128, Facts>;

fn kept(rows: Vec<facts::EpisodeFacts>) -> Kept {
    rows.into_iter()
        .filter_map(|row| Some((row.id, row.facts?)))
        .collect()
}

/// Takes the steps, and reads each version again afterwards; gives how many there were.
fn follow(store: &Store, steps: &[Step]) -> usize {
    load_services(store, &["BRD", "CDF"]);
    let mut service = Service {
        store,
        episodes: Vec::new(),
        patients: 0,
        import: None,
    };
    let mut seen: BTreeMap<i64, Kept> = BTreeMap::new();
    for step in steps {
        service.take(*step);
        let now = store.read(|r| facts::changed_since(r, code("BRD"), -1)).unwrap();
        let before = seen.insert(service.version(), kept(now.clone()));
        assert!(
            before.is_none_or(|before| before == kept(now)),
            "{step:?} made no version"
        );
    }
    let check = || {
        for (version, expected) in &seen {
            let found = store.read(|r| facts::as_of_version(r, code("BRD"), *version));
            assert_eq!(
                &kept(found.unwrap()),
                expected,
                "version {version} after {steps:?}"
            );
        }
    };
    check();
    // Facts that were made anew have the present version, and what is gone leaves no trace among them.
    check_facts(store);
    check();
    seen.len()
}

#[test]
fn every_version_can_be_read_again() {
    use Step::{
        Assess, Create, Die, Import, Move, Restore, RestorePatient, TakeAway, Undo, Withdraw, WithdrawPatient,
    };
    on_each(|db| {
        let steps = [
            Create,
            Assess(0),
            Move(0),
            Die(0),
            Create,
            Withdraw(1),
            Restore(1),
            WithdrawPatient(0),
            RestorePatient(0),
            TakeAway(0),
            Import,
            Undo,
            WithdrawPatient(1),
        ];
        assert_eq!(follow(&db.store, &steps), steps.len());
    });
}

#[test]
fn so_it_is_whatever_happens() {
    let mut runner = TestRunner::new(ProptestConfig {
        cases: 12,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let run = runner.run(&steps(), |steps| {
        on_each(|db| {
            follow(&db.store, &steps);
        });
        Ok(())
    });
    run.unwrap();
}

#[test]
fn only_versions_that_there_were() {
    on_each(|db| {
        let store = &db.store;
        load_services(store, &["BRD"]);
        let row = episode("BRD", 1, []);
        let made = |w: &mut Writer<'_>| fractures::create_episode(w, &Scope::All, &row);
        store.write(&author(), made).unwrap();
        let current = store.read(facts::service_versions).unwrap()[&code("BRD")];
        let read = |service: &str, version| store.read(|r| facts::as_of_version(r, code(service), version));
        assert_eq!(read("BRD", current).unwrap().len(), 1);
        assert_eq!(read("BRD", current - 1).unwrap(), []);
        for version in [-1, current + 1] {
            let refused = read("BRD", version);
            assert!(
                matches!(refused, Err(StoreError::NoSuchVersion { .. })),
                "{refused:?}"
            );
        }
        assert!(matches!(read("ZZZ", 0), Err(StoreError::NotFound)));
    });
}
