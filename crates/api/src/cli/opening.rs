//! Opening what a command works with.

use chrono::Utc;
use flsdb_store::{Author, Store, StoreOptions};

use super::Fault;
use crate::{auth::Keys, settings::Settings};

/// The database, up to date, and the keys.
pub(super) fn open(settings: &Settings) -> Result<(Store, Keys), Fault> {
    let (store, keys) = connect(settings)?;
    if store.needs_migration()? {
        Err(Fault::NotMigrated)
    } else {
        Ok((store, keys))
    }
}

/// `flsdb migrate`.
pub(super) fn migrate(settings: &Settings) -> Result<(), Fault> {
    let (store, _) = connect(settings)?;
    let run = store.migrate()?;
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

fn connect(settings: &Settings) -> Result<(Store, Keys), Fault> {
    let keys = Keys::open(&settings.keys)?;
    let store = Store::open(&settings.database, StoreOptions::with_key(keys.reference()))?;
    Ok((store, keys))
}
