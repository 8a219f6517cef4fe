//! Running other programs.

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::failure::Failure;
use crate::layout::Layout;

/// The cargo that runs this command, working at the top of the checkout.
pub fn cargo(layout: &Layout) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
    command.current_dir(layout.root()).env_remove("CARGO_TARGET_DIR");
    // A failing test tells its lines; names of variables would only make many test programs large and slow to link.
    command.env("CARGO_PROFILE_DEV_DEBUG", "line-tables-only");
    command
}

/// Runs a program whose output the reader should see.
pub fn run(command: &mut Command) -> Result<(), Failure> {
    let status = command.status().map_err(start(command))?;
    if status.success() {
        Ok(())
    } else {
        Err(ended(command, &status.to_string(), None))
    }
}

/// Runs a program whose output matters only if it fails, and gives what it printed.
pub fn quiet(command: &mut Command) -> Result<String, Failure> {
    let output = command.stdin(Stdio::null()).output().map_err(start(command))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(ended(command, &output.status.to_string(), Some(&output)))
    }
}

/// Runs a program whose complaints the reader should see, and gives what it printed.
pub fn heard(command: &mut Command) -> Result<String, Failure> {
    quiet(command.stderr(Stdio::inherit()))
}

/// Whether a program is there and ends well.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// What a program prints, trimmed, if it is there and ends well.
pub fn answer(program: impl AsRef<Path>, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program.as_ref())
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether a program of this name is on `PATH`.
pub fn on_path(program: &str) -> bool {
    env::var_os("PATH")
        .is_some_and(|path| env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

/// The failure to start a program.
pub fn start(command: &Command) -> impl FnOnce(std::io::Error) -> Failure + use<> {
    let program = command.get_program().to_string_lossy().into_owned();
    move |source| Failure::Start { program, source }
}

fn ended(command: &Command, status: &str, output: Option<&Output>) -> Failure {
    let words: Vec<_> = std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .collect();
    let output = output.map_or_else(String::new, |output| {
        let both = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
        format!("\n{}", String::from_utf8_lossy(&both).trim_end())
    });
    Failure::Status {
        call: words.join(" "),
        status: status.to_owned(),
        output,
    }
}
