//! The real binary over a database of its own: its commands, and its server.

use std::env;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::sleep;

use crate::database::{Backend, Database};
use crate::{GLANCE, Outcome, PATIENCE, root};

/// The day that counts as today in every journey, as in the reference figures.
pub const TODAY: &str = "2026-01-31";

/// The password of everybody in a journey.
pub const PASSWORD: &str = "correct horse battery staple";

/// A person with an account.
pub struct Person {
    /// With which they sign in.
    pub email: &'static str,
    /// What they may do.
    pub role: &'static str,
    /// For which service.
    pub service: &'static str,
}

/// The clinical lead of Bradley Royal.
pub const LEAD: Person = Person {
    email: "lead@bradley.example",
    role: "clinical-lead",
    service: "BRD",
};

/// The clinical lead of another service.
pub const NEIGHBOUR: Person = Person {
    email: "lead@cardington.example",
    role: "clinical-lead",
    service: "CDF",
};

/// A file of the reference exports.
pub fn export(name: &str) -> PathBuf {
    root().join("testdata/exports").join(name)
}

/// One registry: a database, its keys, and the program `flsdb`.
pub struct Registry {
    backend: Backend,
    program: PathBuf,
    database: Database,
    folder: TempDir,
}

impl Registry {
    /// A registry with the schema and nothing in it.
    pub async fn empty(backend: Backend) -> Outcome<Self> {
        let folder = tempfile::Builder::new().prefix("flsdb-e2e-").tempdir()?;
        let database = Database::fresh(backend, folder.path())?;
        let registry = Self {
            backend,
            program: program()?,
            database,
            folder,
        };
        registry.call(&["migrate"], "").await?;
        Ok(registry)
    }

    /// A registry with the three services of the reference exports, and users of two of them.
    pub async fn of_exports(backend: Backend) -> Outcome<Self> {
        let registry = Self::empty(backend).await?;
        let services = export("services.csv");
        registry
            .call(
                &[
                    "services",
                    "load",
                    services.to_str().ok_or("a path that is no text")?,
                ],
                "",
            )
            .await?;
        for person in [&LEAD, &NEIGHBOUR] {
            registry
                .add_user(person.email, person.role, &[person.service], PASSWORD)
                .await?;
        }
        Ok(registry)
    }

    /// Which database it stands on.
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// A folder for files of this journey, gone when it ends.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Runs a command of `flsdb` and gives what it prints.
    ///
    /// # Errors
    ///
    /// If it fails, with what it said.
    pub async fn call(&self, arguments: &[&str], input: &str) -> Outcome<String> {
        let mut command = self.command(arguments);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn()?;
        if let Some(mut pipe) = child.stdin.take() {
            pipe.write_all(input.as_bytes()).await?;
        }
        let output = child.wait_with_output().await?;
        if output.status.success() {
            return Ok(String::from_utf8(output.stdout)?);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(format!("flsdb {}: {}\n{said}", arguments.join(" "), output.status).into())
    }

    /// Adds a user; the password travels on standard input. Services may be none.
    pub async fn add_user(&self, email: &str, role: &str, services: &[&str], password: &str) -> Outcome {
        let mut arguments = vec![
            "user",
            "add",
            "--email",
            email,
            "--role",
            role,
            "--password-stdin",
        ];
        for service in services {
            arguments.extend(["--service", service]);
        }
        self.call(&arguments, &format!("{password}\n")).await.map(|_| ())
    }

    /// Stores a reference export as its service sent it.
    pub async fn store_export(&self, file: &str, service: &str) -> Outcome {
        let file = export(file);
        let file = file.to_str().ok_or("a path that is no text")?;
        let arguments = ["import", file, "--service", service, "--commit"];
        self.call(&arguments, "").await.map(|_| ())
    }

    /// Starts the server on a free port and waits until it is ready.
    pub async fn serve(&self) -> Outcome<Server> {
        self.serve_with(&[]).await
    }

    /// The same with options of `flsdb serve`.
    pub async fn serve_with(&self, options: &[&str]) -> Outcome<Server> {
        let mut command = self.command(&["serve"]);
        command.args(options);
        Server::start(command, self.folder()).await
    }

    /// The same with a log that tells what this filter lets through.
    pub async fn serve_with_log(&self, filter: &str) -> Outcome<Server> {
        let mut command = self.command(&["serve"]);
        command.env("FLSDB_LOG", filter);
        Server::start(command, self.folder()).await
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .current_dir(self.folder())
            .env("FLSDB_DATABASE", self.database.url())
            .env("FLSDB_KEYS", self.folder().join("keys"))
            .env("FLSDB_TODAY", TODAY)
            .args(arguments);
        command
    }
}

/// A server with invented records and a demo client, over a database that is gone with it.
pub struct Sandbox {
    /// The server.
    pub server: Server,
    folder: TempDir,
}

impl Sandbox {
    /// Starts one on a free port and waits until it is ready.
    pub async fn start() -> Outcome<Self> {
        let folder = tempfile::Builder::new().prefix("flsdb-e2e-").tempdir()?;
        let mut command = Command::new(program()?);
        command
            .current_dir(folder.path())
            .env("TMPDIR", folder.path())
            .env("FLSDB_TODAY", TODAY)
            .args(["serve", "--sandbox"]);
        Ok(Sandbox {
            server: Server::start(command, folder.path()).await?,
            folder,
        })
    }

