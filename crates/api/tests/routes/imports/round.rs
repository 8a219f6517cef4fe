//! What goes out comes back unchanged.

use std::io::Cursor;

use calamine::{Reader, Xlsx};
use flsdb_api::exports;
use flsdb_domain::{access::Scope, wire::page::Paging};
use flsdb_files::Format;
use flsdb_store::{
    Store, audit,
    testing::{TestDatabase, databases, load_services},
};

use super::{state, stored, testdata};

const CODES: [&str; 2] = ["BRD", "STN"];
const FILES: [(&str, &str); 2] = [("BRD", "BRD.csv"), ("STN", "STN.xlsx")];

fn export(store: &Store, format: Format) -> Vec<u8> {
    exports::write(store, &Scope::All, format, Vec::new()).expect("exported")
}

fn fill(store: &Store) {
    load_services(store, &CODES);
    for (service, file) in FILES {
        stored(store, Some(service), &testdata(&format!("exports/{file}")));
    }
}

fn on_two(body: impl Fn(&TestDatabase, &dyn Fn() -> TestDatabase)) {
    for database in databases() {
        let another = || {
            databases()
                .into_iter()
                .find(|other| other.name == database.name)
                .expect("another")
        };
        body(&database, &another);
    }
}

#[test]
fn an_export_imported_into_an_empty_database_exports_the_same() {
    on_two(|database, another| {
        fill(&database.store);
        for format in [Format::Csv, Format::Ndjson, Format::Xlsx] {
            let other = another();
            load_services(&other.store, &CODES);
            let first = export(&database.store, format);
            let record = stored(&other.store, None, &first);
            assert_eq!(record.counts.create, 608 + 884);
            let second = export(&other.store, format);
            match format {
                Format::Xlsx => assert_eq!(cells(&first), cells(&second)),
                _ => assert!(first == second, "{format:?}"),
            }
        }
    });
}

fn cells(workbook: &[u8]) -> Vec<Vec<calamine::Data>> {
    let mut workbook = Xlsx::new(Cursor::new(workbook)).expect("a workbook");
    let sheet = workbook
        .worksheet_range_at(0)
        .expect("a sheet")
        .expect("readable");
    sheet.rows().map(<[calamine::Data]>::to_vec).collect()
}

#[test]
fn the_same_file_twice_changes_nothing() {
    on_two(|database, _| {
        let store = &database.store;
        fill(store);
        let before = (state(store), changes(store));
        for (service, file) in FILES {
            let record = stored(store, Some(service), &testdata(&format!("exports/{file}")));
            let counts = record.counts;
            assert_eq!(
                (counts.create, counts.update, counts.rejected),
                (0, 0, 0),
                "{file}"
            );
        }
        for format in [Format::Csv, Format::Ndjson, Format::Xlsx] {
            let counts = stored(store, None, &export(store, format)).counts;
            assert_eq!(
                (counts.create, counts.update, counts.rejected),
                (0, 0, 0),
                "{format:?}"
            );
        }
        assert_eq!((state(store), changes(store)), before, "no version, no event");
    });
}

/// How many audit events there are.
fn changes(store: &Store) -> Option<i64> {
    let paging = Paging {
        total: true,
        ..Paging::default()
    };
    store
        .read(|r| audit::list(r, &Scope::All, &paging))
        .expect("events")
        .total
}
