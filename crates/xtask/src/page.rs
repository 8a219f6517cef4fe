//! Building the page that the server embeds.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::call;
use crate::failure::Failure;
use crate::guide;
use crate::layout::Layout;
use crate::setup::PageTools;
use crate::step::{step, there};

/// What the page is made of, as paths in the checkout; its style sheet has the classes that the guide names, too.
const SOURCES: [&str; 7] = [
    "frontend",
    "crates/domain",
    "crates/xtask/src/guide",
    "docs/guide/en/page.html",
    "Cargo.toml",
    "Cargo.lock",
    "Trunk.toml",
];

/// The documents that stand beside `index.html`.
const BESIDE: [&str; 2] = ["public.html", "app.html"];

/// Folders inside the sources that are made from them.
const MADE: [&str; 3] = ["node_modules", "dist", "target"];

/// Builds the page into `frontend/dist` unless it stands there, built from these very sources, and the guide beside it.
pub fn build(layout: &Layout, tools: &PageTools) -> Result<(), Failure> {
    build_programs(layout, tools)?;
    guide::build(layout)
}

fn build_programs(layout: &Layout, tools: &PageTools) -> Result<(), Failure> {
    let stamp = layout.scratch().join("page.stamp");
    let fingerprint = fingerprint(layout, tools)?;
    let is_current = fs::read_to_string(&stamp).is_ok_and(|held| held == fingerprint);
    if is_current && layout.dist().join("app.html").is_file() {
        there("The page");
        return Ok(());
    }
    step("Building the page", || {
        call::run(call::cargo(layout).args(["fetch", "--quiet"]))?;
        trunk(layout, tools, "index.html", &layout.dist())?;
        for document in BESIDE {
            let folder = layout.scratch().join(document);
            trunk(layout, tools, document, &folder)?;
            join(&folder, document, &layout.dist())?;
        }
        let mut pack = tools.command(layout, "node");
        call::run(pack.arg("frontend/pack.mjs").arg(layout.dist()))?;
        fs::create_dir_all(layout.scratch()).map_err(Failure::file("create", &layout.scratch()))?;
        fs::write(&stamp, &fingerprint).map_err(Failure::file("write", &stamp))
    })
}

/// Builds one document of the page with its program.
fn trunk(layout: &Layout, tools: &PageTools, document: &str, dist: &Path) -> Result<(), Failure> {
    let mut trunk = tools.command(layout, "trunk");
    trunk.args(["build", "--release", "--cargo-profile", "page", "--offline"]);
    trunk
        .arg("--dist")
        .arg(dist)
        .arg(layout.frontend().join(document));
    // Some environments set NO_COLOR to 1, which Trunk does not take for a flag.
    trunk.env_remove("NO_COLOR");
    call::run(&mut trunk)
}

/// Sets the files of a document beside those of another. What both have is the same, down to the name.
fn join(folder: &Path, document: &str, dist: &Path) -> Result<(), Failure> {
    for entry in fs::read_dir(folder).map_err(Failure::file("read", folder))? {
        let entry = entry.map_err(Failure::file("read", folder))?;
        let name = entry.file_name();
        let name = if name == "index.html" {
            document.into()
        } else {
            name
        };
        fs::copy(entry.path(), dist.join(name)).map_err(Failure::file("copy", &entry.path()))?;
    }
    Ok(())
}

/// A number that changes when the page would.
fn fingerprint(layout: &Layout, tools: &PageTools) -> Result<String, Failure> {
    let mut files = Vec::new();
    for source in SOURCES {
        collect(&layout.root().join(source), &mut files)?;
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    tools.toolchain.version().hash(&mut hasher);
    for file in files {
        file.hash(&mut hasher);
        fs::read(&file)
            .map_err(Failure::file("read", &file))?
            .hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(path).map_err(Failure::file("read", path))? {
        let entry = entry.map_err(Failure::file("read", path))?;
        if !MADE.iter().any(|made| entry.file_name() == *made) {
            collect(&entry.path(), files)?;
        }
    }
    Ok(())
}
