//! Audit events: who read or changed what. They hold keyed references and names of fields, no values.

mod listing;

use std::borrow::Cow;

use chrono::{DateTime, SubsecRound, Utc};
use flsdb_domain::{
    NhsNumber, ServiceCode,
    letters::LetterKind,
    vocabulary::{Choice, Coded, choice},
};

pub use listing::{AuditFilter, history, list, list_entries};

use crate::{
    AuthorKind, Outcome, Store, Writer, bulk,
    columns::{Code, Written},
    rows::AuditRow,
};

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// A record was made.
    Create,
    /// A record was changed.
    Update,
    /// A section, or by an undo a record, was taken away.
    Delete,
    /// A patient or an episode was withdrawn.
    Withdraw,
    /// A withdrawal was undone.
    Restore,
    /// A finding, or a request to take part, was accepted.
    Accept,
    /// That was undone.
    Reopen,
    /// A year of a service, or an account, was locked.
    Lock,
    /// It was unlocked.
    Unlock,
    /// A record was read.
    Read,
    /// Records were listed or searched.
    List,
    /// Records were exported.
    Export,
    /// A report was shared with the services.
    Share,
    /// A service answered its outlier flags.
    Answer,
    /// A report was published.
    Publish,
    /// A publication was taken back.
    Unpublish,
    /// A request to take part was refused.
    Refuse,
    /// Somebody signed in.
    SignIn,
    /// Somebody failed to sign in.
    SignInFailed,
}

/// What it was done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Resource {
    /// A patient.
    Patient,
    /// An episode: fracture, assessment, follow-ups.
    Episode,
    /// A service or its hip counts.
    Service,
    /// An account.
    User,
    /// A client: a system of a hospital.
    Client,
    /// A secret of a client.
    ClientSecret,
    /// An import.
    Import,
    /// A re-basing of a run chart.
    Baseline,
    /// A report.
    Report,
    /// A year of diagnosis of a service.
    Period,
    /// Name, telephone and the like of a patient.
    ContactDetails,
    /// An attempt to reach a patient.
    Contact,
    /// A course of treatment.
    Treatment,
    /// A note about a patient.
    Note,
    /// A letter about a patient.
    Letter,
    /// The text from which a service's letters are filled.
    LetterTemplate,
    /// A resource of the public page.
    PublicResource,
    /// The request of a service to take part.
    Registration,
    /// A message of another system that was refused.
    Message,
    /// An event of a hospital's patient index.
    IdentityEvent,
    /// A check of patients against the national data opt-out.
    OptOutCheck,
    /// A run of records for the national audit.
    Submission,
}

/// A read to be noted. The store turns the ids into keyed references.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// Id of the account or client.
    pub author_id: String,
    /// Person, machine or system.
    pub author_kind: AuthorKind,
    /// Id of the request.
    pub request_id: String,
    /// The service whose record it is; none for lists over several.
    pub service: Option<ServiceCode>,
    /// `Read`, `List` or `Export`.
    pub action: Action,
    /// What was read.
    pub resource: Resource,
    /// Id of what was read, if it was one record.
    pub resource_id: Option<String>,
    /// Id of the patient that it belongs to, if it was one.
    pub patient_id: Option<String>,
}

/// A stored audit event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEvent {
    /// Id; grows with time.
    pub id: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Id of the account or client.
    pub author_id: String,
    /// Person, machine or system.
    pub author_kind: AuthorKind,
    /// Id of the request.
    pub request_id: String,
    /// The service whose records it concerns.
    pub service: Option<ServiceCode>,
    /// What was done.
    pub action: Action,
    /// What it was done to.
    pub resource: Resource,
    /// Keyed reference of the record.
    pub reference: Option<String>,
    /// Keyed reference of the patient.
    pub patient_reference: Option<String>,
    /// Headings of the fields that changed.
    pub fields: Vec<String>,
}

