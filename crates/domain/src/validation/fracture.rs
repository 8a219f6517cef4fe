//! 1.05–1.13.

use super::Record;
use crate::{Field, FindingCode, dates::AUDIT_START};

pub(super) fn check(record: &mut Record<'_>) {
    let fracture = &record.episode.fracture;
    if record.is_blank(Field::DiagnosedOn) {
        let message = "Give the day of the diagnosis: every clock of the audit starts with it";
        record.find(Field::DiagnosedOn, FindingCode::FieldRequired, message);
    }
    record.check_not_in_future(Field::DiagnosedOn, fracture.diagnosed_on);
    record.check_not_in_future(Field::FirstContactOn, fracture.first_contact_on);
    if fracture.diagnosed_on.is_some_and(|day| day < AUDIT_START) {
        let message = "The registry begins with 1 January 2016. Check the year";
        record.find(
            Field::DiagnosedOn,
            FindingCode::DiagnosisBeforeAuditStart,
            message,
        );
    }
    if record
        .days_from_diagnosis(fracture.first_contact_on)
        .is_some_and(|days| days < 0)
    {
        let message = "The first contact is before the diagnosis of the fracture (1.09)";
        record.find(
            Field::FirstContactOn,
            FindingCode::ContactBeforeDiagnosis,
            message,
        );
    }
    if fracture.second_site.is_some() && record.is_blank(Field::Site) {
        let message = "A second site is given and the first (1.11) is blank. Move it up";
        record.find(Field::SecondSite, FindingCode::SiteSecondWithoutFirst, message);
    }
    if fracture.third_site.is_some() && record.is_blank(Field::SecondSite) {
        let message = "A third site is given and the second (1.12) is blank. Move it up";
        record.find(Field::ThirdSite, FindingCode::SiteThirdWithoutSecond, message);
    }
}
