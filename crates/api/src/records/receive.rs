//! Taking records: judged and written under the lock of their service, counted, and kept when refused.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::{DateTime, NaiveDate};
use flsdb_domain::{
    Field, Finding, FindingCode, ServiceCode,
    access::Scope,
    opt_out::Deployment,
    vocabulary::Coded,
    wire::{
        WireFinding,
        messages::{Receipt, ReceiptOutcome},
        problem::Stamp,
    },
};
use flsdb_store::{
    Outcome, Reader, StoreError, Writer,
    episodes::{self, Deed, Key, Match, PlannedEpisode, SavedEpisode},
    fractures,
    messages::{self, Refused},
    opt_out,
    receipts::{self, Tally},
    sections::Expected,
};

use super::{Message, Sender, Terms, judge::Case};
use crate::matching::{Incoming, Surroundings, concerns_others, key_of, unchecked};

/// Takes records in their order and says what became of each. Records of different patients are written together, so that
/// many at once are quick; one that cannot be written does not keep the others out.
///
/// # Errors
/// `Stale` when something else is stored than expected; those of the database.
pub fn receive(sender: &Sender<'_>, terms: &Terms, messages: &[Message]) -> Outcome<Vec<Receipt>> {
    let mut receipts = Vec::with_capacity(messages.len());
    for group in groups(messages) {
        receipts.extend(take(sender, terms, group)?);
    }
    Ok(receipts)
}

/// Cuts where a record means a patient, or an episode, that one before it in the same group means.
fn groups(messages: &[Message]) -> Vec<&[Message]> {
    let mut groups = Vec::new();
    let (mut start, mut seen) = (0, HashSet::new());
    for (at, message) in messages.iter().enumerate() {
        let names = names(message);
        if names.iter().any(|name| seen.contains(name)) {
            groups.push(&messages[start..at]);
            start = at;
            seen.clear();
        }
        seen.extend(names);
    }
    groups.push(&messages[start..]);
    groups
}

/// All by which a record may mean the same as another.
fn names(message: &Message) -> Vec<(Option<ServiceCode>, u8, String)> {
    let (service, episode) = (message.service, &message.row.reading.episode);
    let (patient, fracture) = (&episode.patient, &episode.fracture);
    let number = patient.nhs_number.map(|number| (service, 0, number.to_string()));
    let local = patient.local_record_number.clone();
    let source = fracture.source_system.as_ref().zip(fracture.source_id.as_ref());
    let source = source.map(|(system, id)| (service, 2, format!("{system}\n{id}")));
    let local = local.map(|local| (service, 1, local));
    number.into_iter().chain(local).chain(source).collect()
}

/// Takes records of different patients in one transaction; in halves when one of them cannot be written.
fn take(sender: &Sender<'_>, terms: &Terms, group: &[Message]) -> Outcome<Vec<Receipt>> {
    let (today, scope) = (sender.author.today, sender.scope);
    let attempt = if terms.dry_run {
        sender.store.read(|r| {
            let judged = Judged::of(r, scope, terms, today, group)?;
            Ok(judged.receipts)
        })
    } else {
        sender.store.write(sender.author, |w| {
            for service in group.iter().filter_map(|m| m.service).collect::<BTreeSet<_>>() {
                w.lock(service)?;
            }
            Judged::of(&mut w.reader(), scope, terms, today, group)?.write(w, scope, group)
        })
    };
    let error = match attempt {
        Err(error) => error,
        taken => return taken,
    };
    match (refusal(error)?, group) {
        (finding, [message]) => {
            let judged = Judged::refused(terms.deployment, message, finding);
            let receipts = |w: &mut Writer<'_>| judged.write(w, scope, group);
            sender.store.write(sender.author, receipts)
        }
        _ => {
            let (first, second) = group.split_at(group.len() / 2);
            let mut receipts = take(sender, terms, first)?;
            receipts.extend(take(sender, terms, second)?);
            Ok(receipts)
        }
    }
}

/// What the store says against one record; an error that concerns no record is handed on.
fn refusal(error: StoreError) -> Outcome<Vec<Finding>> {
    let (code, message) = match error {
        StoreError::Refused { findings, .. } => return Ok(findings),
        StoreError::Withdrawn => (
            FindingCode::EpisodeWithdrawn,
            "The record is withdrawn. Undo the withdrawal first".to_owned(),
        ),
        StoreError::Locked(lock) => (FindingCode::PeriodLocked, lock.to_string()),
        StoreError::Exists { .. } | StoreError::PlanOutdated => (
            FindingCode::RowDuplicateKey,
            "Another record has this key. Compare the two".to_owned(),
        ),
        other => return Err(other),
    };
    Ok(vec![Finding::new(Field::DiagnosedOn, code, message)])
}

