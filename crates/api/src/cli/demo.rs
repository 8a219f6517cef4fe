//! `flsdb demo`.

use std::collections::BTreeSet;

use clap::Args;
use flsdb_domain::{
    Episode, ServiceCode,
    access::{Grant, Role, Scope},
    validation,
    vocabulary::Coded,
};
use flsdb_store::{
    Outcome, Store, Writer, deprivations,
    episodes::{self, PlannedEpisode},
    services,
    settings::{self, Setting},
    users::{self, NewUser},
};

use super::{Fault, opening};
use crate::{
    auth::Passwords,
    demo::{Demo, DemoOptions, registry},
    settings::Settings,
};

/// The password of every demo user. It exists in demo mode alone, where the records are invented and a banner says so.
const PASSWORD: &str = "only-for-demonstration";

/// Episodes handed to the store at a time.
const BATCH: usize = 500;

/// Options of `flsdb demo`.
#[derive(Args)]
pub(super) struct Options {
    /// The same seed gives the same records.
    #[arg(long, default_value_t = 1)]
    pub(super) seed: u64,
    /// Number of services.
    #[arg(long, default_value_t = 8)]
    pub(super) services: usize,
    /// Calendar years, the last being this one so far.
    #[arg(long, default_value_t = 3)]
    pub(super) years: u32,
    /// Size of the services; 1 is about 380 hip fractures a year each.
    #[arg(long, default_value_t = 1.0)]
    pub(super) scale: f64,
    /// Leave a database alone that has services already, instead of failing.
    #[arg(long)]
    pub(super) if_empty: bool,
}

pub(super) fn run(settings: &Settings, options: &Options) -> Result<(), Fault> {
    let (store, _) = opening::open_to_fill(settings)?;
    let stored = store.read(|r| Ok((services::list(r, &Scope::All)?, settings::find(r, Setting::Demo)?)))?;
    match stored {
        (services, Some(_)) if options.if_empty => {
            print_users(&services.iter().map(|s| s.code).collect::<Vec<_>>())
        }
        (services, _) if services.is_empty() => fill(settings, options, &store)?,
        _ if options.if_empty => println!("The database has services already; it is left as it is."),
        _ => {
            return Err(Fault::Content(
                "The database has services already. Give an empty one.".to_owned(),
            ));
        }
    }
    Ok(())
}

fn fill(settings: &Settings, options: &Options, store: &Store) -> Result<(), Fault> {
    let demo = registry(&DemoOptions {
        seed: options.seed,
        services: options.services,
        years: options.years,
        scale: options.scale,
        today: settings.clock.today(),
    });
    let author = opening::author(settings);
    let hash = Passwords::hash(PASSWORD)?;
    let codes: Vec<_> = demo.services().iter().map(|service| service.code).collect();
    // In one transaction: a run that broke off leaves nothing that could be taken for a whole registry.
    store.write(&author, |w| {
        services::load(w, demo.services())?;
        settings::save(w, Setting::Demo, "true")?;
        deprivations::load(w, demo.deprivations().map(Ok))?;
        for (at, service) in demo.services().iter().enumerate() {
            let count = save(w, &demo, at)?;
            println!("{} {}: {count} episodes", service.code, service.name);
        }
        accounts(&codes).into_iter().try_for_each(|(email, grant)| {
            let name = format!("Demo {}", grant.role.label().to_lowercase());
            let user = NewUser {
                email,
                name,
                password_hash: hash.clone(),
                grants: vec![grant],
            };
            users::create(w, &user).map(|_| ())
        })
    })?;
    print_users(&codes);
    Ok(())
}

/// Stores the episodes of one service.
fn save(w: &mut Writer<'_>, demo: &Demo, service: usize) -> Outcome<u64> {
    let today = w.author().today;
    let mut count = 0;
    let mut waiting = Vec::with_capacity(BATCH);
    for episode in demo.episodes(service) {
        waiting.push(plan(episode, today));
        if waiting.len() == BATCH {
            count += episodes::save_many(w, &Scope::All, std::mem::take(&mut waiting))?.created;
        }
    }
    Ok(count + episodes::save_many(w, &Scope::All, waiting)?.created)
}

fn plan(episode: Episode, today: chrono::NaiveDate) -> PlannedEpisode {
    let findings = validation::check(&episode, &BTreeSet::new(), today);
    PlannedEpisode {
        episode,
        patient: None,
        replaces: None,
        findings,
    }
}

/// A user of each role of people; those of a service have the first, the regional manager the first three.
fn accounts(services: &[ServiceCode]) -> Vec<(String, Grant)> {
    let people = Role::choices()
        .into_owned()
        .into_iter()
        .filter(|role| role.value != Role::IntegrationClient);
    let grant = |role: Role| {
        let count = match role {
            role if role.is_national() => 0,
            Role::RegionalManager => 3,
            _ => 1,
        };
        Grant {
            role,
            services: services.iter().copied().take(count).collect(),
        }
    };
    people
        .map(|role| {
            (
                format!("{}@demo.example", role.token.replace('_', "-")),
                grant(role.value),
            )
        })
        .collect()
}

fn print_users(services: &[ServiceCode]) {
    println!("\nDemo users, all with the password {PASSWORD}:");
    for (email, grant) in accounts(services) {
        let codes: Vec<_> = grant.services.iter().map(ToString::to_string).collect();
        let place = if codes.is_empty() {
            "all services".to_owned()
        } else {
            codes.join(", ")
        };
        println!("  {email:<40} {} ({place})", grant.role.label());
    }
}