impl Store {
    /// Writes read events. They are queued by the server and written at least every second.
    ///
    /// # Errors
    /// Those of the database.
    pub fn append_read_events(&self, events: &[ReadEvent]) -> Outcome<()> {
        let row = |event: &ReadEvent| AuditRow {
            id: self.ids.next(event.at),
            at: event.at.naive_utc().trunc_subsecs(6),
            author_id: event.author_id.clone(),
            author_kind: Code(event.author_kind),
            request_id: event.request_id.clone(),
            service: event.service.map(Written),
            action: Code(event.action),
            resource: Code(event.resource),
            reference: event.resource_id.as_ref().map(|id| self.key.refer(id)),
            patient_reference: event.patient_id.as_ref().map(|id| self.key.refer(id)),
            fields: String::new(),
        };
        let rows: Vec<AuditRow> = events.iter().map(row).collect();
        self.in_transaction(|conn| Ok(bulk::insert_events(conn, &rows)?))
    }

    /// What stands for an NHS number in pseudonymised records: the same for the same person, in every export.
    pub fn pseudonym(&self, number: NhsNumber) -> String {
        self.key.refer(&format!("nhs_number:{number}"))
    }

    /// The keyed reference of a record, as audit events hold it.
    pub fn reference(&self, id: &str) -> String {
        self.key.refer(id)
    }
}

impl Coded for Action {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<Action>] = &[
            choice(Action::Create, "create", "Create"),
            choice(Action::Update, "update", "Update"),
            choice(Action::Delete, "delete", "Delete"),
            choice(Action::Withdraw, "withdraw", "Withdraw"),
            choice(Action::Restore, "restore", "Restore"),
            choice(Action::Accept, "accept", "Accept"),
            choice(Action::Reopen, "reopen", "Reopen"),
            choice(Action::Lock, "lock", "Lock"),
            choice(Action::Unlock, "unlock", "Unlock"),
            choice(Action::Read, "read", "Read"),
            choice(Action::List, "list", "List"),
            choice(Action::Export, "export", "Export"),
            choice(Action::Share, "share", "Share"),
            choice(Action::Answer, "answer", "Answer"),
            choice(Action::Publish, "publish", "Publish"),
            choice(Action::Unpublish, "unpublish", "Unpublish"),
            choice(Action::Refuse, "refuse", "Refuse"),
            choice(Action::SignIn, "sign_in", "Sign in"),
            choice(Action::SignInFailed, "sign_in_failed", "Sign in failed"),
        ];
        Cow::Borrowed(CHOICES)
    }
}

impl Coded for Resource {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<Resource>] = &[
            choice(Resource::Patient, "patient", "Patient"),
            choice(Resource::Episode, "episode", "Episode"),
            choice(Resource::Service, "service", "Service"),
            choice(Resource::User, "user", "User"),
            choice(Resource::Client, "client", "Client"),
            choice(Resource::ClientSecret, "client_secret", "Client secret"),
            choice(Resource::Import, "import", "Import"),
            choice(Resource::Baseline, "baseline", "Baseline"),
            choice(Resource::Report, "report", "Report"),
            choice(Resource::Period, "period", "Period"),
            choice(Resource::ContactDetails, "contact_details", "Contact details"),
            choice(Resource::Contact, "contact", "Contact"),
            choice(Resource::Treatment, "treatment", "Treatment"),
            choice(Resource::Note, "note", "Note"),
            choice(Resource::Letter, "letter", "Letter"),
            choice(Resource::LetterTemplate, "letter_template", "Letter template"),
            choice(Resource::PublicResource, "public_resource", "Public resource"),
            choice(Resource::Registration, "registration", "Registration"),
            choice(Resource::Message, "message", "Message"),
            choice(Resource::IdentityEvent, "identity_event", "Identity event"),
            choice(Resource::OptOutCheck, "opt_out_check", "Opt-out check"),
            choice(Resource::Submission, "submission", "Submission"),
        ];
        Cow::Borrowed(CHOICES)
    }
}

/// The event of a change, but for what was changed.
pub(crate) fn event_of_change(
    w: &Writer<'_>,
    service: ServiceCode,
    action: Action,
    resource: Resource,
) -> AuditRow {
    AuditRow {
        service: Some(Written(service)),
        ..event(w, action, resource)
    }
}

