//! KPI sets: named, versioned lists of rules with parameters.

use std::{fmt, str::FromStr};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Bands, FOLLOW_UP_16_DAYS, FOLLOW_UP_52_DAYS, Facts, Kpi, definition::canonical};

/// Which set of KPIs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SetId {
    /// Wording of the FLS-DB annual report.
    #[default]
    #[serde(rename = "fls-db")]
    FlsDb,
    /// Arithmetic of the FLS-DB public benchmark table.
    #[serde(rename = "fls-db-live")]
    FlsDbLive,
    /// IOF Capture the Fracture (Javaid 2020, doi 10.1007/s00198-020-05377-1).
    #[serde(rename = "iof")]
    Iof,
}

/// The text names no KPI set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("There is no such KPI set. Give fls-db, fls-db-live or iof")]
pub struct UnknownSet;

impl SetId {
    /// Every set.
    pub const ALL: [SetId; 3] = [SetId::FlsDb, SetId::FlsDbLive, SetId::Iof];

    /// Its name in requests and results.
    pub fn token(self) -> &'static str {
        match self {
            SetId::FlsDb => "fls-db",
            SetId::FlsDbLive => "fls-db-live",
            SetId::Iof => "iof",
        }
    }

    /// The set.
    pub fn set(self) -> &'static KpiSet {
        match self {
            SetId::FlsDb => &FLS_DB,
            SetId::FlsDbLive => &FLS_DB_LIVE,
            SetId::Iof => &IOF,
        }
    }
}

impl FromStr for SetId {
    type Err = UnknownSet;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        SetId::ALL
            .into_iter()
            .find(|id| id.token() == text)
            .ok_or(UnknownSet)
    }
}

impl fmt::Display for SetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.token())
    }
}

/// A KPI set.
#[derive(Debug, PartialEq, Eq)]
pub struct KpiSet {
    /// Which set.
    pub id: SetId,
    /// Version of its rules and parameters.
    pub version: &'static str,
    /// Its name in plain words.
    pub name: &'static str,
    /// Where its rules come from.
    pub source: &'static str,
    /// What distinguishes its rules from those of the other sets.
    pub parameters: Parameters,
}

/// The numbers and choices in which the sets differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameters {
    /// KPI 4: the assessment counts up to this day after the diagnosis; its window.
    pub assessment_days: u16,
    /// KPI 5: the DXA counts up to this day after the diagnosis; its window.
    pub dxa_days: u16,
    /// KPI 6: youngest age on 1.09.
    pub falls_age_floor: Option<u8>,
    /// KPI 8: youngest age on 1.09†.
    pub strength_age_floor: Option<u8>,
    /// KPI 2: which records are counted.
    pub identified: Identified,
    /// KPI 2: fractures expected for each hip fracture.
    pub fractures_per_hip: u32,
    /// KPI 3: what spine records are measured against.
    pub spine: SpineRule,
}

/// Which records KPI 2 counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identified {
    /// All of them.
    All,
    /// 1.11 neither Spine nor blank.
    NonSpine,
}

/// What KPI 3 measures spine records against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpineRule {
    /// All records: a proportion.
    OfRecords,
    /// One spine fracture expected for each hip fracture: a ratio that may exceed 100 %.
    PerHip,
}

const FLS_DB_PARAMETERS: Parameters = Parameters {
    assessment_days: 90,
    dxa_days: 90,
    falls_age_floor: None,
    strength_age_floor: None,
    identified: Identified::All,
    fractures_per_hip: 5,
    spine: SpineRule::OfRecords,
};

const FLS_DB: KpiSet = KpiSet {
    id: SetId::FlsDb,
    version: "2026.1",
    name: "FLS-DB annual report",
    source: "Wording of the FLS-DB annual report",
    parameters: FLS_DB_PARAMETERS,
};

const FLS_DB_LIVE: KpiSet = KpiSet {
    id: SetId::FlsDbLive,
    version: "2026.1",
    name: "FLS-DB public benchmark table",
    source: "Arithmetic of the FLS-DB public benchmark table",
    parameters: Parameters {
        spine: SpineRule::PerHip,
        ..FLS_DB_PARAMETERS
    },
};

