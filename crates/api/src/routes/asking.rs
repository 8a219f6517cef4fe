//! Reading questions about records and figures: which records (`set`, `start`, `end`, `as_of`, `service`), which page of
//! the answer, and what is particular to a route.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, web::Query};
use chrono::NaiveDate;
use flsdb_domain::{
    ServiceCode,
    access::Scope,
    kpi::SetId,
    wire::{kpis::Period, page::Paging},
};
use flsdb_kpi::{Asked, QueryFault};
use flsdb_store::facts::Span;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::de::DeserializeOwned;
use validator::Validate;

use crate::problem::{Answer, Failure};

/// The parameters that say which records are meant.
const RECORDS: [&str; 5] = ["set", "start", "end", "as_of", "service"];
const PAGING: [&str; 3] = ["limit", "cursor", "total"];

/// Which records are meant, of the services that the caller may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Question {
    /// The KPI set.
    pub set: SetId,
    /// The records are those whose 1.09 lies in it.
    pub period: Period,
    /// The day that decides maturity.
    pub as_of: NaiveDate,
    /// The services asked for, or all that the caller may see.
    pub scope: Scope,
    /// Services whose data are wanted as they were at a version.
    pub versions: BTreeMap<ServiceCode, i64>,
}

impl Question {
    /// The episodes meant.
    pub fn span(&self) -> Span {
        Span {
            scope: self.scope.clone(),
            period: self.period.start..=self.period.end,
        }
    }
}

/// The pairs of a query string that have not been read yet.
pub(super) struct Pairs(Vec<(String, String)>);

impl Pairs {
    /// Those of the address.
    pub fn of(request: &HttpRequest) -> Answer<Self> {
        let pairs = Query::<Vec<(String, String)>>::from_query(request.query_string());
        let pairs =
            pairs.map_err(|error| Failure::Malformed(format!("The address cannot be read: {error}.")))?;
        Ok(Pairs(pairs.into_inner()))
    }

    /// Takes out the pairs of these names.
    pub fn take(&mut self, names: &[&str]) -> Vec<(String, String)> {
        self.0
            .extract_if(.., |(name, _)| names.contains(&name.as_str()))
            .collect()
    }

    /// Takes out the question which records are meant. `as_of` is `today` unless given.
    ///
    /// # Errors
    /// `Malformed` with all that is wrong with it; `NotFound` for a service outside the scope.
    pub fn question(&mut self, scope: &Scope, today: NaiveDate) -> Answer<Question> {
        self.records(&RECORDS, scope, today)
    }

    /// The same from some of these parameters alone.
    ///
    /// # Errors
    /// As [`Pairs::question`].
    pub fn records(&mut self, names: &[&str], scope: &Scope, today: NaiveDate) -> Answer<Question> {
        question(&self.take(names), scope, today)
    }

    /// Takes out the services, `service` joined by commas or repeated.
    ///
    /// # Errors
    /// `Malformed` for what is no code; `NotFound` for a service outside the scope.
    pub fn scope(&mut self, scope: &Scope) -> Answer<Scope> {
        let pairs = self.take(&["service"]);
        let named = pairs.iter().flat_map(|(_, value)| value.split(','));
        let named: Result<Vec<ServiceCode>, _> = named
            .map(str::trim)
            .filter(|code| !code.is_empty())
            .map(str::parse)
            .collect();
        let named = named.map_err(|fault| Failure::Malformed(format!("service: {fault}.")))?;
        within(scope, &named)
    }

    /// Takes out which page is wanted.
    pub fn paging(&mut self) -> Answer<Paging> {
        checked(parsed(&self.take(&PAGING))?)
    }

    /// All of them.
    pub fn all(self) -> Vec<(String, String)> {
        self.0
    }

    /// Reads the rest.
    pub fn rest<T: DeserializeOwned>(self) -> Answer<T> {
        parsed(&self.0)
    }
}

/// Reads which records are meant.
///
/// # Errors
/// As [`Pairs::question`].
pub(super) fn question(pairs: &[(String, String)], scope: &Scope, today: NaiveDate) -> Answer<Question> {
    let asked = asked(pairs, today)?;
    Ok(Question {
        set: asked.query.set,
        period: asked.query.period,
        as_of: asked.query.as_of,
        scope: within(scope, &asked.services)?,
        versions: asked.versions,
    })
}

/// Reads a question about figures, and says all that is wrong with it.
pub(super) fn asked(pairs: &[(String, String)], today: NaiveDate) -> Answer<Asked> {
    let pairs = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    Asked::read(pairs, today).map_err(|faults| malformed(&faults))
}

/// Faults that are told of one request, and characters of each: an answer is not longer than people read.
const TOLD: (usize, usize) = (10, 300);

/// What is wrong with a question.
pub(in crate::routes) fn malformed(faults: &[QueryFault]) -> Failure {
    let (count, length) = TOLD;
    let told = faults.iter().take(count).map(|fault| {
        let text = format!("{}: {fault}.", fault.parameter());
        match text.char_indices().nth(length) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text,
        }
    });
    let more = faults
        .len()
        .checked_sub(count + 1)
        .map(|more| format!("And {} more.", more + 1));
    Failure::Malformed(told.chain(more).collect::<Vec<_>>().join(" "))
}

/// The services named, or the whole scope if none is; one outside it is not found.
pub(super) fn within(scope: &Scope, named: &[ServiceCode]) -> Answer<Scope> {
    if named.iter().any(|service| !scope.contains(*service)) {
        return Err(Failure::NotFound);
    }
    Ok(match named {
        [] => scope.clone(),
        named => Scope::Services(named.iter().copied().collect()),
    })
}

fn parsed<T: DeserializeOwned>(pairs: &[(String, String)]) -> Answer<T> {
    let read = Query::<T>::from_query(&written(pairs));
    let read = read.map_err(|error| {
        Failure::Malformed(format!("A part of the address after ? cannot be read: {error}"))
    })?;
    Ok(read.into_inner())
}

/// The pairs as the query of an address.
pub(super) fn written(pairs: &[(String, String)]) -> String {
    let encoded = |text: &String| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let pairs: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
        .collect();
    pairs.join("&")
}

/// Checks which page is asked for.
///
/// # Errors
/// `Malformed`, with what may be asked for.
pub fn checked(paging: Paging) -> Answer<Paging> {
    match paging.validate() {
        Ok(()) => Ok(paging),
        Err(errors) => Err(Failure::Malformed(format!("The page asked for: {errors}."))),
    }
}
