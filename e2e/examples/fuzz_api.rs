//! Thousands of requests made up from the description, as each caller on each database: a figure a line, as JSON.
//! `cargo xtask bench api-fuzz` builds everything it needs and reads the figures. Argument: requests at random for each
//! operation.

use std::env;

use flsdb_e2e::fuzz::{Caller, Effort, Ground};
use flsdb_e2e::{Backend, Outcome};
use serde_json::json;

#[tokio::main(flavor = "multi_thread")]
async fn main() -> Outcome {
    let examples: u32 = env::args()
        .nth(1)
        .ok_or("how many requests for each operation?")?
        .parse()?;
    for backend in [Backend::Sqlite, Backend::Postgres] {
        for caller in Caller::ALL {
            run(backend, caller, examples).await?;
        }
    }
    Ok(())
}

async fn run(backend: Backend, caller: Caller, examples: u32) -> Outcome {
    let ground = Ground::prepare(backend).await?;
    let effort = Effort {
        seed: 1,
        examples,
        phases: "examples,coverage,fuzzing,stateful",
    };
    let report = ground.fuzz(caller, effort).await?;
    let at = format!("{}, {backend}", caller.name());
    tell(&format!("requests as {at}"), report.requests as f64);
    tell(&format!("findings as {at}"), report.findings as f64);
    tell(&format!("peak memory of the server, {at}"), ground.peak_memory()?);
    eprintln!("{}", report.text);
    Ok(())
}

fn tell(name: &str, figure: f64) {
    println!("{}", json!({"name": name, "figure": figure}));
}
