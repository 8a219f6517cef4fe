//! The national data opt-out: where record-level data leave a service's controllership, patients who opted out are left out.
//!
//! It is England's: services of Wales and Northern Ireland are out of its scope. A local objection, told to the service itself, is
//! honoured in every nation.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    str::FromStr,
};

use chrono::Days;

use crate::{
    Field, Finding, FindingCode, Nation, NhsNumber, Patient,
    access::{Permission, Rights, Scope},
    vocabulary::{Choice, Coded, choice},
};

/// How long a check may be relied on after its list was cleaned: NHS England's *National data opt-out operational policy
/// guidance document* gives 21 days from the day on which an opt-out is set until it must be applied everywhere.
pub const VALID_FOR: Days = Days::new(21);

/// Where record-level data leave the services' controllership, and so where the opt-out is applied.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Deployment {
    /// The installation belongs to the services: each checks its own patients before it submits records to the audit.
    #[default]
    Local,
    /// The installation belongs to the audit: records are checked before it stores them.
    National,
}

impl Coded for Deployment {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<Deployment>] = &[
            choice(Deployment::Local, "local", "Local"),
            choice(Deployment::National, "national", "National"),
        ];
        Cow::Borrowed(CHOICES)
    }
}

/// The services whose patients a caller may have checked: in a local deployment those that the caller's grants name, in a national
/// one all or none.
pub fn scope(deployment: Deployment, rights: &Rights) -> Scope {
    match (deployment, rights.scope(Permission::RunOptOut)) {
        (Deployment::Local, _) => rights.own_scope(Permission::RunOptOut),
        (Deployment::National, Scope::All) => Scope::All,
        (Deployment::National, Scope::Services(_)) => Scope::Services(BTreeSet::new()),
    }
}

/// The text names no kind of deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A deployment is local or national")]
pub struct DeploymentFault;

impl FromStr for Deployment {
    type Err = DeploymentFault;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Deployment::from_token(text).ok_or(DeploymentFault)
    }
}

/// What the last valid check says of an NHS number that was in its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Checked {
    /// It came back: no opt-out.
    Returned,
    /// It was taken out of the list: the patient opted out.
    TakenOut,
}

/// Whether a patient's record may leave the service's controllership.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// It may.
    Included,
    /// The patient opted out of it.
    OptedOut,
    /// The patient told the service that they object.
    Objects,
    /// No valid check has covered the patient.
    Unchecked,
}

/// Decides for one patient. An objection goes before everything, in every nation; beyond it only England's patients need a check. One
/// without an NHS number cannot be checked, and counts as not checked.
pub fn standing(nation: Nation, objects: bool, checked: Option<Checked>) -> Standing {
    match (nation, objects, checked) {
        (_, true, _) => Standing::Objects,
        (Nation::Wales | Nation::NorthernIreland, false, _) => Standing::Included,
        (Nation::England, false, Some(Checked::Returned)) => Standing::Included,
        (Nation::England, false, Some(Checked::TakenOut)) => Standing::OptedOut,
        (Nation::England, false, None) => Standing::Unchecked,
    }
}

/// Why a record may not come into a national deployment; nothing if it may. That a stored patient objects `is_news` when the record
/// says nothing else that is new: it is taken, as it must be known to be honoured.
pub fn refusal(
    nation: Nation,
    patient: &Patient,
    is_news: bool,
    checked: Option<Checked>,
) -> Option<Finding> {
    let (field, code, message) = match standing(nation, patient.local_objection, checked) {
        Standing::Included => return None,
        Standing::Objects if is_news => return None,
        Standing::Objects => (
            Field::LocalObjection,
            FindingCode::PatientObjects,
            "The patient objects to their record being shared. Leave the record out. That a stored patient objects can be sent alone",
        ),
        Standing::OptedOut => (
            Field::NhsNumber,
            FindingCode::PatientOptedOut,
            "The patient has opted out (national data opt-out). Leave the record out",
        ),
        Standing::Unchecked if patient.nhs_number.is_none() => (
            Field::NhsNumber,
            FindingCode::OptOutUnchecked,
            "Without an NHS number nobody can check whether the patient has opted out (national data opt-out). Give the number, or leave the record out",
        ),
        Standing::Unchecked => (
            Field::NhsNumber,
            FindingCode::OptOutUnchecked,
            "The patient has not been checked against the national data opt-out within 21 days. The next check will ask for them: send the record again after it",
        ),
    };
    Some(Finding::new(field, code, message))
}

/// The list as NHS England's service takes it by MESH: each line an NHS number, a comma, a line feed.
pub fn write_list(numbers: impl IntoIterator<Item = NhsNumber>) -> String {
    let mut list = String::new();
    for number in numbers {
        // Writing to a text cannot fail.
        let _ = writeln!(list, "{number},");
    }
    list
}

/// A line that is no NHS number. It tells the line's number only, never what it held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Line {line} is not an NHS number followed by a comma")]
pub struct LineFault {
    /// The first line is 1.
    pub line: usize,
}

