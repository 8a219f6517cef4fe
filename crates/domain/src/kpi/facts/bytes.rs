//! Facts as a row of bytes, for the store: derived from the record, made again whenever [`Facts::FORMAT`] changes.

use chrono::{Datelike, NaiveDate};

use super::{Course, Facts};
use crate::{deprivation::Deprivation, vocabulary::Coded};

/// What tells courses apart, in the order of their codes.
const COURSES: [Course; 4] = [
    Course::OnDrug,
    Course::NoLongerAppropriate,
    Course::Declined,
    Course::NoDrug,
];

impl Facts {
    /// Raised whenever the bytes mean something else: a fact more, another order of a vocabulary or of the audited
    /// fields. Rows of another format are made anew from the records.
    pub const FORMAT: u8 = 1;
    /// Length of the bytes.
    pub const BYTES: usize = 35;

    /// The facts as bytes.
    pub fn to_bytes(&self) -> [u8; Facts::BYTES] {
        let mut bytes = [0; Facts::BYTES];
        let days = [self.assessed, self.scanned, self.followed_up_16_at, self.died];
        let known = days.iter().rev().fold(u8::from(self.age.is_some()), |bits, day| {
            bits << 1 | u8::from(day.is_some())
        });
        let days = days.map(|day| day.unwrap_or_default().to_le_bytes());
        let [site, second_site, third_site] = self.sites;
        let codes = [
            code(site),
            code(second_site),
            code(third_site),
            code(self.assessment),
            code(self.dxa),
            self.recommended
                .map_or(0, |recommended| 1 + u8::from(recommended)),
            code(self.falls),
            code(self.followed_up_16),
            course_code(self.therapy_16),
            code(self.exercise),
            code(self.followed_up_52),
            course_code(self.therapy_52),
            code(self.sex),
            code(self.care_home),
            code(self.ethnic_category),
            self.deprivation.map_or(0, |deprivation| deprivation.code() + 1),
        ];
        let content = [Facts::FORMAT]
            .into_iter()
            .chain(self.diagnosed_on.num_days_from_ce().to_le_bytes())
            .chain(self.blank.to_le_bytes())
            .chain([known])
            .chain(days.into_iter().flatten())
            .chain([self.age.unwrap_or_default()])
            .chain(codes);
        for (place, byte) in bytes.iter_mut().zip(content) {
            *place = byte;
        }
        bytes
    }

    /// The facts of these bytes; none if they are of another format.
    pub fn from_bytes(bytes: &[u8]) -> Option<Facts> {
        let bytes: &[u8; Facts::BYTES] = bytes.try_into().ok()?;
        let [Facts::FORMAT, d0, d1, d2, d3, b0, b1, b2, b3, known, days @ ..] = bytes else {
            return None;
        };
        let [
            a0,
            a1,
            s0,
            s1,
            f0,
            f1,
            x0,
            x1,
            age,
            site,
            second_site,
            third_site,
            assessment,
            dxa,
            recommended,
            falls,
            followed_up_16,
            therapy_16,
            exercise,
            followed_up_52,
            therapy_52,
            sex,
            care_home,
            ethnic_category,
            deprivation,
        ] = *days;
        let day = |bit: u8, bytes: [u8; 2]| (known >> bit & 1 == 1).then(|| i16::from_le_bytes(bytes));
        Some(Facts {
            diagnosed_on: NaiveDate::from_num_days_from_ce_opt(i32::from_le_bytes([*d0, *d1, *d2, *d3]))?,
            blank: u32::from_le_bytes([*b0, *b1, *b2, *b3]),
            assessed: day(0, [a0, a1]),
            scanned: day(1, [s0, s1]),
            followed_up_16_at: day(2, [f0, f1]),
            died: day(3, [x0, x1]),
            age: (known >> 4 & 1 == 1).then_some(age),
            sites: [value(site)?, value(second_site)?, value(third_site)?],
            assessment: value(assessment)?,
            dxa: value(dxa)?,
            recommended: (recommended > 0).then_some(recommended == 2),
            falls: value(falls)?,
            followed_up_16: value(followed_up_16)?,
            therapy_16: course(therapy_16)?,
            exercise: value(exercise)?,
            followed_up_52: value(followed_up_52)?,
            therapy_52: course(therapy_52)?,
            sex: value(sex)?,
            care_home: value(care_home)?,
            ethnic_category: value(ethnic_category)?,
            deprivation: match deprivation {
                0 => None,
                code => Some(Deprivation::from_code(code - 1)?),
            },
        })
    }
}

