//! Withdrawing a patient or an episode, and undoing it.

/// The routes of withdrawing records that the store keeps in a module of this name.
macro_rules! withdrawal {
    (
        $(#[$about:meta])*
        $records:ident: $record:ident at $path:literal, $tag:literal, $id:literal;
        $(#[$withdrawn:meta])* withdraw;
        $(#[$restored:meta])* restore;
    ) => {
        $(#[$about])*
        pub(super) mod $records {
            use actix_web::{
                HttpResponse, delete,
                http::StatusCode,
                post,
                web::{Data, Path},
            };
            use flsdb_domain::wire::records::{NewWithdrawal, $record};
            use flsdb_store::{StoreError, $records};
            use utoipa_actix_web::service_config::ServiceConfig;

            use crate::{
                auth::{Require, permissions::WithdrawRecords},
                body::Sent,
                conditions::{Conditions, IfMatchHeader, written},
                problem::Answer,
                registry::Registry,
            };

            /// Adds the routes.
            pub fn configure(config: &mut ServiceConfig<'_>) {
                config.service(withdraw).service(restore);
            }

            $(#[$withdrawn])*
            #[utoipa::path(
                tag = $tag,
                params(("id" = String, Path, description = $id)),
                request_body = NewWithdrawal,
                responses((status = 200, body = $record))
            )]
            #[post($path)]
            async fn withdraw(
                access: Require<WithdrawRecords>,
                registry: Data<Registry>,
                id: Path<String>,
                body: Sent<NewWithdrawal>,
            ) -> Answer<HttpResponse> {
                let scope = access.scope.clone();
                let work = registry.write(registry.author(&access), move |w| {
                    $records::withdraw(w, &scope, &id, &body.0.reason)
                });
                let record = work.await?;
                Ok(written(StatusCode::OK, record.stamp.version, &record))
            }

            $(#[$restored])*
            #[utoipa::path(
                tag = $tag,
                params(("id" = String, Path, description = $id), IfMatchHeader),
                responses((status = 200, body = $record))
            )]
            #[delete($path)]
            async fn restore(
                access: Require<WithdrawRecords>,
                registry: Data<Registry>,
                id: Path<String>,
                conditions: Conditions,
            ) -> Answer<HttpResponse> {
                let (scope, version) = (access.scope.clone(), conditions.version()?);
                let work = registry.write(registry.author(&access), move |w| {
                    let service = $records::find(&mut w.reader(), &scope, &id)?.service;
                    w.lock(service)?;
                    let current = $records::find(&mut w.reader(), &scope, &id)?.stamp;
                    if current.version == version {
                        $records::restore(w, &scope, &id)
                    } else {
                        Err(StoreError::Stale { current })
                    }
                });
                let record = work.await?;
                Ok(written(StatusCode::OK, record.stamp.version, &record))
            }
        }
    };
}

withdrawal! {
    /// Withdrawing a patient.
    patients: PatientRecord at "/patients/{id}/withdrawal", "patients", "Id of the patient";
    /// Withdraws a patient with all episodes: they are in no KPI, export or search. An import of one of their
    /// keys is the error `episode.withdrawn`.
    withdraw;
    /// Undoes the withdrawal of a patient.
    restore;
}

withdrawal! {
    /// Withdrawing an episode.
    fractures: FractureRecord at "/fractures/{id}/withdrawal", "fractures", "Id of the episode";
    /// Withdraws an episode: it is in no KPI, export or search. An import of its key is the error `episode.withdrawn`.
    withdraw;
    /// Undoes the withdrawal of an episode.
    restore;
}