/// Records that were judged: the keys of those that can be written, and a receipt for each.
#[derive(Default)]
struct Judged {
    plans: Vec<Planned>,
    receipts: Vec<Receipt>,
    keys: Vec<Option<Key>>,
    deployment: Deployment,
}

/// A record to be written.
struct Planned {
    /// Its place among the receipts.
    at: usize,
    episode: PlannedEpisode,
}

impl Judged {
    fn of(
        r: &mut Reader<'_>,
        scope: &Scope,
        terms: &Terms,
        today: NaiveDate,
        group: &[Message],
    ) -> Outcome<Self> {
        let keys: Vec<Option<Key>> = group.iter().map(key).collect();
        let known: Vec<Key> = keys.iter().flatten().cloned().collect();
        let mut matches = episodes::find_by_keys(r, scope, &known)?.into_iter();
        let found: Vec<Match> = keys
            .iter()
            .map(|key| match key {
                Some(_) => matches.next().unwrap_or_default(),
                None => Match::default(),
            })
            .collect();
        if let ([found], Some(expected)) = (&found[..], terms.expected) {
            check_expected(r, scope, found, expected)?;
        }
        let cases = group.iter().zip(&keys).zip(&found);
        let cases: Vec<Option<Case<'_>>> = cases
            .map(|((message, key), found)| Some(Case::open(terms, &message.row, key.as_ref()?, found)))
            .collect();
        let incoming: Vec<Incoming<'_>> = cases
            .iter()
            .flatten()
            .map(|case| Incoming {
                key: case.key,
                found: case.found,
                concerns_others: concerns_others(case.found, case.merged()),
            })
            .collect();
        let around = Surroundings::load(r, scope, (terms.deployment, today), &incoming)?;
        let mut judged = Judged::in_deployment(terms.deployment);
        for (case, message) in cases.into_iter().zip(group) {
            match case {
                Some(case) => judged.take(case, terms, &around, today),
                None => judged.refuse(None, message.row.reading.findings.clone(), terms.dry_run),
            }
        }
        Ok(judged)
    }

    fn in_deployment(deployment: Deployment) -> Self {
        Judged {
            deployment,
            ..Judged::default()
        }
    }

    /// A record that the store refused though nothing was found against it.
    fn refused(deployment: Deployment, message: &Message, findings: Vec<Finding>) -> Self {
        let mut judged = Judged::in_deployment(deployment);
        judged.refuse(key(message), findings, false);
        judged
    }

    fn take(&mut self, case: Case<'_>, terms: &Terms, around: &Surroundings, today: NaiveDate) {
        let findings = case.findings(terms, around, today);
        if findings.iter().any(Finding::is_error) {
            return self.refuse(
                Some(case.key.clone()),
                findings.into_iter().collect(),
                terms.dry_run,
            );
        }
        let stored = case.found.episode.as_ref();
        let patient = case.found.patient.as_ref();
        let outcome = match stored {
            None => ReceiptOutcome::Created,
            Some(stored) if stored.episode == *case.merged() => ReceiptOutcome::Unchanged,
            Some(_) => ReceiptOutcome::Updated,
        };
        self.receipts.push(Receipt {
            outcome,
            dry_run: terms.dry_run,
            id: stored.map(|stored| stored.id.clone()),
            patient_id: patient.map(|patient| patient.id.clone()),
            version: stored.map(|stored| stored.version.max(patient.map_or(0, |p| p.version))),
            left: case.laid.left.iter().map(|field| field.pointer()).collect(),
            findings: findings.iter().map(WireFinding::from).collect(),
        });
        self.keys.push(Some(key_of(case.key.service, case.merged())));
        let at = self.receipts.len() - 1;
        let episode = case.plan(today);
        self.plans.push(Planned { at, episode });
    }

    fn refuse(&mut self, key: Option<Key>, findings: Vec<Finding>, dry_run: bool) {
        self.receipts.push(Receipt {
            outcome: ReceiptOutcome::Refused,
            dry_run,
            id: None,
            patient_id: None,
            version: None,
            left: Vec::new(),
            findings: findings.iter().map(WireFinding::from).collect(),
        });
        self.keys.push(key);
    }

