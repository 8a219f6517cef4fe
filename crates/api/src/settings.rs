//! Settings: flags, else the environment, else a TOML file, else a default. All faults are reported at once.

use std::{
    collections::BTreeMap,
    env, fmt, fs,
    net::SocketAddr,
    num::NonZeroU32,
    path::{Path, PathBuf},
    str::FromStr,
};

use chrono::NaiveDate;
use clap::Args;
use flsdb_domain::{dates::parse_iso, opt_out::Deployment};
use flsdb_kpi::disclosure::Rule;

use crate::{cli::ServeOptions, clock::Clock};

/// The settings that every command takes. They stay text here, so that [`Settings::collect`] can report all faults.
#[derive(Args, Debug, Default, Clone)]
pub struct Flags {
    /// Settings in a TOML file: database, keys, today, log, listen, sign_ins_per_minute, public_url,
    /// client_requests_per_minute, disclosure, deployment.
    #[arg(long, global = true, value_name = "FILE", env = "FLSDB_CONFIG")]
    config: Option<PathBuf>,
    /// The database: sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME [default: sqlite:flsdb.sqlite].
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "FLSDB_DATABASE",
        hide_env_values = true
    )]
    database: Option<String>,
    /// The folder of the secret keys, made at the first start; keep it apart from the database [default:
    /// ~/.config/flsdb/keys].
    #[arg(long, global = true, value_name = "DIR", env = "FLSDB_KEYS")]
    keys: Option<String>,
    /// The day that counts as today, like 2026-01-31 [default: the date in Europe/London].
    #[arg(long, global = true, value_name = "DATE", env = "FLSDB_TODAY")]
    today: Option<String>,
    /// What to log: error, warn, info, debug or trace, or a filter by module [default: info for serve, else warn].
    #[arg(long, global = true, value_name = "FILTER", env = "FLSDB_LOG")]
    log: Option<String>,
}

/// The settings, read and checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// URL of the database.
    pub database: String,
    /// Folder of the keys.
    pub keys: PathBuf,
    /// Tells the day.
    pub clock: Clock,
    /// Filter of the log, if one was given.
    pub log: Option<String>,
    /// Where to serve.
    pub listen: SocketAddr,
    /// Sign-in attempts, and requests for tokens, a minute from one address.
    pub sign_ins_per_minute: NonZeroU32,
    /// The address under which callers reach the registry.
    pub public_url: String,
    /// Requests a minute of one client.
    pub client_requests_per_minute: NonZeroU32,
    /// The rule of disclosure control.
    pub disclosure: Rule,
    /// Where the national data opt-out is applied.
    pub deployment: Deployment,
}

/// What is wrong with one setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingFault {
    /// Its name.
    pub name: String,
    /// What is wrong, and what to give instead.
    pub message: String,
}

/// Everything that is wrong with the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingFaults(pub Vec<SettingFault>);

impl fmt::Display for SettingFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("these settings cannot be used")?;
        self.0
            .iter()
            .try_for_each(|fault| write!(f, "\n  {}: {}", fault.name, fault.message))
    }
}

impl std::error::Error for SettingFaults {}

/// Sign-in attempts a minute from one address, if nothing else is set.
pub const SIGN_INS: NonZeroU32 = NonZeroU32::new(30).unwrap();
/// Requests of one client a minute, if nothing else is set.
pub const CLIENT_REQUESTS: NonZeroU32 = NonZeroU32::new(6000).unwrap();

/// Names of the settings in a file.
const NAMES: [&str; 10] = [
    "database",
    "keys",
    "today",
    "log",
    "listen",
    "sign_ins_per_minute",
    "public_url",
    "client_requests_per_minute",
    "disclosure",
    "deployment",
];

impl Settings {
    /// Reads the settings from flags and environment, else from the file, else takes the defaults.
    ///
    /// # Errors
    /// All faults together.
    pub fn collect(flags: &Flags, serve: &ServeOptions) -> Result<Self, SettingFaults> {
        let mut sources = Sources::default();
        if let Some(path) = &flags.config {
            sources.read_file(path);
        }
        let clock = sources.take("today", &flags.today, Clock::London, |text| {
            today(text).map(Clock::Fixed)
        });
        let local = SocketAddr::from(([127, 0, 0, 1], 8080));
        let listen = sources.take("listen", &serve.listen, local, |text| {
            parsed(text, "give an address and a port, like 127.0.0.1:8080")
        });
        let settings = Settings {
            database: sources
                .text("database", &flags.database)
                .unwrap_or_else(|| "sqlite:flsdb.sqlite".to_owned()),
            keys: sources
                .text("keys", &flags.keys)
                .map_or_else(default_keys, PathBuf::from),
            clock,
            log: sources.text("log", &flags.log),
            sign_ins_per_minute: sources.count("sign_ins_per_minute", &serve.sign_ins_per_minute, SIGN_INS),
            public_url: sources
                .text("public_url", &serve.public_url)
                .unwrap_or_else(|| format!("http://{listen}")),
            client_requests_per_minute: sources.count(
                "client_requests_per_minute",
                &serve.client_requests_per_minute,
                CLIENT_REQUESTS,
            ),
            listen,
            disclosure: sources.take("disclosure", &serve.disclosure, Rule::default(), |text| {
                parsed(text, "give flsdb or nhs-secondary-care")
            }),
            deployment: sources.take("deployment", &serve.deployment, Deployment::default(), |text| {
                parsed(text, "give local or national")
            }),
        };
        if sources.faults.is_empty() {
            Ok(settings)
        } else {
            Err(SettingFaults(sources.faults))
        }
    }
}

