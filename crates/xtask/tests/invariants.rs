//! The invariants of the tree: what each crate must not know.

#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

/// The crates that a package draws in, itself among them, development aids apart.
fn tree(package: &str) -> Vec<String> {
    let output = Command::new(env!("CARGO"))
        .current_dir(root())
        .args([
            "tree",
            "--offline",
            "--edges",
            "normal",
            "--target",
            "all",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ])
        .args(["--package", package, "--all-features"])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).unwrap();
    let names: Vec<_> = text
        .lines()
        .filter_map(|line| line.split(' ').next())
        .map(str::to_owned)
        .collect();
    assert!(
        names.contains(&package.to_owned()),
        "{package} is not in its own tree"
    );
    names
}

/// The direct dependencies of a crate, from its Cargo.toml: every key of its dependency tables.
fn direct(folder: &str) -> Vec<String> {
    let output = Command::new(env!("CARGO"))
        .current_dir(root())
        .args(["metadata", "--offline", "--no-deps", "--format-version", "1"])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let manifest = root().join(folder).join("Cargo.toml");
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages
        .iter()
        .find(|package| package["manifest_path"] == manifest.to_str().unwrap())
        .unwrap();
    let dependencies = package["dependencies"].as_array().unwrap().iter();
    dependencies
        .filter(|one| one["kind"] != "dev")
        .map(|one| one["name"].as_str().unwrap().to_owned())
        .collect()
}

/// All files under a folder whose path is under version control or could be: not what is made.
fn files(folder: &Path) -> Vec<PathBuf> {
    let made = ["target", "node_modules", "dist", ".git"];
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if entry.file_type().unwrap().is_dir() {
            if !made.iter().any(|name| entry.file_name() == *name) {
                found.extend(files(&path));
            }
        } else {
            found.push(path);
        }
    }
    found
}

/// The lines of a crate's sources that have one of the words, comments and tests apart. Tests stand last in a file
/// (clippy sees to it) or in a file of their own.
fn lines_with(folder: &str, words: &[&str]) -> Vec<String> {
    let sources = files(&root().join(folder).join("src"));
    let rust = sources
        .iter()
        .filter(|path| path.extension().is_some_and(|end| end == "rs") && !path.ends_with("tests.rs"));
    let mut found = Vec::new();
    for path in rust {
        let text = fs::read_to_string(path).unwrap();
        let product = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in product.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            if words.iter().any(|word| code.contains(word)) {
                found.push(format!("{}:{}: {}", path.display(), number + 1, line.trim()));
            }
        }
    }
    found
}

#[test]
fn the_pure_crates_know_no_framework() {
    let forbidden = [
        "diesel",
        "actix-web",
        "actix-rt",
        "yew",
        "tokio",
        "gloo",
        "reqwest",
        "rand",
        "getrandom",
        "uuid",
    ];
    for package in ["flsdb-domain", "flsdb-kpi"] {
        let tree = tree(package);
        let known: Vec<_> = forbidden
            .iter()
            .filter(|name| tree.iter().any(|one| one == *name))
            .collect();
        assert!(known.is_empty(), "{package} knows {known:?}");
    }
}

#[test]
fn the_pure_crates_read_no_clock_no_file_and_no_dice() {
    let words = [
        "Utc::now",
        "Local::now",
        "SystemTime",
        "Instant::now",
        "std::fs",
        "std::net",
        "std::env",
        "File::open",
        "rand::",
        "std::process",
        "std::thread",
    ];
    for folder in ["crates/domain", "crates/kpi"] {
        let found = lines_with(folder, &words);
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}

#[test]
fn the_search_for_words_finds_them() {
    assert!(!lines_with("crates/xtask", &["Instant::now"]).is_empty());
}

#[test]
fn each_crate_knows_only_its_neighbours() {
    // (crate, what must not stand in its Cargo.toml)
    let cases: [(&str, &[&str]); 6] = [
        (
            "crates/domain",
            &["flsdb-kpi", "flsdb-files", "flsdb-store", "flsdb-api"],
        ),
        ("crates/kpi", &["flsdb-files", "flsdb-store", "flsdb-api"]),
        (
            "crates/files",
            &["flsdb-kpi", "flsdb-store", "flsdb-api", "diesel", "actix-web"],
        ),
        (
            "crates/store",
            &["flsdb-files", "flsdb-api", "actix-rt", "reqwest", "hyper"],
        ),
        ("crates/api", &["diesel", "diesel_migrations"]),
        (
            "frontend",
            &[
                "flsdb-kpi",
                "flsdb-files",
                "flsdb-store",
                "flsdb-api",
                "diesel",
                "actix-web",
                "tokio",
            ],
        ),
    ];
    for (folder, forbidden) in cases {
        let known: Vec<_> = direct(folder)
            .into_iter()
            .filter(|name| forbidden.contains(&name.as_str()))
            .collect();
        assert!(known.is_empty(), "{folder} depends on {known:?}");
    }
    assert!(direct("frontend").contains(&"flsdb-domain".to_owned()));
}

#[test]
fn no_module_is_called_mod() {
    let found: Vec<_> = files(&root())
        .into_iter()
        .filter(|path| path.file_name().is_some_and(|name| name == "mod.rs"))
        .map(|path| path.strip_prefix(root()).unwrap().display().to_string())
        .collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn lock_files_name_no_registry_host() {
    let npm = fs::read_to_string(root().join("frontend/package-lock.json")).unwrap();
    assert!(
        !npm.contains("\"resolved\""),
        "package-lock.json names where packages came from"
    );
    let cargo = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let foreign: Vec<_> = cargo
        .lines()
        .filter(|line| line.starts_with("source = "))
        .filter(|line| *line != "source = \"registry+https://github.com/rust-lang/crates.io-index\"")
        .collect();
    assert!(foreign.is_empty(), "{foreign:?}");
}

/// Of two migrations with one number, only one would ever run.
#[test]
fn each_migration_has_a_number_of_its_own() {
    let mut numbers: Vec<String> = fs::read_dir(root().join("migrations"))
        .unwrap()
        .filter_map(|entry| {
            let name = entry.unwrap().file_name().into_string().unwrap();
            Some(name.split_once('_')?.0.replace('-', ""))
        })
        .collect();
    assert!(numbers.len() > 5, "{numbers:?}");
    numbers.sort();
    let twice: Vec<_> = numbers.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert!(twice.is_empty(), "{twice:?}");
}
