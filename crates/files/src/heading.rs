//! What one heading says: the question's number, its name, or neither.

use std::{collections::HashMap, sync::LazyLock};

use flsdb_domain::{Field, question::QUESTIONS};

/// What a heading names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    /// A question of the data set, by its number or its name.
    Field(Field),
    /// `1.1` and nothing that tells more: 1.01, or 1.10 after a spreadsheet took the heading for a number.
    ShortNumber {
        /// 1.01.
        first: Option<Field>,
        /// 1.10.
        tenth: Option<Field>,
    },
    /// The code of the service that the row belongs to.
    Service,
    /// The reasons that [`crate::RejectedWriter`] adds.
    Reasons,
    /// Nothing that the data set knows.
    Unknown,
}

/// Headings met in files that are neither a name nor a title of a question, tidied.
const ALIASES: [(&str, Field); 16] = [
    ("typeoffractue", Field::FoundBy),
    ("typeoffrac", Field::FoundBy),
    ("nhsno", Field::NhsNumber),
    ("dob", Field::DateOfBirth),
    ("dateindexfracdiagnosis", Field::DiagnosedOn),
    ("dateindexfracturediagnosed", Field::DiagnosedOn),
    ("carehome", Field::CareHome),
    ("riskassessbyfls", Field::FallsAssessment),
    ("cognitiveimpairement", Field::CognitiveImpairment),
    ("dateof16weekassess", Field::FollowedUp16On),
    ("dateof52weekassess", Field::FollowedUp52On),
    ("confirmadhervitd", Field::CalciumVitaminDTaken),
    ("dod", Field::DateOfDeath),
    ("deathdate", Field::DateOfDeath),
    ("hospitalnumber", Field::LocalRecordNumber),
    ("localpatientidentifier", Field::LocalRecordNumber),
];

/// Names and titles of all questions with a column, tidied.
static NAMES: LazyLock<HashMap<String, Field>> = LazyLock::new(|| {
    let questions = QUESTIONS.iter().filter(|q| q.has_column());
    let titles = questions.clone().map(|q| (tidy(q.title), q.field));
    let aliases = ALIASES.iter().map(|(name, field)| ((*name).to_owned(), *field));
    // A later entry replaces an earlier one: the name of one question beats the title of another.
    titles
        .chain(aliases)
        .chain(questions.map(|q| (tidy(q.name), q.field)))
        .collect()
});

/// Reads a heading. The number decides, for names vary more and some are the beginning of others.
pub(crate) fn read(heading: &str) -> Named {
    let tidied = tidy(heading);
    match tidied.as_str() {
        "service" | "servicecode" => return Named::Service,
        "reasons" => return Named::Reasons,
        _ => {}
    }
    let by_name = |name: &str| NAMES.get(&tidy(name)).copied();
    match number(heading) {
        Some((section, Digits::Two(tens, units), _)) => {
            by_number(section, tens, units).map_or(Named::Unknown, Named::Field)
        }
        Some((section, Digits::One(digit), name)) => {
            let (first, tenth) = (by_number(section, '0', digit), by_number(section, digit, '0'));
            match by_name(name) {
                Some(field) if [first, tenth].contains(&Some(field)) => Named::Field(field),
                _ => Named::ShortNumber { first, tenth },
            }
        }
        None => NAMES
            .get(&tidied)
            .map_or(Named::Unknown, |field| Named::Field(*field)),
    }
}

/// Letters and digits in lower case, nothing else.
fn tidy(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}

/// The digits after the point.
enum Digits {
    One(char),
    Two(char, char),
}

/// The question number that a heading begins with (`1.10`, `Q1.10`, `X1_10`), and the rest of the heading.
fn number(heading: &str) -> Option<(char, Digits, &str)> {
    let text = heading.trim_start_matches(|c: char| !c.is_alphanumeric());
    // A person's Q, and the X that R puts before a name that begins with a digit.
    let text = text
        .strip_prefix(['Q', 'q', 'X', 'x'])
        .unwrap_or(text)
        .trim_start();
    let mut rest = text.chars();
    let section = rest.next().filter(char::is_ascii_digit)?;
    rest.next().filter(|c| ['.', ',', '_'].contains(c))?;
    let first = rest.next().filter(char::is_ascii_digit)?;
    let name = rest.as_str();
    let Some(second) = rest.next().filter(char::is_ascii_digit) else {
        return Some((section, Digits::One(first), name));
    };
    let name = rest.as_str();
    let ends = !name.starts_with(|c: char| c.is_ascii_digit());
    ends.then_some((section, Digits::Two(first, second), name))
}

