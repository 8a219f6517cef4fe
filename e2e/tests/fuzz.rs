//! Requests made up from the description: always the same ones, some thousand of them. `cargo xtask bench api-fuzz` sends
//! many more.

#![cfg(test)]

use flsdb_e2e::fuzz::{Caller, Effort, Ground};
use flsdb_e2e::{Backend, Outcome};

/// Each example of the description, and a few requests at random for each operation.
const SMALL: Effort = Effort {
    seed: 20_260_131,
    examples: 8,
    phases: "examples,fuzzing",
};

async fn run(backend: Backend) -> Outcome {
    let ground = Ground::prepare(backend).await?;
    for caller in Caller::ALL {
        let report = ground.fuzz(caller, SMALL).await?;
        assert!(
            report.requests > 1000,
            "only {} requests as {}",
            report.requests,
            caller.name()
        );
        assert_eq!(report.findings, 0, "as {}:\n{}", caller.name(), report.text);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_is_as_described_on_sqlite() {
    run(Backend::Sqlite).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_is_as_described_on_postgres() {
    run(Backend::Postgres).await.unwrap();
}
