//! What holds of every result, whatever the records.

#![cfg(test)]

use std::collections::BTreeMap;

use flsdb_domain::{
    kpi::{Facts, Kpi, SetId},
    vocabulary::Coded,
    wire::kpis::{Dimension, Figures, KpiResult, Period},
};
use flsdb_kpi::{Query, evaluate};
use proptest::{collection::vec, prelude::*, sample::select};

mod difference;
mod engine;
mod records;

use records::{day, facts, services};

fn query(set: SetId, by: &[Dimension]) -> Query {
    Query {
        set,
        period: Period {
            start: day("2022-11-17"),
            end: day("2024-08-03"),
        },
        as_of: day("2024-10-01"),
        by: by.to_vec(),
        total: true,
        kpis: Kpi::ALL.into(),
    }
}

/// Initial population, excluded, numerator, missing and denominator, as far as a result has them.
fn counts(result: &KpiResult) -> Option<[f64; 5]> {
    match &result.figures {
        Figures::Proportion(p) => {
            let excluded: u64 = p.excluded.iter().flatten().map(|(_, n)| n).sum();
            let counts = [
                p.initial_population?,
                excluded,
                p.numerator?,
                p.missing?,
                p.denominator?,
            ];
            Some(counts.map(|n| n as f64))
        }
        Figures::Rate(r) => Some([0.0, 0.0, r.numerator? as f64, 0.0, r.denominator?.value()]),
        Figures::Completeness(_) => None,
    }
}

fn sums(results: &[KpiResult]) -> BTreeMap<Kpi, [f64; 5]> {
    let mut sums = BTreeMap::<Kpi, [f64; 5]>::new();
    for result in results.iter().filter(|result| result.kpi != Kpi::K1) {
        let sum = sums.entry(result.kpi).or_default();
        for (total, count) in sum.iter_mut().zip(counts(result).expect("counts")) {
            *total += count;
        }
    }
    sums
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_record_has_one_outcome(
        records in vec((0usize..3, facts()), 0..60),
        set in select(SetId::ALL.to_vec()),
    ) {
        for result in evaluate(&query(set, &[]), &services(), records.iter().copied()) {
            let Figures::Proportion(p) = &result.figures else { continue };
            let [initial, excluded, numerator, missing, denominator] = counts(&result).expect("counts");
            prop_assert_eq!(initial, excluded + denominator, "KPI {}", result.kpi);
            prop_assert!(numerator + missing <= denominator);
            if let Some([worst, best]) = p.bounds {
                prop_assert!(worst <= best && (0.0..=1.0).contains(&worst) && best <= 1.0);
            }
            prop_assert_eq!(p.value.is_some(), denominator > 0.0);
            prop_assert_eq!(p.value.is_some(), p.display.is_some() && p.level.is_some() && p.interval.is_some());
            if let (Some(value), Some(interval)) = (p.value, p.interval) {
                let [low, high] = interval.p95;
                let [lowest, highest] = interval.p998;
                prop_assert!(lowest <= low && low <= value && value <= high && high <= highest);
            }
        }
    }

    #[test]
    fn groups_add_up_to_the_total(
        records in vec((0usize..3, facts()), 0..60),
        set in select(SetId::ALL.to_vec()),
        by in proptest::sample::subsequence(Dimension::choices().iter().map(|c| c.value).collect::<Vec<_>>(), 1..=2),
    ) {
        let results = evaluate(&query(set, &by), &services(), records.iter().copied());
        let (total, groups): (Vec<_>, Vec<_>) = results.into_iter().partition(|result| result.group.is_empty());
        let (total, groups) = (sums(&total), sums(&groups));
        for (kpi, sum) in groups {
            for (found, expected) in sum.into_iter().zip(total[&kpi]) {
                // Each denominator is rounded to six decimals.
                prop_assert!((found - expected).abs() < 1e-3, "KPI {kpi} by {by:?}: {found} {expected}");
            }
        }
    }

    #[test]
    fn what_is_written_is_read_back(records in vec((0usize..3, facts()), 0..20), set in select(SetId::ALL.to_vec())) {
        let results = evaluate(&query(set, &[Dimension::Service]), &services(), records.iter().copied());
        let json = serde_json::to_string(&results).expect("serialises");
        prop_assert_eq!(serde_json::from_str::<Vec<KpiResult>>(&json).expect("deserialises"), results);
    }
}

#[test]
fn every_month_is_a_group_and_sex_has_no_caseload() {
    let facts = |month: &str| {
        let reading = flsdb_domain::Reading::from_cells([(flsdb_domain::Field::DiagnosedOn, month)]);
        (0, Facts::of(&reading.episode).expect("a diagnosis"))
    };
    let records = [facts("2024-02-10"), facts("2024-04-01"), facts("2024-12-31")];
    let mut asked = query(SetId::FlsDb, &[Dimension::Month]);
    asked.period = Period {
        start: day("2024-02-01"),
        end: day("2024-04-30"),
    };
    asked.kpis = vec![Kpi::K2];
    asked.total = false;
    let found: Vec<_> = evaluate(&asked, &services(), records)
        .into_iter()
        .map(|result| serde_json::to_value(&result).expect("serialises"))
        .map(|json| {
            (
                json["group"]["month"].clone(),
                json["numerator"].clone(),
                json["denominator"].clone(),
            )
        })
        .collect();
    // 196 hips a year × 5 × days of the month ÷ 366.
    assert_eq!(
        serde_json::json!(found),
        serde_json::json!([
            ["2024-02", 1, 77.650273],
            ["2024-03", 0, 83.005464],
            ["2024-04", 1, 80.327869]
        ])
    );
    asked.by = vec![Dimension::Sex];
    asked.kpis = vec![Kpi::K2, Kpi::K7];
    let found: Vec<_> = evaluate(&asked, &services(), records)
        .into_iter()
        .map(|result| {
            (
                serde_json::to_value(&result.group).expect("serialises"),
                result.kpi,
            )
        })
        .collect();
    assert_eq!(found, [(serde_json::json!({"sex": null}), Kpi::K7)]);
}
