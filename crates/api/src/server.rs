//! The server: what wraps every request, and how it starts and stops.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    time::Duration,
};

use actix_web::{
    App, Error, HttpServer,
    body::MessageBody,
    dev::{ServiceFactory, ServiceRequest, ServiceResponse},
    middleware::{Compress, from_fn},
    rt,
    web::{self, Data},
};
use utoipa::openapi::OpenApi;
use utoipa_actix_web::AppExt;

use crate::{
    auth::identify,
    documentation::openapi,
    page::{self, Page},
    problem::describe,
    registry::Registry,
    retirement::{RETIRING, Retirements, announce},
    routes,
};

mod address;
mod headers;
mod metrics;
mod routing;
mod trace;
mod upkeep;

pub use headers::harden;
pub use metrics::Metrics;
pub use routing::Routes;
pub use trace::{RequestId, UserId, trace};

/// What all workers share.
#[derive(Clone)]
pub struct Shared {
    registry: Data<Registry>,
    page: Data<Page>,
    metrics: Data<Metrics>,
    document: Data<OpenApi>,
    routes: Data<Routes>,
}

impl Shared {
    /// All of it, around a registry.
    pub fn new(registry: Registry) -> Self {
        let document = openapi();
        Shared {
            registry: Data::new(registry),
            page: Data::new(Page::default()),
            metrics: Data::new(Metrics::default()),
            routes: Data::new(Routes::of(&document)),
            document: Data::new(document),
        }
    }

    /// The registry.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }
}

/// The whole application, as the server and the tests run it.
pub fn app(
    shared: &Shared,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody + use<>>,
        Error = Error,
        InitError = (),
    > + use<>,
> {
    App::new()
        .app_data(shared.registry.clone())
        .app_data(shared.page.clone())
        .app_data(shared.metrics.clone())
        .app_data(shared.document.clone())
        .app_data(shared.routes.clone())
        .app_data(Data::new(Retirements(RETIRING)))
        .into_utoipa_app()
        .configure(routes::configure)
        .into_app()
        .default_service(web::to(page::serve))
        .wrap(from_fn(identify))
        .wrap(Compress::default())
        .wrap(from_fn(address::refuse_nul))
        .wrap(from_fn(describe))
        .wrap(from_fn(harden))
        .wrap(from_fn(announce))
        .wrap(from_fn(trace))
}

/// Serves until it is told to stop; what is under way is finished then, and queued audit events are written.
///
/// # Errors
/// When the address cannot be taken.
pub async fn serve(
    registry: Registry,
    listen: SocketAddr,
    announce: impl FnOnce(SocketAddr),
) -> io::Result<()> {
    let shared = Shared::new(registry);
    let listener = TcpListener::bind(listen)?;
    let address = listener.local_addr()?;
    upkeep::recover(&shared.registry).await;
    let writer = rt::spawn(write_reads(shared.registry.clone()));
    let keeper = rt::spawn(upkeep::forget_expired(shared.registry.clone()));
    let for_workers = shared.clone();
    let server = HttpServer::new(move || app(&for_workers))
        .shutdown_timeout(10)
        // An answer goes out at once, its end too: held back, it waits 40 ms for the caller to confirm its beginning.
        .tcp_nodelay(true)
        .listen(listener)?
        .run();
    announce(address);
    let outcome = server.await;
    writer.abort();
    keeper.abort();
    flush(&shared.registry).await;
    outcome
}

/// Writes queued audit events each second.
async fn write_reads(registry: Data<Registry>) {
    let mut second = rt::time::interval(Duration::from_secs(1));
    loop {
        second.tick().await;
        flush(&registry).await;
    }
}

async fn flush(registry: &Data<Registry>) {
    let registry = registry.clone();
    match web::block(move || registry.flush_reads()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::error!(%error, "audit events of reads wait: they could not be written"),
        Err(error) => tracing::error!(%error, "audit events of reads wait: no thread was free"),
    }
}
