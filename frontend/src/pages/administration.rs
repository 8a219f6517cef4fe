//! Administration: plain tables, a page each.

use flsdb_domain::{access::Permission, wire::auth::Me};
use yew::prelude::*;

use crate::{
    components::{heading::Heading, link::Go},
    routes::Route,
    session::may,
    texts::{
        administration as words, clients as clients_words, letters, opt_out, public,
        submissions as submissions_words,
    },
};

mod audit;
mod client_form;
mod clients;
mod grants;
mod hips;
mod opt_out_checks;
mod opt_out_list;
mod periods;
mod registrations;
mod resource_form;
mod resources;
mod service_form;
mod services;
mod submission;
mod submission_form;
mod submissions;
mod templates;
mod users;

pub use audit::AuditPage;
pub use clients::ClientsPage;
pub use opt_out_checks::OptOutChecksPage;
pub use periods::PeriodsPage;
pub use registrations::RegistrationsPage;
pub use resources::ResourcesPage;
pub use services::ServicesPage;
pub use submissions::SubmissionsPage;
pub use templates::TemplatesPage;
pub use users::UsersPage;

/// The parts of administration that a user may use.
pub fn parts_for(me: &Me) -> Vec<(Route, &'static str)> {
    [
        (Permission::LockPeriods, Route::Periods, words::PERIODS),
        (
            Permission::EditTemplates,
            Route::LetterTemplates,
            letters::TEMPLATES,
        ),
        (Permission::AdministerUsers, Route::Users, words::USERS),
        (
            Permission::AdministerClients,
            Route::Clients,
            clients_words::TITLE,
        ),
        (Permission::RunOptOut, Route::OptOutChecks, opt_out::TITLE),
        (
            Permission::SubmitRecords,
            Route::Submissions,
            submissions_words::TITLE,
        ),
        (Permission::AdministerServices, Route::Services, words::SERVICES),
        (
            Permission::AdministerServices,
            Route::Registrations,
            words::REGISTRATIONS,
        ),
        (Permission::KeepResources, Route::Resources, public::RESOURCES),
        (Permission::ReadAudit, Route::Audit, words::AUDIT),
    ]
    .into_iter()
    .filter(|(permission, ..)| may(me, *permission))
    .map(|(_, route, title)| (route, title))
    .collect()
}

/// Closes a form; what was stored is loaded anew.
fn closing<T: 'static>(form: &UseStateHandle<Option<T>>, again: &Callback<()>) -> Callback<bool> {
    let (form, again) = (form.setter(), again.clone());
    Callback::from(move |is_stored: bool| {
        form.set(None);
        if is_stored {
            again.emit(());
        }
    })
}

/// Heading and the way to the other parts.
fn heading(me: Option<&Me>, here: &Route, title: &'static str) -> Html {
    let parts = me.map(parts_for).unwrap_or_default();
    html! {
        <>
            <Heading {title} caption={words::TITLE} />
            if parts.len() > 1 {
                <nav class="fls-parts" aria-label={words::PARTS}>
                    { for parts.into_iter().map(|(route, title)| {
                        let current = (route == *here).then_some(AttrValue::from("page"));
                        html! { <Go to={route} {current}>{ title }</Go> }
                    }) }
                </nav>
            }
        </>
    }
}
