//! Databases for tests: migrated once, copied per test, gone afterwards.
//!
//! SQLite always; PostgreSQL when `TEST_DATABASE_URL` names a cluster in which databases may be made. Without it the
//! tests say so and run on SQLite alone.

use std::{collections::BTreeMap, env, fs, process, sync::OnceLock, time::Duration};

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use diesel::{Connection, PgConnection, RunQueryDsl, r2d2::ManageConnection, sql_query};
use diesel_migrations::MigrationHarness;
use flsdb_domain::{
    Episode, Field, Nation, NhsNumber, Reading, ServiceCode,
    access::Scope,
    wire::services::{HipFractures, Service},
};
use tempfile::TempDir;
use uuid::Uuid;

use crate::{
    Author, AuthorKind, Store, StoreOptions,
    connection::{Address, Opener},
    facts,
    store::MIGRATIONS,
};

/// A database of one test; gone when dropped.
pub struct TestDatabase {
    /// `SQLite` or `PostgreSQL`, for messages.
    pub name: &'static str,
    /// Its URL, for a second store on the same database.
    pub url: String,
    /// The store on it, migrated and empty.
    pub store: Store,
    _place: Place,
}

/// What is to be cleared away.
enum Place {
    Folder { _folder: TempDir },
    Database { cluster: String, name: String },
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Place::Database { cluster, name } = self {
            // The store's connections may still be open; a database that stays behind harms nobody.
            let _ = PgConnection::establish(cluster)
                .map(|mut conn| sql_query(format!("DROP DATABASE {name} WITH (FORCE)")).execute(&mut conn));
        }
    }
}

/// A fresh, migrated, empty database of each kind.
///
/// # Panics
/// When one cannot be made.
pub fn databases() -> Vec<TestDatabase> {
    let mut databases = vec![sqlite()];
    match env::var("TEST_DATABASE_URL") {
        Ok(cluster) => databases.push(postgres(&cluster)),
        Err(_) => eprintln!("TEST_DATABASE_URL is not set: PostgreSQL is left out"),
    }
    databases
}

/// Runs the same test body on each kind of database; afterwards the facts must be those of the records.
pub fn on_each(body: impl Fn(&TestDatabase)) {
    for database in databases() {
        eprintln!("on {}", database.name);
        body(&database);
        check_facts(&database.store);
    }
}

/// The options that [`databases`] opens its stores with.
pub fn options() -> StoreOptions {
    StoreOptions {
        connections: 4,
        patience: Duration::from_secs(20),
        ..StoreOptions::with_key([7; 32])
    }
}

fn sqlite() -> TestDatabase {
    static TEMPLATE: OnceLock<Vec<u8>> = OnceLock::new();
    let folder = must(tempfile::tempdir());
    let template = TEMPLATE.get_or_init(|| {
        let path = folder.path().join("template.sqlite");
        migrate(Address::Sqlite(path.display().to_string()));
        must(fs::read(path))
    });
    let path = folder.path().join("test.sqlite");
    must(fs::write(&path, template));
    let url = format!("sqlite:{}", path.display());
    let store = must(Store::open(&url, options()));
    TestDatabase {
        name: "SQLite",
        url,
        store,
        _place: Place::Folder { _folder: folder },
    }
}

fn postgres(cluster: &str) -> TestDatabase {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    let mut conn = must(PgConnection::establish(cluster));
    let template = TEMPLATE.get_or_init(|| {
        let name = format!("flsdb_template_{}", process::id());
        must(sql_query(format!("DROP DATABASE IF EXISTS {name}")).execute(&mut conn));
        must(sql_query(format!("CREATE DATABASE {name}")).execute(&mut conn));
        migrate(Address::Postgres(beside(cluster, &name)));
        name
    });
    let name = format!("flsdb_test_{}", Uuid::now_v7().simple());
    must(sql_query(format!("CREATE DATABASE {name} TEMPLATE {template}")).execute(&mut conn));
    let url = beside(cluster, &name);
    let store = must(Store::open(&url, options()));
    let place = Place::Database {
        cluster: cluster.to_owned(),
        name,
    };
    TestDatabase {
        name: "PostgreSQL",
        url,
        store,
        _place: place,
    }
}

