//! The layers of `cargo xtask test`, in the order in which they run.

use std::cell::OnceCell;
use std::env;
use std::process::Command;

use crate::call;
use crate::failure::Failure;
use crate::layout::Layout;
use crate::page;
use crate::postgres::Cluster;
use crate::setup::{self, PageTools, Toolchain};
use crate::step::step;
use crate::suites::{self, PAGE, Suites};
use crate::tally::Tally;
use crate::test::Filter;

/// The variable that names a PostgreSQL superuser's URL to the tests.
const DATABASE: &str = "TEST_DATABASE_URL";

/// The target triple of the page.
const BROWSER: [&str; 2] = ["--target", "wasm32-unknown-unknown"];

/// One layer of checks or tests.
pub struct Layer {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it checks.
    pub what: &'static str,
    /// How it runs.
    pub run: fn(&Workshop) -> Result<Tally, Failure>,
}

/// All layers. The page comes before the tests because the server that they start embeds it.
pub const LAYERS: &[Layer] = &[
    Layer {
        name: "format",
        what: "every file is formatted",
        run: format,
    },
    Layer {
        name: "wasm",
        what: "shared crates and page compile for the browser, without warnings",
        run: wasm,
    },
    Layer {
        name: "page",
        what: "the page is built",
        run: page,
    },
    Layer {
        name: "clippy",
        what: "no warnings in the native workspace",
        run: clippy,
    },
    Layer {
        name: "docs",
        what: "documentation without warnings, and its examples",
        run: docs,
    },
    Layer {
        name: "unit",
        what: "tests of the pure crates, of files and of the tree",
        run: unit,
    },
    Layer {
        name: "store",
        what: "tests of the store on SQLite and PostgreSQL",
        run: store,
    },
    Layer {
        name: "api",
        what: "tests of the API on SQLite and PostgreSQL",
        run: api,
    },
    Layer {
        name: "frontend",
        what: "tests of the page's parts, without a browser",
        run: frontend,
    },
    Layer {
        name: "e2e",
        what: "the app in Chromium, made-up requests to the API, on SQLite and PostgreSQL, and the examples for analysts",
        run: e2e,
    },
];

/// What the layers share; each thing is made when the first layer needs it, and once.
pub struct Workshop<'a> {
    layout: &'a Layout,
    filter: Filter,
    tools: OnceCell<PageTools>,
    suites: OnceCell<Suites>,
    cluster: OnceCell<Cluster>,
}

impl<'a> Workshop<'a> {
    /// An empty workshop.
    pub fn new(layout: &'a Layout, filter: Filter) -> Self {
        Self {
            layout,
            filter,
            tools: OnceCell::new(),
            suites: OnceCell::new(),
            cluster: OnceCell::new(),
        }
    }

    fn tools(&self) -> Result<&PageTools, Failure> {
        once(&self.tools, || setup::page(self.layout))
    }

    fn suites(&self) -> Result<&Suites, Failure> {
        once(&self.suites, || {
            step("Building all tests", || Suites::build(self.layout))
        })
    }

    /// The URL that was given, else that of a cluster of our own.
    fn database(&self) -> Result<String, Failure> {
        if let Ok(url) = env::var(DATABASE) {
            return Ok(url);
        }
        let cluster = once(&self.cluster, || {
            let programs = setup::postgres()?;
            step("Starting a private PostgreSQL", || Cluster::start(&programs))
        })?;
        Ok(cluster.url().to_owned())
    }

    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut cargo = call::cargo(self.layout);
        cargo
            .args(arguments)
            .arg("--target-dir")
            .arg(self.layout.native_target());
        cargo
    }

    fn browser_cargo(&self, arguments: &[&str]) -> Result<Command, Failure> {
        let mut cargo = self.tools()?.command(self.layout, "cargo");
        cargo.args(arguments).args(BROWSER);
        Ok(cargo)
    }

    /// Runs the test programs of the packages that are chosen.
    fn tests(&self, of: impl Fn(&str) -> bool, prepare: impl Fn(&mut Command)) -> Result<Tally, Failure> {
        let suites = self.suites()?;
        let mut tally = Tally::default();
        if suites.is_partial {
            println!("    not all tests compile");
            tally += Tally::FAILED;
        }
        let chosen = suites.all.iter().filter(|suite| of(&suite.package));
        for suite in chosen {
            let mut command = suite.command();
            command.args(&self.filter.name);
            prepare(&mut command);
            tally += suites::count(&mut command)?;
        }
        Ok(tally)
    }
}

fn format(workshop: &Workshop) -> Result<Tally, Failure> {
    Ok(check(
        call::cargo(workshop.layout).args(["fmt", "--all", "--check"]),
    ))
}

