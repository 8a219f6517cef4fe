//! The examples of `docs/INTEGRATION.md`, run as they stand there against a sandbox, and what they leave.

#![cfg(test)]

use std::process::Stdio;

use flsdb_e2e::{Outcome, Sandbox, root};
use serde_json::Value;
use tokio::process::Command;

/// Prints what Python holds after the examples.
const PRINT: &str = r#"
print("found: " + json.dumps({
    "receipts": receipts, "changed": changed, "event": event,
    "summary": json.load(call("GET", "records/summary?own=true")),
    "messages": json.load(call("GET", "data-quality/messages")),
}))
"#;

/// All blocks of a language, in their order.
fn examples(language: &str) -> Outcome<String> {
    let text = std::fs::read_to_string(root().join("docs/INTEGRATION.md"))?;
    let begin = format!("```{language}\n");
    let blocks = text.split(begin.as_str()).skip(1);
    let blocks: Vec<&str> = blocks.filter_map(|block| block.split("```").next()).collect();
    assert!(
        !blocks.is_empty(),
        "the document has lost its examples in {language}"
    );
    Ok(blocks.join("\n"))
}

/// Runs a program against the sandbox; gives what it prints.
async fn run(sandbox: &Sandbox, program: &str, arguments: &[&str]) -> Outcome<String> {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(sandbox.folder())
        .env("FLSDB_SERVER", sandbox.server.origin())
        .stdin(Stdio::null())
        .output()
        .await?;
    let said = String::from_utf8(output.stdout)?;
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}\n{said}");
    Ok(said)
}

/// The values that curl has printed, one after the other.
fn values(said: &str) -> Vec<Value> {
    let values = serde_json::Deserializer::from_str(said).into_iter::<Value>();
    values.map(|value| value.expect("JSON")).collect()
}

#[tokio::test]
async fn the_examples_store_what_they_say() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let script = format!("set -euo pipefail\n{}", examples("sh")?);
    let said = values(&run(&sandbox, "bash", &["-c", &script]).await?);
    let outcomes: Vec<&str> = said
        .iter()
        .filter_map(|value| value["outcome"].as_str())
        .collect();
    let expected = ["created", "created", "unchanged", "updated", "created", "refused"];
    assert_eq!(outcomes, expected, "{said:?}");
    assert_eq!(said[0]["dry_run"], true);
    assert_eq!(said[5]["findings"][0]["code"], "option.unknown");
    assert_eq!(said[6]["total"]["received"], 5);
    assert_eq!(said[7]["items"].as_array().map(Vec::len), Some(2));

    let python = format!("{}\n{PRINT}", examples("python")?);
    let said = run(&sandbox, "python3", &["-c", &python]).await?;
    let found = said.lines().find_map(|line| line.strip_prefix("found: "));
    let found: Value = serde_json::from_str(found.ok_or("the examples end early")?)?;
    let receipts = found["receipts"].as_array().ok_or("no receipts")?;
    assert!(
        receipts.iter().all(|receipt| receipt["outcome"] == "created"),
        "{receipts:?}"
    );
    assert_eq!(receipts.len(), 2);
    let total = &found["summary"]["total"];
    assert_eq!((&total["received"], &total["rejected"]), (&7.into(), &1.into()));
    let messages = found["messages"]["items"].as_array().ok_or("no messages")?;
    assert_eq!(messages.len(), 1);
    assert_eq!(found["event"]["kind"], "deceased");
    let changed = found["changed"].as_array().ok_or("no changes")?;
    for receipt in receipts {
        let known = changed.iter().find(|change| change["id"] == receipt["id"]);
        assert_eq!(
            known.ok_or("a record is missing")?["record"]["fracture"]["site"],
            "spine"
        );
    }
    Ok(())
}

/// Everything is made anew: what was stored is gone, and the demo client is there again.
#[tokio::test]
async fn a_sandbox_begins_anew_at_each_start() -> Outcome {
    for _ in 0..2 {
        let sandbox = Sandbox::start().await?;
        let script = format!("set -euo pipefail\n{}", examples("sh")?);
        let said = values(&run(&sandbox, "bash", &["-c", &script]).await?);
        assert_eq!(said[1]["outcome"], "created");
    }
    Ok(())
}
