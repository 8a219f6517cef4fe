//! The eleven key performance indicators: one file a rule, each a function from the [`Facts`] of a record, the
//! [`Parameters`] of a set and the day of the question to one [`Outcome`].
//!
//! Where a rule could not be read in an official methodology document it is marked †: our best reading.

use std::{fmt, str::FromStr};

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

mod adherence;
mod bone_therapy;
mod cascade;
pub mod completeness;
mod definition;
mod exclusion;
pub mod expectation;
mod facts;
mod falls_assessment;
mod follow_up;
pub mod identification;
mod level;
mod missing;
mod outcome;
mod ratio;
mod record;
mod set;
mod spine_identification;
mod strength_and_balance;
mod therapy_commenced;
mod time_to_assessment;
mod time_to_dxa;
mod truth;
pub mod worklist;

#[cfg(test)]
mod table;

pub use cascade::Step;
pub use definition::{ALL_RECORDS, definition, definitions};
pub use exclusion::Exclusion;
pub use facts::{Course, Facts};
pub use level::{Bands, Level};
pub use missing::Blanks;
pub use outcome::{Outcome, Shortfall};
pub use ratio::{Ratio, rounded};
pub use record::{outcomes, record_outcome};
pub use set::{Identified, KpiSet, Parameters, SetId, SpineRule};

/// Weeks 12–16 end on this day after the diagnosis; the window of KPIs 8, 9 and 10.
pub const FOLLOW_UP_16_DAYS: u16 = 112;
/// Weeks 48–56 end on this day after the diagnosis; the window of KPI 11.
pub const FOLLOW_UP_52_DAYS: u16 = 392;

/// A KPI, by its number in FLS-DB, which it keeps in every set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kpi {
    /// Data completeness.
    K1,
    /// Identification.
    K2,
    /// Spine identification.
    K3,
    /// Time to FLS assessment.
    K4,
    /// Time to DXA.
    K5,
    /// Falls assessment.
    K6,
    /// Bone therapy recommended.
    K7,
    /// Strength and balance exercise by 16 weeks.
    K8,
    /// Follow-up by 16 weeks.
    K9,
    /// Bone therapy commenced by the first follow-up.
    K10,
    /// Adherence at 12 months.
    K11,
}

impl Kpi {
    /// Every KPI, in order.
    pub const ALL: [Kpi; 11] = [
        Kpi::K1,
        Kpi::K2,
        Kpi::K3,
        Kpi::K4,
        Kpi::K5,
        Kpi::K6,
        Kpi::K7,
        Kpi::K8,
        Kpi::K9,
        Kpi::K10,
        Kpi::K11,
    ];

    /// The KPIs that have an outcome for each record: all but 1 and 2.
    pub const BY_RECORD: [Kpi; 9] = [
        Kpi::K3,
        Kpi::K4,
        Kpi::K5,
        Kpi::K6,
        Kpi::K7,
        Kpi::K8,
        Kpi::K9,
        Kpi::K10,
        Kpi::K11,
    ];

    /// Its number, 1–11.
    pub fn number(self) -> u8 {
        self as u8 + 1
    }
}

/// The text is no KPI's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("There is no such KPI. Give a number from 1 to 11")]
pub struct UnknownKpi;

impl FromStr for Kpi {
    type Err = UnknownKpi;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Kpi::ALL
            .into_iter()
            .find(|kpi| kpi.to_string() == text)
            .ok_or(UnknownKpi)
    }
}

impl fmt::Display for Kpi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.number())
    }
}

impl Serialize for Kpi {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Kpi {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<str>::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Kpi {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .description(Some("Number of the KPI in FLS-DB, kept in every set"))
            .enum_values(Some(Kpi::ALL.map(|kpi| kpi.to_string())))
            .into()
    }
}
#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Kpi {}

/// The outcome of one record in one KPI on the day `as_of`; none for KPIs 1 and 2, which have no outcome per record.
pub fn outcome(kpi: Kpi, facts: &Facts, parameters: &Parameters, as_of: NaiveDate) -> Option<Outcome> {
    let rule = match kpi {
        Kpi::K1 | Kpi::K2 => return None,
        Kpi::K3 => spine_identification::outcome,
        Kpi::K4 => time_to_assessment::outcome,
        Kpi::K5 => time_to_dxa::outcome,
        Kpi::K6 => falls_assessment::outcome,
        Kpi::K7 => bone_therapy::outcome,
        Kpi::K8 => strength_and_balance::outcome,
        Kpi::K9 => follow_up::outcome,
        Kpi::K10 => therapy_commenced::outcome,
        Kpi::K11 => adherence::outcome,
    };
    Some(rule(facts, parameters, as_of))
}
