//! Records and services at random.

use chrono::{Days, NaiveDate};
use flsdb_domain::{
    Nation,
    deprivation::Deprivation,
    kpi::{Course, Facts, expectation::HipFractures},
    vocabulary::{
        AssessmentOutcome, Coded, Dxa, EthnicCategory, FallsAssessment, FollowedUp, Sex, Site, YesNo,
    },
};
use flsdb_kpi::ServiceInfo;
use proptest::{option, prelude::*, sample::select};

pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn any_of<T: Coded>() -> impl Strategy<Value = Option<T>> {
    let values: Vec<T> = T::choices().iter().map(|choice| choice.value).collect();
    option::of(select(values))
}

fn days() -> impl Strategy<Value = Option<i16>> {
    option::of(-20i16..420)
}

fn courses() -> impl Strategy<Value = Option<Course>> {
    let values = [
        Course::OnDrug,
        Course::NoLongerAppropriate,
        Course::Declined,
        Course::NoDrug,
    ];
    option::of(select(values.to_vec()))
}

prop_compose! {
    pub fn facts()(
        diagnosed in 0u64..1000,
        blank in 0u32..1 << 17,
        (assessed, scanned, followed_up_16_at) in (days(), days(), days()),
        died in prop_oneof![4 => Just(None), 1 => days()],
        age in option::of(45u8..105),
        sites in [any_of::<Site>(), any_of::<Site>(), any_of::<Site>()],
        (assessment, dxa, falls) in (any_of::<AssessmentOutcome>(), any_of::<Dxa>(), any_of::<FallsAssessment>()),
        recommended in option::of(any::<bool>()),
        (followed_up_16, followed_up_52) in (any_of::<FollowedUp>(), any_of::<FollowedUp>()),
        (therapy_16, therapy_52) in (courses(), courses()),
        (exercise, care_home, sex) in (any_of::<YesNo>(), any_of::<YesNo>(), any_of::<Sex>()),
        ethnic_category in any_of::<EthnicCategory>(),
        deprivation in option::of(0..Deprivation::COUNT),
    ) -> Facts {
        Facts {
            diagnosed_on: day("2022-06-01") + Days::new(diagnosed),
            blank, assessed, scanned, followed_up_16_at, died, age, sites, assessment, dxa, recommended, falls,
            followed_up_16, therapy_16, exercise, followed_up_52, therapy_52, sex, care_home,
            ethnic_category, deprivation: deprivation.and_then(Deprivation::from_code),
        }
    }
}

pub fn services() -> Vec<ServiceInfo> {
    [
        ("AAA", Nation::England, Some("East"), 98),
        ("BBB", Nation::Wales, None, 176),
        ("CCC", Nation::England, Some("West"), 0),
    ]
    .map(|(code, nation, region, hips)| ServiceInfo {
        code: code.parse().expect("a code"),
        name: code.to_owned(),
        nation,
        region: region.map(str::to_owned),
        hip_fractures: HipFractures::new([(2023, hips), (2024, 2 * hips)]),
    })
    .into()
}