    /// Writes what can be written, keeps what cannot, and counts both.
    fn write(mut self, w: &mut Writer<'_>, scope: &Scope, group: &[Message]) -> Outcome<Vec<Receipt>> {
        let (places, plan): (Vec<usize>, Vec<_>) = self.plans.drain(..).map(|p| (p.at, p.episode)).unzip();
        for (at, saved) in places.into_iter().zip(episodes::save_each(w, scope, plan)?) {
            let version = self.keys[at]
                .as_ref()
                .and_then(|key| w.versions().get(&key.service));
            note_saved(&mut self.receipts[at], saved, version.copied());
        }
        self.count(w)?;
        self.ask_for_unchecked(w)?;
        self.keep_refused(w, group)?;
        Ok(self.receipts)
    }

    fn count(&self, w: &mut Writer<'_>) -> Outcome<()> {
        let mut tallies: BTreeMap<ServiceCode, Tally> = BTreeMap::new();
        for (receipt, key) in self.receipts.iter().zip(&self.keys) {
            if let Some(key) = key {
                let tally = tallies.entry(key.service).or_default();
                tally.entry(key.diagnosed_on).or_default().count(receipt.outcome);
            }
        }
        tallies
            .into_iter()
            .try_for_each(|(service, tally)| receipts::add(w, service, &tally))
    }

    fn keep_refused(&self, w: &mut Writer<'_>, group: &[Message]) -> Outcome<()> {
        let mut accepted: BTreeMap<ServiceCode, Vec<(&Key, String)>> = BTreeMap::new();
        for ((receipt, key), message) in self.receipts.iter().zip(&self.keys).zip(group) {
            match (receipt.outcome, key) {
                (ReceiptOutcome::Refused, Some(key)) => {
                    self.keep(w, key, message, &receipt.findings)?;
                }
                (_, Some(key)) => {
                    let sent = (key, message.row.text());
                    accepted.entry(key.service).or_default().push(sent);
                }
                (_, None) => {}
            }
        }
        accepted
            .into_iter()
            .try_for_each(|(service, sent)| messages::settle_accepted(w, service, &sent))
    }

    /// Has the next check against the national data opt-out ask for those whom none has covered.
    fn ask_for_unchecked(&self, w: &mut Writer<'_>) -> Outcome<()> {
        let people = self.receipts.iter().zip(&self.keys).filter_map(|(receipt, key)| {
            let codes = receipt.findings.iter();
            let codes = codes.filter_map(|finding| FindingCode::from_token(&finding.code));
            unchecked(key.as_ref()?, codes)
        });
        // In one order, so that two groups never wait for each other.
        opt_out::await_check(w, &people.collect())
    }

    /// Keeps what was refused.
    fn keep(
        &self,
        w: &mut Writer<'_>,
        key: &Key,
        message: &Message,
        findings: &[WireFinding],
    ) -> Outcome<()> {
        let codes = || {
            findings
                .iter()
                .filter_map(|finding| FindingCode::from_token(&finding.code))
        };
        // Whose line it is that cannot be read, nobody has checked either.
        let is_anybodys = self.deployment == Deployment::National && message.row.is_unreadable();
        let refused = Refused {
            key,
            document: &message.row.text(),
            findings,
            is_withheld: is_anybodys || codes().any(FindingCode::withholds),
        };
        messages::keep(w, &refused)
    }
}

fn key(message: &Message) -> Option<Key> {
    Some(key_of(message.service?, &message.row.reading.episode))
}

fn note_saved(receipt: &mut Receipt, saved: SavedEpisode, version: Option<i64>) {
    receipt.id = Some(saved.id);
    receipt.patient_id = Some(saved.patient_id);
    receipt.outcome = match saved.deed {
        Deed::Created => ReceiptOutcome::Created,
        Deed::Updated => ReceiptOutcome::Updated,
        Deed::Unchanged => ReceiptOutcome::Unchanged,
    };
    if saved.deed != Deed::Unchanged {
        receipt.version = version;
    }
}

fn check_expected(r: &mut Reader<'_>, scope: &Scope, found: &Match, expected: Expected) -> Outcome<()> {
    let current = match &found.episode {
        Some(episode) => Some(fractures::find_episode(r, scope, &episode.id)?.stamps.episode),
        None => None,
    };
    let is_so = match (&current, expected) {
        (None, Expected::Nothing) => true,
        (Some(current), Expected::Version(version)) => current.version == version,
        _ => false,
    };
    if is_so {
        return Ok(());
    }
    let nothing = Stamp {
        version: 0,
        changed_at: DateTime::UNIX_EPOCH,
        changed_by: String::new(),
    };
    Err(StoreError::Stale {
        current: current.unwrap_or(nothing),
    })
}