/// Reads a list that came back: the numbers, each with its (last) line. Blank lines, and returns before line feeds, do not matter.
///
/// # Errors
/// The first line that is no NHS number.
pub fn read_list(text: &str) -> Result<BTreeMap<NhsNumber, usize>, LineFault> {
    let text = text.trim_start_matches('\u{feff}');
    let lines = text.lines().zip(1..).map(|(held, line)| (held.trim(), line));
    lines
        .filter(|(held, _)| !held.is_empty())
        .map(|(held, line)| {
            let digits = held.strip_suffix(',').unwrap_or(held);
            let number = NhsNumber::parse(digits).map_err(|_| LineFault { line })?;
            Ok((number, line))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Grant, Role};

    #[test]
    fn who_is_left_out() {
        use Checked::{Returned, TakenOut};
        use Nation::{England, NorthernIreland, Wales};
        for (nation, objects, checked, expected) in [
            (England, false, Some(Returned), Standing::Included),
            (England, false, Some(TakenOut), Standing::OptedOut),
            (England, false, None, Standing::Unchecked),
            (England, true, Some(Returned), Standing::Objects),
            (England, true, Some(TakenOut), Standing::Objects),
            (England, true, None, Standing::Objects),
            (Wales, false, None, Standing::Included),
            (Wales, true, None, Standing::Objects),
            (NorthernIreland, false, Some(TakenOut), Standing::Included),
            (NorthernIreland, true, None, Standing::Objects),
        ] {
            let found = standing(nation, objects, checked);
            assert_eq!(found, expected, "{nation:?} {objects} {checked:?}");
        }
    }

    #[test]
    fn who_may_not_come_in() {
        let number = NhsNumber::parse("9434765919").ok();
        let patient = |nhs_number, local_objection| Patient {
            nhs_number,
            local_objection,
            ..Patient::default()
        };
        let (calm, objecting) = (patient(number, false), patient(number, true));
        let nameless = patient(None, false);
        use Checked::{Returned, TakenOut};
        for (sent, is_news, checked, expected) in [
            (&calm, false, Some(Returned), None),
            (&calm, false, Some(TakenOut), Some("patient.opted_out")),
            (&calm, false, None, Some("opt_out.unchecked")),
            (&nameless, false, None, Some("opt_out.unchecked")),
            (&objecting, false, Some(Returned), Some("patient.objects")),
            (&objecting, false, Some(TakenOut), Some("patient.objects")),
            (&objecting, true, Some(TakenOut), None),
            (&objecting, true, None, None),
        ] {
            let found = refusal(Nation::England, sent, is_news, checked);
            let found = found.map(|finding| finding.code.token());
            assert_eq!(found, expected, "{sent:?} {is_news} {checked:?}");
        }
        assert_eq!(refusal(Nation::Wales, &nameless, false, None), None);
    }

    #[test]
    fn who_runs_checks() {
        use Deployment::{Local, National};
        let own = Scope::Services(["BRD".parse().expect("a code")].into());
        let nobody = Scope::Services(BTreeSet::new());
        for (deployment, role, services, expected) in [
            (Local, Role::ClinicalLead, vec!["BRD"], &own),
            (Local, Role::NationalAdministrator, vec![], &nobody),
            (Local, Role::DataEntry, vec!["BRD"], &nobody),
            (National, Role::ClinicalLead, vec!["BRD"], &nobody),
            (National, Role::NationalAdministrator, vec![], &Scope::All),
        ] {
            let services = services.into_iter().map(|code| code.parse().expect("a code"));
            let services = services.collect();
            let rights = Rights::of_person(vec![Grant { role, services }]);
            assert_eq!(scope(deployment, &rights), *expected, "{deployment:?} {role:?}");
        }
    }

    #[test]
    fn lists_go_out_and_come_back() {
        let numbers = ["9434765919", "9434765870"].map(|text| NhsNumber::parse(text).expect("a number"));
        let list = write_list(numbers);
        assert_eq!(list, "9434765919,\n9434765870,\n");
        let read = read_list(&list).expect("good");
        assert_eq!(
            read.into_iter().collect::<Vec<_>>(),
            [(numbers[1], 2), (numbers[0], 1)]
        );
        for (text, expected) in [
            ("", Ok(0)),
            ("\r\n\n", Ok(0)),
            ("9434765919,\r\n\r\n9434765870,\r\n", Ok(2)),
            ("\u{feff}9434765919,", Ok(1)),
            ("9434765919\n9434765919,\n", Ok(1)),
            ("9434765919,\n9434765918,\n", Err(LineFault { line: 2 })),
            ("\nNHS number,\n", Err(LineFault { line: 2 })),
            ("9434765919,x\n", Err(LineFault { line: 1 })),
        ] {
            assert_eq!(read_list(text).map(|read| read.len()), expected, "{text:?}");
        }
    }
}
