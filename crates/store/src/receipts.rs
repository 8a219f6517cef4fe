//! What other systems have sent, counted by day: the proof that nothing was lost.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use flsdb_domain::{
    ServiceCode,
    access::Scope,
    wire::messages::{ReceiptCounts, ReceiptDay, ReceiptSummary, ReceiptsOfDay},
};

use crate::{Outcome, Reader, StoreError, Writer, columns::Written, schema::receipts};

/// Counts by day of diagnosis; none for messages without one that could be read.
pub type Tally = BTreeMap<Option<NaiveDate>, ReceiptCounts>;

/// Adds what the author has sent for a service to the counts of today. In the transaction that stores the records: they and
/// their counts last together, or neither.
///
/// # Errors
/// `NotFound` when there is no such service.
pub fn add(w: &mut Writer<'_>, service: ServiceCode, tally: &Tally) -> Outcome<()> {
    w.lock(service)?;
    for (diagnosed_on, counts) in tally {
        let mut of_day = receipts::table
            .filter(receipts::service.eq(Written(service)))
            .filter(receipts::sender_id.eq(&w.author.id))
            .filter(receipts::received_on.eq(w.author.today))
            .into_boxed();
        of_day = match diagnosed_on {
            Some(day) => of_day.filter(receipts::diagnosed_on.eq(day)),
            None => of_day.filter(receipts::diagnosed_on.is_null()),
        };
        let there: Option<String> = of_day.select(receipts::id).first(w.conn).optional()?;
        if let Some(id) = there {
            diesel::update(receipts::table.find(id))
                .set((
                    receipts::created.eq(receipts::created + counts.created),
                    receipts::updated.eq(receipts::updated + counts.updated),
                    receipts::unchanged.eq(receipts::unchanged + counts.unchanged),
                    receipts::rejected.eq(receipts::rejected + counts.rejected),
                ))
                .execute(w.conn)?;
        } else {
            let row = (
                receipts::id.eq(w.new_id()),
                receipts::service.eq(Written(service)),
                receipts::sender_id.eq(&w.author.id),
                receipts::received_on.eq(w.author.today),
                receipts::diagnosed_on.eq(*diagnosed_on),
                receipts::created.eq(counts.created),
                receipts::updated.eq(counts.updated),
                receipts::unchanged.eq(counts.unchanged),
                receipts::rejected.eq(counts.rejected),
            );
            diesel::insert_into(receipts::table).values(row).execute(w.conn)?;
        }
    }
    Ok(())
}

/// What is to be counted.
#[derive(Debug, Clone)]
pub struct ReceiptQuery {
    /// The service.
    pub service: ServiceCode,
    /// By which day.
    pub by: ReceiptDay,
    /// First day; from the beginning if none.
    pub from: Option<NaiveDate>,
    /// Last day; to the end if none.
    pub to: Option<NaiveDate>,
    /// Only what this account or client has sent.
    pub sender_id: Option<String>,
}

/// What was received, day by day. Messages without a day of diagnosis are left out of counts by that day between given days.
///
/// # Errors
/// `NotFound` when the service is outside the scope.
pub fn summary(r: &mut Reader<'_>, scope: &Scope, query: &ReceiptQuery) -> Outcome<ReceiptSummary> {
    if !scope.contains(query.service) {
        return Err(StoreError::NotFound);
    }
    let mut chosen = receipts::table
        .filter(receipts::service.eq(Written(query.service)))
        .into_boxed();
    if let Some(sender) = &query.sender_id {
        chosen = chosen.filter(receipts::sender_id.eq(sender));
    }
    type Row = (NaiveDate, Option<NaiveDate>, i64, i64, i64, i64);
    let columns = (
        receipts::received_on,
        receipts::diagnosed_on,
        receipts::created,
        receipts::updated,
        receipts::unchanged,
        receipts::rejected,
    );
    let rows: Vec<Row> = chosen.select(columns).load(r.conn)?;
    let mut days = Tally::new();
    let mut total = ReceiptCounts::default();
    for (received_on, diagnosed_on, created, updated, unchanged, rejected) in rows {
        let day = match query.by {
            ReceiptDay::Received => Some(received_on),
            ReceiptDay::Diagnosed => diagnosed_on,
        };
        if !query.holds(day) {
            continue;
        }
        let accepted = created + updated + unchanged;
        let counts = ReceiptCounts {
            received: accepted + rejected,
            accepted,
            created,
            updated,
            unchanged,
            rejected,
        };
        days.entry(day).or_default().add(&counts);
        total.add(&counts);
    }
    let (unknown, known): (Vec<_>, Vec<_>) = days.into_iter().partition(|(day, _)| day.is_none());
    let days = known.into_iter().chain(unknown);
    Ok(ReceiptSummary {
        service: query.service,
        by: query.by,
        days: days.map(|(day, counts)| ReceiptsOfDay { day, counts }).collect(),
        total,
    })
}

impl ReceiptQuery {
    fn holds(&self, day: Option<NaiveDate>) -> bool {
        let Some(day) = day else {
            return self.from.is_none() && self.to.is_none();
        };
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}
