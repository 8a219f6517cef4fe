//! The registry has the shape that it should have.

use std::collections::{BTreeMap, BTreeSet};

use flsdb_domain::{
    Level, Nation,
    dates::{age_on, days_from},
    deprivation::DeprivationIndex,
    kpi::{Facts, Kpi, Outcome, SetId, outcome},
    validation::check,
    vocabulary::{Sex, Site},
};

use super::*;

fn options(seed: u64, services: usize, scale: f64) -> DemoOptions {
    DemoOptions {
        seed,
        services,
        years: 3,
        scale,
        today: "2026-06-30".parse().expect("a date"),
    }
}

fn everybody(demo: &Demo) -> Vec<Episode> {
    (0..demo.services().len())
        .flat_map(|at| demo.episodes(at))
        .collect()
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

fn assert_near(what: &str, found: f64, expected: f64, tolerance: f64) {
    assert!(
        (found - expected).abs() <= tolerance,
        "{what}: {found}, not {expected}"
    );
}

#[test]
fn the_same_seed_gives_the_same_registry() {
    let (once, again) = (registry(&options(7, 3, 0.05)), registry(&options(7, 3, 0.05)));
    assert_eq!(once.services(), again.services());
    assert_eq!(everybody(&once), everybody(&again));
    assert_ne!(everybody(&once), everybody(&registry(&options(8, 3, 0.05))));
}

#[test]
fn it_has_the_size_that_was_asked_for() {
    let demo = registry(&options(1, 40, 0.2));
    assert_eq!(demo.services().len(), 40);
    let codes: BTreeSet<_> = demo.services().iter().map(|s| s.code).collect();
    let names: BTreeSet<_> = demo.services().iter().map(|s| s.name.as_str()).collect();
    assert_eq!((codes.len(), names.len()), (40, 40));
    let years: Vec<_> = demo.services()[0]
        .hip_fractures
        .iter()
        .map(|hips| hips.year)
        .collect();
    assert_eq!(years, [2024, 2025, 2026]);
    let hips = demo
        .services()
        .iter()
        .map(|s| f64::from(s.hip_fractures[0].count))
        .sum::<f64>();
    assert_near("hips", hips / 40.0, 0.2 * 380.0, 10.0);
    let expected: f64 = demo
        .services()
        .iter()
        .map(|s| f64::from(s.hip_fractures[0].count) * 5.0)
        .sum();
    let of_2024 = everybody(&demo)
        .iter()
        .filter(|e| e.fracture.diagnosed_on.is_some_and(|d| d.year() == 2024))
        .count();
    assert_near("identification", of_2024 as f64 / expected, 0.4, 0.05);
}

#[test]
fn people_and_fractures_are_as_they_should_be() {
    let demo = registry(&options(2, 8, 1.0));
    let episodes = everybody(&demo);
    let count = episodes.len();
    assert!(count > 10_000, "{count}");
    let of = |test: &dyn Fn(&Episode) -> bool| share(episodes.iter().filter(|e| test(e)).count(), count);
    assert_near("women", of(&|e| e.patient.sex == Some(Sex::Female)), 0.77, 0.01);
    for (site, expected) in [
        (Site::Hip, 0.19),
        (Site::Spine, 0.09),
        (Site::Wrist, 0.25),
        (Site::Humerus, 0.15),
        (Site::Pelvis, 0.05),
        (Site::Other, 0.27),
    ] {
        assert_near("site", of(&|e| e.fracture.site == Some(site)), expected, 0.01);
    }
    let ages = episodes
        .iter()
        .filter_map(|e| Some(age_on(e.patient.date_of_birth?, e.fracture.diagnosed_on?)));
    assert_near("age", ages.map(f64::from).sum::<f64>() / count as f64, 74.0, 0.3);
    let observed: Vec<_> = episodes
        .iter()
        .filter_map(|e| Some((e.fracture.diagnosed_on?, e.patient.date_of_death)))
        .filter(|(diagnosed, _)| days_from(*diagnosed, demo.options.today) >= 365)
        .collect();
    let died_by = |limit| {
        let died = observed
            .iter()
            .filter(|(diagnosed, died)| died.is_some_and(|d| days_from(*diagnosed, d) <= limit));
        share(died.count(), observed.len())
    };
    assert_near("deaths by 16 weeks", died_by(112), 0.05, 0.008);
    assert_near("deaths by a year", died_by(365), 0.12, 0.012);
}

#[test]
fn numbers_are_not_issued_and_nobody_is_there_twice() {
    let demo = registry(&options(3, 5, 0.3));
    let mut places = BTreeMap::new();
    let mut several = 0;
    for episode in everybody(&demo) {
        let Some(number) = episode.patient.nhs_number else {
            assert!(episode.patient.nhs_number_absent_reason.is_some());
            continue;
        };
        assert!(number.to_string().starts_with('9'));
        let key = (episode.service, episode.patient.clone());
        let known = places.insert(number, key.clone());
        several += usize::from(known.is_some());
        assert!(known.is_none_or(|known| known == key), "one person, one record");
    }
    assert!(several > 20, "{several} with two episodes");
}

#[test]
fn records_have_no_error_and_few_warnings() {
    let demo = registry(&options(4, 8, 0.2));
    let episodes = everybody(&demo);
    let mut warned = 0;
    for episode in &episodes {
        let findings = check(episode, &BTreeSet::new(), demo.options.today);
        assert!(findings.iter().all(|f| f.level == Level::Warning), "{findings:?}");
        warned += usize::from(!findings.is_empty());
    }
    assert!(
        share(warned, episodes.len()) < 0.02,
        "{warned} of {}",
        episodes.len()
    );
}

#[test]
fn services_differ_as_in_the_published_table() {
    let demo = registry(&options(5, 16, 0.5));
    let of_2024 = |facts: &Facts| facts.diagnosed_on.year() == 2024;
    let services: Vec<Vec<Facts>> = (0..16)
        .map(|at| {
            demo.episodes(at)
                .filter_map(|e| Facts::of(&e))
                .filter(of_2024)
                .collect()
        })
        .collect();
    let value = |records: &Vec<Facts>, kpi: Kpi| {
        let parameters = &SetId::FlsDb.set().parameters;
        let outcomes: Vec<_> = records
            .iter()
            .filter_map(|facts| outcome(kpi, facts, parameters, demo.options.today))
            .filter(|outcome| !matches!(outcome, Outcome::Excluded(_)))
            .collect();
        share(
            outcomes.iter().filter(|o| **o == Outcome::Met).count(),
            outcomes.len(),
        )
    };
    let values = |kpi: Kpi| -> Vec<f64> { services.iter().map(|records| value(records, kpi)).collect() };
    let (high, usual): (Vec<_>, Vec<_>) = values(Kpi::K7).into_iter().partition(|v| *v > 0.8);
    assert!(usual.iter().all(|v| (0.36..=0.69).contains(v)), "{usual:?}");
    assert!(
        high.len() == 2 && high.iter().all(|v| (0.85..=0.95).contains(v)),
        "{high:?}"
    );
    let falls = values(Kpi::K6);
    let middle = falls.iter().filter(|v| (0.35..0.7).contains(*v)).count();
    assert_eq!(middle, 0, "bimodal: {falls:?}");
    for kpi in [Kpi::K8, Kpi::K9, Kpi::K10, Kpi::K11] {
        let values = values(kpi);
        let zeros = values.iter().filter(|v| **v == 0.0).count();
        assert_eq!(zeros, 6, "KPI {kpi}: {values:?}");
        assert!(values.iter().any(|v| *v > 0.1), "KPI {kpi}: {values:?}");
    }
    let assessed = values(Kpi::K4);
    assert_near("KPI 4", assessed.iter().sum::<f64>() / 16.0, 0.72, 0.1);
}

#[test]
fn break_downs_have_something_to_show() {
    let demo = registry(&options(5, 8, 0.5));
    let table: BTreeMap<_, _> = demo.deprivations().collect();
    let episodes = everybody(&demo);
    let share_of = |test: &dyn Fn(&Episode) -> bool| {
        let found = episodes.iter().filter(|episode| test(episode));
        share(found.count(), episodes.len())
    };
    let ethnicity = share_of(&|e| e.patient.ethnic_category.is_some());
    assert_near("ethnic categories", ethnicity, 0.8, 0.01);
    let deprivation = |e: &Episode| table.get(e.patient.postcode.as_ref()?).copied();
    assert_near(
        "known deprivation",
        share_of(&|e| deprivation(e).is_some()),
        0.975,
        0.015,
    );
    for quintile in 1..=5 {
        let in_quintile = share_of(&|e| deprivation(e).is_some_and(|d| d.quintile() == quintile));
        assert_near("a quintile", in_quintile, 0.195, 0.03);
    }
    let of_nation = |service: &Service| match service.nation {
        Nation::England => DeprivationIndex::Imd,
        Nation::Wales => DeprivationIndex::Wimd,
        Nation::NorthernIreland => DeprivationIndex::Nimdm,
    };
    let indices: BTreeMap<_, _> = demo
        .services()
        .iter()
        .map(|s| (Some(s.code), of_nation(s)))
        .collect();
    assert!(
        episodes
            .iter()
            .all(|e| deprivation(e).is_none_or(|d| d.index() == indices[&e.service]))
    );
}
