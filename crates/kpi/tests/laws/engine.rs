//! The engine counts what the rules say, record by record, in the plainest way.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{Datelike, NaiveDate};
use flsdb_domain::{
    Nation, ServiceCode,
    kpi::{Exclusion, Facts, Kpi, Outcome, SetId, Step, completeness::Completeness, identification, outcome},
    vocabulary::Coded,
    wire::kpis::{Dimension, Disclosure, Figures, KpiResult, KpiResults, Period},
};
use flsdb_kpi::{
    Cohort, Grid, Query, ServiceInfo, Source, charts::cascade, cohorts_of, columns, evaluate, results,
};
use proptest::{collection::vec, option, prelude::*, sample::select};

use super::records::{day, facts, services};

/// What a record is called in a dimension.
fn label(dimension: Dimension, service: &ServiceInfo, facts: &Facts) -> Option<String> {
    fn token<T: Coded>(answer: Option<T>) -> Option<String> {
        answer.map(|answer| answer.token().to_owned())
    }
    let day = facts.diagnosed_on;
    match dimension {
        Dimension::Service => Some(service.code.to_string()),
        Dimension::Nation => token::<Nation>(Some(service.nation)),
        Dimension::Region => service.region.clone(),
        Dimension::Month => Some(day.format("%Y-%m").to_string()),
        Dimension::Quarter => Some(format!("{}-Q{}", day.year(), day.month0() / 3 + 1)),
        Dimension::Year => Some(day.year().to_string()),
        Dimension::Sex => token(facts.sex),
        Dimension::AgeBand => facts.age.map(|age| {
            let band = match age {
                ..50 => "under-50",
                50..60 => "50-59",
                60..70 => "60-69",
                70..80 => "70-79",
                80..90 => "80-89",
                90.. => "90+",
            };
            band.to_owned()
        }),
        Dimension::Site => token(facts.sites[0]),
        Dimension::CareHome => token(facts.care_home),
        Dimension::EthnicCategory => token(facts.ethnic_category),
        Dimension::DeprivationQuintile => facts.deprivation.map(|d| d.to_string()),
    }
}

/// Counts of a KPI in a group, as far as it has them.
#[derive(Debug, Default, Clone, PartialEq)]
struct Plain {
    initial: u64,
    numerator: u64,
    denominator: u64,
    missing: u64,
    excluded: BTreeMap<Exclusion, u64>,
    /// KPI 1: blank and audited by field, for each service.
    fields: BTreeMap<ServiceCode, Completeness>,
}

type Groups = BTreeMap<(String, Kpi), Plain>;

fn fold(query: &Query, services: &[ServiceInfo], records: &[(usize, Facts)]) -> Groups {
    let parameters = &query.set.set().parameters;
    let mut groups = Groups::new();
    for (service, facts) in records {
        let info = &services[*service];
        if !(query.period.start..=query.period.end).contains(&facts.diagnosed_on) {
            continue;
        }
        let group: BTreeMap<Dimension, Option<String>> =
            query.by.iter().map(|d| (*d, label(*d, info, facts))).collect();
        let group = serde_json::to_string(&group).expect("serialises");
        for kpi in Kpi::ALL {
            let plain = groups.entry((group.clone(), kpi)).or_default();
            plain.initial += 1;
            match kpi {
                Kpi::K1 => plain.fields.entry(info.code).or_default().add(facts, query.as_of),
                Kpi::K2 => plain.numerator += u64::from(identification::counts(facts, parameters)),
                _ => match outcome(kpi, facts, parameters, query.as_of).expect("an outcome") {
                    Outcome::Excluded(reason) => *plain.excluded.entry(reason).or_default() += 1,
                    Outcome::Met => {
                        plain.numerator += 1;
                        plain.denominator += 1;
                    }
                    Outcome::NotMet(_) => plain.denominator += 1,
                    Outcome::Missing(_) => {
                        plain.missing += 1;
                        plain.denominator += 1;
                    }
                },
            }
        }
    }
    groups
}