    /// A folder for files of the test, gone when it ends.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// A running server; ended when dropped.
pub struct Server {
    process: Child,
    address: SocketAddr,
    log: PathBuf,
}

impl Server {
    /// Starts `flsdb serve` with more arguments on a free port, its log in this folder, and waits until it is ready.
    async fn start(mut command: Command, folder: &Path) -> Outcome<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let log = folder.join("server.log");
        let output = std::fs::File::create(&log)?;
        command
            .args(["--listen", &address.to_string()])
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .kill_on_drop(true);
        let mut server = Server {
            process: command.spawn()?,
            address,
            log,
        };
        server.wait().await?;
        Ok(server)
    }

    /// Where it listens, `http://127.0.0.1:…`.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The same as an address to connect to.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What the server has printed so far.
    pub fn log(&self) -> Outcome<String> {
        Ok(std::fs::read_to_string(&self.log)?)
    }

    /// The most memory that the server has held, in megabytes.
    ///
    /// # Errors
    ///
    /// Where the system does not tell.
    pub fn peak_memory(&self) -> Outcome<f64> {
        let process = self.process.id().ok_or("the server has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
        let mut lines = status.lines();
        let peak = lines.find_map(|line| {
            line.strip_prefix("VmHWM:")?
                .trim()
                .strip_suffix("kB")?
                .trim()
                .parse()
                .ok()
        });
        let kilobytes: f64 = peak.ok_or("the system does not tell the peak of memory")?;
        Ok(kilobytes / 1024.0)
    }

    async fn wait(&mut self) -> Outcome {
        let start = Instant::now();
        while !is_ready(self.address).await {
            let ended = self.process.try_wait()?;
            if ended.is_some() || start.elapsed() > PATIENCE {
                return Err(format!("the server does not get ready ({ended:?}):\n{}", self.log()?).into());
            }
            sleep(GLANCE).await;
        }
        Ok(())
    }
}

/// Whether the server says itself that it is ready.
async fn is_ready(address: SocketAddr) -> bool {
    let ask = async {
        let mut stream = TcpStream::connect(address).await?;
        stream
            .write_all(b"GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            .await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        std::io::Result::Ok(answer.starts_with("HTTP/1.1 200"))
    };
    ask.await.unwrap_or(false)
}

/// The binary under test: `$FLSDB_BIN`, else the one in this build's target folder.
fn program() -> Outcome<PathBuf> {
    if let Some(program) = env::var_os("FLSDB_BIN") {
        return Ok(PathBuf::from(program));
    }
    // Tests run from `target/<profile>/deps`; the binary lies one folder up.
    let here = env::current_exe()?;
    let beside = here.ancestors().nth(2).unwrap_or(root()).join("flsdb");
    if beside.is_file() {
        return Ok(beside);
    }
    Err(format!(
        "no server at {}: build it, name it in FLSDB_BIN, or run `cargo xtask e2e`",
        beside.display()
    )
    .into())
}
