//! Charts from results: provisional months, baselines, hidden cells, sentences.

#![cfg(test)]

mod cascade;
mod run;
mod services;

use chrono::NaiveDate;
use flsdb_domain::{
    kpi::{Kpi, SetId},
    wire::{
        charts::{Method, Preset},
        kpis::{Dimension, Disclosure, Figures, KpiResult, KpiResults, Period, Proportion, SetVersion},
    },
};
use flsdb_kpi::charts::{ENTRY_LAG_DAYS, RunPlan};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn proportion(numerator: u64, denominator: u64) -> Proportion {
    let value = (denominator > 0).then(|| numerator as f64 / denominator as f64);
    Proportion {
        initial_population: Some(denominator),
        excluded: None,
        denominator: Some(denominator),
        numerator: Some(numerator),
        missing: Some(0),
        value,
        display: value.map(|value| format!("{:.1}", 100.0 * value)),
        level: None,
        interval: None,
        bounds: None,
    }
}

fn hidden() -> Proportion {
    Proportion {
        initial_population: None,
        denominator: None,
        numerator: None,
        missing: None,
        ..proportion(0, 0)
    }
}

fn result(kpi: Kpi, group: &[(Dimension, &str)], figures: Proportion) -> KpiResult {
    KpiResult {
        group: group
            .iter()
            .map(|(by, name)| (*by, Some((*name).to_owned())))
            .collect(),
        kpi,
        official_number: kpi.to_string(),
        suppressed: figures.denominator.is_none(),
        figures: Figures::Proportion(figures),
    }
}

fn results(results: Vec<KpiResult>) -> KpiResults {
    let set = SetId::FlsDb;
    KpiResults {
        set: SetVersion {
            id: set,
            version: set.set().version.to_owned(),
            hash: set.set().hash(),
        },
        period: Period {
            start: day("2024-01-01"),
            end: day("2025-12-31"),
        },
        as_of: day("2026-01-31"),
        services: Vec::new(),
        data_version: 1,
        software: "test".to_owned(),
        disclosure: Disclosure {
            rule: "none".to_owned(),
            reason: "test".to_owned(),
        },
        results,
    }
}

fn plan(method: Method) -> RunPlan {
    RunPlan {
        method,
        preset: Preset::Nhsr,
        fix_after: None,
        entry_lag_days: ENTRY_LAG_DAYS,
        baselines: Vec::new(),
    }
}
