//! Disclosure control, attacked: no hidden count follows from what is published.

#![cfg(test)]

mod attack;
mod registry;
mod system;

use std::collections::BTreeMap;

use flsdb_domain::{
    kpi::{Kpi, SetId},
    wire::kpis::{Figures, KpiResult},
};
use flsdb_kpi::disclosure::{Extent, Rule};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{RngAlgorithm, TestRng, TestRunner},
};

use attack::{Attack, Attacker};
use registry::{Registry, registries};

fn by_record_and_identification() -> impl Iterator<Item = Kpi> {
    Kpi::ALL.into_iter().filter(|kpi| *kpi != Kpi::K1)
}

fn leaks(registry: &Registry, extent: Extent, attacker: Attacker) -> Vec<String> {
    let mask = registry.mask(Rule::FlsDb, extent);
    let attack = Attack::new(registry, &mask);
    by_record_and_identification()
        .flat_map(|kpi| {
            attack
                .leaks(kpi, attacker)
                .into_iter()
                .map(move |leak| format!("KPI {kpi}: {leak:?}"))
        })
        .collect()
}

fn is_small(count: u64) -> bool {
    (1..5).contains(&count)
}

/// Whether the rule hides the cell by itself.
fn is_primary(result: &KpiResult) -> bool {
    match &result.figures {
        Figures::Proportion(p) => {
            let (met, base) = p.numerator.zip(p.denominator).expect("whole");
            base < 5 || is_small(met) || is_small(base - met)
        }
        Figures::Rate(rate) if result.kpi != Kpi::K1 => is_small(rate.numerator.expect("whole")),
        Figures::Rate(_) | Figures::Completeness(_) => false,
    }
}

fn by_cell(results: &[KpiResult]) -> BTreeMap<String, &KpiResult> {
    results
        .iter()
        .map(|result| (format!("{:?} {}", result.group, result.kpi), result))
        .collect()
}

/// Failures are told by their registry's size: shrinking takes a linear program a step.
fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        max_shrink_iters: 0,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config(8))]

    #[test]
    fn no_hidden_count_follows(registry in registries(), who in proptest::option::of(0usize..8)) {
        let attacker = match who {
            None => Attacker::Public,
            Some(who) => Attacker::Service(who % registry.services.len()),
        };
        let found = leaks(&registry, Extent::Complete, attacker);
        prop_assert!(found.is_empty(), "{attacker:?}: {found:#?}");
    }
}

proptest! {
    #![proptest_config(config(32))]

    #[test]
    fn small_counts_are_hidden_and_national_values_shown(registry in registries()) {
        let mask = registry.mask(Rule::FlsDb, Extent::Complete);
        let mut masks = Vec::new();
        for set in SetId::ALL {
            let [truth, published] = registry.published(set, &mask);
            let (truth, published) = (by_cell(&truth), by_cell(&published));
            for (cell, whole) in &truth {
                let shown = published.get(cell).expect("every cell stands in the table");
                let is_national = whole.group.keys().all(|by| *by == flsdb_domain::wire::kpis::Dimension::Quarter);
                prop_assert!(!is_national || whole == shown, "{cell}");
                prop_assert!(is_national || !is_primary(whole) || shown.suppressed, "{cell}");
                prop_assert!(shown.suppressed || display(whole) == display(shown), "{cell}");
                prop_assert!(!shown.suppressed || display(shown).is_none(), "{cell}");
            }
            let hidden = published.iter().map(|(cell, result)| (cell.clone(), result.suppressed));
            masks.push(hidden.collect::<BTreeMap<_, _>>());
        }
        for (cell, hidden) in &masks[0] {
            prop_assert!(masks.iter().all(|mask| mask.get(cell).is_none_or(|other| other == hidden)), "{cell}");
        }
    }
}

fn display(result: &KpiResult) -> Option<String> {
    match &result.figures {
        Figures::Proportion(p) => p.display.clone(),
        Figures::Rate(rate) => rate.display.clone(),
        Figures::Completeness(_) => None,
    }
}

/// Registries, by the seed that makes them, in which KPI 6 would tell how many records a group has, and by that what it
/// hides of another group: in one set it counts all of them.
const TOLD_BY_RECORDS: &str = "
    seed | by                   | in the
       2 | service              | first quarter
      30 | care home            | fourth quarter
      77 | deprivation quintile | fourth quarter
";

#[test]
fn shown_counts_do_not_tell_the_number_of_records() {
    for row in TOLD_BY_RECORDS.trim().lines().skip(1) {
        let (seed, _) = row.split_once('|').expect("a seed");
        let registry = registry_of(seed.trim().parse().expect("a number"));
        let found = leaks(&registry, Extent::Complete, Attacker::Public);
        assert!(found.is_empty(), "{row}: {found:#?}");
    }
}

fn registry_of(seed: u64) -> Registry {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(ProptestConfig::default(), rng);
    registries().new_tree(&mut runner).expect("a registry").current()
}

/// The attack finds what is there to find: with only the small counts hidden, hidden counts follow.
#[test]
fn primary_suppression_alone_leaks() {
    let mut runner = TestRunner::deterministic();
    let found = (0..8).any(|_| {
        let registry = registries().new_tree(&mut runner).expect("a registry").current();
        let attack = Attack::new(&registry, &registry.mask(Rule::FlsDb, Extent::Primary));
        !attack.leaks(Kpi::K4, Attacker::Public).is_empty()
    });
    assert!(found);
}

#[test]
fn something_is_left_to_see() {
    let mut runner = TestRunner::deterministic();
    let registry = registries().new_tree(&mut runner).expect("a registry").current();
    let (hidden, all) = registry.mask(Rule::FlsDb, Extent::Complete).share();
    assert!(0 < hidden && hidden < all, "{hidden} of {all}");
}
