//! Audit events: who read or changed what. They hold keyed references and names of fields, no values.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use flsdb_domain::{
    ServiceCode,
    access::Scope,
    vocabulary::{Choice, Coded},
    wire::{Page, page::Paging},
};

use crate::{
    AuthorKind, Outcome, Reader, Store, Writer,
    columns::{Code, Written},
    error::later,
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
    /// A finding was accepted.
    Accept,
    /// A record was read.
    Read,
    /// Records were listed or searched.
    List,
    /// Records were exported.
    Export,
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
    /// An import.
    Import,
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

/// Audit events, newest first.
///
/// # Errors
/// `BadCursor`.
pub fn list(r: &mut Reader<'_>, scope: &Scope, paging: &Paging) -> Outcome<Page<AuditEvent>> {
    later()
}

impl Store {
    /// Writes read events. They are queued by the server and written at least every second.
    ///
    /// # Errors
    /// Those of the database.
    pub fn append_read_events(&self, events: &[ReadEvent]) -> Outcome<()> {
        later()
    }

    /// The keyed reference of a record, as audit events hold it.
    pub fn reference(&self, id: &str) -> String {
        String::new()
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
            choice(Action::Read, "read", "Read"),
            choice(Action::List, "list", "List"),
            choice(Action::Export, "export", "Export"),
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
            choice(Resource::Import, "import", "Import"),
        ];
        Cow::Borrowed(CHOICES)
    }
}

/// The event of a change, but for what was changed.
pub(crate) fn event_of_change(w: &Writer<'_>, service: ServiceCode, action: Action, resource: Resource) -> AuditRow {
    AuditRow {
        id: w.new_id(),
        at: w.author.now_as_kept(),
        author_id: w.author.id.clone(),
        author_kind: Code(w.author.kind),
        request_id: w.author.request_id.clone(),
        service: Some(Written(service)),
        action: Code(action),
        resource: Code(resource),
        reference: None,
        patient_reference: None,
        fields: String::new(),
    }
}

const fn choice<T>(value: T, token: &'static str, label: &'static str) -> Choice<T> {
    Choice { value, token, label }
}
