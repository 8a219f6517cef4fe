//! Submissions: what the audit holds by the accepted runs is what the service has and may tell.

mod audit;
mod service;

use std::collections::BTreeSet;

use flsdb_domain::{
    access::Scope,
    submission::{Reject, RejectPlace},
};
use flsdb_store::{
    Store, StoreError,
    submissions::{self, SubmissionRefusal, Whose},
    testing::{author, load_services, on_each},
};
use proptest::{collection::vec, prelude::*, test_runner::TestRunner};

use service::Service;

/// What may happen, to which record.
#[derive(Debug, Clone, Copy)]
pub enum Step {
    Create,
    Import,
    Undo,
    Answer(usize),
    Move(usize),
    Renumber(usize),
    Withdraw(usize),
    Restore(usize),
    Object(usize),
    /// A check in which the patients opted out whose numbers are multiples.
    Check(usize),
    Run,
    /// The rows whose numbers are multiples are rejected.
    Reject(usize),
    Accept,
    Abandon,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = (0..24u8, 0..6usize).prop_map(|(kind, at)| match kind {
        0..=3 => Step::Create,
        4 => Step::Import,
        5 => Step::Undo,
        6..=8 => Step::Answer(at),
        9 | 10 => Step::Move(at),
        11 => Step::Renumber(at),
        12 | 13 => Step::Withdraw(at),
        14 => Step::Restore(at),
        15 => Step::Object(at),
        16 => Step::Check(at),
        17..=19 => Step::Run,
        20 => Step::Reject(at),
        21 | 22 => Step::Accept,
        _ => Step::Abandon,
    });
    vec(step, 8..40)
}

fn follow(store: &Store, steps: &[Step]) {
    load_services(store, &["BRD"]);
    let mut service = Service::new(store, "BRD");
    steps.iter().for_each(|step| service.take(*step));
    service.settle();
}

#[test]
fn the_audit_holds_what_may_leave_after_each_kind_of_step() {
    use Step::{
        Abandon, Accept, Answer, Check, Create, Import, Move, Object, Reject, Renumber, Restore, Run, Undo,
        Withdraw,
    };
    on_each(|db| {
        let steps = [
            Run,
            Create,
            Create,
            Create,
            Import,
            Check(0),
            Run,
            Run,
            Accept,
            Answer(0),
            Move(1),
            Undo,
            Renumber(2),
            Run,
            Abandon,
            Check(0),
            Run,
            Reject(1),
            Answer(0),
            Accept,
            Withdraw(0),
            Withdraw(1),
            Object(2),
            Run,
            Reject(2),
            Accept,
            Restore(0),
            Restore(1),
            Object(2),
            Check(2),
            Create,
            Run,
            Reject(1),
            Reject(2),
            Accept,
        ];
        follow(&db.store, &steps);
    });
}

#[test]
fn so_it_is_whatever_happens() {
    let mut runner = TestRunner::new(ProptestConfig {
        cases: 24,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let run = runner.run(&steps(), |steps| {
        on_each(|db| follow(&db.store, &steps));
        Ok(())
    });
    run.unwrap();
}

#[test]
fn rows_that_were_not_sent_are_named_and_nothing_is_taken() {
    on_each(|db| {
        let store = &db.store;
        load_services(store, &["BRD"]);
        let mut service = Service::new(store, "BRD");
        for step in [Step::Create, Step::Create, Step::Check(0), Step::Run] {
            service.take(step);
        }
        let id = service.audit.open_id().unwrap().to_owned();
        let reject = |line, place| Reject {
            line,
            place,
            reason: "no".to_owned(),
        };
        let list = [
            reject(2, RejectPlace::Row(2)),
            reject(3, RejectPlace::Row(1)),
            reject(5, RejectPlace::Row(4)),
            reject(6, RejectPlace::Key("9,9\n".to_owned())),
        ];
        let take = |list: &[Reject]| {
            store.write(&author(), |w| {
                submissions::take_rejects(w, &Scope::All, (&id, 1), list, "digest")
            })
        };
        let Err(StoreError::Submission(SubmissionRefusal::NotSent { lines })) = take(&list) else {
            panic!("taken");
        };
        assert_eq!(lines, [3, 5, 6]);
        let found = store.read(|r| submissions::find(r, &Scope::All, &id)).unwrap();
        assert_eq!((found.rejects, found.stamp.version), (None, 1));
        let several = [(2, "not known"), (3, "no"), (4, "no")].map(|(line, reason)| Reject {
            reason: reason.to_owned(),
            ..reject(line, RejectPlace::Row(2))
        });
        assert_eq!(take(&several).unwrap().rejects.unwrap().rows, 1);
        let told = store
            .read(|r| submissions::list_rejects(r, Whose::Current(&Scope::All), &Default::default()))
            .unwrap();
        let reasons: BTreeSet<&str> = told.items.iter().map(|row| row.reason.as_str()).collect();
        assert_eq!(reasons, BTreeSet::from(["not known; no"]));
    });
}
