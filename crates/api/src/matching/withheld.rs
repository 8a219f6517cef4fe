//! Records of patients who may not leave their service's controllership: a national deployment does not store them.

use std::collections::HashMap;

use chrono::NaiveDate;
use flsdb_domain::{
    Episode, Finding, FindingCode, Nation, NhsNumber, ServiceCode,
    access::Scope,
    opt_out::{Checked, Deployment, refusal},
};
use flsdb_store::{
    Outcome, Reader, Writer,
    episodes::{self, Key, Match},
    opt_out, services,
};

use super::{Incoming, Surroundings, key_of};

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

/// Why the record may not be stored in a national deployment. One that changes nothing may be sent again, unless it `is_refused` for
/// another reason: then it would be kept.
pub fn withheld(
    key: &Key,
    found: &Match,
    merged: &Episode,
    around: &Surroundings,
    is_refused: bool,
) -> Option<Finding> {
    let known = around.opt_out();
    let nation = *known.nations.get(&key.service)?;
    let is_stored = |episode: &Episode| {
        let stored = found.episode.as_ref();
        stored.is_some_and(|stored| stored.episode == *episode)
    };
    if !is_refused && is_stored(merged) {
        return None;
    }
    let mut without = merged.clone();
    without.patient.local_objection = false;
    let checked = |number| known.checked.get(&(key.service, number)).copied();
    let checked = merged.patient.nhs_number.and_then(checked);
    refusal(nation, &merged.patient, is_stored(&without), checked)
}

/// Why somebody's new record may not be made in a national deployment; the next check asks for those whom none has covered.
///
/// # Errors
/// `NotFound` when the service is outside the scope.
pub fn refuse_new(
    w: &mut Writer<'_>,
    scope: &Scope,
    service: ServiceCode,
    episode: &Episode,
) -> Outcome<Option<Finding>> {
    let today = w.author().today;
    let key = key_of(service, episode);
    let matches = episodes::find_by_keys(&mut w.reader(), scope, std::slice::from_ref(&key))?;
    let found = Match {
        episode: None,
        ..matches.into_iter().next().unwrap_or_default()
    };
    let stored = found.patient.as_ref().map(|stored| &stored.patient);
    let mut whole = episode.clone();
    whole.patient.nhs_number = key.nhs_number.or(stored.and_then(|stored| stored.nhs_number));
    whole.patient.local_objection |= stored.is_some_and(|stored| stored.local_objection);
    let incoming = Incoming {
        key: &key,
        found: &found,
        concerns_others: false,
    };
    let around = Surroundings::load(&mut w.reader(), scope, (Deployment::National, today), &[incoming])?;
    let refused = withheld(&key, &found, &whole, &around, false);
    let people = refused
        .iter()
        .filter_map(|finding| unchecked(&key, [finding.code].into_iter()));
    opt_out::await_check(w, &people.collect())?;
    Ok(refused)
}

/// Whom the next check has to ask for, when these were found at a record.
pub fn unchecked(key: &Key, mut codes: impl Iterator<Item = FindingCode>) -> Option<NhsNumber> {
    let number = key.nhs_number?;
    codes
        .any(|code| code == FindingCode::OptOutUnchecked)
        .then_some(number)
}
