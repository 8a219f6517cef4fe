//! `flsdb serve --sandbox`: a registry to try things on, made anew at each start and gone at its end.

use std::collections::BTreeSet;

use flsdb_domain::{
    ServiceCode,
    access::{ClientScope, Scope},
    vocabulary::Coded,
    wire::clients::NewClient,
};
use flsdb_store::{Store, services};
use tempfile::TempDir;

use super::{Fault, client, demo, opening};
use crate::{auth::Passwords, settings::Settings};

/// The `client_id` of the sandbox, the same in each, so that examples can name it.
const CLIENT_ID: &str = "00000000-0000-7000-8000-0000000005a1";
/// Its secret. It opens invented records on a server that its owner started to try things on, and nothing else.
const CLIENT_SECRET: &str = "only-for-demonstration";

/// Records enough to look round, and few enough to start within seconds.
const SIZE: demo::Options = demo::Options {
    seed: 1,
    services: 3,
    years: 3,
    scale: 0.05,
    if_empty: false,
};

/// A registry of its own, in a temporary folder.
pub(super) struct Sandbox {
    /// The settings that lead to it.
    pub(super) settings: Settings,
    /// Gone with the sandbox.
    _folder: TempDir,
}

impl Sandbox {
    /// Makes it: database and keys, invented records, users and a client.
    pub(super) fn make(settings: Settings) -> Result<Self, Fault> {
        let folder = TempDir::with_prefix("flsdb-sandbox-").map_err(|cause| Fault::File {
            what: "There is no room for temporary files".to_owned(),
            cause,
        })?;
        let settings = Settings {
            database: format!("sqlite:{}", folder.path().join("sandbox.sqlite").display()),
            keys: folder.path().join("keys"),
            ..settings
        };
        println!(
            "A sandbox: invented records, made anew at each start. Whatever database is named is left alone.\n"
        );
        opening::update(&settings)?;
        demo::run(&settings, &SIZE)?;
        let (store, _) = opening::open(&settings)?;
        make_client(&settings, &store)?;
        Ok(Sandbox {
            settings,
            _folder: folder,
        })
    }
}

fn make_client(settings: &Settings, store: &Store) -> Result<(), Fault> {
    let known = store.read(|r| services::list(r, &Scope::All))?;
    let Some(service) = known.first().map(|service| service.code) else {
        return Ok(());
    };
    let secret_hash = Passwords::hash(CLIENT_SECRET)?;
    let access = client::Access {
        id: CLIENT_ID,
        secret_hash: &secret_hash,
    };
    store.write(&opening::author(settings), |w| {
        client::make(w, new_client(service), &access)
    })?;
    println!("\nDemo client of service {service}, with every scope:");
    println!("  client_id      {CLIENT_ID}");
    println!("  client_secret  {CLIENT_SECRET}\n");
    Ok(())
}

fn new_client(service: ServiceCode) -> NewClient {
    let scopes: BTreeSet<ClientScope> = ClientScope::choices().iter().map(|scope| scope.value).collect();
    NewClient {
        service,
        name: "Demo system".to_owned(),
        scopes,
        keys: None,
    }
}