/// 0 for a blank, else the place in the vocabulary from 1.
fn code<T: Coded>(answer: Option<T>) -> u8 {
    let place = answer.and_then(|answer| T::choices().iter().position(|choice| choice.value == answer));
    place.map_or(0, |place| u8::try_from(place + 1).unwrap_or_default())
}

/// The answer of a code; none if there is no such code.
fn value<T: Coded>(code: u8) -> Option<Option<T>> {
    match usize::from(code).checked_sub(1) {
        None => Some(None),
        Some(place) => T::choices().get(place).map(|choice| Some(choice.value)),
    }
}

fn course_code(course: Option<Course>) -> u8 {
    let place = course.and_then(|course| COURSES.iter().position(|found| *found == course));
    place.map_or(0, |place| u8::try_from(place + 1).unwrap_or_default())
}

fn course(code: u8) -> Option<Option<Course>> {
    match usize::from(code).checked_sub(1) {
        None => Some(None),
        Some(place) => COURSES.get(place).map(|course| Some(*course)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::{option, prelude::*, sample::select};

    use super::*;
    use crate::{
        deprivation::DeprivationIndex,
        kpi::completeness::AUDITED,
        vocabulary::{AssessmentOutcome, Dxa, EthnicCategory, FallsAssessment, FollowedUp, Sex, Site, YesNo},
    };

    fn any_of<T: Coded>() -> impl Strategy<Value = Option<T>> {
        let values: Vec<T> = T::choices().iter().map(|choice| choice.value).collect();
        option::of(select(values))
    }

    prop_compose! {
        fn facts()(
            diagnosed in 0u64..80_000,
            blank in 0u32..1 << 17,
            [assessed, scanned, followed_up_16_at, died] in [any::<Option<i16>>(), any::<Option<i16>>(), any::<Option<i16>>(), any::<Option<i16>>()],
            age in any::<Option<u8>>(),
            sites in [any_of::<Site>(), any_of::<Site>(), any_of::<Site>()],
            (assessment, dxa, falls) in (any_of::<AssessmentOutcome>(), any_of::<Dxa>(), any_of::<FallsAssessment>()),
            recommended in any::<Option<bool>>(),
            (followed_up_16, followed_up_52) in (any_of::<FollowedUp>(), any_of::<FollowedUp>()),
            [therapy_16, therapy_52] in [option::of(select(COURSES.to_vec())), option::of(select(COURSES.to_vec()))],
            (exercise, care_home, sex, ethnic_category) in (any_of::<YesNo>(), any_of::<YesNo>(), any_of::<Sex>(), any_of::<EthnicCategory>()),
            deprivation in option::of((select(DeprivationIndex::ALL.to_vec()), 1u8..=5)),
        ) -> Facts {
            let start = NaiveDate::from_ymd_opt(1990, 1, 1).expect("a date");
            Facts {
                diagnosed_on: start + chrono::Days::new(diagnosed),
                blank, assessed, scanned, followed_up_16_at, died, age, sites, assessment, dxa, recommended, falls,
                followed_up_16, therapy_16, exercise, followed_up_52, therapy_52, sex, care_home, ethnic_category,
                deprivation: deprivation.and_then(|(index, quintile)| Deprivation::new(index, quintile)),
            }
        }
    }

    proptest! {
        #[test]
        fn bytes_are_read_back(facts in facts()) {
            let bytes = facts.to_bytes();
            prop_assert_eq!(Facts::from_bytes(&bytes), Some(facts));
        }

        #[test]
        fn any_bytes_can_be_read_without_harm(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let _ = Facts::from_bytes(&bytes);
        }
    }

    #[test]
    fn another_format_is_refused() {
        assert_eq!(Facts::from_bytes(&[Facts::FORMAT + 1; Facts::BYTES]), None);
        assert_eq!(Facts::from_bytes(&[]), None);
    }

    fn tokens<T: Coded>() -> String {
        let tokens: Vec<&str> = T::choices().iter().map(|choice| choice.token).collect();
        format!("{}\n", tokens.join(" "))
    }

    /// What the bytes refer to by place. When this changes, raise [`Facts::FORMAT`].
    #[test]
    fn the_meaning_of_the_bytes() {
        let audited: Vec<String> = AUDITED.iter().map(|field| field.heading().into_owned()).collect();
        let meaning = [
            format!("format {}\n", Facts::FORMAT),
            format!("{}\n", audited.join(" | ")),
            tokens::<Site>(),
            tokens::<AssessmentOutcome>(),
            tokens::<Dxa>(),
            tokens::<FallsAssessment>(),
            tokens::<FollowedUp>(),
            tokens::<YesNo>(),
            tokens::<Sex>(),
            tokens::<EthnicCategory>(),
        ];
        insta::assert_snapshot!(meaning.concat());
    }
}