/// Notes something about an account, which belongs to no service.
pub(crate) fn note_account(w: &mut Writer<'_>, action: Action, user_id: &str) -> Outcome<()> {
    let event = AuditRow {
        reference: Some(w.key.refer(user_id)),
        ..event(w, action, Resource::User)
    };
    Ok(bulk::insert_events(w.conn, &[event])?)
}

/// Notes a re-basing, or that it was undone; without a service it is of the pooled national value.
pub(crate) fn note_baseline(
    w: &mut Writer<'_>,
    action: Action,
    service: Option<ServiceCode>,
    id: &str,
) -> Outcome<()> {
    note_of(w, (action, Resource::Baseline), service, id)
}

/// Notes something about a report, for the service concerned if it is one's.
pub(crate) fn note_report(
    w: &mut Writer<'_>,
    action: Action,
    service: Option<ServiceCode>,
    id: &str,
) -> Outcome<()> {
    note_of(w, (action, Resource::Report), service, id)
}

/// Notes that a year of a service was locked or unlocked. A year is no secret: it stands in the place of fields.
pub(crate) fn note_period(
    w: &mut Writer<'_>,
    action: Action,
    service: ServiceCode,
    year: i32,
) -> Outcome<()> {
    let event = AuditRow {
        fields: year.to_string(),
        ..event_of_change(w, service, action, Resource::Period)
    };
    Ok(bulk::insert_events(w.conn, &[event])?)
}

/// Notes that a service's text for letters was changed. Its kind is no secret: it stands in the place of fields.
pub(crate) fn note_letter_template(
    w: &mut Writer<'_>,
    action: Action,
    service: ServiceCode,
    kind: LetterKind,
) -> Outcome<()> {
    let event = AuditRow {
        fields: kind.token().to_owned(),
        ..event_of_change(w, service, action, Resource::LetterTemplate)
    };
    Ok(bulk::insert_events(w.conn, &[event])?)
}

/// Notes something about a client of a service, or about one of its secrets.
pub(crate) fn note_client(
    w: &mut Writer<'_>,
    what: (Action, Resource),
    service: ServiceCode,
    id: &str,
) -> Outcome<()> {
    note_of(w, what, Some(service), id)
}

/// Notes something about what belongs to the whole registry: a resource of the public page, a request to take part.
pub(crate) fn note_national(w: &mut Writer<'_>, action: Action, resource: Resource, id: &str) -> Outcome<()> {
    note_of(w, (action, resource), None, id)
}

/// Notes what was done to something that is no record of the data set, for the service concerned if it is one's.
pub(crate) fn note_of(
    w: &mut Writer<'_>,
    (action, resource): (Action, Resource),
    service: Option<ServiceCode>,
    id: &str,
) -> Outcome<()> {
    let event = AuditRow {
        service: service.map(Written),
        reference: Some(w.key.refer(id)),
        ..event(w, action, resource)
    };
    Ok(bulk::insert_events(w.conn, &[event])?)
}

fn event(w: &Writer<'_>, action: Action, resource: Resource) -> AuditRow {
    AuditRow {
        id: w.new_id(),
        at: w.author.now_as_kept(),
        author_id: w.author.id.clone(),
        author_kind: Code(w.author.kind),
        request_id: w.author.request_id.clone(),
        service: None,
        action: Code(action),
        resource: Code(resource),
        reference: None,
        patient_reference: None,
        fields: String::new(),
    }
}

impl From<AuditRow> for AuditEvent {
    fn from(row: AuditRow) -> Self {
        AuditEvent {
            id: row.id,
            at: row.at.and_utc(),
            author_id: row.author_id,
            author_kind: row.author_kind.0,
            request_id: row.request_id,
            service: row.service.map(|s| s.0),
            action: row.action.0,
            resource: row.resource.0,
            reference: row.reference,
            patient_reference: row.patient_reference,
            fields: row
                .fields
                .split(';')
                .filter(|f| !f.is_empty())
                .map(str::to_owned)
                .collect(),
        }
    }
}
