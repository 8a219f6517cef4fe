//! The option lists, one table each. Labels are what exports print; tokens are the labels tidied.

mod assessment;
mod care;
mod follow_up;
mod person;
mod publication;

pub use assessment::{
    Advice, AssessmentOutcome, Dxa, DxaNotOrdered, FallsAssessment, FallsReferral, FractureRisk, Mobility,
};
pub use care::{ContactMethod, ContactOutcome};
pub use follow_up::{CourseOfTherapy, FollowUpMethod, FollowedUp};
pub use person::{AbsentReason, BeforeFracture, FoundBy, Sex, Site, YesNo};
pub use publication::{Audience, RegistrationState, SubmissionState};
