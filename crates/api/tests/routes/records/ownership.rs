//! Whose answers stay: those of people, unless a machine says that it overwrites them.

use std::collections::{BTreeMap, BTreeSet};

use flsdb_api::records::{Message, Method, Sender, Terms, receive};
use flsdb_domain::{access::Scope, opt_out::Deployment, ownership::Claim, wire::messages::Receipt};
use flsdb_files::Row;
use flsdb_store::{
    Author, AuthorKind, Store, fractures,
    testing::{TestDatabase, author, databases, load_services},
};
use proptest::{prelude::*, test_runner::TestRunner};
use serde_json::{Value, json};

/// Places of a record, and what may stand there: nothing that is an error beside anything else.
const PLACES: [(&str, [&str; 2]); 7] = [
    ("/patient/sex", ["\"female\"", "\"male\""]),
    ("/patient/postcode", ["\"NE19 2BX\"", "\"SW1A 1AA\""]),
    ("/fracture/smoker", ["\"yes\"", "\"no\""]),
    ("/fracture/height_cm", ["150.0", "160.0"]),
    ("/assessment/t_score", ["-1.0", "-2.5"]),
    (
        "/assessment/bone_therapy",
        ["[\"alendronate\"]", "[\"denosumab\"]"],
    ),
    ("/follow_up_16/therapy", ["\"alendronate\"", "\"denosumab\""]),
];

/// Who writes.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Who {
    Person,
    Machine,
    /// A machine that overwrites what people wrote.
    Overwriting,
}

/// One message: who sends which values to which places; none clears.
#[derive(Debug, Clone)]
struct Step {
    who: Who,
    values: BTreeMap<usize, Option<usize>>,
}

fn step() -> impl Strategy<Value = Step> {
    let who = prop_oneof![
        3 => Just(Who::Person),
        3 => Just(Who::Machine),
        1 => Just(Who::Overwriting)
    ];
    let value = prop_oneof![1 => Just(None), 4 => (0..2_usize).prop_map(Some)];
    let values = prop::collection::btree_map(0..PLACES.len(), value, 1..4);
    (who, values).prop_map(|(who, values)| Step { who, values })
}

/// What must stand at each place, and whether a machine wrote it.
type Model = BTreeMap<usize, (usize, bool)>;

/// Does a step in the model; gives the places that are left.
fn follow(model: &mut Model, step: &Step) -> Vec<usize> {
    let mut left = Vec::new();
    for (place, value) in &step.values {
        let there = model.get(place).copied();
        let is_same = there.map(|(value, _)| value) == *value;
        let is_theirs = there.is_some_and(|(_, by_machine)| !by_machine);
        if is_same {
            continue;
        }
        match value {
            _ if is_theirs && step.who == Who::Machine => left.push(*place),
            Some(value) => drop(model.insert(*place, (*value, step.who != Who::Person))),
            None => drop(model.remove(place)),
        }
    }
    left
}

fn put(record: &mut Value, place: usize, value: Option<usize>) {
    let (pointer, values) = PLACES[place];
    let value = value.map_or(Value::Null, |at| serde_json::from_str(values[at]).expect("JSON"));
    let (section, name) = pointer[1..].split_once('/').expect("two parts");
    record[section][name] = value;
}

fn key(number: &str) -> Value {
    json!({
        "patient": {"nhs_number": number, "date_of_birth": "1950-05-01"},
        "fracture": {"diagnosed_on": "2024-03-04"}
    })
}

fn send(store: &Store, who: Who, method: Method, record: &Value) -> Receipt {
    let kind = match who {
        Who::Person => AuthorKind::Person,
        Who::Machine | Who::Overwriting => AuthorKind::Machine,
    };
    let author = Author { kind, ..author() };
    let scope = Scope::Services(["BRD".parse().expect("a code")].into());
    let sender = Sender {
        store,
        author: &author,
        scope: &scope,
    };
    let claim = if who == Who::Machine {
        Claim::Machines
    } else {
        Claim::All
    };
    let terms = Terms {
        method,
        claim,
        dry_run: false,
        expected: None,
        deployment: Deployment::Local,
    };
    let row = Row::document(1, record.to_string().as_bytes()).expect("a record");
    let receipts = receive(&sender, &terms, &[Message::of(row, &scope)]);
    let receipt = receipts.expect("received").pop().expect("one");
    assert!(receipt.id.is_some(), "{receipt:?}");
    receipt
}

fn whole(store: &Store, id: &str) -> Value {
    let found = store
        .read(|r| fractures::find_episode(r, &Scope::All, id))
        .expect("found");
    serde_json::to_value(found).expect("JSON")
}