#[derive(Default)]
struct Sources {
    file: BTreeMap<String, String>,
    faults: Vec<SettingFault>,
}

impl Sources {
    fn fault(&mut self, name: &str, message: impl ToString) {
        self.faults.push(SettingFault {
            name: name.to_owned(),
            message: message.to_string(),
        });
    }

    fn read_file(&mut self, path: &Path) {
        let name = path.display().to_string();
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => return self.fault(&name, error),
        };
        let table = match text.parse::<toml::Table>() {
            Ok(table) => table,
            Err(error) => return self.fault(&name, error.message()),
        };
        for (key, value) in table {
            if !NAMES.contains(&key.as_str()) {
                self.fault(
                    &key,
                    format!("there is no such setting; there are {}", NAMES.join(", ")),
                );
                continue;
            }
            let text = match value {
                toml::Value::String(text) => text,
                other => other.to_string(),
            };
            self.file.insert(key, text);
        }
    }

    fn text(&self, name: &str, flag: &Option<String>) -> Option<String> {
        flag.clone().or_else(|| self.file.get(name).cloned())
    }

    fn count(&mut self, name: &str, flag: &Option<String>, default: NonZeroU32) -> NonZeroU32 {
        self.take(name, flag, default, |text| {
            parsed(text, "give a whole number from 1")
        })
    }

    fn take<T>(
        &mut self,
        name: &str,
        flag: &Option<String>,
        default: T,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> T {
        match self.text(name, flag).map(|text| read(&text)) {
            Some(Ok(value)) => value,
            Some(Err(message)) => {
                self.fault(name, message);
                default
            }
            None => default,
        }
    }
}

fn today(text: &str) -> Result<NaiveDate, String> {
    parse_iso(text).map_err(|fault| format!("{fault}, for instance 2026-01-31"))
}

fn parsed<T: FromStr>(text: &str, advice: &str) -> Result<T, String> {
    text.parse()
        .map_err(|_| format!("{text:?} cannot be used: {advice}"))
}

fn default_keys() -> PathBuf {
    let folder = env::var_os("XDG_CONFIG_HOME").map(PathBuf::from);
    let home = || env::var_os("HOME").map(|home| PathBuf::from(home).join(".config"));
    folder.or_else(home).unwrap_or_default().join("flsdb/keys")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn collect(file: &str, database: Option<&str>, listen: Option<&str>) -> Result<Settings, SettingFaults> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("flsdb.toml");
        fs::write(&path, file).expect("written");
        let flags = Flags {
            config: Some(path),
            database: database.map(str::to_owned),
            ..Flags::default()
        };
        let serve = ServeOptions {
            listen: listen.map(str::to_owned),
            ..ServeOptions::default()
        };
        Settings::collect(&flags, &serve)
    }

    #[test]
    fn flags_go_before_the_file_and_the_file_before_defaults() {
        let file = "database = \"sqlite:file\"\nlisten = \"0.0.0.0:1\"\nsign_ins_per_minute = 7\ntoday = 2026-01-31\ndeployment = \"national\"\n";
        let settings = collect(file, Some("sqlite:flag"), None).expect("good");
        assert_eq!(settings.database, "sqlite:flag");
        assert_eq!(settings.listen.to_string(), "0.0.0.0:1");
        assert_eq!(settings.sign_ins_per_minute.get(), 7);
        assert_eq!(settings.deployment, Deployment::National);
        assert_eq!(settings.clock.today().to_string(), "2026-01-31");
        assert_eq!(
            collect("", None, None).expect("good").database,
            "sqlite:flsdb.sqlite"
        );
    }

    #[test]
    fn all_faults_are_reported_at_once() {
        let file = "colour = \"red\"\ntoday = \"31/02/2026\"\nsign_ins_per_minute = 0\ndisclosure = \"all\"\ndeployment = \"global\"\n";
        let faults = collect(file, None, Some("nowhere")).expect_err("faulty").0;
        let names: Vec<_> = faults.iter().map(|fault| fault.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "colour",
                "today",
                "listen",
                "sign_ins_per_minute",
                "disclosure",
                "deployment"
            ]
        );
        assert_eq!(collect("= broken", None, None).expect_err("faulty").0.len(), 1);
    }
}
