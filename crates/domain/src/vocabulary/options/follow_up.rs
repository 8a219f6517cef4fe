//! Options of the follow-ups: sections 6 and 7.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::vocabulary::{Choice, Coded, choice};

/// 6.01 and 7.01: whether the patient was followed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FollowedUp {
    /// Yes.
    #[serde(rename = "yes")]
    Yes,
    /// No.
    #[serde(rename = "no")]
    No,
    /// Died.
    #[serde(rename = "died")]
    Died,
    /// Declined.
    #[serde(rename = "declined")]
    Declined,
    /// Lost to follow-up.
    #[serde(rename = "lost_to_follow_up")]
    LostToFollowUp,
}

impl Coded for FollowedUp {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<FollowedUp>] = &[
            choice(FollowedUp::Yes, "yes", "Yes"),
            choice(FollowedUp::No, "no", "No"),
            choice(FollowedUp::Died, "died", "Died"),
            choice(FollowedUp::Declined, "declined", "Declined"),
            choice(
                FollowedUp::LostToFollowUp,
                "lost_to_follow_up",
                "Lost to follow-up",
            ),
        ];
        Cow::Borrowed(CHOICES)
    }
}

/// 6.03 and 7.03: how the follow-up was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FollowUpMethod {
    /// Telephone.
    #[serde(rename = "telephone")]
    Telephone,
    /// Clinic.
    #[serde(rename = "clinic")]
    Clinic,
    /// Letter.
    #[serde(rename = "letter")]
    Letter,
    /// Video.
    #[serde(rename = "video")]
    Video,
    /// Other.
    #[serde(rename = "other")]
    Other,
}

impl Coded for FollowUpMethod {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<FollowUpMethod>] = &[
            choice(FollowUpMethod::Telephone, "telephone", "Telephone"),
            choice(FollowUpMethod::Clinic, "clinic", "Clinic"),
            choice(FollowUpMethod::Letter, "letter", "Letter"),
            choice(FollowUpMethod::Video, "video", "Video"),
            choice(FollowUpMethod::Other, "other", "Other"),
        ];
        Cow::Borrowed(CHOICES)
    }
}

/// 6.05 and 7.05: answers other than a drug, all †.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CourseOfTherapy {
    /// Not started.
    #[serde(rename = "not_started")]
    NotStarted,
    /// No longer appropriate.
    #[serde(rename = "no_longer_appropriate")]
    NoLongerAppropriate,
    /// Informed decline.
    #[serde(rename = "informed_decline")]
    InformedDecline,
    /// Refer for clinical opinion.
    #[serde(rename = "refer_for_clinical_opinion")]
    ReferForOpinion,
    /// Don't know.
    #[serde(rename = "dont_know")]
    DontKnow,
}

impl Coded for CourseOfTherapy {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<CourseOfTherapy>] = &[
            choice(CourseOfTherapy::NotStarted, "not_started", "Not started"),
            choice(
                CourseOfTherapy::NoLongerAppropriate,
                "no_longer_appropriate",
                "No longer appropriate",
            ),
            choice(
                CourseOfTherapy::InformedDecline,
                "informed_decline",
                "Informed decline",
            ),
            choice(
                CourseOfTherapy::ReferForOpinion,
                "refer_for_clinical_opinion",
                "Refer for clinical opinion",
            ),
            choice(CourseOfTherapy::DontKnow, "dont_know", "Don't know"),
        ];
        Cow::Borrowed(CHOICES)
    }
}
