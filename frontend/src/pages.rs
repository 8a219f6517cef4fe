//! The pages, a file each.

use flsdb_domain::{access::Permission, wire::auth::Me};
use yew::prelude::*;

use crate::{
    components::{frame::page_of, heading::Heading, link::Go},
    routes::Route,
    session::may,
    texts,
};

pub mod administration;
pub mod benchmark;
pub mod charts;
mod data_quality;
mod episode;
mod import;
mod imports;
mod messages;
mod new_patient;
mod patient;
mod patients;
mod rejects;
pub mod reports;
pub mod set_password;
pub mod sign_in;
mod withdrawal;
mod worklist;

/// The page of a route, for a user.
pub fn page(route: Route, me: &Me) -> Html {
    let route = page_of(Some(route), me).unwrap_or(Route::NotFound);
    if needs(&route).is_some_and(|permission| !may(me, permission)) {
        return not_for_you();
    }
    match route {
        Route::Home => not_for_you(),
        Route::Worklist => html! { <worklist::WorklistPage /> },
        Route::Reports => html! { <reports::ReportsPage /> },
        Route::Patients => html! { <patients::Patients /> },
        Route::NewPatient => html! { <new_patient::NewPatient /> },
        Route::Patient { id } => html! { <patient::PatientPage key={id.clone()} id={id.clone()} /> },
        Route::Episode { id } => html! { <episode::EpisodePage key={id.clone()} id={id.clone()} /> },
        Route::Benchmark => html! { <benchmark::BenchmarkPage /> },
        Route::Charts => html! { <charts::ChartsPage /> },
        Route::Imports => html! { <imports::Imports /> },
        Route::Import { id } => html! { <import::ImportPage key={id.clone()} id={id.clone()} /> },
        Route::DataQuality => html! { <data_quality::DataQualityPage /> },
        Route::Messages => html! { <messages::MessagesPage /> },
        Route::Periods => html! { <administration::PeriodsPage /> },
        Route::LetterTemplates => html! { <administration::TemplatesPage /> },
        Route::Users => html! { <administration::UsersPage /> },
        Route::Clients => html! { <administration::ClientsPage /> },
        Route::OptOutChecks => html! { <administration::OptOutChecksPage /> },
        Route::Submissions => html! { <administration::SubmissionsPage /> },
        Route::Services => html! { <administration::ServicesPage /> },
        Route::Registrations => html! { <administration::RegistrationsPage /> },
        Route::Resources => html! { <administration::ResourcesPage /> },
        Route::Audit => html! { <administration::AuditPage /> },
        Route::Administration => not_for_you(),
        Route::SetPassword => html! { <set_password::SetPassword /> },
        Route::NotFound => not_found(),
    }
}

/// What a user must be allowed to do before a page makes sense. The server asks again at every call.
fn needs(route: &Route) -> Option<Permission> {
    match route {
        Route::Worklist | Route::Patients | Route::Episode { .. } | Route::Messages => {
            Some(Permission::ReadRecords)
        }
        Route::Patient { .. } => Some(Permission::DirectCare),
        Route::NewPatient => Some(Permission::ChangeRecords),
        Route::Benchmark | Route::Charts => Some(Permission::ReadPooledFigures),
        Route::Imports | Route::Import { .. } => Some(Permission::Import),
        Route::DataQuality => Some(Permission::ReadFigures),
        Route::Periods => Some(Permission::LockPeriods),
        Route::LetterTemplates => Some(Permission::EditTemplates),
        Route::Users => Some(Permission::AdministerUsers),
        Route::Clients => Some(Permission::AdministerClients),
        Route::OptOutChecks => Some(Permission::RunOptOut),
        Route::Submissions => Some(Permission::SubmitRecords),
        Route::Services | Route::Registrations => Some(Permission::AdministerServices),
        Route::Resources => Some(Permission::KeepResources),
        Route::Audit => Some(Permission::ReadAudit),
        Route::Reports => Some(Permission::Reports),
        Route::Home | Route::Administration | Route::SetPassword | Route::NotFound => None,
    }
}

fn not_found() -> Html {
    html! {
        <>
            <Heading title={texts::not_found::TITLE} />
            <p>{ texts::not_found::BODY }<Go to={Route::Home}>{ texts::not_found::HOME }</Go></p>
        </>
    }
}

fn not_for_you() -> Html {
    html! {
        <>
            <Heading title={texts::not_for_you::TITLE} />
            <p>{ texts::not_for_you::BODY }</p>
        </>
    }
}
