//! The committed description is the one that the code makes.

use std::{collections::BTreeSet, env, fs, path::Path};

use flsdb_api::documentation::{as_committed, methods, openapi};
use serde_json::{Value, json};

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

/// The forms of a body or an answer that are JSON.
fn json_forms(part: &Value) -> impl Iterator<Item = &Value> {
    let forms = part["content"].as_object().into_iter().flatten();
    let is_json = |form: &str| form == "application/json" || form.ends_with("+json");
    forms.filter_map(move |(form, content)| is_json(form).then_some(content))
}

/// What is wrong with the example of a body or an answer.
fn faults(content: &Value, components: &Value) -> Vec<String> {
    let Some(example) = content.get("example") else {
        return vec!["it has no example".to_owned()];
    };
    let schema = json!({"allOf": [content["schema"]], "components": components});
    let validator = jsonschema::draft202012::new(&schema).expect("a schema");
    let told = validator.iter_errors(example);
    told.map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect()
}

#[test]
fn every_operation_has_examples_that_its_schemas_allow() {
    let document: Value = serde_json::from_str(&as_committed().expect("JSON")).expect("JSON");
    let components = &document["components"];
    let mut wrong = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let answers = operation["responses"].as_object().into_iter().flatten();
            let answers = answers.filter(|(status, _)| status.starts_with('2'));
            let answers: Vec<&Value> = answers.flat_map(|(_, answer)| json_forms(answer)).collect();
            let shown = answers.iter().filter(|answer| answer.get("example").is_some());
            // A PUT tells the same when it makes and when it changes: one of them is enough.
            let answers = shown.chain(&answers).take(answers.len().min(1));
            for content in json_forms(&operation["requestBody"]).chain(answers.copied()) {
                let found = faults(content, components);
                wrong.extend(found.into_iter().map(|fault| format!("{method} {path}: {fault}")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
