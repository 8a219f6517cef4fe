//! Options about the person and the fracture: sections 1 and 2.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::vocabulary::{Choice, Coded, choice};

/// Yes, no or don't know. Blank is kept apart from "Don't know": KPI 1 counts blanks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum YesNo {
    /// Yes.
    #[serde(rename = "yes")]
    Yes,
    /// No.
    #[serde(rename = "no")]
    No,
    /// Don't know.
    #[serde(rename = "dont_know")]
    DontKnow,
}

impl Coded for YesNo {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<YesNo>] = &[
            choice(YesNo::Yes, "yes", "Yes"),
            choice(YesNo::No, "no", "No"),
            choice(YesNo::DontKnow, "dont_know", "Don't know"),
        ];
        Cow::Borrowed(CHOICES)
    }
}

/// 1.03: sex.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Sex {
    /// Female.
    #[serde(rename = "female")]
    Female,
    /// Male.
    #[serde(rename = "male")]
    Male,
    /// Other.
    #[serde(rename = "other")]
    Other,
    /// Not known.
    #[serde(rename = "not_known")]
    NotKnown,
}

impl Coded for Sex {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<Sex>] = &[
            choice(Sex::Female, "female", "Female"),
            choice(Sex::Male, "male", "Male"),
            choice(Sex::Other, "other", "Other"),
            choice(Sex::NotKnown, "not_known", "Not known"),
        ];
        Cow::Borrowed(CHOICES)
    }
}

/// Why the NHS number (1.01) is blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum AbsentReason {
    /// Not yet known.
    #[serde(rename = "not_yet_known")]
    NotYetKnown,
    /// Overseas visitor.
    #[serde(rename = "overseas_visitor")]
    OverseasVisitor,
    /// Other.
    #[serde(rename = "other")]
    Other,
}

impl Coded for AbsentReason {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<AbsentReason>] = &[
            choice(AbsentReason::NotYetKnown, "not_yet_known", "Not yet known"),
            choice(
                AbsentReason::OverseasVisitor,
                "overseas_visitor",
                "Overseas visitor",
            ),
            choice(AbsentReason::Other, "other", "Other"),
        ];
        Cow::Borrowed(CHOICES)
    }
}

/// 1.10: how the fracture was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FoundBy {
    /// Clinical.
    #[serde(rename = "clinical")]
    Clinical,
    /// Radiological.
    #[serde(rename = "radiological")]
    Radiological,
}

impl Coded for FoundBy {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<FoundBy>] = &[
            choice(FoundBy::Clinical, "clinical", "Clinical"),
            choice(FoundBy::Radiological, "radiological", "Radiological"),
        ];
        Cow::Borrowed(CHOICES)
    }
}

/// 1.11–1.13: site of a fracture; the options are † (recovered from published analysis code).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Site {
    /// Hip.
    #[serde(rename = "hip")]
    Hip,
    /// Spine.
    #[serde(rename = "spine")]
    Spine,
    /// Humerus.
    #[serde(rename = "humerus")]
    Humerus,
    /// Wrist.
    #[serde(rename = "wrist")]
    Wrist,
    /// Pelvis.
    #[serde(rename = "pelvis")]
    Pelvis,
    /// Other.
    #[serde(rename = "other")]
    Other,
    /// Non hip/non spine.
    #[serde(rename = "non_hip_non_spine")]
    NonHipNonSpine,
}

impl Coded for Site {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<Site>] = &[
            choice(Site::Hip, "hip", "Hip"),
            choice(Site::Spine, "spine", "Spine"),
            choice(Site::Humerus, "humerus", "Humerus"),
            choice(Site::Wrist, "wrist", "Wrist"),
            choice(Site::Pelvis, "pelvis", "Pelvis"),
            choice(Site::Other, "other", "Other"),
            choice(Site::NonHipNonSpine, "non_hip_non_spine", "Non hip/non spine"),
        ];
        Cow::Borrowed(CHOICES)
    }
}

/// 2.06: answers other than a drug.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum BeforeFracture {
    /// None.
    #[serde(rename = "none")]
    None,
    /// Don't know.
    #[serde(rename = "dont_know")]
    DontKnow,
}

impl Coded for BeforeFracture {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<BeforeFracture>] = &[
            choice(BeforeFracture::None, "none", "None"),
            choice(BeforeFracture::DontKnow, "dont_know", "Don't know"),
        ];
        Cow::Borrowed(CHOICES)
    }
}
