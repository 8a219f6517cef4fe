//! Deprivation by postcode: loaded, and at once in the facts.

use std::collections::BTreeMap;

use flsdb_domain::{
    Field, Postcode,
    access::Scope,
    deprivation::{Deprivation, DeprivationIndex},
};
use flsdb_store::{
    Outcome, Store, StoreError,
    deprivations::{Loaded, load},
    facts, fractures,
    testing::{author, code, episode, load_services, on_each},
};

/// A row, as `NE19 2BX 1`.
fn row(text: &str) -> (Postcode, Deprivation) {
    let (postcode, quintile) = text.rsplit_once(' ').expect("a space");
    let quintile = quintile.parse().expect("a number");
    let deprivation = Deprivation::new(DeprivationIndex::Imd, quintile).expect("a quintile");
    (Postcode::parse(postcode).expect("a postcode"), deprivation)
}

fn load_rows(store: &Store, rows: &[&str]) -> Outcome<Loaded> {
    let rows: Vec<_> = rows.iter().map(|text| Ok(row(text))).collect();
    store.write(&author(), |w| load(w, rows))
}

/// How many episodes live in each quintile.
fn quintiles(store: &Store) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    let take = |row: facts::EpisodeFacts| {
        let deprivation = row.facts.and_then(|facts| facts.deprivation);
        let name = deprivation.map_or("none".to_owned(), |deprivation| deprivation.to_string());
        *found.entry(name).or_default() += 1;
    };
    store.read(|r| facts::for_each(r, take)).unwrap();
    found
}

fn counted(expected: &[(&str, usize)]) -> BTreeMap<String, usize> {
    expected
        .iter()
        .map(|(name, count)| ((*name).to_owned(), *count))
        .collect()
}

/// What is loaded; postcodes added, changed and the same, and episodes; who lives where then; services with a new version.
type Step<'t> = (&'t [&'t str], [u64; 4], &'t [(&'t str, usize)], &'t [&'t str]);

#[test]
fn what_is_loaded_is_in_the_facts() {
    on_each(|db| {
        let store = &db.store;
        load_services(store, &["BRD", "CDF", "STN"]);
        for (n, service, postcode) in [
            (0, "BRD", "NE19 2BX"),
            (1, "BRD", "NE19 2BY"),
            (2, "CDF", "NE19 2BX"),
            (3, "STN", "NE19 2BZ"),
        ] {
            let episode = episode(service, n, [(Field::Postcode, postcode)]);
            store
                .write(&author(), |w| fractures::create_episode(w, &Scope::All, &episode))
                .unwrap();
        }
        let versions = || store.read(facts::service_versions).unwrap();
        let changed = |before: &BTreeMap<_, i64>| -> Vec<String> {
            let after = versions();
            let raised = after.iter().filter(|(code, version)| before[*code] != **version);
            raised.map(|(code, _)| code.to_string()).collect()
        };
        let steps: [Step<'_>; 5] = [
            (
                &["NE19 2BX 1", "NE19 2BY 2", "NE1 1AA 5"],
                [3, 0, 0, 3],
                &[("imd-1", 2), ("imd-2", 1), ("none", 1)],
                &["BRD", "CDF"],
            ),
            (
                &["NE19 2BX 1"],
                [0, 0, 1, 0],
                &[("imd-1", 2), ("imd-2", 1), ("none", 1)],
                &[],
            ),
            (
                &["NE19 2BY 4", "NE1 1AA 4"],
                [0, 2, 0, 1],
                &[("imd-1", 2), ("imd-4", 1), ("none", 1)],
                &["BRD"],
            ),
            (
                &["NE19 2BZ 5"],
                [1, 0, 0, 1],
                &[("imd-1", 2), ("imd-4", 1), ("imd-5", 1)],
                &["STN"],
            ),
            // The later line holds, in one statement or not.
            (
                &["NE19 2BZ 1", "NE19 2BZ 2"],
                [0, 1, 0, 1],
                &[("imd-1", 2), ("imd-2", 1), ("imd-4", 1)],
                &["STN"],
            ),
        ];
        for (rows, [added, changes, same, episodes], expected, services) in steps {
            let before = versions();
            let loaded = load_rows(store, rows).unwrap();
            let expected_load = Loaded {
                added,
                changed: changes,
                same,
                episodes,
            };
            assert_eq!(loaded, expected_load, "{rows:?}");
            assert_eq!(quintiles(store), counted(expected), "{rows:?}");
            assert_eq!(changed(&before), services, "{rows:?}");
        }
    });
}

#[test]
fn a_bad_row_leaves_everything_as_it_was() {
    on_each(|db| {
        let store = &db.store;
        load_services(store, &["BRD"]);
        let created = episode("BRD", 0, [(Field::Postcode, "NE19 2BX")]);
        store
            .write(&author(), |w| fractures::create_episode(w, &Scope::All, &created))
            .unwrap();
        let before = store.read(facts::service_versions).unwrap();
        let rows = [Ok(row("NE19 2BX 1")), Err(StoreError::receiver("line 3"))];
        let outcome = store.write(&author(), |w| load(w, rows));
        assert!(matches!(outcome, Err(StoreError::Receiver(_))), "{outcome:?}");
        assert_eq!(quintiles(store), counted(&[("none", 1)]));
        assert_eq!(store.read(facts::service_versions).unwrap(), before);
        let loaded = load_rows(store, &["NE19 2BX 1"]).unwrap();
        assert_eq!((loaded.added, loaded.episodes), (1, 1));
    });
}

/// Several statements' worth of postcodes, and of episodes.
#[test]
fn large_tables_come_in_batches() {
    on_each(|db| {
        let store = &db.store;
        load_services(store, &["BRD"]);
        let letters = "ABDEFGHJLN";
        let pairs = letters.chars().flat_map(|a| letters.chars().map(move |b| (a, b)));
        let postcodes: Vec<String> = pairs
            .flat_map(|(a, b)| (0..10).map(move |sector| format!("NE19 {sector}{a}{b}")))
            .collect();
        let last = postcodes.last().expect("a postcode");
        let created = episode("BRD", 0, [(Field::Postcode, last.as_str())]);
        store
            .write(&author(), |w| fractures::create_episode(w, &Scope::All, &created))
            .unwrap();
        let rows: Vec<_> = postcodes
            .iter()
            .map(|postcode| Ok(row(&format!("{postcode} 3"))))
            .collect();
        let loaded = store.write(&author(), |w| load(w, rows)).unwrap();
        assert_eq!((loaded.added, loaded.episodes), (1000, 1));
        let versions = store.read(facts::service_versions).unwrap();
        let changed = store
            .read(|r| facts::changed_since(r, code("BRD"), versions[&code("BRD")] - 1))
            .unwrap();
        assert_eq!(changed.len(), 1);
    });
}
