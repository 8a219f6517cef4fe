//! Withdrawing a patient or an episode.

use crate::api::Subject;

pub const WITHDRAW: &str = "Withdraw";
pub const UNDO: &str = "Undo the withdrawal";
pub const WHY: &str = "Reason";
pub const WHY_HINT: &str = "For example, entered twice. The reason stays with the record.";
pub const NOWHERE: &str = ". It is in no KPI, export or search.";
pub const WITH_PATIENT: &str = "The whole patient is withdrawn. To undo it, ";
pub const TO_PATIENT: &str = "open the patient";
pub const TAG: &str = "Withdrawn";

/// What the form does, and what that means.
pub fn of(subject: Subject) -> (&'static str, &'static str) {
    match subject {
        Subject::Patient => (
            "Withdraw this patient",
            "A withdrawn patient, with all episodes, is in no KPI, export or search. You can undo it.",
        ),
        Subject::Episode => (
            "Withdraw this episode",
            "A withdrawn episode is in no KPI, export or search. You can undo it from the patient’s page.",
        ),
    }
}

/// That it is withdrawn; the reason follows.
pub fn withdrawn(subject: Subject) -> &'static str {
    match subject {
        Subject::Patient => "This patient is withdrawn: ",
        Subject::Episode => "This episode is withdrawn: ",
    }
}
