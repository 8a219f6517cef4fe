//! What the server does by itself, at its start and from time to time.

use std::time::Duration;

use actix_web::{
    rt,
    web::{self, Data},
};
use flsdb_store::{Author, Outcome, Store, messages, opt_out, submissions};

use crate::{imports, registry::Registry};

/// Time between two rounds.
const HOUR: Duration = Duration::from_secs(60 * 60);

/// Settles the imports that the last stop broke off.
pub(super) async fn recover(registry: &Data<Registry>) {
    run(
        registry,
        imports::recover,
        "imports that the last stop broke off cannot be settled",
    )
    .await;
}

/// Forgets expired imports, refused messages that have grown old, the NHS numbers of expired opt-out checks, and the rows of
/// superseded submissions, now and each hour.
pub(super) async fn forget_expired(registry: Data<Registry>) {
    let mut hour = rt::time::interval(HOUR);
    loop {
        hour.tick().await;
        run(
            &registry,
            imports::forget_expired,
            "expired imports cannot be forgotten",
        )
        .await;
        run(&registry, forget_messages, "old messages cannot be forgotten").await;
        run(
            &registry,
            forget_opt_outs,
            "NHS numbers of expired opt-out checks cannot be forgotten",
        )
        .await;
        run(
            &registry,
            forget_submissions,
            "rows of superseded submissions cannot be forgotten",
        )
        .await;
    }
}

fn forget_messages(store: &Store, author: &Author) -> Outcome<usize> {
    store.write(author, messages::forget_old)
}

fn forget_opt_outs(store: &Store, author: &Author) -> Outcome<usize> {
    store.write(author, opt_out::forget_expired)
}

fn forget_submissions(store: &Store, author: &Author) -> Outcome<usize> {
    store.write(author, submissions::forget_superseded)
}

async fn run(registry: &Data<Registry>, work: fn(&Store, &Author) -> Outcome<usize>, failure: &'static str) {
    let (store, author) = (registry.store().clone(), registry.system("upkeep", ""));
    match web::block(move || work(&store, &author)).await {
        Ok(Ok(0)) => {}
        Ok(Ok(count)) => tracing::info!(count, "imports, messages, numbers or rows settled or forgotten"),
        Ok(Err(error)) => tracing::error!(%error, "{failure}"),
        Err(error) => tracing::error!(%error, "{failure}"),
    }
}
