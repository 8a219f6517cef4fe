//! A KPI as a FHIR MeasureReport.

use std::ops::ControlFlow;

use flsdb_domain::{
    access::Scope,
    kpi::record_outcome,
    wire::fhir::{Base, MeasureReport, Members, Subject},
};
use flsdb_kpi::{Asked, disclosure::ControlFault};
use flsdb_store::{
    Outcome, Reader, StoreError,
    facts::{Span, walk},
};

use super::{Cohorts, Viewer, prepare_for};

/// Episodes that a report lists at most.
const LISTED_MAX: usize = 20_000;

/// Which result of which KPI.
pub struct MeasureQuestion {
    /// The KPI, and the service if one is asked for.
    pub subject: Subject,
    /// The same as a question about figures.
    pub asked: Asked,
    /// The services whose episodes are listed, if they are.
    pub listed: Option<Scope>,
}

/// Why there is no report. The messages say what to do.
#[derive(Debug, thiserror::Error)]
pub enum MeasureFault {
    /// Disclosure control does not allow the question.
    #[error(transparent)]
    Control(#[from] ControlFault),
    /// Too many episodes.
    #[error("A report lists {LISTED_MAX} episodes at most. Ask about a shorter period or one service")]
    TooMany,
}

/// The report, and the episodes behind it from the same state of the data.
///
/// # Errors
/// `NotFound` for a service out of sight; those of the store.
pub fn measure(
    cohorts: &Cohorts,
    r: &mut Reader<'_>,
    viewer: &Viewer,
    base: &Base,
    mut question: MeasureQuestion,
) -> Outcome<Result<MeasureReport, MeasureFault>> {
    if let Some(Scope::Services(listed)) = &question.listed {
        question.asked.services = listed.iter().copied().collect();
    }
    if question.listed.is_some() && !viewer.sees_whole(&question.asked) {
        return Err(StoreError::NotFound);
    }
    let found = match prepare_for(cohorts, r, viewer, question.asked.clone())? {
        Ok(found) => found.results(),
        Err(fault) => return Ok(Err(fault.into())),
    };
    let report = MeasureReport::of(base, &found, question.subject);
    let Some(listed) = &question.listed else {
        return Ok(Ok(report));
    };
    let is_ratio = found.set.id.set().is_ratio(question.subject.kpi);
    let members = members(r, &question, listed)?;
    Ok(members
        .map(|members| report.listing(members, is_ratio))
        .ok_or(MeasureFault::TooMany))
}

/// The episodes with their outcomes; none when they are too many.
fn members(r: &mut Reader<'_>, question: &MeasureQuestion, listed: &Scope) -> Outcome<Option<Members>> {
    let query = &question.asked.query;
    let span = Span {
        scope: listed.clone(),
        period: query.period.start..=query.period.end,
    };
    let mut members = Members::default();
    walk(r, &span, None, |episode| {
        let found = record_outcome(&episode.facts, query.set, question.subject.kpi, query.as_of);
        members.add(episode.id, found.outcome);
        Ok(match members.len() > LISTED_MAX {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        })
    })?;
    Ok((members.len() <= LISTED_MAX).then_some(members))
}