const IOF: KpiSet = KpiSet {
    id: SetId::Iof,
    version: "2026.1",
    name: "IOF Capture the Fracture",
    source: "IOF Capture the Fracture (Javaid 2020, doi 10.1007/s00198-020-05377-1)",
    parameters: Parameters {
        assessment_days: 84,
        dxa_days: 84,
        falls_age_floor: Some(65),
        strength_age_floor: Some(65),
        identified: Identified::NonSpine,
        fractures_per_hip: 4,
        spine: SpineRule::PerHip,
    },
};

impl KpiSet {
    /// The number of a KPI in the set's own publication.
    pub fn official_number(&self, kpi: Kpi) -> u8 {
        match (self.id, kpi) {
            (SetId::Iof, Kpi::K1) => 11,
            (SetId::Iof, later) => later.number() - 1,
            (_, same) => same.number(),
        }
    }

    /// `sha256:` and the hash of the canonical text of the definition: rules, parameters and bands, without the
    /// standards measured against.
    pub fn hash(&self) -> String {
        let digest = Sha256::digest(canonical(self).as_bytes());
        let mut hash = String::from("sha256:");
        for byte in digest {
            hash.push_str(&format!("{byte:02x}"));
        }
        hash
    }

    /// Whether the KPI is a count over an expectation, which may exceed 100 %.
    pub fn is_ratio(&self, kpi: Kpi) -> bool {
        kpi == Kpi::K2 || kpi == Kpi::K3 && self.parameters.spine == SpineRule::PerHip
    }

    /// From where on a value is green and amber: 80 and 50 %, KPI 3 of the FLS-DB sets 20 and 10 %, KPI 7 green from
    /// 50 % and never amber.
    pub fn bands(&self, kpi: Kpi) -> Bands {
        match (self.id, kpi) {
            (SetId::FlsDb | SetId::FlsDbLive, Kpi::K3) => Bands {
                green: 20,
                amber: Some(10),
            },
            (_, Kpi::K7) => Bands {
                green: 50,
                amber: None,
            },
            _ => Bands {
                green: 80,
                amber: Some(50),
            },
        }
    }
}

impl Parameters {
    /// Days after the diagnosis until a record is mature; none for KPIs without a window.
    pub fn window(&self, kpi: Kpi) -> Option<u16> {
        match kpi {
            Kpi::K11 => Some(FOLLOW_UP_52_DAYS),
            _ => self.limit(kpi),
        }
    }

    /// Days after the diagnosis up to which the deed counts. KPI 11 has a window but no limit.
    pub fn limit(&self, kpi: Kpi) -> Option<u16> {
        match kpi {
            Kpi::K4 => Some(self.assessment_days),
            Kpi::K5 => Some(self.dxa_days),
            Kpi::K8 | Kpi::K9 | Kpi::K10 => Some(FOLLOW_UP_16_DAYS),
            _ => None,
        }
    }

    /// Whether the KPI's window is over on the day `as_of`. A record whose window is still open is left out, even when
    /// the target has been met already: counting early successes would flatter recent months†.
    pub fn is_mature(&self, kpi: Kpi, facts: &Facts, as_of: NaiveDate) -> bool {
        self.window(kpi)
            .is_none_or(|window| facts.is_mature(window, as_of))
    }

    /// Whether the patient was younger on 1.09 than the set's floor. An age that is not known is not under it.
    pub fn is_under_age(&self, kpi: Kpi, facts: &Facts) -> bool {
        let floor = self.age_floor(kpi);
        facts.age.zip(floor).is_some_and(|(age, floor)| age < floor)
    }

    /// Youngest age on 1.09 that counts.
    pub fn age_floor(&self, kpi: Kpi) -> Option<u8> {
        match kpi {
            Kpi::K6 => self.falls_age_floor,
            Kpi::K8 => self.strength_age_floor,
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_told_apart_by_their_hash() {
        let hashes = SetId::ALL.map(|id| id.set().hash());
        assert_ne!(hashes[0], hashes[1]);
        assert_ne!(hashes[1], hashes[2]);
        assert!(
            hashes.iter().all(|h| h.len() == "sha256:".len() + 64),
            "{hashes:?}"
        );
    }

    #[test]
    fn official_numbers() {
        for (set, numbers) in [
            (SetId::FlsDb, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
            (SetId::FlsDbLive, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
            (SetId::Iof, [11, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
        ] {
            assert_eq!(Kpi::ALL.map(|kpi| set.set().official_number(kpi)), numbers);
            assert_eq!(set.token().parse(), Ok(set));
        }
    }
}
