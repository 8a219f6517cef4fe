//! The names of the fields.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use super::{QUESTIONS, Question};

/// A field of the data set. [`Field::Service`] stands for the column `service` of a file and has no question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// 1.01: NHS number.
    NhsNumber,
    /// 1.02: Date of birth.
    DateOfBirth,
    /// 1.03: Sex.
    Sex,
    /// 1.04: Postcode.
    Postcode,
    /// 1.05: Lives in a care or nursing home.
    CareHome,
    /// 1.06: First contact with the FLS.
    FirstContactOn,
    /// 1.07: FLS assessment.
    AssessedOn,
    /// 1.08: Admitted to hospital with this fracture.
    Admitted,
    /// 1.09: Diagnosis of the index fracture.
    DiagnosedOn,
    /// 1.10: How the fracture was found.
    FoundBy,
    /// 1.11: Site of the index fracture.
    Site,
    /// 1.12: Second site.
    SecondSite,
    /// 1.13: Third site.
    ThirdSite,
    /// 2.01: Height in cm.
    Height,
    /// 2.02: Weight in kg.
    Weight,
    /// 2.03: Earlier fragility fracture since 50.
    PreviousFracture,
    /// 2.04: A parent broke a hip.
    ParentHipFracture,
    /// 2.05: Smokes now.
    Smoker,
    /// 2.06: Bone-sparing therapy at the time of the fracture.
    TherapyAtFracture,
    /// 3.01: DXA.
    Dxa,
    /// 3.02: Why no DXA was ordered.
    DxaNotOrderedReason,
    /// 3.03: Date of DXA.
    DxaOn,
    /// 3.04: Lowest T-score.
    TScore,
    /// 3.05: Fracture risk result.
    FractureRisk,
    /// 4.01: Bone therapy recommended.
    BoneTherapy,
    /// 4.02: Calcium or vitamin D recommended.
    CalciumVitaminD,
    /// 5.01: Falls risk assessment.
    FallsAssessment,
    /// 5.02: Two falls or more in the last year.
    TwoFalls,
    /// 5.03: Fear of falling.
    FearOfFalling,
    /// 5.04: Medication that increases the risk of falling.
    MedicationRisk,
    /// 5.05: Mobility before the fracture.
    Mobility,
    /// 5.06: Impaired vision.
    Vision,
    /// 5.07: Toileting problems.
    Toileting,
    /// 5.08: Abnormal cardiac assessment.
    Cardiac,
    /// 5.09: Cognitive impairment.
    CognitiveImpairment,
    /// 5.10: Falls referrals made.
    FallsReferrals,
    /// 6.01: Followed up at 12–16 weeks.
    FollowedUp16,
    /// 6.02: Date of the 16-week follow-up.
    FollowedUp16On,
    /// 6.03: How the 16-week follow-up was done.
    Method16,
    /// 6.04: Started calcium or vitamin D.
    CalciumVitaminDStarted,
    /// 6.05: Bone therapy at 16 weeks.
    Therapy16,
    /// 6.06: Started strength and balance exercise.
    ExerciseStarted,
    /// 7.01: Followed up at 48–56 weeks.
    FollowedUp52,
    /// 7.02: Date of the 52-week follow-up.
    FollowedUp52On,
    /// 7.03: How the 52-week follow-up was done.
    Method52,
    /// 7.04: Still takes calcium or vitamin D.
    CalciumVitaminDTaken,
    /// 7.05: Bone therapy at 52 weeks, adherence confirmed.
    Therapy52,
    /// 7.06: Fractures since the index fracture.
    RefractureCount,
    /// Date of death.
    DateOfDeath,
    /// Why the NHS number is blank.
    NhsNumberAbsentReason,
    /// Local record number.
    LocalRecordNumber,
    /// Outcome of the FLS assessment.
    AssessmentOutcome,
    /// Ethnic category.
    EthnicCategory,
    /// Objects to use beyond direct care.
    LocalObjection,
    /// Source system.
    SourceSystem,
    /// Number in the source system.
    SourceId,
    /// Fracture risk tool.
    RiskTool,
    /// Version of the fracture risk tool.
    RiskToolVersion,
    /// 10-year risk of a major fracture in %.
    RiskMajorPercent,
    /// 10-year risk of a hip fracture in %.
    RiskHipPercent,
    /// Fractures since the index fracture, one by one.
    Refractures,
    /// The service that the row belongs to.
    Service,
}

impl Field {
    /// The question that fills this field; none for [`Field::Service`].
    pub fn question(self) -> Option<&'static Question> {
        QUESTIONS.get(self as usize)
    }

    /// Heading of the column, for instance `1.01 NHSNumber`.
    pub fn heading(self) -> Cow<'static, str> {
        self.question()
            .map_or(Cow::Borrowed("service"), Question::heading)
    }

    /// JSON pointer into the whole episode.
    pub fn pointer(self) -> String {
        self.question()
            .map_or_else(|| "/service".to_owned(), Question::pointer)
    }

    /// The field with this heading, exactly.
    pub fn from_heading(heading: &str) -> Option<Self> {
        let found = QUESTIONS.iter().find(|q| q.heading() == heading).map(|q| q.field);
        found.or((heading == "service").then_some(Field::Service))
    }
}

impl Serialize for Field {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.heading())
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let heading = Cow::<str>::deserialize(deserializer)?;
        Field::from_heading(&heading).ok_or_else(|| D::Error::custom("not a field of the data set"))
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Field {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .description(Some("Heading of a field of the data set, or `service`"))
            .examples(["1.01 NHSNumber"])
            .into()
    }
}
#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Field {}
