//! A service whose records change while it submits them.

use std::collections::BTreeMap;

use flsdb_domain::{
    Episode, Field, NhsNumber, Patient, ServiceCode,
    access::Scope,
    vocabulary::Site,
    wire::submissions::{Layout, Submission},
};
use flsdb_store::{
    Outcome, Store, StoreError, Writer, episodes, fractures,
    opt_out::{self, OptOutRefusal},
    patients,
    submissions::{self, Line, Sheet, SubmissionRefusal, Whose},
    testing::{author, code, day, episode, nhs_number},
    undo::undo,
};

use super::{
    Step,
    audit::{Audit, files},
};

fn layout() -> Layout {
    Layout {
        id: "test".to_owned(),
        version: "1".to_owned(),
        title: "Test".to_owned(),
        keys: Vec::new(),
        columns: Vec::new(),
    }
}

/// Number, day and site; told apart by number and day.
fn line(episode: &Episode) -> Line {
    let cell = |field: Field| field.question().map(|q| (q.answer)(episode).text());
    let cells = [Field::NhsNumber, Field::DiagnosedOn, Field::Site].map(|field| cell(field).unwrap());
    Line {
        content: format!("{}\n", cells.join(",")),
        key: format!("{}\n", cells[..2].join(",")),
    }
}

fn started(store: &Store, service: ServiceCode) -> Outcome<Submission> {
    let layout = layout();
    let sheet = Sheet {
        layout: &layout,
        headings: "number,day,site\n".to_owned(),
        key_headings: "number,day\n".to_owned(),
        write: &|episode| Ok(line(episode)),
    };
    store.write(&author(), |w| {
        submissions::start(w, &Scope::All, (service, "Run"), &sheet)
    })
}

/// A service, and what is known of it.
pub struct Service<'s> {
    store: &'s Store,
    code: ServiceCode,
    /// Episodes and their patients.
    records: Vec<(String, String)>,
    numbers: u32,
    import: Option<i64>,
    /// What the last check says; none before the first.
    opted_out: Option<BTreeMap<NhsNumber, bool>>,
    pub audit: Audit,
}

impl<'s> Service<'s> {
    pub fn new(store: &'s Store, text: &str) -> Self {
        Service {
            store,
            code: code(text),
            records: Vec::new(),
            numbers: 0,
            import: None,
            opted_out: None,
            audit: Audit::default(),
        }
    }

    fn change(&self, change: impl FnOnce(&mut Writer<'_>) -> Outcome<()>) {
        match self.store.write(&author(), change) {
            Ok(())
            | Err(
                StoreError::Withdrawn
                | StoreError::Exists { .. }
                | StoreError::NotFound
                | StoreError::ChangedSince(_)
                | StoreError::PlanOutdated,
            ) => {}
            Err(error) => panic!("{error:?}"),
        }
    }

    fn new_episode(&mut self) -> Episode {
        self.numbers += 1;
        episode(&self.code.to_string(), self.numbers, [])
    }

    fn record(&self, at: usize) -> Option<(String, String)> {
        let count = self.records.len();
        (count > 0).then(|| self.records[at % count].clone())
    }

    fn person(&self, at: usize, change: impl FnOnce(&mut Patient)) {
        let Some((_, id)) = self.record(at) else { return };
        self.change(|w| {
            let stored = patients::find(&mut w.reader(), &Scope::All, &id)?;
            let mut patient = stored.patient;
            change(&mut patient);
            patients::update(w, &Scope::All, &id, stored.stamp.version, &patient).map(drop)
        });
    }

    fn fracture(&self, at: usize, change: impl FnOnce(&mut flsdb_domain::Fracture)) {
        let Some((id, _)) = self.record(at) else { return };
        self.change(|w| {
            let stored = fractures::find(&mut w.reader(), &Scope::All, &id)?;
            let mut fracture = stored.fracture;
            change(&mut fracture);
            fractures::update(w, &Scope::All, &id, stored.stamp.version, &fracture).map(drop)
        });
    }

    fn create(&mut self) {
        let new = self.new_episode();
        let made = self
            .store
            .write(&author(), |w| fractures::create_episode(w, &Scope::All, &new))
            .unwrap();
        self.records.push((made.id, made.patient_id));
    }

    fn check(&mut self, multiple: usize) {
        let code = self.code;
        let (check, sent) = self
            .store
            .write(&author(), |w| {
                let check = opt_out::start(w, Some(code))?;
                opt_out::list_sent(&mut w.reader(), &Scope::All, &check.id, author().today)
            })
            .unwrap();
        let taken_out = |at: usize| multiple > 0 && at.is_multiple_of(multiple + 1);
        let answered: BTreeMap<NhsNumber, bool> = sent
            .into_iter()
            .enumerate()
            .map(|(at, number)| (number, taken_out(at)))
            .collect();
        let returned = answered
            .iter()
            .filter(|(_, out)| !**out)
            .map(|(number, _)| (*number, 1))
            .collect();
        self.store
            .write(&author(), |w| {
                opt_out::take_back(w, &Scope::All, &check.id, &returned, "")
            })
            .unwrap();
        self.opted_out = Some(answered);
    }

    /// What the service has and may tell, by what this test knows of its patients.
    fn may_leave(&self) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        let own = Scope::Services([self.code].into());
        let take = |episode: Episode| {
            let number = episode.patient.nhs_number.unwrap();
            let answered = self.opted_out.as_ref().and_then(|known| known.get(&number));
            if answered == Some(&false) && !episode.patient.local_objection {
                let Line { content, key } = line(&episode);
                assert_eq!(found.insert(key, content), None);
            }
            Ok(())
        };
        self.store.read(|r| episodes::for_each(r, &own, take)).unwrap();
        found
    }

