//! What the installation says of itself.

use actix_web::{
    get,
    web::{Data, Json},
};
use flsdb_domain::wire::About;
use flsdb_store::{
    facts,
    settings::{self, Setting},
};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{auth::Public, problem::Answer, registry::Registry};

/// Name and version of the software, as results and pages carry it.
pub const SOFTWARE: &str = concat!("flsdb ", env!("CARGO_PKG_VERSION"));

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(about);
}

/// Version of software and data, the day that counts as today, and whether the records are invented.
///
/// The version of the data grows with every change that is stored.
#[utoipa::path(tag = "operation", security(()), responses((status = 200, body = About)))]
#[get("/about")]
async fn about(_: Public, registry: Data<Registry>) -> Answer<Json<About>> {
    let state =
        |r: &mut flsdb_store::Reader<'_>| Ok((facts::data_version(r)?, settings::find(r, Setting::Demo)?));
    let (data_version, demo) = registry.read(state).await?;
    Ok(Json(About {
        software: SOFTWARE.to_owned(),
        data_version,
        today: registry.clock().today(),
        deployment: registry.deployment(),
        demo: demo.as_deref() == Some("true"),
    }))
}
