//! The published definitions of R4 and its JSON schema, as `tests/fhir/validate.mjs` asks them.

use std::{
    env,
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

use serde_json::{Value, json};

/// What is wrong with each resource.
pub fn faults(resources: &[Value]) -> Vec<Vec<String>> {
    let home = env::var_os("FLSDB_FHIR").expect(
        "FLSDB_FHIR is not set: run `cargo xtask test api`, or name a folder with the packages of tests/fhir/package.json",
    );
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fhir/validate.mjs");
    let mut node = Command::new("node")
        .arg(script)
        .env("FLSDB_FHIR", home)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Node.js");
    let input = serde_json::to_vec(resources).expect("JSON");
    let mut pipe = node.stdin.take().expect("a pipe");
    pipe.write_all(&input).expect("read by the check");
    drop(pipe);
    let output = node.wait_with_output().expect("an end");
    let found: Vec<Vec<String>> = serde_json::from_slice(&output.stdout).expect("an answer of the check");
    assert_eq!(found.len(), resources.len());
    found
}

/// Fails with what is wrong with any of them.
pub fn assert_valid(resources: &[Value]) {
    assert!(!resources.is_empty());
    let wrong = resources.iter().zip(faults(resources));
    let wrong: Vec<_> = wrong
        .filter(|(_, faults)| !faults.is_empty())
        .map(|(resource, faults)| format!("{}: {faults:#?}", resource["resourceType"]))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The check itself: each of these has one fault, and the first has none.
#[test]
fn faults_are_found() {
    let good = json!({
        "resourceType": "MeasureReport", "status": "complete", "type": "summary", "measure": "https://x.uk/Measure/1",
        "period": {"start": "2024-01-01", "end": "2024-12-31"}, "group": [{"population": [{"count": 1}]}]
    });
    let cases = [
        ("", json!("complete"), ""),
        ("/staus", json!("complete"), "staus"),
        ("/status", json!("done"), "allowed values"),
        ("/type", json!("population"), "allowed values"),
        ("/measure", Value::Null, "Missing required property"),
        ("/period/start", json!("1 January 2024"), "dateTime"),
        ("/group/0/population/0/cuont", json!(1), "cuont"),
        ("/group/0/population/0/count", json!("1"), "must be number"),
        ("/group/0/population/0/count", json!(1.5), "integer"),
        ("/group/0/population", json!({"count": 1}), "array"),
        (
            "/contained",
            json!([{"resourceType": "List"}]),
            "Missing required property",
        ),
    ];
    let spoilt = cases
        .each_ref()
        .map(|(place, value, _)| spoilt(&good, place, value));
    for ((place, _, expected), found) in cases.iter().zip(faults(&spoilt)) {
        let is_told = found.iter().any(|fault| fault.contains(expected));
        assert!(
            is_told || expected.is_empty() && found.is_empty(),
            "{place}: {found:?}"
        );
    }
}

/// The same with another value at a place; null takes it away.
fn spoilt(good: &Value, place: &str, value: &Value) -> Value {
    let mut spoilt = good.clone();
    let Some((parent, name)) = place.rsplit_once('/') else {
        return spoilt;
    };
    let parent = spoilt
        .pointer_mut(parent)
        .and_then(Value::as_object_mut)
        .expect("an object");
    match value {
        Value::Null => parent.remove(name),
        value => parent.insert(name.to_owned(), value.clone()),
    };
    spoilt
}
