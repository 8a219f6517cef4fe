//! Options of the assessment: sections 3, 4 and 5.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::vocabulary::{Choice, Coded, choice};

/// Outcome of the FLS assessment; blank counts as done when 1.07 is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum AssessmentOutcome {
    /// Done.
    #[serde(rename = "done")]
    Done,
    /// Declined.
    #[serde(rename = "declined")]
    Declined,
    /// Did not attend.
    #[serde(rename = "did_not_attend")]
    DidNotAttend,
    /// Could not contact.
    #[serde(rename = "could_not_contact")]
    CouldNotContact,
    /// Moved away.
    #[serde(rename = "moved_away")]
    MovedAway,
    /// Died.
    #[serde(rename = "died")]
    Died,
}

impl Coded for AssessmentOutcome {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<AssessmentOutcome>] = &[
            choice(AssessmentOutcome::Done, "done", "Done"),
            choice(AssessmentOutcome::Declined, "declined", "Declined"),
            choice(
                AssessmentOutcome::DidNotAttend,
                "did_not_attend",
                "Did not attend",
            ),
            choice(
                AssessmentOutcome::CouldNotContact,
                "could_not_contact",
                "Could not contact",
            ),
            choice(AssessmentOutcome::MovedAway, "moved_away", "Moved away"),
            choice(AssessmentOutcome::Died, "died", "Died"),
        ];
        Cow::Borrowed(CHOICES)
    }
}

/// 3.01: DXA scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Dxa {
    /// Ordered.
    #[serde(rename = "ordered")]
    Ordered,
    /// Recommended.
    #[serde(rename = "recommended")]
    Recommended,
    /// Done in last 2 years.
    #[serde(rename = "done_in_last_2_years")]
    DoneInLast2Years,
    /// Not ordered.
    #[serde(rename = "not_ordered")]
    NotOrdered,
}

impl Coded for Dxa {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<Dxa>] = &[
            choice(Dxa::Ordered, "ordered", "Ordered"),
            choice(Dxa::Recommended, "recommended", "Recommended"),
            choice(
                Dxa::DoneInLast2Years,
                "done_in_last_2_years",
                "Done in last 2 years",
            ),
            choice(Dxa::NotOrdered, "not_ordered", "Not ordered"),
        ];
        Cow::Borrowed(CHOICES)
    }
}

/// 3.02: why no DXA was ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DxaNotOrdered {
    /// Treated without DXA.
    #[serde(rename = "treated_without_dxa")]
    TreatedWithoutDxa,
    /// Declined.
    #[serde(rename = "declined")]
    Declined,
    /// Not appropriate.
    #[serde(rename = "not_appropriate")]
    NotAppropriate,
    /// Not available.
    #[serde(rename = "not_available")]
    NotAvailable,
}

impl Coded for DxaNotOrdered {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<DxaNotOrdered>] = &[
            choice(
                DxaNotOrdered::TreatedWithoutDxa,
                "treated_without_dxa",
                "Treated without DXA",
            ),
            choice(DxaNotOrdered::Declined, "declined", "Declined"),
            choice(
                DxaNotOrdered::NotAppropriate,
                "not_appropriate",
                "Not appropriate",
            ),
            choice(DxaNotOrdered::NotAvailable, "not_available", "Not available"),
        ];
        Cow::Borrowed(CHOICES)
    }
}

/// 3.05: result of the fracture risk assessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FractureRisk {
    /// High.
    #[serde(rename = "high")]
    High,
    /// Intermediate.
    #[serde(rename = "intermediate")]
    Intermediate,
    /// Low.
    #[serde(rename = "low")]
    Low,
}

impl Coded for FractureRisk {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<FractureRisk>] = &[
            choice(FractureRisk::High, "high", "High"),
            choice(FractureRisk::Intermediate, "intermediate", "Intermediate"),
            choice(FractureRisk::Low, "low", "Low"),
        ];
        Cow::Borrowed(CHOICES)
    }
}

/// 4.01: recommendations other than a drug.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Advice {
    /// Referred to GP to decide prescription.
    #[serde(rename = "referred_to_gp_to_decide_prescription")]
    ReferredToGp,
    /// Referred for further clinical opinion.
    #[serde(rename = "referred_for_further_clinical_opinion")]
    ReferredForOpinion,
    /// Inappropriate.
    #[serde(rename = "inappropriate")]
    Inappropriate,
    /// Informed decline.
    #[serde(rename = "informed_decline")]
    InformedDecline,
    /// None.
    #[serde(rename = "none")]
    None,
    /// Don't know.
    #[serde(rename = "dont_know")]
    DontKnow,
}

