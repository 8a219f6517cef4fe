//! Two patients who are one person.

use crate::{
    Patient,
    question::{QUESTIONS, Section},
    reading::{Blank, overlay},
};

/// The answers of the patient who stays, and where they are blank those of the other. The NHS number, or why there is none, stays.
pub fn merged(stays: &Patient, goes: &Patient) -> Patient {
    let fields = QUESTIONS
        .iter()
        .filter(|q| q.section == Section::Patient)
        .map(|q| q.field);
    let (goes, stays_too) = (goes.clone().into(), stays.clone().into());
    let mut merged = overlay(&goes, &stays_too, fields, Blank::Keep).patient;
    merged.nhs_number = stays.nhs_number;
    merged.nhs_number_absent_reason = stays.nhs_number_absent_reason;
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Field, Reading};

    #[test]
    fn who_stays_takes_what_is_blank() {
        let patient = |cells: &[(Field, &str)]| Reading::from_cells(cells.iter().copied()).episode.patient;
        let stays = patient(&[
            (Field::LocalRecordNumber, "A1"),
            (Field::DateOfBirth, "1948-03-05"),
            (Field::Sex, "Female"),
        ]);
        let goes = patient(&[
            (Field::NhsNumber, "9434765919"),
            (Field::Sex, "Male"),
            (Field::Postcode, "BD9 6RJ"),
        ]);
        let expected = patient(&[
            (Field::LocalRecordNumber, "A1"),
            (Field::DateOfBirth, "1948-03-05"),
            (Field::Sex, "Female"),
            (Field::Postcode, "BD9 6RJ"),
        ]);
        assert_eq!(merged(&stays, &goes), expected);
    }
}
