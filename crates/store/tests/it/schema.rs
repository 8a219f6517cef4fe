//! The tables that the code knows are the tables that the migrations make.

use std::collections::BTreeMap;

use diesel::{
    Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query,
    sql_types::{Bool, Text},
};
use flsdb_store::{Store, StoreError, testing};

/// Table, column → type, null allowed.
type Columns = BTreeMap<(String, String), (String, bool)>;

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Text)]
    data_type: String,
    #[diesel(sql_type = Bool)]
    nullable: bool,
}

/// `schema.rs`, read as text.
fn known() -> Columns {
    let mut columns = Columns::new();
    let mut table = String::new();
    for line in include_str!("../../src/schema.rs").lines() {
        let line = line.trim().trim_end_matches(',');
        if let Some((name, kind)) = line.split_once(" -> ") {
            if line.starts_with("diesel::") {
                continue;
            }
            let inner = kind.strip_prefix("Nullable<").and_then(|k| k.strip_suffix('>'));
            let key = (table.clone(), name.to_owned());
            columns.insert(key, (inner.unwrap_or(kind).to_owned(), inner.is_some()));
        } else if let (Some((name, _)), true) = (line.split_once(" ("), line.ends_with('{')) {
            name.clone_into(&mut table);
        }
    }
    columns
}

fn made(rows: Vec<Column>) -> Columns {
    let own = |row: &Column| !row.table_name.starts_with("__diesel");
    let kind = |text: &str| {
        let kind = match text.to_lowercase().as_str() {
            "text" => "Text",
            "smallint" => "SmallInt",
            "integer" => "Integer",
            "bigint" => "BigInt",
            "double precision" => "Double",
            "boolean" => "Bool",
            "date" => "Date",
            "timestamp" | "timestamp without time zone" => "Timestamp",
            "bytea" => "Binary",
            other => panic!("{other}"),
        };
        kind.to_owned()
    };
    rows.into_iter()
        .filter(own)
        .map(|row| {
            (
                (row.table_name, row.column_name),
                (kind(&row.data_type), row.nullable),
            )
        })
        .collect()
}

#[test]
fn the_code_knows_the_tables_that_the_migrations_make() {
    let known = known();
    assert!(known.len() > 150, "{}", known.len());
    testing::on_each(|db| {
        let rows: Vec<Column> = match db.url.strip_prefix("sqlite:") {
            Some(path) => {
                let mut conn = SqliteConnection::establish(path).unwrap();
                let query = "SELECT m.name AS table_name, p.name AS column_name, p.type AS data_type, \
                             p.\"notnull\" = 0 AS nullable \
                             FROM sqlite_master m, pragma_table_info(m.name) p WHERE m.type = 'table'";
                sql_query(query).load(&mut conn).unwrap()
            }
            None => {
                let mut conn = PgConnection::establish(&db.url).unwrap();
                let query = "SELECT table_name::text, column_name::text, data_type::text, \
                             is_nullable = 'YES' AS nullable \
                             FROM information_schema.columns WHERE table_schema = 'public'";
                sql_query(query).load(&mut conn).unwrap()
            }
        };
        assert_eq!(made(rows), known, "{}", db.name);
    });
}

#[test]
fn migrations_run_once() {
    testing::on_each(|db| {
        assert!(!db.store.needs_migration().unwrap());
        assert_eq!(db.store.migrate().unwrap(), Vec::<String>::new());
        db.store.ping().unwrap();
    });
}

#[test]
fn only_known_databases_are_opened() {
    for url in [
        "",
        "mysql://host/name",
        "flsdb.sqlite",
        "sqlite:",
        "sqlite::memory:",
        "postgres",
    ] {
        let error = Store::open(url, testing::options()).unwrap_err();
        assert!(matches!(error, StoreError::UnknownDatabase(_)), "{url}: {error}");
    }
    let error = Store::open("mysql://me:secret@host/name", testing::options()).unwrap_err();
    assert!(
        error.to_string().contains("sqlite:PATH") && !error.to_string().contains("secret"),
        "{error}"
    );
}
