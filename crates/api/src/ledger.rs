//! The ledger: every record behind a number, with its outcome and reason.

use std::{io::Write, ops::ControlFlow};

use chrono::NaiveDate;
use flsdb_domain::{
    kpi::{Kpi, SetId, record_outcome},
    vocabulary::Coded,
    wire::{
        Page,
        kpis::{Ledger, LedgerRow, Period, RecordState},
        page::Paging,
    },
};
use flsdb_store::{
    Outcome, Reader, Store, StoreError,
    facts::{Listed, Place, Span, data_version, walk},
};

/// Which records of which number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerQuestion {
    /// The KPI.
    pub kpi: Kpi,
    /// The KPI set.
    pub set: SetId,
    /// The records are those whose 1.09 lies in it.
    pub period: Period,
    /// The day that decides maturity.
    pub as_of: NaiveDate,
    /// The records.
    pub span: Span,
    /// Only records with this outcome.
    pub outcome: Option<RecordState>,
    /// Only records with this reason.
    pub reason: Option<String>,
}

impl LedgerQuestion {
    /// The row of an episode; none if the filters leave it out.
    fn row(&self, listed: Listed) -> Option<LedgerRow> {
        let found = record_outcome(&listed.facts, self.set, self.kpi, self.as_of);
        if self.outcome.is_some_and(|wanted| wanted != found.outcome)
            || self.reason.is_some() && self.reason != found.reason
        {
            return None;
        }
        Some(LedgerRow {
            fracture_id: listed.id,
            patient_id: listed.patient_id,
            service: listed.service,
            diagnosed_on: listed.facts.diagnosed_on,
            age: listed.facts.age,
            sex: listed.facts.sex,
            outcome: found.outcome,
            reason: found.reason,
            blank: found.blank,
            sentence: found.sentence,
            matures_on: found.matures_on,
        })
    }

    fn each(
        &self,
        r: &mut Reader<'_>,
        after: Option<Place>,
        mut take: impl FnMut(LedgerRow) -> Outcome<ControlFlow<()>>,
    ) -> Outcome<()> {
        walk(r, &self.span, after, |listed| match self.row(listed) {
            Some(row) => take(row),
            None => Ok(ControlFlow::Continue(())),
        })
    }
}

/// One page of the ledger.
///
/// # Errors
/// `BadCursor`; those of the database.
pub fn find(r: &mut Reader<'_>, question: &LedgerQuestion, paging: &Paging) -> Outcome<Ledger> {
    let after = paging.cursor.as_deref().map(str::parse).transpose()?;
    let limit = usize::from(paging.limit.clamp(1, 500));
    let mut items = Vec::new();
    question.each(r, after, |row| {
        items.push(row);
        Ok(match items.len() > limit {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        })
    })?;
    let follows = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| follows).map(|row| Place {
        diagnosed_on: row.diagnosed_on,
        id: row.fracture_id.clone(),
    });
    let page = Page {
        next: next.map(|place| place.to_string()),
        total: paging.total.then(|| count(r, question)).transpose()?,
        items,
    };
    Ok(Ledger {
        set: question.set.into(),
        kpi: question.kpi,
        official_number: question.set.set().official_number(question.kpi).to_string(),
        period: question.period,
        as_of: question.as_of,
        data_version: data_version(r)?,
        page,
    })
}

fn count(r: &mut Reader<'_>, question: &LedgerQuestion) -> Outcome<i64> {
    let mut count = 0;
    question.each(r, None, |_| {
        count += 1;
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(count)
}

const HEADINGS: [&str; 12] = [
    "kpi",
    "fracture_id",
    "patient_id",
    "service",
    "diagnosed_on",
    "age",
    "sex",
    "outcome",
    "reason",
    "blank",
    "sentence",
    "matures_on",
];

/// Writes the whole ledger as CSV, from one state of the data, and gives the receiver back. Memory does not grow with it.
///
/// # Errors
/// Those of the database; `Receiver` when the receiver takes no more.
pub fn write<W: Write>(store: &Store, question: &LedgerQuestion, out: W) -> Outcome<W> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(HEADINGS).map_err(StoreError::receiver)?;
    store.read(|r| {
        question.each(r, None, |row| {
            let cells = cells(question.kpi, &row);
            writer.write_record(cells).map_err(StoreError::receiver)?;
            Ok(ControlFlow::Continue(()))
        })
    })?;
    writer
        .into_inner()
        .map_err(|error| StoreError::receiver(error.into_error()))
}

fn cells(kpi: Kpi, row: &LedgerRow) -> [String; 12] {
    let blank: Vec<_> = row.blank.iter().map(|field| field.heading()).collect();
    [
        kpi.to_string(),
        row.fracture_id.clone(),
        row.patient_id.clone(),
        row.service.to_string(),
        row.diagnosed_on.to_string(),
        row.age.map(|age| age.to_string()).unwrap_or_default(),
        row.sex.map(|sex| sex.token().to_owned()).unwrap_or_default(),
        row.outcome.token().to_owned(),
        row.reason.clone().unwrap_or_default(),
        blank.join(";"),
        row.sentence.clone(),
        row.matures_on.map(|day| day.to_string()).unwrap_or_default(),
    ]
}
