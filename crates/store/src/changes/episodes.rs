//! Changes of episodes: fracture, assessment and follow-ups together, each section written only if it changes.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use flsdb_domain::{Episode, Field, Patient, reading::changed_fields};

use super::{Change, Deed, Trail, settle};
use crate::{
    Outcome, Writer,
    audit::Resource,
    bulk, facts, findings, periods,
    rows::{AssessmentRow, FollowUpRow, FractureRow, RefractureRow, WEEK_16, WEEK_52},
    schema::{self, assessments, follow_ups, fractures, refractures},
    states::{EpisodeState, Mark, Section},
};

/// A change of an episode.
pub type EpisodeChange = Change<EpisodeState>;

impl EpisodeChange {
    /// Whether nothing changes.
    pub fn is_void(&self) -> bool {
        match (&self.before, &self.after) {
            (Some(a), Some(b)) => {
                a.patient_id == b.patient_id
                    && a.withdrawn == b.withdrawn
                    && a.fracture.answers == b.fracture.answers
                    && same(a.assessment.as_ref(), b.assessment.as_ref())
                    && same(a.follow_up_16.as_ref(), b.follow_up_16.as_ref())
                    && same(a.follow_up_52.as_ref(), b.follow_up_52.as_ref())
            }
            (None, None) => true,
            _ => false,
        }
    }

    /// 1.09 before and after.
    fn days(&self) -> impl Iterator<Item = NaiveDate> + use<> {
        let day = |state: &Option<EpisodeState>| state.as_ref()?.fracture.answers.diagnosed_on;
        [day(&self.before), day(&self.after)].into_iter().flatten()
    }
}

fn same<T: PartialEq>(a: Option<&Section<T>>, b: Option<&Section<T>>) -> bool {
    a.map(|s| &s.answers) == b.map(|s| &s.answers)
}

/// Rows to be written and taken away.
#[derive(Default)]
struct Rows {
    /// Episodes whose assessment is replaced or taken away; likewise the follow-ups.
    old_assessments: Vec<String>,
    old_follow_ups_16: Vec<String>,
    old_follow_ups_52: Vec<String>,
    /// Episodes that are removed.
    removed: Vec<String>,
    new_fractures: Vec<FractureRow>,
    changed_fractures: Vec<FractureRow>,
    assessments: Vec<AssessmentRow>,
    follow_ups: Vec<FollowUpRow>,
    refractures: Vec<RefractureRow>,
}

/// Writes changes of episodes; those that change nothing leave no trace.
pub fn apply(w: &mut Writer<'_>, changes: impl IntoIterator<Item = EpisodeChange>) -> Outcome<()> {
    let mut trail = Trail::default();
    let mut rows = Rows::default();
    let mut changed = HashMap::new();
    for mut change in changes.into_iter().filter(|c| !c.is_void()) {
        let mark = w.mark(change.service)?;
        periods::refuse_locked(w, change.service, change.days())?;
        rows.take(&mut change, &mark)?;
        w.touched.episode(&change.id, change.service);
        let fields = note(w, &mut trail, &change, mark.version)?;
        if change.before.is_some() {
            changed.insert(change.id, fields);
        }
    }
    rows.write(w)?;
    trail.write(w)?;
    findings::reopen_of_episodes(w, &changed)?;
    facts::refresh_if_many(w)
}

impl Rows {
    fn take(&mut self, change: &mut EpisodeChange, mark: &Mark) -> Outcome<()> {
        let Change {
            id,
            service,
            before,
            after,
            ..
        } = change;
        let before = before.as_ref();
        let Some(after) = after else {
            self.removed.push(id.clone());
            return Ok(());
        };
        after.version = mark.version;
        after.created_version = before.map_or(mark.version, |b| b.created_version);
        settle(before.map(|b| &b.fracture), &mut after.fracture, mark);
        let row = FractureRow::of(id, *service, after)?;
        match before {
            None => self.new_fractures.push(row),
            Some(_) => self.changed_fractures.push(row),
        }
        let old = before.and_then(|b| b.assessment.as_ref());
        if replaces(
            old,
            after.assessment.as_mut(),
            mark,
            id,
            &mut self.old_assessments,
        ) {
            self.assessments
                .extend(after.assessment.iter().map(|s| AssessmentRow::of(id, s)));
        }
        let old = before.and_then(|b| b.follow_up_16.as_ref());
        if replaces(
            old,
            after.follow_up_16.as_mut(),
            mark,
            id,
            &mut self.old_follow_ups_16,
        ) {
            self.follow_ups
                .extend(after.follow_up_16.iter().map(|s| FollowUpRow::of_week_16(id, s)));
        }
        let old = before.and_then(|b| b.follow_up_52.as_ref());
        let is_new = replaces(
            old,
            after.follow_up_52.as_mut(),
            mark,
            id,
            &mut self.old_follow_ups_52,
        );
        if let Some(section) = after.follow_up_52.as_ref().filter(|_| is_new) {
            self.follow_ups.push(FollowUpRow::of_week_52(id, section));
            self.refractures
                .extend(RefractureRow::of(id, &section.answers.refractures));
        }
        Ok(())
    }

