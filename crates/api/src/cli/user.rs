//! `flsdb user`.

use std::{
    collections::BTreeSet,
    io::{self, IsTerminal},
};

use clap::{Args, Subcommand, ValueEnum};
use flsdb_domain::{
    ServiceCode,
    access::{Grant, Role},
    wire::auth::Login,
};
use flsdb_store::users::{self, NewUser};
use validator::Validate;

use super::{Fault, opening};
use crate::{auth::Passwords, settings::Settings};

/// Commands about accounts.
#[derive(Subcommand)]
pub(super) enum Command {
    /// Make an account. Its password is read from standard input and never stands on the command line.
    Add(NewAccount),
}

#[derive(Args)]
pub(super) struct NewAccount {
    /// E-mail address.
    #[arg(long)]
    email: String,
    /// Name as shown [default: the e-mail address].
    #[arg(long)]
    name: Option<String>,
    /// What the person may do.
    #[arg(long, value_enum)]
    role: RoleName,
    /// The service that the role holds for; may be given several times. National roles hold for all.
    #[arg(long, value_name = "CODE")]
    service: Vec<ServiceCode>,
    /// Read the password, one line, from standard input.
    #[arg(long, required = true)]
    password_stdin: bool,
}

/// Roles of people, as the command line names them.
#[derive(Clone, Copy, ValueEnum)]
enum RoleName {
    DataEntry,
    ClinicalLead,
    ServiceManager,
    RegionalManager,
    NationalAnalyst,
    NationalAdministrator,
    Auditor,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::DataEntry => Role::DataEntry,
            RoleName::ClinicalLead => Role::ClinicalLead,
            RoleName::ServiceManager => Role::ServiceManager,
            RoleName::RegionalManager => Role::RegionalManager,
            RoleName::NationalAnalyst => Role::NationalAnalyst,
            RoleName::NationalAdministrator => Role::NationalAdministrator,
            RoleName::Auditor => Role::Auditor,
        }
    }
}

pub(super) fn run(settings: &Settings, command: &Command) -> Result<(), Fault> {
    let Command::Add(account) = command;
    let grant = grant(account)?;
    let user = NewUser {
        email: account.email.clone(),
        name: account.name.clone().unwrap_or_else(|| account.email.clone()),
        password_hash: Passwords::hash(&password(&account.email)?)?,
        grants: vec![grant],
    };
    let (store, _) = opening::open(settings)?;
    store.write(&opening::author(settings), |w| users::create(w, &user))?;
    println!("{} can sign in.", user.email);
    Ok(())
}

fn grant(account: &NewAccount) -> Result<Grant, Fault> {
    let role = Role::from(account.role);
    let services: BTreeSet<_> = account.service.iter().copied().collect();
    match (role.is_national(), services.is_empty()) {
        (true, false) => Err(Fault::Content(
            "A national role holds for all services: leave --service out.".to_owned(),
        )),
        (false, true) => Err(Fault::Content(
            "Name the service that the role holds for with --service.".to_owned(),
        )),
        _ => Ok(Grant { role, services }),
    }
}

/// One line from standard input, checked together with the address as a sign-in would be.
fn password(email: &str) -> Result<String, Fault> {
    if io::stdin().is_terminal() {
        eprintln!("Type the password and press Enter:");
    }
    let mut line = String::new();
    let read = io::stdin().read_line(&mut line);
    read.map_err(|cause| Fault::File {
        what: "the password cannot be read".to_owned(),
        cause,
    })?;
    let login = Login {
        email: email.to_owned(),
        password: line.trim_end_matches(['\r', '\n']).to_owned(),
        totp: None,
    };
    login
        .validate()
        .map_err(|errors| Fault::Content(errors.to_string()))?;
    Ok(login.password)
}
