//! A kill in the middle of a commit.

use std::{
    fmt::Write,
    process::{Child, Command, Stdio},
    thread,
};

use flsdb_api::imports::{Importer, commit, recover};
use flsdb_domain::{
    NhsNumber,
    wire::{
        imports::{ImportPolicy, ImportRecord, ImportStatus},
        page::Paging,
    },
};
use flsdb_store::{
    Store, imports,
    testing::{load_services, on_each},
};

use super::{author, state};
use crate::harness::TODAY;

const ROWS: u32 = 6000;

fn file() -> String {
    let mut text = "1.01,1.02,1.03,1.09,1.11,2.01\n".to_owned();
    let numbers = (900_000_000..)
        .filter_map(NhsNumber::with_check_digit)
        .take(ROWS as usize);
    for number in numbers {
        writeln!(text, "{number},1950-01-01,Female,2024-01-01,Hip,160").expect("writes");
    }
    text
}

fn import(store: &Store, importer: &Importer) -> Option<ImportRecord> {
    let page = store.read(|r| imports::list(r, importer.viewer(), &Paging::default()));
    page.expect("listed").items.pop()
}

/// Waits until the rows have been compared afresh and are being stored: then all are read for the second time.
fn wait_until_storing(store: &Store, importer: &Importer, child: &mut Child) {
    let mut is_reading_again = false;
    loop {
        assert!(
            child.try_wait().expect("a process").is_none(),
            "it ended before it could be killed"
        );
        if let Some(found) = import(store, importer).filter(|i| i.status == ImportStatus::Committing) {
            let is_read = found.progress.rows_total == Some(found.progress.rows_read);
            if is_reading_again && is_read {
                return;
            }
            is_reading_again |= !is_read;
        }
        thread::yield_now();
    }
}

#[test]
fn a_kill_in_the_middle_of_a_commit_leaves_no_row() {
    on_each(|database| {
        let store = &database.store;
        load_services(store, &["BRD"]);
        let before = state(store);
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("big.csv");
        std::fs::write(&path, file()).expect("written");
        let mut child = Command::new(env!("CARGO_BIN_EXE_flsdb"))
            .args(["import", "--service", "BRD", "--commit"])
            .arg(&path)
            .env("FLSDB_DATABASE", &database.url)
            .env("FLSDB_KEYS", folder.path().join("keys"))
            .env("FLSDB_TODAY", TODAY)
            .stdout(Stdio::null())
            .spawn()
            .expect("started");
        let importer = Importer::operator(author());
        wait_until_storing(store, &importer, &mut child);
        child.kill().expect("killed");
        child.wait().expect("ended");

        assert_eq!(state(store), before, "no row, no version");
        let left = import(store, &importer).expect("an import");
        assert_eq!(left.status, ImportStatus::Committing);
        recover(store, &author()).expect("settled");
        let again = commit(store, &importer, &left.id, ImportPolicy::RefuseFile, |_| {}).expect("committed");
        assert_eq!(again.status, ImportStatus::Committed);
        assert_eq!(state(store).0, i64::from(ROWS));
    });
}
