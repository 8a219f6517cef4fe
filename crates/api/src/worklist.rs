//! The worklist: the tasks of open episodes, by the day on which they breach.

use std::{collections::BTreeMap, str::FromStr};

use chrono::NaiveDate;
use flsdb_domain::{
    ServiceCode,
    access::Scope,
    dates::parse_iso,
    kpi::{
        Facts, Kpi, SetId,
        worklist::{Due, Task, Timing, tasks},
    },
    vocabulary::Coded,
    wire::{
        Page,
        page::Paging,
        worklist::{Worklist, WorklistCounts, WorklistItem},
    },
};
use flsdb_store::{
    Outcome, Reader, StoreError,
    care::worklist::people,
    facts::{changed_since, data_version, patients_of},
    services,
};
use uuid::Uuid;

mod care;

/// Which tasks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorklistQuestion {
    /// The KPI set.
    pub set: SetId,
    /// The day from which days are counted.
    pub today: NaiveDate,
    /// The services.
    pub scope: Scope,
    /// Those of them whose patients the caller looks after: only these are named.
    pub care: Scope,
    /// Only tasks that can meet this KPI.
    pub kpi: Option<Kpi>,
    /// Only tasks that stand so in time; those that can be done, if none is given.
    pub timing: Option<Timing>,
}

/// A task's place in the list; as text it is a cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    breaches_on: NaiveDate,
    id: Uuid,
    task: Task,
}

impl FromStr for Place {
    type Err = StoreError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = |text: &str| {
            let (day, rest) = text.split_once('_')?;
            let (id, task) = rest.split_once('_')?;
            Some(Place {
                breaches_on: parse_iso(day).ok()?,
                id: Uuid::try_parse(id).ok()?,
                task: Task::from_token(task)?,
            })
        };
        read(text).ok_or(StoreError::BadCursor)
    }
}

impl Place {
    fn cursor(&self) -> String {
        format!("{}_{}_{}", self.breaches_on, self.id, self.task.token())
    }
}

/// A task with all that belongs to it but the patient.
struct Found {
    service: ServiceCode,
    diagnosed_on: NaiveDate,
    due: Due,
}

/// What a walk over the episodes gathers: memory holds a page, however much there is to do.
struct Gathering<'q> {
    question: &'q WorklistQuestion,
    after: Option<Place>,
    limit: usize,
    page: BTreeMap<Place, Found>,
    counts: WorklistCounts,
    total: i64,
}

impl Gathering<'_> {
    fn add(&mut self, id: Uuid, service: ServiceCode, facts: &Facts) {
        let WorklistQuestion { set, today, kpi, .. } = *self.question;
        for due in tasks(facts, &set.set().parameters) {
            if kpi.is_some_and(|kpi| !due.kpis.contains(&kpi)) {
                continue;
            }
            let is = |timing| u64::from(due.is(timing, today));
            self.counts.due += is(Timing::Due);
            self.counts.due_this_week += is(Timing::DueThisWeek);
            self.counts.about_to_breach += is(Timing::AboutToBreach);
            self.counts.overdue += is(Timing::Overdue);
            if due.is(self.question.timing.unwrap_or(Timing::Due), today) {
                self.list(id, service, facts, due);
            }
        }
    }

    fn list(&mut self, id: Uuid, service: ServiceCode, facts: &Facts, due: Due) {
        self.total += 1;
        let place = Place {
            breaches_on: due.breaches_on,
            id,
            task: due.task,
        };
        if self.after.is_some_and(|after| place <= after) {
            return;
        }
        let found = Found {
            service,
            diagnosed_on: facts.diagnosed_on,
            due,
        };
        self.page.insert(place, found);
        if self.page.len() > self.limit + 1 {
            self.page.pop_last();
        }
    }
}

/// One page of the worklist.
///
/// # Errors
/// `BadCursor`; those of the database.
pub fn find(r: &mut Reader<'_>, question: &WorklistQuestion, paging: &Paging) -> Outcome<Worklist> {
    let mut gathering = Gathering {
        question,
        after: paging.cursor.as_deref().map(str::parse).transpose()?,
        limit: usize::from(paging.limit.clamp(1, 500)),
        page: BTreeMap::new(),
        counts: WorklistCounts::default(),
        total: 0,
    };
    for service in services::list(r, &question.scope)? {
        for episode in changed_since(r, service.code, -1)? {
            if let Some(facts) = episode.facts {
                gathering.add(Uuid::from_u128(episode.id), service.code, &facts);
            }
        }
    }
    let Gathering {
        mut page,
        limit,
        counts,
        total,
        ..
    } = gathering;
    let follows = page.len() > limit;
    if follows {
        page.pop_last();
    }
    let next = page.last_key_value().filter(|_| follows);
    let next = next.map(|(place, _)| place.cursor());
    let call_backs = care::call_backs(r, question)?;
    let injections = care::injections(r, question)?;
    let counts = WorklistCounts {
        call_backs: call_backs.count,
        injections: injections.count,
        ..counts
    };
    Ok(Worklist {
        set: question.set,
        today: question.today,
        data_version: data_version(r)?,
        counts,
        call_backs: call_backs.on_page(paging),
        injections: injections.on_page(paging),
        page: Page {
            items: items(r, page, question)?,
            next,
            total: paging.total.then_some(total),
        },
    })
}

fn items(
    r: &mut Reader<'_>,
    page: BTreeMap<Place, Found>,
    question: &WorklistQuestion,
) -> Outcome<Vec<WorklistItem>> {
    let today = question.today;
    let ids: Vec<String> = page.keys().map(|place| place.id.to_string()).collect();
    let patients = patients_of(r, &ids)?;
    let ids: Vec<String> = patients.values().cloned().collect();
    let people = people(r, &question.care, &ids)?;
    let item = |(place, found): (Place, Found)| {
        let Found {
            service,
            diagnosed_on,
            due,
        } = found;
        let fracture_id = place.id.to_string();
        let patient_id = patients.get(&fracture_id)?.clone();
        let person = people.get(&patient_id);
        Some(WorklistItem {
            patient: person.map(|person| person.patient.clone()),
            last_contact: person.and_then(|person| person.last_contact.clone()),
            patient_id,
            fracture_id,
            service,
            diagnosed_on,
            task: due.task,
            section: due.task.section(),
            blank: due.blanks.fields().collect(),
            sentence: due.blanks.sentence(),
            due_from: due.due_from,
            breaches_on: due.breaches_on,
            days_left: due.days_left(today),
            overdue: due.is(Timing::Overdue, today),
            kpis: due.kpis,
        })
    };
    Ok(page.into_iter().filter_map(item).collect())
}
