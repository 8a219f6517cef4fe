//! Events of a hospital's patient index: who is one person, whose number was replaced, who has died.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use validator::Validate;

use crate::{
    NhsNumber, ServiceCode,
    vocabulary::{Choice, Coded, choice},
};

/// What has happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum IdentityKind {
    /// Two patients are one person (HL7 ADT A40): the episodes of `merged` become those of `patient`.
    Merge,
    /// The patient has another NHS number.
    NhsNumberReplaced,
    /// The patient has died (HL7 ADT A31).
    Deceased,
}

impl Coded for IdentityKind {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<IdentityKind>] = &[
            choice(IdentityKind::Merge, "merge", "Two patients are one"),
            choice(
                IdentityKind::NhsNumberReplaced,
                "nhs_number_replaced",
                "NHS number replaced",
            ),
            choice(IdentityKind::Deceased, "deceased", "Died"),
        ];
        Cow::Borrowed(CHOICES)
    }
}

/// A patient of a service, by number: the NHS number, or without one the local record number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Person {
    /// 1.01.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nhs_number: Option<NhsNumber>,
    /// The hospital's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[validate(length(max = 100, message = "Give at most 100 characters"))]
    pub local_record_number: Option<String>,
}

/// An event as it is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewIdentityEvent {
    /// The service; not needed by who has one alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceCode>,
    /// What has happened.
    pub kind: IdentityKind,
    /// Whom it concerns: the one who stays, the one under the former number, the one who has died.
    #[validate(nested)]
    pub patient: Person,
    /// Of a merge: the patient who is the same person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    pub merged: Option<Person>,
    /// Of a replaced number: the one that holds from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nhs_number: Option<NhsNumber>,
    /// Of a death: the date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_of_death: Option<NaiveDate>,
}

/// What an event does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IdentityChange {
    /// Takes the episodes of another patient.
    Merge(Person),
    /// Gives another NHS number.
    NhsNumber(NhsNumber),
    /// Gives the date of death.
    Death(NaiveDate),
}

impl NewIdentityEvent {
    /// What the event does.
    ///
    /// # Errors
    /// The member that the kind needs and the event does not have.
    pub fn change(&self) -> Result<IdentityChange, &'static str> {
        match self.kind {
            IdentityKind::Merge => self.merged.clone().map(IdentityChange::Merge).ok_or("/merged"),
            IdentityKind::NhsNumberReplaced => self
                .nhs_number
                .map(IdentityChange::NhsNumber)
                .ok_or("/nhs_number"),
            IdentityKind::Deceased => self
                .date_of_death
                .map(IdentityChange::Death)
                .ok_or("/date_of_death"),
        }
    }
}

/// An event as it was carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IdentityEvent {
    /// Id.
    pub id: String,
    /// The service.
    pub service: ServiceCode,
    /// What has happened.
    pub kind: IdentityKind,
    /// Id of the patient whom it concerns.
    pub patient_id: String,
    /// Of a merge: id of the patient who was the same person, and is withdrawn now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_id: Option<String>,
    /// Of a merge: how many episodes went to the other patient.
    pub episodes: i64,
    /// When it was told.
    pub at: DateTime<Utc>,
    /// Name of the system or person that told it.
    pub by: String,
    /// Set once it is undone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undone: Option<Undone>,
}

/// That something was undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Undone {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
}
