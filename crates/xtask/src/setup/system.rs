//! Packages of the operating system.

use std::process::Command;

use crate::call;
use crate::failure::Failure;
use crate::step::{step, there};

/// Makes sure that programs are on `PATH`, else installs Debian packages that bring them.
pub fn programs(what: &str, programs: &[&str], packages: &[&str]) -> Result<(), Failure> {
    install(
        what,
        || programs.iter().all(|program| call::on_path(program)),
        packages,
    )
}

/// Installs Debian packages unless what they bring is there.
///
/// # Errors
///
/// Without apt-get or without being root, says what to install.
pub fn install(what: &str, is_there: impl Fn() -> bool, packages: &[&str]) -> Result<(), Failure> {
    if is_there() {
        there(what);
        return Ok(());
    }
    if !call::on_path("apt-get") || call::answer("id", &["-u"]).as_deref() != Some("0") {
        let packages = packages.join(" ");
        return Err(Failure::Missing {
            what: what.into(),
            advice: format!(
                "On Debian or Ubuntu: sudo apt-get install {packages}\n\
                 Elsewhere install the same programs with your system's packages, and run this command again."
            ),
        });
    }
    step(&format!("Installing {what} ({})", packages.join(", ")), || {
        let install = || {
            call::quiet(
                Command::new("apt-get")
                    .env("DEBIAN_FRONTEND", "noninteractive")
                    .args(["install", "-y", "-qq", "--no-install-recommends"])
                    .args(packages),
            )
        };
        // The lists of packages of a fresh machine are empty or old: fetch them only if need be.
        if install().is_err() {
            call::quiet(Command::new("apt-get").args(["update", "-qq"]))?;
            install()?;
        }
        Ok(())
    })
}
