//! 1.07 and sections 3–5.

use super::Record;
use crate::{
    Field, FindingCode,
    vocabulary::{Advice, Dxa, OrDrug, Recommendation},
};

pub(super) fn check(record: &mut Record<'_>) {
    check_dates(record);
    check_dxa(record);
    if contradicts(&record.episode.assessment.bone_therapy) {
        let message = "A drug stands beside an answer that says no drug. Keep both only if it was recommended, then declined";
        record.find(Field::BoneTherapy, FindingCode::OptionContradiction, message);
    }
}

fn check_dates(record: &mut Record<'_>) {
    let assessed_on = record.episode.assessment.assessed_on;
    record.check_not_in_future(Field::AssessedOn, assessed_on);
    record.check_not_in_future(Field::DxaOn, record.episode.assessment.dxa_on);
    if record
        .days_from_diagnosis(assessed_on)
        .is_some_and(|days| days < 0)
    {
        let message =
            "The assessment is before the diagnosis of the fracture (1.09). It will not count for KPI 4";
        record.find(Field::AssessedOn, FindingCode::AssessmentBeforeDiagnosis, message);
    }
    if let (Some(assessed), Some(contact)) = (assessed_on, record.episode.fracture.first_contact_on)
        && assessed < contact
    {
        let message = "The assessment is before the first contact (1.06). Check both dates";
        record.find(Field::AssessedOn, FindingCode::AssessmentBeforeContact, message);
    }
}

fn check_dxa(record: &mut Record<'_>) {
    let assessment = &record.episode.assessment;
    let no_dxa = assessment.dxa == Some(Dxa::NotOrdered) || record.is_blank(Field::Dxa);
    if assessment.dxa_on.is_some() && no_dxa {
        let message = "A date of DXA (3.03) is given: say Ordered, Recommended or Done in last 2 years";
        record.find(Field::Dxa, FindingCode::DxaDateWithoutDxa, message);
    }
    if assessment.dxa_not_ordered_reason.is_some()
        && matches!(assessment.dxa, Some(Dxa::Ordered | Dxa::Recommended))
    {
        let message =
            "A reason for no DXA is given, though DXA (3.01) was ordered or recommended. Remove one";
        record.find(Field::DxaNotOrderedReason, FindingCode::DxaReasonWithDxa, message);
    }
}

/// 4.01: a drug together with Inappropriate, None, Informed decline or Don't know.
fn contradicts(recommended: &[Recommendation]) -> bool {
    let no_drug = [
        Advice::Inappropriate,
        Advice::None,
        Advice::InformedDecline,
        Advice::DontKnow,
    ]
    .map(OrDrug::Other);
    recommended.iter().any(OrDrug::is_drug) && recommended.iter().any(|r| no_drug.contains(r))
}