/// Whatever a machine and a person send, and in whichever order, each answer is that of its last rightful writer.
fn holds(store: &Store, number: &str, steps: &[Step]) -> Result<(), TestCaseError> {
    let created = send(store, Who::Person, Method::Put, &key(number));
    let id = created.id.expect("an id");
    let mut model = Model::new();
    for step in steps {
        let mut record = key(number);
        for (place, value) in &step.values {
            put(&mut record, *place, *value);
        }
        let left = follow(&mut model, step);
        let left: BTreeSet<&str> = left.into_iter().map(|place| PLACES[place].0).collect();
        let receipt = send(store, step.who, Method::Patch, &record);
        let told: BTreeSet<&str> = receipt.left.iter().map(String::as_str).collect();
        prop_assert_eq!(told, left, "{:?}", step);
    }
    let stored = whole(store, &id);
    for (place, (pointer, values)) in PLACES.iter().enumerate() {
        let expected = model.get(&place).map_or(Value::Null, |(value, _)| {
            serde_json::from_str(values[*value]).expect("JSON")
        });
        let found = stored.pointer(pointer).cloned().unwrap_or(Value::Null);
        prop_assert_eq!(found, expected, "{}", pointer);
    }
    Ok(())
}

fn on_each_store(body: impl Fn(&TestDatabase)) {
    for database in databases() {
        eprintln!("on {}", database.name);
        load_services(&database.store, &["BRD"]);
        body(&database);
    }
}

#[test]
fn every_answer_is_that_of_its_last_rightful_writer() {
    on_each_store(|database| {
        let numbers = std::cell::RefCell::new(valid_numbers());
        let config = ProptestConfig {
            cases: 48,
            failure_persistence: None,
            ..ProptestConfig::default()
        };
        let law = TestRunner::new(config).run(&prop::collection::vec(step(), 1..12), |steps| {
            let number = numbers.borrow_mut().next().expect("a number");
            holds(&database.store, &number, &steps)
        });
        law.expect("the law holds");
    });
}

fn valid_numbers() -> impl Iterator<Item = String> {
    (1..).filter_map(|n: u32| {
        let numbers = (0..10).map(|check| format!("9{n:08}{check}"));
        numbers
            .into_iter()
            .find(|text| flsdb_domain::NhsNumber::parse(text).is_ok())
    })
}

/// A machine that sends the whole episode again does not take away what a nurse has added since.
#[test]
fn a_whole_record_of_a_machine_leaves_what_people_added() {
    on_each_store(|database| {
        let store = &database.store;
        let mut record = key("9434765919");
        put(&mut record, 4, Some(0));
        let created = send(store, Who::Machine, Method::Put, &record);
        let id = created.id.expect("an id");
        let mut added = key("9434765919");
        put(&mut added, 4, Some(1));
        put(&mut added, 6, Some(0));
        send(store, Who::Person, Method::Patch, &added);
        put(&mut record, 2, Some(0));
        let again = send(store, Who::Machine, Method::Put, &record);
        assert_eq!(again.left, ["/assessment/t_score", "/follow_up_16/therapy"]);
        let stored = whole(store, &id);
        assert_eq!(stored.pointer("/assessment/t_score"), Some(&json!(-2.5)));
        assert_eq!(stored.pointer("/fracture/smoker"), Some(&json!("yes")));
        let overwritten = send(store, Who::Overwriting, Method::Put, &record);
        assert_eq!(overwritten.left, Vec::<String>::new());
        assert_eq!(
            whole(store, &id).pointer("/assessment/t_score"),
            Some(&json!(-1.0))
        );
        assert_eq!(whole(store, &id)["follow_up_16"], Value::Null);
    });
}

/// A machine and a person who write different sections at the same time do not hinder each other.
#[test]
fn writers_of_different_sections_at_the_same_time_both_last() {
    on_each_store(|database| {
        let store = &database.store;
        let id = send(store, Who::Person, Method::Put, &key("9434765919"))
            .id
            .expect("an id");
        let write = |who, place: usize| {
            for at in 0..20 {
                let mut record = key("9434765919");
                put(&mut record, place, Some(at % 2));
                send(store, who, Method::Patch, &record);
            }
        };
        std::thread::scope(|threads| {
            threads.spawn(|| write(Who::Machine, 4));
            threads.spawn(|| write(Who::Person, 2));
        });
        let stored = whole(store, &id);
        assert_eq!(stored.pointer("/assessment/t_score"), Some(&json!(-2.5)));
        assert_eq!(stored.pointer("/fracture/smoker"), Some(&json!("no")));
    });
}
