//! The committed description is the one that the code makes.

use std::{collections::BTreeSet, env, fs, path::Path};

use flsdb_api::documentation::{as_committed, methods, openapi};

#[test]
fn the_committed_description_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi/openapi.json");
    let current = format!("{}\n", as_committed().expect("JSON"));
    if env::var_os("UPDATE_OPENAPI").is_some() {
        fs::write(&path, &current).expect("written");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == current,
        "openapi/openapi.json is stale: run flsdb openapi > openapi/openapi.json"
    );
}

#[test]
fn every_operation_is_described() {
    let document = openapi();
    let mut names = BTreeSet::new();
    for (path, item) in &document.paths.paths {
        for (method, operation) in methods(item) {
            let name = operation.operation_id.clone().unwrap_or_default();
            assert!(
                names.insert(name),
                "{method} {path} has the name of another operation"
            );
            let told = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
            assert!(told(&operation.summary), "{method} {path} has no summary");
            assert!(told(&operation.description), "{method} {path} has no description");
            assert!(
                operation.tags.as_ref().is_some_and(|tags| !tags.is_empty()),
                "{method} {path} has no tag"
            );
            assert!(
                operation.responses.responses.contains_key("500"),
                "{method} {path} never fails"
            );
        }
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let text = as_committed().expect("JSON");
    let components = openapi().components.expect("components").schemas;
    for part in text.split("\"#/components/schemas/").skip(1) {
        let name = part.split('"').next().unwrap_or_default();
        assert!(components.contains_key(name), "{name} is not described");
    }
}
