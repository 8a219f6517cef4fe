//! A private PostgreSQL for the tests: made in a temporary folder, gone when they end.

use std::fs::{self, File};
use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::call;
use crate::failure::Failure;

/// How long a new cluster may take to answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// Settings of a cluster that may lose everything: quick, alone, and with room for many test connections.
const SETTINGS: [&str; 7] = [
    "listen_addresses=127.0.0.1",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=300",
    "shared_buffers=128MB",
    "autovacuum=off",
];

/// A running cluster; stopped and removed when dropped.
pub struct Cluster {
    server: Child,
    url: String,
    _folder: TempDir,
}

impl Cluster {
    /// Makes and starts a cluster with the programs in `programs`.
    pub fn start(programs: &Path) -> Result<Self, Failure> {
        let folder = tempfile::Builder::new()
            .prefix("flsdb-postgres-")
            .tempdir()
            .map_err(Failure::file("create a folder in", &std::env::temp_dir()))?;
        let owner = Owner::of_clusters()?;
        owner.give(folder.path())?;
        let data = folder.path().join("data");
        let mut initdb = owner.command(&programs.join("initdb"));
        initdb.current_dir(folder.path());
        initdb.args([
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
        ]);
        call::quiet(initdb.arg("--no-sync").arg("--pgdata").arg(&data))?;

        let port = free_port()?;
        let log = folder.path().join("server.log");
        let mut server = owner.command(&programs.join("postgres"));
        server
            .current_dir(folder.path())
            .arg("-D")
            .arg(&data)
            .args(["-p", &port.to_string()]);
        server
            .arg("-c")
            .arg(format!("unix_socket_directories={}", folder.path().display()));
        for setting in SETTINGS {
            server.args(["-c", setting]);
        }
        let output = || File::create(&log).map_err(Failure::file("create", &log));
        server.stdin(Stdio::null()).stdout(output()?).stderr(output()?);
        let child = server.spawn().map_err(call::start(&server))?;
        let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
        let mut cluster = Self {
            server: child,
            url,
            _folder: folder,
        };
        cluster.wait(&data.join("postmaster.pid"), &log)?;
        Ok(cluster)
    }

    /// The superuser's URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Waits until the server has written that it is ready into the last line of its pid file, as pg_ctl does.
    fn wait(&mut self, state: &Path, log: &Path) -> Result<(), Failure> {
        let start = Instant::now();
        while !fs::read_to_string(state).is_ok_and(|text| text.trim_end().ends_with("ready")) {
            let ended = self.server.try_wait().is_ok_and(|status| status.is_some());
            if ended || start.elapsed() > PATIENCE {
                let said = fs::read_to_string(log).unwrap_or_default();
                return Err(Failure::Other(format!("PostgreSQL does not start:\n{said}")));
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // SIGINT is PostgreSQL's fast shutdown: sessions end, nothing is left behind.
        let id = self.server.id().to_string();
        if !call::succeeds(Command::new("kill").args(["-INT", &id])) {
            let _ = self.server.kill();
        }
        let _ = self.server.wait();
    }
}

/// Who runs the cluster: PostgreSQL refuses to run as root.
struct Owner {
    account: Option<(u32, u32)>,
}

impl Owner {
    fn of_clusters() -> Result<Self, Failure> {
        let number = |arguments: &[&str]| call::answer("id", arguments)?.parse::<u32>().ok();
        if number(&["-u"]) != Some(0) {
            return Ok(Self { account: None });
        }
        match (number(&["-u", "postgres"]), number(&["-g", "postgres"])) {
            (Some(user), Some(group)) => Ok(Self {
                account: Some((user, group)),
            }),
            _ => Err(Failure::Other(
                "PostgreSQL cannot run as root, and there is no user `postgres`".into(),
            )),
        }
    }

    fn give(&self, folder: &Path) -> Result<(), Failure> {
        match self.account {
            Some((user, group)) => {
                chown(folder, Some(user), Some(group)).map_err(Failure::file("give away", folder))
            }
            None => Ok(()),
        }
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        if let Some((user, group)) = self.account {
            command.uid(user).gid(group);
        }
        command
    }
}

/// A port that nobody listens on.
fn free_port() -> Result<u16, Failure> {
    TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| Failure::Other(format!("no free port: {error}")))
}
