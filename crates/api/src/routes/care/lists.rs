//! What is kept of a patient in lists: contacts, courses of treatment and notes, four routes each.

/// The routes of a list, in a module: their paths, what the path names in its second place, and what the API's description
/// says of each.
macro_rules! list {
    (
        $(#[$about:meta])*
        $module:ident: $entry:ident at $list:literal, $one:literal, $id:literal;
        $(#[$listed:meta])* list;
        $(#[$created:meta])* create;
        $(#[$updated:meta])* update;
        $(#[$removed:meta])* remove;
    ) => {
        $(#[$about])*
        pub(super) mod $module {
            use actix_web::{
                HttpResponse, delete, get, post, put,
                web::{Data, Json, Path, Query},
            };
            use flsdb_domain::wire::{
                Page,
                care::{CareRecord, $entry},
                page::Paging,
            };
            use utoipa_actix_web::service_config::ServiceConfig;

            use super::super::{self as care, Place, checked};
            use crate::{
                auth::{Require, permissions::DirectCare},
                body::Sent,
                conditions::{Conditions, IfMatchHeader},
                problem::Answer,
                registry::Registry,
            };

            /// Adds the routes.
            pub fn configure(config: &mut ServiceConfig<'_>) {
                config
                    .service(list)
                    .service(create)
                    .service(update)
                    .service(remove);
            }

            $(#[$listed])*
            #[utoipa::path(
                tag = "direct care",
                params(("id" = String, Path, description = "Id of the patient"), Paging),
                responses((status = 200, body = Page<CareRecord<$entry>>))
            )]
            #[get($list)]
            async fn list(
                access: Require<DirectCare>,
                registry: Data<Registry>,
                id: Path<String>,
                query: Query<Paging>,
            ) -> Answer<Json<Page<CareRecord<$entry>>>> {
                care::list(registry, &access, id.into_inner(), query).await
            }

            $(#[$created])*
            #[utoipa::path(
                tag = "direct care",
                params(("id" = String, Path, description = "Id of the patient")),
                request_body = $entry,
                responses((status = 201, body = CareRecord<$entry>))
            )]
            #[post($list)]
            async fn create(
                access: Require<DirectCare>,
                registry: Data<Registry>,
                id: Path<String>,
                body: Sent<$entry>,
            ) -> Answer<HttpResponse> {
                let entry = checked(&registry, body.0)?;
                care::create(registry, &access, id.into_inner(), entry).await
            }

            $(#[$updated])*
            #[utoipa::path(
                tag = "direct care",
                params(
                    ("id" = String, Path, description = "Id of the patient"),
                    ("entry" = String, Path, description = $id),
                    IfMatchHeader,
                ),
                request_body = $entry,
                responses((status = 200, body = CareRecord<$entry>))
            )]
            #[put($one)]
            async fn update(
                access: Require<DirectCare>,
                registry: Data<Registry>,
                place: Path<Place>,
                conditions: Conditions,
                body: Sent<$entry>,
            ) -> Answer<HttpResponse> {
                let entry = checked(&registry, body.0)?;
                care::update(registry, &access, place.into_inner(), &conditions, entry).await
            }

            $(#[$removed])*
            #[utoipa::path(
                tag = "direct care",
                params(
                    ("id" = String, Path, description = "Id of the patient"),
                    ("entry" = String, Path, description = $id),
                    IfMatchHeader,
                ),
                responses((status = 204, description = "Taken away"))
            )]
            #[delete($one)]
            async fn remove(
                access: Require<DirectCare>,
                registry: Data<Registry>,
                place: Path<Place>,
                conditions: Conditions,
            ) -> Answer<HttpResponse> {
                care::delete::<$entry>(registry, &access, place.into_inner(), &conditions).await
            }
        }
    };
}

list! {
    /// When and how somebody tried to reach a patient, what came of it, and when to try again.
    contacts: Contact at "/patients/{id}/contacts", "/patients/{id}/contacts/{entry}", "Id of the contact";
    /// The contacts of a patient, those entered last first.
    list;
    /// Keeps a contact. Without `attempted_at` it is now.
    create;
    /// Replaces a contact.
    update;
    /// Takes a contact away.
    remove;
}

list! {
    /// What was given last, and what is due next.
    treatments: Treatment at
        "/patients/{id}/treatments", "/patients/{id}/treatments/{entry}", "Id of the course of treatment";
    /// The courses of treatment of a patient, those entered last first. `due_on` is the day of the next injection.
    list;
    /// Keeps a course of treatment. The worklist shows when its next injection is due.
    create;
    /// Replaces a course of treatment.
    update;
    /// Takes a course of treatment away.
    remove;
}

list! {
    /// Notes about a patient.
    notes: Note at "/patients/{id}/notes", "/patients/{id}/notes/{entry}", "Id of the note";
    /// The notes about a patient, those entered last first.
    list;
    /// Keeps a note. Nobody but those who look after the patient sees it.
    create;
    /// Replaces a note.
    update;
    /// Takes a note away.
    remove;
}