/// Compares a result with the plain counts of its group.
fn check(result: &KpiResult, plain: &Plain) -> Result<(), TestCaseError> {
    match &result.figures {
        Figures::Proportion(p) => {
            let found = (
                p.initial_population,
                p.numerator,
                p.denominator,
                p.missing,
                p.excluded.clone(),
            );
            let expected = (
                Some(plain.initial),
                Some(plain.numerator),
                Some(plain.denominator),
                Some(plain.missing),
                Some(plain.excluded.clone()),
            );
            prop_assert_eq!(found, expected, "KPI {} in {:?}", result.kpi, result.group);
        }
        Figures::Rate(r) if result.kpi == Kpi::K1 => {
            let good = plain.fields.values().filter(|fields| fields.is_good()).count() as u64;
            prop_assert_eq!(r.numerator, Some(good));
            prop_assert_eq!(r.denominator, Some((plain.fields.len() as u64).into()));
        }
        Figures::Rate(r) => prop_assert_eq!(r.numerator, Some(plain.numerator), "KPI {}", result.kpi),
        Figures::Completeness(c) => {
            let fields = plain.fields.values().next();
            prop_assert_eq!(c.bad_fields, fields.map(Completeness::bad_fields));
            let found: Option<Vec<_>> = c
                .fields
                .as_ref()
                .map(|fields| fields.iter().map(|f| (f.audited, f.blank)).collect());
            let expected: Option<Vec<_>> =
                fields.map(|fields| fields.fields.iter().map(|f| (f.audited, f.blank)).collect());
            prop_assert_eq!(found, expected);
        }
    }
    Ok(())
}

prop_compose! {
    fn queries()(
        set in select(SetId::ALL.to_vec()),
        (start, length) in prop_oneof![
            (0u64..900, 0u64..700),
            // Whole months, from sums: 2023, March to April 2024.
            Just((214, 364)), Just((639, 60)),
        ],
        as_of in 0u64..1500,
        by in proptest::sample::subsequence(Dimension::choices().iter().map(|c| c.value).collect::<Vec<_>>(), 0..=2),
        reversed in any::<bool>(),
    ) -> Query {
        let start = day("2022-06-01") + chrono::Days::new(start);
        let mut by = by;
        if reversed {
            by.reverse();
        }
        Query {
            set,
            period: Period { start, end: start + chrono::Days::new(length) },
            as_of: day("2022-06-01") + chrono::Days::new(as_of),
            by,
            total: false,
            kpis: Kpi::ALL.into(),
        }
    }
}

#[test]
fn the_whole_months_of_the_generator_are_whole() {
    let start = day("2022-06-01");
    let span = |from: u64, length: u64| {
        let first: NaiveDate = start + chrono::Days::new(from);
        (first.to_string(), (first + chrono::Days::new(length)).to_string())
    };
    assert_eq!(span(214, 364), ("2023-01-01".into(), "2023-12-31".into()));
    assert_eq!(span(639, 60), ("2024-03-01".into(), "2024-04-30".into()));
}

fn source() -> Source {
    Source {
        data_version: 1,
        software: "test".to_owned(),
        disclosure: Disclosure {
            rule: "none".to_owned(),
            reason: "test".to_owned(),
        },
    }
}

