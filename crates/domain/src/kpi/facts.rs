//! What decides the KPIs of one record, in at most 48 bytes.

use chrono::NaiveDate;

use crate::{
    Episode,
    dates::{age_on, days_from},
    deprivation::Deprivation,
    vocabulary::{
        AssessmentOutcome, CourseOfTherapy, Dxa, EthnicCategory, FallsAssessment, FollowUpTherapy,
        FollowedUp, OrDrug, Recommendation, Sex, Site, YesNo,
    },
};

use super::completeness;

mod bytes;

/// The few fields of a record that decide its KPIs. Days count from the diagnosis (1.09); beyond 89 years they stop
/// counting, far outside every window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// 1.09: diagnosis of the index fracture. Every clock starts here.
    pub diagnosed_on: NaiveDate,
    /// The audited fields that are blank, a bit each in the order of [`completeness::AUDITED`].
    pub blank: u32,
    /// 1.07: FLS assessment, in days.
    pub assessed: Option<i16>,
    /// 3.03: DXA, in days.
    pub scanned: Option<i16>,
    /// 6.02: follow-up at 12–16 weeks, in days.
    pub followed_up_16_at: Option<i16>,
    /// Death, in days.
    pub died: Option<i16>,
    /// Age on 1.09 in whole years.
    pub age: Option<u8>,
    /// 1.11–1.13: sites of the fracture.
    pub sites: [Option<Site>; 3],
    /// Outcome of the assessment.
    pub assessment: Option<AssessmentOutcome>,
    /// 3.01: DXA.
    pub dxa: Option<Dxa>,
    /// 4.01: whether a drug or a referral was recommended; blank while 4.01 is blank.
    pub recommended: Option<bool>,
    /// 5.01: falls risk assessment.
    pub falls: Option<FallsAssessment>,
    /// 6.01: followed up at 12–16 weeks.
    pub followed_up_16: Option<FollowedUp>,
    /// 6.05: bone therapy at 12–16 weeks.
    pub therapy_16: Option<Course>,
    /// 6.06: started strength and balance exercise.
    pub exercise: Option<YesNo>,
    /// 7.01: followed up at 48–56 weeks.
    pub followed_up_52: Option<FollowedUp>,
    /// 7.05: bone therapy at 48–56 weeks.
    pub therapy_52: Option<Course>,
    /// 1.03: sex; for break-downs.
    pub sex: Option<Sex>,
    /// 1.05: lives in a care or nursing home; for break-downs.
    pub care_home: Option<YesNo>,
    /// Ethnic category; for break-downs.
    pub ethnic_category: Option<EthnicCategory>,
    /// Deprivation of the postcode, which only the store can look up; for break-downs.
    pub deprivation: Option<Deprivation>,
}

/// 6.05 and 7.05 as the KPIs see them: which drug it is makes no difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Course {
    /// A drug.
    OnDrug,
    /// No longer appropriate.
    NoLongerAppropriate,
    /// Informed decline.
    Declined,
    /// Not started, referred for a clinical opinion, or not known.
    NoDrug,
}

impl Facts {
    /// The facts of a record; none without a diagnosis date, as such a record is in no period.
    pub fn of(episode: &Episode) -> Option<Facts> {
        let Episode {
            patient,
            fracture,
            assessment,
            follow_up_16,
            follow_up_52,
            ..
        } = episode;
        let diagnosed_on = fracture.diagnosed_on?;
        let days = |day: Option<NaiveDate>| day.map(|day| saturated(days_from(diagnosed_on, day)));
        Some(Facts {
            diagnosed_on,
            blank: completeness::blanks(episode),
            assessed: days(assessment.assessed_on),
            scanned: days(assessment.dxa_on),
            followed_up_16_at: days(follow_up_16.followed_up_on),
            died: days(patient.date_of_death),
            age: patient
                .date_of_birth
                .map(|birth| u8::try_from(age_on(birth, diagnosed_on).clamp(0, 255)).unwrap_or(u8::MAX)),
            sites: [fracture.site, fracture.second_site, fracture.third_site],
            assessment: assessment.outcome,
            dxa: assessment.dxa,
            recommended: recommended(&assessment.bone_therapy),
            falls: assessment.falls_assessment,
            followed_up_16: follow_up_16.followed_up,
            therapy_16: follow_up_16.therapy.map(course),
            exercise: follow_up_16.exercise_started,
            followed_up_52: follow_up_52.followed_up,
            therapy_52: follow_up_52.therapy.map(course),
            sex: patient.sex,
            care_home: fracture.care_home,
            ethnic_category: patient.ethnic_category,
            deprivation: None,
        })
    }

    /// Whether a window of so many days after the diagnosis is over on the day `as_of`, or ends on it.
    pub fn is_mature(&self, window: u16, as_of: NaiveDate) -> bool {
        days_from(self.diagnosed_on, as_of) >= i64::from(window)
    }

    /// Whether the patient died by this day after the diagnosis.
    pub fn died_by(&self, days: u16) -> bool {
        self.died.is_some_and(|died| i32::from(died) <= i32::from(days))
    }
}

fn saturated(days: i64) -> i16 {
    i16::try_from(days).unwrap_or(if days < 0 { i16::MIN } else { i16::MAX })
}

/// 4.01 holds a drug or a referral†; none while it is blank.
fn recommended(therapies: &[Recommendation]) -> Option<bool> {
    (!therapies.is_empty()).then(|| therapies.iter().any(Recommendation::is_drug_or_referral))
}

fn course(therapy: FollowUpTherapy) -> Course {
    match therapy {
        OrDrug::Drug(_) => Course::OnDrug,
        OrDrug::Other(CourseOfTherapy::NoLongerAppropriate) => Course::NoLongerAppropriate,
        OrDrug::Other(CourseOfTherapy::InformedDecline) => Course::Declined,
        OrDrug::Other(
            CourseOfTherapy::NotStarted | CourseOfTherapy::ReferForOpinion | CourseOfTherapy::DontKnow,
        ) => Course::NoDrug,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Field, Reading};

    #[test]
    fn facts_are_small() {
        assert!(size_of::<Facts>() <= 48, "{}", size_of::<Facts>());
    }

    #[test]
    fn without_a_diagnosis_there_are_none() {
        assert_eq!(Facts::of(&Episode::default()), None);
    }

    #[test]
    fn days_stop_counting_beyond_every_window() {
        let episode = Reading::from_cells([
            (Field::DateOfBirth, "1940-02-29"),
            (Field::DiagnosedOn, "2024-02-28"),
            (Field::AssessedOn, "2024-02-27"),
            (Field::DxaOn, "1900-01-01"),
            (Field::DateOfDeath, "2199-12-31"),
        ])
        .episode;
        let facts = Facts::of(&episode).expect("a diagnosis");
        assert_eq!(facts.age, Some(83));
        assert_eq!(facts.assessed, Some(-1));
        assert_eq!(facts.scanned, Some(i16::MIN));
        assert_eq!(facts.died, Some(i16::MAX));
    }
}
