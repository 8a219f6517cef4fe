//! `flsdb serve`.

use actix_web::rt::System;
use clap::Args;
use flsdb_files::Layouts;

use super::{Fault, opening, sandbox::Sandbox};
use crate::{
    auth::AddressThrottle,
    registry::{Clients, Registry},
    server,
    settings::Settings,
};

/// Options of `flsdb serve`.
#[derive(Args, Debug, Default, Clone)]
pub struct Options {
    /// The address to serve on [default: 127.0.0.1:8080].
    #[arg(long, value_name = "ADDRESS", env = "FLSDB_LISTEN")]
    pub(crate) listen: Option<String>,
    /// Sign-in attempts, and requests for tokens of clients, allowed a minute from one address [default: 30].
    #[arg(long, value_name = "NUMBER", env = "FLSDB_SIGN_INS_PER_MINUTE")]
    pub(crate) sign_ins_per_minute: Option<String>,
    /// The address under which others reach the registry, like `https://registry.example.nhs.uk`: clients that sign who they
    /// are name it [default: the address to serve on].
    #[arg(long, value_name = "URL", env = "FLSDB_PUBLIC_URL")]
    pub(crate) public_url: Option<String>,
    /// Requests allowed a minute to one client [default: 6000].
    #[arg(long, value_name = "NUMBER", env = "FLSDB_CLIENT_REQUESTS_PER_MINUTE")]
    pub(crate) client_requests_per_minute: Option<String>,
    /// What is hidden of small counts: flsdb or nhs-secondary-care [default: flsdb].
    #[arg(long, value_name = "RULE", env = "FLSDB_DISCLOSURE")]
    pub(crate) disclosure: Option<String>,
    /// Serve a registry to try things on: invented records, demo users and a demo client, everything made anew at each start. No
    /// other database is touched.
    #[arg(long)]
    pub(crate) sandbox: bool,
    /// Where the national data opt-out is applied: local (each service checks before it submits records) or national (before records
    /// are stored) [default: local].
    #[arg(long, value_name = "WHERE", env = "FLSDB_DEPLOYMENT")]
    pub(crate) deployment: Option<String>,
}

pub(super) fn run(settings: Settings, options: &Options) -> Result<(), Fault> {
    if options.sandbox {
        let sandbox = Sandbox::make(settings)?;
        return serve(&sandbox.settings);
    }
    serve(&settings)
}

fn serve(settings: &Settings) -> Result<(), Fault> {
    let (store, keys) = opening::open(settings)?;
    let throttle = AddressThrottle::per_minute(settings.sign_ins_per_minute);
    let clients = Clients::new(
        &settings.public_url,
        settings.sign_ins_per_minute,
        settings.client_requests_per_minute,
    );
    let registry = Registry::new(store, settings.clock, keys, throttle)
        .with_rule(settings.disclosure)
        .with_clients(clients)
        .with_deployment(settings.deployment)
        .with_layouts(Layouts::built_in()?);
    let announce = |address| println!("Serving http://{address}");
    System::new()
        .block_on(server::serve(registry, settings.listen, announce))
        .map_err(Fault::Server)
}
