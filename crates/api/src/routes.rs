//! The resources of the API, a module each. None holds state, so that the description is a pure function of them.

use actix_web::web::{PathConfig, PayloadConfig, QueryConfig};
use utoipa_actix_web::{scope, service_config::ServiceConfig};

use crate::problem::Failure;

pub mod about;
mod asking;
mod audit;
mod care;
pub mod charts;
mod clients;
mod differences;
pub mod exports;
mod fhir;
pub mod figures;
pub mod fractures;
pub mod imports;
mod ledger;
mod letter_templates;
pub(crate) mod lists;
mod oauth;
pub mod operation;
mod opt_out;
mod outlook;
pub mod patients;
mod periods;
mod quality;
mod records;
mod registrations;
mod reports;
mod resources;
pub mod services;
mod shared;
pub mod sign_in;
mod submissions;
mod users;
mod withdrawal;
mod worklist;

/// A JSON body may have this many bytes.
pub const BODY_LIMIT: usize = 1024 * 1024;

/// Adds every route.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .app_data(PayloadConfig::new(BODY_LIMIT))
        .app_data(PathConfig::default().error_handler(|_, _| Failure::NotFound.into()))
        .app_data(QueryConfig::default().error_handler(|error, _| {
            Failure::Malformed(format!("A part of the address after ? cannot be read: {error}")).into()
        }))
        .configure(operation::configure)
        .configure(reports::configure_style)
        .service(scope("/fhir/R4").configure(fhir::configure))
        .service(scope("/api/v1").configure(version_1));
}

fn version_1(config: &mut ServiceConfig<'_>) {
    config
        .configure(about::configure)
        .configure(sign_in::configure)
        .configure(services::configure)
        .configure(patients::configure)
        .configure(periods::configure)
        .configure(care::configure)
        .configure(letter_templates::configure)
        .configure(resources::configure)
        .configure(registrations::configure)
        .configure(users::configure)
        .configure(clients::configure)
        .configure(oauth::configure)
        .configure(audit::configure)
        .configure(fractures::configure)
        .configure(figures::configure)
        .configure(ledger::configure)
        .configure(differences::configure)
        .configure(outlook::configure)
        .configure(worklist::configure)
        .configure(quality::configure)
        .configure(charts::configure)
        .configure(reports::configure)
        .configure(imports::configure)
        .configure(exports::configure)
        .configure(opt_out::configure)
        .configure(submissions::configure)
        .configure(records::configure);
}
