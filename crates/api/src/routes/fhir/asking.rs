//! Reading what `$evaluate-measure` is asked.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};
use flsdb_domain::{
    ServiceCode,
    access::Scope,
    dates::parse_iso,
    kpi::{Kpi, SetId},
    wire::fhir::{MeasureReport, Parameters, ResourceType, Subject},
};

use super::{super::asking::asked, unknown};
use crate::{
    figures::MeasureQuestion,
    problem::{Answer, Failure},
};

const PARAMETERS: [&str; 5] = ["periodStart", "periodEnd", "reportType", "service", "asOf"];
/// Parameters of FHIR's own definition that mean a single subject.
const OF_ONE: [&str; 3] = ["subject", "practitioner", "lastReceivedOn"];

/// What is asked about a measure.
pub struct Asking(BTreeMap<&'static str, String>);

impl Asking {
    /// What the address asks.
    pub fn of_query(query: &[(String, String)]) -> Answer<Self> {
        let mut asking = Asking(BTreeMap::new());
        for (name, value) in query {
            asking.take(name, value)?;
        }
        Ok(asking)
    }

    /// What a body asks.
    pub fn of_body(body: &Parameters) -> Answer<Self> {
        if body.resource_type != ResourceType::Parameters {
            return Err(malformed("Send a resource whose resourceType is Parameters"));
        }
        let mut asking = Asking(BTreeMap::new());
        for parameter in &body.parameter {
            let name = &parameter.name;
            let value = parameter
                .value()
                .ok_or_else(|| malformed(format!("{name:?}: give one valueDate, valueCode or valueString")));
            asking.take(name, value?)?;
        }
        Ok(asking)
    }

    fn take(&mut self, name: &str, value: &str) -> Answer<()> {
        if OF_ONE.contains(&name) {
            return Err(Failure::NotSupported(format!(
                "There are no reports of a single subject, so {name} cannot be given. Leave it out; to ask about one service, \
                 give its code as service."
            )));
        }
        let known = PARAMETERS.into_iter().find(|known| *known == name);
        let known = known.ok_or_else(|| unknown(name))?;
        match self.0.insert(known, value.to_owned()) {
            Some(_) => Err(malformed(format!("The parameter {known:?} is given twice"))),
            None => Ok(()),
        }
    }

    /// The question about a KPI. `records` is where the caller may see records.
    pub fn question(
        &self,
        (set, kpi): (SetId, Kpi),
        records: &Scope,
        today: NaiveDate,
    ) -> Answer<MeasureQuestion> {
        let mut pairs = vec![("set", set.to_string())];
        pairs.extend(self.date("periodStart", first)?.map(|day| ("start", day)));
        pairs.extend(self.date("periodEnd", last)?.map(|day| ("end", day)));
        pairs.extend(self.date("asOf", exact)?.map(|day| ("as_of", day)));
        let needed = MeasureReport::needs(set, kpi).into_iter();
        pairs.extend(needed.map(|kpi| ("kpi", kpi.to_string())));
        let pairs: Vec<_> = pairs
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        let mut asked = asked(&pairs, today).map_err(in_our_terms)?;
        let service = self.service()?;
        asked.services.extend(service);
        let listed = self.listed(kpi)?.then_some(records);
        let listed = listed.map(|scope| within(scope, service)).transpose()?;
        Ok(MeasureQuestion {
            subject: Subject { kpi, service },
            asked,
            listed,
        })
    }

    /// The day of a parameter as ISO text; those of the period are required.
    fn date(&self, name: &str, read: fn(&str) -> Option<NaiveDate>) -> Answer<Option<String>> {
        let Some(text) = self.0.get(name) else {
            return match name {
                "asOf" => Ok(None),
                _ => Err(malformed(format!(
                    "{name} is required: give a date such as 2024-01-01"
                ))),
            };
        };
        let day = read(text).ok_or_else(|| malformed(format!("{name}: give a date such as 2024-01-01")))?;
        Ok(Some(day.to_string()))
    }

    fn service(&self) -> Answer<Option<ServiceCode>> {
        let code = self.0.get("service").map(|code| code.parse());
        code.transpose()
            .map_err(|fault| malformed(format!("service: {fault}")))
    }

    /// Whether the episodes are wanted, too.
    fn listed(&self, kpi: Kpi) -> Answer<bool> {
        match self.0.get("reportType").map(String::as_str) {
            None | Some("population") => Ok(false),
            Some("subject-list") if kpi == Kpi::K1 => Err(Failure::NotSupported(
                "This measure counts services, not episodes. Ask for reportType=population.".to_owned(),
            )),
            Some("subject-list") => Ok(true),
            Some("subject") => Err(Failure::NotSupported(
                "There are no reports of a single subject. Ask for reportType=population or subject-list."
                    .to_owned(),
            )),
            Some(_) => Err(malformed("reportType: give population or subject-list")),
        }
    }
}

fn malformed(text: impl Into<String>) -> Failure {
    Failure::Malformed(format!("{}.", text.into()))
}

/// The services whose records are listed: the one asked for, or all whose records the caller may see.
fn within(records: &Scope, service: Option<ServiceCode>) -> Answer<Scope> {
    if records.is_empty() {
        return Err(Failure::Forbidden);
    }
    super::super::asking::within(records, service.as_slice())
}

/// A day, or the first one of a month or a year.
fn first(text: &str) -> Option<NaiveDate> {
    parse_iso(&format!("{text}{}", missing(text)?)).ok()
}

/// A day, or the last one of a month or a year.
fn last(text: &str) -> Option<NaiveDate> {
    let months = match missing(text)? {
        "" => return first(text),
        "-01" => 1,
        _ => 12,
    };
    first(text)?.checked_add_months(Months::new(months))?.pred_opt()
}

fn exact(text: &str) -> Option<NaiveDate> {
    parse_iso(text).ok()
}

/// What a date lacks of a day: FHIR's may be a year or a month.
fn missing(text: &str) -> Option<&'static str> {
    match text.len() {
        4 => Some("-01-01"),
        7 => Some("-01"),
        10 => Some(""),
        _ => None,
    }
}

/// A fault that speaks of the parameters of `kpis/results`, in the names that they have here.
pub fn in_our_terms(failure: Failure) -> Failure {
    let Failure::Malformed(text) = failure else {
        return failure;
    };
    let text = match text.strip_prefix("end: ") {
        Some(rest) => format!("periodEnd: {rest}"),
        None => text,
    };
    Failure::Malformed(text.replace("as_of", "asOf"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_and_years_are_spans_of_days() {
        for (text, from, to) in [
            ("2024", "2024-01-01", "2024-12-31"),
            ("2024-02", "2024-02-01", "2024-02-29"),
            ("2024-12", "2024-12-01", "2024-12-31"),
            ("2024-03-04", "2024-03-04", "2024-03-04"),
        ] {
            let found = [first(text), last(text)].map(|day| day.map(|day| day.to_string()));
            assert_eq!(found, [Some(from.to_owned()), Some(to.to_owned())], "{text}");
        }
        for text in [
            "",
            "24",
            "2024-1",
            "2024-13",
            "2024-02-30",
            "4 March 24",
            "2024-0é",
        ] {
            assert_eq!((first(text), last(text)), (None, None), "{text}");
        }
    }
}
