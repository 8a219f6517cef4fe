//! The app opens.

#![cfg(test)]

use flsdb_e2e::{Backend, Outcome, Registry, axe, journey};

async fn opens(backend: Backend) -> Outcome {
    let registry = Registry::empty(backend).await?;
    journey("front-page", registry, &[], async |visit| {
        visit.go("/").await?;
        visit.see("FLSDB").await?;
        axe::check(visit).await?;
        visit.picture("front-page").await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn opens_on_sqlite() {
    opens(Backend::Sqlite).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn opens_on_postgres() {
    opens(Backend::Postgres).await.unwrap();
}