/// The columns as they are written, and as the results give them.
fn written(query: &Query, records: &[(usize, Facts)]) -> [String; 2] {
    let services = services();
    let cohorts = cohorts_of(services.len(), records.iter().copied());
    let results = results(query, &services, &cohorts, source());
    let heading = KpiResults {
        results: Vec::new(),
        ..results.clone()
    };
    let mut found = Vec::new();
    let grid = Grid::new(query, &services, &cohorts);
    grid.write_columns(heading, &mut found).expect("written");
    let expected = serde_json::to_string(&columns(results)).expect("serialises");
    [String::from_utf8(found).expect("text"), expected]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn the_engine_is_the_plain_fold(
        records in vec((0usize..3, facts()), 0..60),
        query in queries(),
    ) {
        // Every service has hip fractures, so that KPI 2 and the spine ratio count all of its records.
        let services = services();
        let plain = fold(&query, &services, &records);
        let found = evaluate(&query, &services, records.iter().copied());
        let mut left = plain.clone();
        for result in &found {
            let group = serde_json::to_string(&result.group).expect("serialises");
            let key = (group, result.kpi);
            let expected = plain.get(&key).cloned().unwrap_or_default();
            check(result, &expected)?;
            left.remove(&key);
        }
        // KPI 2 and the spine ratio have no value in groups by traits of the record; every other group is there.
        left.retain(|(_, kpi), _| !query.set.set().is_ratio(*kpi));
        prop_assert!(left.is_empty(), "no result for {:?}", left.keys());
    }

    #[test]
    fn what_follows_the_changes_is_what_is_made_anew(
        changes in vec((0u128..20, option::of(facts())), 0..60),
        cuts in vec(0usize..60, 0..4),
        query in queries(),
    ) {
        let services = &services()[..1];
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(changes.len())).collect();
        cuts.sort_unstable();
        cuts.push(changes.len());
        let mut cohort = Cohort::default();
        let mut from = 0;
        for cut in cuts {
            cohort = cohort.with(changes[from..cut].to_vec());
            from = cut;
        }
        let last: BTreeMap<u128, Option<Facts>> = changes.iter().copied().collect();
        let left: Vec<_> = last.into_iter().filter_map(|(id, facts)| Some((id, facts?))).collect();
        let mut inserted = Cohort::default();
        for (id, facts) in left.clone() {
            inserted.insert(id, &facts);
        }
        inserted.shrink();
        let anew = [Arc::new(Cohort::new(left))];
        let followed = [Arc::new(cohort)];
        prop_assert_eq!(followed[0].len(), anew[0].len());
        let of = |cohorts: &[Arc<Cohort>]| Grid::new(&query, services, cohorts).results().collect::<Vec<_>>();
        prop_assert_eq!(of(&followed), of(&anew));
        prop_assert_eq!(of(&[Arc::new(inserted)]), of(&anew));
    }

    #[test]
    fn columns_are_those_of_the_results(records in vec((0usize..3, facts()), 0..60), query in queries(), total in any::<bool>()) {
        let [found, expected] = written(&Query { total, ..query }, &records);
        prop_assert_eq!(found, expected);
    }

    /// So many groups that two cores share the work.
    #[test]
    fn columns_of_a_large_grid_are_those_of_the_results(records in vec((0usize..3, facts()), 0..60), set in select(SetId::ALL.to_vec())) {
        let period = Period { start: day("2000-01-01"), end: day("2035-12-31") };
        let large = Query { period, ..super::query(set, &[Dimension::Month, Dimension::Service]) };
        let [found, expected] = written(&large, &records);
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn a_second_question_finds_the_same_sums(
        records in vec((0usize..3, facts()), 0..60),
        queries in vec(queries(), 1..8),
    ) {
        let services = services();
        let cohorts = cohorts_of(services.len(), records.iter().copied());
        for query in &queries {
            let warm: Vec<_> = Grid::new(query, &services, &cohorts).results().collect();
            prop_assert_eq!(warm, evaluate(query, &services, records.iter().copied()));
        }
    }

    #[test]
    fn the_cascade_is_the_plain_fold(records in vec((0usize..3, facts()), 0..60), query in queries()) {
        let services = services();
        let period = query.period.start..=query.period.end;
        let within = records.iter().filter(|(_, facts)| period.contains(&facts.diagnosed_on));
        let reached: Vec<Step> = within.map(|(_, facts)| Step::reached(facts)).collect();
        let cohorts = cohorts_of(services.len(), records.iter().copied());
        for found in cascade(&query, &services, &cohorts, source()).steps {
            let plain = reached.iter().filter(|reached| **reached >= found.step).count();
            prop_assert_eq!(found.count, Some(plain as u64), "{:?}", found.step);
        }
    }
}
