//! The addresses of the pages. No address ever holds an identifier of a patient.

use serde::{Deserialize, Serialize};
use yew_router::Routable;

/// A page.
#[derive(Debug, Clone, PartialEq, Eq, Routable)]
pub enum Route {
    /// The first page that the user's role offers.
    #[at("/home")]
    Home,
    /// What is to be done.
    #[at("/worklist")]
    Worklist,
    /// Search and list of patients.
    #[at("/patients")]
    Patients,
    /// The form for a patient with a fracture.
    #[at("/patients/new")]
    NewPatient,
    /// One patient, by the id that the server made.
    #[at("/patients/:id")]
    Patient {
        /// Id of the patient.
        id: String,
    },
    /// One episode, by the id that the server made.
    #[at("/episodes/:id")]
    Episode {
        /// Id of the episode.
        id: String,
    },
    /// Services by KPIs.
    #[at("/benchmark")]
    Benchmark,
    /// Charts of the KPIs.
    #[at("/charts")]
    Charts,
    /// Files sent so far, and the place to drop another.
    #[at("/imports")]
    Imports,
    /// One import, by the id that the server made.
    #[at("/imports/:id")]
    Import {
        /// Id of the import.
        id: String,
    },
    /// Figures that were frozen.
    #[at("/reports")]
    Reports,
    /// Findings, blanks, duplicates.
    #[at("/data-quality")]
    DataQuality,
    /// Messages of hospital systems that were refused.
    #[at("/data-quality/messages")]
    Messages,
    /// The first part of administration that the user may use.
    #[at("/administration")]
    Administration,
    /// Years to lock.
    #[at("/administration/periods")]
    Periods,
    /// Texts from which letters are filled.
    #[at("/administration/letter-templates")]
    LetterTemplates,
    /// Accounts.
    #[at("/administration/users")]
    Users,
    /// Systems of hospitals.
    #[at("/administration/clients")]
    Clients,
    /// Checks against the national data opt-out.
    #[at("/administration/opt-out-checks")]
    OptOutChecks,
    /// Runs of records for the national audit.
    #[at("/administration/submissions")]
    Submissions,
    /// Services and their hip counts.
    #[at("/administration/services")]
    Services,
    /// Services that ask to take part.
    #[at("/administration/registrations")]
    Registrations,
    /// Resources of the public page.
    #[at("/administration/resources")]
    Resources,
    /// Audit events.
    #[at("/administration/audit-events")]
    Audit,
    /// Setting a password by a link; for who is not signed in.
    #[at("/set-password")]
    SetPassword,
    /// No such page.
    #[not_found]
    #[at("/404")]
    NotFound,
}

/// What the query of an address says of the section on screen.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    /// Of an episode: name of a part or of a section of the record, or `all`. Of a patient: the form that is open. Of services:
    /// the request to take part from which one is to be made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
}

impl Place {
    /// The place of this name.
    pub fn of(section: &str) -> Self {
        Place {
            section: Some(section.to_owned()),
        }
    }
}