impl Coded for Advice {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<Advice>] = &[
            choice(
                Advice::ReferredToGp,
                "referred_to_gp_to_decide_prescription",
                "Referred to GP to decide prescription",
            ),
            choice(
                Advice::ReferredForOpinion,
                "referred_for_further_clinical_opinion",
                "Referred for further clinical opinion",
            ),
            choice(Advice::Inappropriate, "inappropriate", "Inappropriate"),
            choice(Advice::InformedDecline, "informed_decline", "Informed decline"),
            choice(Advice::None, "none", "None"),
            choice(Advice::DontKnow, "dont_know", "Don't know"),
        ];
        Cow::Borrowed(CHOICES)
    }
}

/// 5.01: falls risk assessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FallsAssessment {
    /// Yes.
    #[serde(rename = "yes")]
    Yes,
    /// Referred.
    #[serde(rename = "referred")]
    Referred,
    /// Recommended.
    #[serde(rename = "recommended")]
    Recommended,
    /// No.
    #[serde(rename = "no")]
    No,
    /// Not applicable.
    #[serde(rename = "not_applicable")]
    NotApplicable,
}

impl Coded for FallsAssessment {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<FallsAssessment>] = &[
            choice(FallsAssessment::Yes, "yes", "Yes"),
            choice(FallsAssessment::Referred, "referred", "Referred"),
            choice(FallsAssessment::Recommended, "recommended", "Recommended"),
            choice(FallsAssessment::No, "no", "No"),
            choice(FallsAssessment::NotApplicable, "not_applicable", "Not applicable"),
        ];
        Cow::Borrowed(CHOICES)
    }
}

/// 5.05: mobility before the fracture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Mobility {
    /// Freely mobile without aids.
    #[serde(rename = "freely_mobile_without_aids")]
    Free,
    /// Mobile outdoors with one aid.
    #[serde(rename = "mobile_outdoors_with_one_aid")]
    OneAid,
    /// Mobile outdoors with two aids or frame.
    #[serde(rename = "mobile_outdoors_with_two_aids_or_frame")]
    TwoAids,
    /// Some indoor mobility.
    #[serde(rename = "some_indoor_mobility")]
    Indoor,
    /// No functional mobility.
    #[serde(rename = "no_functional_mobility")]
    None,
}

impl Coded for Mobility {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<Mobility>] = &[
            choice(
                Mobility::Free,
                "freely_mobile_without_aids",
                "Freely mobile without aids",
            ),
            choice(
                Mobility::OneAid,
                "mobile_outdoors_with_one_aid",
                "Mobile outdoors with one aid",
            ),
            choice(
                Mobility::TwoAids,
                "mobile_outdoors_with_two_aids_or_frame",
                "Mobile outdoors with two aids or frame",
            ),
            choice(Mobility::Indoor, "some_indoor_mobility", "Some indoor mobility"),
            choice(Mobility::None, "no_functional_mobility", "No functional mobility"),
        ];
        Cow::Borrowed(CHOICES)
    }
}

/// 5.10: falls referrals made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FallsReferral {
    /// Strength and balance.
    #[serde(rename = "strength_and_balance")]
    StrengthAndBalance,
    /// Occupational therapy.
    #[serde(rename = "occupational_therapy")]
    OccupationalTherapy,
    /// Falls clinic.
    #[serde(rename = "falls_clinic")]
    FallsClinic,
    /// Medication review.
    #[serde(rename = "medication_review")]
    MedicationReview,
    /// Other.
    #[serde(rename = "other")]
    Other,
}

impl Coded for FallsReferral {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<FallsReferral>] = &[
            choice(
                FallsReferral::StrengthAndBalance,
                "strength_and_balance",
                "Strength and balance",
            ),
            choice(
                FallsReferral::OccupationalTherapy,
                "occupational_therapy",
                "Occupational therapy",
            ),
            choice(FallsReferral::FallsClinic, "falls_clinic", "Falls clinic"),
            choice(
                FallsReferral::MedicationReview,
                "medication_review",
                "Medication review",
            ),
            choice(FallsReferral::Other, "other", "Other"),
        ];
        Cow::Borrowed(CHOICES)
    }
}
