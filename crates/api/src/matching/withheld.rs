//! Records of patients who may not leave their service's controllership: a national deployment does not store them.

use std::collections::HashMap;

use chrono::NaiveDate;
use flsdb_domain::{
    Episode, Finding, FindingCode, Nation, NhsNumber, ServiceCode,
    access::Scope,
    opt_out::{Checked, Deployment, refusal},
};
use flsdb_store::{
    Outcome, Reader,
    episodes::{Key, Match},
    opt_out, services,
};

use super::{Incoming, Surroundings};

/// What is known of opt-outs; a local deployment, where records do not leave the service, asks nothing.
#[derive(Default)]
pub struct OptOut {
    nations: HashMap<ServiceCode, Nation>,
    checked: HashMap<(ServiceCode, NhsNumber), Checked>,
}

impl OptOut {
    pub(super) fn load(
        r: &mut Reader<'_>,
        deployment: Deployment,
        today: NaiveDate,
        incoming: &[Incoming<'_>],
    ) -> Outcome<Self> {
        if deployment == Deployment::Local {
            return Ok(OptOut::default());
        }
        let concerned = Scope::Services(incoming.iter().map(|record| record.key.service).collect());
        let nations = services::list(r, &concerned)?;
        let nations = nations.into_iter().map(|service| (service.code, service.nation));
        let people = incoming.iter().flat_map(|record| {
            let stored = record.found.patient.as_ref();
            let stored = stored.and_then(|stored| stored.patient.nhs_number);
            let numbers = [record.key.nhs_number, stored].into_iter().flatten();
            numbers.map(|number| (record.key.service, number))
        });
        Ok(OptOut {
            nations: nations.collect(),
            checked: opt_out::checked_numbers(r, &people.collect(), today)?,
        })
    }
}

/// Why the record may not be stored in a national deployment. One that changes nothing may be sent again.
pub fn withheld(key: &Key, found: &Match, merged: &Episode, around: &Surroundings) -> Option<Finding> {
    let known = around.opt_out();
    let nation = *known.nations.get(&key.service)?;
    let stored = found.episode.as_ref();
    if stored.is_some_and(|stored| stored.episode == *merged) {
        return None;
    }
    let number = merged.patient.nhs_number;
    let checked = number.and_then(|number| known.checked.get(&(key.service, number)).copied());
    let stored = found.patient.as_ref().map(|stored| &stored.patient);
    refusal(nation, stored, &merged.patient, checked)
}

/// Whom the next check has to ask for, when these were found at a record.
pub fn unchecked(key: &Key, mut codes: impl Iterator<Item = FindingCode>) -> Option<NhsNumber> {
    let number = key.nhs_number?;
    codes
        .any(|code| code == FindingCode::OptOutUnchecked)
        .then_some(number)
}
