//! Opening what a command works with.

use chrono::Utc;
use flsdb_domain::{ServiceCode, access::Scope};
use flsdb_store::{Author, Store, StoreError, StoreOptions, services};

use super::Fault;
use crate::{auth::Keys, settings::Settings};

/// The database, up to date, and the keys.
pub(super) fn open(settings: &Settings) -> Result<(Store, Keys), Fault> {
    open_with(settings, StoreOptions::with_key)
}

/// The same for a command that fills a whole registry at once.
pub(super) fn open_to_fill(settings: &Settings) -> Result<(Store, Keys), Fault> {
    open_with(settings, StoreOptions::to_fill)
}

fn open_with(settings: &Settings, options: fn([u8; 32]) -> StoreOptions) -> Result<(Store, Keys), Fault> {
    let (store, keys) = connect(settings, options)?;
    if store.needs_migration()? {
        Err(Fault::NotMigrated)
    } else {
        Ok((store, keys))
    }
}

/// Brings the database up to date; gives the names of the migrations.
pub(super) fn update(settings: &Settings) -> Result<Vec<String>, Fault> {
    let (store, _) = connect(settings, StoreOptions::with_key)?;
    Ok(store.migrate()?)
}

/// `flsdb migrate`.
pub(super) fn migrate(settings: &Settings) -> Result<(), Fault> {
    let run = update(settings)?;
    match run.len() {
        0 => println!("The database is up to date."),
        _ => run.iter().for_each(|name| println!("Migrated: {name}")),
    }
    Ok(())
}

/// The command line as the writer of a change.
pub(super) fn author(settings: &Settings) -> Author {
    Author::system("command line", Utc::now(), settings.clock.today())
}

/// Refuses a code that no service has.
pub(super) fn check_service(store: &Store, code: ServiceCode) -> Result<(), Fault> {
    match store.read(|r| services::find(r, &Scope::All, code)) {
        Ok(_) => Ok(()),
        Err(StoreError::NotFound) => Err(Fault::Content(format!(
            "No service has the code {code}. Store it first: flsdb services load"
        ))),
        Err(error) => Err(error.into()),
    }
}

fn connect(settings: &Settings, options: fn([u8; 32]) -> StoreOptions) -> Result<(Store, Keys), Fault> {
    let keys = Keys::open(&settings.keys)?;
    let store = Store::open(&settings.database, options(keys.reference()))?;
    Ok((store, keys))
}