fn by_number(section: char, tens: char, units: char) -> Option<Field> {
    let wanted = format!("{section}.{tens}{units}");
    QUESTIONS.iter().find(|q| q.number == wanted).map(|q| q.field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_heading_of_an_export_is_read() {
        for question in QUESTIONS.iter().filter(|q| q.has_column()) {
            for heading in [
                question.heading().as_ref(),
                question.name,
                &question.name.to_uppercase(),
                question.title,
            ] {
                assert_eq!(read(heading), Named::Field(question.field), "{heading}");
            }
        }
        for question in QUESTIONS.iter().filter(|q| !q.has_column()) {
            assert_eq!(
                read(question.key),
                Named::Unknown,
                "{} has no column",
                question.key
            );
        }
    }

    #[test]
    fn headings() {
        use Field::{
            BoneTherapy, DateOfBirth, DiagnosedOn, FallsReferrals, FollowedUp16, FoundBy, NhsNumber, Postcode,
        };
        for (heading, field) in [
            ("1.10 TypeOfFractue", Some(FoundBy)),
            ("1.10 anything", Some(FoundBy)),
            ("1.10 NHSNumber", Some(FoundBy)),
            ("1.10", Some(FoundBy)),
            (" 1.10: ", Some(FoundBy)),
            ("1.10TypeOfFracture", Some(FoundBy)),
            ("Q1.10", Some(FoundBy)),
            ("q 1.10 type of fracture", Some(FoundBy)),
            ("X1.10.TypeOfFractue", Some(FoundBy)),
            ("x1_10_type_of_fractue", Some(FoundBy)),
            ("1,10 Type", Some(FoundBy)),
            ("TypeOfFractue", Some(FoundBy)),
            ("type of fracture", Some(FoundBy)),
            ("1.1 TypeOfFracture", Some(FoundBy)),
            ("1.1 NHS Number", Some(NhsNumber)),
            ("1.2 Date of birth", Some(DateOfBirth)),
            ("nhs_number", Some(NhsNumber)),
            ("POST CODE", Some(Postcode)),
            ("1.04PostCode", Some(Postcode)),
            ("6.01 FollowUp12_16", Some(FollowedUp16)),
            ("FollowUp12-16", Some(FollowedUp16)),
            ("5.10 Referrals", Some(FallsReferrals)),
            ("4.01 Bone\nTherapy", Some(BoneTherapy)),
            ("1.09  Date Index Frac Diagnosed", Some(DiagnosedOn)),
            ("Date index frac diagnosed", Some(DiagnosedOn)),
            ("Age Frac diagnosed", None),
            ("Age at fracture", None),
            ("...2", None),
            ("8.05 BoneTherapy", None),
            ("1.101", None),
            ("16 weeks", None),
            ("", None),
        ] {
            assert_eq!(
                read(heading),
                field.map_or(Named::Unknown, Named::Field),
                "{heading}"
            );
        }
    }

    #[test]
    fn other_columns_and_short_numbers() {
        let short = |first, tenth| Named::ShortNumber { first, tenth };
        for (heading, named) in [
            ("service", Named::Service),
            (" Service Code", Named::Service),
            ("Reasons", Named::Reasons),
            ("1.1", short(Some(Field::NhsNumber), Some(Field::FoundBy))),
            (
                "1.1 anything",
                short(Some(Field::NhsNumber), Some(Field::FoundBy)),
            ),
            ("1.3", short(Some(Field::Sex), None)),
            ("8.5 BoneTherapy", short(None, None)),
        ] {
            assert_eq!(read(heading), named, "{heading}");
        }
    }
}
