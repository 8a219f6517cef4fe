//! `flsdb client`.

use std::collections::BTreeSet;

use clap::{Args, Subcommand};
use flsdb_domain::{
    ServiceCode,
    access::{ClientScope, Scope},
    vocabulary::Coded,
    wire::clients::NewClient,
};
use flsdb_store::{Outcome, Writer, clients};
use uuid::Uuid;
use validator::Validate;

use super::{Fault, opening};
use crate::{
    auth::{Passwords, RefreshToken},
    settings::Settings,
};

/// Commands about clients.
#[derive(Subcommand)]
pub(super) enum Command {
    /// Make a client of a service, with a secret. Both are printed, the secret here and nowhere else.
    Add(Options),
}

#[derive(Args)]
pub(super) struct Options {
    /// Name as shown, like "Radiology system".
    #[arg(long)]
    name: String,
    /// The service for which it acts.
    #[arg(long, value_name = "CODE")]
    service: ServiceCode,
    /// What it may be used for: records:read, records:write or kpis:read; may be given several times.
    #[arg(long, value_name = "SCOPE", required = true, value_parser = scope)]
    scope: Vec<ClientScope>,
}

/// By what a client gets its tokens.
pub(super) struct Access<'a> {
    /// The `client_id`: a UUID.
    pub id: &'a str,
    /// Argon2id hash of the `client_secret`, in PHC form.
    pub secret_hash: &'a str,
}

pub(super) fn run(settings: &Settings, command: &Command) -> Result<(), Fault> {
    let Command::Add(options) = command;
    let new = NewClient {
        service: options.service,
        name: options.name.clone(),
        scopes: options.scope.iter().copied().collect::<BTreeSet<_>>(),
        keys: None,
    };
    new.validate()
        .map_err(|errors| Fault::Content(errors.to_string()))?;
    let (store, _) = opening::open(settings)?;
    opening::check_service(&store, options.service)?;
    let id = Uuid::now_v7().to_string();
    let secret = RefreshToken::random().map_err(|_| Fault::NoDice)?;
    let secret_hash = Passwords::hash(secret.text())?;
    let access = Access {
        id: &id,
        secret_hash: &secret_hash,
    };
    store.write(&opening::author(settings), |w| make(w, new, &access))?;
    println!("client_id      {id}");
    println!("client_secret  {}", secret.text());
    println!("Keep the secret: it is not shown again.");
    Ok(())
}

/// Makes a client with a given id and secret.
pub(super) fn make(w: &mut Writer<'_>, new: NewClient, access: &Access<'_>) -> Outcome<()> {
    clients::create_as(w, &Scope::All, access.id.to_owned(), new)?;
    clients::add_secret(w, &Scope::All, access.id, access.secret_hash, None)?;
    Ok(())
}

fn scope(text: &str) -> Result<ClientScope, String> {
    ClientScope::from_token(text).ok_or_else(|| "give records:read, records:write or kpis:read".to_owned())
}