    fn run(&mut self) {
        let run = match started(self.store, self.code) {
            Err(StoreError::Submission(SubmissionRefusal::Unfinished { id, .. })) => {
                assert_eq!(Some(id.as_str()), self.audit.open_id());
                return;
            }
            Err(StoreError::OptOut(OptOutRefusal::NoValidCheck(_))) => {
                assert_eq!(self.opted_out, None);
                return;
            }
            run => run.unwrap(),
        };
        let may_leave = self.may_leave();
        self.audit.open(self.store, run, may_leave);
    }

    fn version(&self, id: &str) -> i64 {
        let found = self.store.read(|r| submissions::find(r, &Scope::All, id));
        found.unwrap().stamp.version
    }

    fn reject(&mut self, multiple: usize) {
        let Some(id) = self.audit.open_id().map(str::to_owned) else {
            return;
        };
        let list = self.audit.reject(multiple);
        let version = self.version(&id);
        let taken = self
            .store
            .write(&author(), |w| {
                submissions::take_rejects(w, &Scope::All, (&id, version), &list, "digest")
            })
            .unwrap();
        let rows = taken.rejects.unwrap().rows;
        assert_eq!(rows, list.len() as i64);
        let told = self
            .store
            .read(|r| submissions::list_rejects(r, Whose::Run(&id), &Default::default()))
            .unwrap();
        assert_eq!(told.items.len(), list.len());
    }

    fn accept(&mut self) {
        let Some(id) = self.audit.open_id().map(str::to_owned) else {
            return;
        };
        let earlier = self.audit.files_of_open();
        assert_eq!(files(self.store, &id), earlier, "the same bytes");
        let version = self.version(&id);
        let forget = |w: &mut Writer<'_>| submissions::forget_superseded(w).map(drop);
        self.change(|w| submissions::accept(w, &Scope::All, &id, version).map(drop));
        self.change(forget);
        assert_eq!(
            files(self.store, &id),
            earlier,
            "kept until the next one is accepted"
        );
        self.audit.accept();
    }

    fn abandon(&mut self) {
        let Some(id) = self.audit.open_id().map(str::to_owned) else {
            return;
        };
        let version = self.version(&id);
        self.change(|w| submissions::abandon(w, &Scope::All, &id, version).map(drop));
        self.audit.abandon();
    }

    pub fn take(&mut self, step: Step) {
        match step {
            Step::Create => self.create(),
            Step::Import => {
                let new = self.new_episode();
                let version = self
                    .store
                    .write(&author(), |w| {
                        let made = fractures::create_episode(w, &Scope::All, &new)?;
                        Ok((made, w.versions().values().next().copied()))
                    })
                    .unwrap();
                self.records.push((version.0.id, version.0.patient_id));
                self.import = version.1;
            }
            Step::Undo => {
                if let Some(version) = self.import.take() {
                    let code = self.code;
                    self.change(|w| undo(w, &Scope::All, code, version));
                }
            }
            Step::Answer(at) => self.fracture(at, |fracture| {
                fracture.site = match fracture.site {
                    Some(Site::Wrist) => Some(Site::Hip),
                    _ => Some(Site::Wrist),
                };
            }),
            Step::Move(at) => self.fracture(at, |fracture| {
                let moved = fracture.diagnosed_on == Some(day(2024, 6, 17));
                fracture.diagnosed_on = Some(if moved { day(2024, 3, 1) } else { day(2024, 6, 17) });
            }),
            Step::Renumber(at) => {
                self.numbers += 1;
                let number = nhs_number(self.numbers);
                self.person(at, |patient| patient.nhs_number = Some(number));
            }
            Step::Withdraw(at) => {
                if let Some((episode, patient)) = self.record(at) {
                    self.change(|w| match at % 2 {
                        0 => fractures::withdraw(w, &Scope::All, &episode, "twice").map(drop),
                        _ => patients::withdraw(w, &Scope::All, &patient, "twice").map(drop),
                    });
                }
            }
            Step::Restore(at) => {
                if let Some((episode, patient)) = self.record(at) {
                    self.change(|w| patients::restore(w, &Scope::All, &patient).map(drop));
                    self.change(|w| fractures::restore(w, &Scope::All, &episode).map(drop));
                }
            }
            Step::Object(at) => {
                self.person(at, |patient| patient.local_objection = !patient.local_objection);
            }
            Step::Check(multiple) => self.check(multiple),
            Step::Run => self.run(),
            Step::Reject(multiple) => self.reject(multiple),
            Step::Accept => self.accept(),
            Step::Abandon => self.abandon(),
        }
    }

    /// A last check and a last run without rejects: the audit has all that may leave, and the next run is empty.
    pub fn settle(&mut self) {
        self.abandon();
        for step in [Step::Check(2), Step::Run, Step::Accept] {
            self.take(step);
        }
        assert_eq!(self.audit.held, self.may_leave());
        let empty = started(self.store, self.code).unwrap();
        let (counts, all) = (empty.counts, self.audit.held.len() as i64);
        assert_eq!(
            (counts.in_file(), counts.deletions, counts.unchanged),
            (0, 0, all)
        );
    }
}
