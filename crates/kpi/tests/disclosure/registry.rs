//! Small random registries, and what they publish.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use flsdb_domain::{
    Nation,
    deprivation::Deprivation,
    kpi::{Course, Facts, Kpi, SetId, expectation::HipFractures},
    vocabulary::{
        AssessmentOutcome, Coded, Dxa, EthnicCategory, FallsAssessment, FollowedUp, Sex, Site, YesNo,
    },
    wire::kpis::{Dimension, Disclosure, KpiResult, KpiResults, Period, SetVersion},
};
use flsdb_kpi::{
    Query, ServiceInfo,
    disclosure::{Extent, Mask, Rule, break_downs, conceal, mask},
    evaluate,
};
use proptest::{collection::vec, option, prelude::*, sample::select};

/// The calendar year of every record.
pub const YEAR: i32 = 2024;

pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// Services and their records.
#[derive(Clone)]
pub struct Registry {
    pub services: Vec<ServiceInfo>,
    pub records: Vec<(usize, Facts)>,
}

fn any_of<T: Coded>() -> impl Strategy<Value = Option<T>> {
    let values: Vec<T> = T::choices().iter().map(|choice| choice.value).collect();
    option::weighted(0.9, select(values))
}

fn mostly<T: Coded>(usual: T) -> impl Strategy<Value = Option<T>> {
    prop_oneof![4 => Just(Some(usual)), 1 => any_of::<T>()]
}

fn courses() -> impl Strategy<Value = Option<Course>> {
    let values = [
        Course::OnDrug,
        Course::OnDrug,
        Course::OnDrug,
        Course::NoLongerAppropriate,
        Course::Declined,
        Course::NoDrug,
    ];
    option::weighted(0.9, select(values.to_vec()))
}

prop_compose! {
    fn facts()(
        diagnosed in 0u64..366,
        blank in 0u32..1 << 6,
        (assessed, scanned, followed_up_16_at) in (option::weighted(0.9, 0i16..110), option::of(0i16..110), option::weighted(0.9, 60i16..130)),
        died in prop_oneof![12 => Just(None), 1 => (0i16..420).prop_map(Some)],
        age in option::weighted(0.95, 48u8..100),
        site in mostly(Site::Hip),
        (assessment, dxa, falls) in
            (mostly(AssessmentOutcome::Done), mostly(Dxa::Ordered), mostly(FallsAssessment::Yes)),
        recommended in option::weighted(0.95, prop_oneof![4 => Just(true), 1 => Just(false)]),
        (followed_up_16, followed_up_52) in (mostly(FollowedUp::Yes), mostly(FollowedUp::Yes)),
        (therapy_16, therapy_52) in (courses(), courses()),
        (exercise, care_home, sex) in (any_of::<YesNo>(), mostly(YesNo::No), mostly(Sex::Female)),
        ethnic_category in any_of::<EthnicCategory>(),
        deprivation in option::weighted(0.9, 0..5u8),
    ) -> Facts {
        Facts {
            diagnosed_on: day("2024-01-01") + Days::new(diagnosed),
            blank, assessed, scanned, followed_up_16_at, died, age, sites: [site, None, None], assessment, dxa, recommended, falls,
            followed_up_16, therapy_16, exercise, followed_up_52, therapy_52, sex, care_home,
            ethnic_category, deprivation: deprivation.and_then(Deprivation::from_code),
        }
    }
}

fn service(at: usize, (place, has_hips): (usize, bool)) -> ServiceInfo {
    let places = [
        (Nation::England, Some("East")),
        (Nation::England, Some("West")),
        (Nation::Wales, None),
    ];
    let (nation, region) = places[place];
    let code = format!("AA{at}");
    ServiceInfo {
        code: code.parse().expect("a code"),
        name: code,
        nation,
        region: region.map(str::to_owned),
        hip_fractures: HipFractures::new(has_hips.then_some((YEAR, 40 + 10 * at as u32))),
    }
}

prop_compose! {
    fn of_service(at: usize)(
        records in prop_oneof![vec(facts(), 0..8), vec(facts(), 0..=60), vec(facts(), 40..=60)],
        is_seasonal in prop::bool::weighted(0.2),
    ) -> Vec<(usize, Facts)> {
        let season = day("2024-05-01");
        let records = records.into_iter().filter(|facts| !is_seasonal || facts.diagnosed_on > season);
        records.map(|facts| (at, facts)).collect()
    }
}

/// Three to eight services in up to three regions of two nations, with up to 60 records each.
pub fn registries() -> impl Strategy<Value = Registry> {
    let places = vec((0usize..3, prop::bool::weighted(0.9)), 3..=8);
    places.prop_flat_map(|places| {
        let services: Vec<_> = places
            .into_iter()
            .enumerate()
            .map(|(at, place)| service(at, place))
            .collect();
        let records: Vec<_> = (0..services.len()).map(of_service).collect();
        (Just(services), records).prop_map(|(services, records)| Registry {
            services,
            records: records.into_iter().flatten().collect(),
        })
    })
}

impl std::fmt::Debug for Registry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let records = |at| self.records.iter().filter(|(service, _)| *service == at).count();
        let services = self.services.iter().enumerate();
        f.debug_list()
            .entries(services.map(|(at, info)| (info.code, info.nation, &info.region, records(at))))
            .finish()
    }
}

impl Registry {
    pub fn mask(&self, rule: Rule, extent: Extent) -> Mask {
        let ask = |query: &Query| evaluate(query, &self.services, self.records.iter().copied());
        let as_of = day("2026-01-31");
        mask(rule, extent, (YEAR, as_of), &self.services, ask).expect("a year")
    }

    /// A table as it is, and as the mask leaves it to somebody who sees no service whole.
    pub fn tables(&self, set: SetId, by: &[Dimension], mask: &Mask) -> [Vec<KpiResult>; 2] {
        let query = Query {
            set,
            period: Period {
                start: day("2024-01-01"),
                end: day("2024-12-31"),
            },
            as_of: day("2026-01-31"),
            by: by.to_vec(),
            total: true,
            kpis: Kpi::ALL.into(),
        };
        let results = evaluate(&query, &self.services, self.records.iter().copied());
        let mut found = KpiResults {
            set: SetVersion {
                id: set,
                version: String::new(),
                hash: String::new(),
            },
            period: query.period,
            as_of: query.as_of,
            services: Vec::new(),
            data_version: 1,
            software: String::new(),
            disclosure: Disclosure {
                rule: String::new(),
                reason: String::new(),
            },
            results: results.clone(),
        };
        conceal(&mut found, &query, mask, |_| false);
        [results, found.results]
    }

    /// Every table of the year: what is, and what is published.
    pub fn published(&self, set: SetId, mask: &Mask) -> [Vec<KpiResult>; 2] {
        let mut found = [Vec::new(), Vec::new()];
        let groupings = break_downs()
            .into_iter()
            .flat_map(|dimension| [vec![dimension], vec![Dimension::Quarter, dimension]])
            .chain([vec![Dimension::Quarter]]);
        for by in groupings {
            let tables = self.tables(set, &by, mask);
            for (all, table) in found.iter_mut().zip(tables) {
                all.extend(table);
            }
        }
        // The national value of the year stands beside every table.
        for all in &mut found {
            let mut seen = BTreeSet::new();
            all.retain(|result| !result.group.is_empty() || seen.insert(result.kpi));
        }
        found
    }
}