    fn write(self, w: &mut Writer<'_>) -> Outcome<()> {
        let conn = &mut *w.conn;
        for ids in self.old_assessments.chunks(bulk::CHUNK) {
            diesel::delete(assessments::table.filter(assessments::fracture_id.eq_any(ids))).execute(conn)?;
        }
        for (kind, old) in [
            (WEEK_16, &self.old_follow_ups_16),
            (WEEK_52, &self.old_follow_ups_52),
        ] {
            for ids in old.chunks(bulk::CHUNK) {
                let of_kind = follow_ups::kind.eq(kind).and(follow_ups::fracture_id.eq_any(ids));
                diesel::delete(follow_ups::table.filter(of_kind)).execute(conn)?;
            }
        }
        for ids in self.old_follow_ups_52.chunks(bulk::CHUNK) {
            diesel::delete(refractures::table.filter(refractures::fracture_id.eq_any(ids))).execute(conn)?;
        }
        for ids in self.removed.chunks(bulk::CHUNK) {
            let found = schema::findings::fracture_id.eq_any(ids);
            diesel::delete(schema::findings::table.filter(found)).execute(conn)?;
            diesel::delete(refractures::table.filter(refractures::fracture_id.eq_any(ids))).execute(conn)?;
            diesel::delete(follow_ups::table.filter(follow_ups::fracture_id.eq_any(ids))).execute(conn)?;
            diesel::delete(assessments::table.filter(assessments::fracture_id.eq_any(ids))).execute(conn)?;
            diesel::delete(fractures::table.filter(fractures::id.eq_any(ids))).execute(conn)?;
        }
        for row in &self.changed_fractures {
            diesel::update(fractures::table.find(&row.id))
                .set(row)
                .execute(conn)?;
        }
        bulk::insert_fractures(conn, &self.new_fractures)?;
        bulk::insert_assessments(conn, &self.assessments)?;
        bulk::insert_follow_ups(conn, &self.follow_ups)?;
        bulk::insert_refractures(conn, &self.refractures)?;
        Ok(())
    }
}

/// Whether the row of a section is written anew. A row that stood there before is noted as old.
fn replaces<T: Clone + Default + PartialEq + Into<Episode>>(
    before: Option<&Section<T>>,
    after: Option<&mut Section<T>>,
    mark: &Mark,
    id: &str,
    old: &mut Vec<String>,
) -> bool {
    let (is_new, is_gone) = match after {
        Some(after) => (settle(before, after, mark), false),
        None => (false, true),
    };
    if before.is_some() && (is_new || is_gone) {
        old.push(id.to_owned());
    }
    is_new
}

/// Notes the change, and gives the fields that it changes.
fn note(w: &mut Writer<'_>, trail: &mut Trail, change: &EpisodeChange, version: i64) -> Outcome<Vec<Field>> {
    let Some(either) = change.after.as_ref().or(change.before.as_ref()) else {
        return Ok(Vec::new());
    };
    let record = |state: &Option<EpisodeState>| {
        state
            .as_ref()
            .map(|s| s.to_episode(change.service, &Patient::default()))
            .unwrap_or_default()
    };
    let fields = changed_fields(&record(&change.before), &record(&change.after));
    let deed = Deed {
        service: change.service,
        action: change.action,
        resource: Resource::Episode,
        id: &change.id,
        patient_id: &either.patient_id,
        fields: &fields,
    };
    if let Some(before) = &change.before {
        trail.keep(w, &deed, (before.version, version), before)?;
    }
    trail.note(w, &deed);
    Ok(fields)
}
