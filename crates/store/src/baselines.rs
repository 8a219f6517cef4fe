//! Re-basings of run charts: stored with a reason and a user, shown in the chart, undone but never forgotten.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use flsdb_domain::{
    ServiceCode,
    access::Scope,
    kpi::{Kpi, SetId},
    wire::{
        Page,
        charts::{Baseline, Month, NewBaseline},
        page::Paging,
        problem::Stamp,
    },
};

use crate::{
    Outcome, Reader, StoreError, Writer,
    audit::{self, Action},
    columns::{Numbered, Written, utc},
    connection::Conn,
    cursor,
    schema::baselines,
};

/// A re-basing never changes, so this is the version of each.
pub const VERSION: i64 = 1;

/// A row of `baselines`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = baselines, treat_none_as_default_value = false)]
struct BaselineRow {
    id: String,
    service: Option<Written<ServiceCode>>,
    kpi_set: Written<SetId>,
    kpi: Numbered,
    from_month: NaiveDate,
    reason: String,
    created_at: NaiveDateTime,
    created_by: String,
    created_by_id: String,
}

/// A run chart that may be re-based.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chart {
    /// The service; none: the pooled national value.
    pub service: Option<ServiceCode>,
    /// The KPI set.
    pub set: SetId,
    /// The KPI.
    pub kpi: Kpi,
}

/// Stores a re-basing. That of the pooled national value is for those whose scope is every service.
///
/// # Errors
/// `NotFound` for a service outside the scope; `Exists` when the chart is re-based at that month already.
pub fn create(w: &mut Writer<'_>, scope: &Scope, new: &NewBaseline) -> Outcome<Baseline> {
    check(scope, new.service)?;
    if let Some(service) = new.service {
        w.lock(service)?;
    }
    let chart = Chart {
        service: new.service,
        set: new.set,
        kpi: new.kpi,
    };
    let stored = of_chart(&mut w.reader(), chart)?;
    if let Some(same) = stored.into_iter().find(|stored| stored.from == new.from) {
        return Err(StoreError::Exists { id: same.id });
    }
    let row = BaselineRow {
        id: w.new_id(),
        service: new.service.map(Written),
        kpi_set: Written(new.set),
        kpi: new.kpi.into(),
        from_month: new.from.first_day(),
        reason: new.reason.clone(),
        created_at: w.author.now_as_kept(),
        created_by: w.author.name.clone(),
        created_by_id: w.author.id.clone(),
    };
    diesel::insert_into(baselines::table)
        .values(&row)
        .execute(w.conn)?;
    audit::note_baseline(w, Action::Create, new.service, &row.id)?;
    Ok(Baseline::from(row))
}

/// The re-basings of a chart, oldest month first.
///
/// # Errors
/// Those of the database.
pub fn of_chart(r: &mut Reader<'_>, chart: Chart) -> Outcome<Vec<Baseline>> {
    let mut query = baselines::table
        .filter(baselines::removed_at.is_null())
        .filter(baselines::kpi_set.eq(Written(chart.set)))
        .filter(baselines::kpi.eq(Numbered::from(chart.kpi)))
        .into_boxed();
    query = match chart.service {
        Some(service) => query.filter(baselines::service.eq(Written(service))),
        None => query.filter(baselines::service.is_null()),
    };
    let rows: Vec<BaselineRow> = query
        .order((baselines::from_month, baselines::id))
        .select(BaselineRow::as_select())
        .load(r.conn)?;
    Ok(rows.into_iter().map(Baseline::from).collect())
}

/// The re-basings of the services in the scope and of the pooled national value, newest first.
///
/// # Errors
/// `BadCursor`.
pub fn list(r: &mut Reader<'_>, scope: &Scope, paging: &Paging) -> Outcome<Page<Baseline>> {
    let before = cursor::before(paging)?;
    let visible = || {
        let mut query = baselines::table
            .filter(baselines::removed_at.is_null())
            .into_boxed();
        if let Scope::Services(services) = scope {
            let own = baselines::service.eq_any(services.iter().map(|s| Some(Written(*s))));
            query = query.filter(baselines::service.is_null().or(own));
        }
        query
    };
    let total = if paging.total {
        Some(visible().count().get_result(r.conn)?)
    } else {
        None
    };
    let mut query = visible();
    if let Some(before) = before {
        query = query.filter(baselines::id.lt(before));
    }
    let rows: Vec<BaselineRow> = query
        .order(baselines::id.desc())
        .limit(cursor::fetched(paging))
        .select(BaselineRow::as_select())
        .load(r.conn)?;
    let found = rows.into_iter().map(Baseline::from).collect();
    Ok(cursor::page(found, paging, total, |found: &Baseline| &found.id))
}

/// One re-basing.
///
/// # Errors
/// `NotFound`.
pub fn find(r: &mut Reader<'_>, scope: &Scope, id: &str) -> Outcome<Baseline> {
    let found = load(r.conn, id)?;
    let is_visible = found.service.is_none_or(|service| scope.contains(service));
    is_visible.then_some(found).ok_or(StoreError::NotFound)
}

/// Undoes a re-basing: charts show it no more, the row stays with who undid it and why.
///
/// # Errors
/// `NotFound`, also for one that the scope does not let the caller change; `Stale` for another version than [`VERSION`].
pub fn remove(w: &mut Writer<'_>, scope: &Scope, id: &str, version: i64, reason: &str) -> Outcome<()> {
    let found = load(w.conn, id)?;
    check(scope, found.service)?;
    if version != VERSION {
        return Err(StoreError::Stale {
            current: Stamp {
                version: VERSION,
                changed_at: found.at,
                changed_by: found.by,
            },
        });
    }
    let standing = baselines::table.find(id).filter(baselines::removed_at.is_null());
    let removed = diesel::update(standing)
        .set((
            baselines::removed_at.eq(Some(w.author.now_as_kept())),
            baselines::removed_by.eq(Some(&w.author.name)),
            baselines::removed_reason.eq(Some(reason)),
        ))
        .execute(w.conn)?;
    if removed == 0 {
        return Err(StoreError::NotFound);
    }
    audit::note_baseline(w, Action::Delete, found.service, id)
}

fn load(conn: &mut Conn, id: &str) -> Outcome<Baseline> {
    let row: Option<BaselineRow> = baselines::table
        .find(id)
        .filter(baselines::removed_at.is_null())
        .select(BaselineRow::as_select())
        .first(conn)
        .optional()?;
    row.map(Baseline::from).ok_or(StoreError::NotFound)
}

fn check(scope: &Scope, service: Option<ServiceCode>) -> Outcome<()> {
    let is_within = match service {
        Some(service) => scope.contains(service),
        None => *scope == Scope::All,
    };
    is_within.then_some(()).ok_or(StoreError::NotFound)
}

impl From<BaselineRow> for Baseline {
    fn from(row: BaselineRow) -> Self {
        Baseline {
            id: row.id,
            service: row.service.map(|service| service.0),
            set: row.kpi_set.0,
            kpi: row.kpi.into_inner(),
            from: Month::of(row.from_month),
            reason: row.reason,
            by: row.created_by,
            at: utc(row.created_at),
        }
    }
}