/// The URL of another database of the cluster.
fn beside(cluster: &str, name: &str) -> String {
    let (start, query) = cluster
        .split_once('?')
        .map_or((cluster, None), |(start, query)| (start, Some(query)));
    let authority = start.find("://").map_or(0, |scheme| scheme + 3);
    let end = start[authority..]
        .find('/')
        .map_or(start.len(), |slash| authority + slash);
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    format!("{}/{name}{query}", &start[..end])
}

/// Opens, migrates and closes again: a file or a database that is copied must have nobody in it.
fn migrate(address: Address) {
    let opener = Opener {
        address,
        busy_timeout: Duration::from_secs(5),
        page_cache: 16,
    };
    let mut conn = must(opener.connect());
    if let Err(error) = conn.run_pending_migrations(MIGRATIONS) {
        panic!("{error}");
    }
    must(facts::rebuild(&mut conn));
}

/// Whether the facts kept beside the records are those of the records, and what has changed since each version is
/// enough to follow them: whatever was done to the store.
///
/// # Panics
/// When they are not.
pub fn check_facts(store: &Store) {
    let kept = |store: &Store| {
        let mut found = BTreeMap::new();
        must(store.read(|r| {
            facts::for_each(r, |row| {
                found.insert(row.id, row.facts);
            })
        }));
        found
    };
    let before = kept(store);
    let versions = must(store.read(facts::service_versions));
    for (service, version) in &versions {
        let changed = must(store.read(|r| facts::changed_since(r, *service, *version)));
        assert!(changed.is_empty(), "facts of {service} newer than its version");
        let all = must(store.read(|r| facts::changed_since(r, *service, -1)));
        for row in all {
            assert_eq!(before.get(&row.id).copied().flatten(), row.facts, "{:x}", row.id);
        }
    }
    must(store.in_transaction(facts::rebuild));
    assert_eq!(before, kept(store), "facts kept and facts made anew");
}

fn must<T, E: std::fmt::Display>(outcome: Result<T, E>) -> T {
    outcome.unwrap_or_else(|error| panic!("{error}"))
}

/// A person who changes records at noon on 31 January 2026.
pub fn author() -> Author {
    let today = day(2026, 1, 31);
    Author {
        id: "nurse".to_owned(),
        name: "Nora Nurse".to_owned(),
        kind: AuthorKind::Person,
        request_id: "request".to_owned(),
        now: today.and_time(NaiveTime::MIN).and_utc() + TimeDelta::hours(12),
        today,
    }
}

/// A day of the calendar.
///
/// # Panics
/// When there is no such day.
pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_else(|| panic!("no such day"))
}

/// A service code.
///
/// # Panics
/// When it is none.
pub fn code(text: &str) -> ServiceCode {
    must(text.parse())
}

/// The services with these codes, with 400 hip fractures a year.
pub fn load_services(store: &Store, codes: &[&str]) {
    let services: Vec<Service> = codes.iter().map(|text| service(text)).collect();
    must(store.write(&author(), |w| crate::services::load(w, &services)));
}

fn service(text: &str) -> Service {
    Service {
        code: code(text),
        name: format!("Service {text}"),
        ods_code: None,
        nation: Nation::England,
        region: None,
        hip_fractures: vec![HipFractures {
            year: 2016,
            count: 400,
        }],
    }
}

/// The scope of these services.
pub fn scope(codes: &[&str]) -> Scope {
    Scope::Services(codes.iter().map(|text| code(text)).collect())
}

/// The n-th of the NHS numbers that are not issued: they start with 9.
pub fn nhs_number(n: u32) -> NhsNumber {
    (900_000_000..)
        .filter_map(NhsNumber::with_check_digit)
        .nth(n as usize)
        .unwrap_or_else(|| panic!("too many"))
}

/// An episode of the n-th patient in a service, read from cells of a file.
///
/// # Panics
/// When a cell cannot be read.
pub fn episode<'a>(service: &str, n: u32, cells: impl IntoIterator<Item = (Field, &'a str)>) -> Episode {
    let number = nhs_number(n).to_string();
    let usual = [
        (Field::NhsNumber, number.as_str()),
        (Field::DateOfBirth, "1945-05-08"),
        (Field::Sex, "Female"),
        (Field::DiagnosedOn, "2024-06-17"),
        (Field::Site, "Wrist"),
    ];
    let mut reading = Reading::from_cells(usual);
    for (field, text) in cells {
        reading.take_text(field, text);
    }
    assert!(reading.findings.is_empty(), "{:?}", reading.findings);
    Episode {
        service: Some(code(service)),
        ..reading.episode
    }
}