fn wasm(workshop: &Workshop) -> Result<Tally, Failure> {
    let shared = [
        "build",
        "--quiet",
        "--package",
        "flsdb-domain",
        "--package",
        "flsdb-kpi",
    ];
    let mut tally = check(&mut workshop.browser_cargo(&shared)?);
    // Debian's toolchain comes without clippy: there the page is only compiled.
    tally += match workshop.tools()?.toolchain {
        Toolchain::Usual => check(
            workshop
                .browser_cargo(&["clippy", "--quiet", "--package", PAGE])?
                .args(["--", "--deny", "warnings"]),
        ),
        Toolchain::Debian => check(&mut workshop.browser_cargo(&["check", "--quiet", "--package", PAGE])?),
    };
    Ok(tally)
}

fn page(workshop: &Workshop) -> Result<Tally, Failure> {
    page::build(workshop.layout, workshop.tools()?)?;
    Ok(Tally::PASSED)
}

fn clippy(workshop: &Workshop) -> Result<Tally, Failure> {
    let mut cargo = workshop.cargo(&[
        "clippy",
        "--quiet",
        "--workspace",
        "--exclude",
        PAGE,
        "--all-targets",
    ]);
    Ok(check(cargo.args(["--", "--deny", "warnings"])))
}

fn docs(workshop: &Workshop) -> Result<Tally, Failure> {
    let native = ["doc", "--quiet", "--no-deps", "--workspace", "--exclude", PAGE];
    let page = ["doc", "--quiet", "--no-deps", "--package", PAGE];
    let mut tally = check(workshop.cargo(&native).env("RUSTDOCFLAGS", "--deny warnings"));
    tally += check(
        workshop
            .browser_cargo(&page)?
            .env("RUSTDOCFLAGS", "--deny warnings"),
    );
    let examples = ["test", "--doc", "--quiet", "--workspace", "--exclude", PAGE];
    tally += suites::count(&mut workshop.cargo(&examples))?;
    Ok(tally)
}

fn unit(workshop: &Workshop) -> Result<Tally, Failure> {
    let apart = ["flsdb-store", "flsdb-api", "flsdb-e2e"];
    workshop.tests(|package| !apart.contains(&package), |_| ())
}

fn store(workshop: &Workshop) -> Result<Tally, Failure> {
    on_databases(workshop, "flsdb-store", |_| ())
}

fn api(workshop: &Workshop) -> Result<Tally, Failure> {
    let fhir = setup::fhir(workshop.layout)?;
    on_databases(workshop, "flsdb-api", |command| {
        command.env("FLSDB_FHIR", &fhir);
    })
}

fn on_databases(
    workshop: &Workshop,
    package: &str,
    prepare: impl Fn(&mut Command),
) -> Result<Tally, Failure> {
    let url = workshop.database()?;
    workshop.tests(
        |name| name == package,
        |command| prepare(command.env(DATABASE, &url)),
    )
}

fn frontend(workshop: &Workshop) -> Result<Tally, Failure> {
    let mut cargo = workshop.cargo(&["test", "--quiet", "--package", PAGE]);
    if let Some(name) = &workshop.filter.name {
        cargo.arg("--").arg(name);
    }
    suites::count(&mut cargo)
}

fn e2e(workshop: &Workshop) -> Result<Tally, Failure> {
    setup::browser()?;
    let python = setup::environment(workshop.layout, &setup::ANALYSTS)?;
    let fuzz = setup::environment(workshop.layout, &setup::FUZZ)?;
    let client = setup::environment(workshop.layout, &setup::CLIENT)?;
    page::build(workshop.layout, workshop.tools()?)?;
    let url = workshop.database()?;
    let built = workshop.suites()?.server.as_ref();
    let server = built.ok_or_else(|| Failure::Other("the build gave no `flsdb`".into()))?;
    workshop.tests(
        |name| name == "flsdb-e2e",
        |command| {
            let found = command.env(DATABASE, &url).env("FLSDB_BIN", server);
            found.env("FLSDB_PYTHON", &python).env("FLSDB_FUZZ_PYTHON", &fuzz);
            found.env("FLSDB_CLIENT_PYTHON", &client);
        },
    )
}

/// Runs a check that passes or fails as one.
fn check(command: &mut Command) -> Tally {
    match call::run(command) {
        Ok(()) => Tally::PASSED,
        Err(failure) => {
            println!("    {}", failure.explain());
            Tally::FAILED
        }
    }
}

/// What a cell holds, made now if it holds nothing yet.
fn once<T>(cell: &OnceCell<T>, make: impl FnOnce() -> Result<T, Failure>) -> Result<&T, Failure> {
    if let Some(made) = cell.get() {
        return Ok(made);
    }
    let made = make()?;
    Ok(cell.get_or_init(|| made))
}
