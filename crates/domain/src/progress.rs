//! How far the entry of an episode has come, section by section.

use chrono::NaiveDate;

use crate::{
    Episode, Field, Part, Section,
    dates::days_from,
    kpi::{Facts, completeness::audited_blanks},
    validation::{WINDOW_16_WEEKS, WINDOW_52_WEEKS},
};

/// Where a section of an episode stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Progress {
    /// Everything that the audit asks for is answered.
    Done,
    /// Something that the audit asks for is blank.
    Open,
    /// The follow-up's window has not begun.
    NotYetDue,
    /// The patient died before the follow-up's window began.
    NotNeeded,
}

/// Where a section stands on a day: done when none of its audited fields that count (KPI 1†) is blank. An assessment
/// that did not take place is done with its outcome; a follow-up opens with its window.
pub fn progress(section: Section, episode: &Episode, today: NaiveDate) -> Progress {
    let in_section = |field: Field| field.question().is_some_and(|q| q.section == section);
    let is_assessment = section == Section::Assessment;
    match section {
        Section::FollowUp16 => part_progress(Part::FollowUp16, episode, today),
        Section::FollowUp52 => part_progress(Part::FollowUp52, episode, today),
        _ if is_assessment && !episode.assessment.counts_as_done() => Progress::Done,
        _ => completeness(in_section, episode, today),
    }
}

/// Where a part of the record stands on a day, by the rules of [`progress`].
pub fn part_progress(part: Part, episode: &Episode, today: NaiveDate) -> Progress {
    let complete = || completeness(|field| Part::of(field) == part, episode, today);
    let follow_up = |is_answered: bool, first_day: i64| {
        let begins_after = |day: NaiveDate| {
            let diagnosed_on = episode.fracture.diagnosed_on;
            diagnosed_on.is_some_and(|diagnosis| days_from(diagnosis, day) < first_day)
        };
        match episode.patient.date_of_death {
            _ if is_answered => complete(),
            Some(died) if begins_after(died) => Progress::NotNeeded,
            _ if begins_after(today) => Progress::NotYetDue,
            _ => Progress::Open,
        }
    };
    match part {
        Part::Dxa | Part::Treatment | Part::Falls if !episode.assessment.counts_as_done() => Progress::Done,
        Part::FollowUp16 => follow_up(
            episode.follow_up_16.followed_up.is_some(),
            *WINDOW_16_WEEKS.start(),
        ),
        Part::FollowUp52 => follow_up(
            episode.follow_up_52.followed_up.is_some(),
            *WINDOW_52_WEEKS.start(),
        ),
        _ => complete(),
    }
}

/// Done when none of these fields counts for KPI 1† and is blank.
fn completeness(holds: impl Fn(Field) -> bool, episode: &Episode, today: NaiveDate) -> Progress {
    let Some(facts) = Facts::of(episode) else {
        return Progress::Open;
    };
    match audited_blanks(&facts, today).fields().any(holds) {
        true => Progress::Open,
        false => Progress::Done,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Field, Reading};

    #[test]
    fn sections_of_an_episode_diagnosed_on_new_years_day_2024() {
        use Progress::{Done, NotNeeded, NotYetDue, Open};
        for (section, cells, today, expected) in [
            (Section::Patient, "", "2024-02-01", Open),
            (Section::Patient, "1.03 Gender=Female", "2024-02-01", Done),
            (Section::Assessment, "", "2024-02-01", Open),
            (
                Section::Assessment,
                "AssessmentOutcome=Declined",
                "2024-02-01",
                Done,
            ),
            (Section::FollowUp16, "", "2024-03-24", NotYetDue),
            (Section::FollowUp16, "", "2024-03-25", Open),
            (
                Section::FollowUp16,
                "DateOfDeath=2024-03-24",
                "2024-06-01",
                NotNeeded,
            ),
            (Section::FollowUp16, "DateOfDeath=2024-03-25", "2024-06-01", Open),
            (Section::FollowUp16, "6.01 FollowUp12_16=Yes", "2024-06-01", Open),
            (Section::FollowUp16, "6.01 FollowUp12_16=Died", "2024-06-01", Done),
            (Section::FollowUp52, "", "2024-12-01", NotYetDue),
            (Section::FollowUp52, "", "2024-12-02", Open),
        ] {
            let mut reading = Reading::default();
            reading.take_text(Field::DiagnosedOn, "2024-01-01");
            if let Some((heading, text)) = cells.split_once('=') {
                reading.take_text(Field::from_heading(heading).expect("a heading"), text);
            }
            let today = today.parse().expect("a date");
            assert_eq!(
                progress(section, &reading.episode, today),
                expected,
                "{section:?} {cells} {today}"
            );
        }
        assert_eq!(
            progress(Section::Fracture, &Episode::default(), NaiveDate::default()),
            Open
        );
    }

    #[test]
    fn parts_of_an_assessment_stand_for_themselves() {
        use Progress::{Done, NotYetDue, Open};
        let today = "2024-02-01".parse().expect("a date");
        let standing = |cells: &[(Field, &str)]| {
            let diagnosed = [(Field::DiagnosedOn, "2024-01-01")];
            let episode = Reading::from_cells(diagnosed.iter().chain(cells).copied()).episode;
            Part::ALL.map(|part| part_progress(part, &episode, today))
        };
        assert_eq!(
            standing(&[(Field::BoneTherapy, "Alendronate")]),
            [Open, Open, Open, Done, Open, NotYetDue, NotYetDue]
        );
        assert_eq!(
            standing(&[(Field::FallsAssessment, "Yes"), (Field::FollowedUp16, "Declined")]),
            [Open, Open, Open, Open, Done, Done, NotYetDue]
        );
        assert_eq!(
            standing(&[(Field::AssessmentOutcome, "Declined")]),
            [Open, Open, Done, Done, Done, NotYetDue, NotYetDue]
        );
    }
}
